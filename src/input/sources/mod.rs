//! Reads a directory of Terraform or OpenTofu sources, with all modules that it calls, and evaluates
//! it: the resource instances that it declares become a plan that creates them.
//!
//! What only a provider can tell is unknown, and says what it waits for. Nothing is fetched, and nothing outside of
//! the source tree and its checkout is read. A broken file or expression is a diagnostic and never hides the others.

mod body;
mod builtin;
mod checks;
mod config;
mod console;
mod cycles;
mod data_sources;
mod decl;
mod files;
mod imports;
mod inputs;
mod movement;
mod planned;
mod provider_functions;
mod provider_tags;
mod providers;
mod reach;
mod scope;
mod shape;
mod toolchain;
mod tree;
mod types;
mod values;
mod world;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::eval::Logic;
use crate::input::lock;
use crate::model::plan::{Action, InputKind, Meta, OutputChange, Presence, Problem, Resource};
use crate::model::release::Version;
use crate::model::schema::Schemas;
use crate::model::{Address, Config, Doc, Mode, Plan, Value};
use crate::text::{Diagnostic, FileId, SourceMap, Span, Str};

pub use console::{Answer, Answers};

use decl::ModuleDecl;
use scope::ModuleScope;
use world::{Repetition, World};

/// Stack of the thread that evaluates: references nest, and each of them may be a nested expression.
const STACK: usize = 512 << 20;

/// Identity of resources that are taken to exist; see [`Options::identify`].
pub type Identify<'a> = Box<dyn Fn(&Address) -> Option<Str> + Send + Sync + 'a>;

/// What Terraform would be told on the command line and through its environment.
#[derive(Default)]
pub struct Options<'a> {
    /// `-var` and `-var-file` in their order.
    pub variables: Vec<VariableArgument>,
    /// `TF_VAR_` variables without that prefix. The environment itself is not looked at.
    pub environment: BTreeMap<String, String>,
    /// Whether `terraform.tfvars` and `*.auto.tfvars` of the directory count.
    pub automatic_files: bool,
    /// `terraform.workspace`; unknown if not given.
    pub workspace: Option<String>,
    /// The time for `plantimestamp`, RFC 3339.
    pub now: Option<String>,
    /// The release of Terraform, where that is known. Else a plan says which made it, and `required_version` may tell.
    pub terraform: Option<Version>,
    /// How certain values may be: as Terraform, or as far as can be told.
    pub logic: Logic,
    /// Provider schemas: they tell an unset attribute from one that the provider computes.
    pub schemas: Option<&'a Schemas>,
    /// The `id` of resources that are taken to exist already, as in the state before a plan.
    pub identify: Option<Identify<'a>>,
    /// The plan that was made from these sources: what it knows (variables, attributes, instances) stands,
    /// the sources tell only what its unknowns are.
    pub planned: Option<&'a Plan>,
    /// Whether Terraform itself validates these sources in the same run: then nobody asks what would be wrong with other
    /// values than those that are given.
    pub validated: bool,
}

/// A value for a root variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariableArgument {
    /// `-var-file=PATH`
    File(PathBuf),
    /// `-var NAME=TEXT`
    Value {
        /// The variable.
        name: String,
        /// Its value as given.
        text: String,
    },
}

/// A module tree as a plan file carries it: no directory is needed to read it.
#[derive(Clone, Default)]
pub struct Snapshot {
    /// Its modules, in any order.
    pub modules: Vec<SnapshotModule>,
}

/// One module of a [`Snapshot`].
#[derive(Clone, Default)]
pub struct SnapshotModule {
    /// Names of the calls from the root, joined by dots; empty for the root.
    pub key: String,
    /// Its directory, as seen from where the plan was made.
    pub dir: String,
    /// Its files by name: text, or why there is none.
    pub files: BTreeMap<String, Result<String, String>>,
}

impl SnapshotModule {
    /// Adds a file.
    pub fn add(&mut self, name: &str, bytes: Vec<u8>) {
        self.files.insert(name.into(), files::text_of(bytes));
    }
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never the texts: they may hold secrets.
        write!(f, "Snapshot({} modules)", self.modules.len())
    }
}

/// A module tree, evaluated.
#[derive(Debug)]
pub struct Loaded {
    /// Resource instances as a plan that creates them; data sources as reads. Gaps are among its
    /// `problems`. Attributes that nobody wrote are absent.
    pub plan: Plan,
    /// Errors and warnings about the sources.
    pub diagnostics: Vec<Diagnostic>,
}

/// Whether a directory holds Terraform or OpenTofu sources.
pub fn is_source_directory(dir: &Path) -> bool {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .filter_map(|e| e.file_name().into_string().ok())
        .any(|name| [".tf", ".tf.json", ".tofu", ".tofu.json"].iter().any(|end| name.ends_with(end)))
}

/// Loads and evaluates the module tree under a directory. Its files are added to `sources`.
///
/// # Errors
/// If the directory cannot be read; everything else is in the result.
pub fn load(dir: &Path, options: &Options<'_>, sources: &mut SourceMap) -> Result<Loaded, std::io::Error> {
    Ok(declare(dir, sources)?.evaluate(options, sources))
}

/// A module tree that is read, but not evaluated.
pub struct Declared {
    /// What its blocks declare and refer to, with lines.
    pub config: Arc<Config>,
    /// Errors of syntax, and blocks that are none.
    pub diagnostics: Vec<Diagnostic>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// Releases of providers that the lock file of the root module names.
    pub locked: BTreeMap<Str, Version>,
    dir: PathBuf,
    modules: Vec<ModuleDecl>,
}

/// Reads a module tree without evaluating it.
///
/// # Errors
/// If the directory cannot be read; everything else is in the result.
pub fn declare(dir: &Path, sources: &mut SourceMap) -> Result<Declared, std::io::Error> {
    let mut diagnostics = Vec::new();
    let mut problems = Vec::new();
    let mut loader = tree::Loader::new(sources, &mut diagnostics, &mut problems);
    loader.load(dir)?;
    let modules = loader.modules;
    let (config, locked) = (config::build(&modules, sources), lock::beside(files::listed(dir)));
    shape::calls(&modules, &mut diagnostics);
    shape::self_references(&config, &mut diagnostics);
    shape::dependencies(&modules, &mut diagnostics);
    providers::tree(&modules, &mut diagnostics);
    movement::tree(&modules, &mut diagnostics);
    Ok(Declared { config, diagnostics, dir: dir.to_owned(), modules, problems, locked })
}

impl Declared {
    /// Evaluates the tree.
    pub fn evaluate(self, options: &Options<'_>, sources: &mut SourceMap) -> Loaded {
        let Declared { config, mut diagnostics, dir, modules, mut problems, locked } = self;
        let given = given(&modules, options, sources, &mut diagnostics, &mut problems);
        let before = diagnostics.len();
        // What a plan was made from has none.
        if options.planned.is_none() && !options.validated {
            cycles::tree(&modules, &mut diagnostics);
        }
        let has_cycles = diagnostics.len() > before;
        let taken = std::mem::take(sources);
        let (mut plan, (map, found, gaps)) = on_deep_stack(|| {
            let world = World::new(modules, options, given, taken);
            let plan = evaluate_all(&world);
            if options.planned.is_none() && !options.validated {
                world.in_general(|| drop(evaluate_all(&world)));
            }
            (plan, world.finish())
        });
        *sources = map;
        // Whoever evaluates runs into a cycle as well, perhaps several times.
        diagnostics.extend(found.into_iter().filter(|d| !has_cycles || d.summary != cycles::SUMMARY));
        diagnostics.sort_by_key(|d| d.span.map_or((usize::MAX, 0), |s| (s.file.0 as usize, s.start)));
        problems.extend(gaps);
        plan.problems = problems;
        plan.config = config;
        plan.locked = locked;
        plan.meta = Meta { path: dir.display().to_string().into(), kind: InputKind::Sources, ..Meta::default() };
        plan.index();
        Loaded { plan, diagnostics }
    }
}

/// Reads the module tree of a plan file without evaluating it, as [`declare`] does that of a directory.
pub fn declare_snapshot(snapshot: &Snapshot, sources: &mut SourceMap) -> Declared {
    let mut diagnostics = Vec::new();
    let mut problems = Vec::new();
    let mut loader = tree::Loader::new(sources, &mut diagnostics, &mut problems);
    loader.load_snapshot(snapshot);
    let modules = loader.modules;
    let (config, locked) = (config::build(&modules, sources), BTreeMap::new());
    Declared { config, diagnostics, dir: PathBuf::new(), modules, problems, locked }
}

/// Loads and evaluates single files as one root module: examples, standard input. Modules that
/// they call are looked for below `dir`.
pub fn load_text(dir: &Path, files: &[(&str, &str)], options: &Options<'_>, sources: &mut SourceMap) -> Loaded {
    let mut diagnostics = Vec::new();
    let mut problems = Vec::new();
    let mut loader = tree::Loader::new(sources, &mut diagnostics, &mut problems);
    loader.load_text(dir, files);
    let modules = loader.modules;
    let (config, locked) = (config::build(&modules, sources), BTreeMap::new());
    shape::calls(&modules, &mut diagnostics);
    shape::self_references(&config, &mut diagnostics);
    shape::dependencies(&modules, &mut diagnostics);
    providers::tree(&modules, &mut diagnostics);
    movement::tree(&modules, &mut diagnostics);
    let declared = Declared { config, diagnostics, dir: dir.to_owned(), modules, problems, locked };
    declared.evaluate(options, sources)
}

/// Values of root variables from outside.
fn given(
    modules: &[ModuleDecl],
    options: &Options<'_>,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
    problems: &mut Vec<Problem>,
) -> inputs::Given {
    modules.first().map(|root| inputs::collect(root, options, sources, diagnostics, problems)).unwrap_or_default()
}

/// Runs `work` on a thread with a large stack.
fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| match std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work) {
        Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        // Without address space for the stack there is none for the work either.
        Err(e) => std::panic::panic_any(format!("no thread for evaluating sources: {e}")),
    })
}

/// Evaluates all resource instances, root variables and root outputs.
fn evaluate_all(world: &World<'_>) -> Plan {
    let nowhere = Span::new(FileId(0), 0, 0);
    let mut plan = Plan::default();
    let mut next = 0;
    // Calls are expanded while walking: the list of instances grows.
    while next < world.instances.borrow().len() {
        let decl = world.decl(next);
        for key in &decl.order {
            let span = decl.resources.get(key).map_or(nowhere, |r| r.block.header);
            match world.expand(next, key, span) {
                Ok(found) => {
                    // Terraform plans no ephemeral resources: they are opened anew in each run.
                    let shown = key.0 != Mode::Ephemeral;
                    for id in found.filter(|_| shown).map(|e| e.all()).unwrap_or_default() {
                        plan.resources.push(resource(world, id));
                    }
                }
                Err(problem) => world.report(problem),
            }
        }
        for (name, call) in &decl.calls {
            if let Err(problem) = world.expand_call(next, name, call.block.header) {
                world.report(problem);
            }
        }
        unread(world, next);
        next += 1;
    }
    if let Some(root) = world.modules.first() {
        for (name, decl) in &root.variables {
            plan.variables.insert(name.clone(), world.settle(&world.root_variable(name, decl.span)));
        }
    }
    for instance in 0..next {
        for (name, decl) in &world.decl(instance).outputs {
            if instance == 0 && decl.ephemeral {
                let detail = "Ephemeral outputs are not allowed in context of a root module";
                world.report(Diagnostic::error(decl.span, "Ephemeral output not allowed", detail));
            }
            // Outputs of modules that nobody reads are evaluated too: their mistakes are mistakes.
            let value = world.output(instance, name, decl.span).unwrap_or_else(|problem| {
                world.report(problem);
                Value::unknown()
            });
            if instance == 0 {
                let after = Doc::Value(world.settle(&value));
                plan.outputs.push(OutputChange { name: name.clone(), action: Action::Create, after });
            }
        }
    }
    // Of a plan that was made, conditions have been judged.
    if world.options.planned.is_none() {
        plan.checks = checks::run(world);
        if !world.is_general() {
            imports::apply(world, &mut plan);
        }
    }
    plan
}

/// Evaluates variables and locals, also those that nobody reads: their mistakes are mistakes.
fn unread(world: &World<'_>, instance: usize) {
    let decl = world.decl(instance);
    let scope = ModuleScope::new(world, instance, &Repetition::None);
    let variables = decl.variables.iter().map(|(name, v)| world.variable(instance, name, v.span));
    let locals = decl.locals.iter().map(|(name, l)| scope.local(name, l.span));
    for problem in variables.chain(locals).filter_map(Result::err) {
        world.report(problem);
    }
}

fn resource(world: &World<'_>, id: crate::model::ResourceId) -> Resource {
    let instance = world.resource(id);
    let module = world.instance(instance.module).decl;
    Resource {
        address: instance.address.clone(),
        previous: None,
        deposed: None,
        provider: config::provider_of(&world.modules, module, &instance.key),
        action: if instance.key.0 == Mode::Managed { Action::Create } else { Action::Read },
        reason: None,
        importing: None,
        replace_paths: Vec::new(),
        before: Doc::Absent,
        after: Doc::Value(world.resource_value(id)),
        presence: Presence::Planned,
    }
}
