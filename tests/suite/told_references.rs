//! Plan JSON lists what an expression refers to, and not the expression: what follows from that, and what does not.

use std::sync::Arc;

use ringfence::check::Session;
use ringfence::eval::Side;
use ringfence::graph::Link;
use ringfence::input::{Artefact, read_document};
use ringfence::model::{AttrPath, ResourceId};
use ringfence::policy::builtin;
use ringfence::text::SourceMap;
use serde_json::{Value, json};

/// A block, the keys of its instances, and what its `vcn_id` (or `vpc_id`) refers to.
struct Block {
    address: &'static str,
    keys: Value,
    attribute: &'static str,
    references: Value,
}

impl Block {
    fn instances(&self) -> Vec<Value> {
        let (kind, name) = self.address.split_once('.').unwrap();
        let instance = |key: &Value| {
            let mut unknown = json!({"id": true});
            if !self.references.is_null() {
                unknown[self.attribute] = true.into();
            }
            let mut out = json!({
                "address": if key.is_null() { self.address.to_string() } else { format!("{}[{key}]", self.address) },
                "mode": "managed", "type": kind, "name": name, "provider_name": "registry.terraform.io/hashicorp/aws",
                "change": {"actions": ["create"], "before": null, "after": {"display_name": "x"},
                    "after_unknown": unknown, "before_sensitive": false, "after_sensitive": {}},
            });
            if !key.is_null() {
                out["index"] = key.clone();
            }
            out
        };
        self.keys.as_array().unwrap().iter().map(instance).collect()
    }

    fn configuration(&self) -> Value {
        let (kind, name) = self.address.split_once('.').unwrap();
        let mut expressions = json!({});
        if !self.references.is_null() {
            expressions[self.attribute] = json!({"references": self.references});
        }
        json!({"address": self.address, "mode": "managed", "type": kind, "name": name, "expressions": expressions,
            "for_each_expression": {"references": ["var.all"]}})
    }
}

fn session(blocks: &[Block]) -> Session {
    let changes: Vec<Value> = blocks.iter().flat_map(Block::instances).collect();
    let plan = json!({"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": changes,
    "variables": {"all": {"value": []}, "on": {"value": true}},
    "configuration": {"root_module": {
        "resources": blocks.iter().map(Block::configuration).collect::<Vec<_>>(),
        "variables": {"all": {}, "on": {}},
    }}});
    let plan = read_document(Artefact::in_memory("plan.json", plan.to_string().into_bytes())).unwrap().plan;
    let (knowledge, _) = builtin::knowledge(&mut SourceMap::default());
    Session::new(plan, Arc::new(knowledge), Default::default(), Default::default(), SourceMap::default())
}

/// What the attribute of the first instance of the second block names, by address; `None` where nobody asks.
fn named_if_asked(targets: Value, keys: Value, references: Value) -> Option<Vec<String>> {
    let first = targets.as_array().unwrap().len() as u32;
    let session = session(&[
        Block { address: "aws_vpc.v", keys: targets, attribute: "x", references: Value::Null },
        Block { address: "aws_subnet.s", keys, attribute: "vpc_id", references },
    ]);
    let graph = &session.engine.graph;
    let value = graph.attribute(ResourceId(first), Side::After, "vpc_id").unwrap();
    let ids = match graph.link(ResourceId(first), Side::After, &AttrPath::field("vpc_id"), &value) {
        Link::Resource(id) => vec![id],
        Link::OneOf(ids) => ids,
        Link::Unknown(_) => return None,
        other => panic!("{other:?}"),
    };
    Some(ids.into_iter().map(|id| graph.plan.resource(id).address.to_string()).collect())
}

fn named(targets: Value, keys: Value, references: Value) -> Vec<String> {
    named_if_asked(targets, keys, references).unwrap()
}

#[test]
fn of_many_nobody_asks_which() {
    let numbers = |count: u32| Value::from((0..count).collect::<Vec<_>>());
    let asked = |targets, keys| named_if_asked(numbers(targets), numbers(keys), json!(["aws_vpc.v", "count.index"]));
    assert_eq!(asked(64, 2).map(|all| all.len()), Some(64));
    assert_eq!(asked(65, 2), None);
    assert_eq!(asked(65, 65), Some(vec!["aws_vpc.v[0]".into()]));
    // Whatever the order in which they are listed.
    let keys = json!(["a", "b", "c"]);
    assert_eq!(named(json!(["c", "b", "a"]), keys, json!(["aws_vpc.v", "each.key"])), [r#"aws_vpc.v["a"]"#]);
}

#[test]
fn the_own_key_is_not_always_the_index() {
    let three = || json!([0, 1, 2]);
    let (a, b) = (r#"aws_vpc.v["a"]"#, r#"aws_vpc.v["b"]"#);
    // `[count.index + 1]` lists the same as `[count.index]`, but would find no instance for the last of as many.
    assert_eq!(named(three(), three(), json!(["aws_vpc.v", "count.index"])), ["aws_vpc.v[0]"]);
    assert_eq!(named(three(), json!([0, 1]), json!(["aws_vpc.v", "count.index"])).len(), 3);
    assert_eq!(named(json!(["a", "b"]), json!(["a"]), json!(["aws_vpc.v", "each.key"])), [a]);
    assert_eq!(named(json!(["a", "b"]), json!(["a"]), json!(["aws_vpc.v", "each.value"])), [a, b]);
    assert_eq!(named(json!(["a", "b"]), json!(["a", "b"]), json!(["aws_vpc.v", "each.value"])), [a]);
    let looked_up = || json!(["aws_vpc.v", "var.all", "each.key"]);
    assert_eq!(named(json!(["a", "b"]), json!(["a"]), looked_up()), [a, b]);
    assert_eq!(named(json!(["a", "b"]), json!(["a", "b"]), looked_up()), [a]);
    let member = || json!(["aws_vpc.v", "each.value.vpc", "each.value"]);
    assert_eq!(named(json!(["a", "b"]), json!(["a", "b"]), member()), [a, b]);
}

#[test]
fn what_may_be_a_condition_proves_nothing() {
    let assumed = |references: Value| {
        let session = session(&[
            Block { address: "oci_kms_key.k", keys: json!([null]), attribute: "x", references: Value::Null },
            Block { address: "oci_objectstorage_bucket.b", keys: json!([null]), attribute: "kms_key_id", references },
        ]);
        session.engine.graph.attribute(ResourceId(1), Side::After, "kms_key_id").unwrap().marks.assumed
    };
    assert!(assumed(json!(["oci_kms_key.k.id", "oci_kms_key.k"])).is_some());
    assert_eq!(assumed(json!(["var.on", "oci_kms_key.k.id", "oci_kms_key.k"])), None);
}

#[test]
fn what_is_made_of_something_is_not_that() {
    let stands = |kind: &'static str, attribute: &'static str| {
        let session = session(&[
            Block { address: kind, keys: json!([null]), attribute: "x", references: Value::Null },
            Block {
                address: "google_compute_firewall.f",
                keys: json!([null]),
                attribute,
                references: json!([format!("{kind}.id"), kind]),
            },
        ]);
        session.engine.graph.stands_for(ResourceId(1), &AttrPath::field(attribute), ResourceId(0))
    };
    assert!(stands("google_compute_network.n", "network"));
    assert!(stands("aws_vpc.n", "vpc_id"));
    assert!(!stands("google_project.p", "network"));
}
