//! The text of an input: in memory, or a file that is mapped. Pieces of it are handed out without being copied.

use std::fs::File;
use std::io;
use std::sync::Arc;

use memmap2::Mmap;

/// Bytes of an input.
#[derive(Debug)]
pub enum Bytes {
    /// In memory.
    Owned(Vec<u8>),
    /// A file, of which the system brings in what is read.
    Mapped(Mmap),
}

impl Bytes {
    /// Maps a file.
    ///
    /// # Errors
    /// The system cannot map it.
    pub fn map(file: &File) -> io::Result<Bytes> {
        // SAFETY: memory under the map changes if somebody writes to the file, which nobody can rule out. Plans are written
        // once, before they are checked; `ringfence check` looks whether the file is still the same when it is done, and
        // makes nothing of its verdicts otherwise. A file that is cut short meanwhile ends the process.
        #[expect(unsafe_code, reason = "reading a big file into memory takes longer than judging it")]
        let map = unsafe { Mmap::map(file) };
        map.map(Bytes::Mapped)
    }
}

impl std::ops::Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Bytes::Owned(bytes) => bytes,
            Bytes::Mapped(map) => map,
        }
    }
}

/// An input that is perhaps text, in UTF-8, without a byte order mark. Cloning is cheap.
#[derive(Clone)]
pub struct Buffer(Arc<Input>);

struct Input {
    bytes: Bytes,
    /// How long the byte order mark is.
    begin: usize,
}

const MARK: &[u8] = "\u{FEFF}".as_bytes();

impl Buffer {
    /// All of it.
    pub fn bytes(&self) -> &[u8] {
        self.0.bytes.get(self.0.begin..).unwrap_or_default()
    }

    /// All of it, if it is text.
    ///
    /// # Errors
    /// How much of it is.
    pub fn text(&self) -> Result<&str, std::str::Utf8Error> {
        std::str::from_utf8(self.bytes())
    }

    /// A piece of text out of these bytes, which is kept with them; of any other text a copy.
    pub fn slice(&self, part: &str) -> Slice {
        let start = part.as_ptr().addr().wrapping_sub(self.bytes().as_ptr().addr());
        match self.bytes().get(start..start.wrapping_add(part.len())) {
            Some(_) => Slice { buffer: self.clone(), start, end: start + part.len() },
            None => Slice::of(part),
        }
    }
}

impl From<Bytes> for Buffer {
    fn from(bytes: Bytes) -> Self {
        let begin = if bytes.starts_with(MARK) { MARK.len() } else { 0 };
        Buffer(Arc::new(Input { bytes, begin }))
    }
}

impl From<String> for Buffer {
    fn from(text: String) -> Self {
        Bytes::Owned(text.into_bytes()).into()
    }
}

impl std::fmt::Debug for Buffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never the text: it may hold secrets.
        write!(f, "Buffer({})", self.bytes().len())
    }
}

/// A piece of text out of an input that is kept as it was read.
#[derive(Clone)]
pub struct Slice {
    buffer: Buffer,
    start: usize,
    end: usize,
}

impl Slice {
    /// A text in memory of its own.
    pub fn of(text: &str) -> Slice {
        let buffer = Buffer(Arc::new(Input { bytes: Bytes::Owned(text.into()), begin: 0 }));
        Slice { buffer, start: 0, end: text.len() }
    }

    /// The text.
    pub fn text(&self) -> &str {
        let bytes = self.buffer.bytes().get(self.start..self.end).unwrap_or_default();
        // SAFETY: slices are made of texts alone, and these bytes are those of one. That those of a file are still the same is
        // what mapping it rests on.
        #[expect(unsafe_code, reason = "a text is checked once, not whenever it is looked at")]
        unsafe {
            std::str::from_utf8_unchecked(bytes)
        }
    }
}

impl std::fmt::Debug for Slice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never the text: it may hold secrets.
        write!(f, "Slice({}..{})", self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn mapped(content: &[u8]) -> Bytes {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).unwrap();
        Bytes::map(&file).unwrap()
    }

    #[test]
    fn a_mapped_file_is_what_it_is_in_memory() {
        for content in ["", "{\"a\": \"ä€\u{1F600}\"}", "\u{FEFF}{}"] {
            let file = Buffer::from(mapped(content.as_bytes()));
            assert_eq!(file.text(), Ok(content.trim_start_matches('\u{FEFF}')));
            assert_eq!(file.text(), Buffer::from(Bytes::Owned(content.into())).text());
        }
        for content in [&b"ab\xFF"[..], b"\xE2\x82", b"\xEF\xBB\xBFa\x80"] {
            assert!(Buffer::from(mapped(content)).text().is_err());
        }
    }

    #[test]
    fn pieces_lie_in_the_input_and_others_are_copied() {
        let buffer = Buffer::from("0123456789".to_owned());
        let text = buffer.text().unwrap();
        let piece = buffer.slice(&text[3..7]);
        assert_eq!((piece.text(), piece.start, piece.buffer.bytes().len()), ("3456", 3, 10));
        let other = buffer.slice("345");
        assert_eq!((other.text(), other.buffer.bytes().len()), ("345", 3));
        assert_eq!(buffer.slice(&text[10..]).text(), "");
    }
}
