//! `ringfence completions` and `ringfence man`: what shells and manuals want, made from the commands themselves.

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, Console, Failure};
use crate::check::Exit;

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: ringfence completions bash > /etc/bash_completion.d/ringfence")]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Print a manual page
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ringfence man > ringfence.1
  ringfence man rules list > ringfence-rules-list.1")]
pub struct ManArgs {
    /// The sub-command that it is about [default: ringfence itself]
    command: Vec<String>,
}

/// Prints a completion script.
pub fn completions(args: &CompletionsArgs, console: &Console) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "ringfence", &mut script);
    console.print(&mut |out| out.write_all(&script))?;
    Ok(Exit::Clean)
}

/// Prints a manual page.
pub fn man(args: &ManArgs, console: &Console) -> Result<Exit, Failure> {
    let mut root = Cli::command();
    root.build();
    let mut command = &root;
    for name in &args.command {
        let visible = |c: &&clap::Command| !c.is_hide_set() && c.get_name() == name;
        command = command
            .get_subcommands()
            .find(visible)
            .ok_or_else(|| Failure::usage(format!("ringfence has no command {:?}", args.command.join(" "))))?;
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    console.print(&mut |out| out.write_all(&page))?;
    Ok(Exit::Clean)
}
