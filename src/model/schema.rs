//! What a provider declares about the attributes of its types: kind, flags, static default.
//!
//! Facts come from index texts (`docs/schema-index.md`; one for OCI is built in) and from
//! `terraform providers schema -json`. Nothing is parsed until a type is asked for: opening an
//! index costs a pointer, so a run pays only for the types that it meets.

mod index;
mod json;
mod kind;
mod suggest;

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use crate::model::address::Mode;
use crate::model::path::{AttrPath, Step};
use crate::text::Str;

pub use kind::{Attribute, AttributeKind, Fields, Flags, Nested, Nesting, Presence, Syntax};

/// Schemas of any number of providers, in layers; of two layers that know a type, the one added last speaks.
///
/// Cheap to open and safe to share: a type is parsed when it is first asked for, and kept.
#[derive(Debug, Default)]
pub struct Schemas {
    layers: Vec<Layer>,
    cache: RwLock<Cache>,
}

/// What was asked before; `None` where no layer knows the type.
type Cache = FxHashMap<(Mode, Str), Option<Arc<TypeSchema>>>;

#[derive(Debug)]
enum Layer {
    Index(index::Index),
    Json(json::ProvidersJson),
}

/// Which provider, and which release of it, a schema was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Source address or the end of it: `oracle/oci`, `registry.terraform.io/oracle/oci`.
    pub provider: Str,
    /// Release; `terraform providers schema -json` does not say it.
    pub version: Option<Str>,
    /// Commit of the provider's sources that an index was extracted from.
    pub commit: Option<Str>,
}

/// A schema text that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// A type's entry does not follow the format.
    #[error("the schema of {type_name} cannot be read: {reason}")]
    Entry {
        /// The type asked for.
        type_name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The document as a whole does not follow the format.
    #[error("not a provider schema: {reason}")]
    Document {
        /// What is wrong with it.
        reason: String,
    },
}

/// Schema of one resource type, data source or ephemeral resource.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeSchema {
    /// Managed, data or ephemeral.
    pub mode: Mode,
    /// `oci_core_subnet`
    pub name: Str,
    /// The name that the provider gives its implementation, where this one is a legacy alias of it.
    pub alias_of: Option<Str>,
    /// The provider announces that the type will go away.
    pub deprecated: bool,
    /// Attributes and nested blocks.
    pub fields: Fields,
    /// Where the facts come from.
    pub origin: Arc<Origin>,
}

/// A path that a type does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownAttribute {
    /// The type that was asked.
    pub type_name: Str,
    /// The path up to and with the name at fault, joined by dots.
    pub path: String,
    /// A path that exists and was probably meant.
    pub suggestion: Option<String>,
}

impl fmt::Display for UnknownAttribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has no attribute {}", self.type_name, self.path)?;
        match &self.suggestion {
            Some(path) => write!(f, "; did you mean {path}?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnknownAttribute {}

/// What a path of names leads to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place<'a> {
    /// An attribute or block of the schema.
    Attribute(&'a Attribute),
    /// A key of this map (or a part of this value without a declared type); the schema cannot say whether it exists.
    Inside(&'a Attribute),
}

impl Schemas {
    /// No schema at all.
    pub fn empty() -> Self {
        Schemas::default()
    }

    /// The schemas that this build carries: those of the OCI provider.
    pub fn builtin() -> Self {
        let mut schemas = Schemas::empty();
        schemas.push(Layer::Index(index::Index::open(Cow::Borrowed(include_str!("../../rules/oci/schema.idx")))));
        schemas
    }

    /// Reads an index text of the format of `docs/schema-index.md`.
    ///
    /// # Errors
    /// Lines out of order (a look-up would miss types without a word), or a header without a provider.
    pub fn from_index(text: impl Into<Cow<'static, str>>) -> Result<Self, SchemaError> {
        let index = index::Index::open(text.into());
        index.verify()?;
        let mut schemas = Schemas::empty();
        schemas.push(Layer::Index(index));
        Ok(schemas)
    }

    /// Reads the output of `terraform providers schema -json` (or `tofu`): only its outline; each type on demand.
    ///
    /// That format has neither static defaults nor "forces replacement". Where a lower layer has the same
    /// attribute with the same kind, it lends them.
    ///
    /// # Errors
    /// Not JSON, or without `provider_schemas`, or of a format version other than 0 and 1.
    pub fn from_providers_schema_json(text: impl Into<Str>) -> Result<Self, SchemaError> {
        let mut schemas = Schemas::empty();
        schemas.push(Layer::Json(json::ProvidersJson::open(text.into())?));
        Ok(schemas)
    }

    /// Puts the layers of `upper` on top of these.
    pub fn layered(mut self, upper: Schemas) -> Self {
        self.layers.extend(upper.layers);
        // What was looked up before may now be answered by another layer.
        self.cache.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
        self
    }

    fn push(&mut self, layer: Layer) {
        self.layers.push(layer);
    }

    /// The schema of a type; `None` if no layer knows it or its entry is broken ([`Schemas::lookup`] tells which).
    pub fn resource(&self, mode: Mode, type_name: &str) -> Option<Arc<TypeSchema>> {
        self.lookup(mode, type_name).ok().flatten()
    }

    /// The schema of a type, `None` if no layer knows it.
    ///
    /// # Errors
    /// The entry of the topmost layer that knows the type cannot be read. A lower layer does not step in:
    /// it may describe another release.
    pub fn lookup(&self, mode: Mode, type_name: &str) -> Result<Option<Arc<TypeSchema>>, SchemaError> {
        let key = (mode, Str::from(type_name));
        if let Some(known) = self.cache.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(known.clone());
        }
        // Parsed outside of the lock: two threads may do the same work once, and both get the first result.
        let found = self.parse(mode, type_name)?.map(Arc::new);
        let mut cache = self.cache.write().unwrap_or_else(PoisonError::into_inner);
        Ok(cache.entry(key).or_insert(found).clone())
    }

    fn parse(&self, mode: Mode, type_name: &str) -> Result<Option<TypeSchema>, SchemaError> {
        let mut partial: Option<TypeSchema> = None;
        for layer in self.layers.iter().rev() {
            let found = match layer {
                Layer::Index(index) => index.parse(mode, type_name)?,
                Layer::Json(json) => json.parse(mode, type_name)?,
            };
            match (found, &mut partial, layer) {
                (Some(found), None, Layer::Index(_)) => return Ok(Some(found)),
                (Some(found), None, Layer::Json(_)) => partial = Some(found),
                (Some(found), Some(upper), Layer::Index(_)) => {
                    upper.fields.borrow_facts(&found.fields);
                    upper.alias_of = found.alias_of;
                    break;
                }
                (Some(_), Some(_), Layer::Json(_)) | (None, _, _) => {}
            }
        }
        Ok(partial)
    }

    /// The release that the facts about a type come from, if the layer says.
    pub fn provider_version(&self, mode: Mode, type_name: &str) -> Option<Str> {
        self.resource(mode, type_name)?.origin.version.clone()
    }

    /// Providers that the layers describe, lowest layer first.
    pub fn origins(&self) -> Vec<Arc<Origin>> {
        let mut origins = Vec::new();
        for layer in &self.layers {
            match layer {
                Layer::Index(index) => origins.push(index.origin()),
                Layer::Json(json) => origins.extend(json.origins()),
            }
        }
        origins
    }

    /// Names of all types of a mode, sorted, each once.
    pub fn types(&self, mode: Mode) -> Vec<Str> {
        let mut names: Vec<Str> = Vec::new();
        for layer in &self.layers {
            match layer {
                Layer::Index(index) => names.extend(index.types(mode).map(Str::from)),
                Layer::Json(json) => names.extend(json.types(mode).map(Str::from)),
            }
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    /// A type of this mode whose name is near to a wrong one.
    pub fn suggest_type(&self, mode: Mode, wrong: &str) -> Option<Str> {
        let names = self.types(mode);
        suggest::nearest(wrong, names.iter().map(|n| &**n)).map(Str::from)
    }
}

impl TypeSchema {
    /// The attribute or block at a path of names without indexes; empty paths and keys of maps have none.
    pub fn attribute(&self, path: &[&str]) -> Option<&Attribute> {
        match self.place(path.iter().copied()) {
            Ok(Place::Attribute(attribute)) => Some(attribute),
            _ => None,
        }
    }

    /// As [`TypeSchema::attribute`], for a path with indexes, which are skipped.
    pub fn attribute_at(&self, path: &AttrPath) -> Option<&Attribute> {
        match self.place(names_of(path)) {
            Ok(Place::Attribute(attribute)) => Some(attribute),
            _ => None,
        }
    }

    /// What a path of names without indexes leads to.
    ///
    /// # Errors
    /// The type has no such attribute; the error carries the likely meant path. An empty path is no attribute.
    pub fn resolve(&self, path: &[&str]) -> Result<Place<'_>, UnknownAttribute> {
        // What is likely meant is searched for among all that there is: not for those who only want to know.
        self.place(path.iter().copied()).map_err(|known| self.unknown(&path[..(known + 1).min(path.len())]))
    }

    /// Where a path leads to; how many of its names lead somewhere, if it leads nowhere.
    fn place<'p>(&self, path: impl Iterator<Item = &'p str>) -> Result<Place<'_>, usize> {
        let mut walked = 0;
        let mut fields = Some(&self.fields);
        let mut here: Option<&Attribute> = None;
        for name in path {
            if let Some(attribute) = here
                && attribute.kind.is_open()
            {
                return Ok(Place::Inside(attribute));
            }
            match fields.and_then(|f| f.get(name)) {
                Some(attribute) => {
                    walked += 1;
                    fields = attribute.kind.fields();
                    here = Some(attribute);
                }
                None => return Err(walked),
            }
        }
        here.map(Place::Attribute).ok_or(walked)
    }

    fn unknown(&self, walked: &[&str]) -> UnknownAttribute {
        UnknownAttribute {
            type_name: self.name.clone(),
            path: walked.join("."),
            suggestion: suggest::path(&self.fields, walked),
        }
    }

    /// Every attribute and block with its path (names without indexes), parents before their children.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&[&'a str], &'a Attribute)) {
        self.fields.walk(&mut Vec::new(), visit);
    }
}

fn names_of(path: &AttrPath) -> impl Iterator<Item = &str> {
    path.0.iter().filter_map(|step| match step {
        Step::Field(name) => Some(&**name),
        Step::Index(_) => None,
    })
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod knowledge_tests;
