//! What a security zone means, point by point, from plan JSON.

use serde_json::{Value, json};

use crate::run::{Run, check_plan};
use crate::world::{World, identifier};

const ROOT: &str = "ocid1.tenancy.oc1..root";
const KEY: &str = "ocid1.key.oc1.iad.vault.data";
const KEYLESS: &str = "deny buckets_without_vault_key";
const PUBLIC: &str = "deny public_buckets";
const STAYS: &str = "deny bucket_in_security_zone_move_to_compartment_not_in_security_zone";

fn compartment(parent: &str, name: &str) -> Value {
    let parent = if parent == "root" { ROOT.to_string() } else { format!("${{oci_identity_compartment.{parent}.id}}") };
    json!({ "compartment_id": parent, "name": name, "description": name })
}

/// `zone`, `zone/child`, `zone/child/leaf` and `standard` below the root.
fn estate() -> World {
    World::new()
        .exists("oci_identity_compartment.zone", compartment("root", "zone"))
        .exists("oci_identity_compartment.child", compartment("zone", "child"))
        .exists("oci_identity_compartment.leaf", compartment("child", "leaf"))
        .exists("oci_identity_compartment.standard", compartment("root", "standard"))
}

fn at(compartment: &str) -> String {
    format!("${{oci_identity_compartment.{compartment}.id}}")
}

fn recipe(policies: &[&str]) -> Value {
    json!({ "compartment_id": ROOT, "display_name": "recipe", "security_policies": policies })
}

fn zone(compartment: &str, name: &str, recipe: &str) -> Value {
    json!({ "compartment_id": at(compartment), "display_name": name,
            "security_zone_recipe_id": format!("${{oci_cloud_guard_security_recipe.{recipe}.id}}") })
}

/// One zone over `zone` with a recipe of these policies.
fn zoned(policies: &[&str]) -> World {
    estate()
        .exists("oci_cloud_guard_security_recipe.r", recipe(policies))
        .exists("oci_cloud_guard_security_zone.z", zone("zone", "payments", "r"))
}

fn bucket(compartment: &str) -> Value {
    json!({ "compartment_id": at(compartment), "namespace": "acme", "name": "b" })
}

fn with(mut args: Value, more: Value) -> Value {
    args.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    args
}

fn good(compartment: &str) -> Value {
    with(bucket(compartment), json!({ "kms_key_id": KEY }))
}

#[track_caller]
fn expect(world: &World, wanted: &[&str]) -> Run {
    expect_with(world, "", wanted)
}

#[track_caller]
fn expect_with(world: &World, zones: &str, wanted: &[&str]) -> Run {
    let run = check_plan(world, zones, &[]);
    assert_eq!(run.zone_findings(), wanted, "{}", run.err);
    run
}

#[test]
fn a_zone_covers_what_lies_below_its_compartment() {
    for (place, bound) in [("zone", true), ("child", true), ("leaf", true), ("standard", false)] {
        let world = zoned(&[KEYLESS]).creates("oci_objectstorage_bucket.b", bucket(place));
        let wanted = ["oci-bucket-customer-managed-key oci_objectstorage_bucket.b"];
        expect(&world, if bound { &wanted } else { &[] });
    }
}

#[test]
fn a_compartment_created_below_a_zone_is_in_it() {
    let world = zoned(&[KEYLESS])
        .creates("oci_identity_compartment.new", compartment("leaf", "new"))
        .creates("oci_objectstorage_bucket.b", bucket("new"));
    expect(&world, &["oci-bucket-customer-managed-key oci_objectstorage_bucket.b"]);
}

/// The child's own zone holds there, and the parent's does not.
#[test]
fn a_child_with_a_zone_of_its_own() {
    let world = || {
        zoned(&[KEYLESS])
            .exists("oci_cloud_guard_security_recipe.own", recipe(&[PUBLIC]))
            .exists("oci_cloud_guard_security_zone.own", zone("child", "own", "own"))
    };
    expect(&world().creates("oci_objectstorage_bucket.b", bucket("leaf")), &[]);
    let run = expect(
        &world().creates("oci_objectstorage_bucket.b", with(bucket("leaf"), json!({ "access_type": "ObjectRead" }))),
        &["oci-bucket-public oci_objectstorage_bucket.b"],
    );
    assert_eq!(run.of_rule("oci-bucket-public")[0]["zone"], "own");
}

/// Zones are compared, not recipes: a bucket that goes from one to the other leaves its zone.
#[test]
fn two_zones_with_one_recipe_are_two_zones() {
    let world = |to: &str| {
        zoned(&[STAYS]).exists("oci_cloud_guard_security_zone.other", zone("standard", "other", "r")).updates(
            "oci_objectstorage_bucket.b",
            good("zone"),
            json!({ "compartment_id": at(to) }),
        )
    };
    expect(&world("standard"), &["oci-bucket-leaves-zone oci_objectstorage_bucket.b"]);
    expect(&world("leaf"), &[]);
}

/// Moving a compartment moves what is in it, though nothing else in the plan changes.
#[test]
fn a_compartment_that_moves_takes_everything_along() {
    let moving = |from: &str, to: &str, policies: &[&str]| {
        World::new()
            .exists("oci_identity_compartment.zone", compartment("root", "zone"))
            .exists("oci_identity_compartment.standard", compartment("root", "standard"))
            .updates("oci_identity_compartment.child", compartment(from, "child"), json!({ "compartment_id": at(to) }))
            .exists("oci_identity_compartment.leaf", compartment("child", "leaf"))
            .exists("oci_cloud_guard_security_recipe.r", recipe(policies))
            .exists("oci_cloud_guard_security_zone.z", zone("zone", "payments", "r"))
    };
    // Out of the zone: what lies two levels below leaves with it.
    expect(
        &moving("zone", "standard", &[STAYS]).exists("oci_objectstorage_bucket.b", good("leaf")),
        &["oci-bucket-leaves-zone oci_objectstorage_bucket.b"],
    );
    // Into the zone: it must meet the policies as if it were created there.
    expect(
        &moving("standard", "zone", &[KEYLESS]).exists("oci_objectstorage_bucket.b", bucket("leaf")),
        &["oci-bucket-customer-managed-key oci_objectstorage_bucket.b"],
    );
    // Within the zone nothing happens.
    expect(&moving("zone", "zone", &[STAYS, KEYLESS]).exists("oci_objectstorage_bucket.b", good("leaf")), &[]);
}

#[test]
fn what_moves_in_must_meet_the_policies() {
    let enters = |args: Value| {
        zoned(&[KEYLESS, PUBLIC]).updates("oci_objectstorage_bucket.b", args, json!({ "compartment_id": at("child") }))
    };
    expect(&enters(bucket("standard")), &["oci-bucket-customer-managed-key oci_objectstorage_bucket.b"]);
    expect(&enters(good("standard")), &[]);
}

#[test]
fn an_instance_never_moves_in() {
    let instance = |place: &str| {
        json!({ "compartment_id": at(place), "availability_domain": "AD-1", "shape": "VM.Standard.E4.Flex",
                "subnet_id": "ocid1.subnet.oc1..s" })
    };
    let policies = &["deny instance_not_in_security_zone_move_to_compartment_in_security_zone"];
    let moves = |from: &str, to: &str| {
        zoned(policies).updates("oci_core_instance.i", instance(from), json!({ "compartment_id": at(to) }))
    };
    expect(&moves("standard", "child"), &["oci-instance-enters-zone oci_core_instance.i"]);
    expect(&moves("zone", "child"), &[]);
    expect(&zoned(policies).creates("oci_core_instance.i", instance("child")), &[]);
}

/// The recipe loses a policy in the very plan that needs it gone.
#[test]
fn a_weakened_recipe_is_a_finding_and_does_not_help() {
    let world = estate()
        .updates(
            "oci_cloud_guard_security_recipe.r",
            recipe(&[PUBLIC, KEYLESS]),
            json!({ "security_policies": [KEYLESS] }),
        )
        .exists("oci_cloud_guard_security_zone.z", zone("zone", "payments", "r"))
        .creates("oci_objectstorage_bucket.b", with(good("zone"), json!({ "access_type": "ObjectRead" })));
    let run = expect(&world, &["oci-bucket-public oci_objectstorage_bucket.b"]);
    let weakened = run.of_rule("oci-security-zone-weakened");
    assert_eq!(weakened.len(), 1);
    assert_eq!(weakened[0]["address"], "oci_cloud_guard_security_recipe.r");
    assert!(weakened[0]["message"].as_str().unwrap().contains(PUBLIC), "{}", weakened[0]);
}

#[test]
fn a_strengthened_recipe_is_no_weakening() {
    let world = estate()
        .updates(
            "oci_cloud_guard_security_recipe.r",
            recipe(&[KEYLESS]),
            json!({ "security_policies": [KEYLESS, PUBLIC] }),
        )
        .exists("oci_cloud_guard_security_zone.z", zone("zone", "payments", "r"))
        .creates("oci_objectstorage_bucket.b", with(good("zone"), json!({ "access_type": "ObjectRead" })));
    let run = expect(&world, &["oci-bucket-public oci_objectstorage_bucket.b"]);
    assert_eq!(run.of_rule("oci-security-zone-weakened"), [json!(null); 0]);
}

#[test]
fn a_zone_that_goes_away_still_counts() {
    let world = estate()
        .exists("oci_cloud_guard_security_recipe.r", recipe(&[KEYLESS]))
        .deletes("oci_cloud_guard_security_zone.z", zone("zone", "payments", "r"))
        .creates("oci_objectstorage_bucket.b", bucket("child"));
    let run = expect(&world, &["oci-bucket-customer-managed-key oci_objectstorage_bucket.b"]);
    let weakened = run.of_rule("oci-security-zone-weakened");
    assert_eq!(weakened[0]["address"], "oci_cloud_guard_security_zone.z");
}

#[test]
fn a_zone_that_gets_another_recipe() {
    let world = |to: &str| {
        estate()
            .exists("oci_cloud_guard_security_recipe.r", recipe(&[KEYLESS, PUBLIC]))
            .exists("oci_cloud_guard_security_recipe.weak", recipe(&[PUBLIC]))
            .exists("oci_cloud_guard_security_recipe.strong", recipe(&[PUBLIC, KEYLESS, STAYS]))
            .updates(
                "oci_cloud_guard_security_zone.z",
                zone("zone", "payments", "r"),
                json!({ "security_zone_recipe_id": format!("${{oci_cloud_guard_security_recipe.{to}.id}}") }),
            )
    };
    let weakened = |to| check_plan(&world(to), "", &[]).of_rule("oci-security-zone-weakened").len();
    assert_eq!((weakened("weak"), weakened("strong")), (1, 0));
}

/// A zone that this plan makes: what was there before is told apart.
#[test]
fn a_new_zone_makes_old_violations_existing() {
    let world = estate()
        .creates("oci_cloud_guard_security_recipe.r", recipe(&[KEYLESS]))
        .creates("oci_cloud_guard_security_zone.z", zone("zone", "payments", "r"))
        .exists("oci_objectstorage_bucket.old", bucket("child"))
        .creates("oci_objectstorage_bucket.new", bucket("child"));
    let run = expect(
        &world,
        &[
            "existing oci-bucket-customer-managed-key oci_objectstorage_bucket.old",
            "oci-bucket-customer-managed-key oci_objectstorage_bucket.new",
        ],
    );
    let existing = run.findings().iter().filter(|f| f.starts_with("existing ")).count();
    assert_eq!(run.report()["summary"]["existing"], existing);
}

#[test]
fn omitted_is_not_pending() {
    let network = &["deny public_subnets"];
    let subnet = |more: Value| {
        with(json!({ "compartment_id": at("zone"), "vcn_id": "ocid1.vcn.oc1..v", "cidr_block": "10.0.1.0/24" }), more)
    };
    let world = |more| zoned(network).creates("oci_core_subnet.s", subnet(more));
    expect(&world(json!({})), &["oci-subnet-public oci_core_subnet.s"]);
    expect(&world(json!({ "prohibit_public_ip_on_vnic": false })), &["oci-subnet-public oci_core_subnet.s"]);
    expect(&world(json!({ "prohibit_public_ip_on_vnic": true })), &[]);
    // The provider shows the value as unknown in the first case.
    assert_eq!(
        world(json!({})).plan()["resource_changes"].as_array().unwrap().last().unwrap()["change"]["after_unknown"]["prohibit_public_ip_on_vnic"],
        true
    );
}

/// An update that takes the line out keeps what was there.
#[test]
fn a_computed_argument_that_is_taken_out_keeps_its_value() {
    let world = zoned(&[KEYLESS]).updates(
        "oci_objectstorage_bucket.b",
        good("zone"),
        json!({ "kms_key_id": null, "metadata": { "a": "b" } }),
    );
    let plan = world.plan();
    let change = plan["resource_changes"].as_array().unwrap().last().unwrap()["change"].clone();
    assert_eq!((&change["after"]["kms_key_id"], &change["actions"]), (&json!(KEY), &json!(["update"])));
    expect(&world, &[]);
}

/// A reference to the key of the same plan: from plan JSON alone that is an assumption, which is
/// recorded, and which does not stand under --strict.
#[test]
fn a_reference_from_plan_json_is_an_assumption() {
    let world = zoned(&[KEYLESS])
        .creates("oci_kms_key.k", json!({ "compartment_id": at("zone"), "display_name": "k", "management_endpoint": "https://kms.example.com" }))
        .creates("oci_objectstorage_bucket.b", with(bucket("zone"), json!({ "kms_key_id": "${oci_kms_key.k.id}" })));
    expect(&world, &[]);
    let run = check_plan(&world, "", &["--all-verdicts"]);
    let verdict = &run.of_rule("oci-bucket-customer-managed-key")[0];
    assert_eq!(verdict["verdict"], "satisfied");
    assert!(!verdict["assumptions"].as_array().unwrap().is_empty(), "{verdict}");
    let strict = check_plan(&world, "", &["--strict"]);
    assert_eq!(strict.zone_findings(), ["undecided oci-bucket-customer-managed-key oci_objectstorage_bucket.b"]);
}

#[test]
fn excluded_compartments_are_out_of_the_zone() {
    let file = "zone \"payments\" {\n  recipe = \"r\"\n  compartments = [\"oci_identity_compartment.zone\"]\n  exclude = [\"oci_identity_compartment.child\"]\n}\nrecipe \"r\" {\n  policies = [\"deny buckets_without_vault_key\"]\n}\n";
    for (place, bound) in [("zone", true), ("child", false), ("leaf", false)] {
        let world = estate().creates("oci_objectstorage_bucket.b", bucket(place));
        let wanted = ["oci-bucket-customer-managed-key oci_objectstorage_bucket.b"];
        expect_with(&world, file, if bound { &wanted } else { &[] });
    }
}

/// A compartment that nothing in the plan explains: the zone's own list decides, where it is known.
#[test]
fn the_list_of_the_cloud_decides_about_unknown_compartments() {
    let world = |inherited: Value| {
        estate()
            .exists("oci_cloud_guard_security_recipe.r", recipe(&[KEYLESS]))
            .exists(
                "oci_cloud_guard_security_zone.z",
                with(zone("zone", "payments", "r"), json!({ "inherited_by_compartments": inherited })),
            )
            .creates(
                "oci_objectstorage_bucket.b",
                json!({ "compartment_id": "ocid1.compartment.oc1..far", "namespace": "acme", "name": "b" }),
            )
    };
    expect(
        &world(json!(["ocid1.compartment.oc1..far"])),
        &["oci-bucket-customer-managed-key oci_objectstorage_bucket.b"],
    );
    expect(&world(json!(["ocid1.compartment.oc1..other"])), &[]);
}

/// Which zone it is in is not known: neither yes nor no.
#[test]
fn an_undetermined_zone_is_undecided() {
    let world = zoned(&[KEYLESS]).creates("terraform_data.where", json!({ "input": "x" })).creates(
        "oci_objectstorage_bucket.b",
        json!({ "compartment_id": "${terraform_data.where.id}", "namespace": "acme", "name": "b" }),
    );
    let run = expect(&world, &["undecided oci-bucket-customer-managed-key oci_objectstorage_bucket.b"]);
    let waits = run.of_rule("oci-bucket-customer-managed-key")[0]["waits_for"].to_string();
    assert!(waits.contains("terraform_data.where"), "{waits}");
    assert_eq!(run.code, 0);
    assert_eq!(check_plan(&world, "", &["--undecided", "fail"]).code, 1);
}

/// A policy that nobody here knows by its identifier is told, and no rule is silently left out.
#[test]
fn policies_are_found_by_identifier_through_data_sources() {
    let (known, unknown) =
        ("ocid1.securityzonessecuritypolicy.oc1..aaaaknown", "ocid1.securityzonessecuritypolicy.oc1..aaaaother");
    let world = |policies: &[&str]| {
        estate()
            .reads("data.oci_cloud_guard_security_policies.all", json!({ "compartment_id": ROOT }), json!({
                "security_policy_collection": [{ "items": [
                    { "id": known, "friendly_name": KEYLESS, "display_name": "Deny buckets without vault key", "owner": "ORACLE" },
                ] }] }))
            .exists("oci_cloud_guard_security_recipe.r", recipe(policies))
            .exists("oci_cloud_guard_security_zone.z", zone("zone", "payments", "r"))
            .creates("oci_objectstorage_bucket.b", bucket("zone"))
    };
    expect(&world(&[known]), &["oci-bucket-customer-managed-key oci_objectstorage_bucket.b"]);
    let run = check_plan(&world(&[unknown]), "", &[]);
    assert!(run.report()["not_checked"].to_string().contains(unknown), "{}", run.out);
    assert!(
        run.zone_findings()
            .contains(&"undecided oci-bucket-customer-managed-key oci_objectstorage_bucket.b".to_string()),
        "{:?}",
        run.zone_findings()
    );
}

/// The recipe that Oracle keeps holds every policy.
#[test]
fn the_recipe_of_oracle_holds_everything() {
    let world = estate()
        .exists("oci_cloud_guard_security_recipe.r", with(recipe(&[]), json!({ "owner": "ORACLE" })))
        .exists("oci_cloud_guard_security_zone.z", zone("zone", "payments", "r"))
        .creates("oci_objectstorage_bucket.b", with(bucket("zone"), json!({ "access_type": "ObjectRead" })));
    expect(
        &world,
        &["oci-bucket-customer-managed-key oci_objectstorage_bucket.b", "oci-bucket-public oci_objectstorage_bucket.b"],
    );
}

#[test]
fn what_is_deleted_is_not_judged_by_its_absence() {
    let world = zoned(&[KEYLESS, PUBLIC]).deletes("oci_objectstorage_bucket.b", bucket("zone"));
    expect(&world, &[]);
}

#[test]
fn a_replacement_is_judged_by_what_it_makes() {
    let world = zoned(&[KEYLESS]).replaces(
        "oci_objectstorage_bucket.b",
        good("zone"),
        json!({ "name": "c", "kms_key_id": null }),
    );
    expect(&world, &["oci-bucket-customer-managed-key oci_objectstorage_bucket.b"]);
}

/// A resource that leaves management is not deleted, and that is told.
#[test]
fn forgetting_a_zone_is_weakening() {
    let world = estate()
        .exists("oci_cloud_guard_security_recipe.r", recipe(&[KEYLESS]))
        .deletes("oci_cloud_guard_security_zone.z", zone("zone", "payments", "r"))
        .creates("oci_objectstorage_bucket.b", bucket("child"));
    let mut plan = world.plan();
    for change in plan["resource_changes"].as_array_mut().unwrap() {
        if change["address"] == "oci_cloud_guard_security_zone.z" {
            change["change"]["actions"] = json!(["forget"]);
        }
    }
    let dir = crate::run::Dir::new().with("plan.json", plan.to_string());
    let run = dir.check("plan.json", &[]);
    assert_eq!(run.of_rule("oci-security-zone-weakened").len(), 1, "{}", run.out);
    assert!(run.report()["not_checked"].to_string().contains("leaves management"), "{}", run.out);
    assert_eq!(run.zone_findings(), ["oci-bucket-customer-managed-key oci_objectstorage_bucket.b"]);
}

#[test]
fn unzoned_resources_get_what_the_file_says() {
    let file = |unzoned: &str| {
        format!(
            "unzoned = {unzoned:?}\nzone \"z\" {{\n  recipe = \"none\"\n  compartments = [\"oci_identity_compartment.zone\"]\n}}\n"
        )
    };
    let world = estate()
        .creates("oci_objectstorage_bucket.b", with(bucket("standard"), json!({ "access_type": "ObjectRead" })));
    expect_with(&world, &file("none"), &[]);
    let run = check_plan(&world, &file("maximum-security"), &[]);
    assert!(run.zone_findings().contains(&"oci-bucket-public oci_objectstorage_bucket.b".to_string()));
    // A zone whose recipe is empty binds nothing.
    let inside =
        estate().creates("oci_objectstorage_bucket.b", with(bucket("zone"), json!({ "access_type": "ObjectRead" })));
    expect_with(&inside, &file("maximum-security"), &[]);
    assert_eq!(identifier("oci_identity_compartment.zone"), "ocid1.compartment.oc1..zone");
}
