//! `dealgraph impact`.

use clap::Args;
use dealgraph::diagram::preset;
use dealgraph::graph::{DealGraph, Rollup, View};
use dealgraph::query::impact::{StandIn, impact};
use dealgraph::query::needs::Needs;

use crate::cli::Outcome;
use crate::cli::arguments::ViewArgs;
use crate::cli::commands::diagram::DrawArgs;
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// Who is cut off, weakened or untouched if an entity fails.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph impact tsmc                    what a stop of TSMC would do, at the worst
  dealgraph impact azure --any-supplier    any other supplier counts as a stand-in")]
pub struct ImpactArgs {
    /// What fails, with all its parts; by id, name or alias
    #[arg(value_name = "ENTITY")]
    entity: String,
    /// Take any other supplier as a stand-in, not only one of the same market
    #[arg(long)]
    any_supplier: bool,
    #[command(flatten)]
    draw: DrawArgs,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &ImpactArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let entity = book.find_entity(&args.entity)?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let needs = Needs::new(graph.told());
    let stand_in = if args.any_supplier { StandIn::AnySupplier } else { StandIn::SameMarket };
    let answer = impact(&book, &needs, entity, stand_in);
    let report = answer.report(&graph, &needs, context.portion());
    // Parts and wholes are told apart in the answer, and so in its picture.
    let apart = View { rollup: Rollup::Parts, ..*graph.view() };
    args.draw
        .draw(|| preset::answer(&DealGraph::new(&book, apart), &answer.legs(), &[answer.failed], &report.title))?;
    context.print(&report)?;
    Ok(Outcome::Answered)
}
