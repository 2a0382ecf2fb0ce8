//! Schemas as they come over the wire, read type by type when one is asked for.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use bytes::Bytes;
use prost::Message;

use super::protocol::{Attribute, Block, NestedAttribute, Schema, SchemaResponse};
use crate::model::{Mode, Type};
use crate::text::Str;

/// Deeper schemas are refused: recursion must end before the stack does.
const MAX_DEPTH: usize = 64;

/// How a value is encoded, with what its attributes are marked as.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A value of a type.
    Plain(Type),
    /// Attributes and blocks by name.
    Object(Arc<BTreeMap<Str, Field>>),
    /// Objects in a list.
    List(Box<Shape>),
    /// Objects in a set.
    Set(Box<Shape>),
    /// Objects by key.
    Map(Box<Shape>),
}

/// An attribute or block.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// What it holds.
    pub shape: Shape,
    /// Never shown.
    pub sensitive: bool,
}

/// A schema that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the provider's schema of {type_name} cannot be read: {reason}")]
pub struct SchemaError {
    /// The type.
    pub type_name: String,
    /// Why.
    pub reason: String,
}

/// The schemas of one provider.
#[derive(Debug)]
pub struct Schemas {
    version: u32,
    entries: HashMap<(Mode, Str), Bytes>,
    read: HashMap<(Mode, Str), Arc<Shape>>,
}

impl Schemas {
    /// Takes the response of `GetProviderSchema`; `version` is the protocol's.
    ///
    /// # Errors
    /// If it is no such response.
    pub fn new(version: u32, response: Bytes) -> Result<Schemas, SchemaError> {
        let failed = |e: prost::DecodeError| SchemaError { type_name: "its types".into(), reason: e.to_string() };
        let response = SchemaResponse::decode(response).map_err(failed)?;
        let managed = response.resources.into_iter().map(|e| ((Mode::Managed, Str::from(e.name)), e.schema));
        let data = response.data_sources.into_iter().map(|e| ((Mode::Data, Str::from(e.name)), e.schema));
        Ok(Schemas { version, entries: managed.chain(data).collect(), read: HashMap::new() })
    }

    /// The shape of a type's values.
    ///
    /// # Errors
    /// If the provider has no such type, or its schema cannot be read.
    pub fn shape(&mut self, mode: Mode, type_name: &str) -> Result<Arc<Shape>, SchemaError> {
        let key = (mode, Str::from(type_name));
        if let Some(shape) = self.read.get(&key) {
            return Ok(shape.clone());
        }
        let failed = |reason: String| SchemaError { type_name: type_name.into(), reason };
        let bytes = self.entries.get(&key).ok_or_else(|| failed("there is no such type".into()))?;
        let schema = Schema::decode(bytes.clone()).map_err(|e| failed(e.to_string()))?;
        let fields = self.block(&schema.block.unwrap_or_default(), 0).map_err(failed)?;
        let shape = Arc::new(Shape::Object(Arc::new(fields)));
        self.read.insert(key, shape.clone());
        Ok(shape)
    }

    fn block(&self, block: &Block, depth: usize) -> Result<BTreeMap<Str, Field>, String> {
        let mut fields = self.attributes(&block.attributes, depth)?;
        for nested in &block.block_types {
            let inner = self.block(nested.block.as_ref().unwrap_or(&Block::default()), deeper(depth)?)?;
            let shape = nest(nested.nesting, Shape::Object(Arc::new(inner)))?;
            fields.insert(nested.type_name.as_str().into(), Field { shape, sensitive: false });
        }
        Ok(fields)
    }

    fn attributes(&self, encoded: &[Bytes], depth: usize) -> Result<BTreeMap<Str, Field>, String> {
        let mut fields = BTreeMap::new();
        for bytes in encoded {
            let attribute = Attribute::decode(bytes.clone()).map_err(|e| e.to_string())?;
            let shape = self.attribute(&attribute, bytes, depth)?;
            fields.insert(attribute.name.as_str().into(), Field { shape, sensitive: attribute.sensitive });
        }
        Ok(fields)
    }

    fn attribute(&self, attribute: &Attribute, bytes: &Bytes, depth: usize) -> Result<Shape, String> {
        if self.version >= 6
            && let Some(nested) = NestedAttribute::decode(bytes.clone()).map_err(|e| e.to_string())?.nested_type
        {
            let inner = self.attributes(&nested.attributes, deeper(depth)?)?;
            return nest(nested.nesting, Shape::Object(Arc::new(inner)));
        }
        let json: serde_json::Value = serde_json::from_slice(&attribute.ty).map_err(|e| e.to_string())?;
        Ok(Shape::Plain(Type::from_json(&json, depth)?))
    }
}

fn deeper(depth: usize) -> Result<usize, String> {
    if depth >= MAX_DEPTH { Err("nested too deeply".into()) } else { Ok(depth + 1) }
}

fn nest(nesting: i32, inner: Shape) -> Result<Shape, String> {
    match nesting {
        1 | 5 => Ok(inner),
        2 => Ok(Shape::List(Box::new(inner))),
        3 => Ok(Shape::Set(Box::new(inner))),
        4 => Ok(Shape::Map(Box::new(inner))),
        other => Err(format!("nesting mode {other}")),
    }
}
