//! The examples of the rule packs, planned by a real Terraform.
//!
//! `ringfence test` evaluates the examples itself; here Terraform does, so that what the packs promise is
//! known to hold for plan JSON with its real unknowns. Variables without a value stand for what is known
//! only at apply: here they become the output of a resource that does not exist yet.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use crate::harness::{Report, Tree, ZONE_PACKS, root, workspace};

/// What a comment of an example says: `# violates[key]: RULE`.
#[derive(Debug)]
struct Expectation {
    block: String,
    key: String,
    rule: String,
    verdict: &'static str,
}

/// Examples that Terraform does not plan, and what it says: they write what only a provider sets, to show what is known of it.
const NOT_PLANNED: &[(&str, &str)] = &[
    ("block_volume.boot", UNCONFIGURABLE),
    ("compute.boot", UNCONFIGURABLE),
    ("compute_management.boot", UNCONFIGURABLE),
    ("compute.listed", INCOMPLETE),
    ("compute.own", INCOMPLETE),
    ("compute_management.listed", INCOMPLETE),
    ("oke.listed", INCOMPLETE),
    ("oke.option", "Attempt to index null value"),
];
const UNCONFIGURABLE: &str = "Value for unconfigurable attribute";
const INCOMPLETE: &str = "Incorrect attribute value type";

/// What examples say is not known, and a real plan knows: an example, its block, and why.
const KNOWN_HERE: &[(&str, &str, &str)] = &[
    ("compute.zone", "oci_core_instance.looked_up", "the data source is read while planning"),
    ("network.zone", "oci_core_vcn.replaced_from_somewhere", "where it was is in the state"),
    ("network.zone", "oci_core_security_list.replaced_from_somewhere", "where it was is in the state"),
    ("network.zone", "oci_core_network_security_group.replaced_from_somewhere", "where it was is in the state"),
];

#[test]
fn examples_of_the_packs_hold_for_real_plans() {
    let dir = root().join("rules/oci");
    let mut stems: Vec<String> = fs::read_dir(&dir)
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .filter_map(|name| Some(name.strip_suffix(".tf")?.to_string()))
        .filter(|stem| !stem.ends_with(".before"))
        .filter(|stem| ZONE_PACKS.contains(&stem.split('.').next().unwrap_or("")))
        .collect();
    stems.sort();
    assert!(stems.len() > 30, "only {stems:?}");
    let wrong = Mutex::new(Vec::new());
    let queue = Mutex::new(stems.iter());
    let counted = Mutex::new(BTreeMap::<&str, usize>::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, |n| n.get().min(4)) {
            scope.spawn(|| {
                loop {
                    let Some(stem) = queue.lock().unwrap().next() else { return };
                    let (found, verdicts) = example(&dir, stem);
                    wrong.lock().unwrap().extend(found);
                    let mut counted = counted.lock().unwrap();
                    verdicts.into_iter().for_each(|(what, n)| *counted.entry(what).or_default() += n);
                }
            });
        }
    });
    println!("{} examples: {:?}", stems.len(), counted.into_inner().unwrap());
    let mut wrong = wrong.into_inner().unwrap();
    wrong.sort();
    assert!(wrong.is_empty(), "{} things differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Plans one example after its `before`, if there is one. Gives what is wrong, and counts of verdicts.
fn example(dir: &Path, stem: &str) -> (Vec<String>, BTreeMap<&'static str, usize>) {
    let text = fs::read_to_string(dir.join(format!("{stem}.tf"))).unwrap();
    let before = fs::read_to_string(dir.join(format!("{stem}.before.tf"))).ok();
    let mut expected = expectations(&text);
    let name = format!("pack_{}", stem.replace('.', "_"));
    let mut tree;
    match &before {
        Some(text) => {
            expected.extend(expectations(text).into_iter().filter(|e| e.verdict == "violated"));
            tree = Tree::new(&name, &prepared(&name, text).to_string_lossy());
            let (_, errors) = tree.try_plan("before", &[]);
            if !errors.is_empty() {
                return (refused(stem, "before", &errors), BTreeMap::new());
            }
            tree.apply("before");
        }
        None => tree = Tree::new(&name, &prepared(&name, &text).to_string_lossy()),
    }
    if before.is_some() {
        tree.become_(&prepared(&format!("{name}_after"), &text).to_string_lossy());
    }
    let (_, errors) = tree.try_plan("plan", &[]);
    if !errors.is_empty() {
        return (refused(stem, "after", &errors), BTreeMap::new());
    }
    let config = dir.join(format!("{stem}.ringfence.hcl"));
    let config = config.exists().then(|| config.to_string_lossy().into_owned());
    let with = |args: &[&str]| {
        let mut all = args.to_vec();
        if let Some(path) = &config {
            all.extend(["--config", path]);
        }
        tree.check("plan.json", &all)
    };
    let mut wrong = Vec::new();
    let mut counted = BTreeMap::new();
    let own = own_rules(dir, stem);
    compare(stem, &with(&["--source", "."]), &expected, &own, Sources::Given, &mut wrong, &mut counted);
    compare(stem, &with(&[]), &expected, &own, Sources::None, &mut wrong, &mut counted);
    (wrong, counted)
}

fn refused(stem: &str, side: &str, errors: &str) -> Vec<String> {
    match NOT_PLANNED.iter().find(|(name, _)| *name == stem) {
        Some((_, part)) if errors.contains(part) => Vec::new(),
        _ => vec![format!(
            "{stem} ({side}) is not planned: {}",
            errors.lines().take(12).collect::<Vec<_>>().join("\n    ")
        )],
    }
}

fn known_here(stem: &str, block: &str) -> bool {
    KNOWN_HERE.iter().any(|(example, of, _)| (*example, *of) == (stem, block))
}

/// Rules of the file that an example belongs to: comments speak of those alone.
fn own_rules(dir: &Path, stem: &str) -> Vec<String> {
    let mut base = stem;
    let path = loop {
        let path = dir.join(format!("{base}.rules.hcl"));
        if path.exists() {
            break path;
        }
        base = base.rsplit_once('.').unwrap_or_else(|| panic!("{stem} belongs to no rules")).0;
    };
    let text = fs::read_to_string(path).unwrap();
    text.lines().filter_map(|l| Some(l.strip_prefix("rule \"")?.split('"').next()?.to_string())).collect()
}

#[derive(Clone, Copy, PartialEq)]
enum Sources {
    Given,
    None,
}

fn compare(
    stem: &str,
    report: &Report,
    expected: &[Expectation],
    own: &[String],
    sources: Sources,
    wrong: &mut Vec<String>,
    counted: &mut BTreeMap<&'static str, usize>,
) {
    let found = report.verdicts();
    let how = if sources == Sources::Given { "with sources" } else { "alone" };
    for e in expected {
        let at = |address: &str| {
            address == format!("{}{}", e.block, e.key)
                || e.key.is_empty() && address.starts_with(&format!("{}[", e.block))
        };
        let verdict = found
            .iter()
            .filter(|((rule, address), _)| *rule == e.rule && at(address))
            .map(|(_, v)| v.as_str())
            .max_by_key(|v| match *v {
                "violated" => 2,
                "undecided" => 1,
                _ => 0,
            });
        let kind = match (e.verdict, verdict, sources) {
            ("violated", Some("violated"), Sources::Given) => "violated with sources",
            ("violated", Some("violated"), Sources::None) => "violated without",
            ("violated", Some("undecided"), Sources::None) => "violated, undecided without sources",
            ("undecided", Some("undecided"), _) => "undecided",
            ("undecided", Some("satisfied") | None, _) if known_here(stem, &e.block) => "known in a real plan",
            _ => "different",
        };
        *counted.entry(kind).or_default() += 1;
        if kind == "different" {
            wrong.push(format!(
                "{stem} {how}: {} {}{} is {verdict:?}, the example says {}",
                e.rule, e.block, e.key, e.verdict
            ));
        }
    }
    for ((rule, address), verdict) in found.iter().filter(|((rule, _), v)| *v == "violated" && own.contains(rule)) {
        let said = expected.iter().any(|e| {
            e.rule == *rule
                && (address == &format!("{}{}", e.block, e.key) || address.starts_with(&format!("{}[", e.block)))
        });
        if !said {
            wrong.push(format!("{stem} {how}: {rule} {address} is {verdict}, of which the example says nothing"));
        }
    }
}

/// Comments above a resource and within it.
fn expectations(text: &str) -> Vec<Expectation> {
    let mut out: Vec<Expectation> = Vec::new();
    let (mut block, mut open) = (String::new(), 0);
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("resource \"").or_else(|| line.strip_prefix("data \"")) {
            let names: Vec<&str> = rest.split('"').collect();
            let prefix = if line.starts_with("data") { "data." } else { "" };
            block = format!("{prefix}{}.{}", names[0], names[2]);
            out[open..].iter_mut().for_each(|e| e.block.clone_from(&block));
            open = out.len();
        }
        if line.starts_with('}') {
            block.clear();
        }
        if line.trim().is_empty() && block.is_empty() {
            out.truncate(open);
        }
        let Some(comment) = line.trim().strip_prefix("# ") else { continue };
        for (word, verdict) in [("violates", "violated"), ("undecided", "undecided")] {
            let Some(rest) = comment.strip_prefix(word) else { continue };
            let Some((key, rules)) = rest.split_once(':') else { continue };
            for rule in rules.split([',', ' ']).filter(|r| !r.is_empty()) {
                out.push(Expectation { block: block.clone(), key: key.trim().into(), rule: rule.into(), verdict });
            }
        }
        if !block.is_empty() {
            open = out.len();
        }
    }
    out
}

/// Writes the example as a module in which variables without a default are known only after apply.
pub fn prepared(name: &str, text: &str) -> PathBuf {
    let mut out = text.to_string();
    for part in text.split("variable \"").skip(1) {
        let (name, rest) = part.split_once('"').unwrap();
        let body = rest.split("\n}").next().unwrap();
        if body.contains("default") {
            continue;
        }
        let value = match body {
            b if b.contains("list(") => "[\"10.0.0.0/8\"]",
            b if b.contains("bool") => "true",
            b if b.contains("number") => "1",
            _ => "\"ocid1.test.oc1..given\"",
        };
        out = replace_word(&out, &format!("var.{name}"), &format!("terraform_data.{name}.output"));
        out += &format!("\nresource \"terraform_data\" \"{name}\" {{\n  input = {value}\n}}\n");
    }
    // Declared but no longer asked for.
    out = without_variables(&out);
    let dir = workspace().join("packs").join(name);
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join("main.tf"), out).unwrap();
    dir
}

fn replace_word(text: &str, word: &str, by: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(word) {
        let end = at + word.len();
        let whole = !rest[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        out += &rest[..at];
        out += if whole { by } else { word };
        rest = &rest[end..];
    }
    out + rest
}

/// Variables without a default are taken out.
fn without_variables(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("variable \"") {
        let end = rest[at..].find("\n}").map_or(rest.len(), |e| at + e + 2);
        out += &rest[..at];
        if rest[at..end].contains("default") {
            out += &rest[at..end];
        }
        rest = &rest[end..];
    }
    out + rest
}
