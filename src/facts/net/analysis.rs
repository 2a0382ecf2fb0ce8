//! Rules that say nothing new, and stateless rules whose answers find no way back.

use std::collections::HashMap;

use super::cidr::Block;
use super::rule::{Action, Bounds, Direction, Fact, ICMP, ICMPV6, Peers, PortSet, ProtocolSet, Rule, Truth};
use crate::text::Str;

/// Comparisons after which a search gives up; a set that needs more is beyond every cloud's limits.
const BUDGET: usize = 3_000_000;

/// Ports that clients use when nothing else is said.
const EPHEMERAL: (u16, u16) = (1024, u16::MAX);

/// What one peer of a rule is found by.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Atom {
    Block(Block),
    Name(Str),
}

/// Rules by their peers, and among those by destination ports.
struct Index<'a> {
    rules: &'a [Rule],
    buckets: HashMap<Atom, Bucket>,
}

/// Rules that share a peer: ordered by first port, with the highest last port up to each.
#[derive(Default)]
struct Bucket {
    entries: Vec<(u16, u16, usize)>,
    highest: Vec<u16>,
}

/// What a search found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// This rule.
    Certain(usize),
    /// Perhaps one, depending on unknowns.
    Perhaps(usize),
    /// None.
    Nothing,
    /// The search took too long.
    GaveUp,
}

fn span(ports: &Bounds<u16>) -> Option<(u16, u16)> {
    Some((ports.may.runs().first()?.0, ports.may.runs().last()?.1))
}

fn names(peers: &Peers) -> impl Iterator<Item = &Str> {
    peers.services.iter().chain(&peers.groups).chain(&peers.lists)
}

impl<'a> Index<'a> {
    fn new(rules: &'a [Rule]) -> Self {
        let mut buckets: HashMap<Atom, Bucket> = HashMap::new();
        for (i, rule) in rules.iter().enumerate() {
            let Some((first, last)) = span(&rule.dst_ports) else { continue };
            let blocks = rule.peers.may.blocks().map(Atom::Block);
            for atom in blocks.chain(names(&rule.peers).cloned().map(Atom::Name)) {
                buckets.entry(atom).or_default().entries.push((first, last, i));
            }
        }
        for bucket in buckets.values_mut() {
            bucket.entries.sort_unstable();
            let mut top = 0;
            bucket.highest = bucket
                .entries
                .iter()
                .map(|e| {
                    top = top.max(e.1);
                    top
                })
                .collect();
        }
        Index { rules, buckets }
    }

    /// A rule that satisfies `test` and may hold all of `wanted`.
    fn holder(&self, wanted: &Rule, left: &mut usize, test: impl Fn(usize, &Rule) -> Truth) -> Found {
        // Every holder holds the first peer, so it is enough to look where that one is.
        let known = wanted.peers.cidrs.blocks().next();
        if known.is_none() && !wanted.peers.may.is_empty() && self.rules.len() > 1 {
            // Peers of which none is known may turn out to be held by any rule.
            return Found::Perhaps(0);
        }
        let mut atom = match known {
            Some(block) => Some(Atom::Block(block)),
            None => names(&wanted.peers).next().cloned().map(Atom::Name),
        };
        let must = wanted.dst_ports.must.runs();
        let (low, high) = match (must.first(), must.last()) {
            (Some(first), Some(last)) => (first.0, last.1),
            _ => (u16::MAX, 0),
        };
        let mut found = Found::Nothing;
        while let Some(at) = atom {
            if let Some(bucket) = self.buckets.get(&at) {
                let end = bucket.entries.partition_point(|e| e.0 <= low);
                for i in (0..end).rev() {
                    if bucket.highest[i] < high {
                        break;
                    }
                    *left = left.saturating_sub(1);
                    if *left == 0 {
                        return Found::GaveUp;
                    }
                    let index = bucket.entries[i].2;
                    match test(index, &self.rules[index]) {
                        Truth::True => return Found::Certain(index),
                        Truth::Unknown => found = Found::Perhaps(index),
                        Truth::False => {}
                    }
                }
            }
            atom = match at {
                Atom::Block(block) => block.parent().map(Atom::Block),
                Atom::Name(_) => None,
            };
        }
        found
    }
}

fn same<T: PartialEq>(a: &Fact<T>, b: &Fact<T>) -> Truth {
    match (a, b) {
        (Fact::Untold, Fact::Untold) => Truth::True,
        (Fact::Known(x, _), Fact::Known(y, _)) => Truth::of(x == y),
        (Fact::Unknown(_), _) | (_, Fact::Unknown(_)) => Truth::Unknown,
        _ => Truth::False,
    }
}

/// Whether every packet of `b` matches `a`, by everything but direction and order.
fn holds(a: &Rule, b: &Rule) -> Truth {
    let addresses = Truth::bounds(b.peers.may.is_subset(&a.peers.cidrs), b.peers.cidrs.is_subset(&a.peers.may));
    let named = |x: &Str| names(&a.peers).any(|n| n == x);
    let names = Truth::of(names(&b.peers).all(named));
    addresses
        .and(names)
        .and(a.protocol.holds(&b.protocol))
        .and(a.dst_ports.holds(&b.dst_ports))
        .and(a.src_ports.holds(&b.src_ports))
        .and(a.icmp.holds(&b.icmp))
        .and(a.scope.covers(&b.scope))
}

/// Whether `a`, at index `i`, leaves nothing for `b`, at index `j`, to decide.
fn shadows(i: usize, a: &Rule, j: usize, b: &Rule) -> Truth {
    let order = match (&a.priority, &b.priority) {
        // Rules only add up: the wider one shadows, and of equal ones the later is the copy.
        (Fact::Untold, Fact::Untold) => {
            let wider = Truth::True.and(same(&a.action, &b.action)).and(same(&a.stateless, &b.stateless));
            if i < j || holds(b, a) != Truth::True { wider } else { Truth::False }
        }
        (Fact::Known(x, _), Fact::Known(y, _)) if x == y => {
            let deny = a.action.get() == Some(&Action::Deny) && b.action.get() == Some(&Action::Allow);
            Truth::of(deny || (i < j && a.action == b.action))
        }
        (Fact::Known(x, _), Fact::Known(y, _)) => Truth::of(x < y),
        (Fact::Unknown(_), _) | (_, Fact::Unknown(_)) => Truth::Unknown,
        _ => Truth::False,
    };
    order.and(same(&a.direction, &b.direction)).and(holds(a, b))
}

/// For every rule the one that shadows it: holds it completely, or in an ordered set comes first.
pub fn shadowed(rules: &[Rule]) -> Vec<(usize, Found)> {
    let index = Index::new(rules);
    let mut left = BUDGET;
    let mut out = Vec::new();
    for (j, rule) in rules.iter().enumerate() {
        let found =
            index.holder(rule, &mut left, |i, other| if i == j { Truth::False } else { shadows(i, other, j, rule) });
        if found != Found::Nothing {
            out.push((j, found));
        }
    }
    out
}

/// For every rule that means the same as an earlier one, that earlier one.
pub fn duplicates(rules: &[Rule]) -> Vec<(usize, Found)> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut out = Vec::new();
    for (i, rule) in rules.iter().enumerate() {
        match key(rule) {
            None => out.push((i, Found::Perhaps(i))),
            Some(key) => match seen.get(&key) {
                Some(first) => out.push((i, Found::Certain(*first))),
                None => {
                    seen.insert(key, i);
                }
            },
        }
    }
    // A lone rule can be no duplicate, whatever it will be.
    if rules.len() < 2 { Vec::new() } else { out }
}

/// Text that two rules share if they match the same and do the same; `None` if it is not known.
fn key(rule: &Rule) -> Option<String> {
    let peers = &rule.peers;
    let exact = rule.protocol.is_exact() && rule.dst_ports.is_exact() && rule.src_ports.is_exact();
    if !exact || !rule.icmp.is_exact() || rule.scope.open.is_some() || (!peers.is_exact() && peers.lists.is_empty()) {
        return None;
    }
    let told = |unknown: bool| if unknown { None } else { Some(()) };
    told(matches!(rule.direction, Fact::Unknown(_)))?;
    told(matches!(rule.action, Fact::Unknown(_)))?;
    told(matches!(rule.stateless, Fact::Unknown(_)))?;
    let mut names: Vec<&Str> = names(peers).collect();
    names.sort();
    Some(format!(
        "{:?} {:?} {:?} {names:?} {} {:?} {:?} {:?} {:?} {:?} {:?}",
        rule.direction.get(),
        rule.action.get(),
        rule.stateless.get(),
        peers.cidrs,
        rule.scope.cidrs,
        rule.scope.names,
        rule.protocol.must.runs(),
        rule.dst_ports.must.runs(),
        rule.src_ports.must.runs(),
        rule.icmp.must.runs(),
    ))
}

/// The stateless rules whose answers no rule of the other direction admits: same peers, ports
/// swapped. The mirror may be stateful. Where the rule says nothing of client ports, a mirror
/// for 1024 to 65535 is enough.
pub fn missing_mirror(rules: &[Rule]) -> Vec<(usize, Found)> {
    let index = Index::new(rules);
    let mut left = BUDGET;
    let mut out = Vec::new();
    for (j, rule) in rules.iter().enumerate() {
        let stateless = match rule.stateless.get() {
            Some(b) => Truth::of(*b),
            None => Truth::Unknown,
        };
        if stateless == Truth::False || rule.action.get() == Some(&Action::Deny) {
            continue;
        }
        let wanted = mirror(rule);
        let found = index.holder(&wanted, &mut left, |_, other| {
            let allow = same(&other.action, &Fact::fixed(Action::Allow));
            allow.and(same(&other.direction, &wanted.direction)).and(holds(other, &wanted))
        });
        match (found, stateless) {
            (Found::Certain(_), _) => {}
            (Found::Nothing, Truth::True) => out.push((j, Found::Certain(j))),
            (Found::GaveUp, _) => out.push((j, Found::GaveUp)),
            _ => out.push((j, Found::Perhaps(j))),
        }
    }
    out
}

fn mirror(rule: &Rule) -> Rule {
    let mut out = rule.clone();
    out.direction = match &rule.direction {
        Fact::Known(Direction::Ingress, m) => Fact::Known(Direction::Egress, m.clone()),
        Fact::Known(Direction::Egress, m) => Fact::Known(Direction::Ingress, m.clone()),
        other => other.clone(),
    };
    out.src_ports = rule.dst_ports.clone();
    out.dst_ports = rule.src_ports.clone();
    if rule.src_ports.must.is_full() && !rule.protocol.must.is_full() {
        let clients = PortSet::range(EPHEMERAL.0, EPHEMERAL.1);
        out.dst_ports = Bounds { must: clients.clone(), may: clients, basis: rule.src_ports.basis.clone() };
    }
    // The answer to an ICMP message is another message.
    let icmp = ProtocolSet::from_runs([(ICMP, ICMP), (ICMPV6, ICMPV6)]);
    if rule.protocol.may.is_subset(&icmp) {
        out.icmp = Bounds { must: PortSet::empty(), may: PortSet::empty(), basis: rule.icmp.basis.clone() };
        out.dst_ports = Bounds::all();
    }
    out
}
