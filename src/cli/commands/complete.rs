//! `dealgraph completions` and `dealgraph man`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::cli::Outcome;
use crate::cli::arguments::Arguments;
use crate::cli::output::{Failure, to_stdout};

/// Write shell completions.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  dealgraph completions bash > /etc/bash_completion.d/dealgraph")]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Write the manual page.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  dealgraph man > dealgraph.1 && man ./dealgraph.1")]
pub struct ManArgs {}

/// Writes completions.
pub fn completions(args: &CompletionsArgs) -> Result<Outcome, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "dealgraph", &mut text);
    to_stdout(&text)?;
    Ok(Outcome::Answered)
}

/// Writes the manual: the program's own page, then one for each command.
pub fn man(_: &ManArgs) -> Result<Outcome, Failure> {
    let mut text = Vec::new();
    let mut command = Arguments::command();
    command.build();
    let failed = |source| Failure::Write { path: "the manual page".to_owned(), source };
    clap_mangen::Man::new(command.clone()).render(&mut text).map_err(failed)?;
    for subcommand in command.get_subcommands().filter(|it| it.get_name() != "help" && !it.is_hide_set()) {
        clap_mangen::Man::new(subcommand.clone()).render(&mut text).map_err(failed)?;
    }
    to_stdout(&text)?;
    Ok(Outcome::Answered)
}
