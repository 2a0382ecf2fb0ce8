//! Conditions that can be told from the text of the input: comparisons of attributes with literals, joined
//! by `&&`, `||` and `!`. Most conditions hold, and most are of this kind in part; whoever cannot tell
//! here has the rule evaluated, which alone finds out what to tell.

use super::Rule;
use super::precedent::Seen;
use crate::eval::Side;
use crate::hcl::ast::{BinaryOp, Expr, ExprKind, UnaryOp};
use crate::model::{Kind, Value, json};
use crate::provider::Knowledge;
use crate::text::Str;

/// Attributes that the rules of a type read, numbered.
#[derive(Debug)]
pub struct Slots {
    names: Vec<(Side, Str)>,
    /// Top-level attributes of which a service default is known: null may not stay null.
    defaulted: Vec<Str>,
}

impl Slots {
    /// Slots of a type, none yet.
    pub fn new(kind: &Str, knowledge: &Knowledge) -> Slots {
        let defaults = knowledge.defaults.get(knowledge.canonical(kind));
        Slots { names: Vec::new(), defaulted: defaults.into_iter().flatten().map(|(path, _)| path.clone()).collect() }
    }

    /// The slot of an attribute, new if need be.
    pub fn add(&mut self, side: Side, name: &Str) -> usize {
        self.find(side, name).unwrap_or_else(|| {
            self.names.push((side, name.clone()));
            self.names.len() - 1
        })
    }

    /// The slot of an attribute.
    pub fn find(&self, side: Side, name: &str) -> Option<usize> {
        self.names.iter().position(|(s, n)| *s == side && &**n == name)
    }

    /// The attribute of a slot.
    pub fn get(&self, slot: usize) -> (Side, &str) {
        self.names.get(slot).map_or((Side::After, ""), |(side, name)| (*side, name))
    }

    /// Whether service defaults of the type are known.
    pub fn has_defaults(&self) -> bool {
        !self.defaulted.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }
}

/// What of a rule can be told from text.
#[derive(Debug, Default)]
pub struct Quick {
    filter: Option<Condition>,
    /// All conditions, if none runs over elements and each could be told to hold.
    conditions: Option<Vec<Condition>>,
}

#[derive(Debug)]
enum Condition {
    Known(bool),
    /// It cannot be told.
    Open,
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Equal {
        slot: usize,
        null_stays: bool,
        literal: Literal,
    },
}

#[derive(Clone, Debug)]
enum Literal {
    Null,
    Bool(bool),
    Text(Str),
    /// A whole number, as it is written.
    Whole(String),
}

impl Quick {
    /// What of a rule can be told from text.
    pub fn of(rule: &Rule, slots: &mut Slots) -> Quick {
        let filter = rule.filter.as_ref().and_then(|f| condition(f, rule, slots, 0));
        let plain = rule.enforces.iter().all(|e| e.for_each.is_none());
        let mut conditions = || rule.enforces.iter().map(|e| condition(&e.condition, rule, slots, 0)).collect();
        let conditions = if plain { conditions() } else { None };
        Quick { filter, conditions }
    }

    /// Whether the rule has nothing to tell, as far as text shows. `seen` is what the subject holds in a slot.
    pub fn is_quiet<'s, 'p: 's>(&self, mut seen: impl FnMut(usize) -> Option<&'s Seen<'p>>) -> bool {
        if let Some(filter) = &self.filter
            && filter.holds(&mut seen) == Some(false)
        {
            return true;
        }
        let Some(conditions) = &self.conditions else { return false };
        conditions.iter().all(|c| c.holds(&mut seen) == Some(true))
    }

    /// Whether there is anything that could be told from text.
    pub fn is_some(&self) -> bool {
        self.filter.is_some() || self.conditions.is_some()
    }
}

impl Condition {
    fn holds<'s, 'p: 's>(&self, seen: &mut dyn FnMut(usize) -> Option<&'s Seen<'p>>) -> Option<bool> {
        match self {
            Condition::Known(known) => Some(*known),
            Condition::Open => None,
            Condition::Not(inner) => inner.holds(seen).map(|b| !b),
            Condition::And(a, b) => {
                if a.holds(seen)? {
                    b.holds(seen)
                } else {
                    Some(false)
                }
            }
            Condition::Or(a, b) => {
                if a.holds(seen)? {
                    Some(true)
                } else {
                    b.holds(seen)
                }
            }
            Condition::Equal { slot, null_stays, literal } => match seen(*slot)? {
                Seen::Text(text, _) => equal(text.unwrap_or("null"), literal, *null_stays),
                Seen::Value(value) => equal_value(value, literal),
            },
        }
    }
}

/// Whether a known attribute equals a literal; values of different primitive types never do.
fn equal(text: &str, literal: &Literal, null_stays: bool) -> Option<bool> {
    match (json::shape(text), literal) {
        (json::Shape::Null, _) if !null_stays => None,
        (json::Shape::Null, literal) => Some(matches!(literal, Literal::Null)),
        (json::Shape::True, literal) => Some(matches!(literal, Literal::Bool(true))),
        (json::Shape::False, literal) => Some(matches!(literal, Literal::Bool(false))),
        (json::Shape::String, literal) => {
            let inner = text.trim().strip_prefix('"')?.strip_suffix('"')?;
            // Escapes are resolved elsewhere, where they may turn out to be broken.
            let plain = !inner.contains('\\');
            plain.then(|| matches!(literal, Literal::Text(wanted) if inner == &**wanted))
        }
        (json::Shape::Number, literal) => {
            let digits = text.trim();
            let plain = digits.len() <= 15 && digits.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| matches!(literal, Literal::Whole(wanted) if digits == wanted))
        }
        // Whether these can be read at all is not known.
        (json::Shape::Array | json::Shape::Object, _) => None,
    }
}

/// The same of a value that rules see, where it is known and nothing was taken for granted.
fn equal_value(value: &Value, literal: &Literal) -> Option<bool> {
    if value.marks.assumed.is_some() {
        return None;
    }
    match (&value.kind, literal) {
        (Kind::Null(_), literal) => Some(matches!(literal, Literal::Null)),
        (Kind::Bool(b), literal) => Some(matches!(literal, Literal::Bool(wanted) if wanted == b)),
        (Kind::String(s), literal) => Some(matches!(literal, Literal::Text(wanted) if wanted == s)),
        _ => None,
    }
}

/// Locals that lead to locals are followed so far.
const MAX_HOPS: u32 = 8;

fn condition(expr: &Expr, rule: &Rule, slots: &mut Slots, hops: u32) -> Option<Condition> {
    if hops > MAX_HOPS {
        return None;
    }
    let first = |e: &Expr, slots: &mut Slots| condition(e, rule, slots, hops).map(Box::new);
    // What is right of an operator is asked only if what is left of it was told, and has not decided.
    let second = |e: &Expr, slots: &mut Slots| Box::new(condition(e, rule, slots, hops).unwrap_or(Condition::Open));
    Some(match &expr.kind {
        ExprKind::Bool(b) => Condition::Known(*b),
        ExprKind::Parens(e) => return condition(e, rule, slots, hops),
        ExprKind::Unary(UnaryOp::Not, e) => Condition::Not(first(e, slots)?),
        ExprKind::Binary(BinaryOp::And, a, b) => Condition::And(first(a, slots)?, second(b, slots)),
        ExprKind::Binary(BinaryOp::Or, a, b) => Condition::Or(first(a, slots)?, second(b, slots)),
        ExprKind::Binary(op @ (BinaryOp::Equal | BinaryOp::NotEqual), a, b) => {
            let (side, name, literal) = match (attribute(a), literal(b, rule, hops)) {
                (Some((side, name)), Some(literal)) => (side, name, literal),
                _ => {
                    let ((side, name), literal) = (attribute(b)?, literal(a, rule, hops)?);
                    (side, name, literal)
                }
            };
            let null_stays = !slots.defaulted.contains(name);
            let equal = Condition::Equal { slot: slots.add(side, name), null_stays, literal };
            if *op == BinaryOp::Equal { equal } else { Condition::Not(Box::new(equal)) }
        }
        ExprKind::GetAttr(..) => return condition(local(expr, rule)?, rule, slots, hops + 1),
        _ => return None,
    })
}

/// The expression of `local.x`.
fn local<'r>(expr: &Expr, rule: &'r Rule) -> Option<&'r Expr> {
    match &expr.kind {
        ExprKind::GetAttr(source, field) => match &source.kind {
            ExprKind::Variable(root) if &*root.name == "local" => rule.locals.get(&field.name),
            _ => None,
        },
        _ => None,
    }
}

/// The attribute of `attrs.x` and `prior_attrs.x`.
fn attribute(expr: &Expr) -> Option<(Side, &Str)> {
    let ExprKind::GetAttr(source, field) = &expr.kind else { return None };
    match &source.kind {
        ExprKind::Variable(root) if &*root.name == "attrs" => Some((Side::After, &field.name)),
        ExprKind::Variable(root) if &*root.name == "prior_attrs" => Some((Side::Before, &field.name)),
        _ => None,
    }
}

fn literal(expr: &Expr, rule: &Rule, hops: u32) -> Option<Literal> {
    match &expr.kind {
        ExprKind::Null => Some(Literal::Null),
        ExprKind::Bool(b) => Some(Literal::Bool(*b)),
        // What plan JSON would escape is not compared as text.
        ExprKind::String(s) if !s.contains(['"', '\\', '<', '>', '&']) && !s.chars().any(char::is_control) => {
            Some(Literal::Text(s.clone()))
        }
        ExprKind::Number(n) => {
            let digits = n.to_string();
            let whole = digits.bytes().all(|b| b.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
            whole.then_some(Literal::Whole(digits))
        }
        ExprKind::Parens(inner) => literal(inner, rule, hops),
        ExprKind::GetAttr(..) if hops < MAX_HOPS => literal(local(expr, rule)?, rule, hops + 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_tells_what_is_equal_and_nothing_that_it_cannot() {
        let text = |t: &str| Literal::Text(t.into());
        for (raw, literal, null_stays, expected) in [
            ("\"a\"", text("a"), true, Some(true)),
            ("\"b\"", text("a"), true, Some(false)),
            ("\"\\u0061\"", text("a"), true, None),
            ("null", text("a"), true, Some(false)),
            ("null", text("a"), false, None),
            ("null", Literal::Null, true, Some(true)),
            ("null", Literal::Null, false, None),
            ("true", Literal::Bool(true), true, Some(true)),
            ("false", Literal::Bool(true), true, Some(false)),
            ("\"true\"", Literal::Bool(true), true, Some(false)),
            ("[]", Literal::Null, true, None),
            ("\"\\ud800\"", Literal::Null, true, None),
            ("1e999999999", Literal::Null, true, None),
            ("5", Literal::Whole("5".into()), true, Some(true)),
            ("50", Literal::Whole("5".into()), true, Some(false)),
            ("5.0", Literal::Whole("5".into()), true, None),
            ("\"5\"", Literal::Whole("5".into()), true, Some(false)),
        ] {
            assert_eq!(equal(raw, &literal, null_stays), expected, "{raw} {literal:?}");
        }
    }
}
