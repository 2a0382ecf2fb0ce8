//! `import` blocks: which resource instances exist already, and under which identifier.

use super::scope::ModuleScope;
use super::world::{Repeated, Repetition, World, keyed};
use crate::hcl::ast::{Block, Expr, ExprKind};
use crate::model::plan::{Importing, Plan};
use crate::model::{Address, Key, Kind, Resource, Value};
use crate::text::Diagnostic;

/// Marks the resources of a plan that are imported. Only the root module may import.
pub(super) fn apply(world: &World<'_>, plan: &mut Plan) {
    let Some(root) = world.modules.first() else { return };
    for block in &root.imports {
        for repetition in repetitions(world, block) {
            let scope = ModuleScope::new(world, 0, &repetition);
            let Some(to) = block.body.attribute("to") else {
                let detail = "The argument \"to\" is required, but no definition was found.";
                world.report(Diagnostic::error(block.header, "Missing required argument", detail));
                continue;
            };
            let id = identifier(world, block, &scope);
            let Some(address) = address(world, &to.expr, &scope) else { continue };
            let open = plan.resources.iter().any(|r| is_open(r, &address));
            match plan.resources.iter_mut().find(|r| r.address.to_string() == address) {
                Some(resource) => {
                    resource.importing = Some(Importing { id: id.and_then(|v| v.as_str().map(Into::into)) });
                }
                // How many instances there are is not known.
                None if open => {}
                None => {
                    let detail = format!(
                        "The configuration for the given import {address} does not exist. All target instances must have an \
                         associated configuration to be imported. Declare that resource, or let terraform plan \
                         -generate-config-out write it."
                    );
                    world.report(Diagnostic::error(
                        to.expr.span,
                        "Configuration for import target does not exist",
                        detail,
                    ));
                }
            }
        }
    }
}

/// The identifier. It must be a text, and not an empty one.
fn identifier(world: &World<'_>, block: &Block, scope: &ModuleScope<'_, '_>) -> Option<Value> {
    let argument = block.body.attribute("id")?;
    let id = world.value(&argument.expr, scope, "import.id");
    let detail = match &id.kind {
        Kind::Null(_) => "The import ID cannot be null.",
        Kind::String(text) if text.is_empty() => {
            "The import ID value evaluates to an empty string, please provide a non-empty value."
        }
        _ => return Some(id),
    };
    world.report(Diagnostic::error(argument.expr.span, "Invalid import id argument", detail));
    None
}

/// Whether a resource stands for instances that are not known, and an address may be one of them.
fn is_open(resource: &Resource, address: &str) -> bool {
    resource.address.key == Key::Wildcard
        && address.parse::<Address>().is_ok_and(|a| Address { key: Key::Wildcard, ..a } == resource.address)
}

fn repetitions(world: &World<'_>, block: &Block) -> Vec<Repetition> {
    let Some(for_each) = block.body.attribute("for_each") else { return vec![Repetition::None] };
    let scope = ModuleScope::new(world, 0, &Repetition::None);
    let value = world.value(&for_each.expr, &scope, "import.for_each");
    // Unlike other blocks, this one may be repeated over a list.
    if let Kind::Tuple(items) | Kind::List(_, items) = &value.kind {
        let one = |(i, value): (usize, &Value)| Repetition::Each { key: (i as i64).into(), value: value.clone() };
        return items.iter().enumerate().map(one).collect();
    }
    match keyed(&value, for_each, "import") {
        Ok(Repeated::Each(entries)) => {
            entries.into_iter().map(|(key, value)| Repetition::Each { key: key.into(), value }).collect()
        }
        Ok(_) => Vec::new(),
        Err(problem) => {
            world.report(*problem);
            Vec::new()
        }
    }
}

/// The address that `to` names; its instance keys may be expressions.
fn address(world: &World<'_>, expr: &Expr, scope: &ModuleScope<'_, '_>) -> Option<String> {
    match &expr.kind {
        ExprKind::Variable(name) => Some(name.name.to_string()),
        ExprKind::GetAttr(source, name) => Some(format!("{}.{}", address(world, source, scope)?, name.name)),
        ExprKind::Index(source, key) => {
            let source = address(world, source, scope)?;
            let key = match world.value(key, scope, "import.to").kind {
                Kind::String(text) => Key::Str(text),
                Kind::Number(n) => Key::Int(u64::try_from(n.to_i64()?).ok()?),
                _ => return None,
            };
            Some(format!("{source}{key}"))
        }
        _ => None,
    }
}
