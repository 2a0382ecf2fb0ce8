//! What zones forbid and will not any more.

use std::sync::Arc;

use super::{known, relation, unknown};
use crate::eval::{Side, Traced};
use crate::graph::Link;
use crate::model::{ResourceId, Value};
use crate::policy::scope::RuleScopeEnv;
use crate::text::Str;
use crate::zone::{Binding, Container, Membership, Origin, Zone};

/// Policies that this plan takes away: from the zones that a zone or recipe resource makes, from the zone in which the
/// compartment of a new zone is now, or from a compartment that moves.
pub fn dropped(env: &RuleScopeEnv<'_, '_>, arg: &Traced, args: &[Traced]) -> Traced {
    let Link::Resource(id) = relation::link(env, arg) else { return known(Value::tuple(Vec::new()), args) };
    let mut loss = Loss { env, names: Vec::new(), waits: Vec::new() };
    loss.of_recipe(id);
    env.zones.iter().filter(|(_, z)| z.origin == Origin::Resource(id)).for_each(|(_, zone)| loss.of_zone(id, zone));
    loss.of_container(id);
    let Loss { mut names, waits, .. } = loss;
    names.sort();
    names.dedup();
    if !waits.is_empty() && names.is_empty() {
        return unknown(waits, args);
    }
    known(Value::tuple(names.into_iter().map(Value::from).collect()), args)
}

/// What is forbidden and will not be any more, by name; what that waits for.
struct Loss<'a, 'r, 'p> {
    env: &'a RuleScopeEnv<'r, 'p>,
    names: Vec<Str>,
    waits: Vec<Str>,
}

impl Loss<'_, '_, '_> {
    /// A recipe tells of all zones that have it, whether they are in this plan or not.
    fn of_recipe(&mut self, id: ResourceId) {
        let Some(sides) = self.env.zones.recipe(id) else { return };
        match (&sides.before, &sides.after) {
            (Some(before), _) if self.is_forgotten(id) => self.add_all(before),
            (Some(before), Some(after)) => self.add(before, after),
            // The cloud deletes no recipe that a zone has.
            _ => {}
        }
    }

    fn of_zone(&mut self, id: ResourceId, zone: &Zone) {
        match (&zone.before, &zone.after) {
            (Some(before), _) if self.is_forgotten(id) => self.add_all(&before.binding),
            (Some(before), Some(after)) if after.containers == before.containers => {
                let keeps = before.recipe.filter(|recipe| after.recipe == Some(*recipe));
                // A recipe that stays the zone's tells itself what it loses.
                if keeps.is_none_or(|recipe| self.env.zones.recipe(recipe).is_none()) {
                    self.add(&before.binding, &after.binding);
                }
            }
            (Some(before), _) => before.containers.iter().for_each(|container| self.at(container, &before.binding)),
            (None, Some(after)) => {
                for container in &after.containers {
                    if let Some(before) = self.held_before(container) {
                        self.add(&before, &after.binding);
                    }
                }
            }
            (None, None) => {}
        }
    }

    /// A container that moves takes along all below it, also what this plan does not know of.
    fn of_container(&mut self, id: ResourceId) {
        let (graph, zones) = (self.env.graph, self.env.zones);
        let resource = graph.plan.resource(id);
        let kind = graph.knowledge.canonical(&resource.address.kind);
        let stays = resource.exists_before() && resource.exists_after() && !resource.action.is_replace();
        let container = Container::Managed(id);
        if !stays
            || !graph.knowledge.containers.contains_key(kind)
            || zones.above(&container, Side::Before) == zones.above(&container, Side::After)
        {
            return;
        }
        match &*zones.of_container(&container, Side::Before) {
            Membership::Undetermined(waits) => self.waits.extend(waits.iter().cloned()),
            before => {
                if let Some(before) = zones.bound_in(before, Side::Before) {
                    self.at(&container, &before);
                }
            }
        }
    }

    /// What leaves management stays, but nobody here keeps it any more.
    fn is_forgotten(&self, id: ResourceId) -> bool {
        self.env.graph.plan.resource(id).stays_unmanaged()
    }

    /// What holds a container before another zone is made for it. Where none is known nothing is known to be lost.
    fn held_before(&self, container: &Container) -> Option<Arc<Binding>> {
        let zones = self.env.zones;
        let before = zones.existed(container).then(|| zones.of_container(container, Side::Before))?;
        zones.bound_in(&before, Side::Before)
    }

    /// Adds what a container loses that was held to something.
    fn at(&mut self, container: &Container, before: &Binding) {
        let after = self.env.zones.that_stays(container);
        match (self.env.zones.bound_in(&after, Side::After), after) {
            (Some(after), _) => self.add(before, &after),
            (None, Membership::Undetermined(waits)) => self.waits.extend(waits),
            (None, _) => self.add_all(before),
        }
    }

    /// Adds what is lost where one binding takes the place of another.
    fn add(&mut self, before: &Binding, after: &Binding) {
        let lost = self.names_of(before).into_iter().filter(|name| !after.holds_policy(name));
        let lost: Vec<Str> = lost.chain(unnamed(before, after)).collect();
        // What nobody can read of a recipe is still there where it is the same.
        let unread = |binding: &Binding| !binding.maybe_more.is_empty();
        let swapped = unread(before) && before.maybe_more != after.maybe_more;
        match unread(after) {
            true if swapped || !lost.is_empty() => self.waits.extend(after.maybe_more.iter().cloned()),
            true => {}
            false => {
                self.names.extend(lost);
                self.waits.extend(before.maybe_more.iter().filter(|_| swapped).cloned());
            }
        }
    }

    /// Adds all that a binding forbids.
    fn add_all(&mut self, before: &Binding) {
        self.names.extend(self.names_of(before));
        if !before.maybe_more.is_empty() || !before.unnamed.is_empty() {
            self.names.push("what else its recipe holds".into());
        }
    }

    fn names_of(&self, binding: &Binding) -> Vec<Str> {
        binding.held(self.env.rules.policies.iter().map(|p| &p.name))
    }
}

/// Policies without a known name that were held and are not any more.
fn unnamed(before: &Binding, after: &Binding) -> Vec<Str> {
    let lost = before.unnamed.keys().filter(|id| !after.unnamed.contains_key(*id));
    lost.map(|id| format!("the policy {id}").into()).collect()
}
