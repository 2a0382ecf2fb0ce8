//! Address lists that rules of a firewall name: where such a list is part of the plan, what it holds stands for its
//! identifier, so that the functions of `net::` see addresses.

use std::sync::Arc;

use super::super::scope::RuleScopeEnv;
use crate::eval::{Place, Side, Traced};
use crate::graph::Link;
use crate::model::{AttrPath, Kind, ResourceId, Step, Type, Value};
use crate::provider::AddressList;
use crate::text::Str;

/// The argument with the lists in place of their names; `None` where it names none that is known here.
pub fn expanded(env: &RuleScopeEnv<'_, '_>, arg: &Traced) -> Option<Value> {
    let place = arg.place.as_ref()?;
    let kind = &env.graph.plan.resource(place.resource).address.kind;
    let names = env.graph.knowledge.address_lists.named_by(kind);
    if names.is_empty() {
        return None;
    }
    Expansion { env, place, names }.within(&place.path, &arg.value)
}

/// How names are replaced.
struct Expansion<'e, 'a, 'p> {
    env: &'e RuleScopeEnv<'a, 'p>,
    /// Where the argument stands.
    place: &'e Place,
    /// Attributes that name lists.
    names: &'e [Str],
}

impl Expansion<'_, '_, '_> {
    /// Walks blocks down to the attributes that name lists.
    fn within(&self, path: &AttrPath, value: &Value) -> Option<Value> {
        match &value.kind {
            Kind::Object(entries) => {
                let mut changed: Vec<(Str, Value)> = Vec::new();
                for (name, inner) in entries.iter() {
                    let naming = self.names.contains(name);
                    if !naming && inner.as_elements().is_none_or(<[Value]>::is_empty) {
                        continue;
                    }
                    let at = path.child(Step::Field(name.clone()));
                    let new = if naming { self.named(&at, inner) } else { self.within(&at, inner) };
                    changed.extend(new.map(|v| (name.clone(), v)));
                }
                if changed.is_empty() {
                    return None;
                }
                let mut entries = entries.as_ref().clone();
                entries.extend(changed);
                Some(Value { kind: Kind::Object(Arc::new(entries)), marks: value.marks.clone() })
            }
            _ => replaced(value, |i, item| self.within(&path.child(Step::Index(i)), item)),
        }
    }

    /// The value of an attribute that names lists, or one of them.
    fn named(&self, path: &AttrPath, value: &Value) -> Option<Value> {
        if value.as_elements().is_some() {
            return replaced(value, |i, item| self.named(&path.child(Step::Index(i)), item));
        }
        if value.is_null() {
            return None;
        }
        let (env, place) = (self.env, self.place);
        env.trace.look_elsewhere();
        let Link::Resource(id) = env.graph.link(place.resource, place.side, path, value) else { return None };
        let list = env.graph.knowledge.address_lists.get(env.graph.type_of(id)?)?;
        Some(content(env, id, list, place.side).with_marks(&value.marks))
    }
}

/// A list with some elements replaced; `None` if none is, or it is no list.
fn replaced(list: &Value, one: impl Fn(u32, &Value) -> Option<Value>) -> Option<Value> {
    let items = list.as_elements()?;
    let new: Vec<Option<Value>> = (0..).zip(items).map(|(i, item)| one(i, item)).collect();
    if new.iter().all(Option::is_none) {
        return None;
    }
    let items = Arc::new(new.into_iter().zip(items).map(|(new, old)| new.unwrap_or_else(|| old.clone())).collect());
    // What may have more elements still may.
    let kind = if matches!(list.kind, Kind::Partial(_)) { Kind::Partial(items) } else { Kind::Tuple(items) };
    Some(Value { kind, marks: list.marks.clone() })
}

/// What a list holds, as [`crate::facts::net`] reads it.
fn content(env: &RuleScopeEnv<'_, '_>, id: ResourceId, list: &AddressList, side: Side) -> Value {
    let address = &env.graph.plan.resource(id).address;
    let name = env.graph.attribute(id, side, "name").ok();
    let of_the_cloud = |name: &str| list.services.as_deref().is_some_and(|services| name.starts_with(services));
    if name.as_ref().and_then(Value::as_str).is_some_and(of_the_cloud) {
        return Value::object([("service", name.unwrap_or(Value::NULL))]);
    }
    let waiting = || Value::waiting(format!("entries of {address}"));
    let mut addresses = match env.graph.attributes_at(id, side, &list.entries) {
        Ok(found) => found.into_iter().map(|(_, v)| v).collect(),
        Err(_) => vec![waiting()],
    };
    if let Some(more) = &list.more {
        match env.graph.referrers(&more.kind, &more.list, id, side) {
            Ok(answer) => {
                addresses.extend(answer.maybe_more.iter().map(|_| waiting()));
                for entry in answer.known {
                    let certain = env.graph.doubts_of_naming(entry, id).is_empty()
                        && env.graph.doubts_of(entry, env.subject).is_empty();
                    let held = env.graph.attribute(entry, side, &more.address).ok().filter(|_| certain);
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
