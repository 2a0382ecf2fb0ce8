//! `ringfence attest`: signed records that a plan was checked.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::load::{self, PackArgs, SourceArgs};
use super::{Console, Failure, io};
use crate::attest::statement::{self, Demands};
use crate::attest::{AttestError, Claims, PublicKey, SecretKey};
use crate::check::{Exit, Options, Session};
use crate::finding::{Report, Severity};

/// Variable that holds the secret key's PEM, for pipelines that keep no files.
const KEY_VARIABLE: &str = "RINGFENCE_ATTEST_KEY";

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
}

/// Runs the command.
pub fn run(args: &Args, console: &Console) -> Result<Exit, Failure> {
    match &args.verb {
        Verb::Keygen(args) => keygen(args, console),
        Verb::Sign(args) => sign(args, console),
        Verb::Verify(args) => verify(args, console),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|e| Failure::usage(format!("{}: {e}", path.display())))
}

fn read_text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|e| Failure::usage(format!("{}: {e}", path.display())))
}

fn beside(path: &Path, end: &str) -> PathBuf {
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

fn secret(args: &Sign) -> Result<SecretKey, Failure> {
    let text = match &args.key {
        Some(path) => read_text(path)?,
        None => std::env::var(KEY_VARIABLE)
            .map_err(|_| Failure::usage(format!("a key is needed: --key FILE, or its text in {KEY_VARIABLE}")))?,
    };
    SecretKey::parse(&text).map_err(unusable)
}

fn sign(args: &Sign, console: &Console) -> Result<Exit, Failure> {
    let key = secret(args)?;
    let bytes = read(&args.plan)?;
    let (report, exit) = check(args, console)?;
    // What was judged and what is signed must be the same bytes.
    if read(&args.plan)? != bytes {
        return Err(Failure::usage(format!("{}: the plan changed while it was checked", args.plan.display())));
    }
    let name = args.plan.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let valid = u64::from(args.valid_for) * 3600;
    let envelope = statement::record(&name, &bytes, claims(&report, exit), now(), valid, &key).map_err(unusable)?;
    let text = serde_json::to_string_pretty(&envelope).map_err(|e| Failure::usage(e.to_string()))?;
    let out = args.out.clone().unwrap_or_else(|| beside(&args.plan, ".attest.json"));
    io::write_file(&out, &mut |file| writeln!(file, "{text}"))?;
    let passed = if exit == Exit::Clean { "passed" } else { "did not pass: it will not be accepted" };
    console.remark(&format!(
        "{}: the plan {passed} ({} violated, {} undecided); ringfence check shows why",
        out.display(),
        report.summary.violated,
        report.summary.undecided
    ));
    Ok(exit)
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

fn claims(report: &Report, exit: Exit) -> Claims {
    let permit = |f: &crate::finding::Finding| {
        let permit = f.permit.as_ref()?;
        let until = permit.until.as_deref().unwrap_or("no end");
        Some(format!("{} {}: {} ({}, until {until})", f.rule.id, f.address, permit.reason, permit.kind))
    };
    Claims {
        version: env!("CARGO_PKG_VERSION").into(),
        rules_digest: report.rules_digest.clone(),
        exit: exit.code(),
        violated: report.summary.violated,
        undecided: report.summary.undecided,
        existing: report.summary.existing,
        not_checked: report.summary.not_checked,
        permits: report.findings.iter().filter_map(permit).collect(),
        expires: String::new(),
    }
}

fn verify(args: &Verify, console: &Console) -> Result<Exit, Failure> {
    let plan = read(&args.plan)?;
    let key = PublicKey::parse(&read_text(&args.public_key)?).map_err(unusable)?;
    let path = args.attestation.clone().unwrap_or_else(|| beside(&args.plan, ".attest.json"));
    let refused = |why: String| {
        console.error(&format!("{}: {why}", args.plan.display()));
        Ok(Exit::Findings)
    };
    // Nobody checked it: that is what this is for, and no mistake of usage.
    let Ok(text) = std::fs::read_to_string(&path) else {
        return refused(format!("there is no record that this plan was checked ({})", path.display()));
    };
    let demands = Demands { rules_digest: args.rules_digest.clone() };
    match statement::verify(&text, &plan, &key, now(), &demands) {
        Ok(claims) => {
            console.remark(&format!(
                "{}: checked by ringfence {} with rules {}, counts until {}",
                args.plan.display(),
                claims.version,
                &claims.rules_digest.get(..12).unwrap_or(&claims.rules_digest),
                claims.expires
            ));
            Ok(Exit::Clean)
        }
        Err(why) => refused(why.to_string()),
    }
}
