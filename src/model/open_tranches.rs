//! What several pay where nobody says who pays some tranche, and no amount is stated.
//!
//! ```text
//! Acme commits USD 10bn, Lyra USD 8bn              the tranche is some of the 18bn: firm 6bn, headline 6bn..18bn
//! └─ USD 12bn, on condition, by nobody named
//!
//! Acme commits nothing, Lyra USD 8bn               it is some of the eight, or all Acme's: 8bn..15bn
//! └─ USD 7bn, closed, by nobody named
//! ```

use super::currency::Currency;
use super::interval::Interval;
use super::money::Money;
use super::parts::{Divided, Part, sum_in};
use super::quantity::Hedge;
use super::record::{Deal, Tranche};
use super::split::Split;

impl Deal {
    /// The money of a deal that states no amount, in which several pay and nobody says who pays some tranche: such a tranche may
    /// be a part of what is committed, and of those who commit nothing it may be all.
    pub(super) fn with_open_tranches(&self, currency: Currency, all: &[Divided], committed: &[Divided]) -> Split {
        if committed.is_empty() {
            return sum_in(currency, all);
        }
        let parts = |is_meant: &dyn Fn(&Tranche) -> bool| -> Vec<Part> {
            self.tranches.iter().filter(|it| is_meant(it)).map(|it| self.tranche_part(it)).collect()
        };
        let whole = self.amount.map(|amount| self.part(amount));
        let others = Divided { whole, parts: parts(&|it| it.by.is_some() && !self.is_of_commitment(it)) };
        let stated = |payer| self.commits(payer).filter(|commits| !commits.is_undisclosed());
        let commitments: Vec<Money> = self.payers().filter_map(stated).collect();
        let is_in_currency = commitments.iter().all(|it| it.currency() == Some(currency));
        let inside = is_in_currency.then(|| {
            let total: Interval = commitments.iter().map(|it| it.interval()).sum();
            let mut whole = self.part(Money::within(currency, total));
            whole.conditional |= commitments.iter().all(|it| it.hedge() == Hedge::UpTo);
            let parts = parts(&|it| it.by.is_none() || self.is_of_commitment(it));
            // Tranches that come to more than is committed are of others as well.
            let of_tranches = sum_in(currency, &[Divided { whole: None, parts: parts.clone() }]);
            let divided = sum_in(currency, &[Divided { whole: Some(whole), parts }]);
            let is_more = total.upper().is_some_and(|most| of_tranches.headline.lower() > most);
            (if is_more { of_tranches } else { divided }) + sum_in(currency, std::slice::from_ref(&others))
        });
        let is_all = self.payers().all(|payer| stated(payer).is_some());
        // Whatever the others do, each pays what is surely its own.
        let committing = self.payers().filter(|payer| self.commits(*payer).is_some());
        let shares: Vec<Divided> = committing.map(|payer| self.share_of(payer, false)).collect();
        let least = sum_in(currency, &shares);
        if let Some(inside) = inside.filter(|_| is_all) {
            return inside.no_less_than(least);
        }
        let open = Divided { whole: None, parts: parts(&|it| it.by.is_none()) };
        let apart = sum_in(currency, committed) + sum_in(currency, &[others, open]);
        inside.map_or(apart, |inside| inside.hull(apart)).no_less_than(least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::EntityIx;
    use crate::model::record::{Party, Who};
    use crate::model::shelf::Placeholder as _;
    use crate::model::split::MoneyLevel;
    use crate::model::vocabulary::{Kind, Role, Status};

    fn deal(amount: &str, status: Status, investors: usize) -> Deal {
        let party = |position, role| {
            let who = Who::Entity(EntityIx::new(position));
            Party { who, role, commits: None, stake: None, with: Vec::new() }
        };
        let mut parties: Vec<Party> = (1..=investors).map(|at| party(at, Role::Investor)).collect();
        parties.insert(0, party(0, Role::Investee));
        Deal { kind: Kind::Investment, amount: amount.parse().ok(), status, parties, ..Deal::placeholder() }
    }

    fn tranche(amount: &str, status: Option<Status>, on: &[&str]) -> Tranche {
        let on = on.iter().map(|text| (*text).to_owned()).collect();
        let (id, amount) = ("part".parse().expect("an id"), amount.parse().expect("money"));
        Tranche { id, amount, by: None, due: None, status, on, note: None }
    }

    /// The split of a deal in dollars, in dollars.
    fn split(deal: &Deal) -> [(u128, Option<u128>); 3] {
        let stated = deal.money().stated().expect("an amount");
        let levels = MoneyLevel::ALL.map(|level| stated.split.at(level));
        levels.map(|level| (level.lower() / 100, level.upper().map(|upper| upper / 100)))
    }

    const fn sure(amount: u128) -> (u128, Option<u128>) {
        (amount, Some(amount))
    }

    #[test]
    fn a_tranche_of_nobody_named_is_some_of_what_is_committed_or_of_those_who_say_nothing() {
        let of = |commits: [&str; 2], part: Tranche| {
            let mut round = Deal { tranches: vec![part], ..deal("", Status::Signed, 2) };
            for (party, commits) in round.parties.iter_mut().skip(1).zip(commits) {
                party.commits = commits.parse().ok();
            }
            split(&round)
        };
        let waits = || tranche("USD 12", None, &["an IPO"]);
        let both = ["USD 10", "USD 8"];
        assert_eq!(of(both, waits()), [sure(6), sure(6), (6, Some(18))]);
        let written = |part: Tranche| split(&Deal { tranches: vec![part], ..deal("USD 18", Status::Signed, 2) });
        for part in [
            waits(),
            tranche("USD 5", Some(Status::Cancelled), &[]),
            tranche("USD 5", Some(Status::Closed), &[]),
            tranche("USD 5..7", Some(Status::Announced), &[]),
            tranche("undisclosed", Some(Status::Reported), &[]),
        ] {
            assert_eq!(of(both, part.clone()), written(part), "the sum may be written or not");
        }
        // Of one who says nothing it may be all, or nothing.
        assert_eq!(of(["", "USD 8"], tranche("USD 7", Some(Status::Closed), &[])), [(8, Some(15)); 3]);
        let reported = tranche("USD 2", Some(Status::Reported), &[]);
        assert_eq!(of(["", "USD 2"], reported), [(0, Some(2)), (0, Some(2)), (2, Some(4))]);
        assert_eq!(of(["", "USD 2"], tranche("USD 7", None, &[])), [(7, Some(9)); 3], "it is more than is committed");
        let waits = tranche("USD 7", None, &["an IPO"]);
        assert_eq!(of(["undisclosed", "USD 8"], waits), [(1, None); 3], "it may be of those eight");
        assert_eq!(of(["up to USD 4", "up to USD 8"], tranche("USD 2", None, &[])), [sure(2), sure(2), (2, Some(12))]);
    }
}
