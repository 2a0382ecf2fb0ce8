//! What speaks Terraform's plugin protocols. So far: the guard, which stands between the toolchain and its
//! providers and refuses calls that break a rule.
//!
//! - [`handshake`], [`sockets`]: how a plugin is started and found;
//! - [`protocol`], [`types`], [`msgpack`]: the messages that are looked at, schemas and values;
//! - [`guard`]: the guard itself.

pub mod guard;
pub mod handshake;
pub mod msgpack;
pub mod policy_engine;
pub mod protocol;
pub mod server;
pub mod sockets;
pub mod types;
