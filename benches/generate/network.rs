//! The network of OCI: gateways, routes, subnets, security lists and groups. Shapes
//! after oracle/terraform-provider-oci at 8de3c480: ports of a security list stand
//! directly in `tcp_options`, those of a security group one level deeper.

use super::body::{Body, Form, unknown};
use super::context::Context;
use super::layout::{self, Item, Key};
use serde_json::{Value, json};

/// Builds the body of an OCI network resource.
pub fn body(c: &mut Context, item: &Item, b: &mut Body) -> bool {
    match item.kind {
        "oci_core_vcn" => vcn(c, item, b),
        "oci_core_nat_gateway" => nat(c, item, b),
        "oci_core_route_table" => routes(c, item, b),
        "oci_core_subnet" => subnet(c, item, b),
        "oci_core_default_security_list" => default_list(c, item, b),
        "oci_core_security_list" => security_list(c, item, b),
        "oci_core_network_security_group" => group(c, item, b),
        "oci_core_network_security_group_security_rule" => rule(c, item, b),
        _ => return false,
    }
    true
}

fn common(c: &mut Context, item: &Item, b: &mut Body, kind: &str, label: &str) {
    b.computed("id", c.ocid(kind, c.stack, &item.local_address()));
    b.set("compartment_id", c.compartment());
    b.set("display_name", format!("{}-{label}", c.prefix()));
    b.computed("state", "AVAILABLE");
    b.computed("time_created", c.past());
    c.oci_tags(b);
}

fn tier(item: &Item) -> &str {
    match &item.key {
        Key::Text(text) => text,
        _ => "main",
    }
}

fn vcn(c: &mut Context, item: &Item, b: &mut Body) {
    let (x, y) = c.network();
    common(c, item, b, "vcn", "vcn");
    b.set("byoipv6cidr_blocks", Value::Null);
    b.set("byoipv6cidr_details", json!([]));
    b.computed("cidr_block", format!("{x}.{y}.0.0/16"));
    b.set("cidr_blocks", json!([format!("{x}.{y}.0.0/16")]));
    for (name, kind) in [
        ("default_dhcp_options_id", "dhcpoptions"),
        ("default_route_table_id", "routetable"),
        ("default_security_list_id", "securitylist"),
    ] {
        b.computed(name, c.ocid(kind, c.stack, name));
    }
    b.set("dns_label", format!("n{y}"));
    b.set("ipv6private_cidr_blocks", json!([]));
    b.computed("ipv6cidr_blocks", json!([]));
    b.set("is_ipv6enabled", false);
    b.set("is_oracle_gua_allocation_enabled", Value::Null);
    b.set("security_attributes", json!({}));
    b.computed("vcn_domain_name", format!("n{y}.oraclevcn.com"));
}

fn nat(c: &mut Context, item: &Item, b: &mut Body) {
    common(c, item, b, "natgateway", "nat");
    b.set("block_traffic", false);
    b.computed("nat_ip", "192.0.2.17");
    b.computed("public_ip_id", c.ocid("publicip", c.stack, "nat"));
    b.computed("route_table_id", Value::Null);
    b.set("vcn_id", c.refer("vcn", "oci_core_vcn.main"));
}

fn routes(c: &mut Context, item: &Item, b: &mut Body) {
    common(c, item, b, "routetable", "private");
    b.set(
        "route_rules",
        json!([{"cidr_block": "", "description": "all traffic -> NAT gateway",
        "destination": "0.0.0.0/0", "destination_type": "CIDR_BLOCK",
        "network_entity_id": c.refer("natgateway", "oci_core_nat_gateway.nat"), "route_type": ""}]),
    );
    b.set("vcn_id", c.refer("vcn", "oci_core_vcn.main"));
}

fn subnet(c: &mut Context, item: &Item, b: &mut Body) {
    let (x, y) = c.network();
    let label = tier(item).to_owned();
    common(c, item, b, "subnet", &label);
    b.computed("availability_domain", Value::Null);
    b.set("cidr_block", format!("{x}.{y}.{}.0/24", item.ordinal));
    b.computed("dhcp_options_id", c.ocid("dhcpoptions", c.stack, "default_dhcp_options_id"));
    b.set("dns_label", label.clone());
    b.computed("ipv6cidr_block", Value::Null);
    b.computed("ipv6cidr_blocks", json!([]));
    b.computed("ipv6virtual_router_ip", Value::Null);
    b.set("prohibit_internet_ingress", true);
    b.set("prohibit_public_ip_on_vnic", true);
    b.set("route_table_id", c.refer("routetable", "oci_core_route_table.private"));
    let list = c.refer("securitylist", &format!("oci_core_security_list.tier[\"{label}\"]"));
    b.set("security_list_ids", json!([list]));
    b.computed("subnet_domain_name", format!("{label}.n{y}.oraclevcn.com"));
    b.set("vcn_id", c.refer("vcn", "oci_core_vcn.main"));
    b.computed("virtual_router_ip", format!("{x}.{y}.{}.1", item.ordinal));
    b.computed("virtual_router_mac", "00:00:17:9A:11:42");
}

fn port_rule(source: &str, min: u64, max: u64, what: &str) -> Value {
    json!({"description": what, "icmp_options": [], "protocol": "6", "source": source, "source_type": "CIDR_BLOCK",
        "stateless": false, "tcp_options": [{"max": max, "min": min, "source_port_range": []}], "udp_options": []})
}

fn security_list(c: &mut Context, item: &Item, b: &mut Body) {
    let (x, y) = c.network();
    let label = tier(item).to_owned();
    common(c, item, b, "securitylist", &label);
    let mut ingress: Vec<Value> = (0..6 + c.rng.below(8))
        .map(|i| {
            let port = *c.rng.pick(&[443, 1521, 1522, 5432, 6443, 8080, 8443, 9100, 9200]);
            port_rule(&format!("{x}.{y}.{i}.0/24"), port, port, "service traffic <- neighbours & probes")
        })
        .collect();
    ingress.push(json!({"description": "path MTU discovery", "icmp_options": [{"code": 4, "type": 3}], "protocol": "1",
        "source": format!("{x}.{y}.0.0/16"), "source_type": "CIDR_BLOCK", "stateless": false, "tcp_options": [], "udp_options": []}));
    if c.defect(b, "security list that opens SSH to the internet") {
        ingress.push(port_rule("0.0.0.0/0", 22, 22, "temporary access"));
    }
    b.set(
        "egress_security_rules",
        json!([{"description": "to the network itself", "destination": format!("{x}.{y}.0.0/16"),
        "destination_type": "CIDR_BLOCK", "icmp_options": [], "protocol": "6", "stateless": false,
        "tcp_options": [], "udp_options": []}]),
    );
    b.set("ingress_security_rules", ingress);
    b.set("vcn_id", c.refer("vcn", "oci_core_vcn.main"));
}

/// Taken over so that it admits nothing.
fn default_list(c: &mut Context, item: &Item, b: &mut Body) {
    common(c, item, b, "securitylist", "default");
    b.set("egress_security_rules", json!([]));
    b.set("ingress_security_rules", json!([]));
    let list = match c.neighbours {
        Form::Known => json!(c.ocid("securitylist", c.stack, "default_security_list_id")),
        Form::Planned => unknown(),
    };
    b.set("manage_default_resource_id", list);
}

fn group(c: &mut Context, item: &Item, b: &mut Body) {
    let label = tier(item).to_owned();
    common(c, item, b, "networksecuritygroup", &label);
    b.set("vcn_id", c.refer("vcn", "oci_core_vcn.main"));
}

fn rule(c: &mut Context, item: &Item, b: &mut Body) {
    let (x, y) = c.network();
    let groups = layout::TIERS;
    let own = groups[(item.ordinal % 3) as usize];
    let open = c.defect(b, "security group rule that opens SSH to the internet");
    let from_group = item.ordinal % 4 == 1 && !open;
    b.computed("id", c.rng.text(b"0123456789ABCDEF", 6));
    b.set("description", "load balancer -> service, health probes & metrics");
    b.computed("destination", "");
    b.computed("destination_type", "");
    b.set("direction", "INGRESS");
    b.set("icmp_options", json!([]));
    b.computed("is_valid", true);
    let group = |name: &str| format!("oci_core_network_security_group.tier[\"{name}\"]");
    b.set("network_security_group_id", c.refer("networksecuritygroup", &group(own)));
    b.set("protocol", "6");
    let peer = groups[((item.ordinal + 1) % 3) as usize];
    let source = match (open, from_group) {
        (true, _) => json!("0.0.0.0/0"),
        (_, true) => c.refer("networksecuritygroup", &group(peer)),
        _ => json!(format!("{x}.{y}.{}.0/24", item.ordinal % 3)),
    };
    b.set("source", source);
    b.set("source_type", if from_group { "NETWORK_SECURITY_GROUP" } else { "CIDR_BLOCK" });
    b.set("stateless", false);
    let port = if open { 22 } else { *c.rng.pick(&[443, 1521, 5432, 8080, 8443]) };
    b.set("tcp_options", json!([{"destination_port_range": [{"max": port, "min": port}], "source_port_range": []}]));
    b.computed("time_created", c.past());
    b.set("timeouts", Value::Null);
    let udp = if c.form == Form::Planned { unknown() } else { json!([]) };
    b.set("udp_options", udp);
}
