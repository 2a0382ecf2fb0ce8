//! GitLab's Code Quality artefact: a JSON array; every entry needs a path and a fingerprint
//! that is unique in the report. It has no word for "permitted" or "undecided", so only new
//! and existing violations are written.

use std::io::{self, Write};

use serde::Serialize;

use super::ci::{Occurrences, message, spot};
use super::json::list;
use super::{Options, is_permitted, selected};
use crate::finding::{Report, Severity, Verdict};

#[derive(Serialize)]
struct Entry<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

pub(super) fn render(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut occurrences = Occurrences::default();
    let violations =
        selected(report, options).filter(|f| f.verdict == Verdict::Violated && !is_permitted(f)).map(|f| {
            let spot = spot(report, options, f);
            let fingerprint = match occurrences.next(&f.fingerprint) {
                1 => f.fingerprint.clone(),
                n => format!("{}:{n}", f.fingerprint),
            };
            Entry {
                description: message(f, Some(&spot)),
                check_name: &f.rule.id,
                fingerprint,
                severity: severity(f.severity),
                location: Location { path: spot.path, lines: Lines { begin: spot.start.line, end: spot.end.line } },
            }
        });
    list(out, violations)?;
    writeln!(out)
}

/// GitLab's five words (decisions.md 14).
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Info => "info",
    }
}
