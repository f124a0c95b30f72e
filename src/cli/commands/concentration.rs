//! `dealgraph concentration`.

use clap::Args;
use dealgraph::graph::DealGraph;
use dealgraph::query::concentration::report;
use dealgraph::query::rivalry::Rivals;

use crate::cli::Outcome;
use crate::cli::arguments::{ViewArgs, read_limit, whole};
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// Who holds several companies of one market.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph concentration                    every investor with two companies of a market, or more
  dealgraph concentration nvidia             the markets that NVIDIA bets on
  dealgraph concentration --at-least 4")]
pub struct ConcentrationArgs {
    /// The investor, by id, name or alias; without one, all
    #[arg(value_name = "INVESTOR")]
    investor: Option<String>,
    /// The least companies of a market
    #[arg(long, value_name = "K", default_value_t = 2, value_parser = whole(1_u32..))]
    at_least: u32,
    /// At most so many pairs; 0 for all
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = read_limit)]
    limit: usize,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &ConcentrationArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let investor = args.investor.as_deref().map(|name| book.find_entity(name)).transpose()?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let most = (args.limit > 0).then_some(args.limit);
    let mut report = report(&graph, &Rivals::new(&graph), investor, args.at_least, most);
    report.notes.splice(0..0, context.counted_as_parts(&graph, investor));
    context.print(&report)?;
    Ok(Outcome::Answered)
}
