//! `ringfence inspect`: the model as it was understood, as JSON of one shape for every kind of input.

use std::io::Write;

use serde_json::json;

use super::load::{self, PackArgs, SourceArgs};
use super::{Console, Failure};
use crate::check::{Exit, Session};
use crate::eval::Side;
use crate::model::{Doc, Kind, Resource, ResourceId, Unknown, Value};
use crate::zone::Membership;

/// Print the model of an input as JSON.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Unknown values print as {\"$unknown\": [what they wait for]}, with $not_null, $prefix, $length and $range where the \
                  plan promises them; sensitive ones as {\"$sensitive\": true}."
)]
pub struct Args {
    /// Plan (JSON or binary), state, or directory of sources; - reads standard input
    input: String,
    #[command(flatten)]
    sources: SourceArgs,
    #[command(flatten)]
    packs: PackArgs,
}

/// Runs the command.
pub fn run(args: &Args, console: &Console) -> Result<Exit, Failure> {
    let session = load::session(&args.input, &args.sources, &args.packs, console)?;
    load::remark(&session.diagnostics, &session.sources, console);
    console.print(&mut |out| write(&session, out))?;
    Ok(Exit::Clean)
}

fn write(session: &Session, out: &mut dyn Write) -> std::io::Result<()> {
    let plan = &session.engine.graph.plan;
    let meta = &plan.meta;
    let head = json!({
        "kind": meta.kind.name(),
        "format_version": meta.format_version.as_deref(),
        "terraform_version": meta.terraform_version.as_deref(),
        "partial": meta.partial.iter().map(|p| p.name()).collect::<Vec<_>>(),
    });
    writeln!(out, "{{\"schema\": \"ringfence.model/1\",\n\"input\": {head},\n\"resources\": [")?;
    for (id, resource) in plan.iter() {
        let comma = if id.0 == 0 { "" } else { ",\n" };
        write!(out, "{comma}{}", entry(session, id, resource))?;
    }
    let variables: serde_json::Map<String, serde_json::Value> =
        plan.variables.iter().map(|(k, v)| (k.to_string(), value(v))).collect();
    let outputs: serde_json::Map<String, serde_json::Value> = plan
        .outputs
        .iter()
        .map(|o| {
            (o.name.to_string(), o.after.whole().map_or_else(|e| json!({"$unreadable": e.to_string()}), |v| value(&v)))
        })
        .collect();
    let checks: Vec<_> = plan.checks.iter().map(|c| json!({"address": &*c.address, "status": &*c.status, "problems": c.problems.iter().map(|p| &**p).collect::<Vec<_>>()})).collect();
    let drift: Vec<_> = plan.drift.iter().map(|d| d.resource.address.to_string()).collect();
    let problems: Vec<_> = plan.problems.iter().map(|p| json!({"what": p.what, "reason": p.message})).collect();
    writeln!(
        out,
        "\n],\n\"variables\": {},\n\"outputs\": {},\n\"checks\": {},\n\"drift\": {},\n\"problems\": {}}}",
        serde_json::Value::Object(masked(session, variables)),
        serde_json::Value::Object(outputs),
        json!(checks),
        json!(drift),
        json!(problems)
    )
}

/// Variables that the configuration declares sensitive are masked, since plan JSON holds them in the
/// clear; so are those that it does not declare, because nothing says that they may be shown.
fn masked(
    session: &Session,
    mut variables: serde_json::Map<String, serde_json::Value>,
) -> serde_json::Map<String, serde_json::Value> {
    let root = session.engine.graph.plan.config.modules.first();
    for (name, slot) in &mut variables {
        let declared = root.and_then(|r| r.variables.get(name.as_str()));
        if declared.is_none_or(|v| v.sensitive) {
            *slot = json!({"$sensitive": true});
        }
    }
    variables
}

fn entry(session: &Session, id: ResourceId, resource: &Resource) -> serde_json::Value {
    let graph = &session.engine.graph;
    let references: Vec<String> = graph.references_of(id).into_iter().collect();
    let zone = match &*session
        .engine
        .zones
        .of_resource(id, if resource.after.exists() { Side::After } else { Side::Before })
    {
        Membership::In { zone, .. } => json!(&*session.engine.zones.get(*zone).name),
        Membership::Outside { .. } => serde_json::Value::Null,
        Membership::Undetermined(waits) => json!({"$unknown": waits.iter().map(|w| &**w).collect::<Vec<_>>()}),
    };
    let location = graph.plan.block_of(&resource.address).and_then(|(_, b)| b.span).map(|s| session.sources.display(s));
    json!({
        "address": resource.address.to_string(),
        "previous_address": resource.previous.as_ref().map(ToString::to_string),
        "deposed": resource.deposed.as_deref(),
        "provider": &*resource.provider,
        "actions": resource.action.names(),
        "reason": resource.reason.as_deref(),
        "importing": resource.importing.as_ref().map(|i| json!({"id": i.id.as_deref()})),
        "replace_paths": resource.replace_paths.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "before": side(session, resource, &resource.before),
        "after": side(session, resource, &resource.after),
        "references": references,
        "zone": zone,
        "location": location,
    })
}

fn side(session: &Session, resource: &Resource, doc: &Doc) -> serde_json::Value {
    match doc.whole() {
        Ok(v) => value(&session.engine.graph.concealed(resource, v)),
        Err(error) => json!({"$unreadable": error.to_string()}),
    }
}

/// An unknown with what is known of it all the same.
fn unknown(u: &Unknown) -> serde_json::Value {
    let mut out = json!({"$unknown": u.waits_for.iter().map(|w| &**w).collect::<Vec<_>>()});
    let r = &u.refinement;
    if r.not_null {
        out["$not_null"] = json!(true);
    }
    if let Some(prefix) = &r.prefix {
        out["$prefix"] = json!(crate::facts::secret::redact(prefix));
    }
    if r.min_length.is_some() || r.max_length.is_some() {
        out["$length"] = json!([r.min_length, r.max_length]);
    }
    if r.min.is_some() || r.max.is_some() {
        out["$range"] = json!([r.min.as_ref().map(ToString::to_string), r.max.as_ref().map(ToString::to_string)]);
    }
    out
}

/// A value as JSON, with sensitive parts masked and unknown ones marked.
pub fn value(v: &Value) -> serde_json::Value {
    if v.marks.sensitive {
        return json!({"$sensitive": true});
    }
    match &v.kind {
        Kind::Null(_) => serde_json::Value::Null,
        Kind::Bool(b) => json!(b),
        Kind::Number(n) => {
            let text = n.to_string();
            text.parse::<serde_json::Number>().map_or_else(|_| json!(text), serde_json::Value::Number)
        }
        Kind::String(s) => json!(crate::facts::secret::redact(s)),
        Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) | Kind::Partial(items) => {
            items.iter().map(value).collect()
        }
        Kind::Map(_, entries) | Kind::Object(entries) => {
            serde_json::Value::Object(entries.iter().map(|(k, v)| (k.to_string(), value(v))).collect())
        }
        Kind::Unknown(u) => unknown(u),
        Kind::Resource(id) => json!({"$resource": id.0}),
    }
}
