//! Functions over IP addresses and prefixes.

use std::net::{Ipv4Addr, Ipv6Addr};

use num_bigint::{BigInt, Sign};

use super::FunctionError;
use super::args::{NOT_AN_INTEGER, strings, text};
use super::spec::{Call, Outcome, Param, Spec, Ty, bool, list_of_string, param, spec, string};

const PREFIX: Param = param("prefix", Ty::String);

pub(super) static SPECS: &[Spec] = &[
    spec("cidrhost", &[PREFIX, param("hostnum", Ty::Number)], string, cidrhost),
    spec("cidrnetmask", &[PREFIX], string, cidrnetmask),
    spec("cidrsubnet", &[PREFIX, param("newbits", Ty::Number), param("netnum", Ty::Number)], string, cidrsubnet),
    spec("cidrsubnets", &[PREFIX], list_of_string, cidrsubnets).rest(param("newbits", Ty::Number)),
    spec(
        "cidrcontains",
        &[param("containing_prefix", Ty::String), param("contained_ip_or_prefix", Ty::String)],
        bool,
        cidrcontains,
    ),
];

/// An address of either family, as a number of `width` bits.
#[derive(Clone, Copy, PartialEq)]
struct Address {
    bits: u128,
    width: u32,
}

/// A network: the address has no bits after the prefix.
#[derive(Clone, Copy)]
struct Network {
    address: Address,
    length: u32,
}

impl Address {
    /// Reads an address. Octets may have leading zeros, which count as decimal (as Terraform keeps it).
    fn parse(s: &str) -> Option<Address> {
        if s.contains(':') {
            return s.parse::<Ipv6Addr>().ok().map(|a| Address { bits: a.into(), width: 128 });
        }
        let mut bits = 0u128;
        let mut octets = 0;
        for octet in s.split('.') {
            if octet.is_empty() || octet.len() > 10 || !octet.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            bits = bits << 8 | u128::from(octet.parse::<u8>().ok()?);
            octets += 1;
        }
        (octets == 4).then_some(Address { bits, width: 32 })
    }

    fn show(self) -> String {
        if self.width == 32 {
            return Ipv4Addr::from(self.bits as u32).to_string();
        }
        let address = Ipv6Addr::from(self.bits);
        // Go prints mapped addresses as the IPv4 ones they stand for.
        address.to_ipv4_mapped().map_or_else(|| address.to_string(), |v4| v4.to_string())
    }
}

impl Network {
    fn parse(s: &str) -> Result<Network, String> {
        let invalid = || format!("invalid CIDR address: {s}");
        let (address, length) = s.split_once('/').ok_or_else(invalid)?;
        let address = Address::parse(address).ok_or_else(invalid)?;
        let digits = !length.is_empty() && length.len() <= 3 && length.bytes().all(|b| b.is_ascii_digit());
        let length: u32 = length.parse().ok().filter(|n| digits && *n <= address.width).ok_or_else(invalid)?;
        Ok(Network::new(address, length))
    }

    fn new(address: Address, length: u32) -> Network {
        let bits = address.bits & !host_mask(address.width - length);
        Network { address: Address { bits, ..address }, length }
    }

    fn show(self) -> String {
        format!("{}/{}", self.address.show(), self.length)
    }

    fn last(self) -> u128 {
        self.address.bits | host_mask(self.address.width - self.length)
    }

    fn contains(self, address: u128) -> bool {
        (self.address.bits..=self.last()).contains(&address)
    }
}

/// So many ones at the low end.
fn host_mask(bits: u32) -> u128 {
    u128::MAX.checked_shr(128 - bits).unwrap_or(0)
}

fn network(c: &Call) -> Result<Network, FunctionError> {
    Network::parse(c.str(0)).map_err(|e| FunctionError::new(format!("invalid CIDR expression: {e}")))
}

fn cidrhost(c: &Call) -> Outcome {
    let number = c.big_integer(1)?;
    let network = network(c)?;
    let most = BigInt::from(host_mask(network.address.width - network.length));
    // Negative numbers count from the end: -1 is the last address.
    let host = if number.sign() == Sign::Minus { &most + &number + 1 } else { number.clone() };
    match u128::try_from(&host) {
        Ok(host) if BigInt::from(host) <= most => {
            Ok(text(Address { bits: network.address.bits | host, ..network.address }.show()))
        }
        _ => Err(FunctionError::new(format!(
            "prefix of {} does not accommodate a host numbered {}",
            network.length, host
        ))),
    }
}

fn cidrnetmask(c: &Call) -> Outcome {
    let network = network(c)?;
    if network.address.width != 32 {
        return Err(FunctionError::new(format!("IPv6 addresses cannot have a netmask: {}", c.str(0))));
    }
    Ok(text(Ipv4Addr::from(!(host_mask(32 - network.length) as u32)).to_string()))
}

fn cidrsubnet(c: &Call) -> Outcome {
    let bits = c.integer(1)?;
    let number = c.big_integer(2)?;
    let network = network(c)?;
    let width = network.address.width;
    let too_long =
        || FunctionError::new(format!("insufficient address space to extend prefix of {} by {bits}", network.length));
    let bits = u32::try_from(bits).ok().filter(|n| *n <= width - network.length).ok_or_else(too_long)?;
    let number = match u128::try_from(&number) {
        Ok(n) if n <= host_mask(bits) => n,
        _ => {
            return Err(FunctionError::new(format!(
                "prefix extension of {bits} does not accommodate a subnet numbered {number}"
            )));
        }
    };
    let length = network.length + bits;
    let shifted = number.checked_shl(width - length).unwrap_or(0);
    let address = Address { bits: network.address.bits | shifted, ..network.address };
    Ok(text(Network::new(address, length).show()))
}

fn cidrsubnets(c: &Call) -> Outcome {
    let network =
        Network::parse(c.str(0)).map_err(|e| FunctionError::at(0, format!("invalid CIDR expression: {e}")))?;
    let width = network.address.width;
    let mut subnets: Vec<Network> = Vec::new();
    for i in 1..c.args.len() {
        let bits = c.number(i).to_i64().ok_or_else(|| FunctionError::at(i, NOT_AN_INTEGER))?;
        if bits < 1 {
            return Err(FunctionError::at(i, "must extend prefix by at least one bit"));
        }
        let wanted = bits.saturating_add(i64::from(network.length));
        let Some(length) = u32::try_from(wanted).ok().filter(|n| *n <= width) else {
            let protocol = if width == 32 { "IPv4" } else { "IPv6" };
            let message = format!("would extend prefix to {wanted} bits, which is too long for an {protocol} address");
            return Err(FunctionError::at(i, message));
        };
        // The next subnet of that length after the one before, on its own boundary.
        let start = match subnets.last() {
            // Terraform looks for the one before the first, which does not exist at the beginning of the space.
            None => (network.address.bits != 0).then_some(network.address.bits),
            Some(before) => next_start(before.last(), width, length),
        };
        match start.filter(|s| network.contains(*s)) {
            Some(bits) => subnets.push(Network::new(Address { bits, width }, length)),
            None => {
                let before = subnets
                    .last()
                    .copied()
                    .unwrap_or_else(|| Network::new(Address { bits: host_mask(width), width }, length))
                    .show();
                return Err(FunctionError::at(
                    i,
                    format!(
                        "not enough remaining address space for a subnet with a prefix of {length} bits after {before}"
                    ),
                ));
            }
        }
    }
    Ok(strings(subnets.into_iter().map(Network::show)))
}

/// The first address after `last` that a network of the length can begin with.
fn next_start(last: u128, width: u32, length: u32) -> Option<u128> {
    let mask = host_mask(width - length);
    let next = last.checked_add(1)?;
    let start = next.checked_add(mask)? & !mask;
    (start <= host_mask(width)).then_some(start)
}

fn cidrcontains(c: &Call) -> Outcome {
    let (outer, inner) = (c.str(0), c.str(1));
    let network = Network::parse(outer).map_err(FunctionError::new)?;
    let (address, last) = match Address::parse(inner) {
        Some(address) => (address, address.bits),
        None => match Network::parse(inner) {
            Ok(contained) => (contained.address, contained.last()),
            Err(_) => return Err(FunctionError::new(format!("invalid IP address or prefix: {inner}"))),
        },
    };
    if address.width != network.address.width {
        return Err(FunctionError::new(format!("address family mismatch: {outer} vs. {inner}")));
    }
    Ok((network.contains(address.bits) && network.contains(last)).into())
}
