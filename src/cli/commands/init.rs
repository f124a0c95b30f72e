//! `dealgraph init`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::files::{Batch, make_folder};
use crate::cli::output::{Failure, to_stdout};

/// The book that a newcomer starts from. The companies are invented.
const BOOK: &str = include_str!("../templates/book.ron");

/// Write a small commented book.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  dealgraph init my-book && dealgraph check --data my-book")]
pub struct InitArgs {
    /// The folder to write it into; made if it does not exist
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Runs the command.
pub fn run(_: &Context<'_>, args: &InitArgs) -> Result<Outcome, Failure> {
    let path = args.folder.join("book.ron");
    make_folder(&args.folder)?;
    let mut batch = Batch::default();
    batch.add_new(&path, BOOK.as_bytes())?;
    batch.commit()?;
    let said = format!("wrote {0}\ntry: dealgraph backers orion lyra --data {0}\n", path.display());
    to_stdout(said.as_bytes())?;
    Ok(Outcome::Answered)
}
