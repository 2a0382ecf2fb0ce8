//! Values of one resource in both forms that a plan shows: as they are once the
//! resource exists, and as they are planned while identifiers are still unknown.

use serde_json::{Map, Value, json};

/// Stands for "known after apply" inside a tree under construction; never written.
/// The control character keeps it apart from every text the generator produces.
const UNKNOWN: &str = "\u{1}unknown";

/// The marker for a value that the provider will only choose at apply.
pub fn unknown() -> Value {
    Value::String(UNKNOWN.to_owned())
}

fn is_unknown(value: &Value) -> bool {
    value.as_str() == Some(UNKNOWN)
}

/// Whether the resource itself exists when its body is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// It exists: computed attributes have values.
    Known,
    /// It is planned: computed attributes are unknown.
    Planned,
}

/// Collects the attributes of one resource.
pub struct Body {
    form: Form,
    /// Attribute values; unknown ones hold the marker.
    pub values: Map<String, Value>,
    /// Names of the arguments that the configuration sets to something.
    pub configured: Vec<String>,
    /// Names of top-level attributes whose value is sensitive.
    pub sensitive: Vec<&'static str>,
    /// What this resource does wrong on purpose, if anything.
    pub planted: Option<&'static str>,
}

impl Body {
    /// An empty body in the given form.
    pub fn new(form: Form) -> Self {
        Body { form, values: Map::new(), configured: Vec::new(), sensitive: Vec::new(), planted: None }
    }

    /// An argument that the configuration sets.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        if !value.is_null() {
            self.configured.push(name.to_owned());
        }
        self.values.insert(name.to_owned(), value);
    }

    /// Arguments that the configuration leaves out and that have no computed value.
    pub fn nulls(&mut self, names: &[&str]) {
        for name in names {
            self.set(name, Value::Null);
        }
    }

    /// An attribute that the provider chooses.
    pub fn computed(&mut self, name: &str, value: impl Into<Value>) {
        let value = if self.form == Form::Planned { unknown() } else { value.into() };
        self.values.insert(name.to_owned(), value);
    }

    /// Sensitive argument of the configuration.
    pub fn secret(&mut self, name: &'static str, value: impl Into<Value>) {
        self.set(name, value);
        self.sensitive.push(name);
    }
}

/// The values as `after` and `values` show them: unknown attributes are left out,
/// unknown elements of lists are null (jsonplan's `omitUnknowns`).
pub fn without_unknown(value: &Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.iter().filter(|(_, v)| !is_unknown(v)).map(|(k, v)| (k.clone(), without_unknown(v))).collect(),
        ),
        Value::Array(items) => {
            Value::Array(items.iter().map(|v| if is_unknown(v) { Value::Null } else { without_unknown(v) }).collect())
        }
        other => other.clone(),
    }
}

/// `after_unknown`: `true` where unknown. Known scalars vanish from objects and are
/// `false` in lists; containers stay, which is how Terraform writes it.
pub fn unknown_mask(value: &Value) -> Value {
    mask(value, &is_unknown)
}

/// `before_sensitive`, `after_sensitive` and `sensitive_values` of a body.
pub fn sensitive_mask(values: &Value, sensitive: &[&str]) -> Value {
    let mut mask = mask(values, &|_| false);
    if let (Value::Object(map), Value::Object(all)) = (&mut mask, values) {
        for name in sensitive.iter().filter(|name| all.contains_key(**name)) {
            map.insert((*name).to_owned(), json!(true));
        }
    }
    mask
}

fn mask(value: &Value, marked: &dyn Fn(&Value) -> bool) -> Value {
    match value {
        v if marked(v) => json!(true),
        Value::Object(map) => Value::Object(
            map.iter().map(|(k, v)| (k.clone(), mask(v, marked))).filter(|(_, m)| *m != Value::Bool(false)).collect(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(|v| mask(v, marked)).collect()),
        _ => json!(false),
    }
}
