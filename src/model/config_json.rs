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
        _ => {
            let parts = parts(raw);
            if parts.others { ConfigEntry::Blocks(vec![block(raw)]) } else { ConfigEntry::Expr(parts.read()) }
        }
    }
}

/// What an expression object says, as it is written.
#[derive(Default)]
struct Parts<'a> {
    constant: Option<&'a str>,
    references: Option<&'a str>,
    /// Whether it says anything else: then it is a block.
    others: bool,
}

fn parts(raw: &str) -> Parts<'_> {
    let mut out = Parts::default();
    for (key, value) in json::members(raw) {
        match key {
            "constant_value" => out.constant = Some(value),
            // A block with an argument called "references" holds an object there, an expression an array.
            "references" if json::shape(value) == Shape::Array => out.references = Some(value),
            _ => out.others = true,
        }
    }
    out
}

impl Parts<'_> {
    fn read(&self) -> ConfigExpr {
        let names = |raw| json::elements(raw).filter_map(json::string).map(|s| s.as_ref().into()).collect();
        ConfigExpr {
            constant: self.constant.and_then(|raw| json::decode(raw, "", "").ok()),
            references: self.references.map(|raw| tidy_references(names(raw))).unwrap_or_default(),
            ..ConfigExpr::default()
        }
    }
}

/// Reads one expression object.
pub fn expression(raw: &str) -> ConfigExpr {
    parts(raw).read()
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
