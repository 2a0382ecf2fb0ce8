//! Where in the sources a finding points: the attribute, its block, and whoever supplied the value.

use super::elements;
use crate::eval::Side;
use crate::finding::Label;
use crate::graph::{Supplier, find};
use crate::model::config::{ConfigBody, ConfigEntry, ConfigExpr, ExprForm, Module};
use crate::model::{AttrPath, ConfigResource, ModuleId, ResourceId, Step, Value};
use crate::policy::{AttributeCache, Engine, Judgement, display};
use crate::text::SourceMap;
use crate::zone::{Container, Membership, Origin};

/// The places of a finding.
#[derive(Default)]
pub struct Places {
    /// The attribute, or the block's header where nobody wrote it.
    pub primary: Option<Label>,
    /// The block, and who supplied the value.
    pub labels: Vec<Label>,
    /// `access_type is "ObjectRead"`
    pub evidence: Vec<String>,
}

/// Hops from a variable to the caller's variable before a cycle is assumed.
const MAX_HOPS: usize = 32;

/// Finds the places of a judgement.
pub fn places<'p>(engine: &'p Engine, cache: &AttributeCache<'p>, judgement: &Judgement) -> Places {
    let mut out = Places { evidence: evidence(engine, cache, judgement), ..Places::default() };
    let Some(id) = judgement.resource else { return out };
    let resource = engine.graph.plan.resource(id);
    let Some((module, block)) = engine.graph.plan.block_of(&resource.address) else { return out };
    let header =
        block.span.map(|span| Label { span, text: format!("{} {}", resource.address, resource.action.phrase()) });
    let place = judgement.place.as_ref().filter(|p| p.resource == id);
    let supplied = place.map(|p| (p, find(block.body.get(), &p.path, &|_| None)));
    match supplied {
        Some((place, Supplier::Expr(expr))) if expr.span.is_some() => {
            let expr = elements::narrowed(engine, cache, place, block, expr);
            let text = describe(engine, cache, id, place.side, &place.path);
            out.primary = expr.span.map(|span| Label { span, text });
            out.labels.extend(header);
            suppliers(engine, module, expr, &mut out.labels);
        }
        Some((place, Supplier::Block(inner))) if inner.span.is_some() => {
            // The block is what the path names, or has nothing of the last name.
            let around = AttrPath::from(place.path.0.split_last().map_or(&[] as &[_], |(_, around)| around));
            let lacks =
                matches!(find(block.body.get(), &around, &|_| None), Supplier::Block(b) if b.span == inner.span);
            let text = match place.path.0.last() {
                Some(Step::Field(name)) if lacks => format!("{name} is not set here"),
                _ => String::new(),
            };
            out.primary = inner.span.map(|span| Label { span, text });
            out.labels.extend(header);
        }
        Some((place, Supplier::Omitted)) => {
            out.primary = header.map(|mut label| {
                label.text = format!("{}; {} is not set", label.text, place.path);
                label
            });
        }
        _ => out.primary = header,
    }
    out
}

/// What the attribute is, for the code frame.
fn describe<'p>(engine: &'p Engine, cache: &AttributeCache<'p>, id: ResourceId, side: Side, path: &AttrPath) -> String {
    match value_at(engine, cache, id, side, path) {
        Some(value) if value.as_elements().is_some() || value.as_entries().is_some() => String::new(),
        Some(value) if value.is_unknown() => "is known only after apply".into(),
        Some(value) => format!("is {}", quoted(&value)),
        None => String::new(),
    }
}

fn quoted(value: &Value) -> String {
    if !value.marks.sensitive && value.as_elements().is_some_and(<[Value]>::is_empty) {
        return "empty".into();
    }
    if !value.marks.sensitive && value.as_entries().is_some_and(std::collections::BTreeMap::is_empty) {
        return "empty".into();
    }
    match value.as_str() {
        Some(_) if !value.marks.sensitive => {
            let text = display(value);
            let short: String = text.chars().take(60).collect();
            let dots = if short.len() < text.len() { "..." } else { "" };
            format!("\"{short}{dots}\"")
        }
        _ => display(value),
    }
}

pub(super) fn value_at<'p>(
    engine: &'p Engine,
    cache: &AttributeCache<'p>,
    id: ResourceId,
    side: Side,
    path: &AttrPath,
) -> Option<Value> {
    let root = path.root()?;
    let mut value = cache.value(&engine.graph, id, side, root).ok()?;
    for step in path.0.iter().skip(1) {
        let sensitive = value.marks.sensitive;
        value = match step {
            Step::Field(name) => value.get(name)?.clone(),
            Step::Index(i) => value.as_elements()?.get(*i as usize)?.clone(),
        };
        value.marks.sensitive |= sensitive;
    }
    Some(value)
}

/// The values that decided, printable.
fn evidence<'p>(engine: &'p Engine, cache: &AttributeCache<'p>, judgement: &Judgement) -> Vec<String> {
    let mut out = Vec::new();
    for place in judgement.reads.places().iter().filter(|p| !p.path.0.is_empty()).take(6) {
        let Some(value) = value_at(engine, cache, place.resource, place.side, &place.path) else { continue };
        if value.as_elements().is_some_and(|i| !i.is_empty()) || value.as_entries().is_some() {
            continue;
        }
        let whose = match Some(place.resource) == judgement.resource {
            true => String::new(),
            false => format!("{}.", engine.graph.plan.resource(place.resource).address),
        };
        let when = if place.side == Side::Before { "was" } else { "is" };
        let mut line = format!("{whose}{} {when} {}", place.path, quoted(&value));
        if let Some(defaulted) = &value.marks.defaulted {
            line = format!("{line} because nobody set it: {}", defaulted.source);
        }
        if !out.contains(&line) {
            out.push(line);
        }
    }
    out
}

/// Follows a variable to the module call (or the root's variable) that supplied the value.
fn suppliers(engine: &Engine, module: ModuleId, expr: &ConfigExpr, labels: &mut Vec<Label>) {
    let config = &engine.graph.plan.config;
    let mut at: &Module = config.module(module);
    let mut expr = expr;
    for _ in 0..MAX_HOPS {
        let [reference] = &expr.references[..] else { return };
        if let Some(name) = reference.strip_prefix("local.") {
            let name = name.split(['.', '[']).next().unwrap_or(name);
            let Some(local) = at.locals.get(name) else { return };
            labels.extend(local.span.map(|span| Label { span, text: "the value comes from here".into() }));
            expr = local;
            continue;
        }
        let Some(name) = reference.strip_prefix("var.").map(|n| n.split(['.', '[']).next().unwrap_or(n)) else {
            return;
        };
        let variable = at.variables.get(name);
        let Some((parent, call_name)) = &at.parent else {
            labels.extend(
                variable
                    .and_then(|v| v.span)
                    .map(|span| Label { span, text: format!("the value comes from var.{name}") }),
            );
            return;
        };
        let Some(call) = config.module(*parent).calls.get(call_name) else { return };
        match call.inputs.entries.get(name) {
            Some(ConfigEntry::Expr(input)) => {
                labels.extend(input.span.map(|span| Label { span, text: "the value comes from here".into() }));
                expr = input;
                at = config.module(*parent);
            }
            _ => {
                labels.extend(
                    variable
                        .and_then(|v| v.span)
                        .map(|span| Label { span, text: format!("the default of var.{name} is used") }),
                );
                labels.extend(
                    call.span.map(|span| Label { span, text: format!("the module is called here, without {name}") }),
                );
                return;
            }
        }
    }
}

/// `through compartment a, b (zones.tf:3)`: the containers from a resource up to its zone.
pub fn chain(engine: &Engine, sources: &SourceMap, id: ResourceId, side: Side) -> String {
    let membership = engine.zones.of_resource(id, side);
    let Membership::In { zone, chain, .. } = &*membership else { return String::new() };
    let names: Vec<String> = chain.iter().map(|c| container_name(engine, c)).collect();
    let declared = match &engine.zones.get(*zone).origin {
        Origin::File(span) => Some(*span),
        Origin::Resource(r) => {
            engine.graph.plan.block_of(&engine.graph.plan.resource(*r).address).and_then(|(_, b)| b.span)
        }
    };
    let place = declared.map(|span| {
        let shown = sources.display(span);
        let line = shown.rsplit_once(':').map_or(shown.clone(), |(l, _)| l.to_string());
        format!(" ({line})")
    });
    match names.is_empty() {
        true => format!("by address or tags{}", place.unwrap_or_default()),
        false => format!("through compartment {}{}", names.join(" in "), place.unwrap_or_default()),
    }
}

fn container_name(engine: &Engine, container: &Container) -> String {
    if let Container::Managed(id) = container {
        let name = engine.graph.attribute(*id, Side::After, "name").ok().filter(|name| !name.marks.sensitive);
        if let Some(name) = name.as_ref().and_then(Value::as_str) {
            return name.to_string();
        }
    }
    engine.zones.describe(container)
}

/// Hides in the files that code frames show: literals of sensitive attributes and of sensitive inputs of
/// modules, what supplies them through locals and inputs, and what `sensitive(...)` is written around.
pub fn hide_secrets(engine: &Engine, sources: &mut SourceMap) {
    let config = &engine.graph.plan.config;
    for module in &config.modules {
        for block in module.resources.values() {
            hide_block(engine, module, block, sources);
        }
        for local in module.locals.values() {
            hide_marked(local, sources);
        }
        for call in module.calls.values() {
            visit(&call.inputs, &mut Vec::new(), &mut |_, expr| hide_marked(expr, sources));
            let Some(child) = call.module else { continue };
            for (name, variable) in &config.module(child).variables {
                if let (true, Some(ConfigEntry::Expr(expr))) = (variable.sensitive, call.inputs.entries.get(name)) {
                    hide_supply(engine, module, expr, sources, 0);
                }
            }
        }
    }
}

/// Hides an expression, and the expressions of locals and module inputs that it reads. One that only names a value
/// holds nothing of it.
fn hide_supply(engine: &Engine, module: &Module, expr: &ConfigExpr, sources: &mut SourceMap, hops: usize) {
    if expr.form != ExprForm::Direct {
        expr.span.into_iter().for_each(|span| sources.hide(span));
    }
    if hops > MAX_HOPS {
        return;
    }
    for reference in expr.references.iter() {
        let first = |rest: &str| rest.split(['.', '[']).next().unwrap_or(rest).to_string();
        if let Some(local) = reference.strip_prefix("local.").and_then(|r| module.locals.get(first(r).as_str())) {
            hide_supply(engine, module, local, sources, hops + 1);
        } else if let (Some(rest), Some((parent, call))) = (reference.strip_prefix("var."), &module.parent) {
            let parent = engine.graph.plan.config.module(*parent);
            let inputs = parent.calls.get(call).map(|c| &c.inputs.entries);
            if let Some(ConfigEntry::Expr(input)) = inputs.and_then(|i| i.get(first(rest).as_str())) {
                hide_supply(engine, parent, input, sources, hops + 1);
            }
        }
    }
}

fn hide_marked(expr: &ConfigExpr, sources: &mut SourceMap) {
    let Some(span) = expr.span else { return };
    let text = sources.get(span.file).text.get(span.start as usize..span.end as usize);
    if text.is_some_and(|t| t.contains("sensitive(")) {
        sources.hide(span);
    }
}

fn hide_block(engine: &Engine, module: &Module, block: &ConfigResource, sources: &mut SourceMap) {
    // Plan JSON has no places in files: nothing could show.
    if block.span.is_none() {
        return;
    }
    let knowledge = &engine.graph.knowledge;
    let kind = knowledge.canonical(&block.kind);
    let schema = knowledge.schemas.resource(block.mode, kind);
    let known = knowledge.sensitive.get(kind);
    let mut secret = |path: &[&str], expr: &ConfigExpr| {
        let by_schema =
            schema.as_ref().and_then(|s| s.attribute(path)).is_some_and(|a| a.flags.sensitive || a.flags.write_only);
        let dotted = path.join(".");
        let by_table = known.is_some_and(|paths| {
            paths.iter().any(|p| **p == *dotted || p.strip_prefix(dotted.as_str()).is_some_and(|r| r.starts_with('.')))
        });
        match by_schema || by_table {
            true => hide_supply(engine, module, expr, sources, 0),
            false => hide_marked(expr, sources),
        }
    };
    visit(block.body.get(), &mut Vec::new(), &mut secret);
}

fn visit<'a>(body: &'a ConfigBody, path: &mut Vec<&'a str>, found: &mut dyn FnMut(&[&str], &ConfigExpr)) {
    for (name, entry) in &body.entries {
        path.push(name);
        match entry {
            ConfigEntry::Expr(expr) => found(path, expr),
            ConfigEntry::Blocks(blocks) => blocks.iter().for_each(|b| visit(&b.body, path, found)),
        }
        path.pop();
    }
}
