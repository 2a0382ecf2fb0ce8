//! What is to be read: the bytes of a file or of standard input, with their name in messages.

use std::fs::File;
use std::io::{self, Read};

use super::InputError;
use crate::text::Bytes;

/// Files from this size on are mapped instead of being read into memory.
const BIG: u64 = 1 << 20;

/// An artefact, with its name in messages.
#[derive(Debug)]
pub struct Artefact {
    pub(super) path: String,
    pub(super) bytes: Bytes,
}

impl Artefact {
    /// Opens a file, or reads standard input for `-`.
    ///
    /// # Errors
    /// [`InputError`] if it cannot be read.
    pub fn open(path: &str) -> Result<Artefact, InputError> {
        let bytes = match path {
            "-" => read_all(&mut io::stdin().lock(), 0),
            _ => File::open(path).and_then(content),
        };
        Ok(Artefact { path: path.into(), bytes: bytes.map_err(|e| unreadable(path, &e))? })
    }

    /// What is in memory already.
    pub fn in_memory(path: &str, bytes: Vec<u8>) -> Artefact {
        Artefact { path: path.into(), bytes: Bytes::Owned(bytes) }
    }
}

fn content(mut file: File) -> io::Result<Bytes> {
    let about = file.metadata()?;
    // Only files can be mapped, and not all file systems can do it.
    let mapped = (about.is_file() && about.len() >= BIG).then(|| Bytes::map(&file).ok()).flatten();
    mapped.map_or_else(|| read_all(&mut file, about.len()), Ok)
}

fn read_all(source: &mut dyn Read, about: u64) -> io::Result<Bytes> {
    // The length of what is no file says nothing.
    let mut bytes = Vec::with_capacity(usize::try_from(about.min(BIG)).unwrap_or_default() + 1);
    source.read_to_end(&mut bytes)?;
    Ok(Bytes::Owned(bytes))
}

fn unreadable(path: &str, problem: &io::Error) -> InputError {
    let error = InputError::new(path, format!("cannot be read: {problem}"));
    match problem.kind() {
        io::ErrorKind::NotFound => {
            error.hint("make a plan JSON with: terraform plan -out=tfplan && terraform show -json tfplan > plan.json")
        }
        _ => error,
    }
}
