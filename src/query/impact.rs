//! Who is cut off, weakened or untouched if an entity fails.
//!
//! **Finds**, starting from an entity that fails with all its parts, in waves:
//!
//! ```text
//! cut off   goods it took no longer come, and nothing left stands in; or its whole is cut off
//! weakened  goods it took no longer come, and others stand in (named); or a part of it failed
//! untouched nothing it takes or has failed
//! ```
//!
//! What is cut off fails in the next wave, and takes others with it. A distributor that loses what it sells on is
//! weakened only, since it goes on with the rest; its customers by that deal lose the goods with the last maker.
//! **Why it matters**: a chain tells that Orion needs Acme in the end; the impact tells whether Orion has another.
//! **Example**: Acme hosts Orion's models alone, Lyra's together with Umbra: `impact acme` cuts Orion off and
//! weakens Lyra.
//! **Limits**: who stands in is a guess from markets ([`StandIn`]); nobody's size is known, so a stand-in is
//! taken to suffice, and a customer is taken to need every kind of thing it takes. What is cut off is
//! therefore the worst case, and what is weakened the best. Roll-up does not apply.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::clauses::is_kin;
use super::needs::{Needs, Taking, Use};
use super::words::listed;
use crate::graph::{DealGraph, Leg};
use crate::model::{Book, EntityIx, Kind};
use crate::report::{Portion, Report, Section, count, view_record};

/// Who can stand in for a supplier that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StandIn {
    /// Another supplier of the same customer (or of its wholes) in a market of the one that failed. Where that one
    /// has no market in the book, another by the same kind of need (hosting, or delivery).
    #[default]
    SameMarket,
    /// Any other supplier of the same customer (or of its wholes).
    AnySupplier,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impact {
    /// What fails.
    pub failed: EntityIx,
    /// Who was taken as a stand-in.
    pub stand_in: StandIn,
    /// Who is cut off, by wave, then by id; its own parts are wave 0.
    pub cut_off: BTreeMap<EntityIx, CutOff>,
    /// Who is weakened, by id.
    pub weakened: BTreeMap<EntityIx, Weakened>,
    /// Everybody else, by id.
    pub untouched: Vec<EntityIx>,
}

/// Why an entity is cut off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutOff {
    /// In which wave; 0 for what fails and its parts.
    pub wave: usize,
    /// The suppliers that failed and that nothing stands in for, with the legs. Empty where it fails with its
    /// whole.
    pub lost: BTreeMap<EntityIx, Vec<Leg>>,
}

/// Why an entity is weakened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Weakened {
    /// The suppliers that failed, with the legs and those who stand in, by id.
    pub lost: BTreeMap<EntityIx, (Vec<Leg>, Vec<EntityIx>)>,
    /// Its parts that are cut off, by id.
    pub parts: Vec<EntityIx>,
}

/// Returns what the failure of an entity does to the others. Costs waves · m.
pub fn impact(book: &Book, needs: &Needs, failed: EntityIx, stand_in: StandIn) -> Impact {
    let trades = Trades::new(book, stand_in);
    let mut is_failed = vec![false; needs.size()];
    let mut cut_off: BTreeMap<EntityIx, CutOff> = BTreeMap::new();
    let mut front = BTreeMap::from([(failed, CutOff { wave: 0, lost: BTreeMap::new() })]);
    let mut wave = 0;
    while !front.is_empty() {
        for (entity, why) in front {
            cut_off.insert(entity, why);
            fail_parts(needs, entity, wave, &mut cut_off);
        }
        for entity in cut_off.keys() {
            is_failed[entity.get()] = true;
        }
        wave += 1;
        front = next_wave(needs, &trades, &is_failed, wave);
    }
    let mut weakened: BTreeMap<EntityIx, Weakened> = BTreeMap::new();
    for customer in book.entity_indices().filter(|it| !cut_off.contains_key(it)) {
        for (supplier, takings) in losses(needs, customer, &is_failed) {
            let others = trades.stand_ins(needs, customer, supplier, &takings, &is_failed);
            weakened.entry(customer).or_default().lost.insert(supplier, (legs_of(&takings), others));
        }
    }
    for &entity in cut_off.keys() {
        for whole in needs.lineage(entity).skip(1).filter(|it| !cut_off.contains_key(it)) {
            weakened.entry(whole).or_default().parts.push(entity);
        }
    }
    let hit = |entity: &EntityIx| cut_off.contains_key(entity) || weakened.contains_key(entity);
    let untouched = book.entity_indices().filter(|entity| !hit(entity)).collect();
    Impact { failed, stand_in, cut_off, weakened, untouched }
}

/// A part fails with its whole.
fn fail_parts(needs: &Needs, whole: EntityIx, wave: usize, cut_off: &mut BTreeMap<EntityIx, CutOff>) {
    let mut open: Vec<EntityIx> = needs.parts(whole).to_vec();
    while let Some(part) = open.pop() {
        cut_off.entry(part).or_insert_with(|| CutOff { wave, lost: BTreeMap::new() });
        open.extend(needs.parts(part));
    }
}

/// Whether goods no longer come along a leg: the giver failed, or all those whose goods it passes on.
fn is_dead(needs: &Needs, giver: EntityIx, taking: Taking, failed: &[bool]) -> bool {
    let is_drained = || {
        let makers = needs.makers(taking.leg.deal);
        !makers.is_empty() && makers.iter().all(|maker| failed[maker.get()])
    };
    failed[giver.get()] || taking.taken_for == Use::Sold && is_drained()
}

/// The suppliers from whom a customer no longer has all goods, with the legs that are dead.
fn losses(needs: &Needs, customer: EntityIx, failed: &[bool]) -> Vec<(EntityIx, Vec<Taking>)> {
    let dead = needs.suppliers(customer).map(|(supplier, takings)| {
        let dead = takings.iter().copied().filter(|taking| is_dead(needs, supplier, *taking, failed));
        (supplier, dead.collect::<Vec<_>>())
    });
    dead.filter(|(_, takings)| !takings.is_empty()).collect()
}

fn legs_of(takings: &[Taking]) -> Vec<Leg> {
    takings.iter().map(|taking| taking.leg).collect()
}

/// Whom the failures so far cut off next.
fn next_wave(needs: &Needs, trades: &Trades, failed: &[bool], wave: usize) -> BTreeMap<EntityIx, CutOff> {
    let mut next = BTreeMap::new();
    for customer in (0..needs.size()).map(EntityIx::new).filter(|it| !failed[it.get()]) {
        let is_missed = |(supplier, takings): &(EntityIx, Vec<Taking>)| {
            takings.iter().any(|taking| taking.taken_for != Use::Resale)
                && trades.stand_ins(needs, customer, *supplier, takings, failed).is_empty()
        };
        let lost = losses(needs, customer, failed).into_iter().filter(is_missed);
        let lost: BTreeMap<_, _> = lost.map(|(supplier, takings)| (supplier, legs_of(&takings))).collect();
        if !lost.is_empty() {
            next.insert(customer, CutOff { wave, lost });
        }
    }
    next
}

/// Who trades in what, to tell who can stand in for whom.
struct Trades {
    /// The places of each entity's markets among all, in order.
    markets: Vec<Vec<u32>>,
    stand_in: StandIn,
}

impl Trades {
    /// The markets of an entity: its own, or where it has none those of the nearest whole that has some, or
    /// else those of its parts.
    fn new(book: &Book, stand_in: StandIn) -> Self {
        let own = |entity: EntityIx| book.market_index().of(entity);
        let mut of_parts: BTreeMap<EntityIx, Vec<u32>> = BTreeMap::new();
        for part in book.entity_indices().filter(|part| !own(*part).is_empty()) {
            for whole in book.lineage_ever(part).skip(1) {
                of_parts.entry(whole).or_default().extend(own(part));
            }
        }
        let markets = book.entity_indices().map(|entity| {
            let upwards = book.lineage(entity, None).map(own).find(|markets| !markets.is_empty());
            let found = upwards.or_else(|| of_parts.get(&entity).map(Vec::as_slice));
            super::in_order(found.into_iter().flatten().copied())
        });
        Self { markets: markets.collect(), stand_in }
    }

    /// The suppliers left to a customer that can stand in for one that failed, by id.
    fn stand_ins(
        &self,
        needs: &Needs,
        customer: EntityIx,
        supplier: EntityIx,
        lost: &[Taking],
        failed: &[bool],
    ) -> Vec<EntityIx> {
        // A part takes what its wholes take.
        let takes = needs.lineage(customer).flat_map(|taker| needs.suppliers(taker));
        let left = takes.filter_map(|(other, takings)| {
            let is_alive = |taking: &Taking| !is_dead(needs, other, *taking, failed);
            let alive: Vec<Taking> = takings.iter().copied().filter(is_alive).collect();
            let stands = other != customer && !alive.is_empty() && self.same_need(supplier, lost, other, &alive);
            stands.then_some(other)
        });
        super::in_order(left)
    }

    fn same_need(&self, supplier: EntityIx, lost: &[Taking], other: EntityIx, alive: &[Taking]) -> bool {
        let wanted = &self.markets[supplier.get()];
        match self.stand_in {
            StandIn::AnySupplier => true,
            StandIn::SameMarket if wanted.is_empty() => {
                lost.iter().any(|one| alive.iter().any(|two| is_hosting(one.leg) == is_hosting(two.leg)))
            }
            StandIn::SameMarket => shares(wanted, &self.markets[other.get()]),
        }
    }
}

/// Whether two lists in order have something in common.
fn shares(one: &[u32], two: &[u32]) -> bool {
    one.iter().any(|it| two.binary_search(it).is_ok())
}

fn is_hosting(leg: Leg) -> bool {
    leg.kind == Kind::Hosting
}

impl Impact {
    /// The legs that were lost, in order of deal.
    pub fn legs(&self) -> Vec<Leg> {
        let cut = self.cut_off.values().flat_map(|why| why.lost.values());
        let weak = self.weakened.values().flat_map(|why| why.lost.values().map(|(legs, _)| legs));
        super::in_order(cut.chain(weak).flatten().copied())
    }

    /// The answer as tables and data, as far as either is wanted.
    pub fn report(&self, graph: &DealGraph<'_>, needs: &Needs, portion: Portion) -> Report {
        let book = graph.book();
        let name = |entity: EntityIx| book.entity(entity).name.as_str();
        let id = |entity: EntityIx| book.entity(entity).id.as_str();
        let deals = |legs: &[Leg]| -> Vec<&str> {
            super::in_order(legs.iter().map(|leg| leg.deal)).into_iter().map(|it| book.deal(it).id.as_str()).collect()
        };
        let names = |them: &[EntityIx]| listed(&them.iter().map(|it| name(*it)).collect::<Vec<_>>());
        let mut by_wave: Vec<(&EntityIx, &CutOff)> = self.cut_off.iter().collect();
        by_wave.sort_by_key(|(entity, why)| (why.wave, **entity));
        let mut items: Vec<Value> = Vec::new();
        let mut cut =
            Section::new(format!("Cut off: {}", self.cut_off.len() - 1), &["cut off", "#wave", "because of", "deals"]);
        for (entity, why) in by_wave.into_iter().filter(|(entity, _)| **entity != self.failed) {
            if why.lost.is_empty() {
                let whole = needs.whole(*entity).map_or("", name);
                cut.row([name(*entity).to_owned(), why.wave.to_string(), format!("part of {whole}"), String::new()]);
            }
            for (rank, (supplier, legs)) in why.lost.iter().enumerate() {
                cut.row([
                    if rank == 0 { name(*entity).to_owned() } else { String::new() },
                    if rank == 0 { why.wave.to_string() } else { String::new() },
                    format!("no stand-in for {}", name(*supplier)),
                    deals(legs).join("\n"),
                ]);
            }
            portion.push(&mut items, || {
                let lost = why.lost.iter().map(|(it, legs)| json!({ "supplier": id(*it), "deals": deals(legs) }));
                let lost: Vec<Value> = lost.collect();
                json!({ "entity": id(*entity), "effect": "cut-off", "wave": why.wave, "lost": lost })
            });
        }
        let mut weak = Section::new(
            format!("Weakened: {}", self.weakened.len()),
            &["weakened", "loses", "still has", "deals lost"],
        );
        for (entity, why) in &self.weakened {
            let mut rows: Vec<[String; 3]> = Vec::new();
            if !why.parts.is_empty() {
                rows.push([format!("its {}", names(&why.parts)), String::new(), String::new()]);
            }
            for (supplier, (legs, others)) in &why.lost {
                rows.push([name(*supplier).to_owned(), names(others), deals(legs).join("\n")]);
            }
            for (rank, [loses, has, lost]) in rows.into_iter().enumerate() {
                weak.row([if rank == 0 { name(*entity).to_owned() } else { String::new() }, loses, has, lost]);
            }
            let ids = |them: &[EntityIx]| them.iter().map(|it| id(*it)).collect::<Vec<_>>();
            portion.push(&mut items, || {
                let lost = why.lost.iter().map(|(it, (legs, others))| {
                    json!({ "supplier": id(*it), "deals": deals(legs), "stand_ins": ids(others) })
                });
                let lost: Vec<Value> = lost.collect();
                json!({ "entity": id(*entity), "effect": "weakened", "lost": lost, "parts_cut_off": ids(&why.parts) })
            });
        }
        let untouched: Vec<&str> = self.untouched.iter().map(|it| id(*it)).collect();
        let mut rest = Section::new(format!("Untouched: {}", untouched.len()), &["untouched"]);
        rest.row([names(&self.untouched)]);
        let mut notes = vec![
            "a customer counts as cut off when it loses one kind of thing entirely, and then fails in its turn: \
             the worst case"
                .to_owned(),
            match self.stand_in {
                StandIn::SameMarket => {
                    "a stand-in is another supplier in the same market (where the lost one has none: by the same kind \
                     of need), and is taken to suffice"
                }
                StandIn::AnySupplier => {
                    "a stand-in is any other supplier, whatever it supplies, and is taken to suffice"
                }
            }
            .to_owned(),
            "parts and wholes are told apart, with or without --no-rollup".to_owned(),
        ];
        let hit: Vec<EntityIx> = self.cut_off.keys().chain(self.weakened.keys()).copied().collect();
        for entity in hit.into_iter().filter(|entity| !is_kin(book, *entity, self.failed)) {
            for (deal, reason) in needs.unnamed_suppliers(entity) {
                let deal = &book.deal(*deal).id;
                notes.push(format!("{} may have a stand-in that is not named: {reason} ({deal})", name(entity)));
            }
        }
        let (touched, items) = portion.split(items);
        let mut answer = json!({ "failed": id(self.failed) });
        (answer["touched"], answer["untouched"]) = (touched, json!(untouched));
        Report {
            title: format!(
                "If {} fails: {} cut off, {} weakened, {} untouched",
                name(self.failed),
                self.cut_off.len() - 1,
                self.weakened.len(),
                count(untouched.len(), "entity", "entities"),
            ),
            sections: vec![cut, weak, rest],
            notes,
            truncated: None,
            answer,
            items,
            view: view_record(book, graph.view()),
        }
    }
}
