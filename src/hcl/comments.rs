//! Comments, found apart from the tree: only suppressions need them.

use super::lexer::{Tk, Tok, block_comment_end, lex, line_end};
use crate::text::{FileId, Span};

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From its sign to its end; the newline that ends a line comment is not in it.
    pub span: Span,
    /// The same text: `# ...`, `// ...` or `/* ... */`.
    pub text: String,
}

/// What encloses the position.
#[derive(Clone, Copy)]
enum Context<'a> {
    /// A brace in expressions or bodies.
    Brace,
    /// `${` or `%{`
    Sequence,
    /// A string in quotes.
    Quoted,
    /// A heredoc with this marker.
    Heredoc(&'a str),
}

/// All comments of a text in native syntax, in order. Also those inside of `${}`; nothing in strings
/// and heredocs is a comment. Works on broken files too; a comment that is never closed reaches to the end.
pub fn comments(file: FileId, text: &str) -> Vec<Comment> {
    let mut found = Vec::new();
    let mut contexts: Vec<Context<'_>> = Vec::new();
    let mut pos = if text.starts_with('\u{feff}') { 3 } else { 0 };
    while pos < text.len() {
        pos = match contexts.last() {
            Some(Context::Quoted | Context::Heredoc(_)) => template_step(text, pos, &mut contexts),
            _ => {
                let tok = lex(text, pos);
                collect(file, text, pos, tok.start, &mut found);
                if tok.kind == Tk::OpenComment {
                    push(file, text, tok.start, tok.end, &mut found);
                }
                code_step(text, tok, &mut contexts);
                tok.end
            }
        };
    }
    found
}

/// What a token of code opens or closes.
fn code_step<'a>(text: &'a str, tok: Tok, contexts: &mut Vec<Context<'a>>) {
    match tok.kind {
        Tk::OBrace => contexts.push(Context::Brace),
        Tk::CBrace | Tk::TildeCBrace => {
            contexts.pop();
        }
        Tk::OQuote => contexts.push(Context::Quoted),
        Tk::OHeredoc => {
            let opener = text.get(tok.start..tok.end).unwrap_or("");
            contexts.push(Context::Heredoc(opener.trim_start_matches(['<', '-']).trim_end()));
        }
        _ => {}
    }
}

/// Goes on in a string or heredoc: to its end, or into the next sequence.
fn template_step<'a>(text: &'a str, mut pos: usize, contexts: &mut Vec<Context<'a>>) -> usize {
    let bytes = text.as_bytes();
    let Some(&context) = contexts.last() else {
        return bytes.len();
    };
    if let Context::Heredoc(marker) = context {
        // A marker ends the heredoc only on a line of its own.
        let begins_line = pos > 0 && bytes.get(pos - 1) == Some(&b'\n');
        let end = line_end(bytes, pos);
        if begins_line && text.get(pos..end).is_some_and(|l| l.trim() == marker) {
            contexts.pop();
            return end;
        }
    }
    let quoted = matches!(context, Context::Quoted);
    while let Some(&b) = bytes.get(pos) {
        let next = bytes.get(pos + 1).copied();
        match b {
            b'"' if quoted => {
                contexts.pop();
                return pos + 1;
            }
            b'\n' => {
                if quoted {
                    contexts.pop(); // unterminated: strings end with their line
                }
                return pos + 1;
            }
            b'\\' if quoted && next.is_some_and(|n| n != b'\n') => pos += 2,
            b'$' | b'%' if next == Some(b'{') => {
                contexts.push(Context::Sequence);
                return pos + 2;
            }
            b'$' | b'%' if next == Some(b) && bytes.get(pos + 2) == Some(&b'{') => pos += 3,
            _ => pos += 1,
        }
    }
    bytes.len()
}

/// Takes the comments out of what stands between two tokens.
fn collect(file: FileId, text: &str, mut pos: usize, end: usize, found: &mut Vec<Comment>) {
    let bytes = text.as_bytes();
    while pos < end {
        let next = match (bytes[pos], bytes.get(pos + 1)) {
            (b'#', _) | (b'/', Some(b'/')) => line_end(bytes, pos).min(end),
            (b'/', Some(b'*')) => block_comment_end(bytes, pos).unwrap_or(end),
            _ => {
                pos += 1;
                continue;
            }
        };
        push(file, text, pos, next, found);
        pos = next;
    }
}

fn push(file: FileId, text: &str, start: usize, end: usize, found: &mut Vec<Comment>) {
    let body = text.get(start..end).unwrap_or("").trim_end_matches('\r');
    found.push(Comment { span: Span::new(file, start, start + body.len()), text: body.to_string() });
}
