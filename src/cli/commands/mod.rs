//! The commands, one a file. A new one is a file, a variant and an arm here.

mod backers;
mod between;
mod chains;
mod check;
mod co_investors;
mod complete;
mod concentration;
mod conflicts;
mod diagram;
mod diff;
mod disputes;
mod explain;
mod export;
mod exposure;
mod fmt;
mod generate;
mod groups;
mod hedge;
mod impact;
mod import;
mod import_told;
mod init;
mod list;
mod loops;
mod matches;
mod pack;
mod roles;
mod show;
mod stats;
mod timeline;
mod tour;
mod verdict;
mod what_if;
mod why;

use clap::Subcommand;

use super::Outcome;
use super::arguments::FormatArg;
use super::context::Context;
use super::output::Failure;

/// What dealgraph can be asked to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check the book, answer who backs both labs, and draw the web: the main job in one go
    Tour(tour::TourArgs),
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
    /// Find who holds what somebody else holds
    CoInvestors(co_investors::CoInvestorsArgs),
    /// Find who holds several companies of one market
    Concentration(concentration::ConcentrationArgs),
    /// Follow what an entity depends on, through products, parts and hosts
    Chains(chains::ChainsArgs),
    /// Work out who is cut off or weakened if an entity fails
    Impact(impact::ImpactArgs),
    /// Sum up what goes out of an entity and comes in: firm, committed, headline
    Exposure(exposure::ExposureArgs),
    /// Tell everything that joins two entities: roles both ways, clauses, connections
    Between(between::BetweenArgs),
    /// Weigh what somebody holds of rivals, and what it keeps whichever wins
    Hedge(hedge::HedgeArgs),
    /// List who plays which roles towards whom
    Roles(roles::RolesArgs),
    /// Measure who stands in the middle of the web, and who belongs together
    Groups(groups::GroupsArgs),
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
    /// Suppose deals away, tranches void or due, or entities failed, and show which findings change
    WhatIf(what_if::WhatIfArgs),
    /// Tell what happens when: deals, statuses, money due, clauses that begin and end
    Timeline(timeline::TimelineArgs),
    /// Explain a rule: what it finds, why that matters, an example, its limits
    Explain(explain::ExplainArgs),
    /// Find every match of a pattern over legs, such as 'x -[Goods]-> a, x -[Equity]-> a'
    Match(matches::MatchArgs),
    /// Show why a finding holds: its deals, fields, claims and sources
    Why(why::WhyArgs),
    /// Draw the web, or one question over it, as SVG, PNG, DOT, Mermaid or D2
    Diagram(diagram::DiagramArgs),
    /// Write the book, or its graph, for another program
    Export(export::ExportArgs),
    /// Write a book as a snapshot, which opens at once
    Pack(pack::PackArgs),
    /// Write book files in the canonical layout
    Fmt(fmt::FmtArgs),
    /// Read another program's files into a book
    Import(import::ImportArgs),
    /// Write a small commented book to start from
    Init(init::InitArgs),
    /// Write an invented web of any size, for measuring
    #[command(name = "gen", hide = true)]
    Generate(generate::GenArgs),
    /// Write shell completions
    Completions(complete::CompletionsArgs),
    /// Write the manual page
    Man(complete::ManArgs),
}

impl Command {
    /// Whether its answer has rows that `--limit` can bound; pictures have `--top` instead, and files are whole.
    fn gives_rows(&self) -> bool {
        !matches!(
            self,
            Self::Tour(_)
                | Self::Diagram(_)
                | Self::Export(_)
                | Self::Fmt(_)
                | Self::Import(_)
                | Self::Init(_)
                | Self::Generate(_)
                | Self::Completions(_)
                | Self::Man(_)
        )
    }

    /// What says how its answer is written, where that is not `--format`; `None` where it is.
    fn in_place_of_format(&self) -> Option<&'static str> {
        Some(match self {
            Self::Diagram(_) => {
                "what a picture is written as is said by --to (svg, png, dot, mermaid, d2), or by the ending of -o"
            }
            Self::Export(_) => "the format stands behind the command, as in `dealgraph export csv -o DIR`",
            Self::Import(_) => {
                "the format that is read stands behind the command, and a book is written: `dealgraph export` writes it otherwise"
            }
            Self::Init(_) => "it writes a book; `dealgraph export` writes that otherwise",
            Self::Fmt(_) => "it writes books as they are; `dealgraph export` writes them otherwise",
            Self::Generate(_) => "its own options say what is written",
            Self::Completions(_) => "the shell stands behind the command, as in `dealgraph completions bash`",
            Self::Man(_) => "it writes a manual page, and nothing else",
            _ => return None,
        })
    }
}

/// Runs a command.
pub fn run(context: &Context<'_>, command: &Command) -> Result<Outcome, Failure> {
    if context.global.limit.is_some() && !command.gives_rows() {
        let message = "--limit bounds the rows of an answer, and this command gives none".to_owned();
        return Err(Failure::Usage(message));
    }
    if context.global.format != FormatArg::Table
        && let Some(instead) = command.in_place_of_format()
    {
        return Err(Failure::Usage(format!("--format does nothing here: {instead}")));
    }
    match command {
        Command::Tour(args) => tour::run(context, args),
        Command::Check(args) => check::run(context, args),
        Command::List(args) => list::run(context, args),
        Command::Show(args) => show::run(context, args),
        Command::Stats(args) => stats::run(context, args),
        Command::Backers(args) => backers::run(context, args),
        Command::CoInvestors(args) => co_investors::run(context, args),
        Command::Concentration(args) => concentration::run(context, args),
        Command::Chains(args) => chains::run(context, args),
        Command::Impact(args) => impact::run(context, args),
        Command::Exposure(args) => exposure::run(context, args),
        Command::Between(args) => between::run(context, args),
        Command::Hedge(args) => hedge::run(context, args),
        Command::Roles(args) => roles::run(context, args),
        Command::Groups(args) => groups::run(context, args),
        Command::Conflicts(args) => conflicts::run(context, args),
        Command::Loops(args) => loops::run(context, args),
        Command::Disputes(args) => disputes::run(context, args),
        Command::Verdict(args) => verdict::run(context, args),
        Command::Diff(args) => diff::run(context, args),
        Command::WhatIf(args) => what_if::run(context, args),
        Command::Timeline(args) => timeline::run(context, args),
        Command::Explain(args) => explain::run(context, args),
        Command::Match(args) => matches::run(context, args),
        Command::Why(args) => why::run(context, args),
        Command::Diagram(args) => diagram::run(context, args),
        Command::Export(args) => export::run(context, args),
        Command::Pack(args) => pack::run(context, args),
        Command::Fmt(args) => fmt::run(context, args),
        Command::Import(args) => import::run(context, args),
        Command::Init(args) => init::run(context, args),
        Command::Generate(args) => generate::run(context, args),
        Command::Completions(args) => complete::completions(args),
        Command::Man(args) => complete::man(args),
    }
}
