//! Conversion between types, by the rules of cty (the type system under Terraform):
//! `string` to and from `number` and `bool`, tuples to lists and sets, objects to maps, and so on.
//! The rules and the wording of errors were read from go-cty's `convert` package (MIT).

mod message;
mod unify;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::model::types::ObjectType;
use crate::model::{Kind, Marks, Refinement, Step, Type, Unknown, Value};
use crate::text::Str;

pub use message::{Naming, friendly_name, mismatch};
pub use unify::{Safety, unify, unify_with};

/// Why a value cannot be converted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ConvertError {
    /// Where in the value; empty for the value itself.
    pub path: Vec<Step>,
    /// What is wrong there, without a full stop: `a number is required`.
    pub message: String,
}

/// `["key"]: a number is required`, as Terraform prefixes the place.
impl fmt::Display for ConvertError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.path {
            match step {
                Step::Field(name) if crate::model::path::is_identifier(name) => write!(f, ".{name}")?,
                Step::Field(name) => write!(f, "[{name:?}]")?,
                Step::Index(n) => write!(f, "[{n}]")?,
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

    fn under(mut self, step: Step) -> ConvertError {
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
    if !is_convertible(&from, ty, Safety::Unsafe) {
        return Err(ConvertError::new(mismatch(&from, ty)));
    }
    walk(value, &from, ty)
}

/// Whether values of type `from` can become `to`; in unsafe mode perhaps only some of them.
pub fn is_convertible(from: &Type, to: &Type, safety: Safety) -> bool {
    let unsafely = safety == Safety::Unsafe;
    match (from, to) {
        (_, Type::Dynamic) => true,
        (Type::Dynamic, _) => unsafely,
        (Type::Bool | Type::Number | Type::String, Type::Bool | Type::Number | Type::String) => {
            from == to || *to == Type::String || unsafely && *from == Type::String
        }
        (Type::Object(a), Type::Object(b)) => b.attributes.iter().all(|(name, want)| match a.attributes.get(name) {
            Some(have) => have == want || is_convertible(have, want, safety),
            None => b.optional.contains(name),
        }),
        (Type::Tuple(a), Type::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(x, y)| x == y || is_convertible(x, y, safety))
        }
        (Type::List(a) | Type::Set(a), Type::List(b)) | (Type::Set(a), Type::Set(b)) | (Type::Map(a), Type::Map(b)) => {
            a == b || is_convertible(a, b, safety)
        }
        (Type::List(a), Type::Set(b)) => unsafely && (a == b || is_convertible(a, b, safety)),
        (Type::Tuple(elems), Type::List(to) | Type::Set(to)) => elements_convertible(elems, to, safety),
        (Type::Object(object), Type::Map(to)) => {
            let types: Vec<Type> = object.attributes.values().cloned().collect();
            let to = match **to {
                Type::Dynamic if !types.is_empty() => match unify_with(&types, safety) {
                    Some(common) => common,
                    None => return false,
                },
                _ => (**to).clone(),
            };
            types.iter().all(|t| *t == to || is_convertible(t, &to, safety))
        }
        (Type::Map(elem), Type::Object(object)) => {
            unsafely
                && object.attributes.iter().all(|(name, want)| {
                    **elem == *want || object.optional.contains(name) || is_convertible(elem, want, safety)
                })
        }
        (Type::Resource, Type::Resource) => true,
        _ => false,
    }
}

fn elements_convertible(elems: &[Type], to: &Type, safety: Safety) -> bool {
    if elems.is_empty() {
        return true;
    }
    let to = match to {
        Type::Dynamic => match unify_with(elems, safety) {
            // Elements that agree on nothing make no list, except if nothing is known of any.
            Some(Type::Dynamic) if elems.iter().any(|t| *t != Type::Dynamic) => return false,
            Some(common) => common,
            None => return false,
        },
        other => other.clone(),
    };
    elems.iter().all(|t| *t == to || is_convertible(t, &to, safety))
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

/// Makes a set; marks of elements also mark the set, since which elements there are depends on them.
pub fn set_of(elem: Type, items: Vec<Value>) -> Value {
    let marks = items.iter().fold(Marks::default(), |all, item| all.join(&item.marks));
    Value::set(elem, items).with_marks(&Marks { defaulted: None, ..marks })
}

/// Converts a value whose type is known to be convertible.
fn walk(value: &Value, from: &Type, to: &Type) -> Result<Value, ConvertError> {
    let marked = |kind: Kind| Value { kind, marks: Marks { origin: None, ..value.marks.clone() } };
    if matches!(to, Type::Dynamic) {
        return Ok(value.clone());
    }
    match &value.kind {
        Kind::Null(_) => {
            return Ok(Value {
                kind: Kind::Null(replace_dynamic(from, &without_optional(to))),
                marks: value.marks.clone(),
            });
        }
        Kind::Unknown(u) => {
            return Ok(Value { kind: Kind::Unknown(Arc::new(unknown_as(u, to))), marks: value.marks.clone() });
        }
        _ => {}
    }
    match (&value.kind, to) {
        (Kind::Bool(_), Type::Bool) | (Kind::Number(_), Type::Number) | (Kind::String(_), Type::String) => {
            Ok(value.clone())
        }
        (Kind::Bool(b), Type::String) => Ok(marked(Kind::String(if *b { "true" } else { "false" }.into()))),
        (Kind::Number(n), Type::String) => Ok(marked(Kind::String(n.to_string().into()))),
        (Kind::String(s), Type::Number) => match s.parse() {
            Ok(n) => Ok(marked(Kind::Number(n))),
            Err(_) => Err(ConvertError::new("a number is required")),
        },
        (Kind::String(s), Type::Bool) => string_to_bool(s).map(|b| marked(Kind::Bool(b))),
        (Kind::Partial(items), Type::List(elem) | Type::Set(elem)) => {
            Ok(marked(Kind::Partial(Arc::new(convert_all(items, elem)?))))
        }
        (Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items), Type::List(elem) | Type::Set(elem)) => {
            to_sequence(value, from, items, elem, to)
        }
        (Kind::Tuple(items), Type::Tuple(types)) => {
            let items = items.iter().zip(types.iter()).enumerate();
            let items = items.map(|(i, (item, ty))| convert(item, ty).map_err(|e| e.under(Step::Index(i as u32))));
            Ok(marked(Kind::Tuple(Arc::new(items.collect::<Result<_, _>>()?))))
        }
        (Kind::Map(_, entries) | Kind::Object(entries), Type::Map(elem)) => to_map(value, from, entries, elem),
        (Kind::Map(elem, entries), Type::Object(object)) => map_to_object(elem, entries, object).map(marked),
        (Kind::Object(entries), Type::Object(object)) => object_to_object(entries, object).map(marked),
        (Kind::Resource(_), Type::Resource) => Ok(value.clone()),
        _ => Err(ConvertError::new(mismatch(from, to))),
    }
}

fn string_to_bool(s: &str) -> Result<bool, ConvertError> {
    match s {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(ConvertError::new(match s.to_lowercase().as_str() {
            "true" => "a bool is required; to convert from string, use lowercase \"true\"",
            "false" => "a bool is required; to convert from string, use lowercase \"false\"",
            _ => "a bool is required",
        })),
    }
}

fn convert_all(items: &[Value], elem: &Type) -> Result<Vec<Value>, ConvertError> {
    let items = items.iter().enumerate();
    items.map(|(i, item)| convert(item, elem).map_err(|e| e.under(Step::Index(i as u32)))).collect()
}

/// The element type of a conversion to a collection of `elem`: what all elements can become, if that is `any`.
fn target_element(from: &Type, elem: &Type) -> Type {
    match (from, elem) {
        (Type::Tuple(types), Type::Dynamic) => unify_with(types, Safety::Unsafe).unwrap_or(Type::Dynamic),
        (Type::List(t) | Type::Set(t) | Type::Map(t), Type::Dynamic) => (**t).clone(),
        (Type::Object(o), Type::Dynamic) => {
            let types: Vec<Type> = o.attributes.values().cloned().collect();
            unify_with(&types, Safety::Unsafe).unwrap_or(Type::Dynamic)
        }
        (_, elem) => elem.clone(),
    }
}

fn to_sequence(value: &Value, from: &Type, items: &[Value], elem: &Type, to: &Type) -> Result<Value, ConvertError> {
    let is_set = matches!(to, Type::Set(_));
    if matches!(value.kind, Kind::Set(..)) && !is_set && !value.is_wholly_known() {
        // How many elements the set will have is not known, and so neither is the list.
        let u = Unknown {
            ty: Type::list(without_optional(&target_element(from, elem))),
            refinement: Refinement {
                not_null: true,
                min_length: Some(u64::from(!items.is_empty())),
                max_length: Some(items.len() as u64),
                ..Refinement::default()
            },
            waits_for: value.waits_for(),
        };
        return Ok(Value { kind: Kind::Unknown(Arc::new(u)), marks: Marks { origin: None, ..value.marks.clone() } });
    }
    let target = target_element(from, elem);
    let mut items = convert_all(items, &target)?;
    let noun = if is_set { "set" } else { "list" };
    let mut ty = without_optional(&target);
    if has_dynamic(&target) && !items.is_empty() {
        let types: Vec<Type> = items.iter().map(Value::ty).collect();
        match common_type(&types) {
            Some(common) => ty = common,
            None if !is_set => {
                let common = unify_with(&types, Safety::Unsafe)
                    .ok_or_else(|| ConvertError::new("cannot find a common base type for all elements"))?;
                items = convert_all(&items, &common)?;
                ty = common;
            }
            None => return Err(ConvertError::new(format!("element types must all match for conversion to {noun}"))),
        }
    }
    let result = if is_set { set_of(ty, items) } else { Value::list(ty, items) };
    Ok(result.with_marks(&value.marks))
}

/// The one type that all of them are; `any` of an unknown or null fits every type.
fn common_type(types: &[Type]) -> Option<Type> {
    let known = types.iter().find(|t| **t != Type::Dynamic).cloned().unwrap_or_default();
    types.iter().all(|t| *t == Type::Dynamic || *t == known).then_some(known)
}

fn to_map(value: &Value, from: &Type, entries: &BTreeMap<Str, Value>, elem: &Type) -> Result<Value, ConvertError> {
    let target = target_element(from, elem);
    let mut ty = without_optional(&target);
    let mut out = convert_entries(entries, &target)?;
    if has_dynamic(&target) && !out.is_empty() {
        let types: Vec<Type> = out.values().map(Value::ty).collect();
        match common_type(&types) {
            Some(common) => ty = common,
            None if !matches!(target, Type::Dynamic) => {
                let common = unify_with(&types, Safety::Unsafe)
                    .ok_or_else(|| ConvertError::new("cannot find a common base type for all elements"))?;
                out = convert_entries(&out, &common)?;
                ty = common;
            }
            None => return Err(ConvertError::new("attribute types must all match for conversion to map")),
        }
    }
    Ok(Value { kind: Kind::Map(ty, Arc::new(out)), marks: Marks { origin: None, ..value.marks.clone() } })
}

fn convert_entries(entries: &BTreeMap<Str, Value>, ty: &Type) -> Result<BTreeMap<Str, Value>, ConvertError> {
    let entries = entries.iter();
    let converted = entries.map(|(name, v)| match convert(v, ty) {
        Ok(v) => Ok((name.clone(), v)),
        Err(e) => Err(e.under(Step::Field(name.clone()))),
    });
    converted.collect()
}

fn map_to_object(elem: &Type, entries: &BTreeMap<Str, Value>, object: &ObjectType) -> Result<Kind, ConvertError> {
    let mut out = BTreeMap::new();
    for (name, want) in &object.attributes {
        let converted = match entries.get(name) {
            Some(v) if *elem != *want && !is_convertible(elem, want, Safety::Unsafe) => {
                return Err(ConvertError::new(format!(
                    "map element type is incompatible with attribute {name:?}: {}",
                    mismatch(&v.ty(), want)
                )));
            }
            Some(v) => convert(v, want).map_err(|e| e.under(Step::Field(name.clone())))?,
            None if object.optional.contains(name) => Kind::Null(without_optional(want)).into(),
            None => {
                return Err(ConvertError::new(format!("map has no element for required attribute {name:?}")));
            }
        };
        out.insert(name.clone(), converted);
    }
    Ok(Kind::Object(Arc::new(out)))
}

fn object_to_object(entries: &BTreeMap<Str, Value>, object: &ObjectType) -> Result<Kind, ConvertError> {
    let mut out = BTreeMap::new();
    for (name, want) in &object.attributes {
        let converted = match entries.get(name) {
            Some(v) => convert(v, want).map_err(|e| e.under(Step::Field(name.clone())))?,
            None => Kind::Null(without_optional(want)).into(),
        };
        out.insert(name.clone(), converted);
    }
    Ok(Kind::Object(Arc::new(out)))
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

/// `to` with each `any` in it replaced by what `from` has there.
fn replace_dynamic(from: &Type, to: &Type) -> Type {
    let elem = |t: &Type| replace_dynamic(&target_element(from, &Type::Dynamic), t);
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
