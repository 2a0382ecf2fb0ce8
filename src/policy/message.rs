//! Messages of findings: templates of which unknown and sensitive parts are named as such.

use super::scope::RuleScopeEnv;
use crate::eval::evaluate;
use crate::hcl::ast::{Expr, ExprKind, TemplatePart};
use crate::model::{Kind, Value};

/// Renders a message. What cannot be evaluated in it is left as a dash: the finding itself stands.
pub fn render(expr: &Expr, env: &RuleScopeEnv<'_, '_>) -> String {
    match &expr.kind {
        ExprKind::String(text) => text.to_string(),
        ExprKind::Template(parts) => parts.iter().map(|part| piece(part, env)).collect(),
        ExprKind::Parens(inner) => render(inner, env),
        ExprKind::Conditional(condition, yes, no) => match evaluate(condition, env).map(|t| t.value.as_bool()) {
            Ok(Some(true)) => render(yes, env),
            Ok(Some(false)) => render(no, env),
            // What may be said or not is left out where nobody knows.
            Ok(None) if is_nothing(yes) || is_nothing(no) => String::new(),
            _ => text_of(expr, env),
        },
        _ => text_of(expr, env),
    }
}

fn is_nothing(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::String(text) => text.is_empty(),
        ExprKind::Template(parts) => parts.is_empty(),
        _ => false,
    }
}

fn piece(part: &TemplatePart, env: &RuleScopeEnv<'_, '_>) -> String {
    match part {
        TemplatePart::Literal(text) => text.to_string(),
        TemplatePart::Interpolation(expr) => render(expr, env),
        TemplatePart::If(condition, yes, no) => {
            let chosen = match evaluate(condition, env).map(|t| t.value.as_bool()) {
                Ok(Some(true)) => yes,
                Ok(Some(false)) => no,
                Ok(None) if yes.is_empty() || no.is_empty() => return String::new(),
                _ => return "(known after apply)".into(),
            };
            chosen.iter().map(|p| piece(p, env)).collect()
        }
        // A loop in a message is evaluated as a whole.
        TemplatePart::For { .. } => "...".into(),
    }
}

fn text_of(expr: &Expr, env: &RuleScopeEnv<'_, '_>) -> String {
    evaluate(expr, env).map_or_else(|_| "-".to_string(), |t| display(&t.value))
}

/// A value for people: never a secret.
pub fn display(value: &Value) -> String {
    if value.marks.sensitive {
        return "(sensitive)".into();
    }
    match &value.kind {
        Kind::Null(_) => "null".into(),
        Kind::Bool(b) => b.to_string(),
        Kind::Number(n) => n.to_string(),
        Kind::String(s) => crate::facts::secret::redact(s).into_owned(),
        Kind::Unknown(_) => "(known after apply)".into(),
        Kind::Resource(id) => format!("resource {}", id.0),
        Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) | Kind::Partial(items) => {
            items.iter().map(display).collect::<Vec<_>>().join(", ")
        }
        Kind::Map(_, entries) | Kind::Object(entries) => {
            let parts = entries.iter().map(|(k, v)| format!("{k} = {}", display(v)));
            format!("{{{}}}", parts.collect::<Vec<_>>().join(", "))
        }
    }
}
