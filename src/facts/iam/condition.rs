//! The `where` clause of a statement: what it demands, and what it lets through.

use super::token::{Shape, Token};

/// How deep `any` and `all` may be nested; Oracle's own limit is far below.
const DEPTH: usize = 32;

/// A condition: tests joined by `any` and `all`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// All of them must hold.
    All(Vec<Condition>),
    /// One of them must hold.
    Any(Vec<Condition>),
    /// `variable op value`
    Test(Test),
}

/// A comparison of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Lower case: `request.permission`.
    pub variable: String,
    /// Lower case: `=`, `!=`, `=~`, `in`, `not in`, `before`, `after`, `between`.
    pub op: String,
    /// What it is compared with; several for `in` and `between`.
    pub operands: Vec<Operand>,
}

/// A value in a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operand {
    /// Without quotes and slashes.
    pub text: String,
    /// How it is written.
    pub kind: OperandKind,
}

/// What a value in a test stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperandKind {
    /// Text to be equal to.
    Literal,
    /// Text in which `*` stands for anything.
    Pattern,
    /// Another variable, whose value nobody knows before a request.
    Variable,
}

impl Condition {
    /// All tests, from left to right.
    pub fn tests(&self) -> Vec<&Test> {
        match self {
            Condition::Test(test) => vec![test],
            Condition::All(parts) | Condition::Any(parts) => parts.iter().flat_map(Condition::tests).collect(),
        }
    }

    /// Whether a request is let through when `leaf` answers for its tests; `None` if that depends on
    /// tests for which `leaf` has no answer.
    pub fn holds(&self, leaf: &dyn Fn(&Test) -> Option<bool>) -> Option<bool> {
        let (parts, decisive) = match self {
            Condition::Test(test) => return leaf(test),
            Condition::All(parts) => (parts, false),
            Condition::Any(parts) => (parts, true),
        };
        let mut answer = Some(!decisive);
        for part in parts {
            match part.holds(leaf) {
                Some(b) if b == decisive => return Some(decisive),
                Some(_) => {}
                None => answer = None,
            }
        }
        answer
    }

    /// Whether no request gets through whose variables have all of these values.
    pub fn excludes(&self, request: &[(&str, &str)]) -> bool {
        let leaf = |test: &Test| {
            let known = request.iter().find(|(variable, _)| test.variable.eq_ignore_ascii_case(variable));
            known.and_then(|(_, value)| test.holds_for(value))
        };
        self.holds(&leaf) == Some(false)
    }

    /// Whether only requests get through that pass a test which ties one of these variables to stated
    /// values. `*` in a name stands for anything. A test that merely rules values out ties nothing.
    pub fn limited_by(&self, variables: &[&str]) -> bool {
        let leaf = |test: &Test| {
            let named = variables.iter().any(|v| matches_glob(v, &test.variable));
            if named && test.ties() { Some(false) } else { None }
        };
        self.holds(&leaf) == Some(false)
    }
}

impl Test {
    /// The answer for a request in which the variable has this value; `None` if it cannot be said.
    fn holds_for(&self, value: &str) -> Option<bool> {
        let equal = || {
            let mut answer = Some(false);
            for operand in &self.operands {
                match operand.kind {
                    OperandKind::Variable => answer = None,
                    OperandKind::Literal if operand.text.eq_ignore_ascii_case(value) => return Some(true),
                    OperandKind::Pattern if matches_glob(&operand.text, value) => return Some(true),
                    OperandKind::Literal | OperandKind::Pattern => {}
                }
            }
            answer
        };
        match self.op.as_str() {
            "=" | "=~" | "in" => equal(),
            "!=" | "not in" => equal().map(|b| !b),
            _ => None,
        }
    }

    /// Whether it ties its variable to values: equality, and no pattern that matches everything.
    fn ties(&self) -> bool {
        let open = |o: &Operand| o.kind == OperandKind::Pattern && o.text.chars().all(|c| c == '*');
        matches!(self.op.as_str(), "=" | "=~" | "in") && !self.operands.iter().any(open)
    }
}

/// Matches text with a pattern in which `*` stands for any run of characters; case does not count,
/// as in every condition of OCI.
pub(super) fn matches_glob(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_lowercase(), text.to_lowercase());
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// Parses the tokens after `where`.
///
/// # Errors
/// What is wrong, in words.
pub(super) fn parse(tokens: &[Token]) -> Result<Condition, String> {
    let mut reader = Reader { tokens, at: 0 };
    let condition = reader.condition(0)?;
    match reader.peek() {
        None => Ok(condition),
        Some(extra) => Err(format!("{:?} after the condition", extra.text)),
    }
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Result<&'a Token, String> {
        let token = self.peek().ok_or("the condition ends too early")?;
        self.at += 1;
        Ok(token)
    }

    fn accept(&mut self, f: impl Fn(&Token) -> bool) -> bool {
        let found = self.peek().is_some_and(f);
        self.at += usize::from(found);
        found
    }

    fn condition(&mut self, depth: usize) -> Result<Condition, String> {
        if depth > DEPTH {
            return Err("conditions are nested too deeply".into());
        }
        let group = |t: &Token| t.is("any") || t.is("all");
        if !self.peek().is_some_and(group) {
            return self.test().map(Condition::Test);
        }
        let any = self.next()?.is("any");
        if !self.accept(|t| t.is_mark("{")) {
            return Err("any and all want { conditions }".into());
        }
        let mut parts = Vec::new();
        while !self.accept(|t| t.is_mark("}")) {
            parts.push(self.condition(depth + 1)?);
            // The last comma may be missing or one too many; conditions cannot be told apart wrongly.
            self.accept(|t| t.is_mark(","));
        }
        if parts.is_empty() {
            return Err("a group without conditions".into());
        }
        Ok(if any { Condition::Any(parts) } else { Condition::All(parts) })
    }

    fn test(&mut self) -> Result<Test, String> {
        let variable = self.next()?;
        if variable.shape != Shape::Word {
            return Err(format!("{:?} where the name of a variable is expected", variable.text));
        }
        let mut op = self.next()?.text.to_lowercase();
        if op == "not" && self.accept(|t| t.is("in")) {
            op = "not in".into();
        }
        let operands = match op.as_str() {
            "=" | "!=" | "=~" | "before" | "after" => vec![self.operand()?],
            "in" | "not in" => self.list()?,
            "between" => {
                let from = self.operand()?;
                if !self.accept(|t| t.is("and")) {
                    return Err("between wants two values joined by \"and\"".into());
                }
                vec![from, self.operand()?]
            }
            _ => return Err(format!("{op:?} is not an operator")),
        };
        Ok(Test { variable: variable.text.to_lowercase(), op, operands })
    }

    fn list(&mut self) -> Result<Vec<Operand>, String> {
        if !self.accept(|t| t.is_mark("(")) {
            return Err("in wants values in parentheses".into());
        }
        let mut out = Vec::new();
        while !self.accept(|t| t.is_mark(")")) {
            out.push(self.operand()?);
            self.accept(|t| t.is_mark(","));
        }
        Ok(out)
    }

    fn operand(&mut self) -> Result<Operand, String> {
        let token = self.next()?;
        let kind = match token.shape {
            Shape::Quoted => OperandKind::Literal,
            Shape::Pattern => OperandKind::Pattern,
            Shape::Word if token.text.starts_with("request.") || token.text.starts_with("target.") => {
                OperandKind::Variable
            }
            Shape::Word => OperandKind::Literal,
            Shape::Punctuation | Shape::Operator => return Err(format!("{:?} where a value is expected", token.text)),
        };
        Ok(Operand { text: token.text.clone(), kind })
    }
}
