//! Messages between an experimental Terraform and its policy engine, in our own words. The protocol is not
//! stable: these are the fields of Terraform 1.16 and 1.17-dev as of August 2026.

use bytes::Bytes;
use prost::Message;

use super::super::protocol::AttributePath;

/// `proto.PolicySetupRequest`. Its field 4 names an organisation and a token; it is never read.
#[derive(Clone, PartialEq, Message)]
pub struct SetupRequest {
    /// The `-policies` directories.
    #[prost(string, repeated, tag = "2")]
    pub source_locations: Vec<String>,
    /// Number of the callback service at the broker; 0 if there is none.
    #[prost(uint32, tag = "3")]
    pub callback_service: u32,
}

/// `proto.PolicySetupResponse`
#[derive(Clone, PartialEq, Message)]
pub struct SetupResponse {
    /// What was loaded.
    #[prost(message, optional, tag = "1")]
    pub capabilities: Option<Capabilities>,
    /// What is wrong with it.
    #[prost(message, repeated, tag = "2")]
    pub diagnostics: Vec<Diagnostic>,
}

/// Files that were loaded, and what they require of Terraform.
#[derive(Clone, PartialEq, Message)]
pub struct Capabilities {
    /// Path to requirement.
    #[prost(map = "string, message", tag = "1")]
    pub files: std::collections::HashMap<String, Requirement>,
}

/// A constraint on Terraform's version. Only files that state one are listed: Terraform parses it.
#[derive(Clone, PartialEq, Message)]
pub struct Requirement {
    /// Such as `>= 1.16`.
    #[prost(string, tag = "1")]
    pub required_version: String,
}

/// A value with the places in it that must not be shown.
#[derive(Clone, PartialEq, Message)]
pub struct Attributes {
    /// MessagePack of a value of no declared type.
    #[prost(bytes = "bytes", tag = "1")]
    pub raw: Bytes,
    /// Sensitive places.
    #[prost(message, repeated, tag = "2")]
    pub redacted: Vec<AttributePath>,
}

/// `proto.PolicyEvaluateResourceRequest`
#[derive(Clone, PartialEq, Message)]
pub struct ResourceRequest {
    /// Named in callbacks.
    #[prost(uint32, tag = "1")]
    pub evaluation: u32,
    /// Resource type.
    #[prost(string, tag = "2")]
    pub type_name: String,
    /// As it will be, or is.
    #[prost(message, optional, tag = "3")]
    pub attributes: Option<Attributes>,
    /// What is done with it.
    #[prost(message, optional, tag = "4")]
    pub meta: Option<ResourceMeta>,
    /// As it was.
    #[prost(message, optional, tag = "5")]
    pub prior: Option<Attributes>,
}

/// What is done with a resource.
#[derive(Clone, PartialEq, Message)]
pub struct ResourceMeta {
    /// Short name of the provider.
    #[prost(string, tag = "1")]
    pub provider: String,
    /// See [`CREATE`] and the others.
    #[prost(int32, tag = "2")]
    pub operation: i32,
    /// `module.a["x"].module.b`; empty or `.` for the root.
    #[prost(string, tag = "3")]
    pub module: String,
}

/// [`ResourceMeta::operation`]
pub const CREATE: i32 = 0;
/// [`ResourceMeta::operation`]
pub const UPDATE: i32 = 1;
/// [`ResourceMeta::operation`]
pub const DELETE: i32 = 2;
/// [`ResourceMeta::operation`]
pub const NO_OP: i32 = 3;

/// `proto.PolicyEvaluateProviderRequest`
#[derive(Clone, PartialEq, Message)]
pub struct ProviderRequest {
    /// Short name.
    #[prost(string, tag = "1")]
    pub provider: String,
    /// Where it comes from.
    #[prost(message, optional, tag = "3")]
    pub meta: Option<ProviderMeta>,
}

/// Where a provider comes from.
#[derive(Clone, PartialEq, Message)]
pub struct ProviderMeta {
    /// Its alias.
    #[prost(string, tag = "2")]
    pub alias: String,
    /// `registry.terraform.io/oracle/oci`
    #[prost(string, tag = "4")]
    pub source: String,
    /// As selected.
    #[prost(string, tag = "5")]
    pub version: String,
}

/// `proto.PolicyEvaluateModuleRequest`
#[derive(Clone, PartialEq, Message)]
pub struct ModuleRequest {
    /// As written in `source`, or resolved.
    #[prost(string, tag = "1")]
    pub source: String,
    /// Which call it is.
    #[prost(message, optional, tag = "3")]
    pub meta: Option<ModuleMeta>,
}

/// Which call of a module it is.
#[derive(Clone, PartialEq, Message)]
pub struct ModuleMeta {
    /// As selected; empty for what has no versions.
    #[prost(string, tag = "1")]
    pub version: String,
    /// `module.net`
    #[prost(string, tag = "2")]
    pub address: String,
}

/// The answer to all three questions.
#[derive(Clone, PartialEq, Message)]
pub struct EvaluateResponse {
    /// The worst of all.
    #[prost(int32, tag = "1")]
    pub result: i32,
    /// One for each rule.
    #[prost(message, repeated, tag = "2")]
    pub details: Vec<Detail>,
}

/// It depends on a value that is not known.
pub const UNKNOWN: i32 = 1;
/// It could not be judged.
pub const ERROR: i32 = 2;
/// Nothing speaks against it.
pub const ALLOW: i32 = 3;
/// It breaks a rule.
pub const DENY: i32 = 4;
/// Nothing was loaded that could judge.
pub const SETUP_ERROR: i32 = 5;

/// What one rule says.
#[derive(Clone, PartialEq, Message)]
pub struct Detail {
    /// The rule.
    #[prost(string, tag = "1")]
    pub address: String,
    /// Its result.
    #[prost(int32, tag = "2")]
    pub result: i32,
    /// Where it is written.
    #[prost(string, tag = "3")]
    pub file: String,
    /// Its block.
    #[prost(message, optional, tag = "4")]
    pub range: Option<Range>,
    /// Name of the pack.
    #[prost(string, tag = "5")]
    pub set: String,
    /// `mandatory` or `advisory`
    #[prost(string, tag = "6")]
    pub enforcement: String,
    /// What its conditions say.
    #[prost(message, repeated, tag = "7")]
    pub conditions: Vec<Condition>,
    /// What is said of no condition.
    #[prost(message, repeated, tag = "8")]
    pub diagnostics: Vec<Diagnostic>,
}

/// What one condition of a rule says.
#[derive(Clone, PartialEq, Message)]
pub struct Condition {
    /// Its result.
    #[prost(int32, tag = "1")]
    pub result: i32,
    /// Whether it holds.
    #[prost(bool, tag = "2")]
    pub passed: bool,
    /// Its message.
    #[prost(string, tag = "3")]
    pub message: String,
    /// Its block.
    #[prost(message, optional, tag = "4")]
    pub range: Option<Range>,
    /// What Terraform prints.
    #[prost(message, repeated, tag = "5")]
    pub diagnostics: Vec<Diagnostic>,
    /// Its text.
    #[prost(message, optional, tag = "6")]
    pub snippet: Option<Snippet>,
    /// Which of the rule's conditions it is.
    #[prost(int32, tag = "7")]
    pub index: i32,
}

/// What Terraform prints.
#[derive(Clone, PartialEq, Message)]
pub struct Diagnostic {
    /// 1 warning, 2 error: the other way round than providers say it.
    #[prost(int32, tag = "1")]
    pub severity: i32,
    /// First line.
    #[prost(string, tag = "2")]
    pub summary: String,
    /// The rest.
    #[prost(string, tag = "3")]
    pub detail: String,
    /// Where in the rules.
    #[prost(message, optional, tag = "4")]
    pub subject: Option<Range>,
    /// What it is about.
    #[prost(message, optional, tag = "6")]
    pub result: Option<DiagnosticResult>,
    /// Which attribute is at fault.
    #[prost(message, optional, tag = "7")]
    pub attribute: Option<AttributePath>,
    /// Text of the rule.
    #[prost(message, optional, tag = "8")]
    pub snippet: Option<Snippet>,
    /// Which pack.
    #[prost(message, optional, tag = "11")]
    pub set: Option<Set>,
}

/// [`Diagnostic::severity`]
pub const WARNING: i32 = 1;
/// [`Diagnostic::severity`]
pub const FAILURE: i32 = 2;

/// The result that a diagnostic explains.
#[derive(Clone, PartialEq, Message)]
pub struct DiagnosticResult {
    /// Such as [`DENY`].
    #[prost(int32, tag = "1")]
    pub result: i32,
}

/// A pack.
#[derive(Clone, PartialEq, Message)]
pub struct Set {
    /// Its name.
    #[prost(string, tag = "1")]
    pub name: String,
    /// Its directory.
    #[prost(string, tag = "2")]
    pub path: String,
}

/// A piece of a file of rules.
#[derive(Clone, PartialEq, Message)]
pub struct Range {
    /// The file.
    #[prost(string, tag = "1")]
    pub file: String,
    /// First byte.
    #[prost(message, optional, tag = "2")]
    pub start: Option<Position>,
    /// After the last byte.
    #[prost(message, optional, tag = "3")]
    pub end: Option<Position>,
}

/// A place in a file.
#[derive(Clone, PartialEq, Message)]
pub struct Position {
    /// From 1.
    #[prost(int64, tag = "1")]
    pub line: i64,
    /// From 1.
    #[prost(int64, tag = "2")]
    pub column: i64,
    /// From 0.
    #[prost(int64, tag = "3")]
    pub byte: i64,
}

/// Lines of a file, with what matters of them.
#[derive(Clone, PartialEq, Message)]
pub struct Snippet {
    /// `rule "x"`
    #[prost(string, optional, tag = "1")]
    pub context: Option<String>,
    /// Whole lines.
    #[prost(string, tag = "2")]
    pub code: String,
    /// Number of the first, from 1.
    #[prost(int64, tag = "3")]
    pub line: i64,
    /// Where in `code` it begins, in bytes.
    #[prost(int64, tag = "4")]
    pub from: i64,
    /// Where it ends.
    #[prost(int64, tag = "5")]
    pub to: i64,
}

/// `proto.GetResourcesRequest`
#[derive(Clone, PartialEq, Message)]
pub struct ResourcesRequest {
    /// Resource type.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// Attributes that must be equal, as MessagePack; null for none.
    #[prost(bytes = "bytes", tag = "2")]
    pub filter: Bytes,
    /// [`ResourceRequest::evaluation`]
    #[prost(uint32, tag = "3")]
    pub evaluation: u32,
}

/// `proto.GetResourcesResponse`
#[derive(Clone, PartialEq, Message)]
pub struct ResourcesResponse {
    /// Values of no declared type.
    #[prost(bytes = "bytes", repeated, tag = "1")]
    pub results: Vec<Bytes>,
    /// Whether there may be more.
    #[prost(bool, tag = "2")]
    pub partial: bool,
}
