//! What can be written on the command line.

use std::fmt::Display;
use std::num::{IntErrorKind, ParseIntError};
use std::ops::{Bound, RangeBounds};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, Parser, ValueEnum};
use dealgraph::model::{MoneyLevel, PartialDate, Status};
use dealgraph::report::Format;

use super::commands;

/// Explore webs of companies and deals: who backs both, who depends on whom, what is firm and what is not.
///
/// Without --data, every command answers from the AI deal web that is built in.
#[derive(Debug, Parser)]
#[command(
    name = "dealgraph",
    version,
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 110,
    after_help = EXAMPLES,
)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: commands::Command,
}

const EXAMPLES: &str = "Examples:
  dealgraph backers openai anthropic            who backs both
  dealgraph show \"Amazon Web Services\"          everything known about one entity
  dealgraph diagram -o web.svg                  draw the whole web
  dealgraph check --data my-book/               check a book of your own
  dealgraph init my-book                        write a small commented book to start from

Exit status: 0 answered, 1 found something (commands that look for findings, check --strict,
fmt --check) or left something out (import, rows that it refused), 2 bad usage or faulty data,
3 not finished in time (--timeout), 130 stopped by Ctrl-C, 143 by SIGTERM.";

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Read a book: a *.ron file, a folder with all *.ron files below it, or - for standard input (repeatable)
    #[arg(long, short = 'd', global = true, value_name = "PATH", help_heading = "Book")]
    pub data: Vec<PathBuf>,
    /// Join the built-in AI deal web to the books of --data
    #[arg(long, global = true, help_heading = "Book")]
    pub with_embedded: bool,
    /// Read the text of a large book anew, and keep no snapshot of it for the next time (`DEALGRAPH_CACHE=off`: never)
    #[arg(long, global = true, help_heading = "Book")]
    pub no_cache: bool,
    /// How the answer is written
    #[arg(long, short = 'f', global = true, value_enum, default_value_t, help_heading = "Output")]
    pub format: FormatArg,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t, help_heading = "Output")]
    pub color: ColorArg,
    /// At most N rows in each table and list of the answer (0: all); what is left out is counted
    #[arg(long, global = true, value_name = "N", value_parser = read_limit, help_heading = "Output")]
    pub limit: Option<usize>,
    /// Stop after so long, with exit status 3, and say what was not finished; no file is left half-written
    #[arg(long, global = true, value_name = "SECONDS", value_parser = read_seconds, help_heading = "Output")]
    pub timeout: Option<Duration>,
}

/// Reads the most of something that is shown.
pub fn read_limit(text: &str) -> Result<usize, String> {
    text.parse().map_err(|error: ParseIntError| match error.kind() {
        IntErrorKind::PosOverflow => format!("too large: write a whole number up to {}, or 0 for all", usize::MAX),
        _ => "write a whole number, such as 20, or 0 for all".to_owned(),
    })
}

/// A sort of whole numbers that an option takes.
pub trait Whole: FromStr<Err = ParseIntError> + PartialOrd + Display {
    /// The largest of them.
    const LARGEST: Self;
}

impl Whole for u8 {
    const LARGEST: Self = Self::MAX;
}

impl Whole for u16 {
    const LARGEST: Self = Self::MAX;
}

impl Whole for u32 {
    const LARGEST: Self = Self::MAX;
}

impl Whole for u64 {
    const LARGEST: Self = Self::MAX;
}

impl Whole for usize {
    const LARGEST: Self = Self::MAX;
}

/// What reads a whole number of a range, and says which are wanted where it is none, and the largest where it is too large.
pub fn whole<N: Whole>(range: impl RangeBounds<N> + Clone) -> impl Fn(&str) -> Result<N, String> + Clone {
    move |text| {
        let read = text.parse::<N>();
        let is_large = match (&read, range.end_bound()) {
            (Err(error), _) => *error.kind() == IntErrorKind::PosOverflow,
            (Ok(number), Bound::Included(end)) => number > end,
            _ => false,
        };
        read.ok().filter(|number| range.contains(number)).ok_or_else(|| {
            let bound = |word: &str, bound: Bound<&N>| match bound {
                Bound::Included(end) => format!(" {word} {end}"),
                Bound::Unbounded if is_large && word == "to" => format!(" {word} {}", N::LARGEST),
                Bound::Excluded(_) | Bound::Unbounded => String::new(),
            };
            let [from, to] = [bound("from", range.start_bound()), bound("to", range.end_bound())];
            let large = if is_large { "too large: " } else { "" };
            format!("{large}write a whole number{from}{to}")
        })
    }
}

fn read_seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| *seconds > 0.0);
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "write a number of seconds, such as 30 or 0.5".to_owned())
}

/// The names of the formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum FormatArg {
    /// Tables for people
    #[default]
    Table,
    /// One JSON object
    Json,
    /// One JSON object a line
    Ndjson,
    /// The main table as comma-separated values
    Csv,
    /// Markdown
    Md,
    /// SARIF 2.1.0, for commands that look for findings
    Sarif,
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Table => Self::Table,
            FormatArg::Json => Self::Json,
            FormatArg::Ndjson => Self::Ndjson,
            FormatArg::Csv => Self::Csv,
            // Findings print their own SARIF; any other answer is refused before it comes here.
            FormatArg::Md | FormatArg::Sarif => Self::Markdown,
        }
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ColorArg {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// From where the book is looked at; options of every query.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "View")]
pub struct ViewArgs {
    /// What was true at the end of DATE (2026, 2026-02 or 2026-02-27)
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<PartialDate>,
    /// Only what sources published by the end of DATE say
    #[arg(long, value_name = "DATE")]
    pub known_at: Option<PartialDate>,
    /// Whose claims win: all (the curator's reading), official, latest, or source:ID
    #[arg(long, value_name = "POLICY", default_value = "all")]
    pub trust: String,
    /// The weakest status that counts; of a weaker deal only the tranches that have come so far
    #[arg(long, value_name = "STATUS", value_parser = read_status)]
    pub min_status: Option<Status>,
    /// How certain money must be to count in totals and ranks (nobody is left out for having less)
    #[arg(long, value_enum, default_value_t)]
    pub money: MoneyArg,
    /// Do not count legs of a part for its whole
    #[arg(long)]
    pub no_rollup: bool,
    /// Also see deals that were cancelled, lapsed or replaced
    #[arg(long)]
    pub ended: bool,
}

/// How certain money must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum MoneyArg {
    /// Paid, or owed without condition
    Firm,
    /// Firm, and promised
    Committed,
    /// Everything spoken of, contingent and "up to" included
    #[default]
    Headline,
}

impl From<MoneyArg> for MoneyLevel {
    fn from(level: MoneyArg) -> Self {
        match level {
            MoneyArg::Firm => Self::Firm,
            MoneyArg::Committed => Self::Committed,
            MoneyArg::Headline => Self::Headline,
        }
    }
}

fn read_status(text: &str) -> Result<Status, String> {
    let found = Status::ALL.iter().find(|status| status.word().eq_ignore_ascii_case(text));
    found.copied().ok_or_else(|| {
        let known: Vec<String> = Status::ALL.iter().map(|status| status.word().to_lowercase()).collect();
        format!("known are {}", known.join(", "))
    })
}

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Listed {
    /// Companies, products, funds, states and people
    Entities,
    /// Deals
    Deals,
    /// What moves from whom to whom, deal by deal, as the graph has it
    Legs,
    /// Sources
    Sources,
    /// Deal kinds with their roles and legs
    Kinds,
}
