//! What blocks may hold: mistakes that show without evaluating anything.

use super::decl::{CALL_ARGUMENTS, ModuleDecl};
use crate::eval::{Reference, references, suggest};
use crate::hcl::ast::{Block, ExprKind};
use crate::model::path::is_identifier;
use crate::model::{Config, Mode};
use crate::text::{Diagnostic, Span, Str};

/// Types of blocks that a configuration file may hold, for suggestions.
const BLOCKS: &[&str] = &[
    "action",
    "check",
    "data",
    "ephemeral",
    "import",
    "locals",
    "module",
    "moved",
    "output",
    "provider",
    "removed",
    "resource",
    "terraform",
    "variable",
];

/// Whether a word begins a block at the top of a file.
pub(super) fn is_block(word: &str) -> bool {
    BLOCKS.contains(&word)
}

/// Labels of a type of block.
fn labels_of(kind: &str) -> Option<&'static [&'static str]> {
    Some(match kind {
        "resource" | "data" | "ephemeral" | "action" => &["type", "name"],
        "variable" | "output" | "module" | "check" | "provider" => &["name"],
        "locals" | "terraform" | "import" | "moved" | "removed" => &[],
        _ => return None,
    })
}

/// Arguments and nested blocks of a type of block, those of releases to come included as far as they are known;
/// `None` where others have a say in it.
fn contents_of(block: &Block) -> Option<(&'static [&'static str], &'static [&'static str])> {
    Some(match &*block.kind.name {
        "variable" => (
            &["type", "default", "description", "sensitive", "ephemeral", "nullable", "deprecated", "const"],
            &["validation"],
        ),
        "output" => {
            (&["value", "description", "sensitive", "ephemeral", "depends_on", "deprecated", "type"], &["precondition"])
        }
        "moved" => (&["from", "to"], &[]),
        "terraform" => (
            &["required_version", "experiments", "language"],
            &["backend", "cloud", "required_providers", "provider_meta", "encryption", "state_store"],
        ),
        "resource" if block.labels.first().is_some_and(|l| &*l.name == "terraform_data") => (
            &["input", "triggers_replace", "count", "for_each", "provider", "depends_on"],
            &["lifecycle", "connection", "provisioner", "dynamic"],
        ),
        "import" => (&["to", "id", "identity", "for_each", "provider"], &["identity"]),
        _ => return None,
    })
}

fn near(name: &str, candidates: &[&str]) -> String {
    suggest(name, candidates.iter().copied()).map(|n| format!(" Did you mean {n:?}?")).unwrap_or_default()
}

/// A block at the top of a file.
pub(super) fn block(block: &Block, diagnostics: &mut Vec<Diagnostic>) {
    let kind = &*block.kind.name;
    let Some(labels) = labels_of(kind) else { return };
    for (label, what) in block.labels.iter().zip(labels) {
        // Whose name it is: that of a provider or of a type is none of this module's.
        if *what == "name" && kind != "provider" && !is_identifier(&label.name) {
            let detail = "A name must start with a letter or underscore and may contain only letters, digits, \
                          underscores, and dashes.";
            diagnostics.push(Diagnostic::error(label.span, format!("Invalid {kind} name"), detail));
        }
    }
    if let Some(more) = block.labels.get(labels.len()) {
        let detail = match labels {
            [] => format!("No labels are expected for {kind} blocks."),
            _ => format!("Only {} labels ({}) are expected for {kind} blocks.", labels.len(), labels.join(", ")),
        };
        diagnostics.push(Diagnostic::error(more.span, format!("Extraneous label for {kind}"), detail));
    }
    names(block, diagnostics);
    repetition(block, diagnostics);
    lifecycle(block, diagnostics);
    conditions(block, diagnostics);
    let Some((arguments, blocks)) = contents_of(block) else { return };
    for attribute in block.body.attributes() {
        let name = &*attribute.name.name;
        // JSON syntax may have a block where native syntax has an argument.
        if !arguments.contains(&name) && !blocks.contains(&name) {
            let detail = format!("An argument named {name:?} is not expected here.{}", near(name, arguments));
            diagnostics.push(Diagnostic::error(attribute.name.span, "Unsupported argument", detail));
        }
    }
    for inner in block.body.blocks().filter(|b| !blocks.contains(&&*b.kind.name)) {
        let name = &*inner.kind.name;
        let detail = format!("Blocks of type {name:?} are not expected here.{}", near(name, blocks));
        diagnostics.push(Diagnostic::error(inner.header, "Unsupported block type", detail));
    }
}

/// What is wrong in native syntax, while JSON has no other way to write it.
pub(super) fn native(block: &Block, diagnostics: &mut Vec<Diagnostic>) {
    let kind = &*block.kind.name;
    let (arguments, blocks): (&[&str], &[&str]) = match (contents_of(block), kind) {
        (Some(contents), _) => contents,
        (None, "resource" | "data" | "ephemeral") => (&[], &["lifecycle", "connection", "provisioner"]),
        (None, "check") => (&[], &["assert", "data"]),
        _ => return,
    };
    for argument in block.body.attributes() {
        let name = &*argument.name.name;
        if blocks.contains(&name) && !arguments.contains(&name) {
            let detail = format!(
                "An argument named {name:?} is not expected here. Did you mean to define a block of type {name:?}? Then leave the \
                 equals sign out."
            );
            diagnostics.push(Diagnostic::error(argument.name.span, "Unsupported argument", detail));
        }
        if (kind, name) == ("variable", "type")
            && let ExprKind::String(text) = &argument.expr.kind
        {
            let instead = match &**text {
                "list" | "map" => format!("{text}(string)"),
                text => text.to_owned(),
            };
            let detail = format!("Types stand without quotes, since Terraform 0.12: write type = {instead}.");
            diagnostics.push(Diagnostic::error(argument.expr.span, "Invalid quoted type constraints", detail));
        }
    }
}

/// The type of block that a name is nearest to.
pub(super) fn near_block(name: &str) -> Option<&'static str> {
    suggest(name, BLOCKS.iter().copied())
}

/// What modules and variables are called by, and where modules come from.
fn names(block: &Block, diagnostics: &mut Vec<Diagnostic>) {
    const RESERVED: &[&str] =
        &["count", "depends_on", "for_each", "lifecycle", "locals", "providers", "source", "version"];
    match (&*block.kind.name, block.labels.first()) {
        ("variable", Some(name)) if RESERVED.contains(&&*name.name) => {
            let detail = format!(
                "The variable name {:?} is reserved due to its special meaning inside module blocks.",
                &*name.name
            );
            diagnostics.push(Diagnostic::error(name.span, "Invalid variable name", detail));
        }
        ("module", _) => match block.body.attribute("source") {
            None => {
                let detail = "The argument \"source\" is required, but no definition was found.";
                diagnostics.push(Diagnostic::error(block.header, "Missing required argument", detail));
            }
            Some(source) => {
                let is_local =
                    super::decl::text(&source.expr).is_some_and(|s| s.starts_with("./") || s.starts_with("../"));
                if is_local && block.body.attribute("version").is_some() {
                    let detail = "A module in a local directory has no version: the argument \"version\" applies only to registry \
                                  modules. Take it out.";
                    diagnostics.push(Diagnostic::error(
                        source.expr.span,
                        "Invalid registry module source address",
                        detail,
                    ));
                }
            }
        },
        _ => {}
    }
}

/// `count` beside `for_each`.
fn repetition(block: &Block, diagnostics: &mut Vec<Diagnostic>) {
    let repeated = matches!(&*block.kind.name, "resource" | "data" | "ephemeral" | "module");
    if let Some(second) =
        block.body.attribute("for_each").filter(|_| repeated && block.body.attribute("count").is_some())
    {
        let detail = "The \"count\" and \"for_each\" meta-arguments are mutually-exclusive, only one should be used to be \
                      explicit about the number of resources to be created.";
        let summary = "Invalid combination of \"count\" and \"for_each\"";
        diagnostics.push(Diagnostic::error(second.name.span, summary, detail));
    }
}

/// Conditions in a block: what they need, and that they look at something.
fn conditions(block: &Block, diagnostics: &mut Vec<Diagnostic>) {
    let kind = &*block.kind.name;
    let name = |i: usize| block.labels.get(i).map_or("", |l| &*l.name);
    if kind == "check" {
        if block.body.blocks_of("assert").next().is_none() {
            let detail = "Check blocks must have at least one assert block.";
            diagnostics.push(Diagnostic::error(block.header, "Zero assert blocks", detail));
        }
        if let Some(second) = block.body.blocks_of("data").nth(1) {
            let detail =
                "This check block already has a data resource defined. Write another check block for this one.";
            diagnostics.push(Diagnostic::error(second.header, "Multiple data resource blocks", detail));
        }
    }
    let lifecycle = block.body.blocks_of("lifecycle").flat_map(|l| l.body.blocks());
    for rule in block.body.blocks().chain(lifecycle) {
        let what = &*rule.kind.name;
        let own = match (kind, what) {
            ("check", "assert") | ("output", "precondition") | ("resource" | "data" | "ephemeral", "postcondition") => {
                None
            }
            ("variable", "validation") => Some(format!("var.{}", name(0))),
            ("resource", "precondition") => Some(format!("{}.{}", name(0), name(1))),
            ("data" | "ephemeral", "precondition") => Some(format!("{kind}.{}.{}", name(0), name(1))),
            _ => continue,
        };
        for argument in ["condition", "error_message"] {
            if rule.body.attribute(argument).is_none() {
                let detail = format!("The argument {argument:?} is required, but no definition was found.");
                diagnostics.push(Diagnostic::error(rule.header, "Missing required argument", detail));
            }
        }
        let Some(condition) = rule.body.attribute("condition") else { continue };
        let found = references(&condition.expr);
        let is_own = |reference: &Reference| {
            own.as_ref().is_some_and(|own| {
                let text = reference.to_string();
                text.strip_prefix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            })
        };
        let span = condition.expr.span;
        let (summary, detail) = if found.is_empty() {
            let detail = "The condition expression must refer to at least one object from elsewhere in the configuration, or else \
                          its result would not be checking anything.";
            (format!("Invalid {what} expression"), detail.into())
        } else if what == "precondition" && found.iter().any(is_own) {
            let detail = format!("Configuration for {} may not refer to itself.", own.unwrap_or_default());
            (format!("Invalid reference in {what}"), detail)
        } else if what == "validation" && !found.iter().any(is_own) {
            let detail = format!(
                "The condition for variable {:?} must refer to {} in order to test incoming values.",
                name(0),
                own.unwrap_or_default()
            );
            ("Invalid variable validation condition".to_owned(), detail)
        } else {
            continue;
        };
        diagnostics.push(Diagnostic::error(span, summary, detail));
    }
}

/// What blocks depend on: references, to what is declared.
pub(super) fn dependencies(modules: &[ModuleDecl], diagnostics: &mut Vec<Diagnostic>) {
    let mut told = std::collections::BTreeSet::new();
    for module in modules {
        let place = match module.key.is_empty() {
            true => "the root module".to_owned(),
            false => format!("module.{}", module.key.replace('.', ".module.")),
        };
        let blocks = module.resources.values().map(|r| &r.block).chain(module.calls.values().map(|c| &c.block));
        for argument in blocks.filter_map(|b| b.body.attribute("depends_on")) {
            let mut wrong = |span: Span, summary: &str, detail: &str| {
                if told.insert(span) {
                    diagnostics.push(Diagnostic::error(span, summary, detail));
                }
            };
            let ExprKind::Tuple(items) = &argument.expr.kind else {
                wrong(argument.expr.span, "Invalid expression", "A static list expression is required.");
                continue;
            };
            for item in items {
                // As of old, in quotes.
                if matches!(item.kind, ExprKind::String(_)) {
                    continue;
                }
                let found = references(item);
                let (true, [reference]) = (crate::eval::is_direct_traversal(item), found.as_slice()) else {
                    let detail = "A single static variable reference is required: only attribute access and indexing with constant \
                                  keys. No calculations, function calls, template expressions, etc are allowed here.";
                    wrong(item.span, "Invalid expression", detail);
                    continue;
                };
                let (mode, first) = match &*reference.root {
                    "data" => (Mode::Data, 0),
                    "ephemeral" => (Mode::Ephemeral, 0),
                    "resource" => (Mode::Managed, 0),
                    "module" | "var" | "local" | "path" | "each" | "count" | "self" | "terraform" => continue,
                    _ => (Mode::Managed, usize::MAX),
                };
                let kind = if first == 0 { reference.name(0) } else { Some(&reference.root) };
                let (Some(kind), Some(name)) = (kind, reference.name(usize::from(first == 0))) else { continue };
                if !module.resources.contains_key(&(mode, kind.clone(), name.clone())) {
                    let word = match mode {
                        Mode::Managed => "managed",
                        Mode::Data => "data",
                        Mode::Ephemeral => "ephemeral",
                    };
                    let (kind, name) = (&**kind, &**name);
                    let detail = format!("A {word} resource {kind:?} {name:?} has not been declared in {place}.");
                    wrong(item.span, "Reference to undeclared resource", &detail);
                }
            }
        }
    }
}

/// Arguments of `lifecycle`, those of OpenTofu (`enabled`) and of releases to come included.
fn lifecycle(block: &Block, diagnostics: &mut Vec<Diagnostic>) {
    const ARGUMENTS: &[&str] =
        &["create_before_destroy", "prevent_destroy", "ignore_changes", "replace_triggered_by", "enabled", "destroy"];
    const BLOCKS: &[&str] = &["precondition", "postcondition", "action_trigger"];
    if !matches!(&*block.kind.name, "resource" | "data" | "ephemeral") {
        return;
    }
    for attribute in block.body.blocks_of("lifecycle").flat_map(|l| l.body.attributes()) {
        let name = &*attribute.name.name;
        // JSON syntax may have a block where native syntax has an argument.
        if !ARGUMENTS.contains(&name) && !BLOCKS.contains(&name) {
            let detail = format!("An argument named {name:?} is not expected here.{}", near(name, ARGUMENTS));
            diagnostics.push(Diagnostic::error(attribute.name.span, "Unsupported argument", detail));
        }
    }
}

/// A block of a known type that has too few labels, or of a type that is not known.
pub(super) fn unusable(block: &Block) -> Diagnostic {
    let kind = &*block.kind.name;
    match labels_of(kind) {
        Some(labels) => {
            let missing = labels.get(block.labels.len()).unwrap_or(&"name");
            let detail = format!("All {kind} blocks must have {} labels ({}).", labels.len(), labels.join(", "));
            Diagnostic::error(block.header, format!("Missing {missing} for {kind}"), detail)
        }
        None => {
            let detail = format!("Blocks of type {kind:?} are not expected here.{}", near(kind, BLOCKS));
            Diagnostic::error(block.header, "Unsupported block type", detail)
        }
    }
}

/// Arguments of calls against the variables of the modules that are called.
pub(super) fn calls(modules: &[ModuleDecl], diagnostics: &mut Vec<Diagnostic>) {
    for caller in modules {
        for (name, call) in &caller.calls {
            let Some(called) = caller.called.get(name).and_then(|id| modules.get(id.0 as usize)) else { continue };
            let body = &call.block.body;
            for attribute in body.attributes() {
                let name = &*attribute.name.name;
                if !CALL_ARGUMENTS.contains(&name) && !called.variables.contains_key(name) {
                    let known: Vec<&str> = called.variables.keys().map(|k| &**k).collect();
                    let detail = format!("An argument named {name:?} is not expected here.{}", near(name, &known));
                    diagnostics.push(Diagnostic::error(attribute.name.span, "Unsupported argument", detail));
                }
            }
            for (name, _) in called.variables.iter().filter(|(_, v)| v.is_required()) {
                if body.attribute(name).is_none() {
                    let detail = format!("The argument {name:?} is required, but no definition was found.");
                    diagnostics.push(Diagnostic::error(call.block.header, "Missing required argument", detail));
                }
            }
        }
    }
}

/// Resources that refer to themselves.
pub(super) fn self_references(config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    for ((mode, kind, name), resource) in config.modules.iter().flat_map(|m| &m.resources) {
        let own = match mode {
            Mode::Managed => format!("{kind}.{name}"),
            other => format!("{}{kind}.{name}", other.prefix()),
        };
        let is_own = |reference: &Str| {
            reference.strip_prefix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        resource.body.get().visit(&mut |expr| {
            if let Some(span) = expr.span.filter(|_| expr.references.iter().any(is_own)) {
                let detail = format!("Configuration for {own} may not refer to itself.");
                diagnostics.push(Diagnostic::error(span, "Self-referential block", detail));
            }
        });
    }
}
