//! Turns the conditions of rules into what can be told at once. What has no such form stays open.

use super::{Absent, Condition, Firewall, Literal, Name, Null, Path, Quick, Root, Slots};
use crate::eval::Side;
use crate::facts::net::{self, Direction};
use crate::hcl::ast::{BinaryOp, Expr, ExprKind, ForExpr, UnaryOp};
use crate::policy::{Enforce, Rule};
use crate::provider::Knowledge;
use crate::text::Str;

/// Locals that lead to locals are followed so far.
pub(super) const MAX_HOPS: u32 = 8;

/// Protocols that `net::allows` takes by these names.
const PROTOCOLS: [&str; 3] = ["all", "tcp", "udp"];

/// What of a rule can be told at once.
pub fn rule(rule: &Rule, slots: &mut Slots, knowledge: &Knowledge) -> Quick {
    let mut compiler = Compiler { rule, slots, knowledge, subject: None, loops: Vec::new(), hops: 0 };
    let filter = rule.filter.as_ref().and_then(|f| compiler.condition(f));
    let unbound = rule.bound_by.as_ref().and_then(|b| compiler.is_empty(b));
    let conditions = rule.enforces.iter().map(|e| compiler.enforce(e)).collect();
    Quick { filter, unbound, conditions }
}

pub(super) struct Compiler<'r, 's> {
    pub rule: &'r Rule,
    pub slots: &'s mut Slots,
    pub knowledge: &'s Knowledge,
    /// What the resource is called whose slots these are; `None` for the subject.
    pub subject: Option<&'r str>,
    /// Loops around, the outermost first.
    pub loops: Vec<Loop<'r>>,
    pub hops: u32,
}

/// A loop, as far as conditions inside of it ask.
pub(super) struct Loop<'r> {
    /// What an element is called; `None` for `each.value`.
    name: Option<&'r str>,
    /// The firewall whose rules the elements are.
    firewall: Option<Firewall>,
    /// Where elements lie in the subject, if they can be looked into: paths without indexes.
    places: Option<Vec<String>>,
}

impl<'r> Compiler<'r, '_> {
    /// That a condition holds for all elements that it runs over.
    fn enforce(&mut self, enforce: &'r Enforce) -> Option<Condition> {
        match &enforce.for_each {
            None => self.condition(&enforce.condition),
            Some(collection) => self.every(collection, None, |c| c.condition(&enforce.condition)),
        }
    }

    pub(super) fn condition(&mut self, expr: &'r Expr) -> Option<Condition> {
        Some(match &expr.kind {
            ExprKind::Bool(b) => Condition::Known(*b),
            ExprKind::Parens(e) => return self.condition(e),
            ExprKind::Unary(UnaryOp::Not, e) => Condition::Not(Box::new(self.condition(e)?)),
            ExprKind::Binary(BinaryOp::And, a, b) => {
                Condition::And(Box::new(self.condition(a)?), Box::new(self.or_open(b)))
            }
            ExprKind::Binary(BinaryOp::Or, a, b) => {
                Condition::Or(Box::new(self.condition(a)?), Box::new(self.or_open(b)))
            }
            ExprKind::Binary(BinaryOp::Equal, a, b) => self.equal(a, b)?,
            ExprKind::Binary(BinaryOp::NotEqual, a, b) => Condition::Not(Box::new(self.equal(a, b)?)),
            ExprKind::Binary(BinaryOp::Greater, a, b) => self.filled(a, b)?,
            ExprKind::Conditional(test, then, other) => {
                // One branch or the other; the test is asked first.
                let test = Box::new(self.condition(test)?);
                let then = Condition::And(test.clone(), Box::new(self.or_open(then)));
                let other = Condition::And(Box::new(Condition::Not(test)), Box::new(self.or_open(other)));
                Condition::Or(Box::new(then), Box::new(other))
            }
            ExprKind::Call { name, args, expand: false } => self.call(&name.name, args)?,
            ExprKind::GetAttr(..) => return self.through_local(expr, |c, e| c.condition(e)),
            _ => return None,
        })
    }

    /// What is right of an operator is asked only if what is left of it was told, and has not decided.
    fn or_open(&mut self, expr: &'r Expr) -> Condition {
        self.condition(expr).unwrap_or(Condition::Open)
    }

    fn call(&mut self, name: &str, args: &'r [Expr]) -> Option<Condition> {
        match (name, args) {
            ("alltrue", [list]) => self.every_of(list, &|c, e| c.condition(e)),
            ("anytrue", [list]) if self.subject.is_none() && self.loops.is_empty() && self.is_about_related(list) => {
                self.related(list)
            }
            ("anytrue", [list]) => {
                let none = self.every_of(list, &|c, e| Some(Condition::Not(Box::new(c.condition(e)?))))?;
                Some(Condition::Not(Box::new(none)))
            }
            ("startswith", [text, beginning]) => match &strip(beginning).kind {
                ExprKind::String(beginning) => Some(Condition::Begins(self.path(text)?, beginning.clone())),
                _ => None,
            },
            ("net::allows" | "net::allows_any", [rules, peers, protocol, port]) => {
                let asked = is_internet(peers) && is_protocol(protocol) && is_port(port);
                // One asks for a rule, the other for all.
                let firewall = match asked.then_some(name)? {
                    "net::allows" => self.rule_of(rules)?,
                    _ => self.firewall(rules)?,
                };
                Some(Condition::Not(Box::new(Condition::Closed(self.slots.add_firewall(firewall)))))
            }
            _ => None,
        }
    }

    /// That something holds of all that a list is made of: `[for x in xs : value]`, or `flatten` of a list of such.
    fn every_of(&mut self, list: &'r Expr, holds: Holds<'r, '_, Self>) -> Option<Condition> {
        match &strip(list).kind {
            ExprKind::Call { name, args, expand: false } if &*name.name == "flatten" => match &args[..] {
                [lists] => self.every_of(lists, &|c, inner| c.every_of(inner, holds)),
                _ => None,
            },
            ExprKind::For(each) if is_plain(each) && each.condition.is_none() => {
                self.every(&each.collection, Some(&each.value_name.name), |c| holds(c, &each.value))
            }
            _ => None,
        }
    }

    /// That something holds of every element of a collection, which is called by a name.
    fn every(
        &mut self,
        collection: &'r Expr,
        name: Option<&'r str>,
        holds: impl FnOnce(&mut Self) -> Option<Condition>,
    ) -> Option<Condition> {
        // No element, no question.
        if let ExprKind::Conditional(test, then, other) = &strip(collection).kind
            && matches!(&strip(then).kind, ExprKind::Tuple(items) if items.is_empty())
        {
            let test = self.condition(test)?;
            let rest = self.every(other, name, holds).unwrap_or(Condition::Open);
            return Some(Condition::Or(Box::new(test), Box::new(rest)));
        }
        let firewall = self.firewall(collection);
        let lists = self.lists(collection);
        let places = lists.as_ref().map(|all| all.iter().flat_map(|l| self.places(l)).collect());
        if firewall.is_none() && places.is_none() {
            return None;
        }
        self.loops.push(Loop { name, firewall, places });
        let inner = Box::new(holds(self).unwrap_or(Condition::Open));
        self.loops.pop();
        let is_open = matches!(*inner, Condition::Open);
        Some(match lists {
            // Where nothing can be told of elements, it can be told that there are none.
            Some(lists) if inner.looks_at_elements() || is_open => Condition::Every(lists, inner),
            None if is_open => return None,
            // What holds of all rules of a firewall needs no look at each; what does not may have no element.
            _ => Condition::Or(inner, Box::new(Condition::Open)),
        })
    }

    /// That a list has no elements: a `for` that keeps none, or lists put together of which none has any.
    fn is_empty(&mut self, expr: &'r Expr) -> Option<Condition> {
        match &strip(expr).kind {
            ExprKind::Call { name, args, expand: false } => match (&*name.name, &args[..]) {
                ("concat", lists) => {
                    let all = lists.iter().map(|list| self.is_empty(list)).collect::<Option<Vec<_>>>()?;
                    all.into_iter().reduce(|a, b| Condition::And(Box::new(a), Box::new(b)))
                }
                ("flatten", [lists]) => self.every_of(lists, &|c, inner| c.is_empty(inner)),
                _ => None,
            },
            ExprKind::For(each) if is_plain(each) => {
                let kept = |c: &mut Self| Some(Condition::Not(Box::new(c.condition(each.condition.as_ref()?)?)));
                self.every(&each.collection, Some(&each.value_name.name), kept)
            }
            _ => None,
        }
    }

    /// Lists that an expression puts together.
    fn lists(&mut self, expr: &'r Expr) -> Option<Vec<Path>> {
        match &strip(expr).kind {
            ExprKind::Call { name, args, expand: false } if &*name.name == "concat" => {
                args.iter().map(|list| self.path(list)).collect()
            }
            _ => Some(vec![self.path(expr)?]),
        }
    }

    /// `length(list) > 0`
    fn filled(&mut self, left: &'r Expr, right: &'r Expr) -> Option<Condition> {
        match (&strip(left).kind, self.literal(right)) {
            (ExprKind::Call { name, args, expand: false }, Some(Literal::Whole(0))) if &*name.name == "length" => {
                match &args[..] {
                    [list] => Some(Condition::Filled(self.path(list)?)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn equal(&mut self, left: &'r Expr, right: &'r Expr) -> Option<Condition> {
        match (self.literal(left), self.literal(right)) {
            (None, Some(literal)) => self.equal_to(left, literal),
            (Some(literal), None) => self.equal_to(right, literal),
            _ => None,
        }
    }

    fn equal_to(&mut self, expr: &'r Expr, literal: Literal) -> Option<Condition> {
        let ExprKind::Call { name, args, expand: false } = &strip(expr).kind else {
            return Some(Condition::Equal(self.path(expr)?, literal));
        };
        if let ("try", [path, other]) = (&*name.name, &args[..])
            && self.literal(other) == Some(Literal::Null)
        {
            let path = self.path(path)?;
            // Of the subject, no attribute is missing.
            let looked_into = !path.names.is_empty();
            return looked_into.then_some(Condition::Equal(Path { absent: Absent::Null, ..path }, literal));
        }
        let (Literal::Text(wanted), [text]) = (literal, &args[..]) else { return None };
        let case: fn(&str) -> String = match &*name.name {
            "lower" => str::to_ascii_lowercase,
            "upper" => str::to_ascii_uppercase,
            _ => return None,
        };
        // A literal in the other case equals nothing, which nobody means.
        if !wanted.is_ascii() || case(&wanted) != *wanted {
            return None;
        }
        Some(Condition::Folded(self.path(text)?, wanted))
    }

    /// The expression of `local.x` in place of itself.
    fn through_local<T>(&mut self, expr: &'r Expr, f: impl FnOnce(&mut Self, &'r Expr) -> Option<T>) -> Option<T> {
        let ExprKind::GetAttr(source, field) = &expr.kind else { return None };
        if !is_variable(source, "local") || self.hops >= MAX_HOPS {
            return None;
        }
        let inner = self.rule.locals.get(&field.name)?;
        self.hops += 1;
        let found = f(self, inner);
        self.hops -= 1;
        found
    }

    /// `attrs.x`, `each.value.x`, `x.y` of a loop, with `[*]` behind it.
    pub(super) fn path(&mut self, expr: &'r Expr) -> Option<Path> {
        match &strip(expr).kind {
            ExprKind::Splat { source, each, full: true } if matches!(each.kind, ExprKind::SplatItem) => {
                let path = self.path(source)?;
                (!path.splat).then_some(Path { splat: true, ..path })
            }
            ExprKind::GetAttr(source, field) => {
                if let Some(root) = self.root(source, &field.name) {
                    return Some(Path { root, names: Vec::new(), splat: false, absent: Absent::Open });
                }
                if is_variable(source, "local") {
                    return self.through_local(expr, |c, e| c.path(e));
                }
                let mut path = self.path(source)?;
                path.names.push(Name { name: field.name.clone(), null: Null::Stays });
                if self.places(&path).iter().any(|place| self.slots.is_defaulted(place)) {
                    path.names.last_mut()?.null = Null::Open;
                }
                (!path.splat).then_some(path)
            }
            ExprKind::Variable(name) => {
                let at = self.loops.iter().rposition(|l| l.name == Some(&*name.name))?;
                self.loops[at].places.is_some().then(|| self.element(at))
            }
            _ => None,
        }
    }

    /// Where what a path leads to may lie in the subject.
    fn places(&self, path: &Path) -> Vec<String> {
        let roots = match path.root {
            Root::Slot(slot) => vec![self.slots.get(slot).1.to_string()],
            Root::Element(at) => self.loops.iter().filter_map(|l| l.places.clone()).nth(at).unwrap_or_default(),
        };
        let names: String = path.names.iter().map(|n| format!(".{}", n.name)).collect();
        roots.into_iter().map(|root| root + &names).collect()
    }

    fn root(&mut self, source: &Expr, field: &Str) -> Option<Root> {
        let ExprKind::Variable(root) = &source.kind else { return None };
        // A loop may use any name for its element.
        if self.loops.iter().any(|l| l.name == Some(&*root.name)) {
            return None;
        }
        if let Some(name) = self.subject {
            return (&*root.name == name).then(|| Root::Slot(self.slots.add(Side::After, field)));
        }
        match &*root.name {
            "attrs" => Some(Root::Slot(self.slots.add(Side::After, field))),
            "prior_attrs" => Some(Root::Slot(self.slots.add(Side::Before, field))),
            "each" if &**field == "value" => {
                let at = self.loops.iter().position(|l| l.name.is_none() && l.places.is_some())?;
                Some(self.element(at).root)
            }
            _ => None,
        }
    }

    /// The element of a loop, counted among those that are looked into.
    fn element(&self, at: usize) -> Path {
        let before = self.loops[..at].iter().filter(|l| l.places.is_some()).count();
        Path { root: Root::Element(before), names: Vec::new(), splat: false, absent: Absent::Open }
    }

    /// The firewall of which an expression is a rule.
    fn rule_of(&mut self, expr: &'r Expr) -> Option<Firewall> {
        match &strip(expr).kind {
            ExprKind::Variable(name) => match self.loops.iter().rfind(|l| l.name == Some(&*name.name)) {
                Some(inside) => inside.firewall.clone(),
                None => {
                    (is_variable(expr, "attrs") && !net::is_two_sided(self.slots.kind())).then(|| self.whole(None))?
                }
            },
            ExprKind::GetAttr(source, field) if is_variable(source, "each") && &*field.name == "value" => {
                self.loops.iter().find(|l| l.name.is_none())?.firewall.clone()
            }
            _ => None,
        }
    }

    /// The firewall that an expression names.
    fn firewall(&mut self, expr: &'r Expr) -> Option<Firewall> {
        match &strip(expr).kind {
            ExprKind::Call { name, args, expand: false } => {
                let side = match &*name.name {
                    "net::ingress" => Direction::Ingress,
                    "net::egress" => Direction::Egress,
                    _ => return None,
                };
                let own_type = args.get(1).is_none_or(is_own_type) && args.len() <= 2;
                (is_variable(args.first()?, "attrs") && own_type).then(|| self.whole(Some(side)))?
            }
            ExprKind::GetAttr(..) => match self.path(expr)? {
                Path { root: Root::Slot(slot), names, splat: false, .. } if names.is_empty() => {
                    Some(Firewall::List(slot))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn whole(&mut self, side: Option<Direction>) -> Option<Firewall> {
        if self.subject.is_some() {
            return None;
        }
        let names = net::attributes(self.slots.kind())?;
        Some(Firewall::Resource(side, names.iter().map(|n| self.slots.add(Side::After, &Str::from(*n))).collect()))
    }

    fn literal(&mut self, expr: &'r Expr) -> Option<Literal> {
        match &expr.kind {
            ExprKind::Null => Some(Literal::Null),
            ExprKind::Bool(b) => Some(Literal::Bool(*b)),
            ExprKind::String(text) => Some(Literal::Text(text.clone())),
            ExprKind::Number(n) => n.to_i64().map(Literal::Whole),
            ExprKind::Parens(inner) => self.literal(inner),
            ExprKind::GetAttr(..) => self.through_local(expr, |c, e| c.literal(e)),
            _ => None,
        }
    }
}

impl Condition {
    /// Whether it reads the element of a loop around it.
    fn looks_at_elements(&self) -> bool {
        let from_element = |path: &Path| matches!(path.root, Root::Element(_));
        match self {
            Condition::Known(_) | Condition::Open | Condition::Closed(_) | Condition::Related(_) => false,
            Condition::Not(a) => a.looks_at_elements(),
            Condition::And(a, b) | Condition::Or(a, b) => a.looks_at_elements() || b.looks_at_elements(),
            Condition::Equal(path, _)
            | Condition::Folded(path, _)
            | Condition::Begins(path, _)
            | Condition::Filled(path) => from_element(path),
            Condition::Every(lists, inner) => lists.iter().any(from_element) || inner.looks_at_elements(),
        }
    }
}

/// What is asked of an expression inside of loops.
type Holds<'r, 'f, C> = &'f dyn Fn(&mut C, &'r Expr) -> Option<Condition>;

/// Whether a `for` goes over elements alone and makes a list.
pub(super) fn is_plain(each: &ForExpr) -> bool {
    each.key_name.is_none() && each.key.is_none()
}

pub(super) fn strip(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Parens(inner) => strip(inner),
        _ => expr,
    }
}

pub(super) fn is_variable(expr: &Expr, name: &str) -> bool {
    matches!(&strip(expr).kind, ExprKind::Variable(root) if &*root.name == name)
}

fn is_own_type(expr: &Expr) -> bool {
    matches!(&strip(expr).kind, ExprKind::GetAttr(meta, field) if is_variable(meta, "meta") && &*field.name == "type")
}

fn is_internet(expr: &Expr) -> bool {
    matches!(&strip(expr).kind, ExprKind::Call { name, args, .. } if &*name.name == "net::internet" && args.is_empty())
}

fn is_protocol(expr: &Expr) -> bool {
    match &strip(expr).kind {
        ExprKind::Null => true,
        ExprKind::String(name) => PROTOCOLS.contains(&&**name),
        _ => false,
    }
}

fn is_port(expr: &Expr) -> bool {
    match &strip(expr).kind {
        ExprKind::Null => true,
        ExprKind::Number(n) => n.to_i64().is_some_and(|n| u16::try_from(n).is_ok()),
        _ => false,
    }
}
