//! Zones that are hard to see: recipes that nobody can read, zones inside of zones that go, the root of the tenancy, lists
//! of the cloud, and two declarations for one compartment.

use serde_json::{Value, json};

use crate::run::{Dir, Run, check_plan};
use crate::world::World;

pub const ROOT: &str = "ocid1.tenancy.oc1..root";
const KEYLESS: &str = "deny buckets_without_vault_key";
pub const PUBLIC: &str = "deny public_buckets";
pub const STAYS: &str = "deny bucket_in_security_zone_move_to_compartment_not_in_security_zone";
const WEAKENED: &str = "oci-security-zone-weakened";
const NO_KEY: &str = "oci-bucket-customer-managed-key oci_objectstorage_bucket.b";
const OPEN: &str = "oci-bucket-public oci_objectstorage_bucket.b";
const FAR: &str = "ocid1.compartment.oc1..far";

pub fn at(compartment: &str) -> String {
    format!("${{oci_identity_compartment.{compartment}.id}}")
}

pub fn compartment(parent: &str, name: &str) -> Value {
    json!({ "compartment_id": parent, "name": name, "description": name })
}

/// `zone` below the root, and `child` below it.
pub fn estate() -> World {
    World::new()
        .exists("oci_identity_compartment.zone", compartment(ROOT, "zone"))
        .exists("oci_identity_compartment.child", compartment(&at("zone"), "child"))
}

pub fn recipe(policies: &[&str]) -> Value {
    json!({ "compartment_id": ROOT, "display_name": "recipe", "security_policies": policies })
}

pub fn zone(compartment: &str, name: &str, recipe: &str) -> Value {
    json!({ "compartment_id": compartment, "display_name": name, "security_zone_recipe_id": recipe })
}

pub fn of(recipe: &str) -> String {
    format!("${{oci_cloud_guard_security_recipe.{recipe}.id}}")
}

fn public_bucket(compartment: &str) -> Value {
    json!({ "compartment_id": compartment, "namespace": "acme", "name": "b", "access_type": "ObjectRead" })
}

#[track_caller]
fn told(run: &Run, text: &str) {
    let gaps = run.report()["not_checked"].to_string();
    assert!(gaps.contains(text), "{gaps}");
}

#[test]
fn a_zone_of_an_unreadable_recipe_is_weakened_when_it_goes() {
    let old = zone(&at("zone"), "z", "ocid1.recipe.oc1..maximum");
    let run = check_plan(&estate().deletes("oci_cloud_guard_security_zone.z", old.clone()), "", &[]);
    assert_eq!(run.of_rule(WEAKENED)[0]["verdict"], "violated", "{}", run.out);
    // What the other recipe holds nobody can say.
    let other = json!({ "security_zone_recipe_id": "ocid1.recipe.oc1..other" });
    let run = check_plan(&estate().updates("oci_cloud_guard_security_zone.z", old.clone(), other), "", &[]);
    assert_eq!(run.of_rule(WEAKENED)[0]["verdict"], "undecided", "{}", run.out);
    let named = json!({ "display_name": "other name" });
    let run = check_plan(&estate().updates("oci_cloud_guard_security_zone.z", old, named), "", &[]);
    assert!(run.of_rule(WEAKENED).is_empty(), "{}", run.out);
}

#[test]
fn a_policy_without_a_known_name_is_missed_when_it_goes() {
    let odd = "ocid1.securityzonessecuritypolicy.oc1..aaaaodd";
    let world = estate()
        .updates(
            "oci_cloud_guard_security_recipe.r",
            recipe(&[KEYLESS, odd]),
            json!({ "security_policies": [KEYLESS] }),
        )
        .exists("oci_cloud_guard_security_zone.z", zone(&at("zone"), "z", &of("r")));
    let found = check_plan(&world, "", &[]).of_rule(WEAKENED);
    assert_eq!(found[0]["verdict"], "violated");
    assert!(found[0]["message"].to_string().contains(odd), "{found:?}");
}

#[test]
fn below_a_zone_that_goes_the_zone_above_holds() {
    let world = estate()
        .exists("oci_cloud_guard_security_recipe.r", recipe(&[PUBLIC]))
        .exists("oci_cloud_guard_security_recipe.k", recipe(&[KEYLESS]))
        .exists("oci_cloud_guard_security_zone.z", zone(&at("zone"), "z", &of("r")))
        .deletes("oci_cloud_guard_security_zone.k", zone(&at("child"), "k", &of("k")))
        .creates("oci_objectstorage_bucket.b", public_bucket(&at("child")));
    assert_eq!(check_plan(&world, "", &[]).zone_findings(), [NO_KEY, OPEN]);
}

/// A zone that leaves management is still there: neither the zone above nor none takes its place.
#[test]
fn a_zone_that_leaves_management_still_binds() {
    let world = estate()
        .exists("oci_cloud_guard_security_recipe.r", recipe(&["deny delete_VCN"]))
        .exists("oci_cloud_guard_security_zone.z", zone(&at("zone"), "z", &of("r")))
        .forgets("oci_cloud_guard_security_recipe.k", recipe(&[PUBLIC, STAYS]))
        .forgets("oci_cloud_guard_security_zone.k", zone(&at("child"), "k", &of("k")))
        .creates("oci_objectstorage_bucket.b", public_bucket(&at("child")))
        .exists(
            "oci_objectstorage_bucket.stays",
            json!({ "compartment_id": at("child"), "namespace": "acme", "name": "c" }),
        );
    let run = check_plan(&world, "", &[]);
    assert_eq!(run.zone_findings(), [OPEN]);
    let finding = &run.of_rule("oci-bucket-public")[0];
    assert_eq!(finding["zone"], "k", "{finding}");
    // That nobody here keeps it any more is told.
    assert_eq!(run.of_rule(WEAKENED).len(), 2, "{}", run.out);
}

/// A compartment that leaves management stays where it is, with all that is named to lie in it.
#[test]
fn a_compartment_that_leaves_management_stays_in_its_zone() {
    let id = "ocid1.compartment.oc1..team";
    let world = |gone: fn(World, &str, Value) -> World| {
        let world = estate()
            .exists("oci_cloud_guard_security_recipe.r", recipe(&[PUBLIC, STAYS]))
            .exists("oci_cloud_guard_security_zone.z", zone(&at("zone"), "z", &of("r")))
            .exists(
                "oci_objectstorage_bucket.stays",
                json!({ "compartment_id": id, "namespace": "acme", "name": "stays" }),
            )
            .creates("oci_objectstorage_bucket.b", public_bucket(id));
        gone(world, "oci_identity_compartment.team", compartment(&at("child"), "team"))
    };
    // Destroying a compartment in Terraform does not delete it either, unless that is asked for.
    for gone in [World::forgets, World::deletes] {
        assert_eq!(check_plan(&world(gone), "", &[]).zone_findings(), [OPEN]);
    }
}

#[test]
fn everything_lies_below_the_root() {
    let world = |more: World| {
        more.exists("oci_cloud_guard_security_recipe.r", recipe(&[PUBLIC]))
            .exists("oci_cloud_guard_security_zone.z", zone(ROOT, "z", &of("r")))
            .creates("oci_objectstorage_bucket.b", public_bucket(FAR))
    };
    assert_eq!(check_plan(&world(World::new()), "", &[]).zone_findings(), [OPEN]);
    // Or below a zone inside of it, of which nobody says what it holds below itself.
    let inner = estate()
        .exists("oci_cloud_guard_security_recipe.k", recipe(&[KEYLESS]))
        .exists("oci_cloud_guard_security_zone.k", zone(&at("child"), "k", &of("k")));
    assert_eq!(
        check_plan(&world(inner), "", &[]).zone_findings(),
        [format!("undecided {NO_KEY}"), format!("undecided {OPEN}")]
    );
}

/// What lies below the root of one tenancy does not lie below that of another.
#[test]
fn tenancies_are_kept_apart() {
    let other = "ocid1.tenancy.oc1..other";
    let omitted = json!({ "name": "omitted", "description": "omitted" });
    let world = |zones: &[&str], place: &str| {
        let world = estate()
            .exists("oci_identity_compartment.theirs", compartment(other, "theirs"))
            .creates("oci_identity_compartment.omitted", omitted.clone())
            .exists("oci_cloud_guard_security_recipe.r", recipe(&[PUBLIC]))
            .creates("oci_objectstorage_bucket.b", public_bucket(place));
        let zones = zones.iter().enumerate();
        zones.fold(world, |world, (at, root)| {
            world.exists(&format!("oci_cloud_guard_security_zone.z{at}"), zone(root, &format!("z{at}"), &of("r")))
        })
    };
    for (zones, place, wanted) in [
        (&[ROOT][..], at("child"), &[OPEN][..]),
        (&[ROOT], ROOT.into(), &[OPEN]),
        (&[ROOT], other.into(), &[]),
        (&[ROOT], at("theirs"), &[]),
        (&[other], at("theirs"), &[OPEN]),
        (&[ROOT, other], at("child"), &[OPEN]),
        (&[ROOT, other], at("theirs"), &[OPEN]),
        // Where nobody says which tenancy is meant, it is the one that there is.
        (&[ROOT], at("omitted"), &[OPEN]),
        (&[ROOT, other], at("omitted"), &[&format!("undecided {NO_KEY}"), &format!("undecided {OPEN}")]),
        (&[ROOT, other], FAR.into(), &[&format!("undecided {NO_KEY}"), &format!("undecided {OPEN}")]),
    ] {
        assert_eq!(check_plan(&world(zones, &place), "", &[]).zone_findings(), wanted, "{zones:?} {place}");
    }
}

#[test]
fn a_compartment_that_is_taken_to_lie_outside_is_told() {
    let world = estate()
        .exists("oci_cloud_guard_security_recipe.r", recipe(&[PUBLIC]))
        .exists("oci_cloud_guard_security_zone.z", zone(&at("zone"), "z", &of("r")))
        .creates("oci_objectstorage_bucket.b", public_bucket(FAR));
    let run = check_plan(&world, "", &[]);
    assert_eq!(run.zone_findings(), [] as [&str; 0]);
    told(&run, &format!("compartment {FAR} is taken to lie outside of all zones"));
    assert_eq!(check_plan(&world, "", &["--strict"]).code, 3);
}

#[test]
fn what_was_taken_out_of_a_zone_is_not_in_it() {
    let world = |inherited: Value| {
        estate()
            .exists("oci_cloud_guard_security_recipe.r", recipe(&[PUBLIC]))
            .exists("oci_cloud_guard_security_zone.z", {
                let mut zone = zone(&at("zone"), "z", &of("r"));
                zone["inherited_by_compartments"] = inherited;
                zone
            })
            .creates("oci_identity_compartment.new", compartment(&at("child"), "new"))
    };
    let child = "ocid1.compartment.oc1..child";
    for (list, place, bound) in [
        (json!([child]), "child", true),
        (json!([child]), "new", true),
        (json!(["ocid1.compartment.oc1..some"]), "child", false),
        (json!(["ocid1.compartment.oc1..some"]), "new", false),
        (json!(["ocid1.compartment.oc1..some"]), "zone", true),
    ] {
        let world = world(list.clone()).creates("oci_objectstorage_bucket.b", public_bucket(&at(place)));
        let wanted: &[&str] = if bound { &[OPEN] } else { &[] };
        assert_eq!(check_plan(&world, "", &[]).zone_findings(), wanted, "{list} {place}");
    }
}

/// The list is of what was there before: a compartment that moves below the zone takes along what lies below it.
#[test]
fn what_moves_into_a_zone_was_not_taken_out_of_it() {
    let team = |parent: &str| compartment(parent, "team");
    let listed = |list: Value| {
        let mut zone = zone(&at("zone"), "z", &of("r"));
        zone["inherited_by_compartments"] = list;
        estate()
            .exists("oci_cloud_guard_security_recipe.r", recipe(&[PUBLIC]))
            .exists("oci_cloud_guard_security_zone.z", zone)
            .exists("oci_identity_compartment.deep", compartment(&at("team"), "deep"))
            .creates("oci_objectstorage_bucket.b", public_bucket(&at("deep")))
    };
    let child = json!(["ocid1.compartment.oc1..child"]);
    let moves = listed(child.clone()).updates(
        "oci_identity_compartment.team",
        team(ROOT),
        json!({ "compartment_id": at("zone") }),
    );
    assert_eq!(check_plan(&moves, "", &[]).zone_findings(), [OPEN]);
    // What was below the zone already and is not listed was taken out, with all that lies below it.
    let stays = listed(child).exists("oci_identity_compartment.team", team(&at("zone")));
    assert_eq!(check_plan(&stays, "", &[]).zone_findings(), [] as [&str; 0]);
}

/// What has a zone of its own is not listed for the one above, and falls back to that when its own goes.
#[test]
fn what_had_a_zone_of_its_own_was_not_taken_out() {
    let mut above = zone(&at("zone"), "z", &of("r"));
    above["inherited_by_compartments"] = json!(["ocid1.compartment.oc1..some"]);
    let own = zone(&at("child"), "own", &of("k"));
    let world = |world: World| {
        world
            .exists("oci_cloud_guard_security_recipe.r", recipe(&[PUBLIC]))
            .exists("oci_cloud_guard_security_recipe.k", recipe(&["deny delete_VCN"]))
            .exists("oci_cloud_guard_security_zone.z", above.clone())
            .exists("oci_identity_compartment.deep", compartment(&at("child"), "deep"))
            .creates("oci_objectstorage_bucket.b", public_bucket(&at("deep")))
    };
    let own_zone = "oci_cloud_guard_security_zone.own";
    let goes = world(estate().deletes(own_zone, own.clone()));
    assert_eq!(check_plan(&goes, "", &[]).zone_findings(), [OPEN]);
    let stays = world(estate().exists(own_zone, own));
    assert_eq!(check_plan(&stays, "", &[]).zone_findings(), [] as [&str; 0]);
}

#[test]
fn a_zone_of_the_file_does_not_hide_that_of_the_plan() {
    let file = "zone \"mine\" {\n  recipe = \"r\"\n  compartments = [\"oci_identity_compartment.zone\"]\n}\nrecipe \"r\" {\n  policies = [\"deny buckets_without_vault_key\"]\n}\n";
    let world = estate()
        .exists("oci_cloud_guard_security_recipe.r", recipe(&[PUBLIC]))
        .exists("oci_cloud_guard_security_zone.z", zone(&at("zone"), "z", &of("r")))
        .creates("oci_objectstorage_bucket.b", public_bucket(&at("child")));
    assert_eq!(check_plan(&world, file, &[]).zone_findings(), [NO_KEY, OPEN]);
}

/// Two zones that share one of their compartments bind together there, and nowhere else.
#[test]
fn zones_bind_together_only_where_both_are() {
    let file = "zone \"mine\" {\n  recipe = \"r\"\n  compartments = [\"oci_identity_compartment.zone\", \"oci_identity_compartment.far\"]\n}\nrecipe \"r\" {\n  policies = [\"deny buckets_without_vault_key\"]\n}\n";
    for (place, wanted) in [("far", &[NO_KEY][..]), ("child", &[NO_KEY, OPEN])] {
        let world = estate()
            .exists("oci_identity_compartment.far", compartment(ROOT, "far"))
            .exists("oci_cloud_guard_security_recipe.r", recipe(&[PUBLIC]))
            .exists("oci_cloud_guard_security_zone.z", zone(&at("zone"), "z", &of("r")))
            .creates("oci_objectstorage_bucket.b", public_bucket(&at(place)));
        assert_eq!(check_plan(&world, file, &[]).zone_findings(), wanted, "{place}");
    }
}

#[test]
fn policies_that_nothing_checks_are_told() {
    let world = estate()
        .exists(
            "oci_cloud_guard_security_recipe.r",
            recipe(&["deny brand_new", "deny cloud_shell_public_network", PUBLIC]),
        )
        .exists("oci_cloud_guard_security_zone.z", zone(&at("zone"), "z", &of("r")));
    let run = check_plan(&world, "", &[]);
    told(&run, "deny brand_new");
    told(&run, "deny cloud_shell_public_network");
    assert!(!run.report()["not_checked"].to_string().contains(PUBLIC), "{}", run.out);
}

#[test]
fn either_name_of_a_policy_counts() {
    let id = "ocid1.securityzonessecuritypolicy.oc1..aaaaknown";
    let world = |friendly: &str, display: &str| {
        let item = json!({ "id": id, "friendly_name": friendly, "display_name": display, "owner": "ORACLE" });
        let found = json!({ "security_policy_collection": [{ "items": [item] }] });
        estate()
            .reads("data.oci_cloud_guard_security_policies.all", json!({ "compartment_id": ROOT }), found)
            .exists("oci_cloud_guard_security_recipe.r", recipe(&[id]))
            .exists("oci_cloud_guard_security_zone.z", zone(&at("zone"), "z", &of("r")))
            .creates("oci_objectstorage_bucket.b", public_bucket(&at("zone")))
    };
    for (friendly, display) in [(PUBLIC, "Some words"), ("Some words", PUBLIC), (PUBLIC, PUBLIC), (PUBLIC, "")] {
        assert_eq!(check_plan(&world(friendly, display), "", &[]).zone_findings(), [OPEN], "{friendly} {display}");
    }
}

/// What the data source of Oracle's recipe lists is what it holds.
#[test]
fn the_recipe_of_oracle_holds_what_its_list_says() {
    let mut held = recipe(&[PUBLIC]);
    held["owner"] = json!("ORACLE");
    let world = estate()
        .exists("oci_cloud_guard_security_recipe.r", held)
        .exists("oci_cloud_guard_security_zone.z", zone(&at("zone"), "z", &of("r")))
        .creates("oci_objectstorage_bucket.b", public_bucket(&at("zone")));
    assert_eq!(check_plan(&world, "", &[]).zone_findings(), [OPEN]);
}

/// Oracle's recipe is mostly named by what a data source lists.
#[test]
fn recipes_are_found_in_lists() {
    let id = "ocid1.securityzonesrecipe.oc1..maximum";
    let world = |policies: Value| {
        let item = json!({ "id": id, "display_name": "Maximum", "owner": "ORACLE", "security_policies": policies });
        let found = json!({ "security_recipe_collection": [{ "items": [item] }] });
        estate()
            .reads("data.oci_cloud_guard_security_recipes.all", json!({ "compartment_id": ROOT }), found)
            .exists("oci_cloud_guard_security_zone.z", zone(&at("zone"), "z", id))
            .creates("oci_objectstorage_bucket.b", public_bucket(&at("zone")))
    };
    assert_eq!(check_plan(&world(json!([PUBLIC])), "", &[]).zone_findings(), [OPEN]);
    assert_eq!(check_plan(&world(json!([])), "", &[]).zone_findings(), [NO_KEY, OPEN]);
}

/// Sources say nothing of what is known only after apply, and of some types no schema is known.
#[test]
fn a_compartment_that_only_the_apply_tells_is_no_root() {
    let source = r#"
resource "terraform_data" "kept" { input = oci_identity_compartment.zone.id }
resource "random_id" "random" { byte_length = 2 }
"#;
    let world = estate()
        .creates("oci_cloud_guard_security_recipe.r", recipe(&[PUBLIC]))
        .creates("oci_cloud_guard_security_zone.z", zone(&at("zone"), "z", &of("r")));
    let zoned = format!("{}{source}", world.sources());
    for (place, wanted) in [
        ("terraform_data.kept.output", "undecided "),
        ("random_id.random.hex", "undecided "),
        ("oci_identity_compartment.zone.id", ""),
    ] {
        let bucket = format!(
            "resource \"oci_objectstorage_bucket\" \"b\" {{\n  compartment_id = {place}\n  namespace = \"acme\"\n  name = \"b\"\n  \
             access_type = \"ObjectRead\"\n}}\n"
        );
        let run = Dir::new().with("main.tf", format!("{zoned}{bucket}")).check(".", &[]);
        assert!(run.zone_findings().contains(&format!("{wanted}{OPEN}")), "{place}: {:?}", run.zone_findings());
    }
}

/// Which zones have a recipe need not be in the plan that changes it.
#[test]
fn a_recipe_without_a_zone_in_the_plan_is_weakened() {
    let r = "oci_cloud_guard_security_recipe.r";
    for (policies, lost) in [(json!([KEYLESS]), Some(PUBLIC)), (json!([KEYLESS, PUBLIC, STAYS]), None)] {
        let world =
            World::new().updates(r, recipe(&[KEYLESS, PUBLIC]), json!({ "security_policies": policies.clone() }));
        let found = check_plan(&world, "", &[]).of_rule(WEAKENED);
        let told = found.iter().map(|f| f["message"].to_string()).collect::<String>();
        assert_eq!(found.len(), usize::from(lost.is_some()), "{told}");
        assert!(told.contains(lost.unwrap_or_default()) && !told.contains(KEYLESS), "{told}");
    }
    let other = json!({ "display_name": "other name" });
    let world = World::new().updates(r, recipe(&[KEYLESS, "ocid1.securityzonessecuritypolicy.oc1..aaaaodd"]), other);
    let run = check_plan(&world, "", &[]);
    assert!(run.of_rule(WEAKENED).is_empty(), "{}", run.out);
}

/// Where a zone goes, the one above it may forbid the same.
#[test]
fn what_the_zone_above_forbids_is_not_lost() {
    let own = zone(&at("child"), "own", &of("k"));
    let world = |above: &[&str], world: World| {
        world
            .exists("oci_cloud_guard_security_recipe.r", recipe(above))
            .exists("oci_cloud_guard_security_recipe.k", recipe(&[KEYLESS, PUBLIC]))
            .exists("oci_cloud_guard_security_zone.z", zone(&at("zone"), "z", &of("r")))
    };
    let messages = |above: &[&str]| -> Vec<String> {
        let goes = estate().deletes("oci_cloud_guard_security_zone.own", own.clone());
        let leaves = estate().exists("oci_identity_compartment.other", compartment(ROOT, "other")).updates(
            "oci_cloud_guard_security_zone.own",
            own.clone(),
            json!({ "compartment_id": at("other") }),
        );
        let found = |change: World| check_plan(&world(above, change), "", &[]).of_rule(WEAKENED);
        let found = [goes, leaves].map(found);
        found.iter().flatten().map(|f| f["message"].as_str().unwrap().to_string()).collect()
    };
    assert_eq!(messages(&[KEYLESS, PUBLIC, STAYS]), [] as [&str; 0]);
    let some = messages(&[KEYLESS]);
    assert_eq!(some.len(), 2);
    assert!(some.iter().all(|m| m.contains(PUBLIC) && !m.contains(KEYLESS)), "{some:?}");
}

/// What is below a compartment and not in the plan moves all the same.
#[test]
fn a_compartment_that_leaves_its_zone_loses_what_that_forbids() {
    let leaves = "oci-compartment-leaves-zone";
    let world = |to: &str, more: fn(World) -> World| {
        let world = World::new()
            .exists("oci_identity_compartment.zone", compartment(ROOT, "zone"))
            .exists("oci_identity_compartment.like", compartment(ROOT, "like"))
            .exists("oci_identity_compartment.within", compartment(&at("zone"), "within"))
            .updates(
                "oci_identity_compartment.child",
                compartment(&at("zone"), "child"),
                json!({ "compartment_id": to }),
            )
            .exists("oci_identity_compartment.deep", compartment(&at("child"), "deep"))
            .exists("oci_cloud_guard_security_recipe.r", recipe(&[PUBLIC, KEYLESS]))
            .exists("oci_cloud_guard_security_zone.z", zone(&at("zone"), "z", &of("r")))
            .exists("oci_cloud_guard_security_zone.like", zone(&at("like"), "like", &of("r")));
        check_plan(&more(world), "", &[]).of_rule(leaves)
    };
    let found = world(ROOT, |world| world);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["address"], "oci_identity_compartment.child");
    let message = found[0]["message"].as_str().unwrap();
    assert!(message.contains(PUBLIC) && message.contains(KEYLESS), "{message}");
    // Within the zone, and to a zone that forbids the same, nothing is lost.
    assert!(world(&at("within"), |world| world).is_empty());
    assert!(world(&at("like"), |world| world).is_empty());
    // Nor where the compartment has a zone of its own, which it takes along.
    let own = |world: World| world.exists("oci_cloud_guard_security_zone.own", zone(&at("child"), "own", &of("r")));
    assert!(world(ROOT, own).is_empty());
}

/// A zone of tags is left when the tag goes, and still binds in the plan that takes it away.
#[test]
fn dropping_the_tag_of_a_zone_is_leaving_it() {
    let file = format!(
        "zone \"pay\" {{\n  recipe = \"pay\"\n  tags = {{ zone = \"pay\" }}\n}}\nrecipe \"pay\" {{\n  policies = [{PUBLIC:?}, {STAYS:?}]\n}}\n"
    );
    let tagged = |zone: &str, access: &str| {
        json!({ "compartment_id": at("zone"), "namespace": "acme", "name": "b", "access_type": access,
                "freeform_tags": { "zone": zone } })
    };
    let leaves = "oci-bucket-leaves-zone oci_objectstorage_bucket.b";
    let (closed, open) = ("NoPublicAccess", "ObjectRead");
    for (before, after, wanted) in [
        (tagged("pay", closed), tagged("none", closed), &[leaves][..]),
        (tagged("pay", closed), tagged("none", open), &[leaves, OPEN]),
        (tagged("pay", closed), tagged("pay", open), &[OPEN]),
        (tagged("none", closed), tagged("none", open), &[]),
        (tagged("none", closed), tagged("pay", closed), &[]),
    ] {
        let world = estate().updates("oci_objectstorage_bucket.b", before.clone(), after.clone());
        assert_eq!(check_plan(&world, &file, &[]).zone_findings(), wanted, "{before} {after}");
    }
}

/// Names and identifiers of zones, recipes and compartments are values like others.
#[test]
fn sensitive_names_are_not_shown() {
    let secrets = ["Planted-zone", "Planted-compartment", "Planted-recipe", "Planted-home"];
    let world = World::new()
        .exists("oci_identity_compartment.zone", compartment(ROOT, secrets[1]))
        .exists("oci_cloud_guard_security_zone.z", zone(&at("zone"), secrets[0], secrets[2]))
        .creates("oci_objectstorage_bucket.b", public_bucket(&at("zone")))
        .creates("oci_objectstorage_bucket.c", public_bucket(secrets[3]));
    let mut plan = world.plan();
    let marked = json!({ "name": true, "description": true, "display_name": true, "security_zone_recipe_id": true, "compartment_id": true });
    for change in plan["resource_changes"].as_array_mut().unwrap() {
        let is_bucket = change["type"] == "oci_objectstorage_bucket";
        if !is_bucket || change["name"] == "c" {
            change["change"]["before_sensitive"] = marked.clone();
            change["change"]["after_sensitive"] = marked.clone();
        }
    }
    let dir = Dir::new().with("plan.json", plan.to_string());
    let mut outputs: Vec<String> = Vec::new();
    for format in ["human", "json", "sarif", "junit", "gitlab", "github", "markdown"] {
        let run = dir.run(&["check", "plan.json", "--format", format, "--all-verdicts"]);
        outputs.push(format!("{format} {} {}", run.out, run.err));
    }
    for command in ["zones", "inspect"] {
        let run = dir.run(&[command, "plan.json"]);
        outputs.push(format!("{command} {} {}", run.out, run.err));
    }
    for (output, secret) in outputs.iter().flat_map(|output| secrets.map(|secret| (output, secret))) {
        assert!(!output.contains(secret), "{secret}: {output}");
    }
    assert!(outputs[0].contains("oci_objectstorage_bucket.b"), "{}", outputs[0]);
}

/// What is replaced goes from where it was: only the zone that it leaves can forbid that.
#[test]
fn the_zone_that_is_left_decides_about_removal() {
    let zones = |left: &str, entered: &str| {
        format!(
            "recipe \"left\" {{\n  policies = [{left}]\n}}\nrecipe \"entered\" {{\n  policies = [{entered}]\n}}\n\
             zone \"a\" {{\n  recipe = \"left\"\n  compartments = [\"ocid1.compartment.oc1..a\"]\n}}\n\
             zone \"b\" {{\n  recipe = \"entered\"\n  compartments = [\"ocid1.compartment.oc1..b\"]\n}}\n"
        )
    };
    let vcn = json!({ "compartment_id": "ocid1.compartment.oc1..a", "cidr_blocks": ["10.0.0.0/16"], "dns_label": "a" });
    let change = json!({ "compartment_id": "ocid1.compartment.oc1..b", "dns_label": "b" });
    let world = World::new().replaces("oci_core_vcn.v", vcn.clone(), change);
    let deleted = World::new().deletes("oci_core_vcn.v", vcn);
    let (keeps, other) = ("\"deny delete_VCN\"", "\"deny public_buckets\"");
    for (world, left, entered, wanted) in [
        (&world, keeps, other, &["oci-vcn-deleted oci_core_vcn.v"][..]),
        (&world, other, keeps, &[]),
        (&deleted, keeps, other, &["oci-vcn-deleted oci_core_vcn.v"]),
        (&deleted, other, keeps, &[]),
    ] {
        assert_eq!(check_plan(world, &zones(left, entered), &[]).zone_findings(), wanted, "{left} {entered}");
    }
}
