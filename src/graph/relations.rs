//! Which resource an attribute names, and who names a resource.

use std::sync::{Arc, Mutex};

use rustc_hash::FxHashMap;

use super::attributes::AttributeError;
use super::locate::{Supplier, find};
use super::{Graph, Resolution, Target};
use crate::eval::Side;
use crate::model::plan::{Action, Resource};
use crate::model::{AttrPath, Doc, Kind, Mode, ResourceId, Value};
use crate::text::Str;

/// What an attribute that names a resource leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    /// Nothing is named.
    Null,
    /// This resource.
    Resource(ResourceId),
    /// One of these; which, is known only after apply.
    OneOf(Vec<ResourceId>),
    /// Something that is neither in the plan nor in its state.
    Outside(Str),
    /// Not known yet; what it waits for.
    Unknown(Vec<Str>),
}

/// Who names a resource.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Referrers {
    /// Certainly these.
    pub known: Vec<ResourceId>,
    /// Why there may be more; empty if there are none.
    pub maybe_more: Vec<Str>,
}

/// Identifiers of resources: text to resources, for those that are unique wherever they occur.
#[derive(Debug, Default)]
pub(super) struct Identities {
    unique: FxHashMap<Str, ResourceId>,
}

#[derive(Debug, Default)]
pub(super) struct ReferrerIndex {
    of: FxHashMap<ResourceId, Vec<ResourceId>>,
    of_any: Vec<(ResourceId, Vec<ResourceId>)>,
    unresolved: Vec<(ResourceId, Vec<Str>)>,
}

type ReferrerKey = (Str, Str, Side);

/// Indexes of referrers that were asked for.
#[derive(Debug, Default)]
pub(super) struct ReferrerCache(Mutex<FxHashMap<ReferrerKey, Arc<ReferrerIndex>>>);

impl Graph {
    /// The resource that a value names: the attribute at `path` of `id`, whose value is `value`.
    pub fn link(&self, id: ResourceId, side: Side, path: &AttrPath, value: &Value) -> Link {
        match &value.kind {
            Kind::Null(_) => return Link::Null,
            Kind::Resource(r) => return Link::Resource(*r),
            Kind::String(s) if s.is_empty() => return Link::Null,
            _ => {}
        }
        if let Some(origin) = &value.marks.origin
            && let Some(found) = self.plan.find(&origin.address)
            && (found, &origin.path) != (id, path)
        {
            return self.settle(&Target { resource: found, path: origin.path.clone() }, side, 0);
        }
        let resource = self.plan.resource(id);
        match &value.kind {
            Kind::String(text) => self.link_text(resource, side, path, text),
            Kind::Unknown(u) => self.link_unknown(resource, side, path, &u.waits_for),
            _ => Link::Unknown(vec![format!("{}.{path}", resource.address).into()]),
        }
    }

    /// The resource that an attribute of another resource stands for: itself if the attribute is an
    /// identifier, else whatever that attribute names (`compartment_id = oci_core_vcn.v.compartment_id`).
    fn settle(&self, target: &Target, side: Side, hops: u32) -> Link {
        let resource = self.plan.resource(target.resource);
        if target.path.0.is_empty() {
            return Link::Resource(target.resource);
        }
        if self.knowledge.is_identity(&resource.address.kind, &super::attributes::plain(&target.path)) {
            return Link::Resource(target.resource);
        }
        let waits = || Link::Unknown(vec![format!("{}.{}", resource.address, target.path).into()]);
        if hops > 16 {
            return waits();
        }
        let Ok(values) = self.attributes_at(target.resource, side, &super::attributes::plain(&target.path)) else {
            return waits();
        };
        let Some((path, value)) =
            values.into_iter().find(|(p, _)| p == &target.path || p.0.len() >= target.path.0.len())
        else {
            return waits();
        };
        match &value.kind {
            Kind::Null(_) => Link::Null,
            Kind::String(text) => match self.by_identity(text) {
                Some(id) => Link::Resource(id),
                None => Link::Outside(text.clone()),
            },
            Kind::Unknown(u) => match &self.passed_on(resource, &path)[..] {
                [] => Link::Unknown(u.waits_for.clone()),
                [one] => self.settle(one, side, hops + 1),
                several => self.settle_all(several, side, hops + 1, &u.waits_for),
            },
            _ => waits(),
        }
    }

    fn settle_all(&self, targets: &[Target], side: Side, hops: u32, waits: &[Str]) -> Link {
        let mut links: Vec<Link> = Vec::new();
        for target in targets {
            let link = self.settle(target, side, hops);
            if !links.contains(&link) {
                links.push(link);
            }
        }
        match &links[..] {
            [] => Link::Unknown(waits.to_vec()),
            [one] => one.clone(),
            several => {
                let ids: Option<Vec<ResourceId>> =
                    several.iter().map(|l| if let Link::Resource(id) = l { Some(*id) } else { None }).collect();
                ids.map_or_else(|| Link::Unknown(waits.to_vec()), Link::OneOf)
            }
        }
    }

    fn link_text(&self, resource: &Resource, side: Side, path: &AttrPath, text: &Str) -> Link {
        if let Some(id) = self.by_identity(text) {
            return Link::Resource(id);
        }
        // A name that is unique only within its kind: it counts if the configuration refers to that resource.
        if side == Side::After {
            for target in self.targets_of(resource, path) {
                let Some(name) = target.path.root() else { continue };
                let same = self.attribute(target.resource, Side::After, name).is_ok_and(|v| v.as_str() == Some(text));
                if same && target.path.0.len() == 1 {
                    return Link::Resource(target.resource);
                }
            }
        }
        self.by_name(resource, path, text).map_or_else(|| Link::Outside(text.clone()), Link::Resource)
    }

    /// A resource that is named by something other than its id, where the provider's identity table
    /// says so and the attribute says which type it means (`bucket` names an `oci_objectstorage_bucket`).
    fn by_name(&self, resource: &Resource, path: &AttrPath, text: &str) -> Option<ResourceId> {
        let attribute = super::attributes::plain(path);
        let last = attribute.rsplit('.').next()?.trim_end_matches("_name").trim_end_matches("_id");
        let prefix = resource.address.kind.split('_').next()?;
        let mut found = None;
        for (kind, identity) in &self.knowledge.identities {
            let meant = kind.starts_with(prefix) && kind.rsplit('_').next() == Some(last);
            let Some(name) = identity.attributes.iter().find(|a| &***a != "id") else { continue };
            if !meant {
                continue;
            }
            for id in self.of_type(kind) {
                if self.attribute(*id, Side::After, name).is_ok_and(|v| v.as_str() == Some(text)) {
                    if found.is_some() {
                        return None;
                    }
                    found = Some(*id);
                }
            }
        }
        found
    }

    fn link_unknown(&self, resource: &Resource, side: Side, path: &AttrPath, waits: &[Str]) -> Link {
        let targets = match side {
            Side::After => self.passed_on(resource, path),
            Side::Before => Vec::new(),
        };
        match self.settle_all(&targets, side, 0, waits) {
            Link::Unknown(found) if found.is_empty() => {
                Link::Unknown(vec![format!("{}.{path}", resource.address).into()])
            }
            link => link,
        }
    }

    /// What an unknown attribute can only stand for: its expression passes on one of these, as far as the input
    /// tells. Of `c ? k.id : null` sources tell that it does not.
    fn passed_on(&self, resource: &Resource, path: &AttrPath) -> Vec<Target> {
        self.resolved(resource, path).filter(|r| r.untouched != Some(false)).map(|r| r.targets).unwrap_or_default()
    }

    /// Attributes of resources to which the expression of an attribute refers, if that can be told.
    fn targets_of(&self, resource: &Resource, path: &AttrPath) -> Vec<Target> {
        self.resolved(resource, path).map(|r| r.targets).unwrap_or_default()
    }

    fn resolved(&self, resource: &Resource, path: &AttrPath) -> Option<Resolution> {
        if !matches!(resource.after, Doc::Json(_) | Doc::Pack(_)) && self.plan.config.modules.is_empty() {
            return None;
        }
        let (_, block) = self.plan.block_of(&resource.address)?;
        match find(block.body.get(), path, &|_| None) {
            Supplier::Expr(expr) => Some(self.resolve(&resource.address, expr)).filter(Resolution::is_complete),
            _ => None,
        }
    }

    /// Addresses of the resources that the block of a resource refers to, sorted.
    pub fn references_of(&self, id: ResourceId) -> std::collections::BTreeSet<String> {
        let resource = self.plan.resource(id);
        let mut out = std::collections::BTreeSet::new();
        let Some((_, block)) = self.plan.block_of(&resource.address) else { return out };
        block.body.get().visit(&mut |expr| {
            for target in self.resolve(&resource.address, expr).targets {
                out.insert(self.plan.resource(target.resource).address.to_string());
            }
        });
        out
    }

    /// The resource of a globally unique identifier.
    pub fn find_identity(&self, text: &str) -> Option<ResourceId> {
        self.by_identity(text)
    }

    fn by_identity(&self, text: &str) -> Option<ResourceId> {
        let index = self.identities.get_or_init(|| self.index_identities());
        index.unique.get(text).copied()
    }

    fn index_identities(&self) -> Identities {
        let mut unique = FxHashMap::default();
        for (id, resource) in self.plan.iter() {
            if resource.deposed.is_some() || resource.address.mode == Mode::Ephemeral {
                continue;
            }
            // Data sources repeat the ids of managed resources: the managed one wins.
            let managed = resource.address.mode == Mode::Managed;
            for name in self.knowledge.identity_attributes(&resource.address.kind) {
                if matches!(&*name, "name" | "display_name" | "namespace") {
                    continue;
                }
                for text in identifiers(resource, &name).into_iter().flatten() {
                    if managed {
                        unique.insert(text, id);
                    } else {
                        unique.entry(text).or_insert(id);
                    }
                }
            }
        }
        Identities { unique }
    }

    /// Resources of a type whose attribute (a path without indexes) names `target`.
    ///
    /// # Errors
    /// [`AttributeError`] if a candidate's attribute cannot be decoded.
    pub fn referrers(
        &self,
        kind: &Str,
        attribute: &Str,
        target: ResourceId,
        side: Side,
    ) -> Result<Referrers, AttributeError> {
        let index = self.referrer_index(kind, attribute, side)?;
        let mut out = Referrers { known: index.of.get(&target).cloned().unwrap_or_default(), ..Referrers::default() };
        for (referrer, candidates) in &index.of_any {
            if candidates.contains(&target) {
                out.maybe_more.push(format!("{}.{attribute}", self.plan.resource(*referrer).address).into());
            }
        }
        for (_, waits) in &index.unresolved {
            out.maybe_more.extend(waits.iter().cloned());
        }
        out.maybe_more.sort();
        out.maybe_more.dedup();
        Ok(out)
    }

    fn referrer_index(&self, kind: &Str, attribute: &Str, side: Side) -> Result<Arc<ReferrerIndex>, AttributeError> {
        let key = (kind.clone(), attribute.clone(), side);
        let lock = || self.referrers.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(found) = lock().get(&key) {
            return Ok(found.clone());
        }
        let mut index = ReferrerIndex::default();
        for id in self.of_type(kind) {
            let resource = self.plan.resource(*id);
            let there = match side {
                Side::Before => resource.exists_before(),
                Side::After => resource.exists_after(),
            };
            if !there {
                continue;
            }
            for (path, value) in self.attributes_at(*id, side, attribute)? {
                match self.link(*id, side, &path, &value) {
                    Link::Resource(target) => {
                        let list = index.of.entry(target).or_default();
                        if !list.contains(id) {
                            list.push(*id);
                        }
                    }
                    Link::OneOf(candidates) => index.of_any.push((*id, candidates)),
                    Link::Unknown(waits) => index.unresolved.push((*id, waits)),
                    Link::Null | Link::Outside(_) => {}
                }
            }
        }
        let index = Arc::new(index);
        lock().insert(key, index.clone());
        Ok(index)
    }
}

/// The known texts of an identifying attribute before and after: one of them where nothing changes.
fn identifiers(resource: &Resource, name: &str) -> [Option<Str>; 2] {
    let text = |doc: &Doc| match doc {
        Doc::Json(doc) => doc.text(name).map(|t| t.as_ref().into()),
        _ => match doc.attribute(name) {
            Ok(crate::model::Attribute::Value(value)) => value.as_str().map(Str::from),
            _ => None,
        },
    };
    let known = |doc: &Doc| text(doc).filter(|t: &Str| !t.is_empty());
    match resource.action {
        Action::NoOp if resource.before.exists() => [known(&resource.before), None],
        _ => [known(&resource.before), known(&resource.after)],
    }
}
