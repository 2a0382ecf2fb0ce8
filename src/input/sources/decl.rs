//! What a module's blocks declare.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::types::{Constraint, constant, constant_or_why, parse_type};
use super::{providers, shape};
use crate::eval::convert::convert;
use crate::hcl::ast::{Attribute, Block, Body, Expr, ExprKind, Ident, Item, ObjectItem};
use crate::model::config::ModuleId;
use crate::model::release::Range;
use crate::model::{Mode, Type, Value};
use crate::text::{Diagnostic, Span, Str};

/// A module: one directory as called from one place.
#[derive(Default)]
pub(super) struct ModuleDecl {
    /// Names of the calls from the root, joined by dots.
    pub key: Str,
    pub parent: Option<(ModuleId, Str)>,
    pub dir: PathBuf,
    /// The directory as users see it.
    pub display: String,
    /// Modules that its calls lead to; those that are not installed are missing.
    pub called: BTreeMap<Str, ModuleId>,
    /// What its files declare: the same for all calls of one directory.
    pub declaration: Arc<Declaration>,
}

impl std::ops::Deref for ModuleDecl {
    type Target = Declaration;

    fn deref(&self) -> &Declaration {
        &self.declaration
    }
}

/// What the files of a directory declare.
#[derive(Default)]
pub(super) struct Declaration {
    pub variables: BTreeMap<Str, VariableDecl>,
    pub locals: BTreeMap<Str, Attribute>,
    pub outputs: BTreeMap<Str, OutputDecl>,
    pub resources: BTreeMap<ResourceKey, ResourceDecl>,
    /// Keys of the resources in the order of the source.
    pub order: Vec<ResourceKey>,
    pub calls: BTreeMap<Str, CallDecl>,
    pub providers: Vec<Block>,
    /// `check` blocks. Their data sources are among the resources.
    pub checks: BTreeMap<Str, Block>,
    /// `import` blocks.
    pub imports: Vec<Block>,
    /// `moved` and `removed` blocks.
    pub movements: Vec<Block>,
    /// Releases of Terraform that `required_version` admits.
    pub toolchain: Range,
    /// `required_providers` by local name.
    pub required: BTreeMap<Str, RequiredProvider>,
}

/// An entry of `required_providers`.
#[derive(Default)]
pub(super) struct RequiredProvider {
    pub source: Option<Str>,
    /// Version constraint.
    pub version: Option<Str>,
    /// Aliases of configurations that a caller must pass; `None` is the default one.
    pub aliases: Vec<Option<Str>>,
}

/// Mode, type, name.
pub(super) type ResourceKey = (Mode, Str, Str);

pub(super) struct VariableDecl {
    pub constraint: Constraint,
    /// Whether a type was declared: strings from outside are read as expressions only then.
    pub is_typed: bool,
    pub default: Option<Value>,
    /// Where the default stands.
    pub default_span: Option<Span>,
    pub sensitive: bool,
    pub ephemeral: bool,
    pub nullable: bool,
    /// `validation` blocks.
    pub validations: Vec<Block>,
    pub span: Span,
}

impl VariableDecl {
    /// Whether a module block must give it.
    pub fn is_required(&self) -> bool {
        self.default_span.is_none()
    }

    /// Whether its values must not be shown.
    pub fn is_secret(&self) -> bool {
        self.sensitive || self.ephemeral
    }
}

pub(super) struct OutputDecl {
    pub value: Option<Attribute>,
    pub sensitive: bool,
    pub ephemeral: bool,
    /// `precondition` blocks.
    pub preconditions: Vec<Block>,
    pub span: Span,
}

pub(super) struct ResourceDecl {
    pub block: Block,
}

impl ResourceDecl {
    pub fn argument(&self, name: &str) -> Option<&Attribute> {
        self.block.body.attribute(name)
    }
}

pub(super) struct CallDecl {
    pub block: Block,
    pub source: Str,
}

/// Arguments of `module` blocks that are no inputs.
pub(super) const CALL_ARGUMENTS: &[&str] =
    &["source", "version", "count", "for_each", "providers", "depends_on", "ignore_nested_deprecations"];

impl Declaration {
    /// Takes the blocks of a directory apart. What is declared twice or wrongly is a diagnostic.
    pub fn declare(&mut self, blocks: Vec<Block>, diagnostics: &mut Vec<Diagnostic>) {
        for block in blocks {
            shape::block(&block, diagnostics);
            let label = |i: usize| block.labels.get(i).map(|l: &crate::hcl::ast::Ident| l.name.clone());
            match (&*block.kind.name, label(0), label(1)) {
                (kind @ ("resource" | "data" | "ephemeral"), Some(ty), Some(name)) => {
                    let mode = match kind {
                        "data" => Mode::Data,
                        "ephemeral" => Mode::Ephemeral,
                        _ => Mode::Managed,
                    };
                    self.resource((mode, ty, name), block, diagnostics);
                }
                ("variable", Some(name), _) => {
                    let decl = variable(&block, diagnostics);
                    if self.variables.insert(name.clone(), decl).is_some() {
                        diagnostics.push(duplicate("variable", &name, block.header));
                    }
                }
                ("output", Some(name), _) => {
                    let decl = OutputDecl {
                        value: block.body.attribute("value").cloned(),
                        sensitive: flag(&block, "sensitive", diagnostics),
                        ephemeral: flag(&block, "ephemeral", diagnostics),
                        preconditions: block.body.blocks_of("precondition").cloned().collect(),
                        span: block.header,
                    };
                    if self.outputs.insert(name.clone(), decl).is_some() {
                        diagnostics.push(duplicate("output", &name, block.header));
                    }
                }
                ("module", Some(name), _) => {
                    let source = block.body.attribute("source").and_then(|a| text(&a.expr)).unwrap_or_default();
                    let span = block.header;
                    if self.calls.insert(name.clone(), CallDecl { block, source }).is_some() {
                        diagnostics.push(duplicate("module call", &name, span));
                    }
                }
                ("locals", ..) => self.declare_locals(&block, diagnostics),
                ("provider", Some(_), _) => self.providers.push(block),
                ("terraform", ..) => self.terraform(&block, diagnostics),
                ("check", Some(name), _) => self.check(name, block, diagnostics),
                ("import", ..) => self.imports.push(block),
                // Without a state there is nothing that could have moved.
                ("moved" | "removed", ..) => self.movements.push(block),
                ("action" | "list" | "language", ..) => {}
                _ => diagnostics.push(shape::unusable(&block)),
            }
        }
        providers::blocks(&self.providers, diagnostics);
    }

    fn resource(&mut self, key: ResourceKey, mut block: Block, diagnostics: &mut Vec<Diagnostic>) {
        if self.resources.contains_key(&key) {
            let name = format!("{}.{}", key.1, key.2);
            diagnostics.push(duplicate(&block.kind.name, &name, block.header));
            return;
        }
        unfold_dynamic(&mut block.body);
        self.order.push(key.clone());
        self.resources.insert(key, ResourceDecl { block });
    }

    fn check(&mut self, name: Str, block: Block, diagnostics: &mut Vec<Diagnostic>) {
        for data in block.body.blocks_of("data") {
            if let [kind, name, ..] = data.labels.as_slice() {
                self.resource((Mode::Data, kind.name.clone(), name.name.clone()), data.clone(), diagnostics);
            }
        }
        let span = block.header;
        if self.checks.insert(name.clone(), block).is_some() {
            diagnostics.push(duplicate("check", &name, span));
        }
    }

    fn declare_locals(&mut self, block: &Block, diagnostics: &mut Vec<Diagnostic>) {
        for attribute in block.body.attributes() {
            let earlier = self.locals.insert(attribute.name.name.clone(), attribute.clone());
            // Of one block the parser has told it.
            if earlier.is_some_and(|a| !block.body.attributes().any(|b| b.span == a.span)) {
                diagnostics.push(duplicate("local value", &attribute.name.name, attribute.name.span));
            }
        }
    }

    fn terraform(&mut self, block: &Block, diagnostics: &mut Vec<Diagnostic>) {
        let version = block.body.attribute("required_version").and_then(|a| constant(&a.expr));
        if let Some(range) = version.as_ref().and_then(Value::as_str).and_then(Range::parse) {
            self.toolchain = self.toolchain.and(&range);
        }
        let required = block.body.blocks_of("required_providers");
        for attribute in required.flat_map(|b| b.body.attributes()) {
            self.required.insert(attribute.name.name.clone(), providers::requirement(attribute, diagnostics));
        }
    }
}

/// JSON syntax writes `dynamic` blocks as an argument: `"dynamic": {"rule": {"for_each": ..., "content": {...}}}`.
/// They become blocks, as native syntax has them.
fn unfold_dynamic(body: &mut Body) {
    let mut blocks = Vec::new();
    body.items.retain(|item| match item {
        Item::Attribute(a) if &*a.name.name == "dynamic" => match members(&a.expr) {
            Some(types) => {
                for (name, expr) in types {
                    let each = match &expr.kind {
                        ExprKind::Tuple(several) => several.iter().collect(),
                        _ => vec![expr],
                    };
                    blocks.extend(each.into_iter().filter_map(|e| dynamic_block(&a.name, &name, e)));
                }
                false
            }
            None => true,
        },
        _ => true,
    });
    body.items.extend(blocks.into_iter().map(Item::Block));
}

/// Members of an object whose keys are all fixed.
fn members(expr: &Expr) -> Option<Vec<(Ident, &Expr)>> {
    let ExprKind::Object(items) = &expr.kind else { return None };
    let member = |item: &'_ ObjectItem| Some(Ident { name: text(&item.key)?, span: item.key.span });
    items.iter().map(|item| Some((member(item)?, &item.value))).collect()
}

fn dynamic_block(kind: &Ident, name: &Ident, expr: &Expr) -> Option<Block> {
    let mut items = Vec::new();
    for (member, value) in members(expr)? {
        let span = member.span.to(value.span);
        if &*member.name == "content" {
            let fields = members(value)?.into_iter().map(|(name, value)| {
                Item::Attribute(Attribute { span: name.span.to(value.span), name, expr: value.clone() })
            });
            let mut content = Body { items: fields.collect(), span: value.span };
            unfold_dynamic(&mut content);
            items.push(Item::Block(Block {
                header: member.span,
                kind: member,
                labels: Vec::new(),
                body: content,
                span,
            }));
        } else {
            items.push(Item::Attribute(Attribute { name: member, expr: value.clone(), span }));
        }
    }
    Some(Block {
        kind: kind.clone(),
        labels: vec![name.clone()],
        body: Body { items, span: expr.span },
        header: name.span,
        span: name.span.to(expr.span),
    })
}

fn duplicate(what: &str, name: &str, span: Span) -> Diagnostic {
    let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "An" } else { "A" };
    Diagnostic::error(
        span,
        format!("Duplicate {what} definition"),
        format!(
            "{article} {what} named {name:?} was declared before. Names must be unique per module; this one is not used."
        ),
    )
}

fn variable(block: &Block, diagnostics: &mut Vec<Diagnostic>) -> VariableDecl {
    let declared = block.body.attribute("type").map(|a| parse_type(&a.expr));
    let is_typed = declared.is_some();
    let constraint = declared.transpose().unwrap_or_else(|problem| {
        diagnostics.push(*problem);
        None
    });
    let constraint = constraint.unwrap_or_default();
    let nullable = block.body.attribute("nullable").is_none() || flag(block, "nullable", diagnostics);
    let default = block.body.attribute("default").and_then(|a| {
        let value = constant_or_why(&a.expr).unwrap_or_else(|why| {
            diagnostics.extend(why);
            None
        });
        if value.as_ref().is_some_and(|v| v.is_null() && !nullable) {
            let detail = "A null default value is not valid when nullable=false.";
            diagnostics.push(Diagnostic::error(a.expr.span, "Invalid default value for variable", detail));
        }
        value
    });
    VariableDecl {
        constraint,
        is_typed,
        default,
        default_span: block.body.attribute("default").map(|a| a.expr.span),
        sensitive: flag(block, "sensitive", diagnostics),
        ephemeral: flag(block, "ephemeral", diagnostics),
        nullable,
        validations: block.body.blocks_of("validation").cloned().collect(),
        span: block.header,
    }
}

/// An argument that is true or false, fixed.
fn flag(block: &Block, name: &str, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let Some(argument) = block.body.attribute(name) else { return false };
    let Some(value) = constant(&argument.expr) else {
        let detail = "Variables may not be used here.";
        diagnostics.push(Diagnostic::error(argument.expr.span, "Variables not allowed", detail));
        return false;
    };
    match convert(&value, &Type::Bool) {
        Ok(value) => value.as_bool() == Some(true),
        Err(problem) => {
            let detail = format!("Unsuitable value: {problem}");
            diagnostics.push(Diagnostic::error(argument.expr.span, "Unsuitable value type", detail));
            false
        }
    }
}

/// A literal string.
pub(super) fn text(expr: &Expr) -> Option<Str> {
    match &expr.kind {
        ExprKind::String(s) => Some(s.clone()),
        ExprKind::Parens(inner) => text(inner),
        _ => None,
    }
}
