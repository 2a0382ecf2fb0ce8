//! What plan JSON says twice is read as if it were said once: values before and after, and those of the prior state.

use serde_json::Value as Json;

use crate::input::{Artefact, read_document};
use crate::model::plan::Presence;
use crate::model::{Attribute, Doc, Plan, json};

/// A plan that says everything twice, with what makes text hard to compare: escapes, brackets in strings, white space.
const PLAN: &str = r#"{"format_version":"1.2","planned_values":{"root_module":{"resources":[
{"address":"a_b.c","values":{"name":"x\"}","list":[1,{"k":"}"}],"none":null} },
{"address":"a_b.d","values":{"name":"y","deep":{"a":{"b":[true]}}},"sensitive_values":{}}],
"child_modules":[{"address":"module.m","resources":[{"address":"module.m.a_b.e","values":{"name":"z"}}]}]}},
"resource_changes":[
{"address":"a_b.c","type":"a_b","name":"c","change":{"actions":["update"],"before":{"name":"w","list":[],"none":null},"after":{"name":"x\"}","list":[1,{"k":"}"}],"none":null},"after_unknown":{}}},
{"address":"a_b.d","type":"a_b","name":"d","change":{"actions":["no-op"],"before":{"name":"y","deep":{"a":{"b":[true]}}},"after":{"name":"y","deep":{"a":{"b":[true]}}},"after_unknown":{}}},
{"address":"module.m.a_b.e","module_address":"module.m","type":"a_b","name":"e","change":{"actions":["create"],"before":null,"after":{"name":"z"},"after_unknown":{"id":true}}}],
"prior_state":{"format_version":"1.0","values":{"root_module":{"resources":[
{"address":"a_b.c","type":"a_b","name":"c","values":{"name":"w","list":[],"none":null}},
{"address":"a_b.d","type":"a_b","name":"d","values":{"name":"y","deep":{"a":{"b":[true]}}}}]}}}}"#;

fn read(text: &str) -> Option<Plan> {
    read_document(Artefact::in_memory("plan.json", text.into())).ok().map(|d| d.plan)
}

fn value(doc: &Doc) -> Json {
    match doc {
        // All that it holds may be unknown.
        Doc::Json(doc) if !doc.value.text().is_empty() => serde_json::from_str(doc.value.text()).unwrap(),
        _ => Json::Null,
    }
}

#[test]
fn what_is_said_again_is_read_as_if_it_were_said_once() {
    let plan = read(PLAN).unwrap();
    let attribute = |name: &str| plan.resources[0].after.attribute(name).unwrap();
    assert_eq!(attribute("name"), Attribute::Value(json::decode(r#""x\"}""#, "", "").unwrap()));
    let mut compared = 0;
    for at in 0..PLAN.len() {
        for byte in ["\"", "}", "]", "x", " ", "\\", ""] {
            let text = format!("{}{byte}{}", &PLAN[..at], &PLAN[at + 1..]);
            // A plan may be refused for its shape, too.
            let Some(plan) = read(&text) else { continue };
            let json: Json = serde_json::from_str(&text).expect("what is read is JSON");
            let changes = json["resource_changes"].as_array().map(Vec::as_slice).unwrap_or_default();
            for resource in plan.resources.iter().filter(|r| r.presence == Presence::Planned) {
                let address = resource.address.to_string();
                let Some(change) = changes.iter().find(|c| c["address"] == *address) else { continue };
                assert_eq!(value(&resource.before), change["change"]["before"], "{text}");
                assert_eq!(value(&resource.after), change["change"]["after"], "{text}");
                compared += 1;
            }
        }
    }
    assert!(compared > 5000, "{compared}");
}
