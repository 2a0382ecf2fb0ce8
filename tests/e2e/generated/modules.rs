//! Modules at random: variables, locals, resources, calls, outputs.

use std::fmt::Write as _;

use super::expressions::{Expr, Generator, Ty, plain, type_text};

impl Generator {
    /// A module's text: variables, locals, resources, calls, outputs. Gives its inputs and outputs.
    pub(super) fn module(&mut self, name: &str, level: usize, files: &mut Vec<(String, String)>) -> Interface {
        let outer = std::mem::take(&mut self.scope);
        let mut text = String::new();
        let mut interface = Interface::default();
        for i in 0..2 + self.random.below(3) {
            self.variable(&format!("v{i}"), level, &mut text, &mut interface);
        }
        self.around(&mut text);
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
pub(super) struct Interface {
    /// Name, type, whether there is a default.
    inputs: Vec<(String, Ty, bool)>,
    outputs: Vec<(String, Expr, Ty)>,
}
