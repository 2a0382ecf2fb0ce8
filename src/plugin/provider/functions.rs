//! Functions for any expression: about addresses and flows, policies, and zones.

use std::collections::HashMap;

use bytes::Bytes;

use super::super::msgpack;
use super::super::policy_engine::plain;
use super::super::protocol::DynamicValue;
use super::super::types::Shape;
use super::messages::{CallRequest, CallResponse, Function, FunctionError, Parameter, Returns};
use super::{Tools, encode, zone};
use crate::facts::{iam, net};
use crate::model::{Type, Value};

/// A function: its name, its parameters (all of any type), what it tells.
struct Known {
    name: &'static str,
    parameters: &'static [&'static str],
    /// Type of the answer, as JSON.
    answer: &'static str,
    summary: &'static str,
}

const BOOL: &str = "\"bool\"";

const FUNCTIONS: &[Known] = &[
    Known {
        name: "cidr_contains",
        parameters: &["outer", "inner"],
        answer: BOOL,
        summary: "Whether all addresses of inner (blocks or addresses, one or a list) are in outer",
    },
    Known {
        name: "cidr_overlaps",
        parameters: &["a", "b"],
        answer: BOOL,
        summary: "Whether two sets of blocks have a common address",
    },
    Known {
        name: "is_public",
        parameters: &["blocks"],
        answer: BOOL,
        summary: "Whether any address of the blocks is a public one",
    },
    Known {
        name: "is_internet",
        parameters: &["blocks"],
        answer: BOOL,
        summary: "Whether so many addresses are public that it means the internet",
    },
    Known {
        name: "is_flow_allowed",
        parameters: &["firewall", "type", "peers", "protocol", "port"],
        answer: BOOL,
        summary: "Whether a firewall (security list, security group or rule, of that resource type) admits traffic from peers",
    },
    Known {
        name: "is_policy_public",
        parameters: &["policy"],
        answer: BOOL,
        summary: "Whether a policy (a JSON document, statements of OCI, or the resource that holds them) lets anybody in",
    },
    Known {
        name: "zone_of_compartment",
        parameters: &["compartments", "directory"],
        answer: "\"string\"",
        summary: "Which zone of the ringfence.hcl in a directory a compartment is in; null: none",
    },
];

/// All of them, as the schema has them.
pub fn all() -> HashMap<String, Function> {
    let dynamic = || Bytes::from_static(b"\"dynamic\"");
    let function = |f: &Known| {
        let parameter = |name: &&str| Parameter { name: (*name).into(), ty: dynamic(), nullable: *name == "port" };
        let parameters = f.parameters.iter().map(parameter).collect();
        let result = Some(Returns { ty: Bytes::from_static(f.answer.as_bytes()) });
        (f.name.to_string(), Function { parameters, result, summary: f.summary.into() })
    };
    FUNCTIONS.iter().map(function).collect()
}

/// Calls one.
pub fn call(request: &CallRequest, tools: Tools) -> CallResponse {
    let failed = |text: String| CallResponse { result: None, error: Some(FunctionError { text }) };
    let arguments: Result<Vec<Value>, _> = request
        .arguments
        .iter()
        .map(|a| msgpack::decode(Some(a), &Shape::Plain(Type::Dynamic)).map(plain).map_err(|e| e.to_string()))
        .collect();
    match arguments.and_then(|arguments| answer(&request.name, &arguments, tools)) {
        Ok(value) => {
            let mut out = Vec::new();
            match (value.as_bool(), value.as_str()) {
                (Some(flag), _) => encode::flag(flag, &mut out),
                (_, Some(text)) => encode::text(text, &mut out),
                // It depends on a part of an argument that is not known yet.
                _ if value.is_unknown() => out.extend([0xd4, 0, 0]),
                _ if value.is_null() => encode::null(&mut out),
                _ => return failed("there is no answer to that".into()),
            }
            CallResponse { result: Some(DynamicValue { msgpack: out.into(), json: Bytes::new() }), error: None }
        }
        Err(text) => failed(text),
    }
}

fn answer(name: &str, arguments: &[Value], tools: Tools) -> Result<Value, String> {
    let ask = |short: &str, arguments: &[Value]| {
        net::call(short, arguments).unwrap_or_else(|| Err(format!("there is no function {name}")))
    };
    match (name, arguments) {
        ("cidr_contains", [a, b]) => ask("contains", &[a.clone(), b.clone()]),
        ("cidr_overlaps", [a, b]) => ask("overlaps", &[a.clone(), b.clone()]),
        ("is_public" | "is_internet", [blocks]) => ask(name, std::slice::from_ref(blocks)),
        ("is_flow_allowed", [firewall, kind, peers, protocol, port]) => {
            let rules = ask("ingress", &[firewall.clone(), kind.clone()])?;
            ask("allows_any", &[rules, peers.clone(), protocol.clone(), port.clone()])
        }
        ("is_policy_public", [policy]) => iam::is_public(policy),
        ("zone_of_compartment", [places, directory]) => zone::of_compartment(places, directory, tools),
        _ => Err(format!("{name} takes other arguments")),
    }
}
