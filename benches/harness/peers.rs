//! Other policy tools on the generated plan, each in the way that it is made for: with the checks that it ships with, or
//! with ten rules that say what our ten say. Each is looked for on the path:
//!
//! ```text
//! pip install checkov==3.3.30               (each of the two in a virtual environment of its own)
//! pip install terraform-compliance==1.16.0
//! cargo install cfn-guard --version 3.2.1
//! go install github.com/open-policy-agent/conftest@v0.71.1
//! go install github.com/open-policy-agent/opa@v1.22.4
//! ```
//!
//! A tool that says nothing about the plan is not fast: it must find a planted value first, or print results of its own
//! checks, and judge all ten rules while it is measured.

use super::measure::{self, Program, Usage, median};
use super::rules::{self, Rule};
use serde_json::Value;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Our runs take so little that one says nothing; the peers' take seconds.
const OUR_RUNS: usize = 9;

/// What a peer said of the plan.
struct Said {
    /// Rules, or checks of resources, that have a result.
    judged: usize,
    /// Those that do not hold.
    broken: usize,
}

/// Makes a rule file of rules: its name and text.
type Write = fn(&[Rule]) -> (&'static str, String);

/// A tool.
struct Peer {
    name: &'static str,
    version: &'static [&'static str],
    /// Writes rules into a directory; `None` where it brings its own.
    write: Option<Write>,
    arguments: fn(plan: &Path, rules: &Path) -> Vec<OsString>,
    said: fn(output: &str) -> Option<Said>,
}

fn words(all: &[&str]) -> Vec<OsString> {
    all.iter().map(OsString::from).collect()
}

const PEERS: &[Peer] = &[
    Peer {
        name: "checkov",
        version: &["--version"],
        write: None,
        arguments: |plan, _| {
            let mut all = words(&["--framework", "terraform_plan", "-o", "json", "--compact", "--skip-download"]);
            all.extend(["-f".into(), plan.into()]);
            all
        },
        said: |output| {
            let all: Value = serde_json::from_str(output).ok()?;
            let count = |name: &str| Some(all["summary"][name].as_u64()? as usize);
            Some(Said { judged: count("passed")? + count("failed")?, broken: count("failed")? })
        },
    },
    Peer {
        name: "terraform-compliance",
        version: &["--version"],
        write: Some(|rules| ("measure.feature", rules::feature(rules))),
        arguments: |plan, rules| vec!["-p".into(), plan.into(), "-f".into(), rules.into()],
        said: |output| {
            // `10 scenarios (9 passed, 1 failed)`, in colours.
            let line = plain(output);
            let line = line.lines().find(|l| l.contains(" scenarios ("))?.to_owned();
            let count = |what: &str| {
                let (before, _) = line.split_once(what)?;
                before.trim_end().rsplit([' ', '(']).next()?.parse().ok()
            };
            let (passed, failed) = (count(" passed").unwrap_or(0), count(" failed").unwrap_or(0));
            Some(Said { judged: passed + failed, broken: failed })
        },
    },
    Peer {
        name: "cfn-guard",
        version: &["--version"],
        write: Some(|rules| ("measure.guard", rules::guard(rules))),
        arguments: |plan, rules| {
            let mut all = words(&["validate", "--output-format", "json", "--structured", "--show-summary", "none"]);
            all.extend(["--data".into(), plan.into(), "--rules".into(), rules.join("measure.guard").into()]);
            all
        },
        said: |output| {
            let all: Value = serde_json::from_str(output).ok()?;
            let count = |name: &str| Some(all[0][name].as_array()?.len());
            Some(Said { judged: count("compliant")? + count("not_compliant")?, broken: count("not_compliant")? })
        },
    },
    Peer {
        name: "conftest",
        version: &["--version"],
        write: Some(|rules| ("measure.rego", rules::rego(rules))),
        arguments: |plan, rules| {
            let mut all = words(&["test", "--namespace", "measure", "--output", "json", "--policy"]);
            all.extend([rules.into(), plan.into()]);
            all
        },
        said: |output| {
            let all: Value = serde_json::from_str(output).ok()?;
            let failures = all[0]["failures"].as_array().map_or(0, Vec::len);
            let passed = all[0]["successes"].as_u64()? as usize;
            // A set of failures is one rule of Rego, however many bodies it has.
            Some(Said { judged: if passed + failures > 0 { rules::TEN } else { 0 }, broken: failures })
        },
    },
    Peer {
        name: "opa",
        version: &["version"],
        write: Some(|rules| ("measure.rego", rules::rego(rules))),
        arguments: |plan, rules| {
            let mut all = words(&["eval", "--data"]);
            all.extend([rules.into(), "--input".into(), plan.into(), "data.measure.deny".into()]);
            all
        },
        said: |output| {
            let all: Value = serde_json::from_str(output).ok()?;
            let found = all["result"][0]["expressions"][0]["value"].as_array()?.len();
            Some(Said { judged: rules::TEN, broken: found })
        },
    },
];

/// Text without the control sequences of a terminal.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\x1b') {
        out += before;
        rest = after.split_once('m').map_or("", |(_, tail)| tail);
    }
    out + rest
}

/// One peer, measured.
pub struct Figure {
    /// Name and version.
    pub name: String,
    /// CPU time of the peer divided by that of `check`.
    pub ratio: f64,
    /// CPU seconds of the peer.
    pub theirs: f64,
    /// CPU seconds of `check`, with rules that say the same, or with all that are built in.
    pub ours: f64,
}

/// Where a comparison takes place.
pub struct Field<'a> {
    /// What is judged.
    pub subject: &'a Program,
    /// Where files go.
    pub work: &'a Path,
    /// The plan.
    pub plan: &'a Path,
    /// Runs of each peer.
    pub rounds: usize,
}

impl Field<'_> {
    /// Every peer: its figure, or its name and why there is none.
    pub fn all(&self) -> Vec<Result<Figure, (&'static str, String)>> {
        PEERS.iter().map(|peer| self.one(peer).map_err(|why| (peer.name, why))).collect()
    }

    fn one(&self, peer: &Peer) -> Result<Figure, String> {
        let program = Program { path: measure::on_path(peer.name)?, arguments: Vec::new() };
        let version = version(&program, peer)?;
        let ten = rules::rules(rules::TEN);
        if peer.write.is_some() {
            let found = self.run(peer, &program, &[self.planted()?])?.1.broken;
            if found == 0 {
                return Err("it does not find a planted value".to_owned());
            }
        }
        let mut theirs = Vec::new();
        for _ in 0..self.rounds {
            let (usage, said) = self.run(peer, &program, &ten)?;
            if said.judged < if peer.write.is_some() { rules::TEN } else { 1 } {
                return Err(format!("it judged {} rules of {}", said.judged, rules::TEN));
            }
            theirs.push(usage.cpu);
        }
        let ours = (0..OUR_RUNS).map(|_| self.ours(peer, &ten)).collect::<Result<Vec<_>, _>>()?;
        let (theirs, ours) = (median(theirs), median(ours));
        Ok(Figure { name: format!("{} {version}", peer.name), ratio: theirs / ours, theirs, ours })
    }

    fn run(&self, peer: &Peer, program: &Program, rules: &[Rule]) -> Result<(Usage, Said), String> {
        let dir = self.work.join("peers").join(peer.name);
        std::fs::create_dir_all(&dir).map_err(|e| format!("{}: {e}", dir.display()))?;
        if let Some(write) = peer.write {
            let (name, text) = write(rules);
            std::fs::write(dir.join(name), text).map_err(|e| format!("{}: {e}", dir.display()))?;
        }
        let output = self.work.join("peers").join(format!("{}.out", peer.name));
        let usage = measure::run(program, &(peer.arguments)(self.plan, &dir), &output)?;
        let text = std::fs::read_to_string(&output).map_err(|e| e.to_string())?;
        let said = (peer.said)(&text).ok_or_else(|| format!("it left with {} and no result", usage.code))?;
        Ok((usage, said))
    }

    fn ours(&self, peer: &Peer, rules: &[Rule]) -> Result<f64, String> {
        let mut check = words(&["check", "--format", "json", "--threads", "1"]);
        check.push(self.plan.into());
        if peer.write.is_some() {
            let pack: PathBuf = self.work.join("peers").join("ours");
            rules::write_rules(&pack, rules).map_err(|e| format!("{}: {e}", pack.display()))?;
            check.extend(words(&["--no-builtin-rules", "--rules"]));
            check.push(pack.into());
        }
        match measure::run(self.subject, &check, &self.work.join("peers").join("ours.out"))? {
            judged if matches!(judged.code, 0 | 1 | 3) => Ok(judged.cpu),
            judged => Err(format!("check left with {}", judged.code)),
        }
    }

    /// The first rule, against a name that the plan does hold.
    fn planted(&self) -> Result<Rule, String> {
        let text = std::fs::read_to_string(self.plan).map_err(|e| e.to_string())?;
        let plan: Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
        let rule = rules::rules(1).remove(0);
        let changes = plan["resource_changes"].as_array().into_iter().flatten();
        let named =
            changes.filter(|c| c["type"] == rule.kind).find_map(|c| c["change"]["after"][&rule.attribute].as_str());
        let forbidden = named.ok_or_else(|| format!("no {} of the plan has a {}", rule.kind, rule.attribute))?;
        Ok(Rule { forbidden: forbidden.to_owned(), ..rule })
    }
}

fn version(program: &Program, peer: &Peer) -> Result<String, String> {
    let out = Command::new(&program.path).args(peer.version).output().map_err(|e| format!("it cannot run: {e}"))?;
    let text = plain(&String::from_utf8_lossy(&out.stdout));
    let number = text.split_whitespace().find(|w| w.starts_with(|c: char| c.is_ascii_digit()) && w.contains('.'));
    let number = number.ok_or("it does not tell its version")?;
    // conftest that was built from its module calls itself `dev`, and tells the version of what evaluates its rules.
    Ok(if text.contains("dev") && text.contains("OPA: ") { format!("with OPA {number}") } else { number.to_owned() })
}
