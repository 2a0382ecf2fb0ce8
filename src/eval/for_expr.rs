//! `for` expressions and splats.

use std::collections::BTreeMap;

use super::Traced;
use super::convert::{Naming, convert, friendly_name};
use super::expr::{Evaluated, Evaluator, error};
use super::reads::ReadSet;
use super::values::{is_never_null, not_null, shade, stepped, tint, unknown_because};
use crate::hcl::ast::{Expr, ForExpr};
use crate::model::{Kind, Marks, Refinement, Step, Type, Unknown, Value};
use crate::text::{Diagnostic, Span, Str};

/// What there is to iterate over: keys (or indexes) with elements.
pub(super) enum Walk {
    /// All elements.
    All(Vec<(Traced, Traced)>),
    /// These, and perhaps more.
    Some(Vec<(Traced, Traced)>),
    /// Nobody knows.
    Unknown,
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
    /// The elements of a collection in the order in which Terraform walks them.
    pub(super) fn walk(&mut self, collection: &Traced, span: Span) -> Result<Walk, Box<Diagnostic>> {
        let numbered = |items: &[Value]| {
            let item = |(i, v): (usize, &Value)| {
                let key = tint((i as i64).into(), &collection.value.marks);
                (key.into(), stepped(collection, v.clone(), Step::Index(i as u32)))
            };
            items.iter().enumerate().map(item).collect::<Vec<_>>()
        };
        self.spend(collection.value.as_elements().map_or(0, <[Value]>::len), span)?;
        Ok(match &collection.value.kind {
            Kind::Tuple(items) | Kind::List(_, items) => Walk::All(numbered(items)),
            Kind::Partial(items) => Walk::Some(numbered(items)),
            Kind::Set(_, items) => {
                let element = |(i, v): (usize, &Value)| {
                    let item = stepped(collection, v.clone(), Step::Index(i as u32));
                    (item.clone(), item)
                };
                Walk::All(items.iter().enumerate().map(element).collect())
            }
            Kind::Map(_, entries) | Kind::Object(entries) => {
                self.spend(entries.len(), span)?;
                let entry = |(k, v): (&Str, &Value)| {
                    let key = tint(k.clone().into(), &collection.value.marks);
                    (key.into(), stepped(collection, v.clone(), Step::Field(k.clone())))
                };
                Walk::All(entries.iter().map(entry).collect())
            }
            Kind::Null(_) if self.reads_absent_as_null(collection) => Walk::All(Vec::new()),
            Kind::Null(_) => {
                return Err(error(
                    span,
                    "Iteration over null value",
                    "A null value cannot be used as the collection in a 'for' expression.",
                ));
            }
            Kind::Unknown(u) if !matches!(u.ty, Type::Bool | Type::Number | Type::String) => Walk::Unknown,
            // Which attributes a resource has, only its provider knows.
            Kind::Resource(_) => Walk::Unknown,
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
        let (items, all) = match self.walk(&collection, parts.collection.span)? {
            Walk::All(items) => (items, true),
            Walk::Some(items) => (items, false),
            Walk::Unknown => return self.for_over_unknown(parts, collection),
        };
        let mut gathered =
            Gathered { marks: Marks { origin: None, ..collection.value.marks.clone() }, ..Gathered::default() };
        if collection.place.is_none() {
            gathered.reads.add(&collection.reads);
        }
        if !all {
            gathered.unknown.push(collection.value.clone());
            gathered.unknown_reads.add(&collection.reads);
        }
        let value = match &parts.key {
            Some(key) => self.for_object(parts, key, items, &mut gathered)?,
            None => self.for_tuple(parts, items, &mut gathered)?,
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
        let given = self.with_bindings(bindings(parts, any(), any()), |e| e.eval(condition))?;
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
            let found = self.with_bindings(bindings(parts, any(), any()), |e| e.eval(condition));
            if let Ok(found) = found {
                shade(&mut marks, &found.value.marks);
            }
        }
        Ok(Traced { value: tint(value, &marks), place: None, reads: collection.reads })
    }

    fn for_tuple(
        &mut self,
        parts: &ForExpr,
        items: Vec<(Traced, Traced)>,
        gathered: &mut Gathered,
    ) -> Result<Value, Box<Diagnostic>> {
        let most = items.len();
        let mut values = Vec::with_capacity(items.len());
        let complete = gathered.unknown.is_empty();
        for (key, item) in items {
            let found = self.with_bindings(bindings(parts, key, item), |e| {
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
        items: Vec<(Traced, Traced)>,
        gathered: &mut Gathered,
    ) -> Result<Value, Box<Diagnostic>> {
        let mut entries: BTreeMap<Str, Value> = BTreeMap::new();
        let mut groups: BTreeMap<Str, Vec<Value>> = BTreeMap::new();
        for (key, item) in items {
            let found = self.with_bindings(bindings(parts, key, item), |e| match e.keeps(parts, gathered)? {
                Kept::Yes => {
                    let key = e.eval(key_expr)?;
                    Ok::<_, Box<Diagnostic>>(Some((key, e.eval(&parts.value)?)))
                }
                Kept::No => Ok(None),
                Kept::Unknown(cause) => {
                    gathered.unknown.push(cause);
                    Ok(None)
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
        let ty = match &walked.value.kind {
            Kind::Null(t) => t.clone(),
            Kind::Unknown(u) => u.ty.clone(),
            Kind::Tuple(_) => Type::Tuple(Default::default()),
            Kind::List(..) | Kind::Partial(_) => Type::list(Type::Dynamic),
            Kind::Set(..) => Type::set(Type::Dynamic),
            _ => Type::Bool,
        };
        let is_sequence = matches!(ty, Type::List(_) | Type::Set(_) | Type::Tuple(_));
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
            Kind::Unknown(_) if is_sequence || ty == Type::Dynamic => return self.splat_unknown(&walked, &ty, each),
            Kind::Unknown(_) if !is_never_null(&walked.value) => {
                // One element or none, depending on whether it turns out to be null.
                self.with_splat_item(walked.clone(), |e| e.eval(each))?;
                let limits = Refinement { min_length: Some(0), max_length: Some(1), ..not_null() };
                let value = unknown_because(Type::Dynamic, limits, [&walked.value]);
                return Ok(Traced { value: tint(value, &marks), place: None, reads: walked.reads });
            }
            _ => {}
        }
        let items = match (is_sequence, self.walk_sequence(&walked, source.span, is_sequence)?) {
            (true, items) => items,
            (false, _) => vec![walked.clone()],
        };
        self.spend(items.len(), span)?;
        let mut reads = ReadSet::default();
        let mut values = Vec::with_capacity(items.len());
        if items.is_empty() || walked.place.is_none() {
            reads.add(&walked.reads);
        }
        for item in items {
            let found = self.with_splat_item(item, |e| e.eval(each))?;
            reads.add(&found.reads);
            values.push(found.value);
        }
        let value = match &walked.value.kind {
            Kind::Partial(_) => Kind::Partial(std::sync::Arc::new(values)).into(),
            Kind::List(elem, _) | Kind::Set(elem, _) => {
                let elem = values.first().map_or_else(|| elem.clone(), Value::ty);
                Value::list(elem, values)
            }
            _ => Value::tuple(values),
        };
        Ok(Traced { value: tint(value, &marks), place: None, reads: reads.finish() })
    }

    fn walk_sequence(
        &mut self,
        walked: &Traced,
        span: Span,
        is_sequence: bool,
    ) -> Result<Vec<Traced>, Box<Diagnostic>> {
        if !is_sequence {
            return Ok(Vec::new());
        }
        Ok(match self.walk(walked, span)? {
            Walk::All(items) | Walk::Some(items) => items.into_iter().map(|(_, item)| item).collect(),
            Walk::Unknown => Vec::new(),
        })
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

fn bindings(parts: &ForExpr, key: Traced, item: Traced) -> impl Iterator<Item = (Str, Traced)> {
    let key = parts.key_name.as_ref().map(|name| (name.name.clone(), key));
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
