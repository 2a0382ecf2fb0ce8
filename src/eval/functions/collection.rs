//! Functions over maps and objects, and those that ask about any collection.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::args::{count, element_type, elements, mark, quoted, refine, refinement, shown, text, unknown};
use super::spec::{Call, Outcome, Spec, Ty, any, bool, map_of_list_of_string, number, param, spec};
use super::{FunctionError, equals, string};
use crate::eval::convert::{Naming, Safety, convert, friendly_name, unify_with};
use crate::model::{Kind, Marks, Number, Type, Value};
use crate::text::Str;

pub(super) static SPECS: &[Spec] = &[
    spec("length", &[param("value", Ty::Any).unknown().dynamic().marked()], length_type, length).partial(),
    spec("alltrue", &[param("list", Ty::ListOfBool)], bool, |c| Ok(quantified(c, false))).partial(),
    spec("anytrue", &[param("list", Ty::ListOfBool)], bool, |c| Ok(quantified(c, true))).partial(),
    spec("coalesce", &[], coalesce_type, coalesce).rest(param("vals", Ty::Any).everything()),
    spec("contains", &[param("list", Ty::Any), param("value", Ty::Any)], bool, contains).partial(),
    spec("keys", &[param("inputMap", Ty::Any).unknown().marked()], keys_type, keys),
    spec("values", &[param("mapping", Ty::Any).marked()], values_type, values),
    spec("lookup", &[param("inputMap", Ty::Any).marked(), param("key", Ty::String).marked()], lookup_type, lookup)
        .rest(param("default", Ty::Any).everything().marked())
        .may_be_null(),
    spec("merge", &[], merge_type, merge).rest(param("maps", Ty::Any).dynamic().null().marked()),
    spec("zipmap", &[param("keys", Ty::ListOfString).marked(), param("values", Ty::Any).marked()], zipmap_type, zipmap),
    spec("transpose", &[param("values", Ty::MapOfListOfString)], map_of_list_of_string, transpose),
    spec("one", &[param("list", Ty::Any)], one_type, one).may_be_null().partial(),
    spec("sum", &[param("list", Ty::Any)], number, sum),
    spec("list", &[], any, |_| Err(gone("list", "tolist([ ... ])"))).rest(param("vals", Ty::Any).everything()),
    spec("map", &[], any, |_| Err(gone("map", "tomap({ ... })"))).rest(param("vals", Ty::Any).everything()),
];

fn gone(name: &str, instead: &str) -> FunctionError {
    FunctionError::new(format!(
        "the {name:?} function was deprecated in Terraform v0.12 and is no longer available; use {instead} syntax to write a literal {name}"
    ))
}

/// Joins the marks of a node to a result, as cty's `WithMarks` does.
fn with(value: Value, marks: &[&Marks]) -> Value {
    marks.iter().fold(value, |v, m| mark(v, m))
}

fn length_type(args: &[Value]) -> Result<Type, FunctionError> {
    match args[0].ty() {
        Type::Bool | Type::Number | Type::Resource => {
            Err(FunctionError::new("argument must be a string, a collection type, or a structural type"))
        }
        _ => Ok(Type::Number),
    }
}

fn length(c: &Call) -> Outcome {
    let arg = &c.args[0];
    let at_least = |min: u64, max: Option<u64>| {
        refine(unknown(Type::Number), |r| {
            r.min = Some(Number::counted(min as i64));
            r.max = max.map(|n| Number::counted(n as i64));
        })
    };
    let result = match &arg.kind {
        Kind::String(_) => string::length(arg),
        Kind::Partial(items) => at_least(items.len() as u64, None),
        // Unknown elements of a set may turn out to be equal to others.
        Kind::Set(_, items) if items.len() > 1 && !arg.is_wholly_known() => at_least(1, Some(items.len() as u64)),
        Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) => count(items.len()),
        Kind::Map(_, items) | Kind::Object(items) => count(items.len()),
        Kind::Unknown(u) => match &u.ty {
            Type::String => string::length(arg),
            Type::Tuple(types) => count(types.len()),
            Type::Object(o) => count(o.attributes.len()),
            Type::Dynamic => unknown(Type::Number),
            _ => at_least(u.refinement.min_length.unwrap_or(0), u.refinement.max_length),
        },
        _ => unknown(Type::Number),
    };
    Ok(with(result, &[&arg.marks]))
}

/// `anytrue` with `decisive` true, `alltrue` with false: the first decisive element decides, an unknown
/// one leaves it open. Terraform's `alltrue` gives up at the first unknown, although a false element after
/// it would decide all the same.
fn quantified(c: &Call, decisive: bool) -> Value {
    let mut open = matches!(c.args[0].kind, Kind::Partial(_));
    for item in elements(&c.args[0]).iter() {
        match &item.kind {
            Kind::Bool(b) if *b == decisive => return decisive.into(),
            Kind::Null(_) if !decisive => return false.into(),
            Kind::Unknown(_) if !decisive && !c.is_kleene() => return c.unknown(),
            Kind::Unknown(_) => open = true,
            _ => {}
        }
    }
    if open { c.unknown() } else { (!decisive).into() }
}

fn coalesce_type(args: &[Value]) -> Result<Type, FunctionError> {
    let types: Vec<Type> = args.iter().map(Value::ty).collect();
    unify_with(&types, Safety::Unsafe).ok_or_else(|| FunctionError::new("all arguments must have the same type"))
}

fn coalesce(c: &Call) -> Outcome {
    for (at, arg) in c.args.iter().enumerate() {
        // An argument that cannot take the common type counts as Terraform counts it: not at all.
        let Ok(value) = convert(arg, c.returns) else { continue };
        match &value.kind {
            // After the last one there is nothing else that it could be.
            Kind::Unknown(_) if at + 1 == c.args.len() => return Ok(value),
            Kind::Unknown(_) => return Ok(coalesced_unknown(c, &value)),
            Kind::Null(_) => {}
            Kind::String(s) if s.is_empty() => {}
            _ => return Ok(value),
        }
    }
    Err(FunctionError::new("no non-null, non-empty-string arguments"))
}

/// An unknown argument decides; if it is certain not to be null or empty, it is the result itself.
fn coalesced_unknown(c: &Call, value: &Value) -> Value {
    let limits = refinement(value);
    let prefixed = limits.is_some_and(|r| r.prefix.as_deref().is_some_and(|p| !p.is_empty()));
    let certain =
        limits.is_some_and(|r| r.not_null) && (value.ty() != Type::String && value.ty() != Type::Dynamic || prefixed);
    if certain && c.is_kleene() { value.clone() } else { c.unknown() }
}

fn contains(c: &Call) -> Outcome {
    let (list, wanted) = (&c.args[0], &c.args[1]);
    let (Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) | Kind::Partial(items)) = &list.kind else {
        return Err(FunctionError::new("argument must be list, tuple, or set"));
    };
    let mut open = matches!(list.kind, Kind::Partial(_));
    for item in items.iter() {
        match equals(wanted, item, c.logic()) {
            Some(true) => return Ok(true.into()),
            Some(false) => {}
            None => open = true,
        }
    }
    Ok(if open { c.unknown() } else { false.into() })
}

fn keys_type(args: &[Value]) -> Result<Type, FunctionError> {
    match args[0].ty() {
        Type::Map(_) => Ok(Type::list(Type::String)),
        Type::Object(o) => Ok(Type::tuple(vec![Type::String; o.attributes.len()])),
        _ => Err(FunctionError::at(0, "must have map or object type")),
    }
}

fn keys(c: &Call) -> Outcome {
    let arg = &c.args[0];
    let names = |names: &mut dyn Iterator<Item = &Str>| names.map(|k| text(&**k)).collect::<Vec<_>>();
    let result = match (&arg.kind, arg.ty()) {
        (Kind::Map(_, entries), _) => Value::list(Type::String, names(&mut entries.keys())),
        (_, Type::Object(o)) => Value::tuple(names(&mut o.attributes.keys())),
        _ => {
            let limits = refinement(arg).filter(|_| c.is_kleene()).cloned().unwrap_or_default();
            refine(c.unknown(), |r| (r.min_length, r.max_length) = (limits.min_length, limits.max_length))
        }
    };
    Ok(with(result, &[&arg.marks]))
}

fn values_type(args: &[Value]) -> Result<Type, FunctionError> {
    match args[0].ty() {
        Type::Map(t) => Ok(Type::list((*t).clone())),
        Type::Object(o) => Ok(Type::tuple(o.attributes.values().cloned().collect())),
        _ => Err(FunctionError::new("values() requires a map as the first argument")),
    }
}

fn values(c: &Call) -> Outcome {
    let entries = c.args[0].as_entries().map(|e| e.values().cloned().collect()).unwrap_or_default();
    let result = match c.returns {
        Type::Tuple(_) => Value::tuple(entries),
        _ => Value::list(c.element_type(), entries),
    };
    Ok(with(result, &[&c.args[0].marks]))
}

fn lookup_type(args: &[Value]) -> Result<Type, FunctionError> {
    if args.len() > 3 {
        return Err(FunctionError::new(format!("lookup() takes two or three arguments, got {}", args.len())));
    }
    match args[0].ty() {
        Type::Object(o) => {
            let Some(key) = args[1].as_str() else { return Ok(Type::Dynamic) };
            match (o.attributes.get(key), args.get(2)) {
                (Some(ty), _) => Ok(ty.clone()),
                (None, Some(default)) => Ok(default.ty()),
                (None, None) => Err(FunctionError::at(
                    0,
                    format!("the given object has no attribute {}", shown(key, &args[1].marks)),
                )),
            }
        }
        Type::Map(elem) => match args.get(2).map(|default| convert(default, &elem)) {
            Some(Err(_)) => Err(FunctionError::at(2, "the default value must have the same type as the map elements")),
            _ => Ok((*elem).clone()),
        },
        _ => Err(FunctionError::at(0, "lookup() requires a map as the first argument")),
    }
}

fn lookup(c: &Call) -> Outcome {
    let (map, key) = (&c.args[0], &c.args[1]);
    if let Some(found) = map.get(c.str(1)) {
        return Ok(with(found.clone(), &[&map.marks, &key.marks]));
    }
    let Some(default) = c.args.get(2) else {
        return Err(FunctionError::new(format!("lookup failed to find key {}", shown(c.str(1), &key.marks))));
    };
    let default = convert(default, c.returns).map_err(|e| FunctionError::new(e.message))?;
    Ok(with(default, &[&map.marks, &key.marks]))
}

fn merge_type(args: &[Value]) -> Result<Type, FunctionError> {
    if args.is_empty() {
        return Ok(Type::object(BTreeMap::new()));
    }
    let mut attributes: BTreeMap<Str, Type> = BTreeMap::new();
    let mut types = Vec::new();
    let mut all_known = true;
    for arg in args {
        let mut ty = arg.ty();
        match &ty {
            Type::Dynamic => return Ok(Type::Dynamic),
            Type::Object(_) if arg.is_null() => ty = Type::object(BTreeMap::new()),
            Type::Object(o) => attributes.extend(o.attributes.clone()),
            Type::Map(elem) => match &arg.kind {
                Kind::Map(_, entries) => attributes.extend(entries.keys().map(|k| (k.clone(), (**elem).clone()))),
                Kind::Null(_) => {}
                _ => all_known = false,
            },
            other => {
                let name = quoted(&friendly_name(other, Naming::Value));
                return Err(FunctionError::new(format!("arguments must be maps or objects, got {name}")));
            }
        }
        types.push(ty);
    }
    match types.split_first() {
        Some((first, rest)) if rest.iter().all(|t| t == first) => Ok(first.clone()),
        _ if !all_known => Ok(Type::Dynamic),
        _ => Ok(Type::object(attributes)),
    }
}

fn merge(c: &Call) -> Outcome {
    let mut merged: BTreeMap<Str, Value> = BTreeMap::new();
    let mut marks = Marks::default();
    for arg in c.args {
        if let Some(entries) = arg.as_entries() {
            marks = marks.join(&arg.marks);
            merged.extend(entries.iter().map(|(k, v)| (k.clone(), v.clone())));
        } else if !arg.is_null() {
            // Not seen by the type check, which gives up at an argument of no known type.
            let name = quoted(&friendly_name(&arg.ty(), Naming::Value));
            return Err(FunctionError::new(format!("arguments must be maps or objects, got {name}")));
        }
    }
    let kind = match c.returns {
        Type::Map(elem) => Kind::Map((**elem).clone(), Arc::new(merged)),
        _ => Kind::Object(Arc::new(merged)),
    };
    Ok(mark(kind.into(), &marks))
}

fn zipmap_type(args: &[Value]) -> Result<Type, FunctionError> {
    match args[1].ty() {
        Type::List(elem) => Ok(Type::map((*elem).clone())),
        Type::Tuple(types) => {
            if !args[0].is_wholly_known() {
                return Ok(Type::Dynamic);
            }
            let keys = elements(&args[0]);
            if keys.len() != types.len() {
                return Err(unequal(keys.len(), types.len()));
            }
            let mut attributes = BTreeMap::new();
            for (i, (key, ty)) in keys.iter().zip(types.iter()).enumerate() {
                let Some(key) = key.as_str() else { return Err(null_key(i)) };
                attributes.insert(Str::from(key), ty.clone());
            }
            Ok(Type::object(attributes))
        }
        _ => Err(FunctionError::new("values argument must be a list or tuple value")),
    }
}

fn unequal(keys: usize, values: usize) -> FunctionError {
    FunctionError::new(format!("number of keys ({keys}) does not match number of values ({values})"))
}

fn null_key(i: usize) -> FunctionError {
    FunctionError::new(format!("keys list has null value at index {i}"))
}

fn zipmap(c: &Call) -> Outcome {
    let (keys, values) = (elements(&c.args[0]), elements(&c.args[1]));
    let mut marks = c.args[0].marks.join(&c.args[1].marks);
    if !c.args[0].is_wholly_known() {
        return Ok(mark(c.unknown(), &marks));
    }
    if keys.len() != values.len() {
        return Err(unequal(keys.len(), values.len()));
    }
    let mut zipped = BTreeMap::new();
    for (i, (key, value)) in keys.iter().zip(values.iter()).enumerate() {
        marks = marks.join(&key.marks);
        let Some(key) = key.as_str() else { return Err(null_key(i)) };
        zipped.insert(Str::from(key), value.clone());
    }
    let kind = match c.returns {
        Type::Map(elem) => Kind::Map((**elem).clone(), Arc::new(zipped)),
        _ => Kind::Object(Arc::new(zipped)),
    };
    Ok(mark(kind.into(), &marks))
}

fn transpose(c: &Call) -> Outcome {
    if !c.args[0].is_wholly_known() {
        return Ok(c.unknown());
    }
    let mut out: BTreeMap<Str, Vec<Value>> = BTreeMap::new();
    for (key, list) in c.args[0].as_entries().into_iter().flatten() {
        if list.is_null() {
            return Err(FunctionError::new("input must not contain null list"));
        }
        for item in elements(list).iter() {
            let Some(item) = item.as_str() else {
                return Err(FunctionError::new("input list must not contain null string"));
            };
            // Keys come in order, so each list is sorted as it grows.
            out.entry(item.into()).or_default().push(Value::from(key.clone()));
        }
    }
    let ty = element_type(c.returns);
    let lists = out.into_iter().map(|(k, items)| (k, Value::list(Type::String, items))).collect();
    Ok(Kind::Map(ty, Arc::new(lists)).into())
}

const NOT_ONE: &str = "must be a list, set, or tuple value with either zero or one elements";

fn one_type(args: &[Value]) -> Result<Type, FunctionError> {
    match args[0].ty() {
        Type::List(t) | Type::Set(t) => Ok((*t).clone()),
        Type::Tuple(types) if types.len() <= 1 => Ok(types.first().cloned().unwrap_or_default()),
        _ => Err(FunctionError::at(0, NOT_ONE)),
    }
}

fn one(c: &Call) -> Outcome {
    let items = elements(&c.args[0]);
    match (&c.args[0].kind, &*items) {
        (Kind::Partial(_), [] | [_]) => Ok(c.unknown()),
        (Kind::Set(..), [_, _, ..]) if !c.args[0].is_wholly_known() => Ok(c.unknown()),
        (_, []) => Ok(Kind::Null(c.returns.clone()).into()),
        (_, [only]) => Ok(only.clone()),
        _ => Err(FunctionError::at(0, NOT_ONE)),
    }
}

fn sum(c: &Call) -> Outcome {
    let arg = &c.args[0];
    let ty = arg.ty();
    let not_numbers = || FunctionError::at(0, "argument must be list, set, or tuple of number values");
    if !matches!(ty, Type::List(_) | Type::Set(_) | Type::Tuple(_)) {
        return Err(match arg.as_entries() {
            None => FunctionError::at(0, "cannot sum noniterable"),
            Some(e) if e.is_empty() => FunctionError::at(0, "cannot sum an empty list"),
            Some(_) => FunctionError::at(
                0,
                format!("argument must be list, set, or tuple. Received {}", friendly_name(&ty, Naming::Value)),
            ),
        });
    }
    let items = elements(arg);
    if items.is_empty() {
        return Err(FunctionError::at(0, "cannot sum an empty list"));
    }
    if !arg.is_wholly_known() {
        return Ok(c.unknown());
    }
    let mut total: Option<Number> = None;
    for item in items.iter() {
        let converted = convert(item, &Type::Number).map_err(|_| not_numbers())?;
        let n = converted.as_number().ok_or_else(not_numbers)?;
        total = Some(total.map_or_else(|| n.clone(), |t| t.add(n)));
    }
    Ok(total.unwrap_or(Number::ZERO).into())
}
