//! What plan JSON says twice: planned values are the `after` of changes once more, and the values of the prior state
//! are their `before`. Text that equals, byte for byte, what was read already need not be checked again.

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::Result;
use super::change::Tree;
use crate::model::json::scan::Scanner;

/// Objects of `planned_values`, by the address of their resource as it is written.
#[derive(Default)]
pub(super) struct Repeated<'a> {
    objects: FxHashMap<Cow<'a, str>, (&'a str, Option<Range<usize>>)>,
    /// Where members of the objects begin.
    keys: Vec<u16>,
}

/// An object that was read before, and where its members begin if that was noted.
#[derive(Clone, Copy)]
pub(super) struct Known<'k, 'a> {
    pub text: &'a str,
    pub keys: Option<&'k [u16]>,
}

impl<'a> Repeated<'a> {
    /// Reads `planned_values`. Nothing else is made of them: what is odd about them is passed over.
    pub fn note(&mut self, scanner: &mut Scanner<'a>) -> Result<()> {
        within(scanner, b'{', |s| s.fields(&["root_module"], |s, _| self.module(s)))
    }

    fn module(&mut self, scanner: &mut Scanner<'a>) -> Result<()> {
        within(scanner, b'{', |s| {
            s.fields(&["resources", "child_modules"], |s, name| {
                within(s, b'[', |s| match name {
                    "resources" => s.elements(|s| self.resource(s)),
                    _ => s.elements(|s| self.module(s)),
                })
            })
        })
    }

    fn resource(&mut self, scanner: &mut Scanner<'a>) -> Result<()> {
        let (mut address, mut values) = (None, Tree::default());
        within(scanner, b'{', |s| {
            s.fields(&["address", "values"], |s, name| match name {
                "address" => within(s, b'"', |s| s.text().map(|text| address = text)),
                _ => Tree::read(s, &mut self.keys, None).map(|tree| values = tree),
            })
        })?;
        if let (Some(address), Some(text)) = (address, values.text) {
            self.objects.insert(address, (text, values.keys));
        }
        Ok(())
    }

    /// The planned values of a resource.
    pub fn of(&self, address: Option<&str>) -> Option<Known<'_, 'a>> {
        let (text, keys) = self.objects.get(address?)?;
        Some(Known { text, keys: keys.clone().and_then(|range| self.keys.get(range)) })
    }
}

/// Reads a value that begins with a byte; skips any other.
fn within<'a>(scanner: &mut Scanner<'a>, first: u8, read: impl FnOnce(&mut Scanner<'a>) -> Result<()>) -> Result<()> {
    match scanner.first() == Some(first) {
        true => read(scanner),
        false => scanner.skip().map(drop),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value as Json;

    use crate::input::plan_json;
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
        plan_json::read("plan.json", text.to_string()).ok()
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
}
