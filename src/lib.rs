//! ringfence reads Terraform and OpenTofu plans, builds one resource graph, and
//! enforces security-zone invariants on it.
//!
//! Data flows one way, and every module may use only what stands to its left:
//!
//! ```text
//!  bytes ── input ──▶ model ──▶ graph ──▶ zone/facts ──▶ policy ──▶ check ──▶ report
//!             │                                                      │
//!       hcl + eval (Terraform's language: syntax, values)            └──▶ cli
//! ```
//!
//! `tests/architecture.rs` holds the table of permitted dependencies.

#[cfg(feature = "plugin")]
pub mod attest;
pub mod check;
pub mod cli;
pub mod config;
pub mod eval;
pub mod facts;
pub mod finding;
pub mod graph;
pub mod hcl;
pub mod input;
pub mod model;
#[cfg(all(unix, feature = "plugin"))]
pub mod plugin;
pub mod policy;
pub mod provider;
pub mod report;
pub mod text;
pub mod zone;
