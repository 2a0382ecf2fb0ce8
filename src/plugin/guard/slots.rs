//! Which resource of the plan a call is about. Calls carry no address: they are matched by type, provider and
//! known values to what was expected (from a saved plan or the sources), and what fits nothing gets a place of
//! its own.

mod places;

use std::collections::{BTreeSet, HashMap};

use bytes::Bytes;

use super::court::concealed;
use super::fit::is_written_so;
use super::tell::Telling;
use crate::model::plan::{Action, InputKind, Partial, Presence, Resource};
use crate::model::{Address, Doc, Key, Mode, ModulePath, Plan, ResourceId, Value};
use crate::text::Str;

/// Source address of the provider that runs inside Terraform.
const BUILTIN: &str = "terraform.io/builtin/terraform";
/// Name of the block of resources that fit nothing that was expected.
const STRANGER: &str = "not_in_sources";

/// Identifies a planned change between the call that plans it and the one that applies it: Terraform hands back
/// the very bytes. Digests of the state before and the planned state, which may be large.
pub type Token = (u64, u64);

/// A change as a call tells it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Resource type.
    pub kind: Str,
    /// Source address of the provider.
    pub provider: Str,
    /// Connection to the provider.
    pub connection: u64,
    /// What is written; null when a resource ends.
    pub config: Value,
    /// As it is.
    pub before: Value,
    /// As it will be.
    pub after: Value,
    /// What that means.
    pub action: Action,
    /// What planning and applying share.
    pub token: Token,
    /// The provider's own bytes in the state; only planning tells them.
    pub private: Option<Bytes>,
}

/// How far a resource has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Expected by sources or a saved plan; no call was seen.
    Expected,
    /// Planned by a call.
    Planned,
    /// Let pass to the provider.
    Applying,
    /// Done.
    Applied,
    /// The provider failed.
    Failed,
    /// Not let pass.
    Denied,
}

/// Where the expectation comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum From {
    Sources,
    SavedPlan,
    Call,
}

/// A resource of the plan.
#[derive(Clone, Debug)]
pub struct Slot {
    mode: Mode,
    provider: Str,
    from: From,
    stage: Stage,
    connection: u64,
    token: Option<Token>,
    private: Bytes,
    /// Whether the change that took this place may be another's.
    doubtful: bool,
    /// What sources write for it.
    written: Option<Value>,
    /// What tells it from others of its type, as it is expected.
    mark: Option<u64>,
    config: Option<Value>,
    before: Doc,
    after: Doc,
    action: Action,
    presence: Presence,
}

/// Where a change may belong.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    /// Places that no other change has taken.
    pub free: Vec<ResourceId>,
    /// Places that were taken by changes of which nobody can tell either which is which.
    pub taken: Vec<ResourceId>,
    /// Whether there are places that were not looked at, because there are so many.
    pub more: bool,
}

/// All resources of the plan, by number.
#[derive(Debug)]
pub struct Slots {
    slots: Vec<Slot>,
    addresses: Vec<Address>,
    by_address: HashMap<Address, usize>,
    by_type: HashMap<(Mode, Str), Vec<usize>>,
    changed: BTreeSet<usize>,
    strangers: u64,
    /// Whether all that is planned was seen.
    complete: bool,
    /// What sources wait for, and addresses, with who waits for it or is it.
    awaited: HashMap<Str, Vec<usize>>,
    telling: Telling,
}

impl Slots {
    /// The resources of a plan.
    pub fn new(plan: &Plan) -> Slots {
        let from = if plan.meta.kind == InputKind::Sources { From::Sources } else { From::SavedPlan };
        let ends = plan.meta.partial.contains(&Partial::Destroy) && from == From::Sources;
        let mut out = Slots {
            slots: Vec::new(),
            addresses: Vec::new(),
            by_address: HashMap::new(),
            by_type: HashMap::new(),
            changed: BTreeSet::new(),
            strangers: 0,
            complete: false,
            awaited: HashMap::new(),
            telling: Telling::default(),
        };
        for (at, resource) in plan.resources.iter().enumerate() {
            let after = match ends && resource.address.mode == Mode::Managed {
                true => {
                    out.changed.insert(at);
                    Doc::Absent
                }
                false => resource.after.clone(),
            };
            let slot = Slot {
                mode: resource.address.mode,
                provider: resource.provider.clone(),
                from,
                stage: Stage::Expected,
                connection: 0,
                token: None,
                private: Bytes::new(),
                doubtful: false,
                written: if from == From::Sources { resource.after.whole().ok() } else { None },
                mark: None,
                config: None,
                before: resource.before.clone(),
                after,
                action: resource.action,
                presence: resource.presence,
            };
            if from == From::Sources {
                let waits = slot.written.as_ref().map(Value::waits_for).unwrap_or_default();
                for what in waits.into_iter().chain([resource.address.to_string().into()]) {
                    out.awaited.entry(what).or_default().push(at);
                }
            }
            out.push(resource.address.clone(), slot);
        }
        out.tell_apart();
        out
    }

    fn push(&mut self, address: Address, slot: Slot) -> ResourceId {
        let id = self.slots.len();
        self.by_type.entry((address.mode, address.kind.clone())).or_default().push(id);
        self.by_address.insert(address.clone(), id);
        self.addresses.push(address);
        self.slots.push(slot);
        ResourceId(id as u32)
    }

    fn of(&self, mode: Mode, kind: &Str) -> &[usize] {
        self.by_type.get(&(mode, kind.clone())).map_or(&[], Vec::as_slice)
    }

    /// Finds what tells apart what is expected.
    fn tell_apart(&mut self) {
        let managed = |(slot, _): &(&Slot, &Address)| slot.mode == Mode::Managed;
        let expected: Vec<(usize, &Str, Value)> = (self.slots.iter().zip(&self.addresses).enumerate())
            .filter(|(_, both)| managed(both))
            .filter_map(|(at, (slot, address))| {
                // What a saved plan knows of resources that end is their state before.
                let value = slot.written.clone().or_else(|| slot.after.whole().ok())?;
                Some((at, &address.kind, value))
            })
            .collect();
        let telling = Telling::new(expected.iter().map(|(_, kind, value)| (*kind, value)));
        let marks: Vec<_> = expected.iter().map(|(at, kind, value)| (*at, telling.mark(kind, value))).collect();
        for (at, mark) in marks {
            self.slots[at].mark = mark;
        }
        self.telling = telling;
    }

    /// The place that a change takes: the first that is free, or a new one.
    pub fn take(&mut self, candidates: &Candidates, seen: &Seen) -> ResourceId {
        if let Some(first) = candidates.free.first() {
            self.slots[first.0 as usize].doubtful = candidates.free.len() + candidates.taken.len() > 1;
            return *first;
        }
        let address = Address {
            module: ModulePath::default(),
            mode: Mode::Managed,
            kind: seen.kind.clone(),
            name: STRANGER.into(),
            key: Key::Int(self.strangers),
        };
        self.strangers += 1;
        let slot = Slot {
            mode: Mode::Managed,
            provider: seen.provider.clone(),
            from: From::Call,
            stage: Stage::Planned,
            connection: seen.connection,
            token: None,
            private: Bytes::new(),
            doubtful: false,
            written: None,
            mark: None,
            config: None,
            before: Doc::Absent,
            after: Doc::Absent,
            action: seen.action,
            presence: Presence::Planned,
        };
        self.push(address, slot)
    }

    /// Fills in what was seen.
    pub fn set(&mut self, id: ResourceId, seen: &Seen) {
        let at = id.0 as usize;
        let slot = &mut self.slots[at];
        let replaced = slot.is_half_replaced(seen);
        let expected = slot.written.clone().or_else(|| slot.after.whole().ok());
        if !replaced && (slot.from != From::SavedPlan || !slot.before.exists()) {
            slot.before = doc(&seen.before, expected.as_ref());
        }
        slot.after = doc(&seen.after, expected.as_ref());
        slot.action = if replaced { Action::DeleteCreate } else { seen.action };
        slot.stage = Stage::Planned;
        slot.presence = Presence::Planned;
        slot.connection = seen.connection;
        slot.token = Some(seen.token);
        slot.config = Some(seen.config.clone());
        if let Some(private) = &seen.private {
            slot.private = private.clone();
        }
        self.changed.insert(at);
    }

    /// Puts a change at another place where it may belong, for one question.
    pub fn lend(&mut self, id: ResourceId, seen: &Seen) -> Slot {
        let before = self.slots[id.0 as usize].clone();
        self.set(id, seen);
        before
    }

    /// Takes it back.
    pub fn give_back(&mut self, id: ResourceId, before: Slot) {
        self.slots[id.0 as usize] = before;
        self.changed.insert(id.0 as usize);
    }

    /// Notes that a change is let pass, with the values that are known now.
    pub fn apply(&mut self, id: ResourceId, seen: &Seen) {
        // Of a replacement, the end of the old object says nothing of the new one.
        if !seen.after.is_null() {
            self.set(id, seen);
        }
        let slot = &mut self.slots[id.0 as usize];
        slot.stage = Stage::Applying;
        slot.connection = seen.connection;
        slot.token = Some(seen.token);
    }

    /// Notes what became of a change.
    pub fn applied(&mut self, connection: u64, kind: &str, token: Token, state: Option<Value>, failed: bool) {
        let found = self.of(Mode::Managed, &kind.into()).iter().copied().find(|at| {
            let slot = &self.slots[*at];
            slot.connection == connection && slot.stage == Stage::Applying && slot.token == Some(token)
        });
        let Some(at) = found else { return };
        let slot = &mut self.slots[at];
        slot.stage = if failed { Stage::Failed } else { Stage::Applied };
        match state {
            // The old object of a replacement is gone; the new one is still to come.
            Some(state) if state.is_null() && slot.action.is_replace() && !failed => {
                slot.stage = Stage::Planned;
                return;
            }
            Some(state) => slot.after = doc(&state, slot.written.clone().or_else(|| slot.after.whole().ok()).as_ref()),
            // Nobody knows; what was there before is the best guess.
            None => slot.after = slot.before.clone(),
        }
        self.changed.insert(at);
    }

    /// The provider's own bytes in the state, as they were when a change was planned.
    pub fn private(&self, id: ResourceId) -> Bytes {
        self.slots[id.0 as usize].private.clone()
    }

    /// Notes that a change is not let pass.
    pub fn deny(&mut self, id: ResourceId) {
        self.slots[id.0 as usize].stage = Stage::Denied;
    }

    /// Fills in what a data source found.
    pub fn data(&mut self, kind: &str, config: &Value, state: &Value) {
        for at in self.of(Mode::Data, &kind.into()).to_vec() {
            let slot = &mut self.slots[at];
            let expected = slot.written.as_ref();
            if slot.from == From::Sources && expected.is_some_and(|w| is_written_so(w, config, state)) {
                slot.after = doc(state, expected);
                slot.stage = Stage::Applied;
                self.changed.insert(at);
            }
        }
    }

    /// All that is planned was seen: what was expected and not planned will not be there.
    pub fn drop_unplanned(&mut self) {
        if std::mem::replace(&mut self.complete, true) {
            return;
        }
        for (at, slot) in self.slots.iter_mut().enumerate() {
            if slot.stage == Stage::Expected
                && slot.from == From::Sources
                && slot.mode == Mode::Managed
                && &*slot.provider != BUILTIN
            {
                slot.after = Doc::Absent;
                slot.before = Doc::Absent;
                self.changed.insert(at);
            }
        }
        // The mark that the plan is incomplete goes with the next look at it, even if nothing else changed.
        if !self.slots.is_empty() {
            self.changed.insert(0);
        }
    }

    /// The run is about a part only: what was expected and not planned is not judged. Others may refer to it: it is there
    /// or not, and what the sources say of it is the best that is known.
    pub fn leave_out_unplanned(&mut self) {
        for (at, slot) in self.slots.iter_mut().enumerate() {
            let left_out = slot.stage == Stage::Expected && slot.from == From::Sources && slot.mode == Mode::Managed;
            if left_out && slot.presence == Presence::Planned {
                slot.presence = Presence::PriorOnly;
                self.changed.insert(at);
            }
        }
    }

    /// What was planned and not done stays as it was.
    pub fn drop_undone(&mut self) {
        for (at, slot) in self.slots.iter_mut().enumerate() {
            let open = matches!(slot.stage, Stage::Planned | Stage::Applying | Stage::Denied)
                || slot.stage == Stage::Expected && slot.from == From::SavedPlan && slot.mode == Mode::Managed;
            if open && slot.action != Action::NoOp && &*slot.provider != BUILTIN {
                slot.after = slot.before.clone();
                slot.action = Action::NoOp;
                self.changed.insert(at);
            }
        }
    }

    /// Other resources than this one that are still to be made or changed.
    pub fn still_to_come<'a>(&'a self, subject: &'a str) -> impl Iterator<Item = (ResourceId, String)> + 'a {
        // What a saved plan has will be done, and so will what was planned in this run. Data sources that were not
        // read while planning will be, unless the run is about a part only.
        let expected = |slot: &Slot| slot.from == From::SavedPlan || slot.mode == Mode::Data && self.complete;
        let open = move |slot: &Slot| {
            let comes = slot.stage == Stage::Planned || slot.stage == Stage::Expected && expected(slot);
            comes && slot.action != Action::NoOp
        };
        let all = self.slots.iter().zip(&self.addresses).enumerate();
        all.filter(move |(_, (slot, _))| open(slot))
            .map(|(at, (_, address))| (ResourceId(at as u32), address.to_string()))
            .filter(move |(_, address)| address != subject)
    }

    /// Whether something is expected and was not seen yet that is, or that waits for the same as, one of `waits`.
    pub fn may_still_tell(&self, waits: &[String]) -> bool {
        let unseen = |at: &usize| {
            let slot = &self.slots[*at];
            slot.stage == Stage::Expected && &*slot.provider != BUILTIN
        };
        self.awaited.iter().any(|(what, by)| waits.iter().any(|w| is_part(w, what)) && by.iter().any(unseen))
    }

    /// Whether the plan has everything that is known here.
    pub fn is_settled(&self) -> bool {
        self.changed.is_empty()
    }

    /// What changed since it was last written into the plan.
    pub fn changed(&self) -> Vec<ResourceId> {
        self.changed.iter().map(|at| ResourceId(*at as u32)).collect()
    }

    /// Writes what changed into the plan.
    pub fn settle(&mut self, plan: &mut Plan) {
        for at in std::mem::take(&mut self.changed) {
            let slot = &self.slots[at];
            if at >= plan.resources.len() {
                plan.resources.push(Resource {
                    address: self.addresses[at].clone(),
                    previous: None,
                    deposed: None,
                    provider: slot.provider.clone(),
                    action: slot.action,
                    reason: None,
                    importing: None,
                    replace_paths: Vec::new(),
                    before: Doc::Absent,
                    after: Doc::Absent,
                    presence: Presence::Planned,
                });
            }
            let resource = &mut plan.resources[at];
            resource.before = slot.before.clone();
            resource.after = slot.after.clone();
            resource.action = slot.action;
            resource.presence = slot.presence;
        }
        if self.complete {
            plan.meta.partial.retain(|p| *p != Partial::Incomplete);
        }
    }
}

/// Whether `a` and `b` are the same place, or one is within the other: `x.y` and `x.y.id`.
fn is_part(a: &str, b: &str) -> bool {
    let within = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', ' ']))
    };
    within(a, b) || within(b, a)
}

fn doc(value: &Value, expected: Option<&Value>) -> Doc {
    match value.is_null() {
        true => Doc::Absent,
        false => Doc::Value(concealed(value, expected)),
    }
}
