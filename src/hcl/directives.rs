//! From the flat pieces of a template to its tree: what stands between `%{ if }` and
//! `%{ endif }` belongs together.

use super::ast::{Expr, ExprKind, Ident, TemplatePart};
use super::parser::{MAX_NESTING, Parser};
use super::template::{Piece, Range};

/// A directive whose end is not reached yet.
enum Open {
    If { condition: Expr, then: Option<Vec<TemplatePart>>, at: Range },
    For { key: Option<Ident>, value: Ident, collection: Expr, at: Range },
}

/// What is being collected, and around it what waits for it.
struct Assembly {
    parts: Vec<TemplatePart>,
    text: String,
    outer: Vec<(Open, Vec<TemplatePart>)>,
}

impl Assembly {
    /// Ends a run of text.
    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.parts.push(TemplatePart::Literal(std::mem::take(&mut self.text).into()));
        }
    }

    fn open(&mut self, directive: Open) {
        self.flush();
        self.outer.push((directive, std::mem::take(&mut self.parts)));
    }

    /// Ends the innermost directive with `part` made of what was collected.
    fn close(&mut self, outer: Vec<TemplatePart>, make: impl FnOnce(Vec<TemplatePart>) -> TemplatePart) {
        let inner = std::mem::replace(&mut self.parts, outer);
        self.parts.push(make(inner));
    }
}

impl Parser<'_> {
    /// The template's tree and how deep its directives are nested. Directives that do not
    /// match are reported and make it [`ExprKind::Error`].
    pub(super) fn assemble(&mut self, pieces: Vec<Piece>) -> (ExprKind, u32) {
        let mut a = Assembly { parts: Vec::new(), text: String::new(), outer: Vec::new() };
        let mut deepest = 0;
        for piece in pieces {
            if !self.take(&mut a, piece) {
                return (ExprKind::Error, 0);
            }
            deepest = deepest.max(a.outer.len());
            if deepest > MAX_NESTING as usize {
                let at = a.outer.last().map_or((0, 0), |(d, _)| directive_range(d));
                let detail = format!("Directives may be nested at most {MAX_NESTING} levels deep.");
                self.error(at.0, at.1, "Nesting too deep", detail);
                return (ExprKind::Error, 0);
            }
        }
        a.flush();
        if let Some((open, _)) = a.outer.last() {
            let (what, end) = directive_words(open);
            let at = directive_range(open);
            let summary = format!("Unclosed {what} directive");
            let detail =
                format!("The template ends without the {end} directive that belongs to this {what} directive.");
            self.error(at.0, at.1, &summary, detail);
            return (ExprKind::Error, 0);
        }
        let kind = match a.parts.as_mut_slice() {
            [] => ExprKind::String("".into()),
            [TemplatePart::Literal(text)] => ExprKind::String(text.clone()),
            _ => ExprKind::Template(a.parts),
        };
        (kind, deepest as u32)
    }

    /// Adds one piece; false if it does not fit where it stands.
    fn take(&mut self, a: &mut Assembly, piece: Piece) -> bool {
        match piece {
            Piece::Text(text) => a.text.push_str(&text),
            Piece::Interpolation(expr) => {
                a.flush();
                a.parts.push(TemplatePart::Interpolation(expr));
            }
            Piece::If(condition, at) => a.open(Open::If { condition, then: None, at }),
            Piece::For(key, value, collection, at) => a.open(Open::For { key, value, collection, at }),
            Piece::Else(at) => {
                a.flush();
                match a.outer.last_mut() {
                    Some((Open::If { then: then @ None, .. }, _)) => *then = Some(std::mem::take(&mut a.parts)),
                    Some((Open::If { .. }, _)) => {
                        return self.misplaced("else", at, "This if directive already has an else part.");
                    }
                    _ => return self.misplaced("else", at, "No if directive is open here."),
                }
            }
            Piece::EndIf(at) => {
                a.flush();
                match a.outer.pop() {
                    Some((Open::If { condition, then, .. }, outer)) => a.close(outer, |last| match then {
                        Some(then) => TemplatePart::If(condition, then, last),
                        None => TemplatePart::If(condition, last, Vec::new()),
                    }),
                    Some(_) => {
                        return self.misplaced("endif", at, "The innermost directive that is open here is a for.");
                    }
                    None => return self.misplaced("endif", at, "No if directive is open here."),
                }
            }
            Piece::EndFor(at) => {
                a.flush();
                match a.outer.pop() {
                    Some((Open::For { key, value, collection, .. }, outer)) => {
                        a.close(outer, |body| TemplatePart::For { key, value, collection, body });
                    }
                    Some(_) => {
                        return self.misplaced("endfor", at, "The innermost directive that is open here is an if.");
                    }
                    None => return self.misplaced("endfor", at, "No for directive is open here."),
                }
            }
        }
        true
    }

    fn misplaced(&mut self, word: &str, at: Range, detail: &str) -> bool {
        self.error(at.0, at.1, &format!("Unexpected {word} directive"), detail);
        false
    }
}

fn directive_words(open: &Open) -> (&'static str, &'static str) {
    match open {
        Open::If { .. } => ("if", "endif"),
        Open::For { .. } => ("for", "endfor"),
    }
}

fn directive_range(open: &Open) -> Range {
    match open {
        Open::If { at, .. } | Open::For { at, .. } => *at,
    }
}
