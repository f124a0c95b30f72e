//! Deals without some of their tranches, without the money of these, and without those who pay nothing else.

use super::id::EntityIx;
use super::interval::Interval;
use super::money::Money;
use super::parts::{left_of, tell_all};
use super::quantity::Hedge;
use super::record::{Deal, Party, Tranche};
use super::vocabulary::Status;

impl Deal {
    /// Takes tranches out of a deal with their money: what is left of its amount, and of what each payer commits, is the other
    /// tranches and what none of them says. Of several payers those are no longer parties of whose money nothing can be left; one
    /// of whose money nobody tells is a party of what the deal is as a whole.
    pub(crate) fn take_out(&mut self, is_gone: impl Fn(&Tranche) -> bool) {
        let parting = Parting::of(self, is_gone);
        let commits: Vec<Option<Money>> = self.parties.iter().map(|party| parting.left_of_commitment(party)).collect();
        self.amount = self.amount.and_then(|whole| without(whole, parting.gone.iter(), parting.kept.iter()));
        let gone = self.payers_without(|party| parting.may_have_paid(party, self.amount));
        self.parties.iter_mut().zip(commits).for_each(|(party, commits)| party.commits = commits);
        if self.amount.is_none() && parting.kept.is_empty() && !parting.gone.is_empty() {
            // Tranches and commitments told all there is, and without the former the latter do.
            self.amount = self.sum_of_commitments();
        }
        self.tranches = parting.kept;
        self.part_with(&gone);
    }

    /// What all parties together commit, where some do and in one currency.
    fn sum_of_commitments(&self) -> Option<Money> {
        let commitments = || self.parties.iter().filter_map(|party| party.commits);
        let currency = commitments().next()?.currency()?;
        let is_told = commitments().all(|commits| commits.currency() == Some(currency));
        let sum: Interval = commitments().map(Money::interval).sum();
        is_told.then(|| if sum.is_exact() { Money::from_interval(currency, sum) } else { Money::within(currency, sum) })
    }

    /// A tranche's amount, no more than what the other tranches leave of the deal's amount, and of what its payer commits.
    fn bounded(&self, tranche: &Tranche) -> Money {
        let alone = self.has_one_payer();
        let committed = self.payers().find(|payer| tranche.is_paid_by(self.entity_at(*payer), alone));
        let wholes = [(self.amount, None), (committed.and_then(|payer| self.commits(payer)), committed)];
        wholes.into_iter().fold(tranche.amount, |amount, (whole, payer)| {
            let Some((whole, currency)) = whole.and_then(|whole| Some((whole, whole.currency()?))) else {
                return amount;
            };
            let others = self.tranches.iter().filter(|other| other.id != tranche.id);
            let others = others.filter(|it| payer.is_none_or(|payer| it.is_paid_by(self.entity_at(payer), alone)));
            let told = others.map(|other| other.amount).filter(|other| other.currency() == Some(currency));
            let told: Vec<Money> = told.collect();
            // Of a whole that the others tell, nothing is left to bound a part of which nobody says how much it is.
            if tell_all(whole, told.iter().copied()) {
                return amount;
            }
            let left = whole.interval().minus(told.into_iter().map(Money::interval).sum());
            let Some(most) = left.upper() else { return amount };
            let may_be_more = amount.interval().upper().is_none_or(|upper| upper > most);
            let is_in_it = amount.is_undisclosed() || amount.currency() == Some(currency);
            if !may_be_more || !is_in_it {
                return amount;
            }
            let within = Interval::new(amount.interval().lower(), Some(most)).map(|it| Money::within(currency, it));
            let up_to = Money::from_parts(currency, Hedge::UpTo, Interval::up_to(most));
            if amount.hedge() == Hedge::UpTo { up_to } else { within }.unwrap_or(amount)
        })
    }

    /// Keeps nothing of a deal but some of its tranches: what it comes to as a whole, what each party puts into that and has by
    /// it, and what it binds them to, belong to the whole. Of several payers those stay who pay one of these tranches, and where
    /// one names no payer, those of whose money another tranche does not tell all.
    pub(crate) fn keep_only(&mut self, is_kept: impl Fn(&Tranche) -> bool) {
        let bounded: Vec<Money> = self.tranches.iter().map(|tranche| self.bounded(tranche)).collect();
        self.tranches.iter_mut().zip(bounded).for_each(|(tranche, amount)| tranche.amount = amount);
        let parting = Parting::of(self, |tranche| !is_kept(tranche));
        let gone = self.payers_without(|party| parting.may_pay_what_is_kept(party));
        self.forget_whole();
        self.parties.iter_mut().for_each(|party| party.stake = None);
        self.capacity = None;
        self.clauses.clear();
        self.tranches = parting.kept;
        self.part_with(&gone);
    }

    /// Takes from a deal what it comes to as a whole, and what each party puts into that, so that its tranches alone tell money.
    pub(crate) fn forget_whole(&mut self) {
        self.amount = None;
        self.parties.iter_mut().for_each(|party| party.commits = None);
    }

    /// The positions of the payers of whom something is not so.
    fn payers_without(&self, is_so: impl Fn(&Party) -> bool) -> Vec<usize> {
        let payers = self.in_roles(self.kind.payers());
        payers.filter(|at| self.parties.get(*at).is_some_and(|party| !is_so(party))).collect()
    }

    /// Leaves out payers, given by position in order, and those who deal with nobody else. A deal without any payer would be
    /// another one, so that then they stay; and they stay where without them somebody would be paired of whom nobody says so.
    fn part_with(&mut self, gone: &[usize]) {
        if gone.is_empty() || self.in_roles(self.kind.payers()).all(|at| gone.contains(&at)) {
            return;
        }
        let pairs = self.all_pairs();
        let deals_with = |party: usize| {
            let ends = pairs.iter().filter(move |(one, two)| *one == party || *two == party);
            ends.map(move |(one, two)| if *one == party { *two } else { *one })
        };
        let is_left =
            |party: usize| deals_with(party).next().is_some() && deals_with(party).all(|it| gone.contains(&it));
        let positions = || 0..self.parties.len();
        let kept: Vec<usize> = positions().filter(|party| !gone.contains(party) && !is_left(*party)).collect();
        let mut less =
            Self { parties: kept.iter().filter_map(|at| self.parties.get(*at)).cloned().collect(), ..self.clone() };
        let before = |at: usize| kept.get(at).copied();
        let is_told =
            |(one, two): (usize, usize)| before(one).zip(before(two)).is_some_and(|pair| pairs.contains(&pair));
        if less.all_pairs().into_iter().all(is_told) {
            let still: Vec<EntityIx> = less.parties.iter().filter_map(|party| party.who.entity()).collect();
            // One that named nobody any more would be paired with everybody.
            for party in less.parties.iter_mut().filter(|party| party.with.iter().any(|it| still.contains(it))) {
                party.with.retain(|it| still.contains(it));
            }
            *self = less;
        }
    }

    /// Every pair of parties that some leg joins.
    fn all_pairs(&self) -> Vec<(usize, usize)> {
        self.kind.spec().legs.iter().flat_map(|leg| self.pairs(leg.from.list(), leg.to.list())).collect()
    }
}

/// The tranches of a deal in two.
struct Parting {
    gone: Vec<Tranche>,
    kept: Vec<Tranche>,
    /// Whether one party pays all.
    alone: bool,
}

impl Parting {
    fn of(deal: &mut Deal, is_gone: impl Fn(&Tranche) -> bool) -> Self {
        let alone = deal.has_one_payer();
        let (gone, kept) = std::mem::take(&mut deal.tranches).into_iter().partition(|tranche| is_gone(tranche));
        Self { gone, kept, alone }
    }

    /// What is left of what a party commits; absent where the tranches kept tell it, or it commits nothing. Of what nobody says
    /// who would have paid it, as much as is left may have been this party's.
    fn left_of_commitment(&self, party: &Party) -> Option<Money> {
        let is_paid = |tranche: &&Tranche| tranche.is_paid_by(party.who.entity(), self.alone);
        let left = without(party.commits?, self.gone.iter().filter(is_paid), self.kept.iter().filter(is_paid))?;
        let anybodys = || self.gone.iter().filter(|tranche| tranche.by.is_none() && !self.alone).map(|it| it.amount);
        let Some(currency) = left.currency().filter(|_| anybodys().next().is_some()) else { return Some(left) };
        let is_told = |amount: &Money| amount.currency() == Some(currency);
        let most: Interval = anybodys().map(|it| if is_told(&it) { it.interval() } else { Interval::ANYTHING }).sum();
        let least = most.upper().map_or(0, |most| left.interval().lower().saturating_sub(most));
        let perhaps = Interval::new(least, left.interval().upper()).map(|perhaps| Money::within(currency, perhaps));
        if left.hedge() == Hedge::UpTo { Some(left) } else { perhaps.or(Some(left)) }
    }

    /// Whether a payer is told to pay some of the tranches kept.
    fn pays_of_kept(&self, party: &Party) -> bool {
        let stands = |tranche: &&Tranche| !tranche.status.is_some_and(Status::is_ended);
        self.kept.iter().filter(stands).any(|tranche| tranche.is_paid_by(party.who.entity(), self.alone))
    }

    /// Whether tranches that are gone tell all that a payer pays. What it commits bounds that; where it commits nothing, it may
    /// have paid some of what is left of which nobody says whose it is.
    fn is_all_gone(&self, party: &Party, is_left_untold: bool) -> bool {
        let is_told = self.gone.iter().any(|tranche| tranche.is_paid_by(party.who.entity(), self.alone));
        let is_nothing = |left: Money| !left.is_undisclosed() && left.interval().upper() == Some(0);
        let is_bounded = party.commits.is_some() || !is_left_untold;
        is_told && is_bounded && self.left_of_commitment(party).is_none_or(is_nothing)
    }

    /// Whether some tranche kept names no payer.
    fn is_anybodys(&self) -> bool {
        self.kept.iter().any(|tranche| tranche.by.is_none())
    }

    /// Whether some of what is left of a deal, of which `whole` is what is left of its amount, may be a payer's.
    fn may_have_paid(&self, party: &Party, whole: Option<Money>) -> bool {
        let told = self.kept.iter().filter(|tranche| tranche.amount.currency() == whole.and_then(Money::currency));
        let told: Interval = told.map(|tranche| tranche.amount.face()).sum();
        let is_more =
            |whole: Money| whole.is_undisclosed() || left_of(whole, told).is_some_and(|left| left.upper() != Some(0));
        self.pays_of_kept(party) || !self.is_all_gone(party, self.is_anybodys() || whole.is_some_and(is_more))
    }

    /// Whether some of the tranches kept may be a payer's.
    fn may_pay_what_is_kept(&self, party: &Party) -> bool {
        self.pays_of_kept(party) || (self.is_anybodys() && !self.is_all_gone(party, true))
    }
}

/// A whole without tranches that are gone; absent where those that are kept tell all that is left.
fn without<'t>(
    whole: Money,
    gone: impl Iterator<Item = &'t Tranche>,
    kept: impl Iterator<Item = &'t Tranche>,
) -> Option<Money> {
    let Some(currency) = whole.currency() else { return Some(whole) };
    let (mut taken, mut is_unsaid) = (Vec::new(), false);
    for amount in gone.map(|tranche| tranche.amount) {
        // Of another currency nobody knows how much it is in this one.
        is_unsaid |= amount.currency() != Some(currency);
        if amount.currency() == Some(currency) {
            taken.push(written(whole, amount));
        }
    }
    if taken.iter().all(|it| it.interval().is_zero()) && !is_unsaid {
        return Some(whole);
    }
    let told: Vec<Money> = kept.map(|it| it.amount).filter(|it| it.currency() == Some(currency)).collect();
    let all = told.iter().map(|it| written(whole, *it)).chain(taken.iter().copied());
    if !told.is_empty() && !taken.is_empty() && tell_all(whole, all) {
        return None;
    }
    // What rounding leaves over is nothing.
    let is_nothing = tell_all(whole, taken.iter().copied());
    let taken: Interval = taken.into_iter().map(Money::interval).sum();
    let left = if is_nothing { Interval::ZERO } else { whole.interval().minus(taken) };
    // Nobody knows how much of it belonged to what is gone.
    let left = if is_unsaid { Interval::new(0, left.upper()).unwrap_or(left) } else { left };
    if whole.hedge() == Hedge::UpTo {
        return Money::from_parts(currency, Hedge::UpTo, Interval::up_to(left.upper().unwrap_or(0))).or(Some(whole));
    }
    let is_exact = left.upper() == Some(left.lower());
    Some(if is_exact { Money::from_interval(currency, left) } else { Money::within(currency, left) })
}

/// A part as it is taken from a whole. "Up to" so much of what is itself "up to" an amount is meant in full.
fn written(whole: Money, part: Money) -> Money {
    match part.currency().filter(|_| whole.hedge() == Hedge::UpTo) {
        Some(currency) => Money::from_interval(currency, part.face()),
        None => part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::EntityIx;
    use crate::model::shelf::Placeholder;
    use crate::model::split::Split;
    use crate::model::{Kind, Role, Who};

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
        // How many dollars go with euros, nobody knows.
        let euros = closed(deal("USD 9", 1, vec![tranche("EUR 4", Status::Announced, &[])]));
        let any = Interval::new(0, Some(900)).expect("forwards");
        let split = euros.money().stated().map(|stated| stated.split);
        assert_eq!(split, Some(Split { firm: any, committed: any, headline: any }));
    }

    #[test]
    fn what_is_gone_and_nobody_names_may_have_been_anybodys() {
        let mut round = deal("USD 60", 2, vec![tranche("USD 50", Status::Reported, &[])]);
        round.parties[2].commits = "USD 50".parse().ok();
        let mine = |deal: &Deal| deal.money_by(2).stated().map(|stated| stated.split.firm);
        let up_to = Some(Interval::up_to(1_000));
        assert_eq!([mine(&round), mine(&closed(round.clone()))], [up_to; 2], "it may be of the fifty or not");
        round.tranches = vec![tranche("USD 20", Status::Reported, &[])];
        assert_eq!(mine(&closed(round)), Interval::new(3_000, Some(4_000)));
        let open = closed(deal("USD 60", 1, vec![tranche("up to USD 20", Status::Reported, &[])]));
        assert_eq!(mine_alone(&open), Interval::new(4_000, Some(6_000)), "it may be less than twenty");
    }

    #[test]
    fn what_is_told_of_a_part_is_no_more_than_the_whole_had_left_for_it() {
        let part = |amount: &str, tranches: Vec<Tranche>| {
            let mut part = deal(amount, 1, tranches);
            part.status = Status::Reported;
            part.keep_only(|tranche| tranche.status == Some(Status::Closed));
            mine_alone(&part)
        };
        let open = || tranche("at least USD 7", Status::Closed, &[]);
        assert_eq!(part("USD 19", vec![open()]), Interval::new(700, Some(1_900)));
        assert_eq!(part("USD 19", vec![open(), other_tranche()]), Interval::new(700, Some(1_500)));
        assert_eq!(part("USD 9", vec![tranche("undisclosed", Status::Closed, &[])]), Some(Interval::up_to(900)));
        let mut round = deal("", 2, vec![tranche("USD 2", Status::Reported, &[])]);
        round.parties[2].commits = "USD 11".parse().ok();
        let split = closed(round).money().stated().map(|stated| stated.split.headline);
        assert_eq!(split, Interval::new(900, Some(1_100)), "without the tranche nobody is said to pay more");
    }

    fn other_tranche() -> Tranche {
        Tranche { id: "other".parse().expect("an id"), ..tranche("USD 4", Status::Announced, &[]) }
    }

    fn mine_alone(deal: &Deal) -> Option<Interval> {
        deal.money_by(1).stated().map(|stated| stated.split.firm)
    }

    /// The payers told of a round of three, of whom the second commits so much.
    fn told_payers(commits: &str, tranches: Vec<Tranche>, part: impl Fn(&mut Deal)) -> Vec<usize> {
        let mut round = deal("USD 9", 3, tranches);
        round.parties[2].commits = commits.parse().ok();
        part(&mut round);
        round
            .parties
            .iter()
            .filter(|it| it.role == Role::Investor)
            .filter_map(|it| Some(it.who.entity()?.get()))
            .collect()
    }

    #[test]
    fn a_payer_all_of_whose_money_is_gone_is_no_party_and_one_of_whom_nobody_tells_may_be() {
        let by = |payer, tranche: Tranche| Tranche { by: Some(EntityIx::new(payer)), ..tranche };
        let promised = |payer| by(payer, tranche("USD 4", Status::Announced, &[]));
        let paid = |payer| by(payer, tranche("USD 3", Status::Closed, &[]));
        let anybodys = || tranche("USD 1", Status::Closed, &[]);
        let is_closed = |tranche: &Tranche| tranche.status == Some(Status::Closed);
        let taken_out =
            |deal: &mut Deal| deal.take_out(|tranche| !is_closed(tranche) && tranche.status != Some(Status::Lapsed));
        let part = |deal: &mut Deal| deal.keep_only(is_closed);
        let lapsed = by(2, tranche("USD 1", Status::Lapsed, &[]));
        for (commits, tranches, of_the_deal, of_its_part) in [
            ("", vec![paid(1), promised(2)], vec![1, 2, 3], vec![1]),
            ("", vec![paid(1), promised(2), by(3, tranche("USD 2", Status::Closed, &[]))], vec![1, 3], vec![1, 3]),
            ("", vec![paid(1), promised(2), anybodys()], vec![1, 2, 3], vec![1, 2, 3]),
            ("USD 4", vec![paid(1), promised(2)], vec![1, 3], vec![1]),
            ("about USD 4", vec![paid(1), promised(2), lapsed], vec![1, 3], vec![1]),
            ("USD 5", vec![paid(1), promised(2)], vec![1, 2, 3], vec![1]),
            ("undisclosed", vec![paid(1), promised(2)], vec![1, 2, 3], vec![1]),
            ("USD 4", vec![paid(1), promised(2), anybodys()], vec![1, 3], vec![1, 3]),
            ("USD 5", vec![paid(1), promised(2), anybodys()], vec![1, 2, 3], vec![1, 2, 3]),
            ("USD 5", vec![paid(1), paid(2), promised(2)], vec![1, 2, 3], vec![1, 2]),
            ("USD 5", vec![paid(1)], vec![1, 2, 3], vec![1]),
            ("", vec![promised(1), promised(2), promised(3)], vec![1, 2, 3], vec![1, 2, 3]),
        ] {
            let told =
                [told_payers(commits, tranches.clone(), taken_out), told_payers(commits, tranches.clone(), part)];
            assert_eq!(told, [of_the_deal, of_its_part], "{commits} of {tranches:?}");
        }
    }

    #[test]
    fn those_who_deal_with_nobody_else_go_with_a_payer_and_nobody_is_paired_for_it() {
        let mut round =
            deal("", 2, vec![Tranche { by: Some(EntityIx::new(1)), ..tranche("USD 3", Status::Closed, &[]) }]);
        let other = Party { who: Who::Entity(EntityIx::new(3)), role: Role::Investee, ..round.parties[0].clone() };
        round.parties.push(other);
        let told = |mut deal: Deal| {
            deal.keep_only(|tranche| tranche.status == Some(Status::Closed));
            deal.parties.iter().filter_map(|party| Some(party.who.entity()?.get())).collect::<Vec<_>>()
        };
        assert_eq!(told(round.clone()), [0, 1, 2, 3], "of whom the first pays, nobody says");
        round.parties[1].with = vec![EntityIx::new(0)];
        round.parties[2].with = vec![EntityIx::new(3)];
        assert_eq!(told(round.clone()), [0, 1]);
        round.parties[1].with.push(EntityIx::new(3));
        assert_eq!(told(round), [0, 1, 3]);
    }
}
