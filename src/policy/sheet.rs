//! What the resource that is judged holds in the attributes that rules of its type read: looked up once for all of
//! them, and decoded only where it must be.

use std::cell::{Cell, OnceCell};
use std::sync::LazyLock;

use smallvec::SmallVec;

use super::precedent::{Number, Pool, Seen};
use super::quick::{Firewall, NOTHING, Of, Quick, Related, Sight, Slots};
use super::scope::AttributeCache;
use crate::eval::Side;
use crate::facts::net;
use crate::graph::{Graph, Link};
use crate::model::doc::MemberTexts;
use crate::model::json::pair::Tapes;
use crate::model::json::tape::Tape;
use crate::model::json::{self, Shape};
use crate::model::{AttrPath, Node, ResourceId, Scalar, Value};

/// What a subject holds in a slot, so that it can be looked at.
#[derive(Debug)]
enum View<'p> {
    /// It lies in the input.
    Text(Tape<'p>),
    /// It lies in the input, and a part of it is unknown.
    Pair(Tapes<'p>),
    /// It is not there, which is as good as null.
    Missing,
    /// It is unknown, and nobody has asked yet what it waits for.
    Unknown,
    /// It is in what was decoded.
    Decoded,
}

/// What stands where nothing is known.
static UNKNOWN: LazyLock<Value> = LazyLock::new(Value::unknown);

/// What conditions see of the subject that is taken up.
pub(super) struct Glance<'d, 'p> {
    sheet: &'d Sheet<'p>,
    graph: &'p Graph,
    cache: &'d AttributeCache<'p>,
    slots: &'d Slots,
    detail: Detail,
    /// Whether decoding what was looked at might have told more.
    open: Cell<Told>,
}

/// How closely attributes are looked at of which a part is unknown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// As they are written.
    Written,
    /// Decoded: what is unknown has its promises and defaults.
    Decoded,
}

/// What a resource outside of the plan is to whoever asks for one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outside {
    /// None that counts.
    Nothing,
    /// Unknown.
    Open,
}

/// How much was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    All,
    Part,
}

impl<'d, 'p> Glance<'d, 'p> {
    /// Looks at the subject as it is written.
    pub fn new(
        sheet: &'d Sheet<'p>,
        graph: &'p Graph,
        cache: &'d AttributeCache<'p>,
        slots: &'d Slots,
    ) -> Glance<'d, 'p> {
        Glance { sheet, graph, cache, slots, detail: Detail::Written, open: Cell::new(Told::All) }
    }

    /// Whether a rule has nothing to tell. What is unknown in part is decoded only if that may tell more.
    pub fn finds_quiet(mut self, quick: &Quick) -> bool {
        if quick.is_quiet(&self) {
            return true;
        }
        self.detail = Detail::Decoded;
        self.open.get() == Told::Part && quick.is_quiet(&self)
    }

    fn viewed(&self, slot: usize) -> Option<&'d View<'p>> {
        self.sheet.views.get(slot)?.get_or_init(|| self.view(slot)).as_ref()
    }

    fn view(&self, slot: usize) -> Option<View<'p>> {
        let (side, name) = self.slots.get(slot);
        let subject = self.sheet.subject?;
        // What was decoded before tells more.
        let texts = match self.cache.known(subject, side, name) {
            None => self.cache.texts(self.graph, subject, side, name),
            Some(_) => None,
        };
        if let Some(MemberTexts { value, unknown: Some(unknown), .. }) = texts
            && json::has_true(unknown)
        {
            if unknown == "true" {
                return Some(View::Unknown);
            }
            if let Some(tapes) = Tapes::read(value, Some(unknown)) {
                return Some(View::Pair(tapes));
            }
        } else if let Some(texts) = texts {
            return self.known(name, texts.value);
        }
        match self.sheet.seen(self.graph, self.cache, self.slots, slot)? {
            Seen::Value(_) => Some(View::Decoded),
            Seen::Text(text, _) => self.known(name, *text),
        }
    }

    /// The resources that a question is about, as far as they are known for certain; `None` where that takes an evaluation.
    fn related(&self, related: &Related) -> Option<Vec<ResourceId>> {
        let (graph, subject, kind) = (self.graph, self.sheet.subject?, &related.kind);
        let mut found: Vec<ResourceId> = Vec::new();
        for relation in &related.relations {
            let attribute = &relation.attribute;
            let (named, text) = match relation.of {
                Of::Subject => (Some(subject), None),
                Of::Target(slot) => (self.named(slot, Outside::Open)?, None),
                Of::Attribute(slot) => (self.named(slot, Outside::Nothing)?, Some(self.node(slot)?)),
            };
            if let Some(named) = named {
                let known = graph.referrers(kind, attribute, named, Side::After).ok()?.known;
                found.extend(known.into_iter().filter(|id| graph.doubts_of_naming(*id, named).is_empty()));
            }
            if let Some(Scalar::Text(text)) = text.map(|node| node.scalar()) {
                found.extend(graph.referrers_to_text(kind, attribute, text, Side::After).ok()?.known);
            }
        }
        found.sort();
        found.dedup();
        found.retain(|id| graph.doubts_of(*id, Some(subject)).is_empty());
        Some(found)
    }

    /// The resource that an attribute names, or that it names none that is known here; `None` where that takes an evaluation.
    fn named(&self, slot: usize, outside: Outside) -> Option<Option<ResourceId>> {
        let ((side, name), subject) = (self.slots.get(slot), self.sheet.subject?);
        let path = AttrPath::field(name);
        let link = match self.node(slot)?.scalar() {
            Scalar::Null => return Some(None),
            Scalar::Text(text) => self.graph.link(subject, side, &path, &text.into()),
            Scalar::Unknown(_) => self.graph.pending_link(subject, side, &name.into())?,
            _ => return None,
        };
        match link {
            Link::Resource(id) => Some(Some(id)),
            Link::Null => Some(None),
            Link::Outside(_) if outside == Outside::Nothing => Some(None),
            Link::Outside(_) | Link::OneOf(_) | Link::Unknown(_) => None,
        }
    }

    /// What is known as a whole.
    fn known(&self, name: &str, text: Option<&'p str>) -> Option<View<'p>> {
        let defaulted = || self.slots.is_defaulted(name);
        match text {
            None => (!defaulted()).then_some(View::Missing),
            Some(text) if json::shape(text) == Shape::Null && defaulted() => None,
            Some(text) => Tape::read(text).map(View::Text),
        }
    }

    /// What firewall rules are read from. An empty default means to them what null means.
    fn rules_in(&self, slot: usize) -> Option<Node<'d>> {
        let node = self.node(slot)?;
        let decoded = matches!(node, Node::Value(_));
        // A default may stand for what nobody wrote and is unknown.
        if matches!(node, Node::Pair(_)) && self.slots.is_defaulted_below(self.slots.get(slot).1) {
            return None;
        }
        let filled = || self.slots.filled_inside(slot).any(|path| has_null_at(node, path));
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
        match self.viewed(slot)? {
            View::Text(tape) => Some(Node::Text(tape.root())),
            View::Pair(tapes) if self.detail == Detail::Written => {
                self.open.set(Told::Part);
                Some(Node::Pair(tapes.root()))
            }
            View::Missing => Some(Node::Value(&NOTHING)),
            View::Unknown => Some(Node::Value(&UNKNOWN)),
            View::Pair(_) | View::Decoded => match self.sheet.seen(self.graph, self.cache, self.slots, slot)? {
                Seen::Value(value) => Some(Node::Value(value)),
                Seen::Text(..) => None,
            },
        }
    }

    fn is_absent(&self, slot: usize) -> bool {
        match self.viewed(slot) {
            // Where a default may stand for null, null is not seen.
            Some(View::Missing) => return true,
            Some(View::Text(tape)) => return tape.root().shape() == Shape::Null,
            Some(View::Unknown | View::Pair(_)) => return false,
            Some(View::Decoded) | None => {}
        }
        let (side, name) = self.slots.get(slot);
        let texts = || self.cache.texts(self.graph, self.sheet.subject?, side, name);
        self.slots.gives_nothing(name) && texts().is_some_and(|texts| texts.is_null())
    }

    fn is_closed(&self, firewall: usize) -> bool {
        let closed = || match self.slots.firewalls().get(firewall) {
            Some(Firewall::List(slot)) => self.rules_in(*slot).is_some_and(net::is_closed_list),
            Some(Firewall::Resource(side, slots)) => {
                let member = |slot: &usize| Some((self.slots.get(*slot).1, self.rules_in(*slot)?));
                let members: Option<SmallVec<[(&str, Node<'_>); 12]>> = slots.iter().map(member).collect();
                members.is_some_and(|m| net::is_closed_resource(self.slots.kind(), &m, *side))
            }
            None => false,
        };
        // Other rules ask the same, each with a glance of its own.
        let look = || {
            let before = self.open.replace(Told::All);
            let found = (closed(), self.open.get());
            self.open.set(before);
            found
        };
        let Some(known) = self.sheet.closed.get(firewall) else { return false };
        let (closed, told) = *known[self.detail as usize].get_or_init(look);
        if !closed && told == Told::Part {
            self.open.set(told);
        }
        closed
    }

    fn is_related(&self, number: usize) -> bool {
        let Some(related) = self.slots.related(number) else { return false };
        let Some(ids) = self.related(related) else { return false };
        let told = |id: &ResourceId| {
            let mut sheet = Sheet::default();
            sheet.begin(&related.slots, *id);
            let mut glance = Glance::new(&sheet, self.graph, self.cache, &related.slots);
            related.told(&glance).or_else(|| {
                glance.detail = Detail::Decoded;
                (glance.open.get() == Told::Part).then(|| related.told(&glance))?
            })
        };
        // One that is not seen may be refused by an evaluation.
        let all: Option<SmallVec<[bool; 4]>> = ids.iter().map(told).collect();
        all.is_some_and(|all| all.contains(&true))
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
    /// Of each firewall, as it is written and decoded.
    closed: Vec<[OnceCell<(bool, Told)>; 2]>,
    numbers: Vec<Option<Option<Number>>>,
    /// What attributes of the type held before.
    pub pools: Vec<Pool<'p>>,
}

impl<'p> Sheet<'p> {
    /// Takes up another resource.
    pub fn begin(&mut self, slots: &Slots, subject: ResourceId) {
        self.subject = Some(subject);
        let firewalls = slots.firewalls().len();
        let slots = slots.len();
        self.seen.clear();
        self.seen.resize_with(slots, OnceCell::new);
        self.views.clear();
        self.views.resize_with(slots, OnceCell::new);
        self.closed.clear();
        self.closed.resize_with(firewalls, Default::default);
        self.numbers.clear();
        self.numbers.resize(slots, None);
        self.pools.resize_with(slots, Pool::default);
    }

    /// What the subject holds in a slot; `None` where that cannot be read.
    pub fn seen(&self, graph: &'p Graph, cache: &AttributeCache<'p>, slots: &Slots, slot: usize) -> Option<&Seen<'p>> {
        let subject = self.subject?;
        let look = || {
            let (side, name) = slots.get(slot);
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
        slots: &Slots,
        slot: usize,
    ) -> Option<Number> {
        if let Some(known) = self.numbers.get(slot)? {
            return *known;
        }
        self.seen(graph, cache, slots, slot);
        let seen = self.seen.get(slot)?.get()?.as_ref();
        let number = seen.and_then(|seen| self.pools.get_mut(slot)?.number(seen));
        *self.numbers.get_mut(slot)? = Some(number);
        number
    }
}
