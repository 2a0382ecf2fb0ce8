//! The only vocabulary in which results leave the analysis: findings, gaps and the report
//! that holds them. Everything right of here only renders.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::plan::Partial;
use crate::text::{Diagnostic, Level, SourceMap, Span, Str};

/// What an undecided finding waits for where its rule lost that.
pub const UNNAMED: &str = "something that the rule does not name";

/// How bad a violation is. Closed; order is from least to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Info,
    /// Little harm.
    Low,
    /// Fails a run unless told otherwise.
    Medium,
    /// Serious.
    High,
    /// Open door.
    Critical,
}

impl Severity {
    /// All, worst first.
    pub const ALL: [Severity; 5] =
        [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info];

    /// `critical`, `high`, ...
    pub fn name(self) -> &'static str {
        match self {
            Severity::Critical => "critical",
            Severity::High => "high",
            Severity::Medium => "medium",
            Severity::Low => "low",
            Severity::Info => "info",
        }
    }

    /// The severity of a name, as in rules and on the command line.
    pub fn parse(name: &str) -> Option<Severity> {
        Severity::ALL.into_iter().find(|s| s.name() == name)
    }

    /// Word before a finding for people: `error`, `warning` or `note`.
    pub fn label(self) -> &'static str {
        match self {
            Severity::Critical | Severity::High => "error",
            Severity::Medium => "warning",
            Severity::Low | Severity::Info => "note",
        }
    }
}

/// What a rule says of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// The invariant is broken.
    Violated,
    /// It depends on a value that is known only after apply.
    Undecided,
    /// It holds. In a report only with `--all-verdicts`.
    Satisfied,
}

impl Verdict {
    /// `violated`, `undecided`, `satisfied`
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Violated => "violated",
            Verdict::Undecided => "undecided",
            Verdict::Satisfied => "satisfied",
        }
    }
}

/// What became of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Made, or made worse, by this change.
    New,
    /// Was there before.
    Existing,
    /// Permitted for a time by an exemption.
    Exempt,
    /// Accepted in a baseline.
    Baselined,
    /// Permitted by a comment in the source.
    Suppressed,
}

impl Status {
    /// `new`, `existing`, ...
    pub fn name(self) -> &'static str {
        match self {
            Status::New => "new",
            Status::Existing => "existing",
            Status::Exempt => "exempt",
            Status::Baselined => "baselined",
            Status::Suppressed => "suppressed",
        }
    }
}

/// What a report needs to know of a rule. Shared by all its findings.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleInfo {
    /// `oci-bucket-public`
    pub id: Str,
    /// One line.
    pub title: Str,
    /// Default severity.
    pub severity: Severity,
    /// Security-zone principle: `encryption`, `public-access`, ...
    pub principle: Str,
    /// Resource types that it reads, as written (may hold globs).
    pub resources: Vec<Str>,
    /// Why it matters.
    pub why: Str,
    /// How to mend it.
    pub remedy: Str,
    /// Framework to policy names: `oci-security-zones` to `deny public_buckets`.
    pub implements: BTreeMap<Str, Vec<Str>>,
    /// Benchmark to control numbers: `cis-oci-3.0` to `5.1.1`.
    pub controls: BTreeMap<Str, Vec<Str>>,
    /// What other tools call it.
    pub aliases: Vec<Str>,
    /// File of the rule (for `explain`).
    pub source: Str,
}

/// A place in a source file, with text, ready to print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What to say of it; may be empty.
    pub text: String,
}

/// A suppression or exemption that changed a finding's status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    /// `source comment`, `exemption EX-12`
    pub kind: String,
    /// Why.
    pub reason: String,
    /// Last day on which it holds, `YYYY-MM-DD`.
    pub until: Option<String>,
}

/// The zone that a resource is in, and the chain that put it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneNote {
    /// Name of the zone.
    pub name: String,
    /// `through compartment prod/payments (zones.tf:3)`; may be empty.
    pub reason: String,
}

/// A rule violated (or undecided, or satisfied) at an address, with its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule.
    pub rule: Arc<RuleInfo>,
    /// Severity after zone and settings; mostly the rule's.
    pub severity: Severity,
    /// Violated, undecided or satisfied.
    pub verdict: Verdict,
    /// New, existing, exempt, ...
    pub status: Status,
    /// Resource address; of a rule that runs per zone or plan, the zone's or plan's name.
    pub address: String,
    /// Resource type; empty for findings about a zone or plan.
    pub resource_type: Str,
    /// `create`, `update`, `delete`, `no-op`, ... as in plan JSON.
    pub actions: Vec<&'static str>,
    /// Path of the attribute that decided: `ingress_security_rules[0].source`.
    pub attribute: Option<String>,
    /// What is wrong, in one sentence, without secrets.
    pub message: String,
    /// The zone, if there is one.
    pub zone: Option<ZoneNote>,
    /// Where in the sources: the attribute's span, or the block's header.
    pub location: Option<Label>,
    /// More places: the block (`... will be created`), the variable that supplied the value.
    pub labels: Vec<Label>,
    /// For an undecided finding, what it waits for; never empty for one.
    pub waits_for: Vec<String>,
    /// What was taken for granted (decisions.md 3), one sentence each.
    pub assumptions: Vec<String>,
    /// `name is "x"`: values that were read, printable.
    pub evidence: Vec<String>,
    /// Identity over time: rule, address, attribute and canonical content; never a line number.
    pub fingerprint: String,
    /// Owner of the resource as its tags say.
    pub owner: Option<String>,
    /// What changed the status.
    pub permit: Option<Permit>,
}

/// Something that was not checked, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// What: an address, a file, a module, a policy.
    pub what: String,
    /// Why.
    pub reason: String,
}

/// One input of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputInfo {
    /// As given; `-` for standard input.
    pub path: String,
    /// `plan-json`, `plan-binary`, `state`, `sources`
    pub kind: &'static str,
    /// Version of the tool that wrote it.
    pub terraform_version: Option<String>,
    /// Version of the JSON format.
    pub format_version: Option<String>,
    /// Why the plan is partial (`targeted`, `errored`, ...); empty if it is whole.
    pub partial: Vec<String>,
}

/// Counts for the summary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Resource instances that were judged.
    pub resources: usize,
    /// Of these, with an action other than no-op.
    pub changes: usize,
    /// Rules that were ready to run.
    pub rules: usize,
    /// Zones.
    pub zones: usize,
    /// Findings violated and new.
    pub violated: usize,
    /// Findings undecided.
    pub undecided: usize,
    /// Findings exempt or suppressed.
    pub exempt: usize,
    /// Findings that were there before.
    pub existing: usize,
    /// Findings accepted in a baseline.
    pub baselined: usize,
    /// Entries of `not_checked`.
    pub not_checked: usize,
    /// Verdicts reached under a recorded assumption.
    pub assumed: usize,
    /// Violated and new, by severity.
    pub by_severity: BTreeMap<Severity, usize>,
}

/// How much of a resource type was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Instances in the input.
    pub resources: usize,
    /// Rules that apply to the type.
    pub rules: usize,
}

/// The result of a run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Digest over all rules that were loaded (hex).
    pub rules_digest: String,
    /// What was read.
    pub inputs: Vec<InputInfo>,
    /// Counts.
    pub summary: Summary,
    /// Rules that have findings here, by id.
    pub rules: Vec<Arc<RuleInfo>>,
    /// Findings, worst first, then by address, rule and attribute.
    pub findings: Vec<Finding>,
    /// What was not checked.
    pub not_checked: Vec<Gap>,
    /// Of that, what rules could not judge, in the form of findings: undecided, and the message says why.
    pub unjudged: Vec<Finding>,
    /// Errors and warnings about sources and rules, with spans.
    pub diagnostics: Vec<Diagnostic>,
    /// Resources and rules by type.
    pub coverage: BTreeMap<Str, Coverage>,
    /// Sentences for the reader about the whole run: partial plan, no sources given, ...
    pub notes: Vec<String>,
    /// The files that spans point into.
    pub sources: SourceMap,
    /// The lowest severity that fails the run.
    pub fail_on: Option<Severity>,
}

impl Finding {
    /// Whether it counts from a severity on: it is new, and neither permitted nor there before.
    pub fn counts(&self, least: Severity) -> bool {
        self.status == Status::New && self.severity >= least
    }

    /// Whether a rule is broken, and that counts from a severity on.
    pub fn breaks(&self, least: Severity) -> bool {
        self.verdict == Verdict::Violated && self.counts(least)
    }
}

impl Report {
    /// Whether the answer is incomplete whatever the settings: planning failed part-way, something was not read, or
    /// a rule could not be judged (decisions.md 4 and 15).
    pub fn is_incomplete(&self) -> bool {
        self.inputs.iter().any(|i| i.partial.iter().any(|p| p == Partial::Errored.name()))
            || self.diagnostics.iter().any(|d| d.level == Level::Error)
            || self.not_checked.iter().any(|g| g.reason.contains("cannot be read"))
            || self.leaves_unjudged()
    }

    /// Whether a rule could not be judged whose violation would fail the run: then nothing says that it holds.
    pub fn leaves_unjudged(&self) -> bool {
        let least = self.fail_on.unwrap_or(Severity::Medium);
        self.unjudged.iter().any(|f| f.counts(least))
    }

    /// Whether a finding fails the run (decisions.md 10), apart from the settings for
    /// existing and undecided ones.
    pub fn fails(&self, finding: &Finding) -> bool {
        finding.verdict == Verdict::Violated
            && finding.status == Status::New
            && self.fail_on.is_none_or(|least| finding.severity >= least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_errored_plan_and_what_was_not_read_leave_the_answer_incomplete() {
        let input = |partial: &[Partial]| InputInfo {
            path: "plan.json".into(),
            kind: "plan-json",
            terraform_version: None,
            format_version: None,
            partial: partial.iter().map(|p| p.name().to_string()).collect(),
        };
        let report = |partial: &[Partial]| Report { inputs: vec![input(partial)], ..Report::default() };
        assert!(!report(&[]).is_incomplete());
        assert!(!report(&[Partial::Targeted]).is_incomplete(), "absences are undecided then, which is told");
        assert!(report(&[Partial::Errored]).is_incomplete());
        let unread = Gap { what: "a.b".into(), reason: "its attribute x cannot be read".into() };
        assert!(Report { not_checked: vec![unread], ..report(&[]) }.is_incomplete());
    }
}
