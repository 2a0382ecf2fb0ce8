//! The tree of modules: local ones, and those that `terraform init` installed.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use super::decl::ModuleDecl;
use super::files;
use super::{Snapshot, SnapshotModule};
use crate::model::config::ModuleId;
use crate::model::plan::Problem;
use crate::text::{Diagnostic, SourceMap, Str};

/// Modules call modules at most so deep; a module that calls itself is found so.
const MAX_DEPTH: usize = 24;
/// More modules than this in one tree are not read.
const MAX_MODULES: usize = 5_000;

/// Loads the modules of a tree, the root first, each called one after its caller.
pub(super) struct Loader<'l> {
    pub modules: Vec<ModuleDecl>,
    installed: BTreeMap<String, PathBuf>,
    /// Modules by key, where they come from a plan file; no directory is looked at then.
    snapshot: Option<BTreeMap<&'l str, &'l SnapshotModule>>,
    sources: &'l mut SourceMap,
    diagnostics: &'l mut Vec<Diagnostic>,
    problems: &'l mut Vec<Problem>,
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(rename = "Modules", default)]
    modules: Vec<ManifestEntry>,
}

#[derive(Deserialize)]
struct ManifestEntry {
    #[serde(rename = "Key", default)]
    key: String,
    #[serde(rename = "Dir", default)]
    dir: String,
}

impl<'l> Loader<'l> {
    pub fn new(
        sources: &'l mut SourceMap,
        diagnostics: &'l mut Vec<Diagnostic>,
        problems: &'l mut Vec<Problem>,
    ) -> Self {
        Loader { modules: Vec::new(), installed: BTreeMap::new(), snapshot: None, sources, diagnostics, problems }
    }

    /// Loads the tree under a directory.
    ///
    /// # Errors
    /// If the directory itself cannot be read.
    pub fn load(&mut self, dir: &Path) -> Result<(), std::io::Error> {
        self.read_manifest(dir);
        let display = match dir.to_str() {
            Some("" | ".") | None => String::new(),
            Some(text) => text.trim_end_matches('/').to_owned(),
        };
        let root = ModuleDecl { dir: dir.to_owned(), display, ..ModuleDecl::default() };
        self.read(root)?;
        self.read_all_calls();
        Ok(())
    }

    /// Takes given texts for the root module's files.
    pub fn load_text(&mut self, dir: &Path, files: &[(&str, &str)]) {
        self.read_manifest(dir);
        let display = dir.to_str().filter(|d| *d != ".").unwrap_or_default().trim_end_matches('/').to_owned();
        let mut root = ModuleDecl { dir: dir.to_owned(), display, ..ModuleDecl::default() };
        let blocks =
            files.iter().flat_map(|(name, text)| files::parse_text(name, text, self.sources, self.diagnostics));
        root.declare(blocks.collect(), self.diagnostics);
        self.modules.push(root);
        self.read_all_calls();
    }

    /// Takes the modules that a plan file carries.
    pub fn load_snapshot(&mut self, snapshot: &'l Snapshot) {
        let modules: BTreeMap<&str, &SnapshotModule> = snapshot.modules.iter().map(|m| (m.key.as_str(), m)).collect();
        let Some(root) = modules.get("") else { return };
        let display = display_of(&root.dir);
        self.snapshot = Some(modules);
        let root = ModuleDecl { display, ..ModuleDecl::default() };
        // Only directories can be unreadable.
        if self.read(root).is_ok() {
            self.read_all_calls();
        }
    }

    fn read_all_calls(&mut self) {
        let mut next = 0;
        while next < self.modules.len() {
            self.read_calls(ModuleId(next as u32));
            next += 1;
        }
    }

    fn read_manifest(&mut self, dir: &Path) {
        let path = dir.join(".terraform/modules/modules.json");
        let Ok(text) = std::fs::read_to_string(&path) else { return };
        match serde_json::from_str::<Manifest>(&text) {
            Ok(manifest) => {
                self.installed = manifest.modules.into_iter().map(|m| (m.key, dir.join(m.dir))).collect();
            }
            Err(e) => self.problems.push(Problem {
                what: ".terraform/modules/modules.json".into(),
                message: format!("cannot be read ({e}); run terraform init again"),
            }),
        }
    }

    fn read(&mut self, mut module: ModuleDecl) -> Result<ModuleId, std::io::Error> {
        let found = match &self.snapshot {
            Some(modules) => {
                let empty = BTreeMap::new();
                let files = modules.get(&*module.key).map_or(&empty, |m| &m.files);
                let mut text = |name: &str| files.get(name).cloned().unwrap_or_else(|| Ok(String::new()));
                let names = files.keys().cloned().collect();
                files::read_with(names, &module.display, &mut text, self.sources, self.diagnostics)
            }
            None => {
                let listed = if module.dir.as_os_str().is_empty() { Path::new(".") } else { &module.dir };
                files::read(listed, &module.display, self.sources, self.diagnostics)?
            }
        };
        let unreadable = found.unreadable.into_iter();
        self.problems.extend(unreadable.map(|(what, message)| Problem { what, message }));
        module.declare(found.blocks, self.diagnostics);
        self.modules.push(module);
        Ok(ModuleId(self.modules.len() as u32 - 1))
    }

    fn read_calls(&mut self, caller: ModuleId) {
        let at = caller.0 as usize;
        let depth = self.modules[at].key.split('.').filter(|n| !n.is_empty()).count();
        let names: Vec<Str> = self.modules[at].calls.keys().cloned().collect();
        for name in names {
            let parent = &self.modules[at];
            let key = if parent.key.is_empty() { name.to_string() } else { format!("{}.{name}", parent.key) };
            let what = format!("module.{}", key.replace('.', ".module."));
            let source = parent.calls[&name].source.clone();
            if depth >= MAX_DEPTH || self.modules.len() >= MAX_MODULES {
                let message = "modules call each other too deeply, or there are too many: this one was not read";
                self.problems.push(Problem { what, message: message.into() });
                continue;
            }
            let Some((dir, display)) = self.locate(at, &key, &source) else {
                let message = match self.snapshot {
                    Some(_) => {
                        format!("the plan file does not hold the module {source:?}: no lines, and no references")
                    }
                    None => format!(
                        "module not installed: run terraform init to fetch {source:?}; what it makes was not checked"
                    ),
                };
                self.problems.push(Problem { what, message });
                continue;
            };
            let module = ModuleDecl {
                key: key.as_str().into(),
                parent: Some((caller, name.clone())),
                dir,
                display,
                ..ModuleDecl::default()
            };
            match self.read(module) {
                Ok(id) => {
                    if let Some(call) = self.modules[at].calls.get_mut(&name) {
                        call.module = Some(id);
                    }
                }
                Err(e) => {
                    self.problems
                        .push(Problem { what, message: format!("its directory {source:?} cannot be read: {e}") });
                }
            }
        }
    }

    /// Directory of a called module, and how to show it.
    fn locate(&self, caller: usize, key: &str, source: &str) -> Option<(PathBuf, String)> {
        if let Some(modules) = &self.snapshot {
            return modules.get(key).map(|m| (PathBuf::new(), display_of(&m.dir)));
        }
        let caller = &self.modules[caller];
        if source.starts_with("./") || source.starts_with("../") || matches!(source, "." | "..") {
            return Some((tidy(&caller.dir.join(source)), tidy_text(&caller.display, source)));
        }
        let dir = self.installed.get(key).filter(|d| d.is_dir())?;
        let dir = tidy(dir);
        let display = dir.to_str()?.to_owned();
        Some((dir, display))
    }
}

/// A directory of a plan file, as it was seen from where the plan was made.
fn display_of(dir: &str) -> String {
    tidy_text("", &dir.replace('\\', "/"))
}

fn tidy_text(base: &str, source: &str) -> String {
    tidy(&Path::new(base).join(source)).to_str().unwrap_or(source).to_owned()
}

/// Without `.` and without `x/..`.
fn tidy(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}
