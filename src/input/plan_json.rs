//! Plan JSON of every format version (0.1 to 1.x), as `terraform show -json PLAN` and OpenTofu
//! write it. The file is parsed once; attribute values, expressions and everything else that may
//! not be needed stay raw slices of the text.
//!
//! Format: <https://developer.hashicorp.com/terraform/internals/json-format>.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{InputError, detect};
use crate::model::doc::{JsonDoc, Slice};
use crate::model::json;
use crate::model::plan::{
    Action, CheckResult, Drift, Importing, InputKind, Meta, OutputChange, Partial, Plan, Presence, Problem, Resource,
};
use crate::model::{Address, AttrPath, Doc, Key, Mode, Step};
use crate::text::Str;

use super::plan_config;

#[derive(Deserialize)]
struct RawPlan<'a> {
    #[serde(borrow)]
    format_version: Option<Cow<'a, str>>,
    #[serde(borrow)]
    terraform_version: Option<Cow<'a, str>>,
    #[serde(borrow)]
    timestamp: Option<Cow<'a, str>>,
    #[serde(borrow)]
    variables: Option<&'a RawValue>,
    #[serde(borrow)]
    resource_drift: Option<Vec<RawChange<'a>>>,
    #[serde(borrow)]
    resource_changes: Option<Vec<RawChange<'a>>>,
    #[serde(borrow)]
    deferred_changes: Option<Vec<RawDeferred<'a>>>,
    #[serde(borrow)]
    output_changes: Option<BTreeMap<Cow<'a, str>, RawValueChange<'a>>>,
    #[serde(borrow)]
    prior_state: Option<RawState<'a>>,
    #[serde(borrow)]
    configuration: Option<plan_config::RawConfig<'a>>,
    #[serde(borrow)]
    checks: Option<&'a RawValue>,
    errored: Option<bool>,
    complete: Option<bool>,
    #[serde(borrow)]
    action_invocations: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct RawDeferred<'a> {
    #[serde(borrow)]
    reason: Option<Cow<'a, str>>,
    #[serde(borrow)]
    resource_change: Option<RawChange<'a>>,
}

#[derive(Deserialize)]
struct RawChange<'a> {
    #[serde(borrow)]
    address: Option<Cow<'a, str>>,
    #[serde(borrow)]
    previous_address: Option<Cow<'a, str>>,
    #[serde(borrow)]
    mode: Option<Cow<'a, str>>,
    #[serde(borrow)]
    module_address: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    index: Option<&'a RawValue>,
    #[serde(borrow)]
    deposed: Option<Cow<'a, str>>,
    #[serde(borrow)]
    provider_name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    change: Option<RawValueChange<'a>>,
    #[serde(borrow)]
    action_reason: Option<Cow<'a, str>>,
}

impl RawChange<'_> {
    /// The address put together from its parts, for writers that leave it out.
    fn parts(&self) -> Option<Cow<'_, str>> {
        let module = self.module_address.as_deref().filter(|m| !m.is_empty()).map(|m| format!("{m}."));
        let mode = if self.mode.as_deref() == Some("data") { "data." } else { "" };
        let key = key_of(self.index.map(RawValue::get));
        let (kind, name) = (self.kind.as_deref()?, self.name.as_deref()?);
        Some(format!("{}{mode}{kind}.{name}{key}", module.unwrap_or_default()).into())
    }
}

#[derive(Deserialize)]
struct RawValueChange<'a> {
    #[serde(borrow, default)]
    actions: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    before: Option<&'a RawValue>,
    #[serde(borrow)]
    after: Option<&'a RawValue>,
    #[serde(borrow)]
    after_unknown: Option<&'a RawValue>,
    #[serde(borrow)]
    before_sensitive: Option<&'a RawValue>,
    #[serde(borrow)]
    after_sensitive: Option<&'a RawValue>,
    #[serde(borrow)]
    replace_paths: Option<&'a RawValue>,
    #[serde(borrow)]
    importing: Option<&'a RawValue>,
}

/// `prior_state`, and the whole of a state in `terraform show -json` form.
#[derive(Deserialize)]
pub(super) struct RawState<'a> {
    #[serde(borrow)]
    pub format_version: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub terraform_version: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub values: Option<RawStateValues<'a>>,
}

#[derive(Deserialize)]
pub(super) struct RawStateValues<'a> {
    #[serde(borrow)]
    pub root_module: Option<RawStateModule<'a>>,
}

#[derive(Deserialize)]
pub(super) struct RawStateModule<'a> {
    #[serde(borrow, default)]
    resources: Vec<RawStateResource<'a>>,
    #[serde(borrow, default)]
    child_modules: Vec<RawStateModule<'a>>,
}

#[derive(Deserialize)]
struct RawStateResource<'a> {
    #[serde(borrow)]
    address: Option<Cow<'a, str>>,
    #[serde(borrow)]
    provider_name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    values: Option<&'a RawValue>,
    #[serde(borrow)]
    sensitive_values: Option<&'a RawValue>,
    #[serde(borrow)]
    deposed_key: Option<Cow<'a, str>>,
}

/// Reads a plan JSON.
///
/// # Errors
/// [`InputError`] for text that is no JSON, no plan, or of an unknown major format version.
pub fn read(path: &str, text: String) -> Result<Plan, InputError> {
    let buffer = Arc::new(text);
    let raw: RawPlan = serde_json::from_str(&buffer).map_err(|e| shape_error(path, &buffer, &e))?;
    let mut reader = Reader { buffer: &buffer, problems: Vec::new(), names: FxHashSet::default() };
    let mut problems = Vec::new();
    match raw.format_version.as_deref() {
        Some(version) => {
            if let Some(message) = detect::check_version(path, version, &[0, 1], "1.2")? {
                problems.push(Problem { what: "format_version".into(), message });
            }
        }
        None => problems.push(Problem {
            what: "format_version".into(),
            message: "the plan does not say in which format it is: read as 1.2".into(),
        }),
    }
    let mut plan = Plan::new(Meta {
        path: path.into(),
        kind: InputKind::PlanJson,
        format_version: raw.format_version.as_deref().map(Into::into),
        terraform_version: raw.terraform_version.as_deref().map(Into::into),
        timestamp: raw.timestamp.as_deref().map(Into::into),
        partial: Vec::new(),
    });
    let changes = raw.resource_changes.as_deref();
    plan.resources = changes.unwrap_or_default().iter().filter_map(|c| reader.change(c, Presence::Planned)).collect();
    for deferred in raw.deferred_changes.iter().flatten() {
        if let Some(change) = &deferred.resource_change {
            let why = deferred.reason.as_deref().unwrap_or("no reason given");
            let mut resource = reader.change(change, Presence::Deferred);
            if let Some(r) = &mut resource {
                r.reason = Some(why.into());
            }
            plan.resources.extend(resource);
        }
    }
    plan.drift = raw
        .resource_drift
        .iter()
        .flatten()
        .filter_map(|c| reader.change(c, Presence::Planned))
        .map(|resource| Drift { resource })
        .collect();
    plan.variables = reader.variables(raw.variables);
    plan.outputs = reader.outputs(raw.output_changes.as_ref());
    plan.checks = checks(raw.checks);
    if let Some(config) = &raw.configuration {
        plan.config = Arc::new(plan_config::build(config, &buffer));
    }
    plan.index();
    let omitted = reader.prior(&mut plan, raw.prior_state.as_ref());
    plan.meta.partial = partial(&raw, &plan, omitted);
    if plan.meta.partial.contains(&Partial::RefreshOnly) {
        // Its answer is what was found: all of it is judged, not passed over as `-target` leaves things out.
        plan.resources.iter_mut().for_each(|r| r.presence = Presence::Planned);
    }
    if raw.action_invocations.is_some_and(|r| json::elements(r.get()).next().is_some()) {
        problems.push(Problem {
            what: "action_invocations".into(),
            message: "the plan invokes provider actions; what they do is not checked".into(),
        });
    }
    problems.append(&mut reader.problems);
    plan.problems = problems;
    Ok(plan)
}

/// A file that is valid JSON but not of a plan's shape is told apart from broken JSON.
fn shape_error(path: &str, text: &str, error: &serde_json::Error) -> InputError {
    if error.is_data() {
        let message = error.to_string();
        let what = message.split(" at line ").next().unwrap_or(&message).to_string();
        return InputError::new(path, format!("is not a plan as Terraform writes it: {what}"))
            .at(error.line().max(1), error.column().max(1))
            .hint("was the file edited by hand or by another tool? Make it again: terraform show -json tfplan > plan.json");
    }
    detect::syntax_error(path, text.as_bytes(), error)
}

fn partial(raw: &RawPlan<'_>, plan: &Plan, omitted: usize) -> Vec<Partial> {
    let mut out = Vec::new();
    if raw.errored == Some(true) {
        out.push(Partial::Errored);
    }
    if raw.complete == Some(false) && raw.errored != Some(true) {
        out.push(Partial::Incomplete);
    }
    if raw.deferred_changes.as_ref().is_some_and(|d| !d.is_empty()) {
        out.push(Partial::Deferred);
    }
    let managed =
        || plan.resources.iter().filter(|r| r.address.mode == Mode::Managed && r.presence == Presence::Planned);
    // A refresh-only plan carries no changes at all, though the state has resources.
    if managed().next().is_none() && omitted > 0 {
        out.push(Partial::RefreshOnly);
    } else if omitted > 0 {
        out.push(Partial::Targeted);
    }
    if managed().next().is_some() && managed().all(|r| r.action == Action::Delete) {
        let declared = plan.config.modules.iter().any(|m| !m.resources.is_empty());
        let by_configuration = managed().any(|r| r.reason.as_deref().is_some_and(|w| w.starts_with("delete_because")));
        if declared && !by_configuration {
            out.push(Partial::Destroy);
        }
    }
    out
}

struct Reader<'a> {
    buffer: &'a Arc<String>,
    problems: Vec<Problem>,
    /// Names that occurred: those of types, modules and providers occur in every address.
    names: FxHashSet<Str>,
}

impl Reader<'_> {
    fn slice(&self, raw: Option<&RawValue>) -> Option<Slice> {
        raw.map(|r| Slice::of(self.buffer, r.get()))
    }

    /// A side of a change: absent where the JSON says null.
    fn doc(&self, value: Option<&RawValue>, unknown: Option<&RawValue>, sensitive: Option<&RawValue>) -> Doc {
        let is_null = |r: Option<&RawValue>| r.is_none_or(|r| r.get() == "null");
        // An object of which every attribute is unknown has a null value and marks.
        let marked = unknown.is_some_and(|r| r.get() == "true" || json::members(r.get()).next().is_some());
        if is_null(value) && !marked {
            return Doc::Absent;
        }
        let present = |r: Option<&RawValue>| match r.map(RawValue::get) {
            None | Some("{}" | "false" | "null" | "[]") => None,
            Some(_) => self.slice(r),
        };
        let Some(slice) = self.slice(value.or(unknown)) else { return Doc::Absent };
        let value = if is_null(value) { Slice::of(self.buffer, "") } else { slice };
        Doc::Json(JsonDoc { value, unknown: present(unknown), sensitive: present(sensitive) })
    }

    fn address(&mut self, text: Option<&str>) -> Option<Address> {
        let text = text.unwrap_or_default();
        match text.parse::<Address>() {
            Ok(mut address) => {
                for step in &mut address.module.0 {
                    self.share(&mut step.name);
                    self.share_key(&mut step.key);
                }
                self.share(&mut address.kind);
                self.share(&mut address.name);
                self.share_key(&mut address.key);
                Some(address)
            }
            Err(_) => {
                self.problems.push(Problem {
                    what: if text.is_empty() { "a resource without an address".into() } else { text.to_string() },
                    message: "the address is not of a form that is known: the resource was not checked".into(),
                });
                None
            }
        }
    }

    fn share(&mut self, name: &mut Str) {
        *name = self.shared(name);
    }

    fn share_key(&mut self, key: &mut Key) {
        if let Key::Str(text) = key {
            self.share(text);
        }
    }

    /// One memory for equal names: a plan of ten thousand resources has a hundred of them.
    fn shared(&mut self, name: &str) -> Str {
        if let Some(known) = self.names.get(name) {
            return known.clone();
        }
        let fresh: Str = name.into();
        self.names.insert(fresh.clone());
        fresh
    }

    fn change(&mut self, raw: &RawChange<'_>, presence: Presence) -> Option<Resource> {
        let text = raw.address.clone().or_else(|| raw.parts());
        let address = self.address(text.as_deref())?;
        if !matches!(raw.mode.as_deref(), None | Some("managed" | "data" | "ephemeral")) {
            self.problems.push(Problem {
                what: address.to_string(),
                message: format!("resources of mode {:?} are not checked", raw.mode.as_deref().unwrap_or("")),
            });
            return None;
        }
        let empty = RawValueChange {
            actions: Vec::new(),
            before: None,
            after: None,
            after_unknown: None,
            before_sensitive: None,
            after_sensitive: None,
            replace_paths: None,
            importing: None,
        };
        let change = raw.change.as_ref().unwrap_or(&empty);
        let action = Action::parse(&change.actions).unwrap_or_else(|| {
            self.problems.push(Problem {
                what: address.to_string(),
                message: format!("the actions {:?} are not known: judged by the values alone", change.actions),
            });
            match (change.before.is_some(), change.after.is_some()) {
                (false, _) => Action::Create,
                (true, false) => Action::Delete,
                _ => Action::Update,
            }
        });
        let before = self.doc(change.before, None, change.before_sensitive);
        let after = match action {
            Action::Delete | Action::Forget => Doc::Absent,
            _ => self.doc(change.after, change.after_unknown, change.after_sensitive),
        };
        Some(Resource {
            previous: raw.previous_address.as_deref().and_then(|t| t.parse().ok()),
            deposed: raw.deposed.as_deref().filter(|d| !d.is_empty()).map(Into::into),
            provider: self.shared(raw.provider_name.as_deref().unwrap_or_default()),
            action,
            reason: raw.action_reason.as_deref().map(Into::into),
            importing: change.importing.filter(|r| detect::is_object(r.get())).map(|r| Importing {
                id: json::member(r.get(), "id").ok().flatten().and_then(json::string).map(|s| s.as_ref().into()),
            }),
            replace_paths: change.replace_paths.map(|r| paths(r.get())).unwrap_or_default(),
            before,
            after,
            presence,
            address,
        })
    }

    fn variables(&self, raw: Option<&RawValue>) -> BTreeMap<Str, crate::model::Value> {
        let members = raw.map(|r| json::members(r.get())).into_iter().flatten();
        members
            .filter_map(|(name, body)| {
                let value = json::member(body, "value").ok().flatten().unwrap_or("null");
                Some((json::unescape(name).ok()?.as_ref().into(), json::decode(value, "", "").ok()?))
            })
            .collect()
    }

    fn outputs(&self, raw: Option<&BTreeMap<Cow<'_, str>, RawValueChange<'_>>>) -> Vec<OutputChange> {
        raw.into_iter()
            .flatten()
            .map(|(name, change)| OutputChange {
                name: name.as_ref().into(),
                action: Action::parse(&change.actions).unwrap_or_default(),
                after: self.doc(change.after, change.after_unknown, change.after_sensitive),
            })
            .collect()
    }

    /// Adds what exists in the prior state and is not among the changes. Returns how many
    /// managed resources these were.
    fn prior(&mut self, plan: &mut Plan, raw: Option<&RawState<'_>>) -> usize {
        let Some(root) = raw.and_then(|s| s.values.as_ref()).and_then(|v| v.root_module.as_ref()) else { return 0 };
        let mut moved: rustc_hash::FxHashSet<Address> = Default::default();
        moved.extend(plan.resources.iter().filter_map(|r| r.previous.clone()));
        let mut found = Vec::new();
        self.state_module(root, &mut |resource| {
            let known = plan.find(&resource.address).is_some() || moved.contains(&resource.address);
            if !known && resource.deposed.is_none() {
                found.push(resource);
            }
        });
        let managed = found.iter().filter(|r| r.address.mode == Mode::Managed).count();
        plan.resources.extend(found);
        plan.index();
        managed
    }

    fn state_module(&mut self, module: &RawStateModule<'_>, take: &mut dyn FnMut(Resource)) {
        for raw in &module.resources {
            let Some(address) = self.address(raw.address.as_deref()) else { continue };
            let doc = self.doc(raw.values, None, raw.sensitive_values);
            take(Resource {
                previous: None,
                deposed: raw.deposed_key.as_deref().map(Into::into),
                provider: self.shared(raw.provider_name.as_deref().unwrap_or_default()),
                action: Action::NoOp,
                reason: None,
                importing: None,
                replace_paths: Vec::new(),
                before: doc.clone(),
                after: doc,
                presence: Presence::PriorOnly,
                address,
            });
        }
        for child in &module.child_modules {
            self.state_module(child, take);
        }
    }
}

/// Reads the resources of a state in `terraform show -json` form.
pub(super) fn state_resources(buffer: &Arc<String>, module: &RawStateModule<'_>) -> (Vec<Resource>, Vec<Problem>) {
    let mut reader = Reader { buffer, problems: Vec::new(), names: FxHashSet::default() };
    let mut out = Vec::new();
    reader.state_module(module, &mut |r| out.push(r));
    (out, reader.problems)
}

fn paths(raw: &str) -> Vec<AttrPath> {
    json::elements(raw)
        .map(|path| {
            AttrPath(
                json::elements(path)
                    .filter_map(|step| match json::string(step) {
                        Some(name) => Some(Step::Field(name.as_ref().into())),
                        None => step.trim().parse().ok().map(Step::Index),
                    })
                    .collect(),
            )
        })
        .collect()
}

fn checks(raw: Option<&RawValue>) -> Vec<CheckResult> {
    fn text<'a>(raw: &'a str, name: &str) -> Option<Cow<'a, str>> {
        json::member(raw, name).ok().flatten().and_then(json::string)
    }
    raw.map(|r| json::elements(r.get()))
        .into_iter()
        .flatten()
        .map(|check| {
            let address = json::member(check, "address").ok().flatten().unwrap_or("");
            let instances = json::member(check, "instances").ok().flatten().unwrap_or("");
            let problems = json::elements(instances)
                .filter_map(|i| json::member(i, "problems").ok().flatten())
                .flat_map(json::elements)
                .filter_map(|p| text(p, "message").map(|m| m.as_ref().into()))
                .collect();
            CheckResult {
                address: text(address, "to_display").unwrap_or_default().as_ref().into(),
                status: text(check, "status").unwrap_or_default().as_ref().into(),
                problems,
            }
        })
        .collect()
}

/// Instance keys as plan JSON writes an `index`.
pub(super) fn key_of(raw: Option<&str>) -> Key {
    match raw {
        None => Key::None,
        Some(raw) => match json::string(raw) {
            Some(text) => Key::Str(text.as_ref().into()),
            None => raw.trim().parse().map_or(Key::None, Key::Int),
        },
    }
}
