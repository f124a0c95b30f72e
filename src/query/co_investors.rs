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
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::graph::{DealGraph, Leg};
use crate::model::{DealIx, EntityIx, Flow, Kind};
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

type Holdings = BTreeMap<EntityIx, BTreeMap<EntityIx, BTreeSet<DealIx>>>;

/// Returns the co-investors of one investor, or all pairs.
///
/// One pass over companies with the pairs of their investors: costs Σ k² for k investors of a company, and
/// never looks at two who have nothing in common.
pub fn co_investors(graph: &DealGraph<'_>, of: Option<EntityIx>, within: Option<EntityIx>) -> CoInvestors {
    let (of, within) = (of.map(|it| graph.owner(it)), within.map(|it| graph.owner(it)));
    let mut by_company: Holdings = BTreeMap::new();
    let mut sizes: BTreeMap<EntityIx, BTreeSet<EntityIx>> = BTreeMap::new();
    for (investor, company, leg) in graph.legs() {
        if leg.kind == Kind::Investment && leg.flow == Flow::Money {
            by_company.entry(company).or_default().entry(investor).or_default().insert(leg.deal);
            sizes.entry(investor).or_default().insert(company);
        }
    }
    let mut common: BTreeMap<(EntityIx, EntityIx), Vec<Shared>> = BTreeMap::new();
    for (company, investors) in &by_company {
        let wanted = |one: EntityIx, two: EntityIx| of.is_none_or(|of| of == one || of == two);
        let investors: Vec<(EntityIx, &BTreeSet<DealIx>)> = investors.iter().map(|(it, deals)| (*it, deals)).collect();
        if of.is_some_and(|of| investors.iter().all(|(it, _)| *it != of)) {
            continue;
        }
        for (rank, &(one, ones)) in investors.iter().enumerate() {
            for &(two, twos) in investors[rank + 1..].iter().filter(|(two, _)| wanted(one, *two)) {
                let shared = Shared {
                    company: *company,
                    rounds: ones.intersection(twos).copied().collect(),
                    deals: ones.union(twos).copied().collect(),
                };
                common.entry((one, two)).or_default().push(shared);
            }
        }
    }
    let mut pairs: Vec<Pair> = common
        .into_iter()
        .filter_map(|((one, two), mut shared)| {
            let both = shared.len();
            let either = sizes[&one].len() + sizes[&two].len() - both;
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
        let legs = graph.legs().filter(|(investor, company, leg)| {
            leg.kind == Kind::Investment && leg.flow == Flow::Money && wanted.contains(&(*investor, *company))
        });
        super::in_order(legs.map(|(.., leg)| leg))
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
