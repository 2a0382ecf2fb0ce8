//! The guard with a real Terraform and real providers: on the plugin framework (protocol 6 and 5), on SDKv2
//! (protocol 5), and one that others published.

mod apply;
mod commands;
mod endings;
mod outside;
mod places;
mod plan;
mod plugs;
mod traffic;
mod unjudged;
mod zones;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{partners, root, toolchain};

/// Providers that a configuration may use.
pub const PREAMBLE: &str = r#"
terraform {
  required_providers {
    demo = { source = "ringfence.test/acme/demo" }
    five = { source = "ringfence.test/acme/five" }
  }
}
"#;

/// A working directory of its own, with its own log of calls and directory for sockets.
pub struct Site {
    /// Where Terraform runs.
    pub dir: PathBuf,
    /// Where the guard puts sockets; short, since paths of sockets must be.
    pub sockets: tempfile::TempDir,
    environment: BTreeMap<String, String>,
}

/// How a command ended and what it said.
pub struct Run {
    /// Its exit code; -1 for a signal.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    /// Takes a command's output.
    pub fn of(output: Output) -> Run {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Run { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Fails the test unless the command ended so.
    #[track_caller]
    pub fn ends(self, code: i32) -> Run {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }

    /// Fails the test unless standard error says this, wrapped as it may be.
    #[track_caller]
    pub fn says(self, text: &str) -> Run {
        let words = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words(&self.err).contains(&words(text)), "{text:?} is missing in:\n{}\n{}", self.out, self.err);
        self
    }

    /// Fails the test unless standard output or standard error says this: warnings are on the one, errors on the
    /// other.
    #[track_caller]
    pub fn tells(self, text: &str) -> Run {
        let both = Run { code: self.code, out: String::new(), err: format!("{}\n{}", self.out, self.err) };
        both.says(text);
        self
    }

    /// The guard's last words: how many changes were planned, applied, denied.
    #[track_caller]
    pub fn counts(&self) -> (u64, u64, u64) {
        let line = self.err.lines().find(|l| l.starts_with("ringfence guard: ") && l.contains("looked at"));
        let line = line.unwrap_or_else(|| panic!("no summary in:\n{}\n{}", self.out, self.err));
        let numbers: Vec<u64> = line.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
        (numbers[0], numbers[1], numbers[2])
    }
}

impl Site {
    /// Makes the directory, writes `main.tf` and initialises.
    pub fn new(name: &str, text: &str) -> Site {
        let site = Site::bare(name, &format!("{PREAMBLE}{text}"));
        site.init();
        site
    }

    /// As [`Site::new`] with nothing before the text, and not initialised.
    pub fn bare(name: &str, text: &str) -> Site {
        let dir = partners().join("work").join(format!("guard_{name}"));
        if dir.exists() {
            fs::remove_dir_all(&dir).unwrap();
        }
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join("main.tf"), text).unwrap();
        let sockets = tempfile::Builder::new().prefix("rf").tempdir().unwrap();
        Site { dir, sockets, environment: BTreeMap::new() }
    }

    /// Runs `terraform init`.
    pub fn init(&self) {
        self.terraform(&["init", "-input=false", "-no-color"]).ends(0);
    }

    /// Writes a file.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.dir.join(name), text).unwrap();
    }

    /// Replaces what stands after the preamble of `main.tf`.
    pub fn main(&self, text: &str) {
        self.write("main.tf", &format!("{PREAMBLE}{text}"));
    }

    /// Sets a variable of the environment for all that follows.
    pub fn env(&mut self, name: &str, value: &str) {
        self.environment.insert(name.into(), value.into());
    }

    fn program(&self) -> PathBuf {
        toolchain()
    }

    /// A command in this place: no configuration, cache or state of the user is used.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.dir)
            .env("TF_CLI_CONFIG_FILE", partners().join("terraform.rc"))
            .env("TF_DATA_DIR", ".terraform")
            .env("TF_IN_AUTOMATION", "1")
            .env("CHECKPOINT_DISABLE", "1")
            .env("TMPDIR", self.sockets.path())
            .env("RINGFENCE_DEMO_LOG", self.log())
            .env_remove("TF_PLUGIN_CACHE_DIR")
            .env_remove("TF_CLI_ARGS")
            .env_remove("TF_WORKSPACE")
            .env_remove("TF_LOG")
            .env_remove("TF_REATTACH_PROVIDERS")
            .envs(&self.environment)
            .stdin(Stdio::null());
        command
    }

    /// Runs Terraform itself.
    pub fn terraform(&self, args: &[&str]) -> Run {
        Run::of(self.command(&self.program()).args(args).output().expect("terraform runs"))
    }

    /// The command of a guarded Terraform, judged by the rules for the demo provider.
    pub fn guarded(&self, options: &[&str], args: &[&str]) -> Command {
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_ringfence")));
        command
            .args(["guard", "--no-builtin-rules", "--now", "2026-06-01", "--rules"])
            .arg(root().join("tests/e2e/demo/rules"))
            .args(options)
            .arg("--")
            .arg(self.program())
            .args(args);
        command
    }

    /// Runs Terraform behind the guard. Nothing may be left of it: no process, no socket.
    #[track_caller]
    pub fn guard(&self, args: &[&str]) -> Run {
        self.guard_with(&[], args)
    }

    /// As [`Site::guard`], with options of the guard.
    #[track_caller]
    pub fn guard_with(&self, options: &[&str], args: &[&str]) -> Run {
        let run = Run::of(self.guarded(options, args).output().expect("ringfence runs"));
        self.nothing_is_left();
        run
    }

    /// Starts Terraform behind the guard in the background, in a process group of its own.
    pub fn start(&self, options: &[&str], args: &[&str]) -> Child {
        use std::os::unix::process::CommandExt;
        let mut command = self.guarded(options, args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
        command.spawn().expect("ringfence starts")
    }

    /// Waits for a started run.
    pub fn finish(&self, child: Child) -> Run {
        Run::of(child.wait_with_output().unwrap())
    }

    fn log(&self) -> PathBuf {
        self.dir.join("calls.log")
    }

    /// The calls that providers had since this was last asked, as `REGION CALL TYPE.NAME`, sorted, without the
    /// process numbers.
    pub fn calls(&self) -> Vec<String> {
        let text = fs::read_to_string(self.log()).unwrap_or_default();
        let _ = fs::remove_file(self.log());
        let mut calls: Vec<String> = text
            .lines()
            .map(|l| l.split_once(' ').unwrap().1.to_string())
            .filter(|l| !l.contains("configure"))
            .collect();
        calls.sort();
        calls
    }

    /// Those of them that change something.
    pub fn changes(&self) -> Vec<String> {
        let made = ["created", "updated", "delete"];
        let calls = self.calls().into_iter();
        calls.filter(|c| made.contains(&c.split(' ').nth(1).unwrap())).collect()
    }

    /// Lines of the log as they are, with process numbers.
    pub fn raw_calls(&self) -> Vec<String> {
        fs::read_to_string(self.log()).unwrap_or_default().lines().map(String::from).collect()
    }

    /// Names of the resources in the state.
    pub fn in_state(&self) -> Vec<String> {
        let run = self.terraform(&["state", "list"]);
        let mut names: Vec<String> = run.out.lines().map(String::from).collect();
        names.sort();
        names
    }

    /// An attribute of a resource in the state.
    pub fn attribute(&self, address: &str, name: &str) -> Value {
        let state: Value = serde_json::from_str(&self.terraform(&["show", "-json"]).ends(0).out).unwrap();
        let resources = state["values"]["root_module"]["resources"].as_array().unwrap();
        let found = resources.iter().find(|r| r["address"] == address);
        found.unwrap_or_else(|| panic!("{address} is not in the state"))["values"][name].clone()
    }

    /// Processes that were started for this place and still run, apart from this one.
    pub fn processes(&self) -> Vec<String> {
        let mark = format!("RINGFENCE_DEMO_LOG={}", self.log().display());
        let mut found = Vec::new();
        for entry in fs::read_dir("/proc").unwrap().flatten() {
            let environment = fs::read(entry.path().join("environ")).unwrap_or_default();
            if environment.split(|b| *b == 0).any(|v| v == mark.as_bytes()) {
                let command = fs::read(entry.path().join("cmdline")).unwrap_or_default();
                let command = String::from_utf8_lossy(&command).replace('\0', " ");
                found.push(format!("{} {command}", entry.file_name().to_string_lossy()));
            }
        }
        found
    }

    /// Fails the test if a process or a socket is left.
    #[track_caller]
    pub fn nothing_is_left(&self) {
        let begin = Instant::now();
        let left = loop {
            let left = self.processes();
            // What was killed is gone when the kernel has cleared it away.
            if left.is_empty() || begin.elapsed() > Duration::from_secs(5) {
                break left;
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        assert!(left.is_empty(), "processes are left: {left:?}");
        let files: Vec<_> = fs::read_dir(self.sockets.path()).unwrap().flatten().map(|e| e.path()).collect();
        assert!(files.is_empty(), "files are left: {files:?}");
    }
}

/// A resource of the demo provider with a name and more arguments.
pub fn thing(name: &str, arguments: &str) -> String {
    format!("\nresource \"demo_thing\" \"{name}\" {{\n  name = \"{name}\"\n{arguments}\n}}\n")
}
