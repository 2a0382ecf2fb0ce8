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

/// UTF-8 text of an input, without a byte order mark. Cloning is cheap.
#[derive(Clone)]
pub struct Buffer(Arc<Text>);

struct Text {
    bytes: Bytes,
    /// Where the text begins: from here on they were found to be UTF-8.
    begin: usize,
}

const MARK: &[u8] = "\u{FEFF}".as_bytes();

impl Buffer {
    /// Bytes as text.
    ///
    /// # Errors
    /// What of them is text, if not all.
    pub fn new(bytes: Bytes) -> Result<Buffer, String> {
        let begin = if bytes.starts_with(MARK) { MARK.len() } else { 0 };
        let text = bytes.get(begin..).unwrap_or_default();
        if let Err(error) = std::str::from_utf8(text) {
            let good = text.get(..error.valid_up_to()).unwrap_or_default();
            return Err(String::from_utf8_lossy(good).into_owned());
        }
        Ok(Buffer(Arc::new(Text { bytes, begin })))
    }

    /// All of it.
    pub fn text(&self) -> &str {
        let bytes = self.0.bytes.get(self.0.begin..).unwrap_or_default();
        // SAFETY: `new` checked these bytes. That those of a file are still the same is what mapping it rests on.
        #[expect(unsafe_code, reason = "the text is checked once, not whenever a piece of it is looked at")]
        unsafe {
            std::str::from_utf8_unchecked(bytes)
        }
    }

    /// A piece of this text, which is kept with it; of any other text a copy.
    pub fn slice(&self, part: &str) -> Slice {
        let begin = part.as_ptr().addr().wrapping_sub(self.text().as_ptr().addr());
        match self.text().get(begin..begin.wrapping_add(part.len())) {
            Some(_) => Slice { buffer: self.clone(), start: begin, end: begin + part.len() },
            None => Slice::of(part),
        }
    }
}

impl From<String> for Buffer {
    fn from(text: String) -> Self {
        Buffer(Arc::new(Text { bytes: Bytes::Owned(text.into_bytes()), begin: 0 }))
    }
}

impl std::fmt::Debug for Buffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never the text: it may hold secrets.
        write!(f, "Buffer({})", self.text().len())
    }
}

/// A piece of an input that is kept as it was read.
#[derive(Clone)]
pub struct Slice {
    buffer: Buffer,
    start: usize,
    end: usize,
}

impl Slice {
    /// A text in memory of its own.
    pub fn of(text: &str) -> Slice {
        Slice { buffer: text.to_owned().into(), start: 0, end: text.len() }
    }

    /// The text.
    pub fn text(&self) -> &str {
        self.buffer.text().get(self.start..self.end).unwrap_or_default()
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
    fn a_mapped_file_is_the_text_in_memory() {
        for content in ["", "{\"a\": \"ä€\u{1F600}\"}", "\u{FEFF}{}"] {
            let file = Buffer::new(mapped(content.as_bytes())).unwrap();
            let memory = Buffer::new(Bytes::Owned(content.into())).unwrap();
            assert_eq!(file.text(), content.trim_start_matches('\u{FEFF}'));
            assert_eq!(file.text(), memory.text());
        }
        for content in [&b"ab\xFF"[..], b"\xE2\x82", b"\xEF\xBB\xBFa\x80"] {
            let file = Buffer::new(mapped(content)).unwrap_err();
            assert_eq!(file, Buffer::new(Bytes::Owned(content.into())).unwrap_err());
            assert!(file.len() < content.len());
        }
    }

    #[test]
    fn pieces_lie_in_the_text_and_others_are_copied() {
        let buffer = Buffer::from("0123456789".to_owned());
        let piece = buffer.slice(&buffer.text()[3..7]);
        assert_eq!((piece.text(), piece.start, piece.buffer.text().len()), ("3456", 3, 10));
        let other = buffer.slice("345");
        assert_eq!((other.text(), other.buffer.text().len()), ("345", 3));
        assert_eq!(buffer.slice(&buffer.text()[10..]).text(), "");
    }
}
