//! A private folder for sockets. It is removed with its owner; what a killed owner left is removed by the next.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

const PREFIX: &str = "ringfence-";
const LOCK: &str = "lock";

/// The folder. Only its owner's user may enter (0700); the lock in it says that the owner lives.
#[derive(Debug)]
pub struct Sockets {
    dir: PathBuf,
    _lock: File,
}

impl Sockets {
    /// Makes a folder below the directory for temporary files, and removes those of owners that are gone.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn create() -> io::Result<Sockets> {
        let base = std::env::temp_dir();
        sweep(&base);
        let mut number = 0u32;
        loop {
            // Short: the path of a socket has at most 107 bytes.
            let dir = base.join(format!("{PREFIX}{}-{number}", std::process::id()));
            match DirBuilder::new().mode(0o700).create(&dir) {
                Ok(()) => return Sockets::lock(dir),
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists && number < 1000 => number += 1,
                Err(e) => return Err(e),
            }
        }
    }

    fn lock(dir: PathBuf) -> io::Result<Sockets> {
        let lock = File::create(dir.join(LOCK))?;
        flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
        Ok(Sockets { dir, _lock: lock })
    }

    /// Where it is.
    pub fn dir(&self) -> &Path {
        &self.dir
    }
}

impl Drop for Sockets {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next run.
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// Removes the folders of this user whose owners are gone: nobody holds their lock.
fn sweep(base: &Path) {
    let me = rustix::process::geteuid().as_raw();
    for entry in fs::read_dir(base).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if !name.to_str().is_some_and(|n| n.strip_prefix(PREFIX).is_some_and(is_owner_number)) {
            continue;
        }
        // Not followed: somebody else may have put a link there.
        let Ok(meta) = fs::symlink_metadata(entry.path()) else { continue };
        if !meta.is_dir() || meta.uid() != me {
            continue;
        }
        let Ok(lock) = File::open(entry.path().join(LOCK)) else { continue };
        if flock(&lock, FlockOperation::NonBlockingLockExclusive).is_ok() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn is_owner_number(text: &str) -> bool {
    text.split_once('-')
        .is_some_and(|(a, b)| [a, b].iter().all(|part| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_private_and_goes_with_its_owner() {
        let first = Sockets::create().unwrap();
        let second = Sockets::create().unwrap();
        assert_ne!(first.dir(), second.dir());
        assert_eq!(fs::metadata(first.dir()).unwrap().mode() & 0o777, 0o700);
        assert!(first.dir().join(LOCK).exists(), "a living owner's folder is not swept");
        let gone = first.dir().to_path_buf();
        drop(first);
        assert!(!gone.exists());
    }

    #[test]
    fn what_a_killed_owner_left_is_swept() {
        let base = tempfile::tempdir().unwrap();
        let left = base.path().join("ringfence-999999-0");
        fs::create_dir(&left).unwrap();
        fs::write(left.join(LOCK), "").unwrap();
        let other = base.path().join("ringfence-notes");
        fs::create_dir(&other).unwrap();
        fs::write(other.join(LOCK), "").unwrap();
        sweep(base.path());
        assert!(!left.exists());
        assert!(other.exists(), "a folder of another name is not ours");
    }
}
