//! Checks rules before they run: names, functions and attribute paths against provider schemas, so that
//! a typing mistake can never make a rule silently true.

use std::collections::{BTreeMap, BTreeSet};

use super::{Enforce, Rule, RuleSet, functions};
use crate::hcl::ast::{Expr, ExprKind, TemplatePart};
use crate::model::Mode;
use crate::provider::Knowledge;
use crate::text::{Diagnostic, Str};

/// Checks all rules.
pub fn validate(set: &RuleSet, knowledge: &Knowledge) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for rule in &set.rules {
        let mut checker = Checker { set, rule, knowledge, out: &mut out };
        checker.types();
        for expr in expressions(rule) {
            checker.expression(expr);
        }
        checker.cycles();
        checker.policies();
    }
    out
}

/// All expressions of a rule.
pub fn expressions(rule: &Rule) -> Vec<&Expr> {
    let mut out: Vec<&Expr> = rule.filter.iter().chain(&rule.bound_by).chain(rule.locals.values()).collect();
    for enforce in &rule.enforces {
        out.extend(enforce.for_each.iter().chain(&enforce.at));
        out.push(&enforce.condition);
        out.push(&enforce.message);
    }
    out
}

/// Whether anything in a rule looks at the state before the plan.
pub fn looks_back(enforces: &[Enforce], filter: Option<&Expr>, locals: &BTreeMap<Str, Expr>) -> bool {
    let mut found = false;
    let mut visit = |expr: &Expr| match &expr.kind {
        ExprKind::Variable(name) if &*name.name == "prior_attrs" => found = true,
        ExprKind::Call { name, .. } if matches!(&*name.name, "zone::before" | "zone::dropped") => found = true,
        _ => {}
    };
    for enforce in enforces {
        enforce.for_each.iter().for_each(|e| walk(e, &mut visit));
        walk(&enforce.condition, &mut visit);
    }
    filter.into_iter().chain(locals.values()).for_each(|e| walk(e, &mut visit));
    found
}

/// Locals that depend on no subject, neither directly nor through other locals.
pub fn subject_free(locals: &BTreeMap<Str, Expr>) -> BTreeSet<Str> {
    let mut bound: BTreeSet<Str> = Default::default();
    loop {
        let before = bound.len();
        for (name, expr) in locals {
            let mut depends = false;
            walk(expr, &mut |e| match &e.kind {
                ExprKind::Variable(root) => {
                    depends |=
                        matches!(&*root.name, "attrs" | "prior_attrs" | "self" | "meta" | "each" | "zone" | "param");
                }
                ExprKind::GetAttr(source, field) => {
                    let local = matches!(&source.kind, ExprKind::Variable(root) if &*root.name == "local");
                    depends |= local && bound.contains(&field.name);
                }
                // Two arguments ask for what refers to the subject.
                ExprKind::Call { name, args, .. } => {
                    depends |= (&*name.name == "ref::referrers" && args.len() < 3) || &*name.name == "zone::resources";
                }
                _ => {}
            });
            if depends {
                bound.insert(name.clone());
            }
        }
        if bound.len() == before {
            return locals.keys().filter(|name| !bound.contains(*name)).cloned().collect();
        }
    }
}

/// Attributes that a rule takes from `attrs` under another name, if it hands `attrs` as a whole to nothing
/// but functions of firewall rules: these read few attributes of a resource, and no others need be
/// decoded. `None` if it does anything else with the whole.
pub fn only_rules_of(all: &[&Expr], locals: &BTreeMap<Str, Expr>) -> Option<Vec<Str>> {
    let is_attrs = |e: &Expr| matches!(&e.kind, ExprKind::Variable(root) if &*root.name == "attrs");
    let other_names: Vec<&Str> = locals.iter().filter(|(_, e)| is_attrs(e)).map(|(name, _)| name).collect();
    let is_whole = |e: &Expr| match &e.kind {
        ExprKind::GetAttr(of, field) => {
            matches!(&of.kind, ExprKind::Variable(root) if &*root.name == "local") && other_names.contains(&&field.name)
        }
        _ => is_attrs(e),
    };
    let (mut uses, mut good, mut taken) = (0usize, other_names.len(), Vec::new());
    for expr in all {
        walk(expr, &mut |e| {
            uses += usize::from(is_whole(e));
            match &e.kind {
                ExprKind::GetAttr(of, field) if is_whole(of) => {
                    good += 1;
                    if !is_attrs(of) && !taken.contains(&field.name) {
                        taken.push(field.name.clone());
                    }
                }
                ExprKind::Call { name, args, .. } if name.name.starts_with("net::") => {
                    for arg in args {
                        good += match &arg.kind {
                            ExprKind::Call { name, args, .. } if &*name.name == "merge" => {
                                args.iter().filter(|a| is_whole(a)).count()
                            }
                            _ => usize::from(is_whole(arg)),
                        };
                    }
                }
                _ => {}
            }
        });
    }
    (uses == good).then_some(taken)
}

/// Visits an expression and all that is in it.
pub fn walk<'a>(expr: &'a Expr, visit: &mut dyn FnMut(&'a Expr)) {
    visit(expr);
    match &expr.kind {
        ExprKind::Template(parts) => parts.iter().for_each(|p| walk_part(p, visit)),
        ExprKind::TemplateWrap(e) | ExprKind::GetAttr(e, _) | ExprKind::Unary(_, e) | ExprKind::Parens(e) => {
            walk(e, visit)
        }
        ExprKind::Tuple(items) => items.iter().for_each(|e| walk(e, visit)),
        ExprKind::Object(items) => items.iter().for_each(|i| {
            walk(&i.key, visit);
            walk(&i.value, visit);
        }),
        ExprKind::Index(a, b) | ExprKind::Binary(_, a, b) => {
            walk(a, visit);
            walk(b, visit);
        }
        ExprKind::Splat { source, each, .. } => {
            walk(source, visit);
            walk(each, visit);
        }
        ExprKind::Call { args, .. } => args.iter().for_each(|e| walk(e, visit)),
        ExprKind::Conditional(a, b, c) => [a, b, c].into_iter().for_each(|e| walk(e, visit)),
        ExprKind::For(f) => {
            walk(&f.collection, visit);
            f.key.iter().chain(&f.condition).for_each(|e| walk(e, visit));
            walk(&f.value, visit);
        }
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Number(_)
        | ExprKind::String(_)
        | ExprKind::Variable(_)
        | ExprKind::SplatItem
        | ExprKind::Error => {}
    }
}

fn walk_part<'a>(part: &'a TemplatePart, visit: &mut dyn FnMut(&'a Expr)) {
    match part {
        TemplatePart::Literal(_) => {}
        TemplatePart::Interpolation(e) => walk(e, visit),
        TemplatePart::If(c, yes, no) => {
            walk(c, visit);
            yes.iter().chain(no).for_each(|p| walk_part(p, visit));
        }
        TemplatePart::For { collection, body, .. } => {
            walk(collection, visit);
            body.iter().for_each(|p| walk_part(p, visit));
        }
    }
}

struct Checker<'a> {
    set: &'a RuleSet,
    rule: &'a Rule,
    knowledge: &'a Knowledge,
    out: &'a mut Vec<Diagnostic>,
}

impl Checker<'_> {
    /// Types of a provider whose schema is known must be in it.
    fn types(&mut self) {
        for kind in self.rule.resources.iter().filter(|k| !k.contains('*')) {
            let (mode, name) = match kind.strip_prefix("data.") {
                Some(name) => (Mode::Data, name),
                None => (Mode::Managed, &**kind),
            };
            let known = self.knowledge.prefixes.iter().any(|p| name.starts_with(&**p));
            if known && self.knowledge.schemas.resource(mode, name).is_none() {
                let near = self.knowledge.schemas.suggest_type(mode, name);
                let hint = near.map(|n| format!(" Did you mean {n:?}?")).unwrap_or_default();
                self.error(
                    self.rule.span,
                    "Unknown resource type",
                    format!("The provider has no type {name:?}.{hint}"),
                );
            }
        }
    }

    fn expression(&mut self, expr: &Expr) {
        let mut paths: Vec<(Vec<&str>, crate::text::Span)> = Vec::new();
        let mut calls = Vec::new();
        let mut names = Vec::new();
        walk(expr, &mut |e| match &e.kind {
            ExprKind::Call { name, .. } => calls.push(name),
            ExprKind::GetAttr(source, field) => match &source.kind {
                ExprKind::Variable(root) if matches!(&*root.name, "attrs" | "prior_attrs" | "self") => {
                    paths.push((vec![&field.name], field.span));
                }
                ExprKind::Variable(root) if matches!(&*root.name, "local" | "param" | "meta") => {
                    names.push((root, field))
                }
                _ => {}
            },
            ExprKind::Splat { source, each, .. } => {
                if let (Some(mut path), Some((field, span))) = (plain_path(source), first_field(each)) {
                    path.push(field);
                    paths.push((path, span));
                }
            }
            _ => {}
        });
        for name in calls {
            if !functions::exists(&name.name) {
                self.error(name.span, "Unknown function", format!("There is no function named {:?}.", name.name));
            }
        }
        for (root, field) in names {
            let known = match &*root.name {
                "local" => self.rule.locals.contains_key(&field.name),
                "param" => self.set.params.get(self.rule.pack).is_some_and(|p| p.contains_key(&field.name)),
                _ => ["address", "type", "name", "module", "key", "mode", "provider", "operations", "importing"]
                    .contains(&&*field.name),
            };
            if !known {
                let detail = format!("There is no {}.{} here.", root.name, field.name);
                self.error(field.span, "Unknown name", detail);
            }
        }
        for (path, span) in paths {
            self.path(&path, span);
        }
    }

    /// An attribute that none of the rule's types has is a typing mistake.
    fn path(&mut self, path: &[&str], span: crate::text::Span) {
        let mut complaint = None;
        for kind in &self.rule.resources {
            let (mode, name) = match kind.strip_prefix("data.") {
                Some(name) => (Mode::Data, name),
                None => (Mode::Managed, &**kind),
            };
            let Some(schema) = self.knowledge.schemas.resource(mode, name) else { return };
            match schema.resolve(path) {
                Ok(_) => return,
                Err(error) => complaint = complaint.or(Some(error.to_string())),
            }
        }
        if let Some(detail) = complaint {
            self.error(span, "Unknown attribute", detail);
        }
    }

    /// Locals that depend on themselves have no value.
    fn cycles(&mut self) {
        let mut done = BTreeSet::new();
        for name in self.rule.locals.keys() {
            self.cycle(name, &mut Vec::new(), &mut done);
        }
    }

    /// Follows a local to all that it needs; `way` leads to it, `done` were followed before.
    fn cycle(&mut self, name: &Str, way: &mut Vec<Str>, done: &mut BTreeSet<Str>) {
        let Some(expr) = self.rule.locals.get(name).filter(|_| !done.contains(name)) else { return };
        way.push(name.clone());
        for (needed, span) in locals_in(expr) {
            match way.iter().position(|n| *n == needed) {
                Some(at) => {
                    let round: Vec<String> = way[at..].iter().chain([&needed]).map(|n| format!("local.{n}")).collect();
                    let detail = format!(
                        "local.{needed} depends on itself: {}. Take one of these references out.",
                        round.join(", which needs ")
                    );
                    self.error(span, "Locals refer to each other", detail);
                }
                None => self.cycle(&needed, way, done),
            }
        }
        way.pop();
        done.insert(name.clone());
    }

    fn policies(&mut self) {
        for (framework, names) in &self.rule.info.implements {
            for name in names {
                let listed = |p: &super::Policy| p.name == *name && p.framework == *framework;
                let has_catalogue = self.set.policies.iter().any(|p| p.framework == *framework);
                if has_catalogue && !self.set.policies.iter().any(listed) {
                    let detail = format!("The catalogue of {framework} has no policy {name:?}.");
                    self.error(self.rule.span, "Unknown policy", detail);
                }
            }
        }
    }

    fn error(&mut self, span: crate::text::Span, summary: &str, detail: String) {
        let diagnostic = Diagnostic::error(span, summary, detail);
        // File locals are checked with each rule of the file.
        if !self.out.contains(&diagnostic) {
            self.out.push(diagnostic);
        }
    }
}

/// The locals that an expression names, and where.
fn locals_in(expr: &Expr) -> Vec<(Str, crate::text::Span)> {
    let mut out = Vec::new();
    walk(expr, &mut |e| {
        if let ExprKind::GetAttr(source, field) = &e.kind
            && matches!(&source.kind, ExprKind::Variable(root) if &*root.name == "local")
        {
            out.push((field.name.clone(), e.span));
        }
    });
    out
}

/// `attrs.a`, `attrs.a[*].b`: the names of a path from an attribute root.
fn plain_path(expr: &Expr) -> Option<Vec<&str>> {
    match &expr.kind {
        ExprKind::GetAttr(source, field) => match &source.kind {
            ExprKind::Variable(root) if matches!(&*root.name, "attrs" | "prior_attrs" | "self") => {
                Some(vec![&field.name])
            }
            _ => {
                let mut path = plain_path(source)?;
                path.push(&field.name);
                Some(path)
            }
        },
        ExprKind::Index(source, _) | ExprKind::Parens(source) => plain_path(source),
        _ => None,
    }
}

/// The first attribute taken of a splat's item.
fn first_field(each: &Expr) -> Option<(&str, crate::text::Span)> {
    match &each.kind {
        ExprKind::GetAttr(source, field) => match &source.kind {
            ExprKind::SplatItem => Some((&field.name, field.span)),
            _ => first_field(source),
        },
        ExprKind::Index(source, _) => first_field(source),
        _ => None,
    }
}
