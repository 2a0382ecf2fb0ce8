//! Interrupts and kills: nothing is left, nothing goes round the guard, the state can be read.

use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{Site, thing};
use crate::harness::toolchain;

const APPLY: &[&str] = &["apply", "-input=false", "-no-color", "-auto-approve", "-parallelism=3"];

pub fn send(signal: &str, target: &str) {
    // A process that has just ended is no failure of the test.
    let _ = Command::new("kill").args([signal, "--", target]).output().unwrap();
}

/// Waits until the log of calls has a line with `text`.
pub fn wait_for(site: &Site, text: &str, times: usize) {
    let begin = Instant::now();
    while site.raw_calls().iter().filter(|c| c.contains(text)).count() < times {
        assert!(begin.elapsed() < Duration::from_secs(60), "{text:?} never came: {:?}", site.raw_calls());
        sleep(Duration::from_millis(5));
    }
}

fn slow(count: usize) -> String {
    (0..count).map(|n| thing(&format!("s{n}"), "  slow = 400")).collect()
}

#[test]
fn an_interrupt_at_the_terminal_ends_the_run_in_order() {
    let site = Site::new("interrupt", &slow(12));
    let child = site.start(&[], APPLY);
    wait_for(&site, "create demo", 1);
    // As a terminal does: to all of the group.
    send("-INT", &format!("-{}", child.id()));
    let run = site.finish(child).ends(1);
    assert!(run.out.contains("Interrupt received"), "{}{}", run.out, run.err);
    site.nothing_is_left();
    let made = site.changes().len();
    assert!((1..12).contains(&made), "{made}");
    assert_eq!(site.in_state().len(), made, "what was made is in the state, and nothing else");
    // The lock of the state is free again.
    site.guard(APPLY).ends(0);
}

#[test]
fn signals_to_the_guard_alone_reach_terraform() {
    for signal in ["-INT", "-TERM"] {
        let site = Site::new(&format!("signal{signal}"), &slow(12));
        let child = site.start(&[], APPLY);
        wait_for(&site, "create demo", 1);
        send(signal, &child.id().to_string());
        let run = site.finish(child).ends(1);
        assert!(run.out.contains("Interrupt received"), "{signal}: {}{}", run.out, run.err);
        assert!(!run.out.contains("Two interrupts received"), "{}", run.out);
        site.nothing_is_left();
        assert_eq!(site.in_state().len(), site.changes().len());
    }
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

#[test]
fn killed_at_any_moment_nothing_is_left_and_nothing_goes_round_the_guard() {
    let mut text = thing("first", "  answer = \"public\"\n  slow = 20");
    for n in 0..8 {
        text.push_str(&thing(&format!("s{n}"), "  slow   = 60\n  answer = demo_thing.first.echo"));
        text.push_str(&thing(&format!("bad{n}"), &format!("  label = demo_thing.s{n}.echo")));
    }
    let site = Site::new("killed", &text);
    let mut dice = Dice(2026);
    let mut killed = [0; 3];
    let tool = format!("{} apply", toolchain().display());
    // On a fast machine a run may be over before the moment comes: then there are more rounds.
    for round in 0..72 {
        if round >= 24 && killed.iter().all(|k| *k >= 3) {
            break;
        }
        let _ = std::fs::remove_file(site.dir.join("terraform.tfstate"));
        let mut child = site.start(&[], APPLY);
        sleep(Duration::from_millis(dice.below(1600)));
        let which = round % 3;
        // One that is not there yet is waited for, as long as the run lasts.
        let victim = loop {
            let found = match which {
                0 => Some(child.id().to_string()),
                // Not the guard, whose command line ends like that.
                1 => find(&site, |command| command.starts_with(&tool)),
                _ => find(&site, |command| command.contains("terraform-provider-demo")),
            };
            if found.is_some() || child.try_wait().unwrap().is_some() {
                break found;
            }
        };
        if let Some(pid) = victim {
            send("-KILL", &pid);
            killed[which] += 1;
        }
        // Whoever is left ends by itself.
        let begin = Instant::now();
        while child.try_wait().unwrap().is_none() || !site.processes().is_empty() {
            assert!(begin.elapsed() < Duration::from_secs(30), "round {round}: {:?}", site.processes());
            sleep(Duration::from_millis(20));
        }
        let calls = site.calls();
        assert!(!calls.iter().any(|c| c.contains(" create demo_thing.bad")), "round {round}: {calls:?}");
        // The state can be read and goes on from where it was.
        site.terraform(&["show", "-json"]).ends(0);
    }
    assert!(killed.iter().all(|k| *k >= 3), "every process was killed several times: {killed:?}");
    // A killed guard cannot tidy up; the next one does.
    site.main(&thing("last", ""));
    site.guard(&["plan", "-input=false"]).ends(0);
}

fn find(site: &Site, is: impl Fn(&str) -> bool) -> Option<String> {
    let processes = site.processes();
    processes.iter().filter_map(|p| p.split_once(' ')).find(|(_, command)| is(command)).map(|(pid, _)| pid.into())
}
