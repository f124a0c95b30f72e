//! Circular financing: the shortest loops of money, those with the most money first, in front.

use std::collections::BTreeSet;

use super::basis::{Basis, Ranked};
use super::ecosystem::{focus_of, names};
use super::spotlight::{Front, spotlight_as};
use super::{Options, Preset};
use crate::diagram::picture::Picture;
use crate::graph::{DealGraph, Ranking};
use crate::model::{DealIx, EntityIx};
use crate::query::loops::{Loop, Loops, Search, loops};
use crate::report::count;

/// The card.
pub(super) const PRESET: Preset = Preset {
    name: "loop",
    question: "Where does money come back to where it set out, and by which deals?",
    subjects: "all of them in the loop",
    answers_for_wholes: true,
    draw: draw_loops,
};

/// Loops drawn in one picture where nobody says how many.
const LOOPS: usize = 4;
/// The longest loop that is looked for.
const LONGEST: usize = 4;

/// Draws the first loops about the subjects; how many more there are is said below.
fn draw_loops(graph: &DealGraph<'_>, options: &Options) -> Picture {
    let about = focus_of(graph, options);
    let wanted = options.top.unwrap_or(LOOPS);
    let search = Search { about: about.clone(), max_length: LONGEST, ..Search::default() };
    let found = loops(graph, &search);
    let all = (found.loops.len(), found.more);
    let found = shortest(graph, found, &search, wanted);
    let whom = if about.is_empty() { String::new() } else { format!(" through {}", names(graph, &about)) };
    if found.loops.is_empty() {
        return Picture { title: format!("No circular financing{whom}"), ..Picture::default() };
    }
    let drawn = &found.loops[..wanted.clamp(1, found.loops.len())];
    let deals: BTreeSet<DealIx> = drawn.iter().flat_map(Loop::deals).collect();
    let entities: BTreeSet<EntityIx> = drawn.iter().flat_map(Loop::entities).collect();
    let title = options.title.clone().unwrap_or_else(|| format!("Money that comes back{whom}"));
    let left_out = all.0 - drawn.len();
    let is_part = left_out > 0 || all.1;
    let mut basis = Basis::of(deals);
    let ranked_last = if is_part { ranked_last(graph, &found, &mut basis) } else { Vec::new() };
    let mut picture = spotlight_as(graph, basis, &entities, &title, options, Front::Money);
    picture.footnotes.splice(0..0, ranked_last);
    if is_part {
        let more = if all.1 { "or more " } else { "" };
        let are = if left_out == 1 && !all.1 { "is" } else { "are" };
        // Where not even the shorter loops are all known, others may be richer.
        let of = if found.more { format!(" of the {} looked at", all.0) } else { String::new() };
        let said = format!(
            "{} drawn, the shortest and richest{of}; {left_out} {more}of up to {LONGEST} hops {are} not: dealgraph loops lists them.",
            count(drawn.len(), "loop is", "loops are"),
        );
        picture.footnotes.insert(0, said);
    }
    picture
}

/// Says which money the order of loops hardly heeds, and how many loops stand behind others of their length for a hop that
/// cannot be compared.
fn ranked_last(graph: &DealGraph<'_>, found: &Loops, basis: &mut Basis) -> Vec<String> {
    let hops = || found.loops.iter().flat_map(|it| &it.hops);
    let ranking = Ranking::over(graph.told(), hops().map(|hop| &hop.money));
    // Where all of them are in another currency than the rest of the book, they are compared in that.
    let is_measure = ranking.currency() == graph.ranking().currency();
    let ranked = || Ranked::all(hops().map(|hop| Ranked::of(graph, &hop.money, &hop.deals().collect::<Vec<_>>())));
    let last = |codes: &str| format!("Money in {codes} counts last in the order of loops");
    let apart = is_measure.then(|| ranked().choosing_as(graph, basis, last)).flatten();
    let is_unknown = |it: &&Loop| it.hops.iter().any(|hop| ranking.of([&hop.money]).compared == 0);
    let behind = found.loops.iter().filter(is_unknown).count();
    let behind = (0 < behind && behind < found.loops.len()).then(|| {
        let [has, stands, its] = if behind == 1 { ["has", "stands", "its"] } else { ["have", "stand", "their"] };
        format!(
            "{behind} of the {} loops {has} a hop whose money is not stated or cannot be compared, and {stands} behind \
             others of {its} length, by the money of {its} other hops.",
            found.loops.len()
        )
    });
    apart.into_iter().chain(behind).collect()
}

/// Where there are more loops than are looked at, all of a length that has few enough, if those are as many as wanted: of
/// these the richest are known.
fn shortest(graph: &DealGraph<'_>, found: Loops, search: &Search, wanted: usize) -> Loops {
    if !found.more {
        return found;
    }
    let shorter = (2..search.max_length).rev().map(|max_length| loops(graph, &Search { max_length, ..search.clone() }));
    let whole = shorter.into_iter().find(|shorter| !shorter.more).filter(|shorter| shorter.loops.len() >= wanted);
    whole.unwrap_or(found)
}
