//! Rules against a Rego interpreter in Rust: `cargo install regorus --version 0.14.1 --example regorus`. Both have ten rules
//! that say the same.

use super::measure::{self, Program, median};
use super::rules;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// CPU time of the peer divided by that of `check`, and both in seconds (peer first).
///
/// # Errors
/// The peer is not on the path, or one of them fails.
pub fn ratio(subject: &Program, work: &Path, plan: &Path, rounds: usize) -> Result<(f64, f64, f64), String> {
    let peer = Program { path: regorus()?, arguments: Vec::new() };
    let (pack, policy) = (work.join("rules-rego"), work.join("measure.rego"));
    rules::write_pack(&pack, 10).map_err(|e| format!("{}: {e}", pack.display()))?;
    std::fs::write(&policy, rules::rego()).map_err(|e| format!("{}: {e}", policy.display()))?;
    let words = |all: &[&str]| all.iter().map(OsString::from).collect::<Vec<_>>();
    let mut check = words(&["check"]);
    check.extend([plan.into(), "--rules".into(), pack.into()]);
    check.extend(words(&["--no-builtin-rules", "--format", "json", "--threads", "1"]));
    let mut eval = words(&["eval", "--data"]);
    eval.extend([policy.into(), "--input".into(), plan.into(), "data.measure.deny".into()]);
    let output = work.join("rego.out");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let judged = measure::run(subject, &check, &output)?;
        // Types without a rule make the answer incomplete.
        if !matches!(judged.code, 0 | 3) {
            return Err(format!("check left with {}, though the rules hold", judged.code));
        }
        let evaluated = measure::run(&peer, &eval, &output)?;
        let answer = std::fs::read_to_string(&output).map_err(|e| e.to_string())?;
        if evaluated.code != 0 || !answer.contains("\"result\"") {
            return Err(format!("regorus left with {} and no result", evaluated.code));
        }
        ours.push(judged.cpu);
        theirs.push(evaluated.cpu);
    }
    let (ours, theirs) = (median(ours), median(theirs));
    Ok((theirs / ours, theirs, ours))
}

fn regorus() -> Result<PathBuf, String> {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&paths).map(|dir| dir.join("regorus")).find(|p| p.is_file());
    found.ok_or_else(|| "there is no regorus on the path".to_owned())
}
