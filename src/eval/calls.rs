//! Function calls: argument expansion, and the functions that take expressions rather than values.

use super::Traced;
use super::convert::convert;
use super::expr::{Evaluated, Evaluator, error};
use super::for_expr::elements;
use super::values::{not_null, shade, tint, unknown_because};
use crate::hcl::ast::{Expr, Ident};
use crate::model::{Kind, Marks, Refinement, Type, Value};
use crate::text::{Diagnostic, Span};

const EXPANSION: &str = "Invalid expanding argument value";

impl Evaluator<'_> {
    pub(super) fn call(&mut self, name: &Ident, args: &[Expr], expand: bool, span: Span) -> Evaluated {
        if args.is_empty()
            && let Some(value) = self.scope.constant(&name.name)
        {
            return Ok(value.into());
        }
        match name.name.strip_prefix("core::").unwrap_or(&name.name) {
            "try" if !expand => return self.forgiving(false, |e| e.cautiously(|e| e.try_each(args, span))),
            "can" if !expand => return self.forgiving(false, |e| e.cautiously(|e| e.can(args, span))),
            "convert" if !expand => {
                if let [value, ty] = args
                    && let Some(ty) = self.scope.type_constraint(ty)
                {
                    return self.convert_to(value, &ty?, span);
                }
            }
            "templatefile" | "templatestring" => {
                if let Some(templates) = self.scope.templates() {
                    return self.template_call(name, args, expand, span, templates);
                }
            }
            _ => {}
        }
        let forgiven = self.forgiven;
        match self.arguments(args, expand)? {
            // HCL calls no function with an argument that is wrong.
            Ok(_) if self.forgiven > forgiven => Ok(Value::unknown().into()),
            Ok(args) => {
                // Functions work through what they are given; large arguments cost accordingly.
                let size = args.iter().map(|a| weight(&a.value)).sum();
                self.spend(size, span)?;
                let result = match self.cautious {
                    false => self.scope.call(&name.name, args, span)?,
                    true => self.scope.call_vaguely(&name.name, args, span)?,
                };
                self.spend(weight(&result.value), span)?;
                Ok(result)
            }
            Err(unknown) => Ok(unknown),
        }
    }

    /// The arguments; the inner error is the unknown result of a call whose arguments cannot even be counted.
    pub(super) fn arguments(
        &mut self,
        args: &[Expr],
        expand: bool,
    ) -> Result<Result<Vec<Traced>, Traced>, Box<Diagnostic>> {
        let mut values = Vec::with_capacity(args.len());
        for arg in args {
            values.push(self.eval(arg)?);
        }
        let (Some(last), Some(expr)) = (values.pop_if(|_| expand), args.last()) else {
            return Ok(Ok(values));
        };
        let wrong = |detail: &str| Err(error(expr.span, EXPANSION, detail));
        match &last.value.kind {
            Kind::Null(_) => return wrong("The expanding argument (indicated by ...) must not be null."),
            Kind::Tuple(_) | Kind::List(..) | Kind::Set(..) => {
                self.extent(&last, expr.span)?;
                values.extend(elements(&last).map(|element| element.item()));
            }
            Kind::Partial(_) | Kind::Unknown(_) if can_expand(&last.value) => {
                let value = unknown_because(Type::Dynamic, Refinement::default(), [&last.value]);
                let mut marks = Marks { origin: None, ..last.value.marks.clone() };
                values.iter().for_each(|v| shade(&mut marks, &v.value.marks));
                return Ok(Err(Traced { value: tint(value, &marks), place: None, reads: last.reads }));
            }
            _ => return wrong("The expanding argument (indicated by ...) must be of a tuple, list, or set type."),
        }
        Ok(Ok(values))
    }

    /// `try(a, b, ...)`: the first that gives no error. What may still fail once its unknowns are
    /// known makes the whole unknown.
    fn try_each(&mut self, args: &[Expr], span: Span) -> Evaluated {
        let mut problems = Vec::new();
        for arg in args {
            match self.eval(arg) {
                Ok(found) if found.value.is_wholly_known() => return Ok(found),
                Ok(found) if self.is_loose() && !found.value.is_unknown() => return Ok(found),
                Ok(found) => {
                    let value = unknown_because(Type::Dynamic, Refinement::default(), [&found.value]);
                    // It is still exactly that attribute, should it turn out to be readable.
                    return Ok(Traced { value: Value { marks: found.value.marks.clone(), ..value }, ..found });
                }
                Err(problem) if self.is_exhausted() => return Err(problem),
                Err(problem) => problems.push(problem.detail),
            }
        }
        if args.is_empty() {
            return Err(failed(span, "try", "at least one argument is required."));
        }
        let list: String = problems.iter().map(|p| format!("\n- {p}")).collect();
        let detail =
            format!("no expression succeeded:{list}\n\nAt least one expression must produce a successful result.");
        Err(failed(span, "try", &detail))
    }

    fn can(&mut self, args: &[Expr], span: Span) -> Evaluated {
        let [arg] = args else {
            return Err(error(span, "Wrong number of arguments", "Function \"can\" expects exactly 1 argument."));
        };
        match self.eval(arg) {
            Ok(found) => {
                let certain = found.value.is_wholly_known() || self.is_loose() && !found.value.is_unknown();
                let value = match certain {
                    true => true.into(),
                    false => unknown_because(Type::Bool, not_null(), [&found.value]),
                };
                Ok(Traced { value, place: None, reads: found.reads })
            }
            Err(problem) if self.is_exhausted() => Err(problem),
            Err(_) => Ok(Value::from(false).into()),
        }
    }

    /// `convert(value, type)`
    fn convert_to(&mut self, value: &Expr, ty: &Type, span: Span) -> Evaluated {
        let found = self.eval(value)?;
        match convert(&found.value, ty) {
            Ok(value) => Ok(Traced { value, place: None, reads: found.reads }),
            Err(problem) => Err(failed(span, "convert", &format!("{problem}."))),
        }
    }
}

fn can_expand(value: &Value) -> bool {
    match &value.kind {
        Kind::Unknown(u) => matches!(u.ty, Type::Dynamic | Type::List(_) | Type::Set(_) | Type::Tuple(_)),
        _ => true,
    }
}

pub(super) fn failed(span: Span, function: &str, why: &str) -> Box<Diagnostic> {
    error(span, "Error in function call", format!("Call to function {function:?} failed: {why}"))
}

/// A rough measure of how much there is to work through at the top of a value.
fn weight(value: &Value) -> usize {
    match &value.kind {
        Kind::String(s) => s.len() / 32,
        Kind::Map(_, i) | Kind::Object(i) => i.len(),
        _ => value.as_elements().map_or(0, <[Value]>::len),
    }
}
