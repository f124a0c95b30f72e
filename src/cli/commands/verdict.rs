//! `dealgraph verdict`.

use clap::Args;
use dealgraph::finding::Finding;
use dealgraph::graph::{DealGraph, Trust};
use dealgraph::report::{Report, Section, count, view_record};
use dealgraph::rules::{Court, Stance, all_findings};
use serde_json::json;

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
contradicts it; a source that does not tell all its deals is silent, which is no contradiction.")]
pub struct VerdictArgs {
    /// Only findings whose fingerprint starts so (repeatable)
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
    let mut findings = all_findings(&graph)?;
    let is_about = |it: &Finding| {
        about.iter().all(|entity| it.parties.iter().any(|party| graph.owner(*party) == graph.owner(*entity)))
    };
    let asked = |it: &Finding| {
        args.fingerprints.is_empty() || args.fingerprints.iter().any(|start| it.fingerprint.as_str().starts_with(start))
    };
    findings.list.retain(|finding| is_about(finding) && asked(finding));
    let mut court = Court::new(&graph);
    let mut table = Section::new(
        count(findings.list.len(), "verdict", "verdicts"),
        &["verdict", "finding", "does not hold under", "contradicted by", "fingerprint"],
    );
    let policy = |trust: Trust| match trust {
        Trust::All => "all".to_owned(),
        Trust::Official => "official".to_owned(),
        Trust::Latest => "latest".to_owned(),
        Trust::Source(source) => book.source(source).id.to_string(),
    };
    let mut items = Vec::new();
    for finding in &findings.list {
        let verdict = court.verdict(finding)?;
        let with = |stance: Stance| -> Vec<String> {
            verdict.stances.iter().filter(|(_, it)| *it == stance).map(|(trust, _)| policy(*trust)).collect()
        };
        let (holds, silent, against) = (with(Stance::Holds), with(Stance::Silent), with(Stance::Contradicts));
        // That a single source does not tell a whole web is no news; that the official ones do not is.
        let notable: Vec<String> = silent.iter().filter(|it| *it == "official").cloned().collect();
        table.row([
            verdict.outcome.word().to_owned(),
            finding.claim.clone(),
            notable.join("\n"),
            against.join("\n"),
            finding.fingerprint.to_string(),
        ]);
        items.push(json!({
            "fingerprint": finding.fingerprint, "claim": finding.claim, "verdict": verdict.outcome.word(),
            "holds": holds, "silent": silent, "contradicts": against,
        }));
    }
    context.print(&Report {
        title: "Verdicts over policies of trust".to_owned(),
        sections: vec![table],
        notes: findings.notes,
        truncated: (!findings.left_out.is_empty()).then(|| findings.left_out.join("; ")),
        answer: json!({ "verdicts": items }),
        items,
        view: view_record(&book, graph.view()),
    })?;
    Ok(Outcome::Answered)
}
