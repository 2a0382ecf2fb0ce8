//! What a plan does to a resource, in the words of rules.

use crate::eval::Side;
use crate::graph::Graph;
use crate::model::{Action, ResourceId};
use crate::zone::Zones;

/// An operation that a rule can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    /// A new object.
    Create,
    /// Changed in place.
    Update,
    /// An object is destroyed.
    Delete,
    /// A new object takes the place of an old one.
    Replace,
    /// The container that it lives in changes, or one above moves, or its tags put it into another zone.
    Move,
    /// An existing object comes under management.
    Import,
    /// It leaves management and stays.
    Forget,
    /// Nothing is planned.
    NoOp,
}

impl Operation {
    /// All, in the order of the documentation.
    pub const ALL: [Operation; 8] = [
        Operation::Create,
        Operation::Update,
        Operation::Delete,
        Operation::Replace,
        Operation::Move,
        Operation::Import,
        Operation::Forget,
        Operation::NoOp,
    ];

    /// Name in rules.
    pub fn name(self) -> &'static str {
        match self {
            Operation::Create => "create",
            Operation::Update => "update",
            Operation::Delete => "delete",
            Operation::Replace => "replace",
            Operation::Move => "move",
            Operation::Import => "import",
            Operation::Forget => "forget",
            Operation::NoOp => "no-op",
        }
    }

    /// The operation of a name.
    pub fn parse(name: &str) -> Option<Operation> {
        Operation::ALL.into_iter().find(|o| o.name() == name)
    }

    /// Whether the resource may be gone afterwards.
    pub fn is_removal(self) -> bool {
        matches!(self, Operation::Delete | Operation::Forget | Operation::Replace)
    }
}

/// What an action comes to, moves aside.
fn of_action(action: Action) -> &'static [Operation] {
    match action {
        Action::NoOp | Action::Read => &[Operation::NoOp],
        Action::Create => &[Operation::Create],
        Action::Update => &[Operation::Update],
        Action::Delete => &[Operation::Delete],
        Action::DeleteCreate | Action::CreateDelete => &[Operation::Create, Operation::Delete, Operation::Replace],
        Action::Forget => &[Operation::Forget],
        Action::CreateForget => &[Operation::Create, Operation::Replace, Operation::Forget],
    }
}

/// The operations that a plan tells of a resource: all but moves, which its container tells.
pub fn told(graph: &Graph, id: ResourceId) -> impl Iterator<Item = Operation> {
    let resource = graph.plan.resource(id);
    let import = resource.importing.is_some().then_some(Operation::Import);
    of_action(resource.action).iter().copied().chain(import)
}

/// Whether an operation happens to a resource.
pub fn happens(graph: &Graph, zones: &Zones, id: ResourceId, operation: Operation) -> bool {
    match operation {
        Operation::Move => moves(graph, zones, id),
        _ => told(graph, id).any(|told| told == operation),
    }
}

/// Whether the container of a resource, or the chain above it, or the zone that names it itself is another one after the
/// plan.
pub fn moves(graph: &Graph, zones: &Zones, id: ResourceId) -> bool {
    let resource = graph.plan.resource(id);
    if !resource.exists_before() || !resource.exists_after() || resource.action.is_replace() {
        return false;
    }
    if zones.changes_selection(id) {
        return true;
    }
    let (before, after) = (zones.container_of(id, Side::Before), zones.container_of(id, Side::After));
    // The same container stands where it stood, unless one of those above it moves.
    if before == after && !zones.any_container_changes() {
        return false;
    }
    match before == after {
        true => !zones.stands(&before),
        false => zones.chain(&before, Side::Before) != zones.chain(&after, Side::After),
    }
}
