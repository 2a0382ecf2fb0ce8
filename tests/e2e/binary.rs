//! Binary plan files: the model is that of `terraform show -json` of the same file.

use std::fs;

use serde_json::{Value, json};

use crate::harness::Tree;
use crate::parity::differences;

/// Every plan that these tests make is read in both forms.
pub fn parity(tree: &Tree, name: &str) {
    let model = |args: &[&str]| -> Value {
        let (code, out, err) = tree.ringfence(args);
        assert_eq!(code, 0, "ringfence {args:?} in {:?}:\n{err}", tree.dir);
        serde_json::from_str(&out).unwrap()
    };
    let binary = model(&["inspect", &format!("{name}.tfplan")]);
    let json = model(&["inspect", &format!("{name}.json"), "--source", "."]);
    let wrong = differences(&binary, &json);
    assert!(
        wrong.is_empty(),
        "{name}.tfplan and {name}.json in {:?} differ (binary, then JSON):\n{}",
        tree.dir,
        wrong.join("\n")
    );
    for resource in binary["resources"].as_array().unwrap() {
        let declared = !["delete", "forget"].contains(&resource["actions"][0].as_str().unwrap());
        let counts = resource["deposed"].is_null() && declared && resource["actions"] != json!(["no-op"]);
        assert!(!counts || resource["location"].is_string(), "{name}.tfplan: no line for {}", resource["address"]);
    }
}

#[test]
fn plans_of_terraform_alone() {
    let mut tree = Tree::new("builtin", "tests/e2e/modules/builtin_one");
    tree.var("given", "{ one = 1.1, two = 2 }");
    // Each of these compares both forms.
    let plan = tree.plan("create", &[]);
    assert!(plan["resource_changes"].as_array().unwrap().len() > 15);
    tree.plan("target", &["-target=terraform_data.each"]);
    tree.apply("create");
    tree.plan("again", &[]);
    tree.plan("targeted", &["-target=terraform_data.one"]);
    tree.plan("replace", &["-replace=terraform_data.one"]);
    tree.plan("destroy", &["-destroy"]);
    tree.plan("destroy_part", &["-destroy", "-target=module.counted"]);
    tree.plan("refresh", &["-refresh-only"]);
    tree.become_("tests/e2e/modules/builtin_two");
    let plan = tree.plan("evolve", &[]);
    let actions: Vec<String> = crate::harness::changes(&plan);
    for wanted in ["forget terraform_data.dropped", "update terraform_data.imported"] {
        assert!(actions.iter().any(|a| a == wanted), "{wanted} in {actions:#?}");
    }
    assert!(actions.iter().any(|a| a.starts_with("delete-create")), "{actions:#?}");
    let moved = ["terraform_data.prefix", "terraform_data.renamed", "module.counted", "module.renamed"];
    let moved: Vec<String> = moved.iter().map(|m| format!("-target={m}")).collect();
    tree.plan("evolve_part", &moved.iter().map(String::as_str).collect::<Vec<_>>());
    tree.plan("evolve_refresh", &["-refresh-only"]);
    damage_state(&tree);
    tree.plan("odd", &[]);
    tree.plan("odd_refresh", &["-refresh-only"]);
}

/// Findings, with lines, chains and assumptions, are those of the JSON with its sources.
fn same_findings(tree: &Tree, name: &str, at_least: usize) {
    let report = |args: &[&str]| -> Value {
        let (code, out, err) =
            tree.ringfence(&[&["check", "--format", "json", "--all-verdicts", "--now", "2026-06-01"], args].concat());
        assert!(matches!(code, 0 | 1), "{args:?}: {code}\n{err}");
        serde_json::from_str(&out).unwrap()
    };
    let (file, text) = (format!("{name}.tfplan"), format!("{name}.json"));
    let (binary, json) = (report(&[&file]), report(&[&text, "--source", "."]));
    let findings = binary["findings"].as_array().unwrap();
    assert!(findings.len() >= at_least, "{name}: {} findings", findings.len());
    assert_eq!(binary["findings"], json["findings"], "{name} in {:?}", tree.dir);
    assert_eq!(binary["not_checked"], json["not_checked"], "{name} in {:?}", tree.dir);
}

#[test]
fn findings_of_plans_of_a_provider() {
    for from in ["network", "keys", "evolve_one"] {
        let tree = Tree::new(&format!("binary_{from}"), &format!("tests/e2e/modules/{from}"));
        tree.plan("create", &[]);
        same_findings(&tree, "create", 6);
        tree.apply("create");
        tree.plan("again", &[]);
        same_findings(&tree, "again", 6);
        tree.plan("destroy", &["-destroy"]);
        same_findings(&tree, "destroy", 0);
    }
}

/// An object that was replaced and not destroyed, one that is tainted, one that changed outside.
fn damage_state(tree: &Tree) {
    let path = tree.dir.join("terraform.tfstate");
    let mut state: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    for resource in state["resources"].as_array_mut().unwrap() {
        let name = resource["name"].as_str().unwrap().to_owned();
        let instances = resource["instances"].as_array_mut().unwrap();
        match name.as_str() {
            "one" => instances[0]["status"] = json!("tainted"),
            "uses_data" => {
                let mut old = instances[0].clone();
                old["deposed"] = json!("abcdef01");
                instances.push(old);
            }
            _ => {}
        }
    }
    state["serial"] = json!(state["serial"].as_u64().unwrap() + 1);
    fs::write(&path, state.to_string()).unwrap();
}
