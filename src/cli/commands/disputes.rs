//! `dealgraph disputes`.

use clap::Args;
use dealgraph::graph::DealGraph;
use dealgraph::query::disputes::{disputes, report};

use crate::cli::Outcome;
use crate::cli::arguments::ViewArgs;
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// Where sources disagree.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph disputes                        every field with two values or more, most money first
  dealgraph disputes --about amazon --about openai
  dealgraph disputes --known-at 2026-03     as far as was written by the end of March 2026

Exit status: 0 no dispute, 1 disputes found, 2 bad usage or faulty data.")]
pub struct DisputesArgs {
    /// Only deals in which this entity takes part, by id, name or alias (repeatable: all of them)
    #[arg(long, value_name = "ENTITY")]
    about: Vec<String>,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &DisputesArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let about = context.entities(&book, &args.about)?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let found = disputes(&graph, &about);
    let mut report = report(&graph, &found, &about);
    report.notes.splice(0..0, context.counted_as_parts(&graph, about.iter().copied()));
    context.print(&report)?;
    Ok(if found.is_empty() { Outcome::Answered } else { Outcome::Found })
}
