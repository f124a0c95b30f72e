//! Writes a book as a snapshot.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

pub use super::directory::PackedFile;
use super::directory::{Directory, SECTIONS, Section};
use super::{HEAD, LAYOUT, MAGIC};
use crate::load::files::{FileError, find_files};
use crate::model::{Book, Column, LegIndex, Number, Packed, Placeholder, Shelf, checksum, checksum_of};

/// What a snapshot tells of a file that it was packed from, so that it can be told from a later one: its place as
/// seen from the snapshot's `folder`. Absent for a file that does not lie in that folder or below it.
///
/// # Errors
/// When the file cannot be read.
pub fn packed_file(file: &Path, folder: &Path) -> io::Result<Option<PackedFile>> {
    let below = |path: &Path, folder: &Path| Some(path.strip_prefix(folder).ok()?.to_str()?.replace('\\', "/"));
    let (Ok(path), Ok(folder)) = (file.canonicalize(), folder.canonicalize()) else { return Ok(None) };
    let Some(path) = below(&path, &folder) else { return Ok(None) };
    let (sum, length) = sum_of_text(file)?;
    Ok(Some(PackedFile { path, length, sum }))
}

/// What a snapshot tells of a folder that it was packed from, so that files added to it and taken from it are noticed: its
/// place as of a file, with a `/` at its end, how many files of a book are in it, and the checksum of their places. Absent
/// for a folder that is not the snapshot's own or below that.
///
/// # Errors
/// When the folder cannot be read.
pub fn packed_folder(path: &Path, folder: &Path) -> io::Result<Option<PackedFile>> {
    let (Ok(path), Ok(folder)) = (path.canonicalize(), folder.canonicalize()) else { return Ok(None) };
    let Some(place) = path.strip_prefix(folder).ok().and_then(Path::to_str) else { return Ok(None) };
    let place = if place.is_empty() { "." } else { place };
    let (sum, length) = sum_of_places(&path)?;
    Ok(Some(PackedFile { path: format!("{}/", place.replace('\\', "/")), length, sum }))
}

/// The checksum of the places of the files of a book in a folder, and how many there are.
pub(super) fn sum_of_places(folder: &Path) -> io::Result<(u64, u64)> {
    let files = match find_files(&[folder.to_owned()]) {
        Ok(files) => files,
        Err(errors) if errors.iter().all(|error| matches!(error, FileError::NoBook(_))) => Vec::new(),
        Err(errors) => return Err(io::Error::other(errors.first().map_or_else(String::new, ToString::to_string))),
    };
    let mut places = String::new();
    for file in &files {
        places.push_str(&file.strip_prefix(folder).unwrap_or(file).to_string_lossy().replace('\\', "/"));
        places.push('\n');
    }
    let (sum, _) = checksum_of(places.as_bytes())?;
    Ok((sum, files.len() as u64))
}

/// The checksum of the text of a file, and its length. The mark of byte order that some editors write is no part of it.
pub(super) fn sum_of_text(file: &Path) -> io::Result<(u64, u64)> {
    let mut file = File::open(file)?;
    let mut first = [0; 3];
    let mut read = 0;
    while read < first.len() {
        match file.read(first.get_mut(read..).unwrap_or_default())? {
            0 => break,
            more => read = more.saturating_add(read),
        }
    }
    let begin = if first == *b"\xef\xbb\xbf" { &[] } else { first.get(..read).unwrap_or_default() };
    checksum_of(begin.chain(file))
}

/// Writes a book with its neighbour lists. Costs one pass over the bytes of the book for their checksums, and one for
/// writing them; of a book that was read from text its deals are copied into their order first.
///
/// # Errors
/// When `to` refuses bytes.
pub(crate) fn write_lists(book: &Book, legs: &LegIndex, files: &[PackedFile], to: &mut dyn Write) -> io::Result<()> {
    let (sections, columns) = (book.sections(), book.columns());
    let (names, markets) = (book.names(), book.market_index());
    let mut parts: Vec<Part<'_>> = Vec::with_capacity(SECTIONS);
    // In the order of the names of sections.
    parts.push(column(&columns.statuses));
    for numbers in
        [&columns.absorbed, &columns.absorbers, &columns.parts, &columns.beside_unnamed, &columns.with_unnamed]
    {
        parts.push(column(numbers));
    }
    parts.push(column(&names.hashes));
    for numbers in [&names.bearers, &markets.starts, &markets.markets] {
        parts.push(column(numbers));
    }
    for numbers in [&legs.out_starts, &legs.to, &legs.deal, &legs.parties] {
        parts.push(column(numbers));
    }
    parts.push(column(&legs.tags));
    for numbers in [&legs.in_starts, &legs.from, &legs.number] {
        parts.push(column(numbers));
    }
    parts.push(column(&legs.in_tags));
    shelf(&sections.entities, &mut parts)?;
    shelf(&sections.sources, &mut parts)?;
    shelf(&sections.deals, &mut parts)?;

    let mut at = 0_u64;
    let mut places = Vec::with_capacity(parts.len());
    for part in &parts {
        places.push(Section { at, length: part.length, sums: part.sums.clone() });
        at = at.saturating_add((part.bytes() as u64).next_multiple_of(8));
    }
    let directory = Directory {
        counts: book.counts(),
        sections: places,
        internal: legs.internal,
        markets: markets.names.clone(),
        rates: sections.rates.clone(),
        rules: sections.rules.clone(),
        files: files.to_vec(),
    };
    let directory = directory.pack();
    let behind_directory = directory.len().saturating_add(HEAD);
    let begin = behind_directory.next_multiple_of(8) as u64;
    to.write_all(&head(&directory, begin.saturating_add(at)))?;
    to.write_all(&directory)?;
    pad(behind_directory, to)?;
    for part in &parts {
        part.pieces.iter().try_for_each(|piece| to.write_all(piece))?;
        pad(part.bytes(), to)?;
    }
    to.flush()
}

/// The bytes of one section.
struct Part<'b> {
    pieces: Vec<Cow<'b, [u8]>>,
    length: usize,
    sums: Vec<u64>,
}

impl Part<'_> {
    fn bytes(&self) -> usize {
        self.pieces.iter().map(|piece| piece.len()).sum()
    }
}

fn column<N: Number>(numbers: &Column<N>) -> Part<'_> {
    let bytes = numbers.as_bytes();
    Part { length: numbers.len(), sums: Column::<N>::page_sums(&bytes), pieces: vec![bytes] }
}

fn owned<N: Number>(numbers: Vec<N>) -> Part<'static> {
    let numbers = Column::of(numbers);
    let bytes = numbers.as_bytes().into_owned();
    Part { length: numbers.len(), sums: Column::<N>::page_sums(&bytes), pieces: vec![Cow::Owned(bytes)] }
}

/// The starts, the checksums and the bytes of the blocks of a shelf.
fn shelf<'b, T: Packed + Placeholder>(shelf: &'b Shelf<T>, parts: &mut Vec<Part<'b>>) -> io::Result<()> {
    let Some(blocks) = shelf.raw_blocks() else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the book is damaged"));
    };
    let mut end = 0_u64;
    let ends = blocks.iter().map(|block| {
        end = end.saturating_add(block.len() as u64);
        end
    });
    parts.push(owned(std::iter::once(0).chain(ends).collect()));
    parts.push(owned(blocks.iter().map(|block| checksum(block)).collect::<Vec<u64>>()));
    let length = blocks.iter().map(|block| block.len()).sum();
    parts.push(Part { pieces: blocks, length, sums: Vec::new() });
    Ok(())
}

fn head(directory: &[u8], length: u64) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    head[..8].copy_from_slice(&MAGIC);
    head[8..12].copy_from_slice(&LAYOUT.to_le_bytes());
    head[16..24].copy_from_slice(&length.to_le_bytes());
    head[24..32].copy_from_slice(&(directory.len() as u64).to_le_bytes());
    head[32..40].copy_from_slice(&checksum(directory).to_le_bytes());
    let sum = checksum(&head[..40]);
    head[40..].copy_from_slice(&sum.to_le_bytes());
    head
}

/// Fills up to the next multiple of eight.
fn pad(length: usize, to: &mut dyn Write) -> io::Result<()> {
    (length..length.next_multiple_of(8)).try_for_each(|_| to.write_all(&[0]))
}
