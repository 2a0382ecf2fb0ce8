//! MessagePack as cty writes it, token by token. Who knows nothing of types reads it lazily (`super::pack`), who has a
//! schema reads it by that (`plugin::msgpack`); what the bytes say is decoded here for both.
//!
//! Beside plain MessagePack there are two things of cty's own
//! (<https://github.com/zclconf/go-cty/blob/main/docs/marshal.md>): an extension of any code is a value that is
//! not known yet, code 12 with what is known of it all the same; and where a schema says "any type", an
//! array of two, of which the first is a *binary* string with the type as JSON.

use super::json::DecodeError;
use super::{Number, Refinement};

/// Extension code of an unknown value about which something is known.
const REFINED: i8 = 12;

/// The head of a value: everything, or how many values follow that belong to it.
pub enum Head<'a> {
    /// `null`
    Nil,
    /// `true` or `false`
    Bool(bool),
    /// A whole number of up to 64 bits, with or without a sign.
    Integer(i128),
    /// A number of 32 or 64 bits with a fraction.
    Float(f64),
    /// A string; see [`text`].
    Text(&'a [u8]),
    /// Bytes: a type, as JSON.
    Binary(&'a [u8]),
    /// So many elements follow.
    Array(usize),
    /// So many keys and values follow.
    Map(usize),
    /// Code and payload; see [`refinement`].
    Extension(i8, &'a [u8]),
}

/// Reads one value after the other.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

pub(super) fn broken(what: &str) -> DecodeError {
    DecodeError::Damaged(what.into())
}

impl<'a> Reader<'a> {
    /// Reads from the beginning of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader { bytes, at: 0 }
    }

    /// Where in the bytes the next value is.
    pub fn position(&self) -> usize {
        self.at
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], DecodeError> {
        let end = self.at.checked_add(count).ok_or_else(|| broken("a length is out of bounds"))?;
        let part = self.bytes.get(self.at..end).ok_or_else(|| broken("it breaks off"))?;
        self.at = end;
        Ok(part)
    }

    fn unsigned(&mut self, width: usize) -> Result<u64, DecodeError> {
        Ok(self.take(width)?.iter().fold(0, |n, byte| (n << 8) | u64::from(*byte)))
    }

    fn signed(&mut self, width: usize) -> Result<i128, DecodeError> {
        let unsigned = self.unsigned(width)?;
        let bits = 64 - 8 * width as u32;
        Ok(i128::from(((unsigned << bits) as i64) >> bits))
    }

    fn length(&mut self, width: usize) -> Result<usize, DecodeError> {
        usize::try_from(self.unsigned(width)?).map_err(|_| broken("a length is out of bounds"))
    }

    fn sized(&mut self, width: usize) -> Result<&'a [u8], DecodeError> {
        let length = self.length(width)?;
        self.take(length)
    }

    fn extension(&mut self, length: usize) -> Result<Head<'a>, DecodeError> {
        let code = self.take(1)?[0] as i8;
        Ok(Head::Extension(code, self.take(length)?))
    }

    /// The next head. Format: <https://github.com/msgpack/msgpack/blob/master/spec.md>.
    ///
    /// # Errors
    /// [`DecodeError::Damaged`] where it breaks off, or has a byte that means nothing.
    pub fn head(&mut self) -> Result<Head<'a>, DecodeError> {
        let byte = self.take(1)?[0];
        Ok(match byte {
            0x00..=0x7f => Head::Integer(byte.into()),
            0x80..=0x8f => Head::Map(usize::from(byte & 0x0f)),
            0x90..=0x9f => Head::Array(usize::from(byte & 0x0f)),
            0xa0..=0xbf => Head::Text(self.take(usize::from(byte & 0x1f))?),
            0xc0 => Head::Nil,
            0xc1 => return Err(broken("a byte that MessagePack does not use")),
            0xc2 => Head::Bool(false),
            0xc3 => Head::Bool(true),
            0xc4..=0xc6 => Head::Binary(self.sized(1 << (byte - 0xc4))?),
            0xc7..=0xc9 => {
                let length = self.length(1 << (byte - 0xc7))?;
                self.extension(length)?
            }
            0xca => Head::Float(f32::from_bits(self.unsigned(4)? as u32).into()),
            0xcb => Head::Float(f64::from_bits(self.unsigned(8)?)),
            0xcc..=0xcf => Head::Integer(self.unsigned(1 << (byte - 0xcc))?.into()),
            0xd0..=0xd3 => Head::Integer(self.signed(1 << (byte - 0xd0))?),
            0xd4..=0xd8 => self.extension(1 << (byte - 0xd4))?,
            0xd9..=0xdb => Head::Text(self.sized(1 << (byte - 0xd9))?),
            0xdc | 0xdd => Head::Array(self.length(2 << (byte - 0xdc))?),
            0xde | 0xdf => Head::Map(self.length(2 << (byte - 0xde))?),
            0xe0..=0xff => Head::Integer((byte as i8).into()),
        })
    }

    /// Passes over one value, however deep, without recursion.
    ///
    /// # Errors
    /// As [`Reader::head`].
    pub fn skip(&mut self) -> Result<(), DecodeError> {
        // Every value takes at least a byte, so that a count that lies ends at the end of the input.
        let mut left: u128 = 1;
        while left > 0 {
            left -= 1;
            match self.head()? {
                Head::Array(n) => left += n as u128,
                Head::Map(n) => left += 2 * n as u128,
                _ => {}
            }
        }
        Ok(())
    }

    /// The next value, which must be a string.
    ///
    /// # Errors
    /// [`DecodeError`] if it is none.
    pub fn key(&mut self) -> Result<&'a str, DecodeError> {
        match self.head()? {
            Head::Text(bytes) => text(bytes),
            _ => Err(broken("a key that is no string")),
        }
    }
}

/// The string of [`Head::Text`].
///
/// # Errors
/// [`DecodeError::Text`] if it is not UTF-8.
pub fn text(bytes: &[u8]) -> Result<&str, DecodeError> {
    std::str::from_utf8(bytes).map_err(|e| DecodeError::Text(e.to_string()))
}

/// The number of a head, which may be a string of digits: cty writes so what no machine number holds.
///
/// # Errors
/// [`DecodeError`] for anything else.
pub fn number(head: &Head<'_>) -> Result<Number, DecodeError> {
    match head {
        Head::Integer(n) => match i64::try_from(*n) {
            Ok(n) => Ok(Number::from(n)),
            Err(_) => n.to_string().parse().map_err(|_| DecodeError::Number(n.to_string())),
        },
        // The shortest digits that mean this float, which are what plan JSON has.
        Head::Float(f) if f.is_finite() => f.to_string().parse().map_err(|_| DecodeError::Number(f.to_string())),
        Head::Float(f) => Err(DecodeError::Number(f.to_string())),
        Head::Text(bytes) => {
            let digits = text(bytes)?;
            digits.parse().map_err(|_| DecodeError::Number(digits.into()))
        }
        _ => Err(broken("something else where a number belongs")),
    }
}

/// What is known of an unknown value, of its extension.
///
/// # Errors
/// [`DecodeError::Damaged`] for a payload of another form.
pub fn refinement(code: i8, payload: &[u8]) -> Result<Refinement, DecodeError> {
    // cty itself reads every other extension as unknown.
    if code == REFINED { limits(payload) } else { Ok(Refinement::default()) }
}

/// Keys: 1 whether it may be null, 2 prefix of a string, 3 and 4 bounds of a number, 5 and 6 bounds of a
/// length. Keys that are not known here say something that is not used here.
fn limits(payload: &[u8]) -> Result<Refinement, DecodeError> {
    let mut out = Refinement::default();
    let mut reader = Reader::new(payload);
    let Head::Map(count) = reader.head()? else { return Err(broken("a refinement that is no map")) };
    for _ in 0..count {
        let Head::Integer(key) = reader.head()? else { return Err(broken("a refinement without a number")) };
        match key {
            1 => out.not_null = matches!(reader.head()?, Head::Bool(false)),
            2 => out.prefix = Some(reader.key()?.into()),
            3 => out.min = Some(bound(&mut reader)?),
            4 => out.max = Some(bound(&mut reader)?),
            5 => out.min_length = length(&mut reader)?,
            6 => out.max_length = length(&mut reader)?,
            _ => reader.skip()?,
        }
    }
    Ok(out)
}

/// A number and whether it is among the possible ones. Taken for one that is, it still bounds.
fn bound(reader: &mut Reader<'_>) -> Result<Number, DecodeError> {
    let Head::Array(2) = reader.head()? else { return Err(broken("a bound that is no pair")) };
    let limit = number(&reader.head()?)?;
    reader.skip()?;
    Ok(limit)
}

fn length(reader: &mut Reader<'_>) -> Result<Option<u64>, DecodeError> {
    match reader.head()? {
        Head::Integer(n) => Ok(u64::try_from(n).ok()),
        _ => Err(broken("a length that is no number")),
    }
}
