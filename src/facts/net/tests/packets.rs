//! The set evaluation against a plain first-match loop over packets.

use proptest::prelude::*;

use crate::facts::net::ask::{Ask, Protocols, Targets, any};
use crate::facts::net::rule::{Basis, Bounds, Fact, Peers, TCP};
use crate::facts::net::{Action, CidrSet, PortSet, ProtocolSet, Rule, Rules, Truth};
use crate::model::AttrPath;

#[derive(Clone, Debug)]
struct Plain {
    allow: bool,
    priority: i64,
    cidr: &'static str,
    ports: (u16, u16),
    /// Which thing behind the owner it is about; all of them if none is named.
    about: Option<&'static str>,
}

fn rule(p: &Plain) -> Rule {
    let mut rule = Rule::new(AttrPath::default());
    rule.action = Fact::fixed(if p.allow { Action::Allow } else { Action::Deny });
    rule.priority = Fact::fixed(p.priority);
    rule.peers = Peers::of(CidrSet::parse(p.cidr).unwrap());
    rule.protocol = Bounds::exact(ProtocolSet::one(TCP), &Default::default());
    rule.dst_ports = Bounds::exact(PortSet::range(p.ports.0, p.ports.1), &Default::default());
    rule.scope.limit_to(p.about.map(Into::into).into_iter().collect());
    rule
}

/// Whether anything behind the owner can be reached.
fn admits(rules: &[Plain], host: &str, port: u16) -> bool {
    ["a", "b", "c"].iter().any(|thing| reaches(rules, host, port, thing))
}

/// First match; a deny before an allow of the same priority; no match is no.
fn reaches(rules: &[Plain], host: &str, port: u16, thing: &str) -> bool {
    let host = CidrSet::parse(host).unwrap();
    let mut sorted: Vec<&Plain> = rules.iter().collect();
    sorted.sort_by_key(|p| (p.priority, p.allow));
    let hit = |p: &&&Plain| {
        (p.ports.0..=p.ports.1).contains(&port)
            && host.is_subset(&CidrSet::parse(p.cidr).unwrap())
            && p.about.is_none_or(|about| about == thing)
    };
    sorted.iter().find(hit).is_some_and(|p| p.allow)
}

const CIDRS: &[&str] = &["10.0.0.0/8", "10.0.0.0/9", "8.8.8.0/24", "0.0.0.0/0", "10.0.0.1/32"];
const HOSTS: &[&str] = &["10.0.0.1", "10.0.0.2", "10.200.0.1", "8.8.8.8", "9.9.9.9"];

fn plain() -> impl Strategy<Value = Plain> {
    let about = prop::sample::select(&[None, None, Some("a"), Some("b")][..]);
    (any_bool(), 1..6i64, prop::sample::select(CIDRS), 0..6u16, 0..6u16, about).prop_map(
        |(allow, priority, cidr, a, b, about)| Plain { allow, priority, cidr, ports: (a.min(b), a.max(b)), about },
    )
}

fn any_bool() -> impl Strategy<Value = bool> {
    proptest::bool::ANY
}

fn ask(host: &str, from: u16, to: u16) -> Ask {
    let targets = Targets { internet: false, cidrs: CidrSet::parse(host).unwrap() };
    Ask { targets, protocols: Protocols::One(TCP), ports: PortSet::range(from, to), every: false }
}

proptest! {
    #[test]
    fn sets_agree_with_packets(
        rules in prop::collection::vec(plain(), 0..7), host in prop::sample::select(HOSTS), from in 0..6u16, more in 0..3u16,
    ) {
        let set = Rules { known: rules.iter().map(rule).collect(), more: None };
        let expected = (from..=from + more).any(|p| admits(&rules, host, p));
        prop_assert_eq!(any(&set, &ask(host, from, from + more)).truth, Truth::of(expected));
    }

    /// A certain answer holds whatever the unknown turns out to be.
    #[test]
    fn certainty_survives_every_outcome(
        rules in prop::collection::vec(plain(), 1..6), host in prop::sample::select(HOSTS), port in 0..6u16, what in 0..5u8,
    ) {
        let mut set = Rules { known: rules.iter().map(rule).collect(), more: None };
        let basis = Basis::waiting("x");
        let first = &mut set.known[0];
        match what {
            0 => first.dst_ports = Bounds::unknown(basis),
            1 => first.priority = Fact::Unknown(basis),
            2 => first.peers.add_unknown(&basis),
            3 => first.scope.loosen(&basis),
            _ => first.action = Fact::Unknown(basis),
        }
        let truth = any(&set, &ask(host, port, port)).truth;
        for outcome in 0..8u16 {
            let mut real = rules.clone();
            match what {
                0 => real[0].ports = (outcome, outcome),
                1 => real[0].priority = i64::from(outcome),
                3 => real[0].about = [None, Some("a"), Some("b"), Some("c")][usize::from(outcome % 4)],
                2 => real[0].cidr = if outcome % 2 == 0 { "0.0.0.0/0" } else { real[0].cidr },
                _ => real[0].allow = outcome % 2 == 0,
            }
            let expected = Truth::of(admits(&real, host, port));
            prop_assert!(truth == Truth::Unknown || truth == expected, "{truth:?} but {expected:?} for {real:?}");
        }
    }
}
