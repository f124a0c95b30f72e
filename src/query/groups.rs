//! Who stands in the middle of the web, and who belongs together.
//!
//! **Finds** for every entity with a deal: how many others it deals with (degree), how often it lies between
//! others (betweenness), where legs lead to in the end (page rank), how deep in the thick it stands (core), and
//! its community.
//! **Why it matters**: the middle of the web is where trouble spreads from, and it is not always the largest.
//! **Example**: Acme deals with two companies only, and everything between the two halves of the web passes it.
//! **Limits**: a tie is a tie, whether a rumour or a hundred billion; ask with --min-status, or for one flow.
//! Rivalry is no tie. Entities without any deal are left out.

use std::cmp::Reverse;

use serde_json::{Value, json};

use super::words::listed;
use crate::graph::measures::{Modularity, Ties, betweenness, communities, core_numbers, modularity, page_rank};
use crate::graph::{DealGraph, Leg};
use crate::model::{EntityIx, Flow, Kind};
use crate::report::{Portion, Report, Section, count, view_record};

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Groups {
    /// The flow of the legs that count; absent for any.
    pub flow: Option<Flow>,
    /// The entities: highest first by the measure asked for, then by id.
    pub members: Vec<Member>,
    /// How much better than chance the communities are.
    pub modularity: Modularity,
    /// From how many entities betweenness was worked out; fewer than there are make it an estimate.
    pub pivots: usize,
}

/// The measures of one entity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member {
    /// The entity.
    pub entity: EntityIx,
    /// Its community, from 0.
    pub community: usize,
    /// How many others it has a tie with.
    pub degree: usize,
    /// The deals over its ties; a deal with several others counts for each.
    pub deals: u64,
    /// The share of pairs of others between which it lies.
    pub betweenness: f64,
    /// Its page rank along the legs.
    pub page_rank: f64,
    /// Its core number.
    pub core: usize,
}

/// What entities are ranked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rank {
    /// Betweenness.
    #[default]
    Betweenness,
    /// Degree.
    Degree,
    /// Page rank.
    PageRank,
    /// Core number.
    Core,
}

/// The ties that are followed for betweenness unless told otherwise: some seconds.
const USUAL_WORK: usize = 200_000_000;

/// Returns the measures and communities of a graph, over legs of one flow or of any. Costs pivots · m.
///
/// Betweenness is worked out from so many entities, which makes it an estimate where there are more; unless told, from as
/// many as take some seconds, which are all in books of some thousands.
pub fn groups(graph: &DealGraph<'_>, flow: Option<Flow>, rank: Rank, pivots: Option<usize>) -> Groups {
    let ties = Ties::new(graph, flow);
    let size = ties.nodes.len();
    let usual = || USUAL_WORK / ties.degrees().iter().sum::<usize>().max(size).max(1);
    let pivots = pivots.unwrap_or_else(usual).clamp(1, size.max(1)).min(size);
    let (degrees, deals, cores) = (ties.degrees(), ties.strengths(), core_numbers(&ties));
    let (between, ranks, community) = (betweenness(&ties, pivots), page_rank(&ties), communities(&ties));
    let mut members: Vec<Member> = (0..ties.nodes.len())
        .map(|at| Member {
            entity: ties.nodes[at],
            community: community[at],
            degree: degrees[at],
            deals: deals[at],
            betweenness: between[at],
            page_rank: ranks[at],
            core: cores[at],
        })
        .collect();
    members.sort_by(|one, two| {
        let by_measure = match rank {
            Rank::Betweenness => two.betweenness.total_cmp(&one.betweenness),
            Rank::Degree => two.degree.cmp(&one.degree),
            Rank::PageRank => two.page_rank.total_cmp(&one.page_rank),
            Rank::Core => two.core.cmp(&one.core),
        };
        by_measure.then_with(|| (Reverse(one.degree), one.entity).cmp(&(Reverse(two.degree), two.entity)))
    });
    Groups { flow, members, modularity: modularity(&ties, &community), pivots }
}

impl Groups {
    /// The legs that make the ties, in order of deal.
    pub fn legs(&self, graph: &DealGraph<'_>) -> Vec<Leg> {
        let counts = |leg: &Leg| leg.kind != Kind::Rivalry && self.flow.is_none_or(|flow| flow == leg.flow);
        super::in_order(graph.legs().map(|(.., leg)| leg).filter(counts))
    }

    /// The communities, each with its members in the order of the answer.
    pub fn communities(&self) -> Vec<Vec<&Member>> {
        let size = self.members.iter().map(|member| member.community + 1).max().unwrap_or(0);
        let mut communities = vec![Vec::new(); size];
        for member in &self.members {
            communities[member.community].push(member);
        }
        communities
    }

    /// The answer as tables and data, as far as either is wanted.
    pub fn report(&self, graph: &DealGraph<'_>, portion: Portion) -> Report {
        let book = graph.book();
        let name = |entity: EntityIx| book.entity(entity).name.clone();
        let columns = ["entity", "#community", "#degree", "#deals", "#betweenness", "#page rank", "#core"];
        let mut table = Section::new(count(self.members.len(), "entity", "entities"), &columns);
        let mut items: Vec<Value> = Vec::new();
        for member in &self.members {
            table.row([
                name(member.entity),
                (member.community + 1).to_string(),
                member.degree.to_string(),
                member.deals.to_string(),
                format!("{:.4}", member.betweenness),
                format!("{:.4}", member.page_rank),
                member.core.to_string(),
            ]);
            portion.push(&mut items, || {
                json!({
                    "entity": book.entity(member.entity).id, "community": member.community + 1,
                    "degree": member.degree, "deals": member.deals, "betweenness": member.betweenness,
                    "page_rank": member.page_rank, "core": member.core,
                })
            });
        }
        let communities = self.communities();
        let ten_thousandths = self.modularity.in_ten_thousandths();
        let sign = if ten_thousandths < 0 { "-" } else { "" };
        let of_one = ten_thousandths.unsigned_abs();
        let modularity = format!("{sign}{}.{:04}", of_one / 10_000, of_one % 10_000);
        let mut parts = Section::new(
            format!("{}, modularity {modularity}", count(communities.len(), "community", "communities")),
            &["#community", "#size", "members"],
        );
        for (number, members) in communities.iter().enumerate() {
            let names: Vec<String> = members.iter().map(|member| name(member.entity)).collect();
            parts.row([(number + 1).to_string(), names.len().to_string(), listed(&names)]);
        }
        let (all, items) = portion.split(items);
        let mut answer = json!({ "flow": self.flow, "modularity": modularity, "pivots": self.pivots });
        let ids = |members: &Vec<&Member>| members.iter().map(|it| &book.entity(it.entity).id).collect::<Vec<_>>();
        let of_each = communities.iter().filter(|_| portion.data()).map(ids).collect::<Vec<_>>();
        (answer["members"], answer["communities"]) = (all, json!(of_each));
        let apart = book.entity_indices().filter(|it| graph.owner(*it) == *it).count() - self.members.len();
        let estimated = (self.pivots < self.members.len()).then(|| {
            let all = count(self.members.len(), "entity", "entities");
            format!("betweenness is estimated from {} of {all} (--pivots)", self.pivots)
        });
        let over = self.flow.map_or_else(String::new, |flow| format!(" over legs of {flow}"));
        Report {
            title: format!("The middle of the web, and its communities{over}"),
            sections: vec![table, parts],
            notes: vec![
                "a tie joins two who share a deal; rivalry is no tie; communities weigh ties by deals".to_owned(),
                format!("{} without a tie left out", count(apart, "entity", "entities")),
            ],
            truncated: estimated,
            answer,
            items,
            view: view_record(book, graph.view()),
        }
    }
}
