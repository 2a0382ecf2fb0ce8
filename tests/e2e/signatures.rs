//! The list of built-in functions, and what they take, against `terraform metadata functions -json`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use ringfence::eval::functions::{names, signature};
use ringfence::model::Type;
use serde_json::{Value, json};

/// Those that take expressions rather than values, or render templates: the evaluator has them.
const OF_THE_EVALUATOR: &[&str] = &["can", "convert", "templatefile", "templatestring", "try"];

/// Functions that Terraform 1.11 does not have, and who does.
const OF_OTHERS: &[(&str, &str)] = &[
    ("base64gunzip", "OpenTofu 1.7"),
    ("cidrcontains", "OpenTofu 1.7"),
    ("convert", "Terraform 1.15"),
    ("list", "Terraform 0.11, to say what has come in its place"),
    ("map", "Terraform 0.11, to say what has come in its place"),
    ("urldecode", "OpenTofu 1.7"),
];

/// Parameters whose types differ by intention, and why.
const DIFFERENT: &[(&str, &str)] = &[];

fn metadata() -> BTreeMap<String, Value> {
    let run = Command::new("terraform")
        .args(["metadata", "functions", "-json"])
        .env("TF_CLI_CONFIG_FILE", "/dev/null")
        .env("CHECKPOINT_DISABLE", "1")
        .output()
        .expect("these tests need terraform on the path");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let all: Value = serde_json::from_slice(&run.stdout).unwrap();
    let all = all["function_signatures"].as_object().unwrap();
    all.iter().map(|(name, signature)| (name.clone(), signature.clone())).collect()
}

fn shown(ty: &Type) -> Value {
    match ty {
        Type::Dynamic => json!("dynamic"),
        Type::Bool => json!("bool"),
        Type::Number => json!("number"),
        Type::String => json!("string"),
        Type::List(elem) => json!(["list", shown(elem)]),
        Type::Set(elem) => json!(["set", shown(elem)]),
        Type::Map(elem) => json!(["map", shown(elem)]),
        other => panic!("no parameter has the type {other}"),
    }
}

#[test]
fn the_functions_are_those_of_terraform() {
    let theirs = metadata();
    let plain: BTreeSet<&str> = theirs.keys().map(|n| n.strip_prefix("core::").unwrap_or(n)).collect();
    assert!(plain.len() > 110, "{plain:?}");
    let own: BTreeSet<&str> = names().chain(OF_THE_EVALUATOR.iter().copied()).collect();
    let missing: Vec<&&str> = plain.difference(&own).collect();
    let more: Vec<&str> = own.difference(&plain).copied().collect();
    assert!(missing.is_empty(), "Terraform has functions that are not here: {missing:?}");
    assert_eq!(more, OF_OTHERS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    let mut differences = Vec::new();
    for (name, their) in &theirs {
        let Some(own) = signature(name) else {
            assert!(OF_THE_EVALUATOR.contains(&name.strip_prefix("core::").unwrap_or(name)), "{name}");
            continue;
        };
        let described = |p: &Value| (p["name"].as_str().unwrap().to_string(), p["type"].clone());
        let params: Vec<_> = their["parameters"].as_array().into_iter().flatten().map(described).collect();
        let rest = their.get("variadic_parameter").map(described);
        let named = |(name, ty): &(&str, Type)| (name.to_string(), shown(ty));
        let own: (Vec<_>, Option<_>) = (own.params.iter().map(named).collect(), own.rest.as_ref().map(named));
        let expected = DIFFERENT.iter().any(|(n, _)| n == name);
        if (own != (params.clone(), rest.clone())) != expected {
            differences.push(format!("{name}: Terraform takes {params:?} {rest:?}, here {own:?}"));
        }
    }
    println!("{} functions compared", theirs.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
