//! `dealgraph diff`.

use std::path::PathBuf;

use clap::Args;
use dealgraph::graph::{DealGraph, View};
use dealgraph::model::{Book, PartialDate};
use dealgraph::report::{Report, view_record};
use dealgraph::rules::{Comparison, change_section, compare};
use serde_json::json;

use crate::cli::Outcome;
use crate::cli::arguments::ViewArgs;
use crate::cli::context::Context;
use crate::cli::input::shown;
use crate::cli::output::Failure;

/// Findings between two dates, or between two books.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dealgraph diff 2025-12 2026-03               what became true in the first quarter of 2026
  dealgraph diff 2025-12 2026-03 --known       what became known in it
  dealgraph diff --from old-book --to my-book  what one book finds and the other does not
  dealgraph diff --to my-book                  the book of --data, or the built-in one, against another
  dealgraph diff 2025-12 2026-03 --from old-book --to my-book
                                               the one at the first date, the other at the second

A finding is the same in two books where its rule, the ids of its parties and its topic are.

Exit status: 0 nothing has changed, 1 something has, 2 bad usage or faulty data.")]
pub struct DiffArgs {
    /// The earlier date: 2025, 2025-12 or 2025-12-31; with two books it may be left out
    #[arg(required_unless_present_any = ["from", "to"])]
    before: Option<PartialDate>,
    /// The later date; with two books the first counts for both where this is left out
    #[arg(required_unless_present_any = ["from", "to"])]
    after: Option<PartialDate>,
    /// The book before: a file or folder, as --data takes it (repeatable: joined) [default: that of --data]
    #[arg(long, value_name = "PATH")]
    from: Vec<PathBuf>,
    /// The book after (repeatable: joined) [default: that of --data]
    #[arg(long, value_name = "PATH")]
    to: Vec<PathBuf>,
    /// Compare what was known at the dates instead of what was true
    #[arg(long)]
    known: bool,
    #[command(flatten)]
    view: ViewArgs,
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &DiffArgs) -> Result<Outcome, Failure> {
    refuse_what_contradicts(context, args)?;
    let two_books = !(args.from.is_empty() && args.to.is_empty());
    let one = context.book_of(&args.from)?;
    let other = if two_books { Some(context.book_of(&args.to)?) } else { None };
    let other = other.as_ref().unwrap_or(&one);
    let before = DealGraph::new(&one, view(context, args, &one, args.before)?);
    let after = DealGraph::new(other, view(context, args, other, args.after.or(args.before))?);
    let Comparison { changes: found, left_out } = compare(&before, &after)?;
    let (table, items) = change_section(&found, after.view().money);
    let what = if args.known { "known" } else { "true" };
    let title = match (two_books, args.before, args.after) {
        (false, Some(before), Some(after)) => format!("Findings {what} at {before} against {after}"),
        (_, before, after) => {
            let at = |date: Option<PartialDate>| date.map_or_else(String::new, |date| format!(" {what} at {date}"));
            let (from, to) = (name(context, &args.from), name(context, &args.to));
            format!("Findings of {from}{} against {to}{}", at(before), at(after.or(before)))
        }
    };
    let mut answer = json!({ "before": args.before, "after": args.after.or(args.before), "changes": items });
    if two_books {
        answer["from"] = json!(name(context, &args.from));
        answer["to"] = json!(name(context, &args.to));
    }
    context.print(&Report {
        title,
        sections: vec![table],
        notes: backwards(args).into_iter().collect(),
        truncated: (!left_out.is_empty()).then(|| left_out.join("; ")),
        answer,
        items,
        view: view_record(other, &context.view(other, &args.view)?),
    })?;
    Ok(if found.is_empty() { Outcome::Answered } else { Outcome::Found })
}

/// What must be said where the dates were given in the wrong order.
fn backwards(args: &DiffArgs) -> Option<String> {
    let (before, after) = args.before.zip(args.after).filter(|(before, after)| before.first() > after.last())?;
    Some(format!(
        "{before} is later than {after}: what is told as new was there before, and what is told as gone came later"
    ))
}

/// The view of one side.
fn view(context: &Context<'_>, args: &DiffArgs, book: &Book, date: Option<PartialDate>) -> Result<View, Failure> {
    let mut view = context.view(book, &args.view)?;
    if date.is_some() {
        *(if args.known { &mut view.known_at } else { &mut view.as_of }) = date;
    }
    Ok(view)
}

/// A date given twice, or a book that would not be read, is a mistake of the caller.
fn refuse_what_contradicts(context: &Context<'_>, args: &DiffArgs) -> Result<(), Failure> {
    let refused = |message: &str| Err(Failure::Usage(message.to_owned()));
    let dated = if args.known { args.view.known_at } else { args.view.as_of };
    if args.before.is_some() && dated.is_some() {
        return refused(if args.known {
            "the dates to compare say what is known; leave out --known-at"
        } else {
            "the dates to compare say what is true; leave out --as-of"
        });
    }
    if args.known && args.before.is_none() {
        return refused("--known compares two dates; write them, such as 2025-12 2026-03");
    }
    if !args.from.is_empty() && !args.to.is_empty() && !context.global.data.is_empty() {
        return refused("--from and --to name both books; leave out --data");
    }
    Ok(())
}

/// A book as the caller named it.
fn name(context: &Context<'_>, paths: &[PathBuf]) -> String {
    let paths = if paths.is_empty() { &context.global.data } else { paths };
    let mut names: Vec<String> = paths.iter().map(|path| shown(path)).collect();
    if names.is_empty() || context.global.with_embedded {
        names.push("the built-in book".to_owned());
    }
    names.join(" and ")
}
