//! Where the money goes: flows as wide as their amounts, firm and contingent apart.

use super::amounts::{Amounts, contingent};
use super::ecosystem::{Middle, focus_of, names};
use super::pens::Pens;
use super::scene::compose;
use super::skein::Skein;
use super::strands::{Strand, ends};
use super::thin::{thin, thin_all};
use super::{Options, Preset};
use crate::diagram::picture::{Edge, Line, Picture};
use crate::graph::DealGraph;
use crate::model::{Deal, Kind, MoneyLevel, Split, Status};

/// The card.
pub(super) const PRESET: Preset = Preset {
    name: "money",
    question: "How much money goes from whom to whom, and how much of it is certain?",
    subjects: "in focus",
    draw: money,
};

/// How many entities are shown unless told otherwise.
const TOP: usize = 26;
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
    let title = if focus.is_empty() {
        "Where the money goes, and how much of it is certain".to_owned()
    } else {
        format!("Money of {}: what is committed and what is not", names(graph, &focus))
    };
    let (mut picture, pens) = compose(graph, options, &thinned, &title);
    middle.say_near(graph, options, "no deals of the kinds drawn whose money is stated", &mut picture);
    picture.edges = picture
        .edges
        .into_iter()
        .zip(&thinned.strands)
        .flat_map(|(edge, strand)| apart(graph, edge, strand, pens))
        .collect();
    if options.legend {
        picture.legend = super::legend::legend(&picture, Some(pens));
    }
    picture
}

/// Draws what is committed and what is contingent side by side, each as wide as its amount. Where less than the headline is
/// asked for, there is but that.
fn apart(graph: &DealGraph<'_>, edge: Edge, strand: &Strand, pens: Pens) -> Vec<Edge> {
    let amounts = strand.amounts(graph);
    let width = |amounts: &Amounts| pens.width(amounts.size(MoneyLevel::Headline));
    let label = |amounts: &Amounts| if edge.label.is_empty() { String::new() } else { amounts.label() };
    let level = graph.view().money;
    if level != MoneyLevel::Headline {
        let asked = amounts.map(|split| {
            let asked = split.at(level);
            Split { firm: split.firm, committed: asked, headline: asked }
        });
        return vec![Edge { label: label(&asked), width: width(&asked), ..edge }];
    }
    if !amounts.any(|split| split.committed) || !amounts.any(contingent) {
        return vec![edge];
    }
    let committed = amounts.map(|split| Split { headline: split.committed, ..split });
    let beyond = amounts.map(|split| Split { headline: contingent(split), ..Split::ZERO });
    let certain = Edge {
        id: format!("{}-committed", edge.id),
        label: label(&committed),
        width: width(&committed),
        line: if amounts.any(|split| split.firm) { Line::Solid } else { Line::Dashed },
        ..edge.clone()
    };
    let more = Edge {
        id: format!("{}-contingent", edge.id),
        label: label(&beyond),
        width: width(&beyond),
        line: line_beyond(graph, strand),
        ..edge
    };
    vec![certain, more]
}

/// How certain is what a strand has beyond the committed: it hangs on conditions of a deal that was announced, or is only
/// reported.
fn line_beyond(graph: &DealGraph<'_>, strand: &Strand) -> Line {
    let hangs_on_conditions = |deal: &Deal| {
        let stated = deal.money().stated();
        deal.status >= Status::Announced && stated.is_some_and(|it| contingent(it.split).most_known() > 0)
    };
    let mut deals = strand.deals.iter().filter_map(|index| graph.told().deal(*index));
    if deals.any(hangs_on_conditions) { Line::Dashed } else { Line::Dotted }
}
