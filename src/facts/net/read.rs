//! Reading attributes whose values may be absent, unknown or sensitive, from plan JSON and
//! from sources alike.

use crate::facts::net::rule::{Basis, Fact};
use crate::model::{AttrPath, Kind, Marks, Step, Value};
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
    value: &'a Value,
    marks: Marks,
    /// Where the object stands.
    pub path: AttrPath,
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

impl<'a> Attrs<'a> {
    /// The attributes of an object that stands at `path`.
    pub fn new(value: &'a Value, path: AttrPath) -> Self {
        Attrs { value, marks: value.marks.join(&Marks::default()), path }
    }

    /// The object.
    pub fn value(&self) -> &'a Value {
        self.value
    }

    /// Its marks, those of its parents included.
    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// Whether the attribute is written at all, be it as `null`.
    pub fn has(&self, name: &str) -> bool {
        self.value.get(name).is_some()
    }

    fn joined(&self, value: &Value) -> Marks {
        self.marks.join(&value.marks)
    }

    fn basis(&self, value: &Value) -> Basis {
        Basis { waits: value.waits_for(), marks: self.joined(value) }
    }

    /// `name: "x" is not ...`, with the value hidden if it is sensitive.
    pub fn complain(&self, name: &str, value: &Value, what: &str) -> String {
        format!("{name}: {} is not {what}", show(value, &self.joined(value)))
    }

    /// The attribute itself.
    pub fn raw(&self, name: &str) -> Got<&'a Value> {
        match self.value.get(name) {
            None => Got::Absent,
            Some(v) if v.is_null() => Got::Absent,
            Some(v) if v.is_unknown() => Got::Unknown(self.basis(v)),
            Some(v) => Got::Known(v, self.joined(v)),
        }
    }

    fn scalar<T>(&self, name: &str, what: &str, f: impl Fn(&Value) -> Option<T>) -> Result<Got<T>, String> {
        Ok(match self.raw(name) {
            Got::Absent => Got::Absent,
            Got::Unknown(b) => Got::Unknown(b),
            Got::Known(v, _) if v.as_str() == Some("") => Got::Absent,
            Got::Known(v, m) => Got::Known(f(v).ok_or_else(|| self.complain(name, v, what))?, m),
        })
    }

    /// A string; numbers are taken by their digits, `""` is absent.
    ///
    /// # Errors
    /// It is something else.
    pub fn text(&self, name: &str) -> Result<Got<Str>, String> {
        self.scalar(name, "a string", text_of)
    }

    /// An integer, as a number or as text.
    ///
    /// # Errors
    /// It is something else.
    pub fn int(&self, name: &str) -> Result<Got<i64>, String> {
        self.scalar(name, "a whole number", int_of)
    }

    /// A boolean, as such or as text.
    ///
    /// # Errors
    /// It is something else.
    pub fn flag(&self, name: &str) -> Result<Got<bool>, String> {
        self.scalar(name, "true or false", |v| match v.as_str() {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => v.as_bool(),
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
            Got::Known(v, marks) => {
                out.basis.marks = marks;
                out.more = matches!(v.kind, Kind::Partial(_));
                for item in v.as_elements().unwrap_or(std::slice::from_ref(v)) {
                    out.basis.marks = out.basis.marks.join(&item.marks);
                    if item.is_unknown() {
                        out.more = true;
                        out.basis.waits.extend(item.waits_for());
                    } else if !item.is_null() {
                        let text = text_of(item).ok_or_else(|| self.complain(name, item, "a string"))?;
                        if !text.is_empty() {
                            out.known.push(text);
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
        let (value, marks) = match self.raw(name) {
            Got::Absent => return Ok(out),
            Got::Unknown(b) => {
                out.more = Some(b);
                return Ok(out);
            }
            Got::Known(v, m) => (v, m),
        };
        if matches!(value.kind, Kind::Partial(_)) {
            out.more = Some(self.basis(value));
        }
        let path = self.path.child(Step::Field(name.into()));
        for (i, item) in value.as_elements().unwrap_or(std::slice::from_ref(value)).iter().enumerate() {
            if item.is_unknown() {
                let basis = Basis { waits: item.waits_for(), marks: marks.join(&item.marks) };
                out.more = Some(out.more.unwrap_or_default().join(&basis));
            } else if item.as_entries().is_some() {
                let path = path.child(Step::Index(i as u32));
                out.known.push(Attrs { value: item, marks: marks.join(&item.marks), path });
            } else if !item.is_null() {
                return Err(self.complain(name, item, "a block"));
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
    match &value.kind {
        Kind::String(s) => Some(s.clone()),
        Kind::Number(n) => Some(n.to_string().into()),
        _ => None,
    }
}

/// A whole number, or text of one.
pub fn int_of(value: &Value) -> Option<i64> {
    match &value.kind {
        Kind::Number(n) => n.to_i64(),
        Kind::String(s) => s.parse().ok(),
        _ => None,
    }
}
