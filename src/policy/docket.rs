//! The rules of one resource type, prepared: which operations they ask for, what they read, and which of
//! their conditions can be told at once. Made once for a run, shared by all threads.

use std::sync::Arc;

use super::judge::{facts_of, leaving};
use super::quick::{Quick, Slots};
use super::{Operation, Rule, RuleSet, validate};
use crate::eval::Side;
use crate::hcl::ast::{Expr, ExprKind};
use crate::model::doc::Roster;
use crate::provider::Knowledge;
use crate::text::Str;
use crate::zone::{Leaving, Zones};

/// The rules of a type.
#[derive(Debug)]
pub struct Docket<'p> {
    /// The type, as rules name it.
    pub kind: &'p Str,
    /// The rules, by id.
    pub entries: Vec<Entry<'p>>,
    /// Attributes that any of the rules may read.
    pub slots: Slots,
    /// The names of all attributes that are read of each resource of the type.
    pub roster: Arc<Roster>,
    /// Whether any rule asks for moves, of which operations are not told by the plan's action alone.
    pub moves: bool,
    /// Whether it matters in which zone a resource is.
    pub reach: Reach,
}

/// Where the rules of a type hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Each wherever a resource is, and everywhere with the same settings: nobody has to find out where that is.
    Everywhere,
    /// In some zones.
    Zones,
}

/// A rule of a type.
#[derive(Debug)]
pub struct Entry<'p> {
    /// The rule.
    pub rule: &'p Rule,
    /// Whether the zone that a resource leaves has a say.
    pub leaving: Leaving,
    /// Operations that it runs for; `None` for every resource that will exist.
    pub operations: Option<Operations>,
    /// Conditions that can be told at once.
    pub quick: Quick,
}

/// A set of operations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Operations(u8);

impl Operations {
    /// The set with one more.
    pub fn with(self, operation: Operation) -> Operations {
        Operations(self.0 | 1 << operation as u8)
    }

    /// Whether the sets have one in common.
    pub fn meets(self, other: Operations) -> bool {
        self.0 & other.0 != 0
    }
}

impl FromIterator<Operation> for Operations {
    fn from_iter<T: IntoIterator<Item = Operation>>(operations: T) -> Self {
        operations.into_iter().fold(Operations::default(), Operations::with)
    }
}

impl<'p> Docket<'p> {
    /// Prepares rules of a type.
    pub fn new(kind: &'p Str, rules: impl Iterator<Item = &'p Rule>, knowledge: &Knowledge) -> Docket<'p> {
        let mut slots = Slots::new(kind, knowledge);
        let entries: Vec<Entry<'p>> = rules
            .map(|rule| {
                note_reads(rule, kind, knowledge, &mut slots);
                Entry {
                    rule,
                    leaving: leaving(rule),
                    operations: rule.operations.as_ref().map(|all| all.iter().copied().collect()),
                    quick: Quick::of(rule, &mut slots, knowledge),
                }
            })
            .collect();
        let moves = entries.iter().any(|e| e.rule.operations.as_ref().is_some_and(|o| o.contains(&Operation::Move)));
        let roster = roster(kind, &slots, knowledge).into();
        Docket { kind, entries, slots, roster, moves, reach: Reach::Zones }
    }

    /// Finds out where the rules hold.
    pub fn within(self, zones: &Zones) -> Docket<'p> {
        let everywhere = |e: &Entry<'_>| {
            let plain = e.rule.bound_by.is_none() && e.rule.policies.is_empty();
            plain && zones.bind_alike(facts_of(e.rule))
        };
        let reach = match !self.moves && !zones.have_settings() && self.entries.iter().all(everywhere) {
            true => Reach::Everywhere,
            false => Reach::Zones,
        };
        Docket { reach, ..self }
    }
}

/// What rules read, and what tells where a resource lives.
fn roster(kind: &Str, slots: &Slots, knowledge: &Knowledge) -> Roster {
    let home = knowledge.home(kind).map(|home| home.attribute.iter().chain(&home.through)).into_iter().flatten();
    let home = home.map(|path| path.split('.').next().unwrap_or_default());
    Roster::new(slots.names().chain(home))
}

/// The rules of a type, prepared, without the rules themselves: a session that learns and judges again keeps them
/// beside its rules.
#[derive(Debug)]
pub struct KeptDocket {
    /// The place of each rule among all.
    entries: Vec<(usize, Leaving, Option<Operations>, Quick)>,
    slots: Slots,
    roster: Arc<Roster>,
    moves: bool,
}

impl KeptDocket {
    /// Lays a docket aside; `None` if it is not of these rules in their order.
    pub fn of(docket: Docket<'_>, rules: &RuleSet) -> Option<KeptDocket> {
        let mut places = rules.rules.iter().enumerate();
        let mut place = |rule: &Rule| places.find(|(_, r)| std::ptr::eq(*r, rule)).map(|(at, _)| at);
        let entries = docket.entries.into_iter();
        let entries = entries.map(|e| Some((place(e.rule)?, e.leaving, e.operations, e.quick)));
        let Docket { slots, roster, moves, .. } = docket;
        Some(KeptDocket { entries: entries.collect::<Option<_>>()?, slots, roster, moves })
    }

    /// The docket again; `None` if these are other rules.
    pub fn open<'p>(self, kind: &'p Str, rules: &'p RuleSet) -> Option<Docket<'p>> {
        let KeptDocket { entries, slots, roster, moves } = self;
        let entry = |(at, leaving, operations, quick): (usize, _, _, _)| {
            Some(Entry { rule: rules.rules.get(at)?, leaving, operations, quick })
        };
        let entries = entries.into_iter().map(entry).collect::<Option<_>>()?;
        Some(Docket { kind, entries, slots, roster, moves, reach: Reach::Zones })
    }
}

/// The attributes that a rule names, on both sides: `self` is the subject on the side that is looked at.
fn note_reads(rule: &Rule, kind: &Str, knowledge: &Knowledge, slots: &mut Slots) {
    let mut note = |expr: &Expr| {
        if let ExprKind::GetAttr(source, field) = &expr.kind
            && let ExprKind::Variable(root) = &source.kind
        {
            match &*root.name {
                "attrs" | "self" => slots.add(Side::After, &field.name),
                "prior_attrs" => slots.add(Side::Before, &field.name),
                _ => return,
            };
        }
    };
    for expr in validate::expressions(rule) {
        validate::walk(expr, &mut |e| note(e));
    }
    if rule.only_rules.is_some() {
        let few = crate::facts::net::attributes(knowledge.canonical(kind)).unwrap_or_default();
        for name in few {
            slots.add(Side::After, &Str::from(*name));
        }
    }
}
