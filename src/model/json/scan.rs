//! One pass over JSON that checks all of it and decodes only what is asked for: whoever reads says for each value
//! whether it wants the members, the text, or just where it lies.

use std::borrow::Cow;

use super::blocks::{self, BLOCK, Carry};
use super::scalar::{is_escape, is_scalar};
use super::unescape;

/// Nesting of members that are read; what is only skipped may be nested as deep as it likes.
const MAX_DEPTH: u32 = 128;

/// Why reading ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The text is no JSON. Whoever wants to tell where and why may have a slower parser look.
    Syntax,
    /// It is JSON of another shape than was asked for.
    Shape {
        /// Byte at which the value begins.
        at: usize,
        /// What is wrong with it.
        what: String,
    },
}

/// A reader that stands before a value.
#[derive(Debug)]
pub struct Scanner<'a> {
    /// What of the bytes was found to be text. What is looked at is.
    text: &'a str,
    bytes: &'a [u8],
    /// Where the block of `tokens` begins.
    base: usize,
    /// Where the next block begins.
    next: usize,
    tokens: u64,
    carry: Carry,
    /// The last escape that was seen: what begins behind it has none.
    escape: Option<usize>,
    broken: bool,
    depth: u32,
    /// Containers that [`Scanner::skip`] is in.
    open: Nesting,
}

/// What the containers around a place are, one bit each: set for objects.
#[derive(Debug, Default)]
struct Nesting {
    /// The innermost, as many as fit.
    inner: u64,
    /// Those around them.
    outer: Vec<u64>,
}

impl Nesting {
    /// Enters a container, at so many levels.
    #[inline(always)]
    fn push(&mut self, level: u32, object: bool) {
        if level.is_multiple_of(u64::BITS) && level > 0 {
            self.outer.push(self.inner);
        }
        self.inner = self.inner << 1 | u64::from(object);
    }

    /// Leaves the container that was entered at this level: whether that is an object.
    #[inline(always)]
    fn pop(&mut self, level: u32) -> bool {
        let object = self.inner & 1 == 1;
        self.inner >>= 1;
        if level.is_multiple_of(u64::BITS) && level > 0 {
            self.inner = self.outer.pop().unwrap_or_default();
        }
        object
    }
}

impl Fault {
    /// The fault of a text that begins at a byte of another.
    pub fn behind(self, begin: usize) -> Fault {
        match self {
            Fault::Shape { at, what } => Fault::Shape { at: begin + at, what },
            other => other,
        }
    }
}

type Result<T> = std::result::Result<T, Fault>;

impl<'a> Scanner<'a> {
    /// Stands before the one value of a text.
    pub fn new(text: &'a str) -> Self {
        Scanner { text, ..Scanner::of(text.as_bytes()) }
    }

    /// Stands before the one value of bytes that are perhaps text.
    fn of(bytes: &'a [u8]) -> Self {
        Scanner {
            text: "",
            bytes,
            base: 0,
            next: 0,
            tokens: 0,
            carry: Carry::default(),
            escape: None,
            broken: false,
            depth: 0,
            open: Nesting::default(),
        }
    }

    /// Reads the one value of a text, in UTF-8.
    ///
    /// # Errors
    /// [`Fault`]: of the text, or of `read`. What is no text is no JSON.
    pub fn whole<T>(bytes: &'a [u8], read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let mut scanner = Scanner::of(bytes);
        // Text that is no JSON has no shape.
        let found = read(&mut scanner).map_err(|fault| if scanner.broken { Fault::Syntax } else { fault })?;
        scanner.finish().map(|()| found)
    }

    /// Makes sure that nothing follows and that nothing was wrong on the way. What was read counts only after this.
    ///
    /// # Errors
    /// [`Fault::Syntax`]
    pub fn finish(mut self) -> Result<()> {
        match self.peek() == self.bytes.len() && !self.broken {
            true => Ok(()),
            false => Err(Fault::Syntax),
        }
    }

    /// Where the next token begins; the end of the text after the last one.
    #[inline(always)]
    pub fn peek(&mut self) -> usize {
        if self.tokens == 0 && !self.advance() {
            return self.bytes.len();
        }
        self.base + self.tokens.trailing_zeros() as usize
    }

    /// Goes on to the next block that has a token; `false` at the end.
    #[inline(never)]
    fn advance(&mut self) -> bool {
        while self.tokens == 0 {
            if self.next >= self.bytes.len() {
                return false;
            }
            self.refill();
        }
        true
    }

    /// Steps over a token: where it begins, and its first byte; the end of the text after the last one.
    #[inline(always)]
    fn token(&mut self) -> (usize, u8) {
        let at = self.peek();
        self.tokens &= self.tokens.wrapping_sub(1);
        (at, self.bytes.get(at).copied().unwrap_or(0))
    }

    /// Makes sure that what is looked at up to this byte is text.
    #[inline(always)]
    fn reach(&mut self, end: usize) {
        if end > self.text.len() && self.text.len() < self.bytes.len() {
            self.check(end);
        }
    }

    /// Finds out whether the bytes are text up to this one and somewhat farther: so much at a time as is still in the caches of
    /// a processor when it is looked at. Where they are not, the text ends.
    #[cold]
    fn check(&mut self, end: usize) {
        const AHEAD: usize = 128 << 10;
        let known = self.text.len();
        let part = self.bytes.get(known..(end + AHEAD).min(self.bytes.len())).unwrap_or_default();
        let (good, bad) = match std::str::from_utf8(part) {
            Ok(_) => (part.len(), false),
            // A character that goes on behind the part is no fault, unless nothing is behind it.
            Err(e) => (e.valid_up_to(), e.error_len().is_some() || known + part.len() == self.bytes.len()),
        };
        let bytes = self.bytes.get(..known + good).unwrap_or_default();
        // SAFETY: what was checked before, and what was checked now, which begins where that ended.
        #[expect(unsafe_code, reason = "the standard library cannot make a checked text longer")]
        unsafe {
            self.text = std::str::from_utf8_unchecked(bytes);
        }
        if bad {
            self.bytes = bytes;
            self.broken = true;
        }
    }

    #[inline(always)]
    fn refill(&mut self) {
        let at = self.next;
        self.reach(at + BLOCK);
        let rest = self.bytes.get(at..).unwrap_or_default();
        let padded: [u8; BLOCK];
        let block = match rest.first_chunk::<BLOCK>() {
            Some(block) => block,
            None => {
                padded = std::array::from_fn(|i| rest.get(i).copied().unwrap_or(b' '));
                &padded
            }
        };
        let found = blocks::find(block, &mut self.carry);
        self.base = at;
        self.next = at + BLOCK;
        self.tokens = found.tokens;
        if found.forbidden | found.escapes != 0 {
            self.broken |= found.forbidden != 0;
            let mut escapes = found.escapes;
            if let Some(last) = escapes.checked_ilog2() {
                self.escape = Some(self.base + last as usize);
            }
            while escapes != 0 {
                let at = self.base + escapes.trailing_zeros() as usize;
                escapes &= escapes - 1;
                self.broken |= !is_escape(self.bytes.get(at + 1..).unwrap_or_default());
            }
        }
    }

    fn shape(&self, at: usize, expected: &str) -> Fault {
        let found = match self.bytes.get(at) {
            Some(b'{') => "an object",
            Some(b'[') => "an array",
            Some(b'"') => "a string",
            Some(b't' | b'f') => "true or false",
            Some(b'n') => "null",
            Some(b'-' | b'0'..=b'9') => "a number",
            _ => return Fault::Syntax,
        };
        Fault::Shape { at, what: format!("{expected} was expected, not {found}") }
    }

    /// Reads the members of an object that have one of the names; the others are skipped. `read` takes the value of
    /// the member that it is told the name of. Nothing is read of null.
    ///
    /// # Errors
    /// [`Fault`] for what is no JSON, no object, or has a member of these names twice.
    pub fn fields<'n>(
        &mut self,
        names: &[&'n str],
        mut read: impl FnMut(&mut Self, &'n str) -> Result<()>,
    ) -> Result<()> {
        let (mut seen, mut next) = (0u64, 0);
        self.members(|scanner, key, at| match position(names, &mut next, key) {
            Some(index) if seen & (1 << index) != 0 => {
                Err(Fault::Shape { at, what: format!("{key:?} is there twice in one object") })
            }
            Some(index) => {
                seen |= 1 << index;
                read(scanner, names[index])
            }
            None => scanner.skip().map(drop),
        })
    }

    /// Reads the members of an object; `read` is told the key and where it stands, and takes the value. Nothing is
    /// read of null.
    ///
    /// # Errors
    /// [`Fault`] for what is no JSON or no object.
    pub fn members(&mut self, mut read: impl FnMut(&mut Self, &str, usize) -> Result<()>) -> Result<()> {
        if !self.enter(b'{', "an object")? {
            return Ok(());
        }
        let (mut at, mut byte) = self.token();
        if byte == b'}' {
            return self.leave();
        }
        loop {
            if byte != b'"' {
                return Err(Fault::Syntax);
            }
            let (colon, next) = self.token();
            if next != b':' {
                return Err(Fault::Syntax);
            }
            let raw = self.inner(at, colon);
            let key = self.unescaped(at, raw)?;
            read(self, &key, at)?;
            (_, byte) = self.token();
            match byte {
                b',' => (at, byte) = self.token(),
                b'}' => return self.leave(),
                _ => return Err(Fault::Syntax),
            }
        }
    }

    /// Reads the elements of an array; `read` takes one. Nothing is read of null.
    ///
    /// # Errors
    /// [`Fault`] for what is no JSON or no array.
    pub fn elements(&mut self, mut read: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        if !self.enter(b'[', "an array")? {
            return Ok(());
        }
        if self.bytes.get(self.peek()) == Some(&b']') {
            self.token();
            return self.leave();
        }
        loop {
            read(self)?;
            match self.token().1 {
                b',' => {}
                b']' => return self.leave(),
                _ => return Err(Fault::Syntax),
            }
        }
    }

    /// Steps over an opening bracket; `false` for null.
    fn enter(&mut self, bracket: u8, expected: &str) -> Result<bool> {
        let at = self.peek();
        match self.bytes.get(at) {
            Some(b) if *b == bracket => {
                self.token();
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(Fault::Shape { at, what: "it is nested too deep".into() });
                }
                Ok(true)
            }
            Some(b'n') => {
                self.skip()?;
                Ok(false)
            }
            _ => Err(self.shape(at, expected)),
        }
    }

    fn leave(&mut self) -> Result<()> {
        self.depth -= 1;
        Ok(())
    }

    /// The text of a string; `None` for null.
    ///
    /// # Errors
    /// [`Fault`] for what is no JSON, no string, or no Unicode.
    pub fn text(&mut self) -> Result<Option<Cow<'a, str>>> {
        let (at, byte) = self.token();
        match byte {
            b'"' => {
                let end = self.peek();
                self.unescaped(at, self.inner(at, end)).map(Some)
            }
            b'n' => self.scalar(at).map(|()| None),
            _ => Err(self.shape(at, "a string")),
        }
    }

    /// The text of a string, and the string as it is written between its quotes; nothing for null.
    ///
    /// # Errors
    /// As [`Scanner::text`].
    pub fn text_as_written(&mut self) -> Result<(Option<Cow<'a, str>>, &'a str)> {
        let at = self.peek();
        let text = self.text()?;
        let end = self.peek();
        Ok((text, self.inner(at, end)))
    }

    /// What the string at `at` stands for.
    #[inline]
    fn unescaped(&self, at: usize, raw: &'a str) -> Result<Cow<'a, str>> {
        // Of all that was read up to here, this is the end: an escape in it would be the last.
        match self.escape {
            Some(escape) if escape > at => unescape(raw).map_err(|e| Fault::Shape { at, what: e.to_string() }),
            _ => Ok(Cow::Borrowed(raw)),
        }
    }

    /// True or false; `None` for null.
    ///
    /// # Errors
    /// [`Fault`] for what is no JSON or neither.
    pub fn flag(&mut self) -> Result<Option<bool>> {
        let (at, byte) = self.token();
        match byte {
            b't' | b'f' => self.scalar(at).map(|()| Some(byte == b't')),
            b'n' => self.scalar(at).map(|()| None),
            _ => Err(self.shape(at, "true or false")),
        }
    }

    /// Steps over an object that is the same, byte for byte, as one that was read before, and returns its text; `None` for
    /// anything else. What was checked once is not checked again.
    pub fn again(&mut self, object: &str) -> Option<&'a str> {
        let at = self.peek();
        self.reach(at + object.len());
        let text = self.text.get(at..at + object.len()).filter(|text| *text == object && text.ends_with('}'))?;
        // Behind a bracket no string is open, and no number or word.
        (self.next, self.tokens, self.carry) = (at + text.len(), 0, Carry::default());
        Some(text)
    }

    /// The first byte of the value that comes next.
    pub fn first(&mut self) -> Option<u8> {
        let at = self.peek();
        self.bytes.get(at).copied()
    }

    /// A value as it is written; `None` for null.
    ///
    /// # Errors
    /// [`Fault::Syntax`]
    pub fn raw(&mut self) -> Result<Option<&'a str>> {
        let raw = self.skip()?;
        Ok(Some(raw).filter(|r| *r != "null"))
    }

    /// As [`Scanner::raw`], and notes where the keys of an object begin, counted from its own beginning. Notes
    /// nothing of an object that has a key with escapes, or reaches further than can be noted; `None` then.
    ///
    /// # Errors
    /// [`Fault::Syntax`]
    pub fn outline(&mut self, keys: &mut Vec<u16>) -> Result<(Option<&'a str>, Option<usize>)> {
        let start = self.peek();
        if self.bytes.get(start) != Some(&b'{') {
            return Ok((self.raw()?, None));
        }
        self.token();
        let known = keys.len();
        let mut plain = true;
        let end = self.container(true, |scanner, key, colon| {
            let offset = u16::try_from(key - start);
            let escaped = || scanner.bytes.get(key..colon).is_some_and(|raw| memchr::memchr(b'\\', raw).is_some());
            plain &= offset.is_ok() && !(scanner.escape.is_some_and(|escape| escape > key) && escaped());
            if let Ok(offset) = offset {
                keys.push(offset);
            }
        })?;
        let raw = self.text.get(start..end).unwrap_or_default();
        if !plain {
            keys.truncate(known);
        }
        Ok((Some(raw), plain.then(|| keys.len() - known)))
    }

    /// What stands between the quotes of a string that begins at `at` and is followed by the token at `next`.
    fn inner(&self, at: usize, next: usize) -> &'a str {
        let raw = self.bytes.get(at + 1..next).unwrap_or_default();
        // Mostly there is no white space in between.
        let length = match raw {
            [inner @ .., b'"'] => inner.len(),
            _ => raw.trim_ascii_end().strip_suffix(b"\"").map_or(0, <[u8]>::len),
        };
        self.text.get(at + 1..at + 1 + length).unwrap_or_default()
    }

    /// Checks the number or word at `at`.
    #[inline]
    fn scalar(&mut self, at: usize) -> Result<()> {
        match is_scalar(self.bytes.get(at..).unwrap_or_default()) {
            true => Ok(()),
            false => Err(Fault::Syntax),
        }
    }

    /// Checks a value and returns it as it is written.
    ///
    /// # Errors
    /// [`Fault::Syntax`]
    pub fn skip(&mut self) -> Result<&'a str> {
        let (start, first) = self.token();
        let end = match first {
            b'{' | b'[' => self.container(first == b'{', |_, _, _| {})?,
            b'"' => self.peek(),
            _ => {
                self.scalar(start)?;
                self.peek()
            }
        };
        Ok(self.text.get(start..end).unwrap_or_default().trim_ascii_end())
    }

    /// Checks what stands in an object or array behind its opening bracket; returns where it ends. `key` is told
    /// where its own keys and the colons behind them are.
    #[inline(always)]
    fn container(&mut self, mut object: bool, mut key: impl FnMut(&Self, usize, usize)) -> Result<usize> {
        let mut levels = 0u32;
        // A container may end where its first member could begin, but not behind a comma.
        let mut fresh = true;
        loop {
            let (mut at, mut byte) = self.token();
            let closed = fresh && byte == closing(object);
            if !closed {
                if object {
                    let (colon, next) = self.token();
                    if byte != b'"' || next != b':' {
                        return Err(Fault::Syntax);
                    }
                    if levels == 0 {
                        key(self, at, colon);
                    }
                    (at, byte) = self.token();
                }
                match byte {
                    b'{' | b'[' => {
                        self.open.push(levels, object);
                        levels += 1;
                        object = byte == b'{';
                        fresh = true;
                        continue;
                    }
                    b'"' => {}
                    _ => self.scalar(at)?,
                }
                (at, byte) = self.token();
            }
            // Behind a value, or at the bracket that closes what is empty.
            while byte != b',' {
                if byte != closing(object) {
                    return Err(Fault::Syntax);
                }
                if levels == 0 {
                    return Ok(at + 1);
                }
                levels -= 1;
                object = self.open.pop(levels);
                (at, byte) = self.token();
            }
            fresh = false;
        }
    }
}

/// Where a key stands among names, looked for from the one that comes `next`: writers keep to an order, and mostly it is
/// that of the names.
fn position(names: &[&str], next: &mut usize, key: &str) -> Option<usize> {
    let (before, behind) = names.split_at((*next).min(names.len()));
    let found = behind.iter().position(|name| *name == key).map(|n| n + before.len());
    let found = found.or_else(|| before.iter().position(|name| *name == key))?;
    *next = found + 1;
    Some(found)
}

fn closing(object: bool) -> u8 {
    if object { b'}' } else { b']' }
}

#[cfg(test)]
mod tests;
