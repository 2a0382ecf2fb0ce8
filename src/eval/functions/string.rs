//! Functions over strings. Characters are grapheme clusters, as in cty.

use unicode_segmentation::UnicodeSegmentation;

use super::FunctionError;
use super::args::{elements, refine, refinement, strings, text};
use super::go_regex;
use super::spec::{Call, Outcome, Param, Spec, Ty, bool, list_of_string, param, spec, string};
use crate::model::{Kind, Type, Value};
use crate::text::Str;

const STR: Param = param("str", Ty::String);

pub(super) static SPECS: &[Spec] = &[
    spec("upper", &[STR.dynamic()], string, |c| Ok(text(c.str(0).chars().map(upper).collect::<String>()))),
    spec("lower", &[STR.dynamic()], string, |c| Ok(text(c.str(0).chars().map(lower).collect::<String>()))),
    spec("title", &[STR], string, |c| Ok(text(title(c.str(0))))),
    spec("strrev", &[STR.dynamic()], string, |c| Ok(text(c.str(0).graphemes(true).rev().collect::<String>()))),
    spec("chomp", &[STR], string, |c| Ok(text(c.str(0).trim_end_matches(['\n', '\r'])))),
    spec("indent", &[param("spaces", Ty::Number), STR], string, indent),
    spec("trim", &[STR, param("cutset", Ty::String)], string, |c| {
        let cutset = c.str(1);
        Ok(text(c.str(0).trim_matches(|ch| cutset.contains(ch))))
    }),
    spec("trimprefix", &[STR, param("prefix", Ty::String)], string, |c| {
        Ok(text(c.str(0).strip_prefix(c.str(1)).unwrap_or(c.str(0))))
    }),
    spec("trimsuffix", &[STR, param("suffix", Ty::String)], string, |c| {
        Ok(text(c.str(0).strip_suffix(c.str(1)).unwrap_or(c.str(0))))
    }),
    spec("trimspace", &[STR], string, |c| Ok(text(c.str(0).trim()))),
    spec(
        "substr",
        &[STR.dynamic(), param("offset", Ty::Number).dynamic(), param("length", Ty::Number).dynamic()],
        string,
        substr,
    ),
    spec("replace", &[STR, param("substr", Ty::String), param("replace", Ty::String)], string, replace),
    spec("startswith", &[STR.unknown(), param("prefix", Ty::String)], bool, starts_with),
    spec("endswith", &[STR, param("suffix", Ty::String)], bool, |c| Ok(c.str(0).ends_with(c.str(1)).into())),
    spec("strcontains", &[STR.unknown(), param("substr", Ty::String)], bool, |c| match known_text(&c.args[0]) {
        Text::Whole(s) => Ok(s.contains(c.str(1)).into()),
        Text::Beginning(s) if c.is_kleene() && s.contains(c.str(1)) => Ok(true.into()),
        Text::Beginning(_) => Ok(c.unknown()),
    }),
    spec("split", &[param("separator", Ty::String), STR], list_of_string, split),
    spec("join", &[param("separator", Ty::String)], string, join).rest(param("lists", Ty::ListOfString)),
    spec("regex", &[param("pattern", Ty::String), param("string", Ty::String)], regex_type, regex),
    spec("regexall", &[param("pattern", Ty::String), param("string", Ty::String)], regexall_type, regexall),
];

/// What is known of a string.
enum Text<'a> {
    Whole(&'a str),
    Beginning(&'a str),
}

fn known_text(value: &Value) -> Text<'_> {
    match value.as_str() {
        Some(s) => Text::Whole(s),
        None => Text::Beginning(refinement(value).and_then(|r| r.prefix.as_deref()).unwrap_or_default()),
    }
}

/// Number of characters of a string, at least so many for an unknown one.
pub(super) fn length(value: &Value) -> Value {
    match known_text(value) {
        Text::Whole(s) => super::args::count(s.graphemes(true).count()),
        // The last character of a prefix may join with what follows.
        Text::Beginning(s) => refine(super::args::unknown(Type::Number), |r| {
            r.min = Some(crate::model::Number::counted(s.graphemes(true).count() as i64));
        }),
    }
}

/// Go maps character by character: `ß`, whose capital form is two letters, stays.
fn upper(c: char) -> char {
    let mut all = c.to_uppercase();
    match (all.next(), all.next()) {
        (Some(only), None) => only,
        _ => match c {
            // Greek letters with iota subscript have a capital of their own, one letter.
            '\u{1f80}'..='\u{1faf}' if c as u32 & 8 == 0 => char::from_u32(c as u32 + 8).unwrap_or(c),
            '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => char::from_u32(c as u32 + 9).unwrap_or(c),
            c => c,
        },
    }
}

fn lower(c: char) -> char {
    // Only the dotted capital I has a longer small form; its first letter is what Go takes.
    c.to_lowercase().next().unwrap_or(c)
}

fn title(s: &str) -> String {
    let mut before = ' ';
    s.chars()
        .map(|c| {
            let starts = is_separator(before);
            before = c;
            if starts { title_case(c) } else { c }
        })
        .collect()
}

/// Digraphs have a form of their own for titles.
fn title_case(c: char) -> char {
    match c {
        '\u{1c4}'..='\u{1c6}' => '\u{1c5}',
        '\u{1c7}'..='\u{1c9}' => '\u{1c8}',
        '\u{1ca}'..='\u{1cc}' => '\u{1cb}',
        '\u{1f1}'..='\u{1f3}' => '\u{1f2}',
        c => upper(c),
    }
}

fn is_separator(c: char) -> bool {
    if c.is_ascii() { !c.is_ascii_alphanumeric() && c != '_' } else { !c.is_alphanumeric() && c.is_whitespace() }
}

fn indent(c: &Call) -> Outcome {
    let spaces = usize::try_from(c.integer(0)?).map_err(|_| FunctionError::new("strings: negative Repeat count"))?;
    if spaces > 1 << 20 {
        return Err(FunctionError::new("more than a million spaces of indentation are refused"));
    }
    Ok(text(c.str(1).replace('\n', &format!("\n{}", " ".repeat(spaces)))))
}

fn substr(c: &Call) -> Outcome {
    let (mut offset, length) = (c.integer(1)?, c.integer(2)?);
    let clusters: Vec<&str> = c.str(0).graphemes(true).collect();
    if offset < 0 {
        offset = offset.saturating_add(clusters.len() as i64);
    } else if length == 0 {
        return Ok(text(""));
    }
    // An offset before the beginning counts as the beginning; then a length of zero means all (as in cty).
    let from = usize::try_from(offset).unwrap_or(0).min(clusters.len());
    let rest = &clusters[from..];
    let take = if length <= 0 { rest.len() } else { rest.len().min(usize::try_from(length).unwrap_or(usize::MAX)) };
    Ok(text(rest[..take].concat()))
}

fn replace(c: &Call) -> Outcome {
    let (s, from, to) = (c.str(0), c.str(1), c.str(2));
    if let Some(pattern) = from.strip_prefix('/').and_then(|p| p.strip_suffix('/')) {
        let re = go_regex::compile(pattern)
            .map_err(|e| FunctionError::new(format!("error parsing regexp: {}: `{}`", e.code, e.pattern)))?;
        return Ok(text(re.replace_all(s, to)));
    }
    Ok(text(s.replace(from, to)))
}

fn starts_with(c: &Call) -> Outcome {
    let prefix = c.str(1);
    match known_text(&c.args[0]) {
        Text::Whole(s) => Ok(s.starts_with(prefix).into()),
        Text::Beginning(s) if s.starts_with(prefix) => Ok(true.into()),
        Text::Beginning(s) if !prefix.starts_with(s) => Ok(false.into()),
        Text::Beginning(_) => Ok(c.unknown()),
    }
}

fn split(c: &Call) -> Outcome {
    let (separator, s) = (c.str(0), c.str(1));
    if separator.is_empty() {
        return Ok(strings(s.chars().map(String::from)));
    }
    Ok(strings(s.split(separator)))
}

fn join(c: &Call) -> Outcome {
    let lists = &c.args[1..];
    if lists.is_empty() {
        return Err(FunctionError::new("at least one list is required"));
    }
    // One text alone is passed on untouched: `join("", x.*.id)` was the way to an optional reference for years.
    let mut all = lists.iter().map(|list| list.as_elements());
    if let Some([one]) = all.next().flatten()
        && all.all(|rest| rest.is_some_and(<[Value]>::is_empty))
        && one.is_unknown()
        && c.is_kleene()
    {
        return Ok(refine(one.clone(), |r| r.not_null = true));
    }
    if lists.iter().any(|list| !list.is_wholly_known()) {
        return Ok(begun(c, lists));
    }
    let mut parts = Vec::new();
    for (a, list) in lists.iter().enumerate() {
        for (i, item) in elements(list).iter().enumerate() {
            let Some(s) = item.as_str() else {
                let place =
                    if lists.len() > 1 { format!("element {i} of list {}", a + 1) } else { format!("element {i}") };
                return Err(FunctionError::at(a + 1, format!("{place} is null; cannot concatenate null values")));
            };
            parts.push(s.to_owned());
        }
    }
    Ok(text(parts.join(c.str(0))))
}

/// An unknown text whose beginning is known up to the first unknown element.
fn begun(c: &Call, lists: &[Value]) -> Value {
    if !c.is_kleene() {
        return c.unknown();
    }
    let mut known = String::new();
    let mut first = true;
    'all: for list in lists {
        let Kind::List(_, items) = &list.kind else { break };
        for item in items.iter() {
            let Some(s) = item.as_str() else { break 'all };
            if !first {
                known.push_str(c.str(0));
            }
            first = false;
            known.push_str(s);
        }
    }
    with_prefix(c.unknown(), &known)
}

/// Narrows an unknown string to those that begin so. A last character that a combining mark could
/// follow and change (in normal form C) is left out; digits and most punctuation never change.
pub(super) fn with_prefix(value: Value, known: &str) -> Value {
    let mut clusters: Vec<&str> = known.graphemes(true).collect();
    let is_fixed =
        |s: &str| s.bytes().all(|b| b.is_ascii() && !b.is_ascii_alphabetic() && !matches!(b, b'<' | b'=' | b'>'));
    if clusters.last().is_some_and(|last| !is_fixed(last)) {
        clusters.pop();
    }
    let safe = clusters.concat();
    if safe.is_empty() { value } else { refine(value, |r| r.prefix = Some(Str::from(safe))) }
}

fn regex_type(args: &[Value]) -> Result<Type, FunctionError> {
    match args[0].as_str() {
        None => Ok(Type::Dynamic),
        Some(pattern) => captures_type(pattern),
    }
}

fn regexall_type(args: &[Value]) -> Result<Type, FunctionError> {
    Ok(Type::list(regex_type(args)?))
}

fn captures_type(pattern: &str) -> Result<Type, FunctionError> {
    let re = go_regex::compile(pattern)
        .map_err(|e| FunctionError::at(0, format!("invalid regexp pattern: {} in {}", e.code, e.pattern)))?;
    let names: Vec<Option<&str>> = re.capture_names().skip(1).collect();
    let named = names.iter().flatten().count();
    match (named, names.len() - named) {
        (0, 0) => Ok(Type::String),
        (0, unnamed) => Ok(Type::tuple(vec![Type::String; unnamed])),
        (_, 0) => Ok(Type::object(names.iter().flatten().map(|n| (Str::from(*n), Type::String)).collect())),
        _ => Err(FunctionError::at(0, "invalid regexp pattern: cannot mix both named and unnamed capture groups")),
    }
}

fn compiled(c: &Call) -> Result<regex::Regex, FunctionError> {
    go_regex::compile(c.str(0)).map_err(|e| FunctionError::at(0, format!("error parsing pattern: {}", e.code)))
}

fn regex(c: &Call) -> Outcome {
    let re = compiled(c)?;
    match re.captures(c.str(1)) {
        Some(captures) => Ok(captured(&re, &captures, c.returns)),
        None => Err(FunctionError::new("pattern did not match any part of the given string")),
    }
}

fn regexall(c: &Call) -> Outcome {
    let re = compiled(c)?;
    let ty = c.element_type();
    let all = re.captures_iter(c.str(1)).map(|captures| captured(&re, &captures, &ty)).collect();
    Ok(Value::list(ty, all))
}

fn captured(re: &regex::Regex, captures: &regex::Captures, ty: &Type) -> Value {
    let group = |m: Option<regex::Match>| m.map_or_else(|| Kind::Null(Type::String).into(), |m| text(m.as_str()));
    match ty {
        Type::Tuple(_) => Value::tuple(captures.iter().skip(1).map(group).collect()),
        Type::Object(_) => {
            let names = re.capture_names().enumerate().skip(1);
            Value::object(names.filter_map(|(i, name)| Some((name?, group(captures.get(i))))))
        }
        _ => text(captures.get(0).map_or("", |m| m.as_str())),
    }
}
