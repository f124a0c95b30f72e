//! Writes files: whole or not at all, one or many.
//!
//! ```text
//! bytes ─add─▶ .dealgraph-XXXX beside each target ─commit─▶ all take their names, under one lock
//! ```
//!
//! Files that are written piece by piece may be open at the same time ([`folder_written`]); each is whole on the disk before any
//! takes its name.
//!
//! A batch that fails, or is stopped, leaves every target as it was. Two programs that write the same folder take
//! turns, so that the files in it are of one of them.

use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use dealgraph::export::Files;
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

/// A file that has no name of its own yet.
#[derive(Debug)]
struct Staged {
    to: Place,
    /// The name that was asked for.
    asked: PathBuf,
    /// The file of that name, links followed.
    path: PathBuf,
    old: Old,
}

/// Where the bytes of a file go.
#[derive(Debug)]
enum Place {
    /// Beside the target, with the rights that the file will have where they are not the usual ones.
    Beside(BufWriter<NamedTempFile>, Option<Permissions>),
    /// All of them are there, and on the disk.
    Written(NamedTempFile),
    /// A device or a pipe, which cannot be replaced, only written to.
    Device(BufWriter<File>),
    /// Nowhere any more: it has its name, or its reader has gone away.
    Done,
}

impl Drop for Staged {
    fn drop(&mut self) {
        let mut unfinished = unfinished::lock();
        let beside = match std::mem::replace(&mut self.to, Place::Done) {
            // What waits to be written is of no use any more.
            Place::Beside(file, _) => file.into_parts().0,
            Place::Written(file) => file,
            Place::Device(_) | Place::Done => return,
        };
        let path = beside.path().to_owned();
        drop(beside);
        unfinished.end(&path);
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
    let path = path.to_owned();
    move |source| {
        let lacks = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let source = match lacks {
            Some(folder) if source.kind() == io::ErrorKind::NotFound => {
                io::Error::new(source.kind(), format!("there is no folder {}; make it first", folder.display()))
            }
            _ => source,
        };
        Failure::Write { path: path.display().to_string(), source }
    }
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

/// Writes the files of a folder, any number of them at once: all of them, or none. The folder is made where it is missing.
pub fn folder_written<T>(folder: &Path, write: impl FnOnce(&mut dyn Files) -> io::Result<T>) -> Result<T, Failure> {
    make_folder(folder)?;
    let mut files = FolderOf { folder, batch: Batch::default(), failure: None };
    match write(&mut files) {
        Ok(made) => files.batch.commit().map(|()| made),
        Err(error) => Err(files.failure.unwrap_or_else(|| failed(folder)(error))),
    }
}

/// A folder whose files are being written.
#[derive(Debug)]
struct FolderOf<'p> {
    folder: &'p Path,
    batch: Batch,
    /// What stood in the way, told better than as an error of input and output.
    failure: Option<Failure>,
}

impl FolderOf<'_> {
    fn refused(&mut self, failure: Failure) -> io::Error {
        let error = io::Error::other(failure.to_string());
        self.failure = Some(failure);
        error
    }
}

impl Files for FolderOf<'_> {
    fn add(&mut self, name: &str) -> io::Result<usize> {
        let path = self.folder.join(name);
        let folder = path.parent().unwrap_or(self.folder);
        match make_folder(folder).and_then(|()| Staged::begin(&path, Old::Replaced)) {
            Ok(file) => self.batch.files.push(file),
            Err(failure) => return Err(self.refused(failure)),
        }
        unfinished::doing(format!("writing {}", self.folder.display()));
        Ok(self.batch.files.len() - 1)
    }

    fn append(&mut self, file: usize, bytes: &[u8]) -> io::Result<()> {
        let file = self.batch.files.get_mut(file).ok_or(io::ErrorKind::NotFound)?;
        file.write(|to| to.write_all(bytes)).map_err(failed(&file.asked)).map_err(|failure| self.refused(failure))
    }
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
        let mut file = Staged::begin(path, old)?;
        let written = file.write(write).and_then(|()| file.finish());
        written.map_err(failed(path))?;
        self.files.push(file);
        Ok(())
    }

    /// Gives every file its name, once all are written.
    pub fn commit(mut self) -> Result<(), Failure> {
        for file in &mut self.files {
            file.finish().map_err(failed(&file.asked))?;
        }
        refuse_damaged()?;
        let named: Vec<&Staged> = self.files.iter().filter(|file| matches!(file.to, Place::Written(_))).collect();
        let turn = (named.len() > 1).then(|| named.first().and_then(|file| turn_at(&file.path))).flatten();
        {
            let mut unfinished = unfinished::lock();
            for staged in &mut self.files {
                let Place::Written(new) = std::mem::replace(&mut staged.to, Place::Done) else { continue };
                let beside = new.path().to_owned();
                let named = match staged.old {
                    Old::Replaced => new.persist(&staged.path),
                    Old::Refused => new.persist_noclobber(&staged.path),
                };
                let named = named.map_err(|error| failed(&staged.path)(error.error));
                unfinished.end(&beside);
                named?;
            }
            unfinished.all_written();
        }
        drop(turn);
        Ok(())
    }
}

impl Staged {
    /// Begins a file.
    fn begin(path: &Path, old: Old) -> Result<Self, Failure> {
        refuse_damaged()?;
        stop_on_signals();
        unfinished::doing(format!("writing {}", path.display()));
        // A link stays a link: what it points to is replaced.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let there = fs::metadata(&target).ok();
        let staged = |to: Place| Self { to, asked: path.to_owned(), path: target.clone(), old };
        if let Some(there) = &there {
            refuse(path, there, old)?;
            if there.is_file() && is_kept(&target) {
                let why = "is a file of the book, which no answer replaces; nothing was written";
                return Err(Failure::Usage(format!("{} {why}", path.display())));
            }
            if !there.is_file() {
                let device = File::options().write(true).open(&target).map_err(failed(path))?;
                return Ok(staged(Place::Device(BufWriter::new(device))));
            }
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut unfinished = unfinished::lock();
        let new = beside(folder).map_err(failed(path))?;
        unfinished.begin(new.path());
        let rights = there.map(|there| there.permissions());
        Ok(staged(Place::Beside(BufWriter::with_capacity(1 << 16, new), rights)))
    }

    /// Writes to the file. A reader of a pipe that goes away is no failure.
    fn write(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let written = match &mut self.to {
            Place::Beside(file, _) => return write(file),
            Place::Device(device) => write(device),
            Place::Written(_) | Place::Done => write(&mut io::sink()),
        };
        self.unless_gone(written)
    }

    /// Puts all that was written on the disk.
    fn finish(&mut self) -> io::Result<()> {
        match std::mem::replace(&mut self.to, Place::Done) {
            Place::Beside(mut file, rights) => {
                let flushed = file.flush();
                let new = file.into_parts().0;
                let settled = flushed.and_then(|()| {
                    rights.map_or(Ok(()), |rights| new.as_file().set_permissions(rights))?;
                    new.as_file().sync_all()
                });
                // Whatever came of it, it is removed with the rest unless it gets its name.
                self.to = Place::Written(new);
                settled
            }
            Place::Device(mut device) => {
                let flushed = device.flush();
                self.unless_gone(flushed)
            }
            done => {
                self.to = done;
                Ok(())
            }
        }
    }

    /// A failure, unless it is that the reader has gone away.
    fn unless_gone(&mut self, written: io::Result<()>) -> io::Result<()> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.to = Place::Done;
                Ok(())
            }
            written => written,
        }
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
    let usual = Permissions::from_mode(0o666);
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
