//! `dealgraph between`.

use clap::Args;
use dealgraph::diagram::preset;
use dealgraph::graph::DealGraph;
use dealgraph::query::between::between;
use dealgraph::query::paths::{Bounds, USUAL_WORK};

use crate::cli::Outcome;
use crate::cli::arguments::{ViewArgs, whole};
use crate::cli::commands::diagram::DrawArgs;
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// Everything that joins two entities.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph between amazon openai                 every role, both ways, and where they compete
  dealgraph between softbank anthropic -k 10      the ten shortest connections through others
  dealgraph between aws openai-models --no-rollup parts told apart from their wholes")]
pub struct BetweenArgs {
    /// The first, by id, name or alias
    #[arg(value_name = "A")]
    one: String,
    /// The second
    #[arg(value_name = "B")]
    two: String,
    /// At most so many connections through others, the shortest first
    #[arg(long, short = 'k', value_name = "K", default_value_t = 5, value_parser = whole(0_usize..))]
    connections: usize,
    /// The longest connection, in steps
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = whole(2..=40_u8))]
    max_hops: u8,
    #[command(flatten)]
    draw: DrawArgs,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &BetweenArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let (one, two) = (book.find_entity(&args.one)?, book.find_entity(&args.two)?);
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let bounds = Bounds { longest: args.max_hops.into(), most: args.connections, work: USUAL_WORK };
    let answer = between(&graph, one, two, bounds);
    let mut report = answer.report(&graph);
    report.notes.splice(0..0, context.counted_as_parts(&graph, [one, two]));
    args.draw.draw(|| preset::answer(&graph, &answer.legs(&graph), &[answer.one, answer.two], &report.title))?;
    context.print(&report)?;
    Ok(Outcome::Answered)
}
