//! Colours, and text measured and wrapped by what a terminal shows.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::super::Color;
use crate::finding::Severity;

/// What a piece of text is, for choosing its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Critical, high, errors.
    Error,
    /// Medium, warnings.
    Warning,
    /// Low, info.
    Note,
    /// Undecided.
    Undecided,
    /// Line numbers, frames, second labels.
    Frame,
    /// What should stand out without a colour of its own.
    Strong,
}

impl Style {
    /// The style of a severity's label.
    pub(super) fn of(severity: Severity) -> Style {
        match severity.label() {
            "error" => Style::Error,
            "warning" => Style::Warning,
            _ => Style::Note,
        }
    }

    fn codes(self) -> &'static str {
        match self {
            Style::Error => "1;31",
            Style::Warning => "1;33",
            Style::Note => "1;36",
            Style::Undecided => "1;35",
            Style::Frame => "34",
            Style::Strong => "1",
        }
    }
}

/// `text` in a style, if colours are wanted. The only place that makes escape sequences.
pub(super) fn paint(color: Color, style: Style, text: &str) -> String {
    match color {
        Color::Always if !text.is_empty() => format!("\u{1b}[{}m{text}\u{1b}[0m", style.codes()),
        _ => text.to_string(),
    }
}

/// Columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// Columns that a character takes.
pub(super) fn char_width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// Breaks text at spaces into lines of at most `first` and then `rest` columns. Words that are
/// longer (addresses, URLs) are left whole, so that they can be copied.
pub(super) fn wrap(text: &str, first: usize, rest: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let size = width(word);
        let limit = if lines.is_empty() { first } else { rest };
        if used > 0 && used + 1 + size > limit {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += size;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_words_stay_whole() {
        assert_eq!(wrap("aa bb cc", 5, 5), ["aa bb", "cc"]);
        assert_eq!(wrap("aaaaaaaa b", 4, 4), ["aaaaaaaa", "b"]);
        assert_eq!(wrap("aa bb cc", 2, 9), ["aa", "bb cc"]);
        assert_eq!(wrap("漢字 漢字", 4, 4), ["漢字", "漢字"]);
        assert_eq!(wrap("", 4, 4), [""]);
    }

    #[test]
    fn colours_only_when_asked() {
        assert_eq!(paint(Color::Never, Style::Error, "x"), "x");
        assert_eq!(paint(Color::Always, Style::Error, "x"), "\u{1b}[1;31mx\u{1b}[0m");
    }
}
