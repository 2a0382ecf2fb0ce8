//! The evaluator proper: one method per form of expression.
//!
//! Semantics and the wording of errors follow HCL's native syntax (`hclsyntax`, MPL-2.0) as
//! Terraform uses it, compared with `terraform console`. What differs is deliberate: `&&` and
//! `||` are three-valued, and [`Typing::Loose`] makes room for values that have lost their types.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::reads::ReadSet;
use super::values::{shade, tint, unknown_because};
use super::{Logic, Scope, Traced, Typing};
use crate::hcl::ast::{BinaryOp, Expr, ExprKind, ObjectItem, UnaryOp};
use crate::model::{Kind, Marks, Number, Refinement, Type, Value};
use crate::text::{Diagnostic, Span, Str};

/// What evaluation gives.
pub(super) type Evaluated = Result<Traced, Box<Diagnostic>>;

/// How deep expressions may nest; the parser's own limit is lower, this one guards hand-built trees.
const MAX_DEPTH: u32 = 320;

/// Evaluates an expression.
///
/// # Errors
/// The first error that Terraform would report for it, with the span at fault; also when the
/// evaluation takes more steps than [`Scope::step_limit`] allows. No text of an error holds a
/// sensitive value.
pub fn evaluate(expr: &Expr, scope: &dyn Scope) -> Result<Traced, Box<Diagnostic>> {
    Evaluator::new(scope).eval(expr)
}

/// A name that an expression itself brings in: a variable of a `for`.
struct Binding {
    name: Str,
    value: Traced,
}

/// The state of one evaluation.
pub(super) struct Evaluator<'a> {
    pub(super) scope: &'a dyn Scope,
    bindings: Vec<Binding>,
    splat_items: Vec<Traced>,
    steps: u64,
    limit: u64,
    depth: u32,
    /// What fails counts as unknown: only the type of the whole is asked for.
    forgiving: bool,
    /// No more is known than Terraform knows; see [`Evaluator::cautiously`].
    pub(super) cautious: bool,
    /// How many errors were passed over so far.
    pub(super) forgiven: u32,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(scope: &'a dyn Scope) -> Self {
        Evaluator {
            scope,
            bindings: Vec::new(),
            splat_items: Vec::new(),
            steps: 0,
            limit: scope.step_limit(),
            depth: 0,
            forgiving: false,
            cautious: false,
            forgiven: 0,
        }
    }

    pub(super) fn is_loose(&self) -> bool {
        self.scope.typing() == Typing::Loose
    }

    pub(super) fn is_kleene(&self) -> bool {
        self.logic() == Logic::Kleene
    }

    pub(super) fn logic(&self) -> Logic {
        if self.cautious { Logic::Terraform } else { self.scope.short_circuit() }
    }

    /// Runs `work` with no more certainty than Terraform has, as `try` and `can` need it: what one operand decides here while
    /// another is open may still fail when that is known, and then it is their other answer that counts.
    pub(super) fn cautiously<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.cautious;
        self.cautious |= !self.is_loose();
        let result = work(self);
        self.cautious = before;
        result
    }

    /// Takes steps from the budget.
    pub(super) fn spend(&mut self, steps: usize, span: Span) -> Result<(), Box<Diagnostic>> {
        self.steps = self.steps.saturating_add(steps as u64);
        if self.is_exhausted() {
            return Err(error(
                span,
                "Evaluation takes too long",
                format!(
                    "This expression was given up after {} steps. Expressions that grow exponentially cannot be \
                     evaluated.",
                    self.limit
                ),
            ));
        }
        Ok(())
    }

    /// Whether the budget is gone; then no error may be swallowed any more (by `try`, say).
    pub(super) fn is_exhausted(&self) -> bool {
        self.steps > self.limit
    }

    /// What is left of the budget, for an evaluation inside this one.
    pub(super) fn remaining(&self) -> u64 {
        self.limit.saturating_sub(self.steps)
    }

    /// How many steps were taken.
    pub(super) fn spent(&self) -> usize {
        usize::try_from(self.steps).unwrap_or(usize::MAX)
    }

    /// Evaluates with a nested expression's guard for depth and budget.
    pub(super) fn eval(&mut self, expr: &Expr) -> Evaluated {
        self.spend(1, expr.span)?;
        if self.depth >= MAX_DEPTH {
            return Err(error(
                expr.span,
                "Expression nests too deeply",
                format!("Expressions may be nested at most {MAX_DEPTH} levels deep."),
            ));
        }
        self.depth += 1;
        let result = self.dispatch(expr);
        self.depth -= 1;
        match result {
            Err(_) if self.forgiving && !self.is_exhausted() => Ok(self.forgive(Type::Dynamic)),
            Ok(mut found) => {
                // Of what has no type yet, Terraform knows nothing else either.
                if let Kind::Unknown(u) = &mut found.value.kind
                    && u.ty == Type::Dynamic
                    && u.refinement != Refinement::default()
                    && !self.is_kleene()
                {
                    Arc::make_mut(u).refinement = Refinement::default();
                }
                Ok(found)
            }
            result => result,
        }
    }

    /// What HCL goes on with after an error: something unknown, at times of a known type.
    pub(super) fn forgive(&mut self, ty: Type) -> Traced {
        self.forgiven += 1;
        Value::unknown_of(ty).into()
    }

    pub(super) fn is_forgiving(&self) -> bool {
        self.forgiving
    }

    /// Runs `work` with errors passed over, or not, and then goes on as before.
    pub(super) fn forgiving<T>(&mut self, forgiving: bool, work: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.forgiving, forgiving);
        let result = work(self);
        self.forgiving = before;
        result
    }

    fn dispatch(&mut self, expr: &Expr) -> Evaluated {
        match &expr.kind {
            ExprKind::Null => Ok(Value::NULL.into()),
            ExprKind::Bool(b) => Ok(Value::from(*b).into()),
            ExprKind::Number(n) => Ok(Value::from(n.clone()).into()),
            ExprKind::String(s) => Ok(Value::from(s.clone()).into()),
            ExprKind::Template(parts) => self.template(parts, expr.span),
            ExprKind::TemplateWrap(inner) | ExprKind::Parens(inner) => self.eval(inner),
            ExprKind::Tuple(items) => self.tuple(items),
            ExprKind::Object(items) => self.object(items),
            ExprKind::Variable(_) | ExprKind::GetAttr(..) => self.traversal(expr),
            ExprKind::Index(source, key) => self.index(source, key, expr.span),
            ExprKind::Splat { source, each, .. } => self.splat(source, each, expr.span),
            ExprKind::SplatItem => {
                self.splat_items.last().cloned().ok_or_else(|| {
                    error(expr.span, "Misplaced splat item", "There is no splat expression around this.")
                })
            }
            ExprKind::Call { name, args, expand } => self.call(name, args, *expand, expr.span),
            ExprKind::Unary(op, operand) => self.unary(*op, operand),
            ExprKind::Binary(BinaryOp::And | BinaryOp::Or, ..) if !self.is_loose() => self.logical_chain(expr),
            ExprKind::Binary(..) => self.binary(expr),
            ExprKind::Conditional(condition, yes, no) => {
                self.conditional(condition, |e| e.eval(yes), |e| e.eval(no), [yes.span, no.span, expr.span])
            }
            ExprKind::For(parts) => self.for_expr(parts),
            ExprKind::Error => Ok(Value::unknown().into()),
        }
    }

    /// Runs `work` with names bound, and unbinds them whatever comes of it.
    pub(super) fn with_bindings<T>(
        &mut self,
        names: impl IntoIterator<Item = (Str, Traced)>,
        work: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = self.bindings.len();
        self.bindings.extend(names.into_iter().map(|(name, value)| Binding { name, value }));
        let result = work(self);
        self.bindings.truncate(before);
        result
    }

    /// Runs `work` with an element for [`ExprKind::SplatItem`] to stand for.
    pub(super) fn with_splat_item<T>(&mut self, item: Traced, work: impl FnOnce(&mut Self) -> T) -> T {
        self.splat_items.push(item);
        let result = work(self);
        self.splat_items.pop();
        result
    }

    /// The value of a name that a `for` around here brought in.
    pub(super) fn binding(&self, name: &str) -> Option<&Traced> {
        self.bindings.iter().rev().find(|b| &*b.name == name).map(|b| &b.value)
    }

    fn tuple(&mut self, items: &[Expr]) -> Evaluated {
        let mut values = Vec::with_capacity(items.len());
        let mut reads = ReadSet::default();
        for item in items {
            let item = self.eval(item)?;
            reads.add(&item.reads);
            values.push(item.value);
        }
        Ok(Traced { value: Value::tuple(values), place: None, reads: reads.finish() })
    }

    fn object(&mut self, items: &[ObjectItem]) -> Evaluated {
        let mut entries = BTreeMap::new();
        let mut marks = Marks::default();
        let mut reads = ReadSet::default();
        let mut unknown_keys = Vec::new();
        for item in items {
            let key = self.eval(&item.key)?;
            let value = self.eval(&item.value)?;
            shade(&mut marks, &key.value.marks);
            reads.add(&key.reads);
            reads.add(&value.reads);
            let key_span = item.key.span;
            if key.value.is_null() {
                return Err(error(key_span, "Null value as key", "Can't use a null value as a key."));
            }
            let key = super::convert::convert(&key.value, &Type::String)
                .map_err(|e| error(key_span, "Incorrect key type", format!("Can't use this value as a key: {e}.")))?;
            match key.kind {
                Kind::String(name) => {
                    entries.insert(name, value.value);
                }
                _ => unknown_keys.push(key),
            }
        }
        let value = if unknown_keys.is_empty() {
            Value::object(entries)
        } else {
            // Which attributes there will be is not known, and so not even the type is.
            let refinement = Refinement { not_null: true, ..Refinement::default() };
            unknown_because(Type::Dynamic, refinement, unknown_keys.iter())
        };
        Ok(Traced { value: tint(value, &marks), place: None, reads: reads.finish() })
    }

    fn unary(&mut self, op: UnaryOp, operand: &Expr) -> Evaluated {
        let operand_span = operand.span;
        let given = self.eval(operand)?;
        let wanted = match op {
            UnaryOp::Not => Type::Bool,
            UnaryOp::Negate => Type::Number,
        };
        let value = super::convert::convert(&given.value, &wanted)
            .map_err(|e| error(operand_span, "Invalid operand", format!("Unsuitable value for unary operand: {e}.")))?;
        let result = match (&value.kind, op) {
            (Kind::Bool(b), _) => (!*b).into(),
            (Kind::Number(n), _) => n.neg().into(),
            (Kind::Unknown(u), UnaryOp::Negate) => {
                let limits = Refinement {
                    not_null: true,
                    min: u.refinement.max.as_ref().map(Number::neg),
                    max: u.refinement.min.as_ref().map(Number::neg),
                    ..Refinement::default()
                };
                unknown_because(wanted, limits, [&value])
            }
            (Kind::Unknown(_), UnaryOp::Not) => {
                unknown_because(wanted, Refinement { not_null: true, ..Refinement::default() }, [&value])
            }
            _ => return Err(null_operand(operand_span)),
        };
        Ok(Traced { value: tint(result, &given.value.marks), place: None, reads: given.reads })
    }

    /// Binary operators associate to the left and chain: `a && b && ...` is walked without recursion.
    fn binary(&mut self, expr: &Expr) -> Evaluated {
        if let ExprKind::Binary(op, left, right) = &expr.kind
            && !matches!(left.kind, ExprKind::Binary(..))
        {
            let first = self.eval(left)?;
            return self.link(*op, first, left.span, right);
        }
        let mut chain: Vec<(BinaryOp, &Expr, &Expr)> = Vec::new();
        let mut first = expr;
        while let ExprKind::Binary(op, left, right) = &first.kind {
            chain.push((*op, left, right));
            first = left;
        }
        let mut result = self.eval(first)?;
        for (op, left, right) in chain.into_iter().rev() {
            result = self.link(op, result, left.span, right)?;
        }
        Ok(result)
    }

    /// One link of the chain: what stands left of the operator is evaluated already.
    fn link(&mut self, op: BinaryOp, left: Traced, left_span: Span, right: &Expr) -> Evaluated {
        self.spend(1, right.span)?;
        match op {
            BinaryOp::And | BinaryOp::Or => self.logical(op, left, left_span, right),
            _ => {
                let right_value = self.eval(right)?;
                self.operate(op, &left, left_span, &right_value, right.span)
            }
        }
    }
}

/// An error, boxed as the evaluator passes it on.
pub(super) fn error(span: Span, summary: impl Into<String>, detail: impl Into<String>) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(span, summary, detail))
}

/// What Terraform says of a null operand.
pub(super) fn null_operand(span: Span) -> Box<Diagnostic> {
    error(span, "Operation failed", "Error during operation: argument must not be null.")
}
