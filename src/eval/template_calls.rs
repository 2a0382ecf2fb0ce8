//! `templatefile` and `templatestring`.

use std::collections::BTreeMap;

use super::calls::failed;
use super::expr::{Evaluated, Evaluator, error};
use super::reads::ReadSet;
use super::references::references;
use super::values::{deep_marks, tint, unknown_because};
use super::{Logic, Lookup, Operands, Scope, Templates, Traced, Typing};
use crate::hcl::ast::{Expr, ExprKind, Ident, TemplatePart};
use crate::model::path::is_identifier;
use crate::model::waits::NOT_READ;
use crate::model::{Marks, Refinement, ResourceId, Type, Value};
use crate::text::{Diagnostic, Span, Str};

/// Functions that a template from elsewhere must not call.
const FILES: &[&str] = &[
    "file",
    "filebase64",
    "filebase64sha256",
    "filebase64sha512",
    "fileexists",
    "filemd5",
    "fileset",
    "filesha1",
    "filesha256",
    "filesha512",
];

impl Evaluator<'_> {
    /// `templatefile(path, vars)` and `templatestring(text, vars)`.
    pub(super) fn template_call(
        &mut self,
        name: &Ident,
        args: &[Expr],
        expand: bool,
        span: Span,
        templates: &dyn Templates,
    ) -> Evaluated {
        let function = name.name.strip_prefix("core::").unwrap_or(&name.name);
        if let ("templatestring", Some(template)) = (function, args.first()) {
            from_elsewhere(template)
                .map_err(|why| invalid(span, "template", &format!("invalid template expression: {why}")))?;
        }
        let args = match self.arguments(args, expand)? {
            Ok(args) => args,
            Err(unknown) => return Ok(unknown),
        };
        let [source, vars] = args.as_slice() else {
            return Err(error(
                span,
                "Wrong number of arguments",
                format!("Function {function:?} expects exactly 2 arguments, but {} were given.", args.len()),
            ));
        };
        // Whatever the template does with them, the result tells of its variables.
        let marks = deep_marks(&Value::tuple(vec![source.value.clone(), vars.value.clone()]));
        let marks = Marks { origin: None, ..marks };
        let mut reads = ReadSet::default();
        args.iter().for_each(|a| reads.add(&a.reads));
        let reads = reads.finish();
        let unknown = |value: Value| Ok(Traced { value: tint(value, &marks), place: None, reads: reads.clone() });
        if args.iter().any(|a| a.value.is_unknown()) {
            let ty = if function == "templatestring" { Type::String } else { Type::Dynamic };
            return unknown(unknown_because(ty, Refinement::default(), args.iter().map(|a| &a.value)));
        }
        let Some(text) = source.value.as_str() else {
            let parameter = if function == "templatestring" { "template" } else { "path" };
            return Err(invalid(span, parameter, "invalid template value: a string is required"));
        };
        let Some(entries) = vars.value.as_entries() else {
            return Err(invalid(span, "vars", "invalid vars value: must be a map"));
        };
        let template = match function {
            "templatestring" => templates.parse(text, span)?,
            _ => match templates.load(text, span)? {
                Some(template) => template,
                None => return unknown(Value::waiting(format!("{function}({text:?}) {NOT_READ}"))),
            },
        };
        let inside = TemplateScope {
            outer: self.scope,
            vars: entries.iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
            files: function == "templatefile",
            budget: self.remaining(),
        };
        inside.covers(&template, templates).map_err(|why| invalid(span, "vars", &why))?;
        let mut nested = Evaluator::new(&inside);
        nested.cautious = self.cautious;
        let result = nested.eval(&template);
        let spent = nested.spent();
        self.spend(spent, span)?;
        let mut result = result.map_err(|problem| match function {
            // Only this program knows the text: where it is called is the place to mend.
            "templatestring" => failed(span, function, &described(&problem, templates)),
            _ => problem,
        })?;
        if function == "templatestring" {
            result.value = super::convert::convert(&result.value, &Type::String)
                .map_err(|e| failed(span, function, &format!("invalid template result: {e}.")))?;
        }
        result.value = tint(result.value, &marks);
        result.reads = reads.join(&result.reads);
        Ok(result)
    }
}

fn invalid(span: Span, parameter: &str, why: &str) -> Box<Diagnostic> {
    error(span, "Invalid function argument", format!("Invalid value for {parameter:?} parameter: {why}."))
}

fn described(problem: &Diagnostic, templates: &dyn Templates) -> String {
    let place = problem.span.map(|s| format!("{}: ", templates.place(s))).unwrap_or_default();
    format!("{place}{}; {}", problem.summary, problem.detail)
}

/// Whether an expression is a reference, as `templatestring` wants one: otherwise, in Terraform's words, why it is not.
fn from_elsewhere(expr: &Expr) -> Result<(), &'static str> {
    match &expr.kind {
        ExprKind::Variable(_) | ExprKind::SplatItem => Ok(()),
        ExprKind::GetAttr(source, _) | ExprKind::Index(source, _) => from_elsewhere(source),
        ExprKind::Splat { source, .. } => from_elsewhere(source),
        ExprKind::TemplateWrap(_) => Err(
            "templatestring is only for rendering templates retrieved dynamically from elsewhere; to treat the inner expression as \
             template syntax, write the reference expression directly without any template interpolation syntax",
        ),
        ExprKind::String(_) => Err(LITERAL),
        ExprKind::Template(parts) if matches!(parts.as_slice(), [TemplatePart::Literal(_)]) => Err(LITERAL),
        ExprKind::Template(_) => Err(
            "templatestring is only for rendering templates retrieved dynamically from elsewhere; to render an inline template, \
             consider using a plain template string expression",
        ),
        _ => Err(
            "must be a direct reference to a single string from elsewhere, containing valid Terraform template syntax. Put the \
             expression into a local value, and give that",
        ),
    }
}

const LITERAL: &str = "templatestring is only for rendering templates retrieved dynamically from elsewhere, and so does not support \
                       providing a literal template; consider using a template string expression instead";

/// What a template of another file sees: the variables that it was given, and all functions.
struct TemplateScope<'a> {
    outer: &'a dyn Scope,
    vars: BTreeMap<Str, Value>,
    /// Whether functions may read files.
    files: bool,
    budget: u64,
}

impl TemplateScope<'_> {
    /// Whether the variables have names and are all that the template refers to, wherever in it that is.
    fn covers(&self, template: &Expr, templates: &dyn Templates) -> Result<(), String> {
        if let Some(name) = self.vars.keys().find(|name| !is_identifier(name)) {
            return Err(format!(
                "invalid template variable name {:?}: must start with a letter, followed by zero or more letters, digits, and \
                 underscores",
                &**name
            ));
        }
        match references(template).into_iter().find(|r| !self.vars.contains_key(&r.root)) {
            Some(missing) => Err(format!(
                "vars map does not contain key {:?}, referenced at {}",
                &*missing.root,
                templates.place(missing.span)
            )),
            None => Ok(()),
        }
    }
}

impl TemplateScope<'_> {
    /// Whether the template may call a function.
    fn admits(&self, name: &str, span: Span) -> Result<(), Diagnostic> {
        let plain = name.strip_prefix("core::").unwrap_or(name);
        let refused = match plain {
            "templatefile" | "templatestring" => {
                format!("cannot recursively call {plain} from inside another template function")
            }
            _ if !self.files && FILES.contains(&plain) => format!(
                "cannot use filesystem access functions like {plain} in templatestring templates; consider passing the function \
                 result as a template variable instead"
            ),
            _ => return Ok(()),
        };
        Err(*failed(span, name, &format!("{refused}.")))
    }
}

impl Scope for TemplateScope<'_> {
    fn lookup(&self, root: &str, _names: &[Str], span: Span) -> Result<Lookup, Diagnostic> {
        match self.vars.get(root) {
            Some(value) => Ok(Lookup { value: value.clone().into(), used: 0 }),
            None => Err(Diagnostic::error(
                span,
                "Invalid reference",
                format!("vars map does not contain key {root:?}, which the template refers to."),
            )),
        }
    }

    fn resource_attribute(&self, resource: ResourceId, name: &str, span: Span) -> Result<Traced, Diagnostic> {
        self.outer.resource_attribute(resource, name, span)
    }

    fn call(&self, name: &str, args: Vec<Traced>, span: Span) -> Result<Traced, Diagnostic> {
        self.admits(name, span)?;
        self.outer.call(name, args, span)
    }

    fn call_vaguely(&self, name: &str, args: Vec<Traced>, span: Span) -> Result<Traced, Diagnostic> {
        self.admits(name, span)?;
        self.outer.call_vaguely(name, args, span)
    }

    fn short_circuit(&self) -> Logic {
        self.outer.short_circuit()
    }

    fn operands(&self) -> Operands {
        self.outer.operands()
    }

    fn typing(&self) -> Typing {
        self.outer.typing()
    }

    fn step_limit(&self) -> u64 {
        self.budget
    }
}
