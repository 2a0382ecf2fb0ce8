//! What the sources of a plan give for an attribute that the plan does not know.

use super::Graph;
use crate::model::plan::Resource;
use crate::model::schema::{AttributeKind, Nesting};
use crate::model::{AttrPath, Doc, Kind, Step, Value};

/// The evaluated expression at a path. `whole` is the plan's value of the top-level attribute: the plan keeps
/// the blocks of a set in an order of its own, so that they are told apart by what is known of them. `None` where
/// there are no sources, or they do not tell.
pub(super) fn at(graph: &Graph, resource: &Resource, path: &AttrPath, whole: &Value) -> Option<Value> {
    let evaluated = graph.plan.evaluated.as_ref()?;
    let Doc::Value(root) = &evaluated.resource(evaluated.find(&resource.address)?).after else { return None };
    let (Step::Field(name), steps) = path.0.split_first()? else { return None };
    let mut candidates = vec![root.get(name)?];
    let mut planned = whole;
    for (depth, step) in steps.iter().enumerate() {
        match step {
            Step::Field(name) => {
                candidates = candidates.into_iter().filter_map(|c| c.get(name)).collect();
                planned = planned.get(name)?;
            }
            Step::Index(i) => {
                let all = planned.as_elements()?;
                planned = all.get(*i as usize)?;
                let ordered = all.len() == 1 || is_list(graph, resource, &path.0[..=depth]);
                candidates =
                    candidates.into_iter().flat_map(|c| elements(c, all.len(), *i, ordered, planned)).collect();
            }
        }
    }
    let (first, rest) = candidates.split_first()?;
    // Elements that could both be meant must not differ in what they tell.
    rest.iter().all(|other| other == first).then(|| (*first).clone())
}

/// The elements of `candidate` that the planned element at an index could be.
fn elements<'v>(candidate: &'v Value, len: usize, at: u32, ordered: bool, planned: &Value) -> Vec<&'v Value> {
    let items = match &candidate.kind {
        Kind::List(_, items) | Kind::Tuple(items) | Kind::Set(_, items) => items,
        _ => return Vec::new(),
    };
    match ordered && items.len() == len {
        true => items.get(at as usize).into_iter().collect(),
        false => items.iter().filter(|item| could_be(planned, item)).collect(),
    }
}

/// Whether the plan keeps the elements at a path in the order of the sources.
fn is_list(graph: &Graph, resource: &Resource, path: &[Step]) -> bool {
    let address = &resource.address;
    let schema = graph.knowledge.schemas.resource(address.mode, graph.knowledge.canonical(&address.kind));
    match schema.as_ref().and_then(|s| s.attribute_at(&AttrPath::from(path))).map(|a| &a.kind) {
        Some(AttributeKind::List(_)) => true,
        Some(AttributeKind::Nested(nested)) => nested.nesting == Nesting::List,
        _ => false,
    }
}

/// Whether a value of the plan can be what a source value became: true in doubt.
fn could_be(planned: &Value, source: &Value) -> bool {
    match (&planned.kind, &source.kind) {
        (Kind::Unknown(_), _) | (_, Kind::Unknown(_) | Kind::Null(_) | Kind::Partial(_)) => true,
        (Kind::Object(a) | Kind::Map(_, a), Kind::Object(b) | Kind::Map(_, b)) => {
            b.iter().all(|(name, value)| a.get(name).is_none_or(|planned| could_be(planned, value)))
        }
        (Kind::String(_) | Kind::Number(_) | Kind::Bool(_), Kind::String(_) | Kind::Number(_) | Kind::Bool(_)) => {
            plain(planned) == plain(source)
        }
        _ => true,
    }
}

fn plain(value: &Value) -> String {
    match &value.kind {
        Kind::String(text) => text.to_string(),
        Kind::Number(n) => n.to_string(),
        Kind::Bool(b) => b.to_string(),
        _ => String::new(),
    }
}
