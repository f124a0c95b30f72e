//! Who may have paid which part of a deal's money, and what all of it comes to.
//!
//! A deal says how much it is, of which tranches, and what each payer commits; it seldom says all. Whatever fits all of that at
//! once may be so: tranches and what they leave of the amount are poured into payers, each of whom takes its own tranches, may
//! take those of nobody named and what is left, and comes to what it commits. The least and the most of it that is firm,
//! committed and headline are then the ends of a flow ([`Network`]), for one payer as for all.
//!
//! ```text
//! USD 10bn, signed               Acme commits 4bn, Lyra nothing
//! ├─ USD 3bn, by nobody named,   Acme: firm 1bn..4bn, headline 1bn..4bn; Lyra: firm up to 6bn
//! │  on condition of an IPO      all: firm 7bn, headline 7bn..10bn
//! └─ USD 7bn, what is left
//! ```

use std::collections::{HashMap, HashSet};

use super::currency::Currency;
use super::flow_bounds::{Edge, Network, Node};
use super::id::EntityIx;
use super::interval::Interval;
use super::money::Money;
use super::parts::{Certainty, Part, tell_all};
use super::payer_groups::{Group, Groups, Payer, Sum, Terms};
use super::quantity::Hedge;
use super::record::{Deal, Tranche};
use super::split::{MoneyLevel, Split};

/// What is told of a deal's money, in one currency.
#[derive(Debug, Clone)]
pub(super) struct Allocation {
    /// What all comes to.
    whole: Interval,
    /// Whether tranches tell all of that.
    is_all_told: bool,
    /// How certain what no tranche tells is, where there is any that any payer may pay.
    rest: Option<Certainty>,
    payers: Vec<Payer>,
    /// Tranches of which nobody says who pays them.
    open: Vec<Part>,
    /// Tranches that are paid by none of the payers.
    others: Vec<Part>,
    /// Whether more than the payers may pay.
    is_open_ended: bool,
    /// All payers together, bounded by what they commit and not, whatever of their own is meant.
    together: [Groups; 2],
}

/// Which money is meant: of each part and of the rest.
#[derive(Debug, Clone, Copy)]
enum Meant {
    /// What surely counts at a level.
    Surely(MoneyLevel),
    /// What perhaps counts at a level.
    Perhaps(MoneyLevel),
    /// What may be at a level and at none below.
    Alone(MoneyLevel),
}

impl Meant {
    fn has(self, certainty: Certainty, is_sure_to_be: impl Fn() -> bool) -> bool {
        match (self, certainty) {
            (_, Certainty::Ended) => false,
            (Self::Surely(level) | Self::Perhaps(level), Certainty::Sure(at)) => at <= level,
            (Self::Alone(level), Certainty::Sure(at)) => at == level,
            (Self::Surely(level), Certainty::Possible) => level == MoneyLevel::Headline && is_sure_to_be(),
            (Self::Perhaps(level) | Self::Alone(level), Certainty::Possible) => level == MoneyLevel::Headline,
        }
    }

    /// Whether a part is meant. One that may come to nothing is as much as comes of it.
    fn has_part(self, part: &Part) -> bool {
        self.has(part.certainty, || part.size.lower() == 0)
    }

    fn has_rest(self, rest: Certainty) -> bool {
        self.has(rest, || false)
    }
}

#[cfg(test)]
thread_local! {
    static MADE: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// How many allocations this thread has made: each costs as much as its deal is large.
#[cfg(test)]
pub fn allocations_made() -> usize {
    MADE.get()
}

impl Allocation {
    /// What a deal tells of its money in a currency.
    pub(super) fn new(deal: &Deal, currency: Currency) -> Self {
        #[cfg(test)]
        MADE.set(MADE.get().saturating_add(1));
        let alone = deal.has_one_payer();
        let stated = deal.amount.filter(|amount| amount.currency() == Some(currency));
        let in_currency = |amount: &Money| amount.currency() == Some(currency);
        let told = deal.tranches.iter().map(|tranche| tranche.amount).filter(in_currency);
        let is_all_told = stated.is_some_and(|whole| tell_all(whole, told));
        let part = |tranche: &Tranche| {
            let part = Part::new(tranche.amount, currency, deal.certainty_of(tranche));
            let is_nothing = is_all_told && !in_currency(&tranche.amount);
            if is_nothing { Part { size: Interval::ZERO, ..part } } else { part }
        };
        let certainty = deal.certainty();
        let is_possible = stated.is_some_and(|whole| whole.hedge() == Hedge::UpTo);
        // Commitments of some say nothing of what the others pay, but tranches tell all there is.
        let is_told_of = deal.amount.is_some() || deal.tranches.is_empty();
        let rest = (is_told_of && !is_all_told).then(|| certainty.or_possible(is_possible));
        let told = |payer: usize| deal.commits(payer).filter(|commits| !commits.is_undisclosed());
        let is_as_payers_say = stated.is_none() || deal.payers().all(|payer| told(payer).is_some());
        let mut by: HashMap<Option<EntityIx>, Vec<&Tranche>> = HashMap::new();
        for tranche in &deal.tranches {
            by.entry(tranche.by).or_default().push(tranche);
        }
        let mut owners: HashSet<Option<EntityIx>> = HashSet::new();
        let payers = deal.payers().map(|at| {
            let who = deal.entity_at(at);
            let unnamed = by.get(&None).filter(|_| alone);
            let named = by.get(&who).filter(|_| who.is_some());
            owners.extend(named.map(|_| who));
            let own = || named.into_iter().chain(unnamed).flatten().copied();
            let Some(commits) = deal.commits(at) else {
                let own = own().map(part).collect();
                return Payer { own, commits: None, takes_more: true, is_up_to: false, rest };
            };
            let amounts = own().map(|tranche| tranche.amount).filter(in_currency);
            let takes_more = !in_currency(&commits) || !tell_all(commits, amounts);
            let is_up_to = commits.hedge() == Hedge::UpTo;
            let is_possible = is_possible || is_as_payers_say && is_up_to;
            Payer {
                own: own().map(part).collect(),
                commits: Some(if in_currency(&commits) { commits.interval() } else { Interval::ANYTHING }),
                takes_more,
                is_up_to,
                rest: takes_more.then(|| certainty.or_possible(is_possible)),
            }
        });
        let payers: Vec<Payer> = payers.collect();
        let open = deal.tranches.iter().filter(|tranche| tranche.by.is_none() && !alone);
        let others = deal.tranches.iter().filter(|tranche| tranche.by.is_some() && !owners.contains(&tranche.by));
        let all_of = |are_commitments_kept| {
            let terms = Terms { are_commitments_kept, ..Terms::ALL };
            Groups::of(payers.iter().map(|payer| (Group::of(payer, payer.all(), terms), payer.rest)))
        };
        Self {
            whole: stated.map_or(Interval::ANYTHING, Money::interval),
            is_all_told,
            rest,
            open: open.map(part).collect(),
            others: others.map(part).collect(),
            is_open_ended: deal.amount.is_some() && stated.is_none(),
            together: [all_of(true), all_of(false)],
            payers,
        }
    }

    /// The money of all payers.
    pub(super) fn total(&self) -> Split {
        let split = by_level(|meant| self.range(None, meant));
        // Tranches that tell all are what they are, but no more than the whole where they may be less.
        self.whole.upper().filter(|_| self.is_all_told).map_or(split, |most| split.capped([most; 3]))
    }

    /// What the payer at a position among the payers puts in. Of one who commits nothing the least is what it is told to pay:
    /// nobody says that the payers named are all there are.
    pub(super) fn share(&self, at: usize) -> Split {
        let Some(payer) = self.payers.get(at) else { return Split::ZERO };
        let is_bounded = payer.commits.is_some() || self.payers.len() == 1;
        by_level(|meant| {
            let range = self.range(Some(at), meant);
            if is_bounded {
                return range;
            }
            let own: Interval = payer.own.iter().filter(|part| meant.has_part(part)).map(|part| part.size).sum();
            let least = range.upper().map_or(own.lower(), |most| own.lower().min(most));
            Interval::new(least, range.upper()).unwrap_or(range)
        })
    }

    /// The most of all money, or of one payer's, that is firm, that is promised and that is neither: of each by itself. Absent
    /// where there is no most.
    pub(super) fn most_of_each(&self, payer: Option<usize>) -> [Option<u128>; 3] {
        MoneyLevel::ALL.map(|level| self.range(payer, Meant::Alone(level)).upper())
    }

    /// From the least to the most of what is meant, of one payer or of all.
    fn range(&self, payer: Option<usize>, meant: Meant) -> Interval {
        let terms = if payer.is_none() { Terms::OF_ALL } else { Terms::OF_ONE };
        if let Some(range) = self.pays_whole(payer).then(|| self.range_of_parts(meant)).flatten() {
            return range;
        }
        terms.into_iter().find_map(|terms| self.flow(payer, meant, terms)).unwrap_or(Interval::ANYTHING)
    }

    /// Whether all money, or one payer's, is nothing but the parts and what they leave.
    fn pays_whole(&self, payer: Option<usize>) -> bool {
        let is_all = payer.is_none() || self.payers.len() == 1 && self.others.is_empty();
        is_all && self.payers.iter().all(|payer| payer.commits.is_none())
    }

    /// From the least to the most of what is meant of all money where nobody commits any: who pays what is all the same then, and
    /// the ends stand at hand. Absent where parts and whole cannot both be so.
    fn range_of_parts(&self, meant: Meant) -> Option<Interval> {
        let (mut counted, mut other) = (Interval::ZERO, Interval::ZERO);
        let own = self.payers.iter().flat_map(|payer| &payer.own);
        for part in own.chain(&self.open).chain(&self.others) {
            let sum = if meant.has_part(part) { &mut counted } else { &mut other };
            *sum = *sum + part.size;
        }
        if let Some(rest) = self.rest {
            let sum = if meant.has_rest(rest) { &mut counted } else { &mut other };
            *sum = *sum + Interval::ANYTHING;
        }
        if !(counted + other).overlaps(self.whole) {
            return None;
        }
        let left = self.whole.minus(other);
        let most = counted.upper().into_iter().chain(left.upper()).min();
        Interval::new(counted.lower().max(left.lower()), most)
    }

    /// The same on some terms; absent where nothing meets them.
    fn flow(&self, payer: Option<usize>, meant: Meant, terms: Terms) -> Option<Interval> {
        let mut flow = Flow::new(if terms.is_whole_kept { self.whole } else { Interval::ANYTHING });
        let counted = |parts: &[Part], is_meant: bool| -> Interval {
            parts.iter().filter(|part| meant.has_part(part) == is_meant).map(|part| part.size).sum()
        };
        // What is meant passes one edge: where it leaves the whole, or where it comes to the payer that is asked for.
        let meant_all = flow.network.node();
        let open = [true, false].map(|is_meant| {
            let node = flow.network.node();
            let from = if is_meant && payer.is_none() { meant_all } else { flow.whole };
            flow.network.edge(from, node, counted(&self.open, is_meant));
            node
        });
        let is_left = !self.is_all_told || payer.is_some() && !terms.is_whole_kept;
        let asked = payer.and_then(|at| self.payers.get(at));
        let (payers, others) = match asked {
            None => {
                let own = |parts: &[Part]| [counted(parts, true), counted(parts, false)];
                let groups = self.payers.iter().map(|it| (Group::of(it, own(&it.own), terms), it.rest));
                (Groups::of(groups), own(&self.others))
            }
            Some(asked) => {
                let [bounded, free] = &self.together;
                let all = if terms.are_commitments_kept { bounded } else { free };
                let without = all.without(&Group::of(asked, asked.all(), terms), asked.rest);
                (without, [Interval::ZERO, self.others.iter().map(|part| part.size).sum()])
            }
        };
        let others = Group { own: others.map(Sum::from), takes_more: false, ..Group::UNBOUNDED };
        let unnamed = (terms.is_open_ended || self.is_open_ended).then_some((Group::UNBOUNDED, self.rest));
        for (group, rest) in payers.0.into_iter().chain([(others, None)]).chain(unnamed) {
            let is_meant = rest.filter(|_| is_left).map(|rest| meant.has_rest(rest));
            flow.pour(&group, is_meant, open, payer.is_none().then_some(meant_all));
        }
        let edge = match asked {
            None => flow.network.edge(flow.whole, meant_all, Interval::ANYTHING),
            Some(it) => {
                let group = Group::of(it, [counted(&it.own, true), counted(&it.own, false)], terms);
                let rest = it.rest.filter(|_| is_left).map(|rest| meant.has_rest(rest.or_possible(it.is_up_to)));
                flow.pour_into_one(&group, rest, open, meant_all)
            }
        };
        flow.network.range(edge)
    }
}

/// At each level from the least that surely counts to the most that perhaps does.
fn by_level(range: impl Fn(Meant) -> Interval) -> Split {
    let [firm, committed, headline] = MoneyLevel::ALL.map(|level| {
        let least = range(Meant::Surely(level)).lower();
        Interval::new(least, range(Meant::Perhaps(level)).upper()).unwrap_or(Interval::exactly(least))
    });
    Split { firm, committed, headline }
}

/// The network of a deal's money.
struct Flow {
    network: Network,
    /// Where all money comes from.
    whole: Node,
    /// Where all payers' money goes to.
    paid: Node,
}

impl Flow {
    fn new(whole: Interval) -> Self {
        let mut network = Network::default();
        let [from, paid] = [(); 2].map(|()| network.node());
        network.edge(paid, from, whole);
        Self { network, whole: from, paid }
    }

    /// Lets payers take what is theirs. `rest` tells whether what they take of no tranche is meant, where they may.
    fn pour(&mut self, group: &Group, rest: Option<bool>, open: [Node; 2], meant_all: Option<Node>) {
        let [payers, more] = [(); 2].map(|()| self.network.node());
        let meant = meant_all.unwrap_or(self.whole);
        for (from, own) in [meant, self.whole].into_iter().zip(group.own) {
            self.network.edge(from, payers, own.into());
        }
        if group.takes_more {
            for open in open {
                self.network.edge(open, more, Interval::ANYTHING);
            }
            if let Some(is_meant) = rest {
                self.network.edge(if is_meant { meant } else { self.whole }, more, Interval::ANYTHING);
            }
        }
        self.network.edge(more, payers, Interval::at_least(group.needs));
        self.network.edge(payers, self.paid, group.total.into());
    }

    /// Lets one payer take what is its own, and returns the edge along which it takes what is meant.
    fn pour_into_one(&mut self, group: &Group, rest: Option<bool>, open: [Node; 2], meant: Node) -> Edge {
        let payer = self.network.node();
        let ends = [meant, payer];
        for (to, own) in ends.into_iter().zip(group.own) {
            self.network.edge(self.whole, to, own.into());
        }
        if group.takes_more {
            for (open, to) in open.into_iter().zip(ends) {
                self.network.edge(open, to, Interval::ANYTHING);
            }
            if let Some(is_meant) = rest {
                self.network.edge(self.whole, if is_meant { meant } else { payer }, Interval::ANYTHING);
            }
        }
        self.network.edge(payer, self.paid, group.total.into());
        self.network.edge(meant, payer, Interval::ANYTHING)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::id::EntityIx;
    use crate::model::record::{Party, Who};
    use crate::model::shelf::Placeholder as _;
    use crate::model::vocabulary::{Kind, Role, Status};

    /// The most of anything in the small worlds of these tests.
    const MOST: u128 = 5;

    /// A round by two investors, in cents.
    fn round(amount: &str, commits: [&str; 2], status: Status, tranches: Vec<Tranche>) -> Deal {
        let party = |position, role, commits: &str| {
            let who = Who::Entity(EntityIx::new(position));
            Party { who, role, commits: commits.parse().ok(), stake: None, with: Vec::new() }
        };
        let [one, two] = commits;
        let parties = vec![party(0, Role::Investee, ""), party(1, Role::Investor, one), party(2, Role::Investor, two)];
        Deal { kind: Kind::Investment, amount: amount.parse().ok(), status, parties, tranches, ..Deal::placeholder() }
    }

    fn tranche(amount: &str, by: Option<usize>, status: Option<Status>, on: &[&str]) -> Tranche {
        let (id, amount) = ("part".parse().expect("an id"), amount.parse().expect("money"));
        let on = on.iter().map(|text| (*text).to_owned()).collect();
        Tranche { id, amount, by: by.map(EntityIx::new), due: None, status, on, note: None }
    }

    /// Some money of a world: who pays it, how much, how certain as money of all and as that of its payer, and whether it may
    /// come to nothing by itself.
    type Paid = (usize, u128, [Certainty; 2], bool);

    /// Every way in which two payers may pay a deal, in whole cents, as far as all that is told fits.
    fn worlds(deal: &Deal, visit: &mut dyn FnMut(&[Paid])) {
        fn sizes(amount: Money) -> std::ops::RangeInclusive<u128> {
            let within = if amount.is_undisclosed() { Interval::ANYTHING } else { amount.interval() };
            within.lower()..=within.upper().unwrap_or(MOST).min(MOST)
        }
        fn parts(deal: &Deal, at: usize, paid: &mut Vec<Paid>, visit: &mut dyn FnMut(&[Paid])) {
            let Some(tranche) = deal.tranches.get(at) else { return rests(deal, paid, visit) };
            let part = Part::new(tranche.amount, Currency::USD, deal.certainty_of(tranche));
            for size in sizes(tranche.amount) {
                let of_first = match tranche.by.map(EntityIx::get) {
                    Some(1) => size..=size,
                    Some(_) => 0..=0,
                    None => 0..=size,
                };
                for first in of_first {
                    let may_be_nothing = part.size.lower() == 0;
                    paid.push((1, first, [part.certainty; 2], may_be_nothing));
                    paid.push((2, size - first, [part.certainty; 2], may_be_nothing));
                    parts(deal, at + 1, paid, visit);
                    paid.truncate(paid.len() - 2);
                }
            }
        }
        fn rests(deal: &Deal, paid: &mut Vec<Paid>, visit: &mut dyn FnMut(&[Paid])) {
            let is_up_to = |money: Option<Money>| money.is_some_and(|money| money.hedge() == Hedge::UpTo);
            let most = |payer: usize| if deal.amount.is_some() || deal.commits(payer).is_some() { MOST } else { 0 };
            for first in 0..=most(1) {
                for second in 0..=most(2) {
                    let rest = |payer, rest| {
                        let possible = is_up_to(deal.amount);
                        let of_one = possible || is_up_to(deal.commits(payer));
                        let is_stated = |money: Option<Money>| money.is_some_and(|money| !money.is_undisclosed());
                        let is_as_payers_say =
                            !is_stated(deal.amount) || is_stated(deal.commits(1)) && is_stated(deal.commits(2));
                        let of_all = possible || of_one && is_as_payers_say;
                        (payer, rest, [of_all, of_one].map(|possible| deal.certainty().or_possible(possible)), false)
                    };
                    paid.extend([rest(1, first), rest(2, second)]);
                    let by = |payer| paid.iter().filter(|it| payer == 0 || it.0 == payer).map(|it| it.1).sum::<u128>();
                    let fits = |whole: Option<Money>, sum| {
                        whole.is_none_or(|whole| {
                            whole.is_undisclosed() || whole.interval().contains(Interval::exactly(sum))
                        })
                    };
                    if fits(deal.amount, by(0)) && fits(deal.commits(1), by(1)) && fits(deal.commits(2), by(2)) {
                        visit(paid);
                    }
                    paid.truncate(paid.len() - 2);
                }
            }
        }
        parts(deal, 0, &mut Vec::new(), visit);
    }

    fn amount() -> impl Strategy<Value = &'static str> {
        let texts =
            ["", "", "USD 0.05", "USD 0.03", "up to USD 0.03", "at least USD 0.02", "USD 0.01..0.04", "undisclosed"];
        prop::sample::select(texts.to_vec())
    }

    fn part() -> impl Strategy<Value = Tranche> {
        let amount = amount().prop_filter("some", |text| !text.is_empty());
        let by = prop::sample::select(vec![None, Some(1), Some(2)]);
        let status = prop::option::of(prop::sample::select(Status::ALL.to_vec()));
        let part = |(amount, by, status, waits)| tranche(amount, by, status, if waits { &["an IPO"] } else { &[] });
        (amount, by, status, any::<bool>()).prop_map(part)
    }

    #[test]
    fn parts_of_open_size_leave_some_of_a_rounded_amount() {
        let firm = |amount: &str, status, part: &str, of_part| {
            let round = round(amount, ["", ""], status, vec![tranche(part, Some(1), Some(of_part), &[])]);
            Allocation::new(&round, Currency::USD).total().firm
        };
        let between = |lower, upper| Interval::new(lower, Some(upper)).expect("forwards");
        assert_eq!(firm("about USD 20", Status::Rumoured, "USD 10..20", Status::Closed), between(1_000, 2_000));
        assert_eq!(firm("about USD 19", Status::Reported, "at least USD 8", Status::Signed), between(800, 1_950));
        assert_eq!(firm("about USD 20", Status::Signed, "USD 10..20", Status::Cancelled), between(0, 1_050));
        assert_eq!(firm("about USD 20", Status::Reported, "about USD 20", Status::Signed), between(1_950, 2_050));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_500))]

        #[test]
        fn whatever_fits_all_that_is_told_is_within_what_is_told_and_its_ends_are_met(
            whole in amount(),
            commits in (amount(), amount()),
            tranches in prop::collection::vec(part(), 1..3),
            status in prop::sample::select(Status::ALL.to_vec()),
        ) {
            let deal = round(whole, [commits.0, commits.1], status, tranches);
            let Some(currency) = deal.money().stated().map(|stated| stated.currency) else { return Ok(()) };
            let allocation = Allocation::new(&deal, currency);
            // A range that tranches have as well is one number, which worlds do not know.
            let is_one = |whole: Option<Money>| whole.is_some_and(|whole| whole.hedge() == Hedge::Range);
            let is_told = |payer: &Payer| !payer.takes_more && !payer.commits.is_some_and(Interval::is_exact);
            if allocation.is_all_told && is_one(deal.amount) || allocation.payers.iter().any(is_told) {
                return Ok(());
            }
            let has_no_most = deal.tranches.iter().any(|tranche| tranche.amount.interval().upper().is_none());
            for level in MoneyLevel::ALL.into_iter().filter(|_| allocation.pays_whole(None)) {
                for meant in [Meant::Surely(level), Meant::Perhaps(level), Meant::Alone(level)] {
                    let at_hand = allocation.range_of_parts(meant);
                    prop_assert_eq!(at_hand, allocation.flow(None, meant, Terms::ALL), "{:?}", meant);
                }
            }
            let told = [allocation.total(), allocation.share(0), allocation.share(1)];
            let mut seen: [[Option<Interval>; 3]; 3] = Default::default();
            worlds(&deal, &mut |paid| {
                for (whom, seen) in seen.iter_mut().enumerate() {
                    let paid = paid.iter().filter(|it| whom == 0 || it.0 == whom);
                    for (level, seen) in MoneyLevel::ALL.into_iter().zip(seen) {
                        let (mut least, mut most) = (0, 0);
                        for (_, amount, [of_all, of_one], may_be_nothing) in paid.clone() {
                            let certainty = if whom == 0 { *of_all } else { *of_one };
                            least += if Meant::Surely(level).has(certainty, || *may_be_nothing) { *amount } else { 0 };
                            most += if Meant::Perhaps(level).has(certainty, || *may_be_nothing) { *amount } else { 0 };
                        }
                        let world = Interval::new(least, Some(most)).expect("forwards");
                        *seen = Some(seen.map_or(world, |seen| seen.hull(world)));
                    }
                }
            });
            for ((whom, told), seen) in told.into_iter().enumerate().zip(seen) {
                for (level, seen) in MoneyLevel::ALL.into_iter().zip(seen) {
                    let Some(seen) = seen else { continue };
                    prop_assert!(told.at(level).contains(seen), "{whom} {level:?}: {seen:?} is not in {told:?}");
                    // Others may pay as well where nobody states the whole, and may be parties that are not named; and worlds hold no
                    // more than so much of a tranche that has no most.
                    let is_bounded = !allocation.is_open_ended && !has_no_most && (whom == 0 || deal.commits(whom).is_some());
                    prop_assert!(!is_bounded || told.at(level).lower() == seen.lower(), "{whom} {level:?}: {seen:?} of {told:?}");
                    let has_most = deal.amount.is_some_and(|whole| whole.interval().upper().is_some());
                    prop_assert!(!has_most || told.at(level).upper() == seen.upper(), "{whom} {level:?}: {seen:?} of {told:?}");
                }
            }
        }
    }
}
