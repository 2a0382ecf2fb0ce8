//! Whether rules admit traffic: of one rule, and of all rules of an owner together.

use super::cidr::CidrSet;
use super::rule::{Action, Basis, Fact, ICMP, ICMPV6, PortSet, ProtocolSet, Rule, Rules, Scope, TCP, Truth, UDP};

/// Which protocols a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocols {
    /// This one.
    One(u8),
    /// Every protocol at once.
    All,
    /// At least one, whichever.
    Any,
}

/// Peers that a question is about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Targets {
    /// "The internet": a set of peers so wide that it means everybody (see [`CidrSet::is_wide`]).
    pub internet: bool,
    /// Or any of these addresses.
    pub cidrs: CidrSet,
}

/// A question: may these peers be reached, or reach in, on this protocol and one of these ports?
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// The other side.
    pub targets: Targets,
    /// The protocol.
    pub protocols: Protocols,
    /// Destination ports; for ICMP, messages as `type * 256 + code`.
    pub ports: PortSet,
    /// Every port at once, instead of one of them: [`EVERY`] at least.
    pub every: bool,
}

/// So many ports are every port: nothing listens on port 0.
const EVERY: u128 = 65535;

/// So many of them may be denied before: whoever denies the ports of some services and allows all others has opened
/// every port, for anything that matters.
const SPARED: u128 = 1024;

/// An answer, and what it rests on if it is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The truth.
    pub truth: Truth,
    /// What an unknown waits for.
    pub basis: Basis,
}

/// Steps that [`any`] may take before it gives the question up as undecided. A rule set of this
/// size is beyond what any of the clouds accepts.
const BUDGET: usize = 20_000_000;

fn is_icmp(ask: &Ask) -> bool {
    matches!(ask.protocols, Protocols::One(ICMP | ICMPV6))
}

fn protocol(rule: &Rule, ask: &Ask) -> Truth {
    let p = &rule.protocol;
    match ask.protocols {
        Protocols::One(n) => Truth::bounds(p.must.contains(n), p.may.contains(n)),
        Protocols::All => Truth::bounds(p.must.is_full(), p.may.is_full()),
        Protocols::Any => Truth::bounds(!p.must.is_empty(), !p.may.is_empty()),
    }
}

fn ports<'a>(rule: &'a Rule, ask: &Ask) -> &'a super::rule::Bounds<u16> {
    if is_icmp(ask) { &rule.icmp } else { &rule.dst_ports }
}

/// Whether the addresses of the peers meet the question, groups and services included; and what these
/// wait for.
fn peers(rule: &Rule, targets: &Targets) -> (Truth, Vec<Basis>) {
    let peers = &rule.peers;
    let mut bases = Vec::new();
    let mut truth = Truth::False;
    if targets.internet {
        truth = Truth::bounds(peers.cidrs.is_wide(), peers.may.is_wide());
    }
    truth = truth.or(Truth::bounds(peers.cidrs.overlaps(&targets.cidrs), peers.may.overlaps(&targets.cidrs)));
    if truth != Truth::True && !targets.cidrs.is_empty() {
        // Members of a group have internal addresses, services have public ones; which, is not known here.
        if peers.group != Truth::False && !targets.cidrs.is_subset(CidrSet::public()) {
            truth = Truth::Unknown;
            bases.extend(peers.groups.iter().map(|g| Basis::waiting(format!("addresses of the members of {g}"))));
        }
        if peers.service != Truth::False && targets.cidrs.overlaps(CidrSet::public()) {
            truth = Truth::Unknown;
            bases.extend(peers.services.iter().map(|s| Basis::waiting(format!("addresses of service {s}"))));
        }
    }
    (truth, bases)
}

/// Whether one rule, taken alone, admits traffic. A deny admits nothing.
pub fn one(rule: &Rule, ask: &Ask) -> Answer {
    let action = match &rule.action {
        Fact::Known(a, _) => Truth::of(*a == Action::Allow),
        _ => Truth::Unknown,
    };
    let protocol = protocol(rule, ask);
    let ports = ports(rule, ask);
    let met = match ask.every {
        true => Truth::bounds(ports.must.count() >= EVERY, ports.may.count() >= EVERY),
        false => ports.meets(&ask.ports),
    };
    let sources = &rule.src_ports;
    let from = Truth::bounds(!sources.must.is_empty(), !sources.may.is_empty());
    let (peers, groups) = peers(rule, &ask.targets);
    let truth = [action, protocol, met, from, peers].into_iter().fold(Truth::True, Truth::and);
    let mut basis = Basis::default();
    match &rule.action {
        Fact::Untold => {}
        Fact::Unknown(b) if truth == Truth::Unknown => basis.add(b),
        Fact::Unknown(Basis { marks, .. }) | Fact::Known(_, marks) => basis.marks.shade(marks),
    }
    let mut rest_on = |factor: Truth, other: &Basis| {
        basis.marks.shade(&other.marks);
        if truth == Truth::Unknown && factor == Truth::Unknown {
            basis.waits.extend(other.waits.iter().cloned());
        }
    };
    rest_on(protocol, &rule.protocol.basis);
    rest_on(met, &ports.basis);
    rest_on(from, &sources.basis);
    rest_on(peers, &rule.peers.basis);
    groups.iter().for_each(|b| rest_on(peers, b));
    Answer { truth, basis }
}

/// Whether the rules of one owner together admit traffic: where rules have an order, an earlier
/// deny takes away what a later rule allows; at equal priority a deny wins.
pub fn any(rules: &Rules, ask: &Ask) -> Answer {
    if ask.protocols == Protocols::Any {
        return any_protocol(rules, ask);
    }
    let mut basis = Basis::default();
    let mut truth = Truth::False;
    let ordered = rules.known.iter().any(Rule::is_ordered);
    let denies = rules.known.iter().any(|r| r.action.get() != Some(&Action::Allow));
    for rule in &rules.known {
        let answer = one(rule, ask);
        basis.marks = basis.marks.join(&answer.basis.marks);
        truth = truth.or(answer.truth);
        basis.waits.extend(answer.basis.waits);
        if truth == Truth::True && !denies {
            break;
        }
    }
    // Only together may rules be wide, and only one by one may denies be absent.
    let united = truth != Truth::True && (ask.targets.internet || ask.every);
    if (denies && truth != Truth::False) || united {
        let whole = together(&rules.known, ask);
        if denies {
            truth = whole.truth;
        } else {
            truth = truth.or(whole.truth);
        }
        basis.waits.extend(whole.basis.waits);
    }
    if let Some(more) = &rules.more {
        basis.add(more);
        // A rule that is not known yet may allow more, and in an ordered set also deny.
        truth = if ordered { Truth::Unknown } else { truth.or(Truth::Unknown) };
    }
    if truth != Truth::Unknown {
        basis.waits.clear();
    }
    Answer { truth, basis }
}

/// Asks for each protocol that a rule names, and for one that none names.
fn any_protocol(rules: &Rules, ask: &Ask) -> Answer {
    if rules.more.is_none() && !rules.known.iter().any(Rule::is_ordered) {
        // Without an order one rule that admits traffic is enough.
        if let Some(answer) = rules.known.iter().map(|r| one(r, ask)).find(|a| a.truth == Truth::True) {
            return answer;
        }
    }
    let mut named = [false; 256];
    for rule in &rules.known {
        for set in [&rule.protocol.must, &rule.protocol.may] {
            for (a, b) in set.runs() {
                named[usize::from(*a)] = true;
                // The first beyond a run stands for all protocols up to the next one.
                named[usize::from(*b).saturating_add(1).min(255)] = true;
            }
        }
    }
    named[0] = true;
    let mut out = Answer { truth: Truth::False, basis: Basis::default() };
    for (number, _) in named.iter().enumerate().filter(|(_, n)| **n) {
        let answer = any(rules, &Ask { protocols: Protocols::One(number as u8), ..ask.clone() });
        out.truth = out.truth.or(answer.truth);
        out.basis.add(&answer.basis);
        if out.truth == Truth::True {
            out.basis.waits.clear();
            break;
        }
    }
    out
}

/// One rule, cut down to the question.
struct Piece<'a> {
    rule: &'a Rule,
    covers: Truth,
    allow: Truth,
    protocol: Truth,
    priority: Option<i64>,
    unordered: bool,
}

impl Piece<'_> {
    fn is_placed(&self) -> bool {
        self.priority.is_some() || self.unordered
    }

    fn is_named(&self) -> bool {
        self.rule.peers.group != Truth::False || self.rule.peers.service != Truth::False
    }
}

/// Whether the rules together admit traffic to something behind their owner: asked for what each rule that
/// allows is about. A rule counts there if it is about all of that: a deny for one destination shields no other.
fn together(rules: &[Rule], ask: &Ask) -> Answer {
    let mut out = Answer { truth: Truth::False, basis: Basis::default() };
    let mut asked: Vec<&Scope> = Vec::new();
    for rule in rules.iter().filter(|r| r.action.get() != Some(&Action::Deny)) {
        if rule.scope.open.is_none() && asked.contains(&&rule.scope) {
            continue;
        }
        asked.push(&rule.scope);
        let answer = within(rules, &rule.scope, ask);
        out.truth = out.truth.or(answer.truth);
        out.basis.add(&answer.basis);
        if out.truth == Truth::True {
            out.basis.waits.clear();
            break;
        }
    }
    out
}

/// First match in order over (ports x addresses), exact, with bounds for what is unknown, for things in a scope.
fn within(rules: &[Rule], scope: &Scope, ask: &Ask) -> Answer {
    let mut pieces: Vec<Piece<'_>> = rules
        .iter()
        .map(|rule| Piece {
            rule,
            // The rule that is asked about is about all of what it is about, whatever that is.
            covers: if std::ptr::eq(&rule.scope, scope) { Truth::True } else { rule.scope.covers(scope) },
            allow: match rule.action.get() {
                Some(a) => Truth::of(*a == Action::Allow),
                None => Truth::Unknown,
            },
            protocol: piece_protocol(rule, ask),
            priority: rule.priority.get().copied(),
            unordered: matches!(rule.priority, Fact::Untold),
        })
        .filter(|p| p.covers != Truth::False)
        .filter(|p| p.protocol != Truth::False && ports(p.rule, ask).may.overlaps(&ask.ports))
        .collect();
    // Denies first among equals. Without a known priority the place is open: see `Fold::deny`.
    pieces.sort_by_key(|p| (p.priority.unwrap_or(i64::MAX), p.allow != Truth::False));
    let mut out = Answer { truth: Truth::False, basis: Basis::default() };
    let mut left = BUDGET;
    let reach = CidrSet::union_all(pieces.iter().filter(|p| p.allow != Truth::False).map(|p| &p.rule.peers.may));
    let named = pieces.iter().any(Piece::is_named);
    let hit = ask.targets.internet && reach.is_wide() || reach.overlaps(&ask.targets.cidrs);
    if !hit && (!named || ask.targets.cidrs.is_empty()) {
        return out;
    }
    let mut tally = Tally::default();
    let cuts = cuts(&pieces, ask);
    for (i, from) in cuts.iter().copied().enumerate() {
        let active: Vec<(&Piece<'_>, bool)> = pieces
            .iter()
            .filter(|p| ports(p.rule, ask).may.contains(from))
            .map(|p| (p, ports(p.rule, ask).must.contains(from)))
            .collect();
        left = left.saturating_sub(pieces.len());
        let mut fold = Fold::default();
        // Neighbours that do the same are taken at once: a union of many costs little more than of two.
        for run in active.chunk_by(is_alike) {
            left = left.saturating_sub(fold.size() + run.iter().map(|(p, _)| p.rule.peers.may.size()).sum::<usize>());
            if left == 0 {
                let basis = Basis::waiting("nothing: there are more rules here than can be decided exactly");
                return Answer { truth: Truth::Unknown, basis };
            }
            fold.take(run);
        }
        let truth = fold.answer(&ask.targets);
        if ask.every {
            let allows: Vec<(&Piece<'_>, bool)> =
                active.iter().copied().filter(|p| p.0.allow != Truth::False).collect();
            let allowed = if allows.len() == active.len() { truth } else { fold_of(&allows).answer(&ask.targets) };
            let next = cuts.get(i + 1).map_or(1 << 16, |next| u128::from(*next));
            tally.add(next - u128::from(from), truth, allowed);
            continue;
        }
        out.truth = out.truth.or(truth);
        if out.truth == Truth::True {
            return out;
        }
    }
    if ask.every {
        out.truth = tally.truth();
    }
    if out.truth == Truth::Unknown {
        pieces.iter().for_each(|p| {
            out.basis.add(&p.rule.peers.basis);
            out.basis.add(&p.rule.protocol.basis);
            out.basis.add(&ports(p.rule, ask).basis);
            out.basis.add(&p.rule.src_ports.basis);
            out.basis.add(&p.rule.action.basis());
            out.basis.add(&p.rule.priority.basis());
            p.rule.scope.open.iter().for_each(|b| out.basis.add(b));
        });
    }
    out
}

/// Whether pieces do the same, and have their place known or not.
fn is_alike(a: &(&Piece<'_>, bool), b: &(&Piece<'_>, bool)) -> bool {
    a.0.allow == b.0.allow && a.0.is_placed() == b.0.is_placed()
}

fn fold_of(pieces: &[(&Piece<'_>, bool)]) -> Fold {
    let mut fold = Fold::default();
    pieces.chunk_by(is_alike).for_each(|run| fold.take(run));
    fold
}

/// Asked for every protocol at once, an allow must cover all, but a deny of TCP or UDP is in the way. One of other
/// protocols is not: what listens is reached by these two.
fn piece_protocol(rule: &Rule, ask: &Ask) -> Truth {
    let deny = rule.action.get() == Some(&Action::Deny);
    let matters = |set: &ProtocolSet| set.contains(TCP) || set.contains(UDP);
    match ask.protocols {
        Protocols::All if deny => Truth::bounds(matters(&rule.protocol.must), matters(&rule.protocol.may)),
        _ => protocol(rule, ask),
    }
}

/// The first port of every stretch of the asked ports on which the same rules apply.
fn cuts(pieces: &[Piece<'_>], ask: &Ask) -> Vec<u16> {
    let mut cuts: Vec<u16> = ask.ports.runs().iter().map(|r| r.0).collect();
    for piece in pieces {
        let bounds = ports(piece.rule, ask);
        for (a, b) in bounds.must.runs().iter().chain(bounds.may.runs()) {
            cuts.push(*a);
            cuts.extend(b.checked_add(1));
        }
    }
    cuts.sort_unstable();
    cuts.dedup();
    cuts.retain(|c| ask.ports.contains(*c));
    cuts
}

/// How many ports are open, between two bounds each.
#[derive(Default)]
struct Tally {
    /// With what is denied before.
    left: (u128, u128),
    /// Without.
    allowed: (u128, u128),
}

impl Tally {
    fn add(&mut self, ports: u128, left: Truth, allowed: Truth) {
        for (bounds, truth) in [(&mut self.left, left), (&mut self.allowed, allowed)] {
            bounds.0 += if truth == Truth::True { ports } else { 0 };
            bounds.1 += if truth == Truth::False { 0 } else { ports };
        }
    }

    fn truth(&self) -> Truth {
        let every = Truth::bounds(self.allowed.0 >= EVERY, self.allowed.1 >= EVERY);
        every.and(Truth::bounds(self.left.0 >= EVERY - SPARED, self.left.1 >= EVERY - SPARED))
    }
}

/// Addresses so far, on one stretch of ports.
#[derive(Default)]
struct Fold {
    /// Certainly allowed.
    allowed: CidrSet,
    /// Possibly allowed.
    open: CidrSet,
    /// Certainly denied by an earlier rule.
    denied: CidrSet,
    /// Possibly denied by one.
    doubtful: CidrSet,
    /// Possibly allowed by a rule whose place is not known.
    floating: bool,
}

impl Fold {
    fn size(&self) -> usize {
        self.allowed.size() + self.open.size() + self.denied.size() + self.doubtful.size()
    }

    /// Takes in pieces that follow each other, of the same action and equally placed.
    fn take(&mut self, run: &[(&Piece<'_>, bool)]) {
        let Some((first, _)) = run.first() else { return };
        let (allow, placed) = (first.allow, first.is_placed());
        let certain = |(p, ports_must): &&(&Piece<'_>, bool)| {
            p.protocol == Truth::True && p.covers == Truth::True && *ports_must && placed
        };
        if allow != Truth::True {
            // A client picks its source port: a deny of some source ports stops nobody for certain.
            let stops = |r: &&(&Piece<'_>, bool)| r.0.rule.src_ports.must.is_full() && allow == Truth::False;
            let denied = run.iter().filter(certain).filter(stops).map(|(p, _)| &p.rule.peers.cidrs);
            let denied = CidrSet::union_all(denied);
            let may = run.iter().filter(|(p, _)| p.rule.src_ports.may.is_full()).map(|(p, _)| &p.rule.peers.may);
            let may = CidrSet::union_all(may);
            self.denied = self.denied.union(&denied);
            self.doubtful = self.doubtful.union(&may);
            if !placed {
                // It may come before everything that was allowed so far.
                self.allowed = self.allowed.difference(&may);
            }
        }
        if allow != Truth::False {
            let passes = |r: &&(&Piece<'_>, bool)| !r.0.rule.src_ports.must.is_empty() && allow == Truth::True;
            let sure = run.iter().filter(certain).filter(passes).map(|(p, _)| &p.rule.peers.cidrs);
            self.allowed = self.allowed.union(&CidrSet::union_all(sure).difference(&self.doubtful));
            let may = CidrSet::union_all(run.iter().map(|(p, _)| &p.rule.peers.may));
            let rest = if placed { may.difference(&self.denied) } else { may };
            self.open = self.open.union(&rest);
            self.floating |= run.iter().any(|(p, _)| p.is_named());
        }
    }

    fn answer(&self, targets: &Targets) -> Truth {
        let wide = targets.internet.then(|| Truth::bounds(self.allowed.is_wide(), self.open.is_wide()));
        let met = Truth::bounds(self.allowed.overlaps(&targets.cidrs), self.open.overlaps(&targets.cidrs));
        let named = Truth::bounds(false, self.floating && !targets.cidrs.is_empty());
        wide.unwrap_or(Truth::False).or(met).or(named)
    }
}
