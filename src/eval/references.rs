//! What an expression refers to, found without evaluating it.

use std::fmt;

use crate::hcl::ast::{Expr, ExprKind, ForExpr, TemplatePart};
use crate::model::Key;
use crate::text::{Span, Str};

/// A reference as it stands in the source: a root name and the steps after it that are fixed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// `var`, `each`, `oci_core_vcn`
    pub root: Str,
    /// Names and literal indexes, up to the first that is computed.
    pub steps: Vec<ReferenceStep>,
    /// Where it stands, as far as `steps` go.
    pub span: Span,
}

/// A step of a [`Reference`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferenceStep {
    /// `.name`
    Name(Str),
    /// `[0]`, `["key"]`
    Index(Key),
}

impl Reference {
    /// The name at a step, if it is one.
    pub fn name(&self, step: usize) -> Option<&Str> {
        match self.steps.get(step)? {
            ReferenceStep::Name(name) => Some(name),
            ReferenceStep::Index(_) => None,
        }
    }
}

/// As plan JSON writes it: `module.net["a"].vcn_id`.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.root)?;
        for step in &self.steps {
            match step {
                ReferenceStep::Name(name) => write!(f, ".{name}")?,
                ReferenceStep::Index(key) => write!(f, "{key}")?,
            }
        }
        Ok(())
    }
}

/// All references of an expression in the order of the source, repeated ones too. Variables
/// that a `for` of the expression brings in are no references.
pub fn references(expr: &Expr) -> Vec<Reference> {
    let mut walker = Walker::default();
    walker.expr(expr);
    walker.found
}

/// Whether the expression passes on one value untouched: a name with fixed steps, perhaps in
/// parentheses or as `"${name}"`.
pub fn is_direct_traversal(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Parens(inner) | ExprKind::TemplateWrap(inner) => is_direct_traversal(inner),
        _ => chain(expr).is_some_and(|(_, computed)| computed.is_none()),
    }
}

/// The traversal that an expression is: the reference, and the key at which it stops being fixed.
fn chain(expr: &Expr) -> Option<(Reference, Option<&Expr>)> {
    match &expr.kind {
        ExprKind::Variable(root) => {
            Some((Reference { root: root.name.clone(), steps: Vec::new(), span: expr.span }, None))
        }
        ExprKind::GetAttr(source, name) => {
            let (mut reference, computed) = chain(source)?;
            if computed.is_none() {
                reference.steps.push(ReferenceStep::Name(name.name.clone()));
                reference.span = expr.span;
            }
            Some((reference, computed))
        }
        ExprKind::Index(source, key) => {
            let (mut reference, computed) = chain(source)?;
            match (computed, literal_key(key)) {
                (None, Some(key)) => {
                    reference.steps.push(ReferenceStep::Index(key));
                    reference.span = expr.span;
                    Some((reference, None))
                }
                (None, None) => Some((reference, Some(key))),
                // A second computed key needs a look of its own: the walker does that.
                (Some(_), _) => None,
            }
        }
        _ => None,
    }
}

/// `resource.aws_vpc.main.id` is the long form of `aws_vpc.main.id`.
fn short(mut reference: Reference) -> Reference {
    if &*reference.root == "resource"
        && let [ReferenceStep::Name(kind), ReferenceStep::Name(_), ..] = reference.steps.as_slice()
    {
        reference.root = kind.clone();
        reference.steps.remove(0);
    }
    reference
}

fn literal_key(key: &Expr) -> Option<Key> {
    match &key.kind {
        ExprKind::String(s) => Some(Key::Str(s.clone())),
        ExprKind::Number(n) => u64::try_from(n.to_i64()?).ok().map(Key::Int),
        _ => None,
    }
}

#[derive(Default)]
struct Walker {
    found: Vec<Reference>,
    bound: Vec<Str>,
}

impl Walker {
    fn expr(&mut self, expr: &Expr) {
        if let Some((reference, computed)) = chain(expr) {
            if !self.bound.contains(&reference.root) {
                self.found.push(short(reference));
            }
            if let Some(key) = computed {
                self.expr(key);
            }
            return;
        }
        match &expr.kind {
            ExprKind::TemplateWrap(e) | ExprKind::Parens(e) | ExprKind::Unary(_, e) | ExprKind::GetAttr(e, _) => {
                self.expr(e);
            }
            ExprKind::Template(parts) => self.parts(parts),
            ExprKind::Tuple(items) => items.iter().for_each(|e| self.expr(e)),
            ExprKind::Object(items) => items.iter().for_each(|i| {
                self.expr(&i.key);
                self.expr(&i.value);
            }),
            ExprKind::Index(a, b) => {
                self.expr(a);
                self.expr(b);
            }
            ExprKind::Binary(..) => self.binary(expr),
            ExprKind::Splat { source, each, .. } => {
                self.expr(source);
                self.expr(each);
            }
            // The second argument is a type.
            ExprKind::Call { name, args, .. } if &*name.name == "convert" => {
                args.iter().take(1).for_each(|e| self.expr(e));
            }
            ExprKind::Call { args, .. } => args.iter().for_each(|e| self.expr(e)),
            ExprKind::Conditional(a, b, c) => [a, b, c].into_iter().for_each(|e| self.expr(e)),
            ExprKind::For(parts) => self.for_expr(parts),
            _ => {}
        }
    }

    /// Chains of operators lean to the left and may be long: no recursion along them.
    fn binary(&mut self, expr: &Expr) {
        let mut rights = Vec::new();
        let mut first = expr;
        while let ExprKind::Binary(_, left, right) = &first.kind {
            rights.push(right);
            first = left;
        }
        self.expr(first);
        rights.into_iter().rev().for_each(|e| self.expr(e));
    }

    fn for_expr(&mut self, parts: &ForExpr) {
        self.expr(&parts.collection);
        let before = self.bound.len();
        self.bound.extend(parts.key_name.iter().chain([&parts.value_name]).map(|n| n.name.clone()));
        parts.key.iter().chain([&parts.value]).chain(&parts.condition).for_each(|e| self.expr(e));
        self.bound.truncate(before);
    }

    fn parts(&mut self, parts: &[TemplatePart]) {
        for part in parts {
            match part {
                TemplatePart::Literal(_) => {}
                TemplatePart::Interpolation(e) => self.expr(e),
                TemplatePart::If(condition, yes, no) => {
                    self.expr(condition);
                    self.parts(yes);
                    self.parts(no);
                }
                TemplatePart::For { key, value, collection, body } => {
                    self.expr(collection);
                    let before = self.bound.len();
                    self.bound.extend(key.iter().chain([value]).map(|n| n.name.clone()));
                    self.parts(body);
                    self.bound.truncate(before);
                }
            }
        }
    }
}
