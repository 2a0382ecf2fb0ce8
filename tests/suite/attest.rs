//! `ringfence attest` as a pipeline uses it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn ringfence(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ringfence")).current_dir(dir).args(args).output().unwrap()
}

fn code(dir: &Path, args: &[&str]) -> i32 {
    let out = ringfence(dir, args);
    eprintln!("{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    out.status.code().unwrap()
}

const RULES: &str = r#"rule "shelf-open" {
  title     = "Shelves are closed"
  resource  = ["test_shelf"]
  principle = "public-access"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = attrs.closed
    error_message = "Shelf ${meta.name} is open."
  }

  why    = "Things fall out."
  remedy = "Close it."
}
"#;

fn plan(closed: bool) -> String {
    format!(
        r#"{{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[{{"address":"test_shelf.a","mode":"managed","type":"test_shelf","name":"a","provider_name":"registry.terraform.io/x/test","change":{{"actions":["create"],"before":null,"after":{{"closed":{closed}}},"after_unknown":{{}},"before_sensitive":false,"after_sensitive":{{}}}}}}],"configuration":{{"root_module":{{}}}}}}"#
    )
}

const VERIFY: [&str; 5] = ["attest", "verify", "plan.json", "--public-key", "k.pub"];
const SIGN: [&str; 8] = ["attest", "sign", "plan.json", "--key", "k", "--no-builtin-rules", "--rules", "rules"];

fn workplace() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("rules")).unwrap();
    fs::write(dir.path().join("rules/a.rules.hcl"), RULES).unwrap();
    fs::write(dir.path().join("plan.json"), plan(true)).unwrap();
    assert_eq!(code(dir.path(), &["attest", "keygen", "--out", "k"]), 0);
    dir
}

#[test]
fn a_checked_plan_is_accepted_and_a_changed_one_is_not() {
    let dir = workplace();
    let dir = dir.path();
    assert_eq!(code(dir, &VERIFY), 1, "nobody checked it");
    assert_eq!(code(dir, &SIGN), 0);
    assert_eq!(code(dir, &VERIFY), 0);
    let mut changed = plan(true);
    changed.push('\n');
    fs::write(dir.join("plan.json"), changed).unwrap();
    let out = ringfence(dir, &VERIFY);
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("was not checked"));
}

#[test]
fn a_plan_that_breaks_a_rule_is_signed_as_such_and_refused() {
    let dir = workplace();
    let dir = dir.path();
    fs::write(dir.join("plan.json"), plan(false)).unwrap();
    assert_eq!(code(dir, &SIGN), 1);
    let out = ringfence(dir, &VERIFY);
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("did not pass"));
}

/// A rule that could not be judged is none that holds: the record says so and does not pass.
#[test]
fn a_plan_of_which_a_rule_could_not_be_judged_is_refused() {
    let dir = workplace();
    let dir = dir.path();
    let odd = RULES
        .replace("shelf-open", "shelf-odd")
        .replace("attrs.closed", "net::overlaps(tostring(attrs.closed), \"10.0.0.0/8\")");
    fs::write(dir.join("rules/b.rules.hcl"), &odd).unwrap();
    assert_eq!(code(dir, &SIGN), 3);
    let out = ringfence(dir, &VERIFY);
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("0 violated, 0 undecided, 1 not judged"));
    // A rule that would not fail the plan does not keep it from passing either.
    fs::write(dir.join("rules/b.rules.hcl"), odd.replace("\"high\"", "\"low\"")).unwrap();
    assert_eq!(code(dir, &SIGN), 0);
    assert_eq!(code(dir, &VERIFY), 0);
}

#[test]
fn other_keys_old_records_other_rules_and_edited_records_are_refused() {
    let dir = workplace();
    let dir = dir.path();
    let expired = [&SIGN[..], &["--valid-for", "0"]].concat();
    assert_eq!(code(dir, &expired), 0);
    assert_eq!(code(dir, &VERIFY), 1, "it has expired");
    assert_eq!(code(dir, &SIGN), 0);
    assert_eq!(code(dir, &["attest", "keygen", "--out", "other"]), 0);
    assert_eq!(code(dir, &["attest", "verify", "plan.json", "--public-key", "other.pub"]), 1);
    assert_eq!(code(dir, &[&VERIFY[..], &["--rules-digest", "00"]].concat()), 1);
    let path = dir.join("plan.json.attest.json");
    let text = fs::read_to_string(&path).unwrap();
    let envelope: serde_json::Value = serde_json::from_str(&text).unwrap();
    let payload = envelope["payload"].as_str().unwrap();
    let swapped = if payload[40..].starts_with('A') { "B" } else { "A" };
    fs::write(&path, text.replace(payload, &format!("{}{swapped}{}", &payload[..40], &payload[41..]))).unwrap();
    assert_eq!(code(dir, &VERIFY), 1, "it was edited");
    fs::write(&path, "{}").unwrap();
    assert_eq!(code(dir, &VERIFY), 1);
}

#[test]
fn keys_are_private_and_never_overwritten() {
    let dir = workplace();
    let dir = dir.path();
    let before = fs::read(dir.join("k")).unwrap();
    assert_eq!(code(dir, &["attest", "keygen", "--out", "k"]), 2);
    assert_eq!(fs::read(dir.join("k")).unwrap(), before);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(dir.join("k")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(code(dir, &["attest", "sign", "plan.json", "--key", "k.pub"]), 2, "this is not a secret key");
}
