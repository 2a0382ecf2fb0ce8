//! Values as they come over the wire: MessagePack (`crate::model::msgpack`) read by schema.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::protocol::DynamicValue;
use super::types::Shape;
use crate::model::msgpack::{Head, Reader, number, refinement, text};
use crate::model::{Kind, Type, Unknown, Value, json};
use crate::text::Str;

/// Bytes that are no value of the schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a value of the provider cannot be read: {0}")]
pub struct ValueError(String);

/// Nesting that is followed.
const MAX_DEPTH: usize = 128;
/// Texts of more bytes are not copied where there is one like it already.
const LARGE: usize = 4096;

impl From<json::DecodeError> for ValueError {
    fn from(problem: json::DecodeError) -> Self {
        ValueError(match problem {
            json::DecodeError::Damaged(what) => what,
            other => other.to_string(),
        })
    }
}

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
        let mut values = Values { bytes: Reader::new(&value.msgpack), depth: 0, known: known.as_entries() };
        let out = values.shaped(shape)?;
        return match values.bytes.left() == 0 {
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

struct Values<'a> {
    bytes: Reader<'a>,
    depth: usize,
    /// Attributes of a value that this one may repeat.
    known: Option<&'a BTreeMap<Str, Value>>,
}

impl<'a> Values<'a> {
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
            Shape::List(inner) | Shape::Set(inner) => match r.bytes.head()? {
                Head::Array(n) => Ok(Value::tuple(r.many(n, |r| r.shaped(inner))?)),
                other => absent(other, Type::Dynamic),
            },
            Shape::Map(inner) => match r.bytes.head()? {
                Head::Map(n) => {
                    let entries = r.entries(n, |r| r.shaped(inner))?;
                    Ok(Kind::Map(Type::Dynamic, Arc::new(entries)).into())
                }
                other => absent(other, Type::Dynamic),
            },
        })
    }

    fn object(&mut self, fields: &BTreeMap<Str, super::types::Field>) -> Result<Value> {
        let n = match self.bytes.head()? {
            Head::Map(n) => n,
            other => return absent(other, Type::Dynamic),
        };
        // Names are those of the schema, and come in their order: a map is made of them at once.
        let mut entries: Vec<(Str, Value)> = Vec::with_capacity(n.min(fields.len()));
        let known = self.known.take().filter(|k| k.values().any(is_large));
        for _ in 0..n {
            let name = self.bytes.key()?;
            let Some((name, field)) = fields.get_key_value(name) else {
                return wrong(format!("{name:?} is not in the schema"));
            };
            if let Some(same) = known.and_then(|k| k.get(name)).filter(|v| self.repeats(v)) {
                entries.push((name.clone(), same.clone()));
                continue;
            }
            let mut value = self.shaped(&field.shape)?;
            value.marks.sensitive |= field.sensitive;
            entries.push((name.clone(), value));
        }
        Ok(Kind::Object(Arc::new(entries.into_iter().collect())).into())
    }

    /// Reads past a large text if it is this one.
    fn repeats(&mut self, known: &Value) -> bool {
        let Some(text) = known.as_str().filter(|_| is_large(known)) else { return false };
        let mut ahead = self.bytes.clone();
        let same = matches!(ahead.head(), Ok(Head::Text(t)) if t == text.as_bytes());
        if same {
            self.bytes = ahead;
        }
        same
    }

    fn typed(&mut self, ty: &Type) -> Result<Value> {
        if matches!(ty, Type::Dynamic) {
            return self.dynamic();
        }
        let head = self.bytes.head()?;
        self.deeper(|r| r.of_type(head, ty))
    }

    fn of_type(&mut self, head: Head<'a>, ty: &Type) -> Result<Value> {
        Ok(match (head, ty) {
            (Head::Bool(b), Type::Bool) => b.into(),
            (head @ (Head::Integer(_) | Head::Float(_) | Head::Text(_)), Type::Number) => number(&head)?.into(),
            (Head::Text(t), Type::String) => text(t)?.into(),
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
                    let name = self.bytes.key()?;
                    let Some((name, ty)) = object.attributes.get_key_value(name) else {
                        return wrong(format!("{name:?} is not in its type"));
                    };
                    entries.insert(name.clone(), self.typed(ty)?);
                }
                Kind::Object(Arc::new(entries)).into()
            }
            (other, ty) => return absent(other, ty.clone()),
        })
    }

    fn dynamic(&mut self) -> Result<Value> {
        match self.bytes.head()? {
            Head::Array(2) => {
                let json = match self.bytes.head()? {
                    Head::Binary(json) => json,
                    Head::Text(json) => json,
                    _ => return wrong("a value of no declared type does not tell its type"),
                };
                let json = serde_json::from_slice(json).map_err(|e| ValueError(e.to_string()))?;
                let ty = Type::from_json(&json, self.depth).map_err(ValueError)?;
                self.deeper(|r| r.typed(&ty))
            }
            other => absent(other, Type::Dynamic),
        }
    }

    fn many(&mut self, count: usize, mut read: impl FnMut(&mut Self) -> Result<Value>) -> Result<Vec<Value>> {
        // Every element takes a byte at least: a length that lies costs no memory.
        let mut out = Vec::with_capacity(count.min(self.bytes.left()));
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
            let name = self.bytes.key()?;
            out.insert(name.into(), read(self)?);
        }
        Ok(out)
    }
}

fn is_large(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.len() > LARGE)
}

/// Null and unknown stand for values of every type; nothing else does.
fn absent(head: Head<'_>, ty: Type) -> Result<Value> {
    match head {
        Head::Nil => Ok(Kind::Null(ty).into()),
        Head::Extension(code, payload) => {
            let refinement = refinement(code, payload)?;
            Ok(Kind::Unknown(Arc::new(Unknown { ty, refinement, ..Unknown::default() })).into())
        }
        _ => wrong(format!("it is not of type {ty}")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::types::Field;
    use super::*;
    use crate::model::Number;
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
