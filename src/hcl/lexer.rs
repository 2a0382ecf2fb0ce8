//! Tokens of the native syntax. White space, newlines and comments are no tokens: a token
//! knows whether a newline stands before it, and the parser decides whether that matters.
//! Strings and heredocs are only announced here; `template` reads what is in them.

/// Kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tk {
    Eof,
    /// Never made by the lexer: what the parser sees where a newline counts.
    Newline,
    Ident,
    Number,
    /// `"`
    OQuote,
    /// `<<EOT` or `<<-EOT` with its newline.
    OHeredoc,
    OBrace,
    CBrace,
    /// `~}`
    TildeCBrace,
    OBrack,
    CBrack,
    OParen,
    CParen,
    Dot,
    Comma,
    Star,
    Slash,
    Percent,
    Plus,
    Minus,
    Equal,
    EqualEqual,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Bang,
    Question,
    Colon,
    ColonColon,
    And,
    Or,
    Ellipsis,
    FatArrow,
    /// `/*` without `*/`; reaches to the end of the text.
    OpenComment,
    /// A character that the language has no use for.
    Invalid,
}

/// A token: offsets are of the text that is being read, before any base offset.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tok {
    pub kind: Tk,
    pub start: usize,
    pub end: usize,
    /// Whether a newline (outside of block comments) stands before it.
    pub newline: bool,
}

/// Byte classes, so that the usual case costs one look-up.
const CLASS: [u8; 256] = {
    let mut t = [0u8; 256];
    let mut i = 0;
    while i < 256 {
        let b = i as u8;
        t[i] = if b.is_ascii_alphabetic() || b == b'_' {
            START
        } else if b.is_ascii_digit() {
            DIGIT
        } else if b == b'-' {
            DASH
        } else if b >= 0x80 {
            WIDE
        } else {
            0
        };
        i += 1;
    }
    t
};
const START: u8 = 1;
const DIGIT: u8 = 2;
const DASH: u8 = 4;
const WIDE: u8 = 8;

/// Characters that Unicode's ID_Start has and XID_Start has not; HCL uses the former.
fn only_id_start(c: char) -> bool {
    matches!(
        c,
        '\u{37a}' | '\u{e33}' | '\u{eb3}' | '\u{309b}' | '\u{309c}' | '\u{fc5e}'
            ..='\u{fc63}'
                | '\u{fdfa}'
                | '\u{fdfb}'
                | '\u{fe70}'
                | '\u{fe72}'
                | '\u{fe74}'
                | '\u{fe76}'
                | '\u{fe78}'
                | '\u{fe7a}'
                | '\u{fe7c}'
                | '\u{fe7e}'
                | '\u{ff9e}'
                | '\u{ff9f}'
    )
}

/// Length of the identifier that begins at `pos`, 0 if none does.
pub(super) fn ident_len(text: &str, pos: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = pos;
    match bytes.get(pos) {
        Some(b) if CLASS[*b as usize] == START => end += 1,
        Some(b) if CLASS[*b as usize] == WIDE => match char_at(text, pos) {
            Some(c) if unicode_ident::is_xid_start(c) || only_id_start(c) => end += c.len_utf8(),
            _ => return 0,
        },
        _ => return 0,
    }
    while let Some(&b) = bytes.get(end) {
        let class = CLASS[b as usize];
        if class & (START | DIGIT | DASH) != 0 {
            end += 1;
        } else if class == WIDE {
            match char_at(text, end) {
                Some(c) if unicode_ident::is_xid_continue(c) || only_id_start(c) => end += c.len_utf8(),
                _ => break,
            }
        } else {
            break;
        }
    }
    end - pos
}

/// The character at a byte offset.
pub(super) fn char_at(text: &str, pos: usize) -> Option<char> {
    text.get(pos..).and_then(|t| t.chars().next())
}

/// Length of the number at `pos`, which is a digit. As HCL's scanner has it: any run of
/// digits, dots and exponents that does not end in a dot; the value is checked later.
fn number_len(bytes: &[u8], pos: usize) -> usize {
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let (mut i, mut end) = (pos + 1, pos + 1);
    loop {
        match bytes.get(i) {
            Some(b'0'..=b'9') => {
                i += 1;
                end = i;
            }
            Some(b'.') => i += 1,
            Some(b'e' | b'E') if digit(i + 1) => {
                i += 2;
                end = i;
            }
            Some(b'e' | b'E') if matches!(bytes.get(i + 1), Some(b'+' | b'-')) && digit(i + 2) => {
                i += 3;
                end = i;
            }
            _ => return end - pos,
        }
    }
}

/// Reads the token at or after `pos`.
#[inline]
pub(super) fn lex(text: &str, pos: usize) -> Tok {
    let bytes = text.as_bytes();
    let (start, newline) = match skip_blank(bytes, pos) {
        Ok(found) => found,
        Err((start, newline)) => {
            return Tok { kind: Tk::OpenComment, start, end: bytes.len(), newline };
        }
    };
    let Some(&first) = bytes.get(start) else {
        return Tok { kind: Tk::Eof, start, end: start, newline };
    };
    let (kind, len) = match CLASS[first as usize] {
        START => (Tk::Ident, ident_len(text, start)),
        DIGIT => (Tk::Number, number_len(bytes, start)),
        WIDE => match ident_len(text, start) {
            0 => (Tk::Invalid, char_at(text, start).map_or(1, char::len_utf8)),
            n => (Tk::Ident, n),
        },
        _ => symbol(text, start, first),
    };
    Tok { kind, start, end: start + len, newline }
}

/// Skips spaces, newlines and comments. The error is an unclosed comment.
#[inline]
fn skip_blank(bytes: &[u8], mut pos: usize) -> Result<(usize, bool), (usize, bool)> {
    let mut newline = false;
    loop {
        match bytes.get(pos) {
            Some(b' ' | b'\t') => pos += 1,
            Some(b'\n') => {
                newline = true;
                pos += 1;
            }
            Some(b'\r') if bytes.get(pos + 1) == Some(&b'\n') => {
                newline = true;
                pos += 2;
            }
            Some(b'#') => pos = line_end(bytes, pos),
            Some(b'/') => match bytes.get(pos + 1) {
                Some(b'/') => pos = line_end(bytes, pos),
                Some(b'*') => pos = block_comment_end(bytes, pos).ok_or((pos, newline))?,
                _ => return Ok((pos, newline)),
            },
            _ => return Ok((pos, newline)),
        }
    }
}

/// Offset of the newline that ends the line, or of the end of the text.
pub(super) fn line_end(bytes: &[u8], pos: usize) -> usize {
    let rest = bytes.get(pos..).unwrap_or_default();
    rest.iter().position(|b| *b == b'\n').map_or(bytes.len(), |n| pos + n)
}

/// Offset after the `*/` of the comment that begins at `pos`.
pub(super) fn block_comment_end(bytes: &[u8], pos: usize) -> Option<usize> {
    let body = bytes.get(pos + 2..)?;
    body.windows(2).position(|w| w == b"*/").map(|n| pos + 2 + n + 2)
}

/// Everything that is made of punctuation.
#[inline]
fn symbol(text: &str, start: usize, first: u8) -> (Tk, usize) {
    let bytes = text.as_bytes();
    let next = bytes.get(start + 1).copied().unwrap_or(0);
    match (first, next) {
        (b'=', b'=') => (Tk::EqualEqual, 2),
        (b'=', b'>') => (Tk::FatArrow, 2),
        (b'=', _) => (Tk::Equal, 1),
        (b'"', _) => (Tk::OQuote, 1),
        (b'.', b'.') if bytes.get(start + 2) == Some(&b'.') => (Tk::Ellipsis, 3),
        (b'.', _) => (Tk::Dot, 1),
        (b',', _) => (Tk::Comma, 1),
        (b'{', _) => (Tk::OBrace, 1),
        (b'}', _) => (Tk::CBrace, 1),
        (b'[', _) => (Tk::OBrack, 1),
        (b']', _) => (Tk::CBrack, 1),
        (b'(', _) => (Tk::OParen, 1),
        (b')', _) => (Tk::CParen, 1),
        (b':', b':') => (Tk::ColonColon, 2),
        (b':', _) => (Tk::Colon, 1),
        (b'?', _) => (Tk::Question, 1),
        (b'!', b'=') => (Tk::NotEqual, 2),
        (b'!', _) => (Tk::Bang, 1),
        (b'&', b'&') => (Tk::And, 2),
        (b'|', b'|') => (Tk::Or, 2),
        (b'<', b'=') => (Tk::LessEqual, 2),
        (b'<', b'<') => match heredoc_opener_len(text, start) {
            Some(n) => (Tk::OHeredoc, n),
            None => (Tk::Less, 1),
        },
        (b'<', _) => (Tk::Less, 1),
        (b'>', b'=') => (Tk::GreaterEqual, 2),
        (b'>', _) => (Tk::Greater, 1),
        (b'+', _) => (Tk::Plus, 1),
        (b'-', _) => (Tk::Minus, 1),
        (b'*', _) => (Tk::Star, 1),
        (b'/', _) => (Tk::Slash, 1),
        (b'%', _) => (Tk::Percent, 1),
        (b'~', b'}') => (Tk::TildeCBrace, 2),
        _ => (Tk::Invalid, 1),
    }
}

/// Length of `<<-EOT` with its newline; `None` if it is not exactly that (a space after the
/// marker makes it something else, which is what HCL says too).
fn heredoc_opener_len(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut pos = start + 2;
    if bytes.get(pos) == Some(&b'-') {
        pos += 1;
    }
    let name = ident_len(text, pos);
    if name == 0 {
        return None;
    }
    pos += name;
    if bytes.get(pos) == Some(&b'\r') {
        pos += 1;
    }
    (bytes.get(pos) == Some(&b'\n')).then_some(pos + 1 - start)
}
