//! Which resource an attribute names, and who names a resource.

use std::sync::{Arc, Mutex, OnceLock};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::attributes::AttributeError;
use super::locate::{Supplier, find};
use super::named::{Defaults, Naming, Way};
use super::witness::{self, Witness};
use super::{Graph, Resolution, Target};
use crate::eval::Side;
use crate::model::plan::{Action, Resource};
use crate::model::{AttrPath, Attribute, Doc, Kind, Mode, Plan, ResourceId, Value};
use crate::provider::Knowledge;
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
    pub maybe_more: Vec<Waits>,
}

/// What something waits for, shared by all that wait for the same.
pub type Waits = Arc<Vec<Str>>;

/// Resources whose identifiers a thread finds before they are put together.
const AT_ONCE: usize = 2048;

/// Identifiers of resources: text to resources, for those that are unique wherever they occur.
#[derive(Debug, Default)]
pub(super) struct Identities {
    unique: FxHashMap<Str, ResourceId>,
}

impl Identities {
    /// Whether a text identifies this resource.
    pub(super) fn is(&self, text: &str, id: ResourceId) -> bool {
        self.unique.get(text) == Some(&id)
    }

    /// Notes that a text identifies a resource. Data sources repeat the ids of managed resources: the managed one
    /// wins, of those the last, and of data sources the first, whatever the order in which they are added.
    pub(super) fn add(&mut self, text: Str, id: ResourceId, plan: &Plan) {
        let is_managed = |id: ResourceId| plan.resource(id).address.mode == Mode::Managed;
        self.unique
            .entry(text)
            .and_modify(|known| {
                let wins = match (is_managed(*known), is_managed(id)) {
                    (true, true) => id > *known,
                    (false, false) => id < *known,
                    (_, managed) => managed,
                };
                if wins {
                    *known = id;
                }
            })
            .or_insert(id);
    }
}

#[derive(Debug, Default)]
pub(super) struct ReferrerIndex {
    of: FxHashMap<ResourceId, Vec<ResourceId>>,
    /// Those in which a text stands.
    with: FxHashMap<Str, Vec<ResourceId>>,
    /// Of a resource that some only may name: their attributes.
    perhaps: FxHashMap<ResourceId, Waits>,
    /// What those wait for that may name any resource.
    unresolved: Waits,
}

impl ReferrerIndex {
    /// What those wait for that may name any resource; nothing if there are none.
    fn anybody(&self) -> Option<&Waits> {
        Some(&self.unresolved).filter(|waits| !waits.is_empty())
    }
}

/// Resources of a type by the text of one of their attributes; `None` where several have the same.
pub(super) type Named = FxHashMap<Str, Option<ResourceId>>;

/// Made by one thread and awaited by the others, with what it depends on.
type Kept<T> = Arc<OnceLock<(T, Witness)>>;

/// Indexes of names that were asked for, by type.
#[derive(Debug, Default)]
pub(super) struct NameCache(pub(super) Mutex<FxHashMap<Str, Kept<Named>>>);

/// Types by the first and the last word of their name, each with the attribute that names its resources.
pub(super) type NamedTypes = FxHashMap<(Box<str>, Box<str>), Vec<(Str, Str)>>;

pub(super) type ReferrerKey = (Str, Str, Side);

/// Indexes of referrers that were asked for.
#[derive(Debug, Default)]
pub(super) struct ReferrerCache(pub(super) Mutex<FxHashMap<ReferrerKey, Kept<ReferrersFound>>>);

/// An index, or why there is none.
pub(super) type ReferrersFound = Result<ReferrerIndex, AttributeError>;

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
            Kind::String(text) => self.link_text(id, side, path, text),
            Kind::Unknown(u) => self.link_unknown(id, side, path, &u.waits_for),
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
            Kind::Null(_) if !self.is_mentioned(target, side) && value.marks.defaulted.is_none() => waits(),
            Kind::Null(_) => Link::Null,
            Kind::String(text) => match self.by_identity(text) {
                Some(id) => Link::Resource(id),
                None => Link::Outside(text.clone()),
            },
            // A resource is what it is called, whatever that is made of.
            Kind::Unknown(_) if target.path == AttrPath::field("name") && resource.address.mode == Mode::Managed => {
                Link::Resource(target.resource)
            }
            Kind::Unknown(u) => match &self.passed_on(target.resource, &path).targets[..] {
                [] => Link::Unknown(u.waits_for.clone()),
                [one] => self.settle(one, side, hops + 1),
                several => self.settle_all(several, side, hops + 1, &u.waits_for),
            },
            _ => waits(),
        }
    }

    /// Whether the input says anything of an attribute. Sources do not of what will be known only after apply, which is
    /// no reason to take it for null.
    fn is_mentioned(&self, target: &Target, side: Side) -> bool {
        let name = target.path.root();
        name.is_some_and(|name| matches!(self.doc(target.resource, side).attribute(name), Ok(Attribute::Value(_))))
    }

    /// What several attributes stand for together: one resource, or one of several.
    pub(super) fn settle_all(&self, targets: &[Target], side: Side, hops: u32, waits: &[Str]) -> Link {
        if let [one] = targets {
            return self.settle(one, side, hops);
        }
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

    fn link_text(&self, of: ResourceId, side: Side, path: &AttrPath, text: &Str) -> Link {
        if let Some(id) = self.by_identity(text) {
            return Link::Resource(id);
        }
        // A name that is unique only within its kind: it counts if the configuration refers to that resource.
        if side == Side::After {
            for target in &self.targets_of(of, path).targets {
                let Some(name) = target.path.root() else { continue };
                let same = self.attribute(target.resource, Side::After, name).is_ok_and(|v| v.as_str() == Some(text));
                if same && target.path.0.len() == 1 {
                    return Link::Resource(target.resource);
                }
            }
        }
        self.by_name(self.plan.resource(of), path, text).map_or_else(|| Link::Outside(text.clone()), Link::Resource)
    }

    /// A resource that is named by something other than its id, where the provider's identity table
    /// says so and the attribute says which type it means (`bucket` names an `oci_objectstorage_bucket`).
    fn by_name(&self, resource: &Resource, path: &AttrPath, text: &str) -> Option<ResourceId> {
        let attribute = super::attributes::plain(path);
        let last = attribute.rsplit('.').next()?.trim_end_matches("_name").trim_end_matches("_id");
        let prefix = resource.address.kind.split('_').next()?;
        let mut found = None;
        let types = self.named_types.get_or_init(|| self.index_named_types());
        for (kind, name) in types.get(&(prefix.into(), last.into())).into_iter().flatten() {
            self.note_name(kind);
            let index = self.named(kind);
            match index.get_or_init(|| self.watch(|| self.index_names(kind, name))).0.get(text) {
                None => {}
                Some(Some(id)) if found.is_none() => found = Some(*id),
                Some(_) => return None,
            }
        }
        found
    }

    fn index_named_types(&self) -> NamedTypes {
        let mut out = NamedTypes::default();
        for (kind, identity) in &self.knowledge.identities {
            let Some(name) = identity.attributes.iter().find(|a| &***a != "id") else { continue };
            let (prefix, last) = (kind.split('_').next().unwrap_or(kind), kind.rsplit('_').next().unwrap_or(kind));
            out.entry((prefix.into(), last.into())).or_default().push((kind.clone(), name.clone()));
        }
        out
    }

    /// Where the index of a type's names belongs: made by one thread, awaited by the others.
    fn named(&self, kind: &Str) -> Kept<Named> {
        let mut names = self.names.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        names.entry(kind.clone()).or_default().clone()
    }

    /// Resources of a type by the attribute that names them.
    fn index_names(&self, kind: &Str, attribute: &str) -> Named {
        let mut named = Named::default();
        for id in self.of_type(kind) {
            if let Ok(Value { kind: Kind::String(text), .. }) = self.attribute(*id, Side::After, attribute) {
                named.entry(text).and_modify(|known| *known = None).or_insert(Some(*id));
            }
        }
        named
    }

    fn link_unknown(&self, of: ResourceId, side: Side, path: &AttrPath, waits: &[Str]) -> Link {
        let targets = match side {
            Side::After => self.passed_on(of, path),
            Side::Before => Arc::default(),
        };
        match self.settle_all(&targets.targets, side, 0, waits) {
            Link::Unknown(found) if found.is_empty() => {
                Link::Unknown(vec![format!("{}.{path}", self.plan.resource(of).address).into()])
            }
            link => link,
        }
    }

    /// What an unknown attribute can only stand for: its expression passes on one of these, as far as the input
    /// tells. Of `c ? k.id : null` sources tell that it does not.
    fn passed_on(&self, id: ResourceId, path: &AttrPath) -> Arc<Resolution> {
        self.resolved(id, path).filter(|r| r.untouched != Some(false)).unwrap_or_default()
    }

    /// Whether an unknown attribute is what it refers to, as far as can be told: the input says so, or the attribute bears
    /// the name of that type of resource. Of `network`, `n.id` and `"${p.id}/networks/x"` plan JSON tells the references
    /// alone.
    pub fn stands_for(&self, of: ResourceId, path: &AttrPath, target: ResourceId) -> bool {
        let told = self.resolved(of, path).is_none_or(|r| r.untouched == Some(true));
        let attribute = super::attributes::plain(path);
        let name = attribute.rsplit('.').next().unwrap_or_default();
        let name = ["_id", "_name", "_arn", "_self_link"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
        told || self.plan.resource(target).address.kind.ends_with(name)
    }

    /// Attributes of resources to which the expression of an attribute refers, if that can be told.
    fn targets_of(&self, id: ResourceId, path: &AttrPath) -> Arc<Resolution> {
        self.resolved(id, path).unwrap_or_default()
    }

    fn resolved(&self, id: ResourceId, path: &AttrPath) -> Option<Arc<Resolution>> {
        match find(self.declaration(id)?.body.get(), path, &|_| None) {
            Supplier::Expr(expr) => Some(self.resolve(id, expr)).filter(|r| r.is_complete()),
            _ => None,
        }
    }

    /// Addresses of the resources that the block of a resource refers to, sorted.
    pub fn references_of(&self, id: ResourceId) -> std::collections::BTreeSet<String> {
        let mut out = std::collections::BTreeSet::new();
        let Some(block) = self.declaration(id) else { return out };
        block.body.get().visit(&mut |expr| {
            for target in &self.resolve(id, expr).targets {
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
        self.note_text(text);
        // Where zones are is asked first, and of many runs that is all.
        if self.identities.get().is_none() {
            let estate = self.estate.get_or_init(|| self.index_estate());
            if let Some(found) = estate.unique.get(text) {
                return Some(*found);
            }
        }
        let index = self.identities.get_or_init(|| self.index_of(self.plan.iter().map(|(id, _)| id)));
        index.unique.get(text).copied()
    }

    fn index_of(&self, ids: impl Iterator<Item = ResourceId>) -> Identities {
        let mut index = Identities::default();
        for id in ids {
            self.each_identifier(id, |text| index.add(text, id, &self.plan));
        }
        index
    }

    /// Of containers, zones and recipes that the plan manages: nothing else has the identifier of one.
    fn index_estate(&self) -> Identities {
        let Knowledge { containers, zones, recipes, .. } = &*self.knowledge;
        let kinds = containers.keys().chain(zones.keys()).chain(recipes.keys());
        self.index_of(kinds.flat_map(|kind| self.of_type(kind)).copied())
    }

    /// Finds on all processors what everybody will ask for. To be called where nobody judges yet: who waits for an
    /// index must not be handed a part of it.
    pub fn prepare(&self) {
        if self.identities.get().is_some() {
            return;
        }
        let resources: Vec<ResourceId> = self.plan.iter().map(|(id, _)| id).collect();
        let of = |ids: &[ResourceId]| {
            let mut found: Vec<(Str, ResourceId)> = Vec::new();
            ids.iter().for_each(|id| self.each_identifier(*id, |text| found.push((text, *id))));
            found
        };
        let mut index = Identities::default();
        // Some parts at a time, so that not all texts are there twice.
        for some in resources.chunks(AT_ONCE * rayon::current_num_threads()) {
            let found: Vec<_> = some.par_chunks(AT_ONCE / 8).map(of).collect();
            found.into_iter().flatten().for_each(|(text, id)| index.add(text, id, &self.plan));
        }
        let _ = self.identities.set(index);
    }

    /// Calls `found` with the texts that identify a resource wherever they occur.
    fn each_identifier(&self, id: ResourceId, mut found: impl FnMut(Str)) {
        let resource = self.plan.resource(id);
        if resource.deposed.is_some() || resource.address.mode == Mode::Ephemeral {
            return;
        }
        for name in self.knowledge.identity_attributes(&resource.address.kind) {
            if !matches!(name, "name" | "display_name" | "namespace") {
                identifiers(resource, name).into_iter().flatten().for_each(&mut found);
            }
        }
    }

    /// All of them.
    pub(super) fn identifiers_of(&self, id: ResourceId) -> Vec<Str> {
        let mut all = Vec::new();
        self.each_identifier(id, |text| all.push(text));
        all
    }

    /// Makes something that is kept, with what it depends on if that is noted.
    pub(crate) fn watch<T>(&self, make: impl FnOnce() -> T) -> (T, Witness) {
        if self.watched { witness::watch(make) } else { (make(), Witness::default()) }
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
        self.referrers_by(kind, attribute, side, |index| Referrers {
            known: index.of.get(&target).cloned().unwrap_or_default(),
            maybe_more: index.perhaps.get(&target).into_iter().chain(index.anybody()).cloned().collect(),
        })
    }

    /// Resources of a type in whose attribute (a path without indexes) a text stands.
    ///
    /// # Errors
    /// [`AttributeError`] if a candidate's attribute cannot be decoded.
    pub fn referrers_to_text(
        &self,
        kind: &Str,
        attribute: &Str,
        text: &str,
        side: Side,
    ) -> Result<Referrers, AttributeError> {
        self.referrers_by(kind, attribute, side, |index| Referrers {
            known: index.with.get(text).cloned().unwrap_or_default(),
            maybe_more: index.anybody().into_iter().cloned().collect(),
        })
    }

    /// Looks something up in what the attribute of the resources of a type names, which is found once.
    fn referrers_by(
        &self,
        kind: &Str,
        attribute: &Str,
        side: Side,
        look: impl FnOnce(&ReferrerIndex) -> Referrers,
    ) -> Result<Referrers, AttributeError> {
        let key = (kind.clone(), attribute.clone(), side);
        let slot = {
            let mut indexes = self.referrers.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            indexes.entry(key).or_default().clone()
        };
        // Made by one thread, awaited by the others.
        let (index, _) = slot.get_or_init(|| self.watch(|| self.index_referrers(kind, attribute, side)));
        index.as_ref().map(look).map_err(Clone::clone)
    }

    fn index_referrers(&self, kind: &Str, attribute: &Str, side: Side) -> ReferrersFound {
        let mut index = ReferrerIndex::default();
        let root = attribute.split('.').next().unwrap_or_default();
        let defaults = if self.knowledge.has_defaults(kind, root) { Defaults::Some } else { Defaults::None };
        let way = Way { path: attribute, defaults };
        let (mut perhaps, mut unresolved) = (FxHashMap::<ResourceId, Vec<Str>>::default(), Vec::new());
        for id in self.of_type(kind) {
            let resource = self.resource(*id);
            let there = match side {
                Side::Before => resource.exists_before(),
                Side::After => resource.exists_after(),
            };
            if !there {
                continue;
            }
            for Naming { link, text } in self.links_at(*id, side, &way)? {
                if let Some(text) = text {
                    add(&mut index.with, text, *id);
                }
                match link {
                    Link::Resource(target) => add(&mut index.of, target, *id),
                    Link::OneOf(candidates) => {
                        let wait: Str = format!("{}.{attribute}", self.plan.resource(*id).address).into();
                        candidates.iter().for_each(|c| perhaps.entry(*c).or_default().push(wait.clone()));
                    }
                    Link::Unknown(waits) => unresolved.extend(waits),
                    Link::Null | Link::Outside(_) => {}
                }
            }
        }
        index.perhaps = perhaps.into_iter().map(|(id, waits)| (id, tidy(waits))).collect();
        index.unresolved = tidy(unresolved);
        Ok(index)
    }
}

/// Adds a resource to a list, once.
fn add<K: std::hash::Hash + Eq>(lists: &mut FxHashMap<K, Vec<ResourceId>>, key: K, id: ResourceId) {
    let list = lists.entry(key).or_default();
    // They come one after the other.
    if list.last() != Some(&id) {
        list.push(id);
    }
}

fn tidy(mut waits: Vec<Str>) -> Waits {
    waits.sort();
    waits.dedup();
    Arc::new(waits)
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
