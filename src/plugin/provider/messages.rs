//! What a provider answers, protocol 6. Requests that the guard looks at, too, are in [`super::super::protocol`].
//!
//! Source: `docs/plugin-protocol/tfplugin6.proto` (MPL-2.0), in our own words.

use bytes::Bytes;
use prost::Message;

use super::super::protocol::{Diagnostic, DynamicValue};

/// `GetProviderSchema.Response`
#[derive(Clone, PartialEq, Message)]
pub struct SchemaResponse {
    /// The provider's own configuration.
    #[prost(message, optional, tag = "1")]
    pub provider: Option<Schema>,
    /// Managed resources.
    #[prost(map = "string, message", tag = "2")]
    pub resources: std::collections::HashMap<String, Schema>,
    /// Data sources.
    #[prost(map = "string, message", tag = "3")]
    pub data_sources: std::collections::HashMap<String, Schema>,
    /// Functions.
    #[prost(map = "string, message", tag = "7")]
    pub functions: std::collections::HashMap<String, Function>,
    /// Ephemeral resources.
    #[prost(map = "string, message", tag = "8")]
    pub ephemeral: std::collections::HashMap<String, Schema>,
}

/// A schema.
#[derive(Clone, PartialEq, Message)]
pub struct Schema {
    /// Attributes.
    #[prost(message, optional, tag = "2")]
    pub block: Option<Block>,
}

/// Attributes.
#[derive(Clone, PartialEq, Message)]
pub struct Block {
    /// They.
    #[prost(message, repeated, tag = "2")]
    pub attributes: Vec<Attribute>,
    /// For people.
    #[prost(string, tag = "4")]
    pub description: String,
}

/// An attribute.
#[derive(Clone, PartialEq, Message)]
pub struct Attribute {
    /// Its name.
    #[prost(string, tag = "1")]
    pub name: String,
    /// Its type as JSON.
    #[prost(bytes = "bytes", tag = "2")]
    pub ty: Bytes,
    /// For people.
    #[prost(string, tag = "3")]
    pub description: String,
    /// Must be written.
    #[prost(bool, tag = "4")]
    pub required: bool,
    /// May be written.
    #[prost(bool, tag = "5")]
    pub optional: bool,
    /// The provider sets it.
    #[prost(bool, tag = "6")]
    pub computed: bool,
}

/// A function.
#[derive(Clone, PartialEq, Message)]
pub struct Function {
    /// What it is called with.
    #[prost(message, repeated, tag = "1")]
    pub parameters: Vec<Parameter>,
    /// What it gives.
    #[prost(message, optional, tag = "3")]
    pub result: Option<Returns>,
    /// One line.
    #[prost(string, tag = "4")]
    pub summary: String,
}

/// A parameter.
#[derive(Clone, PartialEq, Message)]
pub struct Parameter {
    /// Its name.
    #[prost(string, tag = "1")]
    pub name: String,
    /// Its type as JSON.
    #[prost(bytes = "bytes", tag = "2")]
    pub ty: Bytes,
    /// Whether null may be given.
    #[prost(bool, tag = "3")]
    pub nullable: bool,
}

/// A result's type.
#[derive(Clone, PartialEq, Message)]
pub struct Returns {
    /// As JSON.
    #[prost(bytes = "bytes", tag = "1")]
    pub ty: Bytes,
}

/// `CallFunction.Request`
#[derive(Clone, PartialEq, Message)]
pub struct CallRequest {
    /// Which.
    #[prost(string, tag = "1")]
    pub name: String,
    /// With what.
    #[prost(message, repeated, tag = "2")]
    pub arguments: Vec<DynamicValue>,
}

/// `CallFunction.Response`
#[derive(Clone, PartialEq, Message)]
pub struct CallResponse {
    /// What it gives.
    #[prost(message, optional, tag = "1")]
    pub result: Option<DynamicValue>,
    /// Why it gives nothing.
    #[prost(message, optional, tag = "2")]
    pub error: Option<FunctionError>,
}

/// Why a function gives nothing.
#[derive(Clone, PartialEq, Message)]
pub struct FunctionError {
    /// For people.
    #[prost(string, tag = "1")]
    pub text: String,
}

/// An answer that is diagnostics only.
#[derive(Clone, PartialEq, Message)]
pub struct Told {
    /// They.
    #[prost(message, repeated, tag = "1")]
    pub diagnostics: Vec<Diagnostic>,
}

/// A value and diagnostics: of reading, and of upgrading state.
#[derive(Clone, PartialEq, Message)]
pub struct StateResponse {
    /// The value.
    #[prost(message, optional, tag = "1")]
    pub state: Option<DynamicValue>,
    /// What is said of it.
    #[prost(message, repeated, tag = "2")]
    pub diagnostics: Vec<Diagnostic>,
}

/// `UpgradeResourceState.Request`
#[derive(Clone, PartialEq, Message)]
pub struct UpgradeRequest {
    /// Resource type.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// As it was stored.
    #[prost(message, optional, tag = "3")]
    pub raw: Option<RawState>,
}

/// Stored state.
#[derive(Clone, PartialEq, Message)]
pub struct RawState {
    /// JSON.
    #[prost(bytes = "bytes", tag = "1")]
    pub json: Bytes,
}

/// `ImportResourceState.Request`
#[derive(Clone, PartialEq, Message)]
pub struct ImportRequest {
    /// Resource type.
    #[prost(string, tag = "1")]
    pub type_name: String,
}

/// `ImportResourceState.Response`, if nothing is imported.
#[derive(Clone, PartialEq, Message)]
pub struct ImportResponse {
    /// Why not.
    #[prost(message, repeated, tag = "2")]
    pub diagnostics: Vec<Diagnostic>,
}

/// `OpenEphemeralResource.Response`
#[derive(Clone, PartialEq, Message)]
pub struct OpenResponse {
    /// What is said of it.
    #[prost(message, repeated, tag = "1")]
    pub diagnostics: Vec<Diagnostic>,
    /// Its values.
    #[prost(message, optional, tag = "3")]
    pub result: Option<DynamicValue>,
}
