//! The few messages of Terraform's provider protocol that are looked at, with the few fields that matter,
//! and gRPC's framing. Field numbers are the same in protocols 5 and 6 except where it is said.
//!
//! Source: `docs/plugin-protocol/tfplugin5.proto` and `tfplugin6.proto` of Terraform.

use bytes::{BufMut, Bytes, BytesMut};
use prost::Message;

/// A value, encoded by the schema of what it belongs to.
#[derive(Clone, PartialEq, Message)]
pub struct DynamicValue {
    /// As MessagePack; empty if it is JSON.
    #[prost(bytes = "bytes", tag = "1")]
    pub msgpack: Bytes,
    /// As JSON, only where a provider upgrades old state.
    #[prost(bytes = "bytes", tag = "2")]
    pub json: Bytes,
}

/// A step of an [`AttributePath`].
#[derive(Clone, PartialEq, Message)]
pub struct PathStep {
    /// Which kind of step.
    #[prost(oneof = "Selector", tags = "1, 2, 3")]
    pub selector: Option<Selector>,
}

/// Kinds of steps. There is none into a set.
#[derive(Clone, PartialEq, prost::Oneof)]
pub enum Selector {
    /// `.name`
    #[prost(string, tag = "1")]
    Attribute(String),
    /// `["key"]` of a map
    #[prost(string, tag = "2")]
    Key(String),
    /// `[0]` of a list
    #[prost(int64, tag = "3")]
    Index(i64),
}

/// Where in a resource.
#[derive(Clone, PartialEq, Message)]
pub struct AttributePath {
    /// From the root.
    #[prost(message, repeated, tag = "1")]
    pub steps: Vec<PathStep>,
}

/// What Terraform prints as `Error: ...` with the place in the source.
#[derive(Clone, PartialEq, Message)]
pub struct Diagnostic {
    /// 1 error, 2 warning.
    #[prost(int32, tag = "1")]
    pub severity: i32,
    /// First line.
    #[prost(string, tag = "2")]
    pub summary: String,
    /// The rest.
    #[prost(string, tag = "3")]
    pub detail: String,
    /// Attribute.
    #[prost(message, optional, tag = "4")]
    pub attribute: Option<AttributePath>,
}

/// [`Diagnostic::severity`] of an error.
pub const ERROR: i32 = 1;
/// [`Diagnostic::severity`] of a warning.
pub const WARNING: i32 = 2;

/// `PlanResourceChange.Request`
#[derive(Clone, PartialEq, Message)]
pub struct PlanRequest {
    /// Resource type.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// As it is; null to create.
    #[prost(message, optional, tag = "2")]
    pub prior_state: Option<DynamicValue>,
    /// Configuration and prior state joined; null to destroy.
    #[prost(message, optional, tag = "3")]
    pub proposed_new_state: Option<DynamicValue>,
    /// What is written.
    #[prost(message, optional, tag = "4")]
    pub config: Option<DynamicValue>,
    /// The provider's own, as it stands in the state.
    #[prost(bytes = "bytes", tag = "5")]
    pub prior_private: Bytes,
}

/// `PlanResourceChange.Response`
#[derive(Clone, PartialEq, Message)]
pub struct PlanResponse {
    /// As it will be.
    #[prost(message, optional, tag = "1")]
    pub planned_state: Option<DynamicValue>,
    /// What forces a replacement.
    #[prost(message, repeated, tag = "2")]
    pub requires_replace: Vec<AttributePath>,
    /// Errors and warnings.
    #[prost(message, repeated, tag = "4")]
    pub diagnostics: Vec<Diagnostic>,
    /// Set if the provider puts the change off.
    #[prost(bytes = "bytes", optional, tag = "6")]
    pub deferred: Option<Bytes>,
}

/// `ApplyResourceChange.Request`
#[derive(Clone, PartialEq, Message)]
pub struct ApplyRequest {
    /// Resource type.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// As it is; null to create.
    #[prost(message, optional, tag = "2")]
    pub prior_state: Option<DynamicValue>,
    /// As it shall be; null to destroy.
    #[prost(message, optional, tag = "3")]
    pub planned_state: Option<DynamicValue>,
    /// What is written.
    #[prost(message, optional, tag = "4")]
    pub config: Option<DynamicValue>,
    /// The provider's own.
    #[prost(bytes = "bytes", tag = "5")]
    pub planned_private: Bytes,
}

/// `ApplyResourceChange.Response`
#[derive(Clone, PartialEq, Message)]
pub struct ApplyResponse {
    /// As it is now.
    #[prost(message, optional, tag = "1")]
    pub new_state: Option<DynamicValue>,
    /// The provider's own.
    #[prost(bytes = "bytes", tag = "2")]
    pub private: Bytes,
    /// Errors and warnings.
    #[prost(message, repeated, tag = "3")]
    pub diagnostics: Vec<Diagnostic>,
}

/// `ReadResource.Request` and `ReadDataSource.Request`: the type, and the state or the configuration.
#[derive(Clone, PartialEq, Message)]
pub struct ReadRequest {
    /// Type.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// State of a resource, configuration of a data source.
    #[prost(message, optional, tag = "2")]
    pub value: Option<DynamicValue>,
}

/// `ReadResource.Response` and `ReadDataSource.Response`.
#[derive(Clone, PartialEq, Message)]
pub struct ReadResponse {
    /// What was found; null if it is gone.
    #[prost(message, optional, tag = "1")]
    pub state: Option<DynamicValue>,
}

/// One entry of a map from names to schemas, not parsed further.
#[derive(Clone, PartialEq, Message)]
pub struct SchemaEntry {
    /// Name of the type.
    #[prost(string, tag = "1")]
    pub name: String,
    /// An encoded [`Schema`].
    #[prost(bytes = "bytes", tag = "2")]
    pub schema: Bytes,
}

/// `GetProviderSchema.Response` (`GetSchema` in protocol 5).
#[derive(Clone, PartialEq, Message)]
pub struct SchemaResponse {
    /// Managed resources.
    #[prost(message, repeated, tag = "2")]
    pub resources: Vec<SchemaEntry>,
    /// Data sources.
    #[prost(message, repeated, tag = "3")]
    pub data_sources: Vec<SchemaEntry>,
    /// Errors.
    #[prost(message, repeated, tag = "4")]
    pub diagnostics: Vec<Diagnostic>,
}

/// Schema of a type.
#[derive(Clone, PartialEq, Message)]
pub struct Schema {
    /// Its attributes and blocks.
    #[prost(message, optional, tag = "2")]
    pub block: Option<Block>,
}

/// Attributes and blocks.
#[derive(Clone, PartialEq, Message)]
pub struct Block {
    /// Attributes, each an encoded [`Attribute`].
    #[prost(bytes = "bytes", repeated, tag = "2")]
    pub attributes: Vec<Bytes>,
    /// Nested blocks.
    #[prost(message, repeated, tag = "3")]
    pub block_types: Vec<NestedBlock>,
}

/// An attribute. Tag 10 is an [`Object`] in protocol 6 and a flag in protocol 5: see [`NestedAttribute`].
#[derive(Clone, PartialEq, Message)]
pub struct Attribute {
    /// Its name.
    #[prost(string, tag = "1")]
    pub name: String,
    /// Its type as JSON; empty if it is nested.
    #[prost(bytes = "bytes", tag = "2")]
    pub ty: Bytes,
    /// Never shown.
    #[prost(bool, tag = "7")]
    pub sensitive: bool,
}

/// The part of an encoded attribute that only protocol 6 has.
#[derive(Clone, PartialEq, Message)]
pub struct NestedAttribute {
    /// Attributes of attributes.
    #[prost(message, optional, tag = "10")]
    pub nested_type: Option<Object>,
}

/// Nested attributes.
#[derive(Clone, PartialEq, Message)]
pub struct Object {
    /// They, each an encoded [`Attribute`].
    #[prost(bytes = "bytes", repeated, tag = "1")]
    pub attributes: Vec<Bytes>,
    /// 1 single, 2 list, 3 set, 4 map.
    #[prost(int32, tag = "3")]
    pub nesting: i32,
}

/// A nested block.
#[derive(Clone, PartialEq, Message)]
pub struct NestedBlock {
    /// Its name.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// What it holds.
    #[prost(message, optional, tag = "2")]
    pub block: Option<Block>,
    /// 1 single, 2 list, 3 set, 4 map, 5 group.
    #[prost(int32, tag = "3")]
    pub nesting: i32,
}

/// Bytes before each message of a gRPC stream: compression and length.
const FRAME_HEADER: usize = 5;

/// A gRPC body that is not one plain message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Terraform never compresses.
    #[error("the message is compressed")]
    Compressed,
    /// Cut off, or more than one message.
    #[error("the message is not whole")]
    Length,
}

/// The message of a unary call's body.
///
/// # Errors
/// [`FrameError`] if the body is not exactly one uncompressed message.
pub fn unframe(body: &Bytes) -> Result<Bytes, FrameError> {
    let header = body.get(..FRAME_HEADER).ok_or(FrameError::Length)?;
    if header[0] != 0 {
        return Err(FrameError::Compressed);
    }
    let length = u32::from_be_bytes([header[1], header[2], header[3], header[4]]) as usize;
    match body.len() == FRAME_HEADER + length {
        true => Ok(body.slice(FRAME_HEADER..)),
        false => Err(FrameError::Length),
    }
}

/// A gRPC body of one message given in parts. Protobuf merges concatenated encodings, so that fields are
/// added to a message without touching what it holds.
pub fn frame(parts: &[&[u8]]) -> Bytes {
    let length: usize = parts.iter().map(|p| p.len()).sum();
    let mut out = BytesMut::with_capacity(FRAME_HEADER + length);
    out.put_u8(0);
    // Terraform's limit is far below 4 GiB.
    out.put_u32(u32::try_from(length).unwrap_or(u32::MAX));
    parts.iter().for_each(|p| out.put_slice(p));
    out.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diagnostics_are_added_without_touching_the_rest() {
        let planned = DynamicValue { msgpack: Bytes::from_static(b"\x80"), json: Bytes::new() };
        let original = PlanResponse { planned_state: Some(planned), ..PlanResponse::default() };
        // A field that this build does not know.
        let mut bytes = original.encode_to_vec();
        bytes.extend_from_slice(&[0xfa, 0x3e, 0x02, b'h', b'i']);
        let denial = Diagnostic { severity: ERROR, summary: "no".into(), ..Diagnostic::default() };
        let added = PlanResponse { diagnostics: vec![denial], ..PlanResponse::default() }.encode_to_vec();
        let body = frame(&[&bytes, &added]);
        let message = unframe(&body).unwrap();
        assert!(message.starts_with(&bytes));
        let read = PlanResponse::decode(message).unwrap();
        assert_eq!(read.planned_state, original.planned_state);
        assert_eq!(read.diagnostics.len(), 1);
    }

    #[test]
    fn bodies_that_are_not_one_message_are_refused() {
        assert_eq!(unframe(&Bytes::from_static(&[0, 0, 0])), Err(FrameError::Length));
        assert_eq!(unframe(&Bytes::from_static(&[1, 0, 0, 0, 0])), Err(FrameError::Compressed));
        assert_eq!(unframe(&Bytes::from_static(&[0, 0, 0, 0, 2, 7])), Err(FrameError::Length));
        assert_eq!(unframe(&Bytes::from_static(&[0, 0, 0, 0, 1, 7, 7])), Err(FrameError::Length));
        assert_eq!(unframe(&Bytes::from_static(&[0, 0, 0, 0, 1, 7])), Ok(Bytes::from_static(&[7])));
    }

    #[test]
    fn the_tenth_field_of_an_attribute_differs_between_protocols() {
        // name = "a", type = "string", tag 10: a flag in protocol 5, a message in protocol 6
        let five =
            Bytes::from_static(&[0x0a, 1, b'a', 0x12, 8, b'"', b's', b't', b'r', b'i', b'n', b'g', b'"', 0x50, 1]);
        assert_eq!(Attribute::decode(five.clone()).unwrap().name, "a");
        assert!(NestedAttribute::decode(five).is_err());
        let six = Bytes::from_static(&[0x0a, 1, b'a', 0x52, 2, 0x18, 2]);
        assert_eq!(Attribute::decode(six.clone()).unwrap().name, "a");
        assert_eq!(NestedAttribute::decode(six).unwrap().nested_type.unwrap().nesting, 2);
    }
}
