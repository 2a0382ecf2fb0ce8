//! Examples beside rule files: plain Terraform whose comments say which resource must be flagged by
//! which rule. They are evaluated exactly as a user's sources are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Listed, Options, Session};
use crate::config;
use crate::finding::{Finding, Report, Verdict};
use crate::graph::type_key;
use crate::hcl;
use crate::input::{self, sources};
use crate::model::plan::{Action, InputKind, Plan, Resource};
use crate::model::{Address, Doc, Kind, Mode, Value};
use crate::policy::RuleSet;
use crate::provider::Knowledge;
use crate::text::{Diagnostic, SourceFile, SourceMap, Str};

/// An example: a stem and its files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Case {
    /// Name without endings: `object_storage.move`.
    pub stem: String,
    /// `STEM.tf` or `STEM.plan.json`
    pub after: PathBuf,
    /// `STEM.before.tf`
    pub before: Option<PathBuf>,
    /// `STEM.ringfence.hcl`
    pub config: Option<PathBuf>,
}

/// A verdict that a comment demands, or that came out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expectation {
    /// Resource address without instance key, or empty for findings about a zone or plan.
    pub block: String,
    /// Instance, if the comment names one: `["b"]`.
    pub key: Option<String>,
    /// Rule.
    pub rule: String,
    /// Violated or undecided.
    pub verdict: Verdict,
}

/// What came of a case.
#[derive(Debug)]
pub struct CaseResult {
    /// Its name.
    pub stem: String,
    /// What does not fit, one sentence each.
    pub failures: Vec<String>,
    /// The report, satisfied verdicts included.
    pub report: Report,
    /// Rules that forbid whatever they apply to: nothing can satisfy them.
    pub absolute: BTreeSet<Str>,
    /// Outcomes of each rule of the file.
    pub outcomes: BTreeMap<Str, Outcomes>,
}

/// How often a rule came to which outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// Broken.
    pub violated: usize,
    /// Held.
    pub satisfied: usize,
    /// Depends on an unknown.
    pub undecided: usize,
    /// Did not apply to a resource of its type.
    pub not_applicable: usize,
}

impl Outcomes {
    /// Adds those of another case.
    pub fn add(&mut self, other: Outcomes) {
        self.violated += other.violated;
        self.satisfied += other.satisfied;
        self.undecided += other.undecided;
        self.not_applicable += other.not_applicable;
    }

    /// Outcomes that never came up.
    pub fn missing(&self) -> Vec<&'static str> {
        let all = [
            ("violated", self.violated),
            ("satisfied", self.satisfied),
            ("undecided", self.undecided),
            ("not-applicable", self.not_applicable),
        ];
        all.into_iter().filter(|(_, n)| *n == 0).map(|(name, _)| name).collect()
    }
}

/// The examples of a rules file.
///
/// # Errors
/// If its directory cannot be read.
pub fn cases_of(rules_file: &Path) -> std::io::Result<Vec<Case>> {
    let dir = rules_file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file_name = rules_file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let base = file_name.trim_end_matches(".rules.hcl").to_string();
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(dir)? {
        names.insert(entry?.file_name().to_string_lossy().into_owned());
    }
    let mut out = Vec::new();
    for name in &names {
        let stem = match name.strip_suffix(".tf").or_else(|| name.strip_suffix(".plan.json")) {
            Some(stem) if !stem.ends_with(".before") => stem,
            _ => continue,
        };
        if stem != base && !stem.starts_with(&format!("{base}.")) {
            continue;
        }
        let beside = |end: &str| names.contains(&format!("{stem}{end}")).then(|| dir.join(format!("{stem}{end}")));
        out.push(Case {
            stem: stem.to_string(),
            after: dir.join(name),
            before: beside(".before.tf"),
            config: beside(".ringfence.hcl"),
        });
    }
    Ok(out)
}

/// A case that is read and not judged yet.
#[derive(Debug)]
pub struct Loaded {
    /// What its sources plan.
    pub plan: Plan,
    /// Its zone file.
    pub config: config::Config,
    /// What its comments demand.
    pub expected: Vec<Expectation>,
    /// Mistakes in its files.
    pub wrong: Vec<Diagnostic>,
}

/// Reads a case; its files are added to `files`.
///
/// # Errors
/// With a sentence, if a file of the case cannot be read.
pub fn load(case: &Case, files: &mut SourceMap, knowledge: &Arc<Knowledge>) -> Result<Loaded, String> {
    let mut wrong: Vec<Diagnostic> = Vec::new();
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()));
    let config = match &case.config {
        Some(path) => {
            let text = read(path)?;
            let id = files.add(SourceFile::new(path.to_string_lossy().as_ref(), text.as_str()));
            let (body, found) = hcl::parse(id, &text);
            wrong.extend(found);
            let (config, found) = config::load(&body);
            wrong.extend(found);
            config
        }
        None => config::Config::default(),
    };
    let text = read(&case.after)?;
    let mut expected = Vec::new();
    let plan = if case.after.extension().is_some_and(|e| e == "json") {
        input::read_document(input::Artefact::in_memory(&case.after.to_string_lossy(), text.into_bytes()))
            .map_err(|e| e.to_string())?
            .plan
    } else {
        expected.extend(expectations(&text));
        let before = match &case.before {
            Some(path) => {
                let text = read(path)?;
                let found = expectations(&text).into_iter().filter(|e| !expected.contains(e)).collect::<Vec<_>>();
                expected.extend(found);
                Some((path.clone(), text))
            }
            None => None,
        };
        evaluate(&case.after, &text, before.as_ref(), knowledge, files, &mut wrong)
    };
    Ok(Loaded { plan, config, expected, wrong })
}

/// Runs one case by the rules of its file. `files` holds the files that the rules were read from.
///
/// # Errors
/// With a sentence, if a file of the case cannot be read.
pub fn run(
    case: &Case,
    own: &BTreeSet<Str>,
    rules: RuleSet,
    mut files: SourceMap,
    knowledge: &Arc<Knowledge>,
) -> Result<CaseResult, String> {
    let Loaded { plan, config, expected, wrong } = load(case, &mut files, knowledge)?;
    let mut session = Session::new(plan, knowledge.clone(), rules, config, files);
    session.diagnostics = wrong;
    let options = Options { verdicts: Listed::All, today: "2026-01-01".into(), ..Options::default() };
    let types: Vec<(Str, Address)> = session
        .engine
        .graph
        .plan
        .resources
        .iter()
        .map(|r| (type_key(knowledge, r.address.mode, &r.address.kind), r.address.clone()))
        .collect();
    let patterns: BTreeMap<Str, Vec<Str>> =
        session.engine.rules.rules.iter().map(|r| (r.info.id.clone(), r.resources.clone())).collect();
    let forbids = |e: &crate::policy::Enforce| matches!(e.condition.kind, hcl::ast::ExprKind::Bool(false));
    let absolute = session.engine.rules.rules.iter().filter(|r| r.enforces.iter().all(forbids));
    let absolute: BTreeSet<Str> = absolute.map(|r| r.info.id.clone()).collect();
    let (report, _) = session.judge(&options);
    let mut failures: Vec<String> = report
        .diagnostics
        .iter()
        .filter(|d| super::is_error(d))
        .map(|d| {
            format!(
                "{}{}: {}",
                d.span.map(|s| format!("{}: ", report.sources.display(s))).unwrap_or_default(),
                d.summary,
                d.detail
            )
        })
        .collect();
    failures.extend(compare(&expected, &report.findings, own));
    let outcomes = outcomes(&report.findings, own, &types, &patterns);
    Ok(CaseResult { stem: case.stem.clone(), failures, report, absolute, outcomes })
}

/// The identifier of a resource that exists before.
fn identifier(address: &Address) -> Str {
    format!("id:{address}").into()
}

fn evaluate(
    after: &Path,
    text: &str,
    before: Option<&(PathBuf, String)>,
    knowledge: &Arc<Knowledge>,
    files: &mut SourceMap,
    wrong: &mut Vec<Diagnostic>,
) -> Plan {
    let dir = after.parent().unwrap_or(Path::new(".")).to_path_buf();
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let prior = before.map(|(path, text)| {
        let options = sources::Options {
            schemas: Some(&knowledge.schemas),
            identify: Some(Box::new(|a: &Address| Some(identifier(a)))),
            ..sources::Options::default()
        };
        let loaded = sources::load_text(&dir, &[(&name(path), text)], &options, files);
        wrong.extend(loaded.diagnostics);
        loaded.plan
    });
    let known: BTreeSet<Address> = prior.iter().flat_map(|p| p.resources.iter().map(|r| r.address.clone())).collect();
    let options = sources::Options {
        schemas: Some(&knowledge.schemas),
        identify: Some(Box::new(move |a: &Address| known.contains(a).then(|| identifier(a)))),
        ..sources::Options::default()
    };
    let loaded = sources::load_text(&dir, &[(&name(after), text)], &options, files);
    wrong.extend(loaded.diagnostics);
    let mut plan = loaded.plan;
    if let Some(prior) = prior {
        join(&mut plan, prior, knowledge);
    }
    plan
}

/// Makes changes of two evaluations: what was, and what will be.
fn join(plan: &mut Plan, prior: Plan, knowledge: &Knowledge) {
    plan.meta.kind = InputKind::Sources;
    for old in prior.resources {
        if old.address.mode != Mode::Managed {
            continue;
        }
        let was = with_identity(&old);
        match plan.resources.iter_mut().find(|r| r.address == old.address) {
            Some(new) => {
                new.action = action(&old, new, knowledge);
                new.before = was;
                if !new.action.is_replace() {
                    new.after = with_identity(new);
                }
            }
            None => {
                let gone = Resource { action: Action::Delete, before: was, after: Doc::Absent, ..old };
                plan.resources.push(gone);
            }
        }
    }
    plan.index();
}

fn with_identity(resource: &Resource) -> Doc {
    let Doc::Value(value) = &resource.after else { return resource.after.clone() };
    let mut entries = value.as_entries().cloned().unwrap_or_default();
    entries.entry("id".into()).or_insert_with(|| Value::from(identifier(&resource.address)));
    Doc::Value(Value { kind: Kind::Object(Arc::new(entries)), marks: value.marks.clone() })
}

fn action(old: &Resource, new: &Resource, knowledge: &Knowledge) -> Action {
    let (Doc::Value(old_value), Doc::Value(new_value)) = (&old.after, &new.after) else { return Action::Update };
    let names: BTreeSet<&Str> =
        old_value.as_entries().into_iter().chain(new_value.as_entries()).flat_map(|e| e.keys()).collect();
    let schema = knowledge.schemas.resource(new.address.mode, knowledge.canonical(&new.address.kind));
    let mut action = Action::NoOp;
    for name in names {
        let same = match (old_value.get(name), new_value.get(name)) {
            (Some(a), Some(b)) => {
                crate::model::value::canonical_order(a, b).is_eq() && a.is_unknown() == b.is_unknown()
            }
            (a, b) => a.is_none_or(Value::is_null) && b.is_none_or(Value::is_null),
        };
        if !same {
            let forces = schema.as_ref().and_then(|s| s.attribute(&[name])).is_some_and(|a| a.flags.force_new);
            action = if forces { Action::DeleteCreate } else { action.max_with(Action::Update) };
            if forces {
                break;
            }
        }
    }
    action
}

impl Action {
    fn max_with(self, other: Action) -> Action {
        if self == Action::NoOp { other } else { self }
    }
}

/// Comments `# violates: rule, rule`, `# undecided["key"]: rule` inside or directly above blocks.
fn expectations(text: &str) -> Vec<Expectation> {
    let file = SourceFile::new("example.tf", text);
    let mut map = SourceMap::default();
    let id = map.add(SourceFile::new("example.tf", text));
    let (body, _) = hcl::parse(id, text);
    let comments = hcl::comments(id, text);
    let comment_lines: BTreeSet<u32> = comments.iter().map(|c| file.position(c.span.start).line).collect();
    let mut blocks: Vec<(u32, u32, String)> = Vec::new();
    for block in body.blocks() {
        let labels: Vec<&str> = block.labels.iter().map(|l| &*l.name).collect();
        let name = match (&*block.kind.name, &labels[..]) {
            ("resource", [kind, name]) => format!("{kind}.{name}"),
            ("data", [kind, name]) => format!("data.{kind}.{name}"),
            _ => continue,
        };
        let mut first = file.position(block.span.start).line;
        while first > 1 && comment_lines.contains(&(first - 1)) {
            first -= 1;
        }
        blocks.push((first, file.position(block.span.end).line, name));
    }
    let mut out = Vec::new();
    for comment in comments {
        let line = file.position(comment.span.start).line;
        let words = comment.text.trim().trim_start_matches(['#', '/', '*']).trim();
        let found = [("violates", Verdict::Violated), ("undecided", Verdict::Undecided)]
            .into_iter()
            .find_map(|(word, verdict)| Some((words.strip_prefix(word)?, verdict)));
        let Some((rest, verdict)) = found else { continue };
        let (key, rest) = match rest.strip_prefix('[').and_then(|r| r.split_once(']')) {
            Some((key, rest)) => (Some(format!("[{key}]")), rest),
            None => (None, rest),
        };
        let Some(names) = rest.trim_start().strip_prefix(':') else { continue };
        let block = blocks.iter().find(|(first, last, _)| line >= *first && line <= *last).map(|b| b.2.clone());
        for rule in names.split([',', ' ']).map(str::trim).filter(|r| !r.is_empty()) {
            out.push(Expectation {
                block: block.clone().unwrap_or_default(),
                key: key.clone(),
                rule: rule.to_string(),
                verdict,
            });
        }
    }
    out
}

/// What of the expected and the found does not fit.
fn compare(expected: &[Expectation], findings: &[Finding], own: &BTreeSet<Str>) -> Vec<String> {
    let named: BTreeSet<&str> = expected.iter().map(|e| &*e.rule).collect();
    let found: Vec<(String, String, &Finding)> = findings
        .iter()
        .filter(|f| f.verdict != Verdict::Satisfied)
        .map(|f| {
            let (block, key) = split_key(&f.address);
            (block, key, f)
        })
        .collect();
    let fits = |e: &Expectation, block: &str, key: &str, f: &Finding| {
        *e.rule == *f.rule.id
            && e.verdict == f.verdict
            && (e.block == block || e.block.is_empty() && (block == "plan" || block.starts_with("zone ")))
            && e.key.as_deref().is_none_or(|k| k == key)
    };
    let mut out: BTreeSet<String> = BTreeSet::new();
    for (block, key, f) in &found {
        let mine = own.contains(&f.rule.id) || named.contains(&*f.rule.id);
        if mine && !expected.iter().any(|e| fits(e, block, key, f)) {
            let waits =
                if f.waits_for.is_empty() { String::new() } else { format!(" (waits for {})", f.waits_for.join(", ")) };
            out.insert(format!(
                "{} is {} by {} without a comment that says so: {}{waits}",
                f.address,
                f.verdict.name(),
                f.rule.id,
                f.message
            ));
        }
    }
    for e in expected {
        if !found.iter().any(|(block, key, f)| fits(e, block, key, f)) {
            let key = e.key.as_deref().unwrap_or_default();
            let block = if e.block.is_empty() { "the plan or a zone" } else { &e.block };
            out.insert(format!("{block}{key} should be {} by {} and is not", e.verdict.name(), e.rule));
        }
    }
    out.into_iter().collect()
}

fn split_key(address: &str) -> (String, String) {
    match address.parse::<Address>() {
        Ok(mut parsed) if parsed.module.0.is_empty() => {
            let key = std::mem::take(&mut parsed.key);
            (parsed.to_string(), key.to_string())
        }
        _ => (address.to_string(), String::new()),
    }
}

fn outcomes(
    findings: &[Finding],
    own: &BTreeSet<Str>,
    types: &[(Str, Address)],
    patterns: &BTreeMap<Str, Vec<Str>>,
) -> BTreeMap<Str, Outcomes> {
    let mut out: BTreeMap<Str, Outcomes> = own.iter().map(|id| (id.clone(), Outcomes::default())).collect();
    let mut judged: BTreeSet<(&str, &str)> = BTreeSet::new();
    for f in findings {
        judged.insert((&f.rule.id, &f.address));
        if let Some(o) = out.get_mut(&f.rule.id) {
            match f.verdict {
                Verdict::Violated => o.violated += 1,
                Verdict::Undecided => o.undecided += 1,
                Verdict::Satisfied => o.satisfied += 1,
            }
        }
    }
    for (id, o) in &mut out {
        let of_type = |kind: &Str| patterns.get(id).is_some_and(|all| all.iter().any(|p| crate::zone::glob(p, kind)));
        o.not_applicable += types
            .iter()
            .filter(|(kind, address)| of_type(kind) && !judged.contains(&(&**id, address.to_string().as_str())))
            .count();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_belong_to_the_block_they_stand_in_or_above() {
        let text = "# violates: a-rule\n# another line\nresource \"t\" \"x\" {\n  # undecided[\"k\"]: b-rule, c-rule\n}\n\n# violates: plan-rule\n\nresource \"t\" \"y\" {}\n";
        let all = expectations(text);
        let shown: Vec<String> = all
            .iter()
            .map(|e| format!("{}{} {} {}", e.block, e.key.as_deref().unwrap_or(""), e.verdict.name(), e.rule))
            .collect();
        assert_eq!(
            shown,
            [
                "t.x violated a-rule",
                "t.x[\"k\"] undecided b-rule",
                "t.x[\"k\"] undecided c-rule",
                " violated plan-rule"
            ]
        );
    }
}
