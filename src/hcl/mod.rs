//! Syntax of HashiCorp's configuration language: text to a tree with spans. The parser never
//! gives up: what it cannot read becomes [`ast::ExprKind::Error`] and a diagnostic, and
//! the rest of the file is still there. Rules, zone files and Terraform sources share it.

pub mod ast;
mod body;
mod directives;
mod expr;
mod lexer;
mod parser;
mod template;

#[cfg(test)]
mod tests;

pub use parser::{MAX_HEIGHT, MAX_NESTING, parse, parse_expression, parse_template};
