//! Small operations on values and marks that the evaluator is made of.

use std::sync::Arc;

use super::{Reads, Traced};
use crate::model::{AttrRef, Kind, Marks, Refinement, Step, Type, Unknown, Value};
use crate::text::Str;

/// Adds marks to marks; `origin` stays as it is.
pub(super) fn shade(marks: &mut Marks, other: &Marks) {
    marks.sensitive |= other.sensitive;
    marks.ephemeral |= other.ephemeral;
    if marks.defaulted.is_none() {
        marks.defaulted.clone_from(&other.defaulted);
    }
    // A verdict that rests on an assumption must tell it, however much was computed in between.
    if marks.assumed.is_none() {
        marks.assumed.clone_from(&other.assumed);
    }
}

/// The value with marks added; unlike [`Value::with_marks`] it keeps its origin, since it is only passed on.
pub(super) fn tint(mut value: Value, marks: &Marks) -> Value {
    shade(&mut value.marks, marks);
    value
}

/// Marks of a value and of everything in it, for operations that look at all of it.
pub fn deep_marks(value: &Value) -> Marks {
    fn walk(value: &Value, into: &mut Marks) {
        shade(into, &value.marks);
        match &value.kind {
            Kind::List(_, i) | Kind::Set(_, i) | Kind::Tuple(i) | Kind::Partial(i) => {
                i.iter().for_each(|v| walk(v, into));
            }
            Kind::Map(_, i) | Kind::Object(i) => i.values().for_each(|v| walk(v, into)),
            _ => {}
        }
    }
    let mut marks = Marks::default();
    walk(value, &mut marks);
    marks
}

/// An unknown that waits for whatever these values wait for.
pub(super) fn unknown_because<'v>(
    ty: Type,
    refinement: Refinement,
    causes: impl IntoIterator<Item = &'v Value>,
) -> Value {
    let mut waits: Vec<Str> = Vec::new();
    for cause in causes {
        for what in cause.waits_for() {
            if !waits.contains(&what) {
                waits.push(what);
            }
        }
    }
    collapse(Unknown { ty, refinement, waits_for: waits }).into()
}

/// Longest list that is spelt out for its length alone.
const MAX_COLLAPSED: u64 = 1024;

/// What is left open by limits that meet: of a list whose length is certain only the elements are unknown, and
/// an empty collection or a number between equal limits is known (as cty has it).
pub(super) fn collapse(unknown: Unknown) -> Kind {
    let limits = &unknown.refinement;
    if !limits.not_null {
        return Kind::Unknown(Arc::new(unknown));
    }
    if unknown.ty == Type::Number
        && let (Some(min), Some(max)) = (&limits.min, &limits.max)
        && min == max
    {
        return Kind::Number(min.clone());
    }
    let length = limits.min_length.filter(|n| Some(*n) == limits.max_length && *n <= MAX_COLLAPSED);
    let Some(length) = length else { return Kind::Unknown(Arc::new(unknown)) };
    let elements = |elem: &Type| {
        let one = Unknown { ty: elem.clone(), waits_for: unknown.waits_for.clone(), ..Unknown::default() };
        Arc::new((0..length).map(|_| Value::from(Kind::Unknown(Arc::new(one.clone())))).collect())
    };
    match &unknown.ty {
        Type::List(elem) => Kind::List((**elem).clone(), elements(elem)),
        // More elements of a set might turn out to be equal.
        Type::Set(elem) if length <= 1 => Kind::Set((**elem).clone(), elements(elem)),
        Type::Map(elem) if length == 0 => Kind::Map((**elem).clone(), Arc::default()),
        _ => Kind::Unknown(Arc::new(unknown)),
    }
}

/// A refinement that says only "not null".
pub(super) fn not_null() -> Refinement {
    Refinement { not_null: true, ..Refinement::default() }
}

/// Whether the value is certainly not null.
pub(super) fn is_never_null(value: &Value) -> bool {
    match &value.kind {
        Kind::Null(_) => false,
        Kind::Unknown(u) => u.refinement.not_null,
        _ => true,
    }
}

/// The value that stepping from `parent` to `child` gives: a sensitive whole makes sensitive parts, and an origin
/// becomes narrower.
pub(super) fn inner(parent: &Traced, child: Value, step: impl FnOnce() -> Step) -> Value {
    let mut child = tint(child, &parent.value.marks);
    if child.marks.origin.is_none()
        && let Some(origin) = &parent.value.marks.origin
        && !matches!(parent.value.kind, Kind::Set(..) | Kind::Partial(_))
    {
        let path = origin.path.child(step());
        child.marks.origin = Some(Arc::new(AttrRef { address: origin.address.clone(), path }));
    }
    child
}

/// The same with its place, which becomes narrower, too, also among the reads.
pub(super) fn stepped(parent: &Traced, child: Value, step: Step) -> Traced {
    let child = inner(parent, child, || step.clone());
    let mut result = parent.step(child, step);
    if let Some(place) = &parent.place {
        // `Traced::step` keeps the narrower place only; what else was read stays read.
        let others = parent.reads.places().iter().filter(|p| *p != place);
        if others.clone().next().is_some() {
            let others = others.cloned().collect();
            result.reads = result.reads.join(&Reads(Some(Arc::new(others))));
        }
    }
    result
}

/// The known name nearest to a mistyped one, if one is near.
pub fn suggest<'n>(given: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    // Short names are all near to each other; from five letters on, two that are changed places are two changes.
    let most = match given.chars().count() {
        n @ 0..5 => n / 3,
        n => (n / 3).clamp(2, 3),
    };
    let scored = known.into_iter().map(|name| (distance(given, name), name));
    scored.filter(|(d, _)| *d > 0 && *d <= most).min().map(|(_, name)| name)
}

/// Levenshtein's distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
