//! `dealgraph gen`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use dealgraph::synth::{self, Plan};

use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::files::{Batch, Old, make_folder};
use crate::cli::output::{Failure, to_stdout};

/// Write an invented web of any size, for measuring.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  dealgraph gen --legs 1000000 --seed 1 --as ron -o web && dealgraph stats --data web")]
pub struct GenArgs {
    /// Pairs of giver and taker over all deals
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    legs: u64,
    /// Which web of that size
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// As what it is written
    #[arg(long = "as", value_enum, default_value_t, value_name = "FORMAT")]
    layout: Layout,
    /// The folder to write it into; made if it does not exist
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
}

/// Runs the command.
pub fn run(_: &Context<'_>, args: &GenArgs) -> Result<Outcome, Failure> {
    let plan = Plan { legs: args.legs, seed: args.seed };
    let files = match args.layout {
        Layout::Ron => synth::RON,
        Layout::Csv => synth::CSV,
    };
    make_folder(&args.output)?;
    let mut batch = Batch::default();
    let mut said = String::new();
    for file in files {
        let path = args.output.join(file.name);
        batch.add_written(&path, Old::Replaced, |to| file.write(plan, to))?;
        said.push_str(&format!("wrote {}\n", path.display()));
    }
    batch.commit()?;
    to_stdout(said.as_bytes())?;
    Ok(Outcome::Answered)
}
