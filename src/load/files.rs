//! Finds the files of a book and reads them as text.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// One file of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookFile {
    /// The name shown in messages: the path as given, or as found under a folder given.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Why the files of a book could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// A path leads nowhere.
    #[error("{0}: no such file or folder")]
    Missing(String),
    /// A folder holds no book.
    #[error("{0}: no *.ron file in this folder or below it")]
    NoBook(String),
    /// A path leads to a device or a socket.
    #[error("{0}: neither a file nor a folder")]
    NoFile(String),
    /// A file is no text.
    #[error("{name}: not a text file: byte {at} is not UTF-8")]
    NotText {
        /// The file.
        name: String,
        /// The first byte that is not UTF-8, counted from 0.
        at: usize,
    },
    /// A file is larger than can be read.
    #[error("{name}: {size} bytes; a book file may have {LARGEST_FILE} at most")]
    TooLarge {
        /// The file.
        name: String,
        /// Its size in bytes.
        size: u64,
    },
    /// The system refused.
    #[error("{name}: {source}")]
    Io {
        /// The file or folder.
        name: String,
        /// What the system said.
        source: io::Error,
    },
}

/// The largest file that is read, in bytes: 4 GiB.
pub const LARGEST_FILE: u64 = 1 << 32;

/// Reads every file of the given paths, folders with all `*.ron` files below them.
///
/// # Errors
/// Every path that cannot be read, not only the first.
pub fn read_files(paths: &[PathBuf]) -> Result<Vec<BookFile>, Vec<FileError>> {
    let (found, mut errors) = found(paths);
    let mut files = Vec::with_capacity(found.len());
    for path in found {
        match read(&path) {
            Ok(file) => files.push(file),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(files) } else { Err(errors) }
}

/// Every file of the given paths, in order, each once.
///
/// # Errors
/// Every path that leads nowhere.
pub fn find_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Vec<FileError>> {
    let (found, errors) = found(paths);
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

/// The links to folders that lie in the given paths, or below them, and are not followed.
pub fn links_to_folders(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut met = Met::default();
    for path in paths {
        // A path that cannot be read is told where its files are.
        let _ = find(path, &mut met);
    }
    met.links.sort();
    met.links.dedup();
    met.links
}

/// What lies in folders.
#[derive(Debug, Default)]
struct Met {
    files: Vec<PathBuf>,
    links: Vec<PathBuf>,
}

fn found(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<FileError>) {
    let mut met = Met::default();
    let mut errors = Vec::new();
    for path in paths {
        if let Err(error) = find(path, &mut met) {
            errors.push(error);
        }
    }
    met.files.sort();
    met.files.dedup();
    (met.files, errors)
}

fn name_of(path: &Path) -> String {
    path.display().to_string()
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> FileError + '_ {
    |source| match source.kind() {
        io::ErrorKind::NotFound => FileError::Missing(name_of(path)),
        _ => FileError::Io { name: name_of(path), source },
    }
}

fn find(path: &Path, met: &mut Met) -> Result<(), FileError> {
    if !fs::metadata(path).map_err(io_error(path))?.is_dir() {
        met.files.push(path.to_owned());
        return Ok(());
    }
    let before = met.files.len();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(io_error(&folder))? {
            let entry = entry.map_err(io_error(&folder))?;
            let kind = entry.file_type().map_err(io_error(&folder))?;
            let path = entry.path();
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_symlink() && path.is_dir() {
                // Links to folders are not followed: they can lead round in circles.
                met.links.push(path);
            } else if is_book_entry(kind, &path) && is_named_as_book(&path) {
                met.files.push(path);
            }
        }
    }
    if met.files.len() == before { Err(FileError::NoBook(name_of(path))) } else { Ok(()) }
}

/// Whether a file is named as those of books are, which are read wherever they lie in a folder: `*.ron`.
pub fn is_named_as_book(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ron"))
}

/// Whether an entry of a folder can be a file of a book: a file, or a link to one. Pipes and devices are read only
/// where they are named.
fn is_book_entry(kind: fs::FileType, path: &Path) -> bool {
    kind.is_file() || (kind.is_symlink() && fs::metadata(path).map_or(true, |target| target.is_file()))
}

fn read(path: &Path) -> Result<BookFile, FileError> {
    let name = name_of(path);
    let about = fs::metadata(path).map_err(io_error(path))?;
    if !about.is_file() && !is_pipe(about.file_type()) {
        return Err(FileError::NoFile(name));
    }
    if about.len() > LARGEST_FILE {
        return Err(FileError::TooLarge { name, size: about.len() });
    }
    // A pipe has no size beforehand, so the limit is kept while reading.
    let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0));
    let file = fs::File::open(path).map_err(io_error(path))?;
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(io_error(path))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(FileError::TooLarge { name, size: bytes.len() as u64 });
    }
    // Some editors begin a file with a byte order mark, which is no part of the text.
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| FileError::NotText { name: name.clone(), at: error.utf8_error().valid_up_to() })?;
    Ok(BookFile { name, text })
}

/// Whether it is what a shell passes for `<(command)`.
#[cfg(unix)]
fn is_pipe(kind: fs::FileType) -> bool {
    use std::os::unix::fs::FileTypeExt;
    kind.is_fifo()
}

#[cfg(not(unix))]
fn is_pipe(_: fs::FileType) -> bool {
    false
}
