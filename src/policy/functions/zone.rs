//! `zone::`: which zone something is in.

use std::sync::Arc;

use super::dropped::dropped;
use super::{known, relation, unknown};
use crate::eval::{Side, Traced};
use crate::graph::Link;
use crate::model::{Kind, ResourceId, Value};
use crate::policy::scope::RuleScopeEnv;
use crate::text::{Diagnostic, Span, Str};
use crate::zone::{Container, Membership, ZoneId};

/// Names of the functions.
pub const NAMES: &[&str] = &["of", "before", "same", "contains", "covers", "resources", "dropped", "name"];

/// Calls `zone::name`.
pub fn call(env: &RuleScopeEnv<'_, '_>, name: &str, args: &[Traced], span: Span) -> Option<Result<Traced, Diagnostic>> {
    let wanted = match name {
        "of" | "before" | "contains" | "resources" | "dropped" | "name" => 1,
        "same" | "covers" => 2,
        _ => return None,
    };
    if args.len() != wanted {
        let detail = format!("zone::{name} takes {wanted} argument(s), not {}.", args.len());
        return Some(Err(Diagnostic::error(span, "Wrong number of arguments", detail)));
    }
    Some(match name {
        "of" | "name" => Ok(zone_name(env, membership(env, &args[0], None), args)),
        "before" => Ok(zone_name(env, membership(env, &args[0], Some(Side::Before)), args)),
        "contains" => Ok(contains(membership(env, &args[0], None), args)),
        "same" => Ok(same(env, args)),
        "covers" => Ok(covers(env, args)),
        "resources" => relation::texts(&args[0], span).map(|kinds| in_zone(env, &kinds, args)),
        "dropped" => Ok(dropped(env, &args[0], args)),
        _ => Err(super::unknown_function(name, span)),
    })
}

/// What the one zone is called in which everything is where none is declared.
const IMPLICIT: &str = "implicit";

/// Where something is.
enum Found {
    Member(Arc<Membership>),
    /// No zone is declared: it is in the one that holds everything.
    Implicit,
    /// There is nothing that could be in a zone.
    Nothing,
    Unknown(Vec<Str>),
}

fn membership(env: &RuleScopeEnv<'_, '_>, arg: &Traced, side: Option<Side>) -> Found {
    let side = side.or(arg.place.as_ref().map(|p| p.side)).unwrap_or(env.side);
    if env.zones.is_implicit() {
        return match &arg.value.kind {
            Kind::Null(_) => Found::Nothing,
            Kind::Resource(id) if !env.graph.doc(*id, side).exists() => Found::Nothing,
            _ => Found::Implicit,
        };
    }
    // An attribute of a resource that names a container or another resource.
    if let (Some(place), false) = (&arg.place, matches!(arg.value.kind, Kind::Resource(_))) {
        if arg.value.is_null() && place.path.0.is_empty() {
            return Found::Nothing;
        }
        return match env.graph.link(place.resource, side, &place.path, &arg.value) {
            Link::Resource(id) if !is_container(env, id) => Found::Member(env.zones.of_resource(id, side)),
            Link::Null => Found::Nothing,
            _ => {
                let container = env.zones.named_by(place.resource, side, &place.path, &arg.value);
                Found::Member(env.zones.of_container(&container, side))
            }
        };
    }
    match relation::link(env, arg) {
        Link::Resource(id) => Found::Member(env.zones.of_resource(id, side)),
        Link::Null => Found::Nothing,
        Link::Outside(text) => Found::Member(env.zones.of_container(&Container::of_id(&text), side)),
        Link::OneOf(ids) => one_of(env, &ids, side),
        Link::Unknown(waits) => Found::Unknown(waits),
    }
}

fn is_container(env: &RuleScopeEnv<'_, '_>, id: ResourceId) -> bool {
    let address = &env.graph.plan.resource(id).address;
    env.graph.knowledge.containers.contains_key(env.graph.knowledge.canonical(&address.kind))
        || address.mode == crate::model::Mode::Data
}

/// Several candidates in one zone are as good as one.
fn one_of(env: &RuleScopeEnv<'_, '_>, ids: &[ResourceId], side: Side) -> Found {
    let all: Vec<Arc<Membership>> = ids.iter().map(|id| env.zones.of_resource(*id, side)).collect();
    match all.first() {
        Some(first) if all.iter().all(|m| m.zone() == first.zone() && !matches!(**m, Membership::Undetermined(_))) => {
            Found::Member(first.clone())
        }
        _ => Found::Unknown(ids.iter().map(|id| env.graph.plan.resource(*id).address.to_string().into()).collect()),
    }
}

fn zone_name(env: &RuleScopeEnv<'_, '_>, found: Found, args: &[Traced]) -> Traced {
    match found {
        Found::Nothing => known(Value::NULL, args),
        Found::Implicit => known(IMPLICIT, args),
        Found::Unknown(waits) => unknown(waits, args),
        Found::Member(m) => match &*m {
            Membership::In { zone, .. } => known(env.zones.get(*zone).name.clone(), args),
            Membership::Outside { assumed } => assume(known(Value::NULL, args), assumed),
            Membership::Undetermined(waits) => unknown(waits.clone(), args),
        },
    }
}

fn assume(mut traced: Traced, assumed: &Option<Str>) -> Traced {
    traced.value.marks.assumed = traced.value.marks.assumed.take().or_else(|| assumed.clone().map(Arc::new));
    traced
}

fn contains(found: Found, args: &[Traced]) -> Traced {
    match found {
        Found::Nothing => known(false, args),
        // Nothing is outside of it, so that nothing is asked about it.
        Found::Implicit => known(false, args),
        Found::Unknown(waits) => unknown(waits, args),
        Found::Member(m) => match &*m {
            Membership::In { .. } => known(true, args),
            Membership::Outside { assumed } => assume(known(false, args), assumed),
            Membership::Undetermined(waits) => unknown(waits.clone(), args),
        },
    }
}

/// False when either side is in no zone, unknown when either is undetermined (and the other does not
/// settle it).
fn same(env: &RuleScopeEnv<'_, '_>, args: &[Traced]) -> Traced {
    enum Of {
        /// In the implicit one where it has no number.
        In(Option<ZoneId>),
        None(Option<Str>),
        Unknown(Vec<Str>),
    }
    let of = |arg: &Traced| match membership(env, arg, None) {
        Found::Nothing => Of::None(None),
        Found::Implicit => Of::In(None),
        Found::Unknown(waits) => Of::Unknown(waits),
        Found::Member(m) => match &*m {
            Membership::In { zone, .. } => Of::In(Some(*zone)),
            Membership::Outside { assumed } => Of::None(assumed.clone()),
            Membership::Undetermined(waits) => Of::Unknown(waits.clone()),
        },
    };
    match (of(&args[0]), of(&args[1])) {
        (Of::In(a), Of::In(b)) => known(a == b, args),
        (Of::None(assumed), _) | (_, Of::None(assumed)) => assume(known(false, args), &assumed),
        (Of::Unknown(mut a), Of::Unknown(b)) => {
            a.extend(b);
            unknown(a, args)
        }
        (Of::Unknown(waits), _) | (_, Of::Unknown(waits)) => unknown(waits, args),
    }
}

/// Whether a container is that of a resource, or stands above it.
fn covers(env: &RuleScopeEnv<'_, '_>, args: &[Traced]) -> Traced {
    let (container, resource) = (&args[0], &args[1]);
    let cover = match (&container.value.kind, &container.place) {
        (Kind::Null(_), _) => return known(false, args),
        (Kind::Resource(id), _) => Container::Managed(*id),
        (_, Some(place)) => env.zones.named_by(place.resource, place.side, &place.path, &container.value),
        (Kind::String(text), None) => match env.graph.find_identity(text) {
            Some(id) => Container::Managed(id),
            None => Container::of_id(text),
        },
        _ => Container::Unknown(container.value.waits_for()),
    };
    let start = match relation::link(env, resource) {
        Link::Resource(id) => env.zones.container_of(id, env.side).as_ref().clone(),
        Link::Null => return known(false, args),
        Link::Outside(text) => Container::of_id(&text),
        Link::OneOf(_) => return unknown(vec!["which resource is meant".into()], args),
        Link::Unknown(waits) => return unknown(waits, args),
    };
    if let Container::Unknown(waits) = &cover {
        return unknown(waits.clone(), args);
    }
    let mut at = start;
    for _ in 0..64 {
        if at == cover {
            return known(true, args);
        }
        if let Container::Unknown(waits) = at {
            return unknown(waits, args);
        }
        if at == Container::Nowhere {
            return known(cover.is_top(), args);
        }
        if at.is_top() {
            return known(cover.may_be_top(&at), args);
        }
        match env.zones.above(&at, env.side) {
            Some(next) => at = next,
            None => return unknown(vec![format!("what stands above {}", env.zones.describe(&at)).into()], args),
        }
    }
    known(false, args)
}

fn in_zone(env: &RuleScopeEnv<'_, '_>, kinds: &[Str], args: &[Traced]) -> Traced {
    let all = relation::declared(env, kinds);
    let Some(zone) = env.zone else { return relation::list(env, all, Vec::new(), args) };
    let mut found = Vec::new();
    let mut more = Vec::new();
    for id in all {
        match &*env.zones.of_resource(id, env.side) {
            Membership::In { zone: of, .. } if *of == zone => found.push(id),
            Membership::Undetermined(_) => more.push(env.graph.plan.resource(id).address.to_string().into()),
            _ => {}
        }
    }
    let more = if more.is_empty() { Vec::new() } else { vec![Arc::new(more)] };
    relation::list(env, found, more, args)
}
