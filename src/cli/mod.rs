//! The command line: arguments, exit codes, files. One file per sub-command.

#[cfg(feature = "plugin")]
mod attest;
mod check;
mod eval;
mod explain;
#[cfg(all(unix, feature = "plugin"))]
mod guard;
mod inspect;
mod io;
mod load;
#[cfg(all(unix, feature = "plugin"))]
mod plugin;
mod progress;
#[cfg(all(unix, feature = "plugin"))]
mod record;
mod rules;
mod shell;
mod test;
mod zones;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::check::Exit;

pub use io::Console;

/// Security-zone invariants for Terraform and OpenTofu plans.
#[derive(Debug, Parser)]
#[command(name = "ringfence", version, about, propagate_version = true, disable_help_subcommand = true, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  terraform plan -out=tfplan && terraform show -json tfplan > plan.json
  ringfence check plan.json                        what this plan breaks, where, and how to mend it
  ringfence check plan.json --output sarif=rf.sarif --format json
  ringfence explain oci-bucket-public              what a rule wants, and why";

#[derive(Debug, Subcommand)]
enum Command {
    /// Check a plan, a state or sources against the rules
    Check(check::Args),
    /// Explain a rule: what it wants, why, and how to mend a violation
    Explain(explain::Args),
    /// List and check rules
    Rules(rules::Args),
    /// Test rule packs against the examples beside them
    Test(test::Args),
    /// Print the model of an input as JSON
    Inspect(inspect::Args),
    /// Evaluate a Terraform expression in a root module, like terraform console
    Eval(eval::Args),
    /// Explain which zone each resource is in
    Zones(zones::Args),
    /// Print a completion script for a shell
    Completions(shell::CompletionsArgs),
    /// Print a manual page
    Man(shell::ManArgs),
    /// Sign that a plan was checked, and refuse one that was not
    #[cfg(feature = "plugin")]
    Attest(attest::Args),
    /// Run Terraform with every provider behind ringfence: calls that break a rule are denied
    #[cfg(all(unix, feature = "plugin"))]
    Guard(guard::Args),
    #[cfg(all(unix, feature = "plugin"))]
    #[command(name = crate::plugin::policy_engine::ARGUMENT, hide = true)]
    PolicyEngine(plugin::Args),
}

/// Why a command did not do its work.
#[derive(Debug)]
pub struct Failure {
    /// Exit code.
    pub exit: Exit,
    /// What to tell the user; may be empty if it was told already.
    pub message: String,
}

impl Failure {
    /// Wrong usage, configuration or input.
    pub fn usage(message: impl Into<String>) -> Failure {
        Failure { exit: Exit::Usage, message: message.into() }
    }
}

impl From<crate::input::InputError> for Failure {
    fn from(error: crate::input::InputError) -> Self {
        Failure::usage(error.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::usage(format!("cannot write the output: {error}"))
    }
}

/// Runs the command line and gives the exit code.
pub fn run() -> ExitCode {
    let console = Console::default();
    let given: Vec<std::ffi::OsString> = std::env::args_os().collect();
    // Providers are started often: what they wait for must not be more than it has to be.
    #[cfg(all(unix, feature = "plugin"))]
    if let Some(error) = guard::keep(&given) {
        console.error(&error);
        return ExitCode::from(Exit::Internal.code());
    }
    #[cfg(all(unix, feature = "plugin"))]
    if let Some(code) = plugin::provider(&given, &console) {
        return code;
    }
    #[cfg(all(unix, feature = "plugin"))]
    let given = guard::stand_in(&given).unwrap_or(given);
    let cli = match Cli::try_parse_from(given) {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { Exit::Usage.code() } else { Exit::Clean.code() };
            // Help that nobody reads to its end is no failure.
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let result = match &cli.command {
        Command::Check(args) => check::run(args, &console),
        Command::Explain(args) => explain::run(args, &console),
        Command::Rules(args) => rules::run(args, &console),
        Command::Test(args) => test::run(args, &console),
        Command::Inspect(args) => inspect::run(args, &console),
        Command::Eval(args) => eval::run(args, &console),
        Command::Zones(args) => zones::run(args, &console),
        Command::Completions(args) => shell::completions(args, &console),
        Command::Man(args) => shell::man(args, &console),
        #[cfg(feature = "plugin")]
        Command::Attest(args) => attest::run(args, &console),
        #[cfg(all(unix, feature = "plugin"))]
        Command::Guard(args) => match guard::run(args, &console) {
            // The guarded command's own code.
            Ok(code) => return ExitCode::from(code),
            Err(failure) => Err(failure),
        },
        #[cfg(all(unix, feature = "plugin"))]
        Command::PolicyEngine(args) => plugin::run(args, &console),
    };
    match result {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(failure) => {
            if !failure.message.is_empty() {
                console.error(&failure.message);
            }
            ExitCode::from(failure.exit.code())
        }
    }
}
