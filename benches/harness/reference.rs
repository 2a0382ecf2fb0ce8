//! The yardstick: the whole file in memory, parsed once with `serde_json` into types
//! that borrow, where values stay slices (`&RawValue`).

use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::path::Path;

#[derive(Deserialize)]
struct Plan<'a> {
    #[serde(borrow)]
    planned_values: &'a RawValue,
    #[serde(borrow)]
    resource_changes: Vec<ResourceChange<'a>>,
    #[serde(borrow)]
    prior_state: &'a RawValue,
    #[serde(borrow)]
    configuration: &'a RawValue,
}

#[derive(Deserialize)]
struct ResourceChange<'a> {
    #[serde(borrow)]
    address: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    provider_name: Cow<'a, str>,
    #[serde(borrow)]
    change: Change<'a>,
}

#[derive(Deserialize)]
struct Change<'a> {
    #[serde(borrow)]
    actions: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    before: &'a RawValue,
    #[serde(borrow)]
    after: &'a RawValue,
    #[serde(borrow)]
    after_unknown: &'a RawValue,
}

/// Parses a file; the sum over everything parsed keeps the work from being optimised away.
pub fn parse(path: &Path) -> Result<(usize, usize), String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let plan: Plan = serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut sum = plan.planned_values.get().len() + plan.prior_state.get().len() + plan.configuration.get().len();
    for r in &plan.resource_changes {
        let c = &r.change;
        sum += r.address.len() + r.kind.len() + r.provider_name.len() + c.actions.len();
        sum += c.before.get().len() + c.after.get().len() + c.after_unknown.get().len();
    }
    Ok((plan.resource_changes.len(), sum))
}
