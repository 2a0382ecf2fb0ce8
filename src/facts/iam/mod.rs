//! Who may do what: statements of cloud policies, parsed, and the `iam::` functions of the rule
//! language.

mod condition;
mod document;
mod families;
mod functions;
pub mod oci;
mod token;

pub use condition::{Condition, Operand, Test};
pub use document::is_public;
pub use functions::call;
pub use oci::{Statement, StatementKind, Verb, parse};

#[cfg(test)]
mod tests;
