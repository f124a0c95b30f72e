//! What pictures tell of money in several currencies: nothing that no rate of the book bears out.

use crate::common::pictures::{draw, draw_view, edges, says, shown};
use crate::common::{book, buys, deal, invests};
use dealgraph::diagram::picture::{Picture, Sample};
use dealgraph::diagram::preset::{Labels, Options};
use dealgraph::diagram::theme::THEMES;
use dealgraph::diagram::{d2, dot, mermaid, svg};
use dealgraph::graph::{DealGraph, View};
use dealgraph::load::load_str;
use dealgraph::model::{Book, MoneyLevel};
use dealgraph::query::backers::{Quorum, backers};

/// A book of investments, `investor company amount`, with rates, `from to rate`.
fn web(deals: &[&str], rates: &[&str]) -> Book {
    let words = |line: &str, at: usize| line.split(' ').nth(at).unwrap_or_default().to_owned();
    let mut ids: Vec<String> = deals.iter().flat_map(|line| [words(line, 0), words(line, 1)]).collect();
    ids.sort();
    ids.dedup();
    let entities: String = ids.iter().map(|id| format!("(id: \"{id}\", name: \"{id}\", kind: Company),")).collect();
    let deals: String = deals
        .iter()
        .enumerate()
        .map(|(number, line)| {
            let amount = line.splitn(3, ' ').nth(2).unwrap_or_default();
            let rest = format!("announced: \"2025\", amount: \"{amount}\"");
            invests(&words(line, 0), &words(line, 1), &rest).replacen("(id: \"", &format!("(id: \"d{number}-"), 1)
        })
        .collect();
    let rates: String = rates
        .iter()
        .map(|line| {
            let [from, to, rate] = [0, 1, 2].map(|at| words(line, at));
            format!("(from: \"{from}\", to: \"{to}\", rate: \"{rate}\", date: \"2025-01-01\", source: \"daily\"),")
        })
        .collect();
    let source = "(id: \"daily\", title: \"Deals\", publisher: \"The Daily\", date: \"2026-02-27\", kind: News)";
    let text = format!("(entities: [{entities}], sources: [{source}], deals: [{deals}], rates: [{rates}])");
    load_str(&text).unwrap_or_else(|error| panic!("{}", crate::common::told(&error)))
}

fn top(number: usize) -> Options {
    Options { top: Some(number), ..Options::default() }
}

/// The second lines of nodes, `id: words`, of those that have one.
fn sums(picture: &Picture) -> Vec<String> {
    let told = picture.nodes.iter().filter(|node| !node.detail.is_empty());
    let mut told: Vec<String> = told.map(|node| format!("{}: {}", node.id, node.detail)).collect();
    told.sort();
    told
}

/// The footnotes that have a word in them.
fn notes(picture: &Picture, word: &str) -> String {
    let notes = picture.footnotes.iter().filter(|note| note.contains(word)).map(String::as_str);
    notes.collect::<Vec<_>>().join(" | ")
}

/// The widths that a legend tells.
fn widths(picture: &Picture) -> Vec<&str> {
    let entries = picture.legend.iter().filter(|entry| matches!(entry.sample, Sample::Edge { .. }));
    entries.map(|entry| entry.text.as_str()).filter(|text| text.contains(char::is_numeric)).collect()
}

#[test]
fn pictures_convert_to_the_currency_that_lists_compare_in() {
    let rates = ["EUR USD 1.25", "KRW EUR 0.0005"];
    let deals = ["a x EUR 2bn", "b x EUR 9bn", "c x KRW 6000bn", "d x EUR 30m"];
    let book = web(&deals, &rates);
    let graph = DealGraph::new(&book, View::default());
    let list = backers(&graph, &[book.find_entity("x").expect("it is there")], Quorum::Any);
    let order: Vec<&str> = list.backers.iter().map(|it| book.entity(it.investor).id.as_str()).collect();
    assert_eq!(order, ["b", "c", "a", "d"], "three billion euros stand between nine and two");
    let picture = draw(&book, "money", &Options::default());
    assert_eq!(
        edges(&picture),
        ["a Investment x €2B", "b Investment x €9B", "c Investment x €3B", "d Investment x €30M"]
    );
    says(&picture, "Converted to EUR at the book's rates: KRW/EUR of 2025-01-01.");
    let width = |id: &str| picture.edges.iter().find(|edge| edge.id.starts_with(id)).map(|edge| edge.width);
    assert!(width("b-") > width("c-") && width("c-") > width("a-"));
    // One amount in dollars, and all are told in dollars as far as a rate leads there.
    let book = web(&[&deals[..], &["e y USD 1m"]].concat(), &rates);
    let picture = draw(&book, "money", &Options::default());
    assert_eq!(
        edges(&picture)[..3],
        ["a Investment x $2.5B", "b Investment x ~$11.3B", "c Investment x ₩6T"].map(String::from)
    );
    says(&picture, "Converted to dollars at the book's rates: EUR/USD of 2025-01-01.");
    says(
        &picture,
        "Amounts in KRW stand apart, in no sum with dollars and in no width of a line: the book has no rate to dollars for them.",
    );
}

#[test]
fn a_legend_marks_widths_in_the_currency_of_the_picture() {
    let book = web(&["a x KRW 9000bn", "b x KRW 500bn", "c x KRW 4bn"], &[]);
    for name in ["money", "ecosystem", "who-backs"] {
        let picture = draw(&book, name, &Options::default());
        assert_eq!(widths(&picture), ["₩10B", "₩1T (width grows with the logarithm)"], "{name}");
    }
    let dollars = web(&["a x USD 90bn", "b x USD 500m", "c x USD 4m"], &[]);
    let picture = draw(&dollars, "money", &Options::default());
    assert_eq!(widths(&picture), ["$1B", "$100B (width grows with the logarithm)"]);
    let small = web(&["a x USD 400m", "b x USD 50m", "c x USD 4m"], &[]);
    assert_eq!(widths(&draw(&small, "money", &Options::default())), ["$1M", "$100M (width grows with the logarithm)"]);
}

#[test]
fn what_stands_apart_stands_beside_the_dollars() {
    let book = web(&["a x USD 5bn", "a x KRW 6tn", "b x EUR 1bn", "b x USD 2bn"], &["EUR USD 1.25"]);
    let picture = draw(&book, "money", &Options::default());
    assert_eq!(edges(&picture), ["a Investment x $5B + ₩6T", "b Investment x $3.25B"]);
    assert_eq!(sums(&picture), ["a: out $5B + ₩6T", "b: out $3.25B", "x: in $8.25B + ₩6T"]);
    for printed in [
        svg::print(&picture, THEMES[0]),
        dot::print(&picture, THEMES[0]),
        mermaid::print(&picture, THEMES[0]),
        d2::print(&picture, THEMES[0]),
    ] {
        assert!(printed.contains("$5B + ₩6T"), "{printed}");
    }
    let backed = draw(&book, "who-backs", &Options { subjects: vec![book.find_entity("x").expect("x")], ..top(9) });
    assert_eq!(edges(&backed), ["a Investment x $5B + ₩6T", "b Investment x $3.25B"]);
}

#[test]
fn of_more_than_two_currencies_the_first_is_told_and_all_in_the_tooltip() {
    let book = web(&["a x USD 5bn", "a x KRW 6tn", "a x EUR 1bn", "b x USD 1bn"], &[]);
    for name in ["money", "ecosystem", "who-backs"] {
        let picture = draw(&book, name, &Options { subjects: vec![book.find_entity("x").expect("x")], ..top(9) });
        assert_eq!(edges(&picture)[0], "a Investment x $5B + 2 currencies", "{name}");
        let tooltip = &picture.edges[0].tooltip;
        assert!(tooltip.contains("$5B + €1B + ₩6T"), "{name}: {tooltip}");
        let x = picture.nodes.iter().find(|node| node.id == "x").expect("it is drawn");
        assert_eq!(
            (x.detail.as_str(), x.tooltip.as_str()),
            ("in $6B + 2 currencies", "x\nin $6B + €1B + ₩6T"),
            "{name}"
        );
        // Paper has no tooltips.
        let said = notes(&picture, "In full");
        assert!(said.contains("a → x $5B + €1B + ₩6T") && said.contains("x in $6B + €1B + ₩6T"), "{name}: {said}");
        let bare = Options { subjects: vec![book.find_entity("x").expect("x")], labels: Labels::None, ..top(9) };
        assert!(!notes(&draw(&book, name, &bare), "In full").contains("a → x"), "{name}: no label, nothing left out");
    }
}

#[test]
fn money_apart_that_is_committed_is_drawn_beside_what_is_not() {
    let book = web(&["a x KRW 6tn", "a x USD 2bn", "a x up to USD 5bn", "b x USD 1bn"], &[]);
    let picture = draw(&book, "money", &Options::default());
    let labels: Vec<&str> = picture.edges.iter().map(|edge| edge.label.as_str()).collect();
    assert_eq!(labels, ["$2B + ₩6T", "up to $5B", "$1B"]);
}

#[test]
fn an_amount_reported_as_at_least_so_much_has_a_label() {
    let reported = invests("acme", "orion", "amount: \"at least USD 6bn\", status: Reported");
    let first = book(&reported);
    assert_eq!(edges(&draw(&first, "money", &Options::default())), ["acme Investment orion $6B+"]);
    let more = book(
        &(reported
            + &deal(
                "more",
                "Investment",
                "(who: \"acme\", role: Investor), (who: \"orion\", role: Investee)",
                "amount: \"USD 1bn\"",
            )),
    );
    let apart = ["acme Investment orion $1B", "acme Investment orion $6B+"];
    assert_eq!(edges(&draw(&more, "money", &Options::default())), apart);
    let together = ["acme Investment orion $1B + $6B+ reported"];
    assert_eq!(edges(&draw(&more, "ecosystem", &Options::default())), together);
}

#[test]
fn the_footnote_on_conversion_counts_what_is_not_drawn_but_summed() {
    let book = web(&["a x USD 5bn", "b x EUR 4bn", "c x KRW 6tn"], &["EUR USD 1.25"]);
    let focus = vec![book.find_entity("a").expect("it is there")];
    let picture = draw(&book, "money", &Options { focus, ..Options::default() });
    assert_eq!(edges(&picture), ["a Investment x $5B"]);
    assert_eq!(sums(&picture), ["a: out $5B", "x: in $10B + ₩6T"]);
    says(&picture, "Converted to dollars at the book's rates: EUR/USD of 2025-01-01.");
    says(&picture, "Amounts in KRW stand apart");
}

#[test]
fn the_footnote_on_conversion_counts_what_the_choice_went_by() {
    let book = web(&["a x USD 5bn", "b y EUR 1bn"], &["EUR USD 1.25"]);
    for name in ["money", "timeline"] {
        let shown = if name == "money" { 2 } else { 1 };
        says(&draw(&book, name, &top(shown)), "Converted to dollars at the book's rates: EUR/USD of 2025-01-01.");
        let all = draw(&web(&["a x USD 5bn"], &["EUR USD 1.25"]), name, &Options::default());
        assert_eq!(notes(&all, "Converted"), "", "{name}");
    }
}

#[test]
fn money_without_a_rate_that_was_ranked_last_is_told() {
    let book = web(&["a x USD 5bn", "b x KRW 6tn", "c x KRW 3tn", "d x EUR 1bn"], &[]);
    for (name, shown) in [("money", 2), ("timeline", 1), ("ecosystem", 2)] {
        let picture = draw(&book, name, &top(shown));
        let wanted = "Money in EUR, KRW was ranked last, as the book has no rate to dollars for it: \
                      3 deals of €1B, ₩9T; none of them is drawn.";
        assert_eq!(notes(&picture, "ranked last"), wanted, "{name}");
        let more = draw(&book, name, &top(shown + 1));
        assert!(notes(&more, "ranked last").ends_with("; 1 of them is drawn."), "{name}");
        let all = draw(&book, name, &Options::default());
        assert_eq!(notes(&all, "ranked last"), "", "{name}: all are drawn");
    }
    let focus = vec![book.find_entity("x").expect("it is there")];
    let backed = draw(&book, "who-backs", &Options { focus, ..top(1) });
    assert_eq!(shown(&backed), ["a", "x"]);
    says(&backed, "3 deals of €1B, ₩9T; none of them is drawn.");
    let one = web(&["a x USD 5bn", "b y KRW 6tn"], &[]);
    says(&draw(&one, "money", &top(2)), "for it: 1 deal of ₩6T; it is not drawn.");
}

#[test]
fn loops_and_clauses_tell_what_was_ranked_last_too() {
    let loops = book(
        &(invests("acme", "orion", "amount: \"USD 2bn\"")
            + &buys("back", "orion", "acme", "amount: \"USD 2bn\"")
            + &invests("lyra", "umbra", "amount: \"KRW 9tn\"")
            + &buys("other", "umbra", "lyra", "amount: \"KRW 9tn\"")),
    );
    let picture = draw(&loops, "loop", &top(1));
    assert_eq!(shown(&picture), ["acme", "orion"]);
    says(&picture, "1 loop is drawn, the shortest and richest; 1 of up to 4 hops is not");
    says(
        &picture,
        "Money in KRW counts last in the order of loops, as the book has no rate to dollars for it: 2 deals of",
    );
    says(
        &picture,
        "1 of the 2 loops has a hop whose money is not stated or cannot be compared, and stands behind others of its length",
    );
    let exclusive = |id: &str, [supplier, customer]: [&str; 2], amount: &str| {
        let clause = format!(
            "amount: \"{amount}\", clauses: [(id: \"only\", kind: Exclusivity, bound: \"{supplier}\", beneficiary: \"{customer}\", scope: (activity: \"hosting\"))]"
        );
        deal(
            id,
            "Supply",
            &format!("(who: \"{supplier}\", role: Supplier), (who: \"{customer}\", role: Customer)"),
            &clause,
        )
    };
    let rights =
        book(&(exclusive("won", ["acme", "lyra"], "KRW 9tn") + &exclusive("cents", ["orion", "umbra"], "USD 1m")));
    let picture = draw(&rights, "rights", &top(1));
    assert_eq!(shown(&picture), ["bound-orion", "cents.only", "favoured-umbra"]);
    says(&picture, "1 deal of ₩9T; it is not drawn.");
}

#[test]
fn a_picture_without_money_tells_nothing_of_how_money_is_counted() {
    let clause = "clauses: [(id: \"only\", kind: Exclusivity, bound: \"acme\", beneficiary: \"orion\", scope: (activity: \"hosting\"))]";
    let parties = "(who: \"acme\", role: Supplier), (who: \"orion\", role: Customer)";
    let deals = ["USD 1m", "KRW 9tn"]
        .map(|amount| deal(&amount[..3].to_lowercase(), "Supply", parties, &format!("amount: \"{amount}\", {clause}")));
    let book = book(&deals.concat());
    let all = draw(&book, "rights", &Options::default());
    assert!(all.footnotes.iter().all(|note| !note.contains("Money") && !note.contains("apart")), "{:?}", all.footnotes);
    says(&all, "2 deals from 1 source");
    let firm = draw_view(&book, View { money: MoneyLevel::Firm, ..View::default() }, "rights", &top(1));
    says(&firm, "Money is what is paid or owed without condition. 1 deal");
    says(&firm, "Money in KRW was ranked last");
}

#[test]
fn however_small_the_sum_of_an_entity_is_told() {
    let small = web(&["a x USD 560m", "b x USD 3m", "c x USD 900m"], &[]);
    let wanted = ["a: out $560M", "b: out $3M", "c: out $900M", "x: in ~$1.46B"];
    assert_eq!(sums(&draw(&small, "money", &Options::default())), wanted);
    let large = web(&["a x USD 1bn", "b x USD 560m", "c x USD 900bn", "d x KRW 2bn"], &[]);
    let wanted = ["a: out $1B", "b: out $560M", "c: out $900B", "d: out ₩2B", "x: in ~$902B + ₩2B"];
    assert_eq!(sums(&draw(&large, "money", &Options::default())), wanted);
}

#[test]
fn sums_of_more_than_is_drawn_are_told_as_such() {
    let book = web(&["a x USD 5bn", "a y USD 3bn", "b y USD 1bn"], &[]);
    let said = "Sums at entities are of all their deals, drawn here or not.";
    let says_so = |options: &Options| draw(&book, "money", options).footnotes.iter().any(|note| note.contains(said));
    assert!(!says_so(&Options::default()));
    let focus = vec![book.find_entity("x").expect("known")];
    let focused = Options { focus: focus.clone(), ..Options::default() };
    assert_eq!(sums(&draw(&book, "money", &focused)), ["a: out $8B", "x: in $5B"]);
    assert!(says_so(&focused));
    let both = Options { focus: vec![focus[0], book.find_entity("y").expect("known")], ..Options::default() };
    assert!(!says_so(&both));
}

#[test]
fn who_pays_a_share_that_nobody_tells_into_a_deal_drawn_is_named() {
    let parties = "(who: \"acme\", role: Investor, commits: \"USD 40m\"), (who: \"umbra\", role: Investor), \
        (who: \"orion\", role: Investee)";
    let told = |rest: &str| {
        let book = book(&deal("round", "Investment", parties, &format!("amount: \"USD 100m\", {rest}")));
        let all = draw(&book, "money", &Options::default());
        let focus = vec![book.find_entity("orion").expect("known")];
        let focused = draw(&book, "money", &Options { focus, ..Options::default() });
        [all, focused].map(|picture| notes(&picture, "Not drawn"))
    };
    let said = "Not drawn: the shares of 1 party (Umbra) in deals drawn here, of which nobody says how much they are.";
    for note in told("tranches: [(id: \"later\", amount: \"USD 30m\", on: [\"a listing\"])]") {
        assert_eq!(note, said);
    }
    assert_eq!(told("tranches: [(id: \"later\", amount: \"USD 30m\", by: \"umbra\")]"), [String::new(), String::new()]);
}

#[test]
fn a_sum_of_an_entity_runs_to_the_most_that_is_told_and_says_where_nobody_knows_it() {
    let book = web(&["a lab USD 5bn", "b lab up to USD 3bn", "c lab at least USD 1m"], &[]);
    let picture = draw(&book, "money", &top(9));
    let told = sums(&picture);
    assert!(told.contains(&"lab: in $5B–$8.01B+".to_owned()), "{told:?}");
    assert!(notes(&picture, "“+”").contains("the most that is told"), "{:?}", picture.footnotes);
}

#[test]
fn what_several_pay_together_is_in_the_sum_of_the_one_whom_they_pay() {
    let parties = ["lyra\", role: Investor", "umbra\", role: Investor", "orion\", role: Investee"];
    let parties = parties.map(|party| format!("(who: \"{party})")).join(", ");
    let round = deal("round", "Investment", &parties, "announced: \"2025\", amount: \"USD 3bn\"");
    let book = book(&round);
    let picture = draw(&book, "ecosystem", &top(9));
    let told = sums(&picture);
    assert_eq!(told, ["orion: in $3B"]);
    assert!(notes(&picture, "nobody says").contains("1 deal is not in the sums of some parties"));
}

#[test]
fn where_less_than_the_headline_is_asked_for_nothing_contingent_is_drawn() {
    let book = web(&["a lab USD 5bn", "a lab up to USD 3bn"], &[]);
    let labels = |money| {
        let view = View { money, ..View::default() };
        let picture = draw_view(&book, view, "money", &top(9));
        picture.edges.into_iter().map(|edge| edge.label).collect::<Vec<_>>()
    };
    assert_eq!(
        (labels(MoneyLevel::Headline), labels(MoneyLevel::Firm)),
        (vec!["$5B".to_owned(), "up to $3B".to_owned()], vec!["$5B".to_owned()])
    );
}
