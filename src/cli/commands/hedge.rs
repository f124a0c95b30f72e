//! `dealgraph hedge`.

use clap::Args;
use dealgraph::diagram::preset;
use dealgraph::graph::DealGraph;
use dealgraph::query::hedge::hedge;

use crate::cli::Outcome;
use crate::cli::arguments::ViewArgs;
use crate::cli::commands::diagram::DrawArgs;
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// What somebody holds of rivals.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph hedge amazon openai anthropic    stakes and sales, and what is kept whichever wins
  dealgraph hedge nvidia                     of all rivals it holds or sells to")]
pub struct HedgeArgs {
    /// Who hedges, by id, name or alias
    #[arg(value_name = "HEDGER")]
    hedger: String,
    /// The rivals; without any, all it has a stake in or sells to that compete with each other
    #[arg(value_name = "RIVAL")]
    rivals: Vec<String>,
    #[command(flatten)]
    draw: DrawArgs,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &HedgeArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let hedger = book.find_entity(&args.hedger)?;
    let rivals = context.entities(&book, &args.rivals)?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let answer = hedge(&graph, hedger, &rivals);
    let mut report = answer.report(&graph);
    report.notes.splice(0..0, context.counted_as_parts(&graph, [hedger].into_iter().chain(rivals.iter().copied())));
    args.draw.draw(|| preset::answer(&graph, &answer.legs(&graph), &[answer.hedger], &report.title))?;
    context.print(&report)?;
    Ok(Outcome::Answered)
}
