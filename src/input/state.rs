//! State: files of version 4, and `terraform show -json` of a state. A state becomes a plan in which
//! nothing changes.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::plan_json;
use super::{InputError, detect};
use crate::model::doc::JsonDoc;
use crate::model::json::scan::Scanner;
use crate::model::plan::{InputKind, Meta, Plan, Presence, Problem, Resource};
use crate::model::{Address, Doc, Mode, json};
use crate::text::{Buffer, Slice};

#[derive(Deserialize)]
struct RawFile<'a> {
    version: u32,
    #[serde(borrow)]
    terraform_version: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    resources: Vec<RawResource<'a>>,
}

#[derive(Deserialize)]
struct RawResource<'a> {
    #[serde(borrow)]
    module: Option<Cow<'a, str>>,
    #[serde(borrow)]
    mode: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    provider: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    instances: Vec<RawInstance<'a>>,
}

#[derive(Deserialize)]
struct RawInstance<'a> {
    #[serde(borrow)]
    index_key: Option<&'a RawValue>,
    #[serde(borrow)]
    deposed: Option<Cow<'a, str>>,
    #[serde(borrow)]
    attributes: Option<&'a RawValue>,
    #[serde(borrow)]
    attributes_flat: Option<&'a RawValue>,
    #[serde(borrow)]
    sensitive_attributes: Option<&'a RawValue>,
}

/// Reads a state file of version 4.
///
/// # Errors
/// [`InputError`] for text that is no such file.
pub fn read_v4(path: &str, buffer: &Buffer) -> Result<Plan, InputError> {
    let read = resources(path, buffer, &|_| true)?;
    let mut plan = Plan::new(Meta {
        path: path.into(),
        kind: InputKind::State,
        format_version: Some("4".into()),
        terraform_version: read.terraform_version.map(Into::into),
        ..Meta::default()
    });
    plan.resources = read.resources;
    plan.problems = read.problems;
    plan.index();
    Ok(plan)
}

/// What a state file of version 4 holds.
pub(super) struct StateFile {
    pub terraform_version: Option<String>,
    pub resources: Vec<Resource>,
    pub problems: Vec<Problem>,
}

/// Reads those resources of a state file of version 4 whose address is wanted.
pub(super) fn resources(
    path: &str,
    buffer: &Buffer,
    wanted: &dyn Fn(&Address) -> bool,
) -> Result<StateFile, InputError> {
    let text = detect::utf8(path, buffer)?;
    let raw: RawFile = serde_json::from_str(text).map_err(|e| detect::syntax_error(path, text.as_bytes(), &e))?;
    if raw.version != 4 {
        return Err(InputError::new(
            path,
            format!("is a state file of version {}; version 4 is understood", raw.version),
        )
        .hint("upgrade it with a current Terraform: terraform state pull > state.json"));
    }
    let terraform_version = raw.terraform_version.as_deref().map(str::to_owned);
    let mut out = StateFile { terraform_version, resources: Vec::new(), problems: Vec::new() };
    for r in &raw.resources {
        for instance in &r.instances {
            match resource(r, instance, buffer, wanted) {
                Ok(resource) => out.resources.extend(resource),
                Err(problem) => out.problems.push(problem),
            }
        }
    }
    Ok(out)
}

fn resource(
    raw: &RawResource<'_>,
    instance: &RawInstance<'_>,
    buffer: &Buffer,
    wanted: &dyn Fn(&Address) -> bool,
) -> Result<Option<Resource>, Problem> {
    let mode = match raw.mode.as_ref() {
        "data" => Mode::Data,
        "ephemeral" => Mode::Ephemeral,
        _ => Mode::Managed,
    };
    let base = format!("{}{}.{}", mode.prefix(), raw.kind, raw.name);
    let problem = |message: &str| Problem { what: base.clone(), message: message.into() };
    let module = match raw.module.as_deref() {
        None | Some("") => Default::default(),
        // A module path has the form of an address without its resource.
        Some(path) => {
            let probe: Address =
                format!("{path}.x.y").parse().map_err(|_| problem("its module path is not of a form that is known"))?;
            probe.module
        }
    };
    let address = Address {
        module,
        mode,
        kind: raw.kind.as_ref().into(),
        name: raw.name.as_ref().into(),
        key: plan_json::key_of(instance.index_key.map(RawValue::get)),
    };
    if !wanted(&address) {
        return Ok(None);
    }
    if instance.attributes_flat.is_some() {
        return Err(problem("its attributes are in the flat form of Terraform before 0.12: not checked"));
    }
    let doc = match instance.attributes {
        Some(a) if a.get() != "null" => {
            let value = untyped(&address, a.get()).unwrap_or_else(|| buffer.slice(a.get()));
            Doc::Json(JsonDoc { value, unknown: None, sensitive: None, outline: None })
        }
        _ => Doc::Absent,
    };
    let doc = mark_sensitive(doc, instance.sensitive_attributes.map(RawValue::get));
    let provider = raw.provider.as_deref().map(provider_address).unwrap_or_default().into();
    let deposed = instance.deposed.as_deref().map(Into::into);
    Ok(Some(Resource::existing(address, deposed, provider, doc, Presence::Planned)))
}

/// Attributes that can be of any type: a state file has their type beside them.
const ANY_TYPE: &[(&str, &[&str])] = &[
    ("terraform_data", &["input", "output", "triggers_replace"]),
    ("terraform_remote_state", &["config", "defaults", "outputs"]),
    ("kubernetes_manifest", &["manifest", "object"]),
];

/// The attributes without the types that stand beside values of any type; `None` where there are none.
fn untyped(address: &Address, attributes: &str) -> Option<Slice> {
    let (_, names) = ANY_TYPE.iter().find(|(kind, _)| *kind == &*address.kind)?;
    let members = json::members(attributes).map(|(name, raw)| {
        let bare = || {
            let count = json::members(raw).count();
            let ty = json::member(raw, "type").ok().flatten();
            json::member(raw, "value").ok().flatten().filter(|_| count == 2 && ty.is_some())
        };
        let value = names.contains(&name).then(bare).flatten().unwrap_or(raw);
        format!("\"{name}\":{value}")
    });
    Some(Slice::of(&format!("{{{}}}", members.collect::<Vec<_>>().join(","))))
}

/// `provider["registry.terraform.io/oracle/oci"].alias` to the source address.
fn provider_address(text: &str) -> &str {
    text.split('"').nth(1).unwrap_or(text)
}

/// State v4 lists sensitive attributes as paths; plan JSON has a tree of marks.
fn mark_sensitive(doc: Doc, paths: Option<&str>) -> Doc {
    let Doc::Json(mut json) = doc else { return doc };
    let mut marks = serde_json::Value::Null;
    for path in paths.map(json::elements).into_iter().flatten() {
        mark(&mut marks, &mut json::elements(path));
    }
    if !marks.is_null() {
        json.sensitive = Some(Slice::of(&marks.to_string()));
    }
    Doc::Json(json)
}

/// Indexes beyond this mark the whole list: the tree has a place for each element before it.
const MAX_INDEX: u64 = 100_000;

fn mark(at: &mut serde_json::Value, steps: &mut json::Elements<'_>) {
    if *at == serde_json::Value::Bool(true) {
        return;
    }
    let Some(step) = steps.next() else {
        *at = true.into();
        return;
    };
    let raw = json::member(step, "value").ok().flatten().unwrap_or_default();
    // An index stands in an object with its type.
    let raw = if detect::is_object(raw) { json::member(raw, "value").ok().flatten().unwrap_or_default() } else { raw };
    let inner = match (json::string(raw), raw.trim().parse::<u64>()) {
        (Some(name), _) if !at.is_array() => {
            if at.is_null() {
                *at = serde_json::json!({});
            }
            at.as_object_mut().map(|o| o.entry(name.into_owned()).or_insert(serde_json::Value::Null))
        }
        (None, Ok(index)) if index < MAX_INDEX && !at.is_object() => {
            if at.is_null() {
                *at = serde_json::json!([]);
            }
            at.as_array_mut().and_then(|list| {
                let length = list.len().max(index as usize + 1);
                list.resize(length, serde_json::Value::Null);
                list.get_mut(index as usize)
            })
        }
        _ => None,
    };
    match inner {
        Some(inner) => mark(inner, steps),
        None => *at = true.into(),
    }
}

/// Reads `terraform show -json` of a state.
///
/// # Errors
/// [`InputError`] for text that is no such JSON.
pub fn read_show(path: &str, buffer: &Buffer) -> Result<Plan, InputError> {
    let mut reader = plan_json::Reader::of(buffer);
    let mut found = Vec::new();
    let head = Scanner::whole(buffer.bytes(), |scanner| {
        reader.state(scanner, &mut |reader, raw| found.extend(reader.existing(raw)))
    });
    let head = head.map_err(|fault| plan_json::unreadable(path, buffer, fault, "state"))?;
    let mut plan = Plan::new(Meta {
        path: path.into(),
        kind: InputKind::State,
        format_version: head.format_version,
        terraform_version: head.terraform_version,
        ..Meta::default()
    });
    plan.resources = found;
    plan.problems = reader.problems;
    plan.resources.iter_mut().for_each(|r| r.presence = Presence::Planned);
    plan.index();
    Ok(plan)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_secrets_in_one_block_are_two_marks() {
        let text = r#"{"version": 4, "terraform_version": "1.11.4", "resources": [{"mode": "managed", "type": "a_x", "name": "r",
            "provider": "provider[\"registry.terraform.io/a/a\"]", "instances": [{"schema_version": 0,
            "attributes": {"db": [{"open": 1}, {"admin": "s1", "wallet": "s2", "open": 2}], "key": "s3", "m": {"k": "s4", "l": 1}},
            "sensitive_attributes": [
                [{"type": "get_attr", "value": "db"}, {"type": "index", "value": {"value": 1, "type": "number"}}, {"type": "get_attr", "value": "admin"}],
                [{"type": "get_attr", "value": "db"}, {"type": "index", "value": {"value": 1, "type": "number"}}, {"type": "get_attr", "value": "wallet"}],
                [{"type": "get_attr", "value": "m"}, {"type": "index", "value": {"value": "k", "type": "string"}}],
                [{"type": "get_attr", "value": "key"}]
            ]}]}]}"#;
        let plan = read_v4("terraform.tfstate", &text.to_owned().into()).unwrap();
        let whole = plan.resources[0].after.whole().unwrap();
        assert_eq!(
            format!("{whole:?}"),
            r#"{"db": [{"open": 1}, {"admin": (sensitive), "open": 2, "wallet": (sensitive)}], "key": (sensitive), "m": {"k": (sensitive), "l": 1}}"#
        );
    }
}
