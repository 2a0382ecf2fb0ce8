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
    assert_eq!(
        denied(&run.err),
        [
            "oci-bucket-customer-managed-key oci_objectstorage_bucket.no_key[\"zone\"]",
            "oci-bucket-public oci_objectstorage_bucket.public[\"zone\"]",
            "oci-internet-gateway oci_core_internet_gateway.door[\"zone\"]",
        ],
        "{}",
        run.err
    );

    // Without them all is made: every call is decided, nothing is undecided at apply.
    let quiet = [APPLY, &["-var", "offending=false"]].concat();
    let run = site.guard_with(&options, &quiet).ends(0);
    assert_eq!((run.counts().1, run.counts().2), (11, 0), "{}", run.err);

    // The fourth: a bucket is moved out.
    let run = site.guard_with(&options, &[&quiet[..], &["-var", "moved_to=standard"]].concat()).ends(1);
    assert_eq!(denied(&run.err), ["oci-bucket-leaves-zone oci_objectstorage_bucket.moves"], "{}", run.err);
    // And with everything: outside of the zone they pass.
    site.write("outside.tf", "");
    let main = std::fs::read_to_string(site.dir.join("main.tf")).unwrap();
    let outside =
        main.replace("offending = var.offending ? local.homes : toset([])", "offending = toset([\"standard\"])");
    assert_ne!(main, outside);
    site.write("main.tf", &outside);
    let run = site.guard_with(&options, APPLY).ends(0);
    assert_eq!(run.counts().2, 0);
}
