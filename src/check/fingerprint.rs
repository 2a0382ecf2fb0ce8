//! Identity of a finding over time: rule, address, attribute and canonical content of the offending
//! element. Never a list index, a line number or a sensitive value.

use std::fmt::Write as _;

use crate::model::{AttrPath, Kind, Step, Value};
use crate::text::digest;

/// The fingerprint.
pub fn of(rule: &str, address: &str, path: Option<&AttrPath>, element: Option<&Value>) -> String {
    let mut text = format!("rf1\0{rule}\0{address}\0");
    for step in path.iter().flat_map(|p| &p.0) {
        if let Step::Field(name) = step {
            let _ = write!(text, ".{name}");
        }
    }
    if let Some(element) = element {
        text.push('\0');
        canonical(element, &mut text);
    }
    digest(text.as_bytes())[..32].to_string()
}

/// Content without what does not tell elements apart: nulls, unknowns, empty collections, secrets.
fn canonical(value: &Value, out: &mut String) {
    if value.marks.sensitive {
        out.push('*');
        return;
    }
    match &value.kind {
        Kind::Null(_) | Kind::Unknown(_) => {}
        Kind::Bool(b) => {
            let _ = write!(out, "{b}");
        }
        Kind::Number(n) => {
            let _ = write!(out, "{n}");
        }
        Kind::String(s) => {
            let _ = write!(out, "{s:?}");
        }
        Kind::Resource(id) => {
            let _ = write!(out, "#{}", id.0);
        }
        Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) | Kind::Partial(items) => {
            out.push('[');
            for item in items.iter() {
                canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Kind::Map(_, entries) | Kind::Object(entries) => {
            out.push('{');
            for (key, item) in entries.iter().filter(|(key, v)| says_something(v) && &***key != "path") {
                let _ = write!(out, "{key:?}:");
                canonical(item, out);
                out.push(',');
            }
            out.push('}');
        }
    }
}

fn says_something(value: &Value) -> bool {
    match &value.kind {
        Kind::Null(_) | Kind::Unknown(_) => false,
        Kind::String(s) => !s.is_empty(),
        _ => value.as_elements().is_none_or(|i| !i.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_of_an_element_does_not_count_its_content_does() {
        let path = |i| AttrPath::field("rules").child(Step::Index(i));
        let rule = |port: i64| Value::object([("port", Value::from(port)), ("note", Value::NULL)]);
        let a = of("r", "x.y", Some(&path(0)), Some(&rule(22)));
        assert_eq!(a, of("r", "x.y", Some(&path(7)), Some(&rule(22))));
        assert_ne!(a, of("r", "x.y", Some(&path(0)), Some(&rule(23))));
    }

    #[test]
    fn a_sensitive_value_does_not_count() {
        let secret = |s: &str| Value::object([("pw", Value::from(s).sensitive())]);
        assert_eq!(of("r", "x", None, Some(&secret("a"))), of("r", "x", None, Some(&secret("b"))));
    }
}
