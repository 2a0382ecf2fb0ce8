//! The schema index, through a real provider and `terraform providers schema -json`, and back.
//!
//! The provider is declared from the index by other code in another language, checked by the plugin SDK's
//! own rules and told by Terraform: an index that is misread on one of the ways shows here.

use std::collections::BTreeMap;

use ringfence::model::Mode;
use ringfence::model::schema::{Attribute, Schemas, TypeSchema};

use crate::harness::Tree;

/// What `providers schema` tells of an attribute.
fn told(attribute: &Attribute) -> (bool, bool, bool) {
    (attribute.flags.required(), attribute.flags.optional(), attribute.flags.sensitive)
}

/// Attributes by path. Within objects that are computed only Terraform keeps names and types, no flags.
fn list(schema: &TypeSchema) -> BTreeMap<String, (bool, bool, bool)> {
    let mut out = BTreeMap::new();
    let mut computed: Vec<String> = Vec::new();
    schema.walk(&mut |path, attribute| {
        // The SDK makes `id` and `timeouts` in its own way.
        if ["id", "timeouts"].contains(&path[0]) {
            return;
        }
        let name = path.join(".");
        let inside = computed.iter().any(|c| name.starts_with(&format!("{c}.")));
        if !attribute.flags.required() && !attribute.flags.optional() {
            computed.push(name.clone());
        }
        let (required, optional, sensitive) = told(attribute);
        // A nested block as a whole has no mark in Terraform.
        let sensitive = sensitive && !attribute.kind.is_block();
        out.insert(name, if inside { (false, false, false) } else { (required, optional, sensitive) });
    });
    out
}

#[test]
fn every_type_of_the_index_is_served_and_read_back() {
    let mut tree = Tree::new("schema", "tests/e2e/modules/network");
    tree.whole_index();
    let json = tree.terraform(&["providers", "schema", "-json"]);
    let index = Schemas::builtin();
    let read = Schemas::from_providers_schema_json(json).unwrap();
    let (mut types, mut attributes, mut wrong) = (0, 0, Vec::new());
    for mode in [Mode::Managed, Mode::Data] {
        assert_eq!(index.types(mode), read.types(mode), "types of {mode:?}");
        for name in index.types(mode) {
            let (ours, theirs) = (index.resource(mode, &name).unwrap(), read.resource(mode, &name).unwrap());
            let (ours, theirs) = (list(&ours), list(&theirs));
            types += 1;
            attributes += ours.len();
            for (path, flags) in &ours {
                if theirs.get(path) != Some(flags) {
                    wrong.push(format!("{name}.{path}: index {flags:?}, told {:?}", theirs.get(path)));
                }
            }
            wrong.extend(
                theirs.keys().filter(|p| !ours.contains_key(*p)).map(|p| format!("{name}.{p}: not in the index")),
            );
        }
    }
    println!("{types} types, {attributes} attributes, {} differ", wrong.len());
    assert!(types > 3000 && attributes > 50_000, "{types} types, {attributes} attributes");
    assert!(
        wrong.is_empty(),
        "{} of {attributes} attributes differ:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(40)].join("\n")
    );
}
