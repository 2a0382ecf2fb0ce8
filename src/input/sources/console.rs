//! Expressions evaluated in the root module, as `terraform console` does it.

use super::scope::ModuleScope;
use super::world::{Repetition, World, is_error};
use super::{Declared, Options, given, on_deep_stack};
use crate::eval::evaluate;
use crate::hcl::ast::{Expr, ExprKind};
use crate::hcl::parse_expression;
use crate::model::Value;
use crate::model::plan::Problem;
use crate::text::{Diagnostic, SourceFile, SourceMap};

/// What an expression came to.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Its value.
    Value(Value),
    /// The value of `x` in `type(x)`, whose type was asked for.
    TypeOf(Value),
    /// Why it has none.
    Errors(Vec<Diagnostic>),
}

/// Answers to expressions, one for each.
#[derive(Debug)]
pub struct Answers {
    /// In the order of the expressions.
    pub answers: Vec<Answer>,
    /// Errors and warnings about the sources, as far as the expressions depend on them.
    pub diagnostics: Vec<Diagnostic>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Declared {
    /// Evaluates expressions in the scope of the root module.
    pub fn answer(self, expressions: &[String], options: &Options<'_>, sources: &mut SourceMap) -> Answers {
        let Declared { mut diagnostics, modules, mut problems, .. } = self;
        let given = given(&modules, options, sources, &mut diagnostics, &mut problems);
        let parsed: Vec<(Expr, Vec<Diagnostic>)> = expressions
            .iter()
            .map(|text| {
                let file = sources.add(SourceFile::new("<expression>", text.as_str()));
                parse_expression(file, text, 0)
            })
            .collect();
        let taken = std::mem::take(sources);
        let (answers, (map, found, gaps)) = on_deep_stack(|| {
            let world = World::new(modules, options, given, taken);
            let answers = parsed.into_iter().map(|(expr, problems)| answer(&world, &expr, problems)).collect();
            (answers, world.finish())
        });
        *sources = map;
        diagnostics.extend(found);
        problems.extend(gaps);
        Answers { answers, diagnostics, problems }
    }
}

fn answer(world: &World<'_>, expr: &Expr, problems: Vec<Diagnostic>) -> Answer {
    if problems.iter().any(is_error) {
        return Answer::Errors(problems);
    }
    let asked = match &expr.kind {
        ExprKind::Call { name, args, .. } if &*name.name == "type" => match args.as_slice() {
            [one] => Some(one),
            _ => None,
        },
        _ => None,
    };
    let scope = ModuleScope::new(world, 0, &Repetition::None);
    match (evaluate(asked.unwrap_or(expr), &scope), asked) {
        (Ok(found), Some(_)) => Answer::TypeOf(world.settle(&found.value)),
        (Ok(found), None) => Answer::Value(world.settle(&found.value)),
        (Err(problem), _) => Answer::Errors(vec![*problem]),
    }
}
