//! Changes, outputs, variables and checks as the model has them.

use std::cmp::Ordering;
use std::sync::Arc;

use super::message::{self, Change, Parts, ResourceChange, Selector};
use super::names::{self, Writer};
use super::wire::{Broken, Message};
use crate::model::doc::{Bytes, PackDoc};
use crate::model::plan::{Action, CheckResult, Drift, Importing, OutputChange, Plan, Presence, Problem, Resource};
use crate::model::{Address, AttrPath, Doc, Key, Mode, Step, pack};

/// Turns messages into the model's types.
pub(super) struct Reader<'b> {
    buffer: &'b Arc<Vec<u8>>,
    writer: Writer,
    pub problems: Vec<Problem>,
}

impl<'b> Reader<'b> {
    pub fn new(buffer: &'b Arc<Vec<u8>>, writer: Writer) -> Self {
        Reader { buffer, writer, problems: Vec::new() }
    }

    /// Takes all of a plan over but its state and sources.
    pub fn fill(&mut self, plan: &mut Plan, raw: &message::Plan<'_>) -> Result<(), Broken> {
        for change in &raw.changes {
            plan.resources.extend(self.resource(change, Presence::Planned)?);
        }
        // Terraform writes them as they come; plan JSON sorts them.
        plan.resources.sort_by(|a, b| order(&a.address, &b.address).then_with(|| a.deposed.cmp(&b.deposed)));
        // That data sources leave the state is nothing that Terraform tells its users.
        plan.resources.retain(|r| r.address.mode != Mode::Data || r.action != Action::Delete);
        for (reason, change) in &raw.deferred {
            let mut resource = self.resource(change, Presence::Deferred)?;
            if let Some(r) = &mut resource {
                r.reason = Some(names::deferred_reason(*reason).into());
            }
            plan.resources.extend(resource);
        }
        for change in &raw.drift {
            let found = self.resource(change, Presence::Planned)?;
            // What was only moved is among the changes, too.
            let counts = |r: &Resource| r.action != Action::NoOp || raw.mode == names::REFRESH_ONLY;
            plan.drift.extend(found.filter(counts).map(|resource| Drift { resource }));
        }
        plan.drift.sort_by(|a, b| order(&a.resource.address, &b.resource.address));
        self.variables(plan, raw);
        for output in &raw.outputs {
            let (_, mut after) = self.sides(&output.change, "an output")?;
            if let (Doc::Pack(doc), true) = (&mut after, output.sensitive) {
                doc.sensitive = Arc::new(vec![AttrPath::default()]);
            }
            let action = self.writer.action(output.change.action).unwrap_or_default();
            plan.outputs.push(OutputChange { name: output.name.into(), action, after });
        }
        plan.outputs.sort_by(|a, b| a.name.cmp(&b.name));
        plan.checks = raw.checks.iter().map(check).collect();
        plan.checks.sort_by(|a, b| a.address.cmp(&b.address));
        if raw.actions > 0 {
            self.problem("action_invocations", "the plan invokes provider actions; what they do is not checked");
        }
        Ok(())
    }

    fn problem(&mut self, what: impl Into<String>, message: impl Into<String>) {
        self.problems.push(Problem { what: what.into(), message: message.into() });
    }

    fn variables(&mut self, plan: &mut Plan, raw: &message::Plan<'_>) {
        for (name, value) in &raw.variables {
            match pack::decode(value.map_or(&[0xc0], |v| v.bytes()), None) {
                Ok(value) => {
                    plan.variables.insert((*name).into(), value);
                }
                Err(error) => self.problem(format!("var.{name}"), format!("its value cannot be read: {error}")),
            }
        }
    }

    fn resource(&mut self, raw: &ResourceChange<'_>, presence: Presence) -> Result<Option<Resource>, Broken> {
        let text = if raw.address.is_empty() { raw.parts.address() } else { raw.address.to_string() };
        let Ok(address) = text.parse::<Address>() else {
            let what = if text.is_empty() { "a resource without an address".into() } else { text };
            self.problem(what, "the address is not of a form that is known: the resource cannot be read");
            return Ok(None);
        };
        let (before, after) = self.sides(&raw.change, &text)?;
        let action = match self.writer.action(raw.change.action) {
            Some(action) => action,
            None => match (before.exists(), after.exists()) {
                (false, _) => Action::Create,
                (true, false) => Action::Delete,
                _ => Action::Update,
            },
        };
        let mut replace_paths = Vec::new();
        for path in &raw.replace {
            replace_paths.extend(self.path(*path)?);
        }
        replace_paths.sort();
        Ok(Some(Resource {
            previous: Some(raw.previous).filter(|p| !p.is_empty()).and_then(|p| p.parse().ok()),
            deposed: Some(raw.deposed).filter(|d| !d.is_empty()).map(Into::into),
            provider: provider(raw.provider).into(),
            action,
            reason: names::reason(raw.reason).map(Into::into),
            importing: raw
                .change
                .importing
                .map(|id| Importing { id: Some(id).filter(|i| !i.is_empty()).map(Into::into) }),
            replace_paths,
            before,
            after,
            presence,
            address,
        }))
    }

    /// Before and after: which of the values is which depends on the action.
    fn sides(&mut self, change: &Change<'_>, whose: &str) -> Result<(Doc, Doc), Broken> {
        let value = |i: usize| {
            let why = "a change does not have the values that its action needs";
            change.values.get(i).ok_or(Broken { at: change.start, why })
        };
        let (before, after) = match self.writer.action(change.action) {
            Some(Action::NoOp) => (Some(value(0)?), Some(value(0)?)),
            Some(Action::Create) => (None, Some(value(0)?)),
            Some(Action::Delete | Action::Forget) => (Some(value(0)?), None),
            Some(_) => (Some(value(0)?), Some(value(1)?)),
            None => {
                let number = change.action;
                self.problem(whose, format!("the action {number} is not known: judged by the values alone"));
                (change.values.first(), change.values.get(1))
            }
        };
        Ok((self.doc(before, &change.before_sensitive)?, self.doc(after, &change.after_sensitive)?))
    }

    fn doc(&self, value: Option<&Message<'_>>, sensitive: &[Message<'_>]) -> Result<Doc, Broken> {
        let Some(value) = value.filter(|v| !pack::is_null(v.bytes())) else { return Ok(Doc::Absent) };
        let mut paths = Vec::with_capacity(sensitive.len());
        for path in sensitive {
            // A path that cannot be followed must hide too much rather than too little.
            paths.push(self.path(*path)?.unwrap_or_default());
        }
        let value = Bytes::of(self.buffer, value.start, value.end());
        Ok(Doc::Pack(PackDoc { value, sensitive: Arc::new(paths), shape: None }))
    }

    /// A path up to the first step that no path of the model can have; `None` if that is its first.
    fn path(&self, raw: Message<'_>) -> Result<Option<AttrPath>, Broken> {
        let mut path = AttrPath::default();
        for selector in message::path(raw)? {
            let step = match selector {
                Selector::Attribute(name) => Step::Field(name.into()),
                Selector::Key(bytes) => match pack::step(bytes.bytes()) {
                    Ok(step) => step,
                    Err(_) => break,
                },
            };
            path.0.push(step);
        }
        Ok(Some(path).filter(|p| !p.0.is_empty()))
    }
}

impl Parts<'_> {
    /// The address put together, for Terraform before 1.1.
    fn address(&self) -> String {
        let module = if self.module.is_empty() { String::new() } else { format!("{}.", self.module) };
        let mode = if self.mode == 1 { "data." } else { "" };
        let key = match (self.key_text, self.key_number) {
            (Some(text), _) => Key::Str(text.into()).to_string(),
            (None, Some(number)) => Key::Int(number).to_string(),
            (None, None) => String::new(),
        };
        format!("{module}{mode}{}.{}{key}", self.kind, self.name)
    }
}

/// `provider["registry.terraform.io/oracle/oci"].alias`, also in a module, to the source address; `provider.oci`
/// of old to the name.
fn provider(text: &str) -> &str {
    match text.split('"').nth(1) {
        Some(source) => source,
        None => text.rsplit_once("provider.").map_or(text, |(_, name)| name),
    }
}

fn check(raw: &message::Check<'_>) -> CheckResult {
    CheckResult {
        address: raw.address.into(),
        status: names::status(raw.status).into(),
        problems: raw.messages.iter().map(|m| (*m).into()).collect(),
    }
}

/// The order in which Terraform lists resources: shallow modules first, data sources first.
fn order(a: &Address, b: &Address) -> Ordering {
    let depth = a.module.0.len().cmp(&b.module.0.len());
    let modules = || {
        let steps = a.module.0.iter().zip(b.module.0.iter());
        let mut orders = steps.map(|(x, y)| x.name.cmp(&y.name).then_with(|| x.key.cmp(&y.key)));
        orders.find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
    };
    depth
        .then_with(modules)
        .then_with(|| (a.mode != Mode::Data).cmp(&(b.mode != Mode::Data)))
        .then_with(|| a.kind.cmp(&b.kind))
        .then_with(|| a.name.cmp(&b.name))
        .then_with(|| a.key.cmp(&b.key))
}
