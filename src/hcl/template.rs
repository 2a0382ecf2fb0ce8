//! Quoted strings, heredocs and bare templates: text is read byte by byte, what stands in
//! `${}` and `%{}` by the expression parser.
//!
//! HCL trims (`~`) and strips heredoc indentation token by token, where a token of text ends
//! at each newline; [`Piece`] keeps that granularity, since results differ otherwise.

use super::ast::{Expr, ExprKind, Ident};
use super::lexer::{Tk, Tok, char_at, line_end};
use super::parser::{Failed, Parsed, Parser};
use crate::text::Str;

/// A range of the text.
pub(super) type Range = (usize, usize);

/// A token of a template.
pub(super) enum Piece {
    /// Escapes resolved and trimmed; of heredocs at most one line.
    Text(String),
    /// `${}`
    Interpolation(Expr),
    /// `%{ if }`
    If(Expr, Range),
    /// `%{ else }`
    Else(Range),
    /// `%{ endif }`
    EndIf(Range),
    /// `%{ for }`
    For(Option<Ident>, Ident, Expr, Range),
    /// `%{ endfor }`
    EndFor(Range),
}

/// What a template stands in.
#[derive(Clone, Copy)]
enum Kind<'a> {
    /// Between the quotes, of which the first is at this offset.
    Quoted(usize),
    /// In a heredoc with this marker.
    Heredoc(&'a str),
    /// The whole text.
    Bare,
}

/// How far text without template sequences reaches.
enum Stop {
    /// A closing quote.
    Quote,
    /// A newline, at which text ends in every kind of template.
    Newline,
    /// `${` or `%{`
    Sequence,
    /// A carriage return without line feed.
    LoneReturn,
    /// The end of the text.
    End,
}

/// A template that was read as pieces.
struct Pieces {
    list: Vec<Piece>,
    /// Where it ends, before its closing quote or marker.
    end: usize,
    /// Height of its highest expression.
    highest: u32,
    /// Whether all of it was readable.
    sound: bool,
}

impl<'a> Parser<'a> {
    /// `"..."`; the next token is the opening quote.
    pub fn quoted_template(&mut self) -> Parsed<Expr> {
        let open = self.tok;
        let bytes = self.text.as_bytes();
        let mut pos = open.end;
        // Nearly all strings are plain: one pass and one allocation.
        loop {
            match bytes.get(pos) {
                Some(b'"') => {
                    let text = self.intern_value(open.end, pos);
                    self.resume_at(pos + 1);
                    self.height = 1;
                    return Ok(self.node(ExprKind::String(text), open.start));
                }
                Some(b @ (b'$' | b'%')) => match bytes.get(pos + 1) {
                    Some(b'{') => break,
                    Some(next) if next == b && bytes.get(pos + 2) == Some(&b'{') => break,
                    _ => pos += 1,
                },
                Some(b'\\' | b'\n' | b'\r') | None => break,
                Some(_) => pos += 1,
            }
        }
        let pieces = self.pieces(open.end, Kind::Quoted(open.start))?;
        self.resume_at(pieces.end + 1);
        self.template(pieces, open.start)
    }

    /// Text of a plain string; short ones repeat a lot in configurations.
    fn intern_value(&mut self, start: usize, end: usize) -> Str {
        const SHORT: usize = 24;
        let text = self.text.get(start..end).unwrap_or("");
        if text.len() <= SHORT { self.intern(text) } else { Str::from(text) }
    }

    /// The whole text as a template.
    pub fn bare_template(&mut self) -> Parsed<Expr> {
        let pieces = self.pieces(0, Kind::Bare)?;
        self.prev_end = self.text.len();
        self.template(pieces, 0)
    }

    /// `<<EOT`; the next token is the opener. What is wrong inside leaves the position after
    /// the closing marker.
    pub fn heredoc(&mut self) -> Parsed<Expr> {
        let open = self.tok;
        let opener = self.slice(open);
        let marker = opener.trim_start_matches(['<', '-']).trim_end();
        let flush = opener.as_bytes().get(2) == Some(&b'-');
        if let Some(end) = self.plain_heredoc_end(open.end, marker) {
            let text = self.text.get(open.end..end.0).unwrap_or("");
            let value = if flush { strip_indentation(text) } else { Str::from(text) };
            self.resume_at(end.1);
            self.height = 1;
            return Ok(self.node(ExprKind::String(value), open.start));
        }
        let before = (self.depth(), self.newlines, self.open, self.open_braces);
        match self.pieces(open.end, Kind::Heredoc(marker)) {
            Ok(mut pieces) => {
                if flush {
                    strip_indentation_of(&mut pieces.list);
                }
                let line = self.text.get(pieces.end..).unwrap_or("");
                let blank = line.len() - line.trim_start().len();
                self.resume_at(pieces.end + blank + marker.len());
                self.template(pieces, open.start)
            }
            Err(Failed) => {
                let Some(end) = self.raw_heredoc_end(open) else {
                    return Err(Failed);
                };
                let depth;
                (depth, self.newlines, self.open, self.open_braces) = before;
                self.set_depth(depth);
                self.resume_at(end);
                self.height = 1;
                Ok(self.node(ExprKind::Error, open.start))
            }
        }
    }

    /// Beginning and end of the marker that closes a heredoc, if there is no template sequence before it.
    fn plain_heredoc_end(&self, start: usize, marker: &str) -> Option<Range> {
        let bytes = self.text.as_bytes();
        let mut line = start;
        loop {
            let end = line_end(bytes, line);
            let content = bytes.get(line..end)?;
            if end == bytes.len() {
                return None;
            }
            if let Some(found) = self.marker_in(line, end, marker) {
                return Some((line, found));
            }
            let sequence = content.windows(2).any(|w| w == b"${" || w == b"%{");
            let lone_return = content.iter().rev().skip(1).any(|b| *b == b'\r');
            if sequence || lone_return {
                return None;
            }
            line = end + 1;
        }
    }

    /// End of the marker, if the line holds nothing else.
    fn marker_in(&self, line: usize, end: usize, marker: &str) -> Option<usize> {
        let content = self.text.get(line..end)?;
        let trimmed = content.trim_start();
        let rest = trimmed.strip_prefix(marker)?;
        rest.trim_start().is_empty().then(|| end - rest.len())
    }

    /// End of the marker that closes the heredoc, whatever stands in it. `None` also if too many
    /// heredocs without end were seen.
    pub fn raw_heredoc_end(&mut self, open: Tok) -> Option<usize> {
        const LOST: u32 = 16;
        let marker = self.slice(open).trim_start_matches(['<', '-']).trim_end();
        let bytes = self.text.as_bytes();
        let mut line = open.end;
        while self.lost_heredocs < LOST && line < bytes.len() {
            let end = line_end(bytes, line);
            if end < bytes.len()
                && let Some(found) = self.marker_in(line, end, marker)
            {
                return Some(found);
            }
            line = end + 1;
        }
        self.lost_heredocs += 1;
        None
    }

    /// Reads a template up to its closing quote, marker line or end of text, which stays unread.
    fn pieces(&mut self, start: usize, kind: Kind<'a>) -> Parsed<Pieces> {
        let mut all = Pieces { list: Vec::new(), end: start, highest: 0, sound: true };
        let mut pos = start;
        let mut trim_next = false;
        let mut line_begins = true;
        loop {
            if let (Kind::Heredoc(marker), true) = (kind, line_begins) {
                let end = line_end(self.text.as_bytes(), pos);
                if end < self.text.len() && self.marker_in(pos, end, marker).is_some() {
                    all.end = pos;
                    return Ok(all);
                }
            }
            let (end, stop) = self.literal_end(pos, kind);
            let text_end = match (&stop, kind) {
                (Stop::Newline, Kind::Heredoc(_) | Kind::Bare) => end + 1,
                _ => end,
            };
            if text_end > pos {
                let mut text = String::with_capacity(text_end - pos);
                all.sound &= self.unescape(pos, text_end, kind, &mut text);
                if trim_next {
                    text.drain(..text.len() - text.trim_start().len());
                }
                trim_next = false;
                all.list.push(Piece::Text(text));
            }
            line_begins = false;
            pos = text_end;
            match (stop, kind) {
                (Stop::Sequence, _) => (pos, trim_next) = self.sequence(pos, &mut all)?,
                (Stop::Newline, Kind::Quoted(open)) => return Err(self.broken_string(open, pos)),
                (Stop::Newline, _) => line_begins = true,
                (Stop::LoneReturn, Kind::Bare) => {
                    // HCL's scanner gives up here, and all that is left counts as text.
                    let mut text = String::new();
                    self.unescape(pos, self.text.len(), kind, &mut text);
                    all.list.push(Piece::Text(text));
                    all.end = self.text.len();
                    return Ok(all);
                }
                (Stop::LoneReturn, _) => {
                    let detail = "A carriage return must be followed by a line feed.";
                    self.error(pos, pos + 1, "Invalid character", detail);
                    all.sound = false;
                    pos += 1;
                }
                (Stop::Quote, _) | (Stop::End, Kind::Bare) => {
                    all.end = pos;
                    return Ok(all);
                }
                (Stop::End, Kind::Quoted(open)) => return Err(self.broken_string(open, pos)),
                (Stop::End, Kind::Heredoc(marker)) => return Err(self.lost_heredoc(start, marker)),
            }
        }
    }

    /// Where literal text ends.
    fn literal_end(&self, mut pos: usize, kind: Kind<'a>) -> (usize, Stop) {
        let bytes = self.text.as_bytes();
        let quoted = matches!(kind, Kind::Quoted(_));
        while let Some(&b) = bytes.get(pos) {
            match b {
                b'"' if quoted => return (pos, Stop::Quote),
                b'\n' => return (pos, Stop::Newline),
                b'\r' if quoted => return (pos, Stop::Newline),
                b'\r' if bytes.get(pos + 1) != Some(&b'\n') => return (pos, Stop::LoneReturn),
                b'\\' if quoted && !matches!(bytes.get(pos + 1), None | Some(b'\n' | b'\r')) => pos += 2,
                b'$' | b'%' => match bytes.get(pos + 1) {
                    Some(b'{') => return (pos, Stop::Sequence),
                    Some(next) if *next == b && bytes.get(pos + 2) == Some(&b'{') => pos += 3,
                    _ => pos += 1,
                },
                _ => pos += 1,
            }
        }
        (bytes.len(), Stop::End)
    }

    /// `${...}` or `%{...}` at `pos`: where it ends and whether it trims what follows.
    fn sequence(&mut self, pos: usize, all: &mut Pieces) -> Parsed<(usize, bool)> {
        let bytes = self.text.as_bytes();
        let interpolation = bytes.get(pos) == Some(&b'$');
        let trims = bytes.get(pos + 2) == Some(&b'~');
        if let (true, Some(Piece::Text(before))) = (trims, all.list.last_mut()) {
            before.truncate(before.trim_end().len());
        }
        self.enter(pos)?;
        self.open += 1;
        self.open_braces += 1;
        let outer = std::mem::replace(&mut self.newlines, false);
        self.resume_at(pos + if trims { 3 } else { 2 });
        let piece = if interpolation { self.interpolation(pos)? } else { self.directive(pos)? };
        all.highest = all.highest.max(self.height);
        all.list.push(piece);
        self.newlines = outer;
        self.open -= 1;
        self.open_braces -= 1;
        self.leave();
        Ok((self.tok.end, self.tok.kind == Tk::TildeCBrace))
    }

    /// The expression of `${...}`; its closing brace becomes the next token.
    fn interpolation(&mut self, open: usize) -> Parsed<Piece> {
        let expr = self.expr()?;
        match self.tok.kind {
            Tk::CBrace | Tk::TildeCBrace => Ok(Piece::Interpolation(expr)),
            Tk::Eof | Tk::OQuote => {
                let detail = "This sequence has no closing brace (\"}\") before the end of the string.";
                Err(self.error(open, open + 2, "Unclosed template interpolation sequence", detail))
            }
            _ => {
                let detail = "The expression ends before this, and a closing brace is expected. If \"${\" is meant \
                              literally, as in a shell script, write \"$${\".";
                Err(self.unexpected("Extra characters after interpolation expression", detail))
            }
        }
    }

    /// What stands in `%{...}`; its closing brace becomes the next token.
    fn directive(&mut self, open: usize) -> Parsed<Piece> {
        self.height = 0;
        let word = self.tok;
        if word.kind != Tk::Ident {
            let detail = "\"%{\" must be followed by one of the words if, else, endif, for and endfor. If it is meant \
                          literally, write \"%%{\".";
            return Err(self.unexpected("Invalid template directive", detail));
        }
        self.bump();
        let name = self.slice(word);
        let mut piece = match name {
            "if" => Piece::If(self.expr()?, (0, 0)),
            "else" => Piece::Else((0, 0)),
            "endif" => Piece::EndIf((0, 0)),
            "endfor" => Piece::EndFor((0, 0)),
            "for" => {
                let (key, value) = self.for_names("Invalid 'for' directive")?;
                Piece::For(key, value, self.expr()?, (0, 0))
            }
            _ => {
                let detail = format!(
                    "\"{name}\" is not one of the words that can begin a directive: if, else, endif, for, endfor."
                );
                return Err(self.error(word.start, word.end, "Invalid template control keyword", detail));
            }
        };
        if !matches!(self.tok.kind, Tk::CBrace | Tk::TildeCBrace) {
            let summary = format!("Extra characters in {name} marker");
            return Err(self.unexpected(&summary, "A closing brace is expected here to end the directive."));
        }
        let whole = (open, self.tok.end);
        match &mut piece {
            Piece::If(_, at) | Piece::Else(at) | Piece::EndIf(at) | Piece::EndFor(at) | Piece::For(_, _, _, at) => {
                *at = whole;
            }
            Piece::Text(_) | Piece::Interpolation(_) => {}
        }
        Ok(piece)
    }

    /// A quoted string meets the end of its line, at `pos`. If it seems to go on on another line, reading
    /// resumes behind that, otherwise at the end of this line.
    fn broken_string(&mut self, open: usize, pos: usize) -> Failed {
        let bytes = self.text.as_bytes();
        let mut resume = pos;
        let mut line = (line_end(bytes, pos) + 1).min(bytes.len());
        while line < bytes.len() {
            let end = line_end(bytes, line);
            let content = self.text.get(line..end).unwrap_or("");
            let first = line + (content.len() - content.trim_start().len());
            if self.looks_like_item(first) || matches!(bytes.get(first), Some(b'}' | b']' | b')' | b'#')) {
                break;
            }
            if let Some(quote) = content.find('"') {
                resume = line + quote + 1;
                break;
            }
            line = end + 1;
        }
        let failed = if resume == pos {
            let detail = "There is no closing quote for this string on its line.";
            self.error(open, pos, "Unterminated string literal", detail)
        } else {
            let detail = "A string in quotes must end on the line where it begins. Write \\n for a newline in it, or use \
                          a heredoc (\"<<EOT\").";
            self.error(open, pos, "Invalid multi-line string", detail)
        };
        self.resume_at(resume);
        failed
    }

    /// A heredoc without closing marker. Reading resumes where the next item seems to begin.
    fn lost_heredoc(&mut self, start: usize, marker: &str) -> Failed {
        let bytes = self.text.as_bytes();
        let open = self.text.get(..start).and_then(|t| t.rfind("<<")).unwrap_or(start);
        let detail = format!(
            "No line between here and the end of the file holds just the marker \"{marker}\", which would close \
             this heredoc. The closing marker must be followed by a newline."
        );
        let failed = self.error(open, start.saturating_sub(1), "Unterminated heredoc", detail);
        let indentation = self.indentation(self.item_start);
        let mut resume = bytes.len();
        let mut line = start;
        while line < bytes.len() && self.lost_heredocs < 16 {
            let end = line_end(bytes, line);
            let content = self.text.get(line..end).unwrap_or("");
            let first = super::lexer::lex(self.text, line + (content.len() - content.trim_start().len()));
            if first.start <= end && self.is_sibling(first, indentation) {
                resume = line.saturating_sub(1);
                break;
            }
            line = end + 1;
        }
        self.lost_heredocs += 1;
        self.open = 0;
        self.resume_at(resume);
        failed
    }

    /// A quoted block label, in which template sequences are not allowed. The next token is
    /// the opening quote, and stays so if this fails.
    pub fn label(&mut self) -> Parsed<Str> {
        let open = self.tok;
        let mut pos = open.end;
        loop {
            let (end, stop) = self.literal_end(pos, Kind::Quoted(open.start));
            match stop {
                Stop::Quote => {
                    let raw = self.text.get(open.end..end).unwrap_or("");
                    let name = if raw.contains(['\\', '$', '%']) {
                        let mut name = String::new();
                        self.unescape(open.end, end, Kind::Quoted(open.start), &mut name);
                        Str::from(name)
                    } else {
                        self.intern(raw)
                    };
                    self.resume_at(end + 1);
                    return Ok(name);
                }
                Stop::Sequence => {
                    let sign = self.text.get(end..end + 1).unwrap_or("$");
                    let detail = format!(
                        "Template sequences are not allowed in the label of a block. For a literal \"{sign}{{\" write \
                         \"{sign}{sign}{{\"."
                    );
                    self.error(end, end + 2, "Invalid string literal", detail);
                    pos = end + 2;
                }
                Stop::Newline | Stop::LoneReturn | Stop::End => {
                    let detail = "There is no closing quote for this label on its line.";
                    return Err(self.error(open.start, end, "Unterminated string literal", detail));
                }
            }
        }
    }

    /// Appends text with its escapes resolved; false if one of them is wrong (a diagnostic says so).
    fn unescape(&mut self, start: usize, end: usize, kind: Kind<'a>, out: &mut String) -> bool {
        let quoted = matches!(kind, Kind::Quoted(_));
        let text = self.text;
        let mut sound = true;
        let mut pos = start;
        while pos < end {
            let rest = text.get(pos..end).unwrap_or("");
            let plain = rest.find(|c| c == '$' || c == '%' || (quoted && c == '\\')).unwrap_or(rest.len());
            out.push_str(&rest[..plain]);
            pos += plain;
            let rest = &rest[plain..];
            match rest.as_bytes().first() {
                None => break,
                Some(b'\\') => pos += self.escape(pos, out, &mut sound),
                Some(_) if rest.starts_with("$${") || rest.starts_with("%%{") => {
                    out.push_str(&rest[1..3]);
                    pos += 3;
                }
                Some(_) => {
                    out.push_str(&rest[..1]);
                    pos += 1;
                }
            }
        }
        sound
    }

    /// One backslash sequence: its length.
    fn escape(&mut self, pos: usize, out: &mut String, sound: &mut bool) -> usize {
        let selector = char_at(self.text, pos + 1).unwrap_or('\\');
        let plain = match selector {
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            '"' => Some('"'),
            '\\' => Some('\\'),
            _ => None,
        };
        if let Some(c) = plain {
            out.push(c);
            return 2;
        }
        let wanted = match selector {
            'u' => 4,
            'U' => 8,
            _ => {
                *sound = false;
                let len = 1 + selector.len_utf8();
                let detail = format!(
                    "\"\\{selector}\" is no escape sequence. There are \\n, \\r, \\t, \\\", \\\\, \\uNNNN and \
                     \\UNNNNNNNN; for a backslash itself write \"\\\\\"."
                );
                self.error(pos, pos + len, "Invalid escape sequence", detail);
                return len;
            }
        };
        let digits = self.text.get(pos + 2..).unwrap_or("");
        let count = digits.bytes().take(wanted).take_while(u8::is_ascii_hexdigit).count();
        let code = u32::from_str_radix(&digits[..count], 16).ok().filter(|_| count == wanted);
        match (code, code.and_then(char::from_u32)) {
            (_, Some(c)) => out.push(c),
            (Some(code), None) => {
                *sound = false;
                let detail = format!("There is no character U+{code:04X}.");
                self.error(pos, pos + 2 + count, "Invalid escape sequence", detail);
            }
            (None, _) => {
                *sound = false;
                let detail = format!(
                    "\"\\{selector}\" must be followed by {wanted} hexadecimal digits. For a backslash itself write \"\\\\\"."
                );
                self.error(pos, pos + 2 + count, "Invalid escape sequence", detail);
            }
        }
        2 + count
    }

    /// Makes an expression of what was read; the position is behind the template.
    fn template(&mut self, pieces: Pieces, start: usize) -> Parsed<Expr> {
        let Pieces { mut list, highest, sound, .. } = pieces;
        if !sound {
            self.height = 1;
            return Ok(self.node(ExprKind::Error, start));
        }
        if let [Piece::Interpolation(_)] = list.as_slice()
            && let Some(Piece::Interpolation(inner)) = list.pop()
        {
            self.grow(highest, start)?;
            return Ok(self.node(ExprKind::TemplateWrap(Box::new(inner)), start));
        }
        let (kind, depth) = self.assemble(list);
        self.grow(highest + depth, start)?;
        Ok(self.node(kind, start))
    }
}

/// Takes the common indentation away from the lines of a heredoc without template sequences.
fn strip_indentation(text: &str) -> Str {
    let blank = |line: &&str| line.ends_with('\n') && line.trim_start().is_empty();
    let width = |line: &str| line.chars().take_while(|c| c.is_whitespace()).count();
    let least = text.split_inclusive('\n').filter(|l| !blank(l)).map(width).min().unwrap_or(0);
    if least == 0 {
        return Str::from(text);
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        out.push_str(if blank(&line) { line } else { without_first(line, least) });
    }
    Str::from(out)
}

/// The same for a heredoc with sequences: only text that begins a line counts, and a sequence at the
/// beginning of a line means no indentation.
fn strip_indentation_of(pieces: &mut [Piece]) {
    let mut least = usize::MAX;
    let mut begins_line = true;
    let mut starts = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let text = if let Piece::Text(text) = piece { Some(text) } else { None };
        if std::mem::replace(&mut begins_line, text.is_some_and(|t| t.ends_with('\n'))) {
            match text {
                Some(t) if t.ends_with('\n') && t.trim_start().is_empty() => {}
                Some(t) => {
                    least = least.min(t.chars().take_while(|c| c.is_whitespace()).count());
                    starts.push(index);
                }
                None => least = 0,
            }
        }
    }
    for index in starts {
        if let Some(Piece::Text(text)) = pieces.get_mut(index) {
            let kept = without_first(text, least).len();
            text.drain(..text.len() - kept);
        }
    }
}

/// A text without its first `count` characters.
fn without_first(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or("", |(at, _)| &text[at..])
}
