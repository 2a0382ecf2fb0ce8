//! Defaults that changed with a release of a provider: which one holds, and what is said of it.

use serde_json::{Value, json};

use crate::run::{Dir, Run};
use crate::world::World;

const PACK: &str = r#"
rule "redshift-private" {
  title     = "Redshift clusters have no public address"
  resource  = ["aws_redshift_cluster"]
  principle = "public-access"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = attrs.publicly_accessible == false
    error_message = "${meta.address} has a public address."
    at            = attrs.publicly_accessible
  }

  why    = "Data stores are not for everyone."
  remedy = "Set publicly_accessible = false."
}
"#;

const CLUSTER: &str = "resource \"aws_redshift_cluster\" \"c\" {\n  cluster_identifier = \"c\"\n}\n";

fn requires(constraint: &str) -> String {
    format!(
        "terraform {{\n  required_providers {{\n    aws = {{\n      source  = \"hashicorp/aws\"\n      version = {constraint:?}\n    }}\n  }}\n}}\n"
    )
}

fn locks(version: &str) -> String {
    format!(
        "provider \"registry.terraform.io/hashicorp/aws\" {{\n  version = {version:?}\n  hashes  = [\"h1:x=\"]\n}}\n"
    )
}

fn check(dir: &Dir, input: &str, more: &[&str]) -> Run {
    let args = ["check", input, "--rules", "pack", "--no-builtin-rules", "--format", "json", "--all-verdicts"];
    dir.run(&[&args, more].concat())
}

/// Verdict and evidence of the one finding.
#[track_caller]
fn told(run: &Run) -> (String, String, String) {
    let found: Vec<Value> = run.of_rule("redshift-private");
    let [one] = &found[..] else { panic!("{}\n{}", run.out, run.err) };
    (one["verdict"].as_str().unwrap().into(), one["evidence"].to_string(), one["assumptions"].to_string())
}

fn sources(files: &[(&str, String)]) -> Dir {
    let dir = Dir::new().with("pack/redshift.rules.hcl", PACK);
    files.iter().fold(dir, |dir, (name, text)| dir.with(name, text))
}

/// Name, files, verdict, whether an assumption was made.
type Case<'a> = (&'a str, Vec<(&'a str, String)>, &'a str, bool);

#[test]
fn the_release_in_use_decides() {
    let main = |more: String| ("main.tf", format!("{more}{CLUSTER}"));
    let lock = |version| (".terraform.lock.hcl", locks(version));
    let cases: &[Case<'_>] = &[
        ("required 5", vec![main(requires("~> 5.0"))], "violated", false),
        ("required 6", vec![main(requires(">= 6.1"))], "satisfied", false),
        ("required any", vec![main(requires(">= 4.0"))], "satisfied", true),
        ("nothing", vec![main(String::new())], "satisfied", true),
        ("locked 5", vec![main(requires(">= 4.0")), lock("5.31.0")], "violated", false),
        ("locked 6", vec![main(String::new()), lock("6.2.0")], "satisfied", false),
        (
            "required in a module",
            vec![
                ("main.tf", "module \"m\" {\n  source = \"./m\"\n}\n".into()),
                ("m/main.tf", format!("{}{CLUSTER}", requires("~> 5.0"))),
            ],
            "violated",
            false,
        ),
        (
            "required by two",
            vec![
                ("main.tf", format!("{}module \"m\" {{\n  source = \"./m\"\n}}\n", requires(">= 4.0"))),
                ("m/main.tf", format!("{}{CLUSTER}", requires("< 6.0"))),
            ],
            "violated",
            false,
        ),
    ];
    for (name, files, verdict, assumed) in cases {
        let dir = sources(files);
        let run = check(&dir, ".", &[]);
        let (found, evidence, assumptions) = told(&run);
        assert_eq!(&found, verdict, "{name}: {}", run.out);
        let release = if *verdict == "violated" {
            "default of hashicorp/aws < 6.0.0"
        } else {
            "default of hashicorp/aws >= 6.0.0"
        };
        assert!(evidence.contains(release), "{name}: {evidence}");
        assert_eq!(assumptions.contains("newest release of hashicorp/aws is taken"), *assumed, "{name}: {assumptions}");
        if *assumed {
            let (strict, _, _) = told(&check(&dir, ".", &["--strict"]));
            assert_eq!(strict, "undecided", "{name}: an assumption is none under --strict");
        }
    }
}

/// A plan of JSON says what the configuration requires; the lock file is beside the sources.
#[test]
fn plans_know_the_release_too() {
    let world = World::new().creates("aws_redshift_cluster.c", json!({ "cluster_identifier": "c" }));
    let mut plan = world.plan();
    plan["resource_changes"][0]["change"]["after"]["publicly_accessible"] = Value::Null;
    plan["configuration"]["provider_config"]["aws"] = json!({
        "name": "aws", "full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": "~> 5.0"
    });
    let dir = sources(&[("plan.json", plan.to_string())]);
    assert_eq!(told(&check(&dir, "plan.json", &[])).0, "violated");
    let dir = dir.with("src/main.tf", CLUSTER).with("src/.terraform.lock.hcl", locks("6.0.0"));
    assert_eq!(told(&check(&dir, "plan.json", &["--source", "src"])).0, "satisfied");
}

/// What is known only after apply has the same default, under the same assumption.
#[test]
fn an_unknown_of_a_plan_rests_on_the_same_assumption() {
    let plan = json!({
        "format_version": "1.2", "terraform_version": "1.11.4", "planned_values": { "root_module": {} },
        "resource_changes": [{
            "address": "aws_redshift_cluster.c", "mode": "managed", "type": "aws_redshift_cluster", "name": "c",
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": { "actions": ["create"], "before": null, "after": { "cluster_identifier": "c" },
                        "after_unknown": { "publicly_accessible": true } },
        }],
        "configuration": { "root_module": { "resources": [{
            "address": "aws_redshift_cluster.c", "mode": "managed", "type": "aws_redshift_cluster", "name": "c",
            "provider_config_key": "aws", "expressions": { "cluster_identifier": { "constant_value": "c" } },
        }] } },
    });
    let dir = sources(&[("plan.json", plan.to_string())]);
    let (found, _, assumptions) = told(&check(&dir, "plan.json", &[]));
    assert_eq!(found, "satisfied");
    assert!(assumptions.contains("newest release of hashicorp/aws is taken"), "{assumptions}");
}
