//! A value that becomes unknown turns no verdict into its opposite: what is violated stays violated or is undecided,
//! what is satisfied stays satisfied or is undecided. And whatever is undecided says what it waits for. Tried on every
//! example of the built-in rules, one value at a time.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ringfence::check::examples::{self, Loaded};
use ringfence::check::{Listed, Options, Session};
use ringfence::finding::{Report, UNNAMED, Verdict};
use ringfence::model::{AttrPath, Doc, Kind, Plan, Step, Value};
use ringfence::policy::{Loader, PackFile, RuleSet, builtin};
use ringfence::provider::Knowledge;
use ringfence::text::SourceMap;

/// Values of one example that are veiled, one after the other; `RINGFENCE_VEIL` sets another number.
const VALUES: usize = 10;

/// What rules say: by rule and address, the most telling verdict.
type Said = BTreeMap<(String, String), Verdict>;

fn said(report: &Report) -> Said {
    let mut out = Said::new();
    for finding in &report.findings {
        let verdict = match finding.verdict {
            // What an assumption decides is told as such.
            Verdict::Satisfied if !finding.assumptions.is_empty() => Verdict::Undecided,
            verdict => verdict,
        };
        let slot = out.entry((finding.rule.id.to_string(), finding.address.to_string())).or_insert(verdict);
        if verdict == Verdict::Violated || *slot == Verdict::Satisfied {
            *slot = verdict;
        }
    }
    out
}

/// Paths of the known scalars of a value.
fn scalars(value: &Value, at: &AttrPath, out: &mut Vec<AttrPath>) {
    match &value.kind {
        Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => out.push(at.clone()),
        Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) => {
            for (i, item) in items.iter().enumerate() {
                scalars(item, &at.child(Step::Index(i as u32)), out);
            }
        }
        Kind::Map(_, entries) | Kind::Object(entries) => {
            for (name, entry) in entries.iter() {
                scalars(entry, &at.child(Step::Field(name.clone())), out);
            }
        }
        _ => {}
    }
}

/// The value with an unknown at a path.
fn veil(value: &Value, path: &[Step]) -> Value {
    let [step, rest @ ..] = path else {
        return Value { marks: value.marks.clone(), ..Value::waiting("the veil") };
    };
    let kind = match (&value.kind, step) {
        (Kind::List(ty, items), Step::Index(i)) => Kind::List(ty.clone(), veil_item(items, *i, rest)),
        (Kind::Set(ty, items), Step::Index(i)) => Kind::Set(ty.clone(), veil_item(items, *i, rest)),
        (Kind::Tuple(items), Step::Index(i)) => Kind::Tuple(veil_item(items, *i, rest)),
        (Kind::Map(ty, entries), Step::Field(name)) => {
            let mut entries = (**entries).clone();
            entries.entry(name.clone()).and_modify(|v| *v = veil(v, rest));
            Kind::Map(ty.clone(), Arc::new(entries))
        }
        (Kind::Object(entries), Step::Field(name)) => {
            let mut entries = (**entries).clone();
            entries.entry(name.clone()).and_modify(|v| *v = veil(v, rest));
            Kind::Object(Arc::new(entries))
        }
        (kind, _) => kind.clone(),
    };
    Value { kind, marks: value.marks.clone() }
}

fn veil_item(items: &Arc<Vec<Value>>, at: u32, rest: &[Step]) -> Arc<Vec<Value>> {
    let mut items = (**items).clone();
    items[at as usize] = veil(&items[at as usize], rest);
    Arc::new(items)
}

pub fn rules_of(file: &Path, sources: &mut SourceMap) -> RuleSet {
    let mut loader = Loader::default();
    let text = std::fs::read_to_string(file).unwrap();
    let path = file.to_string_lossy();
    loader.add(&PackFile { path: path.as_ref().into(), pack: "".into(), text: text.into() }, sources);
    loader.finish()
}

/// Undecided findings that do not say what they wait for.
fn nameless(report: &Report) -> Vec<String> {
    let open = report.findings.iter().filter(|f| f.verdict == Verdict::Undecided);
    open.filter(|f| f.waits_for.is_empty() || f.waits_for.iter().any(|w| w.is_empty() || w == UNNAMED))
        .map(|f| format!("{} on {}: {}", f.rule.id, f.address, f.message))
        .collect()
}

/// Judges a plan and hands the rules back.
fn judged(
    plan: Plan,
    loaded: &Loaded,
    sources: &SourceMap,
    rules: RuleSet,
    knowledge: &Arc<Knowledge>,
) -> (Said, Vec<String>, RuleSet) {
    let session = Session::new(plan, knowledge.clone(), rules, loaded.config.clone(), sources.clone());
    let options = Options { verdicts: Listed::All, today: "2026-01-01".into(), ..Options::default() };
    let (report, _) = session.judge(&options);
    (said(&report), nameless(&report), session.engine.rules)
}

/// Places at which a value can be veiled: resource and path.
fn places(plan: &Plan) -> Vec<(usize, AttrPath)> {
    let mut all = Vec::new();
    for (at, resource) in plan.resources.iter().enumerate() {
        if let Doc::Value(value) = &resource.after {
            let mut paths = Vec::new();
            scalars(value, &AttrPath::default(), &mut paths);
            all.extend(paths.into_iter().map(|p| (at, p)));
        }
    }
    all
}

fn try_file(file: &Path, most: usize, knowledge: &Arc<Knowledge>, wrong: &mut Vec<String>) -> usize {
    let mut sources = SourceMap::default();
    let mut rules = rules_of(file, &mut sources);
    let mut tried = 0;
    for case in examples::cases_of(file).unwrap() {
        let loaded = examples::load(&case, &mut sources, knowledge).unwrap();
        let (before, unnamed, back) = judged(loaded.plan.clone(), &loaded, &sources, rules, knowledge);
        wrong.extend(unnamed.iter().map(|f| format!("{}: it does not say what it waits for: {f}", case.stem)));
        rules = back;
        let places = places(&loaded.plan);
        let step = places.len().div_ceil(most).max(1);
        for (at, path) in places.iter().step_by(step) {
            let mut plan = loaded.plan.clone();
            let address = plan.resources[*at].address.to_string();
            let Doc::Value(value) = &plan.resources[*at].after else { continue };
            plan.resources[*at].after = Doc::Value(veil(value, &path.0));
            let (now, unnamed, back) = judged(plan, &loaded, &sources, rules, knowledge);
            wrong.extend(unnamed.iter().map(|f| {
                format!("{}: while {address}.{path} is unknown, it does not say what it waits for: {f}", case.stem)
            }));
            rules = back;
            tried += 1;
            for ((rule, subject), verdict) in &before {
                let after = now.get(&(rule.clone(), subject.clone()));
                let turned = match verdict {
                    Verdict::Violated => !matches!(after, Some(Verdict::Violated | Verdict::Undecided)),
                    Verdict::Satisfied => after == Some(&Verdict::Violated),
                    _ => false,
                };
                if turned {
                    wrong.push(format!(
                        "{}: {rule} on {subject}: {verdict:?} becomes {after:?} while {address}.{path} is unknown",
                        case.stem
                    ));
                }
            }
        }
    }
    tried
}

pub fn rule_files(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rule_files(&path, out);
        } else if path.to_string_lossy().ends_with(".rules.hcl") {
            out.push(path);
        }
    }
}

#[test]
fn an_unknown_turns_no_verdict_into_its_opposite_and_is_named() {
    let most = std::env::var("RINGFENCE_VEIL").ok().and_then(|n| n.parse().ok()).unwrap_or(VALUES);
    let (knowledge, _) = builtin::knowledge(&mut SourceMap::default());
    let knowledge = Arc::new(knowledge);
    let mut files = Vec::new();
    rule_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"), &mut files);
    files.sort();
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for file in &files {
        tried += try_file(file, most, &knowledge, &mut wrong);
    }
    assert!(tried > files.len(), "{tried} values were veiled in {} files", files.len());
    assert!(wrong.is_empty(), "{tried} values veiled, {} mistakes:\n{}", wrong.len(), wrong.join("\n"));
}
