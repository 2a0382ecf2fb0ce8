//! Plan JSON of every format version (0.1 to 1.x), as `terraform show -json PLAN` and OpenTofu
//! write it. The file is parsed once; attribute values, expressions and everything else that may
//! not be needed stay raw slices of the text.
//!
//! Format: <https://developer.hashicorp.com/terraform/internals/json-format>.

mod change;
mod repeated;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{InputError, detect};
use crate::model::address::Names;
use crate::model::doc::{JsonDoc, Outline, Slice};
use crate::model::json;
use crate::model::json::scan::{Fault, Scanner};
use crate::model::plan::{
    Action, CheckResult, Drift, Importing, InputKind, Meta, OutputChange, Partial, Plan, Presence, Problem, Resource,
};
use crate::model::{Address, AttrPath, Doc, Key, Mode, Step};
use crate::text::Str;

use super::plan_config;
use change::{RawChange, RawValueChange, Side, Tree};
use repeated::Repeated;

type Result<T> = std::result::Result<T, Fault>;

/// What of a plan is looked at when all of it has been seen.
#[derive(Default)]
struct Sections<'a> {
    format_version: Option<Cow<'a, str>>,
    variables: Option<&'a str>,
    configuration: Option<&'a str>,
    checks: Option<&'a str>,
    action_invocations: Option<&'a str>,
    /// A prior state that stands before the changes: what it adds to them cannot be told yet.
    early_state: Option<&'a str>,
    /// Whether the changes were read.
    changes_seen: bool,
    errored: Option<bool>,
    complete: Option<bool>,
    deferred: Vec<Resource>,
    /// Whether anything is put off, also what could not be read.
    defers: bool,
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
/// [`InputError`] for text that is no JSON, no plan, or of an unknown major format version.
pub fn read(path: &str, text: String) -> std::result::Result<Plan, InputError> {
    let buffer = Arc::new(text);
    let mut plan = Plan::new(Meta { path: path.into(), kind: InputKind::PlanJson, ..Meta::default() });
    let mut reader = Reader::new(&buffer);
    let sections = reader.plan(&mut plan).map_err(|fault| unreadable(path, &buffer, fault, "plan"))?;
    let mut problems = Vec::new();
    match sections.format_version.as_deref() {
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
    if let Some(config) = sections.configuration {
        plan.config = Arc::new(plan_config::read(path, config, &buffer)?);
    }
    plan.meta.partial = partial(&sections, &plan);
    if plan.meta.partial.contains(&Partial::RefreshOnly) {
        // Its answer is what was found: all of it is judged, not passed over as `-target` leaves things out.
        plan.resources.iter_mut().for_each(|r| r.presence = Presence::Planned);
    }
    if sections.action_invocations.is_some_and(|r| json::elements(r).next().is_some()) {
        problems.push(Problem {
            what: "action_invocations".into(),
            message: "the plan invokes provider actions; what they do is not checked".into(),
        });
    }
    problems.append(&mut reader.problems);
    plan.problems = problems;
    Ok(plan)
}

/// What to say of a file that the scanner did not get through, which was taken for a `kind` (plan, state).
pub(super) fn unreadable(path: &str, text: &str, fault: Fault, kind: &str) -> InputError {
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
pub(super) struct Reader<'a> {
    buffer: &'a Arc<String>,
    pub problems: Vec<Problem>,
    names: Names,
    /// Current objects among the changes, by address as it is written, with what they were before.
    planned: FxHashMap<Cow<'a, str>, Option<&'a str>>,
    repeated: Repeated<'a>,
}

impl<'a> Reader<'a> {
    pub fn new(buffer: &'a Arc<String>) -> Self {
        Reader {
            buffer,
            problems: Vec::new(),
            names: Names::default(),
            planned: FxHashMap::default(),
            repeated: Repeated::default(),
        }
    }

    /// Reads a whole plan.
    fn plan(&mut self, plan: &mut Plan) -> Result<Sections<'a>> {
        let mut scanner = Scanner::new(self.buffer);
        let mut sections = Sections::default();
        scanner.fields(Sections::NAMES, |s, name| self.section(s, name, plan, &mut sections))?;
        scanner.finish()?;
        plan.outputs.sort_by(|a, b| a.name.cmp(&b.name));
        plan.variables = variables(sections.variables);
        plan.checks = checks(sections.checks);
        if let Some(state) = sections.early_state {
            let begin = Slice::of(self.buffer, state).start();
            self.prior(&mut Scanner::new(state), &mut sections.prior).map_err(|fault| fault.behind(begin))?;
        }
        plan.resources.append(&mut sections.deferred);
        add_prior(plan, &mut sections);
        Ok(sections)
    }

    fn section(&mut self, s: &mut Scanner<'a>, name: &str, plan: &mut Plan, sections: &mut Sections<'a>) -> Result<()> {
        match name {
            "format_version" => {
                sections.format_version = s.text()?;
                plan.meta.format_version = sections.format_version.as_deref().map(Into::into);
            }
            "terraform_version" => plan.meta.terraform_version = s.text()?.as_deref().map(Into::into),
            "timestamp" => plan.meta.timestamp = s.text()?.as_deref().map(Into::into),
            "variables" => sections.variables = s.raw()?,
            "planned_values" => self.repeated.note(s)?,
            "resource_drift" => s.elements(|s| {
                let resource = self.change(&RawChange::read(s, &self.repeated)?, Presence::Planned);
                plan.drift.extend(resource.map(|resource| Drift { resource }));
                Ok(())
            })?,
            "resource_changes" => {
                sections.changes_seen = true;
                s.elements(|s| self.planned_change(s, plan))?;
            }
            "deferred_changes" => self.deferred(s, sections)?,
            "output_changes" => s.members(|s, name, _| {
                let change = RawValueChange::read(s, None)?;
                plan.outputs.push(self.output(name, &change));
                Ok(())
            })?,
            "prior_state" if !sections.changes_seen => sections.early_state = s.raw()?,
            "prior_state" => self.prior(s, &mut sections.prior)?,
            "configuration" => sections.configuration = s.raw()?,
            "checks" => sections.checks = s.raw()?,
            "errored" => sections.errored = s.flag()?,
            "complete" => sections.complete = s.flag()?,
            _ => sections.action_invocations = s.raw()?,
        }
        Ok(())
    }

    fn planned_change(&mut self, scanner: &mut Scanner<'a>, plan: &mut Plan) -> Result<()> {
        let raw = RawChange::read(scanner, &self.repeated)?;
        let resource = self.change(&raw, Presence::Planned);
        if resource.as_ref().is_some_and(|r| r.deposed.is_none()) {
            let before = raw.change.before.value.text;
            self.planned.extend(raw.address.map(|address| (address, before)));
        }
        plan.resources.extend(resource);
        Ok(())
    }

    fn deferred(&mut self, scanner: &mut Scanner<'a>, sections: &mut Sections<'a>) -> Result<()> {
        scanner.elements(|s| {
            let (mut reason, mut change) = (None, None);
            s.fields(&["reason", "resource_change"], |s, name| {
                match name {
                    "reason" => reason = s.text()?,
                    _ => change = Some(RawChange::read(s, &self.repeated)?),
                }
                Ok(())
            })?;
            sections.defers = true;
            let mut resource = change.and_then(|change| self.change(&change, Presence::Deferred));
            if let Some(r) = &mut resource {
                r.reason = Some(reason.as_deref().unwrap_or("no reason given").into());
            }
            sections.deferred.extend(resource);
            Ok(())
        })
    }

    /// A side of a change: absent where the JSON says null.
    fn doc(&self, side: &Side<'_>, keys: &[u16]) -> Doc {
        // An object of which every attribute is unknown has a null value and marks.
        let marked = || side.unknown.text.is_some_and(|r| r == "true" || json::members(r).next().is_some());
        if side.value.text.is_none() && !marked() {
            return Doc::Absent;
        }
        let slice = |text: &str| Slice::of(self.buffer, text);
        let marks = |tree: &Tree<'_>| tree.text.filter(|r| !matches!(*r, "{}" | "false" | "[]")).map(slice);
        let value = slice(side.value.text.unwrap_or_default());
        let (unknown, sensitive) = (marks(&side.unknown), marks(&side.sensitive));
        let trees = [&side.value, &side.unknown, &side.sensitive];
        // What is no object has no members.
        let noted = |tree: &&Tree<'_>| tree.keys.is_some() || !tree.text.is_some_and(detect::is_object);
        let of = |tree: &Tree<'_>| tree.keys.clone().and_then(|range| keys.get(range)).unwrap_or_default();
        let outline = trees.iter().all(noted).then(|| Outline::new(trees.map(of)));
        Doc::Json(JsonDoc { value, unknown, sensitive, outline })
    }

    fn address(&mut self, text: Option<&str>) -> Option<Address> {
        let text = text.unwrap_or_default();
        let address = self.names.address(text);
        if address.is_err() {
            self.problems.push(Problem {
                what: if text.is_empty() { "a resource without an address".into() } else { text.to_string() },
                message: "the address is not of a form that is known: the resource was not checked".into(),
            });
        }
        address.ok()
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
        let change = &raw.change;
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
        let before = self.doc(&change.before, &change.keys);
        let mut after = match action {
            Action::Delete | Action::Forget => Doc::Absent,
            _ => self.doc(&change.after, &change.keys),
        };
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

    fn output(&self, name: &str, change: &RawValueChange<'_>) -> OutputChange {
        OutputChange {
            name: name.into(),
            action: Action::parse(&change.actions).unwrap_or_default(),
            after: self.doc(&change.after, &change.keys),
        }
    }

    /// Reads what exists in the prior state, without what is written in the same way among the changes.
    fn prior(&mut self, scanner: &mut Scanner<'a>, found: &mut Vec<Resource>) -> Result<()> {
        let take: Take<'_, 'a> = &mut |reader, raw| {
            if !raw.address.as_ref().is_some_and(|address| reader.planned.contains_key(address)) {
                found.extend(reader.existing(raw).filter(|r| r.deposed.is_none()));
            }
        };
        self.state(scanner, take).map(drop)
    }

    /// Reads a state in `terraform show -json` form.
    pub fn state(&mut self, scanner: &mut Scanner<'a>, take: Take<'_, 'a>) -> Result<StateHead<'a>> {
        let mut head = StateHead::default();
        scanner.fields(&["format_version", "terraform_version", "values"], |s, name| {
            match name {
                "format_version" => head.format_version = s.text()?,
                "terraform_version" => head.terraform_version = s.text()?,
                _ => s.fields(&["root_module"], |s, _| self.state_module(s, take))?,
            }
            Ok(())
        })?;
        Ok(head)
    }

    fn state_module(&mut self, scanner: &mut Scanner<'a>, take: Take<'_, 'a>) -> Result<()> {
        scanner.fields(&["resources", "child_modules"], |s, name| match name {
            "resources" => s.elements(|s| {
                let raw = RawStateResource::read(s, &self.planned)?;
                take(self, raw);
                Ok(())
            }),
            _ => s.elements(|s| self.state_module(s, take)),
        })
    }

    /// A resource that exists and of which no change is known.
    pub fn existing(&mut self, raw: RawStateResource<'a>) -> Option<Resource> {
        let address = self.address(raw.address.as_deref())?;
        let tree = |text| Tree { text, keys: None };
        let side = Side { value: tree(raw.values), sensitive: tree(raw.sensitive_values), ..Side::default() };
        let doc = self.doc(&side, &[]);
        Some(Resource {
            previous: None,
            deposed: raw.deposed_key.as_deref().map(Into::into),
            provider: self.names.name(raw.provider_name.as_deref().unwrap_or_default()),
            action: Action::NoOp,
            reason: None,
            importing: None,
            replace_paths: Vec::new(),
            before: doc.clone(),
            after: doc,
            presence: Presence::PriorOnly,
            address,
        })
    }
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

/// What takes the resources of a state.
pub(super) type Take<'t, 'a> = &'t mut dyn FnMut(&mut Reader<'a>, RawStateResource<'a>);

/// What a state says of itself.
#[derive(Default)]
pub(super) struct StateHead<'a> {
    pub format_version: Option<Cow<'a, str>>,
    pub terraform_version: Option<Cow<'a, str>>,
}

/// A resource of a state as it is written.
#[derive(Default)]
pub(super) struct RawStateResource<'a> {
    address: Option<Cow<'a, str>>,
    provider_name: Option<Cow<'a, str>>,
    values: Option<&'a str>,
    sensitive_values: Option<&'a str>,
    deposed_key: Option<Cow<'a, str>>,
}

impl<'a> RawStateResource<'a> {
    /// Reads a resource; some are there `before` changes.
    fn read(scanner: &mut Scanner<'a>, before: &FxHashMap<Cow<'a, str>, Option<&'a str>>) -> Result<Self> {
        let mut out = RawStateResource::default();
        let names = ["address", "provider_name", "values", "sensitive_values", "deposed_key"];
        scanner.fields(&names, |s, name| {
            match name {
                "address" => out.address = s.text()?,
                "provider_name" => out.provider_name = s.text()?,
                "values" => {
                    let known = out.address.as_ref().and_then(|address| before.get(address).copied().flatten());
                    out.values = match known.and_then(|text| s.again(text)) {
                        Some(text) => Some(text),
                        None => s.raw()?,
                    };
                }
                "sensitive_values" => out.sensitive_values = s.raw()?,
                _ => out.deposed_key = s.text()?,
            }
            Ok(())
        })?;
        Ok(out)
    }
}

fn variables(raw: Option<&str>) -> BTreeMap<Str, crate::model::Value> {
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
