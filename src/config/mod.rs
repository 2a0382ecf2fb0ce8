//! `ringfence.hcl`: zones, recipes, settings of rules, and defaults of the command line.

mod load;

use std::collections::BTreeMap;

use crate::model::Value;
use crate::text::{Span, Str};

pub use load::load;

/// What `ringfence.hcl` says.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Zones, in order.
    pub zones: Vec<ZoneSpec>,
    /// Recipes by name.
    pub recipes: BTreeMap<Str, RecipeSpec>,
    /// Settings of rules.
    pub params: Vec<ParamSpec>,
    /// Recipe of resources outside of all zones, while there are zones.
    pub unzoned: Option<Str>,
    /// Recipe of everything while there is no zone at all; `baseline` if not set.
    pub implicit: Option<Str>,
    /// Directories of rule packs, relative to the file.
    pub rules: Vec<Str>,
    /// Rules that are off, by id or glob, with the reason.
    pub disabled: Vec<(Str, Str)>,
    /// `fail_on`
    pub fail_on: Option<crate::finding::Severity>,
    /// `undecided = "fail"`
    pub undecided: Option<UndecidedSetting>,
    /// `existing = "fail"`
    pub existing_fails: Option<bool>,
    /// Where providers and modules may come from; `None`: from anywhere.
    pub supply: Option<SupplySpec>,
}

/// Where providers and modules may come from. Judged where Terraform asks before it downloads.
#[derive(Clone, Debug)]
pub struct SupplySpec {
    /// Source addresses of providers that are allowed, with `*` for any run of characters; `None`: all.
    pub providers: Option<Vec<Str>>,
    /// Sources of modules that are allowed, likewise. Local ones are part of the configuration and always are.
    pub modules: Option<Vec<Str>>,
    /// Whether modules from version control must name a commit or a version.
    pub pinned: Pinning,
    /// Where it stands.
    pub span: Span,
}

impl SupplySpec {
    /// Whether modules must be named exactly.
    pub fn must_be_pinned(&self) -> bool {
        self.pinned == Pinning::Required
    }
}

/// Whether what is downloaded must be named exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pinning {
    /// It need not.
    #[default]
    Free,
    /// It must.
    Required,
}

/// What an undecided finding does to the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UndecidedSetting {
    /// It is listed.
    #[default]
    Report,
    /// It fails the run.
    Fail,
}

/// A zone of the file.
#[derive(Clone, Debug)]
pub struct ZoneSpec {
    /// Its name.
    pub name: Str,
    /// Name of its recipe.
    pub recipe: Str,
    /// Containers, with all below them: addresses, identifiers, or name paths (`prod/payments`).
    pub containers: Vec<Str>,
    /// Containers below them that are taken out.
    pub exclude: Vec<Str>,
    /// Addresses of resources (globs).
    pub resources: Vec<Str>,
    /// Tags that resources must all have.
    pub tags: BTreeMap<Str, Str>,
    /// What an undecided finding in this zone does.
    pub undecided: Option<UndecidedSetting>,
    /// Settings for this zone only.
    pub params: BTreeMap<Str, Value>,
    /// Where it stands.
    pub span: Span,
}

/// A recipe of the file, or a built-in one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecipeSpec {
    /// Policies by name; `*` in a name matches any run of characters.
    pub policies: Vec<Str>,
    /// Rules by id or glob.
    pub rules: Vec<Str>,
    /// Rules and policies taken out again.
    pub except: Vec<Str>,
    /// Whether it holds the recipe `baseline` too.
    pub baseline: bool,
    /// Identifiers that a cloud gives the recipe (OCIDs).
    pub ids: Vec<Str>,
}

/// A setting of rules.
#[derive(Clone, Debug)]
pub struct ParamSpec {
    /// Its name.
    pub name: Str,
    /// Its value.
    pub value: Value,
    /// Zones in which it holds; empty for all.
    pub zones: Vec<Str>,
    /// Where it stands.
    pub span: Span,
}

/// Name of the recipe with every policy of every framework.
pub const MAXIMUM: &str = "maximum-security";
/// Name of the recipe of general hygiene.
pub const BASELINE: &str = "baseline";

impl Config {
    /// Whether what cannot be decided fails.
    pub fn undecided_fails(&self) -> bool {
        self.undecided == Some(UndecidedSetting::Fail)
    }

    /// A recipe by name, the built-in ones included.
    pub fn recipe(&self, name: &str) -> Option<RecipeSpec> {
        match name {
            MAXIMUM => Some(RecipeSpec { policies: vec!["*".into()], baseline: true, ..RecipeSpec::default() }),
            BASELINE => Some(RecipeSpec { baseline: true, ..RecipeSpec::default() }),
            "none" => Some(RecipeSpec::default()),
            _ => self.recipes.get(name).cloned(),
        }
    }
}
