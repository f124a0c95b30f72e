//! `dealgraph match`.

use clap::Args;
use dealgraph::graph::DealGraph;
use dealgraph::model::{Pattern, PatternError};
use dealgraph::query::pattern::{Question, matches, report};
use dealgraph::query::rivalry::Rivals;

use crate::cli::Outcome;
use crate::cli::arguments::ViewArgs;
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// An ad-hoc pattern.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph match 'x -[Money Investment]-> \"openai\", x -[Goods]-> \"openai\"'
  dealgraph match 'x -[Goods]-> a, x -[Goods]-> b, a rivals b, a < b' --limit 20
  dealgraph match 'x -[Equity]-> \"microsoft\", not x -[Control]-> \"microsoft\"'
  dealgraph match 'chips -[Goods]-> cloud -[Goods status>=Signed]-> lab, lab in \"frontier-models\"'

Conditions are joined by commas. A word is a variable, a name in quotes an entity, _ anybody.
  a -[WORDS]-> b   a leg of these flows (Money Goods Equity Rights Control), kinds, statuses and roles;
                   a|b means either, a blank both; status>=Signed, product=\"x\", mode=y and other facets
  not a -[…]-> b   no such leg        a rivals b       by deal or market
  a != b, a < b    different          a is Fund        a in \"cloud\" (a market)

The same language writes rules in books: see docs/rules.md. Exit status: 0 nothing, 1 something matched.")]
pub struct MatchArgs {
    /// The pattern
    #[arg(value_name = "PATTERN")]
    pattern: String,
    #[command(flatten)]
    view: ViewArgs,
}

/// So many matches are looked for unless `--limit` says otherwise.
const USUAL_MATCHES: usize = 1000;

/// Runs the command.
pub fn run(context: &Context<'_>, args: &MatchArgs) -> Result<Outcome, Failure> {
    let told = |error: PatternError| Failure::Usage(error.shown(&args.pattern));
    let pattern: Pattern = args.pattern.parse().map_err(told)?;
    let book = context.book()?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let rivals = Rivals::new(&graph);
    let question = Question::new(&book, &graph, &pattern).map_err(told)?;
    let found = matches(&graph, &rivals, &question, context.most(USUAL_MATCHES));
    context.print(&report(&graph, &rivals, &question, &found))?;
    Ok(if found.rows.is_empty() { Outcome::Answered } else { Outcome::Found })
}
