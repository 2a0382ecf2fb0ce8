//! Zones: which there are before and after the plan, what their recipes hold, and which zone each
//! resource is in, with the chain that put it there.

mod binding;
mod containers;
mod declared;
mod learn;
mod membership;
mod recipe;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::{Config, UndecidedSetting};
use crate::eval::Side;
use crate::finding::Gap;
use crate::graph::{Graph, Witness};
use crate::model::{ResourceId, Value};
use crate::text::{Span, Str};

pub use binding::{Leaving, ZoneBinding};
pub use containers::{Container, Read};
pub use membership::Membership;
pub use recipe::{Binding, Bound, RuleFacts, glob};

/// Index of a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ZoneId(pub u32);

/// One zone.
#[derive(Clone, Debug)]
pub struct Zone {
    /// Its name.
    pub name: Str,
    /// Who declares it.
    pub origin: Origin,
    /// What its recipe held before the plan; `None` if there was no such zone.
    pub before: Option<ZoneSide>,
    /// What it holds after.
    pub after: Option<ZoneSide>,
    /// What an undecided finding in it does.
    pub undecided: Option<UndecidedSetting>,
    /// Settings that hold in it.
    pub params: BTreeMap<Str, Value>,
}

/// A zone on one side of the plan.
#[derive(Clone, Debug)]
pub struct ZoneSide {
    /// Containers that it covers with all below them.
    pub containers: Vec<Container>,
    /// Containers taken out.
    pub exclude: Vec<Container>,
    /// Globs of resource addresses.
    pub resources: Vec<Str>,
    /// Tags that resources must have.
    pub tags: BTreeMap<Str, Str>,
    /// Containers that the cloud says are covered, where it told.
    pub inherited: Option<Vec<Str>>,
    /// What its recipe binds.
    pub binding: Arc<Binding>,
    /// The resource that makes its recipe, if the plan manages it.
    pub recipe: Option<ResourceId>,
}

/// A zone as it is on a side of the plan.
type ZoneOnSide = (ZoneId, Side);

/// What a recipe that the plan changes binds, on each side on which it is there.
#[derive(Clone, Debug)]
pub struct RecipeSides {
    /// Before the plan.
    pub before: Option<Arc<Binding>>,
    /// After it.
    pub after: Option<Arc<Binding>>,
}

/// Who declares a zone.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// `ringfence.hcl`
    File(Span),
    /// A resource of the plan.
    Resource(ResourceId),
}

/// All zones of a run.
#[derive(Debug)]
pub struct Zones {
    graph: Arc<Graph>,
    /// The zones, those of the file first.
    pub zones: Vec<Zone>,
    recipes: FxHashMap<ResourceId, RecipeSides>,
    /// Zones that name resources themselves, by address or tags.
    selectors: Vec<ZoneId>,
    /// Whether zones name more than one tenancy.
    several_tenancies: bool,
    /// What could not be understood of zones and recipes.
    pub gaps: Vec<Gap>,
    /// Binding of resources outside of all zones.
    pub unzoned: Arc<Binding>,
    /// Binding of resources of which it is not known in which zone they are.
    pub baseline: Arc<Binding>,
    containers: Vec<[OnceLock<Arc<Container>>; 2]>,
    members: Vec<[OnceLock<Arc<Membership>>; 2]>,
    bindings: Vec<[OnceLock<ZoneBinding>; 2]>,
    unions: Mutex<FxHashMap<Vec<ZoneOnSide>, Arc<Binding>>>,
    places: Mutex<FxHashMap<(Container, Side), Arc<Membership>>>,
    parents: OnceLock<(FxHashMap<Str, Str>, Witness)>,
    container_changes: OnceLock<bool>,
    /// Containers of which it was found out whether what stands above them stays.
    standing: Mutex<FxHashMap<Container, bool>>,
    /// Identifiers of containers that are sensitive.
    secrets: Mutex<FxHashSet<Str>>,
    /// What the declarations depend on.
    declared: Witness,
}

impl Zones {
    /// Gives zones of the plan that are called as another one a name of their own: rules and people tell zones apart by
    /// their names.
    fn tell_apart(&mut self) {
        let mut times = FxHashMap::<Str, usize>::default();
        self.zones.iter().for_each(|zone| *times.entry(zone.name.clone()).or_default() += 1);
        for zone in self.zones.iter_mut().filter(|zone| times.get(&zone.name).is_some_and(|n| *n > 1)) {
            if let Origin::Resource(id) = zone.origin {
                zone.name = format!("{} ({})", zone.name, self.graph.plan.resource(id).address).into();
            }
        }
    }

    /// Finds out what is asked of all zones again and again.
    fn look_over(&mut self) {
        let sides = self.zones.iter().flat_map(|zone| zone.before.iter().chain(&zone.after));
        let containers = sides.flat_map(|side| side.containers.iter().chain(&side.exclude));
        let mut tenancies = containers.filter(|c| matches!(c, Container::Tenancy(_)));
        self.several_tenancies = tenancies.next().is_some_and(|first| tenancies.any(|other| other != first));
        let selects = |side: &ZoneSide| !side.resources.is_empty() || !side.tags.is_empty();
        let of = |(id, zone): (ZoneId, &Zone)| zone.before.iter().chain(&zone.after).any(selects).then_some(id);
        self.selectors = self.iter().filter_map(of).collect();
    }

    /// Finds the zones of the file and of the plan.
    pub fn new(graph: Arc<Graph>, config: &Config) -> Zones {
        let mut containers = Vec::new();
        containers.resize_with(graph.plan.resources.len(), Default::default);
        let mut members = Vec::new();
        members.resize_with(graph.plan.resources.len(), Default::default);
        let mut bindings = Vec::new();
        bindings.resize_with(graph.plan.resources.len(), Default::default);
        let mut zones = Zones {
            unzoned: Arc::new(Binding::baseline()),
            baseline: Arc::new(Binding::baseline()),
            zones: Vec::new(),
            recipes: FxHashMap::default(),
            selectors: Vec::new(),
            several_tenancies: false,
            gaps: Vec::new(),
            containers,
            members,
            bindings,
            unions: Mutex::default(),
            places: Mutex::default(),
            parents: OnceLock::new(),
            container_changes: OnceLock::new(),
            standing: Mutex::default(),
            secrets: Mutex::default(),
            declared: Witness::default(),
            graph,
        };
        let graph = zones.graph.clone();
        let ((), declared) = graph.watch(|| {
            zones.declare_file(config);
            zones.declare_plan(config);
        });
        zones.declared = declared;
        zones.tell_apart();
        zones.look_over();
        if let Some(spec) = config.implicit.as_deref().and_then(|name| config.recipe(name)) {
            zones.baseline = Arc::new(Binding::of_recipe(&spec));
        }
        if !zones.zones.is_empty() {
            let name = config.unzoned.as_deref().unwrap_or("unzoned");
            zones.unzoned = Arc::new(match config.recipe(name) {
                Some(spec) => Binding::of_recipe(&spec),
                None => Binding::unzoned(),
            });
        }
        zones
    }

    /// Whether there is no zone at all: everything is in one implicit zone under the baseline.
    pub fn is_implicit(&self) -> bool {
        self.zones.is_empty()
    }

    /// A zone by its id.
    pub fn get(&self, id: ZoneId) -> &Zone {
        &self.zones[id.0 as usize]
    }

    /// A recipe that the plan changes, by the resource that makes it.
    pub fn recipe(&self, id: ResourceId) -> Option<&RecipeSides> {
        self.recipes.get(&id)
    }

    /// All zones with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (ZoneId, &Zone)> {
        self.zones.iter().enumerate().map(|(i, z)| (ZoneId(i as u32), z))
    }
}

impl Zone {
    /// The zone on one side. A zone that this plan takes away still counts after it: what it would
    /// have denied is judged against the stricter side.
    pub fn side(&self, side: Side) -> Option<&ZoneSide> {
        match side {
            Side::Before => self.before.as_ref(),
            Side::After => self.after.as_ref().or(self.before.as_ref()),
        }
    }
}
