//! The directory of a snapshot: what there is, and where.

use crate::model::pack::{Counts, Packed, Unpacker, pack_number, pack_size, pack_text};
use crate::model::{PatternRule, Rate};

/// Where a section is: from the first byte behind the directory, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Section {
    pub at: u64,
    /// How many numbers it holds; for records, how many bytes.
    pub length: usize,
    /// The checksum of each of its pages; none for records, which have a column with one for each block.
    pub sums: Vec<u64>,
}

/// A file that was packed: where it lies from the snapshot's own folder, and what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedFile {
    pub(super) path: String,
    pub(super) length: u64,
    pub(super) sum: u64,
}

impl PackedFile {
    /// Something that is no file, by a name that no file has.
    pub(crate) const fn named(name: String) -> Self {
        Self { path: name, length: 0, sum: 0 }
    }
}

/// Everything that is read when a snapshot is opened.
#[derive(Debug, Default)]
pub(super) struct Directory {
    pub counts: Counts,
    /// In the order of [`NAMES`].
    pub sections: Vec<Section>,
    pub internal: usize,
    pub markets: Vec<String>,
    pub rates: Vec<Rate>,
    pub rules: Vec<PatternRule>,
    pub files: Vec<PackedFile>,
}

/// The sections, in the order in which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Statuses,
    Absorbed,
    Absorbers,
    Parts,
    BesideUnnamed,
    WithUnnamed,
    Hashes,
    Bearers,
    MarketStarts,
    Markets,
    OutStarts,
    To,
    Deal,
    Parties,
    Tags,
    InStarts,
    From,
    Number,
    InTags,
    EntityStarts,
    EntitySums,
    Entities,
    SourceStarts,
    SourceSums,
    Sources,
    DealStarts,
    DealSums,
    Deals,
}

/// How many sections there are.
pub(super) const SECTIONS: usize = Name::Deals as usize + 1;

impl Directory {
    /// Where a section is.
    #[expect(clippy::indexing_slicing, reason = "a directory that was read or written has a section for every name")]
    pub fn section(&self, name: Name) -> &Section {
        &self.sections[name as usize]
    }

    pub fn pack(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for count in [self.counts.entities, self.counts.deals, self.counts.sources, self.internal] {
            pack_size(count, &mut out);
        }
        for section in &self.sections {
            pack_number(section.at.into(), &mut out);
            pack_size(section.length, &mut out);
            pack_size(section.sums.len(), &mut out);
            section.sums.iter().for_each(|sum| out.extend_from_slice(&sum.to_le_bytes()));
        }
        self.markets.pack(&mut out);
        self.rates.pack(&mut out);
        self.rules.pack(&mut out);
        pack_size(self.files.len(), &mut out);
        for file in &self.files {
            pack_text(&file.path, &mut out);
            pack_number(file.length.into(), &mut out);
            out.extend_from_slice(&file.sum.to_le_bytes());
        }
        out
    }

    pub fn unpack(bytes: &[u8]) -> Option<Self> {
        let mut from = Unpacker::new(bytes, Counts::default());
        let counts = Counts { entities: from.size()?, deals: from.size()?, sources: from.size()? };
        // Indices are kept in 32 bits.
        let fits = |count: usize| u32::try_from(count).is_ok();
        if !(fits(counts.entities) && fits(counts.deals) && fits(counts.sources)) {
            return None;
        }
        from.count_by(counts);
        let internal = from.size()?;
        let mut sections = Vec::with_capacity(SECTIONS);
        for _ in 0..SECTIONS {
            let (at, length) = (u64::try_from(from.number()?).ok()?, from.size()?);
            let count = from.size()?;
            let sums = from.take(count.checked_mul(8)?)?.chunks_exact(8);
            let sums = sums.filter_map(|sum| sum.try_into().ok()).map(u64::from_le_bytes).collect();
            sections.push(Section { at, length, sums });
        }
        let (markets, rates, rules) =
            (Packed::unpack(&mut from)?, Packed::unpack(&mut from)?, Packed::unpack(&mut from)?);
        let mut files = Vec::new();
        for _ in 0..from.size()? {
            let (path, length) = (from.text()?.to_owned(), u64::try_from(from.number()?).ok()?);
            files.push(PackedFile { path, length, sum: u64::from_le_bytes(from.take(8)?.try_into().ok()?) });
        }
        from.is_done().then_some(Self { counts, sections, internal, markets, rates, rules, files })
    }
}
