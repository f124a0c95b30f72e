//! `dealgraph tour`.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args;
use dealgraph::diagram::preset::{Options, preset};
use dealgraph::diagram::theme::LIGHT;
use dealgraph::diagram::{dot, svg};
use dealgraph::graph::{DealGraph, View};
use dealgraph::query::backers::{Quorum, backers};
use dealgraph::report::count;

use crate::cli::Outcome;
use crate::cli::arguments::FormatArg;
use crate::cli::context::Context;
use crate::cli::files::{Batch, make_folder};
use crate::cli::output::{Failure, to_stdout};

/// The main job in one go.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  dealgraph tour --out pictures")]
pub struct TourArgs {
    /// The folder that the drawings are written into; made if it does not exist
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &TourArgs) -> Result<Outcome, Failure> {
    if context.global.format != FormatArg::Table {
        let message =
            "tour is for reading; ask a single question, such as `backers openai anthropic`, in another --format";
        return Err(Failure::Usage(message.to_owned()));
    }
    let book = context.book()?;
    let said = format!(
        "1. The book is sound: {}, {}, {}.\n\n2. ",
        count(book.entity_count(), "entity", "entities"),
        count(book.deal_count(), "deal", "deals"),
        count(book.source_count(), "source", "sources"),
    );
    to_stdout(said.as_bytes())?;
    let graph = DealGraph::new(&book, View::default());
    let labs = context.entities(&book, &["openai".to_owned(), "anthropic".to_owned()])?;
    context.print(&backers(&graph, &labs, Quorum::All).report(&graph, Quorum::All))?;

    make_folder(&args.out)?;
    let Some(ecosystem) = preset("ecosystem") else {
        return Err(Failure::Usage("this program was built without the ecosystem preset".to_owned()));
    };
    let theme = &LIGHT;
    let picture = (ecosystem.draw)(&graph, &Options::default());
    let mut written = Vec::new();
    let mut batch = Batch::default();
    for (name, text) in [("ecosystem.dot", dot::print(&picture, theme)), ("ecosystem.svg", svg::print(&picture, theme))]
    {
        let path = args.out.join(name);
        batch.add(&path, text.as_bytes())?;
        written.push(path.display().to_string());
    }
    batch.commit()?;
    let next = if std::io::stdout().is_terminal() { "\nNext: dealgraph --help\n" } else { "" };
    to_stdout(format!("\n3. Drew the web: {}\n{next}", written.join(", ")).as_bytes())?;
    Ok(Outcome::Answered)
}
