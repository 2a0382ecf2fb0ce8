//! The `ringfence` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::panic::catch_unwind(ringfence::cli::run) {
        Ok(code) => code,
        // The panic's message is on standard error already; never let it look like an answer.
        Err(_) => ExitCode::from(ringfence::check::Exit::Internal.code()),
    }
}
