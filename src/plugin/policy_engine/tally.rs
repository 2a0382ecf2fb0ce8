//! What the engine was asked, so that a receipt can say so: Terraforms without experiments skip policies, and nobody
//! would notice.

use std::sync::{Arc, Mutex, PoisonError};

use super::messages::{
    ALLOW, CREATE, DELETE, DENY, EvaluateResponse, FAILURE, NO_OP, ResourceRequest, UNKNOWN, UPDATE,
};
use crate::model::plan::{Action, Resource};
use crate::model::{Kind, Mode, Plan, Value};

/// What was asked and answered in one run of Terraform.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Changes that were asked about, each as [`line`] writes it.
    changes: Vec<String>,
    /// Changes that were let pass, those with warnings among them.
    pub allowed: usize,
    /// Changes of which it is not known yet.
    pub undecided: usize,
    /// Changes of which an error was told.
    pub denied: usize,
    /// Questions that could not be answered.
    pub failed: usize,
    /// Digest of the rules.
    pub rules_digest: String,
}

/// A tally that the judge's thread writes.
#[derive(Clone, Debug, Default)]
pub struct Shared(Arc<Mutex<Tally>>);

impl Shared {
    /// What it has so far.
    pub fn get(&self) -> Tally {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn change(&self, act: impl FnOnce(&mut Tally)) {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Tally {
    /// Notes a question about a change and its answer.
    pub(super) fn note(&mut self, request: &ResourceRequest, values: [Option<&Value>; 2], response: &EvaluateResponse) {
        match response.result {
            UNKNOWN if !has_errors(response) => self.undecided += 1,
            ALLOW | DENY if !has_errors(response) => self.allowed += 1,
            UNKNOWN | DENY => self.denied += 1,
            _ => self.failed += 1,
        }
        let meta = request.meta.clone().unwrap_or_default();
        let [after, before] = values;
        let value = if meta.operation == DELETE { before.or(after) } else { after };
        self.changes.push(line(meta.operation, &request.type_name, &meta.module, value));
    }

    /// Whether nothing was denied, and everything answered.
    pub fn passed(&self) -> bool {
        self.denied == 0 && self.failed == 0
    }

    /// SHA-256 over all changes.
    pub fn digest(&self) -> String {
        digest(self.changes.clone())
    }
}

/// The digest that a receipt about a plan must have, as Terraform 1.16.0 asks: not about data sources, nor about what only
/// leaves its management; about a replacement as about an update.
///
/// # Errors
/// If a value of the plan cannot be read.
pub fn digest_of(plan: &Plan) -> Result<String, String> {
    let mut lines = Vec::new();
    for resource in plan.resources.iter().filter(|r| r.address.mode == Mode::Managed && r.deposed.is_none()) {
        if let Some((operation, value)) = question(resource) {
            let value = value.whole().map_err(|e| format!("{}: {e}", resource.address))?;
            let module = resource.address.module.to_string();
            lines.push(line(operation, &resource.address.kind, &module, Some(&value)));
        }
    }
    Ok(digest(lines))
}

/// Whether Terraform is to stop: that follows from errors alone.
fn has_errors(response: &EvaluateResponse) -> bool {
    let told = response
        .details
        .iter()
        .flat_map(|d| d.diagnostics.iter().chain(d.conditions.iter().flat_map(|c| &c.diagnostics)));
    told.into_iter().any(|d| d.severity == FAILURE)
}

fn question(resource: &Resource) -> Option<(i32, &crate::model::Doc)> {
    let (before, after) = (&resource.before, &resource.after);
    match resource.action {
        Action::NoOp => Some((NO_OP, after)),
        Action::Create => Some((CREATE, after)),
        Action::Update => Some((UPDATE, after)),
        Action::Delete => Some((DELETE, before)),
        action if action.is_replace() => Some((UPDATE, after)),
        _ => None,
    }
}

fn digest(mut lines: Vec<String>) -> String {
    lines.sort();
    crate::text::digest(lines.join("\n").as_bytes())
}

fn line(operation: i32, kind: &str, module: &str, value: Option<&Value>) -> String {
    let module = if module == "." { "" } else { module };
    let mut text = String::new();
    write(value.unwrap_or(&Value::NULL), &mut text);
    format!("{operation} {module} {kind} {}", crate::text::digest(text.as_bytes()))
}

/// A value as text. What knows no schema cannot tell lists from sets: elements are sorted.
fn write(value: &Value, out: &mut String) {
    if let Some(entries) = value.as_entries() {
        out.push('{');
        for (name, value) in entries {
            out.push_str(&format!("{name:?}:"));
            write(value, out);
            out.push(',');
        }
        out.push('}');
    } else if let Some(items) = value.as_elements() {
        let mut all: Vec<String> = items
            .iter()
            .map(|item| {
                let mut text = String::new();
                write(item, &mut text);
                text
            })
            .collect();
        all.sort();
        out.push_str(&format!("[{}]", all.join(",")));
    } else {
        match &value.kind {
            Kind::Bool(b) => out.push_str(&b.to_string()),
            Kind::Number(n) => out.push_str(&n.to_string()),
            Kind::String(s) => out.push_str(&format!("{s:?}")),
            _ if value.is_null() => out.push_str("null"),
            // Not known, whatever is promised of it.
            _ => out.push('?'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Type;

    fn text(value: &Value) -> String {
        let mut out = String::new();
        write(value, &mut out);
        out
    }

    #[test]
    fn equal_values_are_equal_whatever_kind_of_collection_they_are_in() {
        let list = Value::list(Type::String, vec!["b".into(), "a".into()]);
        let set = Value::set(Type::String, vec!["a".into(), "b".into()]);
        assert_eq!(text(&list), text(&set));
        assert_ne!(text(&"1".into()), text(&Value::from(1)));
        assert_eq!(text(&Value::unknown()), "?");
        assert_ne!(text(&Value::NULL), text(&Value::unknown()));
    }
}
