//! What is unknown, what is sensitive, and what is hostile.

use super::*;

fn rule(source: serde_json::Value, min: serde_json::Value, max: serde_json::Value) -> Value {
    value(
        json!({ "protocol": "6", "source": source, "source_type": "CIDR_BLOCK", "tcp_options": [{ "min": min, "max": max }] }),
    )
}

fn ssh(rule: &Value) -> Value {
    run("allows", &[rule.clone(), internet(), "tcp".into(), 22.into()])
}

#[test]
fn what_is_certain_is_answered_in_spite_of_unknowns() {
    for (source, min, max, expected) in [
        (json!("?s"), json!(443), json!(443), Some(false)),
        (json!("?s"), json!(22), json!(22), None),
        (json!("10.0.0.0/8"), json!("?p"), json!("?p"), Some(false)),
        (json!("0.0.0.0/0"), json!("?p"), json!("?p"), None),
        (json!("0.0.0.0/0"), json!(20), json!("?p"), None),
        (json!("0.0.0.0/0"), json!(22), json!("?p"), Some(true)),
        (json!("0.0.0.0/0"), json!(23), json!("?p"), Some(false)),
        (json!("0.0.0.0/0"), json!("?p"), json!(21), Some(false)),
    ] {
        assert_eq!(truth(&ssh(&rule(source.clone(), min.clone(), max.clone()))), expected, "{source} {min} {max}");
    }
    let answer = ssh(&rule(json!("?var.office"), json!(22), json!(22)));
    assert_eq!(answer.waits_for().iter().map(|w| &**w).collect::<Vec<_>>(), ["var.office"]);
    // A protocol that may become "all" opens everything; a private source does not.
    let open = |protocol: &str, source: &str| {
        truth(&ssh(&value(
            json!({ "protocol": protocol, "source": source, "tcp_options": [{ "min": 443, "max": 443 }] }),
        )))
    };
    assert_eq!((open("?p", "0.0.0.0/0"), open("?p", "10.0.0.0/8")), (None, Some(false)));
    // Unknown questions.
    let certain = rule(json!("10.0.0.0/8"), json!(22), json!(22));
    assert_eq!(truth(&run("allows", &[certain.clone(), internet(), Value::unknown(), 22.into()])), Some(false));
    assert_eq!(truth(&run("allows", &[certain, Value::unknown(), "tcp".into(), 22.into()])), None);
}

#[test]
fn lists_that_are_not_known_yet() {
    let open = value(json!({ "protocol": "all", "source": "0.0.0.0/0" }));
    let any = |rules: Value| truth(&run("allows_any", &[rules, internet(), "tcp".into(), 22.into()]));
    assert_eq!(any(Value::waiting("x")), None);
    assert_eq!(any(Value::tuple(vec![Value::waiting("x"), open])), Some(true));
    assert_eq!(any(Value::NULL), Some(false));
    assert_eq!(any(Value::tuple(vec![])), Some(false));
    // An unknown other side does not matter.
    let attrs = value(json!({ "ingress_security_rules": [], "egress_security_rules": "?e" }));
    assert_eq!(any(run("ingress", std::slice::from_ref(&attrs))), Some(false));
    let egress = run("egress", &[attrs]);
    assert!(egress.is_unknown());
    assert_eq!(&*egress.waits_for()[0], "e");
}

#[test]
fn canonical_rules_lose_nothing() {
    let cases = [
        rule(json!("?s"), json!(20), json!("?p")),
        rule(json!("10.0.0.0/8"), json!(22), json!(22)),
        value(json!({ "protocol": "1", "source": "::/0", "icmp_options": [{ "type": 3, "code": 4 }] })),
        value(json!({ "protocol": "?p", "source": "all-phx-services-in-oracle-services-network" })),
    ];
    for case in cases {
        let once = run("rules", &[Value::object([("ingress_security_rules", Value::tuple(vec![case.clone()]))])]);
        let canonical = &once.as_elements().unwrap()[0];
        for (protocol, port) in [("tcp", 22), ("tcp", 19), ("icmp", 3), ("icmp", 8), ("udp", 53)] {
            for peers in [internet(), "10.1.1.1".into(), "134.70.8.1".into()] {
                let ask = |r: &Value| run("allows", &[r.clone(), peers.clone(), protocol.into(), port.into()]);
                assert_eq!(truth(&ask(&case)), truth(&ask(canonical)), "{case:?} {protocol} {port} {peers:?}");
            }
        }
    }
}

#[test]
fn sensitive_values_decide_and_are_never_shown() {
    let answer = ssh(&rule(json!("!0.0.0.0/0"), json!(22), json!(22)));
    assert_eq!(answer.as_bool(), Some(true));
    assert!(answer.marks.sensitive);
    for (f, args) in [
        ("ports", vec![rule(json!("!hunter2"), json!(1), json!(1))]),
        ("within", vec![value(json!(["!hunter2"])), "10.0.0.0/8".into()]),
        ("within", vec![value(json!(["hunter2"])).sensitive(), "10.0.0.0/8".into()]),
        ("peers", vec![rule(json!("hunter2"), json!(1), json!(1)).sensitive()]),
        ("ports", vec![rule(json!("10.0.0.0/8"), json!("!99999"), json!(1))]),
        ("ports", vec![rule(json!("10.0.0.0/8"), json!("!22"), json!(1))]),
    ] {
        let error = fails(f, &args);
        assert!(error.contains("(sensitive value)"), "{error}");
        assert!(!error.contains("hunter2") && !error.contains("99999") && !error.contains("22"), "{error}");
    }
}

#[test]
fn malformed_text_is_named() {
    assert!(fails("ports", &[rule(json!("10.0.0.0/99"), json!(1), json!(1))]).contains("10.0.0.0/99"));
    assert!(fails("ports", &[rule(json!("10.0.0.0/8"), json!(25), json!(20))]).contains("25"));
    assert!(fails("ports", &[rule(json!("10.0.0.0/8"), json!(1), json!(65536))]).contains("65536"));
    let r = rule(json!("10.0.0.0/8"), json!(1), json!(1));
    assert!(fails("allows", &[r.clone(), internet(), "tpc".into(), 22.into()]).contains("tpc"));
    assert!(fails("allows", &[r.clone(), internet(), "tcp".into(), 70000.into()]).contains("70000"));
    assert!(fails("allows", &[r, "office".into(), "tcp".into(), 22.into()]).contains("office"));
}

#[test]
fn many_rules_are_answered_exactly() {
    let many = |f: &dyn Fn(u32) -> serde_json::Value| value(serde_json::Value::Array((0..100_000).map(f).collect()));
    let private = many(
        &|i| json!({ "protocol": "6", "source": format!("10.{}.{}.0/26", i >> 8 & 255, i & 255), "tcp_options": [{ "min": 1 + i % 60000, "max": 65000 }] }),
    );
    let any = |rules: &Value, port: Value| truth(&run("allows_any", &[rules.clone(), internet(), "tcp".into(), port]));
    assert_eq!(any(&private, Value::NULL), Some(false));
    assert_eq!(any(&private, 22.into()), Some(false));
    // Each a /24 of public space, together wide.
    let split = many(
        &|i| json!({ "protocol": "6", "source": format!("{}.{}.{}.0/24", 20 + (i >> 16), i >> 8 & 255, i & 255) }),
    );
    assert_eq!(any(&split, 22.into()), Some(true));
    let same = many(
        &|i| json!({ "protocol": "6", "source": "0.0.0.0/0", "tcp_options": [{ "min": 1 + i % 65535, "max": 1 + i % 65535 }] }),
    );
    assert_eq!(run("duplicates", std::slice::from_ref(&same)).as_elements().unwrap().len(), 100_000 - 65_535);
    assert_eq!(run("shadowed", &[same]).as_elements().unwrap().len(), 100_000 - 65_535);
    // No limit is asserted: quadratic work would take hours, which nobody overlooks.
}
