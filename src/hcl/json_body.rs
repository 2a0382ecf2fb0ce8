//! From JSON to the tree of the native syntax, as HCL's JSON profile has it: strings are
//! templates, and which properties are blocks is known only to who reads them.

use rustc_hash::FxHashMap;

use super::ast::{Attribute, Block, Body, Expr, ExprKind, Ident, Item, ObjectItem};
use super::json::{JsonKind, JsonMember, JsonNode, JsonString, parse_json};
use super::parser::template_at;
use crate::text::{Diagnostic, FileId, Span, Str};

/// How many labels a block at the top of a Terraform or OpenTofu file has; `None` if the
/// name is no block type.
///
/// Source: the configuration schema of Terraform 1.14 and OpenTofu 1.12.
pub fn terraform_block_labels(name: &str) -> Option<usize> {
    Some(match name {
        "resource" | "data" | "ephemeral" | "action" | "list" => 2,
        "module" | "variable" | "output" | "provider" | "check" => 1,
        "terraform" | "locals" | "moved" | "import" | "removed" => 0,
        _ => return None,
    })
}

/// Reads a `.tf.json` file to the same tree as a `.tf` file.
///
/// Inside of the top-level blocks every property stays an attribute: only a provider's
/// schema (or the evaluator) knows which of them are blocks. There an object, or a tuple of objects,
/// may stand for blocks, `null` for none, and a property `//` for a comment.
pub fn parse_terraform_json(file: FileId, text: &str) -> (Body, Vec<Diagnostic>) {
    let (node, mut diagnostics) = parse_json(file, text);
    let (body, more) = json_body_to_ast(&node, &terraform_block_labels);
    diagnostics.extend(more);
    (body, diagnostics)
}

/// A JSON value as a body. `labels` says which properties are blocks, and with how many
/// labels; the others are attributes. A property `//` is a comment.
pub fn json_body_to_ast(node: &JsonNode, labels: &dyn Fn(&str) -> Option<usize>) -> (Body, Vec<Diagnostic>) {
    let mut c = Converter { diagnostics: Vec::new() };
    let body = c.body(node, labels);
    (body, c.diagnostics)
}

/// A JSON value as an expression: strings and property names are templates.
/// Problems inside of strings are added to `diagnostics`.
pub fn json_to_expr(node: &JsonNode, diagnostics: &mut Vec<Diagnostic>) -> Expr {
    let mut c = Converter { diagnostics: std::mem::take(diagnostics) };
    let expr = c.expr(node);
    *diagnostics = c.diagnostics;
    expr
}

struct Converter {
    diagnostics: Vec<Diagnostic>,
}

impl Converter {
    fn error(&mut self, span: Span, summary: &str, detail: String) {
        self.diagnostics.push(Diagnostic::error(span, summary, detail));
    }

    fn body(&mut self, node: &JsonNode, labels: &dyn Fn(&str) -> Option<usize>) -> Body {
        let mut items = Vec::new();
        let mut seen: FxHashMap<Str, ()> = FxHashMap::default();
        for member in self.members(node, "a configuration body") {
            let name = &member.name.text;
            if &**name == "//" {
                continue;
            }
            if let Some(count) = labels(name) {
                let kind = ident(&member.name);
                self.blocks(&kind, &mut Vec::new(), count, &member.value, &mut items);
                continue;
            }
            if seen.insert(name.clone(), ()).is_some() {
                let detail =
                    format!("The argument \"{name}\" is already set above. Each argument may be set only once.");
                self.error(member.name.span, "Duplicate argument", detail);
            }
            let expr = self.expr(&member.value);
            let span = member.name.span.to(expr.span);
            items.push(Item::Attribute(Attribute { name: ident(&member.name), expr, span }));
        }
        Body { items, span: node.span }
    }

    /// Members of an object, or of all objects of an array; anything else is wrong here.
    fn members<'n>(&mut self, node: &'n JsonNode, what: &str) -> Vec<&'n JsonMember> {
        match &node.kind {
            JsonKind::Object(members) => members.iter().collect(),
            JsonKind::Array(items) => items.iter().flat_map(|item| self.members_of_object(item, what)).collect(),
            JsonKind::Null | JsonKind::Error => Vec::new(),
            _ => self.wrong_type(node, what),
        }
    }

    fn members_of_object<'n>(&mut self, node: &'n JsonNode, what: &str) -> Vec<&'n JsonMember> {
        match &node.kind {
            JsonKind::Object(members) => members.iter().collect(),
            JsonKind::Null | JsonKind::Error => Vec::new(),
            _ => self.wrong_type(node, what),
        }
    }

    fn wrong_type<'n>(&mut self, node: &JsonNode, what: &str) -> Vec<&'n JsonMember> {
        let detail = format!("A JSON object, or an array of objects, is required here for {what}.");
        self.error(node.span, "Incorrect JSON value type", detail);
        Vec::new()
    }

    /// The blocks that a property stands for: objects by label, then one object or an array of objects.
    fn blocks(&mut self, kind: &Ident, labels: &mut Vec<Ident>, left: usize, node: &JsonNode, out: &mut Vec<Item>) {
        let what = format!("\"{}\" blocks", kind.name);
        if left > 0 {
            let members = self.members(node, &what);
            if members.is_empty() && matches!(&node.kind, JsonKind::Object(_)) {
                let detail =
                    format!("At least one property is required here, as the label of a \"{}\" block.", kind.name);
                self.error(node.span, "Missing block label", detail);
            }
            for member in members {
                labels.push(ident(&member.name));
                self.blocks(kind, labels, left - 1, &member.value, out);
                labels.pop();
            }
            return;
        }
        match &node.kind {
            JsonKind::Object(_) => out.push(self.block(kind, labels, node)),
            JsonKind::Array(items) => {
                for item in items {
                    match &item.kind {
                        JsonKind::Object(_) => out.push(self.block(kind, labels, item)),
                        JsonKind::Null | JsonKind::Error => {}
                        _ => {
                            self.wrong_type(item, &what);
                        }
                    }
                }
            }
            JsonKind::Null | JsonKind::Error => {}
            _ => {
                self.wrong_type(node, &what);
            }
        }
    }

    fn block(&mut self, kind: &Ident, labels: &[Ident], node: &JsonNode) -> Item {
        let body = self.body(node, &|_| None);
        // Many blocks share the outer names, so the innermost name is what tells them apart.
        let header = labels.last().map_or(kind.span, |l| l.span);
        let span = header.to(node.span);
        Item::Block(Block { kind: kind.clone(), labels: labels.to_vec(), body, header, span })
    }

    fn expr(&mut self, node: &JsonNode) -> Expr {
        let kind = match &node.kind {
            JsonKind::Null => ExprKind::Null,
            JsonKind::Bool(b) => ExprKind::Bool(*b),
            JsonKind::Number(n) => ExprKind::Number(n.clone()),
            JsonKind::String(s) => return self.template(s),
            JsonKind::Array(items) => ExprKind::Tuple(items.iter().map(|i| self.expr(i)).collect()),
            JsonKind::Object(members) => {
                let mut seen: FxHashMap<&str, ()> = FxHashMap::default();
                let mut items = Vec::with_capacity(members.len());
                for member in members {
                    if seen.insert(&member.name.text, ()).is_some() {
                        let detail = format!("This object already has an attribute \"{}\" above.", member.name.text);
                        self.error(member.name.span, "Duplicate object attribute", detail);
                    }
                    items.push(ObjectItem { key: self.template(&member.name), value: self.expr(&member.value) });
                }
                ExprKind::Object(items)
            }
            JsonKind::Error => ExprKind::Error,
        };
        Expr { kind, span: node.span }
    }

    fn template(&mut self, string: &JsonString) -> Expr {
        if !string.text.contains(['$', '%']) {
            return Expr { kind: ExprKind::String(string.text.clone()), span: string.span };
        }
        let (expr, diagnostics) = template_at(string.span.file, &string.text, string.origin());
        self.diagnostics.extend(diagnostics);
        Expr { kind: expr.kind, span: string.span }
    }
}

fn ident(name: &JsonString) -> Ident {
    Ident { name: name.text.clone(), span: name.span }
}
