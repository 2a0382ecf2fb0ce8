//! What ringfence is when Terraform starts it as a plugin: the handshake, mutual TLS, and gRPC as HashiCorp's
//! go-plugin expects it of a server. Which service it serves is the caller's business.
//!
//! - [`identity`]: certificates, each side pinned to the other's;
//! - [`grpc`]: calls and their answers over HTTP/2;
//! - [`broker`]: connections back to services that Terraform serves.
//!
//! Facts: go-plugin `server.go`, `client.go`, `grpc_broker.go`, `mtls.go`.

pub mod broker;
pub mod grpc;
pub mod identity;
mod run;
mod transport;

pub use broker::Broker;
pub use grpc::{Answer, Method, Service, Status};
pub use run::{Invitation, ServeError, Terms, serve};
