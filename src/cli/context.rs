//! What a command needs from around it: the book, the view, and a place to print.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use dealgraph::cache::Came;
use dealgraph::finding::{Findings, RuleCard};
use dealgraph::graph::{DealGraph, Ended, Rollup, Trust, View};
use dealgraph::load::snapshot::{SnapshotError, is_snapshot, open_snapshot};
use dealgraph::load::{self, BookFile, LoadError};
use dealgraph::model::{Book, EntityIx};
use dealgraph::report::{Portion, Records, Report, Style, Wanted};

use super::arguments::{Arguments, ColorArg, FormatArg, Global, ViewArgs};
use super::files::keep;
use super::input::{is_standard_input, read_book_file};
use super::kept;
use super::output::{self, Failure};
use super::progress::Progress;
use super::unfinished;

/// The surroundings of a command.
pub struct Context<'a> {
    /// The options of every command.
    pub global: &'a Global,
}

/// A snapshot is asked by itself, and is no text.
fn refuse_snapshots(paths: &[PathBuf]) -> Result<(), Failure> {
    let Some(snapshot) = paths.iter().find(|path| is_snapshot_file(path)) else { return Ok(()) };
    let name = snapshot.display();
    Err(Failure::Usage(format!("{name}: a snapshot is a book of its own; name the files it was packed from")))
}

fn is_snapshot_file(path: &Path) -> bool {
    !is_standard_input(path) && is_snapshot(path)
}

/// Keeps the files of a book from being written over, and tells which folders of it are not read.
fn begin_book(paths: &[PathBuf]) {
    keep(paths);
    tell_links(paths);
}

/// Tells which folders of a book are links, which are not followed.
pub fn tell_links(paths: &[PathBuf]) {
    let links = load::links_to_folders(paths);
    let tell = |link: &PathBuf| format!("folder {} is a link and was not followed; name it as well", link.display());
    output::tell_notes(&links.iter().map(tell).collect::<Vec<_>>());
}

/// The paths that lead to files, and what is on standard input if one of them is `-`.
pub fn split_standard_input(paths: &[PathBuf]) -> Result<(Vec<PathBuf>, Vec<BookFile>), Failure> {
    let (streams, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.iter().cloned().partition(|path| is_standard_input(path));
    let files = streams.iter().map(|_| read_book_file()).collect::<Result<Vec<_>, _>>()?;
    Ok((paths, files))
}

impl<'a> Context<'a> {
    /// The surroundings that the arguments ask for.
    pub fn new(arguments: &'a Arguments) -> Self {
        Self { global: &arguments.global }
    }

    /// Whether the book asked for is a snapshot.
    pub fn is_snapshot(&self) -> bool {
        self.global.data.iter().any(|path| is_snapshot_file(path))
    }

    /// Says that the records of the snapshot asked for and what is beside them contradict each other.
    pub fn broken_snapshot(&self) -> Failure {
        let path = self.global.data.iter().find(|path| is_snapshot_file(path));
        let name = path.map_or_else(String::new, |path| path.display().to_string());
        Failure::Snapshot(SnapshotError::Damaged { name, what: "its records and lists contradict each other" })
    }

    /// The texts of the book asked for: the built-in one where no path is given.
    pub fn files(&self) -> Result<Vec<BookFile>, Failure> {
        let paths = &self.global.data;
        refuse_snapshots(paths)?;
        unfinished::doing("reading the book");
        if paths.is_empty() {
            return Ok(load::embedded_files());
        }
        let (paths, streamed) = split_standard_input(paths)?;
        begin_book(&paths);
        let mut files = load::read_files(&paths).map_err(|errors| Failure::Load(LoadError::Files(errors)))?;
        files.extend(streamed);
        if self.global.with_embedded {
            files.extend(load::embedded_files());
        }
        Ok(files)
    }

    /// The book asked for.
    pub fn book(&self) -> Result<Book, Failure> {
        self.read(&self.global.data, true)
    }

    /// The book asked for, out of its text though a snapshot of it may be kept.
    pub fn book_anew(&self) -> Result<Book, Failure> {
        self.read(&self.global.data, false)
    }

    /// The book at some paths: the one asked for where there are none.
    pub fn book_of(&self, paths: &[PathBuf]) -> Result<Book, Failure> {
        self.read(if paths.is_empty() { &self.global.data } else { paths }, true)
    }

    /// Reads a book, which may come out of a snapshot that the program keeps.
    fn read(&self, paths: &[PathBuf], may_be_kept: bool) -> Result<Book, Failure> {
        if let [path] = paths
            && !self.global.with_embedded
            && is_snapshot_file(path)
        {
            keep(paths);
            let book = open_snapshot(path).map_err(Failure::Snapshot)?;
            output::watch(&book, path);
            unfinished::doing("working out the answer");
            return Ok(book);
        }
        refuse_snapshots(paths)?;
        unfinished::doing("reading the book");
        let is_joined = paths.is_empty() || self.global.with_embedded;
        let (paths, mut in_memory) = split_standard_input(paths)?;
        begin_book(&paths);
        if is_joined {
            in_memory.extend(load::embedded_files());
        }
        let progress = Progress::of_book();
        let watch = |step| progress.step(step);
        let cache = may_be_kept && !paths.is_empty();
        let read = match cache.then(|| kept::cache(self.global)).flatten() {
            Some(cache) => cache.load(&paths, in_memory, &watch),
            None => load::load_watched(&paths, in_memory, &watch).map(|book| (book, Came::FromText)),
        };
        drop(progress);
        unfinished::doing("working out the answer");
        let (book, came) = read.map_err(Failure::Load)?;
        kept::tell(&book, &came);
        Ok(book)
    }

    /// The most results to look for: what `--limit` says, else `usual`; `--limit 0` means all.
    pub fn most(&self, usual: usize) -> usize {
        match self.global.limit {
            None => usual,
            Some(0) => usize::MAX,
            Some(most) => most,
        }
    }

    /// How many results to look for so that `--limit` can show as many as it says, and at least `usual`.
    pub fn at_least(&self, usual: usize) -> usize {
        self.most(usual).max(usual)
    }

    /// The most rows to show, where `--limit` sets one.
    fn limit(&self) -> Option<usize> {
        self.global.limit.filter(|most| *most > 0)
    }

    /// How much of a list the options ask for.
    pub fn portion(&self) -> Portion {
        Portion { most: self.limit().unwrap_or(usize::MAX), wanted: self.wanted() }
    }

    /// How much of a list the options ask for that is printed with [`Context::print_with`].
    pub fn frame(&self) -> Portion {
        let Portion { most, wanted } = self.portion();
        Portion { most, wanted: if wanted == Wanted::Rows { wanted } else { Wanted::Frame } }
    }

    /// What the format asked for prints of a report.
    fn wanted(&self) -> Wanted {
        match self.global.format {
            FormatArg::Json => Wanted::Answer,
            FormatArg::Ndjson => Wanted::Items,
            _ => Wanted::Rows,
        }
    }

    /// The view that the options describe.
    #[expect(clippy::unused_self, reason = "commands ask their context for everything")]
    pub fn view(&self, book: &Book, options: &ViewArgs) -> Result<View, Failure> {
        let trust = match options.trust.as_str() {
            "all" => Trust::All,
            "official" => Trust::Official,
            "latest" => Trust::Latest,
            other => {
                if let Some(id) = other.strip_prefix("source:") {
                    Trust::Source(book.find_source(id)?)
                } else {
                    let message =
                        format!("\"{other}\" is no trust policy; known are all, official, latest and source:ID");
                    return Err(Failure::Usage(message));
                }
            }
        };
        Ok(View {
            as_of: options.as_of,
            known_at: options.known_at,
            trust,
            min_status: options.min_status,
            money: options.money.into(),
            rollup: if options.no_rollup { Rollup::Parts } else { Rollup::Wholes },
            ended: if options.ended { Ended::Shown } else { Ended::Hidden },
        })
    }

    /// The entities that the names given mean.
    #[expect(clippy::unused_self, reason = "commands ask their context for everything")]
    pub fn entities(&self, book: &Book, names: &[String]) -> Result<Vec<EntityIx>, Failure> {
        names.iter().map(|name| book.find_entity(name).map_err(Failure::from)).collect()
    }

    /// What must be told where names were asked for that count as parts of others in the view: one sentence each.
    #[expect(clippy::unused_self, reason = "commands ask their context for everything")]
    pub fn counted_as_parts(&self, graph: &DealGraph<'_>, asked: impl IntoIterator<Item = EntityIx>) -> Vec<String> {
        let name = |entity: EntityIx| graph.book().entity(entity).name.as_str();
        let parts: BTreeSet<EntityIx> = asked.into_iter().filter(|it| graph.owner(*it) != *it).collect();
        let told = |part: EntityIx| {
            let (part, whole) = (name(part), name(graph.owner(part)));
            format!("{part} counts as a part of {whole}, which is answered for; --no-rollup asks for {part} itself")
        };
        parts.into_iter().map(told).collect()
    }

    /// Prints an answer on standard output, in the format asked for.
    pub fn print(&self, report: &Report) -> Result<(), Failure> {
        self.write(report, None)
    }

    /// Prints an answer on standard output whose records are made while they are written, where the format has them.
    pub fn print_with(&self, report: &Report, records: Records<'_>) -> Result<(), Failure> {
        let is_data = matches!(self.global.format, FormatArg::Json | FormatArg::Ndjson);
        let most = self.limit().unwrap_or(usize::MAX);
        self.write(report, is_data.then(|| records.first(most)).as_ref())
    }

    fn write(&self, report: &Report, records: Option<&Records<'_>>) -> Result<(), Failure> {
        if self.global.format == FormatArg::Sarif {
            return Err(Failure::Usage("only answers that are findings can be written as SARIF".to_owned()));
        }
        let mut shortened = self.limit().map(|most| report.limited_for(most, self.global.format.into()));
        if let (Some(report), Some(most), Some(records)) = (&mut shortened, self.limit(), records) {
            // What the report holds itself comes behind the records.
            report.items.truncate(most.saturating_sub(records.len()));
        }
        let tables = report.sections.len();
        let report = shortened.as_ref().unwrap_or(report);
        if let (FormatArg::Csv | FormatArg::Ndjson, Some(left_out)) = (self.global.format, &report.truncated) {
            output::tell_notes(&[format!("cut short: {left_out}")]);
        }
        if self.global.format == FormatArg::Csv && tables > 1 {
            let more = dealgraph::report::count(tables - 1, "other table", "other tables");
            output::tell_notes(&[format!("csv holds the first table only; {more} in --format table, md or json")]);
        }
        let (format, style) = (self.global.format.into(), self.style());
        // What goes to a terminal as data is made visible first.
        if self.global.format == FormatArg::Csv && std::io::stdout().is_terminal() {
            return output::data_to_stdout(dealgraph::report::print(report, format, style).as_bytes());
        }
        match records {
            Some(records) => {
                output::records_to_stdout(|out| dealgraph::report::write_with(report, records, format, style, out))
            }
            None => output::pieces_to_stdout(|out| dealgraph::report::write(report, format, style, out)),
        }
    }

    /// Prints findings on standard output, in the format asked for; `cards` describe the rules that were run.
    pub fn print_findings(
        &self,
        graph: &DealGraph<'_>,
        findings: &Findings,
        cards: &[RuleCard<'_>],
        title: &str,
    ) -> Result<(), Failure> {
        // What is not shown is not made either: of many findings that would take long, and much memory.
        let all = findings.list.len();
        let shortened = self.limit().filter(|most| all > *most).map(|most| {
            let Findings { list, held, notes, left_out, cuts, milder } = findings;
            let list = list.iter().take(most).cloned().collect();
            let (held, notes, cuts, milder) = (held.clone(), notes.clone(), cuts.clone(), milder.clone());
            let told = format!("{most} of {all} findings shown (--limit)");
            let left_out = left_out.iter().cloned().chain([told]).collect();
            Findings { list, held, notes, left_out, cuts, milder }
        });
        let findings = shortened.as_ref().unwrap_or(findings);
        match self.global.format {
            FormatArg::Sarif => {
                output::to_stdout(format!("{:#}\n", dealgraph::finding::sarif(graph, findings, cards)).as_bytes())
            }
            FormatArg::Md => output::to_stdout(findings.memo(graph, title).as_bytes()),
            _ => {
                let mut report = findings.report_for(graph, title, self.frame().wanted);
                // A heading counts what was found, not what is shown.
                if let (Some(section), true) = (report.sections.first_mut(), findings.list.len() < all) {
                    section.heading = dealgraph::report::count(all, "finding", "findings");
                }
                self.print_with(&report, findings.records(graph))
            }
        }
    }

    /// What standard output can show.
    pub fn style(&self) -> Style {
        let is_terminal = std::io::stdout().is_terminal();
        Style { colours: colours(self.global, is_terminal), width: is_terminal.then(terminal_width).flatten() }
    }
}

/// Whether colours may be used on an output that is or is no terminal.
pub fn colours(global: &Global, is_terminal: bool) -> bool {
    match global.color {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    }
}

fn terminal_width() -> Option<u16> {
    terminal_size::terminal_size().map(|(width, _)| width.0)
}
