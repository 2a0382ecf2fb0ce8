//! Equality as cty decides it, three-valued.

use crate::model::{Kind, Type, Value};

/// Whether two values are equal; `None` while that depends on something unknown.
/// Values of different types are never equal (`1 == "1"` is false), two nulls always are.
pub fn equals(a: &Value, b: &Value) -> Option<bool> {
    match (&a.kind, &b.kind) {
        (Kind::Unknown(u), _) => unknown_equals(a, u, b),
        (_, Kind::Unknown(u)) => unknown_equals(b, u, a),
        (Kind::Null(_), Kind::Null(_)) => Some(true),
        (Kind::Null(_), _) | (_, Kind::Null(_)) => Some(false),
        (Kind::Bool(x), Kind::Bool(y)) => Some(x == y),
        (Kind::Number(x), Kind::Number(y)) => Some(x == y),
        (Kind::String(x), Kind::String(y)) => Some(x == y),
        (Kind::Resource(x), Kind::Resource(y)) => Some(x == y),
        (Kind::Tuple(x), Kind::Tuple(y)) | (Kind::List(_, x), Kind::List(_, y)) => {
            if same_element_type(a, b) {
                all_equal(x, y)
            } else {
                Some(false)
            }
        }
        (Kind::Set(_, x), Kind::Set(_, y)) => {
            if !same_element_type(a, b) {
                Some(false)
            } else if a.is_wholly_known() && b.is_wholly_known() {
                all_equal(x, y)
            } else {
                None
            }
        }
        // More elements may exist on either side of a partial list.
        (Kind::Partial(x), other) | (other, Kind::Partial(x)) => match other {
            Kind::List(_, y) | Kind::Tuple(y) if y.len() < x.len() => Some(false),
            Kind::List(..) | Kind::Tuple(_) | Kind::Set(..) | Kind::Partial(_) => None,
            _ => Some(false),
        },
        (Kind::Object(x), Kind::Object(y)) | (Kind::Map(_, x), Kind::Map(_, y)) => {
            if !same_element_type(a, b) || x.len() != y.len() || x.keys().any(|k| !y.contains_key(k)) {
                return Some(false);
            }
            let mut unknown = false;
            for (name, value) in x.iter() {
                match y.get(name).map(|other| equals(value, other)) {
                    Some(Some(true)) => {}
                    Some(None) => unknown = true,
                    _ => return Some(false),
                }
            }
            if unknown { None } else { Some(true) }
        }
        _ => Some(false),
    }
}

/// Collections of different element types are different; `any` fits all.
fn same_element_type(a: &Value, b: &Value) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::List(x, _), Kind::List(y, _))
        | (Kind::Set(x, _), Kind::Set(y, _))
        | (Kind::Map(x, _), Kind::Map(y, _)) => compatible(x, y),
        _ => true,
    }
}

fn compatible(a: &Type, b: &Type) -> bool {
    a == b || crate::eval::convert::has_dynamic(a) || crate::eval::convert::has_dynamic(b)
}

fn all_equal(x: &[Value], y: &[Value]) -> Option<bool> {
    if x.len() != y.len() {
        return Some(false);
    }
    let mut unknown = false;
    for (a, b) in x.iter().zip(y) {
        match equals(a, b) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => unknown = true,
        }
    }
    if unknown { None } else { Some(true) }
}

/// What is known of the unknown can be enough to tell that it will differ.
fn unknown_equals(this: &Value, u: &crate::model::Unknown, other: &Value) -> Option<bool> {
    let limits = &u.refinement;
    if let (Kind::Unknown(a), Kind::Unknown(b)) = (&this.kind, &other.kind) {
        let differs = !compatible(&a.ty, &b.ty);
        return differs.then_some(false);
    }
    if other.is_null() {
        return limits.not_null.then_some(false);
    }
    if !compatible(&u.ty, &other.ty()) {
        // A value of another type; both could still be null of it, but this one is not.
        return Some(false);
    }
    let differs = match &other.kind {
        Kind::String(s) => limits.prefix.as_ref().is_some_and(|p| !s.starts_with(&**p)),
        Kind::Number(n) => {
            limits.min.as_ref().is_some_and(|min| n < min) || limits.max.as_ref().is_some_and(|max| n > max)
        }
        Kind::List(_, i) | Kind::Tuple(i) => {
            let length = i.len() as u64;
            limits.min_length.is_some_and(|min| length < min) || limits.max_length.is_some_and(|max| length > max)
        }
        Kind::Map(_, i) => {
            let length = i.len() as u64;
            limits.min_length.is_some_and(|min| length < min) || limits.max_length.is_some_and(|max| length > max)
        }
        _ => false,
    };
    differs.then_some(false)
}
