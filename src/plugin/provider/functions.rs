//! Functions for any expression: those of the rule language that answer yes or no about addresses and flows.

use std::collections::HashMap;

use bytes::Bytes;

use super::super::msgpack;
use super::super::policy_engine::plain;
use super::super::protocol::DynamicValue;
use super::super::types::Shape;
use super::encode;
use super::messages::{CallRequest, CallResponse, Function, FunctionError, Parameter, Returns};
use crate::facts::net;
use crate::model::{Type, Value};

/// A function: its name, its parameters (all of any type), what it tells.
struct Known {
    name: &'static str,
    parameters: &'static [&'static str],
    summary: &'static str,
}

const FUNCTIONS: &[Known] = &[
    Known {
        name: "cidr_contains",
        parameters: &["outer", "inner"],
        summary: "Whether all addresses of inner (blocks or addresses, one or a list) are in outer",
    },
    Known {
        name: "cidr_overlaps",
        parameters: &["a", "b"],
        summary: "Whether two sets of blocks have a common address",
    },
    Known { name: "is_public", parameters: &["blocks"], summary: "Whether any address of the blocks is a public one" },
    Known {
        name: "is_internet",
        parameters: &["blocks"],
        summary: "Whether so many addresses are public that it means the internet",
    },
    Known {
        name: "is_flow_allowed",
        parameters: &["firewall", "type", "peers", "protocol", "port"],
        summary: "Whether a firewall (security list, security group or rule, of that resource type) admits traffic from peers",
    },
];

/// All of them, as the schema has them.
pub fn all() -> HashMap<String, Function> {
    let dynamic = || Bytes::from_static(b"\"dynamic\"");
    let function = |f: &Known| {
        let parameter = |name: &&str| Parameter { name: (*name).into(), ty: dynamic(), nullable: *name == "port" };
        let parameters = f.parameters.iter().map(parameter).collect();
        let result = Some(Returns { ty: Bytes::from_static(b"\"bool\"") });
        (f.name.to_string(), Function { parameters, result, summary: f.summary.into() })
    };
    FUNCTIONS.iter().map(function).collect()
}

/// Calls one.
pub fn call(request: &CallRequest) -> CallResponse {
    let failed = |text: String| CallResponse { result: None, error: Some(FunctionError { text }) };
    let arguments: Result<Vec<Value>, _> = request
        .arguments
        .iter()
        .map(|a| msgpack::decode(Some(a), &Shape::Plain(Type::Dynamic)).map(plain).map_err(|e| e.to_string()))
        .collect();
    match arguments.and_then(|arguments| answer(&request.name, &arguments)) {
        Ok(value) => {
            let mut out = Vec::new();
            match value.as_bool() {
                Some(flag) => encode::flag(flag, &mut out),
                // Unknown: it depends on a part of an argument that is not known yet.
                None if value.is_unknown() => out.extend([0xd4, 0, 0]),
                None => return failed("there is no answer to that".into()),
            }
            CallResponse { result: Some(DynamicValue { msgpack: out.into(), json: Bytes::new() }), error: None }
        }
        Err(text) => failed(text),
    }
}

fn answer(name: &str, arguments: &[Value]) -> Result<Value, String> {
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
        _ => Err(format!("{name} takes other arguments")),
    }
}
