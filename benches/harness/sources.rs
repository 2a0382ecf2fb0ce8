//! A tree of sources against a peer that evaluates them too: tfsec, a compiled program, is the fastest of those
//! that can be built here (`go install github.com/aquasecurity/tfsec/cmd/tfsec@v1.28.14`). Both run all the rules that they
//! ship with; the peer knows few of Oracle Cloud, and so has less to do.

use super::measure::{self, Program};
use crate::generate::sources::write_tree;
use std::ffi::OsString;
use std::path::Path;

/// CPU time of the peer divided by that of `check`, and both in seconds (peer first).
///
/// # Errors
/// The peer is not on the path, or one of them fails.
pub fn ratio(subject: &Program, work: &Path, files: u64, rounds: usize) -> Result<(f64, f64, f64), String> {
    let peer = Program { path: measure::on_path("tfsec")?, arguments: Vec::new() };
    let tree = work.join("sources");
    write_tree(&tree, files, 1).map_err(|e| format!("{}: {e}", tree.display()))?;
    let check: Vec<OsString> = ["check".into(), tree.clone().into(), "--format".into(), "json".into()].into();
    let scan: Vec<OsString> = [tree.into(), "--format".into(), "json".into(), "--soft-fail".into()].into();
    let output = work.join("sources.out");
    let ours = || match measure::run(subject, &check, &output)? {
        found if found.code == 1 => Ok(found),
        found => Err(format!("check left with {}, though the tree has defects", found.code)),
    };
    let theirs = || match measure::run(&peer, &scan, &output)? {
        scanned if scanned.code == 0 => Ok(scanned),
        scanned => Err(format!("tfsec left with {}", scanned.code)),
    };
    measure::in_turns(rounds, ours, theirs)
}
