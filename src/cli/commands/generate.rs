//! `dealgraph gen`.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
#[cfg(feature = "parquet")]
use dealgraph::export::{Exported, Options, UnknownFormat, format_named};
#[cfg(feature = "parquet")]
use dealgraph::graph::{DealGraph, View};
#[cfg(feature = "parquet")]
use dealgraph::load::load_files;
use dealgraph::synth::{self, Plan};

use crate::cli::Outcome;
use crate::cli::arguments::whole;
use crate::cli::context::Context;
use crate::cli::files::{Batch, Old, make_folder};
use crate::cli::output::{Failure, to_stdout};

/// Write an invented web of any size, for measuring.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  dealgraph gen --legs 1000000 --seed 1 --as ron -o web && dealgraph stats --data web
  dealgraph gen --legs 1000000 --as parquet -o tables && dealgraph import parquet tables -o web")]
pub struct GenArgs {
    /// Pairs of giver and taker over all deals
    #[arg(long, value_name = "N", value_parser = whole(1..=1_000_000_000_u64))]
    legs: u64,
    /// Which web of that size
    #[arg(long, value_name = "S", default_value_t = 1, value_parser = whole(0_u64..))]
    seed: u64,
    /// As what it is written
    #[arg(long = "as", value_enum, default_value_t, value_name = "FORMAT")]
    layout: Layout,
    /// The folder to write it into; made if it does not exist. No file in it is replaced
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,
}

/// As what a web is written.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Layout {
    /// A book
    #[default]
    Ron,
    /// Two tables
    Csv,
    /// The tables of `export parquet`, which `import parquet` reads back
    #[cfg(feature = "parquet")]
    Parquet,
}

/// Runs the command.
pub fn run(_: &Context<'_>, args: &GenArgs) -> Result<Outcome, Failure> {
    let plan = Plan { legs: args.legs, seed: args.seed };
    make_folder(&args.output)?;
    let mut batch = Batch::default();
    let mut said = String::new();
    let mut add = |name: &str, write: &dyn Fn(&mut dyn Write) -> io::Result<()>| {
        let path = args.output.join(name);
        said.push_str(&format!("wrote {}\n", path.display()));
        batch.add_written(&path, Old::Refused, write)
    };
    match args.layout {
        Layout::Ron => synth::RON.iter().try_for_each(|file| add(file.name, &|to| file.write(plan, to)))?,
        Layout::Csv => synth::CSV.iter().try_for_each(|file| add(file.name, &|to| file.write(plan, to)))?,
        #[cfg(feature = "parquet")]
        Layout::Parquet => {
            let tables = tables(plan)?;
            tables.files.iter().try_for_each(|file| add(&file.name, &|to| to.write_all(&file.bytes)))?;
        }
    }
    batch.commit()?;
    to_stdout(said.as_bytes())?;
    Ok(Outcome::Answered)
}

/// The web as a book, in tables: what a book in RON of the same seed holds, and no less.
#[cfg(feature = "parquet")]
fn tables(plan: Plan) -> Result<Exported, Failure> {
    let book = load_files(synth::book_files(plan)).map_err(Failure::Load)?;
    let usage = |error: UnknownFormat| Failure::Usage(error.to_string());
    let format = format_named("parquet").map_err(usage)?;
    format.write(&DealGraph::new(&book, View::default()), &Options::default()).map_err(usage)
}
