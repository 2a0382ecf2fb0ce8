//! Plans and states that others wrote: every file of RINGFENCE_CORPUS is read, resolved, decoded and judged.
//!
//! `RINGFENCE_CORPUS` names a directory with `index.tsv`: a header line, then columns kind, local_path, ...;
//! kinds `plan`, `tfplan`, `state` and `showstate` are read. The corpus is not part of this repository.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "tests, with totals for people")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{env, fs, panic};

use ringfence::check::{Listed, Options, Session};
use ringfence::config::Config;
use ringfence::finding::{Report, Verdict};
use ringfence::graph::Graph;
use ringfence::input::{Artefact, read_document};
use ringfence::model::plan::{Plan, Resource};
use ringfence::model::{Address, Kind, Mode, Value};
use ringfence::policy::{Loader, builtin};
use ringfence::provider::Knowledge;
use ringfence::text::SourceMap;

const KINDS: &[&str] = &["plan", "tfplan", "state", "showstate"];

/// Files that cannot be used, and a part of the reason that must be given.
const REFUSED: &[(&str, &str)] = &[
    ("wildahunden+saltdemo/terraform.tfstate", "state file of version 3"),
    ("wildahunden+saltdemo/terraform.tfstate.backup", "state file of version 3"),
];

/// Files with resources whose attributes cannot be decoded, and a part of the reason.
const UNDECODABLE: &[(&str, &str)] = &[
    ("read_planned_assets/tf0_12plan.applied.json", "\"uniform_bucket_level_access\" occurs twice"),
    ("read_planned_assets/tf1_0plan.applied.json", "\"uniform_bucket_level_access\" occurs twice"),
];

/// What all files of a kind add up to.
#[derive(Default)]
struct Totals {
    files: usize,
    bytes: usize,
    resources: usize,
    managed: usize,
    actions: BTreeMap<&'static str, usize>,
    partial: BTreeMap<&'static str, usize>,
    problems: BTreeMap<String, usize>,
    references: usize,
    resolved: usize,
    dead_ends: BTreeMap<String, usize>,
    attributes: usize,
    unknown: usize,
    violated: usize,
    undecided: usize,
    satisfied: usize,
    gaps: BTreeMap<String, usize>,
    reading: Duration,
    judging: Duration,
}

/// One file of the corpus.
struct Entry {
    kind: String,
    path: String,
    repository: String,
    /// Path in its repository.
    name: String,
    notes: String,
}

/// The model of a file, joined with the sources that it holds, whose texts are the other result.
fn read(path: &str, bytes: &[u8], knowledge: &Knowledge) -> Result<(Plan, SourceMap), String> {
    let mut document = read_document(Artefact::in_memory(path, bytes.to_vec())).map_err(|e| e.to_string())?;
    let mut files = SourceMap::default();
    document.shape(&knowledge.schemas);
    document.declare(&mut files);
    Ok((document.plan, files))
}

fn corpus() -> (PathBuf, Vec<Entry>) {
    let dir = env::var_os("RINGFENCE_CORPUS")
        .map(PathBuf::from)
        .expect("RINGFENCE_CORPUS names no directory: this test reads the plans listed in its index.tsv (docs/e2e.md)");
    let index = dir.join("index.tsv");
    let text = fs::read_to_string(&index).unwrap_or_else(|e| panic!("{}: {e}", index.display()));
    let entries: Vec<Entry> = text
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let (kind, path) = (columns.next()?, columns.next()?);
            let mut text = || columns.next().unwrap_or_default().to_owned();
            let (repository, name) = (text(), text());
            let notes = line.rsplit('\t').next().unwrap_or_default().to_owned();
            KINDS.contains(&kind).then(|| Entry { kind: kind.into(), path: path.into(), repository, name, notes })
        })
        .collect();
    assert!(entries.len() > 100, "{} lists only {} plans and states", index.display(), entries.len());
    (dir, entries)
}

fn knowledge() -> Arc<Knowledge> {
    Arc::new(builtin::knowledge(&mut SourceMap::default()).0)
}

fn judge((plan, mut files): (Plan, SourceMap), knowledge: &Arc<Knowledge>) -> Report {
    let mut loader = Loader::default();
    builtin::add_rules(&mut loader, &mut files);
    let session = Session::new(plan, knowledge.clone(), loader.finish(), Config::default(), files);
    let options = |verdicts| Options { verdicts, today: "2026-01-01".into(), ..Options::default() };
    let all = session.judge(&options(Listed::All)).0;
    // Asked for what is open only, the engine goes by precedent and looks for reasons late: it must find the same.
    let open = session.judge(&options(Listed::Open)).0;
    let shown = |r: &Report| -> Vec<String> {
        let open = r.findings.iter().filter(|f| f.verdict != Verdict::Satisfied);
        open.map(|f| {
            format!("{} {} {:?} {:?} {:?} {}", f.rule.id, f.address, f.verdict, f.status, f.attribute, f.message)
        })
        .collect()
    };
    assert_eq!(shown(&all), shown(&open), "findings differ with what is listed");
    all
}

#[test]
fn every_plan_and_state_is_read_resolved_decoded_and_judged() {
    let (dir, entries) = corpus();
    let builtin = knowledge();
    let mut totals: BTreeMap<String, Totals> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut refused: BTreeMap<String, String> = BTreeMap::new();
    let mut undecodable: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in &entries {
        let bytes = fs::read(dir.join(&entry.path)).unwrap_or_else(|e| panic!("{}: {e}", entry.path));
        let total = totals.entry(entry.kind.clone()).or_default();
        let result = panic::catch_unwind(panic::AssertUnwindSafe(|| {
            one(entry, &bytes, &builtin, total, &mut undecodable, &mut wrong)
        }));
        match result {
            Ok(Ok(())) => {}
            Ok(Err(reason)) => {
                refused.insert(entry.path.clone(), reason);
            }
            Err(_) => wrong.push(format!("{}: panics", entry.path)),
        }
    }
    for (kind, total) in &totals {
        total.print(kind);
    }
    println!("refused ({}):", refused.len());
    refused.iter().for_each(|(path, reason)| println!("  {path}\n    {reason}"));
    println!("undecodable ({}):", undecodable.len());
    undecodable.iter().for_each(|(path, reasons)| println!("  {path}\n    {}", reasons.join("\n    ")));
    expected("refused", REFUSED, refused.iter().map(|(p, r)| (p.as_str(), r.clone())), &mut wrong);
    let lists = undecodable.iter().map(|(p, r)| (p.as_str(), r.join("; ")));
    expected("cannot be decoded", UNDECODABLE, lists, &mut wrong);
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// What is listed must occur with its reason, and nothing else may.
fn expected<'a>(
    what: &str,
    list: &[(&str, &str)],
    found: impl Iterator<Item = (&'a str, String)>,
    wrong: &mut Vec<String>,
) {
    let found: BTreeMap<&str, String> = found.collect();
    for (path, reason) in &found {
        match list.iter().find(|(end, _)| path.ends_with(end)) {
            Some((_, part)) if reason.contains(part) => {}
            Some((_, part)) => wrong.push(format!("{path}: {what}, but not for {part:?}: {reason}")),
            None => wrong.push(format!("{path}: {what}: {reason}")),
        }
    }
    for (end, _) in list {
        if !found.keys().any(|path| path.ends_with(end)) {
            wrong.push(format!("{end}: listed as {what}, which it is not (any more, or not in this corpus)"));
        }
    }
}

fn one(
    entry: &Entry,
    bytes: &[u8],
    builtin: &Arc<Knowledge>,
    total: &mut Totals,
    undecodable: &mut BTreeMap<String, Vec<String>>,
    wrong: &mut Vec<String>,
) -> Result<(), String> {
    let start = Instant::now();
    let (plan, files) = read(&entry.path, bytes, builtin)?;
    total.reading += start.elapsed();
    total.files += 1;
    total.bytes += bytes.len();
    total.note(&plan);
    if entry.kind == "plan" {
        changes_of(&entry.path, bytes, &plan, wrong);
    }
    for resource in &plan.resources {
        for (side, doc) in [("before", &resource.before), ("after", &resource.after)] {
            match doc.whole() {
                Ok(value) => {
                    let entries = value.as_entries().map_or(0, |e| e.iter().count());
                    total.attributes += entries;
                    total.unknown +=
                        value.as_entries().into_iter().flat_map(|e| e.iter()).filter(|(_, v)| v.is_unknown()).count();
                }
                Err(error) => undecodable
                    .entry(entry.path.clone())
                    .or_default()
                    .push(format!("{} {side}: {error}", resource.address)),
            }
        }
    }
    let start = Instant::now();
    let report = judge((plan, files), builtin);
    total.judging += start.elapsed();
    total.report(&report);
    // Errors of a rule are errors of this program.
    for diagnostic in &report.diagnostics {
        wrong.push(format!("{}: a rule fails: {}: {}", entry.path, diagnostic.summary, diagnostic.detail));
    }
    let (plan, _) = read(&entry.path, bytes, builtin)?;
    let graph = Graph::new(Arc::new(plan), builtin.clone());
    total.resolve(&graph);
    let again = judge(read(&entry.path, bytes, builtin)?, builtin);
    let same = report.findings == again.findings
        && report.not_checked == again.not_checked
        && report.summary == again.summary
        && report.notes == again.notes;
    if !same {
        wrong.push(format!("{}: judged twice, with two results", entry.path));
    }
    Ok(())
}

/// Every change of the file, read by other means, is in the model with its actions.
fn changes_of(path: &str, bytes: &[u8], plan: &Plan, wrong: &mut Vec<String>) {
    let Ok(raw) = serde_json::from_slice::<serde_json::Value>(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
    else {
        // Not UTF-8, or with duplicate or odd parts: the reader knows more than this.
        return;
    };
    for change in raw["resource_changes"].as_array().into_iter().flatten() {
        let Some(text) = change["address"].as_str() else { continue };
        let Ok(address) = text.parse::<Address>() else {
            if !plan.problems.iter().any(|p| p.what.contains(text)) {
                wrong.push(format!("{path}: the address {text} is of no known form, and nobody is told"));
            }
            continue;
        };
        let deposed = change["deposed"].as_str();
        let actions: Vec<&str> =
            change["change"]["actions"].as_array().into_iter().flatten().filter_map(|a| a.as_str()).collect();
        let found = plan.resources.iter().any(|r| {
            r.address == address
                && r.deposed.as_deref() == deposed
                && (r.action.names() == actions || actions.is_empty())
        });
        if !found && !plan.problems.iter().any(|p| p.what.contains(text)) {
            wrong.push(format!("{path}: {text} {actions:?} is not in the model, and nobody is told"));
        }
    }
}

impl Totals {
    fn note(&mut self, plan: &Plan) {
        self.resources += plan.resources.len();
        for resource in &plan.resources {
            self.managed += usize::from(resource.address.mode == Mode::Managed);
            *self.actions.entry(resource.action.phrase()).or_default() += 1;
        }
        plan.meta.partial.iter().for_each(|p| *self.partial.entry(p.name()).or_default() += 1);
        plan.problems.iter().for_each(|p| *self.problems.entry(p.message.clone()).or_default() += 1);
    }

    /// Follows all references of all resources' arguments.
    fn resolve(&mut self, graph: &Graph) {
        for (id, resource) in graph.plan.iter() {
            let Some(block) = graph.declaration(id) else { continue };
            block.body.get().visit(&mut |expr| {
                if expr.references.is_empty() {
                    return;
                }
                self.references += 1;
                let found = graph.resolve(id, expr);
                if found.is_complete() {
                    self.resolved += 1;
                }
                for end in &found.dead_ends {
                    if env::var_os("RINGFENCE_CORPUS_DEAD_ENDS").is_some() && !end.contains("local.") {
                        println!("dead end in {}: {} {end}", graph.plan.meta.path, resource.address);
                    }
                    let root = end.rsplit("].").next().unwrap_or(end);
                    let kind = root.split(['.', '[']).next().unwrap_or("");
                    let kind =
                        if end.contains('.') && kind != "module" { kind.to_string() } else { format!("{kind}: {end}") };
                    *self.dead_ends.entry(kind).or_default() += 1;
                }
            });
        }
    }

    fn report(&mut self, report: &Report) {
        let count = |verdict| report.findings.iter().filter(|f| f.verdict == verdict).count();
        self.violated += count(Verdict::Violated);
        self.undecided += count(Verdict::Undecided);
        self.satisfied += count(Verdict::Satisfied);
        for gap in &report.not_checked {
            *self.gaps.entry(gap.reason.clone()).or_default() += 1;
        }
    }

    fn print(&self, kind: &str) {
        println!(
            "{kind}: {} files, {} kB read in {:.0?}, judged in {:.0?}",
            self.files,
            self.bytes / 1000,
            self.reading,
            self.judging
        );
        println!("  resources {}, of these managed {}", self.resources, self.managed);
        println!("  actions {:?}", self.actions);
        println!("  partial {:?}", self.partial);
        println!("  problems {:#?}", self.problems);
        println!("  expressions with references {}, resolved {}", self.references, self.resolved);
        println!("  dead ends {:?}", self.dead_ends);
        println!("  attributes decoded {}, of these unknown {}", self.attributes, self.unknown);
        println!("  violated {}, undecided {}, satisfied {}", self.violated, self.undecided, self.satisfied);
        println!("  not checked {:#?}", self.gaps);
    }
}

/// Binary plans beside which there is the JSON of another plan.
const OTHER_JSON: &[&str] = &["aws-site-to-site-vpn-private-ip-vpn/terraform/tfplan"];

/// Of a binary plan, `terraform show -json` is in the corpus too where its notes name it after `PAIR`.
fn twin<'e>(entries: &'e [Entry], entry: &Entry) -> Option<&'e Entry> {
    if OTHER_JSON.iter().any(|end| entry.path.ends_with(end)) {
        return None;
    }
    let name = entry.notes.split("PAIR").nth(1)?.split_once(':')?.1.split(' ').next()?;
    entries.iter().find(|e| e.kind == "plan" && e.repository == entry.repository && e.name.ends_with(name))
}

#[test]
fn binary_plans_are_read_as_their_json() {
    let (dir, entries) = corpus();
    let builtin = knowledge();
    let binaries: Vec<&Entry> = entries.iter().filter(|e| e.kind == "tfplan").collect();
    let mut wrong = Vec::new();
    let mut compared = 0;
    for entry in &binaries {
        let load = |e: &Entry| read(&e.path, &fs::read(dir.join(&e.path)).unwrap(), &builtin).unwrap().0;
        let plan = load(entry);
        for resource in plan.resources.iter().filter(|r| r.address.mode == Mode::Managed && r.exists_after()) {
            let located = plan.block_of(&resource.address).is_some_and(|(_, b)| b.span.is_some());
            if !located {
                wrong.push(format!("{}: no line for {}", entry.path, resource.address));
            }
        }
        let Some(json) = twin(&entries, entry).map(load) else { continue };
        for other in &json.resources {
            let Some(found) = plan.resources.iter().find(|r| r.address == other.address && r.deposed == other.deposed)
            else {
                wrong.push(format!("{}: {} is missing", entry.path, other.address));
                continue;
            };
            compared += 1;
            let sides = [("before", &found.before, &other.before), ("after", &found.after, &other.after)];
            let facts = |r: &Resource| format!("{:?} {:?} {:?} {:?}", r.action, r.reason, r.replace_paths, r.previous);
            if facts(found) != facts(other) {
                wrong.push(format!("{}: {}: {} and {}", entry.path, other.address, facts(found), facts(other)));
            }
            for (side, a, b) in sides {
                unequal(&format!("{} {side}", other.address), &a.whole().unwrap(), &b.whole().unwrap(), &mut wrong);
            }
        }
    }
    println!("{} binary plans, {compared} resources compared with JSON", binaries.len());
    assert!(binaries.len() > 10 && compared > 50, "{} binary plans, {compared} resources compared", binaries.len());
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Where values differ; what is known of unknown ones is not in JSON.
fn unequal(at: &str, a: &Value, b: &Value, wrong: &mut Vec<String>) {
    match (&a.kind, &b.kind) {
        (Kind::Unknown(_), Kind::Unknown(_)) => {}
        (Kind::Object(x), Kind::Object(y)) if x.keys().eq(y.keys()) => {
            x.iter().for_each(|(name, v)| unequal(&format!("{at}.{name}"), v, &y[name], wrong));
        }
        (Kind::Tuple(x), Kind::Tuple(y)) if x.len() == y.len() => {
            x.iter().zip(y.iter()).for_each(|(v, w)| unequal(&format!("{at}[]"), v, w, wrong));
        }
        (x, y) if x == y => {}
        _ => wrong.push(format!("{at}: {a:?}, {b:?}")),
    }
}

#[test]
fn the_corpus_is_where_it_is_said_to_be() {
    let (dir, entries) = corpus();
    let missing: Vec<&str> =
        entries.iter().map(|e| e.path.as_str()).filter(|p| !Path::new(&dir).join(p).is_file()).collect();
    assert!(missing.is_empty(), "{} files of the index are missing: {missing:?}", missing.len());
}
