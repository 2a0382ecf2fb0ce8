//! What a configuration demands of itself: validation of variables, preconditions and postconditions, check
//! blocks. What fails would end `terraform plan` (or, in a check block, warn), and is told the same way.

use std::collections::BTreeMap;

use super::scope::ModuleScope;
use super::world::{Repetition, World, prefix};
use crate::eval::convert::convert;
use crate::eval::evaluate;
use crate::hcl::ast::Block;
use crate::model::plan::CheckResult;
use crate::model::{Kind, ModulePath, Type};
use crate::text::{Diagnostic, Span, Str};

/// How a condition came out.
enum Outcome {
    Pass,
    Fail(String),
    Error,
    Unknown,
}

/// Results by the address of what they belong to.
type Results = BTreeMap<String, CheckResult>;

/// Evaluates all conditions of the tree.
pub(super) fn run(world: &World<'_>) -> Vec<CheckResult> {
    let mut results = Results::new();
    let instances = world.instances.borrow().len();
    for instance in 0..instances {
        world.belonging(instance, None, || {
            variables(world, instance, &mut results);
            outputs(world, instance, &mut results);
        });
        resources(world, instance, &mut results);
        // Terraform evaluates assertions of check blocks when it plans, and not before.
        if !world.is_general() {
            world.belonging(instance, None, || check_blocks(world, instance, &mut results));
        }
    }
    results.into_values().collect()
}

fn variables(world: &World<'_>, instance: usize, results: &mut Results) {
    let module = world.instance(instance);
    for (name, decl) in &world.decl(instance).variables {
        let supplied = module.parent.as_ref().and_then(|(parent, call)| {
            let call = world.decl(*parent).calls.get(call)?;
            Some(call.block.body.attribute(name)?.span)
        });
        for block in &decl.validations {
            let scope = ModuleScope::new(world, instance, &Repetition::None);
            let outcome = condition(world, block, &scope);
            if let Outcome::Fail(message) = &outcome
                && !world.is_general()
            {
                let rule = world.sources.borrow().display(block.header);
                let detail = format!("{message}\n\nThis was checked by the validation rule at {rule}.");
                // A frame around a secret value would show it.
                let span = supplied.filter(|_| !decl.is_secret()).unwrap_or(decl.span);
                world.report(Diagnostic::error(span, "Invalid value for variable", detail));
            }
            record(results, &module.path, &format!("var.{name}"), outcome);
        }
    }
}

fn outputs(world: &World<'_>, instance: usize, results: &mut Results) {
    let path = world.instance(instance).path.clone();
    for (name, decl) in &world.decl(instance).outputs {
        for block in &decl.preconditions {
            let scope = ModuleScope::new(world, instance, &Repetition::None);
            let outcome = demand(world, block, &scope, "Module output value precondition failed", Diagnostic::error);
            record(results, &path, &format!("output.{name}"), outcome);
        }
    }
}

fn resources(world: &World<'_>, instance: usize, results: &mut Results) {
    let path = world.instance(instance).path.clone();
    for (key, decl) in &world.decl(instance).resources {
        let conditions: Vec<&Block> = decl
            .block
            .body
            .blocks_of("lifecycle")
            .flat_map(|l| l.body.blocks_of("precondition").chain(l.body.blocks_of("postcondition")))
            .collect();
        if conditions.is_empty() {
            continue;
        }
        let Ok(Some(expansion)) = world.expand(instance, key, decl.block.header) else { continue };
        let name = format!("{}{}.{}", key.0.prefix(), key.1, key.2);
        for id in expansion.all() {
            let resource = world.resource(id);
            for block in &conditions {
                let mut scope = ModuleScope::new(world, instance, &resource.repetition);
                let is_post = &*block.kind.name == "postcondition";
                if is_post {
                    scope = scope.of(id);
                }
                let summary = if is_post { "Resource postcondition failed" } else { "Resource precondition failed" };
                let judge = || demand(world, block, &scope, summary, Diagnostic::error);
                let outcome = world.belonging(instance, Some(id), judge);
                record(results, &path, &name, outcome);
            }
        }
    }
}

fn check_blocks(world: &World<'_>, instance: usize, results: &mut Results) {
    let path = world.instance(instance).path.clone();
    for (name, check) in &world.decl(instance).checks {
        for block in check.body.blocks_of("assert") {
            let scope = ModuleScope::new(world, instance, &Repetition::None);
            let outcome = demand(world, block, &scope, "Check block assertion failed", Diagnostic::warning);
            record(results, &path, &format!("check.{name}"), outcome);
        }
    }
}

/// Evaluates a condition, and tells if it does not hold.
fn demand(
    world: &World<'_>,
    block: &Block,
    scope: &ModuleScope<'_, '_>,
    summary: &str,
    diagnostic: fn(Span, String, String) -> Diagnostic,
) -> Outcome {
    let outcome = condition(world, block, scope);
    if let Outcome::Fail(message) = &outcome
        && !world.is_general()
    {
        let span = block.body.attribute("condition").map_or(block.header, |a| a.expr.span);
        world.report(diagnostic(span, summary.to_owned(), message.clone()));
    }
    outcome
}

fn condition(world: &World<'_>, block: &Block, scope: &ModuleScope<'_, '_>) -> Outcome {
    // That one is missing has been told.
    let Some(condition) = block.body.attribute("condition") else { return Outcome::Error };
    let summary = match &*block.kind.name {
        "validation" => "Invalid variable validation result",
        _ => "Invalid condition result",
    };
    let invalid = |detail: String| {
        world.report(Diagnostic::error(condition.expr.span, summary, detail));
        Outcome::Error
    };
    let value = match evaluate(&condition.expr, scope) {
        Ok(found) => found.value,
        Err(problem) => {
            world.report(*problem);
            return Outcome::Error;
        }
    };
    if value.is_null() {
        return invalid("Condition expression must return either true or false, not null.".into());
    }
    match convert(&value, &Type::Bool).map(|v| v.kind) {
        Ok(Kind::Bool(true)) => Outcome::Pass,
        // There may be no instance for which it does not hold.
        Ok(Kind::Bool(false)) if world.is_tentative() => Outcome::Unknown,
        Ok(Kind::Bool(false)) => Outcome::Fail(message(block, scope)),
        Ok(_) => Outcome::Unknown,
        Err(e) => invalid(format!("Invalid condition result value: {e}.")),
    }
}

fn message(block: &Block, scope: &ModuleScope<'_, '_>) -> String {
    let found = block.body.attribute("error_message").and_then(|a| evaluate(&a.expr, scope).ok());
    match found.map(|t| t.value) {
        Some(value) if value.contains_sensitive() => {
            "The error message included a sensitive value, so it will not be displayed.".into()
        }
        Some(value) => match value.as_str() {
            Some(text) => text.trim().to_owned(),
            None => "The error message depends on values that are known only after apply.".into(),
        },
        None => "The condition does not hold, and its error message cannot be evaluated.".into(),
    }
}

/// Adds an outcome to those of all instances of the thing.
fn record(results: &mut Results, path: &ModulePath, name: &str, outcome: Outcome) {
    let plain = ModulePath(
        path.0.iter().map(|s| crate::model::address::ModuleStep { key: Default::default(), ..s.clone() }).collect(),
    );
    let address = format!("{}{name}", prefix(&plain));
    let entry = results.entry(address.clone()).or_insert_with(|| CheckResult {
        address: address.into(),
        status: "pass".into(),
        problems: Vec::new(),
    });
    let (status, problem): (&str, Option<Str>) = match outcome {
        Outcome::Pass => ("pass", None),
        Outcome::Unknown => ("unknown", None),
        Outcome::Fail(message) => ("fail", Some(message.into())),
        Outcome::Error => ("error", None),
    };
    // As Terraform aggregates them: the worst counts.
    let rank = |s: &str| ["pass", "unknown", "fail", "error"].iter().position(|x| *x == s);
    if rank(status) > rank(&entry.status) {
        entry.status = status.into();
    }
    entry.problems.extend(problem);
}
