//! From strands to a picture: nodes, boxes, labels, footnotes.

use std::collections::BTreeMap;

use super::basis::Basis;
use super::choose::By;
use super::groups::{Home, homes};
use super::legend::legend;
use super::pens::Pens;
use super::strands::Strand;
use super::sums::add_sums;
use super::thin::Thinned;
use super::{ClusterBy, Labels, Options};
use crate::diagram::picture::{Arrow, Cluster, Edge, Node, NodeLook, Picture, Weight};
use crate::graph::DealGraph;
use crate::model::{EntityIx, EntityKind, MoneyLevel, PartialDate};
use crate::query::words::listed;
use crate::report::{seen, view_record};

/// How many edges carry a label when only the largest do.
const LARGEST: usize = 28;

/// Makes a picture of thinned strands, with the widths of its lines.
pub(super) fn compose(graph: &DealGraph<'_>, options: &Options, thinned: &Thinned, title: &str) -> (Picture, Pens) {
    let all = thinned.entities.iter().chain(&thinned.left_out).copied();
    let (homes, home_of) = homes(graph, all, options.cluster);
    let columns = shared_columns(&homes);
    let mut picture = Picture { title: title.to_owned(), ..Picture::default() };
    if let Some(direction) = options.direction {
        picture.direction = direction;
    }
    picture.clusters =
        homes.iter().map(|home| Cluster { id: home.key.clone(), label: home.heading.clone(), parent: None }).collect();
    let mut position: BTreeMap<EntityIx, usize> = BTreeMap::new();
    for &entity in &thinned.entities {
        position.insert(entity, picture.nodes.len());
        let mut node = entity_node(graph, entity);
        node.cluster = home_of.get(&entity).copied();
        node.layer = node.cluster.and_then(|home| columns[home]);
        picture.nodes.push(node);
    }
    add_stubs(graph, &mut picture, thinned, &homes, &home_of);
    let mut basis = Basis::of(thinned.strands.iter().flat_map(|strand| strand.deals.iter().copied()));
    let sizes: Vec<u128> = thinned.strands.iter().map(|strand| strand.size(graph)).collect();
    let pens = Pens::over(graph.ranking().currency(), sizes.iter().copied());
    basis.pens = Some(pens);
    basis.tell(thinned.strands.iter().map(|strand| strand.amounts(graph)));
    add_sums(graph, &mut picture.nodes, &thinned.entities, &mut basis);
    let sized = thinned.strands.iter().zip(&sizes);
    picture.edges = sized.map(|(strand, size)| strand_edge(graph, strand, pens.width(*size), &position)).collect();
    choose_labels(options, &sizes, &mut picture);
    for (edge, strand) in picture.edges.iter().zip(&thinned.strands).filter(|(edge, _)| !edge.label.is_empty()) {
        basis.tell_in_full(&strand_words(&picture, edge), strand.in_full(graph));
    }
    let is_part = thinned.thinner > 0 || !thinned.left_out.is_empty();
    let ranked_last = is_part.then(|| thinned.ranked.choosing(graph, &mut basis)).flatten();
    finish(graph, options, &mut picture, &basis);
    picture.footnotes.splice(0..0, ranked_last);
    if thinned.thinner > 0 {
        let note = match thinned.thinner {
            1 => "1 smaller link between these is not drawn.".to_owned(),
            thinner => format!("{thinner} smaller links between these are not drawn."),
        };
        picture.footnotes.insert(0, note);
    }
    if !thinned.left_out.is_empty() {
        let shown = thinned.entities.len();
        let all = shown + thinned.left_out.len();
        picture.footnotes.insert(0, choice_words(shown, all, thinned));
    }
    (picture, pens)
}

/// How many of how many are shown: `Shown are 3 of 8 entities`.
pub(super) fn shown_words(shown: usize, all: usize, things: &str) -> String {
    let verb = if shown == 1 { "is" } else { "are" };
    format!("Shown {verb} {shown} of {all} {things}")
}

/// Which entities are shown of how many, and why these.
fn choice_words(shown: usize, all: usize, thinned: &Thinned) -> String {
    let is_one = shown == 1;
    let shown = shown_words(shown, all, "entities");
    match thinned.by {
        By::Entities if is_one => format!("{shown}, the one with the most money."),
        By::Entities => format!("{shown}, those with the most money first."),
        By::Middle => format!("{shown}: {} asked about.", if is_one { "the one" } else { "those" }),
        By::EntitiesThenLinks => {
            format!(
                "{shown}: those with the most money that deal with one another, then the ends of the largest links."
            )
        }
        By::Links => format!("{shown}: the ends of the largest of {} links.", thinned.links),
        By::Distance => format!("{shown}, the nearest first, then those with the largest links to them."),
    }
}

/// The columns of the boxes; none where columns follow from the edges.
fn shared_columns(homes: &[Home]) -> Vec<Option<usize>> {
    homes.iter().map(|home| home.layer).collect()
}

/// The node of an entity.
pub(super) fn entity_node(graph: &DealGraph<'_>, entity: EntityIx) -> Node {
    let record = graph.book().entity(entity);
    let look = match record.kind {
        EntityKind::Company => NodeLook::Company,
        EntityKind::Product => NodeLook::Product,
        EntityKind::Fund => NodeLook::Fund,
        EntityKind::Government => NodeLook::Government,
        EntityKind::Venture => NodeLook::Venture,
        EntityKind::Person => NodeLook::Person,
    };
    let look = match graph.book().group_of(entity) {
        Some("capital" | "investors") if look == NodeLook::Company => NodeLook::Fund,
        _ => look,
    };
    Node {
        id: record.id.to_string(),
        label: record.name.clone(),
        detail: String::new(),
        tooltip: record.note.clone().map_or_else(|| record.name.clone(), |note| format!("{}\n{note}", record.name)),
        look,
        cluster: None,
        layer: None,
        weight: Weight::Normal,
    }
}

/// Adds a node for what was left out of each box.
fn add_stubs(
    graph: &DealGraph<'_>,
    picture: &mut Picture,
    thinned: &Thinned,
    homes: &[Home],
    home_of: &BTreeMap<EntityIx, usize>,
) {
    let mut left_out: BTreeMap<Option<usize>, Vec<EntityIx>> = BTreeMap::new();
    for &entity in &thinned.left_out {
        left_out.entry(home_of.get(&entity).copied()).or_default().push(entity);
    }
    for (home, entities) in left_out {
        let names: Vec<&str> = entities.iter().map(|entity| graph.book().entity(*entity).name.as_str()).collect();
        let own_box = home.is_some_and(|home| picture.nodes.iter().all(|node| node.cluster != Some(home)));
        picture.nodes.push(Node {
            id: format!("stub-{}", home.map_or("rest", |home| homes[home].key.as_str())),
            label: if own_box { count_words(entities.len()) } else { format!("… and {} more", entities.len()) },
            detail: String::new(),
            tooltip: listed(&names),
            look: NodeLook::Stub,
            cluster: home,
            layer: home.and_then(|home| homes[home].layer),
            weight: Weight::Normal,
        });
    }
}

fn count_words(number: usize) -> String {
    if number == 1 { "1 not shown".to_owned() } else { format!("{number} not shown") }
}

/// Between whom an edge runs.
pub(super) fn strand_words(picture: &Picture, edge: &Edge) -> String {
    let between = if edge.arrow == Arrow::None { "–" } else { "→" };
    format!("{} {between} {}", picture.nodes[edge.from].label, picture.nodes[edge.to].label)
}

fn strand_edge(graph: &DealGraph<'_>, strand: &Strand, width: u32, position: &BTreeMap<EntityIx, usize>) -> Edge {
    let book = graph.book();
    let first = strand.deals.first().map_or("", |deal| book.deal(*deal).id.as_str());
    Edge {
        id: format!("{}-{}-{first}", book.entity(strand.from).id, book.entity(strand.to).id),
        from: position[&strand.from],
        to: position[&strand.to],
        label: strand.label(graph),
        tooltip: strand.tooltip(graph),
        tone: strand.tone,
        line: strand.line(graph),
        width,
        arrow: strand.arrow,
        weight: Weight::Normal,
    }
}

/// Takes the labels off edges that shall have none.
fn choose_labels(options: &Options, sizes: &[u128], picture: &mut Picture) {
    let keep = match options.labels {
        Labels::All => return,
        Labels::None => 0,
        Labels::Largest => LARGEST,
    };
    let mut ranked: Vec<usize> = (0..picture.edges.len()).collect();
    ranked.sort_by_key(|&edge| (std::cmp::Reverse(sizes[edge]), edge));
    for (rank, edge) in ranked.into_iter().enumerate() {
        if rank >= keep || sizes[edge] == 0 {
            picture.edges[edge].label.clear();
        }
    }
}

/// Adds what every picture has: its title if asked for, its legend, and where it is from.
pub(super) fn finish(graph: &DealGraph<'_>, options: &Options, picture: &mut Picture, basis: &Basis) {
    if let Some(title) = &options.title {
        picture.title.clone_from(title);
    }
    if let Some(direction) = options.direction {
        picture.direction = direction;
    }
    if options.cluster == ClusterBy::None {
        picture.clusters.clear();
        picture.nodes.iter_mut().for_each(|node| node.cluster = None);
    }
    if options.legend {
        picture.legend = legend(picture, basis.pens);
    }
    picture.footnotes.extend(basis.full_line());
    picture.footnotes.extend(basis.overlap_line(graph));
    if options.source_line {
        picture.footnotes.extend(source_lines(graph, basis));
    }
}

/// Says how money is counted and what the drawing rests on.
fn source_lines(graph: &DealGraph<'_>, basis: &Basis) -> Vec<String> {
    let (book, deals) = (graph.book(), &basis.deals);
    let heard = deals.iter().flat_map(|deal| graph.told().claims_as_written(*deal));
    let mut sources: Vec<_> = heard.map(|claim| claim.source).collect();
    sources.sort_unstable();
    sources.dedup();
    let years = || sources.iter().filter_map(|source| book.source(*source).date).map(PartialDate::year);
    let years = match (years().min(), years().max()) {
        (Some(first), Some(last)) if first < last => format!(", published {first} to {last}"),
        (Some(first), _) => format!(", published {first}"),
        _ => String::new(),
    };
    let view = graph.view();
    let level = match view.money {
        MoneyLevel::Firm => "Money is what is paid or owed without condition.",
        MoneyLevel::Committed => "Money is what is firm or promised.",
        MoneyLevel::Headline => "Money counts once per deal; “up to” is what hangs on conditions or is only reported.",
    };
    let seen = seen(&view_record(book, view)).into_iter().map(|sentence| format!(" {sentence}")).collect::<String>();
    let (deal_count, source_count) = (deals.len(), sources.len());
    let counted = crate::report::count(deal_count, "deal", "deals");
    let told = crate::report::count(source_count, "source", "sources");
    // Where no money is told, clauses may still be chosen by it.
    let level = if basis.is_moneyless && view.money == MoneyLevel::Headline { "" } else { level };
    let mut lines = vec![format!("{level} {counted} from {told}{years}.{seen}").trim_start().to_owned()];
    lines.extend(basis.currency_line(graph));
    lines.extend(basis.sums_line());
    lines
}
