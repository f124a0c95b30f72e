//! What a deal says of its money: all of it, and what each party puts in.

use super::allocation::Allocation;
use super::currency::Currency;
use super::interval::Interval;
use super::money::Money;
use super::parts::Certainty;
use super::quantity::Hedge;
use super::record::{Deal, Tranche};
use super::split::{Known, Split, Stated};
use super::vocabulary::{Kind, Status};

impl Deal {
    /// Returns the money of the whole deal.
    ///
    /// Tranches say how the amount splits; what they leave of it has the deal's own status. A deal that
    /// states no amount has the sum of its tranches, and of what its parties commit beyond those that they pay. It is at least
    /// that where nobody says how much a tranche is, where one of several payers is not said to commit anything and there are
    /// no tranches, and where the amount is undisclosed. Whatever fits all that is told may be so (`allocation.rs`).
    ///
    /// Cost: of a deal with tranches, or whose payers commit money and whose amount is not stated, a flow through a network of
    /// some ten nodes, and a look at each tranche and payer; else nothing.
    pub fn money(&self) -> Known {
        if self.is_as_it_states() {
            return self.amount.map_or(Known::Unstated, |whole| undivided(self.kind, self.status, whole));
        }
        self.currency().map_or(Known::Undisclosed, |currency| {
            Known::Stated(Stated { currency, split: Allocation::new(self, currency).total() })
        })
    }

    /// The most of its money, whoever pays it, that is firm, that is promised and that is neither: of each by itself, in minor
    /// units of the currency of [`Deal::money`], where the three together come to no more than the whole. Absent where nobody
    /// says how much.
    pub fn most_of_each(&self) -> [Option<u128>; 3] {
        if self.is_as_it_states() {
            return most_of(self.money());
        }
        self.currency().map_or([Some(0); 3], |currency| Allocation::new(self, currency).most_of_each(None))
    }

    /// Whether its amount is all that is told of its money, and as certain as the deal.
    fn is_as_it_states(&self) -> bool {
        let states_amount = self.amount.is_some_and(|amount| !amount.is_undisclosed());
        self.tranches.is_empty() && if states_amount { !self.is_up_to_payers() } else { !self.has_commitments() }
    }

    /// Whether each payer says what it commits, and some of them "up to" so much: the deal is no more certain than they are.
    /// Where one does not say it, it may pay what another leaves.
    fn is_up_to_payers(&self) -> bool {
        let mut is_up_to = false;
        let is_told = self.payers().all(|payer| {
            let commits = self.commits(payer).filter(|commits| !commits.is_undisclosed());
            is_up_to |= commits.is_some_and(|commits| commits.hedge() == Hedge::UpTo);
            commits.is_some()
        });
        is_told && is_up_to
    }

    /// The currency of its amount, and else of the first that its payers commit or a tranche tells: of a tranche first where
    /// nobody says who pays some.
    fn currency(&self) -> Option<Currency> {
        let committed = || self.payers().find_map(|payer| self.commits(payer)?.currency());
        let of_tranches = || self.tranches.iter().find_map(|tranche| tranche.amount.currency());
        let has_open = self.tranches.iter().any(|tranche| tranche.by.is_none()) && !self.has_one_payer();
        let stated = self.amount.and_then(Money::currency);
        if has_open {
            stated.or_else(of_tranches).or_else(committed)
        } else {
            stated.or_else(committed).or_else(of_tranches)
        }
    }

    /// The positions of those who pay in this kind of deal.
    pub(super) fn payers(&self) -> impl Iterator<Item = usize> + '_ {
        self.in_roles(self.kind.payers())
    }

    /// Whether one party pays all.
    pub(super) fn has_one_payer(&self) -> bool {
        self.payers().take(2).count() == 1
    }

    pub(super) fn commits(&self, party: usize) -> Option<Money> {
        self.parties.get(party)?.commits
    }

    fn has_commitments(&self) -> bool {
        self.payers().any(|payer| self.commits(payer).is_some())
    }

    pub(super) fn tranches_by(&self, payer: usize, alone: bool) -> impl Iterator<Item = &Tranche> {
        let payer = self.entity_at(payer);
        self.tranches.iter().filter(move |tranche| tranche.is_paid_by(payer, alone))
    }

    /// How certain its money is where no tranche says otherwise.
    pub(super) fn certainty(&self) -> Certainty {
        Certainty::new(self.status, self.kind == Kind::Guarantee)
    }

    /// How certain a tranche is: how far it has come, and whether a condition still stands before it. A closed
    /// deal does not fulfil the conditions of its tranches: only a tranche that is itself closed has.
    pub(super) fn certainty_of(&self, tranche: &Tranche) -> Certainty {
        let status = if self.status.is_ended() { self.status } else { tranche.status.unwrap_or(self.status) };
        Certainty::new(status, self.kind == Kind::Guarantee || !tranche.open_conditions().is_empty())
    }
}

/// The most of money that is as certain as one another that is firm, that is promised and that is neither.
pub(super) fn most_of(known: Known) -> [Option<u128>; 3] {
    let Known::Stated(Stated { split, .. }) = known else { return [Some(0); 3] };
    let beyond = |all: Interval, surer: Interval| if all == surer { Some(0) } else { all.upper() };
    [split.firm.upper(), beyond(split.committed, split.firm), beyond(split.headline, split.committed)]
}

/// An amount of which no parts are told, in a deal of a kind and status.
#[inline]
pub(crate) fn undivided(kind: Kind, status: Status, whole: Money) -> Known {
    let split = || Split::of_part(whole, status, kind == Kind::Guarantee);
    whole.currency().map_or(Known::Undisclosed, |currency| Known::Stated(Stated { currency, split: split() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::EntityIx;
    use crate::model::record::{Party, Who};
    use crate::model::shelf::Placeholder;
    use crate::model::split::MoneyLevel;
    use crate::model::vocabulary::Role;

    fn money(text: &str) -> Money {
        text.parse().expect("money")
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
        let levels = MoneyLevel::ALL.map(|level| stated.split.at(level));
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
        assert_eq!(split(&within), [sure(9); 3], "whatever each of them is");
        let rounded = Deal { tranches: vec![tranche("USD 96", None, &[])], ..deal("about USD 100", Status::Closed, 1) };
        // About 100 is 99.50 to 100.50, which 96 leave between 3.50 and 4.50 of.
        assert_eq!(split(&rounded), [(99, Some(100)); 3]);
        let whole = Deal { tranches: vec![tranche("USD 10k", None, &[])], ..deal("about USD 10k", Status::Closed, 1) };
        assert_eq!(split(&whole), [sure(10_000); 3], "what rounding leaves over is nothing");
        let range =
            vec![tranche("undisclosed", Some(Status::Closed), &[]), tranche("USD 20..100", None, &["an order"])];
        let same = Deal { tranches: range, ..deal("USD 20..100", Status::Announced, 1) };
        assert_eq!(split(&same), [NONE, NONE, (0, Some(100))], "one range, all of it conditional");
        let open = Deal { tranches: vec![tranche("USD 2", None, &[])], ..deal("up to USD 5", Status::Closed, 1) };
        assert_eq!(split(&open), [sure(2), sure(2), (2, Some(5))]);
        let all = Deal { tranches: vec![tranche("up to USD 5", None, &[])], ..deal("up to USD 5", Status::Closed, 1) };
        assert_eq!(split(&all), [NONE, NONE, (0, Some(5))], "up to five is not counted twice");
    }

    #[test]
    fn of_what_parts_of_unknown_size_leave_nobody_knows_how_much_is_as_certain_as_the_deal() {
        let of = |part: Tranche| split(&Deal { tranches: vec![part], ..deal("USD 60", Status::Signed, 1) });
        let any = (0, Some(60));
        assert_eq!(of(tranche("undisclosed", None, &["an IPO"])), [any, any, sure(60)]);
        assert_eq!(of(tranche("undisclosed", Some(Status::Announced), &[])), [any, sure(60), sure(60)]);
        assert_eq!(of(tranche("undisclosed", Some(Status::Cancelled), &[])), [any; 3]);
        assert_eq!(of(tranche("undisclosed", Some(Status::Closed), &[])), [sure(60); 3], "it is as firm as the rest");
        let unsure =
            Deal { tranches: vec![tranche("undisclosed", None, &["an IPO"])], ..deal("USD 60", Status::Signed, 1) };
        assert_eq!(unsure.most_of_each(), [Some(6000), Some(0), Some(6000)]);
    }

    #[test]
    fn a_part_in_another_currency_is_some_of_what_the_others_leave() {
        let of = |parts: &[Tranche]| split(&Deal { tranches: parts.to_vec(), ..deal("USD 9", Status::Closed, 1) });
        let euros = |status, on: &[&str]| tranche("EUR 2", status, on);
        let (dollars, any) = (tranche("USD 3", None, &[]), (0, Some(9)));
        assert_eq!(of(&[euros(None, &[]), dollars.clone()]), [sure(9); 3], "it is as firm as the rest");
        assert_eq!(of(&[euros(None, &["an IPO"])]), [any, any, sure(9)], "nobody knows how many dollars wait for it");
        assert_eq!(of(&[euros(Some(Status::Announced), &[]), dollars.clone()]), [(3, Some(9)), sure(9), sure(9)]);
        assert_eq!(of(&[tranche("up to EUR 2", None, &[])]), [any, any, sure(9)]);
        assert_eq!(of(&[euros(Some(Status::Cancelled), &[])]), [any; 3]);
        let guarantee =
            Deal { kind: Kind::Guarantee, tranches: vec![euros(None, &[])], ..deal("USD 9", Status::Closed, 1) };
        assert_eq!(split(&guarantee), [NONE, NONE, any]);
    }

    #[test]
    fn of_a_whole_that_nobody_states_the_parts_told_are_the_least() {
        let of = |amount: &str, status, tranches: Vec<Tranche>| split(&Deal { tranches, ..deal(amount, status, 1) });
        let paid = || tranche("USD 2", Some(Status::Closed), &[]);
        let waiting = |amount: &str| tranche(amount, None, &["an IPO"]);
        let open = (2, None);
        let undisclosed = of("undisclosed", Status::Announced, vec![paid(), waiting("USD 5")]);
        assert_eq!(undisclosed, [sure(2), open, open], "the rest is as certain as the deal");
        assert_eq!(of("undisclosed", Status::Signed, vec![paid()]), [open; 3]);
        assert_eq!(of("", Status::Announced, vec![paid(), waiting("undisclosed")]), [sure(2), sure(2), open]);
        assert_eq!(of("", Status::Signed, vec![paid(), tranche("undisclosed", None, &[])]), [open; 3]);
        assert_eq!(of("", Status::Signed, vec![paid(), waiting("EUR 5")]), [sure(2), sure(2), open]);
        let over = tranche("undisclosed", Some(Status::Cancelled), &[]);
        assert_eq!(of("", Status::Signed, vec![paid(), over]), [sure(2); 3]);
    }

    #[test]
    fn what_payers_commit_beyond_tranches_is_in_a_whole_that_nobody_states() {
        let mut round = deal("", Status::Signed, 2);
        round.parties[1].commits = Some(money("USD 5"));
        round.tranches = vec![Tranche { by: Some(EntityIx::new(1)), ..tranche("USD 3", Some(Status::Closed), &[]) }];
        assert_eq!(split(&round), [sure(5); 3]);
        round.tranches.push(Tranche { by: Some(EntityIx::new(2)), ..tranche("USD 2", None, &["an IPO"]) });
        assert_eq!(split(&round), [sure(5), sure(5), (5, Some(7))]);
        // Of an open tranche nobody says whose it is.
        round.tranches = vec![tranche("USD 3", None, &[])];
        assert_eq!(split(&round), [(5, Some(8)); 3]);
        round.tranches = vec![tranche("USD 6", None, &[])];
        assert_eq!(split(&round), [(6, Some(11)); 3]);
    }

    #[test]
    fn what_was_cancelled_or_is_less_certain_is_not_in_what_is_certain() {
        let of = |status, on: &[&str]| {
            let tranches =
                vec![tranche("at least USD 2", Some(Status::Closed), &[]), tranche("USD 4", Some(status), on)];
            split(&Deal { tranches, ..deal("USD 10", Status::Signed, 1) })
        };
        assert_eq!(of(Status::Cancelled, &[]), [sure(6); 3]);
        assert_eq!(of(Status::Announced, &[]), [sure(6), sure(10), sure(10)]);
        assert_eq!(of(Status::Signed, &["an IPO"]), [sure(6), sure(6), (6, Some(10))]);
    }

    #[test]
    fn a_deal_is_no_more_certain_than_all_its_payers() {
        let mut round = deal("USD 10", Status::Signed, 2);
        round.parties[2].commits = Some(money("up to USD 5"));
        assert_eq!(split(&round), [sure(10); 3], "the other may pay the rest");
        round.parties[1].commits = Some(money("USD 5"));
        assert_eq!(split(&round), [sure(5), sure(5), (5, Some(10))]);
        round.tranches = vec![Tranche { by: Some(EntityIx::new(2)), ..tranche("USD 2", Some(Status::Closed), &[]) }];
        assert_eq!(split(&round), [sure(7), sure(7), (7, Some(10))]);
    }

    #[test]
    fn what_nobody_states_is_no_amount() {
        let nobody_says = Deal { tranches: vec![tranche("undisclosed", None, &[])], ..deal("", Status::Closed, 1) };
        assert_eq!(nobody_says.money(), Known::Undisclosed);
        assert_eq!(deal("undisclosed", Status::Closed, 1).money(), Known::Undisclosed);
        assert_eq!(deal("", Status::Closed, 1).money(), Known::Unstated);
        assert_eq!((Known::Unstated.stated(), Known::Undisclosed.stated()), (None, None));
    }

    #[test]
    fn a_whole_that_nobody_states_is_what_its_payers_commit() {
        let mut round = deal("", Status::Closed, 2);
        round.parties[1].commits = Some(money("USD 4"));
        assert_eq!(split(&round), [(4, None); 3], "the other is silent");
        round.parties[2].commits = Some(money("USD 3"));
        assert_eq!(split(&round), [sure(7); 3]);
        round.parties[2].commits = Some(Money::UNDISCLOSED);
        assert_eq!(split(&round), [(4, None); 3]);
        round.amount = Some(Money::UNDISCLOSED);
        round.parties[2].commits = None;
        assert_eq!(split(&round), [(4, None); 3], "no less than one of them pays");
    }

    #[test]
    fn a_part_that_hangs_on_something_leaves_an_open_whole_open() {
        let of = |amount: &str, part: &str| {
            split(&Deal { tranches: vec![tranche(part, None, &["an IPO"])], ..deal(amount, Status::Signed, 1) })
        };
        assert_eq!(of("at least USD 10", "USD 10"), [(0, None); 3]);
        assert_eq!(of("at least USD 2", "at least USD 2"), [(0, None); 3], "it may be less than the whole");
        assert_eq!(of("USD 2..5", "USD 2..5"), [NONE, NONE, (0, Some(5))], "it is one unknown number");
    }
}
