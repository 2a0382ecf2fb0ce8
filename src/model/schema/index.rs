//! The index text: one line per type, found by binary search, parsed when asked for.
//! `docs/schema-index.md` defines the format.

use std::borrow::Cow;
use std::sync::Arc;

use super::kind::{Attribute, AttributeKind, Fields, Flags, Nested, Nesting, Presence, Syntax};
use super::{Origin, SchemaError, TypeSchema};
use crate::model::address::Mode;
use crate::model::number::Number;
use crate::model::value::Value;
use crate::text::Str;

/// Deeper nesting, counting fragments, is taken for a cycle. The OCI provider's deepest type has 12.
const MAX_DEPTH: usize = 64;

#[derive(Debug)]
pub(super) struct Index {
    text: Cow<'static, str>,
    origin: Arc<Origin>,
}

/// Letter of a mode at the start of its lines.
fn letter(mode: Mode) -> &'static str {
    match mode {
        Mode::Data => "d",
        Mode::Ephemeral => "e",
        Mode::Managed => "r",
    }
}

impl Index {
    /// Reads nothing but the header.
    pub(super) fn open(text: Cow<'static, str>) -> Self {
        let mut origin = Origin { provider: Str::from(""), version: None, commit: None };
        for line in text.lines().take_while(|l| l.starts_with('#')) {
            match line.trim_start_matches('#').trim().split_once(' ') {
                Some(("provider", name)) => origin.provider = name.trim().into(),
                Some(("version", version)) => origin.version = Some(version.trim().into()),
                Some(("commit", commit)) => origin.commit = Some(commit.trim().into()),
                _ => {}
            }
        }
        Index { text, origin: Arc::new(origin) }
    }

    pub(super) fn origin(&self) -> Arc<Origin> {
        Arc::clone(&self.origin)
    }

    /// A header that names the provider, and lines in the order that the search relies on.
    pub(super) fn verify(&self) -> Result<(), SchemaError> {
        let document = |reason: String| SchemaError::Document { reason };
        if self.origin.provider.is_empty() {
            return Err(document("the header of the index names no provider".into()));
        }
        let mut last = ("", "");
        for line in self.text.lines().filter(|l| !l.starts_with('#')) {
            let (key, _) = split_line(line).ok_or_else(|| document(format!("a line without a type: {line:.40}")))?;
            if key <= last {
                return Err(document(format!("{} stands after {}: out of order", key.1, last.1)));
            }
            last = key;
        }
        Ok(())
    }

    pub(super) fn types(&self, mode: Mode) -> impl Iterator<Item = &str> {
        let letter = letter(mode);
        self.text.lines().filter_map(split_line).filter_map(move |((l, name), _)| (l == letter).then_some(name))
    }

    pub(super) fn parse(&self, mode: Mode, type_name: &str) -> Result<Option<TypeSchema>, SchemaError> {
        let Some(body) = self.find(letter(mode), type_name) else { return Ok(None) };
        let entry = |reason: String| SchemaError::Entry { type_name: type_name.into(), reason };
        let (alias_of, body) = match body.strip_prefix('=') {
            Some(target) => {
                let aliased = self.find(letter(mode), target).filter(|b| !b.starts_with('='));
                let body = aliased.ok_or_else(|| entry(format!("alias of {target}, which is not in the index")))?;
                (Some(Str::from(target)), body)
            }
            None => (None, body),
        };
        let (deprecated, body) = match body.strip_prefix('!') {
            Some(rest) => (true, rest.trim_start()),
            None => (false, body),
        };
        let mut parser = Parser { index: self, rest: body, depth: 0 };
        let attributes = parser.attributes().map_err(entry)?;
        if !parser.rest.is_empty() {
            return Err(entry(format!("unexpected {:.20}", parser.rest)));
        }
        Ok(Some(TypeSchema {
            mode,
            name: type_name.into(),
            alias_of,
            deprecated,
            fields: Fields::new(attributes),
            origin: self.origin(),
        }))
    }

    /// What follows the key on the line of `letter name`, by binary search over the bytes.
    fn find(&self, letter: &str, name: &str) -> Option<&str> {
        let text: &str = &self.text;
        let (mut low, mut high) = (0, text.len());
        while low < high {
            let middle = low + (high - low) / 2;
            // All that is searched is ASCII line structure; bytes avoid char boundaries.
            let start = memchr::memrchr(b'\n', &text.as_bytes()[low..middle]).map_or(low, |i| low + i + 1);
            let end = memchr::memchr(b'\n', &text.as_bytes()[middle..]).map_or(text.len(), |i| middle + i);
            let line = text.get(start..end)?;
            let key = if line.starts_with('#') { None } else { split_line(line) };
            match key {
                Some((key, body)) if key == (letter, name) => return Some(body),
                Some((key, _)) if key > (letter, name) => high = start,
                // Header lines come before all keys.
                _ => low = end + 1,
            }
        }
        None
    }
}

/// `r oci_core_vcn body` as its key and its body.
fn split_line(line: &str) -> Option<((&str, &str), &str)> {
    let (letter, rest) = line.split_once(' ')?;
    let (name, body) = rest.split_once(' ').unwrap_or((rest, ""));
    (letter.len() == 1 && letter != "#" && !name.is_empty()).then_some(((letter, name), body))
}

struct Parser<'a> {
    index: &'a Index,
    rest: &'a str,
    depth: usize,
}

impl<'a> Parser<'a> {
    /// Items separated by single blanks, up to `}` or the end.
    fn attributes(&mut self) -> Result<Vec<Attribute>, String> {
        let mut attributes = Vec::new();
        while !self.rest.is_empty() && !self.rest.starts_with('}') {
            if let Some(rest) = self.rest.strip_prefix('@') {
                let end = rest.find([' ', '}']).unwrap_or(rest.len());
                self.rest = &rest[end..];
                attributes.extend(self.fragment(&rest[..end])?);
            } else {
                attributes.push(self.attribute()?);
            }
            self.rest = match self.rest.strip_prefix(' ') {
                Some(rest) => rest,
                None if self.rest.is_empty() || self.rest.starts_with('}') => self.rest,
                None => return Err(format!("unexpected {:.20}", self.rest)),
            };
        }
        Ok(attributes)
    }

    fn fragment(&self, id: &str) -> Result<Vec<Attribute>, String> {
        if self.depth >= MAX_DEPTH {
            return Err(format!("fragment {id} is nested too deeply"));
        }
        let body = self.index.find("f", id).ok_or_else(|| format!("fragment {id} is missing"))?;
        let mut parser = Parser { index: self.index, rest: body, depth: self.depth + 1 };
        let attributes = parser.attributes()?;
        if parser.rest.is_empty() { Ok(attributes) } else { Err(format!("fragment {id} has a bracket too many")) }
    }

    /// `name`, `name:spec`
    fn attribute(&mut self) -> Result<Attribute, String> {
        let end = self.rest.find([' ', ':', '}', '{', '=']).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        if name.is_empty() {
            return Err(format!("a name is missing before {rest:.20}"));
        }
        let mut flags = Flags::default();
        let mut at_most_one = false;
        let mut kind = AttributeKind::String;
        let mut default = None;
        if let Some(rest) = self.rest.strip_prefix(':') {
            self.rest = rest;
            at_most_one = self.flags(&mut flags);
            kind = self.kind(flags, at_most_one)?;
            default = self.default(&kind)?;
        }
        if at_most_one && !matches!(kind, AttributeKind::List(_) | AttributeKind::Set(_) | AttributeKind::Nested(_)) {
            return Err(format!("{name} is no collection and yet limited to one element"));
        }
        Ok(Attribute { name: name.into(), kind, flags, default })
    }

    /// Small letters; the answer is whether the collection may have one element only.
    fn flags(&mut self, flags: &mut Flags) -> bool {
        let (mut required, mut optional, mut computed, mut one) = (false, false, false, false);
        while let Some(c) = self.rest.chars().next() {
            match c {
                'r' => required = true,
                'o' => optional = true,
                'c' => computed = true,
                'n' => flags.force_new = true,
                'x' => flags.sensitive = true,
                'w' => flags.write_only = true,
                'd' => flags.deprecated = true,
                '1' => one = true,
                _ => break,
            }
            self.rest = &self.rest[1..];
        }
        flags.presence = match (required, optional, computed) {
            (true, _, _) => Presence::Required,
            (false, true, true) => Presence::OptionalComputed,
            (false, true, false) => Presence::Optional,
            (false, false, _) => Presence::Computed,
        };
        one
    }

    /// A capital letter, for collections with its element; nothing is a string.
    fn kind(&mut self, flags: Flags, at_most_one: bool) -> Result<AttributeKind, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("nested too deeply".into());
        }
        let letter = self.rest.chars().next().filter(char::is_ascii_uppercase);
        if letter.is_some() {
            self.rest = &self.rest[1..];
        }
        let kind = match letter {
            None => AttributeKind::String,
            Some('B') => AttributeKind::Bool,
            Some('I') => AttributeKind::Int,
            Some('F') => AttributeKind::Float,
            Some('N') => AttributeKind::Number,
            Some('D') => AttributeKind::Dynamic,
            Some(letter @ ('L' | 'S' | 'M' | 'O')) => self.collection(letter, flags, at_most_one)?,
            Some(other) => return Err(format!("{other} is no kind")),
        };
        self.depth -= 1;
        Ok(kind)
    }

    fn collection(&mut self, letter: char, flags: Flags, at_most_one: bool) -> Result<AttributeKind, String> {
        let Some(rest) = self.rest.strip_prefix('{') else {
            let mut elem = || -> Result<_, String> { Ok(Arc::new(self.kind(flags, false)?)) };
            return match letter {
                'L' => elem().map(AttributeKind::List),
                'S' => elem().map(AttributeKind::Set),
                'M' => elem().map(AttributeKind::Map),
                _ => Err("an object without attributes".into()),
            };
        };
        self.rest = rest;
        let attributes = self.attributes()?;
        self.rest = self.rest.strip_prefix('}').ok_or("a closing bracket is missing")?;
        let nesting = match letter {
            'L' => Nesting::List,
            'S' => Nesting::Set,
            'M' => Nesting::Map,
            _ => Nesting::Single,
        };
        // The SDK shows objects that only the provider sets as an attribute, all others as a block.
        let syntax = if flags.presence == Presence::Computed { Syntax::Attribute } else { Syntax::Block };
        Ok(AttributeKind::Nested(Nested { nesting, syntax, at_most_one, fields: Fields::new(attributes) }))
    }

    /// `=` and a JSON scalar without blanks.
    fn default(&mut self, kind: &AttributeKind) -> Result<Option<Value>, String> {
        let Some(rest) = self.rest.strip_prefix('=') else { return Ok(None) };
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<serde_json::Value>();
        let json = match stream.next() {
            Some(Ok(json)) => json,
            _ => return Err(format!("a default that is no JSON: {rest:.20}")),
        };
        self.rest = &rest[stream.byte_offset()..];
        let value = match (&json, kind) {
            (serde_json::Value::Bool(b), AttributeKind::Bool) => Value::from(*b),
            (serde_json::Value::String(s), AttributeKind::String) => Value::from(s.as_str()),
            (serde_json::Value::Number(n), AttributeKind::Int | AttributeKind::Float | AttributeKind::Number) => {
                Value::from(n.to_string().parse::<Number>().map_err(|e| e.to_string())?)
            }
            _ => return Err(format!("the default {json} does not fit the kind")),
        };
        Ok(Some(value))
    }
}
