//! What a rule author sees: `call` on attributes as a plan holds them.

mod aws;
mod measured;
mod others;
mod packets;
mod unknown;

use super::{call, signatures};
use crate::model::{Number, Value};

/// A value from JSON, as the plan reader makes it; `"?x"` is an unknown that waits for `x`,
/// `"!x"` a sensitive string.
pub fn value(json: serde_json::Value) -> Value {
    use serde_json::Value as J;
    match json {
        J::Null => Value::NULL,
        J::Bool(b) => b.into(),
        J::Number(n) => Value {
            kind: crate::model::Kind::Number(n.to_string().parse::<Number>().unwrap()),
            marks: Default::default(),
        },
        J::String(s) => match (s.strip_prefix('?'), s.strip_prefix('!')) {
            (Some(what), _) => Value::waiting(what),
            (_, Some(secret)) => Value::from(secret).sensitive(),
            _ => s.into(),
        },
        J::Array(items) => Value::tuple(items.into_iter().map(value).collect()),
        J::Object(items) => Value::object(items.into_iter().map(|(k, v)| (k, value(v)))),
    }
}

pub use serde_json::json;

pub fn run(name: &str, args: &[Value]) -> Value {
    call(name, args).unwrap().unwrap_or_else(|e| panic!("{name}: {e}"))
}

pub fn fails(name: &str, args: &[Value]) -> String {
    call(name, args).unwrap().unwrap_err()
}

/// `Some` for a known answer, `None` for an unknown one.
pub fn truth(v: &Value) -> Option<bool> {
    assert!(v.is_unknown() || v.as_bool().is_some(), "{v:?}");
    v.as_bool()
}

pub fn internet() -> Value {
    run("internet", &[])
}

/// `allows_any(ingress(attrs), internet(), protocol, port)`
pub fn opens(attrs: serde_json::Value, kind: &str, protocol: &str, port: i64) -> Option<bool> {
    let rules = run("ingress", &[value(attrs), kind.into()]);
    truth(&run("allows_any", &[rules, internet(), protocol.into(), port.into()]))
}

#[test]
fn every_function_is_documented_and_counts_its_arguments() {
    for s in signatures() {
        assert!(s.example.contains(&format!("net::{}(", s.name)), "{}", s.name);
        let too_many = vec![Value::NULL; s.args.len() + 1];
        assert!(call(s.name, &too_many).unwrap().unwrap_err().contains(s.name));
        // Whatever is passed in, it is answered or refused, never a panic.
        for odd in [Value::NULL, Value::unknown(), 7.into(), "x".into(), value(json!([{}, null])), value(json!({}))] {
            for n in s.required..=s.args.len() {
                assert!(call(s.name, &vec![odd.clone(); n]).is_some());
            }
        }
    }
    assert!(call("no_such", &[]).is_none());
}
