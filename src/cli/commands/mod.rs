//! The commands, one a file. A new one is a file, a variant and an arm here.

mod backers;
mod check;
mod complete;
mod conflicts;
mod diff;
mod disputes;
mod explain;
mod fmt;
mod init;
mod list;
mod loops;
mod matches;
mod show;
mod stats;
mod verdict;
mod why;

use clap::Subcommand;

use super::Outcome;
use super::context::Context;
use super::output::Failure;

/// What dealgraph can be asked to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check a book: every fault of every file, where it stands
    Check(check::CheckArgs),
    /// List entities, deals, sources or deal kinds
    List(list::ListArgs),
    /// Show everything known about an entity, a deal or a source
    Show(show::ShowArgs),
    /// Count deals by kind, status and year, and what they come to
    Stats(stats::StatsArgs),
    /// Find who backs all (any, at least so many, none) of some companies
    Backers(backers::BackersArgs),
    /// Find conflicts of interest, exclusivities that collide, and other patterns, by rules
    Conflicts(conflicts::ConflictsArgs),
    /// Find circular financing: money that comes back to where it set out
    Loops(loops::LoopsArgs),
    /// Find where sources disagree, the values side by side
    Disputes(disputes::DisputesArgs),
    /// Say of findings whether they hold whomever one trusts
    Verdict(verdict::VerdictArgs),
    /// Show which findings appear, vanish or change between two dates
    Diff(diff::DiffArgs),
    /// Explain a rule: what it finds, why that matters, an example, its limits
    Explain(explain::ExplainArgs),
    /// Find every match of a pattern over legs, such as 'x -[Goods]-> a, x -[Equity]-> a'
    Match(matches::MatchArgs),
    /// Show why a finding holds: its deals, fields, claims and sources
    Why(why::WhyArgs),
    /// Write book files in the canonical layout
    Fmt(fmt::FmtArgs),
    /// Write a small commented book to start from
    Init(init::InitArgs),
    /// Write shell completions
    Completions(complete::CompletionsArgs),
    /// Write the manual page
    Man(complete::ManArgs),
}

/// Runs a command.
pub fn run(context: &Context<'_>, command: &Command) -> Result<Outcome, Failure> {
    match command {
        Command::Check(args) => check::run(context, args),
        Command::List(args) => list::run(context, args),
        Command::Show(args) => show::run(context, args),
        Command::Stats(args) => stats::run(context, args),
        Command::Backers(args) => backers::run(context, args),
        Command::Conflicts(args) => conflicts::run(context, args),
        Command::Loops(args) => loops::run(context, args),
        Command::Disputes(args) => disputes::run(context, args),
        Command::Verdict(args) => verdict::run(context, args),
        Command::Diff(args) => diff::run(context, args),
        Command::Explain(args) => explain::run(context, args),
        Command::Match(args) => matches::run(context, args),
        Command::Why(args) => why::run(context, args),
        Command::Fmt(args) => fmt::run(context, args),
        Command::Init(args) => init::run(context, args),
        Command::Completions(args) => complete::completions(args),
        Command::Man(args) => complete::man(args),
    }
}
