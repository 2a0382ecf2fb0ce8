//! Type constraints of variables: `list(object({ name = string, size = optional(number, 3) }))`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::eval::convert::{Conversion, convert, set_of, unify_conversions};
use crate::eval::{Logic, Lookup, Scope, Traced, Typing, evaluate};
use crate::hcl::ast::{Expr, ExprKind};
use crate::model::types::ObjectType;
use crate::model::{Kind, ResourceId, Type, Value};
use crate::text::{Diagnostic, Span, Str};

/// A type with the defaults of its optional attributes.
#[derive(Clone, Debug, Default)]
pub(super) struct Constraint {
    pub ty: Type,
    pub defaults: Defaults,
}

/// Defaults of optional attributes, by where in the type they are.
#[derive(Clone, Debug, Default)]
pub(super) struct Defaults {
    values: BTreeMap<Str, Value>,
    attributes: BTreeMap<Str, Defaults>,
    element: Option<Box<Defaults>>,
}

impl Defaults {
    fn is_empty(&self) -> bool {
        self.values.is_empty() && self.attributes.is_empty() && self.element.is_none()
    }

    /// The value with defaults where attributes are missing or null.
    pub(super) fn apply(&self, value: &Value) -> Value {
        if self.is_empty() {
            return value.clone();
        }
        let kind = match &value.kind {
            Kind::Object(entries) | Kind::Map(_, entries) => {
                let entries = self.in_entries(entries);
                let is_map = matches!(value.kind, Kind::Map(..)) && !entries.is_empty();
                match is_map.then(|| unified(entries.values().cloned().collect())).flatten() {
                    Some((ty, items)) => Kind::Map(ty, Arc::new(entries.into_keys().zip(items).collect())),
                    None if entries.is_empty() => return value.clone(),
                    None => Kind::Object(Arc::new(entries)),
                }
            }
            Kind::List(_, items) | Kind::Set(_, items) if items.is_empty() => return value.clone(),
            Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) => {
                let element = self.element.as_deref();
                let one = |(i, v): (usize, &Value)| match self.attributes.get(&*i.to_string()).or(element) {
                    Some(inner) => inner.apply(v),
                    None => v.clone(),
                };
                let items: Vec<Value> = items.iter().enumerate().map(one).collect();
                let is_tuple = matches!(value.kind, Kind::Tuple(_));
                match (!is_tuple).then(|| unified(items.clone())).flatten() {
                    Some((ty, items)) if matches!(value.kind, Kind::Set(..)) => {
                        return set_of(ty, items).with_marks(&value.marks);
                    }
                    Some((ty, items)) => Kind::List(ty, Arc::new(items)),
                    None => Kind::Tuple(Arc::new(items)),
                }
            }
            _ => return value.clone(),
        };
        Value { kind, marks: value.marks.clone() }
    }

    /// Of an object or map.
    fn in_entries(&self, entries: &BTreeMap<Str, Value>) -> BTreeMap<Str, Value> {
        let one = |(name, v): (&Str, &Value)| match self.attributes.get(name).or(self.element.as_deref()) {
            Some(inner) => (name.clone(), inner.apply(v)),
            None => (name.clone(), v.clone()),
        };
        let mut out: BTreeMap<Str, Value> = entries.iter().map(one).collect();
        for (name, default) in &self.values {
            match out.get_mut(name).filter(|v| !v.is_null()) {
                // Null would give way to the default.
                Some(Value { kind: Kind::Unknown(u), .. }) if u.ty != Type::Dynamic && !default.is_null() => {
                    Arc::make_mut(u).refinement.not_null = true;
                }
                Some(_) => {}
                None => {
                    let inner = self.attributes.get(name);
                    out.insert(name.clone(), inner.map_or_else(|| default.clone(), |d| d.apply(default)));
                }
            }
        }
        out
    }
}

/// Values of one type, which defaults may have made different; `None` if there is no such type.
fn unified(items: Vec<Value>) -> Option<(Type, Vec<Value>)> {
    let types: Vec<Type> = items.iter().map(Value::ty).collect();
    let (ty, conversions) = unify_conversions(&types)?;
    let one = |(item, conversion): (Value, Option<Conversion>)| match conversion {
        Some(conversion) => conversion.apply(&item).ok(),
        None => Some(item),
    };
    Some((ty, items.into_iter().zip(conversions).map(one).collect::<Option<_>>()?))
}

/// Reads a type constraint.
///
/// # Errors
/// If it is none, with what is wrong.
pub(super) fn parse_type(expr: &Expr) -> Result<Constraint, Box<Diagnostic>> {
    let invalid = |detail: String| Err(Box::new(Diagnostic::error(expr.span, "Invalid type specification", detail)));
    let plain = |ty| Ok(Constraint { ty, defaults: Defaults::default() });
    match &expr.kind {
        ExprKind::Parens(inner) | ExprKind::TemplateWrap(inner) => parse_type(inner),
        ExprKind::Variable(name) => keyword(&name.name).map_or_else(|| invalid(no_type(&name.name)), plain),
        // Terraform 0.11 wrote `type = "string"`; JSON syntax writes types as strings too.
        ExprKind::String(text) => match &**text {
            "list" => plain(Type::list(Type::Dynamic)),
            "map" => plain(Type::map(Type::Dynamic)),
            word => match keyword(word) {
                Some(ty) => plain(ty),
                None => quoted(word, expr),
            },
        },
        ExprKind::Call { name, args, .. } => match (&*name.name, args.as_slice()) {
            (kind @ ("list" | "set" | "map"), [elem]) => {
                let elem = parse_type(elem)?;
                let ty = match kind {
                    "list" => Type::list(elem.ty),
                    "set" => Type::set(elem.ty),
                    _ => Type::map(elem.ty),
                };
                let element = (!elem.defaults.is_empty()).then(|| Box::new(elem.defaults));
                Ok(Constraint { ty, defaults: Defaults { element, ..Defaults::default() } })
            }
            ("object", [Expr { kind: ExprKind::Object(items), .. }]) => object(items),
            ("tuple", [Expr { kind: ExprKind::Tuple(items), .. }]) => {
                let mut defaults = Defaults::default();
                let mut types = Vec::with_capacity(items.len());
                for (i, item) in items.iter().enumerate() {
                    let item = parse_type(item)?;
                    if !item.defaults.is_empty() {
                        defaults.attributes.insert(i.to_string().into(), item.defaults);
                    }
                    types.push(item.ty);
                }
                Ok(Constraint { ty: Type::tuple(types), defaults })
            }
            (other, _) => invalid(format!("{other:?} with these arguments is not a valid type constructor.")),
        },
        _ => invalid(
            "A type specification is either a primitive type keyword (bool, number, string), a complex type \
                      constructor call, like list(string), or the keyword any."
                .into(),
        ),
    }
}

fn no_type(word: &str) -> String {
    let near = crate::eval::suggest(word, ["string", "number", "bool", "list", "set", "map", "object", "tuple", "any"]);
    let near = near.map(|n| format!(" Did you mean {n:?}?")).unwrap_or_default();
    format!("The keyword {word:?} is not a valid type specification.{near}")
}

fn keyword(word: &str) -> Option<Type> {
    Some(match word {
        "string" => Type::String,
        "number" => Type::Number,
        "bool" => Type::Bool,
        "any" => Type::Dynamic,
        "list" => Type::list(Type::Dynamic),
        "set" => Type::set(Type::Dynamic),
        "map" => Type::map(Type::Dynamic),
        _ => return None,
    })
}

fn quoted(text: &str, expr: &Expr) -> Result<Constraint, Box<Diagnostic>> {
    let (inner, problems) = crate::hcl::parse_expression(expr.span.file, text, expr.span.start as usize + 1);
    match inner.kind {
        ExprKind::Call { .. } if problems.is_empty() => parse_type(&inner),
        _ => Err(Box::new(Diagnostic::error(
            expr.span,
            "Invalid type specification",
            format!("{text:?} is not a type."),
        ))),
    }
}

fn object(items: &[crate::hcl::ast::ObjectItem]) -> Result<Constraint, Box<Diagnostic>> {
    let mut ty = ObjectType::default();
    let mut defaults = Defaults::default();
    for item in items {
        let name = match &item.key.kind {
            ExprKind::String(name) => name.clone(),
            ExprKind::Variable(name) => name.name.clone(),
            _ => {
                let detail = "Object constructor map keys must be attribute names.";
                return Err(Box::new(Diagnostic::error(item.key.span, "Invalid type specification", detail)));
            }
        };
        let (inner, optional, default) = match &item.value.kind {
            ExprKind::Call { name, args, .. } if &*name.name == "optional" && !args.is_empty() => {
                if let Some(third) = args.get(2) {
                    let detail = "Optional attribute modifier expects at most two arguments: the attribute type, and a default \
                                  value.";
                    return Err(Box::new(Diagnostic::error(third.span, "Invalid type specification", detail)));
                }
                (parse_type(&args[0])?, true, args.get(1))
            }
            _ => (parse_type(&item.value)?, false, None),
        };
        if optional {
            ty.optional.push(name.clone());
        }
        if let Some(default) = default {
            let value = constant(default).ok_or_else(|| {
                Box::new(Diagnostic::error(
                    default.span,
                    "Invalid default value for optional attribute",
                    "A default must be a constant.",
                ))
            })?;
            let value = convert(&inner.defaults.apply(&value), &inner.ty).map_err(|e| {
                Box::new(Diagnostic::error(
                    default.span,
                    "Invalid default value for optional attribute",
                    format!("This default value is not compatible with the attribute's type constraint: {e}."),
                ))
            })?;
            defaults.values.insert(name.clone(), value);
        }
        if !inner.defaults.is_empty() {
            defaults.attributes.insert(name.clone(), inner.defaults);
        }
        ty.attributes.insert(name, inner.ty);
    }
    Ok(Constraint { ty: Type::Object(Arc::new(ty)), defaults })
}

/// A scope without names and functions.
struct Nothing;

impl Scope for Nothing {
    fn lookup(&self, root: &str, _: &[Str], span: Span) -> Result<Lookup, Diagnostic> {
        Err(Diagnostic::error(
            span,
            "Variables not allowed",
            format!("Variables may not be used here, as {root:?} is: only a constant."),
        ))
    }

    fn resource_attribute(&self, _: ResourceId, name: &str, span: Span) -> Result<Traced, Diagnostic> {
        Err(Diagnostic::error(span, "Unsupported attribute", name))
    }

    fn call(&self, name: &str, _: Vec<Traced>, span: Span) -> Result<Traced, Diagnostic> {
        let detail = format!("Functions may not be called here, as {name:?} is: only a constant.");
        Err(Diagnostic::error(span, "Function calls not allowed", detail))
    }

    fn typing(&self) -> Typing {
        Typing::Strict
    }

    fn short_circuit(&self) -> Logic {
        Logic::Kleene
    }
}

/// The value of an expression without references and function calls.
pub(super) fn constant(expr: &Expr) -> Option<Value> {
    match expr.kind {
        ExprKind::Error => None,
        _ => evaluate(expr, &Nothing).ok().map(|t| t.value).filter(Value::is_wholly_known),
    }
}

/// As [`constant`]; what makes it none is the error, if that has not been told.
pub(super) fn constant_or_why(expr: &Expr) -> Result<Option<Value>, Option<Diagnostic>> {
    match expr.kind {
        ExprKind::Error => Err(None),
        _ => match evaluate(expr, &Nothing) {
            Ok(found) => Ok(Some(found.value).filter(Value::is_wholly_known)),
            Err(why) => Err(Some(*why)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::FileId;

    fn expr(text: &str) -> Expr {
        let (expr, problems) = crate::hcl::parse_expression(FileId(0), text, 0);
        assert!(problems.is_empty(), "{text}: {problems:?}");
        expr
    }

    #[test]
    fn constraints_are_read() {
        for (text, expected) in [
            ("string", "string"),
            ("\"string\"", "string"),
            ("\"list\"", "list(dynamic)"),
            ("\"list(string)\"", "list(string)"),
            ("list(map(number))", "list(map(number))"),
            ("tuple([string, any])", "tuple([string, dynamic])"),
            ("object({ a = string, b = optional(list(bool)) })", "object({a: string, b: list(bool)})"),
        ] {
            assert_eq!(parse_type(&expr(text)).unwrap().ty.to_string(), expected, "{text}");
        }
        for text in ["5", "strin", "list()", "list(string, string)", "object([])", "foo(string)"] {
            assert!(parse_type(&expr(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn defaults_fill_what_is_missing_or_null() {
        let constraint =
            parse_type(&expr("map(object({ a = string, n = optional(number, 3), o = optional(object({ x = optional(string, \"d\") }), {}) }))"))
                .unwrap();
        let given = constant(&expr("{ k = { a = 1 }, l = { a = \"b\", n = null, o = { x = \"own\" } } }")).unwrap();
        let value = convert(&constraint.defaults.apply(&given), &constraint.ty).unwrap();
        assert_eq!(
            format!("{value:?}"),
            r#"{"k": {"a": "1", "n": 3, "o": {"x": "d"}}, "l": {"a": "b", "n": 3, "o": {"x": "own"}}}"#
        );
    }
}
