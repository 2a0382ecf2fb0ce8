//! JSON that is read a part at a time: beside what is kept of it, only what is being looked at is in memory. The parts
//! fit into the caches of a processor, so that bytes are read, checked and copied where they are at hand.

use std::io::Read;

use super::scan::{Fault, MAX_DEPTH, Rest, Scanner, position};

/// Bytes that are read at once.
const PART: usize = 128 << 10;

type Result<T> = std::result::Result<T, Fault>;

/// A reader that stands before a value, a member or an element.
pub struct Stream<'s> {
    source: Option<&'s mut dyn Read>,
    /// How many bytes are read at once.
    part: usize,
    /// What was read of a character that has not ended.
    begun: Vec<u8>,
    /// What is looked at.
    window: String,
    /// Where in it the reader stands.
    at: usize,
    /// How much of the text is before it.
    passed: usize,
    depth: u32,
}

impl<'s> Stream<'s> {
    /// Stands before the one value of a text that is read from a source. A byte order mark is passed over.
    ///
    /// # Errors
    /// [`Fault::Unreadable`]
    pub fn new(source: &'s mut dyn Read) -> Result<Self> {
        Stream::by_parts(source, PART)
    }

    /// The same for parts of another size.
    fn by_parts(source: &'s mut dyn Read, part: usize) -> Result<Self> {
        let mut stream = Stream { source: Some(source), part, ..Stream::text(String::new(), 0) };
        while stream.window.is_empty() && stream.rest() == Rest::Unread {
            stream.more()?;
        }
        if stream.window.starts_with('\u{FEFF}') {
            stream.at = '\u{FEFF}'.len_utf8();
        }
        Ok(stream)
    }

    /// Stands before the one value of a text that begins at a byte of another.
    pub fn text(text: String, begin: usize) -> Self {
        Stream { source: None, part: PART, begun: Vec::new(), window: text, at: 0, passed: begin, depth: 0 }
    }

    /// Makes sure that nothing follows.
    ///
    /// # Errors
    /// [`Fault::Syntax`], [`Fault::Unreadable`]
    pub fn finish(mut self) -> Result<()> {
        match self.first()? {
            None => Ok(()),
            Some(_) => Err(Fault::Syntax),
        }
    }

    fn rest(&self) -> Rest {
        if self.source.is_some() { Rest::Unread } else { Rest::Nothing }
    }

    /// Reads as much again as is being looked at, or a part.
    fn more(&mut self) -> Result<()> {
        let mut bytes = std::mem::take(&mut self.window).into_bytes();
        bytes.drain(..self.at);
        self.passed += self.at;
        self.at = 0;
        bytes.append(&mut self.begun);
        let wanted = bytes.len().max(self.part) as u64;
        if let Some(source) = &mut self.source {
            let read = source.take(wanted).read_to_end(&mut bytes);
            let read = read.map_err(|e| Fault::Unreadable(e.to_string()))? as u64;
            if read < wanted {
                self.source = None;
            }
        }
        let rest = self.rest();
        self.window = String::from_utf8(bytes)
            .or_else(|e| match (e.utf8_error().error_len(), rest) {
                // The last character goes on.
                (None, Rest::Unread) => {
                    let good = e.utf8_error().valid_up_to();
                    let mut bytes = e.into_bytes();
                    self.begun = bytes.split_off(good);
                    String::from_utf8(bytes).map_err(|e| e.to_string())
                }
                _ => Err(e.to_string()),
            })
            .map_err(Fault::Unreadable)?;
        Ok(())
    }

    /// The first byte of what comes next; `None` at the end.
    ///
    /// # Errors
    /// [`Fault::Unreadable`]
    pub fn first(&mut self) -> Result<Option<u8>> {
        loop {
            let rest = self.window.as_bytes().get(self.at..).unwrap_or_default();
            if let Some(n) = rest.iter().position(|b| !matches!(b, b' ' | b'\n' | b'\r' | b'\t')) {
                self.at += n;
                return Ok(rest.get(n).copied());
            }
            self.at = self.window.len();
            if self.rest() == Rest::Nothing {
                return Ok(None);
            }
            self.more()?;
        }
    }

    /// Steps over a byte that comes next; `false` if another one does.
    fn step(&mut self, byte: u8) -> Result<bool> {
        let comes = self.first()? == Some(byte);
        self.at += usize::from(comes);
        Ok(comes)
    }

    /// Reads a value as a whole. Where not all of it was at hand `read` is called once more, with more of it: before it
    /// does what may not be done twice it asks [`Scanner::settle`].
    ///
    /// # Errors
    /// [`Fault`]: of the text, or of `read`.
    pub fn value<T>(&mut self, mut read: impl FnMut(&mut Scanner<'_>) -> Result<T>) -> Result<T> {
        loop {
            let rest = self.rest();
            let mut scanner = Scanner::part(self.window.get(self.at..).unwrap_or_default(), rest);
            let found = read(&mut scanner).and_then(|found| scanner.settle().map(|()| found));
            match found.map_err(|fault| scanner.blame(fault)) {
                Ok(found) => {
                    self.at += scanner.peek();
                    return Ok(found);
                }
                Err(fault) if is_certain(&fault, rest, &mut scanner) => {
                    return Err(fault.behind(self.passed + self.at));
                }
                Err(_) => {}
            }
            self.more()?;
        }
    }

    /// Reads the elements of an array, each as a whole: what [`Stream::elements`] does with [`Stream::value`], with less work
    /// for each of them.
    ///
    /// # Errors
    /// [`Fault`]: of the text, or of `read`.
    pub fn values(&mut self, mut read: impl FnMut(&mut Scanner<'_>) -> Result<()>) -> Result<()> {
        if !self.enter(b'[', "an array")? {
            return Ok(());
        }
        if !self.step(b']')? {
            // Where a value breaks off the next round begins with it.
            while !self.values_at_hand(&mut read)? {
                self.more()?;
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// Reads as many elements as are at hand; whether the array ended.
    fn values_at_hand(&mut self, read: &mut impl FnMut(&mut Scanner<'_>) -> Result<()>) -> Result<bool> {
        let rest = self.rest();
        let begin = self.at;
        let mut scanner = Scanner::part(self.window.get(begin..).unwrap_or_default(), rest);
        loop {
            let found = read(&mut scanner).and_then(|()| scanner.settle());
            if let Err(fault) = found.map_err(|fault| scanner.blame(fault)) {
                return match is_certain(&fault, rest, &mut scanner) {
                    true => Err(fault.behind(self.passed + begin)),
                    false => Ok(false),
                };
            }
            let (at, byte) = scanner.token();
            match byte {
                b',' => self.at = begin + at + 1,
                b']' => {
                    self.at = begin + at + 1;
                    return Ok(true);
                }
                _ => return Err(Fault::Syntax),
            }
        }
    }

    /// A value as it is written, and where it begins; `None` for null.
    ///
    /// # Errors
    /// [`Fault`]
    pub fn raw(&mut self) -> Result<Option<(usize, String)>> {
        let (begin, raw) = self.value(|scanner| Ok((scanner.peek(), scanner.raw()?.map(str::to_owned))))?;
        let passed = self.passed;
        Ok(raw.map(|raw| (passed + begin, raw)))
    }

    /// Checks a value.
    ///
    /// # Errors
    /// [`Fault`]
    pub fn skip(&mut self) -> Result<()> {
        self.value(|scanner| scanner.skip().map(drop))
    }

    /// Reads the members of an object, as [`Scanner::members`].
    ///
    /// # Errors
    /// [`Fault`]
    pub fn members(&mut self, read: &mut dyn FnMut(&mut Self, &str, usize) -> Result<()>) -> Result<()> {
        if !self.enter(b'{', "an object")? {
            return Ok(());
        }
        self.listed(b'}', &mut |stream| {
            if stream.first()? != Some(b'"') {
                return Err(Fault::Syntax);
            }
            let at = stream.passed + stream.at;
            let key = stream.value(|scanner| Ok(scanner.text()?.unwrap_or_default().into_owned()))?;
            match stream.step(b':')? {
                true => read(stream, &key, at),
                false => Err(Fault::Syntax),
            }
        })
    }

    /// Reads the members of an object that have one of the names, as [`Scanner::fields`].
    ///
    /// # Errors
    /// [`Fault`]
    pub fn fields<'n>(
        &mut self,
        names: &[&'n str],
        read: &mut dyn FnMut(&mut Self, &'n str) -> Result<()>,
    ) -> Result<()> {
        let (mut seen, mut next) = (0u64, 0);
        self.members(&mut |stream, key, at| match position(names, &mut next, key) {
            Some(index) if seen & (1 << index) != 0 => {
                Err(Fault::Shape { at, what: format!("{key:?} is there twice in one object") })
            }
            Some(index) => {
                seen |= 1 << index;
                read(stream, names[index])
            }
            None => stream.skip(),
        })
    }

    /// Reads the elements of an array, as [`Scanner::elements`].
    ///
    /// # Errors
    /// [`Fault`]
    pub fn elements(&mut self, read: &mut dyn FnMut(&mut Self) -> Result<()>) -> Result<()> {
        match self.enter(b'[', "an array")? {
            true => self.listed(b']', read),
            false => Ok(()),
        }
    }

    /// Reads what stands between commas, up to the bracket that closes it.
    fn listed(&mut self, close: u8, one: &mut dyn FnMut(&mut Self) -> Result<()>) -> Result<()> {
        if !self.step(close)? {
            one(self)?;
            while self.step(b',')? {
                one(self)?;
            }
            if !self.step(close)? {
                return Err(Fault::Syntax);
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// Steps over an opening bracket; `false` for null.
    fn enter(&mut self, bracket: u8, expected: &str) -> Result<bool> {
        match self.first()? {
            Some(b'n') => self.skip().map(|()| false),
            Some(byte) if byte == bracket => {
                self.at += 1;
                self.depth += 1;
                match self.depth > MAX_DEPTH {
                    true => Err(Fault::Shape { at: self.passed + self.at - 1, what: "it is nested too deep".into() }),
                    false => Ok(true),
                }
            }
            _ => self.value(|scanner| Err(scanner.unexpected(expected))),
        }
    }
}

/// Whether a fault is one whatever follows: what breaks off is perhaps nothing else.
fn is_certain(fault: &Fault, rest: Rest, scanner: &mut Scanner<'_>) -> bool {
    rest == Rest::Nothing || (*fault != Fault::Syntax && !scanner.is_at_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out some bytes at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
            let n = self.1.min(to.len()).min(self.0.len());
            let (now, rest) = self.0.split_at(n);
            to[..n].copy_from_slice(now);
            self.0 = rest;
            Ok(n)
        }
    }

    /// What a reader of `{"l": [VALUE...], "t": TEXT}` finds, and how often it took a value.
    fn read(text: &[u8], part: usize, slow: usize) -> Result<(Vec<String>, Option<String>)> {
        let (mut list, mut last) = (Vec::new(), None);
        let mut source = Slow(text, slow);
        let mut stream = Stream::by_parts(&mut source, part)?;
        stream.fields(&["l", "t"], &mut |s, name| match name {
            "l" => s.values(|scanner| {
                let raw = scanner.skip()?.to_string();
                scanner.settle()?;
                list.push(raw);
                Ok(())
            }),
            _ => s.value(|scanner| scanner.text().map(|t| t.map(std::borrow::Cow::into_owned))).map(|t| last = t),
        })?;
        stream.finish()?;
        Ok((list, last))
    }

    const TEXT: &str = "\u{FEFF} {\"other\" : [1,{\"a\":\"]\"}], \"l\":[ 12.5e3, \"ä\\\"€\\\\\", {\"k\":[true , null]} ,[ ],\"\",-0, \"\u{1F600}\\ud83d\\ude00\"] ,\n\"t\":\"é\\n\"} ";

    #[test]
    fn parts_of_any_size_are_read_alike() {
        let whole = read(TEXT.as_bytes(), 4096, 4096).unwrap();
        assert_eq!(whole.0[0], "12.5e3");
        assert_eq!((whole.0.len(), whole.1.as_deref()), (7, Some("é\n")));
        for part in 1..80 {
            for slow in [1, 2, 3, 7, 64, 1000] {
                assert_eq!(read(TEXT.as_bytes(), part, slow).as_ref(), Ok(&whole), "{part} {slow}");
            }
        }
    }

    #[test]
    fn faults_are_found_whatever_the_parts() {
        let text = TEXT.as_bytes();
        let (mut wrong, mut right) = (0, 0);
        for at in 3..text.len() {
            for byte in [b'"', b'}', b']', b'x', b' ', b'\\', b',', b'\x01', 0xFF] {
                let mut changed = text.to_vec();
                changed[at] = byte;
                let whole = read(&changed, 4096, 4096);
                let json = std::str::from_utf8(&changed).ok().map(|t| t.trim_start_matches('\u{FEFF}'));
                let valid = json.is_some_and(|t| serde_json::from_str::<serde::de::IgnoredAny>(t).is_ok());
                assert!(valid || whole.is_err(), "{changed:?}");
                for part in [1, 5, 16, 63] {
                    let found = read(&changed, part, 4096);
                    match (&whole, &found) {
                        // Which byte is told of text that is none depends on how it came.
                        (Err(Fault::Unreadable(_)), Err(_)) => {}
                        _ => assert_eq!(found, whole, "{} in parts of {part}", String::from_utf8_lossy(&changed)),
                    }
                }
                *if whole.is_ok() { &mut right } else { &mut wrong } += 1;
            }
        }
        assert!(wrong > 200 && right > 100, "{wrong} {right}");
        for end in 0..text.len() - 1 {
            assert!(read(&text[..end], 8, 8).is_err(), "{end}");
        }
    }

    #[test]
    fn shapes_and_depth_are_told_with_their_place() {
        let at = |text: &str| match read(text.as_bytes(), 4, 4) {
            Err(Fault::Shape { at, what }) => (at, what),
            other => panic!("{other:?}"),
        };
        assert_eq!(at(r#"{"x":1, "l":{}}"#), (12, "an array was expected, not an object".into()));
        assert_eq!(at(r#"{"l":[1], "t":7}"#), (14, "a string was expected, not a number".into()));
        assert_eq!(at(r#"{"t":"", "t":""}"#).0, 9);
        let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
        let mut source = deep.as_bytes();
        let mut stream = Stream::new(&mut source).unwrap();
        fn descend(stream: &mut Stream<'_>) -> Result<()> {
            stream.elements(&mut |s| descend(s))
        }
        assert!(matches!(descend(&mut stream), Err(Fault::Shape { at: 128, .. })));
    }
}
