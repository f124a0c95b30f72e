//! The key by which a finding is known again.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::model::{Book, DealIx, EntityIx};

/// The key by which a finding is known again: its code, and a digest of the ids of its parties and deals.
///
/// The same finding of the same book has the same fingerprint on every machine; a deal more or less in its
/// proof gives another one, so that an accepted finding is shown again when what it rests on has changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of a code, a topic, parties in their order, and deals in any order.
    ///
    /// Parties count because one round of two investors gives each of them its own finding on the same deals.
    pub fn new(book: &Book, code: &str, topic: &str, parties: &[EntityIx], deals: &[DealIx]) -> Self {
        let mut deals = deals.to_vec();
        deals.sort_unstable();
        deals.dedup();
        let parties = parties.iter().map(|party| book.entity(*party).id.as_str());
        let deals = deals.iter().map(|deal| book.deal(*deal).id.as_str());
        let mut digest = Digest::new();
        digest.text(topic);
        parties.for_each(|id| digest.text(id));
        digest.text("");
        deals.for_each(|id| digest.text(id));
        Self(format!("{code}:{:012x}", digest.0 >> 16))
    }

    /// Whether `text` is enough of it to mean it: its code and the beginning of its digest, or
    /// one of the two alone.
    pub fn is_meant_by(&self, text: &str) -> bool {
        let (own_code, own_digest) = self.0.rsplit_once(':').unwrap_or(("", &self.0));
        let (code, digest) = text.rsplit_once(':').map_or((None, text), |(code, digest)| (Some(code), digest));
        let of_digest = (code.is_some() || !digest.is_empty()) && own_digest.starts_with(&digest.to_ascii_lowercase());
        text == own_code || (code.is_none_or(|code| code == own_code) && of_digest)
    }

    /// The fingerprint as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// FNV-1a on 64 bits, finished as `splitmix64` does so that every bit counts; fixed for ever, unlike the
/// hashes of the standard library. <http://www.isthe.com/chongo/tech/comp/fnv/>
struct Digest(u64);

impl Digest {
    const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Adds a text and its end, so that "ab", "c" and "a", "bc" differ.
    fn text(&mut self, text: &str) {
        for byte in text.bytes().chain([0]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        self.0 ^= self.0 >> 31;
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
