//! Functions over sets.

use super::args::{element_type, elements, mark, refine, refinement};
use super::spec::{Call, Outcome, Param, Spec, Ty, param, spec};
use super::{FunctionError, equals};
use crate::eval::Logic;
use crate::eval::convert::{Safety, convert, set_of, unify_with};
use crate::model::value::same_element;
use crate::model::{Kind, Marks, Type, Value};
use std::sync::Arc;

const FIRST: Param = param("first_set", Ty::Set).dynamic();
const OTHERS: Param = param("other_sets", Ty::Set).dynamic();

pub(super) static SPECS: &[Spec] = &[
    spec("setunion", &[FIRST], set_type, union).rest(OTHERS).partial(),
    spec("setintersection", &[FIRST], set_type, |c| keep_where(c, true)).rest(OTHERS).partial(),
    spec("setsubtract", &[param("a", Ty::Set).dynamic(), param("b", Ty::Set).dynamic()], set_type, |c| {
        keep_where(c, false)
    })
    .partial(),
    spec("setproduct", &[], product_type, product).rest(param("sets", Ty::Any).unknown().marked()),
];

fn set_type(args: &[Value]) -> Result<Type, FunctionError> {
    let mut types = Vec::new();
    for arg in args {
        let ty = element_type(&arg.ty());
        let empty = ty == Type::Dynamic && arg.as_elements().is_some_and(<[Value]>::is_empty);
        if !empty && !matches!(arg.kind, Kind::Partial(_)) {
            types.push(ty);
        }
    }
    if types.is_empty() {
        return Ok(Type::set(Type::Dynamic));
    }
    match unify_with(&types, Safety::Unsafe) {
        Some(common) => Ok(Type::set(common)),
        None => Err(FunctionError::new("given sets must all have compatible element types")),
    }
}

/// The arguments as sets of the common element type.
///
/// Where not even the type of some elements is known, the common type is `any`, and sets keep the types that they have. If
/// these differ, Terraform panics, and makes an error of that which `try` takes for one. So it is an error here as well.
/// `waits`: a set that is not wholly known keeps Terraform from going on to what stands after it.
fn unified(c: &Call, waits: bool) -> Result<Vec<Value>, FunctionError> {
    let sets = c.args.iter().enumerate();
    let sets: Vec<Value> = sets
        .map(|(i, arg)| convert(arg, c.returns).map_err(|e| FunctionError::at(i, e.message)))
        .collect::<Result<_, _>>()?;
    let looked_at = sets.iter().take_while(|set| !is_partial(set) && (!waits || set.is_wholly_known()));
    let mut types = looked_at.map(|set| element_type(&set.ty()));
    match types.next() {
        Some(first) if types.any(|ty| ty != first) => Err(FunctionError::new(
            "the sets have elements of different types, and of some not even the type is known yet",
        )),
        _ => Ok(sets),
    }
}

fn is_partial(value: &Value) -> bool {
    matches!(value.kind, Kind::Partial(_))
}

fn union(c: &Call) -> Outcome {
    let sets = unified(c, false)?;
    let all: Vec<Value> = sets.iter().flat_map(|s| elements(s).iter().cloned().collect::<Vec<_>>()).collect();
    if sets.iter().any(is_partial) {
        let Kind::Set(_, items) = set_of(Type::Dynamic, all).kind else { return Ok(c.unknown()) };
        return Ok(Kind::Partial(items).into());
    }
    Ok(set_of(sets.first().map_or_else(|| c.element_type(), |set| element_type(&set.ty())), all))
}

/// Elements of the first set that are in all others (`wanted` true) or in none of them.
fn keep_where(c: &Call, wanted: bool) -> Outcome {
    let sets = unified(c, true)?;
    let Some((first, others)) = sets.split_first() else { return Ok(c.unknown()) };
    let mut complete = !is_partial(first);
    let mut kept = Vec::new();
    for item in elements(first).iter() {
        match kept_in_all(item, others, wanted, c.logic()) {
            Some(true) => kept.push(item.clone()),
            Some(false) => {}
            None => complete = false,
        }
    }
    if sets.iter().all(|s| s.is_wholly_known() || is_partial(s)) && !complete {
        return Ok(Kind::Partial(Arc::new(kept)).into());
    }
    if !complete || sets.iter().any(|s| !s.is_wholly_known() && !is_partial(s)) {
        return Ok(c.unknown());
    }
    Ok(set_of(element_type(&first.ty()), kept))
}

/// Whether every one of the sets has the item (`wanted`), or none of them; `None` if that is open.
fn kept_in_all(item: &Value, sets: &[Value], wanted: bool, logic: Logic) -> Option<bool> {
    let mut open = false;
    for set in sets {
        let mut has = Some(false);
        for other in elements(set).iter() {
            match equals(item, other, logic) {
                Some(true) if same_element(item, other) => {
                    has = Some(true);
                    break;
                }
                Some(_) => {}
                None => has = None,
            }
        }
        if has == Some(false) && is_partial(set) {
            has = None;
        }
        match has {
            Some(has) if has != wanted => return Some(false),
            Some(_) => {}
            None => open = true,
        }
    }
    if open { None } else { Some(true) }
}

fn product_type(args: &[Value]) -> Result<Type, FunctionError> {
    if args.len() < 2 {
        return Err(FunctionError::new("at least two arguments are required"));
    }
    let mut types = Vec::new();
    let mut ordered = true;
    for (i, arg) in args.iter().enumerate() {
        types.push(match arg.ty() {
            Type::Set(t) => {
                ordered = false;
                (*t).clone()
            }
            Type::List(t) => (*t).clone(),
            Type::Tuple(elems) if elems.is_empty() => Type::Dynamic,
            Type::Tuple(elems) => unify_with(&elems, Safety::Unsafe)
                .ok_or_else(|| FunctionError::at(i, "all elements must be of the same type"))?,
            _ => return Err(FunctionError::at(i, "a set or a list is required")),
        });
    }
    let tuple = Type::tuple(types);
    Ok(if ordered { Type::list(tuple) } else { Type::set(tuple) })
}

/// More tuples than this are refused: a plan has no use for them, and they would fill the memory.
const MOST: usize = 1 << 20;

fn product(c: &Call) -> Outcome {
    let marks = c.args.iter().fold(Marks::default(), |all, arg| all.join(&arg.marks));
    let sized = |arg: &Value| match &arg.kind {
        Kind::List(_, i) | Kind::Tuple(i) => Some(i.len()),
        Kind::Set(_, i) if arg.is_wholly_known() => Some(i.len()),
        _ => None,
    };
    let Some(sizes) = c.args.iter().map(sized).collect::<Option<Vec<usize>>>() else {
        return Ok(mark(product_size(c), &marks));
    };
    let total = sizes.iter().try_fold(1usize, |n, size| n.checked_mul(*size)).filter(|n| *n <= MOST);
    let Some(total) = total else {
        return Err(FunctionError::new(format!("the product has more than {MOST} elements")));
    };
    let elem = c.element_type();
    let Type::Tuple(types) = &elem else { return Ok(c.unknown()) };
    let mut tuples = Vec::with_capacity(total);
    for n in 0..total {
        // The last argument varies fastest.
        let mut left = n;
        let mut tuple = vec![Value::NULL; sizes.len()];
        for (i, arg) in c.args.iter().enumerate().rev() {
            let item = &elements(arg)[left % sizes[i]];
            left /= sizes[i];
            // That they can take it was found from the types; Terraform calls it a bug where they do not.
            tuple[i] = convert(item, &types[i]).map_err(|e| {
                FunctionError::new(format!("an element of argument {} cannot take the type of the others: {e}", i + 1))
            })?;
        }
        tuples.push(Value::tuple(tuple));
    }
    let result = match c.returns {
        Type::List(_) => Value::list(elem.clone(), tuples),
        _ => set_of(elem.clone(), tuples),
    };
    Ok(mark(result, &marks))
}

/// The unknown product, with its least and greatest possible size where the latter is small. (Terraform says of every product
/// that it has an element, which one with an empty list has not.)
fn product_size(c: &Call) -> Value {
    let (mut least, mut most) = (1u64, 1u64);
    for arg in c.args {
        let (min, max) = match (&arg.kind, arg.ty()) {
            (_, Type::Tuple(types)) => (types.len() as u64, types.len() as u64),
            (Kind::List(_, i), _) => (i.len() as u64, i.len() as u64),
            // Elements that are not known may turn out to be one.
            (Kind::Set(_, i), _) => (i.len().min(1) as u64, i.len() as u64),
            _ => match refinement(arg).map(|r| (r.min_length, r.max_length)) {
                Some((min, Some(max))) if max <= 1024 => (min.unwrap_or(0), max),
                _ => return c.unknown(),
            },
        };
        (least, most) = (least.saturating_mul(min), most.saturating_mul(max));
    }
    if most > 2048 {
        return c.unknown();
    }
    if !matches!(c.returns, Type::List(_)) {
        least = least.min(1);
    }
    refine(c.unknown(), |r| (r.min_length, r.max_length) = (Some(least), Some(most)))
}
