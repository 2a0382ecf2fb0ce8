//! Security zones on the wire: the four attempts of the article, with a provider on SDKv2.

use std::collections::BTreeMap;

use super::Site;
use crate::harness::{Tree, partners, zone_packs};

const MODULE: &str = "tests/e2e/modules/article";
const APPLY: &[&str] = &["apply", "-input=false", "-no-color", "-auto-approve"];

fn site(name: &str) -> Site {
    let tree = Tree::new(&format!("guard_{name}"), MODULE);
    let text = |path: std::path::PathBuf| path.to_string_lossy().into_owned();
    let environment = BTreeMap::from([
        ("RINGFENCE_E2E_INDEX".into(), text(tree.dir.join(".schema.idx"))),
        ("RINGFENCE_E2E_WORLD".into(), text(partners().join("world.json"))),
    ]);
    Site { dir: tree.dir, sockets: tempfile::Builder::new().prefix("rf").tempdir().unwrap(), environment }
}

/// The first argument leaves out what ships with ringfence; the guard of a site does that already.
fn packs() -> Vec<String> {
    zone_packs().into_iter().skip(1).collect()
}

/// What was denied: `RULE ADDRESS`, sorted.
fn denied(err: &str) -> Vec<String> {
    let mut out = Vec::new();
    let text = err.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in text.split("Error: ").skip(1) {
        let place = part.split_once(", on ").and_then(|(before, _)| before.rsplit_once(" with "));
        let rule = part.split_once("breaks rule ").and_then(|(_, after)| after.split(' ').next());
        out.push(format!("{} {}", rule.unwrap_or("no rule"), place.map_or("nowhere", |(_, address)| address)));
    }
    out.sort();
    out
}

#[test]
fn the_four_attempts_are_denied_in_a_zone_and_pass_outside() {
    let site = site("zones");
    let packs = packs();
    let options: Vec<&str> = packs.iter().map(String::as_str).collect();
    let run = site.guard_with(&options, &["plan", "-input=false", "-no-color"]).ends(1);
    let wanted = [
        ("oci-bucket-customer-managed-key", "oci_objectstorage_bucket.no_key[\"zone\"]"),
        ("oci-bucket-public", "oci_objectstorage_bucket.public[\"zone\"]"),
    ];
    let refused = denied(&run.err);
    let is_wanted = |line: &String| wanted.iter().any(|(rule, address)| *line == format!("{rule} {address}"));
    assert!(refused.iter().all(is_wanted), "{refused:?}\n{}", run.err);
    for (rule, address) in wanted {
        // Terraform asks in an order of its own: of a bucket that it plans before the zone is known, the plan as a whole tells.
        let told = run.err.split("ringfence guard: ").any(|part| part.starts_with(address) && part.contains(rule));
        assert!(told || refused.contains(&format!("{rule} {address}")), "{address}: {}", run.err);
    }
    // The two gateways differ in nothing but what is known after apply: Terraform could not be told which of them
    // it is. The plan as a whole knows.
    let run = run
        .says("oci_core_internet_gateway.door[\"zone\"] (main.tf:118): Internet gateway door is in a security zone.");
    assert!(!run.err.contains("door[\"standard\"]"), "{}", run.err);
    let main = std::fs::read_to_string(site.dir.join("main.tf")).unwrap();
    let doors = main.replacen("for_each       = local.offending", "for_each       = toset([])", 2);
    assert_eq!(doors.matches("toset([])").count(), 3, "the buckets are gone, the gateways are not");
    site.write("main.tf", &doors);
    let run = site.guard_with(&options, APPLY).ends(1);
    run.says("the plan as a whole was checked before its first change")
        .says("Error: This plan breaks a rule: Internet gateway door is in a security zone.")
        .says("oci_core_internet_gateway.door[\"zone\"], main.tf:118 Internet gateway door is in a security zone.")
        .says("Zone: zone, through compartment zone (main.tf:64)")
        .says("Not applied: ringfence refuses this plan as a whole");

    assert!(site.in_state().iter().all(|name| name.starts_with("data.")), "{:?}", site.in_state());
    // A part of the plan: which policies the zone will have is not known, and will not be.
    let run = site.guard_with(&options, &[APPLY, &["-target", "oci_core_internet_gateway.door"]].concat()).ends(1);
    let run = run.says("Cannot be decided").says("with oci_core_internet_gateway.door[\"zone\"]");
    assert_eq!(run.counts().2, 1, "the other one passes: {}", run.err);
    site.write("main.tf", &main);

    // Without them all is made: every call is decided, nothing is undecided at apply.
    let quiet = [APPLY, &["-var", "offending=false"]].concat();
    let run = site.guard_with(&options, &quiet).ends(0);
    assert_eq!(run.counts().2, 0, "{}", run.err);
    assert!(!run.err.contains("undecided"), "{}", run.err);

    // The fourth: a bucket is moved out.
    let run = site.guard_with(&options, &[&quiet[..], &["-var", "moved_to=standard"]].concat()).ends(1);
    assert_eq!(denied(&run.err), ["oci-bucket-leaves-zone oci_objectstorage_bucket.moves"], "{}", run.err);
    // And with everything: outside of the zone they pass.
    let outside =
        main.replace("offending = var.offending ? local.homes : toset([])", "offending = toset([\"standard\"])");
    assert_ne!(main, outside);
    site.write("main.tf", &outside);
    let run = site.guard_with(&options, APPLY).ends(0);
    assert_eq!(run.counts().2, 0);
}
