//! Bodies, blocks and attributes of the native syntax, and how reading goes on after an error.

use rustc_hash::FxHashMap;

use super::ast::{Attribute, Block, Body, Expr, ExprKind, Ident, Item};
use super::lexer::{Tk, Tok, ident_len, line_end};
use super::parser::{CONFLICT, Failed, Layout, Parsed, Parser};
use crate::text::{Span, Str};

/// A block whose body is being read.
struct Opened {
    /// Where its type stands.
    start: usize,
    /// Its type and labels, for messages.
    header: Span,
    /// Column of its type, if it begins its line.
    indentation: Option<usize>,
}

/// How a body came to its end.
#[derive(PartialEq, Eq)]
enum End {
    /// At its closing brace, which was consumed.
    Closed,
    /// At the end of the text or where the layout ends it; a diagnostic says so.
    Missing,
}

impl<'a> Parser<'a> {
    /// The whole text as a body.
    pub fn file_body(&mut self) -> Body {
        self.body(None).0
    }

    /// Items up to the closing brace of `opened`, or to the end of the text.
    fn body(&mut self, opened: Option<&Opened>) -> (Body, End) {
        let inside = self.prev_end;
        let mut items: Vec<Item> = Vec::new();
        let mut seen = SeenNames::default();
        let end = loop {
            self.newlines = true;
            self.open = 0;
            self.open_braces = 0;
            self.eat_newline();
            let tok = self.tok;
            match tok.kind {
                Tk::Eof => break self.end_of_text(opened),
                _ if opened.is_some_and(|o| self.layout_ends(o, tok)) => {
                    self.report_unclosed(opened);
                    break End::Missing;
                }
                Tk::CBrace if opened.is_some() => {
                    self.bump();
                    break End::Closed;
                }
                Tk::Ident => {
                    if let Some(item) = self.item(opened.is_some()) {
                        if let Item::Attribute(a) = &item {
                            self.check_redefined(&mut seen, &a.name);
                        }
                        items.push(item);
                    }
                }
                _ => self.no_item(opened.is_some()),
            }
        };
        let span = match (items.first(), items.last()) {
            (Some(first), Some(last)) => item_span(first).to(item_span(last)),
            _ => self.span(inside, inside),
        };
        (Body { items, span }, end)
    }

    fn check_redefined(&mut self, seen: &mut SeenNames, name: &Ident) {
        let Some(first) = seen.insert(name) else {
            return;
        };
        let line = self.line_of(first.start as usize);
        let detail = format!(
            "The argument \"{}\" is already set on line {line}. Each argument may be set only once.",
            name.name
        );
        self.error(name.span.start as usize, name.span.end as usize, "Attribute redefined", detail);
    }

    fn end_of_text(&mut self, opened: Option<&Opened>) -> End {
        if opened.is_none() {
            return End::Closed;
        }
        self.report_unclosed(opened);
        End::Missing
    }

    fn report_unclosed(&mut self, opened: Option<&Opened>) {
        self.unclosed_block = true;
        if let Some(o) = opened {
            self.error(
                o.header.start as usize,
                o.header.end as usize,
                "Unclosed configuration block",
                "This block has no closing brace. It may also be that a brace inside of it is missing or too many.",
            );
        }
    }

    /// Whether the layout says that the block ended before this token.
    fn layout_ends(&self, opened: &Opened, tok: Tok) -> bool {
        if self.layout == Layout::Free {
            return false;
        }
        match (opened.indentation, self.indentation(tok.start)) {
            (Some(block), Some(here)) if tok.kind == Tk::CBrace => here < block,
            (Some(block), Some(here)) => here <= block,
            _ => false,
        }
    }

    /// Something stands where an item should begin.
    fn no_item(&mut self, nested: bool) {
        self.item_start = self.tok.start;
        if let Some(marker) = self.conflict_marker() {
            return self.skip_conflict(marker);
        }
        match self.tok.kind {
            Tk::OBrace if !nested && self.is_first() => {
                self.unexpected(
                    "Argument or block definition required",
                    "A file begins with a block, such as 'resource \"type\" \"name\" {'. If this is JSON, the name of the file \
                     must end in \".tf.json\".",
                );
            }
            Tk::OQuote => {
                self.unexpected("Invalid argument name", "Names of arguments and blocks stand without quotes.");
            }
            Tk::CBrace if !nested => {
                self.unexpected(
                    "Unexpected closing brace",
                    "This brace closes nothing. A brace further up may be missing or too many.",
                );
                self.bump();
                self.open = 0;
                if matches!(self.peek(), Tk::Newline | Tk::Eof | Tk::Ident | Tk::CBrace) {
                    return;
                }
            }
            _ => {
                self.unexpected(
                    "Argument or block definition required",
                    "Here a body needs an argument, such as \"name = value\", or a block.",
                );
            }
        }
        self.skip_item();
        if self.tok.start == self.item_start && self.tok.kind != Tk::Eof {
            // Whatever it is, reading must go on.
            self.bump();
        }
    }

    /// Whether nothing but blanks stands before the next token.
    fn is_first(&self) -> bool {
        self.text.get(..self.tok.start).is_some_and(|before| before.trim_start_matches('\u{feff}').trim().is_empty())
    }

    /// Goes on after a marker of a merge conflict. Of the two versions the first is read.
    fn skip_conflict(&mut self, marker: &str) {
        let bytes = self.text.as_bytes();
        let mut end = line_end(bytes, self.tok.start);
        if marker.starts_with('<') || !self.diagnostics.iter().any(|d| d.summary == CONFLICT) {
            self.unexpected(CONFLICT, "");
        }
        if marker.starts_with(['=', '|']) {
            let last = self.text[end..].find("\n>>>>>>>");
            end = last.map_or(end, |at| line_end(bytes, end + at + 1));
        }
        self.resume_at(end);
        self.open = 0;
    }

    /// An attribute or a block; the next token is its name.
    fn item(&mut self, nested: bool) -> Option<Item> {
        let name = self.tok;
        self.item_start = name.start;
        self.bump();
        match self.peek() {
            Tk::Equal => {
                let mut attribute = self.attribute(name);
                self.end_of_argument(&mut attribute.expr);
                Some(Item::Attribute(attribute))
            }
            Tk::OQuote | Tk::OBrace | Tk::Ident => {
                let (block, end) = self.block(name);
                // A brace that closes nothing is told as that.
                if end == End::Closed && (nested || self.peek() != Tk::CBrace) {
                    self.end_of_block();
                }
                block.map(Item::Block)
            }
            Tk::Invalid => {
                self.unexpected("", "");
                self.skip_item();
                None
            }
            Tk::Colon => {
                let name = self.slice(name);
                self.unexpected(
                    "Argument or block definition required",
                    format!("An argument is set with an equals sign: \"{name} = ...\". A colon sets none."),
                );
                self.skip_item();
                None
            }
            _ => {
                self.error(
                    name.start,
                    name.end,
                    "Argument or block definition required",
                    "A name alone means nothing here. To set an argument, write an equals sign \"=\" and a value \
                     after its name; to begin a block, write its labels and \"{\".",
                );
                self.skip_item();
                None
            }
        }
    }

    /// The newline that must follow a block.
    fn end_of_block(&mut self) {
        if !matches!(self.peek(), Tk::Newline | Tk::Eof) {
            self.unexpected(
                "Missing newline after block definition",
                "Nothing else may stand on the line where this block definition ends.",
            );
            self.skip_item();
        }
    }

    /// The newline that must follow an argument. What was read of its value is no value where something else follows: nobody
    /// is to judge it.
    fn end_of_argument(&mut self, read: &mut Expr) {
        match self.peek() {
            Tk::Newline | Tk::Eof => return,
            Tk::Comma => {
                let detail = "Arguments are separated by newlines, not by commas.";
                self.unexpected("Unexpected comma after argument", detail);
            }
            _ => {
                let mut detail = String::from("Nothing else may stand on the line where this argument ends.");
                let word = match &read.kind {
                    ExprKind::Variable(name) => foreign_word(&name.name),
                    _ => None,
                };
                let word = word.or_else(|| foreign_word(self.slice(self.tok)));
                detail.extend(word.map(|instead| format!(" {instead}")));
                self.unexpected("Missing newline after argument", detail);
                read.kind = ExprKind::Error;
            }
        }
        self.skip_item();
    }

    /// `= expression`. An expression that cannot be read becomes [`ExprKind::Error`], and the
    /// position is at the end of the line or where the next item seems to begin.
    fn attribute(&mut self, name: Tok) -> Attribute {
        let ident = self.ident(name);
        self.bump(); // =
        self.newlines = true;
        let depth = self.depth();
        let start = self.tok.start.min(line_end(self.text.as_bytes(), self.prev_end));
        let expr = match self.expr() {
            Ok(expr) => expr,
            Err(Failed) => {
                self.set_depth(depth);
                self.skip_item();
                let end = self.prev_end.max(start);
                Expr { kind: ExprKind::Error, span: self.span(start, end) }
            }
        };
        let span = ident.span.to(expr.span);
        Attribute { name: ident, expr, span }
    }

    /// A block; the next token follows its type.
    fn block(&mut self, kind: Tok) -> (Option<Block>, End) {
        let start = kind.start;
        let kind = self.ident(kind);
        let mut labels = Vec::new();
        let header = self.labels(&mut labels);
        let header_span = labels.last().map_or(kind.span, |l: &Ident| kind.span.to(l.span));
        if header.is_err() && !self.skip_to_brace() {
            self.skip_item();
            return (None, End::Missing);
        }
        let brace = self.bump(); // {
        let opened = Opened { start, header: header_span, indentation: self.indentation(start) };
        if self.enter(brace.start).is_err() {
            self.open = 1;
            self.skip_item();
            return (None, End::Missing);
        }
        let (body, end) = match self.peek() {
            Tk::Newline | Tk::Eof | Tk::CBrace => self.body(Some(&opened)),
            _ => self.single_line_body(&opened),
        };
        self.leave();
        let span = self.span_from(opened.start);
        (Some(Block { kind, labels, body, header: header_span, span }), end)
    }

    /// Labels up to the opening brace, which is not consumed.
    fn labels(&mut self, labels: &mut Vec<Ident>) -> Parsed<()> {
        loop {
            match self.peek() {
                Tk::OBrace => return Ok(()),
                Tk::OQuote => {
                    let start = self.tok.start;
                    let name = match self.label() {
                        Ok(name) => name,
                        Err(failed) => {
                            labels.extend(self.unclosed_label());
                            return Err(failed);
                        }
                    };
                    labels.push(Ident { name, span: self.span_from(start) });
                }
                Tk::Ident => {
                    let tok = self.bump();
                    labels.push(self.ident(tok));
                }
                Tk::Equal => {
                    return Err(self.unexpected(
                        "Invalid block definition",
                        "An equals sign \"=\" sets an argument; the header of a block has none.",
                    ));
                }
                Tk::Newline => {
                    return Err(self.unexpected(
                        "Invalid block definition",
                        "The opening brace \"{\" of a block must stand on the same line as its type and labels. If this is an \
                         argument, an equals sign \"=\" is missing after its name.",
                    ));
                }
                _ => {
                    return Err(self.unexpected(
                        "Invalid block definition",
                        "Here the header of a block needs a label in quotes or an opening brace (\"{\").",
                    ));
                }
            }
        }
    }

    /// The label that lacks its closing quote, as it was meant.
    fn unclosed_label(&mut self) -> Option<Ident> {
        let start = self.tok.end;
        let end = start + ident_len(self.text, start);
        let rest = self.text.get(end..line_end(self.text.as_bytes(), start))?;
        (end > start && rest.trim() == "{")
            .then(|| Ident { name: self.intern(&self.text[start..end]), span: self.span(start - 1, end) })
    }

    /// After a broken header: goes to a brace that ends the line, so that the body is still
    /// read as a body.
    fn skip_to_brace(&mut self) -> bool {
        let end = line_end(self.text.as_bytes(), self.prev_end.max(self.item_start));
        let line = self.text.get(self.prev_end..end).unwrap_or("").trim_end();
        if self.tok.newline || !line.ends_with('{') {
            return false;
        }
        self.resume_at(self.prev_end + line.len() - 1);
        self.tok.kind == Tk::OBrace
    }

    /// `{ name = value }`: one argument, on one line.
    fn single_line_body(&mut self, opened: &Opened) -> (Body, End) {
        let inside = self.tok.start;
        let mut items = Vec::new();
        let name = self.tok;
        let fine = name.kind == Tk::Ident && {
            self.bump();
            self.peek() == Tk::Equal
        };
        if fine {
            let outer = self.item_start;
            let attribute = self.attribute(name);
            items.push(Item::Attribute(attribute));
            self.item_start = outer;
            self.newlines = true;
        } else {
            self.report_single_line(name);
            self.open = 1;
            self.skip_item();
            if matches!(self.text.as_bytes().get(self.prev_end.wrapping_sub(1)), Some(b'}')) {
                return (Body { items, span: self.span(inside, inside) }, End::Closed);
            }
        }
        let span = items.first().map_or(self.span(inside, inside), item_span);
        if self.peek() == Tk::CBrace {
            self.bump();
            return (Body { items, span }, End::Closed);
        }
        let detail = match self.peek() {
            Tk::Eof => {
                self.report_unclosed(Some(opened));
                return (Body { items, span }, End::Missing);
            }
            Tk::Newline => {
                "A block that has an argument on the line of its opening brace must end on that line too. \
                 Write the closing brace directly after the argument, or the argument on a line of its own."
            }
            _ => "A block on a single line can hold one argument only. Write each argument on a line of its own.",
        };
        if fine {
            self.unexpected("Invalid single-argument block definition", detail);
        }
        if self.peek() == Tk::Newline {
            // What follows is read as if it were the body of an ordinary block.
            let (rest, end) = self.body(Some(opened));
            items.extend(rest.items);
            return (Body { items, span }, end);
        }
        self.open = 1;
        self.skip_item();
        (Body { items, span }, End::Missing)
    }

    fn report_single_line(&mut self, name: Tok) {
        if name.kind != Tk::Ident {
            self.unexpected(
                "Argument or block definition required",
                "Here a body needs an argument, such as \"name = value\", or a block.",
            );
            return;
        }
        let detail = match self.peek() {
            Tk::OQuote | Tk::OBrace | Tk::Ident => {
                "A block on a single line can hold one argument only. Write the inner block on a line of its own."
            }
            _ => {
                "A name alone means nothing here. To set an argument, write an equals sign \"=\" and a value after it."
            }
        };
        self.error(name.start, name.end, "Argument definition required", detail);
    }

    /// After an error: goes to the end of the item. That is a newline outside of all brackets that the
    /// item opened, or, if brackets are not balanced, a line that looks like the next item.
    pub fn skip_item(&mut self) {
        let indentation = self.indentation(self.item_start);
        let mut open = std::mem::take(&mut self.open);
        self.open_braces = 0;
        self.newlines = true;
        loop {
            let tok = self.tok;
            if tok.newline && (open == 0 || self.is_sibling(tok, indentation)) {
                return;
            }
            match tok.kind {
                Tk::Eof | Tk::OpenComment => {
                    if tok.kind == Tk::OpenComment {
                        self.bump();
                    }
                    return;
                }
                Tk::OBrace | Tk::OBrack | Tk::OParen => open += 1,
                Tk::CBrace if open == 0 => return,
                Tk::CBrace | Tk::TildeCBrace | Tk::CBrack | Tk::CParen => open = open.saturating_sub(1),
                Tk::OQuote => {
                    let end = self.raw_string_end(tok.end);
                    self.resume_at(end);
                    continue;
                }
                Tk::OHeredoc => {
                    if let Some(end) = self.raw_heredoc_end(tok) {
                        self.resume_at(end);
                        continue;
                    }
                }
                _ => {}
            }
            self.bump();
        }
    }

    /// Whether a token that begins a line seems to begin the next item, or to end the
    /// body, of an item that began at a column: the sign of brackets that were never closed.
    pub fn is_sibling(&self, tok: Tok, indentation: Option<usize>) -> bool {
        let (Some(item), Some(here)) = (indentation, self.indentation(tok.start)) else {
            return false;
        };
        match tok.kind {
            Tk::CBrace => here < item,
            Tk::Ident => here <= item && self.looks_like_item(tok.start),
            _ => false,
        }
    }

    /// Whether an identifier at an offset is followed as a name in a body is.
    pub fn looks_like_item(&self, offset: usize) -> bool {
        let name = ident_len(self.text, offset);
        let rest = self.text.get(offset + name..).unwrap_or("").trim_start_matches([' ', '\t']);
        let next = rest.as_bytes().get(1).copied().unwrap_or(b' ');
        name > 0
            && match rest.as_bytes().first() {
                Some(b'=') => next != b'=' && next != b'>',
                Some(b'{' | b'"') => true,
                _ => false,
            }
    }

    /// Offset after the closing quote, or of the newline that comes before it.
    fn raw_string_end(&self, mut pos: usize) -> usize {
        let bytes = self.text.as_bytes();
        while let Some(b) = bytes.get(pos) {
            match b {
                b'"' => return pos + 1,
                b'\n' => return pos,
                b'\\' if bytes.get(pos + 1).is_some_and(|b| *b != b'\n') => pos += 2,
                _ => pos += 1,
            }
        }
        bytes.len()
    }
}

/// What is written here instead of words that other languages have.
fn foreign_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "and" => "For \"and\" write \"&&\".",
        "or" => "For \"or\" write \"||\".",
        "not" => "For \"not\" write \"!\" before the operand.",
        "if" | "else" => "A choice is written \"condition ? value if true : value if false\".",
        "in" => "Whether a list holds a value is asked with \"contains(list, value)\".",
        _ => return None,
    })
}

/// Names of the attributes of one body: a scan while there are few, then a map.
#[derive(Default)]
struct SeenNames {
    few: Vec<(Str, Span)>,
    many: FxHashMap<Str, Span>,
}

impl SeenNames {
    /// Where the name was seen before, if it was.
    fn insert(&mut self, name: &Ident) -> Option<Span> {
        const FEW: usize = 24;
        if self.few.len() < FEW {
            // Names are interned, so equal names are the same allocation.
            let known = self.few.iter().find(|(n, _)| Str::ptr_eq(n, &name.name));
            if let Some((_, span)) = known {
                return Some(*span);
            }
            self.few.push((name.name.clone(), name.span));
            return None;
        }
        if self.many.is_empty() {
            self.many.extend(self.few.iter().cloned());
        }
        if let Some(span) = self.many.get(&name.name) {
            return Some(*span);
        }
        self.many.insert(name.name.clone(), name.span);
        None
    }
}

fn item_span(item: &Item) -> Span {
    match item {
        Item::Attribute(a) => a.span,
        Item::Block(b) => b.span,
    }
}
