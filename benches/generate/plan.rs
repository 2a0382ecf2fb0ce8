//! The sections of a plan, in the order in which Terraform writes them
//! (internal/command/jsonplan/plan.go, struct `plan`).

use super::body::{Body, Form, sensitive_mask, unknown_mask, without_unknown};
use super::context::Context;
use super::escape::write_json;
use super::layout::{self, Action, Estate, Item, Key, NESTED, Place};
use super::{Counts, Options, aws, config, network, oci};
use serde::Serialize;
use serde_json::{Value, json};
use std::io::{self, Write};

const TERRAFORM: &str = "1.11.4";
/// Stack number of resources that belong to none.
pub const ROOT: u64 = u64::MAX;

#[derive(Serialize)]
struct ResourceChange<'a> {
    address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    module_address: Option<String>,
    mode: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Value::is_null")]
    index: Value,
    provider_name: &'a str,
    change: Change,
    #[serde(skip_serializing_if = "Option::is_none")]
    action_reason: Option<&'a str>,
}

#[derive(Serialize)]
struct Change {
    actions: &'static [&'static str],
    before: Value,
    after: Value,
    after_unknown: Value,
    before_sensitive: Value,
    after_sensitive: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    replace_paths: Option<Value>,
}

#[derive(Serialize)]
struct StateResource<'a> {
    address: String,
    mode: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Value::is_null")]
    index: Value,
    provider_name: &'a str,
    schema_version: u64,
    values: Value,
    sensitive_values: Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    depends_on: Vec<String>,
}

/// Which of the two sections with values is being written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Planned,
    Prior,
}

/// Builds the body of an item.
pub fn body(options: &Options, stack: u64, item: &Item, form: Form) -> Body {
    let mut context = Context::new(options, stack, item, form);
    let mut body = Body::new(form);
    let known = oci::body(&mut context, item, &mut body)
        || network::body(&mut context, item, &mut body)
        || aws::body(&mut context, item, &mut body);
    assert!(known, "no body for {}", item.kind);
    body
}

/// Full provider name of a resource type.
pub fn provider(kind: &str) -> &'static str {
    if kind.starts_with("aws_") { "registry.terraform.io/hashicorp/aws" } else { "registry.terraform.io/oracle/oci" }
}

fn schema_version(kind: &str) -> u64 {
    match kind {
        "aws_instance" | "aws_security_group" | "aws_subnet" | "aws_vpc" => 1,
        "aws_db_instance" => 2,
        _ => 0,
    }
}

fn index(key: &Key) -> Value {
    match key {
        Key::None => Value::Null,
        Key::Int(i) => json!(i),
        Key::Text(t) => json!(t),
    }
}

fn address(stack: u64, item: &Item) -> String {
    match layout::module_address(stack, item.place) {
        Some(module) => format!("{module}.{}", item.local_address()),
        None => item.local_address(),
    }
}

/// Writes one plan.
pub struct PlanWriter<'a, W> {
    options: &'a Options,
    estate: Estate,
    items: Vec<Item>,
    counts: Counts,
    out: W,
}

impl<'a, W: Write> PlanWriter<'a, W> {
    /// A writer that has written nothing yet.
    pub fn new(options: &'a Options, out: W) -> Self {
        let estate = Estate::of(options.resources);
        PlanWriter { options, estate, items: layout::stack_items(), counts: Counts::default(), out }
    }

    /// The sink and what went into it.
    pub fn finish(self) -> (W, Counts) {
        (self.out, self.counts)
    }

    /// The whole file.
    pub fn write(&mut self) -> io::Result<()> {
        write!(self.out, "{{\"format_version\":\"1.2\",\"terraform_version\":\"{TERRAFORM}\",\"variables\":")?;
        let tenancy = self.tenancy();
        let variables = json!({"database_password": {"value": "not-so-<secret>&"}, "region": {"value": "eu-frankfurt-1"},
            "settings": {"value": {}}, "tags": {"value": {"managed-by": "terraform"}}, "tenancy_ocid": {"value": tenancy}});
        write_json(&mut self.out, &variables)?;
        write!(self.out, ",\"planned_values\":{{\"outputs\":")?;
        let outputs = json!({"recipe_id": {"sensitive": false, "type": "string", "value": self.recipe()}});
        write_json(&mut self.out, &outputs)?;
        write!(self.out, ",\"root_module\":")?;
        self.modules(Section::Planned)?;
        write!(self.out, "}},\"resource_changes\":")?;
        self.changes()?;
        let unchanged = json!({"recipe_id": {"actions": ["no-op"], "before": self.recipe(), "after": self.recipe(),
            "after_unknown": false, "before_sensitive": false, "after_sensitive": false}});
        write!(self.out, ",\"output_changes\":")?;
        write_json(&mut self.out, &unchanged)?;
        self.prior_state()?;
        write!(self.out, ",\"configuration\":")?;
        config::write(self.options, self.estate, &mut self.out)?;
        self.relevant_attributes()?;
        write!(
            self.out,
            ",\"timestamp\":\"2026-11-03T09:41:27Z\",\"applyable\":true,\"complete\":true,\"errored\":false}}"
        )?;
        writeln!(self.out)
    }

    fn root_context(&self) -> Context<'a> {
        let recipe = Item::single(Place::Root, "oci_cloud_guard_security_recipe", "strict");
        Context::new(self.options, ROOT, &recipe, Form::Known)
    }

    fn tenancy(&self) -> String {
        self.root_context().tenancy()
    }

    fn recipe(&self) -> String {
        self.root_context().ocid("securityzonesrecipe", ROOT, "oci_cloud_guard_security_recipe.strict")
    }

    /// Items of a place, cloned so that the sink can be borrowed while they are walked.
    fn items_of(&self, place: Place) -> Vec<Item> {
        match place {
            Place::Root => self.estate.root_items(),
            _ => self.items.iter().filter(|i| i.place == place).cloned().collect(),
        }
    }

    fn modules(&mut self, section: Section) -> io::Result<()> {
        write!(self.out, "{{")?;
        self.resources(section, ROOT, Place::Root)?;
        let stacks: Vec<u64> = (0..self.estate.stacks)
            .filter(|s| section == Section::Planned || !layout::is_new(self.options, *s))
            .collect();
        if !stacks.is_empty() {
            write!(self.out, ",\"child_modules\":[")?;
            for (i, stack) in stacks.into_iter().enumerate() {
                self.comma(i)?;
                write!(self.out, "{{")?;
                self.resources(section, stack, Place::Team)?;
                write!(self.out, ",\"address\":")?;
                write_json(&mut self.out, &layout::stack_address(stack))?;
                write!(self.out, ",\"child_modules\":[")?;
                for (j, place) in NESTED.into_iter().enumerate() {
                    self.comma(j)?;
                    write!(self.out, "{{")?;
                    self.resources(section, stack, place)?;
                    write!(self.out, ",\"address\":")?;
                    write_json(&mut self.out, &layout::module_address(stack, place))?;
                    write!(self.out, "}}")?;
                }
                write!(self.out, "]}}")?;
            }
            write!(self.out, "]")?;
        }
        write!(self.out, "}}")
    }

    fn resources(&mut self, section: Section, stack: u64, place: Place) -> io::Result<()> {
        write!(self.out, "\"resources\":[")?;
        let mut written = 0;
        if section == Section::Prior && place == Place::Root {
            self.policies()?;
            written = 1;
        }
        for item in self.items_of(place) {
            let action = layout::action(self.options, stack, &item);
            let absent = if section == Section::Planned { Action::Delete } else { Action::Create };
            if action == absent {
                continue;
            }
            self.comma(written)?;
            written += 1;
            self.state_resource(section, stack, &item, action)?;
        }
        write!(self.out, "]")
    }

    fn state_resource(&mut self, section: Section, stack: u64, item: &Item, action: Action) -> io::Result<()> {
        let (body, values) = match section {
            Section::Planned => {
                self.counts.planned += 1;
                let body = body(self.options, stack, item, planned_form(action));
                let values = Value::Object(body.values.clone());
                (body, values)
            }
            Section::Prior => {
                self.counts.prior += 1;
                let body = body(self.options, stack, item, Form::Known);
                let values = self.before(stack, item, action, &body);
                (body, values)
            }
        };
        let values = without_unknown(&values);
        let resource = StateResource {
            address: address(stack, item),
            mode: "managed",
            kind: item.kind,
            name: item.name,
            index: index(&item.key),
            provider_name: provider(item.kind),
            schema_version: schema_version(item.kind),
            sensitive_values: sensitive_mask(&values, &body.sensitive),
            values,
            depends_on: if section == Section::Prior { config::depends_on(stack, item) } else { Vec::new() },
        };
        write_json(&mut self.out, &resource)
    }

    /// The values before the plan, of a resource that exists.
    fn before(&self, stack: u64, item: &Item, action: Action, body: &Body) -> Value {
        let mut before = body.values.clone();
        match action {
            Action::Update => {
                for tags in ["freeform_tags", "tags", "tags_all"] {
                    if let Some(Value::Object(tags)) = before.get_mut(tags) {
                        tags.insert("service-tier".to_owned(), json!("unrated"));
                    }
                }
                if let Some(Value::Bool(blocked)) = before.get_mut("block_public_acls") {
                    *blocked = !*blocked;
                }
            }
            Action::Move => {
                let context = Context::new(self.options, stack, item, Form::Known);
                let shared = context.root_compartment("oci_identity_compartment.shared");
                before.insert("compartment_id".to_owned(), json!(shared));
            }
            Action::Replace if before.contains_key("attachment_type") => {
                before.insert("attachment_type".to_owned(), json!("iscsi"));
            }
            Action::Replace => {
                before.insert(replaced_by(item.kind).to_owned(), json!("former"));
            }
            Action::Create | Action::NoOp | Action::Delete => {}
        }
        Value::Object(before)
    }

    fn changes(&mut self) -> io::Result<()> {
        write!(self.out, "[")?;
        // Terraform orders modules by depth first, then by name.
        self.changes_of(ROOT, Place::Root)?;
        for stack in 0..self.estate.stacks {
            self.changes_of(stack, Place::Team)?;
        }
        for stack in 0..self.estate.stacks {
            for place in NESTED {
                self.changes_of(stack, place)?;
            }
        }
        write!(self.out, "]")
    }

    fn changes_of(&mut self, stack: u64, place: Place) -> io::Result<()> {
        for item in self.items_of(place) {
            self.comma(self.counts.changes as usize)?;
            self.counts.changes += 1;
            let change = self.change(stack, &item);
            write_json(&mut self.out, &change)?;
        }
        Ok(())
    }

    fn change<'i>(&mut self, stack: u64, item: &'i Item) -> ResourceChange<'i> {
        let action = layout::action(self.options, stack, item);
        let planned = body(self.options, stack, item, planned_form(action));
        if planned.planted.is_some() && action != Action::Delete {
            self.counts.planted += 1;
        }
        let known = body(self.options, stack, item, Form::Known);
        let before = match action {
            Action::Create => Value::Null,
            _ => self.before(stack, item, action, &known),
        };
        let (after, unknown) = match action {
            Action::Delete => (Value::Null, json!({})),
            _ => {
                let tree = Value::Object(planned.values);
                (without_unknown(&tree), unknown_mask(&tree))
            }
        };
        let sensitive = |values: &Value| match values {
            Value::Null => json!(false),
            _ => sensitive_mask(values, &planned.sensitive),
        };
        let change = Change {
            actions: action_names(action),
            before_sensitive: sensitive(&before),
            after_sensitive: sensitive(&after),
            before,
            after,
            after_unknown: unknown,
            replace_paths: (action == Action::Replace).then(|| json!([[replaced_by(item.kind)]])),
        };
        ResourceChange {
            address: address(stack, item),
            module_address: layout::module_address(stack, item.place),
            mode: "managed",
            kind: item.kind,
            name: item.name,
            index: index(&item.key),
            provider_name: provider(item.kind),
            change,
            action_reason: match action {
                Action::Replace => Some("replace_because_cannot_update"),
                Action::Delete => Some("delete_because_count_index"),
                _ => None,
            },
        }
    }

    fn prior_state(&mut self) -> io::Result<()> {
        write!(
            self.out,
            ",\"prior_state\":{{\"format_version\":\"1.0\",\"terraform_version\":\"{TERRAFORM}\",\"values\":{{\"outputs\":"
        )?;
        let outputs = json!({"recipe_id": {"sensitive": false, "type": "string", "value": self.recipe()}});
        write_json(&mut self.out, &outputs)?;
        write!(self.out, ",\"root_module\":")?;
        self.modules(Section::Prior)?;
        write!(self.out, "}}}}")
    }

    /// The data source from which a recipe's opaque policy identifiers get their names.
    fn policies(&mut self) -> io::Result<()> {
        let context = self.root_context();
        let tenancy = context.tenancy();
        let item = |(name, description): &(&str, &str)| {
            json!({"category": "SECURITY_ZONES", "compartment_id": tenancy, "defined_tags": {}, "description": description,
                "display_name": name, "freeform_tags": {}, "friendly_name": name, "id": oci::policy_id(&context, name),
                "lifecycle_details": "", "owner": "ORACLE", "services": ["object-storage", "core"], "state": "ACTIVE",
                "time_created": "2021-06-03 15:31:55.211 +0000 UTC", "time_updated": "2021-06-03 15:31:55.211 +0000 UTC"})
        };
        let items: Vec<Value> = oci::POLICIES.iter().map(item).collect();
        let values = json!({"compartment_id": tenancy, "display_name": null, "filter": null,
            "id": "CloudGuardSecurityPoliciesDataSource-2118904435", "security_policy_collection": [{"items": items}], "state": null});
        let resource = StateResource {
            address: "data.oci_cloud_guard_security_policies.all".to_owned(),
            mode: "data",
            kind: "oci_cloud_guard_security_policies",
            name: "all",
            index: Value::Null,
            provider_name: provider("oci_"),
            schema_version: 0,
            sensitive_values: sensitive_mask(&values, &[]),
            values,
            depends_on: Vec::new(),
        };
        write_json(&mut self.out, &resource)
    }

    fn relevant_attributes(&mut self) -> io::Result<()> {
        write!(self.out, ",\"relevant_attributes\":[")?;
        write_json(&mut self.out, &json!({"resource": "oci_cloud_guard_security_recipe.strict", "attribute": ["id"]}))?;
        for stack in 0..self.estate.stacks {
            let base = layout::stack_address(stack);
            for (place, local) in [
                (Place::Team, "oci_identity_compartment.env"),
                (Place::Team, "oci_kms_key.data"),
                (Place::Network, "oci_core_vcn.main"),
            ] {
                let step = if place == Place::Team { String::new() } else { format!(".{}", place.step()) };
                write!(self.out, ",")?;
                write_json(&mut self.out, &json!({"resource": format!("{base}{step}.{local}"), "attribute": ["id"]}))?;
            }
        }
        write!(self.out, "]")
    }

    fn comma(&mut self, written: usize) -> io::Result<()> {
        if written > 0 { self.out.write_all(b",") } else { Ok(()) }
    }
}

fn planned_form(action: Action) -> Form {
    match action {
        Action::Create | Action::Replace => Form::Planned,
        _ => Form::Known,
    }
}

fn action_names(action: Action) -> &'static [&'static str] {
    match action {
        Action::Create => &["create"],
        Action::NoOp => &["no-op"],
        Action::Update | Action::Move => &["update"],
        Action::Replace => &["delete", "create"],
        Action::Delete => &["delete"],
    }
}

/// The argument whose change forces a replacement of the kinds that are replaced.
fn replaced_by(kind: &str) -> &'static str {
    match kind {
        "oci_core_volume_attachment" => "attachment_type",
        "oci_core_network_security_group_security_rule" => "network_security_group_id",
        _ => "security_group_id",
    }
}
