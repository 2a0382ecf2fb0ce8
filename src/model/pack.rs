//! Values as binary plans hold them (`super::msgpack`), read on demand: members are found and values skipped without
//! decoding them.
//!
//! Binary strings occur nowhere else than in values that bring their type, so that values can be read without a schema.
//! What cannot be told without one: a number that neither an integer nor a binary fraction of 64 bits can hold is written
//! as a string (see [`Shape`]).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::json::{DecodeError, MAX_DEPTH};
use super::msgpack::{Head, Reader, broken, number, refinement, text};
use super::{AttrPath, Kind, Number, Step, Type, Unknown, Value};
use crate::text::Str;

/// What is known of the type of a value before it is read.
pub type Shape<'t> = Option<&'t Type>;

/// Reads values one after the other.
struct Values<'a>(Reader<'a>);

impl Values<'_> {
    fn value(&mut self, shape: Shape<'_>, depth: usize) -> Result<Value, DecodeError> {
        if depth > MAX_DEPTH {
            return Err(DecodeError::Depth);
        }
        let head = self.0.head()?;
        Ok(match head {
            Head::Nil => Value::NULL,
            Head::Bool(b) => Value::from(b),
            Head::Integer(_) | Head::Float(_) => number(&head)?.into(),
            Head::Text(bytes) => match (shape, text(bytes)?) {
                (Some(Type::Number), digits) => {
                    Value::from(digits.parse::<Number>().map_err(|_| DecodeError::Number(digits.into()))?)
                }
                (_, text) => Value::from(text),
            },
            Head::Binary(_) => return Err(broken("a type without its value")),
            Head::Array(n) => self.array(n, shape, depth)?,
            Head::Map(n) => self.map(n, shape, depth)?,
            Head::Extension(code, payload) => unknown(code, payload)?,
        })
    }

    fn array(&mut self, count: usize, shape: Shape<'_>, depth: usize) -> Result<Value, DecodeError> {
        let mut ahead = self.0.clone();
        if count == 2
            && let Ok(Head::Binary(ty)) = ahead.head()
        {
            self.0 = ahead;
            return self.value(Some(&type_of(ty)?), depth + 1);
        }
        let mut items = Vec::with_capacity(count.min(self.0.left()));
        for i in 0..count {
            let inner = match shape {
                Some(Type::List(t) | Type::Set(t)) => Some(&**t),
                Some(Type::Tuple(types)) => types.get(i),
                _ => None,
            };
            items.push(self.value(inner, depth + 1)?);
        }
        Ok(Value::tuple(items))
    }

    fn map(&mut self, count: usize, shape: Shape<'_>, depth: usize) -> Result<Value, DecodeError> {
        let mut entries = BTreeMap::<Str, Value>::new();
        for _ in 0..count {
            let key = self.0.key()?;
            let value = self.value(member_type(shape, key), depth + 1)?;
            if entries.insert(key.into(), value).is_some() {
                return Err(DecodeError::DuplicateKey(key.into()));
            }
        }
        Ok(Kind::Object(Arc::new(entries)).into())
    }
}

fn member_type<'t>(shape: Shape<'t>, name: &str) -> Shape<'t> {
    match shape? {
        Type::Map(t) => Some(t),
        Type::Object(object) => object.attributes.get(name),
        // Blocks of which there can be several are lists of objects; a schema that calls them one object
        // says as much of their attributes.
        _ => None,
    }
}

/// An unknown value, with what the provider promises of it. Its type, where one is known, stays behind: known
/// values of a plan have none either, and rules must see both alike.
fn unknown(code: i8, payload: &[u8]) -> Result<Value, DecodeError> {
    let refinement = refinement(code, payload)?;
    Ok(Kind::Unknown(Arc::new(Unknown { refinement, ..Unknown::default() })).into())
}

/// A type as cty writes it in JSON: `"string"`, `["list","string"]`, `["object",{"a":"bool"},["a"]]`.
///
/// # Errors
/// [`DecodeError::Damaged`] for anything else.
pub fn type_of(json: &[u8]) -> Result<Type, DecodeError> {
    let parsed: serde_json::Value = serde_json::from_slice(json).map_err(|_| broken("a type that is no JSON"))?;
    Type::from_json(&parsed, 0).map_err(|_| broken("a type of no known form"))
}

/// What a document says of a top-level attribute.
pub(super) enum Found<'a> {
    /// It is not there.
    Nothing,
    /// Nothing of the document is known yet.
    AllUnknown,
    /// Its bytes.
    Bytes(&'a [u8]),
}

/// The top-level attributes of a document, found in one pass.
#[derive(Clone, Debug)]
pub(super) enum Members<'a> {
    /// There is no object.
    None,
    /// The object is unknown as a whole.
    Unknown,
    /// Names and bytes, in the order of the input.
    Some(Vec<(&'a str, &'a [u8])>),
}

/// Finds the attributes of an object.
///
/// # Errors
/// [`DecodeError`] where the object is damaged.
pub(super) fn members(object: &[u8]) -> Result<Members<'_>, DecodeError> {
    let mut reader = Reader::new(object);
    let count = match reader.head()? {
        Head::Map(count) => count,
        Head::Extension(..) => return Ok(Members::Unknown),
        Head::Nil => return Ok(Members::None),
        _ => return Err(broken("a resource that is no object")),
    };
    let mut found = Vec::with_capacity(count.min(object.len()));
    for _ in 0..count {
        let key = reader.key()?;
        let start = reader.position();
        reader.skip()?;
        found.push((key, &object[start..reader.position()]));
    }
    Ok(Members::Some(found))
}

impl<'a> Members<'a> {
    /// The attribute of a name.
    ///
    /// # Errors
    /// [`DecodeError::DuplicateKey`] if there are two.
    pub fn find(&self, name: &str) -> Result<Found<'a>, DecodeError> {
        let members = match self {
            Members::None => return Ok(Found::Nothing),
            Members::Unknown => return Ok(Found::AllUnknown),
            Members::Some(members) => members,
        };
        let mut same = members.iter().filter(|(key, _)| *key == name);
        match (same.next(), same.next()) {
            (None, _) => Ok(Found::Nothing),
            (Some((_, bytes)), None) => Ok(Found::Bytes(bytes)),
            _ => Err(DecodeError::DuplicateKey(name.into())),
        }
    }

    /// Their names, sorted.
    pub fn names(&self) -> Vec<Str> {
        let Members::Some(members) = self else { return Vec::new() };
        let mut names: Vec<Str> = members.iter().map(|(name, _)| (*name).into()).collect();
        names.sort();
        names.dedup();
        names
    }
}

/// Whether a value is null.
pub fn is_null(bytes: &[u8]) -> bool {
    bytes.is_empty() || bytes == [0xc0]
}

/// Decodes a whole value.
///
/// # Errors
/// [`DecodeError`] where the bytes are damaged, or hold what no value can represent.
pub fn decode(bytes: &[u8], shape: Shape<'_>) -> Result<Value, DecodeError> {
    let mut values = Values(Reader::new(bytes));
    let value = values.value(shape, 0)?;
    match values.0.left() == 0 {
        true => Ok(value),
        false => Err(broken("there is more after its end")),
    }
}

/// Decodes an attribute of an object of a type.
///
/// # Errors
/// As [`decode`].
pub(super) fn decode_member(bytes: &[u8], shape: Shape<'_>, name: &str) -> Result<Value, DecodeError> {
    decode(bytes, member_type(shape, name))
}

/// Marks what a path leads to as sensitive. A path that leads out of the value, because the rest of it is
/// unknown or null, marks the last part that is there.
pub(super) fn mark(value: &mut Value, path: &[Step]) {
    let Some((step, rest)) = path.split_first() else {
        value.marks.sensitive = true;
        return;
    };
    let inner = match (&mut value.kind, step) {
        (Kind::Object(entries) | Kind::Map(_, entries), Step::Field(name)) => Arc::make_mut(entries).get_mut(name),
        (Kind::Tuple(items) | Kind::List(_, items) | Kind::Set(_, items), Step::Index(i)) => {
            Arc::make_mut(items).get_mut(*i as usize)
        }
        _ => None,
    };
    match inner {
        Some(inner) => mark(inner, rest),
        None => value.marks.sensitive = true,
    }
}

/// Reads a key of a list or map as a step: cty writes it with its type before it.
///
/// # Errors
/// [`DecodeError`] for anything else.
pub fn step(bytes: &[u8]) -> Result<Step, DecodeError> {
    let key = decode(bytes, None)?;
    match &key.kind {
        Kind::String(name) => Ok(Step::Field(name.clone())),
        Kind::Number(n) => {
            let index = n.to_i64().and_then(|i| u32::try_from(i).ok());
            index.map(Step::Index).ok_or_else(|| broken("an index out of bounds"))
        }
        // An element of a set is its own key. Nothing below a set is marked alone.
        _ => Err(broken("a key that is neither string nor number")),
    }
}

/// Whether a path begins with an attribute, and what is left of it.
pub(super) fn below<'p>(path: &'p AttrPath, name: &str) -> Option<&'p [Step]> {
    match path.0.split_first() {
        None => Some(&[]),
        Some((Step::Field(first), rest)) if **first == *name => Some(rest),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Refinement;

    fn shown(bytes: &[u8]) -> String {
        match decode(bytes, None) {
            Ok(value) => format!("{value:?}"),
            Err(error) => format!("error: {error}"),
        }
    }

    #[test]
    fn every_form_of_the_format_is_read() {
        for (bytes, expected) in [
            (&b"\xc0"[..], "null"),
            (b"\xc2", "false"),
            (b"\xc3", "true"),
            (b"\x07", "7"),
            (b"\xe0", "-32"),
            (b"\xcc\xff", "255"),
            (b"\xcd\xff\xff", "65535"),
            (b"\xce\xff\xff\xff\xff", "4294967295"),
            (b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff", "18446744073709551615"),
            (b"\xd0\x80", "-128"),
            (b"\xd1\x80\x00", "-32768"),
            (b"\xd2\x80\x00\x00\x00", "-2147483648"),
            (b"\xd3\x80\x00\x00\x00\x00\x00\x00\x00", "-9223372036854775808"),
            (b"\xca\x3f\x00\x00\x00", "0.5"),
            (b"\xcb\x3f\xe0\x00\x00\x00\x00\x00\x00", "0.5"),
            (b"\xcb\x3f\xb9\x99\x99\x99\x99\x99\x9a", "0.1"),
            (b"\xa3abc", "\"abc\""),
            (b"\xd9\x03abc", "\"abc\""),
            (b"\xda\x00\x03abc", "\"abc\""),
            (b"\xdb\x00\x00\x00\x03abc", "\"abc\""),
            (b"\x92\x01\x02", "[1, 2]"),
            (b"\xdc\x00\x01\x01", "[1]"),
            (b"\xdd\x00\x00\x00\x01\x01", "[1]"),
            (b"\x81\xa1a\x01", "{\"a\": 1}"),
            (b"\xde\x00\x01\xa1a\x01", "{\"a\": 1}"),
            (b"\xdf\x00\x00\x00\x01\xa1a\x01", "{\"a\": 1}"),
            (b"\xd4\x00\x00", "(known after apply)"),
            (b"\xc7\x03\x0c\x81\x01\xc2", "(known after apply)"),
            (b"\x92\xc4\x08\"string\"\xa1x", "\"x\""),
            (b"\x92\xc4\x08\"number\"\xa30.1", "0.1"),
            (b"\x92\xc4\x11[\"list\",\"number\"]\x91\xa30.1", "[0.1]"),
            (b"\x81\xa1a\x92\xc4\x09\"dynamic\"\xc0", "{\"a\": null}"),
        ] {
            assert_eq!(shown(bytes), expected, "{bytes:x?}");
        }
    }

    #[test]
    fn what_is_known_of_unknowns_is_kept() {
        let payload = b"\x86\x01\xc2\x02\xa4pre-\x03\x92\x01\xc3\x04\x92\xa30.5\xc2\x05\x02\x06\x09";
        let mut bytes = vec![0xc7, payload.len() as u8, 12];
        bytes.extend(payload);
        let value = decode(&bytes, Some(&Type::String)).unwrap();
        let Kind::Unknown(u) = &value.kind else { panic!("{value:?}") };
        assert_eq!(u.ty, Type::Dynamic);
        let expected = Refinement {
            not_null: true,
            behind_id: None,
            prefix: Some("pre-".into()),
            min: Some(1.into()),
            max: Some("0.5".parse().unwrap()),
            min_length: Some(2),
            max_length: Some(9),
        };
        assert_eq!(u.refinement, expected);
    }

    #[test]
    fn damage_is_an_error_and_never_a_panic() {
        for (bytes, why) in [
            (&b""[..], "breaks off"),
            (b"\xa3ab", "breaks off"),
            (b"\xc1", "does not use"),
            (b"\x81\x01\x01", "a key that is no string"),
            (b"\x82\xa1a\x01\xa1a\x02", "occurs twice"),
            (b"\xa1\xff", "not valid Unicode"),
            (b"\x01\x01", "more after its end"),
            (b"\xdd\xff\xff\xff\xff\x01", "breaks off"),
            (b"\xdf\xff\xff\xff\xff\x01", "a key that is no string"),
            (b"\xdb\xff\xff\xff\xffabc", "breaks off"),
            (b"\x92\xc4\x03\"x\"\x01", "a type of no known form"),
            (b"\xc7\x01\x0c\x01", "no map"),
            (b"\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00", "not a number"),
        ] {
            let shown = shown(bytes);
            assert!(shown.starts_with("error") && shown.contains(why), "{bytes:x?}: {shown}");
        }
        let deep = vec![0x91; 100_000];
        assert!(shown(&deep).contains("nested more than"));
        assert!(matches!(members(&deep), Err(DecodeError::Damaged(_))));
        let mut reader = Reader::new(&deep);
        assert!(reader.skip().is_err(), "skipping needs no stack");
    }

    #[test]
    fn members_are_found_without_decoding_the_others() {
        let object = b"\x83\xa1a\x92\x01\x02\xa1b\xa1x\xa1c\xd4\x00\x00";
        let found = members(object).unwrap();
        assert_eq!(found.names(), ["a".into(), "b".into(), "c".into()]);
        assert!(matches!(found.find("b").unwrap(), Found::Bytes(b"\xa1x")));
        assert!(matches!(found.find("d").unwrap(), Found::Nothing));
        assert!(matches!(members(b"\xd4\x00\x00").unwrap().find("d").unwrap(), Found::AllUnknown));
        let twice = members(b"\x82\xa1a\x01\xa1a\x02").unwrap();
        assert!(matches!(twice.find("a"), Err(DecodeError::DuplicateKey(_))));
    }

    #[test]
    fn marks_follow_paths_as_far_as_the_value_goes() {
        let mut value = decode(b"\x81\xa1a\x92\x81\xa1b\x01\xd4\x00\x00", None).unwrap();
        let field = |name: &str| Step::Field(name.into());
        mark(&mut value, &[field("a"), Step::Index(0), field("b")]);
        assert_eq!(format!("{value:?}"), r#"{"a": [{"b": (sensitive)}, (known after apply)]}"#);
        mark(&mut value, &[field("a"), Step::Index(1), field("b")]);
        let items = value.get("a").unwrap().as_elements().unwrap();
        assert!(items[1].marks.sensitive && !items[0].marks.sensitive);
        mark(&mut value, &[field("a"), Step::Index(7)]);
        assert!(value.get("a").unwrap().marks.sensitive, "what cannot be told apart is hidden together");
    }
}
