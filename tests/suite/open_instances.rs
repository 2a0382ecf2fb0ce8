//! Blocks of which it is open how many instances there will be: what depends on there being one is undecided, except
//! where one comes with the other.

use crate::run::{Dir, Run};

const RULES: &str = r#"
rule "access-block" {
  title     = "Buckets have an access block"
  resource  = ["aws_vpc"]
  principle = "public-access"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = length(ref::referrers("aws_default_security_group", "vpc_id")) > 0
    error_message = "Nothing closes ${meta.address}."
  }

  why    = "Test."
  remedy = "Test."
}
"#;

fn check(source: &str) -> Run {
    let source = format!(
        "variable \"names\" {{ type = set(string) }}\nvariable \"on\" {{ type = bool }}\nvariable \"off\" {{ type = bool }}\n{source}"
    );
    let dir = Dir::new().with("main.tf", &source).with("rules/test.rules.hcl", RULES).with("net/main.tf", MODULE);
    let run = dir.check(".", &["--no-builtin-rules", "--rules", "rules", "--all-verdicts"]);
    assert!(run.err.is_empty(), "{}", run.err);
    run
}

const MODULE: &str = r#"
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_default_security_group" "d" { vpc_id = aws_vpc.v.id }
output "id" { value = aws_vpc.v.id }
"#;

#[track_caller]
fn expect(source: &str, verdict: &str, waits: &[&str]) {
    let run = check(source);
    let found = run.of_rule("access-block");
    assert_eq!(found.len(), 1, "{:?}", run.findings());
    assert_eq!(found[0]["verdict"], verdict, "{source}");
    assert_eq!(found[0]["waits_for"], serde_json::json!(waits), "{source}");
}

fn pair(vpc: &str, group: &str, id: &str) -> String {
    format!(
        "resource \"aws_vpc\" \"v\" {{\n  {vpc}\n  cidr_block = \"10.0.0.0/16\"\n}}\n\
         resource \"aws_default_security_group\" \"d\" {{\n  {group}\n  vpc_id = {id}\n}}\n"
    )
}

#[test]
fn a_companion_that_may_not_exist_decides_nothing() {
    expect(&pair("", "count = var.on ? 1 : 0", "aws_vpc.v.id"), "undecided", &["var.on"]);
    expect(&pair("", "count = 1", "aws_vpc.v.id"), "satisfied", &[]);
    expect(&pair("", "count = 0", "aws_vpc.v.id"), "violated", &[]);
    let other = pair("count = var.on ? 1 : 0", "count = var.on ? 0 : 1", "aws_vpc.v[0].id");
    expect(&other, "undecided", &["var.on"]);
}

#[test]
fn what_repeats_over_the_same_comes_together() {
    expect(&pair("count = var.on ? 1 : 0", "count = var.on ? 1 : 0", "aws_vpc.v[0].id"), "satisfied", &[]);
    expect(&pair("for_each = var.names", "for_each = var.names", "aws_vpc.v[each.key].id"), "satisfied", &[]);
    expect(&pair("for_each = var.names", "for_each = aws_vpc.v", "each.value.id"), "satisfied", &[]);
}

#[test]
fn one_companion_does_not_serve_any_number() {
    expect(&pair("for_each = var.names", "", "aws_vpc.v[\"a\"].id"), "undecided", &["var.names"]);
}

#[test]
fn modules_repeat_as_a_whole() {
    let module = "module \"net\" {\n  source   = \"./net\"\n  for_each = var.names\n}\n";
    expect(module, "satisfied", &[]);
}

/// A rule of a zone looks at what the zone will have: that there is one is open while it is open how many there are.
#[test]
fn what_may_be_in_a_zone_is_open() {
    let pack = RULES
        .replace("resource  = [\"aws_vpc\"]", "scope     = \"zone\"")
        .replace("ref::referrers(\"aws_default_security_group\", \"vpc_id\")", "zone::resources(\"oci_core_vcn\")")
        .replace("Nothing closes ${meta.address}.", "There is no network.");
    let zones = "zone \"z\" {\n  recipe = \"r\"\n  compartments = [\"ocid1.compartment.oc1..c\"]\n}\nrecipe \"r\" {\n  rules = [\"access-block\"]\n}\n";
    for (count, verdict, waits) in
        [("count = var.n", "undecided", vec!["var.n"]), ("", "satisfied", vec![]), ("count = 0", "violated", vec![])]
    {
        let source = format!(
            "variable \"n\" {{ type = number }}\nresource \"oci_core_vcn\" \"v\" {{\n  {count}\n  compartment_id = \"ocid1.compartment.oc1..c\"\n}}\n"
        );
        let dir = Dir::new().with("main.tf", source).with("rules/t.rules.hcl", &pack).with("ringfence.hcl", zones);
        let run = dir.check(".", &["--no-builtin-rules", "--rules", "rules", "--all-verdicts"]);
        let found = run.of_rule("access-block");
        assert_eq!(found.len(), 1, "{count}: {:?} {}", run.findings(), run.err);
        assert_eq!(found[0]["verdict"], verdict, "{count}");
        assert_eq!(found[0]["waits_for"], serde_json::json!(waits), "{count}");
    }
}

const ESTATE: &str = r#"
variable "on" { type = bool }
variable "teams" { type = map(string) }

resource "oci_identity_compartment" "above" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "above"
  description    = "above"
}

resource "oci_identity_compartment" "below" {
  compartment_id = oci_identity_compartment.above.id
  name           = "below"
  description    = "below"
}

resource "oci_identity_compartment" "team" {
  for_each       = var.teams
  compartment_id = oci_identity_compartment.above.id
  name           = each.key
  description    = each.value
}

resource "oci_cloud_guard_security_recipe" "open" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "open"
  security_policies = ["deny public_buckets"]
}

resource "oci_cloud_guard_security_recipe" "other" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "other"
  security_policies = ["deny delete_VCN"]
}
"#;

/// `ESTATE` with these zones (its repetition, compartment and recipe), and a public bucket in some compartment.
#[track_caller]
fn expect_in_zones(zones: &[(&str, &str, &str)], repetition: &str, place: &str, wanted: &[&str]) {
    let mut source = ESTATE.to_string();
    for (at, (repetition, compartment, recipe)) in zones.iter().enumerate() {
        source.push_str(&format!(
            "resource \"oci_cloud_guard_security_zone\" \"z{at}\" {{\n  {repetition}\n  compartment_id = {compartment}\n  \
             display_name = \"z{at}\"\n  security_zone_recipe_id = oci_cloud_guard_security_recipe.{recipe}.id\n}}\n"
        ));
    }
    source.push_str(&format!(
        "resource \"oci_objectstorage_bucket\" \"b\" {{\n  {repetition}\n  compartment_id = {place}\n  namespace = \"acme\"\n  \
         name = \"b\"\n  access_type = \"ObjectRead\"\n}}\n"
    ));
    let run = Dir::new().with("main.tf", &source).check(".", &[]);
    assert_eq!(run.zone_findings(), wanted, "{source}");
    let waits: Vec<_> = run.of_rule("oci-bucket-public").iter().map(|f| f["waits_for"].clone()).collect();
    if wanted.iter().any(|line| line.starts_with("undecided oci-bucket-public")) {
        assert_eq!(waits, [serde_json::json!(["var.on"])], "{source}");
    }
}

/// Whether a zone that may not be there, or the one above it, or none binds, is open.
#[test]
fn a_zone_that_may_not_exist_decides_nothing() {
    let (above, below) = ("oci_identity_compartment.above.id", "oci_identity_compartment.below.id");
    let team = "oci_identity_compartment.team[each.key].id";
    let (may, each) = ("count = var.on ? 1 : 0", "for_each = var.teams");
    let found = "oci-bucket-public oci_objectstorage_bucket.b";
    // So is whether any other policy does.
    let open = ["undecided oci-bucket-customer-managed-key oci_objectstorage_bucket.b", &format!("undecided {found}")];
    expect_in_zones(&[(may, above, "open")], "", below, &open);
    expect_in_zones(&[("", above, "open")], "", below, &[found]);
    // The one below, if it is there, takes the place of the one above.
    expect_in_zones(&[("", above, "open"), (may, below, "other")], "", below, &open);
    expect_in_zones(&[("", above, "open"), ("", below, "other")], "", below, &[]);
    expect_in_zones(&[("", above, "open"), (may, below, "other")], "", above, &[found]);
    // One for each compartment is there where the compartment is.
    expect_in_zones(&[(each, team, "open")], each, team, &["oci-bucket-public oci_objectstorage_bucket.b[*]"]);
}
