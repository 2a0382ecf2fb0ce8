//! Which other resources a rule may look at. Terraform answers questions by type, so that the types are what
//! must be known before: those that the rule names, and those that identifiers of the subject belong to.

use std::collections::BTreeSet;

use crate::check::Session;
use crate::hcl::ast::{Expr, ExprKind, TemplatePart};
use crate::model::{Kind, Value};
use crate::text::Str;

/// What a rule needs to know of others.
#[derive(Debug, Default)]
pub struct Wants {
    /// Types to ask for.
    pub types: BTreeSet<Str>,
    /// Types of other providers: Terraform cannot be asked for them.
    pub beyond: BTreeSet<Str>,
}

/// `oci_` of `oci_core_vcn`.
fn provider(kind: &str) -> &str {
    kind.split_once('_').map_or(kind, |(head, _)| head)
}

/// What the rules of a type may look at, given a subject's values.
pub fn of(session: &Session, kind: &str, values: &[&Value]) -> Wants {
    let knowledge = &session.engine.graph.knowledge;
    let mut named = BTreeSet::new();
    for rule in session.engine.rules.for_type(kind) {
        rule.expressions().into_iter().for_each(|e| texts(e, &mut named));
    }
    let known = |name: &Str| {
        knowledge.schemas.resource(crate::model::Mode::Managed, name).is_some()
            || knowledge.identities.contains_key(name)
            || session.engine.rules.for_type(name).next().is_some()
    };
    let mut out = Wants::default();
    let mut add = |name: &Str| match provider(name) == provider(kind) {
        true => drop(out.types.insert(name.clone())),
        false => drop(out.beyond.insert(name.clone())),
    };
    // What looks like a type of the same provider is asked for, known to us or not.
    let ours = |name: &Str| provider(name) == provider(kind) || known(name);
    named.iter().filter(|name| is_type(name) && ours(name)).for_each(&mut add);
    // Where it lives, and what makes zones.
    let places = knowledge.containers.keys().chain(knowledge.zones.keys()).chain(knowledge.recipes.keys());
    places.filter(|name| provider(name) == provider(kind)).for_each(&mut add);
    let mut strings = BTreeSet::new();
    values.iter().for_each(|v| identifiers(v, &mut strings));
    for (name, identity) in &knowledge.identities {
        let Some(prefix) = &identity.prefix else { continue };
        if provider(name) == provider(kind) && strings.iter().any(|s| s.starts_with(&**prefix)) {
            add(name);
        }
    }
    out
}

/// Whether a rule's verdict may depend on anything but its subject. Zones may be made by others, too.
pub fn looks_around(session: &Session, id: &str) -> bool {
    let Some(rule) = session.engine.rules.find(id) else { return true };
    let mut found = BTreeSet::new();
    rule.expressions().into_iter().for_each(|e| texts(e, &mut found));
    let asks = |text: &Str| ["ref::", "zone::", "core::getresources"].iter().any(|call| text.starts_with(call));
    rule.bound_by.is_some() || !rule.baseline || found.iter().any(asks)
}

fn is_type(text: &str) -> bool {
    text.contains('_') && text.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_')
}

fn identifiers(value: &Value, out: &mut BTreeSet<Str>) {
    match &value.kind {
        Kind::String(text) => drop(out.insert(text.clone())),
        Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) => {
            items.iter().for_each(|v| identifiers(v, out));
        }
        Kind::Map(_, items) | Kind::Object(items) => items.values().for_each(|v| identifiers(v, out)),
        _ => {}
    }
}

/// All literal strings of an expression, and the names of the functions that it calls.
fn texts(expr: &Expr, out: &mut BTreeSet<Str>) {
    match &expr.kind {
        ExprKind::String(text) => drop(out.insert(text.clone())),
        ExprKind::Template(parts) => parts.iter().for_each(|p| part(p, out)),
        ExprKind::TemplateWrap(inner)
        | ExprKind::GetAttr(inner, _)
        | ExprKind::Unary(_, inner)
        | ExprKind::Parens(inner) => texts(inner, out),
        ExprKind::Tuple(items) => items.iter().for_each(|e| texts(e, out)),
        ExprKind::Call { name, args, .. } => {
            out.insert(name.name.clone());
            args.iter().for_each(|e| texts(e, out));
        }
        ExprKind::Object(items) => items.iter().for_each(|i| {
            texts(&i.key, out);
            texts(&i.value, out);
        }),
        ExprKind::Index(a, b) | ExprKind::Binary(_, a, b) => [a, b].iter().for_each(|e| texts(e, out)),
        ExprKind::Splat { source, each, .. } => [source, each].iter().for_each(|e| texts(e, out)),
        ExprKind::Conditional(a, b, c) => [a, b, c].iter().for_each(|e| texts(e, out)),
        ExprKind::For(f) => {
            [&f.collection, &f.value].into_iter().chain(&f.key).chain(&f.condition).for_each(|e| texts(e, out));
        }
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Number(_)
        | ExprKind::Variable(_)
        | ExprKind::SplatItem
        | ExprKind::Error => {}
    }
}

fn part(part: &TemplatePart, out: &mut BTreeSet<Str>) {
    match part {
        TemplatePart::Literal(_) => {}
        TemplatePart::Interpolation(e) => texts(e, out),
        TemplatePart::If(e, a, b) => {
            texts(e, out);
            a.iter().chain(b).for_each(|p| self::part(p, out));
        }
        TemplatePart::For { collection, body, .. } => {
            texts(collection, out);
            body.iter().for_each(|p| self::part(p, out));
        }
    }
}
