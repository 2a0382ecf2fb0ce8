//! What is to be read: bytes in memory, or a file that may be much bigger than what is kept of it.

use std::fs::File;
use std::io::{self, Read, Seek};

use super::InputError;

/// How much of a file is looked at to tell what it is. Smaller ones are read whole.
const HEAD: u64 = 1 << 20;

/// An artefact, with its name in messages.
#[derive(Debug)]
pub struct Artefact {
    path: String,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Memory(Vec<u8>),
    /// A big file, and how it begins.
    File(File, Vec<u8>),
}

impl Artefact {
    /// Opens a file, or reads standard input for `-`.
    ///
    /// # Errors
    /// [`InputError`] if it cannot be read.
    pub fn open(path: &str) -> Result<Artefact, InputError> {
        let content = match path {
            "-" => read_all(&mut io::stdin().lock(), 0),
            _ => File::open(path).and_then(content),
        };
        Ok(Artefact { path: path.into(), content: content.map_err(|e| unreadable(path, &e))? })
    }

    /// What is in memory already.
    pub fn in_memory(path: &str, bytes: Vec<u8>) -> Artefact {
        Artefact { path: path.into(), content: Content::Memory(bytes) }
    }

    /// As given; `-` for standard input.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// How it begins: all of it if it is small.
    pub(super) fn head(&self) -> &[u8] {
        match &self.content {
            Content::Memory(bytes) | Content::File(_, bytes) => bytes,
        }
    }

    /// Reads it from its beginning.
    ///
    /// # Errors
    /// [`InputError`] if it cannot be read.
    pub(super) fn reader(&mut self) -> Result<Box<dyn Read + '_>, InputError> {
        match &mut self.content {
            Content::Memory(bytes) => Ok(Box::new(&bytes[..])),
            Content::File(file, _) => {
                file.rewind().map_err(|e| unreadable(&self.path, &e))?;
                Ok(Box::new(file))
            }
        }
    }

    /// All of it, whatever was read before.
    ///
    /// # Errors
    /// [`InputError`] if it cannot be read.
    pub(super) fn whole(self) -> Result<Vec<u8>, InputError> {
        match self.content {
            Content::Memory(bytes) => Ok(bytes),
            Content::File(mut file, _) => {
                let mut bytes = Vec::new();
                let read = file.rewind().and_then(|()| file.read_to_end(&mut bytes));
                read.map(|_| bytes).map_err(|e| unreadable(&self.path, &e))
            }
        }
    }
}

fn content(mut file: File) -> io::Result<Content> {
    let about = file.metadata()?;
    // What is no file cannot be read a second time.
    if !about.is_file() || about.len() <= HEAD {
        return read_all(&mut file, about.len());
    }
    let mut head = Vec::new();
    (&mut file).take(HEAD).read_to_end(&mut head)?;
    Ok(Content::File(file, head))
}

fn read_all(source: &mut dyn Read, about: u64) -> io::Result<Content> {
    let mut bytes = Vec::with_capacity(usize::try_from(about).unwrap_or_default().min(HEAD as usize) + 1);
    source.read_to_end(&mut bytes)?;
    Ok(Content::Memory(bytes))
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
