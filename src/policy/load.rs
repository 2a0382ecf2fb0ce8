//! Reads rule files into a [`RuleSet`]. Every mistake is told with its place, and all of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Crossing, Enforce, Operation, Param, Policy, Rule, RuleScope, RuleSet};
use crate::eval::{self, evaluate};
use crate::finding::{RuleInfo, Severity};
use crate::hcl::ast::{Block, Body, Expr};
use crate::model::Value;
use crate::text::{Diagnostic, FileId, SourceFile, SourceMap, Span, Str};

/// Principles that a rule may serve.
pub const PRINCIPLES: &[&str] = &[
    "movement",
    "association",
    "data-copy",
    "public-access",
    "encryption",
    "durability",
    "approved-configuration",
    "network",
    "identity",
    "logging",
    "governance",
];

/// A file of a pack.
#[derive(Clone, Debug)]
pub struct PackFile {
    /// Path for display.
    pub path: Str,
    /// Directory: rules of one directory share their settings.
    pub pack: Str,
    /// Its text.
    pub text: Str,
}

/// Takes rule files in, one after the other.
#[derive(Debug, Default)]
pub struct Loader {
    set: RuleSet,
    packs: BTreeMap<Str, usize>,
    digest: Vec<u8>,
}

impl Loader {
    /// Reads one file; its text becomes a source file of `sources`.
    pub fn add(&mut self, file: &PackFile, sources: &mut SourceMap) {
        let id = sources.add(SourceFile::new(file.path.clone(), file.text.clone()));
        self.take(file, crate::hcl::parse(id, &file.text));
    }

    /// Reads several files as [`Loader::add`] does one, their syntax on all processors.
    pub fn add_all(&mut self, files: &[PackFile], sources: &mut SourceMap) {
        let new = |file: &PackFile| sources.add(SourceFile::new(file.path.clone(), file.text.clone()));
        let ids: Vec<FileId> = files.iter().map(new).collect();
        let parsed: Vec<_> = ids.par_iter().zip(files).map(|(id, file)| crate::hcl::parse(*id, &file.text)).collect();
        files.iter().zip(parsed).for_each(|(file, parsed)| self.take(file, parsed));
    }

    fn take(&mut self, file: &PackFile, (body, diagnostics): (Body, Vec<Diagnostic>)) {
        self.set.diagnostics.extend(diagnostics);
        self.digest.extend(file.text.as_bytes());
        let next = self.packs.len();
        let pack = *self.packs.entry(file.pack.clone()).or_insert(next);
        self.set.params.resize_with(self.packs.len(), BTreeMap::new);
        self.file(&body, file, pack);
    }

    /// All rules, sorted by id, with duplicates told.
    pub fn finish(mut self) -> RuleSet {
        self.set.rules.sort_by(|a, b| a.info.id.cmp(&b.info.id));
        for pair in self.set.rules.windows(2) {
            if pair[0].info.id == pair[1].info.id {
                let detail =
                    format!("The rule {:?} is declared twice; ids are unique over all packs.", pair[0].info.id);
                self.set.diagnostics.push(Diagnostic::error(pair[1].span, "Duplicate rule", detail));
            }
        }
        self.set.rules.dedup_by(|b, a| a.info.id == b.info.id);
        let unsure: Vec<&Str> = self.set.policies.iter().filter(|p| !p.confirmed).map(|p| &p.name).collect();
        for rule in &mut self.set.rules {
            rule.unconfirmed = rule.policies.iter().filter(|p| unsure.contains(p)).cloned().collect();
        }
        self.set.digest = crate::text::digest(&self.digest);
        self.set
    }

    fn file(&mut self, body: &Body, file: &PackFile, pack: usize) {
        let mut locals = BTreeMap::new();
        for block in body.blocks_of("locals") {
            locals.extend(block.body.attributes().map(|a| (a.name.name.clone(), a.expr.clone())));
        }
        for attribute in body.attributes() {
            self.wrong(
                attribute.span,
                "Unexpected argument",
                "A rule file holds blocks only: rule, param, locals, policy.",
            );
        }
        for block in body.blocks() {
            let label = block.labels.first().map(|l| l.name.clone());
            match (&*block.kind.name, label) {
                ("locals", None) => {}
                ("rule", Some(id)) if block.labels.len() == 1 => {
                    let mut reader = RuleReader { diagnostics: &mut self.set.diagnostics, block };
                    if let Some(rule) = reader.rule(id, &locals, file, pack) {
                        self.set.rules.push(rule);
                    }
                }
                ("param", Some(name)) => self.param(name, block, pack),
                ("policy", Some(name)) => self.policy(name, block),
                ("rule" | "param" | "policy", _) => {
                    self.wrong(block.header, "Label required", "This block needs one label: its name.")
                }
                (other, _) => {
                    let detail = format!(
                        "Blocks of type {other:?} are not expected in a rule file; known are rule, param, locals, policy."
                    );
                    self.wrong(block.header, "Unexpected block", &detail);
                }
            }
        }
    }

    fn wrong(&mut self, span: Span, summary: &str, detail: &str) {
        self.set.diagnostics.push(Diagnostic::error(span, summary, detail));
    }

    fn param(&mut self, name: Str, block: &Block, pack: usize) {
        let mut reader = RuleReader { diagnostics: &mut self.set.diagnostics, block };
        let default = reader.value("default").unwrap_or(Value::NULL);
        let description = reader.text("description").unwrap_or_default();
        reader.only(&["type", "default", "description"]);
        if block.body.attribute("default").is_none() {
            self.wrong(
                block.header,
                "Default required",
                "A param has a default; use [] or null for one that an organisation must supply.",
            );
        }
        let param = Param { default, description, span: block.header };
        if self.set.params[pack].insert(name.clone(), param).is_some() {
            self.wrong(
                block.header,
                "Duplicate param",
                &format!("The param {name:?} is declared twice in this directory."),
            );
        }
    }

    fn policy(&mut self, name: Str, block: &Block) {
        let mut reader = RuleReader { diagnostics: &mut self.set.diagnostics, block };
        reader.only(&["framework", "code", "principle", "resources", "confirmed", "not_checkable"]);
        let policy = Policy {
            framework: reader.text("framework").unwrap_or_default(),
            code: reader.text("code").unwrap_or_default(),
            principle: reader.text("principle").unwrap_or_default(),
            resources: reader.texts("resources"),
            confirmed: reader.value("confirmed").and_then(|v| v.as_bool()).unwrap_or(true),
            not_checkable: reader.text("not_checkable"),
            name,
        };
        self.set.policies.push(policy);
    }
}

struct RuleReader<'a> {
    diagnostics: &'a mut Vec<Diagnostic>,
    block: &'a Block,
}

const ARGUMENTS: &[&str] = &[
    "title",
    "resource",
    "principle",
    "severity",
    "baseline",
    "operations",
    "filter",
    "bound_by",
    "zone",
    "scope",
    "why",
    "remedy",
    "implements",
    "controls",
    "aliases",
    "references",
];

impl RuleReader<'_> {
    fn rule(&mut self, id: Str, file_locals: &BTreeMap<Str, Expr>, file: &PackFile, pack: usize) -> Option<Rule> {
        let before = self.diagnostics.len();
        self.only(ARGUMENTS);
        let scope = self.scope();
        let resources = self.texts("resource");
        if resources.is_empty() && scope == RuleScope::Resource {
            self.wrong("Resource types required", "resource = [\"TYPE\", ...] says what the rule is about.");
        }
        let principle = self.required("principle");
        if !principle.is_empty() && !PRINCIPLES.contains(&&*principle) {
            self.wrong_at("principle", &format!("{principle:?} is no principle; known are {}.", PRINCIPLES.join(", ")));
        }
        let severity_name = self.required("severity");
        let severity = Severity::parse(&severity_name).unwrap_or_else(|| {
            if !severity_name.is_empty() {
                self.wrong_at("severity", "severity is one of critical, high, medium, low, info.");
            }
            Severity::Medium
        });
        let implements = self.lists("implements");
        let info = RuleInfo {
            title: self.required("title"),
            severity,
            principle,
            resources: resources.clone(),
            why: self.required("why"),
            remedy: self.required("remedy"),
            controls: self.lists("controls"),
            aliases: self.texts("aliases"),
            source: file.path.clone(),
            implements: implements.clone(),
            id,
        };
        let mut locals = file_locals.clone();
        for block in self.block.body.blocks_of("locals") {
            locals.extend(block.body.attributes().map(|a| (a.name.name.clone(), a.expr.clone())));
        }
        let enforces = self.enforces();
        let expr = |name: &str| self.block.body.attribute(name).map(|a| a.expr.clone());
        let (filter, bound_by) = (expr("filter"), expr("bound_by"));
        let operations = self.operations();
        let crossing = self.crossing(operations.as_deref());
        let baseline = self.value("baseline").and_then(|v| v.as_bool()).unwrap_or(false);
        let looks_back = super::validate::looks_back(&enforces, filter.as_ref(), &locals)
            || operations.as_ref().is_some_and(|o| o.iter().any(|o| o.is_removal() || *o == Operation::Move));
        if self.diagnostics[before..].iter().any(|d| d.level == crate::text::Level::Error) {
            return None;
        }
        let mut rule = Rule {
            info: Arc::new(info),
            resources,
            operations,
            filter,
            bound_by,
            crossing,
            scope,
            shared: super::validate::subject_free(&locals),
            locals,
            enforces,
            baseline,
            policies: implements.into_values().flatten().collect(),
            unconfirmed: Vec::new(),
            looks_back,
            pack,
            only_rules: None,
            span: self.block.header,
        };
        rule.only_rules = super::validate::only_rules_of(&super::validate::expressions(&rule), &rule.locals);
        Some(rule)
    }

    fn scope(&mut self) -> RuleScope {
        match self.text("scope").as_deref() {
            None | Some("resource") => RuleScope::Resource,
            Some("zone") => RuleScope::Zone,
            Some("plan") => RuleScope::Plan,
            Some(_) => {
                self.wrong_at("scope", "scope is resource, zone or plan.");
                RuleScope::Resource
            }
        }
    }

    fn operations(&mut self) -> Option<Vec<Operation>> {
        self.block.body.attribute("operations")?;
        let names = self.texts("operations");
        let mut out = Vec::new();
        for name in names {
            match Operation::parse(&name) {
                Some(operation) => out.push(operation),
                None => {
                    let known: Vec<&str> = Operation::ALL.iter().map(|o| o.name()).collect();
                    self.wrong_at("operations", &format!("{name:?} is no operation; known are {}.", known.join(", ")));
                }
            }
        }
        Some(out)
    }

    fn crossing(&mut self, operations: Option<&[Operation]>) -> Option<Crossing> {
        let name = self.text("zone")?;
        let found = Crossing::ALL.into_iter().find(|c| c.name() == &*name);
        if found.is_none() {
            let known: Vec<&str> = Crossing::ALL.iter().map(|c| c.name()).collect();
            self.wrong_at(
                "zone",
                &format!("{name:?} is no zone of a resource that moves; known are {}.", known.join(", ")),
            );
        } else if operations != Some(&[Operation::Move][..]) {
            self.wrong_at(
                "zone",
                "zone says which zone of a resource that moves binds: operations must be [\"move\"].",
            );
        }
        found
    }

    fn enforces(&mut self) -> Vec<Enforce> {
        let block = self.block;
        let mut out = Vec::new();
        for inner in block.body.blocks() {
            match &*inner.kind.name {
                "enforce" => {
                    let expr = |name: &str| inner.body.attribute(name).map(|a| a.expr.clone());
                    let mut reader = RuleReader { diagnostics: self.diagnostics, block: inner };
                    reader.only(&["condition", "error_message", "for_each", "at"]);
                    match (expr("condition"), expr("error_message")) {
                        (Some(condition), Some(message)) => out.push(Enforce {
                            for_each: expr("for_each"),
                            condition,
                            message,
                            at: expr("at"),
                            span: inner.header,
                        }),
                        _ => reader.wrong("Incomplete enforce", "enforce needs condition and error_message."),
                    }
                }
                "locals" => {}
                other => {
                    let detail =
                        format!("Blocks of type {other:?} are not expected in a rule; known are enforce, locals.");
                    self.diagnostics.push(Diagnostic::error(inner.header, "Unexpected block", detail));
                }
            }
        }
        if out.is_empty() {
            self.wrong("Nothing to enforce", "A rule needs at least one enforce block.");
        }
        out
    }

    fn only(&mut self, known: &[&str]) {
        for attribute in self.block.body.attributes() {
            let name = &*attribute.name.name;
            if !known.contains(&name) {
                let near = eval::suggest(name, known.iter().copied());
                let hint = near.map(|n| format!(" Did you mean {n:?}?")).unwrap_or_default();
                let detail = format!("{name:?} is not expected here; known are {}.{hint}", known.join(", "));
                self.diagnostics.push(Diagnostic::error(attribute.name.span, "Unexpected argument", detail));
            }
        }
    }

    fn wrong(&mut self, summary: &str, detail: &str) {
        self.diagnostics.push(Diagnostic::error(self.block.header, summary, detail));
    }

    fn wrong_at(&mut self, name: &str, detail: &str) {
        let span = self.block.body.attribute(name).map_or(self.block.header, |a| a.expr.span);
        self.diagnostics.push(Diagnostic::error(span, format!("Invalid {name}"), detail));
    }

    fn value(&mut self, name: &str) -> Option<Value> {
        let attribute = self.block.body.attribute(name)?;
        match evaluate(&attribute.expr, &eval::Literals) {
            Ok(traced) => Some(traced.value),
            Err(diagnostic) => {
                self.diagnostics.push(*diagnostic);
                None
            }
        }
    }

    fn text(&mut self, name: &str) -> Option<Str> {
        let value = self.value(name)?;
        if value.as_str().is_none() {
            self.wrong_at(name, "A string is required.");
        }
        value.as_str().map(Into::into)
    }

    fn required(&mut self, name: &str) -> Str {
        if self.block.body.attribute(name).is_none() {
            self.wrong("Missing argument", &format!("A rule needs {name}."));
        }
        self.text(name).unwrap_or_default()
    }

    fn texts(&mut self, name: &str) -> Vec<Str> {
        let Some(value) = self.value(name) else { return Vec::new() };
        let items = value.as_elements().map(<[Value]>::to_vec).unwrap_or_else(|| vec![value.clone()]);
        let texts: Vec<Str> = items.iter().filter_map(|v| v.as_str().map(Into::into)).collect();
        if texts.len() != items.len() {
            self.wrong_at(name, "A list of strings is required.");
        }
        texts
    }

    fn lists(&mut self, name: &str) -> BTreeMap<Str, Vec<Str>> {
        let Some(value) = self.value(name) else { return BTreeMap::new() };
        let Some(entries) = value.as_entries() else {
            self.wrong_at(name, "An object of lists of strings is required.");
            return BTreeMap::new();
        };
        entries
            .iter()
            .map(|(key, list)| {
                let items = list.as_elements().unwrap_or_default();
                (key.clone(), items.iter().filter_map(|v| v.as_str().map(Into::into)).collect())
            })
            .collect()
    }
}
