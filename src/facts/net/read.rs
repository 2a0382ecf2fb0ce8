//! Reading attributes whose values may be absent, unknown or sensitive, from plan JSON and
//! from sources alike.

use std::borrow::Cow;

use crate::facts::net::rule::{Basis, Fact};
use crate::model::{AttrPath, Kind, Marks, Node, Scalar, Step, Unknown, Value};
use crate::text::Str;

/// What an attribute holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Got<T> {
    /// Missing, `null`, or the zero value by which providers write "not set".
    Absent,
    /// Known only after apply.
    Unknown(Basis),
    /// A value, with its marks.
    Known(T, Marks),
}

impl<T> Got<T> {
    /// The same with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Got<U> {
        match self {
            Got::Absent => Got::Absent,
            Got::Unknown(b) => Got::Unknown(b),
            Got::Known(t, m) => Got::Known(f(t), m),
        }
    }

    /// The fact that it states, with a default for what is absent.
    pub fn or(self, default: T) -> Fact<T> {
        match self {
            Got::Absent => Fact::Known(default, Marks::default()),
            Got::Unknown(b) => Fact::Unknown(b),
            Got::Known(t, m) => Fact::Known(t, m),
        }
    }
}

/// A place among rules that are tried in order. Every provider demands it; where sources lack it the order is open, and
/// what no order changes is judged all the same.
pub fn place(got: Got<i64>, name: &str) -> Fact<i64> {
    match got {
        Got::Absent => Fact::Unknown(Basis::waiting(format!("{name}, which is not set"))),
        got => got.or(0),
    }
}

/// A list of strings of which some may be unknown.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// The known ones.
    pub known: Vec<Str>,
    /// Whether there are, or may be, others.
    pub more: bool,
    /// What the others wait for, and the marks of all.
    pub basis: Basis,
}

/// An object, its place in the resource, and the marks that its parents put on it.
#[derive(Clone)]
pub struct Attrs<'a> {
    node: Node<'a>,
    marks: Marks,
    places: Places,
    /// Where the object stands.
    pub path: AttrPath,
}

/// Whether it is kept where blocks stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Places {
    Kept,
    Left,
}

/// Blocks of one name: those that are known, and whether there may be others.
pub struct Blocks<'a> {
    /// The known ones.
    pub known: Vec<Attrs<'a>>,
    /// Set if there may be others.
    pub more: Option<Basis>,
}

/// The text of a value for an error message; never of a sensitive one.
pub fn show(value: &Value, marks: &Marks) -> String {
    if marks.sensitive || value.contains_sensitive() {
        return "(sensitive value)".into();
    }
    let text = format!("{value:?}");
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// What an unknown waits for, with its marks.
fn waiting(unknown: &Unknown, marks: Marks) -> Basis {
    let mut waits = unknown.waits_for.clone();
    waits.sort();
    waits.dedup();
    Basis { waits, marks }
}

/// The text of what is read for an error message; never of a sensitive one.
fn show_node(node: Node<'_>, marks: &Marks) -> String {
    match node {
        Node::Value(value) => show(value, marks),
        Node::Text(_) | Node::Pair(_) | Node::Members(_) => "the value".into(),
    }
}

impl<'a> Attrs<'a> {
    /// The attributes of an object that stands at `path`.
    pub fn new(value: &'a Value, path: AttrPath) -> Self {
        Attrs::of(Node::Value(value), path)
    }

    /// The same of an object that need not be decoded. Sensitive parts of text must not be handed out.
    pub fn of(node: Node<'a>, path: AttrPath) -> Self {
        let marks = node.marks().map(|m| m.join(&Marks::default())).unwrap_or_default();
        Attrs { node, marks, places: Places::Kept, path }
    }

    /// The same for whoever does not ask where its blocks stand.
    pub fn unplaced(node: Node<'a>) -> Self {
        Attrs { places: Places::Left, ..Attrs::of(node, AttrPath::default()) }
    }

    fn child(&self, path: &AttrPath, step: impl FnOnce() -> Step) -> AttrPath {
        match self.places {
            Places::Kept => path.child(step()),
            Places::Left => AttrPath::default(),
        }
    }

    /// The object.
    pub fn node(&self) -> Node<'a> {
        self.node
    }

    /// Its marks, those of its parents included.
    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// Whether the attribute is written at all, be it as `null`.
    pub fn has(&self, name: &str) -> bool {
        self.node.get(name).is_some()
    }

    fn joined(&self, node: Node<'_>) -> Marks {
        match node.marks() {
            Some(marks) => self.marks.join(marks),
            None => self.marks.clone(),
        }
    }

    /// `name: "x" is not ...`, with the value hidden if it is sensitive.
    pub fn complain(&self, name: &str, node: Node<'_>, what: &str) -> String {
        format!("{name}: {} is not {what}", show_node(node, &self.joined(node)))
    }

    /// `name: "x" is not ...`, of whatever the attribute holds.
    pub fn bad(&self, name: &str, what: &str) -> String {
        match self.raw(name) {
            Got::Known(node, _) => self.complain(name, node, what),
            _ => format!("{name} is not {what}"),
        }
    }

    /// The attribute as an error message shows it.
    pub fn shown(&self, name: &str, marks: &Marks) -> String {
        match self.raw(name) {
            Got::Known(node, _) => show_node(node, marks),
            _ => "not set".into(),
        }
    }

    /// The attribute itself.
    pub fn raw(&self, name: &str) -> Got<Node<'a>> {
        let Some(node) = self.node.get(name) else { return Got::Absent };
        match node.scalar() {
            Scalar::Null => Got::Absent,
            Scalar::Unknown(unknown) => Got::Unknown(waiting(unknown, self.joined(node))),
            _ => Got::Known(node, self.joined(node)),
        }
    }

    fn scalar<T>(&self, name: &str, what: &str, f: impl Fn(Node<'a>) -> Option<T>) -> Result<Got<T>, String> {
        Ok(match self.raw(name) {
            Got::Absent => Got::Absent,
            Got::Unknown(b) => Got::Unknown(b),
            Got::Known(node, m) => match node.scalar() {
                Scalar::Text("") => Got::Absent,
                _ => Got::Known(f(node).ok_or_else(|| self.complain(name, node, what))?, m),
            },
        })
    }

    /// A string; numbers are taken by their digits, `""` is absent.
    ///
    /// # Errors
    /// It is something else.
    pub fn text(&self, name: &str) -> Result<Got<Cow<'a, str>>, String> {
        self.scalar(name, "a string", text_in)
    }

    /// One of some words, in any case of letters, with what each stands for.
    ///
    /// # Errors
    /// It is something else.
    pub fn choice<T: Copy>(&self, name: &str, options: &[(&str, T)]) -> Result<Got<T>, String> {
        Ok(match self.text(name)? {
            Got::Absent => Got::Absent,
            Got::Unknown(b) => Got::Unknown(b),
            Got::Known(text, marks) => match options.iter().find(|(n, _)| n.eq_ignore_ascii_case(&text)) {
                Some((_, value)) => Got::Known(*value, marks),
                None => {
                    let names: Vec<&str> = options.iter().map(|(n, _)| *n).collect();
                    let (last, most) = names.split_last().map_or(("", &[][..]), |(last, most)| (*last, most));
                    return Err(self.bad(name, &format!("{} or {last}", most.join(", "))));
                }
            },
        })
    }

    /// The same of what cannot be left out.
    ///
    /// # Errors
    /// It is missing, or something else.
    pub fn must_choose<T: Copy>(&self, name: &str, options: &[(&str, T)]) -> Result<Fact<T>, String> {
        match self.choice(name, options)? {
            Got::Absent => Err(format!("{name} is missing")),
            Got::Unknown(b) => Ok(Fact::Unknown(b)),
            Got::Known(value, marks) => Ok(Fact::Known(value, marks)),
        }
    }

    /// An integer, as a number or as text.
    ///
    /// # Errors
    /// It is something else.
    pub fn int(&self, name: &str) -> Result<Got<i64>, String> {
        self.scalar(name, "a whole number", int_in)
    }

    /// A boolean, as such or as text.
    ///
    /// # Errors
    /// It is something else.
    pub fn flag(&self, name: &str) -> Result<Got<bool>, String> {
        self.scalar(name, "true or false", |node| match node.scalar() {
            Scalar::Text("true") => Some(true),
            Scalar::Text("false") => Some(false),
            Scalar::Bool(b) => Some(b),
            _ => None,
        })
    }

    /// A collection of strings, or one string. Empty strings and nulls are dropped.
    ///
    /// # Errors
    /// An element is no string.
    pub fn texts(&self, name: &str) -> Result<Texts, String> {
        let mut out = Texts::default();
        match self.raw(name) {
            Got::Absent => {}
            Got::Unknown(b) => {
                out.more = true;
                out.basis = b;
            }
            Got::Known(node, marks) => {
                out.basis.marks = marks;
                out.more = node.is_partial();
                let own = (!node.is_list()).then_some(node);
                for item in own.into_iter().chain(node.elements()) {
                    if let Some(marks) = item.marks() {
                        out.basis.marks = out.basis.marks.join(marks);
                    }
                    match item.scalar() {
                        Scalar::Unknown(unknown) => {
                            out.more = true;
                            out.basis.waits.extend(waiting(unknown, Marks::default()).waits);
                        }
                        Scalar::Null => {}
                        _ => {
                            let text = str_in(item).ok_or_else(|| self.complain(name, item, "a string"))?;
                            if !text.is_empty() {
                                out.known.push(text);
                            }
                        }
                    }
                }
            }
        }
        Ok(out)
    }

    /// All blocks of a name. A lone object counts as a list of one.
    ///
    /// # Errors
    /// An element is no object.
    pub fn blocks(&self, name: &str) -> Result<Blocks<'a>, String> {
        let mut out = Blocks { known: Vec::new(), more: None };
        let (node, marks) = match self.raw(name) {
            Got::Absent => return Ok(out),
            Got::Unknown(b) => {
                out.more = Some(b);
                return Ok(out);
            }
            Got::Known(v, m) => (v, m),
        };
        if let (Node::Value(value), true) = (node, node.is_partial()) {
            out.more = Some(Basis { waits: value.waits_for(), marks: marks.clone() });
        }
        let path = self.child(&self.path, || Step::Field(name.into()));
        let own = (!node.is_list()).then_some(node);
        for (i, item) in own.into_iter().chain(node.elements()).enumerate() {
            let joined = || item.marks().map_or_else(|| marks.clone(), |own| marks.join(own));
            match item.scalar() {
                Scalar::Unknown(unknown) => {
                    out.more = Some(out.more.unwrap_or_default().join(&waiting(unknown, joined())));
                }
                Scalar::Null => {}
                _ if item.is_object() => {
                    let path = self.child(&path, || Step::Index(i as u32));
                    out.known.push(Attrs { node: item, marks: joined(), places: self.places, path });
                }
                _ => return Err(self.complain(name, item, "a block")),
            }
        }
        Ok(out)
    }

    /// The only block of a name.
    ///
    /// # Errors
    /// There are several.
    pub fn block(&self, name: &str) -> Result<Got<Attrs<'a>>, String> {
        let mut blocks = self.blocks(name)?;
        match (blocks.known.len(), blocks.more) {
            (_, Some(b)) => Ok(Got::Unknown(b)),
            (0, None) => Ok(Got::Absent),
            (1, None) => {
                let block = blocks.known.remove(0);
                let marks = block.marks.clone();
                Ok(Got::Known(block, marks))
            }
            (n, None) => Err(format!("{name}: one block is allowed, there are {n}")),
        }
    }
}

/// A string, or a number's digits.
pub fn text_of(value: &Value) -> Option<Str> {
    str_in(Node::Value(value))
}

/// A whole number, or text of one.
pub fn int_of(value: &Value) -> Option<i64> {
    int_in(Node::Value(value))
}

fn str_in(node: Node<'_>) -> Option<Str> {
    match node {
        Node::Value(Value { kind: Kind::String(text), .. }) => Some(text.clone()),
        _ => text_in(node).map(|text| text.as_ref().into()),
    }
}

fn text_in(node: Node<'_>) -> Option<Cow<'_, str>> {
    match node.scalar() {
        Scalar::Text(text) => Some(text.into()),
        Scalar::Number(n) => Some(n.to_string().into()),
        // What is written with a point may be a whole number all the same.
        Scalar::Digits(digits) if !digits.contains('.') => Some(digits.into()),
        _ => None,
    }
}

fn int_in(node: Node<'_>) -> Option<i64> {
    match node.scalar() {
        Scalar::Number(n) => n.to_i64(),
        Scalar::Text(text) | Scalar::Digits(text) => text.parse().ok(),
        _ => None,
    }
}
