//! The declarations as the model's configuration: references, literals, spans.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::decl::{CALL_ARGUMENTS, ModuleDecl, ResourceKey};
use super::types::constant;
use crate::eval::convert::convert;
use crate::eval::{is_direct_traversal, references};
use crate::hcl::ast::{Attribute, Block, Body, Expr, ExprKind};
use crate::model::Value;
use crate::model::config::{
    Config, ConfigBlock, ConfigBody, ConfigEntry, ConfigExpr, ConfigOrigin, ConfigResource, ExprForm, Module,
    ModuleCall, ModuleId, Provider, Variable, tidy_references,
};
use crate::text::{SourceMap, Str};

const RESOURCE_META: &[&str] =
    &["count", "for_each", "provider", "depends_on", "lifecycle", "connection", "provisioner"];

/// Builds the configuration of a tree of declarations.
pub(super) fn build(modules: &[ModuleDecl], sources: &SourceMap) -> Arc<Config> {
    let mut config = Config { origin: ConfigOrigin::Sources, ..Config::default() };
    for (at, decl) in modules.iter().enumerate() {
        let id = ModuleId(at as u32);
        config.modules.push(module(modules, id, decl, sources));
        for block in &decl.providers {
            let (key, provider) = provider(modules, decl, block);
            config.providers.insert(key, provider);
        }
    }
    let required = required(modules);
    // Providers that resources use without a block of their own.
    for (at, decl) in modules.iter().enumerate() {
        for key in &decl.order {
            let (name, alias) = local_provider(decl, key);
            let (owner, name, alias) = resolve(modules, ModuleId(at as u32), &name, alias.as_deref());
            let entry = provider_key(&modules[owner.0 as usize], &name, alias.as_deref());
            config.providers.entry(entry).or_insert_with(|| Provider {
                full_name: Some(full_name(modules, owner, &name)),
                version: None,
                name,
                alias,
                body: ConfigBody::default(),
            });
        }
    }
    for provider in config.providers.values_mut() {
        provider.version = provider.full_name.as_ref().and_then(|name| required.get(name).cloned());
    }
    Arc::new(config)
}

/// What all modules together require of each provider, by source address: one release serves them all.
fn required(modules: &[ModuleDecl]) -> BTreeMap<Str, Str> {
    let mut all: BTreeMap<Str, Vec<Str>> = BTreeMap::new();
    for (at, decl) in modules.iter().enumerate() {
        for (name, required) in &decl.required {
            let Some(constraint) = &required.version else { continue };
            let list = all.entry(full_name(modules, ModuleId(at as u32), name)).or_default();
            if !list.contains(constraint) {
                list.push(constraint.clone());
            }
        }
        // As of old, a provider block may say it, too.
        for block in &decl.providers {
            let written = block.body.attribute("version").and_then(|a| super::decl::text(&a.expr));
            let (Some(constraint), Some(name)) = (written, block_name(block)) else { continue };
            let list = all.entry(full_name(modules, ModuleId(at as u32), name)).or_default();
            if !list.contains(&constraint) {
                list.push(constraint);
            }
        }
    }
    all.into_iter().map(|(name, list)| (name, list.join(", ").into())).collect()
}

fn module(modules: &[ModuleDecl], id: ModuleId, decl: &ModuleDecl, sources: &SourceMap) -> Module {
    let calls = decl.calls.iter().map(|(name, call)| {
        let body = &call.block.body;
        let call = ModuleCall {
            module: decl.called.get(name).copied(),
            source: call.source.clone(),
            inputs: config_body(body, CALL_ARGUMENTS),
            count: body.attribute("count").map(argument),
            for_each: body.attribute("for_each").map(argument),
            span: Some(call.block.header),
        };
        (name.clone(), call)
    });
    let resources = decl.resources.iter().map(|(key, resource)| {
        let (mode, kind, name) = key.clone();
        let (local, alias) = local_provider(decl, key);
        let (owner, local, alias) = resolve(modules, id, &local, alias.as_deref());
        let repeated = resource.argument("count").or_else(|| resource.argument("for_each"));
        let found = ConfigResource {
            mode,
            kind,
            name,
            provider: provider_key(&modules[owner.0 as usize], &local, alias.as_deref()),
            body: config_body(&resource.block.body, RESOURCE_META).into(),
            count: resource.argument("count").map(argument),
            for_each: resource.argument("for_each").map(argument),
            repetition: repeated.map(|a| sources.get(a.expr.span.file).slice(a.expr.span).trim().into()),
            span: Some(resource.block.header),
            block: Some(resource.block.span),
        };
        (key.clone(), found)
    });
    let variable = |(name, v): (&Str, &super::decl::VariableDecl)| {
        // What a module sees: with the defaults of optional attributes, and of the declared type.
        let complete = |value: &Value| {
            let value = v.constraint.defaults.apply(value);
            convert(&value, &v.constraint.ty).unwrap_or(value)
        };
        let default = v.default.as_ref().map(complete);
        (name.clone(), Variable { default, sensitive: v.sensitive, span: Some(v.span) })
    };
    Module {
        key: decl.key.clone(),
        parent: decl.parent.clone(),
        dir: decl.display.as_str().into(),
        calls: calls.collect(),
        resources: resources.collect(),
        outputs: decl.outputs.iter().filter_map(|(n, o)| Some((n.clone(), argument(o.value.as_ref()?)))).collect(),
        variables: decl.variables.iter().map(variable).collect(),
        locals: decl.locals.iter().map(|(n, a)| (n.clone(), argument(a))).collect(),
    }
}

fn argument(attribute: &Attribute) -> ConfigExpr {
    ConfigExpr { span: Some(attribute.span), ..expression(&attribute.expr) }
}

fn expression(expr: &Expr) -> ConfigExpr {
    let found: Vec<Str> = references(expr).iter().map(|r| r.to_string().into()).collect();
    ConfigExpr {
        constant: if found.is_empty() { constant(expr) } else { None },
        references: tidy_references(found),
        form: if is_direct_traversal(expr) { ExprForm::Direct } else { ExprForm::Computed },
        span: Some(expr.span),
        elements: elements(expr),
    }
}

fn elements(expr: &Expr) -> Vec<ConfigExpr> {
    match &expr.kind {
        ExprKind::Tuple(items) => items.iter().map(expression).collect(),
        ExprKind::Parens(inner) => elements(inner),
        _ => Vec::new(),
    }
}

fn config_body(body: &Body, meta: &[&str]) -> ConfigBody {
    let mut out = ConfigBody::default();
    for attribute in body.attributes().filter(|a| !meta.contains(&&*a.name.name)) {
        out.entries.insert(attribute.name.name.clone(), ConfigEntry::Expr(argument(attribute)));
    }
    for block in body.blocks().filter(|b| !meta.contains(&&*b.kind.name)) {
        if let ("dynamic", Some(label)) = (&*block.kind.name, block.labels.first()) {
            let list = out.dynamic.entry(label.name.clone()).or_default();
            list.extend(block.body.attribute("for_each").map(argument));
            list.extend(block.body.blocks_of("content").flat_map(|c| all_expressions(&c.body)));
            continue;
        }
        let nested = ConfigBlock { body: config_body(&block.body, &[]), span: Some(block.header) };
        match out.entries.entry(block.kind.name.clone()).or_insert_with(|| ConfigEntry::Blocks(Vec::new())) {
            ConfigEntry::Blocks(blocks) => blocks.push(nested),
            ConfigEntry::Expr(_) => {}
        }
    }
    out
}

fn all_expressions(body: &Body) -> Vec<ConfigExpr> {
    let mut out: Vec<ConfigExpr> = body.attributes().map(argument).collect();
    out.extend(body.blocks().flat_map(|b| all_expressions(&b.body)));
    out
}

/// `provider = oci.home` of a resource, else the first word of its type.
fn local_provider(decl: &ModuleDecl, key: &ResourceKey) -> (Str, Option<Str>) {
    let written = decl.resources.get(key).and_then(|r| r.argument("provider"));
    written.and_then(|a| provider_reference(&a.expr)).unwrap_or_else(|| {
        let word = key.1.split('_').next().unwrap_or(&key.1);
        (word.into(), None)
    })
}

/// `oci` or `oci.home`, bare or (as of old) in quotes.
pub(super) fn provider_reference(expr: &Expr) -> Option<(Str, Option<Str>)> {
    match &expr.kind {
        ExprKind::Variable(name) => Some((name.name.clone(), None)),
        ExprKind::GetAttr(source, alias) => match &source.kind {
            ExprKind::Variable(name) => Some((name.name.clone(), Some(alias.name.clone()))),
            _ => None,
        },
        ExprKind::String(text) => Some(match text.split_once('.') {
            Some((name, alias)) => (name.into(), Some(alias.into())),
            None => (text.clone(), None),
        }),
        ExprKind::TemplateWrap(inner) => provider_reference(inner),
        _ => None,
    }
}

/// The module whose provider block serves a name: this one's, or one that a caller passes on.
fn resolve(modules: &[ModuleDecl], id: ModuleId, name: &Str, alias: Option<&str>) -> (ModuleId, Str, Option<Str>) {
    let decl = &modules[id.0 as usize];
    let own = decl.providers.iter().any(|p| block_name(p) == Some(name) && alias_of(p).as_deref() == alias);
    let Some((parent, call)) = decl.parent.as_ref().filter(|_| !own) else {
        return (id, name.clone(), alias.map(Str::from));
    };
    let passed = modules[parent.0 as usize].calls.get(call).and_then(|c| c.block.body.attribute("providers"));
    let wanted = (name.clone(), alias.map(Str::from));
    if let Some(Expr { kind: ExprKind::Object(items), .. }) = passed.map(|a| &a.expr) {
        let found = items.iter().find(|i| provider_reference(&i.key).as_ref() == Some(&wanted));
        if let Some((name, alias)) = found.and_then(|i| provider_reference(&i.value)) {
            return resolve(modules, *parent, &name, alias.as_deref());
        }
    }
    match alias {
        Some(_) => (id, name.clone(), alias.map(Str::from)),
        None => resolve(modules, *parent, name, None),
    }
}

fn block_name(block: &Block) -> Option<&Str> {
    block.labels.first().map(|l| &l.name)
}

fn alias_of(block: &Block) -> Option<Str> {
    block.body.attribute("alias").and_then(|a| super::decl::text(&a.expr))
}

/// As plan JSON names them: `oci`, `oci.home`, `module.net:oci`.
fn provider_key(decl: &ModuleDecl, name: &str, alias: Option<&str>) -> Str {
    let module = match decl.key.is_empty() {
        true => String::new(),
        false => format!("module.{}:", decl.key.replace('.', ".module.")),
    };
    let alias = alias.map(|a| format!(".{a}")).unwrap_or_default();
    format!("{module}{name}{alias}").into()
}

/// `registry.terraform.io/oracle/oci`, from `required_providers` of the module or one that calls it.
pub(super) fn full_name(modules: &[ModuleDecl], id: ModuleId, name: &str) -> Str {
    let mut at = Some(id);
    while let Some(id) = at {
        let decl = &modules[id.0 as usize];
        if let Some(source) = decl.required.get(name).and_then(|r| r.source.as_ref()) {
            return match source.matches('/').count() {
                0 => format!("registry.terraform.io/hashicorp/{source}"),
                1 => format!("registry.terraform.io/{source}"),
                _ => source.to_string(),
            }
            .into();
        }
        at = decl.parent.as_ref().map(|(parent, _)| *parent);
    }
    format!("registry.terraform.io/hashicorp/{name}").into()
}

/// Source address of the provider of a resource.
pub(super) fn provider_of(modules: &[ModuleDecl], id: ModuleId, key: &ResourceKey) -> Str {
    let (name, alias) = local_provider(&modules[id.0 as usize], key);
    let (owner, name, _) = resolve(modules, id, &name, alias.as_deref());
    full_name(modules, owner, &name)
}

/// The block that configures the provider of a resource, and the module that it stands in.
pub(super) fn provider_block<'m>(
    modules: &'m [ModuleDecl],
    id: ModuleId,
    key: &ResourceKey,
) -> Option<(ModuleId, &'m Block)> {
    let (name, alias) = local_provider(&modules[id.0 as usize], key);
    let (owner, name, alias) = resolve(modules, id, &name, alias.as_deref());
    let blocks = &modules[owner.0 as usize].providers;
    blocks.iter().find(|p| block_name(p) == Some(&name) && alias_of(p) == alias).map(|block| (owner, block))
}

fn provider(modules: &[ModuleDecl], decl: &ModuleDecl, block: &Block) -> (Str, Provider) {
    let name = block.labels.first().map(|l| l.name.clone()).unwrap_or_default();
    let alias = alias_of(block);
    let id = modules.iter().position(|m| m.key == decl.key).unwrap_or(0);
    let found = Provider {
        full_name: Some(full_name(modules, ModuleId(id as u32), &name)),
        version: None,
        alias: alias.clone(),
        body: config_body(&block.body, &["alias", "version"]),
        name: name.clone(),
    };
    (provider_key(decl, &name, alias.as_deref()), found)
}
