//! `dealgraph import`.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValuesParser;
use dealgraph::import::{FORMATS, Format, Given, ImportError, Imported, Mapping, Text, import, import_format};
use dealgraph::model::visible;

use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::files::{Batch, make_folder};
use crate::cli::input::{read_bytes, read_text};
use crate::cli::output::{Failure, to_stdout};

/// Read another program's files into a book.
#[derive(Debug, Args)]
#[command(after_help = "Formats:
  deals-csv      one deal a row: from, to, kind, amount, date, status, source (names: see --mapping)
  legs-csv       circular-financing legs: deal_id, date, deal, from, to, leg_type, usd_bn, …
  ftm            FollowTheMoney JSON lines
  csv, parquet   tables written by `export csv` and `export parquet`
  json           a book written by `export json`

A mapping file has one line a field: `from = Investor Name` names the column, `kind := Investment` a fixed value.

Names lead to entities by id, name or alias, those of --data (or --with-embedded) included. Names that are merely
near one another are never merged: they are listed in near-names.csv beside the book, for review.

Examples:
  dealgraph import deals-csv rounds.csv --mapping rounds.map --preview
  dealgraph import deals-csv rounds.csv --mapping rounds.map -o my-book/
  dealgraph import csv research/csv -o copy/")]
pub struct ImportArgs {
    /// The format
    #[arg(value_name = "FORMAT", value_parser = names())]
    as_format: String,
    /// Files, or folders that hold them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The folder to write the book into; made where it is missing
    #[arg(long, short, value_name = "DIR", required_unless_present = "preview")]
    output: Option<PathBuf>,
    /// Which column means what
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
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
            Mapping::read(&read_text(path)?).map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?
        }
    };
    let files = read(format, &args.paths)?;
    let joins = !context.global.data.is_empty() || context.global.with_embedded;
    let base = joins.then(|| context.book()).transpose()?;
    let imported = import(format, &Given { files: &files, mapping: &mapping }, base.as_ref()).map_err(usage)?;
    let summary = summary(&imported);
    match &args.output {
        Some(folder) if !args.preview => {
            write(folder, &imported)?;
            to_stdout(format!("{summary}wrote {}\n", folder.join("book.ron").display()).as_bytes())?;
        }
        _ => to_stdout(format!("{}\n{summary}", imported.ron).as_bytes())?,
    }
    Ok(if imported.refused.is_empty() { Outcome::Answered } else { Outcome::Found })
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Usage(format!("{}: {error}", path.display()))
}

/// Reads files, and out of folders those with an ending of the format, in the order of their names.
fn read(format: &Format, paths: &[PathBuf]) -> Result<Vec<Text>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let before = found.len();
        for entry in std::fs::read_dir(path).map_err(|error| unreadable(path, &error))? {
            let file = entry.map_err(|error| unreadable(path, &error))?.path();
            let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            if file.is_file() && format.endings.contains(&ending) {
                found.push(file);
            }
        }
        if found.len() == before {
            let message = format!("{}: no file that ends in .{}", path.display(), format.endings.join(" or ."));
            return Err(Failure::Usage(message));
        }
    }
    found.sort();
    found.dedup();
    let read = |path: PathBuf| Ok(Text { name: path.display().to_string(), bytes: read_bytes(&path)? });
    found.into_iter().map(read).collect()
}

/// Writes the book, the names to review and what was refused. An existing book is never overwritten.
fn write(folder: &Path, imported: &Imported) -> Result<(), Failure> {
    make_folder(folder)?;
    let mut batch = Batch::default();
    batch.add_new(&folder.join("book.ron"), imported.ron.as_bytes())?;
    let line = |cells: &[&str]| {
        let quoted: Vec<String> =
            cells.iter().map(|cell| dealgraph::export::neutralised(cell).replace('"', "\"\"")).collect();
        format!("\"{}\"\n", quoted.join("\",\""))
    };
    if !imported.near.is_empty() {
        let rows = imported.near.iter().map(|near| line(&[&near.name, &near.id, &near.near, near.why]));
        let text = line(&["name", "id", "near", "why"]) + &rows.collect::<String>();
        batch.add(&folder.join("near-names.csv"), text.as_bytes())?;
    }
    if !imported.refused.is_empty() {
        let rows = imported.refused.iter().map(|it| line(&[&it.place.file, &it.place.line.to_string(), &it.why]));
        let text = line(&["file", "line", "why"]) + &rows.collect::<String>();
        batch.add(&folder.join("refused.csv"), text.as_bytes())?;
    }
    batch.commit()
}

/// The most refusals that are printed; the file has them all.
const MOST_PRINTED: usize = 20;

fn summary(imported: &Imported) -> String {
    let [entities, deals, sources] = imported.made;
    let mut text = format!(
        "read {} rows: {entities} entities, {deals} deals, {sources} sources; {} names joined, {} refused, {} near names\n",
        imported.read,
        imported.joined,
        imported.refused.len(),
        imported.near.len(),
    );
    for (what, count) in &imported.guessed {
        text.push_str(&format!("guessed {count} times: {what}\n"));
    }
    for refusal in imported.refused.iter().take(MOST_PRINTED) {
        let said = format!("{}:{}: {}", refusal.place.file, refusal.place.line, refusal.why);
        text.push_str(&format!("refused {}\n", visible(&said)));
    }
    if imported.refused.len() > MOST_PRINTED {
        text.push_str(&format!("refused {} more; refused.csv has them all\n", imported.refused.len() - MOST_PRINTED));
    }
    text
}
