//! What resources mean, in terms that no cloud owns: an open port, a set of addresses.
//! Adapters per cloud turn attributes into these facts; rules only ever see the facts.

pub mod iam;
pub mod net;
pub mod secret;
