//! `dealgraph fmt`.

use std::path::PathBuf;

use clap::Args;
use dealgraph::load::{LoadError, format_text, read_files};

use crate::cli::Outcome;
use crate::cli::context::{Context, tell_links};
use crate::cli::files::Batch;
use crate::cli::input::{is_standard_input, read_book_file};
use crate::cli::output::{Failure, data_to_stdout, to_stdout};

/// Write book files in the canonical layout.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph fmt my-book           rewrite every *.ron file of a folder in the canonical layout
  dealgraph fmt --check my-book   say which files would change, and exit with 1 on any
  dealgraph fmt - < deals.ron     lay out standard input, onto standard output

Comments stay, nothing is reordered, and no value is rewritten.")]
pub struct FmtArgs {
    /// Files, or folders with all *.ron files below them; or - for standard input alone
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Change nothing; exit with 1 where a file is not in the canonical layout
    #[arg(long)]
    check: bool,
}

/// Lays out what comes on standard input, and writes it on standard output.
fn format_standard_input(args: &FmtArgs) -> Result<Outcome, Failure> {
    if args.paths.len() > 1 {
        let message = "what comes on standard input goes to standard output; name - alone".to_owned();
        return Err(Failure::Usage(message));
    }
    let file = read_book_file()?;
    let text = format_text(&file.text).map_err(|error| Failure::Usage(format!("{}: {error}", file.name)))?;
    if !args.check {
        data_to_stdout(text.as_bytes())?;
        return Ok(Outcome::Answered);
    }
    if text == file.text {
        return Ok(Outcome::Answered);
    }
    to_stdout(format!("would change {}\n", file.name).as_bytes())?;
    Ok(Outcome::Found)
}

/// Runs the command.
pub fn run(_: &Context<'_>, args: &FmtArgs) -> Result<Outcome, Failure> {
    if args.paths.iter().any(|path| is_standard_input(path)) {
        return format_standard_input(args);
    }
    tell_links(&args.paths);
    let files = read_files(&args.paths).map_err(|errors| Failure::Load(LoadError::Files(errors)))?;
    let mut changed = Vec::new();
    // Every file is laid out before the first is written, so that a faulty one leaves all as they were.
    for file in &files {
        let text = format_text(&file.text).map_err(|error| Failure::Usage(format!("{}: {error}", file.name)))?;
        if text != file.text {
            changed.push((file, text));
        }
    }
    let mut said = String::new();
    let mut batch = Batch::default();
    for (file, text) in &changed {
        if !args.check {
            batch.add(file.name.as_ref(), text.as_bytes())?;
        }
        said.push_str(&format!("{} {}\n", if args.check { "would change" } else { "formatted" }, file.name));
    }
    batch.commit()?;
    to_stdout(said.as_bytes())?;
    Ok(if args.check && !changed.is_empty() { Outcome::Found } else { Outcome::Answered })
}
