//! Compares the model of a binary plan with that of its JSON joined with the sources.

use serde_json::Value;

/// What may differ, and why.
const PERMITTED: &[(&str, &str)] = &[
    (".input.kind", "they are two kinds of input"),
    (".input.format_version", "each format counts for itself"),
    (
        ".input.partial",
        "the binary plan records its mode and targets, which the JSON only lets guess: see `knows_more`",
    ),
];

/// Where two outputs of `ringfence inspect` differ beyond what is permitted: path, binary, JSON.
pub fn differences(binary: &Value, json: &Value) -> Vec<String> {
    let mut out = Vec::new();
    compare("", binary, json, &mut out);
    knows_more(&binary["input"]["partial"], &json["input"]["partial"], &mut out);
    out
}

/// What makes a plan partial is recorded in the binary form: it tells all that the JSON tells, and the rest.
fn knows_more(binary: &Value, json: &Value, out: &mut Vec<String>) {
    let list = |v: &Value| v.as_array().unwrap().iter().map(|p| p.as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let (binary, json) = (list(binary), list(json));
    let guessed = ["targeted", "refresh-only", "destroy"];
    let mut more = binary.iter().filter(|p| !json.contains(p));
    if json.iter().any(|p| !binary.contains(p)) || more.any(|p| !guessed.contains(&p.as_str())) {
        out.push(format!(".input.partial: {binary:?}, {json:?}"));
    }
}

fn compare(path: &str, a: &Value, b: &Value, out: &mut Vec<String>) {
    if PERMITTED.iter().any(|(p, _)| *p == path) {
        return;
    }
    match (a, b) {
        // `$not_null`, `$prefix` and the like: plan JSON drops what is promised of unknown values.
        (Value::Object(x), Value::Object(y)) if x.contains_key("$unknown") && y.contains_key("$unknown") => {
            compare(&format!("{path}.$unknown"), &x["$unknown"], &y["$unknown"], out);
        }
        (Value::Object(x), Value::Object(y)) => {
            for key in x.keys().chain(y.keys().filter(|k| !x.contains_key(*k))) {
                match (x.get(key), y.get(key)) {
                    (Some(a), Some(b)) => compare(&format!("{path}.{key}"), a, b, out),
                    (a, b) => out.push(format!("{path}.{key}: {a:?}, {b:?}")),
                }
            }
        }
        (Value::Array(x), Value::Array(y)) if x.len() == y.len() => {
            for (i, (a, b)) in x.iter().zip(y).enumerate() {
                let name = a["address"].as_str().map_or_else(|| i.to_string(), str::to_owned);
                compare(&format!("{path}[{name}]"), a, b, out);
            }
        }
        _ if a == b => {}
        _ => out.push(format!("{path}: {a}, {b}")),
    }
}
