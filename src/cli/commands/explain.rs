//! `dealgraph explain`.

use clap::Args;
use dealgraph::report::{Report, Section};
use dealgraph::rules::{Catalogue, page};
use serde_json::json;

use crate::cli::Outcome;
use crate::cli::arguments::FormatArg;
use crate::cli::context::Context;
use crate::cli::output::{Failure, to_stdout};

/// Explain a rule.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph explain                          every rule in one line
  dealgraph explain exclusivity-collision
  dealgraph explain -f md                    every rule in full, and how to write one")]
pub struct ExplainArgs {
    /// The code of a rule; without it, every rule in one line
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &ExplainArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let catalogue = Catalogue::of(&book)?;
    if args.code.is_none() && context.global.format == FormatArg::Md {
        to_stdout(page(&catalogue).as_bytes())?;
        return Ok(Outcome::Answered);
    }
    let report = if let Some(code) = &args.code {
        let card = catalogue.explained(code)?;
        let mut table = Section::new("", &["", "meaning"]);
        for (what, text) in [
            ("finds", card.finds),
            ("why it matters", card.why),
            ("example", card.example),
            ("limits", card.limits),
            ("severity", card.severity.word()),
            ("pattern", catalogue.pattern(code).unwrap_or_default()),
        ] {
            if !text.is_empty() {
                table.row([what.to_owned(), text.to_owned()]);
            }
        }
        Report {
            title: card.code.to_owned(),
            sections: vec![table],
            answer: json!(card),
            items: vec![json!(card)],
            ..Report::default()
        }
    } else {
        let cards = catalogue.cards();
        let mut table = Section::new("", &["code", "severity", "finds"]);
        for card in &cards {
            table.row([card.code.to_owned(), card.severity.to_string(), card.finds.to_owned()]);
        }
        Report {
            title: "Rules".to_owned(),
            sections: vec![table],
            answer: json!({ "rules": cards }),
            items: cards.iter().map(|card| json!(card)).collect(),
            ..Report::default()
        }
    };
    context.print(&report)?;
    Ok(Outcome::Answered)
}
