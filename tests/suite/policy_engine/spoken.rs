//! What the host says and hears. It shares nothing with the engine: on the wire there are messages of
//! `proto/tfpolicy.proto`, and these structs are filled from their fields by name.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use prost_reflect::prost::Message;
use prost_reflect::{DeserializeOptions, DynamicMessage, SerializeOptions};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::protos::message;

/// A message of the description with this struct's name.
pub trait Spoken: Serialize + DeserializeOwned {
    /// Its name in `proto/`.
    const NAME: &'static str;

    /// As it is on the wire.
    fn encoded(&self) -> Vec<u8> {
        let value = serde_json::to_value(self).unwrap();
        let options = DeserializeOptions::new().deny_unknown_fields(true);
        DynamicMessage::deserialize_with_options(message(Self::NAME), value, &options).unwrap().encode_to_vec()
    }

    /// Read from the wire. A field that the description does not have fails the test.
    fn decoded(bytes: &[u8]) -> Self {
        let read = DynamicMessage::decode(message(Self::NAME), bytes).unwrap();
        assert_eq!(read.unknown_fields().count(), 0, "{}", Self::NAME);
        let options = SerializeOptions::new()
            .use_proto_field_name(true)
            .use_enum_numbers(true)
            .skip_default_fields(false)
            .stringify_64_bit_integers(false);
        let value = read.serialize_with_options(serde_json::value::Serializer, &options).unwrap();
        serde_json::from_value(value).unwrap()
    }
}

macro_rules! spoken {
    ($($(#[$doc:meta])* $name:ident of $full:literal { $($field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $name { $(#[serde(skip_serializing_if = "is_empty")] pub $field: $type),* }

        impl Spoken for $name {
            const NAME: &'static str = $full;
        }
    )*};
}

/// Fields that say nothing are left out, as proto3 does.
fn is_empty<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

spoken! {
    SetupRequest of "proto.SetupRequest" { source_locations: Vec<String>, callback_service: u32, organisation: Option<Organisation> }
    Organisation of "proto.Organisation" { host: String, token: String, name: String }
    SetupResponse of "proto.SetupResponse" { diagnostics: Vec<Diagnostic> }
    ResourceRequest of "proto.ResourceRequest" {
        evaluation: u32, type_name: String, attributes: Option<Attributes>, meta: Option<ResourceMeta>, prior: Option<Attributes>,
    }
    Attributes of "proto.Attributes" { raw: Base64, redacted: Vec<AttributePath> }
    AttributePath of "proto.AttributePath" { steps: Vec<PathStep> }
    PathStep of "proto.PathStep" { attribute: Option<String>, key: Option<String>, index: Option<i64> }
    ResourceMeta of "proto.ResourceMeta" { provider: String, operation: i32, module: String }
    ProviderRequest of "proto.ProviderRequest" { provider: String, attributes: Option<Attributes>, meta: Option<ProviderMeta> }
    ProviderMeta of "proto.ProviderMeta" { name: String, alias: String, namespace: String, source: String, version: String }
    ModuleRequest of "proto.ModuleRequest" { source: String, attributes: Option<Attributes>, meta: Option<ModuleMeta> }
    ModuleMeta of "proto.ModuleMeta" { version: String, address: String }
    EvaluateResponse of "proto.EvaluateResponse" { result: i32, details: Vec<Detail> }
    Detail of "proto.Detail" {
        address: String, result: i32, file: String, set: String, enforcement: String, conditions: Vec<Condition>, diagnostics: Vec<Diagnostic>,
    }
    Condition of "proto.Condition" { result: i32, passed: bool, message: String, diagnostics: Vec<Diagnostic>, snippet: Option<Snippet>, index: i32 }
    Diagnostic of "proto.Diagnostic" {
        severity: i32, summary: String, detail: String, subject: Option<Range>, attribute: Option<AttributePath>, snippet: Option<Snippet>,
    }
    Range of "proto.Range" { file: String, start: Option<Position>, end: Option<Position> }
    Position of "proto.Position" { line: i64, column: i64, byte: i64 }
    Snippet of "proto.Snippet" { context: Option<String>, code: String, line: i64, from: i64, to: i64 }
    ResourcesRequest of "proto.ResourcesRequest" { type_name: String, filter: Base64, evaluation: u32 }
    ResourcesResponse of "proto.ResourcesResponse" { results: Vec<Base64>, partial: bool }
    /// go-plugin's.
    Announcement of "plugin.Announcement" { service_id: u32, network: String, address: String }
}

/// Bytes, which JSON has as Base64.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Base64(pub Vec<u8>);

impl Serialize for Base64 {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Base64, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(Base64).map_err(serde::de::Error::custom)
    }
}

/// A step to an attribute.
pub fn attribute(name: &str) -> PathStep {
    PathStep { attribute: Some(name.into()), ..PathStep::default() }
}

pub const CREATE: i32 = 0;
pub const UPDATE: i32 = 1;
pub const NO_OP: i32 = 3;
pub const UNKNOWN: i32 = 1;
pub const ERROR: i32 = 2;
pub const ALLOW: i32 = 3;
pub const DENY: i32 = 4;
pub const SETUP_ERROR: i32 = 5;
/// Severity of an error.
pub const FAILURE: i32 = 2;
