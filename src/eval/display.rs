//! Values as `terraform console` prints them.

use crate::eval::convert::{Naming, friendly_name};
use crate::model::{Kind, Type, Value};

/// A value in the notation of `terraform console`: unknown and sensitive parts are named, never shown.
pub fn display(value: &Value) -> String {
    let mut out = String::new();
    write(value, 0, &mut out);
    out
}

fn write(value: &Value, indent: usize, out: &mut String) {
    if value.marks.sensitive && !value.is_unknown() {
        return out.push_str("(sensitive value)");
    }
    if value.marks.ephemeral && !value.is_unknown() {
        return out.push_str("(ephemeral value)");
    }
    match &value.kind {
        Kind::Unknown(_) => out.push_str("(known after apply)"),
        Kind::Null(ty) => out.push_str(&null(ty)),
        Kind::Bool(b) => out.push_str(&b.to_string()),
        Kind::Number(n) => out.push_str(&n.to_string()),
        Kind::String(text) if text.contains('\n') => heredoc(text, indent, out),
        Kind::String(text) => quote(text, out),
        Kind::List(_, items) => wrapped("tolist", items, indent, out),
        Kind::Set(_, items) => wrapped("toset", items, indent, out),
        Kind::Tuple(items) => sequence(items, indent, out),
        // No notation of Terraform's: a list that may turn out to be longer.
        Kind::Partial(items) => wrapped("partial", items, indent, out),
        Kind::Object(entries) => mapping(entries, indent, out),
        Kind::Map(_, entries) => {
            out.push_str("tomap(");
            mapping(entries, indent, out);
            out.push(')');
        }
        Kind::Resource(_) => out.push_str("(resource)"),
    }
}

fn null(ty: &Type) -> String {
    let name = |ty: &Type| friendly_name(ty, Naming::Value);
    match ty {
        Type::Dynamic => "null".into(),
        Type::String | Type::Number | Type::Bool => format!("to{}(null)", name(ty)),
        Type::List(elem) => format!("tolist(null) /* of {} */", name(elem)),
        Type::Set(elem) => format!("toset(null) /* of {} */", name(elem)),
        Type::Map(elem) => format!("tomap(null) /* of {} */", name(elem)),
        other => format!("null /* {} */", name(other)),
    }
}

fn wrapped(function: &str, items: &[Value], indent: usize, out: &mut String) {
    out.push_str(function);
    out.push('(');
    sequence(items, indent, out);
    out.push(')');
}

fn sequence(items: &[Value], indent: usize, out: &mut String) {
    out.push('[');
    for item in items {
        new_line(indent + 2, out);
        write(item, indent + 2, out);
        out.push(',');
    }
    if !items.is_empty() {
        new_line(indent, out);
    }
    out.push(']');
}

fn mapping(entries: &std::collections::BTreeMap<crate::text::Str, Value>, indent: usize, out: &mut String) {
    out.push('{');
    for (name, value) in entries {
        new_line(indent + 2, out);
        write(&name.clone().into(), indent + 2, out);
        out.push_str(" = ");
        write(value, indent + 2, out);
    }
    if !entries.is_empty() {
        new_line(indent, out);
    }
    out.push('}');
}

fn new_line(indent: usize, out: &mut String) {
    out.push('\n');
    out.push_str(&" ".repeat(indent));
}

/// Text of several lines, with an end mark that none of them is.
fn heredoc(text: &str, indent: usize, out: &mut String) {
    let mut end = String::from("EOT");
    while text.split('\n').any(|line| line.trim() == end) {
        end.push('_');
    }
    out.push_str(if indent > 0 { "<<-" } else { "<<" });
    out.push_str(&end);
    for line in text.split('\n') {
        new_line(indent, out);
        out.push_str(line);
    }
    new_line(indent, out);
    out.push_str(&end);
}

/// As Go's `strconv.Quote` does it.
fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if (c as u32) < 0x20 || c == '\u{7f}' => out.push_str(&format!("\\x{:02x}", c as u32)),
            c if (c as u32) < 0xa0 && (c as u32) > 0x7f || c.is_whitespace() && c != ' ' || c == '\u{feff}' => {
                out.push_str(&format!("\\u{:04x}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_look_as_in_the_console() {
        let value = Value::object([
            ("a", Value::list(Type::String, vec!["x\"".into(), "l1\nEOT\n".into()])),
            ("b", Value::object([("empty", Value::tuple(Vec::new())), ("secret", Value::from("s").sensitive())])),
            ("c", Kind::Null(Type::list(Type::String)).into()),
            ("d", Value::unknown().sensitive()),
        ]);
        let expected = r#"{
  "a" = tolist([
    "x\"",
    <<-EOT_
    l1
    EOT
    
    EOT_,
  ])
  "b" = {
    "empty" = []
    "secret" = (sensitive value)
  }
  "c" = tolist(null) /* of string */
  "d" = (known after apply)
}"#;
        assert_eq!(display(&value), expected);
    }
}
