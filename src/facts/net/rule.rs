//! One shape for the firewall rules of all clouds.
//!
//! What is unknown is held as a pair of sets: what the rule *certainly* covers and what it *may*
//! cover. A question is then answered by both, and the answer is certain where they agree.

use super::cidr::CidrSet;
use super::interval::{Bound, IntervalSet};
use crate::model::{AttrPath, Kind, Marks, Refinement, Type, Unknown, Value};
use crate::text::Str;

/// A set of ports, or of ICMP messages as `type * 256 + code`.
pub type PortSet = IntervalSet<u16>;

/// A set of IANA protocol numbers; full for "all".
pub type ProtocolSet = IntervalSet<u8>;

/// Protocol number of ICMP.
pub const ICMP: u8 = 1;
/// Protocol number of TCP.
pub const TCP: u8 = 6;
/// Protocol number of UDP.
pub const UDP: u8 = 17;
/// Protocol number of ICMPv6.
pub const ICMPV6: u8 = 58;

/// A verdict of three-valued logic (Kleene).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Truth {
    /// Certainly not.
    False,
    /// Depends on something unknown.
    Unknown,
    /// Certainly.
    True,
}

impl Truth {
    /// Of a boolean.
    pub fn of(b: bool) -> Truth {
        if b { Truth::True } else { Truth::False }
    }

    /// Whether something holds for a set of which `must` and `may` are the bounds.
    pub fn bounds(must: bool, may: bool) -> Truth {
        match (must, may) {
            (true, _) => Truth::True,
            (false, true) => Truth::Unknown,
            (false, false) => Truth::False,
        }
    }

    /// Both.
    pub fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::True, Truth::True) => Truth::True,
            _ => Truth::Unknown,
        }
    }

    /// Either.
    pub fn or(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::True, _) | (_, Truth::True) => Truth::True,
            (Truth::False, Truth::False) => Truth::False,
            _ => Truth::Unknown,
        }
    }
}

/// Where a fact comes from: what it still waits for, and the marks of all values it was read from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Basis {
    /// See [`Unknown::waits_for`].
    pub waits: Vec<Str>,
    /// Joined marks.
    pub marks: Marks,
}

impl Basis {
    /// Of marks alone.
    pub fn marked(marks: &Marks) -> Basis {
        Basis { waits: Vec::new(), marks: marks.join(&Marks::default()) }
    }

    /// Waits for one thing.
    pub fn waiting(what: impl Into<Str>) -> Basis {
        Basis { waits: vec![what.into()], marks: Marks::default() }
    }

    /// Both together.
    pub fn join(mut self, other: &Basis) -> Basis {
        self.add(other);
        self
    }

    /// Takes the other in.
    pub fn add(&mut self, other: &Basis) {
        self.waits.extend(other.waits.iter().cloned());
        self.marks = self.marks.join(&other.marks);
    }

    /// An unknown value of a type that waits for all of it.
    pub fn unknown(&self, ty: Type) -> Value {
        let mut waits_for = self.waits.clone();
        waits_for.sort();
        waits_for.dedup();
        let refinement = Refinement { not_null: true, ..Refinement::default() };
        Value { kind: Kind::Unknown(Unknown { ty, refinement, waits_for }.into()), marks: self.marks.clone() }
    }

    /// The truth as a value with these marks.
    pub fn verdict(&self, truth: Truth) -> Value {
        match truth {
            Truth::Unknown => self.unknown(Type::Bool),
            known => Value::from(known == Truth::True).with_marks(&self.marks),
        }
    }
}

/// One fact of a rule that is no set.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact<T> {
    /// The shape of the rule says nothing of it.
    Untold,
    /// Known only after apply.
    Unknown(Basis),
    /// Known, with the marks of its source.
    Known(T, Marks),
}

impl<T> Fact<T> {
    /// Known, and not read from anything.
    pub fn fixed(value: T) -> Self {
        Fact::Known(value, Marks::default())
    }

    /// The value if known.
    pub fn get(&self) -> Option<&T> {
        match self {
            Fact::Known(t, _) => Some(t),
            _ => None,
        }
    }

    /// Where it comes from.
    pub fn basis(&self) -> Basis {
        match self {
            Fact::Untold => Basis::default(),
            Fact::Unknown(b) => b.clone(),
            Fact::Known(_, m) => Basis::marked(m),
        }
    }
}

/// A set between two bounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Bounds<T> {
    /// Certainly in it.
    pub must: IntervalSet<T>,
    /// Possibly in it; holds `must`.
    pub may: IntervalSet<T>,
    /// What separates the two.
    pub basis: Basis,
}

impl<T: Bound> Bounds<T> {
    /// Known exactly.
    pub fn exact(set: IntervalSet<T>, marks: &Marks) -> Self {
        Bounds { must: set.clone(), may: set, basis: Basis::marked(marks) }
    }

    /// Everything.
    pub fn all() -> Self {
        Bounds::exact(IntervalSet::full(), &Marks::default())
    }

    /// Nothing known.
    pub fn unknown(basis: Basis) -> Self {
        Bounds { must: IntervalSet::empty(), may: IntervalSet::full(), basis }
    }

    /// Whether both bounds are the same.
    pub fn is_exact(&self) -> bool {
        self.must == self.may
    }

    /// Whether it has a member in common with the set.
    pub fn meets(&self, set: &IntervalSet<T>) -> Truth {
        Truth::bounds(self.must.overlaps(set), self.may.overlaps(set))
    }

    /// Whether it holds everything that the other holds.
    pub fn holds(&self, other: &Bounds<T>) -> Truth {
        Truth::bounds(other.may.is_subset(&self.must), other.must.is_subset(&self.may))
    }

    /// Members of either.
    pub fn union(&self, other: &Self) -> Self {
        Bounds {
            must: self.must.union(&other.must),
            may: self.may.union(&other.may),
            basis: self.basis.clone().join(&other.basis),
        }
    }
}

/// Which way the traffic goes, seen from the thing that the rule protects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// Towards it: peers are sources.
    Ingress,
    /// Away from it: peers are destinations.
    Egress,
}

impl Direction {
    /// The other way.
    pub fn opposite(self) -> Direction {
        match self {
            Direction::Ingress => Direction::Egress,
            Direction::Egress => Direction::Ingress,
        }
    }
}

/// What a rule does with what it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// Lets it pass.
    Allow,
    /// Drops it.
    Deny,
}

/// The other side of a rule: sources of an ingress rule, destinations of an egress rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Peers {
    /// Addresses that are certainly among them.
    pub cidrs: CidrSet,
    /// Addresses that may be: holds `cidrs`, and what unknown values and prefix lists may add.
    pub may: CidrSet,
    /// Names of services: OCI service labels, Azure service tags. They are never the internet.
    pub services: Vec<Str>,
    /// Identifiers of groups: network security groups, security groups, tags, service accounts.
    pub groups: Vec<Str>,
    /// Identifiers of prefix lists, whose entries are not known here.
    pub lists: Vec<Str>,
    /// Whether one of them is a service.
    pub service: Truth,
    /// Whether one of them is a group.
    pub group: Truth,
    /// What separates `cidrs` from `may`.
    pub basis: Basis,
}

impl Default for Peers {
    fn default() -> Self {
        Peers {
            cidrs: CidrSet::empty(),
            may: CidrSet::empty(),
            services: Vec::new(),
            groups: Vec::new(),
            lists: Vec::new(),
            service: Truth::False,
            group: Truth::False,
            basis: Basis::default(),
        }
    }
}

impl Peers {
    /// These addresses.
    pub fn of(cidrs: CidrSet) -> Self {
        Peers { may: cidrs.clone(), cidrs, ..Peers::default() }
    }

    /// Takes more addresses in.
    pub fn add_cidrs(&mut self, set: &CidrSet) {
        self.cidrs = self.cidrs.union(set);
        self.may = self.may.union(set);
    }

    /// Takes in addresses of which nothing but the basis is known.
    pub fn add_unknown(&mut self, basis: &Basis) {
        self.may = CidrSet::full();
        self.basis.add(basis);
    }

    /// Takes in a prefix list. Its entries may be anything, the internet included.
    pub fn add_list(&mut self, id: Str) {
        self.add_unknown(&Basis::waiting(format!("entries of prefix list {id}")));
        self.lists.push(id);
    }

    /// Takes in a group.
    pub fn add_group(&mut self, id: impl Into<Str>) {
        self.groups.push(id.into());
        self.group = Truth::True;
    }

    /// Takes in a service.
    pub fn add_service(&mut self, name: impl Into<Str>) {
        self.services.push(name.into());
        self.service = Truth::True;
    }

    /// Whether nothing in it is unknown.
    pub fn is_exact(&self) -> bool {
        self.cidrs == self.may && self.service != Truth::Unknown && self.group != Truth::Unknown
    }
}

/// Which of the things behind the owner a rule is about: destinations of an ingress rule, sources of an egress
/// rule. Both limits hold at once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scope {
    /// Things with these addresses. None: whatever their address.
    pub cidrs: Option<CidrSet>,
    /// Things that one of these names, in order: groups, tags, service accounts. None: whatever their name.
    pub names: Vec<Str>,
    /// Set if a limit is unknown: then the rule may be about anything.
    pub open: Option<Basis>,
}

impl Scope {
    /// Whether it is everything behind the owner.
    pub fn is_full(&self) -> bool {
        self.open.is_none() && self.names.is_empty() && self.cidrs.is_none()
    }

    /// Limits it to what has one of these addresses.
    pub fn limit_to_addresses(&mut self, cidrs: CidrSet) {
        self.cidrs = Some(cidrs).filter(|c| *c != CidrSet::full());
    }

    /// Limits it to what one of these names.
    pub fn limit_to(&mut self, mut names: Vec<Str>) {
        names.sort();
        names.dedup();
        self.names = names;
    }

    /// A limit is unknown.
    pub fn loosen(&mut self, basis: &Basis) {
        self.open = Some(self.open.take().unwrap_or_default().join(basis));
    }

    /// Whether everything that the other is about is among what this is about.
    pub fn covers(&self, other: &Scope) -> Truth {
        if self.is_full() {
            return Truth::True;
        }
        if self.open.is_some() || other.open.is_some() {
            return Truth::Unknown;
        }
        let named = self.names.is_empty()
            || !other.names.is_empty() && other.names.iter().all(|n| self.names.binary_search(n).is_ok());
        let placed = match (&self.cidrs, &other.cidrs) {
            (None, _) => true,
            (Some(own), Some(others)) => others.is_subset(own),
            (Some(_), None) => false,
        };
        Truth::of(named && placed)
    }
}

/// A firewall rule of any cloud.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Which way; untold for blocks that do not say in which list they stand.
    pub direction: Fact<Direction>,
    /// Allow or deny.
    pub action: Fact<Action>,
    /// Rules with lower numbers come first. Untold where all rules only add up.
    pub priority: Fact<i64>,
    /// Whether answers need a rule of their own.
    pub stateless: Fact<bool>,
    /// The other side.
    pub peers: Peers,
    /// What it is about on this side.
    pub scope: Scope,
    /// IANA protocol numbers.
    pub protocol: Bounds<u8>,
    /// Destination ports, for protocols that have ports.
    pub dst_ports: Bounds<u16>,
    /// Source ports, for protocols that have ports.
    pub src_ports: Bounds<u16>,
    /// ICMP messages as `type * 256 + code`, for ICMP and ICMPv6.
    pub icmp: Bounds<u16>,
    /// Where it stands in its resource.
    pub origin: AttrPath,
}

impl Rule {
    /// A rule that allows everything from and to nobody; adapters narrow it down.
    pub fn new(origin: AttrPath) -> Self {
        Rule {
            direction: Fact::Untold,
            action: Fact::fixed(Action::Allow),
            priority: Fact::Untold,
            stateless: Fact::fixed(false),
            peers: Peers::default(),
            scope: Scope::default(),
            protocol: Bounds::all(),
            dst_ports: Bounds::all(),
            src_ports: Bounds::all(),
            icmp: Bounds::all(),
            origin,
        }
    }

    /// Whether the rule has an order among its neighbours, so that a deny before it counts.
    pub fn is_ordered(&self) -> bool {
        !matches!(self.priority, Fact::Untold) || self.action.get() != Some(&Action::Allow)
    }

    /// Marks of everything that the rule was read from.
    pub fn marks(&self) -> Marks {
        [
            &self.protocol.basis.marks,
            &self.dst_ports.basis.marks,
            &self.src_ports.basis.marks,
            &self.icmp.basis.marks,
            &self.peers.basis.marks,
            self.scope.open.as_ref().map_or(&Marks::default(), |b| &b.marks),
            &self.direction.basis().marks,
            &self.action.basis().marks,
            &self.priority.basis().marks,
            &self.stateless.basis().marks,
        ]
        .into_iter()
        .fold(Marks::default(), |all, m| all.join(m))
    }
}

/// Rules of one owner, and whether there may be others that are not known yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// The known ones.
    pub known: Vec<Rule>,
    /// Set if there may be others.
    pub more: Option<Basis>,
}

impl Rules {
    /// Takes in that there may be others.
    pub fn add_more(&mut self, basis: Option<Basis>) {
        if let Some(b) = basis {
            self.more = Some(self.more.take().unwrap_or_default().join(&b));
        }
    }
}

/// Names of protocols that the clouds accept beside numbers (IANA protocol numbers registry).
const NAMES: &[(&str, u8)] = &[
    ("icmp", ICMP),
    ("igmp", 2),
    ("ipip", 4),
    ("tcp", TCP),
    ("udp", UDP),
    ("gre", 47),
    ("esp", 50),
    ("ah", 51),
    ("icmpv6", ICMPV6),
    ("ipv6-icmp", ICMPV6),
    ("ospf", 89),
    ("pim", 103),
    ("vrrp", 112),
    ("l2tp", 115),
    ("sctp", 132),
    ("udplite", 136),
];

/// Number of a protocol's name or digits, in any case of letters.
pub fn protocol_number(text: &str) -> Option<u8> {
    let name = NAMES.iter().find(|(n, _)| n.eq_ignore_ascii_case(text)).map(|(_, number)| *number);
    name.or_else(|| if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None })
}

/// Name of a protocol number, its digits if it has none here.
pub fn protocol_name(number: u8) -> String {
    NAMES.iter().find(|(_, n)| *n == number).map_or_else(|| number.to_string(), |(name, _)| (*name).into())
}
