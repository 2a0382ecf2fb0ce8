//! What Terraform starts: the policy engine and the provider.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Console, Failure, attest, load};
use crate::attest::{About, Claims, SecretKey, Subject};
use crate::check::{Exit, Options, Session};
use crate::config::Config;
use crate::model::Plan;
use crate::model::plan::Meta;
use crate::plugin::policy_engine::tally::Tally;
use crate::plugin::policy_engine::{self, Loaded, Policies};
use crate::plugin::provider;
use crate::plugin::server::Invitation;
use crate::policy::{Loader, builtin, validate};
use crate::text::{Diagnostic, Level, SourceFile, SourceMap};

/// Name of the zone file.
const ZONE_FILE: &str = "ringfence.hcl";

/// Answers Terraform's questions about policies. Not for people.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Serves as Terraform's policy engine.
pub fn run(_: &Args, _: &Console) -> Result<Exit, Failure> {
    let invitation = Invitation::read(&policy_engine::TERMS, &|name| std::env::var(name).ok());
    let mut out = std::io::stdout();
    // A key that cannot be used stops Terraform before it asks anything.
    let receipt = Receipt::ready()?;
    let tally = policy_engine::serve(&invitation, Box::new(policies), &mut out).map_err(|e| {
        Failure::usage(format!(
            "rpcapi: {e}. Terraform with experiments starts it: TF_POLICY_PLUGIN=$(command -v ringfence) terraform plan -policies DIR"
        ))
    })?;
    receipt.map_or(Ok(()), |receipt| receipt.write(&tally))?;
    Ok(Exit::Clean)
}

/// Names the file for the receipt.
const RECEIPT: &str = "RINGFENCE_RECEIPT";

/// A receipt that is to be written when Terraform has had enough.
struct Receipt {
    path: PathBuf,
    key: SecretKey,
}

impl Receipt {
    fn ready() -> Result<Option<Receipt>, Failure> {
        let Some(path) = std::env::var_os(RECEIPT).filter(|p| !p.is_empty()) else { return Ok(None) };
        // Terraform may start us elsewhere than it was started.
        let path = std::path::absolute(path)?;
        // What an earlier run left says nothing of this one.
        match std::fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e.into()),
            _ => {}
        }
        let key = attest::secret(None)?
            .ok_or_else(|| Failure::usage(format!("{RECEIPT} needs a key: its text in {}", attest::KEY_VARIABLE)))?;
        Ok(Some(Receipt { path, key }))
    }

    fn write(&self, tally: &Tally) -> Result<(), Failure> {
        let claims = Claims {
            version: env!("CARGO_PKG_VERSION").into(),
            rules_digest: tally.rules_digest.clone(),
            command: "policies".into(),
            exit: if tally.passed() { 0 } else { Exit::Findings.code() },
            violated: tally.denied,
            undecided: tally.undecided,
            not_checked: tally.failed,
            ..Claims::default()
        };
        attest::write(&self.path, (Subject::changes(tally.digest()), About::Policies), claims, 24, &self.key)
    }
}

/// Serves as a provider if that is what Terraform started us as: its cookie, and no argument.
pub fn provider(given: &[std::ffi::OsString], console: &Console) -> Option<std::process::ExitCode> {
    let terms = &provider::TERMS;
    let invitation = Invitation::read(terms, &|name| std::env::var(name).ok());
    let name = given.first().map(Path::new).and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    let named = name.starts_with("terraform-provider-ringfence");
    if given.len() > 1 || !(named || invitation.is_meant(terms)) {
        return None;
    }
    let tools = provider::Tools { load: policies, check };
    Some(match provider::serve(&invitation, tools, &mut std::io::stdout()) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            console.error(&format!("{name}: {error}"));
            std::process::ExitCode::from(Exit::Usage.code())
        }
    })
}

/// Checks an input by the rules in directories.
fn check(path: &str, dirs: &[String]) -> Result<crate::finding::Report, String> {
    let Loaded { policies, diagnostics, mut sources } = policies(dirs);
    let Some(policies) = policies else {
        let told: Vec<String> = diagnostics.iter().map(|d| format!("{}: {}", d.summary, d.detail)).collect();
        return Err(told.join("; "));
    };
    let Policies { session, options } = *policies;
    let engine = session.engine;
    let knowledge = engine.graph.knowledge.clone();
    let input = load::input(path, &load::SourceArgs::default(), &knowledge, &mut sources).map_err(|f| f.message)?;
    let mut session = Session::new(input.plan, knowledge, engine.rules, engine.config, sources);
    session.diagnostics = input.diagnostics;
    session.notes = input.notes;
    Ok(session.judge(&options).0)
}

/// Reads the `-policies` directories: packs, or the built-in rules if there are none, and a zone file.
fn policies(dirs: &[String]) -> Loaded {
    let mut sources = SourceMap::default();
    let (knowledge, mut diagnostics) = builtin::knowledge(&mut sources);
    let mut loader = Loader::default();
    let mut zone_file: Option<PathBuf> = None;
    let mut packs = 0;
    let mut troubles: Vec<String> = Vec::new();
    for dir in dirs {
        match directory(Path::new(dir), &mut loader, &mut sources, &mut zone_file, &mut troubles) {
            Ok(count) => packs += count,
            Err(why) => troubles.push(why),
        }
    }
    let mut config = Config::default();
    if let Some(path) = &zone_file {
        match zones(path, &mut sources) {
            Ok((found, told)) => {
                config = found;
                diagnostics.extend(told);
            }
            Err(why) => troubles.push(why),
        }
        let beside = path.parent().map(Path::to_path_buf).unwrap_or_default();
        for rules in &config.rules {
            match load::add_pack(&beside.join(&**rules), &mut loader, &mut sources) {
                Ok(count) => packs += count,
                Err(failure) => troubles.push(failure.message),
            }
        }
    }
    if packs == 0 {
        builtin::add_rules(&mut loader, &mut sources);
    }
    let rules = loader.finish();
    diagnostics.extend(rules.diagnostics.iter().cloned());
    if packs > 0 {
        diagnostics.extend(validate(&rules, &knowledge));
    }
    diagnostics.extend(troubles.into_iter().map(|why| plain(Level::Error, "Policies cannot be used", why)));
    if diagnostics.iter().any(crate::check::is_error) {
        return Loaded { policies: None, diagnostics, sources };
    }
    let options = match super::check::today(None) {
        Ok(today) => Options { today, fail_on: config.fail_on, existing: existing(&config), ..Options::default() },
        Err(failure) => {
            diagnostics.push(plain(Level::Error, "The date is not known", failure.message));
            return Loaded { policies: None, diagnostics, sources };
        }
    };
    let session = Session::new(Plan::new(Meta::default()), Arc::new(knowledge), rules, config, sources.clone());
    Loaded { policies: Some(Box::new(Policies { session, options })), diagnostics, sources }
}

fn existing(config: &Config) -> crate::check::Existing {
    match config.existing_fails {
        Some(true) => crate::check::Existing::Fail,
        _ => crate::check::Existing::Report,
    }
}

fn plain(level: Level, summary: &str, detail: String) -> Diagnostic {
    Diagnostic { level, summary: summary.into(), detail, span: None }
}

/// How many rule files a directory holds.
fn directory(
    dir: &Path,
    loader: &mut Loader,
    sources: &mut SourceMap,
    zone_file: &mut Option<PathBuf>,
    troubles: &mut Vec<String>,
) -> Result<usize, String> {
    let mut files = Vec::new();
    load::rule_files(dir, &mut files).map_err(|e| format!("{}: {e}", dir.display()))?;
    let zones = dir.join(ZONE_FILE);
    if zones.is_file()
        && let Some(other) = zone_file.replace(zones.clone())
    {
        troubles.push(format!("{} and {}: there can be one zone file", other.display(), zones.display()));
    }
    // Who put them there relies on them.
    let foreign = std::fs::read_dir(dir).into_iter().flatten().flatten();
    for name in foreign.map(|e| e.file_name().to_string_lossy().into_owned()) {
        if [".policy.hcl", ".sentinel", ".rego"].iter().any(|end| name.ends_with(end)) {
            troubles.push(format!(
                "{}: this is a policy of another engine, and ringfence does not run it",
                dir.join(name).display()
            ));
        }
    }
    if files.is_empty() {
        return Ok(0);
    }
    load::add_pack(dir, loader, sources).map_err(|failure| failure.message)
}

fn zones(path: &Path, sources: &mut SourceMap) -> Result<(Config, Vec<Diagnostic>), String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let id = sources.add(SourceFile::new(path.to_string_lossy().as_ref(), text.as_str()));
    let (body, mut diagnostics) = crate::hcl::parse(id, &text);
    let (config, found) = crate::config::load(&body);
    diagnostics.extend(found);
    Ok((config, diagnostics))
}
