//! `dealgraph why`.

use clap::Args;
use dealgraph::finding::{Finding, Findings, Sink, proof_record, proof_tree};
use dealgraph::graph::DealGraph;
use dealgraph::report::{Report, view_record};
use dealgraph::rules::{Case, Catalogue};

use crate::cli::Outcome;
use crate::cli::arguments::{FormatArg, ViewArgs};
use crate::cli::context::Context;
use crate::cli::output::{Failure, to_stdout};

/// The proof of a finding.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph why rival-backer:0a1b2c3d4e5f
  dealgraph why 0a1b2c                      the beginning of its digest is enough, where no other has it
  dealgraph why 0a1b2c -f md                for a memo

Ask from the view in which it was found: the same --as-of, --trust and so on.")]
pub struct WhyArgs {
    /// The fingerprint of a finding, as `conflicts` shows it
    #[arg(value_name = "FINGERPRINT")]
    fingerprint: String,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &WhyArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let catalogue = Catalogue::of(&book)?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let (code, digest) = args.fingerprint.rsplit_once(':').unwrap_or(("", &args.fingerprint));
    if !code.is_empty() {
        catalogue.card(code)?;
    }
    let mut sink = Sink::default();
    catalogue.run(&Case::new(&graph), |other| code.is_empty() || code == other, &mut sink);
    let mut findings = sink.finish();
    findings.list.retain(|finding| is_meant(finding, digest));
    let Some(finding) = findings.list.first() else {
        let message = format!("this view has no finding with the fingerprint \"{}\"", args.fingerprint);
        return Err(Failure::Usage(message));
    };
    if findings.list.len() > 1 {
        let known: Vec<&str> = findings.list.iter().map(|it| it.fingerprint.as_str()).collect();
        let message = format!("\"{}\" could be {}; write more of it", args.fingerprint, known.join(" or "));
        return Err(Failure::Usage(message));
    }
    match context.global.format {
        FormatArg::Table => to_stdout(proof_tree(&graph, finding).as_bytes())?,
        FormatArg::Json | FormatArg::Ndjson => {
            let proof = proof_record(&graph, finding);
            context.print(&Report {
                title: finding.claim.clone(),
                answer: proof.clone(),
                items: vec![proof],
                view: view_record(&book, graph.view()),
                ..Report::default()
            })?;
        }
        _ => {
            let title = finding.claim.clone();
            let one = Findings { list: vec![finding.clone()], ..Findings::default() };
            context.print_findings(&graph, &one, &catalogue.cards(), &title)?;
        }
    }
    Ok(Outcome::Answered)
}

fn is_meant(finding: &Finding, digest: &str) -> bool {
    let own = finding.fingerprint.as_str().rsplit_once(':').map_or("", |(_, digest)| digest);
    !digest.is_empty() && own.starts_with(digest)
}
