//! What one party of a deal puts in.
//!
//! ```text
//! USD 10bn, signed, paid by Acme and Lyra        Acme: 3bn..10bn, since nobody says who pays what the tranche leaves
//! └─ USD 3bn, by Acme                            Lyra: not told
//! ```

use std::cell::OnceCell;

use super::allocation::Allocation;
use super::currency::Currency;
use super::deal_money::{most_of, undivided};
use super::interval::Interval;
use super::money::Money;
use super::quantity::Hedge;
use super::record::Deal;
use super::split::{Known, Stated};

/// What the payers of a deal put in. What hangs on all of them is worked out once, however many are asked for.
#[derive(Debug)]
pub struct Contributions<'d> {
    deal: &'d Deal,
    alone: bool,
    /// All that is told of the deal's money, in the currency in which it was asked for first.
    told: OnceCell<(Currency, Allocation)>,
    all: OnceCell<Known>,
}

impl Contributions<'_> {
    /// The part of the money that the party at position `party` puts in, as [`Deal::money_by`] tells it.
    pub fn of(&self, party: usize) -> Known {
        let Some(at) = self.deal.payers().position(|payer| payer == party) else { return Known::Unstated };
        if self.deal.tranches.is_empty() {
            return self.plain(party);
        }
        let known = self.allocated(party, |allocation| allocation.share(at));
        let Some((currency, split)) = known else { return self.untold(party) };
        within_all(Known::of(currency, split), *self.all.get_or_init(|| self.deal.money()))
    }

    /// The most of what the party at a position puts in that is firm, that is promised and that is neither, as in
    /// [`Deal::most_of_each`].
    pub fn most_of_each(&self, party: usize) -> [Option<u128>; 3] {
        let Some(at) = self.deal.payers().position(|payer| payer == party) else { return [Some(0); 3] };
        if self.deal.tranches.is_empty() {
            return most_of(self.plain(party));
        }
        let most = self.allocated(party, |allocation| allocation.most_of_each(Some(at)));
        most.map_or([Some(0); 3], |(_, most)| most)
    }

    /// What one puts in where there are no tranches: what it commits, as far as the amount and the commitments of the others leave
    /// room for that. Of an amount that is "up to" so much, it is possible only.
    fn plain(&self, party: usize) -> Known {
        let Deal { kind, status, amount, .. } = *self.deal;
        let whole = |amount| undivided(kind, status, amount);
        let Some(commits) = self.deal.commits(party) else {
            return amount.filter(|_| self.alone).map_or(Known::Unstated, whole);
        };
        let Some(amount) = amount.filter(|amount| !amount.is_undisclosed() && amount.currency() == commits.currency())
        else {
            return whole(commits);
        };
        let commits = self.left_by_others(party, commits, amount);
        let own = match commits.currency().filter(|_| amount.hedge() == Hedge::UpTo) {
            Some(currency) => Money::from_parts(currency, Hedge::UpTo, at_most(commits.interval())).unwrap_or(commits),
            None => commits,
        };
        within_all(whole(own), whole(amount))
    }

    /// A commitment of open size, within what those of the others leave of an amount.
    fn left_by_others(&self, party: usize, commits: Money, amount: Money) -> Money {
        let (interval, Some(currency)) = (commits.interval(), commits.currency()) else { return commits };
        if interval.is_exact() {
            return commits;
        }
        let others = self.deal.payers().filter(|payer| *payer != party).map(|payer| match self.deal.commits(payer) {
            Some(other) if other.currency() == Some(currency) => other.interval(),
            _ => Interval::ANYTHING,
        });
        let left = amount.interval().minus(others.sum());
        let most = interval.upper().into_iter().chain(left.upper()).min();
        let Some(narrowed) = Interval::new(interval.lower().max(left.lower()), most) else { return commits };
        match commits.hedge() {
            Hedge::UpTo => Money::from_parts(currency, Hedge::UpTo, at_most(narrowed)).unwrap_or(commits),
            _ if narrowed == interval => commits,
            _ => Money::within(currency, narrowed),
        }
    }

    /// What all that is told of the deal says of one payer, in the currency in which it is told what that one pays; absent where
    /// it is not.
    fn allocated<T>(&self, party: usize, of: impl Fn(&Allocation) -> T) -> Option<(Currency, T)> {
        let whole = self.deal.commits(party).or(self.deal.amount.filter(|_| self.alone));
        let own = self.deal.tranches_by(party, self.alone).map(|tranche| tranche.amount);
        let currency = whole.into_iter().chain(own).find_map(Money::currency)?;
        let (known, told) = self.told.get_or_init(|| (currency, Allocation::new(self.deal, currency)));
        let told = if *known == currency { of(told) } else { of(&Allocation::new(self.deal, currency)) };
        Some((currency, told))
    }

    /// What is known of one of whom no amount is told.
    fn untold(&self, party: usize) -> Known {
        let is_spoken_of = self.deal.commits(party).is_some()
            || self.alone && self.deal.amount.is_some()
            || self.deal.tranches_by(party, self.alone).next().is_some();
        if is_spoken_of { Known::Undisclosed } else { Known::Unstated }
    }
}

impl Deal {
    /// Returns the part of the money that the party at position `party` puts in. For several of them see [`Deal::contributions`].
    ///
    /// That is the whole where it pays alone; else what it commits, or the tranches it pays and perhaps more: whatever nobody is
    /// said to pay. Unstated where neither is told, or where the party does not pay in this kind of deal.
    pub fn money_by(&self, party: usize) -> Known {
        self.contributions().of(party)
    }

    /// What its payers put in, one by one.
    pub fn contributions(&self) -> Contributions<'_> {
        Contributions { deal: self, alone: self.has_one_payer(), told: OnceCell::new(), all: OnceCell::new() }
    }

    /// The most of what the party at a position puts in that is firm, that is promised and that is neither, as in
    /// [`Deal::most_of_each`].
    pub fn most_of_each_by(&self, party: usize) -> [Option<u128>; 3] {
        self.contributions().most_of_each(party)
    }
}

/// The same with no lower end.
fn at_most(interval: Interval) -> Interval {
    Interval::new(0, interval.upper()).unwrap_or(interval)
}

/// What one payer pays, which is no more than all pay, at each level.
fn within_all(share: Known, all: Known) -> Known {
    match (share, all) {
        (Known::Stated(share), Known::Stated(all)) if share.currency == all.currency => {
            Known::Stated(Stated { split: share.split.within(all.split), ..share })
        }
        _ => share,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::id::EntityIx;
    use crate::model::record::{Party, Tranche, Who};
    use crate::model::shelf::Placeholder;
    use crate::model::split::MoneyLevel;
    use crate::model::vocabulary::{Kind, Role, Status};

    /// A round of ten dollars by two investors, signed.
    fn round(amount: &str, tranches: Vec<Tranche>) -> Deal {
        let party = |position, role| {
            let who = Who::Entity(EntityIx::new(position));
            Party { who, role, commits: None, stake: None, with: Vec::new() }
        };
        let parties = vec![party(0, Role::Investee), party(1, Role::Investor), party(2, Role::Investor)];
        let amount = amount.parse().ok();
        Deal { kind: Kind::Investment, amount, status: Status::Signed, parties, tranches, ..Deal::placeholder() }
    }

    fn tranche(amount: &str, by: Option<usize>, status: Option<Status>, on: &[&str]) -> Tranche {
        let (id, amount) = ("part".parse().expect("an id"), amount.parse().expect("money"));
        let on = on.iter().map(|text| (*text).to_owned()).collect();
        Tranche { id, amount, by: by.map(EntityIx::new), due: None, status, on, note: None }
    }

    /// The ends of a share, in whole units, at each level.
    fn share(deal: &Deal, party: usize) -> Option<[(u128, Option<u128>); 3]> {
        let stated = deal.money_by(party).stated()?;
        let ends = |level: Interval| (level.lower() / 100, level.upper().map(|upper| upper / 100));
        Some(MoneyLevel::ALL.map(|level| ends(stated.split.at(level))))
    }

    #[test]
    fn a_payer_pays_all_alone_and_else_what_it_commits_and_its_tranches() {
        let mut alone = round("USD 9", Vec::new());
        alone.parties.truncate(2);
        assert_eq!(alone.money_by(1), alone.money());
        assert_eq!((alone.money_by(0), alone.money_by(7)), (Known::Unstated, Known::Unstated));
        let mut round = round("USD 9", Vec::new());
        assert_eq!((round.money_by(1), round.money_by(2)), (Known::Unstated, Known::Unstated));
        round.parties[1].commits = "USD 4".parse().ok();
        assert_eq!(share(&round, 1), Some([(4, Some(4)); 3]));
        round.tranches = vec![tranche("USD 5", Some(2), Some(Status::Announced), &[])];
        assert_eq!(share(&round, 2), Some([(0, Some(0)), (5, Some(5)), (5, Some(5))]));
        assert_eq!(share(&round, 1), Some([(4, Some(4)); 3]), "the other's tranche is not its own");
    }

    #[test]
    fn one_of_several_may_pay_more_than_the_tranches_that_it_is_said_to_pay() {
        let mine = || tranche("USD 3", Some(1), None, &[]);
        let told = round("USD 10", vec![mine()]);
        assert_eq!((share(&told, 1), share(&told, 2)), (Some([(3, Some(10)); 3]), None));
        let announced = Deal { status: Status::Announced, ..round("USD 10", vec![mine()]) };
        assert_eq!(share(&announced, 1), Some([(0, Some(0)), (3, Some(10)), (3, Some(10))]));
        let others = round("USD 10", vec![mine(), tranche("USD 7", Some(2), None, &[])]);
        assert_eq!((share(&others, 1), share(&others, 2)), (Some([(3, Some(3)); 3]), Some([(7, Some(7)); 3])));
        let mut committed = told.clone();
        committed.parties[2].commits = "USD 6".parse().ok();
        assert_eq!(share(&committed, 1), Some([(3, Some(4)); 3]), "the other commits what it pays");
        let open = round("USD 10", vec![mine(), tranche("USD 2", None, None, &["an IPO"])]);
        assert_eq!(share(&open, 1), Some([(3, Some(8)), (3, Some(8)), (3, Some(10))]), "nobody says whose that is");
        let over = round("USD 10", vec![mine(), tranche("USD 4", Some(2), Some(Status::Lapsed), &[])]);
        assert_eq!(share(&over, 2), Some([(0, Some(3)); 3]));
    }

    #[test]
    fn a_share_of_what_nobody_states_is_at_least_what_is_told_of_it() {
        let mine = || tranche("USD 3", Some(1), None, &[]);
        assert_eq!(share(&round("", vec![mine()]), 1), Some([(3, Some(3)); 3]), "tranches tell all there is");
        assert_eq!(share(&round("undisclosed", vec![mine()]), 1), Some([(3, None); 3]));
        let unsaid = || tranche("undisclosed", Some(1), None, &[]);
        assert_eq!(share(&round("USD 10", vec![mine(), unsaid()]), 1), Some([(3, Some(10)); 3]));
        assert_eq!(round("USD 10", vec![unsaid()]).money_by(1), Known::Undisclosed);
        let mut committed = round("USD 10", vec![mine()]);
        committed.parties[1].commits = Some(Money::UNDISCLOSED);
        assert_eq!(share(&committed, 1), Some([(3, Some(10)); 3]));
        let euros = round("USD 10", vec![tranche("EUR 3", Some(1), None, &[])]);
        assert_eq!(share(&euros, 1), Some([(3, None); 3]));
    }

    #[test]
    fn what_one_commits_may_be_a_tranche_of_nobody_named_and_is_no_more_than_the_deal() {
        let of = |amount: &str, commits: [&str; 2], part: Tranche| {
            let mut told = round(amount, vec![part]);
            for (party, commits) in told.parties.iter_mut().skip(1).zip(commits) {
                party.commits = commits.parse().ok();
            }
            [share(&told, 1), share(&told, 2)]
        };
        let both = ["USD 10", "USD 8"];
        let waits = || tranche("USD 12", None, None, &["an IPO"]);
        let up_to = |firm, headline| Some([(0, Some(firm)), (0, Some(firm)), (0, Some(headline))]);
        for amount in ["", "USD 18"] {
            assert_eq!(of(amount, both, waits()), [up_to(6, 10), up_to(6, 8)]);
            let gone = tranche("USD 5", None, Some(Status::Cancelled), &[]);
            assert_eq!(of(amount, both, gone), [Some([(5, Some(10)); 3]), Some([(3, Some(8)); 3])]);
        }
        let mut closed = round("USD 17", vec![tranche("USD 4", Some(1), Some(Status::Cancelled), &[])]);
        closed.tranches.push(tranche("undisclosed", None, None, &[]));
        assert_eq!(share(&closed, 1), Some([(0, Some(13)); 3]), "all pay no more than that");
    }

    #[test]
    fn what_one_commits_is_bounded_by_the_others_and_by_an_amount_that_is_possible_only() {
        let of = |amount: &str, commits: [&str; 2]| {
            let mut told = round(amount, Vec::new());
            for (party, commits) in told.parties.iter_mut().skip(1).zip(commits) {
                party.commits = commits.parse().ok();
            }
            [share(&told, 1), share(&told, 2)]
        };
        let surely = |least, most| Some([(least, Some(most)); 3]);
        assert_eq!(of("USD 16..18", ["USD 1..2", "USD 12..15"]), [surely(1, 2), surely(14, 15)]);
        assert_eq!(of("USD 100", ["at least USD 40", "at least USD 60"]), [surely(40, 40), surely(60, 60)]);
        assert_eq!(of("USD 100", ["at least USD 40", ""]), [surely(40, 100), None]);
        assert_eq!(of("USD 9", ["USD 1..2", "USD 3..4"]), [surely(1, 2), surely(3, 4)], "they cannot all be so");
        let possibly = |most| Some([(0, Some(0)), (0, Some(0)), (0, Some(most))]);
        assert_eq!(of("up to USD 100", ["USD 60", "up to USD 40"]), [possibly(60), possibly(40)]);
    }

    fn amount() -> impl Strategy<Value = Option<Money>> {
        let texts =
            ["USD 10", "USD 4", "up to USD 6", "at least USD 2", "USD 3..5", "about USD 7", "undisclosed", "EUR 4", ""];
        prop::sample::select(texts.to_vec()).prop_map(|text| text.parse().ok())
    }

    fn part() -> impl Strategy<Value = Tranche> {
        let by = prop::sample::select(vec![None, Some(1), Some(2)]);
        let status = prop::option::of(prop::sample::select(Status::ALL.to_vec()));
        (amount(), by, status, any::<bool>()).prop_map(|(amount, by, status, waits)| Tranche {
            amount: amount.unwrap_or(Money::UNDISCLOSED),
            ..tranche("USD 1", by, status, if waits { &["an IPO"] } else { &[] })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn certainty_only_takes_away_and_a_whole_that_nobody_states_is_no_less_than_a_share(
            whole in amount(),
            commits in (amount(), amount()),
            tranches in prop::collection::vec(part(), 0..4),
            status in prop::sample::select(Status::ALL.to_vec()),
        ) {
            let mut deal = Deal { status, amount: whole, ..round("", tranches) };
            (deal.parties[1].commits, deal.parties[2].commits) = commits;
            let known = [deal.money(), deal.money_by(1), deal.money_by(2)].map(Known::stated);
            for split in known.iter().flatten().map(|stated| stated.split) {
                for (less, more) in [(split.firm, split.committed), (split.committed, split.headline)] {
                    prop_assert!(less.lower() <= more.lower(), "{split:?}");
                    prop_assert!(more.upper().is_none_or(|more| less.upper().is_some_and(|less| less <= more)), "{split:?}");
                    prop_assert!(less.upper().is_none_or(|most| less.lower() <= most), "{split:?}");
                }
            }
            let most = whole.and_then(|whole| whole.interval().upper());
            let [all, shares @ ..] = known;
            let Some(all) = all else { return Ok(()) };
            for level in MoneyLevel::ALL {
                let total = all.split.at(level);
                if let Some(most) = most {
                    prop_assert!(total.upper().is_some_and(|upper| upper <= most.max(total.lower())));
                }
                for share in shares.iter().flatten().filter(|share| most.is_none() && share.currency == all.currency) {
                    let is_stated = whole.is_some_and(|whole| !whole.is_undisclosed());
                    prop_assert!(is_stated || share.split.at(level).lower() <= total.lower(), "{share:?} of {all:?}");
                }
            }
        }
    }
}
