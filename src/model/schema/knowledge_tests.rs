//! `rules/oci/provider.hcl` names types and paths by hand: each must exist, and a service default must belong to
//! an attribute that looks unknown when it is omitted (any other shows null or its static default).

use super::*;

const KNOWLEDGE: &str = include_str!("../../../rules/oci/provider.hcl");

/// A block's keyword, its labels, and its arguments as text. Enough for the plain shape of that file.
struct Block<'a> {
    keyword: &'a str,
    labels: Vec<&'a str>,
    body: String,
}

fn quoted(text: &str) -> Vec<&str> {
    text.split('"').skip(1).step_by(2).collect()
}

fn blocks() -> Vec<Block<'static>> {
    let mut blocks: Vec<Block<'static>> = Vec::new();
    for line in KNOWLEDGE.lines().filter(|l| !l.trim_start().starts_with('#')) {
        if line.ends_with('{') && !line.starts_with(' ') {
            let keyword = line.split(' ').next().unwrap_or_default();
            blocks.push(Block { keyword, labels: quoted(line), body: String::new() });
        } else if let Some(block) = blocks.last_mut() {
            block.body += line;
            block.body += "\n";
        }
    }
    blocks
}

impl Block<'_> {
    /// Texts of an argument, one or a list.
    fn argument(&self, name: &str) -> Vec<&str> {
        // Two blanks of indentation: objects inside a value may have arguments of the same name.
        let is_it = |l: &str| l.strip_prefix("  ").is_some_and(|l| l.split(' ').next() == Some(name));
        let Some(start) = self.body.lines().position(is_it) else { return Vec::new() };
        let rest = self.body.lines().skip(start);
        let mut texts = Vec::new();
        for line in rest {
            texts.extend(quoted(line));
            if line.contains(']') || !line.contains('[') && line.contains('=') {
                break;
            }
        }
        texts
    }
}

#[test]
fn every_path_of_the_provider_knowledge_exists() {
    let schemas = Schemas::builtin();
    let mut seen = std::collections::BTreeMap::new();
    for block in blocks() {
        *seen.entry(block.keyword).or_insert(0) += 1;
        if matches!(block.keyword, "provider" | "policy_id") || block.labels == ["*"] {
            continue;
        }
        let kind = block.labels[0];
        let found = schemas.resource(Mode::Managed, kind).unwrap_or_else(|| panic!("no type {kind}"));
        let check = |path: &str| {
            let names: Vec<&str> = path.split('.').collect();
            found.resolve(&names).map(|_| ()).unwrap_or_else(|e| panic!("{} block: {e}", block.keyword));
        };
        for argument in ["attribute", "attributes", "references", "through", "within", "id", "parent", "name"] {
            block.argument(argument).into_iter().for_each(check);
        }
        match block.keyword {
            "alias" => assert_eq!(found.alias_of.as_deref(), block.argument("of").first().copied(), "{kind}"),
            "default" => {
                let path: Vec<&str> = block.labels[1].split('.').collect();
                let attribute = found.attribute(&path).unwrap_or_else(|| panic!("{kind} has no {}", block.labels[1]));
                assert_eq!(attribute.flags.presence, Presence::OptionalComputed, "{kind} {}", block.labels[1]);
                assert!(block.argument("source").concat().len() > 40, "{kind} {} has no source", block.labels[1]);
            }
            "home" => assert!(!block.argument("through").is_empty(), "{kind} has no home"),
            "identity" | "sensitive" => assert!(!block.argument("attributes").is_empty(), "{kind} names nothing"),
            "container" => assert_eq!(block.argument("parent"), ["compartment_id"]),
            other => panic!("{other} is no block of this file"),
        }
    }
    // A scanner that found nothing would have nothing to complain about.
    for (keyword, least) in [("default", 57), ("home", 351), ("identity", 44), ("sensitive", 36), ("policy_id", 6)] {
        assert!(seen.get(keyword).is_some_and(|n| *n >= least), "{keyword}: {seen:?}");
    }
}

#[test]
fn nothing_is_said_twice() {
    let mut heads: Vec<String> = blocks().iter().map(|b| format!("{} {}", b.keyword, b.labels.join(" "))).collect();
    let all = heads.len();
    heads.sort();
    heads.dedup();
    assert_eq!(heads.len(), all);
}
