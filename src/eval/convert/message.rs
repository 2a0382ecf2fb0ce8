//! Words for types, and for why one does not become another.

use super::{Safety, is_convertible};
use crate::model::Type;
use crate::model::types::ObjectType;

/// How a type is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// As the type of a value: `dynamic` is `dynamic`.
    Value,
    /// As what is asked for: `dynamic` is `any type`.
    Constraint,
}

/// `list of string`, `map of any single type`, `object`.
pub fn friendly_name(ty: &Type, naming: Naming) -> String {
    let of = |noun: &str, elem: &Type| match (naming, elem) {
        (Naming::Constraint, Type::Dynamic) => format!("{noun} of any single type"),
        _ => format!("{noun} of {}", friendly_name(elem, naming)),
    };
    match ty {
        Type::Dynamic if naming == Naming::Constraint => "any type".into(),
        Type::Dynamic => "dynamic".into(),
        Type::Bool => "bool".into(),
        Type::Number => "number".into(),
        Type::String => "string".into(),
        Type::List(t) => of("list", t),
        Type::Set(t) => of("set", t),
        Type::Map(t) => of("map", t),
        Type::Tuple(_) => "tuple".into(),
        Type::Object(_) => "object".into(),
        Type::Resource => "resource".into(),
    }
}

/// Why values of type `got` cannot become `want`, without a full stop.
pub fn mismatch(got: &Type, want: &Type) -> String {
    let required = || format!("{} required", friendly_name(want, Naming::Constraint));
    match (got, want) {
        (Type::Object(a), Type::Object(b)) => objects(a, b),
        (Type::Tuple(_), Type::List(e)) if **e == Type::Dynamic => "all list elements must have the same type".into(),
        (Type::Tuple(_), Type::Set(e)) if **e == Type::Dynamic => "all set elements must have the same type".into(),
        (Type::Object(_), Type::Map(e)) if **e == Type::Dynamic => "all map elements must have the same type".into(),
        (Type::Tuple(types), Type::List(e) | Type::Set(e)) => {
            let wrong = types.iter().enumerate().find(|(_, t)| **t != **e && !is_convertible(t, e, Safety::Unsafe));
            match wrong {
                Some((i, t)) => format!("element {i}: {}", mismatch(t, e)),
                None => format!("all elements must be {}", friendly_name(e, Naming::Constraint)),
            }
        }
        (Type::Object(o), Type::Map(e)) => {
            let wrong = o.attributes.iter().find(|(_, t)| **t != **e && !is_convertible(t, e, Safety::Unsafe));
            match wrong {
                Some((name, t)) => format!("element {name:?}: {}", mismatch(t, e)),
                None => format!("all elements must be {}", friendly_name(e, Naming::Constraint)),
            }
        }
        (Type::Tuple(_) | Type::Object(_), Type::List(_) | Type::Set(_) | Type::Map(_)) => required(),
        (Type::List(a) | Type::Set(a), Type::List(b)) => format!("incorrect list element type: {}", mismatch(a, b)),
        (Type::List(a) | Type::Set(a), Type::Set(b)) => format!("incorrect set element type: {}", mismatch(a, b)),
        (Type::Map(a), Type::Map(b)) => format!("incorrect map element type: {}", mismatch(a, b)),
        (Type::List(_) | Type::Set(_) | Type::Map(_), Type::List(_) | Type::Set(_) | Type::Map(_)) => required(),
        _ => required(),
    }
}

fn objects(got: &ObjectType, want: &ObjectType) -> String {
    let missing: Vec<_> =
        want.attributes.keys().filter(|k| !got.attributes.contains_key(*k) && !want.optional.contains(k)).collect();
    match missing.as_slice() {
        [] => {}
        [one] => return format!("attribute {one:?} is required"),
        [one, two] => return format!("attributes {one:?} and {two:?} are required"),
        [most @ .., last] => {
            let most: String = most.iter().map(|name| format!("{name:?}, ")).collect();
            return format!("attributes {most}and {last:?} are required");
        }
    }
    for safety in [Safety::Unsafe, Safety::Safe] {
        for (name, want) in &want.attributes {
            if let Some(have) = got.attributes.get(name)
                && have != want
                && !is_convertible(have, want, safety)
            {
                return format!("attribute {name:?}: {}", mismatch(have, want));
            }
        }
    }
    "incorrect object attributes".into()
}
