//! Values that become known: what was found out of the plan is kept where it does not depend on them.

use std::sync::{Arc, PoisonError};

use super::{Changes, Graph, witness};
use crate::model::plan::Action;
use crate::model::{Doc, Plan, Resource, ResourceId};
use crate::text::Str;

impl Graph {
    /// From now on it is noted what memories depend on, so that [`Graph::learn`] need not forget them all.
    pub fn keep_watch(&mut self) {
        self.watched = true;
    }

    /// Whether it is noted what memories depend on.
    pub fn is_watched(&self) -> bool {
        self.watched
    }

    /// A resource whose values, or that it is there, matter to whoever asks.
    pub fn resource(&self, id: ResourceId) -> &Resource {
        self.note(id);
        self.plan.resource(id)
    }

    /// Notes that values of a resource matter to what is being made.
    pub(super) fn note(&self, id: ResourceId) {
        if self.watched {
            witness::note_resource(id);
        }
    }

    /// Notes that it matters which resource a text identifies.
    pub(super) fn note_text(&self, text: &str) {
        if self.watched {
            witness::note_text(text);
        }
    }

    /// Notes that names of a type's resources matter.
    pub(super) fn note_name(&self, kind: &Str) {
        if self.watched {
            witness::note_name(kind);
        }
    }

    /// Lets `change` replace values of these resources and of no others, and forgets what depended on those that are
    /// other values now. The graph has to be watched.
    pub fn learn(&mut self, resources: &[ResourceId], change: impl FnOnce(&mut Plan)) -> Changes {
        let before: Vec<Was> = resources.iter().map(|id| self.was(*id)).collect();
        let partial = self.plan.meta.partial.clone();
        change(Arc::make_mut(&mut self.plan));
        self.resolutions.forget();
        let mut changes = Changes { everything: self.plan.meta.partial != partial, ..Changes::default() };
        self.estate = std::sync::OnceLock::new();
        let mut indexed = self.identities.take();
        for (id, was) in resources.iter().zip(before) {
            let resource = self.plan.resource(*id);
            let same = was.action == resource.action
                && same(&was.before, &resource.before)
                && same(&was.after, &resource.after);
            if same {
                continue;
            }
            changes.resources.insert(*id);
            let now = self.identifiers_of(*id);
            let differing = was.identifiers.iter().filter(|t| !now.contains(t));
            changes.texts.extend(differing.chain(now.iter().filter(|t| !was.identifiers.contains(t))).cloned());
            // Somebody else may have had what is gone.
            let lost = |index: &super::relations::Identities| {
                was.identifiers.iter().any(|text| !now.contains(text) && index.is(text, *id))
            };
            indexed = indexed.filter(|index| !lost(index));
            if let Some(index) = &mut indexed {
                now.into_iter().for_each(|text| index.add(text, *id, &self.plan));
            }
        }
        if let Some(index) = indexed {
            // Nobody has looked since it was taken.
            let _ = self.identities.set(index);
        }
        self.forget(&mut changes);
        changes
    }

    fn was(&self, id: ResourceId) -> Was {
        let Resource { before, after, action, .. } = self.plan.resource(id);
        let (before, after, action) = (before.clone(), after.clone(), *action);
        Was { before, after, action, identifiers: self.identifiers_of(id) }
    }

    /// Drops the indexes that are about what changed.
    fn forget(&mut self, changes: &mut Changes) {
        if changes.is_empty() {
            return;
        }
        let names = self.names.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        names.retain(|kind, index| {
            let stays = index.get().is_none_or(|(_, witness)| !changes.touch(witness));
            if !stays {
                changes.names.insert(kind.clone());
            }
            stays
        });
        let referrers = self.referrers.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        referrers.retain(|_, index| index.get().is_none_or(|(_, witness)| !changes.touch(witness)));
    }
}

/// A resource as it was.
struct Was {
    before: Doc,
    after: Doc,
    action: Action,
    identifiers: Vec<Str>,
}

/// Whether nothing changed, for certain: what stands in the input is replaced by values once.
fn same(a: &Doc, b: &Doc) -> bool {
    match (a, b) {
        (Doc::Absent, Doc::Absent) => true,
        (Doc::Value(a), Doc::Value(b)) => a == b,
        _ => false,
    }
}
