//! What binds a resource: the recipes of the zones that it is in, before and after the plan.

use std::sync::Arc;

use smallvec::SmallVec;

use super::{Binding, Bound, Container, Membership, RuleFacts, ZoneId, ZoneOnSide, Zones};
use crate::eval::Side;
use crate::model::ResourceId;
use crate::text::Str;

/// Whether the zone that a resource leaves binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// It binds, too: for rules about moves, and about changes and removals alike.
    Included,
    /// For rules about what will be.
    Ignored,
    /// It alone does: for rules about removals. What is replaced goes from where it was, and a zone that only the new one
    /// enters has no say.
    Alone,
}

impl Leaving {
    /// All of them, in the order of their numbers.
    pub const ALL: [Leaving; 3] = [Leaving::Included, Leaving::Ignored, Leaving::Alone];
}

/// What binds a resource.
#[derive(Clone, Debug)]
pub struct ZoneBinding {
    /// Policies and rules.
    pub binding: Arc<Binding>,
    /// Why it may be in a zone of which that is not known; zone rules are undecided then.
    pub undetermined: Option<Arc<Vec<Str>>>,
}

/// Where something is on a side of the plan.
type Place = (Arc<Membership>, Side);

impl Zones {
    /// What binds a resource: the recipes of the zones that its container is in, before and after
    /// the plan; for a rule about leaving, also those of the zone that it leaves, or these alone.
    pub fn binding(&self, id: ResourceId, leaving: Leaving) -> ZoneBinding {
        if self.is_implicit() {
            return ZoneBinding { binding: self.baseline.clone(), undetermined: None };
        }
        match self.bindings[id.0 as usize].get(leaving as usize) {
            Some(slot) => slot.get_or_init(|| self.bind(id, leaving)).clone(),
            // Few resources go.
            None => self.bind(id, leaving),
        }
    }

    /// What binds a resource for rules that are bound alike wherever it is.
    pub fn anywhere(&self) -> ZoneBinding {
        ZoneBinding { binding: self.unzoned.clone(), undetermined: None }
    }

    /// Whether a rule is bound, in every zone and outside of all, or nowhere.
    pub fn bind_alike(&self, facts: RuleFacts<'_>) -> bool {
        let sides = self.zones.iter().flat_map(|zone| zone.before.iter().chain(&zone.after));
        let mut all = sides.map(|side| &side.binding).chain([&self.unzoned, &self.baseline]).map(|b| b.binds(facts));
        let first = all.next();
        !matches!(first, Some(Bound::Maybe(_))) && all.all(|bound| Some(&bound) == first.as_ref())
    }

    /// Whether any zone has settings of its own.
    pub fn have_settings(&self) -> bool {
        self.zones.iter().any(|zone| !zone.params.is_empty())
    }

    fn bind(&self, id: ResourceId, leaving: Leaving) -> ZoneBinding {
        let resource = self.graph.resource(id);
        let mut found: SmallVec<[Place; 3]> = SmallVec::new();
        if resource.after.exists() && leaving != Leaving::Alone {
            found.push((self.of_resource(id, Side::After), Side::After));
            let container = self.container_of(id, Side::After);
            if !matches!(*container, Container::Unknown(_) | Container::Nowhere) && self.existed(&container) {
                found.push((self.of_container(&container, Side::Before), Side::Before));
            }
        }
        // What a zone names itself can leave it without going anywhere.
        let counts = leaving != Leaving::Ignored || !resource.after.exists() || {
            resource.exists_before() && self.selected(id, Side::Before).is_some()
        };
        if counts {
            found.push((self.of_resource(id, Side::Before), Side::Before));
        }
        self.combine(&found)
    }

    /// Whether a container is there before the plan.
    pub fn existed(&self, container: &Container) -> bool {
        match container {
            Container::Managed(id) => self.graph.resource(*id).exists_before(),
            _ => true,
        }
    }

    fn combine(&self, found: &[Place]) -> ZoneBinding {
        let mut sides: SmallVec<[ZoneOnSide; 8]> = SmallVec::new();
        let mut undetermined: Vec<Str> = Vec::new();
        for (membership, side) in found {
            match &**membership {
                Membership::In { zone, beside, .. } => {
                    let zones = std::iter::once(zone).chain(beside);
                    sides.extend(zones.flat_map(|zone| self.sides_that_bind(*zone, *side)));
                }
                Membership::Outside { .. } => {}
                Membership::Undetermined(waits) => undetermined.extend(waits.iter().cloned()),
            }
        }
        sides.sort();
        sides.dedup();
        let undetermined = (!undetermined.is_empty()).then(|| Arc::new(undetermined));
        let binding = if sides.is_empty() { self.unzoned.clone() } else { self.union_of(&sides) };
        ZoneBinding { binding, undetermined }
    }

    /// What the zones that something is in bind on a side; `None` if it is in none, or that is not known.
    pub fn bound_in(&self, membership: &Membership, side: Side) -> Option<Arc<Binding>> {
        let Membership::In { zone, beside, .. } = membership else { return None };
        let mut sides: SmallVec<[ZoneOnSide; 8]> = std::iter::once(zone).chain(beside).map(|z| (*z, side)).collect();
        sides.sort();
        Some(self.union_of(&sides))
    }

    /// On which sides what a zone binds holds for a container that it covers on one. Where the zone stays, the stricter of
    /// both counts; where it goes elsewhere, what its recipe will be is nothing to the container that it leaves.
    fn sides_that_bind(&self, id: ZoneId, side: Side) -> impl Iterator<Item = ZoneOnSide> {
        let zone = self.get(id);
        let stays = match (&zone.before, &zone.after) {
            (Some(before), Some(after)) => before.containers == after.containers,
            _ => true,
        };
        [Side::Before, Side::After].into_iter().filter(move |s| stays || *s == side).map(move |side| (id, side))
    }

    /// What zones bind together, each on a side, made once for each combination.
    fn union_of(&self, sides: &[ZoneOnSide]) -> Arc<Binding> {
        let mut unions = self.unions.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = unions.get(sides) {
            return known.clone();
        }
        let all = sides.iter().filter_map(|(id, side)| match side {
            Side::Before => self.get(*id).before.as_ref(),
            Side::After => self.get(*id).after.as_ref(),
        });
        let union = all.map(|s| s.binding.as_ref().clone()).reduce(|a, b| a.union(&b)).unwrap_or_default();
        let union = Arc::new(union);
        unions.insert(sides.to_vec(), union.clone());
        union
    }
}
