//! What stands where nobody wrote anything.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::locate::{Supplier, find};
use super::{AttributeReader, field_name, plain};
use crate::model::plan::InputKind;
use crate::model::schema::AttributeKind;
use crate::model::{AttrPath, Defaulted, Doc, Mode, Step, Value};
use crate::text::Str;

impl AttributeReader<'_> {
    /// Whether arguments of it that nobody wrote have their defaults: what a data source finds, somebody else chose.
    fn is_made(&self) -> bool {
        self.resource.address.mode == Mode::Managed
    }

    /// An attribute that the document does not mention: null, unless the configuration is all there is
    /// and the provider computes it.
    pub(super) fn missing(&self, path: &AttrPath) -> Value {
        let from_sources = self.graph.plan.meta.kind == InputKind::Sources;
        if !from_sources || matches!(self.doc, Doc::Absent) {
            return Value::NULL;
        }
        let address = &self.resource.address;
        if let Some(value) = self.omitted(path) {
            return value;
        }
        let computed = self
            .graph
            .knowledge
            .schemas
            .resource(address.mode, self.graph.knowledge.canonical(&address.kind))
            .and_then(|schema| {
                let names: Vec<&str> = path.0.iter().filter_map(field_name).collect();
                schema.attribute(&names).map(|a| a.flags.computed())
            });
        // A type without a schema: `id` is always computed, the rest is taken as not set.
        let computed = computed.unwrap_or_else(|| {
            !self.is_made() || self.graph.knowledge.is_identity(&address.kind, path.root().map_or("", |r| r))
        });
        if computed { Value::waiting(format!("{address}.{path}")) } else { Value::NULL }
    }

    /// The service default of a resource that is made here.
    pub(super) fn default_at(&self, path: &AttrPath) -> Option<Value> {
        if !self.is_made() {
            return None;
        }
        let defaults = self.graph.knowledge.default_of(&self.resource.address.kind, &plain(path))?;
        defaults.value(|| self.graph.release_of(&self.resource.provider))
    }

    /// What stands where nobody wrote anything: the service default, or no block at all where a block
    /// could stand. What a provider puts into a block later is not what anybody asked for.
    pub(super) fn omitted(&self, path: &AttrPath) -> Option<Value> {
        if let Some(value) = self.default_at(path) {
            return Some(value);
        }
        let address = &self.resource.address;
        let schema =
            self.graph.knowledge.schemas.resource(address.mode, self.graph.knowledge.canonical(&address.kind))?;
        let names: Vec<&str> = path.0.iter().filter_map(field_name).collect();
        let attribute = schema.attribute(&names)?;
        if !attribute.flags.optional() || (!self.is_made() && attribute.flags.computed()) {
            return None;
        }
        // Omitted is not pending: what names another resource names none where nobody wrote it.
        let names_something = names.last().is_some_and(|n| n.ends_with("_id") || n.ends_with("_ids"));
        let (mut value, why) = match (attribute.kind.is_block(), names_something) {
            (true, _) => (Value::tuple(Vec::new()), "no such block is written"),
            (false, true) => (Value::NULL, "it names nothing where nobody writes it"),
            (false, false) => match attribute.kind {
                AttributeKind::List(_) | AttributeKind::Set(_) => (Value::tuple(Vec::new()), "nobody lists anything"),
                AttributeKind::Map(_) => (Value::object::<Str>([]), "nobody lists anything"),
                _ => return None,
            },
        };
        value.marks.defaulted = Some(Arc::new(Defaulted { source: why.into() }));
        Some(value)
    }

    pub(super) fn has_defaults(&self, path: &AttrPath) -> bool {
        self.graph.knowledge.defaults_below(&self.resource.address.kind, &plain(path)).next().is_some()
    }

    pub(super) fn could_default(&self, path: &AttrPath) -> bool {
        matches!(self.doc, Doc::Value(_))
            && self.omitted(path).is_some()
            && self.block.is_some_and(|b| matches!(find(b.body.get(), path, &|_| None), Supplier::Omitted))
    }

    /// What a block does not mention at all: defaults, and nothing for the rest of what its schema has.
    /// Plan JSON spells all arguments out; evaluated sources hold only what is written.
    pub(super) fn add_defaults(&self, entries: &mut BTreeMap<Str, Value>, path: &AttrPath) {
        let here = plain(path);
        for (at, _) in self.graph.knowledge.defaults_below(&self.resource.address.kind, &here) {
            let Some(name) = at.get(here.len() + 1..).filter(|rest| !rest.contains('.')) else { continue };
            if !entries.contains_key(name)
                && let Some(value) = self.default_at(&path.child(Step::Field(name.into())))
            {
                entries.insert(name.into(), value);
            }
        }
        if !matches!(self.doc, Doc::Value(_)) {
            return;
        }
        let address = &self.resource.address;
        let knowledge = &self.graph.knowledge;
        let Some(schema) = knowledge.schemas.resource(address.mode, knowledge.canonical(&address.kind)) else { return };
        let names: Vec<&str> = path.0.iter().filter_map(field_name).collect();
        let Some(fields) = schema.attribute(&names).and_then(|a| a.kind.fields()) else { return };
        for field in fields.iter().filter(|f| f.flags.optional()) {
            if !entries.contains_key(&field.name) {
                entries.insert(field.name.clone(), self.missing(&path.child(Step::Field(field.name.clone()))));
            }
        }
    }
}
