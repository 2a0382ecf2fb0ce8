//! Plugs that are pulled, and options of Terraform that are rarely used: no call goes round the guard, nothing is left, and
//! who reads the terminal knows why.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

use super::endings::{send, wait_for};
use super::{PREAMBLE, Run, Site, thing};

const PLAN: &[&str] = &["plan", "-input=false", "-no-color"];
const APPLY: &[&str] = &["apply", "-input=false", "-no-color", "-auto-approve"];

/// Things that differ in their number.
fn many(count: usize, more: &str) -> String {
    format!("resource \"demo_thing\" \"many\" {{\n  count = {count}\n  name  = \"n${{count.index}}\"\n{more}\n}}\n")
}

#[test]
fn fifty_at_once_are_judged_as_ten() {
    let site = Site::new("plugs_parallel", &many(80, "  label = count.index == 7 ? \"public\" : \"l\""));
    let run = site.guard(&[PLAN, &["-parallelism=50"]].concat()).ends(1);
    assert_eq!(run.err.matches("Error:").count(), 1, "{}", run.err);
    let run = run.says("Thing n7 is labelled public. with demo_thing.many[7], on main.tf line");
    assert_eq!(run.counts(), (80, 0, 1));
    site.main(&many(80, ""));
    let run = site.guard(&[APPLY, &["-parallelism=50"]].concat()).ends(0);
    assert_eq!((run.counts(), site.in_state().len()), ((160, 80, 0), 80));
}

#[test]
fn the_workspace_that_is_selected_counts() {
    let access = "  access = terraform.workspace == \"prod\" ? \"everybody\" : \"nobody\"";
    let mut site = Site::new("plugs_workspace", &thing("a", access));
    site.guard(PLAN).ends(0);
    site.guard(&["workspace", "new", "prod"]).ends(0);
    site.guard(APPLY).ends(1).says("Error: Thing a is open to everybody. with demo_thing.a, on main.tf line");
    site.guard(&["workspace", "select", "default"]).ends(0);
    site.guard(PLAN).ends(0);
    site.env("TF_WORKSPACE", "prod");
    site.guard(PLAN).ends(1).says("Error: Thing a is open to everybody.");
    assert_eq!(site.changes(), [""; 0]);
}

#[test]
fn directories_may_have_spaces_and_lie_elsewhere() {
    let mut site = Site::bare("plugs_spaces", "");
    let inner = site.dir.join("my stack/in ner");
    fs::create_dir_all(&inner).unwrap();
    fs::write(inner.join("main.tf"), format!("{PREAMBLE}{}", thing("a", "  access = \"everybody\""))).unwrap();
    site.env("TF_DATA_DIR", "data of it");
    site.terraform(&["-chdir=my stack/in ner", "init", "-input=false"]).ends(0);
    assert!(inner.join("data of it/providers").exists());
    let chdir = "-chdir=my stack/in ner";
    let run = site.guard(&[&[chdir], APPLY].concat()).ends(1);
    run.says("Error: Thing a is open to everybody. with demo_thing.a, on main.tf line 11");
    assert_eq!(site.changes(), [""; 0]);
}

#[test]
fn arguments_in_the_environment_count() {
    let text = ["variable \"access\" {}\n", &thing("a", "  access = var.access"), &thing("b", "")].concat();
    let mut site = Site::new("plugs_arguments", &text);
    site.env("TF_CLI_ARGS_plan", "-var access=everybody -parallelism=1");
    site.guard(PLAN).ends(1).says("Error: Thing a is open to everybody.").says("var.access");
    site.env("TF_CLI_ARGS_plan", "-var access=everybody -target=demo_thing.b");
    assert_eq!(site.guard(PLAN).ends(0).counts(), (1, 0, 0));
    site.env("TF_CLI_ARGS_plan", "-var access=nobody");
    assert_eq!(site.guard(PLAN).ends(0).counts(), (2, 0, 0));
}

#[test]
fn without_lock_file_or_packages_no_provider_runs() {
    let text = thing("a", "  access = \"everybody\"");
    let site = Site::new("plugs_lock", &text);
    fs::rename(site.dir.join(".terraform.lock.hcl"), site.dir.join("lock")).unwrap();
    // Terraform itself says what to do.
    site.guard(APPLY).ends(1).says("Error: Inconsistent dependency lock file").says("terraform init");
    fs::rename(site.dir.join("lock"), site.dir.join(".terraform.lock.hcl")).unwrap();
    // Packages of another place, with the lock file of this one.
    let other = Site::bare("plugs_copied", &format!("{PREAMBLE}{text}"));
    fs::copy(site.dir.join(".terraform.lock.hcl"), other.dir.join(".terraform.lock.hcl")).unwrap();
    let missing = "is in the lock file but not installed here; run `terraform init`";
    other.guard(APPLY).ends(2).says(missing);
    fs::rename(site.dir.join(".terraform"), other.dir.join(".terraform")).unwrap();
    other.guard(APPLY).ends(1).says("Error: Thing a is open to everybody.");
    site.guard(APPLY).ends(2).says(missing);
    assert_eq!((site.changes(), other.changes()), (vec![], vec![]));
}

#[test]
fn a_provider_that_is_killed_while_others_wait_is_told_in_a_line() {
    let site = Site::new("plugs_killed", &many(6, "  slow = 60000"));
    let child = site.start(&[], APPLY);
    wait_for(&site, "create demo", 6);
    let process = site.raw_calls().iter().rev().find(|c| c.contains("create demo")).cloned().unwrap();
    send("-KILL", process.split(' ').next().unwrap());
    let run = site.finish(child).ends(1);
    site.nothing_is_left();
    let run = run.says("provider ringfence.test/acme/demo ended by itself: signal: 9 (SIGKILL)");
    assert!(!run.err.contains("@level"), "the chatter of its log is of no use: {}", run.err);
    assert_eq!(site.in_state(), [""; 0]);
    site.main(&many(6, ""));
    site.guard(APPLY).ends(0);
}

#[test]
fn a_provider_that_hangs_is_left_by_a_second_interrupt() {
    let site = Site::new("plugs_hangs", &many(2, "  slow = 600000"));
    let child = site.start(&[], APPLY);
    wait_for(&site, "create demo", 2);
    let group = format!("-{}", child.id());
    send("-INT", &group);
    // Terraform tells that it heard; then somebody presses again.
    sleep(Duration::from_secs(1));
    send("-INT", &group);
    let run = site.finish(child).ends(1);
    run.tells("Two interrupts received");
    site.nothing_is_left();
    site.main(&many(2, ""));
    site.guard(APPLY).ends(0);
    assert_eq!(site.in_state().len(), 2);
}

#[test]
fn two_guards_in_one_directory_leave_each_other_alone() {
    let site = Site::new("plugs_two", &many(3, "  slow = 4000"));
    let first = site.start(&[], APPLY);
    wait_for(&site, "create demo", 3);
    let second = Run::of(site.guarded(&[], APPLY).output().unwrap()).ends(1);
    second.says("Error: Error acquiring the state lock");
    site.finish(first).ends(0);
    site.nothing_is_left();
    assert_eq!(site.changes().len(), 3, "the second changed nothing");
    assert_eq!(site.in_state().len(), 3);
}

#[test]
fn a_record_that_cannot_be_written_is_told_before_the_run_or_ends_it_with_an_error() {
    let site = Site::new("plugs_record", &thing("a", ""));
    let key = site.dir.join("k.key");
    let key = key.to_str().unwrap();
    let made = site
        .command(std::path::Path::new(env!("CARGO_BIN_EXE_ringfence")))
        .args(["attest", "keygen", "--out", key])
        .status();
    assert!(made.unwrap().success());
    for place in ["nowhere/r.json", "/proc/r.json", "."] {
        let run = site.guard_with(&["--attest-key", key, "--attestation", place], APPLY).ends(2);
        run.says(&format!("the record of this run cannot be written to {place}")).says("Nothing was run");
    }
    assert_eq!(site.calls(), [""; 0]);
    // A disk that is full is noticed when there is something to write. What was done is in the state.
    let run = site.guard_with(&["--attest-key", key, "--attestation", "/dev/full"], APPLY).ends(4);
    run.says("this run has no record: the record cannot be written to /dev/full: No space left on device");
    assert_eq!(site.in_state(), ["demo_thing.a"]);
    assert!(fs::metadata("/dev/full").is_ok_and(|m| !m.is_file()), "the device was replaced by a file");
}

#[test]
fn a_plan_that_nobody_can_read_is_refused_in_a_line() {
    let site = Site::new("plugs_plan", &thing("a", ""));
    let apply = |site: &Site| site.guard(&["apply", "-input=false", "p.tfplan"]).ends(2);
    apply(&site).says("the saved plan p.tfplan cannot be read: there is no such file");
    site.terraform(&["plan", "-input=false", "-out=p.tfplan"]).ends(0);
    site.calls();
    let plan = fs::read(site.dir.join("p.tfplan")).unwrap();
    fs::write(site.dir.join("p.tfplan"), &plan[..plan.len() / 2]).unwrap();
    let run = apply(&site).says("the saved plan p.tfplan cannot be read: Error: ");
    assert!(!run.err.contains('\u{1b}') && run.err.trim_end().lines().count() == 1, "{}", run.err);
    assert_eq!(site.calls(), [""; 0]);
}

#[test]
fn messages_for_machines_stay_readable_for_them() {
    let site = Site::new("plugs_json", &thing("a", "  access = \"everybody\""));
    let run = site.guard(&["plan", "-input=false", "-json"]).ends(1);
    let lines: Vec<Value> = run.out.lines().map(|l| serde_json::from_str(l).expect(l)).collect();
    let denied = lines.iter().find(|l| l["@level"] == "error").expect("a denial");
    let diagnostic = &denied["diagnostic"];
    assert_eq!(diagnostic["summary"], "Thing a is open to everybody.");
    assert_eq!((&diagnostic["address"], &diagnostic["range"]["filename"]), (&"demo_thing.a".into(), &"main.tf".into()));
    assert_eq!(diagnostic["snippet"]["code"], "  access = \"everybody\"");
    assert!(diagnostic["detail"].as_str().unwrap().contains("Fix: Set access to \"nobody\""), "{diagnostic}");
}

#[test]
fn a_reader_that_goes_away_leaves_nothing_behind() {
    let site = Site::new("plugs_pipe", &many(40, ""));
    for args in [PLAN, APPLY] {
        let mut child = site.start(&[], args);
        drop(child.stdout.take());
        let run = site.finish(child);
        // As a shell tells SIGPIPE; Terraform may as well be done before it writes.
        assert!(matches!(run.code, 141 | 0 | 1), "{}: {}", run.code, run.err);
        site.nothing_is_left();
    }
    let (changes, kept) = (site.changes().len(), site.in_state().len());
    assert_eq!(changes, kept, "what was made is in the state");
}

#[test]
fn a_run_about_a_part_is_judged_by_that_part() {
    let site = Site::new("plugs_part", &[thing("a", ""), thing("b", "")].concat());
    site.guard(APPLY).ends(0);
    site.calls();
    let c = "\nresource \"demo_thing\" \"c\" {\n  name  = \"c\"\n  label = demo_thing.b.name\n}\n";
    site.main(&[&thing("a", "  access = \"everybody\""), &thing("b", ""), c].concat());
    // What is wrong with `a` is no business of this run.
    let run = site.guard(&[PLAN, &["-target=demo_thing.c"]].concat()).ends(0);
    assert_eq!(run.counts(), (2, 0, 0));
    site.guard(&[APPLY, &["-target=demo_thing.c"]].concat()).ends(0);
    assert_eq!(site.changes(), ["home created demo_thing.c"]);
    // It is of these.
    for option in ["-target=demo_thing.a", "-replace=demo_thing.a", "-replace=demo_thing.b"] {
        let run = site.guard(&[APPLY, &[option]].concat()).ends(1);
        run.says("Error: Thing a is open to everybody. with demo_thing.a, on main.tf line");
    }
    // Nothing is changed by looking.
    site.guard(&[APPLY, &["-refresh-only"]].concat()).ends(0);
    assert_eq!(site.changes(), [""; 0]);
    assert_eq!(site.in_state(), ["demo_thing.a", "demo_thing.b", "demo_thing.c"]);
}

#[test]
fn what_a_block_imports_is_judged() {
    let import = "import {\n  to = demo_thing.x\n  id = \"known\"\n}\n";
    let site = Site::new("plugs_import", import);
    let run = site.guard(&[PLAN, &["-generate-config-out=made.tf"]].concat()).ends(0);
    assert_eq!(run.counts(), (1, 0, 0));
    let made = fs::read_to_string(site.dir.join("made.tf")).unwrap();
    assert!(made.contains("access    = null"), "{made}");
    site.write("made.tf", &made.replace("access    = null", "access    = \"everybody\""));
    let run = site.guard(APPLY).ends(1);
    run.says("Error: Thing known is open to everybody. with demo_thing.x, on made.tf line");
    site.write("made.tf", &made);
    site.guard(APPLY).ends(0);
    assert_eq!((site.changes(), site.in_state()), (vec![], vec!["demo_thing.x".to_string()]));
}
