//! The rule engine: packs are loaded and checked once, bucketed by resource type, and evaluated
//! three-valued on one resource at a time. `rules/` at the top level is data; this is what runs it.

pub mod builtin;
mod desk;
mod docket;
mod functions;
mod judge;
mod load;
mod message;
mod operations;
mod precedent;
mod quick;
mod scope;
mod sheet;
mod validate;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::RuleInfo;
use crate::hcl::ast::{Expr, ExprKind};
use crate::model::Value;
use crate::text::{Diagnostic, Span, Str};

pub use desk::{Desk, Due};
pub use docket::{Docket, KeptDocket};
pub use judge::{Engine, Judgement, Listed, Outcome};
pub use load::{Loader, PackFile};
pub use message::display;
pub use operations::{Operation, moves};
pub use scope::AttributeCache;
pub use validate::validate;

/// One invariant, ready to run.
#[derive(Debug)]
pub struct Rule {
    /// What reports say of it.
    pub info: Arc<RuleInfo>,
    /// Types it runs on; globs.
    pub resources: Vec<Str>,
    /// Operations it runs for; `None` for every resource that will exist.
    pub operations: Option<Vec<Operation>>,
    /// Not applicable where this is false.
    pub filter: Option<Expr>,
    /// Resources whose zones must hold a policy that the rule implements.
    pub bound_by: Option<Expr>,
    /// Which zone of a resource that moves must hold a policy that the rule implements; `None` if either may.
    pub crossing: Option<Crossing>,
    /// Once per resource, zone or plan.
    pub scope: RuleScope,
    /// Named expressions: those of the rule over those of its file.
    pub locals: BTreeMap<Str, Expr>,
    /// Locals that are the same for every subject: evaluated once, not once for each resource.
    pub shared: std::collections::BTreeSet<Str>,
    /// See [`validate::only_rules_of`].
    pub only_rules: Option<Vec<Str>>,
    /// What must hold.
    pub enforces: Vec<Enforce>,
    /// Whether the recipe `baseline` holds it.
    pub baseline: bool,
    /// Policies that it implements, whatever the framework.
    pub policies: Vec<Str>,
    /// Those of them whose identifiers are not confirmed.
    pub unconfirmed: Vec<Str>,
    /// Whether it looks at the state before: then nothing it finds can have been there before.
    pub looks_back: bool,
    /// Index of its pack's settings in [`RuleSet::params`].
    pub pack: usize,
    /// Its header.
    pub span: Span,
}

/// A zone of a resource that moves from one to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crossing {
    /// The one that it is in before.
    Left,
    /// The one that it is in after.
    Entered,
}

impl Crossing {
    /// Both.
    pub const ALL: [Crossing; 2] = [Crossing::Left, Crossing::Entered];

    /// What rules call it.
    pub fn name(self) -> &'static str {
        match self {
            Crossing::Left => "left",
            Crossing::Entered => "entered",
        }
    }
}

impl Rule {
    /// Whether it asks for other resources, or where the resource is.
    pub fn looks_around(&self) -> bool {
        let mut found = self.bound_by.is_some() || !self.policies.is_empty() || self.scope != RuleScope::Resource;
        found |= self.operations.as_ref().is_some_and(|all| all.contains(&Operation::Move));
        for expr in validate::expressions(self) {
            validate::walk(expr, &mut |e| {
                if let ExprKind::Call { name, .. } = &e.kind {
                    found |= name.name.starts_with("ref::") || name.name.starts_with("zone::");
                }
            });
        }
        found
    }

    /// All that is evaluated when it runs.
    pub fn expressions(&self) -> Vec<&Expr> {
        let mut out: Vec<&Expr> = self.filter.iter().chain(&self.bound_by).chain(self.locals.values()).collect();
        for enforce in &self.enforces {
            out.extend(enforce.for_each.iter().chain([&enforce.condition, &enforce.message]).chain(&enforce.at));
        }
        out
    }
}

/// How often a rule runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RuleScope {
    /// Once for each resource of its types.
    #[default]
    Resource,
    /// Once for each zone.
    Zone,
    /// Once.
    Plan,
}

/// A condition, for the resource or for each element.
#[derive(Debug)]
pub struct Enforce {
    /// Elements that are judged one by one.
    pub for_each: Option<Expr>,
    /// What must hold.
    pub condition: Expr,
    /// What to tell when it does not.
    pub message: Expr,
    /// Where a finding points, if the author knows better.
    pub at: Option<Expr>,
    /// The block's header.
    pub span: Span,
}

/// A setting of a pack.
#[derive(Clone, Debug)]
pub struct Param {
    /// Default value.
    pub default: Value,
    /// What it means.
    pub description: Str,
    /// Where it stands.
    pub span: Span,
}

/// An identifier of a framework's catalogue.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// `deny public_buckets`
    pub name: Str,
    /// `oci-security-zones`
    pub framework: Str,
    /// Number in the catalogue.
    pub code: Str,
    /// Security-zone principle.
    pub principle: Str,
    /// Types that it is about.
    pub resources: Vec<Str>,
    /// Whether the identifier was confirmed; others are off unless a recipe names them.
    pub confirmed: bool,
    /// Why a plan cannot decide it.
    pub not_checkable: Option<Str>,
}

/// All rules of a run.
#[derive(Debug, Default)]
pub struct RuleSet {
    /// The rules, by id.
    pub rules: Vec<Rule>,
    /// Settings of packs, by name.
    pub params: Vec<BTreeMap<Str, Param>>,
    /// Catalogues.
    pub policies: Vec<Policy>,
    /// What is wrong with the packs.
    pub diagnostics: Vec<Diagnostic>,
    /// Digest over all rule files (hex).
    pub digest: String,
}

impl RuleSet {
    /// A rule by id, or by what another tool calls it.
    pub fn find(&self, id: &str) -> Option<&Rule> {
        self.rules
            .iter()
            .find(|r| &*r.info.id == id)
            .or_else(|| self.rules.iter().find(|r| r.info.aliases.iter().any(|a| &**a == id)))
    }

    /// Rules that run on a resource type.
    pub fn for_type<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Rule> {
        self.rules.iter().filter(move |r| {
            r.scope == RuleScope::Resource && r.resources.iter().any(|pattern| crate::zone::glob(pattern, kind))
        })
    }
}
