//! `dealgraph timeline`.

use clap::Args;
use dealgraph::graph::DealGraph;
use dealgraph::query::timeline::{records, report};
use dealgraph::report::{Report, Section, count};
use dealgraph::rules::{FirstSeen, Seen};
use serde_json::{Value, json};

use crate::cli::Outcome;
use crate::cli::arguments::ViewArgs;
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// What happens when.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph timeline --about openai            everything dated in OpenAI's deals
  dealgraph timeline --about aws -f csv        for a spreadsheet
  dealgraph timeline --findings --about aws    and from when which findings hold, and when they are gone")]
pub struct TimelineArgs {
    /// Only deals of this entity or its parts (repeatable: of any of them)
    #[arg(long, value_name = "ENTITY")]
    about: Vec<String>,
    /// Also tell at which date each finding first holds, and from which it holds no more (asks all rules again at every date of the book)
    #[arg(long)]
    findings: bool,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &TimelineArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let about = context.entities(&book, &args.about)?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let mut answer = report(&graph, &about, context.frame());
    if args.findings {
        // Findings are about wholes where parts count for them.
        let owners: Vec<_> = about.iter().map(|entity| graph.owner(*entity)).collect();
        let of_findings = context.counted_as_parts(&graph, about.iter().copied());
        answer.notes.extend(of_findings.into_iter().map(|note| format!("in findings, {note}")));
        add(&mut answer, &dealgraph::rules::first_seen(&book, *graph.view(), &owners)?);
    } else {
        answer.notes.push("--findings also tells from when which findings hold, and when they are gone".to_owned());
    }
    context.print_with(&answer, records(&answer.sections[0]))?;
    Ok(Outcome::Answered)
}

/// Adds since when findings hold to a timeline.
fn add(answer: &mut Report, first: &FirstSeen) {
    let heading =
        count(first.findings.len(), "finding, by the date it first holds", "findings, by the date they first hold");
    let mut table = Section::new(heading, &["date", "gone", "code", "claim", "strength", "fingerprint"]);
    let mut items = Vec::new();
    for Seen { date, gone, finding } in &first.findings {
        let (code, claim) = (finding.code.clone(), finding.claim.clone());
        items.push(json!({
            "date": date, "gone": gone, "event": "finding", "code": code, "claim": claim, "strength": finding.strength,
            "fingerprint": finding.fingerprint,
        }));
        let ended = gone.map_or_else(String::new, |gone| gone.to_string());
        table.row([
            date.to_string(),
            ended,
            code,
            claim,
            finding.strength.to_string(),
            finding.fingerprint.to_string(),
        ]);
    }
    answer.sections.push(table);
    if let Value::Object(fields) = &mut answer.answer {
        fields.insert("findings".to_owned(), json!(items));
    }
    answer.items.extend(items);
    answer.notes.push(format!(
        "all rules were asked again at the end of each of the {} on which something happens or is published; a \
         finding is told as it was at the first at which it holds; gone: the first from which on it holds no more",
        count(first.dates.len(), "date", "dates")
    ));
    if !first.left_out.is_empty() {
        answer.truncated = Some(first.left_out.join("; "));
    }
}
