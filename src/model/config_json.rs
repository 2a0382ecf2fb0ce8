//! Reads the `expressions` objects of plan JSON's configuration section.

use super::config::{ConfigBlock, ConfigBody, ConfigEntry, ConfigExpr, tidy_references};
use super::json::{self, Shape};

/// Reads an `expressions` object: arguments and nested blocks by name.
pub fn body(raw: &str) -> ConfigBody {
    let mut out = ConfigBody::default();
    for (key, value) in json::members(raw) {
        let Ok(name) = json::unescape(key) else { continue };
        out.entries.insert(name.as_ref().into(), entry(value));
    }
    out
}

/// An entry is an expression object (`constant_value`, `references`, or empty for a function of
/// constants), an object of entries (a block that occurs once) or an array of such.
fn entry(raw: &str) -> ConfigEntry {
    let block = |raw| ConfigBlock { body: body(raw), span: None };
    match json::shape(raw) {
        Shape::Array => ConfigEntry::Blocks(json::elements(raw).map(block).collect()),
        _ if is_expression(raw) => ConfigEntry::Expr(expression(raw)),
        _ => ConfigEntry::Blocks(vec![block(raw)]),
    }
}

fn is_expression(raw: &str) -> bool {
    // A block with an argument called "references" holds an object there, an expression an array.
    json::members(raw).all(|(key, value)| match key {
        "constant_value" => true,
        "references" => json::shape(value) == Shape::Array,
        _ => false,
    })
}

/// Reads one expression object.
pub fn expression(raw: &str) -> ConfigExpr {
    let mut out = ConfigExpr::default();
    for (key, value) in json::members(raw) {
        match key {
            "constant_value" => out.constant = json::decode(value, "", "").ok(),
            "references" => {
                let names = json::elements(value).filter_map(json::string).map(|s| s.as_ref().into()).collect();
                out.references = tidy_references(names);
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lose_their_prefixes() {
        let e = expression(r#"{"references":["oci_core_vcn.v.id","oci_core_vcn.v","var.x","oci_core_vcn.v2"]}"#);
        let names: Vec<&str> = e.references.iter().map(|r| &**r).collect();
        assert_eq!(names, ["oci_core_vcn.v.id", "oci_core_vcn.v2", "var.x"]);
    }

    #[test]
    fn entries_are_told_apart() {
        let b = body(
            r#"{"a":{"constant_value":1},"f":{},"one":{"x":{"references":["var.x"]}},"many":[{"y":{}},{"y":{}}]}"#,
        );
        assert!(matches!(&b.entries["a"], ConfigEntry::Expr(e) if e.constant.is_some()));
        assert!(matches!(&b.entries["f"], ConfigEntry::Expr(_)));
        assert!(matches!(&b.entries["one"], ConfigEntry::Blocks(b) if b.len() == 1));
        assert!(matches!(&b.entries["many"], ConfigEntry::Blocks(b) if b.len() == 2));
    }
}
