//! What somebody looked at while something was made that is kept, so that it can be told whether it still holds
//! when values of the plan become known.

use std::cell::RefCell;

use rustc_hash::FxHashSet;

use crate::model::ResourceId;
use crate::text::Str;

/// What was looked at.
#[derive(Debug, Default)]
pub struct Witness {
    /// Resources of which values were read, or whether they are there.
    resources: FxHashSet<ResourceId>,
    /// Texts of which it was asked whose identifiers they are.
    texts: FxHashSet<Str>,
    /// Types of which a resource was looked for by its name.
    names: FxHashSet<Str>,
}

/// What became another one.
#[derive(Debug, Default)]
pub struct Changes {
    /// Resources with other values.
    pub(super) resources: FxHashSet<ResourceId>,
    /// Texts that identify another resource than before.
    pub(super) texts: FxHashSet<Str>,
    /// Types of which the names were forgotten.
    pub(super) names: FxHashSet<Str>,
    /// The plan is about more or less than before: whatever was found out of it is open.
    pub(super) everything: bool,
}

impl Changes {
    /// Whether nothing did.
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty() && !self.everything
    }

    /// Whether something did that was looked at.
    pub fn touch(&self, witness: &Witness) -> bool {
        self.everything
            || meet(&self.resources, &witness.resources)
            || meet(&self.texts, &witness.texts)
            || meet(&self.names, &witness.names)
    }
}

fn meet<T: Eq + std::hash::Hash>(few: &FxHashSet<T>, many: &FxHashSet<T>) -> bool {
    few.iter().any(|one| many.contains(one))
}

thread_local! {
    /// Those that are being made now, the innermost last.
    static OPEN: RefCell<Vec<Witness>> = const { RefCell::new(Vec::new()) };
}

/// Makes something and tells what was looked at meanwhile. Whatever is being made around it looked at the same.
pub(crate) fn watch<T>(make: impl FnOnce() -> T) -> (T, Witness) {
    OPEN.with_borrow_mut(|open| open.push(Witness::default()));
    let made = make();
    let witness = OPEN.with_borrow_mut(|open| {
        let witness = open.pop().unwrap_or_default();
        if let Some(outer) = open.last_mut() {
            outer.resources.extend(&witness.resources);
            outer.texts.extend(witness.texts.iter().cloned());
            outer.names.extend(witness.names.iter().cloned());
        }
        witness
    });
    (made, witness)
}

fn note(add: impl FnOnce(&mut Witness)) {
    OPEN.with_borrow_mut(|open| {
        if let Some(innermost) = open.last_mut() {
            add(innermost);
        }
    });
}

pub(super) fn note_resource(id: ResourceId) {
    note(|witness| {
        witness.resources.insert(id);
    });
}

pub(super) fn note_text(text: &str) {
    note(|witness| {
        if !witness.texts.contains(text) {
            witness.texts.insert(text.into());
        }
    });
}

pub(super) fn note_name(kind: &Str) {
    note(|witness| {
        if !witness.names.contains(kind) {
            witness.names.insert(kind.clone());
        }
    });
}
