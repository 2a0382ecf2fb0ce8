//! The rule packs that ship with ringfence.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use ringfence::check::{Options, Session};
use ringfence::policy::{Loader, PackFile, builtin};
use ringfence::text::SourceMap;

use crate::run::Dir;

fn ringfence(args: &[&str]) -> (i32, String, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_ringfence"))
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the binary runs");
    let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
    (out.status.code().unwrap_or(-1), text(&out.stdout), text(&out.stderr))
}

#[test]
fn every_example_says_what_its_comments_and_snapshot_say() {
    let (code, out, err) = ringfence(&["test", "rules", "--coverage"]);
    assert_eq!(code, 0, "{out}\n{err}");
    // What existed before the plan is known, so that nothing about it alone is ever undecided.
    let of_the_past = ["oci-key-destroyed", "oci-scan-target-removed"];
    let lacking: Vec<&str> = out
        .lines()
        .filter_map(|l| l.split_once(": no example is"))
        .filter(|l| l.1.contains("undecided"))
        .map(|l| l.0)
        .collect();
    assert_eq!(lacking, of_the_past, "rules without an example that is undecided");
}

#[test]
fn rules_are_sound() {
    let (code, out, err) = ringfence(&["rules", "check"]);
    assert_eq!(code, 0, "{out}\n{err}");
}

/// The conformance file lists every identifier of the catalogues: the rules that decide it, or the
/// reason why a plan cannot. Regenerate with: ringfence rules list --conformance > docs/conformance.tsv
#[test]
fn the_conformance_file_is_current() {
    let (code, out, err) = ringfence(&["rules", "list", "--conformance"]);
    assert_eq!(code, 0, "{err}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/conformance.tsv");
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        known, out,
        "docs/conformance.tsv is not current: ringfence rules list --conformance > docs/conformance.tsv"
    );
    assert!(!out.contains("\tno rule\t"), "a policy has neither a rule nor a reason:\n{out}");
}

/// Ids are for ever: suppressions and exemptions name them. A removed or renamed one shows here.
/// Regenerate with: ringfence rules list | awk '{print $1}' (without the last line) > docs/rule-ids.txt
#[test]
fn rule_ids_are_stable() {
    let (_, out, _) = ringfence(&["rules", "list"]);
    let mut ids: Vec<&str> = out.lines().filter_map(|l| l.split_whitespace().next()).collect();
    ids.pop();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rule-ids.txt");
    let known = fs::read_to_string(&path).unwrap_or_default();
    let lost: Vec<&str> = known.lines().filter(|id| !ids.contains(id)).collect();
    assert!(lost.is_empty(), "rules are gone: {lost:?}");
    assert_eq!(known.lines().count(), ids.len(), "docs/rule-ids.txt is not current");
}

/// Locals of which none depends on a subject, so that all resources share them; `b` and `c` need `a`, which needs `b`.
const ROUND: &str = r#"
locals {
  a = length(local.b) > 0 ? [1] : []
  b = local.c
  c = [for x in local.a : x]
}

rule "round" {
  title     = "t"
  resource  = ["aws_vpc"]
  principle = "network"
  severity  = "high"
  baseline  = true
  why       = "w"
  remedy    = "r"

  enforce {
    condition     = length(local.a) > 0
    error_message = "m"
  }
}
"#;

#[test]
fn locals_that_need_each_other_are_told_with_their_place() {
    let dir = Dir::new().with("rules/round.rules.hcl", ROUND).with("main.tf", "resource \"aws_vpc\" \"v\" {}\n");
    for args in [&["rules", "check", "rules"][..], &["check", ".", "--rules", "rules"]] {
        let run = dir.run(args);
        assert_eq!(run.code, 2, "{args:?}\n{}\n{}", run.out, run.err);
        let all = format!("{}{}", run.out, run.err);
        for text in [
            "round.rules.hcl:5:17",
            "5 |   c = [for x in local.a : x]",
            "local.a, which needs local.b, which needs local.c",
        ] {
            assert!(all.contains(text), "{args:?}: {text:?} is not in:\n{all}");
        }
    }
    // A local that is needed twice is no round.
    let twice = ROUND.replace("local.a : x", "[1] : x").replace("b = local.c", "b = concat(local.c, local.c)");
    let run = Dir::new().with("rules/round.rules.hcl", twice).run(&["rules", "check", "rules"]);
    assert_eq!(run.code, 0, "{}\n{}", run.out, run.err);
}

/// Who judges by rules that were not checked gets a rule that fails, not a stack that overflows.
#[test]
fn locals_that_need_each_other_fail_their_rule() {
    let (knowledge, _) = builtin::knowledge(&mut SourceMap::default());
    let mut sources = SourceMap::default();
    let mut loader = Loader::default();
    loader.add(&PackFile { path: "round.rules.hcl".into(), pack: "".into(), text: ROUND.into() }, &mut sources);
    let plan = crate::world::World::new().creates("aws_vpc.v", serde_json::json!({})).plan().to_string();
    let plan = ringfence::input::read_document(ringfence::input::Artefact::in_memory("plan.json", plan.into_bytes()))
        .unwrap()
        .plan;
    let session = Session::new(plan, Arc::new(knowledge), loader.finish(), Default::default(), sources);
    let (report, _) = session.judge(&Options { today: "2026-01-01".into(), ..Options::default() });
    let said: Vec<&str> = report.diagnostics.iter().map(|d| &*d.summary).collect();
    assert_eq!(said, ["Locals refer to each other"], "{:?}", report.diagnostics);
}
