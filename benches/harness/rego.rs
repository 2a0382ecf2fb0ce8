//! Rules against a Rego interpreter in Rust: `cargo install regorus --version 0.14.1 --example regorus`. Both have ten rules
//! that say the same.

use super::measure::{self, Program};
use super::rules;
use std::ffi::OsString;
use std::path::Path;

/// CPU time of the peer divided by that of `check`, and both in seconds (peer first).
///
/// # Errors
/// The peer is not on the path, or one of them fails.
pub fn ratio(subject: &Program, work: &Path, plan: &Path, rounds: usize) -> Result<(f64, f64, f64), String> {
    let peer = Program { path: measure::on_path("regorus")?, arguments: Vec::new() };
    let (pack, policy) = (work.join("rules-rego"), work.join("measure.rego"));
    rules::write_pack(&pack, rules::TEN).map_err(|e| format!("{}: {e}", pack.display()))?;
    std::fs::write(&policy, rules::rego(&rules::rules(rules::TEN)))
        .map_err(|e| format!("{}: {e}", policy.display()))?;
    let words = |all: &[&str]| all.iter().map(OsString::from).collect::<Vec<_>>();
    let mut check = words(&["check"]);
    check.extend([plan.into(), "--rules".into(), pack.into()]);
    check.extend(words(&["--no-builtin-rules", "--format", "json", "--threads", "1"]));
    let mut eval = words(&["eval", "--data"]);
    eval.extend([policy.into(), "--input".into(), plan.into(), "data.measure.deny".into()]);
    let output = work.join("rego.out");
    let ours = || {
        let judged = measure::run(subject, &check, &output)?;
        // Types without a rule make the answer incomplete.
        if matches!(judged.code, 0 | 3) { Ok(judged) } else { Err(format!("check left with {}", judged.code)) }
    };
    let theirs = || {
        let evaluated = measure::run(&peer, &eval, &output)?;
        let answer = std::fs::read_to_string(&output).map_err(|e| e.to_string())?;
        match evaluated.code == 0 && answer.contains("\"result\"") {
            true => Ok(evaluated),
            false => Err(format!("regorus left with {} and no result", evaluated.code)),
        }
    };
    measure::in_turns(rounds, ours, theirs)
}
