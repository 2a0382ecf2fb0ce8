//! More constructs for the random trees: `try` and `can`, splats, strip markers, heredocs, conditions of resources,
//! checks, moves, and functions that people use daily.

use std::fmt::Write as _;

use super::expressions::{Expr, Generator, Ty, join, plain};

impl Generator {
    pub(super) fn more_text(&mut self, depth: usize) -> Expr {
        let of_text = |ty: fn(Box<Ty>) -> Ty| ty(Box::new(Ty::Text));
        let a = self.expr(&Ty::Text, depth + 1);
        match self.random.below(11) {
            10 => self.unified(depth),
            0 => {
                let map = self.expr(&of_text(Ty::Map), depth + 1);
                join(&[map, a], |p| format!("try({}[\"zz\"], {})", p[0], p[1]))
            }
            1 => {
                let condition = self.expr(&Ty::Bool, depth + 1);
                join(&[condition, a], |p| {
                    format!("\"%{{ if {} ~}}  yes ${{{}}} %{{~ else ~}} no %{{ endif ~}}  .\"", p[0], p[1])
                })
            }
            2 => join(&[a], |p| format!("trimspace(replace(\"${{{}}}\", \"a\", \" b \"))", p[0])),
            3 => join(&[a], |p| format!("coalesce({}, \"q\")", p[0])),
            4 => {
                let list = self.expr(&of_text(Ty::List), depth + 1);
                join(&[list], |p| format!("element(concat({}, [\"z\"]), 0)", p[0]))
            }
            5 => join(&[a], |p| format!("one([{}][*])", p[0])),
            6 => join(&[a], |p| format!("substr(\"${{{}}}abc\", 1, 2)", p[0])),
            7 => join(&[a], |p| format!("split(\",\", \"${{{}}},x\")[0]", p[0])),
            8 => {
                let ty = self.ty(1);
                let value = self.expr(&ty, depth + 1);
                join(&[value], |p| format!("yamlencode({})", p[0]))
            }
            _ => join(&[a], |p| format!("indent(2, \"${{{}}}\\nx\")", p[0])),
        }
    }

    pub(super) fn more_number(&mut self, depth: usize) -> Expr {
        let n = self.expr(&Ty::Number, depth + 1);
        match self.random.below(5) {
            0 => {
                let text = self.expr(&Ty::Text, depth + 1);
                join(&[text, n], |p| format!("try(tonumber({}), {})", p[0], p[1]))
            }
            1 => join(&[n], |p| format!("(abs(floor({})) % 7)", p[0])),
            2 => join(&[n], |p| format!("-{}", p[0])),
            3 => join(&[n], |p| format!("sum([{}, 1])", p[0])),
            _ => {
                let text = self.expr(&Ty::Text, depth + 1);
                join(&[text], |p| format!("length(split(\"a\", \"x${{{}}}\"))", p[0]))
            }
        }
    }

    pub(super) fn more_truth(&mut self, depth: usize) -> Expr {
        let text = self.expr(&Ty::Text, depth + 1);
        match self.random.below(5) {
            0 => join(&[text], |p| format!("can(tonumber({}))", p[0])),
            1 => join(&[text], |p| format!("({} == null)", p[0])),
            2 => join(&[text], |p| format!("startswith(\"${{{}}}\", \"a\")", p[0])),
            3 => {
                let other = self.expr(&Ty::Bool, depth + 1);
                join(&[text, other], |p| format!("({} != null || {})", p[0], p[1]))
            }
            _ => {
                let ty = self.ty(1);
                let value = self.expr(&ty, depth + 1);
                join(&[value], |p| format!("can({}.nope)", p[0]))
            }
        }
    }

    pub(super) fn more_list(&mut self, of: &Ty, depth: usize) -> Expr {
        let own = Ty::List(Box::new(of.clone()));
        let list = self.expr(&own, depth + 1);
        match self.random.below(7) {
            0 => join(&[list], |p| format!("distinct({})", p[0])),
            1 => join(&[list], |p| format!("slice({}, 0, min(1, length({})))", p[0], p[0])),
            2 => join(&[list], |p| format!("tolist({}[*])", p[0])),
            3 => {
                let item = self.expr(of, depth + 1);
                join(&[item], |p| format!("tolist([for o in [{{ a = {} }}] : o.a])", p[0]))
            }
            4 => join(&[list], |p| format!("try({}, [])", p[0])),
            5 if matches!(of, Ty::Text | Ty::Number | Ty::Bool) => {
                let more = self.expr(&own, depth + 1);
                join(&[list, more], |p| format!("tolist(flatten([{}, [{}]]))", p[0], p[1]))
            }
            _ if *of == Ty::Text => join(&[list], |p| format!("sort(compact({}))", p[0])),
            _ => {
                let item = self.expr(of, depth + 1);
                join(&[item], |p| format!("tolist([{{ a = {} }}][*].a)", p[0]))
            }
        }
    }

    pub(super) fn more_map(&mut self, of: &Ty, depth: usize) -> Expr {
        let map = self.expr(&Ty::Map(Box::new(of.clone())), depth + 1);
        match self.random.below(4) {
            0 => join(&[map], |p| format!("{{ for k, v in {} : k => v if k != \"l\" }}", p[0])),
            1 => join(&[map], |p| format!("zipmap(keys({}), values({}))", p[0], p[0])),
            2 => join(&[map], |p| format!("try({}, {{}})", p[0])),
            _ => {
                let item = self.expr(of, depth + 1);
                join(&[map, item], |p| format!("merge({}, {{ for x in [\"q\"] : x => {} }})", p[0], p[1]))
            }
        }
    }

    /// Conditions that hold, for the `lifecycle` of a resource.
    pub(super) fn conditions(&mut self) -> String {
        if self.random.below(3) > 0 {
            return String::new();
        }
        let condition = self.expr(&Ty::Bool, 2);
        format!(
            "  lifecycle {{\n    precondition {{\n      condition     = [path.module, {}] != null\n      error_message = \"No.\"\n    }}\n    \
             postcondition {{\n      condition     = self.id != \"\"\n      error_message = \"No.\"\n    }}\n  }}\n",
            condition.text
        )
    }

    /// What stands beside resources: a check, a move, a local that is a heredoc.
    pub(super) fn beside(&mut self, text: &mut String) {
        if self.random.one_in(2) {
            let condition = self.expr(&Ty::Bool, 2);
            writeln!(
                text,
                "check \"c\" {{\n  assert {{\n    condition     = path.module == \"x\" || {}\n    error_message = \"No.\"\n  }}\n}}",
                condition.text
            )
            .unwrap();
        }
        if self.random.one_in(3) {
            text.push_str("moved {\n  from = terraform_data.gone\n  to   = terraform_data.r0\n}\n");
        }
        let (word, list) = (self.expr(&Ty::Text, 2), self.expr(&Ty::List(Box::new(Ty::Text)), 2));
        let known =
            Expr { text: "local.heredoc".into(), ..join(&[word.clone(), list.clone(), plain("")], |_| String::new()) };
        writeln!(
            text,
            "locals {{\n  heredoc = <<-EOT\n    begin ${{{}}}\n      %{{ for x in {} ~}}\n      - ${{x}}\n      %{{ endfor ~}}\n    \
             $${{end}}\n  EOT\n}}",
            word.text, list.text
        )
        .unwrap();
        self.scope.push((known, Ty::Text));
    }

    /// Two values of deep types that are nearly the same, brought to one type, or refused; both can be read from the text.
    fn unified(&mut self, depth: usize) -> Expr {
        let ty = self.deep(0);
        let other = if self.random.one_in(4) { self.deep(1) } else { self.varied(&ty) };
        let (a, b) = (self.typed(&ty), self.typed(&other));
        let condition = self.expr(&Ty::Bool, depth + 1);
        let form = self.random.below(12);
        join(&[condition, a, b], |p| {
            let (c, a, b) = (p[0], p[1], p[2]);
            let both = match form {
                0..4 => format!("{c} ? {a} : {b}"),
                4 => format!("tolist([{a}, {b}])"),
                5 => format!("toset([{a}, {b}])"),
                6 => format!("tomap({{ p = {a}, q = {b} }})"),
                7 => format!("coalesce({a}, {b})"),
                8 => format!("concat([{a}], tolist([{b}]))"),
                9 => format!("merge({{ p = {a} }}, {{ q = {b} }})"),
                10 => format!("[{c} ? [{a}] : tolist([{b}]), {a} == {b}]"),
                _ => format!("{c} ? {{ p = {a} }} : tomap({{ q = {b} }})"),
            };
            format!("try(jsonencode({both}), \"refused\")")
        })
    }

    fn deep(&mut self, depth: usize) -> Ty {
        let inner = |g: &mut Self| Box::new(g.deep(depth + 1));
        match self.random.below(if depth > 3 { 3 } else { 10 }) {
            0 => Ty::Text,
            1 => Ty::Number,
            2 => Ty::Bool,
            3 | 4 => Ty::List(inner(self)),
            5 => Ty::Set(inner(self)),
            6 => Ty::Map(inner(self)),
            7 => Ty::Tuple((0..self.random.below(3)).map(|_| self.deep(depth + 1)).collect()),
            _ => {
                let n = 1 + self.random.below(3);
                let attributes =
                    ["a", "b", "c"][..n].iter().map(|name| ((*name).to_owned(), self.deep(depth + 1), None));
                Ty::Object(attributes.collect())
            }
        }
    }

    /// The type with something changed somewhere in it.
    fn varied(&mut self, ty: &Ty) -> Ty {
        match ty {
            Ty::Text | Ty::Number | Ty::Bool => self.random.pick(&[Ty::Text, Ty::Text, Ty::Number, Ty::Bool]).clone(),
            Ty::List(of) | Ty::Set(of) => match self.random.below(5) {
                0 => Ty::Set(of.clone()),
                1 => Ty::Tuple((0..self.random.below(3)).map(|_| (**of).clone()).collect()),
                2 => Ty::List(of.clone()),
                _ => Ty::List(Box::new(self.varied(of))),
            },
            Ty::Map(of) if self.random.one_in(2) => Ty::Map(Box::new(self.varied(of))),
            Ty::Map(of) => Ty::Object(vec![("a".into(), (**of).clone(), None), ("k".into(), self.varied(of), None)]),
            Ty::Tuple(types) if types.is_empty() || self.random.one_in(3) => Ty::Tuple(vec![self.deep(2)]),
            Ty::Tuple(types) => {
                let at = self.random.below(types.len());
                let part = |(i, t): (usize, &Ty)| if i == at { self.varied(t) } else { t.clone() };
                Ty::Tuple(types.iter().enumerate().map(part).collect())
            }
            Ty::Object(attributes) => {
                let at = self.random.below(attributes.len());
                let mut out = attributes.clone();
                match self.random.below(3) {
                    0 => drop(out.remove(at)),
                    _ => out[at].1 = self.varied(&attributes[at].1),
                }
                Ty::Object(out)
            }
        }
    }

    /// A literal that is of the type, unlike [`Generator::literal`], which is what becomes of the type; with a null
    /// here and there.
    fn typed(&mut self, ty: &Ty) -> Expr {
        fn text(g: &mut Generator, ty: &Ty) -> String {
            if g.random.one_in(9) {
                return "null".into();
            }
            let several = |g: &mut Generator, of: &Ty| (0..g.random.below(3)).map(|_| text(g, of)).collect::<Vec<_>>();
            match ty {
                Ty::Text | Ty::Number | Ty::Bool => g.literal(ty),
                Ty::List(of) => format!("tolist([{}])", several(g, of).join(", ")),
                Ty::Set(of) => format!("toset([{}])", several(g, of).join(", ")),
                Ty::Map(of) => {
                    let entries = ["k", "l"].iter().zip(several(g, of)).map(|(k, v)| format!("{k} = {v}"));
                    format!("tomap({{ {} }})", entries.collect::<Vec<_>>().join(", "))
                }
                Ty::Tuple(types) => format!("[{}]", types.iter().map(|t| text(g, t)).collect::<Vec<_>>().join(", ")),
                Ty::Object(attributes) => {
                    let entries = attributes.iter().map(|(name, ty, _)| format!("{name} = {}", text(g, ty)));
                    format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
                }
            }
        }
        plain(text(self, ty))
    }
}
