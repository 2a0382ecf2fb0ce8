//! Tests of the whole: the command line, the shape of the code, the rule packs, the documents.

mod architecture;
mod article;
mod packs;
mod run;
mod world;
mod zones;
