//! `dealgraph what-if`.

use clap::Args;
use dealgraph::graph::Supposition;
use dealgraph::model::Book;
use dealgraph::rules::what_if;

use crate::cli::Outcome;
use crate::cli::arguments::ViewArgs;
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// Findings if something were otherwise.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph what-if --drop openai-aws-2026          what hangs on one deal
  dealgraph what-if --trigger openai-round-2026/amazon-later
                                                    what becomes firm if the conditions are met
  dealgraph what-if --fail oracle --money firm      what is left without Oracle and its parts

Exit status: 0 nothing would change, 1 something would, 2 bad usage or faulty data.")]
#[command(group = clap::ArgGroup::new("suppositions").required(true).multiple(true))]
pub struct WhatIfArgs {
    /// Suppose that a deal had not been made (repeatable)
    #[arg(long, value_name = "DEAL", group = "suppositions")]
    drop: Vec<String>,
    /// Suppose that a tranche is cancelled (repeatable)
    #[arg(long, value_name = "DEAL/TRANCHE", group = "suppositions")]
    void: Vec<String>,
    /// Suppose that a tranche's conditions are met and it is paid (repeatable)
    #[arg(long, value_name = "DEAL/TRANCHE", group = "suppositions")]
    trigger: Vec<String>,
    /// Suppose that no deal of an entity or its parts is there any more (repeatable)
    #[arg(long, value_name = "ENTITY", group = "suppositions")]
    fail: Vec<String>,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &WhatIfArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let suppositions = suppositions(&book, args)?;
    let answer = what_if(&book, context.view(&book, &args.view)?, &suppositions)?;
    context.print(&answer.report())?;
    Ok(if answer.changes.is_empty() { Outcome::Answered } else { Outcome::Found })
}

/// What the options suppose, each once, whatever the order in which they are written.
fn suppositions(book: &Book, args: &WhatIfArgs) -> Result<Vec<Supposition>, Failure> {
    let mut found = Vec::new();
    for id in &args.drop {
        found.push(Supposition::Drop(book.find_deal(id)?));
    }
    for path in &args.void {
        let (deal, tranche) = book.find_tranche(path)?;
        found.push(Supposition::Void(deal, tranche));
    }
    for path in &args.trigger {
        let (deal, tranche) = book.find_tranche(path)?;
        if found.contains(&Supposition::Void(deal, tranche)) {
            return Err(Failure::Usage(format!("{path} cannot be both void and triggered")));
        }
        found.push(Supposition::Trigger(deal, tranche));
    }
    for name in &args.fail {
        found.push(Supposition::Fail(book.find_entity(name)?));
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
