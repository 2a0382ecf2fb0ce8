//! `terraform providers schema -json`: the outline is read at once, a type when it is asked for.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::kind::{Attribute, AttributeKind, Fields, Flags, Nested, Nesting, Presence, Syntax};
use super::{Origin, SchemaError, TypeSchema};
use crate::model::address::Mode;
use crate::text::Str;

/// Deeper types are refused: no provider has them, and recursion must end before the stack does.
const MAX_DEPTH: usize = 64;

/// The document's text, and where in it each type stands.
#[derive(Debug)]
pub(super) struct ProvidersJson {
    text: Str,
    entries: BTreeMap<(Mode, Str), (Range<usize>, Arc<Origin>)>,
    origins: Vec<Arc<Origin>>,
}

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(default)]
    format_version: Option<String>,
    #[serde(borrow)]
    provider_schemas: BTreeMap<String, Provider<'a>>,
}

#[derive(Deserialize)]
struct Provider<'a> {
    #[serde(borrow, default)]
    resource_schemas: BTreeMap<String, &'a RawValue>,
    #[serde(borrow, default)]
    data_source_schemas: BTreeMap<String, &'a RawValue>,
    #[serde(borrow, default)]
    ephemeral_resource_schemas: BTreeMap<String, &'a RawValue>,
}

#[derive(Deserialize)]
struct TypeJson {
    #[serde(default)]
    block: BlockJson,
}

#[derive(Deserialize, Default)]
struct BlockJson {
    #[serde(default)]
    attributes: BTreeMap<String, AttributeJson>,
    #[serde(default)]
    block_types: BTreeMap<String, BlockTypeJson>,
    #[serde(default)]
    deprecated: bool,
}

#[derive(Deserialize)]
struct AttributeJson {
    #[serde(rename = "type", default)]
    ty: Option<serde_json::Value>,
    #[serde(default)]
    nested_type: Option<NestedTypeJson>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    computed: bool,
    #[serde(default)]
    sensitive: bool,
    #[serde(default)]
    write_only: bool,
    #[serde(default)]
    deprecated: bool,
}

#[derive(Deserialize)]
struct NestedTypeJson {
    #[serde(default)]
    attributes: BTreeMap<String, AttributeJson>,
    nesting_mode: String,
}

#[derive(Deserialize)]
struct BlockTypeJson {
    nesting_mode: String,
    #[serde(default)]
    block: BlockJson,
    #[serde(default)]
    min_items: u64,
    #[serde(default)]
    max_items: u64,
}

impl ProvidersJson {
    pub(super) fn open(text: Str) -> Result<Self, SchemaError> {
        let document = |reason: String| SchemaError::Document { reason };
        let json: Document<'_> = serde_json::from_str(&text).map_err(|e| document(e.to_string()))?;
        if let Some(version) = &json.format_version
            && !matches!(version.split('.').next(), Some("0" | "1"))
        {
            return Err(document(format!("format version {version}; 0 and 1 are known")));
        }
        let base = text.as_ptr() as usize;
        let mut entries = BTreeMap::new();
        let mut origins = Vec::new();
        for (source, provider) in json.provider_schemas {
            let origin = Arc::new(Origin { provider: source.into(), version: None, commit: None });
            origins.push(Arc::clone(&origin));
            let modes = [
                (Mode::Managed, provider.resource_schemas),
                (Mode::Data, provider.data_source_schemas),
                (Mode::Ephemeral, provider.ephemeral_resource_schemas),
            ];
            for (mode, types) in modes {
                for (name, raw) in types {
                    let start = raw.get().as_ptr() as usize - base;
                    entries.insert((mode, name.into()), (start..start + raw.get().len(), Arc::clone(&origin)));
                }
            }
        }
        Ok(ProvidersJson { text, entries, origins })
    }

    pub(super) fn origins(&self) -> impl Iterator<Item = Arc<Origin>> {
        self.origins.iter().cloned()
    }

    pub(super) fn types(&self, mode: Mode) -> impl Iterator<Item = &str> {
        self.entries.keys().filter(move |(m, _)| *m == mode).map(|(_, name)| &**name)
    }

    pub(super) fn parse(&self, mode: Mode, type_name: &str) -> Result<Option<TypeSchema>, SchemaError> {
        let Some((range, origin)) = self.entries.get(&(mode, Str::from(type_name))) else { return Ok(None) };
        let entry = |reason: String| SchemaError::Entry { type_name: type_name.into(), reason };
        let json = self.text.get(range.clone()).unwrap_or_default();
        let json: TypeJson = serde_json::from_str(json).map_err(|e| entry(e.to_string()))?;
        let deprecated = json.block.deprecated;
        let fields = block(json.block, 0).map_err(entry)?;
        Ok(Some(TypeSchema {
            mode,
            name: type_name.into(),
            alias_of: None,
            deprecated,
            fields,
            origin: Arc::clone(origin),
        }))
    }
}

fn block(json: BlockJson, depth: usize) -> Result<Fields, String> {
    let mut attributes = Vec::with_capacity(json.attributes.len() + json.block_types.len());
    for (name, attribute) in json.attributes {
        attributes.push(self::attribute(name, attribute, depth)?);
    }
    for (name, nested) in json.block_types {
        let presence = if nested.min_items > 0 { Presence::Required } else { Presence::Optional };
        let kind = AttributeKind::Nested(Nested {
            nesting: nesting(&nested.nesting_mode)?,
            syntax: Syntax::Block,
            at_most_one: nested.max_items == 1,
            fields: block(nested.block, deeper(depth)?)?,
        });
        let flags = Flags { presence, ..Flags::default() };
        attributes.push(Attribute { name: name.into(), kind, flags, default: None });
    }
    Ok(Fields::new(attributes))
}

fn attribute(name: String, json: AttributeJson, depth: usize) -> Result<Attribute, String> {
    let presence = match (json.required, json.optional, json.computed) {
        (true, _, _) => Presence::Required,
        (false, true, true) => Presence::OptionalComputed,
        (false, true, false) => Presence::Optional,
        (false, false, _) => Presence::Computed,
    };
    let flags = Flags {
        presence,
        force_new: false,
        sensitive: json.sensitive,
        write_only: json.write_only,
        deprecated: json.deprecated,
    };
    let kind = match (json.nested_type, json.ty) {
        (Some(nested), _) => {
            let depth = deeper(depth)?;
            let fields: Result<Vec<_>, String> =
                nested.attributes.into_iter().map(|(n, a)| attribute(n, a, depth)).collect();
            AttributeKind::Nested(Nested {
                nesting: nesting(&nested.nesting_mode)?,
                syntax: Syntax::Attribute,
                at_most_one: false,
                fields: Fields::new(fields?),
            })
        }
        (None, Some(ty)) => kind(&ty, presence, depth)?,
        (None, None) => return Err(format!("{name} has neither a type nor nested attributes")),
    };
    Ok(Attribute { name: name.into(), kind, flags, default: None })
}

fn nesting(mode: &str) -> Result<Nesting, String> {
    match mode {
        "single" | "group" => Ok(Nesting::Single),
        "list" => Ok(Nesting::List),
        "set" => Ok(Nesting::Set),
        "map" => Ok(Nesting::Map),
        other => Err(format!("nesting mode {other}")),
    }
}

fn deeper(depth: usize) -> Result<usize, String> {
    if depth >= MAX_DEPTH { Err("nested too deeply".into()) } else { Ok(depth + 1) }
}

/// A type as JSON writes it: `"string"`, `["list", T]`, `["object", { name: T }]`.
fn kind(json: &serde_json::Value, presence: Presence, depth: usize) -> Result<AttributeKind, String> {
    let depth = deeper(depth)?;
    if let Some(name) = json.as_str() {
        return match name {
            "string" => Ok(AttributeKind::String),
            "bool" => Ok(AttributeKind::Bool),
            "number" => Ok(AttributeKind::Number),
            "dynamic" => Ok(AttributeKind::Dynamic),
            other => Err(format!("type {other}")),
        };
    }
    let parts = json.as_array().map(Vec::as_slice).unwrap_or_default();
    let Some(name) = parts.first().and_then(|n| n.as_str()) else { return Err(format!("type {json}")) };
    let elem = parts.get(1).ok_or_else(|| format!("type {name} without an element"))?;
    let wrap = |nesting: Nesting, collection: fn(Arc<AttributeKind>) -> AttributeKind| {
        // A list of objects is one thing here, whether it is a block or an attribute.
        match kind(elem, presence, depth)? {
            AttributeKind::Nested(inner) if inner.nesting == Nesting::Single => {
                Ok(AttributeKind::Nested(Nested { nesting, ..inner }))
            }
            elem => Ok(collection(Arc::new(elem))),
        }
    };
    match name {
        "list" => wrap(Nesting::List, AttributeKind::List),
        "set" => wrap(Nesting::Set, AttributeKind::Set),
        "map" => wrap(Nesting::Map, AttributeKind::Map),
        "object" => {
            let members = elem.as_object().ok_or("an object type without members")?;
            let mut attributes = Vec::with_capacity(members.len());
            for (name, ty) in members {
                let kind = kind(ty, presence, depth)?;
                let flags = Flags { presence, ..Flags::default() };
                attributes.push(Attribute { name: name.as_str().into(), kind, flags, default: None });
            }
            Ok(AttributeKind::Nested(Nested {
                nesting: Nesting::Single,
                syntax: Syntax::Attribute,
                at_most_one: false,
                fields: Fields::new(attributes),
            }))
        }
        // Elements of different types have no names; their parts cannot be described by a path of names.
        "tuple" => Ok(AttributeKind::Dynamic),
        other => Err(format!("type {other}")),
    }
}
