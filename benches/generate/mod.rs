//! Plans and source trees of any size, the same for the same seed.
//!
//! Nothing but one resource at a time is held in memory: a resource is a function of
//! the seed and its address, so each section of the plan builds it anew.

mod aws;
mod body;
mod config;
mod context;
mod escape;
mod layout;
mod network;
mod oci;
mod plan;
mod rng;
pub mod sources;
pub mod verify;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// What to generate.
#[derive(Clone, Debug)]
pub struct Options {
    /// Managed resources in the plan, exactly.
    pub resources: u64,
    /// Chooses everything that is left to chance.
    pub seed: u64,
    /// How many per cent of all resources get an obvious defect. 58 % of the resources
    /// are of a kind that can have one; higher figures give all of those one.
    pub findings_percent: f64,
}

/// What was generated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Entries of `resource_changes`.
    pub changes: u64,
    /// Resources in `planned_values`.
    pub planned: u64,
    /// Managed resources in `prior_state`.
    pub prior: u64,
    /// Resources whose planned form was given a defect.
    pub planted: u64,
    /// Bytes of the file.
    pub bytes: u64,
}

/// Writes a plan as `terraform show -json` of Terraform 1.11 prints it, on one line.
pub fn write_plan(options: &Options, path: &Path) -> io::Result<Counts> {
    let out = Counting { inner: BufWriter::with_capacity(1 << 20, File::create(path)?), bytes: 0 };
    let mut writer = plan::PlanWriter::new(options, out);
    writer.write()?;
    let (mut out, mut counts) = writer.finish();
    out.flush()?;
    counts.bytes = out.bytes;
    Ok(counts)
}

struct Counting<W> {
    inner: W,
    bytes: u64,
}

impl<W: Write> Write for Counting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
