//! Who may do what alone: exclusivities and first refusals, with what they leave free.

use std::collections::BTreeMap;

use super::basis::{Basis, Ranked};
use super::ecosystem::focus_of;
use super::scene::{entity_node, finish, shown_words};
use super::strands::line_of;
use super::{Labels, Options, Preset};
use crate::diagram::picture::{Arrow, Cluster, Edge, Line, Node, NodeLook, Picture, Tone, Weight};
use crate::graph::{DealGraph, Tally};
use crate::model::{Clause, ClauseKind, Deal, DealIx, EntityIx, Period, Scope};

/// The card.
pub(super) const PRESET: Preset = Preset {
    name: "rights",
    question: "Who has which rights alone, and what is carved out?",
    subjects: "in focus",
    answers_for_wholes: true,
    draw: rights,
};

/// How many clauses are shown unless told otherwise.
const TOP: usize = 40;

/// Returns the clauses that bind one party in another's favour, between the two.
fn rights(graph: &DealGraph<'_>, options: &Options) -> Picture {
    let focus = focus_of(graph, options);
    let mut picture =
        Picture { title: "Who has which rights alone, and what stays free".to_owned(), ..Picture::default() };
    for heading in ["Who is bound", "To what", "In whose favour", "What stays free"] {
        let id = heading.to_lowercase().replace(' ', "-");
        picture.clusters.push(Cluster { id, label: heading.to_owned(), parent: None });
    }
    let mut clauses: Vec<(DealIx, &Deal, &Clause)> = Vec::new();
    for (index, deal) in graph.told().deals_with_clauses() {
        for clause in &deal.clauses {
            let exclusive = matches!(clause.kind, ClauseKind::Exclusivity | ClauseKind::RightOfFirstRefusal);
            let near = focus.is_empty()
                || [clause.beneficiary, clause.bound].iter().any(|end| focus.contains(&graph.owner(*end)));
            if exclusive && near {
                clauses.push((index, deal, clause));
            }
        }
    }
    let all = clauses.len();
    if all == 0 {
        "Nobody has rights alone, or the first word".clone_into(&mut picture.title);
    }
    // The clauses of one deal stand and fall together as far as there is room.
    let money = |index: DealIx, deal: &Deal| Tally::of(graph.told(), [(index, deal.money())]);
    let size = |(index, deal, _): &(DealIx, &Deal, &Clause)| graph.ranking().of([&money(*index, deal)]);
    let ranked = clauses.iter().map(|(index, deal, _)| Ranked::of(graph, &money(*index, deal), &[*index]));
    let ranked = Ranked::all(ranked);
    clauses.sort_by_cached_key(|clause| (std::cmp::Reverse(size(clause)), clause.0));
    clauses.truncate(options.top.unwrap_or(TOP));
    clauses.sort_by_key(|(index, _, clause)| (clause.bound, clause.beneficiary, *index));
    let mut sides: BTreeMap<(usize, EntityIx), usize> = BTreeMap::new();
    for &(_, deal, clause) in &clauses {
        let bound = side(graph, &mut picture, &mut sides, 0, clause.bound);
        let beneficiary = side(graph, &mut picture, &mut sides, 2, clause.beneficiary);
        add_clause(graph, options, &mut picture, deal, clause, bound, beneficiary);
    }
    let mut basis = Basis::moneyless(clauses.iter().map(|(index, ..)| *index));
    if all > clauses.len() {
        let of = if clauses.len() == 1 { "that of the deal" } else { "those of the deals" };
        let note = format!("{}, {of} with the most money.", shown_words(clauses.len(), all, "clauses"));
        picture.footnotes.push(note);
        picture.footnotes.extend(ranked.choosing(graph, &mut basis));
    }
    finish(graph, options, &mut picture, &basis);
    picture
}

/// Returns the node of an entity on one side; an entity that is bound and favoured stands on both.
fn side(
    graph: &DealGraph<'_>,
    picture: &mut Picture,
    sides: &mut BTreeMap<(usize, EntityIx), usize>,
    layer: usize,
    entity: EntityIx,
) -> usize {
    *sides.entry((layer, entity)).or_insert_with(|| {
        let mut node = entity_node(graph, entity);
        node.id = format!("{}-{}", ["bound", "clause", "favoured"][layer], node.id);
        node.detail = match graph.book().whole_of(entity, graph.day()) {
            Some(whole) => format!("of {}", graph.book().entity(whole).name),
            None => String::new(),
        };
        node.layer = Some(layer);
        node.cluster = Some(layer);
        picture.nodes.push(node);
        picture.nodes.len() - 1
    })
}

/// Adds one clause between its parties, and its carve-outs.
fn add_clause(
    graph: &DealGraph<'_>,
    options: &Options,
    picture: &mut Picture,
    deal: &Deal,
    clause: &Clause,
    bound: usize,
    beneficiary: usize,
) {
    let kind = match clause.kind {
        ClauseKind::RightOfFirstRefusal => "First refusal",
        _ => "Exclusive",
    };
    let period = clause.period.or(deal.period);
    let until = period.and_then(Period::until).map_or_else(String::new, |until| format!("\nuntil {until}"));
    let note = clause.note.clone().unwrap_or_default();
    let id = format!("{}.{}", deal.id, clause.id);
    let node = |layer: usize, id: String, label: String, detail: String| Node {
        id,
        label,
        detail,
        tooltip: format!("{}\n{note}", deal.title),
        look: NodeLook::Deal,
        cluster: Some(layer),
        layer: Some(layer),
        weight: Weight::Normal,
    };
    let at = picture.nodes.len();
    let words = scope_words(graph, &clause.scope);
    picture.nodes.push(node(1, id.clone(), kind.to_owned(), format!("{words}{until}")));
    let edge = |from, to, tone, line, arrow, label: &str| Edge {
        id: format!("{id}-{from}-{to}"),
        from,
        to,
        label: if options.labels == Labels::None { String::new() } else { label.to_owned() },
        tooltip: deal.title.clone(),
        tone,
        line,
        width: 18,
        arrow,
        weight: Weight::Normal,
    };
    let line = line_of(deal.status);
    picture.edges.push(edge(bound, at, Tone::Rights, line, Arrow::None, ""));
    picture.edges.push(edge(at, beneficiary, Tone::Rights, line, Arrow::Diamond, ""));
    for (number, carve_out) in clause.carve_outs.iter().enumerate() {
        let free = picture.nodes.len();
        let words = scope_words(graph, &carve_out.scope);
        let reason = carve_out.note.clone().unwrap_or_default();
        let mut carved = node(3, format!("{id}.carve-out-{number}"), "Carve-out".to_owned(), words);
        carved.tooltip = reason;
        picture.nodes.push(carved);
        picture.edges.push(edge(at, free, Tone::Structure, Line::Dashed, Arrow::None, "except"));
    }
}

/// A scope in words, one facet a line, products by name.
fn scope_words(graph: &DealGraph<'_>, scope: &Scope) -> String {
    let book = graph.book();
    if scope.is_everything() {
        return "everything".to_owned();
    }
    let facets = scope.facets().map(|(facet, value)| {
        let text = value.text(book);
        let shown = match book.entity_by_id(text) {
            Some(entity) => book.entity(entity).name.clone(),
            None => text.replace('-', " "),
        };
        format!("{}: {shown}", facet.name())
    });
    facets.collect::<Vec<_>>().join("\n")
}
