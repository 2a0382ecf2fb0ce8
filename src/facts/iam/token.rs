//! Words of a policy statement.

/// What a token is written as; it decides whether it can be a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A bare word, which may be a keyword.
    Word,
    /// A word that is quoted at least in part: never a keyword.
    Quoted,
    /// `/text*/`
    Pattern,
    /// One of `{ } ( ) ,`
    Punctuation,
    /// `=`, `!=`, `=~`
    Operator,
}

/// A token, with the bytes that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub text: String,
    pub shape: Shape,
    pub start: usize,
    pub end: usize,
}

impl Token {
    /// Whether it is this keyword. Keywords are case-insensitive.
    pub fn is(&self, keyword: &str) -> bool {
        self.shape == Shape::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    /// Whether it is this punctuation mark.
    pub fn is_mark(&self, mark: &str) -> bool {
        self.shape == Shape::Punctuation && self.text == mark
    }
}

/// Splits a statement into tokens.
///
/// # Errors
/// A quotation mark that is never closed, named by its byte offset.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, usize> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|t| t.chars().next()) {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let token = match c {
            '{' | '}' | '(' | ')' | ',' => mark(text, at, 1, Shape::Punctuation),
            '=' | '!' => operator(text, at),
            '/' => pattern(text, at).map_or_else(|| word(text, at), Ok)?,
            _ => word(text, at)?,
        };
        at = token.end;
        out.push(token);
    }
    Ok(out)
}

fn mark(text: &str, start: usize, length: usize, shape: Shape) -> Token {
    let end = start + length;
    Token { text: text.get(start..end).unwrap_or_default().to_string(), shape, start, end }
}

fn operator(text: &str, at: usize) -> Token {
    let two = text.get(at..at + 2);
    mark(text, at, if matches!(two, Some("!=" | "=~")) { 2 } else { 1 }, Shape::Operator)
}

/// `/.../`, if it is closed.
fn pattern(text: &str, start: usize) -> Option<Token> {
    let inner = text.get(start + 1..)?;
    let length = inner.find('/')?;
    let end = start + 1 + length + 1;
    Some(Token { text: inner.get(..length)?.to_string(), shape: Shape::Pattern, start, end })
}

/// A word: bare characters and quoted parts without a gap, as in `'Default'/'Key Admins'`.
fn word(text: &str, start: usize) -> Result<Token, usize> {
    let mut out = String::new();
    let mut shape = Shape::Word;
    let mut at = start;
    while let Some(c) = text.get(at..).and_then(|t| t.chars().next()) {
        match c {
            '\'' | '"' => {
                let inner = text.get(at + 1..).unwrap_or_default();
                let length = inner.find(c).ok_or(at)?;
                out.push_str(inner.get(..length).unwrap_or_default());
                shape = Shape::Quoted;
                at += length + 2;
            }
            '{' | '}' | '(' | ')' | ',' | '=' | '!' => break,
            _ if c.is_whitespace() => break,
            _ => {
                out.push(c);
                at += c.len_utf8();
            }
        }
    }
    Ok(Token { text: out, shape, start, end: at })
}
