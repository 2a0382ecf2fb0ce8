//! The dependency lock file beside a root module, and in plan files: which release of each provider is used
//! (https://developer.hashicorp.com/terraform/language/files/dependency-lock).

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use crate::hcl;
use crate::hcl::ast::ExprKind;
use crate::model::release::Version;
use crate::text::{FileId, Str};

const NAME: &str = ".terraform.lock.hcl";

/// Larger files are no lock files: an entry has some kilobytes of hashes.
const LARGEST: u64 = 16 << 20;

/// Releases by source address. What cannot be read is passed over: Terraform will complain about it.
pub fn parse(text: &str) -> BTreeMap<Str, Version> {
    let (body, _) = hcl::parse(FileId(0), text);
    let mut found = BTreeMap::new();
    for block in body.blocks_of("provider") {
        let Some(source) = block.labels.first() else { continue };
        let Some(ExprKind::String(version)) = block.body.attribute("version").map(|a| &a.expr.kind) else { continue };
        if let Some(version) = Version::parse(version) {
            found.insert(source.name.clone(), version);
        }
    }
    found
}

/// What the lock file in a directory says; nothing if there is none.
pub fn beside(dir: &Path) -> BTreeMap<Str, Version> {
    let mut text = String::new();
    match std::fs::File::open(dir.join(NAME)).and_then(|f| f.take(LARGEST).read_to_string(&mut text)) {
        Ok(_) => parse(&text),
        Err(_) => BTreeMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_file_names_releases() {
        let text = "# This file is maintained automatically by \"terraform init\".\n\
            provider \"registry.terraform.io/hashicorp/aws\" {\n  version     = \"5.31.0\"\n  constraints = \"~> 5.0\"\n  \
            hashes = [\n    \"h1:abc\",\n  ]\n}\n\nprovider \"registry.opentofu.org/oracle/oci\" {\n  version = \"8.1.0\"\n}\n\
            provider \"example.com/a/b\" {\n  version = \"latest\"\n}\n";
        let found = parse(text);
        let shown: Vec<String> = found.iter().map(|(source, version)| format!("{source} {version}")).collect();
        assert_eq!(shown, ["registry.opentofu.org/oracle/oci 8.1.0", "registry.terraform.io/hashicorp/aws 5.31.0"]);
        assert!(parse("provider {{{").is_empty());
        assert!(beside(Path::new("/nonexistent")).is_empty());
    }
}
