//! Where the money goes: flows as wide as their amounts; the firm, the promised and the contingent apart.

use std::collections::{BTreeMap, BTreeSet};

use super::amounts::{MORE, Part};
use super::ecosystem::{Middle, focus_of, names};
use super::legend::SOLID;
use super::pens::Pens;
use super::scene::compose;
use super::skein::Skein;
use super::strands::{Strand, ends, line_beyond};
use super::thin::{Thinned, thin, thin_all};
use super::{Options, Preset};
use crate::diagram::picture::{Edge, Line, Picture};
use crate::graph::DealGraph;
use crate::model::{DealIx, EntityIx, Flow, Kind, MoneyLevel, legs};
use crate::report::count;

/// The card.
pub(super) const PRESET: Preset = Preset {
    name: "money",
    question: "How much money goes from whom to whom, and how much of it is certain?",
    subjects: "in focus",
    answers_for_wholes: true,
    draw: money,
};

/// How many entities are shown unless told otherwise.
const TOP: usize = 26;
/// So many of those whose shares nobody tells are named.
const MOST_NAMED: usize = 3;
/// What solid lines mean here.
const FIRM: &str = "Signed or closed: firm";
/// The kinds that move money.
const KINDS: &[Kind] = &[
    Kind::Investment,
    Kind::Loan,
    Kind::Purchase,
    Kind::Supply,
    Kind::Hosting,
    Kind::Distribution,
    Kind::License,
    Kind::RevenueShare,
    Kind::Acquisition,
];

/// Returns the flows of money whose amounts are stated.
fn money(graph: &DealGraph<'_>, options: &Options) -> Picture {
    let kinds = if options.kinds.is_empty() { KINDS } else { &options.kinds };
    let focus = focus_of(graph, options);
    let top = options.top.unwrap_or(TOP);
    let (thinned, middle) = if focus.is_empty() {
        (thin_all(&Skein::of_all(graph, kinds, options.parallel).of_money(), 1, top), Middle::default())
    } else {
        let near = Skein::of_some(graph, kinds, options.parallel).of_money().around(&focus, options.hops, 1);
        let middle = Middle::of(graph, options, &focus, &ends(&near));
        (thin(graph, near, top, &middle.entities), middle)
    };
    let (mut picture, pens) = compose(graph, options, &thinned, &title(graph, &focus));
    middle.say_near(graph, options, "no deals of the kinds drawn whose money is stated", &mut picture);
    picture.footnotes.extend(not_drawn(graph, kinds, &thinned, &middle.entities));
    picture.edges = picture
        .edges
        .into_iter()
        .zip(&thinned.strands)
        .flat_map(|(edge, strand)| apart(graph, edge, strand, pens))
        .collect();
    if options.legend {
        picture.legend = super::legend::legend(&picture, Some(pens));
        // Here no line has anything less certain in it.
        for entry in &mut picture.legend {
            if entry.text == SOLID {
                FIRM.clone_into(&mut entry.text);
            }
        }
    }
    picture
}

/// Says which deals between those shown (or of those asked about, where anybody is) have no line.
fn not_drawn(graph: &DealGraph<'_>, kinds: &[Kind], thinned: &Thinned, middle: &[EntityIx]) -> Option<String> {
    let drawn: BTreeSet<DealIx> = thinned.strands.iter().flat_map(|strand| strand.deals.iter().copied()).collect();
    let is_drawn = |kind: Kind, deal: &DealIx| drawn.contains(deal) || !kinds.contains(&kind);
    // Who was asked about deals with others, too, who are not shown for want of an amount.
    let is_meant = |other: &EntityIx| match middle {
        [] => thinned.entities.contains(other),
        _ => !thinned.left_out.contains(other),
    };
    let these = if middle.is_empty() { " between these" } else { "" };
    let (mut unstated, mut unnamed) = (BTreeSet::new(), BTreeSet::new());
    for &entity in if middle.is_empty() { &thinned.entities } else { middle } {
        let touching = graph.legs_into(entity).into_iter().chain(graph.legs_from(entity));
        let between = touching.filter(|(other, leg)| leg.flow == Flow::Money && is_meant(other));
        unstated.extend(between.filter(|(_, leg)| !is_drawn(leg.kind, &leg.deal)).map(|(_, leg)| leg.deal));
        let seen = |index: &DealIx| {
            let deal = graph.told().deal(*index)?;
            let is_paid = legs(*index, deal).iter().any(|leg| leg.flow == Flow::Money);
            (is_paid && !is_drawn(deal.kind, index)).then_some(*index)
        };
        unnamed.extend(graph.deals_with_undisclosed(entity).iter().filter_map(seen));
    }
    unnamed.retain(|deal| !unstated.contains(deal));
    let shares = shares_not_drawn(graph, kinds, thinned, middle);
    let unsaid = match graph.view().money {
        MoneyLevel::Headline => "of which nobody says how much goes from whom to whom",
        _ => "of which nobody says that so certain an amount goes from whom to whom",
    };
    let unstated =
        (!unstated.is_empty()).then(|| format!("{}{these} {unsaid}", count(unstated.len(), "deal", "deals")));
    let unnamed = (!unnamed.is_empty())
        .then(|| format!("{} with somebody whom nobody names", count(unnamed.len(), "deal", "deals")));
    let shares = (!shares.is_empty()).then(|| {
        let named: Vec<&str> =
            shares.iter().take(MOST_NAMED).map(|it| graph.book().entity(*it).name.as_str()).collect();
        let more = shares.len() - named.len();
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        format!(
            "the shares of {} ({}{more}) in deals drawn here, of which nobody says how much they are",
            count(shares.len(), "party", "parties"),
            named.join(", ")
        )
    });
    let all: Vec<String> = unstated.into_iter().chain(unnamed).chain(shares).collect();
    (!all.is_empty()).then(|| format!("Not drawn: {}.", all.join(", and ")))
}

/// Who pays into deals that have lines, and has none itself, since nobody says how much its share is.
fn shares_not_drawn(
    graph: &DealGraph<'_>,
    kinds: &[Kind],
    thinned: &Thinned,
    middle: &[EntityIx],
) -> BTreeSet<EntityIx> {
    let mut drawn: BTreeMap<DealIx, BTreeSet<EntityIx>> = BTreeMap::new();
    for strand in &thinned.strands {
        strand.deals.iter().for_each(|deal| drawn.entry(*deal).or_default().extend([strand.from, strand.to]));
    }
    let mut untold = BTreeSet::new();
    for &payee in if middle.is_empty() { &thinned.entities } else { middle } {
        for (payer, leg) in graph.legs_into(payee) {
            let is_asked = leg.flow == Flow::Money && kinds.contains(&leg.kind) && !thinned.left_out.contains(&payer);
            let has_no_line = || drawn.get(&leg.deal).is_some_and(|ends| !ends.contains(&payer));
            if is_asked && has_no_line() && graph.money_along(leg).stated().is_none() {
                untold.insert(payer);
            }
        }
    }
    untold
}

/// What a picture of the money of some entities, or of all, shows at the view's level of certainty.
fn title(graph: &DealGraph<'_>, focus: &[EntityIx]) -> String {
    let level = graph.view().money;
    let what = match level {
        MoneyLevel::Headline => ", and how much of it is certain",
        MoneyLevel::Committed => ": what is firm and what is promised",
        MoneyLevel::Firm => ": what is paid, or owed without condition",
    };
    let [all, some] = match level {
        MoneyLevel::Headline => ["the money", "Money"],
        MoneyLevel::Committed => ["committed money", "Committed money"],
        MoneyLevel::Firm => ["firm money", "Firm money"],
    };
    if focus.is_empty() {
        format!("Where {all} goes{what}")
    } else {
        format!("{some} of {}{what}", names(graph, focus))
    }
}

/// Draws what is firm, what is promised and what is neither side by side, each as wide as its amount, as far as the view asks
/// for it and there is any.
fn apart(graph: &DealGraph<'_>, edge: Edge, strand: &Strand, pens: Pens) -> Vec<Edge> {
    let amounts = strand.asked(graph);
    let parts: Vec<Part> = Part::ALL.into_iter().filter(|part| amounts.has(*part)).collect();
    if parts.len() < 2 {
        return vec![edge];
    }
    let part_of = |part: Part| {
        let alone = amounts.only(part);
        let label = match alone.label() {
            _ if edge.label.is_empty() => String::new(),
            nothing if nothing.is_empty() => MORE.to_owned(),
            label => label,
        };
        let (word, line) = match part {
            Part::Firm => ("firm", Line::Solid),
            Part::Promised => ("promised", Line::Dashed),
            Part::Contingent => ("contingent", line_beyond(graph, (&strand.deals, [strand.from, strand.to]))),
        };
        let width = pens.width(alone.size(MoneyLevel::Headline));
        Edge { id: format!("{}-{word}", edge.id), label, line, width, ..edge.clone() }
    };
    parts.into_iter().map(part_of).collect()
}
