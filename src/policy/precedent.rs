//! What rules said of earlier resources. A rule that read only attributes of its subject, and found
//! nothing to tell, says the same of the next resource that has the same in these attributes: plans
//! are full of resources that one block makes many times.
//!
//! Nothing is hashed or shortened: what was read is compared as it stands in the input (or, where it
//! is unknown in part, as the value that rules see), so that a precedent is never a guess.

use std::cell::{Cell, RefCell};

use rustc_hash::FxHashMap;

use super::Rule;
use super::scope::AttributeCache;
use crate::eval::Side;
use crate::graph::Graph;
use crate::model::{Kind, ResourceId, Unknown, Value};
use crate::text::Str;
use crate::zone::{Bound, ZoneId};

/// Alternatives that are kept of what one attribute may hold: one that differs from resource to
/// resource (a name) is no good to compare.
const MOST_ALTERNATIVES: usize = 24;

/// What an evaluation reads of its subject, in order, until it reads anything else.
#[derive(Debug, Default)]
pub struct Trace {
    reads: RefCell<Vec<(Side, Str)>>,
    elsewhere: Cell<bool>,
}

impl Trace {
    /// An attribute of the subject is read.
    pub fn read(&self, side: Side, name: &str) {
        if self.elsewhere.get() {
            return;
        }
        let mut reads = self.reads.borrow_mut();
        if !reads.iter().any(|(s, n)| *s == side && &**n == name) {
            reads.push((side, name.into()));
        }
    }

    /// Something else is read: other resources, zones, the subject's address.
    pub fn look_elsewhere(&self) {
        self.elsewhere.set(true);
    }

    /// Runs what is the same for every subject, whatever it reads.
    pub fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = self.elsewhere.replace(true);
        let result = work();
        self.elsewhere.set(before);
        result
    }

    fn take(self) -> (Vec<(Side, Str)>, Stay) {
        let stay = if self.elsewhere.get() { Stay::Elsewhere } else { Stay::Subject };
        (self.reads.into_inner(), stay)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stay {
    Subject,
    Elsewhere,
}

/// An attribute as one resource has it.
#[derive(Clone, Debug)]
pub enum Seen<'p> {
    /// Wholly known: its text in the input, and that of its sensitive parts. `None` where the
    /// document does not mention it.
    Text(Option<&'p str>, Option<&'p str>),
    /// The value that rules see.
    Value(Value),
}

impl Seen<'_> {
    fn same(&self, other: &Seen<'_>) -> bool {
        match (self, other) {
            (Seen::Text(a, b), Seen::Text(x, y)) => a == x && b == y,
            (Seen::Value(a), Seen::Value(b)) => alike(a, b),
            _ => false,
        }
    }
}

/// Whether two values are the same to a condition: what an unknown waits for, and where a value comes
/// from, is only told, never asked (functions that ask it look elsewhere).
fn alike(a: &Value, b: &Value) -> bool {
    let (m, n) = (&a.marks, &b.marks);
    let marks = m.sensitive == n.sensitive
        && m.ephemeral == n.ephemeral
        && m.defaulted == n.defaulted
        && m.assumed == n.assumed;
    let all = |x: &[Value], y: &[Value]| x.len() == y.len() && x.iter().zip(y).all(|(x, y)| alike(x, y));
    marks
        && match (&a.kind, &b.kind) {
            (Kind::Unknown(x), Kind::Unknown(y)) => same_unknown(x, y),
            (Kind::List(s, x), Kind::List(t, y)) | (Kind::Set(s, x), Kind::Set(t, y)) => s == t && all(x, y),
            (Kind::Tuple(x), Kind::Tuple(y)) | (Kind::Partial(x), Kind::Partial(y)) => all(x, y),
            (Kind::Object(x), Kind::Object(y)) => entries_alike(x, y),
            (Kind::Map(s, x), Kind::Map(t, y)) => s == t && entries_alike(x, y),
            (x, y) => x == y,
        }
}

fn same_unknown(a: &Unknown, b: &Unknown) -> bool {
    a.ty == b.ty && a.refinement == b.refinement
}

type Entries = std::collections::BTreeMap<Str, Value>;

fn entries_alike(a: &Entries, b: &Entries) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|((k, v), (l, w))| k == l && alike(v, w))
}

/// What is known once some attributes were read.
#[derive(Debug, Default)]
enum Node<'p> {
    /// No resource came here yet.
    #[default]
    Unseen,
    /// The rule had nothing to tell.
    Quiet,
    /// It had, or it looked elsewhere: every resource is evaluated.
    Open,
    /// This attribute is read next.
    Read { side: Side, name: Str, next: Vec<(Seen<'p>, Node<'p>)> },
}

/// All that a rule's verdict depends on beside the attributes of its subject.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Circumstances {
    rule: usize,
    kind: usize,
    binding: usize,
    zone: Option<ZoneId>,
    sides: (Presence, Presence),
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Presence {
    Absent,
    Present,
}

impl Circumstances {
    /// The rule, the resource's type, binding and zone, each told by its address in memory: all of them
    /// live as long as the run.
    pub fn new(rule: &Rule, kind: &Str, binding: usize, zone: Option<ZoneId>, graph: &Graph, id: ResourceId) -> Self {
        let side = |s| if graph.doc(id, s).exists() { Presence::Present } else { Presence::Absent };
        Circumstances {
            rule: std::ptr::from_ref(rule) as usize,
            kind: std::ptr::from_ref(kind) as usize,
            binding,
            zone,
            sides: (side(Side::Before), side(Side::After)),
        }
    }
}

/// What earlier resources showed under the same circumstances.
#[derive(Debug)]
pub struct Precedent<'p> {
    /// Whether the binding binds the rule.
    pub bound: Bound,
    tree: Node<'p>,
}

/// What an evaluation came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Not applicable, or satisfied without taking anything for granted.
    Nothing,
    /// Anything else.
    Something,
}

impl<'p> Precedent<'p> {
    fn new(bound: Bound) -> Self {
        Precedent { bound, tree: Node::Unseen }
    }

    /// Whether a resource with the same attributes was found to give no reason for a word.
    pub fn is_quiet(&self, graph: &'p Graph, cache: &AttributeCache<'p>, id: ResourceId) -> bool {
        let mut at = &self.tree;
        loop {
            match at {
                Node::Quiet => return true,
                Node::Open | Node::Unseen => return false,
                Node::Read { side, name, next } => {
                    let Some(here) = cache.seen(graph, id, *side, name) else { return false };
                    match next.iter().find(|(seen, _)| seen.same(&here)) {
                        Some((_, node)) => at = node,
                        None => return false,
                    }
                }
            }
        }
    }

    /// Remembers what an evaluation read and came to.
    pub fn learn(&mut self, graph: &'p Graph, cache: &AttributeCache<'p>, id: ResourceId, trace: Trace, told: Told) {
        let (reads, stay) = trace.take();
        let mut at = &mut self.tree;
        for (side, name) in reads {
            if matches!(at, Node::Unseen) {
                *at = Node::Read { side, name: name.clone(), next: Vec::new() };
            }
            let expected = matches!(at, Node::Read { side: s, name: n, .. } if *s == side && *n == name);
            if !expected {
                // The same values led elsewhere: something else decides, so nothing can be concluded.
                *at = Node::Open;
                return;
            }
            let Node::Read { next, .. } = at else { return };
            let Some(here) = cache.seen(graph, id, side, &name) else { return };
            let index = match next.iter().position(|(seen, _)| seen.same(&here)) {
                Some(index) => index,
                None if next.len() < MOST_ALTERNATIVES => {
                    next.push((here, Node::Unseen));
                    next.len() - 1
                }
                None => return,
            };
            at = &mut next[index].1;
        }
        let leaf = match (stay, told) {
            (Stay::Subject, Told::Nothing) => Node::Quiet,
            _ => Node::Open,
        };
        *at = match at {
            Node::Unseen => leaf,
            Node::Quiet if matches!(leaf, Node::Quiet) => return,
            _ => Node::Open,
        };
    }
}

/// Precedents by circumstances.
#[derive(Debug, Default)]
pub struct Precedents<'p>(FxHashMap<Circumstances, Precedent<'p>>);

impl<'p> Precedents<'p> {
    /// The precedent of circumstances; whether the rule is bound there is decided once.
    pub fn of(&mut self, circumstances: Circumstances, bound: impl FnOnce() -> Bound) -> &mut Precedent<'p> {
        self.0.entry(circumstances).or_insert_with(|| Precedent::new(bound()))
    }
}
