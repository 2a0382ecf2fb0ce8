//! Code frames: source lines with what is at fault underlined, and what to say of it.
//!
//! Written here and not taken from `annotate-snippets`, which was weighed: its labels cannot
//! wrap, and ours name resource addresses that are wider than a terminal; it takes spans into
//! the text as it is, and ours must first be rid of control characters; and what remains after
//! picking the lines, cleaning them and wrapping the labels is the drawing below.

use std::io::{self, Write};

use super::super::Color;
use super::super::escape::{clean, push_clean};
use super::super::place::resolve;
use super::paint::{Style, char_width, paint, width, wrap};
use super::redact::{HIDDEN, hidden};
use crate::finding::Label;
use crate::text::{FileId, SourceMap};

/// A line is not cut below this many columns.
const NARROWEST: usize = 20;
/// Columns shown before the first mark of a line that had to be cut.
const LEAD: usize = 8;

/// One place to underline.
struct Mark {
    file: FileId,
    line: u32,
    /// Characters of the line, from 0, half open.
    from: usize,
    to: usize,
    text: String,
    primary: bool,
}

/// How to draw.
#[derive(Clone, Copy)]
pub(super) struct Look {
    /// With colours or without.
    pub color: Color,
    /// Columns of the terminal.
    pub width: usize,
    /// Colour of the primary underline.
    pub style: Style,
}

/// Draws the primary place and the others; answers the width of the line numbers, by which
/// the lines that follow are indented, or `None` if the place is in no known file.
pub(super) fn draw(
    sources: &SourceMap,
    primary: &Label,
    others: &[Label],
    look: Look,
    out: &mut dyn Write,
) -> io::Result<Option<usize>> {
    let Some(first) = mark(sources, primary, true) else {
        return Ok(None);
    };
    let mut marks = vec![first];
    for other in others {
        let Some(mark) = mark(sources, other, false) else { continue };
        // A second underline of the very same text only says twice where, not what.
        let double = marks.iter().any(|m| (m.file, m.line, m.from, m.to) == (mark.file, mark.line, mark.from, mark.to));
        if !(double && mark.text.is_empty()) {
            marks.push(mark);
        }
    }
    let last = marks.iter().map(|m| m.line).max().unwrap_or(1);
    let gutter = last.to_string().len();
    let mut files: Vec<FileId> = Vec::new();
    for mark in &marks {
        if !files.contains(&mark.file) {
            files.push(mark.file);
        }
    }
    for (n, file) in files.iter().enumerate() {
        let arrow = if n == 0 { "-->" } else { ":::" };
        let mut here: Vec<&Mark> = marks.iter().filter(|m| m.file == *file).collect();
        if let Some(top) = here.first() {
            let path = clean(&sources.get(*file).path).into_owned();
            let place = format!("{path}:{}:{}", top.line, top.from + 1);
            writeln!(out, "{:gutter$}{} {place}", "", paint(look.color, Style::Frame, arrow))?;
        }
        here.sort_by_key(|m| (m.line, !m.primary, m.from));
        file_lines(sources, &here, gutter, look, out)?;
    }
    Ok(Some(gutter))
}

fn mark(sources: &SourceMap, label: &Label, primary: bool) -> Option<Mark> {
    let place = resolve(sources, label.span)?;
    let line = sources.get(label.span.file).line(place.start.line);
    let length = line.chars().count();
    let from = (place.start.column as usize - 1).min(length);
    // Of several lines the first is underlined to its end.
    let to = if place.end.line > place.start.line {
        line.trim_end().chars().count()
    } else {
        (place.end.column as usize - 1).min(length)
    };
    let text = clean(&label.text).into_owned();
    Some(Mark { file: label.span.file, line: place.start.line, from, to: to.max(from + 1), text, primary })
}

/// Draws the lines of one file that have marks, which are sorted by line.
fn file_lines(sources: &SourceMap, marks: &[&Mark], gutter: usize, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let bar = paint(look.color, Style::Frame, "|");
    writeln!(out, "{:gutter$} {bar}", "")?;
    let Some(first) = marks.first() else { return Ok(()) };
    let mut before: Option<u32> = None;
    for group in marks.chunk_by(|a, b| a.line == b.line) {
        let Some(head) = group.first() else { continue };
        match before {
            // One line between is cheaper to show than to leave out.
            Some(line) if head.line == line + 2 => {
                let text = Shown::new(sources, first.file, line + 1, &[], room(gutter, look)).text;
                numbered(line + 1, &text, gutter, look, out)?;
            }
            Some(line) if head.line > line + 2 => {
                writeln!(out, "{}", paint(look.color, Style::Frame, "..."))?;
            }
            _ => {}
        }
        let shown = Shown::new(sources, first.file, head.line, group, room(gutter, look));
        numbered(head.line, &shown.text, gutter, look, out)?;
        for (mark, columns) in group.iter().zip(&shown.columns) {
            underline(mark, *columns, gutter, look, out)?;
        }
        before = Some(head.line);
    }
    Ok(())
}

/// Columns for the text of a line.
fn room(gutter: usize, look: Look) -> usize {
    look.width.saturating_sub(gutter + 3).max(NARROWEST)
}

fn numbered(line: u32, text: &str, gutter: usize, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let number = paint(look.color, Style::Frame, &format!("{line:>gutter$} |"));
    match text {
        "" => writeln!(out, "{number}"),
        text => writeln!(out, "{number} {text}"),
    }
}

fn underline(
    mark: &Mark,
    (from, to): (usize, usize),
    gutter: usize,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (sign, style) = if mark.primary { ("^", look.style) } else { ("-", Style::Frame) };
    let bar = paint(look.color, Style::Frame, "|");
    let signs = paint(look.color, style, &sign.repeat(to - from));
    let room = room(gutter, look);
    write!(out, "{:gutter$} {bar} {:from$}{signs}", "", "")?;
    if mark.text.is_empty() {
        return writeln!(out);
    }
    if to + 1 + width(&mark.text) <= room {
        return writeln!(out, " {}", paint(look.color, style, &mark.text));
    }
    // The label goes below, as far right as leaves it enough room.
    writeln!(out)?;
    let indent = from.min(room.saturating_sub(width(&mark.text).min(room * 2 / 3)));
    for line in wrap(&mark.text, room - indent, room - indent) {
        writeln!(out, "{:gutter$} {bar} {:indent$}{}", "", "", paint(look.color, style, &line))?;
    }
    Ok(())
}

/// A source line as it is shown, and where its marks are in it, in columns.
struct Shown {
    text: String,
    columns: Vec<(usize, usize)>,
}

impl Shown {
    fn new(sources: &SourceMap, file: FileId, line: u32, marks: &[&Mark], room: usize) -> Shown {
        let hidden = hidden(sources, file, line);
        let line = sources.get(file).line(line);
        // Of a line without end (minified JSON) only the surroundings of the marks are looked at.
        let first = marks.iter().map(|m| m.from).min().unwrap_or(0);
        let before = first.saturating_sub(room);
        // Cells: what each character becomes. A tab is four columns wide.
        let cells: Vec<String> = line
            .chars()
            .enumerate()
            .skip(before)
            .take(room * 4)
            .map(|(n, c)| {
                let mut cell = String::new();
                if let Some(range) = hidden.iter().find(|r| r.contains(&n)) {
                    // The first character that is looked at stands for all of them.
                    let stands = n == range.start.max(before);
                    return if stands { HIDDEN.into() } else { cell };
                }
                if c == '\t' {
                    cell.push_str("    ")
                } else {
                    push_clean(&mut cell, c)
                }
                cell
            })
            .collect();
        let mut ends = Vec::with_capacity(cells.len() + 1);
        ends.push(0);
        let mut total = 0;
        for cell in &cells {
            total += cell.chars().map(char_width).sum::<usize>();
            ends.push(total);
        }
        let column = |n: usize| {
            let n = n.saturating_sub(before);
            ends.get(n).copied().unwrap_or(total + n.saturating_sub(cells.len()))
        };
        // Inside of what is hidden no place is told from another: the mark is under all that stands in for it.
        let veil = |n: usize| hidden.iter().find(|r| r.start < n && n < r.end);
        let from = |m: &Mark| column(veil(m.from).map_or(m.from, |r| r.start));
        let to = |m: &Mark| column(veil(m.to).map_or(m.to, |r| r.end));
        let columns: Vec<_> = marks.iter().map(|m| (from(m), to(m).max(from(m) + 1))).collect();
        let text = cells.concat().trim_end().to_string();
        if width(&text) <= room {
            return Shown { text, columns };
        }
        cut(&text, &columns, room)
    }
}

/// Cuts a line to `room` columns around its first mark.
fn cut(text: &str, columns: &[(usize, usize)], room: usize) -> Shown {
    let total = width(text);
    let first = columns.iter().map(|c| c.0).min().unwrap_or(0);
    let last = columns.iter().map(|c| c.1).max().unwrap_or(0);
    // From the beginning of the line if the marks are seen then, else from shortly before them.
    let skip = if last < room { 0 } else { first.saturating_sub(LEAD).min(total + 1 - room) };
    let mut out = String::new();
    let mut at = 0;
    let mut used = 0;
    for c in text.chars() {
        let size = char_width(c);
        // The ellipses take one column each, in place of what they hide.
        if at >= skip + usize::from(skip > 0) && used + size < room {
            if used == 0 && skip > 0 {
                out.push('…');
                // A wide character that the cut fell into leaves a gap.
                out.extend(std::iter::repeat_n(' ', at - skip - 1));
                used = at - skip;
            }
            out.push(c);
            used += size;
        } else if used > 0 {
            out.push('…');
            break;
        }
        at += size;
    }
    let shift = |c: usize| c.saturating_sub(skip).min(room.saturating_sub(1));
    let columns = columns.iter().map(|c| (shift(c.0), shift(c.1).max(shift(c.0) + 1))).collect();
    Shown { text: out, columns }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{SourceFile, Span};

    fn frame(text: &str, from: &str, label: &str, columns: usize) -> String {
        let mut sources = SourceMap::default();
        let id = sources.add(SourceFile::new("a.tf", text));
        let at = text.find(from).unwrap();
        let label = Label { span: Span::new(id, at, at + from.len()), text: label.into() };
        let look = Look { color: Color::Never, width: columns, style: Style::Error };
        let mut out = Vec::new();
        draw(&sources, &label, &[], look, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn tabs_wide_characters_and_line_ends_keep_the_underline_in_place() {
        insta::assert_snapshot!(frame("\tname = \"漢字\" # x\r\n", "\"漢字\"", "here", 80), @r#"
         --> a.tf:1:9
          |
        1 |     name = "漢字" # x
          |            ^^^^^^ here
        "#);
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let line = format!("a = [{}\"bad\"{}]", "\"x\", ".repeat(30), ", \"y\"".repeat(30));
        insta::assert_snapshot!(frame(&line, "\"bad\"", "is not allowed", 60), @r#"
         --> a.tf:1:156
          |
        1 | …, "x", "bad", "y", "y", "y", "y", "y", "y", "y", "y", …
          |         ^^^^^ is not allowed
        "#);
    }

    #[test]
    fn a_line_of_megabytes_is_cut_at_both_ends() {
        let line = format!("{}\"bad\"{}", "漢x".repeat(500_000), ", 1".repeat(500_000));
        insta::assert_snapshot!(frame(&line, "\"bad\"", "here", 40), @r#"
         --> a.tf:1:1000001
          |
        1 | …x漢x漢x"bad", 1, 1, 1, 1, 1, 1, 1,…
          |         ^^^^^ here
        "#);
    }

    #[test]
    fn control_characters_in_sources_are_shown_not_obeyed() {
        let text = "a = \"\u{1b}[2J\" b";
        insta::assert_snapshot!(frame(text, "b", "", 60), @r#"
         --> a.tf:1:12
          |
        1 | a = "\u{1b}[2J" b
          |                 ^
        "#);
    }

    #[test]
    fn an_empty_span_at_the_end_still_has_a_mark() {
        let mut sources = SourceMap::default();
        let id = sources.add(SourceFile::new("a.tf", "x"));
        let label = Label { span: Span::new(id, 99, 99), text: "expected more".into() };
        let look = Look { color: Color::Never, width: 60, style: Style::Error };
        let mut out = Vec::new();
        assert_eq!(draw(&sources, &label, &[], look, &mut out).unwrap(), Some(1));
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
         --> a.tf:1:2
          |
        1 | x
          |  ^ expected more
        ");
    }

    #[test]
    fn secrets_beside_the_finding_are_hidden() {
        let text =
            "resource \"x\" \"y\" {\n  password = \"hunter2\"\n  public = true\n  user_data = \"root:hunter2\"\n}";
        let mut sources = SourceMap::default();
        let id = sources.add(SourceFile::new("a.tf", text));
        let span = |what: &str| {
            let at = text.find(what).unwrap();
            Span::new(id, at, at + what.len())
        };
        sources.hide(span("root:hunter2"));
        let label = |what: &str, text: &str| Label { span: span(what), text: text.into() };
        let others = [label("resource \"x\" \"y\"", "x.y"), label("user_data = \"root:hunter2\"", "set here")];
        let look = Look { color: Color::Never, width: 80, style: Style::Error };
        let mut out = Vec::new();
        draw(&sources, &label("public = true", ""), &others, look, &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
         --> a.tf:3:3
          |
        1 | resource "x" "y" {
          | ---------------- x.y
        2 |   password = "(sensitive)"
        3 |   public = true
          |   ^^^^^^^^^^^^^
        4 |   user_data = "(sensitive)"
          |   ------------------------- set here
        "#);
    }

    #[test]
    fn every_width_and_every_span_can_be_drawn() {
        let text = "é\t漢 = \"\u{202e}x\"\r\n\n}  ";
        let mut sources = SourceMap::default();
        let id = sources.add(SourceFile::new("a.tf", text));
        for columns in 0..60 {
            for start in 0..=text.len() + 1 {
                for end in start..=text.len() + 1 {
                    let label = Label { span: Span::new(id, start, end), text: "some words here".into() };
                    let look = Look { color: Color::Never, width: columns, style: Style::Error };
                    draw(&sources, &label, std::slice::from_ref(&label), look, &mut io::sink()).unwrap();
                }
            }
        }
    }
}
