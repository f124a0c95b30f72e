//! Everything that joins two entities.
//!
//! **Finds** every role that each plays towards the other, the markets in which they compete, the clauses that
//! bind one in favour of the other, and the shortest connections through others.
//! **Why it matters**: one who is investor, supplier and competitor of the same company at once has three
//! interests in it, and they differ.
//! **Example**: Acme invests in Orion, hosts it, resells it, and sells a model that competes with Orion's.
//! **Limits**: only deals in which a leg joins the two count; two investors of one round have no role towards
//! each other, and are found as a connection through the company. Rivalry is no connection, nor is being watched by the same
//! state.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::clauses::{CLAUSE_COLUMNS, Clauses, clause_row};
use super::counting::counting_notes;
use super::dealings::{contest_words, deals_of, legs_with, roles_towards};
use super::part_words::part_words;
use super::paths::{Bounds, Cut, Ways, simple_paths};
use super::rivalry::{Contest, Rivals};
use crate::graph::{DealGraph, Leg, Tally};
use crate::model::{DealIx, EntityIx, Kind, Role, Status};
use crate::report::{Report, Section, count, view_record};

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Between {
    /// The first, as the view counts it.
    pub one: EntityIx,
    /// The second, as the view counts it.
    pub two: EntityIx,
    /// The roles of the first towards the second, with the legs that say so.
    pub roles_of_one: BTreeMap<Role, Vec<Leg>>,
    /// The roles of the second towards the first.
    pub roles_of_two: BTreeMap<Role, Vec<Leg>>,
    /// The markets in which they compete, by name.
    pub contests: Vec<Contest>,
    /// The clauses in force between them: deal and position.
    pub clauses: Vec<(DealIx, usize)>,
    /// The shortest connections through others: by length, then by ids.
    pub connections: Vec<Connection>,
    /// Why the connections are not all.
    pub cut: Option<Cut>,
}

/// A way from one entity to another over entities that deal with each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// The entities on it, both ends included.
    pub stops: Vec<EntityIx>,
    /// For each step the deals that join its ends, by id.
    pub steps: Vec<Vec<DealIx>>,
}

/// Returns what joins two entities. Costs their legs, and for the connections one pass over all legs and the search.
pub fn between(graph: &DealGraph<'_>, one: EntityIx, two: EntityIx, bounds: Bounds) -> Between {
    let (one, two) = (graph.owner(one), graph.owner(two));
    let (connections, cut) = connections(graph, one, two, bounds);
    Between {
        one,
        two,
        roles_of_one: roles_towards(graph, one, two),
        roles_of_two: roles_towards(graph, two, one),
        contests: Rivals::new(graph).contests(one, two),
        clauses: if one == two { Vec::new() } else { Clauses::new(graph.told()).between(one, two) },
        connections,
        cut,
    }
}

/// The shortest simple paths between two entities over legs of any direction, the direct step left out.
fn connections(graph: &DealGraph<'_>, one: EntityIx, two: EntityIx, bounds: Bounds) -> (Vec<Connection>, Option<Cut>) {
    let mut next = vec![Vec::new(); graph.book().entity_count()];
    for giver in graph.book().entity_indices() {
        for (taker, leg) in graph.legs_of(graph.index().all_out(giver)) {
            if is_connection(leg) && (giver, taker) != (one, two) && (taker, giver) != (one, two) {
                next[giver.get()].push(taker.get());
                next[taker.get()].push(giver.get());
            }
        }
    }
    for next in &mut next {
        next.sort_unstable();
        next.dedup();
    }
    let ways = Ways { next: &next, thing: &|node| node };
    let found = simple_paths(&ways, one.get(), Some(&|node| node == two.get()), bounds);
    // Many ways share their steps, and those of a hub have many legs to look through.
    let mut known: BTreeMap<(EntityIx, EntityIx), Vec<DealIx>> = BTreeMap::new();
    let mut deals = |ends: &[EntityIx]| {
        let deals = || super::in_order(joining(graph, ends[0], ends[1]).map(|leg| leg.deal));
        known.entry((ends[0], ends[1])).or_insert_with(deals).clone()
    };
    let connection = |path: Vec<usize>| {
        let stops: Vec<EntityIx> = path.into_iter().map(EntityIx::new).collect();
        Connection { steps: stops.windows(2).map(&mut deals).collect(), stops }
    };
    (found.paths.into_iter().map(connection).collect(), found.cut)
}

/// The legs that connect two entities, either way.
fn joining<'g>(graph: &'g DealGraph<'_>, one: EntityIx, other: EntityIx) -> impl Iterator<Item = Leg> + 'g {
    legs_with(graph, one, other).into_iter().flatten().filter(|leg| is_connection(*leg))
}

/// Being rivals, or watched by the same state, is no connection.
const fn is_connection(leg: Leg) -> bool {
    !matches!(leg.kind, Kind::Rivalry | Kind::Regulation)
}

impl Between {
    /// The legs that join the two directly, and those of the connections, in order of deal.
    pub fn legs(&self, graph: &DealGraph<'_>) -> Vec<Leg> {
        let direct = self.roles_of_one.values().chain(self.roles_of_two.values()).flatten().copied();
        let steps = self.connections.iter().flat_map(|it| it.stops.windows(2));
        super::in_order(direct.chain(steps.flat_map(|ends| joining(graph, ends[0], ends[1]))))
    }

    /// Whether nothing at all joins them directly.
    pub fn is_apart(&self) -> bool {
        self.roles_of_one.is_empty() && self.contests.is_empty() && self.clauses.is_empty()
    }

    /// The answer as tables and data.
    pub fn report(&self, graph: &DealGraph<'_>) -> Report {
        let book = graph.book();
        let name = |entity: EntityIx| book.entity(entity).name.as_str();
        let id = |deal: DealIx| book.deal(deal).id.as_str();
        let mut roles = Section::new(
            "Roles towards each other",
            &["who", "is", "of", "through", "by deal", "amount", "announced", "status"],
        );
        let mut items: Vec<Value> = Vec::new();
        let sides = [(self.one, self.two, &self.roles_of_one), (self.two, self.one, &self.roles_of_two)];
        for (who, towards, played) in sides {
            for (role, legs) in played {
                for (rank, deal_index) in deals_of(legs).into_iter().enumerate() {
                    let Some(deal) = graph.told().deal(deal_index) else { continue };
                    let through = through(graph, who, towards, legs, deal_index);
                    let of_deal: Vec<Leg> = legs.iter().filter(|leg| leg.deal == deal_index).copied().collect();
                    let first = |text: &str| if rank == 0 { text.to_owned() } else { String::new() };
                    roles.row([
                        first(name(who)),
                        first(&role.word().to_lowercase()),
                        first(name(towards)),
                        through,
                        deal.id.to_string(),
                        part_words(graph.told(), deal_index, deal, &of_deal),
                        deal.announced.map_or_else(|| "–".to_owned(), |date| date.to_string()),
                        deal.status.to_string(),
                    ]);
                }
                let deals: Vec<&str> = deals_of(legs).into_iter().map(id).collect();
                let status: Option<Status> = legs.iter().map(|leg| leg.status).max_by_key(|it| (!it.is_ended(), *it));
                items.push(json!({
                    "who": book.entity(who).id, "role": role, "towards": book.entity(towards).id, "deals": deals,
                    "status": status,
                }));
            }
        }
        let mut sections = vec![roles, self.contest_table(graph), self.clause_table(graph)];
        let mut table = Section::new("Shortest connections through others", &["#steps", "connection", "by deals"]);
        for connection in &self.connections {
            let stops: Vec<&str> = connection.stops.iter().map(|stop| name(*stop)).collect();
            let deals: Vec<String> = connection
                .steps
                .iter()
                .map(|deals| deals.iter().map(|deal| id(*deal)).collect::<Vec<_>>().join(", "))
                .collect();
            table.row([connection.steps.len().to_string(), stops.join(" – "), deals.join("\n")]);
        }
        sections.push(table);
        let connections: Vec<Value> = self
            .connections
            .iter()
            .map(|it| {
                json!({
                    "stops": it.stops.iter().map(|stop| &book.entity(*stop).id).collect::<Vec<_>>(),
                    "deals": it.steps.iter().map(|deals| deals.iter().map(|deal| id(*deal)).collect::<Vec<_>>())
                        .collect::<Vec<_>>(),
                })
            })
            .collect();
        let contests: Vec<Value> = self.contests.iter().map(|it| contest_record(graph, it)).collect();
        let answer = json!({
            "one": book.entity(self.one).id, "two": book.entity(self.two).id, "roles": items,
            "contests": contests, "clauses": self.clause_ids(graph), "connections": connections,
        });
        let mut notes = Vec::new();
        if self.one == self.two {
            notes.push("both names lead to one entity as the view counts; --no-rollup tells parts apart".to_owned());
        }
        let legs = self.roles_of_one.values().chain(self.roles_of_two.values());
        let deals: BTreeSet<DealIx> = legs.flatten().map(|leg| leg.deal).collect();
        let money = deals.into_iter().filter_map(|deal| Some((deal, graph.told().deal(deal)?.money())));
        notes.extend(counting_notes(std::iter::once(&Tally::of(graph.told(), money)), graph.told()));
        Report {
            title: self.title(graph),
            sections,
            notes,
            truncated: self.cut.map(|cut| cut.words(self.connections.len(), ["connection", "connections"])),
            answer,
            items,
            view: view_record(book, graph.view()),
        }
    }

    /// What each is to the other, in a line.
    fn title(&self, graph: &DealGraph<'_>) -> String {
        let name = |entity: EntityIx| graph.book().entity(entity).name.as_str();
        let words = |roles: &BTreeMap<Role, Vec<Leg>>| -> Vec<String> {
            let mut words: Vec<String> = roles.keys().map(|role| role.word().to_lowercase()).collect();
            if !self.contests.is_empty() && !roles.contains_key(&Role::Rival) {
                words.push("competitor".to_owned());
            }
            words
        };
        let ways = count(words(&self.roles_of_one).len(), "role", "roles");
        if self.is_apart() {
            return format!("{} and {}: nothing joins them directly", name(self.one), name(self.two));
        }
        format!("{} and {}: {ways} – {}", name(self.one), name(self.two), words(&self.roles_of_one).join(", "))
    }

    fn contest_table(&self, graph: &DealGraph<'_>) -> Section {
        let mut table = Section::new("Where they compete", &["market and who stands there"]);
        for contest in &self.contests {
            table.row([contest_words(graph.book(), contest)]);
        }
        table
    }

    fn clause_table(&self, graph: &DealGraph<'_>) -> Section {
        let book = graph.book();
        let mut table = Section::new("Clauses between them", &CLAUSE_COLUMNS);
        for (deal, position) in &self.clauses {
            let Some(clause) = graph.told().deal(*deal).and_then(|deal| deal.clauses.get(*position)) else { continue };
            table.row(clause_row(book, format!("{}.{}", book.deal(*deal).id, clause.id), clause));
        }
        table
    }

    fn clause_ids(&self, graph: &DealGraph<'_>) -> Vec<String> {
        let ids = self.clauses.iter().filter_map(|(deal, position)| {
            let clause = graph.told().deal(*deal)?.clauses.get(*position)?;
            Some(format!("{}.{}", graph.book().deal(*deal).id, clause.id))
        });
        ids.collect()
    }
}

/// Between whom a role is played in one deal, where parts play it, a pair a line: `AWS – OpenAI models`; empty where it is
/// the two themselves, and no others.
fn through(graph: &DealGraph<'_>, who: EntityIx, towards: EntityIx, legs: &[Leg], deal_index: DealIx) -> String {
    let Some(deal) = graph.told().deal(deal_index) else {
        return String::new();
    };
    let ends = legs.iter().filter(|leg| leg.deal == deal_index).filter_map(|leg| {
        let ends = [deal.entity_at(leg.from.into())?, deal.entity_at(leg.to.into())?];
        let mine = ends.into_iter().find(|end| graph.owner(*end) == who)?;
        let other = ends.into_iter().find(|end| graph.owner(*end) == towards)?;
        Some((mine, other))
    });
    let pairs = super::in_order(ends);
    if pairs == [(who, towards)] {
        return String::new();
    }
    let name = |entity: EntityIx| graph.book().entity(entity).name.as_str();
    pairs.into_iter().map(|(mine, other)| format!("{} – {}", name(mine), name(other))).collect::<Vec<_>>().join("\n")
}

/// A contest as data.
pub fn contest_record(graph: &DealGraph<'_>, contest: &Contest) -> Value {
    let ids = |them: &[EntityIx]| them.iter().map(|it| graph.book().entity(*it).id.to_string()).collect::<Vec<_>>();
    json!({ "market": contest.market, "ones": ids(&contest.ones), "twos": ids(&contest.twos) })
}
