//! Plan JSON of every format version (0.1 to 1.x), as `terraform show -json PLAN` and OpenTofu
//! write it. The text is parsed once; attribute values and everything else that may not be needed stay where they are written.
//!
//! Format: <https://developer.hashicorp.com/terraform/internals/json-format>.

mod change;
mod state;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{InputError, detect};
use crate::model::address::Names;
use crate::model::doc::JsonDoc;
use crate::model::json;
use crate::model::json::scan::{Fault, Scanner};
use crate::model::plan::{
    Action, CheckResult, Drift, Importing, InputKind, Meta, OutputChange, Partial, Plan, Presence, Problem, Resource,
};
use crate::model::{Address, AttrPath, Config, Doc, Key, Mode, Step, Value};
use crate::text::{Buffer, Str};

use super::plan_config;
use change::{Planned, RawChange, RawValueChange, Tree};

type Result<T> = std::result::Result<T, Fault>;

/// What of a plan is looked at when all of it has been seen.
#[derive(Default)]
struct Sections<'t> {
    config: Option<Config>,
    /// A prior state that stands before the changes, and where: what it adds to them cannot be told yet.
    early_state: Option<(usize, &'t str)>,
    /// Whether the changes were read.
    changes_seen: bool,
    errored: Option<bool>,
    complete: Option<bool>,
    deferred: Vec<Resource>,
    /// Whether anything is put off, also what could not be read.
    defers: bool,
    /// Whether provider actions are invoked.
    invokes: bool,
    /// What exists and is not written among the changes.
    prior: Vec<Resource>,
    /// Managed resources of the prior state of which the plan says nothing.
    omitted: usize,
}

impl Sections<'_> {
    /// Members of a plan that are read.
    const NAMES: &'static [&'static str] = &[
        "format_version",
        "terraform_version",
        "timestamp",
        "variables",
        "planned_values",
        "resource_drift",
        "resource_changes",
        "deferred_changes",
        "output_changes",
        "prior_state",
        "configuration",
        "checks",
        "errored",
        "complete",
        "action_invocations",
    ];
}

/// Reads a plan JSON.
///
/// # Errors
/// [`InputError`] for text that is no JSON or no plan, and for an unknown major format version.
pub fn read(path: &str, buffer: &Buffer) -> std::result::Result<Plan, InputError> {
    let mut plan = contents(path, buffer).map_err(|fault| unreadable(path, buffer, fault, "plan"))?;
    check_format(path, &mut plan).map(|()| plan)
}

fn contents(path: &str, buffer: &Buffer) -> Result<Plan> {
    let mut plan = Plan::new(Meta { path: path.into(), kind: InputKind::PlanJson, ..Meta::default() });
    let mut reader = Reader::of(buffer);
    let sections = Scanner::whole(buffer.bytes(), |scanner| reader.plan(scanner, &mut plan))?;
    plan.meta.partial = partial(&sections, &plan);
    if plan.meta.partial.contains(&Partial::RefreshOnly) {
        // Its answer is what was found: all of it is judged, not passed over as `-target` leaves things out.
        plan.resources.iter_mut().for_each(|r| r.presence = Presence::Planned);
    }
    if sections.invokes {
        plan.problems.push(Problem {
            what: "action_invocations".into(),
            message: "the plan invokes provider actions; what they do is not checked".into(),
        });
    }
    plan.problems.append(&mut reader.problems);
    Ok(plan)
}

/// Makes sure that a plan is of a format that is understood; what there is to say about it is said first.
///
/// # Errors
/// [`InputError`] for an unknown major format version.
fn check_format(path: &str, plan: &mut Plan) -> std::result::Result<(), InputError> {
    let message = match plan.meta.format_version.as_deref() {
        Some(version) => detect::check_version(path, version, &[0, 1], "1.2")?,
        None => Some("the plan does not say in which format it is: read as 1.2".into()),
    };
    let problem = message.map(|message| Problem { what: "format_version".into(), message });
    plan.problems.splice(0..0, problem);
    Ok(())
}

/// What to say of a file that the scanner did not get through, which was taken for a `kind` (plan, state).
pub(super) fn unreadable(path: &str, buffer: &Buffer, fault: Fault, kind: &str) -> InputError {
    let text = match detect::utf8(path, buffer) {
        Ok(text) => text,
        Err(error) => return error,
    };
    match fault {
        Fault::Shape { at, what } => {
            let (line, column) = detect::position(text, at);
            let again = match kind {
                "state" => "terraform show -json > state.json",
                _ => "terraform show -json tfplan > plan.json",
            };
            InputError::new(path, format!("is not a {kind} as Terraform writes it: {what}"))
                .at(line, column)
                .hint(format!("was the file edited by hand or by another tool? Make it again: {again}"))
        }
        // A parser that takes its time tells where and why.
        Fault::Syntax => match serde_json::from_str::<serde::de::IgnoredAny>(text) {
            Err(error) => detect::syntax_error(path, text.as_bytes(), &error),
            Ok(_) => InputError::new(path, "invalid JSON"),
        },
    }
}

fn partial(sections: &Sections<'_>, plan: &Plan) -> Vec<Partial> {
    let mut out = Vec::new();
    let omitted = sections.omitted;
    if sections.errored == Some(true) {
        out.push(Partial::Errored);
    }
    if sections.complete == Some(false) && sections.errored != Some(true) {
        out.push(Partial::Incomplete);
    }
    if sections.defers {
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

/// Reads changes and states.
pub(super) struct Reader<'t> {
    pub problems: Vec<Problem>,
    /// The text that is read.
    buffer: &'t Buffer,
    names: Names,
    planned: Planned<'t>,
    /// Room for the keys of the change at hand.
    keys: Vec<u16>,
    /// Current objects among the changes that exist already, by address as it is written, with what they were before.
    before: FxHashMap<Cow<'t, str>, &'t str>,
}

impl<'t> Reader<'t> {
    /// Reads what is in a text.
    pub fn of(buffer: &'t Buffer) -> Self {
        Reader {
            problems: Vec::new(),
            buffer,
            names: Names::default(),
            planned: Planned::default(),
            keys: Vec::new(),
            before: FxHashMap::default(),
        }
    }

    /// Reads a whole plan.
    fn plan(&mut self, scanner: &mut Scanner<'t>, plan: &mut Plan) -> Result<Sections<'t>> {
        let mut sections = Sections::default();
        scanner.fields(Sections::NAMES, |s, name| self.section(s, name, plan, &mut sections))?;
        plan.outputs.sort_by(|a, b| a.name.cmp(&b.name));
        if let Some((begin, state)) = sections.early_state.take() {
            Scanner::whole(state.as_bytes(), |s| self.prior(s, &mut sections.prior))
                .map_err(|fault| fault.behind(begin))?;
        }
        plan.config = Arc::new(sections.config.take().unwrap_or_default());
        plan.resources.append(&mut sections.deferred);
        add_prior(plan, &mut sections);
        Ok(sections)
    }

    fn section(&mut self, s: &mut Scanner<'t>, name: &str, plan: &mut Plan, sections: &mut Sections<'t>) -> Result<()> {
        match name {
            "format_version" => plan.meta.format_version = text(s)?,
            "terraform_version" => plan.meta.terraform_version = text(s)?,
            "timestamp" => plan.meta.timestamp = text(s)?,
            "variables" => plan.variables = variables(s.raw()?),
            "planned_values" => self.planned.read(s)?,
            "resource_drift" => s.elements(|s| {
                let resource = self.change(s, Presence::Planned)?;
                plan.drift.extend(resource.map(|resource| Drift { resource }));
                Ok(())
            })?,
            "resource_changes" => {
                sections.changes_seen = true;
                s.elements(|s| self.planned_change(s, plan))?;
            }
            "deferred_changes" => s.elements(|s| self.deferred(s, sections))?,
            "output_changes" => s.members(|s, name, _| {
                plan.outputs.push(self.output(name, s)?);
                Ok(())
            })?,
            "prior_state" if !sections.changes_seen => {
                let begin = s.peek();
                sections.early_state = s.raw()?.map(|state| (begin, state));
            }
            "prior_state" => self.prior(s, &mut sections.prior)?,
            "configuration" => sections.config = plan_config::read(s, self.buffer)?,
            "checks" => plan.checks = checks(s.raw()?),
            "errored" => sections.errored = s.flag()?,
            "complete" => sections.complete = s.flag()?,
            _ => {
                let any = |raw: &str| json::elements(raw).next().is_some();
                sections.invokes = s.raw()?.is_some_and(any);
            }
        }
        Ok(())
    }

    fn planned_change(&mut self, scanner: &mut Scanner<'t>, plan: &mut Plan) -> Result<()> {
        let raw = RawChange::read(scanner, &self.planned, std::mem::take(&mut self.keys))?;
        let resource = self.resource(&raw, Presence::Planned);
        self.keys = raw.change.keys;
        if resource.as_ref().is_some_and(|r| r.deposed.is_none())
            && let (Some(address), Some(before)) = (raw.address, raw.change.before.value.text)
        {
            self.before.insert(address, before);
        }
        plan.resources.extend(resource);
        Ok(())
    }

    fn deferred(&mut self, scanner: &mut Scanner<'t>, sections: &mut Sections<'t>) -> Result<()> {
        let (mut reason, mut change) = (None, None);
        scanner.fields(&["reason", "resource_change"], |s, name| {
            match name {
                "reason" => reason = s.text()?,
                _ => change = Some(RawChange::read(s, &self.planned, Vec::new())?),
            }
            Ok(())
        })?;
        sections.defers = true;
        let mut resource = change.and_then(|change| self.resource(&change, Presence::Deferred));
        if let Some(r) = &mut resource {
            r.reason = Some(reason.as_deref().unwrap_or("no reason given").into());
        }
        sections.deferred.extend(resource);
        Ok(())
    }

    /// The two sides of a change, each absent where the JSON says null.
    fn docs(&self, change: &RawValueChange<'t>) -> [Doc; 2] {
        [&change.before, &change.after].map(|side| {
            // An object of which every attribute is unknown has a null value and marks.
            let marked = || side.unknown.text.is_some_and(|r| r == "true" || json::members(r).next().is_some());
            let Some(value) = side.value.text.or_else(|| marked().then_some("")) else { return Doc::Absent };
            // Mostly the mark trees repeat the shape of the value and mark nothing.
            let marks = |text: Option<&str>| text.filter(|r| json::has_true(r)).map(|r| self.buffer.slice(r));
            let (unknown, sensitive) = (marks(side.unknown.text), marks(side.sensitive.text));
            let outline = side.outline(&change.keys, [true, unknown.is_some(), sensitive.is_some()]);
            Doc::Json(JsonDoc { value: self.buffer.slice(value), unknown, sensitive, outline })
        })
    }

    fn address(&mut self, text: Option<&str>) -> Option<Address> {
        let text = text.unwrap_or_default();
        let address = self.names.address(text);
        if address.is_err() {
            self.problems.push(Problem {
                what: if text.is_empty() { "a resource without an address".into() } else { text.to_string() },
                message: "the address is not of a form that is known: the resource cannot be read".into(),
            });
        }
        address.ok()
    }

    fn change(&mut self, scanner: &mut Scanner<'t>, presence: Presence) -> Result<Option<Resource>> {
        let raw = RawChange::read(scanner, &self.planned, std::mem::take(&mut self.keys))?;
        let resource = self.resource(&raw, presence);
        self.keys = raw.change.keys;
        Ok(resource)
    }

    fn resource(&mut self, raw: &RawChange<'t>, presence: Presence) -> Option<Resource> {
        let parts = if raw.address.is_none() { raw.parts() } else { None };
        let address = self.address(raw.address.as_deref().or(parts.as_deref()))?;
        if !matches!(raw.mode.as_deref(), None | Some("managed" | "data" | "ephemeral")) {
            self.problems.push(Problem {
                what: address.to_string(),
                message: format!("resources of mode {:?} are not checked", raw.mode.as_deref().unwrap_or("")),
            });
            return None;
        }
        let change = &raw.change;
        if let Some(message) = unreadable_change(change) {
            self.problems.push(Problem { what: address.to_string(), message: message.into() });
            return None;
        }
        let action = Action::parse(&change.actions).unwrap_or_else(|| {
            self.problems.push(Problem {
                what: address.to_string(),
                message: format!("the actions {:?} are not known: judged by the values alone", change.actions),
            });
            match (change.before.value.text.is_some(), change.after.value.text.is_some()) {
                (false, _) => Action::Create,
                (true, false) => Action::Delete,
                _ => Action::Update,
            }
        });
        let [before, mut after] = self.docs(change);
        if matches!(action, Action::Delete | Action::Forget) {
            after = Doc::Absent;
        }
        after.share_outline(&before);
        Some(Resource {
            previous: raw.previous_address.as_deref().and_then(|t| self.names.address(t).ok()),
            deposed: raw.deposed.as_deref().filter(|d| !d.is_empty()).map(Into::into),
            provider: self.names.name(raw.provider_name.as_deref().unwrap_or_default()),
            action,
            reason: raw.action_reason.as_deref().map(Into::into),
            importing: change.importing.filter(|r| detect::is_object(r)).map(|r| Importing {
                id: json::member(r, "id").ok().flatten().and_then(json::string).map(|s| s.as_ref().into()),
            }),
            replace_paths: change.replace_paths.map(paths).unwrap_or_default(),
            before,
            after,
            presence,
            address,
        })
    }

    fn output(&mut self, name: &str, scanner: &mut Scanner<'t>) -> Result<OutputChange> {
        let change = RawValueChange::read(scanner, Vec::new(), |_| Tree::default())?;
        let action = Action::parse(&change.actions).unwrap_or_default();
        let [_, after] = self.docs(&change);
        Ok(OutputChange { name: name.into(), action, after })
    }
}

/// Why a change tells nothing of a resource, if it does not.
fn unreadable_change(change: &RawValueChange<'_>) -> Option<&'static str> {
    let sides = || [&change.before, &change.after].into_iter().filter_map(|side| side.value.text);
    if sides().any(|text| !detect::is_object(text)) {
        return Some("its attributes are no object: the resource cannot be read");
    }
    let unknown = change.after.unknown.text.is_some();
    let says_nothing = change.actions.is_empty() && sides().next().is_none() && !unknown;
    says_nothing.then_some("it has no change: the resource cannot be read")
}

/// The text of a string.
fn text(scanner: &mut Scanner<'_>) -> Result<Option<Str>> {
    Ok(scanner.text()?.as_deref().map(Into::into))
}

/// Adds what exists and of which no change, under this or its previous address, is known, and indexes the plan.
fn add_prior(plan: &mut Plan, sections: &mut Sections<'_>) {
    plan.index();
    if sections.prior.is_empty() {
        return;
    }
    let moved: FxHashSet<&Address> = plan.resources.iter().filter_map(|r| r.previous.as_ref()).collect();
    sections.prior.retain(|r| plan.find(&r.address).is_none() && !moved.contains(&r.address));
    sections.omitted = sections.prior.iter().filter(|r| r.address.mode == Mode::Managed).count();
    if !sections.prior.is_empty() {
        plan.resources.append(&mut sections.prior);
        plan.index();
    }
}

fn variables(raw: Option<&str>) -> BTreeMap<Str, Value> {
    let members = raw.map(json::members).into_iter().flatten();
    members
        .filter_map(|(name, body)| {
            let value = json::member(body, "value").ok().flatten().unwrap_or("null");
            Some((json::unescape(name).ok()?.as_ref().into(), json::decode(value, "", "").ok()?))
        })
        .collect()
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

fn checks(raw: Option<&str>) -> Vec<CheckResult> {
    fn text<'a>(raw: &'a str, name: &str) -> Option<Cow<'a, str>> {
        json::member(raw, name).ok().flatten().and_then(json::string)
    }
    raw.map(json::elements)
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
