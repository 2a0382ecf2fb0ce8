//! `ringfence rules`: what rules there are, and whether packs are sound.

use std::collections::BTreeSet;

use super::load::{self, PackArgs};
use super::{Console, Failure};
use crate::check::Exit;
use crate::policy::{RuleSet, validate};

/// List and check rules.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List all rules
    List(ListArgs),
    /// Check rule packs: names, attribute paths against provider schemas, functions, policies
    Check(CheckArgs),
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    #[command(flatten)]
    packs: PackArgs,
    /// Policies that a plan cannot decide, with the reason
    #[arg(long)]
    not_checkable: bool,
    /// Which rules decide which policy of which framework
    #[arg(long)]
    conformance: bool,
    /// human or json
    #[arg(long, default_value = "human")]
    format: String,
}

#[derive(Debug, clap::Args)]
struct CheckArgs {
    /// Directories or files; none checks the rules that ship with ringfence
    dirs: Vec<std::path::PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, console: &Console) -> Result<Exit, Failure> {
    match &args.command {
        Command::List(list) => {
            let packs = load::packs(&list.packs, console)?;
            let text = match (list.not_checkable, list.conformance, list.format.as_str()) {
                (true, _, _) => not_checkable(&packs.rules),
                (_, true, _) => conformance(&packs.rules),
                (_, _, "json") => json(&packs.rules),
                (_, _, "human") => human(&packs.rules),
                (_, _, other) => return Err(Failure::usage(format!("--format {other:?}: human or json"))),
            };
            console.print(&mut |out| out.write_all(text.as_bytes()))?;
            Ok(Exit::Clean)
        }
        Command::Check(check) => self::check(check, console),
    }
}

fn check(args: &CheckArgs, console: &Console) -> Result<Exit, Failure> {
    let pack_args = PackArgs { rules: args.dirs.clone(), no_builtin_rules: !args.dirs.is_empty(), config: None };
    let packs = load::packs(&pack_args, console)?;
    let problems = validate(&packs.rules, &packs.knowledge);
    if !problems.is_empty() {
        return Err(load::tell(
            &problems,
            &packs.sources,
            console,
            &format!("{} problem(s) in the rules", problems.len()),
        ));
    }
    let count = packs.rules.rules.len();
    console.print(&mut |out| writeln!(out, "{count} rules are sound"))?;
    Ok(Exit::Clean)
}

fn human(rules: &RuleSet) -> String {
    let width = rules.rules.iter().map(|r| r.info.id.len()).max().unwrap_or(0);
    let mut out = String::new();
    for rule in &rules.rules {
        out.push_str(&format!("{:<width$}  {:<8}  {}\n", rule.info.id, rule.info.severity.name(), rule.info.title));
    }
    out.push_str(&format!("{} rules\n", rules.rules.len()));
    out
}

fn json(rules: &RuleSet) -> String {
    let all: Vec<serde_json::Value> = rules
        .rules
        .iter()
        .map(|rule| {
            let info = &rule.info;
            let map = |m: &std::collections::BTreeMap<crate::text::Str, Vec<crate::text::Str>>| {
                m.iter()
                    .map(|(k, v)| (k.to_string(), v.iter().map(|s| s.to_string()).collect()))
                    .collect::<std::collections::BTreeMap<String, Vec<String>>>()
            };
            serde_json::json!({
                "id": &*info.id,
                "title": &*info.title,
                "severity": info.severity.name(),
                "principle": &*info.principle,
                "resources": info.resources.iter().map(|r| &**r).collect::<Vec<_>>(),
                "baseline": rule.baseline,
                "operations": rule.operations.as_ref().map(|o| o.iter().map(|o| o.name()).collect::<Vec<_>>()),
                "zone": rule.crossing.map(crate::policy::Crossing::name),
                "implements": map(&info.implements),
                "controls": map(&info.controls),
                "aliases": info.aliases.iter().map(|r| &**r).collect::<Vec<_>>(),
                "why": &*info.why,
                "remedy": &*info.remedy,
                "source": &*info.source,
            })
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&all).unwrap_or_default();
    text.push('\n');
    text
}

fn not_checkable(rules: &RuleSet) -> String {
    let mut out = String::new();
    for policy in rules.policies.iter().filter(|p| p.not_checkable.is_some()) {
        let reason = policy.not_checkable.as_deref().unwrap_or_default();
        out.push_str(&format!("{} ({} {})\n    {reason}\n", policy.name, policy.framework, policy.code));
    }
    out
}

/// Every identifier of every catalogue: the rules that decide it, the types they cover, or the
/// reason why a plan cannot.
pub fn conformance(rules: &RuleSet) -> String {
    let mut out = String::from(
        "# Generated by: ringfence rules list --conformance\n# code\tpolicy\tstatus\trules\ttypes covered/listed\tmissing types or reason\n",
    );
    for policy in &rules.policies {
        let deciding: Vec<_> = rules
            .rules
            .iter()
            .filter(|r| r.info.implements.get(&policy.framework).is_some_and(|names| names.contains(&policy.name)))
            .collect();
        let covers = |kind: &str| deciding.iter().any(|r| r.resources.iter().any(|p| crate::zone::glob(p, kind)));
        let missing: BTreeSet<&str> = policy.resources.iter().map(|k| &**k).filter(|k| !covers(k)).collect();
        let covered = policy.resources.len() - missing.len();
        let status = match (&policy.not_checkable, deciding.is_empty(), missing.is_empty()) {
            (Some(_), _, _) => "not checkable",
            (None, true, _) => "no rule",
            (None, false, true) if policy.confirmed => "checked",
            (None, false, true) => "checked, identifier unconfirmed: off unless named",
            (None, false, false) => "partly checked",
        };
        let ids: Vec<&str> = deciding.iter().map(|r| &*r.info.id).collect();
        let note = match &policy.not_checkable {
            Some(reason) => reason.to_string(),
            None => missing.into_iter().collect::<Vec<_>>().join(" "),
        };
        out.push_str(&format!(
            "{}\t{}\t{status}\t{}\t{covered}/{}\t{note}\n",
            policy.code,
            policy.name,
            ids.join(" "),
            policy.resources.len()
        ));
    }
    out
}
