//! Snapshots of large books that were read before, each kept under what the files of its book hold.
//!
//! ```text
//! files ─BLAKE3─▶ key ─┬─ KEY.dgz is there ─▶ open it ─▶ Book
//!                      └─ it is not ──▶ load ──▶ Book ─▶ KEY.dgz, for the next time
//! ```
//!
//! The key is made of every byte of the files, of who reads them, and of the layout of snapshots. So nothing that is kept
//! is ever stale: a book that was changed has another key. The hash is a cryptographic one, since a book may come from a
//! stranger: nobody makes two books with one key.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use blake3::{Hash, Hasher};

use crate::export::write_snapshot;
use crate::load::snapshot::{LAYOUT, PackedFile, open_with_files};
use crate::load::{BookFile, LoadError, Watch, find_files, load_watched};
use crate::model::{Book, Next, each, processors};

/// The bytes of text from which on a book is kept, unless told otherwise: 32 MiB. Less is read in a moment.
pub const LEAST: u64 = 32 << 20;

/// The most bytes of snapshots that are kept, unless told otherwise: 4 GiB. Those that were used longest ago go first.
pub const MOST: u64 = 4 << 30;

/// A folder of snapshots. Whoever can write to it can change what books say, so it should be its user's own.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
    reader: String,
    least: u64,
    most: u64,
}

/// Where a book came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// Out of its text. It is not kept: it is small, or was changed meanwhile, or could not be written.
    FromText,
    /// Out of its text, and is kept now.
    Kept {
        /// Where.
        snapshot: PathBuf,
        /// The length of that file.
        bytes: u64,
    },
    /// Out of the snapshot that was kept here.
    FromSnapshot(PathBuf),
}

/// The bytes that one thread hashes at a time.
const PIECE: u64 = 4 << 20;

/// What a file begins with that is being written.
const UNFINISHED: &str = ".dealgraph-";

/// A file that is being written for so long is one that was left.
const LEFT: Duration = Duration::from_hours(1);

/// Tells programs that make copies of folders that they need none of this one (bford.info/cachedir).
const TAG: (&str, &str) = (
    "CACHEDIR.TAG",
    "Signature: 8a477f597d28d172789f06886806bc55\n# Snapshots of books that dealgraph has read. They may be removed at any time.\n",
);

impl Cache {
    /// A cache in a folder, which is made when the first book is kept.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), reader: String::new(), least: LEAST, most: MOST }
    }

    /// Tells who reads: what others have kept is not opened. Programs of one version may yet read one text otherwise.
    pub fn read_by(self, reader: &str) -> Self {
        Self { reader: reader.to_owned(), ..self }
    }

    /// Keeps books from so many bytes of text on.
    pub fn from_bytes(self, least: u64) -> Self {
        Self { least, ..self }
    }

    /// Keeps no more than so many bytes of snapshots.
    pub fn up_to_bytes(self, most: u64) -> Self {
        Self { most, ..self }
    }

    /// Reads the book of the given paths as [`load_watched`] does, or opens the snapshot of it that was kept.
    ///
    /// Costs the reading of every byte of its files, a quarter of a second for a gigabyte on two cores; where it was not kept yet, twice
    /// that on top of loading it, and writing it. Of what is opened the rest is read when it is asked for: what is broken in it
    /// comes out then, see [`Book::damage`] and [`Cache::forget`].
    ///
    /// # Errors
    /// When a path cannot be read, or any file has a fault. That a book cannot be kept is no error.
    pub fn load(&self, paths: &[PathBuf], more: Vec<BookFile>, watch: Watch<'_>) -> Result<(Book, Came), LoadError> {
        // Of most books nothing more is asked than how large they are.
        let Some(files) = self.large(paths) else {
            return load_watched(paths, more, watch).map(|book| (book, Came::FromText));
        };
        let beside = hash_of_texts(&more);
        let key = self.key(&files, beside);
        if let Some((book, snapshot)) = key.and_then(|key| self.open(key)) {
            return Ok((book, Came::FromSnapshot(snapshot)));
        }
        let book = load_watched(paths, more, watch)?;
        // What was read may have been changed since its key was made.
        let key_now = || self.large(paths).and_then(|files| self.key(&files, beside));
        let key = key.filter(|key| key_now() == Some(*key));
        let kept = key.and_then(|key| self.keep(key, &book).ok());
        Ok((book, kept.unwrap_or(Came::FromText)))
    }

    /// Removes a snapshot that turned out to be broken.
    pub fn forget(snapshot: &Path) {
        // Where it cannot be removed, it is refused the next time, too.
        let _ = fs::remove_file(snapshot);
    }

    /// The files of a book with their lengths; `None` where they are too short to be kept, or cannot be read twice.
    fn large(&self, paths: &[PathBuf]) -> Option<Vec<(PathBuf, u64)>> {
        let with_length = |file: PathBuf| {
            let about = fs::metadata(&file).ok().filter(fs::Metadata::is_file)?;
            Some((file, about.len()))
        };
        let files: Vec<(PathBuf, u64)> = find_files(paths).ok()?.into_iter().map(with_length).collect::<Option<_>>()?;
        let all = files.iter().fold(0, |all: u64, (_, length)| all.saturating_add(*length));
        (all >= self.least).then_some(files)
    }

    /// What the files of a book are known by; `None` where they cannot be read.
    fn key(&self, files: &[(PathBuf, u64)], beside: Hash) -> Option<Hash> {
        let mut pieces = files.iter().flat_map(|(file, length)| {
            let step = usize::try_from(PIECE).unwrap_or(usize::MAX);
            (0..*length).step_by(step).map(move |from| (file, from, PIECE.min(length.saturating_sub(from))))
        });
        let next = || pieces.next().map_or(Next::End, Next::Piece);
        let hashes = each(processors(), next, |(file, from, length)| hash_of_piece(file, from, length).ok())?;
        let mut hasher = Hasher::new();
        for text in ["dealgraph", env!("CARGO_PKG_VERSION"), &self.reader] {
            hasher.update(blake3::hash(text.as_bytes()).as_bytes());
        }
        hasher.update(&LAYOUT.to_le_bytes()).update(beside.as_bytes());
        hasher.update(&(files.len() as u64).to_le_bytes());
        for (_, length) in files {
            hasher.update(&length.to_le_bytes());
        }
        for hash in &hashes {
            hasher.update(hash.as_bytes());
        }
        Some(hasher.finalize())
    }

    fn place(&self, key: Hash) -> PathBuf {
        self.folder.join(format!("{}.{ENDING}", key.to_hex()))
    }

    /// Opens what is kept under a key, and makes room for it to be written anew where it cannot be.
    fn open(&self, key: Hash) -> Option<(Book, PathBuf)> {
        let path = self.place(key);
        // A snapshot that has come to another name is that of another book.
        let opened = open_with_files(&path).ok().filter(|(_, files)| *files == [key_file(key)]);
        let Some((book, _)) = opened else {
            Self::forget(&path);
            return None;
        };
        // When it was used is told by its time.
        let touched = File::options().write(true).open(&path);
        let _ = touched.and_then(|file| file.set_modified(SystemTime::now()));
        Some((book, path))
    }

    /// Writes the snapshot of a book.
    fn keep(&self, key: Hash, book: &Book) -> io::Result<Came> {
        make_private(&self.folder)?;
        let (tag, says) = TAG;
        let tag = self.folder.join(tag);
        if !tag.exists() {
            fs::write(tag, says)?;
        }
        let new = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.folder)?;
        let mut to = BufWriter::with_capacity(1 << 20, new);
        write_snapshot(book, &[key_file(key)], &mut to)?;
        let new = to.into_inner().map_err(io::IntoInnerError::into_error)?;
        let bytes = new.as_file().metadata()?.len();
        if bytes > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let snapshot = self.place(key);
        // It need not be on the disk: what a crash cuts short is refused by its length and its checksums.
        new.persist(&snapshot).map_err(|error| error.error)?;
        self.make_room(&snapshot)?;
        Ok(Came::Kept { snapshot, bytes })
    }

    /// Removes what was used longest ago, but for `newest`, until the rest is no more than may be kept; and what somebody left who was
    /// stopped while writing.
    fn make_room(&self, newest: &Path) -> io::Result<()> {
        let mut kept = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            // What another program has removed meanwhile takes no room.
            let Ok((path, about)) = entry.and_then(|entry| Ok((entry.path(), entry.metadata()?))) else { continue };
            let age = about.modified()?.elapsed().unwrap_or_default();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.starts_with(UNFINISHED) {
                if age > LEFT {
                    Self::forget(&path);
                }
            } else if is_name_of_ours(name) && path != newest {
                kept.push((age, about.len(), path));
            }
        }
        kept.sort();
        let mut bytes = fs::metadata(newest)?.len();
        for (_, length, path) in kept {
            bytes = bytes.saturating_add(length);
            if bytes > self.most {
                Self::forget(&path);
            }
        }
        Ok(())
    }
}

/// What the name of a snapshot ends with.
const ENDING: &str = "dgz";

/// Whether a file is named as snapshots are here. Others in the folder are nobody's business.
fn is_name_of_ours(name: &str) -> bool {
    let key = name.strip_suffix(ENDING).and_then(|rest| rest.strip_suffix('.'));
    key.is_some_and(|key| Hash::from_hex(key).is_ok())
}

/// What a snapshot says of the files that it was made of: their key, in the place of their names.
fn key_file(key: Hash) -> PackedFile {
    PackedFile::named(format!("{}{}", KEY, key.to_hex()))
}

/// What stands before a key in the place of a name: no file is called so.
const KEY: &str = "key\0";

/// The hash of a part of a file.
///
/// # Errors
/// When it cannot be read, or is not there any more.
fn hash_of_piece(file: &Path, from: u64, length: u64) -> io::Result<Hash> {
    let mut file = File::open(file)?;
    file.seek(SeekFrom::Start(from))?;
    let mut hasher = Hasher::new();
    hasher.update_reader(file.take(length))?;
    if hasher.count() == length { Ok(hasher.finalize()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// The hash of texts at hand.
fn hash_of_texts(files: &[BookFile]) -> Hash {
    let mut hasher = Hasher::new();
    for file in files {
        hasher.update(blake3::hash(file.text.as_bytes()).as_bytes());
    }
    hasher.finalize()
}

/// Makes a folder where it is missing, for its user alone.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
