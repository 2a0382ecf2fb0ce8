//! Values as they come over the wire: MessagePack by schema, with cty's extensions for unknowns.
//!
//! Source: `cty/msgpack` of zclconf/go-cty (extension 0: unknown, 12: unknown with refinements; a number
//! that no machine type holds is its decimal text; a value of no declared type is `[type as JSON, value]`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::protocol::DynamicValue;
use super::types::{Shape, type_of};
use crate::model::{Kind, Number, Refinement, Type, Unknown, Value, json};
use crate::text::Str;

/// Bytes that are no value of the schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a value of the provider cannot be read: {0}")]
pub struct ValueError(String);

/// Nesting that is followed.
const MAX_DEPTH: usize = 128;
/// Texts of more bytes are not copied where there is one like it already.
const LARGE: usize = 4096;
/// Extension type of unknowns with refinements.
const REFINED: i8 = 12;

type Result<T> = std::result::Result<T, ValueError>;

fn wrong<T>(what: impl Into<String>) -> Result<T> {
    Err(ValueError(what.into()))
}

/// Decodes a value of a shape. What the message leaves out is null.
///
/// # Errors
/// [`ValueError`] if it does not follow the schema.
pub fn decode(value: Option<&DynamicValue>, shape: &Shape) -> Result<Value> {
    decode_like(value, shape, &Value::NULL)
}

/// As [`decode`]; attributes that are large texts and equal to those of a known value are that value's own, so that
/// there is one copy of them.
///
/// # Errors
/// [`ValueError`] if it does not follow the schema.
pub fn decode_like(value: Option<&DynamicValue>, shape: &Shape, known: &Value) -> Result<Value> {
    let Some(value) = value else { return Ok(Value::NULL) };
    if !value.msgpack.is_empty() {
        let mut reader = Reader { bytes: &value.msgpack, depth: 0, known: known.as_entries() };
        let out = reader.shaped(shape)?;
        return match reader.bytes.is_empty() {
            true => Ok(out),
            false => wrong("something follows it"),
        };
    }
    if value.json.is_empty() {
        return Ok(Value::NULL);
    }
    let text = std::str::from_utf8(&value.json).map_err(|e| ValueError(e.to_string()))?;
    serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|e| ValueError(e.to_string()))?;
    json::decode(text, "", "").map_err(|e| ValueError(e.to_string()))
}

struct Reader<'a> {
    bytes: &'a [u8],
    depth: usize,
    /// Attributes of a value that this one may repeat.
    known: Option<&'a BTreeMap<Str, Value>>,
}

/// What stands at the head of a value.
enum Head<'a> {
    Nil,
    Bool(bool),
    Number(Number),
    Text(&'a str),
    Binary(&'a [u8]),
    Array(usize),
    Map(usize),
    Extension(i8, &'a [u8]),
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        if count > self.bytes.len() {
            return wrong("it ends too early");
        }
        let (head, rest) = self.bytes.split_at(count);
        self.bytes = rest;
        Ok(head)
    }

    fn uint(&mut self, width: usize) -> Result<u64> {
        Ok(self.take(width)?.iter().fold(0, |n, b| n << 8 | u64::from(*b)))
    }

    fn int(&mut self, width: usize) -> Result<i64> {
        let bits = 64 - 8 * width as u32;
        Ok(((self.uint(width)? << bits) as i64) >> bits)
    }

    fn text(&mut self, length: usize) -> Result<&'a str> {
        std::str::from_utf8(self.take(length)?).map_err(|e| ValueError(e.to_string()))
    }

    fn extension(&mut self, length: usize) -> Result<Head<'a>> {
        let kind = self.take(1)?[0] as i8;
        Ok(Head::Extension(kind, self.take(length)?))
    }

    fn head(&mut self) -> Result<Head<'a>> {
        let first = self.take(1)?[0];
        let small = usize::from(first & 0x0f);
        Ok(match first {
            0x00..=0x7f => Head::Number(Number::from(i64::from(first))),
            0x80..=0x8f => Head::Map(small),
            0x90..=0x9f => Head::Array(small),
            0xa0..=0xbf => Head::Text(self.text(usize::from(first & 0x1f))?),
            0xc0 => Head::Nil,
            0xc2 | 0xc3 => Head::Bool(first == 0xc3),
            0xc4..=0xc6 => {
                let length = self.uint(1 << (first - 0xc4))? as usize;
                Head::Binary(self.take(length)?)
            }
            0xc7..=0xc9 => {
                let length = self.uint(1 << (first - 0xc7))? as usize;
                self.extension(length)?
            }
            0xca => {
                let bits = self.uint(4)? as u32;
                Head::Number(float(f64::from(f32::from_bits(bits)))?)
            }
            0xcb => Head::Number(float(f64::from_bits(self.uint(8)?))?),
            0xcc..=0xcf => {
                let n = self.uint(1 << (first - 0xcc))?;
                Head::Number(match i64::try_from(n) {
                    Ok(n) => Number::from(n),
                    Err(_) => number(&n.to_string())?,
                })
            }
            0xd0..=0xd3 => Head::Number(Number::from(self.int(1 << (first - 0xd0))?)),
            0xd4..=0xd8 => self.extension(1 << (first - 0xd4))?,
            0xd9..=0xdb => {
                let length = self.uint(1 << (first - 0xd9))? as usize;
                Head::Text(self.text(length)?)
            }
            0xdc | 0xdd => Head::Array(self.uint(2 << (first - 0xdc))? as usize),
            0xde | 0xdf => Head::Map(self.uint(2 << (first - 0xde))? as usize),
            0xe0..=0xff => Head::Number(Number::from(i64::from(first as i8))),
            0xc1 => return wrong("it is not MessagePack"),
        })
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= MAX_DEPTH {
            return wrong("it is nested too deeply");
        }
        self.depth += 1;
        let out = read(self);
        self.depth -= 1;
        out
    }

    fn shaped(&mut self, shape: &Shape) -> Result<Value> {
        self.deeper(|r| match shape {
            Shape::Plain(ty) => r.typed(ty),
            Shape::Object(fields) => r.object(fields),
            // The same kinds as in plan JSON and in evaluated sources: rules meet one form of blocks.
            Shape::List(inner) | Shape::Set(inner) => match r.head()? {
                Head::Array(n) => Ok(Value::tuple(r.many(n, |r| r.shaped(inner))?)),
                other => absent(other, Type::Dynamic),
            },
            Shape::Map(inner) => match r.head()? {
                Head::Map(n) => {
                    let entries = r.entries(n, |r| r.shaped(inner))?;
                    Ok(Kind::Map(Type::Dynamic, Arc::new(entries)).into())
                }
                other => absent(other, Type::Dynamic),
            },
        })
    }

    fn object(&mut self, fields: &BTreeMap<Str, super::types::Field>) -> Result<Value> {
        let n = match self.head()? {
            Head::Map(n) => n,
            other => return absent(other, Type::Dynamic),
        };
        let mut entries = BTreeMap::new();
        let known = self.known.take();
        for _ in 0..n {
            let name = self.key()?;
            if let Some(same) = known.and_then(|k| k.get(name)).filter(|v| self.repeats(v)) {
                entries.insert(name.into(), same.clone());
                continue;
            }
            let Some(field) = fields.get(name) else { return wrong(format!("{name:?} is not in the schema")) };
            let mut value = self.shaped(&field.shape)?;
            value.marks.sensitive |= field.sensitive;
            entries.insert(name.into(), value);
        }
        Ok(Kind::Object(Arc::new(entries)).into())
    }

    /// Reads past a large text if it is this one.
    fn repeats(&mut self, known: &Value) -> bool {
        let Some(text) = known.as_str().filter(|t| t.len() > LARGE) else { return false };
        let begin = self.bytes;
        let same = matches!(self.head(), Ok(Head::Text(t)) if t == text);
        if !same {
            self.bytes = begin;
        }
        same
    }

    fn typed(&mut self, ty: &Type) -> Result<Value> {
        if matches!(ty, Type::Dynamic) {
            return self.dynamic();
        }
        let head = self.head()?;
        self.deeper(|r| r.of_type(head, ty))
    }

    fn of_type(&mut self, head: Head<'a>, ty: &Type) -> Result<Value> {
        Ok(match (head, ty) {
            (Head::Bool(b), Type::Bool) => b.into(),
            (Head::Number(n), Type::Number) => n.into(),
            (Head::Text(t), Type::Number) => number(t)?.into(),
            (Head::Text(t), Type::String) => t.into(),
            (Head::Array(n), Type::List(elem)) => Value::list((**elem).clone(), self.many(n, |r| r.typed(elem))?),
            (Head::Array(n), Type::Set(elem)) => Value::set((**elem).clone(), self.many(n, |r| r.typed(elem))?),
            (Head::Array(n), Type::Tuple(types)) if n == types.len() => {
                Value::tuple(types.iter().map(|t| self.typed(t)).collect::<Result<_>>()?)
            }
            (Head::Map(n), Type::Map(elem)) => {
                Kind::Map((**elem).clone(), Arc::new(self.entries(n, |r| r.typed(elem))?)).into()
            }
            (Head::Map(n), Type::Object(object)) => {
                let mut entries = BTreeMap::new();
                for _ in 0..n {
                    let name = self.key()?;
                    let Some(ty) = object.attributes.get(name) else {
                        return wrong(format!("{name:?} is not in its type"));
                    };
                    entries.insert(name.into(), self.typed(ty)?);
                }
                Kind::Object(Arc::new(entries)).into()
            }
            (other, ty) => return absent(other, ty.clone()),
        })
    }

    fn dynamic(&mut self) -> Result<Value> {
        match self.head()? {
            Head::Array(2) => {
                let json = match self.head()? {
                    Head::Binary(json) => json,
                    Head::Text(json) => json.as_bytes(),
                    _ => return wrong("a value of no declared type does not tell its type"),
                };
                let json = serde_json::from_slice(json).map_err(|e| ValueError(e.to_string()))?;
                let ty = type_of(&json, self.depth).map_err(ValueError)?;
                self.deeper(|r| r.typed(&ty))
            }
            other => absent(other, Type::Dynamic),
        }
    }

    fn key(&mut self) -> Result<&'a str> {
        match self.head()? {
            Head::Text(name) => Ok(name),
            _ => wrong("a key is no text"),
        }
    }

    fn many(&mut self, count: usize, mut read: impl FnMut(&mut Self) -> Result<Value>) -> Result<Vec<Value>> {
        // Every element takes a byte at least: a length that lies costs no memory.
        let mut out = Vec::with_capacity(count.min(self.bytes.len()));
        for _ in 0..count {
            out.push(read(self)?);
        }
        Ok(out)
    }

    fn entries(
        &mut self,
        count: usize,
        mut read: impl FnMut(&mut Self) -> Result<Value>,
    ) -> Result<BTreeMap<Str, Value>> {
        let mut out = BTreeMap::new();
        for _ in 0..count {
            let name = self.key()?;
            out.insert(name.into(), read(self)?);
        }
        Ok(out)
    }
}

/// Null and unknown stand for values of every type; nothing else does.
fn absent(head: Head<'_>, ty: Type) -> Result<Value> {
    match head {
        Head::Nil => Ok(Kind::Null(ty).into()),
        Head::Extension(REFINED, payload) => {
            let refinement = refinement(payload)?;
            Ok(Kind::Unknown(Arc::new(Unknown { ty, refinement, ..Unknown::default() })).into())
        }
        // cty itself reads every other extension as unknown.
        Head::Extension(..) => Ok(Value::unknown_of(ty)),
        _ => wrong(format!("it is not of type {ty}")),
    }
}

/// Keys: 1 nullness, 2 prefix, 3 and 4 limits with whether they are reached, 5 and 6 limits of the length.
fn refinement(payload: &[u8]) -> Result<Refinement> {
    let mut reader = Reader { bytes: payload, depth: 0, known: None };
    let mut out = Refinement::default();
    let Head::Map(count) = reader.head()? else { return wrong("the refinement of an unknown is no map") };
    for _ in 0..count {
        let Head::Number(key) = reader.head()? else { return wrong("a refinement has no number") };
        match (key.to_string().as_str(), reader.head()?) {
            ("1", Head::Bool(null)) => out.not_null = !null,
            ("2", Head::Text(prefix)) => out.prefix = Some(prefix.into()),
            (limit @ ("3" | "4"), Head::Array(2)) => {
                let bound = match reader.head()? {
                    Head::Number(n) => n,
                    Head::Text(t) => number(t)?,
                    _ => return wrong("a limit is no number"),
                };
                reader.head()?;
                *(if limit == "3" { &mut out.min } else { &mut out.max }) = Some(bound);
            }
            ("5", Head::Number(n)) => out.min_length = n.to_string().parse().ok(),
            ("6", Head::Number(n)) => out.max_length = n.to_string().parse().ok(),
            // Refinements of the future: knowing less is always right.
            (_, Head::Array(_) | Head::Map(_)) => return Ok(out),
            _ => {}
        }
    }
    Ok(out)
}

fn number(text: &str) -> Result<Number> {
    text.parse().map_err(|_| ValueError(format!("{text:?} is no number")))
}

fn float(f: f64) -> Result<Number> {
    match Number::from_f64(f) {
        Some(n) => Ok(n),
        None => wrong("a number is infinite"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::types::Field;
    use super::*;
    use bytes::Bytes;

    fn plain(ty: Type, bytes: &[u8]) -> Result<Value> {
        let value = DynamicValue { msgpack: Bytes::copy_from_slice(bytes), json: Bytes::new() };
        decode(Some(&value), &Shape::Plain(ty))
    }

    #[test]
    fn primitives() {
        assert_eq!(plain(Type::Bool, &[0xc3]).unwrap(), true.into());
        assert_eq!(plain(Type::String, b"\xa2hi").unwrap(), "hi".into());
        assert_eq!(plain(Type::Number, &[0xff]).unwrap(), (-1).into());
        assert_eq!(plain(Type::Number, &[0xd1, 0xff, 0x00]).unwrap(), (-256).into());
        assert_eq!(plain(Type::Number, &[0xcd, 0x01, 0x00]).unwrap(), 256.into());
        let big = plain(Type::Number, b"\xb618446744073709551617.5").unwrap();
        assert_eq!(big.as_number().unwrap().to_string(), "18446744073709551617.5");
        let max = plain(Type::Number, &[0xcf, 255, 255, 255, 255, 255, 255, 255, 255]).unwrap();
        assert_eq!(max.as_number().unwrap().to_string(), "18446744073709551615");
        let half = plain(Type::Number, &[0xcb, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0]).unwrap();
        assert_eq!(half.as_number().unwrap().to_string(), "0.5");
        assert!(plain(Type::String, &[0xc0]).unwrap().is_null());
    }

    #[test]
    fn unknowns_keep_their_refinements() {
        assert!(plain(Type::String, &[0xd4, 0, 0]).unwrap().is_unknown());
        let Kind::Unknown(u) = plain(Type::String, b"\xc7\x08\x0c\x82\x01\xc2\x02\xa3pre").unwrap().kind else {
            panic!("not unknown")
        };
        assert!(u.refinement.not_null);
        assert_eq!(u.refinement.prefix.as_deref(), Some("pre"));
        let Kind::Unknown(u) = plain(Type::Number, &[0xc7, 5, 12, 0x81, 3, 0x92, 7, 0xc3]).unwrap().kind else {
            panic!("not unknown")
        };
        assert_eq!(u.refinement.min, Some(Number::from(7)));
    }

    #[test]
    fn objects_are_marked_by_the_schema() {
        let fields = BTreeMap::from([
            ("name".into(), Field { shape: Shape::Plain(Type::String), sensitive: false }),
            ("pw".into(), Field { shape: Shape::Plain(Type::String), sensitive: true }),
            (
                "rule".into(),
                Field {
                    shape: Shape::Set(Box::new(Shape::Object(Arc::new(BTreeMap::from([(
                        "port".into(),
                        Field { shape: Shape::Plain(Type::Number), sensitive: false },
                    )]))))),
                    sensitive: false,
                },
            ),
        ]);
        let bytes = b"\x83\xa4name\xa1n\xa2pw\xa1s\xa4rule\x92\x81\xa4port\x16\x81\xa4port\xd4\x00\x00";
        let value = DynamicValue { msgpack: Bytes::from_static(bytes), json: Bytes::new() };
        let value = decode(Some(&value), &Shape::Object(Arc::new(fields))).unwrap();
        let shown = r#"{"name": "n", "pw": (sensitive), "rule": [{"port": 22}, {"port": (known after apply)}]}"#;
        assert_eq!(format!("{value:?}"), shown);
    }

    #[test]
    fn values_of_no_declared_type_bring_it() {
        let value = plain(Type::Dynamic, b"\x92\xc4\x11[\"list\",\"string\"]\x91\xa1a").unwrap();
        assert_eq!(value, Value::list(Type::String, vec!["a".into()]));
        assert!(plain(Type::Dynamic, &[0xc0]).unwrap().is_null());
        assert!(plain(Type::Dynamic, &[0xd4, 0, 0]).unwrap().is_unknown());
    }

    #[test]
    fn what_does_not_follow_the_schema_is_refused() {
        let nested = [0x91; 4000];
        let cases: [(Type, &[u8]); 7] = [
            (Type::String, &[0x01]),
            (Type::Bool, b"\xa1x"),
            (Type::list(Type::String), &[0xdd, 0xff, 0xff, 0xff, 0xff]),
            (Type::String, &[0xa5, b'x']),
            (Type::String, &[0xa1, b'x', 0xc0]),
            (Type::String, &[0xc1]),
            (Type::Dynamic, &nested),
        ];
        for (ty, bytes) in cases {
            assert!(plain(ty.clone(), bytes).is_err(), "{ty}");
        }
    }
}
