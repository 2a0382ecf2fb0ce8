//! Types of Terraform's language, as `type()` prints them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::json::MAX_DEPTH;
use crate::text::Str;

/// A type of the language. `Dynamic` is "any": of a null or an unknown whose type is not known.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub enum Type {
    /// Not known.
    #[default]
    Dynamic,
    /// `bool`
    Bool,
    /// `number`
    Number,
    /// `string`
    String,
    /// `list(T)`
    List(Arc<Type>),
    /// `set(T)`
    Set(Arc<Type>),
    /// `map(T)`
    Map(Arc<Type>),
    /// `tuple([T, ...])`
    Tuple(Arc<Vec<Type>>),
    /// `object({ name = T, ... })`
    Object(Arc<ObjectType>),
    /// A resource instance, as relations of the rule language return it.
    Resource,
}

/// Attributes of an object type, with those that `optional()` lets a caller leave out.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct ObjectType {
    /// Attribute types by name.
    pub attributes: BTreeMap<Str, Type>,
    /// Names that may be left out. Their defaults live with the variable that declares the type.
    pub optional: Vec<Str>,
}

impl Type {
    /// A type as cty writes it in JSON: `"string"`, `["list", T]`, `["object", {name: T}, [optional]]`.
    ///
    /// # Errors
    /// A text for what is no type.
    pub fn from_json(json: &serde_json::Value, depth: usize) -> Result<Type, String> {
        if depth >= MAX_DEPTH {
            return Err("nested too deeply".into());
        }
        let depth = depth + 1;
        if let Some(name) = json.as_str() {
            return match name {
                "string" => Ok(Type::String),
                "bool" => Ok(Type::Bool),
                "number" => Ok(Type::Number),
                "dynamic" => Ok(Type::Dynamic),
                other => Err(format!("type {other:?}")),
            };
        }
        let parts = json.as_array().map(Vec::as_slice).unwrap_or_default();
        match (parts.first().and_then(serde_json::Value::as_str), parts.get(1)) {
            (Some("list"), Some(elem)) => Ok(Type::list(Type::from_json(elem, depth)?)),
            (Some("set"), Some(elem)) => Ok(Type::set(Type::from_json(elem, depth)?)),
            (Some("map"), Some(elem)) => Ok(Type::map(Type::from_json(elem, depth)?)),
            (Some("tuple"), Some(serde_json::Value::Array(elems))) => {
                Ok(Type::tuple(elems.iter().map(|e| Type::from_json(e, depth)).collect::<Result<_, _>>()?))
            }
            (Some("object"), Some(serde_json::Value::Object(members))) => {
                let of = |(name, ty): (&String, &serde_json::Value)| {
                    Ok((Str::from(name.as_str()), Type::from_json(ty, depth)?))
                };
                Ok(Type::object(members.iter().map(of).collect::<Result<_, String>>()?))
            }
            _ => Err(format!("type {json}")),
        }
    }

    /// `list(elem)`
    pub fn list(elem: Type) -> Type {
        Type::List(Arc::new(elem))
    }
    /// `set(elem)`
    pub fn set(elem: Type) -> Type {
        Type::Set(Arc::new(elem))
    }
    /// `map(elem)`
    pub fn map(elem: Type) -> Type {
        Type::Map(Arc::new(elem))
    }
    /// `tuple([...])`
    pub fn tuple(elems: Vec<Type>) -> Type {
        Type::Tuple(Arc::new(elems))
    }
    /// `object({...})` without optional attributes
    pub fn object(attributes: BTreeMap<Str, Type>) -> Type {
        Type::Object(Arc::new(ObjectType { attributes, optional: Vec::new() }))
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Dynamic => f.write_str("dynamic"),
            Type::Bool => f.write_str("bool"),
            Type::Number => f.write_str("number"),
            Type::String => f.write_str("string"),
            Type::List(t) => write!(f, "list({t})"),
            Type::Set(t) => write!(f, "set({t})"),
            Type::Map(t) => write!(f, "map({t})"),
            Type::Tuple(ts) => {
                f.write_str("tuple([")?;
                for (i, t) in ts.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{t}")?;
                }
                f.write_str("])")
            }
            Type::Object(o) => {
                f.write_str("object({")?;
                for (i, (name, t)) in o.attributes.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{name}: {t}")?;
                }
                f.write_str("})")
            }
            Type::Resource => f.write_str("resource"),
        }
    }
}
