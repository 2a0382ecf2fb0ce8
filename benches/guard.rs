//! What the guard costs: plan, apply and destroy of the same configuration with Terraform alone and behind the
//! guard, in turns, in one run.
//!
//! ```text
//! cargo bench --features e2e --bench guard                   500 resources, 5 rounds
//!   -- 1000 9                                                 other numbers
//! ```
//!
//! Needs what `tests/e2e/setup.sh` needs. Linux only: elsewhere CPU time and memory are not measured.

// A command talks to its user.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, clippy::expect_used)]

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("guard: measures on Linux only");
}

#[cfg(target_os = "linux")]
fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    if !std::env::args().any(|a| a == "--bench") {
        // `cargo test --all-targets` starts us without it.
        println!("guard: nothing measured; use `cargo bench --features e2e --bench guard`");
        return;
    }
    linux::run(numbers.first().copied().unwrap_or(500), numbers.get(1).copied().unwrap_or(5));
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use nix::sys::resource::{UsageWho, getrusage};

    /// One run.
    struct Cost {
        wall: f64,
        cpu: f64,
        /// Peak of the guard's own memory, KiB.
        memory: u64,
        timing: String,
    }

    struct Bench {
        dir: PathBuf,
        home: PathBuf,
    }

    pub fn run(resources: usize, rounds: usize) {
        let home = partners();
        let bench = Bench { dir: home.join("work/bench_guard"), home };
        bench.prepare(&configuration(resources, 0));
        println!("{resources} resources, {rounds} rounds; medians of Terraform alone and behind the guard, in turns");
        println!("| command | alone: wall, CPU | guarded: wall, CPU | added: wall, CPU | guard's memory |");
        println!("| --- | --- | --- | --- | --- |");
        let mut costs: [Vec<(Cost, Cost)>; 3] = Default::default();
        for _ in 0..rounds {
            for (at, verb) in ["plan", "apply", "destroy"].into_iter().enumerate() {
                let alone = bench.step(verb, false);
                let guarded = bench.step(verb, true);
                costs[at].push((alone, guarded));
            }
        }
        for (verb, pairs) in ["plan", "apply", "destroy"].iter().zip(&costs) {
            row(verb, pairs);
        }
        for pairs in &costs[..2] {
            println!("{}", pairs.last().map_or("", |(_, guarded)| &guarded.timing));
        }
        large(&bench);
    }

    fn row(verb: &str, pairs: &[(Cost, Cost)]) {
        let median = |of: &dyn Fn(&(Cost, Cost)) -> f64| {
            let mut all: Vec<f64> = pairs.iter().map(of).collect();
            all.sort_by(f64::total_cmp);
            all[all.len() / 2]
        };
        let (a, b) = (median(&|p| p.0.wall), median(&|p| p.0.cpu));
        let (c, d) = (median(&|p| p.1.wall), median(&|p| p.1.cpu));
        let (e, f) = (median(&|p| p.1.wall / p.0.wall - 1.0), median(&|p| p.1.cpu / p.0.cpu - 1.0));
        let memory = pairs.iter().map(|p| p.1.memory).max().unwrap_or(0) / 1024;
        println!(
            "| {verb} | {a:.2} s, {b:.2} s | {c:.2} s, {d:.2} s | {:+.1} %, {:+.1} % | {memory} MiB |",
            e * 100.0,
            f * 100.0
        );
    }

    /// The relay's memory when states of many megabytes pass.
    fn large(bench: &Bench) {
        for megabytes in [0, 8, 32] {
            bench.prepare(&configuration(4, megabytes));
            bench.run("apply", true);
            let cost = bench.run("plan", true);
            println!("4 resources of {megabytes} MB each, planned: the guard's memory {} MiB", cost.memory / 1024);
        }
    }

    fn configuration(resources: usize, megabytes: usize) -> String {
        format!(
            "terraform {{\n  required_providers {{\n    demo = {{ source = \"ringfence.test/acme/demo\" }}\n  }}\n}}\n\
             resource \"demo_thing\" \"many\" {{\n  count     = {resources}\n  name      = \"n${{count.index}}\"\n  \
             answer    = \"a${{count.index}}\"\n  megabytes = {megabytes}\n  rule {{\n    port   = count.index\n    \
             source = \"10.0.0.0/8\"\n  }}\n}}\n"
        )
    }

    fn partners() -> PathBuf {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("e2e");
        let status = Command::new("sh").arg(root.join("tests/e2e/setup.sh")).arg(&dir).stdout(Stdio::null()).status();
        assert!(status.is_ok_and(|s| s.success()), "tests/e2e/setup.sh failed");
        dir
    }

    impl Bench {
        fn prepare(&self, text: &str) {
            let _ = fs::remove_dir_all(&self.dir);
            fs::create_dir_all(&self.dir).unwrap();
            fs::write(self.dir.join("main.tf"), text).unwrap();
            assert!(self.command(&self.terraform()).arg("init").status().unwrap().success(), "terraform init failed");
        }

        fn terraform(&self) -> PathBuf {
            let own = self.home.join("bin/terraform");
            if own.exists() { own } else { "terraform".into() }
        }

        fn command(&self, program: &Path) -> Command {
            let mut command = Command::new(program);
            command
                .current_dir(&self.dir)
                .env("TF_CLI_CONFIG_FILE", self.home.join("terraform.rc"))
                .env("TF_DATA_DIR", ".terraform")
                .env("CHECKPOINT_DISABLE", "1")
                .env_remove("RINGFENCE_DEMO_LOG")
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::piped());
            command
        }

        /// A step from the same state for both: what was applied is destroyed without being measured, and the
        /// other way round.
        fn step(&self, verb: &str, guarded: bool) -> Cost {
            match verb {
                "apply" => {
                    let _ = fs::remove_file(self.dir.join("terraform.tfstate"));
                }
                "destroy" => {
                    let _ = fs::remove_file(self.dir.join("terraform.tfstate"));
                    self.run("apply", false);
                }
                _ => {}
            }
            self.run(verb, guarded)
        }

        fn run(&self, verb: &str, guarded: bool) -> Cost {
            let mut arguments = vec![verb, "-input=false", "-no-color"];
            if verb != "plan" {
                arguments.push("-auto-approve");
            }
            let mut command = match guarded {
                false => self.command(&self.terraform()),
                true => {
                    let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_ringfence")));
                    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/demo/rules");
                    command.args(["guard", "--timing", "--rules"]).arg(rules).arg("--").arg(self.terraform());
                    command
                }
            };
            let before = cpu();
            let begin = Instant::now();
            let mut child = command.args(arguments).spawn().unwrap();
            let mut memory = 0;
            let status = loop {
                memory = memory.max(peak(child.id()));
                if let Some(status) = child.try_wait().unwrap() {
                    break status;
                }
                std::thread::sleep(Duration::from_millis(5));
            };
            let wall = begin.elapsed().as_secs_f64();
            let mut told = String::new();
            std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut told).unwrap();
            assert!(status.success(), "{verb} failed:\n{told}");
            let timing = told.lines().find(|l| l.contains("added to")).unwrap_or_default().to_string();
            Cost { wall, cpu: cpu() - before, memory, timing }
        }
    }

    /// CPU seconds of all processes that have ended below this one.
    fn cpu() -> f64 {
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
        let seconds = |t: nix::sys::time::TimeVal| t.tv_sec() as f64 + t.tv_usec() as f64 / 1e6;
        seconds(usage.user_time()) + seconds(usage.system_time())
    }

    /// Peak resident memory of a process, KiB.
    fn peak(pid: u32) -> u64 {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("0");
        line.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or(0)
    }
}
