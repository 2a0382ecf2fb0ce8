//! Just enough of the language to read the test tables: literals and calls of functions.

use crate::eval::functions::{Environment, call, explain};
use crate::model::{Kind, Number, Value};

/// Summary and detail of a diagnostic.
pub(super) type Diagnostic = (String, String);

/// Evaluates a literal or a call.
pub(super) fn evaluate(source: &str, env: &dyn Environment) -> Result<Value, Diagnostic> {
    let mut reader = Reader { rest: source, env };
    let value = reader.value()?;
    assert_eq!(reader.rest.trim(), "", "unread text in {source}");
    Ok(value)
}

struct Reader<'a> {
    rest: &'a str,
    env: &'a dyn Environment,
}

impl Reader<'_> {
    fn eat(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn word(&mut self) -> String {
        self.rest = self.rest.trim_start();
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':');
        let end = self.rest.find(|c| !is_word(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.to_owned()
    }

    fn list(&mut self, end: &str) -> Result<Vec<Value>, Diagnostic> {
        let mut items = Vec::new();
        while !self.eat(end) {
            let item = self.value()?;
            if self.eat("...") {
                items.extend(item.as_elements().unwrap().iter().cloned());
            } else {
                items.push(item);
            }
            self.eat(",");
        }
        Ok(items)
    }

    fn value(&mut self) -> Result<Value, Diagnostic> {
        self.rest = self.rest.trim_start();
        if self.eat("[") {
            return Ok(Value::tuple(self.list("]")?));
        }
        if self.eat("{") {
            let mut entries = Vec::new();
            while !self.eat("}") {
                let key = if self.rest.starts_with('"') { self.string() } else { self.word() };
                assert!(self.eat("="), "no = at {}", self.rest);
                entries.push((key, self.value()?));
                self.eat(",");
            }
            return Ok(Value::object(entries));
        }
        match self.rest.chars().next() {
            Some('"') => Ok(self.string().into()),
            Some(c) if c.is_ascii_digit() || c == '-' => Ok(self.number()),
            _ => {
                let word = self.word();
                match word.as_str() {
                    "null" => Ok(Value::NULL),
                    "true" => Ok(true.into()),
                    "false" => Ok(false.into()),
                    name => {
                        assert!(self.eat("("), "no call at {name}{}", self.rest);
                        let args = self.list(")")?;
                        let result = call(name, &args, self.env).unwrap_or_else(|| panic!("no function {name}"));
                        result.map_err(|e| {
                            let (summary, detail) = explain(name, args.len(), &e);
                            (summary.to_owned(), detail)
                        })
                    }
                }
            }
        }
    }

    fn number(&mut self) -> Value {
        let negative = self.eat("-");
        let end = self.rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | 'e' | '+' | '-')));
        let (digits, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        let n: Number = digits.parse().unwrap();
        Kind::Number(if negative { n.neg() } else { n }).into()
    }

    fn string(&mut self) -> String {
        let mut out = String::new();
        let mut chars = self.rest[1..].char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = &self.rest[at + 2..];
                    return super::super::args::normalize(out);
                }
                '\\' => {
                    let (_, escape) = chars.next().unwrap();
                    let digits = match escape {
                        'n' => {
                            out.push('\n');
                            continue;
                        }
                        't' => {
                            out.push('\t');
                            continue;
                        }
                        'r' => {
                            out.push('\r');
                            continue;
                        }
                        'u' => 4,
                        'U' => 8,
                        other => {
                            out.push(other);
                            continue;
                        }
                    };
                    let code: String = (0..digits).map(|_| chars.next().unwrap().1).collect();
                    out.push(char::from_u32(u32::from_str_radix(&code, 16).unwrap()).unwrap());
                }
                // `$${` stands for `${`.
                '$' | '%' if out.ends_with(c) && self.rest[1 + at + 1..].starts_with('{') => {}
                c => out.push(c),
            }
        }
        panic!("unterminated string");
    }
}
