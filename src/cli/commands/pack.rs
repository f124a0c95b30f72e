//! `dealgraph pack`.

use std::path::{Path, PathBuf};

use clap::Args;
use dealgraph::export::write_snapshot;
use dealgraph::load::snapshot::{PackedFile, packed_file, packed_folder, verify};
use dealgraph::load::{FileError, LoadError, find_files, is_named_as_book};
use dealgraph::report::count;

use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::files::{Batch, Old};
use crate::cli::input::is_standard_input;
use crate::cli::output::{Failure, to_stdout};

/// Write a book as a snapshot, which opens at once.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph pack -o web.dgz                     the built-in book
  dealgraph pack --data my-book -o my-book.dgz  a book of your own
  dealgraph backers acme orion --data my-book.dgz
  dealgraph check --data my-book.dgz            read every byte of it, and tell what is broken

A snapshot whose files lie in its folder, or below it, and have changed since is refused as stale; so is one with other
*.ron files in the folder that it was packed from.")]
pub struct PackArgs {
    /// The snapshot to write
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

/// What the snapshot is to tell of the files of a book.
fn packed_files(paths: &[PathBuf], folder: &Path) -> Result<Vec<PackedFile>, Failure> {
    let paths: Vec<PathBuf> = paths.iter().filter(|path| !is_standard_input(path)).cloned().collect();
    let files = find_files(&paths).map_err(|errors| Failure::Load(LoadError::Files(errors)))?;
    let folders = paths.into_iter().filter(|path| path.is_dir());
    let of = |path: PathBuf| {
        let packed = if path.is_dir() { packed_folder(&path, folder) } else { packed_file(&path, folder) };
        packed.map_err(|source| {
            Failure::Load(LoadError::Files(vec![FileError::Io { name: path.display().to_string(), source }]))
        })
    };
    Ok(files.into_iter().chain(folders).map(of).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &PackArgs) -> Result<Outcome, Failure> {
    if !args.output.exists() && is_named_as_book(&args.output) {
        let message =
            "a snapshot is no text: a book would not be read any more with a *.ron file that is one; call it *.dgz";
        return Err(Failure::Usage(message.to_owned()));
    }
    let folder = args.output.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.map_or_else(|| PathBuf::from("."), PathBuf::from);
    let (book, files): (_, Vec<PackedFile>) = if context.global.data.is_empty() || context.is_snapshot() {
        (context.book()?, Vec::new())
    } else {
        let packed = packed_files(&context.global.data, &folder)?;
        let book = context.book_anew()?;
        if packed_files(&context.global.data, &folder)? != packed {
            let message = "a file of the book has changed while it was read; pack it again".to_owned();
            return Err(Failure::Usage(message));
        }
        (book, packed)
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
