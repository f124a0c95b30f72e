//! Which graphs share the lists of legs that a book keeps.

use std::sync::Arc;

use super::{DealGraph, Supposition, Told, View};
use crate::model::{Book, DealIx, MoneyLevel, Status};

/// A book in which one company backs another.
fn book() -> Book {
    let text = r#"(
    entities: [(id: "acme", name: "Acme", kind: Company), (id: "orion", name: "Orion", kind: Company)],
    sources: [(id: "daily", title: "A deal", publisher: "The Daily", kind: News)],
    deals: [(
        id: "stake", kind: Investment, title: "Stake", status: Signed, claims: [(source: "daily")],
        parties: [(who: "acme", role: Investor), (who: "orion", role: Investee)],
    )],
)"#;
    crate::load::load_str(text).expect("the book is sound")
}

#[test]
fn plain_graphs_share_the_lists_that_the_book_keeps_and_others_have_their_own() {
    let book = book();
    let kept = DealGraph::new(&book, View::default()).shared_index();
    let shares = |graph: &DealGraph<'_>| Arc::ptr_eq(&graph.shared_index(), &kept);
    for money in [MoneyLevel::Firm, MoneyLevel::Committed, MoneyLevel::Headline] {
        assert!(shares(&DealGraph::new(&book, View { money, ..View::default() })), "{money:?} moves no leg");
    }
    let certain = DealGraph::new(&book, View { min_status: Some(Status::Closed), ..View::default() });
    assert!(!shares(&certain));
    let dropped = Told::if_only(&book, View::default(), &[Supposition::Drop(DealIx::new(0))]);
    let dropped = DealGraph::of(dropped);
    assert!(!shares(&dropped));
    assert_eq!((kept.len(), certain.leg_count(), dropped.leg_count()), (2, 0, 0));
}
