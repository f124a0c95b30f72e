//! What must hold within a deal and between deals: roles, pairs, amounts, order, references.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

use super::checker::{At, Checker, cycles};
use super::tree::Step;
use crate::model::{Assertion, Claim, Deal, DealIx, Hedge, Interval, Kind, Money, Role, Status, undivided};
use Step::{Field, Index};

/// Roles must be known to the kind and filled as it asks; pairs must be written out.
pub(super) fn check_roles(checker: &mut Checker, at: &At, deal: &Deal) {
    let spec = deal.kind.spec();
    let known = || -> Vec<&'static str> {
        spec.places.iter().flat_map(|place| place.roles.list()).map(|role| role.word()).collect()
    };
    let mut all_known = true;
    for (index, party) in deal.parties.iter().enumerate() {
        if spec.place_of(party.role).is_none() {
            all_known = false;
            let hint = Some(format!("roles of {}: {}", deal.kind, known().join(", ")));
            let message = format!("{} has no role {}", a_kind(deal.kind), party.role);
            checker.error_with(at, &[Field("parties"), Index(index), Field("role")], "unknown-role", message, hint);
        }
        let twice = deal
            .parties
            .iter()
            .take(index)
            .any(|earlier| earlier.role == party.role && earlier.who == party.who && party.who.entity().is_some());
        if twice {
            checker.error(
                at,
                &[Field("parties"), Index(index)],
                "duplicate-party",
                format!("this party is already {}", party.role),
            );
        }
    }
    for place in spec.places {
        let count = deal.count_in(place.roles);
        if all_known && !place.count.allows(count) {
            let named = place.roles.first().map_or("", |role| role.word());
            let message = format!("{} needs {} {named}; {count} given", a_kind(deal.kind), place.count.words());
            checker.error(at, &[Field("parties")], "missing-party", message);
        }
    }
    if !all_known {
        return;
    }
    for (index, party) in deal.parties.iter().enumerate() {
        for (rank, other) in party.with.iter().enumerate() {
            let opposite = deal.parties.iter().any(|it| {
                it.who.entity() == Some(*other) && (spec.is_symmetric() || !same_place(deal.kind, it.role, party.role))
            });
            if !opposite {
                let message = "the counterparty is no party on another side of this deal";
                checker.error(
                    at,
                    &[Field("parties"), Index(index), Field("with"), Index(rank)],
                    "not-a-party",
                    message,
                );
            }
        }
    }
    // Where both sides of a leg have several parties, they are four or more: no leg has a role on both.
    if deal.parties.len() < 4 {
        return;
    }
    for leg in spec.legs {
        let (givers, takers) = (deal.count_in(leg.from), deal.count_in(leg.to));
        if leg.from != leg.to && givers > 1 && takers > 1 && deal.pairs(&leg.from, &leg.to).is_empty() {
            let message = format!(
                "{givers} parties are {} and {takers} are {}: who deals with whom is not written",
                leg.from.first().map_or("", |role| role.word()),
                leg.to.first().map_or("", |role| role.word()),
            );
            let hint = Some("add `with: [\"…\"]` to the parties of one side".to_owned());
            checker.error_with(at, &[Field("parties")], "pairs-not-written", message, hint);
            break;
        }
    }
}

fn same_place(kind: Kind, one: Role, two: Role) -> bool {
    kind.spec().place_of(one).is_some_and(|place| place.roles.has(two))
}

fn a_kind(kind: Kind) -> String {
    let article = if kind.word().starts_with(['A', 'I']) { "an" } else { "a" };
    format!("{article} {kind}")
}

/// Tranches and commitments must fit into the amount, in its currency.
pub(super) fn check_amounts(checker: &mut Checker, at: &At, deal: &Deal) {
    if deal.kind != Kind::Investment {
        let fields = [
            ("instrument", deal.instrument.is_some()),
            ("pre_money", deal.pre_money.is_some()),
            ("post_money", deal.post_money.is_some()),
        ];
        for (field, _) in fields.into_iter().filter(|(_, given)| *given) {
            let message = format!("only an Investment has `{field}`; this is {}", a_kind(deal.kind));
            checker.error(at, &[Field(field)], "misplaced-field", message);
        }
    }
    for (index, clause) in deal.clauses.iter().enumerate() {
        if deal.clauses.iter().take(index).any(|earlier| earlier.id == clause.id) {
            let message = format!("the clause id \"{}\" is given twice", clause.id);
            checker.error(at, &[Field("clauses"), Index(index), Field("id")], "duplicate-id", message);
        }
    }
    // The total of an expansion that does not state it is known once all deals are.
    if deal.amount.is_some() || deal.expands.is_none_or(|expansion| expansion.by.is_none()) {
        check_parts(checker, at, deal);
    }
}

/// Tranches and commitments are in the currency of the amount, and fit into it.
fn check_parts(checker: &mut Checker, at: &At, deal: &Deal) {
    // Nearly all deals of large books have neither.
    if deal.tranches.is_empty() && deal.parties.iter().all(|party| party.commits.is_none()) {
        return;
    }
    let payers = deal.kind.payers();
    // One deal is told in one currency: the amount's, or where none is stated, that of its first part.
    let parts = deal.tranches.iter().map(|tranche| tranche.amount);
    let commitments = deal.parties.iter().filter_map(|party| party.commits);
    let leading = deal.amount.into_iter().chain(parts).chain(commitments).find(|amount| amount.currency().is_some());
    for (index, tranche) in deal.tranches.iter().enumerate() {
        let path = |field| [Field("tranches"), Index(index), Field(field)];
        if deal.tranches.iter().take(index).any(|earlier| earlier.id == tranche.id) {
            checker.error(at, &path("id"), "duplicate-id", format!("the tranche id \"{}\" is given twice", tranche.id));
        }
        if let Some(by) = tranche.by
            && !deal.in_roles(payers).any(|party| deal.entity_at(party) == Some(by))
        {
            checker.error(at, &path("by"), "not-a-party", "the paying party of this tranche pays nothing in this deal");
        }
        check_currency(checker, at, &path("amount"), leading, tranche.amount);
    }
    let in_currency = |amount: &Money| deal.amount.is_none_or(|whole| whole.currency() == amount.currency());
    let tranches = deal.tranches.iter().map(|tranche| tranche.amount);
    let tranches: Interval = tranches.filter(in_currency).map(Money::face).sum();
    if let Some((total, whole)) = over(deal.amount, tranches) {
        let message = format!("the tranches come to {total}, more than the amount, {whole}");
        checker.error(at, &[Field("tranches")], "tranche-over-amount", message);
    }
    let mut least = Interval::ZERO;
    for (index, party) in deal.parties.iter().enumerate() {
        let path = [Field("parties"), Index(index), Field("commits")];
        if let Some(commits) = party.commits {
            check_currency(checker, at, &path, leading, commits);
            if !payers.is_empty() && !payers.contains(&party.role) {
                let message = format!("{} puts nothing in; say what the other side commits", party.role);
                checker.error(at, &path, "misplaced-field", message);
            }
        }
        let own = deal.tranches.iter().filter(|tranche| tranche.by.is_some() && tranche.by == party.who.entity());
        let own = own.map(|tranche| tranche.amount).filter(in_currency);
        let (faces, leasts): (Vec<Interval>, Vec<Interval>) = own.map(|it| (it.face(), it.interval())).unzip();
        if let Some((total, commits)) = over(party.commits, faces.into_iter().sum()) {
            let message =
                format!("the tranches that this party pays come to {total}, more than the {commits} that it commits");
            checker.error(at, &path, "tranche-over-amount", message);
        }
        let commits = party.commits.filter(in_currency).map_or(Interval::ZERO, Money::interval);
        let of_tranches: Interval = leasts.into_iter().sum();
        least = least + if of_tranches.lower() > commits.lower() { of_tranches } else { commits };
    }
    // What one commits "up to" is a limit, which the amount need not hold.
    if let Some((total, whole)) = over(deal.amount, least) {
        let with_tranches = deal.tranches.iter().any(|tranche| tranche.by.is_some());
        let parts = if with_tranches { "commitments, and tranches of the others," } else { "commitments" };
        let message = format!("the {parts} come to {total}, more than the amount, {whole}");
        checker.error(at, &[Field("parties")], "commitments-over-amount", message);
    }
}

fn check_currency(checker: &mut Checker, at: &At, path: &[Step], whole: Option<Money>, part: Money) {
    if let (Some(whole), Some(part)) = (whole.and_then(Money::currency), part.currency())
        && whole != part
    {
        checker.error(at, path, "mixed-currency", format!("{part} here, and {whole} for the whole deal"));
    }
}

/// The least that parts come to, and the whole, where that exceeds the most that the whole can be.
fn over(whole: Option<Money>, parts: Interval) -> Option<(Money, Money)> {
    let (whole, currency) = whole.and_then(|whole| Some((whole, whole.currency()?)))?;
    let is_over = whole.interval().upper().is_some_and(|most| parts.lower() > most);
    is_over.then(|| (Money::exactly(currency, parts.lower()), whole))
}

pub(super) fn check_order(checker: &mut Checker, at: &At, deal: &Deal) {
    for (later_index, pair) in (1..).zip(deal.history.windows(2)) {
        if let [earlier, later] = pair
            && later.date.last() < earlier.date.first()
        {
            checker.error(
                at,
                &[Field("history"), Index(later_index), Field("date")],
                "bad-history",
                "the history runs backwards",
            );
        }
    }
    if let Some(last) = deal.history.last()
        && last.status != deal.status
    {
        let message = format!("the history ends with {}, and the status is {}", last.status, deal.status);
        checker.error(at, &[Field("status")], "bad-history", message);
    }
}

/// Deals by their places in the book; of a large book only those that matter need be there.
pub(super) trait Placed {
    /// How many the book has.
    fn count(&self) -> usize;
    /// The deal at a place, if it is there.
    fn at(&self, position: usize) -> Option<&Deal>;
    /// The deal at a place, to be changed.
    fn at_mut(&mut self, position: usize) -> Option<&mut Deal>;
    /// The places of those that are there, in order.
    fn positions(&self) -> Vec<usize>;
}

impl Placed for Vec<Deal> {
    fn count(&self) -> usize {
        self.len()
    }

    fn at(&self, position: usize) -> Option<&Deal> {
        self.get(position)
    }

    fn at_mut(&mut self, position: usize) -> Option<&mut Deal> {
        self.get_mut(position)
    }

    fn positions(&self) -> Vec<usize> {
        (0..self.len()).collect()
    }
}

/// Checks what deals say of each other, once all are known, and fills in the amounts of expansions. `place` tells
/// where a deal stands.
pub(super) fn check_references(checker: &mut Checker, deals: &mut impl Placed, place: impl Fn(usize) -> Option<At>) {
    let mut told = refuse_cycles(checker, deals, &place, "part_of", |deal| deal.part_of);
    told.extend(refuse_cycles(checker, deals, &place, "expands", |deal| deal.expands.map(|expansion| expansion.deal)));
    told.extend(refuse_cycles(checker, deals, &place, "supersedes", |deal| deal.supersedes.first().copied()));
    refuse_mixed_cycles(checker, deals, &place, &told);
    let mut expanded_by: BTreeMap<DealIx, usize> = BTreeMap::new();
    for position in deals.positions() {
        let Some((deal, expansion)) = deals.at(position).and_then(|deal| Some((deal, deal.expands?))) else {
            continue;
        };
        let Some(at) = place(position) else { continue };
        let old = deals.at(expansion.deal.get());
        if let Some(other) = expanded_by.insert(expansion.deal, position).and_then(|other| deals.at(other)) {
            let message = format!("\"{}\" expands the same deal; both totals would count it", other.id);
            let hint = Some("expand the later total, so that the deals form one chain".to_owned());
            checker.error_with(&at, &[Field("expands"), Field("deal")], "expanded-twice", message, hint);
        }
        let plain = |amount: &Money| matches!(amount.hedge(), Hedge::Exact | Hedge::About | Hedge::Range);
        let before = old.and_then(|old| old.amount);
        let total = expansion.by.zip(before).and_then(|(by, before)| by.plus(before));
        let doubt = old.and_then(|old| doubt_of_total(old, deal.status));
        let is_plain = expansion.by.zip(before).is_some_and(|(by, before)| plain(&by) && plain(&before));
        let derivable = is_plain && doubt.is_none();
        let stated = deal.amount.is_some() || expansion.by.is_none();
        match (deal.amount, expansion.by, total) {
            (None, Some(_), Some(total)) if derivable => {
                if let Some(deal) = deals.at_mut(position) {
                    deal.amount = Some(total);
                }
            }
            (None, Some(by), _) => {
                let why = doubt.filter(|_| is_plain).map_or_else(String::new, |why| format!(": {why}"));
                let message = format!("the new total cannot be told from the expanded deal and {by} alone{why}");
                let hint = Some("write `amount`: the new total, in the currency of the expanded deal".to_owned());
                checker.error_with(&at, &[Field("expands")], "bad-expansion", message, hint);
            }
            (Some(amount), Some(_), Some(total)) if !amount.interval().overlaps(total.interval()) => {
                let message = format!("the amount is {amount}, but the expanded deal and `by` come to {total}");
                let hint = Some("`amount` is the new total; `by` is what this deal adds".to_owned());
                checker.error_with(&at, &[Field("amount")], "bad-expansion", message, hint);
            }
            _ => {}
        }
        if !stated && let Some(deal) = deals.at(position) {
            check_parts(checker, &at, deal);
        }
    }
}

/// Why the amount of a deal, with more added to it, is not what the enlarged deal is known to come to.
fn doubt_of_total(old: &Deal, new: Status) -> Option<&'static str> {
    let whole = old.amount.map(|amount| undivided(old.kind, old.status, amount));
    let in_other_words = |claim: &Claim| {
        claim.says.as_ref().is_some_and(|said| match &said.assertion {
            Assertion::Amount(told) => Some(*told) != old.amount,
            Assertion::NoTranches => !old.tranches.is_empty(),
            Assertion::Status(status) => *status < Status::Announced && new >= Status::Announced,
            Assertion::TrancheConditions(rank, on) => {
                let is_paid = old.tranches.get(*rank).is_some_and(|tranche| tranche.status == Some(Status::Closed));
                !on.is_empty() && !is_paid
            }
            Assertion::TrancheAmount(..) | Assertion::TrancheStatus(..) => true,
            _ => false,
        })
    };
    if old.status.is_ended() && old.status != Status::Superseded {
        Some("that one has ended")
    } else if old.status < Status::Announced && new >= Status::Announced {
        Some("that one is only reported")
    } else if whole.is_some_and(|whole| whole != old.money()) {
        Some("not all of that one is as certain as the rest of it")
    } else if old.claims.iter().any(in_other_words) {
        Some("sources tell otherwise how much that one is, or how certain")
    } else {
        None
    }
}

/// Refuses cycles of one field; returns the deals at which they are told.
fn refuse_cycles(
    checker: &mut Checker,
    deals: &impl Placed,
    place: impl Fn(usize) -> Option<At>,
    field: &'static str,
    next: impl Fn(&Deal) -> Option<DealIx>,
) -> Vec<usize> {
    let starts = cycles(deals.count(), |position| deals.at(position).and_then(&next).map(DealIx::get));
    for at in starts.iter().filter_map(|start| place(*start)) {
        let message = format!("following `{field}` leads back to this deal");
        checker.error(&at, &[Field(field)], "deal-cycle", message);
    }
    starts
}

/// Refuses deals that come to be inside of themselves by several fields: nobody could say which of them counts.
fn refuse_mixed_cycles(
    checker: &mut Checker,
    deals: &impl Placed,
    place: impl Fn(usize) -> Option<At>,
    told: &[usize],
) {
    let mut inside: DiGraphMap<usize, ()> = DiGraphMap::new();
    for position in deals.positions() {
        let Some(deal) = deals.at(position) else { continue };
        if let Some(umbrella) = deal.part_of {
            inside.add_edge(position, umbrella.get(), ());
        }
        for old in deal.older() {
            inside.add_edge(old.get(), position, ());
        }
    }
    let is_cycle = |knot: &Vec<usize>| knot.len() > 1 || knot.iter().any(|it| inside.contains_edge(*it, *it));
    let knots = tarjan_scc(&inside).into_iter().filter(is_cycle);
    let starts: BTreeSet<usize> = knots
        .filter(|knot| !knot.iter().any(|it| told.contains(it)))
        .filter_map(|knot| knot.into_iter().min())
        .collect();
    for at in starts.into_iter().filter_map(place) {
        let message = "`part_of`, `expands` and `supersedes` together lead from this deal back to it";
        checker.error(&at, &[], "deal-cycle", message);
    }
}
