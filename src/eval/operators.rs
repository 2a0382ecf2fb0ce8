//! Binary operators.

use std::cmp::Ordering;

use super::convert::{ConvertError, convert};
use super::equality::Equality;
use super::expr::{Evaluated, Evaluator, error, null_operand};
use super::values::{deep_marks, not_null, shade, tint, unknown_because};
use super::{Reads, Reasons, Traced};
use crate::hcl::ast::{BinaryOp, Expr};
use crate::model::{Kind, Marks, Number, Refinement, Type, Value};
use crate::text::{Diagnostic, Span};

impl Evaluator<'_> {
    /// `&&` and `||` of rules. The right side is not evaluated for its value once the left one decides.
    ///
    /// An error on the right of an unknown left side is dropped: the left side may turn out to be the guard that keeps the
    /// right one from being evaluated.
    pub(super) fn logical(&mut self, op: BinaryOp, left: Traced, left_span: Span, right: &Expr) -> Evaluated {
        let deciding = op == BinaryOp::Or;
        let known_left = truth(&left.value, left_span, "left operand")?;
        if known_left == Some(deciding) {
            return self.decided_left(deciding, left, right);
        }
        let right_value = match self.eval(right) {
            Ok(value) => value,
            Err(_) if known_left.is_none() && !self.is_exhausted() => {
                return Ok(undecided(&[&left], &left.value.marks));
            }
            Err(problem) => return Err(problem),
        };
        let known_right = truth(&right_value.value, right.span, "right operand")?;
        let mut marks = left.value.marks.clone();
        shade(&mut marks, &right_value.value.marks);
        let result = |value: bool, reads: Reads| {
            Ok(Traced { value: Value { marks: plain(&marks), ..value.into() }, place: None, reads })
        };
        match (known_left, known_right) {
            (_, Some(right)) if right == deciding => result(deciding, right_value.reads),
            (Some(_), Some(_)) => result(!deciding, left.reads.join(&right_value.reads)),
            (Some(_), None) => Ok(undecided(&[&right_value], &marks)),
            (None, Some(_)) => Ok(undecided(&[&left], &marks)),
            (None, None) => Ok(undecided(&[&left, &right_value], &marks)),
        }
    }

    /// The left operand has decided. If the right one would have decided as well, then both are
    /// reasons, and whoever mends only one of them should know of the other.
    fn decided_left(&mut self, deciding: bool, left: Traced, right: &Expr) -> Evaluated {
        let mut reads = left.reads;
        if self.scope.reasons() == Reasons::Wanted && !reads.places().is_empty() {
            match self.eval(right) {
                Ok(right) if right.value.as_bool() == Some(deciding) => reads = reads.join(&right.reads),
                Err(problem) if self.is_exhausted() => return Err(problem),
                _ => {}
            }
        }
        let value = Value { marks: plain(&left.value.marks), ..deciding.into() };
        Ok(Traced { value, place: None, reads })
    }

    /// All other binary operators.
    pub(super) fn operate(
        &mut self,
        op: BinaryOp,
        left: &Traced,
        left_span: Span,
        right: &Traced,
        right_span: Span,
    ) -> Evaluated {
        if matches!(op, BinaryOp::Equal | BinaryOp::NotEqual) {
            return self.compare_equal(op, left, right, left_span.to(right_span));
        }
        let l = number_operand(&left.value, left_span, "left operand")?;
        let r = number_operand(&right.value, right_span, "right operand")?;
        let value = match op {
            BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => compare(op, &l, &r),
            _ => arithmetic(op, &l, &r).ok_or_else(|| {
                error(left_span.to(right_span), "Division by zero", "A number cannot be divided by zero.")
            })?,
        };
        let mut marks = left.value.marks.clone();
        shade(&mut marks, &right.value.marks);
        Ok(Traced { reads: deciding_reads(&value, [left, right]), value: tint(value, &plain(&marks)), place: None })
    }

    fn compare_equal(&mut self, op: BinaryOp, left: &Traced, right: &Traced, span: Span) -> Evaluated {
        let mut equality = Equality::new(self.is_loose(), self.logic());
        let equal = equality.equal(&left.value, &right.value);
        self.spend(equality.comparisons(), span)?;
        let mut marks = deep_marks(&left.value);
        shade(&mut marks, &deep_marks(&right.value));
        let value = match equal {
            Some(equal) => (equal == (op == BinaryOp::Equal)).into(),
            None => unknown_because(Type::Bool, not_null(), [&left.value, &right.value]),
        };
        Ok(Traced { reads: deciding_reads(&value, [left, right]), value: tint(value, &marks), place: None })
    }
}

/// Marks of something computed: without the origin.
fn plain(marks: &Marks) -> Marks {
    Marks { origin: None, ..marks.clone() }
}

/// The reads of an operation on two values; of an unknown result, those of the unknown operands.
fn deciding_reads(result: &Value, operands: [&Traced; 2]) -> Reads {
    let [left, right] = operands;
    match (result.is_unknown(), left.value.is_wholly_known(), right.value.is_wholly_known()) {
        (true, true, false) => right.reads.clone(),
        (true, false, true) => left.reads.clone(),
        _ => left.reads.join(&right.reads),
    }
}

/// An unknown boolean because of these operands.
fn undecided(operands: &[&Traced], marks: &Marks) -> Traced {
    let value = unknown_because(Type::Bool, not_null(), operands.iter().map(|o| &o.value));
    let reads = operands.iter().fold(Reads::default(), |all, o| all.join(&o.reads));
    Traced { value: tint(value, &plain(marks)), place: None, reads }
}

/// What Terraform says of an operand of a wrong type.
pub(super) fn unfit(span: Span, which: &str, why: &ConvertError) -> Box<Diagnostic> {
    error(span, "Invalid operand", format!("Unsuitable value for {which}: {why}."))
}

fn truth(value: &Value, span: Span, which: &str) -> Result<Option<bool>, Box<Diagnostic>> {
    if let Kind::Bool(known) = value.kind {
        return Ok(Some(known));
    }
    let value = convert(value, &Type::Bool).map_err(|e| unfit(span, which, &e))?;
    match value.kind {
        Kind::Bool(b) => Ok(Some(b)),
        Kind::Unknown(_) => Ok(None),
        _ => Err(null_operand(span)),
    }
}

fn number_operand(value: &Value, span: Span, which: &str) -> Result<Value, Box<Diagnostic>> {
    let value = convert(value, &Type::Number).map_err(|e| unfit(span, which, &e))?;
    if value.is_null() { Err(null_operand(span)) } else { Ok(value) }
}

/// The least and the greatest number that a value may be.
fn bounds(value: &Value) -> (Option<&Number>, Option<&Number>) {
    match &value.kind {
        Kind::Number(n) => (Some(n), Some(n)),
        Kind::Unknown(u) => (u.refinement.min.as_ref(), u.refinement.max.as_ref()),
        _ => (None, None),
    }
}

fn compare(op: BinaryOp, left: &Value, right: &Value) -> Value {
    let ((left_min, left_max), (right_min, right_max)) = (bounds(left), bounds(right));
    let order = |a: Option<&Number>, b: Option<&Number>| a.zip(b).map(|(a, b)| a.cmp(b));
    // How the sides stand to each other where they come closest, and where they are farthest apart.
    let (high, low) = (order(left_max, right_min), order(left_min, right_max));
    let certain = match op {
        BinaryOp::Less => sure(high.map(Ordering::is_lt), low.map(Ordering::is_ge)),
        BinaryOp::LessEqual => sure(high.map(Ordering::is_le), low.map(Ordering::is_gt)),
        BinaryOp::Greater => sure(low.map(Ordering::is_gt), high.map(Ordering::is_le)),
        _ => sure(low.map(Ordering::is_ge), high.map(Ordering::is_lt)),
    };
    match certain {
        Some(answer) => answer.into(),
        None => unknown_because(Type::Bool, not_null(), [left, right]),
    }
}

/// True if the first is certain, false if the second is.
fn sure(yes: Option<bool>, no: Option<bool>) -> Option<bool> {
    match (yes, no) {
        (Some(true), _) => Some(true),
        (_, Some(true)) => Some(false),
        _ => None,
    }
}

/// `None` for a division by zero.
fn arithmetic(op: BinaryOp, left: &Value, right: &Value) -> Option<Value> {
    if let (Kind::Number(a), Kind::Number(b)) = (&left.kind, &right.kind) {
        let result = match op {
            BinaryOp::Add => a.add(b),
            BinaryOp::Subtract => a.sub(b),
            BinaryOp::Multiply => a.mul(b),
            BinaryOp::Divide => a.div(b)?,
            // cty's remainder of a division by zero is the dividend.
            _ => a.rem(b).unwrap_or_else(|| a.clone()),
        };
        return Some(result.into());
    }
    let ((left_min, left_max), (right_min, right_max)) = (bounds(left), bounds(right));
    let add = |a: Option<&Number>, b: Option<&Number>| a.zip(b).map(|(a, b)| a.add(b));
    let subtract = |a: Option<&Number>, b: Option<&Number>| a.zip(b).map(|(a, b)| a.sub(b));
    let (min, max) = match op {
        BinaryOp::Add => (add(left_min, right_min), add(left_max, right_max)),
        BinaryOp::Subtract => (subtract(left_min, right_max), subtract(left_max, right_min)),
        _ => (None, None),
    };
    let limits = Refinement { not_null: true, min, max, ..Refinement::default() };
    Some(unknown_because(Type::Number, limits, [left, right]))
}
