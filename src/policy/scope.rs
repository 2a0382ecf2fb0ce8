//! What names mean inside a rule.

use std::cell::{OnceCell, RefCell};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::judge::Listed;
use super::precedent::{Seen, Trace};
use super::{Rule, RuleSet, functions};
use crate::eval::{Lookup, Place, Reasons, Scope, Side, Traced, evaluate};
use crate::graph::{AttributeError, Graph, Pending, Waits};
use crate::hcl::ast::Expr;
use crate::model::doc::{DocIndex, Fields, MemberTexts, Roster};
use crate::model::{AttrPath, AttrRef, Kind, ResourceId, Value};
use crate::text::{Diagnostic, Span, Str};
use crate::zone::{ZoneId, Zones};

/// Attribute values of the resources that the judgements of one subject read: each document is
/// searched once, each attribute decoded once.
#[derive(Debug, Default)]
pub struct AttributeCache<'a> {
    values: RefCell<Values>,
    documents: RefCell<Documents<'a>>,
    pending: Pending<'a>,
    subject: Option<Subject<'a>>,
}

/// The resource that is judged: the attributes that rules of its type read are found together.
#[derive(Debug)]
struct Subject<'a> {
    id: ResourceId,
    roster: Arc<Roster>,
    /// Before and after.
    fields: [OnceCell<Option<Fields<'a>>>; 2],
}

/// An attribute of the subject, by its number in the roster.
#[derive(Clone, Copy)]
struct Field<'c, 'a> {
    fields: &'c Fields<'a>,
    roster: &'c Roster,
    number: usize,
}

/// Decoded attributes by resource and side, in the order in which they were read.
type Values = FxHashMap<(ResourceId, Side), Vec<(Str, Value)>>;

/// Searched documents by resource and side.
type Documents<'a> = FxHashMap<(ResourceId, Side), Option<Arc<DocIndex<'a>>>>;

impl<'a> AttributeCache<'a> {
    /// An attribute of a resource.
    ///
    /// # Errors
    /// As [`Graph::attribute`].
    pub fn value(&self, graph: &'a Graph, id: ResourceId, side: Side, name: &str) -> Result<Value, AttributeError> {
        if let Some(found) = self.known(id, side, name) {
            return Ok(found);
        }
        let field = self.field(graph, id, side, name);
        let found = match (&field, self.document(graph, id, side)) {
            (Some(Field { fields, roster, number }), _) => fields.attribute(roster, *number),
            (None, Some(index)) => index.attribute(name),
            (None, None) => graph.doc(id, side).attribute(name),
        };
        let value = graph.attribute_of(id, side, name, found, Some(&self.pending))?;
        let shared = field.and_then(|f| f.roster.name(f.number)).cloned();
        self.keep(id, side, shared.unwrap_or_else(|| name.into()), value.clone());
        Ok(value)
    }

    /// Forgets what belongs to the last subject: this one follows, of which these attributes will be read.
    pub fn take_up(&mut self, id: ResourceId, roster: &Arc<Roster>) {
        empty(self.values.get_mut());
        empty(self.documents.get_mut());
        self.subject = Some(Subject { id, roster: roster.clone(), fields: Default::default() });
    }

    /// An attribute as it is written, where it lies in text.
    pub fn texts(&self, graph: &'a Graph, id: ResourceId, side: Side, name: &str) -> Option<MemberTexts<'a>> {
        match self.field(graph, id, side, name) {
            Some(Field { fields, roster, number }) => fields.texts(roster, number),
            None if graph.doc(id, side).needs_index() => None,
            None => graph.doc(id, side).member_texts(name),
        }
    }

    fn field(&self, graph: &'a Graph, id: ResourceId, side: Side, name: &str) -> Option<Field<'_, 'a>> {
        let Subject { roster, fields, .. } = self.subject.as_ref().filter(|s| s.id == id)?;
        let fields = fields[side as usize].get_or_init(|| graph.doc(id, side).fields(roster)).as_ref()?;
        Some(Field { fields, roster, number: roster.find(name)? })
    }

    /// An attribute as it can be compared with that of another resource of the type; `None` if it
    /// cannot be read.
    pub fn seen(&self, graph: &'a Graph, id: ResourceId, side: Side, name: &str) -> Option<Seen<'a>> {
        let found = match (self.field(graph, id, side, name), self.document(graph, id, side)) {
            (Some(Field { fields, roster, number }), _) => fields.known_text(roster, number).ok()?,
            (None, Some(index)) => index.known_text(name).ok()?,
            (None, None) => graph.doc(id, side).known_text(name).ok()?,
        };
        if let Some((value, sensitive)) = found {
            return Some(Seen::Text(value, sensitive));
        }
        self.value(graph, id, side, name).ok().map(Seen::Value)
    }

    /// An attribute that was decoded before.
    pub fn known(&self, id: ResourceId, side: Side, name: &str) -> Option<Value> {
        let values = self.values.borrow();
        values.get(&(id, side))?.iter().find(|(n, _)| &**n == name).map(|(_, v)| v.clone())
    }

    fn keep(&self, id: ResourceId, side: Side, name: Str, value: Value) {
        let mut values = self.values.borrow_mut();
        // A rule that walks all resources of a type comes by each of them once.
        if values.len() >= MOST_RESOURCES && !values.contains_key(&(id, side)) {
            values.clear();
        }
        values.entry((id, side)).or_default().push((name, value));
    }

    fn document(&self, graph: &'a Graph, id: ResourceId, side: Side) -> Option<Arc<DocIndex<'a>>> {
        if !graph.doc(id, side).needs_index() {
            return None;
        }
        let mut documents = self.documents.borrow_mut();
        documents.entry((id, side)).or_insert_with(|| graph.doc(id, side).index().map(Arc::new)).clone()
    }
}

/// Resources of which attributes are kept.
const MOST_RESOURCES: usize = 1024;
/// Resources for which room is kept.
const ROOM: usize = 64;

/// Empties a map. Emptying costs as much as the map has room for: one that was large gives its room back.
fn empty<K, V>(map: &mut FxHashMap<K, V>) {
    match map.capacity() > 2 * ROOM {
        true => *map = FxHashMap::with_capacity_and_hasher(ROOM, Default::default()),
        false => map.clear(),
    }
}

/// Values of subject-free locals, by rule, name and world, and what the incomplete relations in them wait for.
#[derive(Debug, Default)]
pub struct SharedLocals {
    known: RwLock<FxHashMap<LocalKey, (Traced, Vec<Waits>)>>,
    /// Held by whoever evaluates one, so that others wait for it and do not do the same.
    busy: Mutex<FxHashMap<LocalKey, Arc<Mutex<()>>>>,
}

impl SharedLocals {
    fn get(&self, key: &LocalKey) -> Option<(Traced, Vec<Waits>)> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let with_reasons = || known.get(&LocalKey { reasons: Reasons::Wanted, ..key.clone() });
        known.get(key).or_else(with_reasons).cloned()
    }

    fn turn(&self, key: &LocalKey) -> Arc<Mutex<()>> {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner).entry(key.clone()).or_default().clone()
    }
}

/// A local of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct LocalKey {
    rule: Str,
    name: Str,
    side: Side,
    /// Most conditions hold, and then nobody asks for the reasons, which cost as much as the value.
    reasons: Reasons,
}

/// The scope of a rule on a subject.
pub struct RuleScopeEnv<'a, 'p> {
    /// The plan with its relations.
    pub graph: &'p Graph,
    /// The zones.
    pub zones: &'a Zones,
    /// All rules (for settings).
    pub rules: &'a RuleSet,
    /// The rule.
    pub rule: &'a Rule,
    /// The resource that is judged; `None` for rules of a zone or plan.
    pub subject: Option<ResourceId>,
    /// Which world `attrs` and relations look at.
    pub side: Side,
    /// The zone, for rules that run per zone.
    pub zone: Option<ZoneId>,
    /// The element, inside `for_each`.
    pub each: Option<(Traced, Traced)>,
    /// Settings that the zone file makes, by name: they win over defaults of packs.
    pub settings: &'a dyn Fn(&str) -> Option<Value>,
    /// Decoded attributes.
    pub cache: &'a AttributeCache<'p>,
    /// What is read of the subject.
    pub trace: &'a Trace,
    /// Whether the places that decide are wanted.
    pub reasons: Reasons,
    /// Which judgements are wanted.
    pub keep: Listed,
    /// Values of locals that are the same for every subject.
    pub shared: &'a SharedLocals,
    /// What incomplete relations wait for: their answers have no room for it.
    pub waits: RefCell<Vec<Waits>>,
    /// Values of locals, and those being evaluated.
    pub locals: RefCell<FxHashMap<Str, Option<Traced>>>,
}

const ROOTS: &str = "attrs, prior_attrs, self, meta, each, local, param";

impl<'a, 'p> RuleScopeEnv<'a, 'p> {
    /// The same scope with an element.
    pub fn with_each(&self, key: Traced, value: Traced) -> RuleScopeEnv<'a, 'p> {
        RuleScopeEnv { each: Some((key, value)), locals: RefCell::default(), waits: RefCell::default(), ..*self }
    }

    /// The same scope for another kind of answer.
    pub fn with_reasons(&self, reasons: Reasons) -> RuleScopeEnv<'a, 'p> {
        let each = self.each.clone();
        RuleScopeEnv { each, reasons, locals: RefCell::default(), waits: RefCell::default(), ..*self }
    }

    fn at(&self, value: Value, place: Place) -> Traced {
        match self.reasons {
            Reasons::Wanted => Traced::at(value, place),
            Reasons::Spared => Traced { value, place: Some(place), reads: Default::default() },
        }
    }

    /// An attribute of a resource, read through the cache.
    pub fn attribute(&self, id: ResourceId, side: Side, name: &Str, span: Span) -> Result<Traced, Diagnostic> {
        match self.subject == Some(id) {
            true => self.trace.read(side, name),
            false => self.trace.look_elsewhere(),
        }
        let place = Place { resource: id, side, path: AttrPath::field(name.clone()) };
        match self.cache.value(self.graph, id, side, name) {
            Ok(value) => Ok(self.at(value, place)),
            Err(e) => Err(Diagnostic::error(span, "Attribute cannot be read", e.to_string())),
        }
    }

    /// Remembers what an incomplete answer waits for.
    pub fn note_waits(&self, more: Vec<Waits>) {
        let mut waits = self.waits.borrow_mut();
        for group in more {
            if !waits.iter().any(|known| Arc::ptr_eq(known, &group)) {
                waits.push(group);
            }
        }
    }

    fn subject(&self, span: Span) -> Result<ResourceId, Diagnostic> {
        self.subject.ok_or_else(|| {
            Diagnostic::error(
                span,
                "No resource here",
                "A rule with scope = \"zone\" or \"plan\" has no attrs, self or meta.",
            )
        })
    }

    fn attributes(&self, side: Side, names: &[Str], span: Span) -> Result<Lookup, Diagnostic> {
        let id = self.subject(span)?;
        let resource = self.graph.plan.resource(id);
        let doc = match side {
            Side::Before => &resource.before,
            Side::After => &resource.after,
        };
        let root = Place { resource: id, side, path: AttrPath::default() };
        if !doc.exists() {
            return Ok(Lookup { value: self.at(Value::NULL, root), used: names.len() });
        }
        match names.first() {
            Some(name) => Ok(Lookup { value: self.attribute(id, side, name, span)?, used: 1 }),
            None => {
                let few = self.read_by_functions(&resource.address.kind);
                match few {
                    Some(few) if side == Side::After => self.trace.read_all(side, few),
                    // Which names there are differs, too.
                    _ => self.trace.look_elsewhere(),
                }
                let key = if few.is_some() { "net::" } else { "" };
                if let Some(known) = self.cache.known(id, side, key) {
                    return Ok(Lookup { value: self.at(known, root), used: 0 });
                }
                let mut entries = std::collections::BTreeMap::new();
                let names = match few {
                    Some(few) => few.iter().map(|n| Str::from(*n)).collect(),
                    None => doc.names(),
                };
                for name in names {
                    let value = self.attribute(id, side, &name, span)?.value;
                    entries.insert(name, value);
                }
                // Which resource it is tells functions how to read it (firewall rules of any shape).
                let mut value = Value::from(Kind::Object(Arc::new(entries)));
                value.marks.origin =
                    Some(Arc::new(AttrRef { address: resource.address.clone(), path: AttrPath::default() }));
                self.cache.keep(id, side, key.into(), value.clone());
                Ok(Lookup { value: self.at(value, root), used: 0 })
            }
        }
    }

    /// The attributes that matter of the whole, if the rule hands it to functions only that read few.
    fn read_by_functions(&self, kind: &Str) -> Option<&'static [&'static str]> {
        let taken = self.rule.only_rules.as_ref()?;
        let few = crate::facts::net::attributes(self.graph.knowledge.canonical(kind))?;
        taken.iter().all(|name| few.contains(&&**name)).then_some(few)
    }

    fn local(&self, name: &Str, span: Span) -> Result<Traced, Diagnostic> {
        if let Some(known) = self.locals.borrow().get(name) {
            return known.clone().ok_or_else(|| {
                Diagnostic::error(span, "Locals refer to each other", format!("local.{name} depends on itself."))
            });
        }
        let Some(expr) = self.rule.locals.get(name) else {
            return Err(Diagnostic::error(
                span,
                "Unknown local",
                format!("There is no local {name:?} in this rule or its file."),
            ));
        };
        let shared = self.rule.shared.contains(name).then(|| self.local_key(name));
        if let Some((known, waits)) = shared.as_ref().and_then(|key| self.shared.get(key)) {
            self.note_waits(waits);
            return Ok(known);
        }
        self.locals.borrow_mut().insert(name.clone(), None);
        let value = match shared {
            Some(key) => self.trace.aside(|| self.shared_local(key, expr)),
            None => evaluate(expr, self),
        };
        // What failed is not being evaluated any more: it fails again for whoever asks next.
        let mut locals = self.locals.borrow_mut();
        match value {
            Ok(value) => {
                locals.insert(name.clone(), Some(value.clone()));
                Ok(value)
            }
            Err(problem) => {
                locals.remove(name);
                Err(*problem)
            }
        }
    }

    fn local_key(&self, name: &Str) -> LocalKey {
        LocalKey { rule: self.rule.info.id.clone(), name: name.clone(), side: self.side, reasons: self.reasons }
    }

    /// Evaluates a local that is the same for every subject, in a scope of its own: it is kept with what it waits for,
    /// and with its reasons if they are wanted.
    fn shared_local(&self, key: LocalKey, expr: &Expr) -> Result<Traced, Box<Diagnostic>> {
        // Whoever waits holds no turn itself, so that locals that wait for each other end as they do for one thread.
        let turn = self.locals.borrow().values().filter(|v| v.is_none()).count() == 1;
        let turn = turn.then(|| self.shared.turn(&key));
        let _held = turn.as_ref().map(|turn| turn.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some((known, waits)) = self.shared.get(&key) {
            self.note_waits(waits);
            return Ok(known);
        }
        let inner = self.with_reasons(self.reasons);
        // Those that are being evaluated still are: a local that depends on itself is found in here, too.
        let open = self.locals.borrow().iter().filter(|(_, v)| v.is_none()).map(|(k, _)| (k.clone(), None)).collect();
        inner.locals.replace(open);
        let value = evaluate(expr, &inner)?;
        let waits = inner.waits.take();
        self.note_waits(waits.clone());
        self.shared.known.write().unwrap_or_else(PoisonError::into_inner).insert(key, (value.clone(), waits));
        Ok(value)
    }

    fn param(&self, name: &Str, span: Span) -> Result<Traced, Diagnostic> {
        let declared = self.rules.params.get(self.rule.pack).and_then(|p| p.get(name));
        let Some(declared) = declared else {
            return Err(Diagnostic::error(
                span,
                "Unknown setting",
                format!("There is no param {name:?} in this rule's directory."),
            ));
        };
        Ok((self.settings)(name).unwrap_or_else(|| declared.default.clone()).into())
    }

    /// What is known of the subject beside its attributes. The type is the same for all that a rule is
    /// asked about at once; the rest is the subject's own.
    fn meta(&self, names: &[Str], span: Span) -> Result<Lookup, Diagnostic> {
        let id = self.subject(span)?;
        let address = &self.graph.plan.resource(id).address;
        match names.first().map(|n| &**n) {
            Some("type") => {
                let kind = self.graph.knowledge.canonical(&address.kind).clone();
                Ok(Lookup { value: Value::from(kind).into(), used: 1 })
            }
            _ => {
                self.trace.look_elsewhere();
                Ok(Lookup { value: self.all_meta(id).into(), used: 0 })
            }
        }
    }

    fn all_meta(&self, id: ResourceId) -> Value {
        let resource = self.graph.plan.resource(id);
        let address = &resource.address;
        let operations = super::Operation::ALL
            .into_iter()
            .filter(|o| super::operations::happens(self.graph, self.zones, id, *o))
            .map(|o| Value::from(o.name()))
            .collect();
        let key = match &address.key {
            crate::model::Key::None | crate::model::Key::Wildcard => Value::NULL,
            crate::model::Key::Int(n) => Value::from(*n as i64),
            crate::model::Key::Str(s) => Value::from(s.clone()),
        };
        let mode = match address.mode {
            crate::model::Mode::Managed => "managed",
            crate::model::Mode::Data => "data",
            crate::model::Mode::Ephemeral => "ephemeral",
        };
        Value::object([
            ("address", Value::from(address.to_string())),
            ("type", Value::from(self.graph.knowledge.canonical(&address.kind).clone())),
            ("name", Value::from(address.name.clone())),
            ("module", Value::from(address.module.to_string())),
            ("key", key),
            ("mode", Value::from(mode)),
            ("provider", Value::from(resource.provider.clone())),
            ("operations", Value::tuple(operations)),
            ("importing", Value::from(resource.importing.is_some())),
        ])
    }
}

impl Scope for RuleScopeEnv<'_, '_> {
    fn lookup(&self, root: &str, names: &[Str], span: Span) -> Result<Lookup, Diagnostic> {
        let one = |value: Traced| Ok(Lookup { value, used: 1 });
        match (root, names.first()) {
            ("attrs", _) => self.attributes(self.side, names, span),
            ("prior_attrs", _) => self.attributes(Side::Before, names, span),
            ("self", Some(name)) => {
                let id = self.subject(span)?;
                one(self.attribute(id, self.side, name, span)?)
            }
            ("self", None) => {
                let id = self.subject(span)?;
                let place = Place { resource: id, side: self.side, path: AttrPath::default() };
                Ok(Lookup {
                    value: Traced { value: Kind::Resource(id).into(), place: Some(place), reads: Default::default() },
                    used: 0,
                })
            }
            ("meta", _) => self.meta(names, span),
            ("each", Some(name)) if matches!(&**name, "key" | "value") => match &self.each {
                Some((key, value)) => one(if &**name == "key" { key.clone() } else { value.clone() }),
                None => Err(Diagnostic::error(
                    span,
                    "No element here",
                    "each is known only in an enforce block with for_each.",
                )),
            },
            ("local", Some(name)) => one(self.local(name, span)?),
            ("param", Some(name)) => one(self.param(name, span)?),
            ("zone", Some(name)) if &**name == "name" && self.zone.is_some() => {
                let name = self.zone.map(|z| self.zones.get(z).name.clone());
                one(name.map(Value::from).unwrap_or(Value::NULL).into())
            }
            _ => Err(Diagnostic::error(
                span,
                "Unknown name",
                format!("{root:?} means nothing in a rule. The names are {ROOTS}."),
            )),
        }
    }

    fn resource_attribute(&self, resource: ResourceId, name: &str, span: Span) -> Result<Traced, Diagnostic> {
        self.attribute(resource, self.side, &name.into(), span)
    }

    fn reasons(&self) -> Reasons {
        self.reasons
    }

    fn constant(&self, name: &str) -> Option<Value> {
        functions::constant(name)
    }

    fn call(&self, name: &str, args: Vec<Traced>, span: Span) -> Result<Traced, Diagnostic> {
        functions::call(self, name, &args, span)
    }
}
