//! Denials while applying: what was not known when it was planned.

use super::{Site, thing};

const LATE: &str = r#"
  depends_on = []
  label      = demo_thing.first.echo
"#;

#[test]
fn a_value_that_becomes_known_is_judged_before_the_provider_is_called() {
    let text = [
        thing("first", "  answer = \"public\""),
        thing("second", LATE),
        thing("third", "  label = demo_thing.second.echo"),
        thing("apart", ""),
    ];
    let site = Site::new("apply_denied", &text.concat());
    site.guard(&["plan", "-input=false", "-no-color"]).ends(0);
    site.calls();
    let run = site.guard(&["apply", "-input=false", "-no-color", "-auto-approve"]).ends(1);
    let run = run
        .says("Error: Thing second is labelled public. with demo_thing.second, on main.tf line 20")
        .says("label = demo_thing.first.echo")
        .says("rule demo-label (medium)");
    assert_eq!(run.err.matches("Error:").count(), 1, "{}", run.err);
    // What depends on it is not run, what does not is; the state has what was made.
    assert_eq!(site.changes(), ["home created demo_thing.apart", "home created demo_thing.first"]);
    assert_eq!(site.in_state(), ["demo_thing.apart", "demo_thing.first"]);

    // Mended, the rest is made.
    site.main(&text.concat().replace("\"public\"", "\"private\""));
    site.guard(&["apply", "-input=false", "-no-color", "-auto-approve"]).ends(0);
    assert_eq!(
        site.changes(),
        ["home created demo_thing.second", "home created demo_thing.third", "home updated demo_thing.first"]
    );
}
