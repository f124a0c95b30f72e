//! `dealgraph chains`.

use clap::Args;
use dealgraph::diagram::preset;
use dealgraph::graph::{DealGraph, Rollup, View};
use dealgraph::query::chains::{Asked, Which, chains};
use dealgraph::query::needs::Needs;
use dealgraph::query::paths::{Bounds, USUAL_WORK};

use crate::cli::Outcome;
use crate::cli::arguments::{ViewArgs, whole};
use crate::cli::commands::diagram::DrawArgs;
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// What an entity depends on.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph chains openai                    all that OpenAI depends on, and its chokepoints
  dealgraph chains bedrock-sre microsoft     by which ways an Amazon product depends on Microsoft
  dealgraph chains anthropic tsmc --max-hops 8 --min-status announced")]
pub struct ChainsArgs {
    /// Who depends, by id, name or alias
    #[arg(value_name = "FROM")]
    from: String,
    /// On whom; without it, on anything (one shortest chain to each)
    #[arg(value_name = "TO")]
    to: Option<String>,
    /// The longest chain, in steps
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = whole(1..=40_u8))]
    max_hops: u8,
    /// Without TO: every chain, not only a shortest one to each
    #[arg(long, conflicts_with = "to")]
    all: bool,
    #[command(flatten)]
    draw: DrawArgs,
    #[command(flatten)]
    view: ViewArgs,
}

/// So many chains are looked for unless `--limit` says otherwise.
const USUAL_CHAINS: usize = 500;

/// Runs the command.
pub fn run(context: &Context<'_>, args: &ChainsArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let from = book.find_entity(&args.from)?;
    let to = args.to.as_deref().map(|name| book.find_entity(name)).transpose()?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let needs = Needs::new(graph.told());
    let longest = usize::from(args.max_hops);
    let which = if args.all || to.is_some() { Which::All } else { Which::Shortest };
    let bounds = Bounds { longest, most: context.most(USUAL_CHAINS), work: USUAL_WORK };
    let answer = chains(&needs, Asked { from, to, which, bounds });
    let report = answer.report(&graph, &needs, longest, context.frame());
    // Parts and wholes are told apart in the answer, and so in its picture.
    let apart = View { rollup: Rollup::Parts, ..*graph.view() };
    args.draw.draw(|| preset::answer(&DealGraph::new(&book, apart), &answer.legs(), &answer.stops(), &report.title))?;
    context.print_with(&report, answer.records(&graph))?;
    Ok(Outcome::Answered)
}
