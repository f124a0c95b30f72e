//! Writes answers and failures, and files so that they are whole or not there.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use dealgraph::load::LoadError;
use dealgraph::model::{NameError, visible};

use super::arguments::{FormatArg, Global};
use super::context::colours;

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

/// Writes to standard output. A reader that has gone away (`| head`) is no failure.
pub fn to_stdout(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Write { path: "standard output".to_owned(), source: error })
        }
        _ => Ok(()),
    }
}

/// Writes a file whole or not at all: into a new file beside it, which then takes its name.
pub fn to_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |source| Failure::Write { path: path.display().to_string(), source };
    // A device or pipe is written to; nothing may take its place.
    if std::fs::metadata(path).is_ok_and(|it| !it.is_file() && !it.is_dir()) {
        return std::fs::write(path, bytes).map_err(failed);
    }
    Staged::new(path, bytes)?.persist()
}

/// Writes all files or none: every new file is on the disk before the first old one is replaced.
pub fn to_files(files: &[(PathBuf, &[u8])]) -> Result<(), Failure> {
    for (path, _) in files {
        if path.is_dir() {
            return Err(Failure::Usage(format!("{} is a folder; nothing was written", path.display())));
        }
    }
    let staged: Vec<Staged> = files.iter().map(|(path, bytes)| Staged::new(path, bytes)).collect::<Result<_, _>>()?;
    staged.into_iter().try_for_each(Staged::persist)
}

/// A finished file that does not bear its name yet; dropped, it leaves nothing behind.
struct Staged {
    file: tempfile::NamedTempFile,
    path: PathBuf,
}

impl Staged {
    fn new(path: &Path, bytes: &[u8]) -> Result<Self, Failure> {
        let failed = |source| Failure::Write { path: path.display().to_string(), source };
        // A link stays a link: what it points to is replaced.
        let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::Builder::new().prefix(".dealgraph-").tempfile_in(folder).map_err(failed)?;
        file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        share_as_usual(file.as_file(), &target).map_err(failed)?;
        Ok(Self { file, path: target })
    }

    fn persist(self) -> Result<(), Failure> {
        let failed = |source| Failure::Write { path: self.path.display().to_string(), source };
        self.file.persist(&self.path).map_err(|error| failed(error.error))?;
        Ok(())
    }
}

/// A temporary file is private; the finished one has the rights of the file it replaces, or the usual ones.
#[cfg(unix)]
fn share_as_usual(file: &std::fs::File, path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).map_or(0o644, |old| old.permissions().mode());
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn share_as_usual(_: &std::fs::File, _: &Path) -> io::Result<()> {
    Ok(())
}

/// Writes to a file, or to standard output where none is named (or it is `-`).
pub fn write(path: Option<&PathBuf>, bytes: &[u8]) -> Result<(), Failure> {
    match path {
        Some(path) if path.as_os_str() != "-" => to_file(path, bytes),
        _ => to_stdout(bytes),
    }
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
                format!("{:#}\n", serde_json::json!({ "problems": records }))
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
