//! tmp
mod generate;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let o = generate::Options { resources: a[1].parse().unwrap(), seed: 1, findings_percent: 1.0 };
    let t = std::time::Instant::now();
    let c = generate::write_plan(&o, std::path::Path::new(&a[2])).unwrap();
    println!("{c:?} {:?} {}", t.elapsed(), c.bytes / c.changes);
}
