//! Functions of the provider that is part of Terraform and OpenTofu: values as the language writes them, and back
//! (https://developer.hashicorp.com/terraform/language/functions/terraform-encode_expr).
//!
//! The layout follows hclwrite of HCL (MPL-2.0), whose rules for lines, columns and blanks were read for their facts.

use std::fmt::Write as _;

use super::FunctionError;
use super::args::{refine, text, unknown};
use super::spec::{Call, Outcome, Spec, Ty, any, param, spec, string};
use crate::eval::{Literals, evaluate};
use crate::hcl;
use crate::hcl::ast::Item;
use crate::model::path::is_identifier;
use crate::model::{Kind, Type, Value};
use crate::text::{Diagnostic, FileId, SourceFile};

pub(super) static SPECS: &[Spec] = &[
    spec("provider::terraform::encode_tfvars", &[param("value", Ty::Any).unknown()], string, encode_tfvars),
    spec("provider::terraform::decode_tfvars", &[param("src", Ty::String)], any, decode_tfvars),
    spec("provider::terraform::encode_expr", &[param("expr", Ty::Any).everything()], string, encode_expr),
];

/// Source address of the provider that these functions belong to.
pub const SOURCE: &str = "terraform.io/builtin/terraform";

fn encode_tfvars(c: &Call) -> Outcome {
    let value = &c.args[0];
    if !value.is_wholly_known() {
        return Ok(refine(unknown(Type::String), |r| r.not_null = true));
    }
    let Some(entries) = value.as_entries() else {
        let message =
            "invalid value to encode: must be an object whose attribute names will become the encoded variable names";
        return Err(FunctionError::new(message));
    };
    let mut out = String::new();
    for (name, value) in entries {
        if !is_identifier(name) {
            return Err(FunctionError::new(format!(
                "invalid variable name {name:?}: must be a valid identifier, per Terraform's rules for input variable \
                 declarations"
            )));
        }
        let _ = writeln!(out, "{name} = {}", expression(value));
    }
    Ok(text(out))
}

fn encode_expr(c: &Call) -> Outcome {
    let value = &c.args[0];
    if value.is_wholly_known() {
        return Ok(text(expression(value)));
    }
    let prefix = match value.ty() {
        Type::Object(_) | Type::Map(_) => Some("{"),
        Type::Tuple(_) | Type::List(_) | Type::Set(_) => Some("["),
        Type::String => Some("\""),
        _ => None,
    };
    let certain = match &value.kind {
        Kind::Unknown(u) => u.refinement.not_null,
        _ => true,
    };
    Ok(refine(unknown(Type::String), |r| {
        r.not_null = true;
        r.prefix = prefix.filter(|_| certain).map(Into::into);
    }))
}

fn decode_tfvars(c: &Call) -> Outcome {
    let file = SourceFile::new("<decode_tfvars argument>", c.str(0));
    let place = |d: &Diagnostic| {
        let at = file.position(d.span.map_or(0, |s| s.start));
        format!("{}:{},{}: {}; {}", file.path, at.line, at.column, d.summary, d.detail)
    };
    let (body, problems) = hcl::parse(FileId(0), &file.text);
    if let Some(first) = problems.first() {
        return Err(FunctionError::new(format!("invalid tfvars syntax: {}", place(first))));
    }
    let mut entries = Vec::new();
    for item in &body.items {
        match item {
            Item::Attribute(a) => match evaluate(&a.expr, &Literals) {
                Ok(found) => entries.push((a.name.name.clone(), found.value)),
                Err(problem) => {
                    let why = place(&problem);
                    return Err(FunctionError::new(format!(
                        "invalid expression for variable {:?}: {why}",
                        a.name.name
                    )));
                }
            },
            Item::Block(block) => {
                let why = format!("blocks are not allowed here ({})", block.kind.name);
                return Err(FunctionError::new(format!("invalid tfvars content: {why}")));
            }
        }
    }
    Ok(Value::object(entries))
}

/// A piece of an expression on one line.
enum Token {
    Open(char),
    Close(char),
    Comma,
    Equals,
    Text(String),
}

impl Token {
    fn brackets(&self) -> i64 {
        match self {
            Token::Open(_) => 1,
            Token::Close(_) => -1,
            _ => 0,
        }
    }

    fn write(&self, out: &mut String) {
        match self {
            Token::Open(c) | Token::Close(c) => out.push(*c),
            Token::Comma => out.push(','),
            Token::Equals => out.push('='),
            Token::Text(text) => out.push_str(text),
        }
    }

    /// Whether a blank stands before the next token of the line.
    fn spaced(&self, next: &Token) -> bool {
        match (self, next) {
            (_, Token::Comma) => false,
            (Token::Comma, _) => true,
            (Token::Open('{'), Token::Close('}')) => false,
            (Token::Open('{'), _) | (_, Token::Close('}')) => true,
            (Token::Open(_), _) | (_, Token::Close(_)) => false,
            _ => true,
        }
    }
}

/// A wholly known value as the language writes it, laid out as `terraform fmt` does.
fn expression(value: &Value) -> String {
    let mut lines: Vec<Vec<Token>> = vec![Vec::new()];
    tokens(value, &mut lines);
    lay_out(&lines)
}

fn push(lines: &mut Vec<Vec<Token>>, token: Token) {
    match lines.last_mut() {
        Some(line) => line.push(token),
        None => lines.push(vec![token]),
    }
}

fn tokens(value: &Value, lines: &mut Vec<Vec<Token>>) {
    match &value.kind {
        Kind::Null(_) => push(lines, Token::Text("null".into())),
        Kind::Bool(b) => push(lines, Token::Text(b.to_string())),
        Kind::Number(n) => push(lines, Token::Text(n.to_string())),
        Kind::String(s) => push(lines, Token::Text(quoted(s))),
        Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) | Kind::Partial(items) => {
            push(lines, Token::Open('['));
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    push(lines, Token::Comma);
                }
                tokens(item, lines);
            }
            push(lines, Token::Close(']'));
        }
        Kind::Map(_, entries) | Kind::Object(entries) => {
            push(lines, Token::Open('{'));
            if !entries.is_empty() {
                lines.push(Vec::new());
            }
            for (name, item) in entries.iter() {
                push(lines, Token::Text(if is_identifier(name) { name.to_string() } else { quoted(name) }));
                push(lines, Token::Equals);
                tokens(item, lines);
                lines.push(Vec::new());
            }
            push(lines, Token::Close('}'));
        }
        // Neither is wholly known.
        Kind::Unknown(_) | Kind::Resource(_) => push(lines, Token::Text("null".into())),
    }
}

/// Joins lines: indented by open brackets; equals signs of neighbouring lines below each other, if what follows
/// them ends on the line.
fn lay_out(lines: &[Vec<Token>]) -> String {
    let mut done: Vec<(String, Option<String>)> = Vec::with_capacity(lines.len());
    let mut open: Vec<i64> = Vec::new();
    for line in lines {
        let change: i64 = line.iter().map(Token::brackets).sum();
        if change < 0 {
            close(&mut open, -change);
        }
        let indent = " ".repeat(2 * open.len());
        if change > 0 {
            open.push(change);
        }
        let equals = line
            .iter()
            .position(|t| matches!(t, Token::Equals))
            .filter(|at| *at > 0 && line[*at..].iter().map(Token::brackets).sum::<i64>() == 0);
        done.push(match equals {
            Some(at) => (indent + &joined(&line[..at]), Some(joined(&line[at..]))),
            None => (indent + &joined(line), None),
        });
    }
    let mut out = Vec::with_capacity(done.len());
    for run in done.chunk_by(|a, b| a.1.is_some() && b.1.is_some()) {
        let width = run.iter().map(|(lead, _)| columns(lead)).max().unwrap_or(0);
        out.extend(run.iter().map(|(lead, assigned)| match assigned {
            Some(assigned) => format!("{lead}{} {assigned}", " ".repeat(width - columns(lead))),
            None => lead.clone(),
        }));
    }
    out.join("\n")
}

fn columns(text: &str) -> usize {
    use unicode_segmentation::UnicodeSegmentation;
    text.graphemes(true).count()
}

fn close(open: &mut Vec<i64>, mut count: i64) {
    while let Some(last) = open.last_mut().filter(|_| count > 0) {
        if count < *last {
            *last -= count;
            return;
        }
        count -= *last;
        open.pop();
    }
}

fn joined(tokens: &[Token]) -> String {
    let mut out = String::new();
    for (i, token) in tokens.iter().enumerate() {
        token.write(&mut out);
        if tokens.get(i + 1).is_some_and(|next| token.spaced(next)) {
            out.push(' ');
        }
    }
    out
}

/// A text in double quotes, with what begins a template doubled.
fn quoted(s: &str) -> String {
    let mut out = String::with_capacity(s.len() + 2);
    out.push('"');
    let mut rest = s.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '$' | '%' if rest.peek() == Some(&'{') => out.extend([c, c]),
            c if is_printed(c) => out.push(c),
            c if (c as u32) < 0x10000 => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => {
                let _ = write!(out, "\\U{:08x}", c as u32);
            }
        }
    }
    out.push('"');
    out
}

/// Go's `unicode.IsPrint`, but for characters that are in no version of Unicode yet.
fn is_printed(c: char) -> bool {
    let format = matches!(c, '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{10ffff}');
    c == ' ' || !c.is_control() && !c.is_whitespace() && !format
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::functions::{Nothing, call};

    fn run(function: &str, arg: Value) -> Result<String, String> {
        let name = format!("provider::terraform::{function}");
        let found = call(&name, &[arg], &Nothing).unwrap().map_err(|e| e.message)?;
        Ok(found.as_str().map_or_else(|| crate::eval::display(&found), Into::into))
    }

    /// As Terraform 1.11.4 prints them.
    #[test]
    fn values_are_written_as_terraform_does() {
        let inner = Value::object([("a", Value::from(1)), ("bb", Value::from(2))]);
        let value = Value::object([
            (
                "bbb",
                Value::object([
                    ("c", Value::tuple(vec![1.into(), 2.into()])),
                    ("ddd", Value::object([("e", Value::from(1))])),
                ]),
            ),
            ("a", 1.into()),
            ("cc", "x".into()),
            ("g", Value::tuple(vec![inner, Value::object([("c", Value::from(1))])])),
        ]);
        let expected = "a = 1\nbbb = {\n  c = [1, 2]\n  ddd = {\n    e = 1\n  }\n}\ncc = \"x\"\ng = [{\n  a  = 1\n  bb = 2\n  }, {\n  \
                        c = 1\n}]\n";
        assert_eq!(run("encode_tfvars", value.clone()).unwrap(), expected);
        let back = call("provider::terraform::decode_tfvars", &[expected.into()], &Nothing).unwrap().unwrap();
        assert_eq!(back, value);
        assert_eq!(run("encode_expr", "${x} $ %{ \"\u{a0}\n".into()).unwrap(), r#""$${x} $ %%{ \"\u00a0\n""#);
        assert_eq!(run("encode_expr", Value::tuple(vec![])).unwrap(), "[]");
        assert_eq!(run("encode_expr", Value::NULL).unwrap(), "null");
    }

    #[test]
    fn what_cannot_be_written_is_refused() {
        assert!(run("encode_tfvars", Value::tuple(vec![])).unwrap_err().starts_with("invalid value to encode"));
        assert!(
            run("encode_tfvars", Value::object([("a b", Value::from(1))]))
                .unwrap_err()
                .starts_with("invalid variable name \"a b\"")
        );
        assert!(run("decode_tfvars", "a = b".into()).unwrap_err().starts_with("invalid expression for variable \"a\""));
        assert!(
            run("decode_tfvars", "a = ".into())
                .unwrap_err()
                .starts_with("invalid tfvars syntax: <decode_tfvars argument>:1,")
        );
    }

    #[test]
    fn what_is_not_known_is_known_to_begin() {
        let list = Value::tuple(vec![Value::unknown()]);
        let found = call("provider::terraform::encode_expr", &[list], &Nothing).unwrap().unwrap();
        let Kind::Unknown(u) = &found.kind else { panic!("{found:?}") };
        assert_eq!(u.refinement.prefix.as_deref(), Some("["));
    }
}
