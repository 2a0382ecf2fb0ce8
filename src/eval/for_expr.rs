//! `for` expressions and splats.

use std::collections::BTreeMap;

use super::Traced;
use super::convert::{Naming, convert, friendly_name};
use super::expr::{Evaluated, Evaluator, error};
use super::reads::ReadSet;
use super::values::{inner, is_never_null, not_null, shade, stepped, tint, unknown_because};
use crate::hcl::ast::{Expr, ExprKind, ForExpr};
use crate::model::{Kind, Marks, Refinement, Step, Type, Unknown, Value};
use crate::text::{Diagnostic, Span, Str};

/// How much there is to iterate over.
pub(super) enum Extent {
    /// All elements are there.
    All,
    /// These, and perhaps more.
    Some,
    /// Nobody knows.
    Unknown,
}

/// An element of a collection. What it is and where it stands is put together for those who ask.
#[derive(Clone, Copy)]
pub(super) struct Element<'t> {
    collection: &'t Traced,
    at: At<'t>,
    value: &'t Value,
}

#[derive(Clone, Copy)]
enum At<'t> {
    Index(usize),
    Name(&'t Str),
}

/// The elements of a collection in the order in which Terraform walks them.
pub(super) fn elements(collection: &Traced) -> impl Iterator<Item = Element<'_>> {
    let items = collection.value.as_elements().unwrap_or_default().iter().enumerate();
    let entries = collection.value.as_entries().into_iter().flatten();
    let numbered = items.map(|(i, value)| Element { collection, at: At::Index(i), value });
    numbered.chain(entries.map(|(name, value)| Element { collection, at: At::Name(name), value }))
}

impl Element<'_> {
    fn step(&self) -> Step {
        match self.at {
            At::Index(i) => Step::Index(i as u32),
            At::Name(name) => Step::Field(name.clone()),
        }
    }

    /// Its key or index; elements of a set are their own keys.
    pub(super) fn key(&self) -> Traced {
        let key = match self.at {
            At::Index(_) if matches!(self.collection.value.kind, Kind::Set(..)) => return self.item(),
            At::Index(i) => (i as i64).into(),
            At::Name(name) => name.clone().into(),
        };
        tint(key, &self.collection.value.marks).into()
    }

    /// The element with its place.
    pub(super) fn item(&self) -> Traced {
        stepped(self.collection, self.value.clone(), self.step())
    }

    /// The element alone.
    fn value(&self) -> Value {
        inner(self.collection, self.value.clone(), || self.step())
    }
}

/// What the `if` of a `for` says of an element.
enum Kept {
    Yes,
    No,
    Unknown(Value),
}

/// What a `for` has gathered so far.
#[derive(Default)]
struct Gathered {
    marks: Marks,
    reads: ReadSet,
    /// Why the result is not known as a whole.
    unknown: Vec<Value>,
    unknown_reads: ReadSet,
    any_read: bool,
}

impl Evaluator<'_> {
    /// How much of a collection there is to iterate over; takes the steps for it.
    pub(super) fn extent(&mut self, collection: &Traced, span: Span) -> Result<Extent, Box<Diagnostic>> {
        self.spend(collection.value.as_elements().map_or(0, <[Value]>::len), span)?;
        Ok(match &collection.value.kind {
            Kind::Tuple(_) | Kind::List(..) | Kind::Set(..) => Extent::All,
            Kind::Partial(_) => Extent::Some,
            Kind::Map(_, entries) | Kind::Object(entries) => {
                self.spend(entries.len(), span)?;
                Extent::All
            }
            Kind::Null(_) if self.reads_absent_as_null(collection) => Extent::All,
            Kind::Null(_) => {
                return Err(error(
                    span,
                    "Iteration over null value",
                    "A null value cannot be used as the collection in a 'for' expression.",
                ));
            }
            Kind::Unknown(u) if !matches!(u.ty, Type::Bool | Type::Number | Type::String) => Extent::Unknown,
            // Which attributes a resource has, only its provider knows.
            Kind::Resource(_) => Extent::Unknown,
            _ => {
                let ty = friendly_name(&collection.value.ty(), Naming::Value);
                let detail = format!("A value of type {ty} cannot be used as the collection in a 'for' expression.");
                return Err(error(span, "Iteration over non-iterable value", detail));
            }
        })
    }

    pub(super) fn for_expr(&mut self, parts: &ForExpr) -> Evaluated {
        let collection = self.eval(&parts.collection)?;
        self.check_condition(parts, &collection)?;
        let extent = self.extent(&collection, parts.collection.span)?;
        if matches!(extent, Extent::Unknown) {
            return self.for_over_unknown(parts, collection);
        }
        let mut gathered =
            Gathered { marks: Marks { origin: None, ..collection.value.marks.clone() }, ..Gathered::default() };
        if collection.place.is_none() {
            gathered.reads.add(&collection.reads);
        }
        if matches!(extent, Extent::Some) {
            gathered.unknown.push(collection.value.clone());
            gathered.unknown_reads.add(&collection.reads);
        }
        let value = match &parts.key {
            Some(key) => self.for_object(parts, key, &collection, &mut gathered)?,
            None => self.for_tuple(parts, &collection, &mut gathered)?,
        };
        if !gathered.any_read {
            gathered.reads.add(&collection.reads);
        }
        let reads = if value.is_unknown() { gathered.unknown_reads } else { gathered.reads };
        Ok(Traced { value: tint(value, &gathered.marks), place: None, reads: reads.finish() })
    }

    /// As HCL, looks at the condition before there are elements: what is wrong with it whatever they are is wrong also where
    /// there are none.
    fn check_condition(&mut self, parts: &ForExpr, collection: &Traced) -> Result<(), Box<Diagnostic>> {
        let Some(condition) = parts.condition.as_ref().filter(|_| !self.is_loose()) else { return Ok(()) };
        let iterable = match &collection.value.kind {
            Kind::Unknown(u) => !matches!(u.ty, Type::Dynamic | Type::Bool | Type::Number | Type::String),
            kind => !matches!(kind, Kind::Null(_) | Kind::Bool(_) | Kind::Number(_) | Kind::String(_)),
        };
        if !iterable {
            return Ok(());
        }
        let any = || Traced::from(Value::unknown());
        let given = self.with_bindings(bindings(parts, any, any()), |e| e.eval(condition))?;
        Self::keeps_if(&given, condition).map(drop)
    }

    /// Nothing is known of the result but, at times, how long it will be.
    fn for_over_unknown(&mut self, parts: &ForExpr, collection: Traced) -> Evaluated {
        let mut limits = not_null();
        if let Kind::Unknown(u) = &collection.value.kind
            && parts.key.is_none()
        {
            limits.max_length = u.refinement.max_length;
            limits.min_length = u.refinement.min_length.filter(|_| parts.condition.is_none());
        }
        let value = match &collection.value.kind {
            Kind::Resource(_) => unknown_because_of_resource(limits),
            _ => unknown_because(Type::Dynamic, limits, [&collection.value]),
        };
        let mut marks = Marks { origin: None, ..collection.value.marks.clone() };
        // Which elements stay may be a secret, whatever the elements are.
        if let Some(condition) = &parts.condition {
            let any = || Traced::from(unknown_because(Type::Dynamic, Refinement::default(), [&collection.value]));
            let found = self.with_bindings(bindings(parts, any, any()), |e| e.eval(condition));
            if let Ok(found) = found {
                shade(&mut marks, &found.value.marks);
            }
        }
        Ok(Traced { value: tint(value, &marks), place: None, reads: collection.reads })
    }

    fn for_tuple(
        &mut self,
        parts: &ForExpr,
        collection: &Traced,
        gathered: &mut Gathered,
    ) -> Result<Value, Box<Diagnostic>> {
        let most = elements(collection).count();
        let mut values = Vec::with_capacity(if parts.condition.is_none() { most } else { 0 });
        let complete = gathered.unknown.is_empty();
        for element in elements(collection) {
            let found = self.with_bindings(bindings(parts, || element.key(), element.item()), |e| {
                let kept = e.keeps(parts, gathered)?;
                match kept {
                    Kept::Yes => Ok::<_, Box<Diagnostic>>(Some(e.eval(&parts.value)?)),
                    Kept::No => Ok(None),
                    Kept::Unknown(cause) => {
                        gathered.unknown.push(cause);
                        Ok(None)
                    }
                }
            });
            if let Some(found) = found? {
                gathered.any_read = true;
                gathered.reads.add(&found.reads);
                values.push(found.value);
            }
        }
        if gathered.unknown.is_empty() {
            return Ok(Value::tuple(values));
        }
        if !self.is_kleene() {
            return Ok(unknown_because(Type::Dynamic, not_null(), &gathered.unknown));
        }
        if values.is_empty() && complete {
            // Nothing is certain but the limits; an unknown says so, and says what it waits for.
            let limits = Refinement { min_length: Some(0), max_length: Some(most as u64), ..not_null() };
            return Ok(unknown_because(Type::Dynamic, limits, &gathered.unknown));
        }
        Ok(Value::partial(values, gathered.unknown.iter().flat_map(Value::waits_for).collect()))
    }

    fn for_object(
        &mut self,
        parts: &ForExpr,
        key_expr: &Expr,
        collection: &Traced,
        gathered: &mut Gathered,
    ) -> Result<Value, Box<Diagnostic>> {
        let mut entries: BTreeMap<Str, Value> = BTreeMap::new();
        let mut groups: BTreeMap<Str, Vec<Value>> = BTreeMap::new();
        for element in elements(collection) {
            let found = self.with_bindings(bindings(parts, || element.key(), element.item()), |e| {
                match e.keeps(parts, gathered)? {
                    Kept::Yes => {
                        let key = e.eval(key_expr)?;
                        Ok::<_, Box<Diagnostic>>(Some((key, e.eval(&parts.value)?)))
                    }
                    Kept::No => Ok(None),
                    Kept::Unknown(cause) => {
                        gathered.unknown.push(cause);
                        Ok(None)
                    }
                }
            });
            let Some((key, value)) = found? else { continue };
            gathered.any_read = true;
            gathered.reads.add(&key.reads);
            gathered.reads.add(&value.reads);
            shade(&mut gathered.marks, &key.value.marks);
            let Some(name) = object_key(&key, key_expr.span)? else {
                gathered.unknown.push(key.value);
                gathered.unknown_reads.add(&key.reads);
                continue;
            };
            if parts.grouping {
                groups.entry(name).or_default().push(value.value);
            } else if entries.insert(name.clone(), value.value).is_some() {
                let shown = if key.value.marks.sensitive { "(sensitive value)".into() } else { format!("{name:?}") };
                return Err(error(
                    key_expr.span,
                    "Duplicate object key",
                    format!(
                        "Two different items produced the key {shown} in this 'for' expression. If duplicates are \
                         expected, use the ellipsis (...) after the value expression to enable grouping by key."
                    ),
                ));
            }
        }
        if !gathered.unknown.is_empty() {
            return Ok(unknown_because(Type::Dynamic, not_null(), &gathered.unknown));
        }
        entries.extend(groups.into_iter().map(|(name, values)| (name, Value::tuple(values))));
        Ok(Value::object(entries))
    }

    fn keeps(&mut self, parts: &ForExpr, gathered: &mut Gathered) -> Result<Kept, Box<Diagnostic>> {
        let Some(condition) = &parts.condition else { return Ok(Kept::Yes) };
        let given = self.eval(condition)?;
        shade(&mut gathered.marks, &given.value.marks);
        let kept = Self::keeps_if(&given, condition)?;
        Ok(match kept.kind {
            Kind::Bool(true) => {
                gathered.reads.add(&given.reads);
                Kept::Yes
            }
            Kind::Bool(false) => Kept::No,
            _ => {
                gathered.unknown_reads.add(&given.reads);
                Kept::Unknown(given.value)
            }
        })
    }

    /// What an `if` clause gave, as a bool.
    fn keeps_if(given: &Traced, condition: &Expr) -> Result<Value, Box<Diagnostic>> {
        if given.value.is_null() {
            return Err(error(condition.span, "Condition is null", "The value of the 'if' clause must not be null."));
        }
        convert(&given.value, &Type::Bool).map_err(|e| {
            error(condition.span, "Invalid 'for' condition", format!("The 'if' clause value is invalid: {e}."))
        })
    }

    /// `source[*].each` and `source.*.each`.
    pub(super) fn splat(&mut self, source: &Expr, each: &Expr, span: Span) -> Evaluated {
        let forgiven = self.forgiven;
        let walked = self.eval(source)?;
        if self.forgiven > forgiven {
            return Ok(Value::unknown().into());
        }
        let of_sequences = |ty: &Type| matches!(ty, Type::List(_) | Type::Set(_) | Type::Tuple(_));
        let is_sequence = match &walked.value.kind {
            Kind::Null(ty) => of_sequences(ty),
            Kind::Unknown(u) => of_sequences(&u.ty),
            Kind::Tuple(_) | Kind::List(..) | Kind::Partial(_) | Kind::Set(..) => true,
            _ => false,
        };
        let marks = Marks { origin: None, ..walked.value.marks.clone() };
        match &walked.value.kind {
            Kind::Null(_) if is_sequence && !self.reads_absent_as_null(&walked) => {
                return Err(error(
                    source.span,
                    "Splat of null value",
                    "Splat expressions (with the * symbol) cannot be applied to null sequences.",
                ));
            }
            Kind::Null(_) => {
                return Ok(Traced { value: tint(Value::tuple(Vec::new()), &marks), place: None, reads: walked.reads });
            }
            Kind::Unknown(u) if is_sequence || u.ty == Type::Dynamic => {
                return self.splat_unknown(&walked, &u.ty, each);
            }
            Kind::Unknown(_) if !is_never_null(&walked.value) => {
                // One element or none, depending on whether it turns out to be null.
                self.with_splat_item(walked.clone(), |e| e.eval(each))?;
                let limits = Refinement { min_length: Some(0), max_length: Some(1), ..not_null() };
                let value = unknown_because(Type::Dynamic, limits, [&walked.value]);
                return Ok(Traced { value: tint(value, &marks), place: None, reads: walked.reads });
            }
            _ => {}
        }
        if !is_sequence {
            self.spend(1, span)?;
            let mut reads = ReadSet::default();
            if walked.place.is_none() {
                reads.add(&walked.reads);
            }
            let found = self.with_splat_item(walked, |e| e.eval(each))?;
            reads.add(&found.reads);
            let value = tint(Value::tuple(vec![found.value]), &marks);
            return Ok(Traced { value, place: None, reads: reads.finish() });
        }
        self.extent(&walked, source.span)?;
        self.splat_known(&walked, each, span)
    }

    /// A splat over a sequence of which elements are known.
    fn splat_known(&mut self, walked: &Traced, each: &Expr, span: Span) -> Evaluated {
        let count = elements(walked).count();
        self.spend(count, span)?;
        let mut reads = ReadSet::default();
        let mut values = Vec::with_capacity(count);
        if count == 0 || walked.place.is_none() {
            reads.add(&walked.reads);
        }
        // Of `list[*]` alone, that nobody asks for reasons of, the elements are all there is to it.
        let alone = matches!(each.kind, ExprKind::SplatItem) && self.is_kleene() && walked.reads.places().is_empty();
        if alone {
            self.spend(count, each.span)?;
            values.extend(elements(walked).map(|element| element.value()));
        } else {
            for element in elements(walked) {
                let found = self.with_splat_item(element.item(), |e| e.eval(each))?;
                reads.add(&found.reads);
                values.push(found.value);
            }
        }
        let value = match &walked.value.kind {
            Kind::Partial(_) => Kind::Partial(std::sync::Arc::new(values)).into(),
            Kind::List(elem, _) | Kind::Set(elem, _) => {
                let elem = values.first().map_or_else(|| elem.clone(), Value::ty);
                Value::list(elem, values)
            }
            _ => Value::tuple(values),
        };
        let marks = Marks { origin: None, ..walked.value.marks.clone() };
        Ok(Traced { value: tint(value, &marks), place: None, reads: reads.finish() })
    }

    /// A splat over an unknown sequence: as long as that, of elements of a type that may be known.
    fn splat_unknown(&mut self, walked: &Traced, ty: &Type, each: &Expr) -> Evaluated {
        let mut limits = Refinement::default();
        let mut result = Type::Dynamic;
        let mut of = |elem: &Type| -> Result<Type, Box<Diagnostic>> {
            let item = unknown_because(elem.clone(), Refinement::default(), [&walked.value]);
            let item = Traced { value: tint(item, &walked.value.marks), place: None, reads: walked.reads.clone() };
            Ok(self.with_splat_item(item, |e| e.eval(each))?.value.ty())
        };
        match (&walked.value.kind, ty) {
            (Kind::Unknown(u), Type::List(elem) | Type::Set(elem)) => {
                result = Type::list(of(elem)?);
                let (min_length, max_length) = (u.refinement.min_length, u.refinement.max_length);
                limits = Refinement { min_length, max_length, ..not_null() };
            }
            (_, Type::Tuple(types)) => {
                result = Type::tuple(types.iter().map(of).collect::<Result<_, _>>()?);
                limits = not_null();
            }
            _ => {}
        }
        let value = unknown_because(result, limits, [&walked.value]);
        let marks = Marks { origin: None, ..walked.value.marks.clone() };
        Ok(Traced { value: tint(value, &marks), place: None, reads: walked.reads.clone() })
    }
}

fn bindings(parts: &ForExpr, key: impl FnOnce() -> Traced, item: Traced) -> impl Iterator<Item = (Str, Traced)> {
    let key = parts.key_name.as_ref().map(|name| (name.name.clone(), key()));
    key.into_iter().chain([(parts.value_name.name.clone(), item)])
}

/// What a walk over the attributes of a resource gives.
fn unknown_because_of_resource(refinement: Refinement) -> Value {
    let waits_for = vec!["the attributes of a resource".into()];
    Kind::Unknown(std::sync::Arc::new(Unknown { ty: Type::Dynamic, refinement, waits_for })).into()
}

/// The key of an object that a `for` makes; `None` if it is unknown.
fn object_key(key: &Traced, span: Span) -> Result<Option<Str>, Box<Diagnostic>> {
    if key.value.is_null() {
        return Err(error(
            span,
            "Invalid object key",
            "Key expression in 'for' expression must not produce a null value.",
        ));
    }
    let key = convert(&key.value, &Type::String).map_err(|e| {
        error(span, "Invalid object key", format!("The key expression produced an invalid result: {e}."))
    })?;
    Ok(match key.kind {
        Kind::String(name) => Some(name),
        _ => None,
    })
}
