//! The order in which cty, and so a plan, lists elements of a set that are collections themselves:
//! by the bytes of a text that cty makes of each value. Not a promise of cty's, but what indices into
//! such sets in a plan refer to.

use super::{Kind, Value};

/// The text that cty's set implementation compares.
pub(super) fn key(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match &value.kind {
        Kind::Null(_) => out.push('~'),
        Kind::Unknown(_) | Kind::Resource(_) => out.push('?'),
        Kind::Bool(b) => out.push(if *b { 'T' } else { 'F' }),
        // Ten significant digits, as Go prints its big floats.
        Kind::Number(n) => out.push_str(&n.to_general(Some(10), 'e')),
        Kind::String(s) => out.push_str(&quoted(s)),
        Kind::List(_, items) | Kind::Set(_, items) | Kind::Partial(items) => {
            out.push('[');
            for item in items.iter() {
                write(item, out);
                out.push(';');
            }
            out.push(']');
        }
        Kind::Map(_, entries) => {
            out.push('{');
            for (name, item) in entries.iter() {
                out.push_str(&quoted(name));
                out.push(':');
                write(item, out);
                out.push(';');
            }
            out.push('}');
        }
        Kind::Tuple(items) => {
            out.push('<');
            for item in items.iter() {
                write(item, out);
                out.push(';');
            }
            out.push('>');
        }
        Kind::Object(entries) => {
            out.push('<');
            for item in entries.values() {
                write(item, out);
                out.push(';');
            }
            out.push('>');
        }
    }
}

/// The text in double quotes, escaped as Go's `%q` does.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            c if (c as u32) < 0x20 || c == '\u{7f}' => out.push_str(&format!("\\x{:02x}", c as u32)),
            c if !is_printable(c) && (c as u32) < 0x10000 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c if !is_printable(c) => out.push_str(&format!("\\U{:08x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Go's idea of a printable character: no control or format characters, no spaces but the common one.
fn is_printable(c: char) -> bool {
    let format = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    c == ' ' || !(c.is_control() || c.is_whitespace() || format)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collections_in_sets_are_ordered_by_their_text() {
        let tuple = |n: &str| Value::tuple(vec![Value::from(n.parse::<crate::model::Number>().unwrap())]);
        let set = Value::set(crate::model::Type::Dynamic, vec![tuple("9"), tuple("10"), Value::tuple(vec![])]);
        // <10;> before <9;> before <>
        assert_eq!(set.as_elements().unwrap(), [tuple("10"), tuple("9"), Value::tuple(vec![])]);
    }

    #[test]
    fn a_zero_below_zero_is_an_element_of_its_own() {
        let number = |n: &str| Value::from(n.parse::<crate::model::Number>().unwrap());
        let set = Value::set(crate::model::Type::Number, ["0", "-0", "1", "0"].map(number).to_vec());
        let texts: Vec<String> = set.as_elements().unwrap().iter().map(|n| format!("{n:?}")).collect();
        assert_eq!(texts, ["-0", "0", "1"]);
    }
}
