//! What deals come to, each dollar once, for whoever need not know which deals they are.

use std::collections::{BTreeMap, BTreeSet};

use super::tally::{Tally, TallyRecord, records};
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
    /// How many deals are not counted on their own but inside of another.
    pub absorbed: usize,
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
    /// Adds a deal. Those that hang together with others are in `knotted`.
    pub fn add(&mut self, knotted: &BTreeSet<DealIx>, deal: DealIx, money: Known) {
        self.deals += 1;
        if knotted.contains(&deal) {
            self.knotted.push((deal, money));
        } else if let Some(stated) = money.stated() {
            self.sums.counted += 1;
            self.sums.add(stated.currency, stated.split);
        } else {
            self.sums.unstated += 1;
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
        records(&self.totals)
    }

    fn add(&mut self, currency: Currency, split: Split) {
        let total = self.totals.entry(currency).or_insert(Split::ZERO);
        *total = *total + split;
    }

    fn append(&mut self, others: &Self) {
        others.totals.iter().for_each(|(currency, split)| self.add(*currency, *split));
        self.counted += others.counted;
        self.unstated += others.unstated;
        self.absorbed += others.absorbed;
    }
}

impl From<&Tally> for Sums {
    fn from(tally: &Tally) -> Self {
        Self {
            totals: tally.totals.clone(),
            counted: tally.counted.len(),
            unstated: tally.unstated.len(),
            absorbed: tally.absorbed.len(),
        }
    }
}

/// The deals of the book that count inside of others, or that others count inside of.
pub fn knotted(told: &Told<'_>) -> BTreeSet<DealIx> {
    let inner = || told.book.absorbed();
    inner().chain(inner().flat_map(|deal| told.book.absorbed_by(deal))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Ended, View};
    use crate::load::load_embedded;
    use crate::model::{Deal, Status};

    #[test]
    fn sums_are_those_of_a_tally_of_the_same_deals() {
        let book = load_embedded().expect("sound");
        let as_of = |date: &str| View { as_of: date.parse().ok(), ended: Ended::Shown, ..View::default() };
        let least = View { min_status: Some(Status::Closed), ..View::default() };
        let mut absorbed = 0;
        for view in [View::default(), as_of("2024"), as_of("2026-03"), least] {
            let told = Told::new(&book, view);
            let knotted = knotted(&told);
            let kinds = crate::model::Kind::ALL.iter().map(|kind| Some(*kind));
            for kind in kinds.chain([None]) {
                let is_meant = |deal: &Deal| kind.is_none_or(|kind| deal.kind == kind);
                let deals: Vec<(DealIx, Known)> = told
                    .deals()
                    .filter(|(_, deal)| is_meant(deal))
                    .map(|(index, deal)| (index, deal.money()))
                    .collect();
                let mut halves = [Summing::default(), Summing::default()];
                for (rank, (index, money)) in deals.iter().enumerate() {
                    halves[rank % 2].add(&knotted, *index, *money);
                }
                let [mut one, other] = halves;
                one.append(other);
                assert_eq!(one.deals, deals.len());
                let sums = one.finish(&told);
                absorbed += sums.absorbed;
                assert_eq!(sums, Sums::from(&Tally::of(&told, deals)), "{kind:?} of {view:?}");
            }
        }
        assert!(absorbed > 0, "some deals count inside of others");
    }
}
