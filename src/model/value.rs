//! A value of Terraform's language as of a moment of a run. Unknown and sensitive are
//! part of the value, at every node.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::{Address, AttrPath, Number, Type, set_order};
use crate::text::Str;

/// Index of a resource in the plan that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResourceId(pub u32);

/// A value with its marks.
#[derive(Clone, PartialEq)]
pub struct Value {
    /// What it is.
    pub kind: Kind,
    /// What is said about it.
    pub marks: Marks,
}

// A node of an object has room for eleven names and values: while that is no more than a kilobyte, the allocator has one at
// hand.
#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<Value>() <= 72);

/// The shapes of a value.
///
/// Values read from plan JSON have no type information: arrays are `Tuple` and objects
/// `Object` unless a schema says more.
#[derive(Clone, PartialEq)]
pub enum Kind {
    /// `null`, of a type if that is known.
    Null(Type),
    /// `true` or `false`
    Bool(bool),
    /// A number with its decimal digits.
    Number(Number),
    /// A string; Unicode, NFC only if the source was.
    String(Str),
    /// `list(T)`: element type and elements.
    List(Type, Arc<Vec<Value>>),
    /// `set(T)`: element type and elements, each once, in canonical order (see [`Value::set`]).
    Set(Type, Arc<Vec<Value>>),
    /// A tuple: `[a, b]`.
    Tuple(Arc<Vec<Value>>),
    /// `map(T)`: element type and elements by key.
    Map(Type, Arc<BTreeMap<Str, Value>>),
    /// An object: `{ a = 1 }`.
    Object(Arc<BTreeMap<Str, Value>>),
    /// Known only after apply.
    Unknown(Arc<Unknown>),
    /// A list of which these elements are known and more may exist: what a relation answers
    /// when not every candidate could be resolved. `length` of it is unknown with a lower bound.
    Partial(Arc<Vec<Value>>),
    /// A resource instance of the plan: what relations of the rule language return.
    Resource(ResourceId),
}

/// What is known about an unknown, and what it waits for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unknown {
    /// Its type, `Dynamic` if that is not known either.
    pub ty: Type,
    /// Limits within which the value will be.
    pub refinement: Refinement,
    /// What must become known first: `oci_kms_key.k.id`, `var.region`, `data.x.y (read at apply)`; see [`super::waits`].
    pub waits_for: Vec<Str>,
}

/// Limits of an unknown value, as cty's refinements.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Refinement {
    /// It will not be null.
    pub not_null: bool,
    /// The string will begin so.
    pub prefix: Option<Str>,
    /// The string will be its prefix, one identifier that is handed out later, and this. (cty knows of no such limit.)
    pub behind_id: Option<Str>,
    /// The number will be at least this (inclusive).
    pub min: Option<Number>,
    /// The number will be at most this (inclusive).
    pub max: Option<Number>,
    /// The collection will have at least so many elements.
    pub min_length: Option<u64>,
    /// The collection will have at most so many elements.
    pub max_length: Option<u64>,
}

impl Refinement {
    /// The limits of both. Where they contradict each other, these stand.
    pub fn join(&self, other: &Refinement) -> Refinement {
        let longer = |a: &Option<Str>, b: &Option<Str>| match (a, b) {
            (Some(a), Some(b)) if b.starts_with(&**a) => Some(b.clone()),
            (Some(a), _) => Some(a.clone()),
            (None, b) => b.clone(),
        };
        let prefix = longer(&self.prefix, &other.prefix);
        // What stands behind an identifier is told of one prefix alone.
        let whole = [self, other].into_iter().find(|r| r.behind_id.is_some() && r.prefix == prefix);
        Refinement {
            not_null: self.not_null || other.not_null,
            behind_id: whole.and_then(|r| r.behind_id.clone()),
            prefix,
            min: self.min.clone().max(other.min.clone()),
            max: self.max.iter().chain(&other.max).min().cloned(),
            min_length: self.min_length.max(other.min_length),
            max_length: self.max_length.into_iter().chain(other.max_length).min(),
        }
    }
}

/// An attribute of a resource instance: `module.a.oci_core_vcn.v` and `id`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttrRef {
    /// The resource instance.
    pub address: Address,
    /// Where in it; empty for the whole resource.
    pub path: AttrPath,
}

impl fmt::Display for AttrRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.address)?;
        if !self.path.0.is_empty() {
            write!(f, ".{}", self.path)?;
        }
        Ok(())
    }
}

/// Why a value stands in for one that nobody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defaulted {
    /// What it comes from: a sentence for the explanation, with its source.
    pub source: Str,
}

/// Marks of one node. They travel through expressions, templates and encoding functions,
/// except `origin`, which holds only as long as the value is passed on untouched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// May decide, must never be shown.
    pub sensitive: bool,
    /// Exists only during the run.
    pub ephemeral: bool,
    /// Not written by anybody: a service default of the provider table.
    pub defaulted: Option<Arc<Defaulted>>,
    /// Taken for granted when the value was judged, because the input could not prove it:
    /// a sentence for the reader.
    pub assumed: Option<Arc<Str>>,
    /// The value is exactly that attribute of that resource. Cleared by every operation.
    pub origin: Option<Arc<AttrRef>>,
    /// What more elements of a list wait for of which some are known ([`Kind::Partial`]), and so whatever is
    /// unknown because of them.
    pub more: Option<Arc<Vec<Str>>>,
}

impl Marks {
    /// The marks of a result that depends on two values.
    pub fn join(&self, other: &Marks) -> Marks {
        Marks {
            sensitive: self.sensitive || other.sensitive,
            ephemeral: self.ephemeral || other.ephemeral,
            defaulted: self.defaulted.clone().or_else(|| other.defaulted.clone()),
            assumed: self.assumed.clone().or_else(|| other.assumed.clone()),
            origin: None,
            more: self.more.clone().or_else(|| other.more.clone()),
        }
    }
}

impl Marks {
    /// Takes in the marks of another value that the result depends on.
    pub fn shade(&mut self, other: &Marks) {
        self.sensitive |= other.sensitive;
        self.ephemeral |= other.ephemeral;
        if self.defaulted.is_none() {
            self.defaulted.clone_from(&other.defaulted);
        }
        if self.assumed.is_none() {
            self.assumed.clone_from(&other.assumed);
        }
        if self.more.is_none() {
            self.more.clone_from(&other.more);
        }
        self.origin = None;
    }
}

impl From<Kind> for Value {
    fn from(kind: Kind) -> Self {
        Value { kind, marks: Marks::default() }
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Kind::Bool(b).into()
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Self {
        Kind::String(s.into()).into()
    }
}

impl From<String> for Value {
    fn from(s: String) -> Self {
        Kind::String(s.into()).into()
    }
}

impl From<Str> for Value {
    fn from(s: Str) -> Self {
        Kind::String(s).into()
    }
}

impl From<Number> for Value {
    fn from(n: Number) -> Self {
        Kind::Number(n).into()
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Kind::Number(Number::from(n)).into()
    }
}

impl Value {
    /// `null` of no particular type.
    pub const NULL: Value = Value {
        kind: Kind::Null(Type::Dynamic),
        marks: Marks { sensitive: false, ephemeral: false, defaulted: None, assumed: None, origin: None, more: None },
    };

    /// An unknown of any type about which nothing else is known.
    pub fn unknown() -> Value {
        Kind::Unknown(Arc::default()).into()
    }

    /// An unknown of a type.
    pub fn unknown_of(ty: Type) -> Value {
        Kind::Unknown(Arc::new(Unknown { ty, ..Unknown::default() })).into()
    }

    /// An unknown that waits for the named thing.
    pub fn waiting(what: impl Into<Str>) -> Value {
        Kind::Unknown(Arc::new(Unknown { waits_for: vec![what.into()], ..Unknown::default() })).into()
    }

    /// A tuple of values.
    pub fn tuple(items: Vec<Value>) -> Value {
        Kind::Tuple(Arc::new(items)).into()
    }

    /// A `list(elem)`.
    pub fn list(elem: Type, items: Vec<Value>) -> Value {
        Kind::List(elem, Arc::new(items)).into()
    }

    /// A `set(elem)`: duplicates are dropped and elements put in the canonical order
    /// of cty (numbers by value, strings by bytes, the rest by a stable structural order).
    pub fn set(elem: Type, mut items: Vec<Value>) -> Value {
        let minus = |v: &Value| matches!(&v.kind, Kind::Number(n) if n.is_negative());
        items.sort_by(|a, b| canonical_order(a, b).then_with(|| minus(b).cmp(&minus(a))));
        // Of what is not known nobody can say whether it is one element or two.
        items.dedup_by(|a, b| a.is_wholly_known() && same_element(a, b));
        Kind::Set(elem, Arc::new(items)).into()
    }

    /// A list of which these elements are known, and more of it waits for the named things.
    pub fn partial(items: Vec<Value>, waits_for: Vec<Str>) -> Value {
        let mut value = Value::from(Kind::Partial(Arc::new(items)));
        value.marks.more = Some(Arc::new(waits_for)).filter(|all| !all.is_empty());
        value
    }

    /// An object of attributes.
    pub fn object<K: Into<Str>>(items: impl IntoIterator<Item = (K, Value)>) -> Value {
        Kind::Object(Arc::new(items.into_iter().map(|(k, v)| (k.into(), v)).collect())).into()
    }

    /// The same value with its marks joined with others (`origin` is dropped).
    pub fn with_marks(mut self, marks: &Marks) -> Value {
        self.marks = self.marks.join(marks);
        self
    }

    /// The same value, marked sensitive.
    pub fn sensitive(mut self) -> Value {
        self.marks.sensitive = true;
        self
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null(_))
    }

    /// Whether the value itself is unknown (elements of a known collection may still be).
    pub fn is_unknown(&self) -> bool {
        matches!(self.kind, Kind::Unknown(_))
    }

    /// Whether nothing in it is unknown or partial.
    pub fn is_wholly_known(&self) -> bool {
        match &self.kind {
            Kind::Unknown(_) | Kind::Partial(_) => false,
            Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) => items.iter().all(Value::is_wholly_known),
            Kind::Map(_, items) | Kind::Object(items) => items.values().all(Value::is_wholly_known),
            _ => true,
        }
    }

    /// Whether it or anything in it is sensitive.
    pub fn contains_sensitive(&self) -> bool {
        self.marks.sensitive
            || match &self.kind {
                Kind::List(_, i) | Kind::Set(_, i) | Kind::Tuple(i) | Kind::Partial(i) => {
                    i.iter().any(Value::contains_sensitive)
                }
                Kind::Map(_, i) | Kind::Object(i) => i.values().any(Value::contains_sensitive),
                _ => false,
            }
    }

    /// The string, if it is a known one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(s) => Some(s),
            _ => None,
        }
    }

    /// The boolean, if it is a known one.
    pub fn as_bool(&self) -> Option<bool> {
        match &self.kind {
            Kind::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// The number, if it is a known one.
    pub fn as_number(&self) -> Option<&Number> {
        match &self.kind {
            Kind::Number(n) => Some(n),
            _ => None,
        }
    }

    /// The elements of a list, set or tuple (of a partial list, the known ones).
    pub fn as_elements(&self) -> Option<&[Value]> {
        match &self.kind {
            Kind::List(_, i) | Kind::Set(_, i) | Kind::Tuple(i) | Kind::Partial(i) => Some(i),
            _ => None,
        }
    }

    /// The entries of a map or object.
    pub fn as_entries(&self) -> Option<&BTreeMap<Str, Value>> {
        match &self.kind {
            Kind::Map(_, i) | Kind::Object(i) => Some(i),
            _ => None,
        }
    }

    /// The attribute of an object or the element of a map.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.as_entries()?.get(name)
    }

    /// What an unknown waits for; everything unknown inside a collection included.
    pub fn waits_for(&self) -> Vec<Str> {
        let mut out = Vec::new();
        self.collect_waits(&mut out);
        out.sort();
        out.dedup();
        out
    }

    fn collect_waits(&self, out: &mut Vec<Str>) {
        let more = || self.marks.more.iter().flat_map(|all| all.iter().cloned());
        match &self.kind {
            Kind::Unknown(u) if u.waits_for.is_empty() => out.extend(more()),
            Kind::Unknown(u) => out.extend(u.waits_for.iter().cloned()),
            Kind::Partial(i) => {
                i.iter().for_each(|v| v.collect_waits(out));
                out.extend(more());
            }
            Kind::List(_, i) | Kind::Set(_, i) | Kind::Tuple(i) => i.iter().for_each(|v| v.collect_waits(out)),
            Kind::Map(_, i) | Kind::Object(i) => i.values().for_each(|v| v.collect_waits(out)),
            _ => {}
        }
    }

    /// The type of the value.
    pub fn ty(&self) -> Type {
        match &self.kind {
            Kind::Null(t) => t.clone(),
            Kind::Bool(_) => Type::Bool,
            Kind::Number(_) => Type::Number,
            Kind::String(_) => Type::String,
            Kind::List(t, _) => Type::list(t.clone()),
            Kind::Set(t, _) => Type::set(t.clone()),
            Kind::Map(t, _) => Type::map(t.clone()),
            Kind::Tuple(items) => Type::tuple(items.iter().map(Value::ty).collect()),
            Kind::Object(items) => Type::object(items.iter().map(|(k, v)| (k.clone(), v.ty())).collect()),
            Kind::Unknown(u) => u.ty.clone(),
            Kind::Partial(_) => Type::list(Type::Dynamic),
            Kind::Resource(_) => Type::Resource,
        }
    }
}

/// Total structural order in which sets keep their elements. Marks do not take part.
pub fn canonical_order(a: &Value, b: &Value) -> std::cmp::Ordering {
    fn rank(v: &Value) -> u8 {
        match v.kind {
            // cty puts null after all known values.
            Kind::Null(_) => 7,
            Kind::Bool(_) => 1,
            Kind::Number(_) => 2,
            Kind::String(_) => 3,
            Kind::List(..) | Kind::Set(..) | Kind::Tuple(_) | Kind::Partial(_) => 4,
            Kind::Map(..) | Kind::Object(_) => 5,
            Kind::Resource(_) => 6,
            Kind::Unknown(_) => 8,
        }
    }
    use std::cmp::Ordering;
    rank(a).cmp(&rank(b)).then_with(|| match (&a.kind, &b.kind) {
        (Kind::Bool(x), Kind::Bool(y)) => x.cmp(y),
        (Kind::Number(x), Kind::Number(y)) => x.cmp(y),
        (Kind::String(x), Kind::String(y)) => x.cmp(y),
        (Kind::Resource(x), Kind::Resource(y)) => x.cmp(y),
        (Kind::Unknown(x), Kind::Unknown(y)) => x.waits_for.cmp(&y.waits_for),
        _ => match (a.as_elements(), b.as_elements(), a.as_entries(), b.as_entries()) {
            // As cty: by a text of the whole, and by elements only where that does not tell.
            (Some(_), Some(_), _, _) | (_, _, Some(_), Some(_)) if set_order::key(a) != set_order::key(b) => {
                set_order::key(a).cmp(&set_order::key(b))
            }
            (Some(x), Some(y), _, _) => {
                for (l, r) in x.iter().zip(y) {
                    let order = canonical_order(l, r);
                    if order.is_ne() {
                        return order;
                    }
                }
                x.len().cmp(&y.len())
            }
            (_, _, Some(x), Some(y)) => {
                for ((lk, lv), (rk, rv)) in x.iter().zip(y) {
                    let order = lk.cmp(rk).then_with(|| canonical_order(lv, rv));
                    if order.is_ne() {
                        return order;
                    }
                }
                x.len().cmp(&y.len())
            }
            _ => Ordering::Equal,
        },
    })
}

/// Whether a set holds two known values as one element. cty finds elements by a text that it makes of them: there -0 is not 0,
/// though `-0 == 0`.
pub fn same_element(a: &Value, b: &Value) -> bool {
    canonical_order(a, b).is_eq() && (matches!(a.kind, Kind::String(_)) || set_order::key(a) == set_order::key(b))
}

/// Debug output hides sensitive values, so that no log can leak one.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.marks.sensitive {
            return f.write_str("(sensitive)");
        }
        match &self.kind {
            Kind::Null(_) => f.write_str("null"),
            Kind::Bool(b) => write!(f, "{b}"),
            Kind::Number(n) => write!(f, "{n}"),
            Kind::String(s) => write!(f, "{s:?}"),
            Kind::List(_, i) | Kind::Tuple(i) => f.debug_list().entries(i.iter()).finish(),
            Kind::Set(_, i) => f.debug_set().entries(i.iter()).finish(),
            Kind::Partial(i) => write!(f, "partial {i:?}"),
            Kind::Map(_, i) | Kind::Object(i) => f.debug_map().entries(i.iter()).finish(),
            Kind::Unknown(_) => f.write_str("(known after apply)"),
            Kind::Resource(id) => write!(f, "resource #{}", id.0),
        }
    }
}
