//! Who names a resource is found in the text of a plan where that tells, and else in decoded values: both find the same.

use std::sync::Arc;

use ringfence::check::Session;
use ringfence::eval::Side;
use ringfence::graph::Referrers;
use ringfence::input::{Artefact, read_document};
use ringfence::model::schema::Syntax;
use ringfence::model::{Defaulted, ResourceId};
use ringfence::policy::builtin;
use ringfence::provider;
use ringfence::text::SourceMap;
use serde_json::{Value, json};

fn created(address: &str, index: Option<u32>, after: Value, unknown: Value) -> Value {
    let (kind, name) = address.split_once('.').unwrap();
    let mut out = json!({
        "address": index.map_or(address.to_string(), |i| format!("{address}[{i}]")),
        "mode": "managed", "type": kind, "name": name, "provider_name": "registry.terraform.io/oracle/oci",
        "change": {"actions": ["create"], "before": null, "after": after, "after_unknown": unknown,
            "before_sensitive": false, "after_sensitive": {}},
    });
    if let Some(i) = index {
        out["index"] = i.into();
    }
    out
}

fn log(name: &str, index: Option<u32>, source: Value, unknown: Value) -> Value {
    created(
        &format!("oci_logging_log.{name}"),
        index,
        json!({"configuration": [{"odd": "ODD", "source": source}], "display_name": "x"}),
        json!({"configuration": [{"source": unknown}], "id": true}),
    )
}

fn block(name: &str, references: Value) -> Value {
    let resource = json!({"resource": {"references": references}, "service": {"constant_value": "flowlogs"}});
    json!({"address": format!("oci_logging_log.{name}"), "mode": "managed", "type": "oci_logging_log", "name": name,
        "expressions": {"configuration": [{"source": [resource]}]}})
}

/// Subnets that are made, and logs that name them in every way there is.
fn plan(odd: &str) -> String {
    let subnet = |i| created("oci_core_subnet.s", Some(i), json!({"display_name": "s"}), json!({"id": true}));
    let plain = json!({"service": "flowlogs"});
    let pending = || json!([{"resource": true}]);
    let changes = json!([
        subnet(0),
        subnet(1),
        created("oci_core_vcn.known", None, json!({"id": "ocid1.vcn.oc1..v"}), json!({})),
        log("flow", Some(0), json!([plain]), pending()),
        log("flow", Some(1), json!([plain]), pending()),
        log("whole", None, json!([{"resource": "ocid1.vcn.oc1..v"}]), json!([{}])),
        log("elsewhere", None, json!([{"resource": "ocid1.vcn.oc1..w"}, {"resource": null}]), json!([{}])),
        log("either", None, json!([plain]), pending()),
        log("later", None, json!([plain]), pending()),
        log("all", None, Value::Null, json!(true)),
        log("none", None, json!([]), json!([])),
    ]);
    let blocks = json!([
        {"address": "oci_core_subnet.s", "mode": "managed", "type": "oci_core_subnet", "name": "s", "expressions": {},
            "count_expression": {"constant_value": 2}},
        block("flow", json!(["oci_core_subnet.s", "count.index"])),
        block("whole", json!(["var.vcn"])),
        block("elsewhere", json!(["var.vcn"])),
        block("either", json!(["oci_core_subnet.s"])),
        block("later", json!(["local.unknown"])),
    ]);
    let plan = json!({"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": changes,
        "configuration": {"root_module": {"resources": blocks}}});
    plan.to_string().replace("\"ODD\"", odd)
}

/// Who names each resource, if a service default is known for what the logs name, or not.
fn session(odd: &str, default: Option<&str>) -> Session {
    let plan = read_document(Artefact::in_memory("plan.json", plan(odd).into_bytes())).unwrap().plan;
    let (mut knowledge, _) = builtin::knowledge(&mut SourceMap::default());
    if let Some(value) = default {
        let of_type = knowledge.defaults.entry("oci_logging_log".into()).or_default();
        let mark = Arc::new(Defaulted { source: "it is said so".into() });
        let (value, provider, syntax) = (value.into(), "oracle/oci".into(), Syntax::Attribute);
        let default = provider::Default { value, mark, releases: None, provider, syntax };
        of_type.entry("configuration.source.resource".into()).or_default().add(default).unwrap();
    }
    Session::new(plan, Arc::new(knowledge), Default::default(), Default::default(), SourceMap::default())
}

fn referrers(odd: &str, default: Option<&str>) -> Vec<Referrers> {
    let session = session(odd, default);
    let graph = &session.engine.graph;
    let ids: Vec<ResourceId> = graph.plan.iter().map(|(id, _)| id).collect();
    let (kind, path) = ("oci_logging_log".into(), "configuration.source.resource".into());
    ids.into_iter().map(|id| graph.referrers(&kind, &path, id, Side::After).unwrap()).collect()
}

#[test]
fn text_and_values_tell_the_same() {
    let in_text = referrers("1", None);
    // What is written with an exponent is left to those who decode.
    assert_eq!(in_text, referrers("1e0", None));
    let known = |at: usize| in_text[at].known.iter().map(|id| id.0).collect::<Vec<_>>();
    assert_eq!((known(0), known(1), known(2)), (vec![3], vec![4], vec![5]));
    // One of the subnets, and what is not known at all.
    assert_eq!(in_text[0].maybe_more.len(), 2);
    assert_eq!(in_text[2].maybe_more.len(), 1);
}

#[test]
fn a_default_stands_for_what_nobody_wrote() {
    let default = Some("ocid1.vcn.oc1..v");
    let in_text = referrers("1", default);
    assert_eq!(in_text, referrers("1e0", default));
    let known = |at: usize| in_text[at].known.iter().map(|id| id.0).collect::<Vec<_>>();
    // One of the two sources of `elsewhere` is null.
    assert_eq!((known(0), known(1), known(2)), (vec![3], vec![4], vec![5, 6]));
}

#[test]
fn what_is_no_resource_is_found_by_its_text() {
    // In the text of the plan, and in values that are decoded.
    for odd in ["1", "1e0"] {
        let session = session(odd, None);
        let (kind, path) = ("oci_logging_log".into(), "configuration.source.resource".into());
        let found = |text| session.engine.graph.referrers_to_text(&kind, &path, text, Side::After).unwrap();
        let known = |text| found(text).known.iter().map(|id| id.0).collect::<Vec<_>>();
        assert_eq!((known("ocid1.vcn.oc1..v"), known("ocid1.vcn.oc1..w"), known("x")), (vec![5], vec![6], vec![]));
        // What is not known yet may be any text.
        assert_eq!(found("x").maybe_more.len(), 1);
    }
}
