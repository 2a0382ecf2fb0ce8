//! Whether a value that was expected and one that was seen can be the same.

use crate::model::{Kind, Value};
use crate::text::Str;

/// Whether `seen` is what `expected` becomes once everything is known. Unknown fits everything. What was
/// evaluated from sources has not been converted to the types of a schema: numbers and texts are compared by
/// their text, lists, sets and tuples by their elements.
pub fn fits(expected: &Value, seen: &Value) -> bool {
    agrees(expected, seen, false)
}

/// As [`fits`]; with `gaps`, objects inside of `seen` may lack what is expected of them.
fn agrees(expected: &Value, seen: &Value, gaps: bool) -> bool {
    if expected.is_unknown() || seen.is_unknown() || matches!(expected.kind, Kind::Partial(_)) {
        return true;
    }
    // Null: not written, so that the provider may have put anything there.
    if expected.is_null() {
        return true;
    }
    match (&expected.kind, &seen.kind) {
        (Kind::String(a), Kind::String(b)) => return a == b,
        (Kind::Bool(a), Kind::Bool(b)) => return a == b,
        _ => {}
    }
    if let (Some(a), Some(b)) = (text(expected), text(seen)) {
        return a == b;
    }
    match (expected.as_elements(), seen.as_elements()) {
        (Some(a), Some(b)) => return same_elements(a, b, gaps),
        // A block of which there can be one only is an object in some schemas.
        (Some([only]), None) => return agrees(only, seen, gaps),
        (Some([]), None) => return is_empty(seen),
        (None, Some([only])) if expected.as_entries().is_some() => return agrees(expected, only, gaps),
        _ => {}
    }
    match (expected.as_entries(), seen.as_entries()) {
        (Some(a), Some(b)) => a.iter().all(|(name, v)| match b.get(name) {
            Some(inner) => agrees(v, inner, gaps) || gaps && is_empty(inner),
            None => gaps || v.is_unknown() || is_empty(v),
        }),
        _ => is_empty(expected) && is_empty(seen),
    }
}

/// Whether what sources write for a resource can be what `config` says: it fits, and `config` has nothing
/// besides. Evaluated sources hold a provider's static defaults, too, which are only in `outcome`: what was
/// planned or found.
pub fn is_written_so(written: &Value, config: &Value, outcome: &Value) -> bool {
    let (Some(a), Some(b)) = (written.as_entries(), config.as_entries()) else { return fits(written, config) };
    let comes = |name: &Str, expected: &Value| outcome.get(name).is_none_or(|v| fits(expected, v));
    let stands = |(name, expected): (&Str, &Value)| match b.get(name).filter(|v| !is_empty(v)) {
        // In blocks as well.
        Some(value) => fits(expected, value) || agrees(expected, value, true) && comes(name, expected),
        None => is_empty(expected) || expected.is_unknown() || comes(name, expected),
    };
    a.iter().all(stands) && b.iter().all(|(name, v)| v.is_unknown() || is_empty(v) || a.contains_key(name))
}

fn same_elements(a: &[Value], b: &[Value], gaps: bool) -> bool {
    if a.len() != b.len() {
        return false;
    }
    if a.iter().zip(b).all(|(x, y)| agrees(x, y, gaps)) {
        return true;
    }
    // Sets have no order; each expected element needs one of its own.
    let mut left: Vec<&Value> = b.iter().collect();
    a.iter().all(|x| match left.iter().position(|y| agrees(x, y, gaps)) {
        Some(at) => {
            left.remove(at);
            true
        }
        None => false,
    })
}

fn is_empty(value: &Value) -> bool {
    value.is_null()
        || value.as_elements().is_some_and(<[Value]>::is_empty)
        || value.as_entries().is_some_and(|entries| entries.values().all(is_empty))
}

/// A scalar as it is compared.
pub fn text(value: &Value) -> Option<String> {
    match &value.kind {
        Kind::Bool(b) => Some(b.to_string()),
        Kind::Number(n) => Some(n.to_string()),
        Kind::String(s) => Some(s.to_string()),
        _ => None,
    }
}

/// What was seen, with what only the expectation knows: what is sensitive, and whose value an unknown will be.
pub fn mark(seen: &Value, expected: &Value) -> Value {
    if seen.is_unknown() && expected.is_unknown() {
        return expected.clone();
    }
    let mut out = seen.clone();
    out.marks.sensitive |= expected.marks.sensitive;
    let (Some(a), Some(b)) = (expected.as_entries(), seen.as_entries()) else {
        // Elements cannot be told apart reliably: one that is sensitive hides them all.
        out.marks.sensitive |= expected.contains_sensitive();
        return out;
    };
    let marked = b.iter().map(|(name, v)| (name.clone(), a.get(name).map_or_else(|| v.clone(), |e| mark(v, e))));
    let marked = std::sync::Arc::new(marked.collect());
    out.kind = match &seen.kind {
        Kind::Map(ty, _) => Kind::Map(ty.clone(), marked),
        _ => Kind::Object(marked),
    };
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Type;

    fn object(entries: &[(&str, Value)]) -> Value {
        Value::object(entries.iter().map(|(k, v)| (*k, v.clone())))
    }

    #[test]
    fn unknown_parts_fit_and_known_ones_must_agree() {
        let expected = object(&[("name", "a".into()), ("id", Value::unknown()), ("port", "22".into())]);
        assert!(fits(&expected, &object(&[("name", "a".into()), ("id", "x".into()), ("port", 22.into())])));
        assert!(fits(&expected, &object(&[("name", Value::unknown()), ("port", 22.into())])));
        assert!(!fits(&expected, &object(&[("name", "b".into()), ("id", "x".into()), ("port", 22.into())])));
    }

    #[test]
    fn sets_have_no_order_and_each_element_counts() {
        let list = |items: &[&str]| Value::tuple(items.iter().map(|i| (*i).into()).collect());
        let set = |items: &[&str]| Value::set(Type::String, items.iter().map(|i| (*i).into()).collect());
        assert!(fits(&list(&["b", "a"]), &set(&["a", "b"])));
        assert!(!fits(&list(&["b", "b"]), &set(&["a", "b"])));
        assert!(!fits(&list(&["b"]), &set(&["a", "b"])));
    }

    #[test]
    fn what_is_not_written_must_not_be_in_the_configuration() {
        let written = object(&[("name", "a".into()), ("mode", "closed".into())]);
        let config = object(&[("name", "a".into()), ("mode", Value::NULL), ("rule", Value::tuple(vec![]))]);
        let planned = object(&[("name", "a".into()), ("mode", "closed".into()), ("id", Value::unknown())]);
        assert!(is_written_so(&written, &config, &planned), "a static default is only in what was planned");
        let other = object(&[("name", "a".into()), ("mode", "open".into())]);
        assert!(!is_written_so(&written, &config, &other));
        assert!(!is_written_so(&written, &object(&[("name", "a".into()), ("size", 1.into())]), &planned));
        assert!(!is_written_so(&written, &object(&[("name", "b".into())]), &planned));
    }

    #[test]
    fn a_static_default_of_a_block_is_only_in_what_was_planned() {
        let rules = |stateless: Value| {
            let rule = object(&[("port", 22.into()), ("stateless", stateless)]);
            object(&[("name", "a".into()), ("rules", Value::tuple(vec![rule]))])
        };
        let (written, config) = (rules(false.into()), rules(Value::NULL));
        assert!(is_written_so(&written, &config, &rules(false.into())));
        assert!(!is_written_so(&rules(true.into()), &config, &rules(false.into())), "that is another's");
        assert!(!is_written_so(&written, &rules(true.into()), &rules(true.into())));
    }

    #[test]
    fn an_unknown_keeps_what_it_waits_for() {
        let expected = object(&[("id", Value::waiting("a.b.id")), ("name", Value::waiting("a.b.name"))]);
        let seen = object(&[("id", Value::unknown()), ("name", "n".into())]);
        let marked = mark(&seen, &expected);
        assert_eq!(marked.get("id"), Some(&Value::waiting("a.b.id")));
        assert_eq!(marked.get("name"), Some(&"n".into()));
    }

    #[test]
    fn secrets_stay_secret() {
        let expected =
            object(&[("pw", Value::from("s").sensitive()), ("list", Value::tuple(vec![Value::from("s").sensitive()]))]);
        let seen = object(&[("pw", "s".into()), ("list", Value::tuple(vec!["s".into()])), ("name", "n".into())]);
        assert_eq!(format!("{:?}", mark(&seen, &expected)), r#"{"list": (sensitive), "name": "n", "pw": (sensitive)}"#);
    }
}
