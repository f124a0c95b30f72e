//! Who holds what somebody else holds.
//!
//! **Finds** pairs of investors with companies in common, and tells a common round (one deal) from a common
//! company (different deals). The Jaccard index is what both hold over what either holds.
//! **Why it matters**: those who keep investing together hear the same things, and an interest of one is seldom
//! far from the other's.
//! **Example**: Acme and Umbra both took part in Orion's round, and each bought into Lyra on its own day:
//! two companies in common, one of them by the same round.
//! **Limits**: only named investors are seen, and only what the book holds of their portfolios: a book about one
//! field makes everybody in it look alike. A holding once bought is taken as still held.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use super::backers::investors_of;
use crate::graph::marks::Marks;
use crate::graph::{DealGraph, Leg};
use crate::model::{DealIx, EntityIx, Flow, Kind, Lists, Side, distinct};
use crate::report::{Report, Section, count, view_record};

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoInvestors {
    /// Whose co-investors; absent for all pairs.
    pub of: Option<EntityIx>,
    /// The one company in which they must both be; absent for any.
    pub within: Option<EntityIx>,
    /// The pairs: most companies in common first, then by Jaccard index, then by common rounds, then by ids.
    pub pairs: Vec<Pair>,
}

/// Two investors with something in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The one asked about, or the first by id.
    pub one: EntityIx,
    /// The other.
    pub two: EntityIx,
    /// The companies both hold, by id.
    pub shared: Vec<Shared>,
    /// How many companies one or the other holds in the book, whatever `within` says.
    pub either: usize,
    /// How many companies both hold in the book, whatever `within` says.
    pub both: usize,
}

/// A company that two investors hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The company.
    pub company: EntityIx,
    /// The deals both took part in, by id; empty where they came by different deals.
    pub rounds: Vec<DealIx>,
    /// All deals by which one or the other came in, by id.
    pub deals: Vec<DealIx>,
}

/// Returns those who hold what an investor (as the graph counts it) holds, with how many companies they share: most
/// first, then by id.
///
/// Walks the sorted lists of the investors of its companies, and no deal: costs their lengths together, and the
/// sorting of the answer.
pub fn ranking(graph: &DealGraph<'_>, investor: EntityIx) -> Vec<(EntityIx, u32)> {
    let companies: Vec<u32> = companies_of(graph, 1).distinct(investor).collect();
    let lists = investors_in(graph, companies.len());
    lists.fetch(&companies);
    let near: Vec<&[u32]> = companies.iter().map(|company| lists.of(EntityIx::new(*company as usize))).collect();
    let length: usize = near.iter().map(|list| list.len()).sum();
    let entities = graph.book().entity_count();
    let counted = if length < entities / 16 { count_by_sorting(&near) } else { count_by_place(&near, entities) };
    by_count(counted.into_iter().filter(|(other, _)| *other != investor).collect())
}

/// In how many of some sorted lists each entity stands, by id; where the lists are short.
fn count_by_sorting(lists: &[&[u32]]) -> Vec<(EntityIx, u32)> {
    let mut all: Vec<u32> = Vec::new();
    for list in lists {
        all.extend(distinct(list));
    }
    all.sort_unstable();
    let count = |same: &[u32]| (EntityIx::new(same[0] as usize), u32::try_from(same.len()).unwrap_or(u32::MAX));
    all.chunk_by(|one, two| one == two).map(count).collect()
}

/// The same, with a place for each entity that there is.
fn count_by_place(lists: &[&[u32]], entities: usize) -> Vec<(EntityIx, u32)> {
    let (mut counts, mut met) = (vec![0_u32; entities], Marks::none(entities));
    for list in lists {
        let mut last = u32::MAX;
        for &other in *list {
            counts[other as usize] += u32::from(other != last);
            met.mark(other);
            last = other;
        }
    }
    let mut counted = Vec::new();
    // A chain of iterators that is told from within goes over its bits in one loop.
    met.iter().for_each(|other| counted.push((other, counts[other.get()])));
    counted
}

/// Sorts what is in order of id by count, most first. Counts are small numbers, so that each says at once where it belongs.
fn by_count(counted: Vec<(EntityIx, u32)>) -> Vec<(EntityIx, u32)> {
    let most = counted.iter().map(|(_, count)| *count).max().unwrap_or(0) as usize;
    let mut places = vec![0; most + 1];
    for (_, count) in &counted {
        places[*count as usize] += 1;
    }
    let mut before = 0;
    for place in places.iter_mut().rev() {
        before += std::mem::replace(place, before);
    }
    let mut ranked = vec![(EntityIx::default(), 0); counted.len()];
    for it in counted {
        let place = &mut places[it.1 as usize];
        ranked[*place] = it;
        *place += 1;
    }
    ranked
}

/// The companies of investors, for somebody who is going to ask of so many.
fn companies_of<'g>(graph: &'g DealGraph<'_>, asked: usize) -> Lists<'g> {
    graph.index().lists(Side::Takers, Flow::Money, Kind::Investment, asked)
}

/// The investors of companies, for somebody who is going to ask of so many.
fn investors_in<'g>(graph: &'g DealGraph<'_>, asked: usize) -> Lists<'g> {
    graph.index().lists(Side::Givers, Flow::Money, Kind::Investment, asked)
}

/// Returns the co-investors of one investor, or all pairs.
///
/// Looks at the companies of the one asked about (else at all) with the pairs of their investors: for all pairs it
/// costs Σ k² for k investors of a company, and it never looks at two who have nothing in common.
pub fn co_investors(graph: &DealGraph<'_>, of: Option<EntityIx>, within: Option<EntityIx>) -> CoInvestors {
    let (of, within) = (of.map(|it| graph.owner(it)), within.map(|it| graph.owner(it)));
    let companies: Vec<EntityIx> = match of {
        Some(of) => companies_of(graph, 1).distinct(of).map(|company| EntityIx::new(company as usize)).collect(),
        None => graph.book().entity_indices().collect(),
    };
    let mut common: HashMap<(EntityIx, EntityIx), Vec<Shared>> = HashMap::new();
    for company in companies {
        let investors = investors_of(graph, company);
        let investors: Vec<(EntityIx, &BTreeSet<DealIx>)> = investors.iter().map(|(it, deals)| (*it, deals)).collect();
        let mut meet = |(one, ones): (EntityIx, &BTreeSet<DealIx>), (two, twos): (EntityIx, &BTreeSet<DealIx>)| {
            let shared = Shared {
                company,
                rounds: ones.intersection(twos).copied().collect(),
                deals: ones.union(twos).copied().collect(),
            };
            common.entry((one, two)).or_default().push(shared);
        };
        match of.and_then(|of| investors.iter().position(|(investor, _)| *investor == of)) {
            Some(own) => {
                investors[..own].iter().for_each(|other| meet(*other, investors[own]));
                investors[own + 1..].iter().for_each(|other| meet(investors[own], *other));
            }
            None => {
                for (rank, one) in investors.iter().enumerate() {
                    investors[rank + 1..].iter().for_each(|two| meet(*one, *two));
                }
            }
        }
    }
    let companies = companies_of(graph, common.len() * 2);
    let mut pairs: Vec<Pair> = common
        .into_iter()
        .filter_map(|((one, two), mut shared)| {
            let both = shared.len();
            let either = companies.count(one) + companies.count(two) - both;
            shared.retain(|it| within.is_none_or(|within| within == it.company));
            let (one, two) = if of == Some(two) { (two, one) } else { (one, two) };
            (!shared.is_empty()).then_some(Pair { one, two, shared, either, both })
        })
        .collect();
    pairs.sort_by(|one, two| {
        // a/b against c/d without a float: a·d against c·b.
        let jaccard = |it: &Pair, other: &Pair| it.both * other.either;
        let key = |it: &Pair| (Reverse(it.rounds()), it.one, it.two);
        (two.shared.len().cmp(&one.shared.len()))
            .then_with(|| jaccard(two, one).cmp(&jaccard(one, two)))
            .then_with(|| key(one).cmp(&key(two)))
    });
    CoInvestors { of, within, pairs }
}

impl Pair {
    /// The companies that both came into by a common round.
    pub fn rounds(&self) -> usize {
        self.shared.iter().filter(|it| !it.rounds.is_empty()).count()
    }

    /// The Jaccard index in thousandths, rounded to the nearest.
    pub fn jaccard_permille(&self) -> usize {
        (self.both * 2000 + self.either) / (self.either * 2).max(1)
    }
}

impl CoInvestors {
    /// The money legs by which the pairs hold what they share, in order of deal.
    pub fn legs(&self, graph: &DealGraph<'_>) -> Vec<Leg> {
        let wanted: BTreeSet<(EntityIx, EntityIx)> = self
            .pairs
            .iter()
            .flat_map(|pair| pair.shared.iter().flat_map(|it| [(pair.one, it.company), (pair.two, it.company)]))
            .collect();
        let lists = wanted.into_iter().map(|(investor, company)| {
            graph.index().takers(investor, Flow::Money, Kind::Investment).with(company.number())
        });
        super::in_order(lists.flat_map(|list| graph.legs_of(list)).map(|(_, leg)| leg))
    }

    /// The answer as tables and data, of at most `most` pairs.
    pub fn report(&self, graph: &DealGraph<'_>, most: Option<usize>) -> Report {
        let book = graph.book();
        let name = |entity: EntityIx| book.entity(entity).name.clone();
        let title = match (self.of, self.within) {
            (Some(of), None) => format!("Who holds what {} holds", name(of)),
            (Some(of), Some(within)) => format!("Who holds {} beside {}", name(within), name(of)),
            (None, None) => "Who invests in the same companies".to_owned(),
            (None, Some(within)) => format!("Who holds {} together, and what else they share", name(within)),
        };
        let columns = ["investor", "with", "#shared", "#same round", "#of either", "#Jaccard", "companies"];
        let mut table = Section::new(count(self.pairs.len(), "pair", "pairs"), &columns);
        let mut items: Vec<Value> = Vec::new();
        for pair in self.pairs.iter().take(most.unwrap_or(usize::MAX)) {
            let companies: Vec<String> = pair
                .shared
                .iter()
                .map(|it| format!("{}{}", name(it.company), if it.rounds.is_empty() { "" } else { "*" }))
                .collect();
            let jaccard = pair.jaccard_permille();
            let decimal = format!("{}.{:03}", jaccard / 1000, jaccard % 1000);
            table.row([
                name(pair.one),
                name(pair.two),
                pair.shared.len().to_string(),
                pair.rounds().to_string(),
                format!("{}/{}", pair.both, pair.either),
                decimal.clone(),
                companies.join(", "),
            ]);
            let ids = |deals: &[DealIx]| deals.iter().map(|it| book.deal(*it).id.to_string()).collect::<Vec<_>>();
            let shared: Vec<Value> = pair
                .shared
                .iter()
                .map(|it| {
                    json!({
                        "company": book.entity(it.company).id, "same_rounds": ids(&it.rounds),
                        "deals": ids(&it.deals),
                    })
                })
                .collect();
            items.push(json!({
                "one": book.entity(pair.one).id, "two": book.entity(pair.two).id, "shared": shared,
                "both": pair.both, "either": pair.either, "jaccard": decimal,
            }));
        }
        let left = self.pairs.len() - items.len();
        let answer = json!({
            "of": self.of.map(|it| &book.entity(it).id), "in": self.within.map(|it| &book.entity(it).id),
            "pairs": items,
        });
        Report {
            title,
            sections: vec![table],
            notes: vec![
                "* by the same round; the others by different deals".to_owned(),
                "Jaccard: companies of this book that both hold, over those that either holds".to_owned(),
            ],
            truncated: (left > 0).then(|| format!("{} not shown (--limit)", count(left, "pair is", "pairs are"))),
            answer,
            items,
            view: view_record(book, graph.view()),
        }
    }
}
