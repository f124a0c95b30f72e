//! What a deal says of its money: all of it, and what each party puts in.

use super::currency::Currency;
use super::interval::Interval;
use super::money::Money;
use super::quantity::Hedge;
use super::record::{Deal, Tranche};
use super::split::{Known, MoneyLevel, Split, Stated};
use super::vocabulary::{Kind, Status};

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
        let payers = self.in_roles(self.kind.payers());
        let (pays, count) = payers.fold((false, 0_usize), |(pays, count), payer| {
            // Nobody has more parties than memory has room for.
            (pays || payer == party, count.saturating_add(1))
        });
        if !pays {
            return Known::Unstated;
        }
        let alone = count == 1;
        let payer = self.entity_at(party);
        let commits = self.parties.get(party).and_then(|party| party.commits);
        let whole = commits.or(self.amount.filter(|_| alone));
        if self.tranches.is_empty() {
            return whole.map_or(Known::Unstated, |whole| self.undivided(whole));
        }
        let parts: Vec<_> = self
            .tranches
            .iter()
            .filter(|tranche| tranche.is_paid_by(payer, alone))
            .map(|tranche| self.tranche_part(tranche))
            .collect();
        match whole {
            None if parts.is_empty() => Known::Unstated,
            whole => self.assemble(whole, &parts),
        }
    }

    /// A tranche's amount, how far it has come, and whether a condition still stands before it. A closed
    /// deal does not fulfil the conditions of its tranches: only a tranche that is itself closed has.
    fn tranche_part(&self, tranche: &Tranche) -> (Money, Status, bool) {
        let status = if self.status.is_ended() { self.status } else { tranche.status.unwrap_or(self.status) };
        (tranche.amount, status, !tranche.open_conditions().is_empty())
    }

    /// Puts an amount together from the whole and the parts that are told of it.
    fn assemble(&self, whole: Option<Money>, parts: &[(Money, Status, bool)]) -> Known {
        match whole {
            Some(whole) if parts.is_empty() => self.undivided(whole),
            _ => self.divided(whole, parts),
        }
    }

    /// An amount of which no parts are told, as of most: it is one part itself.
    fn undivided(&self, whole: Money) -> Known {
        undivided(self.kind, self.status, whole)
    }

    fn divided(&self, whole: Option<Money>, parts: &[(Money, Status, bool)]) -> Known {
        let Some((currency, pieces)) = self.pieces(whole, parts) else {
            return Known::Undisclosed;
        };
        let (mut split, mut is_whole) = (Split::ZERO, [true; 3]);
        for piece in pieces {
            split = split + piece;
            for (is_whole, level) in is_whole.iter_mut().zip(MoneyLevel::ALL) {
                *is_whole &= piece.at(level) == piece.headline;
            }
        }
        let Some(whole) = whole.filter(|whole| whole.currency() == Some(currency)) else {
            return Known::Stated(Stated { currency, split });
        };
        // Ranges of parts and rest are added as if independent; they cannot come to more than the whole, nor to less where each
        // of them is surely there.
        let split = whole.interval().upper().map_or(split, |most| split.capped(most));
        let is_sure = |&(amount, status, conditional): &(Money, Status, bool)| {
            amount.currency() == Some(currency) && amount.hedge() != Hedge::UpTo && !status.is_ended() && !conditional
        };
        let has_all = self.kind != Kind::Guarantee && whole.hedge() != Hedge::UpTo && parts.iter().all(is_sure);
        let least = whole.interval().lower();
        Known::Stated(Stated { currency, split: split.raised(least, is_whole.map(|is_whole| is_whole && has_all)) })
    }

    /// The money of each part told, and of what they leave of the whole, with the currency of both; absent where all of it is
    /// undisclosed.
    fn pieces<'p>(
        &self,
        whole: Option<Money>,
        parts: &'p [(Money, Status, bool)],
    ) -> Option<(Currency, impl Iterator<Item = Split> + 'p)> {
        let contingent = self.kind == Kind::Guarantee;
        let of_part = move |&(amount, status, conditional): &(Money, Status, bool)| {
            Split::of_part(amount, status, conditional || contingent)
        };
        let currency = whole.and_then(Money::currency).or_else(|| parts.iter().find_map(|part| part.0.currency()))?;
        let told = parts.iter().filter(move |part| part.0.currency() == Some(currency));
        let rest = whole.filter(|whole| whole.currency() == Some(currency)).and_then(|whole| {
            let left = left_of(whole, told.clone().map(|part| part.0.face()).sum())?;
            let possible_only = contingent || whole.hedge() == Hedge::UpTo;
            let rest = Split::of_part(Money::within(currency, left), self.status, possible_only);
            // Of what is left some belongs to parts of which nobody says how much they are in this currency.
            let unsaid = parts.iter().filter(|part| part.0.currency() != Some(currency));
            Some(unsaid.fold(rest, |rest, &(amount, status, conditional)| {
                rest.with_unsaid(status, conditional || contingent || amount.hedge() == Hedge::UpTo)
            }))
        });
        Some((currency, told.map(of_part).chain(rest)))
    }

    /// The most of its money, whoever pays it, that is firm, that is promised and that is neither: of each by itself, in minor
    /// units of the currency of [`Deal::money`], where the three together come to no more than the whole. Absent where nobody
    /// says how much.
    pub fn most_of_each(&self) -> [Option<u128>; 3] {
        let of_each = |piece: Split| {
            let promised = if piece.firm == piece.committed { Interval::ZERO } else { piece.committed };
            let beyond = if piece.committed == piece.headline { Interval::ZERO } else { piece.headline };
            [piece.firm, promised, beyond]
        };
        let parts: Vec<_> = match self.tranches.as_slice() {
            [] if self.amount.is_none() => self.commitments().collect(),
            tranches => tranches.iter().map(|tranche| self.tranche_part(tranche)).collect(),
        };
        let mut most = [Interval::ZERO; 3];
        for piece in self.pieces(self.amount, &parts).into_iter().flat_map(|(_, pieces)| pieces) {
            for (most, part) in most.iter_mut().zip(of_each(piece)) {
                *most = *most + part;
            }
        }
        most.map(Interval::upper)
    }

    /// What each of its payers commits.
    fn commitments(&self) -> impl Iterator<Item = (Money, Status, bool)> {
        let amounts = self.in_roles(self.kind.payers()).filter_map(|party| self.parties.get(party)?.commits);
        amounts.map(|amount| (amount, self.status, false))
    }

    fn sum_of_commitments(&self) -> Known {
        let committed: Vec<_> = self.commitments().collect();
        if committed.is_empty() { Known::Unstated } else { self.assemble(None, &committed) }
    }
}

/// What parts leave of a whole in their currency, as they are written; absent where that is nothing.
pub(super) fn left_of(whole: Money, written: Interval) -> Option<Interval> {
    // A rounded amount that its tranches add up to leaves nothing over.
    let rounded_away = !written.is_zero() && whole.hedge() == Hedge::About && whole.interval().overlaps(written);
    // What a tranche may come to is taken from the whole in full, or "up to" would count twice.
    let left = whole.interval().minus(written);
    // A range that its tranches have as well is one unknown number, not two that may differ.
    if rounded_away || left.is_zero() || whole.interval() == written {
        return None;
    }
    Some(if whole.hedge() == Hedge::UpTo { Interval::up_to(left.upper().unwrap_or(0)) } else { left })
}

/// An amount of which no parts are told, in a deal of a kind and status.
#[inline]
pub(crate) fn undivided(kind: Kind, status: Status, whole: Money) -> Known {
    let split = || Split::of_part(whole, status, kind == Kind::Guarantee);
    whole.currency().map_or(Known::Undisclosed, |currency| Known::Stated(Stated { currency, split: split() }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::id::EntityIx;
    use crate::model::record::{Party, Who};
    use crate::model::shelf::Placeholder;
    use crate::model::split::MoneyLevel;
    use crate::model::vocabulary::Role;

    fn money(text: &str) -> Money {
        text.parse().expect("money")
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
    fn what_nobody_states_is_no_amount() {
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

    fn amount() -> impl Strategy<Value = Money> {
        let ends = (0..5_u128, prop::option::of(0..9_u128));
        let interval = ends.prop_filter_map("runs forwards", |(lower, upper)| Interval::new(lower, upper));
        let hedged = (prop::sample::select(Hedge::ALL.to_vec()), interval);
        hedged.prop_filter_map("a hedge that fits", |(hedge, interval)| match hedge {
            Hedge::Undisclosed => Some(Money::UNDISCLOSED),
            _ => Money::from_parts(Currency::EUR, hedge, interval),
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn an_amount_without_parts_is_what_no_parts_leave_of_it(
            amount in amount(),
            status in prop::sample::select(Status::ALL.to_vec()),
            kind in prop::sample::select(Kind::ALL.to_vec()),
        ) {
            let deal = Deal { kind, status, ..Deal::placeholder() };
            prop_assert_eq!(deal.undivided(amount), deal.divided(Some(amount), &[]));
        }
    }
}
