//! Sets of IP addresses, both families together.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use smallvec::SmallVec;

use super::interval::IntervalSet;

/// A set of IPv4 and IPv6 addresses. Equal sets are `==`, however they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CidrSet {
    /// The IPv4 addresses.
    pub v4: IntervalSet<u32>,
    /// The IPv6 addresses, IPv4-mapped ones excepted: those are counted as IPv4.
    pub v6: IntervalSet<u128>,
}

/// A text that is neither an address nor a CIDR block.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a CIDR block or IP address")]
pub struct CidrError {
    /// The text at fault.
    pub text: String,
}

/// One aligned block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Block {
    /// Network address and prefix length.
    V4(u32, u8),
    /// Network address and prefix length.
    V6(u128, u8),
}

impl Block {
    /// Reads `10.0.0.0/8`, `2001:db8::/32` or a bare address. Host bits are masked away;
    /// IPv4-mapped IPv6 (`::ffff:10.0.0.0/104`, RFC 4291 section 2.5.5.2) becomes IPv4.
    ///
    /// # Errors
    /// The text is something else, white space around it included.
    pub fn parse(text: &str) -> Result<Block, CidrError> {
        Block::read(text).ok_or_else(|| CidrError { text: text.into() })
    }

    fn read(text: &str) -> Option<Block> {
        let (address, length) = match text.split_once('/') {
            // `u8::from_str` would take a plus sign.
            Some((address, length)) if !length.is_empty() && length.bytes().all(|b| b.is_ascii_digit()) => {
                (address, Some(length.parse::<u8>().ok()?))
            }
            Some(_) => return None,
            None => (text, None),
        };
        if let Ok(v4) = address.parse::<Ipv4Addr>() {
            return Block::v4(u32::from(v4), length.unwrap_or(32));
        }
        let v6 = address.parse::<Ipv6Addr>().ok()?;
        let length = length.unwrap_or(128);
        match v6.to_ipv4_mapped() {
            Some(v4) if (96..=128).contains(&length) => Block::v4(u32::from(v4), length - 96),
            _ => Block::v6(u128::from(v6), length),
        }
    }

    fn v4(address: u32, length: u8) -> Option<Block> {
        (length <= 32).then(|| Block::V4(address & mask4(length), length))
    }

    fn v6(address: u128, length: u8) -> Option<Block> {
        (length <= 128).then(|| Block::V6(address & mask6(length), length))
    }

    /// Prefix length.
    pub fn length(self) -> u8 {
        match self {
            Block::V4(_, n) | Block::V6(_, n) => n,
        }
    }

    /// The block that is twice as large and holds this one; `None` for the whole family.
    pub fn parent(self) -> Option<Block> {
        match self {
            Block::V4(a, n) => Block::v4(a, n.checked_sub(1)?),
            Block::V6(a, n) => Block::v6(a, n.checked_sub(1)?),
        }
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Block::V4(a, n) => write!(f, "{}/{n}", Ipv4Addr::from(*a)),
            Block::V6(a, n) => write!(f, "{}/{n}", Ipv6Addr::from(*a)),
        }
    }
}

fn mask4(length: u8) -> u32 {
    u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0)
}

fn mask6(length: u8) -> u128 {
    u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0)
}

impl From<Block> for CidrSet {
    fn from(block: Block) -> Self {
        CidrSet::from_blocks([block])
    }
}

impl CidrSet {
    /// No address.
    pub fn empty() -> Self {
        CidrSet::default()
    }

    /// Every address of both families.
    pub fn full() -> Self {
        CidrSet { v4: IntervalSet::full(), v6: IntervalSet::full() }
    }

    /// The addresses of one block or address; see [`Block::parse`].
    ///
    /// # Errors
    /// The text is neither.
    pub fn parse(text: &str) -> Result<Self, CidrError> {
        Ok(Block::parse(text)?.into())
    }

    /// The addresses of all blocks.
    pub fn from_blocks(blocks: impl IntoIterator<Item = Block>) -> Self {
        let (mut v4, mut v6) = (SmallVec::<[_; 1]>::new(), SmallVec::<[_; 1]>::new());
        for block in blocks {
            match block {
                Block::V4(a, n) => v4.push((a, a | !mask4(n))),
                Block::V6(a, n) => v6.push((a, a | !mask6(n))),
            }
        }
        CidrSet { v4: IntervalSet::from_runs(v4), v6: IntervalSet::from_runs(v6) }
    }

    /// The union of many sets, in `n log n` of their intervals.
    pub fn union_all<'a>(sets: impl IntoIterator<Item = &'a CidrSet>) -> Self {
        let (mut v4, mut v6) = (SmallVec::<[_; 1]>::new(), SmallVec::<[_; 1]>::new());
        for set in sets {
            v4.extend_from_slice(set.v4.runs());
            v6.extend_from_slice(set.v6.runs());
        }
        CidrSet { v4: IntervalSet::from_runs(v4), v6: IntervalSet::from_runs(v6) }
    }

    /// Whether there is no address in it.
    pub fn is_empty(&self) -> bool {
        self.v4.is_empty() && self.v6.is_empty()
    }

    /// Addresses of either.
    pub fn union(&self, other: &Self) -> Self {
        CidrSet { v4: self.v4.union(&other.v4), v6: self.v6.union(&other.v6) }
    }

    /// Addresses of both.
    pub fn intersection(&self, other: &Self) -> Self {
        CidrSet { v4: self.v4.intersection(&other.v4), v6: self.v6.intersection(&other.v6) }
    }

    /// Addresses of this one that the other has not.
    pub fn difference(&self, other: &Self) -> Self {
        CidrSet { v4: self.v4.difference(&other.v4), v6: self.v6.difference(&other.v6) }
    }

    /// All other addresses of both families.
    pub fn complement(&self) -> Self {
        CidrSet { v4: self.v4.complement(), v6: self.v6.complement() }
    }

    /// Whether the other has all of them.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.v4.is_subset(&other.v4) && self.v6.is_subset(&other.v6)
    }

    /// Whether there is a common address.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.v4.overlaps(&other.v4) || self.v6.overlaps(&other.v6)
    }

    /// Number of addresses, `(IPv4, IPv6)`; all of IPv6 saturates at `u128::MAX`.
    pub fn count(&self) -> (u64, u128) {
        (u64::try_from(self.v4.count()).unwrap_or(u64::MAX), self.v6.count())
    }

    /// Number of addresses that the other has, too, as [`CidrSet::count`].
    pub fn common(&self, other: &Self) -> (u64, u128) {
        (u64::try_from(self.v4.common(&other.v4)).unwrap_or(u64::MAX), self.v6.common(&other.v6))
    }

    /// Number of intervals: what operations on the set cost.
    pub fn size(&self) -> usize {
        self.v4.runs().len() + self.v6.runs().len()
    }

    /// The fewest blocks that make up the set, ascending, IPv4 first. The blocks are the largest
    /// that fit: a block inside the set lies inside exactly one of them.
    pub fn blocks(&self) -> impl Iterator<Item = Block> + '_ {
        let v4 = self.v4.runs().iter().flat_map(|(a, b)| {
            aligned(u128::from(*a), u128::from(*b), 32).map(|(start, n)| Block::V4(start as u32, n))
        });
        let v6 = self.v6.runs().iter().flat_map(|(a, b)| aligned(*a, *b, 128).map(|(start, n)| Block::V6(start, n)));
        v4.chain(v6)
    }
}

/// Splits an interval into its largest aligned blocks: start and prefix length of each.
fn aligned(first: u128, last: u128, width: u32) -> impl Iterator<Item = (u128, u8)> {
    let mut next = Some(first);
    std::iter::from_fn(move || {
        let start = next.filter(|s| *s <= last)?;
        let span = last - start;
        // As many free bits as the alignment of `start` and the rest of the interval allow.
        let fits = if span == u128::MAX { 128 } else { 127 - (span + 1).leading_zeros() };
        let free = start.trailing_zeros().min(width).min(fits);
        let end = start | u128::MAX.checked_shl(free).map_or(u128::MAX, |m| !m);
        next = end.checked_add(1);
        Some((start, (width - free) as u8))
    })
}

/// The minimal blocks, separated by `, `.
impl fmt::Display for CidrSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, block) in self.blocks().enumerate() {
            write!(f, "{}{block}", if i > 0 { ", " } else { "" })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn set(texts: &[&str]) -> CidrSet {
        CidrSet::from_blocks(texts.iter().map(|t| Block::parse(t).unwrap()))
    }

    #[test]
    fn texts_of_the_same_block_are_equal() {
        for (a, b) in [
            ("10.1.2.3/16", "10.1.0.0/16"),
            ("10.0.0.1", "10.0.0.1/32"),
            ("::ffff:10.1.2.3/104", "10.0.0.0/8"),
            ("::ffff:10.0.0.1", "10.0.0.1"),
            ("2001:DB8:0:0:0:0:0:1/32", "2001:db8::/32"),
            ("0:0:0:0:0:0:0:0/0", "::/0"),
        ] {
            assert_eq!(CidrSet::parse(a).unwrap(), CidrSet::parse(b).unwrap(), "{a} {b}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "*",
            "10.0.0.0/33",
            "10.0.0.0/+8",
            "10.0.0.0/",
            "10.0.0/8",
            "010.0.0.1",
            " 10.0.0.0/8",
            "::/129",
            "10.0.0.0/8/8",
            "ocid1.vcn.oc1",
            "10.0.0.256",
            "10.0.0.0/-1",
            "fe80::1%eth0",
            "10.0.0.0/255",
        ] {
            let error = CidrSet::parse(text).unwrap_err();
            assert!(error.to_string().contains(text));
        }
    }

    #[test]
    fn halves_are_the_whole_and_a_hole_costs_eight_blocks() {
        assert_eq!(set(&["10.0.0.0/25", "10.0.0.128/25"]), set(&["10.0.0.0/24"]));
        assert_eq!(set(&["0.0.0.0/1", "128.0.0.0/1"]), set(&["0.0.0.0/0"]));
        let holed = set(&["10.0.0.0/24"]).difference(&set(&["10.0.0.77/32"]));
        assert_eq!(holed.blocks().count(), 8);
        assert_eq!(set(&["255.255.255.255/32"]).to_string(), "255.255.255.255/32");
        assert!(set(&["0.0.0.0/0", "::/0"]).complement().is_empty());
        assert_eq!(CidrSet::full().to_string(), "0.0.0.0/0, ::/0");
        assert_eq!(set(&["0.0.0.0/0"]).count(), (1 << 32, 0));
        assert_eq!(set(&["::/1"]).count(), (0, 1 << 127));
    }

    fn block() -> impl Strategy<Value = Block> {
        prop_oneof![
            (any::<u32>(), 0..=32u8).prop_map(|(a, n)| Block::v4(a, n).unwrap()),
            (any::<u128>(), 0..=128u8).prop_map(|(a, n)| Block::v6(a, n).unwrap()),
        ]
    }

    proptest! {
        #[test]
        fn blocks_print_parse_and_make_up_the_set(blocks in prop::collection::vec(block(), 0..12)) {
            let set = CidrSet::from_blocks(blocks.iter().copied());
            let minimal: Vec<Block> = set.blocks().collect();
            prop_assert!(minimal.len() <= blocks.len());
            prop_assert_eq!(CidrSet::from_blocks(minimal.iter().copied()), set.clone());
            for b in minimal {
                let read = Block::parse(&b.to_string()).unwrap();
                let mapped = matches!(b, Block::V6(a, n) if n >= 96 && a >> 32 == 0xffff);
                prop_assert!(mapped || read == b);
                // Maximal: the parent sticks out.
                if let Some(parent) = b.parent() {
                    prop_assert!(!CidrSet::from(parent).is_subset(&set));
                }
            }
        }

        #[test]
        fn algebra(a in prop::collection::vec(block(), 0..6), b in prop::collection::vec(block(), 0..6)) {
            let (a, b) = (CidrSet::from_blocks(a), CidrSet::from_blocks(b));
            prop_assert_eq!(a.difference(&b).union(&a.intersection(&b)), a.clone());
            prop_assert_eq!(a.complement().complement(), a.clone());
            prop_assert_eq!(a.is_subset(&b), a.difference(&b).is_empty());
            prop_assert_eq!(a.overlaps(&b), !a.intersection(&b).is_empty());
            prop_assert_eq!(CidrSet::union_all([&a, &b]), a.union(&b));
        }

        #[test]
        fn no_text_panics(text in ".{0,40}", digits in "[0-9./:a-f]{0,30}") {
            let _ = CidrSet::parse(&text);
            let _ = CidrSet::parse(&digits);
        }
    }
}
