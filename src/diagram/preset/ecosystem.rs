//! Everything in one picture: who supplies, funds and buys from whom, in columns.

use std::collections::BTreeSet;

use super::scene::compose;
use super::skein::Skein;
use super::strands::{ends, strands_around};
use super::thin::{thin, thin_all};
use super::{Options, Preset};
use crate::diagram::picture::Picture;
use crate::graph::{DealGraph, Rollup};
use crate::model::{EntityIx, Kind};

/// The card.
pub(super) const PRESET: Preset = Preset {
    name: "ecosystem",
    question: "Who supplies, funds and buys from whom?",
    subjects: "in focus",
    answers_for_wholes: true,
    draw: ecosystem,
};

/// How many entities are shown unless told otherwise: what can be read at a glance.
const TOP: usize = 48;

/// Returns everything, or everything near the focus, clustered by group.
fn ecosystem(graph: &DealGraph<'_>, options: &Options) -> Picture {
    let kinds: Vec<Kind> = match options.kinds.as_slice() {
        // Rivalry is between nearly all of a column; it is asked for by name.
        [] => Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Rivalry).collect(),
        some => some.to_vec(),
    };
    let focus = focus_of(graph, options);
    let top = options.top.unwrap_or(TOP);
    let (thinned, middle) = if focus.is_empty() {
        (thin_all(&Skein::of_all(graph, &kinds, options.parallel), 0, top), Middle::default())
    } else {
        let near = strands_around(graph, &kinds, options.parallel, &focus, options.hops);
        let middle = Middle::of(graph, options, &focus, &ends(&near));
        (thin(graph, near, top, &middle.entities), middle)
    };
    let title = if focus.is_empty() {
        "Who supplies, funds and buys from whom".to_owned()
    } else {
        let asked: Vec<EntityIx> = options.focus.iter().chain(&options.subjects).copied().collect();
        format!("Whom {} deals with", names(graph, &asked))
    };
    let (mut picture, _) = compose(graph, options, &thinned, &title);
    middle.say_near(graph, options, "no deals of the kinds drawn", &mut picture);
    picture
}

/// The entities in focus, the subjects among them, as the view counts them.
pub(super) fn focus_of(graph: &DealGraph<'_>, options: &Options) -> Vec<EntityIx> {
    let mut focus: Vec<EntityIx> =
        options.focus.iter().chain(&options.subjects).map(|entity| graph.owner(*entity)).collect();
    if graph.view().rollup == Rollup::Parts {
        // Where parts stand for themselves, an owner is asked about with all of them.
        let book = graph.book();
        let parts = book.entity_indices().filter(|part| focus.iter().any(|whole| book.is_within(*part, *whole)));
        let parts: Vec<EntityIx> = parts.collect();
        focus.extend(parts);
    }
    focus.sort_unstable();
    focus.dedup();
    focus
}

/// What is in focus of a picture, once it is known who deals with anybody there.
#[derive(Debug, Clone, Default)]
pub(super) struct Middle {
    /// What is drawn in any case: who has something to be drawn, and who was asked about and has nothing.
    pub(super) entities: Vec<EntityIx>,
    /// Who was asked about and has nothing, nor has any part of it.
    lone: Vec<EntityIx>,
}

impl Middle {
    /// That of a focus, of which those among `joined` have something to be drawn.
    pub(super) fn of(
        graph: &DealGraph<'_>,
        options: &Options,
        focus: &[EntityIx],
        joined: &BTreeSet<EntityIx>,
    ) -> Self {
        let is_part = |part: EntityIx, whole: EntityIx| {
            part == whole || graph.view().rollup == Rollup::Parts && graph.book().is_within(part, whole)
        };
        let asked: BTreeSet<EntityIx> =
            options.focus.iter().chain(&options.subjects).map(|entity| graph.owner(*entity)).collect();
        let is_lone = |whole: &EntityIx| !focus.iter().any(|it| joined.contains(it) && is_part(*it, *whole));
        let lone: Vec<EntityIx> = asked.into_iter().filter(is_lone).collect();
        let entities = focus.iter().filter(|it| joined.contains(it) || lone.contains(it)).copied().collect();
        Self { entities, lone }
    }

    /// The same of what is near; where nothing near is asked for, that is said, and not that there is nothing.
    pub(super) fn say_near(&self, graph: &DealGraph<'_>, options: &Options, nothing: &str, picture: &mut Picture) {
        if options.hops > 0 {
            self.say(graph, nothing, picture);
        } else if !self.entities.is_empty() {
            let alone = if self.entities.len() == 1 { "stands" } else { "stand" };
            let said = format!("{} {alone} alone, as no hops are asked for.", names(graph, &self.entities));
            picture.footnotes.insert(0, said);
        }
    }

    /// Says who was asked about and has nothing of what is drawn.
    pub(super) fn say(&self, graph: &DealGraph<'_>, nothing: &str, picture: &mut Picture) {
        if !self.lone.is_empty() {
            let has = if self.lone.len() == 1 { "has" } else { "have" };
            let said = format!("{} {has} {nothing}.", names(graph, &self.lone));
            picture.footnotes.insert(0, said.clone());
            picture.unmet.push(said);
        }
    }
}

/// Names in a row: `A, B and C`.
pub(super) fn names(graph: &DealGraph<'_>, entities: &[EntityIx]) -> String {
    let names: Vec<&str> = entities.iter().map(|entity| graph.book().entity(*entity).name.as_str()).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
        None => String::new(),
    }
}
