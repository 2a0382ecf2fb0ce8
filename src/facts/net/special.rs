//! Which addresses are public, private, or neither; and when a set of addresses is "the internet".
//!
//! Source: the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190), the
//! column "Globally Reachable", with the IPv4 multicast block (RFC 5771) and the IANA rule that
//! global unicast IPv6 is `2000::/3`. Entries with "N/A" there (6to4, Teredo) are counted as
//! public: hosts of the internet can send from them.

use std::sync::LazyLock;

use super::cidr::{Block, CidrSet};

/// Not reachable from the internet: "Globally Reachable" is False, or multicast.
const NOT_PUBLIC_V4: &[&str] = &[
    "0.0.0.0/8",       // this network
    "10.0.0.0/8",      // private use, RFC 1918
    "100.64.0.0/10",   // shared address space, RFC 6598
    "127.0.0.0/8",     // loopback
    "169.254.0.0/16",  // link local
    "172.16.0.0/12",   // private use
    "192.0.0.0/24",    // IETF protocol assignments
    "192.0.2.0/24",    // documentation
    "192.168.0.0/16",  // private use
    "198.18.0.0/15",   // benchmarking
    "198.51.100.0/24", // documentation
    "203.0.113.0/24",  // documentation
    "224.0.0.0/4",     // multicast
    "240.0.0.0/4",     // reserved, and limited broadcast
];

/// Inside the blocks above, but globally reachable: PCP and TURN anycast (RFC 7723, RFC 8155).
const PUBLIC_V4: &[&str] = &["192.0.0.9/32", "192.0.0.10/32"];

/// Inside `2000::/3` and not globally reachable.
const NOT_PUBLIC_V6: &[&str] = &[
    "2001::/23",     // IETF protocol assignments
    "2001:db8::/32", // documentation
    "3fff::/20",     // documentation, RFC 9637
];

/// Public although outside of the rest: see the registry's own exceptions to `2001::/23`.
const PUBLIC_V6: &[&str] = &[
    "64:ff9b::/96",    // NAT64 of public IPv4, RFC 6052
    "2001::/32",       // Teredo
    "2001:1::1/128",   // PCP anycast
    "2001:1::2/128",   // TURN anycast
    "2001:1::3/128",   // DNS-SD SRP anycast
    "2001:3::/32",     // AMT
    "2001:4:112::/48", // AS112
    "2001:20::/28",    // ORCHIDv2
    "2001:30::/28",    // DRIP
];

/// Ranges that networks use internally: RFC 1918, RFC 6598, link local, RFC 4193.
const PRIVATE: &[&str] =
    &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "fc00::/7", "fe80::/10"];

fn set(texts: &[&str]) -> CidrSet {
    // A text that does not parse would silently be missing; a test holds all of them.
    CidrSet::from_blocks(texts.iter().filter_map(|t| Block::parse(t).ok()))
}

static PUBLIC: LazyLock<CidrSet> = LazyLock::new(|| {
    let unicast = set(&["0.0.0.0/0", "2000::/3"]);
    unicast
        .difference(&set(NOT_PUBLIC_V4))
        .difference(&set(NOT_PUBLIC_V6))
        .union(&set(PUBLIC_V4))
        .union(&set(PUBLIC_V6))
});

static PRIVATE_SET: LazyLock<CidrSet> = LazyLock::new(|| set(PRIVATE));

/// This many public IPv4 addresses are "the internet": a /8.
pub const WIDE_V4: u64 = 1 << 24;

/// This many public IPv6 addresses are: a /20 of global unicast space. A large provider's whole
/// allocation is about that size.
pub const WIDE_V6: u128 = 1 << 108;

impl CidrSet {
    /// All addresses of the public internet: everything except private and special space.
    pub fn public() -> &'static CidrSet {
        &PUBLIC
    }

    /// The ranges that networks use internally (RFC 1918, RFC 6598, link local, RFC 4193).
    pub fn private() -> &'static CidrSet {
        &PRIVATE_SET
    }

    /// Whether so much public space is in it that it means "the internet", not some office:
    /// at least [`WIDE_V4`] or [`WIDE_V6`] public addresses. An IPv4 /8 that is in it completely
    /// and public for the greater part counts as one, so that `203.0.0.0/8`, which lacks one
    /// documentation block, is no way around.
    pub fn is_wide(&self) -> bool {
        // Cheap for the many rules whose peers are few.
        let (v4, v6) = self.count();
        if v4 < WIDE_V4 / 2 && v6 < WIDE_V6 {
            return false;
        }
        let (v4, v6) = self.common(CidrSet::public());
        v4 >= WIDE_V4 || v6 >= WIDE_V6 || (v4 >= WIDE_V4 / 2 && self.has_public_eighth())
    }

    fn has_public_eighth(&self) -> bool {
        (0..=255u32).any(|octet| {
            let eighth = CidrSet::from(Block::V4(octet << 24, 8));
            eighth.is_subset(self) && eighth.common(CidrSet::public()).0 >= WIDE_V4 / 2
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_constant_parses() {
        for text in [NOT_PUBLIC_V4, PUBLIC_V4, NOT_PUBLIC_V6, PUBLIC_V6, PRIVATE].concat() {
            assert_eq!(Block::parse(text).unwrap().to_string(), text);
        }
        assert!(!CidrSet::private().overlaps(CidrSet::public()));
    }

    #[test]
    fn what_is_wide() {
        for (cidr, wide) in [
            ("0.0.0.0/0", true),
            ("0.0.0.0/1", true),
            ("8.0.0.0/5", true),
            ("1.0.0.0/8", true),
            ("203.0.0.0/8", true),
            ("192.0.0.0/8", true),
            ("::/0", true),
            ("2000::/3", true),
            ("2600::/16", true),
            ("1.0.0.0/9", false),
            ("203.0.0.0/9", false),
            ("10.0.0.0/8", false),
            ("10.0.0.0/7", true),
            ("100.64.0.0/10", false),
            ("127.0.0.0/8", false),
            ("224.0.0.0/3", false),
            ("2001:4860::/32", false),
            ("2a00:1000::/20", true),
            ("fc00::/7", false),
            ("2001:db8::/32", false),
            ("52.1.2.0/24", false),
        ] {
            assert_eq!(CidrSet::parse(cidr).unwrap().is_wide(), wide, "{cidr}");
        }
    }
}
