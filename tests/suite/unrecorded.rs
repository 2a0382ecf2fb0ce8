//! What plan JSON does not record: `dynamic` blocks. An unknown that the configuration there does not mention may come from
//! one, unless something else explains it.

use serde_json::{Value, json};

use crate::run::{Dir, Run};

/// A resource `x` that is made: its type, attributes, those that are known after apply, and what each argument that its
/// configuration mentions refers to.
struct Made<'a>(&'a str, Value, Value, &'a [(&'a str, &'a str)]);

/// Judges resources from plan JSON alone.
fn check(resources: &[Made<'_>]) -> Run {
    let identity = |kind: &str| json!({ "address": format!("{kind}.x"), "mode": "managed", "type": kind, "name": "x" });
    let with = |mut entry: Value, more: Value| {
        entry.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        entry
    };
    let change = |Made(kind, after, unknown, _): &Made<'_>| {
        let mut after = after.clone();
        after.as_object_mut().unwrap().retain(|name, _| unknown.get(name).is_none());
        let provider = if kind.starts_with("oci_") { "oracle/oci" } else { "hashicorp/aws" };
        let change = json!({ "actions": ["create"], "before": null, "after": after, "after_unknown": unknown,
                             "before_sensitive": false, "after_sensitive": {} });
        let provider = format!("registry.terraform.io/{provider}");
        with(identity(kind), json!({ "provider_name": provider, "change": change }))
    };
    let block = |Made(kind, _, _, written): &Made<'_>| {
        let expressions = written.iter().map(|(name, of)| ((*name).into(), json!({ "references": [of] })));
        let expressions: serde_json::Map<String, Value> = expressions.collect();
        with(identity(kind), json!({ "provider_config_key": "p", "expressions": expressions }))
    };
    let plan = json!({
        "format_version": "1.2", "terraform_version": "1.11.4",
        "planned_values": { "root_module": {} },
        "resource_changes": resources.iter().map(change).collect::<Vec<_>>(),
        "configuration": { "root_module": {
            "variables": { "x": {} }, "resources": resources.iter().map(block).collect::<Vec<_>>(),
        } },
    });
    Dir::new().with("plan.json", plan.to_string()).check("plan.json", &["--all-verdicts"])
}

/// The most telling of what a rule says.
#[track_caller]
fn verdict(run: &Run, rule: &str) -> &'static str {
    let all = run.of_rule(rule);
    let told = ["violated", "undecided", "satisfied"].into_iter().find(|v| all.iter().any(|f| f["verdict"] == *v));
    told.unwrap_or_else(|| panic!("{rule} says nothing: {}", run.out))
}

#[test]
fn blocks_that_the_provider_leaves_alone_come_from_dynamic_blocks() {
    let list =
        json!({ "compartment_id": "c", "vcn_id": "v", "egress_security_rules": [], "ingress_security_rules": [] });
    let of_list = |unknown: Value| {
        check(&[Made(
            "oci_core_security_list",
            list.clone(),
            unknown,
            &[("compartment_id", "var.x"), ("vcn_id", "var.x")],
        )])
    };
    let run = of_list(json!({ "ingress_security_rules": true }));
    assert_eq!(verdict(&run, "oci-security-list-ingress-ssh-open"), "undecided", "{}", run.out);
    assert!(run.out.contains("made by a dynamic block"), "{}", run.out);
    let none = of_list(json!({}));
    assert_eq!(verdict(&none, "oci-security-list-ingress-ssh-open"), "satisfied", "{}", none.out);
    // A rule without ports opens all of them; one whose ports are not known yet does not.
    let rule = json!({ "network_security_group_id": "n", "direction": "INGRESS", "protocol": "6", "source": "0.0.0.0/0",
                       "source_type": "CIDR_BLOCK", "stateless": false, "tcp_options": [] });
    let of_rule = |unknown: Value| {
        let kind = "oci_core_network_security_group_security_rule";
        check(&[Made(kind, rule.clone(), unknown, &[("network_security_group_id", "var.x"), ("source", "var.x")])])
    };
    let (open, pending) = (of_rule(json!({})), of_rule(json!({ "tcp_options": true })));
    assert_eq!(verdict(&open, "oci-nsg-ingress-all-open"), "violated", "{}", open.out);
    assert_eq!(verdict(&pending, "oci-nsg-ingress-ssh-open"), "undecided", "{}", pending.out);
}

/// The provider fills these in where nobody writes them, which is what mostly happens: an assumption, which is told.
#[test]
fn blocks_that_the_provider_fills_in_are_assumed_not_to_be_written() {
    let instance = json!({ "compartment_id": "c", "availability_domain": "a", "shape": "VM.Standard.E4.Flex",
                           "is_pv_encryption_in_transit_enabled": false });
    let written = [("compartment_id", "var.x"), ("shape", "var.x")];
    let run = check(&[Made("oci_core_instance", instance, json!({ "launch_options": true }), &written)]);
    let found = run.of_rule("oci-instance-in-transit-encryption");
    assert_eq!(found[0]["verdict"], "violated", "{}", run.out);
    assert!(found[0]["assumptions"].to_string().contains("launch_options is taken not to be set"), "{found:?}");
}

/// Entries are computed and written as blocks: a plan of the real provider shows the same for a list without entries and
/// for one whose dynamic block waits.
#[test]
fn entries_that_may_be_dynamic_are_undecided() {
    let of = |entries: Value, unknown: Value| {
        let list = json!({ "name": "p", "address_family": "IPv4", "max_entries": 5, "entry": entries });
        let rule = json!({ "type": "ingress", "from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": null,
                           "ipv6_cidr_blocks": null, "self": false, "security_group_id": "sg-1" });
        let unknown_rule = json!({ "prefix_list_ids": true, "id": true, "source_security_group_id": true });
        let list_id = [("prefix_list_ids", "aws_ec2_managed_prefix_list.x.id"), ("security_group_id", "var.x")];
        check(&[
            Made("aws_ec2_managed_prefix_list", list, unknown, &[("name", "var.x"), ("max_entries", "var.x")]),
            Made("aws_security_group_rule", rule, unknown_rule, &list_id),
        ])
    };
    let open = of(json!([{ "cidr": "0.0.0.0/0", "description": "" }]), json!({ "id": true }));
    assert_eq!(verdict(&open, "aws-sg-ingress-ssh-open"), "violated", "{}", open.out);
    let pending = of(json!([]), json!({ "entry": true, "id": true }));
    assert_eq!(verdict(&pending, "aws-sg-ingress-ssh-open"), "undecided", "{}", pending.out);
}
