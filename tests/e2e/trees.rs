//! Module trees of every construction that hides or moves something: plan, sources and state agree.

use serde_json::json;

use crate::harness::{Report, Tree, agree, changes, counts};

const KEY: &str = "oci-bucket-customer-managed-key";

/// Plans, checks with and without sources, checks the sources, applies, checks both forms of the state.
/// All must agree. Gives the reports on the plan: alone, and joined with its sources.
fn cycle(tree: &Tree) -> (Report, Report) {
    let plan = tree.plan("create", &[]);
    counts(tree, "create.json", &plan);
    let alone = tree.check("create.json", &[]);
    let joined = tree.check("create.json", &["--source", "."]);
    let sources = tree.check_sources();
    agree(&alone, &joined);
    agree(&sources, &joined);
    tree.apply("create");
    let state = tree.check("state.json", &[]);
    let file = tree.check("terraform.tfstate", &[]);
    assert_eq!(state.verdicts(), file.verdicts(), "two forms of one state");
    for report in [&alone, &joined, &sources] {
        agree(report, &state);
    }
    // A state knows everything.
    assert_eq!(state.with("undecided", "new"), [""; 0]);
    // Sources never decide less than the plan alone, unless that took something for granted.
    let assumed = |(rule, address): &(String, String)| {
        alone.findings().iter().any(|f| {
            f["rule"] == **rule
                && f["address"] == **address
                && f["assumptions"].as_array().is_some_and(|a| !a.is_empty())
        })
    };
    for (key, verdict) in alone.verdicts().iter().filter(|(key, v)| *v != "undecided" && !assumed(key)) {
        assert_eq!(joined.verdicts().get(key), Some(verdict), "{key:?} with sources");
    }
    let plan = tree.plan("again", &[]);
    assert!(changes(&plan).is_empty(), "{:?}", changes(&plan));
    assert_eq!(tree.check("again.json", &[]).refused(), [""; 0], "nothing new in a plan that changes nothing");
    (alone, joined)
}

#[test]
fn keys_that_are_there_omitted_new_or_perhaps_there() {
    let tree = Tree::new("keys", "tests/e2e/modules/keys");
    let (alone, joined) = cycle(&tree);
    let bucket = |name: &str| format!("oci_objectstorage_bucket.{name}");
    for report in [&alone, &joined] {
        for name in ["omitted", "null"] {
            assert_eq!(report.of(KEY, &bucket(name))["verdict"], "violated", "{name} in {}", report.of);
        }
        assert_eq!(report.of("oci-volume-customer-managed-key", "oci_core_volume.omitted")["verdict"], "violated");
        for name in ["fresh", "literal", "counted[0]", "mapped[\"a\"]"] {
            assert_eq!(report.of(KEY, &bucket(name))["verdict"], "satisfied", "{name} in {}", report.of);
        }
        assert_eq!(report.of(KEY, "module.inner[\"open\"].oci_objectstorage_bucket.this")["verdict"], "satisfied");
        assert_eq!(
            report.of("oci-bucket-public", "module.inner[\"open\"].oci_objectstorage_bucket.this")["verdict"],
            "violated"
        );
        assert_eq!(report.of("oci-bucket-public", &bucket("counted[1]"))["verdict"], "violated");
        assert_eq!(report.of("oci-bucket-public", &bucket("counted[0]"))["verdict"], "satisfied");
    }
    // Plan JSON does not show the expression: that it yields the key is an assumption, and told.
    let assumed = |report: &Report, name: &str| report.of(KEY, &bucket(name))["assumptions"].as_array().unwrap().len();
    assert_eq!((assumed(&alone, "fresh"), assumed(&joined, "fresh")), (1, 0), "{:#}", alone.of(KEY, &bucket("fresh")));
    assert_eq!(assumed(&alone, "literal"), 0);
    let strict = tree.check("create.json", &["--strict"]);
    assert_eq!(strict.of(KEY, &bucket("fresh"))["verdict"], "undecided");
    // The argument that nobody passes to the module is null: the plan does not say so, the sources do.
    let without = "module.without.oci_objectstorage_bucket.this";
    assert_ne!(alone.of(KEY, without)["verdict"], "satisfied");
    assert_eq!(joined.of(KEY, without)["verdict"], "violated");
    // A condition decides: with sources that is seen.
    assert_ne!(joined.of(KEY, &bucket("perhaps"))["verdict"], "violated");
}

#[test]
fn the_same_references_may_give_no_key() {
    let mut tree = Tree::new("keys_off", "tests/e2e/modules/keys");
    tree.var("encrypted", "false");
    tree.plan("create", &[]);
    for report in [tree.check("create.json", &[]), tree.check("create.json", &["--source", "."]), tree.check_sources()]
    {
        let found = report.of(KEY, "oci_objectstorage_bucket.perhaps");
        // Without the sources it cannot be seen; then the assumption is told.
        let told = found["assumptions"].as_array().is_some_and(|a| !a.is_empty());
        assert!(found["verdict"] != "satisfied" || told && !report.of.contains("--source"), "{}: {found:#}", report.of);
    }
    tree.apply("create");
    let state = tree.check("state.json", &[]);
    assert_eq!(state.of(KEY, "oci_objectstorage_bucket.perhaps")["verdict"], "violated");
}

#[test]
fn the_expression_says_which_of_several_references_counts() {
    let tree = Tree::new("references", "tests/e2e/modules/references");
    let (_, joined) = cycle(&tree);
    // Everything is decided, as by the sources alone.
    for report in [&joined, &tree.check_sources()] {
        let bucket = |name: &str| match name.starts_with("module") {
            true => format!("{name}.oci_objectstorage_bucket.this"),
            false => format!("oci_objectstorage_bucket.{name}"),
        };
        for (name, verdict) in [
            ("each[\"with\"]", "satisfied"),
            ("each[\"without\"]", "violated"),
            ("element[0]", "satisfied"),
            ("element[1]", "violated"),
            ("on", "satisfied"),
            ("off", "violated"),
            ("tried", "violated"),
            ("joined", "satisfied"),
            ("joined_none", "violated"),
            ("module.store[\"plain\"]", "violated"),
            ("module.store[\"keyed\"]", "satisfied"),
        ] {
            let found = report.of(KEY, &bucket(name));
            assert_eq!(found["verdict"], verdict, "{name} in {}: {found:#}", report.of);
            assert_eq!(found["assumptions"], json!([]), "{name} in {}", report.of);
        }
    }
}

#[test]
fn dynamic_blocks_count_and_for_each() {
    let tree = Tree::new("network", "tests/e2e/modules/network");
    let (alone, joined) = cycle(&tree);
    let lists = "oci-security-list-restricted-port";
    for report in [&alone, &joined] {
        for name in ["made", "written"] {
            let found = report.of(lists, &format!("oci_core_security_list.{name}"));
            assert_eq!(found["verdict"], "violated", "{name} in {}", report.of);
        }
        let rule = "oci_core_network_security_group_security_rule.ports";
        let groups = "oci-network-security-group-restricted-port";
        assert_eq!(report.of(groups, &format!("{rule}[\"ssh\"]"))["verdict"], "violated");
        assert_eq!(report.of(groups, &format!("{rule}[\"web\"]"))["verdict"], "satisfied");
        assert_eq!(report.of("oci-subnet-public", "oci_core_subnet.tier[1]")["verdict"], "violated");
        assert_eq!(report.of("oci-subnet-public", "oci_core_subnet.tier[0]")["verdict"], "satisfied");
    }
    // The made rule points at the dynamic block of the sources.
    let place = &joined.of(lists, "oci_core_security_list.made")["location"];
    assert!(place["line"].as_u64().is_some_and(|l| (18..36).contains(&l)), "{place}");
}

#[test]
fn moves_imports_replacements_and_what_is_forgotten() {
    let mut tree = Tree::new("evolve", "tests/e2e/modules/evolve_one");
    cycle(&tree);
    tree.become_("tests/e2e/modules/evolve_two");
    let shared = json!({"compartment_id": "ocid1.compartment.oc1..home", "namespace": "acme", "access_type": "ObjectRead",
        "kms_key_id": "ocid1.key.oc1.iad.vault.data"});
    let named = |name: &str| {
        let mut object = shared.clone();
        object["name"] = json!(name);
        object
    };
    tree.objects(json!({
        "n/acme/b/adopted": named("adopted"),
        "n/acme/b/adopted_as_is": named("adopted_as_is"),
    }));
    let plan = tree.plan("next", &[]);
    assert_eq!(
        changes(&plan),
        [
            "create-delete oci_objectstorage_bucket.renamed",
            "delete oci_objectstorage_bucket.dropped",
            "forget oci_objectstorage_bucket.forgotten",
            "update oci_objectstorage_bucket.adopted",
        ]
    );
    counts(&tree, "next.json", &plan);
    let model: serde_json::Value = serde_json::from_str(&tree.ringfence(&["inspect", "next.json"]).1).unwrap();
    let of = |address: &str| {
        model["resources"]
            .as_array()
            .unwrap()
            .iter()
            .find(|r| r["address"] == address)
            .cloned()
            .unwrap_or_else(|| panic!("{address}"))
    };
    assert_eq!(of("oci_objectstorage_bucket.new_name")["previous_address"], "oci_objectstorage_bucket.old_name");
    let store = "module.store[\"one\"].oci_objectstorage_bucket.this";
    assert_eq!(of(store)["previous_address"], "module.store.oci_objectstorage_bucket.this");
    assert_eq!(of("oci_objectstorage_bucket.adopted")["importing"]["id"], "n/acme/b/adopted");

    for args in [&[][..], &["--source", "."]] {
        let report = tree.check("next.json", args);
        let existing = report.with("violated", "existing");
        // Moved with its fault: nothing new. Made anew without a key: new.
        for old in ["oci-bucket-public oci_objectstorage_bucket.new_name", &format!("{KEY} {store}")] {
            assert!(existing.contains(&old.to_string()), "{old} among {existing:?}");
        }
        let refused = report.refused();
        assert!(refused.contains(&format!("{KEY} oci_objectstorage_bucket.renamed")), "{refused:?}");
        assert!(!refused.iter().any(|f| f.ends_with(".new_name") || f.ends_with(".this")), "{refused:?}");
        let gone =
            |f: &serde_json::Value| f["address"] == "oci_objectstorage_bucket.dropped" && f["verdict"] == "violated";
        assert!(!report.findings().iter().any(gone), "what is destroyed offends no more");
        assert_eq!(report.of("oci-bucket-public", "oci_objectstorage_bucket.adopted")["verdict"], "satisfied");
        assert_eq!(report.of("oci-bucket-public", "oci_objectstorage_bucket.adopted_as_is")["verdict"], "violated");
    }
    tree.apply("next");
    let state = tree.check("state.json", &[]);
    let addresses: Vec<&str> = state.findings().iter().filter_map(|f| f["address"].as_str()).collect();
    assert!(
        addresses.contains(&store) && !addresses.iter().any(|a| a.contains("forgotten") || a.contains("dropped")),
        "{addresses:?}"
    );
    agree(&tree.check("next.json", &["--source", "."]), &state);
}

#[test]
fn the_examples_of_the_repository() {
    for (name, path) in examples() {
        println!("{path}");
        cycle(&Tree::new(&format!("example_{name}"), &path));
    }
}

fn examples() -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = std::fs::read_dir(crate::harness::root().join("examples"))
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .map(|name| (name.clone(), format!("examples/{name}")))
        .collect();
    out.sort();
    assert!(!out.is_empty(), "examples/ is empty");
    out
}
