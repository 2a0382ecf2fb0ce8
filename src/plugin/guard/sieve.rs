//! Keeps some fields of a message that flows by, so that the rest of it is never held: states are large, and
//! requests name them several times.

use bytes::{Bytes, BytesMut};

use super::super::protocol::FrameError;

/// The longest varint.
const LONGEST: usize = 10;
/// Bytes before the message: compression and length.
const HEADER: usize = 5;

/// Reads one gRPC body in pieces of any size.
#[derive(Debug)]
pub struct Sieve {
    wanted: &'static [u64],
    state: State,
    /// What of a header, a key or a length was read so far.
    small: Vec<u8>,
    /// Bytes of the message that are still to come.
    left: usize,
    kept: BytesMut,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Header,
    Key,
    Length { keep: bool },
    Varint { keep: bool },
    Bytes { keep: bool, left: usize },
    Failed(FrameError),
}

impl Sieve {
    /// Keeps the fields of these numbers.
    pub fn new(wanted: &'static [u64]) -> Sieve {
        Sieve { wanted, state: State::Header, small: Vec::with_capacity(LONGEST), left: 0, kept: BytesMut::new() }
    }

    /// Takes the next piece.
    pub fn feed(&mut self, mut piece: &[u8]) {
        while !piece.is_empty() {
            let used = match self.step(piece) {
                Ok(used) => used,
                Err(error) => {
                    self.state = State::Failed(error);
                    return;
                }
            };
            piece = &piece[used..];
        }
    }

    /// The fields that were kept, as a message of their own.
    ///
    /// # Errors
    /// [`FrameError`] if what came was not exactly one uncompressed message.
    pub fn finish(self) -> Result<Bytes, FrameError> {
        match self.state {
            State::Key if self.left == 0 && self.small.is_empty() => Ok(self.kept.freeze()),
            State::Failed(error) => Err(error),
            _ => Err(FrameError::Length),
        }
    }

    /// Reads some of a piece that is not empty: how many bytes.
    fn step(&mut self, piece: &[u8]) -> Result<usize, FrameError> {
        match self.state {
            State::Failed(error) => Err(error),
            State::Header => self.header(piece),
            State::Bytes { keep, left } => Ok(self.pass(piece, keep, left)),
            State::Key | State::Length { .. } | State::Varint { .. } => self.varint(piece[0]),
        }
    }

    fn header(&mut self, piece: &[u8]) -> Result<usize, FrameError> {
        let used = piece.len().min(HEADER - self.small.len());
        self.small.extend_from_slice(&piece[..used]);
        if let [flag, a, b, c, d] = self.small[..] {
            if flag != 0 {
                return Err(FrameError::Compressed);
            }
            self.left = u32::from_be_bytes([a, b, c, d]) as usize;
            self.small.clear();
            self.state = State::Key;
        }
        Ok(used)
    }

    fn pass(&mut self, piece: &[u8], keep: bool, left: usize) -> usize {
        let used = piece.len().min(left);
        if keep {
            self.kept.extend_from_slice(&piece[..used]);
        }
        self.left -= used;
        self.state = if used == left { State::Key } else { State::Bytes { keep, left: left - used } };
        used
    }

    /// One byte of a key, a length or a number.
    fn varint(&mut self, byte: u8) -> Result<usize, FrameError> {
        self.left = self.left.checked_sub(1).ok_or(FrameError::Length)?;
        self.small.push(byte);
        if byte & 0x80 != 0 {
            return if self.small.len() < LONGEST { Ok(1) } else { Err(FrameError::Length) };
        }
        let value = self.small.iter().rev().fold(0u64, |n, b| n << 7 | u64::from(b & 0x7f));
        self.state = match self.state {
            State::Key => {
                let keep = self.wanted.contains(&(value >> 3));
                self.keep(keep);
                match value & 7 {
                    0 => State::Varint { keep },
                    1 => self.bytes(keep, 8)?,
                    2 => State::Length { keep },
                    5 => self.bytes(keep, 4)?,
                    _ => return Err(FrameError::Length),
                }
            }
            State::Length { keep } => {
                self.keep(keep);
                let length = usize::try_from(value).map_err(|_| FrameError::Length)?;
                self.bytes(keep, length)?
            }
            State::Varint { keep } => {
                self.keep(keep);
                State::Key
            }
            other => other,
        };
        self.small.clear();
        Ok(1)
    }

    fn keep(&mut self, keep: bool) {
        if keep {
            self.kept.extend_from_slice(&self.small);
        }
    }

    fn bytes(&mut self, keep: bool, length: usize) -> Result<State, FrameError> {
        if length > self.left {
            return Err(FrameError::Length);
        }
        if keep {
            self.kept.reserve(length);
        }
        Ok(if length == 0 { State::Key } else { State::Bytes { keep, left: length } })
    }
}

#[cfg(test)]
mod tests {
    use prost::Message;

    use super::super::super::protocol::{DynamicValue, PlanRequest, frame};
    use super::*;

    fn value(text: &str) -> Option<DynamicValue> {
        Some(DynamicValue { msgpack: Bytes::copy_from_slice(text.as_bytes()), json: Bytes::new() })
    }

    fn sieved(body: &[u8], piece: usize) -> Result<Bytes, FrameError> {
        let mut sieve = Sieve::new(&[1, 2, 4, 5]);
        body.chunks(piece).for_each(|p| sieve.feed(p));
        sieve.finish()
    }

    #[test]
    fn wanted_fields_are_kept_however_the_message_is_cut() {
        let long = "x".repeat(300);
        let whole = PlanRequest {
            type_name: "t".into(),
            prior_state: value(&long),
            proposed_new_state: value(&long),
            config: value(""),
            prior_private: Bytes::from_static(b"p"),
        };
        let mut message = whole.encode_to_vec();
        // Fields that nobody knows, of every kind: 30 varint, 31 eight bytes, 32 four bytes, 33 empty.
        message.extend([0xf0, 1, 0x96, 1, 0xf9, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0x85, 2, 0, 0, 0, 0, 0x8a, 2, 0]);
        let body = frame(&[&message]);
        let wanted = PlanRequest { proposed_new_state: None, ..whole };
        for piece in [1, 2, 3, 5, 7, 64, body.len()] {
            let kept = sieved(&body, piece).unwrap();
            assert_eq!(kept, wanted.encode_to_vec(), "in pieces of {piece}");
        }
    }

    #[test]
    fn what_is_not_one_message_is_refused() {
        let good = frame(&[&PlanRequest { type_name: "type".into(), ..PlanRequest::default() }.encode_to_vec()]);
        assert!(sieved(&good, 4).is_ok());
        for cut in 0..good.len() {
            assert_eq!(sieved(&good[..cut], 4), Err(FrameError::Length), "cut at {cut}");
        }
        let twice = [&good[..], &good].concat();
        assert_eq!(sieved(&twice, 3), Err(FrameError::Length));
        assert_eq!(sieved(&[1, 0, 0, 0, 0], 2), Err(FrameError::Compressed));
        // A field that is longer than its message, a group, and a key without end.
        for message in [&[0x0a, 9, 1][..], &[0x0b, 0], &[0xff; 12]] {
            assert_eq!(sieved(&frame(&[message]), 2), Err(FrameError::Length));
        }
        assert_eq!(sieved(&frame(&[]), 2), Ok(Bytes::new()));
    }
}
