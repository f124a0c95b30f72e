//! How much of a deal's money is firm, committed and headline.
//!
//! ```text
//! firm       paid, or owed without condition            Closed or Signed, no condition
//! committed  + what the parties have promised           Announced, no condition
//! headline   + contingent, "up to", reported, rumoured
//! ```

use serde::Serialize;

use super::currency::Currency;
use super::interval::Interval;
use super::money::Money;
use super::quantity::Hedge;
use super::record::{Deal, Tranche};
use super::vocabulary::{Kind, Status};

/// Money by how certain it is, in minor units of one currency.
///
/// Invariant: `firm ≤ committed ≤ headline`, at both ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
pub struct Split {
    /// Paid, or owed without condition.
    pub firm: Interval,
    /// Firm, and promised.
    pub committed: Interval,
    /// Committed, and contingent, "up to", reported and rumoured.
    pub headline: Interval,
}

/// How certain money must be to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MoneyLevel {
    /// Paid, or owed without condition.
    Firm,
    /// Firm, and promised.
    Committed,
    /// Everything that is spoken of.
    Headline,
}

impl Split {
    /// No money at all.
    pub const ZERO: Self = Self { firm: Interval::ZERO, committed: Interval::ZERO, headline: Interval::ZERO };

    /// The interval at one level.
    pub const fn at(self, level: MoneyLevel) -> Interval {
        match level {
            MoneyLevel::Firm => self.firm,
            MoneyLevel::Committed => self.committed,
            MoneyLevel::Headline => self.headline,
        }
    }

    /// What the headline holds beyond the committed.
    pub fn contingent(self) -> Interval {
        let upper = match (self.headline.upper(), self.committed.upper()) {
            (Some(headline), Some(committed)) => Some(headline.saturating_sub(committed)),
            _ => None,
        };
        Interval::new(0, upper).unwrap_or(Interval::ZERO)
    }

    /// This whole with the money of its pieces inside of it: at each level at least as much as either, and at most
    /// what the whole says, where it says anything at that level that its pieces do not surely exceed.
    pub fn holding(self, pieces: Self) -> Self {
        let level = |whole: Interval, pieces: Interval, below: Interval| {
            let lower = whole.lower().max(pieces.lower()).max(below.lower());
            let is_exceeded = whole.upper().is_some_and(|most| most < pieces.lower());
            let upper = if whole.is_zero() || is_exceeded { pieces.upper() } else { whole.upper() };
            let upper = upper.and_then(|upper| Some(upper.max(lower).max(below.upper()?)));
            Interval::new(lower, upper).unwrap_or(whole)
        };
        let firm = level(self.firm, pieces.firm, Interval::ZERO);
        let committed = level(self.committed, pieces.committed, firm);
        let headline = level(self.headline, pieces.headline, committed);
        Self { firm, committed, headline }
    }

    /// The same, with no upper end above `most` (nor below its own lower end).
    fn capped(self, most: u128) -> Self {
        let cap = |interval: Interval| {
            let upper = interval.upper().map_or(most, |upper| upper.min(most)).max(interval.lower());
            Interval::new(interval.lower(), Some(upper)).unwrap_or(interval)
        };
        Self { firm: cap(self.firm), committed: cap(self.committed), headline: cap(self.headline) }
    }

    /// The split of one part with one status.
    fn of_part(amount: Money, status: Status, conditional: bool) -> Self {
        if status.is_ended() || amount.is_undisclosed() {
            return Self::ZERO;
        }
        let whole = amount.interval();
        let merely_possible = Interval::new(0, whole.upper()).unwrap_or(Interval::ANYTHING);
        if conditional || amount.hedge() == Hedge::UpTo {
            return Self { headline: merely_possible, ..Self::ZERO };
        }
        match status {
            Status::Closed | Status::Signed => Self { firm: whole, committed: whole, headline: whole },
            Status::Announced => Self { committed: whole, headline: whole, ..Self::ZERO },
            _ => Self { headline: whole, ..Self::ZERO },
        }
    }
}

impl std::ops::Add for Split {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            firm: self.firm + other.firm,
            committed: self.committed + other.committed,
            headline: self.headline + other.headline,
        }
    }
}

/// The money of a deal, or of one payer's part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Stated {
    /// The currency of the split.
    pub currency: Currency,
    /// How certain it is.
    pub split: Split,
}

/// What is known of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// No amount is spoken of.
    Unstated,
    /// There is an amount that nobody states.
    Undisclosed,
    /// An amount.
    Stated(Stated),
}

impl Known {
    /// The amount, where stated.
    pub const fn stated(self) -> Option<Stated> {
        match self {
            Self::Stated(stated) => Some(stated),
            _ => None,
        }
    }
}

impl Deal {
    /// Returns the money of the whole deal.
    ///
    /// Tranches say how the amount splits; what they leave of it has the deal's own status. A deal that
    /// states no amount has the sum of its tranches, or of what its parties commit.
    pub fn money(&self) -> Known {
        let parts: Vec<_> = self.tranches.iter().map(|tranche| self.tranche_part(tranche)).collect();
        match self.amount {
            Some(amount) => self.assemble(Some(amount), &parts),
            None if !parts.is_empty() => self.assemble(None, &parts),
            None => self.sum_of_commitments(),
        }
    }

    /// Returns the part of the money that the party at position `party` puts in.
    ///
    /// That is the whole where it pays alone; else what it commits and the tranches it pays. Unstated
    /// where neither is told, or where the party does not pay in this kind of deal.
    pub fn money_by(&self, party: usize) -> Known {
        let payers = || self.in_roles(self.kind.payers());
        if !payers().any(|payer| payer == party) {
            return Known::Unstated;
        }
        let alone = payers().count() == 1;
        let payer = self.entity_at(party);
        let commits = self.parties.get(party).and_then(|party| party.commits);
        let parts: Vec<_> = self
            .tranches
            .iter()
            .filter(|tranche| if tranche.by.is_none() { alone } else { tranche.by == payer })
            .map(|tranche| self.tranche_part(tranche))
            .collect();
        match commits.or(self.amount.filter(|_| alone)) {
            None if parts.is_empty() => Known::Unstated,
            whole => self.assemble(whole, &parts),
        }
    }

    /// A tranche's amount, how far it has come, and whether a condition still stands before it. A closed
    /// deal does not fulfil the conditions of its tranches: only a tranche that is itself closed has.
    fn tranche_part(&self, tranche: &Tranche) -> (Money, Status, bool) {
        let status = if self.status.is_ended() { self.status } else { tranche.status.unwrap_or(self.status) };
        (tranche.amount, status, !tranche.on.is_empty() && tranche.status != Some(Status::Closed))
    }

    fn assemble(&self, whole: Option<Money>, parts: &[(Money, Status, bool)]) -> Known {
        let contingent = self.kind == Kind::Guarantee;
        let of_part = |&(amount, status, conditional): &(Money, Status, bool)| {
            Split::of_part(amount, status, conditional || contingent)
        };
        let currency = whole.and_then(Money::currency).or_else(|| parts.iter().find_map(|part| part.0.currency()));
        let Some(currency) = currency else {
            return Known::Undisclosed;
        };
        let told = parts.iter().filter(|part| part.0.currency() == Some(currency));
        let in_parts = told.clone().map(of_part).fold(Split::ZERO, |total, part| total + part);
        let rest = whole.filter(|whole| whole.currency() == Some(currency)).and_then(|whole| {
            // What a tranche may come to is taken from the whole in full, or "up to" would count twice.
            let written: Interval = told.map(|part| part.0.face()).sum();
            // A rounded amount that its tranches add up to leaves nothing over.
            let rounded_away = whole.hedge() == Hedge::About && whole.interval().overlaps(written);
            let left = whole.interval().minus(written);
            let left = match whole.hedge() {
                _ if rounded_away || left.is_zero() => return None,
                Hedge::UpTo => Interval::up_to(left.upper().unwrap_or(0)),
                _ => left,
            };
            let possible_only = contingent || whole.hedge() == Hedge::UpTo;
            Some(Split::of_part(Money::within(currency, left), self.status, possible_only))
        });
        let split = in_parts + rest.unwrap_or(Split::ZERO);
        // Ranges of parts and rest are added as if independent; they cannot come to more than the whole.
        let most = whole.filter(|whole| whole.currency() == Some(currency)).and_then(|whole| whole.interval().upper());
        Known::Stated(Stated { currency, split: most.map_or(split, |most| split.capped(most)) })
    }

    fn sum_of_commitments(&self) -> Known {
        let committed: Vec<_> = self
            .in_roles(self.kind.payers())
            .filter_map(|party| self.parties.get(party)?.commits)
            .map(|amount| (amount, self.status, false))
            .collect();
        if committed.is_empty() { Known::Unstated } else { self.assemble(None, &committed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::EntityIx;
    use crate::model::record::{Party, Who};
    use crate::model::shelf::Placeholder;
    use crate::model::vocabulary::Role;

    fn money(text: &str) -> Money {
        text.parse().expect("money")
    }

    fn between(lower: u128, upper: u128) -> Interval {
        Interval::new(lower, Some(upper)).expect("a forward interval")
    }

    fn exactly(split: [u128; 3]) -> Split {
        let [firm, committed, headline] = split.map(Interval::exactly);
        Split { firm, committed, headline }
    }

    /// An investment by so many investors in one company.
    fn deal(amount: &str, status: Status, investors: usize) -> Deal {
        let party = |position, role| {
            let who = Who::Entity(EntityIx::new(position));
            Party { who, role, commits: None, stake: None, with: Vec::new() }
        };
        let mut parties: Vec<Party> = (1..=investors).map(|at| party(at, Role::Investor)).collect();
        parties.insert(0, party(0, Role::Investee));
        let amount = (!amount.is_empty()).then(|| money(amount));
        Deal { kind: Kind::Investment, amount, status, parties, ..Deal::placeholder() }
    }

    fn tranche(amount: &str, status: Option<Status>, on: &[&str]) -> Tranche {
        let on = on.iter().map(|text| (*text).to_owned()).collect();
        let id = "part".parse().expect("an id");
        Tranche { id, amount: money(amount), by: None, due: None, status, on, note: None }
    }

    /// The split of a deal in dollars, in dollars.
    fn split(deal: &Deal) -> [(u128, Option<u128>); 3] {
        let stated = deal.money().stated().expect("an amount");
        assert_eq!(stated.currency, Currency::USD);
        let levels =
            [MoneyLevel::Firm, MoneyLevel::Committed, MoneyLevel::Headline].map(|level| stated.split.at(level));
        levels.map(|level| (level.lower() / 100, level.upper().map(|upper| upper / 100)))
    }

    const NONE: (u128, Option<u128>) = (0, Some(0));

    const fn sure(amount: u128) -> (u128, Option<u128>) {
        (amount, Some(amount))
    }

    #[test]
    fn a_status_says_how_certain_the_whole_amount_is() {
        for (status, expected) in [
            (Status::Closed, [sure(5), sure(5), sure(5)]),
            (Status::Signed, [sure(5), sure(5), sure(5)]),
            (Status::Announced, [NONE, sure(5), sure(5)]),
            (Status::Reported, [NONE, NONE, sure(5)]),
            (Status::Rumoured, [NONE, NONE, sure(5)]),
            (Status::Cancelled, [NONE, NONE, NONE]),
            (Status::Lapsed, [NONE, NONE, NONE]),
        ] {
            assert_eq!(split(&deal("USD 5", status, 1)), expected, "{status}");
        }
    }

    #[test]
    fn what_is_up_to_an_amount_is_possible_only() {
        assert_eq!(split(&deal("up to USD 5", Status::Closed, 1)), [NONE, NONE, (0, Some(5))]);
        let guarantee = Deal { kind: Kind::Guarantee, ..deal("USD 5", Status::Closed, 1) };
        assert_eq!(split(&guarantee), [NONE, NONE, (0, Some(5))]);
        assert_eq!(split(&deal("at least USD 5", Status::Closed, 1)), [(5, None); 3]);
    }

    #[test]
    fn a_tranche_has_its_own_status_and_the_rest_the_deals() {
        let parts = |tranches: Vec<Tranche>| Deal { tranches, ..deal("USD 9", Status::Signed, 1) };
        let waiting = tranche("USD 4", None, &["an IPO"]);
        assert_eq!(split(&parts(vec![waiting.clone()])), [sure(5), sure(5), (5, Some(9))]);
        let met = tranche("USD 4", Some(Status::Closed), &["an IPO"]);
        assert_eq!(split(&parts(vec![met])), [sure(9); 3]);
        let promised = tranche("USD 4", Some(Status::Announced), &[]);
        assert_eq!(split(&parts(vec![promised])), [sure(5), sure(9), sure(9)]);
        let over = Deal { status: Status::Cancelled, ..parts(vec![tranche("USD 4", Some(Status::Closed), &[])]) };
        assert_eq!(split(&over), [NONE; 3], "a deal that has ended ends its tranches");
        let alone = Deal { tranches: vec![waiting], ..deal("", Status::Signed, 1) };
        assert_eq!(split(&alone), [NONE, NONE, (0, Some(4))]);
    }

    #[test]
    fn parts_never_come_to_more_than_the_whole() {
        let ranges = vec![tranche("USD 2..6", None, &[]), tranche("USD 2..6", None, &[])];
        let within = Deal { tranches: ranges, ..deal("USD 9", Status::Closed, 1) };
        assert_eq!(split(&within), [(4, Some(9)); 3]);
        let rounded = Deal { tranches: vec![tranche("USD 96", None, &[])], ..deal("about USD 100", Status::Closed, 1) };
        // About 100 is 99.50 to 100.50, which 96 leave between 3.50 and 4.50 of.
        assert_eq!(split(&rounded), [(99, Some(100)); 3]);
        let whole = Deal { tranches: vec![tranche("USD 10k", None, &[])], ..deal("about USD 10k", Status::Closed, 1) };
        assert_eq!(split(&whole), [sure(10_000); 3], "what rounding leaves over is nothing");
        let open = Deal { tranches: vec![tranche("USD 2", None, &[])], ..deal("up to USD 5", Status::Closed, 1) };
        assert_eq!(split(&open), [sure(2), sure(2), (2, Some(5))]);
        let all = Deal { tranches: vec![tranche("up to USD 5", None, &[])], ..deal("up to USD 5", Status::Closed, 1) };
        assert_eq!(split(&all), [NONE, NONE, (0, Some(5))], "up to five is not counted twice");
    }

    #[test]
    fn parts_in_another_currency_stand_apart() {
        let mixed = vec![tranche("EUR 2", None, &[]), tranche("USD 3", None, &[])];
        let mixed = Deal { tranches: mixed, ..deal("USD 9", Status::Closed, 1) };
        assert_eq!(split(&mixed), [sure(9); 3]);
        let nobody_says = Deal { tranches: vec![tranche("undisclosed", None, &[])], ..deal("", Status::Closed, 1) };
        assert_eq!(nobody_says.money(), Known::Undisclosed);
        assert_eq!(deal("undisclosed", Status::Closed, 1).money(), Known::Undisclosed);
        assert_eq!(deal("", Status::Closed, 1).money(), Known::Unstated);
        assert_eq!((Known::Unstated.stated(), Known::Undisclosed.stated()), (None, None));
    }

    #[test]
    fn a_payer_pays_all_alone_and_else_what_it_commits_and_its_tranches() {
        let alone = deal("USD 9", Status::Closed, 1);
        assert_eq!(alone.money_by(1), alone.money());
        assert_eq!((alone.money_by(0), alone.money_by(7)), (Known::Unstated, Known::Unstated));
        let mut round = deal("USD 9", Status::Closed, 2);
        assert_eq!((round.money_by(1), round.money_by(2)), (Known::Unstated, Known::Unstated));
        round.parties[1].commits = Some(money("USD 4"));
        let of = |known: Known| known.stated().expect("an amount").split;
        assert_eq!(of(round.money_by(1)), exactly([400, 400, 400]));
        round.tranches = vec![Tranche { by: Some(EntityIx::new(2)), ..tranche("USD 3", Some(Status::Announced), &[]) }];
        assert_eq!(of(round.money_by(2)), exactly([0, 300, 300]));
        assert_eq!(of(round.money_by(1)), exactly([400, 400, 400]), "the other's tranche is not its own");
        // Without an amount, the whole is what its payers commit.
        let committed = Deal { amount: None, tranches: Vec::new(), ..round };
        assert_eq!(split(&committed), [sure(4); 3]);
    }

    #[test]
    fn a_whole_holds_its_pieces_at_each_level() {
        let promised = exactly([0, 0, 9]);
        assert_eq!(promised.holding(exactly([4, 4, 4])), exactly([4, 4, 9]));
        assert_eq!(promised.holding(exactly([12, 12, 12])), exactly([12, 12, 12]), "the larger stands");
        assert_eq!(exactly([9, 9, 9]).holding(exactly([4, 4, 4])), exactly([9, 9, 9]));
        assert_eq!(exactly([9, 9, 9]).holding(Split::ZERO), exactly([9, 9, 9]));
        assert_eq!(Split::ZERO.holding(exactly([1, 2, 3])), exactly([1, 2, 3]));
        let open =
            Split { firm: Interval::at_least(2), committed: Interval::at_least(2), headline: Interval::at_least(2) };
        assert_eq!(Split::ZERO.holding(open), open);
        let sure = Interval::at_least(12);
        let exceeding = Split { firm: sure, committed: sure, headline: sure };
        assert_eq!(exactly([0, 9, 9]).holding(exceeding), exceeding, "what its pieces exceed bounds nothing");
        assert_eq!(exactly([0, 9, 9]).holding(open).headline, Interval::at_least(9), "nobody knows how much is firm");
    }

    #[test]
    fn what_is_contingent_is_the_headline_beyond_what_is_committed() {
        let split = Split { firm: Interval::ZERO, committed: Interval::exactly(4), headline: between(4, 9) };
        assert_eq!(split.contingent(), between(0, 5));
        assert_eq!(exactly([4, 4, 4]).contingent(), Interval::ZERO);
        let open = Split { headline: Interval::at_least(4), ..split };
        assert_eq!(open.contingent(), Interval::ANYTHING);
        assert_eq!(exactly([1, 2, 3]) + exactly([10, 20, 30]), exactly([11, 22, 33]));
    }
}
