//! Nothing that is secret may show in any output, whatever it came in through.

use base64::Engine;
use serde_json::json;

use crate::run::Dir;
use crate::world::World;

/// What is planted. Each text is unlike anything that ringfence itself would write.
const SCHEMA: &str = "Planted-schema-9f3a";
const MARKED: &str = "Planted-marked-77b1";
const VARIABLE: &str = "Planted-variable-c0de";
const INPUT: &str = "Planted-input-5e11";
const DEFAULT: &str = "Planted-default-4d4d";
const ELEMENT: &str = "Planted-element-1a2b";
const FUNCTION: &str = "Planted-function-8c8c";
const TFVARS: &str = "Planted-tfvars-e4e4";
const BROKEN: &str = "Planted-broken-b0b0";
const KEY_BODY: &str = "MIIEowIBAAKCAQEAplantedKeyMaterialThatNobodyShouldSee0123456789";

const ALL: &[&str] =
    &[SCHEMA, MARKED, VARIABLE, INPUT, DEFAULT, ELEMENT, FUNCTION, TFVARS, BROKEN, "plantedKeyMaterial"];

fn cloud_init() -> String {
    let text = format!(
        "#cloud-config\nwrite_files:\n  - path: /home/app/.ssh/id_rsa\n    content: |\n      -----BEGIN RSA PRIVATE KEY-----\n      {KEY_BODY}\n      -----END RSA PRIVATE KEY-----\n"
    );
    base64::engine::general_purpose::STANDARD.encode(text)
}

/// Rules that show as much as a rule can: the values themselves in messages, elements, conditions.
const NOSY: &str = r#"
rule "test-nosy-database" {
  title     = "Shows what it can"
  resource  = ["oci_database_autonomous_database"]
  principle = "governance"
  severity  = "high"
  baseline  = true
  enforce {
    condition     = attrs.admin_password == "no"
    error_message = "The password is ${attrs.admin_password} (${upper(attrs.admin_password)}), the name ${attrs.db_name}, tags ${jsonencode(attrs.freeform_tags)}."
    at            = attrs.admin_password
  }
  enforce {
    for_each      = attrs.freeform_tags
    condition     = each.value == "no"
    error_message = "Tag ${each.key} is ${each.value}."
  }
  why    = "It is a test."
  remedy = "None."
}
rule "test-nosy-instance" {
  title     = "Shows user data"
  resource  = ["oci_core_instance"]
  principle = "governance"
  severity  = "high"
  baseline  = true
  enforce {
    condition     = attrs.metadata.user_data == "no"
    error_message = "User data are ${attrs.metadata.user_data}."
    at            = attrs.metadata
  }
  enforce {
    for_each      = attrs.metadata
    condition     = each.value == "no"
    error_message = "${each.key} is ${each.value}."
  }
  why    = "It is a test."
  remedy = "None."
}
"#;

const FORMATS: &[&str] = &["human", "json", "sarif", "junit", "gitlab-codequality", "github", "markdown"];

#[track_caller]
fn search(dir: &Dir, input: &str, more: &[&str]) {
    let encoded = cloud_init();
    let mut commands: Vec<Vec<&str>> = vec![vec!["inspect", input], vec!["zones", input]];
    for format in FORMATS {
        commands.push(vec!["check", input, "--format", format]);
        commands.push(vec!["check", input, "--format", format, "--all-verdicts", "--verbose", "--strict", "--timing"]);
    }
    let mut shown = 0;
    for mut command in commands {
        command.extend(["--rules", "pack"]);
        command.extend(more);
        let run = dir.run(&command);
        let all = format!("{}\n{}", run.out, run.err);
        assert!(run.code == 1 || command[0] != "check", "{command:?}: exit {}\n{all}", run.code);
        for secret in ALL.iter().copied().chain([&encoded[60..120]]) {
            for text in [secret.to_string(), secret.to_uppercase()] {
                let line = all.lines().find(|l| l.contains(&text));
                assert!(line.is_none(), "{command:?} shows {text}:\n{}", line.unwrap());
            }
        }
        shown += usize::from(all.contains("test-nosy-database")) + usize::from(all.contains("(sensitive)"));
    }
    // The rules did fire, and said that something is hidden: the search looks at real reports.
    assert!(shown > FORMATS.len(), "{shown}");
}

fn instance() -> serde_json::Value {
    json!({ "compartment_id": "ocid1.compartment.oc1..c", "availability_domain": "AD-1", "shape": "VM.Standard.E4.Flex",
            "metadata": { "user_data": cloud_init(), "note": "plain" } })
}

fn database(password: &str) -> serde_json::Value {
    json!({ "compartment_id": "ocid1.compartment.oc1..c", "db_name": "orders", "admin_password": password,
            "freeform_tags": { "plain": "seen", "secret": MARKED } })
}

#[test]
fn plan_json() {
    let world = World::new()
        .creates("oci_database_autonomous_database.new", database(SCHEMA))
        .updates("oci_database_autonomous_database.old", database(SCHEMA), json!({ "admin_password": ELEMENT }))
        .deletes("oci_database_autonomous_database.gone", database(SCHEMA))
        .creates("oci_core_instance.i", instance())
        .top("variables", json!({ "password": { "value": VARIABLE } }));
    let mut plan = world.plan();
    for change in plan["resource_changes"].as_array_mut().unwrap() {
        if change["type"] == "oci_database_autonomous_database" {
            for mask in ["before_sensitive", "after_sensitive"] {
                if change["change"][mask].is_object() {
                    change["change"][mask]["freeform_tags"] = json!({ "secret": true });
                }
            }
        }
    }
    plan["prior_state"]["values"]["root_module"]["resources"].as_array_mut().unwrap().iter_mut().for_each(|r| {
        r["sensitive_values"]["freeform_tags"] = json!({ "secret": true });
    });
    plan["configuration"]["root_module"]["variables"] =
        json!({ "password": { "sensitive": true, "default": DEFAULT } });
    let dir = Dir::new().with("plan.json", plan.to_string()).with("pack/nosy.rules.hcl", NOSY);
    search(&dir, "plan.json", &[]);
    // The same, joined with sources that hold the secrets as literals.
    let dir = dir.with("src/main.tf", world.sources().replace(MARKED, "elsewhere"));
    search(&dir, "plan.json", &["--source", "src"]);
}

/// Masks of the plan are not needed for what the provider's schema calls sensitive: older versions
/// of Terraform do not write them.
#[test]
fn plan_json_without_masks() {
    let mut plan = World::new()
        .creates("oci_database_autonomous_database.new", json!({ "compartment_id": "ocid1.compartment.oc1..c", "db_name": "orders", "admin_password": SCHEMA, "freeform_tags": { "a": "b" } }))
        .creates("oci_core_instance.i", instance())
        .plan();
    for change in plan["resource_changes"].as_array_mut().unwrap() {
        change["change"]["after_sensitive"] = json!({});
    }
    let dir = Dir::new().with("plan.json", plan.to_string()).with("pack/nosy.rules.hcl", NOSY);
    search(&dir, "plan.json", &[]);
}

#[test]
fn sources() {
    let main = format!(
        r#"
variable "password" {{
  type      = string
  sensitive = true
}}
variable "other" {{
  sensitive = true
  default   = "{DEFAULT}"
}}
locals {{
  hidden = sensitive("{FUNCTION}")
  plain  = "{MARKED}"
  twice  = "${{local.plain}}!"
}}
resource "oci_database_autonomous_database" "local" {{
  compartment_id = "ocid1.compartment.oc1..c"
  db_name        = "orders"
  admin_password = local.twice
  freeform_tags  = {{ x = "y" }}
}}
module "indirect" {{
  source = "./child"
  secret = local.plain
}}
resource "oci_database_autonomous_database" "literal" {{
  compartment_id = "ocid1.compartment.oc1..c"
  db_name        = "orders"
  admin_password = "{SCHEMA}"
  freeform_tags  = {{ plain = "seen", secret = local.hidden }}
}}
resource "oci_database_autonomous_database" "variable" {{
  compartment_id = "ocid1.compartment.oc1..c"
  db_name        = "orders-${{var.other}}"
  admin_password = var.password
  freeform_tags  = {{ secret = var.other }}
}}
resource "oci_database_autonomous_database" "each" {{
  for_each       = toset(["a"])
  compartment_id = "ocid1.compartment.oc1..c"
  db_name        = "orders"
  admin_password = "{ELEMENT}-${{each.key}}"
  freeform_tags  = {{ x = "y" }}
}}
module "child" {{
  source = "./child"
  secret = "{INPUT}"
}}
resource "oci_core_instance" "i" {{
  compartment_id      = "ocid1.compartment.oc1..c"
  availability_domain = "AD-1"
  shape               = "x"
  metadata = {{
    user_data = "{}"
  }}
}}
"#,
        cloud_init()
    );
    let child = "variable \"secret\" {\n  sensitive = true\n}\nresource \"oci_database_autonomous_database\" \"c\" {\n  compartment_id = \"ocid1.compartment.oc1..c\"\n  db_name = \"x\"\n  admin_password = var.secret\n  freeform_tags = { secret = var.secret }\n}\n";
    let dir = Dir::new()
        .with("src/main.tf", main)
        .with("src/child/main.tf", child)
        .with("src/terraform.tfvars", format!("password = \"{TFVARS}\"\n"))
        .with("pack/nosy.rules.hcl", NOSY);
    search(&dir, "src", &[]);
    search(&dir, "src", &["--var", &format!("password={VARIABLE}")]);
}

/// A mistake on the line of a secret is told without the secret.
#[test]
fn diagnostics_of_sources() {
    let with = |line: &str| {
        format!(
            "resource \"oci_database_autonomous_database\" \"d\" {{\n  compartment_id = \"ocid1.compartment.oc1..c\"\n  db_name = \"x\"\n{line}}}\nvariable \"pw\" {{\n  sensitive = true\n  type = number\n  default = \"{DEFAULT}\"\n}}\n"
        )
    };
    for line in [
        format!("  admin_password = \"{BROKEN}${{var.nope}}\"\n"),
        format!("  admin_password = trimspace(\"{BROKEN}\", 3)\n"),
    ] {
        let dir = Dir::new().with("main.tf", with(&line));
        for format in FORMATS {
            let run = dir.run(&["check", ".", "--format", format]);
            let all = format!("{}\n{}", run.out, run.err);
            for secret in [BROKEN, DEFAULT] {
                let shown = all.lines().find(|l| l.contains(secret));
                assert!(shown.is_none(), "{format}: {line} shows {}", shown.unwrap());
            }
        }
    }
}

/// What the tests of a rule pack print is public, too.
#[test]
fn tests_of_packs() {
    let example = format!(
        "# violates: oci-bucket-public\nresource \"oci_database_autonomous_database\" \"d\" {{\n  compartment_id = \"c\"\n  db_name = \"x\"\n  admin_password = \"{SCHEMA}\"\n  freeform_tags = {{ a = sensitive(\"{FUNCTION}\") }}\n}}\n"
    );
    let dir = Dir::new().with("pack/nosy.rules.hcl", NOSY).with("pack/nosy.tf", example);
    for args in
        [&["test", "pack"][..], &["test", "pack", "--accept"], &["test", "pack", "--coverage", "--junit", "out.xml"]]
    {
        let run = dir.run(args);
        let written: String = ["pack/nosy.snap", "out.xml"]
            .iter()
            .filter_map(|f| std::fs::read_to_string(dir.path().join(f)).ok())
            .collect();
        let all = format!("{}\n{}\n{written}", run.out, run.err);
        assert!(all.contains("nosy"), "{args:?} {all}");
        for secret in [SCHEMA, FUNCTION] {
            let shown = all.lines().find(|l| l.contains(secret));
            assert!(shown.is_none(), "{args:?} shows {}", shown.unwrap());
        }
    }
}
