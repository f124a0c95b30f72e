//! `dealgraph list`.

use clap::Args;
use dealgraph::graph::DealGraph;
use dealgraph::query::list;

use crate::cli::Outcome;
use crate::cli::arguments::{Listed, ViewArgs};
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// List what a book holds.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph list deals --format csv > deals.csv
  dealgraph list deals --min-status signed --as-of 2025
  dealgraph list legs --format ndjson --no-rollup
  dealgraph list kinds")]
pub struct ListArgs {
    /// What to list
    #[arg(value_enum, value_name = "WHAT")]
    what: Listed,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &ListArgs) -> Result<Outcome, Failure> {
    if args.what == Listed::Kinds {
        context.print(&list::kinds())?;
        return Ok(Outcome::Answered);
    }
    let book = context.book()?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let portion = context.frame();
    let (report, records) = match args.what {
        Listed::Entities => (list::entities(&graph, portion), list::entity_records(&graph)),
        Listed::Deals => (list::deals(&graph, portion), list::deal_records(&graph)),
        Listed::Legs => (list::legs(&graph, portion), list::leg_records(&graph)),
        Listed::Sources | Listed::Kinds => (list::sources(&graph, portion), list::source_records(&graph)),
    };
    context.print_with(&report, records)?;
    Ok(Outcome::Answered)
}
