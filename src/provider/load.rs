//! Reads `provider.hcl` files into [`Knowledge`].

use std::sync::Arc;

use super::{
    AddressList, Container, Default, Home, Identity, Knowledge, ListEntry, ParentList, PolicyList, RecipeType, ZoneType,
};
use crate::eval::{self, evaluate};
use crate::hcl::ast::{Block, Body};
use crate::model::release::Range;
use crate::model::schema::Syntax;
use crate::model::{Defaulted, Value};
use crate::text::{Diagnostic, Span, Str};

/// Adds what a parsed file says to `knowledge`; returns what was wrong with it.
pub fn load(body: &Body, knowledge: &mut Knowledge) -> Vec<Diagnostic> {
    let mut loader = Loader { knowledge, prefix: "".into(), diagnostics: Vec::new() };
    for block in body.blocks_of("provider") {
        if let Some(prefix) = loader.text(block, "prefix") {
            loader.prefix = prefix.clone();
            loader.knowledge.prefixes.push(prefix);
        }
    }
    for block in body.blocks() {
        loader.block(block);
    }
    loader.diagnostics
}

struct Loader<'a> {
    knowledge: &'a mut Knowledge,
    prefix: Str,
    diagnostics: Vec<Diagnostic>,
}

impl Loader<'_> {
    fn block(&mut self, block: &Block) {
        let Some(first) = block.labels.first().map(|l| l.name.clone()) else {
            self.wrong(block.header, "a label is required");
            return;
        };
        match &*block.kind.name {
            "provider" => {}
            "default" => self.default(block, first),
            "alias" | "home" | "identity" | "sensitive" | "address_list" => self.resource_type(block, first),
            "container" | "containers" | "zone" | "recipe" | "policies" | "policy_id" => self.zones(block, first),
            other => self.wrong(block.header, &format!("blocks of type {other:?} are not expected here")),
        }
    }

    /// What is known of a resource type.
    fn resource_type(&mut self, block: &Block, kind: Str) {
        match &*block.kind.name {
            "alias" => {
                if let Some(of) = self.text(block, "of") {
                    self.knowledge.aliases.insert(kind, of);
                }
            }
            "home" => {
                let home = Home { attribute: self.text(block, "attribute"), through: self.texts(block, "through") };
                match &*kind {
                    "*" => self.knowledge.others.insert(self.prefix.clone(), home),
                    _ => self.knowledge.homes.insert(kind, home),
                };
            }
            "identity" => {
                let identity = Identity {
                    attributes: self.texts(block, "attributes"),
                    references: self.texts(block, "references"),
                    within: self.text(block, "within"),
                    prefix: self.text(block, "prefix"),
                };
                self.knowledge.identities.insert(kind, identity);
            }
            "address_list" => self.address_list(block, kind),
            _ => {
                let paths = self.texts(block, "attributes");
                self.knowledge.sensitive.entry(kind).or_default().extend(paths);
            }
        }
    }

    fn address_list(&mut self, block: &Block, kind: Str) {
        let parts = ["entry_type", "entry_list", "entry_address"].map(|name| self.text(block, name));
        let more = match parts {
            [Some(kind), Some(list), Some(address)] => Some(ListEntry { kind, list, address }),
            [None, None, None] => None,
            _ => {
                self.wrong(block.header, "entry_type, entry_list and entry_address belong together");
                return;
            }
        };
        let list = AddressList {
            entries: self.text(block, "entries").unwrap_or_default(),
            named_by: self.texts(block, "named_by"),
            services: self.text(block, "services"),
            more,
        };
        if list.entries.is_empty() || list.named_by.is_empty() {
            self.wrong(block.header, "entries and named_by are required");
            return;
        }
        self.knowledge.address_lists.add(kind, list);
    }

    /// What makes zones, and what zones are made of.
    fn zones(&mut self, block: &Block, first: Str) {
        let mut text = |name: &str| self.text(block, name);
        match &*block.kind.name {
            "container" => {
                let container = Container { parent: text("parent").unwrap_or_default(), name: text("name") };
                self.knowledge.containers.insert(first, container);
            }
            "containers" => {
                let list = ParentList {
                    items: text("items").unwrap_or_default(),
                    id: text("id").unwrap_or_default(),
                    parent: text("parent").unwrap_or_default(),
                };
                self.knowledge.parents.insert(first, list);
            }
            "zone" => {
                let zone = ZoneType {
                    container: text("container").unwrap_or_default(),
                    recipe: text("recipe").unwrap_or_default(),
                    name: text("name").unwrap_or_default(),
                    inherited: text("inherited"),
                };
                self.knowledge.zones.insert(first, zone);
            }
            "recipe" => {
                let recipe = RecipeType {
                    policies: text("policies").unwrap_or_default(),
                    name: text("name"),
                    owner: text("owner"),
                    items: text("items"),
                    framework: text("framework").unwrap_or_default(),
                };
                self.knowledge.recipes.insert(first, recipe);
            }
            "policies" => {
                let (items, id) = (text("items").unwrap_or_default(), text("id").unwrap_or_default());
                let list = PolicyList { items, id, names: self.texts(block, "names") };
                self.knowledge.policy_lists.insert(first, list);
            }
            _ => {
                if let Some(name) = text("name") {
                    self.knowledge.policy_ids.insert(first, name);
                }
            }
        }
    }

    fn default(&mut self, block: &Block, kind: Str) {
        let Some(path) = block.labels.get(1).map(|l| l.name.clone()) else {
            self.wrong(block.header, "a default has two labels: resource type and attribute");
            return;
        };
        // What was set before stays, and no plan shows it.
        let value = match self.text(block, "kept") {
            Some(what) => Value::waiting(what),
            None => self.value(block, "value").unwrap_or(Value::NULL),
        };
        let source = self.text(block, "source").unwrap_or_default();
        let provider = self.text(block, "provider").unwrap_or_default();
        let written = self.text(block, "versions");
        let releases = written.as_deref().and_then(Range::parse);
        if written.is_some() && (releases.is_none() || provider.is_empty()) {
            self.wrong(
                block.header,
                "versions is a constraint, \">= 4.0.0, < 6.0.0\", and needs the provider beside it",
            );
            return;
        }
        let source = match written {
            Some(versions) => format!("default of {provider} {versions}: {source}").into(),
            None => source,
        };
        let syntax = match self.text(block, "written").as_deref() {
            None => Syntax::Attribute,
            Some("as blocks") => Syntax::Block,
            Some(_) => return self.wrong(block.header, "what is written = \"as blocks\" is a list of nested blocks"),
        };
        let default = Default { value, mark: Arc::new(Defaulted { source }), releases, provider, syntax };
        if let Err(why) = self.knowledge.defaults.entry(kind).or_default().entry(path).or_default().add(default) {
            self.wrong(block.header, why);
        }
    }

    fn wrong(&mut self, span: Span, detail: &str) {
        self.diagnostics.push(Diagnostic::error(span, "Invalid provider knowledge", detail));
    }

    fn value(&mut self, block: &Block, name: &str) -> Option<Value> {
        let attribute = block.body.attribute(name)?;
        match evaluate(&attribute.expr, &eval::Literals) {
            Ok(traced) => Some(traced.value),
            Err(diagnostic) => {
                self.diagnostics.push(*diagnostic);
                None
            }
        }
    }

    fn text(&mut self, block: &Block, name: &str) -> Option<Str> {
        let value = self.value(block, name)?;
        value.as_str().map(Into::into)
    }

    fn texts(&mut self, block: &Block, name: &str) -> Vec<Str> {
        let Some(value) = self.value(block, name) else { return Vec::new() };
        match value.as_elements() {
            Some(items) => items.iter().filter_map(|v| v.as_str().map(Into::into)).collect(),
            None => value.as_str().map(|s| vec![s.into()]).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceMap;

    fn loaded(text: &str) -> (Knowledge, Vec<String>) {
        let file = SourceMap::default().add(crate::text::SourceFile::new("provider.hcl", text));
        let (body, problems) = crate::hcl::parse(file, text);
        assert!(problems.is_empty(), "{problems:?}");
        let mut knowledge = Knowledge::default();
        let wrong = load(&body, &mut knowledge);
        (knowledge, wrong.into_iter().map(|d| d.detail).collect())
    }

    #[test]
    fn what_is_wrong_in_a_file_is_told_and_leaves_the_rest() {
        for (text, why) in [
            ("home {\n}", "a label is required"),
            ("default \"a_b\" {\n  value = 1\n}", "a default has two labels: resource type and attribute"),
            ("house \"a_b\" {\n}", "blocks of type \"house\" are not expected here"),
            (
                "default \"a_b\" \"c\" {\n  versions = \">= 1\"\n}",
                "versions is a constraint, \">= 4.0.0, < 6.0.0\", and needs the provider beside it",
            ),
            ("address_list \"a_list\" {\n  entries = \"entry\"\n}", "entries and named_by are required"),
            (
                "address_list \"a_list\" {\n  entries = \"e\"\n  named_by = [\"l\"]\n  entry_type = \"a_e\"\n}",
                "entry_type, entry_list and entry_address belong together",
            ),
        ] {
            let (knowledge, wrong) = loaded(&format!("{text}\nalias \"a_old\" {{\n  of = \"a_new\"\n}}\n"));
            assert_eq!(wrong, [why], "{text}");
            assert_eq!(&**knowledge.canonical(&"a_old".into()), "a_new");
        }
    }

    #[test]
    fn address_lists_are_named_in_their_own_cloud() {
        let list = |kind: &str| {
            format!("address_list \"{kind}\" {{\n  entries = \"e.cidr\"\n  named_by = [\"l\", \"m\"]\n}}\n")
        };
        let (knowledge, wrong) = loaded(&[list("a_list"), list("data.a_list"), list("b_list")].concat());
        assert!(wrong.is_empty(), "{wrong:?}");
        let names =
            |kind: &str| knowledge.address_lists.named_by(kind).iter().map(|n| n.to_string()).collect::<Vec<_>>();
        assert_eq!((names("a_rule"), names("c_rule")), (vec!["l".to_string(), "m".to_string()], Vec::new()));
    }
}
