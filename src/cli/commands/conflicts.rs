//! `dealgraph conflicts`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use dealgraph::finding::{Baseline, Finding, RuleCard, Severity, Sink};
use dealgraph::graph::DealGraph;
use dealgraph::model::EntityIx;
use dealgraph::query::loops::CARD;
use dealgraph::rules::{Case, Catalogue};

use crate::cli::Outcome;
use crate::cli::arguments::ViewArgs;
use crate::cli::context::Context;
use crate::cli::files::to_file;
use crate::cli::input::read_text;
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
    /// Write a file that accepts the findings shown
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
    let about: Vec<EntityIx> =
        context.entities(&book, &args.about)?.into_iter().map(|entity| graph.owner(entity)).collect();
    let baseline = args.baseline.as_deref().map(read_baseline).transpose()?;

    let wanted = |code: &str| args.rule.is_empty() || args.rule.iter().any(|rule| rule == code);
    let mut sink = Sink::new(args.set_severity.iter().cloned().collect());
    catalogue.run(&Case::new(&graph), wanted, &mut sink);
    let mut findings = sink.finish();
    // What is gone is told of the rules that were run, and before anything is put aside.
    let is_rule = |code: &str| wanted(code) && code != CARD.code;
    if let Some(gone) = baseline.as_ref().map(|it| it.gone(&findings.list, is_rule)).filter(|gone| !gone.is_empty()) {
        findings.notes.push(format!("in the baseline but no longer found: {}", gone.join(", ")));
    }
    let is_about = |finding: &Finding, entity: EntityIx| finding.parties.iter().any(|it| graph.owner(*it) == entity);
    findings.list.retain(|finding| about.iter().all(|entity| is_about(finding, *entity)));
    let least = args.severity.unwrap_or(if args.rule.is_empty() { Severity::Low } else { Severity::Note });
    let mut milder: BTreeMap<Severity, usize> = BTreeMap::new();
    findings.list.retain(|finding| {
        let shown = finding.severity >= least;
        if !shown {
            *milder.entry(finding.severity).or_default() += 1;
        }
        shown
    });
    for (severity, number) in milder {
        findings.notes.push(format!("{number} of severity {severity} are not shown; ask with --severity {severity}"));
    }
    if let Some(path) = &args.write_baseline {
        to_file(path, Baseline::write(&findings.list).as_bytes())?;
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
    let failed = |reason: String| Failure::Read { path: path.display().to_string(), reason };
    Baseline::read(&read_text(path)?).map_err(|error| failed(error.to_string()))
}

fn read_override(text: &str) -> Result<(String, Severity), String> {
    let (code, severity) = text.split_once('=').ok_or("write it as CODE=SEVERITY, such as interlock=high")?;
    Ok((code.to_owned(), severity.parse()?))
}
