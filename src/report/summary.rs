//! Phrases that several formats share: what was checked, how it went, what was left out.

use std::collections::BTreeMap;

use crate::finding::{Report, Severity, Status};
use crate::text::Level;

/// `1 resource`, `2 resources`.
pub(super) fn count(n: usize, noun: &str) -> String {
    match (n, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{n} {stem}ies"),
        _ => format!("{n} {noun}s"),
    }
}

/// `214 resources (61 changes) with 187 rules in 3 zones`.
pub(super) fn scope(report: &Report) -> String {
    let s = &report.summary;
    let changes = match s.changes {
        0 => String::new(),
        n => format!(" ({})", count(n, "change")),
    };
    let zones = match s.zones {
        0 => String::new(),
        n => format!(" in {}", count(n, "zone")),
    };
    format!("{}{changes} with {}{zones}", count(s.resources, "resource"), count(s.rules, "rule"))
}

/// New violations by the word that stands before them.
pub(super) struct Labels {
    /// Critical and high.
    pub errors: usize,
    /// Medium.
    pub warnings: usize,
    /// Low and info.
    pub notes: usize,
}

/// Counts new violations by label.
pub(super) fn labels(report: &Report) -> Labels {
    let of = |s| report.summary.by_severity.get(&s).copied().unwrap_or(0);
    Labels {
        errors: of(Severity::Critical) + of(Severity::High),
        warnings: of(Severity::Medium),
        notes: of(Severity::Low) + of(Severity::Info),
    }
}

/// How it went: `1 error, 2 warnings, 2 undecided, 4 exempt (the first until 2026-12-01), ...`.
pub(super) fn outcome(report: &Report) -> String {
    let s = &report.summary;
    // Rules that failed count as well: whatever they would have said is missing.
    let broken = report.diagnostics.iter().filter(|d| d.level == Level::Error).count();
    if s.violated + s.undecided + s.exempt + s.existing + s.baselined + s.assumed + broken == 0 {
        let all = if report.is_incomplete() { " in what could be judged" } else { "" };
        return format!("nothing found{all}");
    }
    let mut parts = Vec::new();
    let found = labels(report);
    for (n, noun) in [(found.errors, "error"), (found.warnings, "warning"), (found.notes, "note")] {
        if n > 0 {
            let critical = match s.by_severity.get(&Severity::Critical).copied().unwrap_or(0) {
                c if noun != "error" || c == 0 => String::new(),
                c if c == n && n == 1 => " (critical)".into(),
                c if c == n => " (all critical)".into(),
                c => format!(" ({c} critical)"),
            };
            parts.push(format!("{}{critical}", count(n, noun)));
        }
    }
    if parts.is_empty() {
        parts.push("nothing new violated".into());
    }
    if s.undecided > 0 {
        parts.push(format!("{} undecided", s.undecided));
    }
    if s.exempt > 0 {
        let until = match first_expiry(report) {
            Some(day) => format!(" (the first until {day})"),
            None => String::new(),
        };
        parts.push(format!("{} exempt{until}", s.exempt));
    }
    for (n, word) in [(s.existing, "existing"), (s.baselined, "baselined")] {
        if n > 0 {
            parts.push(format!("{n} {word}"));
        }
    }
    if s.assumed > 0 {
        parts.push(format!("{} reached under an assumption", s.assumed));
    }
    if broken > 0 {
        parts.push(format!("{} in sources or rules", count(broken, "mistake")));
    }
    parts.join(", ")
}

/// The first day on which an exemption in use ends. Days are `YYYY-MM-DD` and sort as text.
fn first_expiry(report: &Report) -> Option<&str> {
    report
        .findings
        .iter()
        .filter(|f| matches!(f.status, Status::Exempt | Status::Suppressed))
        .filter_map(|f| f.permit.as_ref()?.until.as_deref())
        .filter(|day| is_day(day))
        .min()
}

/// `YYYY-MM-DD`; anything else neither sorts nor belongs into a summary.
fn is_day(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() })
}

/// What was not checked, by reason: most frequent reason first, then by reason.
pub(super) fn gaps(report: &Report) -> Vec<(&str, Vec<&str>)> {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for gap in &report.not_checked {
        by_reason.entry(&gap.reason).or_default().push(&gap.what);
    }
    let mut groups: Vec<_> = by_reason.into_iter().collect();
    groups.sort_by_key(|(_, whats)| std::cmp::Reverse(whats.len()));
    groups
}

/// `a, b, c and 4 more`.
pub(super) fn some_of(items: &[&str], limit: usize) -> String {
    let shown = items.get(..limit.min(items.len())).unwrap_or(items).join(", ");
    match items.len().saturating_sub(limit) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Gap;

    #[test]
    fn counting_knows_the_plural() {
        assert_eq!(count(1, "policy"), "1 policy");
        assert_eq!(count(0, "policy"), "0 policies");
        assert_eq!(count(2, "zone"), "2 zones");
    }

    #[test]
    fn gaps_come_most_frequent_first() {
        let gap = |what: &str, reason: &str| Gap { what: what.into(), reason: reason.into() };
        let report = Report {
            not_checked: vec![gap("m", "not installed"), gap("b", "no rule"), gap("a", "no rule")],
            ..Report::default()
        };
        assert_eq!(gaps(&report), [("no rule", vec!["b", "a"]), ("not installed", vec!["m"])]);
        assert_eq!(some_of(&["a", "b", "c"], 2), "a, b and 1 more");
        assert_eq!(some_of(&["a"], 2), "a");
    }
}
