//! What the resource that is judged holds in the attributes that rules of its type read: looked up once for all of
//! them, and decoded only where it must be.

use std::cell::OnceCell;
use std::sync::LazyLock;

use smallvec::SmallVec;

use super::docket::Docket;
use super::precedent::{Number, Pool, Seen};
use super::quick::{Firewall, Sight};
use super::scope::AttributeCache;
use crate::facts::net;
use crate::graph::Graph;
use crate::model::json::tape::Tape;
use crate::model::json::{self, Shape};
use crate::model::{Node, ResourceId, Scalar, Value};

/// What a subject holds in a slot, so that it can be looked at.
#[derive(Debug)]
enum View<'p> {
    /// It lies in the input.
    Text(Tape<'p>),
    /// It is not there, which is as good as null.
    Missing,
    /// It is unknown, and nobody has asked yet what it waits for.
    Unknown,
    /// It is in what was decoded.
    Decoded,
}

/// What stands where nothing is.
static NOTHING: Value = Value::NULL;
/// What stands where nothing is known.
static UNKNOWN: LazyLock<Value> = LazyLock::new(Value::unknown);

/// What conditions see of the subject that is taken up.
pub(super) struct Glance<'d, 'p> {
    pub sheet: &'d Sheet<'p>,
    pub graph: &'p Graph,
    pub cache: &'d AttributeCache<'p>,
    pub docket: &'d Docket<'p>,
}

impl<'d, 'p> Glance<'d, 'p> {
    fn view(&self, slot: usize) -> Option<View<'p>> {
        let slots = &self.docket.slots;
        let (side, name) = slots.get(slot);
        let defaulted = || slots.is_defaulted(name);
        let subject = self.sheet.subject?;
        if self.cache.is_unknown(self.graph, subject, side, name) {
            return Some(View::Unknown);
        }
        match self.sheet.seen(self.graph, self.cache, self.docket, slot)? {
            Seen::Value(_) => Some(View::Decoded),
            Seen::Text(None, _) => (!defaulted()).then_some(View::Missing),
            Seen::Text(Some(text), _) if json::shape(text) == Shape::Null && defaulted() => None,
            Seen::Text(Some(text), _) => Tape::read(text).map(View::Text),
        }
    }

    /// What firewall rules are read from. An empty default means to them what null means.
    fn rules_in(&self, slot: usize) -> Option<Node<'d>> {
        let decoded = matches!(self.sheet.seen.get(slot)?.get(), Some(Some(Seen::Value(_))));
        let node = self.node(slot)?;
        let filled = || self.docket.slots.filled_inside(slot).any(|path| has_null_at(node, path));
        (decoded || !filled()).then_some(node)
    }
}

/// Whether something is null or missing at a path without indexes, in any element of the lists on the way.
fn has_null_at(node: Node<'_>, path: &str) -> bool {
    if node.is_list() {
        return node.elements().any(|item| has_null_at(item, path));
    }
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    match node.get(name) {
        None => node.is_object(),
        Some(inner) if rest.is_empty() => matches!(inner.scalar(), Scalar::Null),
        Some(inner) => has_null_at(inner, rest),
    }
}

impl<'d> Sight<'d> for Glance<'d, '_> {
    fn node(&self, slot: usize) -> Option<Node<'d>> {
        match self.sheet.views.get(slot)?.get_or_init(|| self.view(slot)).as_ref()? {
            View::Text(tape) => Some(Node::Text(tape.root())),
            View::Missing => Some(Node::Value(&NOTHING)),
            View::Unknown => Some(Node::Value(&UNKNOWN)),
            View::Decoded => match self.sheet.seen.get(slot)?.get()? {
                Some(Seen::Value(value)) => Some(Node::Value(value)),
                _ => None,
            },
        }
    }

    fn is_closed(&self, firewall: usize) -> bool {
        let look = || match self.docket.slots.firewalls().get(firewall) {
            Some(Firewall::List(slot)) => self.rules_in(*slot).is_some_and(net::is_closed_list),
            Some(Firewall::Resource(side, slots)) => {
                let member = |slot: &usize| Some((self.docket.slots.get(*slot).1, self.rules_in(*slot)?));
                let members: Option<SmallVec<[(&str, Node<'_>); 12]>> = slots.iter().map(member).collect();
                members.is_some_and(|m| net::is_closed_resource(self.docket.slots.kind(), &m, *side))
            }
            None => false,
        };
        self.sheet.closed.get(firewall).is_some_and(|known| *known.get_or_init(look))
    }
}

/// What the resource at hand holds in the slots of its docket, looked up once for all rules.
#[derive(Debug, Default)]
pub(super) struct Sheet<'p> {
    /// The type at hand, by its address in memory.
    pub kind: usize,
    subject: Option<ResourceId>,
    seen: Vec<OnceCell<Option<Seen<'p>>>>,
    views: Vec<OnceCell<Option<View<'p>>>>,
    closed: Vec<OnceCell<bool>>,
    numbers: Vec<Option<Option<Number>>>,
    /// What attributes of the type held before.
    pub pools: Vec<Pool<'p>>,
}

impl<'p> Sheet<'p> {
    /// Takes up another resource.
    pub fn begin(&mut self, docket: &Docket<'p>, subject: ResourceId) {
        self.subject = Some(subject);
        let slots = docket.slots.len();
        self.seen.clear();
        self.seen.resize_with(slots, OnceCell::new);
        self.views.clear();
        self.views.resize_with(slots, OnceCell::new);
        self.closed.clear();
        self.closed.resize_with(docket.slots.firewalls().len(), OnceCell::new);
        self.numbers.clear();
        self.numbers.resize(slots, None);
        self.pools.resize_with(slots, Pool::default);
    }

    /// What the subject holds in a slot; `None` where that cannot be read.
    pub fn seen(
        &self,
        graph: &'p Graph,
        cache: &AttributeCache<'p>,
        docket: &Docket<'p>,
        slot: usize,
    ) -> Option<&Seen<'p>> {
        let subject = self.subject?;
        let look = || {
            let (side, name) = docket.slots.get(slot);
            // Of what is not there nothing is read, not even a default.
            graph.doc(subject, side).exists().then(|| cache.seen(graph, subject, side, name))?
        };
        self.seen.get(slot)?.get_or_init(look).as_ref()
    }

    /// The number of what the subject holds in a slot.
    pub fn number(
        &mut self,
        graph: &'p Graph,
        cache: &AttributeCache<'p>,
        docket: &Docket<'p>,
        slot: usize,
    ) -> Option<Number> {
        if let Some(known) = self.numbers.get(slot)? {
            return *known;
        }
        self.seen(graph, cache, docket, slot);
        let seen = self.seen.get(slot)?.get()?.as_ref();
        let number = seen.and_then(|seen| self.pools.get_mut(slot)?.number(seen));
        *self.numbers.get_mut(slot)? = Some(number);
        number
    }
}
