//! A plan: what will change, from what to what, and what it was made from. State files and
//! module trees become plans too, so that nothing right of the model asks what was read.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::config::{Config, ConfigResource, ModuleId};
use super::release::Version;
use super::{Address, AttrPath, Doc, Key, Mode, ModulePath, ResourceId, Value};
use crate::text::Str;

/// What the input was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputKind {
    /// JSON of `terraform show -json PLAN`.
    #[default]
    PlanJson,
    /// The file that `terraform plan -out` writes.
    PlanBinary,
    /// A state file, or JSON of `terraform show -json` without a plan.
    State,
    /// A directory of Terraform sources.
    Sources,
}

impl InputKind {
    /// Name in reports.
    pub fn name(self) -> &'static str {
        match self {
            InputKind::PlanJson => "plan-json",
            InputKind::PlanBinary => "plan-binary",
            InputKind::State => "state",
            InputKind::Sources => "sources",
        }
    }
}

/// Why a plan does not tell the whole story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Partial {
    /// Planning failed on the way; what is there is there.
    Errored,
    /// `complete = false`: more plans are needed (`-target`, deferred changes).
    Incomplete,
    /// Some changes wait for a later plan.
    Deferred,
    /// `-refresh-only`: nothing is planned.
    RefreshOnly,
    /// Resources of the prior state that the plan does not speak of (`-target`, `-exclude`).
    Targeted,
    /// Made by `plan -destroy`.
    Destroy,
}

impl Partial {
    /// What to tell the reader.
    pub fn explain(self) -> &'static str {
        match self {
            Partial::Errored => "planning failed part-way: what was not planned was not checked",
            Partial::Incomplete => {
                "the plan is incomplete (complete = false): more changes will follow in another plan"
            }
            Partial::Deferred => "the plan defers changes to a later plan",
            Partial::RefreshOnly => "the plan is refresh-only: it changes the state, not the infrastructure",
            Partial::Targeted => "the plan is targeted: resources of the state that it leaves out were not judged",
            Partial::Destroy => "the plan destroys what the configuration declares",
        }
    }

    /// Name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Partial::Errored => "errored",
            Partial::Incomplete => "incomplete",
            Partial::Deferred => "deferred",
            Partial::RefreshOnly => "refresh-only",
            Partial::Targeted => "targeted",
            Partial::Destroy => "destroy",
        }
    }

    /// Whether resources may exist that the plan does not show, so that an absence proves nothing.
    pub fn hides_resources(self) -> bool {
        !matches!(self, Partial::Destroy | Partial::RefreshOnly)
    }
}

/// Facts about the input as a whole.
#[derive(Clone, Debug, Default)]
pub struct Meta {
    /// As given; `-` for standard input.
    pub path: Str,
    /// What it was.
    pub kind: InputKind,
    /// Version of the format.
    pub format_version: Option<Str>,
    /// Version of the tool that wrote it.
    pub terraform_version: Option<Str>,
    /// When, as written in it.
    pub timestamp: Option<Str>,
    /// Why it is partial; empty if it is whole.
    pub partial: Vec<Partial>,
}

/// What is planned for an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Action {
    /// Nothing.
    #[default]
    NoOp,
    /// It will be made.
    Create,
    /// A data source will be read during apply.
    Read,
    /// Changed in place.
    Update,
    /// Destroyed.
    Delete,
    /// Destroyed, then made anew.
    DeleteCreate,
    /// Made anew, then the old one destroyed.
    CreateDelete,
    /// Dropped from the state; the object stays.
    Forget,
    /// The old object is dropped from the state, a new one made.
    CreateForget,
}

impl Action {
    /// The `actions` of plan JSON.
    pub fn parse<S: AsRef<str>>(actions: &[S]) -> Option<Action> {
        let names: SmallVec<[&str; 2]> = actions.iter().map(AsRef::as_ref).collect();
        Some(match names[..] {
            ["no-op"] | [] => Action::NoOp,
            ["create"] => Action::Create,
            ["read"] => Action::Read,
            ["update"] => Action::Update,
            ["delete"] => Action::Delete,
            ["delete", "create"] => Action::DeleteCreate,
            ["create", "delete"] => Action::CreateDelete,
            ["forget"] => Action::Forget,
            ["create", "forget"] | ["forget", "create"] => Action::CreateForget,
            _ => return None,
        })
    }

    /// The `actions` of plan JSON.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Action::NoOp => &["no-op"],
            Action::Create => &["create"],
            Action::Read => &["read"],
            Action::Update => &["update"],
            Action::Delete => &["delete"],
            Action::DeleteCreate => &["delete", "create"],
            Action::CreateDelete => &["create", "delete"],
            Action::Forget => &["forget"],
            Action::CreateForget => &["create", "forget"],
        }
    }

    /// Whether a new object takes the place of an old one.
    pub fn is_replace(self) -> bool {
        matches!(self, Action::DeleteCreate | Action::CreateDelete | Action::CreateForget)
    }

    /// Whether the object at this address is gone from management afterwards.
    pub fn ends(self) -> bool {
        matches!(self, Action::Delete | Action::Forget)
    }

    /// `will be created`, for people.
    pub fn phrase(self) -> &'static str {
        match self {
            Action::NoOp => "is not changed",
            Action::Create => "will be created",
            Action::Read => "will be read during apply",
            Action::Update => "will be updated in place",
            Action::Delete => "will be destroyed",
            Action::DeleteCreate => "will be destroyed and then made anew",
            Action::CreateDelete => "will be made anew and then destroyed",
            Action::Forget => "will no longer be managed",
            Action::CreateForget => "will be made anew, the old one no longer managed",
        }
    }
}

/// How a resource instance came into the model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Presence {
    /// The plan speaks of it.
    #[default]
    Planned,
    /// It exists in the prior state and the plan does not speak of it: a data source that was
    /// read while planning, or a resource that `-target` left out.
    PriorOnly,
    /// Put off to a later plan.
    Deferred,
}

/// An import of an existing object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Importing {
    /// Identifier; `None` while unknown.
    pub id: Option<Str>,
}

/// A resource instance before and after.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its address.
    pub address: Address,
    /// Its address before, if it was moved.
    pub previous: Option<Address>,
    /// Key of an object that was replaced and still has to be destroyed.
    pub deposed: Option<Str>,
    /// Source address of the provider: `registry.terraform.io/oracle/oci`.
    pub provider: Str,
    /// What is planned.
    pub action: Action,
    /// Why, in Terraform's words: `replace_because_cannot_update`.
    pub reason: Option<Str>,
    /// Import.
    pub importing: Option<Importing>,
    /// Attributes that force a replacement.
    pub replace_paths: Vec<AttrPath>,
    /// Attributes before.
    pub before: Doc,
    /// Attributes after.
    pub after: Doc,
    /// How it came here.
    pub presence: Presence,
}

impl Resource {
    /// A resource that exists and stays as it is.
    pub fn existing(address: Address, deposed: Option<Str>, provider: Str, doc: Doc, presence: Presence) -> Resource {
        Resource {
            previous: None,
            deposed,
            provider,
            action: Action::NoOp,
            reason: None,
            importing: None,
            replace_paths: Vec::new(),
            before: doc.clone(),
            after: doc,
            presence,
            address,
        }
    }

    /// Whether it will exist after the plan.
    pub fn exists_after(&self) -> bool {
        self.after.exists() && !self.action.ends() && self.deposed.is_none()
    }

    /// Whether it existed before the plan.
    pub fn exists_before(&self) -> bool {
        self.before.exists()
    }

    /// Whether it leaves management and stays in the cloud, as it was before the plan.
    pub fn stays_unmanaged(&self) -> bool {
        self.action == Action::Forget && self.before.exists()
    }
}

/// Drift: what refreshing found changed outside of Terraform.
#[derive(Clone, Debug)]
pub struct Drift {
    /// The resource with the state as recorded (`before`) and as found (`after`).
    pub resource: Resource,
}

/// A planned change of a root output.
#[derive(Clone, Debug)]
pub struct OutputChange {
    /// Its name.
    pub name: Str,
    /// What is planned.
    pub action: Action,
    /// Value after.
    pub after: Doc,
}

/// The result of a check block, precondition or postcondition at plan time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckResult {
    /// What it belongs to: `check.health`, `oci_core_vcn.v`.
    pub address: Str,
    /// `pass`, `fail`, `error`, `unknown`
    pub status: Str,
    /// Messages of the failed instances.
    pub problems: Vec<Str>,
}

/// Something tolerated while reading, told to the reader.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// What it concerns: an address or a section.
    pub what: String,
    /// What is odd, and what that means for the answer.
    pub message: String,
}

/// A plan with everything that came with it.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// About the input.
    pub meta: Meta,
    /// Resource instances, in the order of the input.
    pub resources: Vec<Resource>,
    /// Drift.
    pub drift: Vec<Drift>,
    /// Root variables.
    pub variables: BTreeMap<Str, Value>,
    /// Root outputs.
    pub outputs: Vec<OutputChange>,
    /// Checks.
    pub checks: Vec<CheckResult>,
    /// The configuration it was made from.
    pub config: Arc<Config>,
    /// What the sources of this plan give for the attributes that it does not know: which resource an unknown
    /// comes from, what turned out to be null. Only with sources beside a plan.
    pub evaluated: Option<Arc<Plan>>,
    /// Oddities.
    pub problems: Vec<Problem>,
    /// Releases of providers by source address, where a lock file names them.
    pub locked: BTreeMap<Str, Version>,
    by_block: FxHashMap<BlockKey, Vec<ResourceId>>,
    /// How many of a block's instances are deposed; of few blocks are any.
    deposed: FxHashMap<BlockKey, usize>,
}

type BlockKey = (ModulePath, Mode, Str, Str);

impl Plan {
    /// A plan of an input, empty yet.
    pub fn new(meta: Meta) -> Plan {
        Plan { meta, ..Plan::default() }
    }

    /// Indexes the resources; call once after they are all there.
    pub fn index(&mut self) {
        self.by_block.clear();
        self.deposed.clear();
        let same_block = |a: &Resource, b: &Resource| {
            let (a, b) = (&a.address, &b.address);
            (a.mode, &a.kind, &a.name, &a.module) == (b.mode, &b.kind, &b.name, &b.module)
        };
        let mut next = 0;
        // Plans list the instances of a block one after the other.
        for run in self.resources.chunk_by(same_block) {
            let ids = (next..).take(run.len()).map(ResourceId);
            next += run.len() as u32;
            let Some(Resource { address: a, .. }) = run.first() else { continue };
            let key = (a.module.clone(), a.mode, a.kind.clone(), a.name.clone());
            let deposed = run.iter().filter(|r| r.deposed.is_some()).count();
            if deposed > 0 {
                *self.deposed.entry(key.clone()).or_default() += deposed;
            }
            self.by_block.entry(key).or_default().extend(ids);
        }
    }

    /// A resource by its id.
    pub fn resource(&self, id: ResourceId) -> &Resource {
        &self.resources[id.0 as usize]
    }

    /// All resources with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (ResourceId, &Resource)> {
        self.resources.iter().enumerate().map(|(i, r)| (ResourceId(i as u32), r))
    }

    /// The instances of a block in one module instance.
    pub fn instances(&self, module: &ModulePath, mode: Mode, kind: &Str, name: &Str) -> &[ResourceId] {
        self.by_block.get(&(module.clone(), mode, kind.clone(), name.clone())).map_or(&[], Vec::as_slice)
    }

    /// How many of the instances of a block are current (not deposed).
    pub fn current_instances(&self, module: &ModulePath, mode: Mode, kind: &Str, name: &Str) -> usize {
        let deposed =
            self.deposed.get(&(module.clone(), mode, kind.clone(), name.clone())).copied().unwrap_or_default();
        self.instances(module, mode, kind, name).len() - deposed
    }

    /// The current (not deposed) resource of a key among the instances of one block.
    pub fn instance(&self, instances: &[ResourceId], key: &Key) -> Option<ResourceId> {
        let is_it = |id: &&ResourceId| {
            let r = self.resource(**id);
            r.address.key == *key && r.deposed.is_none()
        };
        // Plans list them by their keys; other inputs may not.
        let begin = instances.partition_point(|id| self.resource(*id).address.key < *key);
        let near = instances.get(begin..).unwrap_or_default().iter();
        let found = near.take_while(|id| self.resource(**id).address.key == *key).find(is_it);
        found.or_else(|| instances.iter().find(is_it)).copied()
    }

    /// The current (not deposed) resource at an address.
    pub fn find(&self, address: &Address) -> Option<ResourceId> {
        let ids = self.instances(&address.module, address.mode, &address.kind, &address.name);
        self.instance(ids, &address.key)
    }

    /// The block that declares a resource, and its module.
    pub fn block_of(&self, address: &Address) -> Option<(ModuleId, &ConfigResource)> {
        let id = self.config.module_by_key(&address.module.config_key())?;
        let block = self.config.module(id).resource(address.mode, &address.kind, &address.name)?;
        Some((id, block))
    }

    /// Whether resources may exist that the plan does not show.
    pub fn hides_resources(&self) -> bool {
        self.meta.partial.iter().any(|p| p.hides_resources())
    }
}
