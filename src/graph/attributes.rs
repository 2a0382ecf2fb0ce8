//! What an attribute's value means: service defaults where nobody wrote it, and what an unknown waits for.

mod defaults;

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::locate::{Supplier, find};
use super::resolve::{Resolution, Target};
use super::unrecorded::Unrecorded;
use super::{Graph, below, evaluated};
use crate::eval::Side;
use crate::model::config::ConfigExpr;
use crate::model::json::DecodeError;
use crate::model::plan::InputKind;
use crate::model::{
    AttrPath, AttrRef, Attribute, ConfigResource, Doc, Kind, Marks, Refinement, Resource, ResourceId, Step, Unknown,
    Value,
};
use crate::text::Str;

/// An attribute that the input holds but that cannot be decoded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{address}.{attribute} cannot be read: {error}")]
pub struct AttributeError {
    /// The resource.
    pub address: String,
    /// The attribute.
    pub attribute: Str,
    /// Why.
    pub error: DecodeError,
}

impl Graph {
    /// A top-level attribute of a resource on one side of the plan. An attribute that nobody wrote is
    /// the service default if one is known, else null; an unknown says what it waits for.
    ///
    /// # Errors
    /// [`AttributeError`] if the input cannot be decoded there.
    pub fn attribute(&self, id: ResourceId, side: Side, name: &str) -> Result<Value, AttributeError> {
        self.attribute_of(id, side, name, self.doc(id, side).attribute(name), None)
    }

    /// The attributes of a resource on one side.
    pub fn doc(&self, id: ResourceId, side: Side) -> &Doc {
        let resource = self.resource(id);
        match side {
            Side::Before => &resource.before,
            Side::After => &resource.after,
        }
    }

    /// As [`Graph::attribute`], of what was found in the document, with what was found out of other resources before.
    ///
    /// # Errors
    /// As [`Graph::attribute`].
    pub fn attribute_of<'p>(
        &'p self,
        id: ResourceId,
        side: Side,
        name: &str,
        found: Result<Attribute, DecodeError>,
        pending: Option<&Pending<'p>>,
    ) -> Result<Value, AttributeError> {
        let resource = self.plan.resource(id);
        let doc = self.doc(id, side);
        let found = found.map_err(|error| AttributeError {
            address: resource.address.to_string(),
            attribute: name.into(),
            error,
        })?;
        let value = match found {
            // Known scalars stand for themselves. (Sources write empty texts for nothing.)
            Attribute::Value(v) if is_plain(&v) && v.as_str() != Some("") => {
                return Ok(self.conceal(resource, name, v));
            }
            Attribute::Value(v) => Some(v),
            Attribute::Missing => None,
        };
        let block = match pending {
            Some(pending) => pending.block(self, id),
            None => self.declaration(id),
        };
        let reader = AttributeReader {
            graph: self,
            id,
            resource,
            side,
            doc,
            block,
            spelled: OnceCell::new(),
            pending: pending.map(|p| &p.known),
        };
        let path = AttrPath::field(name);
        let value = value.unwrap_or_else(|| reader.missing(&path));
        let whole = value.clone();
        Ok(self.conceal(resource, name, reader.finish(value, &path, &whole)))
    }

    /// The value at a path below a top-level attribute: lists of one block are stepped into where the
    /// path has no index. Several elements give several values, each with its full path.
    ///
    /// # Errors
    /// As [`Graph::attribute`].
    pub fn attributes_at(
        &self,
        id: ResourceId,
        side: Side,
        path: &str,
    ) -> Result<Vec<(AttrPath, Value)>, AttributeError> {
        let root = path.split('.').next().unwrap_or_default();
        Ok(below(self.attribute(id, side, root)?, path))
    }
}

/// Whether a document says all that there is to say of what is known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelled {
    /// It holds every argument, and no service default stands for what is null.
    Out,
    /// Defaults are to be filled in.
    Short,
}

/// What an unknown waits for that a `dynamic` block makes.
const DYNAMIC: &str = " (made by a dynamic block, which plan JSON does not record: give the sources with --source)";

struct AttributeReader<'a> {
    graph: &'a Graph,
    id: ResourceId,
    resource: &'a Resource,
    side: Side,
    doc: &'a Doc,
    block: Option<&'a ConfigResource>,
    /// Found out when something is null, or a collection.
    spelled: OnceCell<Spelled>,
    pending: Option<&'a Known>,
}

/// What is remembered while attributes are read.
#[derive(Debug, Default)]
pub struct Pending<'p> {
    /// What unknown attributes were found to wait for, by the address in memory of their expression: the next
    /// instance of the same block in the same module instance waits for the same.
    known: Known,
    /// The block of the last resource that was asked for.
    block: Cell<Option<(ResourceId, Option<&'p ConfigResource>)>>,
}

type Known = RefCell<FxHashMap<usize, (ResourceId, AttrPath, Value)>>;

impl<'p> Pending<'p> {
    fn block(&self, graph: &'p Graph, id: ResourceId) -> Option<&'p ConfigResource> {
        if let Some((of, block)) = self.block.get()
            && of == id
        {
            return block;
        }
        let block = graph.declaration(id);
        self.block.set(Some((id, block)));
        block
    }
}

/// What the targets of unknown attributes are called: many wait for the same.
#[derive(Debug, Default)]
pub(super) struct Texts(RwLock<FxHashMap<Target, Str>>);

impl AttributeReader<'_> {
    /// How the document spells the attribute of which a path is a part.
    fn spelled(&self, path: &AttrPath) -> Spelled {
        *self.spelled.get_or_init(|| {
            let name = path.root().map_or("", |root| root);
            let is_json = !matches!(self.doc, Doc::Value(_));
            match is_json && !self.graph.knowledge.has_defaults(&self.resource.address.kind, name) {
                true => Spelled::Out,
                false => Spelled::Short,
            }
        })
    }

    /// Fills in defaults and what unknowns wait for, all the way down.
    fn finish(&self, value: Value, path: &AttrPath, whole: &Value) -> Value {
        let is_unknown = matches!(value.kind, Kind::Unknown(_));
        if !is_unknown && value.is_wholly_known() && self.spelled(path) == Spelled::Out {
            return value;
        }
        match &value.kind {
            Kind::Null(_) => self.default_at(path).unwrap_or(value),
            // The plugin SDK takes an empty text for nothing, and plans what the provider computes.
            Kind::String(text) if text.is_empty() && self.graph.plan.meta.kind == InputKind::Sources => {
                self.default_at(path).filter(|default| !default.is_null()).unwrap_or(value)
            }
            Kind::Unknown(u) if u.waits_for.is_empty() || self.could_default(path) => {
                promised(u.clone(), self.unknown(value, path, whole))
            }
            Kind::Unknown(_) => self.certain(value),
            _ if self.spelled(path) == Spelled::Out => self.finish_unknowns(value, path, whole),
            Kind::Tuple(items) | Kind::List(_, items) | Kind::Set(_, items)
                if needs_work(items) || self.has_defaults(path) =>
            {
                let one = |(i, v): (usize, &Value)| match is_plain(v) {
                    true => v.clone(),
                    false => self.finish(v.clone(), &path.child(Step::Index(i as u32)), whole),
                };
                let done = Arc::new(items.iter().enumerate().map(one).collect());
                // Order is kept: paths count in the order in which the plan prints elements.
                let kind = match &value.kind {
                    Kind::List(t, _) => Kind::List(t.clone(), done),
                    Kind::Set(t, _) => Kind::Set(t.clone(), done),
                    _ => Kind::Tuple(done),
                };
                Value { kind, marks: value.marks.clone() }
            }
            Kind::Object(entries) => {
                let mut done = entries.as_ref().clone();
                for (name, v) in done.iter_mut().filter(|(_, v)| !is_plain(v)) {
                    let at = path.child(Step::Field(name.clone()));
                    *v = self.finish(v.clone(), &at, whole);
                }
                self.add_defaults(&mut done, path);
                Value { kind: Kind::Object(Arc::new(done)), marks: value.marks.clone() }
            }
            _ => value,
        }
    }

    /// The same where only unknowns are to be filled in: what is known stays as it is.
    fn finish_unknowns(&self, mut value: Value, path: &AttrPath, whole: &Value) -> Value {
        let finish = |v: &mut Value, step: &dyn Fn() -> Step| {
            if !v.is_wholly_known() {
                *v = self.finish(v.clone(), &path.child(step()), whole);
            }
        };
        match &mut value.kind {
            Kind::Tuple(items) | Kind::List(_, items) | Kind::Set(_, items) => {
                let items = Arc::make_mut(items).iter_mut().enumerate();
                items.for_each(|(i, v)| finish(v, &|| Step::Index(i as u32)));
            }
            Kind::Object(entries) => {
                let entries = Arc::make_mut(entries).iter_mut();
                entries.for_each(|(name, v)| finish(v, &|| Step::Field(name.clone())));
            }
            _ => {}
        }
        value
    }

    /// An unknown that is exactly an identifier which a provider will hand out is not null and not empty.
    fn certain(&self, value: Value) -> Value {
        let Some(origin) = &value.marks.origin else { return value };
        let kind = &origin.address.kind;
        let name = origin.path.root().map_or("", |r| r);
        if origin.path.0.len() != 1 || !self.graph.knowledge.is_identity(kind, name) {
            return value;
        }
        let Kind::Unknown(u) = &value.kind else { return value };
        let refined = Unknown { refinement: u.refinement.join(&self.identifier(kind, name)), ..u.as_ref().clone() };
        Value { kind: Kind::Unknown(Arc::new(refined)), marks: value.marks.clone() }
    }

    /// What is certain of an identifier before it is handed out.
    fn identifier(&self, kind: &Str, name: &str) -> Refinement {
        let knowledge = &self.graph.knowledge;
        let known = knowledge.identities.get(knowledge.canonical(kind)).and_then(|i| i.prefix.clone());
        // Oracle Cloud identifiers: https://docs.oracle.com/en-us/iaas/Content/General/Concepts/identifiers.htm
        let ocid = kind.starts_with("oci_") && (name == "id" || name.ends_with("_id"));
        let prefix = known.filter(|_| name == "id").or_else(|| ocid.then(|| "ocid1.".into()));
        Refinement { not_null: true, prefix, min_length: Some(1), ..Refinement::default() }
    }

    fn unknown(&self, value: Value, path: &AttrPath, whole: &Value) -> Value {
        let address = &self.resource.address;
        let wait = |why: &str| Value::waiting(format!("{address}.{path}{why}")).with_marks(&value.marks);
        if self.side == Side::Before {
            return wait("");
        }
        let Some(block) = self.block else { return wait("") };
        if let Some(found) = evaluated::at(self.graph, self.resource, path, whole) {
            match &found.kind {
                Kind::Null(_) => {
                    return self.omitted(path).unwrap_or_else(|| wait(" (set to null: the provider chooses it)"));
                }
                Kind::Unknown(u) if !u.waits_for.is_empty() => {
                    let mut found = found;
                    found.marks.sensitive |= value.marks.sensitive;
                    return self.certain(found);
                }
                // Providers on the older SDK plan a list as unknown of which one element is.
                Kind::Tuple(items) | Kind::List(_, items) | Kind::Set(_, items) if items.iter().all(is_part) => {
                    let mut found = found.clone();
                    found.marks.sensitive |= value.marks.sensitive;
                    return found;
                }
                _ => {}
            }
        }
        let planned = |at: &AttrPath| planned_count(whole, at);
        match find(block.body.get(), path, &planned) {
            Supplier::Expr(expr) => match self.supplied(&value, path, expr) {
                Some(found) => found,
                None => self.omitted(path).unwrap_or_else(|| wait(" (set to null: the provider chooses it)")),
            },
            Supplier::Omitted => match Unrecorded::of(self.graph, self.resource, block, path) {
                Unrecorded::Certain => wait(DYNAMIC),
                Unrecorded::Likely => {
                    wait(" (not set, or made by a dynamic block: plan JSON does not tell, --source does)")
                }
                rarely => match self.omitted(path) {
                    Some(mut value) => {
                        if rarely == Unrecorded::Unlikely {
                            let assumed = format!(
                                "{path} is taken not to be set (plan JSON does not show dynamic blocks: --source proves it)"
                            );
                            value.marks.assumed = Some(Arc::new(assumed.into()));
                        }
                        value
                    }
                    None => wait(" (not set: the provider chooses it)"),
                },
            },
            Supplier::Hidden => wait(DYNAMIC),
            Supplier::Block(_) => wait(""),
        }
    }

    /// An unknown that an expression supplies; `None` if it supplies nothing.
    fn supplied(&self, value: &Value, path: &AttrPath, expr: &ConfigExpr) -> Option<Value> {
        let of_instance = |r: &Str| r.starts_with("each.") || r.starts_with("count.") || r.starts_with("self.");
        let same_for_all = value.marks == Marks::default()
            && self.graph.plan.evaluated.is_none()
            && !expr.references.iter().any(of_instance);
        let memory = self.pending.filter(|_| same_for_all);
        let key = std::ptr::from_ref(expr) as usize;
        let module = |id: ResourceId| &self.graph.plan.resource(id).address.module;
        if let Some(memory) = memory
            && let Some((of, at, known)) = memory.borrow().get(&key)
            && at == path
            && module(*of) == module(self.id)
        {
            return Some(known.clone());
        }
        let resolved = self.graph.resolve(self.id, expr);
        if gives_null(expr, &resolved) {
            return None;
        }
        let value = self.pending(value, path, expr, &resolved);
        // Without any reference it is the attribute itself that is waited for.
        if let Some(memory) = memory
            && !(resolved.targets.is_empty() && resolved.dead_ends.is_empty())
        {
            memory.borrow_mut().insert(key, (self.id, path.clone(), value.clone()));
        }
        Some(value)
    }

    /// An unknown that waits for what an expression refers to.
    fn pending(&self, value: &Value, path: &AttrPath, expr: &ConfigExpr, resolved: &Resolution) -> Value {
        // All that the expression reads is known, yet the value is not: it came to null, and the
        // provider treats the argument as not written.
        let reads_only_known = resolved.targets.is_empty() && resolved.is_complete();
        if reads_only_known
            && (expr.constant.is_some() || !expr.references.is_empty())
            && let Some(value) = self.omitted(path)
        {
            return value;
        }
        let mut waits: Vec<Str> = resolved.targets.iter().map(|t| self.name_of(t)).collect();
        waits.extend(resolved.dead_ends.iter().cloned());
        if waits.is_empty() {
            waits.push(format!("{}.{path}", self.resource.address).into());
        }
        let mut refinement = Refinement::default();
        let mut marks = value.marks.clone();
        if self.always_set(resolved) {
            match resolved.untouched {
                Some(true) => {
                    refinement = self.refine(resolved);
                    if let [target] = &resolved.targets[..] {
                        let address = self.graph.plan.resource(target.resource).address.clone();
                        marks.origin = Some(Arc::new(AttrRef { address, path: target.path.clone() }));
                    }
                }
                // A condition may have come to null, which the provider fills in.
                None if resolved.chooses => {}
                None => {
                    refinement = self.refine(resolved);
                    let names = waits.iter().map(|w| &**w).collect::<Vec<_>>().join(", ");
                    let assumed = format!(
                        "{path} is taken to be set, because its expression refers to {names} (plan JSON does not show the expression: --source proves it)"
                    );
                    marks.assumed = Some(Arc::new(assumed.into()));
                }
                Some(false) => {}
            }
        }
        let unknown = Unknown { refinement, waits_for: waits, ..Unknown::default() };
        Value { kind: Kind::Unknown(Arc::new(unknown)), marks }
    }

    /// What a target is called in reports.
    fn name_of(&self, target: &Target) -> Str {
        let texts = &self.graph.texts.0;
        if let Some(known) = texts.read().unwrap_or_else(PoisonError::into_inner).get(target) {
            return known.clone();
        }
        let address = &self.graph.plan.resource(target.resource).address;
        let text: Str = match target.path.0.is_empty() {
            true => address.to_string().into(),
            false => format!("{address}.{}", target.path).into(),
        };
        texts.write().unwrap_or_else(PoisonError::into_inner).insert(target.clone(), text.clone());
        text
    }

    /// Whether every target is an identifier that a provider hands out.
    fn always_set(&self, resolved: &Resolution) -> bool {
        !resolved.targets.is_empty()
            && resolved.is_complete()
            && resolved.targets.iter().all(|t| {
                let kind = &self.graph.plan.resource(t.resource).address.kind;
                t.path.0.len() == 1 && self.graph.knowledge.is_identity(kind, t.path.root().map_or("", |r| r))
            })
    }

    fn refine(&self, resolved: &Resolution) -> Refinement {
        let mut all = resolved.targets.iter().map(|t| {
            self.identifier(&self.graph.plan.resource(t.resource).address.kind, t.path.root().map_or("", |r| r))
        });
        let Some(first) = all.next() else { return Refinement::default() };
        // Different kinds of identifiers have only in common that they are there.
        match all.all(|other| other == first) {
            true => first,
            false => Refinement { prefix: None, ..first },
        }
    }
}

/// Whether the expression of an unknown attribute gives nothing, which is as good as omitted: it is a
/// literal null or empty text (the plugin SDK takes both for "not set"), or passes on a value that was
/// known while planning. A known value that were more than that would stand in the plan.
fn gives_null(expr: &ConfigExpr, resolved: &Resolution) -> bool {
    if let Some(constant) = &expr.constant {
        return constant.is_null() || constant.as_str() == Some("");
    }
    !expr.references.is_empty()
        && resolved.untouched == Some(true)
        && resolved.targets.is_empty()
        && resolved.dead_ends.is_empty()
}

/// What the input promises of an unknown holds whatever else is found out about it.
fn promised(given: Arc<Unknown>, mut value: Value) -> Value {
    if let (Kind::Unknown(found), true) = (&mut value.kind, given.refinement != Refinement::default()) {
        let found = Arc::make_mut(found);
        found.refinement = given.refinement.join(&found.refinement);
    }
    value
}

pub(super) fn field_name(step: &Step) -> Option<&str> {
    match step {
        Step::Field(name) => Some(name),
        Step::Index(_) => None,
    }
}

/// A path without its indexes: `db_home.database.db_backup_config`.
pub(super) fn plain(path: &AttrPath) -> Cow<'_, str> {
    match &path.0[..] {
        // Most paths are the name of an attribute.
        [Step::Field(name)] => Cow::Borrowed(name),
        steps => Cow::Owned(steps.iter().filter_map(field_name).collect::<Vec<_>>().join(".")),
    }
}

/// How many elements the plan has at a path; `None` where that is not known.
pub(super) fn planned_count(whole: &Value, path: &AttrPath) -> Option<usize> {
    let mut at = whole;
    for step in path.0.iter().skip(1) {
        at = match step {
            Step::Field(name) => at.get(name)?,
            Step::Index(i) => at.as_elements()?.get(*i as usize)?,
        };
    }
    at.as_elements().map(<[Value]>::len)
}

/// Whether there is nothing to fill in.
fn is_plain(value: &Value) -> bool {
    matches!(value.kind, Kind::Bool(_) | Kind::Number(_) | Kind::String(_))
}

/// Whether an element stands for itself: nothing in it is filled in by a provider.
fn is_part(value: &Value) -> bool {
    is_plain(value) || matches!(&value.kind, Kind::Unknown(u) if !u.waits_for.is_empty())
}

/// Whether anything below could be unknown, null or a block.
fn needs_work(items: &[Value]) -> bool {
    items.iter().any(|v| {
        matches!(
            v.kind,
            Kind::Unknown(_) | Kind::Null(_) | Kind::Object(_) | Kind::Tuple(_) | Kind::List(..) | Kind::Set(..)
        )
    })
}
