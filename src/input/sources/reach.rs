//! Which files expressions of a source tree may read. Sources under review may name any path of the machine, and
//! what stands there must not get into a report.

use std::path::{Path, PathBuf};

use super::world::World;

/// The entry by which the directory of a checkout is recognised.
const CHECKOUT: &str = ".git";

impl World<'_> {
    /// A path that an expression names, as a path inside of what may be read: the source directory, its modules, and
    /// the version-control checkout that the source directory is part of (but for what version control keeps there).
    /// Links count by where they lead.
    ///
    /// # Errors
    /// There is no such file, or it lies outside.
    pub(super) fn inside(&self, path: &str) -> Result<PathBuf, String> {
        let root = self.modules.first().map(|m| m.dir.clone()).unwrap_or_default();
        let root = if root.as_os_str().is_empty() { PathBuf::from(".") } else { root };
        let root = root.canonicalize().map_err(|e| e.to_string())?;
        let full = root.join(path).canonicalize().map_err(|_| format!("no file exists at {path:?}"))?;
        let known = |dir: &Path| dir.canonicalize().is_ok_and(|d| full.starts_with(d));
        if full.starts_with(&root) || self.modules.iter().any(|m| known(&m.dir)) {
            return Ok(full);
        }
        let Some(checkout) = checkout(&root) else {
            return Err(format!(
                "{path:?} lies outside of the source directory, and is not read: only files in it, in its modules, and \
                 in the version-control checkout around it are, and there is no .git in any directory above"
            ));
        };
        match full.strip_prefix(checkout) {
            Ok(below) if below.components().all(|c| c.as_os_str() != CHECKOUT) => Ok(full),
            _ => Err(format!(
                "{path:?} lies outside of the version-control checkout of the source directory, and is not read: only \
                 files in that checkout (not those of .git itself) and in installed modules are"
            )),
        }
    }
}

/// The nearest directory at or above another that is a checkout.
fn checkout(dir: &Path) -> Option<&Path> {
    dir.ancestors().find(|d| d.join(CHECKOUT).symlink_metadata().is_ok())
}
