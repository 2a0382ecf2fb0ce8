//! The zip file around a plan. Sizes that it states are not believed.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::super::InputError;

/// How much is unpacked.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// Bytes of one entry.
    pub entry: u64,
    /// Bytes of all entries.
    pub total: u64,
    /// Number of entries.
    pub entries: usize,
}

/// A plan of 100,000 resources unpacks to about 150 MB; module trees of five thousand modules have fewer files.
const LIMITS: Limits = Limits { entry: 1 << 30, total: 2 << 30, entries: 100_000 };

const AGAIN: &str = "was copying it cut short, or the disk full? Make it again with: terraform plan -out=tfplan";

pub(super) struct Archive<'a> {
    path: &'a str,
    zip: ZipArchive<Cursor<&'a [u8]>>,
    entry: u64,
    left: u64,
}

impl<'a> Archive<'a> {
    pub fn open(path: &'a str, bytes: &'a [u8]) -> Result<Self, InputError> {
        Archive::open_within(path, bytes, LIMITS)
    }

    pub fn open_within(path: &'a str, bytes: &'a [u8], limits: Limits) -> Result<Self, InputError> {
        let zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|e| InputError::new(path, format!("is a damaged zip file: {}", explain(&e))).hint(AGAIN))?;
        if zip.len() > limits.entries {
            let problem = format!("is a zip file with {} entries; plans have fewer than {}", zip.len(), limits.entries);
            return Err(InputError::new(path, problem));
        }
        Ok(Archive { path, zip, entry: limits.entry, left: limits.total })
    }

    /// Names of the entries, in the order of the file.
    pub fn names(&self) -> Result<Vec<String>, InputError> {
        let names = self.zip.file_names().map(|name| name.map(|n| n.into_owned()));
        names
            .collect::<Result<_, _>>()
            .map_err(|e| InputError::new(self.path, format!("is a damaged zip file: {}", explain(&e))).hint(AGAIN))
    }

    /// Unpacks an entry; `None` if there is no such entry.
    pub fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, InputError> {
        let path = self.path;
        let failed = |why: String| InputError::new(path, format!("cannot be unpacked: {name}: {why}")).hint(AGAIN);
        let limit = self.entry.min(self.left);
        let mut entry = match self.zip.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(e) => return Err(failed(explain(&e))),
        };
        let mut bytes = Vec::new();
        // One byte more than is permitted tells a file that is too large.
        (&mut entry).take(limit + 1).read_to_end(&mut bytes).map_err(|e| failed(e.to_string()))?;
        if bytes.len() as u64 > limit {
            let problem = format!("unpacks to more than {} MB ({name})", limit / 1_000_000);
            return Err(InputError::new(path, problem).hint("no plan is that large: the file was made to fill memory"));
        }
        self.left -= bytes.len() as u64;
        Ok(Some(bytes))
    }
}

fn explain(error: &ZipError) -> String {
    match error {
        ZipError::Io(e) => e.to_string(),
        other => other.to_string(),
    }
}
