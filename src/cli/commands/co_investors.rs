//! `dealgraph co-investors`.

use clap::Args;
use dealgraph::diagram::preset;
use dealgraph::graph::DealGraph;
use dealgraph::query::co_investors::co_investors;

use crate::cli::Outcome;
use crate::cli::arguments::ViewArgs;
use crate::cli::commands::diagram::DrawArgs;
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// Who holds what somebody else holds.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph co-investors nvidia                     who holds what NVIDIA holds
  dealgraph co-investors amazon --in anthropic      who holds Anthropic beside Amazon
  dealgraph co-investors --limit 20                 the closest pairs of the whole book")]
pub struct CoInvestorsArgs {
    /// The investor, by id, name or alias; without one, all pairs
    #[arg(value_name = "INVESTOR")]
    investor: Option<String>,
    /// Only those who hold COMPANY together
    #[arg(long = "in", value_name = "COMPANY")]
    within: Option<String>,
    #[command(flatten)]
    draw: DrawArgs,
    #[command(flatten)]
    view: ViewArgs,
}

/// So many pairs are shown unless `--limit` says otherwise.
const USUAL_PAIRS: usize = 50;

/// Runs the command.
pub fn run(context: &Context<'_>, args: &CoInvestorsArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let investor = args.investor.as_deref().map(|name| book.find_entity(name)).transpose()?;
    let within = args.within.as_deref().map(|name| book.find_entity(name)).transpose()?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let answer = co_investors(&graph, investor, within);
    let mut report = answer.report(&graph, Some(context.most(USUAL_PAIRS)));
    report.notes.splice(0..0, context.counted_as_parts(&graph, investor.into_iter().chain(within)));
    args.draw.draw(|| preset::answer(&graph, &answer.legs(&graph), &[], &report.title))?;
    context.print(&report)?;
    Ok(Outcome::Answered)
}
