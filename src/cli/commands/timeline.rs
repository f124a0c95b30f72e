//! `dealgraph timeline`.

use clap::Args;
use dealgraph::graph::DealGraph;
use dealgraph::query::timeline::{report, timeline};

use crate::cli::Outcome;
use crate::cli::arguments::ViewArgs;
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// What happens when.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph timeline --about openai            everything dated in OpenAI's deals
  dealgraph timeline --about aws -f csv        for a spreadsheet")]
pub struct TimelineArgs {
    /// Only deals of this entity or its parts (repeatable: of any of them)
    #[arg(long, value_name = "ENTITY")]
    about: Vec<String>,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &TimelineArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let about = context.entities(&book, &args.about)?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    context.print(&report(&graph, &about, &timeline(&graph, &about)))?;
    Ok(Outcome::Answered)
}
