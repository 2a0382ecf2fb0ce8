//! Functions that rules may call: Terraform's own, and those of the namespaces `ref`, `zone`,
//! `net`, `iam`, `secret` and `rule`.

mod dropped;
mod lists;
mod relation;
mod search;
mod zone;

use std::sync::LazyLock;

pub use relation::link;

use super::scope::RuleScopeEnv;
use crate::eval::functions as builtin;
use crate::eval::{Reads, Traced};
use crate::facts;
use crate::model::{Kind, Unknown, Value};
use crate::text::{Diagnostic, Span, Str};

/// Summary of the diagnostic for a value of the plan that a function cannot work with (a range that ends before it
/// begins, an address that is none). What the rule itself wrote is a mistake of the rule.
pub const REFUSED: &str = "Refused value";

/// The namespace of a function, if it has one, and its name there.
fn split(name: &str) -> (&str, &str) {
    // Looking for one character takes no preparations, as looking for two does.
    let parts = name.split_once(':').and_then(|(space, short)| Some((space, short.strip_prefix(':')?)));
    parts.unwrap_or(("", name))
}

/// Calls a function of a rule.
pub fn call(env: &RuleScopeEnv<'_, '_>, name: &str, args: &[Traced], span: Span) -> Result<Traced, Diagnostic> {
    let wrong = |detail: String| {
        let of_plan = args.iter().any(|a| a.place.is_some() || !a.reads.places().is_empty());
        let summary = if of_plan { REFUSED } else { "Error in function call" };
        Diagnostic::error(span, summary, format!("{name}: {detail}"))
    };
    let (space, short) = split(name);
    if matches!(space, "ref" | "zone") || short == "getresources" {
        env.trace.look_elsewhere();
    }
    if let ("" | "core", "contains", [list, wanted]) = (space, short, args)
        && let Some(found) = search::contains(&list.value, &wanted.value)
    {
        return Ok(known(found, args));
    }
    let values = || args.iter().map(|a| a.value.clone()).collect::<Vec<_>>();
    let answer = match space {
        "ref" => return relation::call(env, short, args, span).unwrap_or_else(|| Err(unknown_function(name, span))),
        "zone" => return zone::call(env, short, args, span).unwrap_or_else(|| Err(unknown_function(name, span))),
        "core" if short == "getresources" => {
            return relation::call(env, "resources", args, span).unwrap_or_else(|| Err(unknown_function(name, span)));
        }
        "net" => {
            let mut values = values();
            if let (Some(first), Some(arg)) = (values.first_mut(), args.first())
                && let Some(expanded) = lists::expanded(env, arg)
            {
                *first = expanded;
            }
            facts::net::call(short, &values).map(|r| r.map_err(wrong))
        }
        "iam" => facts::iam::call(short, &values()).map(|r| r.map_err(wrong)),
        "secret" => facts::secret::call(short, &values()).map(|r| r.map_err(wrong)),
        "rule" if short == "certain" => Some(certain(&values()).map_err(wrong)),
        "" | "core" => builtin::call(short, &values(), &builtin::Nothing).map(|r| r.map_err(|e| wrong(e.message))),
        _ => None,
    };
    let value = answer.ok_or_else(|| unknown_function(name, span))??;
    Ok(Traced { value, place: None, reads: reads_of(args) })
}

/// The value of a function that takes nothing and always gives the same.
pub fn constant(name: &str) -> Option<Value> {
    static INTERNET: LazyLock<Option<Value>> = LazyLock::new(|| facts::net::call("internet", &[])?.ok());
    match name {
        "net::internet" => INTERNET.clone(),
        _ => None,
    }
}

/// Whether a function of this name exists (for checking packs before they run).
pub fn exists(name: &str) -> bool {
    let (space, short) = split(name);
    match space {
        "ref" => relation::NAMES.contains(&short),
        "zone" => zone::NAMES.contains(&short),
        "net" => facts::net::call(short, &[]).is_some(),
        "iam" => facts::iam::call(short, &[]).is_some(),
        "secret" => facts::secret::call(short, &[]).is_some(),
        "rule" => short == "certain",
        "core" => short == "getresources" || builtin::names().any(|n| n == short),
        "" => matches!(short, "try" | "can") || builtin::names().any(|n| n == short),
        _ => false,
    }
}

/// Whether a condition holds for certain: false where it is not known. For what only spares a finding that another
/// rule tells: as long as that one may not tell it, this one does.
fn certain(args: &[Value]) -> Result<Value, String> {
    let [condition] = args else { return Err(format!("was called with {} arguments", args.len())) };
    match condition.as_bool() {
        Some(truth) => Ok(Value::from(truth).with_marks(&condition.marks)),
        None if condition.is_unknown() => Ok(Value::from(false).with_marks(&condition.marks)),
        None => Err("wants a condition".into()),
    }
}

fn unknown_function(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(span, "Unknown function", format!("There is no function named {name:?}."))
}

fn reads_of(args: &[Traced]) -> Reads {
    args.iter().fold(Reads::default(), |all, a| all.join(&a.reads))
}

/// An unknown that waits for named things, with what it depends on.
fn unknown(waits_for: Vec<Str>, args: &[Traced]) -> Traced {
    let value = Kind::Unknown(std::sync::Arc::new(Unknown { waits_for, ..Unknown::default() })).into();
    Traced { value, place: None, reads: reads_of(args) }
}

/// A known answer.
fn known(value: impl Into<Value>, args: &[Traced]) -> Traced {
    let marks = args.iter().fold(crate::model::Marks::default(), |m, a| m.join(&a.value.marks));
    Traced { value: value.into().with_marks(&marks), place: None, reads: reads_of(args) }
}
