//! Expressions of a wanted type, at random.

/// A small generator of numbers: the same seed gives the same trees everywhere.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % n as u64) as usize
    }

    pub(super) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub(super) fn pick<'v, T>(&mut self, from: &'v [T]) -> &'v T {
        &from[self.below(from.len())]
    }
}

/// A type constraint.
#[derive(Clone, PartialEq)]
pub(super) enum Ty {
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
pub(super) struct Expr {
    pub(super) text: String,
    pub(super) known: bool,
    pub(super) secret: bool,
}

pub(super) fn plain(text: impl Into<String>) -> Expr {
    Expr { text: text.into(), known: true, secret: false }
}

pub(super) struct Generator {
    pub(super) random: Random,
    /// What may be referred to at the moment.
    pub(super) scope: Vec<(Expr, Ty)>,
}

impl Generator {
    pub(super) fn ty(&mut self, depth: usize) -> Ty {
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

    pub(super) fn literal(&mut self, ty: &Ty) -> String {
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
    pub(super) fn expr(&mut self, ty: &Ty, depth: usize) -> Expr {
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
        if self.random.one_in(8) {
            return self.detour(ty, depth);
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

    pub(super) fn text(&mut self, depth: usize) -> Expr {
        match self.random.below(4) {
            0 => return self.wider_text(depth),
            1 => return self.more_text(depth),
            _ => {}
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

    pub(super) fn number(&mut self, depth: usize) -> Expr {
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

    pub(super) fn truth(&mut self, depth: usize) -> Expr {
        match self.random.below(4) {
            0 => return self.wider_truth(depth),
            1 => return self.more_truth(depth),
            _ => {}
        }
        match self.random.below(6) {
            5 => self.connected(depth),
            0 => {
                let (a, b) = (self.expr(&Ty::Bool, depth + 1), self.expr(&Ty::Bool, depth + 1));
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

    /// `&&` and `||`, also with a side that may fail: whether that counts is a matter of releases.
    fn connected(&mut self, depth: usize) -> Expr {
        let (a, b) = (self.expr(&Ty::Bool, depth + 1), self.expr(&Ty::Bool, depth + 1));
        let text = self.expr(&Ty::Text, depth + 1);
        let op = *self.random.pick(&["&&", "||"]);
        let form = self.random.below(4);
        join(&[a, b, text], |p| match form {
            0 => format!("try({} {op} tonumber({}) == 1, {})", p[0], p[2], p[1]),
            1 => format!("try(tonumber({}) == 1 {op} {}, {})", p[2], p[0], p[1]),
            _ => format!("({} {op} {})", p[0], p[1]),
        })
    }

    pub(super) fn list(&mut self, of: &Ty, depth: usize) -> Expr {
        match self.random.below(4) {
            0 => return self.wider_list(of, depth),
            1 => return self.more_list(of, depth),
            _ => {}
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

    pub(super) fn map(&mut self, of: &Ty, depth: usize) -> Expr {
        match self.random.below(4) {
            0 => return self.wider_map(of, depth),
            1 => return self.more_map(of, depth),
            _ => {}
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
}

pub(super) fn join(parts: &[Expr], build: impl FnOnce(&[&str]) -> String) -> Expr {
    let texts: Vec<&str> = parts.iter().map(|p| p.text.as_str()).collect();
    Expr { text: build(&texts), known: parts.iter().all(|p| p.known), secret: parts.iter().any(|p| p.secret) }
}

pub(super) fn type_text(ty: &Ty) -> String {
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
