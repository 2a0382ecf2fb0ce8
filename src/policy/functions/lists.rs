//! Address lists that rules of a firewall name: where such a list is part of the plan, what it holds stands for its
//! identifier, so that the functions of `net::` see addresses.

use std::sync::Arc;

use super::super::scope::RuleScopeEnv;
use crate::eval::{Place, Side, Traced};
use crate::graph::Link;
use crate::model::{AttrPath, Kind, ResourceId, Step, Type, Value};
use crate::text::Str;

/// A type of address list, as rules name it.
struct ListType {
    kind: &'static str,
    /// Where its addresses stand.
    entries: &'static str,
    /// Resources that add one address each: type, what names the list, what holds the address.
    more: Option<(&'static str, &'static str, &'static str)>,
}

/// Documentation of the provider `hashicorp/aws`, the pages of these types.
const TYPES: &[ListType] = &[
    ListType {
        kind: "aws_ec2_managed_prefix_list",
        entries: "entry.cidr",
        more: Some(("aws_ec2_managed_prefix_list_entry", "prefix_list_id", "cidr")),
    },
    ListType { kind: "data.aws_ec2_managed_prefix_list", entries: "entries.cidr", more: None },
    ListType { kind: "data.aws_prefix_list", entries: "cidr_blocks", more: None },
];

/// Attributes that name such lists.
const NAMING: &[&str] = &["prefix_list_ids", "prefix_list_id"];

/// Names that AWS keeps for lists of its own services (EC2 documentation, CreateManagedPrefixList).
const OF_THE_CLOUD: &str = "com.amazonaws.";

/// The argument with the lists in place of their names; `None` where it names none that is known here.
pub fn expanded(env: &RuleScopeEnv<'_, '_>, arg: &Traced) -> Option<Value> {
    let place = arg.place.as_ref()?;
    if !env.graph.plan.resource(place.resource).address.kind.starts_with("aws_") {
        return None;
    }
    within(env, place, &place.path, &arg.value)
}

/// Walks blocks down to the attributes that name lists.
fn within(env: &RuleScopeEnv<'_, '_>, place: &Place, path: &AttrPath, value: &Value) -> Option<Value> {
    match &value.kind {
        Kind::Object(entries) => {
            let mut changed: Vec<(Str, Value)> = Vec::new();
            for (name, inner) in entries.iter() {
                let naming = NAMING.contains(&&**name);
                if !naming && inner.as_elements().is_none_or(<[Value]>::is_empty) {
                    continue;
                }
                let at = path.child(Step::Field(name.clone()));
                let new = if naming { named(env, place, &at, inner) } else { within(env, place, &at, inner) };
                changed.extend(new.map(|v| (name.clone(), v)));
            }
            if changed.is_empty() {
                return None;
            }
            let mut entries = entries.as_ref().clone();
            entries.extend(changed);
            Some(Value { kind: Kind::Object(Arc::new(entries)), marks: value.marks.clone() })
        }
        Kind::Tuple(items) | Kind::List(_, items) | Kind::Set(_, items) => {
            let step = |i: usize| path.child(Step::Index(i as u32));
            let new: Vec<Option<Value>> =
                items.iter().enumerate().map(|(i, item)| within(env, place, &step(i), item)).collect();
            if new.iter().all(Option::is_none) {
                return None;
            }
            let items = new.into_iter().zip(items.iter()).map(|(new, old)| new.unwrap_or_else(|| old.clone()));
            Some(Value { kind: Kind::Tuple(Arc::new(items.collect())), marks: value.marks.clone() })
        }
        _ => None,
    }
}

/// The value of an attribute that names lists, or one of them.
fn named(env: &RuleScopeEnv<'_, '_>, place: &Place, path: &AttrPath, value: &Value) -> Option<Value> {
    if let Some(items) = value.as_elements() {
        let one = |(i, item): (usize, &Value)| named(env, place, &path.child(Step::Index(i as u32)), item);
        let new: Vec<Option<Value>> = items.iter().enumerate().map(one).collect();
        if new.iter().all(Option::is_none) {
            return None;
        }
        let items = new.into_iter().zip(items).map(|(new, old)| new.unwrap_or_else(|| old.clone())).collect();
        return Some(Value { kind: Kind::Tuple(Arc::new(items)), marks: value.marks.clone() });
    }
    if value.is_null() {
        return None;
    }
    env.trace.look_elsewhere();
    let Link::Resource(id) = env.graph.link(place.resource, place.side, path, value) else { return None };
    let list = TYPES.iter().find(|t| env.graph.type_of(id).is_some_and(|kind| **kind == *t.kind))?;
    Some(content(env, id, list, place.side).with_marks(&value.marks))
}

/// What a list holds, as [`crate::facts::net`] reads it.
fn content(env: &RuleScopeEnv<'_, '_>, id: ResourceId, list: &ListType, side: Side) -> Value {
    let address = &env.graph.plan.resource(id).address;
    let name = env.graph.attribute(id, side, "name").ok();
    if name.as_ref().and_then(Value::as_str).is_some_and(|n| n.starts_with(OF_THE_CLOUD)) {
        return Value::object([("service", name.unwrap_or(Value::NULL))]);
    }
    let waiting = || Value::waiting(format!("entries of {address}"));
    let mut addresses = match env.graph.attributes_at(id, side, list.entries) {
        Ok(found) => found.into_iter().map(|(_, v)| v).collect(),
        Err(_) => vec![waiting()],
    };
    if let Some((kind, naming, holding)) = list.more {
        match env.graph.referrers(&kind.into(), &naming.into(), id, side) {
            Ok(answer) => {
                addresses.extend(answer.maybe_more.iter().map(|_| waiting()));
                for entry in answer.known {
                    let certain = env.graph.doubts_of_naming(entry, id).is_empty()
                        && env.graph.doubts_of(entry, env.subject).is_empty();
                    let held = env.graph.attribute(entry, side, holding).ok().filter(|_| certain);
                    addresses.push(held.unwrap_or_else(waiting));
                }
            }
            Err(_) => addresses.push(waiting()),
        }
        if env.graph.plan.hides_resources() {
            addresses.push(Value::waiting("resources that this partial plan does not show"));
        }
    }
    Value::object([("entries", Value::list(Type::Dynamic, addresses))])
}
