//! Whether somebody wrote an argument: what a provider fills in for one that nobody wrote looks the same in a plan.

use super::attributes::planned_count;
use super::locate::{Supplier, find};
use super::unrecorded::Unrecorded;
use super::{Graph, evaluated};
use crate::model::plan::InputKind;
use crate::model::{AttrPath, Kind, ResourceId, Value};

impl Graph {
    /// Whether the value of an attribute after the plan is what the configuration says, and not what the provider takes
    /// where it says nothing (null is nothing). `None` where the input does not tell.
    pub fn is_written(&self, id: ResourceId, path: &AttrPath, value: &Value) -> Option<bool> {
        if value.marks.defaulted.is_some() {
            return Some(false);
        }
        let resource = self.plan.resource(id);
        let whole = self.attribute(id, crate::eval::Side::After, path.root()?).ok()?;
        if let Some(source) = evaluated::at(self, resource, path, &whole) {
            return not_null(&source);
        }
        let block = self.declaration(id)?;
        match find(block.body.get(), path, &|at| planned_count(&whole, at)) {
            // Sources are evaluated: what an expression comes to is the value.
            Supplier::Expr(_) if self.plan.meta.kind == InputKind::Sources => not_null(value),
            Supplier::Expr(expr) => expr.constant.as_ref().and_then(not_null),
            Supplier::Block(_) => Some(true),
            Supplier::Omitted if Unrecorded::of(self, resource, block, path) == Unrecorded::Impossible => Some(false),
            Supplier::Omitted | Supplier::Hidden => None,
        }
    }
}

fn not_null(value: &Value) -> Option<bool> {
    match &value.kind {
        Kind::Unknown(u) if !u.refinement.not_null => None,
        kind => Some(!matches!(kind, Kind::Null(_))),
    }
}
