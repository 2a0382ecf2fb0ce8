//! Old and new violations, and the identity of a finding.

use serde_json::{Value, json};

use crate::run::{Run, check_plan};
use crate::world::World;

const OPEN: &str = "oci-security-list-restricted-port";
const RULES: &str = "unzoned = \"none\"\nrecipe \"r\" {\n  rules = [\"oci-security-list-restricted-port\", \"oci-bucket-public\"]\n}\nzone \"z\" {\n  recipe = \"r\"\n  compartments = [\"ocid1.compartment.oc1..c\"]\n}\n";

fn rule(source: &str, port: u16) -> Value {
    json!({ "protocol": "6", "source": source, "source_type": "CIDR_BLOCK", "stateless": false, "description": "",
            "icmp_options": [], "udp_options": [],
            "tcp_options": [{ "min": port, "max": port, "source_port_range": [] }] })
}

fn list(rules: &[Value]) -> Value {
    json!({ "compartment_id": "ocid1.compartment.oc1..c", "vcn_id": "ocid1.vcn.oc1..v", "display_name": "l", "ingress_security_rules": rules })
}

fn run(world: &World) -> Run {
    check_plan(world, RULES, &[])
}

/// `(status, fingerprint)` of each finding of the rule, sorted by status.
fn marks(run: &Run) -> Vec<(String, String)> {
    let text = |f: &Value, name: &str| f[name].as_str().unwrap().to_string();
    let mut all: Vec<_> = run.of_rule(OPEN).iter().map(|f| (text(f, "status"), text(f, "fingerprint"))).collect();
    all.sort();
    all
}

fn statuses(run: &Run) -> Vec<String> {
    marks(run).into_iter().map(|(s, _)| s).collect()
}

#[test]
fn an_old_violation_does_not_fail_the_run() {
    let old = run(&World::new().exists("oci_core_security_list.l", list(&[rule("0.0.0.0/0", 22)])));
    assert_eq!((statuses(&old), old.code), (vec!["existing".to_string()], 0));
    let touched = run(&World::new().updates(
        "oci_core_security_list.l",
        list(&[rule("0.0.0.0/0", 22)]),
        json!({ "display_name": "other" }),
    ));
    assert_eq!((statuses(&touched), touched.code), (vec!["existing".to_string()], 0));
    let new = run(&World::new().creates("oci_core_security_list.l", list(&[rule("0.0.0.0/0", 22)])));
    assert_eq!((statuses(&new), new.code), (vec!["new".to_string()], 1));
}

#[test]
fn a_second_open_port_is_new() {
    for (name, after) in [
        ("another port", vec![rule("0.0.0.0/0", 22), rule("0.0.0.0/0", 3389)]),
        ("before the old one", vec![rule("0.0.0.0/0", 3389), rule("0.0.0.0/0", 22)]),
        ("the other family", vec![rule("0.0.0.0/0", 22), rule("::/0", 22)]),
    ] {
        let run = run(&World::new().updates(
            "oci_core_security_list.l",
            list(&[rule("0.0.0.0/0", 22)]),
            json!({ "ingress_security_rules": after }),
        ));
        assert_eq!((statuses(&run), run.code), (vec!["existing".to_string(), "new".to_string()], 1), "{name}");
    }
}

#[test]
fn another_order_is_nothing_new() {
    let (a, b, c) = (rule("0.0.0.0/0", 22), rule("10.0.0.0/8", 443), rule("0.0.0.0/0", 3389));
    let run = run(&World::new().updates(
        "oci_core_security_list.l",
        list(&[a.clone(), b.clone(), c.clone()]),
        json!({ "ingress_security_rules": [c, a, b] }),
    ));
    assert_eq!((statuses(&run), run.code), (vec!["existing".to_string(); 2], 0));
}

#[test]
fn what_gets_worse_is_new() {
    let narrow = list(&[rule("10.0.0.0/8", 22)]);
    let run = run(&World::new().updates(
        "oci_core_security_list.l",
        narrow,
        json!({ "ingress_security_rules": [rule("0.0.0.0/0", 22)] }),
    ));
    assert_eq!((statuses(&run), run.code), (vec!["new".to_string()], 1));
}

#[test]
fn a_resource_that_is_renamed_keeps_its_fingerprint() {
    let bad = list(&[rule("0.0.0.0/0", 22)]);
    let before = run(&World::new().exists("oci_core_security_list.old", bad.clone()));
    let mut world =
        World::new().exists("oci_core_security_list.new", bad.clone()).previously("oci_core_security_list.old");
    let after = run(&world);
    assert_eq!(after.of_rule(OPEN)[0]["address"], "oci_core_security_list.new");
    assert_eq!(marks(&after), marks(&before));
    assert_eq!(after.code, 0);
    // Another resource has another one.
    world = World::new().exists("oci_core_security_list.new", bad);
    assert_ne!(marks(&run(&world)), marks(&before));
}

/// Fingerprints outlive lines, indexes and unrelated changes, and tell elements apart.
#[test]
fn fingerprints_are_stable_and_distinct() {
    let first =
        run(&World::new().creates("oci_core_security_list.l", list(&[rule("0.0.0.0/0", 22), rule("0.0.0.0/0", 3389)])));
    let other = run(&World::new().creates("oci_core_security_list.a", list(&[])).creates(
        "oci_core_security_list.l",
        list(&[rule("10.0.0.0/8", 80), rule("0.0.0.0/0", 3389), rule("0.0.0.0/0", 22)]),
    ));
    let prints = |run: &Run| marks(run).into_iter().map(|(_, f)| f).collect::<Vec<_>>();
    assert_eq!(prints(&first), prints(&other));
    assert_eq!(prints(&first).len(), 2);
    assert_ne!(prints(&first)[0], prints(&first)[1]);
}

/// A replacement is a deletion and a creation: what it creates is new.
#[test]
fn a_replacement_makes_a_new_violation() {
    let bucket = json!({ "compartment_id": "ocid1.compartment.oc1..c", "namespace": "acme", "name": "b", "access_type": "ObjectRead" });
    let run = run(&World::new().replaces("oci_objectstorage_bucket.b", bucket, json!({ "name": "c" })));
    assert_eq!(run.findings(), ["oci-bucket-public oci_objectstorage_bucket.b"]);
}

/// Sources have no before: everything in them is new.
#[test]
fn sources_know_no_existing() {
    let world = World::new().exists("oci_core_security_list.l", list(&[rule("0.0.0.0/0", 22)]));
    let run = crate::run::check_sources(&world, RULES, &[]);
    assert_eq!((statuses(&run), run.code), (vec!["new".to_string()], 1));
}
