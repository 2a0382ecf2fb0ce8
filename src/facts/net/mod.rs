//! Network facts: sets of addresses and ports, one shape for the firewall rules of all clouds,
//! and the `net::` functions of the rule language.

pub mod cidr;
pub mod interval;
pub mod special;

pub use cidr::{Block, CidrError, CidrSet};
pub use interval::IntervalSet;
