//! Functions that encode and decode.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::args::{mark, quoted, refine, refinement, shown, text, unknown_until};
use super::spec::{Call, Outcome, Param, Spec, Ty, any, param, spec, string};
use super::{FunctionError, json, yaml};
use crate::model::{Kind, Type, Value};
use crate::text::Str;

const STR: Param = param("str", Ty::String);

pub(super) static SPECS: &[Spec] = &[
    spec("base64encode", &[STR], string, |c| Ok(text(STANDARD.encode(c.str(0))))),
    spec("base64decode", &[STR.marked()], string, base64decode),
    spec("base64gzip", &[STR], string, base64gzip),
    spec("base64gunzip", &[STR.marked()], string, base64gunzip),
    spec("textencodebase64", &[param("string", Ty::String), param("encoding", Ty::String)], string, textencode),
    spec("textdecodebase64", &[param("source", Ty::String), param("encoding", Ty::String)], string, textdecode),
    spec("urlencode", &[STR], string, |c| Ok(text(url_encode(c.str(0))))),
    spec("urldecode", &[STR], string, |c| url_decode(c.str(0)).map(text)),
    spec("jsonencode", &[param("val", Ty::Any).everything()], string, jsonencode).partial(),
    spec("jsondecode", &[STR.unknown()], jsondecode_type, jsondecode).may_be_null(),
    spec("yamlencode", &[param("value", Ty::Any).everything()], string, yamlencode),
    spec("yamldecode", &[param("src", Ty::String)], any, |c| yaml::decode(c.str(0))).may_be_null(),
    spec("csvdecode", &[STR], any, |c| csv(c.str(0))),
];

/// Decoded output is refused beyond this, so that a small input cannot fill the memory.
const MOST_BYTES: u64 = 64 << 20;

fn base64_bytes(c: &Call) -> Result<Vec<u8>, FunctionError> {
    // Go ignores line ends inside the data.
    let data: String = c.str(0).chars().filter(|ch| !matches!(ch, '\r' | '\n')).collect();
    STANDARD
        .decode(data)
        .map_err(|_| FunctionError::new(format!("failed to decode base64 data {}", shown(c.str(0), &c.args[0].marks))))
}

fn base64decode(c: &Call) -> Outcome {
    match String::from_utf8(base64_bytes(c)?) {
        Ok(s) => Ok(mark(text(s), &c.args[0].marks)),
        Err(_) => Err(FunctionError::new("the result of decoding the provided string is not valid UTF-8")),
    }
}

/// Which of the many valid compressions comes out is a matter of Go's library, which promises nothing and changed it
/// before: the same Terraform built with another Go gives other bytes. A guess that is wrong once is worse than none,
/// and no rule reads compressed text: the result is unknown except for the header, which is always the same.
#[allow(clippy::unnecessary_wraps, reason = "must fit Spec::run")]
fn base64gzip(_: &Call) -> Outcome {
    Ok(refine(unknown_until(Type::String, "base64gzip(...)"), |r| r.prefix = Some("H4sIAAAAAAAA/".into())))
}

fn base64gunzip(c: &Call) -> Outcome {
    let bytes = base64_bytes(c)?;
    let mut out = Vec::new();
    flate2::read::MultiGzDecoder::new(&*bytes)
        .take(MOST_BYTES + 1)
        .read_to_end(&mut out)
        .map_err(|e| FunctionError::new(format!("failed to gunzip bytestream: {e}")))?;
    if out.len() as u64 > MOST_BYTES {
        return Err(FunctionError::new("more than 64 MiB of decompressed data are refused"));
    }
    // Terraform's strings are Unicode; bytes that are not become replacement characters.
    Ok(mark(text(String::from_utf8_lossy(&out)), &c.args[0].marks))
}

/// Encodings that the text functions know here. Others of the IANA registry give an unknown.
enum Charset {
    Utf8,
    Utf16 { big: bool, mark: bool },
    Latin1,
}

fn charset(name: &str) -> Option<(Charset, &'static str)> {
    match name.to_ascii_uppercase().as_str() {
        "UTF-8" | "UTF8" => Some((Charset::Utf8, "UTF-8")),
        "UTF-16" => Some((Charset::Utf16 { big: true, mark: true }, "UTF-16")),
        "UTF-16LE" => Some((Charset::Utf16 { big: false, mark: false }, "UTF-16LE")),
        "UTF-16BE" => Some((Charset::Utf16 { big: true, mark: false }, "UTF-16BE")),
        "ISO-8859-1" | "ISO_8859-1:1987" | "LATIN1" | "ISO_8859-1" | "L1" => Some((Charset::Latin1, "ISO_8859-1:1987")),
        _ => None,
    }
}

/// Whether the name may be one of an encoding that Terraform supports and this program does not.
fn may_be_charset(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let families =
        ["ISO", "IBM", "CP", "WINDOWS", "MACINTOSH", "KOI8", "EUC", "SHIFT", "GB", "BIG5", "HZ", "CS", "LATIN", "L"];
    families.iter().any(|f| upper.starts_with(f))
}

fn no_charset(c: &Call) -> Outcome {
    let name = c.str(1);
    if may_be_charset(name) {
        return Ok(unknown_until(Type::String, &format!("the text encoding {name}")));
    }
    let message = format!("{} is not a supported IANA encoding name or alias in this Terraform version", quoted(name));
    Err(FunctionError::at(1, message))
}

fn textencode(c: &Call) -> Outcome {
    let Some((charset, name)) = charset(c.str(1)) else { return no_charset(c) };
    let s = c.str(0);
    let bytes = match charset {
        Charset::Utf8 => s.as_bytes().to_vec(),
        Charset::Utf16 { big, mark } => {
            let units = mark.then_some(0xfeff).into_iter().chain(s.encode_utf16());
            units.flat_map(|u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
        }
        Charset::Latin1 => s.chars().map(|ch| u8::try_from(ch as u32)).collect::<Result<_, _>>().map_err(|_| {
            FunctionError::at(0, format!("the given string contains characters that cannot be represented in {name}"))
        })?,
    };
    Ok(text(STANDARD.encode(bytes)))
}

fn textdecode(c: &Call) -> Outcome {
    let Some((charset, name)) = charset(c.str(1)) else { return no_charset(c) };
    let data: String = c.str(0).chars().filter(|ch| !matches!(ch, '\r' | '\n')).collect();
    let bytes = STANDARD.decode(&data).map_err(|_| {
        let valid = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
        let at = data.bytes().position(|b| !valid(b)).unwrap_or(data.len());
        FunctionError::at(0, format!("the given value is has an invalid base64 symbol at offset {at}"))
    })?;
    let undefined =
        || FunctionError::at(0, format!("the given string contains symbols that are not defined for {name}"));
    let decoded = match charset {
        Charset::Utf8 => String::from_utf8(bytes).map_err(|_| undefined())?,
        Charset::Latin1 => bytes.into_iter().map(char::from).collect(),
        Charset::Utf16 { big, mark } => {
            let (pairs, rest) = bytes.as_chunks::<2>();
            if !rest.is_empty() {
                return Err(undefined());
            }
            let mut big = big;
            let mut units = Vec::new();
            for (i, pair) in pairs.iter().enumerate() {
                let unit = if big { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) };
                match unit {
                    0xfeff if mark && i == 0 => {}
                    0xfffe if mark && i == 0 => big = !big,
                    unit => units.push(unit),
                }
            }
            String::from_utf16(&units).map_err(|_| undefined())?
        }
    };
    if decoded.contains('\u{fffd}') { Err(undefined()) } else { Ok(text(decoded)) }
}

/// As Go's `url.QueryEscape`.
fn url_encode(s: &str) -> String {
    let mut out = String::new();
    for b in s.bytes() {
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(b)),
            b' ' => out.push('+'),
            b => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}

/// As Go's `url.QueryUnescape`.
fn url_decode(s: &str) -> Result<String, FunctionError> {
    let bytes = s.as_bytes();
    let mut out = Vec::new();
    let mut i = 0;
    while let Some(&b) = bytes.get(i) {
        i += 1;
        match b {
            b'+' => out.push(b' '),
            b'%' => {
                let digits = s.get(i..i + 2).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
                let Some(byte) = digits.and_then(|d| u8::from_str_radix(d, 16).ok()) else {
                    let escape = String::from_utf8_lossy(&bytes[i - 1..bytes.len().min(i + 2)]).into_owned();
                    let message = format!("failed to decode URL '': invalid URL escape {}", quoted(&escape));
                    return Err(FunctionError::new(message));
                };
                out.push(byte);
                i += 2;
            }
            b => out.push(b),
        }
    }
    Ok(String::from_utf8_lossy(&out).into_owned())
}

fn jsonencode(c: &Call) -> Outcome {
    let value = &c.args[0];
    let (json, written) = json::encode(value);
    if written == json::Written::Whole {
        return Ok(text(json));
    }
    let begun = match &value.kind {
        // What the value may be is enough for the first character, if it is not null.
        Kind::Unknown(u) if u.refinement.not_null => match &u.ty {
            Type::String => "\"",
            Type::Object(_) | Type::Map(_) => "{",
            Type::Tuple(_) | Type::List(_) | Type::Set(_) => "[",
            _ => "",
        },
        Kind::Unknown(_) => "",
        // Terraform says of what holds an unknown only whether it is an array or an object.
        _ if !c.is_kleene() => &json[..json.len().min(1)],
        _ => &json,
    };
    if begun.is_empty() {
        return Ok(c.unknown());
    }
    Ok(refine(c.unknown(), |r| r.prefix = Some(Str::from(begun))))
}

fn jsondecode_type(args: &[Value]) -> Result<Type, FunctionError> {
    let prefix = refinement(&args[0]).and_then(|r| r.prefix.as_deref()).unwrap_or_default().trim();
    match prefix.chars().next() {
        Some('"') => Ok(Type::String),
        Some('t' | 'f') => Ok(Type::Bool),
        Some('-' | '0'..='9' | '.') => Ok(Type::Number),
        None | Some('{' | '[' | 'n') => Ok(Type::Dynamic),
        Some(c) => Err(FunctionError::at(0, format!("a JSON document cannot begin with the character '{c}'"))),
    }
}

fn jsondecode(c: &Call) -> Outcome {
    match c.args[0].as_str() {
        Some(document) => json::decode(document),
        None => Ok(c.unknown()),
    }
}

fn yamlencode(c: &Call) -> Outcome {
    if c.args[0].is_wholly_known() { yaml::encode(&c.args[0]).map(text) } else { Ok(c.unknown()) }
}

fn csv(document: &str) -> Outcome {
    let mut records = CsvReader { rest: document, line: 0 };
    let Some(header) = records.next()? else {
        return Err(FunctionError::new("missing header line"));
    };
    for (i, name) in header.iter().enumerate() {
        if header[..i].contains(name) {
            return Err(FunctionError::new(format!("duplicate column name {}", quoted(name))));
        }
    }
    let mut rows = Vec::new();
    while let Some(record) = records.next()? {
        if record.len() != header.len() {
            return Err(FunctionError::new(format!(
                "CSV parse error on line {}: wrong number of fields",
                records.line
            )));
        }
        rows.push(Value::object(header.iter().map(String::as_str).zip(record.into_iter().map(text))));
    }
    let row = header.iter().map(|name| (Str::from(name.as_str()), Type::String)).collect();
    Ok(Value::list(Type::object(row), rows))
}

/// Comma-separated values by the rules of Go's `encoding/csv`: strict about quotes, blank lines skipped.
struct CsvReader<'a> {
    rest: &'a str,
    line: usize,
}

impl CsvReader<'_> {
    fn fault(&self, what: &str) -> FunctionError {
        FunctionError::new(format!("CSV parse error on line {}: {what}", self.line))
    }

    /// The next line with its end made `\n`.
    fn line(&mut self) -> Option<String> {
        if self.rest.is_empty() {
            return None;
        }
        self.line += 1;
        let end = self.rest.find('\n').map_or(self.rest.len(), |i| i + 1);
        let (line, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(match line.strip_suffix("\r\n") {
            Some(line) => format!("{line}\n"),
            None if rest.is_empty() => line.strip_suffix('\r').unwrap_or(line).to_owned(),
            None => line.to_owned(),
        })
    }

    fn next(&mut self) -> Result<Option<Vec<String>>, FunctionError> {
        let mut line = loop {
            match self.line() {
                None => return Ok(None),
                Some(line) if line == "\n" || line.is_empty() => {}
                Some(line) => break line,
            }
        };
        let mut record = Vec::new();
        loop {
            if !line.starts_with('"') {
                let end = line.find(',').unwrap_or(line.len());
                let field = line[..end].trim_end_matches('\n');
                if field.contains('"') {
                    return Err(self.fault("bare \" in non-quoted-field"));
                }
                record.push(field.to_owned());
                if end == line.len() {
                    return Ok(Some(record));
                }
                line.drain(..=end);
                continue;
            }
            line.remove(0);
            let mut field = String::new();
            loop {
                let Some(quote) = line.find('"') else {
                    field.push_str(&line);
                    match self.line() {
                        Some(more) => line = more,
                        None => return Err(self.fault("extraneous or missing \" in quoted-field")),
                    }
                    continue;
                };
                field.push_str(&line[..quote]);
                line.drain(..=quote);
                match line.chars().next() {
                    Some('"') => {
                        field.push('"');
                        line.remove(0);
                    }
                    Some(',') => {
                        record.push(field);
                        line.remove(0);
                        break;
                    }
                    None | Some('\n') => {
                        record.push(field);
                        return Ok(Some(record));
                    }
                    Some(_) => return Err(self.fault("extraneous or missing \" in quoted-field")),
                }
            }
        }
    }
}
