//! Bodies of resource blocks as values, in the shape in which plan JSON shows them: nested blocks
//! are lists of objects, what nobody wrote is not there.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::provider_tags;
use super::scope::ModuleScope;
use super::world::{Memo, World, failing};
use crate::eval::convert::convert;
use crate::hcl::ast::{Attribute, Block, Body};
use crate::model::schema::{self, AttributeKind, Fields, Nesting};
use crate::model::waits::{READ_AT_APPLY, READ_WHILE_PLANNING};
use crate::model::{AttrPath, AttrRef, Key, Kind, Marks, Mode, Refinement, ResourceId, Step, Type, Unknown, Value};
use crate::text::{Diagnostic, Span, Str};

/// Arguments and blocks that every resource block may have and no provider sees.
const META: &[&str] = &["count", "for_each", "provider", "depends_on", "lifecycle", "connection", "provisioner"];

/// Attributes that a resource has once it exists, whatever its type.
const NEVER_NULL: &[&str] = &["id", "arn"];

impl World<'_> {
    /// All attributes of an instance that the configuration sets.
    pub fn resource_value(&self, id: ResourceId) -> Value {
        let resource = self.resource(id);
        let Some(decl) = self.decl(resource.module).resources.get(&resource.key) else { return Value::unknown() };
        if self.is_wholly_planned(id) {
            return Value::object::<Str>([]);
        }
        let body = &decl.block.body;
        let schema = self.schema(resource.key.0, &resource.key.1);
        let mut names = argument_names(body);
        names.extend(
            schema.iter().flat_map(|s| s.fields.iter()).filter(|a| a.default.is_some()).map(|a| a.name.clone()),
        );
        names.extend(self.identity(id).map(|_| Str::from("id")));
        names.extend(provider_tags::sums(&resource.key.1).map(Str::from));
        names.sort();
        names.dedup();
        let mut entries = BTreeMap::new();
        // Beside a plan only what it leaves open is of interest.
        names.retain(|name| self.planned_attribute(id, name).is_none());
        for name in names {
            let value = self
                .written(id, &name, decl.block.header)
                .unwrap_or_else(|problem| Some(self.failed(problem, &format!("{}.{name}", resource.address))));
            match value {
                Some(value) => {
                    entries.insert(name, narrow_wildcards(self.settle(&value)));
                }
                // Beside a plan, whose unknowns this explains, null is an answer.
                None if self.options.planned.is_some() && body.attribute(&name).is_some() => {
                    entries.insert(name, Value::NULL);
                }
                None => {}
            }
        }
        Value::object(entries)
    }

    fn identity(&self, id: ResourceId) -> Option<Str> {
        let identify = self.options.identify.as_ref()?;
        identify(&self.resource(id).address)
    }

    /// What an expression gets that refers to an attribute of a resource.
    pub fn attribute(&self, id: ResourceId, name: &Str, span: Span) -> Result<Value, Diagnostic> {
        let resource = self.resource(id);
        let origin = AttrRef { address: resource.address.clone(), path: AttrPath::field(name.clone()) };
        let mut value = match self.written(id, name, span)? {
            Some(value) if self.may_be_computed(id, name, &value) => self.unwritten(id, name),
            Some(value) => value,
            None => self.unwritten(id, name),
        };
        if self.is_general() {
            // While Terraform validates, a reference to a resource has no type yet.
            value = Value::unknown().with_marks(&value.marks);
        }
        if value.marks.origin.is_none() {
            value.marks.origin = Some(Arc::new(origin));
        }
        value.marks.ephemeral |= resource.key.0 == Mode::Ephemeral;
        Ok(value)
    }

    /// Whether a provider of which no schema is known may fill in blocks that a `dynamic` block does not make.
    fn may_be_computed(&self, id: ResourceId, name: &Str, value: &Value) -> bool {
        let resource = self.resource(id);
        let empty = matches!(&value.kind, Kind::Tuple(items) if items.is_empty());
        let declared = || self.decl(resource.module).resources.get(&resource.key);
        empty
            && self.schema(resource.key.0, &resource.key.1).is_none()
            && self.planned_attribute(id, name).is_none()
            && declared().is_some_and(|d| d.block.body.attribute(name).is_none())
    }

    /// An attribute that the configuration sets, or that is fixed otherwise; `None` if nobody does.
    pub fn written(&self, id: ResourceId, name: &Str, span: Span) -> Result<Option<Value>, Diagnostic> {
        let resource = self.resource(id);
        let title = format!("{}.{name}", resource.address);
        let value = self.once(Memo::Attribute(id.0, name.clone()), &title, span, || {
            let Some(decl) = self.decl(resource.module).resources.get(&resource.key) else { return Ok(absent()) };
            let schema = self.schema(resource.key.0, &resource.key.1);
            let field = schema.as_ref().and_then(|s| s.fields.get(name));
            if let Some(value) = self.planned_attribute(id, name) {
                return Ok(fitted(value, field));
            }
            let scope = ModuleScope::new(self, resource.module, &resource.repetition);
            let body = &decl.block.body;
            let found = match body.attribute(name).filter(|_| !META.contains(&&**name)) {
                Some(attribute) => Some(self.argument(attribute, &scope, field, &title)),
                None => self.blocks(body, name, &scope, field, &title),
            };
            if field.is_some_and(|f| f.flags.write_only) {
                // It is sent to the provider, and kept in no plan and no state.
                return Ok(absent());
            }
            Ok(found.or_else(|| self.fixed(id, name, field)).unwrap_or_else(absent))
        })?;
        Ok(if is_absent(&value) { None } else { Some(value) })
    }

    /// What stands without anybody having written it: a given identity, the provider's own default.
    fn fixed(&self, id: ResourceId, name: &str, field: Option<&schema::Attribute>) -> Option<Value> {
        if name == "id"
            && let Some(text) = self.identity(id)
        {
            return Some(text.into());
        }
        field.and_then(|f| f.default.clone()).or_else(|| self.summed_tags(id, name))
    }

    fn unwritten(&self, id: ResourceId, name: &str) -> Value {
        let resource = self.resource(id);
        let schema = self.schema(resource.key.0, &resource.key.1);
        let field = schema.as_ref().and_then(|s| s.fields.get(name));
        let known_null = self.planned_attribute(id, name).is_some_and(|v| v.is_null());
        if known_null || field.is_some_and(|f| !f.flags.computed()) {
            return Kind::Null(field.map_or(Type::Dynamic, |f| f.kind.ty())).into();
        }
        if resource.key.0 == Mode::Managed && &*resource.key.1 == "terraform_data" {
            return self.builtin(id, name);
        }
        let waits = match resource.key.0 {
            Mode::Managed => format!("{}.{name}", resource.address),
            Mode::Data if self.is_read_while_planning(id) => format!("{} {READ_WHILE_PLANNING}", resource.address),
            _ => format!("{} {READ_AT_APPLY}", resource.address),
        };
        let unknown = Unknown {
            ty: field.map_or(Type::Dynamic, |f| f.kind.ty()),
            refinement: Refinement { not_null: NEVER_NULL.contains(&name), ..Refinement::default() },
            waits_for: vec![waits.into()],
        };
        Value::from(Kind::Unknown(Arc::new(unknown)))
    }

    /// What nobody writes of a `terraform_data`, the resource type that Terraform itself brings: `output` will be
    /// what `input` is, of its type.
    fn builtin(&self, id: ResourceId, name: &str) -> Value {
        let address = self.resource(id).address.clone();
        let waits_for = vec![format!("{address}.{name}").into()];
        let unknown = |ty: Type, refinement: Refinement| -> Value {
            Kind::Unknown(Arc::new(Unknown { ty, refinement, waits_for })).into()
        };
        match name {
            "id" => unknown(Type::String, Refinement { not_null: true, ..Refinement::default() }),
            "output" => {
                let span = Span::new(crate::text::FileId(0), 0, 0);
                let input = self.attribute(id, &"input".into(), span).unwrap_or_else(|_| Value::unknown());
                let input = self.settle(&input);
                match &input.kind {
                    Kind::Null(_) => Value { kind: input.kind.clone(), marks: Marks::default() },
                    _ => unknown(input.ty(), Refinement::default()),
                }
            }
            _ => Value::NULL,
        }
    }

    /// An attribute that a nested block does not set: computed by the provider for all that is known, unless a
    /// schema knows better. `None` if there is no such attribute.
    pub fn unwritten_inside(&self, of: &AttrRef, name: &Str) -> Option<Value> {
        let path = of.path.child(Step::Field(name.clone()));
        let schema = self.schema(of.address.mode, &of.address.kind);
        let ty = match schema {
            Some(schema) => {
                let field = schema.attribute_at(&path)?;
                if !field.flags.computed() {
                    return Some(Kind::Null(field.kind.ty()).into());
                }
                field.kind.ty()
            }
            None => Type::Dynamic,
        };
        let waits_for = vec![AttrRef { address: of.address.clone(), path }.to_string().into()];
        let refinement = Refinement { not_null: NEVER_NULL.contains(&&**name), ..Refinement::default() };
        Some(Kind::Unknown(Arc::new(Unknown { ty, refinement, waits_for })).into())
    }

    fn argument(
        &self,
        attribute: &Attribute,
        scope: &ModuleScope<'_, '_>,
        field: Option<&schema::Attribute>,
        title: &str,
    ) -> Value {
        let mut value = self.value(&attribute.expr, scope, title);
        let Some(field) = field else { return value };
        if !field.flags.write_only && crate::eval::deep_marks(&value).ephemeral {
            let detail = format!(
                "Ephemeral values are not valid for {:?}, because it is not a write-only attribute and must be persisted to state.",
                &*field.name
            );
            self.report(Diagnostic::error(attribute.expr.span, "Invalid use of ephemeral value", detail));
        }
        value.marks.sensitive |= field.flags.sensitive;
        if field.kind.is_block() && matches!(value.kind, Kind::Object(_)) && holds_list(&field.kind) {
            // JSON syntax writes a single block as an object.
            let marks = value.marks.clone();
            return Value { kind: Kind::Tuple(Arc::new(vec![value])), marks };
        }
        let ty = field.kind.ty();
        if !is_plain(&ty) {
            return value;
        }
        match convert(&value, &ty) {
            Ok(converted) => converted,
            Err(e) => {
                // A schema of another provider version may be wrong about it: only a warning.
                let name = &attribute.name.name;
                let detail = format!("The value of {name:?} does not fit the provider's schema: {e}.");
                self.report(Diagnostic::warning(attribute.expr.span, "Incorrect attribute value type", detail));
                value
            }
        }
    }

    /// The nested blocks of a type; `None` if there are none.
    fn blocks(
        &self,
        body: &Body,
        name: &str,
        scope: &ModuleScope<'_, '_>,
        field: Option<&schema::Attribute>,
        title: &str,
    ) -> Option<Value> {
        let mut items = Vec::new();
        let mut unknown: Vec<Value> = Vec::new();
        let mut any = false;
        let fields = field.and_then(|f| f.kind.fields());
        let single = field.is_some_and(|f| !holds_list(&f.kind));
        for block in body.blocks() {
            if block_type(block).as_deref() != Some(name) || META.contains(&name) {
                continue;
            }
            any = true;
            if &*block.kind.name == "dynamic" {
                self.dynamic(block, name, scope, fields, title, (&mut items, &mut unknown));
            } else {
                let title = if single { title.to_owned() } else { format!("{title}[{}]", items.len()) };
                items.push(self.body(&block.body, scope, fields, &title));
            }
        }
        if !any {
            return None;
        }
        Some(if unknown.is_empty() {
            match (single, items.pop()) {
                (true, Some(last)) => last,
                (true, None) => absent(),
                (false, last) => {
                    items.extend(last);
                    Value::tuple(items)
                }
            }
        } else if items.is_empty() {
            let waits_for = unknown.iter().flat_map(Value::waits_for).collect();
            let refinement = Refinement { not_null: true, ..Refinement::default() };
            Kind::Unknown(Arc::new(Unknown { ty: Type::Dynamic, refinement, waits_for })).into()
        } else {
            Value::partial(items, unknown.iter().flat_map(Value::waits_for).collect())
        })
    }

    fn dynamic(
        &self,
        block: &Block,
        name: &str,
        scope: &ModuleScope<'_, '_>,
        fields: Option<&Fields>,
        title: &str,
        (items, unknown): (&mut Vec<Value>, &mut Vec<Value>),
    ) {
        let (Some(for_each), Some(content)) =
            (block.body.attribute("for_each"), block.body.blocks_of("content").next())
        else {
            let detail = "A dynamic block needs a \"for_each\" argument and a \"content\" block.";
            self.report(Diagnostic::error(block.header, "Invalid dynamic block", detail));
            unknown.push(failing(title));
            return;
        };
        let iterator = block.body.attribute("iterator").map(|a| match &a.expr.kind {
            crate::hcl::ast::ExprKind::Variable(name) => name.name.clone(),
            crate::hcl::ast::ExprKind::String(name) => name.clone(),
            _ => name.into(),
        });
        let iterator = iterator.unwrap_or_else(|| name.into());
        let collection = self.value(&for_each.expr, scope, title);
        let mut produce = |key: Value, value: &Value| {
            let inner = scope.iterating(iterator.clone(), key, value.clone());
            let title = format!("{title}[{}]", items.len());
            items.push(self.body(&content.body, &inner, fields, &title));
        };
        match &collection.kind {
            Kind::Unknown(_) => unknown.push(collection),
            Kind::Null(_) => {
                let detail = "Cannot use a null value in for_each.";
                self.report(Diagnostic::error(for_each.expr.span, "Invalid dynamic for_each value", detail));
                unknown.push(failing(title));
            }
            Kind::Map(_, entries) | Kind::Object(entries) => {
                entries.iter().for_each(|(k, v)| produce(k.clone().into(), v));
            }
            Kind::Set(_, elements) => elements.iter().for_each(|v| produce(v.clone(), v)),
            Kind::List(_, elements) | Kind::Tuple(elements) => {
                elements.iter().enumerate().for_each(|(i, v)| produce((i as i64).into(), v));
            }
            Kind::Partial(elements) => {
                elements.iter().enumerate().for_each(|(i, v)| produce((i as i64).into(), v));
                unknown.push(collection.clone());
            }
            _ => {
                let detail = "Cannot use this value in for_each. An iterable collection is required.";
                self.report(Diagnostic::error(for_each.expr.span, "Invalid dynamic for_each value", detail));
                unknown.push(failing(title));
            }
        }
    }

    /// A nested block's arguments and blocks.
    fn body(&self, body: &Body, scope: &ModuleScope<'_, '_>, fields: Option<&Fields>, title: &str) -> Value {
        let mut entries = BTreeMap::new();
        for attribute in body.attributes() {
            let name = &attribute.name.name;
            let title = format!("{title}.{name}");
            let value = self.argument(attribute, scope, fields.and_then(|f| f.get(name)), &title);
            // As if it were not written: its provider may fill it in.
            if !is_absent(&value) {
                entries.insert(name.clone(), value);
            }
        }
        let mut types: Vec<Str> = body.blocks().filter_map(block_type).collect();
        types.sort();
        types.dedup();
        for name in types {
            let field = fields.and_then(|f| f.get(&name));
            if let Some(value) = self.blocks(body, &name, scope, field, &format!("{title}.{name}"))
                && !is_absent(&value)
            {
                entries.insert(name, value);
            }
        }
        for field in fields.into_iter().flat_map(Fields::iter) {
            if let Some(default) = &field.default {
                entries.entry(field.name.clone()).or_insert_with(|| default.clone());
            } else if field.flags.presence == schema::Presence::Computed {
                // What only the provider sets exists after apply: other resources may refer to it.
                let waits = || Value::waiting(format!("{title}.{}", field.name));
                entries.entry(field.name.clone()).or_insert_with(waits);
            }
        }
        Value::object(entries)
    }
}

/// Names of what is written in a block and meant for its provider; those of blocks once for each.
pub(super) fn argument_names(body: &Body) -> Vec<Str> {
    let mut names: Vec<Str> = body.attributes().map(|a| a.name.name.clone()).collect();
    names.extend(body.blocks().filter_map(block_type));
    names.retain(|n| !META.contains(&&**n));
    names
}

/// The type of block that a block or a `dynamic` block makes.
fn block_type(block: &Block) -> Option<Str> {
    match &*block.kind.name {
        "dynamic" => block.labels.first().map(|l| l.name.clone()),
        _ => Some(block.kind.name.clone()),
    }
}

/// A value of plan JSON, which has lost its type, as the schema has it.
fn fitted(value: Value, field: Option<&schema::Attribute>) -> Value {
    let ty = field.map(|f| f.kind.ty()).filter(is_plain);
    ty.and_then(|ty| convert(&value, &ty).ok()).unwrap_or(value)
}

/// In place of an attribute that nobody wrote; `null` in an argument means the same.
fn absent() -> Value {
    Value::NULL
}

fn is_absent(value: &Value) -> bool {
    value.is_null()
}

fn holds_list(kind: &AttributeKind) -> bool {
    match kind {
        AttributeKind::Nested(nested) => matches!(nested.nesting, Nesting::List | Nesting::Set),
        _ => true,
    }
}

/// Types to which values are converted: a schema's word on anything deeper is less certain.
fn is_plain(ty: &Type) -> bool {
    let primitive = |t: &Type| matches!(t, Type::Bool | Type::Number | Type::String);
    match ty {
        Type::List(t) | Type::Set(t) | Type::Map(t) => primitive(t),
        other => primitive(other),
    }
}

/// Of a block with unknown instances, one instance stands for all, and the key with which a
/// reference chooses among them is no step into that instance.
fn narrow_wildcards(mut value: Value) -> Value {
    if let Some(origin) = &value.marks.origin
        && origin.address.key == Key::Wildcard
        && let [Step::Index(_) | Step::Field(_), rest @ ..] = origin.path.0.as_slice()
        && !rest.is_empty()
    {
        let path = AttrPath::from(rest);
        value.marks.origin = Some(Arc::new(AttrRef { address: origin.address.clone(), path }));
    }
    value
}
