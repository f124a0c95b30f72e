//! `dealgraph import`.

use std::panic::{set_hook, take_hook};
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValuesParser;
use dealgraph::import::{FORMATS, Format, Given, ImportError, Imported, Mapping, Names, Text, import, import_format};
use dealgraph::load::LARGEST_FILE;
use dealgraph::load::snapshot::is_snapshot;

use super::import_told::{LISTS, Lists, lists, summary};
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::files::{Batch, Old, make_folder};
use crate::cli::input::{claim_standard_input, is_standard_input, read_text, shown};
use crate::cli::output::{Failure, tell_report, to_stdout};
use crate::cli::progress::Progress;

/// Read another program's files into a book.
#[derive(Debug, Args)]
#[command(after_help = "Formats:
  deals-csv      one deal a row: from, to, kind, amount, date, status, source (names: see --mapping)
  legs-csv       circular-financing legs: deal_id, date, deal, from, to, leg_type, usd_bn, …
  crunchbase     tables organizations, people, funding_rounds, investments, acquisitions (each in a file of its name)
  bods           statements of the Beneficial Ownership Data Standard 0.4
  graphml        our own graphs, or those of NetworkX, yEd and Gephi (attributes: see --mapping)
  ftm            FollowTheMoney JSON lines
  csv, parquet   tables written by `export csv` and `export parquet`
  json           a book written by `export json`

A mapping file has one line a field: `from = Investor Name` names the column, `kind := Investment` a fixed value
(with both, the value stands where the column is empty). Its fields are:
  deals-csv      from, to, kind, amount, currency, date, status, source, title, note; as a fixed value unit
  graphml        of edges the same but for from and to; of nodes name and entity_kind
  crunchbase     key, name, company, amount, amount_usd, date, …; as a fixed value status

`unit := m` says that the amounts of a column are millions (k, bn, tn; 1 for whole ones), but for cells that have a
unit of their own. Where a header names a unit, as \"Amount (USD m)\" does, it must be said.

Names lead to entities by id, name or alias, those of --data (or --with-embedded) included. Names that are merely
near one another are never merged: they are listed in near-names.csv beside the book. Write `join` or `apart` into
its column `decision`, and give it back with --names. What was refused is listed in refused.csv, deals that say the
same as an earlier one in equal-deals.csv, deals that may be ones of --data told otherwise in alike-deals.csv, and names
joined though they are written otherwise in joined-names.csv.

Exit status: 0 all was read, 1 some rows were refused and the rest was written, 2 bad usage or nothing could be read.

Examples:
  dealgraph import deals-csv rounds.csv --mapping rounds.map --preview
  dealgraph import deals-csv rounds.csv --mapping rounds.map -o my-book/
  dealgraph import deals-csv rounds.csv --names my-book/near-names.csv -o my-book-2/
  dealgraph import crunchbase tables/ --preview
  unzip -p rounds.zip | dealgraph import deals-csv - --preview
  dealgraph import csv research/csv -o copy/")]
pub struct ImportArgs {
    /// The format
    #[arg(value_name = "FORMAT", value_parser = names())]
    as_format: String,
    /// Files, or folders that hold them; - is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The folder to write the book into; made where it is missing
    #[arg(long, short, value_name = "DIR", required_unless_present = "preview")]
    output: Option<PathBuf>,
    /// Which column means what
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// A reviewed near-names.csv: names to join, and names to keep apart
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
    /// Show what would be written, and write nothing
    #[arg(long)]
    preview: bool,
}

fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(FORMATS.iter().map(|format| format.name))
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &ImportArgs) -> Result<Outcome, Failure> {
    let usage = |error: ImportError| Failure::Usage(error.to_string());
    let format = import_format(&args.as_format).map_err(usage)?;
    let mapping = match &args.mapping {
        None => Mapping::default(),
        Some(path) => {
            let checked = |mapping: Mapping| mapping.check(format).map(|()| mapping);
            let read = Mapping::read(&read_text(path)?).and_then(checked);
            read.map_err(|error| Failure::Usage(format!("{}: {error}", shown(path))))?
        }
    };
    let names = match &args.names {
        None => Names::default(),
        Some(path) => {
            Names::read(&read_text(path)?).map_err(|error| Failure::Usage(format!("{}: {error}", shown(path))))?
        }
    };
    let paths = files(format, &args.paths)?;
    refuse_too_large(&paths)?;
    if let (Some(folder), false) = (&args.output, args.preview) {
        refuse_to_overwrite(folder)?;
    }
    let bytes = paths.iter().filter_map(|path| std::fs::metadata(path).ok()).map(|it| it.len()).sum();
    let text = |path: &PathBuf| {
        if !is_standard_input(path) {
            return Ok(Text::file(path));
        }
        claim_standard_input().map(|()| Text::standard_input())
    };
    let files: Vec<Text> = paths.iter().map(text).collect::<Result<_, _>>()?;
    let joins = !context.global.data.is_empty() || context.global.with_embedded;
    let base = joins.then(|| context.book()).transpose()?;
    let progress = Progress::new(bytes);
    let watch = |bytes| progress.add(bytes);
    let given = Given { files: &files, mapping: &mapping, names: &names, watch: Some(&watch) };
    if format.name == "parquet" {
        hush_parquet();
    }
    let imported = import(format, &given, base.as_ref()).map_err(usage)?;
    drop(progress);
    match &args.output {
        Some(folder) if !args.preview => {
            write(folder, &imported)?;
            let summary = summary(&imported, Lists::Written);
            let joined = if imported.is_joined { stands_with(context, folder) } else { String::new() };
            to_stdout(format!("{summary}wrote {}\n{joined}", folder.join("book.ron").display()).as_bytes())?;
        }
        // What stands on standard output is the book alone, so that it can be sent into a file.
        _ => {
            to_stdout(imported.ron().as_bytes())?;
            tell_report(&summary(&imported, Lists::Left));
        }
    }
    Ok(if imported.refused.is_empty() { Outcome::Answered } else { Outcome::Found })
}

/// Says that what was written is only half of something.
fn stands_with(context: &Context<'_>, folder: &Path) -> String {
    let paths = &context.global.data;
    let data = paths.iter().map(|path| format!("--data {} ", path.display()));
    let embedded = context.global.with_embedded.then(|| "--with-embedded ".to_owned());
    let options: String = embedded.into_iter().chain(data).collect();
    // A snapshot is asked by itself, so that the files are needed that it was made of.
    let snapshot = if paths.iter().any(|path| !is_standard_input(path) && is_snapshot(path)) {
        " (of a snapshot, the files it was packed from)"
    } else {
        ""
    };
    let folder = folder.display();
    format!("it stands only together with the book that it joins{snapshot}: ask with {options}--data {folder}\n")
}

/// Keeps quiet about panics of the Parquet reader at broken files: the library catches them, and tells them as faults.
fn hush_parquet() {
    let told = take_hook();
    set_hook(Box::new(move |panic| {
        if !panic.location().is_some_and(|place| place.file().contains("parquet")) {
            told(panic);
        }
    }));
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Usage(format!("{}: {error}", path.display()))
}

/// Finds the files to read: those named, and out of folders those with an ending of the format, in the order of their names.
fn files(format: &Format, paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let before = found.len();
        for entry in std::fs::read_dir(path).map_err(|error| unreadable(path, &error))? {
            let file = entry.map_err(|error| unreadable(path, &error))?.path();
            let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
            if file.is_file() && format.endings.contains(&ending.as_str()) {
                found.push(file);
            }
        }
        if found.len() == before {
            let message = format!("{}: no file that ends in .{}", path.display(), format.endings.join(" or ."));
            return Err(Failure::Usage(message));
        }
    }
    found.sort();
    // Standard input named twice is told where it is claimed.
    found.dedup_by(|one, two| one == two && !is_standard_input(one));
    Ok(found)
}

/// What is read must fit into memory as a book, so that a file has the same bound as one of a book.
fn refuse_too_large(paths: &[PathBuf]) -> Result<(), Failure> {
    let large = |path: &&PathBuf| std::fs::metadata(path).is_ok_and(|about| about.len() > LARGEST_FILE);
    match paths.iter().find(large) {
        Some(path) => {
            let reason = format!("more than {LARGEST_FILE} bytes, the most that is read");
            Err(Failure::Read { path: path.display().to_string(), reason })
        }
        None => Ok(()),
    }
}

/// An existing book is never overwritten, nor is a list in which somebody may have written decisions; that is told before
/// any work is done.
fn refuse_to_overwrite(folder: &Path) -> Result<(), Failure> {
    let there = ["book.ron"].into_iter().chain(LISTS).map(|name| folder.join(name)).find(|path| path.exists());
    match there {
        Some(path) => Err(Failure::Usage(format!("{} exists already; nothing was written", path.display()))),
        None => Ok(()),
    }
}

/// Writes the book, and beside it the lists of what a reader should look at.
fn write(folder: &Path, imported: &Imported) -> Result<(), Failure> {
    make_folder(folder)?;
    let mut batch = Batch::default();
    batch.add_written(&folder.join("book.ron"), Old::Refused, |file| imported.write(file))?;
    for (name, text) in lists(imported) {
        batch.add_new(&folder.join(name), text.as_bytes())?;
    }
    batch.commit()
}
