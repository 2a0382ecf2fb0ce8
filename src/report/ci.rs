//! What formats for code hosts have in common: a location for every finding, fingerprints
//! that are unique within a report, and messages that carry what waits or was assumed.

use std::collections::HashMap;

use super::place::{repository_path, resolve};
use super::reason::{defects, split};
use super::{Options, Verdict};
use crate::finding::{Finding, Report, Status};
use crate::text::Position;

/// Where a code host shows a finding.
pub(super) struct Spot {
    /// Path from the root of the repository.
    pub path: String,
    /// First position.
    pub start: Position,
    /// Position after the last character.
    pub end: Position,
    /// Whether the place stands in for one that is not known.
    pub stands_in: bool,
}

/// Finds the place to show a finding at: its own, else that of its first label (for a module
/// without sources, the call), else line 1 of the root module's main file.
pub(super) fn spot(report: &Report, options: &Options, finding: &Finding) -> Spot {
    match own_spot(report, options, finding) {
        Some(spot) => spot,
        None => {
            let start = Position { line: 1, column: 1 };
            let path = repository_path(&options.base, anchor(report, options));
            Spot { path, start, end: start, stands_in: true }
        }
    }
}

/// The place of the finding itself or of one of its labels.
pub(super) fn own_spot(report: &Report, options: &Options, finding: &Finding) -> Option<Spot> {
    let place = finding.location.iter().chain(&finding.labels).find_map(|l| resolve(&report.sources, l.span))?;
    let path = repository_path(&options.base, place.file);
    Some(Spot { path, start: place.start, end: place.end, stands_in: false })
}

/// A file of the root module: `main.tf`, else the first one; else what the options name.
fn anchor<'a>(report: &'a Report, options: &'a Options) -> &'a str {
    let files = (0..report.sources.len()).map(|i| &*report.sources.get(crate::text::FileId(i as u32)).path);
    let root = files.map(|p| p.trim_start_matches("./")).filter(|p| !p.contains('/') && p.ends_with(".tf"));
    root.min_by_key(|p| (*p != "main.tf", *p)).unwrap_or(&options.anchor)
}

/// The message with what the reader must know to judge it where there is no more room:
/// the status unless new, what is waited for, and whether the place stands in for another.
pub(super) fn message(finding: &Finding, spot: Option<&Spot>) -> String {
    // A satisfied rule has nothing to say; its title says what holds.
    let said = if finding.message.is_empty() { &*finding.rule.title } else { &finding.message };
    let mut text = match finding.status {
        Status::New => said.to_string(),
        status => format!("{}: {said}", status.name()),
    };
    if finding.verdict == Verdict::Undecided {
        let (never, open) = split(&finding.waits_for);
        text = match (never.is_empty(), open.is_empty()) {
            (true, true) => format!("undecided: {text}"),
            (true, false) => format!("undecided, waits for {}: {text}", open.join(", ")),
            (false, _) => format!("undecided, as {}: {text}", defects(&never)),
        };
    }
    if !finding.address.is_empty() && !text.contains(&finding.address) {
        text = format!("{text} ({})", finding.address);
    }
    if spot.is_some_and(|s| s.stands_in) {
        text.push_str(" [its place in the sources is not known; shown at the root module]");
    }
    text
}

/// Numbers findings that share a fingerprint, so that none hides another.
#[derive(Default)]
pub(super) struct Occurrences<'a> {
    seen: HashMap<&'a str, u32>,
}

impl<'a> Occurrences<'a> {
    /// 1 for the first finding with this fingerprint, 2 for the next, ...
    pub(super) fn next(&mut self, fingerprint: &'a str) -> u32 {
        let n = self.seen.entry(fingerprint).or_insert(0);
        *n += 1;
        *n
    }
}
