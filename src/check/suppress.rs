//! Comments in sources that permit a finding: `# ringfence:ignore RULE reason="..." until=YYYY-MM-DD`, on
//! a block or an attribute. Other tools' comments count through a rule's aliases.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Options, Session};
use crate::finding::{Finding, Label, Permit, RuleInfo, Severity, Status, Verdict};
use crate::model::config::{ConfigExpr, ConfigResource};
use crate::text::{FileId, SourceFile, Span, Str};

/// A comment that permits something.
#[derive(Clone, Debug)]
struct Ignore {
    rules: Vec<String>,
    reason: Option<String>,
    until: Option<String>,
    span: Span,
    line: u32,
    /// Written for another tool.
    foreign: bool,
}

/// Changes the status of permitted findings, and adds findings about comments that are wrong.
pub fn apply(session: &Session, options: &Options, findings: &mut Vec<Finding>) {
    let config = &session.engine.graph.plan.config;
    let mut files: BTreeMap<FileId, Vec<Ignore>> = BTreeMap::new();
    let spans = config.modules.iter().flat_map(|m| m.resources.values()).filter_map(|b| b.span);
    for file in spans.map(|s| s.file) {
        files.entry(file).or_insert_with(|| read(session, file));
    }
    if files.values().all(Vec::is_empty) {
        return;
    }
    for finding in findings.iter_mut().filter(|f| f.verdict != Verdict::Satisfied) {
        let Some(block) = block_of(session, finding) else { continue };
        let Some(header) = block.span else { continue };
        let Some(ignores) = files.get(&header.file) else { continue };
        permit(session, options, finding, block, ignores);
    }
    let wrong: Vec<Finding> = files.values().flatten().filter_map(|i| complaint(session, i)).collect();
    findings.extend(wrong);
}

fn block_of<'a>(session: &'a Session, finding: &Finding) -> Option<&'a ConfigResource> {
    let address = finding.address.parse().ok()?;
    session.engine.graph.plan.block_of(&address).map(|(_, block)| block)
}

fn permit(session: &Session, options: &Options, finding: &mut Finding, block: &ConfigResource, ignores: &[Ignore]) {
    let (Some(header), Some(whole)) = (block.span, block.block) else { return };
    let file = session.sources.get(header.file);
    let first = file.position(header.start).line;
    let last = file.position(whole.end).line;
    let at = finding.location.as_ref().filter(|l| l.span.file == header.file);
    let at = at.map_or_else(Vec::new, |l| argument_lines(block, file, l.span));
    for ignore in ignores.iter().filter(|i| covers(i, &finding.rule)) {
        let inside = ignore.line >= first && ignore.line <= last;
        // Inside a block, a comment that stands at no argument is about the block.
        let free = inside && (ignore.line == first + 1 || ignore.foreign || !beside_argument(block, file, ignore.line));
        let on_block = ignore.line + 1 == first || ignore.line == first || free;
        let on_attribute = at.iter().any(|line| *line > first && (ignore.line == *line || ignore.line + 1 == *line));
        if !on_block && !on_attribute {
            continue;
        }
        if !ignore.foreign && ignore.reason.is_none() {
            continue;
        }
        match &ignore.until {
            Some(until) if !is_date(until) => continue,
            Some(until) if *until < options.today => {
                finding.evidence.push(format!("the comment that permitted this expired on {until}"));
                continue;
            }
            _ => {}
        }
        finding.status = Status::Suppressed;
        finding.permit = Some(Permit {
            kind: "source comment".into(),
            reason: ignore.reason.clone().unwrap_or_default(),
            until: ignore.until.clone(),
        });
        return;
    }
}

/// The lines on which a place begins and the argument that it is part of.
fn argument_lines(block: &ConfigResource, file: &SourceFile, place: Span) -> Vec<u32> {
    let mut lines = vec![file.position(place.start).line];
    block.body.get().visit(&mut |expr| {
        let around = expr.span.filter(|s| s.file == place.file && s.start <= place.start && place.end <= s.end);
        lines.extend(around.map(|span| file.position(span.start).line));
    });
    lines
}

/// Whether an argument, or an element of a list that it writes out, begins on the line of a comment or on the one
/// below.
fn beside_argument(block: &ConfigResource, file: &SourceFile, line: u32) -> bool {
    let mut found = false;
    block.body.get().visit(&mut |expr| found |= begins_beside(expr, file, line));
    found
}

fn begins_beside(expr: &ConfigExpr, file: &SourceFile, line: u32) -> bool {
    let at = expr.span.map(|span| file.position(span.start).line);
    at.is_some_and(|at| at == line || at == line + 1) || expr.elements.iter().any(|e| begins_beside(e, file, line))
}

fn covers(ignore: &Ignore, rule: &RuleInfo) -> bool {
    ignore.rules.iter().any(|name| {
        let own = !ignore.foreign && crate::zone::glob(name, &rule.id);
        own || rule.aliases.iter().any(|alias| **alias == **name)
    })
}

fn read(session: &Session, file: FileId) -> Vec<Ignore> {
    let source = session.sources.get(file);
    if !source.text.contains("ringfence:ignore")
        && !source.text.contains("checkov:skip")
        && !source.text.contains("trivy:ignore")
        && !source.text.contains("tfsec:ignore")
    {
        return Vec::new();
    }
    crate::hcl::comments(file, &source.text)
        .into_iter()
        .filter_map(|comment| parse(&comment.text, comment.span, source.position(comment.span.start).line))
        .collect()
}

fn parse(text: &str, span: Span, line: u32) -> Option<Ignore> {
    if let Some((_, rest)) = text.split_once("ringfence:ignore") {
        let rest = rest.trim_end_matches("*/").trim();
        let name = rest.split_whitespace().next().unwrap_or("").trim_end_matches(',');
        let named = !name.contains('=') && !name.is_empty();
        return Some(Ignore {
            rules: if named { name.split(',').map(str::to_string).collect() } else { Vec::new() },
            reason: argument(rest, "reason=").filter(|r| !r.trim().is_empty()),
            until: argument(rest, "until="),
            span,
            line,
            foreign: false,
        });
    }
    let foreign = |rules: String, reason: Option<String>| {
        Some(Ignore { rules: vec![rules], reason, until: None, span, line, foreign: true })
    };
    if let Some((_, rest)) = text.split_once("checkov:skip=") {
        let (rule, reason) = rest.split_once(':').unwrap_or((rest, ""));
        return foreign(rule.trim().into(), Some(reason.trim().to_string()).filter(|r| !r.is_empty()));
    }
    for marker in ["trivy:ignore:", "tfsec:ignore:"] {
        if let Some((_, rest)) = text.split_once(marker) {
            return foreign(rest.split([' ', ':']).next().unwrap_or("").trim().into(), None);
        }
    }
    None
}

/// `name="quoted text"` or `name=word`.
fn argument(text: &str, name: &str) -> Option<String> {
    let (_, rest) = text.split_once(name)?;
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').map(|(inner, _)| inner.to_string()),
        None => rest.split_whitespace().next().map(str::to_string),
    }
}

/// Whether a text is a day of the calendar, `YYYY-MM-DD`.
pub fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let number = |t: &str, len: usize| (t.len() == len).then(|| t.parse::<u32>().ok()).flatten();
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let leap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0;
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// The day (UTC) of a time in seconds since 1970, `YYYY-MM-DD`.
///
/// The arithmetic is Howard Hinnant's `civil_from_days`
/// (<https://howardhinnant.github.io/date_algorithms.html>).
pub fn civil_date(seconds: u64) -> String {
    let days = (seconds / 86_400) as i64 + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// What is wrong with a comment of ringfence's own form.
fn complaint(session: &Session, ignore: &Ignore) -> Option<Finding> {
    if ignore.foreign {
        return None;
    }
    let unknown = || {
        let rules = &session.engine.rules.rules;
        ignore.rules.iter().find(|name| {
            !rules.iter().any(|r| crate::zone::glob(name, &r.info.id) || r.info.aliases.iter().any(|a| **a == ***name))
        })
    };
    let problem = if ignore.rules.is_empty() {
        "The comment names no rule.".to_string()
    } else if let Some(name) = unknown() {
        format!("The comment names the rule {name:?}, which does not exist.")
    } else if ignore.reason.is_none() {
        "The comment gives no reason; it is not honoured.".to_string()
    } else if let Some(until) = ignore.until.as_ref().filter(|u| !is_date(u)) {
        format!("The comment's date {until:?} is not of the form YYYY-MM-DD; it is not honoured.")
    } else {
        return None;
    };
    let file = session.sources.get(ignore.span.file);
    let address = format!("{}:{}", file.path, ignore.line);
    Some(Finding {
        fingerprint: super::fingerprint::of("ringfence-comment", &address, None, None),
        rule: comment_rule(),
        severity: Severity::Medium,
        verdict: Verdict::Violated,
        status: Status::New,
        address,
        resource_type: Str::from(""),
        actions: Vec::new(),
        attribute: None,
        message: problem,
        zone: None,
        location: Some(Label { span: ignore.span, text: String::new() }),
        labels: Vec::new(),
        waits_for: Vec::new(),
        assumptions: Vec::new(),
        evidence: Vec::new(),
        owner: None,
        permit: None,
    })
}

/// The rule about comments themselves.
pub fn comment_rule() -> Arc<RuleInfo> {
    Arc::new(RuleInfo {
        id: "ringfence-comment".into(),
        title: "Comments that permit findings are complete".into(),
        severity: Severity::Medium,
        principle: "governance".into(),
        resources: Vec::new(),
        why: "A permission without rule, reason or end is one that nobody will ever remove.".into(),
        remedy: "Write # ringfence:ignore RULE reason=\"why\" until=YYYY-MM-DD.".into(),
        implements: BTreeMap::new(),
        controls: BTreeMap::new(),
        aliases: Vec::new(),
        source: "built in".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_read_with_their_arguments() {
        let span = Span::new(FileId(0), 0, 1);
        let i =
            parse("# ringfence:ignore oci-bucket-public reason=\"a public site\" until=2027-01-31", span, 3).unwrap();
        assert_eq!(
            (&*i.rules[0], i.reason.as_deref(), i.until.as_deref()),
            ("oci-bucket-public", Some("a public site"), Some("2027-01-31"))
        );
        let i = parse("# checkov:skip=CKV_OCI_10: public on purpose", span, 3).unwrap();
        assert!(i.foreign);
        assert_eq!(i.reason.as_deref(), Some("public on purpose"));
        assert!(parse("# just a comment", span, 3).is_none());
    }

    #[test]
    fn seconds_become_days() {
        assert_eq!(civil_date(0), "1970-01-01");
        assert_eq!(civil_date(951_782_400), "2000-02-29");
        assert_eq!(civil_date(1_795_219_200), "2026-11-21");
    }

    #[test]
    fn dates_are_days_that_exist() {
        assert!(is_date("2028-02-29"));
        for bad in ["2027-02-29", "2027-13-01", "27-01-01", "2027-1-1", "soon", "2027-01-00"] {
            assert!(!is_date(bad), "{bad}");
        }
    }
}
