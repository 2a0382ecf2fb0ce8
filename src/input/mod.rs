//! Turns one artefact into a model. Each kind of input has its reader; what it is, is told by
//! its content and never by its name. No reader knows of rules.

mod artefact;
pub mod detect;
pub mod lock;
pub mod plan_binary;
mod plan_config;
pub mod plan_json;
pub mod sources;
pub mod state;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::plan::InputKind;
use crate::model::schema::Schemas;
use crate::model::{Config, Doc, Mode, Plan, Type, Value};
use crate::text::{Buffer, Diagnostic, SourceMap, Str};

pub use artefact::Artefact;
pub use detect::Detected;

/// Why an input cannot be used: the file, the place, what was expected and the way out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {problem}{}", self.place(), self.hints())]
pub struct InputError {
    /// As given; `-` for standard input.
    pub path: String,
    /// Line and column, from 1, where the trouble is.
    pub position: Option<(usize, usize)>,
    /// What is wrong.
    pub problem: String,
    /// What usually causes it, and what to do.
    pub hint: Option<String>,
}

impl InputError {
    fn new(path: &str, problem: impl Into<String>) -> Self {
        InputError { path: path.into(), position: None, problem: problem.into(), hint: None }
    }

    fn at(mut self, line: usize, column: usize) -> Self {
        self.position = Some((line, column));
        self
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    fn place(&self) -> String {
        let path = if self.path == "-" { "standard input" } else { &self.path };
        match self.position {
            Some((line, column)) => format!("{path}:{line}:{column}"),
            None => path.to_string(),
        }
    }

    fn hints(&self) -> String {
        self.hint.as_ref().map(|h| format!("\n  {h}")).unwrap_or_default()
    }
}

/// A plan, and what else its file holds.
#[derive(Debug)]
pub struct Document {
    /// The plan. That of a binary plan file has no configuration yet: see [`Document::declare`].
    pub plan: Plan,
    /// The sources that the plan was made from, if the file holds them.
    pub sources: Option<sources::Snapshot>,
    /// What it cannot tell without the providers.
    pub secrets: Secrets,
}

/// How much of what is sensitive a plan marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Secrets {
    /// What the configuration marks, and what the providers' schemas do.
    #[default]
    All,
    /// Only what the configuration marks: binary plans of Terraform before 1.8 and OpenTofu before 1.9.
    OfConfiguration,
}

impl Document {
    /// Makes the types of resources known: binary plans have numbers as text that only the type tells from text.
    /// Returns the types of resources whose secrets are not marked and of which no schema is known.
    pub fn shape(&mut self, schemas: &Schemas) -> Vec<Str> {
        if self.plan.meta.kind != InputKind::PlanBinary {
            return Vec::new();
        }
        let mut types: FxHashMap<(Mode, Str), Option<Arc<Type>>> = FxHashMap::default();
        let drift = self.plan.drift.iter_mut().map(|d| &mut d.resource);
        for resource in self.plan.resources.iter_mut().chain(drift) {
            for doc in [&mut resource.before, &mut resource.after] {
                let Doc::Pack(doc) = doc else { continue };
                let key = (resource.address.mode, resource.address.kind.clone());
                let found = types.entry(key).or_insert_with_key(|(mode, kind)| {
                    let schema = schemas.resource(*mode, kind)?;
                    Some(Arc::new(Type::object(schema.fields.iter().map(|a| (a.name.clone(), a.kind.ty())).collect())))
                });
                doc.shape = found.clone();
            }
        }
        if self.secrets == Secrets::All {
            return Vec::new();
        }
        let builtin = ["terraform_data", "terraform_remote_state"];
        let unknown = types.into_iter().filter(|((_, kind), found)| found.is_none() && !builtin.contains(&&**kind));
        let mut names: Vec<Str> = unknown.map(|((mode, kind), _)| format!("{}{kind}", mode.prefix()).into()).collect();
        names.sort();
        names
    }

    /// Joins the plan with the sources in its file, if there are any: their texts are added to `files`. Returns
    /// errors and warnings about them.
    pub fn declare(&mut self, files: &mut SourceMap) -> Vec<Diagnostic> {
        let Some(snapshot) = &self.sources else { return Vec::new() };
        let declared = sources::declare_snapshot(snapshot, files);
        self.plan.problems.extend(declared.problems);
        self.configure(declared.config);
        declared.diagnostics
    }

    /// Joins the plan with a configuration. Plan files leave out the variables that nobody set: they have their
    /// defaults.
    pub fn configure(&mut self, config: Arc<Config>) {
        let root = config.modules.first().filter(|_| self.plan.meta.kind == InputKind::PlanBinary);
        for (name, variable) in root.into_iter().flat_map(|m| &m.variables) {
            if !self.plan.variables.contains_key(name) {
                let value = variable.default.clone().unwrap_or(Value::NULL);
                self.plan.variables.insert(name.clone(), value);
            }
        }
        self.plan.config = config;
    }
}

impl From<Plan> for Document {
    fn from(plan: Plan) -> Self {
        Document { plan, sources: None, secrets: Secrets::All }
    }
}

/// Reads a plan or state.
///
/// # Errors
/// [`InputError`] where it is neither, or cannot be used.
pub fn read_document(artefact: Artefact) -> Result<Document, InputError> {
    let path = artefact.path;
    let bytes = detect::to_utf8(&path, artefact.bytes)?;
    let kind = detect::detect(&path, &bytes)?;
    if kind == Detected::PlanBinary {
        return plan_binary::read(&path, &bytes);
    }
    let buffer = Buffer::from(bytes);
    let plan = match kind {
        Detected::StateFile => state::read_v4(&path, &buffer),
        Detected::StateJson => state::read_show(&path, &buffer),
        Detected::PlanJson | Detected::PlanBinary => plan_json::read(&path, &buffer),
    };
    plan.map(Document::from)
}
