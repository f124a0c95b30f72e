//! `dealgraph stats`.

use std::path::PathBuf;

use clap::Args;
use dealgraph::graph::DealGraph;
use dealgraph::query::disputes::{disputes, report as disputes_report};
use dealgraph::query::ledger;
use dealgraph::query::stats::stats;
use dealgraph::report::Section;

use crate::cli::Outcome;
use crate::cli::arguments::ViewArgs;
use crate::cli::context::Context;
use crate::cli::input::read_text;
use crate::cli::output::Failure;

/// How many disagreements an account shows; `dealgraph disputes` shows all.
const LARGEST_DISPUTES: usize = 10;

/// Count deals, and what they come to.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph stats --as-of 2025 --min-status announced
  dealgraph stats --ledger data/ledger --format md > data/README.md")]
pub struct StatsArgs {
    /// Also account for the statements that the book was made from: a folder of *.tsv files, or one file
    #[arg(long, value_name = "PATH")]
    ledger: Option<PathBuf>,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &StatsArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let mut report = stats(&graph);
    if let Some(path) = &args.ledger {
        let mut entries = Vec::new();
        for file in ledger_files(path)? {
            let read = ledger::read(&read_text(&file)?, &book);
            entries.extend(read.map_err(|error| Failure::Usage(format!("{}: {error}", file.display())))?);
        }
        let accounts = ledger::ledger(entries);
        report.title = format!("{}; {}", report.title, accounts.title);
        let mut largest = disputes(&graph, &[]);
        let found = largest.len();
        largest.truncate(LARGEST_DISPUTES);
        let disagreements = disputes_report(&graph, &largest, &[]);
        report.sections.extend(disagreements.sections.into_iter().map(|section| Section {
            heading: format!("The {LARGEST_DISPUTES} largest disagreements of {found}, by money at stake"),
            ..section
        }));
        report.sections.extend(accounts.sections);
        report.answer["ledger"] = accounts.answer;
    }
    context.print(&report)?;
    Ok(Outcome::Answered)
}

fn failed(path: &std::path::Path) -> impl Fn(std::io::Error) -> Failure + '_ {
    move |source| Failure::Write { path: path.display().to_string(), source }
}

/// The files of a ledger, by name.
fn ledger_files(path: &std::path::Path) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed(path))? {
        let file = entry.map_err(failed(path))?.path();
        if file.extension().is_some_and(|extension| extension == "tsv") {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}
