//! `moved`, `removed` and `import` blocks as far as they can be judged without a state: their form, and whether they fit
//! what is declared.

use std::collections::{BTreeMap, BTreeSet};

use super::decl::ModuleDecl;
use crate::hcl::ast::{Block, Expr, ExprKind};
use crate::model::config::ModuleId;
use crate::model::{Key, Mode};
use crate::text::{Diagnostic, Span, Str};

const STATIC: &str = "A single static variable reference is required: only attribute access and indexing with constant keys. No \
                      calculations, function calls, template expressions, etc are allowed here.";

/// Words that begin other references than those to resources.
const RESERVED: &[&str] = &["count", "each", "local", "module", "path", "self", "terraform", "var"];

/// What a `from` or `to` names, as seen from the module that says it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Target {
    modules: Vec<(Str, Key)>,
    resource: Option<(Mode, Str, Str, Key)>,
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, (name, key)) in self.modules.iter().enumerate() {
            write!(f, "{}module.{name}{key}", if i > 0 { "." } else { "" })?;
        }
        let dot = if self.modules.is_empty() { "" } else { "." };
        match &self.resource {
            Some((mode, kind, name, key)) => write!(f, "{dot}{}{kind}.{name}{key}", mode.prefix()),
            None => Ok(()),
        }
    }
}

impl Target {
    fn has_keys(&self) -> bool {
        let of_resource = self.resource.as_ref().map(|(.., key)| key);
        self.modules.iter().map(|(_, key)| key).chain(of_resource).any(|key| *key != Key::None)
    }
}

/// Names and literal keys of an address; `None` if anything in it is computed.
fn steps(expr: &Expr) -> Option<Vec<(Str, Key)>> {
    match &expr.kind {
        ExprKind::Variable(name) => Some(vec![(name.name.clone(), Key::None)]),
        ExprKind::GetAttr(source, name) => {
            let mut all = steps(source)?;
            all.push((name.name.clone(), Key::None));
            Some(all)
        }
        ExprKind::Index(source, key) => {
            let mut all = steps(source)?;
            let last = all.last_mut().filter(|(_, key)| *key == Key::None)?;
            last.1 = match &key.kind {
                ExprKind::String(text) => Key::Str(text.clone()),
                ExprKind::Number(n) => Key::Int(u64::try_from(n.to_i64()?).ok()?),
                _ => return None,
            };
            Some(all)
        }
        _ => None,
    }
}

/// The address that steps spell; `None` if they spell none.
fn target(steps: &[(Str, Key)]) -> Option<Target> {
    let mut modules = Vec::new();
    let mut rest = steps;
    while let [(word, Key::None), (name, key), more @ ..] = rest
        && &**word == "module"
    {
        modules.push((name.clone(), key.clone()));
        rest = more;
    }
    let mode = match rest.first().map(|(word, _)| &**word) {
        Some("data") => Some(Mode::Data),
        Some("ephemeral") => Some(Mode::Ephemeral),
        Some("resource") => Some(Mode::Managed),
        _ => None,
    };
    let named = if mode.is_some() { &rest[1..] } else { rest };
    let resource = match named {
        [] if mode.is_none() && !modules.is_empty() => None,
        [(kind, Key::None), (name, key)] if mode.is_some() || !RESERVED.contains(&&**kind) => {
            Some((mode.unwrap_or(Mode::Managed), kind.clone(), name.clone(), key.clone()))
        }
        _ => return None,
    };
    Some(Target { modules, resource })
}

/// What an argument of a block names. What is missing or no address is told.
fn endpoint(block: &Block, name: &str, found: &mut Vec<Diagnostic>) -> Option<(Target, Span)> {
    let Some(argument) = block.body.attribute(name) else {
        let detail = format!("The argument {name:?} is required, but no definition was found.");
        found.push(Diagnostic::error(block.header, "Missing required argument", detail));
        return None;
    };
    let span = argument.expr.span;
    let Some(steps) = steps(&argument.expr) else {
        found.push(Diagnostic::error(span, "Invalid expression", STATIC));
        return None;
    };
    let named = target(&steps);
    if named.is_none() {
        let detail = "A resource address must be a resource type and a name, as in oci_core_vcn.main, with the modules that it is \
                      in before it.";
        found.push(Diagnostic::error(span, "Invalid address", detail));
    }
    Some((named?, span))
}

/// All blocks of a tree.
pub(super) fn tree(modules: &[ModuleDecl], diagnostics: &mut Vec<Diagnostic>) {
    let mut found = Vec::new();
    for (at, module) in modules.iter().enumerate() {
        let id = ModuleId(at as u32);
        let mut moves = Moves::default();
        for block in &module.movements {
            match &*block.kind.name {
                "removed" => removed(modules, id, block, &mut found),
                _ => moves.add(modules, id, block, &mut found),
            }
        }
        moves.circles(&mut found);
        imports(module, &mut found);
    }
    let mut seen = BTreeSet::new();
    found.retain(|d| seen.insert((d.span, d.summary.clone(), d.detail.clone())));
    diagnostics.extend(found);
}

/// The block that declares what an address without keys names, if one does.
fn declared<'m>(modules: &'m [ModuleDecl], from: ModuleId, target: &Target) -> Option<&'m Block> {
    let mut module = &modules[from.0 as usize];
    let (last, outer) = match (&target.resource, target.modules.split_last()) {
        (Some(_), _) => (None, target.modules.as_slice()),
        (None, Some((last, outer))) => (Some(last), outer),
        (None, None) => return None,
    };
    for (name, _) in outer {
        module = &modules[module.called.get(name)?.0 as usize];
    }
    match (last, &target.resource) {
        (Some((name, _)), _) => module.calls.get(name).map(|call| &call.block),
        (None, Some((mode, kind, name, _))) => {
            module.resources.get(&(*mode, kind.clone(), name.clone())).map(|resource| &resource.block)
        }
        (None, None) => None,
    }
}

fn is_repeated(block: &Block) -> bool {
    block.body.attribute("count").is_some() || block.body.attribute("for_each").is_some()
}

/// The moves of one module.
#[derive(Default)]
struct Moves {
    to: BTreeMap<Target, (Target, Span)>,
    from: BTreeMap<Target, Target>,
}

impl Moves {
    fn add(&mut self, modules: &[ModuleDecl], id: ModuleId, block: &Block, found: &mut Vec<Diagnostic>) {
        let (from, to) = (endpoint(block, "from", found), endpoint(block, "to", found));
        let (Some((from, _)), Some((to, _))) = (from, to) else { return };
        let mut wrong = |summary: &str, detail: String| found.push(Diagnostic::error(block.header, summary, detail));
        if from.resource.is_some() != to.resource.is_some() {
            let detail =
                "The \"from\" and \"to\" addresses must either both refer to resources or both refer to modules.";
            return wrong("Invalid \"moved\" addresses", detail.into());
        }
        if from == to {
            let detail = format!(
                "This statement declares a move from {from} to the same address, which is the same as not declaring this move \
                 at all."
            );
            return wrong("Redundant move statement", detail);
        }
        let what = if from.resource.is_some() { "resource" } else { "module" };
        if let Some((other, _)) = self.to.get(&from).filter(|(other, _)| *other != to) {
            let detail = format!(
                "Another statement declared that {from} moved to {other}, but this statement instead declares that it moved to \
                 {to}.\n\nEach {what} can move to only one destination {what}."
            );
            return wrong("Ambiguous move statements", detail);
        }
        if let Some(other) = self.from.get(&to).filter(|other| **other != from) {
            let detail = format!(
                "Another statement declared that {other} moved to {to}, but this statement instead declares that {from} moved \
                 there.\n\nEach {what} can have moved from only one source {what}."
            );
            return wrong("Ambiguous move statements", detail);
        }
        // With keys, `a` may be what `a["k"]` was before the block was repeated.
        let same_block = |a: &Target, b: &Target| {
            let bare = |t: &Target| Target {
                modules: t.modules.iter().map(|(name, _)| (name.clone(), Key::None)).collect(),
                resource: t.resource.clone().map(|(mode, kind, name, _)| (mode, kind, name, Key::None)),
            };
            bare(a) == bare(b)
        };
        if let Some(still) = declared(modules, id, &from)
            && !from.has_keys()
            && !(is_repeated(still) && (to.has_keys() || same_block(&from, &to)))
        {
            let detail = format!(
                "This statement declares a move from {from}, but that {what} is still declared.\n\nChange your configuration so \
                 that this {what} will be declared as {to} instead."
            );
            wrong("Moved object still exists", detail);
        }
        self.from.insert(to.clone(), from.clone());
        self.to.insert(from, (to, block.header));
    }

    /// Moves that lead back to where they begin.
    fn circles(&self, found: &mut Vec<Diagnostic>) {
        let mut settled: BTreeSet<&Target> = BTreeSet::new();
        for start in self.to.keys() {
            let mut way = vec![start];
            let mut at = start;
            while let Some((next, span)) = self.to.get(at).filter(|_| !settled.contains(at)) {
                if let Some(from) = way.iter().position(|t| *t == next) {
                    let circle: Vec<String> = way[from..].iter().map(ToString::to_string).collect();
                    let detail = format!(
                        "These moves form a cycle, and so there is no final location to move objects to: {}, {next}.\n\nA chain \
                         of move statements must end with an address that doesn't appear in any other statements.",
                        circle.join(", ")
                    );
                    found.push(Diagnostic::error(*span, "Cyclic dependency in move statements", detail));
                    break;
                }
                way.push(next);
                at = next;
            }
            settled.extend(way);
        }
    }
}

fn removed(modules: &[ModuleDecl], id: ModuleId, block: &Block, found: &mut Vec<Diagnostic>) {
    let Some((from, span)) = endpoint(block, "from", found) else { return };
    if from.has_keys() {
        let (summary, detail) = match from.resource {
            Some(_) => (
                "Resource instance keys not allowed",
                "Resource address must be a resource (e.g. \"test_instance.foo\"), not a resource instance (e.g. \
                 \"test_instance.foo[1]\").",
            ),
            None => (
                "Module instance keys not allowed",
                "Module address must be a module (e.g. \"module.foo\"), not a module instance (e.g. \"module.foo[1]\").",
            ),
        };
        return found.push(Diagnostic::error(span, summary, detail));
    }
    if matches!(from.resource, Some((Mode::Data, ..))) {
        let detail = "Data sources are never destroyed, so they are not valid targets of removed blocks. To remove the data source \
                      from state, remove the data source block from configuration.";
        return found.push(Diagnostic::error(span, "Data source address not allowed", detail));
    }
    if let Some(still) = declared(modules, id, &from) {
        let what = if from.resource.is_some() { "resource" } else { "module" };
        let detail =
            format!("A removed block declares that {from} was removed, but it is still declared in configuration.");
        found.push(Diagnostic::error(still.header, format!("Removed {what} still exists"), detail));
    }
    for destroy in block.body.blocks_of("lifecycle").filter_map(|l| l.body.attribute("destroy")) {
        let given = super::types::constant(&destroy.expr);
        if given.is_none_or(|v| crate::eval::convert::convert(&v, &crate::model::Type::Bool).is_err()) {
            let detail = "Unsuitable value: a bool is required";
            found.push(Diagnostic::error(destroy.expr.span, "Unsuitable value type", detail));
        }
    }
}

/// Import blocks of a module: only the root may have any. What they import is looked at when values are known.
fn imports(module: &ModuleDecl, found: &mut Vec<Diagnostic>) {
    let mut seen: BTreeSet<Target> = BTreeSet::new();
    for block in &module.imports {
        if module.parent.is_some() {
            let detail = format!(
                "An import block was detected in \"module.{}\". Import blocks are only allowed in the root module.",
                module.key.replace('.', ".module.")
            );
            found.push(Diagnostic::error(block.header, "Invalid import configuration", detail));
            continue;
        }
        // Releases from 1.12 on take an identity in its place.
        let has_identity =
            block.body.attribute("identity").is_some() || block.body.blocks_of("identity").next().is_some();
        if block.body.attribute("id").is_none() && !has_identity {
            let detail = "The argument \"id\" is required, but no definition was found.";
            found.push(Diagnostic::error(block.header, "Missing required argument", detail));
        }
        let Some(to) = block.body.attribute("to") else { continue };
        let Some(named) = steps(&to.expr) else { continue };
        let Some(named) = target(&named).filter(|t| matches!(t.resource, Some((Mode::Managed, ..)))) else {
            let detail = "Only managed resources can be imported.";
            found.push(Diagnostic::error(to.expr.span, "Invalid import address", detail));
            continue;
        };
        if block.body.attribute("for_each").is_none() && !seen.insert(named.clone()) {
            let detail = format!(
                "An import block for the resource \"{named}\" was already declared. A resource can have only one import block."
            );
            let summary = format!("Duplicate import configuration for \"{named}\"");
            found.push(Diagnostic::error(to.expr.span, summary, detail));
        }
    }
}
