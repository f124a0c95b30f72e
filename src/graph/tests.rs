//! Which graphs share the lists of legs that a book keeps.

use std::sync::Arc;

use super::{DealGraph, Ended, Summing, Sums, Supposition, Tally, Told, View, knotted};
use crate::model::{Book, Deal, DealIx, EntityIx, Kind, Known, MoneyLevel, Status};

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
    for money in MoneyLevel::ALL {
        assert!(shares(&DealGraph::new(&book, View { money, ..View::default() })), "{money:?} moves no leg");
    }
    let certain = DealGraph::new(&book, View { min_status: Some(Status::Closed), ..View::default() });
    assert!(!shares(&certain));
    let dropped = Told::if_only(&book, View::default(), &[Supposition::Drop(DealIx::new(0))]);
    let dropped = DealGraph::of(dropped);
    assert!(!shares(&dropped));
    assert_eq!((kept.len(), certain.leg_count(), dropped.leg_count()), (2, 0, 0));
}

#[test]
fn deals_are_looked_at_in_order_and_as_told_whether_they_lie_close_together_or_not() {
    let book = crate::load::load_embedded().expect("the built-in book is sound");
    for view in [View::default(), View { as_of: "2024".parse().ok(), ..View::default() }] {
        let told = Told::new(&book, view);
        for step in 1..20 {
            let wanted: Vec<DealIx> = book.deal_indices().step_by(step).collect();
            let mut seen = Vec::new();
            told.look_at(&wanted, |index, deal| seen.push((index, deal.clone())));
            let plain = wanted.iter().filter_map(|index| Some((*index, told.deal(*index)?.clone())));
            assert_eq!(seen, plain.collect::<Vec<_>>(), "every {step}");
        }
    }
}

#[test]
fn only_deals_with_a_claim_that_says_something_can_be_disputed() {
    let book = crate::load::load_embedded().expect("the built-in book is sound");
    for view in [View::default(), View { known_at: "2025-06".parse().ok(), ..View::default() }] {
        let told = Told::new(&book, view);
        let says = |index: &DealIx| {
            let claims = book.deal(*index).claims.iter().filter_map(|claim| claim.says.as_ref());
            told.sees(*index) && claims.filter(|said| !said.assertion.is_remark()).count() > 0
        };
        let wanted: Vec<DealIx> = book.deal_indices().filter(says).collect();
        assert_eq!(told.with_claims_of_fields(), wanted);
        assert!(!wanted.is_empty() && wanted.len() < book.deal_count());
    }
}

#[test]
fn sums_are_those_of_a_tally_of_the_same_deals() {
    let book = crate::load::load_embedded().expect("sound");
    let as_of = |date: &str| View { as_of: date.parse().ok(), ended: Ended::Shown, ..View::default() };
    let least = View { min_status: Some(Status::Closed), ..View::default() };
    let mut absorbed = 0;
    for view in [View::default(), as_of("2024"), as_of("2026-03"), least] {
        let told = Told::new(&book, view);
        let knotted = knotted(&told);
        let kinds = Kind::ALL.iter().map(|kind| Some(*kind));
        for kind in kinds.chain([None]) {
            let is_meant = |deal: &Deal| kind.is_none_or(|kind| deal.kind == kind);
            let deals: Vec<(DealIx, Known)> =
                told.deals().filter(|(_, deal)| is_meant(deal)).map(|(index, deal)| (index, deal.money())).collect();
            let mut halves = [Summing::default(), Summing::default()];
            for (rank, (index, money)) in deals.iter().enumerate() {
                halves[rank % 2].add(&told, &knotted, *index, *money);
            }
            let [mut one, other] = halves;
            one.append(other);
            assert_eq!(one.deals, deals.len());
            let sums = one.finish(&told);
            absorbed += sums.absorbed;
            assert_eq!(sums, Sums::from(&Tally::of(&told, deals)), "{kind:?} of {view:?}");
        }
    }
    assert!(absorbed > 0, "some deals count inside of others");
}

#[test]
fn the_owner_of_each_entity_is_its_outermost_whole_at_the_time() {
    let book = crate::load::load_embedded().expect("sound");
    for day in [None, "2023".parse().ok(), "2026".parse().ok()] {
        let graph = DealGraph::new(&book, View { as_of: day, ..View::default() });
        for entity in book.entity_indices() {
            assert_eq!(graph.owner(entity), book.root_of(entity, graph.day()), "{}", book.entity(entity).id);
        }
    }
    let part = |rank: usize| match rank {
        0 => String::new(),
        _ => format!(", part_of: \"e{}{}\"", rank - 1, if rank.is_multiple_of(3) { " 2020..2024" } else { "" }),
    };
    let entities: String = (0..12)
        .rev()
        .map(|rank| format!("(id: \"e{rank}\", name: \"E {rank}\", kind: Company{}),", part(rank)))
        .collect();
    let nested =
        crate::load::load_str(&format!("(entities: [{entities}])")).map_err(|error| error.to_string()).expect("sound");
    for day in ["2022", "2025"] {
        let graph = DealGraph::new(&nested, View { as_of: day.parse().ok(), ..View::default() });
        let owners: Vec<EntityIx> = nested.entity_indices().map(|entity| graph.owner(entity)).collect();
        let wanted: Vec<EntityIx> = nested.entity_indices().map(|entity| nested.root_of(entity, graph.day())).collect();
        assert_eq!(owners, wanted, "{day}");
    }
}
