//! The most general of several types.

use std::collections::BTreeMap;

use super::{Conversion, is_convertible};
use crate::model::Type;
use crate::text::Str;

/// Which conversions may take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// Only those that succeed for every value.
    Safe,
    /// Also those that depend on the value (`"5"` to number), or lose something (list to set).
    Unsafe,
}

/// The type that values of all these types can be converted to without fail; `None` if there is none
/// (or no type was given). What Terraform calls "unify".
pub fn unify(types: &[Type]) -> Option<Type> {
    unify_with(types, Safety::Safe)
}

/// [`unify`] with a choice of conversions. Conditionals and most functions of Terraform use the unsafe ones.
pub fn unify_with(types: &[Type], safety: Safety) -> Option<Type> {
    let first = types.first()?;
    if types.iter().all(|t| t == first) {
        return Some(first.clone());
    }
    let count = |is: fn(&Type) -> bool| types.iter().filter(|t| is(t)).count();
    let maps = count(|t| matches!(t, Type::Map(_)));
    let lists = count(|t| matches!(t, Type::List(_)));
    let sets = count(|t| matches!(t, Type::Set(_)));
    let objects = count(|t| matches!(t, Type::Object(_)));
    let tuples = count(|t| matches!(t, Type::Tuple(_)));
    let dynamic = count(|t| matches!(t, Type::Dynamic));
    let all = |n: usize| n > 0 && n + dynamic == types.len();
    if all(maps) || all(lists) || all(sets) || all(objects) || all(tuples) {
        // Which way it goes depends on what the unknown ones turn out to be.
        if dynamic > 0 {
            return Some(Type::Dynamic);
        }
        return match first {
            Type::Object(_) => objects_to_one(types, safety),
            Type::Tuple(_) => tuples_to_one(types, safety),
            Type::Map(_) => collections(types, safety).map(Type::map),
            Type::Set(_) => collections(types, safety).map(Type::set),
            _ => collections(types, safety).map(Type::list),
        };
    }
    if let Some(detour) = detour(types, safety) {
        return Some(detour.joined);
    }
    if objects > 0 && tuples > 0 {
        return None;
    }
    preference(types).into_iter().map(|i| &types[i]).find(|want| reaches(types, want, safety)).cloned()
}

/// The unsafe unification of types, with what makes values of each into it; `None` for one that needs nothing.
///
/// Objects beside maps, and tuples beside lists, go through the collection that they would be without the others: a
/// value that cannot take that detour is refused, even where a direct conversion would succeed, and what comes of it is
/// what the *second* step makes of the value as it was. This is what Terraform does.
pub fn unify_conversions(types: &[Type]) -> Option<(Type, Vec<Option<Conversion>>)> {
    let joined = unify_with(types, Safety::Unsafe)?;
    let detour = detour(types, Safety::Unsafe);
    let to_joined = |from: &Type| match from == &joined {
        true => Some(None),
        false => Conversion::find(from, &joined, Safety::Unsafe).map(Some),
    };
    let conversion = |from: &Type| match detour.as_ref().filter(|d| (d.takes)(from)) {
        Some(detour) => {
            let first = Conversion::find(from, &detour.between, Safety::Unsafe)?;
            Some(Some(match to_joined(&detour.between)? {
                None => first,
                Some(second) => first.before(second),
            }))
        }
        None => to_joined(from),
    };
    let conversions = types.iter().map(conversion).collect::<Option<_>>()?;
    Some((joined, conversions))
}

fn reaches(types: &[Type], want: &Type, safety: Safety) -> bool {
    types.iter().all(|t| t == want || is_convertible(t, want, safety))
}

fn collections(types: &[Type], safety: Safety) -> Option<Type> {
    let elements: Vec<Type> = types
        .iter()
        .filter_map(|t| match t {
            Type::List(e) | Type::Set(e) | Type::Map(e) => Some((**e).clone()),
            _ => None,
        })
        .collect();
    unify_with(&elements, safety)
}

/// The way of objects beside maps, or tuples beside lists, to the common type.
struct Detour {
    /// Which of the types take it.
    takes: fn(&Type) -> bool,
    /// The collection that these are without the others.
    between: Type,
    joined: Type,
}

/// Objects next to maps are often maps in disguise, and tuples next to lists lists. Where they are not, they are tried
/// against the others as they are.
fn detour(types: &[Type], safety: Safety) -> Option<Detour> {
    let (mut objects, mut maps, mut tuples, mut lists) = (0, 0, 0, 0);
    for ty in types {
        match ty {
            Type::Object(_) => objects += 1,
            Type::Map(_) => maps += 1,
            Type::Tuple(_) => tuples += 1,
            Type::List(_) => lists += 1,
            Type::Dynamic => {}
            _ => return None,
        }
    }
    let takes: fn(&Type) -> bool = match (objects, maps, tuples, lists) {
        (1.., 1.., 0, 0) => |t| matches!(t, Type::Object(_)),
        (0, 0, 1.., 1..) => |t| matches!(t, Type::Tuple(_)),
        _ => return None,
    };
    let structural: Vec<Type> = types.iter().filter(|t| takes(t)).cloned().collect();
    let between = if objects > 0 { objects_to_map(&structural, safety) } else { tuples_to_list(&structural, safety) }?;
    let replaced: Vec<Type> = types.iter().map(|t| if takes(t) { between.clone() } else { t.clone() }).collect();
    let joined = unify_with(&replaced, safety).filter(|t| matches!(t, Type::Map(_) | Type::List(_)))?;
    Some(Detour { takes, between, joined })
}

fn objects_to_one(types: &[Type], safety: Safety) -> Option<Type> {
    let attributes: Vec<&BTreeMap<Str, Type>> = types
        .iter()
        .filter_map(|t| match t {
            Type::Object(o) => Some(&o.attributes),
            _ => None,
        })
        .collect();
    let (first, rest) = attributes.split_first()?;
    if rest.iter().any(|o| o.len() != first.len() || o.keys().any(|k| !first.contains_key(k))) {
        return objects_to_map(types, safety);
    }
    let mut joined = BTreeMap::new();
    for name in first.keys() {
        let across: Vec<Type> = attributes.iter().filter_map(|o| o.get(name).cloned()).collect();
        joined.insert(name.clone(), unify_with(&across, safety)?);
    }
    let joined = Type::object(joined);
    if reaches(types, &joined, safety) { Some(joined) } else { objects_to_map(types, safety) }
}

fn objects_to_map(types: &[Type], safety: Safety) -> Option<Type> {
    let mut all = Vec::new();
    for ty in types {
        if let Type::Object(o) = ty {
            all.extend(o.attributes.values().cloned());
        }
    }
    let map = Type::map(unify_with(&all, safety)?);
    reaches(types, &map, safety).then_some(map)
}

fn tuples_to_one(types: &[Type], safety: Safety) -> Option<Type> {
    let elements: Vec<&Vec<Type>> = types
        .iter()
        .filter_map(|t| match t {
            Type::Tuple(ts) => Some(&**ts),
            _ => None,
        })
        .collect();
    let length = elements.first()?.len();
    if elements.iter().any(|ts| ts.len() != length) {
        return tuples_to_list(types, safety);
    }
    let mut joined = Vec::with_capacity(length);
    for i in 0..length {
        let across: Vec<Type> = elements.iter().map(|ts| ts[i].clone()).collect();
        joined.push(unify_with(&across, safety)?);
    }
    let joined = Type::tuple(joined);
    if reaches(types, &joined, safety) { Some(joined) } else { tuples_to_list(types, safety) }
}

fn tuples_to_list(types: &[Type], safety: Safety) -> Option<Type> {
    let mut all = Vec::new();
    for ty in types {
        if let Type::Tuple(ts) = ty {
            all.extend(ts.iter().cloned());
        }
    }
    let list = Type::list(unify_with(&all, safety)?);
    reaches(types, &list, safety).then_some(list)
}

/// Indices of the types, more general ones first, else in the given order.
fn preference(types: &[Type]) -> Vec<usize> {
    let mut less_general: Vec<Vec<usize>> = vec![Vec::new(); types.len()];
    let mut incoming = vec![0usize; types.len()];
    for i in 0..types.len() {
        for j in i + 1..types.len() {
            match generality(&types[i], &types[j]) {
                ..0 => {
                    less_general[i].push(j);
                    incoming[j] += 1;
                }
                0 => {}
                1.. => {
                    less_general[j].push(i);
                    incoming[i] += 1;
                }
            }
        }
    }
    let mut order: Vec<usize> = (0..types.len()).filter(|i| incoming[*i] == 0).collect();
    let mut next = 0;
    while let Some(&i) = order.get(next) {
        next += 1;
        for &j in &less_general[i] {
            incoming[j] -= 1;
            if incoming[j] == 0 {
                order.push(j);
            }
        }
    }
    order
}

/// Negative if `a` is the more general type, positive if `b` is, zero if neither.
fn generality(a: &Type, b: &Type) -> i32 {
    match (a, b) {
        (Type::Dynamic, Type::Dynamic) => 0,
        (_, Type::Dynamic) => -1,
        (Type::Dynamic, _) => 1,
        (Type::String, Type::Bool | Type::Number) => -1,
        (Type::Bool | Type::Number, Type::String) => 1,
        (Type::List(x), Type::List(y)) | (Type::Set(x), Type::Set(y)) | (Type::Map(x), Type::Map(y)) => {
            generality(x, y)
        }
        (Type::List(_), Type::Tuple(_))
        | (Type::Tuple(_) | Type::List(_), Type::Set(_))
        | (Type::Map(_), Type::Object(_)) => -1,
        (Type::Tuple(_), Type::List(_))
        | (Type::Set(_), Type::Tuple(_) | Type::List(_))
        | (Type::Object(_), Type::Map(_)) => 1,
        (Type::Object(x), Type::Object(y)) if x.attributes.len() == y.attributes.len() => {
            let pairs: Option<Vec<_>> = x.attributes.iter().map(|(k, t)| Some((t, y.attributes.get(k)?))).collect();
            pairs.map_or(0, |pairs| one_sided(pairs.into_iter()))
        }
        (Type::Tuple(x), Type::Tuple(y)) if x.len() == y.len() => one_sided(x.iter().zip(y.iter())),
        _ => 0,
    }
}

/// The direction that all pairs agree on, zero if they disagree.
fn one_sided<'a>(pairs: impl Iterator<Item = (&'a Type, &'a Type)>) -> i32 {
    let (mut first, mut second) = (false, false);
    for (a, b) in pairs {
        match generality(a, b) {
            ..0 => first = true,
            0 => {}
            1.. => second = true,
        }
    }
    i32::from(second) - i32::from(first)
}
