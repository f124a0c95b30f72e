//! What one party of a deal puts in.

use super::parts::{Divided, most_of_each};
use super::record::Deal;
use super::split::Known;

impl Deal {
    /// Returns the part of the money that the party at position `party` puts in.
    ///
    /// That is the whole where it pays alone; else what it commits, and the tranches it pays. Unstated where neither is told, or where the party does not pay in this kind of deal.
    pub fn money_by(&self, party: usize) -> Known {
        let Some(share) = self.share(party) else { return Known::Unstated };
        share.known()
    }

    /// The most of what the party at a position puts in that is firm, that is promised and that is neither, as in
    /// [`Deal::most_of_each`].
    pub fn most_of_each_by(&self, party: usize) -> [Option<u128>; 3] {
        self.share(party).map_or([Some(0); 3], |share| most_of_each(&[share]))
    }

    /// What tells how much the party at a position puts in; absent where it does not pay in this kind of deal.
    fn share(&self, party: usize) -> Option<Divided> {
        self.payers().find(|payer| *payer == party)?;
        let alone = self.payers().count() == 1;
        let commits = self.commits(party);
        let whole = commits.or(self.amount.filter(|_| alone)).map(|whole| self.part(whole));
        let tranches = self.tranches_by(party, alone).map(|it| self.tranche_part(it));
        Some(Divided { whole, parts: tranches.collect() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::id::EntityIx;
    use crate::model::interval::Interval;
    use crate::model::money::Money;
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
