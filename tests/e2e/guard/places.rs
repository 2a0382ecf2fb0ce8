//! Which resource a call is about, where that is hard to tell.

use std::collections::BTreeMap;

use super::{Site, thing};
use crate::harness::{Tree, partners};

const PLAN: &[&str] = &["plan", "-input=false", "-no-color"];
const APPLY: &[&str] = &["apply", "-input=false", "-no-color", "-auto-approve"];

#[test]
fn defaults_inside_of_blocks_are_no_reason_to_miss_the_place() {
    // Terraform does not send `stateless = false` of a block as its configuration, though it is so by default.
    let tree = Tree::new("guard_blocks", "tests/e2e/modules/blocks");
    let text = |path: std::path::PathBuf| path.to_string_lossy().into_owned();
    let environment = BTreeMap::from([
        ("RINGFENCE_E2E_INDEX".into(), text(tree.dir.join(".schema.idx"))),
        ("RINGFENCE_E2E_WORLD".into(), text(partners().join("world.json"))),
    ]);
    let sockets = tempfile::Builder::new().prefix("rf").tempdir().unwrap();
    let site = Site { dir: tree.dir, sockets, environment };
    site.write(
        "own.rules.hcl",
        r#"rule "own-open" {
  title     = "Lists are closed"
  resource  = ["oci_core_security_list"]
  principle = "network"
  severity  = "high"
  baseline  = true

  enforce {
    for_each      = attrs.ingress_security_rules
    condition     = each.value.source != "0.0.0.0/0"
    error_message = "list ${attrs.display_name} is open."
  }

  why    = "Everybody can come in."
  remedy = "Name a source."
}
"#,
    );
    let run = site.guard_with(&["--rules", "own.rules.hcl"], PLAN).ends(1);
    assert_eq!(run.counts(), (4, 0, 1), "{}", run.err);
    let run = run.says("Error: List bare is open. with oci_core_security_list.bare");
    // A comment permits the block, which is known to be the one that the call is about.
    assert!(!run.err.contains("not_in_sources"), "{}", run.err);
    for name in ["a", "b"] {
        assert!(run.err.contains(&format!("permitted: own-open oci_core_security_list.list[\"{name}\"]: a bastion")));
    }
}

/// Things that differ in nothing that is known before they are made, each with an owner of its own.
fn alike(count: usize) -> String {
    format!(
        "locals {{\n  keys = toset([for n in range({count}) : \"k${{n}}\"])\n}}\n{}{}",
        thing("owner", "  for_each = local.keys\n  answer   = each.key").replace("name = \"owner\"", "name = each.key"),
        thing(
            "many",
            "  for_each = local.keys\n  label    = demo_thing.owner[each.key].echo\n  access   = \"everybody\""
        )
    )
}

#[test]
fn what_may_be_at_few_places_is_told_at_the_line_and_what_may_be_at_many_with_the_plan() {
    let site = Site::new("places", &alike(6));
    let run = site.guard(PLAN).ends(1);
    assert_eq!(run.counts(), (12, 0, 6));
    assert_eq!(run.err.matches("Error: Thing many is open to everybody.").count(), 6, "{}", run.err);
    // How to mend it is said of each, why only once.
    let said = |words: &str| run.err.matches(words).count();
    assert_eq!(
        (said("Fix: Set access"), said("Why: Whoever finds it"), said("ringfence explain demo-access")),
        (6, 1, 1)
    );
    site.main(&alike(40));
    let run = site.guard(PLAN).ends(1);
    assert_eq!((run.counts(), run.err.matches("Error: ").count()), ((80, 0, 0), 0), "{}", run.err);
    run.says("ringfence guard: a rule is broken in 40 places: demo_thing.many[\"k0\"] (main.tf:22): thing many is open to everybody.")
        .says("and 35 more so: an apply of this plan is refused rule: demo-access (high) why: Whoever finds it can read it. fix: Set access");
    site.guard(APPLY).ends(1).says("Error: This plan breaks rules in 40 places").says("Denied by ringfence");
    assert_eq!(site.changes(), [""; 0]);
    // Once they are decided by what is known, each is told at its line again.
    site.main(&alike(40).replace("access   = \"everybody\"", "access   = \"nobody\""));
    let run = site.guard(APPLY).ends(0);
    assert_eq!((run.counts().1, run.counts().2), (80, 0));
}
