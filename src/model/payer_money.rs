//! What one party of a deal puts in.
//!
//! ```text
//! USD 10bn, signed, paid by Acme and Lyra        Acme: 3bn..10bn, since nobody says who pays what the tranche leaves
//! └─ USD 3bn, by Acme                            Lyra: not told
//! ```

use std::cell::OnceCell;

use super::deal_money::undivided;
use super::interval::Interval;
use super::money::Money;
use super::parts::{Divided, Part, left_of, most_of_each};
use super::quantity::Hedge;
use super::record::Deal;
use super::split::{Known, Stated};

/// What the payers of a deal put in. What hangs on all of them is worked out once, however many are asked for.
#[derive(Debug)]
pub struct Contributions<'d> {
    deal: &'d Deal,
    alone: bool,
    /// Whether each can be told without a look at the others: there are no tranches, and nobody commits "up to" some money.
    is_plain: bool,
    all: OnceCell<Known>,
}

impl Contributions<'_> {
    /// The part of the money that the party at position `party` puts in, as [`Deal::money_by`] tells it.
    pub fn of(&self, party: usize) -> Known {
        match (self.deal.is_payer(party), self.is_plain) {
            (false, _) => Known::Unstated,
            (true, true) => self.plain(party),
            (true, false) => self.divided(party),
        }
    }

    /// The same as [`Contributions::divided`] of a payer, where that hangs on nothing else.
    fn plain(&self, party: usize) -> Known {
        let Deal { kind, status, amount, .. } = *self.deal;
        let whole = |amount| undivided(kind, status, amount);
        let Some(commits) = self.deal.commits(party) else {
            return amount.filter(|_| self.alone).map_or(Known::Unstated, whole);
        };
        amount.map_or(whole(commits), |amount| within_all(whole(commits), whole(amount)))
    }

    fn divided(&self, party: usize) -> Known {
        let share = self.deal.share_of(party, self.alone);
        let is_told = share.whole.is_some_and(|whole| !whole.amount.is_undisclosed()) || self.alone;
        let known = if is_told { share.known() } else { self.deal.within_what_others_leave(share.known(), party) };
        if self.alone && self.deal.commits(party).is_none() {
            return known;
        }
        within_all(known, *self.all.get_or_init(|| self.deal.money()))
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
        let is_up_to = |payer| self.commits(payer).is_some_and(|commits| commits.hedge() == Hedge::UpTo);
        let is_plain = self.tranches.is_empty() && !self.payers().any(is_up_to);
        Contributions { deal: self, alone: self.has_one_payer(), is_plain, all: OnceCell::new() }
    }

    fn is_payer(&self, party: usize) -> bool {
        self.parties.get(party).is_some_and(|party| self.kind.payers().contains(&party.role))
    }

    /// The most of what the party at a position puts in that is firm, that is promised and that is neither, as in
    /// [`Deal::most_of_each`].
    pub fn most_of_each_by(&self, party: usize) -> [Option<u128>; 3] {
        if !self.is_payer(party) {
            return [Some(0); 3];
        }
        most_of_each(&[self.share_of(party, self.has_one_payer())])
    }

    /// What tells how much the payer at a position puts in.
    pub(super) fn share_of(&self, party: usize, alone: bool) -> Divided {
        let commits = self.commits(party);
        let whole = commits.or(self.amount.filter(|_| alone)).map(|whole| self.part(whole));
        let tranches = self.tranches_by(party, alone).map(|it| self.tranche_part(it));
        let mut share = Divided { whole, parts: tranches.collect() };
        if !alone && share.currency().is_some() {
            // What is committed may be what nobody is said to pay.
            let open = if whole.is_some() { self.open_tranches() } else { self.paid_by_nobody_named() };
            share.parts.extend(open);
        }
        share
    }

    /// What any of several payers may pay: tranches of which nobody says who pays them, and what is left of the amount.
    fn paid_by_nobody_named(&self) -> Vec<Part> {
        let open = self.open_tranches();
        let rest = self.amount.and_then(|whole| {
            let Some(currency) = whole.currency() else { return Some(self.part(whole)) };
            let in_currency = |amount: &Money| amount.currency() == Some(currency);
            let tranches = self.tranches.iter().map(|tranche| tranche.amount).filter(in_currency);
            let committed = self.payers().filter_map(|payer| {
                let commits = self.commits(payer).filter(in_currency)?;
                let own = self.tranches_by(payer, false).map(|tranche| tranche.amount).filter(in_currency);
                left_of(commits, own.map(Money::face).sum())
            });
            let left = left_of(whole, tranches.map(Money::face).chain(committed).sum())?;
            let possible = whole.hedge() == Hedge::UpTo;
            let rest = self.part(Money::within(currency, left)).at_most();
            Some(Part { conditional: rest.conditional || possible, ..rest })
        });
        open.into_iter().chain(rest).collect()
    }

    /// Tranches of which nobody says who pays them, each as much of it as one of several may pay.
    fn open_tranches(&self) -> Vec<Part> {
        let open = self.tranches.iter().filter(|tranche| tranche.by.is_none());
        open.map(|tranche| self.tranche_part(tranche).at_most()).collect()
    }

    /// What one of several payers pays, which is no more than the tranches of others leave of the amount.
    fn within_what_others_leave(&self, known: Known, party: usize) -> Known {
        let (Known::Stated(stated), Some(whole)) = (known, self.amount) else { return known };
        let Some(most) = whole.interval().upper().filter(|_| whole.currency() == Some(stated.currency)) else {
            return known;
        };
        let payer = self.entity_at(party);
        let others = self.tranches.iter().filter(|tranche| tranche.by.is_some() && tranche.by != payer);
        let others = others.map(|tranche| tranche.amount).filter(|amount| amount.currency() == whole.currency());
        let most = most.saturating_sub(others.map(Money::face).sum::<Interval>().lower());
        Known::Stated(Stated { split: stated.split.capped([most; 3]), ..stated })
    }
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
            if deal.tranches.is_empty() {
                for party in [1, 2] {
                    prop_assert_eq!(deal.money_by(party), deal.contributions().divided(party));
                }
                let mut alone = deal.clone();
                alone.parties.truncate(2);
                prop_assert_eq!(alone.money_by(1), alone.contributions().divided(1));
            }
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
