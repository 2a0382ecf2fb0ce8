//! A rule that cannot be judged, because a function refuses a value, is not one that holds.

use super::{Site, thing};

const PLAN: &[&str] = &["plan", "-input=false", "-no-color", "-out=p.tfplan"];
const APPLY: &[&str] = &["apply", "-input=false", "-no-color", "-auto-approve"];

fn network(block: &str) -> String {
    thing("net", &format!("  home  = \"network\"\n  label = {block}"))
}

#[test]
fn a_planned_change_that_no_rule_can_judge_is_denied() {
    let site = Site::new("unjudged_plan", &format!("{}{}", network("\"10.0.0.0/33\""), thing("apart", "")));
    let run = site.guard(PLAN).ends(1);
    assert_eq!(run.counts(), (2, 0, 1));
    run.says("Error: Cannot be judged: Networks are within 10.0.0.0/8 with demo_thing.net")
        .says("Denied by ringfence: rule demo-range (high) could not be judged here")
        .says("Reason: net::overlaps:")
        .says("10.0.0.0/33")
        .says("1 not judged");
    // A permit in the sources covers that, too; one that is less severe than what is denied does not matter.
    let permitted = network("\"10.0.0.0/33\"")
        .replace("\nresource", "\n# ringfence:ignore demo-range reason=\"not a block\"\nresource");
    site.main(&permitted);
    site.guard(PLAN).ends(0);
    site.main(&network("\"10.0.0.0/33\""));
    site.guard_with(&["--fail-on=critical"], PLAN).ends(0).says("not checked: demo_thing.net: demo-range");
}

#[test]
fn a_value_that_becomes_known_and_cannot_be_judged_is_denied_before_the_provider_is_called() {
    let text = |answer: &str| {
        format!("{}{}", thing("first", &format!("  answer = \"{answer}\"")), network("demo_thing.first.echo"))
    };
    let site = Site::new("unjudged_apply", &text("nonsense"));
    site.guard(PLAN).ends(0);
    site.calls();
    site.guard_with(&["--undecided=allow"], APPLY)
        .ends(1)
        .says("Error: Cannot be judged: Networks are within 10.0.0.0/8 with demo_thing.net")
        .says("nonsense");
    assert_eq!(site.changes(), ["home created demo_thing.first"]);
    site.main(&text("10.1.0.0/16"));
    site.guard(APPLY).ends(0);
    // Nothing changes any more, though the rule could not be judged now: what stands as it is passes.
    site.main(&text("nonsense"));
    site.terraform(APPLY).ends(0);
    site.guard(PLAN).ends(0);
}

#[test]
fn a_saved_plan_that_cannot_be_judged_is_not_begun() {
    let text = format!("{}{}", network("\"10.0.0.0/33\""), thing("apart", ""));
    let site = Site::new("unjudged_whole", &text);
    site.terraform(PLAN).ends(0);
    site.calls();
    let apply: &[&str] = &["apply", "-input=false", "-no-color", "p.tfplan"];
    site.guard(apply)
        .ends(1)
        .says("Error: 1 rule of this plan cannot be judged")
        .says("demo_thing.net, main.tf:9 net::overlaps:")
        .says("Rule: demo-range (high)")
        .says("What cannot be judged must not happen.");
    assert_eq!(site.changes(), [""; 0]);
    // One that only observes tells it.
    site.guard_with(&["--mode=observe"], PLAN)
        .ends(0)
        .tells("Warning: Cannot be judged: Networks are within 10.0.0.0/8")
        .tells("ringfence only observes: the change goes on");
    let run = site.guard_with(&["--mode=observe"], apply).ends(0);
    run.tells("Warning: Cannot be judged: Networks are within 10.0.0.0/8").tells("1 not judged");
    assert_eq!(site.changes().len(), 2);
}

#[test]
fn a_rule_about_the_plan_that_cannot_be_judged_is_told_and_nothing_is_applied() {
    let site = Site::new("unjudged_scope", &thing("net", "  label = \"10.0.0.0/33\""));
    site.write(
        "plan.rules.hcl",
        r#"rule "demo-plan" {
  title     = "Blocks do not overlap"
  scope     = "plan"
  principle = "network"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = alltrue([for t in ref::resources("demo_thing") : !net::overlaps(t.label, "192.168.0.0/16")])
    error_message = "A block overlaps."
  }

  why    = "They are routed twice."
  remedy = "Choose another."
}
"#,
    );
    let rules: &[&str] = &["--rules", "."];
    let run = site.guard_with(rules, PLAN).ends(3);
    run.says("plan: rule demo-plan [high] could not be judged: net::overlaps:");
    site.calls();
    site.guard_with(rules, APPLY)
        .ends(1)
        .says("Error: 1 rule of this plan cannot be judged")
        .says("Rule: demo-plan (high)");
    assert_eq!(site.changes(), [""; 0]);
}
