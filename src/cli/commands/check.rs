//! `dealgraph check`.

use std::io::IsTerminal;

use clap::Args;
use dealgraph::export::verify_against_records;
use dealgraph::load::snapshot::is_snapshot;
use dealgraph::load::{Severity, Strictness, read_book_watched};
use dealgraph::report::{Report, Section, count};
use serde_json::json;

use crate::cli::Outcome;
use crate::cli::arguments::FormatArg;
use crate::cli::context::{Context, colours};
use crate::cli::output::{Failure, to_stdout};
use crate::cli::progress::Progress;

/// Check a book.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph check                          check the built-in book
  dealgraph check --data my-book --strict  also refuse what is allowed but unlikely to be meant
  dealgraph check --data a.ron -f json     every fault as data

Exit status: 0 sound, 1 sound but --strict found something, 2 faulty.")]
pub struct CheckArgs {
    /// Also report orphan entities, unused sources, look-alike names and self-deals, and exit with 1 on any
    #[arg(long)]
    strict: bool,
}

/// Reads every byte of snapshots, and holds what is in them against each other.
fn check_snapshots(context: &Context<'_>, args: &CheckArgs) -> Result<Outcome, Failure> {
    if args.strict {
        return Err(Failure::Usage("--strict looks at the files of a book, and a snapshot has none".into()));
    }
    let is_other = context.global.data.iter().any(|path| !is_snapshot(path));
    if is_other || context.global.with_embedded {
        return Err(Failure::Usage(
            "a snapshot is a book of its own; check it without other files and --with-embedded".into(),
        ));
    }
    let mut table = Section::new("", &["snapshot", "#entities", "#deals", "#sources"]);
    let mut items = Vec::new();
    for path in &context.global.data {
        let book = verify_against_records(path).map_err(Failure::Snapshot)?;
        let name = path.display().to_string();
        let counts = [book.entity_count(), book.deal_count(), book.source_count()];
        items.push(json!({ "snapshot": name, "entities": counts[0], "deals": counts[1], "sources": counts[2] }));
        table.row([name, counts[0].to_string(), counts[1].to_string(), counts[2].to_string()]);
    }
    let title = "Sound: every byte, every record, and the lists that follow from them".to_owned();
    let answer = json!({ "snapshots": items });
    context.print(&Report { title, sections: vec![table], answer, items, ..Report::default() })?;
    Ok(Outcome::Answered)
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &CheckArgs) -> Result<Outcome, Failure> {
    let strictness = if args.strict { Strictness::Lints } else { Strictness::Faults };
    if context.is_snapshot() {
        return check_snapshots(context, args);
    }
    let files = context.files()?;
    let progress = Progress::of_book();
    let mut reading = read_book_watched(files, strictness, &|step| progress.step(step));
    drop(progress);
    let Some(book) = reading.book.take() else {
        return Err(Failure::Load(dealgraph::load::LoadError::Faults(Box::new(reading))));
    };
    let counts = [
        ("entities", book.entity_count()),
        ("deals", book.deal_count()),
        ("sources", book.source_count()),
        ("files", reading.files.len()),
    ];
    let warnings: Vec<_> = reading.problems.iter().filter(|it| it.severity == Severity::Warning).collect();
    if context.global.format == FormatArg::Table {
        let colours = colours(context.global, std::io::stdout().is_terminal());
        let mut text = String::new();
        for problem in &warnings {
            text.push_str(&problem.render(&reading.files, colours));
            text.push_str("\n\n");
        }
        let [entities, deals, sources, files] = counts.map(|(_, number)| number);
        text.push_str(&format!(
            "sound: {}, {}, {} in {}",
            count(entities, "entity", "entities"),
            count(deals, "deal", "deals"),
            count(sources, "source", "sources"),
            count(files, "file", "files"),
        ));
        if args.strict {
            text.push_str(&format!("; {}", count(warnings.len(), "warning", "warnings")));
        }
        text.push('\n');
        to_stdout(text.as_bytes())?;
    } else {
        let records: Vec<_> = warnings.iter().map(|problem| json!(problem.record(&reading.files))).collect();
        let mut table = Section::new("", &["code", "severity", "place", "message"]);
        for record in &records {
            let text = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
            let place = format!("{}:{}:{}", text("file"), record["line"], record["column"]);
            table.row([text("code"), text("severity"), place, text("message")]);
        }
        let mut answer: serde_json::Map<String, serde_json::Value> =
            counts.iter().map(|(name, number)| ((*name).to_owned(), json!(number))).collect();
        answer.insert("problems".to_owned(), json!(records));
        let report = Report {
            title: "Check".to_owned(),
            sections: vec![table],
            answer: answer.into(),
            items: records,
            ..Report::default()
        };
        context.print(&report)?;
    }
    Ok(if args.strict && !warnings.is_empty() { Outcome::Found } else { Outcome::Answered })
}
