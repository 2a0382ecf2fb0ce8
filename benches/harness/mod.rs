//! Measures the public binary against the bars, in whole processes.

pub mod binary;
pub mod measure;
pub mod peers;
pub mod reference;
pub mod rego;
pub mod rules;
pub mod sources;
pub mod suite;
pub mod table;
