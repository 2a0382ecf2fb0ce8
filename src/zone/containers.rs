//! Containers: where resources live, and what stands above what.

use std::sync::Arc;

use smallvec::{SmallVec, smallvec};

use super::Zones;
use super::declared::HIDDEN;
use crate::eval::Side;
use crate::graph::{AttributeError, Link, below};
use crate::model::doc::MemberTexts;
use crate::model::{Action, AttrPath, Mode, ResourceId, Value};
use crate::text::Str;

/// A container of resources.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Container {
    /// A container that the plan manages.
    Managed(ResourceId),
    /// One that is only known by its identifier.
    Id(Str),
    /// The top of a tenancy, by its identifier: nothing stands above it.
    Tenancy(Str),
    /// The top of some tenancy: nobody says of which.
    Root,
    /// The resource lives in no container (users, groups, tag namespaces).
    Nowhere,
    /// Known only after apply; what it waits for.
    Unknown(Vec<Str>),
}

impl Container {
    /// The container of an identifier. Tenancies are the root of their compartments.
    pub fn of_id(text: &str) -> Container {
        if text.starts_with("ocid1.tenancy.") { Container::Tenancy(text.into()) } else { Container::Id(text.into()) }
    }

    /// Whether nothing stands above it.
    pub fn is_top(&self) -> bool {
        matches!(self, Container::Tenancy(_) | Container::Root)
    }

    /// Whether two may be the same top.
    pub fn may_be_top(&self, other: &Container) -> bool {
        self == other || (self.is_top() && other.is_top() && [self, other].contains(&&Container::Root))
    }
}

/// Reads an attribute as it is written, where it lies in text.
pub type ReadTexts<'r> = dyn Fn(ResourceId, Side, &str) -> Option<MemberTexts<'r>> + 'r;

/// How attributes are read.
#[derive(Clone, Copy)]
pub struct Read<'r> {
    /// Reads an attribute.
    pub value: &'r dyn Fn(ResourceId, Side, &str) -> Result<Value, AttributeError>,
    /// Reads one as it is written.
    pub texts: &'r ReadTexts<'r>,
}

/// Steps from a resource to its container before a cycle is assumed.
const MAX_HOPS: usize = 12;
/// Containers above each other before a cycle is assumed.
const MAX_CHAIN: usize = 64;

impl Zones {
    /// The container of a resource on one side of the plan.
    pub fn container_of(&self, id: ResourceId, side: Side) -> Arc<Container> {
        self.reading(|read| self.place(id, side, read).clone())
    }

    /// Reads attributes for somebody who has none at hand.
    fn reading<T>(&self, f: impl FnOnce(Read<'_>) -> T) -> T {
        let value = |id: ResourceId, side: Side, name: &str| self.graph.attribute(id, side, name);
        let texts = |id: ResourceId, side: Side, name: &str| self.graph.doc(id, side).member_texts(name);
        f(Read { value: &value, texts: &texts })
    }

    /// The same, for somebody who has attributes at hand.
    pub fn place(&self, id: ResourceId, side: Side, read: Read<'_>) -> &Arc<Container> {
        let slot = &self.containers[id.0 as usize][side as usize];
        slot.get_or_init(|| Arc::new(self.container_from(id, side, read, 0)))
    }

    /// Never waits for another container to be found, so that a cycle ends at [`MAX_HOPS`].
    fn container_from(&self, id: ResourceId, side: Side, read: Read<'_>, hops: usize) -> Container {
        if let Some(known) = self.containers[id.0 as usize][side as usize].get() {
            return known.as_ref().clone();
        }
        let resource = self.graph.resource(id);
        let kind = &resource.address.kind;
        // What leaves management stays where it is.
        let side = if resource.stays_unmanaged() { Side::Before } else { side };
        let there = match side {
            Side::Before => resource.exists_before(),
            Side::After => resource.after.exists(),
        };
        if !there || hops > MAX_HOPS {
            return Container::Nowhere;
        }
        if self.graph.knowledge.containers.contains_key(self.graph.knowledge.canonical(kind))
            && resource.address.mode == Mode::Managed
        {
            return Container::Managed(id);
        }
        let Some(home) = self.graph.knowledge.home(kind) else { return Container::Nowhere };
        // A container that only the provider computes may be stale: a database whose system moves in this
        // plan still shows the old one. What it is part of decides then.
        let written = home.attribute.as_ref().filter(|a| home.through.is_empty() || !self.is_computed(kind, a));
        let found = written.and_then(|a| self.by_attribute(id, side, a, read, hops));
        if let Some(found) = found {
            return found;
        }
        match self.by_owner(id, side, &home.through, read, hops) {
            Container::Nowhere => {
                let named = home.attribute.as_ref().and_then(|a| self.by_attribute(id, side, a, read, hops));
                named.unwrap_or(Container::Nowhere)
            }
            found => found,
        }
    }

    fn is_computed(&self, kind: &Str, attribute: &str) -> bool {
        let knowledge = &self.graph.knowledge;
        let schema = knowledge.schemas.resource(Mode::Managed, knowledge.canonical(kind));
        schema
            .and_then(|s| s.attribute(&[attribute]).map(|a| !a.flags.optional() && !a.flags.required()))
            .unwrap_or(false)
    }

    /// The container that the resource itself names; `None` if it names none.
    fn by_attribute(
        &self,
        id: ResourceId,
        side: Side,
        attribute: &Str,
        read: Read<'_>,
        hops: usize,
    ) -> Option<Container> {
        if let Some(Link::Resource(found)) = self.at_once(id, side, attribute, read) {
            return Some(self.as_container(found, side, hops));
        }
        match (read.value)(id, side, attribute) {
            Ok(value) if value.is_null() => None,
            Ok(value) => Some(self.named(id, side, &AttrPath::field(attribute.clone()), &value, hops)),
            Err(error) => Some(Container::Unknown(vec![error.to_string().into()])),
        }
    }

    /// The container of what the resource is part of: the first that is named. One that is not known
    /// yet is not passed over.
    fn by_owner(&self, id: ResourceId, side: Side, through: &[Str], read: Read<'_>, hops: usize) -> Container {
        for attribute in through {
            for link in self.owners(id, side, attribute, read) {
                match link {
                    Link::Resource(next) if next != id => match self.container_from(next, side, read, hops + 1) {
                        Container::Nowhere => {}
                        found => return found,
                    },
                    Link::Unknown(waits) => return Container::Unknown(waits),
                    Link::Outside(text) => return Container::Unknown(vec![format!("the container of {text}").into()]),
                    Link::OneOf(ids) => {
                        // Which of them is open; where they all live together it does not matter.
                        let mut homes: Vec<Container> =
                            ids.iter().map(|id| self.container_from(*id, side, read, hops + 1)).collect();
                        homes.dedup();
                        if let [one] = &homes[..] {
                            return one.clone();
                        }
                        let names = ids.iter().map(|id| self.graph.plan.resource(*id).address.to_string().into());
                        return Container::Unknown(names.collect());
                    }
                    Link::Resource(_) | Link::Null => {}
                }
            }
        }
        Container::Nowhere
    }

    /// What the attribute at a path names, where it can be read.
    fn owners(&self, id: ResourceId, side: Side, path: &Str, read: Read<'_>) -> SmallVec<[Link; 1]> {
        if let Some(link) = self.at_once(id, side, path, read) {
            return smallvec![link];
        }
        let root = path.split('.').next().unwrap_or_default();
        let values = (read.value)(id, side, root).map(|root| below(root, path)).unwrap_or_default();
        let link = |(path, value): &(AttrPath, Value)| match self.graph.link(id, side, path, value) {
            Link::Outside(_) if value.marks.sensitive => Link::Outside(HIDDEN.into()),
            link => link,
        };
        values.iter().map(link).collect()
    }

    /// The resource that a top-level attribute names, where that is told without decoding it.
    fn at_once(&self, id: ResourceId, side: Side, attribute: &Str, read: Read<'_>) -> Option<Link> {
        let texts = (read.texts)(id, side, attribute)?;
        match texts.string() {
            Some(text) => self.graph.find_identity(&text).map(Link::Resource),
            None if texts.unknown == Some("true") => self.graph.pending_link(id, side, attribute),
            None => None,
        }
    }

    /// The container that an attribute names.
    pub fn named_by(&self, id: ResourceId, side: Side, path: &AttrPath, value: &Value) -> Container {
        self.named(id, side, path, value, 0)
    }

    fn named(&self, id: ResourceId, side: Side, path: &AttrPath, value: &Value, hops: usize) -> Container {
        match self.graph.link(id, side, path, value) {
            Link::Null => Container::Root,
            Link::Resource(found) => self.as_container(found, side, hops),
            Link::Outside(text) => self.container_of_id(&text, value),
            Link::OneOf(ids) => {
                let mut found: Vec<Container> = ids.iter().map(|id| self.as_container(*id, side, hops)).collect();
                found.dedup();
                match found.pop() {
                    Some(one) if found.is_empty() => one,
                    _ => Container::Unknown(
                        ids.iter().map(|id| self.graph.plan.resource(*id).address.to_string().into()).collect(),
                    ),
                }
            }
            Link::Unknown(waits) => Container::Unknown(waits),
        }
    }

    /// A resource taken as a container: data sources stand for what they read, other resources
    /// for the container they live in.
    fn as_container(&self, id: ResourceId, side: Side, hops: usize) -> Container {
        let resource = self.graph.resource(id);
        if resource.address.mode == Mode::Data {
            return match self.graph.attribute(id, side, "id") {
                Ok(value) if value.as_str().is_some() => {
                    self.container_of_id(value.as_str().unwrap_or_default(), &value)
                }
                _ => Container::Unknown(vec![resource.address.to_string().into()]),
            };
        }
        // A compartment that this plan creates does not exist before it.
        if side == Side::Before && !resource.exists_before() {
            return Container::Nowhere;
        }
        match self.graph.knowledge.containers.contains_key(&resource.address.kind) {
            true => Container::Managed(id),
            // What is neither a container nor in one cannot say which container its attribute names.
            // (Resources that name each other as theirs are told as such, too.)
            false => match self.reading(|read| self.container_from(id, side, read, hops + 1)) {
                Container::Nowhere => Container::Unknown(vec![resource.address.to_string().into()]),
                found => found,
            },
        }
    }

    /// The container of an identifier, which is never shown where its value is sensitive.
    fn container_of_id(&self, text: &str, value: &Value) -> Container {
        if value.marks.sensitive {
            self.secrets.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(text.into());
        }
        Container::of_id(text)
    }

    /// The container above; `None` where it is not known, a top where there is none: a top stands above itself.
    pub fn above(&self, container: &Container, side: Side) -> Option<Container> {
        match container {
            Container::Managed(id) => {
                let resource = self.graph.resource(*id);
                // One that leaves management, or of which only an identifier is left, stood where it stood.
                let gone = resource.exists_before() && !resource.exists_after();
                let side = if gone { Side::Before } else { side };
                let parent = self
                    .graph
                    .knowledge
                    .containers
                    .get(self.graph.knowledge.canonical(&resource.address.kind))?
                    .parent
                    .clone();
                let value = self.graph.attribute(*id, side, &parent).ok()?;
                Some(self.named_by(*id, side, &AttrPath::field(parent), &value))
            }
            Container::Id(text) => {
                let parent = self.parents().get(text)?;
                // The parent may be managed here although the child is not.
                Some(match self.graph.find_identity(parent) {
                    Some(id) if self.graph.plan.resource(id).address.mode == Mode::Managed => Container::Managed(id),
                    _ => Container::of_id(parent),
                })
            }
            Container::Root | Container::Nowhere => Some(Container::Root),
            Container::Tenancy(_) => Some(container.clone()),
            Container::Unknown(_) => None,
        }
    }

    /// Whether the plan changes any container that exists: only then can a chain of containers be another
    /// one than before though it begins with the same.
    pub fn any_container_changes(&self) -> bool {
        *self.container_changes.get_or_init(|| {
            let changes = |id: &ResourceId| {
                let resource = self.graph.resource(*id);
                resource.exists_before() && !matches!(resource.action, Action::NoOp | Action::Read)
            };
            self.graph.knowledge.containers.keys().any(|kind| self.graph.of_type(kind).iter().any(changes))
        })
    }

    /// Whether what stands above a container is the same after the plan.
    pub fn stands(&self, container: &Container) -> bool {
        let lock = || self.standing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = lock().get(container) {
            return *known;
        }
        let stands = self.chain(container, Side::Before) == self.chain(container, Side::After);
        lock().insert(container.clone(), stands);
        stands
    }

    /// A container and those above it.
    pub fn chain(&self, start: &Container, side: Side) -> Vec<Container> {
        let mut out = vec![start.clone()];
        while let Some(next) = out.last().and_then(|at| self.above(at, side)) {
            if out.contains(&next) || out.len() > MAX_CHAIN {
                break;
            }
            out.push(next);
        }
        out
    }

    /// Containers above containers, as data sources of the plan tell.
    fn parents(&self) -> &rustc_hash::FxHashMap<Str, Str> {
        let find = || {
            let mut out = rustc_hash::FxHashMap::default();
            for (kind, list) in &self.graph.knowledge.parents {
                for id in self.graph.of_type(kind) {
                    for item in items(&self.graph, *id, &list.items) {
                        if let (Some(child), Some(parent)) =
                            (item.get(&list.id).and_then(Value::as_str), item.get(&list.parent).and_then(Value::as_str))
                        {
                            out.insert(child.into(), parent.into());
                        }
                    }
                }
            }
            out
        };
        &self.parents.get_or_init(|| self.graph.watch(find)).0
    }

    /// What to call a container when explaining.
    pub fn describe(&self, container: &Container) -> String {
        match container {
            Container::Managed(id) => self.graph.plan.resource(*id).address.to_string(),
            Container::Id(text) => {
                let secrets = self.secrets.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                if secrets.contains(text) { HIDDEN.into() } else { text.to_string() }
            }
            Container::Root | Container::Tenancy(_) => "the root of the tenancy".into(),
            Container::Nowhere => "no container".into(),
            Container::Unknown(waits) => format!("a container known after apply ({})", waits.join(", ")),
        }
    }
}

/// The items that a data source lists: itself, or the elements at a path.
pub(super) fn items(graph: &crate::graph::Graph, id: ResourceId, path: &str) -> Vec<Value> {
    let resource = graph.resource(id);
    if path.is_empty() {
        return resource.after.whole().into_iter().collect();
    }
    graph.attributes_at(id, Side::After, path).map(|all| all.into_iter().map(|(_, v)| v).collect()).unwrap_or_default()
}
