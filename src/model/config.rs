//! The configuration that a plan was made from: modules, blocks, and what their
//! expressions refer to. Read from a plan's `configuration` section (which knows neither
//! locals nor dynamic blocks nor lines) or from sources (which know all).

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::{Mode, Value};
use crate::text::{Slice, Span, Str};

/// Index of a module in [`Config::modules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleId(pub u32);

/// A tree of modules. The root is at index 0 of a configuration that is not empty.
#[derive(Debug, Default)]
pub struct Config {
    /// All modules; children after their parents.
    pub modules: Vec<Module>,
    /// Where it was read from.
    pub origin: ConfigOrigin,
    /// Provider blocks by the key under which resources name them.
    pub providers: BTreeMap<Str, Provider>,
}

/// How much a configuration can be trusted to be complete.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConfigOrigin {
    /// The `configuration` section of plan JSON: no locals, no dynamic blocks, no lines.
    #[default]
    PlanJson,
    /// Terraform sources: everything.
    Sources,
}

/// A `provider` block.
#[derive(Debug, Default)]
pub struct Provider {
    /// Local name, such as `oci`.
    pub name: Str,
    /// Full source address.
    pub full_name: Option<Str>,
    /// Alias.
    pub alias: Option<Str>,
    /// Version constraint as written.
    pub version: Option<Str>,
    /// Its arguments.
    pub body: ConfigBody,
}

/// One module: what its files declare, once, whatever the number of its instances.
#[derive(Debug, Default)]
pub struct Module {
    /// Names of the calls from the root, joined by dots: `net.subnets`; empty for the root.
    pub key: Str,
    /// The module that calls it, and the call's name.
    pub parent: Option<(ModuleId, Str)>,
    /// Directory as users see it; empty where it is not known.
    pub dir: Str,
    /// `module` blocks.
    pub calls: BTreeMap<Str, ModuleCall>,
    /// `resource`, `data` and `ephemeral` blocks.
    pub resources: BTreeMap<(Mode, Str, Str), ConfigResource>,
    /// `output` blocks.
    pub outputs: BTreeMap<Str, ConfigExpr>,
    /// `variable` blocks.
    pub variables: BTreeMap<Str, Variable>,
    /// `locals`. Empty in plan JSON, where they are not recorded.
    pub locals: BTreeMap<Str, ConfigExpr>,
}

/// A `module` block.
#[derive(Debug, Default)]
pub struct ModuleCall {
    /// The module it calls; `None` if that is not installed.
    pub module: Option<ModuleId>,
    /// `source` as written.
    pub source: Str,
    /// Arguments.
    pub inputs: ConfigBody,
    /// `count`
    pub count: Option<ConfigExpr>,
    /// `for_each`
    pub for_each: Option<ConfigExpr>,
    /// The block's header.
    pub span: Option<Span>,
}

/// A `variable` block.
#[derive(Debug, Default, Clone)]
pub struct Variable {
    /// Default value, if one is declared.
    pub default: Option<Value>,
    /// Declared sensitive.
    pub sensitive: bool,
    /// The block's header.
    pub span: Option<Span>,
}

/// A block that declares resource instances.
#[derive(Debug, Default)]
pub struct ConfigResource {
    /// Kind of block.
    pub mode: Mode,
    /// Resource type.
    pub kind: Str,
    /// Name.
    pub name: Str,
    /// Key of its provider in [`Config::providers`].
    pub provider: Str,
    /// Its arguments; read when somebody asks.
    pub body: LazyBody,
    /// `count`
    pub count: Option<ConfigExpr>,
    /// `for_each`
    pub for_each: Option<ConfigExpr>,
    /// The expression of `count` or `for_each` as it is written. Known from sources only.
    pub repetition: Option<Str>,
    /// The block's header.
    pub span: Option<Span>,
    /// The whole block.
    pub block: Option<Span>,
}

/// Arguments of a block.
#[derive(Debug, Default, Clone)]
pub struct ConfigBody {
    /// By name.
    pub entries: BTreeMap<Str, ConfigEntry>,
    /// Types of nested blocks that `dynamic` blocks produce here (known only from sources).
    pub dynamic: BTreeMap<Str, Vec<ConfigExpr>>,
}

impl ConfigBody {
    /// Visits every expression, those of nested and dynamic blocks included.
    pub fn visit(&self, found: &mut dyn FnMut(&ConfigExpr)) {
        for entry in self.entries.values() {
            match entry {
                ConfigEntry::Expr(expr) => found(expr),
                ConfigEntry::Blocks(blocks) => blocks.iter().for_each(|b| b.body.visit(found)),
            }
        }
        self.dynamic.values().flatten().for_each(found);
    }
}

/// An argument or the nested blocks of a type.
#[derive(Debug, Clone)]
pub enum ConfigEntry {
    /// `name = expression`
    Expr(ConfigExpr),
    /// `name { ... }`, once or several times
    Blocks(Vec<ConfigBlock>),
}

/// A nested block.
#[derive(Debug, Clone, Default)]
pub struct ConfigBlock {
    /// Its arguments.
    pub body: ConfigBody,
    /// Its header.
    pub span: Option<Span>,
}

/// What an expression refers to and, where it is a literal, its value.
#[derive(Debug, Clone, Default)]
pub struct ConfigExpr {
    /// References as Terraform writes them, each once, prefixes of longer ones dropped:
    /// `oci_core_vcn.v.id`, `module.net["a"].vcn_id`, `var.x`, `each.value`.
    pub references: Vec<Str>,
    /// The literal.
    pub constant: Option<Value>,
    /// What is known of its form.
    pub form: ExprForm,
    /// Where the argument stands (name and expression).
    pub span: Option<Span>,
    /// The elements of a list that is written out, each with its own place. Known from sources only.
    pub elements: Vec<ConfigExpr>,
}

/// Whether an expression passes on a single value untouched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ExprForm {
    /// Plan JSON does not say: `k.on ? k.id : null` lists the same references as `k.id`.
    #[default]
    NotTold,
    /// It is exactly one reference.
    Direct,
    /// It computes something.
    Computed,
}

/// The arguments of a resource: ready, or JSON that is read on demand.
#[derive(Debug, Default)]
pub struct LazyBody {
    json: Option<Slice>,
    ready: OnceLock<ConfigBody>,
}

impl From<ConfigBody> for LazyBody {
    fn from(body: ConfigBody) -> Self {
        LazyBody { json: None, ready: OnceLock::from(body) }
    }
}

impl LazyBody {
    /// The `expressions` object of plan JSON.
    pub fn from_json(slice: Slice) -> Self {
        LazyBody { json: Some(slice), ready: OnceLock::new() }
    }

    /// The arguments.
    pub fn get(&self) -> &ConfigBody {
        self.ready.get_or_init(|| self.json.as_ref().map(|s| super::config_json::body(s.text())).unwrap_or_default())
    }
}

impl Config {
    /// The module of a dotted call path (`net.subnets`).
    pub fn module_by_key(&self, key: &str) -> Option<ModuleId> {
        let mut at = ModuleId(0);
        self.modules.first()?;
        for name in key.split('.').filter(|n| !n.is_empty()) {
            at = self.module(at).calls.get(name)?.module?;
        }
        Some(at)
    }

    /// A module by its id.
    pub fn module(&self, id: ModuleId) -> &Module {
        &self.modules[id.0 as usize]
    }
}

impl Module {
    /// The block of a resource.
    pub fn resource(&self, mode: Mode, kind: &Str, name: &Str) -> Option<&ConfigResource> {
        self.resources.get(&(mode, kind.clone(), name.clone()))
    }
}

/// Drops repeated references and those that a longer one begins with
/// (`oci_core_vcn.v` beside `oci_core_vcn.v.id`).
pub fn tidy_references(mut references: Vec<Str>) -> Vec<Str> {
    if references.len() < 2 {
        return references;
    }
    references.sort();
    references.dedup();
    let all = references.clone();
    references.retain(|short| {
        !all.iter().any(|long| {
            long.len() > short.len()
                && long.starts_with(&**short)
                && matches!(long.as_bytes().get(short.len()), Some(b'.' | b'['))
        })
    });
    references
}

/// A shared configuration.
pub type SharedConfig = Arc<Config>;
