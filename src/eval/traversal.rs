//! Names, `.attribute` and `[key]`.

use super::expr::{Evaluated, Evaluator, error};
use super::values::{stepped, suggest, tint, unknown_because};
use super::{Traced, convert};
use crate::eval::convert::{Naming, friendly_name};
use crate::hcl::ast::{Expr, ExprKind, Ident};
use crate::model::{Key, Kind, Number, Refinement, Step, Type, Value};
use crate::text::{Diagnostic, Span, Str};

const INVALID_INDEX: &str = "Invalid index";
const NO_ELEMENT: &str = "The given key does not identify an element in this collection value";

/// The names of `a.b.c`; `None` for anything else.
fn names_of(expr: &Expr) -> Option<Vec<&str>> {
    match &expr.kind {
        ExprKind::Variable(root) => Some(vec![&root.name]),
        ExprKind::GetAttr(source, name) => {
            let mut names = names_of(source)?;
            names.push(&name.name);
            Some(names)
        }
        _ => None,
    }
}

impl Evaluator<'_> {
    /// A variable and the attribute names after it. They go to the scope together, because only
    /// the scope knows how many of them name one thing (`oci_core_vcn.v`, `module.net.id`).
    pub(super) fn traversal(&mut self, expr: &Expr) -> Evaluated {
        // Most are of one name or two: `each.value`, `attrs.x`.
        match &expr.kind {
            ExprKind::Variable(root) => return Ok(self.root(root, &[], expr.span)?.0),
            ExprKind::GetAttr(source, name) => {
                if let ExprKind::Variable(root) = &source.kind {
                    self.spend(1, expr.span)?;
                    let span = source.span.to(name.span);
                    if let Some(bound) = self.binding(&root.name) {
                        return self.attribute(bound, &name.name, span);
                    }
                    let (value, used) = self.root(root, std::slice::from_ref(&name.name), expr.span)?;
                    return match used {
                        0 => self.attribute(&value, &name.name, span),
                        _ => Ok(value),
                    };
                }
            }
            _ => {}
        }
        let mut names: Vec<&Ident> = Vec::new();
        let mut source = expr;
        while let ExprKind::GetAttr(inner, name) = &source.kind {
            names.push(name);
            source = inner;
        }
        names.reverse();
        self.spend(names.len(), expr.span)?;
        let (mut value, used) = match &source.kind {
            ExprKind::Variable(root) => {
                let names: Vec<Str> = names.iter().map(|n| n.name.clone()).collect();
                self.root(root, &names, expr.span)?
            }
            _ => (self.eval(source)?, 0),
        };
        for name in names.iter().skip(used) {
            value = self.attribute(&value, &name.name, source.span.to(name.span))?;
        }
        Ok(value)
    }

    fn root(&mut self, root: &Ident, names: &[Str], span: Span) -> Result<(Traced, usize), Box<Diagnostic>> {
        if let Some(value) = self.binding(&root.name) {
            return Ok((value.clone(), 0));
        }
        let found = self.scope.lookup(&root.name, names, span)?;
        Ok((found.value, found.used))
    }

    pub(super) fn index(&mut self, source: &Expr, key: &Expr, span: Span) -> Evaluated {
        let collection = self.eval(source)?;
        if let (Kind::Resource(id), Some(address)) = (&collection.value.kind, names_of(source))
            && let Some(problem) = self.scope.unexpected_key(*id, &address, span)
        {
            return Err(Box::new(problem));
        }
        let key = self.eval(key)?;
        self.element(&collection, &key, span)
    }

    /// Whether something missing reads as null here: an attribute of a plan that nobody wrote
    /// is null, through nested blocks, so that rules need no `try` around ordinary reading.
    pub(super) fn reads_absent_as_null(&self, value: &Traced) -> bool {
        self.is_loose() && value.place.is_some()
    }

    /// `parent.name`
    pub(super) fn attribute(&self, parent: &Traced, name: &Str, span: Span) -> Evaluated {
        let step = || Step::Field(name.clone());
        let unsupported = |detail: String| Err(error(span, "Unsupported attribute", detail));
        // What a mistake would be called is put together only where it is one.
        let absent = |problem: &dyn Fn() -> Box<Diagnostic>| match self.reads_absent_as_null(parent) {
            true => Ok(stepped(parent, Value::NULL, step())),
            false => Err(problem()),
        };
        match &parent.value.kind {
            Kind::Resource(id) => {
                let mut found = self.scope.resource_attribute(*id, name, span)?;
                found.value = tint(found.value, &parent.value.marks);
                found.reads = found.reads.join(&parent.reads);
                Ok(found)
            }
            Kind::Object(entries) => match entries.get(name) {
                Some(child) => Ok(stepped(parent, child.clone(), step())),
                None => {
                    let origin = parent.value.marks.origin.as_ref();
                    if let Some(value) = origin.and_then(|of| self.scope.absent_attribute(of, name)) {
                        return Ok(stepped(parent, value, step()));
                    }
                    absent(&|| {
                        let mut detail = format!("This object does not have an attribute named {name:?}.");
                        if !parent.value.marks.sensitive
                            && let Some(near) = suggest(name, entries.keys().map(|k| &**k))
                        {
                            detail.push_str(&format!(" Did you mean {near:?}?"));
                        }
                        error(span, "Unsupported attribute", detail)
                    })
                }
            },
            Kind::Map(_, entries) => match entries.get(name) {
                Some(child) => Ok(stepped(parent, child.clone(), step())),
                None => absent(&|| {
                    let detail = format!("This map does not have an element with the key {name:?}.");
                    error(span, "Missing map element", detail)
                }),
            },
            Kind::Null(_) => absent(&|| {
                let detail = "This value is null, so it does not have any attributes.";
                error(span, "Attempt to get attribute from null value", detail)
            }),
            Kind::Unknown(u) => match attribute_type(&u.ty, name) {
                Ok(ty) => {
                    let child = unknown_because(ty, Refinement::default(), [&parent.value]);
                    Ok(stepped(parent, child, step()))
                }
                Err(detail) => unsupported(detail),
            },
            _ => unsupported(no_attribute(&parent.value.ty(), name)),
        }
    }

    /// `collection[key]`
    pub(super) fn element(&self, collection: &Traced, key: &Traced, span: Span) -> Evaluated {
        let invalid = |detail: String| Err(error(span, INVALID_INDEX, detail));
        if collection.value.is_null() && !self.reads_absent_as_null(collection) {
            return Err(error(
                span,
                "Attempt to index null value",
                "This value is null, so it does not have any indices.",
            ));
        }
        if key.value.is_null() {
            return invalid("Can't use a null value as an indexing key.".into());
        }
        let mut found = match &collection.value.kind {
            Kind::Tuple(items) | Kind::List(_, items) => self.numbered(collection, items, &key.value, span)?,
            Kind::Map(..) | Kind::Object(_) | Kind::Resource(_) => self.named(collection, &key.value, span)?,
            Kind::Null(_) => match step_of(&key.value) {
                Some(step) => stepped(collection, Value::NULL, step),
                None => pass(collection, Value::NULL),
            },
            // Which of a partial list's elements comes first is not certain, and so is none by number.
            Kind::Partial(_) => {
                pass(collection, unknown_because(Type::Dynamic, Refinement::default(), [&collection.value, &key.value]))
            }
            Kind::Unknown(u) => {
                let ty = element_type(&u.ty, &key.value).map_err(|detail| error(span, INVALID_INDEX, detail))?;
                let child = unknown_because(ty, Refinement::default(), [&collection.value, &key.value]);
                match step_of(&key.value).or_else(|| stands_for_all(&collection.value)) {
                    Some(step) => stepped(collection, child, step),
                    None => pass(collection, child),
                }
            }
            Kind::Set(..) => {
                return invalid(
                    "Elements of a set are identified only by their value and don't have any separate index or key to \
                     select with, so it's only possible to perform operations across all elements of the set."
                        .into(),
                );
            }
            _ => return invalid("This value does not have any indices.".into()),
        };
        found.value = tint(found.value, &key.value.marks);
        found.reads = found.reads.join(&key.reads);
        Ok(found)
    }

    fn numbered(&self, collection: &Traced, items: &[Value], key: &Value, span: Span) -> Evaluated {
        let key = convert::convert(key, &Type::Number)
            .map_err(|e| error(span, INVALID_INDEX, format!("{NO_ELEMENT}: {e}.")))?;
        let Kind::Number(number) = &key.kind else {
            let ty = match &collection.value.kind {
                Kind::List(elem, _) => elem.clone(),
                _ => Type::Dynamic,
            };
            return Ok(pass(collection, unknown_because(ty, Refinement::default(), [&key])));
        };
        let position = number.to_i64().and_then(|n| usize::try_from(n).ok());
        if let Some((at, item)) = position.and_then(|at| Some((at, items.get(at)?))) {
            return Ok(stepped(collection, item.clone(), Step::Index(at as u32)));
        }
        let open = !key.marks.sensitive && !collection.value.marks.sensitive;
        let reason = if *number < Number::ZERO {
            ": a negative number is not a valid index for a sequence."
        } else if !number.is_integer() {
            ": indexing a sequence requires a whole number, but the given index has a fractional part."
        } else if let (Some(at), true) = (position, self.reads_absent_as_null(collection)) {
            return Ok(stepped(collection, Value::NULL, Step::Index(at as u32)));
        } else if items.is_empty() {
            ": the collection has no elements."
        } else if open {
            let plural = if items.len() == 1 { "" } else { "s" };
            let detail = format!("{NO_ELEMENT}. It has {} element{plural}, and the first is number 0.", items.len());
            return Err(error(span, INVALID_INDEX, detail));
        } else {
            "."
        };
        Err(error(span, INVALID_INDEX, format!("{NO_ELEMENT}{reason}")))
    }

    fn named(&self, collection: &Traced, key: &Value, span: Span) -> Evaluated {
        let was_number = matches!(key.kind, Kind::Number(_));
        let key = convert::convert(key, &Type::String)
            .map_err(|e| error(span, INVALID_INDEX, format!("{NO_ELEMENT}: {e}.")))?;
        let Kind::String(name) = &key.kind else {
            let ty = match &collection.value.kind {
                Kind::Map(elem, _) => elem.clone(),
                _ => Type::Dynamic,
            };
            return Ok(pass(collection, unknown_because(ty, Refinement::default(), [&key])));
        };
        if matches!(collection.value.kind, Kind::Resource(_)) {
            return self.attribute(collection, name, span);
        }
        match collection.value.get(name) {
            Some(child) => Ok(stepped(collection, child.clone(), Step::Field(name.clone()))),
            None if self.reads_absent_as_null(collection) => {
                Ok(stepped(collection, Value::NULL, Step::Field(name.clone())))
            }
            None => {
                // `block["name"]` reads what only the provider sets, as `block.name` does.
                let origin = collection.value.marks.origin.as_ref().filter(|_| !was_number);
                if let Some(value) = origin.and_then(|of| self.scope.absent_attribute(of, name)) {
                    return Ok(stepped(collection, value, Step::Field(name.clone())));
                }
                let mut detail = format!("{NO_ELEMENT}.");
                if was_number && matches!(collection.value.kind, Kind::Object(_)) {
                    detail.push_str(" An object only supports looking up attributes by name, not by numeric index.");
                } else if !key.marks.sensitive
                    && !collection.value.marks.sensitive
                    && let Some(near) =
                        collection.value.as_entries().and_then(|e| suggest(name, e.keys().map(|k| &**k)))
                {
                    detail.push_str(&format!(" Did you mean {near:?}?"));
                }
                Err(error(span, INVALID_INDEX, detail))
            }
        }
    }
}

/// Some element of the collection, nobody knows which: the marks and reads of the whole.
fn pass(collection: &Traced, value: Value) -> Traced {
    Traced { value: tint(value, &collection.value.marks), place: None, reads: collection.reads.clone() }
}

/// A block with an open number of instances is one that stands for all: whatever the key, it chooses that one.
pub fn stands_for_all(value: &Value) -> Option<Step> {
    let origin = value.marks.origin.as_ref()?;
    (origin.path.0.is_empty() && origin.address.key == Key::Wildcard).then(|| Step::Field("*".into()))
}

/// The step that a known key stands for.
fn step_of(key: &Value) -> Option<Step> {
    match &key.kind {
        Kind::String(s) => Some(Step::Field(s.clone())),
        Kind::Number(n) => Some(Step::Index(u32::try_from(n.to_i64()?).ok()?)),
        _ => None,
    }
}

/// Type of an attribute of an unknown of a type.
fn attribute_type(ty: &Type, name: &str) -> Result<Type, String> {
    match ty {
        Type::Dynamic | Type::Resource => Ok(Type::Dynamic),
        Type::Map(elem) => Ok((**elem).clone()),
        Type::Object(o) => {
            o.attributes.get(name).cloned().ok_or(format!("This object does not have an attribute named {name:?}."))
        }
        other => Err(no_attribute(other, name)),
    }
}

/// What to say of an attribute of something that has none.
fn no_attribute(ty: &Type, name: &str) -> String {
    let (noun, elem) = match ty {
        Type::List(elem) => ("list", elem),
        Type::Set(elem) => ("set", elem),
        Type::Bool | Type::Number | Type::String => {
            return format!(
                "Can't access attributes on a primitive-typed value ({}).",
                friendly_name(ty, Naming::Value)
            );
        }
        _ => return "This value does not have any attributes.".into(),
    };
    match (&**elem, noun) {
        (Type::Object(_), "set") => "Can't access attributes on a set of objects. Did you mean to access an attribute \
                                     across all elements of the set?"
            .into(),
        (Type::Object(o), _) => {
            let which =
                if o.attributes.contains_key(name) { format!("attribute {name:?}") } else { "an attribute".into() };
            format!(
                "Can't access attributes on a list of objects. Did you mean to access {which} for a specific element \
                 of the list, or across all elements of the list?"
            )
        }
        _ => "This value does not have any attributes.".into(),
    }
}

/// Type of an element of an unknown of a type.
fn element_type(ty: &Type, key: &Value) -> Result<Type, String> {
    let wanted = match ty {
        Type::List(_) | Type::Tuple(_) => Type::Number,
        Type::Map(_) | Type::Object(_) => Type::String,
        Type::Dynamic | Type::Resource => return Ok(Type::Dynamic),
        Type::Set(_) => {
            return Err("Elements of a set are identified only by their value and don't have any separate index or \
                        key to select with, so it's only possible to perform operations across all elements of the \
                        set."
                .into());
        }
        _ => return Err("This value does not have any indices.".into()),
    };
    let key = convert::convert(key, &wanted).map_err(|e| format!("{NO_ELEMENT}: {e}."))?;
    match (ty, &key.kind) {
        (Type::List(elem) | Type::Map(elem), _) => Ok((**elem).clone()),
        (Type::Tuple(types), Kind::Number(n)) => {
            let at = n.to_i64().and_then(|n| usize::try_from(n).ok());
            at.and_then(|at| types.get(at)).cloned().ok_or(format!("{NO_ELEMENT}."))
        }
        (Type::Object(o), Kind::String(name)) => o.attributes.get(&**name).cloned().ok_or(format!("{NO_ELEMENT}.")),
        _ => Ok(Type::Dynamic),
    }
}
