//! Conditions that can be told from the input as it lies there, before any attribute is decoded. Most conditions
//! hold, and most are of a kind that shows without looking far; whoever cannot tell here has the rule evaluated, which
//! alone finds out what there is to say.

mod compile;
mod read;
mod related;
mod slots;

pub use read::{NOTHING, Sight};
pub use related::{Of, Related};
pub use slots::{Firewall, Slots};

use super::Rule;
use crate::provider::Knowledge;
use crate::text::Str;

/// What of a rule can be told at once.
#[derive(Debug, Default)]
pub struct Quick {
    filter: Option<Condition>,
    /// That nothing is named whose zone could bind the rule.
    unbound: Option<Condition>,
    /// All conditions, of every element, if each could be told to hold.
    conditions: Option<Vec<Condition>>,
}

/// A condition, or a part of one.
#[derive(Clone, Debug)]
enum Condition {
    Known(bool),
    /// It cannot be told.
    Open,
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    /// It equals a literal.
    Equal(Path, Literal),
    /// It is a string that equals this if the case of its letters does not count.
    Folded(Path, Str),
    /// It is a string that begins with this.
    Begins(Path, Str),
    /// It has elements.
    Filled(Path),
    /// The inner one holds for every element of all lists.
    Every(Vec<Path>, Box<Condition>),
    /// No firewall rule has the internet as its peer: see [`Firewall`].
    Closed(usize),
    /// Of the resources that name the subject, or what it names, one is as is asked for: see [`Related`].
    Related(usize),
}

/// What is read: names that lead from an attribute, or from the element of a loop, to a value.
#[derive(Clone, Debug)]
struct Path {
    root: Root,
    names: Vec<Name>,
    /// `[*]`: null is no element, and what is no list is the only one.
    splat: bool,
    absent: Absent,
}

/// What it means that an object has no member of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Absent {
    /// An evaluation finds out.
    Open,
    /// Null: `try(x.name, null)`.
    Null,
}

#[derive(Clone, Debug)]
struct Name {
    name: Str,
    /// What null means there.
    null: Null,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Null {
    /// Nothing.
    Stays,
    /// A service default may take its place.
    Open,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Root {
    /// An attribute, by its slot.
    Slot(usize),
    /// The element of a loop, counted from the outermost.
    Element(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Literal {
    Null,
    Bool(bool),
    Text(Str),
    Whole(i64),
}

impl Quick {
    /// What of a rule can be told at once.
    pub fn of(rule: &Rule, slots: &mut Slots, knowledge: &Knowledge) -> Quick {
        compile::rule(rule, slots, knowledge)
    }

    /// Whether the rule has nothing to tell of a subject, as far as can be seen.
    pub fn is_quiet<'s>(&self, sight: &impl Sight<'s>) -> bool {
        let told = |condition: &Option<Condition>| condition.as_ref().and_then(|c| c.told(sight));
        told(&self.filter) == Some(false)
            || told(&self.unbound) == Some(true)
            || self.conditions.as_ref().is_some_and(|all| all.iter().all(|c| c.told(sight) == Some(true)))
    }

    /// Whether there is anything that could be told at once.
    pub fn is_some(&self) -> bool {
        self.filter.is_some() || self.unbound.is_some() || self.conditions.is_some()
    }
}
