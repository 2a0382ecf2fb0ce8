//! JSON as cty writes and reads it.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::value::RawValue;

use super::FunctionError;
use super::args::text;
use crate::model::{Kind, Value};

/// Nesting beyond this is refused.
const DEEPEST: usize = 256;

/// The text in double quotes. `<`, `>` and `&` are escaped, as Go's encoder does for HTML's sake.
pub(super) fn quote(s: &str) -> String {
    let mut out = String::with_capacity(s.len() + 2);
    write_string(s, &mut out);
    out
}

fn write_string(s: &str, out: &mut String) {
    out.push('"');
    for c in s.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if (c as u32) < 0x20 || matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}') => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Whether all of a value was written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    Whole,
    /// The text ends before the first unknown.
    Begun,
}

/// The JSON of a value, up to the first unknown in it. What has no JSON (resources) counts as unknown.
pub(super) fn encode(value: &Value) -> (String, Written) {
    let mut out = String::new();
    let written = write_value(value, &mut out);
    (out, written)
}

fn write_value(value: &Value, out: &mut String) -> Written {
    match &value.kind {
        Kind::Null(_) => out.push_str("null"),
        Kind::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Kind::Number(n) => {
            let _ = write!(out, "{n}");
        }
        Kind::String(s) => write_string(s, out),
        Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) => {
            out.push('[');
            // In which order an unknown element of a set will stand is not known.
            if matches!(value.kind, Kind::Set(..)) && !value.is_wholly_known() {
                return Written::Begun;
            }
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                if write_value(item, out) == Written::Begun {
                    return Written::Begun;
                }
            }
            out.push(']');
        }
        Kind::Map(_, entries) | Kind::Object(entries) => {
            out.push('{');
            for (i, (name, item)) in entries.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_string(name, out);
                out.push(':');
                if write_value(item, out) == Written::Begun {
                    return Written::Begun;
                }
            }
            out.push('}');
        }
        Kind::Partial(_) => {
            out.push('[');
            return Written::Begun;
        }
        Kind::Unknown(_) | Kind::Resource(_) => return Written::Begun,
    }
    Written::Whole
}

/// Reads a JSON document; numbers keep all their digits.
pub(super) fn decode(document: &str) -> Result<Value, FunctionError> {
    let raw: &RawValue = serde_json::from_str(document).map_err(|e| FunctionError::new(message(&e, document)))?;
    read(raw, 0)
}

fn message(error: &serde_json::Error, document: &str) -> String {
    if error.is_eof() {
        return if document.trim().is_empty() { "EOF".into() } else { "unexpected end of JSON input".into() };
    }
    let line = document.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    match line.as_bytes().get(error.column().saturating_sub(1)) {
        Some(b) if b.is_ascii_graphic() => format!("invalid character '{}' in JSON: {error}", char::from(*b)),
        _ => format!("invalid JSON: {error}"),
    }
}

fn read(raw: &RawValue, depth: usize) -> Result<Value, FunctionError> {
    let json = raw.get();
    let invalid = |e: serde_json::Error| FunctionError::new(message(&e, json));
    if depth > DEEPEST {
        return Err(FunctionError::new(format!("JSON is nested more than {DEEPEST} levels deep")));
    }
    match json.as_bytes().first() {
        Some(b'{') => {
            let entries: BTreeMap<String, &RawValue> = serde_json::from_str(json).map_err(invalid)?;
            let mut object = Vec::with_capacity(entries.len());
            for (name, raw) in entries {
                object.push((super::args::normalize(name), read(raw, depth + 1)?));
            }
            Ok(Value::object(object))
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(json).map_err(invalid)?;
            Ok(Value::tuple(items.into_iter().map(|raw| read(raw, depth + 1)).collect::<Result<_, _>>()?))
        }
        Some(b'"') => Ok(text(serde_json::from_str::<String>(json).map_err(invalid)?)),
        Some(b't') => Ok(true.into()),
        Some(b'f') => Ok(false.into()),
        Some(b'n') => Ok(Value::NULL),
        _ => match json.parse::<crate::model::Number>() {
            Ok(n) => Ok(n.into()),
            Err(_) => Err(FunctionError::new(format!("the number {json} is out of range"))),
        },
    }
}
