//! Mistakes about provider configurations that show without evaluating anything: blocks, requirements, and what
//! modules hand to the modules that they call. Words are those of Terraform where it has some.

use std::collections::{BTreeMap, BTreeSet};

use super::builtin;
use super::config::provider_reference;
use super::decl::{ModuleDecl, RequiredProvider, text};
use crate::hcl::ast::{Attribute, Block, Expr, ExprKind};
use crate::model::config::ModuleId;
use crate::model::path::is_identifier;
use crate::text::{Diagnostic, Span, Str};

/// A configuration as a module names it: `oci`, `oci.home`.
type Name = (Str, Option<Str>);

fn shown((name, alias): &Name) -> String {
    alias.as_ref().map_or_else(|| name.to_string(), |alias| format!("{name}.{alias}"))
}

/// The name of a provider block; `None` where its alias is not fixed.
fn name_of(block: &Block) -> Option<Name> {
    let name = block.labels.first()?.name.clone();
    match block.body.attribute("alias") {
        None => Some((name, None)),
        Some(alias) => Some((name, Some(text(&alias.expr)?))),
    }
}

/// Provider blocks of one module: their aliases, and that each is there once.
pub(super) fn blocks(providers: &[Block], diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    for block in providers {
        let alias = block.body.attribute("alias");
        if let Some(alias) = alias
            && !text(&alias.expr).is_some_and(|alias| is_identifier(&alias))
        {
            let detail = "An alias must be a valid name. A name must start with a letter or underscore and may contain only \
                          letters, digits, underscores, and dashes.";
            let constant = matches!(alias.expr.kind, ExprKind::Template(_) | ExprKind::TemplateWrap(_));
            if !constant {
                diagnostics.push(Diagnostic::error(alias.expr.span, "Invalid provider configuration alias", detail));
            }
            continue;
        }
        let Some(name) = name_of(block) else { continue };
        if seen.insert(name.clone()) {
            continue;
        }
        let detail = match &name.1 {
            None => format!(
                "A default (non-aliased) provider configuration for \"{}\" was already given. If multiple configurations are \
                 required, set the \"alias\" argument for alternative configurations.",
                name.0
            ),
            Some(alias) => format!(
                "A provider configuration for \"{}\" with alias \"{alias}\" was already given. Each configuration for the \
                 same provider must have a distinct alias.",
                name.0
            ),
        };
        diagnostics.push(Diagnostic::error(block.header, "Duplicate provider configuration", detail));
    }
}

/// Reads one entry of `required_providers`.
pub(super) fn requirement(entry: &Attribute, diagnostics: &mut Vec<Diagnostic>) -> RequiredProvider {
    let mut found = RequiredProvider::default();
    let mut wrong =
        |span: Span, summary: &str, detail: &str| diagnostics.push(Diagnostic::error(span, summary, detail));
    const OBJECT: &str = "Invalid required_providers object";
    const VERSION: &str = "This string does not use correct version constraint syntax.";
    match &entry.expr.kind {
        ExprKind::String(version) => {
            if !is_constraint(version) {
                wrong(entry.expr.span, "Invalid version constraint", VERSION);
            }
            found.version = Some(version.clone());
        }
        ExprKind::Object(items) => {
            for item in items {
                let ExprKind::String(key) = &item.key.kind else { continue };
                let given = text(&item.value);
                match &**key {
                    "source" => match &given {
                        Some(source) if !is_source(source) => {
                            let detail =
                                "The \"source\" attribute must be in the format \"[hostname/][namespace/]name\"";
                            wrong(item.value.span, "Invalid provider source string", detail);
                        }
                        None => wrong(item.value.span, "Invalid source", "Source must be specified as a string."),
                        _ => found.source = given,
                    },
                    "version" => match &given {
                        Some(version) if !is_constraint(version) => {
                            wrong(item.value.span, "Invalid version constraint", VERSION);
                        }
                        None => {
                            wrong(
                                item.value.span,
                                "Invalid version constraint",
                                "Version must be specified as a string.",
                            );
                        }
                        _ => found.version = given,
                    },
                    "configuration_aliases" => aliases(&entry.name.name, &item.value, &mut found, &mut wrong),
                    _ => {
                        let detail = "required_providers objects can only contain \"version\", \"source\" and \
                                      \"configuration_aliases\" attributes. To configure a provider, use a \"provider\" block.";
                        wrong(item.key.span, OBJECT, detail);
                    }
                }
            }
        }
        _ => wrong(entry.expr.span, OBJECT, "required_providers entries must be strings or objects."),
    }
    found
}

fn aliases(local: &Str, list: &Expr, found: &mut RequiredProvider, wrong: &mut impl FnMut(Span, &str, &str)) {
    const INVALID: &str = "Invalid configuration_aliases value";
    let ExprKind::Tuple(items) = &list.kind else {
        let detail = "Configuration aliases can only contain references to local provider configuration names in the format of \
                      provider.alias";
        return wrong(list.span, INVALID, detail);
    };
    for item in items {
        match (&item.kind, provider_reference(item)) {
            (ExprKind::GetAttr(..), Some((name, Some(alias)))) if name == *local => found.aliases.push(Some(alias)),
            (ExprKind::Variable(_), Some((name, None))) if name == *local => found.aliases.push(None),
            (ExprKind::GetAttr(..) | ExprKind::Variable(_), Some((name, _))) => {
                let detail = format!(
                    "Configuration aliases must be prefixed with the provider name. Expected \"{local}\", but found \"{name}\"."
                );
                wrong(list.span, INVALID, &detail);
            }
            _ => {
                let detail = "A single static variable reference is required: only attribute access and indexing with constant \
                              keys. No calculations, function calls, template expressions, etc are allowed here.";
                wrong(item.span, "Invalid expression", detail);
            }
        }
    }
}

fn is_source(source: &str) -> bool {
    let parts: Vec<&str> = source.split('/').collect();
    parts.len() <= 3 && parts.iter().all(|part| !part.is_empty() && !part.contains(char::is_whitespace))
}

/// Whether a text has the form of version constraints: operators and numbers, separated by commas.
fn is_constraint(text: &str) -> bool {
    text.split(',').all(|part| {
        let version = part.trim().trim_start_matches(['=', '!', '<', '>', '~']).trim_start().trim_start_matches('v');
        version.starts_with(|c: char| c.is_ascii_digit())
            && version.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '~'))
    })
}

/// What modules pass to those that they call, and what resources ask for.
pub(super) fn tree(modules: &[ModuleDecl], diagnostics: &mut Vec<Diagnostic>) {
    let mut found = Vec::new();
    for module in modules {
        let own = Own::of(module);
        resources(module, &own, &mut found);
        for (name, call) in &module.calls {
            let passed = passed(&call.block, &mut found);
            for (_, value) in &passed {
                let Some(given) = provider_reference(value).filter(|given| given.1.is_some() && !own.has(given)) else {
                    continue;
                };
                found.push(unconfigured(value.span, &given, &format!("The module {name:?}")));
            }
            if let Some(child) = module.called.get(name).copied() {
                let passed: BTreeMap<Name, Span> = passed.into_iter().map(|(name, value)| (name, value.span)).collect();
                called(modules, child, (name, &call.block), &passed, &mut found);
            }
        }
    }
    // A directory may be called from several places, and its own mistakes are told once.
    let mut seen = BTreeSet::new();
    found.retain(|d| seen.insert((d.span, d.summary.clone(), d.detail.clone())));
    diagnostics.extend(found);
}

/// Configurations that a module has or is given.
struct Own(BTreeSet<Name>);

impl Own {
    fn of(module: &ModuleDecl) -> Own {
        let blocks = module.providers.iter().filter_map(name_of);
        let aliases = module
            .required
            .iter()
            .flat_map(|(name, required)| required.aliases.iter().map(move |alias| (name.clone(), alias.clone())));
        Own(blocks.chain(aliases).collect())
    }

    /// Whether a configuration is there; without an alias it may be implied.
    fn has(&self, name: &Name) -> bool {
        name.1.is_none() || self.0.contains(name)
    }
}

fn unconfigured(span: Span, name: &Name, who: &str) -> Diagnostic {
    let (provider, alias) = (&name.0, name.1.as_deref().unwrap_or_default());
    let detail = format!(
        "{who} asks for the provider configuration {}, and nothing configures it here. Add a provider \"{provider}\" block with \
         alias = \"{alias}\", or (in a module that is called) name {provider}.{alias} in configuration_aliases of \
         required_providers and pass it.",
        shown(name)
    );
    Diagnostic::error(span, "Provider configuration not present", detail)
}

fn resources(module: &ModuleDecl, own: &Own, found: &mut Vec<Diagnostic>) {
    for (key, resource) in &module.resources {
        found.extend(builtin::unsupported(key, &resource.block, module));
        let (mode, kind, name) = key;
        let Some(written) = resource.argument("provider") else { continue };
        let Some(wanted) = provider_reference(&written.expr).filter(|wanted| !own.has(wanted)) else { continue };
        found.push(unconfigured(written.expr.span, &wanted, &format!("{}{kind}.{name}", mode.prefix())));
    }
}

/// The argument `providers` of a call: which configuration of the module called is which of this one.
fn passed<'b>(call: &'b Block, found: &mut Vec<Diagnostic>) -> Vec<(Name, &'b Expr)> {
    let Some(providers) = call.body.attribute("providers") else { return Vec::new() };
    let ExprKind::Object(items) = &providers.expr.kind else {
        let detail = "A static map expression is required.";
        found.push(Diagnostic::error(providers.expr.span, "Invalid expression", detail));
        return Vec::new();
    };
    let mut all: BTreeMap<Name, Span> = BTreeMap::new();
    let mut passed = Vec::new();
    for item in items {
        let Some(name) = provider_reference(&item.key) else { continue };
        if all.insert(name.clone(), item.key.span).is_some() {
            let detail = format!(
                "A provider configuration was already passed to {}. Each child provider configuration can be assigned only once.",
                shown(&name)
            );
            found.push(Diagnostic::error(item.value.span, "Duplicate provider address", detail));
        }
        passed.push((name, &item.value));
    }
    passed
}

/// What a module that is called asks of its caller.
fn called(
    modules: &[ModuleDecl],
    child: ModuleId,
    (name, call): (&Str, &Block),
    passed: &BTreeMap<Name, Span>,
    found: &mut Vec<Diagnostic>,
) {
    let module = &modules[child.0 as usize];
    let own: BTreeSet<Name> = module.providers.iter().filter_map(name_of).collect();
    for (local, required) in &module.required {
        for alias in &required.aliases {
            let wanted = (local.clone(), alias.clone());
            if passed.contains_key(&wanted) || own.contains(&wanted) {
                continue;
            }
            let provider = super::config::full_name(modules, child, local);
            let provider = provider.trim_start_matches("registry.terraform.io/");
            let wanted = shown(&wanted);
            let detail = format!(
                "The child module requires an additional configuration for provider {provider}, with the local name \
                 \"{wanted}\".\n\nRefer to the module's documentation to understand the intended purpose of this additional \
                 provider configuration, and then add an entry for {wanted} in the \"providers\" meta-argument in the module \
                 block to choose which provider configuration the module should use for that purpose."
            );
            found.push(Diagnostic::error(call.header, "Missing required provider configuration", detail));
        }
    }
    for block in module.providers.iter().filter(|b| is_configured(b)) {
        let Some(block_name) = name_of(block) else { continue };
        let Some(span) = passed.get(&block_name) else { continue };
        let detail = format!(
            "The configuration of module.{name} has its own local configuration for {}, and so it cannot accept an overridden \
             configuration provided by its caller.",
            shown(&block_name)
        );
        found.push(Diagnostic::error(*span, "Cannot override provider configuration", detail));
    }
    let repeated = ["count", "for_each", "depends_on"].into_iter().find(|a| call.body.attribute(a).is_some());
    if let (Some(argument), Some(block)) = (repeated, configured_below(modules, child)) {
        let provider = block.labels.first().map(|l| l.name.clone()).unwrap_or_default();
        let detail = format!(
            "The module called by module.{name}, or one that it calls, contains its own configuration of the provider \
             \"{provider}\", and so calls to it may not use the count, for_each, or depends_on arguments.\n\nIf you also control \
             that module, consider updating it to instead expect provider configurations to be passed by its caller."
        );
        let span = call.body.attribute(argument).map_or(call.header, |a| a.name.span);
        found.push(Diagnostic::error(span, "Module is incompatible with count, for_each, and depends_on", detail));
    }
}

/// Whether a block says more than which alias it is; without that it only stands for what a caller passes.
fn is_configured(block: &Block) -> bool {
    block.body.blocks().next().is_some() || block.body.attributes().any(|a| &*a.name.name != "alias")
}

/// A provider block that configures something, in a module or below it.
fn configured_below(modules: &[ModuleDecl], id: ModuleId) -> Option<&Block> {
    let module = &modules[id.0 as usize];
    let own = module.providers.iter().find(|b| is_configured(b));
    own.or_else(|| module.called.values().find_map(|child| configured_below(modules, *child)))
}
