//! The `net::` functions of the rule language.

use std::rc::Rc;

use super::analysis::{self, Found};
use super::args::{self, Addresses, Question};
use super::ask::{self, Answer};
use super::canonical::{self, direction_name, pairs, rule_value, strings};
use super::cidr::{Block, CidrSet};
use super::memory::{Asked, LISTS, recall};
use super::rule::{Basis, Bounds, Direction, Fact, PortSet, ProtocolSet, Rule, Rules, TCP, Truth, UDP};
use super::shape::{Shape, lists_of};
use crate::model::{Kind, Marks, Type, Value};

/// What a function is called with, for help and for checks before a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Name without `net::`.
    pub name: &'static str,
    /// Names of the arguments.
    pub args: &'static [&'static str],
    /// How many of them must be given; the others may be left out.
    pub required: usize,
    /// One line.
    pub doc: &'static str,
    /// A call of it.
    pub example: &'static str,
}

const fn sig(
    name: &'static str,
    args: &'static [&'static str],
    required: usize,
    doc: &'static str,
    example: &'static str,
) -> Signature {
    Signature { name, args, required, doc, example }
}

const SIGNATURES: &[Signature] = &[
    sig("internet", &[], 0, "The public internet, as peers.", "net::internet()"),
    sig("private", &[], 0, "The internal ranges: RFC 1918, RFC 6598, link local, RFC 4193.", "net::private()"),
    sig(
        "cidrs",
        &["blocks"],
        1,
        "Blocks as the fewest that cover the same addresses.",
        "net::cidrs([\"10.0.0.0/9\", \"10.128.0.0/9\"])",
    ),
    sig(
        "allows",
        &["rule", "peers", "protocol", "port"],
        4,
        "Whether the rule admits traffic with those peers on that protocol (\"all\": every one, null: any) and port (\"all\": every one, null: any, [from, to]: one of them).",
        "net::allows(each.value, net::internet(), \"tcp\", 22)",
    ),
    sig(
        "allows_any",
        &["rules", "peers", "protocol", "port"],
        4,
        "Whether the rules of one owner together admit it; earlier denies count. Of every port, up to 1024 may be denied.",
        "net::allows_any(net::ingress(attrs), net::internet(), \"tcp\", [0, 1023])",
    ),
    sig("ports", &["rule"], 1, "Destination ports as a list of { from, to }.", "net::ports(each.value)"),
    sig("port_count", &["rule"], 1, "Number of destination ports.", "net::port_count(each.value) <= 100"),
    sig("all_protocols", &["rule"], 1, "Whether the rule covers every protocol.", "!net::all_protocols(each.value)"),
    sig(
        "peers",
        &["rule"],
        1,
        "Blocks, services, groups and prefix lists of the other side; the public address space as \"the internet\".",
        "net::peers(each.value)",
    ),
    sig(
        "peer_prefix",
        &["rule", "family"],
        1,
        "Prefix length of the widest block of the peers (of family 4 or 6), null if there is none.",
        "net::peer_prefix(each.value, 4) >= 16",
    ),
    sig("is_service", &["rule"], 1, "Whether a peer is a service of the cloud.", "net::is_service(each.value)"),
    sig(
        "is_group",
        &["rule"],
        1,
        "Whether a peer is a security group, a tag or a service account.",
        "net::is_group(each.value)",
    ),
    sig("direction", &["rule"], 1, "\"ingress\" or \"egress\".", "net::direction(attrs) == \"ingress\""),
    sig("stateless", &["rule"], 1, "Whether answers need a rule of their own.", "!net::stateless(each.value)"),
    sig(
        "within",
        &["addresses", "approved"],
        2,
        "Whether all addresses (blocks, or peers of a rule) are approved ones.",
        "net::within(each.value, [\"10.0.0.0/8\"])",
    ),
    sig(
        "overlaps",
        &["a", "b"],
        2,
        "Whether there is a common address.",
        "net::overlaps(attrs.cidr_block, \"10.0.0.0/8\")",
    ),
    sig(
        "contains",
        &["a", "b"],
        2,
        "Whether all addresses of b are in a.",
        "net::contains(\"10.0.0.0/8\", attrs.cidr_block)",
    ),
    sig("is_public", &["addresses"], 1, "Whether any address is a public one.", "net::is_public(\"8.8.8.8\")"),
    sig(
        "is_internet",
        &["addresses"],
        1,
        "Whether so many are public that it means the internet (a /8, or a /20 of IPv6).",
        "net::is_internet(\"0.0.0.0/1\")",
    ),
    sig("valid", &["text"], 1, "Whether a text is a CIDR block or an IP address.", "net::valid(attrs.cidr_block)"),
    sig("rules", &["attrs", "type"], 1, "All rules of a resource of any cloud, in one shape.", "net::rules(attrs)"),
    sig("ingress", &["attrs", "type"], 1, "Its rules for traffic in.", "net::ingress(attrs)"),
    sig(
        "egress",
        &["attrs", "type"],
        1,
        "Its rules for traffic out.",
        "net::egress(attrs, \"aws_vpc_security_group_egress_rule\")",
    ),
    sig(
        "shadowed",
        &["rules"],
        1,
        "Rules that another rule of the same owner leaves nothing to decide.",
        "length(net::shadowed(net::rules(attrs))) == 0",
    ),
    sig(
        "duplicates",
        &["rules"],
        1,
        "Rules that say the same as an earlier one.",
        "length(net::duplicates(net::rules(attrs))) == 0",
    ),
    sig(
        "missing_mirror",
        &["rules"],
        1,
        "Stateless rules whose answers no rule admits.",
        "length(net::missing_mirror(net::rules(attrs))) == 0",
    ),
];

/// All functions, for help and for checks before a run.
pub fn signatures() -> &'static [Signature] {
    SIGNATURES
}

/// Calls a function by its name without `net::`; `None` if there is none of that name.
///
/// The result carries the joined marks of what it was computed from, and an unknown result says
/// what it waits for. An error names the value at fault unless that is sensitive.
pub fn call(name: &str, args: &[Value]) -> Option<Result<Value, String>> {
    let signature = SIGNATURES.iter().find(|s| s.name == name)?;
    if args.len() < signature.required || args.len() > signature.args.len() {
        let usage = format!("net::{name}({})", signature.args.join(", "));
        return Some(Err(format!("{usage} was called with {} arguments", args.len())));
    }
    let result = match (name, args) {
        ("internet", _) => Ok(args::internet()),
        ("private", _) => Ok(strings(CidrSet::private())),
        ("cidrs", [a]) => cidrs(a),
        ("allows", [r, peers, protocol, port]) => allows(r, peers, protocol, port, Reading::One),
        ("allows_any", [r, peers, protocol, port]) => allows(r, peers, protocol, port, Reading::Many),
        ("ports", [r]) => ports(r, |set, marks| pairs(set).with_marks(marks), Type::list(Type::Dynamic)),
        ("port_count", [r]) => ports(r, |set, marks| Value::from(set.count() as i64).with_marks(marks), Type::Number),
        ("all_protocols", [r]) => all_protocols(r),
        ("peers", [r]) => about(r, Value::tuple(Vec::new()), |rule| Ok(canonical::peer_names(&rule.peers))),
        ("peer_prefix", [r]) => peer_prefix(r, None),
        ("peer_prefix", [r, family]) => peer_prefix(r, Some(family)),
        ("is_service", [r]) => about(r, false.into(), |rule| Ok(rule.peers.basis.verdict(rule.peers.service))),
        ("is_group", [r]) => about(r, false.into(), |rule| Ok(rule.peers.basis.verdict(rule.peers.group))),
        ("direction", [r]) => about(r, Value::NULL, direction),
        ("stateless", [r]) => {
            about(r, false.into(), |rule| Ok(known(&rule.stateless, |b| Value::from(*b), Type::Bool)))
        }
        ("within", [a, b]) => within(a, b),
        ("contains", [a, b]) => within(b, a),
        ("overlaps", [a, b]) => overlaps(a, b),
        ("is_public", [a]) => test(a, |set| set.overlaps(CidrSet::public())),
        ("is_internet", [a]) => test(a, CidrSet::is_wide),
        ("valid", [a]) => Ok(valid(a)),
        ("rules", [a, rest @ ..]) => rules(a, rest.first(), None),
        ("ingress", [a, rest @ ..]) => rules(a, rest.first(), Some(Direction::Ingress)),
        ("egress", [a, rest @ ..]) => rules(a, rest.first(), Some(Direction::Egress)),
        ("shadowed", [r]) => listed(r, "shadowed_by", analysis::shadowed),
        ("duplicates", [r]) => listed(r, "duplicate_of", analysis::duplicates),
        ("missing_mirror", [r]) => listed(r, "", analysis::missing_mirror),
        _ => return None,
    };
    Some(result)
}

/// Whether one rule or the rules of an owner are asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    One,
    Many,
}

fn allows(rule: &Value, peers: &Value, protocol: &Value, port: &Value, reading: Reading) -> Result<Value, String> {
    let Question { ask, basis, open } = args::question(peers, protocol, port)?;
    let rules = match reading {
        Reading::One => args::rule(rule)?,
        Reading::Many => many(rule)?,
    };
    let mut answer = match (reading, rules.known.as_slice(), &rules.more) {
        (Reading::One, [one], None) => ask::one(one, &ask),
        _ => ask::any(&rules, &ask),
    };
    if open && answer.truth == Truth::True {
        // The widest question has a yes; whether the real one has depends on the argument.
        answer.truth = Truth::Unknown;
    }
    answer.basis.marks = answer.basis.marks.join(&rule.marks);
    finish(answer, &basis)
}

fn finish(answer: Answer, args: &Basis) -> Result<Value, String> {
    Ok(answer.basis.join(args).verdict(answer.truth))
}

/// Rules of one owner: a list, or a resource with rules of one direction.
fn many(value: &Value) -> Result<Rc<Rules>, String> {
    let two_sided = |v: &Value| v.as_entries().is_some() && Shape::of(v).is_some_and(Shape::is_two_sided);
    if two_sided(value) || value.as_elements().is_some_and(|items| items.iter().any(two_sided)) {
        return Err("this is a resource with rules of both directions; use net::ingress or net::egress of it".into());
    }
    args::rules(value, None)
}

/// Something about one rule; unknown if the rule is, `none` for a firewall without rules: one that is
/// disabled, or has no allow or deny block.
fn about(value: &Value, none: Value, f: impl Fn(&Rule) -> Result<Value, String>) -> Result<Value, String> {
    let rules = args::rule(value)?;
    match (rules.known.as_slice(), &rules.more) {
        ([rule], None) => Ok(f(rule)?.with_marks(&value.marks)),
        (_, Some(more)) => Ok(more.unknown(Type::Dynamic)),
        // Blocks of one firewall share everything that is asked here; ports are not.
        ([first, ..], None) => Ok(f(first)?.with_marks(&value.marks)),
        ([], None) => Ok(none.with_marks(&value.marks)),
    }
}

fn known<T>(fact: &Fact<T>, f: impl Fn(&T) -> Value, ty: Type) -> Value {
    match fact {
        Fact::Known(t, m) => f(t).with_marks(m),
        Fact::Unknown(b) => b.unknown(ty),
        Fact::Untold => Value::NULL,
    }
}

fn direction(rule: &Rule) -> Result<Value, String> {
    match &rule.direction {
        Fact::Untold => {
            Err("this rule does not say its direction; use net::ingress or net::egress of the resource".into())
        }
        fact => Ok(known(fact, |d| direction_name(*d).into(), Type::String)),
    }
}

/// Whether a protocol has ports: TCP, UDP, DCCP, SCTP, UDP-Lite.
fn ported() -> ProtocolSet {
    ProtocolSet::from_runs([TCP, UDP, 33, 132, 136].map(|p| (p, p)))
}

fn ports(value: &Value, f: impl Fn(&PortSet, &Marks) -> Value, ty: Type) -> Result<Value, String> {
    let rules = args::rule(value)?;
    let mut all: Bounds<u16> = Bounds::exact(PortSet::empty(), &value.marks);
    for rule in &rules.known {
        let mut ports = rule.dst_ports.clone();
        ports.basis.add(&rule.protocol.basis);
        match rule.protocol.meets(&ported()) {
            Truth::True => {}
            Truth::Unknown => ports.must = PortSet::empty(),
            Truth::False => ports = Bounds { must: PortSet::empty(), may: PortSet::empty(), basis: ports.basis },
        }
        all = all.union(&ports);
    }
    match &rules.more {
        Some(more) => Ok(all.basis.join(more).unknown(ty)),
        None if all.is_exact() => Ok(f(&all.must, &all.basis.marks)),
        None => Ok(all.basis.unknown(ty)),
    }
}

fn all_protocols(value: &Value) -> Result<Value, String> {
    let rules = args::rule(value)?;
    let mut basis = Basis::marked(&value.marks);
    let mut truth = Truth::False;
    for rule in &rules.known {
        truth = truth.or(Truth::bounds(rule.protocol.must.is_full(), rule.protocol.may.is_full()));
        basis.add(&rule.protocol.basis);
    }
    if let Some(more) = &rules.more {
        truth = truth.or(Truth::Unknown);
        basis.add(more);
    }
    Ok(basis.verdict(truth))
}

fn peer_prefix(value: &Value, family: Option<&Value>) -> Result<Value, String> {
    let family = match family {
        None => None,
        Some(f) if f.is_null() => None,
        Some(f) if f.is_unknown() => {
            return Ok(Basis { waits: f.waits_for(), marks: f.marks.clone() }.unknown(Type::Number));
        }
        Some(f) => match super::read::int_of(f) {
            Some(n @ (4 | 6)) => Some(n),
            _ => return Err(format!("{} is not 4 or 6", super::read::show(f, &Marks::default()))),
        },
    };
    about(value, Value::NULL, |rule| {
        let peers = &rule.peers;
        let pick = |set: &CidrSet| {
            let asked =
                |b: &Block| matches!((family, b), (None, _) | (Some(4), Block::V4(..)) | (Some(6), Block::V6(..)));
            let blocks = set.blocks().filter(asked);
            blocks.map(Block::length).min()
        };
        let (must, may) = (pick(&peers.cidrs), pick(&peers.may));
        if must != may {
            return Ok(peers.basis.unknown(Type::Number));
        }
        Ok(must.map_or(Value::NULL, |n| Value::from(i64::from(n))).with_marks(&peers.basis.marks))
    })
}

fn cidrs(value: &Value) -> Result<Value, String> {
    let set = args::addresses(value)?;
    if set.must != set.may {
        return Ok(set.basis.unknown(Type::list(Type::String)));
    }
    Ok(strings(&set.must).with_marks(&set.basis.marks))
}

fn within(value: &Value, approved: &Value) -> Result<Value, String> {
    let (a, b) = (args::addresses(value)?, args::addresses(approved)?);
    let mut basis = a.basis.clone().join(&b.basis);
    let mut truth = Truth::bounds(a.may.is_subset(&b.must), a.must.is_subset(&b.may));
    if a.group != Truth::False {
        // Members of a group have addresses that are not known here.
        truth = truth.and(Truth::Unknown);
        basis.add(&Basis::waiting("addresses of the members of the group"));
    }
    if a.service != Truth::False && !CidrSet::public().is_subset(&b.must) {
        let possible = Truth::of(b.may.overlaps(CidrSet::public()));
        let open = if possible == Truth::False && a.service == Truth::True { Truth::False } else { Truth::Unknown };
        truth = truth.and(open);
        basis.add(&Basis::waiting("addresses of the service"));
    }
    Ok(basis.verdict(truth))
}

fn overlaps(a: &Value, b: &Value) -> Result<Value, String> {
    let (a, b) = (args::addresses(a)?, args::addresses(b)?);
    let mut basis = a.basis.clone().join(&b.basis);
    let mut truth = Truth::bounds(a.must.overlaps(&b.must), a.may.overlaps(&b.may));
    let named = |x: &Addresses, y: &Addresses| {
        (x.group != Truth::False && !y.may.is_subset(CidrSet::public()))
            || (x.service != Truth::False && y.may.overlaps(CidrSet::public()))
    };
    if named(&a, &b) || named(&b, &a) {
        truth = truth.or(Truth::Unknown);
        basis.add(&Basis::waiting("addresses of the group or service"));
    }
    Ok(basis.verdict(truth))
}

/// A test of addresses that holds for a larger set if it holds for a smaller one.
fn test(value: &Value, f: impl Fn(&CidrSet) -> bool) -> Result<Value, String> {
    let set = args::addresses(value)?;
    Ok(set.basis.verdict(Truth::bounds(f(&set.must), f(&set.may))))
}

fn valid(value: &Value) -> Value {
    if value.is_unknown() {
        return Basis { waits: value.waits_for(), marks: value.marks.clone() }.unknown(Type::Bool);
    }
    Value::from(value.as_str().is_some_and(args::is_cidr)).with_marks(&value.marks)
}

/// Rules of a resource, of one direction or of both.
fn rules(attrs: &Value, kind: Option<&Value>, side: Option<Direction>) -> Result<Value, String> {
    let kind = match kind {
        None => None,
        Some(k) if k.is_null() => None,
        Some(k) => Some(k.as_str().ok_or("the resource type is not a known string")?),
    };
    if attrs.is_null() {
        return Err("the attributes of a resource are required, not null".into());
    }
    let asked = match side {
        None => Asked::All,
        Some(Direction::Ingress) => Asked::Ingress,
        Some(Direction::Egress) => Asked::Egress,
    };
    recall(&LISTS, attrs, kind, asked, || listing(attrs, kind, side))
}

fn listing(attrs: &Value, kind: Option<&str>, side: Option<Direction>) -> Result<Value, String> {
    let all = match side {
        Some(side) if attrs.as_entries().is_some() => args::rules(&one_side(attrs, kind, side)?, kind)?,
        _ => args::rules(attrs, kind)?,
    };
    let mut all = Rc::unwrap_or_clone(all);
    if let Some(side) = side {
        if all.known.iter().any(|r| r.direction == Fact::Untold) {
            return Err("the rule does not say its direction; give the resource type as second argument".into());
        }
        let mut open = None;
        all.known.retain(|rule| match &rule.direction {
            Fact::Known(d, _) => *d == side,
            other => {
                open = Some(other.basis());
                false
            }
        });
        all.add_more(open);
    }
    let items = all.known.iter().map(rule_value).collect();
    Ok(partial(items, all.more.as_ref()).with_marks(&attrs.marks))
}

/// The object without the list of the other side, so that unknowns there do not matter.
fn one_side(attrs: &Value, kind: Option<&str>, side: Direction) -> Result<Value, String> {
    let shape = args::shape(attrs, kind)?;
    if !shape.is_two_sided() {
        return Ok(attrs.clone());
    }
    let mut entries = attrs.as_entries().cloned().unwrap_or_default();
    for name in lists_of(side.opposite()) {
        if let Some(v) = entries.get_mut(name) {
            *v = Value::NULL;
        }
    }
    Ok(Value { kind: Kind::Object(entries.into()), marks: attrs.marks.clone() })
}

/// A list that may have more elements than these.
fn partial(mut items: Vec<Value>, more: Option<&Basis>) -> Value {
    match more {
        None => Value::tuple(items),
        Some(more) if items.is_empty() => more.unknown(Type::list(Type::Dynamic)),
        Some(more) => {
            let unknown = more.unknown(Type::Dynamic);
            let waits = unknown.waits_for();
            items.push(unknown);
            Value::partial(items, waits)
        }
    }
}

/// The rules that a search names, each with the path of the rule that is the reason.
fn listed(value: &Value, reason: &str, f: impl Fn(&[Rule]) -> Vec<(usize, Found)>) -> Result<Value, String> {
    let rules = if value.as_entries().is_some() { args::rules(value, None)? } else { many(value)? };
    if reason.is_empty() && rules.known.iter().any(|r| r.direction == Fact::Untold) {
        return Err("the rules do not say their direction; use net::rules of the resource".into());
    }
    let mut items = Vec::new();
    let mut more = rules.more.clone();
    let add = |basis: Basis, more: &mut Option<Basis>| *more = Some(more.take().unwrap_or_default().join(&basis));
    for (i, found) in f(&rules.known) {
        let rule = &rules.known[i];
        match found {
            Found::Certain(by) => {
                let mut fields = rule_value(rule).as_entries().cloned().unwrap_or_default();
                if !reason.is_empty() {
                    fields.insert(reason.into(), rules.known[by].origin.to_string().into());
                }
                items.push(Value::object(fields));
            }
            Found::Perhaps(by) => {
                add(unknowns(rule).join(&unknowns(&rules.known[by])), &mut more);
            }
            Found::GaveUp => {
                add(Basis::waiting("nothing: there are more rules here than can be compared"), &mut more);
                break;
            }
            Found::Nothing => {}
        }
    }
    Ok(partial(items, more.as_ref()).with_marks(&value.marks))
}

/// Everything that a rule waits for.
fn unknowns(rule: &Rule) -> Basis {
    let bases =
        [&rule.protocol.basis, &rule.dst_ports.basis, &rule.src_ports.basis, &rule.icmp.basis, &rule.peers.basis];
    let mut out = Basis::default();
    bases.into_iter().chain(&rule.scope.open).for_each(|b| out.add(b));
    for b in [rule.direction.basis(), rule.action.basis(), rule.priority.basis(), rule.stateless.basis()] {
        out.add(&b);
    }
    out
}
