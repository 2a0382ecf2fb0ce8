//! Expressions whose results were recorded from `terraform console` 1.11.4 (`console.txt`): each
//! block is the expression after `===`, then what Terraform printed. Long error messages were
//! wrapped by Terraform; only the words count.

use super::*;
use crate::eval::convert::{Naming, friendly_name};

/// Where this evaluator differs on purpose, with what it answers.
const DELIBERATE: &[(&str, &str)] = &[
    // There are no infinite numbers here.
    ("1 / 0", "Error: Division by zero A number cannot be divided by zero."),
    ("1 / 0 == 2", "Error: Division by zero A number cannot be divided by zero."),
    // A key that is a secret chooses, so what it chooses is one; and it is not printed.
    ("{a = 1, b = 2}[sensitive(\"a\")]", "(sensitive value)"),
    (
        "{for x in [\"a\", \"a\"] : sensitive(x) => 1}",
        "Error: Duplicate object key Two different items produced the key (sensitive value) in this 'for' expression. \
         If duplicates are expected, use the ellipsis (...) after the value expression to enable grouping by key.",
    ),
    // The first error ends the evaluation.
    (
        "[for x in [1,2] : x.y]",
        "Error: Unsupported attribute Can't access attributes on a primitive-typed value (number).",
    ),
];

/// The value as `terraform console` prints it, on one line.
fn print(value: &Value) -> String {
    if value.marks.sensitive {
        return "(sensitive value)".into();
    }
    let list = |items: &[Value]| match items {
        [] => "[]".to_owned(),
        items => format!("[ {}, ]", items.iter().map(print).collect::<Vec<_>>().join(", ")),
    };
    let map = |entries: &BTreeMap<Str, Value>| match entries.is_empty() {
        true => "{}".to_owned(),
        false => {
            let entries: Vec<_> = entries.iter().map(|(k, v)| format!("{k:?} = {}", print(v))).collect();
            format!("{{ {} }}", entries.join(" "))
        }
    };
    match &value.kind {
        Kind::Null(Type::Dynamic) => "null".into(),
        Kind::Null(t @ (Type::Bool | Type::Number | Type::String)) => format!("to{t}(null)"),
        Kind::Null(t) => format!("null /* {} */", friendly_name(t, Naming::Value)),
        Kind::Bool(b) => b.to_string(),
        Kind::Number(n) => n.to_string(),
        Kind::String(s) if s.contains('\n') => format!("<<EOT {s} EOT"),
        Kind::String(s) => format!("{s:?}").replace("\\\\t", "\\t"),
        Kind::List(_, items) => format!("tolist({})", list(items)),
        Kind::Set(_, items) => format!("toset({})", list(items)),
        Kind::Tuple(items) => list(items),
        Kind::Map(_, entries) => format!("tomap({})", map(entries)),
        Kind::Object(entries) => map(entries),
        Kind::Unknown(_) => "(known after apply)".into(),
        Kind::Partial(_) | Kind::Resource(_) => "?".into(),
    }
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Functions that the scope of these tests has not; their own tests are elsewhere.
fn is_about_functions(expected: &str) -> bool {
    ["function", "Function", "expression succeeded"].iter().any(|w| expected.contains(w))
}

#[test]
fn expressions_give_what_terraform_gives() {
    let scope = TestScope::new(Typing::Strict);
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for block in include_str!("console.txt").split("=== ").skip(1) {
        let (text, expected) = block.split_once('\n').unwrap();
        let expected = words(expected);
        let (expr, problems) = parse_expression(FileId(0), text, 0);
        if !problems.is_empty() || is_about_functions(&expected) {
            assert!(expected.starts_with("Error"), "{text}: {problems:?}, but Terraform says {expected}");
            continue;
        }
        let found = match evaluate(&expr, &scope) {
            Ok(found) => print(&found.value),
            // Newer versions of Terraform say what they got instead; the recording does not.
            // How many elements there are, it does not say here.
            Err(d) => {
                let detail = d.detail.split(", but have ").next().and_then(|text| text.split(" It has ").next());
                format!("Error: {} {}", d.summary, detail.unwrap_or_default())
            }
        };
        let expected = DELIBERATE.iter().find(|(t, _)| *t == text).map_or(expected, |(_, own)| (*own).to_owned());
        compared += 1;
        if words(&found).trim_end_matches('.') != expected.trim_end_matches('.') {
            wrong.push(format!("{text}\n   terraform: {expected}\n   ringfence: {}", words(&found)));
        }
    }
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 300, "only {compared} expressions were compared");
}
