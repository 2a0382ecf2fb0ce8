//! Syntax of HashiCorp's configuration language: text to a tree with spans. The parser never
//! gives up: what it cannot read becomes [`ast::ExprKind::Error`] and a diagnostic, and
//! the rest of the file is still there. Rules, zone files and Terraform sources share it.

pub mod ast;
mod body;
mod comments;
mod directives;
mod expr;
pub mod json;
mod json_body;
mod lexer;
mod parser;
mod template;

#[cfg(test)]
mod tests;

pub use comments::{Comment, comments};
pub use json::{JsonKind, JsonMember, JsonNode, JsonString, parse_json};
pub use json_body::{json_body_to_ast, json_to_expr, parse_terraform_json, terraform_block_labels};
pub use parser::{MAX_HEIGHT, MAX_NESTING, parse, parse_expression, parse_template};
