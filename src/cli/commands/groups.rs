//! `dealgraph groups`.

use clap::Args;
use dealgraph::diagram::preset;
use dealgraph::graph::DealGraph;
use dealgraph::model::Flow;
use dealgraph::query::groups::{Rank, groups};

use crate::cli::Outcome;
use crate::cli::arguments::{ViewArgs, whole};
use crate::cli::commands::diagram::DrawArgs;
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// What entities are ranked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum RankArg {
    /// How often it lies between others
    #[default]
    Betweenness,
    /// How many others it deals with
    Degree,
    /// Where legs lead to
    PageRank,
    /// How deep in the thick it stands
    Core,
}

/// What moves along the legs that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum FlowArg {
    /// Money
    Money,
    /// Goods and services
    Goods,
    /// Shares
    Equity,
    /// Rights and claims
    Rights,
    /// Power
    Control,
}

/// Who stands in the middle, and who belongs together.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph groups                                   centralities and communities of the whole web
  dealgraph groups --flow money --by page-rank       where the money ends up
  dealgraph groups --pivots 1000000                  betweenness worked out in full, however long that takes
  dealgraph groups --flow goods --no-rollup --format json")]
pub struct GroupsArgs {
    /// Rank by this measure
    #[arg(long, value_enum, default_value_t)]
    by: RankArg,
    /// Only legs along which this moves
    #[arg(long, value_enum)]
    flow: Option<FlowArg>,
    /// Work out betweenness from so many entities, spread evenly: an estimate where there are more [default: as many as take
    /// some seconds]
    #[arg(long, value_name = "N", value_parser = whole(1_usize..))]
    pivots: Option<usize>,
    #[command(flatten)]
    draw: DrawArgs,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &GroupsArgs) -> Result<Outcome, Failure> {
    let rank = match args.by {
        RankArg::Betweenness => Rank::Betweenness,
        RankArg::Degree => Rank::Degree,
        RankArg::PageRank => Rank::PageRank,
        RankArg::Core => Rank::Core,
    };
    let flow = args.flow.map(|flow| match flow {
        FlowArg::Money => Flow::Money,
        FlowArg::Goods => Flow::Goods,
        FlowArg::Equity => Flow::Equity,
        FlowArg::Rights => Flow::Rights,
        FlowArg::Control => Flow::Control,
    });
    let book = context.book()?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let answer = groups(&graph, flow, rank, args.pivots);
    let report = answer.report(&graph, context.portion());
    args.draw.draw(|| preset::answer(&graph, &answer.legs(&graph), &[], &report.title))?;
    context.print(&report)?;
    Ok(Outcome::Answered)
}
