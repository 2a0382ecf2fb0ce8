//! What follows from a plan: whose attribute refers to whom (through modules, locals, outputs and
//! instance keys), whose identifiers are equal, and what an attribute's value means once service
//! defaults and pending references are told apart.

mod attributes;
mod below;
mod evaluated;
mod instances;
mod learn;
mod locate;
mod named;
mod relations;
mod releases;
mod resolve;
mod secrets;
mod unrecorded;
pub(crate) mod witness;
mod written;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use crate::model::release::Release;
use crate::model::{ConfigResource, Key, ModuleId, ModulePath, Plan, ResourceId};
use crate::provider::Knowledge;
use crate::text::Str;

pub use attributes::{AttributeError, Pending};
pub use below::below;
pub use locate::{Supplier, find};
pub use relations::{Link, Referrers, Waits};
pub use resolve::{Resolution, Target};
pub use witness::{Changes, Witness};

/// A plan with its relations. Everything that costs is computed when it is first asked for.
#[derive(Debug)]
pub struct Graph {
    /// The plan.
    pub plan: Arc<Plan>,
    /// What is known of providers.
    pub knowledge: Arc<Knowledge>,
    /// Resources by canonical type, data sources under `data.TYPE`, in plan order.
    by_type: FxHashMap<Str, Vec<ResourceId>>,
    module_keys: FxHashMap<(ModulePath, Str), Vec<Key>>,
    /// The declaring module of each resource, so that nobody walks module paths again.
    modules: Vec<Option<ModuleId>>,
    identities: OnceLock<relations::Identities>,
    /// Those of containers and zones, until all are known.
    estate: OnceLock<relations::Identities>,
    referrers: relations::ReferrerCache,
    names: relations::NameCache,
    /// Types that something other than an id names, with the attribute that does: by what such a name is called.
    named_types: OnceLock<relations::NamedTypes>,
    /// Where expressions lead, as far as that is the same for all instances of their block.
    resolutions: resolve::Resolutions,
    /// What the targets of unknown attributes are called. Addresses never change.
    texts: attributes::Texts,
    secrets: OnceLock<secrets::Secrets>,
    releases: OnceLock<BTreeMap<Str, Release>>,
    /// Whether it is noted what memories depend on: a run that judges once does without.
    watched: bool,
}

impl Graph {
    /// Builds the indexes that every run needs.
    pub fn new(plan: Arc<Plan>, knowledge: Arc<Knowledge>) -> Graph {
        let mut by_type: FxHashMap<Str, Vec<ResourceId>> = FxHashMap::default();
        let mut module_keys: FxHashMap<(ModulePath, Str), Vec<Key>> = FxHashMap::default();
        let mut last_module: Option<&ModulePath> = None;
        let mut last_id: Option<ModuleId> = None;
        let mut modules = Vec::with_capacity(plan.resources.len());
        for (id, resource) in plan.iter() {
            let address = &resource.address;
            let kind = type_key(&knowledge, address.mode, &address.kind);
            match by_type.get_mut(&kind) {
                Some(ids) => ids.push(id),
                None => {
                    by_type.insert(kind, vec![id]);
                }
            }
            // Plans list resources by module: most share theirs with the one before.
            if last_module != Some(&address.module) {
                last_module = Some(&address.module);
                note_module(&mut module_keys, &address.module);
                last_id = plan.config.module_by_key(&address.module.config_key());
            }
            modules.push(last_id);
        }
        Graph {
            plan,
            knowledge,
            by_type,
            module_keys,
            modules,
            identities: OnceLock::new(),
            estate: OnceLock::new(),
            referrers: relations::ReferrerCache::default(),
            names: relations::NameCache::default(),
            named_types: OnceLock::new(),
            resolutions: resolve::Resolutions::default(),
            texts: attributes::Texts::default(),
            secrets: OnceLock::new(),
            releases: OnceLock::new(),
            watched: false,
        }
    }

    /// The block that declares a resource.
    pub fn declaration(&self, id: ResourceId) -> Option<&ConfigResource> {
        let module = self.modules.get(id.0 as usize).copied().flatten()?;
        let address = &self.plan.resource(id).address;
        self.plan.config.module(module).resource(address.mode, &address.kind, &address.name)
    }

    /// Resources of a type (`TYPE`, or `data.TYPE` for data sources), in plan order.
    pub fn of_type(&self, kind: &str) -> &[ResourceId] {
        let kind: Str = kind.into();
        self.by_type.get(self.knowledge.canonical(&kind)).map_or(&[], Vec::as_slice)
    }

    /// All types that the plan has resources of, with these resources.
    pub fn types(&self) -> impl Iterator<Item = (&Str, &[ResourceId])> {
        self.by_type.iter().map(|(kind, ids)| (kind, ids.as_slice()))
    }

    /// The type of a resource, as rules name it.
    pub fn type_of(&self, id: ResourceId) -> Option<&Str> {
        let address = &self.plan.resource(id).address;
        let key = type_key(&self.knowledge, address.mode, &address.kind);
        self.by_type.get_key_value(&key).map(|(kind, _)| kind)
    }

    /// The instances of a module call.
    fn keys_of(&self, parent: &ModulePath, name: &Str) -> &[Key] {
        self.module_keys.get(&(parent.clone(), name.clone())).map_or(&[], Vec::as_slice)
    }
}

/// Name under which rules select a resource's type.
pub fn type_key(knowledge: &Knowledge, mode: crate::model::Mode, kind: &Str) -> Str {
    let canonical = knowledge.canonical(kind);
    match mode {
        crate::model::Mode::Managed => canonical.clone(),
        other => format!("{}{canonical}", other.prefix()).into(),
    }
}

fn note_module(keys: &mut FxHashMap<(ModulePath, Str), Vec<Key>>, path: &ModulePath) {
    for depth in 0..path.0.len() {
        let parent = ModulePath(path.0[..depth].into());
        let step = &path.0[depth];
        let known = keys.entry((parent, step.name.clone())).or_default();
        if !known.contains(&step.key) {
            known.push(step.key.clone());
        }
    }
}
