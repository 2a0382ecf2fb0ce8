//! Dependencies between modules point to the left only.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Each module and what it may use. A module that is not here fails the test.
const ALLOWED: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("model", &["text"]),
    ("finding", &["text", "model"]),
    ("hcl", &["text", "model"]),
    ("eval", &["text", "model", "hcl"]),
    ("input", &["text", "model", "hcl", "eval"]),
    ("config", &["text", "model", "hcl", "eval", "finding"]),
    ("provider", &["text", "model", "hcl", "eval"]),
    ("graph", &["text", "model", "eval", "provider"]),
    ("zone", &["text", "model", "eval", "finding", "config", "provider", "graph"]),
    ("facts", &["text", "model"]),
    ("policy", &["text", "model", "hcl", "eval", "finding", "config", "provider", "graph", "zone", "facts"]),
    (
        "check",
        &["text", "model", "hcl", "eval", "input", "finding", "config", "provider", "graph", "zone", "facts", "policy"],
    ),
    ("report", &["text", "model", "finding"]),
    ("attest", &["text"]),
    ("plugin", &["text", "model", "hcl", "eval", "input", "finding", "zone", "facts", "check"]),
    (
        "cli",
        &[
            "text", "model", "hcl", "eval", "input", "finding", "config", "provider", "graph", "zone", "facts",
            "policy", "check", "report", "attest", "plugin",
        ],
    ),
];

#[test]
fn dependencies_point_to_the_left() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (path, text) in sources(&src) {
        let relative = path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
        let module = relative.split('/').next().unwrap().trim_end_matches(".rs").to_string();
        if module == "lib" || module == "main" {
            continue;
        }
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("src/{relative}: module {module:?} is not in the table of tests/suite/architecture.rs"));
            continue;
        };
        seen.insert(module.clone());
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            for used in uses(code) {
                let known = ALLOWED.iter().any(|(name, _)| *name == used);
                if known && used != module && !allowed.contains(&&*used) {
                    wrong.push(format!("src/{relative}:{}: {module:?} must not use {used:?}", number + 1));
                }
            }
        }
    }
    assert!(seen.len() > 10, "the scan found only {seen:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Names after `crate::`, also in groups: `use crate::{model, text::Span}`.
fn uses(code: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let names = match rest.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or("").split(',').map(str::trim).collect(),
            None => vec![rest],
        };
        out.extend(
            names.iter().map(|n| n.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()),
        );
    }
    out
}

fn sources(dir: &Path) -> Vec<(std::path::PathBuf, String)> {
    let mut out = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            out.push((path, text));
        }
    }
    out
}

#[test]
fn the_scan_sees_nested_groups_and_inline_paths() {
    assert_eq!(uses("use crate::{model, text::Span};"), ["model", "text"]);
    assert_eq!(uses("let x = crate::policy::display(v);"), ["policy"]);
}
