//! A session that lives on: values become known, and single resources are judged as they come.

use std::sync::Arc;

use super::{Options, Session, order, suppress, verdicts};
use crate::finding::{Finding, Gap};
use crate::graph::Graph;
use crate::model::{Mode, Plan, ResourceId};
use crate::policy::Engine;

/// What is said of some resources.
#[derive(Debug, Default)]
pub struct Answer {
    /// Findings about them, worst first.
    pub findings: Vec<Finding>,
    /// What of them could not be judged.
    pub gaps: Vec<Gap>,
    /// The same by rule, in the form of findings: undecided, and the message says why. A comment that permits the
    /// rule permits that it is not judged.
    pub unjudged: Vec<Finding>,
}

impl Session {
    /// Changes the plan: values that became known, resources that appeared. Resources keep their numbers if
    /// `change` only replaces and appends. Everything is found out anew.
    pub fn learn(self, change: impl FnOnce(&mut Plan)) -> Session {
        let watched = self.engine.graph.is_watched();
        self.anew(watched, change)
    }

    /// The same for a session that learns often: `change` replaces values of `resources` and of no others, or appends
    /// resources. What does not depend on them is kept; the answers are those of a session that is made anew.
    pub fn learn_of(self, resources: &[ResourceId], change: impl FnOnce(&mut Plan)) -> Session {
        let known = self.engine.graph.plan.resources.len();
        let appends = resources.iter().any(|id| id.0 as usize >= known);
        if appends || !self.engine.graph.is_watched() {
            return self.anew(true, change);
        }
        let Session { engine, sources, diagnostics, gaps, notes, dockets } = self;
        let Engine { graph, mut zones, rules, config, .. } = engine;
        drop(graph);
        let mut graph = Arc::try_unwrap(zones.hand_over()).unwrap_or_else(|shared| {
            let mut graph = Graph::new(shared.plan.clone(), shared.knowledge.clone());
            graph.keep_watch();
            graph
        });
        let changes = graph.learn(resources, change);
        let graph = Arc::new(graph);
        let zones = zones.after(graph.clone(), &changes, &config);
        let engine = Engine { graph, zones, rules, config, shared: Default::default(), bound: Default::default() };
        Session { engine, sources, diagnostics, gaps, notes, dockets }
    }

    fn anew(self, watched: bool, change: impl FnOnce(&mut Plan)) -> Session {
        let Session { engine, sources, diagnostics, gaps, notes, dockets } = self;
        let Engine { graph, zones, rules, config, .. } = engine;
        drop(zones);
        let knowledge = graph.knowledge.clone();
        let plan = Arc::try_unwrap(graph).map_or_else(|shared| shared.plan.clone(), |graph| graph.plan);
        let mut plan = Arc::unwrap_or_clone(plan);
        let known = plan.resources.len();
        change(&mut plan);
        // The index is about addresses, which stay.
        if plan.resources.len() != known {
            plan.index();
        }
        let mut graph = Graph::new(Arc::new(plan), knowledge);
        if watched {
            graph.keep_watch();
        }
        Session { engine: super::engine(graph, rules, config), sources, diagnostics, gaps, notes, dockets }
    }

    /// Whether any rule runs on resources of a type.
    pub fn has_rules_for(&self, mode: Mode, kind: &str) -> bool {
        let key = crate::graph::type_key(&self.engine.graph.knowledge, mode, &kind.into());
        self.engine.rules.for_type(&key).any(|rule| !verdicts::is_disabled(&self.engine, rule))
    }

    /// Judges some resources by the rules that run on their types.
    pub fn judge_these(&self, subjects: &[ResourceId], options: &Options) -> Answer {
        let mut out = verdicts::some(self, options, subjects);
        let known = out.findings.len();
        if known > 0 {
            suppress::apply(self, options, &mut out.findings);
        }
        // Complaints about comments are the whole run's business.
        out.findings.truncate(known);
        out.findings.sort_by(order);
        Answer { findings: out.findings, gaps: out.gaps, unjudged: self.unjudged(options, out.unjudged) }
    }

    /// What could not be judged, with what is permitted.
    pub(super) fn unjudged(&self, options: &Options, mut all: Vec<Finding>) -> Vec<Finding> {
        let known = all.len();
        // Comments are read from the files: not for nothing.
        if known == 0 {
            return all;
        }
        suppress::apply(self, options, &mut all);
        all.truncate(known);
        all.sort_by(order);
        all.dedup_by(|a, b| (&a.rule.id, &a.address, &a.message) == (&b.rule.id, &b.address, &b.message));
        all
    }

    /// Judges everything, rules about zones and the plan as a whole included, and keeps the session.
    pub fn judge_all(&self, options: &Options) -> Answer {
        let verdicts::Results { mut findings, gaps, unjudged, .. } = verdicts::all(self, options);
        suppress::apply(self, options, &mut findings);
        findings.sort_by(order);
        Answer { findings, gaps, unjudged: self.unjudged(options, unjudged) }
    }
}
