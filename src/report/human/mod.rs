//! The report for people: worst first, each finding with a code frame; then what is undecided,
//! what could not be read, and a summary that can be taken in at a glance.

use std::collections::HashMap;
use std::io::{self, Write};

use super::escape::clean;
use super::group::{Entry, Wait, entries, instances, listed, waiting};
use super::place::resolve;
use super::reason;
use super::summary::{count, gaps, outcome, scope, some_of};
use super::{Detail, Options, is_open_violation, selected};
use crate::finding::{Finding, Report, Status, Verdict};
use crate::text::{Diagnostic, Level, Str, one_line};
use frame::Look;
use paint::{Style, paint, width, wrap};

mod frame;
mod paint;
mod redact;

/// Columns below which nothing is wrapped.
const NARROWEST: usize = 40;
/// Instances of one block that are named.
const NAMED: usize = 3;
/// How often a rule's reason and remedy are spelled out; the reader of a long list knows them then.
const EXPLAINED: usize = 3;
/// Reasons for not checking that are listed.
const REASONS: usize = 10;
/// Room for the word before a line of a finding: `zone  `.
const WORD: usize = 6;

pub(super) fn render(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut page =
        Page { report, options, width: options.width.max(NARROWEST), unplaced: false, explained: HashMap::new(), out };
    for group in instances(selected(report, options).filter(|f| is_open_violation(f))) {
        page.finding(&group)?;
    }
    page.undecided()?;
    if options.detail == Detail::Full {
        let settled = |f: &&Finding| f.verdict == Verdict::Violated && f.status != Status::New;
        for group in instances(selected(report, options).filter(settled)) {
            page.finding(&group)?;
        }
    }
    for diagnostic in &report.diagnostics {
        page.diagnostic(diagnostic)?;
    }
    page.summary()
}

/// Only the errors and warnings of a report, with their code frames.
pub(super) fn diagnostics(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut page =
        Page { report, options, width: options.width.max(NARROWEST), unplaced: false, explained: HashMap::new(), out };
    report.diagnostics.iter().try_for_each(|d| page.diagnostic(d))
}

/// What is being written.
struct Page<'a, 'w> {
    report: &'a Report,
    options: &'a Options,
    width: usize,
    /// Whether a finding was shown without its place in a source.
    unplaced: bool,
    /// How often each rule's reason and remedy were written.
    explained: HashMap<Str, usize>,
    out: &'w mut dyn Write,
}

impl Page<'_, '_> {
    /// One finding, or several on instances of one block.
    fn finding(&mut self, group: &[&Finding]) -> io::Result<()> {
        let Some(first) = group.first() else { return Ok(()) };
        let (word, style) = match first.status {
            Status::New => (first.severity.label(), Style::of(first.severity)),
            status => (status.name(), Style::Strong),
        };
        self.headline(style, word, Some(&first.rule.id), &first.message)?;
        let look = Look { color: self.options.color, width: self.width, style };
        let gutter = match &first.location {
            Some(place) => frame::draw(&self.report.sources, place, &first.labels, look, self.out)?,
            None => None,
        };
        let indent = gutter.unwrap_or(2);
        if gutter.is_some() {
            let bar = paint(self.options.color, Style::Frame, "|");
            writeln!(self.out, "{:indent$} {bar}", "")?;
        } else {
            self.unplaced = true;
        }
        let named = gutter.is_some() && first.labels.iter().any(|l| l.text.contains(&first.address));
        if !named && !first.address.is_empty() {
            let at = match &first.attribute {
                Some(attribute) if gutter.is_none() => format!("{}, {attribute}", first.address),
                _ => first.address.clone(),
            };
            self.line(indent, "at", &at)?;
        }
        self.others(indent, group)?;
        self.footers(indent, first, gutter.is_some())?;
        writeln!(self.out)
    }

    /// `error[rule]: message`, wrapped with a small indent.
    fn headline(&mut self, style: Style, word: &str, rule: Option<&str>, message: &str) -> io::Result<()> {
        let head = match rule {
            Some(rule) => format!("{word}[{}]", clean(rule)),
            None => word.to_string(),
        };
        let message = clean(message);
        let lines = wrap(&message, self.width.saturating_sub(width(&head) + 2), self.width - 4);
        write!(self.out, "{}:", paint(self.options.color, style, &head))?;
        for (n, line) in lines.iter().enumerate() {
            let indent = if n == 0 { " " } else { "    " };
            writeln!(self.out, "{indent}{}", paint(self.options.color, Style::Strong, line))?;
        }
        Ok(())
    }

    /// `  = zone   text`, wrapped under the text; without a word it continues the line above.
    fn line(&mut self, indent: usize, word: &str, text: &str) -> io::Result<()> {
        let text = clean(text);
        let room = self.width.saturating_sub(indent + 3 + WORD + 1);
        let sign = paint(self.options.color, Style::Frame, "=");
        for (n, line) in wrap(&text, room, room).iter().enumerate() {
            if n == 0 && !word.is_empty() {
                let word = paint(self.options.color, Style::Strong, &format!("{word:WORD$}"));
                writeln!(self.out, "{:indent$} {sign} {word} {line}", "")?;
            } else {
                writeln!(self.out, "{:indent$}   {:WORD$} {line}", "", "")?;
            }
        }
        Ok(())
    }

    /// The other instances of the block.
    fn others(&mut self, indent: usize, group: &[&Finding]) -> io::Result<()> {
        let Some((first, others)) = group.split_first() else { return Ok(()) };
        let shown = match self.options.detail {
            Detail::Brief if others.len() > NAMED + 1 => NAMED,
            _ => others.len(),
        };
        for (n, other) in others.iter().take(shown).enumerate() {
            let what = match (other.address == first.address, &other.attribute) {
                (true, Some(attribute)) => attribute.clone(),
                _ => other.address.clone(),
            };
            // The message counts only if it says something else than the address does.
            let text = if other.message == first.message { what } else { format!("{what}: {}", other.message) };
            self.line(indent, if n == 0 { "also" } else { "" }, &text)?;
        }
        match others.len() - shown {
            0 => Ok(()),
            more => self.line(indent, "", &format!("and {more} more instances")),
        }
    }

    /// What to know of a finding besides its place.
    fn footers(&mut self, indent: usize, finding: &Finding, framed: bool) -> io::Result<()> {
        if !framed || self.options.detail == Detail::Full {
            for evidence in &finding.evidence {
                self.line(indent, "found", evidence)?;
            }
        }
        if let Some(zone) = &finding.zone {
            let text = match zone.reason.as_str() {
                "" => zone.name.clone(),
                reason => format!("{}, {reason}", zone.name),
            };
            self.line(indent, "zone", &text)?;
        }
        if let Some(owner) = &finding.owner {
            self.line(indent, "owner", owner)?;
        }
        for assumption in &finding.assumptions {
            self.line(indent, "assume", assumption)?;
        }
        if let Some(permit) = &finding.permit {
            let until = permit.until.as_ref().map_or(String::new(), |day| format!(" (until {day})"));
            self.line(indent, "permit", &format!("{}: {}{until}", permit.kind, permit.reason))?;
        }
        let times = self.explained.entry(finding.rule.id.clone()).or_insert(0);
        *times += 1;
        let repeats = *times > EXPLAINED && self.options.detail == Detail::Brief;
        for (word, text) in [("why", &finding.rule.why), ("fix", &finding.rule.remedy)] {
            if repeats {
                continue;
            }
            // The first paragraph; `explain` has the rest.
            let text = text.trim().split("\n\n").next().unwrap_or("");
            if !text.is_empty() {
                self.line(indent, word, &one_line(text))?;
            }
        }
        self.line(indent, "more", &format!("ringfence explain {}", finding.rule.id))
    }

    /// The undecided findings: an entry per cause, with the rules that have it, and who waits.
    fn undecided(&mut self) -> io::Result<()> {
        let new = |f: &&Finding| f.status == Status::New || self.options.detail == Detail::Full;
        let rules = waiting(selected(self.report, self.options).filter(new));
        let most = if self.options.detail == Detail::Brief { NAMED + 1 } else { usize::MAX };
        for entry in &entries(rules, most) {
            match entry.waits.as_slice() {
                [(wait, findings)] => self.one_wait(entry, *wait, findings)?,
                _ => self.many_waits(entry)?,
            }
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn one_wait(&mut self, entry: &Entry<'_>, wait: Wait<'_>, findings: &[&Finding]) -> io::Result<()> {
        let who = count(findings.len(), "resource");
        let message = match wait {
            Wait::Message(text) if findings.len() == 1 => text.to_string(),
            Wait::Message(text) => format!("{who}: {text}"),
            Wait::For(causes) => {
                let waits = if findings.len() == 1 { "waits" } else { "wait" };
                reason::sentence(self.report, &who, waits, causes)
            }
            Wait::Assumption(values) => format!("{who}: holds only if {}", values.join(", and ")),
        };
        self.headline(Style::Undecided, "undecided", entry.rules.first().copied(), &message)?;
        self.who_waits(findings)?;
        self.other_rules(entry)
    }

    /// A rule that waits for many things: a line for the first of them, and a count.
    fn many_waits(&mut self, entry: &Entry<'_>) -> io::Result<()> {
        let findings: usize = entry.waits.iter().map(|(_, f)| f.len()).sum();
        let causes = entry.waits.len();
        let message = format!("{} cannot be judged yet, for {causes} reasons", count(findings, "resource"));
        self.headline(Style::Undecided, "undecided", entry.rules.first().copied(), &message)?;
        for (n, (wait, findings)) in entry.waits.iter().take(NAMED).enumerate() {
            let word = if n == 0 { "wait" } else { "" };
            let addresses: Vec<&str> = findings.iter().map(|f| &*f.address).collect();
            let who = some_of(&addresses, 1);
            let text = match wait {
                Wait::For(causes) => match reason::split(causes) {
                    (never, open) if never.is_empty() => format!("{who} for {}", listed(&open)),
                    (never, _) => format!("{who}: {}", reason::defects(&never)),
                },
                Wait::Assumption(values) => format!("{who}: holds only if {}", values.join(", and ")),
                Wait::Message(text) => format!("{who}: {text}"),
            };
            self.line(2, word, &text)?;
        }
        self.line(2, "", &format!("and {} more reasons", causes - NAMED))?;
        self.other_rules(entry)
    }

    /// The rules for which the same holds.
    fn other_rules(&mut self, entry: &Entry<'_>) -> io::Result<()> {
        match entry.rules.get(1..) {
            Some(others) if !others.is_empty() => self.line(2, "also", &others.join(", ")),
            _ => Ok(()),
        }
    }

    fn who_waits(&mut self, findings: &[&Finding]) -> io::Result<()> {
        let shown = match self.options.detail {
            Detail::Brief if findings.len() > NAMED + 1 => NAMED,
            _ => findings.len(),
        };
        for (n, finding) in findings.iter().take(shown).enumerate() {
            let place = finding.location.as_ref().and_then(|l| resolve(&self.report.sources, l.span));
            let at = place.map_or(String::new(), |p| format!(" ({}:{})", p.file, p.start.line));
            self.unplaced |= place.is_none();
            self.line(2, if n == 0 { "at" } else { "" }, &format!("{}{at}", finding.address))?;
        }
        match findings.len() - shown {
            0 => Ok(()),
            more => self.line(2, "", &format!("and {more} more")),
        }
    }

    /// A message about a source, with its place, as Terraform would tell it.
    fn diagnostic(&mut self, diagnostic: &Diagnostic) -> io::Result<()> {
        let (word, style) = match diagnostic.level {
            Level::Error => ("error", Style::Error),
            Level::Warning => ("warning", Style::Warning),
        };
        self.headline(style, word, None, &diagnostic.summary)?;
        let mut indent = 2;
        if let Some(span) = diagnostic.span {
            let label = crate::finding::Label { span, text: String::new() };
            let look = Look { color: self.options.color, width: self.width, style };
            if let Some(gutter) = frame::draw(&self.report.sources, &label, &[], look, self.out)? {
                indent = gutter;
            }
        }
        // The detail may have paragraphs and lists of its own; its line breaks are kept.
        for line in diagnostic.detail.lines().filter(|l| !l.trim().is_empty()) {
            let line = clean(line);
            let room = self.width.saturating_sub(indent + 3);
            for (n, part) in wrap(&line, room, room).iter().enumerate() {
                let sign = if n == 0 { paint(self.options.color, Style::Frame, "=") } else { " ".into() };
                writeln!(self.out, "{:indent$} {sign} {part}", "")?;
            }
        }
        writeln!(self.out)
    }

    /// What was checked, how it went, and what was not checked.
    fn summary(&mut self) -> io::Result<()> {
        let s = &self.report.summary;
        let scope = format!("checked {}:", scope(self.report));
        let outcome = clean(&outcome(self.report)).into_owned();
        if width(&scope) + 1 + width(&outcome) <= self.width {
            writeln!(self.out, "{scope} {}", paint(self.options.color, Style::Strong, &outcome))?;
        } else {
            self.paragraph(&scope, 2)?;
            self.item("  ", &outcome, 2)?;
        }
        self.not_checked()?;
        let hidden = [(s.exempt, "exempt"), (s.existing, "existing"), (s.baselined, "baselined")];
        let hidden: Vec<&str> = hidden.iter().filter(|(n, _)| *n > 0).map(|(_, word)| *word).collect();
        if self.options.detail == Detail::Brief && !hidden.is_empty() {
            self.paragraph(&format!("{} findings are listed with --verbose", hidden.join(", ")), 2)?;
        }
        let for_apply = |f: &Finding| reason::ends_at_apply(self.report, &f.waits_for);
        if selected(self.report, self.options).any(for_apply) {
            self.paragraph("what is known only at apply is decided then by ringfence guard", 2)?;
        }
        let said = self.report.notes.iter().any(|n| n.contains("sources"));
        if self.unplaced && self.report.sources.is_empty() && !said {
            self.paragraph("no sources were given, so findings have no file and line (--source DIR adds them)", 2)?;
        }
        for note in &self.report.notes {
            self.paragraph(&format!("note: {note}"), 2)?;
        }
        Ok(())
    }

    /// What was left out, by reason.
    fn not_checked(&mut self) -> io::Result<()> {
        let groups = gaps(self.report);
        if groups.is_empty() {
            return Ok(());
        }
        self.paragraph("not checked:", 2)?;
        let shown = if self.options.detail == Detail::Full { groups.len() } else { REASONS };
        let digits = groups.first().map_or(1, |(_, whats)| whats.len().to_string().len());
        for (reason, whats) in groups.iter().take(shown) {
            let named = if self.options.detail == Detail::Full { whats.len() } else { NAMED };
            let head = format!("  {:>digits$}  ", whats.len());
            self.item(&head, &format!("{reason}: {}", some_of(whats, named)), digits + 4)?;
        }
        let more: usize = groups.iter().skip(shown).map(|(_, whats)| whats.len()).sum();
        if more > 0 {
            self.item("  ", &format!("and {more} more (--format json lists all)"), 2)?;
        }
        Ok(())
    }

    /// A line of text, wrapped; lines after the first are indented by `hang`.
    fn paragraph(&mut self, text: &str, hang: usize) -> io::Result<()> {
        self.item("", text, hang)
    }

    /// A line of text after `head`, which is written as it is.
    fn item(&mut self, head: &str, text: &str, hang: usize) -> io::Result<()> {
        let lines = wrap(&clean(text), self.width.saturating_sub(width(head)), self.width.saturating_sub(hang));
        for (n, line) in lines.iter().enumerate() {
            match n {
                0 => writeln!(self.out, "{head}{line}")?,
                _ => writeln!(self.out, "{:hang$}{line}", "")?,
            }
        }
        Ok(())
    }
}
