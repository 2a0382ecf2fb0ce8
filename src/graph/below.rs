//! Values at paths without indexes: lists on the way are stepped into, so that there may be several.

use crate::model::{AttrPath, Kind, Step, Value};

/// What a top-level attribute holds at a path of which it is the beginning, as [`crate::graph::Graph::attributes_at`].
pub fn below(root: Value, path: &str) -> Vec<(AttrPath, Value)> {
    let mut names = path.split('.');
    let mut found = vec![(AttrPath::field(names.next().unwrap_or_default()), root)];
    for name in names {
        found = found.into_iter().flat_map(spread).filter_map(|(p, v)| step(p, v, name)).collect();
    }
    found.into_iter().flat_map(spread).collect()
}

/// The elements of a collection of values, or the value itself.
fn spread((path, value): (AttrPath, Value)) -> Vec<(AttrPath, Value)> {
    match value.as_elements() {
        Some(items) => items.iter().enumerate().map(|(i, v)| (path.child(Step::Index(i as u32)), v.clone())).collect(),
        None => vec![(path, value)],
    }
}

fn step(path: AttrPath, value: Value, name: &str) -> Option<(AttrPath, Value)> {
    let path = path.child(Step::Field(name.into()));
    match &value.kind {
        Kind::Unknown(_) => Some((path, value)),
        _ => value.get(name).cloned().map(|v| (path, v)),
    }
}
