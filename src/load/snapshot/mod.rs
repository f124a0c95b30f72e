//! Snapshots: a checked book as one file that is asked without being read whole.
//!
//! ```text
//! ┌────────────┬──────────────┬───────────┬───────────┬─────
//! │ head 48 B  │ directory    │ section   │ section   │ …      each section begins at a multiple of eight
//! └────────────┴──────────────┴───────────┴───────────┴─────
//!   magic, version, length of the file, length and checksum of the directory, checksum of the head
//!                 counts, where each section is and the checksums of its pages, rates, rules, markets, the files packed
//!                                records in blocks, columns of numbers, neighbour lists
//! ```
//!
//! All numbers are little-endian. Opening reads the head and the directory; of a column the pages that a question
//! needs are read, each held to its checksum, and of the records the blocks that hold those asked for. Nothing is
//! mapped into memory, so that a file cut short or changed while it is open is an error like any other: what cannot be
//! read, or does not keep the invariants of the model, is noted as damage of the book, and its answers are refused.

mod directory;
mod open;
mod write;

pub use open::{is_snapshot, open_snapshot, packed_from, verify};
pub(crate) use open::{open_with_files, verify_with_files};
pub(crate) use write::write_lists;
pub use write::{PackedFile, packed_file, packed_folder};

/// The first bytes of every snapshot. A program that mends line ends, or strips the eighth bit, spoils them.
const MAGIC: [u8; 8] = *b"\x89DGZ\r\n\x1a\n";

/// The version of the layout; another one is refused.
pub(crate) const LAYOUT: u32 = 3;

/// The length of the head.
const HEAD: usize = 48;

/// The longest directory that is read, in bytes.
const LONGEST_DIRECTORY: u64 = 1 << 28;

/// Why a file cannot be used as a snapshot.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// It is something else.
    #[error("{0}: not a dealgraph snapshot")]
    Foreign(String),
    /// It was written in another layout.
    #[error("{name}: a snapshot of layout {found}, and this program reads layout {LAYOUT}; pack the book again")]
    Version {
        /// The file.
        name: String,
        /// The layout it has.
        found: u32,
    },
    /// Its end is missing, or there is something behind its end.
    #[error("{name}: {found} bytes, and the snapshot has {wanted}: cut short, or joined with something else")]
    Length {
        /// The file.
        name: String,
        /// The bytes there are.
        found: u64,
        /// The bytes there should be.
        wanted: u64,
    },
    /// Its bytes are not those that were written.
    #[error("{name}: damaged: {what}; pack the book again")]
    Damaged {
        /// The file.
        name: String,
        /// What is broken.
        what: &'static str,
    },
    /// A file that was packed is another one now.
    #[error("{name}: stale: {changed} has changed since it was packed; pack the book again")]
    Stale {
        /// The snapshot.
        name: String,
        /// The file that has changed, or the list of files that has.
        changed: String,
    },
    /// The system refused.
    #[error("{name}: {source}")]
    Io {
        /// The file.
        name: String,
        /// What the system said.
        source: std::io::Error,
    },
}
