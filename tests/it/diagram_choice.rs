//! What a picture of a web that is too large for it shows, and what it says of the choice.

use crate::common::pictures::{draw, edges, says, shown};
use crate::common::{book, book_with, buys, deal, dealgraph, invests};
use dealgraph::diagram::picture::{Arrow, NodeLook, Picture, Tone};
use dealgraph::diagram::preset::{Options, preset};
use dealgraph::graph::{DealGraph, Rollup, View};
use dealgraph::model::Book;

/// Two funds with many small holdings, which have nothing to do with one another, and one large deal between others.
fn apart() -> Book {
    let firms = |fund: usize| (0..9).map(move |firm| format!("firm-{fund}{firm}"));
    let company = |id: &str| format!("(id: \"{id}\", name: \"{id}\", kind: Company),");
    let entities: String =
        (0..2).flat_map(firms).chain(["fund-0", "fund-1"].map(str::to_owned)).map(|id| company(&id)).collect();
    let holdings = (0..2)
        .flat_map(|fund| firms(fund).map(move |firm| invests(&format!("fund-{fund}"), &firm, "amount: \"USD 1bn\"")));
    let large = invests("lyra", "umbra", "amount: \"USD 3bn\"");
    book_with(&entities, &(holdings.collect::<String>() + &large))
}

#[test]
fn where_the_largest_do_not_deal_with_one_another_the_largest_links_are_shown() {
    let book = apart();
    for name in ["money", "ecosystem"] {
        let picture = draw(&book, name, &Options { top: Some(2), ..Options::default() });
        assert_eq!(edges(&picture), ["lyra Investment umbra $3B"], "{name}");
        says(&picture, "Shown are 2 of 22 entities: the ends of the largest of 19 links.");
    }
    let picture = draw(&book, "money", &Options { top: Some(1), ..Options::default() });
    assert_eq!(shown(&picture), ["fund-0"], "somebody is shown, though no link has room");
}

#[test]
fn what_is_shown_around_somebody_is_joined_to_them() {
    let far = invests("lyra", "umbra", "amount: \"USD 900m\"") + &invests("acme", "lyra", "amount: \"USD 1m\"");
    let more = invests("orion", "umbra", "amount: \"USD 30bn\"") + &invests("acme", "acme-cloud", "amount: \"USD 2m\"");
    let book = book(&(far + &more));
    let focus = vec![book.find_entity("acme").expect("it is there")];
    let picture = draw(&book, "money", &Options { focus, hops: 3, top: Some(2), ..Options::default() });
    assert_eq!(edges(&picture), ["acme Investment lyra $1M"]);
    says(&picture, "the nearest first");
}

#[test]
fn who_was_asked_about_is_shown_though_nobody_deals_with_it() {
    let book = book(&invests("acme", "orion", ""));
    let focus = vec![book.find_entity("umbra").expect("it is there")];
    assert_eq!(shown(&draw(&book, "money", &Options { focus, ..Options::default() })), ["umbra"]);
}

#[test]
fn the_money_paid_for_goods_is_money() {
    let parties = "(who: \"acme\", role: Supplier), (who: \"orion\", role: Customer)";
    let supply = deal("goods", "Supply", parties, "amount: \"USD 2bn\"");
    let book = book(&(supply + &buys("more", "orion", "acme", "amount: \"USD 1bn\"")));
    let picture = draw(&book, "money", &Options::default());
    assert_eq!(edges(&picture), ["orion Purchase acme $3B"]);
    assert_eq!(
        edges(&draw(&book, "ecosystem", &Options::default())),
        ["acme Goods orion $2B", "orion Purchase acme $1B"]
    );
}

#[test]
fn the_money_of_a_loop_goes_round_though_it_is_paid_for_goods() {
    let parties = "(who: \"acme\", role: Supplier), (who: \"orion\", role: Customer)";
    let supply = deal("goods", "Supply", parties, "amount: \"USD 2bn\"");
    let picture =
        draw(&book(&(supply + &invests("acme", "orion", "amount: \"USD 1bn\""))), "loop", &Options::default());
    assert_eq!(edges(&picture), ["acme Investment orion $1B", "orion Purchase acme $2B"]);
    assert!(picture.edges.iter().all(|edge| edge.arrow == Arrow::Filled && edge.tone != Tone::Goods));
}

#[test]
fn money_that_no_rate_leads_to_dollars_is_not_taken_for_dollars() {
    let won = invests("lyra", "umbra", "amount: \"KRW 900bn\"");
    let book = book(&(won + &invests("acme", "orion", "amount: \"USD 2bn\"")));
    let picture = draw(&book, "money", &Options { top: Some(2), ..Options::default() });
    assert_eq!(edges(&picture), ["acme Investment orion $2B"]);
    let width = |picture: &Picture, id: &str| {
        picture.edges.iter().find(|edge| edge.id.starts_with(id)).map(|edge| edge.width).expect("it is drawn")
    };
    let all = draw(&book, "money", &Options::default());
    assert!(width(&all, "lyra") < width(&all, "acme"), "900bn won are not 9bn dollars");
    // In a web without dollars the widths are those of its own currency.
    let euros = crate::common::book(&invests("lyra", "umbra", "amount: \"EUR 900bn\""));
    assert!(width(&draw(&euros, "money", &Options::default()), "lyra") > 60);
}

#[test]
fn investors_loops_and_a_timeline_measure_money_in_one_currency_too() {
    let won = |from, to| invests(from, to, "amount: \"KRW 900bn\", announced: \"2024\"");
    let book = book(
        &(won("lyra", "umbra")
            + &invests("acme", "umbra", "amount: \"USD 2bn\", announced: \"2024\"")
            + &won("umbra", "orion")
            + &buys("back", "orion", "umbra", "amount: \"USD 90bn\"")),
    );
    let width = |picture: &Picture, from: &str, to: &str| {
        let is_it = |at: usize, id: &str| picture.nodes[at].id == id;
        let edge = picture.edges.iter().find(|edge| is_it(edge.from, from) && is_it(edge.to, to));
        edge.map(|edge| edge.width).expect("it is drawn")
    };
    let backers = draw(&book, "who-backs", &Options::default());
    assert!(width(&backers, "lyra", "umbra") < width(&backers, "acme", "umbra"));
    let looped = draw(&book, "loop", &Options::default());
    assert!(width(&looped, "umbra", "orion") < width(&looped, "orion", "umbra"));
    let first = draw(&book, "timeline", &Options { top: Some(1), ..Options::default() });
    assert!(shown(&first).first().is_some_and(|deal| deal.starts_with("acme")), "{:?}", shown(&first));
}

#[test]
fn whoever_is_drawn_without_hops_is_not_said_to_have_no_deals() {
    let book = book(&invests("acme", "orion", "amount: \"USD 2bn\""));
    let focus = |id: &str| vec![book.find_entity(id).expect("it is there")];
    for name in ["ecosystem", "money"] {
        let alone = draw(&book, name, &Options { focus: focus("acme"), hops: 0, ..Options::default() });
        assert_eq!(shown(&alone), ["acme"]);
        says(&alone, "Acme stands alone, as no hops are asked for.");
        assert!(alone.unmet.is_empty() && alone.footnotes.iter().all(|note| !note.contains("no deals")), "{name}");
        let lone = draw(&book, name, &Options { focus: focus("lyra"), ..Options::default() });
        says(&lone, "Lyra has no deals of the kinds drawn");
    }
}

#[test]
fn of_many_clauses_those_of_the_largest_deals_are_shown() {
    let exclusive = |id: &str, parties: [&str; 2], amount: &str| {
        let [supplier, customer] = parties;
        let clause = format!(
            "amount: \"{amount}\", clauses: [(id: \"only\", kind: Exclusivity, bound: \"{supplier}\", beneficiary: \"{customer}\", scope: (activity: \"hosting\"))]"
        );
        let parties = format!("(who: \"{supplier}\", role: Supplier), (who: \"{customer}\", role: Customer)");
        deal(id, "Supply", &parties, &clause)
    };
    let book =
        book(&(exclusive("small", ["acme", "lyra"], "USD 1m") + &exclusive("large", ["orion", "umbra"], "USD 1bn")));
    let picture = draw(&book, "rights", &Options { top: Some(1), ..Options::default() });
    assert_eq!(shown(&picture), ["bound-orion", "favoured-umbra", "large.only"]);
    says(&picture, "Shown is 1 of 2 clauses, that of the deal with the most money.");
    let none = draw(&crate::common::book(&invests("acme", "orion", "")), "rights", &Options::default());
    assert_eq!(none.title, "Nobody has rights alone, or the first word");
}

#[test]
fn a_chain_says_how_many_are_left_out_that_are_as_near() {
    let supply = |supplier: &str, customer: &str| {
        let parties = format!("(who: \"{supplier}\", role: Supplier), (who: \"{customer}\", role: Customer)");
        deal(&format!("{supplier}-to-{customer}"), "Supply", &parties, "")
    };
    let deals = ["lyra", "orion", "umbra"].map(|supplier| supply(supplier, "acme")).concat();
    let more = ["vega", "wega"].map(|id| format!("(id: \"{id}\", name: \"{id}\", kind: Company),")).concat();
    let behind = ["vega", "wega"].map(|supplier| supply(supplier, "umbra")).concat();
    let book = book_with(&more, &(deals + &behind));
    let subjects = vec![book.find_entity("acme").expect("it is there")];
    let picture = draw(&book, "chain", &Options { subjects, top: Some(2), ..Options::default() });
    // Behind Umbra are two, behind Orion is its product, and behind Lyra is nobody.
    assert_eq!(shown(&picture), ["acme", "umbra"]);
    says(&picture, "6 entities are not shown, 3 of them as near as the furthest shown and with no more behind them.");
    says(&picture, "1 deal from 1 source");
}

#[test]
fn very_many_shared_investors_are_shown_in_part() {
    let fund = |number: usize| format!("fund-{number:02}");
    let entities: String =
        (0..50).map(|number| format!("(id: \"{}\", name: \"{0}\", kind: Fund),", fund(number))).collect();
    let both = |number: usize| invests(&fund(number), "acme", "") + &invests(&fund(number), "orion", "");
    let book = book_with(&entities, &(0..50).map(both).collect::<String>());
    let picture = draw(&book, "who-backs", &Options::default());
    assert_eq!(shown(&picture).len(), 42);
    says(&picture, "10 investors in several of them are not shown.");
    says(&picture, "Nobody was named: these are the two with the most investors.");
}

#[test]
fn the_words_of_a_stub_stay_few() {
    let entities: String =
        (0..400).map(|number| format!("(id: \"firm-{number}\", name: \"Firm {number}\", kind: Company),")).collect();
    let deals: String = (0..400).map(|number| invests("acme", &format!("firm-{number}"), "")).collect();
    let picture = draw(&book_with(&entities, &deals), "ecosystem", &Options { top: Some(2), ..Options::default() });
    let stub = picture.nodes.iter().find(|node| node.look == NodeLook::Stub).expect("most are left out");
    assert!(stub.tooltip.ends_with(" and 199 more"), "{}", stub.tooltip);
}

#[test]
fn one_that_is_shown_is_told_in_the_singular() {
    let of = |investor: &str, amount: &str| {
        invests(investor, "umbra", &format!("announced: \"2025\", amount: \"{amount}\""))
    };
    let book = book(&(of("acme", "USD 5bn") + &of("lyra", "USD 4bn")));
    let top = |top: usize| Options { top: Some(top), ..Options::default() };
    says(&draw(&book, "money", &top(1)), "Shown is 1 of 3 entities, the one with the most money.");
    says(&draw(&book, "timeline", &top(1)), "Shown is 1 of 2 dated deals, the one with the most money.");
    says(&draw(&book, "timeline", &top(0)), "Shown are 0 of 2 dated deals, those with the most money.");
    let asked = Options { focus: vec![book.find_entity("umbra").expect("it is there")], ..top(1) };
    says(&draw(&book, "money", &asked), "Shown is 1 of 3 entities: the one asked about.");
    says(&draw(&book, "who-backs", &asked), "1 investor in only one of them is not shown.");
}

#[test]
fn who_was_asked_about_beside_others_is_drawn_though_nobody_deals_with_it() {
    let book = book(&invests("acme", "orion", "announced: \"2025\", amount: \"USD 5bn\""));
    let focus: Vec<_> = ["umbra", "acme"].iter().map(|id| book.find_entity(id).expect("it is there")).collect();
    for (name, drawn, said) in [
        ("money", &["acme", "orion", "umbra"][..], "Umbra has no deals of the kinds drawn whose money is stated."),
        ("ecosystem", &["acme", "orion", "umbra"], "Umbra has no deals of the kinds drawn."),
        ("timeline", &["acme-orion"], "Umbra has no dated deals of the kinds drawn."),
    ] {
        let picture = draw(&book, name, &Options { focus: focus.clone(), ..Options::default() });
        assert_eq!(shown(&picture), drawn, "{name}");
        assert_eq!((picture.footnotes[0].as_str(), &picture.unmet[..]), (said, &[said.to_owned()][..]), "{name}");
        let met = draw(&book, name, &Options { focus: focus[1..].to_vec(), ..Options::default() });
        assert_eq!(met.unmet, [] as [&str; 0], "{name}");
    }
}

#[test]
fn of_a_whole_and_its_parts_those_that_deal_with_somebody_are_drawn() {
    let book = book(&invests("acme-cloud", "orion", "amount: \"USD 5bn\""));
    let graph = DealGraph::new(&book, View { rollup: Rollup::Parts, ..View::default() });
    let focus = vec![book.find_entity("acme").expect("it is there")];
    let picture = (preset("money").expect("money").draw)(&graph, &Options { focus, ..Options::default() });
    assert_eq!(shown(&picture), ["acme-cloud", "orion"]);
    assert!(picture.unmet.is_empty());
}

#[test]
fn who_has_nothing_to_be_drawn_is_told_on_standard_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("book.ron");
    let company = |id: &str| format!("(id: \"{id}\", name: \"{id}\", kind: Company),");
    let entities = ["lone", "acme", "orion"].map(company).concat();
    let source = "(id: \"daily\", title: \"Deals\", publisher: \"The Daily\", date: \"2026-02-27\", kind: News)";
    let deals = invests("acme", "orion", "amount: \"USD 5bn\"");
    std::fs::write(&path, format!("(entities: [{entities}], deals: [{deals}], sources: [{source}])")).expect("a file");
    let path = path.to_str().expect("a path");
    let output = dealgraph(&["diagram", "money", "lone", "acme", "--to", "mermaid", "--data", path]);
    let said = "note: lone has no deals of the kinds drawn whose money is stated.\n";
    assert_eq!(String::from_utf8_lossy(&output.stderr), said);
    assert!(String::from_utf8_lossy(&output.stdout).contains("lone"));
}
