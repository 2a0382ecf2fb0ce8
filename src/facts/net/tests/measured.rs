//! The 23 cases of the public detection table: ten OCI, thirteen AWS.

use super::*;

fn list_rule(protocol: &str, source: &str, ports: Option<(i64, i64)>) -> serde_json::Value {
    let tcp = ports.map_or(json!([]), |(min, max)| json!([{ "min": min, "max": max, "source_port_range": [] }]));
    json!({ "description": null, "icmp_options": [], "protocol": protocol, "source": source, "source_type": "CIDR_BLOCK",
            "stateless": false, "tcp_options": tcp, "udp_options": [] })
}

fn oci(rules: &[serde_json::Value]) -> Option<bool> {
    let attrs = json!({ "display_name": "l", "ingress_security_rules": rules, "egress_security_rules": [] });
    let whole = opens(attrs, "oci_core_security_list", "tcp", 22);
    // The same rules one by one, by shape.
    let single = rules
        .iter()
        .any(|r| truth(&run("allows", &[value(r.clone()), internet(), "tcp".into(), 22.into()])) == Some(true));
    assert_eq!(whole, Some(single));
    whole
}

#[test]
fn oci_cases() {
    let r = list_rule;
    let cases = [
        ("22 from anywhere", vec![r("6", "0.0.0.0/0", Some((22, 22)))], true),
        ("443, then 22", vec![r("6", "0.0.0.0/0", Some((443, 443))), r("6", "0.0.0.0/0", Some((22, 22)))], true),
        ("range", vec![r("6", "0.0.0.0/0", Some((20, 30)))], true),
        ("tcp without ports", vec![r("6", "0.0.0.0/0", None)], true),
        ("all protocols", vec![r("all", "0.0.0.0/0", None)], true),
        ("IPv6", vec![r("6", "::/0", Some((22, 22)))], true),
        ("halves", vec![r("6", "0.0.0.0/1", Some((22, 22))), r("6", "128.0.0.0/1", Some((22, 22)))], true),
        ("private, then 22", vec![r("6", "10.0.0.0/8", Some((22, 22))), r("6", "0.0.0.0/0", Some((22, 22)))], true),
        ("443 only", vec![r("6", "0.0.0.0/0", Some((443, 443)))], false),
        ("22 from private", vec![r("6", "10.0.0.0/8", Some((22, 22)))], false),
    ];
    for (name, rules, open) in cases {
        assert_eq!(oci(&rules), Some(open), "{name}");
    }
}

fn inline(from: i64, to: i64, protocol: &str, v4: &[&str], v6: &[&str]) -> serde_json::Value {
    json!({ "cidr_blocks": v4, "description": "", "from_port": from, "ipv6_cidr_blocks": v6, "prefix_list_ids": [],
            "protocol": protocol, "security_groups": [], "self": false, "to_port": to })
}

#[test]
fn aws_cases() {
    let group = |rules: &[serde_json::Value]| {
        opens(json!({ "ingress": rules, "egress": [], "name": "g" }), "aws_security_group", "tcp", 22)
    };
    let i = inline;
    for (name, rules, open) in [
        ("22", vec![i(22, 22, "tcp", &["0.0.0.0/0"], &[])], true),
        ("IPv6", vec![i(22, 22, "tcp", &[], &["::/0"])], true),
        ("range", vec![i(0, 1024, "tcp", &["0.0.0.0/0"], &[])], true),
        ("all", vec![i(0, 0, "-1", &["0.0.0.0/0"], &[])], true),
        ("second rule", vec![i(443, 443, "tcp", &["0.0.0.0/0"], &[]), i(22, 22, "tcp", &["0.0.0.0/0"], &[])], true),
        ("expanded zero", vec![i(22, 22, "tcp", &[], &["0:0:0:0:0:0:0:0/0"])], true),
        ("halves", vec![i(22, 22, "tcp", &["0.0.0.0/1", "128.0.0.0/1"], &[])], true),
        ("a great part", vec![i(22, 22, "tcp", &["8.0.0.0/5"], &[])], true),
        ("443 only", vec![i(443, 443, "tcp", &["0.0.0.0/0"], &[])], false),
        ("private", vec![i(22, 22, "tcp", &["10.0.0.0/8"], &[])], false),
    ] {
        assert_eq!(group(&rules), Some(open), "{name}");
    }
    for (name, v4, v6, protocol, port) in [
        ("IPv4", Some("0.0.0.0/0"), None, "tcp", Some(22)),
        ("IPv6", None, Some("::/0"), "tcp", Some(22)),
        ("all protocols", Some("0.0.0.0/0"), None, "-1", None),
    ] {
        let attrs = json!({ "security_group_id": "sg-1", "ip_protocol": protocol, "cidr_ipv4": v4, "cidr_ipv6": v6,
                            "from_port": port, "to_port": port, "prefix_list_id": null,
                            "referenced_security_group_id": null });
        assert_eq!(opens(attrs, "aws_vpc_security_group_ingress_rule", "tcp", 22), Some(true), "{name}");
    }
}

#[test]
fn traps_of_oci_rules() {
    let ask = |rule: serde_json::Value, protocol: &str, port: serde_json::Value| {
        truth(&run("allows", &[value(rule), internet(), protocol.into(), value(port)]))
    };
    let nsg = |tcp: serde_json::Value| {
        json!({ "network_security_group_id": "?n", "direction": "INGRESS", "protocol": "6", "source": "0.0.0.0/0",
                "source_type": "CIDR_BLOCK", "destination": "?computed", "tcp_options": tcp, "stateless": "?c" })
    };
    // 1: options beside "all" are ignored.
    assert_eq!(ask(list_rule("all", "0.0.0.0/0", Some((443, 443))), "tcp", json!(22)), Some(true));
    assert_eq!(ask(list_rule("all", "0.0.0.0/0", None), "all", json!(null)), Some(true));
    assert_eq!(ask(list_rule("6", "0.0.0.0/0", None), "all", json!(null)), Some(false));
    // 2: source ports alone restrict no destination port.
    let source_only = json!([{ "source_port_range": [{ "min": 22, "max": 22 }], "min": null, "max": null }]);
    let mut rule = list_rule("6", "0.0.0.0/0", None);
    rule["tcp_options"] = source_only;
    assert_eq!(ask(rule, "tcp", json!(3389)), Some(true));
    assert_eq!(
        ask(
            nsg(json!([{ "source_port_range": [{ "min": 22, "max": 22 }], "destination_port_range": [] }])),
            "tcp",
            json!(80)
        ),
        Some(true)
    );
    // 3: zero to zero is every port.
    assert_eq!(ask(list_rule("6", "0.0.0.0/0", Some((0, 0))), "tcp", json!(22)), Some(true));
    // 4: one level deeper, and an error where the levels are mixed up.
    let deep =
        |min, max| nsg(json!([{ "destination_port_range": [{ "min": min, "max": max }], "source_port_range": [] }]));
    assert_eq!(ask(deep(22, 22), "tcp", json!(22)), Some(true));
    assert_eq!(ask(deep(443, 443), "tcp", json!(22)), Some(false));
    assert!(fails("ports", &[value(nsg(json!([{ "min": 22, "max": 22 }])))]).contains("min"));
    let mut mixed = list_rule("6", "0.0.0.0/0", None);
    mixed["tcp_options"] = json!([{ "destination_port_range": [{ "min": 22, "max": 22 }] }]);
    assert!(fails("ports", &[value(mixed)]).contains("destination_port_range"));
    // 5: containment; a question about a range is one about any port of it.
    assert_eq!(ask(deep(20, 25), "tcp", json!(22)), Some(true));
    assert_eq!(ask(deep(20, 25), "tcp", json!([25, 80])), Some(true));
    assert_eq!(ask(deep(20, 25), "tcp", json!([26, 80])), Some(false));
    // 7: a service label is not the internet.
    let mut service = list_rule("6", "all-phx-services-in-oracle-services-network", None);
    service["source_type"] = json!("SERVICE_CIDR_BLOCK");
    assert_eq!(ask(service.clone(), "tcp", json!(22)), Some(false));
    assert_eq!(truth(&run("is_service", &[value(service.clone())])), Some(true));
    // 9: an omitted kind is read off the text.
    service["source_type"] = json!("?computed");
    assert_eq!(truth(&run("is_service", &[value(service)])), Some(true));
    let mut group = list_rule("6", "ocid1.networksecuritygroup.oc1.phx.a", None);
    group["source_type"] = json!(null);
    assert_eq!(truth(&run("is_group", &[value(group.clone())])), Some(true));
    assert_eq!(ask(group, "tcp", json!(22)), Some(false));
    let mut plain = list_rule("6", "0.0.0.0/0", None);
    plain["source_type"] = json!("?computed");
    assert_eq!(ask(plain, "tcp", json!(22)), Some(true));
    // 8: a group that is not known yet is still a group.
    let mut pending = list_rule("6", "?oci_core_network_security_group.a.id", None);
    pending["source_type"] = json!("NETWORK_SECURITY_GROUP");
    assert_eq!(ask(pending, "tcp", json!(22)), Some(false));
    // 17: ICMP without options is every type; type 3 code 4 is only that.
    let icmp = |options| json!({ "protocol": "1", "source": "0.0.0.0/0", "icmp_options": options });
    assert_eq!(ask(icmp(json!([])), "icmp", json!(8)), Some(true));
    assert_eq!(ask(icmp(json!([{ "type": 3, "code": 4 }])), "icmp", json!(3)), Some(true));
    assert_eq!(ask(icmp(json!([{ "type": 3, "code": 4 }])), "icmp", json!(8)), Some(false));
    assert_eq!(ask(icmp(json!([{ "type": 3, "code": -1 }])), "tcp", json!(22)), Some(false));
    // 18: numbers are numbers; a name that nobody knows is an error.
    let numeric = json!({ "protocol": 6, "source": "0.0.0.0/0" });
    assert_eq!(ask(numeric, "tcp", json!(22)), Some(true));
    assert!(fails("ports", &[value(list_rule("tpc", "0.0.0.0/0", None))]).contains("tpc"));
    // 19: leftovers of the other direction are not read.
    let egress = json!({ "direction": "EGRESS", "protocol": "all", "source": "0.0.0.0/0", "destination": "10.0.0.0/8",
                         "destination_type": "CIDR_BLOCK", "network_security_group_id": "n" });
    assert_eq!(ask(egress.clone(), "tcp", json!(22)), Some(false));
    assert_eq!(run("direction", &[value(egress)]).as_str(), Some("egress"));
    // 20: directions and kinds in any case of letters; others are refused.
    let spelled = |direction: &str, kind: &str| {
        json!({ "direction": direction, "protocol": "6", "source": "0.0.0.0/0", "source_type": kind,
                "network_security_group_id": "n" })
    };
    assert_eq!(ask(spelled("ingress", "cidr_block"), "tcp", json!(22)), Some(true));
    assert_eq!(ask(spelled("Ingress", "Service_Cidr_Block"), "tcp", json!(22)), Some(false));
    assert!(fails("ports", &[value(spelled("in", "CIDR_BLOCK"))]).contains("in"));
    assert!(fails("ports", &[value(spelled("INGRESS", "CIDR"))]).contains("CIDR"));
    // 6: host bits.
    let within = run("within", &[value(list_rule("6", "10.1.2.3/16", None)), "10.1.0.0/16".into()]);
    assert_eq!(truth(&within), Some(true));
}

#[test]
fn stateless_rules_need_a_mirror() {
    let rule = |side: &str, stateless: bool, dst: serde_json::Value, src: serde_json::Value| {
        let mut range = json!({ "source_port_range": src });
        if let Some(d) = dst.as_array() {
            range["min"] = d[0].clone();
            range["max"] = d[1].clone();
        }
        let mut out = json!({ "protocol": "6", "stateless": stateless, "tcp_options": [range] });
        out[side] = json!("0.0.0.0/0");
        out
    };
    let missing = |ingress: serde_json::Value, egress: serde_json::Value| {
        let rules =
            run("rules", &[value(json!({ "ingress_security_rules": ingress, "egress_security_rules": egress }))]);
        run("missing_mirror", &[rules]).as_elements().unwrap().len()
    };
    let open = rule("source", true, json!([443, 443]), json!([]));
    let back = json!([{ "min": 443, "max": 443 }]);
    assert_eq!(missing(json!([open]), json!([])), 1);
    assert_eq!(missing(json!([open]), json!([rule("destination", true, json!(null), back.clone())])), 0);
    assert_eq!(missing(json!([open]), json!([rule("destination", false, json!(null), back.clone())])), 0);
    assert_eq!(missing(json!([open]), json!([rule("destination", false, json!([1024, 65535]), back.clone())])), 0);
    assert_eq!(missing(json!([open]), json!([rule("destination", false, json!([1024, 2000]), back.clone())])), 1);
    assert_eq!(missing(json!([rule("source", false, json!([443, 443]), json!([]))]), json!([])), 0);
}
