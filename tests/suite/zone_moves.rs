//! Moves from zone to zone: which zone binds, and what a move brings about elsewhere.

use serde_json::json;

use crate::run::{Run, check_plan};
use crate::world::World;
use crate::zone_edges::{PUBLIC, ROOT, STAYS, at, compartment, estate, of, recipe, zone};

/// Two zones side by side, each with a recipe of its own.
fn side_by_side(names: [&str; 2], policies: [&[&str]; 2]) -> World {
    estate()
        .exists("oci_identity_compartment.other", compartment(ROOT, "other"))
        .exists("oci_cloud_guard_security_recipe.r", recipe(policies[0]))
        .exists("oci_cloud_guard_security_recipe.s", recipe(policies[1]))
        .exists("oci_cloud_guard_security_zone.z", zone(&at("zone"), names[0], &of("r")))
        .exists("oci_cloud_guard_security_zone.y", zone(&at("other"), names[1], &of("s")))
}

fn moves_bucket(world: World, from: &str, to: &str) -> Run {
    let bucket =
        json!({ "compartment_id": at(from), "namespace": "acme", "name": "b", "access_type": "NoPublicAccess" });
    let world = world.updates("oci_objectstorage_bucket.b", bucket, json!({ "compartment_id": at(to) }));
    check_plan(&world, "", &[])
}

#[test]
fn zones_of_one_name_are_two() {
    let run = moves_bucket(side_by_side(["prod", "prod"], [&[STAYS], &[STAYS]]), "zone", "other");
    let found = run.of_rule("oci-bucket-leaves-zone");
    assert_eq!(found[0]["verdict"], "violated", "{}", run.out);
    assert!(found[0]["message"].as_str().unwrap().contains("prod (oci_cloud_guard_security_zone.z)"), "{}", run.out);
}

#[test]
fn the_zone_that_is_left_decides_about_leaving() {
    let found = |policies| {
        let run = moves_bucket(side_by_side(["a", "b"], policies), "zone", "other");
        run.of_rule("oci-bucket-leaves-zone").len()
    };
    assert_eq!((found([&[STAYS], &[PUBLIC]]), found([&[PUBLIC], &[STAYS]])), (1, 0));
}

#[test]
fn what_the_move_of_another_brings_about_is_new() {
    let gateway = json!({ "compartment_id": at("other"), "vcn_id": "${oci_core_vcn.v.id}", "enabled": true });
    let network = |compartment: &str| json!({ "compartment_id": at(compartment), "cidr_block": "10.0.0.0/16" });
    let world = || {
        estate()
            .exists("oci_identity_compartment.other", compartment(ROOT, "other"))
            .exists("oci_cloud_guard_security_recipe.r", recipe(&["deny internet_gateway"]))
            .exists("oci_cloud_guard_security_zone.z", zone(&at("zone"), "z", &of("r")))
            .exists("oci_core_internet_gateway.g", gateway.clone())
    };
    let status = |world: &World| {
        let run = check_plan(world, "", &[]);
        let found = run.of_rule("oci-internet-gateway-of-zone-network");
        assert_eq!(found[0]["verdict"], "violated", "{}", run.out);
        found[0]["status"].as_str().unwrap().to_owned()
    };
    let moved = json!({ "compartment_id": at("zone") });
    assert_eq!(status(&world().updates("oci_core_vcn.v", network("other"), moved)), "new");
    assert_eq!(status(&world().exists("oci_core_vcn.v", network("zone"))), "existing");
}

#[test]
fn what_moves_within_its_zone_is_as_broken_as_before() {
    let world = estate()
        .exists("oci_cloud_guard_security_recipe.r", recipe(&[PUBLIC]))
        .exists("oci_cloud_guard_security_zone.z", zone(&at("zone"), "z", &of("r")));
    let bucket = json!({ "compartment_id": at("zone"), "namespace": "acme", "name": "b", "access_type": "ObjectRead" });
    let world = world.updates("oci_objectstorage_bucket.b", bucket, json!({ "compartment_id": at("child") }));
    let run = check_plan(&world, "", &[]);
    let found = run.of_rule("oci-bucket-public");
    assert_eq!((&found[0]["verdict"], &found[0]["status"]), (&json!("violated"), &json!("existing")), "{}", run.out);
}
