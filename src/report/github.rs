//! GitHub Actions workflow commands. A step shows at most ten annotations of each kind, and
//! drops the rest without a word; so the worst are written and the rest is counted.

use std::io::{self, Write};

use super::ci::{Spot, message, own_spot};
use super::escape::{clean, command_data, command_property};
use super::group::instances;
use super::summary::{outcome, scope, some_of};
use super::{Options, is_open_violation, selected};
use crate::finding::{Finding, Report, Verdict};

/// Annotations of one kind that GitHub shows per step.
const SHOWN: usize = 10;
/// Other instances of a block that an annotation names.
const OTHERS: usize = 5;

pub(super) fn render(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    // One notice is kept free for the summary.
    let mut room = [("error", SHOWN), ("warning", SHOWN), ("notice", SHOWN - 1)];
    let mut left_out = 0;
    // Instances of one block are one annotation: they stand at one line.
    for group in instances(selected(report, options).filter(|f| level(f).is_some())) {
        let Some(level) = group.first().and_then(|f| level(f)) else { continue };
        match room.iter_mut().find(|(name, n)| *name == level && *n > 0) {
            Some((_, n)) => {
                *n -= 1;
                annotation(report, options, &group, level, out)?;
            }
            None => left_out += group.len(),
        }
    }
    let mut text = format!("checked {}: {}", scope(report), outcome(report));
    if left_out > 0 {
        text.push_str(&format!(
            "; {left_out} more are not annotated here, because GitHub shows {SHOWN} of a kind per step"
        ));
    }
    writeln!(out, "::notice title=ringfence::{}", command_data(&clean(&text)))
}

/// The command for a finding; `None` for those that ask for nothing.
fn level(finding: &Finding) -> Option<&'static str> {
    match finding.verdict {
        Verdict::Undecided if finding.status == crate::finding::Status::New => Some("notice"),
        _ if !is_open_violation(finding) => None,
        _ => Some(match finding.severity.label() {
            "note" => "notice",
            label => label,
        }),
    }
}

fn annotation(
    report: &Report,
    options: &Options,
    group: &[&Finding],
    level: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some((finding, others)) = group.split_first() else { return Ok(()) };
    write!(out, "::{level} ")?;
    if let Some(spot) = own_spot(report, options, finding) {
        position(&spot, out)?;
    }
    let title = format!("{}: {}", finding.rule.id, finding.rule.title);
    let mut text = clean(&message(finding, None)).into_owned();
    if !others.is_empty() {
        // The one more thing that may differ between them is what they say.
        let of = |f: &&Finding| match f.message == finding.message {
            true => f.address.clone(),
            false => message(f, None),
        };
        let others: Vec<String> = others.iter().map(of).collect();
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        text.push_str(&format!("; also {}", clean(&some_of(&others, OTHERS))));
    }
    if !finding.rule.remedy.is_empty() {
        // The one line break that is ours.
        text.push_str(&format!("\nfix: {}", clean(&finding.rule.remedy)));
    }
    writeln!(out, "title={}::{}", command_property(&clean(&title)), command_data(&text))
}

/// Columns are given only within one line, as GitHub wants it.
fn position(spot: &Spot, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "file={},line={},endLine={},", command_property(&clean(&spot.path)), spot.start.line, spot.end.line)?;
    if spot.start.line == spot.end.line {
        write!(out, "col={},endColumn={},", spot.start.column, spot.end.column)?;
    }
    Ok(())
}
