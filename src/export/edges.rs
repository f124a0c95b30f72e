//! The edges of a graph: one row a leg. What the legs of a deal share is written into the row once for all of them.

use std::collections::BTreeMap;

use super::ids::Ids;
use super::owners::Owners;
use super::row::Row;
use super::table::Column;
use super::web::everything;
use crate::graph::{DealGraph, Leg};
use crate::model::kind::KINDS;
use crate::model::{
    Currency, Deal, DealIx, EntityIx, Flow, Hedge, Interval, Kind, Money, MoneyLevel, PartialDate, Period, SourceIx,
    Split, Stated, Status,
};

/// Positions of the columns.
pub(super) const ID: usize = 0;
pub(super) const SOURCE: usize = 1;
pub(super) const TARGET: usize = 2;
pub(super) const LABEL: usize = 3;
pub(super) const INTERACTION: usize = 4;
pub(super) const WEIGHT: usize = 5;
pub(super) const DEAL: usize = 6;
pub(super) const KIND: usize = 7;
pub(super) const FLOW: usize = 8;
pub(super) const SOURCE_ROLE: usize = 9;
pub(super) const TARGET_ROLE: usize = 10;
const STAKE: usize = 11;
const INSTRUMENT: usize = 12;
pub(super) const AMOUNT: usize = 13;
const PERIOD: usize = 14;
pub(super) const SYMMETRIC: usize = 15;
pub(super) const STATUS: usize = 16;
pub(super) const ANNOUNCED: usize = 17;
pub(super) const START: usize = 18;
pub(super) const END: usize = 19;
pub(super) const COUNTED_IN: usize = 20;
const SOURCES: usize = 21;
pub(super) const CURRENCY: usize = 22;
pub(super) const MONEY: usize = 23;
pub(super) const FIRM: usize = 25;
const COMMITTED: usize = 27;
const HEADLINE: usize = 29;
pub(super) const WIDTH: usize = 31;

/// The columns.
pub(super) fn columns() -> Vec<Column> {
    let mut columns = vec![
        Column::text("id", "deal:flow:giver-taker, the same in every view"),
        Column::text("source", "id of the giver"),
        Column::text("target", "id of the taker"),
        Column::text("label", "title of the deal"),
        Column::text("interaction", "kind of the deal and what moves, as one phrase"),
        Column::whole(
            "weight",
            "1 where no dollar amount is stated, else the digits of its most, in whole dollars, plus 1",
        ),
        Column::text("deal", "id of the deal"),
        Column::text("kind", "kind of the deal"),
        Column::text("flow", "Money, Goods, Equity, Rights, Control or None"),
        Column::text("source_role", "what the giver is in the deal"),
        Column::text("target_role", "what the taker is in the deal"),
        Column::text("stake", "the share that the taker comes to hold; absent where none is stated"),
        Column::text("instrument", "what an investment gives; absent where nobody says"),
        Column::text("amount", "the amount of the whole deal, as a book writes it; absent where none is stated"),
        Column::text("period", "when the deal holds, from..until; absent where not stated"),
        Column::flag("symmetric", "whether source and target could change places (rivals, partners)"),
        Column::text("status", "how far the deal has come"),
        Column::text("announced", "when it became public: a year, month or day"),
        Column::text("start", "first day of its period, or of its announcement; absent where neither is known"),
        Column::text("end", "last day of its period; absent where open"),
        Column::text("counted_in", "deal that counts in the place of this one; absent where it counts itself"),
        Column::text("sources", "ids of the sources that tell it, joined by \"; \""),
        Column::text("money_currency", "ISO 4217 code of the money that moves along this leg; absent where unstated"),
    ];
    columns.extend(Column::interval("money", "the money at the level of the view, in minor units (cents)"));
    columns.extend(Column::interval("firm", "what is paid or owed without condition, in minor units"));
    columns.extend(Column::interval("committed", "firm and promised, in minor units"));
    columns.extend(Column::interval("headline", "committed and contingent, in minor units"));
    columns
}

/// How much of a graph is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Every leg, and every column.
    Whole,
    /// Of the legs of a deal between two parties those that move money, or else the first; and of the columns those of
    /// [`BRIEF`].
    Brief,
}

/// The columns that a brief edge has.
pub(super) const BRIEF: &[usize] =
    &[ID, SOURCE, TARGET, WEIGHT, KIND, FLOW, AMOUNT, SYMMETRIC, STATUS, START, COUNTED_IN, CURRENCY, MONEY, MONEY + 1];

/// What every row is made with.
pub(super) struct Edges<'g, 'b> {
    pub graph: &'g DealGraph<'b>,
    pub extent: Extent,
    pub owners: Owners,
    sources: Ids,
    /// For each deal that another one counts in the place of, the id of that other one.
    absorbed: BTreeMap<DealIx, String>,
    /// For each kind and what it moves the two as one phrase.
    interactions: BTreeMap<(Kind, Flow), String>,
}

impl<'g, 'b> Edges<'g, 'b> {
    pub(super) fn new(graph: &'g DealGraph<'b>, extent: Extent) -> Self {
        let (book, sections) = (graph.book(), graph.book().sections());
        let id = |deal: DealIx| book.deal(deal).id.to_string();
        let absorbed = absorbed(graph).into_iter().map(|(deal, instead)| (deal, id(instead))).collect();
        let entities = Ids::read(|tell| sections.entities.each_raw(0, book.entity_count(), tell));
        let sources = Ids::read(|tell| sections.sources.each_raw(0, book.source_count(), tell));
        let legs = KINDS.iter().flat_map(|spec| spec.legs.iter().map(|leg| (spec.kind, leg.flow)));
        let interactions = legs.map(|(kind, flow)| ((kind, flow), interaction(kind, flow))).collect();
        let owners = Owners::new(graph, entities);
        Self { graph, extent, owners, sources, absorbed, interactions }
    }

    /// Whether no other deal counts in the place of one.
    #[inline]
    pub(super) fn counts_itself(&self, deal: DealIx) -> bool {
        self.absorbed.is_empty() || !self.absorbed.contains_key(&deal)
    }

    /// Sets what all legs of a deal share, as far as a brief edge has it.
    #[inline]
    pub(super) fn fill_deal<'e>(
        &'e self,
        index: DealIx,
        (kind, status): (Kind, Status),
        start: Option<PartialDate>,
        row: &mut Row<'e>,
    ) {
        row.clear();
        row.word(KIND, Some(kind.word()));
        let is_symmetric = kind.spec().is_symmetric();
        row.flag(SYMMETRIC, is_symmetric);
        if !is_symmetric {
            row.repeats(SYMMETRIC);
        }
        row.word(STATUS, Some(status.word()));
        row.day(START, start.map(PartialDate::first));
        row.word(COUNTED_IN, self.absorbed.get(&index).map(String::as_str));
    }

    /// Sets what else all legs of a deal share.
    pub(super) fn fill_deal_further(&self, deal: &Deal, row: &mut Row, sources: &mut Vec<SourceIx>) {
        row.text(LABEL, &deal.title);
        row.made(DEAL, |text| text.push_str(deal.id.as_str()));
        row.word(INSTRUMENT, deal.instrument.map(crate::model::Instrument::word));
        row.amount(AMOUNT, deal.amount.as_ref());
        row.display(PERIOD, deal.period);
        row.date(ANNOUNCED, deal.announced);
        if deal.period.is_none() && deal.announced.is_some_and(|announced| announced.day().is_some()) {
            row.repeats(ANNOUNCED);
        }
        row.day(END, deal.period.and_then(Period::until).map(PartialDate::last));
        sources.clear();
        sources.extend(deal.claims.iter().map(|claim| claim.source));
        sources.sort_unstable();
        sources.dedup();
        row.texts(SOURCES, sources.iter().map(|source| self.sources.get(source.get())));
    }

    /// Sets what is a leg's own, as far as a brief edge has it, its id apart: the ids of its ends, what moves, and how much.
    #[inline]
    pub(super) fn fill_leg<'e>(
        &'e self,
        [from, to]: [&'e [u8]; 2],
        flow: Flow,
        stated: Option<&Stated>,
        row: &mut Row<'e>,
    ) {
        row.id(SOURCE, from);
        row.id(TARGET, to);
        row.whole(WEIGHT, stated.map_or(1, |stated| self.weight(stated)));
        row.word(FLOW, Some(flow.word()));
        match stated {
            None => row.absent(CURRENCY),
            Some(&Stated { currency: Currency::USD, .. }) => row.word(CURRENCY, Some("USD")),
            Some(Stated { currency, .. }) => row.made(CURRENCY, |text| text.push_str(currency.code())),
        }
        row.interval(MONEY, stated.map(|stated| stated.split.at(self.graph.view().money)));
    }

    /// Sets what a leg has besides what a brief edge has of it.
    pub(super) fn fill_leg_further<'e>(&'e self, deal: &Deal, leg: Leg, stated: Option<&Stated>, row: &mut Row<'e>) {
        row.word(INTERACTION, self.interactions.get(&(leg.kind, leg.flow)).map(String::as_str));
        let [giver, taker] = [leg.from, leg.to].map(|party| deal.parties.get(usize::from(party)));
        row.word(SOURCE_ROLE, giver.map(|party| party.role.word()));
        row.word(TARGET_ROLE, taker.map(|party| party.role.word()));
        row.display(STAKE, taker.and_then(|party| party.stake));
        row.interval(FIRM, stated.map(|stated| stated.split.firm));
        row.interval(COMMITTED, stated.map(|stated| stated.split.committed));
        row.interval(HEADLINE, stated.map(|stated| stated.split.headline));
        if let Some(Stated { split, .. }) = stated
            && split.firm == split.committed
            && split.committed == split.headline
        {
            (FIRM..WIDTH).for_each(|column| row.repeats(column));
        }
    }

    /// Sets the amount of the deal, which says nothing new where the money of the leg is exactly that.
    #[inline]
    pub(super) fn fill_amount(&self, amount: Option<&Money>, stated: Option<&Stated>, pays_alone: bool, row: &mut Row) {
        let level = self.graph.view().money;
        let is_said = || match (amount, stated) {
            (Some(amount), Some(stated)) => is_exactly(amount, stated, level),
            _ => false,
        };
        match (self.extent, pays_alone && is_said()) {
            (Extent::Brief, true) => row.absent(AMOUNT),
            (Extent::Brief, false) => row.amount(AMOUNT, amount),
            (Extent::Whole, true) => row.repeats(AMOUNT),
            (Extent::Whole, false) => row.speaks(AMOUNT),
        }
    }
}

impl Edges<'_, '_> {
    /// The weight of a leg along which money moves. Other currencies count where the book has a rate to dollars.
    #[inline]
    fn weight(&self, &Stated { currency, ref split }: &Stated) -> i64 {
        let level = self.graph.view().money;
        let dollars: Interval = if currency == Currency::USD {
            split.at(level)
        } else {
            let rates = self.graph.rates();
            rates.convert(*split, currency, Currency::USD).map_or(Interval::ZERO, |split| split.at(level))
        };
        digits(dollars.most_known())
    }

    /// The same of money that is exactly so many minor units, at each level.
    #[inline]
    pub(super) fn weight_of(&self, currency: Currency, minor: u64) -> i64 {
        if currency == Currency::USD {
            return digits(minor.into());
        }
        let all = Interval::exactly(minor.into());
        self.weight(&Stated { currency, split: Split { firm: all, committed: all, headline: all } })
    }
}

/// Whether money at a level is exactly an amount.
#[inline]
fn is_exactly(amount: &Money, Stated { currency, split }: &Stated, level: MoneyLevel) -> bool {
    amount.hedge() == Hedge::Exact && amount.currency() == Some(*currency) && amount.interval() == split.at(level)
}

/// What a kind of deal moves, as one phrase.
fn interaction(kind: Kind, flow: Flow) -> String {
    if flow == Flow::None { kind.word().to_owned() } else { format!("{} {}", kind.word(), flow.word()) }
}

/// Keeps of the legs between any two entities those that move money, or else the first; puts them in order of pair.
pub(super) fn thin(drawn: &mut Vec<(EntityIx, EntityIx, Leg)>) {
    let pair = |giver: EntityIx, taker: EntityIx| (giver.min(taker), giver.max(taker));
    let key = |(giver, taker, leg): &(EntityIx, EntityIx, Leg)| (pair(*giver, *taker), leg.flow != Flow::Money);
    // Most deals have two parties, and their legs stand in this order.
    if !drawn.is_sorted_by_key(key) {
        drawn.sort_by_key(key);
    }
    let mut last = None;
    drawn.retain(|(giver, taker, leg)| {
        let pair = Some(pair(*giver, *taker));
        let is_first = std::mem::replace(&mut last, pair) != pair;
        is_first || leg.flow == Flow::Money
    });
}

/// For each deal that another one counts in the place of, that other one.
pub(super) fn absorbed(graph: &DealGraph<'_>) -> BTreeMap<DealIx, DealIx> {
    // Most large books have no deals inside of others, and then there is nothing to add up.
    if graph.book().absorbed().next().is_none() {
        return BTreeMap::new();
    }
    everything(graph).absorbed.into_iter().collect()
}

/// A weight for layouts: how many digits whole dollars have, so that a billion outweighs a million without hiding it.
#[inline]
fn digits(cents: u128) -> i64 {
    // Nearly all amounts fit 64 bits, where dividing is quick.
    let digits =
        u64::try_from(cents).map_or_else(|_| (cents / 100).checked_ilog10(), |cents| (cents / 100).checked_ilog10());
    digits.map_or(1, |log| i64::from(log) + 2)
}
