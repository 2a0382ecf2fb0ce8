//! Comments in sources that permit a finding: they change its status and never hide it.

use crate::run::{Dir, Run};

const RULES: &str = "unzoned = \"none\"\nrecipe \"r\" {\n  rules = [\"oci-bucket-public\", \"oci-bucket-customer-managed-key\"]\n}\nzone \"z\" {\n  recipe = \"r\"\n  compartments = [\"ocid1.compartment.oc1..c\"]\n}\n";

/// A public bucket without a key; comments above the block, in its first line, above `access_type`, and beside it.
fn source(above: &str, inside: &str, before: &str, beside: &str) -> String {
    let line = |text: &str| if text.is_empty() { String::new() } else { format!("{text}\n") };
    format!(
        "{}resource \"oci_objectstorage_bucket\" \"b\" {{\n{}  compartment_id = \"ocid1.compartment.oc1..c\"\n  namespace      = \"acme\"\n  name           = \"b\"\n{}  access_type    = \"ObjectRead\" {beside}\n}}\n",
        line(above),
        line(inside),
        line(before)
    )
}

fn check(text: &str, more: &[&str]) -> Run {
    Dir::new().with("main.tf", text).with("ringfence.hcl", RULES).check(".", more)
}

const PUBLIC: &str = "oci-bucket-public oci_objectstorage_bucket.b";
const KEY: &str = "oci-bucket-customer-managed-key oci_objectstorage_bucket.b";

#[test]
fn where_a_comment_may_stand() {
    let ok = "# ringfence:ignore oci-bucket-public reason=\"a public site\" until=2027-01-31";
    let slashes = "// ringfence:ignore oci-bucket-public reason=\"a public site\"";
    let stars = "/* ringfence:ignore oci-bucket-public reason=\"a public site\" */";
    for (name, text) in [
        ("above the block", source(ok, "", "", "")),
        ("first line of the block", source("", ok, "", "")),
        ("above the argument", source("", "", ok, "")),
        ("beside the argument", source("", "", "", ok)),
        ("slashes", source(slashes, "", "", "")),
        ("stars", source("", "", stars, "")),
    ] {
        let run = check(&text, &[]);
        assert_eq!(run.findings(), [KEY.to_string(), format!("suppressed {PUBLIC}")], "{name}");
        let permit = &run.of_rule("oci-bucket-public")[0]["permit"];
        assert_eq!(permit["reason"], "a public site", "{name}");
        assert_eq!(run.report()["summary"]["exempt"], 1, "{name}");
        assert_eq!(run.code, 1, "{name}: the other finding still fails");
    }
    // A comment elsewhere permits nothing.
    let far = format!("{ok}\n\n\n{}", source("", "", "", ""));
    assert!(check(&far, &[]).findings().contains(&PUBLIC.to_string()));
    // Text in a string is no comment.
    let text = source("", "", "", "").replace("\"acme\"", "\"# ringfence:ignore oci-bucket-public reason=x\"");
    assert!(check(&text, &[]).findings().contains(&PUBLIC.to_string()));
}

#[test]
fn several_rules_and_patterns() {
    for names in ["oci-bucket-public,oci-bucket-customer-managed-key", "oci-bucket-*", "*"] {
        let run = check(&source(&format!("# ringfence:ignore {names} reason=\"a test\""), "", "", ""), &[]);
        assert_eq!(run.findings(), [format!("suppressed {KEY}"), format!("suppressed {PUBLIC}")], "{names}");
        assert_eq!(run.code, 0, "{names}");
    }
}

#[test]
fn comments_of_other_tools_count_through_aliases() {
    for (comment, inside) in [
        ("#checkov:skip=CKV_OCI_10:public on purpose", true),
        ("# checkov:skip=CKV_OCI_10: public on purpose", true),
        ("# ringfence:ignore CKV_OCI_10 reason=\"public on purpose\"", false),
    ] {
        let text = if inside { source("", "", comment, "") } else { source(comment, "", "", "") };
        let run = check(&text, &[]);
        assert_eq!(run.findings(), [KEY.to_string(), format!("suppressed {PUBLIC}")], "{comment}");
    }
    // Another tool's comment about something else does nothing, and is not complained about.
    let run = check(&source("", "", "# checkov:skip=CKV_AWS_1: not here", ""), &[]);
    assert_eq!(run.findings(), [KEY, PUBLIC]);
}

#[test]
fn what_has_expired_is_not_honoured() {
    let text = source("# ringfence:ignore oci-bucket-public reason=\"a test\" until=2026-11-21", "", "", "");
    let on = |day: &str| {
        let dir = Dir::new().with("main.tf", &text).with("ringfence.hcl", RULES);
        dir.run(&["check", ".", "--format", "json", "--now", day])
    };
    assert!(on("2026-11-21").findings().contains(&format!("suppressed {PUBLIC}")), "the last day counts");
    let late = on("2026-11-22");
    assert!(late.findings().contains(&PUBLIC.to_string()));
    assert!(late.of_rule("oci-bucket-public")[0]["evidence"].to_string().contains("2026-11-21"));
}

#[test]
fn comments_that_are_wrong_are_findings() {
    for (comment, wanted) in [
        ("# ringfence:ignore oci-bucket-public", "no reason"),
        ("# ringfence:ignore oci-bucket-public reason=\"\"", "no reason"),
        ("# ringfence:ignore oci-bucket-public reason=\"x\" until=soon", "soon"),
        ("# ringfence:ignore oci-bucket-public reason=\"x\" until=2026-02-30", "2026-02-30"),
        ("# ringfence:ignore oci-bucket-publik reason=\"x\"", "oci-bucket-publik"),
        ("# ringfence:ignore reason=\"x\"", "names no rule"),
    ] {
        let run = check(&source(comment, "", "", ""), &[]);
        let about = run.of_rule("ringfence-comment");
        assert_eq!(about.len(), 1, "{comment}: {:?}", run.findings());
        assert!(about[0]["message"].as_str().unwrap().contains(wanted), "{comment}: {}", about[0]["message"]);
        assert_eq!(about[0]["location"]["line"], 1, "{comment}");
        assert!(run.findings().contains(&PUBLIC.to_string()), "{comment} was honoured");
    }
}

/// Every report shows what was permitted, and by whom.
#[test]
fn what_is_permitted_is_shown() {
    let dir = Dir::new()
        .with(
            "main.tf",
            source("# ringfence:ignore oci-bucket-* reason=\"a public site\" until=2027-01-31", "", "", ""),
        )
        .with("ringfence.hcl", RULES);
    let human = dir.run(&["check", ".", "--now", "2026-11-21"]);
    assert_eq!(human.code, 0);
    assert!(human.out.contains("2 exempt") && human.out.contains("2027-01-31"), "{}", human.out);
    let sarif = dir.run(&["check", ".", "--format", "sarif", "--now", "2026-11-21"]);
    assert!(sarif.out.contains("\"suppressions\"") && sarif.out.contains("a public site"), "{}", sarif.out);
}
