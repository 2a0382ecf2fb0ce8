//! Tests of loading and evaluating sources.

mod blocks;
mod conditions;
mod files;
mod instances;
mod mistakes;
mod modules;
mod trees;
mod values;

use super::*;
use crate::model::Kind;
use crate::text::Level;

fn load_one(text: &str) -> (Loaded, SourceMap) {
    load_with(text, &Options::default())
}

fn load_with(text: &str, options: &Options<'_>) -> (Loaded, SourceMap) {
    let mut sources = SourceMap::default();
    let loaded = load_text(Path::new("/nonexistent"), &[("main.tf", text)], options, &mut sources);
    (loaded, sources)
}

/// Loads what must be without errors.
fn clean(text: &str) -> Loaded {
    let (loaded, _) = load_one(text);
    let errors: Vec<_> = loaded.diagnostics.iter().filter(|d| d.level == Level::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    loaded
}

fn attribute(loaded: &Loaded, address: &str, name: &str) -> Value {
    let found = loaded.plan.resources.iter().find(|r| r.address.to_string() == address);
    let Some(resource) = found else {
        let all: Vec<String> = loaded.plan.resources.iter().map(|r| r.address.to_string()).collect();
        panic!("no {address} among {all:?}");
    };
    match &resource.after {
        Doc::Value(v) => v.get(name).cloned().unwrap_or(Value::NULL),
        other => panic!("{other:?}"),
    }
}

fn show(value: &Value) -> String {
    let origin = value.marks.origin.as_ref().map(|o| format!(" = {o}")).unwrap_or_default();
    match &value.kind {
        Kind::Unknown(u) => format!("unknown <- {}{origin}", u.waits_for.join(",")),
        _ => format!("{value:?}{origin}"),
    }
}

fn addresses(loaded: &Loaded) -> Vec<String> {
    loaded.plan.resources.iter().map(|r| r.address.to_string()).collect()
}

fn errors(text: &str) -> Vec<String> {
    let (loaded, sources) = load_one(text);
    let all = loaded.diagnostics.iter();
    all.map(|d| format!("{} {}", d.span.map(|s| sources.display(s)).unwrap_or_default(), d.summary)).collect()
}

fn tempdir(name: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("ringfence-sources-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

fn to_json(value: &Value) -> serde_json::Value {
    match &value.kind {
        Kind::Null(_) => serde_json::Value::Null,
        Kind::Bool(b) => (*b).into(),
        Kind::Number(n) => serde_json::from_str(&n.to_string()).unwrap(),
        Kind::String(s) => (&**s).into(),
        Kind::Map(_, e) | Kind::Object(e) => e.iter().map(|(k, v)| (k.to_string(), to_json(v))).collect(),
        Kind::Unknown(_) | Kind::Partial(_) | Kind::Resource(_) => panic!("{value:?}"),
        _ => value.as_elements().unwrap().iter().map(to_json).collect(),
    }
}
