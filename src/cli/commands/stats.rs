//! `dealgraph stats`.

use clap::Args;
use dealgraph::graph::DealGraph;
use dealgraph::query::stats::stats;

use crate::cli::Outcome;
use crate::cli::arguments::ViewArgs;
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// Count deals, and what they come to.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  dealgraph stats --as-of 2025 --min-status announced")]
pub struct StatsArgs {
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &StatsArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    context.print(&stats(&graph))?;
    Ok(Outcome::Answered)
}
