//! Writes files: whole or not at all, one or many.
//!
//! ```text
//! bytes ─add─▶ .dealgraph-XXXX beside each target ─commit─▶ all take their names, under one lock
//! ```
//!
//! A batch that fails, or is stopped, leaves every target as it was. Two programs that write the same folder take
//! turns, so that the files in it are of one of them.

use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use dealgraph::load::find_files;
use dealgraph::load::snapshot::{is_snapshot, packed_from};
use tempfile::NamedTempFile;

use super::output::{Failure, refuse_damaged};
use super::signals::stop_on_signals;
use super::unfinished;

/// Files that are written together.
#[derive(Debug, Default)]
pub struct Batch {
    files: Vec<Staged>,
}

/// Whether a file may take the place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Old {
    /// It may.
    Replaced,
    /// It must not: there must be none.
    Refused,
}

/// A file that is written and has no name of its own yet.
#[derive(Debug)]
struct Staged {
    new: Option<NamedTempFile>,
    beside: PathBuf,
    path: PathBuf,
    old: Old,
}

impl Drop for Staged {
    fn drop(&mut self) {
        let mut unfinished = unfinished::lock();
        drop(self.new.take());
        unfinished.end(&self.beside);
    }
}

/// What books are read from, and nothing is written over.
static KEPT: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Keeps the files of a book, and of its folders, from being replaced by an answer.
pub fn keep(paths: &[PathBuf]) {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(paths);
}

/// Whether a file, whose links were followed, is one of a book, or one that a snapshot of it was packed from. Links to it are.
fn is_kept(target: &Path) -> bool {
    let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let packed = kept.iter().filter(|path| is_snapshot(path)).flat_map(|path| packed_from(path)).collect();
    let files = find_files(&kept).unwrap_or(kept);
    [files, packed].iter().flatten().any(|file| fs::canonicalize(file).is_ok_and(|file| file == target))
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    let path = path.display().to_string();
    |source| Failure::Write { path, source }
}

/// Writes one file.
pub fn to_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut batch = Batch::default();
    batch.add(path, bytes)?;
    batch.commit()
}

/// Makes a folder, and those above it, where it is missing.
pub fn make_folder(path: &Path) -> Result<(), Failure> {
    stop_on_signals();
    unfinished::lock().make_folder(path).map_err(failed(path))
}

impl Batch {
    /// Adds a file that may replace another.
    pub fn add(&mut self, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        self.add_written(path, Old::Replaced, |file| file.write_all(bytes))
    }

    /// Adds a file that must not be there yet.
    pub fn add_new(&mut self, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        self.add_written(path, Old::Refused, |file| file.write_all(bytes))
    }

    /// Adds a file that is written piece by piece.
    pub fn add_written(
        &mut self,
        path: &Path,
        old: Old,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        refuse_damaged()?;
        stop_on_signals();
        unfinished::doing(format!("writing {}", path.display()));
        // A link stays a link: what it points to is replaced.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let there = fs::metadata(&target).ok();
        if let Some(there) = &there {
            refuse(path, there, old)?;
            if there.is_file() && is_kept(&target) {
                let why = "is a file of the book, which no answer replaces; nothing was written";
                return Err(Failure::Usage(format!("{} {why}", path.display())));
            }
            // A device or a pipe cannot be replaced, only written to.
            if !there.is_file() {
                let mut file = BufWriter::new(File::options().write(true).open(&target).map_err(failed(path))?);
                return match write(&mut file).and_then(|()| file.flush()) {
                    Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                    done => done.map_err(failed(path)),
                };
            }
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let new = {
            let mut unfinished = unfinished::lock();
            let new = beside(folder).map_err(failed(path))?;
            unfinished.begin(new.path());
            new
        };
        let staged = Staged { beside: new.path().to_owned(), new: Some(new), path: target, old };
        if let Some(new) = &staged.new {
            let mut file = BufWriter::with_capacity(1 << 16, new.as_file());
            write(&mut file).and_then(|()| file.flush()).map_err(failed(path))?;
            drop(file);
            if let Some(there) = there {
                new.as_file().set_permissions(there.permissions()).map_err(failed(path))?;
            }
            new.as_file().sync_all().map_err(failed(path))?;
        }
        self.files.push(staged);
        Ok(())
    }

    /// Gives every file its name.
    pub fn commit(mut self) -> Result<(), Failure> {
        refuse_damaged()?;
        let turn = (self.files.len() > 1).then(|| self.files.first().and_then(|file| turn_at(&file.path))).flatten();
        {
            let mut unfinished = unfinished::lock();
            for staged in &mut self.files {
                let Some(new) = staged.new.take() else { continue };
                let named = match staged.old {
                    Old::Replaced => new.persist(&staged.path),
                    Old::Refused => new.persist_noclobber(&staged.path),
                };
                named.map_err(|error| failed(&staged.path)(error.error))?;
                unfinished.end(&staged.beside);
            }
            unfinished.all_written();
        }
        drop(turn);
        Ok(())
    }
}

fn refuse(path: &Path, there: &Metadata, old: Old) -> Result<(), Failure> {
    let why = if there.is_dir() {
        "is a folder"
    } else if old == Old::Refused {
        "exists already; nothing was written"
    } else if there.is_file() && there.permissions().readonly() {
        "is read-only"
    } else {
        return Ok(());
    };
    Err(Failure::Usage(format!("{} {why}", path.display())))
}

/// A new file in a folder, with the rights that a new file usually has.
#[cfg(unix)]
fn beside(folder: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let usual = fs::Permissions::from_mode(0o666);
    tempfile::Builder::new().prefix(".dealgraph-").permissions(usual).tempfile_in(folder)
}

#[cfg(not(unix))]
fn beside(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(".dealgraph-").tempfile_in(folder)
}

/// Waits until no other program names files in the folder of `path`; none does while the file returned is open.
/// Where a folder cannot be locked, nobody waits.
fn turn_at(path: &Path) -> Option<File> {
    let folder = File::open(path.parent()?).ok()?;
    folder.lock().ok()?;
    Some(folder)
}
