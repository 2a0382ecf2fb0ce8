//! The parts of a JSON value, found in one pass without decoding any: for whoever looks at a few of them and wants
//! to be sure that all could be decoded.

use smallvec::SmallVec;

use super::cursor::Cursor;
use super::{Shape, shape, shape_of};

/// Nesting that is followed.
const MAX_DEPTH: usize = 32;
/// Digits of a number that no reader understands in another way.
const MAX_DIGITS: usize = 15;

/// The parts of a value, in the order in which they are written; of an object key and value in turns.
#[derive(Clone, Debug, Default)]
pub struct Tape<'a> {
    /// What has no parts needs no memory of its own.
    parts: SmallVec<[Part<'a>; 1]>,
}

#[derive(Clone, Copy, Debug)]
struct Part<'a> {
    /// As it is written; of strings and keys what is between the quotes, of objects and arrays nothing.
    text: &'a str,
    shape: Shape,
    /// Whether it is a string with escapes.
    escaped: bool,
    /// Where the next part begins that is no part of this one.
    end: u32,
}

/// A value on a tape.
#[derive(Clone, Copy, Debug)]
pub struct Item<'t> {
    parts: &'t [Part<'t>],
    at: usize,
}

impl<'a> Tape<'a> {
    /// Finds the parts of a value that a full parser has read before. `None` where a part could not be decoded, or
    /// could be taken in more ways than one: keys that occur twice or have escapes, halves of surrogate pairs,
    /// numbers with exponents or more than 15 digits.
    pub fn read(text: &'a str) -> Option<Tape<'a>> {
        let mut tape = Tape::default();
        if let Some(only) = only_part(text) {
            tape.parts.push(only);
            return Some(tape);
        }
        if matches!(shape(text), Shape::Object | Shape::Array) {
            tape.parts.reserve(8 + text.len() / 24);
        }
        tape.push(&mut Cursor::new(text), 0)?;
        Some(tape)
    }

    /// The value.
    pub fn root(&self) -> Item<'_> {
        Item { parts: &self.parts, at: 0 }
    }

    /// Takes down the value that comes next, with all its parts.
    fn push(&mut self, cursor: &mut Cursor<'a>, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        let at = self.parts.len();
        let shape = shape_of(cursor.peek());
        let end = u32::try_from(at + 1).ok()?;
        let mut part = Part { text: "", shape, escaped: false, end };
        match shape {
            Shape::Object | Shape::Array => {
                self.parts.push(part);
                match shape {
                    Shape::Object => self.push_members(cursor, depth)?,
                    _ => self.push_elements(cursor, depth)?,
                }
                self.parts[at].end = u32::try_from(self.parts.len()).ok()?;
                return Some(());
            }
            Shape::String => {
                let found = cursor.quoted();
                (part.text, part.escaped) = (found.text, found.escaped);
                if part.escaped && !is_decodable(part.text) {
                    return None;
                }
            }
            Shape::Number => part.text = Some(cursor.skip()).filter(|raw| is_plain_number(raw))?,
            Shape::Null | Shape::True | Shape::False => part.text = cursor.skip(),
        }
        self.parts.push(part);
        Some(())
    }

    fn push_members(&mut self, cursor: &mut Cursor<'a>, depth: usize) -> Option<()> {
        let object = self.parts.len() - 1;
        // Lengths and last letters of the keys so far: most differ.
        let mut seen = 0u64;
        cursor.enter();
        while let Some(key) = cursor.key() {
            let last = key.text.as_bytes().last().copied().unwrap_or_default();
            let mark = 1u64.rotate_left(5 * key.text.len() as u32 + u32::from(last));
            if key.escaped || (seen & mark != 0 && self.has_key(object, key.text)) {
                return None;
            }
            seen |= mark;
            let end = self.parts.len() as u32 + 1;
            self.parts.push(Part { text: key.text, shape: Shape::String, escaped: false, end });
            self.push(cursor, depth + 1)?;
        }
        Some(())
    }

    fn push_elements(&mut self, cursor: &mut Cursor<'a>, depth: usize) -> Option<()> {
        cursor.enter();
        while cursor.has_element() {
            self.push(cursor, depth + 1)?;
        }
        Some(())
    }

    /// Whether the object that is being read has a key already.
    fn has_key(&self, object: usize, key: &str) -> bool {
        let mut at = object + 1;
        while let Some(part) = self.parts.get(at) {
            if part.text == key {
                return true;
            }
            match self.parts.get(at + 1) {
                Some(value) => at = value.end as usize,
                None => return false,
            }
        }
        false
    }
}

/// What has no parts, if that shows at once: most attributes are such.
fn only_part(text: &str) -> Option<Part<'_>> {
    let shape = shape_of(text.as_bytes().first().copied());
    let is_only = match shape {
        Shape::Null => text == "null",
        Shape::True => text == "true",
        Shape::False => text == "false",
        Shape::Number => is_plain_number(text) && text != "-",
        Shape::Array => text == "[]",
        Shape::Object => text == "{}",
        Shape::String => {
            let inner = inner(text)?;
            let plain = memchr::memchr2(b'"', b'\\', inner.as_bytes()).is_none();
            return plain.then_some(Part { text: inner, shape, escaped: false, end: 1 });
        }
    };
    let text = if matches!(shape, Shape::Array | Shape::Object) { "" } else { text };
    is_only.then_some(Part { text, shape, escaped: false, end: 1 })
}

/// What stands between the quotes of a string.
fn inner(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.strip_suffix('"')
}

/// Whether every escape in what is between quotes stands for a character.
fn is_decodable(inner: &str) -> bool {
    let mut rest = inner.as_bytes();
    while let Some(n) = memchr::memchr(b'\\', rest) {
        // Surrogates come in pairs, or not: whoever decodes finds out.
        if let Some([b'u', b'd' | b'D', ..]) = rest.get(n + 1..) {
            return false;
        }
        rest = rest.get(n + 2..).unwrap_or_default();
    }
    true
}

fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.len() <= MAX_DIGITS && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

impl<'t> Item<'t> {
    fn part(&self) -> Option<&'t Part<'t>> {
        self.parts.get(self.at)
    }

    /// What it is.
    pub fn shape(&self) -> Shape {
        self.part().map_or(Shape::Null, |p| p.shape)
    }

    /// A string without escapes; `None` for one with them, and for anything else.
    pub fn plain_text(&self) -> Option<&'t str> {
        self.part().filter(|p| p.shape == Shape::String && !p.escaped).map(|p| p.text)
    }

    /// The digits of a number.
    pub fn digits(&self) -> Option<&'t str> {
        self.part().filter(|p| p.shape == Shape::Number).map(|p| p.text)
    }

    /// The members of an object; none of anything else.
    pub fn members(self) -> impl Iterator<Item = (&'t str, Item<'t>)> {
        let object = self.part().filter(|p| p.shape == Shape::Object);
        let end = object.map_or(0, |p| p.end as usize);
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            let key = self.parts.get(at).filter(|_| at < end)?;
            let value = Item { parts: self.parts, at: at + 1 };
            at = value.part()?.end as usize;
            Some((key.text, value))
        })
    }

    /// The member of a name.
    pub fn get(self, name: &str) -> Option<Item<'t>> {
        self.members().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// The elements of an array; none of anything else.
    pub fn elements(self) -> impl Iterator<Item = Item<'t>> {
        let array = self.part().filter(|p| p.shape == Shape::Array);
        let end = array.map_or(0, |p| p.end as usize);
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            let item = Item { parts: self.parts, at };
            at = item.part().filter(|_| at < end)?.end as usize;
            Some(item)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_where_they_are() {
        let text = r#" {"a": [1, {"x": "}", "y": []}, null], "b": {"c": true}, "d": -2.5} "#;
        let tape = Tape::read(text).unwrap();
        let root = tape.root();
        assert_eq!(root.members().map(|(k, _)| k).collect::<Vec<_>>(), ["a", "b", "d"]);
        let a: Vec<_> = root.get("a").unwrap().elements().collect();
        assert_eq!(a.iter().map(Item::shape).collect::<Vec<_>>(), [Shape::Number, Shape::Object, Shape::Null]);
        assert_eq!(a[0].digits(), Some("1"));
        assert_eq!(a[1].get("x").unwrap().plain_text(), Some("}"));
        assert_eq!(a[1].get("y").unwrap().elements().count(), 0);
        assert_eq!(root.get("b").unwrap().get("c").unwrap().shape(), Shape::True);
        assert_eq!(root.get("d").unwrap().digits(), Some("-2.5"));
        assert!(root.get("c").is_none() && root.get("a").unwrap().get("x").is_none());
        assert_eq!(root.elements().count() + a[0].members().count(), 0);
    }

    #[test]
    fn what_may_not_be_decoded_has_no_tape() {
        for text in [
            r#"{"a": 1, "a": 1}"#,
            r#"[{"x": {"a": 1, "b": 2, "a": 3}}]"#,
            r#"{"\u0061": 1}"#,
            r#"["\ud800"]"#,
            "[1e5]",
            "[1234567890123456]",
        ] {
            assert!(Tape::read(text).is_none(), "{text}");
        }
        let escaped = Tape::read(r#"{"a": "x \u003c \" y", "b": "c\\"}"#).unwrap();
        assert_eq!(escaped.root().get("a").unwrap().plain_text(), None);
        assert_eq!(escaped.root().get("a").unwrap().shape(), Shape::String);
        assert_eq!(Tape::read(&"[".repeat(40)).map(|_| ()), None);
        assert!(Tape::read(&format!("{}{}", "[".repeat(40), "]".repeat(40))).is_none());
    }

    #[test]
    fn text_that_is_no_json_never_panics() {
        for text in ["{", "{\"", "{\"a", "[", "[\"\\", "\"", "{\"a\":", "}", "", "{]", "[}", "{\"a\":}", "[\"\\u"] {
            if let Some(tape) = Tape::read(text) {
                assert!(tape.root().members().take(10).count() < 10);
                assert!(tape.root().elements().take(10).count() < 10);
            }
        }
    }
}
