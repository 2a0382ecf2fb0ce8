//! What module trees of real projects hold: locals that many others read, data sources that stand for what is there
//! already, and no zone at all.

use crate::run::{Dir, Run};

const KEY: &str = r#"
resource "oci_kms_key" "k" {
  compartment_id      = "ocid1.compartment.oc1..a"
  display_name        = "k"
  management_endpoint = "https://x.kms.example.com"
  key_shape {
    algorithm = "AES"
    length    = 32
  }
}
"#;

fn check(text: &str, more: &[&str]) -> Run {
    Dir::new().with("main.tf", text).check(".", &[&["--all-verdicts"], more].concat())
}

/// What a rule says of a resource: the worst, where it says several things.
fn verdict(run: &Run, rule: &str, address: &str) -> &'static str {
    let findings = run.of_rule(rule);
    let says = |verdict: &str| findings.iter().any(|f| f["address"] == address && f["verdict"] == verdict);
    ["violated", "undecided", "satisfied"].into_iter().find(|v| says(v)).unwrap_or("nothing")
}

/// Each local is followed once, as Terraform evaluates it once: ways through forty of them, each of which reads two fields
/// of the one before, are a million millions.
#[test]
fn locals_that_read_each_other_are_followed_once() {
    let levels: String =
        (1..=40).map(|i| format!("  l{i} = {{ a = local.l{0}.a, b = local.l{0}.b }}\n", i - 1)).collect();
    let text = format!(
        "{KEY}locals {{\n  l0 = {{ a = oci_kms_key.k.id, b = oci_kms_key.k.id }}\n{levels}}}\n\
         resource \"oci_objectstorage_bucket\" \"b\" {{\n  compartment_id = \"ocid1.compartment.oc1..a\"\n  name = \"b\"\n  \
         namespace = \"n\"\n  kms_key_id = local.l40.a\n}}\n"
    );
    let run = check(&text, &[]);
    assert_eq!(verdict(&run, "oci-bucket-customer-managed-key", "oci_objectstorage_bucket.b"), "satisfied");
}

/// The same through modules, of which plan JSON tells. (What is put together from values that are not known may be empty.)
#[test]
fn modules_that_pass_on_each_others_outputs_are_followed_once() {
    let module = "variable \"a\" { type = string }\nvariable \"b\" { type = string }\noutput \"a\" { value = \"${var.a}${var.b}\" }\n\
                  output \"b\" { value = \"${var.b}${var.a}\" }\n";
    let calls: String = (1..=30)
        .map(|i| {
            format!("module \"m{i}\" {{\n  source = \"./m\"\n  a = module.m{0}.a\n  b = module.m{0}.b\n}}\n", i - 1)
        })
        .collect();
    let text = format!(
        "{KEY}module \"m0\" {{\n  source = \"./m\"\n  a = oci_kms_key.k.id\n  b = oci_kms_key.k.id\n}}\n{calls}\
         resource \"oci_objectstorage_bucket\" \"b\" {{\n  compartment_id = \"ocid1.compartment.oc1..a\"\n  name = \"b\"\n  \
         namespace = \"n\"\n  kms_key_id = module.m30.a\n}}\n"
    );
    let run = Dir::new().with("main.tf", text).with("m/main.tf", module).check(".", &["--all-verdicts"]);
    assert_eq!(verdict(&run, "oci-bucket-customer-managed-key", "oci_objectstorage_bucket.b"), "undecided");
}

/// What a data source finds was made by others, who need not have left arguments at their defaults.
#[test]
fn data_sources_have_no_defaults() {
    let text = r#"
data "oci_core_subnet" "s" { subnet_id = "ocid1.subnet.oc1..aaaa" }
data "oci_core_boot_volume" "b" { boot_volume_id = "ocid1.bootvolume.oc1..aaaa" }
resource "oci_database_db_system" "d" {
  compartment_id      = "ocid1.compartment.oc1..a"
  availability_domain = "AD-1"
  hostname            = "h"
  shape               = "VM.Standard2.1"
  ssh_public_keys     = ["k"]
  subnet_id           = data.oci_core_subnet.s.id
  db_home {
    database { admin_password = "x" }
  }
}
resource "oci_core_instance" "i" {
  compartment_id      = "ocid1.compartment.oc1..a"
  availability_domain = "AD-1"
  shape               = "VM.Standard.E4.Flex"
  create_vnic_details { subnet_id = data.oci_core_subnet.s.id }
  source_details {
    source_type = "bootVolume"
    source_id   = data.oci_core_boot_volume.b.id
  }
}
"#;
    let run = check(text, &["--recipe", "maximum-security"]);
    for (rule, address) in [
        ("oci-database-public-subnet", "oci_database_db_system.d"),
        ("oci-instance-no-public-ip", "oci_core_instance.i"),
        ("oci-instance-boot-volume-customer-managed-key", "oci_core_instance.i"),
    ] {
        assert_eq!(verdict(&run, rule, address), "undecided", "{rule}");
    }
}

/// Where no zone is declared, one holds everything: nothing is outside of it, and nothing moves out of it.
#[test]
fn without_zones_everything_is_in_one() {
    let text = format!(
        r#"{KEY}
resource "oci_core_vcn" "v" {{
  compartment_id = "ocid1.compartment.oc1..a"
  cidr_blocks    = ["10.0.0.0/16"]
}}
resource "oci_core_subnet" "s" {{
  compartment_id             = "ocid1.compartment.oc1..a"
  vcn_id                     = oci_core_vcn.v.id
  cidr_block                 = "10.0.0.0/24"
  prohibit_public_ip_on_vnic = true
}}
resource "oci_core_instance" "i" {{
  compartment_id      = "ocid1.compartment.oc1..b"
  availability_domain = "AD-1"
  shape               = "VM.Standard.E4.Flex"
  create_vnic_details {{ subnet_id = oci_core_subnet.s.id }}
}}
resource "oci_core_internet_gateway" "g" {{
  compartment_id = "ocid1.compartment.oc1..b"
  vcn_id         = oci_core_vcn.v.id
}}
resource "oci_core_volume" "d" {{
  compartment_id      = "ocid1.compartment.oc1..b"
  availability_domain = "AD-1"
  kms_key_id          = oci_kms_key.k.id
}}
resource "oci_core_volume_attachment" "d" {{
  attachment_type = "iscsi"
  instance_id     = oci_core_instance.i.id
  volume_id       = oci_core_volume.d.id
}}
"#
    );
    let run = check(&text, &["--recipe", "maximum-security"]);
    let violated: Vec<String> = run.report()["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["verdict"] == "violated" && f["rule"].as_str().unwrap().contains("zone"))
        .map(|f| f["rule"].to_string())
        .collect();
    assert!(violated.is_empty(), "{violated:?}");
    assert_eq!(verdict(&run, "oci-instance-subnet-outside-zone", "oci_core_instance.i"), "satisfied");
    assert_eq!(verdict(&run, "oci-internet-gateway", "oci_core_internet_gateway.g"), "violated");
}

/// The first zone frees what is outside of it from rules that held it until then: somebody has to be told.
#[test]
fn what_the_first_zone_leaves_free_is_told() {
    let bucket = r#"
resource "oci_objectstorage_bucket" "out" {
  compartment_id = "ocid1.compartment.oc1..other"
  namespace      = "n"
  name           = "out"
  access_type    = "ObjectRead"
}
"#;
    let zone =
        "zone \"z\" {\n  recipe       = \"maximum-security\"\n  compartments = [\"ocid1.compartment.oc1..z\"]\n}\n";
    let said = |zones: &str| {
        let run = Dir::new().with("main.tf", bucket).with("ringfence.hcl", zones).check(".", &[]);
        let notes = run.report()["notes"].to_string();
        (verdict(&run, "oci-bucket-public", "oci_objectstorage_bucket.out"), notes.contains("1 resource is outside"))
    };
    assert_eq!(said(""), ("violated", false));
    assert_eq!(said(zone), ("nothing", true));
    assert_eq!(said(&format!("unzoned = \"baseline\"\n{zone}")), ("violated", false));
    assert_eq!(said(&format!("{zone}recipe \"unzoned\" {{\n  rules = [\"oci-net-*\"]\n}}\n")), ("nothing", false));
}
