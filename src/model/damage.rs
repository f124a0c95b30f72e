//! What was found broken in the bytes of a book while it was being asked.

use std::sync::OnceLock;

/// The first thing found broken, if any.
///
/// A book whose bytes come from a snapshot is read piece by piece while questions are answered, and a question
/// cannot fail. So a piece that is broken is noted here, something empty stands in its place, and whoever prints the
/// answer looks here first and refuses it.
#[derive(Debug, Default)]
pub struct Damage(OnceLock<&'static str>);

impl Damage {
    /// Notes that something is broken.
    pub(crate) fn note(&self, what: &'static str) {
        // Only the first thing counts: what follows may come of it.
        let _ = self.0.set(what);
    }

    /// What is broken; absent where nothing has been found so.
    pub fn found(&self) -> Option<&'static str> {
        self.0.get().copied()
    }
}
