//! `dealgraph verdict`.

use clap::Args;
use dealgraph::finding::{Finding, Findings, Selection, Whom};
use dealgraph::graph::{DealGraph, Trust};
use dealgraph::model::{Book, EntityIx};
use dealgraph::report::{Report, Section, count, view_record};
use dealgraph::rules::{Court, Stance, selected_findings};
use serde_json::{Value, json};

use crate::cli::Outcome;
use crate::cli::arguments::ViewArgs;
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// Verdicts over policies of trust.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph verdict                           every finding: robust, source-dependent or refuted
  dealgraph verdict --about openai
  dealgraph verdict circular-financing:0a1b   one finding, or all of one code

A finding is robust when it holds under all, official and latest, and no single source that tells its deals
contradicts it; a source that does not tell all its deals is silent, which is no contradiction. Findings that hold
only as official sources, the latest ones or a single one tell the deals are listed apart.")]
pub struct VerdictArgs {
    /// Only findings of these fingerprints, beginnings of them, or codes
    #[arg(value_name = "FINGERPRINT")]
    fingerprints: Vec<String>,
    /// Only findings about this entity, by id, name or alias (repeatable: about all of them)
    #[arg(long, value_name = "ENTITY")]
    about: Vec<String>,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &VerdictArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let about = context.entities(&book, &args.about)?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let owners: Vec<EntityIx> = about.iter().map(|entity| graph.owner(*entity)).collect();
    let selection = Selection { whom: Whom::all_of(&owners), ..Selection::default() };
    let Findings { mut list, mut notes, mut left_out, .. } = selected_findings(&graph, selection)?;
    notes.splice(0..0, context.counted_as_parts(&graph, about.iter().copied()));
    let is_about = |it: &Finding| {
        about.iter().all(|entity| it.parties.iter().any(|party| graph.owner(*party) == graph.owner(*entity)))
    };
    let is_asked = |it: &Finding| {
        let asked = &args.fingerprints;
        is_about(it) && (asked.is_empty() || asked.iter().any(|text| it.fingerprint.is_meant_by(text)))
    };
    list.retain(is_asked);
    let mut court = Court::new(&graph);
    court.ask_for(&list);
    let is_found = |list: &[Finding], text: &str| list.iter().any(|it| it.fingerprint.is_meant_by(text));
    // What nobody disputes need not be looked for elsewhere once all that was asked for is found.
    let mut elsewhere: Vec<Finding> = Vec::new();
    if args.fingerprints.is_empty() || !args.fingerprints.iter().all(|text| is_found(&list, text)) {
        elsewhere = court.held_elsewhere()?;
        elsewhere.retain(is_asked);
        left_out.extend(court.left_out().map(str::to_owned));
        left_out.sort_unstable();
        left_out.dedup();
    }
    if let Some(text) = args.fingerprints.iter().find(|text| !is_found(&list, text) && !is_found(&elsewhere, text)) {
        let among = if about.is_empty() { "" } else { " about those named" };
        return Err(Failure::Usage(format!("no finding{among} has the fingerprint \"{text}\"")));
    }
    if !elsewhere.is_empty() {
        notes.push(
            "what is not held from here holds under official, latest or a source whose claims it rests on; \
             --trust shows it"
                .to_owned(),
        );
    }
    let columns = ["verdict", "finding", "does not hold under", "contradicted by", "fingerprint"];
    let mut table = Section::new(count(list.len(), "verdict", "verdicts"), &columns);
    let heading = format!("{} not held from here", count(elsewhere.len(), "finding", "findings"));
    let mut others = Section::new(heading, &["verdict", "finding", "holds under", "fingerprint"]);
    let (portion, mut items) = (context.portion(), Vec::new());
    for (finding, is_here) in list.iter().map(|it| (it, true)).chain(elsewhere.iter().map(|it| (it, false))) {
        let verdict = court.verdict(finding)?;
        let with = |stance: Stance| -> Vec<String> {
            let stances = verdict.stances.iter().filter(|(_, it)| *it == stance);
            stances.map(|(trust, _)| policy(&book, *trust)).collect()
        };
        let (holds, silent, against) = (with(Stance::Holds), with(Stance::Silent), with(Stance::Contradicts));
        let (word, fingerprint) = (verdict.outcome.word().to_owned(), finding.fingerprint.to_string());
        if is_here {
            // That a single source does not tell a whole web is no news; that the official ones do not is.
            let notable: Vec<String> = silent.iter().filter(|it| *it == "official").cloned().collect();
            table.row([word, finding.claim.clone(), notable.join("\n"), against.join("\n"), fingerprint]);
        } else {
            others.row([word, finding.claim.clone(), holds.join("\n"), fingerprint]);
        }
        portion.push(&mut items, || {
            json!({
                "fingerprint": finding.fingerprint, "claim": finding.claim, "verdict": verdict.outcome.word(),
                "here": is_here, "holds": holds, "silent": silent, "contradicts": against,
            })
        });
    }
    let (verdicts, items) = portion.split(items);
    context.print(&Report {
        title: "Verdicts over policies of trust".to_owned(),
        sections: if elsewhere.is_empty() { vec![table] } else { vec![table, others] },
        notes,
        truncated: (!left_out.is_empty()).then(|| left_out.join("; ")),
        answer: Value::Object([("verdicts".to_owned(), verdicts)].into_iter().collect()),
        items,
        view: view_record(&book, graph.view()),
    })?;
    Ok(Outcome::Answered)
}

fn policy(book: &Book, trust: Trust) -> String {
    match trust {
        Trust::All => "all".to_owned(),
        Trust::Official => "official".to_owned(),
        Trust::Latest => "latest".to_owned(),
        Trust::Source(source) => book.source(source).id.to_string(),
    }
}
