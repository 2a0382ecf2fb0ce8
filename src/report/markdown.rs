//! A comment for a pull request: a table of what is new and open, then counts, within the
//! size that GitHub accepts. The first line is a marker by which a bot finds its own comment
//! again. All foreign text is made inert: no HTML, no links, no mentions.

use std::io::{self, Write};

use super::ci::own_spot;
use super::escape::{markdown, markdown_code, shorten};
use super::group::{Entry, Wait, entries, instances, waiting};
use super::reason::{defects, ends_at_apply, split};
use super::summary::{count, gaps, outcome, scope, some_of};
use super::{Options, is_open_violation, selected};
use crate::finding::{Finding, Report, Severity, Status, Verdict};
use crate::text::Level;

/// GitHub refuses a comment of more than 65,536 characters; we stay well below.
const LIMIT: usize = 60_000;
/// Room kept for what follows the tables, which is bounded by [`tail`].
const TAIL: usize = 10_000;
/// Characters of one cell.
const CELL: usize = 400;
/// Reasons for not checking that are listed.
const REASONS: usize = 3;
/// Messages and instances of one row that are told.
const NAMED: usize = 5;
/// Rules of one row that are told.
const RULES: usize = 20;

/// A writer of whole lines that knows how much room is left, in characters.
struct Room<'a> {
    out: &'a mut dyn Write,
    left: usize,
}

impl Room<'_> {
    /// Writes the line if it fits; answers whether it did.
    fn line(&mut self, line: &str) -> io::Result<bool> {
        let size = line.chars().count() + 1;
        if size > self.left {
            return Ok(false);
        }
        self.left -= size;
        writeln!(self.out, "{line}")?;
        Ok(true)
    }
}

pub(super) fn render(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let tail = tail(report, options);
    let mut room = Room { out, left: LIMIT - TAIL };
    room.line(&marker(&options.stack))?;
    room.line(&heading(report, options))?;
    room.line("")?;
    room.line(&format!("Checked {}: **{}**.", scope(report), markdown(&outcome(report))))?;
    let open = || selected(report, options).filter(|f| is_open_violation(f));
    if open().next().is_some() {
        let rows = instances(open()).iter().map(|group| broken(group)).collect();
        table(report, options, rows, &mut room)?;
    }
    let undecided = || selected(report, options).filter(|f| f.verdict == Verdict::Undecided && f.status == Status::New);
    if undecided().next().is_some() {
        let n = undecided().count();
        let mut waiting_for = undecided().map(|f| &f.waits_for).filter(|causes| !causes.is_empty()).peekable();
        let at_apply = waiting_for.peek().is_some() && waiting_for.all(|causes| ends_at_apply(report, causes));
        let until = if at_apply { " until apply" } else { "" };
        if room.line(&format!("\n<details><summary>{n} undecided{until}</summary>"))? {
            let rows = entries(waiting(undecided()), usize::MAX).iter().map(open_yet).collect();
            table(report, options, rows, &mut room)?;
            // Out of the tail's room, as the element must be closed.
            writeln!(room.out, "\n</details>")?;
        } else {
            writeln!(room.out, "\n{n} undecided did not fit into this comment.")?;
        }
    }
    out.write_all(tail.as_bytes())
}

/// The comment by which a bot recognises what it wrote. A stack's name cannot end it.
fn marker(stack: &str) -> String {
    let name: String = shorten(stack, 100)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "._/".contains(c) { c } else { '_' })
        .collect();
    match name.as_str() {
        "" => "<!-- ringfence -->".into(),
        name => format!("<!-- ringfence:{name} -->"),
    }
}

fn heading(report: &Report, options: &Options) -> String {
    let failing = selected(report, options).filter(|f| report.fails(f)).count();
    let verdict = match failing {
        0 => "nothing that fails the run".to_string(),
        1 => "1 finding to mend".to_string(),
        n => format!("{n} findings to mend"),
    };
    // "Nothing" must not be read as "all is well" where something could not be looked at.
    let unread = match report.diagnostics.iter().any(|d| d.level == Level::Error) {
        true => ", but some sources could not be read",
        false => "",
    };
    match options.stack.as_str() {
        "" => format!("### ringfence: {verdict}{unread}"),
        stack => format!("### ringfence, {}: {verdict}{unread}", markdown(&shorten(stack, 100))),
    }
}

/// A row of a table: findings that are one thing to mend, or to look after.
struct Row<'a> {
    severity: Severity,
    /// Inert already.
    text: String,
    findings: Vec<&'a Finding>,
    rules: Vec<&'a str>,
}

fn table(report: &Report, options: &Options, rows: Vec<Row<'_>>, room: &mut Room<'_>) -> io::Result<()> {
    let mut left_out = 0usize;
    let head = room.line("\n| Severity | Finding | Where | Rule |\n| --- | --- | --- | --- |")?;
    for row in rows {
        // Once a row did not fit none is written: no worse finding may be skipped for a shorter one.
        if !head || left_out > 0 || !room.line(&row.line(report, options))? {
            left_out += row.findings.len() * row.rules.len();
        }
    }
    if left_out > 0 {
        // Comes out of the room that the tail leaves free.
        writeln!(room.out, "\n{left_out} more did not fit into this comment.")?;
    }
    Ok(())
}

/// A violation on instances of one block.
fn broken<'a>(group: &[&'a Finding]) -> Row<'a> {
    let mut texts: Vec<&str> = Vec::new();
    for finding in group {
        if !texts.contains(&&*finding.message) {
            texts.push(&finding.message);
        }
    }
    let mut text = cells(&texts, NAMED, markdown);
    let first = group.first();
    if let Some(first) = first.filter(|f| !f.rule.remedy.is_empty()) {
        text = format!("{text}<br>_Fix:_ {}", markdown(&shorten(&first.rule.remedy, CELL)));
    }
    Row {
        severity: first.map_or(Severity::Info, |f| f.severity),
        text,
        findings: group.to_vec(),
        rules: first.map(|f| &*f.rule.id).into_iter().collect(),
    }
}

/// What rules wait for.
fn open_yet<'a>(entry: &Entry<'a>) -> Row<'a> {
    let findings: Vec<&Finding> = entry.waits.iter().flat_map(|(_, all)| all.iter().copied()).collect();
    let mut said: Vec<String> = entry.waits.iter().map(|(wait, _)| why(*wait)).collect();
    if let ([first, others @ ..], [_]) = (findings.as_slice(), entry.rules.as_slice()) {
        let is_told = matches!(entry.waits.as_slice(), [(Wait::Message(_), _)]);
        // What a rule says of one resource is said of no other one.
        if !is_told && others.iter().all(|f| f.message == first.message) {
            said.insert(0, markdown(&shorten(&first.message, CELL)));
        } else if is_told && !first.rule.remedy.is_empty() {
            said.push(format!("_Fix:_ {}", markdown(&shorten(&first.rule.remedy, CELL))));
        }
    }
    let severity = findings.iter().map(|f| f.severity).max().unwrap_or(Severity::Info);
    Row { severity, text: said.join("<br>"), findings, rules: entry.rules.clone() }
}

fn why(wait: Wait<'_>) -> String {
    match wait {
        Wait::Message(text) => markdown(&shorten(text, CELL)),
        Wait::For(causes) | Wait::Assumption(causes) => match split(causes) {
            (never, open) if never.is_empty() => {
                format!("waits for {}", markdown_code(&shorten(&open.join(", "), CELL)))
            }
            (never, _) => format!("cannot be judged: {}", markdown_code(&shorten(&defects(&never), CELL))),
        },
    }
}

/// Texts below each other, the first of them.
fn cells(texts: &[&str], most: usize, inert: impl Fn(&str) -> String) -> String {
    let mut shown: Vec<String> = texts.iter().take(most).map(|text| inert(&shorten(text, CELL))).collect();
    if texts.len() > most {
        shown.push(format!("and {} more", texts.len() - most));
    }
    shown.join("<br>")
}

impl Row<'_> {
    fn line(&self, report: &Report, options: &Options) -> String {
        let mut places: Vec<String> = Vec::new();
        let mut at = String::new();
        for finding in &self.findings {
            let spot = own_spot(report, options, finding);
            let spot = spot.map_or_else(String::new, |s| format!("{}:{}", s.path, s.start.line));
            // A place that the row before has is not said again.
            if !spot.is_empty() && spot != at {
                places.push(markdown_code(&shorten(&spot, CELL)));
            }
            at = spot;
            let address = markdown_code(&shorten(&finding.address, CELL));
            if places.last() != Some(&address) {
                places.push(address);
            }
            if places.len() > 2 * NAMED {
                break;
            }
        }
        let whole: std::collections::BTreeSet<&str> = self.findings.iter().map(|f| &*f.address).collect();
        let named = whole.iter().filter(|a| places.contains(&markdown_code(&shorten(a, CELL)))).count();
        if whole.len() > named {
            places.push(format!("and {} more", whole.len() - named));
        }
        let rules = cells(&self.rules, RULES, markdown_code);
        format!("| {} | {} | {} | {rules} |", self.severity.name(), self.text, places.join("<br>"))
    }
}

/// What follows the tables. Every part is cut, so that the whole stays below [`TAIL`].
fn tail(report: &Report, options: &Options) -> String {
    let mut lines = Vec::new();
    let groups = gaps(report);
    for (reason, whats) in groups.iter().take(REASONS) {
        let sample = shorten(&some_of(whats, 3), 200).into_owned();
        lines.push(format!(
            "- not checked ({}): {}: {}",
            whats.len(),
            markdown(&shorten(reason, 100)),
            markdown(&sample)
        ));
    }
    if groups.len() > REASONS {
        lines.push(format!("- and {} more reasons; the JSON report lists all", groups.len() - REASONS));
    }
    for (level, noun) in [(Level::Error, "error"), (Level::Warning, "warning")] {
        let n = report.diagnostics.iter().filter(|d| d.level == level).count();
        if n > 0 {
            lines.push(format!("- {} about sources or rules; the job log has the text", count(n, noun)));
        }
    }
    lines.extend(report.notes.iter().take(3).map(|n| format!("- {}", markdown(&shorten(n, 200)))));
    if selected(report, options).any(is_open_violation) {
        lines.push("- `ringfence explain RULE` says why a rule exists and how to mend what it found".into());
    }
    match lines.is_empty() {
        true => String::new(),
        false => format!("\n{}\n", lines.join("\n")),
    }
}
