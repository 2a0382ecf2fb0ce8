//! `condition ? a : b`

use super::convert::{Conversion, Naming, Safety, convert, friendly_name, unify_conversions};
use super::equality::{Equality, holds_untyped};
use super::expr::{Evaluated, Evaluator, error};
use super::values::{is_never_null, shade, tint, unknown_because};
use super::{Logic, Traced};
use crate::hcl::ast::Expr;
use crate::model::{Kind, Marks, Number, Refinement, Type, Value};
use crate::text::{Diagnostic, Span};

const INCONSISTENT: &str = "Inconsistent conditional result types";

/// The type that both branches are brought to.
enum Common {
    /// Leave the chosen branch as it is.
    AsIs,
    /// Of this type, to which the branches are converted where they are not of it.
    Type(Type, Vec<Option<Conversion>>),
}

/// Branches that were evaluated.
enum Branches {
    /// The result.
    Chosen(Traced),
    /// Both, for their common type.
    Both(Branch, Branch),
}

/// A branch that was evaluated.
struct Branch {
    result: Evaluated,
    /// Of one that failed, what HCL goes on with: it has the type, as far as that can be told.
    remains: Option<Box<Traced>>,
    /// How many errors were passed over in it.
    forgiven: u32,
}

impl Branch {
    fn of<'a>(run: impl Fn(&mut Evaluator<'a>) -> Evaluated, evaluator: &mut Evaluator<'a>) -> Branch {
        let before = evaluator.forgiven;
        let result = run(evaluator);
        let mut remains = None;
        if result.is_err() && !evaluator.is_loose() && !evaluator.is_exhausted() {
            remains = evaluator.forgiving(true, &run).ok().map(Box::new);
        }
        // Errors of a branch count only if it is chosen.
        let forgiven = std::mem::replace(&mut evaluator.forgiven, before) - before;
        Branch { result, remains, forgiven }
    }

    /// What its type is told by.
    fn typed(&self) -> Option<&Traced> {
        self.result.as_ref().ok().or(self.remains.as_deref())
    }
}

impl Evaluator<'_> {
    /// Branches come as closures, because `%{ if }` of a template has no expressions for them.
    /// The spans are those of the branches and of the whole.
    pub(super) fn conditional(
        &mut self,
        condition: &Expr,
        yes: impl Fn(&mut Self) -> Evaluated,
        no: impl Fn(&mut Self) -> Evaluated,
        spans: [Span; 3],
    ) -> Evaluated {
        let yes = |e: &mut Self| Branch::of(&yes, e);
        let no = |e: &mut Self| Branch::of(&no, e);
        let given = match self.eval(condition) {
            Ok(given) => given,
            // HCL looks at the types of the branches first.
            Err(problem) if !self.is_loose() && !self.is_exhausted() => {
                let (yes, no) = (yes(self), no(self));
                self.common_type(yes.typed(), no.typed(), spans[2])?;
                return Err(problem);
            }
            Err(problem) => return Err(problem),
        };
        let decided = given.value.as_bool().filter(|_| self.is_loose());
        let (yes, no) = match self.branches(decided, yes, no)? {
            Branches::Chosen(chosen) => {
                let reads = given.reads.join(&chosen.reads);
                return Ok(Traced { value: tint(chosen.value, &given.value.marks), place: chosen.place, reads });
            }
            Branches::Both(yes, no) => (yes, no),
        };
        if self.is_exhausted() {
            yes.result?;
            return no.result;
        }
        let common = self.common_type(yes.typed(), no.typed(), spans[2])?;
        let forgiven = [yes.forgiven, no.forgiven];
        let (yes, no) = (yes.result, no.result);
        if given.value.is_null() {
            return Err(error(
                condition.span,
                "Null condition",
                "The condition value is null. Conditions must either be true or false.",
            ));
        }
        let decided = convert(&given.value, &Type::Bool).map_err(|_| {
            error(condition.span, "Incorrect condition type", "The condition expression must be of type bool.")
        })?;
        let mut marks = given.value.marks.clone();
        if !self.is_loose() {
            // Terraform hides the result of `c ? secret : "x"` whichever way `c` goes.
            for branch in [&yes, &no].into_iter().flatten() {
                marks.sensitive |= branch.value.marks.sensitive;
                marks.ephemeral |= branch.value.marks.ephemeral;
            }
        }
        let (chosen, other, branch, span, which) = match decided.kind {
            Kind::Bool(true) => (yes?, no, 0, spans[0], "true"),
            Kind::Bool(false) => (no?, yes, 1, spans[1], "false"),
            _ => return Ok(self.undecided(&given, yes.ok(), no.ok(), common)),
        };
        self.forgiven += forgiven[branch];
        let value = match common {
            Common::AsIs => chosen.value,
            Common::Type(ty, conversions) => match conversions[branch].as_ref().map(|c| c.apply(&chosen.value)) {
                None => chosen.value,
                Some(Ok(value)) => value,
                Some(Err(e)) => self.unfitting(&chosen.value, other.ok(), ty).ok_or_else(|| {
                    error(span, INCONSISTENT, format!("The {which} result value has the wrong type: {}.", e.message))
                })?,
            },
        };
        let reads = given.reads.join(&chosen.reads);
        Ok(Traced { value: tint(value, &marks), place: chosen.place, reads })
    }

    /// What a chosen branch comes to that does not take the common type; `None` if that is an error.
    fn unfitting(&mut self, chosen: &Value, other: Option<Traced>, ty: Type) -> Option<Value> {
        // Whether the types fit is known when they are: a provider knows more of them than is known here. Where Terraform
        // knows no more either, it refuses this.
        if self.is_kleene() && (holds_untyped(chosen) || other.is_some_and(|t| holds_untyped(&t.value))) {
            return Some(unknown_because(Type::Dynamic, Refinement::default(), [chosen]));
        }
        self.is_forgiving().then(|| self.forgive(ty).value)
    }

    /// Evaluates what has a say: of a decided conditional, the chosen branch alone if it is a structure,
    /// since structures are not brought to a common type.
    fn branches(
        &mut self,
        decided: Option<bool>,
        yes: impl FnOnce(&mut Self) -> Branch,
        no: impl FnOnce(&mut Self) -> Branch,
    ) -> Result<Branches, Box<Diagnostic>> {
        let settles = |t: &Traced| !matches!(t.value.kind, Kind::Bool(_) | Kind::Number(_) | Kind::String(_));
        let known = |result| Branch { result: Ok(result), remains: None, forgiven: 0 };
        Ok(match decided {
            Some(true) => match yes(self).result? {
                chosen if settles(&chosen) => Branches::Chosen(chosen),
                chosen => Branches::Both(known(chosen), no(self)),
            },
            Some(false) => match no(self).result? {
                chosen if settles(&chosen) => Branches::Chosen(chosen),
                chosen => Branches::Both(yes(self), known(chosen)),
            },
            None => Branches::Both(yes(self), no(self)),
        })
    }

    fn common_type(&self, yes: Option<&Traced>, no: Option<&Traced>, span: Span) -> Result<Common, Box<Diagnostic>> {
        // A branch that fails has no type; its error counts only if it is chosen.
        let (Some(yes), Some(no)) = (yes, no) else { return Ok(Common::AsIs) };
        let untyped_null = |t: &Traced| matches!(t.value.kind, Kind::Null(Type::Dynamic));
        let (yes_type, no_type) = (yes.value.ty(), no.value.ty());
        let from_any = |to: &Type| Conversion::find(&Type::Dynamic, to, Safety::Unsafe);
        if untyped_null(yes) {
            let conversion = from_any(&no_type);
            return Ok(Common::Type(no_type, vec![conversion, None]));
        }
        if untyped_null(no) {
            let conversion = from_any(&yes_type);
            return Ok(Common::Type(yes_type, vec![None, conversion]));
        }
        // Of what has no type yet nobody can say what it will be brought to.
        if yes_type == no_type || yes_type == Type::Dynamic || no_type == Type::Dynamic {
            return Ok(Common::AsIs);
        }
        let primitive = |t: &Type| matches!(t, Type::Bool | Type::Number | Type::String);
        if self.is_loose() && !(primitive(&yes_type) && primitive(&no_type)) {
            // Structures from plan JSON have lost the types by which they could be told apart.
            return Ok(Common::AsIs);
        }
        match unify_conversions(&[yes_type.clone(), no_type.clone()]) {
            Some((ty, conversions)) => Ok(Common::Type(ty, conversions)),
            None => Err(error(
                span,
                INCONSISTENT,
                format!(
                    "The true and false result expressions must have consistent types. {}.",
                    describe_mismatch(&yes_type, &no_type)
                ),
            )),
        }
    }

    /// The condition is unknown: the result is, too, within what both branches allow.
    fn undecided(&mut self, condition: &Traced, yes: Option<Traced>, no: Option<Traced>, common: Common) -> Traced {
        let mut marks = Marks { origin: None, ..condition.value.marks.clone() };
        for branch in [&yes, &no].into_iter().flatten() {
            shade(&mut marks, &branch.value.marks);
        }
        let ty = match (&common, &yes, &no) {
            (Common::Type(ty, _), ..) => ty.clone(),
            (Common::AsIs, Some(yes), Some(no)) if yes.value.ty() == no.value.ty() => yes.value.ty(),
            _ => Type::Dynamic,
        };
        let as_common = |branch: &Option<Traced>| {
            let value = &branch.as_ref()?.value;
            if ty == Type::Dynamic { Some(value.clone()) } else { convert(value, &ty).ok() }
        };
        let converted = [&yes, &no].into_iter().flatten().any(|branch| branch.value.ty() != ty);
        let limits = match (as_common(&yes), as_common(&no)) {
            (Some(yes), Some(no)) if yes.is_null() && no.is_null() => {
                return Traced { value: tint(yes, &marks), place: None, reads: condition.reads.clone() };
            }
            // HCL looks at lengths only where nothing is converted.
            (Some(yes), Some(no)) if !self.is_kleene() && converted => {
                Refinement { not_null: is_never_null(&yes) && is_never_null(&no), ..Refinement::default() }
            }
            (Some(yes), Some(no)) => {
                if self.is_kleene() && Equality::new(false, Logic::Kleene).equal(&yes, &no) == Some(true) {
                    // Whatever the condition will be, this is the result.
                    return Traced { value: tint(yes, &marks), place: None, reads: condition.reads.clone() };
                }
                hull(&yes, &no)
            }
            _ => Refinement::default(),
        };
        let value = unknown_because(ty, limits, [&condition.value]);
        Traced { value: tint(value, &marks), place: None, reads: condition.reads.clone() }
    }
}

/// Limits within which both values lie.
fn hull(a: &Value, b: &Value) -> Refinement {
    let mut limits = Refinement { not_null: is_never_null(a) && is_never_null(b), ..Refinement::default() };
    if !limits.not_null {
        return limits;
    }
    let least = |v: &Value| match &v.kind {
        Kind::Number(n) => Some(n.clone()),
        Kind::Unknown(u) => u.refinement.min.clone(),
        _ => None,
    };
    let most = |v: &Value| match &v.kind {
        Kind::Number(n) => Some(n.clone()),
        Kind::Unknown(u) => u.refinement.max.clone(),
        _ => None,
    };
    let length = |v: &Value| match &v.kind {
        Kind::Unknown(u) => (u.refinement.min_length, u.refinement.max_length),
        Kind::Map(_, i) | Kind::Object(i) => (Some(i.len() as u64), Some(i.len() as u64)),
        Kind::Partial(i) => (Some(i.len() as u64), None),
        Kind::Set(_, i) if !v.is_wholly_known() => (Some(u64::from(!i.is_empty())), Some(i.len() as u64)),
        _ => v.as_elements().map_or((None, None), |i| (Some(i.len() as u64), Some(i.len() as u64))),
    };
    limits.min = least(a).zip(least(b)).map(|(x, y): (Number, Number)| x.min(y));
    limits.max = most(a).zip(most(b)).map(|(x, y): (Number, Number)| x.max(y));
    let ((a_min, a_max), (b_min, b_max)) = (length(a), length(b));
    limits.min_length = a_min.zip(b_min).map(|(x, y)| x.min(y));
    limits.max_length = a_max.zip(b_max).map(|(x, y)| x.max(y));
    limits
}

/// What differs, in the words of HCL, without a full stop.
fn describe_mismatch(yes: &Type, no: &Type) -> String {
    match (yes, no) {
        (Type::Object(a), Type::Object(b)) => {
            for (name, here) in &a.attributes {
                match b.attributes.get(name) {
                    None => {
                        return format!(
                            "The 'true' value includes object attribute {name:?}, which is absent in the 'false' value"
                        );
                    }
                    Some(there) if here != there => {
                        let inner = describe_mismatch(here, there);
                        return format!("Type mismatch for object attribute {name:?}: {inner}");
                    }
                    Some(_) => {}
                }
            }
            if let Some(name) = b.attributes.keys().find(|k| !a.attributes.contains_key(*k)) {
                return format!(
                    "The 'false' value includes object attribute {name:?}, which is absent in the 'true' value"
                );
            }
        }
        (Type::Tuple(a), Type::Tuple(b)) if a.len() != b.len() => {
            return format!("The 'true' tuple has length {}, but the 'false' tuple has length {}", a.len(), b.len());
        }
        (Type::Tuple(a), Type::Tuple(b)) => {
            if let Some((i, (here, there))) = a.iter().zip(b.iter()).enumerate().find(|(_, (x, y))| x != y) {
                return format!("Type mismatch for tuple element {i}: {}", describe_mismatch(here, there));
            }
        }
        (Type::List(a), Type::List(b)) | (Type::Set(a), Type::Set(b)) | (Type::Map(a), Type::Map(b))
            if matches!((&**a, &**b), (Type::Object(_), Type::Object(_)) | (Type::Tuple(_), Type::Tuple(_))) =>
        {
            let noun = match yes {
                Type::List(_) => "list",
                Type::Set(_) => "set",
                _ => "map",
            };
            return format!("Mismatched {noun} element types: {}", describe_mismatch(a, b));
        }
        _ => {}
    }
    let (yes, no) = (friendly_name(yes, Naming::Value), friendly_name(no, Naming::Value));
    if yes == no {
        return "At least one deeply-nested attribute or element is not compatible across both the 'true' and the \
                'false' value"
            .into();
    }
    format!("The 'true' value is {yes}, but the 'false' value is {no}")
}
