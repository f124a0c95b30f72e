//! The deals that an export of tables holds: all of the book, or what a narrower view sees of them.

use std::borrow::Cow;

use super::format::Loss;
use crate::graph::{DealGraph, shares};
use crate::load::{Section, Written, deal_text};
use crate::model::{Book, Claim, Deal, DealIx};

/// The deals to write. Each is made when it is asked for, and none is held.
pub(super) struct Seen<'g, 'b> {
    graph: &'g DealGraph<'b>,
    /// Whether only what the view sees is written.
    narrows: bool,
    count: usize,
    cut: Cut,
}

/// A deal to write.
pub(super) struct SeenDeal<'d> {
    /// Its index.
    pub index: DealIx,
    /// What is written of it.
    pub deal: Cow<'d, Deal>,
    /// The whole of it, as the view tells it; absent where it does not see the deal.
    pub told: Option<&'d Deal>,
}

/// What is left out of deals that are written, by how many there are.
#[derive(Debug, Clone, Copy, Default)]
struct Cut {
    references: usize,
    claims: usize,
    /// Claims on parts that the view does not tell.
    of_parts: usize,
}

impl<'g, 'b> Seen<'g, 'b> {
    /// Those that a view sees. A view that asks for no date, trust or status sees the whole book, deals that are over
    /// included, so that nothing is lost on the way out and back. Another one costs a pass over the deals here.
    pub fn of(graph: &'g DealGraph<'b>) -> Self {
        let (deals, narrows) = (graph.book().deal_count(), !graph.view().tells_as_written());
        if !narrows {
            return Self { graph, narrows, count: deals, cut: Cut::default() };
        }
        let shares = shares::of(deals, shares::SHARE, |from, to| {
            let mut cut = Cut::default();
            graph.told().each_run(from, to, |deals| {
                for (index, deal) in deals {
                    drop(narrowed(graph, *index, deal, &mut cut));
                }
            });
            cut
        });
        let cut = shares.into_iter().fold(Cut::default(), |one, other| Cut {
            references: one.references + other.references,
            claims: one.claims + other.claims,
            of_parts: one.of_parts + other.of_parts,
        });
        Self { graph, narrows, count: graph.told().seen(), cut }
    }

    /// Tells the deals from one position of the book up to another, by id.
    pub fn each(&self, from: usize, to: usize, mut tell: impl FnMut(&SeenDeal<'_>)) {
        self.graph.book().sections().deals.each(from, to, |position, written| {
            let index = DealIx::new(position);
            let told = self.graph.told().as_told(index, written);
            let deal = match told {
                _ if !self.narrows => Cow::Borrowed(written),
                Some(told) => narrowed(self.graph, index, told, &mut Cut::default()),
                None => return,
            };
            tell(&SeenDeal { index, deal, told });
        });
    }

    /// What the view leaves out.
    pub fn losses(&self) -> Vec<Loss> {
        let losses = [
            Loss::of(
                self.graph.book().deal_count() - self.count,
                ["deal", "deals"],
                ["the view does not see it", "the view does not see them"],
            ),
            Loss::of(
                self.cut.references,
                ["reference", "references"],
                ["it leads to a deal that the view does not see", "they lead to deals that the view does not see"],
            ),
            Loss::of(
                self.cut.claims,
                ["claim", "claims"],
                [
                    "it was not yet published at the date of the view",
                    "they were not yet published at the date of the view",
                ],
            ),
            Loss::of(
                self.cut.of_parts,
                ["claim", "claims"],
                [
                    "it speaks of a tranche, clause or party that the view does not tell",
                    "they speak of tranches, clauses or parties that the view does not tell",
                ],
            ),
        ];
        losses.into_iter().filter(|loss| loss.count > 0).collect()
    }
}

impl Section for Seen<'_, '_> {
    fn count(&self) -> usize {
        self.count
    }

    fn positions(&self) -> usize {
        self.graph.book().deal_count()
    }

    fn hand(&self, position: usize, take: &mut dyn FnMut(&dyn Written)) {
        self.hand_run(position, position + 1, take);
    }

    fn hand_run(&self, from: usize, to: usize, take: &mut dyn FnMut(&dyn Written)) {
        self.each(from, to, |seen| take(&deal_text(self.graph.book(), &seen.deal)));
    }
}

/// A deal without what leads to deals that the view does not see, and without what was said or came later.
fn narrowed<'d>(graph: &DealGraph<'_>, index: DealIx, deal: &'d Deal, cut: &mut Cut) -> Cow<'d, Deal> {
    let (book, view) = (graph.book(), graph.view());
    let leads_nowhere = |deal: DealIx| !graph.told().sees(deal);
    let mut narrow = Cow::Borrowed(deal);
    if deal.part_of.is_some_and(leads_nowhere) {
        narrow.to_mut().part_of = None;
        cut.references += 1;
    }
    if deal.expands.is_some_and(|expansion| leads_nowhere(expansion.deal)) {
        narrow.to_mut().expands = None;
        cut.references += 1;
    }
    let gone = deal.supersedes.iter().filter(|old| leads_nowhere(**old)).count();
    if gone > 0 {
        narrow.to_mut().supersedes.retain(|old| !leads_nowhere(*old));
        cut.references += gone;
    }
    let leads_less_far =
        narrow.part_of != deal.part_of || narrow.expands.is_none() && deal.expands.is_some() || gone > 0;
    if narrow.part_of.is_none() && leads_less_far {
        // It is a piece of a piece, or stands in the place of one, and would count beside the umbrella.
        if let Some(umbrella) = umbrella_seen(graph, index) {
            narrow.to_mut().part_of = Some(umbrella);
        }
    }
    if view.known_at.is_some() {
        let is_known = |source| view.knows_of(book.source(source).date);
        let later = deal.claims.iter().filter(|claim| !is_known(claim.source)).count();
        if later > 0 {
            narrow.to_mut().claims.retain(|claim| is_known(claim.source));
            cut.claims += later;
        }
    }
    if deal.claims.iter().any(|claim| is_of_untold(book, deal, claim)) {
        let claims = &mut narrow.to_mut().claims;
        let before = claims.len();
        let first = claims.first().map(|claim| Claim { says: None, ..claim.clone() });
        claims.retain(|claim| !is_of_untold(book, deal, claim));
        cut.of_parts += before - claims.len();
        // It still tells that there is the deal.
        claims.extend(first.filter(|_| claims.is_empty()));
    }
    // A status that the view tells need not be the last of the history written down.
    if deal.history.last().is_some_and(|last| last.status != deal.status) {
        let until = deal.history.iter().rposition(|change| change.status == deal.status);
        narrow.to_mut().history.truncate(until.map_or(0, |at| at + 1));
    }
    narrow
}

/// The nearest umbrella of a deal that the view sees, be it around pieces that it does not see.
fn umbrella_seen(graph: &DealGraph<'_>, deal: DealIx) -> Option<DealIx> {
    let (mut around, mut at) = (vec![deal], 0);
    while let Some(&here) = around.get(at) {
        at += 1;
        for umbrella in graph.book().umbrellas(here) {
            if graph.told().sees(umbrella) {
                return Some(umbrella);
            }
            if !around.contains(&umbrella) {
                around.push(umbrella);
            }
        }
    }
    None
}

/// Whether a claim speaks of a part that a deal as told does not have.
fn is_of_untold(book: &Book, deal: &Deal, claim: &Claim) -> bool {
    let Some(said) = &claim.says else { return false };
    let mut path = said.field.split('.');
    let (of, part) = (path.next(), path.next());
    let is_party =
        |id: &str| deal.parties.iter().any(|it| it.who.entity().is_some_and(|it| book.entity(it).id.as_str() == id));
    part.is_some_and(|part| match of {
        Some("tranches") => deal.tranche(part).is_none(),
        Some("clauses") => deal.clause(part).is_none(),
        Some("parties") => !is_party(part),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::{Seen, deal_text, is_of_untold};
    use crate::graph::{DealGraph, Ended, Trust, View};
    use crate::load::load_embedded;
    use crate::load::text::DealText;
    use crate::model::{Book, Claim, Status};

    /// What is written of the deals in a view, each looked at by itself, with how many references and claims are left out.
    fn one_by_one(graph: &DealGraph<'_>, book: &Book) -> (Vec<DealText>, [usize; 2]) {
        let (mut references, mut claims) = (0, 0);
        let texts = book.deal_indices().filter_map(|index| graph.told().deal(index)).map(|deal| {
            let mut told = deal.clone();
            let sees = |deal| graph.told().deal(deal).is_some();
            references += usize::from(told.part_of.take_if(|deal| !sees(*deal)).is_some());
            references += usize::from(told.expands.take_if(|expansion| !sees(expansion.deal)).is_some());
            told.supersedes.retain(|old| {
                references += usize::from(!sees(*old));
                sees(*old)
            });
            let index = book.deal_by_id(deal.id.as_str()).expect("it is there");
            let was_cut = |now: bool, before: bool| before && !now;
            let leads_less_far = was_cut(told.part_of.is_some(), deal.part_of.is_some())
                || was_cut(told.expands.is_some(), deal.expands.is_some())
                || told.supersedes.len() < deal.supersedes.len();
            let mut layer = vec![index];
            while told.part_of.is_none() && leads_less_far && !layer.is_empty() {
                layer = layer.iter().flat_map(|it| book.umbrellas(*it)).collect();
                told.part_of = layer.iter().copied().find(|umbrella| sees(*umbrella));
            }
            let before = told.claims.len();
            told.claims.retain(|claim| graph.view().knows_of(book.source(claim.source).date));
            claims += before - told.claims.len();
            let first = Claim { says: None, ..told.claims[0].clone() };
            told.claims.retain(|claim| !is_of_untold(book, deal, claim));
            if told.claims.is_empty() {
                told.claims.push(first);
            }
            while told.history.last().is_some_and(|last| last.status != deal.status) {
                told.history.pop();
            }
            deal_text(book, &told)
        });
        (texts.collect(), [references, claims])
    }

    #[test]
    fn a_narrow_view_leaves_out_what_it_does_not_see_of_each_deal() {
        let book = load_embedded().expect("sound");
        let date = |text: &str| text.parse().ok();
        let plain = View::default();
        let mut cut = 0;
        for view in [
            View { as_of: date("2023"), ..plain },
            View { as_of: date("2025-06"), ended: Ended::Shown, ..plain },
            View { known_at: date("2025-03"), ..plain },
            View { trust: Trust::Official, ..plain },
            View { trust: Trust::Latest, ended: Ended::Shown, ..plain },
            View { min_status: Some(Status::Closed), ..plain },
        ] {
            let graph = DealGraph::new(&book, view);
            let (seen, mut texts) = (Seen::of(&graph), Vec::new());
            seen.each(0, book.deal_count(), |it| texts.push(deal_text(&book, &it.deal)));
            assert_eq!((texts, [seen.cut.references, seen.cut.claims]), one_by_one(&graph, &book), "{view:?}");
            cut += seen.cut.references;
        }
        assert!(cut > 0, "some view sees a deal and not what it refers to");
    }
}
