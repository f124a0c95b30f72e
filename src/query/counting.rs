//! How a deal counts in totals, in words and as data.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::relation::{Relation, relations};
use super::weaker_pieces::weaker_pieces_note;
use super::words::{listed, listed_by};
use crate::graph::{Overlap, Rates, Standing, Tally, Told, standing};
use crate::model::{Book, Currency, Deal, DealIx, Known, MoneyLevel, Split, Stated, Tranche};
use crate::report::{Section, money_cell, tally_cell};

/// How one deal counts, ready to be told.
pub struct Counting<'t, 'b> {
    told: &'t Told<'b>,
    standing: Standing,
}

impl<'t, 'b> Counting<'t, 'b> {
    /// How `deal` counts in totals of a view.
    pub fn new(told: &'t Told<'b>, deal: DealIx) -> Self {
        Self { told, standing: standing(told, deal) }
    }

    /// Fields of the deal's table, as far as others stand inside or around it.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let book = self.told.book;
        let deal = self.standing.deal;
        let mut facts: Vec<(&'static str, String)> = Vec::new();
        if self.standing.holds() {
            facts.push(("counted with those inside", tally_words(&self.standing.together)));
        } else if self.standing.elsewhere.len() < self.standing.inside.len() {
            facts.push(("those inside, by themselves", tally_words(&self.standing.together)));
        }
        for (name, relation) in [
            ("piece of", Relation::Piece),
            ("in the place of a piece of", Relation::InPlaceOfPiece),
            ("enlarged by", Relation::Enlarged),
            ("replaced by", Relation::Replaced),
        ] {
            let outer = book.absorbed_by(deal).filter(|outer| relations(book, deal, *outer).contains(&relation));
            facts.push((name, ids(book, outer)));
        }
        facts.push(("counted in", ids(book, self.standing.counts_in().into_iter())));
        facts
    }

    /// The deals inside of it, with what each comes to; absent where there are none.
    pub fn section(&self) -> Option<Section> {
        let book = self.told.book;
        let columns = ["deal", "is", "status", "#firm", "#committed", "#headline", "counted in"];
        let mut table = Section::new("Deals inside of it", &columns);
        for &inner in &self.standing.inside {
            let Some(told) = self.told.deal(inner) else { continue };
            let mut cells = vec![
                told.id.to_string(),
                self.outer_of(inner)
                    .map(|(relation, outer)| format!("{} {outer}", relation.word()))
                    .collect::<Vec<_>>()
                    .join(", "),
                told.status.to_string(),
            ];
            cells.extend(level_cells(told.money()));
            cells.push(match self.standing.holder(inner) {
                _ if self.told.is_replaced(inner) => "nothing, as it is replaced".to_owned(),
                Some(outer) => book.deal(outer).id.to_string(),
                None => "itself".to_owned(),
            });
            table.row(cells);
        }
        (!table.rows.is_empty()).then_some(table)
    }

    /// What a reader must know so as to read the amounts of this deal rightly.
    pub fn notes(&self) -> Vec<String> {
        let (told, book, standing) = (self.told, self.told.book, &self.standing);
        let id = &book.deal(standing.deal).id;
        let mut notes = Vec::new();
        if standing.is_replaced {
            notes.push(format!("{id} counts nothing in totals: {} has replaced it", self.successors()));
        } else if let Some(outer) = standing.counts_in() {
            let outer = &book.deal(outer).id;
            notes.push(format!("{id} is not counted again in totals that {outer} belongs to: it counts inside of it"));
        } else if told.deal(standing.deal).is_some() {
            let unseen = told.replaced_by_unseen(standing.deal);
            let is_inside = |it: &DealIx| standing.inside.binary_search(it).is_ok();
            let around: Vec<DealIx> =
                book.absorbed_by(standing.deal).filter(|it| !unseen.contains(it) && !is_inside(it)).collect();
            if !around.is_empty() {
                let outer = ids(book, around.into_iter());
                notes.push(format!(
                    "{id} counts by itself in totals, since {outer} states no amount that this view counts"
                ));
            }
        }
        notes.extend(replaced_note(told, std::iter::once(standing.deal)));
        if standing.holds() {
            let comes_to = match holding_words(&standing.together, standing.deal) {
                Some(words) => format!(": it comes to {words}"),
                None if standing.together.overlaps.is_empty() => ": they add nothing to what it says itself".to_owned(),
                None => String::new(),
            };
            notes.push(format!(
                "totals count {id} together with the deals inside of it, at each level the larger of its own money and theirs{comes_to}"
            ));
            notes.extend(overlap_notes(told, &standing.together.overlaps));
        } else if standing.elsewhere.len() < standing.inside.len() {
            let why = match told.deal(standing.deal) {
                None => "this view does not see it",
                Some(deal) if deal.status.is_ended() => "it is over",
                Some(_) => "it states no amount",
            };
            notes.push(format!("the deals inside of {id} count by themselves in totals, since {why}"));
        }
        notes.extend(weaker_pieces_note(told, std::iter::once(standing.deal)));
        let held = || standing.elsewhere.iter().filter_map(|inner| Some((*inner, standing.holder(*inner)?)));
        if held().next().is_some() {
            notes.push(format!("inside of {id}, but counted in another deal: {}", held_words(book, held())));
        }
        if !standing.unseen.is_empty() {
            notes.push(format!(
                "inside of {id}, but not seen by this view: {}",
                ids(book, standing.unseen.iter().copied())
            ));
        }
        notes
    }

    /// The same as data: money in minor units.
    pub fn record(&self) -> Value {
        let (book, standing) = (self.told.book, &self.standing);
        let id = |deal: DealIx| book.deal(deal).id.to_string();
        let inside = standing.inside.iter().filter_map(|inner| {
            let told = self.told.deal(*inner)?;
            let is: Vec<Value> =
                self.outer_of(*inner).map(|(relation, of)| json!({ "relation": relation.code(), "of": of })).collect();
            Some(json!({
                "deal": told.id, "is": is, "status": told.status, "money": told.money().stated(),
                "counted_in": standing.holder(*inner).map(id),
            }))
        });
        json!({
            "counted_in": standing.counts_in().map(id),
            "replaced": standing.is_replaced,
            "holds_those_inside": standing.holds(),
            "inside": inside.collect::<Vec<_>>(),
            "not_seen_inside": standing.unseen.iter().copied().map(id).collect::<Vec<_>>(),
            "together": standing.together.records(),
        })
    }

    /// How an inner deal stands to those of this standing that are directly around it.
    fn outer_of(&self, inner: DealIx) -> impl Iterator<Item = (Relation, &'b crate::model::Id)> + '_ {
        let book = self.told.book;
        let ours = |outer: &DealIx| *outer == self.standing.deal || self.standing.inside.binary_search(outer).is_ok();
        let inside = book.absorbed_by(inner).filter(ours).flat_map(move |outer| {
            relations(book, inner, outer).into_iter().map(move |relation| (relation, &book.deal(outer).id))
        });
        // What may yet replace a deal together with others counts inside of it.
        let holder = self.standing.holder(inner).filter(|outer| book.deal(inner).supersedes.contains(outer));
        inside.chain(holder.map(|old| (Relation::Contends, &book.deal(old).id)))
    }

    fn successors(&self) -> String {
        ids(self.told.book, self.told.book.superseded_by(self.standing.deal))
    }
}

/// What must be known of totals so as to read them rightly: which deals were not counted because another counts in
/// their place, and which others count with more than they say themselves.
pub fn counting_notes<'t>(tallies: impl Iterator<Item = &'t Tally>, told: &Told<'_>) -> Vec<String> {
    let book = told.book;
    let mut overlaps: Vec<Overlap> = Vec::new();
    let mut absorbed: BTreeSet<(DealIx, DealIx)> = BTreeSet::new();
    let mut holding: BTreeSet<(DealIx, String)> = BTreeSet::new();
    let (mut counted, mut unstated): (BTreeSet<DealIx>, BTreeSet<DealIx>) = Default::default();
    for tally in tallies {
        counted.extend(&tally.counted);
        unstated.extend(&tally.unstated);
        absorbed.extend(&tally.absorbed);
        overlaps.extend(&tally.overlaps);
        holding.extend(tally.parts.keys().filter_map(|deal| Some((*deal, holding_words(tally, *deal)?))));
    }
    let id = |deal: DealIx| &book.deal(deal).id;
    let holding: Vec<(DealIx, String)> = holding.into_iter().collect();
    let holding = listed_by(&holding, "; ", |(deal, words)| format!("{} comes to {words}", id(*deal)).into());
    let replaced = replaced_note(told, counted.iter().copied());
    let unsaid: Vec<String> = counted.iter().flat_map(|deal| unsaid_parts(told, *deal)).collect();
    let foreign = counted.iter().filter_map(|deal| told.look(*deal));
    let foreign: Vec<String> = foreign.flat_map(|deal| foreign_parts(&deal)).collect();
    let notes = [
        ("not counted again", held_words(book, absorbed.into_iter())),
        ("counted together with the deals inside", holding),
        ("of what is counted, nobody says how much these parts are", listed_by(&unsaid, ", ", |part| part.into())),
        (FOREIGN, listed_by(&foreign, ", ", |part| part.into())),
    ];
    let notes = notes.into_iter().filter(|(_, said)| !said.is_empty());
    let notes = notes.map(|(what, said)| format!("{what}: {said}"));
    let notes = notes.chain(weaker_pieces_note(told, counted.iter().copied()));
    let notes = notes.chain(replaced).chain(nobodys_note(told, unstated.into_iter()));
    notes.chain(overlap_notes(told, &overlaps)).collect()
}

/// Says which of some deals count though others have replaced them, since the view does not see those.
pub fn replaced_note(told: &Told<'_>, deals: impl Iterator<Item = DealIx>) -> Option<String> {
    let replaced: Vec<String> = deals
        .filter_map(|deal| {
            let newer = told.replaced_by_unseen(deal);
            let words = || format!("{} (by {})", told.book.deal(deal).id, ids(told.book, newer.iter().copied()));
            (!newer.is_empty()).then(words)
        })
        .collect();
    (!replaced.is_empty())
        .then(|| format!("replaced by what this view does not see, and so told here: {}", listed(&replaced)))
}

/// Says of which of some deals nobody tells who has paid the part that has come as far as the view asks for.
fn nobodys_note(told: &Told<'_>, deals: impl Iterator<Item = DealIx>) -> Option<String> {
    let least = told.view.min_status?;
    let is_nobodys = |deal: &DealIx| {
        let is_part = told.book.status_of(*deal) < least;
        is_part && told.look(*deal).is_some_and(|deal| nobodys_parts(&deal).next().is_some())
    };
    let deals: Vec<DealIx> = deals.filter(is_nobodys).collect();
    let least = least.word().to_lowercase();
    let deals = (!deals.is_empty()).then(|| ids(told.book, deals.into_iter()));
    deals.map(|deals| format!("nobody says who of its payers pays what is at least {least} of {deals}"))
}

/// The tranches of a deal of several payers that name none of them.
pub(super) fn nobodys_parts(deal: &Deal) -> impl Iterator<Item = &Tranche> {
    let several = deal.in_roles(deal.kind.payers()).nth(1).is_some();
    deal.tranches.iter().filter(move |tranche| several && tranche.by.is_none())
}

/// The tranches of a deal of which nobody says how much they are, so that more may be certain of it than is counted.
fn unsaid_parts(told: &Told<'_>, deal: DealIx) -> Vec<String> {
    let Some(deal) = told.look(deal) else { return Vec::new() };
    let unsaid = deal.tranches.iter().filter(|tranche| tranche.amount.currency().is_none() && tranche.on.is_empty());
    let words =
        |tranche: &Tranche| format!("{} of {} ({})", tranche.id, deal.id, tranche.status.unwrap_or(deal.status));
    unsaid.map(words).collect()
}

/// What is said of tranches that a source tells in another currency than the rest of their deal.
const FOREIGN: &str = "told in another currency than the rest, so that nobody knows how much of it they are";

/// The tranches of a deal in another currency than its money, of which any part may belong to them.
fn foreign_parts(deal: &Deal) -> Vec<String> {
    let Some(Stated { currency, .. }) = deal.money().stated() else { return Vec::new() };
    let is_foreign = |tranche: &&Tranche| tranche.amount.currency().is_some_and(|other| other != currency);
    let words = |tranche: &Tranche| format!("{} of {} ({})", tranche.id, deal.id, tranche.amount);
    deal.tranches.iter().filter(is_foreign).map(words).collect()
}

/// Says which tranches of a deal are in another currency than its money; absent where there are none.
pub fn foreign_note(deal: &Deal) -> Option<String> {
    let parts = foreign_parts(deal);
    (!parts.is_empty()).then(|| format!("{FOREIGN}: {}", listed_by(&parts, ", ", |part| part.into())))
}

/// Says of totals by currency which money in one is part of money in another, so that nobody adds the two: `EUR 4bn is
/// inside of USD 9bn (piece in frame)`.
pub fn overlap_notes(told: &Told<'_>, overlaps: &[Overlap]) -> Vec<String> {
    let joins = |it: &Overlap| Rates::of(told).between(it.part.currency, it.of.currency).is_some();
    let (joined, apart): (Vec<Overlap>, Vec<Overlap>) = overlaps.iter().partition(|it| joins(it));
    let pairs: BTreeSet<(Currency, Currency)> =
        apart.iter().map(Overlap::currencies).map(|(one, two)| (one.min(two), one.max(two))).collect();
    let pairs: Vec<String> = pairs.into_iter().map(|(one, two)| format!("{one} and {two}")).collect();
    let no_rate = format!("the book has no rate between {} to tell which is more", pairs.join(", nor between "));
    let in_one = "in one currency the larger counts".to_owned();
    let told_both = [(apart, no_rate), (joined, in_one)].into_iter().filter(|(overlaps, _)| !overlaps.is_empty());
    told_both
        .map(|(overlaps, why)| format!("not to be added up: {}; {why}", overlap_words(told.book, &overlaps)))
        .collect()
}

/// What must be known of the money of a finding: which deals state none, and what of it is part of other money.
pub fn tally_caveat(told: &Told<'_>, tally: &Tally) -> Option<String> {
    let ids: Vec<&str> = tally.unstated.iter().map(|deal| told.book.deal(*deal).id.as_str()).collect();
    let unstated = (!ids.is_empty()).then(|| format!("the money leaves out what nobody states: {}", ids.join(", ")));
    let nobodys = nobodys_note(told, tally.unstated.iter().copied());
    let replaced = replaced_note(told, tally.counted.iter().chain(&tally.unstated).copied());
    let said: Vec<String> =
        unstated.into_iter().chain(replaced).chain(nobodys).chain(overlap_notes(told, &tally.overlaps)).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

/// What is inside of what, each pair once.
pub fn overlap_words(book: &Book, overlaps: &[Overlap]) -> String {
    let mut words: Vec<(DealIx, DealIx, String)> = Vec::new();
    for it in overlaps {
        let money = |stated: Stated| money_cell(stated.currency, stated.split.headline);
        let said = format!("{} is inside of {}", money(it.part), money(it.of));
        words.push((it.inner, it.outer, said));
    }
    words.sort();
    words.dedup();
    let id = |deal: DealIx| &book.deal(deal).id;
    listed_by(&words, ", ", |(inner, outer, said)| format!("{said} ({} in {})", id(*inner), id(*outer)).into())
}

/// Deals with those that they count inside of: `first (in second), second (in third)`.
fn held_words(book: &Book, held: impl Iterator<Item = (DealIx, DealIx)>) -> String {
    let held: Vec<(DealIx, DealIx)> = held.collect();
    listed_by(&held, ", ", |(deal, outer)| format!("{} (in {})", book.deal(*deal).id, book.deal(*outer).id).into())
}

/// What a deal comes to with those inside of it, and what by itself; absent where that is the same in each currency that it
/// has money in by itself: of money in others another note says what it is inside of.
fn holding_words(tally: &Tally, deal: DealIx) -> Option<String> {
    let whole = tally.parts.get(&deal)?;
    let differs = |(currency, split): &(&Currency, &Split)| {
        let alone = tally.alone_of(deal, **currency);
        let is_inside = || tally.overlaps.iter().any(|it| it.part.currency == **currency);
        alone != **split && !(alone == Split::ZERO && is_inside())
    };
    let different: Vec<(&Currency, &Split)> = whole.iter().filter(differs).collect();
    let exceeds = |(currency, split): &&(&Currency, &Split)| {
        let alone = tally.alone_of(deal, **currency).headline;
        !alone.is_zero() && alone.upper().is_some_and(|most| most < split.headline.lower())
    };
    let exceeded: Vec<String> = different.iter().filter(exceeds).map(|(currency, _)| currency.to_string()).collect();
    let exceeded = match exceeded.len() {
        0 => String::new(),
        _ if whole.len() == 1 => ", which they exceed".to_owned(),
        _ => format!(", which they exceed in {}", exceeded.join(" and ")),
    };
    let alone = tally.alone.get(&deal).cloned().unwrap_or_default();
    (!different.is_empty()).then(|| format!("{} (by itself {}{exceeded})", sum_words(whole), sum_words(&alone)))
}

/// Money by currency at each level: `firm –, committed USD 16bn, headline EUR 1bn + USD 22bn`.
fn sum_words(sums: &BTreeMap<Currency, Split>) -> String {
    let [firm, committed, headline] = MoneyLevel::ALL.map(|level| sum_cell(sums, level));
    format!("firm {firm}, committed {committed}, headline {headline}")
}

/// Money by currency at one level; a dash for nothing.
pub(super) fn sum_cell(sums: &BTreeMap<Currency, Split>, level: MoneyLevel) -> String {
    let some = sums.iter().map(|(currency, split)| (*currency, split.at(level))).filter(|(_, it)| !it.is_zero());
    let cells: Vec<String> = some.map(|(currency, interval)| money_cell(currency, interval)).collect();
    if cells.is_empty() { "–".to_owned() } else { cells.join(" + ") }
}

fn ids(book: &Book, deals: impl Iterator<Item = DealIx>) -> String {
    listed_by(&deals.collect::<Vec<_>>(), ", ", |deal| book.deal(*deal).id.to_string().into())
}

fn level_cells(money: Known) -> [String; 3] {
    match money.stated() {
        Some(stated) => MoneyLevel::ALL.map(|level| money_cell(stated.currency, stated.split.at(level))),
        None => MoneyLevel::ALL.map(|_| "not stated".to_owned()),
    }
}

/// A total at each level: `firm –, committed USD 16bn, headline USD 16bn..22bn`.
fn tally_words(tally: &Tally) -> String {
    if tally.totals.is_empty() {
        return "not stated".to_owned();
    }
    let [firm, committed, headline] = MoneyLevel::ALL.map(|level| tally_cell(tally, level));
    format!("firm {firm}, committed {committed}, headline {headline}")
}
