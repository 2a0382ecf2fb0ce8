//! What speaks Terraform's plugin protocols: the guard, which stands between the toolchain and its providers and
//! refuses calls that break a rule; the policy engine, which Terraform itself asks; a provider.
//!
//! - [`handshake`], [`sockets`]: how a plugin is started and found;
//! - [`protocol`], [`types`], [`msgpack`]: the messages that are looked at, schemas and values;
//! - [`guard`]: the guard itself;
//! - `unjudged`: words that all of them share;
//! - [`server`]: what a plugin is that Terraform starts;
//! - [`policy_engine`], [`provider`]: what is served.

pub mod guard;
pub mod handshake;
pub mod msgpack;
pub mod policy_engine;
pub mod protocol;
pub mod provider;
pub mod server;
pub mod sockets;
pub mod types;
mod unjudged;
