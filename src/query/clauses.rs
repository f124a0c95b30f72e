//! Clauses in force, found by whom they bind towards whom.

use std::collections::BTreeMap;

use crate::graph::Told;
use crate::model::{Book, Clause, DealIx, EntityIx, Facet, FacetValue, PartialDate};

/// What tables tell of a clause.
pub(super) const CLAUSE_COLUMNS: [&str; 8] =
    ["clause", "kind", "for", "binds", "scope", "leaves free", "period", "amount"];

/// The cells of a clause, which is named so, in these columns.
pub(super) fn clause_row(book: &Book, named: String, clause: &Clause) -> [String; 8] {
    let free: Vec<String> = clause.carve_outs.iter().map(|it| it.scope.describe(book)).collect();
    [
        named,
        clause.kind.to_string(),
        book.entity(clause.beneficiary).name.clone(),
        book.entity(clause.bound).name.clone(),
        clause.scope.describe(book),
        free.join("\n"),
        clause.period.map_or_else(String::new, |period| period.to_string()),
        clause.amount.map_or_else(String::new, |amount| amount.to_string()),
    ]
}

/// The clauses of the deals told.
#[derive(Debug)]
pub struct Clauses<'t, 'b> {
    told: &'t Told<'b>,
    /// Those of deals, by position, between the outermost wholes of two entities, the first by id in front.
    by_roots: BTreeMap<[EntityIx; 2], Vec<(DealIx, usize)>>,
}

impl<'t, 'b> Clauses<'t, 'b> {
    /// Collects the clauses in force. Costs a look at the first bytes of every deal.
    pub fn new(told: &'t Told<'b>) -> Self {
        let (book, day) = (told.book, told.view.as_of.map(PartialDate::last));
        let mut by_roots: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (index, deal) in told.deals_with_clauses() {
            for (position, clause) in deal.clauses.iter().enumerate() {
                let holds = match (clause.period.or(deal.period), day) {
                    (Some(period), Some(day)) => period.covers(day),
                    _ => true,
                };
                if holds {
                    let roots = roots(book, clause.beneficiary, clause.bound);
                    by_roots.entry(roots).or_default().push((index, position));
                }
            }
        }
        Self { told, by_roots }
    }

    /// Those between two entities, or between wholes and parts of them: deal and position, by id. A clause about a product
    /// counts only between ends that it can be about.
    pub fn between(&self, one: EntityIx, two: EntityIx) -> Vec<(DealIx, usize)> {
        let book = self.told.book;
        let is_meant = |(deal, position): &&(DealIx, usize)| {
            let Some(clause) = self.told.deal(*deal).and_then(|deal| deal.clauses.get(*position)) else { return false };
            let joins = |first, second| is_kin(book, clause.beneficiary, first) && is_kin(book, clause.bound, second);
            let is_about = match clause.scope.get(Facet::Product) {
                Some(FacetValue::Product(product)) => is_kin(book, *product, one) || is_kin(book, *product, two),
                _ => true,
            };
            is_about && (joins(one, two) || joins(two, one))
        };
        self.by_roots.get(&roots(book, one, two)).into_iter().flatten().filter(is_meant).copied().collect()
    }
}

/// The outermost wholes of two entities, the first by id in front. Those of kin are the same.
fn roots(book: &Book, one: EntityIx, two: EntityIx) -> [EntityIx; 2] {
    let mut roots = [one, two].map(|entity| book.root_ever(entity));
    roots.sort_unstable();
    roots
}

/// Whether one of two entities is the other, or a part of it.
pub fn is_kin(book: &Book, one: EntityIx, two: EntityIx) -> bool {
    book.is_within(one, two) || book.is_within(two, one)
}
