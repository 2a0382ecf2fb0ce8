//! The tree of modules: local ones, and those that `terraform init` installed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use super::decl::{Declaration, ModuleDecl};
use super::files::{self, Origin};
use super::{Snapshot, SnapshotModule};
use crate::model::config::ModuleId;
use crate::model::plan::Problem;
use crate::text::{Diagnostic, SourceMap, Str};

/// Modules call modules at most so deep; a module that calls itself is found so.
const MAX_DEPTH: usize = 24;
/// More modules than this in one tree are not read.
const MAX_MODULES: usize = 50_000;

/// Loads the modules of a tree, the root first, each called one after its caller. A directory is read once,
/// however often it is called.
pub(super) struct Loader<'l> {
    pub modules: Vec<ModuleDecl>,
    installed: BTreeMap<String, PathBuf>,
    /// Directories that were read; `None` for those that cannot be listed, which was told.
    read: HashMap<PathBuf, Result<Arc<Declaration>, String>>,
    /// Modules by key, where they come from a plan file; no directory is looked at then.
    snapshot: Option<BTreeMap<&'l str, &'l SnapshotModule>>,
    sources: &'l mut SourceMap,
    diagnostics: &'l mut Vec<Diagnostic>,
    problems: &'l mut Vec<Problem>,
}

/// A module that is to be read next.
struct Wanted {
    module: ModuleDecl,
    /// `module.a.module.b`
    what: String,
    source: Str,
    /// Where it is called.
    at: String,
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
        Loader {
            modules: Vec::new(),
            installed: BTreeMap::new(),
            read: HashMap::new(),
            snapshot: None,
            sources,
            diagnostics,
            problems,
        }
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
        // A root that cannot be listed is the caller's mistake; of a called module it is a gap.
        std::fs::read_dir(files::listed(dir))?;
        self.read_levels(vec![Wanted { module: root, what: String::new(), source: Str::default(), at: String::new() }]);
        Ok(())
    }

    /// Takes given texts for the root module's files.
    pub fn load_text(&mut self, dir: &Path, files: &[(&str, &str)]) {
        self.read_manifest(dir);
        let display = dir.to_str().filter(|d| *d != ".").unwrap_or_default().trim_end_matches('/').to_owned();
        let mut root = ModuleDecl { dir: dir.to_owned(), display, ..ModuleDecl::default() };
        let blocks =
            files.iter().flat_map(|(name, text)| files::parse_text(name, text, self.sources, self.diagnostics));
        let mut declaration = Declaration::default();
        declaration.declare(blocks.collect(), self.diagnostics);
        root.declaration = Arc::new(declaration);
        self.modules.push(root);
        let next = self.calls_of(ModuleId(0));
        self.read_levels(next);
    }

    /// Takes the modules that a plan file carries.
    pub fn load_snapshot(&mut self, snapshot: &'l Snapshot) {
        let modules: BTreeMap<&str, &SnapshotModule> = snapshot.modules.iter().map(|m| (m.key.as_str(), m)).collect();
        let Some(root) = modules.get("").copied() else { return };
        self.snapshot = Some(modules);
        let root = ModuleDecl { dir: snapshot_dir(""), display: display_of(&root.dir), ..ModuleDecl::default() };
        self.read_levels(vec![Wanted { module: root, what: String::new(), source: Str::default(), at: String::new() }]);
    }

    /// Reads modules, then those that they call, and so on: the directories of a level all at once.
    fn read_levels(&mut self, mut level: Vec<Wanted>) {
        while !level.is_empty() {
            self.read_directories(&level);
            let mut next = Vec::new();
            for wanted in level {
                let Wanted { mut module, what, source, at } = wanted;
                match self.read.get(&module.dir) {
                    Some(Ok(declaration)) => module.declaration = declaration.clone(),
                    Some(Err(e)) => {
                        let message = format!(
                            "its directory {source:?} cannot be read ({e}), called at {at}: mend the source argument; \
                             what it makes was not checked"
                        );
                        self.problems.push(Problem { what, message });
                        continue;
                    }
                    None => continue,
                }
                let id = ModuleId(self.modules.len() as u32);
                if let Some((parent, call)) = &module.parent {
                    self.modules[parent.0 as usize].called.insert(call.clone(), id);
                }
                self.modules.push(module);
                next.extend(self.calls_of(id));
            }
            level = next;
        }
    }

    fn read_directories(&mut self, level: &[Wanted]) {
        let none = BTreeMap::new();
        let mut dirs = Vec::new();
        let mut origins = Vec::new();
        let mut seen = HashSet::new();
        for wanted in level {
            let dir = &wanted.module.dir;
            if self.read.contains_key(dir) || !seen.insert(dir) {
                continue;
            }
            let origin = match &self.snapshot {
                Some(modules) => Origin::Texts(modules.get(&*wanted.module.key).map_or(&none, |m| &m.files)),
                None => Origin::Directory(dir),
            };
            dirs.push(dir);
            origins.push((origin, wanted.module.display.clone()));
        }
        for (dir, found) in dirs.into_iter().zip(files::read(&origins, self.sources)) {
            let found = found.map(|found| {
                let unreadable = found.unreadable.into_iter();
                let problem = |(what, why)| Problem { what, message: format!("cannot be read: {why}") };
                self.problems.extend(unreadable.map(problem));
                self.diagnostics.extend(found.diagnostics);
                Arc::new(found.declaration)
            });
            self.read.insert(dir.clone(), found.map_err(|e| e.to_string()));
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

    fn calls_of(&mut self, caller: ModuleId) -> Vec<Wanted> {
        let parent = &self.modules[caller.0 as usize];
        let depth = parent.key.split('.').filter(|n| !n.is_empty()).count();
        let mut wanted = Vec::new();
        for (name, call) in &parent.declaration.calls {
            let key = if parent.key.is_empty() { name.to_string() } else { format!("{}.{name}", parent.key) };
            let what = format!("module.{}", key.replace('.', ".module."));
            let source = call.source.clone();
            let at = self.sources.display(call.block.header);
            if depth >= MAX_DEPTH || self.modules.len() + wanted.len() >= MAX_MODULES {
                let message = "modules call each other too deeply, or there are too many: this one was not read";
                self.problems.push(Problem { what, message: message.into() });
                continue;
            }
            let Some((dir, display)) = self.locate(parent, &key, &source) else {
                let message = match self.snapshot {
                    Some(_) => {
                        format!("the plan file does not hold the module {source:?}: no lines, and no references")
                    }
                    None if source.is_empty() && call.block.body.attribute("source").is_some() => format!(
                        "its source is computed, called at {at}: only one that is written out is followed; what it makes was not \
                         checked"
                    ),
                    None if source.is_empty() => {
                        format!(
                            "it has no source, called at {at}: add a source argument; what it makes was not checked"
                        )
                    }
                    None => format!(
                        "module not installed, called at {at}: run terraform init to fetch {source:?}; what it makes \
                         was not checked"
                    ),
                };
                self.problems.push(Problem { what, message });
                continue;
            };
            let parent = Some((caller, name.clone()));
            let module = ModuleDecl { key: key.as_str().into(), parent, dir, display, ..ModuleDecl::default() };
            wanted.push(Wanted { module, what, source, at });
        }
        wanted
    }

    /// Directory of a called module, and how to show it.
    fn locate(&self, caller: &ModuleDecl, key: &str, source: &str) -> Option<(PathBuf, String)> {
        if let Some(modules) = &self.snapshot {
            return modules.get(key).map(|m| (snapshot_dir(key), display_of(&m.dir)));
        }
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

/// Stands for the directory of a module in a plan file. There is none on the disk: what such a module asks of
/// files is not known.
fn snapshot_dir(key: &str) -> PathBuf {
    Path::new("<plan file>").join(key)
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
