//! Arguments of the `net::` functions: rules in any shape, sets of addresses, protocols, ports.

use std::rc::Rc;
use std::sync::{Arc, LazyLock};

use super::ask::{Ask, Protocols, Targets};
use super::azure::port_range;
use super::cidr::{Block, CidrSet};
use super::memory::{Asked, RULES, recall};
use super::read::{Attrs, int_of, show};
use super::rule::{Basis, ICMP, ICMPV6, PortSet, Rules, Truth, protocol_number};
use super::shape::Shape;
use crate::model::{AttrPath, Kind, Marks, Value};

/// Attribute that marks the value of `internet()`.
const SET: &str = "peer_set";

static INTERNET: LazyLock<Value> = LazyLock::new(|| Value::object([(SET, Value::from("internet"))]));

/// The value of `internet()`.
pub fn internet() -> Value {
    INTERNET.clone()
}

fn is_internet(value: &Value) -> bool {
    // Nearly always it is that very value.
    if let (Kind::Object(a), Kind::Object(b)) = (&value.kind, &INTERNET.kind)
        && Arc::ptr_eq(a, b)
    {
        return true;
    }
    value.get(SET).and_then(Value::as_str) == Some("internet")
}

fn expected(value: &Value, what: &str) -> String {
    format!("{} is not {what}", show(value, &Marks::default()))
}

/// Reads the rules of an object of any shape, or of a list of such objects. Null is no rule.
///
/// # Errors
/// Something in it is no rule, or a rule is malformed.
pub fn rules(value: &Value, kind: Option<&str>) -> Result<Rc<Rules>, String> {
    recall(&RULES, value, kind, Asked::Rules, || read(value, kind).map(Rc::new))
}

fn read(value: &Value, kind: Option<&str>) -> Result<Rules, String> {
    let mut out = Rules::default();
    if value.is_unknown() {
        out.add_more(Some(Basis { waits: value.waits_for(), marks: value.marks.clone() }));
        return Ok(out);
    }
    if value.is_null() {
        return Ok(out);
    }
    if let Some(items) = value.as_elements() {
        for item in items {
            if item.is_unknown() || item.as_entries().is_some() {
                let inner = rules(item, kind)?;
                out.known.extend(inner.known.iter().cloned());
                out.add_more(inner.more.clone());
            } else if !item.is_null() {
                return Err(expected(item, "a rule"));
            }
        }
        if matches!(value.kind, Kind::Partial(_)) && out.more.is_none() {
            out.more = Some(Basis::marked(&value.marks));
        }
        return Ok(out);
    }
    let attrs = Attrs::new(value, AttrPath::default());
    shape(value, kind)?.rules(&attrs)
}

/// The shape of an object, by its resource type if that is given.
///
/// # Errors
/// It is no shape that has rules.
pub fn shape(value: &Value, kind: Option<&str>) -> Result<Shape, String> {
    match kind {
        Some(kind) => Shape::of_type(kind)
            .ok_or_else(|| format!("resource type {kind:?} has no firewall rules that are known here")),
        None => Shape::of(value).ok_or_else(|| {
            let names: Vec<&str> = value.as_entries().into_iter().flatten().map(|(k, _)| &**k).take(8).collect();
            match names.is_empty() {
                true => expected(value, "a firewall rule"),
                false => format!("an object with {} is no firewall rule of a known shape", names.join(", ")),
            }
        }),
    }
}

/// One rule; of a `google_compute_firewall`, its rules of the same direction.
///
/// # Errors
/// As [`rules`], and for lists and resources with rules of both directions.
pub fn rule(value: &Value) -> Result<Rc<Rules>, String> {
    recall(&RULES, value, None, Asked::Single, || single(value))
}

fn single(value: &Value) -> Result<Rc<Rules>, String> {
    if value.is_null() {
        return Err("a firewall rule is required, not null".into());
    }
    if value.as_elements().is_some() {
        return Err("one rule is required here; for a list of rules use net::allows_any or a for expression".into());
    }
    if value.is_unknown() {
        return rules(value, None);
    }
    let shape = shape(value, None)?;
    if shape.is_two_sided() {
        return Err("this is a resource with rules of both directions; use net::ingress or net::egress of it".into());
    }
    recall(&RULES, value, None, Asked::Rules, || shape.rules(&Attrs::new(value, AttrPath::default())).map(Rc::new))
}

/// A set of addresses between two bounds, with what is no address.
#[derive(Clone, Debug)]
pub struct Addresses {
    /// Certainly in it.
    pub must: CidrSet,
    /// Possibly in it.
    pub may: CidrSet,
    /// Whether groups are among them.
    pub group: Truth,
    /// Whether services are.
    pub service: Truth,
    /// Whether `internet()` is.
    pub internet: bool,
    /// What separates the bounds.
    pub basis: Basis,
}

/// Reads addresses: a CIDR text, a list, `internet()`, a rule, or a list of rules.
///
/// # Errors
/// A text is no CIDR block, or a value is none of these.
pub fn addresses(value: &Value) -> Result<Addresses, String> {
    let mut out = Addresses {
        must: CidrSet::empty(),
        may: CidrSet::empty(),
        group: Truth::False,
        service: Truth::False,
        internet: false,
        basis: Basis::default(),
    };
    let mut sets = (Vec::new(), Vec::new());
    gather(value, &Marks::default(), &mut out, &mut sets)?;
    out.must = CidrSet::union_all(&sets.0);
    out.may = CidrSet::union_all(sets.0.iter().chain(&sets.1));
    Ok(out)
}

fn gather(
    value: &Value,
    marks: &Marks,
    out: &mut Addresses,
    sets: &mut (Vec<CidrSet>, Vec<CidrSet>),
) -> Result<(), String> {
    let marks = marks.join(&value.marks);
    out.basis.marks = out.basis.marks.join(&marks);
    let hidden = |what: &str| format!("{} is not {what}", show(value, &marks));
    match &value.kind {
        Kind::Unknown(u) => {
            sets.1.push(CidrSet::full());
            out.basis.waits.extend(u.waits_for.iter().cloned());
        }
        Kind::String(text) => sets.0.push(CidrSet::parse(text).map_err(|_| hidden("a CIDR block or IP address"))?),
        Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) | Kind::Partial(items) => {
            for item in items.iter() {
                gather(item, &marks, out, sets)?;
            }
            if matches!(value.kind, Kind::Partial(_)) {
                sets.1.push(CidrSet::full());
            }
        }
        Kind::Object(_) | Kind::Map(..) if is_internet(value) => {
            out.internet = true;
            sets.0.push(CidrSet::public().clone());
        }
        Kind::Object(_) | Kind::Map(..) => {
            let rules = rule(value)?;
            for rule in &rules.known {
                sets.0.push(rule.peers.cidrs.clone());
                sets.1.push(rule.peers.may.clone());
                out.group = out.group.or(rule.peers.group);
                out.service = out.service.or(rule.peers.service);
                out.basis.add(&rule.peers.basis);
            }
            if let Some(more) = &rules.more {
                sets.1.push(CidrSet::full());
                out.basis.add(more);
            }
        }
        _ => return Err(hidden("a CIDR block, a list of them, or a firewall rule")),
    }
    Ok(())
}

/// A question, and whether one of its arguments is unknown: then it is the widest one possible.
pub struct Question {
    /// The question.
    pub ask: Ask,
    /// Marks of the arguments, and what they wait for.
    pub basis: Basis,
    /// Whether an argument is unknown.
    pub open: bool,
}

/// Reads the arguments `peers, protocol, port` of `allows`.
///
/// # Errors
/// One of them is malformed.
pub fn question(peers: &Value, protocol: &Value, port: &Value) -> Result<Question, String> {
    let mut basis = Basis::default();
    let mut open = false;
    for value in [protocol, port] {
        basis.add(&Basis { waits: value.waits_for(), marks: value.marks.clone() });
        open |= !value.is_wholly_known();
    }
    let targets = targets(peers)?;
    open |= targets.1;
    basis.add(&targets.2);
    let protocols = protocols(protocol)?;
    let icmp = matches!(protocols, Protocols::One(ICMP | ICMPV6));
    let every = port.as_str() == Some("all");
    let ports = if port.is_wholly_known() && !every { ports(port, icmp)? } else { PortSet::full() };
    Ok(Question { ask: Ask { targets: targets.0, protocols, ports, every }, basis, open })
}

fn targets(value: &Value) -> Result<(Targets, bool, Basis), String> {
    if value.is_null() {
        return Err("peers are required: net::internet(), or CIDR blocks".into());
    }
    if is_internet(value) {
        return Ok((Targets { internet: true, cidrs: CidrSet::empty() }, false, Basis::marked(&value.marks)));
    }
    let mut internet = false;
    let plain: Vec<Value> = match value.as_elements() {
        Some(items) => {
            internet = items.iter().any(is_internet);
            items.iter().filter(|i| !is_internet(i)).cloned().collect()
        }
        None => vec![value.clone()],
    };
    let set = addresses(&Value::tuple(plain).with_marks(&value.marks))?;
    let open = set.must != set.may || matches!(value.kind, Kind::Partial(_));
    Ok((Targets { internet: internet || open, cidrs: set.may }, open, set.basis))
}

fn protocols(value: &Value) -> Result<Protocols, String> {
    if value.is_null() || value.is_unknown() {
        return Ok(Protocols::Any);
    }
    let text = super::read::text_of(value);
    let text = text.ok_or_else(|| expected(value, "a protocol"))?;
    if text.eq_ignore_ascii_case("all") || &*text == "-1" {
        return Ok(Protocols::All);
    }
    protocol_number(&text)
        .map(Protocols::One)
        .ok_or_else(|| expected(value, "a protocol such as \"tcp\", \"all\" or 6"))
}

/// Ports of a question, "all" apart: null for any, a number, `[from, to]`, `{ from, to }` or `"20-25"`; of
/// ICMP, message types.
fn ports(value: &Value, icmp: bool) -> Result<PortSet, String> {
    if value.is_null() {
        return Ok(PortSet::full());
    }
    let limit = if icmp { 255 } else { i64::from(u16::MAX) };
    let what = if icmp { "an ICMP type from 0 to 255" } else { "a port from 0 to 65535" };
    let end = |v: &Value| -> Result<u16, String> {
        let port = int_of(v).filter(|n| (0..=limit).contains(n)).and_then(|n| u16::try_from(n).ok());
        port.ok_or_else(|| format!("{} is not {what}", show(v, &value.marks)))
    };
    let (from, to) = if let Some(range) = value.as_str().filter(|t| t.contains('-')) {
        port_range(range).filter(|r| i64::from(r.1) <= limit).ok_or_else(|| expected(value, "a range of ports"))?
    } else if let Some(items) = value.as_elements() {
        let [from, to] = items else {
            return Err(expected(value, "a range [from, to]"));
        };
        (end(from)?, end(to)?)
    } else if let (Some(from), Some(to)) = (value.get("from"), value.get("to")) {
        (end(from)?, end(to)?)
    } else {
        (end(value)?, end(value)?)
    };
    if from > to {
        return Err(expected(value, "a range: it ends before it begins"));
    }
    Ok(if icmp { PortSet::range(from << 8, to << 8 | 0xff) } else { PortSet::range(from, to) })
}

/// The minimal blocks of a CIDR text, for `valid`.
pub fn is_cidr(text: &str) -> bool {
    Block::parse(text).is_ok()
}
