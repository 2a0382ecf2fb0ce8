//! The one entry point of the analysis: a session is loaded once, then judges a plan and yields a
//! report. `check` on the command line is one loop over it.

mod elements;
pub mod examples;
mod fingerprint;
mod learn;
mod locate;
mod outcome;
mod suppress;
mod verdicts;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::config::{Config, UndecidedSetting};
use crate::eval::Side;
use crate::finding::{Coverage, Finding, Gap, InputInfo, Report, Severity, Status, Summary, Verdict};
use crate::graph::Graph;
use crate::model::plan::{Action, Presence};
use crate::model::{Mode, Plan, ResourceId};
use crate::policy::{Engine, Rule, RuleSet};
use crate::provider::Knowledge;
use crate::text::{Diagnostic, Level, SourceMap, Str};
use crate::zone::{Container, Membership, Zones};

pub use crate::policy::Listed;
pub use learn::Answer;
pub use locate::chain;
pub use outcome::Exit;
pub use suppress::{civil_date, is_date};

/// Settings of a run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The lowest severity that fails the run; medium if not set.
    pub fail_on: Option<Severity>,
    /// Rules of a lower severity are not asked: nothing that they say would count.
    pub least: Option<Severity>,
    /// What undecided findings do.
    pub undecided: Option<UndecidedSetting>,
    /// What violations do that were there before.
    pub existing: Existing,
    /// How much is taken for granted.
    pub strictness: Strictness,
    /// Which verdicts the report lists.
    pub verdicts: Listed,
    /// Whether to measure what each rule costs.
    pub costs: bool,
    /// Today, `YYYY-MM-DD`: decides whether suppressions have expired.
    pub today: String,
}

impl Options {
    /// Whether rules of a severity are asked.
    fn asks(&self, severity: Severity) -> bool {
        self.least.is_none_or(|least| severity >= least)
    }
}

/// What violations do that were there before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// They are told apart and do not fail the run.
    #[default]
    Report,
    /// They fail it.
    Fail,
}

/// How much is taken for granted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// Recorded assumptions stand; what was not checked is told.
    #[default]
    Normal,
    /// An assumption makes a verdict undecided, a gap makes the answer incomplete.
    Strict,
}

/// A plan with everything that is needed to judge it.
#[derive(Debug)]
pub struct Session {
    /// The engine.
    pub engine: Engine,
    /// Files of rules, zones and sources.
    pub sources: SourceMap,
    /// Diagnostics of sources.
    pub diagnostics: Vec<Diagnostic>,
    /// What could not be read.
    pub gaps: Vec<Gap>,
    /// Sentences about the input.
    pub notes: Vec<String>,
    /// Rules of types that were prepared before.
    dockets: verdicts::Dockets,
}

/// Time by rule, most expensive first; empty unless asked for.
pub type Costs = Vec<(Str, std::time::Duration)>;

impl Session {
    /// Builds graph and zones of a plan.
    pub fn new(plan: Plan, knowledge: Arc<Knowledge>, rules: RuleSet, config: Config, sources: SourceMap) -> Session {
        let engine = engine(Graph::new(Arc::new(plan), knowledge), rules, config);
        let dockets = verdicts::Dockets::default();
        Session { engine, sources, diagnostics: Vec::new(), gaps: Vec::new(), notes: Vec::new(), dockets }
    }

    /// Judges everything and reports.
    pub fn judge(&self, options: &Options) -> (Report, Costs) {
        let verdicts::Results { mut findings, mut gaps, unjudged, failures, costs, .. } = verdicts::all(self, options);
        let plan = &self.engine.graph.plan;
        suppress::apply(self, options, &mut findings);
        findings.sort_by(order);
        gaps.extend(self.gaps.iter().cloned());
        gaps.extend(self.engine.zones.gaps.iter().cloned());
        gaps.extend(self.zone_gaps());
        gaps.extend(self.forgotten());
        gaps.extend(plan.problems.iter().map(|p| Gap { what: p.what.clone(), reason: p.message.clone() }));
        let coverage = self.coverage(&mut gaps);
        gaps.sort();
        gaps.dedup();
        let mut rules: Vec<_> = findings.iter().map(|f| f.rule.clone()).collect();
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        rules.dedup_by(|a, b| a.id == b.id);
        let mut diagnostics = self.diagnostics.clone();
        diagnostics.extend(failures);
        let mut sources = self.sources.clone();
        if !diagnostics.is_empty() || findings.iter().any(|f| f.location.is_some()) {
            locate::hide_secrets(&self.engine, &mut sources);
        }
        let mut costs: Costs = costs.into_iter().collect();
        costs.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let report = Report {
            rules_digest: self.engine.rules.digest.clone(),
            inputs: vec![self.input()],
            summary: self.summary(&findings, &gaps),
            rules,
            not_checked: gaps,
            unjudged: self.unjudged(options, unjudged),
            diagnostics,
            coverage,
            notes: self.all_notes(),
            sources,
            fail_on: Some(options.fail_on.or(self.engine.config.fail_on).unwrap_or(Severity::Medium)),
            findings,
        };
        (report, costs)
    }

    /// Objects that stay while nobody manages them any more.
    fn forgotten(&self) -> impl Iterator<Item = Gap> {
        let planned = self.engine.graph.plan.resources.iter().filter(|r| r.address.mode == Mode::Managed);
        planned.filter(|r| matches!(r.action, Action::Forget | Action::CreateForget)).map(|r| Gap {
            what: r.address.to_string(),
            reason: "it leaves management and stays in the cloud: nothing here checks it any more".into(),
        })
    }

    /// What was not judged of zones: policies that no rule knows, and resources of which it is not known whether they
    /// are in one.
    fn zone_gaps(&self) -> Vec<Gap> {
        let (zones, rules) = (&self.engine.zones, &self.engine.rules);
        let mut out = Vec::new();
        let implemented = rules.rules.iter().flat_map(|rule| rule.info.implements.values().flatten());
        let implemented: BTreeSet<&Str> = implemented.collect();
        for (_, zone) in zones.iter() {
            let sides = zone.before.iter().chain(&zone.after);
            let named = sides.flat_map(|side| &side.binding.policies).filter(|name| !name.contains('*'));
            for name in named.filter(|name| !implemented.contains(name)).collect::<BTreeSet<_>>() {
                let what = format!("zone {:?}", zone.name);
                match rules.policies.iter().find(|policy| policy.name == *name) {
                    Some(policy) => {
                        let why = policy
                            .not_checkable
                            .as_deref()
                            .unwrap_or("no rule of this run implements it")
                            .trim_end_matches('.');
                        out.push(Gap { what, reason: format!("its policy \"{name}\" cannot be checked ({why})") });
                    }
                    None => out
                        .push(Gap { what, reason: format!("its policy \"{name}\" is not one that this build knows") }),
                }
            }
        }
        let assumed = zones.assumptions().into_iter();
        out.extend(assumed.map(|(text, n)| Gap {
            what: format!("{n} resource{} in no known zone", if n == 1 { "" } else { "s" }),
            reason: text.to_string(),
        }));
        out
    }

    fn input(&self) -> InputInfo {
        let meta = &self.engine.graph.plan.meta;
        InputInfo {
            path: meta.path.to_string(),
            kind: meta.kind.name(),
            terraform_version: meta.terraform_version.as_deref().map(str::to_string),
            format_version: meta.format_version.as_deref().map(str::to_string),
            partial: meta.partial.iter().map(|p| p.name().to_string()).collect(),
        }
    }

    fn all_notes(&self) -> Vec<String> {
        let plan = &self.engine.graph.plan;
        let mut notes: Vec<String> = plan.meta.partial.iter().map(|p| p.explain().to_string()).collect();
        notes.extend(self.notes.iter().cloned());
        notes.extend(self.free());
        if !plan.drift.is_empty() {
            notes.push(format!(
                "{} resource(s) were changed outside of Terraform (drift); the plan already counts with what was found",
                plan.drift.len()
            ));
        }
        notes
    }

    /// What to say of resources outside of all zones, where nobody said what holds there: they are free of rules that held
    /// them until somebody declared the first zone.
    fn free(&self) -> Option<String> {
        let Engine { graph, zones, rules, config, .. } = &self.engine;
        if zones.is_implicit() || config.unzoned.is_some() || config.recipe("unzoned").is_some() {
            return None;
        }
        let loses = |kind: &Str| rules.for_type(kind).any(|r| r.baseline && !r.policies.is_empty());
        let is_outside = |id: &&ResourceId| {
            let judged = graph.resource(**id).presence == Presence::Planned;
            let lives =
                || !matches!(*zones.container_of(**id, Side::After), Container::Nowhere | Container::Unknown(_));
            judged && matches!(*zones.of_resource(**id, Side::After), Membership::Outside { .. }) && lives()
        };
        let outside: usize =
            graph.types().filter(|(kind, _)| loses(kind)).map(|(_, ids)| ids.iter().filter(is_outside).count()).sum();
        let of = if outside == 1 { "1 resource is" } else { &format!("{outside} resources are") };
        (outside > 0).then(|| {
            format!(
                "{of} outside of all zones, where what zones enforce does not hold: unzoned = \"baseline\" in ringfence.hcl \
                 holds them to the baseline, unzoned = \"none\" to nothing"
            )
        })
    }

    /// How many resources of which types there are, and how many rules know the type.
    fn coverage(&self, gaps: &mut Vec<Gap>) -> BTreeMap<Str, Coverage> {
        let mut out = BTreeMap::new();
        for (kind, ids) in self.engine.graph.types() {
            if kind.starts_with("data.") {
                continue;
            }
            let rules = self.engine.rules.for_type(kind).count();
            let resources = ids.len();
            out.insert(kind.clone(), Coverage { resources, rules });
            if rules == 0 {
                let what = format!("{kind} ({resources} resource{})", if resources == 1 { "" } else { "s" });
                gaps.push(Gap { what, reason: "no rule knows this type".into() });
            }
        }
        out
    }

    fn summary(&self, findings: &[Finding], gaps: &[Gap]) -> Summary {
        let plan = &self.engine.graph.plan;
        let judged = |r: &&crate::model::Resource| r.presence == Presence::Planned && r.address.mode == Mode::Managed;
        let mut by_severity = BTreeMap::new();
        let new = |f: &&Finding| f.verdict == Verdict::Violated && f.status == Status::New;
        for finding in findings.iter().filter(new) {
            *by_severity.entry(finding.severity).or_insert(0) += 1;
        }
        let count = |status: &[Status]| {
            findings.iter().filter(|f| f.verdict == Verdict::Violated && status.contains(&f.status)).count()
        };
        Summary {
            resources: plan.resources.iter().filter(judged).count(),
            changes: plan.resources.iter().filter(judged).filter(|r| r.action != Action::NoOp).count(),
            rules: self.engine.rules.rules.len(),
            zones: self.engine.zones.zones.len(),
            violated: count(&[Status::New]),
            undecided: findings.iter().filter(|f| f.verdict == Verdict::Undecided && f.status == Status::New).count(),
            exempt: count(&[Status::Exempt, Status::Suppressed]),
            existing: count(&[Status::Existing]),
            baselined: count(&[Status::Baselined]),
            not_checked: gaps.len(),
            assumed: findings.iter().filter(|f| !f.assumptions.is_empty()).count(),
            by_severity,
        }
    }
}

fn engine(graph: Graph, rules: RuleSet, config: Config) -> Engine {
    // Rules that look at nothing but the resource itself, wherever it is, do not ask who is who.
    if rules.rules.iter().any(Rule::looks_around) {
        graph.prepare();
    }
    let graph = Arc::new(graph);
    let zones = Zones::new(graph.clone(), &config);
    Engine { graph, zones, rules, config, shared: Default::default(), bound: Default::default() }
}

/// Whether a diagnostic means that something was not read.
pub fn is_error(diagnostic: &Diagnostic) -> bool {
    diagnostic.level == Level::Error
}

/// Worst first; then by address, rule and attribute.
fn order(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    let rank = |f: &Finding| (f.verdict != Verdict::Violated, f.status != Status::New, std::cmp::Reverse(f.severity));
    rank(a)
        .cmp(&rank(b))
        .then_with(|| a.address.cmp(&b.address))
        .then_with(|| a.rule.id.cmp(&b.rule.id))
        .then_with(|| a.attribute.cmp(&b.attribute))
        .then_with(|| a.fingerprint.cmp(&b.fingerprint))
}
