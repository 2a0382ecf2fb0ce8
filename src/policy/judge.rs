//! Evaluates one rule on one subject: which verdict, decided by which attribute, and why.

use std::cell::RefCell;
use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::desk::{Basis, Desk, Due};
use super::docket::Docket;
use super::message;
use super::operations::Operation;
use super::precedent::{Told, Trace};
use super::scope::{AttributeCache, RuleScopeEnv, SharedLocals};
use super::sheet::Glance;
use super::{Crossing, Enforce, Rule, RuleSet};
use crate::config::Config;
use crate::eval::{Place, Reads, Reasons, Side, Traced, evaluate};
use crate::facts;
use crate::graph::{Graph, Link};
use crate::hcl::ast::Expr;
use crate::model::{AttrPath, Kind, ResourceId, Step, Value};
use crate::text::{Diagnostic, Str};
use crate::zone::{Binding, Bound, Leaving, RuleFacts, ZoneId, Zones};

/// Everything that rules are evaluated against.
#[derive(Debug)]
pub struct Engine {
    /// The plan with its relations.
    pub graph: Arc<Graph>,
    /// Its zones.
    pub zones: Zones,
    /// The rules.
    pub rules: RuleSet,
    /// The zone file.
    pub config: Config,
    /// What rules compute once.
    pub shared: SharedLocals,
    /// Which binding binds which rule.
    pub bound: BoundCache,
}

/// Decisions by binding and rule.
pub type BoundCache = RwLock<FxHashMap<(usize, usize), Bound>>;

/// What a rule says of a subject.
#[derive(Debug)]
pub enum Outcome {
    /// It does not apply.
    NotApplicable,
    /// It was evaluated: one judgement per condition and element, satisfied ones included; and what could
    /// not be judged, because a function refused a value of the plan.
    Judged(Vec<Judgement>, Refusals),
    /// The rule itself failed.
    Failed(Box<Diagnostic>),
}

/// Why functions refused values of the resource that a rule is about, a sentence each.
pub type Refusals = Vec<Str>;

/// One condition on one element.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// Holds, broken, or unknown.
    pub verdict: crate::finding::Verdict,
    /// The resource that it is about: the subject, or the element if that is a resource.
    pub resource: Option<ResourceId>,
    /// The attribute that decided.
    pub place: Option<Place>,
    /// All places that were read.
    pub reads: Reads,
    /// What to tell; empty for satisfied ones.
    pub message: String,
    /// What an undecided one waits for.
    pub waits_for: Vec<Str>,
    /// The element, inside `for_each`.
    pub element: Option<Value>,
    /// What was taken for granted.
    pub assumed: Vec<Str>,
}

/// Which verdicts are wanted, and so listed by a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Listed {
    /// Violated and undecided. What satisfied ones take for granted is nobody's business then.
    #[default]
    Open,
    /// Satisfied, too.
    All,
}

/// What one evaluation looks at.
struct Look<'a> {
    rule: &'a Rule,
    subject: Option<ResourceId>,
    zone: Option<ZoneId>,
    side: Side,
    keep: Listed,
}

impl Engine {
    /// The rules of a type, prepared.
    pub fn docket<'p>(&'p self, kind: &'p Str, rules: impl Iterator<Item = &'p Rule>) -> Docket<'p> {
        Docket::new(kind, rules, &self.graph.knowledge).within(&self.zones)
    }

    /// Evaluates a rule that is due on the resource that the desk has taken up.
    pub fn judge<'p>(&'p self, docket: &Docket<'p>, due: &Due, subject: ResourceId, desk: &mut Desk<'p>) -> Outcome {
        let Some(entry) = docket.entries.get(due.entry) else { return Outcome::NotApplicable };
        let look = Look { rule: entry.rule, subject: Some(subject), zone: None, side: Side::After, keep: desk.keep };
        let Desk { cache, sheet, precedents, keep, .. } = desk;
        let graph: &Graph = &self.graph;
        let wanted = *keep == Listed::Open && entry.quick.is_some();
        if wanted && Glance::new(sheet, graph, cache, &docket.slots).finds_quiet(&entry.quick) {
            return Outcome::NotApplicable;
        }
        let Basis::Precedent(at, bound) = &due.basis else {
            return self.look(&look, cache, &Trace::default(), None);
        };
        let precedent = precedents.get_mut(*at);
        if precedent.as_ref().is_some_and(|p| p.is_quiet(|slot| sheet.number(graph, cache, &docket.slots, slot))) {
            return Outcome::NotApplicable;
        }
        let trace = Trace::default();
        let outcome = self.look(&look, cache, &trace, Some(bound.clone()));
        if let Some(precedent) = precedent {
            let slot = |side: Side, name: &str| docket.slots.find(side, name);
            precedent.learn(trace, told(&outcome), slot, |slot| sheet.number(graph, cache, &docket.slots, slot));
        }
        outcome
    }

    /// Evaluates a rule on the state before the plan, to tell what was there already.
    pub fn judge_before<'p>(&'p self, rule: &Rule, subject: ResourceId, cache: &AttributeCache<'p>) -> Outcome {
        let look = Look { rule, subject: Some(subject), zone: None, side: Side::Before, keep: Listed::Open };
        self.look(&look, cache, &Trace::default(), None)
    }

    /// Evaluates a rule that runs per zone or per plan.
    pub fn judge_scope<'p>(
        &'p self,
        rule: &Rule,
        zone: Option<ZoneId>,
        cache: &AttributeCache<'p>,
        keep: Listed,
    ) -> Outcome {
        let look = Look { rule, subject: None, zone, side: Side::After, keep };
        self.look(&look, cache, &Trace::default(), None)
    }

    /// Whether a resource moves, and not within one zone.
    pub fn changes_zone(&self, id: ResourceId) -> bool {
        let zone = |side| self.zones.of_resource(id, side).zone();
        let stays = || zone(Side::Before).is_some_and(|before| zone(Side::After) == Some(before));
        !self.zones.is_implicit() && super::moves(&self.graph, &self.zones, id) && !stays()
    }

    /// The resources whose zones bind a rule to a subject, where the rule says so and that is certain.
    pub fn binders<'p>(&'p self, rule: &Rule, subject: ResourceId, cache: &AttributeCache<'p>) -> Vec<ResourceId> {
        let Some(bound_by) = &rule.bound_by else { return Vec::new() };
        let look = Look { rule, subject: Some(subject), zone: None, side: Side::After, keep: Listed::Open };
        self.within(&look, cache, &Trace::default(), |env| {
            let Ok(answer) = evaluate(bound_by, env) else { return Vec::new() };
            let found = items(&answer).into_iter().map(|item| super::functions::link(env, &item));
            found.filter_map(|link| if let Link::Resource(id) = link { Some(id) } else { None }).collect()
        })
    }

    fn look<'p>(&'p self, look: &Look<'_>, cache: &AttributeCache<'p>, trace: &Trace, bound: Option<Bound>) -> Outcome {
        self.within(look, cache, trace, |env| {
            let bound = bound.map_or_else(|| self.bound(look.rule, env), Ok);
            match bound.and_then(|bound| self.run(look.rule, env, bound)) {
                Ok(outcome) => outcome,
                Err(problem) if problem.summary == super::functions::REFUSED => {
                    Outcome::Judged(Vec::new(), vec![problem.detail.into()])
                }
                Err(diagnostic) => Outcome::Failed(diagnostic),
            }
        })
    }

    /// Evaluates something where the rule looks from.
    fn within<'p, T>(
        &'p self,
        look: &Look<'_>,
        cache: &AttributeCache<'p>,
        trace: &Trace,
        evaluate: impl FnOnce(&RuleScopeEnv<'_, '_>) -> T,
    ) -> T {
        let Look { rule, subject, zone, side, keep } = *look;
        let zone_of_subject = subject.and_then(|id| self.zones.of_resource(id, side).zone()).or(zone);
        let settings = |name: &str| self.setting(name, zone_of_subject);
        evaluate(&RuleScopeEnv {
            graph: &self.graph,
            zones: &self.zones,
            rules: &self.rules,
            rule,
            subject,
            side,
            zone,
            each: None,
            settings: &settings,
            cache,
            trace,
            reasons: Reasons::Wanted,
            keep,
            shared: &self.shared,
            waits: RefCell::default(),
            locals: RefCell::default(),
        })
    }

    /// A setting as the zone file makes it: for the zone, else for all.
    fn setting(&self, name: &str, zone: Option<ZoneId>) -> Option<Value> {
        let in_zone = zone.and_then(|z| self.zones.get(z).params.get(name));
        let for_all = || self.config.params.iter().find(|p| p.zones.is_empty() && &*p.name == name).map(|p| &p.value);
        in_zone.or_else(for_all).cloned()
    }

    fn run(&self, rule: &Rule, env: &RuleScopeEnv<'_, '_>, bound: Bound) -> Result<Outcome, Box<Diagnostic>> {
        let mut doubts: Vec<Str> = match bound {
            Bound::No => return Ok(Outcome::NotApplicable),
            Bound::Yes => Vec::new(),
            Bound::Maybe(waits) => waits,
        };
        // Most conditions hold: which places make them hold is found out only if somebody wants to know.
        let quick = env.with_reasons(Reasons::Spared);
        if let Some(filter) = &rule.filter {
            // A refusal is told by what the arguments read: then reasons are wanted.
            let answer = evaluate(filter, &quick).or_else(|_| evaluate(filter, env))?;
            match answer.value.kind {
                Kind::Bool(true) => {}
                Kind::Bool(false) => return Ok(Outcome::NotApplicable),
                Kind::Unknown(_) => doubts.extend(waits_of(&answer, &quick)),
                _ => return Err(not_a_condition(filter, &answer.value)),
            }
        }
        let (mut out, mut refused) = (Vec::new(), Refusals::new());
        for enforce in &rule.enforces {
            self.enforce(enforce, env, &quick, &mut out, &mut refused)?;
        }
        if !doubts.is_empty() {
            for judgement in &mut out {
                // Whether the rule applies at all is open: broken is only "perhaps broken".
                if judgement.verdict == crate::finding::Verdict::Violated {
                    judgement.verdict = crate::finding::Verdict::Undecided;
                    judgement.waits_for = doubts.clone();
                }
            }
        }
        Ok(Outcome::Judged(out, refused))
    }

    fn enforce(
        &self,
        enforce: &Enforce,
        env: &RuleScopeEnv<'_, '_>,
        quick: &RuleScopeEnv<'_, '_>,
        out: &mut Vec<Judgement>,
        refused: &mut Refusals,
    ) -> Result<(), Box<Diagnostic>> {
        let Some(for_each) = &enforce.for_each else {
            if !self.holds(enforce, quick) {
                out.extend(accepted(self.condition(enforce, env, None), refused)?);
            }
            return Ok(());
        };
        let Some(all) = accepted(evaluate(for_each, env), refused)? else { return Ok(()) };
        let elements: Vec<(Traced, Traced)> = match &all.value.kind {
            Kind::Null(_) => Vec::new(),
            Kind::Unknown(_) => {
                out.push(self.undecided(enforce, env, &all));
                return Ok(());
            }
            Kind::Map(_, entries) | Kind::Object(entries) => entries
                .iter()
                .map(|(k, v)| (Value::from(k.clone()).into(), all.step(v.clone(), Step::Field(k.clone()))))
                .collect(),
            _ => {
                let items = all.value.as_elements().ok_or_else(|| not_a_collection(for_each))?;
                let number = |i: usize| Traced::from(Value::from(i as i64));
                items.iter().enumerate().map(|(i, v)| (number(i), element(&all, v, i))).collect()
            }
        };
        for (key, value) in elements {
            let raw = value.value.clone();
            if raw.is_unknown() {
                out.push(self.undecided(enforce, env, &value));
                continue;
            }
            if !self.holds(enforce, &quick.with_each(key.clone(), value.unread())) {
                out.extend(accepted(self.condition(enforce, &env.with_each(key, value), Some(raw)), refused)?);
            }
        }
        if matches!(all.value.kind, Kind::Partial(_)) {
            out.push(self.undecided(enforce, env, &all));
        }
        Ok(())
    }

    /// Whether a condition holds and nobody wants to know why. Errors turn up again where reasons are wanted.
    fn holds(&self, enforce: &Enforce, quick: &RuleScopeEnv<'_, '_>) -> bool {
        quick.keep != Listed::All
            && evaluate(&enforce.condition, quick).is_ok_and(|a| matches!(a.value.kind, Kind::Bool(true)))
    }

    fn condition(
        &self,
        enforce: &Enforce,
        env: &RuleScopeEnv<'_, '_>,
        element: Option<Value>,
    ) -> Result<Judgement, Box<Diagnostic>> {
        use crate::finding::Verdict;
        let answer = evaluate(&enforce.condition, env)?;
        let verdict = match answer.value.kind {
            Kind::Bool(true) => Verdict::Satisfied,
            Kind::Bool(false) => Verdict::Violated,
            Kind::Unknown(_) => Verdict::Undecided,
            _ => return Err(not_a_condition(&enforce.condition, &answer.value)),
        };
        let resource = match element.as_ref().map(|e| &e.kind) {
            Some(Kind::Resource(id)) => Some(*id),
            _ => env.subject,
        };
        let message = match verdict {
            Verdict::Satisfied => String::new(),
            _ => message::render(&enforce.message, env),
        };
        Ok(Judgement {
            verdict,
            resource,
            place: self.pointed_at(enforce, env, &answer, resource),
            waits_for: if verdict == Verdict::Undecided { waits_of(&answer, env) } else { Vec::new() },
            assumed: answer.value.marks.assumed.iter().map(|text| text.as_ref().clone()).collect(),
            reads: answer.reads,
            message,
            element,
        })
    }

    /// The attribute to which a finding points: as the author says, else the first that was read and
    /// belongs to the resource, inside the element if there is one.
    fn pointed_at(
        &self,
        enforce: &Enforce,
        env: &RuleScopeEnv<'_, '_>,
        answer: &Traced,
        resource: Option<ResourceId>,
    ) -> Option<Place> {
        if let Some(at) = &enforce.at
            && let Ok(found) = evaluate(at, env)
            && let Some(place) = found.place.or_else(|| found.reads.places().first().cloned())
        {
            return Some(place);
        }
        let places = answer.reads.places();
        let own = |p: &&Place| Some(p.resource) == resource && !p.path.0.is_empty();
        let element = env.each.as_ref().and_then(|(_, value)| value.place.clone());
        if let Some(element) = &element {
            let inside =
                places.iter().filter(own).find(|p| p.path.0.starts_with(&element.path.0) && p.side == element.side);
            let path = inside.map(|p| p.path.clone()).unwrap_or_else(|| element.path.clone());
            if !path.0.is_empty() {
                return Some(Place { path, ..element.clone() });
            }
        }
        let now = places.iter().filter(own).find(|p| p.side == Side::After);
        now.or_else(|| places.iter().find(own)).cloned()
    }

    fn undecided(&self, enforce: &Enforce, env: &RuleScopeEnv<'_, '_>, unknown: &Traced) -> Judgement {
        let place = unknown.place.clone().or_else(|| unknown.reads.places().first().cloned());
        // What is unknown may be the whole list, which is no element.
        let element = Value::unknown().with_marks(&unknown.value.marks);
        let inner = env.with_each(Value::unknown().into(), element.into());
        Judgement {
            verdict: crate::finding::Verdict::Undecided,
            resource: env.subject,
            place,
            reads: unknown.reads.clone(),
            message: message::render(&enforce.message, &inner),
            waits_for: waits_of(unknown, env),
            element: None,
            assumed: Vec::new(),
        }
    }

    /// Whether a recipe binds the rule where it would apply.
    fn bound(&self, rule: &Rule, env: &RuleScopeEnv<'_, '_>) -> Result<Bound, Box<Diagnostic>> {
        let facts = facts_of(rule);
        let leaving = leaving(rule);
        let Some(bound_by) = &rule.bound_by else {
            return Ok(match (env.subject, env.zone) {
                (Some(id), _) => self.bound_at(id, leaving, facts),
                (None, Some(zone)) => self.bound_in_zone(zone, facts),
                (None, None) => self.zones.baseline.binds(facts),
            });
        };
        let answer = evaluate(bound_by, env)?;
        let mut doubts: Vec<Str> = Vec::new();
        for item in items(&answer) {
            match super::functions::link(env, &item) {
                Link::Resource(id) => match self.bound_at(id, leaving, facts) {
                    Bound::Yes => return Ok(Bound::Yes),
                    Bound::No => {}
                    Bound::Maybe(waits) => doubts.extend(waits),
                },
                Link::OneOf(ids) => {
                    let all: Vec<Bound> = ids.iter().map(|id| self.bound_at(*id, leaving, facts)).collect();
                    match all.first() {
                        Some(Bound::Yes) if all.iter().all(|b| *b == Bound::Yes) => return Ok(Bound::Yes),
                        Some(Bound::No) if all.iter().all(|b| *b == Bound::No) => {}
                        _ => {
                            doubts.extend(ids.iter().map(|id| self.graph.plan.resource(*id).address.to_string().into()))
                        }
                    }
                }
                Link::Unknown(waits) => doubts.extend(waits),
                Link::Null | Link::Outside(_) => {}
            }
        }
        // Something that is not in the plan has no zone here: whose policy would bind is then not known,
        // but it is not this plan's zones either.
        Ok(if doubts.is_empty() || self.zones.is_implicit() { Bound::No } else { Bound::Maybe(doubts) })
    }

    fn bound_at(&self, id: ResourceId, leaving: Leaving, facts: RuleFacts<'_>) -> Bound {
        let found = self.zones.binding(id, leaving);
        match (self.binds(&found.binding, facts), found.undetermined) {
            (Bound::No, Some(waits)) if !facts.implements.is_empty() => Bound::Maybe(waits.to_vec()),
            (bound, _) => bound,
        }
    }

    /// Whether a binding binds a rule, decided once for each pair: there are few bindings and many resources.
    fn binds(&self, binding: &Arc<Binding>, facts: RuleFacts<'_>) -> Bound {
        // Bindings live as long as the zones that hold them, and rules as long as the rule set.
        let key = (Arc::as_ptr(binding) as usize, facts.id.as_ptr() as usize);
        if let Some(known) = self.bound.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let decided = binding.binds(facts);
        self.bound.write().unwrap_or_else(PoisonError::into_inner).insert(key, decided.clone());
        decided
    }

    fn bound_in_zone(&self, zone: ZoneId, facts: RuleFacts<'_>) -> Bound {
        let zone = self.zones.get(zone);
        let sides = [&zone.before, &zone.after];
        sides.into_iter().flatten().map(|s| s.binding.binds(facts)).fold(Bound::No, |best, b| match (&best, &b) {
            (Bound::Yes, _) | (Bound::Maybe(_), Bound::No) => best,
            _ => b,
        })
    }
}

/// What `bound_by` names: the elements of a list, or one.
fn items(answer: &Traced) -> Vec<Traced> {
    match answer.value.as_elements() {
        Some(items) => items.iter().map(|v| Traced::from(v.clone())).collect(),
        None => vec![answer.clone()],
    }
}

/// What a binding is asked of a rule.
pub(super) fn facts_of(rule: &Rule) -> RuleFacts<'_> {
    RuleFacts { id: &rule.info.id, baseline: rule.baseline, implements: &rule.policies, unconfirmed: &rule.unconfirmed }
}

/// Whether the zone that a resource leaves has a say.
pub(super) fn leaving(rule: &Rule) -> Leaving {
    match rule.crossing {
        Some(Crossing::Left) => return Leaving::Alone,
        Some(Crossing::Entered) => return Leaving::Ignored,
        None => {}
    }
    match &rule.operations {
        Some(wanted) if wanted.iter().all(|o| o.is_removal()) => Leaving::Alone,
        Some(wanted) if wanted.iter().any(|o| o.is_removal() || *o == Operation::Move) => Leaving::Included,
        _ => Leaving::Ignored,
    }
}

/// Whether an outcome has anything to tell.
fn told(outcome: &Outcome) -> Told {
    use crate::finding::Verdict;
    match outcome {
        Outcome::NotApplicable => Told::Nothing,
        Outcome::Judged(all, refused) if refused.is_empty() && all.iter().all(|j| j.verdict == Verdict::Satisfied) => {
            Told::Nothing
        }
        _ => Told::Something,
    }
}

/// An element of a list: a resource stands at its own place, anything else one step into the list.
fn element(all: &Traced, value: &Value, index: usize) -> Traced {
    let at = match &value.kind {
        Kind::Resource(id) => {
            let side = all.reads.places().first().map_or(Side::After, |p| p.side);
            Some(Place { resource: *id, side, path: AttrPath::default() })
        }
        // Canonical firewall rules know the attribute that they were made from.
        _ => facts::net::origin_of(value).and_then(|path| {
            let first = all.reads.places().first()?;
            Some(Place { resource: first.resource, side: first.side, path })
        }),
    };
    match at {
        Some(place) if matches!(value.kind, Kind::Resource(_)) => {
            Traced { value: value.clone(), place: Some(place), reads: all.reads.clone() }
        }
        Some(place) => Traced::at(value.clone(), place),
        None => all.step(value.clone(), Step::Index(index as u32)),
    }
}

fn waits_of(answer: &Traced, env: &RuleScopeEnv<'_, '_>) -> Vec<Str> {
    let mut waits = answer.value.waits_for();
    if waits.is_empty() {
        waits.extend(env.waits.borrow().iter().flat_map(|w| w.iter().cloned()));
    }
    if waits.is_empty() {
        // The way from there to here lost it: what was read knows it.
        waits.extend(answer.reads.places().iter().flat_map(|place| waits_at(place, env)));
    }
    waits.sort();
    waits.dedup();
    waits
}

/// What the attribute waits for that a place is in; all attributes for a whole resource.
fn waits_at(place: &Place, env: &RuleScopeEnv<'_, '_>) -> Vec<Str> {
    let resource = env.graph.plan.resource(place.resource);
    let names = match (place.path.root(), place.side) {
        (Some(root), _) => vec![root.clone()],
        (None, Side::Before) => resource.before.names(),
        (None, Side::After) => resource.after.names(),
    };
    let value = |name: &Str| env.cache.value(env.graph, place.resource, place.side, name).ok();
    names.iter().filter_map(value).flat_map(|value| value.waits_for()).collect()
}

/// What was evaluated, unless a function refused a value of the plan: that spoils what needs it, and no more.
fn accepted<T>(answer: Result<T, Box<Diagnostic>>, refused: &mut Refusals) -> Result<Option<T>, Box<Diagnostic>> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(problem) if problem.summary == super::functions::REFUSED => {
            refused.push(problem.detail.into());
            Ok(None)
        }
        Err(problem) => Err(problem),
    }
}

fn not_a_condition(expr: &Expr, value: &Value) -> Box<Diagnostic> {
    let detail = format!("A condition must be true or false; this is {}.", value.ty());
    Box::new(Diagnostic::error(expr.span, "Invalid condition", detail))
}

fn not_a_collection(expr: &Expr) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(expr.span, "Invalid for_each", "for_each needs a list, set, map or object."))
}
