//! A book as a snapshot, with the neighbour lists of the plain view.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use crate::graph::{DealGraph, View};
use crate::load::made_anew;
use crate::load::snapshot::{PackedFile, SnapshotError, verify_with_files, write_lists};
use crate::model::Book;

/// Writes a book as a snapshot; `files` are those that it was read from, for telling later whether it is stale.
///
/// # Errors
/// When `to` refuses bytes, or the book itself comes from a snapshot that is damaged.
pub fn write_snapshot(book: &Book, files: &[PackedFile], to: &mut dyn Write) -> io::Result<()> {
    let graph = DealGraph::new(book, View::default());
    write_lists(book, graph.index(), files, to)
}

/// Reads a snapshot that a stranger may have made: every byte of it, as [`verify`](crate::load::snapshot::verify) does;
/// whether its records written out are a sound book, by the rules of every book; whether its lists are those that
/// follow from its records; and whether nothing else stands in it, so that the book packed again is the same file.
///
/// Costs as much as reading the book from text, and the memory of both.
///
/// # Errors
/// When anything in it is damaged, unsound or contradicts the rest.
pub fn verify_against_records(path: &Path) -> Result<Book, SnapshotError> {
    let (book, files) = verify_with_files(path)?;
    let damaged = |what| SnapshotError::Damaged { name: path.display().to_string(), what };
    let again = made_anew(&book).ok_or_else(|| damaged("its records make no sound book"))?;
    let legs = DealGraph::new(&again, View::default()).shared_index();
    let file = File::open(path).map_err(|source| SnapshotError::Io { name: path.display().to_string(), source })?;
    if write_lists(&again, &legs, &files, &mut Compare { with: BufReader::new(file), read: Vec::new() }).is_ok() {
        return Ok(book);
    }
    // It is not the same file; what is otherwise in it?
    if book != again {
        return Err(damaged("its records are not in order, or what is noted beside them is not what they say"));
    }
    let follows = book.names() == again.names()
        && book.market_index() == again.market_index()
        && book.ready_legs().is_some_and(|ready| *ready == *legs);
    Err(damaged(if follows {
        "what stands between its parts is not what is written there"
    } else {
        "its lists are not those that follow from its records"
    }))
}

/// Takes bytes only as long as they are those of a file.
struct Compare<R> {
    with: R,
    read: Vec<u8>,
}

impl<R: Read> Write for Compare<R> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.read.resize(bytes.len(), 0);
        self.with.read_exact(&mut self.read)?;
        if self.read == bytes { Ok(bytes.len()) } else { Err(io::ErrorKind::InvalidData.into()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::{verify_against_records, write_lists, write_snapshot};
    use crate::graph::{DealGraph, Ended, Rollup, View};
    use crate::load::snapshot::verify;
    use crate::load::{load_embedded, load_str};
    use crate::model::{Book, Deal, Entity};

    fn in_file(bytes: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().expect("a place for files");
        file.write_all(bytes).expect("room");
        file
    }

    fn why_refused(bytes: &[u8]) -> String {
        let file = in_file(bytes);
        verify(file.path()).expect("every byte has the right checksum");
        verify_against_records(file.path()).expect_err("it contradicts itself").to_string()
    }

    #[test]
    fn a_snapshot_that_follows_from_its_records_is_sound() {
        let book = load_embedded().expect("sound");
        let mut bytes = Vec::new();
        write_snapshot(&book, &[], &mut bytes).expect("memory");
        assert_eq!(verify_against_records(in_file(&bytes).path()).expect("sound"), book);
    }

    #[test]
    fn a_changed_byte_anywhere_is_refused_be_it_between_the_parts() {
        let book = load_str(
            r#"(entities: [(id: "acme", name: "Acme", kind: Company), (id: "orion", name: "Orion", kind: Company)],
            sources: [(id: "daily", title: "A deal", publisher: "The Daily", kind: News)],
            deals: [(id: "stake", kind: Investment, title: "Stake", status: Signed, claims: [(source: "daily")],
                parties: [(who: "acme", role: Investor), (who: "orion", role: Investee)])])"#,
        );
        let mut bytes = Vec::new();
        write_snapshot(&book.expect("sound"), &[], &mut bytes).expect("memory");
        assert!(verify_against_records(in_file(&bytes).path()).is_ok());
        for at in 0..bytes.len() {
            bytes[at] ^= 1 << (at % 8);
            assert!(verify_against_records(in_file(&bytes).path()).is_err(), "byte {at} of {}", bytes.len());
            bytes[at] ^= 1 << (at % 8);
        }
    }

    #[test]
    fn lists_of_another_view_are_refused_though_every_checksum_is_right() {
        let book = load_embedded().expect("sound");
        for view in [View { ended: Ended::Shown, ..View::default() }, View { rollup: Rollup::Parts, ..View::default() }]
        {
            let mut bytes = Vec::new();
            write_lists(&book, DealGraph::new(&book, view).index(), &[], &mut bytes).expect("memory");
            let why = why_refused(&bytes);
            assert!(why.contains("not those that follow"), "{why}");
        }
    }

    #[test]
    fn records_that_no_text_could_make_a_book_of_are_refused() {
        let book = load_embedded().expect("sound");
        let entities: Vec<Entity> = book.entities().map(std::borrow::Cow::into_owned).collect();
        let deals: Vec<Deal> = book.deals().map(std::borrow::Cow::into_owned).collect();
        let sources: Vec<_> = book.sources().map(std::borrow::Cow::into_owned).collect();
        let forged = |entities: &[Entity], deals: &[Deal]| {
            let book = Book::from_checked(entities, deals, &sources, book.rates().to_vec(), book.rules().to_vec());
            let mut bytes = Vec::new();
            write_snapshot(&book, &[], &mut bytes).expect("memory");
            why_refused(&bytes)
        };
        let mut twice = deals.clone();
        twice[1].id = twice[0].id.clone();
        let why = forged(&entities, &twice);
        assert!(why.contains("no sound book"), "{why}");
        let mut turned_round = deals.clone();
        turned_round.swap(0, 1);
        let why = forged(&entities, &turned_round);
        assert!(why.contains("not in order"), "{why}");
    }
}
