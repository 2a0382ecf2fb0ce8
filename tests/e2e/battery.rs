//! The tables of [`crate::tables`], judged as plans of a real Terraform: JSON alone, JSON with the sources, and the plan file.

use serde_json::Value;

use crate::harness::{Tree, root, workspace};
use crate::tables::{TABLES, Table};

/// Cases that plan JSON alone does not tell, with the reason.
const OTHER_WITHOUT_SOURCES: &[(&str, &str)] = &[
    ("rule: not known beside an open one", "the SDK plans a list as unknown of which one element is"),
    ("bucket: a conditional without a key", "what is referred to beside the key may be a condition: undecided"),
    ("bucket: a conditional with a key", "the same"),
    ("bucket: the first that is there", "the same of what comes before the key"),
    (
        "network c78",
        "entries are computed: that a dynamic block makes none cannot be told from those that nobody wrote",
    ),
    ("network c79", "the same of a list without any"),
    ("volumes: an assignment for each", "plan JSON does not tell which element each.value is"),
];

fn judged(tree: &Tree, input: &str, more: &[&str]) -> Value {
    let path = tree.dir.join(input);
    let config = tree.dir.join("ringfence.hcl");
    let mut args = vec!["check", path.to_str().unwrap(), "--format", "json", "--config", config.to_str().unwrap()];
    args.extend(more);
    // Where the directory of the sources is not the current one, they do not count.
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_ringfence"))
        .args(&args)
        .current_dir(workspace())
        .output()
        .expect("ringfence runs");
    serde_json::from_slice(&out.stdout)
        .unwrap_or_else(|e| panic!("{args:?}: {e}\n{}", String::from_utf8_lossy(&out.stderr)))
}

fn table(table: &Table) -> Vec<String> {
    let name = format!("battery_{}", table.name.replace(' ', "_"));
    let written = workspace().join("packs").join(&name);
    if written.exists() {
        std::fs::remove_dir_all(&written).unwrap();
    }
    table.write(&written);
    let tree = Tree::new(&name, &written.to_string_lossy());
    tree.plan("plan", &[]);
    let sources = tree.dir.to_string_lossy().into_owned();
    let mut wrong = Vec::new();
    for (form, input, more) in [
        ("sources", ".", &[][..]),
        ("plan JSON", "plan.json", &[]),
        ("plan JSON with sources", "plan.json", &["--source", &sources]),
        ("plan file", "plan.tfplan", &[]),
    ] {
        let found = table.wrong(&judged(&tree, input, more)).into_iter();
        let listed = |w: &String| form == "plan JSON" && OTHER_WITHOUT_SOURCES.iter().any(|(case, _)| w.contains(case));
        wrong.extend(found.filter(|w| !listed(w)).map(|w| format!("{form}: {w}")));
    }
    wrong
}

#[test]
fn every_case_is_right_from_real_plans() {
    assert!(root().join("tests/e2e/clouds.idx").exists());
    let wrong: Vec<String> = TABLES.iter().flat_map(|t| table(t)).collect();
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}
