//! Webs with loops of money, and the search for them.

use dealgraph::graph::{DealGraph, View};
use dealgraph::model::Book;
use dealgraph::query::loops::{Loops, Search, loops};
use proptest::prelude::*;

use crate::common::{book_with, buys, deal};

/// The loops of a view of a book.
pub fn found(book: &Book, view: View) -> Loops {
    loops(&DealGraph::new(book, view), &Search::default())
}

/// A purchase in which Acme buys of Orion, and Orion of Acme's cloud, so that one deal pays both ways.
pub fn swap() -> String {
    let parties = "(who: \"acme\", role: Customer, with: [\"orion\"]), (who: \"orion\", role: Supplier), \
        (who: \"orion-models\", role: Customer, with: [\"acme-cloud\"]), (who: \"acme-cloud\", role: Supplier)";
    deal("swap", "Purchase", parties, "")
}

/// A book of seven firms and the given purchases; the same pair again is a parallel deal.
pub fn web(pairs: &[(usize, usize)]) -> Book {
    let entities: String = (0..7).map(|n| format!("(id: \"f{n}\", name: \"Firm {n}\", kind: Company),")).collect();
    let deals: String = pairs
        .iter()
        .enumerate()
        .map(|(at, (from, to))| buys(&format!("d{at:02}"), &format!("f{from}"), &format!("f{to}"), ""))
        .collect();
    book_with(&entities, &deals)
}

/// Purchases among seven firms, fewer than so many.
pub fn pairs(most: usize) -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0_usize..7, 0_usize..7), 0..most)
        .prop_map(|pairs| pairs.into_iter().filter(|(from, to)| from != to).collect())
}
