//! Opens a snapshot as a book.

use std::fs::File;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::directory::{Directory, Name, PackedFile, Section};
use super::write::{sum_of_places, sum_of_text};
use super::{HEAD, LAYOUT, LONGEST_DIRECTORY, MAGIC, SnapshotError};
use crate::model::{
    Book, Column, Columns, Damage, Derived, LegIndex, MarketIndex, NameIndex, Number, Rule, Sections, Shelf, Store,
    WorkedOut, checksum,
};

/// A file that is read piece by piece.
#[derive(Debug)]
struct Disk {
    file: File,
    length: u64,
}

impl Store for Disk {
    fn holds(&self, at: u64, length: usize) -> bool {
        at.checked_add(length as u64).is_some_and(|end| end <= self.length)
    }

    fn read_into(&self, at: u64, bytes: &mut [u8]) -> Option<()> {
        self.read_exact(bytes, at).ok()
    }
}

impl Disk {
    #[cfg(unix)]
    fn read_exact(&self, bytes: &mut [u8], at: u64) -> std::io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, bytes, at)
    }

    #[cfg(windows)]
    fn read_exact(&self, bytes: &mut [u8], at: u64) -> std::io::Result<()> {
        let mut read = 0;
        while read < bytes.len() {
            match std::os::windows::fs::FileExt::seek_read(&self.file, &mut bytes[read..], at + read as u64)? {
                0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
                more => read += more,
            }
        }
        Ok(())
    }
}

/// Whether a file begins as a snapshot does. A pipe is none, and nothing is taken out of it.
pub fn is_snapshot(path: &Path) -> bool {
    if !std::fs::metadata(path).is_ok_and(|about| about.is_file()) {
        return false;
    }
    let mut first = [0; MAGIC.len()];
    File::open(path).is_ok_and(|mut file| std::io::Read::read_exact(&mut file, &mut first).is_ok()) && first == MAGIC
}

/// Opens a snapshot. Costs the reading of its head and directory, some kilobytes.
///
/// # Errors
/// When the file is no snapshot, or one of another layout, or cut short, or its head or directory is damaged, or a
/// file that it was packed from lies in its folder and has changed. What else may be damaged comes out when it is read:
/// see [`Book::damage`].
pub fn open_snapshot(path: &Path) -> Result<Book, SnapshotError> {
    open_with_files(path).map(|(book, _)| book)
}

/// Opens a snapshot, with the files that it was packed from.
pub(crate) fn open_with_files(path: &Path) -> Result<(Book, Vec<PackedFile>), SnapshotError> {
    let name = path.display().to_string();
    let failed = |source| SnapshotError::Io { name: name.clone(), source };
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    let disk = Disk { file, length };
    let foreign = || SnapshotError::Foreign(name.clone());
    let head = disk.read(0, HEAD).filter(|head| head.starts_with(&MAGIC)).ok_or_else(foreign)?;
    let number = |at: usize| head.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| u64::from_le_bytes(*bytes));
    let version = u32::try_from(number(8) & 0xffff_ffff).unwrap_or(0);
    if version != LAYOUT {
        return Err(SnapshotError::Version { name, found: version });
    }
    let damaged = |what| SnapshotError::Damaged { name: name.clone(), what };
    if head.get(..40).map(checksum) != Some(number(40)) {
        return Err(damaged("its head is not as it was written"));
    }
    let (wanted, directory_length) = (number(16), number(24));
    if wanted != length {
        return Err(SnapshotError::Length { name, found: length, wanted });
    }
    if directory_length > LONGEST_DIRECTORY {
        return Err(damaged("its directory is too long"));
    }
    let directory = usize::try_from(directory_length).ok().and_then(|length| disk.read(HEAD as u64, length));
    let directory = directory.filter(|bytes| checksum(bytes) == number(32));
    let directory = directory.and_then(|bytes| Directory::unpack(&bytes));
    let directory = directory.ok_or_else(|| damaged("its directory is not as it was written"))?;
    if let Some(changed) = stale(path, &directory.files) {
        return Err(SnapshotError::Stale { name, changed });
    }
    let begin = directory_length.saturating_add(HEAD as u64).next_multiple_of(8);
    let files = directory.files.clone();
    let reader = Reader { store: Arc::new(disk), begin, damage: Arc::new(Damage::default()), directory };
    reader.book().map(|book| (book, files)).ok_or_else(|| damaged("its sections do not fit together"))
}

/// Reads a snapshot whole, every record of it.
///
/// # Errors
/// When anything in it is damaged.
pub fn verify(path: &Path) -> Result<Book, SnapshotError> {
    verify_with_files(path).map(|(book, _)| book)
}

/// The files that a snapshot was packed from, where they lie beside it or below; none where it cannot be opened.
pub fn packed_from(path: &Path) -> Vec<PathBuf> {
    let (Ok((_, files)), Some(folder)) = (open_with_files(path), path.parent()) else { return Vec::new() };
    files.into_iter().filter(|file| !file.path.ends_with('/')).map(|file| folder.join(file.path)).collect()
}

/// The same as [`verify`], with the files that the snapshot was packed from.
pub(crate) fn verify_with_files(path: &Path) -> Result<(Book, Vec<PackedFile>), SnapshotError> {
    let (book, files) = open_with_files(path)?;
    let columns = book.columns();
    let (names, markets) = (book.names(), book.market_index());
    // The counts only see to it that everything has been read.
    let records = [book.entities().count(), book.deals().count(), book.sources().count()];
    let numbers =
        [&columns.absorbed, &columns.absorbers, &columns.parts, &columns.beside_unnamed, &columns.with_unnamed];
    let derived = [&names.bearers, &markets.starts, &markets.markets];
    let counts = numbers.into_iter().chain(derived).map(|column| column.all().len()).chain(records);
    let lists = book.ready_legs().map_or(0, LegIndex::read_all);
    let others = [columns.statuses.all().len(), names.hashes.all().len(), lists];
    std::hint::black_box(counts.chain(others).max());
    match book.damage() {
        Some(what) => Err(SnapshotError::Damaged { name: path.display().to_string(), what }),
        None => Ok((book, files)),
    }
}

/// What was packed, still lies there, and is not as it was. A snapshot may travel without its files.
fn stale(snapshot: &Path, packed: &[PackedFile]) -> Option<String> {
    let folder = snapshot.parent()?;
    let (folders, files): (Vec<&PackedFile>, Vec<&PackedFile>) = packed.iter().partition(|it| it.path.ends_with('/'));
    if let Some(changed) = changed_file(snapshot, folder, &files) {
        return Some(changed);
    }
    let (there, gone): (Vec<&PackedFile>, Vec<&PackedFile>) =
        files.into_iter().partition(|file| folder.join(&file.path).exists());
    // Without its files a snapshot may have come to those of another book; folders below it are still theirs.
    let is_its_own = |packed: &&&PackedFile| !there.is_empty() || packed.path != "./";
    let others = |packed: &&&PackedFile| {
        // A folder that a damaged file names may be anywhere.
        let mut steps = Path::new(&packed.path).components();
        let is_below = steps.all(|step| matches!(step, Component::Normal(_) | Component::CurDir));
        let path = folder.join(&packed.path);
        is_below && path.is_dir() && sum_of_places(&path).is_ok_and(|places| places != (packed.sum, packed.length))
    };
    let folders = folders.iter().filter(is_its_own).find(others).map(|packed| match packed.path.as_str() {
        "./" => "the list of files beside it".to_owned(),
        path => format!("the list of files in {path}"),
    });
    let gone = gone.first().filter(|_| !there.is_empty());
    folders.or_else(|| gone.map(|file| format!("the list of files (without {})", file.path)))
}

/// A file that is another one. Its time tells whether a look at its bytes is due.
fn changed_file(snapshot: &Path, folder: &Path, files: &[&PackedFile]) -> Option<String> {
    let packed_at = std::fs::metadata(snapshot).ok()?.modified().ok()?;
    let changed = |file: &&&PackedFile| {
        let path = folder.join(&file.path);
        let Ok(about) = std::fs::metadata(&path) else { return false };
        // The mark of byte order may have come or gone.
        let length_differs = about.len() != file.length && about.len().checked_sub(3) != Some(file.length);
        let touched = about.modified().is_ok_and(|modified| modified >= packed_at);
        length_differs || touched && sum_of_text(&path).is_ok_and(|(sum, _)| sum != file.sum)
    };
    files.iter().find(changed).map(|file| file.path.clone())
}

/// Puts a book together out of the sections of a file.
struct Reader {
    store: Arc<Disk>,
    begin: u64,
    damage: Arc<Damage>,
    directory: Directory,
}

impl Reader {
    fn place(&self, section: &Section) -> (Arc<dyn Store>, u64) {
        (Arc::clone(&self.store) as Arc<dyn Store>, self.begin.saturating_add(section.at))
    }

    fn column<N: Number>(&self, name: Name, rule: Rule<N>) -> Column<N> {
        let section = self.directory.section(name);
        let sums = section.sums.clone().into_boxed_slice();
        Column::stored(self.place(section), section.length, sums, rule, Arc::clone(&self.damage))
    }

    fn below(&self, name: Name, bound: usize) -> Column<u32> {
        self.column(name, Rule::Below(u32::try_from(bound).unwrap_or(u32::MAX)))
    }

    /// Where lists begin in a column of `of` numbers.
    fn starts(&self, name: Name, of: Name) -> Column<u32> {
        let last = self.directory.section(of).length;
        self.column(name, Rule::Upwards(u32::try_from(last).unwrap_or(u32::MAX)))
    }

    fn shelf<T>(&self, length: usize, names: [Name; 3]) -> Shelf<T> {
        let [starts, sums, records] = names;
        let section = self.directory.section(records);
        let starts = self.column(starts, Rule::Upwards(section.length as u64));
        let sums = self.column(sums, Rule::Any);
        Shelf::stored(length, self.place(section), starts, sums, self.directory.counts, Arc::clone(&self.damage))
    }

    /// Whether the lengths of sections are those that the counts ask for.
    fn fits_together(&self) -> bool {
        let length = |name| self.directory.section(name).length;
        let counts = self.directory.counts;
        let legs = length(Name::To);
        let blocks = |count: usize| Shelf::<u8>::blocks(count);
        length(Name::Statuses) == counts.deals
            && length(Name::Absorbed) == length(Name::Absorbers)
            && length(Name::BesideUnnamed) == length(Name::WithUnnamed)
            && length(Name::Hashes) == length(Name::Bearers)
            && [Name::Deal, Name::Parties, Name::Tags, Name::From, Name::Number, Name::InTags]
                .into_iter()
                .all(|name| length(name) == legs)
            && [Name::OutStarts, Name::InStarts, Name::MarketStarts]
                .into_iter()
                .all(|name| length(name) == counts.entities.saturating_add(1))
            && [
                (Name::EntityStarts, Name::EntitySums, counts.entities),
                (Name::DealStarts, Name::DealSums, counts.deals),
                (Name::SourceStarts, Name::SourceSums, counts.sources),
            ]
            .into_iter()
            .all(|(starts, sums, count)| {
                length(starts) == blocks(count).saturating_add(1) && length(sums) == blocks(count)
            })
            && [
                (counts.entities, &[Name::Parts, Name::BesideUnnamed, Name::Bearers, Name::To, Name::From][..]),
                (counts.deals, &[Name::Absorbed, Name::Absorbers, Name::WithUnnamed, Name::Deal]),
                (self.directory.markets.len(), &[Name::Markets]),
            ]
            .into_iter()
            // Where there is nothing, nothing can lead to it.
            .all(|(count, names)| count > 0 || names.iter().all(|name| length(*name) == 0))
    }

    fn book(self) -> Option<Book> {
        if !self.fits_together() {
            return None;
        }
        let counts = self.directory.counts;
        let sections = Sections {
            entities: self.shelf(counts.entities, [Name::EntityStarts, Name::EntitySums, Name::Entities]),
            deals: self.shelf(counts.deals, [Name::DealStarts, Name::DealSums, Name::Deals]),
            sources: self.shelf(counts.sources, [Name::SourceStarts, Name::SourceSums, Name::Sources]),
            rates: self.directory.rates.clone(),
            rules: self.directory.rules.clone(),
        };
        let columns = Columns {
            statuses: self.column(Name::Statuses, Rule::Below(8)),
            absorbed: self.below(Name::Absorbed, counts.deals),
            absorbers: self.below(Name::Absorbers, counts.deals),
            parts: self.below(Name::Parts, counts.entities),
            beside_unnamed: self.below(Name::BesideUnnamed, counts.entities),
            with_unnamed: self.below(Name::WithUnnamed, counts.deals),
        };
        let names = NameIndex {
            hashes: self.column(Name::Hashes, Rule::Any),
            bearers: self.below(Name::Bearers, counts.entities),
        };
        let markets = MarketIndex {
            names: self.directory.markets.clone(),
            starts: self.starts(Name::MarketStarts, Name::Markets),
            markets: self.below(Name::Markets, self.directory.markets.len()),
        };
        let legs = self.directory.section(Name::To).length;
        let tags = LegIndex::TAGS;
        let index = LegIndex {
            out_starts: self.starts(Name::OutStarts, Name::To),
            to: self.below(Name::To, counts.entities),
            deal: self.below(Name::Deal, counts.deals),
            parties: self.column(Name::Parties, Rule::Any),
            tags: self.column(Name::Tags, Rule::Below(tags)),
            in_starts: self.starts(Name::InStarts, Name::From),
            from: self.below(Name::From, counts.entities),
            number: self.below(Name::Number, legs),
            in_tags: self.column(Name::InTags, Rule::Below(tags)),
            internal: self.directory.internal,
            worked_out: WorkedOut::default(),
        };
        let derived = Derived {
            names: OnceLock::from(names),
            markets: OnceLock::from(markets),
            legs: OnceLock::from(Arc::new(index)),
        };
        Some(Book::from_parts(sections, columns, derived, self.damage))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::load_str;
    use crate::load::snapshot::write_lists;

    #[test]
    fn a_packed_file_of_any_length_is_compared_and_no_panic() {
        // Three bytes, for a mark of byte order, were added to a length that a snapshot may set as high as it likes.
        let folder = tempfile::tempdir().expect("there is room");
        std::fs::write(folder.path().join("book.ron"), "()").expect("the folder takes a file");
        let book = load_str("()").expect("an empty book is sound");
        let packed = PackedFile { path: "book.ron".to_owned(), length: u64::MAX, sum: 0 };
        let mut bytes = Vec::new();
        write_lists(&book, &LegIndex::new(0, Vec::new(), 0), &[packed], &mut bytes).expect("memory takes every byte");
        let path = folder.path().join("web.dgz");
        std::fs::write(&path, bytes).expect("the folder takes a file");
        assert!(matches!(open_snapshot(&path), Err(SnapshotError::Stale { .. })));
    }
}
