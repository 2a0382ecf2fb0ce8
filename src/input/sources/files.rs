//! The files of one module directory: which of them count, parsed, overrides merged.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use rayon::prelude::*;

use super::decl::Declaration;
use crate::hcl::ast::{Block, Body, Item};
use crate::hcl::{parse, parse_terraform_json};
use crate::input::detect::Utf16;
use crate::text::{Diagnostic, FileId, SourceFile, SourceMap, Span, Str};

/// Configuration files larger than this are not read.
const MAX_FILE: u64 = 64 << 20;

/// What the files of a module directory hold.
#[derive(Default)]
pub(super) struct ModuleFiles {
    /// Blocks, those of override files merged into them.
    pub declaration: Declaration,
    /// Errors of syntax and of declaration.
    pub diagnostics: Vec<Diagnostic>,
    /// Files that could not be read, with the reason.
    pub unreadable: Vec<(String, String)>,
}

/// A file on its way from the disk to its syntax tree.
struct Found {
    path: String,
    role: Role,
    text: Result<SourceFile, String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    Primary,
    Override,
}

/// The directory to list for the directory that a user named.
pub(super) fn listed(dir: &Path) -> &Path {
    if dir.as_os_str().is_empty() { Path::new(".") } else { dir }
}

/// Reads the configuration files of directories (each with the path that users see), in parallel. The files are
/// added to `sources` in the order of the directories, whatever the number of threads. A directory that cannot be
/// listed is an error of its own.
pub(super) fn read(dirs: &[(Origin<'_>, String)], sources: &mut SourceMap) -> Vec<Result<ModuleFiles, std::io::Error>> {
    let found: Vec<Result<Vec<Found>, std::io::Error>> =
        dirs.par_iter().map(|(origin, display)| find(*origin, display)).collect();
    let mut named: Vec<Result<Vec<Named>, std::io::Error>> = Vec::with_capacity(found.len());
    for files in found {
        named.push(files.map(|files| {
            let name = |file: Found| {
                let source = file.text.map(|source| {
                    let text = source.text.clone();
                    (sources.add(source), text)
                });
                Named { path: file.path, role: file.role, source }
            };
            files.into_iter().map(name).collect()
        }));
    }
    named.into_par_iter().map(|files| files.map(module)).collect()
}

/// A file with its place in the source map.
struct Named {
    path: String,
    role: Role,
    source: Result<(FileId, Str), String>,
}

/// Where the files of a module are.
#[derive(Clone, Copy)]
pub(super) enum Origin<'o> {
    Directory(&'o Path),
    /// In a plan file: texts, or why there is none.
    Texts(&'o BTreeMap<String, Result<String, String>>),
}

impl Origin<'_> {
    fn names(self) -> Result<Vec<String>, std::io::Error> {
        match self {
            Origin::Texts(files) => Ok(files.keys().cloned().collect()),
            Origin::Directory(dir) => {
                let mut names = Vec::new();
                for entry in std::fs::read_dir(listed(dir))? {
                    names.extend(entry?.file_name().into_string());
                }
                Ok(names)
            }
        }
    }

    fn text(self, name: &str) -> Result<String, String> {
        match self {
            Origin::Texts(files) => files.get(name).cloned().unwrap_or_else(|| Ok(String::new())),
            Origin::Directory(dir) => read_text(&dir.join(name)),
        }
    }
}

fn find(origin: Origin<'_>, display: &str) -> Result<Vec<Found>, std::io::Error> {
    let (primary, overrides) = select(origin.names()?);
    let primary = primary.into_iter().map(|name| (name, Role::Primary));
    let all: Vec<(String, Role)> = primary.chain(overrides.into_iter().map(|name| (name, Role::Override))).collect();
    let one = |(name, role): (String, Role)| {
        let path = match display {
            "" | "." => name.clone(),
            display => format!("{}/{name}", display.trim_end_matches('/')),
        };
        let text = origin.text(&name).map(|text| SourceFile::new(path.as_str(), text));
        Found { path, role, text }
    };
    Ok(all.into_par_iter().map(one).collect())
}

/// Parses the files of a module and puts their blocks together.
fn module(files: Vec<Named>) -> ModuleFiles {
    let parsed: Vec<_> = files
        .into_par_iter()
        .map(|file| {
            let parsed = file.source.map(|(id, text)| match file.path.ends_with(".json") {
                true => parse_terraform_json(id, &text),
                false => native(id, &text),
            });
            (file.path, file.role, parsed)
        })
        .collect();
    let mut out = ModuleFiles::default();
    let mut blocks = Vec::new();
    let mut requires = Vec::new();
    for (path, role, parsed) in parsed {
        let (body, problems) = match parsed {
            Ok(parsed) => parsed,
            Err(reason) => {
                out.unreadable.push((path, reason));
                continue;
            }
        };
        out.diagnostics.extend(problems);
        for item in body.items {
            match (item, role) {
                (Item::Attribute(a), _) => out.diagnostics.push(stray_argument(&a.name.name, a.span)),
                (Item::Block(block), Role::Primary) => {
                    requires.extend(block.body.blocks_of("required_providers").map(|b| b.header));
                    blocks.push(block);
                }
                (Item::Block(block), Role::Override) => merge(&mut blocks, block, &mut out.diagnostics),
            }
        }
    }
    out.declaration.declare(blocks, &mut out.diagnostics);
    out.diagnostics.extend(requires.into_iter().skip(1).map(required_twice));
    out
}

/// A file in native syntax, with what is wrong in this syntax only.
fn native(file: FileId, text: &str) -> (Body, Vec<Diagnostic>) {
    let (body, mut problems) = parse(file, text);
    body.blocks().for_each(|block| super::shape::native(block, &mut problems));
    (body, problems)
}

/// Blocks of a text that is taken for a file of this name.
pub(super) fn parse_text(
    name: &str,
    text: &str,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Block> {
    let file = sources.add(SourceFile::new(name, text));
    let (body, problems) = match name.ends_with(".json") {
        true => parse_terraform_json(file, text),
        false => native(file, text),
    };
    diagnostics.extend(problems);
    let mut blocks = Vec::new();
    for item in body.items {
        match item {
            Item::Block(block) => blocks.push(block),
            Item::Attribute(a) => diagnostics.push(stray_argument(&a.name.name, a.span)),
        }
    }
    blocks
}

/// What primary files require of providers stands in one block; override files may have another.
fn required_twice(span: Span) -> Diagnostic {
    let detail = "A module may have only one required providers configuration.";
    Diagnostic::error(span, "Duplicate required providers configuration", detail)
}

fn stray_argument(name: &str, span: Span) -> Diagnostic {
    let mut detail =
        format!("An argument named {name:?} is not expected here: a configuration file holds blocks only.");
    if super::shape::is_block(name) {
        let _ = write!(detail, " Did you mean to define a block of type {name:?}? Then leave the equals sign out.");
    } else if let Some(near) = super::shape::near_block(name) {
        let _ = write!(detail, " Did you mean a block of type {near:?}?");
    }
    Diagnostic::error(span, "Unsupported argument", detail)
}

/// Names of the files that count, sorted: ordinary ones, then overrides. Of `x.tofu` and `x.tf`
/// the former counts, as OpenTofu has it.
fn select(names: Vec<String>) -> (Vec<String>, Vec<String>) {
    let counts = |name: &String| {
        let is_configuration = [".tf", ".tf.json", ".tofu", ".tofu.json"].iter().any(|end| name.ends_with(end));
        let is_hidden = name.starts_with('.') || name.ends_with('~') || name.starts_with('#');
        is_configuration && !is_hidden
    };
    let names: BTreeSet<String> = names.into_iter().filter(counts).collect();
    let shadowed = |name: &str| match name.strip_suffix(".tf") {
        Some(stem) => names.contains(&format!("{stem}.tofu")),
        None => name.strip_suffix(".tf.json").is_some_and(|stem| names.contains(&format!("{stem}.tofu.json"))),
    };
    let counting = names.iter().filter(|n| !shadowed(n)).cloned();
    counting.partition(|name| {
        let stem = name.split_once('.').map_or(&**name, |(stem, _)| stem);
        let stem = if name.matches('.').count() > 1 { stem_of(name) } else { stem };
        stem != "override" && !stem.ends_with("_override")
    })
}

/// The name without its ending.
fn stem_of(name: &str) -> &str {
    [".tf.json", ".tofu.json", ".tf", ".tofu"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

/// Text of a file without byte order mark.
pub(super) fn read_text(path: &Path) -> Result<String, String> {
    let size = std::fs::metadata(path).map_err(|e| e.to_string())?.len();
    if size > MAX_FILE {
        return Err(format!("the file is larger than {} MiB", MAX_FILE >> 20));
    }
    text_of(std::fs::read(path).map_err(|e| e.to_string())?)
}

/// Bytes of a configuration file as text, without byte order mark. Terraform reads nothing but UTF-8, so that UTF-16 is
/// an error here, too.
pub(super) fn text_of(bytes: Vec<u8>) -> Result<String, String> {
    if Utf16::of(&bytes).is_some() {
        return Err("the file is UTF-16, which Terraform does not read: save it as UTF-8".into());
    }
    let text = String::from_utf8(bytes).map_err(|e| {
        let sound = &e.as_bytes()[..e.utf8_error().valid_up_to()];
        let line = sound.iter().filter(|b| **b == b'\n').count() + 1;
        format!("line {line} has bytes that are no UTF-8, and Terraform reads nothing else: save the file as UTF-8")
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Merges a block of an override file into the one that it overrides: arguments replace arguments,
/// nested blocks replace all blocks of their type. `locals` and `terraform` blocks add up.
fn merge(blocks: &mut Vec<Block>, over: Block, diagnostics: &mut Vec<Diagnostic>) {
    let kind = over.kind.name.clone();
    if &*kind == "locals" {
        for item in over.body.items {
            let Item::Attribute(new) = item else { continue };
            let mut places = blocks.iter_mut().filter(|b| &*b.kind.name == "locals").flat_map(|b| &mut b.body.items);
            let old = places.find_map(|i| match i {
                Item::Attribute(a) if a.name.name == new.name.name => Some(a),
                _ => None,
            });
            match old {
                Some(old) => *old = new,
                None => diagnostics.push(missing_base("local value", &format!("local.{}", new.name.name), new.span)),
            }
        }
        return;
    }
    if matches!(&*kind, "terraform" | "moved" | "import" | "removed") {
        blocks.push(over);
        return;
    }
    let labels = |b: &Block| b.labels.iter().map(|l| l.name.clone()).collect::<Vec<_>>();
    let alias = |b: &Block| b.body.attribute("alias").map(|a| format!("{:?}", a.expr.kind));
    let wanted = labels(&over);
    let base = blocks
        .iter_mut()
        .find(|b| b.kind.name == kind && labels(b) == wanted && (&*kind != "provider" || alias(b) == alias(&over)));
    match base {
        Some(base) => merge_body(&mut base.body, over.body),
        None if &*kind == "provider" => blocks.push(over),
        None => diagnostics.push(missing_base(&kind, &wanted.join("."), over.header)),
    }
}

fn missing_base(kind: &str, name: &str, span: Span) -> Diagnostic {
    let summary = match kind {
        "resource" => "Missing resource to override".to_owned(),
        "data" => "Missing data resource to override".to_owned(),
        "module" => "Missing module call to override".to_owned(),
        "variable" => "Missing base variable declaration to override".to_owned(),
        _ => format!("Missing base {kind} definition to override"),
    };
    Diagnostic::error(
        span,
        summary,
        format!(
            "There is no {kind} {name} that this could override. An override file can only change what is declared."
        ),
    )
}

fn merge_body(base: &mut Body, over: Body) {
    let mut replaced = BTreeSet::new();
    for item in &over.items {
        match item {
            Item::Attribute(a) => {
                base.items.retain(|i| !matches!(i, Item::Attribute(old) if old.name.name == a.name.name));
            }
            // `dynamic "x"` produces blocks of type x and replaces them.
            Item::Block(b) if replaced.insert(block_type(b).to_owned()) => {
                let kind = block_type(b);
                if kind != "lifecycle" {
                    base.items.retain(|i| !matches!(i, Item::Block(old) if block_type(old) == kind));
                }
            }
            Item::Block(_) => {}
        }
    }
    base.items.extend(over.items);
}

fn block_type(block: &Block) -> &str {
    match (&*block.kind.name, block.labels.first()) {
        ("dynamic", Some(label)) => &label.name,
        (kind, _) => kind,
    }
}
