//! Functions over lists and tuples.

use super::args::{element_type, elements, mark, refine, refinement, text};
use super::spec::{Call, Outcome, Spec, Ty, list_of_number, list_of_string, number, param, same, spec};
use super::{FunctionError, equals};
use crate::eval::Logic;
use crate::eval::convert::{Naming, Safety, convert, friendly_name, unify_with};
use crate::model::{Kind, Marks, Number, Type, Value};
use std::sync::Arc;

use super::args::NOT_AN_INTEGER;

pub(super) static SPECS: &[Spec] = &[
    spec("element", &[param("list", Ty::Any).marked(), param("index", Ty::Number)], element_result, element)
        .may_be_null(),
    spec("index", &[param("list", Ty::Any), param("value", Ty::Any)], number, index),
    spec(
        "slice",
        &[param("list", Ty::Any).marked(), param("start_index", Ty::Number), param("end_index", Ty::Number)],
        slice_type,
        slice,
    ),
    spec("reverse", &[param("list", Ty::Any).marked()], reverse_type, reverse),
    spec("concat", &[], concat_type, concat).rest(param("seqs", Ty::Any).marked()).partial(),
    spec("flatten", &[param("list", Ty::Any).marked()], flatten_type, flatten).partial(),
    spec("distinct", &[param("list", Ty::List)], same, distinct).partial(),
    spec("compact", &[param("list", Ty::ListOfString)], list_of_string, compact).partial(),
    spec("coalescelist", &[], coalescelist_type, coalescelist).rest(param("vals", Ty::Any).everything()).partial(),
    spec(
        "chunklist",
        &[param("list", Ty::List).marked(), param("size", Ty::Number).marked()],
        chunklist_type,
        chunklist,
    ),
    spec("sort", &[param("list", Ty::ListOfString).unknown()], list_of_string, sort),
    spec(
        "matchkeys",
        &[param("values", Ty::List), param("keys", Ty::List), param("searchset", Ty::List)],
        matchkeys_type,
        matchkeys,
    ),
    spec("range", &[], list_of_number, range).rest(param("params", Ty::Number)),
];

/// A list or tuple, as the type of the result says.
fn sequence(returns: &Type, items: Vec<Value>) -> Value {
    match returns {
        Type::Tuple(_) | Type::Dynamic => Value::tuple(items),
        _ => {
            // A list of values is of their type, also where it was not known what they would be.
            let told = |ty: &Type| *ty != Type::Dynamic;
            let elem = Some(element_type(returns)).filter(told);
            let elem = elem.or_else(|| items.iter().map(Value::ty).find(told)).unwrap_or(Type::Dynamic);
            Value::list(elem, items)
        }
    }
}

fn wrapped(n: i64, length: usize) -> usize {
    n.rem_euclid(length as i64) as usize
}

const EMPTY: &str = "cannot use element function with an empty list";

fn element_result(args: &[Value]) -> Result<Type, FunctionError> {
    match args[0].ty() {
        Type::List(t) => Ok((*t).clone()),
        Type::Tuple(types) => {
            let Some(n) = args[1].as_number() else { return Ok(Type::Dynamic) };
            let n = n.to_i64().ok_or_else(|| FunctionError::new(format!("invalid index: {NOT_AN_INTEGER}")))?;
            if types.is_empty() {
                return Err(FunctionError::new(EMPTY));
            }
            Ok(types[wrapped(n, types.len())].clone())
        }
        other => Err(FunctionError::new(format!("cannot read elements from {}", friendly_name(&other, Naming::Value)))),
    }
}

fn element(c: &Call) -> Outcome {
    let n = c.integer(1).map_err(|e| FunctionError::new(format!("invalid index: {}", e.message)))?;
    let items = elements(&c.args[0]);
    if items.is_empty() {
        return Err(FunctionError::new(EMPTY));
    }
    Ok(mark(items[wrapped(n, items.len())].clone(), &c.args[0].marks))
}

fn index(c: &Call) -> Outcome {
    let (Kind::List(_, items) | Kind::Tuple(items)) = &c.args[0].kind else {
        return Err(FunctionError::new("argument must be a list or tuple"));
    };
    if items.is_empty() {
        return Err(FunctionError::new("cannot search an empty list"));
    }
    for (i, item) in items.iter().enumerate() {
        match equals(item, &c.args[1], c.logic()) {
            Some(true) => return Ok(super::args::count(i)),
            Some(false) => {}
            None => return Ok(c.unknown()),
        }
    }
    Err(FunctionError::new("item not found"))
}

/// Start and end of a slice, as far as they are known and make sense.
fn bounds(args: &[Value]) -> Result<(Option<usize>, Option<usize>), FunctionError> {
    let length = match (&args[0].kind, args[0].ty()) {
        (_, Type::Tuple(types)) => Some(types.len()),
        (Kind::List(_, items), _) => Some(items.len()),
        _ => None,
    };
    let bound = |i: usize, what: &str| match args[i].as_number() {
        None => Ok(None),
        Some(n) => {
            let n =
                n.to_i64().ok_or_else(|| FunctionError::at(i, format!("invalid {what} index: {NOT_AN_INTEGER}")))?;
            let Ok(n) = usize::try_from(n) else {
                return Err(FunctionError::at(i, format!("{what} index must not be less than zero")));
            };
            if length.is_some_and(|l| n > l) {
                let message = format!("{what} index must not be greater than the length of the list");
                return Err(FunctionError::at(i, message));
            }
            Ok(Some(n))
        }
    };
    let (start, end) = (bound(1, "start")?, bound(2, "end")?);
    match (start, end) {
        (Some(s), Some(e)) if s > e => Err(FunctionError::at(1, "start index must not be greater than end index")),
        both => Ok(both),
    }
}

fn slice_type(args: &[Value]) -> Result<Type, FunctionError> {
    let ty = args[0].ty();
    match &ty {
        Type::Set(_) => Err(FunctionError::at(
            0,
            "cannot slice a set, because its elements do not have indices; explicitly convert to a list if the ordering of the result is not important",
        )),
        Type::List(_) => bounds(args).map(|_| ty.clone()),
        Type::Tuple(types) => Ok(match bounds(args)? {
            (Some(start), Some(end)) => Type::tuple(types[start..end].to_vec()),
            _ => Type::Dynamic,
        }),
        _ => Err(FunctionError::at(0, "must be a list or tuple value")),
    }
}

fn slice(c: &Call) -> Outcome {
    let items = elements(&c.args[0]);
    let result = match bounds(c.args)? {
        (Some(start), Some(end)) => sequence(c.returns, items[start..end].to_vec()),
        _ => c.unknown(),
    };
    Ok(mark(result, &c.args[0].marks))
}

fn reverse_type(args: &[Value]) -> Result<Type, FunctionError> {
    match args[0].ty() {
        Type::Tuple(types) => Ok(Type::tuple(types.iter().rev().cloned().collect())),
        Type::List(t) | Type::Set(t) => Ok(Type::list((*t).clone())),
        other => Err(FunctionError::at(
            0,
            format!("can only reverse list or tuple values, not {}", friendly_name(&other, Naming::Value)),
        )),
    }
}

fn reverse(c: &Call) -> Outcome {
    let items = elements(&c.args[0]).iter().rev().cloned().collect();
    Ok(mark(sequence(c.returns, items), &c.args[0].marks))
}

fn concat_type(args: &[Value]) -> Result<Type, FunctionError> {
    if args.is_empty() {
        return Err(FunctionError::new("at least one argument is required"));
    }
    let types: Vec<Type> = args.iter().map(Value::ty).collect();
    if types.iter().all(|t| matches!(t, Type::List(_)))
        && let Some(common) = unify_with(&types, Safety::Unsafe)
    {
        return Ok(common);
    }
    let mut joined = Vec::new();
    for (i, (arg, ty)) in args.iter().zip(types).enumerate() {
        match (ty, &arg.kind) {
            (Type::Tuple(types), _) => joined.extend(types.iter().cloned()),
            (Type::List(elem), Kind::List(_, items)) => joined.extend(items.iter().map(|_| (*elem).clone())),
            (Type::List(_), _) => return Ok(Type::Dynamic),
            (other, _) => {
                let name = friendly_name(&other, Naming::Value);
                return Err(FunctionError::at(i, format!("all arguments must be lists or tuples; got {name}")));
            }
        }
    }
    Ok(Type::tuple(joined))
}

fn concat(c: &Call) -> Outcome {
    let mut marks = Marks::default();
    let mut all = Vec::new();
    let partial = c.args.iter().any(|a| matches!(a.kind, Kind::Partial(_)));
    for (i, arg) in c.args.iter().enumerate() {
        marks = marks.join(&arg.marks);
        if let (Type::List(_), false) = (c.returns, partial) {
            let list = convert(arg, c.returns).map_err(|e| FunctionError::at(i, e.message))?;
            all.extend(elements(&list).iter().cloned());
        } else {
            all.extend(elements(arg).iter().cloned());
        }
    }
    let result = if partial { Kind::Partial(Arc::new(all)).into() } else { sequence(c.returns, all) };
    Ok(mark(result, &marks))
}

fn flatten_type(args: &[Value]) -> Result<Type, FunctionError> {
    match args[0].ty() {
        Type::List(_) | Type::Set(_) | Type::Tuple(_) => Ok(Type::Dynamic),
        _ => Err(FunctionError::new("can only flatten lists, sets and tuples")),
    }
}

/// What a list is flattened into, and whether more elements may exist.
struct Flat {
    items: Vec<Value>,
    marks: Marks,
    shape: Shape,
}

#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Shape {
    /// These elements and no others.
    Complete,
    /// These elements, and perhaps others.
    Partial,
    /// Something unknown could be a list or not.
    Unknown,
}

fn flatten(c: &Call) -> Outcome {
    let mut flat = Flat { items: Vec::new(), marks: Marks::default(), shape: Shape::Complete };
    flatten_into(&c.args[0], &mut flat);
    let result = match flat.shape {
        Shape::Complete => Value::tuple(flat.items),
        Shape::Partial => Kind::Partial(Arc::new(flat.items)).into(),
        Shape::Unknown => c.unknown(),
    };
    Ok(mark(result, &flat.marks))
}

fn flatten_into(list: &Value, flat: &mut Flat) {
    flat.marks = flat.marks.join(&list.marks);
    let widen = |flat: &mut Flat, to: Shape| {
        if flat.shape < to {
            flat.shape = to;
        }
    };
    match &list.kind {
        Kind::Partial(_) => widen(flat, Shape::Partial),
        Kind::Set(..) if !list.is_wholly_known() => widen(flat, Shape::Unknown),
        _ => {}
    }
    for item in elements(list).iter() {
        match &item.kind {
            Kind::Unknown(u) if matches!(u.ty, Type::Dynamic | Type::List(_) | Type::Set(_) | Type::Tuple(_)) => {
                flat.marks = flat.marks.join(&item.marks);
                widen(flat, Shape::Unknown);
            }
            Kind::List(..) | Kind::Set(..) | Kind::Tuple(_) | Kind::Partial(_) => flatten_into(item, flat),
            _ => flat.items.push(item.clone()),
        }
    }
}

/// The items with equal ones dropped; `None` while it is open whether two are equal.
fn deduplicated(items: &[Value]) -> Option<Vec<Value>> {
    let mut kept: Vec<Value> = Vec::new();
    'items: for item in items {
        for other in &kept {
            if equals(other, item, Logic::Kleene)? {
                continue 'items;
            }
        }
        kept.push(item.clone());
    }
    Some(kept)
}

fn distinct(c: &Call) -> Outcome {
    let list = &c.args[0];
    if let Kind::Partial(items) = &list.kind {
        let kept = deduplicated(items).unwrap_or_default();
        return Ok(Kind::Partial(Arc::new(kept)).into());
    }
    if !list.is_wholly_known() {
        if !c.is_kleene() {
            return Ok(c.unknown());
        }
        let length = elements(list).len() as u64;
        return Ok(refine(c.unknown(), |r| (r.min_length, r.max_length) = (Some(length.min(1)), Some(length))));
    }
    Ok(sequence(c.returns, deduplicated(&elements(list)).unwrap_or_default()))
}

fn compact(c: &Call) -> Outcome {
    let items = elements(&c.args[0]);
    let kept = items.iter().filter(|v| v.as_str().is_some_and(|s| !s.is_empty())).cloned().collect();
    match &c.args[0].kind {
        Kind::Partial(_) => Ok(Kind::Partial(Arc::new(kept)).into()),
        _ if !c.args[0].is_wholly_known() && !c.is_kleene() => Ok(c.unknown()),
        _ if !c.args[0].is_wholly_known() => Ok(refine(c.unknown(), |r| {
            (r.min_length, r.max_length) = (Some(kept.len() as u64), Some(items.len() as u64));
        })),
        _ => Ok(Value::list(Type::String, kept)),
    }
}

fn coalescelist_type(args: &[Value]) -> Result<Type, FunctionError> {
    if args.is_empty() {
        return Err(FunctionError::new("at least one argument is required"));
    }
    let mut types = Vec::new();
    for arg in args {
        if arg.is_unknown() {
            return Ok(Type::Dynamic);
        }
        let ty = arg.ty();
        if !matches!(ty, Type::List(_) | Type::Tuple(_)) {
            return Err(FunctionError::new("coalescelist arguments must be lists or tuples"));
        }
        types.push(ty);
    }
    Ok(if types.iter().all(|t| *t == types[0]) { types[0].clone() } else { Type::Dynamic })
}

fn coalescelist(c: &Call) -> Outcome {
    for arg in c.args {
        match &arg.kind {
            Kind::Unknown(_) => return Ok(c.unknown()),
            // Whether it is empty is open: neither it nor what follows is certain.
            Kind::Partial(items) if items.is_empty() => return Ok(c.unknown()),
            _ if !elements(arg).is_empty() => return Ok(arg.clone()),
            _ => {}
        }
    }
    Err(FunctionError::new("no non-null arguments"))
}

fn chunklist_type(args: &[Value]) -> Result<Type, FunctionError> {
    Ok(Type::list(args[0].ty()))
}

fn chunklist(c: &Call) -> Outcome {
    let size = c.integer(1).map_err(|e| FunctionError::new(format!("invalid size: {}", e.message)))?;
    let size = usize::try_from(size).map_err(|_| FunctionError::new("the size argument must be positive"))?;
    let items = elements(&c.args[0]);
    let elem = element_type(&c.element_type());
    let chunk = |items: &[Value]| Value::list(elem.clone(), items.to_vec());
    let chunks = match size {
        _ if items.is_empty() => Vec::new(),
        0 => vec![chunk(&items)],
        _ => items.chunks(size).map(chunk).collect(),
    };
    let result = Value::list(c.element_type(), chunks);
    Ok(mark(mark(result, &c.args[0].marks), &c.args[1].marks))
}

fn sort(c: &Call) -> Outcome {
    let list = &c.args[0];
    if !list.is_wholly_known() {
        let (min, max) = match &list.kind {
            Kind::List(_, items) => (Some(items.len() as u64), Some(items.len() as u64)),
            _ => refinement(list).map_or((None, None), |r| (r.min_length, r.max_length)),
        };
        return Ok(refine(c.unknown(), |r| (r.min_length, r.max_length) = (min, max)));
    }
    let mut sorted = Vec::new();
    for (i, item) in elements(list).iter().enumerate() {
        let Some(s) = item.as_str() else {
            return Err(FunctionError::new(format!("given list element {i} is null; a null string cannot be sorted")));
        };
        sorted.push(s.to_owned());
    }
    sorted.sort();
    Ok(Value::list(Type::String, sorted.into_iter().map(text).collect()))
}

fn matchkeys_type(args: &[Value]) -> Result<Type, FunctionError> {
    match unify_with(&[args[1].ty(), args[2].ty()], Safety::Unsafe) {
        Some(_) => Ok(args[0].ty()),
        None => Err(FunctionError::new("keys and searchset must be of the same type")),
    }
}

fn matchkeys(c: &Call) -> Outcome {
    let values = elements(&c.args[0]);
    if values.len() != elements(&c.args[1]).len() {
        return Err(FunctionError::new("length of keys and values should be equal"));
    }
    let common = unify_with(&[c.args[1].ty(), c.args[2].ty()], Safety::Unsafe).unwrap_or_default();
    let keys = convert(&c.args[1], &common).map_err(|e| FunctionError::new(e.message))?;
    let wanted = convert(&c.args[2], &common).map_err(|e| FunctionError::new(e.message))?;
    // Terraform waits for all values, also for those whose keys are known not to match. Nothing matches none.
    let all_known = c.args[0].is_wholly_known() && keys.is_wholly_known();
    if !(all_known || c.is_kleene() || elements(&wanted).is_empty()) {
        return Ok(c.unknown());
    }
    let (keys, wanted) = (elements(&keys), elements(&wanted));
    let mut matched = Vec::new();
    for (value, key) in values.iter().zip(keys.iter()) {
        let mut open = false;
        let mut found = false;
        for candidate in wanted.iter() {
            match equals(key, candidate, c.logic()) {
                Some(true) => {
                    found = true;
                    break;
                }
                Some(false) => {}
                None => open = true,
            }
        }
        if found {
            matched.push(value.clone());
        } else if open {
            return Ok(c.unknown());
        }
    }
    Ok(sequence(c.returns, matched))
}

fn range(c: &Call) -> Outcome {
    let zero = Number::ZERO;
    let one = |down: bool| Number::counted(if down { -1 } else { 1 });
    let (start, end, step) = match c.args.len() {
        1 => (zero.clone(), c.number(0), one(c.number(0) < zero)),
        2 => (c.number(0), c.number(1), one(c.number(1) < c.number(0))),
        3 => (c.number(0), c.number(1), c.number(2)),
        _ => return Err(FunctionError::new("must have one, two, or three arguments")),
    };
    let down = step < zero;
    if down && end > start {
        return Err(FunctionError::at(1, "end must be less than start when step is negative"));
    }
    if !down && end < start {
        return Err(FunctionError::at(1, "end must be greater than start when step is positive"));
    }
    let mut numbers: Vec<Value> = Vec::new();
    let mut n = start;
    while if down { n > end } else { n < end } {
        if numbers.len() >= 1024 {
            return Err(FunctionError::new(
                "more than 1024 values were generated; either decrease the difference between start and end or use a smaller step",
            ));
        }
        numbers.push(n.clone().into());
        n = n.add(&step);
    }
    Ok(Value::list(Type::Number, numbers))
}
