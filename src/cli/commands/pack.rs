//! `dealgraph pack`.

use std::path::PathBuf;

use clap::Args;
use dealgraph::export::write_snapshot;
use dealgraph::load::snapshot::{PackedFile, packed_file, verify};
use dealgraph::report::count;

use crate::cli::Outcome;
use crate::cli::context::{Context, load_watched};
use crate::cli::files::{Batch, Old};
use crate::cli::output::{Failure, to_stdout};

/// Write a book as a snapshot, which opens at once.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph pack -o web.dgz                     the built-in book
  dealgraph pack --data my-book -o my-book.dgz  a book of your own
  dealgraph backers acme orion --data my-book.dgz
  dealgraph check --data my-book.dgz            read every byte of it, and tell what is broken

A snapshot whose files lie in its folder, or below it, and have changed since is refused as stale.")]
pub struct PackArgs {
    /// The snapshot to write
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &PackArgs) -> Result<Outcome, Failure> {
    let folder = args.output.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.map_or_else(|| PathBuf::from("."), PathBuf::from);
    let (book, files): (_, Vec<PackedFile>) = if context.global.data.is_empty() || context.is_snapshot() {
        (context.book()?, Vec::new())
    } else {
        let files = context.files()?;
        let packed = files.iter().filter_map(|file| packed_file(file, &folder)).collect();
        (load_watched(files)?, packed)
    };
    let mut batch = Batch::default();
    batch.add_written(&args.output, Old::Replaced, |to| write_snapshot(&book, &files, to))?;
    batch.commit()?;
    let length = std::fs::metadata(&args.output).map_or(0, |about| about.len());
    let (entities, deals, sources) = (book.entity_count(), book.deal_count(), book.source_count());
    drop(book);
    // What was written is read once, so that nobody finds out later.
    verify(&args.output).map_err(Failure::Snapshot)?;
    to_stdout(
        format!(
            "wrote {}: {}, {}, {}, {length} bytes\n",
            args.output.display(),
            count(entities, "entity", "entities"),
            count(deals, "deal", "deals"),
            count(sources, "source", "sources"),
        )
        .as_bytes(),
    )?;
    Ok(Outcome::Answered)
}
