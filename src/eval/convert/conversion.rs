//! Conversions as cty has them: found from two types alone, and then applied to values.
//!
//! That a conversion is chosen before the value is seen shows where types are only partly known: what was found for
//! `any` may turn out differently for two elements of one list, and then Terraform refuses the list. So the two steps
//! are two steps here as well.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{
    ConvertError, Place, Safety, convert, mismatch, replace_dynamic, set_of, unify_with, unknown_as, without_optional,
};
use crate::eval::values::collapse;
use crate::model::types::ObjectType;
use crate::model::{Kind, Marks, Refinement, Type, Unknown, Value};
use crate::text::Str;

/// Makes values of one type into values of another. Not every value may be able to take it.
#[derive(Clone, Debug)]
pub struct Conversion {
    to: Type,
    how: How,
}

/// `None` leaves an element as it is.
type Element = Option<Box<Conversion>>;

#[derive(Clone, Debug)]
enum How {
    /// To `any`: nothing to do.
    Pass,
    /// From `any`: to be found when there is a value.
    Late,
    Primitive,
    Object(BTreeMap<Str, Element>),
    Tuple(Vec<Element>),
    /// Of a list or set.
    Elements(Element),
    /// Of a map.
    Entries(Element),
    /// From a tuple to a list or set.
    Gather(Vec<Element>, Safety),
    /// From an object to a map of these elements.
    Fold(Type, BTreeMap<Str, Element>, Safety),
    /// From a map to an object. Attributes that elements cannot become have no entry: they must not occur.
    Unfold(BTreeMap<Str, Element>),
    /// The second, of values that can take the first.
    After(Box<Conversion>, Box<Conversion>),
    Same,
}

impl Conversion {
    /// The conversion between two types, which are not the same. In unsafe mode perhaps only some values can take it.
    pub fn find(from: &Type, to: &Type, safety: Safety) -> Option<Conversion> {
        let unsafely = safety == Safety::Unsafe;
        let element = |from: &Type, to: &Type| Conversion::element(from, to, safety);
        let how = match (from, to) {
            (_, Type::Dynamic) => How::Pass,
            (Type::Dynamic, _) => unsafely.then_some(How::Late)?,
            (Type::Bool | Type::Number | Type::String, Type::Bool | Type::Number | Type::String) => {
                (from == to || *to == Type::String || unsafely && *from == Type::String).then_some(How::Primitive)?
            }
            (Type::Object(a), Type::Object(b)) => How::Object(object_to_object(a, b, safety)?),
            (Type::Tuple(a), Type::Tuple(b)) if a.len() == b.len() => {
                How::Tuple(a.iter().zip(b.iter()).map(|(x, y)| element(x, y)).collect::<Option<_>>()?)
            }
            (Type::List(_), Type::Set(_)) if !unsafely => return None,
            (Type::List(a) | Type::Set(a), Type::List(b) | Type::Set(b)) => How::Elements(element(a, b)?),
            (Type::Map(a), Type::Map(b)) => How::Entries(element(a, b)?),
            (Type::Tuple(types), Type::List(elem) | Type::Set(elem)) => {
                How::Gather(tuple_to_elements(types, elem, safety)?, safety)
            }
            (Type::Object(object), Type::Map(elem)) => object_to_map(object, elem, safety)?,
            (Type::Map(elem), Type::Object(object)) if unsafely => How::Unfold(map_to_object(elem, object)?),
            (Type::Resource, Type::Resource) => How::Same,
            _ => return None,
        };
        Some(Conversion { to: to.clone(), how })
    }

    fn element(from: &Type, to: &Type, safety: Safety) -> Option<Element> {
        if from == to {
            return Some(None);
        }
        Conversion::find(from, to, safety).map(|c| Some(Box::new(c)))
    }

    /// `second`, of the same values, provided that they can take this one.
    pub(super) fn before(self, second: Conversion) -> Conversion {
        Conversion { to: second.to.clone(), how: How::After(Box::new(self), Box::new(second)) }
    }

    /// The value after the conversion.
    ///
    /// # Errors
    /// If this value cannot take it (`"x"` to number).
    pub fn apply(&self, value: &Value) -> Result<Value, ConvertError> {
        let marked = |kind: Kind| Value { kind, marks: Marks { origin: None, ..value.marks.clone() } };
        match &value.kind {
            _ if matches!(self.how, How::Pass | How::Same) => return Ok(value.clone()),
            Kind::Null(ty) => {
                let kind = Kind::Null(replace_dynamic(ty, &without_optional(&self.to)));
                return Ok(Value { kind, marks: value.marks.clone() });
            }
            Kind::Unknown(u) => {
                return Ok(Value { kind: collapse(unknown_as(u, &self.to)), marks: value.marks.clone() });
            }
            _ => {}
        }
        match &self.how {
            How::Pass | How::Same => Ok(value.clone()),
            How::Late => convert(value, &self.to),
            How::After(first, second) => first.apply(value).and_then(|_| second.apply(value)),
            How::Primitive => primitive(value, &self.to),
            How::Object(attributes) => self.to_object(value, attributes).map(marked),
            How::Unfold(attributes) => self.unfolded(value, attributes).map(marked),
            How::Tuple(parts) => {
                let items = value.as_elements().unwrap_or_default();
                let one = |(i, item)| element_at(parts.get(i).and_then(Option::as_deref), i, item);
                let items = items.iter().enumerate().map(one).collect::<Result<_, _>>()?;
                Ok(marked(Kind::Tuple(Arc::new(items))))
            }
            How::Elements(element) => {
                let items = value.as_elements().unwrap_or_default();
                if matches!((&value.kind, &self.to), (Kind::Set(..), Type::List(_)))
                    && items.len() > 1
                    && !value.is_wholly_known()
                {
                    return Ok(marked(self.list_of_open_set(value, items)));
                }
                let one = |(i, item)| element_at(element.as_deref(), i, item);
                let items = items.iter().enumerate().map(one).collect::<Result<_, _>>()?;
                match value.kind {
                    Kind::Partial(_) => Ok(marked(Kind::Partial(Arc::new(items)))),
                    _ => self.sequence(value, items),
                }
            }
            How::Gather(parts, safety) => {
                let items = value.as_elements().unwrap_or_default();
                let one = |(i, item)| element_at(parts.get(i).and_then(Option::as_deref), i, item);
                let mut items: Vec<Value> = items.iter().enumerate().map(one).collect::<Result<_, _>>()?;
                if matches!(self.to, Type::List(_)) && !items.is_empty() {
                    let types: Vec<Type> = items.iter().map(Value::ty).collect();
                    let common = common_base(&types, *safety)?;
                    items = items.iter().map(|item| towards(item, &common, *safety)).collect::<Result<_, _>>()?;
                }
                self.sequence(value, items)
            }
            How::Entries(element) => self.map(value, Safety::Safe, |_| element.as_deref(), self.elem(), "element"),
            How::Fold(elem, parts, safety) => {
                let part = |name: &Str| parts.get(name).and_then(Option::as_deref);
                self.map(value, *safety, part, elem, "attribute")
            }
        }
    }

    fn elem(&self) -> &Type {
        match &self.to {
            Type::List(t) | Type::Set(t) | Type::Map(t) => t,
            other => other,
        }
    }

    /// A list or set of the elements, which must all be of one type by now.
    fn sequence(&self, value: &Value, mut items: Vec<Value>) -> Result<Value, ConvertError> {
        let is_set = matches!(self.to, Type::Set(_));
        let ty = match items.is_empty() {
            true => self.empty_element(value),
            false => common_type(items.iter()).ok_or_else(|| {
                let noun = if is_set { "set" } else { "list" };
                ConvertError::new(format!("element types must all match for conversion to {noun}"))
            })?,
        };
        items.iter_mut().for_each(|item| settle(item, &ty));
        let result = if is_set { set_of(ty, items) } else { Value::list(ty, items) };
        Ok(result.with_marks(&value.marks))
    }

    /// A concrete element type is preferred to `any` for a collection without elements.
    fn empty_element(&self, value: &Value) -> Type {
        match (self.elem(), value.ty()) {
            (Type::Dynamic, Type::List(own) | Type::Set(own) | Type::Map(own)) => (*own).clone(),
            (elem, _) => without_optional(elem),
        }
    }

    fn map<'c>(
        &self,
        value: &Value,
        safety: Safety,
        part: impl Fn(&Str) -> Option<&'c Conversion>,
        elem: &Type,
        noun: &str,
    ) -> Result<Value, ConvertError> {
        let empty = BTreeMap::new();
        let mut out = BTreeMap::new();
        for (name, item) in value.as_entries().unwrap_or(&empty) {
            let item = part(name).map_or_else(|| Ok(item.clone()), |c| c.apply(item));
            out.insert(name.clone(), item.map_err(|e| e.under(Place::Key(name.clone())))?);
        }
        let ty = if out.is_empty() {
            self.empty_element(value)
        } else {
            if matches!(elem, Type::List(_) | Type::Set(_) | Type::Map(_) | Type::Object(_)) {
                let types: Vec<Type> = out.values().map(Value::ty).collect();
                let common = common_base(&types, safety)?;
                for (name, item) in &mut out {
                    *item = towards(item, &common, safety).map_err(|e| e.under(Place::Key(name.clone())))?;
                }
            }
            common_type(out.values())
                .ok_or_else(|| ConvertError::new(format!("{noun} types must all match for conversion to map")))?
        };
        out.values_mut().for_each(|item| settle(item, &ty));
        Ok(Value { kind: Kind::Map(ty, Arc::new(out)), marks: Marks { origin: None, ..value.marks.clone() } })
    }

    /// How many elements a set with unknowns will have is not known, and so neither is the list.
    fn list_of_open_set(&self, value: &Value, items: &[Value]) -> Kind {
        let refinement = Refinement {
            not_null: true,
            min_length: Some(u64::from(!items.is_empty())),
            max_length: Some(items.len() as u64),
            ..Refinement::default()
        };
        let ty = Type::list(match self.elem() {
            Type::Dynamic => super::element_type(&value.ty()),
            elem => without_optional(elem),
        });
        Kind::Unknown(Arc::new(Unknown { ty, refinement, waits_for: value.waits_for() }))
    }

    fn object_type(&self) -> &ObjectType {
        match &self.to {
            Type::Object(object) => object,
            other => unreachable!("a conversion to {other} is not made for objects"),
        }
    }

    fn to_object(&self, value: &Value, attributes: &BTreeMap<Str, Element>) -> Result<Kind, ConvertError> {
        let mut out = BTreeMap::new();
        for (name, want) in &self.object_type().attributes {
            let item = match (value.get(name), attributes.get(name)) {
                (Some(item), Some(Some(conversion))) => {
                    conversion.apply(item).map_err(|e| e.under(Place::Attribute(name.clone())))?
                }
                (Some(item), Some(None)) => item.clone(),
                _ => Kind::Null(without_optional(want)).into(),
            };
            out.insert(name.clone(), item);
        }
        Ok(Kind::Object(Arc::new(out)))
    }

    fn unfolded(&self, value: &Value, attributes: &BTreeMap<Str, Element>) -> Result<Kind, ConvertError> {
        let object = self.object_type();
        let empty = BTreeMap::new();
        let mut out = BTreeMap::new();
        for (name, item) in value.as_entries().unwrap_or(&empty) {
            let Some(want) = object.attributes.get(name) else { continue };
            let item = match attributes.get(name) {
                Some(Some(conversion)) => conversion.apply(item).map_err(|e| e.under(Place::Key(name.clone())))?,
                Some(None) => item.clone(),
                None => {
                    let reason = mismatch(&item.ty(), want);
                    let message = format!("map element type is incompatible with attribute {name:?}: {reason}");
                    return Err(ConvertError::new(message));
                }
            };
            out.insert(name.clone(), item);
        }
        for (name, want) in &object.attributes {
            if out.contains_key(name) {
                continue;
            }
            if !object.optional.contains(name) {
                return Err(ConvertError::new(format!("map has no element for required attribute {name:?}")));
            }
            out.insert(name.clone(), Kind::Null(without_optional(want)).into());
        }
        Ok(Kind::Object(Arc::new(out)))
    }
}

fn object_to_object(from: &ObjectType, to: &ObjectType, safety: Safety) -> Option<BTreeMap<Str, Element>> {
    let mut parts = BTreeMap::new();
    for (name, want) in &to.attributes {
        match from.attributes.get(name) {
            Some(have) => {
                parts.insert(name.clone(), Conversion::element(have, want, safety)?);
            }
            None if to.optional.contains(name) => {}
            None => return None,
        }
    }
    Some(parts)
}

fn tuple_to_elements(types: &[Type], elem: &Type, safety: Safety) -> Option<Vec<Element>> {
    let elem = match elem {
        Type::Dynamic if !types.is_empty() => match unify_with(types, safety)? {
            // Elements that agree on nothing make no list, except if nothing is known of any.
            Type::Dynamic if types.iter().any(|t| *t != Type::Dynamic) => return None,
            common => common,
        },
        other => other.clone(),
    };
    types.iter().map(|t| Conversion::element(t, &elem, safety)).collect()
}

fn object_to_map(object: &ObjectType, elem: &Type, safety: Safety) -> Option<How> {
    let elem = match elem {
        Type::Dynamic if !object.attributes.is_empty() => {
            let types: Vec<Type> = object.attributes.values().cloned().collect();
            unify_with(&types, safety)?
        }
        other => other.clone(),
    };
    let one = |(name, have): (&Str, &Type)| Some((name.clone(), Conversion::element(have, &elem, safety)?));
    let parts = object.attributes.iter().map(one).collect::<Option<_>>()?;
    Some(How::Fold(elem, parts, safety))
}

fn map_to_object(elem: &Type, object: &ObjectType) -> Option<BTreeMap<Str, Element>> {
    let mut parts = BTreeMap::new();
    for (name, want) in &object.attributes {
        match Conversion::element(elem, want, Safety::Unsafe) {
            Some(part) => {
                parts.insert(name.clone(), part);
            }
            None if object.optional.contains(name) => {}
            None => return None,
        }
    }
    Some(parts)
}

fn element_at(conversion: Option<&Conversion>, i: usize, item: &Value) -> Result<Value, ConvertError> {
    match conversion {
        Some(conversion) => conversion.apply(item).map_err(|e| e.under(Place::Index(i))),
        None => Ok(item.clone()),
    }
}

fn primitive(value: &Value, to: &Type) -> Result<Value, ConvertError> {
    let marked = |kind: Kind| Value { kind, marks: Marks { origin: None, ..value.marks.clone() } };
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
        _ => Err(ConvertError::new(mismatch(&value.ty(), to))),
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

fn common_base(types: &[Type], safety: Safety) -> Result<Type, ConvertError> {
    unify_with(types, safety).ok_or_else(|| ConvertError::new("cannot find a common base type for all elements"))
}

fn towards(item: &Value, ty: &Type, safety: Safety) -> Result<Value, ConvertError> {
    let from = item.ty();
    if from == *ty {
        return Ok(item.clone());
    }
    match Conversion::find(&from, ty, safety) {
        Some(conversion) => conversion.apply(item),
        None => Err(ConvertError::new(mismatch(&from, ty))),
    }
}

/// The one type that all of them are; `any` of an unknown or null fits every type.
fn common_type<'v>(items: impl Iterator<Item = &'v Value>) -> Option<Type> {
    let mut common = Type::Dynamic;
    for item in items {
        match item.ty() {
            ty if common == Type::Dynamic => common = ty,
            Type::Dynamic => {}
            ty if ty != common => return None,
            _ => {}
        }
    }
    Some(common)
}

/// In a collection a null or unknown of any type is one of the collection's element type.
fn settle(item: &mut Value, ty: &Type) {
    match &mut item.kind {
        Kind::Null(own) if *own == Type::Dynamic => *own = ty.clone(),
        Kind::Unknown(u) if u.ty == Type::Dynamic && *ty != Type::Dynamic => {
            *item = Value { kind: Kind::Unknown(Arc::new(unknown_as(u, ty))), marks: item.marks.clone() };
        }
        _ => {}
    }
}
