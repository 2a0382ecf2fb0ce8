//! Whole runs with partners: Terraform, and a provider that has no cloud behind it. See docs/e2e.md.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod article;
mod battery;
mod binary;
mod compare;
mod console;
mod eval;
mod generated;
mod guard;
mod harness;
mod language;
mod one_verdict;
mod own_provider;
mod packs;
#[path = "../shared/parity.rs"]
mod parity;
mod pipeline;
#[cfg(feature = "experiments")]
mod policies;
mod schema;
mod side_by_side;
mod signatures;
#[path = "../shared/battery/mod.rs"]
mod tables;
mod trees;
