//! What names mean in a module instance.

use std::sync::Arc;

use super::decl::ResourceKey;
use super::types::parse_type;
use super::values::{bounded, holds_resource};
use super::world::{Expansion, MODULE_BASE, Memo, Repetition, World, prefix};
use crate::eval::functions::{self, Environment};
use crate::eval::{Logic, Lookup, Operands, Scope, Templates, Traced, Typing, suggest};
use crate::hcl::ast::Expr;
use crate::hcl::parse_template;
use crate::model::waits::NOT_READ;
use crate::model::{AttrPath, AttrRef, Kind, Mode, ResourceId, Type, Value};
use crate::text::{Diagnostic, SourceFile, Span, Str};

/// Functions that read files: a file that is not there is a gap, not a mistake in the source.
const FILE_FUNCTIONS: &[&str] = &[
    "file",
    "filebase64",
    "fileexists",
    "fileset",
    "filemd5",
    "filesha1",
    "filesha256",
    "filesha512",
    "filebase64sha256",
    "filebase64sha512",
];

/// Functions that write values out, for which a resource must be a plain value.
const ENCODERS: &[&str] = &["jsonencode", "yamlencode", "tostring", "base64encode", "sha256", "format"];

/// Names in one module instance, perhaps inside a block with `each`, `count` or iterators.
pub(super) struct ModuleScope<'w, 'a> {
    pub world: &'w World<'a>,
    pub module: usize,
    repetition: &'w Repetition,
    /// `self` of the block.
    this: Option<ResourceId>,
    /// Iterators of `dynamic` blocks, innermost last.
    iterators: Vec<(Str, Value)>,
}

impl<'w, 'a> ModuleScope<'w, 'a> {
    pub fn new(world: &'w World<'a>, module: usize, repetition: &'w Repetition) -> Self {
        ModuleScope { world, module, repetition, this: None, iterators: Vec::new() }
    }

    /// With `self` for a resource.
    pub fn of(mut self, resource: ResourceId) -> Self {
        self.this = Some(resource);
        self
    }

    /// With one more iterator.
    pub fn iterating(&self, name: Str, key: Value, value: Value) -> Self {
        let mut iterators = self.iterators.clone();
        iterators.push((name, Value::object([("key", key), ("value", value)])));
        ModuleScope { iterators, ..*self }
    }

    fn undeclared(&self, span: Span, what: &str, name: &str, near: Option<&str>) -> Diagnostic {
        let near = near.map(|n| format!(" Did you mean {n:?}?")).unwrap_or_default();
        let (kind, article) = match what {
            "input variable" => ("input variable", "An"),
            other => (other, "A"),
        };
        Diagnostic::error(
            span,
            format!("Reference to undeclared {kind}"),
            format!(
                "{article} {kind} with the name {name:?} has not been declared.{near}{}",
                match what {
                    "input variable" if near.is_empty() => format!(" Declare it with a variable {name:?} {{}} block."),
                    _ => String::new(),
                }
            ),
        )
    }

    fn variable(&self, name: &Str, span: Span) -> Result<Value, Diagnostic> {
        let declared = &self.world.decl(self.module).variables;
        if !declared.contains_key(name) {
            let near = suggest(name, declared.keys().map(|k| &**k));
            return Err(self.certainly(self.undeclared(span, "input variable", name, near)));
        }
        self.world.variable(self.module, name, span)
    }

    pub fn local(&self, name: &Str, span: Span) -> Result<Value, Diagnostic> {
        let decl = self.world.decl(self.module);
        let Some(attribute) = decl.locals.get(name) else {
            let near = suggest(name, decl.locals.keys().map(|k| &**k));
            return Err(self.certainly(self.undeclared(span, "local value", name, near)));
        };
        let title = format!("{}local.{name}", prefix(&self.world.instance(self.module).path));
        self.world.once(Memo::Local(self.module, name.clone()), &title, span, || {
            let scope = ModuleScope::new(self.world, self.module, &Repetition::None);
            bounded(crate::eval::evaluate(&attribute.expr, &scope)?.value, attribute.expr.span, &title)
        })
    }

    fn module_call(&self, names: &[Str], span: Span) -> Result<(Value, usize), Diagnostic> {
        let Some(name) = names.first() else {
            return Err(invalid_reference(span, "The \"module\" object cannot be accessed directly."));
        };
        let calls = &self.world.decl(self.module).calls;
        if !calls.contains_key(name) {
            let near = suggest(name, calls.keys().map(|k| &**k)).map(|n| format!(" Did you mean {n:?}?"));
            let (place, near) = (self.place(), near.unwrap_or_default());
            let detail = format!("No module call named {name:?} is declared in {place}.{near}");
            return Err(self.certainly(Diagnostic::error(span, "Reference to undeclared module", detail)));
        }
        let path = prefix(&self.world.instance(self.module).path);
        if !self.world.decl(self.module).called.contains_key(name) {
            return Ok((Value::waiting(format!("{path}module.{name} (not installed)")), 1));
        }
        let Some(expansion) = self.world.expand_call(self.module, name, span)? else {
            return Ok((Value::waiting(format!("{path}module.{name}")), 1));
        };
        let proxy = |instance: &usize| Value::from(Kind::Resource(ResourceId(MODULE_BASE + *instance as u32)));
        Ok(match &*expansion {
            Expansion::Single(instance) => match names.get(1) {
                Some(output) => (self.world.output(*instance, output, span)?, 2),
                None => (proxy(instance), 1),
            },
            Expansion::Counted(many) => (Value::tuple(many.iter().map(proxy).collect()), 1),
            Expansion::Keyed(many) => (Value::object(many.iter().map(|(k, i)| (k.clone(), proxy(i)))), 1),
            Expansion::Open(_, because) => (because.clone(), 1),
        })
    }

    /// What a word alone may be meant for.
    fn meant_by(&self, word: &str) -> String {
        let decl = self.world.decl(self.module);
        match () {
            () if decl.variables.contains_key(word) => format!(" Did you mean var.{word}?"),
            () if decl.locals.contains_key(word) => format!(" Did you mean local.{word}?"),
            () => format!(" If this is a text, it needs quotes: \"{word}\"."),
        }
    }

    fn resource_block(&self, mode: Mode, names: &[Str], span: Span) -> Result<(Value, usize), Diagnostic> {
        let [kind, name, ..] = names else {
            return Err(invalid_reference(span, UNNAMED));
        };
        let key: ResourceKey = (mode, kind.clone(), name.clone());
        let Some(expansion) = self.world.expand(self.module, &key, span)? else {
            return Err(self.certainly(self.undeclared_resource(&key, span)));
        };
        if let Some(attribute) = names.get(2) {
            self.instance_key(&key, attribute, span)?;
        }
        if let (true, Expansion::Single(_), [_, _, inside @ ..]) = (self.world.is_general(), &*expansion, names) {
            self.world.hold_against_schema(mode, kind, inside, span);
        }
        let one = |id: &ResourceId| Value::from(Kind::Resource(*id));
        let value = match &*expansion {
            Expansion::Single(id) => one(id),
            Expansion::Counted(many) => Value::tuple(many.iter().map(one).collect()),
            Expansion::Keyed(many) => Value::object(many.iter().map(|(k, id)| (k.clone(), one(id)))),
            Expansion::Open(id, because) => {
                let mut value = because.clone();
                let address = self.world.resource(*id).address.clone();
                value.marks.origin = Some(Arc::new(AttrRef { address, path: AttrPath::default() }));
                value
            }
        };
        Ok((value, 2))
    }

    fn undeclared_resource(&self, key: &ResourceKey, span: Span) -> Diagnostic {
        let (mode, kind, name) = key;
        let word = match mode {
            Mode::Managed => "managed",
            Mode::Data => "data",
            Mode::Ephemeral => "ephemeral",
        };
        let place = self.place();
        let siblings = self.world.decl(self.module).resources.keys();
        let names = siblings.filter(|k| k.0 == *mode && k.1 == *kind).map(|k| &*k.2);
        let meant = match &**kind {
            "locals" => Some("local"),
            "variable" | "variables" | "vars" => Some("var"),
            "modules" => Some("module"),
            _ => None,
        };
        let near = match (suggest(name, names), meant) {
            (Some(near), _) => format!(" Did you mean {near:?}?"),
            (None, Some(meant)) => format!(" Did you mean {meant}.{name}?"),
            (None, None) => " Write a block that declares it, or mend the name.".to_owned(),
        };
        let detail = format!("A {word} resource {kind:?} {name:?} has not been declared in {place}.{near}");
        Diagnostic::error(span, "Reference to undeclared resource", detail)
    }

    /// The module, in a sentence.
    fn place(&self) -> String {
        let path = &self.world.instance(self.module).path;
        if path.0.is_empty() { "the root module".to_owned() } else { format!("{path}") }
    }

    /// Terraform looks at names before it evaluates anything: what is not declared is told, also where `try` or `can`
    /// would hide it.
    fn certainly(&self, problem: Diagnostic) -> Diagnostic {
        if self.world.is_general() {
            self.world.report(problem.clone());
        }
        problem
    }

    /// An attribute of a block that has several instances needs a key first.
    fn instance_key(&self, key: &ResourceKey, attribute: &str, span: Span) -> Result<(), Diagnostic> {
        let Some(decl) = self.world.decl(self.module).resources.get(key) else { return Ok(()) };
        let (mode, kind, name) = key;
        let address = format!("{}{kind}.{name}", mode.prefix());
        let body = &decl.block.body;
        let (argument, example) = match (body.attribute("count"), body.attribute("for_each")) {
            // `c.0.id` of Terraform 0.11 has its key.
            (Some(_), _) if attribute.parse::<u64>().is_ok() => return Ok(()),
            (Some(_), _) => ("count", "count.index"),
            (None, Some(_)) => ("for_each", "each.key"),
            (None, None) => return Ok(()),
        };
        let detail = format!(
            "Because {address} has {argument:?} set, its attributes must be accessed on specific instances.\n\nFor \
             example, to correlate with indices of a referring resource, use:\n    {address}[{example}]"
        );
        Err(self.certainly(Diagnostic::error(span, "Missing resource instance key", detail)))
    }

    fn path(&self, name: &str, span: Span) -> Result<Value, Diagnostic> {
        match name {
            "root" => Ok(".".into()),
            "module" => {
                let root = self.world.modules.first().map_or("", |m| &*m.display);
                Ok(relative(root, &self.world.decl(self.module).display).into())
            }
            "cwd" => Ok(Value::waiting("path.cwd")),
            _ => Err(Diagnostic::error(
                span,
                "Invalid \"path\" attribute",
                format!("The \"path\" object does not have an attribute named {name:?}."),
            )),
        }
    }

    fn terraform(&self, name: &str, span: Span) -> Result<Value, Diagnostic> {
        match (name, &self.world.options.workspace) {
            ("workspace", Some(name)) => Ok(name.clone().into()),
            // Only the former is in every release.
            ("applying", _) => {
                let mut value = Value::waiting("terraform.applying");
                value.marks.ephemeral = true;
                Ok(value)
            }
            ("workspace" | "env", _) => Ok(Value::waiting(format!("terraform.{name}"))),
            _ => Err(Diagnostic::error(
                span,
                "Invalid \"terraform\" attribute",
                format!(
                    "The \"terraform\" object does not have an attribute named {name:?}. The only supported attributes are \
                     terraform.workspace, the name of the currently-selected workspace, and terraform.applying, a boolean \
                     which is true only during apply."
                ),
            )),
        }
    }

    fn each(&self, name: &str, span: Span) -> Result<Value, Diagnostic> {
        match (self.repetition, name) {
            (Repetition::Each { key, .. }, "key") => Ok(key.clone()),
            (Repetition::Each { value, .. }, "value") => Ok(value.clone()),
            (Repetition::Each { .. }, _) => Err(Diagnostic::error(
                span,
                "Invalid \"each\" attribute",
                format!(
                    "The \"each\" object does not have an attribute named {name:?}. The supported attributes are each.key and \
                     each.value, the current key and value pair of the \"for_each\" attribute set."
                ),
            )),
            _ => Err(Diagnostic::error(
                span,
                "Reference to \"each\" in context without for_each",
                "The \"each\" object can be used only in \"module\" or \"resource\" blocks, and only when the \"for_each\" \
                 argument is set.",
            )),
        }
    }
}

/// The way from one directory to another, both as the user gave them: `modules/net`, `../common`, `.`.
fn relative(from: &str, to: &str) -> String {
    let parts =
        |path: &str| path.split('/').filter(|p| !p.is_empty() && *p != ".").map(str::to_owned).collect::<Vec<_>>();
    let (from, to) = (parts(from), parts(to));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    // From a directory that is itself reached by `..` there is no way back by name.
    let up = from.len() - common;
    let way: Vec<&str> = std::iter::repeat_n("..", up).chain(to.iter().skip(common).map(|p| &**p)).collect();
    if way.is_empty() { ".".into() } else { way.join("/") }
}

const UNNAMED: &str =
    "A reference to a resource type must be followed by at least one attribute access, specifying the resource name.";

fn invalid_reference(span: Span, detail: &str) -> Diagnostic {
    Diagnostic::error(span, "Invalid reference", detail)
}

impl ModuleScope<'_, '_> {
    fn call_in(
        &self,
        name: &str,
        args: Vec<Traced>,
        span: Span,
        environment: &dyn Environment,
    ) -> Result<Traced, Diagnostic> {
        let mut values: Vec<Value> = args.into_iter().map(|a| a.value).collect();
        let plain = name.strip_prefix("core::").unwrap_or(name);
        if let Some(answer) = self.provider_function(plain, &values, span) {
            return answer;
        }
        if let ("lookup", [object, key, ..]) = (plain, values.as_slice())
            && let Some(value) = self.computed_inside(object, key)
        {
            return Ok(value.into());
        }
        if ENCODERS.contains(&plain) {
            values = values.iter().map(|v| self.world.settle(v)).collect();
        }
        let mut result = functions::call(plain, &values, environment);
        if matches!(result, Some(Err(_))) && values.iter().any(holds_resource) {
            values = values.iter().map(|v| self.world.settle(v)).collect();
            result = functions::call(plain, &values, environment);
        }
        match result {
            Some(Ok(value)) => Ok(value.into()),
            Some(Err(problem)) if FILE_FUNCTIONS.contains(&plain) => {
                let what = values.first().and_then(Value::as_str).unwrap_or_default();
                self.world.gap(format!("{plain}({what:?})"), problem.to_string());
                Ok(Value::waiting(format!("{plain}({what:?}) {NOT_READ}")).into())
            }
            Some(Err(problem)) => {
                let (summary, detail) = functions::explain(plain, values.len(), &problem);
                Err(Diagnostic::error(span, summary, detail))
            }
            None => {
                let near = suggest(plain, functions::names()).map(|n| format!(" Did you mean {n:?}?"));
                let detail = format!("There is no function named {name:?}.{}", near.unwrap_or_default());
                Err(Diagnostic::error(span, "Call to unknown function", detail))
            }
        }
    }
}

impl Scope for ModuleScope<'_, '_> {
    fn lookup(&self, root: &str, names: &[Str], span: Span) -> Result<Lookup, Diagnostic> {
        let needed = |what: &str| {
            names
                .first()
                .ok_or_else(|| invalid_reference(span, &format!("The {what:?} object cannot be accessed directly.")))
        };
        if let Some((_, value)) = self.iterators.iter().rev().find(|(name, _)| &**name == root) {
            return Ok(Lookup { value: value.clone().into(), used: 0 });
        }
        let (value, used) = match root {
            "var" => (self.variable(needed(root)?, span)?, 1),
            "local" => (self.local(needed(root)?, span)?, 1),
            "each" => (self.each(needed(root)?, span)?, 1),
            "count" => match self.repetition {
                Repetition::Count(index) if &**needed(root)? == "index" => (index.clone(), 1),
                _ => {
                    let detail = "The \"count\" object can only be used in \"module\", \"resource\", and \"data\" blocks, and \
                                  only when the \"count\" argument is set.";
                    return Err(Diagnostic::error(span, "Reference to \"count\" in non-counted context", detail));
                }
            },
            "path" => (self.path(needed(root)?, span)?, 1),
            "terraform" | "tofu" => (self.terraform(needed(root)?, span)?, 1),
            "module" => self.module_call(names, span)?,
            "data" => {
                let (value, used) = self.resource_block(Mode::Data, names, span)?;
                (value, used)
            }
            "ephemeral" => self.resource_block(Mode::Ephemeral, names, span)?,
            // The long form, for types that are named like something else: `resource.aws_vpc.main`.
            "resource" => self.resource_block(Mode::Managed, names, span)?,
            "self" => match self.this {
                Some(id) => (Kind::Resource(id).into(), 0),
                None => {
                    let detail = "The \"self\" object is not available in this context. This object can be used only in \
                                  resource provisioner, connection, and postcondition blocks.";
                    return Err(Diagnostic::error(span, "Invalid \"self\" reference", detail));
                }
            },
            kind => {
                if names.is_empty() {
                    return Err(invalid_reference(span, &format!("{UNNAMED}{}", self.meant_by(kind))));
                }
                let all: Vec<Str> = std::iter::once(Str::from(kind)).chain(names.iter().cloned()).collect();
                let (value, used) = self.resource_block(Mode::Managed, &all, span)?;
                (value, used - 1)
            }
        };
        Ok(Lookup { value: value.into(), used })
    }

    fn unexpected_key(&self, resource: ResourceId, address: &[&str], span: Span) -> Option<Diagnostic> {
        if resource.0 >= MODULE_BASE {
            return None;
        }
        let instance = self.world.resource(resource);
        let (mode, kind, name) = &instance.key;
        let is_it = match (address, mode) {
            ([t, n] | ["resource", t, n], Mode::Managed)
            | (["data", t, n], Mode::Data)
            | (["ephemeral", t, n], Mode::Ephemeral) => *t == &**kind && *n == &**name,
            _ => false,
        };
        (is_it && matches!(instance.repetition, Repetition::None)).then(|| {
            let address = format!("{}{kind}.{name}", mode.prefix());
            let detail = format!(
                "Because {address} does not have \"count\" or \"for_each\" set, references to it must not include an index \
                 key. Remove the bracketed index to refer to the single instance of this resource."
            );
            self.certainly(Diagnostic::error(span, "Unexpected resource instance key", detail))
        })
    }

    fn resource_attribute(&self, resource: ResourceId, name: &str, span: Span) -> Result<Traced, Diagnostic> {
        match resource.0.checked_sub(MODULE_BASE) {
            Some(instance) => self.world.output(instance as usize, &name.into(), span).map(Traced::from),
            None => self.world.attribute(resource, &name.into(), span).map(Traced::from),
        }
    }

    fn call(&self, name: &str, args: Vec<Traced>, span: Span) -> Result<Traced, Diagnostic> {
        self.call_in(name, args, span, self)
    }

    fn call_vaguely(&self, name: &str, args: Vec<Traced>, span: Span) -> Result<Traced, Diagnostic> {
        self.call_in(name, args, span, &functions::Vaguely(self))
    }

    fn absent_attribute(&self, of: &AttrRef, name: &Str) -> Option<Value> {
        self.world.unwritten_inside(of, name)
    }

    fn type_constraint(&self, expr: &Expr) -> Option<Result<Type, Box<Diagnostic>>> {
        Some(parse_type(expr).map(|constraint| constraint.ty))
    }

    fn short_circuit(&self) -> Logic {
        self.world.logic()
    }

    fn operands(&self) -> Operands {
        self.world.operands
    }

    fn typing(&self) -> Typing {
        Typing::Strict
    }

    fn templates(&self) -> Option<&dyn Templates> {
        Some(self)
    }
}

impl Templates for ModuleScope<'_, '_> {
    fn load(&self, path: &str, _span: Span) -> Result<Option<Arc<Expr>>, Diagnostic> {
        if let Some(found) = self.world.templates.borrow().get(path) {
            return Ok(Some(found.clone()));
        }
        let text = self.read_file(path).and_then(|bytes| {
            String::from_utf8(bytes).map_err(|_| format!("contents of {path:?} are not valid UTF-8"))
        });
        let text = match text {
            Ok(text) => text,
            Err(why) => {
                self.world.gap(format!("templatefile({path:?})"), why);
                return Ok(None);
            }
        };
        let file = self.world.sources.borrow_mut().add(SourceFile::new(path, text.as_str()));
        let (expr, problems) = parse_template(file, &text, 0);
        if let Some(problem) = problems.into_iter().find(super::world::is_error) {
            return Err(problem);
        }
        let expr = Arc::new(expr);
        self.world.templates.borrow_mut().insert(path.to_owned(), expr.clone());
        Ok(Some(expr))
    }

    fn place(&self, span: Span) -> String {
        self.world.sources.borrow().display(span)
    }

    fn parse(&self, text: &str, span: Span) -> Result<Arc<Expr>, Diagnostic> {
        let file = self.world.sources.borrow_mut().add(SourceFile::new("<templatestring argument>", text));
        let (expr, problems) = parse_template(file, text, 0);
        match problems.into_iter().find(super::world::is_error) {
            Some(problem) => Err(Diagnostic { span: Some(span), ..problem }),
            None => Ok(Arc::new(expr)),
        }
    }
}

/// Only files that [`World::inside`] lets in.
impl Environment for ModuleScope<'_, '_> {
    fn read_file(&self, path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(self.world.inside(path)?).map_err(|e| format!("{path:?} cannot be read: {e}"))
    }

    fn list_files(&self, dir: &str) -> Result<Vec<String>, String> {
        let start = match self.world.inside(dir) {
            Ok(start) => start,
            // Terraform finds no file there, either.
            Err(why) if why.starts_with("no file exists") => return Ok(Vec::new()),
            Err(why) => return Err(why),
        };
        let mut found = Vec::new();
        let mut open = vec![(start, String::new())];
        while let Some((at, below)) = open.pop() {
            let entries = std::fs::read_dir(&at).map_err(|e| format!("{dir:?} cannot be read: {e}"))?;
            for entry in entries.flatten() {
                let Ok(name) = entry.file_name().into_string() else { continue };
                let path = format!("{below}{name}");
                match entry.file_type() {
                    Ok(t) if t.is_dir() && name != ".terraform" => open.push((entry.path(), format!("{path}/"))),
                    Ok(t) if t.is_file() => found.push(path),
                    _ => {}
                }
                if found.len() > 100_000 {
                    return Err(format!("{dir:?} holds too many files"));
                }
            }
        }
        found.sort();
        Ok(found)
    }

    fn file_exists(&self, path: &str) -> Result<bool, String> {
        match self.world.inside(path) {
            Ok(path) => Ok(path.is_file()),
            Err(why) if why.starts_with("no file exists") => Ok(false),
            Err(why) => Err(why),
        }
    }

    fn now(&self) -> Option<String> {
        self.world.options.now.clone()
    }

    fn logic(&self) -> Logic {
        self.world.logic()
    }
}
