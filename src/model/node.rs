//! A value as somebody reads it: decoded, or where it lies in the input.

use std::sync::LazyLock;

use super::json::Shape;
use super::json::pair::{Form, Pair};
use super::json::tape::Item;
use super::{Kind, Marks, Number, Unknown, Value};

/// What is said of an unknown of which nobody has asked what it waits for.
static UNKNOWN: LazyLock<Unknown> = LazyLock::new(Unknown::default);

/// A value that is looked at and not kept.
#[derive(Clone, Copy, Debug)]
pub enum Node<'a> {
    /// A decoded one.
    Value(&'a Value),
    /// Text of the input of which nothing is unknown. Its marks, and service defaults, are the business of whoever
    /// hands it out.
    Text(Item<'a>),
    /// The same of which something is unknown.
    Pair(Pair<'a>),
    /// An object whose members were looked up one by one.
    Members(&'a [(&'a str, Node<'a>)]),
}

/// What a node is, as far as it has no parts.
#[derive(Clone, Copy, Debug)]
pub enum Scalar<'a> {
    /// `null`
    Null,
    /// Known only after apply.
    Unknown(&'a Unknown),
    /// `true` or `false`
    Bool(bool),
    /// A string.
    Text(&'a str),
    /// A number.
    Number(&'a Number),
    /// A number as it is written: at most 15 digits, perhaps with a sign and a point.
    Digits(&'a str),
    /// An object, a list, or a string that would have to be decoded first.
    Other,
}

impl<'a> Node<'a> {
    /// What it is, if it has no parts.
    pub fn scalar(self) -> Scalar<'a> {
        match self {
            Node::Value(value) => match &value.kind {
                Kind::Null(_) => Scalar::Null,
                Kind::Unknown(unknown) => Scalar::Unknown(unknown),
                Kind::Bool(b) => Scalar::Bool(*b),
                Kind::String(text) => Scalar::Text(text),
                Kind::Number(n) => Scalar::Number(n),
                _ => Scalar::Other,
            },
            Node::Text(item) => written(item),
            Node::Pair(pair) => match pair.form() {
                Form::Unknown => Scalar::Unknown(&UNKNOWN),
                Form::Of(Shape::Array | Shape::Object) => Scalar::Other,
                Form::Of(_) => pair.value.map_or(Scalar::Null, written),
            },
            Node::Members(_) => Scalar::Other,
        }
    }

    /// Its marks: of text none.
    pub fn marks(self) -> Option<&'a Marks> {
        match self {
            Node::Value(value) => Some(&value.marks),
            Node::Text(_) | Node::Pair(_) | Node::Members(_) => None,
        }
    }

    /// The attribute of an object or the element of a map.
    pub fn get(self, name: &str) -> Option<Node<'a>> {
        match self {
            Node::Value(value) => value.get(name).map(Node::Value),
            Node::Text(item) => item.get(name).map(Node::Text),
            Node::Pair(pair) => pair.get(name).map(of_pair),
            Node::Members(members) => members.iter().find(|(key, _)| *key == name).map(|(_, node)| *node),
        }
    }

    /// Whether it is an object or map.
    pub fn is_object(self) -> bool {
        match self {
            Node::Value(value) => value.as_entries().is_some(),
            Node::Text(item) => item.shape() == Shape::Object,
            Node::Pair(pair) => pair.form() == Form::Of(Shape::Object),
            Node::Members(_) => true,
        }
    }

    /// Calls `f` with the name of every member of an object.
    pub fn each_name(self, mut f: impl FnMut(&str)) {
        match self {
            Node::Value(value) => value.as_entries().into_iter().flat_map(|e| e.keys()).for_each(|name| f(name)),
            Node::Text(item) => item.members().for_each(|(name, _)| f(name)),
            Node::Pair(pair) => pair.each_name(f),
            Node::Members(members) => members.iter().for_each(|(name, _)| f(name)),
        }
    }

    /// Whether it is a list, set or tuple.
    pub fn is_list(self) -> bool {
        match self {
            Node::Value(value) => value.as_elements().is_some(),
            Node::Text(item) => item.shape() == Shape::Array,
            Node::Pair(pair) => pair.form() == Form::Of(Shape::Array),
            Node::Members(_) => false,
        }
    }

    /// Whether it is a list that may have more elements than those that are known.
    pub fn is_partial(self) -> bool {
        matches!(self, Node::Value(value) if matches!(value.kind, Kind::Partial(_)))
    }

    /// The elements of a list, set or tuple (of a partial list, the known ones); none of anything else.
    pub fn elements(self) -> impl Iterator<Item = Node<'a>> {
        let (values, items, pair) = match self {
            Node::Value(value) => (value.as_elements().unwrap_or_default(), None, None),
            Node::Text(item) => (&[][..], Some(item), None),
            Node::Pair(pair) => (&[][..], None, Some(pair)),
            Node::Members(_) => (&[][..], None, None),
        };
        let items = items.into_iter().flat_map(Item::elements).map(Node::Text);
        let pairs = pair.into_iter().flat_map(Pair::elements).map(of_pair);
        values.iter().map(Node::Value).chain(items).chain(pairs)
    }
}

/// A part of a value of which something is unknown: mostly nothing of this part is.
fn of_pair(pair: Pair<'_>) -> Node<'_> {
    match pair {
        Pair { value: Some(item), unknown: None } => Node::Text(item),
        pair => Node::Pair(pair),
    }
}

/// What a text is, if it has no parts.
fn written(item: Item<'_>) -> Scalar<'_> {
    match item.shape() {
        Shape::Null => Scalar::Null,
        Shape::True => Scalar::Bool(true),
        Shape::False => Scalar::Bool(false),
        Shape::String => item.plain_text().map_or(Scalar::Other, Scalar::Text),
        Shape::Number => item.digits().map_or(Scalar::Other, Scalar::Digits),
        Shape::Array | Shape::Object => Scalar::Other,
    }
}
