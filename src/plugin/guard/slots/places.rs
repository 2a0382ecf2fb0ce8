//! Where a change belongs: at which places it may be, by what is known of it and of them.

use super::super::fit::{fits, is_written_so};
use super::{Candidates, From, Seen, Slot, Slots, Stage};
use crate::model::{Attribute, Mode, ResourceId};

/// Places that were found to be possible.
#[derive(Default)]
struct Found {
    places: Vec<ResourceId>,
    /// Whether others were not looked at.
    more: bool,
}

impl Found {
    /// Takes in a place if it fits, as one does that is like the last that did. Where there are more than enough, it is not looked at.
    fn consider(
        &mut self,
        id: ResourceId,
        most: usize,
        is_like: impl FnOnce(ResourceId) -> bool,
        fits: impl FnOnce() -> bool,
    ) {
        if self.places.len() <= most {
            if fits() {
                self.places.push(id);
            }
        } else if self.places.last().is_some_and(|last| is_like(*last)) {
            self.places.push(id);
        } else {
            self.more = true;
        }
    }
}

impl Slots {
    /// Where a planned change may belong. Of places of each kind, free and taken, that differ, a few more than `most` are
    /// looked at.
    pub fn candidates(&self, seen: &Seen, destroys: bool, most: usize) -> Candidates {
        let mut expected = Found::default();
        let mut planned = Vec::new();
        let mut taken = Found::default();
        let marks = match seen.after.is_null() {
            true => [None; 2],
            false => [&seen.config, &seen.after].map(|v| self.telling.mark(&seen.kind, v)),
        };
        for at in self.of(Mode::Managed, &seen.kind) {
            let slot = &self.slots[*at];
            if slot.is_another(marks) {
                continue;
            }
            let id = ResourceId(*at as u32);
            let other_provider = !slot.provider.is_empty() && !is_same_provider(&slot.provider, &seen.provider);
            if other_provider {
                continue;
            }
            // The cheap questions first: most places are another connection's or taken.
            if slot.may_be_doubtful(seen) {
                let fits = || slot.is_doubtful(seen) && self.agrees_with_origins(slot, seen);
                taken.consider(id, most, |last| self.are_alike(last, id), fits);
            } else if slot.stage == Stage::Expected {
                let fits = || slot.may_be(seen, destroys) && self.agrees_with_origins(slot, seen);
                expected.consider(id, most, |last| self.are_alike(last, id), fits);
            } else if slot.may_be(seen, destroys) && self.agrees_with_origins(slot, seen) {
                planned.push(id);
            }
        }
        let again = |id: &ResourceId| self.slots[id.0 as usize].continues(seen);
        if let Some(known) = planned.iter().copied().find(again) {
            return Candidates { free: vec![known], ..Candidates::default() };
        }
        let more = expected.more || taken.more;
        let free = if expected.places.is_empty() { planned } else { expected.places };
        Candidates { free, taken: taken.places, more }
    }

    /// Whether values that come from other resources, as the sources say, are those that these turned out to
    /// have.
    fn agrees_with_origins(&self, slot: &Slot, seen: &Seen) -> bool {
        let (Some(written), Some(config)) = (&slot.written, seen.config.as_entries()) else { return true };
        written.as_entries().into_iter().flatten().all(|(name, value)| {
            let (true, Some(origin)) = (value.is_unknown(), &value.marks.origin) else { return true };
            let (Some(at), Some(root)) = (self.by_address.get(&origin.address), origin.path.root()) else {
                return true;
            };
            if origin.path.0.len() != 1 {
                return true;
            }
            match (self.slots[*at].after.attribute(root), config.get(name)) {
                (Ok(Attribute::Value(actual)), Some(given)) if !actual.is_null() => fits(&actual, given),
                _ => true,
            }
        })
    }

    /// Of places, one for each that differ.
    pub fn distinct(&self, places: &[ResourceId]) -> Vec<ResourceId> {
        let mut kept: Vec<ResourceId> = Vec::new();
        for id in places {
            if !kept.iter().any(|other| self.are_alike(*other, *id)) {
                kept.push(*id);
            }
        }
        kept
    }

    /// Whether places do not differ: instances of one block of which the sources say the very same.
    fn are_alike(&self, a: ResourceId, b: ResourceId) -> bool {
        let of = |id: ResourceId| (&self.slots[id.0 as usize], &self.addresses[id.0 as usize]);
        let ((slot, address), (other, at)) = (of(a), of(b));
        at.name == address.name
            && at.module.config_key() == address.module.config_key()
            && slot.written.is_some()
            && other.written == slot.written
    }

    /// The place of a change that is about to happen.
    pub fn planned(&mut self, seen: &Seen) -> ResourceId {
        let of_type = self.of(Mode::Managed, &seen.kind);
        let exact = |at: &&usize| {
            let slot = &self.slots[**at];
            let open = matches!(slot.stage, Stage::Planned | Stage::Denied);
            open && slot.connection == seen.connection && slot.token == Some(seen.token)
        };
        if let Some(at) = of_type.iter().find(exact) {
            return ResourceId(*at as u32);
        }
        if seen.after.is_null() {
            let ends = |at: &&usize| {
                let slot = &self.slots[**at];
                (slot.action.ends() || slot.action.is_replace())
                    && !matches!(slot.stage, Stage::Applying | Stage::Applied)
                    && slot.before.whole().is_ok_and(|b| !b.is_null() && fits(&b, &seen.before))
            };
            if let Some(at) = of_type.iter().find(ends) {
                return ResourceId(*at as u32);
            }
        }
        let candidates = self.candidates(seen, seen.after.is_null(), usize::MAX);
        let id = self.take(&candidates, seen);
        if !seen.after.is_null() {
            self.set(id, seen);
        }
        id
    }
}

impl Slot {
    /// Whether a change that is no end is another's for certain, told by the marks of what is written for it and of
    /// what comes of it.
    fn is_another(&self, [config, after]: [Option<u64>; 2]) -> bool {
        // What was applied is asked by its state, and what a call alone told by nothing that was expected.
        let asked = match (self.stage, self.from) {
            (Stage::Expected | Stage::Planned | Stage::Denied, From::Sources) => config,
            (Stage::Expected, From::SavedPlan) => after,
            _ => None,
        };
        self.mark.zip(asked).is_some_and(|(own, asked)| own != asked)
    }

    /// Whether another change took this place that may as well be this one, as far as nothing is compared.
    fn may_be_doubtful(&self, seen: &Seen) -> bool {
        self.doubtful
            && self.connection == seen.connection
            && matches!(self.stage, Stage::Planned | Stage::Denied)
            && self.written.is_some()
    }

    /// The same, when they are compared.
    fn is_doubtful(&self, seen: &Seen) -> bool {
        self.written.as_ref().is_some_and(|w| is_written_so(w, &seen.config, &seen.after))
    }

    /// Whether a planned change may be this resource's.
    fn may_be(&self, seen: &Seen, destroys: bool) -> bool {
        match (self.stage, self.from) {
            (Stage::Expected, From::Sources) => {
                let Some(written) = &self.written else { return true };
                match seen.after.is_null() {
                    true => destroys && fits(written, &seen.before),
                    false => is_written_so(written, &seen.config, &seen.after),
                }
            }
            (Stage::Expected, _) => self.is_planned_so(seen),
            (Stage::Planned | Stage::Denied, _) if self.connection == seen.connection => self.continues(seen),
            (Stage::Planned | Stage::Denied, _) => {
                self.config.as_ref().is_none_or(|c| fits(c, &seen.config)) && self.is_planned_so(seen)
            }
            // `terraform test` applies again what an earlier run applied, and destroys it in the end.
            (Stage::Applied, _) if self.mode == Mode::Managed && self.connection != seen.connection => {
                !seen.before.is_null() && self.after.whole().is_ok_and(|a| !a.is_null() && fits(&a, &seen.before))
            }
            _ => false,
        }
    }

    fn is_planned_so(&self, seen: &Seen) -> bool {
        let (Ok(before), Ok(after)) = (self.before.whole(), self.after.whole()) else { return true };
        let same_before = before.is_null() == seen.before.is_null() && fits(&before, &seen.before);
        if seen.after.is_null() {
            return (self.action.ends() || self.action.is_replace()) && same_before;
        }
        let fits_after = !after.is_null() && fits(&after, &seen.after);
        fits_after && (same_before || self.action.is_replace() && seen.before.is_null())
    }

    /// Whether it is the second half of this replacement. (Equal bytes prove nothing: instances may be equal.)
    fn continues(&self, seen: &Seen) -> bool {
        self.connection == seen.connection && self.is_half_replaced(seen) && self.config.as_ref() == Some(&seen.config)
    }

    /// Terraform plans a replacement twice: as a change, and then as if nothing were there.
    pub(super) fn is_half_replaced(&self, seen: &Seen) -> bool {
        self.action.is_replace() && self.before.exists() && seen.before.is_null() && !seen.after.is_null()
    }
}

/// Whether two source addresses mean the same provider. One that is written without a host has Terraform's registry as its
/// host in evaluated sources, and OpenTofu's in the lock file that OpenTofu writes.
fn is_same_provider(a: &str, b: &str) -> bool {
    const DEFAULTS: [&str; 2] = ["registry.terraform.io/", "registry.opentofu.org/"];
    let bare = |source: &str| DEFAULTS.iter().find_map(|host| source.strip_prefix(host)).map(String::from);
    a == b || bare(a).is_some_and(|bare_a| Some(bare_a) == bare(b))
}
