//! Types as Terraform's `type` function shows them.

use crate::model::{Type, Value};

/// The type of a value in the notation of `terraform console`: nested types on lines of their own,
/// object attributes by name.
pub fn describe_type(value: &Value) -> String {
    let mut out = String::new();
    write_type(&value.ty(), 0, &mut out);
    out
}

fn write_type(ty: &Type, depth: usize, out: &mut String) {
    let indent = "    ";
    let collection = |noun: &str, elem: &Type, out: &mut String| {
        out.push_str(noun);
        out.push('(');
        if matches!(elem, Type::Object(_) | Type::Tuple(_)) {
            out.push('\n');
            out.push_str(&indent.repeat(depth + 1));
            write_type(elem, depth + 1, out);
            out.push_str(",\n");
            out.push_str(&indent.repeat(depth));
        } else {
            write_type(elem, depth, out);
        }
        out.push(')');
    };
    match ty {
        Type::List(t) => collection("list", t, out),
        Type::Set(t) => collection("set", t, out),
        Type::Map(t) => collection("map", t, out),
        Type::Tuple(types) if types.is_empty() => out.push_str("tuple([])"),
        Type::Tuple(types) => {
            out.push_str("tuple([\n");
            for t in types.iter() {
                out.push_str(&indent.repeat(depth + 1));
                write_type(t, depth + 1, out);
                out.push_str(",\n");
            }
            out.push_str(&indent.repeat(depth));
            out.push_str("])");
        }
        Type::Object(o) if o.attributes.is_empty() => out.push_str("object({})"),
        Type::Object(o) => {
            out.push_str("object({\n");
            for (name, t) in &o.attributes {
                out.push_str(&indent.repeat(depth + 1));
                out.push_str(name);
                out.push_str(": ");
                write_type(t, depth + 1, out);
                out.push_str(",\n");
            }
            out.push_str(&indent.repeat(depth));
            out.push_str("})");
        }
        other => out.push_str(&other.to_string()),
    }
}
