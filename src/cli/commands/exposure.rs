//! `dealgraph exposure`.

use clap::Args;
use dealgraph::diagram::preset;
use dealgraph::graph::DealGraph;
use dealgraph::query::exposure::{By, exposure};

use crate::cli::Outcome;
use crate::cli::arguments::ViewArgs;
use crate::cli::commands::diagram::DrawArgs;
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// What lines are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ByArg {
    /// Those on the other side
    #[default]
    Counterparty,
    /// Kinds of deal
    Kind,
    /// What moves: money, goods, equity, rights, control
    Flow,
    /// Years of the deals' periods, evenly by days
    Year,
}

/// What goes out of an entity and comes in.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph exposure openai                  with whom, firm, committed and headline
  dealgraph exposure openai --money firm     ranked by what is firm, and what that leaves out
  dealgraph exposure openai --by year        spread over the years of the contracts")]
pub struct ExposureArgs {
    /// The entity, by id, name or alias
    #[arg(value_name = "ENTITY")]
    entity: String,
    /// What the lines are
    #[arg(long, value_enum, default_value_t)]
    by: ByArg,
    #[command(flatten)]
    draw: DrawArgs,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &ExposureArgs) -> Result<Outcome, Failure> {
    let by = match args.by {
        ByArg::Counterparty => By::Counterparty,
        ByArg::Kind => By::Kind,
        ByArg::Flow => By::Flow,
        ByArg::Year => By::Year,
    };
    let book = context.book()?;
    let entity = book.find_entity(&args.entity)?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let answer = exposure(&graph, entity, by);
    let mut report = answer.report(&graph);
    report.notes.splice(0..0, context.counted_as_parts(&graph, [entity]));
    args.draw.draw(|| preset::answer(&graph, &answer.legs(&graph), &[answer.entity], &report.title))?;
    context.print(&report)?;
    Ok(Outcome::Answered)
}
