//! Renders a [`Report`] for people and for other tools: one file per format, all registered
//! in [`Format`]. Pure: the only effect is what is written to `out`.
//!
//! Every renderer walks the findings and writes each one as it comes; none builds the
//! document in memory, so a report of 100,000 findings costs no second copy.

use std::io::{self, Write};

use crate::finding::{Finding, Report, Status, Verdict};
use crate::text::{Diagnostic, SourceMap};

mod ci;
mod escape;
mod github;
mod gitlab;
mod group;
mod human;
mod json;
mod junit;
mod markdown;
mod place;
mod reason;
mod sarif;
mod summary;
#[cfg(test)]
mod tests;

/// The forms in which a report can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// For people at a terminal: code frames, then a summary.
    Human,
    /// `ringfence.report/1`, described by `docs/report.schema.json`.
    Json,
    /// SARIF 2.1.0 (OASIS, errata 01).
    Sarif,
    /// The JUnit XML subset that Jenkins, GitLab and Surefire share.
    JUnit,
    /// GitLab's Code Quality artefact.
    GitlabCodeQuality,
    /// GitHub Actions workflow commands, which become annotations.
    Github,
    /// A comment for a pull request.
    Markdown,
}

impl Format {
    /// All formats, in the order in which help texts list them.
    pub fn all() -> &'static [Format] {
        &[
            Format::Human,
            Format::Json,
            Format::Sarif,
            Format::JUnit,
            Format::GitlabCodeQuality,
            Format::Github,
            Format::Markdown,
        ]
    }

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Json => "json",
            Format::Sarif => "sarif",
            Format::JUnit => "junit",
            Format::GitlabCodeQuality => "gitlab-codequality",
            Format::Github => "github",
            Format::Markdown => "markdown",
        }
    }

    /// The format of a name.
    pub fn parse(name: &str) -> Option<Format> {
        Format::all().iter().copied().find(|f| f.name() == name)
    }
}

/// Whether the human report is coloured. Who asks (a terminal, `NO_COLOR`) is the caller's business.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Color {
    /// No escape sequence at all.
    #[default]
    Never,
    /// ANSI colours.
    Always,
}

/// How much the human report spells out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// Existing, exempt, baselined and suppressed findings are counted; long lists end in "and N more".
    #[default]
    Brief,
    /// Everything is listed.
    Full,
}

/// What becomes of findings whose verdict is `satisfied`, where the report holds them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verdicts {
    /// They are left out.
    #[default]
    Open,
    /// They are written too (`--all-verdicts`).
    All,
}

/// What becomes of exempt, baselined and suppressed findings in SARIF.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Permitted {
    /// Written with a `suppressions` entry, as the standard wants it.
    #[default]
    Marked,
    /// Left out, for readers that show suppressed results as open ones.
    Omitted,
}

/// Whether undecided findings fail the run (decisions.md 13). Only JUnit shows the difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Undecided {
    /// Reported: a skipped test case.
    #[default]
    Report,
    /// Failing: a test case in error.
    Fail,
}

/// Settings of a rendering. The same report and options give the same bytes.
#[derive(Clone, Debug)]
pub struct Options {
    /// Colours of the human report.
    pub color: Color,
    /// Columns to wrap the human report at; values below 40 count as 40.
    pub width: usize,
    /// How much the human report spells out.
    pub detail: Detail,
    /// Whether satisfied verdicts are written.
    pub verdicts: Verdicts,
    /// What SARIF does with permitted findings.
    pub permitted: Permitted,
    /// What JUnit makes of undecided findings.
    pub undecided: Undecided,
    /// Name of the stack: tells the reports of one repository apart (SARIF category, sticky
    /// comment). May be empty.
    pub stack: String,
    /// Path of the working directory inside the repository (`infra/prod`), put before relative
    /// paths in the formats that count them from the repository's root. May be empty.
    pub base: String,
    /// File that stands in where a format demands a location and a finding has none.
    pub anchor: String,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            color: Color::default(),
            width: 100,
            detail: Detail::default(),
            verdicts: Verdicts::default(),
            permitted: Permitted::default(),
            undecided: Undecided::default(),
            stack: String::new(),
            base: String::new(),
            anchor: "main.tf".into(),
        }
    }
}

/// Writes `report` in `format` to `out`. Writes are buffered here.
///
/// # Errors
///
/// Only those of `out`; a closed pipe among them, which callers may wish to forgive.
pub fn render(report: &Report, format: Format, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::with_capacity(64 * 1024, out);
    match format {
        Format::Human => human::render(report, options, &mut out),
        Format::Json => json::render(report, options, &mut out),
        Format::Sarif => sarif::render(report, options, &mut out),
        Format::JUnit => junit::render(report, options, &mut out),
        Format::GitlabCodeQuality => gitlab::render(report, options, &mut out),
        Format::Github => github::render(report, options, &mut out),
        Format::Markdown => markdown::render(report, options, &mut out),
    }?;
    out.flush()
}

/// Writes diagnostics of source, rule or zone files for people.
///
/// # Errors
///
/// Only those of `out`.
pub fn diagnostics(
    problems: &[Diagnostic],
    sources: &SourceMap,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let report = Report { diagnostics: problems.to_vec(), sources: sources.clone(), ..Report::default() };
    human::diagnostics(&report, options, out)
}

/// The findings that `options` let through, in the report's order.
fn selected<'a>(report: &'a Report, options: &Options) -> impl Iterator<Item = &'a Finding> {
    let all = options.verdicts == Verdicts::All;
    report.findings.iter().filter(move |f| all || f.verdict != Verdict::Satisfied)
}

/// Whether a finding is a violation that somebody should mend now.
fn is_open_violation(finding: &Finding) -> bool {
    finding.verdict == Verdict::Violated && finding.status == Status::New
}

/// Whether somebody decided to live with the finding: an exemption, a baseline, a comment.
fn is_permitted(finding: &Finding) -> bool {
    matches!(finding.status, Status::Exempt | Status::Baselined | Status::Suppressed)
}
