//! Conversion between types, by the rules of cty (the type system under Terraform):
//! `string` to and from `number` and `bool`, tuples to lists and sets, objects to maps, and so on.
//! The rules and the wording of errors were read from go-cty's `convert` package (MIT).

mod conversion;
mod message;
mod unify;

use std::fmt;

use super::values::deep_marks;
use crate::model::{Kind, Marks, Refinement, Type, Unknown, Value};
use crate::text::Str;

pub use conversion::Conversion;
pub use message::{Naming, friendly_name, mismatch};
pub use unify::{Safety, unify, unify_conversions, unify_with};

/// One step towards the place of a value that cannot be converted. Not [`crate::model::Step`]: Terraform tells
/// attributes of objects from elements of maps when it names the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// `.name` of an object.
    Attribute(Str),
    /// `["key"]` of a map.
    Key(Str),
    /// `[n]` of a list, tuple or set.
    Index(usize),
}

/// Why a value cannot be converted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ConvertError {
    /// Where in the value; empty for the value itself.
    pub path: Vec<Place>,
    /// What is wrong there, without a full stop: `a number is required`.
    pub message: String,
}

/// `["key"]: a number is required`, as Terraform prefixes the place.
impl fmt::Display for ConvertError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.path {
            match step {
                Place::Attribute(name) => write!(f, ".{name}")?,
                Place::Key(name) => write!(f, "[{name:?}]")?,
                Place::Index(n) => write!(f, "[{n}]")?,
            }
        }
        if !self.path.is_empty() {
            f.write_str(": ")?;
        }
        f.write_str(&self.message)
    }
}

impl ConvertError {
    fn new(message: impl Into<String>) -> ConvertError {
        ConvertError { path: Vec::new(), message: message.into() }
    }

    fn under(mut self, step: Place) -> ConvertError {
        self.path.insert(0, step);
        self
    }
}

/// The value as one of type `ty`.
///
/// A value that is of the type already is returned as it is, `origin` included. Unknowns and nulls take
/// the type on and keep what is known of them, marks stay on every node. A partial list stays partial
/// when a list or set is asked for, its known elements converted.
///
/// # Errors
/// If no conversion exists between the types, or this value cannot take it (`"x"` to number).
pub fn convert(value: &Value, ty: &Type) -> Result<Value, ConvertError> {
    if matches!(ty, Type::Dynamic) {
        return Ok(value.clone());
    }
    let from = value.ty();
    if !matches!(value.kind, Kind::Partial(_)) && from == without_optional(ty) {
        return Ok(value.clone());
    }
    match Conversion::find(&from, ty, Safety::Unsafe) {
        Some(conversion) => conversion.apply(value),
        None => Err(ConvertError::new(mismatch(&from, ty))),
    }
}

/// Whether values of type `from` can become `to`; in unsafe mode perhaps only some of them.
pub fn is_convertible(from: &Type, to: &Type, safety: Safety) -> bool {
    from == to || Conversion::find(from, to, safety).is_some()
}

/// The type with nothing optional any more: the type that values have.
pub fn without_optional(ty: &Type) -> Type {
    match ty {
        Type::List(t) => Type::list(without_optional(t)),
        Type::Set(t) => Type::set(without_optional(t)),
        Type::Map(t) => Type::map(without_optional(t)),
        Type::Tuple(ts) => Type::tuple(ts.iter().map(without_optional).collect()),
        Type::Object(o) => Type::object(o.attributes.iter().map(|(k, t)| (k.clone(), without_optional(t))).collect()),
        other => other.clone(),
    }
}

/// Whether `any` occurs in the type.
pub fn has_dynamic(ty: &Type) -> bool {
    match ty {
        Type::Dynamic => true,
        Type::List(t) | Type::Set(t) | Type::Map(t) => has_dynamic(t),
        Type::Tuple(ts) => ts.iter().any(has_dynamic),
        Type::Object(o) => o.attributes.values().any(has_dynamic),
        Type::Bool | Type::Number | Type::String | Type::Resource => false,
    }
}

/// Makes a set; marks of elements, at any depth, also mark the set, since which elements there are depends on them.
pub fn set_of(elem: Type, items: Vec<Value>) -> Value {
    let marks = items.iter().fold(Marks::default(), |all, item| all.join(&deep_marks(item)));
    Value::set(elem, items).with_marks(&Marks { defaulted: None, ..marks })
}

/// The unknown, typed anew. Refinements that still hold stay: `null` or not, and lengths.
fn unknown_as(u: &Unknown, to: &Type) -> Unknown {
    let target = without_optional(to);
    let mut refinement = Refinement { not_null: u.refinement.not_null, ..Refinement::default() };
    let length = |n: usize| Some(n as u64);
    match (&u.ty, &target) {
        (a, b) if a == b => refinement = u.refinement.clone(),
        (Type::Dynamic, _) => refinement = fitting(&u.refinement, &target),
        (Type::Object(o), Type::Map(_)) => {
            (refinement.min_length, refinement.max_length) = (length(o.attributes.len()), length(o.attributes.len()));
        }
        (Type::Tuple(ts), Type::List(_)) => {
            (refinement.min_length, refinement.max_length) = (length(ts.len()), length(ts.len()));
        }
        (Type::Tuple(ts), Type::Set(_)) => {
            (refinement.min_length, refinement.max_length) = (length(ts.len().min(1)), length(ts.len()));
        }
        (Type::List(_) | Type::Set(_) | Type::Map(_), Type::List(_) | Type::Set(_) | Type::Map(_)) => {
            let min = u.refinement.min_length;
            // Elements may become equal in a set, but not vanish.
            refinement.min_length = if matches!(target, Type::Set(_)) { min.map(|n| n.min(1)) } else { min };
            refinement.max_length = u.refinement.max_length;
        }
        _ => {}
    }
    Unknown { ty: replace_dynamic(&u.ty, &target), refinement, waits_for: u.waits_for.clone() }
}

/// Of refinements of an unknown of any type, those that make sense for the type.
fn fitting(refinement: &Refinement, ty: &Type) -> Refinement {
    let mut out = Refinement { not_null: refinement.not_null, ..Refinement::default() };
    match ty {
        Type::String => out.prefix.clone_from(&refinement.prefix),
        Type::List(_) | Type::Map(_) => {
            (out.min_length, out.max_length) = (refinement.min_length, refinement.max_length);
        }
        _ => {}
    }
    out
}

/// The type that all elements can take; `any` if there is none.
fn element_type(of: &Type) -> Type {
    match of {
        Type::Tuple(types) => unify_with(types, Safety::Unsafe).unwrap_or_default(),
        Type::List(t) | Type::Set(t) | Type::Map(t) => (**t).clone(),
        Type::Object(o) => {
            let types: Vec<Type> = o.attributes.values().cloned().collect();
            unify_with(&types, Safety::Unsafe).unwrap_or_default()
        }
        _ => Type::Dynamic,
    }
}

/// `to` with each `any` in it replaced by what `from` has there.
fn replace_dynamic(from: &Type, to: &Type) -> Type {
    let elem = |t: &Type| replace_dynamic(&element_type(from), t);
    match (from, to) {
        (Type::Dynamic, _) => to.clone(),
        (_, Type::Dynamic) => from.clone(),
        (Type::Map(_) | Type::Object(_), Type::Map(t)) => Type::map(elem(t)),
        (Type::List(_) | Type::Set(_) | Type::Tuple(_), Type::List(t)) => Type::list(elem(t)),
        (Type::List(_) | Type::Set(_) | Type::Tuple(_), Type::Set(t)) => Type::set(elem(t)),
        (Type::Tuple(a), Type::Tuple(b)) if a.len() == b.len() => {
            Type::tuple(a.iter().zip(b.iter()).map(|(x, y)| replace_dynamic(x, y)).collect())
        }
        (Type::Map(a), Type::Object(o)) => {
            Type::object(o.attributes.iter().map(|(k, t)| (k.clone(), replace_dynamic(a, t))).collect())
        }
        (Type::Object(a), Type::Object(o)) => {
            let attribute = |(k, t): (&Str, &Type)| {
                (k.clone(), a.attributes.get(k).map_or_else(|| t.clone(), |have| replace_dynamic(have, t)))
            };
            Type::object(o.attributes.iter().map(attribute).collect())
        }
        _ => to.clone(),
    }
}

#[cfg(test)]
mod tests;
