//! Rules that were read a moment ago. Several rules of a pack ask about the same firewall rules one
//! after another: each is read once. A value is known again by the memory that it shares with its
//! copies, which is held here for as long as it is remembered.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::thread::LocalKey;

use rustc_hash::FxHashMap;

use super::rule::Rules;
use crate::model::{Kind, Marks, Value};
use crate::text::Str;

/// Values that are remembered before all are forgotten: those of some resources.
const MOST: usize = 512;

/// What was asked about a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Asked {
    /// Its rules.
    Rules,
    /// The same, if it is one rule and no owner of many.
    Single,
    /// A canonical list, of both directions or of one.
    All,
    /// See [`Asked::All`].
    Ingress,
    /// See [`Asked::All`].
    Egress,
}

/// The shared part of a value: holding it keeps its address from being used again.
#[derive(Clone)]
enum Shared {
    Items(Arc<Vec<Value>>),
    Entries(Arc<BTreeMap<Str, Value>>),
}

impl Shared {
    fn of(value: &Value) -> Option<Shared> {
        match &value.kind {
            Kind::List(_, i) | Kind::Set(_, i) | Kind::Tuple(i) => Some(Shared::Items(i.clone())),
            Kind::Map(_, e) | Kind::Object(e) => Some(Shared::Entries(e.clone())),
            _ => None,
        }
    }

    fn address(&self) -> usize {
        match self {
            Shared::Items(i) => Arc::as_ptr(i) as usize,
            Shared::Entries(e) => Arc::as_ptr(e) as usize,
        }
    }
}

/// Answers of one kind.
pub type Memory<T> = RefCell<FxHashMap<(usize, Asked), Entry<T>>>;

/// An answer, and what it was given for.
pub struct Entry<T> {
    _shared: Shared,
    marks: Marks,
    kind: Option<Str>,
    answer: T,
}

thread_local! {
    /// Rules of objects and lists.
    pub static RULES: Memory<Rc<Rules>> = RefCell::default();
    /// Canonical lists of resources.
    pub static LISTS: Memory<Value> = RefCell::default();
}

/// Answers from memory, or works it out. Errors are not remembered: they end the evaluation.
///
/// # Errors
/// Those of `work`.
pub fn recall<T: Clone>(
    memory: &'static LocalKey<Memory<T>>,
    value: &Value,
    kind: Option<&str>,
    asked: Asked,
    work: impl FnOnce() -> Result<T, String>,
) -> Result<T, String> {
    let Some(shared) = Shared::of(value) else { return work() };
    let key = (shared.address(), asked);
    let known = memory.with_borrow(|memory| {
        let entry = memory.get(&key)?;
        (entry.marks == value.marks && entry.kind.as_deref() == kind).then(|| entry.answer.clone())
    });
    if let Some(answer) = known {
        return Ok(answer);
    }
    let answer = work()?;
    memory.with_borrow_mut(|memory| {
        if memory.len() >= MOST {
            memory.clear();
        }
        let kind = kind.map(Str::from);
        memory.insert(key, Entry { _shared: shared, marks: value.marks.clone(), kind, answer: answer.clone() });
    });
    Ok(answer)
}
