//! A strict reading of a generated plan, independent of the code that wrote it:
//! the invariants that hold for everything `terraform show -json` prints.

use super::Counts;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// Checks a plan against what its generator says it holds, and against Terraform's
/// invariants. Holds the whole document in memory, about seven times the file.
pub fn verify(text: &str, expected: &Counts) -> Result<(), String> {
    let plan: Value = serde_json::from_str(text).map_err(|e| format!("not JSON: {e}"))?;
    let changes = changes(&plan)?;
    let mut found = Counts { bytes: text.len() as u64, planted: expected.planted, ..Counts::default() };
    found.changes = changes.len() as u64;
    let mut planned = HashMap::new();
    state(&plan["planned_values"]["root_module"], "", &mut planned)?;
    let mut prior = HashMap::new();
    state(&plan["prior_state"]["values"]["root_module"], "", &mut prior)?;
    found.planned = planned.len() as u64;
    found.prior = prior.values().filter(|r| r["mode"] == "managed").count() as u64;
    if found != *expected {
        return Err(format!("counts differ: written {expected:?}, read back {found:?}"));
    }
    for (address, change) in &changes {
        agree(address, change, planned.get(address).copied(), prior.get(address).copied())?;
        configured(&plan, change)?;
    }
    if planned.keys().any(|a| !changes.contains_key(a)) {
        return Err("planned_values has a resource without a change".to_owned());
    }
    identifiers(&changes)?;
    module(&plan["configuration"]["root_module"], "")
}

fn changes(plan: &Value) -> Result<HashMap<String, &Value>, String> {
    let mut seen = HashMap::new();
    for change in plan["resource_changes"].as_array().ok_or("no resource_changes")? {
        let address = change["address"].as_str().ok_or("change without address")?;
        if seen.insert(address.to_owned(), change).is_some() {
            return Err(format!("{address} occurs twice"));
        }
    }
    Ok(seen)
}

/// Collects the resources of a module tree and checks that addresses fit their modules.
fn state<'p>(module: &'p Value, base: &str, into: &mut HashMap<String, &'p Value>) -> Result<(), String> {
    for resource in module["resources"].as_array().into_iter().flatten() {
        let address = resource["address"].as_str().ok_or("resource without address")?;
        if !address.starts_with(base) || resource["values"].is_null() {
            return Err(format!("{address} in module {base:?}: wrong address or no values"));
        }
        if into.insert(address.to_owned(), resource).is_some() {
            return Err(format!("{address} occurs twice in one state"));
        }
    }
    for child in module["child_modules"].as_array().into_iter().flatten() {
        let address = child["address"].as_str().ok_or("module without address")?;
        if !address.starts_with(base) {
            return Err(format!("module {address} below {base:?}"));
        }
        state(child, &format!("{address}."), into)?;
    }
    Ok(())
}

/// A change, the planned resource and the prior resource tell the same story.
fn agree(address: &str, change: &Value, planned: Option<&Value>, prior: Option<&Value>) -> Result<(), String> {
    let inner = &change["change"];
    let actions: Vec<&str> = inner["actions"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let (has_before, has_after) = match actions.as_slice() {
        ["create"] => (false, true),
        ["delete"] => (true, false),
        ["no-op"] | ["update"] | ["delete", "create"] | ["create", "delete"] => (true, true),
        other => return Err(format!("{address}: actions {other:?}")),
    };
    let wrong = |what: &str| Err(format!("{address}: {what}"));
    if inner["before"].is_null() == has_before || inner["after"].is_null() == has_after {
        return wrong("before or after does not fit the actions");
    }
    if planned.is_some() != has_after || planned.is_some_and(|p| p["values"] != inner["after"]) {
        return wrong("planned_values differs from after");
    }
    if prior.is_some() != has_before || prior.is_some_and(|p| p["values"] != inner["before"]) {
        return wrong("prior_state differs from before");
    }
    let same = inner["before"] == inner["after"] && inner["after_unknown"].get("id").is_none();
    if (actions == ["no-op"]) != same {
        return wrong("no-op and equality disagree");
    }
    let known = |name: &String| !inner["after"][name.as_str()].is_null();
    let unknown = inner["after_unknown"].as_object().ok_or("after_unknown is no object")?;
    match unknown.iter().find(|(name, mask)| **mask == Value::Bool(true) && known(name)) {
        Some((name, _)) => wrong(&format!("{name} is both known and unknown")),
        None => Ok(()),
    }
}

/// Every change has a block in the configuration, in the module that its address names.
fn configured(plan: &Value, change: &Value) -> Result<(), String> {
    let mut module = &plan["configuration"]["root_module"];
    let steps = change["module_address"].as_str().unwrap_or_default();
    for call in steps.split("module.").skip(1) {
        let name = call.split(['[', '.']).next().unwrap_or_default();
        module = &module["module_calls"][name]["module"];
    }
    let fits = |r: &&Value| r["type"] == change["type"] && r["name"] == change["name"];
    match module["resources"].as_array().into_iter().flatten().find(fits) {
        Some(block) => {
            let keyed = match &change["index"] {
                Value::Null => block.get("count_expression").is_none() && block.get("for_each_expression").is_none(),
                Value::Number(_) => block.get("count_expression").is_some(),
                _ => block.get("for_each_expression").is_some(),
            };
            if keyed { Ok(()) } else { Err(format!("{}: key and repetition disagree", change["address"])) }
        }
        None => Err(format!("{} is not in the configuration", change["address"])),
    }
}

/// Known identifiers in relations belong to a resource of the plan.
fn identifiers(changes: &HashMap<String, &Value>) -> Result<(), String> {
    const RELATIONS: &[&str] =
        &["vcn_id", "subnet_id", "volume_id", "instance_id", "network_security_group_id", "vpc_id"];
    let side = |change: &Value, name: &str| change["change"]["after"][name].as_str().map(str::to_owned);
    let ids: HashSet<String> = changes.values().filter_map(|c| side(c, "id")).collect();
    for (address, change) in changes {
        for name in RELATIONS {
            if let Some(id) = side(change, name)
                && !ids.contains(&id)
            {
                return Err(format!("{address}: {name} {id} belongs to no resource"));
            }
        }
    }
    Ok(())
}

/// All references of a module resolve inside it.
fn module(module_config: &Value, path: &str) -> Result<(), String> {
    let none = serde_json::Map::new();
    let calls = module_config["module_calls"].as_object().unwrap_or(&none);
    let mut blocks = HashSet::new();
    for resource in module_config["resources"].as_array().into_iter().flatten() {
        blocks.insert(resource["address"].as_str().ok_or("block without address")?);
    }
    let check = |reference: &str| -> bool {
        let mut parts = reference.split(['.', '[']);
        match (parts.next().unwrap_or_default(), parts.next().unwrap_or_default()) {
            ("each" | "count" | "local" | "path", _) => true,
            ("var", name) => module_config["variables"].get(name).is_some(),
            ("module", name) => calls.get(name).is_some_and(|call| {
                let output = reference.rsplit_once("].").map_or("", |(_, o)| o);
                output.is_empty() || call["module"]["outputs"].get(output).is_some()
            }),
            ("data", kind) => blocks.contains(format!("data.{kind}.{}", parts.next().unwrap_or_default()).as_str()),
            (kind, name) => blocks.contains(format!("{kind}.{name}").as_str()),
        }
    };
    let mut own = module_config.clone();
    for (_, call) in own["module_calls"].as_object_mut().into_iter().flatten() {
        call["module"] = Value::Null;
    }
    references(&own, &check).map_err(|r| format!("module {path:?}: reference {r} does not resolve"))?;
    for (name, call) in calls {
        let inputs = call["expressions"].as_object().unwrap_or(&none);
        if let Some(input) = inputs.keys().find(|i| call["module"]["variables"].get(i.as_str()).is_none()) {
            return Err(format!("module {path}.{name}: input {input} is no variable"));
        }
        module(&call["module"], &format!("{path}.{name}"))?;
    }
    Ok(())
}

fn references(value: &Value, check: &dyn Fn(&str) -> bool) -> Result<(), String> {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                match inner {
                    Value::Array(list) if key == "references" => {
                        if let Some(bad) = list.iter().filter_map(Value::as_str).find(|r| !check(r)) {
                            return Err(bad.to_owned());
                        }
                    }
                    _ => references(inner, check)?,
                }
            }
            Ok(())
        }
        Value::Array(items) => items.iter().try_for_each(|i| references(i, check)),
        _ => Ok(()),
    }
}
