//! Speed and memory of the `ringfence` command against the bars of the project.
//!
//! ```text
//! cargo bench --bench speed                          measure and print the table
//!   -- --sizes 1000,10000,100000 --rounds 5 --work DIR --keep --seed 1
//!      --findings-percent 1 --binary PATH --guard FILE --write-docs --date 2026-11-21
//! cargo bench --bench speed -- plan 100000 FILE      only generate a plan
//! cargo bench --bench speed -- verify 10000 FILE     generate a plan and check it strictly
//! cargo bench --bench speed -- tree 10000 DIR        only generate sources
//! cargo bench --bench speed -- peers                 only other policy tools (`--work DIR`, `--seed 1`, `--binary PATH`)
//! ```
//!
//! Peers are looked for on the path: tfsec (`go install github.com/aquasecurity/tfsec/cmd/tfsec@v1.28.14`), regorus
//! (`cargo install regorus --version 0.14.1 --example regorus`), Terraform, and the policy tools that `harness/peers.rs`
//! lists with their commands. Without one its row is not measured, or says which tool is missing.
//!
//! Linux only: elsewhere CPU time and memory of a process are not measured.

// A command talks to its user.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod generate;
mod harness;

use harness::measure::{self, Program};
use harness::suite::{Settings, Suite, machine};
use harness::{reference, table};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    if arguments.is_empty() {
        // `cargo test --all-targets` starts us like this; `cargo bench` says `--bench`.
        println!("speed: nothing measured; use `cargo bench --bench speed`");
        return ExitCode::SUCCESS;
    }
    // What cargo itself appends.
    arguments.retain(|a| a != "--bench");
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("speed: {message}");
            ExitCode::from(2)
        }
    }
}

fn dispatch(arguments: &[OsString]) -> Result<ExitCode, String> {
    let text = |i: usize| arguments.get(i).map(|a| a.to_string_lossy().into_owned()).unwrap_or_default();
    let path = |i: usize| arguments.get(i).map(PathBuf::from).ok_or_else(|| "a path is missing".to_owned());
    match text(0).as_str() {
        "measure" => {
            let usage = measure::child(&arguments[1..])?;
            println!("{}", serde_json::to_string(&usage).map_err(|e| e.to_string())?);
        }
        "reference" => {
            let (changes, sum) = reference::parse(&path(1)?)?;
            println!("{changes} {sum}");
        }
        "stand-in" => stand_in(arguments)?,
        "plan" | "verify" => return plan(&text(0), &text(1), &path(2)?, &arguments[3..]),
        "tree" => {
            let bytes = generate::sources::write_tree(&path(2)?, number(&text(1))?, 1).map_err(|e| e.to_string())?;
            println!("{} files, {bytes} bytes", text(1));
        }
        "peers" => return suite(&arguments[1..], Part::Peers),
        _ => return suite(arguments, Part::All),
    }
    Ok(ExitCode::SUCCESS)
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{text:?} is not a number"))
}

fn plan(mode: &str, resources: &str, path: &Path, more: &[OsString]) -> Result<ExitCode, String> {
    let (settings, _) = options(more)?;
    let options = generate::Options {
        resources: number(resources)?,
        seed: settings.seed,
        findings_percent: settings.findings_percent,
    };
    let start = std::time::Instant::now();
    let counts = generate::write_plan(&options, path).map_err(|e| e.to_string())?;
    let seconds = start.elapsed().as_secs_f64();
    println!("{counts:?}, {:.0} MB/s", counts.bytes as f64 / 1e6 / seconds);
    if mode == "verify" {
        let text = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
        generate::verify::verify(&text, &counts)?;
        println!("verified");
    }
    Ok(ExitCode::SUCCESS)
}

/// Answers like `check` without checking anything, to try the harness itself:
/// `--binary stand-in`. Its figures are never written to the documentation.
fn stand_in(arguments: &[OsString]) -> Result<(), String> {
    let path = arguments.get(2).map(PathBuf::from).ok_or("stand-in check FILE ...")?;
    let (changes, sum) = reference::parse(&path)?;
    println!("{{\"findings\":[{{\"changes\":{changes},\"sum\":{sum}}}]}}");
    Ok(())
}

#[derive(Default)]
struct Output {
    keep: bool,
    write_docs: bool,
    date: String,
    stand_in: bool,
}

fn options(arguments: &[OsString]) -> Result<(Settings, Output), String> {
    let mut settings = Settings {
        subject: Program { path: PathBuf::from(env!("CARGO_BIN_EXE_ringfence")), arguments: Vec::new() },
        sizes: vec![1000, 10_000, 100_000],
        rounds: 5,
        work: std::env::temp_dir().join(format!("ringfence-speed-{}", std::process::id())),
        seed: 1,
        findings_percent: 1.0,
        guard: None,
    };
    let mut output = Output::default();
    let mut rest = arguments.iter().map(|a| a.to_string_lossy().into_owned());
    while let Some(name) = rest.next() {
        let mut value = || rest.next().ok_or_else(|| format!("{name} needs a value"));
        match name.as_str() {
            "--sizes" => settings.sizes = value()?.split(',').map(number).collect::<Result<_, _>>()?,
            "--rounds" => settings.rounds = number(&value()?)?.max(1) as usize,
            "--work" => settings.work = PathBuf::from(value()?),
            "--seed" => settings.seed = number(&value()?)?,
            "--findings-percent" => {
                settings.findings_percent = value()?.parse().map_err(|_| "--findings-percent needs a number")?;
            }
            "--binary" => {
                let path = value()?;
                output.stand_in = path == "stand-in";
                settings.subject = match path.as_str() {
                    "stand-in" => {
                        let own = std::env::current_exe().map_err(|e| e.to_string())?;
                        Program { path: own, arguments: vec!["stand-in".into()] }
                    }
                    _ => Program { path: PathBuf::from(path), arguments: Vec::new() },
                };
            }
            "--guard" => settings.guard = Some(PathBuf::from(value()?)),
            "--date" => output.date = value()?,
            "--keep" => output.keep = true,
            "--write-docs" => output.write_docs = true,
            _ => return Err(format!("unknown argument {name}")),
        }
    }
    settings.sizes.sort_unstable();
    Ok((settings, output))
}

/// Which rows are measured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    All,
    Peers,
}

fn suite(arguments: &[OsString], part: Part) -> Result<ExitCode, String> {
    let (settings, output) = options(arguments)?;
    if output.write_docs && (output.date.is_empty() || output.stand_in || part != Part::All) {
        return Err("--write-docs needs --date, a real binary and all rows".to_owned());
    }
    let fresh = !settings.work.exists();
    std::fs::create_dir_all(&settings.work).map_err(|e| e.to_string())?;
    let mut suite = Suite { settings: &settings, rows: Vec::new(), facts: Vec::new() };
    let result = match part {
        Part::All => suite.run(),
        Part::Peers => suite.peers(),
    };
    if fresh && !output.keep {
        std::fs::remove_dir_all(&settings.work).map_err(|e| e.to_string())?;
    }
    result?;
    let facts = suite.facts.iter().map(|f| format!("- {f}\n")).collect::<String>();
    let rows = table::markdown(&suite.rows);
    println!("{}\n\n{facts}\n{rows}", machine());
    let open = suite.rows.iter().filter(|r| matches!(r.outcome, table::Outcome::Missing(_))).count();
    let failed = suite.rows.iter().filter(|r| !r.passes()).count() - open;
    eprintln!(
        "{} rows: {} pass, {failed} FAIL, {open} NOT MEASURED",
        suite.rows.len(),
        suite.rows.len() - failed - open
    );
    if output.write_docs {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
        std::fs::create_dir_all(&docs).map_err(|e| e.to_string())?;
        std::fs::write(docs.join("performance.md"), document(&settings, &output.date, &facts, &rows))
            .map_err(|e| e.to_string())?;
    }
    // As the command itself answers: 1 for a bar that is missed, 3 for an incomplete answer.
    Ok(match (failed, open) {
        (0, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::from(3),
        _ => ExitCode::FAILURE,
    })
}

fn document(settings: &Settings, date: &str, facts: &str, rows: &str) -> String {
    let sizes: Vec<String> = settings.sizes.iter().map(u64::to_string).collect();
    format!(
        "# Speed and memory\n\nWritten by a command; do not edit.\n\n```\ncargo bench --bench speed -- --sizes {} --rounds {} --seed {} --findings-percent {}{} --write-docs --date {date}\n```\n\nMachine: {}. Date: {date}. Times are CPU seconds (user and system) of whole processes unless the row says otherwise, \
         memory is the peak resident size; a ratio is the median of pairs that ran one after the other.\n\n{facts}\n{rows}",
        sizes.join(","),
        settings.rounds,
        settings.seed,
        settings.findings_percent,
        if settings.guard.is_some() { " --guard FILE" } else { "" },
        machine()
    )
}
