//! `dealgraph loops`.

use clap::Args;
use dealgraph::finding::Sink;
use dealgraph::graph::DealGraph;
use dealgraph::query::loops::{CARD, MoneyWeb, Search, breakers, chance, findings, loops};
use dealgraph::report::count;

use crate::cli::Outcome;
use crate::cli::arguments::{FormatArg, ViewArgs, whole};
use crate::cli::context::Context;
use crate::cli::output::Failure;

/// Circular financing.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph loops                                 every loop of up to five hops
  dealgraph loops --about amazon --max-length 2   who pays Amazon and is paid by it
  dealgraph loops --money firm                    only loops with firm money on every hop
  dealgraph loops --significance 1000 --seed 7    against a thousand webs rewired at random
  dealgraph loops -f sarif                        as findings

Exit status: 0 no loop, 1 loops found, 2 bad usage or faulty data.")]
pub struct LoopsArgs {
    /// Only loops through this entity, by id, name or alias (repeatable: through all of them)
    #[arg(long, value_name = "ENTITY")]
    about: Vec<String>,
    /// The most hops of a loop
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = whole(2..=12_u8))]
    max_length: u8,
    /// Compare with N webs rewired at random, each entity paying and being paid by as many as before
    #[arg(long, value_name = "N", value_parser = whole(1..=1_000_000_u32))]
    significance: Option<u32>,
    /// Where the random numbers of --significance start
    #[arg(long, value_name = "S", default_value_t = 0, value_parser = whole(0_u64..), requires = "significance")]
    seed: u64,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &LoopsArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let search = Search {
        about: context.entities(&book, &args.about)?,
        max_length: args.max_length.into(),
        // What is left out of the answer is counted, and the best of it comes first.
        most: context.at_least(Search::default().most),
    };
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let answer = loops(&graph, &search);
    let asked_for_parts = context.counted_as_parts(&graph, search.about.iter().copied());
    if context.global.format == FormatArg::Sarif {
        let mut sink = Sink::default();
        findings(&graph, &answer.loops, &mut sink);
        if answer.more {
            sink.cut(format!("there are more than the {} kept", count(search.most, "loop", "loops")));
        }
        for note in asked_for_parts {
            sink.note(note);
        }
        context.print_findings(&graph, &sink.finish(), &[CARD], "Circular financing")?;
    } else {
        let about = search.about.first().map(|entity| graph.owner(*entity));
        let chance = args.significance.map(|samples| {
            let samples = usize::try_from(samples).unwrap_or(usize::MAX);
            chance(&MoneyWeb::new(&graph), about, search.max_length, samples, args.seed)
        });
        let breakers = breakers(&answer.loops);
        let mut report = answer.report_for(&graph, &search, &breakers, chance.as_ref(), context.frame());
        report.notes.splice(0..0, asked_for_parts);
        context.print_with(&report, answer.records(&graph))?;
    }
    Ok(if answer.loops.is_empty() { Outcome::Answered } else { Outcome::Found })
}
