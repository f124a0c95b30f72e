//! The records that an export of tables holds: the whole book, or what a narrower view sees of it.

use super::format::Loss;
use crate::graph::DealGraph;
use crate::load::text::FileText;
use crate::load::{deal_text, records_of};
use crate::model::{Deal, DealIx};

/// The records to write, with the deals they were written from.
pub(super) struct Seen<'g> {
    /// The records.
    pub records: FileText,
    /// The deals, one for each of `records.deals`.
    pub deals: Vec<(DealIx, &'g Deal)>,
    /// What the view leaves out.
    pub losses: Vec<Loss>,
}

/// Returns what a view sees. A view that asks for no date, trust or status sees the whole book, deals that are
/// over included, so that nothing is lost on the way out and back.
pub(super) fn seen<'g>(graph: &'g DealGraph<'_>) -> Seen<'g> {
    let (book, view) = (graph.book(), graph.view());
    let mut records = records_of(book);
    if view.tells_as_written() {
        let deals = book.deal_indices().map(|index| (index, book.deal(index))).collect();
        return Seen { records, deals, losses: Vec::new() };
    }
    let told = graph.told();
    let deals: Vec<(DealIx, &Deal)> =
        book.deal_indices().filter_map(|index| Some((index, told.deal(index)?))).collect();
    let (mut references, mut claims) = (0, 0);
    let sees = |deal: DealIx| graph.told().deal(deal).is_some();
    records.deals = deals
        .iter()
        .map(|(_, deal)| {
            let mut told = (*deal).clone();
            let mut drop_unless = |kept: bool| references += usize::from(!kept);
            if let Some(umbrella) = told.part_of.take_if(|deal| !sees(*deal)) {
                drop_unless(sees(umbrella));
            }
            if let Some(expansion) = told.expands.take_if(|expansion| !sees(expansion.deal)) {
                drop_unless(sees(expansion.deal));
            }
            told.supersedes.retain(|old| {
                drop_unless(sees(*old));
                sees(*old)
            });
            let before = told.claims.len();
            told.claims.retain(|claim| view.knows_of(book.source(claim.source).date));
            claims += before - told.claims.len();
            // A status that the view tells need not be the last of the history written down.
            if told.history.last().is_some_and(|last| last.status != told.status) {
                let until = told.history.iter().rposition(|change| change.status == told.status);
                told.history.truncate(until.map_or(0, |at| at + 1));
            }
            deal_text(book, &told)
        })
        .collect();
    let losses = vec![
        Loss::of(
            book.deal_count() - deals.len(),
            ["deal", "deals"],
            ["the view does not see it", "the view does not see them"],
        ),
        Loss::of(
            references,
            ["reference", "references"],
            ["it leads to a deal that the view does not see", "they lead to deals that the view does not see"],
        ),
        Loss::of(
            claims,
            ["claim", "claims"],
            ["it was not yet published at the date of the view", "they were not yet published at the date of the view"],
        ),
    ];
    Seen { records, deals, losses }
}
