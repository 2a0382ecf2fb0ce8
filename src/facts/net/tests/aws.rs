//! AWS beyond the detection table.

use super::*;

#[test]
fn security_group_facts() {
    let rule = |protocol: &str, from: i64, to: i64| {
        json!({ "type": "ingress", "security_group_id": "?g", "protocol": protocol, "from_port": from, "to_port": to,
                "cidr_blocks": ["0.0.0.0/0"], "self": null, "source_security_group_id": null, "prefix_list_ids": null,
                "ipv6_cidr_blocks": null })
    };
    let open = |r, p: &str, port: i64| opens(r, "aws_security_group_rule", p, port);
    assert_eq!(open(rule("tcp", 0, 65535), "tcp", 22), Some(true));
    assert_eq!(open(rule("tcp", 0, 65535), "udp", 53), Some(false));
    // Zero to zero is one port here, unlike OCI.
    assert_eq!(open(rule("tcp", 0, 0), "tcp", 22), Some(false));
    assert_eq!(open(rule("tcp", 0, 0), "tcp", 0), Some(true));
    assert_eq!(open(rule("-1", 0, 0), "udp", 161), Some(true));
    assert_eq!(open(rule("icmp", 8, 0), "icmp", 8), Some(true));
    assert_eq!(open(rule("icmp", -1, -1), "icmp", 3), Some(true));
    assert_eq!(open(rule("icmp", 8, 0), "icmp", 3), Some(false));
    let mut own = rule("-1", 0, 0);
    own["cidr_blocks"] = json!(null);
    own["self"] = json!(true);
    assert_eq!(open(own.clone(), "tcp", 22), Some(false));
    assert_eq!(truth(&run("is_group", &[value(own)])), Some(true));
    let mut listed = rule("tcp", 22, 22);
    listed["cidr_blocks"] = json!([]);
    listed["prefix_list_ids"] = json!(["pl-1"]);
    let answer = run("allows", &[value(listed), internet(), "tcp".into(), 22.into()]);
    assert_eq!(&*answer.waits_for()[0], "entries of prefix list pl-1");
    assert!(fails("ports", &[value(rule("tcp", 22, 70000))]).contains("70000"));
    assert!(fails("ports", &[value(rule("tcp", 23, 22))]).contains("23"));
}

#[test]
fn the_direction_of_a_separate_rule_comes_from_its_type() {
    let rule = json!({ "security_group_id": "g", "ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0" });
    assert!(fails("ingress", &[value(rule.clone())]).contains("type"));
    let egress = "aws_vpc_security_group_egress_rule";
    let of = |f: &str| run(f, &[value(rule.clone()), egress.into()]).as_elements().unwrap().len();
    assert_eq!((of("ingress"), of("egress")), (0, 1));
}

#[test]
fn the_first_match_of_a_network_acl_decides() {
    let entry = |no: i64, action: &str, port: Option<i64>| {
        json!({ "rule_no": no, "action": action, "protocol": if port.is_some() { "6" } else { "-1" }, "cidr_block": "0.0.0.0/0",
                "from_port": port.unwrap_or(0), "to_port": port.unwrap_or(0), "icmp_type": 0, "icmp_code": 0,
                "ipv6_cidr_block": "" })
    };
    let open = |rules: serde_json::Value, port| {
        opens(json!({ "ingress": rules, "egress": [] }), "aws_network_acl", "tcp", port)
    };
    let deny_first = json!([entry(200, "allow", None), entry(100, "deny", Some(22))]);
    assert_eq!(open(deny_first.clone(), 22), Some(false));
    assert_eq!(open(deny_first.clone(), 23), Some(true));
    assert_eq!(open(json!([entry(100, "allow", None), entry(200, "deny", Some(22))]), 22), Some(true));
    // An unknown number leaves it open.
    let mut unknown = entry(0, "deny", Some(22));
    unknown["rule_no"] = json!("?n");
    assert_eq!(open(json!([entry(100, "allow", None), unknown]), 22), None);
    let rules = run("rules", &[value(json!({ "ingress": deny_first, "egress": [] }))]);
    assert_eq!(run("shadowed", &[rules]).as_elements().unwrap().len(), 0);
    let hidden =
        run("rules", &[value(json!({ "ingress": [entry(100, "allow", None), entry(200, "deny", Some(22))] }))]);
    let hidden = run("shadowed", &[hidden]);
    let first = &hidden.as_elements().unwrap()[0];
    assert_eq!(first.get("shadowed_by").unwrap().as_str(), Some("ingress[0]"));
    // Asked for any protocol, the whole range.
    let all = run("ingress", &[value(json!({ "ingress": [entry(100, "deny", None), entry(200, "allow", None)] }))]);
    assert_eq!(truth(&run("allows_any", &[all, internet(), Value::NULL, Value::NULL])), Some(false));
    let resource = json!({ "network_acl_id": "a", "rule_number": 1, "egress": false, "protocol": "tcp", "rule_action": "allow",
                           "cidr_block": "0.0.0.0/0", "from_port": 22, "to_port": 22 });
    assert_eq!(opens(resource, "aws_network_acl_rule", "tcp", 22), Some(true));
}
