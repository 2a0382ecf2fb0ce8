//! The four things that the article about security zones tries: refused in a zone, accepted outside.

use crate::harness::Tree;

const CREATED: [&str; 3] = [
    "oci-bucket-customer-managed-key oci_objectstorage_bucket.no_key[\"zone\"]",
    "oci-bucket-public oci_objectstorage_bucket.public[\"zone\"]",
    "oci-internet-gateway oci_core_internet_gateway.door[\"zone\"]",
];

#[test]
fn the_four_attempts_are_refused_in_a_zone_and_accepted_outside() {
    let mut tree = Tree::new("article", "tests/e2e/modules/article");
    tree.plan("create", &[]);
    for args in [&[][..], &["--source", "."]] {
        let report = tree.check("create.json", args);
        println!("{:#}", report.json["findings"]);
        assert_eq!(report.refused(), CREATED, "{}", report.of);
        assert_eq!(report.code, 1);
    }
    tree.apply("create");
    tree.var("moved_to", "standard");
    let plan = tree.plan("move", &[]);
    println!("{:#}", plan["resource_changes"]);
}
