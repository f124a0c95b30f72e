//! What was agreed when: the largest deals by year, and which grew out of which.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::amounts::Amounts;
use super::basis::{Basis, Ranked};
use super::ecosystem::{Middle, focus_of, names};
use super::scene::{finish, shown_words};
use super::strands::line_of;
use super::{Labels, Options, Preset};
use crate::diagram::picture::{Arrow, Cluster, Edge, Line, Node, NodeLook, NodeOrder, Picture, Sample, Tone, Weight};
use crate::graph::{DealGraph, Tally};
use crate::model::{Deal, DealIx, EntityIx, Kind, PartialDate, Status};
use crate::query::words::party_words;
use crate::report::count;

/// The card.
pub(super) const PRESET: Preset = Preset {
    name: "timeline",
    question: "What was agreed when, and which deals grew out of which?",
    subjects: "in focus",
    answers_for_wholes: true,
    draw: timeline,
};

/// How many deals are shown unless told otherwise.
const TOP: usize = 36;
/// A year with more deals than this is split into quarters.
const CROWD: usize = 9;

/// Returns the deals with a date, by period, joined where one enlarges, replaces or is a piece of another.
fn timeline(graph: &DealGraph<'_>, options: &Options) -> Picture {
    let focus = focus_of(graph, options);
    let title = if focus.is_empty() {
        "The largest deals, by the time they became public".to_owned()
    } else {
        format!("The deals of {}, by the time they became public", names(graph, &focus))
    };
    let mut picture = Picture { title, order: NodeOrder::Given, ..Picture::default() };
    let Largest { shown, all, undated, ranked, met } = largest(graph, options, &focus);
    let periods = periods(&shown);
    let mut columns: Vec<String> = periods.values().cloned().collect();
    columns.sort();
    columns.dedup();
    picture.clusters =
        columns.iter().map(|period| Cluster { id: period.clone(), label: heading(period), parent: None }).collect();
    let mut position = BTreeMap::new();
    for &(index, deal, date) in &shown {
        position.insert(index, picture.nodes.len());
        let column = columns.binary_search(&periods[&index]).ok();
        let mut node = deal_node(graph, index, deal, date);
        node.cluster = column;
        node.layer = column;
        picture.nodes.push(node);
    }
    for &(index, deal, _) in &shown {
        picture.edges.extend(descent(deal, &position, position[&index], options));
    }
    let mut basis = Basis::of(shown.iter().map(|(index, ..)| *index));
    if all > shown.len() {
        let most = if shown.len() == 1 { "the one" } else { "those" };
        let note = format!("{}, {most} with the most money.", shown_words(shown.len(), all, "dated deals"));
        picture.footnotes.push(note);
        picture.footnotes.extend(ranked.choosing(graph, &mut basis));
    }
    if undated > 0 {
        let have = count(undated, "deal has no date and is", "deals have no date and are");
        picture.footnotes.push(format!("{have} not drawn."));
    }
    finish(graph, options, &mut picture, &basis);
    Middle::of(graph, options, &focus, &met).say(graph, "no dated deals of the kinds drawn", &mut picture);
    for entry in &mut picture.legend {
        let words = match entry.sample {
            Sample::Node(NodeLook::Fund) => "Investment or loan",
            Sample::Node(NodeLook::Product) => "Purchase, supply or hosting",
            Sample::Node(_) => "Another deal",
            Sample::Edge { .. } => continue,
        };
        words.clone_into(&mut entry.text);
    }
    picture
}

type Dated<'g> = (DealIx, &'g Deal, PartialDate);

/// The deals with a date and the most money.
struct Largest<'g> {
    /// In the order of their dates.
    shown: Vec<Dated<'g>>,
    /// How many have a date.
    all: usize,
    /// How many have none.
    undated: usize,
    /// What of the money of all of them is not in the currency of comparison.
    ranked: Ranked,
    /// Who of the focus is party to any of all of them.
    met: BTreeSet<EntityIx>,
}

/// Returns the deals with a date and the most money. Of a large book only these are kept.
fn largest<'g>(graph: &'g DealGraph<'_>, options: &Options, focus: &[EntityIx]) -> Largest<'g> {
    let deals = graph.told().deals().filter(|(_, deal)| {
        if options.kinds.is_empty() { deal.kind != Kind::Rivalry } else { options.kinds.contains(&deal.kind) }
    });
    let (mut sizes, mut ranked, mut met, mut undated) = (Vec::new(), Vec::new(), BTreeSet::new(), 0);
    for (index, deal) in deals {
        if !focus.is_empty() {
            let parties = (0..deal.parties.len()).filter_map(|party| deal.entity_at(party));
            let near: Vec<EntityIx> =
                parties.map(|entity| graph.owner(entity)).filter(|entity| focus.contains(entity)).collect();
            if near.is_empty() {
                continue;
            }
            if deal.announced.is_some() {
                met.extend(near);
            }
        }
        if deal.announced.is_none() {
            undated += 1;
            continue;
        }
        let money = Tally::of(graph.told(), [(index, deal.money())]);
        sizes.push((Reverse(graph.ranking().of([&money])), index));
        ranked.extend(Ranked::of(graph, &money, &[index]).map(Some));
    }
    let all = sizes.len();
    sizes.sort_unstable();
    sizes.truncate(options.top.unwrap_or(TOP));
    let told = |(_, index)| graph.told().deal(index).and_then(|deal| Some((index, deal, deal.announced?)));
    let mut shown: Vec<Dated<'g>> = sizes.into_iter().filter_map(told).collect();
    shown.sort_by_key(|(index, _, date)| (date.first(), date.last(), *index));
    Largest { shown, all, undated, ranked: Ranked::all(ranked), met }
}

/// The period of each deal: its year, or where the year is crowded its quarter.
fn periods(deals: &[Dated<'_>]) -> BTreeMap<DealIx, String> {
    let mut in_year: BTreeMap<u16, usize> = BTreeMap::new();
    for (_, _, date) in deals {
        *in_year.entry(date.year()).or_default() += 1;
    }
    let years: Vec<u16> = in_year.keys().copied().collect();
    deals
        .iter()
        .map(|(index, _, date)| {
            let year = date.year();
            let month = date.month();
            let period = match (in_year[&year], month) {
                (count, Some(month)) if count > CROWD => format!("{year}-q{}", month.div_ceil(3)),
                (count, None) if count > CROWD => format!("{year}-"),
                // Early years with few deals stand together.
                _ if years.len() > 6 && in_year.range(..=year).map(|(_, count)| count).sum::<usize>() <= CROWD / 2 => {
                    format!("{}", years[0])
                }
                _ => format!("{year}"),
            };
            (*index, period)
        })
        .collect()
}

/// A period as a heading: `2026-q1` to `2026, first quarter`.
fn heading(period: &str) -> String {
    let Some((year, part)) = period.split_once('-') else { return period.to_owned() };
    let words = match part {
        "" => "some time",
        "q1" => "first quarter",
        "q2" => "second quarter",
        "q3" => "third quarter",
        _ => "fourth quarter",
    };
    format!("{year}, {words}")
}

fn deal_node(graph: &DealGraph<'_>, index: DealIx, deal: &Deal, date: PartialDate) -> Node {
    let money = Tally::of(graph.told(), [(index, deal.money())]);
    let amount = Amounts::asked(graph, &money).label();
    // Boxes have no lines that tell how certain they are.
    let date = match deal.status {
        Status::Signed | Status::Closed => date.to_string(),
        status => format!("{date}, {}", status.word().to_lowercase()),
    };
    let detail = if amount.is_empty() { date } else { format!("{amount}\n{date}") };
    Node {
        id: deal.id.to_string(),
        label: party_words(graph.book(), deal),
        detail,
        tooltip: format!("{} ({})", deal.title, deal.status.word().to_lowercase()),
        look: look_of(deal.kind),
        cluster: None,
        layer: None,
        weight: Weight::Normal,
    }
}

/// Deals are told apart by what they are about: capital, goods, or something else.
const fn look_of(kind: Kind) -> NodeLook {
    match kind {
        Kind::Investment | Kind::Loan | Kind::Guarantee => NodeLook::Fund,
        Kind::Purchase | Kind::Supply | Kind::Hosting => NodeLook::Product,
        _ => NodeLook::Deal,
    }
}

/// The edges from the deals that this one grew out of.
fn descent(deal: &Deal, position: &BTreeMap<DealIx, usize>, to: usize, options: &Options) -> Vec<Edge> {
    let mut parents: Vec<(DealIx, &str, Tone)> = Vec::new();
    parents.extend(deal.expands.map(|expansion| (expansion.deal, "enlarged", Tone::Investment)));
    parents.extend(deal.supersedes.iter().map(|old| (*old, "replaced", Tone::Control)));
    parents.extend(deal.part_of.map(|whole| (whole, "part of it", Tone::Structure)));
    parents
        .into_iter()
        .filter_map(|(parent, words, tone)| {
            let from = *position.get(&parent)?;
            Some(Edge {
                id: format!("{}-{words}-{from}", deal.id),
                from,
                to,
                label: if options.labels == Labels::None { String::new() } else { words.to_owned() },
                tooltip: deal.title.clone(),
                tone,
                line: if tone == Tone::Structure { Line::Dashed } else { line_of(deal.status) },
                width: 16,
                arrow: Arrow::Vee,
                weight: Weight::Normal,
            })
        })
        .collect()
}
