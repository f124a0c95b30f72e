//! What deals come to, each dollar once, for whoever need not know which deals they are.

use std::collections::{BTreeMap, BTreeSet};

use super::overlap::Overlap;
use super::tally::{Tally, TallyRecord, add_each, reach, records};
use super::told::Told;
use crate::model::{Currency, DealIx, Known, Split};

/// Money of several deals, each counted once, as [`Tally`] counts it, and how many of them count how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sums {
    /// The totals, in minor units.
    pub totals: BTreeMap<Currency, Split>,
    /// How many deals are counted.
    pub counted: usize,
    /// How many deals state no amount.
    pub unstated: usize,
    /// How many of these have come so far that their money may be firm, committed, and spoken of.
    pub unstated_at: [usize; 3],
    /// How many deals are not counted on their own but inside of another.
    pub absorbed: usize,
    /// What the totals of one currency have that those of another have, too, as in [`Tally::overlaps`].
    pub overlaps: Vec<Overlap>,
}

/// Deals being summed up. Those that hang together with others are put aside for a [`Tally`]; of all others no more is
/// held than their sum.
#[derive(Debug, Clone, Default)]
pub struct Summing {
    /// How many deals there are.
    pub deals: usize,
    sums: Sums,
    knotted: Vec<(DealIx, Known)>,
}

impl Summing {
    /// Adds a deal seen. Those that hang together with others are in `knotted`.
    pub fn add(&mut self, told: &Told<'_>, knotted: &BTreeSet<DealIx>, deal: DealIx, money: Known) {
        self.deals += 1;
        if knotted.contains(&deal) {
            self.knotted.push((deal, money));
        } else if let Some(stated) = money.stated() {
            self.sums.counted += 1;
            self.sums.add(stated.currency, stated.split);
        } else {
            self.sums.unstated += 1;
            add_each(&mut self.sums.unstated_at, reach(told, deal, std::iter::once(money)).map(usize::from));
        }
    }

    /// Adds other deals.
    pub fn append(&mut self, others: Self) {
        self.deals += others.deals;
        self.sums.append(&others.sums);
        self.knotted.extend(others.knotted);
    }

    /// What all of them come to.
    pub fn finish(mut self, told: &Told<'_>) -> Sums {
        self.sums.append(&Sums::from(&Tally::of(told, self.knotted)));
        self.sums
    }
}

impl Sums {
    /// The totals as data, by currency, in minor units.
    pub fn records(&self) -> Vec<TallyRecord> {
        records(&self.totals, &self.overlaps)
    }

    fn add(&mut self, currency: Currency, split: Split) {
        let total = self.totals.entry(currency).or_insert(Split::ZERO);
        *total = *total + split;
    }

    fn append(&mut self, others: &Self) {
        others.totals.iter().for_each(|(currency, split)| self.add(*currency, *split));
        self.counted += others.counted;
        self.unstated += others.unstated;
        add_each(&mut self.unstated_at, others.unstated_at);
        self.absorbed += others.absorbed;
        self.overlaps.extend(&others.overlaps);
    }
}

impl From<&Tally> for Sums {
    fn from(tally: &Tally) -> Self {
        Self {
            totals: tally.totals.clone(),
            counted: tally.counted.len(),
            unstated: tally.unstated.len(),
            unstated_at: tally.unstated_at,
            absorbed: tally.absorbed.len(),
            overlaps: tally.overlaps.clone(),
        }
    }
}

/// The deals of the book that count inside of others, or that others count inside of.
pub fn knotted(told: &Told<'_>) -> BTreeSet<DealIx> {
    let inner = || told.book.absorbed();
    inner().chain(inner().flat_map(|deal| told.book.absorbed_by(deal))).collect()
}
