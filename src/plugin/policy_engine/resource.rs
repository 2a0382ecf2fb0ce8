//! One change, judged as a plan of its own: the change, and what Terraform tells of other resources.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;

use super::super::msgpack;
use super::super::protocol::{AttributePath, DynamicValue, Selector};
use super::super::types::Shape;
use super::Policies;
use super::answer::{self, Weighed, Weight};
use super::desk::Terraform;
use super::messages::{
    ALLOW, Attributes, CREATE, DELETE, Detail, Diagnostic, ERROR, EvaluateResponse, NO_OP, ResourceRequest,
    ResourcesRequest, UNKNOWN, UPDATE, WARNING,
};
use super::wants::{self, Wants};
use crate::check::{Existing, Listed, Options, Session};
use crate::finding::{Finding, Severity, Status, Verdict};
use crate::model::plan::{Action, Meta, Partial, Plan, Presence, Resource};
use crate::model::{Address, Doc, Kind, Mode, ResourceId, Type, Value};
use crate::text::Str;

/// A filter that lets everything pass: null.
const NO_FILTER: &[u8] = &[0xc0];
/// Name of a block that is not told.
const NAMELESS: &str = "this";

/// What Terraform asks about.
struct Subject {
    resource: Resource,
    /// Its values as they came, sets told from lists.
    plain: Vec<Value>,
    /// As its values are compared with those of others.
    same: Option<Value>,
}

/// Judges a change.
pub fn evaluate(policies: Policies, request: &ResourceRequest, terraform: &Terraform) -> (Policies, EvaluateResponse) {
    let kind: Str = request.type_name.as_str().into();
    if !policies.session.has_rules_for(Mode::Managed, &kind) {
        return (policies, answer::silence());
    }
    let subject = match subject(request) {
        Ok(subject) => subject,
        Err(why) => {
            let detail = format!(
                "{why}. The protocol is experimental; this build of ringfence speaks it as Terraform 1.16 and 1.17-dev did \
                 in August 2026. What cannot be read is not let pass."
            );
            return (policies, answer::failure(ERROR, "ringfence cannot read what Terraform asks", &detail));
        }
    };
    let values: Vec<&Value> = subject.plain.iter().collect();
    let key = policies.session.engine.graph.knowledge.canonical(&kind).clone();
    let wants = wants::of(&policies.session, &key, &values);
    let world = match World::ask(&wants, request.evaluation, &subject, terraform) {
        Ok(world) => world,
        Err(why) => {
            return (policies, answer::failure(ERROR, "ringfence cannot read what Terraform answers", &why));
        }
    };
    let (policies, found, unjudged) = judge(policies, &subject, world);
    let mut response = answer::about(&policies, &found, &unjudged, &values);
    if response.result == ALLOW && zones_by_address(&policies.session, &kind) {
        response.result = UNKNOWN;
        response.details.push(zone_note());
    }
    (policies, response)
}

/// Where zones are made of what Terraform does not tell.
fn zone_note() -> Detail {
    let diagnostic = Diagnostic {
        severity: WARNING,
        summary: "ringfence cannot tell which zone this is in".into(),
        detail: "ringfence.hcl makes zones of addresses (resources = [...]), which Terraform does not tell its policy \
                 engine. Use compartments or tags, or check the plan with ringfence check."
            .into(),
        ..Diagnostic::default()
    };
    Detail { address: "ringfence".into(), result: UNKNOWN, diagnostics: vec![diagnostic], ..Detail::default() }
}

/// Whether a zone's addresses may mean resources of a type.
fn zones_by_address(session: &Session, kind: &str) -> bool {
    session.engine.config.zones.iter().flat_map(|z| &z.resources).any(|r| r.contains(kind) || r.contains('*'))
}

fn subject(request: &ResourceRequest) -> Result<Subject, String> {
    let meta = request.meta.clone().unwrap_or_default();
    let after = value(request.attributes.as_ref())?;
    let before = value(request.prior.as_ref())?;
    let (action, before, after) = match meta.operation {
        CREATE => (Action::Create, None, after),
        UPDATE => (Action::Update, before, after),
        DELETE => (Action::Delete, before.or(after), None),
        NO_OP => (Action::NoOp, before.or_else(|| after.clone()), after),
        other => return Err(format!("it names an operation {other} that is not known")),
    };
    if after.is_none() && before.is_none() {
        return Err(format!("it tells no values of a {}", request.type_name));
    }
    let named = after.as_ref().or(before.as_ref());
    let address = address(&meta.module, &request.type_name, &name(named))?;
    let doc = |v: &Option<Value>| v.clone().map_or(Doc::Absent, |v| Doc::Value(plain(v)));
    let resource = resource(address, action, doc(&before), doc(&after));
    let same = after.clone().map(plain).map(unmarked);
    Ok(Subject { resource, plain: after.into_iter().chain(before).collect(), same })
}

fn resource(address: Address, action: Action, before: Doc, after: Doc) -> Resource {
    Resource {
        address,
        previous: None,
        deposed: None,
        provider: Str::default(),
        action,
        reason: None,
        importing: None,
        replace_paths: Vec::new(),
        before,
        after,
        presence: Presence::Planned,
    }
}

/// The name of a resource for people: Terraform tells none, so that its own is taken.
fn name(value: Option<&Value>) -> String {
    let of = |attribute: &str| {
        let value = value?.get(attribute)?;
        let text = value.as_str().filter(|_| !value.marks.sensitive)?;
        crate::model::path::is_identifier(text).then(|| text.to_string())
    };
    of("display_name").or_else(|| of("name")).unwrap_or_else(|| NAMELESS.into())
}

fn address(module: &str, kind: &str, name: &str) -> Result<Address, String> {
    let module = if module == "." { "" } else { module };
    let dot = if module.is_empty() { "" } else { "." };
    format!("{module}{dot}{kind}.{name}").parse().map_err(|e: crate::model::address::AddressError| e.to_string())
}

/// The values that a question is about, after and before. What cannot be read was answered with an error.
pub fn values(request: &ResourceRequest) -> [Option<Value>; 2] {
    [&request.attributes, &request.prior].map(|v| value(v.as_ref()).ok().flatten().map(plain))
}

/// A value of no declared type; the empty object stands for none.
fn value(attributes: Option<&Attributes>) -> Result<Option<Value>, String> {
    let Some(attributes) = attributes.filter(|a| !a.raw.is_empty()) else { return Ok(None) };
    let mut value = decode(&attributes.raw)?;
    if value.is_null() || value.as_entries().is_some_and(BTreeMap::is_empty) {
        return Ok(None);
    }
    for path in &attributes.redacted {
        redact(&mut value, path);
    }
    Ok(Some(value))
}

fn decode(raw: &Bytes) -> Result<Value, String> {
    let dynamic = DynamicValue { msgpack: raw.clone(), json: Bytes::new() };
    msgpack::decode(Some(&dynamic), &Shape::Plain(Type::Dynamic)).map_err(|e| e.to_string())
}

/// Marks a place sensitive; where the way cannot be followed, all that was reached.
fn redact(value: &mut Value, path: &AttributePath) {
    let mut at = value;
    for step in &path.steps {
        let known = match &step.selector {
            Some(Selector::Attribute(name) | Selector::Key(name)) => at.get(name).is_some(),
            Some(Selector::Index(n)) => {
                !matches!(at.kind, Kind::Set(..))
                    && at.as_elements().is_some_and(|e| usize::try_from(*n).is_ok_and(|n| n < e.len()))
            }
            None => false,
        };
        if !known {
            break;
        }
        let next = match (&mut at.kind, &step.selector) {
            (Kind::Object(entries) | Kind::Map(_, entries), Some(Selector::Attribute(name) | Selector::Key(name))) => {
                Arc::make_mut(entries).get_mut(name.as_str())
            }
            (Kind::List(_, items) | Kind::Tuple(items), Some(Selector::Index(n))) => {
                Arc::make_mut(items).get_mut(*n as usize)
            }
            _ => None,
        };
        match next {
            Some(next) => at = next,
            None => return,
        }
    }
    at.marks.sensitive = true;
}

/// The same kinds as in plan JSON: rules meet one form of lists and blocks.
pub fn plain(value: Value) -> Value {
    let many =
        |items: Arc<Vec<Value>>| Arc::new(Arc::unwrap_or_clone(items).into_iter().map(plain).collect::<Vec<_>>());
    let kind = match value.kind {
        Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) => Kind::Tuple(many(items)),
        Kind::Map(_, entries) | Kind::Object(entries) => {
            let entries = Arc::unwrap_or_clone(entries).into_iter().map(|(k, v)| (k, plain(v)));
            Kind::Object(Arc::new(entries.collect()))
        }
        other => other,
    };
    Value { kind, marks: value.marks }
}

/// Answers to questions come without marks.
fn unmarked(value: Value) -> Value {
    let kind = match value.kind {
        Kind::Tuple(items) => Kind::Tuple(Arc::new(Arc::unwrap_or_clone(items).into_iter().map(unmarked).collect())),
        Kind::Object(entries) => {
            let entries = Arc::unwrap_or_clone(entries).into_iter().map(|(k, v)| (k, unmarked(v)));
            Kind::Object(Arc::new(entries.collect()))
        }
        other => other,
    };
    kind.into()
}

/// What Terraform tells of other resources.
struct World {
    others: Vec<Resource>,
    /// Whether there may be more.
    partial: bool,
}

impl World {
    fn ask(wants: &Wants, evaluation: u32, subject: &Subject, terraform: &Terraform) -> Result<World, String> {
        let mut world = World { others: Vec::new(), partial: !wants.beyond.is_empty() };
        for kind in &wants.types {
            let filter = Bytes::from_static(NO_FILTER);
            let request = ResourcesRequest { type_name: kind.to_string(), filter, evaluation };
            match terraform.resources(request) {
                Ok(answer) => {
                    world.partial |= answer.partial;
                    world.take(kind, &answer.results, subject)?;
                }
                // A type that the configuration's providers do not have, or nobody to ask: nothing is known of it.
                Err(_) => world.partial = true,
            }
        }
        Ok(world)
    }

    fn take(&mut self, kind: &Str, results: &[Bytes], subject: &Subject) -> Result<(), String> {
        // The subject is among those of its type.
        let mut own = subject.same.as_ref().filter(|_| *kind == subject.resource.address.kind);
        for bytes in results {
            let value = plain(decode(bytes).map_err(|e| format!("{kind}: {e}"))?);
            if own.is_some_and(|own| *own == value) {
                own = None;
                continue;
            }
            let name = format!("{}_{}", name(Some(&value)), self.others.len());
            let address = address("", kind, &name)?;
            // Whether it changes is not told. It is there after the plan.
            self.others.push(resource(address, Action::NoOp, Doc::Value(value.clone()), Doc::Value(value)));
        }
        Ok(())
    }
}

fn judge(policies: Policies, subject: &Subject, world: World) -> (Policies, Vec<Weighed>, Vec<Weighed>) {
    let Policies { session, options } = policies;
    let partial = if world.partial { vec![Partial::Incomplete] } else { Vec::new() };
    let session = session.learn(|plan| {
        *plan = Plan::new(Meta { path: "Terraform".into(), partial, ..Meta::default() });
        plan.resources.push(subject.resource.clone());
        plan.resources.extend(world.others);
        // Other addresses than before, even if there are as many.
        plan.index();
    });
    let policies = Policies { session, options };
    let options = Options { verdicts: Listed::All, ..policies.options.clone() };
    let answer = policies.session.judge_these(&[ResourceId(0)], &options);
    let shown = subject.resource.address.to_string();
    let least = policies.options.fail_on.unwrap_or(Severity::Medium);
    let weighed = answer.findings.into_iter().map(|mut finding| {
        // The name of the block is not ours to say: Terraform prints it.
        finding.message = finding.message.replace(&shown, "This resource");
        let weight = weigh(&policies, &finding, least);
        Weighed { finding, weight }
    });
    let weighed = weighed.collect();
    let stops = |f: &Finding| f.counts(least) && subject.resource.action != Action::NoOp;
    let unjudged = answer.unjudged.into_iter().map(|mut finding| {
        finding.message = finding.message.replace(&shown, "this resource");
        let weight = if stops(&finding) { Weight::Stops } else { Weight::Advises };
        Weighed { finding, weight }
    });
    let unjudged = unjudged.collect();
    (policies, weighed, unjudged)
}

fn weigh(policies: &Policies, finding: &Finding, least: Severity) -> Weight {
    let stops = match finding.verdict {
        Verdict::Satisfied => false,
        Verdict::Undecided => policies.session.engine.config.undecided_fails(),
        Verdict::Violated => {
            let counts = match finding.status {
                Status::New => true,
                // What others were before is not told: only what the rule sees of the subject alone was surely there.
                Status::Existing => {
                    policies.options.existing == Existing::Fail
                        || wants::looks_around(&policies.session, &finding.rule.id)
                }
                Status::Exempt | Status::Baselined | Status::Suppressed => false,
            };
            counts && finding.severity >= least
        }
    };
    if stops { Weight::Stops } else { Weight::Advises }
}
