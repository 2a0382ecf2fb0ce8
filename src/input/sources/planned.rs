//! What the plan knows that a tree is evaluated for: its values stand for what expressions would have to
//! guess (what exists already, what data sources said), and its instances for those that cannot be computed.

use std::collections::{BTreeMap, HashMap};

use super::decl::ResourceKey;
use super::world::{Repeated, World};
use crate::model::doc::Attribute;
use crate::model::plan::Resource;
use crate::model::{Doc, Key, ModulePath, ResourceId, Value};
use crate::text::Str;

/// Keys of the instances of each module call.
pub(super) type ModuleKeys = HashMap<(ModulePath, Str), Vec<Key>>;

impl World<'_> {
    fn planned_resource(&self, id: ResourceId) -> Option<&Resource> {
        let plan = self.options.planned?;
        Some(plan.resource(plan.find(&self.resource(id).address)?))
    }

    /// What the plan says of an attribute, if that leaves nothing open.
    pub fn planned_attribute(&self, id: ResourceId, name: &str) -> Option<Value> {
        let resource = self.planned_resource(id)?;
        // A data source that was read while planning has no change: it stands on both sides or on one.
        let doc = match &resource.after {
            Doc::Absent => &resource.before,
            after => after,
        };
        match doc.attribute(name) {
            Ok(Attribute::Value(value)) if value.is_wholly_known() => Some(value),
            _ => None,
        }
    }

    /// Whether the plan leaves nothing of a resource open, so that nobody needs to evaluate it.
    pub fn is_wholly_planned(&self, id: ResourceId) -> bool {
        self.planned_resource(id).is_some_and(|r| !r.after.may_hold_unknown())
    }

    /// The instances that the plan has of a resource block.
    pub fn planned_keys(&self, module: &ModulePath, key: &ResourceKey) -> Option<Repeated> {
        let plan = self.options.planned?;
        let ids = plan.instances(module, key.0, &key.1, &key.2).iter();
        let there = ids.map(|id| plan.resource(*id)).filter(|r| r.exists_after());
        repeated(there.map(|r| r.address.key.clone()).collect())
    }

    /// The instances that the plan has of a module call; those without resources it does not show.
    pub fn planned_calls(&self, module: &ModulePath, name: &Str) -> Option<Repeated> {
        let plan = self.options.planned?;
        let keys = self.planned_modules.get_or_init(|| {
            let mut keys = ModuleKeys::new();
            for resource in plan.resources.iter().filter(|r| r.exists_after()) {
                let steps = &resource.address.module.0;
                for (depth, step) in steps.iter().enumerate() {
                    let parent = ModulePath(steps[..depth].into());
                    let known = keys.entry((parent, step.name.clone())).or_default();
                    if !known.contains(&step.key) {
                        known.push(step.key.clone());
                    }
                }
            }
            keys
        });
        repeated(keys.get(&(module.clone(), name.clone()))?.clone())
    }
}

fn repeated(keys: Vec<Key>) -> Option<Repeated> {
    let mut named = BTreeMap::new();
    let mut count = 0;
    for key in keys {
        match key {
            Key::Int(n) => count = count.max(n + 1),
            Key::Str(name) => {
                named.insert(name, Value::unknown());
            }
            Key::None | Key::Wildcard => return None,
        }
    }
    match (count, named.is_empty()) {
        (0, true) => None,
        (0, false) => Some(Repeated::Each(named)),
        (n, true) => Some(Repeated::Count(n)),
        _ => None,
    }
}
