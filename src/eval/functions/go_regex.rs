//! Regular expressions in the syntax of RE2, which Terraform's patterns are in, translated to the
//! syntax of the `regex` crate. Both match in linear time and prefer the leftmost-first match, so
//! only the notation differs: classes such as `\d` are ASCII in RE2, brackets do not nest, and
//! `\Q...\E` quotes.

use std::fmt::Write;

use regex::{Regex, RegexBuilder};

/// Patterns that compile to more than this many bytes are refused.
const SIZE_LIMIT: usize = 10 << 20;

/// Compiles a pattern in RE2's syntax.
///
/// # Errors
/// With a message in RE2's words where the fault is a common one.
pub(super) fn compile(pattern: &str) -> Result<Regex, Fault> {
    let translated = translate(pattern)?;
    let built = RegexBuilder::new(&translated).size_limit(SIZE_LIMIT).build();
    built.map_err(|e| Fault::new(words(&e.to_string()), pattern))
}

/// What is wrong with a pattern, and which part of it.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) code: String,
    pub(super) pattern: String,
}

impl Fault {
    fn new(code: impl Into<String>, pattern: &str) -> Fault {
        Fault { code: code.into(), pattern: pattern.into() }
    }
}

fn words(error: &str) -> &'static str {
    let known = [
        ("unclosed group", "missing closing )"),
        ("unopened group", "unexpected )"),
        ("unclosed character class", "missing closing ]"),
        ("repetition operator missing expression", "missing argument to repetition operator"),
        ("look-around", "invalid or unsupported Perl syntax"),
        ("backreferences", "invalid escape sequence"),
        ("unrecognized escape", "invalid escape sequence"),
        ("invalid character class range", "invalid character class range"),
        ("Unicode property not found", "invalid character class range"),
        ("duplicate capture group name", "duplicate capture group name"),
        ("exceeds size limit", "expression too large"),
    ];
    known.iter().find(|(theirs, _)| error.contains(theirs)).map_or("invalid syntax", |(_, words)| words)
}

fn translate(pattern: &str) -> Result<String, Fault> {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    // Where a repetition stands that nothing but one `?` may follow.
    let mut repeated: Option<&str> = None;
    while let Some(c) = rest.chars().next() {
        let here = rest;
        let tail = &rest[c.len_utf8()..];
        let repeats = matches!(c, '*' | '+' | '?') || c == '{' && is_repetition(tail);
        rest = match c {
            '\\' => escape(tail, Place::Outside, &mut out)?,
            '[' => class(tail, &mut out)?,
            '{' if repeats => {
                let end = tail.find('}').map_or(tail.len(), |i| i + 1);
                let counts = tail[..end].trim_end_matches('}').split(',');
                if counts.filter(|n| !n.is_empty()).any(|n| n.parse::<u32>().map_or(true, |n| n > 1000)) {
                    return Err(Fault::new("invalid repeat count", &here[..=end]));
                }
                out.push('{');
                out.push_str(&tail[..end]);
                &tail[end..]
            }
            '{' => {
                out.push_str("\\{");
                tail
            }
            c => {
                out.push(c);
                tail
            }
        };
        repeated = match (repeated, repeats) {
            (Some(start), true) => {
                return Err(Fault::new("invalid nested repetition operator", &start[..start.len() - rest.len()]));
            }
            (None, true) => match rest.strip_prefix('?') {
                Some(lazy) => {
                    out.push('?');
                    rest = lazy;
                    Some(here)
                }
                None => Some(here),
            },
            (_, false) => None,
        };
    }
    Ok(out)
}

/// `{2}`, `{2,}`, `{2,3}`; anything else after a brace makes it a literal brace.
fn is_repetition(after_brace: &str) -> bool {
    let Some((inside, _)) = after_brace.split_once('}') else { return false };
    let (low, high) = inside.split_once(',').unwrap_or((inside, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    !low.is_empty() && digits(low) && digits(high)
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Outside,
    InClass,
}

/// Translates what follows a backslash; returns the rest.
fn escape<'a>(tail: &'a str, place: Place, out: &mut String) -> Result<&'a str, Fault> {
    let Some(c) = tail.chars().next() else {
        return Err(Fault::new("trailing backslash at end of expression", ""));
    };
    let rest = &tail[c.len_utf8()..];
    let set = match c {
        'd' => "0-9",
        's' => r"\t\n\f\r ",
        'w' => "0-9A-Za-z_",
        'D' => "^0-9",
        'S' => r"^\t\n\f\r ",
        'W' => "^0-9A-Za-z_",
        'Q' if place == Place::Outside => {
            let (literal, rest) = rest.split_once("\\E").unwrap_or((rest, ""));
            out.push_str(&regex::escape(literal));
            return Ok(rest);
        }
        'b' | 'B' if place == Place::Outside => {
            // RE2 knows only ASCII words.
            let _ = write!(out, "(?-u:\\{c})");
            return Ok(rest);
        }
        // Not part of RE2, though the crate knows them.
        '<' | '>' => {
            out.push(c);
            return Ok(rest);
        }
        'b' | 'B' | 'u' | 'U' => return Err(Fault::new("invalid escape sequence", &format!("\\{c}"))),
        'p' | 'P' | 'x' if rest.starts_with('{') => {
            let end = rest.find('}').map_or(rest.len(), |i| i + 1);
            out.push('\\');
            out.push(c);
            out.push_str(&rest[..end]);
            return Ok(&rest[end..]);
        }
        c => {
            out.push('\\');
            out.push(c);
            return Ok(rest);
        }
    };
    let _ = write!(out, "[{set}]");
    Ok(rest)
}

/// Translates a bracketed class after its opening bracket; returns the rest.
fn class<'a>(tail: &'a str, out: &mut String) -> Result<&'a str, Fault> {
    let mut rest = tail;
    out.push('[');
    if let Some(tail) = rest.strip_prefix('^') {
        out.push('^');
        rest = tail;
    }
    let mut first = true;
    while let Some(c) = rest.chars().next() {
        let tail = &rest[c.len_utf8()..];
        rest = match c {
            ']' if !first => {
                out.push(']');
                return Ok(tail);
            }
            '[' if tail.starts_with(':') && tail.contains(":]") => {
                let (name, rest) = tail[1..].split_once(":]").unwrap_or_default();
                let _ = write!(out, "[:{name}:]");
                rest
            }
            // Set operations of the crate, plain characters in RE2.
            '[' | '&' | '~' | ']' => {
                let _ = write!(out, "\\{c}");
                tail
            }
            '\\' => escape(tail, Place::InClass, out)?,
            c => {
                out.push(c);
                if c == '-' && tail.starts_with('-') {
                    // `--` would be a set difference.
                    out.pop();
                    out.push_str("\\-");
                }
                tail
            }
        };
        first = false;
    }
    Err(Fault::new("missing closing ]", &format!("[{tail}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_ascii_and_brackets_do_not_nest() {
        assert!(!compile(r"^\d$").unwrap().is_match("٣"));
        assert!(compile(r"^\S$").unwrap().is_match("é"));
        assert!(compile(r"^[a[b]+$").unwrap().is_match("[ab"));
        assert!(compile(r"^[]a]+$").unwrap().is_match("]a"));
        assert!(compile(r"^[a&&b]+$").unwrap().is_match("&a"));
        assert!(compile(r"^[[:alpha:]\d]+$").unwrap().is_match("x1"));
        assert!(compile(r"^\Qa.b\E$").unwrap().is_match("a.b"));
        assert!(compile(r"^a{,2}$").unwrap().is_match("a{,2}"));
        assert!(compile(r"\bfoo\b").unwrap().is_match("a foo b"));
        assert!(compile("(").unwrap_err().code == "missing closing )");
        assert!(compile(r"(?=x)").is_err());
        assert!(compile(r"a**").is_err() && compile(r"a+?").is_ok() && compile(r"a{2}{3}").is_err());
        assert!(compile(r"^[\p{L}]\p{Greek}$").unwrap().is_match("aα"));
    }
}
