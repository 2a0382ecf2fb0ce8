//! Tests of the whole: the command line, the shape of the code, the rule packs, the documents.

mod architecture;
mod article;
mod bad_input;
mod existing;
mod network;
mod options;
mod packs;
mod redaction;
mod run;
mod suppressions;
mod world;
mod zones;
