//! Credentials in texts: user data, environment variables, commands. Answers whether there is one and
//! masks it; what was found is never returned, so that no report can show it.

use std::borrow::Cow;
use std::io::Read;
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use regex::Regex;

use crate::model::{Kind, Marks, Refinement, Type, Unknown, Value};

/// What stands in place of a secret.
const MASK: &str = "(sensitive)";
/// How many layers of base64 and gzip are opened.
const LAYERS: usize = 3;
/// How much of a compressed text is looked at, in bytes.
const INFLATED: u64 = 1 << 20;

/// Calls a function by its name without `secret::`; `None` if there is none of that name.
///
/// `found(value)`: whether a text holds what looks like a credential, in the clear or in base64 (and gzip
/// below it). Of a list or map: whether any element does; keys of a map count as names of their values, and one that
/// says that its value is a public key settles what is not known of it.
pub fn call(name: &str, args: &[Value]) -> Option<Result<Value, String>> {
    match (name, args) {
        ("found", [value]) => Some(Ok(answer(&judge(None, value), value))),
        ("found", _) => Some(Err(format!("secret::found was called with {} arguments", args.len()))),
        _ => None,
    }
}

/// Whether a text holds what looks like a credential.
pub fn found(text: &str) -> bool {
    !spans(text, LAYERS).is_empty()
}

/// The text with everything masked that looks like a credential.
pub fn redact(text: &str) -> Cow<'_, str> {
    let spans = spans(text, LAYERS);
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (start, end) in spans {
        out.push_str(text.get(at..start).unwrap_or_default());
        out.push_str(MASK);
        at = end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    Cow::Owned(out)
}

// --- values -------------------------------------------------------------------------------

/// What is known of a value: `None` if it may or may not hold a credential.
fn judge(name: Option<&str>, value: &Value) -> Option<bool> {
    let hit = |text: &str| found(text) || name.is_some_and(|n| assigned(n, text));
    match &value.kind {
        Kind::String(text) => Some(hit(text)),
        Kind::Unknown(u) => {
            // What follows can only add to what is there already, unless it goes on with the last word.
            let prefix = u.refinement.prefix.as_deref().unwrap_or_default();
            let settled = prefix.rfind(char::is_whitespace).and_then(|end| prefix.get(..end)).unwrap_or_default();
            match found(settled) {
                true => Some(true),
                false if name.is_some_and(is_public) => Some(false),
                false => None,
            }
        }
        Kind::Partial(items) => any(items.iter().map(|v| judge(name, v))).filter(|b| *b),
        Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) => any(items.iter().map(|v| judge(name, v))),
        Kind::Map(_, entries) | Kind::Object(entries) => any(entries.iter().map(|(k, v)| judge(Some(k), v))),
        Kind::Null(_) | Kind::Bool(_) | Kind::Number(_) | Kind::Resource(_) => Some(false),
    }
}

/// Whether what has this name is meant for everybody: a public key waits for nothing. (One that is known is looked at
/// like any other text: it may be the wrong half of the pair.)
fn is_public(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    matches!(&*name, "sshauthorizedkeys" | "authorizedkeys" | "sshpublickey" | "sshpublickeys" | "publickey")
}

fn any(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut all = Some(false);
    for answer in answers {
        match answer {
            Some(true) => return Some(true),
            Some(false) => {}
            None => all = None,
        }
    }
    all
}

fn answer(truth: &Option<bool>, value: &Value) -> Value {
    let marks = marks_of(value);
    match truth {
        Some(b) => Value::from(*b).with_marks(&marks),
        None => {
            let refinement = Refinement { not_null: true, ..Refinement::default() };
            let unknown = Unknown { ty: Type::Bool, refinement, waits_for: value.waits_for() };
            Value::from(Kind::Unknown(unknown.into())).with_marks(&marks)
        }
    }
}

/// The marks of a value and of all that is in it.
fn marks_of(value: &Value) -> Marks {
    let below: Vec<&Value> = match (value.as_elements(), value.as_entries()) {
        (Some(items), _) => items.iter().collect(),
        (_, Some(entries)) => entries.values().collect(),
        _ => Vec::new(),
    };
    below.into_iter().fold(value.marks.clone(), |all, v| all.join(&marks_of(v)))
}

// --- texts --------------------------------------------------------------------------------

/// How the secret part of a match is judged.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Judge {
    /// The form alone says it.
    Form,
    /// A chosen word: anything but a placeholder or a reference.
    Password,
    /// A generated token: long and irregular.
    Token,
}

/// A pattern that is compiled when a text could match it: most texts have none of its words, and compiling all
/// patterns takes longer than checking a small plan.
struct Pattern {
    /// What a match holds one of, in small letters.
    words: &'static [&'static str],
    text: &'static str,
    judge: Judge,
    compiled: OnceLock<Option<Regex>>,
}

const fn pattern(words: &'static [&'static str], text: &'static str, judge: Judge) -> Pattern {
    Pattern { words, text, judge, compiled: OnceLock::new() }
}

impl Pattern {
    /// The pattern if a text, of which `small` is the ASCII in small letters, could match it.
    fn of(&self, small: &str) -> Option<&Regex> {
        // Beyond ASCII there are letters that patterns without case take for one of ASCII: the sign for Kelvin.
        let possible = !small.is_ascii() || self.words.iter().any(|word| small.contains(word));
        if possible { self.regex() } else { None }
    }

    /// A test holds that all of them compile.
    fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| Regex::new(self.text).ok()).as_ref()
    }
}

/// Patterns; group 1 is the secret part.
static PATTERNS: [Pattern; 22] = [
    // PEM blocks, closed or cut off; `\n` may be written as an escape inside of JSON.
    pattern(
        &["private key"],
        r"(-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?s:.*?)(?:-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|\z))",
        Judge::Form,
    ),
    pattern(&["age-secret-key-1"], r"\b(AGE-SECRET-KEY-1[0-9A-Z]{40,})\b", Judge::Form),
    // Prefixes that issuers chose so that scanners find them.
    pattern(&["akia", "asia"], r"\b((?:AKIA|ASIA)[A-Z2-7]{16})\b", Judge::Form),
    pattern(&["gh"], r"\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})\b", Judge::Form),
    pattern(&["glpat-"], r"\b(glpat-[A-Za-z0-9_-]{20,})", Judge::Form),
    pattern(&["xox"], r"\b(xox[abeprs]-[A-Za-z0-9-]{10,})", Judge::Form),
    pattern(
        &["hooks.slack.com"],
        r"(https://hooks\.slack\.com/services/T[A-Za-z0-9]+/B[A-Za-z0-9]+/[A-Za-z0-9]{16,})",
        Judge::Form,
    ),
    pattern(&["aiza"], r"\b(AIza[A-Za-z0-9_-]{35})\b", Judge::Form),
    pattern(&["k_live_"], r"\b([rs]k_live_[A-Za-z0-9]{16,})\b", Judge::Form),
    pattern(&["npm_"], r"\b(npm_[A-Za-z0-9]{36})\b", Judge::Form),
    pattern(&["hvs.", "hvb."], r"\b(hv[sb]\.[A-Za-z0-9_-]{20,})", Judge::Form),
    pattern(&["dop_v1_"], r"\b(dop_v1_[a-f0-9]{64})\b", Judge::Form),
    pattern(&["sg."], r"\b(SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})\b", Judge::Form),
    pattern(&["accountkey="], r"(?i)\bAccountKey=([A-Za-z0-9+/]{60,}={0,2})", Judge::Form),
    pattern(&["eyj"], r"\b(eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})", Judge::Form),
    // Hashes of passwords as in /etc/shadow.
    pattern(&["$"], r#"(\$(?:1|2[aby]|5|6|y|argon2id?)\$[^\s"':$]{1,}\$[^\s"':]{16,})"#, Judge::Form),
    // Credentials in commands and addresses.
    pattern(&["://"], r#"(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@"'<>]{1,64}:([^\s/@"'<>]{3,128})@"#, Judge::Password),
    pattern(
        &["authorization"],
        r#"(?i)\bauthorization["']?\s*[:=]\s*["']?(?:bearer|basic)\s+([A-Za-z0-9._~+/=-]{16,})"#,
        Judge::Token,
    ),
    pattern(&["curl"], r#"\bcurl\b[^\n|;]*?\s(?:-u|--user)[ =]*["']?[^\s:"']+:([^\s"']{3,})"#, Judge::Password),
    pattern(&["sshpass"], r#"\bsshpass\s+-p\s*["']?([^\s"']{3,})"#, Judge::Password),
    pattern(
        &["chpasswd"],
        r#"\becho\s+(?:-e\s+)?["']?[A-Za-z0-9._-]+:([^\s"'|]{3,})["']?\s*\|\s*(?:sudo\s+)?chpasswd"#,
        Judge::Password,
    ),
    pattern(&["passwd"], r#"\becho\s+["']?([^\s"'|]{3,})["']?\s*\|\s*(?:sudo\s+)?passwd\s+--stdin"#, Judge::Password),
];

/// `name = value` in the ways of shells, JSON, YAML, TOML and command lines: group 1 the name, and the
/// value quoted (2, 3) or bare (4).
static ASSIGNMENT: Pattern = pattern(
    &["pass", "pwd", "secret", "token", "key", "credential"],
    r#"(?i)([a-z0-9_.-]*(?:password|passwd|pwd|passphrase|passcode|secret|token|api[_-]?key|apikey|access[_-]?key|secret[_-]?key|account[_-]?key|private[_-]?key|encryption[_-]?key|credentials?))\\?["']?(?:[ \t]*(?::=|=>|=|:)[ \t]*|[ \t]+)\\?(?:"([^"\n]*?)\\?"|'([^'\n]*)'|([^\s"',;|&]+))"#,
    Judge::Form,
);

/// Text in base64, perhaps over several lines.
static RUN: Pattern =
    pattern(&[], r"[A-Za-z0-9+/]{32,}(?:\s+[A-Za-z0-9+/]{32,})*(?:\s+[A-Za-z0-9+/]+)?={0,2}", Judge::Form);

/// The pattern for base64 if a text has a run that is long enough for it.
fn base64_run(text: &str) -> Option<&'static Regex> {
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    let long = text.as_bytes().split(|b| !part(b)).any(|run| run.len() >= 32);
    if long { RUN.regex() } else { None }
}

/// Where credentials stand: byte ranges in order, without overlaps.
fn spans(text: &str, layers: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let small = text.to_ascii_lowercase();
    for pattern in &PATTERNS {
        let Some(regex) = pattern.of(&small) else { continue };
        for hit in regex.captures_iter(text) {
            if let Some(secret) = hit.get(1).filter(|m| judged(pattern.judge, m.as_str())) {
                out.push((secret.start(), secret.end()));
            }
        }
    }
    if let Some(regex) = ASSIGNMENT.of(&small) {
        for hit in regex.captures_iter(text) {
            let (Some(name), Some(whole)) = (hit.get(1), hit.get(0)) else { continue };
            let Some(value) = hit.get(2).or(hit.get(3)).or(hit.get(4)) else { continue };
            // Between name and value must stand a sign, or the name must be an option: `--password x`.
            let between = text.get(name.end()..value.start()).unwrap_or_default();
            let signed = between.contains([':', '=']);
            if (signed || name.as_str().starts_with("--"))
                && whole.end() > whole.start()
                && assigned(name.as_str(), value.as_str())
            {
                out.push((value.start(), value.end()));
            }
        }
    }
    if layers > 0
        && let Some(regex) = base64_run(text)
    {
        let encoded =
            regex.find_iter(text).filter(|m| decoded(m.as_str()).is_some_and(|t| !spans(&t, layers - 1).is_empty()));
        out.extend(encoded.map(|m| (m.start(), m.end())));
    }
    merge(out)
}

fn merge(mut spans: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    spans.sort_unstable();
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (start, end) in spans {
        match out.last_mut() {
            Some(last) if start < last.1 => last.1 = last.1.max(end),
            _ => out.push((start, end)),
        }
    }
    out
}

/// The text behind base64, and behind gzip behind that. Data that is no text holds nothing readable.
fn decoded(run: &str) -> Option<String> {
    let compact: String = run.chars().filter(|c| !c.is_whitespace()).collect();
    let bytes = STANDARD.decode(&compact).or_else(|_| STANDARD_NO_PAD.decode(&compact)).ok()?;
    let bytes = match bytes.starts_with(&[0x1f, 0x8b]) {
        true => {
            let mut out = Vec::new();
            // A cut-off archive still gives its beginning.
            let _ = flate2::read::GzDecoder::new(&bytes[..]).take(INFLATED).read_to_end(&mut out);
            out
        }
        false => bytes,
    };
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        // The limit may have cut a character in two.
        Err(e) => {
            let end = e.utf8_error().valid_up_to();
            let whole = e.as_bytes().len() as u64 == INFLATED;
            String::from_utf8(e.into_bytes().get(..end).filter(|_| whole)?.to_vec()).ok()?
        }
    };
    let readable = !text.chars().any(|c| c.is_control() && !c.is_whitespace());
    readable.then_some(text)
}

/// Whether a value under this name is a credential: passwords may be any word, the rest must look
/// generated.
fn assigned(name: &str, value: &str) -> bool {
    let name = name.to_lowercase();
    let ends = |words: &[&str]| words.iter().any(|w| name.ends_with(w));
    if ends(&["password", "passwd", "pwd", "passphrase", "passcode"]) {
        return judged(Judge::Password, value);
    }
    let keyed = ends(&[
        "secret",
        "token",
        "api_key",
        "api-key",
        "apikey",
        "access_key",
        "access-key",
        "accesskey",
        "secret_key",
        "secret-key",
        "secretkey",
        "account_key",
        "account-key",
        "accountkey",
        "private_key",
        "private-key",
        "privatekey",
        "encryption_key",
        "encryption-key",
        "encryptionkey",
        "credential",
        "credentials",
    ]);
    keyed && judged(Judge::Token, value)
}

fn judged(judge: Judge, secret: &str) -> bool {
    match judge {
        // Keys of vendors' own documentation say so.
        Judge::Form => !secret.contains("EXAMPLE"),
        Judge::Password => is_literal(secret) && secret.chars().count() >= 4,
        Judge::Token => is_literal(secret) && is_irregular(secret),
    }
}

/// Whether a value is itself, and not a reference, a placeholder or a switch.
fn is_literal(value: &str) -> bool {
    const OPENERS: [&str; 12] = ["$", "{", "<", "%", "`", "/", "~/", "./", "@", "*", "[", "|"];
    // `$6$...` is matched as a hash elsewhere; here a dollar is a variable.
    if OPENERS.iter().any(|o| value.starts_with(o))
        || value.contains("${")
        || value.contains("$(")
        || value.contains("{{")
    {
        return false;
    }
    let lower = value.to_lowercase();
    const REFERENCES: [&str; 12] = [
        "ocid1.", "arn:", "http://", "https://", "file:", "vault:", "ssm:", "env.", "env:", "var.", "data.", "module.",
    ];
    const PLACEHOLDERS: [&str; 12] = [
        "example",
        "placeholder",
        "redacted",
        "sensitive",
        "your",
        "insert",
        "replace",
        "todo",
        "dummy",
        "xxxx",
        "....",
        "****",
    ];
    const SWITCHES: [&str; 16] = [
        "true",
        "false",
        "yes",
        "no",
        "null",
        "none",
        "required",
        "optional",
        "prompt",
        "disabled",
        "enabled",
        "string",
        "stdin",
        "expire",
        "random",
        "undefined",
    ];
    !(REFERENCES.iter().any(|r| lower.starts_with(r))
        || PLACEHOLDERS.iter().any(|p| lower.contains(p))
        || SWITCHES.contains(&lower.as_str())
        // A call of a function in a program.
        || value.contains('(') && value.ends_with(')'))
}

/// Whether a token looks generated: long enough, of several kinds of characters, few repeated.
fn is_irregular(token: &str) -> bool {
    let length = token.chars().count();
    let kinds = [
        token.chars().any(|c| c.is_ascii_lowercase()),
        token.chars().any(|c| c.is_ascii_uppercase()),
        token.chars().any(|c| c.is_ascii_digit()),
    ];
    let plain = token.chars().all(|c| c.is_ascii_alphanumeric() || "_-+/=.~!@#%^&*".contains(c));
    // Names such as `my-app-tls-2024` have words; generated text has digits among its letters.
    let turns = token.as_bytes().windows(2).filter(|w| w[0].is_ascii_digit() != w[1].is_ascii_digit()).count();
    let mixed = kinds.iter().filter(|k| **k).count() == 3 || turns >= 4;
    (16..=4096).contains(&length) && plain && kinds[2] && mixed && entropy(token) >= 3.0
}

/// Shannon entropy in bits per byte.
fn entropy(text: &str) -> f64 {
    let mut counts = [0u32; 256];
    text.bytes().for_each(|b| counts[usize::from(b)] += 1);
    let total = text.len() as f64;
    counts.iter().filter(|c| **c > 0).map(|c| f64::from(*c) / total).map(|p| -p * p.log2()).sum()
}

#[cfg(test)]
mod tests;
