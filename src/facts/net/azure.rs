//! Rules of Azure network security groups: by priority, the first match decides.
//!
//! Source: schemas of the `azurerm` provider and Microsoft's page on network security groups. The
//! platform's default rules (65000 and above) are in no plan and are not added here. A service
//! tag is a service; `Internet` is the public address space, `*` every address of both families.

use super::cidr::{Block, CidrSet};
use super::interval::IntervalSet;
use super::oci::pending;
use super::read::{Attrs, Got, Texts, place};
use super::rule::{
    Action, Basis, Bounds, Direction, Fact, ICMP, ICMPV6, Peers, PortSet, ProtocolSet, Rule, Rules, Scope,
    protocol_number,
};
use crate::text::Str;

/// Inline `security_rule`s of `azurerm_network_security_group`.
pub fn group(attrs: &Attrs<'_>) -> Result<Rules, String> {
    let blocks = attrs.blocks("security_rule")?;
    let mut rules = Rules { known: Vec::with_capacity(blocks.known.len()), more: blocks.more };
    for block in blocks.known {
        rules.known.push(rule(&block).map_err(|e| format!("{}: {e}", block.path))?);
    }
    Ok(rules)
}

/// `azurerm_network_security_rule`, or one inline `security_rule`.
pub fn rule(attrs: &Attrs<'_>) -> Result<Rule, String> {
    let mut out = Rule::new(attrs.path.clone());
    out.direction =
        attrs.must_choose("direction", &[("Inbound", Direction::Ingress), ("Outbound", Direction::Egress)])?;
    out.action = attrs.must_choose("access", &[("Allow", Action::Allow), ("Deny", Action::Deny)])?;
    out.priority = place(attrs.int("priority")?, "priority");
    out.protocol = protocol(attrs)?;
    out.dst_ports = ports(attrs, "destination_port_range", "destination_port_ranges")?;
    out.src_ports = ports(attrs, "source_port_range", "source_port_ranges")?;
    match &out.direction {
        Fact::Known(Direction::Ingress, _) => {
            peers(attrs, "source", &mut out.peers)?;
            out.scope = scope(attrs, "destination")?;
        }
        Fact::Known(Direction::Egress, _) => {
            peers(attrs, "destination", &mut out.peers)?;
            out.scope = scope(attrs, "source")?;
        }
        Fact::Unknown(b) => {
            out.peers.add_unknown(b);
            out.scope.loosen(b);
        }
        Fact::Untold => {}
    }
    Ok(out)
}

fn protocol(attrs: &Attrs<'_>) -> Result<Bounds<u8>, String> {
    match attrs.text("protocol")? {
        Got::Absent => Err("protocol is missing".into()),
        Got::Unknown(b) => Ok(Bounds::unknown(b)),
        Got::Known(text, marks) if &*text == "*" || text.eq_ignore_ascii_case("any") => {
            Ok(Bounds::exact(ProtocolSet::full(), &marks))
        }
        // One name for both families.
        Got::Known(text, marks) if text.eq_ignore_ascii_case("icmp") => {
            Ok(Bounds::exact(ProtocolSet::from_runs([(ICMP, ICMP), (ICMPV6, ICMPV6)]), &marks))
        }
        Got::Known(text, marks) => match protocol_number(&text) {
            Some(n) => Ok(Bounds::exact(ProtocolSet::one(n), &marks)),
            None => Err(attrs.bad("protocol", "Tcp, Udp, Icmp, Esp, Ah or *")),
        },
    }
}

/// The twin arguments, of which one is set: a string and a list.
fn twins(attrs: &Attrs<'_>, one: &str, many: &str) -> Result<(Texts, Texts), String> {
    Ok((attrs.texts(one)?, attrs.texts(many)?))
}

fn ports(attrs: &Attrs<'_>, one: &str, many: &str) -> Result<Bounds<u16>, String> {
    let (single, list) = twins(attrs, one, many)?;
    let mut runs = Vec::new();
    for (name, texts) in [(one, &single), (many, &list)] {
        // Several with commas between are refused by the service; until then they mean what they say.
        for text in texts.known.iter().flat_map(|text| text.split(',')) {
            runs.push(port_range(text.trim()).ok_or_else(|| attrs.bad(name, "a port, a range such as 20-25, or *"))?);
        }
    }
    let basis = single.basis.clone().join(&list.basis);
    let must = PortSet::from_runs(runs);
    let more = single.more || list.more;
    Ok(match (must.is_empty(), more) {
        (true, false) => Bounds::all(),
        // One twin alone is set, so an unknown one counts only where the other is absent.
        (false, false) => Bounds { may: must.clone(), must, basis },
        (_, true) => Bounds { must, may: PortSet::full(), basis },
    })
}

/// `22`, `20-25` or `*`; both ends included.
pub fn port_range(text: &str) -> Option<(u16, u16)> {
    if text == "*" {
        return Some((0, u16::MAX));
    }
    let port = |t: &str| -> Option<u16> {
        let t = t.trim();
        if t.bytes().all(|b| b.is_ascii_digit()) { t.parse().ok() } else { None }
    };
    let (from, to) = match text.split_once('-') {
        Some((a, b)) => (port(a)?, port(b)?),
        None => (port(text)?, port(text)?),
    };
    (from <= to).then_some((from, to))
}

fn peers(attrs: &Attrs<'_>, side: &str, peers: &mut Peers) -> Result<(), String> {
    let (one, many) = (format!("{side}_address_prefix"), format!("{side}_address_prefixes"));
    let groups = attrs.texts(&format!("{side}_application_security_group_ids"))?;
    let (single, list) = twins(attrs, &one, &many)?;
    let told = !groups.known.is_empty() || groups.more;
    let mut blocks = Vec::new();
    for (name, texts) in [(&one, &single), (&many, &list)] {
        peers.basis.add(&Basis::marked(&texts.basis.marks));
        for text in &texts.known {
            prefix(text, peers, &mut blocks).ok_or_else(|| attrs.bad(name, "an address prefix or a service tag"))?;
        }
        // An omitted prefix beside application security groups is computed to nothing.
        if texts.more && !told {
            peers.add_unknown(&texts.basis);
            peers.service = peers.service.or(super::rule::Truth::Unknown);
        }
    }
    peers.add_cidrs(&CidrSet::from_blocks(blocks));
    peers.basis.add(&groups.basis);
    groups.known.into_iter().for_each(|id| peers.add_group(id));
    if groups.more {
        peers.add_group(pending(&groups.basis));
    }
    Ok(())
}

/// What a rule is about on the side of the group. Whatever is behind a group is in a virtual network.
fn scope(attrs: &Attrs<'_>, side: &str) -> Result<Scope, String> {
    let mut scope = Scope::default();
    let groups = attrs.texts(&format!("{side}_application_security_group_ids"))?;
    let (single, list) = twins(attrs, &format!("{side}_address_prefix"), &format!("{side}_address_prefixes"))?;
    let told = !groups.known.is_empty() || groups.more;
    let mut basis = groups.basis.clone();
    if !told {
        basis = basis.join(&single.basis).join(&list.basis);
    }
    if groups.more || !told && (single.more || list.more) {
        scope.loosen(&basis);
        return Ok(scope);
    }
    let texts: Vec<Str> = single.known.into_iter().chain(list.known).chain(groups.known).collect();
    let mut blocks = Vec::new();
    let mut cidrs = CidrSet::empty();
    let mut addresses_alone = true;
    for text in &texts {
        let mut peers = Peers::default();
        if text.eq_ignore_ascii_case("VirtualNetwork") {
            return Ok(scope);
        }
        addresses_alone &= prefix(text, &mut peers, &mut blocks).is_some() && peers.services.is_empty();
        cidrs = cidrs.union(&peers.cidrs);
    }
    if addresses_alone && !texts.is_empty() {
        scope.limit_to_addresses(cidrs.union(&CidrSet::from_blocks(blocks)));
    } else {
        scope.limit_to(texts.iter().map(|t| t.to_ascii_lowercase().into()).collect());
    }
    Ok(scope)
}

fn prefix(text: &Str, peers: &mut Peers, blocks: &mut Vec<Block>) -> Option<()> {
    // The last three are what the CIS benchmark of Azure (7.1, 7.2) counts as everybody besides.
    if matches!(&**text, "*" | "0.0.0.0" | "/0" | "<nw>/0") || text.eq_ignore_ascii_case("any") {
        peers.add_cidrs(&CidrSet::full());
    } else if text.eq_ignore_ascii_case("internet") {
        peers.add_cidrs(CidrSet::public());
    } else if let Ok(block) = Block::parse(text) {
        blocks.push(block);
    } else if let Some((first, last)) = text.split_once('-').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)))
    {
        peers.add_cidrs(&span(first, last)?);
    } else if text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'_')
    {
        peers.add_service(text.clone());
    } else {
        return None;
    }
    Some(())
}

/// An address range written with a dash.
fn span(first: std::net::Ipv4Addr, last: std::net::Ipv4Addr) -> Option<CidrSet> {
    let v4 = IntervalSet::range(u32::from(first), u32::from(last));
    (!v4.is_empty()).then(|| CidrSet { v4, v6: IntervalSet::empty() })
}
