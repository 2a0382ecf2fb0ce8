//! `zone_of_compartment`: which zone of a `ringfence.hcl` a compartment is in.

use super::super::policy_engine::plain;
use super::Tools;
use crate::eval::Side;
use crate::model::plan::{Action, Meta, Plan, Presence, Resource};
use crate::model::{Doc, ResourceId, Value};
use crate::zone::{Container, Membership};

/// The type that compartments have in a plan.
const COMPARTMENT: &str = "oci_identity_compartment";

/// The zone's name, or null. `places` is a compartment, or a list of compartments each of which stands above the one
/// before it: identifiers, or resources.
pub fn of_compartment(places: &Value, directory: &Value, tools: Tools) -> Result<Value, String> {
    if !places.is_wholly_known() || !directory.is_wholly_known() {
        return Ok(Value::unknown());
    }
    let directory = directory.as_str().ok_or("directory is no text")?.to_string();
    let chain = match places.as_elements() {
        Some(items) => items.to_vec(),
        None => vec![places.clone()],
    };
    let loaded = (tools.load)(std::slice::from_ref(&directory));
    let Some(policies) = loaded.policies else {
        let told: Vec<String> = loaded.diagnostics.iter().map(|d| format!("{}: {}", d.summary, d.detail)).collect();
        return Err(told.join("; "));
    };
    if policies.session.engine.config.zones.is_empty() {
        return Err(format!("{directory} has no ringfence.hcl that declares a zone"));
    }
    let resources = resources(&chain)?;
    let first = match resources.is_empty() {
        true => Container::of_id(&id(&chain[0])?),
        false => Container::Managed(ResourceId(0)),
    };
    let session = policies.session.learn(|plan| {
        *plan = Plan::new(Meta::default());
        plan.resources.extend(resources);
        plan.index();
    });
    let zones = &session.engine.zones;
    match &*zones.of_container(&first, Side::After) {
        Membership::In { zone, .. } => Ok(Value::from(&*zones.get(*zone).name)),
        Membership::Outside { .. } => Ok(Value::NULL),
        Membership::Undetermined(waits) => Err(format!("which zone it is in depends on {}", waits.join(", "))),
    }
}

fn id(place: &Value) -> Result<String, String> {
    let id = place.get("id").unwrap_or(place).as_str().filter(|id| !id.is_empty());
    id.map(str::to_string).ok_or_else(|| "a compartment is given by its identifier, or as the resource".into())
}

/// The compartments of which it is known what stands above them.
fn resources(chain: &[Value]) -> Result<Vec<Resource>, String> {
    if chain.is_empty() {
        return Err("no compartment is given".into());
    }
    let mut out = Vec::new();
    for (at, place) in chain.iter().enumerate() {
        let above = match chain.get(at + 1) {
            Some(next) => Some(id(next)?),
            None => place.get("compartment_id").and_then(Value::as_str).map(str::to_string),
        };
        let Some(above) = above else { break };
        let mut fields = vec![("id", Value::from(id(place)?)), ("compartment_id", Value::from(above))];
        // Zones may name compartments by their path.
        if let Some(name) = place.get("name").and_then(Value::as_str) {
            fields.push(("name", Value::from(name)));
        }
        let value = plain(Value::object(fields));
        out.push(Resource {
            address: format!("{COMPARTMENT}.c{at}").parse().map_err(|_| "no address".to_string())?,
            previous: None,
            deposed: None,
            provider: Default::default(),
            action: Action::NoOp,
            reason: None,
            importing: None,
            replace_paths: Vec::new(),
            before: Doc::Value(value.clone()),
            after: Doc::Value(value),
            presence: Presence::Planned,
        });
    }
    Ok(out)
}
