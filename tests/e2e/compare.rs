//! Values of Terraform's plans and states, and ours, in one shape, compared.

use ringfence::model::{Doc, Kind, Value as Ours};
use serde_json::{Map, Value, json};

pub type Values = Map<String, Value>;

pub fn compare(theirs: &Values, ours: &Values, agree: &dyn Fn(&Value, &Value) -> bool) -> Vec<String> {
    let mut differences = Vec::new();
    for (name, value) in theirs {
        match ours.get(name) {
            Some(own) if agree(value, own) => {}
            own => {
                let own = own.map_or("nothing".into(), ToString::to_string);
                differences.push(format!("{name}\n  terraform: {value}\n  ours:      {own}"));
            }
        }
    }
    differences.extend(ours.keys().filter(|k| !theirs.contains_key(*k)).map(|k| format!("{k}: terraform has none")));
    differences
}

pub fn same(one: &Value, other: &Value) -> bool {
    one == other
}

/// Whether the second value is the first with some unknowns filled in.
pub fn below(vague: &Value, sharp: &Value) -> bool {
    match (vague, sharp) {
        (Value::String(s), _) if s == "$unknown" || s == "$partial" => true,
        (Value::Object(a), Value::Object(b)) => {
            a.keys().eq(b.keys()) && a.iter().zip(b.values()).all(|((_, a), b)| below(a, b))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() && a.iter().zip(b).all(|(a, b)| below(a, b)) => true,
        // Elements of a set stand elsewhere once they are known, and may turn out to be one.
        (Value::Array(a), Value::Array(b)) => {
            b.len() <= a.len()
                && a.iter().all(|a| b.iter().any(|b| below(a, b)))
                && b.iter().all(|b| a.iter().any(|a| below(a, b)))
        }
        _ => vague == sharp,
    }
}

/// Whether the second value is the first with some unknowns filled in, and with more of it hidden. Functions of Terraform that look
/// after marks themselves (`values`, `concat`, `merge`) lose those of unknown arguments; here they are kept.
pub fn below_and_hidden(vague: &Value, hidden: &Value) -> bool {
    match (vague, hidden) {
        (_, Value::Object(b)) if b.contains_key("$sensitive") => below(&open(vague), &open(hidden)),
        (Value::Object(a), Value::Object(b)) if !a.contains_key("$sensitive") => {
            a.keys().eq(b.keys()) && a.iter().zip(b.values()).all(|((_, a), b)| below_and_hidden(a, b))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).all(|(a, b)| below_and_hidden(a, b)) || below(vague, hidden)
        }
        _ => below(vague, hidden),
    }
}

/// Without marks: a state has lost some that its plan had.
pub fn open(value: &Value) -> Value {
    match value {
        Value::Object(entries) => match entries.get("$sensitive") {
            Some(inner) => open(inner),
            None => Value::Object(entries.iter().map(|(k, v)| (k.clone(), open(v))).collect()),
        },
        Value::Array(items) => items.iter().map(open).collect(),
        other => other.clone(),
    }
}

/// Values of a state, in the shape of [`planned`].
pub fn applied(state: &Value) -> Values {
    fn module_of(module: &Value, out: &mut Values) {
        for resource in module["resources"].as_array().into_iter().flatten() {
            let mut whole = merged(&resource["values"], &Value::Null, &resource["sensitive_values"]);
            if let Some(entries) = whole.as_object_mut() {
                entries.retain(|_, v| !v.is_null());
            }
            out.insert(resource["address"].as_str().unwrap().into(), whole);
        }
        module["child_modules"].as_array().into_iter().flatten().for_each(|m| module_of(m, out));
    }
    let mut out = Map::new();
    module_of(&state["values"]["root_module"], &mut out);
    for (name, output) in state["values"]["outputs"].as_object().into_iter().flatten() {
        out.insert(format!("output.{name}"), merged(&output["value"], &Value::Null, &output["sensitive"]));
    }
    out
}

/// Values of a plan with `"$unknown"` in place of unknowns and `{"$sensitive": value}` around secrets.
pub fn planned(plan: &Value) -> Map<String, Value> {
    let mut out = Map::new();
    for change in plan["resource_changes"].as_array().into_iter().flatten() {
        let (address, change) = (change["address"].as_str().unwrap(), &change["change"]);
        let mut whole = merged(&change["after"], &change["after_unknown"], &change["after_sensitive"]);
        if let Some(entries) = whole.as_object_mut() {
            entries.retain(|_, v| !v.is_null() && v.get("$sensitive") != Some(&Value::Null));
        }
        out.insert(address.into(), whole);
    }
    for (name, change) in plan["output_changes"].as_object().into_iter().flatten() {
        let value = merged(&change["after"], &change["after_unknown"], &change["after_sensitive"]);
        out.insert(format!("output.{name}"), value);
    }
    out
}

fn merged(after: &Value, unknown: &Value, sensitive: &Value) -> Value {
    if sensitive == &json!(true) {
        return json!({"$sensitive": merged(after, unknown, &Value::Null)});
    }
    if unknown == &json!(true) {
        return json!("$unknown");
    }
    match (after, unknown) {
        (Value::Object(a), _) => {
            let names = a.keys().chain(unknown.as_object().into_iter().flat_map(Map::keys));
            let one = |k: &String| (k.clone(), merged(&after[k], &unknown[k], &sensitive[k]));
            Value::Object(names.map(one).collect())
        }
        (Value::Array(a), _) => a.iter().enumerate().map(|(i, v)| merged(v, &unknown[i], &sensitive[i])).collect(),
        // As a state has it, and no plan.
        (Value::Number(n), _) if n.as_f64() == Some(0.0) => json!(0),
        _ => after.clone(),
    }
}

pub fn evaluated(plan: &ringfence::model::Plan) -> Map<String, Value> {
    let mut out = Map::new();
    for resource in &plan.resources {
        let Doc::Value(value) = &resource.after else { panic!("{}", resource.address) };
        let mut value = as_json(value);
        let entries = value.as_object_mut().unwrap();
        entries.retain(|_, v| !v.is_null());
        // Attributes that nobody writes are absent from sources.
        entries.insert("id".into(), json!("$unknown"));
        // `output` is unknown until apply, and as secret as Terraform knows: not at all.
        if entries.contains_key("input") {
            entries.insert("output".into(), json!("$unknown"));
        }
        out.insert(resource.address.to_string(), value);
    }
    for output in &plan.outputs {
        let Doc::Value(value) = &output.after else { panic!("{}", output.name) };
        out.insert(format!("output.{}", output.name), as_json(value));
    }
    out
}

fn as_json(value: &Ours) -> Value {
    let plain = match &value.kind {
        Kind::Null(_) => Value::Null,
        Kind::Bool(b) => json!(b),
        Kind::Number(n) => match serde_json::from_str::<Value>(&n.to_string()).unwrap() {
            // There is no negative zero on the wire between Terraform and its provider.
            zero if zero.as_f64() == Some(0.0) => json!(0),
            number => number,
        },
        Kind::String(s) => json!(&**s),
        Kind::List(_, i) | Kind::Set(_, i) | Kind::Tuple(i) => match value.marks.sensitive {
            true => i.iter().map(bare).collect(),
            false => i.iter().map(as_json).collect(),
        },
        Kind::Map(_, e) | Kind::Object(e) => {
            let one = if value.marks.sensitive { bare } else { as_json };
            Value::Object(e.iter().map(|(k, v)| (k.to_string(), one(v))).collect())
        }
        Kind::Unknown(_) => json!("$unknown"),
        Kind::Partial(_) | Kind::Resource(_) => json!("$partial"),
    };
    if value.marks.sensitive { json!({"$sensitive": plain}) } else { plain }
}

/// Without marks inside: what is sensitive as a whole shows none.
fn bare(value: &Ours) -> Value {
    let mut value = value.clone();
    value.marks.sensitive = true;
    as_json(&value)["$sensitive"].clone()
}
