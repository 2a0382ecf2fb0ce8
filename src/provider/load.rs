//! Reads `provider.hcl` files into [`Knowledge`].

use std::sync::Arc;

use super::{Container, Default, Home, Identity, Knowledge, ParentList, PolicyList, RecipeType, ZoneType};
use crate::eval::{self, evaluate};
use crate::hcl::ast::{Block, Body};
use crate::model::release::Range;
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
        let label = |n: usize| block.labels.get(n).map(|l| l.name.clone());
        let Some(first) = label(0) else {
            self.wrong(block.header, "a label is required");
            return;
        };
        match &*block.kind.name {
            "provider" => {}
            "alias" => {
                if let Some(of) = self.text(block, "of") {
                    self.knowledge.aliases.insert(first, of);
                }
            }
            "default" => {
                let Some(path) = label(1) else {
                    self.wrong(block.header, "a default has two labels: resource type and attribute");
                    return;
                };
                // What was set before stays, and no plan shows it.
                let value = match self.text(block, "kept") {
                    Some(what) => Value::waiting(what),
                    None => self.value(block, "value").unwrap_or(Value::NULL),
                };
                let source = self.text(block, "source").unwrap_or_default();
                self.default(block, first, path, value, source);
            }
            "container" => {
                let parent = self.text(block, "parent").unwrap_or_default();
                let name = self.text(block, "name");
                self.knowledge.containers.insert(first, Container { parent, name });
            }
            "home" => {
                let home = Home { attribute: self.text(block, "attribute"), through: self.texts(block, "through") };
                match &*first {
                    "*" => self.knowledge.others.insert(self.prefix.clone(), home),
                    _ => self.knowledge.homes.insert(first, home),
                };
            }
            "identity" => {
                let identity = Identity {
                    attributes: self.texts(block, "attributes"),
                    within: self.text(block, "within"),
                    prefix: self.text(block, "prefix"),
                };
                self.knowledge.identities.insert(first, identity);
            }
            "zone" => {
                let zone = ZoneType {
                    container: self.text(block, "container").unwrap_or_default(),
                    recipe: self.text(block, "recipe").unwrap_or_default(),
                    name: self.text(block, "name").unwrap_or_default(),
                    inherited: self.text(block, "inherited"),
                };
                self.knowledge.zones.insert(first, zone);
            }
            "recipe" => {
                let recipe = RecipeType {
                    policies: self.text(block, "policies").unwrap_or_default(),
                    name: self.text(block, "name"),
                    owner: self.text(block, "owner"),
                    framework: self.text(block, "framework").unwrap_or_default(),
                };
                self.knowledge.recipes.insert(first, recipe);
            }
            "policies" => {
                let list = PolicyList {
                    items: self.text(block, "items").unwrap_or_default(),
                    id: self.text(block, "id").unwrap_or_default(),
                    names: self.texts(block, "names"),
                };
                self.knowledge.policy_lists.insert(first, list);
            }
            "containers" => {
                let list = ParentList {
                    items: self.text(block, "items").unwrap_or_default(),
                    id: self.text(block, "id").unwrap_or_default(),
                    parent: self.text(block, "parent").unwrap_or_default(),
                };
                self.knowledge.parents.insert(first, list);
            }
            "policy_id" => {
                if let Some(name) = self.text(block, "name") {
                    self.knowledge.policy_ids.insert(first, name);
                }
            }
            "sensitive" => {
                let paths = self.texts(block, "attributes");
                self.knowledge.sensitive.entry(first).or_default().extend(paths);
            }
            other => self.wrong(block.header, &format!("blocks of type {other:?} are not expected here")),
        }
    }

    fn default(&mut self, block: &Block, kind: Str, path: Str, value: Value, source: Str) {
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
        let default = Default { value, mark: Arc::new(Defaulted { source }), releases, provider };
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
