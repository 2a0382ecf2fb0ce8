//! Network facts: sets of addresses and ports, one shape for the firewall rules of all clouds,
//! and the `net::` functions of the rule language.

mod analysis;
mod args;
pub mod ask;
mod aws;
mod azure;
pub mod canonical;
pub mod cidr;
mod closed;
mod functions;
mod google;
pub mod interval;
mod memory;
mod oci;
mod plain;
pub mod read;
pub mod rule;
pub mod shape;
pub mod special;

pub use cidr::{Block, CidrError, CidrSet};
pub use closed::{is_closed_list, is_closed_resource};
pub use functions::{Signature, call, signatures};
pub use interval::IntervalSet;
pub use rule::{Action, Direction, Peers, PortSet, ProtocolSet, Rule, Rules, Truth};

#[cfg(test)]
mod tests;

/// Attributes of a resource type that the functions read; see [`shape::Shape::attributes`].
pub fn attributes(kind: &str) -> Option<&'static [&'static str]> {
    shape::Shape::attributes(kind)
}

/// Whether a resource of a type holds rules of both directions.
pub fn is_two_sided(kind: &str) -> bool {
    shape::Shape::of_type(kind).is_some_and(shape::Shape::is_two_sided)
}

/// The attribute path that a canonical rule object was made from; `None` for other values.
pub fn origin_of(value: &crate::model::Value) -> Option<crate::model::AttrPath> {
    value.get("direction")?;
    value.get("peers")?;
    let path = value.get("path")?.as_str()?;
    Some(canonical::parse_path(path)).filter(|p| !p.0.is_empty())
}
