//! Places and reads: which attributes decided a result.

use super::*;

fn attrs() -> TestScope {
    let rule = |port: i64, cidr: &str| Value::object([("port", port.into()), ("cidr", cidr.into())]);
    let attrs = Value::object([
        ("name", "web".into()),
        ("public", true.into()),
        ("logged", false.into()),
        ("which", 1.into()),
        ("key", Value::waiting("oci_kms_key.k.id")),
        ("rules", Value::tuple(vec![rule(22, "0.0.0.0/0"), rule(443, "10.0.0.0/8")])),
        ("by_name", Value::object([("a", rule(1, "x"))])),
        ("nothing", Value::NULL),
    ]);
    TestScope::new(Typing::Loose)
        .with("attrs", Traced::at(attrs, place("", 0)))
        .with("more", Kind::Partial(Arc::new(vec![Kind::Resource(ResourceId(7)).into()])).into_value())
        .with("unknown", Value::waiting("var.u"))
}

trait IntoValue {
    fn into_value(self) -> Value;
}

impl IntoValue for Kind {
    fn into_value(self) -> Value {
        self.into()
    }
}

fn reads(scope: &TestScope, text: &str) -> String {
    let found = scope.eval(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    let mut all: Vec<String> = found.reads.places().iter().map(|p| format!("{}:{}", p.resource.0, p.path)).collect();
    all.sort();
    all.join(" ")
}

#[test]
fn only_the_operands_that_decided_are_read() {
    let scope = attrs();
    for (text, expected) in [
        ("attrs.name", "0:name"),
        ("attrs.name == \"web\"", "0:name"),
        ("attrs.public && attrs.logged", "0:logged"),
        ("attrs.logged && attrs.public", "0:logged"),
        ("attrs.logged && attrs.name == \"x\"", "0:logged 0:name"),
        ("attrs.public && attrs.name == \"web\"", "0:name 0:public"),
        ("attrs.public || attrs.logged", "0:public"),
        ("attrs.logged || attrs.public", "0:public"),
        ("attrs.logged || attrs.name == \"x\"", "0:logged 0:name"),
        ("attrs.key == \"x\" && attrs.logged", "0:logged"),
        ("attrs.key == \"x\" && attrs.public", "0:key"),
        ("attrs.public && attrs.key == \"x\"", "0:key"),
        ("attrs.public ? attrs.name : attrs.which", "0:name 0:public"),
        ("attrs.key == \"x\" ? attrs.name : \"b\"", "0:key"),
        ("attrs.name == attrs.key", "0:key"),
        ("\"${attrs.name}-${attrs.which}\"", "0:name 0:which"),
        ("\"${attrs.name}-${attrs.key}\"", "0:key"),
        ("!attrs.public", "0:public"),
        ("attrs.which + 1", "0:which"),
        ("upper(attrs.name)", "0:name"),
        ("attrs.rules[0].port", "0:rules[0].port"),
        ("attrs.rules[attrs.which].port", "0:rules[1].port 0:which"),
        ("attrs.rules[*].port", "0:rules[0].port 0:rules[1].port"),
        ("[for r in attrs.rules : r.port]", "0:rules[0].port 0:rules[1].port"),
        ("[for r in attrs.rules : r.cidr if r.port == 22]", "0:rules[0].cidr 0:rules[0].port"),
        ("[for r in attrs.rules : r.cidr if r.port == 1]", "0:rules"),
        ("{for k, r in attrs.by_name : k => r.port}", "0:by_name.a.port"),
        ("[for r in more : r.name]", "7:name"),
        ("more[*].name", "7:name"),
        ("[attrs.name, attrs.which]", "0:name 0:which"),
        ("{(attrs.name) = attrs.which}", "0:name 0:which"),
        ("try(attrs.rules[0].cidr, \"\")", "0:rules[0].cidr"),
    ] {
        assert_eq!(reads(&scope, text), expected, "{text}");
    }
}

#[test]
fn a_place_is_kept_while_a_value_is_only_passed_on() {
    let scope = attrs();
    for (text, expected) in [
        ("attrs.rules[1]", Some("rules[1]")),
        ("(attrs.rules)[1].cidr", Some("rules[1].cidr")),
        ("\"${attrs.name}\"", Some("name")),
        ("attrs.public ? attrs.name : attrs.cidr", Some("name")),
        ("[for r in attrs.rules : r][0]", None),
        ("attrs.which + 0", None),
        ("try(attrs.name)", Some("name")),
    ] {
        let found = scope.eval(text).unwrap();
        assert_eq!(found.place.map(|p| p.path.to_string()).as_deref(), expected, "{text}");
    }
}

#[test]
fn what_a_resource_does_not_have_reads_as_null() {
    let scope = attrs();
    for text in ["attrs.nothing.deeper[0].still", "attrs.absent", "attrs.rules[5].port", "attrs.rules[0].absent"] {
        assert!(scope.eval(text).unwrap().value.is_null(), "{text}");
    }
    assert_eq!(scope.eval("[for x in attrs.nothing : x]").unwrap().value, Value::tuple(vec![]));
    // Only what stands at a place reads so; a mistake elsewhere is an error.
    for text in ["{a = 1}.b", "null.x", "attrs.rules[-1]", "[for x in null : x]", "attrs.name.x", "[attrs.rules][1]"] {
        assert!(scope.eval(text).is_err(), "{text}");
    }
}

#[test]
fn an_origin_survives_passing_and_becomes_narrower() {
    let address: crate::model::Address = "oci_core_vcn.v".parse().unwrap();
    let origin = crate::model::AttrRef { address, path: AttrPath::field("tags") };
    let mut value = Value::object([("a", "x".into())]);
    value.marks.origin = Some(Arc::new(origin));
    let scope = TestScope::new(Typing::Strict).with("tags", value).with("unknown", Value::unknown_of(Type::Bool));
    let origin = |text: &str| scope.eval(text).unwrap().value.marks.origin.map(|o| o.to_string()).unwrap_or_default();
    for (text, expected) in [
        ("tags", "oci_core_vcn.v.tags"),
        ("tags.a", "oci_core_vcn.v.tags.a"),
        ("tags[\"a\"]", "oci_core_vcn.v.tags.a"),
        ("(tags)", "oci_core_vcn.v.tags"),
        ("\"${tags.a}\"", "oci_core_vcn.v.tags.a"),
        ("true ? tags.a : \"b\"", "oci_core_vcn.v.tags.a"),
        ("true ? tags.a : null", "oci_core_vcn.v.tags.a"),
        ("unknown ? tags.a : null", ""),
        ("[tags.a][0]", "oci_core_vcn.v.tags.a"),
        ("[tags.a]", ""),
        ("{x = tags.a}.x", "oci_core_vcn.v.tags.a"),
        ("[for t in tags : t][0]", "oci_core_vcn.v.tags.a"),
        ("try(tags.b, tags.a)", "oci_core_vcn.v.tags.a"),
        ("\"a${tags.a}\"", ""),
        ("tags.a == \"x\"", ""),
        ("upper(tags.a)", ""),
    ] {
        assert_eq!(origin(text), expected, "{text}");
    }
}
