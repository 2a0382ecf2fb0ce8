//! `ringfence_invariant`: an object that must keep the rules of its type. What can be told while planning is told
//! then; what depends on values that are not known is decided when it is applied.

use super::super::msgpack;
use super::super::policy_engine::plain;
use super::super::protocol::{
    ApplyRequest, ApplyResponse, AttributePath, Diagnostic, ERROR, PathStep, PlanRequest, PlanResponse, Selector,
    WARNING,
};
use super::super::unjudged::{self as words, Speaker};
use super::{INVARIANT, Tools, shape, texts};
use crate::check::Options;
use crate::finding::{Finding, Severity, Status, Verdict};
use crate::model::plan::{Action, Meta, Partial, Plan, Presence, Resource};
use crate::model::{Doc, ResourceId, Value};
use crate::text::one_line;

/// Plans it: as it is configured, or not at all.
pub fn plan(request: &PlanRequest, tools: Tools) -> PlanResponse {
    let planned = request.proposed_new_state.clone();
    let diagnostics = judged(planned.as_ref(), tools, Moment::Plan);
    PlanResponse { planned_state: planned, diagnostics, ..PlanResponse::default() }
}

/// Applies it.
pub fn apply(request: &ApplyRequest, tools: Tools) -> ApplyResponse {
    let diagnostics = judged(request.planned_state.as_ref(), tools, Moment::Apply);
    let kept = diagnostics.iter().all(|d| d.severity != ERROR);
    let state = if kept { &request.planned_state } else { &request.prior_state };
    ApplyResponse { new_state: state.clone(), diagnostics, ..ApplyResponse::default() }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Moment {
    Plan,
    Apply,
}

/// An error at an attribute.
pub fn error(summary: &str, detail: &str, attribute: Option<&str>) -> Diagnostic {
    let step = |name: &str| PathStep { selector: Some(Selector::Attribute(name.into())) };
    let attribute = attribute.map(|name| AttributePath { steps: vec![step(name)] });
    Diagnostic { severity: ERROR, summary: summary.into(), detail: detail.into(), attribute }
}

fn judged(value: Option<&super::DynamicValue>, tools: Tools, moment: Moment) -> Vec<Diagnostic> {
    let value = match msgpack::decode(value, &shape(INVARIANT)) {
        // It goes: nothing is stated any more.
        Ok(value) if value.is_null() => return Vec::new(),
        Ok(value) => value,
        Err(e) => return vec![error("The invariant cannot be read", &e.to_string(), None)],
    };
    match findings(&value, tools, moment) {
        Ok(diagnostics) => diagnostics,
        Err(why) => vec![error("The invariant cannot be checked", &why, None)],
    }
}

fn findings(value: &Value, tools: Tools, moment: Moment) -> Result<Vec<Diagnostic>, String> {
    let of = |name: &str| value.get(name).cloned().unwrap_or(Value::NULL);
    let (kind, subject, rules) = (of("type"), of("subject"), of("rules"));
    if kind.is_unknown() || subject.is_unknown() || !rules.is_wholly_known() {
        return match moment {
            Moment::Plan => Ok(Vec::new()),
            Moment::Apply => Err("its arguments are not known, even now".into()),
        };
    }
    let kind = kind.as_str().ok_or("type is null")?.to_string();
    if subject.as_entries().is_none() {
        return Err("subject is no object: give it a resource, such as oci_objectstorage_bucket.logs".into());
    }
    let loaded = (tools.load)(&texts(Some(&rules)));
    let Some(policies) = loaded.policies else {
        let told: Vec<String> = loaded.diagnostics.iter().map(|d| format!("{}: {}", d.summary, d.detail)).collect();
        return Err(format!("the rules cannot be used: {}", told.join("; ")));
    };
    let address = format!("{kind}.this").parse().map_err(|_| format!("{kind:?} is no resource type"))?;
    let resource = Resource {
        address,
        previous: None,
        deposed: None,
        provider: Default::default(),
        action: Action::Create,
        reason: None,
        importing: None,
        replace_paths: Vec::new(),
        before: Doc::Absent,
        after: Doc::Value(plain(subject)),
        presence: Presence::Planned,
    };
    // Only the object is known: others may exist, and nothing follows from their absence.
    let session = policies.session.learn(|plan| {
        *plan = Plan::new(Meta {
            path: "ringfence_invariant".into(),
            partial: vec![Partial::Incomplete],
            ..Meta::default()
        });
        plan.resources.push(resource);
        plan.index();
    });
    if !session.has_rules_for(crate::model::Mode::Managed, &kind) {
        return Err(format!("no rule is about {kind}: the invariant would state nothing"));
    }
    let least = policies.options.fail_on.unwrap_or(Severity::Medium);
    let answer = session.judge_these(&[ResourceId(0)], &Options { verdicts: Default::default(), ..policies.options });
    let mut out: Vec<Diagnostic> =
        answer.unjudged.iter().filter(|f| f.status == Status::New).map(|f| unjudged(f, least)).collect();
    out.extend(answer.findings.iter().filter(|f| f.breaks(least)).map(told));
    // All values of the object are known now: what is still open is about other resources.
    let open = |f: &&Finding| f.verdict == Verdict::Undecided && moment == Moment::Apply;
    out.extend(answer.findings.iter().filter(open).map(left_open));
    Ok(out)
}

/// A rule that could not be judged. The reason may hold values of the object, see [`told`].
fn unjudged(rule: &Finding, least: Severity) -> Diagnostic {
    let (severity, goes_on) = match rule.severity >= least {
        true => (ERROR, None),
        false => (WARNING, Some(words::NO_MATTER)),
    };
    let detail = words::detail(rule, Speaker::Provider, goes_on);
    Diagnostic { severity, ..error(&words::summary(rule), &detail, Some("subject")) }
}

fn left_open(finding: &Finding) -> Diagnostic {
    let detail = format!(
        "Rule {} looks at more than the object that the invariant was given. ringfence check and ringfence guard decide it.",
        finding.rule.id
    );
    let open = error(&format!("Not decided by the invariant: {}", finding.rule.title), &detail, Some("subject"));
    Diagnostic { severity: WARNING, ..open }
}

/// There is nothing outside that could be imported.
pub fn not_importable(type_name: &str) -> Diagnostic {
    error(
        &format!("{type_name} cannot be imported"),
        "It states something of an object and is no object itself: nothing exists that could be taken over. Write the block and apply.",
        None,
    )
}

/// What is told of a broken rule. Terraform does not tell a provider which values are sensitive: none of the object
/// is repeated, and so the rule's own message is not.
fn told(finding: &Finding) -> Diagnostic {
    let (id, severity) = (&finding.rule.id, finding.severity.name());
    let place = finding.attribute.as_deref().map(|a| format!("\n\nAttribute: {a}")).unwrap_or_default();
    let detail = format!(
        "The invariant does not hold: rule {id} ({severity}).{place}\n\nWhy: {}\n\nFix: {}\n\nMore: ringfence explain {id}",
        one_line(&finding.rule.why),
        one_line(&finding.rule.remedy)
    );
    error(&format!("The subject breaks a rule: {}", one_line(&finding.rule.title)), &detail, Some("subject"))
}
