//! What is known of providers apart from what a plan says: service defaults, where resources
//! live, by which attributes they are named. Data, read from `provider.hcl` files.

mod defaults;
mod load;

use std::collections::BTreeMap;
use std::ops::Bound;

use rustc_hash::FxHashMap;

use crate::model::schema::Schemas;
use crate::text::Str;

pub use defaults::{Default, Defaults};
pub use load::load;

/// Everything known of the providers.
#[derive(Debug, std::default::Default)]
pub struct Knowledge {
    /// Resource types under another name: alias to canonical name.
    pub aliases: FxHashMap<Str, Str>,
    /// Service defaults: by type, then by attribute path without indexes.
    pub defaults: FxHashMap<Str, BTreeMap<Str, Defaults>>,
    /// Container types by name.
    pub containers: FxHashMap<Str, Container>,
    /// Where resources of a type live.
    pub homes: FxHashMap<Str, Home>,
    /// Where resources of a provider's types live that are not named, by the prefix of these types.
    pub others: FxHashMap<Str, Home>,
    /// Attributes by which resources of a type are named, besides `id`.
    pub identities: FxHashMap<Str, Identity>,
    /// Resource types that make zones.
    pub zones: FxHashMap<Str, ZoneType>,
    /// Resource types that make recipes.
    pub recipes: FxHashMap<Str, RecipeType>,
    /// Data sources that list policies with their names.
    pub policy_lists: FxHashMap<Str, PolicyList>,
    /// Data sources that tell the container above a container.
    pub parents: FxHashMap<Str, ParentList>,
    /// Names of policies by the last part of their OCID.
    pub policy_ids: FxHashMap<Str, Str>,
    /// Attributes that hold secrets though no schema says so: by type, paths without indexes.
    pub sensitive: FxHashMap<Str, Vec<Str>>,
    /// Types of address lists that firewall rules name.
    pub address_lists: AddressLists,
    /// Prefixes of the types that this knowledge is about.
    pub prefixes: Vec<Str>,
    /// Attribute schemas.
    pub schemas: Schemas,
}

/// A type whose resources hold others: compartments.
#[derive(Debug, Clone, std::default::Default)]
pub struct Container {
    /// Attribute that names the container above.
    pub parent: Str,
    /// Attribute with the name that people use.
    pub name: Option<Str>,
}

/// Where resources of a type live.
#[derive(Debug, Clone, std::default::Default)]
pub struct Home {
    /// Attribute that names the container.
    pub attribute: Option<Str>,
    /// Attributes that name a resource in whose container this one lives, tried in order when
    /// `attribute` is absent or null.
    pub through: Vec<Str>,
}

/// Attributes that name a resource.
#[derive(Debug, Clone, std::default::Default)]
pub struct Identity {
    /// Their names.
    pub attributes: Vec<Str>,
    /// Attributes by which only references lead to the resource: what they hold names something else, too.
    pub references: Vec<Str>,
    /// Attribute within which the names are unique (a bucket's namespace).
    pub within: Option<Str>,
    /// How the `id` of every such resource begins.
    pub prefix: Option<Str>,
}

/// A type whose resources make zones: `oci_cloud_guard_security_zone`.
#[derive(Debug, Clone, std::default::Default)]
pub struct ZoneType {
    /// Attribute that names the container.
    pub container: Str,
    /// Attribute that names the recipe.
    pub recipe: Str,
    /// Attribute with the zone's name.
    pub name: Str,
    /// Computed attribute that lists the containers below that the zone covers.
    pub inherited: Option<Str>,
}

/// A type whose resources make or list recipes: `oci_cloud_guard_security_recipe`.
#[derive(Debug, Clone, std::default::Default)]
pub struct RecipeType {
    /// Attribute that lists the policies' identifiers.
    pub policies: Str,
    /// Attribute with the recipe's name.
    pub name: Option<Str>,
    /// Attribute that tells who owns the recipe.
    pub owner: Option<Str>,
    /// Of a data source that lists recipes, the path of the items, without indexes.
    pub items: Option<Str>,
    /// Framework of the policies.
    pub framework: Str,
}

/// A data source that lists policies: `data.oci_cloud_guard_security_policies`.
#[derive(Debug, Clone, std::default::Default)]
pub struct PolicyList {
    /// Path of the items, without indexes.
    pub items: Str,
    /// Their attribute with the identifier.
    pub id: Str,
    /// Their attributes with names, best first.
    pub names: Vec<Str>,
}

/// A data source that knows containers: `data.oci_identity_compartment`.
#[derive(Debug, Clone, std::default::Default)]
pub struct ParentList {
    /// Path of the items; empty if the data source itself is the item.
    pub items: Str,
    /// Attribute with the container's identifier.
    pub id: Str,
    /// Attribute with the identifier of the container above.
    pub parent: Str,
}

/// Types of address lists.
#[derive(Debug, Clone, std::default::Default)]
pub struct AddressLists {
    types: FxHashMap<Str, AddressList>,
    /// Attributes that name them, by the cloud.
    names: FxHashMap<Str, Vec<Str>>,
}

impl AddressLists {
    /// Adds a type.
    pub fn add(&mut self, kind: Str, list: AddressList) {
        let names = self.names.entry(cloud(&kind).into()).or_default();
        names.extend(list.named_by.iter().cloned());
        names.sort();
        names.dedup();
        self.types.insert(kind, list);
    }

    /// The type of a name.
    pub fn get(&self, kind: &str) -> Option<&AddressList> {
        self.types.get(kind)
    }

    /// Attributes of a resource type that may name lists: those of the type's own cloud.
    pub fn named_by(&self, kind: &str) -> &[Str] {
        self.names.get(cloud(kind)).map_or(&[], Vec::as_slice)
    }
}

/// `aws` of `data.aws_prefix_list`.
fn cloud(kind: &str) -> &str {
    kind.trim_start_matches("data.").split('_').next().unwrap_or_default()
}

/// A type of address list: `aws_ec2_managed_prefix_list`.
#[derive(Debug, Clone, std::default::Default)]
pub struct AddressList {
    /// Path of its addresses, without indexes.
    pub entries: Str,
    /// Attributes of firewall rules that name such lists.
    pub named_by: Vec<Str>,
    /// How the names of lists begin that the cloud keeps for its own services.
    pub services: Option<Str>,
    /// Resources that add an address each.
    pub more: Option<ListEntry>,
}

/// Resources that add an address to a list.
#[derive(Debug, Clone)]
pub struct ListEntry {
    /// Their type.
    pub kind: Str,
    /// Attribute that names the list.
    pub list: Str,
    /// Attribute with the address.
    pub address: Str,
}

impl Knowledge {
    /// The canonical name of a resource type.
    pub fn canonical<'a>(&'a self, kind: &'a Str) -> &'a Str {
        self.aliases.get(kind).unwrap_or(kind)
    }

    /// The service defaults of an attribute (path without indexes).
    pub fn default_of(&self, kind: &Str, path: &str) -> Option<&Defaults> {
        self.defaults.get(self.canonical(kind))?.get(path)
    }

    /// Defaults of a type that lie below a top-level attribute.
    pub fn defaults_below<'a>(&'a self, kind: &'a Str, root: &'a str) -> impl Iterator<Item = (&'a Str, &'a Defaults)> {
        let of_type = self.defaults.get(self.canonical(kind)).into_iter().flatten();
        of_type.filter(move |(path, _)| path.strip_prefix(root).is_some_and(|rest| rest.starts_with('.')))
    }

    /// Whether a top-level attribute has a service default, or something inside of it.
    pub fn has_defaults(&self, kind: &Str, root: &str) -> bool {
        let Some(of_type) = self.defaults.get(self.canonical(kind)) else { return false };
        // In order of paths: those inside follow the attribute, though not at once.
        let own = |path: &str| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        let from = of_type.range::<str, _>((Bound::Included(root), Bound::Unbounded));
        from.take_while(|(path, _)| path.starts_with(root)).any(|(path, _)| own(path))
    }

    /// Where resources of a type live, if they live anywhere.
    pub fn home(&self, kind: &Str) -> Option<&Home> {
        let kind = self.canonical(kind);
        self.homes.get(kind).or_else(|| {
            let prefix = self.prefixes.iter().find(|p| kind.starts_with(&***p))?;
            self.others.get(prefix)
        })
    }

    /// Whether an attribute holds an identifier that the provider hands out, which is never
    /// null nor empty once the resource exists.
    pub fn is_identity(&self, kind: &Str, attribute: &str) -> bool {
        matches!(attribute, "id" | "arn" | "self_link")
            || self.identities.get(self.canonical(kind)).is_some_and(|identity| {
                identity.attributes.iter().chain(&identity.references).any(|a| &**a == attribute)
            })
    }

    /// Attributes that name resources of a type.
    pub fn identity_attributes<'k>(&'k self, kind: &'k Str) -> impl Iterator<Item = &'k str> {
        let arn = kind.starts_with("aws_").then_some("arn");
        let link = kind.starts_with("google_").then_some("self_link");
        let known = self.identities.get(self.canonical(kind)).into_iter().flat_map(|identity| &identity.attributes);
        ["id"].into_iter().chain(arn).chain(link).chain(known.map(|name| &**name).filter(|name| *name != "id"))
    }
}
