//! Attribute values of a resource, decoded when somebody reads them.

mod fields;

use std::sync::Arc;

use super::json::{self, DecodeError, Shape};
use super::pack::{self, Found};
use super::{AttrPath, Kind, Type, Value};
use crate::text::{Slice, Str};

pub use fields::{Fields, MemberTexts, Roster};

/// The attributes of a resource on one side of a change.
#[derive(Clone, Debug, Default)]
pub enum Doc {
    /// There is no resource on this side.
    #[default]
    Absent,
    /// Plan or state JSON: read on demand.
    Json(JsonDoc),
    /// A binary plan: read on demand.
    Pack(PackDoc),
    /// Evaluated already.
    Value(Value),
}

/// Bytes of the input that are kept in memory as they were read.
#[derive(Clone)]
pub struct Bytes {
    buffer: Arc<Vec<u8>>,
    start: usize,
    end: usize,
}

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never the bytes: they may hold secrets.
        write!(f, "Bytes({}..{})", self.start, self.end)
    }
}

impl Bytes {
    /// The bytes of `buffer` from `start` up to `end`; none where it does not reach so far.
    pub fn of(buffer: &Arc<Vec<u8>>, start: usize, end: usize) -> Bytes {
        Bytes { buffer: buffer.clone(), start, end }
    }

    /// The bytes.
    pub fn get(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }
}

/// One side of a change in a binary plan.
#[derive(Clone, Debug)]
pub struct PackDoc {
    /// The attributes, as cty writes them in MessagePack.
    pub value: Bytes,
    /// What of it is sensitive.
    pub sensitive: Arc<Vec<AttrPath>>,
    /// The resource's type, if its schema is known: it tells numbers that are written as strings.
    pub shape: Option<Arc<Type>>,
}

impl PackDoc {
    fn attribute(&self, name: &str) -> Result<Attribute, DecodeError> {
        self.decode(pack::members(self.value.get())?.find(name)?, name)
    }

    fn decode(&self, found: Found<'_>, name: &str) -> Result<Attribute, DecodeError> {
        let mut value = match found {
            Found::Nothing => return Ok(Attribute::Missing),
            Found::AllUnknown => Value::unknown(),
            Found::Bytes(bytes) => pack::decode_member(bytes, self.shape.as_deref(), name)?,
        };
        self.sensitive.iter().filter_map(|p| pack::below(p, name)).for_each(|rest| pack::mark(&mut value, rest));
        Ok(Attribute::Value(value))
    }

    fn whole(&self) -> Result<Value, DecodeError> {
        let mut value = pack::decode(self.value.get(), self.shape.as_deref())?;
        self.sensitive.iter().for_each(|path| pack::mark(&mut value, &path.0));
        Ok(value)
    }
}

/// Parallel trees of plan JSON: the value, what of it is unknown, what is sensitive.
#[derive(Clone, Debug)]
pub struct JsonDoc {
    /// `before` or `after`
    pub value: Slice,
    /// `after_unknown`; `None` where nothing can be unknown
    pub unknown: Option<Slice>,
    /// `before_sensitive` or `after_sensitive`
    pub sensitive: Option<Slice>,
    /// Where their members are, if whoever read them took note.
    pub outline: Option<Outline>,
}

/// Where the members of the three trees of a document begin: offsets of the opening quotes of their keys, which have
/// no escapes. Found while the text was checked, so that nobody has to look for members again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// How many there are in the first two trees.
    counts: [u16; 2],
    keys: Arc<[u16]>,
}

impl Outline {
    /// Of the keys of value, unknown and sensitive.
    pub fn new(trees: [&[u16]; 3]) -> Outline {
        // Offsets of 16 bits leave room for no more keys than that.
        let [value, unknown, _] = trees;
        let keys = match trees {
            [only, [], []] => only.into(),
            trees => trees.concat().into(),
        };
        Outline { counts: [value.len() as u16, unknown.len() as u16], keys }
    }

    fn keys(&self, tree: Tree) -> &[u16] {
        let [value, unknown] = self.counts.map(usize::from);
        let range = match tree {
            Tree::Value => 0..value,
            Tree::Unknown => value..value + unknown,
            Tree::Sensitive => value + unknown..self.keys.len(),
        };
        self.keys.get(range).unwrap_or_default()
    }
}

/// The trees of a document.
#[derive(Clone, Copy)]
enum Tree {
    Value,
    Unknown,
    Sensitive,
}

/// The member of a name among those that begin at `keys`.
fn outlined<'a>(text: &'a str, keys: &[u16], name: &str) -> Result<Option<&'a str>, DecodeError> {
    let bytes = text.as_bytes();
    let mut found = None;
    for (i, key) in keys.iter().enumerate() {
        let begin = usize::from(*key) + 1;
        let end = begin + name.len();
        if bytes.get(end) != Some(&b'"') || bytes.get(begin..end) != Some(name.as_bytes()) {
            continue;
        }
        if found.replace((i, end + 1)).is_some() {
            return Err(DecodeError::DuplicateKey(name.into()));
        }
    }
    let Some((i, behind)) = found else { return Ok(None) };
    // Up to the next key there is only the comma, behind the last member only the bracket.
    let end = keys.get(i + 1).map_or(text.len().saturating_sub(1), |next| usize::from(*next));
    let value = text.get(behind..end).unwrap_or_default();
    let value = value.trim_ascii_start().strip_prefix(':').unwrap_or_default().trim_ascii();
    Ok(Some(value.strip_suffix(',').unwrap_or(value).trim_ascii_end()))
}

impl JsonDoc {
    fn unknown(&self) -> &str {
        self.unknown.as_ref().map_or("", Slice::text)
    }

    fn sensitive(&self) -> &str {
        self.sensitive.as_ref().map_or("", Slice::text)
    }

    fn tree(&self, tree: Tree) -> &str {
        match tree {
            Tree::Value => self.value.text(),
            Tree::Unknown => self.unknown(),
            Tree::Sensitive => self.sensitive(),
        }
    }
}

/// What a document says of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Attribute {
    /// It has this value (possibly unknown, possibly null).
    Value(Value),
    /// It does not mention it.
    Missing,
}

impl Doc {
    /// Whether there is a resource on this side.
    pub fn exists(&self) -> bool {
        !matches!(self, Doc::Absent)
    }

    /// A top-level attribute.
    ///
    /// # Errors
    /// [`DecodeError`] where the input holds something that no value can represent.
    pub fn attribute(&self, name: &str) -> Result<Attribute, DecodeError> {
        match self {
            Doc::Absent => Ok(Attribute::Missing),
            Doc::Value(v) if v.is_unknown() => Ok(Attribute::Value(v.clone())),
            Doc::Value(v) => Ok(v.get(name).cloned().map_or(Attribute::Missing, Attribute::Value)),
            Doc::Json(doc) => doc.attribute(name),
            Doc::Pack(doc) => doc.attribute(name),
        }
    }

    /// Keeps one outline for two documents that have the same: those of a resource that stays as it is.
    pub fn share_outline(&mut self, other: &Doc) {
        if let (Doc::Json(own), Doc::Json(other)) = (self, other)
            && own.outline == other.outline
        {
            own.outline.clone_from(&other.outline);
        }
    }

    /// Whether members are found faster by an index ([`Doc::index`]).
    pub fn needs_index(&self) -> bool {
        match self {
            Doc::Json(doc) => doc.outline.is_none(),
            Doc::Pack(_) => true,
            Doc::Absent | Doc::Value(_) => false,
        }
    }

    /// The text of an attribute of which nothing is unknown, where that can be found without an index; `None` where
    /// something is unknown.
    ///
    /// # Errors
    /// The attribute is there twice.
    pub fn known_text(&self, name: &str) -> Result<Option<KnownText<'_>>, DecodeError> {
        match self {
            Doc::Json(doc) if doc.outline.is_some() => doc.known_text(name),
            _ => Ok(None),
        }
    }

    /// Whether anything in it could be unknown; cheap, and never wrong about a document that holds unknowns.
    pub fn may_hold_unknown(&self) -> bool {
        match self {
            Doc::Absent => false,
            Doc::Json(doc) => memchr::memmem::find(doc.unknown().as_bytes(), b"true").is_some(),
            // Unknowns stand between the values: whoever looks for them may as well decode.
            Doc::Pack(_) => true,
            Doc::Value(v) => !v.is_wholly_known(),
        }
    }

    /// Names of the top-level attributes that the document mentions.
    pub fn names(&self) -> Vec<Str> {
        match self {
            Doc::Absent => Vec::new(),
            Doc::Value(v) => v.as_entries().map(|e| e.keys().cloned().collect()).unwrap_or_default(),
            Doc::Json(doc) => {
                let keys = json::members(doc.value.text()).chain(json::members(doc.unknown()));
                let mut names: Vec<Str> =
                    keys.filter_map(|(k, _)| json::unescape(k).ok()).map(|k| k.as_ref().into()).collect();
                names.sort();
                names.dedup();
                names
            }
            Doc::Pack(doc) => pack::members(doc.value.get()).map(|m| m.names()).unwrap_or_default(),
        }
    }

    /// All of it as one object; null where there is no resource.
    ///
    /// # Errors
    /// As [`Doc::attribute`].
    pub fn whole(&self) -> Result<Value, DecodeError> {
        match self {
            Doc::Absent => Ok(Value::NULL),
            Doc::Value(v) => Ok(v.clone()),
            Doc::Json(doc) => json::decode(doc.value.text(), doc.unknown(), doc.sensitive()),
            Doc::Pack(doc) => doc.whole(),
        }
    }
}

/// The top-level members of a document, found in one pass: for resources of which many attributes
/// are read.
#[derive(Clone, Debug, Default)]
pub struct DocIndex<'a> {
    value: Vec<(&'a str, &'a str)>,
    unknown: Vec<(&'a str, &'a str)>,
    sensitive: Vec<(&'a str, &'a str)>,
    all_unknown: Whole,
    all_sensitive: Whole,
    /// Of a binary plan, instead of all that.
    pack: Option<(&'a PackDoc, pack::Members<'a>)>,
}

/// Whether a mark holds for a whole document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Whole {
    #[default]
    Part,
    All,
}

impl Doc {
    /// Finds the members of a document that is read on demand; `None` for others, which need no index.
    pub fn index(&self) -> Option<DocIndex<'_>> {
        let doc = match self {
            Doc::Json(doc) if self.needs_index() => doc,
            Doc::Json(_) => return None,
            Doc::Pack(doc) => {
                // A damaged one tells its fault where an attribute is asked for.
                let members = pack::members(doc.value.get()).ok()?;
                return Some(DocIndex { pack: Some((doc, members)), ..DocIndex::default() });
            }
            Doc::Absent | Doc::Value(_) => return None,
        };
        let whole = |raw: &str| if json::shape(raw) == Shape::True { Whole::All } else { Whole::Part };
        Some(DocIndex {
            value: json::members(doc.value.text()).collect(),
            unknown: json::members(doc.unknown()).collect(),
            sensitive: json::members(doc.sensitive()).collect(),
            all_unknown: whole(doc.unknown()),
            all_sensitive: whole(doc.sensitive()),
            pack: None,
        })
    }
}

impl DocIndex<'_> {
    /// As [`Doc::attribute`].
    ///
    /// # Errors
    /// As [`Doc::attribute`].
    pub fn attribute(&self, name: &str) -> Result<Attribute, DecodeError> {
        if let Some((doc, members)) = &self.pack {
            return doc.decode(members.find(name)?, name);
        }
        let value = find(&self.value, name)?;
        let unknown = match self.all_unknown {
            Whole::All => Some("true"),
            Whole::Part => find(&self.unknown, name)?,
        };
        let sensitive = || match self.all_sensitive {
            Whole::All => Ok(Some("true")),
            Whole::Part => find(&self.sensitive, name),
        };
        combine(value, unknown, sensitive)
    }
}

/// The text of an attribute and of its sensitivity; `None` for parts that are not there.
pub type KnownText<'a> = (Option<&'a str>, Option<&'a str>);

impl<'a> DocIndex<'a> {
    /// The text of an attribute of which nothing is unknown; `None` if something is, or the document is no text.
    ///
    /// # Errors
    /// The attribute is there twice.
    pub fn known_text(&self, name: &str) -> Result<Option<KnownText<'a>>, DecodeError> {
        if self.pack.is_some() {
            return Ok(None);
        }
        let unknown = find(&self.unknown, name)?;
        if self.all_unknown == Whole::All || unknown.is_some_and(json::has_true) {
            return Ok(None);
        }
        let value = find(&self.value, name)?;
        let sensitive = match self.all_sensitive {
            Whole::All => Some("true"),
            Whole::Part => find(&self.sensitive, name)?,
        };
        Ok(Some((value, sensitive)))
    }
}

fn find<'a>(members: &[(&'a str, &'a str)], name: &str) -> Result<Option<&'a str>, DecodeError> {
    let mut found = members.iter().filter(|(key, _)| json::is_key(key, name));
    let first = found.next().map(|(_, value)| *value);
    match found.next() {
        Some(_) => Err(DecodeError::DuplicateKey(name.into())),
        None => Ok(first),
    }
}

fn combine<'a>(
    value: Option<&str>,
    unknown: Option<&str>,
    sensitive: impl FnOnce() -> Result<Option<&'a str>, DecodeError>,
) -> Result<Attribute, DecodeError> {
    if value.is_none() && unknown.is_none_or(|u| u == "false") {
        return Ok(Attribute::Missing);
    }
    let decoded = json::decode(value.unwrap_or("null"), unknown.unwrap_or(""), sensitive()?.unwrap_or(""))?;
    if value.is_none() && matches!(decoded.kind, Kind::Null(_)) {
        return Ok(Attribute::Missing);
    }
    Ok(Attribute::Value(decoded))
}

impl JsonDoc {
    /// The text of a known top-level string. For indexes over all resources, which look at little of each; what is odd about a document is told by whoever reads it in full.
    pub fn text(&self, name: &str) -> Option<std::borrow::Cow<'_, str>> {
        let first = |tree| self.member(tree, name).ok().flatten();
        // What is unknown is mostly not there.
        let value = first(Tree::Value)?;
        if first(Tree::Unknown).is_some_and(json::has_true) {
            return None;
        }
        json::string(value)
    }

    fn attribute(&self, name: &str) -> Result<Attribute, DecodeError> {
        let value = self.member(Tree::Value, name)?;
        let unknown = self.member(Tree::Unknown, name)?;
        combine(value, unknown, || self.member(Tree::Sensitive, name))
    }

    fn known_text(&self, name: &str) -> Result<Option<KnownText<'_>>, DecodeError> {
        if self.member(Tree::Unknown, name)?.is_some_and(json::has_true) {
            return Ok(None);
        }
        Ok(Some((self.member(Tree::Value, name)?, self.member(Tree::Sensitive, name)?)))
    }

    /// The member of a name in one of the trees; `true` where that holds for the whole document.
    fn member(&self, tree: Tree, name: &str) -> Result<Option<&str>, DecodeError> {
        let text = self.tree(tree);
        match &self.outline {
            _ if !matches!(tree, Tree::Value) && json::shape(text) == Shape::True => Ok(Some("true")),
            Some(outline) => outlined(text, outline.keys(tree), name),
            None => json::member(text, name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::json::scan::Scanner;

    fn noted(text: &str) -> (Vec<u16>, bool) {
        let mut keys = Vec::new();
        let (raw, count) = Scanner::new(text).outline(&mut keys).unwrap();
        assert_eq!((raw, count.unwrap_or_default()), (Some(text), keys.len()));
        (keys, count.is_some())
    }

    #[test]
    fn members_are_where_they_were_noted() {
        let long = "x".repeat(200);
        let texts = [
            r#"{"a":1,"b":{"a":2,"c":"}"},"cc":[{"a":3}],"d":"a\":1,","e":null}"#.to_string(),
            " {\n  \"a\" : 1 ,\t\"b\" : [ 1 , { \"a\" : true } ] ,\r\n \"d\":\"\" }".trim().to_string(),
            format!(r#"{{"a":"{long}\\","b":"{long}","c":{{"d":["{long}"]}},"ab":false}}"#),
            "{}".into(),
            "{ }".into(),
            r#"{"a":1,"b":2,"a":3}"#.into(),
        ];
        for text in &texts {
            let (keys, plain) = noted(text);
            assert!(plain, "{text}");
            let plain = JsonDoc { value: Slice::of(text), unknown: None, sensitive: None, outline: None };
            let outline = Some(Outline::new([&keys, &[], &[]]));
            let doc = JsonDoc { outline, ..plain.clone() };
            for name in ["a", "b", "c", "cc", "d", "e", "ab", ""] {
                assert_eq!(doc.attribute(name), plain.attribute(name), "{text} {name}");
                assert_eq!(doc.known_text(name), plain.known_text(name), "{text} {name}");
            }
        }
    }

    /// A document of three trees whose members were noted.
    pub(super) fn document(trees: [&str; 3]) -> Doc {
        let keys = trees.map(|t| if t.starts_with('{') { noted(t).0 } else { Vec::new() });
        let [value, unknown, sensitive] = trees.map(Slice::of);
        let outline = Some(Outline::new([&keys[0], &keys[1], &keys[2]]));
        Doc::Json(JsonDoc { value, unknown: Some(unknown), sensitive: Some(sensitive), outline })
    }

    #[test]
    fn marks_are_found_in_the_trees_beside() {
        let doc = document([r#"{"a":1,"b":{"x":1}}"#, r#"{"b":{"y":true},"c":true,"d":[]}"#, r#"{"a":true}"#]);
        assert_eq!(doc.known_text("a"), Ok(Some((Some("1"), Some("true")))));
        assert_eq!(doc.known_text("b"), Ok(None));
        assert_eq!(doc.known_text("e"), Ok(Some((None, None))));
        assert_eq!(doc.member_texts("c").and_then(|texts| texts.unknown), Some("true"));
    }

    #[test]
    fn keys_with_escapes_are_not_noted() {
        assert_eq!(noted(r#"{"b":1,"\u0061":2,"c":"\n"}"#), (Vec::new(), false));
        assert_eq!(noted(r#"{"b":"\u0061","c":2}"#).0.len(), 2);
        // Nor are those that lie too far behind.
        assert_eq!(noted(&format!(r#"{{"a":"{}","b":1}}"#, "x".repeat(70_000))), (Vec::new(), false));
    }
}
