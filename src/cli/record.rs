//! Signed records of guarded runs: what `ringfence attest verify` accepts in a pipeline.

use std::path::{Path, PathBuf};

use super::attest::{self, APPLIED, CHECKED, beside, file_name};
use super::load::{self, PackArgs, SourceArgs};
use super::{Console, Failure};
use crate::attest::{About, Claims, SecretKey, Subject};
use crate::check::{Exit, Options, Session};
use crate::finding::{Finding, Severity, Status, Verdict};
use crate::plugin::guard::{Command, Outcome, Summary};

/// Where the record of a run without a saved plan goes.
const UNSAVED: &str = "ringfence.attest.json";

/// How a run is to be recorded.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct RecordArgs {
    /// Sign a record of the run with this secret key (PEM) [default: the text in RINGFENCE_ATTEST_KEY, if it is set]
    #[arg(long, value_name = "FILE")]
    pub attest_key: Option<PathBuf>,
    /// Where the record goes [default: beside the saved plan]
    #[arg(long, value_name = "FILE")]
    pub attestation: Option<PathBuf>,
    /// Hours for which the record counts
    #[arg(long, value_name = "HOURS", default_value_t = 24)]
    pub valid_for: u32,
}

/// Writes the record of one run.
pub struct Clerk {
    key: SecretKey,
    valid_for: u32,
    about: About,
    out: PathBuf,
    /// The saved plan that is applied, with its bytes before the run.
    applied: Option<(PathBuf, Vec<u8>)>,
    /// Where the run saves its plan.
    saved: Option<PathBuf>,
    verb: String,
    rules_digest: String,
}

impl Clerk {
    /// Gets ready before the run begins: a key that cannot be used is told while nothing has happened. `None` if
    /// there is no key, or nothing that a record could be about.
    pub fn ready(args: &RecordArgs, command: &Command, rules_digest: &str) -> Result<Option<Clerk>, Failure> {
        let about = match command.verb.as_str() {
            "plan" => About::Plan,
            "apply" | "destroy" => About::Apply,
            other if args.attest_key.is_some() || args.attestation.is_some() => {
                return Err(Failure::usage(format!("{other} has no record: only plan, apply and destroy have one")));
            }
            _ => return Ok(None),
        };
        let Some(key) = attest::secret(args.attest_key.as_deref())? else {
            return match &args.attestation {
                None => Ok(None),
                Some(_) => Err(Failure::usage(format!(
                    "--attestation needs a key: --attest-key FILE, or its text in {}",
                    attest::KEY_VARIABLE
                ))),
            };
        };
        let place = |file: &PathBuf| command.directory().join(file);
        let saved = command.out.as_ref().map(place);
        let applied = match command.plan_file.as_ref().map(place) {
            Some(path) => Some((path.clone(), attest::read(&path)?)),
            None => None,
        };
        let out = args.attestation.clone().unwrap_or_else(|| match (&applied, &saved) {
            (Some((path, _)), _) => beside(path, APPLIED),
            (None, Some(path)) => beside(path, CHECKED),
            (None, None) => command.directory().join(UNSAVED),
        });
        super::io::try_file(&out).map_err(|e| {
            Failure::usage(format!(
                "the record of this run cannot be written to {}: {e}. Nothing was run",
                out.display()
            ))
        })?;
        let (verb, rules_digest) = (command.verb.clone(), rules_digest.into());
        Ok(Some(Clerk { key, valid_for: args.valid_for, about, out, applied, saved, verb, rules_digest }))
    }

    /// Writes what came of the run. `check` judges a saved plan as `ringfence check` does.
    pub fn write(
        &self,
        outcome: &Outcome,
        least: Severity,
        directory: &Path,
        check: impl FnOnce(&Path) -> Result<Claims, Failure>,
        console: &Console,
    ) -> Result<(), Failure> {
        let mut claims = self.claims(outcome, least);
        let subject = match (&self.applied, &self.saved) {
            (Some((path, bytes)), _) => {
                if attest::read(path)? != *bytes {
                    return Err(Failure::usage(format!("{}: the plan changed while it was applied", path.display())));
                }
                Subject::file(&file_name(path), bytes)
            }
            // A plan that failed early was not written.
            (None, Some(path)) if path.is_file() => {
                let bytes = attest::read(path)?;
                // What is signed is these bytes: they are judged, too, and the worse verdict counts.
                match check(path) {
                    Ok(read) => claims = worse(claims, read),
                    // An encrypted one, say: then the record says what was seen on the wire.
                    Err(failure) => console.remark(&format!(
                        "ringfence guard: the record says what was seen on the wire alone: {}",
                        failure.message
                    )),
                }
                if attest::read(path)? != bytes {
                    return Err(Failure::usage(format!("{}: the plan changed while it was read", path.display())));
                }
                Subject::file(&file_name(path), &bytes)
            }
            (None, Some(path)) => {
                console.remark(&format!("ringfence guard: no record: {} was not written", path.display()));
                return Ok(());
            }
            (None, None) => configuration(directory)?,
        };
        let passed = if claims.exit == 0 { "passed" } else { "did not pass" };
        attest::write(&self.out, (subject, self.about), claims, self.valid_for, &self.key)?;
        console.remark(&format!("ringfence guard: the run {passed}; record: {}", self.out.display()));
        Ok(())
    }

    fn claims(&self, outcome: &Outcome, least: Severity) -> Claims {
        let none = Summary::default();
        let summary = outcome.summary.as_ref().unwrap_or(&none);
        let count = |is: &dyn Fn(&Finding) -> bool| summary.findings.iter().filter(|f| is(f)).count();
        let exit = match outcome.status.code() {
            _ if outcome.summary.is_none() || !summary.troubles.is_empty() => Exit::Internal.code(),
            _ if summary.denied > 0 || summary.findings.iter().any(|f| f.breaks(least)) => Exit::Findings.code(),
            _ if summary.gaps.iter().any(|g| g.contains("cannot be read")) => Exit::Incomplete.code(),
            _ if !summary.unjudged.is_empty() => Exit::Incomplete.code(),
            Some(0) => 0,
            // plan -detailed-exitcode: there are changes.
            Some(2) if self.verb == "plan" => 0,
            _ => Exit::Incomplete.code(),
        };
        Claims {
            command: format!("guard {}", self.verb),
            rules_digest: self.rules_digest.clone(),
            exit,
            denied: summary.denied,
            violated: count(&|f| f.verdict == Verdict::Violated && f.status == Status::New),
            undecided: count(&|f| f.verdict == Verdict::Undecided),
            existing: count(&|f| f.verdict == Verdict::Violated && f.status == Status::Existing),
            not_checked: summary.gaps.len(),
            ..attest::claims_of(&summary.findings, &summary.unjudged)
        }
    }
}

/// Claims about the same plan from two sides: what was seen on the wire, and what the file holds.
fn worse(wire: Claims, file: Claims) -> Claims {
    let mut out = wire;
    if out.exit == 0 {
        out.exit = file.exit;
    }
    out.violated = out.violated.max(file.violated);
    out.undecided = out.undecided.max(file.undecided);
    out.existing = out.existing.max(file.existing);
    out.not_checked = out.not_checked.max(file.not_checked);
    for ruling in file.verdicts {
        if !out.verdicts.contains(&ruling) {
            out.verdicts.push(ruling);
        }
    }
    for permit in file.permits {
        if !out.permits.contains(&permit) {
            out.permits.push(permit);
        }
    }
    out
}

/// Without a saved plan a record is about the root module's own files and the lock file.
fn configuration(directory: &Path) -> Result<Subject, Failure> {
    let told = |e: std::io::Error| Failure::usage(format!("{}: {e}", directory.display()));
    let ends = [".tf", ".tf.json", ".tofu", ".tofu.json", ".tfvars", ".tfvars.json", ".terraform.lock.hcl"];
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(told)? {
        let entry = entry.map_err(told)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if ends.iter().any(|end| name.ends_with(end)) && entry.path().is_file() {
            files.push((name, attest::read(&entry.path())?));
        }
    }
    files.sort();
    Ok(Subject::directory("configuration", files.iter().map(|(name, bytes)| (name.as_str(), &bytes[..]))))
}

/// Judges a saved plan by the same rules as the run.
pub fn check(path: &Path, packs: &PackArgs, options: &Options, console: &Console) -> Result<Claims, Failure> {
    let mut packs = load::packs(packs, console)?;
    let config = packs.config.clone();
    let knowledge = packs.knowledge.clone();
    let input = load::input(&path.to_string_lossy(), &SourceArgs::default(), &knowledge, &mut packs.sources)?;
    let mut session = Session::new(input.plan, packs.knowledge, packs.rules, packs.config, packs.sources);
    session.diagnostics = input.diagnostics;
    session.notes = input.notes;
    let (report, _) = session.judge(options);
    let exit = Exit::of(&report, options, &config);
    Ok(attest::claims(&report, exit))
}
