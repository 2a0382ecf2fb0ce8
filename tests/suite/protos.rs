//! The descriptions of wire formats in `proto/`, compiled.

use std::path::Path;
use std::sync::OnceLock;

use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};

/// All files of `proto/`.
pub fn pool() -> &'static DescriptorPool {
    static POOL: OnceLock<DescriptorPool> = OnceLock::new();
    POOL.get_or_init(|| {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("proto");
        let mut files: Vec<_> = std::fs::read_dir(&dir).unwrap().map(|e| e.unwrap().path()).collect();
        files.retain(|path| path.extension().is_some_and(|e| e == "proto"));
        files.sort();
        assert_eq!(files.len(), 5);
        DescriptorPool::from_file_descriptor_set(protox::compile(files, [dir]).unwrap()).unwrap()
    })
}

/// A message by its name.
pub fn message(name: &str) -> MessageDescriptor {
    pool().get_message_by_name(name).unwrap_or_else(|| panic!("proto/ has no message {name}"))
}

/// A message from protobuf's text format.
pub fn text(name: &str, text: &str) -> DynamicMessage {
    DynamicMessage::parse_text_format(message(name), text).unwrap_or_else(|e| panic!("{name} {{ {text} }}: {e}"))
}
