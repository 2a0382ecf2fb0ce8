//! Tests of the evaluator: against outputs of Terraform itself (`console`), and of what
//! Terraform does not have (`unknowns`, `reads`).

mod console;
mod reads;
mod unknowns;

use std::collections::BTreeMap;

use super::convert::convert;
use super::*;
use crate::hcl::parse_expression;
use crate::model::{Kind, Number, Type};
use crate::text::FileId;

/// Variables by name, and the few functions that tests need.
struct TestScope {
    names: BTreeMap<&'static str, Traced>,
    typing: Typing,
    logic: Logic,
    operands: Operands,
    limit: u64,
}

impl TestScope {
    fn new(typing: Typing) -> Self {
        TestScope { names: BTreeMap::new(), typing, logic: Logic::Kleene, operands: Operands::Deciding, limit: 100_000 }
    }

    fn with(mut self, name: &'static str, value: impl Into<Traced>) -> Self {
        self.names.insert(name, value.into());
        self
    }

    fn eval(&self, text: &str) -> Result<Traced, String> {
        let (expr, problems) = parse_expression(FileId(0), text, 0);
        assert!(problems.is_empty(), "{text}: {problems:?}");
        evaluate(&expr, self).map_err(|d| format!("{}\n{}", d.summary, d.detail))
    }
}

impl Scope for TestScope {
    fn lookup(&self, root: &str, _names: &[Str], span: Span) -> Result<Lookup, Diagnostic> {
        match self.names.get(root) {
            Some(value) => Ok(Lookup { value: value.clone(), used: 0 }),
            None => Err(Diagnostic::error(span, "Unknown name", root)),
        }
    }

    fn resource_attribute(&self, resource: ResourceId, name: &str, span: Span) -> Result<Traced, Diagnostic> {
        match name {
            "id" => Ok(Traced::at(Value::waiting("r.id"), place("id", resource.0))),
            "name" => Ok(Traced::at("n".into(), place("name", resource.0))),
            _ => Err(Diagnostic::error(span, "Unsupported attribute", name)),
        }
    }

    fn call(&self, name: &str, args: Vec<Traced>, span: Span) -> Result<Traced, Diagnostic> {
        let problem = |text: String| Diagnostic::error(span, "Invalid function argument", text);
        let to = |ty: Type| convert(&args[0].value, &ty).map_err(|e| problem(e.to_string()));
        let value = match name {
            "tolist" => to(Type::list(Type::Dynamic))?,
            "toset" => to(Type::set(Type::Dynamic))?,
            "tomap" => to(Type::map(Type::Dynamic))?,
            "tostring" => to(Type::String)?,
            "tonumber" => to(Type::Number)?,
            "tobool" => to(Type::Bool)?,
            "sensitive" => args[0].value.clone().sensitive(),
            "upper" => match args.as_slice() {
                [one] => match convert(&one.value, &Type::String).map(|v| v.kind) {
                    Ok(Kind::String(s)) => s.to_uppercase().into(),
                    _ => return Err(problem("no string".into())),
                },
                _ => return Err(problem("one argument".into())),
            },
            "length" => match &args[0].value.kind {
                Kind::Partial(items) => Value::from(Kind::Unknown(Arc::new(crate::model::Unknown {
                    ty: Type::Number,
                    refinement: crate::model::Refinement {
                        not_null: true,
                        min: Some(Number::from(items.len() as i64)),
                        ..Default::default()
                    },
                    waits_for: vec!["more".into()],
                }))),
                Kind::String(s) => (s.chars().count() as i64).into(),
                Kind::Map(_, e) | Kind::Object(e) => (e.len() as i64).into(),
                _ => match args[0].value.as_elements() {
                    Some(items) => (items.len() as i64).into(),
                    None => Value::unknown_of(Type::Number),
                },
            },
            "join" => args.iter().map(|a| a.value.as_str().unwrap_or("?")).collect::<Vec<_>>().join("+").into(),
            _ => return Err(Diagnostic::error(span, "Call to unknown function", name)),
        };
        let reads = args.iter().fold(Reads::default(), |all, a| all.join(&a.reads));
        Ok(Traced { value, place: None, reads })
    }

    fn typing(&self) -> Typing {
        self.typing
    }

    fn short_circuit(&self) -> Logic {
        self.logic
    }

    fn operands(&self) -> Operands {
        self.operands
    }

    fn step_limit(&self) -> u64 {
        self.limit
    }
}

/// `attrs` of resource 0, or an attribute of it.
fn place(path: &str, resource: u32) -> Place {
    let path = path.split('.').filter(|s| !s.is_empty()).map(|s| match s.parse() {
        Ok(n) => Step::Index(n),
        Err(_) => Step::Field(s.into()),
    });
    Place { resource: ResourceId(resource), side: Side::After, path: AttrPath(path.collect()) }
}
