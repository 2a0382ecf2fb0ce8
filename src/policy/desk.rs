//! Where resources are judged one after the other: which rules of the type are due, and what earlier
//! resources showed of them.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::docket::{Docket, Entry, Operations, Reach};
use super::judge::{Engine, Listed, facts_of};
use super::operations::{self, Operation};
use super::precedent::{Pool, Precedent};
use super::scope::AttributeCache;
use super::sheet::Sheet;
use crate::eval::Side;
use crate::model::ResourceId;
use crate::text::Str;
use crate::zone::{Binding, Bound, Leaving, Read, ZoneId};

/// What judging one resource after another keeps: decoded attributes of the one at hand, and what rules
/// said of those before it.
#[derive(Debug, Default)]
pub struct Desk<'p> {
    /// Attributes of the subject and of what it refers to.
    pub cache: AttributeCache<'p>,
    pub(super) sheet: Sheet<'p>,
    pub(super) precedents: Vec<Precedent>,
    /// Whether satisfied conditions are wanted, too: then nothing may be passed over.
    pub(super) keep: Listed,
    cases: FxHashMap<Case, Arc<Vec<Due>>>,
    numbered: FxHashMap<Circumstances, usize>,
    pools: FxHashMap<usize, Vec<Pool<'p>>>,
}

/// A rule that may have something to say of a resource.
#[derive(Debug)]
pub struct Due {
    /// Its place in the docket.
    pub entry: usize,
    pub(super) basis: Basis,
}

#[derive(Debug)]
pub(super) enum Basis {
    /// Every resource is evaluated, and whether the rule is bound is found out each time.
    Open,
    /// What earlier resources showed counts.
    Precedent(usize, Bound),
}

/// All that decides which rules of a type are due. Bindings are told by their address in memory: they live
/// as long as the run.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Case {
    kind: usize,
    /// The provider, for types with defaults: these belong to releases of one.
    provider: Option<Str>,
    bindings: [Option<(usize, Certainty)>; 3],
    zone: Option<ZoneId>,
    happening: Operations,
    exists_after: Presence,
    sides: [Presence; 2],
}

/// All that a verdict depends on beside the attributes of the subject. Whether a binding binds the rule
/// changes what is told, not whether there is anything to tell.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Circumstances {
    rule: usize,
    kind: usize,
    provider: Option<Str>,
    zone: Option<ZoneId>,
    sides: [Presence; 2],
}

/// What binds a resource, and whether it is in no other zone.
type Found = (Arc<Binding>, Certainty);

/// Whether it is known in which zones a resource is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Certainty {
    Certain,
    Open,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Presence {
    Absent,
    Present,
}

impl From<bool> for Presence {
    fn from(there: bool) -> Self {
        if there { Presence::Present } else { Presence::Absent }
    }
}

/// Whether a rule asks for what happens to a resource.
fn concerns(entry: &Entry<'_>, happening: Operations, exists_after: Presence) -> bool {
    match entry.operations {
        None => exists_after == Presence::Present,
        Some(wanted) => wanted.meets(happening),
    }
}

impl<'p> Desk<'p> {
    /// A desk for judging.
    pub fn new(keep: Listed) -> Self {
        Desk { keep, ..Desk::default() }
    }

    /// Takes up a resource: the rules that are due.
    pub fn take_up(&mut self, engine: &'p Engine, docket: &Docket<'p>, subject: ResourceId) -> Arc<Vec<Due>> {
        self.cache.take_up(subject, &docket.roster);
        let kind = std::ptr::from_ref(docket.kind) as usize;
        if self.sheet.kind != kind {
            // The pools of the last type go back to where they belong.
            let next = self.pools.remove(&kind).unwrap_or_default();
            let last = std::mem::replace(&mut self.sheet.pools, next);
            self.pools.insert(std::mem::replace(&mut self.sheet.kind, kind), last);
        }
        self.sheet.begin(&docket.slots, subject);
        let (case, bindings) = self.case(engine, docket, subject, kind);
        if let Some(due) = self.cases.get(&case) {
            return due.clone();
        }
        let due = Arc::new(self.due(docket, &case, &bindings));
        self.cases.insert(case, due.clone());
        due
    }

    fn case(
        &self,
        engine: &'p Engine,
        docket: &Docket<'p>,
        subject: ResourceId,
        kind: usize,
    ) -> (Case, [Option<Found>; 3]) {
        let (graph, zones) = (&engine.graph, &engine.zones);
        let sides = [Side::Before, Side::After].map(|side| graph.doc(subject, side).exists().into());
        let elsewhere = docket.reach == Reach::Zones;
        if elsewhere && !zones.is_implicit() {
            // Rules will read the same attributes.
            let value = |id: ResourceId, side: Side, name: &str| self.cache.value(graph, id, side, name);
            let texts = |id: ResourceId, side: Side, name: &str| self.cache.texts(graph, id, side, name);
            let read = Read { value: &value, texts: &texts };
            zones.place(subject, Side::After, read);
            if docket.moves && sides == [Presence::Present; 2] {
                zones.place(subject, Side::Before, read);
            }
        }
        let moves = (docket.moves && operations::moves(graph, zones, subject)).then_some(Operation::Move);
        let happening: Operations = operations::told(graph, subject).chain(moves).collect();
        let exists_after = graph.plan.resource(subject).exists_after().into();
        let binding = |leaving: Leaving| {
            let concerned = |e: &Entry| e.leaving == leaving && concerns(e, happening, exists_after);
            let wanted = docket.entries.iter().any(concerned);
            let found = wanted.then(|| if elsewhere { zones.binding(subject, leaving) } else { zones.anywhere() })?;
            let certainty = if found.undetermined.is_none() { Certainty::Certain } else { Certainty::Open };
            Some((found.binding, certainty))
        };
        let bindings = Leaving::ALL.map(binding);
        // Beside what binds, a zone only has settings.
        let member = || zones.of_resource(subject, Side::After).zone();
        let zone = if zones.is_implicit() || !elsewhere { None } else { member() };
        let zone = zone.filter(|z| !zones.get(*z).params.is_empty());
        let provider = docket.slots.has_defaults().then(|| graph.plan.resource(subject).provider.clone());
        let case = Case {
            kind,
            provider,
            bindings: bindings
                .each_ref()
                .map(|b| b.as_ref().map(|(b, certainty)| (Arc::as_ptr(b) as usize, *certainty))),
            zone,
            happening,
            exists_after,
            sides,
        };
        (case, bindings)
    }

    fn due(&mut self, docket: &Docket<'p>, case: &Case, bindings: &[Option<Found>; 3]) -> Vec<Due> {
        let mut out = Vec::new();
        for (at, entry) in docket.entries.iter().enumerate() {
            if !concerns(entry, case.happening, case.exists_after) {
                continue;
            }
            let basis = match &bindings[entry.leaving as usize] {
                Some((binding, certainty)) if entry.rule.bound_by.is_none() && self.keep == Listed::Open => {
                    let facts = facts_of(entry.rule);
                    match (binding.binds(facts), certainty) {
                        // A zone in which it may be yet could only bind it by a policy.
                        (Bound::No, Certainty::Open) if !facts.implements.is_empty() => Basis::Open,
                        (Bound::No, _) => continue,
                        (bound, _) => Basis::Precedent(self.precedent(entry.rule, case), bound),
                    }
                }
                _ => Basis::Open,
            };
            out.push(Due { entry: at, basis });
        }
        out
    }

    fn precedent(&mut self, rule: &super::Rule, case: &Case) -> usize {
        let rule = std::ptr::from_ref(rule) as usize;
        let provider = case.provider.clone();
        let circumstances = Circumstances { rule, kind: case.kind, provider, zone: case.zone, sides: case.sides };
        *self.numbered.entry(circumstances).or_insert_with(|| {
            self.precedents.push(Precedent::default());
            self.precedents.len() - 1
        })
    }
}
