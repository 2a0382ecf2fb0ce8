//! Values that become known: zones stay as they are unless something was learned that made them.

use std::sync::{Arc, OnceLock};

use super::Zones;
use crate::config::Config;
use crate::graph::{Changes, Graph};

impl Zones {
    /// Hands the graph over, so that it can learn. The zones must not be asked anything before they are given to
    /// [`Zones::after`].
    pub fn hand_over(&mut self) -> Arc<Graph> {
        std::mem::replace(&mut self.graph, Arc::new(Graph::new(Arc::default(), Arc::default())))
    }

    /// The zones of a graph that learned something. It is the one that they handed over.
    pub fn after(self, graph: Arc<Graph>, changes: &Changes, config: &Config) -> Zones {
        let same_length = self.members.len() == graph.plan.resources.len();
        if !same_length || changes.touch(&self.declared) {
            return Zones::new(graph, config);
        }
        let mut zones = Zones { graph, ..self };
        if changes.is_empty() {
            return zones;
        }
        // Who is where is found again for those that are asked for. Most were never asked for.
        forget(&mut zones.containers);
        forget(&mut zones.members);
        forget(&mut zones.bindings);
        zones.places.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
        zones.standing.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
        zones.container_changes.take();
        if zones.parents.get().is_some_and(|(_, witness)| changes.touch(witness)) {
            zones.parents.take();
        }
        zones
    }
}

fn forget<T>(all: &mut [[OnceLock<T>; 2]]) {
    for sides in all {
        for one in sides {
            one.take();
        }
    }
}
