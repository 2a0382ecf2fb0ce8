//! Reading arguments and making results.

use std::borrow::Cow;
use std::sync::Arc;

use num_bigint::BigInt;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::FunctionError;
use super::spec::Call;
pub(super) use crate::eval::values::tint as mark;
use crate::eval::values::{collapse, shade};
pub(super) use crate::model::set_order::quoted;
use crate::model::{Kind, Marks, Number, Refinement, Type, Unknown, Value};
use crate::text::Str;

impl Call<'_> {
    /// The text of a string argument that the parameters made sure is one.
    pub(super) fn str(&self, i: usize) -> &str {
        self.args.get(i).and_then(Value::as_str).unwrap_or_default()
    }

    /// A number argument.
    pub(super) fn number(&self, i: usize) -> Number {
        self.args.get(i).and_then(Value::as_number).cloned().unwrap_or(Number::ZERO)
    }

    /// A number argument as a machine integer; the error names no argument, as cty's does not.
    pub(super) fn integer(&self, i: usize) -> Result<i64, FunctionError> {
        self.number(i).to_i64().ok_or_else(|| FunctionError::new(NOT_AN_INTEGER))
    }

    /// A number argument as an integer of any size.
    pub(super) fn big_integer(&self, i: usize) -> Result<BigInt, FunctionError> {
        let n = self.number(i);
        if n.is_integer() { Ok(n.trunc_to_bigint()) } else { Err(FunctionError::new("value must be a whole number")) }
    }

    /// A number argument as a machine float.
    pub(super) fn float(&self, i: usize) -> Result<f64, FunctionError> {
        let f = self.number(i).to_f64();
        if f.is_finite() {
            Ok(f)
        } else {
            Err(FunctionError::new(format!("value must be between -{0:.6} and {0:.6} inclusive", f64::MAX)))
        }
    }

    /// An unknown of the type of the result.
    pub(super) fn unknown(&self) -> Value {
        unknown(self.returns.clone())
    }

    /// The element type of the result, if that is a collection.
    pub(super) fn element_type(&self) -> Type {
        element_type(self.returns)
    }
}

pub(super) const NOT_AN_INTEGER: &str =
    "value must be a whole number, between -9223372036854775808 and 9223372036854775807";

/// The element type of a collection type, `any` for other types.
pub(super) fn element_type(ty: &Type) -> Type {
    match ty {
        Type::List(t) | Type::Set(t) | Type::Map(t) => (**t).clone(),
        _ => Type::Dynamic,
    }
}

/// A string result, in the normal form C that cty keeps strings in.
pub(super) fn text(s: impl Into<String>) -> Value {
    Value::from(normalize(s.into()))
}

/// Unicode normal form C.
pub(super) fn normalize(s: String) -> String {
    if s.is_ascii() || is_nfc_quick(s.chars()) == IsNormalized::Yes { s } else { s.nfc().collect() }
}

/// A count, with the precision that cty gives to counts.
pub(super) fn count(n: usize) -> Value {
    Value::from(Number::counted(n as i64))
}

/// A list of strings.
pub(super) fn strings<S: Into<String>>(items: impl IntoIterator<Item = S>) -> Value {
    Value::list(Type::String, items.into_iter().map(text).collect())
}

/// An unknown of the type.
pub(super) fn unknown(ty: Type) -> Value {
    Value::unknown_of(ty)
}

/// An unknown that waits for the named thing.
pub(super) fn unknown_until(ty: Type, what: &str) -> Value {
    Kind::Unknown(Arc::new(Unknown { ty, waits_for: vec![what.into()], ..Unknown::default() })).into()
}

/// Narrows an unknown, perhaps until nothing is left open; other values stay as they are.
pub(super) fn refine(mut value: Value, narrow: impl FnOnce(&mut Refinement)) -> Value {
    if let Kind::Unknown(unknown) = &value.kind {
        let mut unknown = unknown.as_ref().clone();
        narrow(&mut unknown.refinement);
        value.kind = collapse(unknown);
    }
    value
}

/// What is known of an unknown.
pub(super) fn refinement(value: &Value) -> Option<&Refinement> {
    match &value.kind {
        Kind::Unknown(u) => Some(&u.refinement),
        _ => None,
    }
}

fn is_marked(value: &Value) -> bool {
    let Marks { sensitive, ephemeral, defaulted, assumed, origin: _, more } = &value.marks;
    *sensitive
        || *ephemeral
        || defaulted.is_some()
        || assumed.is_some()
        || more.is_some()
        || children(value).any(is_marked)
}

fn children(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match (value.as_elements(), value.as_entries()) {
        (Some(items), _) => Box::new(items.iter()),
        (_, Some(entries)) => Box::new(entries.values()),
        _ => Box::new(std::iter::empty()),
    }
}

/// The same value with each node replaced, the innermost first.
pub(super) fn transform(value: &Value, change: &mut impl FnMut(Value) -> Value) -> Value {
    let kind = match &value.kind {
        Kind::List(t, i) => Kind::List(t.clone(), Arc::new(i.iter().map(|v| transform(v, change)).collect())),
        Kind::Set(t, i) => Kind::Set(t.clone(), Arc::new(i.iter().map(|v| transform(v, change)).collect())),
        Kind::Tuple(i) => Kind::Tuple(Arc::new(i.iter().map(|v| transform(v, change)).collect())),
        Kind::Partial(i) => Kind::Partial(Arc::new(i.iter().map(|v| transform(v, change)).collect())),
        Kind::Map(t, i) => {
            Kind::Map(t.clone(), Arc::new(i.iter().map(|(k, v)| (k.clone(), transform(v, change))).collect()))
        }
        Kind::Object(i) => Kind::Object(Arc::new(i.iter().map(|(k, v)| (k.clone(), transform(v, change))).collect())),
        other => other.clone(),
    };
    change(Value { kind, marks: value.marks.clone() })
}

/// Takes marks off the value and everything in it and adds them to `into`; origins stay.
pub(super) fn strip_marks(value: Value, into: &mut Marks) -> Value {
    if !is_marked(&value) {
        return value;
    }
    transform(&value, &mut |mut v| {
        shade(into, &v.marks);
        v.marks = Marks { origin: v.marks.origin.take(), ..Marks::default() };
        v
    })
}

fn has_partial(value: &Value) -> bool {
    matches!(value.kind, Kind::Partial(_)) || children(value).any(has_partial)
}

/// Replaces partial lists, at any depth, by unknown lists of at least so many elements.
pub(super) fn without_partial(value: Value) -> Value {
    if !has_partial(&value) {
        return value;
    }
    transform(&value, &mut |v| {
        let Kind::Partial(items) = &v.kind else { return v };
        let u = Unknown {
            ty: Type::list(Type::Dynamic),
            refinement: Refinement { not_null: true, min_length: Some(items.len() as u64), ..Refinement::default() },
            waits_for: v.waits_for(),
        };
        Value { kind: Kind::Unknown(Arc::new(u)), marks: v.marks.clone() }
    })
}

/// Adds what the value waits for, at any depth.
pub(super) fn collect_waits(value: &Value, out: &mut Vec<Str>) {
    out.extend(value.waits_for());
}

/// Gives unknowns that a function made what its arguments wait for; those it passed on have their own.
pub(super) fn fill_waits(value: Value, waits: &[Str]) -> Value {
    if waits.is_empty() {
        return value;
    }
    transform(&value, &mut |mut v| {
        if let Kind::Unknown(u) = &mut v.kind
            && u.waits_for.is_empty()
        {
            Arc::make_mut(u).waits_for = waits.to_vec();
        }
        v
    })
}

/// What stands in a message for something that must not be shown.
pub(super) fn hidden(marks: &Marks) -> Option<&'static str> {
    match (marks.sensitive, marks.ephemeral) {
        (true, true) => Some("(ephemeral sensitive value)"),
        (false, true) => Some("(ephemeral value)"),
        (true, false) => Some("(sensitive value)"),
        (false, false) => None,
    }
}

/// A text as messages quote it, or a placeholder for what must not be shown.
pub(super) fn shown(text: &str, marks: &Marks) -> String {
    hidden(marks).map_or_else(|| quoted(text), str::to_owned)
}

/// Elements of a list, set or tuple.
pub(super) fn elements(value: &Value) -> Cow<'_, [Value]> {
    Cow::Borrowed(value.as_elements().unwrap_or_default())
}
