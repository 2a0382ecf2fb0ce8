//! Attribute values of a resource, decoded when somebody reads them.

use std::sync::Arc;

use super::json::{self, DecodeError, Shape};
use super::pack::{self, Found};
use super::{AttrPath, Kind, Type, Value};
use crate::text::Str;

/// A piece of the input that is kept in memory as it was read.
#[derive(Clone)]
pub struct Slice {
    buffer: Arc<String>,
    start: usize,
    end: usize,
}

impl std::fmt::Debug for Slice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never the text: it may hold secrets.
        write!(f, "Slice({}..{})", self.start, self.end)
    }
}

impl Slice {
    /// The part of `buffer` that `part` borrows from it. A part that lies elsewhere (serde
    /// copies nothing of what it hands out as raw JSON, but empty text may) is an empty slice.
    pub fn of(buffer: &Arc<String>, part: &str) -> Slice {
        let base = buffer.as_ptr() as usize;
        let at = part.as_ptr() as usize;
        let inside = at >= base && at + part.len() <= base + buffer.len();
        let (start, end) = if inside { (at - base, at - base + part.len()) } else { (0, 0) };
        Slice { buffer: buffer.clone(), start, end }
    }

    /// Where it begins in the buffer.
    pub fn start(&self) -> usize {
        self.start
    }

    /// The text.
    pub fn text(&self) -> &str {
        self.buffer.get(self.start..self.end).unwrap_or("")
    }
}

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
}

impl JsonDoc {
    fn unknown(&self) -> &str {
        self.unknown.as_ref().map_or("", Slice::text)
    }

    fn sensitive(&self) -> &str {
        self.sensitive.as_ref().map_or("", Slice::text)
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
            Doc::Json(doc) => doc,
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
    /// The text of a known top-level string: the first of that name. For indexes over all resources, which
    /// look at little of each; what is odd about a document is told by whoever reads it in full.
    pub fn text(&self, name: &str) -> Option<std::borrow::Cow<'_, str>> {
        let first = |raw| json::members(raw).find(|(key, _)| *key == name).map(|(_, value)| value);
        let unknown = self.unknown();
        if json::shape(unknown) == Shape::True || first(unknown).is_some_and(json::has_true) {
            return None;
        }
        first(self.value.text()).and_then(json::string)
    }

    fn attribute(&self, name: &str) -> Result<Attribute, DecodeError> {
        let sensitive = self.sensitive();
        let all_sensitive = json::shape(sensitive) == Shape::True;
        let all_unknown = json::shape(self.unknown()) == Shape::True;
        let value = json::member(self.value.text(), name)?;
        let unknown = if all_unknown { Some("true") } else { json::member(self.unknown(), name)? };
        combine(value, unknown, || if all_sensitive { Ok(Some("true")) } else { json::member(sensitive, name) })
    }
}
