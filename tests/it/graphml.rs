//! GraphML in its dialects: what the lean one leaves out, the rest of the edge says, and it reads back like the full one;
//! the brief one has an edge for each deal and two of its parties, with nothing else in it than the lean one has.

use std::collections::BTreeMap;

use dealgraph::export::{Options, format_named};
use dealgraph::graph::{DealGraph, Rollup, View};
use dealgraph::import::{Given, Imported, Mapping, Names, Text, import, import_format};
use dealgraph::load::{load_embedded, load_str};
use dealgraph::model::{Book, MoneyLevel};

fn written(book: &Book, view: View, dialect: &str) -> String {
    let graph = DealGraph::new(book, view);
    let options = Options { dialect: Some(dialect.to_owned()) };
    let exported = format_named("graphml").expect("a format").write(&graph, &options).expect("a dialect");
    String::from_utf8(exported.files[0].bytes.clone()).expect("text")
}

/// The value of an attribute within a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> &'t str {
    let from = tag.find(&format!(" {name}=\"")).expect("the attribute") + name.len() + 3;
    tag[from..].split('"').next().expect("its end")
}

/// Every edge of a text: its id, and its values by the names of their keys.
fn edges(text: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let keys: BTreeMap<&str, &str> = text
        .lines()
        .filter(|line| line.contains("<key "))
        .map(|line| (attribute(line, "id"), attribute(line, "attr.name")))
        .collect();
    let edge = |line: &str| {
        let values = line.split("<data").skip(1).map(|data| {
            let value = data.split_once('>').expect("a tag").1.split("</data>").next().expect("its end");
            (keys[attribute(data, "key")].to_owned(), value.to_owned())
        });
        (attribute(line, "id").to_owned(), values.collect())
    };
    text.lines().filter(|line| line.starts_with("<edge ")).map(edge).collect()
}

/// Fills in what the lean dialect leaves out, by the rules that its keys describe.
fn filled(values: &mut BTreeMap<String, String>) {
    values.entry("symmetric".to_owned()).or_insert_with(|| "false".to_owned());
    if let (false, Some(start)) = (values.contains_key("period"), values.get("start").cloned()) {
        values.entry("announced".to_owned()).or_insert(start);
    }
    let levels = ["firm", "committed", "headline"];
    let ends = ["lower", "upper"];
    if !levels.iter().any(|level| values.contains_key(&format!("{level}_lower"))) {
        for end in ends {
            if let Some(money) = values.get(&format!("money_{end}")).cloned() {
                for level in levels {
                    values.insert(format!("{level}_{end}"), money.clone());
                }
            }
        }
    }
}

#[test]
fn what_the_lean_dialect_leaves_out_the_rest_of_the_edge_says() {
    let book = load_embedded().expect("sound");
    for money in [MoneyLevel::Firm, MoneyLevel::Headline] {
        let view = View { money, ..View::default() };
        let (lean, full) = (written(&book, view, "lean"), written(&book, view, "full"));
        assert!(lean.len() < full.len(), "{} bytes against {}", lean.len(), full.len());
        let (mut lean, full) = (edges(&lean), edges(&full));
        assert_eq!(lean.len(), full.len());
        let mut amounts = 0;
        for (id, values) in &mut lean {
            filled(values);
            let whole = &full[id];
            if let (Some(amount), None) = (whole.get("amount"), values.get("amount")) {
                let [lower, upper] = ["money_lower", "money_upper"].map(|end| values.get(end));
                let exact = amount.parse::<dealgraph::model::Money>().expect("an amount").interval().lower();
                assert_eq!((lower, upper), (Some(&exact.to_string()), Some(&exact.to_string())), "{id}");
                values.insert("amount".to_owned(), amount.clone());
                amounts += 1;
            }
            assert_eq!(values, whole, "{id}");
        }
        assert!(amounts > 10, "{money:?}: {amounts} amounts were left out");
    }
}

#[test]
fn both_dialects_read_back_as_the_same_book() {
    let book = load_embedded().expect("sound");
    let view = View { rollup: Rollup::Parts, ..View::default() };
    let back = |dialect: &str| -> Imported {
        let files = [Text::of("graph.graphml", written(&book, view, dialect))];
        let (mapping, names) = (Mapping::default(), Names::default());
        let given = Given { files: &files, mapping: &mapping, names: &names, watch: None };
        import(import_format("graphml").expect("a format"), &given, None).expect("GraphML")
    };
    let (lean, full) = (back("lean"), back("full"));
    assert!(lean.refused.is_empty() && lean.made[1] > 100, "{:?}", lean.refused);
    assert_eq!(lean.ron(), full.ron());
    assert_eq!(load_str(&lean.ron()).expect("sound").deal_count(), lean.made[1]);
}

#[test]
fn a_brief_graph_has_one_edge_for_each_deal_and_two_parties_and_all_of_its_money() {
    let book = load_embedded().expect("sound");
    let view = View { rollup: Rollup::Parts, ..View::default() };
    let (lean, brief) = (written(&book, view, "lean"), written(&book, view, "brief"));
    let ends = |text: &str| -> BTreeMap<String, [String; 2]> {
        let ends = |line: &str| ["source", "target"].map(|end| attribute(line, end).to_owned());
        let lines = text.lines().filter(|line| line.starts_with("<edge "));
        lines.map(|line| (attribute(line, "id").to_owned(), ends(line))).collect()
    };
    let pairs = |text: &str| -> BTreeMap<(String, [String; 2]), Vec<String>> {
        let mut pairs: BTreeMap<_, Vec<String>> = BTreeMap::new();
        for (id, mut pair) in ends(text) {
            pair.sort();
            let deal = id.split(':').next().expect("its deal").to_owned();
            pairs.entry((deal, pair)).or_default().push(id);
        }
        pairs
    };
    let moves_money = |id: &String| id.contains(":money:");
    let (all, kept) = (pairs(&lean), pairs(&brief));
    assert!(all.keys().eq(kept.keys()), "no pair of a deal is lost");
    for (pair, legs) in &kept {
        let money: Vec<&String> = all[pair].iter().filter(|id| moves_money(id)).collect();
        let is_right = if money.is_empty() { legs.len() == 1 } else { legs.iter().eq(money) };
        assert!(is_right, "{pair:?}: {legs:?} of {:?}", all[pair]);
    }
    let (lean_ends, brief_ends) = (ends(&lean), ends(&brief));
    let (lean, brief) = (edges(&lean), edges(&brief));
    assert!(brief.len() * 3 < lean.len() * 2, "{} of {} edges", brief.len(), lean.len());
    for (id, values) in &brief {
        assert_eq!(brief_ends[id], lean_ends[id]);
        assert!(["kind", "flow", "status", "weight"].iter().all(|key| values.contains_key(*key)), "{id}");
        for (key, value) in values {
            assert_eq!(Some(value), lean[id].get(key), "{id}: {key}");
        }
        for key in ["amount", "symmetric", "start", "counted_in", "money_currency", "money_lower", "money_upper"] {
            assert_eq!(values.get(key), lean[id].get(key), "{id}: {key}");
        }
    }
}

#[test]
fn what_a_brief_graph_leaves_out_is_counted() {
    let book = load_embedded().expect("sound");
    let graph = DealGraph::new(&book, View::default());
    let losses = |dialect: &str| {
        let options = Options { dialect: Some(dialect.to_owned()) };
        let exported = format_named("graphml").expect("a format").write(&graph, &options).expect("a dialect");
        (edges(&String::from_utf8_lossy(&exported.files[0].bytes)).len(), exported.losses)
    };
    let ((lean, told), (brief, more)) = (losses("lean"), losses("brief"));
    let further: Vec<_> = more.iter().filter(|loss| !told.contains(loss)).collect();
    assert!(matches!(further[..], [loss] if loss.count == lean - brief), "{further:?}, {lean} and {brief} edges");
}

#[test]
fn a_brief_graph_is_not_read_back_as_deals_without_their_money() {
    let book = load_embedded().expect("sound");
    let files = [Text::of("graph.graphml", written(&book, View::default(), "brief"))];
    let (mapping, names) = (Mapping::default(), Names::default());
    let given = Given { files: &files, mapping: &mapping, names: &names, watch: None };
    let refused = import(import_format("graphml").expect("a format"), &given, None).expect_err("too little");
    assert!(refused.to_string().contains("lean or full"), "{refused}");
}
