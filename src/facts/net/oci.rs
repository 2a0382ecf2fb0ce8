//! Rules of Oracle Cloud: security lists and network security groups.
//!
//! Source: schemas of the `oci` provider (`oci_core_security_list`,
//! `oci_core_network_security_group_security_rule`) and Oracle's page on security rules. Rules
//! only allow, in no order.

use super::cidr::CidrSet;
use super::read::{Attrs, Got};
use super::rule::{
    Basis, Bounds, Direction, Fact, ICMP, ICMPV6, Peers, PortSet, ProtocolSet, Rule, Rules, TCP, Truth, UDP,
    protocol_number,
};
use crate::model::{Marks, Node, Scalar};

/// Where a rule keeps its ports.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// `tcp_options { min max }`
    List,
    /// `tcp_options { destination_port_range { min max } }`
    Group,
}

/// What `source` and `destination` hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Block,
    Service,
    Group,
}

/// What `source_type` and `destination_type` say; as with `direction`, case does not matter.
pub(super) const KINDS: &[(&str, Kind)] =
    &[("CIDR_BLOCK", Kind::Block), ("SERVICE_CIDR_BLOCK", Kind::Service), ("NETWORK_SECURITY_GROUP", Kind::Group)];

/// What `direction` says. The provider sends what is written, and its client compares without regard to case.
pub(super) const DIRECTIONS: &[(&str, Direction)] = &[("INGRESS", Direction::Ingress), ("EGRESS", Direction::Egress)];

/// Rules of `oci_core_security_list` and `oci_core_default_security_list`.
pub fn security_list(attrs: &Attrs<'_>) -> Result<Rules, String> {
    let mut rules = Rules::default();
    for (name, direction) in
        [("ingress_security_rules", Direction::Ingress), ("egress_security_rules", Direction::Egress)]
    {
        let blocks = attrs.blocks(name)?;
        rules.add_more(blocks.more);
        for block in blocks.known {
            rules.known.push(list_rule(&block, direction).map_err(|e| format!("{}: {e}", block.path))?);
        }
    }
    Ok(rules)
}

/// One element of `ingress_security_rules` or `egress_security_rules`.
pub fn list_rule(attrs: &Attrs<'_>, direction: Direction) -> Result<Rule, String> {
    rule(attrs, Fact::fixed(direction), Layout::List)
}

/// `oci_core_network_security_group_security_rule`.
pub fn group_rule(attrs: &Attrs<'_>) -> Result<Rule, String> {
    rule(attrs, attrs.must_choose("direction", DIRECTIONS)?, Layout::Group)
}

fn rule(attrs: &Attrs<'_>, direction: Fact<Direction>, layout: Layout) -> Result<Rule, String> {
    let mut out = Rule::new(attrs.path.clone());
    out.stateless = attrs.flag("stateless")?.or(false);
    // The attributes of the other direction may hold leftovers: only the own side is read.
    match &direction {
        Fact::Known(Direction::Ingress, _) => peer(attrs, "source", "source_type", &mut out)?,
        Fact::Known(Direction::Egress, _) => peer(attrs, "destination", "destination_type", &mut out)?,
        Fact::Unknown(b) => {
            out.peers.add_unknown(b);
            (out.peers.service, out.peers.group) = (Truth::Unknown, Truth::Unknown);
        }
        Fact::Untold => {}
    }
    out.direction = direction;
    out.protocol = protocol(attrs)?;
    if let Got::Known(options, _) = attrs.block("tcp_options")? {
        check_layout(&options, layout)?;
    }
    let exactly = |p: u8| out.protocol.is_exact() && out.protocol.must == ProtocolSet::one(p);
    if !out.protocol.is_exact() {
        // It may become "all", which opens every port whatever the options say.
        let basis = out.protocol.basis.clone();
        out.dst_ports = Bounds::unknown(basis.clone());
        out.src_ports = Bounds::unknown(basis.clone());
        out.icmp = Bounds::unknown(basis);
    } else if exactly(TCP) || exactly(UDP) {
        let name = if exactly(TCP) { "tcp_options" } else { "udp_options" };
        (out.dst_ports, out.src_ports) = ports(attrs, name, layout)?;
    } else if exactly(ICMP) || exactly(ICMPV6) {
        out.icmp = icmp(attrs)?;
    }
    Ok(out)
}

/// Reading one layout's ports with the other's names would find nothing, which means "all ports".
fn check_layout(options: &Attrs<'_>, layout: Layout) -> Result<(), String> {
    let wrong = match layout {
        Layout::List => options.has("destination_port_range").then_some("destination_port_range"),
        Layout::Group => ["min", "max"].into_iter().find(|n| options.has(n)),
    };
    match wrong {
        Some(name) => Err(format!("tcp_options of this kind of rule has no argument {name}")),
        None => Ok(()),
    }
}

fn peer(attrs: &Attrs<'_>, name: &str, kind_name: &str, rule: &mut Rule) -> Result<(), String> {
    let kind = attrs.choice(kind_name, KINDS)?;
    let peers = &mut rule.peers;
    let (text, marks) = match attrs.text(name)? {
        Got::Absent => return Err(format!("{name} is missing")),
        Got::Unknown(basis) => {
            match kind {
                Got::Known(kind, marks) => {
                    peers.basis.add(&Basis::marked(&marks));
                    unknown_peer(kind, &basis, peers);
                }
                Got::Absent | Got::Unknown(_) => {
                    let group = is_group_prefix(attrs, name);
                    if group {
                        peers.basis.add(&basis);
                        peers.add_group(pending(&basis));
                    } else {
                        peers.add_unknown(&basis);
                        (peers.service, peers.group) = (Truth::Unknown, Truth::Unknown);
                    }
                }
            }
            return Ok(());
        }
        Got::Known(text, marks) => (text, marks),
    };
    peers.basis.add(&Basis::marked(&marks));
    match kind {
        Got::Known(kind, marks) => {
            peers.basis.add(&Basis::marked(&marks));
            match kind {
                Kind::Block => {
                    let set = CidrSet::parse(&text).map_err(|_| attrs.bad(name, "a CIDR block or IP address"))?;
                    peers.add_cidrs(&set);
                }
                Kind::Service => peers.add_service(text),
                Kind::Group => peers.add_group(text),
            }
        }
        // Optional and computed: unknown in a plan when omitted. The text itself tells.
        Got::Absent | Got::Unknown(_) => match CidrSet::parse(&text) {
            Ok(set) => peers.add_cidrs(&set),
            Err(_) if text.starts_with(GROUP) => peers.add_group(text),
            Err(_) if is_label(&text) => peers.add_service(text),
            Err(_) => return Err(attrs.bad(name, "a CIDR block, a service label or a network security group")),
        },
    }
    Ok(())
}

/// How identifiers of network security groups begin.
pub(super) const GROUP: &str = "ocid1.networksecuritygroup.";

/// Whether a text can be the label of a service.
pub(super) fn is_label(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn is_group_prefix(attrs: &Attrs<'_>, name: &str) -> bool {
    match attrs.node().get(name).map(Node::scalar) {
        Some(Scalar::Unknown(u)) => u.refinement.prefix.as_ref().is_some_and(|p| p.starts_with(GROUP)),
        _ => false,
    }
}

/// What stands for a name that is not known yet.
pub fn pending(basis: &Basis) -> String {
    if basis.waits.is_empty() { "(known after apply)".into() } else { basis.waits.join(", ") }
}

fn unknown_peer(kind: Kind, basis: &Basis, peers: &mut Peers) {
    match kind {
        Kind::Block => return peers.add_unknown(basis),
        Kind::Service => peers.add_service(pending(basis)),
        Kind::Group => peers.add_group(pending(basis)),
    }
    peers.basis.add(basis);
}

/// `all` or a number. Names are refused by the service; until then they mean what they mean elsewhere.
fn protocol(attrs: &Attrs<'_>) -> Result<Bounds<u8>, String> {
    match attrs.text("protocol")? {
        Got::Absent => Err("protocol is missing".into()),
        Got::Unknown(b) => Ok(Bounds::unknown(b)),
        Got::Known(text, marks) if text.eq_ignore_ascii_case("all") || &*text == "-1" => {
            Ok(Bounds::exact(ProtocolSet::full(), &marks))
        }
        Got::Known(text, marks) => match protocol_number(&text) {
            Some(n) => Ok(Bounds::exact(ProtocolSet::one(n), &marks)),
            None => Err(attrs.bad("protocol", "\"all\" or a protocol number such as \"6\"")),
        },
    }
}

/// Destination and source ports. No options mean all ports.
fn ports(attrs: &Attrs<'_>, name: &str, layout: Layout) -> Result<(Bounds<u16>, Bounds<u16>), String> {
    let options = match attrs.block(name)? {
        Got::Absent => return Ok((Bounds::all(), Bounds::all())),
        Got::Unknown(b) => return Ok((Bounds::unknown(b.clone()), Bounds::unknown(b))),
        Got::Known(options, _) => options,
    };
    check_layout(&options, layout)?;
    let destination = match layout {
        Layout::List => range(&options)?,
        Layout::Group => nested(&options, "destination_port_range")?,
    };
    Ok((destination, nested(&options, "source_port_range")?))
}

fn nested(options: &Attrs<'_>, name: &str) -> Result<Bounds<u16>, String> {
    match options.block(name)? {
        Got::Absent => Ok(Bounds::all()),
        Got::Unknown(b) => Ok(Bounds::unknown(b)),
        Got::Known(block, _) => range(&block).map_err(|e| format!("{name}: {e}")),
    }
}

/// `min` and `max`. The provider sends a range only if one of them is not zero, so zero and
/// absent both mean "all ports".
fn range(block: &Attrs<'_>) -> Result<Bounds<u16>, String> {
    let (min, max) = (block.int("min")?, block.int("max")?);
    let end = |got: &Got<i64>| match got {
        Got::Absent => Ok(Some(0)),
        Got::Unknown(_) => Ok(None),
        Got::Known(n, _) => u16::try_from(*n).map(Some).map_err(|_| ()),
    };
    let low = end(&min).map_err(|()| block.bad("min", "a port from 0 to 65535"))?;
    let high = end(&max).map_err(|()| block.bad("max", "a port from 0 to 65535"))?;
    let known_max = matches!(max, Got::Known(n, _) if n != 0);
    let mut basis = Basis::default();
    for got in [min, max] {
        match got {
            Got::Unknown(b) => basis.add(&b),
            Got::Known(_, m) => basis.add(&Basis::marked(&m)),
            Got::Absent => {}
        }
    }
    let (must, may) = match (low, high) {
        (Some(0), Some(0)) => (PortSet::full(), PortSet::full()),
        // The lower end alone is refused by the service; until then it opens that port, and perhaps those above.
        (Some(a), Some(0)) if !known_max => {
            basis.add(&Basis::waiting("max, which is not set"));
            (PortSet::one(a), PortSet::range(a, u16::MAX))
        }
        (Some(a), Some(b)) if a <= b => (PortSet::range(a, b), PortSet::range(a, b)),
        (Some(_), Some(_)) => return Err(reversed(block, &basis.marks)),
        // A range that holds its known end and reaches no further than it.
        (Some(a), None) if a > 0 => (PortSet::one(a), PortSet::range(a, u16::MAX)),
        (None, Some(b)) if b > 0 => (PortSet::one(b), PortSet::range(0, b)),
        _ => (PortSet::empty(), PortSet::full()),
    };
    Ok(Bounds { must, may, basis })
}

fn reversed(block: &Attrs<'_>, marks: &Marks) -> String {
    format!("min {} is above max {}", block.shown("min", marks), block.shown("max", marks))
}

/// Type and code; absent options mean every type, code -1 or none every code.
fn icmp(attrs: &Attrs<'_>) -> Result<Bounds<u16>, String> {
    let options = match attrs.block("icmp_options")? {
        Got::Absent => return Ok(Bounds::all()),
        Got::Unknown(b) => return Ok(Bounds::unknown(b)),
        Got::Known(options, _) => options,
    };
    icmp_messages(&options, "type", "code")
}

/// A set of ICMP messages from a type and a code of which each may be -1, absent or unknown.
pub fn icmp_messages(attrs: &Attrs<'_>, kind: &str, code: &str) -> Result<Bounds<u16>, String> {
    let octet = |name: &str| -> Result<(Option<Option<u8>>, Basis), String> {
        Ok(match attrs.int(name)? {
            Got::Absent => (Some(None), Basis::default()),
            Got::Unknown(b) => (None, b),
            Got::Known(-1, m) => (Some(None), Basis::marked(&m)),
            Got::Known(n, m) => {
                let n = u8::try_from(n).map_err(|_| attrs.bad(name, "a number from -1 to 255"))?;
                (Some(Some(n)), Basis::marked(&m))
            }
        })
    };
    let ((kind, b1), (code, b2)) = (octet(kind)?, octet(code)?);
    let basis = b1.join(&b2);
    let of = |t: u8| PortSet::range(u16::from(t) << 8, u16::from(t) << 8 | 0xff);
    let every = |c: u8| PortSet::from_runs((0..=255u16).map(|t| (t << 8 | u16::from(c), t << 8 | u16::from(c))));
    let (must, may) = match (kind, code) {
        (Some(None), Some(None)) => (PortSet::full(), PortSet::full()),
        (Some(None), Some(Some(c))) => (every(c), every(c)),
        (Some(Some(t)), Some(None)) => (of(t), of(t)),
        (Some(Some(t)), Some(Some(c))) => {
            let one = PortSet::one(u16::from(t) << 8 | u16::from(c));
            (one.clone(), one)
        }
        (Some(Some(t)), None) => (PortSet::empty(), of(t)),
        (None, Some(Some(c))) => (PortSet::empty(), every(c)),
        _ => (PortSet::empty(), PortSet::full()),
    };
    Ok(Bounds { must, may, basis })
}
