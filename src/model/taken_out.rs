//! Deals without some of their tranches, and without the money of these.

use super::deal_money::left_of;
use super::interval::Interval;
use super::money::Money;
use super::quantity::Hedge;
use super::record::{Deal, Tranche};

impl Deal {
    /// Takes tranches out of a deal with their money: what is left of its amount, and of what each payer commits, is the other
    /// tranches and what none of them says.
    pub(crate) fn take_out(&mut self, is_gone: impl Fn(&Tranche) -> bool) {
        let (gone, kept): (Vec<Tranche>, Vec<Tranche>) =
            std::mem::take(&mut self.tranches).into_iter().partition(|tranche| is_gone(tranche));
        let alone = self.in_roles(self.kind.payers()).take(2).count() == 1;
        let commits: Vec<Option<Money>> = (0..)
            .zip(&self.parties)
            .map(|(at, party)| {
                let payer = self.entity_at(at);
                let is_paid = |tranche: &&Tranche| if tranche.by.is_none() { alone } else { tranche.by == payer };
                without(party.commits?, gone.iter().filter(is_paid), kept.iter().filter(is_paid))
            })
            .collect();
        self.amount = self.amount.and_then(|whole| without(whole, gone.iter(), kept.iter()));
        self.parties.iter_mut().zip(commits).for_each(|(party, commits)| party.commits = commits);
        self.tranches = kept;
    }
}

/// A whole without tranches that are gone; absent where those that are kept tell all that is left.
fn without<'t>(
    whole: Money,
    gone: impl Iterator<Item = &'t Tranche>,
    kept: impl Iterator<Item = &'t Tranche>,
) -> Option<Money> {
    let Some(currency) = whole.currency() else { return Some(whole) };
    let of_it = |tranche: &&Tranche| tranche.amount.currency() == Some(currency);
    let face = |tranche: &Tranche| tranche.amount.face();
    let gone: Interval = gone.filter(of_it).map(face).sum();
    let mut kept = kept.filter(of_it).map(face).peekable();
    let is_kept = kept.peek().is_some();
    let kept: Interval = kept.sum();
    if gone.is_zero() {
        return Some(whole);
    }
    match left_of(whole, gone + kept) {
        Some(left) if whole.hedge() == Hedge::UpTo => {
            let most = Interval::up_to((left + kept).upper().unwrap_or(0));
            Money::from_parts(currency, Hedge::UpTo, most).or(Some(whole))
        }
        Some(left) => Some(Money::within(currency, left + kept)),
        None => (!is_kept).then(|| Money::within(currency, Interval::ZERO)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::EntityIx;
    use crate::model::shelf::Placeholder;
    use crate::model::split::Split;
    use crate::model::{Kind, Party, Role, Status, Who};

    fn deal(amount: &str, investors: usize, tranches: Vec<Tranche>) -> Deal {
        let party = |position, role| {
            let who = Who::Entity(EntityIx::new(position));
            Party { who, role, commits: None, stake: None, with: Vec::new() }
        };
        let mut parties: Vec<Party> = (1..=investors).map(|at| party(at, Role::Investor)).collect();
        parties.insert(0, party(0, Role::Investee));
        Deal {
            kind: Kind::Investment,
            amount: amount.parse().ok(),
            status: Status::Closed,
            parties,
            tranches,
            ..Deal::placeholder()
        }
    }

    fn tranche(amount: &str, status: Status, on: &[&str]) -> Tranche {
        let on = on.iter().map(|text| (*text).to_owned()).collect();
        let (id, amount) = ("part".parse().expect("an id"), amount.parse().expect("money"));
        Tranche { id, amount, by: None, due: None, status: Some(status), on, note: None }
    }

    /// What is left of a deal without its tranches that are not closed.
    fn closed(mut deal: Deal) -> Deal {
        deal.take_out(|tranche| tranche.status.is_some_and(|status| status < Status::Closed));
        deal
    }

    fn firm(amount: u128, most: u128) -> Split {
        let (firm, headline) = (Interval::exactly(amount), Interval::new(amount, Some(most)).expect("forwards"));
        Split { firm, committed: firm, headline }
    }

    #[test]
    fn tranches_are_taken_out_with_their_money() {
        let promised = || tranche("USD 4", Status::Announced, &[]);
        let paid = || tranche("USD 5", Status::Closed, &[]);
        let on_condition = || tranche("USD 4", Status::Signed, &["an IPO"]);
        for (amount, tranches, left) in [
            ("USD 9", vec![promised()], firm(500, 500)),
            ("USD 9", vec![promised(), paid()], firm(500, 500)),
            ("USD 5..9", vec![paid(), on_condition()], firm(500, 500)),
            ("USD 4", vec![promised()], firm(0, 0)),
            ("up to USD 9", vec![promised(), paid()], firm(500, 500)),
            ("up to USD 12", vec![promised(), paid()], firm(500, 800)),
            ("", vec![promised(), paid()], firm(500, 500)),
        ] {
            let told = closed(deal(amount, 1, tranches)).money().stated().map(|stated| stated.split);
            assert_eq!(told, Some(left), "{amount}");
        }
        let mut round = deal("USD 9", 2, vec![Tranche { by: Some(EntityIx::new(1)), ..promised() }]);
        round.parties[1].commits = "USD 6".parse().ok();
        let round = closed(round);
        let split = |known: crate::model::Known| known.stated().map(|stated| stated.split);
        assert_eq!([split(round.money_by(1)), split(round.money())], [Some(firm(200, 200)), Some(firm(500, 500))]);
    }
}
