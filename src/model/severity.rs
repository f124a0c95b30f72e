//! How much a finding matters.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// How much a finding matters, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nobody's interests need collide.
    Note,
    /// A tie that may bend a judgement.
    Low,
    /// Interests pull in two directions.
    Medium,
    /// One promise or interest stands against another.
    High,
}

impl Severity {
    /// Every severity, least first.
    pub const ALL: [Self; 4] = [Self::Note, Self::Low, Self::Medium, Self::High];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|severity| severity.word().eq_ignore_ascii_case(text));
        found.ok_or_else(|| format!("\"{text}\" is no severity; known are note, low, medium and high"))
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl Serialize for Severity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}
