//! Functions that change the type of a value or what is said about it.

use std::sync::Arc;

use super::FunctionError;
use super::args::{hidden, quoted, transform};
use super::spec::{Call, Outcome, Param, Spec, Ty, bool, param, same, spec};
use crate::eval::convert::{Naming, Safety, convert, friendly_name, is_convertible};
use crate::model::{Kind, Marks, Refinement, Type, Unknown, Value};

const V: Param = param("v", Ty::Any).null().dynamic().marked();
const VALUE: Param = param("value", Ty::Any).everything().marked();

pub(super) static SPECS: &[Spec] = &[
    spec("tostring", &[V], |a| target(a, Type::String), to).may_be_null(),
    spec("tonumber", &[V], |a| target(a, Type::Number), to).may_be_null(),
    spec("tobool", &[V], |a| target(a, Type::Bool), to).may_be_null(),
    spec("tolist", &[V.unknown()], |a| target(a, Type::list(Type::Dynamic)), to).may_be_null().partial(),
    spec("toset", &[V.unknown()], |a| target(a, Type::set(Type::Dynamic)), to).may_be_null().partial(),
    spec("tomap", &[V.unknown()], |a| target(a, Type::map(Type::Dynamic)), to).may_be_null(),
    spec("sensitive", &[VALUE], same, |c| Ok(c.args[0].clone().sensitive_here(true))).may_be_null().partial(),
    spec("nonsensitive", &[VALUE], same, |c| Ok(c.args[0].clone().sensitive_here(false))).may_be_null().partial(),
    spec("issensitive", &[VALUE], bool, issensitive).partial(),
    spec("ephemeralasnull", &[VALUE], same, ephemeralasnull).may_be_null().partial(),
];

impl Value {
    /// Sets or clears the sensitive mark of this node alone.
    fn sensitive_here(mut self, sensitive: bool) -> Value {
        self.marks.sensitive = sensitive;
        self
    }
}

fn cannot(from: &Type, to: &Type) -> String {
    format!("cannot convert {} to {}", friendly_name(from, Naming::Value), friendly_name(to, Naming::Constraint))
}

fn target(args: &[Value], want: Type) -> Result<Type, FunctionError> {
    let from = args[0].ty();
    if from == want || is_convertible(&from, &want, Safety::Unsafe) {
        Ok(want)
    } else {
        Err(FunctionError::at(0, cannot(&from, &want)))
    }
}

fn to(c: &Call) -> Outcome {
    let (value, want) = (&c.args[0], c.returns);
    if let Kind::Unknown(unknown) = &value.kind {
        // Nothing is converted yet, so that the type of elements is open again. Terraform forgets what else it knew.
        let mut unknown = Unknown { ty: want.clone(), ..unknown.as_ref().clone() };
        if !c.is_kleene() {
            unknown.refinement = Refinement::default();
        }
        return Ok(Value { kind: Kind::Unknown(Arc::new(unknown)), marks: value.marks.clone() });
    }
    convert(value, want).map_err(|_| FunctionError::at(0, refusal(value, want)))
}

/// Why a value, as opposed to its type, cannot be converted.
fn refusal(value: &Value, want: &Type) -> String {
    let from = value.ty();
    if let Some(what) = hidden(&marks_within(value)) {
        let what = what.trim_start_matches('(').split(' ').next().unwrap_or("sensitive");
        return cannot(&from, want).replacen("cannot convert", &format!("cannot convert this {what}"), 1);
    }
    match (value.as_str(), want) {
        (Some(s), Type::Bool) => {
            format!("cannot convert {} to bool; only the strings \"true\" or \"false\" are allowed", quoted(s))
        }
        (Some(s), Type::Number) => {
            format!("cannot convert {} to number; given string must be a decimal representation of a number", quoted(s))
        }
        _ => cannot(&from, want),
    }
}

fn marks_within(value: &Value) -> Marks {
    let mut marks = Marks::default();
    super::args::strip_marks(value.clone(), &mut marks);
    marks
}

fn issensitive(c: &Call) -> Outcome {
    let value = &c.args[0];
    // A mark is certain; that an unknown will have none is not.
    Ok(if value.marks.sensitive || !value.is_unknown() { value.marks.sensitive.into() } else { c.unknown() })
}

#[allow(clippy::unnecessary_wraps, reason = "must fit Spec::run")]
fn ephemeralasnull(c: &Call) -> Outcome {
    Ok(transform(&c.args[0], &mut |mut v| {
        if !v.marks.ephemeral {
            return v;
        }
        v.marks.ephemeral = false;
        match v.kind {
            Kind::Null(_) => {}
            // Whether it was ephemeral is known, what it will be is not: null either way.
            Kind::Unknown(ref u) => {
                v.kind = Kind::Unknown(Arc::new(crate::model::Unknown {
                    refinement: crate::model::Refinement::default(),
                    ..(**u).clone()
                }))
            }
            ref other => v.kind = Kind::Null(Value::from(other.clone()).ty()),
        }
        v
    }))
}
