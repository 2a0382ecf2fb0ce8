//! Questions about the resources that name the subject, or that name what it names: `anytrue([for l in
//! ref::referrers("TYPE", "path") : l.x == 1])`. They are looked at as they lie in the input, like the subject.

use super::compile::{Compiler, MAX_HOPS, is_plain, is_variable, strip};
use super::{Condition, Root, Sight, Slots};
use crate::hcl::ast::{Expr, ExprKind};
use crate::text::Str;

/// Whether one of some resources is as is asked for.
#[derive(Debug)]
pub struct Related {
    /// Their type.
    pub kind: Str,
    /// How they are found: those of any.
    pub relations: Vec<Relation>,
    /// What is read of each.
    pub slots: Slots,
    asked: Condition,
}

/// Resources whose attribute names something.
#[derive(Debug)]
pub struct Relation {
    /// The attribute, a path without indexes.
    pub attribute: Str,
    /// What it names.
    pub of: Of,
}

/// What is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The subject.
    Subject,
    /// What an attribute of the subject names, by its slot, or says.
    Attribute(usize),
    /// The resource that it names.
    Target(usize),
}

impl Related {
    /// Whether a resource is as is asked for; `None` where that cannot be told.
    pub fn told<'s>(&self, sight: &impl Sight<'s>) -> Option<bool> {
        self.asked.told(sight)
    }
}

/// A type, and how its resources are found.
#[derive(Default)]
struct Found {
    kind: Option<Str>,
    relations: Vec<Relation>,
}

impl<'r> Compiler<'r, '_> {
    /// Whether a list is made of resources that are found by relations.
    pub fn is_about_related(&self, list: &'r Expr) -> bool {
        match &self.behind_locals(list).kind {
            ExprKind::For(each) => self.is_about_related(&each.collection),
            ExprKind::Call { name, args, .. } => match &*name.name {
                "ref::referrers" => true,
                "concat" => args.iter().any(|list| self.is_about_related(list)),
                _ => false,
            },
            _ => false,
        }
    }

    /// That something holds of one of them.
    pub fn related(&mut self, list: &'r Expr) -> Option<Condition> {
        let mut asked: Vec<(&'r str, &'r Expr)> = Vec::new();
        let ExprKind::For(outer) = &strip(list).kind else { return None };
        asked.push((&outer.value_name.name, &outer.value));
        let mut each = outer;
        let collection = loop {
            if !is_plain(each) {
                return None;
            }
            asked.extend(each.condition.as_ref().map(|c| (&*each.value_name.name, c)));
            match &self.behind_locals(&each.collection).kind {
                // What is kept of them, as it is.
                ExprKind::For(inner) if is_variable(&inner.value, &inner.value_name.name) => each = inner,
                _ => break self.behind_locals(&each.collection),
            }
        };
        let mut found = Found::default();
        self.relations(collection, &mut found)?;
        let Found { kind: Some(kind), relations } = found else { return None };
        let mut slots = Slots::new(&kind, self.knowledge);
        let mut all = None;
        // What is asked last is asked of what was kept.
        for (name, expr) in asked.into_iter().rev() {
            let (rule, knowledge) = (self.rule, self.knowledge);
            let subject = Some(name);
            let mut inner =
                Compiler { rule, slots: &mut slots, knowledge, subject, loops: Vec::new(), hops: self.hops };
            let one = inner.condition(expr)?;
            all = Some(match all {
                None => one,
                Some(before) => Condition::And(Box::new(before), Box::new(one)),
            });
        }
        let number = self.slots.add_related(Related { kind, relations, slots, asked: all? });
        Some(Condition::Related(number))
    }

    /// The relations that an expression puts together, all of one type.
    fn relations(&mut self, expr: &'r Expr, found: &mut Found) -> Option<()> {
        let ExprKind::Call { name, args, expand: false } = &self.behind_locals(expr).kind else { return None };
        match (&*name.name, &args[..]) {
            ("concat", lists) => lists.iter().try_for_each(|list| self.relations(list, found)),
            ("ref::referrers", [kind, attribute, of @ ..]) => {
                let (ExprKind::String(kind), ExprKind::String(attribute)) = (&kind.kind, &attribute.kind) else {
                    return None;
                };
                let of = match of {
                    [] => Of::Subject,
                    [of] => self.of(of)?,
                    _ => return None,
                };
                let same = found.kind.get_or_insert_with(|| kind.clone()) == kind;
                found.relations.push(Relation { attribute: attribute.clone(), of });
                same.then_some(())
            }
            _ => None,
        }
    }

    /// What an argument of a relation leads to.
    fn of(&mut self, expr: &'r Expr) -> Option<Of> {
        let (inner, of): (_, fn(usize) -> Of) = match &strip(expr).kind {
            ExprKind::Call { name, args, expand: false } if &*name.name == "ref::target" => (args.first()?, Of::Target),
            _ => (expr, Of::Attribute),
        };
        let path = self.path(inner)?;
        match path.root {
            Root::Slot(slot) if path.names.is_empty() && !path.splat => Some(of(slot)),
            _ => None,
        }
    }

    /// The expression that a local stands for.
    fn behind_locals(&self, expr: &'r Expr) -> &'r Expr {
        let mut at = strip(expr);
        for _ in 0..MAX_HOPS {
            match &at.kind {
                ExprKind::GetAttr(source, field) if is_variable(source, "local") => {
                    match self.rule.locals.get(&field.name) {
                        Some(inner) => at = strip(inner),
                        None => break,
                    }
                }
                _ => break,
            }
        }
        at
    }
}
