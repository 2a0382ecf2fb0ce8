//! Why findings are undecided, in words that say when that ends, or that it does not.

use super::group::listed;
use crate::finding::Report;
use crate::model::plan::InputKind;
use crate::model::waits::{READ_WHILE_PLANNING, When, defect, when};

/// Behind what most undecided findings wait for.
const UNTIL_APPLY: &str = ", known only at apply";
/// Behind variables of the root module.
const NO_VALUE: &str = ", which has no value here (--var, --var-file)";
/// Behind what Terraform reads before it has a plan.
const IN_PLAN: &str = ": check the plan";

/// `1 resource waits for a, known only at apply`, or `1 resource cannot be judged: b cannot be read`.
pub(super) fn sentence(report: &Report, who: &str, waits: &str, causes: &[String]) -> String {
    let (never, open) = split(causes);
    match (never.is_empty(), open.is_empty()) {
        (true, _) => format!("{who} {waits} for {}{}", listed(&open), until(report, &open)),
        (false, true) => format!("{who} cannot be judged: {}", defects(&never)),
        (false, false) => format!(
            "{who} cannot be judged: {}; beside that {waits} for {}{}",
            defects(&never),
            listed(&open),
            until(report, &open)
        ),
    }
}

/// What causes that never end are, and the others.
pub(super) fn split(causes: &[String]) -> (Vec<String>, Vec<String>) {
    causes.iter().cloned().partition(|cause| when(cause) == When::Never)
}

/// What is wrong, in a row.
pub(super) fn defects(never: &[String]) -> String {
    never.iter().map(|cause| defect(cause)).collect::<Vec<_>>().join(", ")
}

/// Whether what is waited for becomes known when the plan is applied.
pub(super) fn ends_at_apply(report: &Report, causes: &[String]) -> bool {
    !causes.is_empty() && split(causes).0.is_empty() && until(report, causes) == UNTIL_APPLY
}

/// When what is waited for will be known, if it does not say so itself.
fn until(report: &Report, causes: &[String]) -> &'static str {
    let sources = report.inputs.iter().all(|i| i.kind == InputKind::Sources.name());
    // Attributes of a data source are known when it is.
    let of_read = |cause: &str| {
        let read = causes.iter().filter_map(|c| c.strip_suffix(READ_WHILE_PLANNING));
        read.map(str::trim_end).any(|name| cause.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
    };
    let of = |cause: &String| match when(cause) {
        When::Given if !sources => When::Apply,
        When::Apply if of_read(cause) => When::Planning,
        at => at,
    };
    let all = |among: &[When]| causes.iter().all(|cause| among.contains(&of(cause)));
    if all(&[When::Elsewhere]) {
        ""
    } else if all(&[When::Given]) {
        NO_VALUE
    } else if all(&[When::Given, When::Planning]) {
        IN_PLAN
    } else {
        UNTIL_APPLY
    }
}
