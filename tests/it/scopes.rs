//! Scopes: which rights reach over which, certainly, possibly or not at all.

use crate::common::book_with;
use dealgraph::model::{Book, Cover, Facet, FacetValue, Scope};

fn with_models() -> Book {
    book_with("(id: \"orion-one\", name: \"Orion One\", kind: Product, part_of: \"orion-models\"),", "")
}

/// A scope as a book writes it: `product: orion-models, mode: stateless`.
fn scope(book: &Book, text: &str) -> Scope {
    let mut scope = Scope::default();
    for (facet, value) in text.split(", ").filter_map(|part| part.split_once(": ")) {
        let facet = Facet::from_name(facet).expect("a facet");
        let value = match facet {
            Facet::Product => FacetValue::Product(book.entity_by_id(value).expect("a product of the book")),
            _ => FacetValue::Word(value.into()),
        };
        scope.set(facet, Some(value));
    }
    scope
}

#[test]
fn a_scope_covers_what_lies_in_each_of_its_facets() {
    let book = with_models();
    for (wide, narrow, expected) in [
        ("", "", Cover::Certain),
        ("", "mode: stateless", Cover::Certain),
        ("mode: stateless", "", Cover::Possible),
        ("mode: stateless", "mode: stateless", Cover::Certain),
        ("mode: stateless", "mode: stateful", Cover::No),
        ("product: orion-models", "product: orion-one", Cover::Certain),
        ("product: orion-one", "product: orion-models", Cover::Possible),
        ("product: orion-one", "product: acme-cloud", Cover::No),
        ("activity: hosting", "activity: hosting/api", Cover::Certain),
        ("activity: hosting/api", "activity: hosting", Cover::Possible),
        ("activity: host", "activity: hosting", Cover::No),
        ("activity: hosting/api", "activity: hosting/batch", Cover::No),
        ("mode: stateless, activity: hosting", "mode: stateless, activity: hosting/api", Cover::Certain),
        ("mode: stateless, activity: hosting", "mode: stateless", Cover::Possible),
        ("mode: stateless, activity: hosting", "mode: stateful, activity: hosting", Cover::No),
        ("mode: stateless, activity: hosting", "mode: stateful", Cover::No),
        ("mode: stateless", "mode: stateless, activity: hosting", Cover::Certain),
    ] {
        assert_eq!(scope(&book, wide).covers(&scope(&book, narrow), &book), expected, "\"{wide}\" over \"{narrow}\"");
    }
}

#[test]
fn a_product_is_never_covered_by_a_word_of_its_name() {
    let book = with_models();
    let mut word = Scope::default();
    word.set(Facet::Product, Some(FacetValue::Word("orion-one".into())));
    assert_eq!(word.covers(&scope(&book, "product: orion-one"), &book), Cover::No);
}

#[test]
fn facets_are_set_opened_and_told_in_their_order() {
    let book = with_models();
    let mut rights = scope(&book, "mode: stateless, product: orion-models");
    assert_eq!(rights.describe(&book), "product orion-models, mode stateless");
    assert_eq!(rights.facets().map(|(facet, _)| facet).collect::<Vec<_>>(), [Facet::Product, Facet::Mode]);
    assert_eq!(rights.get(Facet::Mode), Some(&FacetValue::Word("stateless".into())));
    assert!(!rights.is_everything());
    rights.set(Facet::Product, None);
    rights.set(Facet::Mode, None);
    assert!(rights.is_everything() && rights.get(Facet::Mode).is_none());
    assert_eq!(rights.describe(&book), "everything");
}

#[test]
fn facets_are_known_by_their_names() {
    for facet in Facet::ALL {
        assert_eq!(Facet::from_name(facet.name()), Some(facet));
        assert_eq!(format!("{facet:>10}|"), format!("{:>10}|", facet.name()));
        assert_eq!(serde_json::to_value(facet).expect("it is data"), facet.name());
    }
    assert_eq!(Facet::from_name("colour"), None);
}
