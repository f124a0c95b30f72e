//! `dealgraph roles`.

use clap::Args;
use dealgraph::diagram::preset;
use dealgraph::graph::DealGraph;
use dealgraph::query::roles::roles;

use crate::cli::Outcome;
use crate::cli::arguments::{ViewArgs, whole};
use crate::cli::commands::diagram::DrawArgs;
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// Who plays which roles towards whom.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph roles --min-roles 3                        who is three things or more to somebody
  dealgraph roles microsoft                            what Microsoft is to others, and others to it
  dealgraph roles amazon microsoft openai anthropic    the matrix among the four")]
pub struct RolesArgs {
    /// One entity with all others, or several among themselves; by id, name or alias
    #[arg(value_name = "ENTITY")]
    entities: Vec<String>,
    /// Only rows with at least so many roles
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = whole(0_usize..))]
    min_roles: usize,
    #[command(flatten)]
    draw: DrawArgs,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &RolesArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let named = context.entities(&book, &args.entities)?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let answer = roles(&graph, &named, args.min_roles);
    let mut report = answer.report(&graph, context.frame());
    report.notes.splice(0..0, context.counted_as_parts(&graph, named.iter().copied()));
    args.draw.draw(|| preset::answer(&graph, &answer.legs(), &[], &report.title))?;
    context.print_with(&report, answer.records(&graph))?;
    Ok(Outcome::Answered)
}
