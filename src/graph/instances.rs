//! How many instances there will be: sources (and deferred changes) know blocks whose `count` or `for_each` is
//! open. One resource with the key `[*]` then stands for all instances, of which there may be none.

use super::Graph;
use crate::model::{Address, ConfigExpr, ConfigResource, Key, ResourceId};
use crate::text::Str;

impl Graph {
    /// Why it is open whether a resource will exist, given that `subject` does: what its number of instances
    /// waits for. Empty where it is certain, as it is for resources of one module instance, and for blocks that
    /// repeat over the same.
    pub fn doubts_of(&self, id: ResourceId, subject: Option<ResourceId>) -> Vec<Str> {
        let open = self.plan.resource(id).address.is_open();
        if !open || subject.is_some_and(|s| s == id || self.goes_with(id, s)) {
            return Vec::new();
        }
        self.waits_for_number(id)
    }

    /// Why it is open whether what names a resource names each instance that this one stands for.
    pub fn doubts_of_naming(&self, referrer: ResourceId, subject: ResourceId) -> Vec<Str> {
        let open = self.plan.resource(subject).address.is_open();
        if !open || self.goes_with(referrer, subject) {
            return Vec::new();
        }
        self.waits_for_number(subject)
    }

    /// Whether there is one of these for each of those.
    fn goes_with(&self, id: ResourceId, subject: ResourceId) -> bool {
        let (address, beside) = (&self.plan.resource(id).address, &self.plan.resource(subject).address);
        let open = |a: &Address| a.module.0.iter().rposition(|s| s.key == Key::Wildcard).map_or(0, |at| at + 1);
        let shared = address.module.0.iter().zip(beside.module.0.iter()).take_while(|(a, b)| a == b).count();
        if open(address) > shared || open(beside) > shared {
            return false;
        }
        match (&address.key, &beside.key) {
            (Key::Wildcard, Key::Wildcard) => {
                let (Some(block), Some(of)) = (self.declaration(id), self.declaration(subject)) else { return false };
                address.module == beside.module && (same_repetition(block, of) || repeats_over(block, of))
            }
            (Key::Wildcard, _) | (_, Key::Wildcard) => false,
            _ => true,
        }
    }

    /// What the number of a resource's instances, or of its modules', waits for.
    fn waits_for_number(&self, id: ResourceId) -> Vec<Str> {
        let address = &self.plan.resource(id).address;
        let mut out = Vec::new();
        let mut add = |module: &[crate::model::ModuleStep], expr: Option<&ConfigExpr>| {
            let prefix: String = module.iter().map(|s| format!("module.{}{}.", s.name, s.key)).collect();
            out.extend(expr.into_iter().flat_map(|e| &e.references).map(|r| Str::from(format!("{prefix}{r}"))));
        };
        for (depth, step) in address.module.0.iter().enumerate().filter(|(_, s)| s.key == Key::Wildcard) {
            let outer = &address.module.0[..depth];
            let path = crate::model::ModulePath(outer.into());
            let module = self.plan.config.module_by_key(&path.config_key());
            let call = module.and_then(|m| self.plan.config.module(m).calls.get(&step.name));
            add(outer, call.and_then(|c| c.count.as_ref().or(c.for_each.as_ref())));
        }
        if address.key == Key::Wildcard {
            let block = self.declaration(id);
            add(&address.module.0, block.and_then(|b| b.count.as_ref().or(b.for_each.as_ref())));
        }
        if out.is_empty() && address.is_open() {
            out.push(format!("how many {address} there will be").into());
        }
        out
    }
}

fn same_repetition(block: &ConfigResource, other: &ConfigResource) -> bool {
    block.repetition.is_some() && block.repetition == other.repetition && block.count.is_some() == other.count.is_some()
}

/// `for_each = oci_objectstorage_bucket.b`: one for each instance of that block.
fn repeats_over(block: &ConfigResource, other: &ConfigResource) -> bool {
    block.for_each.is_some() && block.repetition.as_deref() == Some(&*format!("{}.{}", other.kind, other.name))
}
