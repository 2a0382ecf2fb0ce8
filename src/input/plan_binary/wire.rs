//! The wire format of protocol buffers (<https://protobuf.dev/programming-guides/encoding/>), as far as plans need it.
//!
//! A generated reader would refuse whole plans: Terraform and OpenTofu use the same field numbers for fields of
//! different kinds. Here a field of a kind that nobody expects is passed over, as one that is not known is. Nothing
//! is copied: values stay slices of the input.

/// A message within the input.
#[derive(Clone, Copy)]
pub(super) struct Message<'a> {
    bytes: &'a [u8],
    /// Where it begins in the input, to name places and keep slices.
    pub start: usize,
}

/// The value of a field.
#[derive(Clone, Copy)]
pub(super) enum Field<'a> {
    /// Numbers, enumerations and truth values.
    Number(u64),
    /// Text, bytes, or a message within the message.
    Bytes(Message<'a>),
    /// Fixed-width numbers: plans have none.
    Other,
}

/// Where a message breaks its own rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    /// Byte of the input.
    pub at: usize,
    /// What is wrong there.
    pub why: &'static str,
}

/// Fields of a message, in the order of the input.
pub(super) struct Fields<'a> {
    message: Message<'a>,
    at: usize,
}

impl<'a> Message<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Message { bytes, start: 0 }
    }

    pub fn fields(self) -> Fields<'a> {
        Fields { message: self, at: 0 }
    }

    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    pub fn end(self) -> usize {
        self.start + self.bytes.len()
    }

    pub fn text(self) -> Result<&'a str, Broken> {
        std::str::from_utf8(self.bytes)
            .map_err(|e| Broken { at: self.start + e.valid_up_to(), why: "a text is not UTF-8" })
    }
}

impl<'a> Field<'a> {
    pub fn message(self) -> Option<Message<'a>> {
        match self {
            Field::Bytes(message) => Some(message),
            _ => None,
        }
    }

    pub fn number(self) -> Option<u64> {
        match self {
            Field::Number(n) => Some(n),
            _ => None,
        }
    }

    /// The text of a field of that kind.
    pub fn text(self) -> Result<Option<&'a str>, Broken> {
        self.message().map(Message::text).transpose()
    }
}

impl<'a> Fields<'a> {
    fn broken(&self, why: &'static str) -> Broken {
        Broken { at: self.message.start + self.at, why }
    }

    fn varint(&mut self) -> Result<u64, Broken> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = *self.message.bytes.get(self.at).ok_or_else(|| self.broken("it breaks off"))?;
            self.at += 1;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(self.broken("a number is longer than ten bytes"))
    }

    fn take(&mut self, length: u64) -> Result<Message<'a>, Broken> {
        let end = usize::try_from(length).ok().and_then(|n| self.at.checked_add(n));
        let part = end.and_then(|end| self.message.bytes.get(self.at..end));
        let bytes = part.ok_or_else(|| self.broken("a field reaches beyond the end"))?;
        let start = self.message.start + self.at;
        self.at += bytes.len();
        Ok(Message { bytes, start })
    }

    fn field(&mut self) -> Result<(u64, Field<'a>), Broken> {
        let key = self.varint()?;
        let value = match key & 7 {
            0 => Field::Number(self.varint()?),
            1 => self.take(8).map(|_| Field::Other)?,
            2 => {
                let length = self.varint()?;
                Field::Bytes(self.take(length)?)
            }
            5 => self.take(4).map(|_| Field::Other)?,
            _ => return Err(self.broken("a field of no known kind")),
        };
        match key >> 3 {
            0 => Err(self.broken("a field without a number")),
            number => Ok((number, value)),
        }
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Field<'a>), Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.message.bytes.len() {
            return None;
        }
        let found = self.field();
        if found.is_err() {
            self.at = self.message.bytes.len();
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_every_kind_are_passed() {
        // 1: 300, 2: "ab", 3: fixed 64, 4: fixed 32, 500000000: "x"
        let bytes = b"\x08\xac\x02\x12\x02ab\x19\0\0\0\0\0\0\0\0\x25\0\0\0\0\x82\xd0\xac\xf3\x0e\x01x";
        let found: Vec<_> = Message::new(bytes).fields().map(Result::unwrap).collect();
        assert_eq!(found.iter().map(|f| f.0).collect::<Vec<_>>(), [1, 2, 3, 4, 500_000_000]);
        assert_eq!(found[0].1.number(), Some(300));
        assert_eq!(found[1].1.text().unwrap(), Some("ab"));
        assert_eq!(found[1].1.number(), None);
        assert_eq!(found[1].1.message().map(|m| (m.start, m.end())), Some((5, 7)));
    }

    #[test]
    fn damage_is_told_with_its_place() {
        for (bytes, at, why) in [
            (&b"\x08"[..], 1, "breaks off"),
            (b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11, "ten bytes"),
            (b"\x12\x05ab", 2, "beyond the end"),
            (b"\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01ab", 11, "beyond the end"),
            (b"\x0b", 1, "no known kind"),
            (b"\x00\x00", 2, "without a number"),
        ] {
            let found: Vec<_> = Message::new(bytes).fields().collect();
            let Some(Err(broken)) = found.last() else { panic!("{bytes:x?} is read") };
            assert!(broken.at == at && broken.why.contains(why), "{bytes:x?}: {broken:?}");
            assert_eq!(found.len(), 1, "nothing follows damage");
        }
    }
}
