//! Follows references of the configuration to resource instances.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::Graph;
use crate::model::config::{ConfigEntry, ConfigExpr, ExprForm, Module, ModuleId};
use crate::model::{Address, AttrPath, ConfigBody, Key, Mode, ModulePath, ResourceId, Step};
use crate::text::Str;

/// How far references are followed through modules before a cycle is assumed.
const MAX_HOPS: u32 = 64;

/// Of how many instances one may be meant before nobody asks which: what is found out of each is found out for each
/// instance of the block that refers to them.
const MOST_CANDIDATES: usize = 64;

/// An attribute of a resource that an expression refers to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Target {
    /// The resource.
    pub resource: ResourceId,
    /// The attribute; empty for the whole resource.
    pub path: AttrPath,
}

/// Where the references of an expression lead.
#[derive(Clone, Debug, Default)]
pub struct Resolution {
    /// Attributes of resources in the plan, each once.
    pub targets: Vec<Target>,
    /// References that lead nowhere: `local.x` (not in plan JSON), `data.x.y` (not read yet).
    pub dead_ends: Vec<Str>,
    /// Root variables on the way: their values are in the plan.
    pub variables: Vec<Str>,
    /// Whether every expression on the way passes its value on untouched; `None` if the input
    /// does not tell.
    pub untouched: Option<bool>,
    /// Whether an expression on the way reads something beside what it may pass on, such as a condition.
    pub chooses: bool,
}

impl Resolution {
    /// Whether all that the expression depends on was found.
    pub fn is_complete(&self) -> bool {
        self.dead_ends.is_empty()
    }
}

/// A walk along references.
#[derive(Default)]
struct Walk {
    found: Resolution,
    /// Expressions on the way that were followed: by their address in memory, and where they stand.
    followed: FxHashSet<(usize, ModulePath, Key)>,
}

impl Walk {
    /// Notes that an expression is followed; `false` if it was.
    fn enter(&mut self, expr: &ConfigExpr, from: Standpoint<'_>) -> bool {
        self.followed.insert((std::ptr::from_ref(expr) as usize, from.path.clone(), from.key.clone()))
    }

    fn pass(&mut self, form: ExprForm) {
        self.found.untouched = match (form, self.found.untouched) {
            (ExprForm::Computed, _) | (_, Some(false)) => Some(false),
            (ExprForm::NotTold, _) | (_, None) => None,
            (ExprForm::Direct, Some(true)) => Some(true),
        };
    }

    fn add(&mut self, resource: ResourceId, path: AttrPath) {
        let target = Target { resource, path };
        if !self.found.targets.contains(&target) {
            self.found.targets.push(target);
        }
    }

    fn dead_end(&mut self, module: &ModulePath, reference: &str) {
        let text: Str = match module.0.is_empty() {
            true => reference.into(),
            false => format!("{module}.{reference}").into(),
        };
        if !self.found.dead_ends.contains(&text) {
            self.found.dead_ends.push(text);
        }
    }
}

/// Resolutions that are the same for all instances of a block in a module instance.
#[derive(Debug)]
pub(super) struct Resolutions {
    known: RwLock<FxHashMap<Asked, Arc<Resolution>>>,
    /// Another one for each graph, and whenever they are forgotten.
    stamp: u64,
}

/// What is resolved in a module instance, which is told by the address in memory of its path: like the configuration, it
/// lives as long as the graph.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Asked {
    /// An expression that is one reference, whichever block it stands in.
    Reference(usize, ExprForm, Str),
    /// Any other expression, by its address in memory.
    Expr(usize, usize),
}

impl Asked {
    fn of(module: &ModulePath, expr: &ConfigExpr) -> Asked {
        let module = module.0.as_ptr() as usize;
        match &expr.references[..] {
            [one] => Asked::Reference(module, expr.form, one.clone()),
            _ => Asked::Expr(module, std::ptr::from_ref(expr) as usize),
        }
    }
}

/// The next stamp.
static STAMPS: AtomicU64 = AtomicU64::new(0);

thread_local! {
    /// What differs from instance to instance is asked twice in a row: what an attribute waits for, and whom it names.
    static LAST: RefCell<Option<Last>> = const { RefCell::new(None) };
}

/// The last resolution that a thread found for one instance.
struct Last {
    stamp: u64,
    of: ResourceId,
    /// The expression, by its address in memory.
    expr: usize,
    found: Arc<Resolution>,
}

impl Default for Resolutions {
    fn default() -> Self {
        Resolutions { known: RwLock::default(), stamp: STAMPS.fetch_add(1, Ordering::Relaxed) }
    }
}

impl Resolutions {
    /// Forgets them all.
    pub(super) fn forget(&mut self) {
        *self = Resolutions::default();
    }

    /// The resolution for one instance, as it was found last or as it is found now.
    fn of_instance(&self, of: ResourceId, expr: &ConfigExpr, find: impl FnOnce() -> Resolution) -> Arc<Resolution> {
        let (stamp, expr) = (self.stamp, std::ptr::from_ref(expr) as usize);
        let is_same = |last: &&Last| (last.stamp, last.of, last.expr) == (stamp, of, expr);
        if let Some(found) = LAST.with_borrow(|last| last.as_ref().filter(is_same).map(|last| last.found.clone())) {
            return found;
        }
        let found = Arc::new(find());
        LAST.set(Some(Last { stamp, of, expr, found: found.clone() }));
        found
    }
}

/// Where an expression stands: which module instance, and which instance of the block.
#[derive(Clone, Copy)]
pub(super) struct Standpoint<'a> {
    /// The module instance.
    pub path: &'a ModulePath,
    /// Its declaration.
    pub module: &'a Module,
    /// Instance key of the block that the expression is in.
    pub key: &'a Key,
    /// `for_each` of that block.
    pub for_each: Option<&'a ConfigExpr>,
    /// What is repeated there.
    pub repeated: Repeated<'a>,
}

/// Of what there are several instances.
#[derive(Clone, Copy)]
pub(super) enum Repeated<'a> {
    /// A resource's block.
    Block(&'a Address),
    /// A module call in the module.
    Call(&'a Str),
    /// Nothing: what stands there is the same for all.
    Nothing,
}

/// What an expression says of the instance that a collection in it is indexed with. References tell that the own key is
/// part of the expression, and not what is made of it: `s[count.index]` and `s[count.index + 1]` list the same.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Index {
    /// Nothing.
    Untold,
    /// It is the block's own key, where there are as many instances of both: then no other would fit all of them.
    OwnAmongEqual,
    /// It is the block's own key, where there is such an instance: nothing else could be made of it.
    Own,
}

impl Index {
    fn of(expr: &ConfigExpr) -> Index {
        let has = |name: &str| expr.references.iter().any(|r| &**r == name);
        let below = |name: &str| expr.references.iter().any(|r| r.strip_prefix(name).is_some_and(|r| !r.is_empty()));
        // Other values may be looked up with the key. (Of a number something else can be made without any.)
        let others = ["var.", "local.", "data.", "each.value", "count.", "self."].iter().any(|root| below(root));
        match (has("each.key"), has("count.index") || has("each.value") && !below("each.value")) {
            (true, _) if !others && !has("each.value") => Index::Own,
            (true, _) | (_, true) => Index::OwnAmongEqual,
            _ => Index::Untold,
        }
    }
}

impl Standpoint<'_> {
    /// The same place for what does not differ from instance to instance.
    fn same_for_all(self) -> Self {
        Standpoint { key: &Key::None, for_each: None, repeated: Repeated::Nothing, ..self }
    }
}

impl Graph {
    /// Follows the references of an expression of a resource's block.
    pub fn resolve(&self, id: ResourceId, expr: &ConfigExpr) -> Arc<Resolution> {
        let of_instance = |r: &Str| ["each.", "count.", "self."].iter().any(|root| r.starts_with(root));
        if expr.references.iter().any(of_instance) {
            return self.resolutions.of_instance(id, expr, || self.follow(id, expr));
        }
        let key = Asked::of(&self.plan.resource(id).address.module, expr);
        if let Some(known) = self.resolutions.known.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let found = Arc::new(self.follow(id, expr));
        self.resolutions.known.write().unwrap_or_else(PoisonError::into_inner).insert(key, found.clone());
        found
    }

    fn follow(&self, id: ResourceId, expr: &ConfigExpr) -> Resolution {
        let mut out = Walk::default();
        out.found.untouched = Some(true);
        let address = &self.plan.resource(id).address;
        let module = self.modules.get(id.0 as usize).copied().flatten();
        let (Some(module), Some(block)) = (module, self.declaration(id)) else {
            expr.references.iter().for_each(|r| out.dead_end(&address.module, r));
            return out.found;
        };
        let from = Standpoint {
            path: &address.module,
            module: self.plan.config.module(module),
            key: &address.key,
            for_each: block.for_each.as_ref(),
            repeated: Repeated::Block(address),
        };
        self.expr(expr, from, &mut out, 0);
        out.found
    }

    fn expr(&self, expr: &ConfigExpr, from: Standpoint<'_>, out: &mut Walk, hops: u32) {
        self.expr_by(expr, Index::of(expr), from, out, hops);
    }

    fn expr_by(&self, expr: &ConfigExpr, index: Index, from: Standpoint<'_>, out: &mut Walk, hops: u32) {
        // Where many read the same, ways through them are more than can be walked.
        if hops > 0 && !out.enter(expr, from) {
            return;
        }
        out.pass(expr.form);
        let told = expr.form != ExprForm::NotTold || !expr.references.iter().any(|r| is_of_values(r));
        let several = !told && has_several_subjects(&expr.references);
        for reference in &expr.references {
            let known = out.found.targets.len() + out.found.dead_ends.len();
            self.reference(reference, from, index, out, hops);
            let leads_nowhere = out.found.targets.len() + out.found.dead_ends.len() == known;
            out.found.chooses |= several && leads_nowhere && is_of_values(reference);
        }
    }

    fn reference(&self, reference: &str, from: Standpoint<'_>, index: Index, out: &mut Walk, hops: u32) {
        let segments = segments(reference);
        if hops > MAX_HOPS {
            out.dead_end(from.path, reference);
            return;
        }
        match segments.first() {
            Some(Segment::Name("var")) => self.variable(&segments, reference, from, out, hops),
            Some(Segment::Name("local")) => match name_at(&segments, 1).and_then(|n| from.module.locals.get(n)) {
                // A local value is the same for all instances of a block.
                Some(expr) => self.expr(expr, from.same_for_all(), out, hops + 1),
                None => out.dead_end(from.path, reference),
            },
            Some(Segment::Name("module")) => self.module_output(&segments, reference, from, index, out, hops),
            Some(Segment::Name("each")) if name_at(&segments, 1) == Some("value") => match from.for_each {
                // Of resources that are iterated over, the value is the one of the same key.
                Some(expr) => self.expr_by(expr, Index::OwnAmongEqual, from, out, hops + 1),
                None => out.dead_end(from.path, reference),
            },
            Some(Segment::Name("each" | "count" | "path" | "terraform" | "tofu" | "self" | "provider")) | None => {}
            Some(Segment::Name("data")) => self.block(Mode::Data, &segments[1..], reference, from, index, out),
            Some(Segment::Name("ephemeral")) => {
                self.block(Mode::Ephemeral, &segments[1..], reference, from, index, out)
            }
            Some(Segment::Name(_)) => self.block(Mode::Managed, &segments, reference, from, index, out),
            Some(Segment::Key(_)) => out.dead_end(from.path, reference),
        }
    }

    fn variable(&self, segments: &[Segment<'_>], reference: &str, from: Standpoint<'_>, out: &mut Walk, hops: u32) {
        let Some(name) = name_at(segments, 1) else { return };
        let Some((step, parents)) = from.path.0.split_last() else {
            if !out.found.variables.iter().any(|v| &**v == name) {
                out.found.variables.push(name.into());
            }
            return;
        };
        let parent = ModulePath(parents.into());
        let Some((id, call)) = from
            .module
            .parent
            .as_ref()
            .and_then(|(id, name)| Some((*id, self.plan.config.module(*id).calls.get(name)?)))
        else {
            out.dead_end(from.path, reference);
            return;
        };
        let up = Standpoint {
            path: &parent,
            module: self.plan.config.module(id),
            key: &step.key,
            for_each: call.for_each.as_ref(),
            repeated: Repeated::Call(&step.name),
        };
        match call.inputs.entries.get(name) {
            Some(ConfigEntry::Expr(expr)) => self.expr(expr, up, out, hops + 1),
            Some(ConfigEntry::Blocks(blocks)) => {
                blocks.iter().for_each(|b| self.all(&b.body, up, out, hops + 1));
            }
            // Not passed: the variable's default, a constant.
            None => {}
        }
    }

    /// Every reference in a body, where it cannot be said which expression supplies a value.
    fn all(&self, body: &ConfigBody, from: Standpoint<'_>, out: &mut Walk, hops: u32) {
        out.found.untouched = Some(false);
        for entry in body.entries.values() {
            match entry {
                ConfigEntry::Expr(expr) => self.expr(expr, from, out, hops),
                ConfigEntry::Blocks(blocks) => blocks.iter().for_each(|b| self.all(&b.body, from, out, hops)),
            }
        }
    }

    fn module_output(
        &self,
        segments: &[Segment<'_>],
        reference: &str,
        from: Standpoint<'_>,
        index: Index,
        out: &mut Walk,
        hops: u32,
    ) {
        let Some(name) = name_at(segments, 1) else { return };
        let name: Str = name.into();
        let Some(id) = from.module.calls.get(&name).and_then(|c| c.module) else {
            out.dead_end(from.path, reference);
            return;
        };
        let (wanted, rest) = match segments.get(2) {
            Some(Segment::Key(key)) => (Some(key), &segments[3..]),
            _ => (None, &segments[2..]),
        };
        let keys: Vec<&Key> = self.keys_of(from.path, &name).iter().collect();
        let keys: Vec<&Key> = match wanted {
            Some(key) => keys.into_iter().filter(|k| *k == key).collect(),
            None if keys.contains(&from.key) && self.is_own(index, from, keys.len()) => vec![from.key],
            None => keys,
        };
        // A module without resources has no instances in the plan, but its outputs still lead somewhere.
        let none = Key::None;
        let keys = if keys.is_empty() { vec![wanted.unwrap_or(&none)] } else { keys };
        for key in keys {
            let path = from.path.child(name.clone(), key.clone());
            self.outputs(id, &path, rest, reference, from, out, hops);
        }
    }

    #[allow(clippy::too_many_arguments, reason = "the walk's state: where it is, what it has found, how far it came")]
    fn outputs(
        &self,
        id: ModuleId,
        path: &ModulePath,
        rest: &[Segment<'_>],
        reference: &str,
        from: Standpoint<'_>,
        out: &mut Walk,
        hops: u32,
    ) {
        let module = self.plan.config.module(id);
        let inside = Standpoint { path, module, key: &Key::None, for_each: None, repeated: Repeated::Nothing };
        match rest.first() {
            Some(Segment::Name(output)) => match module.outputs.get(*output) {
                Some(expr) => self.expr(expr, inside, out, hops + 1),
                None => out.dead_end(from.path, reference),
            },
            // The whole module (a splat or a for-expression over it): any of its outputs.
            _ => {
                out.found.untouched = Some(false);
                module.outputs.values().for_each(|e| self.expr(e, inside, out, hops + 1));
            }
        }
    }

    /// Whether a collection of so many instances is indexed with the block's own key, if it has one of that.
    fn is_own(&self, index: Index, from: Standpoint<'_>, count: usize) -> bool {
        match (index, from.repeated) {
            (Index::Own, _) => true,
            (Index::Untold, _) | (_, Repeated::Nothing) => false,
            (Index::OwnAmongEqual, Repeated::Call(name)) => self.keys_of(from.path, name).len() == count,
            (Index::OwnAmongEqual, Repeated::Block(block)) => {
                self.plan.current_instances(from.path, block.mode, &block.kind, &block.name) == count
            }
        }
    }

    fn block(
        &self,
        mode: Mode,
        segments: &[Segment<'_>],
        reference: &str,
        from: Standpoint<'_>,
        index: Index,
        out: &mut Walk,
    ) {
        let (Some(kind), Some(name)) = (name_at(segments, 0), name_at(segments, 1)) else {
            out.dead_end(from.path, reference);
            return;
        };
        let (wanted, rest) = match segments.get(2) {
            Some(Segment::Key(key)) => (Some(key), &segments[3..]),
            _ => (None, segments.get(2..).unwrap_or_default()),
        };
        let path = AttrPath(rest.iter().map(Segment::step).collect());
        let (kind, name): (Str, Str) = (kind.into(), name.into());
        let ids = self.plan.instances(from.path, mode, &kind, &name);
        let count = self.plan.current_instances(from.path, mode, &kind, &name);
        let key = wanted.or_else(|| self.is_own(index, from, count).then_some(from.key));
        match (key.and_then(|key| self.plan.instance(ids, key)), wanted) {
            (Some(one), _) => out.add(one, path),
            // Each instance of the block would have them all.
            (None, None) if index != Index::Untold && count > MOST_CANDIDATES => out.dead_end(from.path, reference),
            (None, None) if count > 0 => {
                let current = ids.iter().filter(|id| self.plan.resource(**id).deposed.is_none());
                current.for_each(|id| out.add(*id, path.clone()));
            }
            _ if self.has_no_instance(from, mode, (kind, name), wanted) => {}
            _ => out.dead_end(from.path, reference),
        }
    }

    /// Whether the plan proves that there is nothing to refer to: a block that may repeat, and does not.
    fn has_no_instance(
        &self,
        from: Standpoint<'_>,
        mode: Mode,
        (kind, name): (Str, Str),
        wanted: Option<&Key>,
    ) -> bool {
        let Some(block) = from.module.resource(mode, &kind, &name) else { return false };
        let repeats = block.count.is_some() || block.for_each.is_some();
        // Data sources that are read at once are in no plan, and a partial plan leaves out what it likes.
        let told = mode == Mode::Managed && !self.plan.hides_resources();
        let others = self.plan.instances(from.path, mode, &kind, &name);
        repeats && told && (others.is_empty() || wanted.is_some())
    }
}

/// Whether a reference is one to a value of the configuration, and not to a resource, module or key.
fn is_of_values(reference: &str) -> bool {
    ["var.", "local.", "each.value"].iter().any(|root| reference.starts_with(root))
}

/// Whether references are to more than one thing. (Plan JSON lists `a.b.id` and `a.b` for one.)
fn has_several_subjects(references: &[Str]) -> bool {
    /// `a.b` of `a.b.c` and `a.b[0]`.
    fn subject(reference: &str) -> &str {
        let end = reference.match_indices(['.', '[']).nth(1).map_or(reference.len(), |(at, _)| at);
        reference.get(..end).unwrap_or(reference)
    }
    references.split_first().is_some_and(|(first, rest)| rest.iter().any(|r| subject(r) != subject(first)))
}

/// A piece of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment<'a> {
    Name(&'a str),
    Key(Key),
}

impl Segment<'_> {
    fn step(&self) -> Step {
        match self {
            Segment::Name(name) => Step::Field((*name).into()),
            Segment::Key(Key::Int(n)) => Step::Index(*n as u32),
            Segment::Key(Key::Str(name)) => Step::Field(name.clone()),
            Segment::Key(_) => Step::Index(0),
        }
    }
}

/// The pieces of a reference; most have few.
type Segments<'a> = SmallVec<[Segment<'a>; 6]>;

fn name_at<'a>(segments: &[Segment<'a>], at: usize) -> Option<&'a str> {
    match segments.get(at) {
        Some(Segment::Name(name)) => Some(name),
        _ => None,
    }
}

/// Splits `module.net["a"].out[0].id` into names and keys.
fn segments(text: &str) -> Segments<'_> {
    let mut out = Segments::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let Some((key, tail)) = crate::model::address::parse_key(inner) else { break };
            out.push(Segment::Key(key));
            rest = tail;
            continue;
        }
        rest = rest.strip_prefix('.').unwrap_or(rest);
        let end = rest.bytes().position(|b| matches!(b, b'.' | b'[')).unwrap_or(rest.len());
        if end == 0 {
            break;
        }
        let (name, tail) = rest.split_at(end);
        // The legacy index `a.0.b`.
        out.push(match name.parse::<u64>() {
            Ok(n) => Segment::Key(Key::Int(n)),
            Err(_) => Segment::Name(name),
        });
        rest = tail;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_split_into_names_and_keys() {
        assert_eq!(
            segments("module.net[\"a.b\"].out[0].id")[..],
            [
                Segment::Name("module"),
                Segment::Name("net"),
                Segment::Key(Key::Str("a.b".into())),
                Segment::Name("out"),
                Segment::Key(Key::Int(0)),
                Segment::Name("id"),
            ]
        );
    }
}
