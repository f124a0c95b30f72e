//! Who backs several companies: the shared investors in the middle, each one's own at its side.

use std::collections::{BTreeMap, BTreeSet};

use super::amounts::{Amounts, size};
use super::basis::{Basis, Ranked};
use super::ecosystem::{focus_of, names};
use super::pens::Pens;
use super::scene::{entity_node, finish, strand_words};
use super::strands::line_of_money;
use super::sums::add_sums;
use super::{Labels, Options, Preset};
use crate::diagram::picture::{Arrow, Cluster, Edge, Node, NodeLook, Picture, Tone, Weight};
use crate::graph::DealGraph;
use crate::model::{EntityIx, Flow, Kind};
use crate::query::backers::{Backer, Holding, Quorum, backers};
use crate::query::words::listed;

/// The card.
pub(super) const PRESET: Preset = Preset {
    name: "who-backs",
    question: "Who backs both, and who only one?",
    subjects: "companies; the two with the most investors where none is named",
    answers_for_wholes: true,
    draw: who_backs,
};

/// How many investors of one company alone are shown unless told otherwise.
const ALONE: usize = 14;
/// How many of those that back the same several are shown unless told otherwise.
const SHARED: usize = 40;

/// Returns the investors of the companies, by which of them they back.
fn who_backs(graph: &DealGraph<'_>, options: &Options) -> Picture {
    let mut companies = focus_of(graph, options);
    let nobody_named = companies.is_empty();
    if nobody_named {
        companies = most_backed(graph);
    }
    let answer = backers(graph, &companies, Quorum::Any);
    let title = format!("Who backs {}", names(graph, &companies));
    let mut picture = Picture { title, ..Picture::default() };
    let sets = sets(&answer.backers);
    let columns = columns(&companies, &sets);
    let company_cluster = picture.clusters.len();
    let mut company_at = BTreeMap::new();
    for &company in &companies {
        company_at.insert(company, picture.nodes.len());
        let layer = columns.companies[&company];
        picture.nodes.push(Node { layer: Some(layer), weight: Weight::Front, ..entity_node(graph, company) });
    }
    let mut basis = Basis::default();
    add_sums(graph, &mut picture.nodes, &companies, &mut basis);
    let holdings = || answer.backers.iter().flat_map(|backer| &backer.holdings);
    let sizes = holdings().map(|holding| size(graph, &holding.money));
    let pens = Pens::over(graph.ranking().currency(), sizes);
    basis.pens = Some(pens);
    let mut left_out = [0; 2];
    for (set, members) in &sets {
        let cluster = company_cluster + picture.clusters.len();
        picture.clusters.push(Cluster {
            id: set.iter().map(|company| graph.book().entity(*company).id.as_str()).collect::<Vec<_>>().join("+"),
            label: heading(graph, &companies, set, members.len()),
            parent: None,
        });
        let is_shared = set.len() > 1;
        let limit = options.top.unwrap_or(if is_shared { SHARED } else { ALONE });
        for backer in members.iter().take(limit) {
            let position = picture.nodes.len();
            let mut node = entity_node(graph, backer.investor);
            node.cluster = Some(cluster);
            node.layer = Some(columns.sets[set]);
            picture.nodes.push(node);
            for holding in &backer.holdings {
                basis.deals.extend(holding.deals.iter().copied());
                let amounts = Amounts::paid_by(graph, &holding.money, &|payer| payer == backer.investor);
                let to = company_at[&holding.company];
                let edge = holding_edge(graph, (options, pens), backer, (holding, &amounts), position, to);
                if !edge.label.is_empty() {
                    let full = amounts.at(graph.view().money).in_full();
                    basis.tell_in_full(&strand_words(&picture, &edge), full);
                }
                basis.tell([amounts]);
                picture.edges.push(edge);
            }
        }
        if members.len() > limit {
            left_out[usize::from(is_shared)] += members.len() - limit;
            let rest = &members[limit..];
            let named: Vec<&str> = rest.iter().map(|it| graph.book().entity(it.investor).name.as_str()).collect();
            picture.nodes.push(Node {
                id: format!("stub-{cluster}"),
                label: format!("… and {} more", rest.len()),
                detail: String::new(),
                tooltip: listed(&named),
                look: NodeLook::Stub,
                cluster: Some(cluster),
                layer: Some(columns.sets[set]),
                weight: Weight::Normal,
            });
        }
    }
    if nobody_named && companies.len() == 2 {
        picture.footnotes.push("Nobody was named: these are the two with the most investors.".to_owned());
    }
    for (left_out, of) in left_out.into_iter().zip(["only one", "several"]) {
        if left_out > 0 {
            let investors = match left_out {
                1 => format!("1 investor in {of} of them is"),
                _ => format!("{left_out} investors in {of} of them are"),
            };
            picture.footnotes.push(format!("{investors} not shown."));
        }
    }
    if left_out != [0; 2] {
        let ranked = Ranked::all(holdings().map(|holding| Ranked::of(graph, &holding.money, &holding.deals)));
        picture.footnotes.extend(ranked.choosing(graph, &mut basis));
    }
    if !answer.undisclosed.is_empty() {
        let count = answer.undisclosed.len();
        let words = if count == 1 { "1 round has".to_owned() } else { format!("{count} rounds have") };
        picture.footnotes.push(format!("{words} investors that nobody names."));
    }
    finish(graph, options, &mut picture, &basis);
    picture
}

/// Investors by the set of companies they back, larger sets first, then by the companies.
fn sets(backers: &[Backer]) -> Vec<(Vec<EntityIx>, Vec<&Backer>)> {
    let mut sets: BTreeMap<Vec<EntityIx>, Vec<&Backer>> = BTreeMap::new();
    for backer in backers {
        let mut set: Vec<EntityIx> = backer.holdings.iter().map(|holding| holding.company).collect();
        set.sort_unstable();
        sets.entry(set).or_default().push(backer);
    }
    let mut sets: Vec<(Vec<EntityIx>, Vec<&Backer>)> = sets.into_iter().collect();
    sets.sort_by_key(|(set, _)| (std::cmp::Reverse(set.len()), set.clone()));
    sets
}

struct Columns {
    companies: BTreeMap<EntityIx, usize>,
    sets: BTreeMap<Vec<EntityIx>, usize>,
}

/// Two companies stand to both sides of what they share; more stand in one column, shared investors before
/// it and single ones behind.
fn columns(companies: &[EntityIx], sets: &[(Vec<EntityIx>, Vec<&Backer>)]) -> Columns {
    let mut columns = Columns { companies: BTreeMap::new(), sets: BTreeMap::new() };
    let pair = companies.len() == 2;
    for (position, &company) in companies.iter().enumerate() {
        columns.companies.insert(company, if pair { 1 + 2 * position } else { 1 });
    }
    for (set, _) in sets {
        let column = match (pair, set.as_slice()) {
            (true, [alone]) if *alone == companies[0] => 0,
            (true, [_]) => 4,
            (true, _) | (false, [_]) => 2,
            (false, _) => 0,
        };
        columns.sets.insert(set.clone(), column);
    }
    columns
}

fn heading(graph: &DealGraph<'_>, companies: &[EntityIx], set: &[EntityIx], count: usize) -> String {
    let investors = crate::report::count(count, "investor", "investors");
    if set.len() == 1 {
        return format!("Only {}: {investors}", names(graph, set));
    }
    match (set.len() == companies.len(), set.len()) {
        (true, 2) => format!("Both: {investors}"),
        (true, _) => format!("All {}: {investors}", set.len()),
        (false, _) => format!("{}: {investors}", names(graph, set)),
    }
}

fn holding_edge(
    graph: &DealGraph<'_>,
    (options, pens): (&Options, Pens),
    backer: &Backer,
    (holding, amounts): (&Holding, &Amounts),
    from: usize,
    to: usize,
) -> Edge {
    let book = graph.book();
    let line = line_of_money(graph, amounts, holding.status, (&holding.deals, [backer.investor, holding.company]));
    let asked = amounts.at(graph.view().money);
    let label = if options.labels == Labels::None { String::new() } else { asked.label() };
    let titles = holding.deals.iter().map(|deal| book.deal(*deal).title.clone());
    let told: Vec<String> = asked.in_full().into_iter().chain(titles).collect();
    Edge {
        id: format!("{}-{}", book.entity(backer.investor).id, book.entity(holding.company).id),
        from,
        to,
        label,
        tooltip: told.join("\n"),
        tone: Tone::Investment,
        line,
        width: pens.width(amounts.size(graph.view().money)),
        arrow: Arrow::Filled,
        weight: if backer.holdings.len() > 1 { Weight::Front } else { Weight::Normal },
    }
}

/// The two companies with the most investors.
fn most_backed(graph: &DealGraph<'_>) -> Vec<EntityIx> {
    let mut investors: BTreeMap<EntityIx, BTreeSet<EntityIx>> = BTreeMap::new();
    for (investor, company, leg) in graph.legs() {
        if leg.kind == Kind::Investment && leg.flow == Flow::Money {
            investors.entry(company).or_default().insert(investor);
        }
    }
    let mut ranked: Vec<EntityIx> = investors.keys().copied().collect();
    ranked.sort_by_key(|company| (std::cmp::Reverse(investors[company].len()), *company));
    ranked.truncate(2);
    ranked.sort_unstable();
    ranked
}
