//! What judging a change came to, and what a run came to.

use std::collections::BTreeSet;

use crate::finding::{Finding, Severity, Status, Verdict};

/// What a run came to.
#[derive(Debug, Default)]
pub struct Summary {
    /// Planned changes that were looked at.
    pub planned: usize,
    /// Apply calls that were looked at.
    pub applied: usize,
    /// Calls that were denied, or would have been.
    pub denied: usize,
    /// Findings by rule and address that were told through Terraform.
    pub told: usize,
    /// Undecided when last looked at: rule, address, what it waits for.
    pub undecided: Vec<String>,
    /// Violated when all was done, and not told before; with the place in the sources.
    pub late: Vec<(Finding, Option<String>)>,
    /// Resources of the provider that runs inside Terraform.
    pub builtin: usize,
    /// What failed.
    pub troubles: Vec<String>,
    /// Rules that could not be judged on a change, or on the plan: what they are about was denied, unless it was done
    /// already or the guard only observes.
    pub unjudged: Vec<Finding>,
    /// Those of them of which Terraform was not told.
    pub unjudged_late: Vec<Finding>,
    /// What could not be checked.
    pub gaps: BTreeSet<String>,
    /// All that was found: what was told, and what the last judgement of the whole says.
    pub findings: Vec<Finding>,
}

/// What is said of a change, or of the plan.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// What rules say.
    pub findings: Vec<Finding>,
    /// Which rules could not be judged.
    pub unjudged: Vec<Finding>,
}

impl Judged {
    /// Whether nothing of it could stop anything.
    pub fn is_idle(&self, least: Severity) -> bool {
        !self.findings.iter().any(|f| f.counts(least)) && !self.unjudged.iter().any(|f| blocks(f, least))
    }

    /// Takes in what was found at other places.
    pub fn add(&mut self, other: Judged) {
        self.findings.extend(other.findings);
        self.unjudged.extend(other.unjudged);
    }

    /// What was found at each of some places, as it was at one.
    pub fn certain(self, places: usize) -> Judged {
        Judged { findings: certain(self.findings, places), unjudged: certain(self.unjudged, places) }
    }

    /// The worst that was found at any place.
    pub fn strictest(self) -> Judged {
        Judged { findings: strictest(self.findings), unjudged: strictest(self.unjudged) }
    }
}

/// Why the plan as a whole is refused, or a change denied.
#[derive(Clone, Debug, Default)]
pub struct Reasons {
    /// Rules that are broken, or undecided where that counts.
    pub broken: Vec<Finding>,
    /// Rules that could not be judged.
    pub unjudged: Vec<Finding>,
}

impl Reasons {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.broken.is_empty() && self.unjudged.is_empty()
    }
}

/// Whether it stops that a rule could not be judged: had it been broken, that would, and something is to be changed.
pub fn blocks(unjudged: &Finding, least: Severity) -> bool {
    unjudged.counts(least) && !unjudged.actions.contains(&"no-op")
}

/// Of findings about the same change at several places: those of the first that hold at each.
fn certain(findings: Vec<Finding>, places: usize) -> Vec<Finding> {
    let Some(address) = findings.first().map(|f| f.address.clone()) else { return findings };
    let same = |a: &Finding, b: &Finding| {
        (&a.rule.id, &a.attribute, a.verdict, a.status) == (&b.rule.id, &b.attribute, b.verdict, b.status)
    };
    let everywhere = |f: &Finding| {
        let at: BTreeSet<&str> = findings.iter().filter(|g| same(f, g)).map(|g| g.address.as_str()).collect();
        at.len() == places
    };
    findings.iter().filter(|f| f.address == address && everywhere(f)).cloned().collect()
}

/// Of findings about the same change at several places: one for each rule and attribute, and an open one rather
/// than one that is permitted somewhere.
fn strictest(findings: Vec<Finding>) -> Vec<Finding> {
    let mut out: Vec<Finding> = Vec::new();
    for finding in findings {
        let same = |f: &&mut Finding| f.rule.id == finding.rule.id && f.attribute == finding.attribute;
        match out.iter_mut().find(same) {
            None => out.push(finding),
            Some(other) => {
                let rank = |f: &Finding| (f.verdict != Verdict::Violated, f.status != Status::New);
                // Two elements of one list are two findings, of one resource.
                if other.address == finding.address {
                    out.push(finding);
                } else if rank(&finding) < rank(other) {
                    *other = finding;
                }
            }
        }
    }
    out
}
