//! SARIF 2.1.0 (OASIS, errata 01), within what GitHub's code scanning accepts.
//!
//! - A violation is `kind: fail` with a level. An undecided finding is `kind: open` ("the rule
//!   was evaluated, and there was not enough information to decide"), a satisfied one `pass`;
//!   the standard wants level `none` for both.
//! - Every result has a location, because GitHub refuses a file in which one has none: its own,
//!   that of the module call, or the first line of the root module, and then the message says so.
//! - `primaryLocationLineHash` is ours: two resources made by one line must not become one alert.
//! - `suppression.status` is the name in errata 01; an older copy of the schema says `state`.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::ci::{Occurrences, Spot, message, spot};
use super::escape::{shorten, uri};
use super::json::{list, value};
use super::place::{Place, repository_path, resolve};
use super::summary::{gaps, some_of};
use super::{Options, Permitted, is_permitted, selected};
use crate::finding::{Finding, Report, RuleInfo, Severity, Status, Verdict};
use crate::text::{Diagnostic, Level};

/// Where the official schema lives.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// GitHub's limit for short and full descriptions, in characters.
const DESCRIPTION: usize = 1024;
/// GitHub's limit of tags per rule.
const TAGS: usize = 20;

pub(super) fn render(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{{\n\"$schema\": \"{SCHEMA}\",\n\"version\": \"2.1.0\",\n\"runs\": [{{")?;
    write!(out, "\"tool\": {{\"driver\": {{\"name\": \"ringfence\", \"semanticVersion\": ")?;
    value(out, env!("CARGO_PKG_VERSION"))?;
    write!(out, ", \"properties\": ")?;
    value(out, &json!({ "rulesDigest": report.rules_digest }))?;
    write!(out, ", \"rules\": ")?;
    list(out, report.rules.iter().map(|r| rule(r)))?;
    write!(out, "}}}},\n\"automationDetails\": ")?;
    value(out, &json!({ "id": category(options) }))?;
    write!(out, ",\n\"columnKind\": \"unicodeCodePoints\",\n\"invocations\": ")?;
    value(out, &[invocation(report, options)])?;
    write!(out, ",\n\"results\": ")?;
    let index: HashMap<&str, usize> = report.rules.iter().enumerate().map(|(i, r)| (&*r.id, i)).collect();
    let mut occurrences = Occurrences::default();
    let shown = selected(report, options).filter(|f| options.permitted == Permitted::Marked || !is_permitted(f));
    list(out, shown.map(|f| result(report, options, &index, occurrences.next(&f.fingerprint), f)))?;
    writeln!(out, "\n}}]\n}}")
}

/// GitHub takes what stands before the last slash as the category.
fn category(options: &Options) -> String {
    match options.stack.as_str() {
        "" => "ringfence/".into(),
        stack => format!("ringfence/{stack}/"),
    }
}

fn rule(rule: &RuleInfo) -> Value {
    let title = nonempty(&rule.title, &rule.id);
    let why = nonempty(&rule.why, title);
    let mut tags = vec!["security".to_string()];
    if !rule.principle.is_empty() {
        tags.push(rule.principle.to_string());
    }
    let numbers = rule.controls.iter().flat_map(|(b, list)| list.iter().map(move |c| format!("{b}/{c}")));
    tags.extend(numbers);
    tags.truncate(TAGS);
    let names = |map: &BTreeMap<_, Vec<_>>| {
        map.iter().map(|(k, v): (&crate::text::Str, _)| (k.to_string(), json!(strings(v)))).collect::<Value>()
    };
    json!({
        "id": rule.id.as_ref(),
        "shortDescription": { "text": shorten(title, DESCRIPTION) },
        "fullDescription": { "text": shorten(why, DESCRIPTION) },
        "help": { "text": help(rule, Help::Text), "markdown": help(rule, Help::Markdown) },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": {
            "tags": tags,
            "security-severity": security_severity(rule.severity),
            "precision": "high",
            "aliases": strings(&rule.aliases),
            "implements": names(&rule.implements),
            "controls": names(&rule.controls),
        },
    })
}

fn strings(list: &[crate::text::Str]) -> Vec<&str> {
    list.iter().map(|s| &**s).collect()
}

fn nonempty<'a>(text: &'a str, fallback: &'a str) -> &'a str {
    if text.trim().is_empty() { fallback } else { text }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Help {
    Text,
    Markdown,
}

/// Why and how to mend, from the rule's author; written as plain sentences or as Markdown.
fn help(rule: &RuleInfo, form: Help) -> String {
    let head = |word: &str| if form == Help::Markdown { format!("**{word}:** ") } else { format!("{word}: ") };
    let mut parts = vec![nonempty(&rule.title, &rule.id).to_string()];
    for (word, text) in [("Why", &rule.why), ("Fix", &rule.remedy)] {
        if !text.trim().is_empty() {
            parts.push(format!("{}{text}", head(word)));
        }
    }
    let policies: Vec<String> =
        rule.implements.iter().map(|(k, v)| format!("{k}: {}", strings(v).join(", "))).collect();
    if !policies.is_empty() {
        parts.push(format!("{}{}", head("Implements"), policies.join("; ")));
    }
    parts.push(match form {
        Help::Markdown => format!("{}`ringfence explain {}`", head("More"), rule.id),
        Help::Text => format!("{}ringfence explain {}", head("More"), rule.id),
    });
    parts.join("\n\n")
}

fn level(severity: Severity) -> &'static str {
    severity.label()
}

/// decisions.md 14. A string, and above 9.0 for "critical" to be unmistakable.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "3.0",
        Severity::Info => "0.0",
    }
}

fn invocation(report: &Report, options: &Options) -> Value {
    let complete = !report.diagnostics.iter().any(|d| d.level == Level::Error);
    let mut told: Vec<Value> = report.diagnostics.iter().map(|d| notification(report, options, d)).collect();
    told.extend(gaps(report).iter().map(|(reason, whats)| {
        json!({
            "level": "note",
            "message": { "text": format!("not checked ({reason}): {}", some_of(whats, 20)) },
            "properties": { "count": whats.len() },
        })
    }));
    told.extend(report.notes.iter().map(|n| json!({ "level": "note", "message": { "text": n } })));
    json!({ "executionSuccessful": complete, "toolExecutionNotifications": told })
}

fn notification(report: &Report, options: &Options, diagnostic: &Diagnostic) -> Value {
    let text = match diagnostic.detail.as_str() {
        "" => diagnostic.summary.clone(),
        detail => format!("{}: {detail}", diagnostic.summary),
    };
    let mut told = json!({
        "level": match diagnostic.level { Level::Error => "error", Level::Warning => "warning" },
        "message": { "text": text },
    });
    if let Some(place) = diagnostic.span.and_then(|s| resolve(&report.sources, s)) {
        told["locations"] = json!([{ "physicalLocation": Physical::of(&place, options) }]);
    }
    told
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

impl Physical {
    fn of(place: &Place<'_>, options: &Options) -> Physical {
        let path = repository_path(&options.base, place.file);
        Physical::at(&Spot { path, start: place.start, end: place.end, stands_in: false })
    }

    fn at(spot: &Spot) -> Physical {
        Physical {
            artifact_location: Artifact { uri: uri(&spot.path) },
            region: Region {
                start_line: spot.start.line,
                start_column: spot.start.column,
                end_line: spot.end.line,
                end_column: spot.end.column,
            },
        }
    }
}

fn result(
    report: &Report,
    options: &Options,
    index: &HashMap<&str, usize>,
    occurrence: u32,
    finding: &Finding,
) -> Value {
    let spot = spot(report, options, finding);
    let (kind, level) = match finding.verdict {
        Verdict::Violated => ("fail", level(finding.severity)),
        Verdict::Undecided => ("open", "none"),
        Verdict::Satisfied => ("pass", "none"),
    };
    let mut location = json!({ "physicalLocation": Physical::at(&spot) });
    if !finding.address.is_empty() {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": finding.address, "kind": "resource" }]);
    }
    let mut result = json!({
        "ruleId": finding.rule.id.as_ref(),
        "kind": kind,
        "level": level,
        "message": { "text": plain(&message(finding, Some(&spot))) },
        "locations": [location],
        "partialFingerprints": {
            "primaryLocationLineHash": format!("{:016x}:{occurrence}", fnv1a(&finding.fingerprint)),
            "ringfenceFingerprint/v1": finding.fingerprint,
        },
        "properties": properties(finding),
    });
    if let Some(i) = index.get(&*finding.rule.id) {
        result["ruleIndex"] = json!(i);
    }
    let related = related(report, options, finding);
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    if is_permitted(finding) {
        result["suppressions"] = json!([suppression(finding)]);
    }
    result
}

fn properties(finding: &Finding) -> Value {
    json!({
        "severity": finding.severity.name(),
        "verdict": finding.verdict.name(),
        "status": finding.status.name(),
        "actions": finding.actions,
        "attribute": finding.attribute,
        "zone": finding.zone.as_ref().map(|z| &z.name),
        "waitsFor": finding.waits_for,
        "assumptions": finding.assumptions,
        "owner": finding.owner,
    })
}

/// The other places, with what is to be said of them.
fn related(report: &Report, options: &Options, finding: &Finding) -> Vec<Value> {
    let mut out = Vec::new();
    for label in &finding.labels {
        if let Some(place) = resolve(&report.sources, label.span) {
            let mut location = json!({ "id": out.len() + 1, "physicalLocation": Physical::of(&place, options) });
            if !label.text.is_empty() {
                location["message"] = json!({ "text": plain(&label.text) });
            }
            out.push(location);
        }
    }
    out
}

fn suppression(finding: &Finding) -> Value {
    let kind = if finding.status == Status::Suppressed { "inSource" } else { "external" };
    let justification = match &finding.permit {
        Some(p) => match &p.until {
            Some(day) => format!("{}: {} (until {day})", p.kind, p.reason),
            None => format!("{}: {}", p.kind, p.reason),
        },
        None => finding.status.name().to_string(),
    };
    json!({ "kind": kind, "status": "accepted", "justification": justification })
}

/// A message text in which nothing reads as a link: SARIF makes one of `[text](target)`.
fn plain(text: &str) -> String {
    text.replace("](", "] (")
}

/// FNV-1a, 64 bit: GitHub wants 16 hex digits and compares them, nothing more.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3))
}
