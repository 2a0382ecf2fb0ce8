//! `ringfence.report/1`: the report for scripts, dashboards and other tools. The shape is
//! published as `docs/report.schema.json`; within version 1 fields are added, never changed.
//!
//! One finding per line, so that reports can be compared line by line.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::place::resolve;
use super::{Options, selected};
use crate::finding::{Coverage, Finding, Gap, InputInfo, Label, Permit, Report, RuleInfo, Severity, Summary};
use crate::text::{Diagnostic, Level, SourceMap, Span, Str};

/// Name and version of the shape.
const SCHEMA: &str = "ringfence.report/1";

pub(super) fn render(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\n\"schema\": ")?;
    value(out, &SCHEMA)?;
    write!(out, ",\n\"tool\": ")?;
    value(out, &Tool { name: "ringfence", version: env!("CARGO_PKG_VERSION"), rules_digest: &report.rules_digest })?;
    write!(out, ",\n\"inputs\": ")?;
    list(out, report.inputs.iter().map(JsonInput::new))?;
    write!(out, ",\n\"summary\": ")?;
    value(out, &JsonSummary::new(&report.summary))?;
    write!(out, ",\n\"findings\": ")?;
    list(out, selected(report, options).map(|f| JsonFinding::new(f, &report.sources)))?;
    write!(out, ",\n\"not_checked\": ")?;
    list(out, report.not_checked.iter().map(JsonGap::new))?;
    write!(out, ",\n\"coverage\": {{\"types\": ")?;
    value(out, &report.coverage.iter().map(|(t, c)| (&**t, JsonCoverage::new(c))).collect::<BTreeMap<_, _>>())?;
    write!(out, "}},\n\"diagnostics\": ")?;
    list(out, report.diagnostics.iter().map(|d| JsonDiagnostic::new(d, &report.sources)))?;
    write!(out, ",\n\"notes\": ")?;
    list(out, report.notes.iter())?;
    writeln!(out, "\n}}")
}

/// Writes one value on the current line.
pub(super) fn value<T: Serialize + ?Sized>(out: &mut dyn Write, value: &T) -> io::Result<()> {
    serde_json::to_writer(out, value).map_err(io::Error::from)
}

/// Writes an array, each element on a line of its own, as the iterator hands it out.
pub(super) fn list<T: Serialize>(out: &mut dyn Write, items: impl Iterator<Item = T>) -> io::Result<()> {
    let mut any = false;
    for item in items {
        out.write_all(if any { b",\n  " } else { b"[\n  " })?;
        any = true;
        value(out, &item)?;
    }
    out.write_all(if any { b"\n]" } else { b"[]" })
}

#[derive(Serialize)]
struct Tool<'a> {
    name: &'a str,
    version: &'a str,
    rules_digest: &'a str,
}

#[derive(Serialize)]
struct JsonInput<'a> {
    path: &'a str,
    kind: &'a str,
    terraform_version: Option<&'a str>,
    format_version: Option<&'a str>,
    partial: &'a [String],
}

impl<'a> JsonInput<'a> {
    fn new(input: &'a InputInfo) -> Self {
        JsonInput {
            path: &input.path,
            kind: input.kind,
            terraform_version: input.terraform_version.as_deref(),
            format_version: input.format_version.as_deref(),
            partial: &input.partial,
        }
    }
}

#[derive(Serialize)]
struct JsonSummary {
    resources: usize,
    changes: usize,
    rules: usize,
    zones: usize,
    violated: usize,
    undecided: usize,
    exempt: usize,
    existing: usize,
    baselined: usize,
    not_checked: usize,
    assumed: usize,
    by_severity: BySeverity,
}

/// All five, zeros too: readers need no defaults.
#[derive(Serialize)]
struct BySeverity {
    critical: usize,
    high: usize,
    medium: usize,
    low: usize,
    info: usize,
}

impl JsonSummary {
    fn new(s: &Summary) -> Self {
        let of = |severity| s.by_severity.get(&severity).copied().unwrap_or(0);
        JsonSummary {
            resources: s.resources,
            changes: s.changes,
            rules: s.rules,
            zones: s.zones,
            violated: s.violated,
            undecided: s.undecided,
            exempt: s.exempt,
            existing: s.existing,
            baselined: s.baselined,
            not_checked: s.not_checked,
            assumed: s.assumed,
            by_severity: BySeverity {
                critical: of(Severity::Critical),
                high: of(Severity::High),
                medium: of(Severity::Medium),
                low: of(Severity::Low),
                info: of(Severity::Info),
            },
        }
    }
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    rule: &'a str,
    title: &'a str,
    severity: &'a str,
    principle: &'a str,
    verdict: &'a str,
    status: &'a str,
    address: &'a str,
    r#type: &'a str,
    actions: &'a [&'static str],
    attribute: Option<&'a str>,
    message: &'a str,
    remedy: &'a str,
    zone: Option<&'a str>,
    zone_reason: Option<&'a str>,
    location: Option<JsonLocation<'a>>,
    location_text: Option<&'a str>,
    labels: Vec<JsonLabel<'a>>,
    waits_for: &'a [String],
    assumptions: &'a [String],
    evidence: &'a [String],
    fingerprint: &'a str,
    aliases: Vec<&'a str>,
    implements: BTreeMap<&'a str, Vec<&'a str>>,
    controls: BTreeMap<&'a str, Vec<&'a str>>,
    owner: Option<&'a str>,
    permit: Option<JsonPermit<'a>>,
}

impl<'a> JsonFinding<'a> {
    fn new(f: &'a Finding, sources: &'a SourceMap) -> Self {
        let rule: &RuleInfo = &f.rule;
        JsonFinding {
            rule: &rule.id,
            title: &rule.title,
            severity: f.severity.name(),
            principle: &rule.principle,
            verdict: f.verdict.name(),
            status: f.status.name(),
            address: &f.address,
            r#type: &f.resource_type,
            actions: &f.actions,
            attribute: f.attribute.as_deref(),
            message: &f.message,
            remedy: &rule.remedy,
            zone: f.zone.as_ref().map(|z| &*z.name),
            zone_reason: f.zone.as_ref().map(|z| &*z.reason).filter(|r| !r.is_empty()),
            location: f.location.as_ref().and_then(|l| JsonLocation::new(l.span, sources)),
            location_text: f.location.as_ref().map(|l| &*l.text).filter(|t| !t.is_empty()),
            labels: f.labels.iter().map(|l| JsonLabel::new(l, sources)).collect(),
            waits_for: &f.waits_for,
            assumptions: &f.assumptions,
            evidence: &f.evidence,
            fingerprint: &f.fingerprint,
            aliases: rule.aliases.iter().map(|a| &**a).collect(),
            implements: names(&rule.implements),
            controls: names(&rule.controls),
            owner: f.owner.as_deref(),
            permit: f.permit.as_ref().map(JsonPermit::new),
        }
    }
}

fn names(map: &BTreeMap<Str, Vec<Str>>) -> BTreeMap<&str, Vec<&str>> {
    map.iter().map(|(k, v)| (&**k, v.iter().map(|s| &**s).collect())).collect()
}

#[derive(Serialize)]
struct JsonLocation<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

impl<'a> JsonLocation<'a> {
    fn new(span: Span, sources: &'a SourceMap) -> Option<Self> {
        let place = resolve(sources, span)?;
        Some(JsonLocation {
            file: place.file,
            line: place.start.line,
            column: place.start.column,
            end_line: place.end.line,
            end_column: place.end.column,
        })
    }
}

#[derive(Serialize)]
struct JsonLabel<'a> {
    text: &'a str,
    location: Option<JsonLocation<'a>>,
}

impl<'a> JsonLabel<'a> {
    fn new(label: &'a Label, sources: &'a SourceMap) -> Self {
        JsonLabel { text: &label.text, location: JsonLocation::new(label.span, sources) }
    }
}

#[derive(Serialize)]
struct JsonPermit<'a> {
    kind: &'a str,
    reason: &'a str,
    until: Option<&'a str>,
}

impl<'a> JsonPermit<'a> {
    fn new(permit: &'a Permit) -> Self {
        JsonPermit { kind: &permit.kind, reason: &permit.reason, until: permit.until.as_deref() }
    }
}

#[derive(Serialize)]
struct JsonGap<'a> {
    what: &'a str,
    reason: &'a str,
}

impl<'a> JsonGap<'a> {
    fn new(gap: &'a Gap) -> Self {
        JsonGap { what: &gap.what, reason: &gap.reason }
    }
}

#[derive(Serialize)]
struct JsonCoverage {
    resources: usize,
    rules: usize,
}

impl JsonCoverage {
    fn new(c: &Coverage) -> Self {
        JsonCoverage { resources: c.resources, rules: c.rules }
    }
}

#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    level: &'a str,
    summary: &'a str,
    detail: &'a str,
    location: Option<JsonLocation<'a>>,
}

impl<'a> JsonDiagnostic<'a> {
    fn new(d: &'a Diagnostic, sources: &'a SourceMap) -> Self {
        JsonDiagnostic {
            level: match d.level {
                Level::Error => "error",
                Level::Warning => "warning",
            },
            summary: &d.summary,
            detail: &d.detail,
            location: d.span.and_then(|s| JsonLocation::new(s, sources)),
        }
    }
}
