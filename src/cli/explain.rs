//! `ringfence explain RULE`.

use super::load::{self, PackArgs};
use super::{Console, Failure};
use crate::check::Exit;
use crate::policy::Rule;

/// Explain a rule.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: ringfence explain oci-bucket-public")]
pub struct Args {
    /// Rule id, or what another tool calls it (CKV_OCI_10); "functions" lists the functions of rules
    rule: String,
    #[command(flatten)]
    packs: PackArgs,
}

/// Runs the command.
pub fn run(args: &Args, console: &Console) -> Result<Exit, Failure> {
    if args.rule == "functions" {
        let text = functions();
        console.print(&mut |out| out.write_all(text.as_bytes()))?;
        return Ok(Exit::Clean);
    }
    let packs = load::packs(&args.packs, console)?;
    let Some(rule) = packs.rules.find(&args.rule) else {
        let ids = packs.rules.rules.iter().map(|r| &*r.info.id);
        let near = crate::eval::suggest(&args.rule, ids).map(|n| format!(" Did you mean {n}?")).unwrap_or_default();
        return Err(Failure::usage(format!("there is no rule {:?}.{near} ringfence rules list shows all", args.rule)));
    };
    let text = text(rule);
    console.print(&mut |out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Clean)
}

/// A rule for people.
pub fn text(rule: &Rule) -> String {
    let info = &rule.info;
    let mut out = format!("{}: {}\n\n", info.id, info.title);
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            out.push_str(&format!("  {name:<11} {value}\n"));
        }
    };
    line("severity", info.severity.name().into());
    line("principle", info.principle.to_string());
    line("resources", info.resources.join(", "));
    if let Some(operations) = &rule.operations {
        line("operations", operations.iter().map(|o| o.name()).collect::<Vec<_>>().join(", "));
    }
    if let Some(zone) = rule.crossing {
        line("zone", format!("the one that is {} must hold the policy", zone.name()));
    }
    let frameworks = |map: &std::collections::BTreeMap<crate::text::Str, Vec<crate::text::Str>>| {
        map.iter().map(|(k, v)| format!("{k}: {}", v.join(", "))).collect::<Vec<_>>().join("; ")
    };
    line("implements", frameworks(&info.implements));
    line("controls", frameworks(&info.controls));
    line("also called", info.aliases.join(", "));
    line("baseline", if rule.baseline { "yes".into() } else { "no: runs in zones whose recipe holds it".into() });
    line("declared in", info.source.to_string());
    out.push_str(&format!("\nWhy\n  {}\n\nFix\n  {}\n", info.why, info.remedy));
    out.push_str(&format!("\nPermit one finding\n  # ringfence:ignore {} reason=\"...\" until=YYYY-MM-DD\n", info.id));
    out
}

fn functions() -> String {
    let mut out = String::from("Functions of rules, besides Terraform's own (docs/rule-language.md):\n\n");
    for s in crate::facts::net::signatures() {
        out.push_str(&format!("  net::{}({})\n      {}\n      {}\n", s.name, s.args.join(", "), s.doc, s.example));
    }
    out
}
