//! The files of an import, opened as streams.

use std::cell::Cell;
use std::fs::File;
use std::io::{BufRead, BufReader, Chain, Cursor, Read, Result as IoResult, stdin};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::format::{Given, ImportError};

/// A file to be read.
#[derive(Debug, Clone)]
pub struct Text {
    /// The name shown in messages; that of the file, without its ending, names a table.
    pub name: String,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    Bytes(Vec<u8>),
    File(PathBuf),
    StandardInput,
}

/// How many bytes are read at once.
const CHUNK: usize = 1 << 16;

/// A text being read, which counts the lines that were taken out of it.
pub(super) struct Stream<'g> {
    inner: BufReader<Chain<Cursor<Vec<u8>>, Watched<'g>>>,
    /// Line breaks taken so far.
    breaks: usize,
    tail: Rc<Tail>,
}

/// What is known of the bytes read so far.
#[derive(Debug, Default)]
pub(super) struct Tail {
    quotes: Cell<u64>,
    last: Cell<u8>,
}

struct Watched<'g> {
    inner: Box<dyn Read + 'g>,
    watch: Option<&'g dyn Fn(u64)>,
    tail: Rc<Tail>,
}

impl Text {
    /// A text in memory.
    pub fn of(name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.to_owned(), content: Content::Bytes(bytes.into()) }
    }

    /// A file, read when it is its turn.
    pub fn file(path: &Path) -> Self {
        Self { name: path.display().to_string(), content: Content::File(path.to_owned()) }
    }

    /// Standard input, which can be read once.
    pub fn standard_input() -> Self {
        Self { name: "standard input".to_owned(), content: Content::StandardInput }
    }

    /// How many bytes it has, as far as that is known before it is read.
    pub(super) fn size(&self) -> Option<u64> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes.len() as u64),
            Content::File(path) => std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|it| it.len()),
            Content::StandardInput => None,
        }
    }

    /// Its name without folder and ending.
    pub(super) fn stem(&self) -> &str {
        let name = self.name.rsplit(['/', '\\']).next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// An error about this file.
    pub(super) fn refuse(&self, why: &str) -> ImportError {
        ImportError::Form { file: self.name.clone(), why: why.to_owned() }
    }

    /// Opens it. Marks of UTF-8 at its start are passed over.
    ///
    /// # Errors
    /// When it cannot be read, is UTF-16, or is no text.
    pub(super) fn open<'g>(&'g self, given: &Given<'g>) -> Result<Stream<'g>, ImportError> {
        let inner: Box<dyn Read + 'g> = match &self.content {
            Content::Bytes(bytes) => Box::new(Cursor::new(bytes.as_slice())),
            Content::File(path) => Box::new(File::open(path).map_err(|error| self.refuse(&error.to_string()))?),
            Content::StandardInput => Box::new(stdin()),
        };
        let tail = Rc::new(Tail::default());
        let mut watched = Watched { inner, watch: given.watch, tail: Rc::clone(&tail) };
        // What comes through a pipe may come byte by byte.
        let mut head = Vec::new();
        let io = |error: std::io::Error| self.refuse(&error.to_string());
        watched.by_ref().take(CHUNK as u64).read_to_end(&mut head).map_err(io)?;
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            return Err(self.refuse("the file is UTF-16; convert it to UTF-8 first (for example with iconv)"));
        }
        // A text may hold a zero; one that is a quarter of zeros is no text of bytes.
        if memchr::memchr_iter(0, &head).count() > head.len() / 4 {
            return Err(
                self.refuse("the file holds zero bytes: it is no text, or it is UTF-16; convert it to UTF-8 first")
            );
        }
        // Files put together may have brought a mark each.
        let mut marks = 0_usize;
        while head.get(marks..).is_some_and(|head| head.starts_with(b"\xef\xbb\xbf")) {
            marks = marks.saturating_add(3);
        }
        head.drain(..marks);
        let inner = BufReader::with_capacity(CHUNK, Cursor::new(head).chain(watched));
        let stream = Stream { inner, breaks: 0, tail };
        Ok(stream)
    }

    /// Reads all of it, for formats that are one value.
    ///
    /// # Errors
    /// When it cannot be read or is not UTF-8; the line of the first such byte is named.
    pub(super) fn whole(&self, given: &Given<'_>) -> Result<String, ImportError> {
        let mut bytes = Vec::new();
        self.open(given)?.read_to_end(&mut bytes).map_err(|error| self.refuse(&error.to_string()))?;
        String::from_utf8(bytes).map_err(|error| {
            let sound = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
            let line = sound.filter(|byte| **byte == b'\n').count().saturating_add(1);
            self.refuse(&format!("line {line}: {NOT_UTF_8}"))
        })
    }

    /// All of its bytes, as they are, for formats that are no text.
    #[cfg(feature = "parquet")]
    pub(super) fn bytes(&self, given: &Given<'_>) -> Result<Vec<u8>, ImportError> {
        let bytes = match &self.content {
            Content::Bytes(bytes) => bytes.clone(),
            Content::File(path) => std::fs::read(path).map_err(|error| self.refuse(&error.to_string()))?,
            Content::StandardInput => {
                let mut bytes = Vec::new();
                stdin().read_to_end(&mut bytes).map_err(|error| self.refuse(&error.to_string()))?;
                bytes
            }
        };
        if let Some(watch) = given.watch {
            watch(bytes.len() as u64);
        }
        Ok(bytes)
    }
}

/// What is said of bytes that are no UTF-8.
pub(super) const NOT_UTF_8: &str = "not UTF-8 (Latin-1, perhaps); convert the file first (for example with iconv)";

impl Stream<'_> {
    /// The line that is read next, counted from 1.
    pub(super) const fn line(&self) -> usize {
        self.breaks.saturating_add(1)
    }

    /// Counts the lines that end in bytes read.
    fn pass(&mut self, bytes: &[u8]) {
        self.breaks = self.breaks.saturating_add(count_of(bytes, b'\n'));
    }

    /// What is known of the bytes read so far.
    pub(super) fn tail(&self) -> Rc<Tail> {
        Rc::clone(&self.tail)
    }
}

impl Tail {
    /// Whether the quotes so far do not come in pairs.
    pub(super) fn is_odd(&self) -> bool {
        self.quotes.get() % 2 == 1
    }

    /// Whether the last byte read ends a line.
    pub(super) fn ends_a_line(&self) -> bool {
        matches!(self.last.get(), b'\n' | b'\r')
    }
}

impl Read for Watched<'_> {
    fn read(&mut self, into: &mut [u8]) -> IoResult<usize> {
        let count = self.inner.read(into)?;
        let read = into.get(..count).unwrap_or_default();
        if let Some(watch) = self.watch {
            watch(count as u64);
        }
        if let Some(last) = read.last() {
            self.tail.last.set(*last);
        }
        let quotes = count_of(read, b'"') as u64;
        self.tail.quotes.set(self.tail.quotes.get().wrapping_add(quotes));
        Ok(count)
    }
}

impl Read for Stream<'_> {
    fn read(&mut self, into: &mut [u8]) -> IoResult<usize> {
        let count = self.inner.read(into)?;
        self.pass(into.get(..count).unwrap_or_default());
        Ok(count)
    }
}

impl BufRead for Stream<'_> {
    fn fill_buf(&mut self) -> IoResult<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        let passed = self.inner.buffer().get(..count).unwrap_or_default();
        self.breaks = self.breaks.saturating_add(count_of(passed, b'\n'));
        self.inner.consume(count);
    }
}

/// How often a byte stands in bytes.
pub(super) fn count_of(bytes: &[u8], wanted: u8) -> usize {
    memchr::memchr_iter(wanted, bytes).count()
}
