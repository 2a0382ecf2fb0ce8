use super::oci::{Reached, parse_around, parse_beginning};
use super::*;
use crate::model::{Kind, Refinement, Type, Unknown, Value};

fn statement(text: &str) -> Statement {
    let s = parse(text);
    assert_ne!(s.kind, StatementKind::Unreadable, "{text}: {:?}", s.problem);
    s
}

fn ask(name: &str, args: &[Value]) -> Value {
    call(name, args).expect("a function").expect("no error")
}

fn truth(name: &str, args: &[&str]) -> Option<bool> {
    ask(name, &args.iter().map(|a| Value::from(*a)).collect::<Vec<_>>()).as_bool()
}

fn beginning(prefix: &str) -> Value {
    let refinement = Refinement { not_null: true, prefix: Some(prefix.into()), ..Refinement::default() };
    let waits_for = vec!["oci_identity_compartment.c.id".into()];
    Kind::Unknown(Unknown { ty: Type::String, refinement, waits_for }.into()).into()
}

#[test]
fn the_parts_of_a_plain_statement() {
    let s = statement("Allow group NetworkAdmins to manage virtual-network-family in compartment Projects:Network");
    assert_eq!(s.kind, StatementKind::Allow);
    assert_eq!(s.subject_kind.as_deref(), Some("group"));
    assert_eq!(s.subjects, Some(vec!["NetworkAdmins".to_string()]));
    assert_eq!(s.verb.as_deref(), Some("manage"));
    assert_eq!(s.resource.as_deref(), Some("virtual-network-family"));
    assert_eq!(s.location_kind.as_deref(), Some("compartment"));
    assert_eq!(s.location.as_deref(), Some("Projects:Network"));
    assert_eq!(s.condition, None);
}

#[test]
fn case_and_space_do_not_matter() {
    let s = statement("  ALLOW\n  Group A ,B  TO  Use\tKEYS  IN  Tenancy ");
    assert_eq!(s.subjects, Some(vec!["A".to_string(), "B".to_string()]));
    assert_eq!((s.verb.as_deref(), s.resource.as_deref()), (Some("use"), Some("keys")));
    assert_eq!(s.location_kind.as_deref(), Some("tenancy"));
}

#[test]
fn subjects_of_all_kinds() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("group id ocid1.group.oc1..a, id ocid1.group.oc1..b", "group", &["ocid1.group.oc1..a", "ocid1.group.oc1..b"]),
        ("group 'Default'/'Key Admins'", "group", &["Default/Key Admins"]),
        ("group Default/Administrators", "group", &["Default/Administrators"]),
        ("dynamic-group fn", "dynamic-group", &["fn"]),
        ("service blockstorage, oke, FssOc1Prod", "service", &["blockstorage", "oke", "FssOc1Prod"]),
        ("any-user", "any-user", &[]),
        ("any-group", "any-group", &[]),
        (
            "resource loganalyticsvrp LogAnalyticsVirtualResource",
            "resource",
            &["loganalyticsvrp LogAnalyticsVirtualResource"],
        ),
    ];
    for (subject, kind, names) in cases {
        let s = statement(&format!("allow {subject} to read buckets in tenancy"));
        assert_eq!(s.subject_kind.as_deref(), Some(*kind), "{subject}");
        assert_eq!(s.subjects.unwrap_or_default(), *names, "{subject}");
    }
}

#[test]
fn a_quoted_name_is_no_keyword() {
    let s = statement("allow group 'to' to read buckets in compartment 'in'");
    assert_eq!(s.subjects, Some(vec!["to".to_string()]));
    assert_eq!(s.location.as_deref(), Some("in"));
}

#[test]
fn statements_across_tenancies() {
    let s = statement("Define tenancy Acceptor as ocid1.tenancy.oc1..x");
    assert_eq!((s.kind, s.subjects), (StatementKind::Define, Some(vec!["Acceptor".to_string()])));
    let s = statement("Endorse group Admins to manage remote-peering-to in tenancy Acceptor");
    assert_eq!((s.kind, s.location.as_deref()), (StatementKind::Endorse, Some("Acceptor")));
    let s = statement(
        "Endorse group G to associate local-peering-gateways in compartment R with local-peering-gateways in tenancy A",
    );
    assert_eq!((s.verb.as_deref(), s.location.as_deref()), (Some("associate"), Some("R")));
    let s = statement("Admit group G of tenancy R to manage buckets in compartment C");
    assert_eq!((s.subjects, s.subject_tenancy.as_deref()), (Some(vec!["G".to_string()]), Some("R")));
    let s = statement("Endorse any-user to read buckets in any-tenancy");
    assert_eq!(s.location_kind.as_deref(), Some("any-tenancy"));
    assert_eq!(statement("Deny group G to manage vaults in tenancy").kind, StatementKind::Deny);
}

#[test]
fn permissions_instead_of_a_verb() {
    let s = statement("Allow group G to {bucket_inspect, BUCKET_DELETE} in compartment id ocid1.compartment.oc1..c");
    assert_eq!(s.permissions, ["BUCKET_INSPECT", "BUCKET_DELETE"]);
    assert_eq!((s.verb.clone(), s.resource.clone()), (None, None));
    assert_eq!(s.location.as_deref(), Some("ocid1.compartment.oc1..c"));
    assert!(!s.covers(Verb::Inspect, "buckets"));
    assert_eq!(s.holds_permission("BUCKET_DELETE"), Some(true));
}

#[test]
fn what_is_no_statement_says_why() {
    let cases = [
        ("", "it is empty"),
        ("Permit group G to read buckets in tenancy", "\"Permit\" is not a kind of statement"),
        ("Allow Administrators to read buckets in tenancy", "it does not say for whom"),
        ("Allow group G read buckets in tenancy", "the word \"to\" is missing"),
        ("Allow group G to destroy buckets in tenancy", "\"destroy\" is not a verb"),
        ("Allow group G to read buckets", "the word \"in\" is missing"),
        ("Allow group G to read in tenancy", "\"\" is not a resource type"),
        ("Allow group G to read a, b in tenancy", "\"a , b\" is not a resource type"),
        ("Allow group G to read buckets in the cellar", "\"the\" is not a location"),
        ("Allow group G to read buckets in compartment", "it does not say which compartment"),
        ("Allow group , to read buckets in tenancy", "a name of a subject is missing"),
        ("Allow group 'G to read buckets in tenancy", "the quotation mark at byte 12 is never closed"),
        ("Allow group G to {A in tenancy", "the list of permissions does not end"),
        ("Allow group G to read buckets in tenancy where", "the condition ends too early"),
        ("Allow group G to read buckets in tenancy where any {}", "a group without conditions"),
        ("Allow group G to read buckets in tenancy where a ~ b", "\"~\" is not an operator"),
        ("Allow group G to read buckets in tenancy where a = 'b' c", "\"c\" after the condition"),
    ];
    for (text, problem) in cases {
        let s = parse(text);
        assert_eq!((s.kind, s.problem.as_deref()), (StatementKind::Unreadable, Some(problem)), "{text}");
        assert_eq!(s.text, text);
    }
    let deep = format!("Allow group G to read buckets in tenancy where {}", "any {".repeat(100_000));
    assert_eq!(parse(&deep).problem.as_deref(), Some("conditions are nested too deeply"));
}

#[test]
fn conditions_are_trees() {
    let s = statement(
        "Allow group G to manage keys in tenancy where all {target.key.id = 'ocid1.key.oc1..k', \
         any {request.operation = 'A', request.region != /us-*/, target.x not in ('1', '2')}, \
         request.utc-timestamp between '2026-01-01T00:00Z' and '2026-02-01T00:00Z'}",
    );
    let condition = s.condition.expect("a condition");
    let found: Vec<_> =
        condition.tests().into_iter().map(|t| (t.variable.as_str(), t.op.as_str(), t.operands.len())).collect();
    let expected = [
        ("target.key.id", "=", 1),
        ("request.operation", "=", 1),
        ("request.region", "!=", 1),
        ("target.x", "not in", 2),
        ("request.utc-timestamp", "between", 2),
    ];
    assert_eq!(found, expected);
    assert!(matches!(&condition, Condition::All(parts) if matches!(parts[1], Condition::Any(_))));
    assert!(s.condition_text.is_some_and(|t| t.starts_with("all {") && t.ends_with('}')));
}

#[test]
fn verbs_and_families_include_each_other() {
    let cases = [
        ("manage all-resources", "use", "keys", true),
        ("manage object-family", "manage", "buckets", true),
        ("use object-family", "manage", "buckets", false),
        ("use object-family", "read", "objects", true),
        ("manage buckets", "manage", "object-family", false),
        ("manage object-family", "manage", "object-family", true),
        ("manage key-family", "manage", "VAULTS", true),
        ("manage volume-family", "manage", "volume-backups", true),
        ("manage instance-family", "use", "volumes", false),
        ("inspect all-resources", "inspect", "anything", true),
        ("read secret-family", "read", "secret-bundles", true),
        ("manage file-family", "manage", "mount-targets", true),
    ];
    for (action, verb, resource, expected) in cases {
        let text = format!("Allow group G to {action} in tenancy");
        assert_eq!(truth("covers", &[&text, verb, resource]), Some(expected), "{action} ⊇ {verb} {resource}");
    }
    let error = call("covers", &["x".into(), "own".into(), "keys".into()]).expect("a function");
    assert_eq!(error, Err("\"own\" is none of inspect, read, use, manage".to_string()));
}

#[test]
fn permissions_that_a_condition_forbids() {
    let cases = [
        ("", false),
        ("where request.permission != 'BUCKET_DELETE'", true),
        ("where request.permission!='bucket_delete'", true),
        ("where request.permission != 'OBJECT_DELETE'", false),
        ("where request.permission = 'BUCKET_READ'", true),
        ("where request.permission != /*_DELETE/", true),
        ("where request.permission in ('BUCKET_READ', 'BUCKET_DELETE')", false),
        ("where request.permission not in ('BUCKET_READ', 'BUCKET_DELETE')", true),
        ("where all {request.permission != 'BUCKET_DELETE', request.permission != 'OBJECT_DELETE'}", true),
        // With any, each of the two lets through what the other forbids.
        ("where any {request.permission != 'BUCKET_DELETE', request.permission != 'OBJECT_DELETE'}", false),
        ("where any {request.permission = 'BUCKET_READ', target.bucket.name = 'b'}", false),
        ("where all {request.permission != 'BUCKET_DELETE', target.bucket.name = 'b'}", true),
        ("where target.bucket.name = 'BUCKET_DELETE'", false),
        ("where request.permission != request.other", false),
    ];
    for (clause, expected) in cases {
        let text = format!("Allow group G to manage object-family in tenancy {clause}");
        assert_eq!(truth("excludes_permission", &[&text, "BUCKET_DELETE"]), Some(expected), "{clause}");
        assert_eq!(truth("grants_permission", &[&text, "BUCKET_DELETE"]), Some(!expected), "{clause}");
    }
    assert_eq!(
        truth("grants_permission", &["Deny group G to manage buckets in tenancy", "BUCKET_DELETE"]),
        Some(false)
    );
    assert_eq!(truth("grants_permission", &["Allow group G to use buckets in tenancy", "BUCKET_DELETE"]), Some(false));
    assert!(
        call("grants_permission", &["Allow group G to use buckets in tenancy".into(), "NO_SUCH".into()])
            .expect("a function")
            .is_err()
    );
}

#[test]
fn a_permission_is_nothing_without_its_operations() {
    let cases = [
        ("where request.operation = 'ListVaults'", false),
        ("where request.operation = 'ScheduleVaultDeletion'", true),
        ("where request.operation = /*Deletion/", true),
        ("where request.operation != 'ScheduleVaultDeletion'", false),
        ("where request.operation != 'ListVaults'", true),
        ("where any {request.operation = 'ListVaults', request.permission = 'VAULT_INSPECT'}", false),
        ("where any {request.operation = 'ListVaults', request.region = 'x'}", true),
        ("where target.vault.id = 'v'", true),
    ];
    for (clause, expected) in cases {
        let text = format!("Allow group G to manage vaults in compartment C {clause}");
        assert_eq!(truth("grants_permission", &[&text, "VAULT_DELETE"]), Some(expected), "{clause}");
        assert_eq!(truth("excludes_permission", &[&text, "VAULT_DELETE"]), Some(!expected), "{clause}");
    }
    assert_eq!(truth("grants_permission", &["Allow group G to use users in tenancy", "USER_UPDATE"]), Some(true));
    assert_eq!(truth("grants_permission", &["Allow group G to read users in tenancy", "USER_UPDATE"]), Some(false));
}

#[test]
fn requests_that_a_condition_forbids() {
    let request = Value::object([
        ("request.operation", Value::from("AddUserToGroup")),
        ("target.group.name", Value::from("Administrators")),
    ]);
    let excluded = |clause: &str| {
        let text = format!("Allow group G to use users in tenancy {clause}");
        ask("excludes", &[text.as_str().into(), request.clone()]).as_bool()
    };
    assert_eq!(excluded(""), Some(false));
    assert_eq!(excluded("where request.operation = 'UpdateUser'"), Some(true));
    assert_eq!(excluded("where any {request.operation = 'UpdateUser', target.group.name = 'A'}"), Some(true));
    assert_eq!(excluded("where any {request.operation = 'UpdateUser', target.user.name = 'A'}"), Some(false));
    assert_eq!(excluded("where request.operation in ('UpdateUser', 'AddUserToGroup')"), Some(false));
    let text = Value::from("Allow group G to use users in tenancy");
    assert!(ask("excludes", &[text.clone(), Value::waiting("var.x")]).is_unknown());
    assert!(call("excludes", &[text, "x".into()]).expect("a function").is_err());
}

#[test]
fn values_that_a_condition_forbids() {
    let excluded = |clause: &str| {
        truth(
            "excludes",
            &[&format!("Allow group G to use users in tenancy {clause}"), "target.group.name", "Administrators"],
        )
    };
    assert_eq!(excluded("where target.group.name != 'Administrators'"), Some(true));
    assert_eq!(excluded("where target.group.name != 'administrators'"), Some(true));
    assert_eq!(excluded("where target.group.name = /A-Users-*/"), Some(true));
    assert_eq!(excluded("where target.group.name = /A*/"), Some(false));
    assert_eq!(excluded("where target.user.name != 'Administrators'"), Some(false));
    assert_eq!(excluded(""), Some(false));
}

#[test]
fn requests_that_a_condition_ties_down() {
    let limited = |clause: &str| {
        let text = format!("Allow any-user to use keys in tenancy {clause}");
        ask(
            "limited_by",
            &[text.as_str().into(), Value::tuple(vec!["request.principal.*".into(), "target.key.id".into()])],
        )
        .as_bool()
    };
    assert_eq!(limited("where request.principal.type = 'fnfunc'"), Some(true));
    assert_eq!(limited("where all {request.region = 'x', target.key.id = 'k'}"), Some(true));
    assert_eq!(limited("where any {target.key.id = 'k', request.principal.id = 'p'}"), Some(true));
    assert_eq!(limited("where any {target.key.id = 'k', request.region = 'x'}"), Some(false));
    assert_eq!(limited("where target.key.id != 'k'"), Some(false));
    assert_eq!(limited("where target.key.id = /*/"), Some(false));
    assert_eq!(limited(""), Some(false));
}

#[test]
fn an_unreadable_statement_decides_nothing() {
    let text = "Allow Administrators to manage all-resources in tenancy";
    for (name, args) in [
        ("covers", vec!["manage", "keys"]),
        ("excludes_permission", vec!["KEY_DELETE"]),
        ("grants_permission", vec!["KEY_DELETE"]),
    ] {
        let mut all = vec![text];
        all.extend(args);
        let value = ask(name, &all.into_iter().map(Value::from).collect::<Vec<_>>());
        assert!(value.is_unknown(), "{name}");
        assert_eq!(
            value.waits_for(),
            ["a policy statement that can be read (it does not say for whom)".into()],
            "{name}"
        );
    }
}

#[test]
fn the_beginning_of_a_statement_tells_what_it_tells() {
    let (s, reached) = parse_beginning("Allow group Ops to manage all-resources in compartment id ");
    assert_eq!((reached, s.location_kind.as_deref()), (Reached::LocationKind, Some("compartment")));
    let reached = |text: &str| parse_beginning(text).1;
    assert_eq!(reached(""), Reached::Nothing);
    assert_eq!(reached("Allow"), Reached::Nothing);
    assert_eq!(reached("Allow group "), Reached::SubjectKind);
    assert_eq!(reached("Allow group A, B"), Reached::SubjectKind);
    assert_eq!(reached("Allow group A to mana"), Reached::Subject);
    assert_eq!(reached("Allow group A to manage all-resources"), Reached::Action);
    assert_eq!(reached("Allow group A to manage all-resources in "), Reached::Resource);
    assert_eq!(reached("Allow group A to manage all-resources in tenancy "), Reached::Location);
    assert_eq!(reached("Allow group A to manage keys in tenancy where target.key.id = '"), Reached::Where);
    assert_eq!(
        reached("Allow group A to manage keys in compartment c where all {target.key.id = 'x', "),
        Reached::Where
    );
    // The name of the compartment may go on.
    assert_eq!(reached("Allow group A to manage keys in compartment c:"), Reached::LocationKind);
}

#[test]
fn a_statement_is_read_around_the_identifier_of_its_compartment() {
    let before = "Allow group Ops to manage keys in compartment id ";
    let read = |behind: &str| parse_around(before, behind);
    let plain = read("").unwrap();
    assert_eq!((plain.resource.as_deref(), plain.location, plain.condition), (Some("keys"), None, None));
    assert!(read(" where request.user.name = 'x'").unwrap().condition.is_some());
    // Known to begin so.
    assert!(parse_around(&format!("{before}ocid1."), "").is_some());
    // No statement, or one in which the identifier says something else.
    assert_eq!(read(" where"), None);
    assert_eq!(parse_around("Allow group id ", " to manage keys in compartment c"), None);
    assert_eq!(parse_around("Allow group A to manage keys in tenancy where target.compartment.id = '", "'"), None);
    let value = |behind: &str| {
        let refinement = Refinement {
            not_null: true,
            prefix: Some(before.into()),
            behind_id: Some(behind.into()),
            ..Refinement::default()
        };
        let waits_for = vec!["oci_identity_compartment.c.id".into()];
        Value::from(Kind::Unknown(Unknown { ty: Type::String, refinement, waits_for }.into()))
    };
    assert_eq!(ask("covers", &[value(""), "manage".into(), "keys".into()]), true.into());
    let described = ask("statements", &[Value::tuple(vec![value("")])]);
    let statement = &described.as_elements().unwrap()[0];
    assert_eq!(statement.get("has_condition"), Some(&false.into()));
    assert!(statement.get("location").is_some_and(Value::is_unknown));
}

#[test]
fn functions_use_the_beginning() {
    let start = beginning("Allow group Ops to manage keys in compartment id ");
    assert_eq!(ask("covers", &[start.clone(), "use".into(), "keys".into()]).as_bool(), Some(true));
    assert_eq!(ask("covers", &[start.clone(), "use".into(), "buckets".into()]).as_bool(), Some(false));
    assert_eq!(ask("grants_permission", &[start.clone(), "BUCKET_DELETE".into()]).as_bool(), Some(false));
    let open = ask("grants_permission", &[start.clone(), "KEY_DELETE".into()]);
    assert!(open.is_unknown());
    assert_eq!(open.waits_for(), ["oci_identity_compartment.c.id".into()]);
    assert!(ask("excludes_permission", &[start, "KEY_DELETE".into()]).is_unknown());
    let weak = beginning("Allow group Ops to read ");
    assert_eq!(ask("covers", &[weak.clone(), "use".into(), "keys".into()]).as_bool(), Some(false));
    assert!(ask("covers", &[weak, "inspect".into(), "keys".into()]).is_unknown());
}

#[test]
fn a_list_becomes_objects() {
    let secret = Value::from("Allow any-user to read buckets in tenancy").sensitive();
    let list = Value::tuple(vec![
        "Allow group G to use keys in tenancy where target.key.id = 'k'".into(),
        beginning("Allow group Ops to manage keys in compartment id "),
        Value::waiting("var.statement"),
        secret,
    ]);
    let out = ask("statements", &[list]);
    let items = out.as_elements().expect("elements");
    assert_eq!(items.len(), 4);
    assert_eq!(items[0].get("conditions").and_then(|c| c.as_elements()).map(<[_]>::len), Some(1));
    assert_eq!(items[0].get("has_condition").and_then(Value::as_bool), Some(true));
    assert_eq!(items[0].get("condition").and_then(Value::as_str), Some("target.key.id = 'k'"));
    assert_eq!(items[1].get("verb").and_then(Value::as_str), Some("manage"));
    assert_eq!(items[1].get("location_kind").and_then(Value::as_str), Some("compartment"));
    assert!(items[1].get("location").is_some_and(Value::is_unknown));
    assert!(items[1].get("has_condition").is_some_and(Value::is_unknown));
    assert!(items[2].is_unknown());
    assert_eq!(items[2].waits_for(), ["var.statement".into()]);
    assert!(items[3].get("verb").is_some_and(Value::contains_sensitive));
    assert!(!items[0].contains_sensitive());
    // Elements go back in.
    assert_eq!(ask("covers", &[items[1].clone(), "use".into(), "keys".into()]).as_bool(), Some(true));
    assert!(ask("covers", &[items[2].clone(), "use".into(), "keys".into()]).is_unknown());
}

#[test]
fn of_an_unreadable_statement_only_text_and_problem_are_known() {
    let out = ask("statements", &[Value::tuple(vec!["Allow Ops to manage all-resources in tenancy".into()])]);
    let object = out.as_elements().and_then(<[_]>::first).cloned().expect("an object");
    assert_eq!(object.get("problem").and_then(Value::as_str), Some("it does not say for whom"));
    for (name, field) in object.as_entries().expect("fields") {
        assert_eq!(field.is_unknown(), !matches!(&**name, "problem" | "text"), "{name}");
    }
}

#[test]
fn lists_that_are_not_known() {
    assert!(ask("statements", &[Value::waiting("var.list")]).is_unknown());
    assert_eq!(ask("statements", &[Value::NULL]).as_elements().map(<[_]>::len), Some(0));
    let partial: Value = Kind::Partial(vec!["Allow any-user to read buckets in tenancy".into()].into()).into();
    assert!(matches!(ask("statements", &[partial]).kind, Kind::Partial(items) if items.len() == 1));
    assert!(call("statements", &["Allow".into()]).expect("a function").is_err());
    assert!(call("statements", &[Value::tuple(vec![true.into()])]).expect("a function").is_err());
    assert!(call("statements", &[]).expect("a function").is_err());
    assert!(call("no_such", &[]).is_none());
}
