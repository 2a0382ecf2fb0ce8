//! JSON with spans, as a tree that keeps order and duplicates. Terraform's JSON syntax
//! gives meaning to both, and `serde_json` would lose them and the positions.

use super::parser::{MAX_NESTING, Origin};
use crate::model::Number;
use crate::text::{Diagnostic, FileId, Span, Str};

/// A JSON value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonNode {
    /// What it is.
    pub kind: JsonKind,
    /// Where it stands, with its quotes or brackets.
    pub span: Span,
}

/// The forms of JSON values.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonKind {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(JsonString),
    /// `[...]`
    Array(Vec<JsonNode>),
    /// `{...}`: members in the order of the source, with duplicates.
    Object(Vec<JsonMember>),
    /// Not readable; a diagnostic says why.
    Error,
}

/// One `"name": value`.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonMember {
    /// The name.
    pub name: JsonString,
    /// The value.
    pub value: JsonNode,
}

/// A string with its escapes resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonString {
    /// The text.
    pub text: Str,
    /// Where it stands, with its quotes.
    pub span: Span,
    /// For each escape: offset in the text after it, offset in the file after it.
    escapes: Vec<(usize, usize)>,
}

impl JsonString {
    /// How offsets in the text become offsets in the file.
    pub(super) fn origin(&self) -> Origin {
        let base = self.span.start as usize + 1;
        if self.escapes.is_empty() {
            return Origin::Offset(base);
        }
        let mut pairs = Vec::with_capacity(self.escapes.len() + 1);
        pairs.push((0, base));
        pairs.extend_from_slice(&self.escapes);
        Origin::Map(pairs)
    }
}

/// Reads JSON text. Every problem is a diagnostic; what is not readable is [`JsonKind::Error`].
/// As strict as RFC 8259, apart from a byte order mark; nesting as deep as [`MAX_NESTING`].
pub fn parse_json(file: FileId, text: &str) -> (JsonNode, Vec<Diagnostic>) {
    if u32::try_from(text.len()).is_err() {
        let span = Span::new(file, 0, 0);
        let told = Diagnostic::error(span, "File too large", "Source files of 4 GiB and more cannot be read.");
        return (JsonNode { kind: JsonKind::Error, span }, vec![told]);
    }
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut r = Reader { text, file, pos: start, depth: 0, diagnostics: Vec::new() };
    let node = r.value();
    r.blank();
    if r.pos < text.len() && r.diagnostics.is_empty() {
        r.error(
            r.pos,
            text.len(),
            "Extraneous JSON data",
            "The JSON value ends before this, and nothing may follow it.",
        );
    }
    (node, r.diagnostics)
}

struct Reader<'a> {
    text: &'a str,
    file: FileId,
    pos: usize,
    depth: u32,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.pos).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.pos += 1;
        }
    }

    fn eat(&mut self, wanted: u8) -> bool {
        self.blank();
        let found = self.peek() == Some(wanted);
        self.pos += usize::from(found);
        found
    }

    fn span(&self, start: usize) -> Span {
        Span::new(self.file, start, self.pos.max(start))
    }

    fn error(&mut self, start: usize, end: usize, summary: &str, detail: &str) {
        self.diagnostics.push(Diagnostic::error(Span::new(self.file, start, end), summary, detail));
    }

    fn value(&mut self) -> JsonNode {
        self.blank();
        let start = self.pos;
        let kind = match self.peek() {
            Some(b'{') => self.nested(start, Self::object),
            Some(b'[') => self.nested(start, Self::array),
            Some(b'"') => self.string().map_or(JsonKind::Error, JsonKind::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'a'..=b'z' | b'A'..=b'Z') => self.word(),
            Some(b'\'') => {
                self.broken(start, "JSON strings stand in double quotes (\").");
                JsonKind::Error
            }
            None => {
                self.error(start, start, "Missing JSON value", "The text ends where a value should begin.");
                JsonKind::Error
            }
            Some(_) => {
                self.broken(start, "A JSON value should begin here, and this begins none.");
                JsonKind::Error
            }
        };
        JsonNode { kind, span: self.span(start) }
    }

    /// Reports something that is no value and goes to where the next one could be.
    fn broken(&mut self, start: usize, detail: &str) {
        let len = super::lexer::char_at(self.text, start).map_or(0, char::len_utf8);
        self.error(start, start + len, "Invalid JSON value", detail);
        self.pos = start + len;
        while !matches!(self.peek(), None | Some(b',' | b'}' | b']' | b'\n')) {
            self.pos += 1;
        }
    }

    fn nested(&mut self, start: usize, read: fn(&mut Self, usize) -> JsonKind) -> JsonKind {
        if self.depth >= MAX_NESTING {
            let detail = format!("Values may be nested at most {MAX_NESTING} levels deep.");
            self.error(start, start + 1, "Nesting too deep", &detail);
            self.pos = self.text.len();
            return JsonKind::Error;
        }
        self.depth += 1;
        self.pos += 1;
        let kind = read(self, start);
        self.depth -= 1;
        kind
    }

    fn array(&mut self, open: usize) -> JsonKind {
        let mut items = Vec::new();
        if self.eat(b']') {
            return JsonKind::Array(items);
        }
        loop {
            items.push(self.value());
            if !self.separator(open, b']', "array") {
                return JsonKind::Array(items);
            }
        }
    }

    fn object(&mut self, open: usize) -> JsonKind {
        let mut members = Vec::new();
        if self.eat(b'}') {
            return JsonKind::Object(members);
        }
        loop {
            self.blank();
            let start = self.pos;
            let name = if self.peek() == Some(b'"') {
                self.string()
            } else {
                if self.peek().is_some() {
                    self.broken(start, "A property name must stand in double quotes (\").");
                }
                None
            };
            if let Some(name) = name {
                if !self.eat(b':') {
                    let detail = "A colon (\":\") must stand between the name of a property and its value.";
                    self.error(name.span.start as usize, name.span.end as usize, "Missing property value", detail);
                    if self.peek() == Some(b'=') {
                        self.pos += 1;
                    }
                }
                if !matches!(self.peek(), Some(b',' | b'}')) {
                    let value = self.value();
                    members.push(JsonMember { name, value });
                } else if self.diagnostics.is_empty() {
                    let detail = "A value must follow the colon.";
                    self.error(self.pos, self.pos + 1, "Missing property value", detail);
                }
            }
            if !self.separator(open, b'}', "object") {
                return JsonKind::Object(members);
            }
        }
    }

    /// What stands after an item: true if another one follows.
    fn separator(&mut self, open: usize, close: u8, what: &str) -> bool {
        if self.eat(close) {
            return false;
        }
        if self.eat(b',') {
            let comma = self.pos - 1;
            if self.eat(close) {
                let detail = format!("JSON allows no comma after the last item of an {what}.");
                self.error(comma, comma + 1, "Trailing comma", &detail);
                return false;
            }
            return true;
        }
        match self.peek() {
            None => {
                let summary = format!("Unclosed {what}");
                let detail = format!("There is no closing \"{}\" for this {what}.", close as char);
                self.error(open, open + 1, &summary, &detail);
                false
            }
            Some(b'}' | b']') => {
                let detail = format!("This bracket does not fit the {what} that was opened before it.");
                self.error(self.pos, self.pos + 1, "Mismatched brackets", &detail);
                self.pos += 1;
                false
            }
            Some(_) => {
                let at = self.pos;
                let detail = format!("A comma is needed between one item of an {what} and the next.");
                let end = at + super::lexer::char_at(self.text, at).map_or(0, char::len_utf8);
                self.error(at, end, "Missing comma", &detail);
                true
            }
        }
    }

    fn word(&mut self) -> JsonKind {
        let start = self.pos;
        while matches!(self.peek(), Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_')) {
            self.pos += 1;
        }
        match self.text.get(start..self.pos) {
            Some("true") => JsonKind::Bool(true),
            Some("false") => JsonKind::Bool(false),
            Some("null") => JsonKind::Null,
            _ => {
                let detail = "The only words that JSON knows are true, false and null. Anything else stands in quotes.";
                self.error(start, self.pos, "Invalid JSON keyword", detail);
                JsonKind::Error
            }
        }
    }

    fn number(&mut self) -> JsonKind {
        let start = self.pos;
        while matches!(self.peek(), Some(b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')) {
            self.pos += 1;
        }
        let text = self.text.get(start..self.pos).unwrap_or("");
        match text.parse::<Number>() {
            Ok(number) if is_json_number(text) => JsonKind::Number(number),
            _ => {
                self.error(start, self.pos, "Invalid JSON number", "This is not a number in the notation of JSON.");
                JsonKind::Error
            }
        }
    }

    fn string(&mut self) -> Option<JsonString> {
        let open = self.pos;
        self.pos += 1;
        let begin = self.pos;
        let mut built: Option<String> = None;
        let mut escapes = Vec::new();
        let mut run = begin;
        let mut sound = true;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    let text = built.get_or_insert_default();
                    text.push_str(self.text.get(run..self.pos).unwrap_or(""));
                    let at = self.pos;
                    match escape(self.text, at) {
                        Some((c, len)) => {
                            text.push(c);
                            self.pos += len;
                        }
                        None => {
                            sound = false;
                            self.pos += 1;
                            let detail = "JSON has the escapes \\\", \\\\, \\/, \\b, \\f, \\n, \\r, \\t and \\uNNNN.";
                            self.error(at, self.pos, "Invalid escape sequence", detail);
                        }
                    }
                    escapes.push((built.as_ref().map_or(0, String::len), self.pos));
                    run = self.pos;
                }
                None | Some(b'\n') => {
                    let detail = "There is no closing quote for this string on its line.";
                    self.error(open, self.pos, "Unterminated string", detail);
                    return None;
                }
                Some(0..0x20) => {
                    sound = false;
                    let detail = "Control characters in JSON strings must be written as escapes, such as \\t.";
                    self.error(self.pos, self.pos + 1, "Invalid character in string", detail);
                    self.pos += 1;
                }
                Some(_) => self.pos += 1,
            }
        }
        let rest = self.text.get(run..self.pos).unwrap_or("");
        let text = match built {
            Some(text) => Str::from(text + rest),
            None => Str::from(rest),
        };
        self.pos += 1;
        sound.then(|| JsonString { text, span: self.span(open), escapes })
    }
}

/// Character and length of the escape at an offset. Half a surrogate pair becomes U+FFFD, as in Go.
fn escape(text: &str, at: usize) -> Option<(char, usize)> {
    let plain = match text.as_bytes().get(at + 1)? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let first = hex4(text, at + 2)?;
            let second = text.get(at + 6..at + 8).filter(|s| *s == "\\u").and_then(|_| hex4(text, at + 8));
            if let (0xd800..0xdc00, Some(low @ 0xdc00..0xe000)) = (first, second) {
                let code = 0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00);
                return char::from_u32(code).map(|c| (c, 12));
            }
            return Some((char::from_u32(first).unwrap_or('\u{fffd}'), 6));
        }
        _ => return None,
    };
    Some((plain, 2))
}

fn hex4(text: &str, at: usize) -> Option<u32> {
    let digits = text.get(at..at + 4)?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok()
}

/// Whether a text is a number of RFC 8259: no leading zeros, digits on both sides of the point.
fn is_json_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    digits(whole)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}
