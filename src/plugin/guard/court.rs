//! What the judge knows: the plan as it was expected, filled in with what is seen on the wire, and what was
//! decided.

mod verdict;
mod whole;

use std::collections::{BTreeSet, HashMap};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use bytes::Bytes;
use prost::Message;

use super::super::msgpack;
use super::super::protocol::{
    ApplyRequest, ApplyResponse, Diagnostic, DynamicValue, ERROR, PlanRequest, PlanResponse, ReadRequest, ReadResponse,
};
use super::super::types::{Schemas, Shape};
use super::fit::mark;
use super::judge::{Denial, Subject};
use super::result::{self, Judged, Reasons, Summary};
use super::slots::{Seen, Slots, Token};
use super::words::{self, Extent, Force, Moment};
use super::{Mode, Undecided};
use crate::check::{Options, Session};
use crate::finding::{Finding, Severity};
use crate::model::plan::{Action, Partial};
use crate::model::{Mode as Kind, ResourceId, Value};
use crate::text::Str;

/// Settings of a guard.
#[derive(Clone, Debug)]
pub struct Law {
    /// Whether calls are denied.
    pub mode: Mode,
    /// What is done where even apply leaves a value unknown.
    pub undecided: Undecided,
    /// How findings are judged.
    pub options: Options,
    /// Whether the run plans all that it applies, so that what was not planned will not be there.
    pub plans_all: bool,
    /// Whether the run changes anything, so that what was planned and not done stays as it was.
    pub applies: bool,
    /// Whether the run only looks at what is there (`-refresh-only`).
    pub only_looks: bool,
    /// Whether the run applies one plan. `terraform test` applies several, one after the other.
    pub one_plan: bool,
}

/// The judge's memory.
#[derive(Debug)]
pub struct Court {
    law: Law,
    session: Option<Session>,
    slots: Slots,
    schemas: HashMap<usize, Schemas>,
    sources: Vec<Str>,
    /// Whether there are rules for a type.
    ruled: HashMap<Str, bool>,
    /// Refused as a whole, before the first change.
    refused: Option<Reasons>,
    /// Whether Terraform was told why.
    refusal_told: bool,
    told: BTreeSet<String>,
    /// Rules of which Terraform was told why they are there.
    explained: BTreeSet<Str>,
    /// Findings of which Terraform was told.
    condemned: Vec<Finding>,
    /// Whether all was judged once more, after the end.
    concluded: bool,
    summary: Summary,
}

/// A change that was let pass: what its outcome is reported with.
#[derive(Clone, Debug)]
pub struct Pass {
    provider: usize,
    connection: u64,
    type_name: String,
    token: Token,
}

/// What speaks against a change.
struct Weighed {
    diagnostics: Vec<Diagnostic>,
    /// The provider's own bytes, to give back if it is denied.
    private: Bytes,
    pass: Pass,
}

/// Whether a verdict may be put off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hurry {
    /// It may, if what is still to be planned may decide it.
    IfDecided,
    /// Nothing more will come before it is given.
    Now,
}

/// Where a change may be.
#[derive(Debug)]
pub struct Places {
    /// The place that it takes, and others.
    all: Vec<ResourceId>,
    /// Whether there are still others.
    more: bool,
}

/// A planned change that was taken in and waits for its verdict.
#[derive(Debug)]
pub enum Heard {
    /// Nothing to say.
    Nothing,
    /// To be judged at any of these places.
    Change {
        /// Where it may be.
        places: Places,
        /// Its values.
        seen: Box<Seen>,
        /// Its schema.
        shape: Arc<Shape>,
    },
    /// It cannot be read.
    Failure(String),
}

impl Court {
    /// A court for a session; `sources` are the addresses of the providers by their number.
    pub fn new(law: Law, session: Session, sources: Vec<Str>) -> Court {
        let slots = Slots::new(&session.engine.graph.plan);
        let builtin = session.engine.graph.plan.resources.iter();
        let builtin = builtin.filter(|r| &*r.provider == "terraform.io/builtin/terraform").count();
        Court {
            law,
            slots,
            session: Some(session),
            schemas: HashMap::new(),
            sources,
            ruled: HashMap::new(),
            refused: None,
            refusal_told: false,
            told: BTreeSet::new(),
            explained: BTreeSet::new(),
            condemned: Vec::new(),
            concluded: false,
            summary: Summary { builtin, ..Summary::default() },
        }
    }

    /// Takes a provider's schema.
    pub fn schema(&mut self, provider: usize, version: u32, response: Bytes) {
        match Schemas::new(version, response) {
            Ok(schemas) => {
                self.schemas.insert(provider, schemas);
            }
            Err(e) => self.trouble(e.to_string()),
        }
    }

    /// Notes a failure.
    pub fn trouble(&mut self, what: String) {
        if !self.summary.troubles.contains(&what) {
            self.summary.troubles.push(what);
        }
    }

    fn shape(&mut self, provider: usize, mode: Kind, type_name: &str) -> Result<Arc<Shape>, String> {
        let schemas = self.schemas.get_mut(&provider).ok_or("the provider's schema was not seen")?;
        schemas.shape(mode, type_name).map_err(|e| e.to_string())
    }

    /// Takes in a planned change.
    pub fn hear(&mut self, subject: Subject, response: Bytes) -> Heard {
        self.summary.planned += 1;
        match self.take_in(subject, response) {
            Ok(heard) => heard,
            Err(why) => {
                self.trouble(why.clone());
                Heard::Failure(why)
            }
        }
    }

    fn take_in(&mut self, subject: Subject, response: Bytes) -> Result<Heard, String> {
        let request = PlanRequest::decode(subject.request).map_err(|e| e.to_string())?;
        let response = PlanResponse::decode(response).map_err(|e| e.to_string())?;
        // The provider itself refuses it, or puts it off: there is no change.
        if response.deferred.is_some() || response.diagnostics.iter().any(|d| d.severity == ERROR) {
            return Ok(Heard::Nothing);
        }
        let shape = self.shape(subject.provider, Kind::Managed, &request.type_name)?;
        let read = |value: &Option<DynamicValue>| msgpack::decode(value.as_ref(), &shape).map_err(|e| e.to_string());
        let (before, config) = (read(&request.prior_state)?, read(&request.config)?);
        let token = token(&request.prior_state, &response.planned_state);
        // A copy: the slice would keep the whole message in memory.
        let private = Some(Bytes::copy_from_slice(&request.prior_private));
        let kind = request.type_name.as_str().into();
        // States are large: of each there is one copy at a time, as bytes or as a value.
        drop(request);
        let after =
            msgpack::decode_like(response.planned_state.as_ref(), &shape, &before).map_err(|e| e.to_string())?;
        let action = action(&before, &after, !response.requires_replace.is_empty());
        let (provider, connection) = (self.source(subject.provider), subject.connection);
        let seen = Seen { kind, provider, connection, config, before, after, action, token, private };
        let destroys = self.law_destroys();
        // Before it destroys, Terraform plans as if it did not, to see what is there.
        if destroys && !seen.after.is_null() {
            return Ok(Heard::Nothing);
        }
        let candidates = self.slots.candidates(&seen, destroys, self.most_places());
        let id = self.slots.take(&candidates, &seen);
        self.remember(id, &seen);
        // The place that it takes comes first.
        let more = candidates.more;
        let mut all = vec![id];
        all.extend(candidates.free.into_iter().chain(candidates.taken).filter(|c| *c != id));
        Ok(Heard::Change { places: Places { all, more }, seen: Box::new(seen), shape })
    }

    fn law_destroys(&self) -> bool {
        self.session.as_ref().is_some_and(|s| s.engine.graph.plan.meta.partial.contains(&Partial::Destroy))
    }

    fn source(&self, provider: usize) -> Str {
        self.sources.get(provider).cloned().unwrap_or_default()
    }

    /// Puts what was seen into the plan when it is next looked at.
    fn remember(&mut self, id: ResourceId, seen: &Seen) {
        self.slots.set(id, seen);
    }

    /// The session, with everything in it that was seen.
    fn settled(&mut self) -> Option<&Session> {
        if self.slots.is_settled() {
            return self.session.as_ref();
        }
        let session = self.session.take()?;
        let slots = &mut self.slots;
        let changed = slots.changed();
        self.session = Some(session.learn_of(&changed, |plan| slots.settle(plan)));
        self.session.as_ref()
    }

    fn has_rules(&mut self, kind: &Str) -> bool {
        if let Some(known) = self.ruled.get(kind) {
            return *known;
        }
        let found = self.session.as_ref().is_some_and(|s| s.has_rules_for(Kind::Managed, kind));
        self.ruled.insert(kind.clone(), found);
        found
    }

    /// Where a finding is in the sources: `main.tf:9`.
    fn place(&self, finding: &Finding) -> Option<String> {
        let session = self.session.as_ref()?;
        let span = finding.location.as_ref()?.span;
        let shown = session.sources.display(span);
        Some(shown.rsplit_once(':').map_or(shown.clone(), |(line, _)| line.to_string()))
    }

    fn least(&self) -> Severity {
        self.law.options.fail_on.unwrap_or(Severity::Medium)
    }

    /// Whether a finding stops what it is about.
    fn stops(&self, finding: &Finding) -> bool {
        finding.breaks(self.least())
    }

    fn force(&self) -> Force {
        match self.law.mode {
            Mode::Enforce => Force::Deny,
            Mode::Observe => Force::Tell,
        }
    }

    /// What to add to the answer of a planned change; `None` if what is still to be planned may decide it.
    pub fn decide(&mut self, heard: &Heard, hurry: Hurry) -> Option<Vec<Diagnostic>> {
        let (places, seen, shape) = match heard {
            Heard::Nothing => return Some(Vec::new()),
            Heard::Failure(why) => return Some(self.fail(why).into_iter().collect()),
            Heard::Change { places, seen, shape } => (places, seen, shape),
        };
        let Judged { findings, unjudged } = self.findings(places, seen);
        let stopping: Vec<&Finding> = findings.iter().filter(|f| self.stops(f)).collect();
        let unjudged: Vec<Finding> = unjudged.into_iter().filter(|f| result::blocks(f, self.least())).collect();
        // Nothing that is only looked at will happen.
        if self.law.only_looks {
            return Some(Vec::new());
        }
        if stopping.is_empty() && unjudged.is_empty() {
            let premature = hurry == Hurry::IfDecided
                && self.refused.is_none()
                && findings.iter().any(|f| self.is_open(f) && self.waits_for_unseen(f));
            return if premature { None } else { Some(Vec::new()) };
        }
        let force = self.force();
        // Before it applies a change, Terraform plans it once more with the values that are known then.
        let moment = if self.refused.is_some() { Moment::Apply } else { Moment::Plan };
        let said = self.told(&stopping, moment, shape);
        let diagnostics = said.into_iter().chain(unjudged.iter().map(|f| words::not_judged(f, force))).collect();
        let broken = stopping.into_iter().cloned().collect();
        self.condemn(Reasons { broken, unjudged });
        self.summary.denied += 1;
        if force == Force::Deny {
            self.slots.deny(places.all[0]);
        }
        Some(diagnostics)
    }

    /// What is said of findings. Why a rule is there is said once in a run: many instances of a block break the same one.
    fn told(&mut self, stopping: &[&Finding], moment: Moment, shape: &Shape) -> Vec<Diagnostic> {
        let force = self.force();
        let told = stopping.iter().map(|finding| {
            let known = !self.explained.insert(finding.rule.id.clone());
            words::diagnostic(finding, moment, force, if known { Extent::Short } else { Extent::Whole }, shape)
        });
        told.collect()
    }

    /// Remembers what Terraform is told of.
    fn condemn(&mut self, reasons: Reasons) {
        for finding in reasons.broken {
            if self.told.insert(key(&finding)) {
                self.condemned.push(finding);
            }
        }
        for rule in reasons.unjudged {
            if self.told.insert(unjudged_key(&rule)) {
                self.summary.unjudged.push(rule);
            }
        }
    }

    fn fail(&self, why: &str) -> Option<Diagnostic> {
        match self.law.mode {
            Mode::Enforce => Some(words::failure(why)),
            Mode::Observe => None,
        }
    }

    /// Whether a change may happen.
    ///
    /// # Errors
    /// [`Denial`] with what to tell.
    pub fn apply(&mut self, subject: Subject) -> Result<Option<Pass>, Denial> {
        self.summary.applied += 1;
        match self.weigh(subject) {
            Ok(Weighed { diagnostics, pass, .. }) if diagnostics.is_empty() => Ok(Some(pass)),
            Ok(Weighed { diagnostics, pass, private }) => {
                self.summary.denied += 1;
                match self.law.mode {
                    Mode::Enforce => Err(Denial { diagnostics, private: Some(private) }),
                    Mode::Observe => Ok(Some(pass)),
                }
            }
            Err(why) => {
                self.trouble(why.clone());
                let denial = |d| Err(Denial { diagnostics: vec![d], private: None });
                self.fail(&why).map_or(Ok(None), denial)
            }
        }
    }

    /// What speaks against a change.
    fn weigh(&mut self, subject: Subject) -> Result<Weighed, String> {
        let request = ApplyRequest::decode(subject.request).map_err(|e| e.to_string())?;
        let shape = self.shape(subject.provider, Kind::Managed, &request.type_name)?;
        let read = |value: &Option<DynamicValue>| msgpack::decode(value.as_ref(), &shape).map_err(|e| e.to_string());
        let before = read(&request.prior_state)?;
        let after = msgpack::decode_like(request.planned_state.as_ref(), &shape, &before).map_err(|e| e.to_string())?;
        let seen = Seen {
            kind: request.type_name.as_str().into(),
            provider: self.source(subject.provider),
            connection: subject.connection,
            config: read(&request.config)?,
            action: action(&before, &after, false),
            before,
            after,
            token: token(&request.prior_state, &request.planned_state),
            private: None,
        };
        let pass = Pass {
            provider: subject.provider,
            connection: subject.connection,
            type_name: request.type_name,
            token: seen.token,
        };
        if self.refused.is_none() {
            self.refused = Some(if self.law.one_plan { self.whole() } else { Reasons::default() });
        }
        let id = self.slots.planned(&seen);
        let private = self.slots.private(id);
        let diagnostics = match self.refusal(id) {
            Some(told) => told,
            None => {
                self.slots.apply(id, &seen);
                // What ends was judged with the whole: its values are those that it had.
                if seen.after.is_null() { Vec::new() } else { self.objections(id, &seen, &shape) }
            }
        };
        Ok(Weighed { diagnostics, private, pass })
    }

    /// What is said to whoever applies a part of a plan that is refused as a whole; `None` if it is not.
    fn refusal(&mut self, id: ResourceId) -> Option<Vec<Diagnostic>> {
        let refused = self.refused.as_ref().filter(|r| !r.is_empty() && self.law.mode == Mode::Enforce)?;
        // Once: calls come several at a time, and Terraform prints what is said to each.
        let diagnostics = match self.refusal_told {
            true => vec![words::refused_as_told()],
            false => words::refusals(refused, &|finding| self.place(finding)),
        };
        let refused = refused.clone();
        self.refusal_told = true;
        self.condemn(refused);
        self.slots.deny(id);
        Some(diagnostics)
    }

    /// What is said against a resource as it is about to become.
    fn objections(&mut self, id: ResourceId, seen: &Seen, shape: &Shape) -> Vec<Diagnostic> {
        let Judged { findings, unjudged } = self.findings(&Places { all: vec![id], more: false }, seen);
        let unjudged: Vec<Finding> = unjudged.into_iter().filter(|f| result::blocks(f, self.least())).collect();
        let force = self.force();
        let mut stopping: Vec<&Finding> = findings.iter().filter(|f| self.stops(f)).collect();
        if self.law.undecided == Undecided::Deny {
            stopping.extend(findings.iter().filter(|f| self.stays_open(f)));
        }
        let said = self.told(&stopping, Moment::Apply, shape);
        let diagnostics: Vec<Diagnostic> =
            said.into_iter().chain(unjudged.iter().map(|f| words::not_judged(f, force))).collect();
        // Without a denial nothing of this reaches Terraform: it is told in the end.
        if !diagnostics.is_empty() && force == Force::Deny {
            let broken = stopping.into_iter().cloned().collect();
            self.condemn(Reasons { broken, unjudged });
            self.slots.deny(id);
        }
        diagnostics
    }

    /// Takes in what became of a change.
    pub fn applied(&mut self, pass: &Pass, response: Option<Bytes>) {
        let learned = (|| {
            let shape = self.shape(pass.provider, Kind::Managed, &pass.type_name)?;
            let response = response.map(ApplyResponse::decode).transpose().map_err(|e| e.to_string())?;
            let failed = response.as_ref().is_none_or(|r| r.diagnostics.iter().any(|d| d.severity == ERROR));
            let state = response.and_then(|r| r.new_state);
            let state = state.map(|s| msgpack::decode(Some(&s), &shape)).transpose().map_err(|e| e.to_string())?;
            self.slots.applied(pass.connection, &pass.type_name, pass.token, state, failed);
            Ok::<(), String>(())
        })();
        if let Err(why) = learned {
            self.trouble(why);
        }
    }

    /// Takes in what a data source found: zones and recipes may be named there.
    pub fn read_data(&mut self, subject: &Subject, response: Bytes) {
        let learned = (|| {
            let request = ReadRequest::decode(subject.request.clone()).map_err(|e| e.to_string())?;
            let response = ReadResponse::decode(response).map_err(|e| e.to_string())?;
            let shape = self.shape(subject.provider, Kind::Data, &request.type_name)?;
            let config = msgpack::decode(request.value.as_ref(), &shape).map_err(|e| e.to_string())?;
            let state = msgpack::decode(response.state.as_ref(), &shape).map_err(|e| e.to_string())?;
            self.slots.data(&request.type_name, &config, &state);
            Ok::<(), String>(())
        })();
        if let Err(why) = learned {
            self.trouble(why);
        }
    }
}

fn key(finding: &Finding) -> String {
    format!("{} {}", finding.rule.id, finding.address)
}

fn unjudged_key(rule: &Finding) -> String {
    format!("{} not judged: {}", key(rule), rule.message)
}

fn token(prior: &Option<DynamicValue>, planned: &Option<DynamicValue>) -> Token {
    let digest = |value: &Option<DynamicValue>| {
        let mut hasher = std::hash::DefaultHasher::new();
        value.as_ref().map(|v| &v.msgpack).hash(&mut hasher);
        hasher.finish()
    };
    (digest(prior), digest(planned))
}

fn action(before: &Value, after: &Value, replaces: bool) -> Action {
    match (before.is_null(), after.is_null()) {
        (true, true) => Action::NoOp,
        (true, false) => Action::Create,
        (false, true) => Action::Delete,
        (false, false) if replaces => Action::DeleteCreate,
        (false, false) if before == after => Action::NoOp,
        (false, false) => Action::Update,
    }
}

/// What was seen, with the secrets of what was expected.
pub fn concealed(seen: &Value, expected: Option<&Value>) -> Value {
    expected.map_or_else(|| seen.clone(), |e| mark(seen, e))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Plan;
    use crate::plugin::protocol::{SchemaEntry, SchemaResponse};

    fn court(mode: Mode) -> Court {
        let session =
            Session::new(Plan::default(), Arc::default(), Default::default(), Default::default(), Default::default());
        let law = Law {
            mode,
            undecided: Undecided::Deny,
            options: Options::default(),
            plans_all: true,
            applies: true,
            only_looks: false,
            one_plan: true,
        };
        Court::new(law, session, vec!["example.com/acme/demo".into()])
    }

    fn subject(request: &impl Message) -> Subject {
        Subject { provider: 0, connection: 1, request: request.encode_to_vec().into() }
    }

    fn schema() -> Bytes {
        let empty = SchemaEntry { name: "demo_thing".into(), schema: Bytes::new() };
        SchemaResponse { resources: vec![empty], ..SchemaResponse::default() }.encode_to_vec().into()
    }

    fn request(type_name: &str, planned: &'static [u8]) -> ApplyRequest {
        let planned = DynamicValue { msgpack: Bytes::from_static(planned), json: Bytes::new() };
        ApplyRequest { type_name: type_name.into(), planned_state: Some(planned), ..ApplyRequest::default() }
    }

    #[test]
    fn what_cannot_be_read_is_denied_and_only_told_by_an_observer() {
        let garbage = Subject { provider: 0, connection: 1, request: Bytes::from_static(&[0xff; 9]) };
        let cases = [
            garbage,
            subject(&request("demo_thing", b"\x80")),
            subject(&request("demo_other", b"\x80")),
            subject(&request("demo_thing", b"\x81\xa1x\xc0")),
        ];
        for (at, subject) in cases.iter().enumerate() {
            let mut court = court(Mode::Enforce);
            // The second case has no schema yet.
            if at != 1 {
                court.schema(0, 6, schema());
            }
            let denial = court.apply(subject.clone()).expect_err("denied");
            assert_eq!(denial.diagnostics[0].summary, "ringfence could not check this change", "case {at}");
            assert_eq!(court.finish().troubles.len(), 1);
            let mut observer = super::tests::court(Mode::Observe);
            assert!(observer.apply(subject.clone()).is_ok());
            assert_eq!(observer.finish().troubles.len(), 1);
        }
    }

    #[test]
    fn a_planned_change_that_cannot_be_read_is_an_error() {
        let mut court = court(Mode::Enforce);
        court.schema(0, 6, schema());
        let heard = court.hear(subject(&PlanRequest::default()), Bytes::from_static(&[0xff; 9]));
        let said = court.decide(&heard, Hurry::Now).expect("decided");
        assert_eq!((said.len(), said[0].severity), (1, ERROR));
    }

    #[test]
    fn what_breaks_no_rule_passes() {
        let mut court = court(Mode::Enforce);
        court.schema(0, 6, schema());
        assert!(court.apply(subject(&request("demo_thing", b"\x80"))).is_ok());
        let summary = court.finish();
        assert_eq!((summary.applied, summary.denied, summary.troubles.len()), (1, 0, 0));
    }
}
