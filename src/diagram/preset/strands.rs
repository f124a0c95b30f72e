//! Strands: what is drawn between two entities, with its money counted once.

use std::collections::{BTreeMap, BTreeSet};

use super::Parallel;
use super::amounts::{self, Amounts, Part};
use super::skein::Skein;
use crate::diagram::picture::{Arrow, Line, Tone};
use crate::graph::{DealGraph, Leg, Tally, legs};
use crate::model::{Deal, DealIx, EntityIx, Flow, Kind, Known, MoneyLevel, Status};

/// One or more deals of one tone between two entities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strand {
    /// Where it begins.
    pub from: EntityIx,
    /// Where it ends.
    pub to: EntityIx,
    /// What moves.
    pub tone: Tone,
    /// The shape at its end.
    pub arrow: Arrow,
    /// The deals, by id.
    pub deals: Vec<DealIx>,
    /// Their money, each dollar once.
    pub money: Tally,
    /// How far the furthest of them has come.
    pub status: Status,
}

/// How the legs of a kind are drawn: which flow stands for the deal, and whether against its direction.
struct Drawn {
    flow: Flow,
    tone: Tone,
    arrow: Arrow,
    backwards: bool,
}

/// What strands tell of a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Telling {
    /// What it is about: goods and rights run to whoever takes them.
    #[default]
    Subject,
    /// Its money: what is paid for goods and rights runs to whoever gives them.
    Money,
}

/// The table of kinds: one flow of each stands for the deal, so that no deal shows twice.
const fn drawn(kind: Kind, telling: Telling) -> Drawn {
    if matches!(telling, Telling::Money)
        && matches!(kind, Kind::Supply | Kind::Hosting | Kind::Distribution | Kind::License)
    {
        return drawn(Kind::Purchase, telling);
    }
    let (flow, tone, arrow, backwards) = match kind {
        Kind::Investment => (Flow::Money, Tone::Investment, Arrow::Filled, false),
        Kind::Loan => (Flow::Money, Tone::Debt, Arrow::Filled, false),
        Kind::Guarantee => (Flow::Rights, Tone::Debt, Arrow::Dot, false),
        Kind::Purchase | Kind::RevenueShare => (Flow::Money, Tone::Purchase, Arrow::Filled, false),
        Kind::Supply | Kind::Hosting => (Flow::Goods, Tone::Goods, Arrow::Vee, false),
        Kind::Distribution | Kind::License => (Flow::Rights, Tone::Rights, Arrow::Dot, false),
        Kind::JointDevelopment => (Flow::None, Tone::Partnership, Arrow::None, false),
        // Control goes to the acquirer, the director, the regulator: the arrow points at what they control.
        Kind::Acquisition | Kind::Board | Kind::Regulation => (Flow::Control, Tone::Control, Arrow::Diamond, true),
        Kind::Rivalry => (Flow::None, Tone::Rivalry, Arrow::None, false),
    };
    Drawn { flow, tone, arrow, backwards }
}

/// Returns the strands of a graph, by the entities they join, then tone, then deal.
///
/// With `kinds` empty, deals of every kind are drawn.
pub fn strands(graph: &DealGraph<'_>, kinds: &[Kind], parallel: Parallel) -> Vec<Strand> {
    Skein::of_all(graph, kinds, parallel).each(Some)
}

/// Returns the strands whose ends lie at most `hops` strands from one of `focus`; all, where that is empty. Costs the
/// legs of what lies nearer than that, and not those of the whole graph.
///
/// Deals among the outermost stay out: one hop shows whom the focus deals with, not how those deal.
pub fn strands_around(
    graph: &DealGraph<'_>,
    kinds: &[Kind],
    parallel: Parallel,
    focus: &[EntityIx],
    hops: usize,
) -> Vec<Strand> {
    if focus.is_empty() {
        return strands(graph, kinds, parallel);
    }
    Skein::of_some(graph, kinds, parallel).around(focus, hops, 0)
}

/// Whether a leg stands for its deal, of one of `kinds`.
pub(super) fn is_drawn(leg: Leg, kinds: &[Kind], telling: Telling) -> bool {
    leg.flow == drawn(leg.kind, telling).flow && (kinds.is_empty() || kinds.contains(&leg.kind))
}

/// Where the strand of a leg begins and ends.
pub(super) fn ends_of(giver: EntityIx, taker: EntityIx, leg: Leg, telling: Telling) -> (EntityIx, EntityIx) {
    let drawn = drawn(leg.kind, telling);
    let (from, to) = if drawn.backwards { (taker, giver) } else { (giver, taker) };
    if drawn.arrow == Arrow::None && from > to { (to, from) } else { (from, to) }
}

/// Makes strands of drawn legs, which come in order of deal, with what `money_along` says of a leg of money.
pub(super) fn twine(
    graph: &DealGraph<'_>,
    legs: impl Iterator<Item = (EntityIx, EntityIx, Leg)>,
    parallel: Parallel,
    telling: Telling,
    money_along: impl Fn(Leg) -> Known,
) -> Vec<Strand> {
    type Key = (EntityIx, EntityIx, Tone, Option<DealIx>);
    type Parts = (Arrow, BTreeMap<DealIx, Vec<Known>>, Status);
    let mut parts: BTreeMap<Key, Parts> = BTreeMap::new();
    for (giver, taker, leg) in legs {
        let drawn = drawn(leg.kind, telling);
        let (from, to) = ends_of(giver, taker, leg, telling);
        let alone = (parallel == Parallel::Kept).then_some(leg.deal);
        let strand =
            parts.entry((from, to, drawn.tone, alone)).or_insert_with(|| (drawn.arrow, BTreeMap::new(), leg.status));
        strand.1.entry(leg.deal).or_default().push(money_along(money_leg(leg)));
        strand.2 = strand.2.max(leg.status);
    }
    parts
        .into_iter()
        .map(|((from, to, tone, _), (arrow, deals, status))| Strand {
            from,
            to,
            tone,
            arrow,
            status,
            money: Tally::of(
                graph.told(),
                deals.iter().flat_map(|(deal, known)| known.iter().map(|known| (*deal, *known))),
            ),
            deals: deals.into_keys().collect(),
        })
        .collect()
}

/// The leg of money between the two ends of a drawn leg.
fn money_leg(leg: Leg) -> Leg {
    if leg.flow == Flow::Money { leg } else { Leg { from: leg.to, to: leg.from, flow: Flow::Money, ..leg } }
}

impl Strand {
    /// The same at the view's level of certainty.
    pub(super) fn asked(&self, graph: &DealGraph<'_>) -> Amounts {
        self.amounts(graph).at(graph.view().money)
    }

    /// The money as it is told on a drawing.
    pub(super) fn amounts(&self, graph: &DealGraph<'_>) -> Amounts {
        Amounts::paid_by(graph, &self.money, &|payer| payer == self.from || payer == self.to)
    }

    /// The most that it comes to at the view's level of certainty, in minor units of the currency of comparison, for ranking
    /// and pen width: money that no rate leads to it from counts as the least there is.
    pub fn size(&self, graph: &DealGraph<'_>) -> u128 {
        amounts::size(graph, &self.money)
    }

    /// How certain it is: by its money where it has some, else by its status.
    pub fn line(&self, graph: &DealGraph<'_>) -> Line {
        line_of_money(graph, &self.amounts(graph), self.status, (&self.deals, [self.from, self.to]))
    }

    /// The money in a few signs: `$15B + up to $35B`; the number of deals where none is stated.
    pub fn label(&self, graph: &DealGraph<'_>) -> String {
        let amounts = self.asked(graph);
        if amounts.is_stated() || self.deals.len() < 2 {
            return amounts.label();
        }
        format!("{} deals", self.deals.len())
    }

    /// The money in every currency; absent where its label tells no less.
    pub(super) fn in_full(&self, graph: &DealGraph<'_>) -> Option<String> {
        self.asked(graph).in_full()
    }

    /// The deals, one a line, and the money where its label does not tell all of it.
    pub fn tooltip(&self, graph: &DealGraph<'_>) -> String {
        let book = graph.book();
        let mut lines = vec![format!("{} → {}", book.entity(self.from).name, book.entity(self.to).name)];
        if self.arrow == Arrow::None {
            lines[0] = lines[0].replace(" → ", " – ");
        }
        lines.extend(self.in_full(graph));
        for &deal in &self.deals {
            let told = graph.told().deal(deal).unwrap_or(book.deal(deal));
            let date = told.announced.map_or_else(String::new, |date| format!("{date}, "));
            lines.push(format!("{} ({date}{})", told.title, told.status.word().to_lowercase()));
        }
        lines.join("\n")
    }
}

/// The line of a status.
pub(super) fn line_of(status: Status) -> Line {
    match status {
        Status::Signed | Status::Closed => Line::Solid,
        Status::Announced => Line::Dashed,
        _ => Line::Dotted,
    }
}

/// The line of the money of some deals between two, of which the furthest has a status: what is most certain of it. Where it has
/// none, that of the status.
pub(super) fn line_of_money(
    graph: &DealGraph<'_>,
    amounts: &Amounts,
    status: Status,
    between: (&[DealIx], [EntityIx; 2]),
) -> Line {
    let has = |part| amounts.has(part);
    let is_there = has(Part::Firm) || has(Part::Promised) || has(Part::Contingent);
    if amounts.is_stated() && !is_there {
        return line_of(status.min(Status::Announced));
    }
    let Some([is_firm, is_committed]) = surely_moves(graph, between) else { return line_of(status) };
    // Of what may be nothing, nothing is certain: conditions may take all of it.
    if is_firm && (has(Part::Firm) || !is_there) {
        Line::Solid
    } else if is_committed && (has(Part::Firm) || has(Part::Promised) || !is_there) {
        Line::Dashed
    } else if amounts.is_stated() || status < Status::Announced {
        line_beyond(graph, between)
    } else {
        Line::DashDotted
    }
}

/// Whether some money that deals move between two surely is firm, and committed; absent where they move none.
fn surely_moves(graph: &DealGraph<'_>, (deals, ends): (&[DealIx], [EntityIx; 2])) -> Option<[bool; 2]> {
    let mut surely: Option<[bool; 2]> = None;
    for index in deals.iter().filter(|index| !graph.told().is_replaced(**index)) {
        let Some(deal) = graph.told().deal(*index) else { continue };
        let is_end = |at: u16| deal.entity_at(at.into()).is_some_and(|who| ends.contains(&graph.owner(who)));
        let between = legs(*index, deal).into_iter().filter(|leg| is_end(leg.from) && is_end(leg.to));
        for leg in between.filter(|leg| leg.flow == Flow::Money) {
            let [firm, committed] = surely.unwrap_or_default();
            let moves = |level| graph.surely_moves(leg, level);
            surely = Some([firm || moves(MoneyLevel::Firm), committed || moves(MoneyLevel::Committed)]);
        }
    }
    surely
}

/// How certain is what some deals have between two beyond the committed: it hangs on conditions of a deal that was announced,
/// or is only reported.
pub(super) fn line_beyond(graph: &DealGraph<'_>, (deals, ends): (&[DealIx], [EntityIx; 2])) -> Line {
    let hangs_on_conditions = |deal: &Deal| {
        let is_end = |at: &usize| deal.entity_at(*at).is_some_and(|entity| ends.contains(&graph.owner(entity)));
        // What another pays into it may hang on conditions, and this not.
        let mut paid = (0..deal.parties.len()).filter(is_end).map(|at| graph.told().most_of_each_by(deal, at));
        deal.status >= Status::Announced && paid.any(|[_, _, beyond]| beyond != Some(0))
    };
    let mut deals = deals.iter().filter_map(|index| graph.told().deal(*index));
    if deals.any(hangs_on_conditions) { Line::DashDotted } else { Line::Dotted }
}

/// The entities that strands touch.
pub(super) fn ends(strands: &[Strand]) -> BTreeSet<EntityIx> {
    strands.iter().flat_map(|strand| [strand.from, strand.to]).collect()
}

#[cfg(test)]
mod tests {
    use super::super::thin::{thin, thin_all};
    use super::*;
    use crate::graph::{Rollup, View};
    use crate::load::load_embedded;

    /// The strands whose nearer end lies less than `hops` strands from one of `focus`, by looking at all of them again and
    /// again.
    fn around(mut strands: Vec<Strand>, focus: &[EntityIx], hops: usize) -> Vec<Strand> {
        let mut near: BTreeSet<EntityIx> = focus.iter().copied().collect();
        let touches = |strand: &Strand, near: &BTreeSet<_>| near.contains(&strand.from) || near.contains(&strand.to);
        for _ in 1..hops {
            near.extend(ends(&strands.iter().filter(|strand| touches(strand, &near)).cloned().collect::<Vec<_>>()));
        }
        strands.retain(|strand| hops > 0 && touches(strand, &near));
        strands
    }

    #[test]
    fn what_is_near_is_the_same_whether_all_was_looked_at_or_not() {
        let book = load_embedded().expect("sound");
        let graph = DealGraph::new(&book, View::default());
        let entities: Vec<EntityIx> = book.entity_indices().map(|entity| graph.owner(entity)).collect();
        for (rank, pair) in entities.windows(2).enumerate().step_by(5) {
            let kinds: &[Kind] = if rank.is_multiple_of(3) { &[Kind::Investment, Kind::Rivalry] } else { Kind::ALL };
            let parallel = if rank.is_multiple_of(2) { Parallel::Kept } else { Parallel::Merged };
            for hops in 0..4 {
                let all = strands(&graph, kinds, parallel);
                let wanted = around(all.clone(), pair, hops);
                assert_eq!(strands_around(&graph, kinds, parallel, pair, hops), wanted, "{pair:?}, {hops} hops");
                let stated = all.into_iter().filter(|strand| strand.size(&graph) > 0).collect();
                let wanted = around(stated, pair, hops);
                assert_eq!(Skein::of_some(&graph, kinds, parallel).around(pair, hops, 1), wanted, "{pair:?}, {hops}");
            }
        }
    }

    #[test]
    fn strands_of_one_entity_after_another_are_those_of_all_legs_at_once() {
        let book = load_embedded().expect("sound");
        for rollup in [Rollup::Wholes, Rollup::Parts] {
            let graph = DealGraph::new(&book, View { rollup, ..View::default() });
            for kinds in [&[][..], &[Kind::Acquisition, Kind::Rivalry], &[Kind::Investment, Kind::Board, Kind::Loan]] {
                for parallel in [Parallel::Kept, Parallel::Merged] {
                    let legs = graph.legs().filter(|(.., leg)| is_drawn(*leg, kinds, Telling::Subject));
                    let wanted = twine(&graph, legs, parallel, Telling::Subject, |leg| graph.money_along(leg));
                    assert_eq!(strands(&graph, kinds, parallel), wanted);
                    let some = Skein::of_some(&graph, kinds, parallel);
                    assert_eq!(some.each(Some), wanted);
                    for (least, top) in [(0, 5), (1, 12), (0, 1000)] {
                        let stated = wanted.iter().filter(|strand| strand.size(&graph) >= least).cloned().collect();
                        assert_eq!(thin_all(&some, least, top), thin(&graph, stated, top, &[]));
                    }
                }
            }
        }
    }
}
