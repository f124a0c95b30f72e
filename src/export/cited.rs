//! What records say of the sources that they cite: publishers and addresses, looked up for every deal without making a
//! record.

use crate::model::{Book, SourceIx};

/// The publishers and addresses of all sources, in one text.
#[derive(Debug, Default)]
pub(super) struct Cited {
    text: String,
    /// Where the publisher of each source ends, and where its address does, which is empty where the web has none.
    ends: Vec<[usize; 2]>,
    /// How many addresses are not of the web.
    pub elsewhere: usize,
}

impl Cited {
    /// Reads those of a book. Costs one pass over the sources.
    pub(super) fn read(book: &Book) -> Self {
        let mut cited = Self::default();
        book.sections().sources.each(0, book.source_count(), |_, source| {
            cited.text.push_str(&source.publisher);
            let publisher = cited.text.len();
            match source.address.as_deref() {
                Some(address) if is_web(address) => cited.text.push_str(address),
                other => cited.elsewhere += usize::from(other.is_some()),
            }
            cited.ends.push([publisher, cited.text.len()]);
        });
        cited
    }

    /// The publishers of some sources, sorted, each once.
    pub(super) fn publishers(&self, sources: &[SourceIx]) -> Vec<&str> {
        sorted(sources.iter().map(|source| self.get(*source)[0]))
    }

    /// The addresses of some sources, as far as they are of the web, sorted, each once.
    pub(super) fn addresses(&self, sources: &[SourceIx]) -> Vec<&str> {
        sorted(sources.iter().map(|source| self.get(*source)[1]).filter(|address| !address.is_empty()))
    }

    /// The publisher and the address of a source.
    fn get(&self, source: SourceIx) -> [&str; 2] {
        let ends = |position: usize| self.ends.get(position).copied();
        let [publisher, address] = ends(source.get()).unwrap_or_default();
        let [_, before] = source.get().checked_sub(1).and_then(ends).unwrap_or_default();
        [before..publisher, publisher..address].map(|place| self.text.get(place).unwrap_or_default())
    }
}

fn sorted<'c>(texts: impl Iterator<Item = &'c str>) -> Vec<&'c str> {
    let mut texts: Vec<&str> = texts.collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

/// Whether an address is one of the web; the format's sources have no other.
fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}
