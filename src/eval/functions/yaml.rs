//! YAML as go-cty-yaml (Apache-2.0, with parts of libyaml, MIT) writes and reads it.

use std::collections::{BTreeMap, HashMap};

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use super::FunctionError;
use super::args::{quoted, text};
use crate::eval::convert::convert;
use crate::model::{Kind, Number, Type, Value};

/// Nesting beyond this is refused.
const DEEPEST: usize = 256;

/// Writes a wholly known value.
pub(super) fn encode(value: &Value) -> Result<String, FunctionError> {
    let mut out = String::new();
    match &value.kind {
        kind if is_block(kind) => block(value, 0, Lead::Line, &mut out)?,
        kind => {
            scalar(value, 0, &mut out)?;
            out.push('\n');
            if matches!(kind, Kind::Null(_) | Kind::Bool(_) | Kind::Number(_)) {
                // The emitter ends a document that is one plain scalar explicitly.
                out.push_str("...\n");
            }
        }
    }
    Ok(out)
}

/// Where a nested collection begins.
#[derive(Clone, Copy, PartialEq)]
enum Lead {
    /// On a line of its own, which is not indented yet.
    Line,
    /// After `- ` or `? `, on the same line.
    Same,
}

fn is_block(kind: &Kind) -> bool {
    match kind {
        Kind::List(_, i) | Kind::Set(_, i) | Kind::Tuple(i) => !i.is_empty(),
        Kind::Map(_, i) | Kind::Object(i) => !i.is_empty(),
        _ => false,
    }
}

fn block(value: &Value, indent: usize, lead: Lead, out: &mut String) -> Result<(), FunctionError> {
    let mut lead = lead;
    let mut begin = |out: &mut String| {
        if lead == Lead::Line {
            out.push_str(&" ".repeat(indent));
        }
        lead = Lead::Line;
    };
    if let Some(items) = value.as_elements() {
        for item in items {
            begin(out);
            out.push('-');
            nested(item, indent, Lead::Same, out)?;
        }
        return Ok(());
    }
    for (key, item) in value.as_entries().into_iter().flatten() {
        begin(out);
        if key.len() > 128 || key.contains(is_break) {
            // No simple key: too long, or of several lines.
            out.push_str("? ");
            string(key, indent + 2, out);
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            out.push(':');
            nested(item, indent, Lead::Same, out)?;
            continue;
        }
        double_quoted(key, None, out);
        out.push(':');
        nested(item, indent, Lead::Line, out)?;
    }
    Ok(())
}

/// A value after `-` or `key:`.
fn nested(item: &Value, indent: usize, lead: Lead, out: &mut String) -> Result<(), FunctionError> {
    let in_mapping = lead == Lead::Line;
    if !is_block(&item.kind) {
        out.push(' ');
        scalar(item, indent + 2, out)?;
        out.push('\n');
        return Ok(());
    }
    if !in_mapping {
        out.push(' ');
        return block(item, indent + 2, Lead::Same, out);
    }
    out.push('\n');
    // A sequence in a mapping is not indented further.
    let deeper = if item.as_elements().is_some() { indent } else { indent + 2 };
    block(item, deeper, Lead::Line, out)
}

fn scalar(value: &Value, indent: usize, out: &mut String) -> Result<(), FunctionError> {
    match &value.kind {
        Kind::Null(_) => out.push_str("null"),
        Kind::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Kind::Number(n) => out.push_str(&n.to_string()),
        Kind::String(s) => string(s, indent.max(2), out),
        Kind::List(..) | Kind::Set(..) | Kind::Tuple(_) => out.push_str("[]"),
        Kind::Map(..) | Kind::Object(_) => out.push_str("{}"),
        Kind::Unknown(_) | Kind::Partial(_) | Kind::Resource(_) => {
            return Err(FunctionError::new("cannot serialize unknown value as YAML"));
        }
    }
    Ok(())
}

fn printable(c: char) -> bool {
    matches!(c, '\n' | '\x20'..='\x7e' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}') && c != '\u{feff}'
}

fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// A literal block holds neither unprintable characters nor spaces at line ends or at its end.
fn may_be_literal(s: &str) -> bool {
    let mut before = ' ';
    let mut first = true;
    for c in s.chars() {
        if !printable(c) || (!first && before == ' ' && is_break(c)) {
            return false;
        }
        if first && c == ' ' && s.len() == 1 {
            return false;
        }
        before = c;
        first = false;
    }
    before != ' '
}

fn literal(s: &str, indent: usize, out: &mut String) {
    out.push('|');
    if s.starts_with([' ', '\n']) {
        out.push('2');
    }
    let ends = s.len() - s.trim_end_matches('\n').len();
    match ends {
        0 => out.push('-'),
        1 if s.len() > 1 => {}
        _ => out.push('+'),
    }
    out.push('\n');
    let body = s.strip_suffix('\n').unwrap_or(s);
    for (i, line) in body.split('\n').enumerate() {
        if i > 0 {
            out.push('\n');
        }
        if !line.is_empty() {
            out.push_str(&" ".repeat(indent));
            out.push_str(line);
        }
    }
}

fn string(s: &str, indent: usize, out: &mut String) {
    if s.contains('\n') && may_be_literal(s) {
        literal(s, indent, out);
    } else {
        double_quoted(s, Some(indent), out);
    }
}

/// Lines are broken at the first space beyond this column.
const WIDTH: usize = 80;

/// A text in double quotes; with `wrap`, broken into lines indented so far.
fn double_quoted(s: &str, wrap: Option<usize>, out: &mut String) {
    let start = out.rfind('\n').map_or(0, |i| i + 1);
    let mut column = out[start..].chars().count() + 1;
    out.push('"');
    let mut after_space = false;
    let mut chars = s.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        if c == ' ' {
            match wrap {
                Some(indent) if !after_space && column > WIDTH && i > 0 && i + 1 < s.len() => {
                    out.push('\n');
                    out.push_str(&" ".repeat(indent));
                    column = indent;
                    if chars.peek().is_some_and(|(_, next)| *next == ' ') {
                        out.push('\\');
                        column += 1;
                    }
                }
                _ => {
                    out.push(' ');
                    column += 1;
                }
            }
            after_space = true;
            continue;
        }
        after_space = false;
        let length = out.len();
        escaped(c, out);
        column += out[length..].chars().count();
    }
    out.push('"');
}

fn escaped(c: char, out: &mut String) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\0' => out.push_str("\\0"),
        '\u{7}' => out.push_str("\\a"),
        '\u{8}' => out.push_str("\\b"),
        '\t' => out.push_str("\\t"),
        '\n' => out.push_str("\\n"),
        '\u{b}' => out.push_str("\\v"),
        '\u{c}' => out.push_str("\\f"),
        '\r' => out.push_str("\\r"),
        '\u{1b}' => out.push_str("\\e"),
        '\u{85}' => out.push_str("\\N"),
        '\u{2028}' => out.push_str("\\L"),
        '\u{2029}' => out.push_str("\\P"),
        c if printable(c) => out.push(c),
        c => out.push_str(&match c as u32 {
            n @ 0..=0xff => format!("\\x{n:02X}"),
            n @ 0x100..=0xffff => format!("\\u{n:04X}"),
            n => format!("\\U{n:08X}"),
        }),
    }
}

/// Reads a document.
pub(super) fn decode(document: &str) -> Result<Value, FunctionError> {
    let mut reader = Reader { parser: Parser::new_from_str(document), anchors: HashMap::new(), budget: 1 << 20 };
    let mut started = false;
    loop {
        match reader.event()? {
            Event::StreamStart | Event::Nothing => {}
            Event::DocumentStart(_) => {
                started = true;
                break;
            }
            _ => break,
        }
    }
    if !started {
        return Err(fault("expecting value but found end of stream"));
    }
    let event = reader.event()?;
    let value = reader.value(event, 0)?;
    loop {
        match reader.event()? {
            Event::DocumentEnd | Event::Nothing => {}
            Event::StreamEnd => return Ok(value),
            Event::DocumentStart(_) => return Err(fault("only a single document is allowed")),
            _ => return Err(fault("unexpected extra content after value")),
        }
    }
}

fn fault(message: impl std::fmt::Display) -> FunctionError {
    FunctionError::new(message.to_string())
}

struct Reader<'a> {
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    anchors: HashMap<usize, Value>,
    /// Nodes still allowed, aliases expanded: a document of nested aliases grows exponentially.
    budget: usize,
}

impl<'a> Reader<'a> {
    fn event(&mut self) -> Result<Event<'a>, FunctionError> {
        match self.parser.next_event() {
            Some(Ok((event, _))) => Ok(event),
            Some(Err(e)) => {
                Err(fault(format!("on line {}, column {}: {}", e.marker().line(), e.marker().col() + 1, e.info())))
            }
            None => Ok(Event::StreamEnd),
        }
    }

    fn spend(&mut self, nodes: usize) -> Result<(), FunctionError> {
        self.budget = self.budget.checked_sub(nodes).ok_or_else(|| fault("the document is too large"))?;
        Ok(())
    }

    fn value(&mut self, event: Event<'a>, depth: usize) -> Result<Value, FunctionError> {
        if depth > DEEPEST {
            return Err(fault(format!("nested more than {DEEPEST} levels deep")));
        }
        self.spend(1)?;
        let (value, anchor) = match event {
            Event::Scalar(source, style, anchor, tag) => (resolve(&source, style, tag.as_deref())?, anchor),
            Event::SequenceStart(anchor, tag) => {
                check_tag(tag.as_deref(), "seq", "sequence")?;
                let mut items = Vec::new();
                loop {
                    match self.event()? {
                        Event::SequenceEnd => break (Value::tuple(items), anchor),
                        event => items.push(self.value(event, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(anchor, tag) => {
                check_tag(tag.as_deref(), "map", "mapping")?;
                (self.mapping(depth)?, anchor)
            }
            Event::Alias(anchor) => {
                let value = self.anchors.get(&anchor).cloned();
                let value = value.ok_or_else(|| fault("cannot refer to an anchor from inside its own definition"))?;
                self.spend(size(&value))?;
                return Ok(value);
            }
            _ => return Err(fault("expecting value but found end of stream")),
        };
        if anchor > 0 {
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    fn mapping(&mut self, depth: usize) -> Result<Value, FunctionError> {
        let mut entries: BTreeMap<String, Value> = BTreeMap::new();
        loop {
            let (key, style, tag) = match self.event()? {
                Event::MappingEnd => return Ok(Value::object(entries)),
                Event::Scalar(key, style, _, tag) => (key, style, tag),
                _ => return Err(fault("only strings are allowed as mapping keys")),
            };
            let event = self.event()?;
            let value = self.value(event, depth + 1)?;
            if key == "<<" && tag.is_none() {
                merge(&value, &mut entries)?;
                continue;
            }
            let key = resolve(&key, style, tag.as_deref())?;
            let key = convert(&key, &Type::String).map_err(|_| fault("only strings are allowed as mapping keys"))?;
            let Some(key) = key.as_str() else { return Err(fault("mapping key cannot be null")) };
            entries.insert(super::args::normalize(key.to_owned()), value);
        }
    }
}

fn size(value: &Value) -> usize {
    let inner: usize = match (value.as_elements(), value.as_entries()) {
        (Some(items), _) => items.iter().map(size).sum(),
        (_, Some(entries)) => entries.values().map(size).sum(),
        _ => 0,
    };
    inner + 1
}

/// `<<: *base`, or a sequence of mappings.
fn merge(value: &Value, into: &mut BTreeMap<String, Value>) -> Result<(), FunctionError> {
    let all = match value.as_elements() {
        Some(items) => items.to_vec(),
        None => vec![value.clone()],
    };
    for mapping in all {
        let Some(entries) = mapping.as_entries() else {
            let name = crate::eval::convert::friendly_name(&mapping.ty(), crate::eval::convert::Naming::Value);
            return Err(fault(format!("cannot merge {name} into mapping")));
        };
        into.extend(entries.iter().map(|(k, v)| (k.to_string(), v.clone())));
    }
    Ok(())
}

fn check_tag(tag: Option<&Tag>, wanted: &str, noun: &str) -> Result<(), FunctionError> {
    match tag {
        None => Ok(()),
        Some(tag) if tag.is_yaml_core_schema() && tag.suffix == wanted => Ok(()),
        Some(tag) => Err(fault(format!("can't interpret {noun} as {}{}", tag.handle, tag.suffix))),
    }
}

/// What a scalar means, by the YAML 1.1 rules that go-cty-yaml keeps (`yes` is a bool).
fn resolve(source: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, FunctionError> {
    let tag = match tag {
        None if style != ScalarStyle::Plain => return Ok(text(source)),
        None => "",
        Some(tag) if tag.handle == "!" && tag.suffix.is_empty() => return Ok(text(source)),
        Some(tag) if tag.is_yaml_core_schema() => tag.suffix.as_str(),
        Some(tag) => {
            return Err(fault(format!("unsupported tag {}", quoted(&format!("{}{}", tag.handle, tag.suffix)))));
        }
    };
    let cannot = || fault(format!("cannot parse {} as !!{tag}", quoted(source)));
    match tag {
        "" | "bool" | "int" | "float" | "null" | "timestamp" => {}
        "str" | "binary" => return Ok(text(source)),
        other => return Err(fault(format!("unsupported tag \"!!{other}\""))),
    }
    if !tag.is_empty() && matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) {
        return Ok(text(source));
    }
    match source {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => return Ok(true.into()),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => return Ok(false.into()),
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Value::NULL),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF" => {
            return Err(fault("infinite numbers are not supported"));
        }
        ".nan" | ".NaN" | ".NAN" if tag.is_empty() => return Err(fault("floating point NaN is not supported")),
        _ => {}
    }
    if matches!(tag, "" | "timestamp")
        && let Some(time) = super::dates::from_yaml(source)
    {
        return Ok(text(time));
    }
    let starts_as_number = source.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'));
    let number = if starts_as_number { number(source) } else { None };
    match (tag, number) {
        ("" | "int" | "float", Some(n)) => Ok(n.into()),
        ("", None) => Ok(text(source)),
        ("null", _) => Ok(Value::NULL),
        _ => Err(cannot()),
    }
}

/// Decimal integers and floats, `0o17`, `0x1f`.
fn number(source: &str) -> Option<Number> {
    if let Some(digits) = source.strip_prefix("0x") {
        return i64::from_str_radix(digits, 16).ok().map(Number::counted);
    }
    if let Some(digits) = source.strip_prefix("0o") {
        return i64::from_str_radix(digits, 8).ok().map(Number::counted);
    }
    if source.contains(['p', 'P', 'i', 'I']) {
        return None;
    }
    source.parse().ok()
}
