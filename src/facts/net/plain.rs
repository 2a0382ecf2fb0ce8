//! Firewall rules that are written as nearly all are: which addresses their peers have, told without making a rule of
//! them. What is unknown, unusual or wrong has no answer here; whoever asks reads the rule in full then.

use smallvec::SmallVec;

use super::cidr::Block;
use super::oci::{DIRECTIONS, GROUP, KINDS, Kind, Layout, is_label};
use super::rule::{Direction, ICMP, ICMPV6, TCP, UDP, protocol_number};
use super::shape::{Shape, lists_of};
use crate::model::{Node, Scalar};

/// Addresses of peers.
pub type Blocks = SmallVec<[Block; 8]>;

/// Takes down the addresses of the peers of a resource's rules, or of one rule: of those of a direction, if one is
/// asked for. `None` where reading them in full may say anything else than that.
pub fn peers(shape: Shape, node: Node<'_>, side: Option<Direction>, out: &mut Blocks) -> Option<()> {
    let mut take = |direction, block| {
        if side.is_none_or(|s| s == direction) {
            out.push(block);
        }
    };
    match shape {
        Shape::OciListRule(direction) => oci_rule(node, direction, Layout::List, &mut take),
        Shape::OciGroupRule => oci_rule(node, choice(node, "direction", DIRECTIONS)??, Layout::Group, &mut take),
        // Blocks and rules that do not say their direction are taken for all that are asked for.
        Shape::AwsInlineRule if side.is_none() => aws_rule(node, Direction::Ingress, &INLINE, &mut take),
        Shape::AwsVpcRule(direction) if side.is_none() || direction.is_some() => {
            aws_rule(node, direction.unwrap_or(Direction::Ingress), &SEPARATE, &mut take)
        }
        Shape::OciList => each_rule(node, 1, |rule, d| oci_rule(rule, d, Layout::List, &mut take)),
        Shape::AwsGroup => each_rule(node, 0, |rule, d| aws_rule(rule, d, &INLINE, &mut take)),
        _ => None,
    }
}

/// Calls `read` for each rule of the lists of a resource, which are called by one of their two names.
fn each_rule<'a>(node: Node<'a>, name: usize, mut read: impl FnMut(Node<'a>, Direction) -> Option<()>) -> Option<()> {
    for direction in [Direction::Ingress, Direction::Egress] {
        each_block(node, lists_of(direction)[name], |rule| read(rule, direction))?;
    }
    Some(())
}

/// One rule of a security list, or of a network security group.
fn oci_rule(
    rule: Node<'_>,
    direction: Direction,
    layout: Layout,
    take: &mut impl FnMut(Direction, Block),
) -> Option<()> {
    flag(rule, "stateless")?;
    let (name, kind) = match direction {
        Direction::Ingress => ("source", "source_type"),
        Direction::Egress => ("destination", "destination_type"),
    };
    match (choice(rule, kind, KINDS)?, rule.get(name)?.scalar()) {
        (Some(Kind::Service | Kind::Group), Scalar::Unknown(_)) => {}
        (_, Scalar::Text("")) => return None,
        (Some(Kind::Service | Kind::Group), Scalar::Text(_)) => {}
        (Some(Kind::Block), Scalar::Text(peer)) => take(direction, Block::parse(peer).ok()?),
        (None, Scalar::Text(peer)) => match Block::parse(peer) {
            Ok(block) => take(direction, block),
            Err(_) => (peer.starts_with(GROUP) || is_label(peer)).then_some(())?,
        },
        _ => return None,
    }
    let protocol = protocol(rule, "protocol")?;
    each_option(rule, "tcp_options", |options| fits(options, layout))?;
    match protocol {
        Some(TCP) => each_option(rule, "tcp_options", |options| oci_ports(options, layout)),
        Some(UDP) => each_option(rule, "udp_options", |options| oci_ports(options, layout)),
        Some(ICMP | ICMPV6) => each_option(rule, "icmp_options", |options| messages(options, ["type", "code"])),
        _ => Some(()),
    }
}

/// Options with the names of another layout are a mistake.
fn fits(options: Node<'_>, layout: Layout) -> Option<()> {
    let wrong: &[&str] = match layout {
        Layout::List => &["destination_port_range"],
        Layout::Group => &["min", "max"],
    };
    wrong.iter().all(|name| options.get(name).is_none()).then_some(())
}

fn oci_ports(options: Node<'_>, layout: Layout) -> Option<()> {
    fits(options, layout)?;
    match layout {
        Layout::List => range(options)?,
        Layout::Group => each_option(options, "destination_port_range", range)?,
    }
    each_option(options, "source_port_range", range)
}

fn range(block: Node<'_>) -> Option<()> {
    let port = |name| int(block, name).map(Option::unwrap_or_default).filter(|n| (0..=0xFFFF).contains(n));
    let (min, max) = (port("min")?, port("max")?);
    (min <= max || max == 0).then_some(())
}

/// Attributes of one kind of AWS rule.
struct Names {
    protocol: &'static str,
    addresses: [&'static str; 2],
    groups: &'static [&'static str],
    lists: &'static str,
}

const INLINE: Names = Names {
    protocol: "protocol",
    addresses: ["cidr_blocks", "ipv6_cidr_blocks"],
    groups: &["security_groups", "source_security_group_id"],
    lists: "prefix_list_ids",
};

const SEPARATE: Names = Names {
    protocol: "ip_protocol",
    addresses: ["cidr_ipv4", "cidr_ipv6"],
    groups: &["referenced_security_group_id"],
    lists: "prefix_list_id",
};

/// One rule of a security group.
fn aws_rule(
    rule: Node<'_>,
    direction: Direction,
    names: &Names,
    take: &mut impl FnMut(Direction, Block),
) -> Option<()> {
    flag(rule, "self")?;
    match protocol(rule, names.protocol)? {
        Some(TCP | UDP) => {
            let port = |name| int(rule, name).filter(|n| n.is_none_or(|n| (-1..=0xFFFF).contains(&n)));
            let ends = (port("from_port")?.filter(|n| *n >= 0), port("to_port")?.filter(|n| *n >= 0));
            if matches!(ends, (Some(from), Some(to)) if from > to) {
                return None;
            }
        }
        Some(ICMP | ICMPV6) => messages(rule, ["from_port", "to_port"])?,
        _ => {}
    }
    for name in names.addresses {
        each_text(rule, name, |item| match item {
            Scalar::Text("") | Scalar::Null => Some(()),
            Scalar::Text(address) => {
                take(direction, Block::parse(address).ok()?);
                Some(())
            }
            _ => None,
        })?;
    }
    for name in names.groups {
        let is_group = |item| matches!(item, Scalar::Text(_) | Scalar::Null | Scalar::Unknown(_));
        each_text(rule, name, |item| is_group(item).then_some(()))?;
    }
    // What a list holds is not written here.
    each_text(rule, names.lists, |item| matches!(item, Scalar::Text("") | Scalar::Null).then_some(()))
}

/// Calls `read` for each element of a list, or for what is no list.
fn each_text<'a>(rule: Node<'a>, name: &str, mut read: impl FnMut(Scalar<'a>) -> Option<()>) -> Option<()> {
    match rule.get(name) {
        None => Some(()),
        Some(list) if list.is_partial() => None,
        Some(list) if list.is_list() => list.elements().try_for_each(|item| read(item.scalar())),
        Some(one) => read(one.scalar()),
    }
}

/// Calls `read` for each block of a name.
fn each_block<'a>(node: Node<'a>, name: &str, mut read: impl FnMut(Node<'a>) -> Option<()>) -> Option<()> {
    let mut one = |block: Node<'a>| match block.scalar() {
        Scalar::Null => Some(()),
        _ if block.is_object() => read(block),
        _ => None,
    };
    match node.get(name) {
        None => Some(()),
        Some(list) if list.is_partial() => None,
        Some(list) if list.is_list() => list.elements().try_for_each(one),
        Some(block) => one(block),
    }
}

/// The same of a block that may be there once.
fn each_option<'a>(node: Node<'a>, name: &str, mut read: impl FnMut(Node<'a>) -> Option<()>) -> Option<()> {
    let mut others = 0;
    each_block(node, name, |block| {
        others += 1;
        if others == 1 { read(block) } else { None }
    })
}

/// ICMP type and code.
fn messages(node: Node<'_>, names: [&str; 2]) -> Option<()> {
    names.into_iter().try_for_each(|name| int(node, name)?.is_none_or(|n| (-1..=255).contains(&n)).then_some(()))
}

/// The number of a protocol; the inner `None` for all of them.
fn protocol(rule: Node<'_>, name: &str) -> Option<Option<u8>> {
    let text = text(rule, name)??;
    if text == "-1" || text.eq_ignore_ascii_case("all") { Some(None) } else { protocol_number(text).map(Some) }
}

/// A string; the inner `None` for what is not set.
fn text<'a>(node: Node<'a>, name: &str) -> Option<Option<&'a str>> {
    match node.get(name).map_or(Scalar::Null, Node::scalar) {
        Scalar::Null | Scalar::Text("") => Some(None),
        Scalar::Text(text) => Some(Some(text)),
        _ => None,
    }
}

/// One of some words; the inner `None` for what is not set.
fn choice<T: Copy>(node: Node<'_>, name: &str, options: &[(&str, T)]) -> Option<Option<T>> {
    let Some(text) = text(node, name)? else { return Some(None) };
    options.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, value)| Some(*value))
}

/// A whole number; the inner `None` for what is not set.
fn int(node: Node<'_>, name: &str) -> Option<Option<i64>> {
    match node.get(name).map_or(Scalar::Null, Node::scalar) {
        Scalar::Null | Scalar::Text("") => Some(None),
        Scalar::Digits(text) | Scalar::Text(text) => text.parse().ok().map(Some),
        Scalar::Number(number) => number.to_i64().map(Some),
        _ => None,
    }
}

/// A boolean that is known, or not set.
fn flag(node: Node<'_>, name: &str) -> Option<()> {
    let scalar = node.get(name).map_or(Scalar::Null, Node::scalar);
    matches!(scalar, Scalar::Null | Scalar::Bool(_) | Scalar::Text("" | "true" | "false")).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::net::CidrSet;
    use crate::facts::net::read::Attrs;
    use crate::facts::net::rule::{Fact, Rules};
    use crate::model::json::decode;
    use proptest::prelude::*;

    /// Values of a member: usual ones, odd ones, and those that no provider accepts. `?` is unknown.
    const VALUES: &[(&str, &[&str])] = &[
        ("protocol", &["\"6\"", "\"tcp\"", "\"17\"", "\"all\"", "\"-1\"", "\"1\"", "\"x\"", "6", "null", "?"]),
        ("ip_protocol", &["\"6\"", "\"tcp\"", "\"-1\"", "\"icmp\"", "\"\""]),
        ("source", &["\"10.0.0.0/8\"", "\"0.0.0.0/0\"", "\"::/0\"", "\"all-services\"", "\"no block\"", "\"\"", "?"]),
        ("destination", &["\"10.0.0.0/8\"", "\"ocid1.networksecuritygroup.x y\"", "7", "null", "?"]),
        (
            "source_type",
            &["\"CIDR_BLOCK\"", "\"service_cidr_block\"", "\"NETWORK_SECURITY_GROUP\"", "\"x\"", "null", "?"],
        ),
        ("destination_type", &["\"CIDR_BLOCK\"", "\"NETWORK_SECURITY_GROUP\"", "\"\"", "?"]),
        ("direction", &["\"INGRESS\"", "\"egress\"", "\"x\"", "null", "?"]),
        ("stateless", &["false", "\"true\"", "null", "1", "?"]),
        ("tcp_options", &["[]", "null", "?", "5", "[PORTS]", "PORTS", "[NESTED]", "[PORTS,PORTS]", "[null,PORTS]"]),
        ("udp_options", &["[]", "[PORTS]", "[NESTED]", "[{\"min\":?}]"]),
        ("icmp_options", &["[]", "[{\"type\":3,\"code\":4}]", "[{\"type\":256}]", "[{\"type\":\"8\"}]", "?"]),
        (
            "cidr_blocks",
            &["[]", "[\"10.0.0.0/8\"]", "[\"0.0.0.0/0\",\"\"]", "[\"x\"]", "[?]", "\"1.2.3.4\"", "null", "?"],
        ),
        ("ipv6_cidr_blocks", &["[]", "[\"::/0\"]", "[5]"]),
        ("cidr_ipv4", &["\"10.0.0.0/8\"", "\"x\"", "null", "?"]),
        ("cidr_ipv6", &["\"::/0\"", "\"\""]),
        ("security_groups", &["[]", "[\"sg-1\",null]", "[?]", "?", "[{}]", "7"]),
        ("referenced_security_group_id", &["\"sg-1\"", "null", "?"]),
        ("prefix_list_ids", &["[]", "[\"pl-1\"]", "[{\"entries\":[]}]", "?", "null"]),
        ("prefix_list_id", &["null", "\"pl-1\"", "?"]),
        ("self", &["false", "true", "null", "?", "\"x\""]),
        ("from_port", &["22", "0", "-1", "70000", "\"22\"", "2.5", "null", "?"]),
        ("to_port", &["22", "0", "-1", "443", "\"\"", "null"]),
    ];

    fn rule() -> impl Strategy<Value = String> {
        let members: Vec<_> = VALUES
            .iter()
            .map(|(name, values)| {
                let usual = Just(format!("\"{name}\":{}", values[0]));
                let any = prop::sample::select(*values).prop_map(move |v| format!("\"{name}\":{v}"));
                prop_oneof![8 => usual, 4 => any, 1 => Just(String::new())]
            })
            .collect();
        let ports = ["{\"min\":22,\"max\":22}", "{\"max\":1,\"min\":2}", "{\"min\":5}", "{\"min\":0,\"max\":99999}"];
        (members, prop::sample::select(ports.to_vec())).prop_map(|(all, ports)| {
            let all: Vec<String> = all.into_iter().filter(|m| !m.is_empty()).collect();
            let nested = format!("{{\"destination_port_range\":[{ports}],\"source_port_range\":[]}}");
            format!("{{{}}}", all.join(",")).replace("NESTED", &nested).replace("PORTS", ports)
        })
    }

    /// Decodes a text with unknowns in it.
    fn value(text: &str) -> crate::model::Value {
        let known = decode(&text.replace('?', "\"(unknown)\""), "", "").unwrap();
        fn open(value: crate::model::Value) -> crate::model::Value {
            use crate::model::{Kind, Value};
            match &value.kind {
                Kind::String(text) if &**text == "(unknown)" => Value::unknown(),
                Kind::Tuple(items) => Value::tuple(items.iter().cloned().map(open).collect()),
                Kind::Object(entries) => Value::object(entries.iter().map(|(k, v)| (k.clone(), open(v.clone())))),
                _ => value,
            }
        }
        open(known)
    }

    const SHAPES: &[Shape] = &[
        Shape::OciListRule(Direction::Ingress),
        Shape::OciListRule(Direction::Egress),
        Shape::OciGroupRule,
        Shape::AwsInlineRule,
        Shape::AwsVpcRule(Some(Direction::Ingress)),
        Shape::AwsVpcRule(None),
        Shape::OciList,
        Shape::AwsGroup,
    ];

    /// What those who read in full find: `None` where it is not settled.
    fn in_full(shape: Shape, node: Node<'_>, side: Option<Direction>) -> Option<CidrSet> {
        let Ok(Rules { known, more: None }) = shape.rules(&Attrs::unplaced(node)) else { return None };
        let mut peers = Vec::new();
        for rule in known {
            match (&rule.direction, side) {
                (Fact::Untold, Some(_)) => return None,
                (Fact::Known(told, _), Some(side)) if *told != side => {}
                _ => peers.push(rule.peers.may),
            }
        }
        Some(CidrSet::union_all(&peers))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn what_is_plain_reads_the_same_in_full(
            rules in prop::collection::vec(rule(), 2),
            shape in prop::sample::select(SHAPES),
            side in prop::option::of(prop::sample::select(&[Direction::Ingress, Direction::Egress][..])),
        ) {
            let text = match shape {
                Shape::OciList => format!(r#"{{"ingress_security_rules":[{}],"egress_security_rules":[{}]}}"#, rules[0], rules[1]),
                Shape::AwsGroup => format!(r#"{{"ingress":[{}],"egress":[{}]}}"#, rules[0], rules[1]),
                _ => rules[0].clone(),
            };
            let value = value(&text);
            let mut blocks = Blocks::new();
            if peers(shape, Node::Value(&value), side, &mut blocks).is_some() {
                let expected = in_full(shape, Node::Value(&value), side);
                prop_assert_eq!(Some(CidrSet::from_blocks(blocks)), expected, "{} {:?} {:?}", text, shape, side);
            }
        }
    }

    #[test]
    fn usual_rules_are_plain() {
        let group = r#"{"direction":"INGRESS","protocol":"6","source":"10.1.0.0/16","source_type":"CIDR_BLOCK","destination":null,
            "stateless":false,"tcp_options":[{"destination_port_range":[{"max":443,"min":443}],"source_port_range":[]}],"udp_options":[]}"#;
        let list =
            r#"{"protocol":"17","source":"0.0.0.0/0","udp_options":[{"max":53,"min":53,"source_port_range":[]}]}"#;
        let inline = r#"{"cidr_blocks":["10.0.0.0/8","1.2.3.4/32"],"from_port":443,"to_port":443,"protocol":"tcp","self":false,
            "security_groups":?,"prefix_list_ids":[]}"#;
        for (shape, text, count) in [
            (Shape::OciGroupRule, group, 1),
            (Shape::OciListRule(Direction::Ingress), list, 1),
            (Shape::AwsInlineRule, inline, 2),
        ] {
            let mut blocks = Blocks::new();
            assert_eq!(peers(shape, Node::Value(&value(text)), None, &mut blocks), Some(()), "{text}");
            assert_eq!(blocks.len(), count, "{text}");
        }
    }
}
