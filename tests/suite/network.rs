//! The 23 cases that popular scanners get wrong in plan mode: ten of OCI, thirteen of AWS. Each is
//! judged from plan JSON and from sources, and both must say the same.

use serde_json::{Value, json};

use crate::run::{Dir, check_plan, check_sources};
use crate::world::World;

/// Rules that say "SSH is open to the internet", whatever the shape.
const SSH: &[&str] = &["oci-security-list-ingress-ssh-open", "aws-sg-ingress-ssh-open"];

/// Rules that say it together with every other port: it is told once.
const ALL: &[&str] = &["oci-security-list-ingress-all-open", "aws-sg-ingress-all-ports-open"];

#[track_caller]
fn expect(name: &str, world: &World, open: bool) {
    let plan = check_plan(world, "", &[]);
    let sources = check_sources(world, "", &[]);
    for (kind, run) in [("plan", &plan), ("sources", &sources)] {
        assert!(run.err.is_empty(), "{name} {kind}: {}", run.err);
        let told = |rules: &[&str]| -> usize {
            rules.iter().map(|r| run.of_rule(r).iter().filter(|f| f["verdict"] == "violated").count()).sum()
        };
        assert_eq!(told(SSH) + told(ALL) > 0, open, "{name} from {kind}: {:?}", run.findings());
        assert!(told(SSH) == 0 || told(ALL) == 0, "{name} from {kind} is told twice: {:?}", run.findings());
        assert!(
            !run.findings().iter().any(|f| f.starts_with("undecided") && SSH.iter().any(|r| f.contains(r))),
            "{name} {kind}"
        );
        if open {
            assert_eq!(run.code, 1, "{name} {kind}");
        }
    }
    let verdicts = |run: &crate::run::Run| {
        let mut all = run.findings();
        all.dedup();
        all
    };
    assert_eq!(verdicts(&plan), verdicts(&sources), "{name}: plan and sources differ");
}

fn list(rules: &[Value]) -> World {
    World::new().creates(
        "oci_core_security_list.l",
        json!({
            "compartment_id": "ocid1.compartment.oc1..c", "vcn_id": "ocid1.vcn.oc1..v", "display_name": "l",
            "ingress_security_rules": rules,
        }),
    )
}

/// As the provider plans a block: what was not written is there, empty.
fn oci(protocol: &str, source: &str, ports: Option<(u16, u16)>) -> Value {
    let mut rule = json!({ "protocol": protocol, "source": source });
    if let Some((min, max)) = ports {
        rule["tcp_options"] = json!([{ "min": min, "max": max }]);
    }
    rule
}

#[test]
fn ten_security_lists() {
    let any = "0.0.0.0/0";
    for (name, rules, open) in [
        ("22 from anywhere", vec![oci("6", any, Some((22, 22)))], true),
        ("443, then 22", vec![oci("6", any, Some((443, 443))), oci("6", any, Some((22, 22)))], true),
        ("range", vec![oci("6", any, Some((20, 30)))], true),
        ("tcp without ports", vec![oci("6", any, None)], true),
        ("all protocols", vec![oci("all", any, None)], true),
        ("IPv6", vec![oci("6", "::/0", Some((22, 22)))], true),
        ("halves", vec![oci("6", "0.0.0.0/1", Some((22, 22))), oci("6", "128.0.0.0/1", Some((22, 22)))], true),
        ("private, then 22", vec![oci("6", "10.0.0.0/8", Some((22, 22))), oci("6", any, Some((22, 22)))], true),
        ("443 only", vec![oci("6", any, Some((443, 443)))], false),
        ("22 from private", vec![oci("6", "10.0.0.0/8", Some((22, 22)))], false),
    ] {
        expect(name, &list(&rules), open);
    }
}

fn aws(from: i64, to: i64, protocol: &str, v4: &[&str], v6: &[&str]) -> Value {
    json!({ "cidr_blocks": v4, "description": "d", "from_port": from, "ipv6_cidr_blocks": v6, "prefix_list_ids": [],
            "protocol": protocol, "security_groups": [], "self": false, "to_port": to })
}

fn group(rules: &[Value]) -> World {
    World::new().creates(
        "aws_security_group.g",
        json!({ "name": "g", "description": "d", "vpc_id": "vpc-1", "ingress": rules }),
    )
}

fn entry(protocol: &str, port: Option<u16>, family: &str, source: &str) -> World {
    let mut args = json!({ "security_group_id": "sg-1", "description": "d", "ip_protocol": protocol });
    args[family] = json!(source);
    if let Some(port) = port {
        args["from_port"] = json!(port);
        args["to_port"] = json!(port);
    }
    World::new().creates("aws_vpc_security_group_ingress_rule.r", args)
}

#[test]
fn thirteen_security_groups() {
    let any: &[&str] = &["0.0.0.0/0"];
    for (name, rules, open) in [
        ("22", vec![aws(22, 22, "tcp", any, &[])], true),
        ("IPv6", vec![aws(22, 22, "tcp", &[], &["::/0"])], true),
        ("range", vec![aws(0, 1024, "tcp", any, &[])], true),
        ("all", vec![aws(0, 0, "-1", any, &[])], true),
        ("second rule", vec![aws(443, 443, "tcp", any, &[]), aws(22, 22, "tcp", any, &[])], true),
        ("expanded zero", vec![aws(22, 22, "tcp", &[], &["0:0:0:0:0:0:0:0/0"])], true),
        ("halves", vec![aws(22, 22, "tcp", &["0.0.0.0/1", "128.0.0.0/1"], &[])], true),
        ("a great part", vec![aws(22, 22, "tcp", &["8.0.0.0/5"], &[])], true),
        ("443 only", vec![aws(443, 443, "tcp", any, &[])], false),
        ("private", vec![aws(22, 22, "tcp", &["10.0.0.0/8"], &[])], false),
    ] {
        expect(name, &group(&rules), open);
    }
    expect("entry, IPv4", &entry("tcp", Some(22), "cidr_ipv4", "0.0.0.0/0"), true);
    expect("entry, IPv6", &entry("tcp", Some(22), "cidr_ipv6", "::/0"), true);
    expect("entry, all protocols", &entry("-1", None, "cidr_ipv4", "0.0.0.0/0"), true);
}

/// What is deleted, and what is not there, opens nothing.
#[test]
fn a_deleted_list_opens_nothing() {
    let args = json!({ "compartment_id": "ocid1.compartment.oc1..c", "vcn_id": "ocid1.vcn.oc1..v", "ingress_security_rules": [oci("all", "0.0.0.0/0", None)] });
    let run = check_plan(&World::new().deletes("oci_core_security_list.l", args), "", &[]);
    assert!(!run.findings().iter().any(|f| SSH.iter().any(|r| f.contains(r))), "{:?}", run.findings());
}

/// A source that is known only after apply is neither open nor closed.
#[test]
fn an_unknown_source_is_undecided() {
    let world = || World::new().creates("terraform_data.t", json!({ "input": "x" }));
    let args = |source: &str| {
        json!({ "compartment_id": "ocid1.compartment.oc1..c", "vcn_id": "ocid1.vcn.oc1..v", "display_name": "l",
        "ingress_security_rules": [oci("6", source, Some((22, 22)))] })
    };
    let world = world().creates("oci_core_security_list.l", args("${terraform_data.t.output}"));
    for run in [check_plan(&world, "", &[]), check_sources(&world, "", &[])] {
        let found = run.of_rule("oci-security-list-ingress-ssh-open");
        assert!(!found.is_empty(), "{:?}", run.findings());
        for finding in found {
            assert_eq!(finding["verdict"], "undecided");
            assert!(finding["waits_for"].to_string().contains("terraform_data.t"), "{}", finding["waits_for"]);
        }
    }
}

/// What is said of rules that nobody knows has no holes: no dash for a part that could not be read, nothing that may
/// be said or not.
#[test]
fn what_is_said_of_unknown_rules_can_be_read() {
    let mut plan = World::new()
        .creates("terraform_data.t", json!({ "input": "x" }))
        .creates("aws_security_group.g", json!({ "name": "g" }))
        .plan();
    plan["configuration"]["root_module"]["resources"][1]["expressions"]["ingress"] =
        json!({ "references": ["terraform_data.t.output", "terraform_data.t"] });
    let report = Dir::new().with("plan.json", plan.to_string()).check("plan.json", &[]).report();
    let findings = report["findings"].as_array().unwrap().iter();
    let undecided = findings.filter(|f| f["verdict"] == "undecided" && f["address"] == "aws_security_group.g");
    let messages: Vec<&str> = undecided.map(|f| f["message"].as_str().unwrap()).collect();
    assert!(messages.contains(&"aws_security_group.g opens every port to (known after apply)."), "{report}");
    assert!(!messages.iter().any(|m| m.contains(" -.") || m.contains("port(known")), "{report}");
}

/// An identifier that somebody wrote is not that of an ACL which the plan makes: its entries do not close this one.
#[test]
fn a_written_identifier_is_no_other_that_is_yet_to_be_handed_out() {
    let entry = |acl: &str, number: u32, action: &str| {
        json!({ "network_acl_id": acl, "rule_number": number, "egress": false, "protocol": "tcp",
        "rule_action": action, "cidr_block": "0.0.0.0/0", "from_port": 22, "to_port": 22 })
    };
    let world = |acl: &str| {
        World::new()
            .creates("aws_network_acl.b", json!({ "vpc_id": "vpc-1" }))
            .creates("aws_network_acl_rule.open", entry("${aws_network_acl.b.id}", 100, "allow"))
            .creates("aws_network_acl_rule.shut", entry(acl, 50, "deny"))
    };
    let verdicts = |run: crate::run::Run| -> Vec<String> {
        let found = run.of_rule("aws-nacl-rule-ingress-ssh-open");
        found.iter().map(|f| f["verdict"].as_str().unwrap().to_string()).collect()
    };
    assert_eq!(verdicts(check_plan(&world("acl-4"), "", &[])), ["violated"]);
    assert_eq!(verdicts(check_plan(&world("${aws_network_acl.b.id}"), "", &[])), Vec::<String>::new());
    // Sources do not tell what is there already.
    assert_eq!(verdicts(check_sources(&world("acl-4"), "", &[])), ["undecided"]);
}

/// What no function can read is told once, not by each rule that reads it.
#[test]
fn a_value_that_cannot_be_read_is_told_once() {
    let rule = json!({ "protocol": "tcp", "from_port": 443, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"],
        "description": "", "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": false });
    let world = World::new().creates("aws_security_group.g", json!({ "name": "g", "ingress": [rule] }));
    let run = check_plan(&world, "", &[]);
    let report = run.report();
    let gaps: Vec<&str> =
        report["not_checked"].as_array().unwrap().iter().map(|g| g["reason"].as_str().unwrap()).collect();
    let about: Vec<&&str> = gaps.iter().filter(|g| g.contains("from_port 443 is above to_port 22")).collect();
    let said = "aws-sg-ingress-admin-port-open, aws-sg-ingress-all-ports-open, aws-sg-ingress-rdp-open and \
                aws-sg-ingress-ssh-open make nothing of a value: ";
    assert!(matches!(&about[..], [one] if one.starts_with(said)), "{gaps:?}");
    assert_eq!(run.code, 3, "{}", run.out);
}
