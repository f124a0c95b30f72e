//! The commands, one a file. A new one is a file, a variant and an arm here.

mod backers;
mod check;
mod complete;
mod export;
mod fmt;
mod import;
mod init;
mod list;
mod show;
mod stats;

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
    /// Write the book, or its graph, for another program
    Export(export::ExportArgs),
    /// Write book files in the canonical layout
    Fmt(fmt::FmtArgs),
    /// Read another program's files into a book
    Import(import::ImportArgs),
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
        Command::Export(args) => export::run(context, args),
        Command::Fmt(args) => fmt::run(context, args),
        Command::Import(args) => import::run(context, args),
        Command::Init(args) => init::run(context, args),
        Command::Completions(args) => complete::completions(args),
        Command::Man(args) => complete::man(args),
    }
}
