//! Who backs all (any, at least so many, none) of some companies.
//!
//! **Finds** entities with a Money leg of an Investment into the companies asked for.
//! **Why it matters**: a backer of two rivals has a stake in both outcomes, and sits close to the plans of
//! both.
//! **Example**: Acme and Umbra both invest in Orion and in Lyra: `backers orion lyra` names both.
//! **Limits**: only named investors are found; undisclosed ones are counted in a note. Loans and purchases
//! are not backing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::json;

use super::counting::counting_notes;
use crate::graph::common::common;
use crate::graph::{DealGraph, MoneyAlong, Ranking, Tally};
use crate::model::{Deal, DealIx, EntityIx, Flow, Kind, Known, MoneyLevel, PartialDate, Status};
use crate::report::{Report, Section, count, tally_cell, view_record};

/// How many of the companies a backer must back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quorum {
    /// Every one.
    All,
    /// One or more.
    Any,
    /// So many or more.
    AtLeast(usize),
    /// Not one; answers with every investor of the book that backs somebody else.
    None,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backers {
    /// The companies asked for, as the view counts them, each once, in the order asked.
    pub companies: Vec<EntityIx>,
    /// Those who back enough of them, by how many they back, then money, then id.
    pub backers: Vec<Backer>,
    /// Investors nobody names, by company: the reason given.
    pub undisclosed: Vec<(EntityIx, String)>,
}

/// An investor, with what it holds of the companies asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backer {
    /// The investor.
    pub investor: EntityIx,
    /// Its holdings, in the order the companies were asked for.
    pub holdings: Vec<Holding>,
}

/// What one investor put into one company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The company.
    pub company: EntityIx,
    /// The deals, by id.
    pub deals: Vec<DealIx>,
    /// The money, each dollar once.
    pub money: Tally,
    /// The earliest deal's date, where any is dated.
    pub first: Option<PartialDate>,
    /// The strongest status among the deals: how sure it is that there is a holding at all.
    pub status: Status,
}

/// Returns who backs enough of `companies`. Costs the legs into them (for [`Quorum::None`], all legs).
pub fn backers(graph: &DealGraph<'_>, companies: &[EntityIx], quorum: Quorum) -> Backers {
    let mut asked: Vec<EntityIx> = Vec::new();
    for company in companies.iter().map(|company| graph.owner(*company)) {
        if !asked.contains(&company) {
            asked.push(company);
        }
    }
    let mut payments = Payments::new(graph);
    let mut holding_of = |investor: EntityIx, company: EntityIx| {
        let deals = deals_of(graph, investor, company);
        (!deals.is_empty()).then(|| payments.holding(investor, company, &deals))
    };
    let mut backers: Vec<Backer> = match investors(graph, &asked, quorum) {
        Some(investors) => investors
            .into_iter()
            .map(|investor| {
                let holdings = asked.iter().filter_map(|company| holding_of(investor, *company)).collect();
                Backer { investor, holdings }
            })
            .collect(),
        None => return none_of(graph, asked),
    };
    let holdings = backers.iter().flat_map(|backer| &backer.holdings);
    let ranking = Ranking::over(graph.told(), holdings.map(|it| &it.money));
    let weight = |backer: &Backer| ranking.of(backer.holdings.iter().map(|it| &it.money));
    backers.sort_by_cached_key(|backer| {
        (std::cmp::Reverse(backer.holdings.len()), std::cmp::Reverse(weight(backer)), backer.investor)
    });
    let undisclosed = undisclosed_investors(graph, &asked);
    Backers { companies: asked, backers, undisclosed }
}

/// Returns the investors in enough of some companies (as the graph counts them, each once), by id; `None` where it is
/// asked who is none of them.
///
/// Walks the sorted lists of the companies' investors and no deal: for all, the shortest list, with a search in each
/// other one.
pub fn investors(graph: &DealGraph<'_>, companies: &[EntityIx], quorum: Quorum) -> Option<Vec<EntityIx>> {
    let into = |company: &EntityIx| graph.index().givers(*company, Flow::Money, Kind::Investment);
    let needed = match quorum {
        Quorum::All => return Some(common(&companies.iter().map(into).collect::<Vec<_>>())),
        Quorum::Any => 1,
        Quorum::AtLeast(least) => least,
        Quorum::None => return None,
    };
    let mut each: Vec<u32> = companies.iter().flat_map(|company| into(company).distinct()).collect();
    each.sort_unstable();
    let enough = each.chunk_by(|one, two| one == two).filter(|same| same.len() >= needed);
    Some(enough.map(|same| EntityIx::new(same[0] as usize)).collect())
}

/// The deals by which an investor put money into a company.
fn deals_of(graph: &DealGraph<'_>, investor: EntityIx, company: EntityIx) -> BTreeSet<DealIx> {
    let into = graph.index().givers(company, Flow::Money, Kind::Investment);
    graph.legs_of(into.with(investor.number())).map(|(_, leg)| leg.deal).collect()
}

/// The investors of a company, each with the deals it invested by.
pub fn investors_of(graph: &DealGraph<'_>, company: EntityIx) -> BTreeMap<EntityIx, BTreeSet<DealIx>> {
    let mut investors: BTreeMap<EntityIx, BTreeSet<DealIx>> = BTreeMap::new();
    for (investor, leg) in graph.legs_of(graph.index().givers(company, Flow::Money, Kind::Investment)) {
        investors.entry(investor).or_default().insert(leg.deal);
    }
    investors
}

/// Sums up what `investor` put into `company` by `deals`.
pub fn holding(graph: &DealGraph<'_>, investor: EntityIx, company: EntityIx, deals: &BTreeSet<DealIx>) -> Holding {
    Payments::new(graph).holding(investor, company, deals)
}

/// What investors pay by deals. That of a deal with several payers is worked out once for all of them.
struct Payments<'g, 'b> {
    graph: &'g DealGraph<'b>,
    shared: HashMap<DealIx, Payment<'g>>,
}

/// What the payers of a deal pay.
struct Payment<'g> {
    along: MoneyAlong<'g>,
    /// Their positions among the parties, by whom they are counted as.
    payers: BTreeMap<EntityIx, Vec<usize>>,
}

impl<'g> Payment<'g> {
    fn new(graph: &'g DealGraph<'_>, index: DealIx, deal: &'g Deal) -> Self {
        let mut payers: BTreeMap<EntityIx, Vec<usize>> = BTreeMap::new();
        for payer in deal.in_roles(deal.kind.payers()) {
            if let Some(entity) = deal.entity_at(payer) {
                payers.entry(graph.owner(entity)).or_default().push(payer);
            }
        }
        Self { along: graph.along(index, deal), payers }
    }

    /// What an investor puts into the one company that it invests in by the deal; unstated where those are several.
    fn of(&self, investor: EntityIx) -> Vec<Known> {
        let own = self.payers.get(&investor).into_iter().flatten();
        own.map(|payer| self.along.to_one_taker(*payer)).collect()
    }
}

impl<'g, 'b> Payments<'g, 'b> {
    fn new(graph: &'g DealGraph<'b>) -> Self {
        Self { graph, shared: HashMap::new() }
    }

    fn holding(&mut self, investor: EntityIx, company: EntityIx, deals: &BTreeSet<DealIx>) -> Holding {
        let graph = self.graph;
        let told: Vec<(DealIx, &Deal)> =
            deals.iter().filter_map(|deal| Some((*deal, graph.told().deal(*deal)?))).collect();
        let mut parts = Vec::new();
        for &(index, deal) in &told {
            let made = || Payment::new(graph, index, deal);
            let has_several = deal.in_roles(deal.kind.payers()).nth(1).is_some();
            let own = if has_several {
                self.shared.entry(index).or_insert_with(made).of(investor)
            } else {
                made().of(investor)
            };
            parts.extend(own.into_iter().map(|money| (index, money)));
        }
        Holding {
            company,
            deals: deals.iter().copied().collect(),
            money: Tally::of(graph.told(), parts),
            first: told.iter().filter_map(|(_, deal)| deal.announced).min(),
            status: told.iter().map(|(_, deal)| deal.status).max().unwrap_or(Status::Rumoured),
        }
    }
}

fn none_of(graph: &DealGraph<'_>, asked: Vec<EntityIx>) -> Backers {
    let backing = investors(graph, &asked, Quorum::Any).unwrap_or_default();
    let mut others: BTreeMap<EntityIx, BTreeMap<EntityIx, BTreeSet<DealIx>>> = BTreeMap::new();
    for (investor, company, leg) in graph.legs() {
        let invests = leg.kind == Kind::Investment && leg.flow == Flow::Money;
        if invests && backing.binary_search(&investor).is_err() {
            others.entry(investor).or_default().entry(company).or_default().insert(leg.deal);
        }
    }
    let mut payments = Payments::new(graph);
    let backers = others.into_iter().map(|(investor, companies)| {
        let holdings = companies.iter().map(|(company, deals)| payments.holding(investor, *company, deals)).collect();
        Backer { investor, holdings }
    });
    Backers { backers: backers.collect(), companies: asked, undisclosed: Vec::new() }
}

fn undisclosed_investors(graph: &DealGraph<'_>, companies: &[EntityIx]) -> Vec<(EntityIx, String)> {
    let mut found = Vec::new();
    for &company in companies {
        let told = graph.deals_with_undisclosed(company).into_iter().filter_map(|deal| graph.told().deal(deal));
        for deal in told.filter(|deal| deal.kind == Kind::Investment) {
            let into = deal
                .in_roles(&[crate::model::Role::Investee])
                .any(|party| deal.entity_at(party).is_some_and(|entity| graph.owner(entity) == company));
            let unnamed = deal.parties.iter().filter_map(|party| match &party.who {
                crate::model::Who::Undisclosed(reason) if deal.kind.payers().contains(&party.role) => Some(reason),
                _ => None,
            });
            if into {
                found.extend(unnamed.map(|reason| (company, format!("{reason} ({})", deal.id))));
            }
        }
    }
    found
}

impl Backers {
    /// The answer as tables and data.
    pub fn report(&self, graph: &DealGraph<'_>, quorum: Quorum) -> Report {
        let book = graph.book();
        let name = |entity: EntityIx| book.entity(entity).name.clone();
        let named: Vec<String> = self.companies.iter().map(|company| name(*company)).collect();
        let title = match quorum {
            Quorum::All if named.len() > 1 => format!("Who backs all of: {}", named.join(", ")),
            Quorum::AtLeast(least) => {
                format!("Who backs at least {least} of: {}", named.join(", "))
            }
            Quorum::None => format!("Who backs none of: {}", named.join(", ")),
            _ => format!("Who backs {}", named.join(" or ")),
        };
        let columns = ["investor", "backs", "deals", "#firm", "#committed", "#headline", "since", "status"];
        let mut table = Section::new(count(self.backers.len(), "investor", "investors"), &columns);
        let mut items = Vec::new();
        for backer in &self.backers {
            for (rank, holding) in backer.holdings.iter().enumerate() {
                let deals: Vec<&str> = holding.deals.iter().map(|deal| book.deal(*deal).id.as_str()).collect();
                let at = |level| tally_cell(&holding.money, level);
                table.row([
                    if rank == 0 { name(backer.investor) } else { String::new() },
                    name(holding.company),
                    deals.join("\n"),
                    at(MoneyLevel::Firm),
                    at(MoneyLevel::Committed),
                    at(MoneyLevel::Headline),
                    holding.first.map_or_else(|| "undated".to_owned(), |date| date.to_string()),
                    holding.status.to_string(),
                ]);
            }
            items.push(json!({
                "investor": book.entity(backer.investor).id,
                "holdings": backer.holdings.iter().map(|holding| json!({
                    "company": book.entity(holding.company).id,
                    "deals": holding.deals.iter().map(|deal| &book.deal(*deal).id).collect::<Vec<_>>(),
                    "money": holding.money.records(),
                    "deals_without_amount": holding.money.unstated.len(),
                    "first": holding.first,
                    "status": holding.status,
                })).collect::<Vec<_>>(),
            }));
        }
        let mut notes: Vec<String> = self
            .undisclosed
            .iter()
            .map(|(company, reason)| format!("{} also has investors who are not named: {reason}", name(*company)))
            .collect();
        notes.extend(counting_notes(self.backers.iter().flat_map(|it| &it.holdings).map(|it| &it.money), graph.told()));
        let answer = json!({
            "companies": self.companies.iter().map(|company| &book.entity(*company).id).collect::<Vec<_>>(),
            "backers": items,
        });
        Report {
            title,
            sections: vec![table],
            notes,
            truncated: None,
            answer,
            items,
            view: view_record(book, graph.view()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::View;
    use crate::load::load_str;
    use crate::model::allocations_made;
    use crate::query::exposure::{By, exposure};
    use crate::query::list;
    use crate::report::Portion;

    #[test]
    fn the_money_of_a_deal_with_many_payers_is_divided_once_for_all_of_them() {
        const PAYERS: usize = 40;
        let all = |each: &dyn Fn(usize) -> String| (0..PAYERS).map(each).collect::<String>();
        let entities = all(&|at| format!("(id: \"i{at}\", name: \"I {at}\", kind: Company),"));
        let parties = all(&|at| format!("(who: \"i{at}\", role: Investor),"));
        let tranches = all(&|at| format!("(id: \"y{at}\", amount: \"USD 1m..2m\", by: \"i{at}\"),"));
        let book = load_str(&format!(
            "(entities: [{entities}(id: \"t\", name: \"T\", kind: Company)], deals: [(id: \"r\", kind: Investment, title: \"R\", \
             parties: [{parties}(who: \"t\", role: Investee)], amount: \"USD 100m\", tranches: [{tranches}], status: Signed, \
             claims: [(source: \"s\")])], sources: [(id: \"s\", title: \"S\", publisher: \"P\", date: \"2025-03-02\", \
             kind: PressRelease)])"
        ))
        .expect("a sound book");
        let graph = DealGraph::new(&book, View::default());
        let company = book.entity_by_id("t").expect("it is there");
        let made = |what: &str, ask: &dyn Fn() -> usize| {
            let before = allocations_made();
            assert_eq!(ask(), PAYERS, "{what}");
            let made = allocations_made() - before;
            assert!(made < 10, "{what} of {PAYERS} payers divides the money {made} times");
        };
        made("exposure", &|| exposure(&graph, company, By::Counterparty).lines.len());
        made("backers", &|| backers(&graph, &[company], Quorum::All).backers.len());
        made("legs", &|| list::legs(&graph, Portion::ALL).items.len() / 2);
    }
}
