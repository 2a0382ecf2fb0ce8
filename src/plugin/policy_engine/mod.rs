//! The policy engine: what an experimental Terraform asks when it is run with `-policies DIR`. It starts
//! `tfpolicy-plugin rpcapi` (or what `TF_POLICY_PLUGIN` names) and has every change, provider and module judged.
//!
//! The protocol is experimental. Everything that depends on it is in this module; a message that does not fit is
//! answered with an error, which stops Terraform, and never with a guess.
//!
//! - [`messages`]: the wire;
//! - `desk`: takes calls, hands them to the judge's thread, and carries its questions back to Terraform;
//! - `resource`: one change as a small plan, with what Terraform tells of others;
//! - `wants`: which others;
//! - `answer`: findings as Terraform wants them;
//! - `supply`: providers and modules;
//! - [`tally`]: what was asked, for the receipt.

mod answer;
mod desk;
pub mod messages;
mod resource;
mod supply;
pub mod tally;
mod wants;

use std::io::Write;
use std::rc::Rc;

use super::server::{self, Invitation, ServeError, Terms};
use crate::check::{Options, Session};
use crate::text::{Diagnostic, SourceMap};

/// How Terraform knows a policy engine. The variable that names the program carries the cookie, too.
pub const TERMS: Terms = Terms { cookie: ("TF_POLICY_PLUGIN", "6F11ED78A2AB"), version: 1 };

/// The argument that it is started with.
pub const ARGUMENT: &str = "rpcapi";

/// Rules and zones that are ready.
#[derive(Debug)]
pub struct Policies {
    /// A session without a plan.
    pub session: Session,
    /// How findings are judged.
    pub options: Options,
}

/// What was found in the `-policies` directories.
#[derive(Debug)]
pub struct Loaded {
    /// `None` if they cannot be used: then a diagnostic says why.
    pub policies: Option<Box<Policies>>,
    /// Errors and warnings.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that they point into.
    pub sources: SourceMap,
}

pub(super) use resource::plain;

/// Reads the `-policies` directories.
pub type Load = Box<dyn Fn(&[String]) -> Loaded + Send>;

/// Serves until Terraform has had enough, and tells what it was asked.
///
/// # Errors
/// [`ServeError`] if it was not started by a Terraform that speaks this version.
pub fn serve(invitation: &Invitation, load: Load, out: &mut dyn Write) -> Result<tally::Tally, ServeError> {
    let tally = tally::Shared::default();
    let judge = desk::Judge::start(load, tally.clone())?;
    server::serve(TERMS, invitation, |broker| Rc::new(desk::Desk::new(judge, broker)), out)?;
    Ok(tally.get())
}
