//! `dealgraph conflicts`.

use std::path::{Path, PathBuf};

use clap::Args;
use dealgraph::finding::{Baseline, Finding, MOST_OF_A_RULE, Milder, RuleCard, Selection, Severity, Sink, Whom};
use dealgraph::graph::DealGraph;
use dealgraph::model::EntityIx;
use dealgraph::query::loops::CARD;
use dealgraph::rules::{Case, Catalogue};

use crate::cli::Outcome;
use crate::cli::arguments::ViewArgs;
use crate::cli::context::Context;
use crate::cli::files::to_file;
use crate::cli::input::{read_text, shown};
use crate::cli::output::Failure;

/// Conflicts by rules.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph conflicts                                    everything of severity low or graver
  dealgraph conflicts --about amazon --severity high
  dealgraph conflicts --rule exclusivity-collision --rule carved-out
  dealgraph conflicts --write-baseline accepted.txt      accept what there is today …
  dealgraph conflicts --baseline accepted.txt            … and show only what is new
  dealgraph conflicts -f sarif                           for a code-scanning dashboard

Of each rule at most 10000 findings are kept, the gravest and strongest first; the others are counted, and the answer
says so. --about, --rule and --severity are asked before that, and a larger --limit keeps more (0: all).

Exit status: 0 nothing found, 1 found something of the severity asked for, 2 bad usage or faulty data.")]
pub struct ConflictsArgs {
    /// Run only the rule of this code (repeatable)
    #[arg(long, value_name = "CODE")]
    rule: Vec<String>,
    /// Only findings about this entity, by id, name or alias (repeatable: about all of them)
    #[arg(long, value_name = "ID")]
    about: Vec<String>,
    /// The least severity shown: note, low, medium or high [default: low; note where rules are named]
    #[arg(long, value_name = "SEVERITY")]
    severity: Option<Severity>,
    /// Give the findings of a rule another severity (repeatable)
    #[arg(long, value_name = "CODE=SEVERITY", value_parser = read_override)]
    set_severity: Vec<(String, Severity)>,
    /// Do not show the findings that this file accepts
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write a file that accepts the findings shown, and those that --baseline accepts
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &ConflictsArgs) -> Result<Outcome, Failure> {
    let book = context.book()?;
    let catalogue = Catalogue::of(&book)?;
    let named = args.rule.iter().chain(args.set_severity.iter().map(|(code, _)| code));
    named.map(|code| catalogue.card(code)).collect::<Result<Vec<_>, _>>()?;
    let graph = DealGraph::new(&book, context.view(&book, &args.view)?);
    let asked = context.entities(&book, &args.about)?;
    let about: Vec<EntityIx> = asked.iter().map(|entity| graph.owner(*entity)).collect();
    let baseline = args.baseline.as_deref().map(read_baseline).transpose()?;

    let wanted = |code: &str| args.rule.is_empty() || args.rule.iter().any(|rule| rule == code);
    let case = Case::new(&graph);
    let find = |selection: Selection| {
        let mut sink = Sink::new(args.set_severity.iter().cloned().collect()).keeping(selection);
        catalogue.run(&case, wanted, &mut sink);
        sink.finish()
    };
    let everything = Selection { most: context.at_least(MOST_OF_A_RULE), ..Selection::default() };
    let least = args.severity.unwrap_or(if args.rule.is_empty() { Severity::Low } else { Severity::Note });
    let mut findings = find(Selection { whom: Whom::all_of(&about), least, ..everything.clone() });
    findings.notes.splice(0..0, context.counted_as_parts(&graph, asked));
    for (severity, Milder { number, at_least }) in &findings.milder {
        let which = match (number, at_least) {
            (0, _) => format!("those of severity {severity}, if there are any, are"),
            (_, true) => format!("at least {number} of severity {severity} are"),
            (1, false) => format!("1 of severity {severity} is"),
            (_, false) => format!("{number} of severity {severity} are"),
        };
        findings.notes.push(format!("{which} not shown; ask with --severity {severity}"));
    }
    // What is gone is told of the rules that were run, whomever else one asks about.
    if let Some(baseline) = &baseline {
        let all = find(everything);
        let is_whole = |code: &str| wanted(code) && code != CARD.code && !all.is_cut(code);
        let gone = baseline.gone(&all.list, is_whole);
        if !gone.is_empty() {
            findings.notes.insert(0, format!("in the baseline but no longer found: {}", gone.join(", ")));
        }
        let cut: Vec<&str> = all.cuts.iter().map(|cut| cut.code.as_str()).collect();
        if !cut.is_empty() {
            findings
                .notes
                .push(format!("whether the baseline has more than is found is not told of {}", cut.join(", ")));
        }
    }
    if let Some(path) = &args.write_baseline {
        // What --limit leaves out was not seen, and is accepted only where it was before.
        let mut left = context.most(usize::MAX);
        let is_seen = |finding: &&Finding| {
            if baseline.as_ref().is_some_and(|baseline| baseline.accepts(finding)) {
                return true;
            }
            let is_shown = left > 0;
            left = left.saturating_sub(1);
            is_shown
        };
        to_file(path, Baseline::write(findings.list.iter().filter(is_seen)).as_bytes())?;
    }
    if let Some(baseline) = &baseline {
        baseline.hide_accepted(&mut findings);
    }
    let cards: Vec<RuleCard<'_>> = catalogue.cards().into_iter().filter(|card| wanted(card.code)).collect();
    context.print_findings(&graph, &findings, &cards, &title(&book, &about))?;
    Ok(if findings.list.is_empty() { Outcome::Answered } else { Outcome::Found })
}

fn title(book: &dealgraph::model::Book, about: &[EntityIx]) -> String {
    let names: Vec<&str> = about.iter().map(|entity| book.entity(*entity).name.as_str()).collect();
    if names.is_empty() { "Conflicts".to_owned() } else { format!("Conflicts about {}", names.join(" and ")) }
}

fn read_baseline(path: &Path) -> Result<Baseline, Failure> {
    let failed = |reason: String| Failure::Read { path: shown(path), reason };
    Baseline::read(&read_text(path)?).map_err(|error| failed(error.to_string()))
}

fn read_override(text: &str) -> Result<(String, Severity), String> {
    let (code, severity) = text.split_once('=').ok_or("write it as CODE=SEVERITY, such as interlock=high")?;
    Ok((code.to_owned(), severity.parse()?))
}
