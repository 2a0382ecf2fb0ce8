//! What is still open, and the plan as a whole: before its first change, and when all is done.

use std::collections::{BTreeMap, BTreeSet};

use super::super::result::{self, Reasons, Summary};
use super::{Court, key, unjudged_key};
use crate::eval::Side;
use crate::finding::{Finding, Status, Verdict};

impl Court {
    /// Whether a finding is undecided and would stop its change.
    pub(super) fn is_open(&self, finding: &Finding) -> bool {
        finding.verdict == Verdict::Undecided && finding.counts(self.least())
    }

    /// Whether a finding waits for what is expected and was not planned yet, or for what that waits for. It is no
    /// dependency of the subject: Terraform plans these first. (A zone's recipe, say, that the sources alone do not
    /// tell: which policies it has is known when it is planned.)
    pub(super) fn waits_for_unseen(&self, finding: &Finding) -> bool {
        self.slots.may_still_tell(&finding.waits_for)
    }

    /// Whether an undecided finding will not be decided by what is still to come: a companion that is planned
    /// and waits for its own call is an obligation, judged again when all is done.
    pub(super) fn stays_open(&self, finding: &Finding) -> bool {
        self.is_open(finding) && !finding.waits_for.iter().any(|w| self.is_obligation(w, &finding.address))
    }

    /// Whether a finding waits for another resource that is still to come, or for what such a one waits for.
    fn is_obligation(&self, wait: &str, subject: &str) -> bool {
        let Some(session) = &self.session else { return false };
        let graph = &session.engine.graph;
        self.slots.still_to_come(subject).any(|(id, address)| {
            let rest = wait.strip_prefix(address.as_str());
            if rest.is_some_and(|r| r.is_empty() || r.starts_with(['.', ' '])) {
                return true;
            }
            let names = graph.doc(id, Side::After).names();
            names.iter().any(|name| {
                let value = graph.attribute(id, Side::After, name);
                value.is_ok_and(|v| v.waits_for().iter().any(|w| **w == *wait))
            })
        })
    }

    /// All that will be planned was: what was expected and is not among it will not be there, or is not what this run is
    /// about.
    fn close_planning(&mut self) {
        match self.law.plans_all {
            true => self.slots.drop_unplanned(),
            false => self.slots.leave_out_unplanned(),
        }
    }

    /// Judges the plan as one, before its first change: what breaks a rule for certain, and what nobody can judge.
    pub(super) fn whole(&mut self) -> Reasons {
        self.close_planning();
        let options = self.what_counts();
        let answer = self.settled().map(|s| s.judge_all(&options)).unwrap_or_default();
        let broken = answer.findings.into_iter().filter(|f| self.stops(f)).collect();
        let unjudged = answer.unjudged.into_iter().filter(|f| result::blocks(f, self.least())).collect();
        Reasons { broken, unjudged }
    }

    /// What the run came to.
    pub fn finish(&mut self) -> Summary {
        self.conclude();
        std::mem::take(&mut self.summary)
    }

    /// Judges once more when all is done, once.
    pub fn conclude(&mut self) {
        if std::mem::replace(&mut self.concluded, true) {
            return;
        }
        self.close_planning();
        if self.law.applies {
            self.slots.drop_undone();
        }
        let options = self.law.options.clone();
        let answer = self.settled().map(|s| s.judge_all(&options)).unwrap_or_default();
        let mut undecided: BTreeMap<String, String> = BTreeMap::new();
        self.summary.gaps.extend(answer.gaps.iter().map(|g| format!("{}: {}", g.what, g.reason)));
        let told = self.told.len();
        // A change that was denied is out of the plan by now: what was wrong with it is not.
        self.summary.findings = std::mem::take(&mut self.condemned);
        let known: BTreeSet<String> = self.summary.findings.iter().map(key).collect();
        self.summary.findings.extend(answer.findings.iter().filter(|f| !known.contains(&key(f))).cloned());
        for finding in answer.findings {
            if finding.verdict == Verdict::Undecided && finding.status == Status::New {
                let waits = finding.waits_for.join(", ");
                undecided.insert(format!("{} {}", finding.rule.id, finding.address), waits);
            } else if self.stops(&finding) && !self.told.contains(&key(&finding)) && !self.law.only_looks {
                let place = self.place(&finding);
                self.summary.late.push((finding, place));
            }
        }
        for rule in answer.unjudged {
            if result::blocks(&rule, self.least()) && !self.law.only_looks && self.told.insert(unjudged_key(&rule)) {
                self.summary.unjudged.push(rule.clone());
                self.summary.unjudged_late.push(rule);
            }
        }
        self.summary.told = told;
        self.summary.undecided = undecided
            .into_iter()
            .map(|(what, waits)| if waits.is_empty() { what } else { format!("{what} (waits for {waits})") })
            .collect();
    }
}
