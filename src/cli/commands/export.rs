//! `dealgraph export`.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValuesParser;
use dealgraph::export::{Exported, FORMATS, Input, Loss, Makes, Options, format_named};
use dealgraph::graph::DealGraph;
use dealgraph::load::is_named_as_book;

use crate::cli::Outcome;
use crate::cli::arguments::ViewArgs;
use crate::cli::context::Context;
use crate::cli::files::{Batch, Old, folder_written};
use crate::cli::output::{Failure, stream_to_stdout, tell_notes, write};

/// Write the book, or the graph of it, for another program.
#[derive(Debug, Args)]
#[command(after_help = "Formats:
  node-link   node-link JSON: NetworkX 3.4+; --dialect links for older ones, or rustworkx
  graphml     NetworkX, igraph, yEd, Gephi; --dialect full to leave out nothing that the rest of an edge says,
              or brief for a large web: of a deal between two parties the legs of money, or else one, with
              kind, status and money
  gexf        GEXF 1.2draft: Gephi, NetworkX; --dialect 1.3 for the newer version
  gephi       CSV for Gephi: nodes, edges, edges merged by pair (a folder)
  cytoscape   JSON for Cytoscape.js and Cytoscape
  neo4j       CSV for neo4j-admin's bulk import (a folder)
  cypher      a Cypher script that merges by id
  ftm         FollowTheMoney JSON lines
  csv         every table as CSV, loss-free (a folder)
  parquet     every table as Parquet, loss-free (a folder)
  json, ron   the book field for field, loss-free, in one file
  notebook    a Jupyter notebook that reads the bundle beside it; --dialect blank for an empty investigation
  bundle      all of it with a README of the columns (a folder)

Examples:
  dealgraph export graphml -o web.graphml
  dealgraph export bundle -o research/
  dealgraph export gexf --as-of 2025 --money firm -o firm-2025.gexf

What a format cannot hold is told on standard error with its count. Files are written whole or not at all.")]
pub struct ExportArgs {
    /// The format
    #[arg(value_name = "FORMAT", value_parser = names())]
    as_format: String,
    /// The file to write, or the folder for formats of several files; standard output where absent
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
    /// A dialect of the format
    #[arg(long, value_name = "DIALECT")]
    dialect: Option<String>,
    #[command(flatten)]
    view: ViewArgs,
}

fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(FORMATS.iter().map(|format| format.name))
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &ExportArgs) -> Result<Outcome, Failure> {
    refuse_inside_book(context, args.output.as_deref())?;
    let usage = |error: dealgraph::export::UnknownFormat| Failure::Usage(error.to_string());
    let format = format_named(&args.as_format).map_err(usage)?;
    let book = context.book()?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let options = Options { dialect: args.dialect.clone() };
    format.check(&options).map_err(usage)?;
    let input = Input { graph: &graph, options: &options };
    let losses = match (format.makes, &args.output) {
        (_, None) if format.is_folder => {
            let message = format!("{} is a folder of files; say where with -o DIR", format.name);
            return Err(Failure::Usage(message));
        }
        (_, Some(folder)) if format.is_folder && folder.is_file() => {
            let message = format!("{} is a file; this format needs a folder", folder.display());
            return Err(Failure::Usage(message));
        }
        (Makes::Folder(stream), Some(folder)) => folder_written(folder, |files| stream(&input, files))?,
        (Makes::File(_, stream), Some(path)) if path.as_os_str() != "-" => {
            let mut losses = Vec::new();
            let mut batch = Batch::default();
            batch.add_written(path, Old::Replaced, |to| {
                losses = stream(&input, to)?;
                Ok(())
            })?;
            batch.commit()?;
            losses
        }
        (Makes::File(_, stream), _) => stream_to_stdout(|to| stream(&input, to))?,
        (_, path) => {
            let exported = format.write(&graph, &options).map_err(usage)?;
            match (path, exported.files.as_slice()) {
                (Some(folder), _) if format.is_folder => to_folder(folder, &exported)?,
                (path, [file]) => write(path.as_ref(), &file.bytes)?,
                (_, files) => return Err(Failure::Usage(format!("{} made {} files", format.name, files.len()))),
            }
            exported.losses
        }
    };
    tell_losses(&losses);
    Ok(Outcome::Answered)
}

/// Refuses a new `*.ron` file in a folder that the book is read from: the next time it would be a part of the book, and
/// every record would stand in it twice.
fn refuse_inside_book(context: &Context<'_>, output: Option<&Path>) -> Result<(), Failure> {
    // One that is there already is a file of the book, which nothing replaces.
    let is_new = |path: &&Path| !path.exists() && is_named_as_book(path);
    let Some(file) = output.filter(is_new) else {
        return Ok(());
    };
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(parent) = parent.canonicalize() else { return Ok(()) };
    let is_hidden = |path: &Path| path.iter().any(|step| step.as_encoded_bytes().starts_with(b"."));
    let is_read = |folder: &Path| {
        let below = parent.strip_prefix(folder).ok().zip(file.file_name());
        folder.is_dir() && below.is_some_and(|(below, name)| !is_hidden(&below.join(name)))
    };
    let folders = context.global.data.iter().filter_map(|path| path.canonicalize().ok());
    match folders.into_iter().find(|folder| is_read(folder)) {
        Some(_) => Err(Failure::Usage(format!(
            "{} would be read as a part of the book, which has its records already; write it elsewhere",
            file.display()
        ))),
        None => Ok(()),
    }
}

/// Tells what a format could not hold.
fn tell_losses(losses: &[Loss]) {
    let losses: Vec<String> = losses.iter().map(|loss| format!("not in this export: {loss}")).collect();
    tell_notes(&losses);
}

/// Writes files into a folder, which is made where it is missing: all of them, or none.
fn to_folder(folder: &Path, exported: &Exported) -> Result<(), Failure> {
    folder_written(folder, |files| {
        exported.files.iter().try_for_each(|file| {
            let number = files.add(&file.name)?;
            files.append(number, &file.bytes)
        })
    })
}
