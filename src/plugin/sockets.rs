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
        Sockets::below(base(std::env::temp_dir()))
    }

    fn below(base: PathBuf) -> io::Result<Sockets> {
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

/// Bytes that a path of a socket may have: `sun_path` has 108 on Linux, 104 elsewhere, with the zero at its end.
const LONGEST_PATH: usize = 103;
/// Bytes that a socket needs below the directory for temporary files: `/ringfence-4194304-0/plugin4294967295`, the longest
/// name that go-plugin chooses.
const OURS: usize = 40;

/// The directory for temporary files, or the usual one if its path is too long for sockets.
fn base(dir: PathBuf) -> PathBuf {
    let usual = Path::new("/tmp");
    match dir.as_os_str().len() + OURS > LONGEST_PATH && usual.is_dir() {
        true => usual.to_path_buf(),
        false => dir,
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
    fn a_socket_has_room_below_it_however_long_the_directory_is() {
        let long = PathBuf::from(format!("/{}", "l".repeat(LONGEST_PATH - OURS)));
        assert_eq!(base(long), Path::new("/tmp"));
        let fits = PathBuf::from(format!("/{}", "l".repeat(LONGEST_PATH - OURS - 1)));
        assert_eq!(base(fits.clone()), fits);
        let made = Sockets::below(base("/tmp".into())).unwrap();
        let socket = made.dir().join("plugin4294967295");
        std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert!(socket.as_os_str().len() <= LONGEST_PATH);
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
