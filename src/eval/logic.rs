//! `&&` and `||` of Terraform's language. (Those of rules, whose values have lost types, are with the other operators.)
//!
//! Which errors count changed with HCL 2.24: [`Operands`] says which of the two holds.

use super::convert::convert;
use super::expr::{Evaluated, Evaluator, null_operand};
use super::operators::unfit;
use super::values::{not_null, shade, tint, unknown_because};
use super::{Operands, Reads, Traced};
use crate::hcl::ast::{BinaryOp, Expr, ExprKind};
use crate::model::{Kind, Marks, Type};
use crate::text::{Diagnostic, Span};

/// An operand, and how it went.
struct Side {
    span: Span,
    result: Evaluated,
    /// Of one that failed, what HCL goes on with, where that has a type of its own.
    remains: Option<Box<Traced>>,
    /// How many errors were passed over in it.
    forgiven: u32,
}

/// What an operand is worth.
#[derive(Clone, Copy, PartialEq)]
enum Worth {
    Known(bool),
    Open,
    Null,
    /// An error, and so nothing known.
    Failed,
}

impl Side {
    /// `which` is for the message.
    fn worth(&self, which: &str) -> Result<Worth, Box<Diagnostic>> {
        let Some(found) = self.result.as_ref().ok().or(self.remains.as_deref()) else { return Ok(Worth::Failed) };
        if let Kind::Bool(known) = found.value.kind {
            return Ok(Worth::Known(known));
        }
        let value = convert(&found.value, &Type::Bool).map_err(|e| unfit(self.span, which, &e))?;
        Ok(match value.kind {
            Kind::Bool(known) => Worth::Known(known),
            Kind::Unknown(_) if self.result.is_err() || self.forgiven > 0 => Worth::Failed,
            Kind::Unknown(_) => Worth::Open,
            _ => Worth::Null,
        })
    }
}

impl Evaluator<'_> {
    /// `a && b || c && ...`: links of a chain to the left are walked without recursion.
    pub(super) fn logical_chain(&mut self, expr: &Expr) -> Evaluated {
        let mut links = Vec::new();
        let mut first = expr;
        while let ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right) = &first.kind {
            links.push((*op, left.span, right));
            first = left;
        }
        let before = self.forgiven;
        let mut left = self.side(first);
        for (op, span, right) in links.into_iter().rev() {
            self.spend(1, right.span)?;
            left.span = span;
            let result = match self.scope.operands() {
                Operands::All => self.both(op == BinaryOp::Or, left, right),
                Operands::Deciding => self.deciding(op == BinaryOp::Or, left, right),
            };
            left = Side { span, result, remains: None, forgiven: self.forgiven - before };
        }
        left.result
    }

    fn side(&mut self, expr: &Expr) -> Side {
        let before = self.forgiven;
        let result = self.eval(expr);
        let forgiven = self.forgiven - before;
        let mut remains = None;
        if result.is_err() && self.scope.operands() == Operands::Deciding && !self.is_exhausted() {
            remains = self.forgiving(true, |e| e.eval(expr)).ok().map(Box::new);
            self.forgiven = before;
        }
        Side { span: expr.span, result, remains, forgiven }
    }

    /// Every error is one.
    fn both(&mut self, deciding: bool, left: Side, right: &Expr) -> Evaluated {
        left.result.as_ref().map_err(Clone::clone)?;
        let right = self.side(right);
        right.result.as_ref().map_err(Clone::clone)?;
        let (a, b) = (left.worth("left operand")?, right.worth("right operand")?);
        for (worth, side) in [(a, &left), (b, &right)] {
            if worth == Worth::Null {
                return Err(null_operand(side.span));
            }
        }
        Ok(self.together(deciding, (a, &left), (b, &right)))
    }

    /// An error counts only where the other side does not decide. The order of the cases is HCL's.
    fn deciding(&mut self, deciding: bool, left: Side, right: &Expr) -> Evaluated {
        let right = self.side(right);
        if self.is_exhausted() {
            left.result?;
            return right.result;
        }
        // A value of a wrong type is wrong, whatever the other side is.
        let (a, b) = (left.worth("left operand")?, right.worth("right operand")?);
        match (a, b) {
            (Worth::Known(known), _) if known == deciding => self.forgiven -= right.forgiven,
            (Worth::Failed, Worth::Known(known)) if known == deciding => self.forgiven -= left.forgiven,
            (Worth::Null, _) => return Err(null_operand(left.span)),
            (Worth::Failed, _) => drop(left.result.as_ref().map_err(Clone::clone)?),
            (_, Worth::Null) => return Err(null_operand(right.span)),
            // Either may turn out to be what keeps the other from being looked at.
            (Worth::Open, Worth::Failed) => self.forgiven -= right.forgiven,
            (Worth::Known(_), Worth::Failed) => drop(right.result.as_ref().map_err(Clone::clone)?),
            _ => {}
        }
        Ok(self.together(deciding, (a, &left), (b, &right)))
    }

    /// What comes of two operands. A secret among them hides it, whichever decided.
    fn together(&self, deciding: bool, left: (Worth, &Side), right: (Worth, &Side)) -> Traced {
        let both = [left, right];
        let decides = |(worth, _): &(Worth, &Side)| *worth == Worth::Known(deciding);
        let is_open = |(worth, _): &(Worth, &Side)| !matches!(worth, Worth::Known(_));
        // Terraform leaves open what one side leaves open, if what that side may run into counts.
        let certain = self.is_kleene()
            || self.scope.operands() == Operands::Deciding
            || !both.iter().any(|(worth, _)| *worth == Worth::Open);
        let decided = certain && both.iter().any(decides);
        let open = both.iter().any(is_open);
        // Of two that decide, whoever mends only one should know of the other.
        let counts = |side: &(Worth, &Side)| if decided { decides(side) } else { !open || is_open(side) };
        let (mut marks, mut reads) = (Marks::default(), Reads::default());
        let mut causes = Vec::new();
        for side in &both {
            let Ok(found) = &side.1.result else { continue };
            if counts(side) {
                reads = reads.join(&found.reads);
                causes.push(&found.value);
            }
            if counts(side) || !decided {
                shade(&mut marks, &found.value.marks);
            } else {
                marks.sensitive |= found.value.marks.sensitive;
                marks.ephemeral |= found.value.marks.ephemeral;
            }
        }
        let value = match decided || !open {
            true => (decided == deciding).into(),
            false => unknown_because(Type::Bool, not_null(), causes),
        };
        Traced { value: tint(value, &marks), place: None, reads }
    }
}
