//! Gathering the places that a result depends on.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::{Place, Reads};

/// Joins many [`Reads`] in linear time; `Reads::join` in a loop would be quadratic.
#[derive(Default)]
pub(super) struct ReadSet {
    first: Reads,
    more: Option<(Vec<Place>, FxHashSet<Place>)>,
}

impl ReadSet {
    pub(super) fn add(&mut self, reads: &Reads) {
        let Some(places) = &reads.0 else { return };
        match (&self.first.0, &mut self.more) {
            (None, _) => self.first = reads.clone(),
            (Some(first), None) if Arc::ptr_eq(first, places) => {}
            (Some(first), None) => {
                let mut list: Vec<Place> = Vec::with_capacity(first.len() + places.len());
                let mut seen = FxHashSet::default();
                for place in first.iter().chain(places.iter()) {
                    if seen.insert(place.clone()) {
                        list.push(place.clone());
                    }
                }
                self.more = Some((list, seen));
            }
            (Some(_), Some((list, seen))) => {
                for place in places.iter() {
                    if seen.insert(place.clone()) {
                        list.push(place.clone());
                    }
                }
            }
        }
    }

    pub(super) fn finish(self) -> Reads {
        match self.more {
            Some((list, _)) => Reads(Some(Arc::new(list))),
            None => self.first,
        }
    }
}
