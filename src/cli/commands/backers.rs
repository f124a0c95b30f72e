//! `dealgraph backers`.

use clap::Args;
use dealgraph::graph::DealGraph;
use dealgraph::query::backers::{Quorum, backers};
use dealgraph::report::count;

use crate::cli::Outcome;
use crate::cli::arguments::{ViewArgs, whole};
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// Who backs what.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph backers openai anthropic                  who backs both
  dealgraph backers openai anthropic xai --at-least 2 who backs two of the three
  dealgraph backers openai anthropic --none           which investors back neither
  dealgraph backers openai --money firm --as-of 2025  who had backed OpenAI by the end of 2025, most firm money first")]
pub struct BackersArgs {
    /// Companies, by id, name or alias
    #[arg(required = true, value_name = "COMPANY")]
    companies: Vec<String>,
    /// Backers of any of them
    #[arg(long, conflicts_with_all = ["at_least", "none"])]
    any: bool,
    /// Backers of at least K of them
    #[arg(long, value_name = "K", value_parser = whole(1_u16..), conflicts_with = "none")]
    at_least: Option<u16>,
    /// Investors who back none of them
    #[arg(long)]
    none: bool,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &BackersArgs) -> Result<Outcome, Failure> {
    let quorum = match args.at_least {
        Some(least) => Quorum::AtLeast(least.into()),
        None if args.any => Quorum::Any,
        None if args.none => Quorum::None,
        None => Quorum::All,
    };
    let book = context.book()?;
    let companies = context.entities(&book, &args.companies)?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let answer = backers(&graph, &companies, quorum);
    if let Quorum::AtLeast(least) = quorum
        && least > answer.companies.len()
    {
        let asked = count(answer.companies.len(), "company is", "companies are");
        return Err(Failure::Usage(format!("nobody can back {least} of them: {asked} asked for")));
    }
    let mut report = answer.report(&graph, quorum);
    report.notes.splice(0..0, context.counted_as_parts(&graph, companies.iter().copied()));
    context.print(&report)?;
    Ok(Outcome::Answered)
}
