//! Records as bytes: small, canonical, and safe to read back from anywhere.
//!
//! Whole numbers are LEB128 varints (seven bits a byte, the lowest first), texts and lists have their length in
//! front, and what may be absent is announced by a bit of a mask. Equal records have equal bytes. Reading checks
//! every invariant of the model (dates that exist, intervals that run forwards, indices within the book), so that
//! bytes of a stranger make a record that is sound, or none.

mod bare;
mod plain;
mod records;
mod skim;
mod values;

pub(crate) use bare::{BareDeal, Said, Says, SaysBytes};
pub(crate) use plain::PlainDeal;
pub(crate) use skim::{Head, Skim, has_clauses};

use super::id::{DealIx, EntityIx, SourceIx};

/// How many records each section of a book has; an index read back must lie below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Counts {
    /// Entities.
    pub entities: usize,
    /// Deals.
    pub deals: usize,
    /// Sources.
    pub sources: usize,
}

/// The bytes of a record, read from the front.
#[derive(Debug, Clone)]
pub(crate) struct Unpacker<'b> {
    rest: &'b [u8],
    counts: Counts,
}

/// Something that can be written as bytes and read back as the same value.
pub(crate) trait Packed: Sized {
    /// Appends the bytes.
    fn pack(&self, out: &mut Vec<u8>);

    /// Reads the value back; `None` where the bytes are none.
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self>;

    /// Reads a value in the place of this one, in the memory that it has. Where the bytes are none, what it is
    /// afterwards means nothing.
    fn refill(&mut self, from: &mut Unpacker<'_>) -> Option<()> {
        *self = Self::unpack(from)?;
        Some(())
    }
}

/// Appends a whole number.
pub(crate) fn pack_number(mut number: u128, out: &mut Vec<u8>) {
    loop {
        // Nearly every number is a word at once, and arithmetic with words is cheap.
        if let Ok(word) = u64::try_from(number) {
            return pack_word(word, out);
        }
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
}

/// Appends a whole number of 64 bits, or what is left of a longer one.
#[inline]
fn pack_word(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push((number & 0x7f) as u8);
}

/// Appends a length, a position or another small number.
#[inline]
pub(crate) fn pack_size(size: usize, out: &mut Vec<u8>) {
    pack_word(size as u64, out);
}

/// Appends a text.
pub(crate) fn pack_text(text: &str, out: &mut Vec<u8>) {
    pack_size(text.len(), out);
    out.extend_from_slice(text.as_bytes());
}

impl<'b> Unpacker<'b> {
    /// Begins to read `bytes` of a book with so many records.
    pub fn new(bytes: &'b [u8], counts: Counts) -> Self {
        Self { rest: bytes, counts }
    }

    /// Reads on as of a book with so many records.
    pub const fn count_by(&mut self, counts: Counts) {
        self.counts = counts;
    }

    /// How many records the book has.
    pub const fn counts(&self) -> Counts {
        self.counts
    }

    /// How many bytes are left.
    pub const fn left(&self) -> usize {
        self.rest.len()
    }

    /// Whether everything has been read.
    pub const fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next `count` bytes.
    #[inline]
    pub fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// The next byte.
    #[inline]
    pub fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(byte)
    }

    /// A whole number, written in the fewest bytes.
    #[inline]
    pub fn number(&mut self) -> Option<u128> {
        match self.byte()? {
            small @ 0..0x80 => Some(small.into()),
            first => self.further(first),
        }
    }

    /// The rest of a number that has more than one byte.
    fn further(&mut self, first: u8) -> Option<u128> {
        let mut number = u64::from(first & 0x7f);
        // Nine bytes hold what 64 bits do, and nearly every number.
        for shift in (7..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return (byte != 0).then_some(number.into());
            }
        }
        let mut number = u128::from(number);
        for shift in (63..128).step_by(7) {
            let byte = self.byte()?;
            let bits = u128::from(byte & 0x7f);
            if (bits << shift) >> shift != bits {
                return None;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return (byte != 0).then_some(number);
            }
        }
        None
    }

    /// A length or position.
    #[inline]
    pub fn size(&mut self) -> Option<usize> {
        match self.byte()? {
            small @ 0..0x80 => Some(small.into()),
            first => usize::try_from(self.further(first)?).ok(),
        }
    }

    /// A text.
    #[inline]
    pub fn text(&mut self) -> Option<&'b str> {
        let length = self.size()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    /// Passes over a text, whatever its bytes are.
    #[inline]
    pub fn pass_text(&mut self) -> Option<()> {
        let length = self.size()?;
        self.take(length).map(|_| ())
    }
}

/// Declares how an index is packed: as its position, which must lie within its section.
macro_rules! packed_index {
    ($name:ident, $section:ident) => {
        impl Packed for $name {
            fn pack(&self, out: &mut Vec<u8>) {
                pack_size(self.get(), out);
            }

            #[inline]
            fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
                let position = from.size()?;
                (position < from.counts.$section).then(|| Self::new(position))
            }
        }
    };
}

packed_index!(EntityIx, entities);
packed_index!(DealIx, deals);
packed_index!(SourceIx, sources);

impl Packed for String {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_text(self, out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        from.text().map(str::to_owned)
    }

    fn refill(&mut self, from: &mut Unpacker<'_>) -> Option<()> {
        self.clear();
        self.push_str(from.text()?);
        Some(())
    }
}

impl Packed for usize {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_size(*self, out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        from.size()
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        out.push(self.is_some().into());
        if let Some(value) = self {
            value.pack(out);
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        match from.byte()? {
            0 => Some(None),
            1 => T::unpack(from).map(Some),
            _ => None,
        }
    }

    fn refill(&mut self, from: &mut Unpacker<'_>) -> Option<()> {
        match (from.byte()?, &mut *self) {
            (0, Some(_)) => *self = None,
            (0, None) => {}
            (1, Some(value)) => value.refill(from)?,
            (1, None) => *self = Some(T::unpack(from)?),
            _ => return None,
        }
        Some(())
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_size(self.len(), out);
        for item in self {
            item.pack(out);
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let mut items = Self::new();
        items.refill(from)?;
        Some(items)
    }

    fn refill(&mut self, from: &mut Unpacker<'_>) -> Option<()> {
        let length = from.size()?;
        // Every item takes a byte at least, so that a false length cannot ask for more memory than there are bytes.
        if length > from.rest.len() {
            return None;
        }
        self.truncate(length);
        for item in &mut *self {
            item.refill(from)?;
        }
        self.reserve_exact(length.saturating_sub(self.len()));
        for _ in self.len()..length {
            self.push(T::unpack(from)?);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: Packed>(bytes: &[u8]) -> Option<T> {
        let mut from = Unpacker::new(bytes, Counts { entities: 3, deals: 3, sources: 3 });
        T::unpack(&mut from).filter(|_| from.is_done())
    }

    #[test]
    fn numbers_read_back_in_the_fewest_bytes() {
        let edges = (1..128).flat_map(|bit| [(1 << bit) - 1, 1 << bit]);
        for number in [0_u128, u128::MAX].into_iter().chain(edges) {
            let mut bytes = Vec::new();
            pack_number(number, &mut bytes);
            assert_eq!(Unpacker::new(&bytes, Counts::default()).number(), Some(number));
        }
    }

    #[test]
    fn numbers_longer_than_needed_or_too_large_are_none() {
        assert_eq!(Unpacker::new(&[0x80, 0x00], Counts::default()).number(), None);
        assert_eq!(Unpacker::new(&[0xff; 20], Counts::default()).number(), None);
        let mut too_large = vec![0x80; 18];
        too_large.push(0x04);
        assert_eq!(Unpacker::new(&too_large, Counts::default()).number(), None);
    }

    #[test]
    fn indices_outside_of_the_book_are_none() {
        assert_eq!(read::<EntityIx>(&[2]), Some(EntityIx::new(2)));
        assert_eq!(read::<EntityIx>(&[3]), None);
    }

    #[test]
    fn a_false_length_asks_for_no_memory() {
        assert_eq!(read::<Vec<usize>>(&[0xff, 0xff, 0xff, 0xff, 0x0f]), None);
    }
}
