//! Tests of the whole: the command line, the shape of the code, the rule packs, the documents.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking, and tells what it saw"
)]

mod architecture;
mod article;
#[cfg(feature = "plugin")]
mod attest;
mod bad_input;
mod battery;
mod binary;
mod existing;
mod learning;
mod network;
mod open_instances;
mod options;
mod packs;
#[path = "../shared/parity.rs"]
mod parity;
#[cfg(all(unix, feature = "plugin"))]
mod policy_engine;
#[cfg(all(unix, feature = "plugin"))]
mod protos;
mod redaction;
mod referrers;
mod releases;
mod run;
mod shell;
mod suppressions;
#[path = "../shared/battery/mod.rs"]
mod tables;
mod told;
mod told_references;
mod trees;
mod unrecorded;
mod veiled;
#[cfg(all(unix, feature = "plugin"))]
mod wire;
mod words;
mod world;
mod zone_cases;
mod zone_edges;
mod zone_moves;
mod zones;
