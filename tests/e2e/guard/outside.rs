//! What somebody does to a run from outside while it is under way.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use super::endings::{send, wait_for};
use super::{Site, thing};

const APPLY: &[&str] = &["apply", "-input=false", "-no-color", "-auto-approve"];

/// A slow thing, and one that turns out to break a rule when that is there.
fn slow_then_bad() -> String {
    let slow = thing("slow", "  slow   = 3000\n  answer = \"public\"");
    [slow, thing("bad", "  label = demo_thing.slow.echo")].concat()
}

#[test]
fn a_provider_that_is_installed_meanwhile_is_told() {
    let site = Site::new("outside_installed", &thing("slow", "  slow = 3000"));
    let child = site.start(&[], APPLY);
    wait_for(&site, "create demo", 1);
    let lock = site.dir.join(".terraform.lock.hcl");
    let mut text = fs::read_to_string(&lock).unwrap();
    text.push_str("\nprovider \"ringfence.test/acme/other\" {\n  version = \"1.0.0\"\n  hashes  = [\"h1:x\"]\n}\n");
    fs::write(&lock, text).unwrap();
    let run = site.finish(child).ends(4);
    run.says("provider ringfence.test/acme/other was installed while this ran: calls to it may have passed");
    site.nothing_is_left();
}

#[test]
fn a_run_that_is_stopped_goes_on_where_it_was() {
    let site = Site::new("outside_stopped", &slow_then_bad());
    let child = site.start(&[], APPLY);
    wait_for(&site, "create demo", 1);
    let group = format!("-{}", child.id());
    // As Ctrl-Z and `fg` do.
    send("-TSTP", &group);
    sleep(Duration::from_secs(4));
    send("-CONT", &group);
    let run = site.finish(child).ends(1);
    run.says("Error: Thing bad is labelled public.");
    site.nothing_is_left();
    assert_eq!(site.in_state(), ["demo_thing.slow"]);
}

#[test]
fn without_its_sockets_a_run_ends_and_nothing_passes() {
    let site = Site::new("outside_sockets", &slow_then_bad());
    let child = site.start(&[], APPLY);
    wait_for(&site, "create demo", 1);
    for folder in fs::read_dir(site.sockets.path()).unwrap().flatten() {
        fs::remove_dir_all(folder.path()).unwrap();
    }
    site.finish(child).ends(1);
    site.nothing_is_left();
    assert!(!site.calls().iter().any(|c| c.contains("create demo_thing.bad")));
    site.terraform(&["show", "-json"]).ends(0);
}

#[test]
fn a_thousand_instances_that_nothing_tells_apart_are_planned() {
    let owner = thing("owner", "  for_each = local.keys").replace("name = \"owner\"", "name = each.key");
    let many = thing("many", "  for_each = local.keys\n  label    = demo_thing.owner[each.key].echo");
    let keys = "locals {\n  keys = toset([for n in range(500) : \"k${n}\"])\n}\n";
    let site = Site::new("outside_thousand", &[keys, &owner, &many].concat());
    let run = site.guard(&["plan", "-input=false", "-no-color"]).ends(0);
    assert_eq!(run.counts(), (1000, 0, 0));
}
