//! The `configuration` section: one module call for each team, each with the same
//! modules below, and expressions as Terraform describes them (internal/command/jsonconfig).

use super::Options;
use super::body::Form;
use super::escape::write_json;
use super::layout::{self, BLOCKS, Estate, Instances, Item, Key, Place};
use super::plan::{ROOT, body};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Writes the section.
pub fn write<W: Write>(options: &Options, estate: Estate, out: &mut W) -> io::Result<()> {
    write!(out, "{{\"provider_config\":")?;
    write_json(
        &mut *out,
        &json!({
        "aws": {"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": "~> 5.80",
            "expressions": {"region": {"constant_value": "eu-central-1"}}},
        "oci": {"name": "oci", "full_name": "registry.terraform.io/oracle/oci", "version_constraint": "~> 6.30",
            "expressions": {"region": {"references": ["var.region"]}, "tenancy_ocid": {"references": ["var.tenancy_ocid"]}}}}),
    )?;
    write!(out, ",\"root_module\":{{\"outputs\":")?;
    let recipe = references(&["oci_cloud_guard_security_recipe.strict.id", "oci_cloud_guard_security_recipe.strict"]);
    write_json(&mut *out, &json!({"recipe_id": {"expression": recipe}}))?;
    write!(out, ",\"resources\":")?;
    write_json(&mut *out, &root_resources(options, estate))?;
    if estate.teams > 0 {
        write!(out, ",\"module_calls\":{{")?;
        let module = team_module(options);
        for team in 0..estate.teams {
            if team > 0 {
                write!(out, ",")?;
            }
            write!(out, "\"team_{team:05}\":")?;
            write_json(&mut *out, &team_call(team, &module))?;
        }
        write!(out, "}}")?;
    }
    write!(out, ",\"variables\":")?;
    write_json(
        &mut *out,
        &json!({"database_password": {"description": "Password of the databases", "sensitive": true},
        "region": {"default": "eu-frankfurt-1"}, "settings": {"default": {}}, "tags": {}, "tenancy_ocid": {}}),
    )?;
    write!(out, "}}}}")
}

fn references(list: &[&str]) -> Value {
    json!({"references": list})
}

fn team_call(team: u64, module: &Value) -> Value {
    let key = layout::team_key(team);
    let parent = format!("oci_identity_compartment.team[\"{key}\"]");
    json!({
        "source": "./modules/team",
        "expressions": {
            "database_password": references(&["var.database_password"]),
            "parent_compartment_id": references(&[&format!("{parent}.id"), &parent, "oci_identity_compartment.team"]),
            "prefix": references(&["each.key"]),
            "settings": references(&["var.settings", "each.key"]),
            "tags": references(&["var.tags"]),
        },
        "for_each_expression": references(&["local.environments"]),
        "module": module,
    })
}

fn team_module(options: &Options) -> Value {
    let resources = resources_of(options, Place::Team);
    let compartment = references(&["oci_identity_compartment.env.id", "oci_identity_compartment.env"]);
    let key = references(&["oci_kms_key.data.id", "oci_kms_key.data"]);
    let common = |extra: &[(&str, Value)]| {
        let mut map = Map::new();
        for name in ["prefix", "settings", "tags"] {
            map.insert(name.to_owned(), references(&[&format!("var.{name}")]));
        }
        for (name, value) in extra {
            map.insert((*name).to_owned(), value.clone());
        }
        Value::Object(map)
    };
    let network =
        |output: &str| references(&[&format!("module.network[0].{output}"), "module.network[0]", "module.network"]);
    let vault = references(&["oci_kms_vault.main.id", "oci_kms_vault.main"]);
    let password = ("database_password", references(&["var.database_password"]));
    let compartment = ("compartment_id", compartment);
    let key = ("kms_key_id", key);
    let mut calls = json!({
        "aws": {"source": "../aws", "expressions": common(std::slice::from_ref(&password))},
        "compute": {"source": "../compute", "expressions": common(&[compartment.clone(), key.clone(),
            ("nsg_ids", network("nsg_ids")), ("subnet_ids", network("subnet_ids"))])},
        "network": {"source": "../network", "expressions": common(std::slice::from_ref(&compartment)), "count_expression": {"constant_value": 1}},
        "storage": {"source": "../storage", "expressions": common(&[compartment, key, ("vault_id", vault),
            ("secret_content", references(&["var.database_password"]))]), "for_each_expression": references(&["local.storage_classes"])},
    });
    for (name, place) in
        [("aws", Place::Aws), ("compute", Place::Compute), ("network", Place::Network), ("storage", Place::Storage)]
    {
        let variables: Map<String, Value> = match &calls[name]["expressions"] {
            Value::Object(inputs) => inputs.keys().map(|k| (k.clone(), variable(k))).collect(),
            _ => Map::new(),
        };
        let mut module = json!({"resources": resources_of(options, place), "variables": variables});
        if place == Place::Network {
            module["outputs"] = json!({
                "nsg_ids": {"expression": references(&["oci_core_network_security_group.tier"])},
                "subnet_ids": {"expression": references(&["oci_core_subnet.tier"])}});
        }
        calls[name]["module"] = module;
    }
    let inputs = ["database_password", "parent_compartment_id", "prefix", "settings", "tags"];
    let variables: Map<String, Value> = inputs.iter().map(|k| ((*k).to_owned(), variable(k))).collect();
    json!({"outputs": {"compartment_id": {"expression": references(&["oci_identity_compartment.env.id", "oci_identity_compartment.env"])}},
        "resources": resources, "module_calls": calls, "variables": variables})
}

fn variable(name: &str) -> Value {
    match name {
        "database_password" | "secret_content" => json!({"sensitive": true}),
        "settings" | "tags" => json!({"default": {}}),
        _ => json!({}),
    }
}

fn resources_of(options: &Options, place: Place) -> Vec<Value> {
    let mut list = Vec::new();
    for layout::Block(at, kind, name, instances) in BLOCKS {
        if *at != place {
            continue;
        }
        let (last, repeat) = match instances {
            Instances::One => (Key::None, None),
            Instances::Count(n) => (Key::Int(n - 1), Some(("count_expression", references(&["var.settings"])))),
            Instances::Each(keys) => {
                let key = keys.last().map_or(Key::None, |k| Key::Text((*k).to_owned()));
                (key, Some(("for_each_expression", references(&["var.settings"]))))
            }
        };
        let first = match (&last, instances) {
            (Key::Text(_), Instances::Each(keys)) => Key::Text(keys.first().copied().unwrap_or_default().to_owned()),
            (Key::Int(_), _) => Key::Int(0),
            _ => Key::None,
        };
        let item = |key: Key, ordinal| Item { place, kind, name, key, ordinal };
        // What is equal in all of these is written as a literal, the rest as a reference.
        let clean = Options { findings_percent: 0.0, ..options.clone() };
        let broken = Options { findings_percent: 100.0, ..options.clone() };
        let samples = [(&clean, 0, item(first.clone(), 0)), (&clean, 9, item(last, 1)), (&broken, 18, item(first, 0))];
        list.push(resource(&samples, repeat));
    }
    list
}

fn root_resources(options: &Options, estate: Estate) -> Vec<Value> {
    let mut list: Vec<Value> = Vec::new();
    let items = estate.root_items();
    for (at, item) in items.iter().enumerate() {
        let same = |other: &Item| other.kind == item.kind && other.name == item.name;
        if items[..at].iter().rev().take(1).any(same) {
            continue;
        }
        let last = items.iter().rev().find(|o| same(o)).unwrap_or(item);
        let repeat = match item.key {
            Key::None => None,
            Key::Int(_) => Some(("count_expression", references(&["var.settings"]))),
            Key::Text(_) => Some(("for_each_expression", references(&["local.teams"]))),
        };
        list.push(resource(&[(options, ROOT, item.clone()), (options, ROOT, last.clone())], repeat));
    }
    list.push(json!({"address": "data.oci_cloud_guard_security_policies.all", "mode": "data",
        "type": "oci_cloud_guard_security_policies", "name": "all", "provider_config_key": "oci",
        "expressions": {"compartment_id": references(&["var.tenancy_ocid"])}, "schema_version": 0}));
    list
}

fn resource(samples: &[(&Options, u64, Item)], repeat: Option<(&str, Value)>) -> Value {
    let item = &samples[0].2;
    let bodies: Vec<_> =
        samples.iter().map(|(options, stack, item)| body(options, *stack, item, Form::Known)).collect();
    let mut expressions = Map::new();
    for name in &bodies[0].configured {
        // A `dynamic` block leaves no trace in the configuration section.
        if name == "ingress_security_rules" {
            continue;
        }
        // Blocks that are not there are not mentioned either.
        if bodies.iter().all(|b| b.values.get(name) == Some(&json!([]))) {
            continue;
        }
        let values: Vec<Option<&Value>> = bodies.iter().map(|b| b.values.get(name)).collect();
        expressions.insert(name.clone(), expression(item, name, &values));
    }
    let provider = if item.kind.starts_with("aws_") { "aws" } else { "oci" };
    let mut resource = json!({"address": format!("{}.{}", item.kind, item.name), "mode": "managed", "type": item.kind,
        "name": item.name, "provider_config_key": provider, "expressions": expressions, "schema_version": 0});
    if let Some((name, value)) = repeat {
        resource[name] = value;
    }
    resource
}

fn expression(item: &Item, name: &str, values: &[Option<&Value>]) -> Value {
    if let Some(list) = target(item, name) {
        return references(list);
    }
    let first = values[0].unwrap_or(&Value::Null);
    if let Value::Array(elements) = first
        && elements.iter().all(Value::is_object)
    {
        return Value::Array(elements.iter().enumerate().map(|(i, e)| block(item, i, e, values)).collect());
    }
    if matches!(name, "freeform_tags" | "tags" | "tags_all") {
        return references(if item.place == Place::Root { &["var.tags"] } else { &["var.tags", "var.prefix"] });
    }
    if values.iter().all(|v| *v == Some(first)) {
        return json!({"constant_value": first});
    }
    match (&item.key, item.place) {
        (Key::Int(_), _) => references(&["var.settings", "count.index"]),
        (Key::Text(_), _) => references(&["var.settings", "each.key"]),
        (Key::None, Place::Root) => references(&["var.settings"]),
        (Key::None, _) => references(&["var.prefix"]),
    }
}

fn block(item: &Item, at: usize, element: &Value, values: &[Option<&Value>]) -> Value {
    let Value::Object(map) = element else { return json!({}) };
    let inner = |name: &String| -> Vec<Option<&Value>> {
        values.iter().map(|v| v.and_then(|v| v.get(at)).and_then(|v| v.get(name))).collect()
    };
    let set = map.iter().filter(|(_, v)| !v.is_null() && **v != json!([]));
    Value::Object(set.map(|(name, _)| (name.clone(), expression(item, name, &inner(name)))).collect())
}

/// What an argument refers to, where it refers to something.
fn target(item: &Item, name: &str) -> Option<&'static [&'static str]> {
    Some(match (item.place, item.kind, name) {
        (Place::Root, "oci_cloud_guard_security_recipe", "compartment_id") => &["var.tenancy_ocid"],
        (Place::Root, "oci_cloud_guard_security_recipe", "security_policies") => {
            &["data.oci_cloud_guard_security_policies.all"]
        }
        (Place::Root, "oci_cloud_guard_security_zone", "compartment_id") => {
            &["oci_identity_compartment.team", "each.key"]
        }
        (Place::Root, _, "security_zone_recipe_id") => {
            &["oci_cloud_guard_security_recipe.strict.id", "oci_cloud_guard_security_recipe.strict"]
        }
        (Place::Root, "oci_core_volume", "compartment_id") => {
            &["oci_identity_compartment.shared.id", "oci_identity_compartment.shared"]
        }
        (Place::Root, _, "compartment_id") if item.name == "team" => {
            &["oci_identity_compartment.apps.id", "oci_identity_compartment.apps"]
        }
        (Place::Root, _, "compartment_id") => &["var.tenancy_ocid"],
        (Place::Team, "oci_identity_compartment", "compartment_id") => &["var.parent_compartment_id"],
        (Place::Team, _, "compartment_id") => &["oci_identity_compartment.env.id", "oci_identity_compartment.env"],
        (Place::Team, _, "management_endpoint") => &["oci_kms_vault.main.management_endpoint", "oci_kms_vault.main"],
        (Place::Aws, _, "kms_key_id" | "kms_master_key_id") => &["aws_kms_key.data.arn", "aws_kms_key.data"],
        (Place::Aws, _, "vpc_id") => &["aws_vpc.main.id", "aws_vpc.main"],
        (Place::Aws, _, "subnet_id") => &["aws_subnet.private"],
        (Place::Aws, _, "security_group_id") => &["aws_security_group.app", "count.index"],
        (Place::Aws, _, "vpc_security_group_ids") => &["aws_security_group.app"],
        (Place::Aws, "aws_db_instance", "password") => &["var.database_password"],
        (Place::Aws, kind, "bucket") if kind != "aws_s3_bucket" => &["aws_s3_bucket.this", "each.key"],
        (Place::Network, _, "manage_default_resource_id") => {
            &["oci_core_vcn.main.default_security_list_id", "oci_core_vcn.main"]
        }
        (Place::Network, "oci_logging_log", "resource") => &["oci_core_subnet.tier", "each.key"],
        (Place::Network, _, "vcn_id") => &["oci_core_vcn.main.id", "oci_core_vcn.main"],
        (Place::Network, _, "network_entity_id") => &["oci_core_nat_gateway.nat.id", "oci_core_nat_gateway.nat"],
        (Place::Network, _, "route_table_id") => &["oci_core_route_table.private.id", "oci_core_route_table.private"],
        (Place::Network, _, "security_list_ids") => &["oci_core_security_list.tier", "each.key"],
        (Place::Network, _, "network_security_group_id") => {
            &["oci_core_network_security_group.tier", "var.settings", "count.index"]
        }
        (Place::Network, "oci_core_network_security_group_security_rule", "source") => {
            &["oci_core_network_security_group.tier", "var.settings", "count.index"]
        }
        (Place::Compute, _, "subnet_id") => &["var.subnet_ids", "count.index"],
        (Place::Compute, _, "nsg_ids") => &["var.nsg_ids", "count.index"],
        (Place::Compute, _, "instance_id") => &["oci_core_instance.node", "count.index"],
        (Place::Compute, _, "volume_id") => &["oci_core_volume.data", "count.index"],
        (Place::Storage, _, "vault_id") => &["var.vault_id"],
        (Place::Storage, _, "content") => &["var.secret_content"],
        (Place::Compute | Place::Storage, _, "kms_key_id" | "key_id") => &["var.kms_key_id"],
        (Place::Compute | Place::Network | Place::Storage, _, "compartment_id") => &["var.compartment_id"],
        _ => return None,
    })
}

/// `depends_on` of a resource in the prior state: configuration addresses, without keys.
pub fn depends_on(stack: u64, item: &Item) -> Vec<String> {
    if item.place == Place::Root {
        return match item.kind {
            "oci_cloud_guard_security_zone" => vec!["oci_cloud_guard_security_recipe.strict".to_owned()],
            _ => Vec::new(),
        };
    }
    let team = format!("module.team_{:05}", stack / 8);
    let compartment = format!("{team}.oci_identity_compartment.env");
    let network = |local: &str| format!("{team}.module.network.{local}");
    let mut list = match item.place {
        Place::Aws => vec![format!("{team}.module.aws.aws_vpc.main")],
        Place::Network => vec![network("oci_core_vcn.main"), compartment],
        Place::Compute => vec![network("oci_core_subnet.tier"), compartment, format!("{team}.oci_kms_key.data")],
        Place::Storage => vec![compartment, format!("{team}.oci_kms_key.data")],
        Place::Team | Place::Root => {
            vec!["oci_identity_compartment.apps".to_owned(), "oci_identity_compartment.team".to_owned()]
        }
    };
    let step = item.place.step().split('[').next().unwrap_or_default();
    let own = format!("{team}.{step}.{}.{}", item.kind, item.name);
    list.retain(|address| *address != own);
    list.sort();
    list
}
