//! Types of Terraform's language, as `type()` prints them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

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
