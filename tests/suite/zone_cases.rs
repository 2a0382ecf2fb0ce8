//! Zones, recipes and compartments that the plan itself declares: every way in which they come about or change, with
//! compartments nested three deep, in tables.

use serde_json::{Value, json};

use crate::run::{check_plan, check_sources};
use crate::world::World;

const ROOT: &str = "ocid1.tenancy.oc1..root";
const KEY: &str = "ocid1.key.oc1.iad.vault.data";
const KEYLESS: &str = "deny buckets_without_vault_key";
const PUBLIC: &str = "deny public_buckets";
const GATEWAY: &str = "deny internet_gateway";
const STAYS: &str = "deny bucket_in_security_zone_move_to_compartment_not_in_security_zone";
const ALL: &[&str] = &[KEYLESS, PUBLIC, GATEWAY, STAYS];

const R: &str = "oci_cloud_guard_security_recipe.r";
const Z: &str = "oci_cloud_guard_security_zone.z";
const WEAKENED: &str = "oci-security-zone-weakened";

fn at(place: &str) -> String {
    format!("${{oci_identity_compartment.{place}.id}}")
}

fn compartment(parent: &str, name: &str) -> Value {
    let parent = if parent.is_empty() { ROOT.to_owned() } else { at(parent) };
    json!({ "compartment_id": parent, "name": name, "description": name })
}

/// `one`, `one/two`, `one/two/three`, and `other` beside them.
const PLACES: &[(&str, &str)] = &[("", "one"), ("one", "two"), ("two", "three"), ("", "other")];

/// How things come about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Birth {
    Old,
    New,
}

use Birth::{New, Old};

fn born(world: World, birth: Birth, address: &str, args: Value) -> World {
    if birth == New { world.creates(address, args) } else { world.exists(address, args) }
}

fn places(birth: Birth) -> World {
    PLACES.iter().fold(World::new(), |world, (parent, name)| {
        born(world, birth, &format!("oci_identity_compartment.{name}"), compartment(parent, name))
    })
}

fn recipe(policies: &[&str]) -> Value {
    json!({ "compartment_id": ROOT, "display_name": "r", "security_policies": policies })
}

fn zone(place: &str, recipe: &str) -> Value {
    json!({ "compartment_id": at(place), "display_name": place,
            "security_zone_recipe_id": format!("${{oci_cloud_guard_security_recipe.{recipe}.id}}") })
}

fn bucket(place: &str, more: Value) -> Value {
    let mut args = json!({ "compartment_id": at(place), "namespace": "acme", "name": "b" });
    args.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    args
}

fn good(place: &str) -> Value {
    bucket(place, json!({ "kms_key_id": KEY }))
}

/// What the article tries, in a compartment.
fn attempts(world: World, place: &str) -> World {
    world
        .creates(&format!("oci_objectstorage_bucket.keyless_{place}"), bucket(place, json!({})))
        .creates(
            &format!("oci_objectstorage_bucket.public_{place}"),
            bucket(place, json!({ "kms_key_id": KEY, "access_type": "ObjectReadWithoutList" })),
        )
        .creates(&format!("oci_objectstorage_bucket.good_{place}"), good(place))
        .creates(
            &format!("oci_core_internet_gateway.door_{place}"),
            json!({ "compartment_id": at(place), "vcn_id": "ocid1.vcn.oc1..v" }),
        )
}

/// What a zone with every policy says of them.
fn refused(places: &[&str]) -> Vec<String> {
    let mut all: Vec<String> = places
        .iter()
        .flat_map(|place| {
            [
                format!("oci-bucket-customer-managed-key oci_objectstorage_bucket.keyless_{place}"),
                format!("oci-bucket-public oci_objectstorage_bucket.public_{place}"),
                format!("oci-internet-gateway oci_core_internet_gateway.door_{place}"),
            ]
        })
        .collect();
    all.sort();
    all
}

/// Whatever is old and whatever is new, the zone holds three levels down, and beside it nothing is refused.
#[test]
fn the_four_checks_three_levels_down() {
    for compartments in [Old, New] {
        for recipe_born in [Old, New] {
            for zone_born in [Old, New] {
                for (zoned, bound) in [
                    ("one", &["one", "two", "three"][..]),
                    ("two", &["two", "three"]),
                    ("three", &["three"]),
                    ("other", &["other"]),
                ] {
                    if zone_born == Old && (compartments == New || recipe_born == New) {
                        // What is new cannot be named by what is old.
                        continue;
                    }
                    let mut world = born(places(compartments), recipe_born, R, recipe(ALL));
                    world = born(world, zone_born, Z, zone(zoned, "r"));
                    for (_, place) in PLACES {
                        world = attempts(world, place);
                    }
                    let what =
                        format!("compartments {compartments:?}, recipe {recipe_born:?}, zone {zone_born:?} on {zoned}");
                    let plan = check_plan(&world, "", &[]);
                    assert_eq!(plan.zone_findings(), refused(bound), "{what}, plan");
                    assert_eq!(plan.report()["summary"]["undecided"], 0, "{what}, plan");
                    assert_eq!(check_sources(&world, "", &[]).zone_findings(), refused(bound), "{what}, sources");
                }
            }
        }
    }
}

/// A world after `places(Old)` with the usual recipe and the zone on `one`.
fn zoned() -> World {
    places(Old).exists(R, recipe(ALL)).exists(Z, zone("one", "r"))
}

fn moves(from: &str, to: &str) -> World {
    zoned().updates("oci_objectstorage_bucket.b", good(from), json!({ "compartment_id": at(to) }))
}

/// The old tree, in which a compartment is moved.
fn tree(moved: &str, to: &str) -> World {
    let world = PLACES.iter().fold(World::new(), |world, (parent, name)| {
        let address = format!("oci_identity_compartment.{name}");
        if *name == moved {
            world.updates(&address, compartment(parent, name), json!({ "compartment_id": at(to) }))
        } else {
            world.exists(&address, compartment(parent, name))
        }
    });
    world.exists(R, recipe(ALL)).exists(Z, zone("one", "r"))
}

const LEAVES: &str = "oci-bucket-leaves-zone oci_objectstorage_bucket.b";
const OPEN: &str = "oci-bucket-public oci_objectstorage_bucket.b";
const BARE: &str = "oci-bucket-customer-managed-key oci_objectstorage_bucket.b";

/// What changes, what is said of zones, and whether something is told to be weakened.
type Change = (&'static str, fn() -> World, &'static [&'static str], bool);

fn open(world: World, place: &str) -> World {
    world
        .creates("oci_objectstorage_bucket.b", bucket(place, json!({ "kms_key_id": KEY, "access_type": "ObjectRead" })))
}

const CHANGES: &[Change] = &[
    ("a bucket leaves from three levels down", || moves("three", "other"), &[LEAVES], false),
    ("a bucket goes up within the zone", || moves("three", "one"), &[], false),
    ("a bucket goes down within the zone", || moves("one", "three"), &[], false),
    ("a good bucket enters", || moves("other", "three"), &[], false),
    (
        "a bare bucket enters",
        || {
            zoned().updates(
                "oci_objectstorage_bucket.b",
                bucket("other", json!({})),
                json!({ "compartment_id": at("three") }),
            )
        },
        &[BARE],
        false,
    ),
    (
        "a bucket moves to a compartment that is created in the zone",
        || {
            zoned().creates("oci_identity_compartment.new", compartment("three", "new")).updates(
                "oci_objectstorage_bucket.b",
                good("three"),
                json!({ "compartment_id": at("new") }),
            )
        },
        &[],
        false,
    ),
    (
        "a bucket moves to a compartment that is created outside",
        || {
            zoned().creates("oci_identity_compartment.new", compartment("other", "new")).updates(
                "oci_objectstorage_bucket.b",
                good("three"),
                json!({ "compartment_id": at("new") }),
            )
        },
        &[LEAVES],
        false,
    ),
    (
        "a bucket moves to where a zone is made",
        || {
            zoned().creates("oci_cloud_guard_security_zone.y", zone("other", "r")).updates(
                "oci_objectstorage_bucket.b",
                good("three"),
                json!({ "compartment_id": at("other") }),
            )
        },
        &[LEAVES],
        false,
    ),
    (
        "a compartment leaves with what is below",
        || tree("two", "other").exists("oci_objectstorage_bucket.b", good("three")),
        &[LEAVES],
        false,
    ),
    ("a compartment leaves while a bucket is made below", || open(tree("two", "other"), "three"), &[OPEN], false),
    (
        "a compartment enters while a bucket is made below",
        || {
            let world = tree("other", "three").creates("oci_identity_compartment.new", compartment("other", "new"));
            world.creates("oci_objectstorage_bucket.b", bucket("new", json!({})))
        },
        &[BARE],
        false,
    ),
    (
        "a compartment enters with a bare bucket",
        || tree("other", "two").exists("oci_objectstorage_bucket.b", bucket("other", json!({}))),
        &[BARE],
        false,
    ),
    (
        "a compartment moves within the zone",
        || tree("three", "one").exists("oci_objectstorage_bucket.b", good("three")),
        &[],
        false,
    ),
    (
        "the recipe loses the policy that is broken",
        || {
            let world = places(Old).updates(R, recipe(ALL), json!({ "security_policies": [KEYLESS, GATEWAY, STAYS] }));
            open(world.exists(Z, zone("one", "r")), "three")
        },
        &[OPEN],
        true,
    ),
    (
        "the recipe loses every policy",
        || {
            let world =
                places(Old).updates(R, recipe(ALL), json!({ "security_policies": [] })).exists(Z, zone("one", "r"));
            world.updates("oci_objectstorage_bucket.b", good("three"), json!({ "compartment_id": at("other") }))
        },
        &[LEAVES],
        true,
    ),
    (
        "the recipe gains the policy that is broken",
        || {
            let world = places(Old).updates(R, recipe(&[KEYLESS]), json!({ "security_policies": ALL }));
            open(world.exists(Z, zone("one", "r")), "three")
        },
        &[OPEN],
        false,
    ),
    (
        "the zone gets a weaker recipe that is new",
        || {
            let world =
                places(Old).exists(R, recipe(ALL)).creates("oci_cloud_guard_security_recipe.weak", recipe(&[KEYLESS]));
            let to = json!({ "security_zone_recipe_id": "${oci_cloud_guard_security_recipe.weak.id}" });
            open(world.updates(Z, zone("one", "r"), to), "three")
        },
        &[OPEN],
        true,
    ),
    ("the zone goes", || open(places(Old).exists(R, recipe(ALL)).deletes(Z, zone("one", "r")), "three"), &[OPEN], true),
    (
        "zone and recipe go",
        || open(places(Old).deletes(R, recipe(ALL)).deletes(Z, zone("one", "r")), "three"),
        &[OPEN],
        true,
    ),
    (
        "the zone moves away",
        || {
            let to = json!({ "compartment_id": at("other") });
            open(places(Old).exists(R, recipe(ALL)).replaces(Z, zone("one", "r"), to), "three")
        },
        &[OPEN],
        true,
    ),
    (
        "the zone moves away while its recipe gains a policy: what stays behind was never held to that",
        || {
            let world = places(Old).updates(R, recipe(&[KEYLESS]), json!({ "security_policies": ALL }));
            open(world.updates(Z, zone("one", "r"), json!({ "compartment_id": at("other") })), "three")
        },
        &[],
        true,
    ),
    (
        "the zone moves while its recipe gains a policy: where it goes that holds",
        || {
            let world = places(Old).updates(R, recipe(&[KEYLESS]), json!({ "security_policies": ALL }));
            open(world.updates(Z, zone("one", "r"), json!({ "compartment_id": at("other") })), "other")
        },
        &[OPEN],
        true,
    ),
    (
        "two zones with one recipe: a bucket goes from one to the other",
        || {
            zoned().exists("oci_cloud_guard_security_zone.y", zone("other", "r")).updates(
                "oci_objectstorage_bucket.b",
                good("three"),
                json!({ "compartment_id": at("other") }),
            )
        },
        &[LEAVES],
        false,
    ),
    (
        "two zones with one recipe that is weakened: both count",
        || {
            let world = places(Old).updates(R, recipe(ALL), json!({ "security_policies": [KEYLESS] }));
            open(
                world.exists(Z, zone("one", "r")).exists("oci_cloud_guard_security_zone.y", zone("other", "r")),
                "other",
            )
        },
        &[OPEN],
        true,
    ),
    (
        "a zone of its own two levels down, with a weaker recipe that was there",
        || {
            let world = zoned().exists("oci_cloud_guard_security_recipe.weak", recipe(&[KEYLESS]));
            open(world.exists("oci_cloud_guard_security_zone.own", zone("three", "weak")), "three")
        },
        &[],
        false,
    ),
    (
        "a zone of its own with a weaker recipe is made two levels down",
        || {
            let world = zoned().creates("oci_cloud_guard_security_recipe.weak", recipe(&[KEYLESS]));
            open(world.creates("oci_cloud_guard_security_zone.own", zone("three", "weak")), "three")
        },
        &[OPEN],
        true,
    ),
    (
        "everything is new, with a zone of its own two levels down",
        || {
            let world = places(New).creates(R, recipe(ALL)).creates(Z, zone("one", "r"));
            let world = world.creates("oci_cloud_guard_security_recipe.weak", recipe(&[KEYLESS]));
            open(world.creates("oci_cloud_guard_security_zone.own", zone("three", "weak")), "three")
        },
        &[],
        false,
    ),
];

#[test]
fn changes_of_zones_in_the_plan_that_needs_them() {
    let mut wrong = Vec::new();
    for (name, world, wanted, weakens) in CHANGES {
        let run = check_plan(&world(), "", &[]);
        let (found, weakened) = (run.zone_findings(), !run.of_rule(WEAKENED).is_empty());
        if found != *wanted || weakened != *weakens {
            wrong
                .push(format!("{name}: {found:?}, weakened: {weakened}; {wanted:?}, {weakens} are right\n{}", run.err));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
