//! Which zone a container or resource is in, and why.

use std::collections::BTreeMap;
use std::sync::Arc;

use smallvec::SmallVec;

use super::recipe::glob;
use super::{Container, Origin, Zone, ZoneId, ZoneSide, Zones};
use crate::eval::Side;
use crate::model::{ResourceId, Value};
use crate::text::Str;

/// Which zone something is in.
#[derive(Clone, Debug, PartialEq)]
pub enum Membership {
    /// In this zone.
    In {
        /// The zone.
        zone: ZoneId,
        /// The containers from the resource up to the one that the zone names.
        chain: Vec<Container>,
        /// Zones that name the same container: the file and the plan may each declare one.
        beside: Vec<ZoneId>,
    },
    /// In none.
    Outside {
        /// What was taken for granted to say so.
        assumed: Option<Str>,
    },
    /// Not known; what it waits for.
    Undetermined(Vec<Str>),
}

impl Membership {
    /// The zone, if it is known.
    pub fn zone(&self) -> Option<ZoneId> {
        match self {
            Membership::In { zone, .. } => Some(*zone),
            _ => None,
        }
    }
}

/// Which zones are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Those that there are.
    Stays,
    /// Those that this plan takes away.
    Goes,
}

/// Levels of containers before a cycle is assumed.
const MAX_LEVELS: usize = 64;

impl Zones {
    /// The zone of a resource on one side of the plan.
    pub fn of_resource(&self, id: ResourceId, side: Side) -> Arc<Membership> {
        let slot = &self.members[id.0 as usize][side as usize];
        slot.get_or_init(|| match self.selected(id, side) {
            Some(zone) => Arc::new(Membership::In { zone, chain: Vec::new(), beside: Vec::new() }),
            None => self.of_container(&self.container_of(id, side), side),
        })
        .clone()
    }

    /// The zone of a container on one side of the plan.
    pub fn of_container(&self, container: &Container, side: Side) -> Arc<Membership> {
        let lock = || self.places.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let key = (container.clone(), side);
        if let Some(found) = lock().get(&key) {
            return found.clone();
        }
        let found = Arc::new(self.walk(container, side));
        lock().insert(key, found.clone());
        found
    }

    /// Whether another zone names the resource itself after the plan than before it: its tags may change.
    pub fn changes_selection(&self, id: ResourceId) -> bool {
        self.selected(id, Side::Before) != self.selected(id, Side::After)
    }

    /// A zone that names the resource itself, by address or tags.
    pub(super) fn selected(&self, id: ResourceId, side: Side) -> Option<ZoneId> {
        if self.selectors.is_empty() {
            return None;
        }
        let address = self.graph.plan.resource(id).address.to_string();
        let selects = |zone: &&ZoneId| {
            self.get(**zone).side(side).is_some_and(|s| {
                let by_address = s.resources.iter().any(|pattern| glob(pattern, &address));
                by_address || (!s.tags.is_empty() && self.has_tags(id, side, s))
            })
        };
        self.selectors.iter().find(selects).copied()
    }

    fn has_tags(&self, id: ResourceId, side: Side, zone: &ZoneSide) -> bool {
        let maps: Vec<Value> = ["freeform_tags", "defined_tags", "tags_all", "tags", "labels"]
            .iter()
            .filter_map(|name| self.graph.attribute(id, side, name).ok())
            .collect();
        zone.tags.iter().all(|(key, value)| maps.iter().any(|m| m.get(key).and_then(Value::as_str) == Some(value)))
    }

    fn walk(&self, start: &Container, side: Side) -> Membership {
        if let Container::Unknown(waits) = start {
            return Membership::Undetermined(waits.clone());
        }
        if matches!(start, Container::Nowhere) {
            return Membership::Outside { assumed: None };
        }
        let found = self.climb(start, side, Standing::Stays);
        // Where no zone is left, the one that this plan takes away still counts.
        match found {
            Membership::Outside { .. } if side == Side::After && self.any_goes() => {
                match self.climb(start, side, Standing::Goes) {
                    gone @ Membership::In { .. } => gone,
                    _ => found,
                }
            }
            found => found,
        }
    }

    /// The zone that a container is in after the plan, of those that there are then.
    pub fn that_stays(&self, container: &Container) -> Membership {
        match container {
            Container::Unknown(waits) => Membership::Undetermined(waits.clone()),
            Container::Nowhere => Membership::Outside { assumed: None },
            _ => self.climb(container, Side::After, Standing::Stays),
        }
    }

    fn any_goes(&self) -> bool {
        self.zones.iter().any(|zone| zone.after.is_none())
    }

    fn climb(&self, start: &Container, side: Side, standing: Standing) -> Membership {
        let mut chain: Vec<Container> = Vec::new();
        let mut at = start.clone();
        while chain.len() < MAX_LEVELS {
            chain.push(at.clone());
            let zones = self.zones_at(&chain, side, standing);
            if let [zone, beside @ ..] = &zones[..] {
                let doubts: Vec<Str> = zones.iter().flat_map(|zone| self.doubts(*zone, &at)).collect();
                return match doubts.is_empty() {
                    true => Membership::In { zone: *zone, chain, beside: beside.to_vec() },
                    false => Membership::Undetermined(doubts),
                };
            }
            match self.above(&at, side) {
                Some(top) if top.is_top() && top == at => return self.at_top(&at),
                Some(Container::Unknown(waits)) => return Membership::Undetermined(waits),
                Some(Container::Nowhere) => return self.outside(None),
                Some(next) => at = next,
                None => return self.no_way_up(&at, side),
            }
        }
        Membership::Undetermined(vec!["the containers form a cycle".into()])
    }

    /// Outside of all zones, unless some zone's own container is not known yet.
    fn outside(&self, assumed: Option<Str>) -> Membership {
        let unknown: Vec<Str> = self
            .zones
            .iter()
            .filter_map(|z| z.after.as_ref())
            .flat_map(|s| &s.containers)
            .filter_map(|c| if let Container::Unknown(waits) = c { Some(waits.clone()) } else { None })
            .flatten()
            .collect();
        match unknown.is_empty() {
            true => Membership::Outside { assumed },
            false => Membership::Undetermined(unknown),
        }
    }

    /// A container of which it is not known what stands above: the cloud's own list decides where
    /// there is one; else it is taken to be outside, and that is recorded.
    fn no_way_up(&self, at: &Container, side: Side) -> Membership {
        let Container::Id(text) = at else {
            return Membership::Undetermined(vec![self.describe(at).into()]);
        };
        let sides = || self.iter().filter_map(|(id, z)| Some((id, z.side(side)?)));
        for (zone, s) in sides() {
            if s.inherited.as_ref().is_some_and(|list| list.contains(text)) {
                return Membership::In { zone, chain: vec![at.clone()], beside: self.beside(zone, side) };
            }
        }
        // Compartments that exist already cannot lie below one that this plan creates, unless moved there.
        let could_hold = |s: &ZoneSide| {
            s.inherited.is_none()
                && s.containers.iter().any(|c| match c {
                    Container::Managed(id) => self.graph.resource(*id).exists_before(),
                    Container::Id(_) => true,
                    _ => false,
                })
        };
        let others = sides().any(|(_, s)| could_hold(s));
        // Everything lies below the root.
        let of_root = |s: &ZoneSide| s.inherited.is_none() && s.containers.iter().any(Container::is_top);
        if let Some((zone, s)) = sides().find(|(_, s)| of_root(s)) {
            return match others || !s.exclude.is_empty() || self.several_tenancies {
                true => Membership::Undetermined(vec![format!("what stands above {}", self.describe(at)).into()]),
                false => match self.doubts(zone, &Container::Root) {
                    doubts if doubts.is_empty() => {
                        let chain = vec![at.clone(), Container::Root];
                        Membership::In { zone, chain, beside: self.beside(zone, side) }
                    }
                    doubts => Membership::Undetermined(doubts),
                },
            };
        }
        let text = self.describe(at);
        let assumed = others.then(|| {
            format!("compartment {text} is taken to lie outside of all zones: nothing here says what stands above it")
                .into()
        });
        self.outside(assumed)
    }

    /// Other zones that name one of the containers of a zone.
    fn beside(&self, zone: ZoneId, side: Side) -> Vec<ZoneId> {
        let Some(of) = self.get(zone).side(side) else { return Vec::new() };
        let names_one = |s: &ZoneSide| s.containers.iter().any(|c| of.containers.contains(c));
        let others = self.iter().filter(|(id, z)| *id != zone && z.side(side).is_some_and(names_one));
        others.map(|(id, _)| id).collect()
    }

    /// What was taken for granted of the containers of resources that were asked for, and of how many resources.
    pub fn assumptions(&self) -> BTreeMap<Str, usize> {
        let mut out = BTreeMap::new();
        let found = self.members.iter().filter_map(|sides| sides[Side::After as usize].get());
        for membership in found {
            if let Membership::Outside { assumed: Some(text) } = &**membership {
                *out.entry(text.clone()).or_default() += 1;
            }
        }
        out
    }

    /// The zones that name the last container of a chain, unless one of the chain was taken out of them.
    fn zones_at(&self, chain: &[Container], side: Side, standing: Standing) -> SmallVec<[ZoneId; 2]> {
        let Some((at, below)) = chain.split_last() else { return SmallVec::new() };
        let covers = |s: &ZoneSide| {
            self.names(s, at) && !s.exclude.iter().any(|e| chain.contains(e)) && !self.was_taken_out(at, below, s)
        };
        let of = |zone: &Zone| match (standing, side) {
            (Standing::Stays, Side::After) => zone.after.as_ref().is_some_and(covers),
            (Standing::Stays, Side::Before) => zone.before.as_ref().is_some_and(covers),
            (Standing::Goes, _) => zone.after.is_none() && zone.before.as_ref().is_some_and(covers),
        };
        self.iter().filter(|(_, zone)| of(zone)).map(|(id, _)| id).collect()
    }

    /// Whether a zone names a container. Where nobody says which tenancy is meant, it is the one that there is.
    fn names(&self, zone: &ZoneSide, container: &Container) -> bool {
        zone.containers.contains(container)
            || (container.is_top()
                && !self.several_tenancies
                && zone.containers.iter().any(|named| named.may_be_top(container)))
    }

    /// What no zone names up to the top is outside of all, unless its tenancy is not known and zones name several.
    fn at_top(&self, top: &Container) -> Membership {
        match *top == Container::Root && self.several_tenancies {
            true => Membership::Undetermined(vec!["which tenancy is meant".into()]),
            false => self.outside(None),
        }
    }

    /// Why it is open whether there will be a zone that covers a container, given that there is this container.
    fn doubts(&self, zone: ZoneId, container: &Container) -> Vec<Str> {
        let Origin::Resource(id) = self.get(zone).origin else { return Vec::new() };
        let container = if let Container::Managed(id) = container { Some(*id) } else { None };
        self.graph.doubts_of(id, container)
    }

    /// Whether any of the containers below one that a zone names is not among those that the cloud lists for the zone.
    /// The list is of what was there before the plan: it says nothing of what the plan creates or moves below the
    /// zone, nor of what had a zone of its own, and nothing of what lies below these.
    fn was_taken_out(&self, at: &Container, below: &[Container], zone: &ZoneSide) -> bool {
        let Some(list) = &zone.inherited else { return false };
        let mut above = at;
        for container in below.iter().rev() {
            let stays = self.existed(container) && self.above(container, Side::Before).as_ref() == Some(above);
            if !stays || self.had_own_zone(container) {
                return false;
            }
            let own = match container {
                Container::Managed(id) => {
                    let id = self.graph.attribute(*id, Side::Before, "id").ok();
                    id.and_then(|id| id.as_str().map(Str::from))
                }
                Container::Id(text) => Some(text.clone()),
                _ => None,
            };
            if own.is_some_and(|own| !list.contains(&own)) {
                return true;
            }
            above = container;
        }
        false
    }

    fn had_own_zone(&self, container: &Container) -> bool {
        self.zones.iter().filter_map(|zone| zone.before.as_ref()).any(|side| side.containers.contains(container))
    }
}
