//! Whole processes, measured. Linux only: CPU time and peak memory come from
//! `getrusage(RUSAGE_CHILDREN)`.
//!
//! A process inherits the peak of the one that started it (Linux keeps the larger of
//! the two across `exec`), and the figure for children is a maximum over all of them.
//! So every run is started by a fresh, small process of our own, `speed measure`,
//! which reports on its only child.

use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What one run of a process took.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Usage {
    /// User and system time, seconds.
    pub cpu: f64,
    /// From start to exit, seconds.
    pub wall: f64,
    /// Peak resident size, bytes.
    pub memory: f64,
    /// Exit code; -1 after a signal.
    pub code: i32,
}

/// A program with the arguments that come before those of a run.
#[derive(Clone, Debug)]
pub struct Program {
    /// Executable.
    pub path: PathBuf,
    /// Leading arguments.
    pub arguments: Vec<OsString>,
}

/// Runs a program once. Its standard output goes to `output`, standard error beside it.
pub fn run(program: &Program, arguments: &[OsString], output: &Path) -> Result<Usage, String> {
    let own = std::env::current_exe().map_err(|e| e.to_string())?;
    let result = Command::new(own)
        .arg("measure")
        .arg(output)
        .arg(&program.path)
        .args(&program.arguments)
        .args(arguments)
        .output()
        .map_err(|e| e.to_string())?;
    if !result.status.success() {
        return Err(String::from_utf8_lossy(&result.stderr).into_owned());
    }
    serde_json::from_slice(&result.stdout).map_err(|e| e.to_string())
}

/// The inside of `speed measure OUTPUT PROGRAM ARGUMENTS...`.
#[cfg(target_os = "linux")]
pub fn child(arguments: &[OsString]) -> Result<Usage, String> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    let [output, program, rest @ ..] = arguments else {
        return Err("measure OUTPUT PROGRAM ARGUMENTS...".to_owned());
    };
    let create = |path: PathBuf| File::create(&path).map_err(|e| format!("{}: {e}", path.display()));
    let stdout = create(PathBuf::from(output))?;
    let stderr = create(PathBuf::from(output).with_extension("stderr"))?;
    let start = std::time::Instant::now();
    let status = Command::new(program)
        .args(rest)
        .stdin(Stdio::null())
        .stdout(stdout)
        .stderr(stderr)
        .status()
        .map_err(|e| format!("{}: {e}", program.to_string_lossy()))?;
    let wall = start.elapsed().as_secs_f64();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|e| e.to_string())?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    let memory = usage.max_rss() as f64 * 1024.0;
    Ok(Usage { cpu: micros as f64 / 1e6, wall, memory, code: status.code().unwrap_or(-1) })
}

/// The inside of `speed measure`, where there is nothing to measure with.
#[cfg(not(target_os = "linux"))]
pub fn child(_: &[OsString]) -> Result<Usage, String> {
    Err("CPU time and memory of a process are measured on Linux only".to_owned())
}

/// A program that is looked for on the path.
///
/// # Errors
/// It is not there.
pub fn on_path(name: &str) -> Result<PathBuf, String> {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&paths).map(|dir| dir.join(name)).find(|p| p.is_file());
    found.ok_or_else(|| format!("there is no {name} on the path"))
}

/// CPU time of a peer divided by ours, and both in seconds (peer first): medians of runs in turns.
///
/// # Errors
/// One of them fails.
pub fn in_turns(
    rounds: usize,
    mut ours: impl FnMut() -> Result<Usage, String>,
    mut theirs: impl FnMut() -> Result<Usage, String>,
) -> Result<(f64, f64, f64), String> {
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        times.0.push(ours()?.cpu);
        times.1.push(theirs()?.cpu);
    }
    let (ours, theirs) = (median(times.0), median(times.1));
    Ok((theirs / ours, theirs, ours))
}

/// The middle one; the mean of the two in the middle of an even number.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => values[n / 2],
        n => (values[n / 2 - 1] + values[n / 2]) / 2.0,
    }
}
