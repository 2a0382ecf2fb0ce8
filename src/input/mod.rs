//! Turns one artefact into a model. Each kind of input has its reader; what it is, is told by
//! its content and never by its name. No reader knows of rules.

pub mod detect;
mod plan_config;
pub mod plan_json;
pub mod sources;
pub mod state;

use std::io::Read;
use std::path::Path;

use crate::model::Plan;

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

/// Reads a file, or standard input for `-`, whole into memory.
///
/// # Errors
/// [`InputError`] if it cannot be read.
pub fn read_bytes(path: &str) -> Result<Vec<u8>, InputError> {
    let failed = |e: std::io::Error| {
        let error = InputError::new(path, format!("cannot be read: {e}"));
        match e.kind() {
            std::io::ErrorKind::NotFound => error
                .hint("make a plan JSON with: terraform plan -out=tfplan && terraform show -json tfplan > plan.json"),
            _ => error,
        }
    };
    if path == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(failed)?;
        return Ok(bytes);
    }
    std::fs::read(Path::new(path)).map_err(failed)
}

/// Reads a plan JSON or state JSON that is already in memory.
///
/// # Errors
/// [`InputError`] where it is neither, or cannot be used.
pub fn read_document(path: &str, bytes: Vec<u8>) -> Result<Plan, InputError> {
    let bytes = detect::to_utf8(path, bytes)?;
    match detect::detect(path, &bytes)? {
        Detected::PlanJson => plan_json::read(path, detect::text(path, bytes)?),
        Detected::StateFile => state::read_v4(path, detect::text(path, bytes)?),
        Detected::StateJson => state::read_show(path, detect::text(path, bytes)?),
        Detected::PlanBinary => Err(InputError::new(path, "is a binary plan file, which this build does not read yet")
            .hint(format!("convert it with: terraform show -json {path} > plan.json"))),
    }
}
