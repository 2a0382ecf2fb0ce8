//! `format` and `formatlist`: verbs of Go's `printf` as cty reads them.

use std::sync::Arc;

use num_bigint::{BigInt, Sign};
use unicode_segmentation::UnicodeSegmentation;

use super::args::{elements, quoted, text, unknown};
use super::spec::{Call, Outcome, Param, Spec, Ty, list_of_string, param, spec, string};
use super::{FunctionError, json};
use crate::eval::convert::convert;
use crate::eval::functions::string::with_prefix;
use crate::model::{Kind, Number, Type, Value};

const FORMAT: Param = param("format", Ty::String);
const ARGS: Param = param("args", Ty::Any).everything();

pub(super) static SPECS: &[Spec] = &[
    spec("format", &[FORMAT], string, format).rest(ARGS),
    spec("formatlist", &[FORMAT], list_of_string, formatlist).rest(ARGS),
];

/// Widths and precisions beyond this are refused.
const WIDEST: usize = 1 << 20;

fn format(c: &Call) -> Outcome {
    match render(c.str(0), &c.args[1..]) {
        Ok(Rendered::Whole(s)) => Ok(text(s)),
        // What Terraform knows ends at the first verb, whatever stands for that.
        Ok(Rendered::Begun(_)) if !c.is_kleene() => {
            let literal = c.str(0).split('%').next().unwrap_or_default();
            Ok(with_prefix(c.unknown(), literal))
        }
        Ok(Rendered::Begun(s)) => Ok(with_prefix(c.unknown(), &s)),
        // Terraform looks at nothing before all is known.
        Err(_) if c.args[1..].iter().any(|a| !a.is_wholly_known()) => Ok(c.unknown()),
        Err(e) => Err(e),
    }
}

fn formatlist(c: &Call) -> Outcome {
    let args = &c.args[1..];
    let mut length: Option<(usize, usize)> = None;
    let mut open = false;
    for (i, arg) in args.iter().enumerate() {
        let this = match (&arg.kind, arg.ty()) {
            (Kind::Set(..), _) if !arg.is_wholly_known() => None,
            (Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items), _) => Some(items.len()),
            (Kind::Unknown(_), Type::Tuple(types)) => Some(types.len()),
            (Kind::Unknown(_), Type::List(_) | Type::Set(_) | Type::Dynamic) => None,
            _ => continue,
        };
        open |= arg.is_unknown() || this.is_none();
        match (length, this) {
            (None, Some(n)) => length = Some((n, i)),
            (Some((n, _)), Some(this)) if n == this => {}
            (Some((n, chooser)), Some(this)) => {
                return Err(FunctionError::at(
                    i + 1,
                    format!(
                        "argument {} has length {this}, which is inconsistent with argument {} of length {n}",
                        i + 1,
                        chooser + 1
                    ),
                ));
            }
            _ => {}
        }
    }
    if open {
        return Ok(c.unknown());
    }
    let mut lines = Vec::new();
    for n in 0..length.map_or(1, |(n, _)| n) {
        let row: Vec<Value> = args.iter().map(|arg| elements(arg).get(n).unwrap_or(arg).clone()).collect();
        lines.push(match render(c.str(0), &row) {
            Ok(Rendered::Whole(s)) => text(s),
            Ok(Rendered::Begun(_)) if !c.is_kleene() => line_unknown(&row, ""),
            Ok(Rendered::Begun(s)) => line_unknown(&row, &s),
            Err(_) if row.iter().any(|a| !a.is_wholly_known()) => line_unknown(&row, ""),
            Err(e) if args.is_empty() => return Err(e),
            Err(e) => return Err(FunctionError::new(format!("error on format iteration {n}: {}", e.message))),
        });
    }
    Ok(Value::list(Type::String, lines))
}

/// An unknown line waits only for what stands in it.
fn line_unknown(row: &[Value], begun: &str) -> Value {
    let mut waits: Vec<_> = row.iter().flat_map(Value::waits_for).collect();
    waits.sort();
    waits.dedup();
    let mut line = with_prefix(unknown(Type::String), begun);
    if let Kind::Unknown(u) = &mut line.kind {
        let u = Arc::make_mut(u);
        u.refinement.not_null = true;
        u.waits_for = waits;
    }
    line
}

enum Rendered {
    Whole(String),
    /// The text before the first verb whose argument is not wholly known.
    Begun(String),
}

/// One verb, such as `%-5.2[1]f`.
#[derive(Default)]
struct Verb {
    /// As written, without the index.
    raw: String,
    offset: usize,
    argument: usize,
    mode: char,
    zero: bool,
    sharp: bool,
    plus: bool,
    minus: bool,
    space: bool,
    precision: Option<usize>,
    width: Option<usize>,
}

fn render(format: &str, args: &[Value]) -> Result<Rendered, FunctionError> {
    let mut out = String::new();
    let mut begun: Option<String> = None;
    let mut next = 1;
    let mut highest = 0;
    let mut at = 0;
    while let Some(c) = format[at..].chars().next() {
        if c != '%' {
            out.push(c);
            at += c.len_utf8();
            continue;
        }
        if format[at + 1..].starts_with('%') {
            out.push('%');
            at += 2;
            continue;
        }
        let verb = parse_verb(format, at, next)?;
        at += verb.length;
        let verb = verb.verb;
        highest = highest.max(verb.argument);
        next = verb.argument + 1;
        let Some(arg) = args.get(verb.argument - 1) else {
            return Err(FunctionError::new(format!(
                "not enough arguments for {} at {}: need index {} but have {} total",
                quoted(&verb.raw),
                verb.offset,
                verb.argument,
                args.len()
            )));
        };
        if !arg.is_wholly_known() {
            begun.get_or_insert_with(|| out.clone());
            continue;
        }
        out.push_str(&render_verb(&verb, arg)?);
    }
    if highest < args.len() {
        let message = match highest {
            0 => "too many arguments; no verbs in format string".into(),
            n => format!("too many arguments; only {n} used by format string"),
        };
        return Err(FunctionError::at(highest + 1, message));
    }
    Ok(begun.map_or(Rendered::Whole(out), Rendered::Begun))
}

struct Parsed {
    verb: Verb,
    length: usize,
}

fn parse_verb(format: &str, offset: usize, next: usize) -> Result<Parsed, FunctionError> {
    let bytes = format.as_bytes();
    let mut verb = Verb { offset, argument: next, ..Verb::default() };
    let mut p = offset + 1;
    while let Some(flag @ (b'0' | b'#' | b'-' | b'+' | b' ')) = bytes.get(p) {
        match flag {
            b'0' => verb.zero = true,
            b'#' => verb.sharp = true,
            b'-' => verb.minus = true,
            b'+' => verb.plus = true,
            _ => verb.space = true,
        }
        p += 1;
    }
    let number = |p: &mut usize| -> Result<Option<usize>, FunctionError> {
        let start = *p;
        while bytes.get(*p).is_some_and(u8::is_ascii_digit) {
            *p += 1;
        }
        if start == *p {
            return Ok(None);
        }
        let n = format[start..*p].parse().ok().filter(|n| *n <= WIDEST);
        n.map(Some).ok_or_else(|| FunctionError::new("widths above a million are refused"))
    };
    verb.width = number(&mut p)?;
    if bytes.get(p) == Some(&b'.') {
        p += 1;
        verb.precision = Some(number(&mut p)?.unwrap_or(0));
    }
    let mut raw = format[offset..p].to_owned();
    if bytes.get(p) == Some(&b'[') {
        p += 1;
        if !bytes.get(p).is_some_and(|b| (b'1'..=b'9').contains(b)) {
            return Err(unexpected(format, p));
        }
        verb.argument = number(&mut p)?.unwrap_or(next);
        if bytes.get(p) != Some(&b']') {
            return Err(unexpected(format, p));
        }
        p += 1;
    }
    match bytes.get(p) {
        Some(b) if b.is_ascii_alphabetic() => {
            verb.mode = char::from(*b);
            raw.push(verb.mode);
            // Messages show the verb as written.
            verb.raw = format[offset..=p].to_owned();
            Ok(Parsed { verb, length: p + 1 - offset })
        }
        _ => Err(unexpected(format, p)),
    }
}

fn unexpected(format: &str, p: usize) -> FunctionError {
    FunctionError::new(match format.get(p..).and_then(|rest| rest.chars().next()) {
        None => format!("invalid format string starting at offset {p}"),
        Some(c) => {
            let shown = quoted(&c.to_string());
            format!("unrecognized format character '{}' at offset {p}", shown.trim_matches('"'))
        }
    })
}

fn render_verb(verb: &Verb, arg: &Value) -> Result<String, FunctionError> {
    let unsupported = |why: &str| {
        FunctionError::new(format!("unsupported value for {} at {}: {why}", quoted(&verb.raw), verb.offset))
    };
    if verb.mode != 'v' && arg.is_null() {
        return Err(unsupported("null value cannot be formatted"));
    }
    let as_type = |ty: Type| convert(arg, &ty).map_err(|e| unsupported(&e.message));
    match verb.mode {
        'v' => Ok(pad(verb, as_is(verb, arg))),
        't' => Ok(if as_type(Type::Bool)?.kind == Kind::Bool(true) { "true" } else { "false" }.into()),
        'b' | 'd' | 'o' | 'x' | 'X' => {
            let value = as_type(Type::Number)?;
            match value.as_number() {
                Some(n) if n.is_integer() => Ok(integer(verb, &n.trunc_to_bigint())),
                _ => Err(unsupported("an integer is required")),
            }
        }
        'e' | 'E' | 'f' | 'g' | 'G' => {
            let value = as_type(Type::Number)?;
            Ok(value.as_number().map(|n| float(verb, n)).unwrap_or_default())
        }
        's' | 'q' => {
            let value = as_type(Type::String)?;
            let mut s = value.as_str().unwrap_or_default().to_owned();
            if let Some(most @ 1..) = verb.precision {
                s = s.graphemes(true).take(most).collect();
            }
            Ok(pad(verb, if verb.mode == 'q' { json::quote(&s) } else { s }))
        }
        mode => Err(FunctionError::new(format!(
            "unsupported format verb '{mode}' in {} at offset {}",
            quoted(&verb.raw),
            verb.offset
        ))),
    }
}

/// What `%v` prints: strings and numbers plain, all else as JSON.
fn as_is(verb: &Verb, arg: &Value) -> String {
    match &arg.kind {
        Kind::String(s) if !verb.sharp => s.to_string(),
        Kind::Number(n) if !verb.sharp => n.to_general(None, 'e'),
        _ => json::encode(arg).0,
    }
}

fn pad(verb: &Verb, s: String) -> String {
    let missing = verb.width.unwrap_or(0).saturating_sub(s.graphemes(true).count());
    if missing == 0 {
        return s;
    }
    let padding = if verb.zero { "0" } else { " " }.repeat(missing);
    if verb.minus { s + &padding } else { padding + &s }
}

fn sign_of(verb: &Verb, negative: bool) -> &'static str {
    match (negative, verb.plus, verb.space) {
        (true, ..) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    }
}

/// As Go formats a `big.Int`.
fn integer(verb: &Verb, n: &BigInt) -> String {
    let (base, prefix) = match verb.mode {
        'b' => (2, "0b"),
        'o' => (8, "0"),
        'x' => (16, "0x"),
        'X' => (16, "0X"),
        _ => (10, ""),
    };
    let mut digits = n.magnitude().to_str_radix(base);
    if verb.mode == 'X' {
        digits.make_ascii_uppercase();
    }
    let sign = sign_of(verb, n.sign() == Sign::Minus);
    let prefix = if verb.sharp { prefix } else { "" };
    let mut zeros = 0;
    match verb.precision {
        Some(0) if digits == "0" => return String::new(),
        Some(least) => zeros = least.saturating_sub(digits.len()),
        None => {}
    }
    let length = sign.len() + prefix.len() + zeros + digits.len();
    let missing = verb.width.unwrap_or(0).saturating_sub(length);
    let (mut left, mut right) = (0, 0);
    if verb.minus {
        right = missing;
    } else if verb.zero && verb.precision.is_none() {
        zeros += missing;
    } else {
        left = missing;
    }
    let (left, right, zeros) = (" ".repeat(left), " ".repeat(right), "0".repeat(zeros));
    format!("{left}{sign}{prefix}{zeros}{digits}{right}")
}

/// As Go formats a `big.Float`.
fn float(verb: &Verb, n: &Number) -> String {
    let body = match verb.mode {
        'f' => n.to_fixed(verb.precision.unwrap_or(6)),
        'e' | 'E' => n.to_scientific(verb.precision.unwrap_or(6), verb.mode),
        'G' => n.to_general(verb.precision, 'E'),
        _ => n.to_general(verb.precision, 'e'),
    };
    let (negative, body) = match body.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, body.as_str()),
    };
    let sign = sign_of(verb, negative);
    let missing = verb.width.unwrap_or(0).saturating_sub(sign.len() + body.len());
    match (verb.minus, verb.zero) {
        // Go drops the zero flag next to a minus.
        (true, _) => format!("{sign}{body}{}", " ".repeat(missing)),
        (_, true) => format!("{sign}{}{body}", "0".repeat(missing)),
        _ => format!("{}{sign}{body}", " ".repeat(missing)),
    }
}
