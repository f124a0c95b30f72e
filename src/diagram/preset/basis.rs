//! What a picture rests on: the deals it tells, and the money that it tells or was chosen by.

use std::collections::{BTreeMap, BTreeSet};

use super::amounts::Amounts;
use super::pens::Pens;
use super::sums::Told;
use crate::graph::{DealGraph, Overlap, Tally};
use crate::model::{Currency, DealIx, Money, Rate, Stated};
use crate::query::words::listed;
use crate::report::count;

/// So many amounts that labels have no room for are told below a picture; of more, how many they are.
const MOST_IN_FULL: usize = 4;

/// So many deals inside of others in another currency are told below a picture; of more, how many they are.
const MOST_OVERLAPS: usize = 3;

/// What a picture rests on, for its legend and its footnotes.
#[derive(Debug, Clone, Default)]
pub(super) struct Basis {
    /// The deals drawn.
    pub(super) deals: BTreeSet<DealIx>,
    /// The currencies of money that is told beside theirs, or that chose what is shown.
    pub(super) currencies: BTreeSet<Currency>,
    /// The deals that no sum of an entity has, since nobody says who of several pays or gets which part of their money.
    pub(super) undivided: BTreeSet<DealIx>,
    /// The deals that the sums told at entities count, but for those drawn besides those of the picture.
    pub(super) summed: BTreeSet<DealIx>,
    /// What the sums told at entities are.
    pub(super) sums: Told,
    /// What is told in one currency and is part of what is told beside it in another.
    pub(super) overlaps: Vec<Overlap>,
    /// What labels tell in part: who, and all of the money there.
    in_full: Vec<String>,
    /// Whether no money is told, so that nothing need be said of how it is counted.
    pub(super) is_moneyless: bool,
    /// The widths of lines, where they go by money.
    pub(super) pens: Option<Pens>,
}

/// Money that something was chosen by, as far as it is not in the currency of comparison.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Ranked {
    /// The currencies of it.
    currencies: BTreeSet<Currency>,
    /// Those that no rate leads from.
    apart: BTreeSet<Currency>,
    /// The deals of what has money in these.
    deals: BTreeSet<DealIx>,
}

impl Ranked {
    /// Some money of some deals; absent where all of it is in the currency of comparison.
    pub(super) fn of(graph: &DealGraph<'_>, money: &Tally, deals: &[DealIx]) -> Option<Box<Self>> {
        let compared = graph.ranking().currency();
        let is_other = |currency: &&Currency| **currency != compared;
        let currencies: BTreeSet<Currency> = money.totals.keys().filter(is_other).copied().collect();
        if currencies.is_empty() {
            return None;
        }
        let apart = Amounts::of(graph, money).apart();
        let deals = if apart.is_empty() { BTreeSet::new() } else { deals.iter().copied().collect() };
        Some(Box::new(Self { currencies, apart, deals }))
    }

    /// All of some.
    pub(super) fn all(all: impl IntoIterator<Item = Option<Box<Self>>>) -> Self {
        let mut ranked = Self::default();
        for mut one in all.into_iter().flatten() {
            ranked.currencies.append(&mut one.currencies);
            ranked.apart.append(&mut one.apart);
            ranked.deals.append(&mut one.deals);
        }
        ranked
    }

    /// What was chosen by it is not all that there is: says in the basis which currencies were looked at, and returns what
    /// must be said of money that could be compared with none, unless all of it is drawn.
    pub(super) fn choosing(&self, graph: &DealGraph<'_>, basis: &mut Basis) -> Option<String> {
        self.choosing_as(graph, basis, |currencies| format!("Money in {currencies} was ranked last"))
    }

    /// The same, with what is said of how money of the currencies that stand apart was ranked.
    pub(super) fn choosing_as(
        &self,
        graph: &DealGraph<'_>,
        basis: &mut Basis,
        ranked: impl Fn(&str) -> String,
    ) -> Option<String> {
        basis.currencies.extend(self.currencies.difference(&self.apart));
        let mut apart: Vec<DealIx> = Vec::new();
        let mut money = Vec::new();
        let deals: Vec<DealIx> = self.deals.iter().copied().collect();
        graph.told().look_at(&deals, |index, deal| {
            let known = deal.money();
            let is_apart = |code: Option<Currency>| code.is_some_and(|code| self.apart.contains(&code));
            let commits = || deal.parties.iter().filter_map(|party| party.commits);
            if is_apart(known.stated().map(|stated| stated.currency)) {
                money.push((index, known));
                apart.push(index);
            } else if commits().any(|commits| is_apart(commits.currency())) {
                apart.push(index);
            }
        });
        let drawn = apart.iter().filter(|deal| basis.deals.contains(deal)).count();
        if drawn == apart.len() {
            return None;
        }
        let of = Amounts::of(graph, &Tally::of(graph.told(), money)).words();
        let of = if of.is_empty() { of } else { format!(" of {of}") };
        let of_them = match (drawn, apart.len()) {
            (0, 1) => "it is not drawn".to_owned(),
            (0, _) => "none of them is drawn".to_owned(),
            (1, _) => "1 of them is drawn".to_owned(),
            (drawn, _) => format!("{drawn} of them are drawn"),
        };
        Some(format!(
            "{}, as the book has no rate to {} for it: {}{of}; {of_them}.",
            ranked(&codes(&self.apart)),
            name(graph.ranking().currency()),
            count(apart.len(), "deal", "deals"),
        ))
    }
}

impl Basis {
    /// What a picture of some deals rests on, where its lines all have one width.
    pub(super) fn of(deals: impl IntoIterator<Item = DealIx>) -> Self {
        Self { deals: deals.into_iter().collect(), ..Self::default() }
    }

    /// What a picture of some deals rests on that tells no money.
    pub(super) fn moneyless(deals: impl IntoIterator<Item = DealIx>) -> Self {
        Self { is_moneyless: true, ..Self::of(deals) }
    }

    /// Adds all the money of which a label tells but a part; absent where it tells all.
    pub(super) fn tell_in_full(&mut self, whose: &str, full: Option<String>) {
        self.in_full.extend(full.map(|full| format!("{whose} {full}")));
    }

    /// Tells what labels have no room for.
    pub(super) fn full_line(&self) -> Option<String> {
        let (told, more) = self.in_full.split_at(self.in_full.len().min(MOST_IN_FULL));
        let more = if more.is_empty() { String::new() } else { format!("; and {} more", more.len()) };
        (!told.is_empty()).then(|| format!("In full: {}{more}.", told.join("; ")))
    }

    /// Adds what must be said of amounts that are told.
    pub(super) fn tell(&mut self, told: impl IntoIterator<Item = Amounts>) {
        told.into_iter().for_each(|amounts| self.overlaps.extend(amounts.overlaps()));
    }

    /// Says what the sums of entities are, where they are not simply all of their money.
    pub(super) fn sums_line(&self) -> Option<String> {
        let Told { is_promised, is_contingent, is_range, is_open } = self.sums;
        let uncertain = match (is_promised, is_contingent) {
            (false, false) => None,
            (true, false) => Some("what is promised"),
            (false, true) => Some("what hangs on conditions or is only reported"),
            (true, true) => Some("what is promised, hangs on conditions or is only reported"),
        };
        let uncertain = uncertain.map(|what| format!("Sums at entities are not all firm: they count {what} as well."));
        let ends = match (is_range, is_open) {
            (false, false) => None,
            (true, false) => Some("A sum runs from the least to the most that is told."),
            (false, true) => Some("“+” in a sum: nobody says how much some of it is at most."),
            (true, true) => Some(
                "A sum runs from the least to the most that is told, with “+” where nobody says how much some of it is at most.",
            ),
        }
        .map(str::to_owned);
        let undivided = (!self.undivided.is_empty()).then(|| {
            let are = if self.undivided.len() == 1 { "is" } else { "are" };
            let deals = count(self.undivided.len(), "deal", "deals");
            format!("{deals} {are} not in the sums of some parties: nobody says who of several has which part.")
        });
        let is_of_others = !self.summed.is_subset(&self.deals);
        let whose = is_of_others.then(|| "Sums at entities are of all their deals, drawn here or not.".to_owned());
        let lines: Vec<String> = whose.into_iter().chain(uncertain).chain(ends).chain(undivided).collect();
        (!lines.is_empty()).then(|| lines.join(" "))
    }

    /// Says which money that is told is part of other money that is told beside it, so that nobody adds the two.
    pub(super) fn overlap_line(&self, graph: &DealGraph<'_>) -> Option<String> {
        let short = |it: Stated| Money::from_interval(it.currency, it.split.headline).short();
        let id = |deal: DealIx| &graph.book().deal(deal).id;
        let mut pairs: BTreeMap<_, &Overlap> = BTreeMap::new();
        for it in &self.overlaps {
            pairs.entry((it.inner, it.outer, it.currencies())).or_insert(it);
        }
        let told = pairs.values().take(MOST_OVERLAPS).map(|it| {
            format!("{} is inside of {} ({} in {})", short(it.part), short(it.of), id(it.inner), id(it.outer))
        });
        let told: Vec<String> = told.collect();
        let more = pairs.len() - told.len();
        let more = if more == 0 { String::new() } else { format!(", and {more} more like it") };
        (!told.is_empty()).then(|| format!("Not to be added up: {}{more}.", listed(&told)))
    }

    /// Says which currencies were converted, and which could not be.
    pub(super) fn currency_line(&self, graph: &DealGraph<'_>) -> Option<String> {
        let deals = self.deals.iter().filter(|_| !self.is_moneyless);
        let of_deals = deals.filter_map(|deal| graph.told().deal(*deal)?.money().stated());
        let mut told: BTreeSet<Currency> = of_deals.map(|stated| stated.currency).collect();
        told.extend(&self.currencies);
        let measure = graph.ranking().currency();
        let (mut rates, mut apart): (Vec<&Rate>, BTreeSet<Currency>) = (Vec::new(), BTreeSet::new());
        for currency in told.iter().filter(|currency| **currency != measure) {
            match graph.ranking().rate_from(*currency) {
                Some(rate) => rates.push(rate),
                None => drop(apart.insert(*currency)),
            }
        }
        let mut said = Vec::new();
        if !rates.is_empty() {
            let rates: Vec<String> =
                rates.iter().map(|rate| format!("{}/{} of {}", rate.from, rate.to, rate.date)).collect();
            said.push(format!("Converted to {} at the book's rates: {}.", name(measure), rates.join(", ")));
        }
        if !apart.is_empty() && told.len() > 1 && !self.is_moneyless {
            let widths = if self.pens.is_some() { " and in no width of a line" } else { "" };
            said.push(format!(
                "Amounts in {} stand apart, in no sum with {measure}{widths}: the book has no rate to {measure} for them.",
                codes(&apart),
                measure = name(measure)
            ));
        }
        (!said.is_empty()).then(|| said.join(" "))
    }
}

fn codes(currencies: &BTreeSet<Currency>) -> String {
    currencies.iter().map(Currency::code).collect::<Vec<_>>().join(", ")
}

fn name(currency: Currency) -> String {
    if currency == Currency::USD { "dollars".to_owned() } else { currency.to_string() }
}
