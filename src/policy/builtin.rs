//! The packs that ship with ringfence, embedded at build time.

use super::{Loader, PackFile};
use crate::model::schema::Schemas;
use crate::provider::{self, Knowledge};
use crate::text::{Diagnostic, SourceFile, SourceMap};

const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// Adds the built-in rules and policy catalogues.
pub fn add_rules(loader: &mut Loader, sources: &mut SourceMap) {
    let rules = FILES.iter().filter(|(path, _)| !path.ends_with("provider.hcl"));
    let file = |(path, text): &(&str, &str)| {
        let pack = path.rsplit_once('/').map_or("", |(dir, _)| dir);
        PackFile { path: (*path).into(), pack: pack.into(), text: (*text).into() }
    };
    loader.add_all(&rules.map(file).collect::<Vec<_>>(), sources);
}

/// What is known of providers.
pub fn knowledge(sources: &mut SourceMap) -> (Knowledge, Vec<Diagnostic>) {
    let mut knowledge = Knowledge { schemas: Schemas::builtin(), ..Knowledge::default() };
    let mut diagnostics = Vec::new();
    for (path, text) in FILES.iter().filter(|(path, _)| path.ends_with("provider.hcl")) {
        let id = sources.add(SourceFile::new(*path, *text));
        let (body, found) = crate::hcl::parse(id, text);
        diagnostics.extend(found);
        diagnostics.extend(provider::load(&body, &mut knowledge));
    }
    (knowledge, diagnostics)
}
