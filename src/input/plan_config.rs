//! The `configuration` section of plan JSON. What it leaves out (locals, dynamic blocks, lifecycle,
//! provider maps of calls, lines) only sources can tell.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::model::config::{
    Config, ConfigExpr, ConfigOrigin, ConfigResource, LazyBody, Module, ModuleCall, ModuleId, Provider, Variable,
};
use crate::model::json::scan::{Fault, Scanner};
use crate::model::{Mode, json};
use crate::text::{Buffer, Str};

#[derive(Deserialize)]
struct RawConfig<'a> {
    #[serde(borrow, default)]
    provider_config: BTreeMap<Cow<'a, str>, RawProvider<'a>>,
    #[serde(borrow)]
    root_module: Option<RawModule<'a>>,
}

#[derive(Deserialize)]
struct RawProvider<'a> {
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    full_name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    alias: Option<Cow<'a, str>>,
    #[serde(borrow)]
    version_constraint: Option<Cow<'a, str>>,
    #[serde(borrow)]
    expressions: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct RawModule<'a> {
    #[serde(borrow, default)]
    resources: Vec<RawResource<'a>>,
    #[serde(borrow, default)]
    module_calls: BTreeMap<Cow<'a, str>, RawCall<'a>>,
    #[serde(borrow, default)]
    outputs: BTreeMap<Cow<'a, str>, RawOutput<'a>>,
    #[serde(borrow, default)]
    variables: BTreeMap<Cow<'a, str>, RawVariable<'a>>,
}

#[derive(Deserialize)]
struct RawResource<'a> {
    #[serde(borrow)]
    mode: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    provider_config_key: Option<Cow<'a, str>>,
    #[serde(borrow)]
    expressions: Option<&'a RawValue>,
    #[serde(borrow)]
    count_expression: Option<&'a RawValue>,
    #[serde(borrow)]
    for_each_expression: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct RawCall<'a> {
    #[serde(borrow)]
    source: Option<Cow<'a, str>>,
    #[serde(borrow)]
    expressions: Option<&'a RawValue>,
    #[serde(borrow)]
    count_expression: Option<&'a RawValue>,
    #[serde(borrow)]
    for_each_expression: Option<&'a RawValue>,
    #[serde(borrow)]
    module: Option<RawModule<'a>>,
}

#[derive(Deserialize)]
struct RawOutput<'a> {
    #[serde(borrow)]
    expression: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct RawVariable<'a> {
    #[serde(borrow)]
    default: Option<&'a RawValue>,
    sensitive: Option<bool>,
}

/// Reads the configuration section of a plan; `None` for null.
///
/// # Errors
/// [`Fault`] for what is no JSON, or no configuration.
pub(super) fn read(scanner: &mut Scanner<'_>, buffer: &Buffer) -> Result<Option<Config>, Fault> {
    let begin = scanner.peek();
    let Some(section) = scanner.raw()? else { return Ok(None) };
    let raw: RawConfig<'_> = serde_json::from_str(section).map_err(|error| {
        let lines = section.split_inclusive('\n').take(error.line().saturating_sub(1));
        let at = lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
        let message = error.to_string();
        let what = message.split(" at line ").next().unwrap_or(&message).to_string();
        Fault::Shape { at, what }.behind(begin)
    })?;
    Ok(Some(build(&raw, buffer)))
}

/// Builds the configuration; bodies of resources stay raw.
fn build(raw: &RawConfig<'_>, buffer: &Buffer) -> Config {
    let mut config = Config { origin: ConfigOrigin::PlanJson, ..Config::default() };
    for (key, p) in &raw.provider_config {
        let provider = Provider {
            name: p.name.as_deref().unwrap_or_default().into(),
            full_name: p.full_name.as_deref().map(Into::into),
            alias: p.alias.as_deref().map(Into::into),
            version: p.version_constraint.as_deref().map(Into::into),
            body: body(p.expressions),
        };
        config.providers.insert(key.as_ref().into(), provider);
    }
    if let Some(root) = &raw.root_module {
        add_module(&mut config, root, None, buffer);
    }
    config
}

fn add_module(config: &mut Config, raw: &RawModule<'_>, parent: Option<(ModuleId, Str)>, buffer: &Buffer) -> ModuleId {
    let id = ModuleId(config.modules.len() as u32);
    let key = match &parent {
        None => Str::from(""),
        Some((up, name)) => match &*config.module(*up).key {
            "" => name.clone(),
            above => format!("{above}.{name}").into(),
        },
    };
    let mut module = Module { key, parent, ..Module::default() };
    for r in &raw.resources {
        let resource = resource(r, buffer);
        module.resources.insert((resource.mode, resource.kind.clone(), resource.name.clone()), resource);
    }
    for (name, output) in &raw.outputs {
        module.outputs.insert(name.as_ref().into(), expression(output.expression).unwrap_or_default());
    }
    for (name, variable) in &raw.variables {
        module.variables.insert(
            name.as_ref().into(),
            Variable {
                default: variable.default.and_then(|d| json::decode(d.get(), "", "").ok()),
                sensitive: variable.sensitive == Some(true),
                span: None,
            },
        );
    }
    config.modules.push(module);
    for (name, call) in &raw.module_calls {
        let name: Str = name.as_ref().into();
        let child = call.module.as_ref().map(|m| add_module(config, m, Some((id, name.clone())), buffer));
        let call = ModuleCall {
            module: child,
            source: call.source.as_deref().unwrap_or_default().into(),
            inputs: body(call.expressions),
            count: expression(call.count_expression),
            for_each: expression(call.for_each_expression),
            span: None,
        };
        config.modules[id.0 as usize].calls.insert(name, call);
    }
    id
}

fn resource(raw: &RawResource<'_>, buffer: &Buffer) -> ConfigResource {
    ConfigResource {
        mode: match raw.mode.as_deref() {
            Some("data") => Mode::Data,
            Some("ephemeral") => Mode::Ephemeral,
            _ => Mode::Managed,
        },
        kind: raw.kind.as_deref().unwrap_or_default().into(),
        name: raw.name.as_deref().unwrap_or_default().into(),
        provider: raw.provider_config_key.as_deref().unwrap_or_default().into(),
        body: raw.expressions.map(|e| LazyBody::from_json(buffer.slice(e.get()))).unwrap_or_default(),
        count: expression(raw.count_expression),
        for_each: expression(raw.for_each_expression),
        repetition: None,
        span: None,
        block: None,
    }
}

fn expression(raw: Option<&RawValue>) -> Option<ConfigExpr> {
    raw.map(|r| crate::model::config_json::expression(r.get()))
}

fn body(raw: Option<&RawValue>) -> crate::model::ConfigBody {
    raw.map(|r| crate::model::config_json::body(r.get())).unwrap_or_default()
}
