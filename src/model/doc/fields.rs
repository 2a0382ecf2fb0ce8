//! Some attributes of a document, found in one pass over its keys: for resources of which several attributes are read,
//! each of them more than once.

use std::borrow::Cow;

use super::{Attribute, DecodeError, Doc, KnownText, Tree, Whole, combine};
use crate::model::Value;
use crate::model::json::{self, Shape};
use crate::text::Str;

/// Names that are looked for in many documents, numbered.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    names: Vec<Name>,
    /// By the beginning of a name: the first that may be meant, counted from 1; 0 where none is.
    buckets: Vec<u16>,
}

#[derive(Clone, Debug)]
struct Name {
    text: Str,
    /// Its first bytes: enough to pass over most keys.
    beginning: u64,
    /// The next one of the same bucket, counted from 1.
    next: u16,
}

impl Roster {
    /// Numbers names.
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Roster {
        let mut out = Roster::default();
        for text in names {
            // A key has an offset of 16 bits, so that no document has more names.
            if out.names.len() < usize::from(u16::MAX) && !out.names.iter().any(|n| &*n.text == text) {
                out.names.push(Name { text: text.into(), beginning: beginning(text.as_bytes()), next: 0 });
            }
        }
        out.buckets = vec![0; (4 * out.names.len()).next_power_of_two()];
        for n in 0..out.names.len() {
            let bucket = out.bucket(out.names[n].beginning);
            out.names[n].next = std::mem::replace(&mut out.buckets[bucket], n as u16 + 1);
        }
        out
    }

    fn bucket(&self, beginning: u64) -> usize {
        (beginning.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & self.buckets.len().wrapping_sub(1)
    }

    /// The number of a name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.meant(beginning(name.as_bytes()), |known| known == name)
    }

    /// The name of a number.
    pub fn name(&self, number: usize) -> Option<&Str> {
        self.names.get(number).map(|name| &name.text)
    }

    /// The number of the name with which a text begins, up to a quote.
    #[inline]
    fn find_key(&self, text: &[u8]) -> Option<usize> {
        let is = |name: &str| text.get(name.len()) == Some(&b'"') && text.starts_with(name.as_bytes());
        self.meant(beginning(text), is)
    }

    #[inline]
    fn meant(&self, beginning: u64, is: impl Fn(&str) -> bool) -> Option<usize> {
        let mut next = *self.buckets.get(self.bucket(beginning))?;
        loop {
            let n = usize::from(next).checked_sub(1)?;
            let name = self.names.get(n)?;
            if name.beginning == beginning && is(&name.text) {
                return Some(n);
            }
            next = name.next;
        }
    }
}

/// The first eight bytes, those before a quote.
#[inline]
fn beginning(text: &[u8]) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let word = match text.first_chunk::<8>() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => text.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    // The lowest of the bits that are set is that of the first quote.
    let quotes = word ^ (ONES * u64::from(b'"'));
    match quotes.wrapping_sub(ONES) & !quotes & (ONES << 7) {
        0 => word,
        found => word & ((1 << (found.trailing_zeros() & !7)) - 1),
    }
}

/// Where a member is in its tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Nowhere,
    /// Its key, and the next one: 0 behind the last.
    Between(u16, u16),
    Twice,
}

/// Where a document has the attributes of a roster.
#[derive(Debug)]
pub struct Fields<'a> {
    texts: [&'a str; 3],
    /// Of each name in value, unknown and sensitive.
    places: Vec<[Place; 3]>,
    /// Whether all of a tree is marked.
    marked: [Whole; 3],
}

const TREES: [Tree; 3] = [Tree::Value, Tree::Unknown, Tree::Sensitive];

impl Doc {
    /// Finds the attributes of a roster; `None` where an index is the way ([`Doc::index`]), or nothing lies in text.
    pub fn fields(&self, roster: &Roster) -> Option<Fields<'_>> {
        let Doc::Json(doc) = self else { return None };
        let outline = doc.outline.as_ref()?;
        let texts = TREES.map(|tree| doc.tree(tree));
        let mut places = vec![[Place::Nowhere; 3]; roster.names.len()];
        for tree in TREES {
            let (bytes, keys) = (texts[tree as usize].as_bytes(), outline.keys(tree));
            for (i, key) in keys.iter().enumerate() {
                let Some(n) = roster.find_key(bytes.get(usize::from(*key) + 1..)?) else { continue };
                let place = &mut places[n][tree as usize];
                *place = match place {
                    Place::Nowhere => Place::Between(*key, keys.get(i + 1).copied().unwrap_or_default()),
                    _ => Place::Twice,
                };
            }
        }
        let whole = |text: &str| if json::shape(text) == Shape::True { Whole::All } else { Whole::Part };
        Some(Fields { texts, places, marked: [Whole::Part, whole(texts[1]), whole(texts[2])] })
    }
}

/// An attribute as it is written in each tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberTexts<'a> {
    /// Its value.
    pub value: Option<&'a str>,
    /// What of it is unknown.
    pub unknown: Option<&'a str>,
    /// What of it is sensitive.
    pub sensitive: Option<&'a str>,
}

impl<'a> MemberTexts<'a> {
    /// Whether it is known to be null, or is not mentioned.
    pub fn is_null(&self) -> bool {
        self.value.is_none_or(|text| json::shape(text) == Shape::Null) && !self.unknown.is_some_and(json::has_true)
    }

    /// The text of a known string; `None` where it would have to be decoded, or is none.
    pub fn string(&self) -> Option<Cow<'a, str>> {
        self.value.filter(|_| !self.unknown.is_some_and(json::has_true)).and_then(json::string)
    }
}

impl Doc {
    /// The texts of an attribute; `None` where nothing lies in text, or it is there twice.
    pub fn member_texts(&self, name: &str) -> Option<MemberTexts<'_>> {
        let Doc::Json(doc) = self else { return None };
        let text = |tree| doc.member(tree, name).ok();
        Some(MemberTexts {
            value: text(Tree::Value)?,
            unknown: text(Tree::Unknown)?,
            sensitive: text(Tree::Sensitive)?,
        })
    }
}

impl<'a> Fields<'a> {
    fn find(&self, tree: Tree, roster: &Roster, n: usize) -> Result<Option<&'a str>, DecodeError> {
        if self.marked[tree as usize] == Whole::All {
            return Ok(Some("true"));
        }
        let name = roster.names.get(n).map_or("", |name| &*name.text);
        match self.places.get(n).map_or(Place::Nowhere, |trees| trees[tree as usize]) {
            Place::Nowhere => Ok(None),
            Place::Twice => Err(DecodeError::DuplicateKey(name.into())),
            Place::Between(key, next) => {
                let text = self.texts[tree as usize];
                let end = if next == 0 { text.len().saturating_sub(1) } else { usize::from(next) };
                Ok(Some(between(text, usize::from(key) + name.len() + 2, end)))
            }
        }
    }

    /// As [`Doc::attribute`], of a name of the roster that they were found with.
    ///
    /// # Errors
    /// As [`Doc::attribute`].
    pub fn attribute(&self, roster: &Roster, n: usize) -> Result<Attribute, DecodeError> {
        let (value, unknown) = (self.find(Tree::Value, roster, n)?, self.find(Tree::Unknown, roster, n)?);
        if unknown == Some("true") && self.find(Tree::Sensitive, roster, n)?.is_none_or(|text| text == "false") {
            return Ok(Attribute::Value(Value::unknown()));
        }
        combine(value, unknown, || self.find(Tree::Sensitive, roster, n))
    }

    /// As [`Doc::known_text`].
    ///
    /// # Errors
    /// The attribute is there twice.
    pub fn known_text(&self, roster: &Roster, n: usize) -> Result<Option<KnownText<'a>>, DecodeError> {
        if self.find(Tree::Unknown, roster, n)?.is_some_and(json::has_true) {
            return Ok(None);
        }
        Ok(Some((self.find(Tree::Value, roster, n)?, self.find(Tree::Sensitive, roster, n)?)))
    }

    /// As [`Doc::member_texts`].
    pub fn texts(&self, roster: &Roster, n: usize) -> Option<MemberTexts<'a>> {
        let text = |tree| self.find(tree, roster, n).ok();
        Some(MemberTexts {
            value: text(Tree::Value)?,
            unknown: text(Tree::Unknown)?,
            sensitive: text(Tree::Sensitive)?,
        })
    }
}

/// The value between the quote that ends its key and the next key, or the bracket behind the last member.
fn between(text: &str, begin: usize, end: usize) -> &str {
    let bytes = text.as_bytes();
    let (mut begin, mut end) = (begin, end);
    while begin < end && matches!(bytes.get(begin), Some(b' ' | b'\n' | b'\r' | b'\t' | b':')) {
        begin += 1;
    }
    while begin < end && matches!(bytes.get(end - 1), Some(b' ' | b'\n' | b'\r' | b'\t' | b',')) {
        end -= 1;
    }
    text.get(begin..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::tests::document;
    use super::*;

    #[test]
    fn fields_say_what_the_document_says() {
        let names = ["a", "b", "c", "cc", "d", "e", "ab", "", "compartment_id", "id", "compartment"];
        let roster = Roster::new(names);
        assert_eq!(names.map(|n| roster.find(n)), std::array::from_fn(Some));
        assert_eq!(["f", "compartment_ie", "ac"].map(|n| roster.find(n)), [None; 3]);
        assert_eq!(Roster::default().find("a"), None);
        for trees in [
            [r#"{"a":1,"b":{"x":1},"cc":"t","x":0}"#, r#"{"b":{"y":true},"c":true,"d":[]}"#, r#"{"a":true}"#],
            [r#"{ "a" : "x" , "b" : [ 1 ] , "a" : 2 }"#, r#"{"c":[false]}"#, "false"],
            [r#"{"compartment_id":null,"id":"\u0061"}"#, "true", r#"{"id":true,"id":true}"#],
            ["{}", "{}", "true"],
        ] {
            let doc = document(trees);
            let fields = doc.fields(&roster).unwrap();
            for (n, name) in names.iter().enumerate() {
                assert_eq!(fields.attribute(&roster, n), doc.attribute(name), "{trees:?} {name}");
                assert_eq!(fields.known_text(&roster, n), doc.known_text(name), "{trees:?} {name}");
                assert_eq!(fields.texts(&roster, n), doc.member_texts(name), "{trees:?} {name}");
                let Doc::Json(json) = &doc else { unreachable!() };
                if let Some(texts) = fields.texts(&roster, n) {
                    assert_eq!(texts.string(), json.text(name), "{trees:?} {name}");
                }
            }
        }
    }
}
