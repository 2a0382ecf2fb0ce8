//! Lazy reading of JSON that a full parser has already validated: members are found and
//! values skipped by scanning bytes, so that only what somebody asks for is decoded.
//!
//! Every function here trusts the validation for *termination*, not for safety: on text that
//! is no JSON the answers are wrong or `None`, never a panic.

mod blocks;
mod cursor;
mod escapes;
pub mod pair;
mod scalar;
pub mod scan;
pub mod tape;
mod words;

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use self::cursor::{Cursor, skip_filler, skip_string, skip_value};
pub use self::escapes::unescape;
use crate::model::{Number, Value};
use crate::text::Str;

/// A value that cannot be decoded although the file as a whole was readable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// A string with half of a surrogate pair, or broken escapes.
    #[error("a string in it is not valid Unicode ({0})")]
    Text(String),
    /// The same key twice in one object: tools disagree on which one counts.
    #[error("the key {0:?} occurs twice in one object")]
    DuplicateKey(String),
    /// A number outside of what numbers can be.
    #[error("{0:?} is not a number")]
    Number(String),
    /// Nested deeper than any plan.
    #[error("it is nested more than {MAX_DEPTH} levels deep")]
    Depth,
    /// Bytes of a binary plan that are no value.
    #[error("its value is damaged: {0}")]
    Damaged(String),
}

/// Nesting that is followed; the same limit as the parser that validates the file.
pub const MAX_DEPTH: usize = 128;

/// The kinds of a JSON value, told by its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `null`, or nothing at all.
    Null,
    /// `true`
    True,
    /// `false`
    False,
    /// `"..."`
    String,
    /// `[...]`
    Array,
    /// `{...}`
    Object,
    /// `1.5`
    Number,
}

/// The shape of a raw value.
pub fn shape(raw: &str) -> Shape {
    shape_of(raw.as_bytes().trim_ascii_start().first().copied())
}

/// The shape of what begins with a byte.
fn shape_of(first: Option<u8>) -> Shape {
    match first {
        Some(b'{') => Shape::Object,
        Some(b'[') => Shape::Array,
        Some(b'"') => Shape::String,
        Some(b't') => Shape::True,
        Some(b'f') => Shape::False,
        Some(b'n') | None => Shape::Null,
        Some(_) => Shape::Number,
    }
}

/// The members of an object: raw key (between its quotes, escapes unresolved) and raw value.
pub fn members(raw: &str) -> Members<'_> {
    Members { text: raw, at: inside(raw, b'{') }
}

/// Iterator of [`members`].
#[derive(Clone, Debug)]
pub struct Members<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        let key_start = skip_filler(bytes, self.at);
        if bytes.get(key_start) != Some(&b'"') {
            self.at = bytes.len();
            return None;
        }
        let key_end = skip_string(bytes, key_start);
        let value_start = skip_filler(bytes, key_end);
        let value_end = skip_value(bytes, value_start);
        self.at = value_end;
        Some((self.text.get(key_start + 1..key_end - 1)?, self.text.get(value_start..value_end)?))
    }
}

/// The elements of an array, raw.
pub fn elements(raw: &str) -> Elements<'_> {
    Elements { text: raw, at: inside(raw, b'[') }
}

/// Iterator of [`elements`].
#[derive(Clone, Debug)]
pub struct Elements<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Elements<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let bytes = self.text.as_bytes();
        let start = skip_filler(bytes, self.at);
        if matches!(bytes.get(start), None | Some(b']')) {
            self.at = bytes.len();
            return None;
        }
        let end = skip_value(bytes, start);
        if end == start {
            self.at = bytes.len();
            return None;
        }
        self.at = end;
        self.text.get(start..end)
    }
}

/// Where the first member can begin; the end of what does not begin with this bracket.
fn inside(raw: &str, bracket: u8) -> usize {
    let at = skip_filler(raw.as_bytes(), 0);
    if raw.as_bytes().get(at) == Some(&bracket) { at + 1 } else { raw.len() }
}

/// Whether a raw key is this name.
pub fn is_key(raw: &str, name: &str) -> bool {
    match raw.len().cmp(&name.len()) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => raw == name,
        // Escapes are longer than what they stand for.
        std::cmp::Ordering::Greater => {
            memchr::memchr(b'\\', raw.as_bytes()).is_some() && unescape(raw).is_ok_and(|key| key == name)
        }
    }
}

/// The member of a name, raw.
///
/// # Errors
/// [`DecodeError::DuplicateKey`] if the name occurs twice.
pub fn member<'a>(object: &'a str, name: &str) -> Result<Option<&'a str>, DecodeError> {
    let mut found = None;
    for (key, value) in members(object) {
        if is_key(key, name) {
            if found.is_some() {
                return Err(DecodeError::DuplicateKey(name.into()));
            }
            found = Some(value);
        }
    }
    Ok(found)
}

/// The text of a raw JSON string (with its quotes), if it is one.
pub fn string(raw: &str) -> Option<Cow<'_, str>> {
    let inner = raw.trim().strip_prefix('"')?.strip_suffix('"')?;
    unescape(inner).ok()
}

/// Builds the value of three parallel trees: the value, what of it is unknown, what of it is
/// sensitive. `unknown` and `sensitive` mirror the shape of the value, with `true` where a
/// mark holds for all that is below (Terraform's `after_unknown`, `after_sensitive`).
///
/// # Errors
/// [`DecodeError`] where the text cannot be represented.
pub fn decode(value: &str, unknown: &str, sensitive: &str) -> Result<Value, DecodeError> {
    // Mostly the mark trees repeat the shape of the value and mark nothing: then nobody follows them.
    let marks = |raw| if has_true(raw) { raw } else { "" };
    build(&mut Cursor::new(value), marks(unknown), marks(sensitive), 0)
}

fn build(value: &mut Cursor<'_>, unknown: &str, sensitive: &str, depth: usize) -> Result<Value, DecodeError> {
    if depth > MAX_DEPTH {
        return Err(DecodeError::Depth);
    }
    let first = value.peek();
    let mut out = match first {
        _ if shape(unknown) == Shape::True => {
            value.skip();
            Value::unknown()
        }
        Some(b'{') => build_object(value, unknown, sensitive, depth)?,
        Some(b'[') => build_array(value, unknown, sensitive, depth)?,
        Some(b'"') => Value::from(value.quoted().unescape()?.as_ref()),
        _ => build_scalar(value.skip(), unknown, sensitive, depth)?,
    };
    if shape(sensitive) == Shape::True {
        out.marks.sensitive = true;
    }
    Ok(out)
}

fn build_scalar(raw: &str, unknown: &str, sensitive: &str, depth: usize) -> Result<Value, DecodeError> {
    Ok(match shape(raw) {
        // An object or list of which every part is unknown is left out of the value.
        Shape::Null => match shape(unknown) {
            Shape::Object if members(unknown).next().is_some() => {
                build_object(&mut Cursor::new("{}"), unknown, sensitive, depth)?
            }
            Shape::Array if elements(unknown).next().is_some() => {
                build_array(&mut Cursor::new("[]"), unknown, sensitive, depth)?
            }
            _ => Value::NULL,
        },
        Shape::True => Value::from(true),
        Shape::False => Value::from(false),
        _ => Value::from(raw.parse::<Number>().map_err(|_| DecodeError::Number(raw.into()))?),
    })
}

/// The members of a mark tree, found once.
struct Marked<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Marked<'a> {
    fn new(raw: &'a str) -> Self {
        Marked(if shape(raw) == Shape::Object { members(raw).collect() } else { Vec::new() })
    }

    fn get(&self, name: &str) -> Result<&'a str, DecodeError> {
        let mut found = self.0.iter().filter(|(key, _)| is_key(key, name));
        match (found.next(), found.next()) {
            (_, Some(_)) => Err(DecodeError::DuplicateKey(name.into())),
            (found, None) => Ok(found.map_or("", |(_, raw)| *raw)),
        }
    }
}

/// An object, of which the cursor stands before the bracket.
fn build_object(value: &mut Cursor<'_>, unknown: &str, sensitive: &str, depth: usize) -> Result<Value, DecodeError> {
    let mut entries = std::collections::BTreeMap::<Str, Value>::new();
    let (marked, hidden) = (Marked::new(unknown), Marked::new(sensitive));
    value.enter();
    while let Some(key) = value.key() {
        let name = key.unescape()?;
        let built = build(value, marked.get(&name)?, hidden.get(&name)?, depth + 1)?;
        if entries.insert(intern(&name), built).is_some() {
            return Err(DecodeError::DuplicateKey(name.into_owned()));
        }
    }
    for (key, raw) in &marked.0 {
        let name = unescape(key)?;
        if !entries.contains_key(name.as_ref()) && has_true(raw) {
            entries.insert(intern(&name), build(&mut Cursor::new("null"), raw, hidden.get(&name)?, depth + 1)?);
        }
    }
    Ok(crate::model::Kind::Object(std::sync::Arc::new(entries)).into())
}

/// Names that are kept by one thread: those of attributes, which occur in every resource of a type.
const MOST_NAMES: usize = 4096;

thread_local! {
    static NAMES: std::cell::RefCell<rustc_hash::FxHashSet<Str>> = std::cell::RefCell::default();
}

/// A name as shared text, the same memory for the same name while it is at hand.
fn intern(name: &str) -> Str {
    NAMES.with_borrow_mut(|names| {
        if let Some(known) = names.get(name) {
            return known.clone();
        }
        if names.len() >= MOST_NAMES {
            names.clear();
        }
        let fresh: Str = name.into();
        names.insert(fresh.clone());
        fresh
    })
}

/// An array, of which the cursor stands before the bracket.
fn build_array(value: &mut Cursor<'_>, unknown: &str, sensitive: &str, depth: usize) -> Result<Value, DecodeError> {
    let mut unknowns = elements(unknown);
    let mut hidden = elements(sensitive);
    let mut items = Vec::new();
    value.enter();
    while value.has_element() {
        items.push(build(value, unknowns.next().unwrap_or(""), hidden.next().unwrap_or(""), depth + 1)?);
    }
    for raw in unknowns {
        items.push(build(&mut Cursor::new("null"), raw, hidden.next().unwrap_or(""), depth + 1)?);
    }
    Ok(Value::tuple(items))
}

/// Whether a mark tree marks anything.
pub fn has_true(raw: &str) -> bool {
    // Made once: the texts are short, and there are many.
    static TRUE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("true"));
    // The shortest tree that marks a part is longer than the word.
    match raw.len() {
        0..4 => false,
        4 => raw == "true",
        _ => TRUE.find(raw.as_bytes()).is_some() && marks_anything(raw),
    }
}

fn marks_anything(raw: &str) -> bool {
    match shape(raw) {
        Shape::True => true,
        Shape::Object => members(raw).any(|(_, v)| marks_anything(v)),
        Shape::Array => elements(raw).any(marks_anything),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_without_decoding() {
        let text = r#" { "a" : [1, {"x":"}"}], "b\u0063": "q\"]", "n": null, "t":true } "#;
        let found: Vec<_> = members(text).collect();
        assert_eq!(found, vec![("a", r#"[1, {"x":"}"}]"#), ("b\\u0063", r#""q\"]""#), ("n", "null"), ("t", "true")]);
        assert_eq!(member(text, "bc").unwrap(), Some(r#""q\"]""#));
        assert_eq!(elements(r#"[1, [2,3] ,"x"]"#).collect::<Vec<_>>(), vec!["1", "[2,3]", "\"x\""]);
        assert_eq!(elements("[ ]").count(), 0);
        assert_eq!(members("{}").count(), 0);
    }

    #[test]
    fn unknown_and_sensitive_are_part_of_the_value() {
        let v = decode(
            r#"{"name":"x","rules":[{"a":1},{"a":2}],"pw":"secret"}"#,
            r#"{"id":true,"rules":[{},{"src":true}],"tags":{}}"#,
            r#"{"pw":true}"#,
        )
        .unwrap();
        assert_eq!(
            format!("{v:?}"),
            r#"{"id": (known after apply), "name": "x", "pw": (sensitive), "rules": [{"a": 1}, {"a": 2, "src": (known after apply)}]}"#
        );
        assert!(decode("null", "true", "").unwrap().is_unknown());
        assert!(decode("null", "{}", "").unwrap().is_null());
    }

    #[test]
    fn what_cannot_be_represented_is_an_error() {
        assert!(matches!(decode(r#"{"a":"\ud800"}"#, "", ""), Err(DecodeError::Text(_))));
        assert!(matches!(decode(r#"{"a":1,"a":2}"#, "", ""), Err(DecodeError::DuplicateKey(_))));
    }

    #[test]
    fn text_that_is_no_json_never_panics() {
        for text in ["{", "{\"", "{\"a", "[", "[\"\\", "\"", "{\"a\":", "}", "", "{]", "[}", "{\"a\":}"] {
            members(text).take(10).count();
            elements(text).take(10).count();
            let _ = decode(text, text, text);
        }
    }
}
