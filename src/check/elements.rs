//! Which element of a list that is written out a finding is about.

use super::locate::value_at;
use crate::eval::Place;
use crate::graph::{Supplier, find};
use crate::model::config::ConfigExpr;
use crate::model::{AttrPath, ConfigResource, Kind, Step, Type, Value};
use crate::policy::{AttributeCache, Engine};

/// The part of an argument's expression that supplies the place: an element if the expression is a list literal and the
/// place is in one of its elements, else the whole.
pub(super) fn narrowed<'a, 'p>(
    engine: &'p Engine,
    cache: &AttributeCache<'p>,
    place: &Place,
    block: &ConfigResource,
    expr: &'a ConfigExpr,
) -> &'a ConfigExpr {
    let mut at = expr;
    // The argument's own path is the shortest that leads to it.
    let is_argument = |n: &usize| {
        let path = AttrPath::from(&place.path.0[..*n]);
        matches!(find(block.body.get(), &path, &|_| None), Supplier::Expr(found) if found.span == expr.span)
    };
    let Some(mut known) = (1..=place.path.0.len()).find(is_argument) else { return at };
    while let Some(Step::Index(index)) = place.path.0.get(known) {
        let list = AttrPath::from(&place.path.0[..known]);
        let Some(value) = value_at(engine, cache, place.resource, place.side, &list) else { return at };
        let in_order = !is_set(engine, block, &list) && !matches!(value.kind, Kind::Set(..));
        let Some(element) = element(&at.elements, &value, *index as usize, in_order) else { return at };
        at = element;
        known += 1;
    }
    at
}

/// Whether the schema says that the order of a list is not that of its source.
fn is_set(engine: &Engine, block: &ConfigResource, list: &AttrPath) -> bool {
    let knowledge = &engine.graph.knowledge;
    let schema = knowledge.schemas.resource(block.mode, knowledge.canonical(&block.kind));
    schema.is_some_and(|s| s.attribute_at(list).is_some_and(|a| matches!(a.kind.ty(), Type::Set(_))))
}

/// The element that stands at an index. Where the order may be another one, only a literal tells which it is.
fn element<'a>(written: &'a [ConfigExpr], list: &Value, index: usize, in_order: bool) -> Option<&'a ConfigExpr> {
    let values = list.as_elements()?;
    let value = values.get(index)?;
    let is = |expr: &ConfigExpr, value: &Value| expr.constant.as_ref().is_none_or(|c| c.kind == value.kind);
    let lined_up = values.len() == written.len() && written.iter().zip(values).all(|(expr, value)| is(expr, value));
    if in_order && lined_up {
        return written.get(index);
    }
    let mut same = written.iter().filter(|expr| expr.constant.is_some() && is(expr, value));
    same.next().filter(|_| same.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{FileId, Span};

    fn written(constant: Option<&str>, at: usize) -> ConfigExpr {
        let span = Some(Span::new(FileId(0), at, at + 1));
        ConfigExpr { constant: constant.map(Value::from), span, ..ConfigExpr::default() }
    }

    #[test]
    fn what_may_stand_in_another_order_is_told_by_its_literal() {
        let list = [written(Some("b"), 0), written(None, 1), written(Some("a"), 2)];
        let at = |values: [&str; 3], index: usize, in_order: bool| {
            let values = Value::tuple(values.into_iter().map(Value::from).collect());
            element(&list, &values, index, in_order).and_then(|e| e.span).map(|s| s.start)
        };
        assert_eq!(at(["b", "x", "a"], 1, true), Some(1));
        assert_eq!(at(["a", "b", "x"], 0, true), Some(2), "literals show that the order is another");
        assert_eq!(at(["a", "b", "x"], 2, true), None);
        assert_eq!(at(["b", "x", "a"], 1, false), None);
        assert_eq!(at(["b", "x", "a"], 2, false), Some(2));
    }
}
