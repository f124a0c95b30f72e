//! `dealgraph gen`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use dealgraph::synth::{self, Plan};

use crate::cli::Outcome;
use crate::cli::context::Context;
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
    let failed = |path: &PathBuf| {
        let path = path.display().to_string();
        move |source| Failure::Write { path, source }
    };
    std::fs::create_dir_all(&args.output).map_err(failed(&args.output))?;
    let mut said = String::new();
    for file in files {
        let path = args.output.join(file.name);
        let mut to = BufWriter::with_capacity(1 << 18, File::create(&path).map_err(failed(&path))?);
        file.write(plan, &mut to).and_then(|()| to.flush()).map_err(failed(&path))?;
        said.push_str(&format!("wrote {}\n", path.display()));
    }
    to_stdout(said.as_bytes())?;
    Ok(Outcome::Answered)
}
