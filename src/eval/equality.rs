//! `==` by the rules of cty, three-valued.

use super::Logic;
use crate::model::value::{canonical_order, same_element};
use crate::model::{Kind, Number, Refinement, Type, Unknown, Value};

/// Whether two values are equal, strictly; `None` if that depends on something unknown.
pub(super) fn equals(a: &Value, b: &Value, logic: Logic) -> Option<bool> {
    Equality::new(false, logic).equal(a, b)
}

/// Compares two values, counting what that costs.
///
/// Strictly (as in Terraform) values of different types are never equal, null apart:
/// `tolist([1]) == [1]` is false. Loosely, sequences are compared by their elements and maps with
/// objects by their entries, because values read from plan JSON have lost those types. Primitive
/// types count either way: `1 == "1"` is false.
pub(super) struct Equality {
    loose: bool,
    logic: Logic,
    comparisons: usize,
}

impl Equality {
    pub(super) fn new(loose: bool, logic: Logic) -> Self {
        Equality { loose, logic, comparisons: 0 }
    }

    fn is_kleene(&self) -> bool {
        self.logic == Logic::Kleene
    }

    pub(super) fn comparisons(&self) -> usize {
        self.comparisons
    }

    /// `None` if it depends on something unknown.
    pub(super) fn equal(&mut self, a: &Value, b: &Value) -> Option<bool> {
        if self.loose || self.is_kleene() || a.is_wholly_known() && b.is_wholly_known() {
            return self.compare(a, b);
        }
        self.as_terraform(a, b)
    }

    /// Terraform looks at types before it looks at parts, of which it gives up at the first that is open. What has parts without a
    /// type, it compares by types alone.
    fn as_terraform(&mut self, a: &Value, b: &Value) -> Option<bool> {
        if [a, b].iter().any(|v| matches!(v.kind, Kind::Unknown(_) | Kind::Null(_) | Kind::Partial(_))) {
            return self.compare(a, b);
        }
        let (one, other) = (a.ty(), b.ty());
        if holds_untyped(a) || holds_untyped(b) {
            return if conforms(&one, &other) || conforms(&other, &one) { None } else { Some(false) };
        }
        if one == other { self.compare(a, b) } else { Some(false) }
    }

    fn compare(&mut self, a: &Value, b: &Value) -> Option<bool> {
        self.comparisons += 1;
        match (&a.kind, &b.kind) {
            (Kind::Null(_), Kind::Null(_)) => Some(true),
            (Kind::Unknown(u), Kind::Unknown(v)) => {
                if self.is_kleene() && !unknowns_may_be_equal(u, v) {
                    Some(false)
                } else {
                    None
                }
            }
            (Kind::Unknown(u), _) => self.with_unknown(u, b),
            (_, Kind::Unknown(u)) => self.with_unknown(u, a),
            (Kind::Null(_), _) | (_, Kind::Null(_)) => Some(false),
            (Kind::Bool(x), Kind::Bool(y)) => Some(x == y),
            (Kind::Number(x), Kind::Number(y)) => Some(x == y),
            (Kind::String(x), Kind::String(y)) => Some(x == y),
            (Kind::Resource(x), Kind::Resource(y)) => Some(x == y),
            (Kind::Partial(x), other) | (other, Kind::Partial(x)) => partial(x, other),
            (Kind::List(t, _), Kind::List(u, _))
            | (Kind::Set(t, _), Kind::Set(u, _))
            | (Kind::Map(t, _), Kind::Map(u, _))
                if !self.loose && t != u && (!meet(t, u) || !holds_untyped(a) && !holds_untyped(b)) =>
            {
                Some(false)
            }
            (Kind::Set(_, x), Kind::Set(_, y)) => self.sets(x, y),
            (Kind::List(_, x), Kind::List(_, y)) => self.sequences(x, y),
            (Kind::Map(_, x), Kind::Map(_, y)) => self.entries(x.iter(), y.iter(), x.len() == y.len()),
            (Kind::Tuple(x), Kind::Tuple(y)) => self.sequences(x, y),
            (Kind::Object(x), Kind::Object(y)) => self.entries(x.iter(), y.iter(), x.len() == y.len()),
            _ if self.loose => self.across_types(a, b),
            _ => Some(false),
        }
    }

    /// What is known of an unknown can be enough to tell that it will differ. Strictly, its whole type counts, as in
    /// cty's `ValueRange.Includes`.
    fn with_unknown(&self, unknown: &Unknown, known: &Value) -> Option<bool> {
        let differs = || {
            let (wanted, given) = (&unknown.ty, known.ty());
            if self.is_kleene() { !meet(wanted, &given) } else { !conforms(&given, wanted) }
        };
        let other_type = !self.loose && !known.is_null() && differs();
        if other_type || !may_be(unknown, &known.kind) { Some(false) } else { None }
    }

    /// Collections of different kinds, for values that have lost their types.
    fn across_types(&mut self, a: &Value, b: &Value) -> Option<bool> {
        if let (Some(x), Some(y)) = (a.as_elements(), b.as_elements()) {
            let is_set = |v: &Value| matches!(v.kind, Kind::Set(..));
            return if is_set(a) || is_set(b) { self.sets(x, y) } else { self.sequences(x, y) };
        }
        match (a.as_entries(), b.as_entries()) {
            (Some(x), Some(y)) => self.entries(x.iter(), y.iter(), x.len() == y.len()),
            _ => Some(false),
        }
    }

    fn sequences(&mut self, x: &[Value], y: &[Value]) -> Option<bool> {
        if x.len() != y.len() {
            return Some(false);
        }
        let mut result = Some(true);
        for (a, b) in x.iter().zip(y) {
            match self.inner(a, b) {
                Some(true) => {}
                Some(false) => return Some(false),
                // Terraform gives up at the first that is open, whatever differs after it.
                None if !self.is_kleene() => return None,
                None => result = None,
            }
        }
        result
    }

    fn entries<'v, K: Eq + 'v>(
        &mut self,
        x: impl Iterator<Item = (&'v K, &'v Value)>,
        y: impl Iterator<Item = (&'v K, &'v Value)>,
        same_length: bool,
    ) -> Option<bool> {
        if !same_length {
            return Some(false);
        }
        let mut result = Some(true);
        for ((k, a), (l, b)) in x.zip(y) {
            match if k == l { self.inner(a, b) } else { Some(false) } {
                Some(true) => {}
                Some(false) if self.is_kleene() => return Some(false),
                // Terraform walks them in no certain order, and gives up at the first that is open.
                Some(false) => result = result.and(Some(false)),
                None => result = None,
            }
        }
        result
    }

    /// Inside a structure nulls of different types make the structures differ in type.
    fn inner(&mut self, a: &Value, b: &Value) -> Option<bool> {
        match (&a.kind, &b.kind) {
            (Kind::Null(t), Kind::Null(u)) if !self.loose => Some(t == u),
            _ => self.compare(a, b),
        }
    }

    fn sets(&mut self, x: &[Value], y: &[Value]) -> Option<bool> {
        self.comparisons += x.len() + y.len();
        if !x.iter().chain(y).all(Value::is_wholly_known) {
            return if self.is_kleene() { self.unknown_sets(x, y) } else { None };
        }
        let canonical = |items: &[Value]| match Value::set(Type::Dynamic, items.to_vec()).kind {
            Kind::Set(_, items) => items,
            _ => std::sync::Arc::default(),
        };
        let (x, y) = (canonical(x), canonical(y));
        // Plan JSON does not keep the minus of a zero.
        let same = |a, b| if self.loose { canonical_order(a, b).is_eq() } else { same_element(a, b) };
        Some(x.len() == y.len() && x.iter().zip(y.iter()).all(|(a, b)| same(a, b)))
    }

    /// Sets with unknown elements differ for certain only if a known element of one can be none of the other's.
    fn unknown_sets(&mut self, x: &[Value], y: &[Value]) -> Option<bool> {
        let mut lacks = |from: &[Value], other: &[Value]| {
            from.iter().filter(|a| a.is_wholly_known()).any(|a| other.iter().all(|b| self.compare(a, b) == Some(false)))
        };
        if lacks(x, y) || lacks(y, x) { Some(false) } else { None }
    }
}

/// Whether part of a value is unknown and of no known type. A collection without such parts is of its type for good, as
/// cty's `HasWhollyKnownType` has it: `tolist([])`, whose elements could be of any type, is not an empty list of texts.
pub(super) fn holds_untyped(value: &Value) -> bool {
    match &value.kind {
        Kind::Unknown(u) => super::convert::has_dynamic(&u.ty),
        Kind::Map(_, entries) | Kind::Object(entries) => entries.values().any(holds_untyped),
        _ => value.as_elements().is_some_and(|items| items.iter().any(holds_untyped)),
    }
}

/// Whether values of two types may turn out to be of one type: what is not known makes no difference yet.
fn meet(a: &Type, b: &Type) -> bool {
    *a == Type::Dynamic || *b == Type::Dynamic || alike(a, b, meet)
}

/// Whether a type is another with something in the place of each `any`, as cty's `TestConformance` has it.
fn conforms(given: &Type, wanted: &Type) -> bool {
    *wanted == Type::Dynamic || alike(given, wanted, conforms)
}

/// Whether two types are of one kind, and their parts are `like` each other.
fn alike(a: &Type, b: &Type, like: fn(&Type, &Type) -> bool) -> bool {
    match (a, b) {
        (Type::Object(a), Type::Object(b)) => {
            let (a, b) = (&a.attributes, &b.attributes);
            a.len() == b.len() && a.iter().all(|(name, ty)| b.get(name).is_some_and(|other| like(ty, other)))
        }
        (Type::Tuple(a), Type::Tuple(b)) => a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| like(a, b)),
        (Type::List(a), Type::List(b)) | (Type::Map(a), Type::Map(b)) | (Type::Set(a), Type::Set(b)) => like(a, b),
        _ => a == b,
    }
}

/// A list that has these elements and perhaps more.
fn partial(known: &[Value], other: &Kind) -> Option<bool> {
    match other {
        Kind::List(_, i) | Kind::Set(_, i) | Kind::Tuple(i) if i.len() >= known.len() => None,
        Kind::Partial(_) => None,
        _ => Some(false),
    }
}

/// Whether the unknown may turn out to be this value.
fn may_be(unknown: &Unknown, known: &Kind) -> bool {
    let limits = &unknown.refinement;
    let typed = |known: &Kind| match (&unknown.ty, known) {
        (Type::Bool, Kind::Bool(_)) | (Type::Number, Kind::Number(_)) | (Type::String, Kind::String(_)) => true,
        (Type::Bool | Type::Number | Type::String, _) => false,
        _ => true,
    };
    // It has from `least` to `most` elements.
    let between = |least: usize, most: usize| {
        limits.min_length.is_none_or(|min| most as u64 >= min)
            && limits.max_length.is_none_or(|max| least as u64 <= max)
    };
    let length = |n: usize| between(n, n);
    match known {
        Kind::Null(_) => !limits.not_null,
        known if !typed(known) => false,
        Kind::String(s) => limits.prefix.as_ref().is_none_or(|p| s.starts_with(&**p)),
        Kind::Number(n) => within(n, limits),
        Kind::List(_, i) | Kind::Tuple(i) => length(i.len()),
        Kind::Map(_, i) | Kind::Object(i) => length(i.len()),
        // Elements that are not known may turn out to be one.
        Kind::Set(_, i) if i.iter().all(Value::is_wholly_known) => length(i.len()),
        Kind::Set(_, i) => between(1, i.len()),
        _ => true,
    }
}

fn within(n: &Number, limits: &Refinement) -> bool {
    limits.min.as_ref().is_none_or(|min| n >= min) && limits.max.as_ref().is_none_or(|max| n <= max)
}

fn unknowns_may_be_equal(a: &Unknown, b: &Unknown) -> bool {
    let (x, y) = (&a.refinement, &b.refinement);
    if !x.not_null && !y.not_null {
        return true; // both may be null
    }
    let prefixes = x.prefix.as_ref().zip(y.prefix.as_ref());
    let below = |max: &Option<Number>, min: &Option<Number>| max.as_ref().zip(min.as_ref()).is_some_and(|(a, b)| a < b);
    prefixes.is_none_or(|(p, q)| p.starts_with(&**q) || q.starts_with(&**p))
        && !below(&x.max, &y.min)
        && !below(&y.max, &x.min)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(ty: Type, refinement: Refinement) -> Value {
        Kind::Unknown(std::sync::Arc::new(Unknown { ty, refinement, ..Unknown::default() })).into()
    }

    /// Answers of cty's `Equals`, which `==` and functions such as `contains` share.
    #[test]
    fn unknowns_null_and_types_are_compared_as_by_cty() {
        let text = |r| unknown(Type::String, r);
        let sure = || Refinement { not_null: true, ..Refinement::default() };
        let one_or_two = Refinement { min_length: Some(1), max_length: Some(2), ..sure() };
        let some_texts = || unknown(Type::set(Type::String), one_or_two.clone());
        let prefix = Refinement { prefix: Some("ocid1.".into()), not_null: true, ..Refinement::default() };
        let null = |t| Value::from(Kind::Null(t));
        let pair = |v: Value| Value::tuple(vec!["a".into(), v]);
        let cases = [
            (text(Refinement::default()), Value::NULL, None),
            (text(sure()), Value::NULL, Some(false)),
            (text(sure()), "x".into(), None),
            (text(prefix.clone()), "x".into(), Some(false)),
            (text(prefix), "ocid1.y".into(), None),
            // Of another type it could be equal only as null.
            (text(Refinement::default()), 1.into(), Some(false)),
            (text(Refinement::default()), unknown(Type::Number, Refinement::default()), None),
            (unknown(Type::list(Type::String), Refinement::default()), Value::tuple(vec!["a".into()]), Some(false)),
            (unknown(Type::Dynamic, Refinement::default()), Value::tuple(vec!["a".into()]), None),
            (null(Type::String), null(Type::Number), Some(true)),
            (pair(null(Type::String)), pair(null(Type::Number)), Some(false)),
            (pair(Value::unknown()), pair("b".into()), None),
            (pair(Value::unknown()), Value::tuple(vec!["b".into(), "b".into()]), Some(false)),
            (some_texts(), Value::set(Type::String, vec![]), Some(false)),
            (some_texts(), Value::set(Type::String, vec!["a".into()]), None),
            (some_texts(), Value::set(Type::String, vec!["a".into(), "b".into(), "c".into()]), Some(false)),
            (some_texts(), Value::set(Type::String, vec!["a".into(), "b".into(), text(sure())]), None),
        ];
        for (a, b, expected) in cases {
            assert_eq!(equals(&a, &b, Logic::Kleene), expected, "{a:?} == {b:?}");
            assert_eq!(equals(&b, &a, Logic::Kleene), expected, "{b:?} == {a:?}");
        }
    }
}
