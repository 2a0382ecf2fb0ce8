//! The four things that the article about security zones tries: refused in a zone, accepted outside.
//! And what else can be planned for the same tree: weaker recipes, moved compartments, parts of it, its end.

use serde_json::json;

use crate::harness::{Tree, agree, changes, counts};

const CREATED: [&str; 3] = [
    "oci-bucket-customer-managed-key oci_objectstorage_bucket.no_key[\"zone\"]",
    "oci-bucket-public oci_objectstorage_bucket.public[\"zone\"]",
    "oci-internet-gateway oci_core_internet_gateway.door[\"zone\"]",
];
const MODULE: &str = "tests/e2e/modules/article";
const FEWER: &str = r#"["deny public_buckets", "deny internet_gateway"]"#;

#[test]
fn the_four_attempts_are_refused_in_a_zone_and_accepted_outside() {
    let mut tree = Tree::new("article", MODULE);
    let plan = tree.plan("create", &[]);
    counts(&tree, "create.json", &plan);
    let planned = tree.check("create.json", &[]);
    let joined = tree.check("create.json", &["--source", "."]);
    for report in [&planned, &joined] {
        assert_eq!(report.refused(), CREATED, "{}", report.of);
        assert_eq!(report.code, 1);
        assert_eq!(report.with("undecided", "new"), [""; 0], "{}", report.of);
    }
    // With sources every finding has a place.
    for finding in joined.findings() {
        assert!(finding["location"]["file"].as_str().is_some_and(|f| f.ends_with("main.tf")), "{finding:#}");
    }
    agree(&planned, &joined);
    agree(&tree.check_sources(), &joined);

    tree.apply("create");
    let state = tree.check("state.json", &[]);
    assert_eq!(state.refused(), CREATED);
    assert_eq!(state.verdicts(), tree.check("terraform.tfstate", &[]).verdicts(), "two forms of one state");
    agree(&planned, &state);

    // Nothing to do: what is wrong was wrong before, and does not fail the run.
    let plan = tree.plan("again", &[]);
    assert!(changes(&plan).is_empty(), "{:?}", changes(&plan));
    let report = tree.check("again.json", &[]);
    assert_eq!((report.refused(), report.code), (vec![], 0));
    assert_eq!(report.with("violated", "existing"), CREATED);
    assert_eq!(tree.check("again.json", &["--existing", "fail"]).code, 1);

    // The fourth attempt: a bucket is moved to a standard compartment, in place.
    tree.var("moved_to", "standard");
    let plan = tree.plan("move", &[]);
    assert_eq!(changes(&plan), ["update oci_objectstorage_bucket.moves"]);
    for args in [&[][..], &["--source", "."]] {
        let report = tree.check("move.json", args);
        assert_eq!(report.refused(), ["oci-bucket-leaves-zone oci_objectstorage_bucket.moves"], "{}", report.of);
        assert_eq!(report.with("violated", "existing"), CREATED);
        assert_eq!(report.code, 1);
    }
    tree.apply("move");
    // From outside into the zone: allowed.
    tree.var("moved_to", "zone");
    let plan = tree.plan("return", &[]);
    assert_eq!(changes(&plan), ["update oci_objectstorage_bucket.moves"]);
    assert_eq!(tree.check("return.json", &[]).refused(), [""; 0]);
}

#[test]
fn what_a_plan_takes_away_and_what_it_leaves_out() {
    let mut tree = Tree::new("article_later", MODULE);
    tree.var("offending", "false");
    tree.plan("create", &[]);
    let report = tree.check("create.json", &[]);
    assert_eq!((report.refused(), report.code), (vec![], 0), "nothing offends");
    tree.apply("create");
    weakened(&mut tree);
    parts(&mut tree);
    ends(&mut tree);
}

fn weakened(tree: &mut Tree) {
    let all = "oci-security-zone-weakened oci_cloud_guard_security_recipe.article";
    tree.var("policies", FEWER);
    let plan = tree.plan("weaker", &[]);
    assert_eq!(changes(&plan), ["update oci_cloud_guard_security_recipe.article"]);
    let report = tree.check("weaker.json", &[]);
    assert!(
        report.refused().iter().any(|f| f == all || f.contains("oci-security-zone-weakened")),
        "{:?}",
        report.refused()
    );
    assert_eq!(report.code, 1);

    // The policy that is dropped still refuses the move of the same plan.
    tree.var("moved_to", "standard");
    tree.plan("weaker_move", &[]);
    let refused = tree.check("weaker_move.json", &[]).refused();
    assert!(refused.contains(&"oci-bucket-leaves-zone oci_objectstorage_bucket.moves".to_string()), "{refused:?}");
    tree.var("moved_to", "zone");
    tree.var("policies", r#"["deny public_buckets", "deny internet_gateway", "deny buckets_without_vault_key", "deny bucket_in_security_zone_move_to_compartment_not_in_security_zone", "deny public_subnets"]"#);
    tree.plan("stronger", &[]);
    assert_eq!(tree.check("stronger.json", &[]).refused(), [""; 0], "a policy more is no weakening");
    tree.variables_but(&["policies"]);
}

fn parts(tree: &mut Tree) {
    tree.var("offending", "true");
    let plan = tree.plan("part", &["-target=oci_objectstorage_bucket.public"]);
    let report = tree.check("part.json", &[]);
    assert_eq!(changes(&plan).len(), 2, "{:?}", changes(&plan));
    assert!(
        report.partial().contains(&"incomplete") || report.partial().contains(&"targeted"),
        "{:?}",
        report.partial()
    );
    assert!(report.json["notes"].as_array().is_some_and(|n| !n.is_empty()), "a partial plan is told");
    assert_eq!(report.refused(), CREATED[1..2]);
    assert_eq!(tree.check("part.json", &["--strict"]).code, 1);
    tree.var("offending", "false");
    // A target that offends nothing: clean, but with --strict the answer is incomplete.
    tree.plan("quiet_part", &["-target=oci_kms_key.data"]);
    assert_eq!(tree.check("quiet_part.json", &[]).code, 0);
    assert_eq!(tree.check("quiet_part.json", &["--strict"]).code, 3);

    // Drift: somebody opened a bucket by hand.
    tree.objects(json!({"oci_objectstorage_bucket/good_zone": {"access_type": "ObjectRead"}}));
    let plan = tree.plan("drifted", &["-refresh-only"]);
    assert_eq!(plan["resource_drift"].as_array().map(Vec::len), Some(1), "{:#}", plan["resource_drift"]);
    let report = tree.check("drifted.json", &[]);
    assert_eq!(report.partial(), ["refresh-only"]);
    assert!(report.json["notes"].to_string().contains("drift"), "{}", report.json["notes"]);
    let open = "oci-bucket-public oci_objectstorage_bucket.good[\"zone\"]".to_string();
    let told = [report.refused(), report.with("violated", "existing")].concat();
    assert!(told.contains(&open), "the bucket that stands open is told: {told:?}");
    // A whole plan mends it.
    let plan = tree.plan("mends", &[]);
    assert_eq!(changes(&plan), ["update oci_objectstorage_bucket.good[\"zone\"]"]);
    assert_eq!(tree.check("mends.json", &[]).refused(), [""; 0]);
    tree.objects(json!({}));
}

fn ends(tree: &mut Tree) {
    tree.plan("end", &["-destroy"]);
    let report = tree.check("end.json", &[]);
    assert_eq!(report.partial(), ["destroy"]);
    let refused = report.refused();
    assert!(refused.iter().any(|f| f.contains("oci-security-zone-weakened")), "the zone goes: {refused:?}");
    assert!(!refused.iter().any(|f| f.contains("oci-bucket")), "what is destroyed offends no more: {refused:?}");
    tree.apply("end");
    let report = tree.check("state.json", &[]);
    assert_eq!((report.code, report.findings().len()), (0, 0), "an empty state");
}

#[test]
fn an_errored_plan_is_never_a_clean_answer() {
    let mut tree = Tree::new("article_errored", MODULE);
    tree.var("offending", "false");
    tree.fails("plan:oci_kms_key");
    let (plan, errors) = tree.try_plan("errored", &[]);
    assert!(errors.contains("does not let anyone plan this"), "{errors}");
    assert_eq!(plan["errored"], true, "Terraform writes the plan that failed");
    counts(&tree, "errored.json", &plan);
    let report = tree.check("errored.json", &[]);
    assert!(report.partial().contains(&"errored"), "{:?}", report.partial());
    assert_eq!(
        report.code,
        3,
        "nothing offends in what was planned, yet the answer is incomplete: {:?}",
        report.refused()
    );

    // Half applied: the state is checked for what is there.
    tree.fails("apply:oci_kms_key");
    tree.plan("create", &[]);
    assert!(tree.try_apply("create").contains("does not let anyone apply this"));
    let report = tree.check("terraform.tfstate", &[]);
    assert_eq!(report.refused(), [""; 0]);
    tree.fails("");
    let plan = tree.plan("rest", &[]);
    assert!(changes(&plan).contains(&"create oci_kms_key.data".to_string()), "{:?}", changes(&plan));
    assert_eq!(tree.check("rest.json", &[]).code, 0);
}
