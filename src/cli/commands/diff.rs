//! `dealgraph diff`.

use clap::Args;
use dealgraph::graph::{DealGraph, View};
use dealgraph::model::PartialDate;
use dealgraph::report::{Report, Section, count, view_record};
use dealgraph::rules::{all_findings, changes};
use serde_json::json;

use crate::cli::Outcome;
use crate::cli::arguments::ViewArgs;
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// Findings between two dates.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph diff 2025-12 2026-03           what became true in the first quarter of 2026
  dealgraph diff 2025-12 2026-03 --known   what became known in it

Exit status: 0 nothing has changed, 1 something has, 2 bad usage or faulty data.")]
pub struct DiffArgs {
    /// The earlier date: 2025, 2025-12 or 2025-12-31
    before: PartialDate,
    /// The later date
    after: PartialDate,
    /// Compare what was known at the dates instead of what was true
    #[arg(long)]
    known: bool,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &DiffArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let view = context.view(&book, &args.view)?;
    let at = |date: PartialDate| {
        if args.known { View { known_at: Some(date), ..view } } else { View { as_of: Some(date), ..view } }
    };
    let before = all_findings(&DealGraph::new(&book, at(args.before)))?;
    let after = all_findings(&DealGraph::new(&book, at(args.after)))?;
    let found = changes(&before.list, &after.list);
    let mut table = Section::new(
        count(found.len(), "change", "changes"),
        &["change", "code", "claim", "from → to", "strength", "fingerprint"],
    );
    let mut items = Vec::new();
    for change in &found {
        let finding = change.finding();
        let differences = change.differences(view.money);
        table.row([
            change.word().to_owned(),
            finding.code.clone(),
            finding.claim.clone(),
            differences.join("\n"),
            finding.strength.to_string(),
            finding.fingerprint.to_string(),
        ]);
        items.push(json!({
            "change": change.word(), "code": finding.code, "claim": finding.claim,
            "differences": differences, "strength": finding.strength, "fingerprint": finding.fingerprint,
        }));
    }
    let left_out: Vec<String> = before.left_out.into_iter().chain(after.left_out).collect();
    let what = if args.known { "known" } else { "true" };
    context.print(&Report {
        title: format!("Findings {what} at {} against {}", args.before, args.after),
        sections: vec![table],
        notes: Vec::new(),
        truncated: (!left_out.is_empty()).then(|| left_out.join("; ")),
        answer: json!({ "before": args.before, "after": args.after, "changes": items }),
        items,
        view: view_record(&book, &view),
    })?;
    Ok(if found.is_empty() { Outcome::Answered } else { Outcome::Found })
}
