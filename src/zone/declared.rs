//! Zones that `ringfence.hcl` and the plan declare, with what their recipes hold.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::containers::items;
use super::{Binding, Container, Origin, RecipeSides, Zone, ZoneSide, Zones};
use crate::config::{Config, ZoneSpec};
use crate::eval::Side;
use crate::finding::Gap;
use crate::graph::Link;
use crate::model::{Action, AttrPath, Kind, Mode, ResourceId, Value};
use crate::provider::{RecipeType, ZoneType};
use crate::text::Str;

/// What stands for an identifier that is sensitive.
pub(super) const HIDDEN: &str = "(sensitive)";

impl Zones {
    /// Zones of the file are the same before and after the plan.
    pub(super) fn declare_file(&mut self, config: &Config) {
        for spec in &config.zones {
            let recipe = config.recipe(&spec.recipe).unwrap_or_default();
            let side = |side| ZoneSide {
                containers: self.named_containers(&spec.containers, side),
                exclude: self.named_containers(&spec.exclude, side),
                resources: spec.resources.clone(),
                tags: spec.tags.clone(),
                inherited: None,
                binding: Arc::new(Binding::of_recipe(&recipe)),
                recipe: None,
            };
            let zone = Zone {
                name: spec.name.clone(),
                origin: Origin::File(spec.span),
                before: Some(side(Side::Before)),
                after: Some(side(Side::After)),
                undecided: spec.undecided,
                params: params_of(config, spec),
            };
            let missing = self.missing(spec);
            self.gaps.extend(missing);
            self.zones.push(zone);
        }
    }

    fn missing(&self, spec: &ZoneSpec) -> Vec<Gap> {
        let wanted = spec.containers.iter().chain(&spec.exclude);
        wanted
            .filter(|text| {
                !text.starts_with("ocid1.") && self.named_containers(&[(*text).clone()], Side::After).is_empty()
            })
            .filter(|text| self.named_containers(&[(*text).clone()], Side::Before).is_empty())
            .map(|text| Gap {
                what: format!("zone {:?}", spec.name),
                reason: format!(
                    "its compartment {text:?} is neither an identifier nor an address or name path in this plan"
                ),
            })
            .collect()
    }

    /// Containers by identifier, resource address, or path of names (`prod/payments`).
    fn named_containers(&self, names: &[Str], side: Side) -> Vec<Container> {
        let mut out = Vec::new();
        for name in names {
            if let Some(id) =
                self.graph.find_identity(name).filter(|id| self.graph.plan.resource(*id).address.mode == Mode::Managed)
            {
                out.push(Container::Managed(id));
            } else if name.starts_with("ocid1.") {
                out.push(Container::of_id(name));
            } else if let Ok(address) = name.parse() {
                out.extend(self.graph.plan.find(&address).map(Container::Managed));
            } else {
                out.extend(self.by_name_path(name, side));
            }
        }
        out
    }

    fn by_name_path(&self, path: &str, side: Side) -> Vec<Container> {
        let containers = self.graph.knowledge.containers.iter();
        let mut out = Vec::new();
        for (kind, container) in containers {
            let Some(attribute) = &container.name else { continue };
            for id in self.graph.of_type(kind) {
                if self.path_matches(*id, attribute, path, side) {
                    out.push(Container::Managed(*id));
                }
            }
        }
        out
    }

    /// Whether the names of a container and of those above it end the path from its end.
    fn path_matches(&self, id: ResourceId, attribute: &str, path: &str, side: Side) -> bool {
        let (above, own) = path.rsplit_once('/').map_or((None, path), |(a, o)| (Some(a), o));
        let same = self.graph.attribute(id, side, attribute).is_ok_and(|v| v.as_str() == Some(own));
        same && match (above, self.above(&Container::Managed(id), side)) {
            (None, _) => true,
            (Some(rest), Some(Container::Managed(parent))) => self.path_matches(parent, attribute, rest, side),
            (Some(_), _) => false,
        }
    }

    /// Zones that resources of the plan make, before and after it, and recipes.
    pub(super) fn declare_plan(&mut self, config: &Config) {
        let knowledge = self.graph.knowledge.clone();
        let mut kinds: Vec<(&Str, &ZoneType)> = knowledge.zones.iter().collect();
        kinds.sort_by_key(|(kind, _)| (*kind).clone());
        let mut names: Option<BTreeMap<Str, Str>> = None;
        let recipes = knowledge.recipes.iter().filter(|(_, recipe)| recipe.items.is_none());
        for id in recipes.flat_map(|(kind, _)| self.graph.of_type(kind)).copied().collect::<Vec<_>>() {
            let names = names.get_or_insert_with(|| self.policy_names());
            self.declare_recipe(id, names);
        }
        for (kind, zone_type) in kinds {
            for id in self.graph.of_type(kind).to_vec() {
                if self.graph.resource(id).deposed.is_some() {
                    continue;
                }
                let names = names.get_or_insert_with(|| self.policy_names());
                let zone = self.plan_zone(id, zone_type, config, names);
                self.zones.push(zone);
            }
        }
    }

    /// What a recipe holds before and after the plan, whichever zones have it. What cannot be understood of it is a gap of
    /// the zones that do.
    fn declare_recipe(&mut self, id: ResourceId, names: &BTreeMap<Str, Str>) {
        let graph = self.graph.clone();
        let resource = graph.resource(id);
        if resource.deposed.is_some() || !resource.exists_before() || resource.action == Action::NoOp {
            return;
        }
        let known = self.gaps.len();
        let before = Some(self.recipe_resource(id, Side::Before, names).into());
        let after = resource.exists_after().then(|| self.recipe_resource(id, Side::After, names).into());
        self.gaps.truncate(known);
        self.recipes.insert(id, RecipeSides { before, after });
    }

    fn plan_zone(&mut self, id: ResourceId, zone_type: &ZoneType, config: &Config, names: &BTreeMap<Str, Str>) -> Zone {
        let graph = self.graph.clone();
        let resource = graph.resource(id);
        let text = |side, attribute: &str| {
            let value = graph.attribute(id, side, attribute).ok().filter(|value| !value.marks.sensitive)?;
            value.as_str().map(Str::from)
        };
        let name = text(Side::After, &zone_type.name)
            .or_else(|| text(Side::Before, &zone_type.name))
            .unwrap_or_else(|| resource.address.to_string().into());
        let before = resource.exists_before().then(|| self.plan_side(id, Side::Before, zone_type, config, names));
        let after = match resource.stays_unmanaged() {
            true => before.clone(),
            false => resource.exists_after().then(|| self.plan_side(id, Side::After, zone_type, config, names)),
        };
        Zone {
            params: config
                .params
                .iter()
                .filter(|p| p.zones.contains(&name))
                .map(|p| (p.name.clone(), p.value.clone()))
                .collect(),
            name,
            origin: Origin::Resource(id),
            before,
            after,
            undecided: None,
        }
    }

    fn plan_side(
        &mut self,
        id: ResourceId,
        side: Side,
        zone_type: &ZoneType,
        config: &Config,
        names: &BTreeMap<Str, Str>,
    ) -> ZoneSide {
        let path = AttrPath::field(zone_type.container.clone());
        let container = match self.graph.attribute(id, side, &zone_type.container) {
            Ok(value) => self.named_by(id, side, &path, &value),
            Err(error) => Container::Unknown(vec![error.to_string().into()]),
        };
        let inherited = zone_type.inherited.as_ref().and_then(|attribute| {
            let value = self.graph.attribute(id, side, attribute).ok()?;
            let texts: Option<Vec<Str>> = value.as_elements()?.iter().map(|v| v.as_str().map(Str::from)).collect();
            texts.filter(|t| !t.is_empty())
        });
        let binding = self.recipe_of(id, side, &zone_type.recipe, config, names);
        let recipe = self.graph.attribute(id, side, &zone_type.recipe).ok().and_then(|value| {
            match self.graph.link(id, side, &AttrPath::field(zone_type.recipe.clone()), &value) {
                Link::Resource(found) => Some(found),
                _ => None,
            }
        });
        ZoneSide {
            containers: vec![container],
            exclude: Vec::new(),
            resources: Vec::new(),
            tags: BTreeMap::new(),
            inherited,
            binding: Arc::new(binding),
            recipe,
        }
    }

    fn recipe_of(
        &mut self,
        zone: ResourceId,
        side: Side,
        attribute: &str,
        config: &Config,
        names: &BTreeMap<Str, Str>,
    ) -> Binding {
        let address = self.graph.plan.resource(zone).address.to_string();
        let unknown = |why: String| Binding {
            baseline: super::recipe::Baseline::Unzoned,
            maybe_more: vec![why.into()],
            ..Binding::default()
        };
        let value = match self.graph.attribute(zone, side, attribute) {
            Ok(value) => value,
            Err(error) => return unknown(error.to_string()),
        };
        if let Some(spec) =
            value.as_str().and_then(|id| config.recipes.values().find(|r| r.ids.iter().any(|i| &**i == id)))
        {
            return Binding::of_recipe(spec);
        }
        match self.graph.link(zone, side, &AttrPath::field(attribute), &value) {
            Link::Resource(found) => self.recipe_resource(found, side, names),
            Link::Outside(text) => {
                if let Some(listed) = self.listed_recipe(&text, names) {
                    return listed;
                }
                let text = if value.marks.sensitive { HIDDEN.into() } else { text };
                let why = format!("the policies of recipe {text}, which is not in this plan");
                self.gap(&address, format!("its recipe {text} is not in this plan: which policies it holds is not known. Name it in ringfence.hcl: recipe \"NAME\" {{ ids = [\"{text}\"] policies = [...] }}"));
                unknown(why)
            }
            Link::Null => unknown("a recipe".into()),
            Link::OneOf(_) => unknown("which recipe the zone gets".into()),
            Link::Unknown(mut waits) => {
                waits.sort();
                waits.dedup();
                unknown(waits.join(", "))
            }
        }
    }

    fn recipe_resource(&mut self, id: ResourceId, side: Side, names: &BTreeMap<Str, Str>) -> Binding {
        let graph = self.graph.clone();
        let resource = graph.resource(id);
        let side = if resource.stays_unmanaged() { Side::Before } else { side };
        let address = resource.address.to_string();
        let Some(kind) = graph.knowledge.recipes.get(&resource.address.kind) else {
            return Binding {
                maybe_more: vec![format!("the policies of {address}").into()],
                baseline: super::recipe::Baseline::Unzoned,
                ..Binding::default()
            };
        };
        let text = |attribute: &Option<Str>| {
            let attribute = attribute.as_ref()?;
            graph.attribute(id, side, attribute).ok()?.as_str().map(str::to_string)
        };
        match graph.attribute(id, side, &kind.policies) {
            Ok(policies) => self.held(&address, kind, &policies, text(&kind.owner).as_deref(), names),
            Err(error) => Binding {
                maybe_more: vec![error.to_string().into()],
                baseline: super::recipe::Baseline::Unzoned,
                ..Binding::default()
            },
        }
    }

    /// A recipe among those that a data source lists.
    fn listed_recipe(&mut self, recipe: &str, names: &BTreeMap<Str, Str>) -> Option<Binding> {
        let graph = self.graph.clone();
        let lists = graph.knowledge.recipes.iter().filter_map(|(kind, r)| Some((kind, r, r.items.as_ref()?)));
        for (kind, recipes, path) in lists {
            for id in graph.of_type(kind) {
                let found = items(&graph, *id, path);
                let is_it = |item: &&Value| item.get("id").and_then(Value::as_str) == Some(recipe);
                let Some(item) = found.iter().find(is_it) else { continue };
                let owner = recipes.owner.as_ref().and_then(|name| item.get(name)?.as_str());
                let address = graph.plan.resource(*id).address.to_string();
                let policies = item.get(&recipes.policies).cloned().unwrap_or(Value::NULL);
                return Some(self.held(&address, recipes, &policies, owner, names));
            }
        }
        None
    }

    /// What a list of policies holds. The recipe that Oracle manages holds what its list says, and every policy where
    /// nobody read that.
    fn held(
        &mut self,
        address: &str,
        kind: &RecipeType,
        policies: &Value,
        owner: Option<&str>,
        names: &BTreeMap<Str, Str>,
    ) -> Binding {
        let mut binding = Binding { baseline: super::recipe::Baseline::Unzoned, ..Binding::default() };
        let lists_any = policies.as_elements().is_some_and(|all| !all.is_empty());
        match owner == Some("ORACLE") && !lists_any {
            true => drop(binding.policies.insert("*".into())),
            false => self.named_policies(address, kind, policies, names, &mut binding),
        }
        binding
    }

    fn named_policies(
        &mut self,
        address: &str,
        kind: &RecipeType,
        policies: &Value,
        names: &BTreeMap<Str, Str>,
        binding: &mut Binding,
    ) {
        if policies.is_unknown() {
            binding.maybe_more = policies.waits_for();
            return;
        }
        for policy in policies.as_elements().unwrap_or_default() {
            match &policy.kind {
                Kind::String(text) => match self.policy_name(text, names) {
                    Some(name) => {
                        binding.policies.insert(name);
                    }
                    None => {
                        let text = if policy.marks.sensitive || policies.marks.sensitive { HIDDEN } else { text };
                        let why = format!("the policy {text} of {address}, whose name is not known here");
                        self.gap(address, format!("its policy {text} ({}) is not one that this build knows by its identifier: not checked", kind.framework));
                        binding.unnamed.insert(text.into(), why.into());
                    }
                },
                _ => binding.maybe_more.extend(policy.waits_for()),
            }
        }
    }

    /// The name of a policy identifier: as the plan's data sources list it, else by the built-in table.
    fn policy_name(&self, id: &Str, names: &BTreeMap<Str, Str>) -> Option<Str> {
        if let Some(name) = names.get(id) {
            return Some(name.clone());
        }
        // Names are accepted where identifiers are expected, as in hand-written examples.
        if id.starts_with("deny ") {
            return Some(id.clone());
        }
        let suffix = id.rsplit('.').next()?;
        self.graph.knowledge.policy_ids.get(suffix).cloned()
    }

    fn policy_names(&self) -> BTreeMap<Str, Str> {
        let mut out = BTreeMap::new();
        for (kind, list) in &self.graph.knowledge.policy_lists {
            for id in self.graph.of_type(kind) {
                for item in items(&self.graph, *id, &list.items) {
                    let Some(key) = item.get(&list.id).and_then(Value::as_str) else { continue };
                    // Either of them may hold the name that policies are known by.
                    let names = list.names.iter().filter_map(|n| item.get(n).and_then(Value::as_str));
                    let names: Vec<&str> = names.filter(|n| !n.is_empty()).collect();
                    if let Some(name) = names.iter().find(|n| n.starts_with("deny ")).or(names.first()).copied() {
                        out.insert(key.into(), name.into());
                    }
                }
            }
        }
        out
    }

    fn gap(&mut self, what: &str, reason: String) {
        let gap = Gap { what: what.into(), reason };
        if !self.gaps.contains(&gap) {
            self.gaps.push(gap);
        }
    }
}

fn params_of(config: &Config, spec: &ZoneSpec) -> BTreeMap<Str, Value> {
    let mut out: BTreeMap<Str, Value> = config
        .params
        .iter()
        .filter(|p| p.zones.contains(&spec.name))
        .map(|p| (p.name.clone(), p.value.clone()))
        .collect();
    out.extend(spec.params.iter().map(|(k, v)| (k.clone(), v.clone())));
    out
}
