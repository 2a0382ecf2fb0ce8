//! Values as they lie in the input, beside what is said to be unknown of them: what decoding both makes of them, without
//! decoding.

use super::tape::Item;
use super::{Shape, tape};

/// A value, and the marks that go with it.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'t> {
    /// What is written; `None` where nothing is.
    pub value: Option<Item<'t>>,
    /// What of it is unknown.
    pub unknown: Option<Item<'t>>,
}

/// What a pair decodes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// It is known only after apply.
    Unknown,
    /// It is of this shape.
    Of(Shape),
}

/// The tapes of a pair.
#[derive(Clone, Debug)]
pub struct Tapes<'a> {
    value: Option<tape::Tape<'a>>,
    unknown: Option<tape::Tape<'a>>,
}

impl<'a> Tapes<'a> {
    /// As [`tape::Tape::read`], of a value and its marks.
    pub fn read(value: Option<&'a str>, unknown: Option<&'a str>) -> Option<Tapes<'a>> {
        // Decoding looks at no marks that mark nothing.
        let unknown = unknown.filter(|text| super::has_true(text));
        let read = |text: Option<&'a str>| text.map_or(Some(None), |text| tape::Tape::read(text).map(Some));
        Some(Tapes { value: read(value)?, unknown: read(unknown)? })
    }

    /// The whole.
    pub fn root(&self) -> Pair<'_> {
        Pair { value: self.value.as_ref().map(tape::Tape::root), unknown: self.unknown.as_ref().map(tape::Tape::root) }
    }
}

impl<'t> Pair<'t> {
    /// What it decodes to. Of a list or object of which every part is unknown only the marks may be written.
    pub fn form(self) -> Form {
        let mark = self.unknown.map(|mark| (mark, mark.shape()));
        let written = self.value.map_or(Shape::Null, |value| value.shape());
        match (written, mark) {
            (_, Some((_, Shape::True))) => Form::Unknown,
            (Shape::Null, Some((mark, Shape::Array))) if mark.elements().next().is_some() => Form::Of(Shape::Array),
            (Shape::Null, Some((mark, Shape::Object))) if mark.members().next().is_some() => Form::Of(Shape::Object),
            _ => Form::Of(written),
        }
    }

    /// The member of an object.
    pub fn get(self, name: &str) -> Option<Pair<'t>> {
        if self.form() != Form::Of(Shape::Object) {
            return None;
        }
        let value = self.value.and_then(|value| value.get(name));
        let unknown = self.unknown.and_then(|mark| mark.get(name));
        // What is not written is there if anything of it is unknown.
        (value.is_some() || unknown.is_some_and(marks_anything)).then_some(Pair { value, unknown })
    }

    /// Calls `f` with the name of every member of an object.
    pub fn each_name(self, mut f: impl FnMut(&'t str)) {
        if self.form() != Form::Of(Shape::Object) {
            return;
        }
        self.value.into_iter().flat_map(Item::members).for_each(|(name, _)| f(name));
        let written = |name: &str| self.value.is_some_and(|value| value.get(name).is_some());
        let marks = self.unknown.into_iter().flat_map(Item::members);
        marks.filter(|(name, mark)| !written(name) && marks_anything(*mark)).for_each(|(name, _)| f(name));
    }

    /// The elements of a list; none of anything else.
    pub fn elements(self) -> impl Iterator<Item = Pair<'t>> {
        let list = Some(self).filter(|pair| pair.form() == Form::Of(Shape::Array));
        let mut items = list.and_then(|pair| pair.value).into_iter().flat_map(Item::elements);
        let mut marks = list.and_then(|pair| pair.unknown).into_iter().flat_map(Item::elements);
        std::iter::from_fn(move || match (items.next(), marks.next()) {
            (None, None) => None,
            (value, unknown) => Some(Pair { value, unknown }),
        })
    }
}

fn marks_anything(mark: Item<'_>) -> bool {
    match mark.shape() {
        Shape::True => true,
        Shape::Object => mark.members().any(|(_, inner)| marks_anything(inner)),
        Shape::Array => mark.elements().any(marks_anything),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Node, Scalar, Value, json};
    use proptest::prelude::*;

    /// Any value, not deeper than this.
    fn text(depth: u32) -> BoxedStrategy<String> {
        let leaf =
            prop::sample::select(&["null", "true", "false", "1", "\"a\"", "[]", "{}"][..]).prop_map(String::from);
        if depth == 0 {
            return leaf.boxed();
        }
        let list = prop::collection::vec(text(depth - 1), 0..3).prop_map(|all| format!("[{}]", all.join(",")));
        let member = (prop::sample::select(&["x", "y", "z"][..]), text(depth - 1));
        let object = prop::collection::btree_map(member.0, member.1, 0..3).prop_map(|all| {
            let all: Vec<String> = all.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
            format!("{{{}}}", all.join(","))
        });
        prop_oneof![2 => leaf, 2 => list, 3 => object].boxed()
    }

    /// Whether a node says what a value is.
    fn same(node: Node<'_>, value: &Value) -> bool {
        let scalar = match (node.scalar(), &value.kind) {
            (Scalar::Null, Kind::Null(_)) | (Scalar::Unknown(_), Kind::Unknown(_)) => true,
            (Scalar::Bool(a), Kind::Bool(b)) => a == *b,
            (Scalar::Text(a), Kind::String(b)) => *a == **b,
            (Scalar::Digits(a), Kind::Number(b)) => a == b.to_string(),
            (Scalar::Other, _) => node.is_list() || node.is_object(),
            _ => false,
        };
        let mut names: Vec<String> = Vec::new();
        node.each_name(|name| names.push(name.into()));
        names.sort();
        let known: Vec<String> = value.as_entries().into_iter().flat_map(|e| e.keys()).map(|k| k.to_string()).collect();
        let members = ["x", "y", "z"].iter().all(|name| match (node.get(name), value.get(name)) {
            (Some(node), Some(value)) => same(node, value),
            (None, None) => true,
            _ => false,
        });
        let (items, elements): (Vec<_>, _) = (node.elements().collect(), value.as_elements().unwrap_or_default());
        scalar
            && names == known
            && members
            && node.is_object() == value.as_entries().is_some()
            && node.is_list() == value.as_elements().is_some()
            && items.len() == elements.len()
            && items.into_iter().zip(elements).all(|(node, value)| same(node, value))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn a_pair_is_what_both_decode_to(value in text(3), unknown in text(3)) {
            let decoded = json::decode(&value, &unknown, "").unwrap();
            let tapes = Tapes::read(Some(&value), Some(&unknown)).unwrap();
            prop_assert!(same(Node::Pair(tapes.root()), &decoded), "{value} {unknown} {decoded:?}");
        }
    }
}
