//! Writes answers and failures.

use std::io::{self, IsTerminal, Seek, StdoutLock, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use dealgraph::cache::Cache;
use dealgraph::load::LoadError;
use dealgraph::load::snapshot::SnapshotError;
use dealgraph::model::{Book, Damage, NameError, visible};

use super::arguments::{FormatArg, Global};
use super::context::colours;
use super::files::to_file;
use super::unfinished;

/// Why a command gives no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is no book.
    #[error(transparent)]
    Load(LoadError),
    /// A name leads nowhere.
    #[error(transparent)]
    Name(#[from] NameError),
    /// No rule has the code, or two have it.
    #[error(transparent)]
    Rule(#[from] dealgraph::rules::CatalogueError),
    /// A file could not be read.
    #[error("{path}: {reason}")]
    Read {
        /// The file.
        path: String,
        /// What stood in the way.
        reason: String,
    },
    /// A snapshot cannot be used.
    #[error(transparent)]
    Snapshot(SnapshotError),
    /// A snapshot that the program keeps is broken, and was removed.
    #[error("{name}: damaged: {what}; it was removed: ask again, and the book is read from its text")]
    Kept {
        /// The file.
        name: String,
        /// What is broken.
        what: &'static str,
    },
    /// The arguments do not make sense together.
    #[error("{0}")]
    Usage(String),
    /// A file could not be written.
    #[error("{path}: {source}")]
    Write {
        /// The file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
}

/// The books that answers come from, as far as something in them may turn out to be broken.
static WATCHED: Mutex<Vec<Watched>> = Mutex::new(Vec::new());

/// A snapshot that answers come from.
struct Watched {
    damage: Arc<Damage>,
    path: PathBuf,
    /// Whether the program keeps it for itself, so that it may go.
    is_kept: bool,
}

/// Lets nothing out any more once something in `book` turns out to be broken.
pub fn watch(book: &Book, path: &Path) {
    add_watched(Watched { damage: book.watch_damage(), path: path.to_owned(), is_kept: false });
}

/// Does so for a book out of a snapshot that the program keeps, which is removed once it turns out to be broken.
pub fn watch_kept(book: &Book, path: &Path) {
    add_watched(Watched { damage: book.watch_damage(), path: path.to_owned(), is_kept: true });
}

fn add_watched(watched: Watched) {
    WATCHED.lock().unwrap_or_else(PoisonError::into_inner).push(watched);
}

/// Refuses an answer that a broken book gave.
pub fn refuse_damaged() -> Result<(), Failure> {
    let watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
    let Some((broken, what)) = watched.iter().find_map(|it| Some((it, it.damage.found()?))) else { return Ok(()) };
    let name = broken.path.display().to_string();
    if broken.is_kept {
        Cache::forget(&broken.path);
        return Err(Failure::Kept { name, what });
    }
    Err(Failure::Snapshot(SnapshotError::Damaged { name, what }))
}

/// Writes to standard output. A reader that has gone away (`| head`) is no failure.
pub fn to_stdout(bytes: &[u8]) -> Result<(), Failure> {
    answer(|stdout| stdout.write_all(bytes))
}

/// Writes an answer to standard output that is made piece by piece of what is known to be sound.
pub fn pieces_to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    answer(|stdout| {
        let mut pieces = io::BufWriter::with_capacity(PIECE, stdout);
        write(&mut pieces)?;
        pieces.flush()
    })
}

/// So many bytes go to standard output at once.
const PIECE: usize = 64 << 10;

fn answer(write: impl FnOnce(&mut StdoutLock<'_>) -> io::Result<()>) -> Result<(), Failure> {
    refuse_damaged()?;
    unfinished::answer_begins();
    let mut stdout = io::stdout().lock();
    match write(&mut stdout).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Write { path: "standard output".to_owned(), source: error })
        }
        _ => Ok(()),
    }
}

/// Writes an answer to standard output of which much is read from the book while it is written: of a snapshot, in which
/// something may yet turn out to be broken, nothing goes out before all of it is known to be sound.
pub fn records_to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    if WATCHED.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
        return pieces_to_stdout(write);
    }
    wait_for_stdout(|kept| {
        let mut pieces = io::BufWriter::with_capacity(PIECE, kept);
        write(&mut pieces)?;
        pieces.flush()
    })
}

/// Writes data to standard output that comes piece by piece, and of which nothing may go out before all of it is known to
/// be sound. Much of it waits in a file without a name, since it may be more than fits in memory.
pub fn stream_to_stdout<T>(write: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> Result<T, Failure> {
    if io::stdout().is_terminal() {
        let mut bytes = Vec::new();
        // Memory takes every byte.
        let made = write(&mut bytes).map_err(waiting)?;
        return data_to_stdout(&bytes).map(|()| made);
    }
    wait_for_stdout(write)
}

fn wait_for_stdout<T>(write: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> Result<T, Failure> {
    let mut kept = tempfile::SpooledTempFile::new(MOST_IN_MEMORY);
    let made = write(&mut kept).map_err(waiting)?;
    kept.rewind().map_err(waiting)?;
    answer(|stdout| io::copy(&mut kept, stdout).map(drop)).map(|()| made)
}

/// So many bytes wait for standard output without a file.
const MOST_IN_MEMORY: usize = 64 << 20;

/// What waits for standard output could not be kept.
fn waiting(source: io::Error) -> Failure {
    let path = format!("{} (where a large answer waits for standard output)", std::env::temp_dir().display());
    Failure::Write { path, source }
}

/// Writes to a file, or to standard output where none is named (or it is `-`).
pub fn write(path: Option<&PathBuf>, bytes: &[u8]) -> Result<(), Failure> {
    match path {
        Some(path) if path.as_os_str() != "-" => to_file(path, bytes),
        _ => data_to_stdout(bytes),
    }
}

/// Writes data to standard output: to a file or a program as it is, to a terminal so that nothing in it steers that.
pub fn data_to_stdout(bytes: &[u8]) -> Result<(), Failure> {
    match std::str::from_utf8(bytes) {
        Ok(text) if io::stdout().is_terminal() => to_stdout(visible_lines(text).as_bytes()),
        _ => to_stdout(bytes),
    }
}

fn visible_lines(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| match line.strip_suffix('\n') {
            Some(line) => visible(line) + "\n",
            None => visible(line),
        })
        .collect()
}

/// Tells what came of a command whose answer on standard output is data, on standard error.
pub fn tell_report(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Tells what a reader of a written file must know, on standard error.
pub fn tell_notes(notes: &[String]) {
    let text: String = notes.iter().map(|note| format!("note: {}\n", visible(note))).collect();
    let _ = io::stderr().write_all(text.as_bytes());
}

/// The most faults that are drawn with their excerpts.
const MOST_FAULTS: usize = 100;

/// Tells a failure on standard error; with `--format json` the faults of a book as data on standard output.
pub fn tell(failure: &Failure, global: &Global) {
    let colours = colours(global, io::stderr().is_terminal());
    let mut text = String::new();
    if let Failure::Load(LoadError::Faults(reading)) = failure {
        if matches!(global.format, FormatArg::Json | FormatArg::Ndjson) {
            let records: Vec<_> = reading.problems.iter().map(|problem| problem.record(&reading.files)).collect();
            let text = if global.format == FormatArg::Ndjson {
                records.iter().map(|record| format!("{}\n", serde_json::json!(record))).collect()
            } else {
                format!(
                    "{:#}\n",
                    serde_json::json!({ "problems": records, "partly_checked": reading.is_partly_checked })
                )
            };
            let _ = to_stdout(text.as_bytes());
        } else {
            for problem in reading.problems.iter().take(MOST_FAULTS) {
                text.push_str(&problem.render(&reading.files, colours));
                text.push_str("\n\n");
            }
            if let Some(more) = reading.problems.len().checked_sub(MOST_FAULTS).filter(|more| *more > 0) {
                text.push_str(&format!("… and {more} more; --format json tells them all\n\n"));
            }
        }
    }
    let style =
        clap::builder::styling::Style::new().bold().fg_color(Some(clap::builder::styling::AnsiColor::Red.into()));
    for line in failure.to_string().lines() {
        let line = visible(line);
        if colours {
            text.push_str(&format!("{style}error:{style:#} {line}\n"));
        } else {
            text.push_str(&format!("error: {line}\n"));
        }
    }
    let _ = io::stderr().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::visible_lines;

    #[test]
    fn an_escape_in_data_is_shown_and_not_obeyed() {
        assert_eq!(visible_lines("a,\u{1b}[2Jb\nc\u{202e},d"), "a,␛[2Jb\nc\u{fffd},d");
    }
}
