//! Values of a module tree that are computed once for each instance: variables, outputs, and resources and modules
//! as a whole.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::builtin;
use super::decl::VariableDecl;
use super::scope::ModuleScope;
use super::world::{MODULE_BASE, Memo, Repetition, World, prefix};
use crate::eval::convert::{ConvertError, convert, without_optional};
use crate::eval::{Scope, deep_marks, evaluate, suggest};
use crate::hcl::ast::Expr;
use crate::model::{AttrPath, AttrRef, Kind, ResourceId, Type, Value};
use crate::text::{Diagnostic, FileId, Span, Str};

const EPHEMERAL: &str = "Ephemeral value not allowed";

/// Most nodes of a value that is kept.
const MAX_NODES: usize = 1_000_000;

/// The value, unless it is too large: locals that each hold the one before several times share their
/// memory, but whoever looks at all of the last one would take exponential time.
pub(super) fn bounded(value: Value, span: Span, title: &str) -> Result<Value, Box<Diagnostic>> {
    let mut left = MAX_NODES;
    if spend_nodes(&value, &mut left) {
        return Ok(value);
    }
    let detail = format!("{title} has more than {MAX_NODES} parts; what depends on it is not evaluated.");
    Err(Box::new(Diagnostic::error(span, "Value too large", detail)))
}

fn spend_nodes(value: &Value, left: &mut usize) -> bool {
    if *left == 0 {
        return false;
    }
    *left -= 1;
    match &value.kind {
        Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) | Kind::Partial(items) => {
            items.iter().all(|item| spend_nodes(item, left))
        }
        Kind::Map(_, entries) | Kind::Object(entries) => entries.values().all(|item| spend_nodes(item, left)),
        _ => true,
    }
}

impl World<'_> {
    /// A variable of a module instance: as given, else its default, else unknown.
    pub fn variable(&self, instance: usize, name: &Str, span: Span) -> Result<Value, Diagnostic> {
        let module = self.instance(instance);
        let title = format!("{}var.{name}", prefix(&module.path));
        self.once(Memo::Variable(instance, name.clone()), &title, span, || {
            let Some(decl) = self.decl(instance).variables.get(name) else { return Ok(Value::unknown()) };
            let given = match &module.parent {
                None => self.given.get(name).map(|(value, _)| value.clone()),
                Some((parent, call)) => {
                    let block = &self.decl(*parent).calls.get(call).map(|c| &c.block);
                    let argument = block.and_then(|b| b.body.attribute(name));
                    let scope = ModuleScope::new(self, *parent, &module.repetition);
                    argument.map(|a| self.value(&a.expr, &scope, &title))
                }
            };
            let is_null = given.as_ref().is_some_and(Value::is_null);
            let given = given.filter(|v| decl.nullable || !v.is_null());
            let argument = match &module.parent {
                Some((parent, call)) => {
                    let call = self.decl(*parent).calls.get(call);
                    call.and_then(|c| c.block.body.attribute(name)).map(|a| a.expr.span)
                }
                None => self.given.get(name).and_then(|(_, place)| *place),
            };
            let supplied = match &given {
                Some(_) => argument.map_or(Supplied::Outside, Supplied::Argument),
                None => Supplied::Default,
            };
            if let (Some(value), Supplied::Argument(span), false) = (&given, supplied, decl.ephemeral)
                && module.parent.is_some()
                && deep_marks(value).ephemeral
            {
                let detail = "This input variable is not declared as accepting a ephemeral values, so it cannot be set to a \
                              result derived from an ephemeral value.";
                self.report(Diagnostic::error(span, EPHEMERAL, detail));
            }
            if let (Some(span), true, None, true) = (argument, is_null && given.is_none(), &decl.default, decl.is_required()) {
                let detail = format!("The given value is not suitable for {title}: required variable may not be set to null.");
                self.report(Diagnostic::error(span, "Required variable not set", detail));
            }
            let mut value = match given.or_else(|| decl.default.clone()) {
                Some(value) => {
                    let shaped = decl.constraint.defaults.apply(&self.shape(&value, &decl.constraint.ty));
                    convert(&shaped, &decl.constraint.ty).map_err(|e| unsuitable(decl, &title, supplied, &e))?
                }
                None => {
                    let mut value = Value::unknown_of(decl.constraint.ty.clone());
                    if let Kind::Unknown(u) = &mut value.kind {
                        Arc::make_mut(u).waits_for.push(title.as_str().into());
                    }
                    value
                }
            };
            if self.is_general() {
                value = Value::unknown_of(without_optional(&decl.constraint.ty));
            }
            value.marks.sensitive |= decl.sensitive;
            value.marks.ephemeral |= decl.ephemeral;
            Ok(value)
        })
    }

    pub fn root_variable(&self, name: &Str, span: Span) -> Value {
        self.variable(0, name, span).unwrap_or_else(|_| Value::unknown())
    }

    /// An output of a module instance.
    pub fn output(&self, instance: usize, name: &Str, span: Span) -> Result<Value, Diagnostic> {
        let decl = self.decl(instance);
        let Some(output) = decl.outputs.get(name) else {
            let near = suggest(name, decl.outputs.keys().map(|k| &**k));
            let near = near.map_or_else(
                || format!(" The module has no such output: it needs an output {name:?} {{}} block."),
                |near| format!(" Did you mean its output {near:?}?"),
            );
            let detail = format!("This object does not have an attribute named {name:?}.{near}");
            return Err(Diagnostic::error(span, "Unsupported attribute", detail));
        };
        let title = format!("{}output.{name}", prefix(&self.instance(instance).path));
        self.once(Memo::Output(instance, name.clone()), &title, span, || {
            let Some(attribute) = &output.value else {
                let detail = "The argument \"value\" is required, but no definition was found.";
                return Err(Box::new(Diagnostic::error(output.span, "Missing required argument", detail)));
            };
            let scope = ModuleScope::new(self, instance, &Repetition::None);
            let mut value = evaluate(&attribute.expr, &scope)?.value;
            if !output.ephemeral && deep_marks(&self.settle(&value)).ephemeral {
                let detail = "This output value is not declared as returning an ephemeral value, so it cannot be set to a result \
                              derived from an ephemeral value.";
                self.report(Diagnostic::error(attribute.expr.span, EPHEMERAL, detail));
            }
            if instance == 0 && !output.sensitive && self.shows_secrets(&attribute.expr, &value) {
                let detail = "Terraform requires that any root module output containing sensitive data be explicitly marked as \
                              sensitive, to confirm your intent.\n\nIf you do intend to export this data, annotate the output value \
                              as sensitive by adding the following argument:\n    sensitive = true";
                self.report(Diagnostic::error(output.span, "Output refers to sensitive values", detail));
            }
            value.marks.sensitive |= output.sensitive;
            value.marks.ephemeral |= output.ephemeral;
            if self.is_general() {
                // While Terraform validates, a caller knows not even the types of outputs.
                value = Value::unknown().with_marks(&value.marks);
            }
            bounded(value, attribute.expr.span, &title)
        })
    }

    /// Whether a root output shows what is a secret in Terraform, too: up to 1.11 it forgets that outputs of modules are
    /// declared sensitive, so that only what comes from variables counts.
    fn shows_secrets(&self, expr: &Expr, value: &Value) -> bool {
        deep_marks(&self.settle(value)).sensitive && self.is_of_variables(expr, 0)
    }

    fn is_of_variables(&self, expr: &Expr, depth: usize) -> bool {
        let locals = &self.decl(0).locals;
        crate::eval::references(expr).iter().all(|reference| match (&*reference.root, reference.name(0)) {
            ("var", _) => true,
            ("local", Some(name)) if depth < 20 => {
                locals.get(name).is_some_and(|local| self.is_of_variables(&local.expr, depth + 1))
            }
            _ => false,
        })
    }

    /// The value in a form that can be converted to the type: of resources and modules, the
    /// attributes that the type asks for.
    fn shape(&self, value: &Value, ty: &Type) -> Value {
        if !holds_resource(value) {
            return value.clone();
        }
        let kind = match (&value.kind, ty) {
            (Kind::Resource(_), Type::Dynamic) => return value.clone(),
            (Kind::Resource(id), Type::Object(object)) => {
                let scope = ModuleScope::new(self, 0, &Repetition::None);
                let attribute = |(name, ty): (&Str, &Type)| {
                    let span = Span::new(FileId(0), 0, 0);
                    let found = scope.resource_attribute(*id, name, span).map(|t| t.value);
                    (name.clone(), self.shape(&found.unwrap_or_else(|_| Value::unknown()), ty))
                };
                Kind::Object(Arc::new(object.attributes.iter().map(attribute).collect::<BTreeMap<_, _>>()))
            }
            (Kind::Resource(_), _) => return self.settle(value),
            (Kind::Tuple(items) | Kind::List(_, items) | Kind::Set(_, items), Type::List(elem) | Type::Set(elem)) => {
                Kind::Tuple(Arc::new(items.iter().map(|v| self.shape(v, elem)).collect()))
            }
            (Kind::Object(entries) | Kind::Map(_, entries), Type::Map(elem)) => {
                Kind::Object(Arc::new(entries.iter().map(|(k, v)| (k.clone(), self.shape(v, elem))).collect()))
            }
            (Kind::Object(entries) | Kind::Map(_, entries), Type::Object(object)) => {
                let any = Type::Dynamic;
                let shaped =
                    entries.iter().map(|(k, v)| (k.clone(), self.shape(v, object.attributes.get(k).unwrap_or(&any))));
                Kind::Object(Arc::new(shaped.collect()))
            }
            (_, Type::Dynamic) => return value.clone(),
            _ => return self.settle(value),
        };
        Value { kind, marks: value.marks.clone() }
    }

    /// A module as a whole: all its outputs.
    fn all_outputs(&self, instance: usize) -> Value {
        let outputs = self.decl(instance).outputs.iter();
        Value::object(outputs.map(|(name, decl)| {
            let found = self.output(instance, name, decl.span).unwrap_or_else(|problem| {
                self.report(problem);
                Value::unknown()
            });
            (name.clone(), self.settle(&found))
        }))
    }

    /// A resource as a whole: nobody but its provider knows all attributes, except for Terraform's own types.
    fn whole_resource(&self, id: ResourceId) -> Value {
        let resource = self.resource(id);
        if let Some(schema) = builtin::schema(resource.key.0, &resource.key.1) {
            let span = Span::new(FileId(0), 0, 0);
            return Value::object(schema.fields.iter().map(|field| {
                let found = self.attribute(id, &field.name, span).unwrap_or_else(|_| Value::unknown());
                (field.name.clone(), self.settle(&found))
            }));
        }
        let address = resource.address.clone();
        let mut unknown = Value::waiting(address.to_string());
        unknown.marks.origin = Some(Arc::new(AttrRef { address, path: AttrPath::default() }));
        unknown
    }

    /// The value without references to resources as a whole: nobody knows all their attributes.
    pub fn settle(&self, value: &Value) -> Value {
        let kind = match &value.kind {
            Kind::Resource(id) => {
                let mut whole = match id.0.checked_sub(MODULE_BASE) {
                    Some(instance) => self.all_outputs(instance as usize),
                    None => self.whole_resource(*id),
                };
                whole.marks.sensitive |= value.marks.sensitive;
                whole.marks.ephemeral |= value.marks.ephemeral;
                return whole;
            }
            _ if !holds_resource(value) => return value.clone(),
            Kind::Tuple(items) => Kind::Tuple(Arc::new(items.iter().map(|v| self.settle(v)).collect())),
            Kind::List(_, items) | Kind::Set(_, items) => {
                Kind::List(Type::Dynamic, Arc::new(items.iter().map(|v| self.settle(v)).collect()))
            }
            Kind::Partial(items) => Kind::Partial(Arc::new(items.iter().map(|v| self.settle(v)).collect())),
            Kind::Object(entries) | Kind::Map(_, entries) => {
                Kind::Object(Arc::new(entries.iter().map(|(k, v)| (k.clone(), self.settle(v))).collect()))
            }
            other => other.clone(),
        };
        Value { kind, marks: value.marks.clone() }
    }
}

/// Where the value of a variable comes from.
#[derive(Clone, Copy)]
enum Supplied {
    /// `default` of its block.
    Default,
    /// An argument of the module block, or a file of values.
    Argument(Span),
    /// The command line, the environment.
    Outside,
}

fn unsuitable(decl: &VariableDecl, title: &str, supplied: Supplied, problem: &ConvertError) -> Box<Diagnostic> {
    let span = match supplied {
        Supplied::Default => decl.default_span.unwrap_or(decl.span),
        Supplied::Argument(span) => span,
        Supplied::Outside => decl.span,
    };
    // A frame around the value would show it.
    let span = if decl.is_secret() { decl.span } else { span };
    Box::new(match supplied {
        Supplied::Default => {
            let detail = format!(
                "This default value is not compatible with the variable's type constraint: {problem}. Give a value of the \
                 declared type, or change type."
            );
            Diagnostic::error(span, "Invalid default value for variable", detail)
        }
        Supplied::Argument(_) | Supplied::Outside => {
            let detail = format!(
                "The given value is not suitable for {title}: {problem}. Give a value of the declared type, or change type."
            );
            Diagnostic::error(span, "Invalid value for input variable", detail)
        }
    })
}

/// Whether a resource or module as a whole is somewhere in the value.
pub(super) fn holds_resource(value: &Value) -> bool {
    match &value.kind {
        Kind::Resource(_) => true,
        Kind::Map(_, entries) | Kind::Object(entries) => entries.values().any(holds_resource),
        _ => value.as_elements().is_some_and(|items| items.iter().any(holds_resource)),
    }
}
