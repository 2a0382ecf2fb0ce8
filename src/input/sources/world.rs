//! The module tree while it is evaluated: everything is computed when it is asked for, once.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::Options;
use super::decl::{ModuleDecl, ResourceKey};
use super::inputs::Given;
use super::scope::ModuleScope;
use super::toolchain;
use crate::eval::convert::{Naming, convert, friendly_name};
use crate::eval::{Logic, Operands, evaluate};
use crate::hcl::ast::{Attribute, Block, Expr};
use crate::model::config::ModuleId;
use crate::model::plan::Problem;
use crate::model::waits::FAILED;
use crate::model::{Address, AttrRef, Key, Kind, ModulePath, Refinement, ResourceId, Type, Unknown, Value};
use crate::text::{Diagnostic, Level, SourceMap, Span, Str};

/// More instances than this of one block are refused.
pub(super) const MAX_INSTANCES: i64 = 100_000;
/// More instances than this in one tree are refused.
const MAX_TOTAL: usize = 400_000;
/// References that lead to references, at most so deep. The stack of the loading thread is made for it.
const MAX_DEPTH: u32 = 200;
/// Ids from here on are module instances rather than resources, inside of this loader only.
pub(super) const MODULE_BASE: u32 = 1 << 31;

/// `each` or `count` of an instance.
#[derive(Clone, Debug)]
pub(super) enum Repetition {
    None,
    Count(Value),
    Each { key: Value, value: Value },
}

/// The instances that a block has.
#[derive(Debug)]
pub(super) enum Expansion<T> {
    Single(T),
    Counted(Vec<T>),
    Keyed(BTreeMap<Str, T>),
    /// Nobody knows how many: one stands for all. The value says what it waits for.
    Open(T, Value),
}

impl<T: Copy> Expansion<T> {
    pub fn all(&self) -> Vec<T> {
        match self {
            Expansion::Single(one) | Expansion::Open(one, _) => vec![*one],
            Expansion::Counted(many) => many.clone(),
            Expansion::Keyed(many) => many.values().copied().collect(),
        }
    }
}

/// A module instance; the root is the first.
pub(super) struct ModuleInstance {
    pub decl: ModuleId,
    pub path: ModulePath,
    /// The calling instance and the call's name.
    pub parent: Option<(usize, Str)>,
    pub repetition: Repetition,
}

/// A resource instance.
pub(super) struct ResourceInstance {
    pub module: usize,
    pub key: ResourceKey,
    pub address: Address,
    pub repetition: Repetition,
}

/// Something that is computed at most once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Memo {
    Local(usize, Str),
    Variable(usize, Str),
    Output(usize, Str),
    Attribute(u32, Str),
}

enum Slot {
    Busy,
    Done(Value),
}

/// Expansions of blocks, by module instance and block.
type Expansions<Block, Id> = RefCell<HashMap<(usize, Block), Rc<Expansion<Id>>>>;

/// Diagnostics, and what tells them apart.
#[derive(Default)]
struct Reported {
    list: Vec<Diagnostic>,
    seen: HashSet<(Option<Span>, String)>,
}

pub(super) struct World<'a> {
    pub modules: Vec<ModuleDecl>,
    pub options: &'a Options<'a>,
    /// Which errors count beside an operand that decides: a matter of releases.
    pub operands: Operands,
    /// Root variables as given from outside.
    pub given: Given,
    pub sources: RefCell<SourceMap>,
    pub instances: RefCell<Vec<Rc<ModuleInstance>>>,
    pub resources: RefCell<Vec<Rc<ResourceInstance>>>,
    expansions: Expansions<ResourceKey, ResourceId>,
    calls: Expansions<Str, usize>,
    busy: RefCell<HashSet<(usize, String)>>,
    memo: RefCell<HashMap<Memo, Slot>>,
    pub templates: RefCell<HashMap<String, Arc<Expr>>>,
    diagnostics: RefCell<Reported>,
    /// Instances of module calls in the plan that the tree is read for.
    pub planned_modules: OnceCell<super::planned::ModuleKeys>,
    problems: RefCell<Vec<Problem>>,
    depth: Cell<u32>,
    /// Names of what is being computed, each because of the one before.
    under_way: RefCell<Vec<String>>,
    total: Cell<usize>,
    /// Whether the tree is evaluated for whatever values it may be given; see [`World::in_general`].
    general: Cell<bool>,
    /// Whether what is evaluated belongs to instances that may turn out not to exist.
    tentative: Cell<bool>,
}

impl<'a> World<'a> {
    pub fn new(modules: Vec<ModuleDecl>, options: &'a Options<'a>, given: Given, sources: SourceMap) -> Self {
        let root = ModuleInstance {
            decl: ModuleId(0),
            path: ModulePath::default(),
            parent: None,
            repetition: Repetition::None,
        };
        let operands = toolchain::operands(&modules, options);
        World {
            operands,
            modules,
            options,
            given,
            sources: RefCell::new(sources),
            instances: RefCell::new(vec![Rc::new(root)]),
            resources: RefCell::default(),
            expansions: RefCell::default(),
            calls: RefCell::default(),
            busy: RefCell::default(),
            memo: RefCell::default(),
            templates: RefCell::default(),
            diagnostics: RefCell::default(),
            planned_modules: OnceCell::new(),
            problems: RefCell::default(),
            depth: Cell::new(0),
            under_way: RefCell::default(),
            total: Cell::new(0),
            general: Cell::new(false),
            tentative: Cell::new(false),
        }
    }

    /// Starts anew, for values that nobody knows: of variables only the type stands, and every block that is repeated
    /// has one instance that stands for all. What is wrong then is wrong with any values, also in modules that have no
    /// instance and in branches that are not taken. Terraform validates before it plans, too.
    pub fn in_general(&self, walk: impl FnOnce()) {
        let known_gaps = self.problems.borrow().len();
        self.general.set(true);
        self.instances.borrow_mut().truncate(1);
        self.resources.borrow_mut().clear();
        self.expansions.borrow_mut().clear();
        self.calls.borrow_mut().clear();
        self.memo.borrow_mut().clear();
        self.total.set(0);
        walk();
        // What could not be read has been told of the values that there are.
        self.problems.borrow_mut().truncate(known_gaps);
        self.general.set(false);
    }

    /// Whether values are not those that were given.
    pub fn is_general(&self) -> bool {
        self.general.get()
    }

    /// How certain expressions and functions may be. What is wrong in general must be wrong for Terraform, too,
    /// which knows less before it plans.
    pub fn logic(&self) -> Logic {
        if self.is_general() { Logic::Terraform } else { self.options.logic }
    }

    /// What was found wrong, and what could not be read.
    pub fn finish(self) -> (SourceMap, Vec<Diagnostic>, Vec<Problem>) {
        let mut problems = self.problems.into_inner();
        problems.sort();
        problems.dedup();
        (self.sources.into_inner(), self.diagnostics.into_inner().list, problems)
    }

    /// Runs `work` on something that belongs to a module instance, and perhaps to one of its resources. Where nobody knows
    /// how many instances there will be, there may be none: what is wrong with the one that stands for all is then told only
    /// if it is wrong in general.
    pub fn belonging<T>(&self, module: usize, resource: Option<ResourceId>, work: impl FnOnce() -> T) -> T {
        let open = self.instance(module).path.0.iter().any(|step| step.key == Key::Wildcard)
            || resource.is_some_and(|id| self.resource(id).address.key == Key::Wildcard);
        let before = self.tentative.replace(open);
        let result = work();
        self.tentative.set(before);
        result
    }

    /// Whether a value that fails now need not fail, as its instance may not exist.
    pub fn is_tentative(&self) -> bool {
        self.tentative.get() && !self.is_general()
    }

    /// Reports once what many instances of a block run into.
    pub fn report(&self, diagnostic: Diagnostic) {
        if self.is_tentative() && is_error(&diagnostic) && self.options.planned.is_none() {
            return;
        }
        let mut all = self.diagnostics.borrow_mut();
        if all.seen.insert((diagnostic.span, diagnostic.summary.clone())) {
            all.list.push(diagnostic);
        }
    }

    pub fn gap(&self, what: impl Into<String>, message: impl Into<String>) {
        self.problems.borrow_mut().push(Problem { what: what.into(), message: message.into() });
    }

    pub fn instance(&self, at: usize) -> Rc<ModuleInstance> {
        self.instances.borrow()[at].clone()
    }

    pub fn resource(&self, id: ResourceId) -> Rc<ResourceInstance> {
        self.resources.borrow()[id.0 as usize].clone()
    }

    pub fn decl(&self, instance: usize) -> &ModuleDecl {
        let id = self.instances.borrow()[instance].decl;
        &self.modules[id.0 as usize]
    }

    /// Computes something once. What fails is reported, and stands as an unknown that says so.
    ///
    /// # Errors
    /// If it depends on itself.
    pub fn once(
        &self,
        memo: Memo,
        name: &str,
        span: Span,
        compute: impl FnOnce() -> Result<Value, Box<Diagnostic>>,
    ) -> Result<Value, Diagnostic> {
        match self.memo.borrow().get(&memo) {
            Some(Slot::Done(value)) => return Ok(value.clone()),
            Some(Slot::Busy) => return Err(Diagnostic::error(span, "Cycle", self.cycle(name))),
            None => {}
        }
        if self.depth.get() >= MAX_DEPTH {
            let detail = format!("References lead to more than {MAX_DEPTH} others, one after the other, up to {name}.");
            return Err(Diagnostic::error(span, "References nest too deeply", detail));
        }
        self.memo.borrow_mut().insert(memo.clone(), Slot::Busy);
        self.depth.set(self.depth.get() + 1);
        self.under_way.borrow_mut().push(name.to_owned());
        let (module, resource) = match &memo {
            Memo::Local(module, _) | Memo::Variable(module, _) | Memo::Output(module, _) => (*module, None),
            Memo::Attribute(id, _) => (self.resource(ResourceId(*id)).module, Some(ResourceId(*id))),
        };
        let value =
            self.belonging(module, resource, || compute().unwrap_or_else(|problem| self.failed(*problem, name)));
        self.under_way.borrow_mut().pop();
        self.depth.set(self.depth.get() - 1);
        self.memo.borrow_mut().insert(memo, Slot::Done(value.clone()));
        Ok(value)
    }

    /// The way on which a name leads back to itself.
    fn cycle(&self, name: &str) -> String {
        let all = self.under_way.borrow();
        let from = all.iter().rposition(|n| n == name).unwrap_or(0);
        let way = all[from..].join(", which needs ");
        format!("{name} depends on itself: {way}, which needs {name}. Take one of these references out.")
    }

    /// Tells what is wrong; what stands in for the value.
    pub fn failed(&self, problem: Diagnostic, name: &str) -> Value {
        self.report(problem);
        failing(name)
    }

    /// The value of an expression; of one that fails, an unknown, and the error is reported.
    pub fn value(&self, expr: &Expr, scope: &ModuleScope<'_, '_>, name: &str) -> Value {
        match evaluate(expr, scope) {
            Ok(found) => found.value,
            Err(problem) => self.failed(*problem, name),
        }
    }

    /// The instances of a resource block in a module instance; `None` if there is no such block.
    ///
    /// # Errors
    /// If its `count` or `for_each` depends on itself.
    pub fn expand(
        &self,
        module: usize,
        key: &ResourceKey,
        span: Span,
    ) -> Result<Option<Rc<Expansion<ResourceId>>>, Diagnostic> {
        let at = (module, key.clone());
        if let Some(found) = self.expansions.borrow().get(&at) {
            return Ok(Some(found.clone()));
        }
        let Some(decl) = self.decl(module).resources.get(key) else { return Ok(None) };
        let name = format!("{}{}.{}", key.0.prefix(), key.1, key.2);
        let path = self.instance(module).path.clone();
        let planned = || self.planned_keys(&path, key);
        let expansion = self.instances_of(module, &decl.block, &name, span, planned, |instance_key, repetition| {
            let address = Address {
                module: path.clone(),
                mode: key.0,
                kind: key.1.clone(),
                name: key.2.clone(),
                key: instance_key,
            };
            let mut all = self.resources.borrow_mut();
            all.push(Rc::new(ResourceInstance { module, key: key.clone(), address, repetition }));
            ResourceId(all.len() as u32 - 1)
        })?;
        let expansion = Rc::new(expansion);
        self.expansions.borrow_mut().insert(at, expansion.clone());
        Ok(Some(expansion))
    }

    /// The instances of a module call; `None` if there is no such call or its module is not installed.
    ///
    /// # Errors
    /// As [`World::expand`].
    pub fn expand_call(
        &self,
        module: usize,
        name: &Str,
        span: Span,
    ) -> Result<Option<Rc<Expansion<usize>>>, Diagnostic> {
        let at = (module, name.clone());
        if let Some(found) = self.calls.borrow().get(&at) {
            return Ok(Some(found.clone()));
        }
        let Some(call) = self.decl(module).calls.get(name) else { return Ok(None) };
        let Some(decl) = self.decl(module).called.get(name).copied() else { return Ok(None) };
        let path = self.instance(module).path.clone();
        let what = format!("module.{name}");
        let planned = || self.planned_calls(&path, name);
        let expansion = self.instances_of(module, &call.block, &what, span, planned, |key, repetition| {
            let path = path.child(name.clone(), key);
            let mut all = self.instances.borrow_mut();
            all.push(Rc::new(ModuleInstance { decl, path, parent: Some((module, name.clone())), repetition }));
            all.len() - 1
        })?;
        let expansion = Rc::new(expansion);
        self.calls.borrow_mut().insert(at, expansion.clone());
        Ok(Some(expansion))
    }

    fn instances_of<T: Copy>(
        &self,
        module: usize,
        block: &Block,
        name: &str,
        span: Span,
        planned: impl Fn() -> Option<Repeated>,
        make: impl Fn(Key, Repetition) -> T,
    ) -> Result<Expansion<T>, Diagnostic> {
        let (count, for_each) = (block.body.attribute("count"), block.body.attribute("for_each"));
        let Some(attribute) = count.or(for_each) else {
            self.total.set(self.total.get() + 1);
            return Ok(Expansion::Single(make(Key::None, Repetition::None)));
        };
        if !self.busy.borrow_mut().insert((module, name.to_owned())) {
            let detail = format!("The number of instances of {name} depends on itself.");
            return Err(Diagnostic::error(span, "Cycle", detail));
        }
        let scope = ModuleScope::new(self, module, &Repetition::None);
        let title = format!("{}{name}", prefix(&self.instance(module).path));
        let value = self.belonging(module, None, || self.value(&attribute.expr, &scope, &title));
        self.busy.borrow_mut().remove(&(module, name.to_owned()));
        if crate::eval::deep_marks(&value).ephemeral {
            self.report(not_persisted(attribute));
        }
        if value.marks.sensitive && count.is_none() {
            let detail = "Sensitive values, or values derived from sensitive values, cannot be used as for_each arguments. If used, \
                          the sensitive value could be exposed as a resource instance key.";
            self.report(Diagnostic::error(attribute.expr.span, "Invalid for_each argument", detail));
        }
        let repeated = match count {
            Some(_) => counted(&value, attribute, name),
            None => keyed(&value, attribute, name),
        };
        let repeated = match repeated {
            Ok(Repeated::Unknown) | Err(_) => planned().map_or(repeated, Ok),
            known => known,
        };
        let repeated = repeated.and_then(|r| self.afford(r, attribute.span));
        Ok(match repeated {
            Ok(_) if self.is_general() => self.open(value, count.is_some(), make),
            Ok(Repeated::Count(n)) => {
                let one = |i: u64| make(Key::Int(i), Repetition::Count((i as i64).into()));
                Expansion::Counted((0..n).map(one).collect())
            }
            Ok(Repeated::Each(entries)) => {
                let one = |(key, value): (Str, Value)| {
                    let repetition = Repetition::Each { key: key.clone().into(), value };
                    (key.clone(), make(Key::Str(key), repetition))
                };
                Expansion::Keyed(entries.into_iter().map(one).collect())
            }
            Ok(Repeated::Unknown) => self.open(value, count.is_some(), make),
            Err(problem) => {
                self.belonging(module, None, || self.report(*problem));
                self.open(value, count.is_some(), make)
            }
        })
    }

    /// One instance that stands for all there will be.
    fn open<T: Copy>(&self, cause: Value, is_count: bool, make: impl Fn(Key, Repetition) -> T) -> Expansion<T> {
        let waits_for = cause.waits_for();
        let unknown = |ty: Type, refinement: Refinement| -> Value {
            Kind::Unknown(Arc::new(Unknown { ty, refinement, waits_for: waits_for.clone() })).into()
        };
        // While Terraform validates, it knows no more of these than their types.
        let not_null = Refinement { not_null: !self.is_general(), ..Refinement::default() };
        let least = Some(0.into()).filter(|_| !self.is_general());
        // `for_each = oci_core_vcn.v`: each value is that block's one instance that stands for all.
        let of_block = || {
            let origin = cause.marks.origin.as_ref().zip(crate::eval::stands_for_all(&cause));
            origin.map(|(of, step)| Arc::new(AttrRef { address: of.address.clone(), path: of.path.child(step) }))
        };
        let repetition = match is_count {
            true => Repetition::Count(unknown(Type::Number, Refinement { min: least, ..not_null })),
            false => Repetition::Each {
                key: unknown(Type::String, not_null),
                value: {
                    let mut value = unknown(Type::Dynamic, Refinement::default());
                    value.marks.origin = of_block();
                    value
                },
            },
        };
        let because = unknown(Type::Dynamic, Refinement { not_null: true, ..Refinement::default() });
        Expansion::Open(make(Key::Wildcard, repetition), because)
    }

    fn afford(&self, repeated: Repeated, span: Span) -> Result<Repeated, Box<Diagnostic>> {
        let more = match &repeated {
            Repeated::Count(n) => usize::try_from(*n).unwrap_or(usize::MAX),
            Repeated::Each(entries) => entries.len(),
            Repeated::Unknown => 1,
        };
        let total = self.total.get().saturating_add(more);
        if total > MAX_TOTAL {
            let detail = format!("All blocks together have more than {MAX_TOTAL} instances. This one is not expanded.");
            return Err(Box::new(Diagnostic::error(span, "Too many instances", detail)));
        }
        self.total.set(total);
        Ok(repeated)
    }
}

/// In place of a value that has an error.
pub(super) fn failing(name: &str) -> Value {
    Value::waiting(format!("{name} {FAILED}"))
}

/// `module.a.` before the name of something in that module.
pub(super) fn prefix(path: &ModulePath) -> String {
    if path.0.is_empty() { String::new() } else { format!("{path}.") }
}

pub(super) enum Repeated {
    Count(u64),
    Each(BTreeMap<Str, Value>),
    Unknown,
}

/// `count` and `for_each` must be the same when the plan is applied, and what is ephemeral may be another value by then.
fn not_persisted(attribute: &Attribute) -> Diagnostic {
    let name = &attribute.name.name;
    let (of, what) = match &**name {
        "count" => ("", "the number of resource instances"),
        _ => (" value", "a resource's instance keys"),
    };
    let detail = format!(
        "The given {name:?}{of} is derived from an ephemeral value, which means that Terraform cannot persist it between plan/apply \
         rounds. Use only non-ephemeral values to specify {what}."
    );
    Diagnostic::error(attribute.expr.span, format!("Invalid {name} argument"), detail)
}

fn counted(value: &Value, attribute: &Attribute, name: &str) -> Result<Repeated, Box<Diagnostic>> {
    let invalid = |detail: String| Box::new(Diagnostic::error(attribute.expr.span, "Invalid count argument", detail));
    if value.is_null() {
        return Err(invalid("The given \"count\" argument value is null. An integer is required.".into()));
    }
    let number = convert(value, &Type::Number)
        .map_err(|e| invalid(format!("The given \"count\" argument value is unsuitable: {e}.")))?;
    let Kind::Number(number) = &number.kind else { return Ok(Repeated::Unknown) };
    match number.to_i64() {
        Some(n) if n > MAX_INSTANCES => Err(invalid(format!(
            "{name} would have {n} instances; more than {MAX_INSTANCES} are not expanded. One stands for all of them."
        ))),
        Some(n) if n >= 0 => Ok(Repeated::Count(n as u64)),
        Some(_) => Err(invalid(
            "The given \"count\" argument value is unsuitable: must be greater than or equal to zero.".into(),
        )),
        None => Err(invalid("The given \"count\" argument value is unsuitable: a whole number is required.".into())),
    }
}

pub(super) fn keyed(value: &Value, attribute: &Attribute, name: &str) -> Result<Repeated, Box<Diagnostic>> {
    let invalid =
        |detail: String| Box::new(Diagnostic::error(attribute.expr.span, "Invalid for_each argument", detail));
    let mark = |v: &Value| v.clone().with_marks_kept(value.marks.sensitive);
    let entries: BTreeMap<Str, Value> = match &value.kind {
        Kind::Unknown(_) | Kind::Partial(_) => return Ok(Repeated::Unknown),
        Kind::Null(_) => {
            return Err(invalid(
                "The given \"for_each\" argument value is null. A map, or set of strings is allowed.".into(),
            ));
        }
        Kind::Map(_, entries) | Kind::Object(entries) => entries.iter().map(|(k, v)| (k.clone(), mark(v))).collect(),
        Kind::Set(_, items) => {
            let mut entries = BTreeMap::new();
            for item in items.iter() {
                match &item.kind {
                    Kind::String(key) => entries.insert(key.clone(), mark(item)),
                    Kind::Unknown(_) => return Ok(Repeated::Unknown),
                    other => {
                        let why = match other {
                            Kind::Null(_) => "\"for_each\" sets must not contain null values.".to_owned(),
                            _ => format!(
                                "\"for_each\" supports maps and sets of strings, but you have provided a set containing type {}.",
                                friendly_name(&item.ty(), Naming::Value)
                            ),
                        };
                        let detail = format!("The given \"for_each\" argument value is unsuitable: {why}");
                        return Err(Box::new(Diagnostic::error(
                            attribute.expr.span,
                            "Invalid for_each set argument",
                            detail,
                        )));
                    }
                };
            }
            entries
        }
        _ => {
            let remedy = match value.ty() {
                Type::Tuple(_) | Type::List(_) => " Of a list of strings, toset(...) makes a set.",
                _ => "",
            };
            return Err(invalid(format!(
                "The given \"for_each\" argument value is unsuitable: the \"for_each\" argument must be a map, or set of \
                 strings, and you have provided a value of type {}.{remedy}",
                friendly_name(&value.ty(), Naming::Value)
            )));
        }
    };
    if entries.len() as i64 > MAX_INSTANCES {
        return Err(invalid(format!(
            "{name} would have {} instances; more than {MAX_INSTANCES} are not expanded. One stands for all of them.",
            entries.len()
        )));
    }
    Ok(Repeated::Each(entries))
}

/// Marks that keep the origin.
trait KeepOrigin {
    fn with_marks_kept(self, sensitive: bool) -> Self;
}

impl KeepOrigin for Value {
    fn with_marks_kept(mut self, sensitive: bool) -> Self {
        self.marks.sensitive |= sensitive;
        self
    }
}

/// Whether the diagnostic is an error.
pub(super) fn is_error(diagnostic: &Diagnostic) -> bool {
    diagnostic.level == Level::Error
}
