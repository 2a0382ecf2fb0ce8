//! Random module trees, planned by a real Terraform and evaluated here: every planned value of every resource
//! and output is the same, and so is what is unknown and what is sensitive.
//!
//! `RINGFENCE_TREES` says how many trees (default 24), `RINGFENCE_TREES_SEED` chooses others. A tree that differs
//! stays, as `generated-SEED`, with the other working directories of these tests below `target/e2e`.

#![allow(clippy::print_stdout, reason = "the counts are the result")]

mod expressions;
mod modules;
mod variety;
mod wider;

use std::fs;
use std::sync::Mutex;
use std::thread;

use expressions::{Generator, Random};

use crate::harness::workspace;
use crate::side_by_side::{self, Outcome};

/// Differences that are known, by a part of their text, with the reason.
const LISTED: &[(&str, &str)] = &[
    (
        "Can't access attributes on a primitive-typed value (string).",
        "`can(terraform_data.r.id.nope)` in a `for` over something unknown: Terraform holds references against schemas \
         where nothing is evaluated; here it is found where the expression is",
    ),
    ("TERRAFORM CRASH", "a bug of Terraform: what its evaluator panics on is evaluated here"),
    ("panic in function implementation", "as above, where Terraform catches the panic"),
];

fn tree(seed: u64) -> Outcome {
    let dir = workspace().join("work").join(format!("generated-{seed}"));
    if dir.exists() {
        fs::remove_dir_all(&dir).unwrap();
    }
    let mut files = Vec::new();
    let mut generator = Generator { random: Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1), scope: Vec::new() };
    for _ in 0..4 {
        generator.random.below(2);
    }
    generator.module("m", 0, &mut files);
    for (path, text) in &files {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let outcome = side_by_side::outcome(&dir);
    if matches!(outcome, Outcome::Same(..)) {
        fs::remove_dir_all(&dir).unwrap();
    }
    outcome
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

#[test]
fn random_trees_are_evaluated_as_terraform_plans_them() {
    let (count, seed) = (setting("RINGFENCE_TREES", 24), setting("RINGFENCE_TREES_SEED", 1));
    let queue = Mutex::new(seed..seed + count);
    let tally = Mutex::new(Tally::default());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, |n| n.get().min(4)) {
            scope.spawn(|| {
                loop {
                    let Some(seed) = queue.lock().unwrap().next() else { return };
                    let outcome = tree(seed);
                    tally.lock().unwrap().count(seed, outcome);
                }
            });
        }
    });
    let mut tally = tally.into_inner().unwrap();
    let Tally { same, values, sharper, refused, unfinished, listed, vaguer, hidden, .. } = tally;
    println!(
        "{count} trees: {same} the same ({values} resources and outputs, {sharper} of them known earlier), {refused} \
         refused by both, {unfinished} planned and not applied, {listed} differ as listed, {vaguer} are vaguer here, {hidden} \
         hide more here, {} differ",
        tally.wrong.len()
    );
    tally.wrong.sort();
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n\n"));
    // Of a few trees no share can be asked.
    if count >= 12 {
        assert!(hidden * 50 <= count as usize, "{hidden} of {count} trees hide more here than in Terraform");
        assert!(vaguer * 50 <= count as usize, "{vaguer} of {count} trees are vaguer here than in Terraform");
        assert!(same * 3 > count as usize, "only {same} of {count} are planned: the generator has become useless");
    }
}

/// What came of the trees.
#[derive(Default)]
struct Tally {
    same: usize,
    values: usize,
    sharper: usize,
    refused: usize,
    unfinished: usize,
    listed: usize,
    vaguer: usize,
    hidden: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn count(&mut self, seed: u64, outcome: Outcome) {
        match outcome {
            Outcome::Same(values, sharper) => {
                self.same += 1;
                self.values += values;
                self.sharper += sharper;
            }
            Outcome::Hidden => self.hidden += 1,
            Outcome::Refused(_) => self.refused += 1,
            Outcome::Unfinished => self.unfinished += 1,
            Outcome::Vaguer(how) => {
                println!("seed {seed}, vaguer here: {how}");
                self.vaguer += 1;
            }
            Outcome::Differs(how) if LISTED.iter().any(|(part, _)| how.contains(part)) => self.listed += 1,
            Outcome::Differs(how) => {
                println!("seed {seed} differs");
                self.wrong.push(format!("seed {seed}: {how}"));
            }
        }
    }
}
