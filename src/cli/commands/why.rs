//! `dealgraph why`.

use clap::Args;
use dealgraph::finding::{Findings, Selection, Sink, Whom, proof_record, proof_tree};
use dealgraph::graph::DealGraph;
use dealgraph::model::EntityIx;
use dealgraph::query::loops;
use dealgraph::report::{Report, view_record};
use dealgraph::rules::{Case, Catalogue};

use crate::cli::Outcome;
use crate::cli::arguments::{FormatArg, ViewArgs, whole};
use crate::cli::context::Context;
use crate::cli::output::{Failure, to_stdout};

/// The proof of a finding.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph why rival-backer:0a1b2c3d4e5f
  dealgraph why 0a1b2c                      the beginning of its digest is enough, where no other has it
  dealgraph why 0a1b2c -f md                for a memo
  dealgraph why circular-financing:0a1b     a loop: searches for loops again, up to --max-length hops

Ask from the view in which it was found: the same --as-of, --trust and so on.")]
pub struct WhyArgs {
    /// The fingerprint of a finding, as `conflicts`, `loops`, `verdict`, `diff` and others show it
    #[arg(value_name = "FINGERPRINT")]
    fingerprint: String,
    /// Look only among findings about this entity, where there are more than a rule keeps (repeatable: about all)
    #[arg(long, value_name = "ENTITY")]
    about: Vec<String>,
    /// The most hops of a loop, where the fingerprint is of one
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = whole(2..=12_u8))]
    max_length: u8,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &WhyArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let catalogue = Catalogue::of(&book)?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let about = context.entities(&book, &args.about)?.into_iter().map(|entity| graph.owner(entity)).collect();
    let findings = meant(&graph, &catalogue, args, about)?;
    let Some(finding) = findings.list.first() else {
        let mut message = format!("this view has no finding with the fingerprint \"{}\"", args.fingerprint);
        if args.fingerprint.starts_with(loops::CARD.code) {
            message.push_str(&format!(", of at most {} hops; --max-length looks for longer ones", args.max_length));
        }
        if !findings.left_out.is_empty() {
            message.push_str(&format!("; not all were looked at: {}", findings.left_out.join("; ")));
            message.push_str("; --about looks among those of an entity");
        }
        let asked = args.fingerprint.as_str();
        let codes = catalogue.cards().into_iter().map(|card| card.code).chain([loops::CARD.code]);
        let near: Vec<&str> = codes.filter(|code| !asked.is_empty() && code.contains(asked)).collect();
        if !near.is_empty() && !asked.contains(':') {
            message.push_str(&format!("; rules called so: {}", near.join(", ")));
        }
        message.push_str("; `dealgraph conflicts` and `dealgraph loops` list fingerprints");
        return Err(Failure::Usage(message));
    };
    if findings.list.len() > 1 {
        let known: Vec<&str> = findings.list.iter().take(6).map(|it| it.fingerprint.as_str()).collect();
        let more = findings.list.len() - known.len();
        let more = if more > 0 { format!(" or {more} more") } else { String::new() };
        let message = format!("\"{}\" could be {}{more}; write more of it", args.fingerprint, known.join(" or "));
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
            let mut cards = catalogue.cards();
            cards.push(loops::CARD);
            context.print_findings(&graph, &one, &cards, &title)?;
        }
    }
    Ok(Outcome::Answered)
}

/// The findings that a fingerprint, or the beginning of one, means. Only the rule it names is run; loops are
/// searched for where it names them, or names nothing and no rule has it.
fn meant(
    graph: &DealGraph<'_>,
    catalogue: &Catalogue,
    args: &WhyArgs,
    about: Vec<EntityIx>,
) -> Result<Findings, Failure> {
    let code = args.fingerprint.rsplit_once(':').map(|(code, _)| code);
    code.map(|code| catalogue.explained(code)).transpose()?;
    let of_sink = |sink: Sink| {
        let mut findings = sink.finish();
        findings.list.retain(|finding| finding.fingerprint.is_meant_by(&args.fingerprint));
        findings
    };
    if code != Some(loops::CARD.code) {
        let mut sink = Sink::default().keeping(Selection { whom: Whom::all_of(&about), ..Selection::default() });
        catalogue.run(&Case::new(graph), |other| code.is_none_or(|code| code == other), &mut sink);
        let findings = of_sink(sink);
        if code.is_some() || !findings.list.is_empty() {
            return Ok(findings);
        }
    }
    let search = loops::Search { about, max_length: args.max_length.into(), ..loops::Search::default() };
    let found = loops::loops(graph, &search);
    let mut sink = Sink::default();
    loops::findings(graph, &found.loops, &mut sink);
    if found.more {
        sink.cut(format!("there are more loops than the {} kept", search.most));
    }
    Ok(of_sink(sink))
}
