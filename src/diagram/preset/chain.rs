//! What an entity depends on, step by step, with the chokepoints in front.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::basis::Basis;
use super::scene::{entity_node, finish};
use super::strands::line_of;
use super::{ClusterBy, Options, Preset};
use crate::diagram::picture::{Arrow, Edge, Line, Node, NodeLook, Picture, Tone, Weight};
use crate::graph::DealGraph;
use crate::model::{EntityIx, Flow};
use crate::query::chains::{Asked, Chains, Which, chains};
use crate::query::needs::{Belonging, Needs, Step};
use crate::query::paths::{Bounds, USUAL_WORK};

/// The card.
pub(super) const PRESET: Preset = Preset {
    name: "chain",
    question: "What does one entity depend on, and where is there no way round?",
    subjects: "who depends, and on whom; on anything where one is named",
    answers_for_wholes: false,
    draw: chain,
};

/// How many entities are shown unless told otherwise, the nearest first.
const TOP: usize = 36;
/// Chains searched between two entities.
const MOST_CHAINS: usize = 60;

/// Returns the chains of needs from the first subject, to the second where there is one.
fn chain(graph: &DealGraph<'_>, options: &Options) -> Picture {
    let book = graph.book();
    let Some(from) = options.subjects.first().or(options.focus.first()).copied().or_else(|| most_supplied(graph))
    else {
        return Picture { title: "Nobody depends on anything".to_owned(), ..Picture::default() };
    };
    let to = options.subjects.get(1).copied();
    let needs = Needs::new(graph.told());
    let longest = if options.hops > 1 { options.hops } else { 5 };
    let which = if to.is_some() { Which::All } else { Which::Shortest };
    let bounds = Bounds { longest, most: MOST_CHAINS, work: USUAL_WORK };
    let bounds = if to.is_some() { bounds } else { Bounds { most: usize::MAX, ..bounds } };
    let answer = chains(&needs, Asked { from, to, which, bounds });
    let title = match to {
        Some(to) => format!("How {} depends on {}", book.entity(from).name, book.entity(to).name),
        None => format!("What {} depends on", book.entity(from).name),
    };
    let mut picture = Picture { title, ..Picture::default() };
    let (position, left_out) = add_entities(graph, options, &answer, &mut picture);
    let steps = steps(&answer);
    for step in steps.values() {
        if let (Some(&needer), Some(&needed)) = (position.get(&step.needer), position.get(&step.needed)) {
            picture.edges.push(step_edge(graph, step, needer, needed));
        }
    }
    picture.footnotes.extend(left_out.words());
    if answer.cut.is_some() {
        picture.footnotes.push("There are more chains than were searched.".to_owned());
    }
    picture.footnotes.push(
        "Arrows run from whoever supplies to whoever needs; a bold frame marks what every way to something passes."
            .to_owned(),
    );
    let plain = Options { cluster: ClusterBy::None, ..options.clone() };
    let drawn =
        steps.values().filter(|step| position.contains_key(&step.needer) && position.contains_key(&step.needed));
    let basis = Basis::of(drawn.flat_map(|step| step.legs.iter().map(|leg| leg.deal)));
    finish(graph, &plain, &mut picture, &basis);
    for entry in &mut picture.legend {
        if entry.text == super::legend::LEFT_FREE {
            "Belongs to it".clone_into(&mut entry.text);
        }
    }
    picture
}

/// How many entities are left out.
struct LeftOut {
    /// All of them.
    all: usize,
    /// Those that are as near as some that are shown.
    as_near: usize,
}

impl LeftOut {
    fn words(&self) -> Option<String> {
        let all = self.all;
        match self.as_near {
            _ if all == 0 => None,
            0 if all == 1 => Some("1 entity further away is not shown.".to_owned()),
            0 => Some(format!("{all} entities further away are not shown.")),
            _ if all == 1 => {
                Some("1 entity is not shown, as near as the furthest shown and with no more behind it.".to_owned())
            }
            near => Some(format!(
                "{all} entities are not shown, {near} of them as near as the furthest shown and with no more behind them."
            )),
        }
    }
}

/// Adds the nearest entities of the chains, each in the layer of its first appearance; of those equally near, whatever has
/// most behind it that is reached through nothing else.
fn add_entities(
    graph: &DealGraph<'_>,
    options: &Options,
    answer: &Chains,
    picture: &mut Picture,
) -> (BTreeMap<EntityIx, usize>, LeftOut) {
    let mut layers: BTreeMap<EntityIx, usize> = BTreeMap::from([(answer.from, 0)]);
    for chain in &answer.chains {
        for (distance, step) in (1..).zip(&chain.steps) {
            let layer = layers.entry(step.needed).or_insert(distance);
            *layer = (*layer).min(distance);
        }
    }
    let chokepoints: BTreeMap<EntityIx, usize> =
        answer.chokepoints.iter().map(|point| (point.entity, point.behind.len())).collect();
    let behind = |entity: &EntityIx| chokepoints.get(entity).copied().unwrap_or_default();
    let mut nearest: Vec<EntityIx> = layers.keys().copied().collect();
    nearest.sort_by_key(|entity| (layers[entity], Reverse(behind(entity)), *entity));
    let left = nearest.split_off(options.top.unwrap_or(TOP).clamp(1, nearest.len()));
    let furthest = nearest.last().map(|entity| layers[entity]);
    let as_near = left.iter().filter(|entity| furthest == Some(layers[*entity])).count();
    let left_out = LeftOut { all: left.len(), as_near };
    nearest.sort_by_key(|entity| (layers[entity], *entity));
    let mut position = BTreeMap::new();
    for entity in nearest {
        position.insert(entity, picture.nodes.len());
        let named = entity == answer.from || Some(entity) == answer.to || chokepoints.contains_key(&entity);
        let mut node = entity_node(graph, entity);
        node.detail = match graph.book().whole_of(entity, graph.day()) {
            Some(whole) => format!("of {}", graph.book().entity(whole).name),
            None => String::new(),
        };
        node.layer = Some(layers[&entity]);
        node.weight = if named { Weight::Front } else { Weight::Normal };
        picture.nodes.push(node);
    }
    if left_out.all > 0 {
        let last = picture.nodes.iter().filter_map(|node| node.layer).max();
        picture.nodes.push(Node {
            id: "stub-rest".to_owned(),
            label: format!("… and {} more", left_out.all),
            detail: String::new(),
            tooltip: String::new(),
            look: NodeLook::Stub,
            cluster: None,
            layer: last,
            weight: Weight::Normal,
        });
    }
    (position, left_out)
}

/// The steps of all chains, each once.
fn steps(answer: &Chains) -> BTreeMap<(EntityIx, EntityIx), &Step> {
    let all = answer.chains.iter().flat_map(|chain| &chain.steps);
    all.map(|step| ((step.needer, step.needed), step)).collect()
}

fn step_edge(graph: &DealGraph<'_>, step: &Step, needer: usize, needed: usize) -> Edge {
    let book = graph.book();
    let strongest = step.legs.iter().map(|leg| leg.status).max();
    let titles: Vec<&str> = step.legs.iter().map(|leg| book.deal(leg.deal).title.as_str()).collect();
    let (from, to) = match step.belonging {
        // Belonging runs from the whole to the part, whichever of them needs the other.
        Some(Belonging::HasPart) if step.legs.is_empty() => (needer, needed),
        _ => (needed, needer),
    };
    Edge {
        id: format!("{}-{}", book.entity(step.needed).id, book.entity(step.needer).id),
        from,
        to,
        label: String::new(),
        tooltip: titles.join("\n"),
        tone: if strongest.is_some() { Tone::Goods } else { Tone::Structure },
        line: strongest.map_or(Line::Solid, line_of),
        width: 16,
        arrow: if strongest.is_some() { Arrow::Vee } else { Arrow::None },
        weight: Weight::Normal,
    }
}

/// The entity with the most goods coming in.
fn most_supplied(graph: &DealGraph<'_>) -> Option<EntityIx> {
    let mut count: BTreeMap<EntityIx, usize> = BTreeMap::new();
    for (_, taker, leg) in graph.legs() {
        if leg.flow == Flow::Goods {
            *count.entry(taker).or_default() += 1;
        }
    }
    count.into_iter().max_by_key(|(entity, count)| (*count, Reverse(*entity))).map(|(entity, _)| entity)
}
