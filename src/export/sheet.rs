//! Bytes being written. A graph is written as many millions of short texts, each of which would cost more by the call
//! that copies any number of bytes than by the bytes that it has.

use std::fmt;

/// So much is written before it is put to the rest.
const ROOM: usize = 4096;

/// The longest fixed text.
pub(super) const BLOCK: usize = 32;

/// A fixed text of a format, which is copied without a look at its length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fixed {
    block: [u8; BLOCK],
    length: usize,
}

impl Fixed {
    /// A text that is not too long.
    ///
    /// # Panics
    /// When it has more than 32 bytes.
    pub(super) const fn new(text: &str) -> Self {
        let mut block = [0; BLOCK];
        block.split_at_mut(text.len()).0.copy_from_slice(text.as_bytes());
        Self { block, length: text.len() }
    }

    /// Bytes that are not too many; of more, the first.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let (mut block, length) = ([0; BLOCK], bytes.len().min(BLOCK));
        block[..length].copy_from_slice(&bytes[..length]);
        Self { block, length }
    }
}

/// What has been written so far: short texts are put one after another into a room of fixed size, without asking for
/// memory or calling anything.
#[derive(Debug)]
pub(super) struct Sheet {
    done: Vec<u8>,
    room: Box<[u8; ROOM]>,
    /// How much of the room is written.
    end: usize,
}

impl Sheet {
    /// An empty sheet that will probably come to so many bytes.
    pub(super) fn new(likely: usize) -> Self {
        Self { done: Vec::with_capacity(likely), room: Box::new([0; ROOM]), end: 0 }
    }

    /// How many bytes have been written.
    pub(super) fn len(&self) -> usize {
        self.done.len() + self.end
    }

    /// Appends a byte.
    #[inline]
    pub(super) fn push(&mut self, byte: u8) {
        self.write(&[byte]);
    }

    /// Appends a fixed text.
    #[inline]
    pub(super) fn fixed(&mut self, text: &Fixed) {
        match self.room.get_mut(self.end..).and_then(<[u8]>::first_chunk_mut) {
            Some(place) => {
                *place = text.block;
                self.end += text.length;
            }
            None => self.write(&text.block[..text.length]),
        }
    }

    /// Appends bytes.
    #[inline]
    pub(super) fn write(&mut self, bytes: &[u8]) {
        let end = self.end + bytes.len();
        if let Some(place) = self.room.get_mut(self.end..end) {
            copy(bytes, place);
            self.end = end;
        } else {
            self.write_far(bytes);
        }
    }

    #[cold]
    fn write_far(&mut self, bytes: &[u8]) {
        self.done.extend_from_slice(&self.room[..self.end]);
        self.done.extend_from_slice(bytes);
        self.end = 0;
    }

    /// All that was written.
    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        self.write_far(&[]);
        self.done
    }
}

impl fmt::Write for Sheet {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.write(text.as_bytes());
        Ok(())
    }
}

/// Copies bytes into a place as long as they are: few of them as two blocks that may overlap.
#[inline]
fn copy(bytes: &[u8], place: &mut [u8]) {
    match bytes.len() {
        0 => {}
        1 => place[0] = bytes[0],
        2..4 => ends::<2>(bytes, place),
        4..8 => ends::<4>(bytes, place),
        8..16 => ends::<8>(bytes, place),
        16..=32 => ends::<16>(bytes, place),
        _ => place.copy_from_slice(bytes),
    }
}

/// Copies the first and the last `N` bytes.
#[inline]
fn ends<const N: usize>(bytes: &[u8], place: &mut [u8]) {
    if let (Some(bytes), Some(place)) = (bytes.first_chunk::<N>(), place.first_chunk_mut()) {
        *place = *bytes;
    }
    if let (Some(bytes), Some(place)) = (bytes.last_chunk::<N>(), place.last_chunk_mut()) {
        *place = *bytes;
    }
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, Fixed, ROOM, Sheet};

    #[test]
    fn what_is_written_stands_there_in_order_whatever_its_length() {
        let (mut sheet, mut wanted) = (Sheet::new(0), Vec::new());
        for (length, byte) in
            (0..80).chain([ROOM - 1, ROOM, ROOM + 1, 3 * ROOM]).cycle().take(300).zip((0..=255).cycle())
        {
            let bytes: Vec<u8> = (byte..=255).cycle().take(length).collect();
            sheet.write(&bytes);
            sheet.push(byte);
            wanted.extend_from_slice(&bytes);
            wanted.push(byte);
            let text = &"a text that is as long as can be!"[..length % (BLOCK + 1)];
            sheet.fixed(&Fixed::new(text));
            wanted.extend_from_slice(text.as_bytes());
            assert_eq!(sheet.len(), wanted.len());
        }
        assert!(sheet.into_bytes() == wanted);
        assert_eq!(Sheet::new(9).into_bytes(), b"");
    }
}
