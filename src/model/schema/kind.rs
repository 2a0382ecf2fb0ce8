//! Attributes: kinds, flags, nested blocks.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::types::Type;
use crate::model::value::Value;
use crate::text::Str;

/// One attribute or nested block.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// Its name.
    pub name: Str,
    /// What it holds.
    pub kind: AttributeKind,
    /// Who sets it, and what follows from a change.
    pub flags: Flags,
    /// The value that the provider itself fills in at plan time when nothing is written. A default that only
    /// the service knows is not here.
    pub default: Option<Value>,
}

/// Who sets an attribute. `Required`, `Optional` and `Computed` of a provider, without impossible mixtures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Presence {
    /// Must be written.
    Required,
    /// May be written; null when it is not, unless there is a static default.
    Optional,
    /// May be written; when it is not, the provider chooses: unknown at create, the prior value on update.
    OptionalComputed,
    /// Only the provider sets it.
    #[default]
    Computed,
}

/// Properties of an attribute besides its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Flags {
    /// Who sets it.
    pub presence: Presence,
    /// A change replaces the resource.
    pub force_new: bool,
    /// The provider hides its value.
    pub sensitive: bool,
    /// Never stored in plan or state.
    pub write_only: bool,
    /// The provider announces that it will go away.
    pub deprecated: bool,
}

impl Flags {
    /// Whether it must be written.
    pub fn required(self) -> bool {
        self.presence == Presence::Required
    }
    /// Whether it may be left out by its author.
    pub fn optional(self) -> bool {
        matches!(self.presence, Presence::Optional | Presence::OptionalComputed)
    }
    /// Whether the provider may set it.
    pub fn computed(self) -> bool {
        matches!(self.presence, Presence::Computed | Presence::OptionalComputed)
    }
}

/// What an attribute holds.
#[derive(Clone, Debug, PartialEq)]
pub enum AttributeKind {
    /// Text.
    String,
    /// Truth value.
    Bool,
    /// Whole number.
    Int,
    /// Number with fraction.
    Float,
    /// Number; the source does not tell which.
    Number,
    /// Any value: the provider declares no type.
    Dynamic,
    /// List of elements that are not objects.
    List(Arc<AttributeKind>),
    /// Set of elements that are not objects.
    Set(Arc<AttributeKind>),
    /// Map.
    Map(Arc<AttributeKind>),
    /// Objects with declared attributes: a nested block, or an attribute of objects.
    Nested(Nested),
}

/// How the objects of a nested block or attribute are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// One object (`timeouts`).
    Single,
    /// A list, with indexes.
    List,
    /// A set, without order.
    Set,
    /// A map by key.
    Map,
}

/// How nested objects are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// `name { ... }`
    Block,
    /// `name = [{ ... }]`, or never written because only the provider sets it.
    Attribute,
}

/// Objects with declared attributes.
#[derive(Clone, Debug, PartialEq)]
pub struct Nested {
    /// How they are held.
    pub nesting: Nesting,
    /// How they are written.
    pub syntax: Syntax,
    /// The schema permits only one; in plans it is still a list of one.
    pub at_most_one: bool,
    /// What each has.
    pub fields: Fields,
}

/// Attributes and blocks of one object, sorted by name.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Fields(Vec<Attribute>);

impl Fields {
    /// Sorts by name; of two with the same name the later one stays.
    pub fn new(attributes: Vec<Attribute>) -> Self {
        let by_name: BTreeMap<Str, Attribute> = attributes.into_iter().map(|a| (a.name.clone(), a)).collect();
        Fields(by_name.into_values().collect())
    }

    /// The attribute or block of this name.
    pub fn get(&self, name: &str) -> Option<&Attribute> {
        self.0.binary_search_by(|a| (*a.name).cmp(name)).ok().map(|i| &self.0[i])
    }

    /// All of them, by name.
    pub fn iter(&self) -> std::slice::Iter<'_, Attribute> {
        self.0.iter()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn walk<'a>(&'a self, path: &mut Vec<&'a str>, visit: &mut dyn FnMut(&[&'a str], &'a Attribute)) {
        for attribute in &self.0 {
            path.push(&attribute.name);
            visit(path, attribute);
            if let Some(fields) = attribute.kind.fields() {
                fields.walk(path, visit);
            }
            path.pop();
        }
    }

    /// Takes what `terraform providers schema -json` leaves out from a source that has it, where name and
    /// type agree: static defaults, "forces replacement", integers, and blocks that the provider fills in.
    pub(super) fn borrow_facts(&mut self, from: &Fields) {
        for attribute in &mut self.0 {
            let Some(other) = from.get(&attribute.name) else { continue };
            if let (Some(mine), Some(theirs)) = (attribute.kind.fields_mut(), other.kind.fields()) {
                mine.borrow_facts(theirs);
                // A block type in that format has no "computed".
                if attribute.kind.is_block() && attribute.flags.presence == Presence::Optional {
                    attribute.flags.presence = match other.flags.presence {
                        Presence::OptionalComputed => Presence::OptionalComputed,
                        _ => Presence::Optional,
                    };
                }
            } else if attribute.kind.ty() == other.kind.ty() {
                if attribute.flags.optional() {
                    attribute.default.clone_from(&other.default);
                }
                if attribute.kind.is_refined_by(&other.kind) {
                    attribute.kind = other.kind.clone();
                }
            } else {
                continue;
            }
            attribute.flags.force_new = other.flags.force_new;
        }
    }
}

impl<'a> IntoIterator for &'a Fields {
    type Item = &'a Attribute;
    type IntoIter = std::slice::Iter<'a, Attribute>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl AttributeKind {
    /// Attributes of the objects that it holds, through any number of collections.
    pub fn fields(&self) -> Option<&Fields> {
        match self {
            AttributeKind::Nested(nested) => Some(&nested.fields),
            AttributeKind::List(elem) | AttributeKind::Set(elem) => elem.fields(),
            // Keys of a map stand between it and the objects: a path of names cannot skip them.
            _ => None,
        }
    }

    fn fields_mut(&mut self) -> Option<&mut Fields> {
        match self {
            AttributeKind::Nested(nested) => Some(&mut nested.fields),
            AttributeKind::List(elem) | AttributeKind::Set(elem) => Arc::make_mut(elem).fields_mut(),
            _ => None,
        }
    }

    /// Whether names below it are not part of the schema: keys of a map, parts of an untyped value.
    pub fn is_open(&self) -> bool {
        match self {
            AttributeKind::Map(_) | AttributeKind::Dynamic => true,
            AttributeKind::Nested(nested) => nested.nesting == Nesting::Map,
            AttributeKind::List(elem) | AttributeKind::Set(elem) => elem.is_open(),
            _ => false,
        }
    }

    /// Whether it is a nested block (not an attribute that holds objects).
    pub fn is_block(&self) -> bool {
        matches!(self, AttributeKind::Nested(Nested { syntax: Syntax::Block, .. }))
    }

    /// Whether `other` tells more precisely which number this is.
    fn is_refined_by(&self, other: &AttributeKind) -> bool {
        matches!((self, other), (AttributeKind::Number, AttributeKind::Int | AttributeKind::Float))
    }

    /// The type of its values in Terraform's language.
    pub fn ty(&self) -> Type {
        match self {
            AttributeKind::String => Type::String,
            AttributeKind::Bool => Type::Bool,
            AttributeKind::Int | AttributeKind::Float | AttributeKind::Number => Type::Number,
            AttributeKind::Dynamic => Type::Dynamic,
            AttributeKind::List(elem) => Type::list(elem.ty()),
            AttributeKind::Set(elem) => Type::set(elem.ty()),
            AttributeKind::Map(elem) => Type::map(elem.ty()),
            AttributeKind::Nested(nested) => {
                let object = Type::object(nested.fields.iter().map(|a| (a.name.clone(), a.kind.ty())).collect());
                match nested.nesting {
                    Nesting::Single => object,
                    Nesting::List => Type::list(object),
                    Nesting::Set => Type::set(object),
                    Nesting::Map => Type::map(object),
                }
            }
        }
    }
}
