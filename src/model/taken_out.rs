//! Deals without some of their tranches, and without the money of these.

use super::interval::Interval;
use super::money::Money;
use super::parts::left_of;
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
                let is_paid = |tranche: &&Tranche| tranche.is_paid_by(payer, alone);
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
    let (mut taken, mut is_unsaid) = (Interval::ZERO, false);
    for amount in gone.map(|tranche| tranche.amount) {
        is_unsaid |= amount.is_undisclosed();
        if amount.currency() == Some(currency) {
            taken = taken + amount.face();
        }
    }
    if taken.is_zero() && !is_unsaid {
        return Some(whole);
    }
    let mut told = kept.filter(|tranche| tranche.amount.currency() == Some(currency)).peekable();
    let is_told = told.peek().is_some();
    let all: Interval = told.map(|tranche| tranche.amount.face()).sum::<Interval>() + taken;
    if is_told && !taken.is_zero() && left_of(whole, all).is_none() {
        return None;
    }
    // What rounding leaves over is nothing.
    let left = if left_of(whole, taken).is_none() { Interval::ZERO } else { whole.interval().minus(taken) };
    // Nobody knows how much of it belonged to what is gone.
    let left = if is_unsaid { Interval::new(0, left.upper()).unwrap_or(left) } else { left };
    if whole.hedge() == Hedge::UpTo {
        return Money::from_parts(currency, Hedge::UpTo, Interval::up_to(left.upper().unwrap_or(0))).or(Some(whole));
    }
    let is_exact = left.upper() == Some(left.lower());
    Some(if is_exact { Money::from_interval(currency, left) } else { Money::within(currency, left) })
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
            ("about USD 4", vec![promised()], firm(0, 0)),
        ] {
            let told = closed(deal(amount, 1, tranches)).money().stated().map(|stated| stated.split);
            assert_eq!(told, Some(left), "{amount}");
        }
        // What an open part leaves is no more known than before, and no less.
        let open = |status, on: &[&str]| tranche("at least USD 2", status, on);
        let any = |least, most| Interval::new(least, Some(most)).expect("forwards");
        let with_open = closed(deal("USD 9", 1, vec![promised(), open(Status::Closed, &[])])).money();
        assert_eq!(with_open.stated().map(|it| it.split.headline), Some(any(500, 500)));
        let cancelled = closed(deal("USD 9", 1, vec![promised(), open(Status::Cancelled, &[])])).money();
        assert_eq!(cancelled.stated().map(|it| it.split.firm), Some(any(0, 300)));
        let unsaid = tranche("undisclosed", Status::Announced, &[]);
        let unsaid = closed(deal("USD 9", 1, vec![unsaid])).money();
        assert_eq!(unsaid.stated().map(|it| it.split.firm), Some(any(0, 900)));
        let mut round = deal("USD 9", 2, vec![Tranche { by: Some(EntityIx::new(1)), ..promised() }]);
        round.parties[1].commits = "USD 6".parse().ok();
        let round = closed(round);
        let split = |known: crate::model::Known| known.stated().map(|stated| stated.split);
        assert_eq!([split(round.money_by(1)), split(round.money())], [Some(firm(200, 200)), Some(firm(500, 500))]);
    }
}
