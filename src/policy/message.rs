//! Messages of findings: templates of which unknown and sensitive parts are named as such. Of a name that is not known
//! yet the known beginning is told; without one, the name of the block stands in for its resource's.

use super::scope::RuleScopeEnv;
use crate::eval::{Place, Traced, evaluate};
use crate::hcl::ast::{Expr, ExprKind, TemplatePart};
use crate::model::{Kind, Unknown, Value};
use crate::text::Str;

/// Attributes in which resources have their own names.
const NAMES: &[&str] = &["name", "display_name", "bucket", "db_name", "secret_name"];

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
    evaluate(expr, env).map_or_else(
        |_| "-".to_string(),
        |found| match &found.value.kind {
            Kind::Unknown(u) if !found.value.marks.sensitive => beginning(&found.value, u)
                .or_else(|| name_of_block(&found, env))
                .unwrap_or_else(|| display(&found.value)),
            _ => display(&found.value),
        },
    )
}

/// `audit-…`: how an unknown text will begin. How an identifier begins that is handed out elsewhere tells nobody anything.
fn beginning(value: &Value, unknown: &Unknown) -> Option<String> {
    let prefix = unknown.refinement.prefix.as_ref().filter(|p| !p.is_empty() && value.marks.origin.is_none())?;
    Some(format!("{}…", crate::facts::secret::redact(prefix)))
}

/// The name of the subject's block, if the value is made of nothing but the subject's name.
fn name_of_block(found: &Traced, env: &RuleScopeEnv<'_, '_>) -> Option<String> {
    let id = env.subject?;
    let is_name = |place: &Place| {
        let named = |root: &Str| NAMES.contains(&&**root);
        place.resource == id && place.path.0.len() == 1 && place.path.root().is_some_and(named)
    };
    let places = found.reads.places();
    (!places.is_empty() && places.iter().all(is_name)).then(|| env.graph.plan.resource(id).address.name.to_string())
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
