//! Rules of AWS: security groups (they only allow) and network ACLs (numbered, stateless,
//! the first match decides).
//!
//! Source: schemas of the `aws` provider and the EC2 documentation of both. Protocol `-1` is
//! every protocol and port, whatever `from_port` and `to_port` say; for ICMP they hold type and code.

use super::cidr::CidrSet;
use super::oci::{icmp_messages, pending};
use super::read::{Attrs, Got, place};
use super::rule::{
    Action, Basis, Bounds, Direction, Fact, ICMP, ICMPV6, Peers, PortSet, ProtocolSet, Rule, Rules, TCP, UDP,
    protocol_number,
};
use crate::model::{Node, Scalar};

/// Names of one shape's attributes.
struct Names {
    protocol: &'static str,
    cidrs: &'static [&'static str],
    groups: &'static [&'static str],
    lists: &'static [&'static str],
}

const INLINE: Names = Names {
    protocol: "protocol",
    cidrs: &["cidr_blocks", "ipv6_cidr_blocks"],
    groups: &["security_groups", "source_security_group_id"],
    lists: &["prefix_list_ids"],
};

const SEPARATE: Names = Names {
    protocol: "ip_protocol",
    cidrs: &["cidr_ipv4", "cidr_ipv6"],
    groups: &["referenced_security_group_id"],
    lists: &["prefix_list_id"],
};

const ACL: Names = Names { protocol: "protocol", cidrs: &["cidr_block", "ipv6_cidr_block"], groups: &[], lists: &[] };

/// Inline rules of `aws_security_group` and `aws_default_security_group`.
pub fn security_group(attrs: &Attrs<'_>) -> Result<Rules, String> {
    both(attrs, |block, direction| inline_rule(block, Fact::fixed(direction)))
}

/// Inline rules of `aws_network_acl` and `aws_default_network_acl`.
pub fn network_acl(attrs: &Attrs<'_>) -> Result<Rules, String> {
    both(attrs, |block, direction| acl_rule(block, Fact::fixed(direction)))
}

fn both(attrs: &Attrs<'_>, read: impl Fn(&Attrs<'_>, Direction) -> Result<Rule, String>) -> Result<Rules, String> {
    let mut rules = Rules::default();
    for (name, direction) in [("ingress", Direction::Ingress), ("egress", Direction::Egress)] {
        let blocks = attrs.blocks(name)?;
        rules.add_more(blocks.more);
        for block in blocks.known {
            rules.known.push(read(&block, direction).map_err(|e| format!("{}: {e}", block.path))?);
        }
    }
    Ok(rules)
}

/// One inline rule of a security group, or the attributes of `aws_security_group_rule`.
pub fn inline_rule(attrs: &Attrs<'_>, direction: Fact<Direction>) -> Result<Rule, String> {
    let mut rule = rule(attrs, &INLINE, direction)?;
    match attrs.flag("self")? {
        Got::Known(true, marks) => {
            rule.peers.basis.add(&Basis::marked(&marks));
            rule.peers.add_group("self");
        }
        Got::Unknown(b) => {
            rule.peers.basis.add(&b);
            rule.peers.group = rule.peers.group.or(super::rule::Truth::Unknown);
        }
        _ => {}
    }
    Ok(rule)
}

/// `aws_security_group_rule`.
pub fn group_rule(attrs: &Attrs<'_>) -> Result<Rule, String> {
    let direction = attrs.must_choose("type", &[("ingress", Direction::Ingress), ("egress", Direction::Egress)])?;
    inline_rule(attrs, direction)
}

/// `aws_vpc_security_group_ingress_rule` and `_egress_rule`; the attributes do not say which.
pub fn vpc_rule(attrs: &Attrs<'_>, direction: Fact<Direction>) -> Result<Rule, String> {
    rule(attrs, &SEPARATE, direction)
}

/// An inline rule of a network ACL (`rule_no`, `action`).
pub fn acl_rule(attrs: &Attrs<'_>, direction: Fact<Direction>) -> Result<Rule, String> {
    numbered(attrs, "rule_no", "action", direction)
}

/// `aws_network_acl_rule`.
pub fn acl_rule_resource(attrs: &Attrs<'_>) -> Result<Rule, String> {
    let direction = match attrs.flag("egress")?.or(false) {
        Fact::Known(egress, marks) => Fact::Known(if egress { Direction::Egress } else { Direction::Ingress }, marks),
        Fact::Unknown(b) => Fact::Unknown(b),
        Fact::Untold => Fact::Untold,
    };
    numbered(attrs, "rule_number", "rule_action", direction)
}

fn numbered(attrs: &Attrs<'_>, number: &str, action: &str, direction: Fact<Direction>) -> Result<Rule, String> {
    let mut out = rule(attrs, &ACL, direction)?;
    out.stateless = Fact::fixed(true);
    out.priority = place(attrs.int(number)?, number);
    out.action = attrs.must_choose(action, &[("allow", Action::Allow), ("deny", Action::Deny)])?;
    let exactly = |p: u8| out.protocol.is_exact() && out.protocol.must == ProtocolSet::one(p);
    if exactly(ICMP) || exactly(ICMPV6) {
        out.icmp = icmp_messages(attrs, "icmp_type", "icmp_code")?;
    }
    Ok(out)
}

fn rule(attrs: &Attrs<'_>, names: &Names, direction: Fact<Direction>) -> Result<Rule, String> {
    let mut out = Rule::new(attrs.path.clone());
    out.direction = direction;
    out.protocol = protocol(attrs, names.protocol)?;
    let exactly = |p: u8| out.protocol.is_exact() && out.protocol.must == ProtocolSet::one(p);
    if !out.protocol.is_exact() {
        // It may become "-1", which opens every port.
        out.dst_ports = Bounds::unknown(out.protocol.basis.clone());
        out.icmp = Bounds::unknown(out.protocol.basis.clone());
    } else if exactly(TCP) || exactly(UDP) {
        out.dst_ports = ports(attrs)?;
    } else if exactly(ICMP) || exactly(ICMPV6) {
        out.icmp = icmp_messages(attrs, "from_port", "to_port")?;
    }
    for name in names.cidrs {
        addresses(attrs, name, &mut out.peers)?;
    }
    for name in names.groups {
        let texts = attrs.texts(name)?;
        out.peers.basis.add(&texts.basis);
        texts.known.into_iter().for_each(|id| out.peers.add_group(id));
        if texts.more {
            out.peers.add_group(pending(&texts.basis));
        }
    }
    for name in names.lists {
        lists(attrs, name, &mut out.peers)?;
    }
    Ok(out)
}

/// Prefix lists: identifiers, or in their place what the lists hold: `{ entries }`, or `{ service }` of a list of AWS
/// itself.
fn lists(attrs: &Attrs<'_>, name: &str, peers: &mut Peers) -> Result<(), String> {
    let Got::Known(node, marks) = attrs.raw(name) else { return identifiers(attrs, name, peers) };
    let own = (!node.is_list()).then_some(node);
    let items = || own.into_iter().chain(node.elements());
    if !items().any(Node::is_object) {
        return identifiers(attrs, name, peers);
    }
    peers.basis.add(&Basis::marked(&marks));
    if node.is_partial() {
        peers.add_unknown(&Basis::marked(&marks));
    }
    for item in items() {
        match item.scalar() {
            Scalar::Null => {}
            Scalar::Unknown(unknown) => {
                peers.add_unknown(&Basis { waits: unknown.waits_for.clone(), marks: marks.clone() })
            }
            Scalar::Text(id) => peers.add_list(id.into()),
            _ => {
                let list = Attrs::of(item, attrs.path.clone());
                peers.basis.add(&Basis::marked(list.marks()));
                if let Got::Known(service, _) = list.text("service")? {
                    peers.add_service(service);
                }
                addresses(&list, "entries", peers)?;
            }
        }
    }
    Ok(())
}

fn identifiers(attrs: &Attrs<'_>, name: &str, peers: &mut Peers) -> Result<(), String> {
    let texts = attrs.texts(name)?;
    peers.basis.add(&Basis::marked(&texts.basis.marks));
    texts.known.into_iter().for_each(|id| peers.add_list(id));
    if texts.more {
        peers.add_unknown(&texts.basis);
    }
    Ok(())
}

fn addresses(attrs: &Attrs<'_>, name: &str, peers: &mut Peers) -> Result<(), String> {
    let texts = attrs.texts(name)?;
    peers.basis.add(&Basis::marked(&texts.basis.marks));
    let mut blocks = Vec::with_capacity(texts.known.len());
    for text in &texts.known {
        blocks.push(super::cidr::Block::parse(text).map_err(|_| attrs.bad(name, "made of CIDR blocks"))?);
    }
    peers.add_cidrs(&CidrSet::from_blocks(blocks));
    if texts.more {
        peers.add_unknown(&texts.basis);
    }
    Ok(())
}

fn protocol(attrs: &Attrs<'_>, name: &str) -> Result<Bounds<u8>, String> {
    match attrs.text(name)? {
        Got::Absent => Err(format!("{name} is missing")),
        Got::Unknown(b) => Ok(Bounds::unknown(b)),
        Got::Known(text, marks) if &*text == "-1" || text.eq_ignore_ascii_case("all") => {
            Ok(Bounds::exact(ProtocolSet::full(), &marks))
        }
        Got::Known(text, marks) => match protocol_number(&text) {
            Some(n) => Ok(Bounds::exact(ProtocolSet::one(n), &marks)),
            None => Err(attrs.bad(name, "a protocol's name or number, or -1")),
        },
    }
}

/// `from_port` to `to_port`. Zero is a port like any other; both absent or -1 are all ports.
fn ports(attrs: &Attrs<'_>) -> Result<Bounds<u16>, String> {
    let end = |name: &str| -> Result<(Option<Option<u16>>, Basis), String> {
        Ok(match attrs.int(name)? {
            Got::Absent => (Some(None), Basis::default()),
            Got::Unknown(b) => (None, b),
            Got::Known(-1, m) => (Some(None), Basis::marked(&m)),
            Got::Known(n, m) => {
                let port = u16::try_from(n).map_err(|_| attrs.bad(name, "a port from 0 to 65535"))?;
                (Some(Some(port)), Basis::marked(&m))
            }
        })
    };
    let ((from, b1), (to, b2)) = (end("from_port")?, end("to_port")?);
    let mut basis = b1.join(&b2);
    let (must, may) = match (from, to) {
        (Some(None), Some(None)) => (PortSet::full(), PortSet::full()),
        (Some(Some(a)), Some(Some(b))) if a <= b => (PortSet::range(a, b), PortSet::range(a, b)),
        (Some(Some(a)), Some(Some(b))) => {
            let hidden = basis.marks.sensitive;
            return Err(if hidden {
                "from_port (sensitive value) is above to_port".into()
            } else {
                format!("from_port {a} is above to_port {b}")
            });
        }
        // One end alone is refused by the service; until then it opens that port, and perhaps those beyond.
        (Some(Some(a)), Some(None)) => {
            basis.add(&Basis::waiting("to_port, which is not set"));
            (PortSet::one(a), PortSet::range(a, u16::MAX))
        }
        (Some(None), Some(Some(b))) => {
            basis.add(&Basis::waiting("from_port, which is not set"));
            (PortSet::one(b), PortSet::range(0, b))
        }
        (Some(Some(a)), None) => (PortSet::one(a), PortSet::range(a, u16::MAX)),
        (None, Some(Some(b))) => (PortSet::one(b), PortSet::range(0, b)),
        _ => (PortSet::empty(), PortSet::full()),
    };
    Ok(Bounds { must, may, basis })
}
