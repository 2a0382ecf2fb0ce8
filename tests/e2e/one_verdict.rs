//! One configuration, read in every form that it takes: the verdicts are the same, or open in one form and decided in
//! another, but never contradict each other.

#![allow(clippy::print_stdout, reason = "the counts are the result")]

use std::collections::BTreeMap;
use std::fs;
use std::sync::Mutex;
use std::thread;

use crate::harness::{Report, Tree, contradictions, root};
use crate::packs::prepared;

/// Examples of the rule packs that are compared: some of each service.
const EXAMPLES: &[&str] =
    &["block_volume", "compute", "database", "file_storage", "load_balancer", "network", "object_storage", "oke"];

/// Contradictions that follow from the form of the input, by rule and pair of forms, with the reason.
const LISTED: &[(&str, &str, &str, &str)] = &[];

/// Resources that name something which is managed elsewhere: nobody knows how that is made, in no form.
const OUTSIDE: &[&str] = &[
    "oci_core_instance.from_some_volume",
    "oci_database_db_system.somewhere",
    "oci_file_storage_file_system.clone_of_something",
];

/// The forms of one configuration, in the order in which it takes them. A binary plan belongs between the sources
/// and its JSON: add it here as soon as there is a reader.
fn forms(tree: &Tree) -> Vec<(&'static str, Report)> {
    let sources = tree.check_sources();
    tree.plan("plan", &[]);
    let alone = tree.check("plan.json", &[]);
    let joined = tree.check("plan.json", &["--source", "."]);
    tree.apply("plan");
    let state = tree.check("state.json", &[]);
    let file = tree.check("terraform.tfstate", &[]);
    vec![("sources", sources), ("plan", alone), ("plan with sources", joined), ("state", state), ("state file", file)]
}

/// What is wrong with an example, and how often each pair of verdicts occurs.
fn example(stem: &str) -> (Vec<String>, BTreeMap<String, usize>) {
    let text = fs::read_to_string(root().join(format!("rules/oci/{stem}.tf"))).unwrap();
    let name = format!("verdict_{}", stem.replace('.', "_"));
    let tree = Tree::new(&name, &prepared(&name, &text).to_string_lossy());
    let forms = forms(&tree);
    let mut wrong = Vec::new();
    let mut counted = BTreeMap::new();
    for (i, (one, a)) in forms.iter().enumerate() {
        for (other, b) in &forms[i + 1..] {
            let found = contradictions(a, b)
                .into_iter()
                .filter(|c| !LISTED.iter().any(|(rule, x, y, _)| c.contains(rule) && (x, y) == (one, other)));
            wrong.extend(found.map(|c| format!("{stem}: {one} and {other}: {c}")));
        }
        for verdict in a.verdicts().values() {
            *counted.entry(format!("{one}: {verdict}")).or_default() += 1;
        }
    }
    if forms.iter().all(|(_, r)| r.verdicts().is_empty()) {
        wrong.push(format!("{stem}: no form of it has a verdict"));
    }
    // Sources beside a plan leave nothing open that the sources alone decide, and a state leaves nothing open.
    let (alone, joined) = (forms[0].1.verdicts(), forms[2].1.verdicts());
    for (key, verdict) in alone.iter().filter(|(_, v)| *v != "undecided") {
        if joined.get(key).is_some_and(|v| v == "undecided") {
            wrong.push(format!("{stem}: {key:?} is {verdict} in the sources, undecided in the plan with them"));
        }
    }
    let open = forms[3].1.with("undecided", "new");
    let open = open.iter().filter(|f| !OUTSIDE.iter().any(|o| f.ends_with(o)));
    wrong.extend(open.map(|f| format!("{stem}: {f} is undecided in a state")));
    (wrong, counted)
}

#[test]
fn every_form_of_a_configuration_gets_the_same_verdicts() {
    let queue = Mutex::new(EXAMPLES.iter());
    let wrong = Mutex::new(Vec::new());
    let counted = Mutex::new(BTreeMap::<String, usize>::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, |n| n.get().min(4)) {
            scope.spawn(|| {
                loop {
                    let Some(stem) = queue.lock().unwrap().next() else { return };
                    let (found, verdicts) = example(stem);
                    wrong.lock().unwrap().extend(found);
                    let mut counted = counted.lock().unwrap();
                    verdicts.into_iter().for_each(|(what, n)| *counted.entry(what).or_default() += n);
                }
            });
        }
    });
    println!("{} examples: {:#?}", EXAMPLES.len(), counted.into_inner().unwrap());
    let mut wrong = wrong.into_inner().unwrap();
    wrong.sort();
    assert!(wrong.is_empty(), "{} contradictions:\n{}", wrong.len(), wrong.join("\n"));
}
