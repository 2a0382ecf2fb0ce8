//! Denials while planning.

use super::{Site, thing};

#[test]
fn a_violation_is_denied_at_its_line() {
    let text = format!("{}{}", thing("good", ""), thing("bad", "  access = \"everybody\""));
    let site = Site::new("plan_denied", &text);
    let run = site.guard(&["plan", "-input=false", "-no-color", "-out=p.tfplan"]).ends(1);
    assert_eq!(run.counts(), (2, 0, 1));
    let run = run
        .says("Error: Thing bad is open to everybody. with demo_thing.bad, on main.tf line 16, in resource")
        .says("16: access = \"everybody\"")
        .says("Denied by ringfence: this breaks rule demo-access (high).")
        .says("Why: Whoever finds it can read it.")
        .says("Fix: Set access to \"nobody\", or leave it out.")
        .says("More: ringfence explain demo-access");
    assert_eq!(run.err.matches("Error:").count(), 1, "{}", run.err);
    assert!(run.out.contains("demo_thing.good will be created"), "the rest is planned: {}", run.out);
    // Terraform does not apply what failed to plan.
    site.calls();
    site.terraform(&["apply", "-input=false", "-no-color", "p.tfplan"]).ends(1);
    assert_eq!(site.changes(), [""; 0]);
}

#[test]
fn nothing_is_said_of_what_breaks_no_rule() {
    let site = Site::new("plan_clean", &thing("good", "  secret = \"long enough for anyone\""));
    let run = site.guard(&["plan", "-input=false", "-no-color"]).ends(0);
    assert_eq!(run.counts(), (1, 0, 0));
    assert!(!run.err.contains("Error") && !run.out.contains("ringfence"), "{}{}", run.out, run.err);
    // The exit code of Terraform is passed on.
    site.guard(&["plan", "-input=false", "-no-color", "-detailed-exitcode"]).ends(2);
}
