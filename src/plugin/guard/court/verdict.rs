//! What rules say of a change, at all places where it may be.

use super::super::result::Judged;
use super::super::slots::Seen;
use super::{Court, Places};
use crate::check::Options;
use crate::model::ResourceId;

/// Places where a planned change may be. Where it may be at more, it is left to the judgement of the whole plan: to judge each
/// instance of a block at the places of all others would take the square of their number.
const MOST_PLACES: usize = 32;

impl Court {
    /// Judges a change at all places where it may be. While planning, what is not so at all of them is left to the
    /// judgement of the whole plan, which knows the places: Terraform would print it at the wrong one. When it is
    /// applied, the strictest verdict counts; an exemption counts only if it covers all.
    pub(super) fn findings(&mut self, places: &Places, seen: &Seen) -> Judged {
        if !self.has_rules(&seen.kind) {
            return Judged::default();
        }
        let Some((first, others)) = places.all.split_first() else { return Judged::default() };
        let mut judged = self.judge(&[*first]);
        if others.is_empty() {
            return judged;
        }
        let planning = self.is_planning();
        // What is not so at the first place is not so at all.
        if planning && judged.is_idle(self.least()) {
            return Judged::default();
        }
        // Which instance it is matters only where zones are made of addresses.
        let zones = self.session.as_ref().map(|s| &s.engine.config.zones[..]).unwrap_or_default();
        let candidates = match zones.iter().any(|zone| !zone.resources.is_empty()) {
            true => places.all.clone(),
            false => self.slots.distinct(&places.all),
        };
        if places.more || candidates.len() > self.most_places() {
            return Judged::default();
        }
        let others = &candidates[1..];
        let borrowed: Vec<_> = others.iter().map(|id| (*id, self.slots.lend(*id, seen))).collect();
        judged.add(self.judge(others));
        for (id, before) in borrowed {
            self.slots.give_back(id, before);
        }
        match planning {
            true => judged.certain(candidates.len()),
            false => judged.strictest(),
        }
    }

    /// Whether nothing is applied yet.
    fn is_planning(&self) -> bool {
        self.refused.is_none()
    }

    /// At how many places a change is judged. When it is applied, at all.
    pub(super) fn most_places(&self) -> usize {
        if self.is_planning() { MOST_PLACES } else { usize::MAX }
    }

    /// What rules say of places that could stop anything.
    fn judge(&mut self, places: &[ResourceId]) -> Judged {
        let options = self.what_counts();
        let answer = self.settled().map(|s| s.judge_these(places, &options)).unwrap_or_default();
        self.summary.gaps.extend(answer.gaps.iter().map(|g| format!("{}: {}", g.what, g.reason)));
        Judged { findings: answer.findings, unjudged: answer.unjudged }
    }

    /// How something is judged that may be stopped: what could stop nothing is not asked.
    pub(super) fn what_counts(&self) -> Options {
        Options { least: Some(self.least()), ..self.law.options.clone() }
    }
}
