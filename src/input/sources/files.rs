//! The files of one module directory: which of them count, parsed, overrides merged.

use std::collections::BTreeSet;
use std::path::Path;

use crate::hcl::ast::{Block, Body, Item};
use crate::hcl::{parse, parse_terraform_json};
use crate::text::{Diagnostic, SourceFile, SourceMap, Span};

/// Configuration files larger than this are not read.
const MAX_FILE: u64 = 64 << 20;

/// Top-level blocks of a module directory.
#[derive(Default)]
pub(super) struct ModuleFiles {
    /// Blocks, those of override files merged into them.
    pub blocks: Vec<Block>,
    /// Files that could not be read, with the reason.
    pub unreadable: Vec<(String, String)>,
}

/// Reads the configuration files of a directory.
///
/// # Errors
/// If the directory itself cannot be listed.
pub(super) fn read(
    dir: &Path,
    display: &str,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<ModuleFiles, std::io::Error> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        names.extend(entry?.file_name().into_string());
    }
    Ok(read_with(names, display, &mut |name| read_text(&dir.join(name)), sources, diagnostics))
}

/// Reads those of the named files that are configuration.
pub(super) fn read_with(
    names: Vec<String>,
    display: &str,
    text: &mut dyn FnMut(&str) -> Result<String, String>,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> ModuleFiles {
    let (primary, overrides) = select(names);
    let mut files = ModuleFiles::default();
    for name in primary {
        let Some(body) = read_one(&name, display, text(&name), sources, diagnostics, &mut files) else { continue };
        for item in body.items {
            match item {
                Item::Block(block) => files.blocks.push(block),
                Item::Attribute(a) => diagnostics.push(stray_argument(&a.name.name, a.span)),
            }
        }
    }
    for name in overrides {
        let Some(body) = read_one(&name, display, text(&name), sources, diagnostics, &mut files) else { continue };
        for item in body.items {
            match item {
                Item::Block(block) => merge(&mut files.blocks, block, diagnostics),
                Item::Attribute(a) => diagnostics.push(stray_argument(&a.name.name, a.span)),
            }
        }
    }
    files
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
        false => parse(file, text),
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

fn stray_argument(name: &str, span: Span) -> Diagnostic {
    let detail = format!("An argument named {name:?} is not expected here: a configuration file holds blocks only.");
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

fn read_one(
    name: &str,
    display: &str,
    text: Result<String, String>,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
    files: &mut ModuleFiles,
) -> Option<Body> {
    let path = match display {
        "" | "." => name.to_owned(),
        display => format!("{}/{name}", display.trim_end_matches('/')),
    };
    let text = match text {
        Ok(text) => text,
        Err(reason) => {
            files.unreadable.push((path, reason));
            return None;
        }
    };
    let file = sources.add(SourceFile::new(path, text));
    let text = sources.get(file).text.clone();
    let (body, problems) = match name.ends_with(".json") {
        true => parse_terraform_json(file, &text),
        false => parse(file, &text),
    };
    diagnostics.extend(problems);
    Some(body)
}

/// Text of a file without byte order mark.
pub(super) fn read_text(path: &Path) -> Result<String, String> {
    let size = std::fs::metadata(path).map_err(|e| e.to_string())?.len();
    if size > MAX_FILE {
        return Err(format!("the file is larger than {} MiB", MAX_FILE >> 20));
    }
    text_of(std::fs::read(path).map_err(|e| e.to_string())?)
}

/// Bytes of a configuration file as text, without byte order mark.
pub(super) fn text_of(bytes: Vec<u8>) -> Result<String, String> {
    let text = String::from_utf8(bytes).map_err(|e| {
        format!("the file is not UTF-8 (byte {} is where that begins to show)", e.utf8_error().valid_up_to())
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
                None => diagnostics.push(missing_base(&format!("local.{}", new.name.name), new.span)),
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
        None => diagnostics.push(missing_base(&format!("{kind} {}", wanted.join(".")), over.header)),
    }
}

fn missing_base(what: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        span,
        "Missing base definition to override",
        format!("There is no {what} that this could override. An override file can only change what is declared."),
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
