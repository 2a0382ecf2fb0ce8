//! Azure and Google, and the functions on sets.

use super::*;

fn azure(priority: i64, access: &str, source: &str, port: &str) -> serde_json::Value {
    json!({ "access": access, "direction": "Inbound", "priority": priority, "protocol": "Tcp", "name": "r",
            "source_address_prefix": source, "source_address_prefixes": [], "source_port_range": "*",
            "destination_address_prefix": "*", "destination_port_range": port, "destination_port_ranges": [],
            "source_application_security_group_ids": [], "source_port_ranges": [] })
}

#[test]
fn azure_rules() {
    let open = |rules: &[serde_json::Value], port| {
        opens(json!({ "security_rule": rules }), "azurerm_network_security_group", "tcp", port)
    };
    for source in ["*", "Internet", "0.0.0.0/0", "::/0", "any"] {
        assert_eq!(open(&[azure(100, "Allow", source, "22")], 22), Some(true), "{source}");
    }
    for source in ["VirtualNetwork", "AzureLoadBalancer", "10.0.0.0/8", "Storage.WestEurope"] {
        assert_eq!(open(&[azure(100, "Allow", source, "22")], 22), Some(false), "{source}");
    }
    // A deny of IPv4 alone leaves IPv6 open; the tag covers both.
    let after = |source: &str| open(&[azure(100, "Deny", source, "22"), azure(200, "Allow", "*", "*")], 22);
    assert_eq!((after("0.0.0.0/0"), after("Internet")), (Some(true), Some(false)));
    assert_eq!(open(&[azure(100, "Deny", "*", "22"), azure(200, "Allow", "*", "*")], 22), Some(false));
    assert_eq!(open(&[azure(100, "Deny", "*", "22"), azure(200, "Allow", "*", "*")], 443), Some(true));
    assert_eq!(open(&[azure(100, "Allow", "*", "3389"), azure(4096, "Deny", "*", "*")], 3389), Some(true));
    let mut many = azure(100, "Allow", "*", "");
    many["destination_port_ranges"] = json!(["20-25", "80"]);
    assert_eq!(open(&[many.clone()], 22), Some(true));
    assert_eq!(open(&[many], 26), Some(false));
    // A list in the argument for one range, which the service refuses.
    let listed = |port| open(&[azure(100, "Allow", "*", "443, 20-25 , 8080")], port);
    assert_eq!((listed(22), listed(443), listed(26)), (Some(true), Some(true), Some(false)));
    assert!(fails("ports", &[value(azure(1, "Allow", "*", "443, x"))]).contains("443, x"));
    assert!(fails("ports", &[value(azure(1, "Allow", "*", "0-200000"))]).contains("0-200000"));
    assert_eq!(run("direction", &[value(azure(1, "Allow", "*", "1"))]).as_str(), Some("ingress"));
}

#[test]
fn a_rule_without_a_place_is_judged_where_no_order_matters() {
    let open = |rules: &[serde_json::Value]| {
        opens(json!({ "security_rule": rules }), "azurerm_network_security_group", "tcp", 22)
    };
    let nowhere = |access: &str| {
        let mut rule = azure(0, access, "*", "22");
        rule["priority"] = json!(null);
        rule
    };
    assert_eq!(open(&[nowhere("Allow")]), Some(true));
    assert_eq!(open(&[nowhere("Allow"), azure(100, "Deny", "10.0.0.0/8", "*")]), None);
    assert_eq!(open(&[nowhere("Deny"), azure(100, "Allow", "*", "22")]), None);
    assert_eq!(open(&[nowhere("Deny"), azure(100, "Allow", "10.0.0.0/8", "22")]), Some(false));
    let answer = run(
        "allows_any",
        &[value(json!([nowhere("Allow"), azure(1, "Deny", "*", "*")])), internet(), "tcp".into(), 22.into()],
    );
    assert_eq!(&*answer.waits_for()[0], "priority, which is not set");
}

#[test]
fn the_public_space_has_a_name() {
    let named = |source: &str| {
        let names = run("peers", &[value(azure(1, "Allow", source, "22"))]);
        names.as_elements().unwrap().iter().map(|n| n.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(named("Internet"), ["the internet"]);
    assert_eq!(named("*"), ["0.0.0.0/0", "::/0"]);
    assert_eq!(named("8.0.0.0/8"), ["8.0.0.0/8"]);
    let mut both = azure(1, "Allow", "", "22");
    both["source_address_prefixes"] = json!(["Internet", "10.0.0.0/8", "Storage"]);
    let names = run("peers", &[value(both)]);
    let names: Vec<&str> = names.as_elements().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(names, ["the internet", "10.0.0.0/8", "Storage"]);
}

#[test]
fn google_rules() {
    let wall = |extra: serde_json::Value| {
        let mut attrs = json!({ "network": "n", "allow": [{ "protocol": "tcp", "ports": ["20-25"] }, { "protocol": "udp", "ports": [] }],
                                "deny": [], "direction": null, "priority": 1000, "source_ranges": null, "source_tags": null,
                                "source_service_accounts": null, "destination_ranges": "?computed", "disabled": null });
        for (k, v) in extra.as_object().unwrap() {
            attrs[k] = v.clone();
        }
        attrs
    };
    let open = |extra, protocol: &str, port| opens(wall(extra), "google_compute_firewall", protocol, port);
    assert_eq!(open(json!({}), "tcp", 22), Some(true), "no source is any source");
    assert_eq!(open(json!({}), "udp", 53), Some(true));
    assert_eq!(open(json!({}), "tcp", 80), Some(false));
    assert_eq!(open(json!({ "source_tags": ["a"] }), "tcp", 22), Some(false));
    assert_eq!(open(json!({ "source_tags": "?t" }), "tcp", 22), None);
    assert_eq!(open(json!({ "source_tags": ["a"], "source_ranges": ["0.0.0.0/0"] }), "tcp", 22), Some(true));
    assert_eq!(open(json!({ "disabled": true }), "tcp", 22), Some(false));
    assert_eq!(open(json!({ "disabled": "?d" }), "tcp", 22), None);
    assert_eq!(open(json!({ "direction": "EGRESS" }), "tcp", 22), Some(false));
    assert_eq!(open(json!({ "direction": "ingress" }), "tcp", 22), Some(true));
    let off = value(wall(json!({ "disabled": true })));
    assert_eq!(truth(&run("is_group", std::slice::from_ref(&off))), Some(false));
    assert_eq!(truth(&run("allows", &[off, internet(), Value::NULL, Value::NULL])), Some(false));
    // `allows` takes the whole firewall as well.
    let whole = run("allows", &[value(wall(json!({}))), internet(), "udp".into(), 53.into()]);
    assert_eq!(truth(&whole), Some(true));
    // Equal priority: the deny wins; later it does not.
    let deny = |priority: i64| json!({ "allow": [], "deny": [{ "protocol": "tcp", "ports": ["22"] }], "priority": priority, "destination_ranges": null });
    let both = |priority| {
        let rules: Vec<Value> = [wall(json!({})), wall(deny(priority))]
            .into_iter()
            .flat_map(|w| run("rules", &[value(w)]).as_elements().unwrap().to_vec())
            .collect();
        truth(&run("allows_any", &[Value::tuple(rules), internet(), "tcp".into(), 22.into()]))
    };
    assert_eq!((both(1000), both(999), both(1001)), (Some(false), Some(false), Some(true)));
    // A deny counts for those that it is about: all that the allow is about must be among them.
    let narrowed = |allow: serde_json::Value, deny: serde_json::Value| {
        let merged = |mut into: serde_json::Value, extra: serde_json::Value| {
            into.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            into
        };
        let denies =
            json!({ "allow": [], "deny": [{ "protocol": "tcp", "ports": ["22"] }], "destination_ranges": null });
        let rules: Vec<Value> =
            [wall(merged(json!({ "destination_ranges": null }), allow)), wall(merged(denies, deny))]
                .into_iter()
                .flat_map(|w| run("rules", &[value(w)]).as_elements().unwrap().to_vec())
                .collect();
        truth(&run("allows_any", &[Value::tuple(rules), internet(), "tcp".into(), 22.into()]))
    };
    let (tags, more) = (json!({ "target_tags": ["a"] }), json!({ "target_tags": ["b", "a"] }));
    let (one, net) = (json!({ "destination_ranges": ["10.0.0.5"] }), json!({ "destination_ranges": ["10.0.0.0/24"] }));
    for (allow, deny, expected) in [
        (json!({}), tags.clone(), Some(true)),
        (tags.clone(), json!({}), Some(false)),
        (tags.clone(), more.clone(), Some(false)),
        (more, tags.clone(), Some(true)),
        (json!({ "target_service_accounts": ["a"] }), tags.clone(), Some(true)),
        (one.clone(), net.clone(), Some(false)),
        (net, one, Some(true)),
        (tags.clone(), json!({ "target_tags": "?t" }), None),
        (json!({ "target_tags": "?t" }), tags, None),
        (json!({ "target_tags": "?t" }), json!({}), Some(false)),
    ] {
        assert_eq!(narrowed(allow.clone(), deny.clone()), expected, "{allow} after {deny}");
    }
}

/// A deny shields what it is about, in either direction, also where rules were written as values in between.
#[test]
fn azure_scopes() {
    let answer = |direction: &str, deny: serde_json::Value, allow: serde_json::Value| {
        let (peers, own) = if direction == "Inbound" { ("source", "destination") } else { ("destination", "source") };
        let rule = |access: &str, priority: i64, about: &serde_json::Value| {
            let mut rule = json!({ "access": access, "direction": direction, "priority": priority, "protocol": "Tcp",
                                   "source_port_range": "*", "destination_port_range": "22" });
            rule[format!("{peers}_address_prefix")] = json!("*");
            for (name, value) in about.as_object().unwrap() {
                rule[format!("{own}_{name}")] = value.clone();
            }
            rule
        };
        let group = json!({ "security_rule": [rule("Deny", 100, &deny), rule("Allow", 200, &allow)] });
        let kind = "azurerm_network_security_group".into();
        let rules = run(if direction == "Inbound" { "ingress" } else { "egress" }, &[value(group), kind]);
        let open = truth(&run("allows_any", &[rules.clone(), internet(), "tcp".into(), 22.into()]));
        let shadowed = run("shadowed", &[rules]).as_elements().map(<[Value]>::len);
        (open, shadowed)
    };
    let all = json!({ "address_prefix": "*" });
    let (one, net) =
        (json!({ "address_prefix": "10.0.0.5" }), json!({ "address_prefixes": ["10.0.0.0/25", "10.0.0.128/25"] }));
    let group = json!({ "application_security_group_ids": ["/a"] });
    let groups = json!({ "application_security_group_ids": ["/B", "/A"] });
    let (open, shut) = ((Some(true), Some(0)), (Some(false), Some(1)));
    for direction in ["Inbound", "Outbound"] {
        for (deny, allow, expected) in [
            (&all, &all, shut),
            (&all, &one, shut),
            (&one, &all, open),
            (&one, &net, open),
            (&net, &one, shut),
            (&group, &all, open),
            (&groups, &group, shut),
            (&group, &groups, open),
            (&one, &group, open),
            (&json!({ "address_prefix": "VirtualNetwork" }), &all, shut),
            (&json!({ "address_prefix": "Storage" }), &all, open),
            (&json!({ "address_prefix": "?x" }), &all, (None, None)),
            (&all, &json!({ "address_prefix": "?x" }), shut),
        ] {
            let found = answer(direction, deny.clone(), allow.clone());
            assert_eq!(found.0, expected.0, "{direction} {allow} after {deny}");
            if expected.1.is_some() {
                assert_eq!(found.1, expected.1, "{direction} {allow} after {deny}");
            }
        }
    }
}

#[test]
fn every_port() {
    let rule = |action: &str, priority: i64, ports: &str| {
        json!({ "access": action, "direction": "Inbound", "priority": priority, "protocol": "Tcp",
                "source_port_range": "*", "destination_port_range": ports, "source_address_prefix": "*",
                "destination_address_prefix": "*" })
    };
    let every =
        |rules: serde_json::Value| truth(&run("allows_any", &[value(rules), internet(), "tcp".into(), "all".into()]));
    assert_eq!(every(json!([rule("Allow", 1, "0-32767"), rule("Allow", 2, "32768-65535")])), Some(true));
    assert_eq!(every(json!([rule("Allow", 1, "1-32767"), rule("Allow", 2, "32768-65535")])), Some(true));
    assert_eq!(every(json!([rule("Allow", 1, "2-32767"), rule("Allow", 2, "32768-65535")])), Some(false));
    assert_eq!(every(json!([rule("Allow", 1, "0-32767"), rule("Allow", 2, "?p")])), None);
    assert_eq!(every(json!([rule("Deny", 1, "22"), rule("Allow", 2, "*")])), Some(true), "all but one service");
    assert_eq!(every(json!([rule("Deny", 1, "0-1023"), rule("Allow", 2, "*")])), Some(true));
    assert_eq!(every(json!([rule("Deny", 1, "0-30000"), rule("Allow", 2, "*")])), Some(false));
    assert_eq!(every(json!([rule("Allow", 1, "443"), rule("Deny", 2, "*"), rule("Allow", 3, "*")])), Some(false));
    let one =
        |ports: &str| truth(&run("allows", &[value(rule("Allow", 1, ports)), internet(), "tcp".into(), "all".into()]));
    assert_eq!((one("*"), one("1-65535"), one("1024-65535")), (Some(true), Some(true), Some(false)));
}

#[test]
fn sets() {
    let list = |items: serde_json::Value| value(items);
    assert_eq!(
        run("cidrs", &[list(json!(["10.0.0.0/25", "10.0.0.128/25"]))]).as_elements().unwrap()[0].as_str(),
        Some("10.0.0.0/24")
    );
    for (f, a, b, expected) in [
        ("within", json!("10.1.0.0/16"), json!(["10.0.0.0/8"]), Some(true)),
        ("within", json!(["10.1.0.0/16", "11.0.0.0/8"]), json!(["10.0.0.0/8"]), Some(false)),
        ("within", json!("10.0.0.0/8"), json!(["10.0.0.0/9", "10.128.0.0/9"]), Some(true)),
        ("within", json!("?x"), json!(["10.0.0.0/8"]), None),
        ("within", json!(["?x", "11.0.0.0/8"]), json!(["10.0.0.0/8"]), Some(false)),
        ("within", json!("10.1.0.0/16"), json!(["10.0.0.0/8", "?x"]), Some(true)),
        ("within", json!("?x"), json!(["0.0.0.0/0", "::/0"]), Some(true)),
        ("contains", json!("10.0.0.0/8"), json!("10.1.2.3"), Some(true)),
        ("overlaps", json!("10.0.0.0/8"), json!("10.1.2.3"), Some(true)),
        ("overlaps", json!("10.0.0.0/8"), json!("::/0"), Some(false)),
    ] {
        assert_eq!(truth(&run(f, &[list(a.clone()), list(b.clone())])), expected, "{f} {a} {b}");
    }
    let one = |f: &str, a: &str| truth(&run(f, &[a.into()])).unwrap();
    assert!(one("is_public", "8.8.8.8") && !one("is_public", "10.0.0.0/8") && one("is_public", "0.0.0.0/0"));
    assert!(one("is_internet", "0.0.0.0/1") && !one("is_internet", "8.8.8.0/24"));
    assert!(one("valid", "10.0.0.0/8") && !one("valid", "10.0.0.0/33"));
    assert!(fails("within", &["10.0.0.0/99".into(), "10.0.0.0/8".into()]).contains("10.0.0.0/99"));
    assert_eq!(truth(&run("within", &["8.8.8.8".into(), internet()])), Some(true));
    // An office is not the internet, but it is met by an explicit question.
    let office = value(json!({ "protocol": "6", "source": "52.1.2.0/24" }));
    let ask = |peers: Value| truth(&run("allows", &[office.clone(), peers, "tcp".into(), 22.into()]));
    assert_eq!(
        (ask(internet()), ask("52.1.2.3".into()), ask("52.1.3.3".into())),
        (Some(false), Some(true), Some(false))
    );
}

#[test]
fn measures_of_a_rule() {
    let rule = value(json!({ "protocol": "6", "source": "10.1.0.0/16", "tcp_options": [{ "min": 20, "max": 25 }] }));
    assert_eq!(run("port_count", std::slice::from_ref(&rule)), 6.into());
    assert_eq!(run("peer_prefix", std::slice::from_ref(&rule)), 16.into());
    assert!(run("peer_prefix", &[rule.clone(), 6.into()]).is_null());
    assert_eq!(run("peers", std::slice::from_ref(&rule)), Value::tuple(vec!["10.1.0.0/16".into()]));
    assert_eq!(truth(&run("all_protocols", std::slice::from_ref(&rule))), Some(false));
    assert_eq!(truth(&run("stateless", &[rule])), Some(false));
    let icmp = value(json!({ "protocol": "1", "source": "10.1.0.0/16" }));
    assert_eq!(run("port_count", &[icmp]), 0.into());
    let group = json!({ "ingress_security_rules": [
        { "protocol": "6", "source": "10.0.0.0/8", "tcp_options": [{ "min": 1, "max": 100 }] },
        { "protocol": "6", "source": "10.1.0.0/16", "tcp_options": [{ "min": 22, "max": 22 }] },
        { "protocol": "6", "source": "10.1.0.5/16", "tcp_options": [{ "min": 22, "max": 22 }] },
        { "protocol": "17", "source": "10.1.0.0/16" }] });
    let rules = run("rules", &[value(group)]);
    assert_eq!(run("shadowed", std::slice::from_ref(&rules)).as_elements().unwrap().len(), 2);
    assert_eq!(run("duplicates", &[rules]).as_elements().unwrap().len(), 1);
}
