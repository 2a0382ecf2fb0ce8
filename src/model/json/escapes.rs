//! What strings stand for that are written with escapes.

use std::borrow::Cow;

use super::cursor::Quoted;
use super::{DecodeError, words};

/// Resolves the escapes of a raw string (without its quotes).
///
/// # Errors
/// [`DecodeError::Text`] for lone surrogates.
pub fn unescape(raw: &str) -> Result<Cow<'_, str>, DecodeError> {
    if memchr::memchr(b'\\', raw.as_bytes()).is_none() {
        return Ok(Cow::Borrowed(raw));
    }
    if let Some(text) = simply(raw) {
        return Ok(Cow::Owned(text));
    }
    serde_json::from_str::<String>(&format!("\"{raw}\"")).map(Cow::Owned).map_err(|e| DecodeError::Text(e.to_string()))
}

impl<'a> Quoted<'a> {
    /// What stands between the quotes, its escapes resolved.
    pub fn unescape(self) -> Result<Cow<'a, str>, DecodeError> {
        if self.escaped { unescape(self.text) } else { Ok(Cow::Borrowed(self.text)) }
    }
}

/// Resolves escapes that stand for one character each; `None` where others occur.
fn simply(raw: &str) -> Option<String> {
    let bytes = raw.as_bytes();
    let mut out = String::with_capacity(raw.len());
    let mut at = 0;
    loop {
        let end = rare(bytes, at);
        out.push_str(raw.get(at..end)?);
        match bytes.get(end) {
            Some(b'\\') => {}
            Some(_) => return None,
            None => return Some(out),
        }
        at = end + 2;
        out.push(match bytes.get(end + 1)? {
            byte @ (b'"' | b'\\' | b'/') => char::from(*byte),
            b'b' => '\x08',
            b'f' => '\x0c',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                at = end + 6;
                char::from_u32(four_digits(bytes.get(end + 2..at)?)?)?
            }
            _ => return None,
        });
    }
}

/// Where the next byte is that does not stand for itself, or must not stand in a string at all; the end where there is none.
fn rare(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(word) = words::at(bytes, at) {
        match words::equal(word, b'\\') | words::equal(word, b'"') | words::below(word, b' ') {
            0 => at += words::BYTES,
            found => return at + words::first(found),
        }
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|b| matches!(b, b'\\' | b'"' | ..b' ')).unwrap_or(rest.len())
}

/// The number that four hexadecimal digits stand for.
fn four_digits(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| Some(number << 4 | char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn escapes_stand_for_what_they_stand_for_elsewhere(
            parts in proptest::collection::vec(
                proptest::sample::select(&[
                    "a", "abcdefghi", "é", "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0041", "\\u00e9", "\\u003C", "\\u0000",
                    "\\ud83d\\ude00", "\\ud800", "\\udc00", "\\u12", "\\x", "\\", "\u{1f}", "\u{7f}",
                ][..]),
                0..6,
            )
        ) {
            let raw = parts.concat();
            let expected = serde_json::from_str::<String>(&format!("\"{raw}\"")).ok();
            // What has no escape is not looked at: whoever read the file did.
            if raw.contains('\\') {
                proptest::prop_assert_eq!(unescape(&raw).ok().map(Cow::into_owned), expected);
            }
        }
    }
}
