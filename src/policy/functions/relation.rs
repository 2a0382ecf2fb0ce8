//! `ref::`: which resource an attribute names, and who names this one.

use std::sync::Arc;

use super::{known, reads_of, unknown, unknown_function};
use crate::eval::{Place, Side, Traced};
use crate::graph::{AttributeError, Link, Waits};
use crate::model::plan::InputKind;
use crate::model::{AttrPath, Kind, ResourceId, Step, Value};
use crate::policy::scope::RuleScopeEnv;
use crate::text::{Diagnostic, Span, Str};

/// Names of the functions.
pub const NAMES: &[&str] = &["target", "targets", "referrers", "resources", "type", "address", "same", "written"];

type Answer = Result<Traced, Diagnostic>;

/// Calls `ref::name`.
pub fn call(env: &RuleScopeEnv<'_, '_>, name: &str, args: &[Traced], span: Span) -> Option<Answer> {
    let arity = |n: std::ops::RangeInclusive<usize>| match n.contains(&args.len()) {
        true => Ok(()),
        false => Err(Diagnostic::error(
            span,
            "Wrong number of arguments",
            format!("ref::{name} does not take {} arguments.", args.len()),
        )),
    };
    let counts = match name {
        "target" | "targets" | "type" | "address" | "resources" | "written" => 1..=1,
        "same" => 2..=2,
        "referrers" => 2..=3,
        _ => return None,
    };
    if let Err(diagnostic) = arity(counts) {
        return Some(Err(diagnostic));
    }
    Some(match name {
        "target" => Ok(target(env, &args[0], args)),
        "targets" => Ok(targets(env, &args[0], args)),
        "referrers" => referrers(env, args, span),
        "resources" => texts(&args[0], span).map(|kinds| resources(env, &kinds, args)),
        "type" | "address" => Ok(describe(env, name, &args[0], args)),
        "same" => Ok(same(env, args)),
        "written" => Ok(written(env, &args[0], args)),
        _ => Err(unknown_function(name, span)),
    })
}

/// Whether the configuration gives an attribute its value.
fn written(env: &RuleScopeEnv<'_, '_>, arg: &Traced, args: &[Traced]) -> Traced {
    let told = |place: &Place| match place.side {
        Side::After => env.graph.is_written(place.resource, &place.path, &arg.value),
        Side::Before => None,
    };
    match arg.place.as_ref().and_then(told) {
        Some(answer) => known(answer, args),
        None if arg.value.is_unknown() => unknown(arg.value.waits_for(), args),
        None => unknown(vec!["whether the configuration says so".into()], args),
    }
}

/// Whether two resources are one, or two attributes name the same, be it in this plan or outside of it.
fn same(env: &RuleScopeEnv<'_, '_>, args: &[Traced]) -> Traced {
    let last = |text: &str| text.rsplit('/').next().unwrap_or_default().to_owned();
    match (link(env, &args[0]), link(env, &args[1])) {
        (Link::Null, _) | (_, Link::Null) => known(false, args),
        (Link::Resource(a), Link::Resource(b)) if a != b || args.iter().all(|arg| stands_for(env, arg, a)) => {
            known(a == b, args)
        }
        (Link::Outside(a), Link::Outside(b)) if a == b => known(true, args),
        (Link::Outside(a), Link::Outside(b)) if last(&a) != last(&b) => known(false, args),
        // What a resource of the plan is called tells it from others, where its identifier is not known yet.
        (Link::Resource(id), Link::Outside(text)) | (Link::Outside(text), Link::Resource(id)) => {
            let name = env.graph.attribute(id, env.side, "name").ok();
            match name.as_ref().and_then(Value::as_str) {
                Some(name) if name != last(&text) => known(false, args),
                _ if is_made_up_later(env, id, &text) => known(false, args),
                _ => unknown(vec![format!("whether {} is {text}", env.graph.plan.resource(id).address).into()], args),
            }
        }
        (Link::Outside(a), Link::Outside(b)) => unknown(vec![format!("whether {a} is {b}").into()], args),
        _ => {
            let waits: Vec<Str> = args.iter().flat_map(|a| a.value.waits_for()).collect();
            unknown(if waits.is_empty() { vec!["which resource is meant".into()] } else { waits }, args)
        }
    }
}

/// Whether an argument is the resource that it leads to, and not made of that and more.
fn stands_for(env: &RuleScopeEnv<'_, '_>, arg: &Traced, target: ResourceId) -> bool {
    match (&arg.value.kind, &arg.place) {
        (Kind::Unknown(_), Some(place)) => env.graph.stands_for(place.resource, &place.path, target),
        _ => true,
    }
}

/// Whether a text that somebody wrote before cannot be what a resource will be called: the plan makes the resource, and
/// nothing that is written of it occurs in the text.
fn is_made_up_later(env: &RuleScopeEnv<'_, '_>, id: ResourceId, text: &str) -> bool {
    let resource = env.graph.plan.resource(id);
    let from_plan = !matches!(env.graph.plan.meta.kind, InputKind::Sources | InputKind::State);
    if !from_plan || resource.exists_before() || resource.importing.is_some() {
        return false;
    }
    let parts: Vec<&str> = text.split(['/', ':']).chain([text]).collect();
    let written = |name: &Str| {
        let value = env.cache.value(env.graph, id, env.side, name);
        value.map_or(true, |v| v.as_str().is_some_and(|own| parts.contains(&own)))
    };
    !env.graph.doc(id, env.side).names().iter().any(written)
}

/// A resource as a value.
pub fn resource(env: &RuleScopeEnv<'_, '_>, id: ResourceId, args: &[Traced]) -> Traced {
    let place = Place { resource: id, side: env.side, path: AttrPath::default() };
    let marks = args.iter().fold(crate::model::Marks::default(), |m, a| m.join(&a.value.marks));
    Traced { value: Value { kind: Kind::Resource(id), marks }, place: Some(place), reads: reads_of(args) }
}

/// What an argument leads to: it is a resource already, or an attribute that names one.
pub fn link(env: &RuleScopeEnv<'_, '_>, arg: &Traced) -> Link {
    match (&arg.value.kind, &arg.place) {
        (Kind::Resource(id), _) => Link::Resource(*id),
        (Kind::Null(_), _) => Link::Null,
        (_, Some(place)) => env.graph.link(place.resource, place.side, &place.path, &arg.value),
        (Kind::String(text), None) => match env.graph.find_identity(text) {
            Some(id) => Link::Resource(id),
            None if text.is_empty() => Link::Null,
            None => Link::Outside(text.clone()),
        },
        (Kind::Unknown(u), None) => match arg.value.marks.origin.as_ref().and_then(|o| env.graph.plan.find(&o.address))
        {
            Some(id) => Link::Resource(id),
            None => Link::Unknown(u.waits_for.clone()),
        },
        _ => Link::Unknown(Vec::new()),
    }
}

fn target(env: &RuleScopeEnv<'_, '_>, arg: &Traced, args: &[Traced]) -> Traced {
    match link(env, arg) {
        Link::Null => known(Value::NULL, args),
        Link::Resource(id) => resource(env, id, args),
        Link::OneOf(ids) => {
            unknown(ids.iter().map(|id| env.graph.plan.resource(*id).address.to_string().into()).collect(), args)
        }
        Link::Outside(text) => {
            let text = if arg.value.marks.sensitive { "(sensitive)".into() } else { text };
            unknown(vec![format!("{text}, which is not in this plan").into()], args)
        }
        Link::Unknown(waits) => unknown(waits, args),
    }
}

fn targets(env: &RuleScopeEnv<'_, '_>, arg: &Traced, args: &[Traced]) -> Traced {
    let Some(items) = arg.value.as_elements() else {
        return match &arg.value.kind {
            Kind::Null(_) => known(Value::tuple(Vec::new()), args),
            Kind::Unknown(u) => match link(env, arg) {
                Link::Resource(id) => {
                    env.note_waits(vec![Arc::new(u.waits_for.clone())]);
                    known(Kind::Partial(Arc::new(vec![Kind::Resource(id).into()])), args)
                }
                _ => unknown(u.waits_for.clone(), args),
            },
            _ => {
                let one = target(env, arg, args);
                Traced { value: Value::tuple(vec![one.value]), ..one }
            }
        };
    };
    let found: Vec<Value> = items
        .iter()
        .enumerate()
        .map(|(i, item)| target(env, &arg.step(item.clone(), Step::Index(i as u32)), args).value)
        .collect();
    match arg.value.kind {
        Kind::Partial(_) => known(Kind::Partial(Arc::new(found)), args),
        _ => known(Value::tuple(found), args),
    }
}

fn referrers(env: &RuleScopeEnv<'_, '_>, args: &[Traced], span: Span) -> Answer {
    let kinds = texts(&args[0], span)?;
    let attributes = texts(&args[1], span)?;
    let of = match args.get(2) {
        None => env.subject.map(Link::Resource).unwrap_or(Link::Null),
        Some(arg) => link(env, arg),
    };
    // What is no resource of the plan may be named all the same.
    let text = args.get(2).and_then(|arg| arg.value.as_str()).filter(|text| !text.is_empty());
    let subject = match of {
        Link::Resource(id) => Some(id),
        Link::Outside(_) if text.is_some() => None,
        Link::Null => return Ok(known(Value::tuple(Vec::new()), args)),
        Link::OneOf(_) | Link::Outside(_) => return Ok(unknown(vec!["which resource is meant".into()], args)),
        Link::Unknown(waits) => return Ok(unknown(waits, args)),
    };
    let mut found: Vec<ResourceId> = Vec::new();
    let mut more: Vec<Waits> = Vec::new();
    let unreadable = |e: AttributeError| Diagnostic::error(span, "Attribute cannot be read", e.to_string());
    for (kind, attribute) in kinds.iter().flat_map(|kind| attributes.iter().map(move |a| (kind, a))) {
        if let Some(subject) = subject {
            let answer = env.graph.referrers(kind, attribute, subject, env.side).map_err(unreadable)?;
            more.extend(answer.maybe_more);
            for id in answer.known {
                match env.graph.doubts_of_naming(id, subject) {
                    doubts if doubts.is_empty() => found.push(id),
                    doubts => more.push(Arc::new(doubts)),
                }
            }
        }
        if let Some(text) = text {
            let answer = env.graph.referrers_to_text(kind, attribute, text, env.side).map_err(unreadable)?;
            found.extend(answer.known);
            more.extend(answer.maybe_more);
        }
    }
    Ok(list(env, found, more, args))
}

/// All resources of the types that exist in the world the rule looks at.
fn resources(env: &RuleScopeEnv<'_, '_>, kinds: &[Str], args: &[Traced]) -> Traced {
    list(env, declared(env, kinds), Vec::new(), args)
}

/// The same, without asking whether and how often they will exist: [`list`] does.
pub fn declared(env: &RuleScopeEnv<'_, '_>, kinds: &[Str]) -> Vec<ResourceId> {
    let mut found: Vec<ResourceId> = Vec::new();
    for pattern in kinds {
        for (kind, ids) in env.graph.types() {
            if crate::zone::glob(pattern, kind) || env.graph.knowledge.canonical(pattern) == kind {
                found.extend(ids.iter().copied().filter(|id| exists(env, *id)));
            }
        }
    }
    found
}

fn exists(env: &RuleScopeEnv<'_, '_>, id: ResourceId) -> bool {
    let resource = env.graph.plan.resource(id);
    match env.side {
        Side::Before => resource.exists_before(),
        Side::After => resource.exists_after(),
    }
}

/// Resources as a list; partial where there may be more, or where it is open how many instances of one there
/// will be.
pub fn list(env: &RuleScopeEnv<'_, '_>, mut found: Vec<ResourceId>, mut more: Vec<Waits>, args: &[Traced]) -> Traced {
    found.sort();
    found.dedup();
    found.retain(|id| {
        let doubts = env.graph.doubts_of(*id, env.subject);
        let certain = doubts.is_empty();
        if !certain {
            more.push(Arc::new(doubts));
        }
        certain
    });
    if env.graph.plan.hides_resources() {
        more.push(Arc::new(vec!["resources that this partial plan does not show".into()]));
    }
    let items: Vec<Value> = found.into_iter().map(|id| Kind::Resource(id).into()).collect();
    if more.is_empty() {
        return known(Value::tuple(items), args);
    }
    env.note_waits(more);
    known(Kind::Partial(Arc::new(items)), args)
}

fn describe(env: &RuleScopeEnv<'_, '_>, name: &str, arg: &Traced, args: &[Traced]) -> Traced {
    match &arg.value.kind {
        Kind::Resource(id) => {
            let address = &env.graph.plan.resource(*id).address;
            let text = match name {
                "type" => env.graph.knowledge.canonical(&address.kind).to_string(),
                _ => address.to_string(),
            };
            known(text, args)
        }
        Kind::Unknown(u) => unknown(u.waits_for.clone(), args),
        _ => known(Value::NULL, args),
    }
}

/// A string, or a list of strings.
pub fn texts(arg: &Traced, span: Span) -> Result<Vec<Str>, Diagnostic> {
    let wrong = || Diagnostic::error(span, "Wrong argument", "A string or a list of strings is required.".to_string());
    match arg.value.as_str() {
        Some(text) => Ok(vec![text.into()]),
        None => {
            let items = arg.value.as_elements().ok_or_else(wrong)?;
            items.iter().map(|v| v.as_str().map(Str::from).ok_or_else(wrong)).collect()
        }
    }
}
