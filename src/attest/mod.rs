//! Records that a plan was checked, signed so that a pipeline can refuse to apply one that was not.
//!
//! The record is an in-toto statement (predicate: Simple Verification Result) in a DSSE envelope, signed with
//! Ed25519. Formats: in-toto attestation framework v1, `predicates/svr.md`; DSSE v1 `protocol.md`.
//!
//! - [`envelope`]: what is signed, and by whom;
//! - [`key`]: keys in PEM, as OpenSSL writes them;
//! - [`statement`]: what is said of which plan.

pub mod envelope;
pub mod key;
pub mod statement;

pub use envelope::Envelope;
pub use key::{PublicKey, SecretKey};
pub use statement::{About, Claims, Ruling, Statement, Subject};

/// Why a record is not accepted, or none can be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttestError {
    /// A key that cannot be used.
    #[error("the key cannot be used: {0}")]
    Key(String),
    /// Not a record at all.
    #[error("this is no signed record: {0}")]
    Form(String),
    /// Signed by somebody else, or changed after it was signed.
    #[error("no signature of the given key fits: the record was made by somebody else, or was changed")]
    Signature,
    /// The plan is not the one that was checked.
    #[error("this plan was not checked: its digest is {found}, and the record speaks of {recorded}")]
    Plan {
        /// SHA-256 of the plan, hex.
        found: String,
        /// What the record names.
        recorded: String,
    },
    /// Too old.
    #[error("the record expired at {0}: check the plan again")]
    Expired(String),
    /// Made in the future.
    #[error("the record was made at {0}, which is in the future")]
    Future(String),
    /// The check did not pass.
    #[error("the plan was checked and did not pass ({0})")]
    Failed(String),
    /// Other rules than required.
    #[error("the plan was checked by other rules ({found}) than those required ({wanted})")]
    Rules {
        /// Digest of the rules that were used.
        found: String,
        /// Digest that is required.
        wanted: String,
    },
}
