//! Tells what an input is by its content, and says what it looks like when it is nothing of use.

use std::collections::BTreeMap;

use super::InputError;
use crate::model::json::{self, Shape};
use crate::text::{Buffer, Bytes};

/// What an input was recognised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detected {
    /// `terraform show -json PLAN`
    PlanJson,
    /// The zip file that `terraform plan -out` writes.
    PlanBinary,
    /// A state file, version 4.
    StateFile,
    /// `terraform show -json` without a plan.
    StateJson,
}

const MAKE_PLAN: &str = "make a plan JSON with: terraform plan -out=tfplan && terraform show -json tfplan > plan.json";

/// Recognises an input by its first bytes and its top-level keys.
///
/// # Errors
/// [`InputError`] that says what it looks like instead, and the way to something usable.
pub fn detect(path: &str, bytes: &[u8]) -> Result<Detected, InputError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.starts_with(b"PK\x03\x04") {
        return Ok(Detected::PlanBinary);
    }
    let first = bytes.iter().position(|b| !b.is_ascii_whitespace());
    match first.and_then(|i| bytes.get(i)) {
        None => Err(InputError::new(path, "is empty").hint(MAKE_PLAN)),
        Some(b'{') => detect_object(path, bytes),
        Some(b'[') => Err(InputError::new(path, "is a JSON array, not a plan").at(1, 1).hint(MAKE_PLAN)),
        Some(_) => Err(not_json(path, bytes)),
    }
}

fn detect_object(path: &str, bytes: &[u8]) -> Result<Detected, InputError> {
    // Keys are looked up in the raw text: a file that breaks off later is still recognised here
    // and gets its exact error from the parser.
    let mut keys = keys(&bytes[..bytes.len().min(1 << 20)]);
    if bytes.len() > 1 << 20 && !FAMILIAR.iter().any(|name| keys.contains_key(name)) {
        // Sorted keys (`jq -S`) may have much before those that tell.
        keys = self::keys(bytes);
    }
    let has = |name: &str| keys.contains_key(name);
    if has("format_version") {
        let rest = ["planned_values", "resource_changes", "configuration", "output_changes", "applyable"];
        let plan = rest.iter().any(|name| contains(bytes, format!("\"{name}\"").as_bytes()));
        return Ok(if plan { Detected::PlanJson } else { Detected::StateJson });
    }
    if has("resource_changes") || has("planned_values") {
        return Ok(Detected::PlanJson);
    }
    if has("encryption_version") || has("encrypted_data") {
        return Err(InputError::new(path, "is encrypted by OpenTofu").hint(format!(
            "decrypt it on the way with: tofu show -json {path} > plan.json (with the same encryption settings)"
        )));
    }
    if has("remote_plan_format") {
        return Err(InputError::new(path, "is a bookmark of a plan kept in HCP Terraform, not the plan itself")
            .hint(format!("fetch the plan with: terraform show -json {path} > plan.json")));
    }
    if has("lineage") || has("terraform_version") && has("serial") {
        return match keys.get("version").map(|v| v.trim()) {
            Some("4") | None => Ok(Detected::StateFile),
            Some(version) => {
                Err(InputError::new(path, format!("is a state file of version {version}; version 4 is understood"))
                    .hint("upgrade it with a current Terraform: terraform state pull > state.json"))
            }
        };
    }
    if has("@level") || has("@message") {
        return Err(InputError::new(path, "is the log of terraform plan -json, not a plan").hint(MAKE_PLAN));
    }
    if has("AWSTemplateFormatVersion") || has("Resources") {
        return Err(InputError::new(path, "looks like a CloudFormation template, not a Terraform plan").hint(MAKE_PLAN));
    }
    if has("provider_schemas") {
        return Err(
            InputError::new(path, "is the output of terraform providers schema -json, not a plan").hint(MAKE_PLAN)
        );
    }
    if ["resource", "variable", "module", "terraform", "provider"].iter().any(|n| has(n)) {
        return Err(InputError::new(path, "looks like Terraform configuration in JSON syntax, not a plan")
            .hint("give the directory instead: ringfence check DIR"));
    }
    // Nothing known: let the parser say whether it is at least JSON.
    if let Err(e) = serde_json::from_slice::<serde::de::IgnoredAny>(bytes) {
        return Err(syntax_error(path, bytes, &e));
    }
    let names: Vec<&str> = keys.keys().take(5).copied().collect();
    let seen =
        if names.is_empty() { "it has no keys".to_string() } else { format!("its keys are {}", names.join(", ")) };
    Err(InputError::new(path, format!("is JSON, but neither a plan nor a state ({seen})")).at(1, 1).hint(MAKE_PLAN))
}

/// Keys of which one is enough to tell what a file is.
const FAMILIAR: [&str; 3] = ["format_version", "resource_changes", "lineage"];

/// Top-level members of an object, as far as its text is whole, up to one that tells what it is.
fn keys(bytes: &[u8]) -> BTreeMap<&str, &str> {
    let text = std::str::from_utf8(bytes).or_else(|e| std::str::from_utf8(&bytes[..e.valid_up_to()]));
    let mut keys = BTreeMap::new();
    for (key, value) in json::members(text.unwrap_or_default()) {
        keys.insert(key, value);
        if keys.contains_key("format_version") || keys.len() > 200 {
            break;
        }
    }
    keys
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(haystack, needle).is_some()
}

fn not_json(path: &str, bytes: &[u8]) -> InputError {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    // Wrappers (terragrunt, CI steps, credential helpers) print lines before the JSON.
    for (i, line) in text.lines().enumerate() {
        if i > 0 && line.trim_start().starts_with('{') && contains(bytes, b"\"format_version\"") {
            return InputError::new(path, format!("has {i} line(s) of other output before the JSON"))
                .at(1, 1)
                .hint("keep standard error apart (2>/dev/null), or write the JSON to a file: terraform show -json tfplan > plan.json");
        }
    }
    if [
        "Terraform used the selected providers",
        "Terraform will perform",
        "No changes.",
        "OpenTofu used the selected",
        "Plan: ",
    ]
    .iter()
    .any(|s| text.contains(s))
    {
        return InputError::new(path, "is the human output of a plan, not JSON").at(1, 1).hint(MAKE_PLAN);
    }
    if ["resource \"", "variable \"", "module \"", "terraform {", "provider \""].iter().any(|s| text.contains(s)) {
        return InputError::new(path, "looks like Terraform sources")
            .at(1, 1)
            .hint("give the directory instead: ringfence check DIR");
    }
    let error = serde_json::from_slice::<serde::de::IgnoredAny>(bytes).err();
    let position = error.as_ref().map_or((1, 1), |e| (e.line().max(1), e.column().max(1)));
    InputError::new(path, "is not JSON: expected an object that begins with {")
        .at(position.0, position.1)
        .hint(MAKE_PLAN)
}

/// The error of a file that is not valid JSON, with the usual causes.
pub fn syntax_error(path: &str, bytes: &[u8], error: &serde_json::Error) -> InputError {
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or(&message).to_string();
    let base = |problem: String| InputError::new(path, problem).at(error.line().max(1), error.column().max(1));
    if error.is_eof() {
        return base(format!("the JSON breaks off: {what}"))
            .hint("the file is cut short: was the command that wrote it stopped, or the disk full? Make it again");
    }
    let tail_is_text = what.contains("trailing characters");
    let e = base(format!("invalid JSON: {what}"));
    if tail_is_text {
        return e.hint("something was printed after the JSON (a wrapper, a second document): keep one document only");
    }
    if bytes.contains(&0) {
        return e.hint("the file has NUL bytes: is it a binary file?");
    }
    e.hint("lines printed by a wrapper in between, or a merge conflict, are the usual causes; make the file again")
}

/// How UTF-16 text is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Utf16 {
    big: bool,
    /// Length of the byte order mark.
    mark: usize,
}

impl Utf16 {
    /// Tells UTF-16 by its byte order mark, or by the zero half of its first two characters: JSON, HCL and what may be
    /// taken for them begin with ASCII.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xFF, 0xFE, ..] => Some(Utf16 { big: false, mark: 2 }),
            [0xFE, 0xFF, ..] => Some(Utf16 { big: true, mark: 2 }),
            [0x01..=0x7F, 0, 0x01..=0x7F, 0, ..] => Some(Utf16 { big: false, mark: 0 }),
            [0, 0x01..=0x7F, 0, 0x01..=0x7F, ..] => Some(Utf16 { big: true, mark: 0 }),
            _ => None,
        }
    }
}

/// UTF-16 text (which `>` of Windows PowerShell writes) as UTF-8; other bytes as they are.
///
/// # Errors
/// [`InputError`] for broken UTF-16.
pub fn to_utf8(path: &str, bytes: Bytes) -> Result<Bytes, InputError> {
    let Some(Utf16 { big, mark }) = Utf16::of(&bytes) else { return Ok(bytes) };
    let broken = |good: &str, what: &str| {
        let (line, column) = position(good, good.len());
        InputError::new(path, format!("is UTF-16 text that {what}")).at(line, column).hint(
            "make the file again, as UTF-8: in PowerShell with | Out-File -Encoding utf8 instead of >, or with cmd /c",
        )
    };
    let pairs = bytes[mark..].chunks_exact(2);
    let odd = !pairs.remainder().is_empty();
    let unit = if big { u16::from_be_bytes } else { u16::from_le_bytes };
    let mut text = String::with_capacity(bytes.len() / 2);
    for c in char::decode_utf16(pairs.map(|pair| unit([pair[0], pair[1]]))) {
        match c {
            Ok(c) => text.push(c),
            Err(_) => return Err(broken(&text, "has half of a character")),
        }
    }
    match odd {
        true => Err(broken(&text, "ends in the middle of a character")),
        false => Ok(Bytes::Owned(text.into_bytes())),
    }
}

/// The bytes as text, without a byte order mark; UTF-16 is decoded.
///
/// # Errors
/// As [`to_utf8`] and [`utf8`].
pub fn text(path: &str, bytes: Vec<u8>) -> Result<String, InputError> {
    let buffer = Buffer::from(to_utf8(path, Bytes::Owned(bytes))?);
    utf8(path, &buffer).map(str::to_owned)
}

/// An input as text.
///
/// # Errors
/// [`InputError`] with line and column of the first byte that is no UTF-8.
pub fn utf8<'b>(path: &str, buffer: &'b Buffer) -> Result<&'b str, InputError> {
    buffer.text().map_err(|e| {
        let good = String::from_utf8_lossy(buffer.bytes().get(..e.valid_up_to()).unwrap_or_default());
        let (line, column) = position(&good, good.len());
        InputError::new(path, "has bytes that are no UTF-8")
            .at(line, column)
            .hint("the file must be UTF-8; make it again")
    })
}

/// Line and column of a byte, from 1.
pub fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text.as_bytes()[..at.min(text.len())];
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    let column = before.len() - memchr::memrchr(b'\n', before).map_or(0, |n| n + 1) + 1;
    (line, column)
}

/// Whether a document of a format version can be read: major versions must be known, a newer minor
/// version is read with a warning.
///
/// # Errors
/// [`InputError`] for a major version that is not known.
pub fn check_version(path: &str, found: &str, known_major: &[u32], known: &str) -> Result<Option<String>, InputError> {
    let mut parts = found.split('.').map(|p| p.parse::<u32>().ok());
    let (major, minor) = (parts.next().flatten(), parts.next().flatten());
    let newest: Vec<u32> = known.split('.').filter_map(|p| p.parse().ok()).collect();
    let Some(major) = major else {
        return Err(InputError::new(path, format!("has the format version {found:?}, which is none")));
    };
    if !known_major.contains(&major) {
        return Err(InputError::new(path, format!("has format version {found}; this build reads up to {known}"))
            .hint("use a newer ringfence, or make the JSON with an older Terraform"));
    }
    let newer = newest.first() == Some(&major) && minor > newest.get(1).copied();
    Ok(newer.then(|| {
        format!("format version {found} is newer than {known}, which this build knows: read as far as it is understood")
    }))
}

/// Shape of a raw value, re-exported for readers.
pub fn is_object(raw: &str) -> bool {
    json::shape(raw) == Shape::Object
}
