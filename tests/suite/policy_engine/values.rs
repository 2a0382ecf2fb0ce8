//! Values as Terraform encodes them: MessagePack of a value of no declared type.

use serde_json::{Value, json};

/// Stands for a value that is not known.
pub fn unknown() -> Value {
    json!({"(unknown)": true})
}

/// `[type, value]`
pub fn dynamic(value: &Value) -> Vec<u8> {
    let mut out = vec![0x92];
    let ty = type_of(value).to_string().into_bytes();
    out.push(0xc5);
    out.extend((ty.len() as u16).to_be_bytes());
    out.extend(ty);
    encode(value, &mut out);
    out
}

fn type_of(value: &Value) -> Value {
    match value {
        Value::Null | Value::String(_) => json!("string"),
        Value::Bool(_) => json!("bool"),
        Value::Number(_) => json!("number"),
        Value::Array(items) => json!(["tuple", items.iter().map(type_of).collect::<Vec<_>>()]),
        Value::Object(_) if *value == unknown() => json!("string"),
        Value::Object(members) => {
            let types: serde_json::Map<_, _> = members.iter().map(|(k, v)| (k.clone(), type_of(v))).collect();
            json!(["object", types])
        }
    }
}

fn encode(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.push(0xc0),
        Value::Bool(b) => out.push(0xc2 + u8::from(*b)),
        Value::Number(n) => {
            out.push(0xd3);
            out.extend(n.as_i64().unwrap().to_be_bytes());
        }
        Value::String(s) => text(s, out),
        Value::Array(items) => {
            out.push(0xdc);
            out.extend((items.len() as u16).to_be_bytes());
            items.iter().for_each(|v| encode(v, out));
        }
        Value::Object(_) if *value == unknown() => out.extend([0xd4, 0, 0]),
        Value::Object(members) => {
            out.push(0xde);
            out.extend((members.len() as u16).to_be_bytes());
            for (name, value) in members {
                text(name, out);
                encode(value, out);
            }
        }
    }
}

fn text(s: &str, out: &mut Vec<u8>) {
    out.push(0xda);
    out.extend((s.len() as u16).to_be_bytes());
    out.extend(s.as_bytes());
}
