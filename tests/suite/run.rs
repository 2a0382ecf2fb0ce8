//! Runs the program in a directory of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::world::World;

/// What a run said.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// The JSON report.
    pub fn report(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|e| panic!("no JSON report ({e}), exit {}:\n{}\n{}", self.code, self.out, self.err))
    }

    /// Every finding as `[status or verdict] rule address`, sorted; new violations without a word in front.
    pub fn findings(&self) -> Vec<String> {
        let mut all: Vec<String> = self.report()["findings"].as_array().unwrap().iter().map(line).collect();
        all.sort();
        all
    }

    /// Those that come from a policy of a security zone: what general hygiene says does not count here.
    pub fn zone_findings(&self) -> Vec<String> {
        let report = self.report();
        let of_zone = |f: &&Value| f["implements"].get("oci-security-zones").is_some();
        let mut all: Vec<String> = report["findings"].as_array().unwrap().iter().filter(of_zone).map(line).collect();
        all.sort();
        all
    }

    /// The findings of one rule.
    pub fn of_rule(&self, rule: &str) -> Vec<Value> {
        let report = self.report();
        report["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == rule).cloned().collect()
    }
}

fn line(finding: &Value) -> String {
    let text = |name: &str| finding[name].as_str().unwrap();
    let word = match (text("verdict"), text("status")) {
        ("violated", "new") => String::new(),
        ("violated", status) => format!("{status} "),
        (verdict, "new") => format!("{verdict} "),
        (verdict, status) => format!("{verdict} {status} "),
    };
    format!("{word}{} {}", text("rule"), text("address"))
}

/// A directory with inputs.
pub struct Dir(TempDir);

impl Dir {
    pub fn new() -> Dir {
        Dir(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn with(self, name: &str, content: impl AsRef<[u8]>) -> Dir {
        let path: PathBuf = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    pub fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, b"")
    }

    /// Runs with text on standard input.
    pub fn run_with(&self, args: &[&str], input: &[u8]) -> Run {
        use std::io::Write;
        let mut child = command(self.path(), args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that does not read its input closes it: no error of the test.
        let _ = child.stdin.take().unwrap().write_all(input);
        let out = child.wait_with_output().unwrap();
        let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
        Run { code: out.status.code().unwrap_or(-1), out: text(&out.stdout), err: text(&out.stderr) }
    }

    /// `check INPUT --format json` with more arguments.
    pub fn check(&self, input: &str, more: &[&str]) -> Run {
        self.run(&[&["check", input, "--format", "json", "--now", "2026-11-21"], more].concat())
    }
}

/// The program, in a clean environment.
pub fn command(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ringfence"));
    command.args(args).current_dir(dir).env("NO_COLOR", "1");
    for (name, _) in std::env::vars().filter(|(n, _)| n.starts_with("TF_")) {
        command.env_remove(name);
    }
    command
}

/// Checks a world as plan JSON, with a zone file (may be empty).
pub fn check_plan(world: &World, zones: &str, more: &[&str]) -> Run {
    plan_dir(world, zones).check("plan.json", more)
}

/// A directory with a world's plan JSON and a zone file.
pub fn plan_dir(world: &World, zones: &str) -> Dir {
    with_zones(Dir::new().with("plan.json", world.plan().to_string()), zones)
}

/// Checks a world as sources.
pub fn check_sources(world: &World, zones: &str, more: &[&str]) -> Run {
    with_zones(Dir::new().with("main.tf", world.sources()), zones).check(".", more)
}

fn with_zones(dir: Dir, zones: &str) -> Dir {
    if zones.is_empty() { dir } else { dir.with("ringfence.hcl", zones) }
}
