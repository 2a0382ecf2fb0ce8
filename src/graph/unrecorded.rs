//! What plan JSON does not record of a configuration: `dynamic` blocks.

use super::Graph;
use super::attributes::{field_name, plain};
use crate::model::{AttrPath, ConfigResource, Resource};
use crate::provider::Defaults;

/// How a `dynamic` block could have made an unknown that the configuration does not mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unrecorded {
    /// It is no block, or the sources are at hand.
    Impossible,
    /// Mostly nobody writes such a block, and the provider fills it in.
    Unlikely,
    /// As well as not.
    Likely,
    /// Nothing else makes it unknown.
    Certain,
}

impl Unrecorded {
    /// Of the attribute at a path of a resource, which a block declares.
    pub fn of(graph: &Graph, resource: &Resource, block: &ConfigResource, path: &AttrPath) -> Unrecorded {
        // Blocks of sources have a place.
        if block.span.is_some() {
            return Unrecorded::Impossible;
        }
        let (address, knowledge) = (&resource.address, &graph.knowledge);
        if knowledge.default_of(&address.kind, &plain(path)).is_some_and(Defaults::are_blocks) {
            return Unrecorded::Likely;
        }
        let names: Vec<&str> = path.0.iter().filter_map(field_name).collect();
        let schema = knowledge.schemas.resource(address.mode, knowledge.canonical(&address.kind));
        match schema.as_ref().and_then(|schema| schema.attribute(&names)) {
            Some(attribute) if attribute.kind.is_block() => match attribute.flags.computed() {
                true => Unrecorded::Unlikely,
                // The provider leaves no such block open.
                false => Unrecorded::Certain,
            },
            _ => Unrecorded::Impossible,
        }
    }
}
