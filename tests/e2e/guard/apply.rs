//! Denials while applying: what was not known when it was planned, and plans that come from files.

use super::{Site, thing};

const APPLY: &[&str] = &["apply", "-input=false", "-no-color", "-auto-approve"];

/// Four things, of which the second turns out to be labelled public when the first exists.
fn chain(answer: &str) -> String {
    [
        thing("first", &format!("  answer = \"{answer}\"")),
        thing("second", "  label = demo_thing.first.echo"),
        thing("third", "  label = demo_thing.second.echo"),
        thing("apart", ""),
    ]
    .concat()
}

#[test]
fn a_value_that_becomes_known_is_judged_before_the_provider_is_called() {
    let site = Site::new("apply_denied", &chain("public"));
    site.guard(&["plan", "-input=false", "-no-color"]).ends(0);
    site.calls();
    let run = site.guard(APPLY).ends(1);
    let run = run
        .says("Error: Thing second is labelled public. with demo_thing.second, on main.tf line 16")
        .says("label = demo_thing.first.echo")
        .says("with the values that are known now, this breaks rule demo-label (medium)")
        .says("The provider was not called; nothing was changed.");
    assert_eq!(run.err.matches("Error:").count(), 1, "{}", run.err);
    // What depends on it is not run, what does not is; the state has what was made.
    assert_eq!(site.changes(), ["home created demo_thing.apart", "home created demo_thing.first"]);
    assert_eq!(site.in_state(), ["demo_thing.apart", "demo_thing.first"]);

    // Mended, the rest is made.
    site.main(&chain("private"));
    site.guard(APPLY).ends(0);
    let made = ["home created demo_thing.second", "home created demo_thing.third", "home updated demo_thing.first"];
    assert_eq!(site.changes(), made);
}

#[test]
fn a_denied_update_leaves_the_state_as_it_was() {
    let site = Site::new("apply_update", &chain("private"));
    site.guard(APPLY).ends(0);
    site.main(&chain("public"));
    site.calls();
    site.guard(APPLY).ends(1).says("with demo_thing.second");
    assert_eq!(site.changes(), ["home updated demo_thing.first"]);
    assert_eq!(site.attribute("demo_thing.second", "label"), "private");
    assert_eq!(site.attribute("demo_thing.first", "echo"), "public");
    // Nothing that the provider keeps for itself was lost: it still plans and applies.
    site.main(&chain("private"));
    site.guard(APPLY).ends(0);
    site.terraform(&["plan", "-input=false", "-detailed-exitcode"]).ends(0);
}

#[test]
fn a_saved_plan_is_guarded_when_it_is_applied() {
    let site = Site::new("apply_saved", &chain("public"));
    site.terraform(&["plan", "-input=false", "-out=late.tfplan"]).ends(0);
    site.calls();
    let run = site.guard(&["apply", "-input=false", "-no-color", "late.tfplan"]).ends(1);
    run.says("Error: Thing second is labelled public. with demo_thing.second, on main.tf line 16");
    assert_eq!(site.changes(), ["home created demo_thing.apart", "home created demo_thing.first"]);
}

#[test]
fn a_saved_plan_that_breaks_a_rule_for_certain_is_not_begun() {
    let text = [thing("good", ""), thing("bad", "  access = \"everybody\"")];
    let site = Site::new("apply_saved_whole", &text.concat());
    // Planned by somebody who went round the guard.
    site.terraform(&["plan", "-input=false", "-out=p.tfplan"]).ends(0);
    site.calls();
    let run = site.guard(&["apply", "-input=false", "-no-color", "p.tfplan"]).ends(1);
    run.says("the plan as a whole was checked before its first change")
        .says("Error: This plan breaks a rule: thing bad is open to everybody.")
        .says("demo_thing.bad, main.tf:16 Thing bad is open to everybody. Rule: demo-access (high) Fix: Set access to")
        .says("Why: Whoever finds it can read it. More: ringfence explain demo-access");
    assert_eq!(site.changes(), [""; 0]);
    assert_eq!(site.in_state(), [""; 0]);
    // One that only observes lets it pass, and says so. (The state has a new number: the old plan is stale.)
    site.terraform(&["plan", "-input=false", "-out=p.tfplan"]).ends(0);
    let run = site.guard_with(&["--mode=observe"], &["apply", "-input=false", "-no-color", "p.tfplan"]).ends(0);
    assert_eq!(run.counts().1, 2);
    let run =
        run.tells("Warning: Thing bad is open to everybody.").tells("ringfence only observes: the change goes on");
    assert_eq!(run.err.matches("is open to everybody").count() + run.out.matches("is open to everybody").count(), 1);
    assert_eq!(site.changes().len(), 2);
}

#[test]
fn what_even_apply_leaves_open_is_denied_unless_allowed() {
    let site = Site::new("apply_open", &thing("late", "  label = \"echoing\"\n  answer = \"public\""));
    let run = site.guard(APPLY).ends(1);
    run.says("Error: Cannot be decided: Echoes are not public")
        .says("rule demo-echo (medium) still depends on a value that is not known, even now")
        .says("demo_thing.late.echo");
    assert_eq!(site.changes(), [""; 0]);
    // Allowed, it is judged when it is known: too late to prevent, not too late to tell.
    let run = site.guard_with(&["--undecided=allow"], APPLY).ends(1);
    run.says("demo_thing.late (main.tf:9): thing late answers in public.")
        .says("so: it is done already")
        .says("ringfence explain demo-echo");
    assert_eq!(site.changes(), ["home created demo_thing.late"]);
    site.main(&thing("late", "  label = \"echoing\"\n  answer = \"private\""));
    site.guard_with(&["--undecided=allow"], APPLY).ends(0);
}

/// A lock for a vault.
fn lock(access: &str) -> String {
    format!(
        "\nresource \"demo_lock\" \"lock\" {{\n  name = \"lock\"\n  target = demo_thing.vault.id\n  access = {access}\n}}\n"
    )
}

#[test]
fn a_companion_that_is_planned_is_waited_for() {
    let vault = thing("vault", "  label = \"vault\"");
    let site = Site::new("companion", &vault);
    let run = site.guard(APPLY).ends(1);
    run.says("Error: Vault vault has no lock that keeps everybody out.").says("with demo_thing.vault");
    assert_eq!(site.changes(), [""; 0]);

    site.main(&format!("{vault}{}", lock("\"nobody\"")));
    site.guard(APPLY).ends(0);
    assert_eq!(site.changes(), ["home created demo_lock.lock", "home created demo_thing.vault"]);

    // Taken away again: the vault that stays has no lock any more.
    site.main(&vault);
    let run = site.guard(APPLY).ends(1);
    // At the plan call of the vault, or at the first apply call if Terraform planned the lock's end after that.
    run.says("Vault vault has no lock that keeps everybody out.");
    assert_eq!(site.changes(), [""; 0]);
}

#[test]
fn a_companion_that_turns_out_otherwise_ends_the_run_with_an_error() {
    let first = thing("first", "  answer = \"everybody\"");
    let text = format!("{first}{}{}", thing("vault", "  label = \"vault\""), lock("demo_thing.first.echo"));
    let site = Site::new("companion_late", &text);
    // The vault is made on the promise of a lock; the lock is not what was promised.
    let run = site.guard(APPLY).ends(1);
    run.says("demo_thing.vault (main.tf:14): vault vault has no lock that keeps everybody out.");
    assert_eq!(site.changes().len(), 3);
}

#[test]
fn a_companion_that_fails_leaves_the_promise_broken() {
    let text = format!("{}{}", thing("vault", "  label = \"vault\""), lock("\"nobody\"\n  fail = true"));
    let site = Site::new("companion_failed", &text);
    let run = site.guard(APPLY).ends(1);
    run.says("Error: Creating failed")
        .says("demo_thing.vault (main.tf:9): vault vault has no lock that keeps everybody out.");
    assert_eq!(site.changes(), ["home created demo_thing.vault"]);
}

#[test]
fn a_saved_plan_of_every_action_is_followed() {
    let site = Site::new(
        "saved_actions",
        &[thing("changes", ""), thing("moves", "  home = \"here\""), thing("goes", ""), thing("stays", "")].concat(),
    );
    site.guard(APPLY).ends(0);
    let text = |answer: &str| {
        [
            thing("changes", &format!("  answer = \"{answer}\"")),
            thing("moves", "  home  = \"there\"\n  label = demo_thing.changes.echo"),
            thing("comes", "  label = demo_thing.moves.id"),
            thing("stays", ""),
        ]
        .concat()
    };
    site.main(&text("public"));
    site.guard(&["plan", "-input=false", "-out=p.tfplan"]).ends(0);
    site.calls();
    let run = site.guard(&["apply", "-input=false", "-no-color", "p.tfplan"]).ends(1);
    let run = run.says("Error: Thing moves is labelled public. with demo_thing.moves");
    assert_eq!(run.err.matches("Error:").count(), 1, "{}", run.err);
    // Terraform ends the old object of a replacement before it plans the new one with what is known then.
    let changes = site.changes();
    assert_eq!(
        changes,
        ["home delete demo_thing.goes", "home delete demo_thing.moves", "home updated demo_thing.changes"]
    );

    site.main(&text("private"));
    site.guard(&["plan", "-input=false", "-out=p.tfplan"]).ends(0);
    site.calls();
    site.guard(&["apply", "-input=false", "-no-color", "p.tfplan"]).ends(0);
    let changes = site.changes();
    assert_eq!(
        changes,
        ["home created demo_thing.comes", "home created demo_thing.moves", "home updated demo_thing.changes"]
    );
    site.guard(&["plan", "-input=false", "-detailed-exitcode"]).ends(0);
}

#[test]
fn what_is_in_modules_is_found_there() {
    let text = "module \"m\" {\n  source   = \"./m\"\n  for_each = { a = \"somebody\", b = \"everybody\" }\n  name     = each.key\n  access   = each.value\n}\n";
    let site = Site::bare("modules", &format!("{}{text}", super::PREAMBLE));
    std::fs::create_dir(site.dir.join("m")).unwrap();
    let module = thing("inner", "  access = var.access").replace("name = \"inner\"", "name = var.name");
    site.write("m/main.tf", &format!("{}variable \"name\" {{}}\nvariable \"access\" {{}}\n{module}", super::PREAMBLE));
    site.init();
    let run = site.guard(&["plan", "-input=false", "-no-color"]).ends(1);
    let run = run.says("with module.m[\"b\"].demo_thing.inner, on m/main.tf line").says("access = var.access");
    assert_eq!(run.err.matches("Error:").count(), 1, "{}", run.err);
    site.terraform(&["plan", "-input=false", "-out=p.tfplan"]).ends(0);
    site.calls();
    site.guard(&["apply", "-input=false", "-no-color", "p.tfplan"])
        .ends(1)
        .says("module.m[\"b\"].demo_thing.inner, m/main.tf:13 Thing b is open to everybody.");
    assert_eq!(site.changes(), [""; 0]);
}

#[test]
fn the_question_whether_to_apply_is_answered_as_always() {
    use std::io::Write;
    let site = Site::new("question", &thing("a", ""));
    for (answer, made) in [("no\n", 0), ("yes\n", 1)] {
        let mut command = site.guarded(&[], &["apply", "-no-color"]);
        let mut child =
            command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::null()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(answer.as_bytes()).unwrap();
        child.wait().unwrap();
        assert_eq!(site.changes().len(), made, "{answer}");
    }
}
