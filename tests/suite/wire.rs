//! The structs that are read and written on the wire are what `proto/` describes: each is encoded and read by the
//! description, and the other way round. Samples name every field of their struct, so that none is left out.

use std::fmt::Debug;

use bytes::Bytes;
use prost::Message;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, ReflectMessage, Value};
use ringfence::plugin::policy_engine::messages as policy;
use ringfence::plugin::protocol as wire;
use ringfence::plugin::provider::messages as provider;
use ringfence::plugin::server::broker::Announcement;

use crate::protos::{message, pool, text};

/// Holds a struct against the description of its message, and lets it read a message with every field there is.
#[track_caller]
fn same<M: Message + Default + PartialEq + Debug>(name: &str, ours: M, described: &str) {
    let described = text(name, described);
    let read = DynamicMessage::decode(message(name), &ours.encode_to_vec()[..]).unwrap();
    assert_eq!(read.unknown_fields().count(), 0, "{name}: a field that the description does not have");
    assert_eq!(read, described, "{name}: what is written");
    assert_eq!(M::decode(&described.encode_to_vec()[..]).unwrap(), ours, "{name}: what is read");
    let everything = filled(&message(name), 3);
    if let Err(e) = M::decode(&everything.encode_to_vec()[..]) {
        panic!("{name} with all of its fields: {e}");
    }
}

/// A message with a value in each field.
fn filled(of: &MessageDescriptor, depth: usize) -> DynamicMessage {
    let mut out = DynamicMessage::new(of.clone());
    for field in of.fields() {
        if let Some(value) = sample(&field, depth) {
            out.set_field(&field, value);
        }
    }
    out
}

fn sample(field: &FieldDescriptor, depth: usize) -> Option<Value> {
    if field.is_map() {
        let Kind::Message(entry) = field.kind() else { return None };
        let value = single(&entry.map_entry_value_field().kind(), depth)?;
        return Some(Value::Map([(MapKey::String("k".into()), value)].into()));
    }
    let one = single(&field.kind(), depth)?;
    Some(if field.is_list() { Value::List(vec![one.clone(), one]) } else { one })
}

fn single(kind: &Kind, depth: usize) -> Option<Value> {
    Some(match kind {
        Kind::String => Value::String("s".into()),
        Kind::Bytes => Value::Bytes(Bytes::new()),
        Kind::Bool => Value::Bool(true),
        Kind::Int32 => Value::I32(1),
        Kind::Int64 => Value::I64(1),
        Kind::Uint32 => Value::U32(1),
        Kind::Enum(_) => Value::EnumNumber(1),
        Kind::Message(of) if depth > 0 => Value::Message(filled(of, depth - 1)),
        Kind::Message(_) => return None,
        other => panic!("no sample of {other:?}"),
    })
}

fn bytes(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}

fn value(text: &str) -> Option<wire::DynamicValue> {
    Some(wire::DynamicValue { msgpack: bytes(text), json: bytes("") })
}

fn path() -> wire::AttributePath {
    let step = |selector| wire::PathStep { selector: Some(selector) };
    wire::AttributePath {
        steps: vec![
            step(wire::Selector::Attribute("a".into())),
            step(wire::Selector::Key("k".into())),
            step(wire::Selector::Index(7)),
        ],
    }
}

const PATH: &str = r#"steps { attribute: "a" } steps { key: "k" } steps { index: 7 }"#;

fn diagnostic() -> wire::Diagnostic {
    wire::Diagnostic { severity: wire::WARNING, summary: "s".into(), detail: "d".into(), attribute: Some(path()) }
}

fn diagnostic_text() -> String {
    format!(r#"diagnostics {{ severity: WARNING summary: "s" detail: "d" attribute {{ {PATH} }} }}"#)
}

#[test]
fn values_and_diagnostics() {
    let both = wire::DynamicValue { msgpack: bytes("m"), json: bytes("j") };
    same("tfplugin.DynamicValue", both, r#"msgpack: "m" json: "j""#);
    same("tfplugin.AttributePath", path(), PATH);
    same("tfplugin.Told", provider::Told { diagnostics: vec![diagnostic()] }, &diagnostic_text());
    let error = wire::Diagnostic { severity: wire::ERROR, ..wire::Diagnostic::default() };
    same("tfplugin.Diagnostic", error, "severity: ERROR");
}

#[test]
fn planning_and_applying() {
    let request = wire::PlanRequest {
        type_name: "t".into(),
        prior_state: value("1"),
        proposed_new_state: value("2"),
        config: value("3"),
        prior_private: bytes("4"),
    };
    same(
        "tfplugin.PlanRequest",
        request,
        r#"type_name: "t" prior_state { msgpack: "1" } proposed_new_state { msgpack: "2" } config { msgpack: "3" } prior_private: "4""#,
    );
    let response = wire::PlanResponse {
        planned_state: value("1"),
        requires_replace: vec![path()],
        diagnostics: vec![diagnostic()],
        deferred: Some(Bytes::from_static(&[8, 2])),
    };
    let text = format!(
        r#"planned_state {{ msgpack: "1" }} requires_replace {{ {PATH} }} {} deferred {{ reason: 2 }}"#,
        diagnostic_text()
    );
    same("tfplugin.PlanResponse", response, &text);
    let request = wire::ApplyRequest {
        type_name: "t".into(),
        prior_state: value("1"),
        planned_state: value("2"),
        config: value("3"),
        planned_private: bytes("4"),
    };
    same(
        "tfplugin.ApplyRequest",
        request,
        r#"type_name: "t" prior_state { msgpack: "1" } planned_state { msgpack: "2" } config { msgpack: "3" } planned_private: "4""#,
    );
    let response = wire::ApplyResponse { new_state: value("1"), private: bytes("2"), diagnostics: vec![diagnostic()] };
    let text = format!(r#"new_state {{ msgpack: "1" }} private: "2" {}"#, diagnostic_text());
    same("tfplugin.ApplyResponse", response, &text);
}

#[test]
fn reading_and_importing() {
    let request = || wire::ReadRequest { type_name: "t".into(), value: value("1") };
    same("tfplugin.ReadResourceRequest", request(), r#"type_name: "t" current_state { msgpack: "1" }"#);
    same("tfplugin.ReadDataSourceRequest", request(), r#"type_name: "t" config { msgpack: "1" }"#);
    same("tfplugin.OpenRequest", request(), r#"type_name: "t" config { msgpack: "1" }"#);
    let response = || wire::ReadResponse { state: value("1") };
    same("tfplugin.ReadResourceResponse", response(), r#"new_state { msgpack: "1" }"#);
    same("tfplugin.ReadDataSourceResponse", response(), r#"state { msgpack: "1" }"#);
    let told = || provider::StateResponse { state: value("1"), diagnostics: vec![diagnostic()] };
    let diagnostics = diagnostic_text();
    same("tfplugin.ReadResourceResponse", told(), &format!(r#"new_state {{ msgpack: "1" }} {diagnostics}"#));
    same("tfplugin.ReadDataSourceResponse", told(), &format!(r#"state {{ msgpack: "1" }} {diagnostics}"#));
    same("tfplugin.UpgradeResponse", told(), &format!(r#"upgraded_state {{ msgpack: "1" }} {diagnostics}"#));
    let opened = provider::OpenResponse { diagnostics: vec![diagnostic()], result: value("1") };
    same("tfplugin.OpenResponse", opened, &format!(r#"result {{ msgpack: "1" }} {diagnostics}"#));
    let raw = Some(provider::RawState { json: bytes("1") });
    let upgrade = provider::UpgradeRequest { type_name: "t".into(), raw };
    same("tfplugin.UpgradeRequest", upgrade, r#"type_name: "t" raw_state { json: "1" }"#);
    same("tfplugin.ImportRequest", provider::ImportRequest { type_name: "t".into() }, r#"type_name: "t""#);
    let refused = provider::ImportResponse { diagnostics: vec![diagnostic()] };
    same("tfplugin.ImportResponse", refused, &diagnostics);
}

#[test]
fn calling_functions() {
    let request = provider::CallRequest { name: "f".into(), arguments: vec![value("1").unwrap(), value("2").unwrap()] };
    same("tfplugin.CallRequest", request, r#"name: "f" arguments { msgpack: "1" } arguments { msgpack: "2" }"#);
    let response =
        provider::CallResponse { result: value("1"), error: Some(provider::FunctionError { text: "e".into() }) };
    same("tfplugin.CallResponse", response, r#"result { msgpack: "1" } error { text: "e" }"#);
}

fn attribute() -> wire::Attribute {
    wire::Attribute { name: "a".into(), ty: bytes("string"), sensitive: true }
}

const ATTRIBUTE: &str = r#"name: "a" type: "string" sensitive: true"#;

#[test]
fn schemas_that_are_looked_at() {
    for package in ["tfplugin5", "tfplugin6"] {
        let name = |message: &str| format!("{package}.{message}");
        same(&name("Attribute"), attribute(), ATTRIBUTE);
        let leaf = wire::Block { attributes: vec![attribute().encode_to_vec().into()], block_types: vec![] };
        let nested = wire::NestedBlock { type_name: "b".into(), block: Some(leaf), nesting: 3 };
        let block = wire::Block { attributes: vec![], block_types: vec![nested] };
        let schema = wire::Schema { block: Some(block) };
        let shown = format!(
            r#"block {{ block_types {{ type_name: "b" block {{ attributes {{ {ATTRIBUTE} }} }} nesting: 3 }} }}"#
        );
        same(&name("Schema"), schema.clone(), &shown);
        let entry = |key: &str| wire::SchemaEntry { name: key.into(), schema: schema.encode_to_vec().into() };
        let response = wire::SchemaResponse {
            resources: vec![entry("r")],
            data_sources: vec![entry("d")],
            diagnostics: vec![diagnostic()],
        };
        let text = format!(
            r#"resources {{ key: "r" value {{ {shown} }} }} data_sources {{ key: "d" value {{ {shown} }} }} {}"#,
            diagnostic_text()
        );
        same(&name("SchemaResponse"), response, &text);
    }
    let object = wire::Object { attributes: vec![attribute().encode_to_vec().into()], nesting: 2 };
    let nested = wire::NestedAttribute { nested_type: Some(object) };
    same("tfplugin6.Attribute", nested, &format!("nested_type {{ attributes {{ {ATTRIBUTE} }} nesting: 2 }}"));
}

#[test]
fn the_provider_s_own_schema() {
    let attribute = provider::Attribute {
        name: "a".into(),
        ty: bytes("t"),
        description: "d".into(),
        required: true,
        optional: true,
        computed: true,
    };
    let block = provider::Block { attributes: vec![attribute], description: "b".into() };
    let schema = || provider::Schema { block: Some(block.clone()) };
    let shown = r#"block { attributes { name: "a" type: "t" description: "d" required: true optional: true computed: true } description: "b" }"#;
    let parameter = provider::Parameter { name: "p".into(), ty: bytes("t"), nullable: true };
    let function = provider::Function {
        parameters: vec![parameter],
        result: Some(provider::Returns { ty: bytes("r") }),
        summary: "s".into(),
    };
    let response = provider::SchemaResponse {
        provider: Some(schema()),
        resources: [("r".to_string(), schema())].into(),
        data_sources: [("d".to_string(), schema())].into(),
        functions: [("f".to_string(), function)].into(),
        ephemeral: [("e".to_string(), schema())].into(),
    };
    let entry = |field: &str, key: &str| format!(r#"{field} {{ key: "{key}" value {{ {shown} }} }}"#);
    let function = r#"functions { key: "f" value { parameters { name: "p" type: "t" allow_null_value: true } result { type: "r" } summary: "s" } }"#;
    let text = [
        format!("provider {{ {shown} }}"),
        entry("resources", "r"),
        entry("data_sources", "d"),
        entry("ephemeral_resources", "e"),
        function.into(),
    ];
    same("tfplugin6.SchemaResponse", response, &text.join(" "));
}

#[test]
fn go_plugin_s_broker() {
    let announcement = Announcement { service_id: 7, network: "unix".into(), address: "/s".into() };
    same("plugin.Announcement", announcement, r#"service_id: 7 network: "unix" address: "/s""#);
}

fn range(file: &str) -> Option<policy::Range> {
    let position = |line| Some(policy::Position { line, column: line + 1, byte: line + 2 });
    Some(policy::Range { file: file.into(), start: position(10), end: position(20) })
}

fn range_text(file: &str) -> String {
    format!(r#"file: "{file}" start {{ line: 10 column: 11 byte: 12 }} end {{ line: 20 column: 21 byte: 22 }}"#)
}

fn snippet() -> Option<policy::Snippet> {
    Some(policy::Snippet { context: Some("x".into()), code: "c".into(), line: 1, from: 2, to: 3 })
}

const SNIPPET: &str = r#"snippet { context: "x" code: "c" line: 1 from: 2 to: 3 }"#;

fn policy_diagnostic() -> policy::Diagnostic {
    policy::Diagnostic {
        severity: policy::FAILURE,
        summary: "s".into(),
        detail: "d".into(),
        subject: range("f"),
        result: Some(policy::DiagnosticResult { result: policy::DENY }),
        attribute: Some(path()),
        snippet: snippet(),
        set: Some(policy::Set { name: "n".into(), path: "p".into() }),
    }
}

fn policy_diagnostic_text() -> String {
    format!(
        r#"diagnostics {{ severity: ERROR summary: "s" detail: "d" subject {{ {} }} result {{ result: DENY }} attribute {{ {PATH} }} {SNIPPET} set {{ name: "n" path: "p" }} }}"#,
        range_text("f")
    )
}

#[test]
fn setting_a_policy_engine_up() {
    let request = policy::SetupRequest { source_locations: vec!["a".into(), "b".into()], callback_service: 7 };
    same("proto.SetupRequest", request, r#"source_locations: "a" source_locations: "b" callback_service: 7"#);
    let files = [("f".to_string(), policy::Requirement { required_version: "v".into() })].into();
    let response = policy::SetupResponse {
        capabilities: Some(policy::Capabilities { files }),
        diagnostics: vec![policy_diagnostic()],
    };
    let text =
        format!(r#"loaded {{ files {{ key: "f" value {{ terraform_version: "v" }} }} }} {}"#, policy_diagnostic_text());
    same("proto.SetupResponse", response, &text);
    let warning = policy::Diagnostic { severity: policy::WARNING, ..policy::Diagnostic::default() };
    same("proto.Diagnostic", warning, "severity: WARNING");
}

#[test]
fn asking_a_policy_engine() {
    let attributes = |raw: &str| Some(policy::Attributes { raw: bytes(raw), redacted: vec![path()] });
    let operations =
        [(policy::CREATE, "CREATE"), (policy::UPDATE, "UPDATE"), (policy::DELETE, "DELETE"), (policy::NO_OP, "NO_OP")];
    for (operation, name) in operations {
        let request = policy::ResourceRequest {
            evaluation: 42,
            type_name: "t".into(),
            attributes: attributes("1"),
            meta: Some(policy::ResourceMeta { provider: "p".into(), operation, module: "m".into() }),
            prior: attributes("2"),
        };
        let operation = if operation == policy::CREATE { String::new() } else { format!("operation: {name}") };
        let text = format!(
            r#"evaluation: 42 type_name: "t" attributes {{ raw: "1" redacted {{ {PATH} }} }} meta {{ provider: "p" {operation} module: "m" }} prior {{ raw: "2" redacted {{ {PATH} }} }}"#
        );
        same("proto.ResourceRequest", request, &text);
    }
    let meta = policy::ProviderMeta { alias: "a".into(), source: "s".into(), version: "v".into() };
    let request = policy::ProviderRequest { provider: "p".into(), meta: Some(meta) };
    same("proto.ProviderRequest", request, r#"provider: "p" meta { alias: "a" source: "s" version: "v" }"#);
    let meta = policy::ModuleMeta { version: "v".into(), address: "a".into() };
    let request = policy::ModuleRequest { source: "s".into(), meta: Some(meta) };
    same("proto.ModuleRequest", request, r#"source: "s" meta { version: "v" address: "a" }"#);
}

#[test]
fn what_a_policy_engine_answers() {
    let results = [
        (policy::UNKNOWN, "UNKNOWN"),
        (policy::ERROR, "FAILED"),
        (policy::ALLOW, "ALLOW"),
        (policy::DENY, "DENY"),
        (policy::SETUP_ERROR, "NOT_SET_UP"),
    ];
    for (result, name) in results {
        same(
            "proto.EvaluateResponse",
            policy::EvaluateResponse { result, details: vec![] },
            &format!("result: {name}"),
        );
    }
    let condition = policy::Condition {
        result: policy::DENY,
        passed: true,
        message: "m".into(),
        range: range("c"),
        diagnostics: vec![policy_diagnostic()],
        snippet: snippet(),
        index: 9,
    };
    let detail = policy::Detail {
        address: "a".into(),
        result: policy::ALLOW,
        file: "f".into(),
        range: range("r"),
        set: "s".into(),
        enforcement: "e".into(),
        conditions: vec![condition],
        diagnostics: vec![policy_diagnostic()],
    };
    let response = policy::EvaluateResponse { result: policy::UNKNOWN, details: vec![detail] };
    let told = policy_diagnostic_text();
    let condition = format!(
        r#"conditions {{ result: DENY passed: true message: "m" range {{ {} }} {told} {SNIPPET} index: 9 }}"#,
        range_text("c")
    );
    let text = format!(
        r#"result: UNKNOWN details {{ address: "a" result: ALLOW file: "f" range {{ {} }} set: "s" enforcement: "e" {condition} {told} }}"#,
        range_text("r")
    );
    same("proto.EvaluateResponse", response, &text);
}

#[test]
fn what_a_policy_engine_asks_back() {
    let request = policy::ResourcesRequest { type_name: "t".into(), filter: bytes("f"), evaluation: 42 };
    same("proto.ResourcesRequest", request, r#"type_name: "t" filter: "f" evaluation: 42"#);
    let response = policy::ResourcesResponse { results: vec![bytes("1"), bytes("2")], partial: true };
    same("proto.ResourcesResponse", response, r#"results: "1" results: "2" partial: true"#);
}

#[test]
fn services_have_the_calls_that_are_spoken() {
    let calls = [
        ("tfplugin5.Provider", &["GetSchema", "PlanResourceChange", "ApplyResourceChange", "ReadResource", "Stop"][..]),
        ("tfplugin6.Provider", &["GetProviderSchema", "CallFunction", "OpenEphemeralResource", "StopProvider"]),
        ("proto.Policy", &["Setup", "EvaluateResource", "EvaluateProvider", "EvaluateModule"]),
        ("proto.CallbackService", &["GetResources"]),
        ("plugin.GRPCController", &["Shutdown"]),
        ("plugin.GRPCBroker", &["StartStream"]),
        ("plugin.GRPCStdio", &["StreamStdio"]),
    ];
    for (service, methods) in calls {
        let found = pool().get_service_by_name(service).unwrap_or_else(|| panic!("proto/ has no service {service}"));
        for method in methods {
            assert!(found.methods().any(|m| m.name() == *method), "{service} has no {method}");
        }
    }
    assert_eq!(text("plugin.Nothing", "").descriptor().full_name(), "plugin.Nothing");
}
