//! Records that lie in large blocks of bytes, in another order than theirs.
//!
//! A reader packs records as it meets them. Putting them into the order of the book would take as much memory again as
//! they have; telling where each lies takes six bytes.

use std::ops::Range;

use super::pack::{Counts, Unpacker, pack_size};

/// So many bytes a record may have: a guess for how much is set aside.
const USUAL: usize = 80;

/// Bytes of records, and where each begins. A record is its length as a varint, and its bytes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scattered {
    blocks: Vec<Vec<u8>>,
    /// Of each record the block, and where in it the record begins.
    places: (Vec<u16>, Vec<u32>),
}

/// Appends a record with its length in front.
pub(crate) fn pack_sized(record: &[u8], out: &mut Vec<u8>) {
    pack_size(record.len(), out);
    out.extend_from_slice(record);
}

impl Scattered {
    /// Bytes of so many records, which are not placed yet.
    pub fn new(blocks: Vec<Vec<u8>>, count: usize) -> Self {
        Self { blocks, places: (Vec::with_capacity(count), Vec::with_capacity(count)) }
    }

    /// Takes where the next record is: in which block, and from where in it. `None` where there is no room for such a
    /// place: beyond 65,536 blocks or four gibibytes of one.
    pub fn place(&mut self, block: usize, from: usize) -> Option<()> {
        let (block, from) = (u16::try_from(block).ok()?, u32::try_from(from).ok()?);
        self.places.0.push(block);
        self.places.1.push(from);
        Some(())
    }

    /// Adds a block behind the others.
    pub fn add(&mut self, block: Vec<u8>) {
        self.blocks.push(block);
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.places.0.len()
    }

    /// The bytes of the record at a position, with its length in front, and without.
    fn both(&self, position: usize) -> Option<(&[u8], &[u8])> {
        let (block, from) = (self.places.0.get(position)?, self.places.1.get(position)?);
        let bytes = self.blocks.get(usize::from(*block))?.get(*from as usize..)?;
        let mut rest = Unpacker::new(bytes, Counts::default());
        let length = rest.size()?;
        let record = rest.take(length)?;
        Some((bytes.get(..bytes.len().checked_sub(rest.left())?)?, record))
    }

    /// The bytes of the record at a position.
    pub fn record(&self, position: usize) -> Option<&[u8]> {
        self.both(position).map(|(_, record)| record)
    }

    /// The bytes of some records, one behind the other, each with its length in front.
    pub fn run(&self, positions: Range<usize>) -> Option<Vec<u8>> {
        let mut run = Vec::with_capacity(positions.len().saturating_mul(USUAL));
        for position in positions {
            run.extend_from_slice(self.both(position)?.0);
        }
        Some(run)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_in_their_order_wherever_they_lie() {
        let block = |records: &[&str]| {
            let mut block = Vec::new();
            for record in records {
                pack_sized(record.as_bytes(), &mut block);
            }
            block
        };
        let mut scattered = Scattered::new(vec![block(&["orion", ""]), block(&["acme"])], 3);
        scattered.add(block(&["lyra"]));
        for (block, from) in [(1, 0), (2, 0), (0, 0), (0, 6)] {
            scattered.place(block, from).expect("there is room");
        }
        assert_eq!(scattered.len(), 4);
        assert_eq!(
            [0, 2, 3].map(|position| scattered.record(position)),
            [Some(&b"acme"[..]), Some(b"orion"), Some(b"")]
        );
        assert_eq!(scattered.run(1..4), Some(b"\x04lyra\x05orion\x00".to_vec()));
        assert_eq!((scattered.record(4), scattered.run(3..5)), (None, None));
        assert_eq!(scattered.place(1 << 16, 0), None);
    }
}
