//! `ringfence attest`: signed records that a plan was checked.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::load::{self, PackArgs, SourceArgs};
use super::{Console, Failure, io};
use crate::attest::statement::{self, Demands};
use crate::attest::{About, AttestError, Claims, PublicKey, Ruling, SecretKey, Subject};
use crate::check::{Exit, Options, Session};
use crate::finding::{Finding, Report, Severity, Verdict};

/// Variable that holds the secret key's PEM, for pipelines that keep no files.
pub(super) const KEY_VARIABLE: &str = "RINGFENCE_ATTEST_KEY";
/// What is appended to the name of a plan for the record that it was checked.
pub(super) const CHECKED: &str = ".attest.json";
/// And for the record that it was applied.
pub(super) const APPLIED: &str = ".applied.attest.json";
/// And for the receipt that Terraform asked about its changes.
const ASKED: &str = ".policies.attest.json";

/// Sign that a plan was checked, and refuse one that was not.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ringfence attest keygen --out ringfence.key              also writes ringfence.key.pub
  ringfence attest sign tfplan --key ringfence.key         checks the plan, writes tfplan.attest.json
  ringfence attest verify tfplan --public-key ringfence.key.pub && terraform apply tfplan

The record is an in-toto statement (Simple Verification Result) in a DSSE envelope, signed with Ed25519.")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Make a key
    Keygen(Keygen),
    /// Check a plan and sign what came of it
    Sign(Box<Sign>),
    /// Exit with 1 unless the plan was checked, passed, is unchanged and the record is not too old
    Verify(Verify),
}

#[derive(Debug, clap::Args)]
struct Keygen {
    /// Where the secret key goes; the public one goes beside it, with .pub
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, clap::Args)]
struct Sign {
    /// The plan file, as `terraform plan -out` wrote it, or plan JSON
    plan: PathBuf,
    /// Secret key in PEM [default: the text in RINGFENCE_ATTEST_KEY]
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Where the record goes [default: PLAN.attest.json]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Hours for which the record counts
    #[arg(long, value_name = "HOURS", default_value_t = 24)]
    valid_for: u32,
    /// Least severity that fails [default: medium]
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<String>,
    #[command(flatten)]
    packs: PackArgs,
    #[command(flatten)]
    sources: SourceArgs,
}

#[derive(Debug, clap::Args)]
struct Verify {
    /// The plan file that is about to be applied
    plan: PathBuf,
    /// Key that is trusted, in PEM
    #[arg(long, value_name = "FILE")]
    public_key: PathBuf,
    /// The record [default: PLAN.attest.json]
    #[arg(long, value_name = "FILE")]
    attestation: Option<PathBuf>,
    /// Digest of the rules that must have been used
    #[arg(long, value_name = "SHA256")]
    rules_digest: Option<String>,
    /// Verify that the plan was applied behind the guard [record: PLAN.applied.attest.json]
    #[arg(long)]
    applied: bool,
    /// Verify that Terraform asked about the plan's changes (-policies) [record: PLAN.policies.attest.json]
    #[arg(long, conflicts_with = "applied")]
    policies: bool,
}

/// Runs the command.
pub fn run(args: &Args, console: &Console) -> Result<Exit, Failure> {
    match &args.verb {
        Verb::Keygen(args) => keygen(args, console),
        Verb::Sign(args) => sign(args, console),
        Verb::Verify(args) => verify(args, console),
    }
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|e| Failure::usage(format!("{}: {e}", path.display())))
}

fn read_text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|e| Failure::usage(format!("{}: {e}", path.display())))
}

pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(end);
    name.into()
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs())
}

fn unusable(error: AttestError) -> Failure {
    Failure::usage(error.to_string())
}

fn keygen(args: &Keygen, console: &Console) -> Result<Exit, Failure> {
    let (key, pem) = SecretKey::generate().map_err(unusable)?;
    let public = beside(&args.out, ".pub");
    write_secret(&args.out, &pem).map_err(|e| Failure::usage(format!("{}: {e}", args.out.display())))?;
    io::write_file(&public, &mut |out| out.write_all(key.public().pem().as_bytes()))?;
    console.remark(&format!(
        "{}: keep this where only the job that checks plans can read it\n{}: give this to the job that applies",
        args.out.display(),
        public.display()
    ));
    Ok(Exit::Clean)
}

/// A key that is there already is not overwritten; nobody else may read it.
fn write_secret(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

/// The key that signs: of a file, else of the variable.
pub(super) fn secret(file: Option<&Path>) -> Result<Option<SecretKey>, Failure> {
    let text = match file {
        Some(path) => read_text(path)?,
        None => match std::env::var(KEY_VARIABLE) {
            Ok(text) if !text.trim().is_empty() => text,
            _ => return Ok(None),
        },
    };
    SecretKey::parse(&text).map(Some).map_err(unusable)
}

/// Signs a record and writes it.
pub(super) fn write(
    out: &Path,
    (subject, about): (Subject, About),
    claims: Claims,
    valid_for: u32,
    key: &SecretKey,
) -> Result<(), Failure> {
    let valid = u64::from(valid_for) * 3600;
    let envelope = statement::record(subject, about, claims, now(), valid, key).map_err(unusable)?;
    let text = serde_json::to_string_pretty(&envelope).map_err(|e| Failure::usage(e.to_string()))?;
    io::write_file(out, &mut |file| writeln!(file, "{text}"))
        .map_err(|e| Failure::usage(format!("the record cannot be written to {}: {e}", out.display())))?;
    Ok(())
}

fn sign(args: &Sign, console: &Console) -> Result<Exit, Failure> {
    let key = secret(args.key.as_deref())?
        .ok_or_else(|| Failure::usage(format!("a key is needed: --key FILE, or its text in {KEY_VARIABLE}")))?;
    let bytes = read(&args.plan)?;
    let (report, exit) = check(args, console)?;
    let exit = passable(&report, exit);
    // What was judged and what is signed must be the same bytes.
    if read(&args.plan)? != bytes {
        return Err(Failure::usage(format!("{}: the plan changed while it was checked", args.plan.display())));
    }
    let subject = Subject::file(&file_name(&args.plan), &bytes);
    let out = args.out.clone().unwrap_or_else(|| beside(&args.plan, CHECKED));
    write(&out, (subject, About::Plan), claims(&report, exit), args.valid_for, &key)?;
    let passed = if exit == Exit::Clean { "passed" } else { "did not pass: it will not be accepted" };
    console.remark(&format!(
        "{}: the plan {passed} ({} violated, {} undecided, {} not judged); ringfence check shows why",
        out.display(),
        report.summary.violated,
        report.summary.undecided,
        report.unjudged.len()
    ));
    Ok(exit)
}

/// The last part of a path, as a record names its subject.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn check(args: &Sign, console: &Console) -> Result<(Report, Exit), Failure> {
    let fail_on =
        match args.fail_on.as_deref() {
            None => None,
            Some(name) => Some(Severity::parse(name).ok_or_else(|| {
                Failure::usage(format!("--fail-on {name:?}: one of critical, high, medium, low, info"))
            })?),
        };
    let options = Options { fail_on, today: super::check::today(None)?, ..Options::default() };
    let mut packs = load::packs(&args.packs, console)?;
    let knowledge = packs.knowledge.clone();
    let config = packs.config.clone();
    let input = load::input(&args.plan.to_string_lossy(), &args.sources, &knowledge, &mut packs.sources)?;
    let mut session = Session::new(input.plan, packs.knowledge, packs.rules, packs.config, packs.sources);
    session.diagnostics = input.diagnostics;
    session.notes = input.notes;
    let (report, _) = session.judge(&options);
    let exit = Exit::of(&report, &options, &config);
    Ok((report, exit))
}

/// What a report comes to.
pub(super) fn claims(report: &Report, exit: Exit) -> Claims {
    Claims {
        command: "check".into(),
        rules_digest: report.rules_digest.clone(),
        exit: passable(report, exit).code(),
        violated: report.summary.violated,
        undecided: report.summary.undecided,
        existing: report.summary.existing,
        not_checked: report.summary.not_checked,
        ..claims_of(&report.findings, &report.unjudged)
    }
}

/// A record must not say that a plan passed of which a rule could not be judged.
pub(super) fn passable(report: &Report, exit: Exit) -> Exit {
    match exit {
        Exit::Clean if report.leaves_unjudged() => Exit::Incomplete,
        exit => exit,
    }
}

/// The part of it that findings tell: no values and no messages, which may hold what is nobody's business.
pub(super) fn claims_of(findings: &[Finding], unjudged: &[Finding]) -> Claims {
    let permit = |f: &Finding| {
        let permit = f.permit.as_ref()?;
        let until = permit.until.as_deref().unwrap_or("no end");
        Some(format!("{} {}: {} ({}, until {until})", f.rule.id, f.address, permit.reason, permit.kind))
    };
    let ruling = |f: &Finding| Ruling {
        rule: f.rule.id.to_string(),
        address: f.address.clone(),
        verdict: f.verdict.name().into(),
        status: f.status.name().into(),
        severity: f.severity.name().into(),
    };
    let found = findings.iter().filter(|f| f.verdict != Verdict::Satisfied).map(ruling);
    Claims {
        version: env!("CARGO_PKG_VERSION").into(),
        permits: findings.iter().chain(unjudged).filter_map(permit).collect(),
        verdicts: found.chain(unjudged.iter().map(|f| Ruling { verdict: "not_checked".into(), ..ruling(f) })).collect(),
        ..Claims::default()
    }
}

fn verify(args: &Verify, console: &Console) -> Result<Exit, Failure> {
    let plan = read(&args.plan)?;
    let key = PublicKey::parse(&read_text(&args.public_key)?).map_err(unusable)?;
    let (about, end, done) = match (args.applied, args.policies) {
        (true, _) => (About::Apply, APPLIED, "applied behind the guard"),
        (_, true) => (About::Policies, ASKED, "asked about (-policies)"),
        _ => (About::Plan, CHECKED, "checked"),
    };
    let path = args.attestation.clone().unwrap_or_else(|| beside(&args.plan, end));
    let refused = |why: String| {
        console.error(&format!("{}: {why}", args.plan.display()));
        Ok(Exit::Findings)
    };
    // Nobody checked it: that is what this is for, and no mistake of usage.
    let Ok(text) = std::fs::read_to_string(&path) else {
        return refused(format!("there is no record that this plan was {done} ({})", path.display()));
    };
    let subject = match about {
        About::Policies => changes(&args.plan, console)?,
        _ => Subject::file("", &plan),
    };
    let demands = Demands { rules_digest: args.rules_digest.clone(), about };
    match statement::verify(&text, &subject, &key, now(), &demands) {
        Ok(claims) => {
            console.remark(&format!(
                "{}: {done}, by ringfence {} ({}) with rules {}, counts until {}",
                args.plan.display(),
                claims.version,
                claims.command,
                &claims.rules_digest.get(..12).unwrap_or(&claims.rules_digest),
                claims.expires
            ));
            Ok(Exit::Clean)
        }
        Err(why) => refused(why.to_string()),
    }
}

/// The changes of a plan, as a receipt of the policy engine names them.
#[cfg(unix)]
fn changes(path: &Path, console: &Console) -> Result<Subject, Failure> {
    let mut packs = load::packs(&PackArgs::default(), console)?;
    let knowledge = packs.knowledge.clone();
    let input = load::input(&path.to_string_lossy(), &SourceArgs::default(), &knowledge, &mut packs.sources)?;
    let digest = crate::plugin::policy_engine::tally::digest_of(&input.plan).map_err(Failure::usage)?;
    Ok(Subject::changes(digest))
}

#[cfg(not(unix))]
fn changes(_: &Path, _: &Console) -> Result<Subject, Failure> {
    Err(Failure::usage("receipts of the policy engine are for Unix"))
}
