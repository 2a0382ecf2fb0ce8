//! What a report means for the process that asked for it.

use super::{Existing, Options, Strictness};
use crate::config::{Config, UndecidedSetting};
use crate::finding::{Report, Status, Verdict};

/// Exit codes (decisions.md 15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Nothing that fails.
    Clean,
    /// Findings that fail.
    Findings,
    /// Usage, configuration or input is wrong.
    Usage,
    /// The answer is incomplete.
    Incomplete,
    /// An error of ringfence itself.
    Internal,
}

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Incomplete => 3,
            Exit::Internal => 4,
        }
    }

    /// What a report means under the settings of the run.
    pub fn of(report: &Report, options: &Options, config: &Config) -> Exit {
        let undecided_fails = options.undecided.or(config.undecided) == Some(UndecidedSetting::Fail);
        let existing_fails = options.existing == Existing::Fail || config.existing_fails == Some(true);
        let least = report.fail_on;
        let severe = |f: &crate::finding::Finding| least.is_none_or(|l| f.severity >= l);
        let zone_says_fail = |f: &crate::finding::Finding| {
            let zone = f.zone.as_ref().and_then(|z| config.zones.iter().find(|s| *s.name == *z.name));
            zone.and_then(|z| z.undecided).map_or(undecided_fails, |u| u == UndecidedSetting::Fail)
        };
        let fails = report.findings.iter().any(|f| match (f.verdict, f.status) {
            (Verdict::Violated, Status::Existing) => existing_fails && severe(f),
            (Verdict::Undecided, Status::New) => severe(f) && zone_says_fail(f),
            _ => report.fails(f),
        });
        if fails {
            return Exit::Findings;
        }
        let strict = options.strictness == Strictness::Strict;
        let gaps = report.not_checked.iter().any(|g| g.reason != "no rule knows this type");
        let partial = report.inputs.iter().any(|i| !i.partial.is_empty());
        match report.is_incomplete() || strict && (gaps || partial) {
            true => Exit::Incomplete,
            false => Exit::Clean,
        }
    }
}
