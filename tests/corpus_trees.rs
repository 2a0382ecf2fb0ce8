//! Module trees that others wrote: every directory with sources below `RINGFENCE_SOURCES` is evaluated as a root
//! module, and every file must turn up.
//!
//! ```text
//! RINGFENCE_SOURCES=DIR cargo test --features corpus --test corpus_trees -- --nocapture
//! ```
//!
//! The trees are not part of this repository; any checkouts do. With `RINGFENCE_SOURCES_VERBOSE=1` every error is
//! printed with its place.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "tests, with totals for people")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs, panic};

use rayon::prelude::*;
use ringfence::input::sources::{self, Options};
use ringfence::policy::builtin;
use ringfence::text::{Level, SourceMap};

const ENDINGS: &[&str] = &[".tf", ".tofu", ".tf.json", ".tofu.json"];

/// No tree takes longer than this, on a slow and busy machine in a debug build.
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Default)]
struct Totals {
    trees: usize,
    bytes: usize,
    modules: usize,
    instances: usize,
    data: usize,
    not_checked: BTreeMap<String, usize>,
    errors: BTreeMap<String, usize>,
    seen: BTreeSet<String>,
    slowest: (Duration, String),
    wrong: Vec<String>,
}

impl Totals {
    fn join(mut self, other: Totals) -> Totals {
        self.trees += other.trees;
        self.bytes += other.bytes;
        self.modules += other.modules;
        self.instances += other.instances;
        self.data += other.data;
        for (into, from) in [(&mut self.not_checked, other.not_checked), (&mut self.errors, other.errors)] {
            from.into_iter().for_each(|(what, n)| *into.entry(what).or_default() += n);
        }
        self.seen.extend(other.seen);
        self.slowest = self.slowest.max(other.slowest);
        self.wrong.extend(other.wrong);
        self
    }
}

/// Directories with sources, and the sources in them.
fn collect(dir: &Path, dirs: &mut Vec<PathBuf>, files: &mut BTreeSet<String>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    let mut any = false;
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !path.is_symlink() {
            if name != ".terraform" && name != ".git" {
                collect(&path, dirs, files);
            }
        } else if path.is_file() && ENDINGS.iter().any(|e| name.ends_with(e)) && !name.starts_with('.') {
            any = true;
            files.insert(path.to_string_lossy().into_owned());
        }
    }
    if any {
        dirs.push(dir.to_owned());
    }
}

fn tree(dir: &Path, schemas: &ringfence::model::schema::Schemas) -> Totals {
    let begin = Instant::now();
    let mut totals = Totals { trees: 1, ..Totals::default() };
    let shown = dir.to_string_lossy().into_owned();
    let mut map = SourceMap::default();
    let options = Options {
        automatic_files: true,
        workspace: Some("default".into()),
        schemas: Some(schemas),
        ..Options::default()
    };
    let loaded = panic::catch_unwind(panic::AssertUnwindSafe(|| sources::load(dir, &options, &mut map)));
    let loaded = match loaded {
        Ok(Ok(loaded)) => loaded,
        Ok(Err(e)) => return Totals { wrong: vec![format!("{shown}: {e}")], ..totals },
        Err(_) => return Totals { wrong: vec![format!("{shown}: panics")], ..totals },
    };
    let verbose = env::var_os("RINGFENCE_SOURCES_VERBOSE").is_some();
    for i in 0..map.len() {
        let file = map.get(ringfence::text::FileId(i as u32));
        totals.seen.insert(file.path.to_string());
        totals.bytes += file.text.len();
    }
    for problem in &loaded.plan.problems {
        let reason: String = problem.message.split('"').step_by(2).collect::<Vec<_>>().join("...");
        let reason = reason.split(" (").next().unwrap_or_default().split(", called at").next().unwrap_or_default();
        *totals.not_checked.entry(reason.to_owned()).or_default() += 1;
        // A file that cannot be read is named: it is not lost.
        totals.seen.insert(problem.what.clone());
    }
    for diagnostic in loaded.diagnostics.iter().filter(|d| d.level == Level::Error) {
        *totals.errors.entry(diagnostic.summary.clone()).or_default() += 1;
        let place = diagnostic.span.map(|s| map.display(s)).unwrap_or_default();
        if verbose {
            println!("{place} {}: {}", diagnostic.summary, diagnostic.detail);
        }
        if place.is_empty() {
            totals.wrong.push(format!("{shown}: an error without a place: {}", diagnostic.summary));
        }
    }
    totals.modules = loaded.plan.config.modules.len();
    let managed = |r: &&ringfence::model::plan::Resource| r.address.mode == ringfence::model::Mode::Managed;
    totals.instances = loaded.plan.resources.iter().filter(managed).count();
    totals.data = loaded.plan.resources.len() - totals.instances;
    let took = begin.elapsed();
    if took > PATIENCE {
        totals.wrong.push(format!("{shown} takes {took:?}"));
    }
    totals.slowest = (took, shown);
    totals
}

/// Files that do not parse; each of them is an error with a place.
fn broken(files: &BTreeSet<String>) -> BTreeSet<String> {
    let parses = |path: &&String| {
        let Ok(text) = fs::read_to_string(path) else { return false };
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let id = ringfence::text::FileId(0);
        let problems = match path.ends_with(".json") {
            true => ringfence::hcl::parse_terraform_json(id, text).1,
            false => ringfence::hcl::parse(id, text).1,
        };
        problems.iter().all(|p| p.level != Level::Error)
    };
    files.par_iter().filter(|path| !parses(path)).cloned().collect()
}

#[test]
fn trees_of_others_are_evaluated_and_no_file_is_lost() {
    let root = env::var_os("RINGFENCE_SOURCES").map(PathBuf::from).expect(
        "RINGFENCE_SOURCES names a directory with Terraform sources of others, such as checkouts of public modules",
    );
    let (mut dirs, mut files) = (Vec::new(), BTreeSet::new());
    collect(&root, &mut dirs, &mut files);
    assert!(!files.is_empty(), "{root:?} holds no sources");
    let mut problems = SourceMap::default();
    let (knowledge, _) = builtin::knowledge(&mut problems);
    let begin = Instant::now();
    let totals = dirs.par_iter().map(|dir| tree(dir, &knowledge.schemas)).reduce(Totals::default, Totals::join);
    let took = begin.elapsed();
    let broken = broken(&files);
    println!(
        "{} files in {} trees ({} modules, {} kB read) in {took:.1?}; {} managed instances, {} data sources",
        files.len(),
        totals.trees,
        totals.modules,
        totals.bytes / 1000,
        totals.instances,
        totals.data
    );
    println!("{} files with errors of syntax", broken.len());
    broken.iter().for_each(|path| println!("  {path}"));
    println!("errors by kind: {:#?}", totals.errors);
    println!("not checked: {:#?}", totals.not_checked);
    println!("slowest: {:.1?} {}", totals.slowest.0, totals.slowest.1);
    // Of `x.tofu` and `x.tf` only the former counts.
    let shadowed = |path: &String| {
        let other = path.strip_suffix(".tf").map(|stem| format!("{stem}.tofu"));
        let json = path.strip_suffix(".tf.json").map(|stem| format!("{stem}.tofu.json"));
        [other, json].into_iter().flatten().any(|o| files.contains(&o))
    };
    let hidden =
        |path: &String| path.ends_with('~') || Path::new(path).file_name().unwrap().to_string_lossy().starts_with('#');
    let lost: Vec<&String> = files.iter().filter(|p| !totals.seen.contains(*p) && !shadowed(p) && !hidden(p)).collect();
    assert!(lost.is_empty(), "{} files are in no tree: {lost:#?}", lost.len());
    assert!(totals.wrong.is_empty(), "{:#?}", totals.wrong);
}
