//! Rules of Google Cloud: `google_compute_firewall`. By priority (default 1000); at the same
//! priority a deny wins.
//!
//! Source: schema of the `google` provider and the documentation of VPC firewall rules. Sources
//! are the union of ranges, tags and service accounts; if none is given, any IPv4 address
//! (terraform-provider-google#6789).

use super::azure::port_range;
use super::cidr::{Block, CidrSet};
use super::oci::pending;
use super::read::{Attrs, Got};
use super::rule::{
    Action, Basis, Bounds, Direction, Fact, Peers, PortSet, ProtocolSet, Rule, Rules, Truth, protocol_number,
};
use crate::model::Marks;
use crate::text::Str;

/// Rules of `google_compute_firewall`: one for each `allow` or `deny` block.
pub fn firewall(attrs: &Attrs<'_>) -> Result<Rules, String> {
    let disabled = attrs.flag("disabled")?.or(false);
    if disabled.get() == Some(&true) {
        return Ok(Rules::default());
    }
    let mut base = Rule::new(attrs.path.clone());
    let directions = [("INGRESS", Direction::Ingress), ("EGRESS", Direction::Egress)];
    base.direction = attrs.choice("direction", &directions)?.or(Direction::Ingress);
    base.priority = attrs.int("priority")?.or(1000);
    peers(attrs, &mut base)?;
    scope(attrs, &mut base)?;
    let mut rules = Rules::default();
    for (name, action) in [("allow", Action::Allow), ("deny", Action::Deny)] {
        let blocks = attrs.blocks(name)?;
        rules.add_more(blocks.more);
        for block in blocks.known {
            let mut rule = base.clone();
            rule.origin = block.path.clone();
            rule.action = Fact::Known(action, block.marks().clone());
            rule.protocol = protocol(&block).map_err(|e| format!("{}: {e}", block.path))?;
            rule.dst_ports = ports(&block, &rule.protocol).map_err(|e| format!("{}: {e}", block.path))?;
            if let Fact::Unknown(b) = &disabled {
                // Whether it counts at all is open, so nothing about it is certain.
                rule.protocol.must = ProtocolSet::empty();
                rule.protocol.basis.add(b);
            }
            rules.known.push(rule);
        }
    }
    Ok(rules)
}

fn protocol(block: &Attrs<'_>) -> Result<Bounds<u8>, String> {
    match block.text("protocol")? {
        Got::Absent => Err("protocol is missing".into()),
        Got::Unknown(b) => Ok(Bounds::unknown(b)),
        Got::Known(text, marks) if text.eq_ignore_ascii_case("all") => Ok(Bounds::exact(ProtocolSet::full(), &marks)),
        Got::Known(text, marks) => match protocol_number(&text) {
            Some(n) => Ok(Bounds::exact(ProtocolSet::one(n), &marks)),
            None => Err(block.bad("protocol", "a protocol's name or number, or all")),
        },
    }
}

/// `ports`; absent or empty means all.
fn ports(block: &Attrs<'_>, protocol: &Bounds<u8>) -> Result<Bounds<u16>, String> {
    let texts = block.texts("ports")?;
    let mut runs = Vec::with_capacity(texts.known.len());
    for text in &texts.known {
        runs.push(port_range(text).ok_or_else(|| block.bad("ports", "made of ports and ranges such as 20-25"))?);
    }
    let must = PortSet::from_runs(runs);
    if !protocol.is_exact() {
        // It may become "all", which takes no ports.
        return Ok(Bounds { must: PortSet::empty(), may: PortSet::full(), basis: protocol.basis.clone() });
    }
    Ok(match (texts.known.is_empty(), texts.more) {
        (true, false) => Bounds::all(),
        (_, true) => Bounds { must, may: PortSet::full(), basis: texts.basis },
        (false, false) => Bounds { may: must.clone(), must, basis: texts.basis },
    })
}

fn peers(attrs: &Attrs<'_>, base: &mut Rule) -> Result<(), String> {
    match &base.direction {
        Fact::Known(Direction::Ingress, _) | Fact::Untold => {}
        Fact::Known(Direction::Egress, _) => {
            return ranges(attrs, "destination_ranges", &mut base.peers, Other::None);
        }
        Fact::Unknown(b) => {
            base.peers.add_unknown(b);
            base.peers.group = Truth::Unknown;
            return Ok(());
        }
    }
    let mut other = Other::None;
    for name in ["source_tags", "source_service_accounts"] {
        let texts = attrs.texts(name)?;
        base.peers.basis.add(&texts.basis);
        if !texts.known.is_empty() {
            other = Other::Some;
        } else if texts.more && matches!(other, Other::None) {
            other = Other::Unknown(texts.basis.clone());
        }
        texts.known.into_iter().for_each(|id| base.peers.add_group(id));
        if texts.more {
            base.peers.groups.push(pending(&texts.basis).into());
            base.peers.group = base.peers.group.or(Truth::Unknown);
        }
    }
    ranges(attrs, "source_ranges", &mut base.peers, other)
}

/// The instances that a firewall is about, by tags or service accounts, and their addresses.
fn scope(attrs: &Attrs<'_>, base: &mut Rule) -> Result<(), String> {
    let mut names = Vec::new();
    for (kind, name) in [("tag", "target_tags"), ("account", "target_service_accounts")] {
        let texts = attrs.texts(name)?;
        if texts.more {
            base.scope.loosen(&texts.basis);
        }
        names.extend(texts.known.iter().map(|text| Str::from(format!("{kind} {text}"))));
    }
    base.scope.limit_to(names);
    let own = match &base.direction {
        Fact::Known(Direction::Ingress, _) | Fact::Untold => "destination_ranges",
        Fact::Known(Direction::Egress, _) => "source_ranges",
        Fact::Unknown(b) => {
            base.scope.loosen(b);
            return Ok(());
        }
    };
    let texts = attrs.texts(own)?;
    if texts.more {
        base.scope.loosen(&texts.basis);
    } else if !texts.known.is_empty() {
        let blocks: Result<Vec<Block>, _> = texts.known.iter().map(|text| Block::parse(text)).collect();
        let blocks = blocks.map_err(|_| attrs.bad(own, "made of CIDR blocks"))?;
        base.scope.limit_to_addresses(CidrSet::from_blocks(blocks));
    }
    Ok(())
}

/// Whether another kind of source keeps the default range away.
enum Other {
    /// No: without ranges every IPv4 address matches.
    None,
    /// Yes.
    Some,
    /// Not known yet: the list may turn out to be empty.
    Unknown(Basis),
}

fn ranges(attrs: &Attrs<'_>, name: &str, peers: &mut Peers, other: Other) -> Result<(), String> {
    let texts = attrs.texts(name)?;
    peers.basis.add(&Basis::marked(&texts.basis.marks));
    let mut blocks = Vec::with_capacity(texts.known.len());
    for text in &texts.known {
        blocks.push(Block::parse(text).map_err(|_| attrs.bad(name, "made of CIDR blocks"))?);
    }
    peers.add_cidrs(&CidrSet::from_blocks(blocks));
    if texts.more {
        peers.add_unknown(&texts.basis);
    } else if texts.known.is_empty() {
        let everyone = CidrSet::from(Block::V4(0, 0));
        match other {
            Other::None => peers.add_cidrs(&everyone),
            Other::Some => {}
            Other::Unknown(b) => {
                peers.may = peers.may.union(&everyone);
                peers.basis.add(&Basis { waits: b.waits, marks: Marks::default() });
            }
        }
    }
    Ok(())
}
