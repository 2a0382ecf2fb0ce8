//! Recognising what kind of rule, or of resource with rules, an object is.

use super::read::Attrs;
use super::rule::{Direction, Fact, Rules};
use super::{aws, azure, canonical, google, oci};
use crate::model::{Node, Value};

/// What an object is, as far as rules go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A rule as [`canonical::rule_value`] writes it.
    Canonical,
    /// `oci_core_security_list`, `oci_core_default_security_list`
    OciList,
    /// One of their blocks.
    OciListRule(Direction),
    /// `oci_core_network_security_group_security_rule`
    OciGroupRule,
    /// `aws_security_group`, `aws_default_security_group`
    AwsGroup,
    /// One of their blocks.
    AwsInlineRule,
    /// `aws_security_group_rule`
    AwsGroupRule,
    /// `aws_vpc_security_group_ingress_rule`, `aws_vpc_security_group_egress_rule`; the
    /// direction only if the resource type was given.
    AwsVpcRule(Option<Direction>),
    /// `aws_network_acl`, `aws_default_network_acl`
    AwsAcl,
    /// One of their blocks.
    AwsAclInlineRule,
    /// `aws_network_acl_rule`
    AwsAclRule,
    /// `azurerm_network_security_group`
    AzureGroup,
    /// One of its blocks, or `azurerm_network_security_rule`.
    AzureRule,
    /// `google_compute_firewall`
    GoogleFirewall,
}

/// Names of the lists that hold the rules of one direction, in resources that hold both.
pub fn lists_of(direction: Direction) -> [&'static str; 2] {
    match direction {
        Direction::Ingress => ["ingress", "ingress_security_rules"],
        Direction::Egress => ["egress", "egress_security_rules"],
    }
}

impl Shape {
    /// The shape of a resource type, `None` for types without rules.
    pub fn of_type(kind: &str) -> Option<Shape> {
        Some(match kind {
            "oci_core_security_list" | "oci_core_default_security_list" => Shape::OciList,
            "oci_core_network_security_group_security_rule" => Shape::OciGroupRule,
            "aws_security_group" | "aws_default_security_group" => Shape::AwsGroup,
            "aws_security_group_rule" => Shape::AwsGroupRule,
            "aws_vpc_security_group_ingress_rule" => Shape::AwsVpcRule(Some(Direction::Ingress)),
            "aws_vpc_security_group_egress_rule" => Shape::AwsVpcRule(Some(Direction::Egress)),
            "aws_network_acl" | "aws_default_network_acl" => Shape::AwsAcl,
            "aws_network_acl_rule" => Shape::AwsAclRule,
            "azurerm_network_security_group" => Shape::AzureGroup,
            "azurerm_network_security_rule" => Shape::AzureRule,
            "google_compute_firewall" => Shape::GoogleFirewall,
            _ => return None,
        })
    }

    /// Attributes of a resource type from which its rules are read; `None` where that is not settled.
    pub fn attributes(kind: &str) -> Option<&'static [&'static str]> {
        Some(match Shape::of_type(kind)? {
            Shape::OciList => &["egress_security_rules", "ingress_security_rules"],
            Shape::OciGroupRule => &[
                "destination",
                "destination_type",
                "direction",
                "icmp_options",
                "network_security_group_id",
                "protocol",
                "source",
                "source_type",
                "stateless",
                "tcp_options",
                "udp_options",
            ],
            Shape::AwsGroup | Shape::AwsAcl => &["egress", "ingress"],
            Shape::AwsVpcRule(_) => &[
                "cidr_ipv4",
                "cidr_ipv6",
                "from_port",
                "ip_protocol",
                "prefix_list_id",
                "referenced_security_group_id",
                "to_port",
            ],
            _ => return None,
        })
    }

    /// The shape of an object, by attributes that only this shape has.
    pub fn of(value: &Value) -> Option<Shape> {
        if let Some(origin) = &value.marks.origin
            && origin.path.0.is_empty()
            && let Some(shape) = Shape::of_type(&origin.address.kind)
        {
            return Some(shape);
        }
        Shape::of_node(Node::Value(value))
    }

    /// The same of an object that does not say which resource it is.
    pub fn of_node(node: Node<'_>) -> Option<Shape> {
        // Objects are asked for many names: each of theirs is looked at once.
        let mut seen = 0;
        node.each_name(|name| seen |= bit(name));
        let has = |name: &str| seen & bit(name) != 0;
        let any = |names: &[&str]| names.iter().any(|n| has(n));
        if has("peers") && has("ports") && has("protocol") {
            return Some(Shape::Canonical);
        }
        if any(&["ingress_security_rules", "egress_security_rules"]) {
            return Some(Shape::OciList);
        }
        if has("ip_protocol") {
            return Some(Shape::AwsVpcRule(None));
        }
        if any(&["rule_action", "rule_number"]) {
            return Some(Shape::AwsAclRule);
        }
        if has("rule_no") {
            return Some(Shape::AwsAclInlineRule);
        }
        if has("access") && any(&["priority", "direction", "destination_port_range", "source_address_prefix"]) {
            return Some(Shape::AzureRule);
        }
        if has("security_rule") {
            return Some(Shape::AzureGroup);
        }
        if any(&["allow", "deny"])
            && any(&["network", "source_ranges", "source_tags", "destination_ranges", "direction", "priority"])
        {
            return Some(Shape::GoogleFirewall);
        }
        if has("protocol") && has("type") && any(&["from_port", "to_port", "security_group_id"]) {
            return Some(Shape::AwsGroupRule);
        }
        if has("protocol") && any(&["from_port", "to_port", "cidr_blocks", "ipv6_cidr_blocks"]) {
            return Some(Shape::AwsInlineRule);
        }
        if has("protocol") && any(&["direction", "network_security_group_id"]) {
            return Some(Shape::OciGroupRule);
        }
        if has("protocol") && (has("source") || has("destination")) {
            let side = if has("source") { Direction::Ingress } else { Direction::Egress };
            return Some(Shape::OciListRule(side));
        }
        if any(&["ingress", "egress"]) {
            return Some(if Shape::is_acl(node) { Shape::AwsAcl } else { Shape::AwsGroup });
        }
        None
    }

    fn is_acl(node: Node<'_>) -> bool {
        ["subnet_ids", "default_network_acl_id"].iter().any(|n| node.get(n).is_some())
            || ["ingress", "egress"]
                .iter()
                .any(|n| node.get(n).is_some_and(|blocks| blocks.elements().any(|b| b.get("rule_no").is_some())))
    }

    /// Whether the object holds rules of both directions.
    pub fn is_two_sided(self) -> bool {
        matches!(self, Shape::OciList | Shape::AwsGroup | Shape::AwsAcl | Shape::AzureGroup)
    }

    /// Reads the rules of an object of this shape.
    ///
    /// # Errors
    /// An attribute that decides what the rule means is missing or malformed.
    pub fn rules(self, attrs: &Attrs<'_>) -> Result<Rules, String> {
        let one = |rule| Rules { known: vec![rule], more: None };
        Ok(match self {
            Shape::Canonical => one(canonical::read(attrs)?),
            Shape::OciList => oci::security_list(attrs)?,
            Shape::OciListRule(direction) => one(oci::list_rule(attrs, direction)?),
            Shape::OciGroupRule => one(oci::group_rule(attrs)?),
            Shape::AwsGroup => aws::security_group(attrs)?,
            Shape::AwsInlineRule => one(aws::inline_rule(attrs, Fact::Untold)?),
            Shape::AwsGroupRule => one(aws::group_rule(attrs)?),
            Shape::AwsVpcRule(direction) => one(aws::vpc_rule(attrs, direction.map_or(Fact::Untold, Fact::fixed))?),
            Shape::AwsAcl => aws::network_acl(attrs)?,
            Shape::AwsAclInlineRule => one(aws::acl_rule(attrs, Fact::Untold)?),
            Shape::AwsAclRule => one(aws::acl_rule_resource(attrs)?),
            Shape::AzureGroup => azure::group(attrs)?,
            Shape::AzureRule => one(azure::rule(attrs)?),
            Shape::GoogleFirewall => google::firewall(attrs)?,
        })
    }
}

/// A bit for each attribute that tells shapes apart; none for others.
#[inline]
fn bit(name: &str) -> u32 {
    match name {
        "access" => 1 << 0,
        "allow" => 1 << 1,
        "cidr_blocks" => 1 << 2,
        "deny" => 1 << 3,
        "destination" => 1 << 4,
        "destination_port_range" => 1 << 5,
        "destination_ranges" => 1 << 6,
        "direction" => 1 << 7,
        "egress" => 1 << 8,
        "egress_security_rules" => 1 << 9,
        "from_port" => 1 << 10,
        "ingress" => 1 << 11,
        "ingress_security_rules" => 1 << 12,
        "ip_protocol" => 1 << 13,
        "network" => 1 << 14,
        "network_security_group_id" => 1 << 15,
        "peers" => 1 << 16,
        "ports" => 1 << 17,
        "priority" => 1 << 18,
        "protocol" => 1 << 19,
        "rule_action" => 1 << 20,
        "rule_no" => 1 << 21,
        "rule_number" => 1 << 22,
        "security_group_id" => 1 << 23,
        "security_rule" => 1 << 24,
        "source" => 1 << 25,
        "source_address_prefix" => 1 << 26,
        "source_ranges" => 1 << 27,
        "source_tags" => 1 << 28,
        "to_port" => 1 << 29,
        "type" => 1 << 30,
        _ => 0,
    }
}
