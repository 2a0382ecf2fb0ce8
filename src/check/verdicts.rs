//! Runs the rules over the resources and turns judgements into findings.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{Listed, Options, Session, Strictness, fingerprint, locate};
use crate::eval::{Place, Side};
use crate::finding::{Finding, Gap, Status, UNNAMED, Verdict, ZoneNote};
use crate::graph::Link;
use crate::model::plan::Presence;
use crate::model::{ResourceId, Value};
use crate::policy::{AttributeCache, Desk, Docket, Engine, Judgement, KeptDocket, Outcome, Rule, RuleScope};
use crate::text::{Diagnostic, Str};
use crate::zone::{Membership, ZoneId};

/// What judging yields.
#[derive(Default)]
pub struct Results {
    /// Findings, in plan order.
    pub findings: Vec<Finding>,
    /// What could not be judged.
    pub gaps: Vec<Gap>,
    /// The same by rule, in the form of findings: undecided, and the message says why.
    pub unjudged: Vec<Finding>,
    /// What functions of rules refused, and why, with these rules: gaps in the end.
    refused: BTreeMap<(String, Str), Vec<Str>>,
    /// Rules that failed.
    pub failures: Vec<Diagnostic>,
    /// Time by rule, if it was asked for.
    pub costs: FxHashMap<Str, Duration>,
}

impl Results {
    /// Adds what comes next.
    fn take(&mut self, next: Results) {
        self.findings.extend(next.findings);
        self.gaps.extend(next.gaps);
        self.unjudged.extend(next.unjudged);
        self.failures.extend(next.failures);
        for (refusal, rules) in next.refused {
            self.refused.entry(refusal).or_default().extend(rules);
        }
        for (rule, cost) in next.costs {
            *self.costs.entry(rule).or_default() += cost;
        }
    }

    /// Tells each refused value once, whatever the number of rules that read it.
    fn settle(&mut self) {
        for ((what, why), mut rules) in std::mem::take(&mut self.refused) {
            rules.sort();
            rules.dedup();
            let reason = match &rules[..] {
                [most @ .., last] if !most.is_empty() => {
                    format!("{} and {last} make nothing of a value: {why}", most.join(", "))
                }
                rules => format!("{} makes nothing of a value: {why}", rules.concat()),
            };
            self.gaps.push(Gap { what, reason });
        }
    }
}

/// How many resources are judged at once at most: what they hold stays in the processor's cache, and those of one type,
/// which are judged one after the other, are many.
const CHUNK: usize = 4096;

/// Judges all resources by all rules. The order of the results does not depend on threads.
pub fn all(session: &Session, options: &Options) -> Results {
    let engine = &session.engine;
    let dockets: Vec<(Docket<'_>, &[ResourceId])> = engine
        .graph
        .types()
        .map(|(kind, ids)| (docket(engine, kind), ids))
        .filter(|(docket, _)| !docket.entries.is_empty())
        .collect();
    let mut work: Vec<Option<&Docket<'_>>> = vec![None; engine.graph.plan.resources.len()];
    for (docket, ids) in &dockets {
        for id in *ids {
            work[id.0 as usize] = Some(docket);
        }
    }
    // Desks are handed on from chunk to chunk, so that what they have seen is not lost: there are as many
    // as threads.
    let desks: Mutex<Vec<Desk<'_>>> = Mutex::default();
    let free = || desks.lock().unwrap_or_else(PoisonError::into_inner);
    let keep = wanted(options);
    let early = firsts(session, options, &dockets);
    let chunk = (work.len() / (rayon::current_num_threads() * 8)).clamp(16, CHUNK);
    let judged: Vec<Results> = work
        .par_chunks(chunk)
        .enumerate()
        .map(|(n, part)| {
            let mut out = Results::default();
            let mut desk = free().pop().unwrap_or_else(|| Desk::new(keep));
            let mut due: Vec<(ResourceId, &Docket<'_>)> =
                (n * chunk..).zip(part).filter_map(|(at, docket)| Some((ResourceId(at as u32), (*docket)?))).collect();
            due.sort_by_key(|(_, docket)| docket.kind);
            for (id, docket) in due {
                match early.get(&id) {
                    Some(known) => out.take(std::mem::take(&mut known.lock().unwrap_or_else(PoisonError::into_inner))),
                    None => resource(session, options, docket, id, &mut desk, &mut out),
                }
            }
            free().push(desk);
            out
        })
        .collect();
    let mut out = Results::default();
    judged.into_iter().for_each(|part| out.take(part));
    scopes(session, options, &mut out);
    out.failures.dedup();
    out.settle();
    out
}

/// Judges the first resource of each type, different types on different threads. What is made once, for all resources
/// of a type, is made then; threads that met the same type would wait for each other.
fn firsts(
    session: &Session,
    options: &Options,
    dockets: &[(Docket<'_>, &[ResourceId])],
) -> FxHashMap<ResourceId, Mutex<Results>> {
    if rayon::current_num_threads() == 1 {
        return FxHashMap::default();
    }
    let first = |(docket, ids): &(Docket<'_>, &[ResourceId])| {
        let id = *ids.first()?;
        let mut out = Results::default();
        resource(session, options, docket, id, &mut Desk::new(wanted(options)), &mut out);
        Some((id, Mutex::new(out)))
    };
    dockets.par_iter().with_max_len(1).filter_map(first).collect()
}

/// Which verdicts rules must tell: for strict runs also those that are satisfied, since what they take for granted
/// turns them.
fn wanted(options: &Options) -> Listed {
    match options.strictness {
        Strictness::Strict => Listed::All,
        Strictness::Normal => options.verdicts,
    }
}

/// The rules that are on for a type.
fn docket<'s>(engine: &'s Engine, kind: &'s Str) -> Docket<'s> {
    engine.docket(kind, engine.rules.for_type(kind).filter(|r| !is_disabled(engine, r)))
}

/// The rules of types, prepared for a session that judges again and again.
#[derive(Debug, Default)]
pub struct Dockets(Mutex<FxHashMap<Str, KeptDocket>>);

impl Dockets {
    /// The rules of a type, whoever prepared them. They are to be given back.
    fn take<'s>(&self, engine: &'s Engine, kind: &'s Str) -> Docket<'s> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(kind);
        let kept = kept.and_then(|kept| kept.open(kind, &engine.rules));
        kept.map(|docket| docket.within(&engine.zones)).unwrap_or_else(|| docket(engine, kind))
    }

    fn give_back(&self, engine: &Engine, docket: Docket<'_>) {
        let kind = docket.kind.clone();
        if let Some(kept) = KeptDocket::of(docket, &engine.rules) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(kind, kept);
        }
    }
}

/// Judges some resources by the rules of their types.
pub(super) fn some(session: &Session, options: &Options, subjects: &[ResourceId]) -> Results {
    let engine = &session.engine;
    let mut out = Results::default();
    let mut desk = Desk::new(wanted(options));
    let mut dockets: Vec<Docket<'_>> = Vec::new();
    for id in subjects {
        let Some(kind) = engine.graph.type_of(*id) else { continue };
        let at = dockets.iter().position(|d| d.kind == kind).unwrap_or_else(|| {
            dockets.push(session.dockets.take(engine, kind));
            dockets.len() - 1
        });
        resource(session, options, &dockets[at], *id, &mut desk, &mut out);
    }
    for docket in dockets {
        session.dockets.give_back(engine, docket);
    }
    out.settle();
    out
}

pub(super) fn is_disabled(engine: &Engine, rule: &Rule) -> bool {
    engine.config.disabled.iter().any(|(pattern, _)| crate::zone::glob(pattern, &rule.info.id))
}

fn resource<'s>(
    session: &'s Session,
    options: &Options,
    docket: &Docket<'s>,
    id: ResourceId,
    desk: &mut Desk<'s>,
    out: &mut Results,
) {
    let engine = &session.engine;
    let resource = engine.graph.plan.resource(id);
    // What a targeted plan leaves out is not judged, nor are data sources that were only read.
    if resource.presence == Presence::PriorOnly && resource.address.mode == crate::model::Mode::Managed {
        return;
    }
    for due in desk.take_up(engine, docket, id).iter() {
        let rule = docket.entries[due.entry].rule;
        if !options.asks(rule.info.severity) {
            continue;
        }
        let begin = options.costs.then(Instant::now);
        let outcome = engine.judge(docket, due, id, desk);
        if let Some(begin) = begin {
            *out.costs.entry(rule.info.id.clone()).or_default() += begin.elapsed();
        }
        let context = Context { session, options, cache: &desk.cache, zone: None };
        match outcome {
            Outcome::NotApplicable => {}
            Outcome::Failed(diagnostic) => {
                out.unjudged.push(context.unjudged(rule, Some(id), diagnostic.detail.clone()));
                failed(*diagnostic, &resource.address, out);
            }
            Outcome::Judged(judgements, refusals) => {
                out.unjudged.extend(refusals.iter().map(|why| context.unjudged(rule, Some(id), why.to_string())));
                refused(rule, refusals, &resource.address, out);
                let existing = Existing { engine, rule, subject: id, cache: &desk.cache, known: None };
                context.conclude(rule, judgements, Some(existing), out);
            }
        }
    }
}

/// A value that cannot be decoded is a gap of that resource; anything else is a mistake in the rule.
fn failed(diagnostic: Diagnostic, address: &dyn Display, out: &mut Results) {
    if diagnostic.summary == "Attribute cannot be read" {
        out.gaps.push(Gap { what: address.to_string(), reason: diagnostic.detail });
    } else {
        out.gaps.push(Gap { what: address.to_string(), reason: format!("a rule failed: {}", diagnostic.detail) });
        if !out.failures.contains(&diagnostic) {
            out.failures.push(diagnostic);
        }
    }
}

/// What a function of a rule refused is a gap of that resource: everything else is judged.
fn refused(rule: &Rule, refusals: Vec<Str>, what: &dyn Display, out: &mut Results) {
    for why in refusals {
        out.refused.entry((what.to_string(), why)).or_default().push(rule.info.id.clone());
    }
}

fn scopes(session: &Session, options: &Options, out: &mut Results) {
    let engine = &session.engine;
    let cache = AttributeCache::default();
    let asked = |r: &&Rule| options.asks(r.info.severity) && r.scope != RuleScope::Resource && !is_disabled(engine, r);
    for rule in engine.rules.rules.iter().filter(asked) {
        let zones: Vec<Option<ZoneId>> = match rule.scope {
            RuleScope::Zone => engine.zones.iter().map(|(id, _)| Some(id)).collect(),
            _ => vec![None],
        };
        for zone in zones {
            let begin = options.costs.then(Instant::now);
            let outcome = engine.judge_scope(rule, zone, &cache, wanted(options));
            if let Some(begin) = begin {
                *out.costs.entry(rule.info.id.clone()).or_default() += begin.elapsed();
            }
            let context = Context { session, options, cache: &cache, zone };
            match outcome {
                Outcome::NotApplicable => {}
                Outcome::Failed(diagnostic) => {
                    out.unjudged.push(context.unjudged(rule, None, diagnostic.detail.clone()));
                    failed(*diagnostic, &rule.info.id, out);
                }
                Outcome::Judged(judgements, refusals) => {
                    out.unjudged.extend(refusals.iter().map(|why| context.unjudged(rule, None, why.to_string())));
                    refused(rule, refusals, &scope_name(engine, zone), out);
                    context.conclude(rule, judgements, None, out);
                }
            }
        }
    }
}

/// Tells what was violated before the plan already.
struct Existing<'s, 'c> {
    engine: &'s Engine,
    rule: &'s Rule,
    subject: ResourceId,
    cache: &'c AttributeCache<'s>,
    known: Option<Vec<String>>,
}

impl Existing<'_, '_> {
    fn holds(&mut self, judgement: &Judgement, fingerprint: &str) -> bool {
        let resource = self.engine.graph.plan.resource(self.subject);
        let from_plan = resource.before.exists();
        let input = self.engine.graph.plan.meta.kind;
        let has_before = !matches!(input, crate::model::plan::InputKind::State);
        if self.rule.looks_back
            || !resource.exists_before()
            || !from_plan
            || !has_before
            || resource.action.is_replace()
        {
            return false;
        }
        if self.engine.changes_zone(self.subject) {
            return false;
        }
        let (engine, rule, subject) = (self.engine, self.rule, self.subject);
        let known = self.known.get_or_insert_with(|| match engine.judge_before(rule, subject, self.cache) {
            Outcome::Judged(all, _) => {
                all.iter().filter(|j| j.verdict == Verdict::Violated).map(|j| identity(engine, rule, j, None)).collect()
            }
            _ => Vec::new(),
        });
        known.iter().any(|k| k == fingerprint) && !self.other_end_moves(judgement)
    }

    /// Whether something that binds the resource, or that it names, comes into another zone: what was between them before
    /// was not this.
    fn other_end_moves(&self, judgement: &Judgement) -> bool {
        let (engine, graph) = (self.engine, &self.engine.graph);
        if engine.zones.is_implicit() {
            return false;
        }
        let named = |place: &Place| {
            let root = place.path.root().filter(|_| place.path.0.len() == 1)?;
            let value = self.cache.value(graph, place.resource, place.side, root).ok()?;
            match graph.link(place.resource, place.side, &place.path, &value) {
                Link::Resource(id) => Some(id),
                _ => None,
            }
        };
        let ends = judgement.reads.places().iter().flat_map(|place| [Some(place.resource), named(place)]);
        let binders = engine.binders(self.rule, self.subject, self.cache);
        ends.flatten().chain(binders).any(|id| engine.changes_zone(id))
    }
}

fn identity(engine: &Engine, rule: &Rule, judgement: &Judgement, zone: Option<ZoneId>) -> String {
    let address = match judgement.resource {
        Some(id) => {
            let resource = engine.graph.plan.resource(id);
            resource.previous.as_ref().unwrap_or(&resource.address).to_string()
        }
        None => scope_name(engine, zone),
    };
    let path = judgement.place.as_ref().map(|p| &p.path);
    fingerprint::of(&rule.info.id, &address, path, judgement.element.as_ref())
}

fn scope_name(engine: &Engine, zone: Option<ZoneId>) -> String {
    zone.map_or_else(|| "plan".to_string(), |z| format!("zone {}", engine.zones.get(z).name))
}

/// What findings are made with.
struct Context<'s, 'c> {
    session: &'s Session,
    options: &'c Options,
    cache: &'c AttributeCache<'s>,
    zone: Option<ZoneId>,
}

impl Context<'_, '_> {
    fn conclude(
        &self,
        rule: &Rule,
        judgements: Vec<Judgement>,
        mut existing: Option<Existing<'_, '_>>,
        out: &mut Results,
    ) {
        let (engine, options, zone) = (&self.session.engine, self.options, self.zone);
        for mut judgement in judgements {
            let satisfied = judgement.verdict == Verdict::Satisfied;
            if satisfied && options.strictness == Strictness::Strict && !judgement.assumed.is_empty() {
                judgement.verdict = Verdict::Undecided;
                judgement.waits_for = judgement.assumed.clone();
                judgement.message = rule.info.title.to_string();
            } else if satisfied && options.verdicts == Listed::Open {
                continue;
            }
            let fingerprint = identity(engine, rule, &judgement, zone);
            let was_there = judgement.verdict == Verdict::Violated
                && existing
                    .as_mut()
                    .is_some_and(|e| judgement.resource == Some(e.subject) && e.holds(&judgement, &fingerprint));
            let status = if was_there { Status::Existing } else { Status::New };
            let finding = self.finding(rule, judgement, status, fingerprint);
            // Two conditions of a rule may say the same of one element, or wait for the same.
            let again = |f: &Finding| {
                let waits = f.verdict == Verdict::Undecided && finding.verdict == Verdict::Undecided;
                f.fingerprint == finding.fingerprint
                    && (f.message == finding.message || waits && f.waits_for == finding.waits_for)
            };
            if !out.findings.iter().rev().take(8).any(again) {
                out.findings.push(finding);
            }
        }
    }

    /// That a rule could not be judged, as a finding: who enforces rules must not take it for one that holds.
    fn unjudged(&self, rule: &Rule, subject: Option<ResourceId>, why: String) -> Finding {
        let judgement = Judgement {
            verdict: Verdict::Undecided,
            resource: subject,
            place: None,
            reads: Default::default(),
            message: why,
            waits_for: Vec::new(),
            element: None,
            assumed: Vec::new(),
        };
        let fingerprint = identity(&self.session.engine, rule, &judgement, self.zone);
        self.finding(rule, judgement, Status::New, fingerprint)
    }

    fn finding(&self, rule: &Rule, judgement: Judgement, status: Status, fingerprint: String) -> Finding {
        let (session, zone) = (self.session, self.zone);
        let engine = &session.engine;
        let resource = judgement.resource.map(|id| engine.graph.plan.resource(id));
        let places = locate::places(engine, self.cache, &judgement);
        let mut waits_for: Vec<String> = judgement.waits_for.iter().map(|w| w.to_string()).collect();
        // Without it the message would read as a fact.
        if judgement.verdict == Verdict::Undecided && waits_for.is_empty() {
            waits_for.push(UNNAMED.into());
        }
        let zone_note = match judgement.resource {
            Some(id) => zone_note(session, id),
            None => zone.map(|z| ZoneNote { name: engine.zones.get(z).name.to_string(), reason: String::new() }),
        };
        Finding {
            rule: rule.info.clone(),
            severity: rule.info.severity,
            verdict: judgement.verdict,
            status,
            address: resource.map_or_else(|| scope_name(engine, zone), |r| r.address.to_string()),
            resource_type: resource.map(|r| r.address.kind.clone()).unwrap_or_default(),
            actions: resource.map(|r| r.action.names().to_vec()).unwrap_or_default(),
            attribute: judgement
                .place
                .as_ref()
                .filter(|p| Some(p.resource) == judgement.resource)
                .map(|p| p.path.to_string())
                .filter(|p| !p.is_empty()),
            message: if judgement.message.is_empty() { rule.info.title.to_string() } else { judgement.message },
            zone: zone_note,
            location: places.primary,
            labels: places.labels,
            waits_for,
            assumptions: judgement.assumed.iter().map(|a| a.to_string()).collect(),
            evidence: places.evidence,
            fingerprint,
            owner: judgement.resource.and_then(|id| owner(engine, id)),
            permit: None,
        }
    }
}

/// The zone of a resource and the chain of containers that put it there.
fn zone_note(session: &Session, id: ResourceId) -> Option<ZoneNote> {
    let engine = &session.engine;
    if engine.zones.is_implicit() {
        return None;
    }
    let side = if engine.graph.plan.resource(id).after.exists() { Side::After } else { Side::Before };
    match &*engine.zones.of_resource(id, side) {
        Membership::In { zone, .. } => {
            let reason = locate::chain(engine, &session.sources, id, side);
            Some(ZoneNote { name: engine.zones.get(*zone).name.to_string(), reason })
        }
        _ => None,
    }
}

/// Who owns a resource, as its tags say.
fn owner(engine: &Engine, id: ResourceId) -> Option<String> {
    let names = ["owner", "Owner", "OWNER", "team", "Team", "CostCenter"];
    for attribute in ["freeform_tags", "defined_tags", "tags", "labels"] {
        let Ok(tags) = engine.graph.attribute(id, Side::After, attribute) else { continue };
        let Some(entries) = tags.as_entries() else { continue };
        for name in names {
            let found = entries.iter().find(|(k, _)| &***k == name || k.rsplit('.').next() == Some(name));
            if let Some(text) = found.and_then(|(_, v)| if v.marks.sensitive { None } else { Value::as_str(v) }) {
                return Some(text.to_string());
            }
        }
    }
    None
}
