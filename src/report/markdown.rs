//! A comment for a pull request: a table of what is new and open, then counts, within the
//! size that GitHub accepts. The first line is a marker by which a bot finds its own comment
//! again. All foreign text is made inert: no HTML, no links, no mentions.

use std::io::{self, Write};

use super::ci::own_spot;
use super::escape::{markdown, markdown_code, shorten};
use super::summary::{count, gaps, outcome, scope, some_of};
use super::{Options, is_open_violation, selected};
use crate::finding::{Finding, Report, Status, Verdict};
use crate::text::Level;

/// GitHub refuses a comment of more than 65,536 characters; we stay well below.
const LIMIT: usize = 60_000;
/// Room kept for what follows the tables, which is bounded by [`tail`].
const TAIL: usize = 10_000;
/// Characters of one cell.
const CELL: usize = 400;
/// Reasons for not checking that are listed.
const REASONS: usize = 3;

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
        table(report, options, open(), &mut room)?;
    }
    let undecided = || selected(report, options).filter(|f| f.verdict == Verdict::Undecided && f.status == Status::New);
    if undecided().next().is_some() {
        let n = undecided().count();
        if room.line(&format!("\n<details><summary>{n} undecided until apply</summary>"))? {
            table(report, options, undecided(), &mut room)?;
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

fn table<'a>(
    report: &Report,
    options: &Options,
    findings: impl Iterator<Item = &'a Finding>,
    room: &mut Room<'_>,
) -> io::Result<()> {
    let mut left_out = 0usize;
    if !room.line("\n| Severity | Finding | Where | Rule |\n| --- | --- | --- | --- |")? {
        left_out = findings.count();
    } else {
        for finding in findings {
            // Once a row did not fit none is written: no worse finding may be skipped for a shorter one.
            if left_out > 0 || !room.line(&row(report, options, finding))? {
                left_out += 1;
            }
        }
    }
    if left_out > 0 {
        // Comes out of the room that the tail leaves free.
        writeln!(room.out, "\n{left_out} more did not fit into this comment.")?;
    }
    Ok(())
}

fn row(report: &Report, options: &Options, finding: &Finding) -> String {
    let at = match own_spot(report, options, finding) {
        Some(spot) => format!("{}<br>", markdown_code(&format!("{}:{}", shorten(&spot.path, CELL), spot.start.line))),
        None => String::new(),
    };
    let mut text = markdown(&shorten(&finding.message, CELL));
    if !finding.waits_for.is_empty() {
        let waits = finding.waits_for.join(", ");
        text = format!("{text}<br>waits for {}", markdown_code(&shorten(&waits, CELL)));
    } else if !finding.rule.remedy.is_empty() {
        text = format!("{text}<br>_Fix:_ {}", markdown(&shorten(&finding.rule.remedy, CELL)));
    }
    format!(
        "| {} | {text} | {at}{} | {} |",
        finding.severity.name(),
        markdown_code(&shorten(&finding.address, CELL)),
        markdown_code(&shorten(&finding.rule.id, CELL)),
    )
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
