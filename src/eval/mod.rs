//! Evaluation of expressions of Terraform's language, three-valued: what depends on an
//! unknown is unknown, and says what it waits for. The same evaluator serves Terraform
//! sources and rules; a [`Scope`] says what names mean.

mod calls;
mod conditional;
pub mod convert;
mod display;
mod equality;
mod expr;
mod for_expr;
pub mod functions;
mod literals;
mod logic;
mod operators;
mod reads;
pub mod references;
mod template;
mod template_calls;
mod traversal;
mod values;

pub use display::display;
pub use expr::evaluate;
pub use references::{Reference, is_direct_traversal, references};
pub use traversal::stands_for_all;
pub use values::{deep_marks, suggest};

use std::sync::Arc;

use crate::hcl::ast::Expr;
use crate::model::{AttrPath, AttrRef, ResourceId, Step, Value};
use crate::text::{Diagnostic, Span, Str};

pub use literals::Literals;

/// A value together with the places that it was read from, so that a finding can point
/// at the attribute that decided a condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Traced {
    /// The value.
    pub value: Value,
    /// The place that *is* this value, while it is only passed on or stepped into:
    /// `attrs.rules[0]` is a place, `attrs.a + 1` is not.
    pub place: Option<Place>,
    /// All places that the value depends on. For `&&`, `||` and conditionals only the operands
    /// that decided are kept.
    pub reads: Reads,
}

/// An attribute of a resource of the plan, before or after.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The resource.
    pub resource: ResourceId,
    /// In which of the two worlds.
    pub side: Side,
    /// Where in the resource.
    pub path: AttrPath,
}

/// The world that a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// As it was before the plan.
    Before,
    /// As it will be after it.
    After,
}

/// A small set of places, shared until it is changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reads(Option<Arc<Vec<Place>>>);

/// Places that are kept of what a value depends on.
const MOST_READS: usize = 64;

impl Reads {
    /// The places, each once, in the order in which they were read.
    pub fn places(&self) -> &[Place] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }

    /// One place.
    pub fn of(place: Place) -> Reads {
        Reads(Some(Arc::new(vec![place])))
    }

    /// Both sets.
    pub fn join(&self, other: &Reads) -> Reads {
        match (&self.0, &other.0) {
            (_, None) => self.clone(),
            (None, _) => other.clone(),
            (Some(a), Some(b)) if Arc::ptr_eq(a, b) => self.clone(),
            (Some(a), Some(b)) => {
                // A finding shows a handful: a condition over thousands of elements need not carry them all.
                if a.len() >= MOST_READS {
                    return self.clone();
                }
                let mut all = a.as_ref().clone();
                for place in b.iter().take(MOST_READS - a.len()) {
                    if !all.contains(place) {
                        all.push(place.clone());
                    }
                }
                Reads(Some(Arc::new(all)))
            }
        }
    }
}

impl From<Value> for Traced {
    fn from(value: Value) -> Self {
        Traced { value, place: None, reads: Reads::default() }
    }
}

impl Traced {
    /// A value that stands at a place, and so depends on it.
    pub fn at(value: Value, place: Place) -> Self {
        Traced { value, reads: Reads::of(place.clone()), place: Some(place) }
    }

    /// The same value, without what it depends on.
    pub fn unread(&self) -> Traced {
        Traced { value: self.value.clone(), place: self.place.clone(), reads: Reads::default() }
    }

    /// What stepping into this value gives: the child's value, one step further.
    /// The reads become the narrower place where there is one.
    pub fn step(&self, value: Value, step: Step) -> Traced {
        match &self.place {
            Some(place) => {
                let place = Place { path: place.path.child(step), ..place.clone() };
                match self.reads.0 {
                    Some(_) => Traced::at(value, place),
                    None => Traced { value, place: Some(place), reads: Reads::default() },
                }
            }
            None => Traced { value, place: None, reads: self.reads.clone() },
        }
    }
}

/// What names mean.
pub trait Scope {
    /// The value of a root name together with the attribute names that follow it directly.
    ///
    /// `var.a.b[0]` asks `("var", ["a", "b"])`; the scope says how many of the names it used
    /// (here one), and the evaluator steps into the rest. A name that does not exist is a
    /// diagnostic at `span`.
    fn lookup(&self, root: &str, names: &[Str], span: Span) -> Result<Lookup, Diagnostic>;

    /// Why a resource that an expression refers to by this address, as in `aws_vpc.main[0]`, must not have a key after
    /// it; `None` if it may.
    fn unexpected_key(&self, _resource: ResourceId, _address: &[&str], _span: Span) -> Option<Diagnostic> {
        None
    }

    /// An attribute of a resource that a relation returned ([`crate::model::Kind::Resource`]).
    fn resource_attribute(&self, resource: ResourceId, name: &str, span: Span) -> Result<Traced, Diagnostic>;

    /// Calls a function. `name` has its namespace, if any: `net::allows`, `core::length`.
    fn call(&self, name: &str, args: Vec<Traced>, span: Span) -> Result<Traced, Diagnostic>;

    /// [`Scope::call`] with a result no more certain than Terraform's own ([`Logic::Terraform`]).
    fn call_vaguely(&self, name: &str, args: Vec<Traced>, span: Span) -> Result<Traced, Diagnostic> {
        self.call(name, args, span)
    }

    /// The value of a function without arguments that is always the same, if that is at hand.
    fn constant(&self, _name: &str) -> Option<Value> {
        None
    }

    /// What an attribute is that an object does not have, where the object is (part of) a resource's
    /// attribute: a provider may compute what nobody wrote. `None` makes it the error that it
    /// is for any other object.
    fn absent_attribute(&self, _of: &AttrRef, _name: &Str) -> Option<Value> {
        None
    }

    /// How certain results may be where unknowns are involved.
    fn short_circuit(&self) -> Logic {
        Logic::Kleene
    }

    /// Which errors in operands of `&&` and `||` count, where types are strict.
    fn operands(&self) -> Operands {
        Operands::Deciding
    }

    /// How much the types of values are to be relied on.
    fn typing(&self) -> Typing {
        Typing::Loose
    }

    /// The type that an expression names, where the language has functions that take types (`convert`).
    fn type_constraint(&self, _expr: &Expr) -> Option<Result<crate::model::Type, Box<Diagnostic>>> {
        None
    }

    /// Where templates of `templatefile` and `templatestring` come from; without it these
    /// functions go to [`Scope::call`] as all others do.
    fn templates(&self) -> Option<&dyn Templates> {
        None
    }

    /// Whether the places that decided are wanted along with the value.
    fn reasons(&self) -> Reasons {
        Reasons::Wanted
    }

    /// How many steps one evaluation may take before it is given up.
    fn step_limit(&self) -> u64 {
        10_000_000
    }
}

/// Logic of `&&` and `||` (together with [`Operands`]), of `for` with an unknown `if`, of a conditional with equal branches, of `==` and of functions
/// such as `alltrue`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Logic {
    /// As Terraform, which leaves open what depends on anything open: `unknown && false`, before 1.12.
    Terraform,
    /// Three-valued: an operand that decides alone does so; a `for` keeps what is certain.
    #[default]
    Kleene,
}

/// Which errors in operands of `&&` and `||` count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Operands {
    /// All, as in Terraform before 1.12.
    All,
    /// As in Terraform since 1.12: none beside an operand that decides alone, and none to the right of one that may. A value
    /// of a wrong type counts all the same.
    #[default]
    Deciding,
}

/// Whether an evaluation keeps account of what decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Reasons {
    /// [`Traced::reads`] names them.
    #[default]
    Wanted,
    /// Only the value counts: the scope leaves [`Traced::reads`] empty, and what cannot change the value
    /// is not evaluated.
    Spared,
}

/// What types are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// As in Terraform: every value has its declared type.
    Strict,
    /// Values come from plan JSON, where lists, sets and tuples look the same: `==` compares
    /// collections by what they hold, branches of a conditional are not forced into one
    /// structural type, and what a resource does not have reads as null (wherever the value
    /// still has a [`Place`]).
    Loose,
}

/// Supplies templates, parsed.
pub trait Templates {
    /// The template in a file. The path is as the expression gives it. `None` if the file cannot be
    /// had; the scope keeps account of that, and the result of the call is unknown.
    fn load(&self, path: &str, span: Span) -> Result<Option<Arc<Expr>>, Diagnostic>;

    /// Where something in a template is, for messages.
    fn place(&self, span: Span) -> String;

    /// A template from text.
    fn parse(&self, text: &str, span: Span) -> Result<Arc<Expr>, Diagnostic>;
}

/// Answer of [`Scope::lookup`].
#[derive(Clone, Debug, PartialEq)]
pub struct Lookup {
    /// The value.
    pub value: Traced,
    /// How many of the names after the root it stands for.
    pub used: usize,
}
#[cfg(test)]
mod tests;
