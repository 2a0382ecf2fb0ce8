//! Source files, byte spans, line and column look-up, and diagnostics with spans.
//! Knows nothing of Terraform.

mod buffer;

use std::sync::Arc;

pub use buffer::{Buffer, Bytes, Slice};

/// Shared immutable text. Cloning is cheap.
pub type Str = Arc<str>;

/// A text without line breaks and indentation.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Index of a file in a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// Half-open range of byte offsets in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file that the offsets count in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from `start` up to `end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        Span { file, start: start as u32, end: end as u32 }
    }

    /// The smallest span that covers both; `other` must be of the same file.
    pub fn to(self, other: Span) -> Span {
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A position that people read: line and column count from 1, columns in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in Unicode scalar values.
    pub column: u32,
}

/// One source file: its path as the user gave it, its text, and where its lines begin.
#[derive(Debug)]
pub struct SourceFile {
    /// Path for display, never made absolute.
    pub path: Str,
    /// The whole text, without a byte order mark.
    pub text: Str,
    lines: Vec<u32>,
}

impl SourceFile {
    /// Indexes the lines of `text`.
    pub fn new(path: impl Into<Str>, text: impl Into<Str>) -> Self {
        let text: Str = text.into();
        let mut lines = vec![0];
        lines.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|i| i as u32 + 1));
        SourceFile { path: path.into(), text, lines }
    }

    /// Line and column of a byte offset; offsets past the end answer for the end.
    pub fn position(&self, offset: u32) -> Position {
        let line = self.lines.partition_point(|start| *start <= offset).max(1) - 1;
        let start = self.lines[line] as usize;
        let end = (offset as usize).min(self.text.len());
        let column = self.text.get(start..end).map_or(0, |t| t.chars().count());
        Position { line: line as u32 + 1, column: column as u32 + 1 }
    }

    /// Text of a line (from 1) without its line ending.
    pub fn line(&self, line: u32) -> &str {
        let index = (line as usize).saturating_sub(1);
        let Some(&start) = self.lines.get(index) else {
            return "";
        };
        let end = self.lines.get(index + 1).map_or(self.text.len(), |e| *e as usize);
        self.text.get(start as usize..end).unwrap_or("").trim_end_matches(['\n', '\r'])
    }

    /// The text that a span of this file covers.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }
}

/// All source files of a run. Ids are handed out in the order of [`SourceMap::add`].
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<Arc<SourceFile>>,
    hidden: Vec<Span>,
}

impl SourceMap {
    /// Takes a file in and names it.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        self.files.push(Arc::new(file));
        FileId(self.files.len() as u32 - 1)
    }

    /// The file of an id that this map handed out.
    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// How many files there are; the next id to be handed out.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether no file was added.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Marks text that must never be shown: the literal of a sensitive attribute, say.
    pub fn hide(&mut self, span: Span) {
        self.hidden.push(span);
    }

    /// The spans of a file that must never be shown, in the order in which they were marked.
    pub fn hidden(&self, file: FileId) -> impl Iterator<Item = Span> {
        self.hidden.iter().copied().filter(move |s| s.file == file)
    }

    /// `path:line:column` of the beginning of a span.
    pub fn display(&self, span: Span) -> String {
        let file = self.get(span.file);
        let at = file.position(span.start);
        format!("{}:{}:{}", file.path, at.line, at.column)
    }
}

/// Whether a diagnostic stops the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// The thing it speaks of cannot be used.
    Error,
    /// The thing can be used, with the stated reservation.
    Warning,
}

/// A message about a place in a source file, in the shape Terraform users know:
/// a summary, details, and the span at fault.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Error or warning.
    pub level: Level,
    /// One line, no full stop: what is wrong.
    pub summary: String,
    /// Sentences: why, and what to do.
    pub detail: String,
    /// Where; `None` only where there is no text (a missing file).
    pub span: Option<Span>,
}

impl Diagnostic {
    /// An error at a span.
    pub fn error(span: Span, summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Diagnostic { level: Level::Error, summary: summary.into(), detail: detail.into(), span: Some(span) }
    }

    /// A warning at a span.
    pub fn warning(span: Span, summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Diagnostic { level: Level::Warning, summary: summary.into(), detail: detail.into(), span: Some(span) }
    }
}

/// SHA-256 of bytes, in hex.
pub fn digest(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
