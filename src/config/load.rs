//! Reads a parsed `ringfence.hcl`. Every mistake is told with its place.

use std::collections::BTreeMap;

use super::{Config, ParamSpec, Pinning, RecipeSpec, SupplySpec, UndecidedSetting, ZoneSpec};
use crate::eval::{self, evaluate};
use crate::finding::Severity;
use crate::hcl::ast::{Attribute, Block, Body};
use crate::model::Value;
use crate::text::{Diagnostic, Span, Str};

/// Reads the file.
pub fn load(body: &Body) -> (Config, Vec<Diagnostic>) {
    let mut loader = Loader { config: Config::default(), diagnostics: Vec::new() };
    for attribute in body.attributes() {
        loader.setting(attribute);
    }
    for block in body.blocks() {
        loader.block(block);
    }
    loader.cross_check();
    (loader.config, loader.diagnostics)
}

struct Loader {
    config: Config,
    diagnostics: Vec<Diagnostic>,
}

const BLOCKS: &str = "zone, recipe, param, disable, supply";

impl Loader {
    fn setting(&mut self, attribute: &Attribute) {
        let Some(value) = self.value(attribute) else { return };
        match &*attribute.name.name {
            "rules" => self.config.rules = self.texts_of(&value, attribute.span),
            "unzoned" => self.config.unzoned = self.text_of(&value, attribute.span),
            "fail_on" => {
                self.config.fail_on = value.as_str().and_then(Severity::parse);
                if self.config.fail_on.is_none() {
                    self.wrong(attribute.span, "fail_on is one of critical, high, medium, low, info.");
                }
            }
            "undecided" => self.config.undecided = self.undecided(&value, attribute.span),
            "existing" => match value.as_str() {
                Some("fail") => self.config.existing_fails = Some(true),
                Some("report") => self.config.existing_fails = Some(false),
                _ => self.wrong(attribute.span, "existing is \"report\" or \"fail\"."),
            },
            other => self.wrong(
                attribute.name.span,
                &format!("{other:?} is no setting; settings are rules, unzoned, fail_on, undecided, existing."),
            ),
        }
    }

    fn block(&mut self, block: &Block) {
        let name = block.labels.first().map(|l| l.name.clone());
        match (&*block.kind.name, name, block.labels.len()) {
            ("zone", Some(name), 1) => self.zone(name, block),
            ("recipe", Some(name), 1) => self.recipe(name, block),
            ("param", Some(name), 1) => self.param(name, block),
            ("disable", Some(rule), 1) => {
                let mut args = self.arguments(block, &["reason"]);
                match args.remove("reason").and_then(|(v, s)| self.text_of(&v, s)) {
                    Some(reason) if !reason.trim().is_empty() => self.config.disabled.push((rule, reason)),
                    _ => self.wrong(block.header, "A rule is switched off with a reason: disable \"id\" { reason = \"...\" }."),
                }
            }
            ("zone" | "recipe" | "param" | "disable", _, _) => {
                self.wrong(block.header, "One label is required: the name.");
            }
            ("supply", None, 0) => self.supply(block),
            ("supply", _, _) => self.wrong(block.header, "supply has no label."),
            ("exemption" | "exemptions", _, _) => self.wrong(
                block.header,
                "This build does not honour exemptions; it refuses to run rather than to ignore them. Use a comment in the source: # ringfence:ignore RULE reason=\"...\" until=YYYY-MM-DD.",
            ),
            (other, _, _) => self.wrong(block.header, &format!("Blocks of type {other:?} are not expected here; known are {BLOCKS}.")),
        }
    }

    fn zone(&mut self, name: Str, block: &Block) {
        let known = ["recipe", "compartments", "containers", "exclude", "resources", "tags", "undecided", "params"];
        let mut args = self.arguments(block, &known);
        let recipe = args.remove("recipe").and_then(|(v, s)| self.text_of(&v, s));
        let Some(recipe) = recipe else {
            self.wrong(block.header, "A zone needs a recipe, such as recipe = \"maximum-security\".");
            return;
        };
        let mut list = |name: &str| match args.remove(name) {
            Some((v, s)) => self.texts_of(&v, s),
            None => Vec::new(),
        };
        let mut containers = list("compartments");
        containers.extend(list("containers"));
        let (exclude, resources) = (list("exclude"), list("resources"));
        let tags = match args.remove("tags") {
            Some((v, s)) => self.map_of(&v, s),
            None => BTreeMap::new(),
        };
        let undecided = args.remove("undecided").and_then(|(v, s)| self.undecided(&v, s));
        let params = args.remove("params").and_then(|(v, _)| v.as_entries().cloned()).unwrap_or_default();
        if containers.is_empty() && resources.is_empty() && tags.is_empty() {
            self.wrong(block.header, "The zone holds nothing: give compartments, resources or tags.");
        }
        if self.config.zones.iter().any(|z| z.name == name) {
            self.wrong(block.header, &format!("There is a zone {name:?} already."));
        }
        self.config.zones.push(ZoneSpec {
            name,
            recipe,
            containers,
            exclude,
            resources,
            tags,
            undecided,
            params,
            span: block.header,
        });
    }

    fn supply(&mut self, block: &Block) {
        let mut args = self.arguments(block, &["providers", "modules", "pinned_modules"]);
        let mut list = |name: &str| args.remove(name).map(|(v, s)| self.texts_of(&v, s));
        let (providers, modules) = (list("providers"), list("modules"));
        let pinned = match args.remove("pinned_modules") {
            Some((v, _)) if v.as_bool() == Some(true) => Pinning::Required,
            Some((v, s)) if v.as_bool().is_none() => {
                self.wrong(s, "pinned_modules is true or false.");
                Pinning::Required
            }
            _ => Pinning::Free,
        };
        if self.config.supply.is_some() {
            self.wrong(block.header, "There is a supply block already.");
        }
        self.config.supply = Some(SupplySpec { providers, modules, pinned, span: block.header });
    }

    fn recipe(&mut self, name: Str, block: &Block) {
        if matches!(&*name, super::MAXIMUM | super::BASELINE | "none") {
            self.wrong(
                block.header,
                &format!("The recipe {name:?} is built in and cannot be changed; give yours another name."),
            );
            return;
        }
        let mut args = self.arguments(block, &["policies", "rules", "except", "baseline", "ids"]);
        let mut list = |name: &str| match args.remove(name) {
            Some((v, s)) => self.texts_of(&v, s),
            None => Vec::new(),
        };
        let (policies, rules, except, ids) = (list("policies"), list("rules"), list("except"), list("ids"));
        let baseline = args.remove("baseline").is_some_and(|(v, _)| v.as_bool() == Some(true));
        self.config.recipes.insert(name, RecipeSpec { policies, rules, except, baseline, ids });
    }

    fn param(&mut self, name: Str, block: &Block) {
        let mut args = self.arguments(block, &["value", "zones"]);
        let Some((value, _)) = args.remove("value") else {
            self.wrong(block.header, "A setting needs a value.");
            return;
        };
        let zones = match args.remove("zones") {
            Some((v, s)) => self.texts_of(&v, s),
            None => Vec::new(),
        };
        self.config.params.push(ParamSpec { name, value, zones, span: block.header });
    }

    fn cross_check(&mut self) {
        let config = &self.config;
        let mut wrong = Vec::new();
        for zone in &config.zones {
            if config.recipe(&zone.recipe).is_none() {
                wrong.push((
                    zone.span,
                    format!("There is no recipe {:?}; built in are maximum-security, baseline and none.", zone.recipe),
                ));
            }
        }
        for param in &config.params {
            for zone in param.zones.iter().filter(|z| !config.zones.iter().any(|known| known.name == **z)) {
                wrong.push((param.span, format!("There is no zone {zone:?} in this file.")));
            }
        }
        wrong.into_iter().for_each(|(span, detail)| self.wrong(span, &detail));
    }

    fn arguments(&mut self, block: &Block, known: &[&str]) -> BTreeMap<Str, (Value, Span)> {
        let mut out = BTreeMap::new();
        for attribute in block.body.attributes() {
            if !known.contains(&&*attribute.name.name) {
                let detail = format!("{:?} is not expected here; known are {}.", attribute.name.name, known.join(", "));
                self.wrong(attribute.name.span, &detail);
            } else if let Some(value) = self.value(attribute) {
                out.insert(attribute.name.name.clone(), (value, attribute.span));
            }
        }
        for inner in block.body.blocks() {
            self.wrong(inner.header, "Blocks are not expected here.");
        }
        out
    }

    fn value(&mut self, attribute: &Attribute) -> Option<Value> {
        match evaluate(&attribute.expr, &eval::Literals) {
            Ok(traced) => Some(traced.value),
            Err(diagnostic) => {
                self.diagnostics.push(*diagnostic);
                None
            }
        }
    }

    fn undecided(&mut self, value: &Value, span: Span) -> Option<UndecidedSetting> {
        match value.as_str() {
            Some("fail") => Some(UndecidedSetting::Fail),
            Some("report") => Some(UndecidedSetting::Report),
            _ => {
                self.wrong(span, "undecided is \"report\" or \"fail\".");
                None
            }
        }
    }

    fn text_of(&mut self, value: &Value, span: Span) -> Option<Str> {
        if value.as_str().is_none() {
            self.wrong(span, "A string is required.");
        }
        value.as_str().map(Into::into)
    }

    fn texts_of(&mut self, value: &Value, span: Span) -> Vec<Str> {
        let items = value.as_elements().unwrap_or_default();
        let texts: Vec<Str> = items.iter().filter_map(|v| v.as_str().map(Into::into)).collect();
        if value.as_elements().is_none() || texts.len() != items.len() {
            self.wrong(span, "A list of strings is required.");
        }
        texts
    }

    fn map_of(&mut self, value: &Value, span: Span) -> BTreeMap<Str, Str> {
        let entries = value.as_entries().map(|e| {
            e.iter().filter_map(|(k, v)| v.as_str().map(|v| (k.clone(), v.into()))).collect::<BTreeMap<Str, Str>>()
        });
        if entries.as_ref().map(BTreeMap::len) != value.as_entries().map(BTreeMap::len) || entries.is_none() {
            self.wrong(span, "A map of strings is required.");
        }
        entries.unwrap_or_default()
    }

    fn wrong(&mut self, span: Span, detail: &str) {
        self.diagnostics.push(Diagnostic::error(span, "Invalid zone file", detail));
    }
}
