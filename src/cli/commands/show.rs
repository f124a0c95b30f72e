//! `dealgraph show`.

use clap::Args;
use dealgraph::graph::DealGraph;
use dealgraph::model::{Book, NameError};
use dealgraph::query::show::{Subject, show};

use crate::cli::Outcome;
use crate::cli::arguments::ViewArgs;
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// Show everything known about one thing.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph show aws
  dealgraph show \"Amazon Web Services\" --as-of 2025
  dealgraph show deal:openai-aws-2025
  dealgraph show source:business-insider-2026-03-11")]
pub struct ShowArgs {
    /// An entity (id, name or alias), or the id of a deal or a source; deal:ID and source:ID say which
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &ShowArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let subject = subject(&book, &args.id)?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    context.print(&show(&graph, subject))?;
    Ok(Outcome::Answered)
}

/// Entities come first, then deals, then sources; a prefix says which is meant.
fn subject(book: &Book, id: &str) -> Result<Subject, NameError> {
    match id.split_once(':') {
        Some(("entity", name)) => return book.find_entity(name).map(Subject::Entity),
        Some(("deal", name)) => return book.find_deal(name).map(Subject::Deal),
        Some(("source", name)) => return book.find_source(name).map(Subject::Source),
        _ => {}
    }
    let missing = match book.find_entity(id) {
        Ok(entity) => return Ok(Subject::Entity(entity)),
        Err(error) => error,
    };
    if let Some(deal) = book.deal_by_id(id) {
        return Ok(Subject::Deal(deal));
    }
    if let Some(source) = book.source_by_id(id) {
        return Ok(Subject::Source(source));
    }
    let mut suggestions = Vec::new();
    for error in [Some(missing), book.find_deal(id).err(), book.find_source(id).err()].into_iter().flatten() {
        match error {
            NameError::Unknown { suggestions: found, .. } => suggestions.extend(found),
            ambiguous @ NameError::Ambiguous { .. } => return Err(ambiguous),
        }
    }
    suggestions.truncate(4);
    Err(NameError::Unknown { what: "entity, deal or source", name: id.to_owned(), suggestions })
}
