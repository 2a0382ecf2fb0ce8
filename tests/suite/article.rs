//! The four things that the article about security zones tries: a bucket without a key of one's own,
//! a public bucket, a bucket that moves to a standard compartment, an internet gateway. Each is
//! refused in a zone and accepted outside of one, whatever declares the zone and whatever the input.

use serde_json::{Value, json};

use crate::run::{check_plan, check_sources};
use crate::world::{World, identifier};

const POLICIES: &[&str] = &[
    "deny buckets_without_vault_key",
    "deny public_buckets",
    "deny bucket_in_security_zone_move_to_compartment_not_in_security_zone",
    "deny internet_gateway",
];
/// Rules that the four things break in a zone.
const REFUSED: &[&str] = &[
    "oci-bucket-customer-managed-key oci_objectstorage_bucket.keyless_zone",
    "oci-bucket-public oci_objectstorage_bucket.public_zone",
    "oci-internet-gateway oci_core_internet_gateway.gateway_zone",
];
const MOVED: &str = "oci-bucket-leaves-zone oci_objectstorage_bucket.moves";
const KEY: &str = "ocid1.key.oc1.iad.vault.data";

/// How a compartment comes about.
#[derive(Clone, Copy)]
enum Estate {
    /// Compartments are resources that exist.
    Managed,
    /// Compartments are resources that this plan creates: all identifiers are unknown.
    Fresh,
    /// Compartments are known by their identifiers only.
    Foreign,
}

/// The attempts in both compartments. `place` gives the compartment's expression.
fn attempts(mut world: World, place: &dyn Fn(&str) -> Value) -> World {
    for at in ["zone", "standard"] {
        let bucket = |name: &str, more: Value| {
            let mut args = json!({ "compartment_id": place(at), "namespace": "acme", "name": format!("{name}-{at}") });
            args.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            args
        };
        world = world
            .creates(&format!("oci_objectstorage_bucket.keyless_{at}"), bucket("keyless", json!({})))
            .creates(
                &format!("oci_objectstorage_bucket.public_{at}"),
                bucket("public", json!({ "access_type": "ObjectRead", "kms_key_id": KEY })),
            )
            .creates(&format!("oci_objectstorage_bucket.good_{at}"), bucket("good", json!({ "kms_key_id": KEY })))
            .creates(
                &format!("oci_core_vcn.net_{at}"),
                json!({ "compartment_id": place(at), "cidr_blocks": ["10.0.0.0/16"] }),
            )
            .creates(
                &format!("oci_core_internet_gateway.gateway_{at}"),
                json!({ "compartment_id": place(at), "vcn_id": format!("${{oci_core_vcn.net_{at}.id}}") }),
            );
    }
    world
}

fn compartments(estate: Estate) -> World {
    let mut world = World::new();
    for at in ["zone", "standard"] {
        let args = json!({ "compartment_id": "ocid1.tenancy.oc1..root", "name": at, "description": at });
        let address = format!("oci_identity_compartment.{at}");
        world = match estate {
            Estate::Managed => world.exists(&address, args),
            Estate::Fresh => world.creates(&address, args),
            Estate::Foreign => world,
        };
    }
    world
}

fn place(estate: Estate) -> impl Fn(&str) -> Value {
    move |at: &str| match estate {
        Estate::Foreign => json!(identifier(&format!("oci_identity_compartment.{at}"))),
        _ => json!(format!("${{oci_identity_compartment.{at}.id}}")),
    }
}

/// The zone and its recipe as resources of the plan.
fn with_zone(world: World, estate: Estate, place: &dyn Fn(&str) -> Value) -> World {
    let recipe = json!({ "compartment_id": "ocid1.tenancy.oc1..root", "display_name": "article", "security_policies": POLICIES });
    let zone = json!({ "compartment_id": place("zone"), "display_name": "payments", "security_zone_recipe_id": "${oci_cloud_guard_security_recipe.article.id}" });
    let (r, z) = ("oci_cloud_guard_security_recipe.article", "oci_cloud_guard_security_zone.payments");
    match estate {
        Estate::Fresh => world.creates(r, recipe).creates(z, zone),
        _ => world.exists(r, recipe).exists(z, zone),
    }
}

/// Moves are only possible where things exist already.
fn with_moves(world: World, place: &dyn Fn(&str) -> Value) -> World {
    let bucket = |name: &str, at: &str| json!({ "compartment_id": place(at), "namespace": "acme", "name": name, "kms_key_id": KEY });
    world
        .updates(
            "oci_objectstorage_bucket.moves",
            bucket("moves", "zone"),
            json!({ "compartment_id": place("standard") }),
        )
        .updates(
            "oci_objectstorage_bucket.enters",
            bucket("enters", "standard"),
            json!({ "compartment_id": place("zone") }),
        )
        .updates(
            "oci_objectstorage_bucket.renamed_tag",
            bucket("tagged", "zone"),
            json!({ "freeform_tags": { "a": "b" } }),
        )
}

fn file(container: &str) -> String {
    format!(
        "recipe \"article\" {{\n  policies = {POLICIES:?}\n}}\nzone \"payments\" {{\n  recipe = \"article\"\n  compartments = [{container:?}]\n}}\n"
    )
}

fn refused(and_moved: bool) -> Vec<String> {
    let mut all: Vec<String> = REFUSED.iter().map(|s| s.to_string()).collect();
    if and_moved {
        all.push(MOVED.into());
    }
    all.sort();
    all
}

#[test]
fn zone_of_the_file_with_compartments_of_the_plan() {
    let zones = file("oci_identity_compartment.zone");
    for (estate, moves) in [(Estate::Managed, true), (Estate::Fresh, false)] {
        let at = place(estate);
        let mut world = attempts(compartments(estate), &at);
        if moves {
            world = with_moves(world, &at);
        }
        let run = check_plan(&world, &zones, &[]);
        assert_eq!(run.zone_findings(), refused(moves));
        assert_eq!(run.code, 1);
    }
}

#[test]
fn zone_of_the_file_with_compartments_known_by_identifier() {
    let at = place(Estate::Foreign);
    let world = with_moves(attempts(World::new(), &at), &at);
    let run = check_plan(&world, &file("ocid1.compartment.oc1..zone"), &[]);
    assert_eq!(run.zone_findings(), refused(true));
}

#[test]
fn zone_of_the_plan_in_an_estate_that_exists() {
    for estate in [Estate::Managed, Estate::Foreign] {
        let at = place(estate);
        let world = with_moves(with_zone(attempts(compartments(estate), &at), estate, &at), &at);
        let run = check_plan(&world, "", &[]);
        assert_eq!(run.zone_findings(), refused(true));
        assert_eq!(run.code, 1);
    }
}

#[test]
fn zone_of_the_plan_where_everything_is_created_at_once() {
    let at = place(Estate::Fresh);
    let world = with_zone(attempts(compartments(Estate::Fresh), &at), Estate::Fresh, &at);
    let run = check_plan(&world, "", &[]);
    assert_eq!(run.zone_findings(), refused(false));
    // Not one of them waits for an identifier.
    assert_eq!(run.report()["summary"]["undecided"], 0);
}

#[test]
fn the_same_from_sources() {
    for estate in [Estate::Fresh, Estate::Foreign] {
        let at = place(estate);
        let plain = attempts(compartments(estate), &at);
        let container = match estate {
            Estate::Foreign => "ocid1.compartment.oc1..zone",
            _ => "oci_identity_compartment.zone",
        };
        assert_eq!(check_sources(&plain, &file(container), &[]).zone_findings(), refused(false), "zone of the file");
        let zoned = with_zone(plain, estate, &at);
        let run = check_sources(&zoned, "", &[]);
        assert_eq!(run.zone_findings(), refused(false), "zone of the sources");
        assert_eq!(run.code, 1);
        for finding in run.report()["findings"].as_array().unwrap().iter() {
            assert!(finding["location"]["line"].as_u64() > Some(0), "{finding}");
        }
    }
}

/// Outside of zones nothing is refused, and a run without findings ends with 0.
#[test]
fn an_empty_zone_refuses_nothing() {
    let at = place(Estate::Managed);
    let world = with_moves(attempts(compartments(Estate::Managed), &at), &at).exists(
        "oci_identity_compartment.empty",
        json!({ "compartment_id": "ocid1.tenancy.oc1..root", "name": "empty", "description": "" }),
    );
    let zones = format!("unzoned = \"none\"\n{}", file("oci_identity_compartment.empty"));
    let run = check_plan(&world, &zones, &[]);
    assert_eq!(run.findings(), [""; 0]);
    assert_eq!(run.code, 0);
}

/// The report says why a resource is in its zone.
#[test]
fn the_chain_to_the_zone_is_told() {
    let world = World::new()
        .exists(
            "oci_identity_compartment.zone",
            json!({ "compartment_id": "ocid1.tenancy.oc1..root", "name": "zone", "description": "" }),
        )
        .exists(
            "oci_identity_compartment.child",
            json!({ "compartment_id": "${oci_identity_compartment.zone.id}", "name": "child", "description": "" }),
        )
        .creates(
            "oci_objectstorage_bucket.b",
            json!({ "compartment_id": "${oci_identity_compartment.child.id}", "namespace": "acme", "name": "b" }),
        );
    let run = check_plan(&world, &file("oci_identity_compartment.zone"), &[]);
    let finding = &run.of_rule("oci-bucket-customer-managed-key")[0];
    assert_eq!(finding["zone"], "payments");
    let reason = finding["zone_reason"].as_str().unwrap();
    assert!(reason.contains("child") && reason.contains("zone"), "{reason}");
}
