//! One directory of sources, planned by a real Terraform and evaluated here.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use ringfence::eval::Logic;
use ringfence::input::sources::{self, Loaded, Options};
use ringfence::model::release::Version;
use ringfence::text::{Diagnostic, Level, SourceMap};
use serde_json::Value;

use crate::compare::{Values, applied, below, below_and_hidden, compare, evaluated, open, planned, same};
use crate::harness::workspace;

/// What came of a directory.
pub enum Outcome {
    /// So many values are the same, so many more are known here before Terraform knows them.
    Same(usize, usize),
    /// Neither accepts it, for these reasons.
    Refused(String),
    /// It can be planned and not applied, because a value that becomes known does not fit: what is known here earlier
    /// cannot be compared, or is refused here earlier. Or it cannot even be planned, because a type is not known to
    /// Terraform yet that is known here: with Terraform's logic it is refused here for the same reason.
    Unfinished,
    /// Terraform knows something that is unknown here: less is decided, nothing wrongly.
    Vaguer(String),
    /// The values are the same, or known here earlier, and more of them is hidden here.
    Hidden,
    Differs(String),
}

/// The configuration with the mirror of providers, where that is set up; most trees need none.
fn configuration() -> PathBuf {
    let mirrored = workspace().join("terraform.rc");
    if mirrored.exists() { mirrored } else { PathBuf::from("/dev/null") }
}

fn terraform(dir: &Path, args: &[&str]) -> Output {
    Command::new("terraform")
        .args(args)
        .current_dir(dir)
        .env("TF_CLI_CONFIG_FILE", configuration())
        .env("TF_DATA_DIR", dir.join(".terraform"))
        .env("TF_IN_AUTOMATION", "1")
        .env("CHECKPOINT_DISABLE", "1")
        .env_remove("TF_CLI_ARGS")
        .env_remove("TF_WORKSPACE")
        .output()
        .expect("these tests need terraform on the path")
}

/// Plans the sources in a directory, which is as it is afterwards, and evaluates them.
pub fn outcome(dir: &Path) -> Outcome {
    let ours = Evaluated::of(dir, Logic::Kleene);
    let plan = planned_by_terraform(dir);
    if let Err(theirs) = plan {
        if ours.mistakes.is_empty() && Evaluated::of(dir, Logic::Terraform).shares_a_reason(dir, &theirs) {
            return Outcome::Unfinished;
        }
        return refused(dir, &ours, &theirs);
    }
    if !ours.mistakes.is_empty() {
        // A condition that is known here before Terraform knows it chooses a branch that Terraform refuses later.
        if !terraform(dir, &["apply", "-no-color", "p"]).status.success() {
            return Outcome::Unfinished;
        }
        return Outcome::Differs(format!("we refuse what terraform accepts:\n{}", ours.mistakes.join("\n")));
    }
    let plan: Value = serde_json::from_slice(&terraform(dir, &["show", "-json", "p"]).stdout).unwrap();
    let (theirs, ours) = (planned(&plan), evaluated(&ours.tree.plan));
    compared(dir, &theirs, &ours)
}

/// What comes of values that differ or do not.
fn compared(dir: &Path, theirs: &Values, ours: &Values) -> Outcome {
    let different = compare(theirs, ours, &same);
    if different.is_empty() {
        return Outcome::Same(theirs.len(), 0);
    }
    let differences = compare(theirs, ours, &below);
    let hidden = !differences.is_empty() && compare(theirs, ours, &below_and_hidden).is_empty();
    if !differences.is_empty() && !hidden {
        let text = differences.join("\n");
        let vaguer = compare(theirs, ours, &|theirs, ours| below(theirs, ours) || below(ours, theirs)).is_empty();
        return if vaguer { Outcome::Vaguer(text) } else { Outcome::Differs(text) };
    }
    // What is known here and not yet to Terraform must be what it turns out to be.
    let apply = terraform(dir, &["apply", "-no-color", "p"]);
    if !apply.status.success() {
        return Outcome::Unfinished;
    }
    let state: Value = serde_json::from_slice(&terraform(dir, &["show", "-json"]).stdout).unwrap();
    let wrong = compare(&applied(&state), ours, &|applied, ours| below(&open(ours), &open(applied)));
    match wrong.is_empty() {
        true if hidden => Outcome::Hidden,
        true => Outcome::Same(theirs.len(), different.len()),
        false => Outcome::Differs(format!("what is known here turns out otherwise:\n{}", wrong.join("\n"))),
    }
}

/// Plans into the file `p`; the error is what Terraform says.
fn planned_by_terraform(dir: &Path) -> Result<(), String> {
    let init = ["init", "-input=false", "-no-color"];
    let plan = ["plan", "-input=false", "-no-color", "-out=p", "-lock=false"];
    for args in [&init[..], &plan] {
        let out = terraform(dir, args);
        if !out.status.success() {
            return Err(String::from_utf8_lossy(&out.stderr).into_owned());
        }
    }
    Ok(())
}

/// The release that plans here.
fn release() -> Option<Version> {
    static RELEASE: OnceLock<Option<Version>> = OnceLock::new();
    *RELEASE.get_or_init(|| {
        let told = Command::new("terraform").args(["version", "-json"]).env("TF_CLI_CONFIG_FILE", "/dev/null").output();
        let told: Value = serde_json::from_slice(&told.ok()?.stdout).ok()?;
        Version::parse(told["terraform_version"].as_str()?)
    })
}

/// What this program makes of a directory.
struct Evaluated {
    tree: Loaded,
    map: SourceMap,
    /// What is wrong, as text.
    mistakes: Vec<String>,
}

impl Evaluated {
    fn of(dir: &Path, logic: Logic) -> Evaluated {
        let mut map = SourceMap::default();
        let workspace = Some("default".into());
        let options = Options { automatic_files: true, workspace, logic, terraform: release(), ..Options::default() };
        let tree = sources::load(dir, &options, &mut map).unwrap();
        let place = |d: &Diagnostic| d.span.map(|s| map.display(s)).unwrap_or_default();
        let errors = tree.diagnostics.iter().filter(|d| d.level == Level::Error);
        let mistakes = errors.map(|d| format!("{} {}: {}", place(d), d.summary, d.detail)).collect();
        Evaluated { tree, map, mistakes }
    }

    /// Whether one of the mistakes is among what Terraform says.
    fn shares_a_reason(&self, dir: &Path, theirs: &str) -> bool {
        let said = words(theirs);
        // The place and the summary are the same where the two differ in what they know of a value.
        self.tree.diagnostics.iter().filter(|d| d.level == Level::Error).any(|d| {
            let place = d.span.map(|s| self.map.display(s)).unwrap_or_default();
            let mut place = place.strip_prefix(&format!("{}/", dir.display())).unwrap_or(&place).split(':');
            let place = format!("on {} line {}", place.next().unwrap_or(""), place.next().unwrap_or(""));
            let has_place = theirs.lines().any(|line| line.trim_start_matches(['│', ' ']).starts_with("on "));
            said.contains(words(&d.detail).trim_end_matches('.'))
                || (said.contains(&place) || !has_place) && said.contains(&d.summary)
        })
    }
}

/// What comes of a directory that Terraform refuses.
fn refused(dir: &Path, ours: &Evaluated, theirs: &str) -> Outcome {
    if ours.mistakes.is_empty() {
        return Outcome::Differs(format!("terraform refuses what we accept:\n{theirs}"));
    }
    let both = format!("{}\n{theirs}", ours.mistakes.join("\n"));
    match ours.shares_a_reason(dir, theirs) {
        true => Outcome::Refused(both),
        false => Outcome::Differs(format!("terraform refuses it for other reasons than we:\n{both}")),
    }
}

/// The text without line breaks and the bars that Terraform draws.
fn words(text: &str) -> String {
    text.split_whitespace().filter(|word| !word.contains(['│', '╷', '╵', '├'])).collect::<Vec<_>>().join(" ")
}
