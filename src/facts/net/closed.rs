//! Whether rules are certain to have nothing to do with the internet, told from what lies in the input: most
//! rules of a plan are such, and no rule of the rule language then needs their values.

use smallvec::SmallVec;

use super::cidr::CidrSet;
use super::plain::{self, Blocks};
use super::read::Attrs;
use super::rule::{Direction, Fact, Rules};
use super::shape::{Shape, lists_of};
use crate::model::{Node, Scalar};

/// Whether no rule of a list has the internet among its peers, alone or together with the others: then
/// `net::allows` and `net::allows_any` answer no to `net::internet()`, whatever the protocol and port. `false` where that is
/// not certain, or where a rule could not be read.
pub fn is_closed_list(list: Node<'_>) -> bool {
    if let Some(closed) = plain_list(list) {
        return closed;
    }
    let one = |item: Node<'_>| match item.scalar() {
        Scalar::Null => Ok(Rules::default()),
        _ => Shape::of_node(item)
            .filter(|shape| item.is_object() && !shape.is_two_sided())
            .ok_or_else(String::new)
            .and_then(|shape| shape.rules(&Attrs::unplaced(item))),
    };
    match list.scalar() {
        Scalar::Null => true,
        Scalar::Other if list.is_list() && !list.is_partial() => is_closed(list.elements().map(one), None),
        _ => false,
    }
}

/// The same of a list whose rules are written the usual way; `None` for others.
fn plain_list(list: Node<'_>) -> Option<bool> {
    if !list.is_list() || list.is_partial() {
        return None;
    }
    let mut blocks = Blocks::new();
    for item in list.elements() {
        if !item.is_object() {
            return None;
        }
        let shape = Shape::of_node(item).filter(|shape| !shape.is_two_sided())?;
        plain::peers(shape, item, None, &mut blocks)?;
    }
    Some(!CidrSet::from_blocks(blocks).is_wide())
}

/// The same of a resource of a type: of its rules of one direction, or of its only rule.
pub fn is_closed_resource(kind: &str, members: &[(&str, Node<'_>)], side: Option<Direction>) -> bool {
    let Some(shape) = Shape::of_type(kind) else { return false };
    if shape.is_two_sided() && side.is_none() {
        return false;
    }
    // What is unknown of the other direction does not matter.
    let other = |name: &str| side.is_some_and(|s| lists_of(s.opposite()).contains(&name));
    let own: SmallVec<[_; 12]> = members.iter().copied().filter(|(name, _)| !other(name)).collect();
    let node = Node::Members(&own);
    let mut blocks = Blocks::new();
    if plain::peers(shape, node, side, &mut blocks).is_some() {
        return !CidrSet::from_blocks(blocks).is_wide();
    }
    let attrs = Attrs::unplaced(node);
    is_closed(std::iter::once(shape.rules(&attrs)), side)
}

fn is_closed(all: impl Iterator<Item = Result<Rules, String>>, side: Option<Direction>) -> bool {
    let mut peers: SmallVec<[CidrSet; 4]> = SmallVec::new();
    for rules in all {
        let Ok(Rules { known, more: None }) = rules else { return false };
        for rule in known {
            match (&rule.direction, side) {
                (Fact::Untold, Some(_)) => return false,
                (Fact::Known(told, _), Some(side)) if *told != side => {}
                _ => peers.push(rule.peers.may),
            }
        }
    }
    !CidrSet::union_all(&peers).is_wide()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::net::call;
    use crate::model::json::{decode, tape::Tape};
    use crate::model::{Kind, Value};
    use proptest::prelude::*;

    /// A member of a rule: usual values, odd ones, and those that no provider accepts.
    fn member(name: &'static str, values: &'static [&'static str]) -> impl Strategy<Value = String> {
        let value = prop::sample::select(values).prop_map(move |v| format!("\"{name}\":{v}"));
        prop_oneof![8 => value, 1 => Just(String::new())]
    }

    fn rule() -> impl Strategy<Value = String> {
        let ports = prop::sample::select(
            &["[]", r#"[{"max":22,"min":22,"source_port_range":[]}]"#, r#"[{"max":1,"min":2}]"#, "null", "5"][..],
        );
        (
            member("protocol", &["\"6\"", "\"17\"", "\"all\"", "\"1\"", "\"x\"", "null"]),
            member(
                "source",
                &[
                    "\"10.0.0.0/8\"",
                    "\"0.0.0.0/0\"",
                    "\"0.0.0.0/1\"",
                    "\"128.0.0.0/1\"",
                    "\"1.2.3.0/24\"",
                    "\"::/0\"",
                    "\"all-fra-services\"",
                    "\"10.0.0.0\\/8\"",
                    "\"no block\"",
                    "7",
                ],
            ),
            member("source_type", &["\"CIDR_BLOCK\"", "\"SERVICE_CIDR_BLOCK\"", "null", "\"x\""]),
            member("stateless", &["false", "true", "null", "\"x\""]),
            ports.prop_map(|p| format!("\"tcp_options\":{p}")),
        )
            .prop_map(|(a, b, c, d, e)| {
                let members: Vec<String> = [a, b, c, d, e].into_iter().filter(|m| !m.is_empty()).collect();
                format!("{{{}}}", members.join(","))
            })
    }

    /// What `net::allows` and `net::allows_any` say of the internet: the most open answer, `None` if one is refused.
    fn admits(list: &Value) -> Option<bool> {
        let internet = call("internet", &[])?.ok()?;
        let asked = |name: &str, rules: &Value, protocol: Value, port: Value| {
            let answer = call(name, &[rules.clone(), internet.clone(), protocol, port])?.ok()?;
            Some(!matches!(answer.kind, Kind::Bool(false)))
        };
        let questions = [(Value::NULL, Value::NULL), ("all".into(), Value::NULL), ("tcp".into(), Value::from(22))];
        let mut open = false;
        for (protocol, port) in questions {
            for rule in list.as_elements()? {
                open |= asked("allows", rule, protocol.clone(), port.clone())?;
            }
            open |= asked("allows_any", list, protocol, port)?;
        }
        Some(open)
    }

    proptest! {
        #[test]
        fn what_is_closed_admits_nobody(rules in prop::collection::vec(rule(), 0..4)) {
            let text = format!("[{}]", rules.join(","));
            let decoded = decode(&text, "", "").unwrap();
            let tape = Tape::read(&text).unwrap();
            let (seen, known) = (is_closed_list(Node::Text(tape.root())), is_closed_list(Node::Value(&decoded)));
            // What shows in the text shows in the value, and what shows at all is what the functions say.
            prop_assert!(known || !seen, "{text}");
            prop_assert!(!known || admits(&decoded) == Some(false), "{text}");
        }
    }

    #[test]
    fn usual_lists_are_seen_to_be_closed() {
        for (text, closed) in [
            (r#"[{"protocol":"6","source":"10.0.0.0/8","tcp_options":[{"max":22,"min":22}]}]"#, true),
            (r#"[{"protocol":"6","source":"0.0.0.0/0"}]"#, false),
            (r#"[{"protocol":"6","source":"0.0.0.0/2"},{"protocol":"6","source":"64.0.0.0/2"}]"#, false),
            ("[]", true),
            ("null", true),
            ("[null]", true),
            (r#"{"protocol":"6","source":"10.0.0.0/8"}"#, false),
        ] {
            assert_eq!(is_closed_list(Node::Text(Tape::read(text).unwrap().root())), closed, "{text}");
        }
        let text = r#"{"direction":"INGRESS","protocol":"6","source":"10.1.0.0/16","source_type":"CIDR_BLOCK"}"#;
        let tape = Tape::read(text).unwrap();
        let unknown = Value::unknown();
        let mut members: Vec<(&str, Node<'_>)> = tape.root().members().map(|(k, v)| (k, Node::Text(v))).collect();
        members.push(("udp_options", Node::Value(&unknown)));
        let kind = "oci_core_network_security_group_security_rule";
        assert!(is_closed_resource(kind, &members, None));
        members.retain(|(name, _)| *name != "source");
        members.push(("source", Node::Value(&unknown)));
        assert!(!is_closed_resource(kind, &members, None));
    }

    #[test]
    fn only_the_asked_direction_counts() {
        let text = r#"[{"from_port":0,"to_port":0,"protocol":"-1","cidr_blocks":["0.0.0.0/0"]}]"#;
        let (open, none) = (Tape::read(text).unwrap(), Tape::read("[]").unwrap());
        let unknown = Value::unknown();
        let group = |egress, ingress| [("egress", egress), ("ingress", ingress)];
        let (open, none) = (Node::Text(open.root()), Node::Text(none.root()));
        let closed = |members: &[(&str, Node<'_>)], side| is_closed_resource("aws_security_group", members, side);
        assert!(closed(&group(open, none), Some(Direction::Ingress)));
        assert!(!closed(&group(open, none), Some(Direction::Egress)));
        assert!(closed(&group(Node::Value(&unknown), none), Some(Direction::Ingress)));
        assert!(!closed(&group(none, Node::Value(&unknown)), Some(Direction::Ingress)));
        assert!(!closed(&group(none, none), None));
    }
}
