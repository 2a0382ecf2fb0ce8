//! `ringfence eval`: an expression in the scope of a root module, like `terraform console` without a state.

use std::io::BufRead;
use std::path::PathBuf;

use serde_json::json;

use super::load::{self, SourceArgs};
use super::{Console, Failure};
use crate::check::{Exit, is_error};
use crate::eval::{display, functions::describe_type};
use crate::input::sources::{self, Answer};
use crate::model::{Kind, Value};
use crate::policy::builtin;
use crate::text::{Diagnostic, SourceMap};

const EXAMPLES: &str = "Examples:
  ringfence eval 'cidrsubnet(var.cidr, 8, 3)' --source infra
  ringfence eval 'type(local.rules)'
  ringfence eval --format json < expressions.txt   one expression a line, one answer a line

Names mean what they mean in the root module. What only a provider can tell is unknown.";

/// Evaluate a Terraform expression in a root module.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The expression; without one, each line of standard input is an expression
    #[arg(allow_hyphen_values = true)]
    expression: Option<String>,
    #[command(flatten)]
    sources: SourceArgs,
    /// human (as terraform console prints values) or json
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: String,
}

/// Runs the command.
pub fn run(args: &Args, console: &Console) -> Result<Exit, Failure> {
    let is_json = match args.format.as_str() {
        "human" => false,
        "json" => true,
        other => return Err(Failure::usage(format!("--format {other:?}: human or json"))),
    };
    let expressions = match args.expression.as_deref() {
        Some(text) if text != "-" => vec![text.to_owned()],
        _ => std::io::stdin()
            .lock()
            .lines()
            .filter(|line| line.as_ref().map_or(true, |l| !l.trim().is_empty()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|e| Failure::usage(format!("standard input cannot be read: {e}")))?,
    };
    let mut files = SourceMap::default();
    let (knowledge, _) = builtin::knowledge(&mut files);
    let dir = args.sources.source.clone().unwrap_or_else(|| PathBuf::from("."));
    if args.sources.source.is_some() && !sources::is_source_directory(&dir) {
        return Err(load::no_sources(&format!("--source {}", dir.display()), &dir));
    }
    let options = load::source_options(&args.sources, &knowledge)?;
    let found = load::declare(&dir, &mut files)?.answer(&expressions, &options, &mut files);
    let tell = |problems: &[Diagnostic]| load::remark(problems, &files, console);
    tell(&found.diagnostics);
    for problem in &found.problems {
        console.remark(&format!("not read: {}: {}", problem.what, problem.message));
    }
    let mut failed = found.diagnostics.iter().any(is_error);
    for (text, answer) in expressions.iter().zip(&found.answers) {
        let line = match answer {
            Answer::Errors(problems) => {
                failed = true;
                if !is_json {
                    tell(problems);
                    continue;
                }
                let all: Vec<_> = problems.iter().map(|p| json!({"summary": p.summary, "detail": p.detail})).collect();
                json!({"expression": text, "errors": all}).to_string()
            }
            Answer::TypeOf(value) if is_json => json!({"expression": text, "type": describe_type(value)}).to_string(),
            Answer::TypeOf(value) => describe_type(value),
            Answer::Value(value) if is_json => {
                json!({"expression": text, "type": describe_type(value), "value": to_json(value)}).to_string()
            }
            Answer::Value(value) => display(value),
        };
        console.print(&mut |out| writeln!(out, "{line}"))?;
    }
    Ok(if failed { Exit::Usage } else { Exit::Clean })
}

/// A value as JSON: `{"$sensitive": true}`, and `{"$unknown": {...}}` with what is known of the unknown.
fn to_json(value: &Value) -> serde_json::Value {
    if value.marks.sensitive {
        return json!({"$sensitive": true});
    }
    if value.marks.ephemeral {
        return json!({"$ephemeral": true});
    }
    match &value.kind {
        Kind::Unknown(u) => {
            let mut known = serde_json::Map::new();
            let mut add = |name: &str, value: serde_json::Value| {
                if !value.is_null() {
                    known.insert(name.into(), value);
                }
            };
            let limits = &u.refinement;
            add("type", json!(describe_type(value)));
            add("waits_for", json!(u.waits_for.iter().map(|w| &**w).collect::<Vec<_>>()));
            add("is", value.marks.origin.as_ref().map_or(json!(null), |o| json!(o.to_string())));
            add("not_null", if limits.not_null { json!(true) } else { json!(null) });
            add("prefix", json!(limits.prefix.as_deref()));
            add("min", json!(limits.min.as_ref().map(ToString::to_string)));
            add("max", json!(limits.max.as_ref().map(ToString::to_string)));
            add("min_length", json!(limits.min_length));
            add("max_length", json!(limits.max_length));
            json!({"$unknown": known})
        }
        Kind::Number(n) => {
            let text = n.to_string();
            text.parse::<serde_json::Number>().map_or_else(|_| json!(text), serde_json::Value::Number)
        }
        Kind::Null(_) => serde_json::Value::Null,
        Kind::Bool(b) => json!(b),
        Kind::String(text) => json!(&**text),
        Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) => items.iter().map(to_json).collect(),
        Kind::Partial(items) => json!({"$at_least": items.iter().map(to_json).collect::<Vec<_>>()}),
        Kind::Map(_, entries) | Kind::Object(entries) => {
            serde_json::Value::Object(entries.iter().map(|(k, v)| (k.to_string(), to_json(v))).collect())
        }
        Kind::Resource(id) => json!({"$resource": id.0}),
    }
}
