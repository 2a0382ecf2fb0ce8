//! Random module trees, planned by a real Terraform and evaluated here: every planned value of every resource
//! and output is the same, and so is what is unknown and what is sensitive.
//!
//! `RINGFENCE_TREES` says how many trees (default 24), `RINGFENCE_TREES_SEED` chooses others. A tree that differs
//! stays, as `generated-SEED`, with the other working directories of these tests below `target/e2e`.

#![allow(clippy::print_stdout, reason = "the counts are the result")]

mod compare;
mod variety;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Mutex;
use std::thread;

use ringfence::input::sources::{self, Options};
use ringfence::text::{Level, SourceMap};
use serde_json::Value;

use compare::{applied, below, compare, evaluated, hides_more, open, planned, same};

use crate::harness::workspace;

/// Differences that are known, by a part of their text, with the reason.
const LISTED: &[(&str, &str)] = &[
    (
        "Can't access attributes on a primitive-typed value (string).",
        "`can(terraform_data.r.id.nope)` in a `for` over something unknown: Terraform holds references against schemas \
         where nothing is evaluated; here it is found where the expression is",
    ),
    ("TERRAFORM CRASH", "a bug of Terraform: what its evaluator panics on is evaluated here"),
    ("panic in function implementation", "as above, where Terraform catches the panic"),
];

/// A small generator of numbers: the same seed gives the same trees everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % n as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'v, T>(&mut self, from: &'v [T]) -> &'v T {
        &from[self.below(from.len())]
    }
}

/// A type constraint.
#[derive(Clone, PartialEq)]
enum Ty {
    Text,
    Number,
    Bool,
    List(Box<Ty>),
    Set(Box<Ty>),
    Map(Box<Ty>),
    /// Attributes, whether they are optional, and the default.
    Object(Vec<(String, Ty, Option<Option<String>>)>),
    Tuple(Vec<Ty>),
}

/// An expression, and what is certain of it.
#[derive(Clone)]
struct Expr {
    text: String,
    known: bool,
    secret: bool,
}

fn plain(text: impl Into<String>) -> Expr {
    Expr { text: text.into(), known: true, secret: false }
}

struct Generator {
    random: Random,
    /// What may be referred to at the moment.
    scope: Vec<(Expr, Ty)>,
}

impl Generator {
    fn ty(&mut self, depth: usize) -> Ty {
        let inner = |g: &mut Self| Box::new(g.ty(depth + 1));
        match self.random.below(if depth > 2 { 4 } else { 11 }) {
            0 | 1 => Ty::Text,
            2 => Ty::Number,
            3 => Ty::Bool,
            4 | 5 => Ty::List(inner(self)),
            6 => Ty::Set(match self.random.below(5) {
                0 => inner(self),
                1 | 2 => Box::new(Ty::Text),
                _ => Box::new(Ty::Number),
            }),
            7 | 8 => Ty::Map(inner(self)),
            9 => Ty::Tuple((0..self.random.below(3)).map(|_| self.ty(depth + 1)).collect()),
            _ => {
                let names = ["a", "b", "c"];
                let n = 1 + self.random.below(3);
                let attributes = names[..n].iter().map(|name| {
                    let ty = self.ty(depth + 1);
                    let optional = match self.random.below(3) {
                        0 => None,
                        1 => Some(None),
                        _ => Some(Some(self.literal(&ty))),
                    };
                    ((*name).to_owned(), ty, optional)
                });
                Ty::Object(attributes.collect())
            }
        }
    }

    fn literal(&mut self, ty: &Ty) -> String {
        let some = |g: &mut Self, ty: &Ty| (0..g.random.below(4)).map(|_| g.literal(ty)).collect::<Vec<_>>();
        match ty {
            Ty::Text => {
                self.random.pick(&["\"\"", "\"a\"", "\"b c\"", "\"é\"", "\"10\"", "\"x-%d\"", "\"true\""]).to_string()
            }
            Ty::Number => self.random.pick(&["0", "1", "-2", "3.5", "10", "1e3"]).to_string(),
            Ty::Bool => self.random.pick(&["true", "false"]).to_string(),
            Ty::List(of) | Ty::Set(of) => format!("[{}]", some(self, of).join(", ")),
            Ty::Map(of) => {
                let values = some(self, of);
                let entries = ["k", "l", "m"].iter().zip(values).map(|(k, v)| format!("{k} = {v}"));
                format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
            }
            Ty::Tuple(types) => format!("[{}]", types.iter().map(|t| self.literal(t)).collect::<Vec<_>>().join(", ")),
            Ty::Object(attributes) => {
                let mut entries = Vec::new();
                for (name, ty, optional) in attributes {
                    match optional {
                        Some(_) if self.random.one_in(3) => {}
                        Some(_) if self.random.one_in(4) => entries.push(format!("{name} = null")),
                        _ => entries.push(format!("{name} = {}", self.literal(ty))),
                    }
                }
                format!("{{ {} }}", entries.join(", "))
            }
        }
    }

    /// An expression of a type, built from what is in scope.
    fn expr(&mut self, ty: &Ty, depth: usize) -> Expr {
        let fitting: Vec<Expr> = self.scope.iter().filter(|(_, t)| t == ty).map(|(e, _)| e.clone()).collect();
        if !fitting.is_empty() && self.random.below(3) > 0 {
            return self.random.pick(&fitting).clone();
        }
        if depth > 3 || self.random.one_in(5) {
            return plain(self.literal(ty));
        }
        if self.random.one_in(5) {
            let condition = self.expr(&Ty::Bool, depth + 1);
            let (yes, no) = (self.expr(ty, depth + 1), self.expr(ty, depth + 1));
            return join(&[condition, yes, no], |p| format!("({} ? {} : {})", p[0], p[1], p[2]));
        }
        match ty {
            Ty::Text => self.text(depth),
            Ty::Number => self.number(depth),
            Ty::Bool => self.truth(depth),
            Ty::List(of) => self.list(of, depth),
            Ty::Set(of) => {
                let list = self.expr(&Ty::List(of.clone()), depth + 1);
                join(&[list], |p| format!("toset({})", p[0]))
            }
            Ty::Map(of) => self.map(of, depth),
            Ty::Tuple(types) => {
                let parts: Vec<Expr> = types.iter().map(|t| self.expr(t, depth + 1)).collect();
                join(&parts, |p| format!("[{}]", p.join(", ")))
            }
            Ty::Object(attributes) => {
                let parts: Vec<Expr> = attributes.iter().map(|(_, t, _)| self.expr(t, depth + 1)).collect();
                join(&parts, |p| {
                    let entries = attributes.iter().zip(p).map(|((name, ..), value)| format!("{name} = {value}"));
                    format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
                })
            }
        }
    }

    fn text(&mut self, depth: usize) -> Expr {
        if self.random.one_in(2) {
            return self.more_text(depth);
        }
        let text = |g: &mut Self| g.expr(&Ty::Text, depth + 1);
        match self.random.below(8) {
            0 => join(&[text(self), text(self)], |p| format!("\"${{{}}}-${{{}}}\"", p[0], p[1])),
            1 => join(&[text(self)], |p| format!("upper({})", p[0])),
            2 => {
                let list = self.expr(&Ty::List(Box::new(Ty::Text)), depth + 1);
                join(&[list], |p| format!("join(\",\", {})", p[0]))
            }
            3 => join(&[self.expr(&Ty::Number, depth + 1)], |p| format!("format(\"%03d\", floor({}))", p[0])),
            4 => {
                let ty = self.ty(1);
                join(&[self.expr(&ty, depth + 1)], |p| format!("jsonencode({})", p[0]))
            }
            5 => join(&[self.expr(&Ty::Number, depth + 1)], |p| format!("tostring({})", p[0])),
            6 => {
                let list = self.expr(&Ty::List(Box::new(Ty::Text)), depth + 1);
                join(&[list], |p| format!("\"%{{ for x in {} ~}}\n[${{x}}]%{{ endfor }}\"", p[0]).replace('\n', ""))
            }
            _ => {
                let map = self.expr(&Ty::Map(Box::new(Ty::Text)), depth + 1);
                join(&[map, text(self)], |p| format!("lookup({}, \"k\", {})", p[0], p[1]))
            }
        }
    }

    fn number(&mut self, depth: usize) -> Expr {
        if self.random.one_in(2) {
            return self.more_number(depth);
        }
        let number = |g: &mut Self| g.expr(&Ty::Number, depth + 1);
        match self.random.below(4) {
            0 => join(&[number(self), number(self)], |p| format!("({} + {})", p[0], p[1])),
            1 => join(&[number(self), number(self)], |p| format!("max({}, {} * 2)", p[0], p[1])),
            _ => {
                let of = Box::new(self.ty(2));
                let ty = if self.random.one_in(2) { Ty::List(of) } else { Ty::Map(of) };
                join(&[self.expr(&ty, depth + 1)], |p| format!("length({})", p[0]))
            }
        }
    }

    fn truth(&mut self, depth: usize) -> Expr {
        if self.random.one_in(2) {
            return self.more_truth(depth);
        }
        match self.random.below(5) {
            0 => {
                let (a, b) = (self.expr(&Ty::Bool, depth + 1), self.expr(&Ty::Bool, depth + 1));
                // Both sides are evaluated, whatever the first says: Terraform 1.11 does not skip the second.
                join(&[a, b], |p| format!("alltrue([{}, {}])", p[0], p[1]))
            }
            1 => join(&[self.expr(&Ty::Bool, depth + 1)], |p| format!("!{}", p[0])),
            2 => {
                let ty = self.ty(1);
                let (a, b) = (self.expr(&ty, depth + 1), self.expr(&ty, depth + 1));
                join(&[a, b], |p| format!("({} == {})", p[0], p[1]))
            }
            3 => {
                let list = self.expr(&Ty::List(Box::new(Ty::Text)), depth + 1);
                join(&[list], |p| format!("contains({}, \"a\")", p[0]))
            }
            _ => {
                let (a, b) = (self.expr(&Ty::Number, depth + 1), self.expr(&Ty::Number, depth + 1));
                join(&[a, b], |p| format!("({} < {})", p[0], p[1]))
            }
        }
    }

    fn list(&mut self, of: &Ty, depth: usize) -> Expr {
        if self.random.one_in(2) {
            return self.more_list(of, depth);
        }
        let own = Ty::List(Box::new(of.clone()));
        match self.random.below(5) {
            0 => {
                let (a, b) = (self.expr(&own, depth + 1), self.expr(&own, depth + 1));
                join(&[a, b], |p| format!("concat({}, {})", p[0], p[1]))
            }
            1 => join(&[self.expr(&Ty::Map(Box::new(of.clone())), depth + 1)], |p| format!("values({})", p[0])),
            2 => {
                let source = self.ty(2);
                let collection = self.expr(&Ty::List(Box::new(source.clone())), depth + 1);
                let before = self.scope.len();
                let name = format!("x{depth}");
                self.scope.push((Expr { text: name.clone(), ..collection.clone() }, source));
                let value = self.expr(of, depth + 1);
                let condition = self.random.one_in(3).then(|| self.expr(&Ty::Bool, depth + 1));
                self.scope.truncate(before);
                let filter = condition.as_ref().map(|c| format!(" if {}", c.text)).unwrap_or_default();
                let parts = [collection, value, condition.unwrap_or_else(|| plain(""))];
                join(&parts, |p| format!("[for {name} in {} : {}{filter}]", p[0], p[1]))
            }
            3 => {
                let n = self.random.below(3);
                let parts: Vec<Expr> = (0..n).map(|_| self.expr(of, depth + 1)).collect();
                join(&parts, |p| format!("tolist([{}])", p.join(", ")))
            }
            _ => join(&[self.expr(&own, depth + 1)], |p| format!("reverse({})", p[0])),
        }
    }

    fn map(&mut self, of: &Ty, depth: usize) -> Expr {
        if self.random.one_in(2) {
            return self.more_map(of, depth);
        }
        let own = Ty::Map(Box::new(of.clone()));
        match self.random.below(4) {
            0 => {
                let (a, b) = (self.expr(&own, depth + 1), self.expr(&own, depth + 1));
                join(&[a, b], |p| format!("merge({}, {})", p[0], p[1]))
            }
            1 => {
                let source = self.ty(2);
                let collection = self.expr(&Ty::Map(Box::new(source.clone())), depth + 1);
                let before = self.scope.len();
                let (k, v) = (format!("k{depth}"), format!("v{depth}"));
                self.scope.push((Expr { text: v.clone(), ..collection.clone() }, source));
                self.scope.push((Expr { text: k.clone(), ..collection.clone() }, Ty::Text));
                let value = self.expr(of, depth + 1);
                self.scope.truncate(before);
                join(&[collection, value], |p| format!("{{ for {k}, {v} in {} : \"${{{k}}}x\" => {} }}", p[0], p[1]))
            }
            2 => {
                let list = self.expr(&Ty::List(Box::new(Ty::Text)), depth + 1);
                let value = self.expr(of, depth + 1);
                join(&[list, value], |p| format!("{{ for i, x in {} : \"n${{i}}\" => {} }}", p[0], p[1]))
            }
            _ => {
                let (a, b) = (self.expr(of, depth + 1), self.expr(of, depth + 1));
                join(&[a, b], |p| format!("tomap({{ k = {}, \"o p\" = {} }})", p[0], p[1]))
            }
        }
    }

    /// A module's text: variables, locals, resources, calls, outputs. Gives its inputs and outputs.
    fn module(&mut self, name: &str, level: usize, files: &mut Vec<(String, String)>) -> Interface {
        let outer = std::mem::take(&mut self.scope);
        let mut text = String::new();
        let mut interface = Interface::default();
        for i in 0..2 + self.random.below(3) {
            self.variable(&format!("v{i}"), level, &mut text, &mut interface);
        }
        text.push_str("locals {\n");
        for i in 0..2 {
            self.local(&format!("l{i}"), &mut text);
        }
        text.push_str("}\n");
        for i in 0..2 {
            self.resource(&format!("r{i}"), &mut text);
        }
        if level < 2 {
            for i in 0..1 + self.random.below(2) {
                let child = format!("{name}{i}");
                let inner = self.module(&child, level + 1, files);
                self.call(&child, &inner, level, &mut text);
            }
        }
        self.beside(&mut text);
        text.push_str("locals {\n");
        for i in 2..4 {
            self.local(&format!("l{i}"), &mut text);
        }
        text.push_str("}\n");
        self.resource("last", &mut text);
        let all = self.scope.clone();
        for i in 0..3 {
            let (value, ty) = match self.random.one_in(2) {
                true => self.random.pick(&all).clone(),
                false => {
                    let ty = self.ty(0);
                    (self.expr(&ty, 0), ty)
                }
            };
            // Terraform 1.11 forgets the mark of a called module's output that declares itself sensitive, if its
            // value is not; here it stays.
            let mark = if value.secret && level == 0 { "  sensitive = true\n" } else { "" };
            writeln!(text, "output \"o{i}\" {{\n  value = {}\n{mark}}}", value.text).unwrap();
            interface.outputs.push((format!("o{i}"), value, ty));
        }
        files.push((if level == 0 { "main.tf".into() } else { format!("{name}/main.tf") }, text));
        self.scope = outer;
        interface
    }

    fn variable(&mut self, name: &str, level: usize, text: &mut String, interface: &mut Interface) {
        let ty = self.ty(0);
        let secret = self.random.one_in(6);
        let default = (level == 0 || self.random.one_in(2)).then(|| self.literal(&ty));
        writeln!(text, "variable \"{name}\" {{\n  type = {}", type_text(&ty)).unwrap();
        if let Some(default) = &default {
            writeln!(text, "  default = {default}").unwrap();
        }
        if secret {
            text.push_str("  sensitive = true\n");
        }
        if self.random.one_in(3) {
            text.push_str("  nullable = false\n");
        }
        if self.random.one_in(4) {
            writeln!(
                text,
                "  validation {{\n    condition = var.{name} != null || true\n    error_message = \"No.\"\n  }}"
            )
            .unwrap();
        }
        text.push_str("}\n");
        self.scope.push((Expr { text: format!("var.{name}"), known: level == 0, secret }, ty.clone()));
        interface.inputs.push((name.to_owned(), ty, default.is_some()));
    }

    fn local(&mut self, name: &str, text: &mut String) {
        let ty = self.ty(0);
        let value = self.expr(&ty, 0);
        writeln!(text, "  {name} = {}", value.text).unwrap();
        // A literal of a list type is a tuple: nothing that is asked of lists is asked of it.
        self.scope.push((Expr { text: format!("local.{name}"), ..value }, ty));
    }

    fn resource(&mut self, name: &str, text: &mut String) {
        let ty = self.ty(1);
        let before = self.scope.len();
        let (repeat, inner, all) = match self.random.below(4) {
            0 => {
                let count = self.known(&Ty::Number);
                self.scope.push((plain("count.index"), Ty::Number));
                (format!("  count = abs(floor({count})) % 3\n"), "[*]", Ty::List(Box::new(Ty::Text)))
            }
            1 => {
                let keys = self.known(&Ty::Map(Box::new(Ty::Text)));
                self.scope.push((plain("each.key"), Ty::Text));
                self.scope.push((plain("each.value"), Ty::Text));
                (format!("  for_each = {keys}\n"), "", Ty::Text)
            }
            _ => (String::new(), "", Ty::Text),
        };
        let value = self.expr(&ty, 0);
        let trigger = if self.random.one_in(3) { Some(self.expr(&Ty::Text, 1)) } else { None };
        self.scope.truncate(before);
        writeln!(text, "resource \"terraform_data\" \"{name}\" {{\n{repeat}  input = {}", value.text).unwrap();
        if let Some(trigger) = &trigger {
            writeln!(text, "  triggers_replace = {}", trigger.text).unwrap();
        }
        text.push_str(&self.conditions());
        text.push_str("}\n");
        let unknown = |text: String| Expr { text, known: false, secret: value.secret };
        let address = format!("terraform_data.{name}");
        match (repeat.is_empty(), inner) {
            (true, _) => {
                self.scope.push((unknown(format!("{address}.id")), Ty::Text));
                self.scope.push((unknown(format!("{address}.output")), ty.clone()));
                self.scope.push((unknown(format!("{address}.input")), ty));
            }
            (false, "[*]") => self.scope.push((unknown(format!("tolist({address}[*].id)")), all)),
            _ => {
                let map = format!("{{ for k, r in {address} : k => r.id }}");
                self.scope.push((unknown(format!("tomap({map})")), Ty::Map(Box::new(Ty::Text))));
            }
        }
    }

    /// An expression whose value is known and may be told.
    fn known(&mut self, ty: &Ty) -> String {
        for _ in 0..8 {
            let found = self.expr(ty, 1);
            if found.known && !found.secret {
                return found.text;
            }
        }
        self.literal(ty)
    }

    fn call(&mut self, name: &str, inner: &Interface, level: usize, text: &mut String) {
        let source = if level == 0 { format!("./{name}") } else { format!("../{name}") };
        writeln!(text, "module \"{name}\" {{\n  source = \"{source}\"").unwrap();
        let before = self.scope.len();
        let (open, close) = match self.random.below(3) {
            0 => {
                let keys = self.known(&Ty::Map(Box::new(Ty::Text)));
                writeln!(text, "  for_each = {keys}").unwrap();
                self.scope.push((plain("each.key"), Ty::Text));
                (format!("[for k, m in module.{name} : m."), "]")
            }
            1 => {
                let count = self.known(&Ty::Number);
                writeln!(text, "  count = abs(floor({count})) % 3").unwrap();
                self.scope.push((plain("count.index"), Ty::Number));
                (format!("module.{name}[*]."), "")
            }
            _ => (format!("module.{name}."), ""),
        };
        let mut secret = false;
        for (input, ty, optional) in &inner.inputs {
            if *optional && self.random.one_in(3) {
                continue;
            }
            let value = self.expr(ty, 1);
            secret |= value.secret;
            writeln!(text, "  {input} = {}", value.text).unwrap();
        }
        self.scope.truncate(before);
        text.push_str("}\n");
        for (output, value, ty) in &inner.outputs {
            let whole = Expr { text: format!("{open}{output}{close}"), known: false, secret: value.secret || secret };
            let single = close.is_empty() && !open.contains('[');
            if single {
                self.scope.push((whole, ty.clone()));
            } else {
                self.scope.push((whole, Ty::Tuple(vec![Ty::Bool, Ty::Bool, ty.clone()])));
            }
        }
    }
}

/// What a module takes and gives.
#[derive(Default)]
struct Interface {
    /// Name, type, whether there is a default.
    inputs: Vec<(String, Ty, bool)>,
    outputs: Vec<(String, Expr, Ty)>,
}

fn join(parts: &[Expr], build: impl FnOnce(&[&str]) -> String) -> Expr {
    let texts: Vec<&str> = parts.iter().map(|p| p.text.as_str()).collect();
    Expr { text: build(&texts), known: parts.iter().all(|p| p.known), secret: parts.iter().any(|p| p.secret) }
}

fn type_text(ty: &Ty) -> String {
    match ty {
        Ty::Text => "string".into(),
        Ty::Number => "number".into(),
        Ty::Bool => "bool".into(),
        Ty::List(of) => format!("list({})", type_text(of)),
        Ty::Set(of) => format!("set({})", type_text(of)),
        Ty::Map(of) => format!("map({})", type_text(of)),
        Ty::Tuple(types) => format!("tuple([{}])", types.iter().map(type_text).collect::<Vec<_>>().join(", ")),
        Ty::Object(attributes) => {
            let one = |(name, ty, optional): &(String, Ty, Option<Option<String>>)| match optional {
                None => format!("{name} = {}", type_text(ty)),
                Some(None) => format!("{name} = optional({})", type_text(ty)),
                Some(Some(default)) => format!("{name} = optional({}, {default})", type_text(ty)),
            };
            format!("object({{ {} }})", attributes.iter().map(one).collect::<Vec<_>>().join(", "))
        }
    }
}

/// What came of a tree.
enum Outcome {
    /// So many values are the same, so many more are known here before Terraform knows them.
    Same(usize, usize),
    /// Neither accepts it.
    Refused,
    /// It can be planned and not applied, because a value that becomes known does not fit: what is known here earlier
    /// cannot be compared, or is refused here earlier.
    Unfinished,
    /// Terraform knows something that is unknown here: less is decided, nothing wrongly.
    Vaguer(String),
    /// The values are the same, and more of them is hidden here.
    Hidden,
    Differs(String),
}

fn terraform(dir: &Path, args: &[&str]) -> Output {
    Command::new("terraform")
        .args(args)
        .current_dir(dir)
        .env("TF_CLI_CONFIG_FILE", "/dev/null")
        .env("TF_DATA_DIR", dir.join(".terraform"))
        .env("TF_IN_AUTOMATION", "1")
        .env("CHECKPOINT_DISABLE", "1")
        .env_remove("TF_CLI_ARGS")
        .env_remove("TF_WORKSPACE")
        .output()
        .expect("these tests need terraform on the path")
}

fn tree(seed: u64) -> Outcome {
    let dir = workspace().join("work").join(format!("generated-{seed}"));
    if dir.exists() {
        fs::remove_dir_all(&dir).unwrap();
    }
    let mut files = Vec::new();
    let mut generator = Generator { random: Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1), scope: Vec::new() };
    for _ in 0..4 {
        generator.random.below(2);
    }
    generator.module("m", 0, &mut files);
    for (path, text) in &files {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let mut map = SourceMap::default();
    let options = Options { automatic_files: true, workspace: Some("default".into()), ..Options::default() };
    let ours = sources::load(&dir, &options, &mut map).unwrap();
    let mistakes: Vec<String> = ours
        .diagnostics
        .iter()
        .filter(|d| d.level == Level::Error)
        .map(|d| format!("{} {}: {}", d.span.map(|s| map.display(s)).unwrap_or_default(), d.summary, d.detail))
        .collect();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let init = terraform(&dir, &["init", "-input=false", "-no-color"]);
    assert!(init.status.success(), "{dir:?}: {}", text(&init.stderr));
    let plan = terraform(&dir, &["plan", "-input=false", "-no-color", "-out=p", "-lock=false"]);
    if !plan.status.success() {
        if !mistakes.is_empty() {
            let theirs = words(&text(&plan.stderr));
            // The place and the summary are the same where the two differ in what they know of a value.
            let shared = ours.diagnostics.iter().filter(|d| d.level == Level::Error).any(|d| {
                let place = d.span.map(|s| map.display(s)).unwrap_or_default();
                let mut place = place.strip_prefix(&format!("{}/", dir.display())).unwrap_or(&place).split(':');
                let place = format!("on {} line {}", place.next().unwrap_or(""), place.next().unwrap_or(""));
                theirs.contains(words(&d.detail).trim_end_matches('.'))
                    || theirs.contains(&place) && theirs.contains(&d.summary)
            });
            return match shared {
                true => Outcome::Refused,
                false => Outcome::Differs(format!(
                    "terraform refuses it for other reasons than we:\n{}\n{}",
                    mistakes.join("\n"),
                    text(&plan.stderr)
                )),
            };
        }
        return Outcome::Differs(format!("terraform refuses what we accept:\n{}", text(&plan.stderr)));
    }
    if !mistakes.is_empty() {
        // A condition that is known here before Terraform knows it chooses a branch that Terraform refuses later.
        if !terraform(&dir, &["apply", "-no-color", "p"]).status.success() {
            return Outcome::Unfinished;
        }
        return Outcome::Differs(format!("we refuse what terraform accepts:\n{}", mistakes.join("\n")));
    }
    let plan: Value = serde_json::from_slice(&terraform(&dir, &["show", "-json", "p"]).stdout).unwrap();
    let (theirs, ours) = (planned(&plan), evaluated(&ours.plan));
    let mut differences = compare(&theirs, &ours, &same);
    let mut sharper = 0;
    if !differences.is_empty() {
        // What is known here and not yet to Terraform must be what it turns out to be.
        let before = differences.len();
        differences = compare(&theirs, &ours, &|a, b| below(a, b));
        sharper = before - differences.len();
        if differences.is_empty() {
            let apply = terraform(&dir, &["apply", "-no-color", "p"]);
            if !apply.status.success() {
                return Outcome::Unfinished;
            }
            let state: Value = serde_json::from_slice(&terraform(&dir, &["show", "-json"]).stdout).unwrap();
            differences = compare(&applied(&state), &ours, &|applied, ours| below(&open(ours), &open(applied)));
        }
    }
    if differences.is_empty() {
        fs::remove_dir_all(&dir).unwrap();
        return Outcome::Same(theirs.len(), sharper);
    }
    let text = differences.join("\n");
    let vaguer = compare(&theirs, &ours, &|theirs, ours| below(theirs, ours) || below(ours, theirs)).is_empty();
    match (vaguer, compare(&theirs, &ours, &hides_more).is_empty()) {
        (true, _) => Outcome::Vaguer(text),
        (_, true) => Outcome::Hidden,
        _ => Outcome::Differs(text),
    }
}

/// The text without line breaks and the bars that Terraform draws.
fn words(text: &str) -> String {
    text.split_whitespace().filter(|word| !word.contains(['│', '╷', '╵', '├'])).collect::<Vec<_>>().join(" ")
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

#[test]
fn random_trees_are_evaluated_as_terraform_plans_them() {
    let (count, seed) = (setting("RINGFENCE_TREES", 24), setting("RINGFENCE_TREES_SEED", 1));
    let queue = Mutex::new(seed..seed + count);
    let tally = Mutex::new(Tally::default());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, |n| n.get().min(4)) {
            scope.spawn(|| {
                loop {
                    let Some(seed) = queue.lock().unwrap().next() else { return };
                    let outcome = tree(seed);
                    tally.lock().unwrap().count(seed, outcome);
                }
            });
        }
    });
    let mut tally = tally.into_inner().unwrap();
    let Tally { same, values, sharper, refused, unfinished, listed, vaguer, hidden, .. } = tally;
    println!(
        "{count} trees: {same} the same ({values} resources and outputs, {sharper} of them known earlier), {refused} \
         refused by both, {unfinished} planned and not applied, {listed} differ as listed, {vaguer} are vaguer here, {hidden} \
         hide more here, {} differ",
        tally.wrong.len()
    );
    tally.wrong.sort();
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n\n"));
    // Of a few trees no share can be asked.
    if count >= 12 {
        assert!(hidden * 50 <= count as usize, "{hidden} of {count} trees hide more here than in Terraform");
        assert!(vaguer * 50 <= count as usize, "{vaguer} of {count} trees are vaguer here than in Terraform");
        assert!(same * 3 > count as usize, "only {same} of {count} are planned: the generator has become useless");
    }
}

/// What came of the trees.
#[derive(Default)]
struct Tally {
    same: usize,
    values: usize,
    sharper: usize,
    refused: usize,
    unfinished: usize,
    listed: usize,
    vaguer: usize,
    hidden: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn count(&mut self, seed: u64, outcome: Outcome) {
        match outcome {
            Outcome::Same(values, sharper) => {
                self.same += 1;
                self.values += values;
                self.sharper += sharper;
            }
            Outcome::Hidden => self.hidden += 1,
            Outcome::Refused => self.refused += 1,
            Outcome::Unfinished => self.unfinished += 1,
            Outcome::Vaguer(how) => {
                println!("seed {seed}, vaguer here: {how}");
                self.vaguer += 1;
            }
            Outcome::Differs(how) if LISTED.iter().any(|(part, _)| how.contains(part)) => self.listed += 1,
            Outcome::Differs(how) => self.wrong.push(format!("seed {seed}: {how}")),
        }
    }
}
