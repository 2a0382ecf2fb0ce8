//! `terraform-provider-ringfence`: the same program, started by Terraform as a provider (protocol 6).
//!
//! - functions: address sets, flows, policies and zones, in any expression;
//! - data source and ephemeral resource `ringfence_check`: checks a plan or a source tree and tells what was found;
//! - resource `ringfence_invariant`: states that an object keeps the rules of its type. It is planned and applied
//!   after what it is given, so that what depends on it waits for the verdict.

mod encode;
mod functions;
mod invariant;
pub mod messages;
mod zone;

use std::io::Write;
use std::rc::Rc;

use bytes::Bytes;
use prost::Message;
use tokio::sync::oneshot;

use super::handshake::COOKIE;
use super::policy_engine::Loaded;
use super::protocol::{DynamicValue, PlanRequest, ReadRequest};
use super::server::{self, Answer, Invitation, Method, ServeError, Service, Status, Terms};
use super::types::Shape;
use crate::finding::Report;
use crate::model::{Type, Value};
use messages::{Attribute, Block, Schema, SchemaResponse, StateResponse, Told, UpgradeRequest};

/// How Terraform knows a provider.
pub const TERMS: Terms = Terms { cookie: COOKIE, version: 6 };

/// Rules nest, and so does evaluating them.
const STACK: usize = 256 << 20;

/// What the provider is given to work with.
#[derive(Clone, Copy, Debug)]
pub struct Tools {
    /// Reads directories of rules and zones; none: the rules that ship.
    pub load: fn(&[String]) -> Loaded,
    /// Checks an input by rules in directories.
    pub check: fn(&str, &[String]) -> Result<Report, String>,
}

/// Serves until Terraform has had enough.
///
/// # Errors
/// [`ServeError`] if it was not started by a Terraform that speaks this version.
pub fn serve(invitation: &Invitation, tools: Tools, out: &mut dyn Write) -> Result<(), ServeError> {
    server::serve(TERMS, invitation, |_| Rc::new(Provider { tools }), out)
}

struct Provider {
    tools: Tools,
}

impl Service for Provider {
    fn call(&self, method: Method, request: Bytes) -> Answer {
        let tools = self.tools;
        let (reply, answer) = oneshot::channel();
        let thread = std::thread::Builder::new().name("call".into()).stack_size(STACK);
        let started = thread.spawn(move || {
            // Whoever asked may have gone.
            let _ = reply.send(answer_to(&method, request, tools));
        });
        Box::pin(async move {
            started.map_err(|e| Status::internal(e.to_string()))?;
            answer.await.map_err(|_| Status::internal("ringfence broke down; nothing was let pass"))?
        })
    }
}

fn answer_to(method: &str, request: Bytes, tools: Tools) -> Result<Bytes, Status> {
    let name = method.strip_prefix("tfplugin6.Provider/").unwrap_or(method);
    let bad = |e: prost::DecodeError| Status::invalid(e.to_string());
    let passed = |state| Ok(StateResponse { state, diagnostics: vec![] }.encode_to_vec());
    let encoded: Result<Vec<u8>, Status> = match name {
        "GetProviderSchema" => Ok(schema().encode_to_vec()),
        "ValidateProviderConfig"
        | "ConfigureProvider"
        | "ValidateDataResourceConfig"
        | "ValidateEphemeralResourceConfig"
        | "CloseEphemeralResource"
        | "StopProvider"
        | "ValidateResourceConfig" => Ok(Told::default().encode_to_vec()),
        "CallFunction" => {
            let request = messages::CallRequest::decode(request).map_err(bad)?;
            Ok(functions::call(&request, tools).encode_to_vec())
        }
        // States of this provider are of one form so far.
        "UpgradeResourceState" => {
            let json = UpgradeRequest::decode(request).map_err(bad)?.raw.unwrap_or_default().json;
            passed(Some(DynamicValue { json, msgpack: Bytes::new() }))
        }
        // There is nothing outside that could have changed.
        "ReadResource" => passed(ReadRequest::decode(request).map_err(bad)?.value),
        "PlanResourceChange" => Ok(invariant::plan(&PlanRequest::decode(request).map_err(bad)?, tools).encode_to_vec()),
        "ApplyResourceChange" => {
            let request = super::protocol::ApplyRequest::decode(request).map_err(bad)?;
            Ok(invariant::apply(&request, tools).encode_to_vec())
        }
        "ImportResourceState" => {
            let request = messages::ImportRequest::decode(request).map_err(bad)?;
            let diagnostics = vec![invariant::not_importable(&request.type_name)];
            Ok(messages::ImportResponse { diagnostics }.encode_to_vec())
        }
        // The request is that of a data source.
        "OpenEphemeralResource" => {
            let read = check(&ReadRequest::decode(request).map_err(bad)?, tools);
            Ok(messages::OpenResponse { diagnostics: read.diagnostics, result: read.state }.encode_to_vec())
        }
        "ReadDataSource" => Ok(check(&ReadRequest::decode(request).map_err(bad)?, tools).encode_to_vec()),
        other => return Err(Status::unimplemented(format!("this provider has no {other}"))),
    };
    encoded.map(Bytes::from)
}

fn json(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}

const FINDINGS: &str = r#"["list",["object",{"address":"string","attribute":"string","message":"string","rule":"string","severity":"string","status":"string","verdict":"string"}]]"#;

/// Name, type, whether it is written, description.
const INVARIANT: &[(&str, &str, Use, &str)] = &[
    ("type", "\"string\"", Use::Required, "Resource type whose rules the object must keep"),
    ("subject", "\"dynamic\"", Use::Required, "The object: a resource, as oci_objectstorage_bucket.logs"),
    (
        "rules",
        r#"["list","string"]"#,
        Use::Optional,
        "Directories with rule packs and ringfence.hcl; none: the rules that ship",
    ),
];
const CHECK: &[(&str, &str, Use, &str)] = &[
    ("path", "\"string\"", Use::Required, "A plan file, plan JSON, state, or directory of sources"),
    (
        "rules",
        r#"["list","string"]"#,
        Use::Optional,
        "Directories with rule packs and ringfence.hcl; none: the rules that ship",
    ),
    (
        "passed",
        "\"bool\"",
        Use::Computed,
        "Whether nothing was found that fails, everything was read, and every rule that could fail it was judged",
    ),
    ("violated", "\"number\"", Use::Computed, "New violations"),
    ("undecided", "\"number\"", Use::Computed, "Findings that depend on values that are not known"),
    ("findings", FINDINGS, Use::Computed, "What was found"),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Required,
    Optional,
    Computed,
}

fn block(attributes: &[(&str, &str, Use, &str)], description: &str) -> Schema {
    let attributes = attributes.iter().map(|(name, ty, usage, description)| Attribute {
        name: (*name).into(),
        ty: json(ty),
        description: (*description).into(),
        required: *usage == Use::Required,
        optional: *usage == Use::Optional,
        computed: *usage == Use::Computed,
    });
    Schema { block: Some(Block { attributes: attributes.collect(), description: description.into() }) }
}

fn schema() -> SchemaResponse {
    let invariant = block(
        INVARIANT,
        "States that an object keeps the rules of its type; what depends on it waits for the verdict.",
    );
    let check = block(CHECK, "Checks a plan or a source tree, for check blocks and preconditions.");
    SchemaResponse {
        provider: Some(Schema { block: Some(Block::default()) }),
        resources: [("ringfence_invariant".to_string(), invariant)].into(),
        data_sources: [("ringfence_check".to_string(), check.clone())].into(),
        functions: functions::all(),
        ephemeral: [("ringfence_check".to_string(), check)].into(),
    }
}

/// The shape of a type's values, as the schema says.
fn shape(attributes: &[(&str, &str, Use, &str)]) -> Shape {
    let field = |(name, ty, ..): &(&str, &str, Use, &str)| {
        let json = serde_json::from_str(ty).unwrap_or_default();
        let ty = Type::from_json(&json, 0).unwrap_or(Type::Dynamic);
        ((*name).into(), super::types::Field { shape: Shape::Plain(ty), sensitive: false })
    };
    Shape::Object(std::sync::Arc::new(attributes.iter().map(field).collect()))
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_elements).unwrap_or_default();
    items.iter().filter_map(|v| v.as_str().map(str::to_string)).collect()
}

/// Reads the data source.
fn check(request: &ReadRequest, tools: Tools) -> StateResponse {
    let failed = |summary: &str, why: String| StateResponse {
        state: None,
        diagnostics: vec![invariant::error(summary, &why, None)],
    };
    let config = match super::msgpack::decode(request.value.as_ref(), &shape(CHECK)) {
        Ok(config) => config,
        Err(e) => return failed("The configuration cannot be read", e.to_string()),
    };
    let path = config.get("path").and_then(Value::as_str).unwrap_or_default().to_string();
    let dirs = texts(config.get("rules"));
    let report = match (tools.check)(&path, &dirs) {
        Ok(report) => report,
        Err(why) => return failed("ringfence cannot check this", why),
    };
    let passed = !report.findings.iter().any(|f| report.fails(f)) && !report.is_incomplete();
    let mut out = Vec::new();
    encode::map(CHECK.len(), &mut out);
    encode::text("path", &mut out);
    encode::text(&path, &mut out);
    encode::text("rules", &mut out);
    match config.get("rules") {
        Some(rules) if !rules.is_null() => encode::texts(&dirs, &mut out),
        _ => encode::null(&mut out),
    }
    encode::text("passed", &mut out);
    encode::flag(passed, &mut out);
    for (name, count) in [("violated", report.summary.violated), ("undecided", report.summary.undecided)] {
        encode::text(name, &mut out);
        encode::number(count as u64, &mut out);
    }
    encode::text("findings", &mut out);
    encode::array(report.findings.len() + report.unjudged.len(), &mut out);
    let found = report.findings.iter().map(|f| (f, f.verdict.name()));
    for (f, verdict) in found.chain(report.unjudged.iter().map(|f| (f, "not_checked"))) {
        let fields = [
            ("address", f.address.as_str()),
            ("attribute", f.attribute.as_deref().unwrap_or_default()),
            ("message", f.message.as_str()),
            ("rule", &f.rule.id),
            ("severity", f.severity.name()),
            ("status", f.status.name()),
            ("verdict", verdict),
        ];
        encode::map(fields.len(), &mut out);
        for (name, value) in fields {
            encode::text(name, &mut out);
            encode::text(value, &mut out);
        }
    }
    StateResponse { state: Some(DynamicValue { msgpack: out.into(), json: Bytes::new() }), diagnostics: vec![] }
}
