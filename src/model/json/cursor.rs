//! Steps over the tokens of JSON that was validated before.

use super::words;

/// White space, commas and colons: what stands between the tokens of validated JSON.
pub(super) fn skip_filler(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\n' | b'\r' | b'\t' | b',' | b':')) {
        at += 1;
    }
    at
}

/// From an opening quote to one past the closing one.
pub(super) fn skip_string(bytes: &[u8], start: usize) -> usize {
    end_of_string(bytes, start).0
}

/// One past the closing quote of a string that is opened at `start`, and whether there are escapes before it.
fn end_of_string(bytes: &[u8], start: usize) -> (usize, bool) {
    let mut at = start + 1;
    let mut escaped = false;
    loop {
        match special(bytes, at) {
            Some(n) if bytes[n] == b'"' => return (n + 1, escaped),
            Some(n) => (at, escaped) = (n + 2, true),
            None => return (bytes.len(), escaped),
        }
    }
}

/// Words that are looked at before a search that has to be prepared is worth while: most strings are short.
const WORDS: usize = 3;

/// Where the next quote or backslash is.
#[inline]
fn special(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    for _ in 0..WORDS {
        let Some(word) = words::at(bytes, at) else { break };
        match words::equal(word, b'"') | words::equal(word, b'\\') {
            0 => at += words::BYTES,
            found => return Some(at + words::first(found)),
        }
    }
    memchr::memchr2(b'"', b'\\', bytes.get(at..)?).map(|n| at + n)
}

/// From the first byte of a value to one past its last.
pub(super) fn skip_value(bytes: &[u8], start: usize) -> usize {
    match bytes.get(start) {
        Some(b'"') => skip_string(bytes, start),
        Some(b'{' | b'[') => {
            let mut depth = 0usize;
            let mut at = start;
            while let Some(byte) = bytes.get(at) {
                match byte {
                    b'"' => {
                        at = skip_string(bytes, at);
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => {
                        depth -= 1;
                        if depth == 0 {
                            return at + 1;
                        }
                    }
                    _ => {}
                }
                at += 1;
            }
            bytes.len()
        }
        _ => {
            let mut at = start;
            while !matches!(bytes.get(at), None | Some(b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t')) {
                at += 1;
            }
            at
        }
    }
}

/// A string or key as it is written.
#[derive(Clone, Copy)]
pub(super) struct Quoted<'a> {
    /// What stands between the quotes.
    pub text: &'a str,
    /// Whether it has escapes.
    pub escaped: bool,
}

/// Stands before a value in a text, or behind the last one.
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str) -> Self {
        Cursor { text, at: 0 }
    }

    /// The first byte of what comes next.
    pub fn peek(&mut self) -> Option<u8> {
        self.at = skip_filler(self.text.as_bytes(), self.at);
        self.text.as_bytes().get(self.at).copied()
    }

    /// Steps over an opening bracket.
    pub fn enter(&mut self) {
        self.at += 1;
    }

    /// Steps over a value; returns it as it is written.
    pub fn skip(&mut self) -> &'a str {
        let start = self.at;
        self.at = skip_value(self.text.as_bytes(), start);
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Steps over a string, of which it stands before the quote.
    pub fn quoted(&mut self) -> Quoted<'a> {
        let start = self.at;
        let (end, escaped) = end_of_string(self.text.as_bytes(), start);
        self.at = end;
        // Of what is cut off there is nothing between quotes.
        let text = self.text.get(start + 1..end.saturating_sub(1)).unwrap_or_default();
        Quoted { text, escaped }
    }

    /// Steps over the key of the next member; `None` behind the last one.
    pub fn key(&mut self) -> Option<Quoted<'a>> {
        match self.peek() {
            Some(b'"') => {
                let key = self.quoted();
                self.peek();
                Some(key)
            }
            Some(b'}') => {
                self.at += 1;
                None
            }
            _ => {
                self.at = self.text.len();
                None
            }
        }
    }

    /// Whether another element comes; steps over the bracket behind the last one.
    pub fn has_element(&mut self) -> bool {
        match self.peek() {
            Some(b']') => {
                self.at += 1;
                false
            }
            Some(b'}') | None => {
                self.at = self.text.len();
                false
            }
            Some(_) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_string_ends_at_its_quote(
            parts in proptest::collection::vec(
                proptest::sample::select(&["a", "bcdefgh", "\\\"", "\\\\", "#", "!", "]", "é", "\u{1}", "\\u0041"][..]), 0..40,
            ),
            behind in "[a\"\\\\]{0,12}",
        ) {
            let inner = parts.concat();
            let text = format!("x\"{inner}\"{behind}");
            let end = inner.len() + 3;
            proptest::prop_assert_eq!(end_of_string(text.as_bytes(), 1), (end, inner.contains('\\')));
            let mut cursor = Cursor { text: &text, at: 1 };
            let found = cursor.quoted();
            proptest::prop_assert_eq!((found.text, found.escaped, cursor.at), (&*inner, inner.contains('\\'), end));
        }
    }
}
