//! What the bytes of JSON are, 64 at a time: one bit for each byte. The method is that of simdjson
//! (<https://arxiv.org/abs/1902.08318>): quotes that no backslash takes away tell by their parity what is inside of
//! strings; what stands outside of them is brackets, colons, commas, white space, or a number or word.

use wide::{CmpEq, CmpGt, CmpLt, i8x16};

/// Bytes in a block.
pub(super) const BLOCK: usize = 64;

/// Classes of the bytes of a block, as they look without regard to strings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Classes {
    /// `"`
    quote: u64,
    /// `{ } [ ] : ,`
    operator: u64,
    /// Space and all below it.
    blank: u64,
    /// `\`
    backslash: u64,
    /// Below space.
    control: u64,
}

/// What is carried from block to block.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Carry {
    /// All ones inside of a string.
    string: u64,
    /// Whether the block ended with a backslash that takes the next byte away.
    escape: bool,
    /// 1 if it ended inside of a number or word.
    scalar: u64,
}

/// What a block holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Where tokens begin: brackets, colons, commas, opening quotes, first bytes of numbers and words.
    pub tokens: u64,
    /// Bytes that JSON forbids where they stand: control characters in strings.
    pub forbidden: u64,
    /// Backslashes that begin an escape.
    pub escapes: u64,
}

/// Finds the tokens of a block.
#[inline(always)]
pub(super) fn find(block: &[u8; BLOCK], carry: &mut Carry) -> Found {
    let classes = classify(block);
    let mut escapes = 0;
    let mut taken = u64::from(carry.escape);
    carry.escape = false;
    let mut rest = classes.backslash & !taken;
    while rest != 0 {
        let at = rest.trailing_zeros();
        escapes |= 1 << at;
        if at == 63 {
            carry.escape = true;
            break;
        }
        taken |= 2 << at;
        rest &= !(3 << at);
    }
    let quote = classes.quote & !taken;
    // Ones from an opening quote up to the byte before the closing one.
    let string = parity(quote) ^ carry.string;
    carry.string = 0u64.wrapping_sub(string >> 63);
    let mut blank = classes.blank;
    let mut forbidden = 0;
    if classes.control != 0 {
        forbidden = classes.control & string;
        let white = block.iter().enumerate().filter(|(_, b)| matches!(b, b'\n' | b'\r' | b'\t'));
        let white = white.fold(0, |mask, (i, _)| mask | 1u64 << i);
        // Other control characters are taken for words, which no parser knows.
        blank &= !classes.control | white;
    }
    let operator = classes.operator & !string;
    let scalar = !(string | quote | classes.operator | blank);
    let starts = scalar & !(scalar << 1 | carry.scalar);
    carry.scalar = scalar >> 63;
    Found { tokens: operator | (quote & string) | starts, forbidden, escapes }
}

/// For each bit, whether an odd number of bits are set up to it and including it.
#[inline]
fn parity(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

#[inline]
fn classify(block: &[u8; BLOCK]) -> Classes {
    let mut out = Classes::default();
    let mut rare = i8x16::splat(0);
    let lanes = block.as_chunks::<16>().0;
    for (i, lane) in lanes.iter().enumerate() {
        let (x, at) = (load(lane), 16 * i);
        // Brackets and braces differ in the bit that makes letters small.
        let small = x | i8x16::splat(0x20);
        let bracket = is(small, b'{') | is(small, b'}');
        out.quote |= mask(is(x, b'"')) << at;
        out.operator |= mask(bracket | is(x, b':') | is(x, b',')) << at;
        out.blank |= mask(below(x, b'!')) << at;
        rare |= is(x, b'\\') | below(x, b' ');
    }
    // Most blocks have neither.
    if rare.move_mask() != 0 {
        for (i, lane) in lanes.iter().enumerate() {
            let (x, at) = (load(lane), 16 * i);
            out.backslash |= mask(is(x, b'\\')) << at;
            out.control |= mask(below(x, b' ')) << at;
        }
    }
    out
}

#[inline]
fn load(lane: &[u8; 16]) -> i8x16 {
    bytemuck::cast(*lane)
}

#[inline]
fn mask(x: i8x16) -> u64 {
    u64::from(x.move_mask() as u16)
}

#[inline]
fn is(x: i8x16, byte: u8) -> i8x16 {
    x.cmp_eq(i8x16::splat(byte as i8))
}

/// Which bytes are smaller than one of ASCII: those of other characters are negative as signed numbers.
#[inline]
fn below(x: i8x16, byte: u8) -> i8x16 {
    x.cmp_lt(i8x16::splat(byte as i8)) & x.cmp_gt(i8x16::splat(-1))
}

/// The same byte by byte, to test against.
#[cfg(test)]
fn plain(block: &[u8; BLOCK]) -> Classes {
    let mut out = Classes::default();
    for (i, byte) in block.iter().enumerate() {
        let bit = 1u64 << i;
        match byte {
            b'"' => out.quote |= bit,
            b'{' | b'}' | b'[' | b']' | b':' | b',' => out.operator |= bit,
            b'\\' => out.backslash |= bit,
            b' ' => out.blank |= bit,
            0..=0x1F => {
                out.blank |= bit;
                out.control |= bit;
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_find_the_same_classes() {
        let mut seed = 1u64;
        for round in 0..4000 {
            let mut block = [0u8; BLOCK];
            for byte in &mut block {
                seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                let random = (seed >> 33) as u8;
                *byte = match round % 2 {
                    0 => random,
                    _ => b"\"\\{}[]:, \n\tax\x01\x1f\x20\x21\x7b\x5b\x7f\xc3"[random as usize % 21],
                };
            }
            assert_eq!(classify(&block), plain(&block), "{block:?}");
        }
        for byte in 0..=255 {
            assert_eq!(classify(&[byte; BLOCK]), plain(&[byte; BLOCK]), "{byte}");
        }
    }
}
