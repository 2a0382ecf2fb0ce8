//! Bytes that are looked for eight at a time: most texts are too short for searches that have to be prepared.

/// Bytes of a word.
pub const BYTES: usize = 8;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHEST: u64 = ONES << 7;

/// The word at a place; `None` where fewer bytes are left.
#[inline]
pub fn at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk::<BYTES>().map(|word| u64::from_le_bytes(*word))
}

/// Marks the first byte that equals this one, and perhaps bytes behind it; 0 if none does.
#[inline]
pub fn equal(word: u64, byte: u8) -> u64 {
    let differing = word ^ (ONES * u64::from(byte));
    differing.wrapping_sub(ONES) & !differing & HIGHEST
}

/// The same of bytes below one of ASCII.
#[inline]
pub fn below(word: u64, byte: u8) -> u64 {
    word.wrapping_sub(ONES * u64::from(byte)) & !word & HIGHEST
}

/// Which byte the first mark is at.
#[inline]
pub fn first(marks: u64) -> usize {
    marks.trailing_zeros() as usize / 8
}
