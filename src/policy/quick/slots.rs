//! What the rules of a type look at, numbered.

use super::Related;
use crate::eval::Side;
use crate::facts::net::Direction;
use crate::model::Value;
use crate::provider::{Defaults, Knowledge};
use crate::text::Str;

/// Attributes and firewalls that the rules of a type read.
#[derive(Debug)]
pub struct Slots {
    names: Vec<(Side, Str)>,
    firewalls: Vec<Firewall>,
    related: Vec<Related>,
    /// The type, as rules name it.
    kind: Str,
    /// Paths of which a service default is known: null may not stay null.
    defaulted: Vec<(Str, Gives)>,
}

/// What service defaults of an attribute are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gives {
    /// Null, or empty, whatever the release of the provider.
    Nothing,
    Something,
}

/// Firewall rules of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Firewall {
    /// Those in a list, by its slot.
    List(usize),
    /// Those that the resource itself has, of one direction or all, read from these attributes.
    Resource(Option<Direction>, Vec<usize>),
}

impl Slots {
    /// Slots of a type, none yet.
    pub fn new(kind: &Str, knowledge: &Knowledge) -> Slots {
        let kind = knowledge.canonical(kind).clone();
        let defaults = knowledge.defaults.get(&kind);
        let gives = |all: &Defaults| match all.iter().all(|d| is_empty(&d.value)) {
            true => Gives::Nothing,
            false => Gives::Something,
        };
        let defaulted = defaults.into_iter().flatten().map(|(path, all)| (path.clone(), gives(all))).collect();
        Slots { names: Vec::new(), firewalls: Vec::new(), related: Vec::new(), kind, defaulted }
    }

    /// The type, as rules name it.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The slot of an attribute, new if need be.
    pub fn add(&mut self, side: Side, name: &Str) -> usize {
        self.find(side, name).unwrap_or_else(|| {
            self.names.push((side, name.clone()));
            self.names.len() - 1
        })
    }

    /// The slot of an attribute.
    pub fn find(&self, side: Side, name: &str) -> Option<usize> {
        self.names.iter().position(|(s, n)| *s == side && &**n == name)
    }

    /// The attribute of a slot.
    pub fn get(&self, slot: usize) -> (Side, &str) {
        self.names.get(slot).map_or((Side::After, ""), |(side, name)| (*side, name))
    }

    /// The names of all attributes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(_, name)| &**name)
    }

    /// The number of a firewall, new if need be.
    pub fn add_firewall(&mut self, firewall: Firewall) -> usize {
        self.firewalls.iter().position(|f| *f == firewall).unwrap_or_else(|| {
            self.firewalls.push(firewall);
            self.firewalls.len() - 1
        })
    }

    /// All firewalls.
    pub fn firewalls(&self) -> &[Firewall] {
        &self.firewalls
    }

    /// The number of a question about related resources.
    pub fn add_related(&mut self, related: Related) -> usize {
        self.related.push(related);
        self.related.len() - 1
    }

    /// A question about related resources.
    pub fn related(&self, number: usize) -> Option<&Related> {
        self.related.get(number)
    }

    /// Whether service defaults of the type are known.
    pub fn has_defaults(&self) -> bool {
        !self.defaulted.is_empty()
    }

    /// Whether a service default may stand where an attribute is null, or a part of one at this path.
    pub fn is_defaulted(&self, path: &str) -> bool {
        self.defaulted.iter().any(|(known, _)| &**known == path)
    }

    /// Whether null at this path means nothing, or something empty.
    pub fn gives_nothing(&self, path: &str) -> bool {
        self.defaulted.iter().all(|(known, gives)| &**known != path || *gives == Gives::Nothing)
    }

    /// Whether a service default may stand in an attribute, or anywhere in it.
    pub fn is_defaulted_below(&self, name: &str) -> bool {
        let inside = |path: &str| path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.defaulted.iter().any(|(known, _)| inside(known))
    }

    /// Paths inside of an attribute where a service default that says something may stand for null.
    pub fn filled_inside(&self, slot: usize) -> impl Iterator<Item = &str> {
        let name = self.get(slot).1;
        let filled = self.defaulted.iter().filter(|(_, gives)| *gives == Gives::Something);
        filled.filter_map(move |(path, _)| path.strip_prefix(name)?.strip_prefix('.'))
    }

    /// How many attributes there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }
}

fn is_empty(value: &Value) -> bool {
    value.is_null()
        || value.as_str() == Some("")
        || value.as_elements().is_some_and(<[Value]>::is_empty)
        || value.as_entries().is_some_and(|e| e.is_empty())
}
