//! From where a book is looked at: when, by what was known, whom to trust, how certain.

use crate::model::{MoneyLevel, PartialDate, SourceIx, Status};

/// Which claims win where sources disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Trust {
    /// Every source counts, and the curator has weighed them: the deal's own fields.
    #[default]
    All,
    /// Only deals that a filing, a press release or a company tells, with what those say.
    Official,
    /// For each field, what the most recent source says.
    Latest,
    /// Only deals that one source tells, with what it says.
    Source(SourceIx),
}

/// The view that every query takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct View {
    /// What is true at the end of this date; absent means no limit.
    pub as_of: Option<PartialDate>,
    /// Only what sources published by the end of this date say; absent means no limit.
    pub known_at: Option<PartialDate>,
    /// Which claims win.
    pub trust: Trust,
    /// The weakest status that counts; absent means any that has not ended. Of a weaker deal its tranches that have come so far
    /// are seen, as a deal that has come as far as the weakest of them, with those who may pay them; of one that has come so far,
    /// those who pay only tranches that have not are no parties.
    pub min_status: Option<Status>,
    /// How certain money must be to count.
    pub money: MoneyLevel,
    /// Whether legs of a part count for the whole.
    pub rollup: Rollup,
    /// Whether deals that were cancelled, lapsed or replaced are seen.
    pub ended: Ended,
}

/// Whether legs of a part count for the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Rollup {
    /// They do.
    #[default]
    Wholes,
    /// They count for the part alone.
    Parts,
}

/// Whether deals that are over are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Ended {
    /// They are not.
    #[default]
    Hidden,
    /// They are.
    Shown,
}

impl View {
    /// Whether it tells every deal that it sees as its curator does: whatever the date, whoever says it, and however far it
    /// has come.
    pub(crate) fn tells_as_written(&self) -> bool {
        self.trust == Trust::All && self.known_at.is_none() && self.as_of.is_none() && self.min_status.is_none()
    }

    /// Whether what was published on a date was known at the date as known at which it looks. What has no date was not.
    pub(crate) fn knows_of(&self, published: Option<PartialDate>) -> bool {
        self.known_at.is_none_or(|known_at| published.is_some_and(|date| date.last() <= known_at.last()))
    }

    /// Whether it sees the same legs as the default view.
    pub(super) fn is_plain(&self) -> bool {
        *self == Self { money: self.money, ..Self::default() }
    }
}

impl Default for View {
    fn default() -> Self {
        Self {
            as_of: None,
            known_at: None,
            trust: Trust::All,
            min_status: None,
            money: MoneyLevel::Headline,
            rollup: Rollup::Wholes,
            ended: Ended::Hidden,
        }
    }
}
