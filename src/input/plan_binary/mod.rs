//! Plan files as `terraform plan -out` and `tofu plan -out` write them, read without Terraform and without
//! providers: a zip file with the plan (`tfplan`), the state before it (`tfstate`), and the sources that it was
//! made from (`tfconfig/`). Attribute values stay in their bytes until somebody asks for them.
//!
//! The model is that of `terraform show -json` of the same file, with more: places in the sources, what is
//! known of unknown values, whether the plan was targeted. What the file does not have without the providers'
//! schemas: which attributes these call sensitive (written since Terraform 1.8), and whether a text that looks
//! like a number is one.

mod archive;
mod changes;
mod message;
mod names;
mod wire;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::sources::{Snapshot, SnapshotModule};
use super::{Document, InputError, lock, state};
use crate::model::plan::{InputKind, Meta, Partial, Plan, Presence, Problem};
use crate::model::{Action, Address, Mode};
use crate::text::Buffer;
use archive::Archive;
use changes::Reader;
use names::Writer;
use wire::{Broken, Message};

/// Reads a plan file.
///
/// # Errors
/// [`InputError`] for a zip file that is damaged, holds no plan, or one of another version.
pub fn read(path: &str, bytes: &[u8]) -> Result<Document, InputError> {
    let mut archive = Archive::open(path, bytes)?;
    let Some(tfplan) = archive.read("tfplan")? else {
        return Err(InputError::new(path, "is a zip file, but not a plan: it has no entry named tfplan")
            .hint("make a plan with: terraform plan -out=tfplan"));
    };
    let lock = archive.read(".terraform.lock.hcl")?.unwrap_or_default();
    let buffer = Arc::new(tfplan);
    let raw = message::Plan::read(Message::new(&buffer)).map_err(|broken| damaged(path, broken))?;
    check_version(path, &raw)?;
    let mut plan = Plan::new(Meta {
        path: path.into(),
        kind: InputKind::PlanBinary,
        format_version: Some(raw.version.to_string().into()),
        terraform_version: Some(raw.terraform_version.into()).filter(|v: &crate::text::Str| !v.is_empty()),
        timestamp: Some(raw.timestamp.into()).filter(|t: &crate::text::Str| !t.is_empty()),
        partial: Vec::new(),
    });
    let writer = Writer::tell(&raw, &lock);
    plan.locked = lock::parse(&String::from_utf8_lossy(&lock));
    let mut reader = Reader::new(&buffer, writer);
    reader.fill(&mut plan, &raw).map_err(|broken| damaged(path, broken))?;
    plan.problems.append(&mut reader.problems);
    plan.index();
    let omitted = match archive.read("tfstate")? {
        Some(text) => prior(path, &mut plan, text)?,
        None => 0,
    };
    plan.meta.partial = partial(&raw, &plan, writer, omitted);
    if plan.meta.partial.contains(&Partial::RefreshOnly) {
        // Its answer is what was found: all of it is judged.
        plan.resources.iter_mut().for_each(|r| r.presence = Presence::Planned);
    }
    let sources = snapshot(path, &mut archive, &mut plan)?;
    Ok(Document { plan, sources: Some(sources), secrets: writer.secrets() })
}

fn damaged(path: &str, broken: Broken) -> InputError {
    InputError::new(path, format!("is a damaged plan: {} (byte {} of its entry tfplan)", broken.why, broken.at))
        .hint("make the plan again with: terraform plan -out=tfplan")
}

fn check_version(path: &str, raw: &message::Plan<'_>) -> Result<(), InputError> {
    if raw.version == message::VERSION {
        return Ok(());
    }
    let by = match raw.terraform_version {
        "" => String::new(),
        version => format!(", written by version {version}"),
    };
    let known = message::VERSION;
    Err(InputError::new(
        path,
        format!("is a plan of format version {}{by}; this build reads version {known}", raw.version),
    )
    .hint(format!("let the tool that wrote it convert it: terraform show -json {path} > plan.json")))
}

/// Adds what exists in the state before the plan and is not among the changes. Returns how many managed
/// resources these were.
fn prior(path: &str, plan: &mut Plan, bytes: Vec<u8>) -> Result<usize, InputError> {
    let inside = format!("{path} (tfstate)");
    let text = Buffer::from(super::detect::text(&inside, bytes)?);
    let mut moved: rustc_hash::FxHashSet<Address> = Default::default();
    moved.extend(plan.resources.iter().filter_map(|r| r.previous.clone()));
    let known = |address: &Address| plan.find(address).is_some() || moved.contains(address);
    let file = state::resources(&inside, &text, &|address| !known(address))?;
    let mut found = file.resources;
    found.retain(|r| r.deposed.is_none());
    found.iter_mut().for_each(|r| r.presence = Presence::PriorOnly);
    let managed = found.iter().filter(|r| r.address.mode == Mode::Managed).count();
    plan.problems.extend(file.problems);
    plan.resources.extend(found);
    plan.index();
    Ok(managed)
}

fn partial(raw: &message::Plan<'_>, plan: &Plan, writer: Writer, omitted: usize) -> Vec<Partial> {
    let mut out = Vec::new();
    if raw.errored {
        out.push(Partial::Errored);
    } else if writer.tells_completeness() && !raw.complete {
        out.push(Partial::Incomplete);
    }
    if !raw.deferred.is_empty() {
        out.push(Partial::Deferred);
    }
    match raw.mode {
        names::REFRESH_ONLY => out.push(Partial::RefreshOnly),
        _ if raw.selections > 0 || omitted > 0 => out.push(Partial::Targeted),
        _ => {}
    }
    let deletes = |r: &&crate::model::Resource| r.address.mode == Mode::Managed && r.action == Action::Delete;
    if raw.mode == names::DESTROY && plan.resources.iter().any(|r| deletes(&r)) {
        out.push(Partial::Destroy);
    }
    out
}

#[derive(Deserialize)]
struct ManifestEntry {
    #[serde(rename = "Key", default)]
    key: String,
    #[serde(rename = "Dir", default)]
    dir: String,
}

const CONFIGURATION: &str = "tfconfig/";
const MANIFEST: &str = "tfconfig/modules.json";

/// The sources in the file: `tfconfig/m-KEY/NAME`, with the directories in `tfconfig/modules.json`.
fn snapshot(path: &str, archive: &mut Archive<'_>, plan: &mut Plan) -> Result<Snapshot, InputError> {
    let mut modules: BTreeMap<String, SnapshotModule> = BTreeMap::new();
    let manifest = archive.read(MANIFEST)?.unwrap_or_else(|| b"[]".to_vec());
    match serde_json::from_slice::<Vec<ManifestEntry>>(&manifest) {
        Ok(entries) => modules.extend(entries.into_iter().map(|m| {
            let module = SnapshotModule { key: m.key.clone(), dir: m.dir, files: BTreeMap::new() };
            (m.key, module)
        })),
        Err(e) => plan.problems.push(Problem {
            what: format!("{path} ({MANIFEST})"),
            message: format!("the list of modules cannot be read ({e}): their directories are not known"),
        }),
    }
    for name in archive.names()? {
        let Some(rest) = name.strip_prefix(CONFIGURATION).and_then(|n| n.strip_prefix("m-")) else { continue };
        let Some((key, file)) = rest.split_once('/') else { continue };
        let bytes = archive.read(&name)?.unwrap_or_default();
        let fallback = || SnapshotModule { key: key.into(), dir: key.replace('.', "/"), files: BTreeMap::new() };
        modules.entry(key.into()).or_insert_with(fallback).add(file, bytes);
    }
    Ok(Snapshot { modules: modules.into_values().collect() })
}
