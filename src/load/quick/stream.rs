//! Large files, read piece by piece, so that their text is never in memory as a whole.
//!
//! ```text
//! (entities: […], deals: [          the head, read at once
//!     (id: "d1", …),                ┐
//!     (id: "d2", …),                ┘ a piece: whole deals, about a mebibyte
//!     …
//! ])                                the end of the last piece
//! ```

use std::fs::File;
use std::io::Read;
use std::path::Path;

use memchr::memmem::Finder;

use super::layout::{Layout, closes, head, mark};
use crate::model::Next;

/// The bytes that are read at first, in hope of all that stands before the deals.
const HEAD: usize = 1 << 20;

/// The bytes that are read at a time behind those wanted, in search of the next deal.
const STEP: usize = 1 << 16;

/// The deals of a file that are still to be read.
#[derive(Debug)]
pub struct Stream {
    file: File,
    /// The least length of a piece.
    piece: usize,
    /// What a line begins with at which a deal does.
    mark: Finder<'static>,
    /// What has been read and not handed out.
    rest: Vec<u8>,
    is_over: bool,
}

impl Stream {
    /// Opens a file of which deals are the last section, and reads the others; `None` for any other file.
    pub fn open(path: &Path, piece: usize) -> Option<(Layout, Self)> {
        let mut file = File::open(path).ok()?;
        let length = file.metadata().ok().filter(std::fs::Metadata::is_file)?.len();
        let (mut bytes, mut wanted, mut searched) = (Vec::new(), HEAD, 0);
        let section = Finder::new("deals");
        loop {
            read_up_to(&mut file, &mut bytes, wanted)?;
            // Nothing is parsed before the section can have been reached: a file without deals is not parsed here at all.
            if section.find(bytes.get(searched..)?).is_none() {
                // The word may lie across what has been read and what comes.
                searched = bytes.len().saturating_sub(section.needle().len());
            } else if let Some((layout, at)) = head_of(&bytes) {
                let mark = Finder::new(mark(whole_letters(bytes.get(at..)?)?)?.as_bytes()).into_owned();
                bytes.drain(..at);
                return Some((layout, Self { file, piece, mark, rest: bytes, is_over: false }));
            }
            if bytes.len() as u64 >= length {
                return None;
            }
            wanted = wanted.checked_mul(2)?;
        }
    }

    /// The next piece of the text: whole deals.
    pub fn next(&mut self) -> Next<String> {
        if self.is_over {
            return Next::End;
        }
        self.read().and_then(|piece| String::from_utf8(piece).ok()).map_or(Next::Broken, Next::Piece)
    }

    fn read(&mut self) -> Option<Vec<u8>> {
        let mut wanted = self.piece.saturating_add(STEP);
        let mut searched = self.piece;
        loop {
            let is_all = read_up_to(&mut self.file, &mut self.rest, wanted)?;
            if let Some(found) = self.rest.get(searched..).and_then(|rest| self.mark.find(rest)) {
                // The end of the line belongs to the piece before it.
                let behind = self.rest.split_off(searched.saturating_add(found).saturating_add(1));
                return Some(std::mem::replace(&mut self.rest, behind));
            }
            if is_all {
                self.is_over = true;
                let length = closes(&self.rest)?;
                self.rest.truncate(length);
                return Some(std::mem::take(&mut self.rest));
            }
            // A mark may lie across what has been searched and what comes.
            searched = searched.max(self.rest.len().saturating_sub(self.mark.needle().len()));
            wanted = self.rest.len().saturating_add(STEP);
        }
    }
}

/// Reads what the first bytes of a file have before its deals; tells where those begin.
fn head_of(bytes: &[u8]) -> Option<(Layout, usize)> {
    // Some editors begin a file with a byte order mark, which is no part of the text.
    let read = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let (layout, at) = head(whole_letters(read)?)?;
    Some((layout, bytes.len().checked_sub(read.len())?.checked_add(at)?))
}

/// The text that some bytes begin with, of which the last letter may be cut.
fn whole_letters(bytes: &[u8]) -> Option<&str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => std::str::from_utf8(bytes.get(..error.valid_up_to())?).ok(),
    }
}

/// Reads until there are so many bytes; tells whether the file ended before.
fn read_up_to(file: &mut File, bytes: &mut Vec<u8>, wanted: usize) -> Option<bool> {
    let missing = wanted.saturating_sub(bytes.len());
    bytes.reserve(missing);
    let read = file.by_ref().take(missing as u64).read_to_end(bytes).ok()?;
    Some(read < missing)
}
