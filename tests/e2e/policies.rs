//! The policy engine under a Terraform with experiments, which asks it itself.

use std::fs;
use std::path::PathBuf;

use crate::guard::{Run, Site, thing};
use crate::harness::{partners, root};

fn experimental() -> PathBuf {
    let own = partners().join("bin/terraform-experimental");
    assert!(own.exists(), "{} is missing: put a Terraform 1.16 or newer there that allows experiments", own.display());
    own
}

/// A place with the rules for the demo provider as policies.
fn site(name: &str, text: &str) -> Site {
    let site = Site::bare(name, &format!("{}{text}", crate::guard::PREAMBLE));
    fs::create_dir(site.dir.join("policies")).unwrap();
    fs::copy(root().join("tests/e2e/demo/rules/demo.rules.hcl"), site.dir.join("policies/demo.rules.hcl")).unwrap();
    let init = terraform(&site, &["init", "-input=false", "-no-color"]);
    init.ends(0);
    site
}

fn terraform(site: &Site, args: &[&str]) -> Run {
    let mut command = site.command(&experimental());
    command.args(args).env("TF_POLICY_PLUGIN", env!("CARGO_BIN_EXE_ringfence"));
    Run::of(command.output().expect("terraform runs"))
}

const PLAN: &[&str] = &["plan", "-input=false", "-no-color", "-policies=policies", "-out=tfplan"];
const APPLY: &[&str] = &["apply", "-input=false", "-no-color", "-auto-approve", "-policies=policies"];

#[test]
fn terraform_itself_is_told_what_breaks_a_rule() {
    let site = site("policies", &thing("good", "  access = \"nobody\""));
    let run = terraform(&site, PLAN).ends(0);
    assert!(!run.err.contains("Error"), "{}", run.err);
    // Terraform 1.16 tells it as an error and goes on: what stops is the receipt.
    site.main(&thing("bad", "  access = \"everybody\""));
    let run = terraform(&site, PLAN).ends(0).says("Error: thing bad is open to everybody.");
    let run =
        run.says("Whoever finds it can read it.").says("on policies/demo.rules.hcl line 11, in rule \"demo-access\"");
    let run = run.says("while evaluating policy for main.tf line 9: 9: resource \"demo_thing\" \"bad\" {");
    assert_eq!(format!("{}{}", run.out, run.err).matches("is open to everybody").count(), 1, "{}{}", run.out, run.err);
    // Known only after apply: undecided while planning, denied when it is known.
    site.main(&format!(
        "{}{}",
        thing("first", "  answer = \"everybody\""),
        thing("late", "  access = demo_thing.first.echo")
    ));
    let run = terraform(&site, PLAN).ends(0);
    assert!(!run.err.contains("Error"), "{}", run.err);
    terraform(&site, APPLY).says("Error: thing late is open to everybody.");
}

#[test]
fn related_resources_are_asked_for() {
    let vault = thing("vault", "  label = \"vault\"");
    let site = site("policies_related", &vault);
    terraform(&site, PLAN).says("Error: vault vault has no lock that keeps everybody out.");
    let lock = "resource \"demo_lock\" \"lock\" {\n  name   = \"lock\"\n  target = demo_thing.vault.id\n  access = \"nobody\"\n}\n";
    site.main(&format!("{vault}{lock}"));
    for args in [PLAN, APPLY] {
        let run = terraform(&site, args).ends(0);
        assert!(!run.err.contains("Error"), "{}", run.err);
    }
}

#[test]
fn policies_that_cannot_be_used_are_told_and_providers_are_judged_at_init() {
    let site = site("policies_broken", &thing("a", ""));
    site.write("policies/theirs.policy.hcl", "");
    terraform(&site, PLAN).says("this is a policy of another engine");
    fs::remove_file(site.dir.join("policies/theirs.policy.hcl")).unwrap();
    let supply = "supply {\n  providers = [\"registry.terraform.io/oracle/*\"]\n}\n";
    site.write("policies/ringfence.hcl", supply);
    fs::remove_dir_all(site.dir.join(".terraform")).unwrap();
    let init = terraform(&site, &["init", "-input=false", "-no-color", "-policies=policies"]);
    init.ends(1).tells("ringfence.test/acme/demo");
}

/// Skipping `-policies` is noticed: there is no receipt, or it is about other changes.
#[test]
fn a_receipt_proves_that_terraform_asked() {
    let (good, other) = (thing("a", "  access = \"nobody\""), thing("a", "  access = \"somebody\""));
    let site = site("policies_receipt", &good);
    let ringfence = |args: &[&str]| {
        let mut command = site.command(std::path::Path::new(env!("CARGO_BIN_EXE_ringfence")));
        Run::of(command.args(args).output().expect("ringfence runs"))
    };
    ringfence(&["attest", "keygen", "--out", "k"]).ends(0);
    let key = fs::read_to_string(site.dir.join("k")).unwrap();
    let receipt = "tfplan.policies.attest.json";
    let plan = |args: &[&str]| {
        let mut command = site.command(&experimental());
        command.args(args).env("TF_POLICY_PLUGIN", env!("CARGO_BIN_EXE_ringfence"));
        command.env("RINGFENCE_ATTEST_KEY", &key).env("RINGFENCE_RECEIPT", receipt);
        Run::of(command.output().expect("terraform runs"))
    };
    let verify = || ringfence(&["attest", "verify", "tfplan", "--policies", "--public-key", "k.pub"]);
    let skipped: Vec<&str> = PLAN.iter().copied().filter(|a| !a.starts_with("-policies")).collect();
    plan(&skipped).ends(0);
    verify().ends(1).says("there is no record that this plan was asked about");
    plan(PLAN).ends(0);
    verify().ends(0);
    // The record of the one kind is none of the other.
    ringfence(&["attest", "verify", "tfplan", "--public-key", "k.pub", "--attestation", receipt]).ends(1);
    // Another plan beside the old receipt.
    site.main(&other);
    plan(&skipped).ends(0);
    verify().ends(1).says("was not checked");
    // Denied, and known only after apply.
    site.main(&thing("a", "  access = \"everybody\""));
    plan(PLAN);
    verify().ends(1).says("did not pass");
    // Policies that cannot be used are none: Terraform goes on, and the receipt does not pass.
    site.write("policies/theirs.policy.hcl", "");
    plan(PLAN);
    verify().ends(1);
    fs::remove_file(site.dir.join("policies/theirs.policy.hcl")).unwrap();
    let mixed = "resource \"demo_thing\" \"b\" {\n  name  = demo_thing.a.id\n  label = demo_thing.a.echo\n  rule {\n    port   = 443\n    source = \"10.0.0.0/8\"\n  }\n}\n";
    site.main(&format!("{good}{mixed}"));
    plan(PLAN).ends(0);
    verify().ends(0);
    // And with what is there already: changed, replaced, unchanged, destroyed.
    terraform(&site, APPLY).ends(0);
    let later = format!("{}{}", good.replace("access = ", "home = \"here\"\n  access = "), thing("c", ""));
    site.main(&later);
    plan(PLAN).ends(0);
    verify().ends(0);
}
