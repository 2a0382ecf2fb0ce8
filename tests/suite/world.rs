//! Builds inputs for the tests of the whole: a small estate and what a plan does to it is written
//! once, and comes out as plan JSON in the shape of Terraform 1.11 and of the real providers, or as
//! Terraform sources.
//!
//! Arguments are JSON objects. A string `"${type.name.attribute}"` is a reference; an array of
//! objects is a repeated block. What a provider computes (and what is Optional and Computed and was
//! left out) is unknown for resources that the plan creates.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

/// How a resource type behaves in plans. Attributes from the providers' schemas.
struct Kind {
    name: &'static str,
    /// Kind of its identifiers.
    id: &'static str,
    /// Computed, or Optional and Computed.
    computed: &'static [&'static str],
    /// Optional only: null when left out.
    optional: &'static [&'static str],
    /// Static defaults of the schema, as JSON.
    defaults: &'static [(&'static str, &'static str)],
    /// Attributes that the schema marks sensitive.
    sensitive: &'static [&'static str],
    /// Attributes written as blocks: they do not show in the plan's configuration.
    attribute_blocks: &'static [&'static str],
}

const PLAIN: Kind = Kind {
    name: "",
    id: "resource",
    computed: &["id"],
    optional: &[],
    defaults: &[],
    sensitive: &[],
    attribute_blocks: &[],
};

const KINDS: &[Kind] = &[
    Kind {
        name: "oci_identity_compartment",
        id: "compartment",
        computed: &[
            "compartment_id",
            "defined_tags",
            "freeform_tags",
            "id",
            "inactive_state",
            "is_accessible",
            "state",
        ],
        optional: &["enable_delete"],
        ..PLAIN
    },
    Kind {
        name: "oci_objectstorage_bucket",
        id: "bucket",
        computed: &[
            "approximate_count",
            "auto_tiering",
            "bucket_id",
            "created_by",
            "defined_tags",
            "etag",
            "freeform_tags",
            "id",
            "kms_key_id",
            "metadata",
            "object_events_enabled",
            "storage_tier",
            "versioning",
        ],
        optional: &["retention_rules", "timeouts"],
        defaults: &[("access_type", "\"NoPublicAccess\"")],
        ..PLAIN
    },
    Kind {
        name: "oci_core_internet_gateway",
        id: "internetgateway",
        computed: &["defined_tags", "display_name", "freeform_tags", "id", "route_table_id", "state", "time_created"],
        defaults: &[("enabled", "true")],
        ..PLAIN
    },
    Kind {
        name: "oci_core_vcn",
        id: "vcn",
        computed: &[
            "byoipv6cidr_blocks",
            "cidr_block",
            "cidr_blocks",
            "default_dhcp_options_id",
            "default_route_table_id",
            "default_security_list_id",
            "defined_tags",
            "display_name",
            "dns_label",
            "freeform_tags",
            "id",
            "ipv6cidr_blocks",
            "is_ipv6enabled",
            "state",
        ],
        ..PLAIN
    },
    Kind {
        name: "oci_core_subnet",
        id: "subnet",
        computed: &[
            "availability_domain",
            "defined_tags",
            "dhcp_options_id",
            "display_name",
            "dns_label",
            "freeform_tags",
            "id",
            "ipv6cidr_block",
            "prohibit_internet_ingress",
            "prohibit_public_ip_on_vnic",
            "route_table_id",
            "security_list_ids",
            "state",
        ],
        ..PLAIN
    },
    Kind {
        name: "oci_core_volume",
        id: "volume",
        computed: &[
            "availability_domain",
            "autotuned_vpus_per_gb",
            "defined_tags",
            "display_name",
            "freeform_tags",
            "id",
            "is_hydrated",
            "kms_key_id",
            "size_in_gbs",
            "state",
            "vpus_per_gb",
        ],
        optional: &["backup_policy_id", "cluster_placement_group_id"],
        ..PLAIN
    },
    Kind {
        name: "oci_core_security_list",
        id: "securitylist",
        computed: &["defined_tags", "display_name", "freeform_tags", "id", "state", "time_created"],
        optional: &["timeouts"],
        ..PLAIN
    },
    Kind {
        name: "oci_cloud_guard_security_zone",
        id: "securityzone",
        computed: &[
            "defined_tags",
            "description",
            "freeform_tags",
            "id",
            "inherited_by_compartments",
            "is_inheritance_after_delete_enabled",
            "security_zone_target_id",
            "state",
        ],
        ..PLAIN
    },
    Kind {
        name: "oci_cloud_guard_security_recipe",
        id: "securityzonessecurityrecipe",
        computed: &["defined_tags", "description", "freeform_tags", "id", "owner", "state"],
        ..PLAIN
    },
    Kind {
        name: "oci_kms_key",
        id: "key",
        computed: &[
            "current_key_version",
            "defined_tags",
            "freeform_tags",
            "id",
            "protection_mode",
            "state",
            "vault_id",
        ],
        ..PLAIN
    },
    Kind {
        name: "oci_core_instance",
        id: "instance",
        computed: &[
            "boot_volume_id",
            "defined_tags",
            "display_name",
            "extended_metadata",
            "freeform_tags",
            "id",
            "private_ip",
            "public_ip",
            "state",
            "subnet_id",
        ],
        ..PLAIN
    },
    Kind {
        name: "oci_database_autonomous_database",
        id: "autonomousdatabase",
        computed: &[
            "connection_strings",
            "db_version",
            "defined_tags",
            "freeform_tags",
            "id",
            "kms_key_id",
            "state",
            "subnet_id",
            "whitelisted_ips",
        ],
        sensitive: &["admin_password"],
        ..PLAIN
    },
    Kind {
        name: "aws_security_group",
        id: "sg",
        computed: &["arn", "egress", "id", "ingress", "name", "name_prefix", "owner_id", "vpc_id"],
        optional: &["revoke_rules_on_delete", "tags", "timeouts"],
        defaults: &[("description", "\"Managed by Terraform\"")],
        attribute_blocks: &["ingress", "egress"],
        ..PLAIN
    },
    Kind {
        name: "aws_vpc_security_group_ingress_rule",
        id: "sgr",
        computed: &["arn", "id", "security_group_rule_id", "tags_all"],
        optional: &[
            "cidr_ipv4",
            "cidr_ipv6",
            "description",
            "from_port",
            "prefix_list_id",
            "referenced_security_group_id",
            "tags",
            "to_port",
        ],
        ..PLAIN
    },
];

fn kind(address: &str) -> &'static Kind {
    let name = address.split('.').next().unwrap_or_default();
    KINDS.iter().find(|k| k.name == name).unwrap_or(&PLAIN)
}

/// Which view of a value is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

struct Resource {
    address: String,
    previous: Option<String>,
    before: Option<Value>,
    after: Option<Value>,
    /// Replaced: its computed attributes become unknown.
    replaced: bool,
    forgotten: bool,
    reason: Option<&'static str>,
}

/// An estate and a plan for it.
#[derive(Default)]
pub struct World {
    resources: Vec<Resource>,
    data: Vec<(String, Value, Value)>,
    top: Map<String, Value>,
}

impl World {
    /// Nothing there, nothing planned.
    pub fn new() -> World {
        World::default()
    }

    fn add(mut self, address: &str, before: Option<Value>, after: Option<Value>) -> World {
        let reason = (before.is_some() && after.is_none()).then_some("delete_because_no_resource_config");
        self.resources.push(Resource {
            address: address.into(),
            previous: None,
            before,
            after,
            replaced: false,
            forgotten: false,
            reason,
        });
        self
    }

    /// A resource that is there and stays as it is.
    pub fn exists(self, address: &str, args: Value) -> World {
        self.add(address, Some(args.clone()), Some(args))
    }

    /// A resource that the plan creates.
    pub fn creates(self, address: &str, args: Value) -> World {
        self.add(address, None, Some(args))
    }

    /// A resource that the plan changes in place; `change` overrides arguments, null takes one out.
    pub fn updates(self, address: &str, before: Value, change: Value) -> World {
        let after = merged(&before, &change);
        self.add(address, Some(before), Some(after))
    }

    /// A resource that the plan replaces.
    pub fn replaces(mut self, address: &str, before: Value, change: Value) -> World {
        self = self.updates(address, before, change);
        self.resources.last_mut().unwrap().replaced = true;
        self
    }

    /// A resource that the plan removes.
    pub fn deletes(self, address: &str, args: Value) -> World {
        self.add(address, Some(args), None)
    }

    /// A resource that leaves management and stays (a `removed` block with `destroy = false`).
    pub fn forgets(mut self, address: &str, args: Value) -> World {
        self = self.deletes(address, args);
        self.resources.last_mut().unwrap().reason = None;
        self.resources.last_mut().unwrap().forgotten = true;
        self
    }

    /// The last resource had another address before (a `moved` block).
    pub fn previously(mut self, address: &str) -> World {
        self.resources.last_mut().unwrap().previous = Some(address.into());
        self
    }

    /// A data source that was read, with what it found.
    pub fn reads(mut self, address: &str, args: Value, found: Value) -> World {
        self.data.push((address.into(), args, found));
        self
    }

    /// Another value at the top of the plan JSON, such as `complete`.
    pub fn top(mut self, key: &str, value: Value) -> World {
        self.top.insert(key.into(), value);
        self
    }

    // --- plan JSON ---

    /// The plan as `terraform show -json` prints it.
    pub fn plan(&self) -> Value {
        let changes: Vec<Value> = self.resources.iter().map(|r| self.change(r)).collect();
        let mut state: Vec<Value> = self.resources.iter().filter_map(|r| self.state_entry(r)).collect();
        for (address, args, found) in &self.data {
            let values = merged(&self.resolve(args, Side::After).0.unwrap(), found);
            state.push(entry(address, "data", &values, &json!({})));
        }
        let planned: Vec<Value> = self
            .resources
            .iter()
            .filter_map(|r| {
                let after = self.change(r)["change"]["after"].clone();
                (!after.is_null()).then(|| entry(&r.address, "managed", &after, &json!({})))
            })
            .collect();
        let mut configuration: Vec<Value> = self
            .resources
            .iter()
            .filter_map(|r| Some(configuration(&r.address, "managed", r.after.as_ref()?)))
            .collect();
        configuration.extend(self.data.iter().map(|(a, args, _)| configuration_of_data(a, args)));
        let mut plan = json!({
            "format_version": "1.2",
            "terraform_version": "1.11.4",
            "planned_values": { "root_module": { "resources": planned } },
            "resource_changes": changes,
            "prior_state": {
                "format_version": "1.0", "terraform_version": "1.11.4",
                "values": { "root_module": { "resources": state } },
            },
            "configuration": {
                "provider_config": {
                    "oci": { "name": "oci", "full_name": "registry.terraform.io/oracle/oci" },
                },
                "root_module": { "resources": configuration },
            },
            "timestamp": "2026-11-21T08:00:00Z",
            "applyable": true,
            "complete": true,
            "errored": false,
        });
        let top = plan.as_object_mut().unwrap();
        top.extend(self.top.clone());
        plan
    }

    fn find(&self, address: &str) -> Option<&Resource> {
        self.resources.iter().find(|r| r.address == address)
    }

    /// The value and the mask of what is unknown in it; no value where all of it is unknown.
    fn resolve(&self, value: &Value, side: Side) -> (Option<Value>, Value) {
        match value {
            Value::String(text) => match reference(text) {
                Some(path) => self.lookup(path, side),
                None => (Some(value.clone()), json!(false)),
            },
            Value::Array(items) => {
                let all: Vec<(Option<Value>, Value)> = items.iter().map(|i| self.resolve(i, side)).collect();
                let values = all.iter().map(|(v, _)| v.clone().unwrap_or(Value::Null)).collect();
                (Some(values), all.into_iter().map(|(_, m)| m).collect())
            }
            Value::Object(fields) => {
                let (mut values, mut mask) = (Map::new(), Map::new());
                for (name, field) in fields {
                    let (value, unknown) = self.resolve(field, side);
                    if let Some(value) = value {
                        values.insert(name.clone(), value);
                    }
                    if unknown != json!(false) {
                        mask.insert(name.clone(), unknown);
                    }
                }
                (Some(values.into()), mask.into())
            }
            other => (Some(other.clone()), json!(false)),
        }
    }

    fn lookup(&self, path: &str, side: Side) -> (Option<Value>, Value) {
        let (address, attribute) = path.rsplit_once('.').unwrap();
        if address.starts_with("data.") {
            let (_, _, found) = self.data.iter().find(|(a, ..)| a == address).expect("the data source is in the world");
            return (Some(found[attribute].clone()), json!(false));
        }
        let target = self.find(address).unwrap_or_else(|| panic!("{address} is not in this world"));
        let exists = target.before.is_some() && (side == Side::Before || !target.replaced);
        let args = match side {
            Side::Before => target.before.as_ref(),
            Side::After => target.after.as_ref(),
        };
        match args.and_then(|a| a.get(attribute)) {
            Some(value) => self.resolve(value, side),
            None if exists && attribute == "id" => (Some(json!(identifier(address))), json!(false)),
            None => (None, json!(true)),
        }
    }

    fn known(&self, address: &str, args: &Value, side: Side) -> Value {
        let mut values = self.resolve(args, side).0.unwrap();
        let fields = values.as_object_mut().unwrap();
        let kind = kind(address);
        for (name, default) in kind.defaults {
            fields.entry(*name).or_insert_with(|| serde_json::from_str(default).unwrap());
        }
        for name in kind.optional.iter().chain(kind.computed) {
            fields.entry(*name).or_insert(Value::Null);
        }
        fields.insert("id".into(), json!(identifier(address)));
        values
    }

    fn change(&self, r: &Resource) -> Value {
        let kind = kind(&r.address);
        let old = r.previous.as_deref().unwrap_or(&r.address);
        let before = r.before.as_ref().map(|args| self.known(old, args, Side::Before));
        let (mut after, mut unknown) = (Value::Null, json!({}));
        if let Some(args) = &r.after {
            let (values, mask) = self.resolve(args, Side::After);
            (after, unknown) = (values.unwrap(), mask);
            let fields = after.as_object_mut().unwrap();
            let fresh = r.before.is_none() || r.replaced;
            for (name, default) in kind.defaults {
                fields.entry(*name).or_insert_with(|| serde_json::from_str(default).unwrap());
            }
            for name in kind.optional {
                fields.entry(*name).or_insert(Value::Null);
            }
            for name in kind.computed.iter().filter(|n| args.get(**n).is_none()) {
                match fresh {
                    true => drop(unknown.as_object_mut().unwrap().insert((*name).into(), json!(true))),
                    // The provider keeps what was there.
                    false => drop(fields.insert((*name).into(), before.as_ref().unwrap()[*name].clone())),
                }
            }
        }
        let names: Vec<&str> = match (&before, &r.after) {
            (None, _) => vec!["create"],
            (_, None) if r.forgotten => vec!["forget"],
            (_, None) => vec!["delete"],
            _ if r.replaced => vec!["delete", "create"],
            (Some(b), _) if *b == after && !unknown.to_string().contains("true") => vec!["no-op"],
            _ => vec!["update"],
        };
        let sensitive: Map<String, Value> = kind.sensitive.iter().map(|n| ((*n).to_string(), json!(true))).collect();
        let mask = |there: bool| if there { Value::Object(sensitive.clone()) } else { json!(false) };
        let mut out = identity(&r.address, "managed");
        if let Some(previous) = &r.previous {
            out["previous_address"] = json!(previous);
        }
        if let Some(reason) = r.reason {
            out["action_reason"] = json!(reason);
        }
        out["change"] = json!({
            "actions": names,
            "before_sensitive": mask(before.is_some()),
            "after_sensitive": mask(!after.is_null()),
            "before": before.unwrap_or(Value::Null),
            "after_unknown": unknown,
            "after": after,
        });
        out
    }

    fn state_entry(&self, r: &Resource) -> Option<Value> {
        let args = r.before.as_ref()?;
        let address = r.previous.as_deref().unwrap_or(&r.address);
        let sensitive: Map<String, Value> =
            kind(address).sensitive.iter().map(|n| ((*n).to_string(), json!(true))).collect();
        Some(entry(address, "managed", &self.known(address, args, Side::Before), &sensitive.into()))
    }

    // --- sources ---

    /// The configuration after the change, as sources.
    pub fn sources(&self) -> String {
        let mut out =
            String::from("terraform {\n  required_providers {\n    oci = { source = \"oracle/oci\" }\n  }\n}\n");
        for (address, args, _) in &self.data {
            let (kind, name) = address.trim_start_matches("data.").split_once('.').unwrap();
            let _ = writeln!(out, "\ndata \"{kind}\" \"{name}\" {{");
            write_body(args, 1, &mut out);
            out.push_str("}\n");
        }
        for r in &self.resources {
            let Some(args) = &r.after else { continue };
            let (kind, name) = r.address.split_once('.').unwrap();
            let _ = writeln!(out, "\nresource \"{kind}\" \"{name}\" {{");
            write_body(args, 1, &mut out);
            out.push_str("}\n");
        }
        out
    }
}

/// Identifier of a resource that exists.
pub fn identifier(address: &str) -> String {
    let (_, name) = address.rsplit_once('.').unwrap();
    match kind(address).id {
        prefix @ ("sg" | "sgr") => format!("{prefix}-{name}"),
        kind => format!("ocid1.{kind}.oc1..{name}"),
    }
}

fn reference(text: &str) -> Option<&str> {
    text.strip_prefix("${")?.strip_suffix('}')
}

fn merged(base: &Value, change: &Value) -> Value {
    let mut fields: BTreeMap<String, Value> = base.as_object().unwrap().clone().into_iter().collect();
    for (name, value) in change.as_object().unwrap() {
        match value {
            Value::Null => drop(fields.remove(name)),
            value => drop(fields.insert(name.clone(), value.clone())),
        }
    }
    fields.into_iter().collect::<Map<_, _>>().into()
}

fn provider(kind: &str) -> &'static str {
    match kind.split('_').next() {
        Some("aws") => "registry.terraform.io/hashicorp/aws",
        _ => "registry.terraform.io/oracle/oci",
    }
}

fn identity(address: &str, mode: &str) -> Value {
    let (kind, name) = address.trim_start_matches("data.").split_once('.').unwrap();
    json!({ "address": address, "mode": mode, "type": kind, "name": name, "provider_name": provider(kind) })
}

fn entry(address: &str, mode: &str, values: &Value, sensitive: &Value) -> Value {
    let mut out = identity(address, mode);
    out["schema_version"] = json!(0);
    out["values"] = values.clone();
    out["sensitive_values"] = sensitive.clone();
    out
}

fn configuration(address: &str, mode: &str, args: &Value) -> Value {
    let mut out = identity(address, mode);
    let fields = out.as_object_mut().unwrap();
    fields.remove("provider_name");
    fields.insert("provider_config_key".into(), json!(address.trim_start_matches("data.").split('_').next()));
    fields.insert("schema_version".into(), json!(0));
    let mut expressions = expressions(args);
    for name in kind(address).attribute_blocks {
        expressions.remove(*name);
    }
    fields.insert("expressions".into(), expressions.into());
    out
}

fn configuration_of_data(address: &str, args: &Value) -> Value {
    configuration(address, "data", args)
}

fn expressions(args: &Value) -> Map<String, Value> {
    args.as_object().unwrap().iter().map(|(name, value)| (name.clone(), expression(value))).collect()
}

fn expression(value: &Value) -> Value {
    if let Value::Array(items) = value
        && !items.is_empty()
        && items.iter().all(Value::is_object)
    {
        return items.iter().map(|item| Value::Object(expressions(item))).collect();
    }
    let mut references = Vec::new();
    references_in(value, &mut references);
    match references.is_empty() {
        true => json!({ "constant_value": value }),
        false => json!({ "references": references }),
    }
}

fn references_in(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            if let Some(path) = reference(text) {
                out.push(path.to_string());
                out.push(path.rsplit_once('.').unwrap().0.to_string());
            }
        }
        Value::Array(items) => items.iter().for_each(|i| references_in(i, out)),
        Value::Object(fields) => fields.values().for_each(|i| references_in(i, out)),
        _ => {}
    }
}

fn write_body(args: &Value, depth: usize, out: &mut String) {
    let pad = "  ".repeat(depth);
    for (name, value) in args.as_object().unwrap() {
        match value {
            Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_object) => {
                for item in items {
                    let _ = writeln!(out, "{pad}{name} {{");
                    write_body(item, depth + 1, out);
                    let _ = writeln!(out, "{pad}}}");
                }
            }
            value => {
                let _ = writeln!(out, "{pad}{name} = {}", expression_text(value));
            }
        }
    }
}

fn expression_text(value: &Value) -> String {
    match value {
        Value::String(text) => reference(text).map_or_else(|| format!("{text:?}"), str::to_string),
        Value::Array(items) => format!("[{}]", items.iter().map(expression_text).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let inner: Vec<String> = fields.iter().map(|(k, v)| format!("{k:?} = {}", expression_text(v))).collect();
            format!("{{ {} }}", inner.join(", "))
        }
        other => other.to_string(),
    }
}
