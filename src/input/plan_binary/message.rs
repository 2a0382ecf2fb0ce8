//! The messages inside `tfplan`, taken apart. Field numbers and enumerations are facts of the formats of
//! Terraform 0.12 to 1.16 and OpenTofu 1.6 to 1.12 (`internal/plans/planproto/planfile.proto` of the former,
//! `internal/plans/internal/planproto/planfile.proto` of the latter).

use super::wire::{Broken, Message};

/// `Plan.version` of all releases since Terraform 0.12.
pub(super) const VERSION: u64 = 3;

/// The whole.
#[derive(Default)]
pub(super) struct Plan<'a> {
    pub version: u64,
    pub mode: u64,
    pub errored: bool,
    /// Terraform 1.8 and newer; never written where false.
    pub applyable: bool,
    pub complete: bool,
    pub variables: Vec<(&'a str, Option<Message<'a>>)>,
    pub changes: Vec<ResourceChange<'a>>,
    pub drift: Vec<ResourceChange<'a>>,
    pub deferred: Vec<(u64, ResourceChange<'a>)>,
    pub outputs: Vec<OutputChange<'a>>,
    pub checks: Vec<Check<'a>>,
    /// `-target` and `-exclude`: the plan is about a part of the configuration.
    pub selections: usize,
    pub terraform_version: &'a str,
    pub timestamp: &'a str,
    /// Actions of providers that the plan invokes, deferred ones included.
    pub actions: usize,
}

#[derive(Default)]
pub(super) struct ResourceChange<'a> {
    pub address: &'a str,
    pub previous: &'a str,
    pub deposed: &'a str,
    pub provider: &'a str,
    pub change: Change<'a>,
    pub replace: Vec<Message<'a>>,
    pub reason: u64,
    /// Where `address` is empty: Terraform before 1.1.
    pub parts: Parts<'a>,
}

/// An address as Terraform before 1.1 took it apart.
#[derive(Default)]
pub(super) struct Parts<'a> {
    pub module: &'a str,
    pub mode: u64,
    pub kind: &'a str,
    pub name: &'a str,
    pub key_text: Option<&'a str>,
    pub key_number: Option<u64>,
}

#[derive(Default)]
pub(super) struct Change<'a> {
    /// Byte of the input where it begins.
    pub start: usize,
    pub action: u64,
    pub values: Vec<Message<'a>>,
    pub before_sensitive: Vec<Message<'a>>,
    pub after_sensitive: Vec<Message<'a>>,
    /// The identifier; empty if it is not known yet, or there is an identity instead.
    pub importing: Option<&'a str>,
}

#[derive(Default)]
pub(super) struct OutputChange<'a> {
    pub name: &'a str,
    pub change: Change<'a>,
    pub sensitive: bool,
}

/// Results of a checkable object and of its instances.
#[derive(Default)]
pub(super) struct Check<'a> {
    pub address: &'a str,
    pub status: u64,
    pub messages: Vec<&'a str>,
}

/// A path's steps: names, and keys as values.
pub(super) enum Selector<'a> {
    Attribute(&'a str),
    Key(Message<'a>),
}

/// Of a `DynamicValue`, the only serialisation there is.
fn value(message: Message<'_>) -> Result<Option<Message<'_>>, Broken> {
    let mut out = None;
    for field in message.fields() {
        if let (1, field) = field? {
            out = field.message();
        }
    }
    Ok(out)
}

impl<'a> Plan<'a> {
    pub fn read(message: Message<'a>) -> Result<Self, Broken> {
        let mut out = Plan::default();
        for field in message.fields() {
            let (number, field) = field?;
            match (number, field.message(), field.number()) {
                (1, _, Some(n)) => out.version = n,
                (2, Some(m), _) => out.variables.extend(variable(m)?),
                (3, Some(m), _) => out.changes.push(ResourceChange::read(m)?),
                (4, Some(m), _) => out.outputs.push(OutputChange::read(m)?),
                // 6 is OpenTofu's alone.
                (5 | 6, Some(_), _) => out.selections += 1,
                (14, Some(m), _) => out.terraform_version = m.text()?,
                (17, _, Some(n)) => out.mode = n,
                (18, Some(m), _) => out.drift.push(ResourceChange::read(m)?),
                (19, Some(m), _) => out.checks.extend(Check::read(m)?),
                (20, _, Some(n)) => out.errored = n != 0,
                (21, Some(m), _) => out.timestamp = m.text()?,
                // 22 is one thing in Terraform and another in OpenTofu; neither matters here.
                (25, _, Some(n)) => out.applyable = n != 0,
                (26, _, Some(n)) => out.complete = n != 0,
                (27, Some(m), _) => out.deferred.extend(deferred(m)?),
                (30 | 31, Some(_), _) => out.actions += 1,
                _ => {}
            }
        }
        Ok(out)
    }
}

fn variable(message: Message<'_>) -> Result<Option<(&str, Option<Message<'_>>)>, Broken> {
    let (mut name, mut found) = ("", None);
    for field in message.fields() {
        match field? {
            (1, field) => name = field.text()?.unwrap_or_default(),
            (2, field) => found = field.message().map(value).transpose()?.flatten(),
            _ => {}
        }
    }
    Ok((!name.is_empty()).then_some((name, found)))
}

fn deferred(message: Message<'_>) -> Result<Option<(u64, ResourceChange<'_>)>, Broken> {
    let (mut reason, mut change) = (0, None);
    for field in message.fields() {
        match field? {
            (1, field) => {
                for inner in field.message().into_iter().flat_map(Message::fields) {
                    if let (1, field) = inner? {
                        reason = field.number().unwrap_or_default();
                    }
                }
            }
            (2, field) => change = field.message().map(ResourceChange::read).transpose()?,
            _ => {}
        }
    }
    Ok(change.map(|c| (reason, c)))
}

impl<'a> ResourceChange<'a> {
    fn read(message: Message<'a>) -> Result<Self, Broken> {
        let mut out = ResourceChange::default();
        for field in message.fields() {
            let (number, field) = field?;
            match (number, field.message(), field.number()) {
                (1, Some(m), _) => out.parts.module = m.text()?,
                (2, _, Some(n)) => out.parts.mode = n,
                (3, Some(m), _) => out.parts.kind = m.text()?,
                (4, Some(m), _) => out.parts.name = m.text()?,
                (5, Some(m), _) => out.parts.key_text = Some(m.text()?),
                (6, _, Some(n)) => out.parts.key_number = Some(n),
                (7, Some(m), _) => out.deposed = m.text()?,
                (8, Some(m), _) => out.provider = m.text()?,
                (9, Some(m), _) => out.change = Change::read(m)?,
                (11, Some(m), _) => out.replace.push(m),
                (12, _, Some(n)) => out.reason = n,
                (13, Some(m), _) => out.address = m.text()?,
                (14, Some(m), _) => out.previous = m.text()?,
                _ => {}
            }
        }
        Ok(out)
    }
}

impl<'a> Change<'a> {
    fn read(message: Message<'a>) -> Result<Self, Broken> {
        let mut out = Change { start: message.start, ..Change::default() };
        for field in message.fields() {
            let (number, field) = field?;
            match (number, field.message(), field.number()) {
                (1, _, Some(n)) => out.action = n,
                (2, Some(m), _) => out.values.extend(value(m)?),
                (3, Some(m), _) => out.before_sensitive.push(m),
                (4, Some(m), _) => out.after_sensitive.push(m),
                (5, Some(m), _) => {
                    let mut id = "";
                    for field in m.fields() {
                        // 2 is one thing in Terraform and another in OpenTofu.
                        if let (1, field) = field? {
                            id = field.text()?.unwrap_or_default();
                        }
                    }
                    out.importing = Some(id);
                }
                _ => {}
            }
        }
        Ok(out)
    }
}

impl<'a> OutputChange<'a> {
    fn read(message: Message<'a>) -> Result<Self, Broken> {
        let mut out = OutputChange::default();
        for field in message.fields() {
            let (number, field) = field?;
            match (number, field.message(), field.number()) {
                (1, Some(m), _) => out.name = m.text()?,
                (2, Some(m), _) => out.change = Change::read(m)?,
                (3, _, Some(n)) => out.sensitive = n != 0,
                _ => {}
            }
        }
        Ok(out)
    }
}

impl<'a> Check<'a> {
    /// `None` for what Terraform 1.2 wrote under this number: results of single conditions, by a key of
    /// their own, which name no object.
    fn read(message: Message<'a>) -> Result<Option<Self>, Broken> {
        let mut out = Check::default();
        let mut kind = None;
        for field in message.fields() {
            let (number, field) = field?;
            match (number, field.message(), field.number()) {
                (1, _, Some(n)) => kind = Some(n),
                (1, Some(_), _) => return Ok(None),
                (2, Some(m), _) => out.address = m.text()?,
                (3, _, Some(n)) => out.status = n,
                (4, Some(m), _) => {
                    for field in m.fields() {
                        if let (3, field) = field? {
                            out.messages.extend(field.text()?);
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(kind.map(|_| out))
    }
}

/// The steps of a path.
pub(super) fn path(message: Message<'_>) -> Result<Vec<Selector<'_>>, Broken> {
    let mut steps = Vec::new();
    for field in message.fields() {
        let (1, field) = field? else { continue };
        for inner in field.message().into_iter().flat_map(Message::fields) {
            match inner? {
                (1, field) => steps.extend(field.text()?.map(Selector::Attribute)),
                (2, field) => {
                    steps.extend(field.message().map(value).transpose()?.flatten().map(Selector::Key));
                }
                _ => {}
            }
        }
    }
    Ok(steps)
}
