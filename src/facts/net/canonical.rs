//! Rules as values of the rule language, and back.
//!
//! Sets that are known exactly are plain lists. Where something is unknown the list is unknown
//! (or has an unknown element), and the attribute `bounds` keeps both limits, so that nothing is
//! lost between two calls.

use super::cidr::{Block, CidrSet};
use super::interval::{Bound, IntervalSet};
use super::read::{Attrs, Got, int_of};
use super::rule::{
    Action, Basis, Bounds, Direction, Fact, Peers, PortSet, ProtocolSet, Rule, Scope, Truth, protocol_name,
    protocol_number,
};
use crate::model::{AttrPath, Marks, Node, Step, Type, Value};
use crate::text::Str;

/// The rule as an object: `direction`, `action`, `priority`, `stateless`, `protocol`,
/// `from_port`, `to_port`, `ports`, `source_ports`, `icmp`, `peers`, `services`, `groups`,
/// `prefix_lists`, `is_service`, `is_group`, `path`; and `scope` where it is not about everything behind its owner.
pub fn rule_value(rule: &Rule) -> Value {
    let mut bounds: Vec<(&str, Value)> = Vec::new();
    let mut fields: Vec<(&str, Value)> = vec![
        ("direction", fact(&rule.direction, |d| direction_name(*d).into(), Type::String)),
        (
            "action",
            fact(&rule.action, |a| if *a == Action::Allow { "allow".into() } else { "deny".into() }, Type::String),
        ),
        ("priority", fact(&rule.priority, |n| Value::from(*n), Type::Number)),
        ("stateless", fact(&rule.stateless, |b| Value::from(*b), Type::Bool)),
        ("path", Value::from(rule.origin.to_string())),
    ];
    fields.push(("protocol", set("protocol", &rule.protocol, protocol_text, Type::String, &mut bounds)));
    for (name, set_of) in [("ports", &rule.dst_ports), ("source_ports", &rule.src_ports)] {
        fields.push((name, set(name, set_of, pairs, Type::list(Type::Dynamic), &mut bounds)));
    }
    fields.push(("icmp", set("icmp", &rule.icmp, messages, Type::list(Type::Dynamic), &mut bounds)));
    fields.extend(ends(&rule.dst_ports));
    let peers = &rule.peers;
    if peers.cidrs != peers.may {
        bounds.push(("peers", limits(strings(&peers.cidrs), strings(&peers.may))));
    }
    fields.push(("peers", addresses(peers)));
    for (name, ids) in [("services", &peers.services), ("groups", &peers.groups), ("prefix_lists", &peers.lists)] {
        let list = Value::list(Type::String, ids.iter().cloned().map(Value::from).collect());
        fields.push((name, list.with_marks(&peers.basis.marks)));
    }
    fields.push(("is_service", peers.basis.verdict(peers.service)));
    fields.push(("is_group", peers.basis.verdict(peers.group)));
    if !rule.scope.is_full() {
        fields.push(("scope", scope_value(&rule.scope)));
    }
    if !bounds.is_empty() {
        fields.push(("bounds", Value::object(bounds)));
    }
    Value::object(fields)
}

/// What a rule is about, as `addresses` and `names`; unknown if it is.
fn scope_value(scope: &Scope) -> Value {
    if let Some(basis) = &scope.open {
        return basis.unknown(Type::Dynamic);
    }
    let names = Value::list(Type::String, scope.names.iter().cloned().map(Value::from).collect());
    let addresses = scope.cidrs.as_ref().map_or(Value::NULL, strings);
    Value::object([("addresses", addresses), ("names", names)])
}

fn read_scope(attrs: &Attrs<'_>) -> Result<Scope, String> {
    let mut scope = Scope::default();
    match attrs.raw("scope") {
        Got::Absent => {}
        Got::Unknown(basis) => scope.loosen(&basis),
        Got::Known(Node::Value(v), _) => {
            let names = v.get("names").and_then(Value::as_elements).unwrap_or_default();
            scope.limit_to(names.iter().filter_map(Value::as_str).map(Str::from).collect());
            if let Some(addresses) = v.get("addresses").filter(|a| !a.is_null()) {
                scope.limit_to_addresses(cidrs_of(addresses).ok_or("scope of a rule is malformed")?);
            }
        }
        Got::Known(..) => return Err("scope of a rule is malformed".into()),
    }
    Ok(scope)
}

/// `ingress` or `egress`
pub fn direction_name(direction: Direction) -> &'static str {
    match direction {
        Direction::Ingress => "ingress",
        Direction::Egress => "egress",
    }
}

fn fact<T>(fact: &Fact<T>, f: impl Fn(&T) -> Value, ty: Type) -> Value {
    match fact {
        Fact::Untold => Value::NULL,
        Fact::Unknown(b) => b.unknown(ty),
        Fact::Known(t, m) => f(t).with_marks(m),
    }
}

fn limits(must: Value, may: Value) -> Value {
    Value::object([("must", must), ("may", may)])
}

fn set<T: Bound>(
    name: &'static str,
    bounds: &Bounds<T>,
    f: impl Fn(&IntervalSet<T>) -> Value,
    ty: Type,
    out: &mut Vec<(&'static str, Value)>,
) -> Value {
    if bounds.is_exact() {
        return f(&bounds.must).with_marks(&bounds.basis.marks);
    }
    let wide = |s: &IntervalSet<T>| {
        let pair = |(a, b): &(T, T)| Value::tuple(vec![number(a.wide()), number(b.wide())]);
        Value::tuple(s.runs().iter().map(pair).collect())
    };
    out.push((name, limits(wide(&bounds.must), wide(&bounds.may))));
    bounds.basis.unknown(ty)
}

fn number(n: u128) -> Value {
    Value::from(i64::try_from(n).unwrap_or(i64::MAX))
}

/// `all`, a protocol's name, or several with commas between.
pub fn protocol_text(set: &ProtocolSet) -> Value {
    if set.is_full() {
        return "all".into();
    }
    let names: Vec<String> = set.runs().iter().flat_map(|(a, b)| (*a..=*b).map(protocol_name)).collect();
    names.join(",").into()
}

/// A set of ports as a list of `{ from, to }`.
pub fn pairs(set: &PortSet) -> Value {
    let pair =
        |(a, b): &(u16, u16)| Value::object([("from", Value::from(i64::from(*a))), ("to", Value::from(i64::from(*b)))]);
    Value::tuple(set.runs().iter().map(pair).collect())
}

/// ICMP messages as a list of `{ type, code }`, with a null code for all codes; null for all.
fn messages(set: &PortSet) -> Value {
    if set.is_full() {
        return Value::NULL;
    }
    let mut out = Vec::new();
    let entry = |t: u16, code: Value| Value::object([("type", Value::from(i64::from(t))), ("code", code)]);
    for (first, last) in set.runs() {
        let mut at = *first;
        loop {
            let (kind, end) = (at >> 8, at | 0xff);
            if at & 0xff == 0 && end <= *last {
                out.push(entry(kind, Value::NULL));
                at = end;
            } else {
                out.push(entry(kind, Value::from(i64::from(at & 0xff))));
            }
            if at >= *last {
                break;
            }
            at += 1;
        }
    }
    Value::tuple(out)
}

/// Lowest and highest destination port.
fn ends(ports: &Bounds<u16>) -> Vec<(&'static str, Value)> {
    if !ports.is_exact() {
        let unknown = ports.basis.unknown(Type::Number);
        return vec![("from_port", unknown.clone()), ("to_port", unknown)];
    }
    let end = |n: Option<u16>| n.map_or(Value::NULL, |n| Value::from(i64::from(n))).with_marks(&ports.basis.marks);
    let runs = ports.must.runs();
    vec![("from_port", end(runs.first().map(|r| r.0))), ("to_port", end(runs.last().map(|r| r.1)))]
}

/// The minimal blocks as strings.
pub fn strings(set: &CidrSet) -> Value {
    Value::list(Type::String, set.blocks().map(|b| Value::from(b.to_string())).collect())
}

/// The addresses of peers: blocks, and an unknown element if there may be others.
fn addresses(peers: &Peers) -> Value {
    let mut items: Vec<Value> = peers.cidrs.blocks().map(|b| Value::from(b.to_string())).collect();
    if peers.cidrs != peers.may {
        items.push(peers.basis.unknown(Type::String));
    }
    Value::tuple(items).with_marks(&peers.basis.marks)
}

/// Nobody reads more blocks than this in a sentence.
const MANY: usize = 16;

/// All peers by name: addresses, services, groups, prefix lists. The public address space is one name: it takes
/// some hundred blocks to write.
pub fn peer_names(peers: &Peers) -> Value {
    let mut items = Vec::new();
    let mut rest = peers.clone();
    if peers.cidrs.blocks().nth(MANY).is_some() && CidrSet::public().is_subset(&peers.cidrs) {
        items.push(Value::from("the internet"));
        (rest.cidrs, rest.may) = (rest.cidrs.difference(CidrSet::public()), rest.may.difference(CidrSet::public()));
    }
    items.extend_from_slice(addresses(&rest).as_elements().unwrap_or(&[]));
    let names = peers.services.iter().chain(&peers.groups).chain(&peers.lists);
    items.extend(names.cloned().map(Value::from));
    Value::tuple(items).with_marks(&peers.basis.marks)
}

/// Reads what [`rule_value`] wrote.
///
/// # Errors
/// The object was altered into something that is no rule.
pub fn read(attrs: &Attrs<'_>) -> Result<Rule, String> {
    let mut rule = Rule::new(AttrPath::default());
    if let Got::Known(path, _) = attrs.text("path")? {
        rule.origin = parse_path(&path);
    }
    rule.direction = word(attrs, "direction", &[("ingress", Direction::Ingress), ("egress", Direction::Egress)])?;
    rule.action = match word(attrs, "action", &[("allow", Action::Allow), ("deny", Action::Deny)])? {
        Fact::Untold => Fact::fixed(Action::Allow),
        told => told,
    };
    rule.priority = match attrs.int("priority")? {
        Got::Absent => Fact::Untold,
        got => got.or(0),
    };
    rule.stateless = attrs.flag("stateless")?.or(false);
    rule.protocol = read_set(attrs, "protocol", read_protocols)?;
    rule.dst_ports = read_set(attrs, "ports", read_pairs)?;
    rule.src_ports = read_set(attrs, "source_ports", read_pairs)?;
    rule.icmp = read_set(attrs, "icmp", read_messages)?;
    rule.peers = read_peers(attrs)?;
    rule.scope = read_scope(attrs)?;
    Ok(rule)
}

/// Reads a path of names and indices, as rules have them.
pub(super) fn parse_path(text: &str) -> AttrPath {
    let step = |part: &str| match part.strip_suffix(']').and_then(|n| n.parse().ok()) {
        Some(index) => Step::Index(index),
        None => Step::Field(part.into()),
    };
    AttrPath(text.split(['.', '[']).filter(|p| !p.is_empty()).map(step).collect())
}

fn word<T: Copy>(attrs: &Attrs<'_>, name: &str, words: &[(&str, T)]) -> Result<Fact<T>, String> {
    match attrs.text(name)? {
        Got::Absent => Ok(Fact::Untold),
        Got::Unknown(b) => Ok(Fact::Unknown(b)),
        Got::Known(text, marks) => match words.iter().find(|(w, _)| **w == *text) {
            Some((_, t)) => Ok(Fact::Known(*t, marks)),
            None => {
                Err(format!("{name} of a rule is not {}", words.iter().map(|w| w.0).collect::<Vec<_>>().join(" or ")))
            }
        },
    }
}

fn read_set<T: Bound + TryFrom<i64>>(
    attrs: &Attrs<'_>,
    name: &str,
    f: impl Fn(&Value) -> Option<IntervalSet<T>>,
) -> Result<Bounds<T>, String> {
    let wrong = || format!("{name} of a rule is malformed");
    match attrs.raw(name) {
        Got::Absent => Ok(Bounds::all()),
        Got::Known(Node::Value(v), marks) => Ok(Bounds::exact(f(v).ok_or_else(wrong)?, &marks)),
        Got::Known(..) => Err(wrong()),
        Got::Unknown(basis) => match bounds_of(attrs, name) {
            None => Ok(Bounds::unknown(basis)),
            Some((must, may)) => {
                Ok(Bounds { must: runs(must).ok_or_else(wrong)?, may: runs(may).ok_or_else(wrong)?, basis })
            }
        },
    }
}

fn bounds_of<'a>(attrs: &Attrs<'a>, name: &str) -> Option<(&'a Value, &'a Value)> {
    let Node::Value(rule) = attrs.node() else { return None };
    let limits = rule.get("bounds")?.get(name)?;
    Some((limits.get("must")?, limits.get("may")?))
}

fn runs<T: Bound + TryFrom<i64>>(value: &Value) -> Option<IntervalSet<T>> {
    let end = |v: &Value| T::try_from(int_of(v)?).ok();
    let pair = |v: &Value| match v.as_elements()? {
        [a, b] => Some((end(a)?, end(b)?)),
        _ => None,
    };
    Some(IntervalSet::from_runs(value.as_elements()?.iter().map(pair).collect::<Option<Vec<_>>>()?))
}

fn read_protocols(value: &Value) -> Option<ProtocolSet> {
    let text = value.as_str()?;
    if text == "all" {
        return Some(ProtocolSet::full());
    }
    let names = text.split(',').filter(|n| !n.is_empty());
    let number = |n: &str| protocol_number(n).map(|p| (p, p));
    Some(ProtocolSet::from_runs(names.map(number).collect::<Option<Vec<_>>>()?))
}

fn read_pairs(value: &Value) -> Option<PortSet> {
    let end = |v: Option<&Value>| u16::try_from(int_of(v?)?).ok();
    let pair = |v: &Value| Some((end(v.get("from"))?, end(v.get("to"))?));
    Some(PortSet::from_runs(value.as_elements()?.iter().map(pair).collect::<Option<Vec<_>>>()?))
}

fn read_messages(value: &Value) -> Option<PortSet> {
    let octet = |v: &Value| u16::try_from(int_of(v)?).ok().filter(|n| *n < 256);
    let entry = |v: &Value| {
        let kind = octet(v.get("type")?)? << 8;
        match v.get("code")? {
            code if code.is_null() => Some((kind, kind | 0xff)),
            code => octet(code).map(|c| (kind | c, kind | c)),
        }
    };
    Some(PortSet::from_runs(value.as_elements()?.iter().map(entry).collect::<Option<Vec<_>>>()?))
}

fn read_peers(attrs: &Attrs<'_>) -> Result<Peers, String> {
    let texts = attrs.texts("peers")?;
    let blocks: Result<Vec<Block>, _> = texts.known.iter().map(|t| Block::parse(t)).collect();
    let mut peers = Peers::of(CidrSet::from_blocks(blocks.map_err(|_| "peers of a rule are malformed")?));
    peers.basis = texts.basis;
    if texts.more {
        peers.may = bounds_of(attrs, "peers").and_then(|(_, may)| cidrs_of(may)).unwrap_or_else(CidrSet::full);
    }
    let ids = |name: &str| -> Result<Vec<Str>, String> { Ok(attrs.texts(name)?.known) };
    (peers.services, peers.groups, peers.lists) = (ids("services")?, ids("groups")?, ids("prefix_lists")?);
    let truth = |name: &str, basis: &mut Basis| -> Result<Truth, String> {
        Ok(match attrs.flag(name)? {
            Got::Absent => Truth::False,
            Got::Known(b, _) => Truth::of(b),
            Got::Unknown(b) => {
                basis.add(&b);
                Truth::Unknown
            }
        })
    };
    peers.service = truth("is_service", &mut peers.basis)?;
    peers.group = truth("is_group", &mut peers.basis)?;
    peers.basis.marks = peers.basis.marks.join(&Marks::default());
    Ok(peers)
}

fn cidrs_of(value: &Value) -> Option<CidrSet> {
    let block = |v: &Value| Block::parse(v.as_str()?).ok();
    Some(CidrSet::from_blocks(value.as_elements()?.iter().map(block).collect::<Option<Vec<_>>>()?))
}
