//! State: files of version 4, and `terraform show -json` of a state. A state becomes a plan in which
//! nothing changes.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::plan_json::{self, RawState};
use super::{InputError, detect};
use crate::model::doc::{JsonDoc, Slice};
use crate::model::plan::{Action, InputKind, Meta, Plan, Presence, Problem, Resource};
use crate::model::{Address, Doc, Mode, json};

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
pub fn read_v4(path: &str, text: String) -> Result<Plan, InputError> {
    let buffer = Arc::new(text);
    let raw: RawFile = serde_json::from_str(&buffer).map_err(|e| detect::syntax_error(path, buffer.as_bytes(), &e))?;
    if raw.version != 4 {
        return Err(InputError::new(
            path,
            format!("is a state file of version {}; version 4 is understood", raw.version),
        )
        .hint("upgrade it with a current Terraform: terraform state pull > state.json"));
    }
    let mut plan = Plan::new(Meta {
        path: path.into(),
        kind: InputKind::State,
        format_version: Some("4".into()),
        terraform_version: raw.terraform_version.as_deref().map(Into::into),
        ..Meta::default()
    });
    for r in &raw.resources {
        for instance in &r.instances {
            match resource(r, instance, &buffer) {
                Ok(resource) => plan.resources.push(resource),
                Err(problem) => plan.problems.push(problem),
            }
        }
    }
    plan.index();
    Ok(plan)
}

fn resource(raw: &RawResource<'_>, instance: &RawInstance<'_>, buffer: &Arc<String>) -> Result<Resource, Problem> {
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
    if instance.attributes_flat.is_some() {
        return Err(problem("its attributes are in the flat form of Terraform before 0.12: not checked"));
    }
    let address = Address {
        module,
        mode,
        kind: raw.kind.as_ref().into(),
        name: raw.name.as_ref().into(),
        key: plan_json::key_of(instance.index_key.map(RawValue::get)),
    };
    let doc = match instance.attributes {
        Some(a) if a.get() != "null" => {
            Doc::Json(JsonDoc { value: Slice::of(buffer, a.get()), unknown: None, sensitive: None })
        }
        _ => Doc::Absent,
    };
    let doc = mark_sensitive(doc, instance.sensitive_attributes.map(RawValue::get));
    Ok(Resource {
        previous: None,
        deposed: instance.deposed.as_deref().map(Into::into),
        provider: raw.provider.as_deref().map(provider_address).unwrap_or_default().into(),
        action: Action::NoOp,
        reason: None,
        importing: None,
        replace_paths: Vec::new(),
        before: doc.clone(),
        after: doc,
        presence: Presence::Planned,
        address,
    })
}

/// `provider["registry.terraform.io/oracle/oci"].alias` to the source address.
fn provider_address(text: &str) -> &str {
    text.split('"').nth(1).unwrap_or(text)
}

/// State v4 lists sensitive attributes as paths. Marking the top-level attribute hides no less
/// than Terraform does.
fn mark_sensitive(doc: Doc, paths: Option<&str>) -> Doc {
    let names: Vec<String> = paths
        .map(json::elements)
        .into_iter()
        .flatten()
        .filter_map(|path| json::elements(path).next())
        .filter_map(|step| json::member(step, "value").ok().flatten())
        .filter_map(|name| json::string(name).map(|n| n.into_owned()))
        .collect();
    let Doc::Json(mut json) = doc else { return doc };
    if !names.is_empty() {
        let marks = names.iter().map(|n| format!("{}:true", serde_json::Value::from(n.as_str()))).collect::<Vec<_>>();
        let text = Arc::new(format!("{{{}}}", marks.join(",")));
        json.sensitive = Some(Slice::of(&text, &text));
    }
    Doc::Json(json)
}

/// Reads `terraform show -json` of a state.
///
/// # Errors
/// [`InputError`] for text that is no such JSON.
pub fn read_show(path: &str, text: String) -> Result<Plan, InputError> {
    let buffer = Arc::new(text);
    let raw: RawState = serde_json::from_str(&buffer).map_err(|e| detect::syntax_error(path, buffer.as_bytes(), &e))?;
    let mut plan = Plan::new(Meta {
        path: path.into(),
        kind: InputKind::State,
        format_version: raw.format_version.as_deref().map(Into::into),
        terraform_version: raw.terraform_version.as_deref().map(Into::into),
        ..Meta::default()
    });
    if let Some(root) = raw.values.as_ref().and_then(|v| v.root_module.as_ref()) {
        let (resources, problems) = plan_json::state_resources(&buffer, root);
        plan.resources = resources;
        plan.problems = problems;
        plan.resources.iter_mut().for_each(|r| r.presence = Presence::Planned);
    }
    plan.index();
    Ok(plan)
}
