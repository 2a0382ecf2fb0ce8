//! State of the native-syntax parser, its entry points, and what all its parts share:
//! tokens, spans, diagnostics, limits.

use rustc_hash::FxHashMap;

use super::ast::{Body, Expr, ExprKind, Ident};
use super::lexer::{Tk, Tok, char_at, lex};
use crate::text::{Diagnostic, FileId, Span, Str};

/// How deep brackets, blocks, templates and unary operators may be nested. Far beyond what
/// people write; small enough for a thread's stack.
pub const MAX_NESTING: u32 = 256;

/// How high the tree of one expression may grow, counting also chains of operators and
/// traversal steps, which nest in the tree though not in the text. Whoever walks a tree may rely on it.
pub const MAX_HEIGHT: u32 = 512;

/// What was being read cannot be read; a diagnostic has been made, and the position is
/// wherever the trouble was.
#[derive(Debug)]
pub(super) struct Failed;

/// Result of a part of the grammar.
pub(super) type Parsed<T> = Result<T, Failed>;

/// How offsets of the text become offsets of the file.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// The text begins at this offset.
    Offset(usize),
    /// Pairs of (offset in the text, offset in the file), ascending: the text was made from the
    /// file's by resolving escapes. Between two pairs both advance alike.
    Map(Vec<(usize, usize)>),
}

impl Origin {
    fn resolve(&self, offset: usize) -> usize {
        match self {
            Origin::Offset(base) => base + offset,
            Origin::Map(pairs) => {
                let after = pairs.partition_point(|p| p.0 <= offset);
                match after.checked_sub(1).and_then(|i| pairs.get(i)) {
                    Some((text, file)) => file + (offset - text),
                    None => offset,
                }
            }
        }
    }
}

/// Summary where version control left two versions.
pub(super) const CONFLICT: &str = "Unresolved merge conflict";

const MARKERS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// How much the layout of the source is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Not at all: only braces count.
    Free,
    /// Blocks end where the indentation says so: the second try for a file whose braces
    /// do not balance, so that one missing brace does not swallow all following blocks.
    Indented,
}

/// The parser: one token of look-ahead, read when the one before is consumed.
pub(super) struct Parser<'a> {
    pub text: &'a str,
    pub file: FileId,
    origin: Origin,
    /// The next token.
    pub tok: Tok,
    /// End of the last consumed token.
    pub prev_end: usize,
    /// Whether newlines count here: in bodies and object constructors, not inside (), [] and templates.
    pub newlines: bool,
    /// Nesting of what is being read.
    depth: u32,
    /// Height of the expression that was read last.
    pub height: u32,
    /// Brackets that were opened since the current item began and not closed yet.
    pub open: u32,
    /// How many of these are braces.
    pub open_braces: u32,
    /// Where the current attribute or block header began.
    pub item_start: usize,
    pub layout: Layout,
    /// Whether the end of the text came inside a block.
    pub unclosed_block: bool,
    /// Searches for the end of a heredoc that found none. Bounded to keep the time linear.
    pub lost_heredocs: u32,
    pub diagnostics: Vec<Diagnostic>,
    names: FxHashMap<&'a str, Str>,
    /// Offsets of the newlines; made when a message first needs a line number.
    newline_offsets: Option<Vec<usize>>,
}

impl<'a> Parser<'a> {
    /// A parser that stands at the beginning of the text, after a byte order mark if there is one.
    pub fn new(file: FileId, text: &'a str, origin: Origin, layout: Layout) -> Self {
        let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Parser {
            text,
            file,
            origin,
            tok: lex(text, start),
            prev_end: start,
            newlines: false,
            depth: 0,
            height: 0,
            open: 0,
            open_braces: 0,
            item_start: start,
            layout,
            unclosed_block: false,
            lost_heredocs: 0,
            diagnostics: Vec::new(),
            names: FxHashMap::default(),
            newline_offsets: None,
        }
    }

    /// Kind of the next token, as the mode makes it look.
    #[inline]
    pub fn peek(&self) -> Tk {
        if self.newlines && self.tok.newline { Tk::Newline } else { self.tok.kind }
    }

    /// Consumes the next token.
    #[inline]
    pub fn bump(&mut self) -> Tok {
        let tok = self.tok;
        self.prev_end = tok.end;
        self.tok = lex(self.text, tok.end);
        tok
    }

    /// Goes on at a position, as after a template that was read byte by byte.
    pub fn resume_at(&mut self, pos: usize) {
        self.prev_end = pos;
        self.tok = lex(self.text, pos);
    }

    /// Consumes a newline that counts: the token after it stays.
    pub fn eat_newline(&mut self) {
        self.tok.newline = false;
    }

    /// Consumes the next token if it is of a kind.
    #[inline]
    pub fn eat(&mut self, kind: Tk) -> bool {
        let found = self.peek() == kind;
        if found {
            self.bump();
        }
        found
    }

    /// Whether the next token is an identifier of this name.
    #[inline]
    pub fn at_keyword(&self, word: &str) -> bool {
        self.tok.kind == Tk::Ident && self.slice(self.tok) == word
    }

    /// Text of a token.
    #[inline]
    pub fn slice(&self, tok: Tok) -> &'a str {
        self.text.get(tok.start..tok.end).unwrap_or("")
    }

    /// A span of the file from offsets of the text.
    #[inline]
    pub fn span(&self, start: usize, end: usize) -> Span {
        match &self.origin {
            Origin::Offset(base) => Span::new(self.file, base + start, base + end.max(start)),
            origin => Span::new(self.file, origin.resolve(start), origin.resolve(end.max(start))),
        }
    }

    /// The span from an offset to the end of what was consumed last.
    #[inline]
    pub fn span_from(&self, start: usize) -> Span {
        self.span(start, self.prev_end)
    }

    /// Shared text of a name: each is allocated once per file.
    pub fn intern(&mut self, name: &'a str) -> Str {
        if let Some(known) = self.names.get(name) {
            return known.clone();
        }
        let new = Str::from(name);
        self.names.insert(name, new.clone());
        new
    }

    /// The identifier that a token is.
    pub fn ident(&mut self, tok: Tok) -> Ident {
        Ident { name: self.intern(self.slice(tok)), span: self.span(tok.start, tok.end) }
    }

    /// An expression of a text range.
    #[inline]
    pub fn node(&self, kind: ExprKind, start: usize) -> Expr {
        Expr { kind, span: self.span_from(start) }
    }

    /// Notes an error about a range of the text.
    pub fn error(&mut self, start: usize, end: usize, summary: &str, detail: impl Into<String>) -> Failed {
        let span = self.span(start, end);
        self.diagnostics.push(Diagnostic::error(span, summary, detail));
        Failed
    }

    /// Notes that the next token is not what is wanted. Characters that belong nowhere in the
    /// language get their own message, which helps more than the context's.
    pub fn unexpected(&mut self, summary: &str, detail: impl Into<String>) -> Failed {
        if self.peek() == Tk::Newline {
            // Just after the last word of the line: the newline itself has nothing to underline.
            return self.error(self.prev_end, self.prev_end, summary, detail);
        }
        let tok = self.tok;
        if let Some(marker) = self.conflict_marker() {
            let detail = "Two versions of these lines stand here, as version control left them. Keep what should stay, and remove \
                          the lines that begin with <<<<<<<, ======= and >>>>>>>.";
            return self.error(tok.start, tok.start + marker.len(), CONFLICT, detail);
        }
        match tok.kind {
            Tk::Invalid => {
                let (summary, detail) = explain_character(char_at(self.text, tok.start));
                self.error(tok.start, tok.end, summary, detail)
            }
            Tk::OpenComment => self.error(
                tok.start,
                tok.start + 2,
                "Unterminated comment",
                "This comment is never closed: there is no \"*/\" between here and the end of the file.",
            ),
            Tk::Less if self.text[tok.start..].starts_with("<<") => self.error(
                tok.start,
                tok.start + 2,
                "Invalid heredoc",
                "A heredoc begins with \"<<\" or \"<<-\" and a marker word, with a newline directly after the marker: \
                 no quotes around the marker and no spaces or comments behind it.",
            ),
            _ => self.error(tok.start, tok.end, summary, detail),
        }
    }

    /// The marker of a merge conflict that the next token begins.
    pub fn conflict_marker(&self) -> Option<&'static str> {
        let begins_line = self.tok.start == 0 || self.text[..self.tok.start].ends_with('\n');
        let rest = self.text.get(self.tok.start..).filter(|_| begins_line)?;
        let followed = |marker: &str| rest[marker.len()..].starts_with([' ', '\n', '\r']) || rest.len() == marker.len();
        MARKERS.into_iter().find(|marker| rest.starts_with(marker) && followed(marker))
    }

    /// Goes one level deeper, or says that it is too deep.
    pub fn enter(&mut self, at: usize) -> Parsed<()> {
        if self.depth >= MAX_NESTING {
            return Err(self.error(
                at,
                at + 1,
                "Nesting too deep",
                format!(
                    "Brackets, blocks and templates may be nested at most {MAX_NESTING} levels deep. \
                     Move inner parts into local values."
                ),
            ));
        }
        self.depth += 1;
        Ok(())
    }

    /// Comes back from [`Parser::enter`].
    pub fn leave(&mut self) {
        self.depth -= 1;
    }

    /// The nesting, to come back to after a failure.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Comes back to a nesting after a failure.
    pub fn set_depth(&mut self, depth: u32) {
        self.depth = depth;
    }

    /// Sets the height of the expression just built to one more than its highest part.
    #[inline]
    pub fn grow(&mut self, highest_part: u32, at: usize) -> Parsed<()> {
        self.height = highest_part + 1;
        if self.height <= MAX_HEIGHT {
            return Ok(());
        }
        Err(self.error(
            at,
            self.prev_end,
            "Expression too complex",
            format!(
                "This expression chains more than {MAX_HEIGHT} operators or steps. \
                 Split it into several local values."
            ),
        ))
    }

    /// Line (from 1) of an offset, for messages that name a second place.
    pub fn line_of(&mut self, offset: usize) -> usize {
        let text = self.text;
        let newlines = self.newline_offsets.get_or_insert_with(|| text.match_indices('\n').map(|(at, _)| at).collect());
        newlines.partition_point(|at| *at < offset) + 1
    }

    /// Column (from 0) of an offset, if only blanks stand before it on its line.
    pub fn indentation(&self, offset: usize) -> Option<usize> {
        let before = self.text.as_bytes().get(..offset)?;
        let blanks = before.iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count();
        match before.len().checked_sub(blanks + 1).map(|i| before[i]) {
            None | Some(b'\n') => Some(blanks),
            Some(0xbf) if before.len() - blanks == 3 => Some(blanks), // a byte order mark
            Some(_) => None,
        }
    }
}

/// What to say of a character that the language has no use for.
fn explain_character(c: Option<char>) -> (&'static str, String) {
    let detail = match c {
        Some('\'') => "Single quotes do not delimit strings. Use double quotes (\") instead.",
        Some('`') => "Backticks have no meaning. For a string of several lines use a heredoc, such as \"<<EOT\".",
        Some(';') => {
            "Semicolons have no meaning. Put arguments and blocks on lines of their own, \
             and separate items of collections by commas."
        }
        Some('“' | '”' | '„' | '‘' | '’') => {
            "Typographic quotes do not delimit strings; they often slip in when text is copied \
             from a document. Use straight double quotes (\")."
        }
        Some('&') => return ("Unsupported operator", "There are no bitwise operators. Did you mean \"&&\"?".into()),
        Some('|') => return ("Unsupported operator", "There are no bitwise operators. Did you mean \"||\"?".into()),
        Some('~') => return ("Unsupported operator", "There are no bitwise operators. Did you mean \"!\"?".into()),
        Some('^') => return ("Unsupported operator", "There are no bitwise operators.".into()),
        Some('\r') => "A carriage return must be followed by a line feed.",
        Some('\u{feff}') => "A byte order mark may stand only at the very beginning of a file.",
        Some(c) => {
            let detail = format!("The character {:?} (U+{:04X}) is not used in this language.", c, c as u32);
            return ("Invalid character", detail);
        }
        None => "This is not used in this language.",
    };
    ("Invalid character", detail.into())
}

/// Whether offsets of a text of this length fit a span.
fn fits(len: usize, origin: &Origin) -> bool {
    let base = match origin {
        Origin::Offset(base) => *base,
        Origin::Map(pairs) => pairs.last().map_or(0, |p| p.1),
    };
    u32::try_from(base.saturating_add(len)).is_ok()
}

fn too_large(file: FileId) -> Diagnostic {
    let span = Span::new(file, 0, 0);
    Diagnostic::error(span, "File too large", "Source files of 4 GiB and more cannot be read.")
}

/// Reads a file in native syntax.
///
/// Every problem is a diagnostic; what is not readable is [`ExprKind::Error`], and the rest
/// is there. Without error diagnostics the tree is exactly what HashiCorp's parser reads
/// (grammar: HCL native syntax specification; behaviour compared with `terraform fmt` 1.11).
///
/// An argument that is set twice is reported, and stays in the tree twice.
pub fn parse(file: FileId, text: &str) -> (Body, Vec<Diagnostic>) {
    let origin = Origin::Offset(0);
    if !fits(text.len(), &origin) {
        return (Body { items: Vec::new(), span: Span::new(file, 0, 0) }, vec![too_large(file)]);
    }
    let mut first = Parser::new(file, text, origin.clone(), Layout::Free);
    let body = first.file_body();
    if !first.unclosed_block {
        return (body, first.diagnostics);
    }
    let mut second = Parser::new(file, text, origin, Layout::Indented);
    let indented = second.file_body();
    if second.unclosed_block { (indented, second.diagnostics) } else { (body, first.diagnostics) }
}

/// Reads one expression, newlines not counting, as between parentheses.
/// `base_offset` is where the text begins in its file.
pub fn parse_expression(file: FileId, text: &str, base_offset: usize) -> (Expr, Vec<Diagnostic>) {
    expression_at(file, text, Origin::Offset(base_offset))
}

/// Reads a template, as in `templatefile()` or a string of JSON syntax: no quotes around it, no
/// backslash escapes in it. A template of one interpolation keeps its value's type.
/// `base_offset` is where the text begins in its file.
pub fn parse_template(file: FileId, text: &str, base_offset: usize) -> (Expr, Vec<Diagnostic>) {
    template_at(file, text, Origin::Offset(base_offset))
}

/// [`parse_expression`] for any origin.
pub(super) fn expression_at(file: FileId, text: &str, origin: Origin) -> (Expr, Vec<Diagnostic>) {
    if !fits(text.len(), &origin) {
        return (Expr { kind: ExprKind::Error, span: Span::new(file, 0, 0) }, vec![too_large(file)]);
    }
    let mut p = Parser::new(file, text, origin, Layout::Free);
    let start = p.tok.start;
    let read = p.expr().and_then(|e| match p.peek() {
        Tk::Eof => Ok(e),
        _ => Err(p.unexpected(
            "Extra characters after expression",
            "The expression ends before this, and nothing may follow it.",
        )),
    });
    let whole = p.span(start, text.len());
    (read.unwrap_or(Expr { kind: ExprKind::Error, span: whole }), p.diagnostics)
}

/// [`parse_template`] for any origin.
pub(super) fn template_at(file: FileId, text: &str, origin: Origin) -> (Expr, Vec<Diagnostic>) {
    if !fits(text.len(), &origin) {
        return (Expr { kind: ExprKind::Error, span: Span::new(file, 0, 0) }, vec![too_large(file)]);
    }
    let mut p = Parser::new(file, text, origin, Layout::Free);
    let read = p.bare_template();
    let whole = p.span(0, text.len());
    (read.unwrap_or(Expr { kind: ExprKind::Error, span: whole }), p.diagnostics)
}
