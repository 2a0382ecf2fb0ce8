//! Values of root variables from files, arguments and the environment, in Terraform's order of precedence.

use std::collections::BTreeMap;
use std::path::Path;

use super::decl::{ModuleDecl, VariableDecl};
use super::files::read_text;
use super::types::constant;
use super::{Options, VariableArgument};
use crate::hcl::ast::{Body, ExprKind};
use crate::hcl::{json_body_to_ast, parse, parse_expression, parse_json};
use crate::model::plan::Problem;
use crate::model::{Type, Value};
use crate::text::{Diagnostic, SourceFile, SourceMap, Span, Str};

/// Values by variable, with where they stand in a file of values.
pub(super) type Given = BTreeMap<Str, (Value, Option<Span>)>;

/// Collects the values. What cannot be read is reported, the rest counts.
pub(super) fn collect(
    root: &ModuleDecl,
    options: &Options<'_>,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
    problems: &mut Vec<Problem>,
) -> Given {
    let mut given = Given::new();
    let mut reader = Reader { root, sources, diagnostics, problems };
    for (name, text) in &options.environment {
        // Of the environment, what is not declared is meant for another configuration.
        if let Some(decl) = root.variables.get(&**name) {
            reader.text(name, text, decl, &format!("TF_VAR_{name}"), &mut given);
        }
    }
    if options.automatic_files {
        for name in automatic(&root.dir) {
            reader.file(&root.dir.join(&name), &name, &mut given);
        }
    }
    for argument in &options.variables {
        match argument {
            VariableArgument::File(path) => reader.file(path, &path.display().to_string(), &mut given),
            VariableArgument::Value { name, text } => match root.variables.get(&**name) {
                Some(decl) => reader.text(name, text, decl, &format!("-var {name}"), &mut given),
                None => reader.problem(
                    format!("-var {name}"),
                    format!("the root module does not declare a variable {name:?}; the value is not used"),
                ),
            },
        }
    }
    if let Some(plan) = options.planned {
        given.extend(plan.variables.iter().map(|(name, value)| (name.clone(), (value.clone(), None))));
    }
    given
}

/// `terraform.tfvars`, `terraform.tfvars.json`, then `*.auto.tfvars` and `*.auto.tfvars.json` by name.
fn automatic(dir: &Path) -> Vec<String> {
    let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|e| e.file_name().into_string().ok()).collect();
    names.sort();
    let fixed = ["terraform.tfvars", "terraform.tfvars.json"];
    let is_auto = |n: &String| n.ends_with(".auto.tfvars") || n.ends_with(".auto.tfvars.json");
    let first = fixed.iter().filter(|n| names.iter().any(|m| m == *n)).map(|n| (*n).to_owned());
    first.chain(names.iter().filter(|n| is_auto(n)).cloned()).collect()
}

struct Reader<'r> {
    root: &'r ModuleDecl,
    sources: &'r mut SourceMap,
    diagnostics: &'r mut Vec<Diagnostic>,
    problems: &'r mut Vec<Problem>,
}

impl Reader<'_> {
    fn problem(&mut self, what: String, message: String) {
        self.problems.push(Problem { what, message });
    }

    fn file(&mut self, path: &Path, display: &str, given: &mut Given) {
        let text = match read_text(path) {
            Ok(text) => text,
            Err(reason) => return self.problem(display.to_owned(), format!("cannot be read: {reason}")),
        };
        let file = self.sources.add(SourceFile::new(display, text));
        let text = self.sources.get(file).text.clone();
        let (body, problems): (Body, Vec<Diagnostic>) = if display.ends_with(".json") {
            let (node, mut problems) = parse_json(file, &text);
            let (body, more) = json_body_to_ast(&node, &|_| None);
            problems.extend(more);
            (body, problems)
        } else {
            parse(file, &text)
        };
        self.diagnostics.extend(problems);
        for attribute in body.attributes() {
            let name = &attribute.name.name;
            if !self.root.variables.contains_key(name) {
                let detail =
                    format!("The root module does not declare a variable named {name:?}; the value is not used.");
                self.diagnostics.push(Diagnostic::warning(
                    attribute.name.span,
                    "Value for undeclared variable",
                    detail,
                ));
                continue;
            }
            match constant(&attribute.expr) {
                Some(value) => {
                    given.insert(name.clone(), (value, Some(attribute.expr.span)));
                }
                // Its error of syntax has been told.
                None if matches!(attribute.expr.kind, ExprKind::Error) => {}
                None => self.diagnostics.push(Diagnostic::error(
                    attribute.expr.span,
                    "Variables not allowed",
                    "A value of a variable must be a constant: no references, no function calls.",
                )),
            }
        }
    }

    /// A value given as text: of a primitive or undeclared type it is the string itself, else an expression.
    fn text(&mut self, name: &str, text: &str, decl: &VariableDecl, what: &str, given: &mut Given) {
        let is_literal = !decl.is_typed || matches!(decl.constraint.ty, Type::Bool | Type::Number | Type::String);
        if is_literal {
            given.insert(name.into(), (text.into(), None));
            return;
        }
        let file = self.sources.add(SourceFile::new(format!("<{what}>"), text));
        let (expr, problems) = parse_expression(file, text, 0);
        match constant(&expr) {
            Some(value) if problems.is_empty() => {
                given.insert(name.into(), (value, None));
            }
            // The text may be a secret: it is not shown.
            _ => self.diagnostics.push(Diagnostic::error(
                Span::new(file, 0, 0),
                "Invalid expression for variable",
                format!("The value of {what} is not a constant expression, as the variable's type needs it."),
            )),
        }
    }
}
