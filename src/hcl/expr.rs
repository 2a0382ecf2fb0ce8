//! Expressions of the native syntax: operators, traversals, terms and constructors.

use super::ast::{BinaryOp, Expr, ExprKind, ForExpr, Ident, ObjectItem, UnaryOp};
use super::lexer::{Tk, Tok};
use super::parser::{Parsed, Parser};
use crate::model::Number;

/// Operator of a token and how strongly it binds.
fn binary_op(kind: Tk) -> Option<(BinaryOp, u8)> {
    Some(match kind {
        Tk::Or => (BinaryOp::Or, 1),
        Tk::And => (BinaryOp::And, 2),
        Tk::EqualEqual => (BinaryOp::Equal, 3),
        Tk::NotEqual => (BinaryOp::NotEqual, 3),
        Tk::Less => (BinaryOp::Less, 4),
        Tk::LessEqual => (BinaryOp::LessEqual, 4),
        Tk::Greater => (BinaryOp::Greater, 4),
        Tk::GreaterEqual => (BinaryOp::GreaterEqual, 4),
        Tk::Plus => (BinaryOp::Add, 5),
        Tk::Minus => (BinaryOp::Subtract, 5),
        Tk::Star => (BinaryOp::Multiply, 6),
        Tk::Slash => (BinaryOp::Divide, 6),
        Tk::Percent => (BinaryOp::Modulo, 6),
        _ => return None,
    })
}

/// A left operand that waits for its right one.
struct Pending {
    left: Expr,
    height: u32,
    op: BinaryOp,
    strength: u8,
}

impl<'a> Parser<'a> {
    /// Any expression. A chain of conditionals is a loop here, since people write long ones.
    pub fn expr(&mut self) -> Parsed<Expr> {
        let mut decisions: Vec<(Expr, Expr, u32)> = Vec::new();
        let mut last = self.operation()?;
        while self.peek() == Tk::Question {
            let question = self.bump();
            let condition = self.height;
            self.enter(question.start)?;
            let then = self.expr()?;
            self.leave();
            if self.peek() != Tk::Colon {
                let detail = "A conditional has the form \"condition ? value if true : value if false\"; \
                              here its colon and second value are missing.";
                return Err(self.unexpected("Missing false expression in conditional", detail));
            }
            self.bump();
            decisions.push((last, then, condition.max(self.height)));
            last = self.operation()?;
        }
        while let Some((condition, then, height)) = decisions.pop() {
            self.grow(height.max(self.height), self.item_start)?;
            let span = condition.span.to(last.span);
            last = Expr { kind: ExprKind::Conditional(Box::new(condition), Box::new(then), Box::new(last)), span };
        }
        Ok(last)
    }

    /// Binary operators, all left-associative.
    fn operation(&mut self) -> Parsed<Expr> {
        let mut right = self.operand()?;
        let Some(mut next) = binary_op(self.peek()) else {
            return Ok(right);
        };
        let mut pending: Vec<Pending> = Vec::new();
        loop {
            right = self.reduce(&mut pending, right, next.1)?;
            self.bump();
            pending.push(Pending { left: right, height: self.height, op: next.0, strength: next.1 });
            right = self.operand()?;
            match binary_op(self.peek()) {
                Some(op) => next = op,
                None => return self.reduce(&mut pending, right, 0),
            }
        }
    }

    /// Joins the operations that bind at least as strongly as what comes next.
    fn reduce(&mut self, pending: &mut Vec<Pending>, mut right: Expr, strength: u8) -> Parsed<Expr> {
        while let Some(top) = pending.pop_if(|top| top.strength >= strength) {
            self.grow(top.height.max(self.height), self.item_start)?;
            let span = top.left.span.to(right.span);
            right = Expr { kind: ExprKind::Binary(top.op, Box::new(top.left), Box::new(right)), span };
        }
        Ok(right)
    }

    /// A term with its traversal steps. Unary operators bind tighter than binary ones and
    /// looser than the steps.
    fn operand(&mut self) -> Parsed<Expr> {
        let tok = self.tok;
        let op = match self.peek() {
            Tk::Minus => UnaryOp::Negate,
            Tk::Bang => UnaryOp::Not,
            _ => {
                let term = self.term()?;
                return self.steps(term);
            }
        };
        self.bump();
        self.enter(tok.start)?;
        let operand = self.operand()?;
        self.leave();
        self.grow(self.height, tok.start)?;
        Ok(self.node(ExprKind::Unary(op, Box::new(operand)), tok.start))
    }

    /// `.name`, `.0`, `.*`, `[key]`, `[*]`, as many as there are.
    fn steps(&mut self, mut from: Expr) -> Parsed<Expr> {
        loop {
            from = match self.peek() {
                Tk::Dot => self.dot_step(from)?,
                Tk::OBrack => self.bracket_step(from)?,
                _ => return Ok(from),
            };
        }
    }

    fn dot_step(&mut self, from: Expr) -> Parsed<Expr> {
        self.bump(); // .
        match self.peek() {
            Tk::Ident | Tk::Number => self.name_step(from),
            Tk::Star => self.attribute_splat(from),
            _ => Err(self.unexpected("Invalid attribute name", "A dot must be followed by the name of an attribute.")),
        }
    }

    /// What follows a dot: a name, or a number as of old.
    fn name_step(&mut self, from: Expr) -> Parsed<Expr> {
        let tok = self.bump();
        let span = from.span.to(self.span(tok.start, tok.end));
        if tok.kind == Tk::Ident {
            let name = self.ident(tok);
            self.grow(self.height, tok.start)?;
            return Ok(Expr { kind: ExprKind::GetAttr(Box::new(from), name), span });
        }
        let digits = self.slice(tok);
        if let Some((first, second)) = digits.split_once('.') {
            let detail = format!(
                "Two indexes in a row cannot be written with dots, since \".{digits}\" reads as a fraction. \
                 Write [{first}][{second}] instead."
            );
            self.error(tok.start, tok.end, "Invalid legacy index syntax", detail);
            return Ok(Expr { kind: ExprKind::Error, span });
        }
        let key = self.number(tok);
        self.grow(self.height, tok.start)?;
        Ok(Expr { kind: ExprKind::Index(Box::new(from), Box::new(key)), span })
    }

    /// `.*` and the attribute steps that belong to it; brackets after them step into the result.
    fn attribute_splat(&mut self, source: Expr) -> Parsed<Expr> {
        let star = self.bump();
        let source_height = self.height;
        let mut each = Expr { kind: ExprKind::SplatItem, span: self.span(star.start, star.end) };
        self.height = 1;
        while self.peek() == Tk::Dot {
            self.bump();
            each = match self.peek() {
                Tk::Ident | Tk::Number => self.name_step(each)?,
                Tk::Star => {
                    return Err(self.unexpected(
                        "Nested splat expression not allowed",
                        "After \".*\" only attributes can follow. Use the full splat \"[*]\" to nest splats.",
                    ));
                }
                _ => {
                    return Err(self
                        .unexpected("Invalid attribute name", "A dot must be followed by the name of an attribute."));
                }
            };
        }
        self.grow(source_height.max(self.height), star.start)?;
        let span = source.span.to(each.span);
        let kind = ExprKind::Splat { source: Box::new(source), each: Box::new(each), full: false };
        Ok(Expr { kind, span })
    }

    fn bracket_step(&mut self, from: Expr) -> Parsed<Expr> {
        let open = self.bump();
        self.open += 1;
        let from_height = self.height;
        // HCL looks for the star of `[*]` while newlines count as they did outside.
        if self.peek() == Tk::Star {
            return self.full_splat(from, open);
        }
        self.enter(open.start)?;
        let outer = std::mem::replace(&mut self.newlines, false);
        let key = self.expr()?;
        if self.peek() != Tk::CBrack {
            return Err(self.unclosed_or(
                open,
                "Missing close bracket on index",
                "An index ends with a closing bracket (\"]\").",
            ));
        }
        let close = self.bump();
        self.newlines = outer;
        self.leave();
        self.open -= 1;
        self.grow(from_height.max(self.height), open.start)?;
        let span = from.span.to(self.span(close.start, close.end));
        Ok(Expr { kind: ExprKind::Index(Box::new(from), Box::new(key)), span })
    }

    /// `[*]`: all steps that follow belong to it.
    fn full_splat(&mut self, source: Expr, open: Tok) -> Parsed<Expr> {
        let source_height = self.height;
        self.bump(); // *
        if self.peek() != Tk::CBrack {
            return Err(self.unexpected(
                "Missing close bracket on splat index",
                "The star of a splat must be followed directly by a closing bracket (\"]\").",
            ));
        }
        self.bump();
        self.open -= 1;
        self.enter(open.start)?;
        self.height = 1;
        let item = self.node(ExprKind::SplatItem, open.start);
        let each = self.steps(item)?;
        self.leave();
        self.grow(source_height.max(self.height), open.start)?;
        let span = source.span.to(each.span);
        Ok(Expr { kind: ExprKind::Splat { source: Box::new(source), each: Box::new(each), full: true }, span })
    }

    fn term(&mut self) -> Parsed<Expr> {
        let tok = self.tok;
        self.height = 1;
        match self.peek() {
            Tk::Ident => {
                self.bump();
                if matches!(self.peek(), Tk::OParen | Tk::ColonColon) {
                    return self.call(tok);
                }
                let kind = match self.slice(tok) {
                    "true" => ExprKind::Bool(true),
                    "false" => ExprKind::Bool(false),
                    "null" => ExprKind::Null,
                    _ => ExprKind::Variable(self.ident(tok)),
                };
                Ok(self.node(kind, tok.start))
            }
            Tk::Number => {
                self.bump();
                Ok(self.number(tok))
            }
            Tk::OQuote => self.quoted_template(),
            Tk::OHeredoc => self.heredoc(),
            Tk::OBrack => self.nested(tok, Self::tuple),
            Tk::OBrace => self.nested(tok, Self::object),
            Tk::OParen => self.nested(tok, Self::parentheses),
            Tk::Eof => Err(self.unexpected("Missing expression", "The text ends where an expression should begin.")),
            Tk::Newline => Err(self.unexpected(
                "Invalid expression",
                "The line ends where an expression should begin. An expression begins on the line of its equals sign.",
            )),
            Tk::Equal | Tk::EqualEqual if self.text[..self.tok.start].ends_with('=') => {
                let detail = "There is no such operator: two values are compared with \"==\" or \"!=\".";
                Err(self.unexpected("Unsupported operator", detail))
            }
            _ => Err(self.unexpected("Invalid expression", "An expression should begin here, and this begins none.")),
        }
    }

    /// Consumes an opening bracket, reads what it opens, and restores the newline mode.
    fn nested(&mut self, open: Tok, read: fn(&mut Self, Tok) -> Parsed<Expr>) -> Parsed<Expr> {
        self.enter(open.start)?;
        let braces = u32::from(open.kind == Tk::OBrace);
        self.open += 1;
        self.open_braces += braces;
        let outer = std::mem::replace(&mut self.newlines, false);
        self.bump();
        let read = read(self, open)?;
        self.newlines = outer;
        self.open -= 1;
        self.open_braces -= braces;
        self.leave();
        Ok(read)
    }

    fn number(&mut self, tok: Tok) -> Expr {
        let kind = match self.slice(tok).parse::<Number>() {
            Ok(number) => ExprKind::Number(number),
            Err(_) => {
                self.error(tok.start, tok.end, "Invalid number literal", "This is not the text of a decimal number.");
                ExprKind::Error
            }
        };
        Expr { kind, span: self.span(tok.start, tok.end) }
    }

    fn parentheses(&mut self, open: Tok) -> Parsed<Expr> {
        let inner = self.expr()?;
        if self.peek() != Tk::CParen {
            let detail = "A closing parenthesis is expected here, for the one that was opened before.";
            return Err(self.unclosed_or(open, "Unbalanced parentheses", detail));
        }
        self.bump();
        self.grow(self.height, open.start)?;
        Ok(self.node(ExprKind::Parens(Box::new(inner)), open.start))
    }

    /// An error where a bracket should go on or end. If the text ends here, or the next item of the
    /// body seems to begin here, the bracket was never closed, and that is what is said, where it was opened.
    fn unclosed_or(&mut self, open: Tok, summary: &str, detail: &str) -> super::parser::Failed {
        // A brace that closes something further out.
        let mismatched = self.tok.kind == Tk::CBrace && open.kind != Tk::OBrace;
        if mismatched {
            self.open = self.open_braces;
        }
        let lost = mismatched
            || self.tok.kind == Tk::Eof
            || self.tok.newline && self.is_sibling(self.tok, self.indentation(self.item_start));
        if !lost {
            return self.unexpected(summary, detail);
        }
        let (what, closer) = match open.kind {
            Tk::OBrack => ("bracket", "]"),
            Tk::OParen => ("parenthesis", ")"),
            _ => ("brace", "}"),
        };
        let summary = format!("Unclosed {what}");
        let detail = format!("There is no closing {what} (\"{closer}\") for this one before the expression ends.");
        self.error(open.start, open.end, &summary, detail)
    }

    /// `name(...)` or `ns::name(...)`; the next token follows the first name.
    fn call(&mut self, first: Tok) -> Parsed<Expr> {
        let mut name = self.ident(first);
        if self.peek() == Tk::ColonColon {
            let mut full = name.name.to_string();
            while self.eat(Tk::ColonColon) {
                if self.peek() != Tk::Ident {
                    let detail = "After \"::\" the name of a function in this namespace is needed.";
                    return Err(self.unexpected("Missing function name", detail));
                }
                let part = self.bump();
                full.push_str("::");
                full.push_str(self.slice(part));
            }
            name = Ident { name: full.into(), span: self.span_from(first.start) };
        }
        if self.peek() != Tk::OParen {
            let detail = "A name with a namespace is a function, so its arguments must follow in parentheses.";
            return Err(self.unexpected("Missing open parenthesis", detail));
        }
        let open = self.tok;
        self.enter(open.start)?;
        self.open += 1;
        let outer = std::mem::replace(&mut self.newlines, false);
        self.bump();
        let (args, expand, highest) = self.arguments(open)?;
        self.newlines = outer;
        self.open -= 1;
        self.leave();
        self.grow(highest, first.start)?;
        Ok(self.node(ExprKind::Call { name, args, expand }, first.start))
    }

    /// Arguments up to and with the closing parenthesis.
    fn arguments(&mut self, open: Tok) -> Parsed<(Vec<Expr>, bool, u32)> {
        let mut args = Vec::new();
        let mut highest = 0;
        while !self.eat(Tk::CParen) {
            if matches!(self.tok.kind, Tk::Eof | Tk::CBrace) {
                return Err(self.unclosed_or(open, "", ""));
            }
            args.push(self.expr()?);
            highest = highest.max(self.height);
            match self.peek() {
                Tk::Comma => {
                    self.bump();
                }
                Tk::CParen => {}
                Tk::Ellipsis => {
                    self.bump();
                    if !self.eat(Tk::CParen) {
                        let detail = "An argument with \"...\" is the last one: a closing parenthesis must follow.";
                        return Err(self.unclosed_or(open, "Missing closing parenthesis", detail));
                    }
                    return Ok((args, true, highest));
                }
                _ => {
                    let detail =
                        "A comma is needed between one argument and the next, or a parenthesis after the last.";
                    return Err(self.unclosed_or(open, "Missing argument separator", detail));
                }
            }
        }
        Ok((args, false, highest))
    }

    fn tuple(&mut self, open: Tok) -> Parsed<Expr> {
        if self.at_keyword("for") {
            return self.for_expr(open);
        }
        let mut items = Vec::new();
        let mut highest = 0;
        while !self.eat(Tk::CBrack) {
            if matches!(self.tok.kind, Tk::Eof | Tk::CBrace) {
                return Err(self.unclosed_or(open, "", ""));
            }
            items.push(self.expr()?);
            highest = highest.max(self.height);
            if !self.eat(Tk::Comma) && self.peek() != Tk::CBrack {
                let detail = "A comma is needed between one item and the next, or a bracket after the last.";
                return Err(self.unclosed_or(open, "Missing item separator", detail));
            }
        }
        self.grow(highest, open.start)?;
        Ok(self.node(ExprKind::Tuple(items), open.start))
    }

    fn object(&mut self, open: Tok) -> Parsed<Expr> {
        if self.at_keyword("for") {
            return self.for_expr(open);
        }
        self.newlines = true;
        let mut items = Vec::new();
        let mut highest = 0;
        loop {
            match self.peek() {
                Tk::Newline => {
                    self.eat_newline();
                    continue;
                }
                Tk::CBrace => {
                    self.bump();
                    break;
                }
                Tk::Eof => return Err(self.unclosed_or(open, "", "")),
                _ => {}
            }
            let key = self.object_key()?;
            highest = highest.max(self.height);
            if !matches!(self.peek(), Tk::Equal | Tk::Colon) {
                return Err(self.missing_value(open));
            }
            self.bump();
            let value = self.expr()?;
            highest = highest.max(self.height);
            items.push(ObjectItem { key, value });
            match self.peek() {
                Tk::CBrace => {}
                Tk::Comma => {
                    self.bump();
                }
                Tk::Newline => self.eat_newline(),
                _ => {
                    let detail = "A newline or a comma is needed between one attribute and the next.";
                    return Err(self.unclosed_or(open, "Missing attribute separator", detail));
                }
            }
        }
        self.grow(highest, open.start)?;
        Ok(self.node(ExprKind::Object(items), open.start))
    }

    /// A key is any expression; a lone word is a name, even `true`, `false` and `null`.
    fn object_key(&mut self) -> Parsed<Expr> {
        let tok = self.tok;
        let mut key = self.expr()?;
        let word = tok.kind == Tk::Ident && self.prev_end == tok.end;
        if word {
            key.kind = ExprKind::String(self.intern(self.slice(tok)));
        }
        Ok(key)
    }

    fn missing_value(&mut self, open: Tok) -> super::parser::Failed {
        if self.peek() == Tk::OQuote {
            // As where a block begins before the object is closed.
            let line = self.line_of(open.start);
            let detail = format!(
                "A key must be followed by an equals sign (\"=\") and a value. If a block should begin here: the brace on line \
                 {line} is not closed."
            );
            return self.unexpected("Missing key/value separator", detail);
        }
        match self.peek() {
            Tk::Newline | Tk::Comma => self
                .unexpected("Missing attribute value", "A key must be followed by an equals sign (\"=\") and a value."),
            Tk::Ident => self.unexpected(
                "Missing key/value separator",
                "A key must be followed by an equals sign (\"=\"). A key with dots or spaces must stand in quotes.",
            ),
            _ => self.unclosed_or(
                open,
                "Missing key/value separator",
                "A key must be followed by an equals sign (\"=\") and a value.",
            ),
        }
    }

    /// `[for ...]` or `{for ...}`; the next token is `for`. Newlines do not count in either.
    fn for_expr(&mut self, open: Tok) -> Parsed<Expr> {
        self.bump(); // for
        let (key_name, value_name) = self.for_names("Invalid 'for' expression")?;
        let collection = self.expr()?;
        let mut highest = self.height;
        if !self.eat(Tk::Colon) {
            let detail = "After the collection a for expression needs a colon and the value of each element.";
            return Err(self.unclosed_or(open, "Invalid 'for' expression", detail));
        }
        let mut value = self.expr()?;
        highest = highest.max(self.height);
        let mut key = None;
        if self.eat(Tk::FatArrow) {
            key = Some(std::mem::replace(&mut value, self.expr()?));
            highest = highest.max(self.height);
        }
        let ellipsis = (self.peek() == Tk::Ellipsis).then(|| self.bump());
        let mut condition = None;
        if self.at_keyword("if") {
            self.bump();
            condition = Some(self.expr()?);
            highest = highest.max(self.height);
        }
        let close = if open.kind == Tk::OBrack { Tk::CBrack } else { Tk::CBrace };
        if !self.eat(close) {
            let detail = "The for expression should end here, and this does not belong to it.";
            return Err(self.unclosed_or(open, "Invalid 'for' expression", detail));
        }
        let whole = (open.start, self.prev_end);
        let problem = match (open.kind, &key, ellipsis) {
            (Tk::OBrack, Some(_), _) => "A for expression in brackets makes a tuple, which has no keys (\"=>\").",
            (Tk::OBrack, None, Some(_)) => "Grouping (\"...\") works only in braces, where equal keys can occur.",
            (Tk::OBrace, None, _) => "A for expression in braces makes an object: it needs a key and \"=>\".",
            _ => "",
        };
        if !problem.is_empty() {
            self.error(whole.0, whole.1, "Invalid 'for' expression", problem);
            return Ok(self.node(ExprKind::Error, open.start));
        }
        self.grow(highest, open.start)?;
        let grouping = ellipsis.is_some();
        let read = ForExpr { key_name, value_name, collection, key, value, condition, grouping };
        Ok(self.node(ExprKind::For(Box::new(read)), open.start))
    }

    /// `k, v in` of a for expression or directive.
    pub fn for_names(&mut self, summary: &str) -> Parsed<(Option<Ident>, Ident)> {
        if self.peek() != Tk::Ident {
            return Err(self.unexpected(summary, "After \"for\" the name of a variable is needed."));
        }
        let tok = self.bump();
        let first = self.ident(tok);
        let mut names = (None, first);
        if self.eat(Tk::Comma) {
            if self.peek() != Tk::Ident {
                return Err(self.unexpected(summary, "After the comma the name of a second variable is needed."));
            }
            let tok = self.bump();
            let second = self.ident(tok);
            names = (Some(names.1), second);
        }
        if !self.at_keyword("in") {
            return Err(self.unexpected(summary, "Here the word \"in\" and a collection are needed, as in \"for item in list\"; there may be two names, for a key and \
                          a value."));
        }
        self.bump();
        Ok(names)
    }
}
