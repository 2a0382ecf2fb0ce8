//! What rules said of earlier resources. A rule that read only attributes of its subject, and found
//! nothing to tell, says the same of the next resource that has the same in these attributes: plans
//! are full of resources that one block makes many times.
//!
//! Nothing is shortened: what was read is compared as it stands in the input (or, where it is unknown
//! in part, as the value that rules see), so that a precedent is never a guess. The attributes of a
//! resource are looked up and compared once for all rules of its type; rules compare numbers.

use std::cell::{Cell, RefCell};

use rustc_hash::FxHashMap;

use crate::eval::Side;
use crate::model::{Kind, Unknown, Value};
use crate::text::Str;

/// What an evaluation reads of its subject, in order, until it reads anything else.
#[derive(Debug, Default)]
pub struct Trace {
    reads: RefCell<Vec<(Side, Str)>>,
    all: Cell<bool>,
    elsewhere: Cell<bool>,
}

impl Trace {
    /// An attribute of the subject is read.
    pub fn read(&self, side: Side, name: &Str) {
        if self.elsewhere.get() {
            return;
        }
        let mut reads = self.reads.borrow_mut();
        if !reads.iter().any(|(s, n)| *s == side && n == name) {
            reads.push((side, name.clone()));
        }
    }

    /// Attributes of the subject are read together: always the same ones, for a rule.
    pub fn read_all(&self, side: Side, names: &[&str]) {
        if !self.elsewhere.get() && !self.all.replace(true) {
            names.iter().for_each(|name| self.read(side, &Str::from(*name)));
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

/// Whether two values are the same to a condition: what an unknown waits for, where a value comes from, and why it
/// is taken for granted is only told, never asked (functions that ask it look elsewhere).
fn alike(a: &Value, b: &Value) -> bool {
    let (m, n) = (&a.marks, &b.marks);
    let marks = m.sensitive == n.sensitive && m.ephemeral == n.ephemeral && m.defaulted == n.defaulted;
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

/// The number of one of the things that an attribute holds in some resources of a type.
pub type Number = u32;

/// Different things that are kept of what one attribute may hold.
const MOST_TEXTS: usize = 4096;
/// The same for values that are unknown in part, which are compared one by one.
const MOST_VALUES: usize = 24;
/// How many are looked at before an attribute of which most are new counts as one that differs from
/// resource to resource (a name), and is no good to compare.
const TRIAL: usize = 64;

/// What an attribute held in the resources of a type so far.
#[derive(Debug, Default)]
pub struct Pool<'p> {
    texts: FxHashMap<(Option<&'p str>, Option<&'p str>), Number>,
    values: Vec<(Value, Number)>,
    seen_again: usize,
}

impl<'p> Pool<'p> {
    /// The number of what a resource holds: the same for the same. `None` where numbers are not worth while.
    pub fn number(&mut self, seen: &Seen<'p>) -> Option<Number> {
        let known = self.texts.len() + self.values.len();
        let next = known as Number;
        let found = match seen {
            Seen::Text(value, sensitive) => self.texts.get(&(*value, *sensitive)).copied(),
            Seen::Value(value) => self.values.iter().find(|(v, _)| alike(v, value)).map(|(_, n)| *n),
        };
        if found.is_some() {
            self.seen_again += 1;
            return found;
        }
        if known >= TRIAL && self.seen_again < known {
            return None;
        }
        match seen {
            Seen::Text(value, sensitive) if self.texts.len() < MOST_TEXTS => {
                self.texts.insert((*value, *sensitive), next);
                Some(next)
            }
            Seen::Value(value) if self.values.len() < MOST_VALUES => {
                self.values.push((value.clone(), next));
                Some(next)
            }
            _ => None,
        }
    }
}

/// What is known once some attributes were read.
#[derive(Debug, Default)]
enum Node {
    /// No resource came here yet.
    #[default]
    Unseen,
    /// The rule had nothing to tell.
    Quiet,
    /// It had, or it looked elsewhere: every resource is evaluated.
    Open,
    /// This attribute is read next, by its place in the docket.
    Read { slot: usize, next: FxHashMap<Number, Node> },
}

/// What earlier resources showed to a rule under the same circumstances.
#[derive(Debug, Default)]
pub struct Precedent {
    tree: Node,
    size: usize,
}

/// Ways through the attributes that one precedent remembers.
const MOST_WAYS: usize = 4096;

/// What an evaluation came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Not applicable, or satisfied.
    Nothing,
    /// Anything else.
    Something,
}

impl Precedent {
    /// Whether a resource with the same attributes was found to give no reason for a word. `number` tells
    /// what the resource at hand holds in a slot.
    pub fn is_quiet(&self, mut number: impl FnMut(usize) -> Option<Number>) -> bool {
        let mut at = &self.tree;
        loop {
            match at {
                Node::Quiet => return true,
                Node::Open | Node::Unseen => return false,
                Node::Read { slot, next } => match number(*slot).and_then(|here| next.get(&here)) {
                    Some(node) => at = node,
                    None => return false,
                },
            }
        }
    }

    /// Remembers what an evaluation read and came to. `slot` finds the place of an attribute in the docket.
    pub fn learn(
        &mut self,
        trace: Trace,
        told: Told,
        slot: impl Fn(Side, &str) -> Option<usize>,
        mut number: impl FnMut(usize) -> Option<Number>,
    ) {
        let (reads, stay) = trace.take();
        let mut at = &mut self.tree;
        for (side, name) in reads {
            let Some(slot) = slot(side, &name) else { return };
            if matches!(at, Node::Unseen) {
                *at = Node::Read { slot, next: FxHashMap::default() };
            }
            if !matches!(at, Node::Read { slot: expected, .. } if *expected == slot) {
                // The same values led elsewhere: something else decides, so nothing can be concluded.
                *at = Node::Open;
                return;
            }
            let Node::Read { next, .. } = at else { return };
            let Some(here) = number(slot) else { return };
            if !next.contains_key(&here) {
                if self.size >= MOST_WAYS {
                    return;
                }
                self.size += 1;
            }
            at = next.entry(here).or_default();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_attributes_give_the_same_answer_and_others_none() {
        let mut precedent = Precedent::default();
        let slot = |_: Side, name: &str| Some(usize::from(name == "b"));
        let read = |names: &[&str]| {
            let trace = Trace::default();
            names.iter().for_each(|n| trace.read(Side::After, &Str::from(*n)));
            trace
        };
        precedent.learn(read(&["a", "b"]), Told::Nothing, slot, |s| Some(s as Number));
        assert!(precedent.is_quiet(|s| Some(s as Number)));
        assert!(!precedent.is_quiet(|_| Some(7)));
        assert!(!precedent.is_quiet(|_| None));
        // The same numbers, yet something to tell: nothing is concluded any more.
        precedent.learn(read(&["a", "b"]), Told::Something, slot, |s| Some(s as Number));
        assert!(!precedent.is_quiet(|s| Some(s as Number)));
        let elsewhere = read(&["a"]);
        elsewhere.look_elsewhere();
        precedent.learn(elsewhere, Told::Nothing, slot, |_| Some(9));
        assert!(!precedent.is_quiet(|_| Some(9)));
    }

    #[test]
    fn what_differs_from_resource_to_resource_gets_no_numbers() {
        let names: Vec<String> = (0..1000).map(|n| format!("\"n{n}\"")).collect();
        let mut pool = Pool::default();
        let numbered = names.iter().filter(|n| pool.number(&Seen::Text(Some(n), None)).is_some()).count();
        assert_eq!(numbered, TRIAL);
        let mut pool = Pool::default();
        let numbered = names.iter().chain(&names).enumerate();
        let distinct: std::collections::BTreeSet<_> =
            numbered.filter_map(|(i, _)| pool.number(&Seen::Text(Some(&names[i % 10]), None))).collect();
        assert_eq!(distinct.len(), 10);
        assert_ne!(pool.number(&Seen::Text(None, None)), pool.number(&Seen::Text(Some("null"), None)));
    }
}
