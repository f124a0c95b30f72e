//! How loops are told: as tables, as data and as findings.

use crate::common::{book, buys, deal, dealgraph, invests};
use dealgraph::finding::{Finding, Sink};
use dealgraph::graph::{DealGraph, View};
use dealgraph::model::{Book, MoneyLevel};
use dealgraph::query::loops::{Breakers, Chance, Loops, MOST_CYCLES, Search, breakers, findings, loops};
use dealgraph::report::Report;
use serde_json::json;

fn found(book: &Book) -> Loops {
    loops(&DealGraph::new(book, View::default()), &Search::default())
}

fn told(book: &Book, answer: &Loops, breakers: &Breakers, chance: Option<&Chance>) -> Report {
    answer.report(&DealGraph::new(book, View::default()), &Search::default(), breakers, chance)
}

fn finding(book: &Book) -> Finding {
    let mut sink = Sink::default();
    findings(&DealGraph::new(book, View::default()), &found(book).loops, &mut sink);
    let [finding] = <[Finding; 1]>::try_from(sink.finish().list).expect("one loop is one finding");
    finding
}

/// Acme pays Orion by a rumoured stake, and Orion buys of Acme by an order that was enlarged; Lyra and Umbra pay each
/// other unknown amounts.
fn two_loops() -> Book {
    book(
        &(invests("acme", "orion", "amount: \"USD 3bn\", announced: \"2025-01-10\", status: Reported")
            + &buys("old", "orion", "acme", "amount: \"USD 1bn\", announced: \"2025-02-01\"")
            + &buys("new", "orion", "acme", "announced: \"2025-03-01\", expands: (deal: \"old\", by: \"USD 5bn\")")
            + &invests("lyra", "umbra", "announced: \"2025-03\"")
            + &buys("unknown", "umbra", "lyra", "announced: \"2025-02\"")),
    )
}

#[test]
fn a_loop_is_told_hop_by_hop_and_what_is_true_of_all_of_it_once() {
    let book = two_loops();
    let answer = found(&book);
    let report = told(&book, &answer, &breakers(&answer.loops), None);
    let table = &report.sections[0];
    assert_eq!(table.heading, "2 loops");
    // The last column is the fingerprint of the finding, which a baseline may hold.
    let rows: Vec<Vec<&str>> = table.rows.iter().map(|row| row.take(table.columns.len() - 1).collect()).collect();
    assert_eq!(
        rows,
        [
            vec!["1", "Acme → Orion", "acme-orion", "–", "–", "USD 3bn", "", "headline 2.00", "in order", "Reported"],
            vec!["", "Orion → Acme", "new\nold", "USD 6bn", "USD 6bn", "USD 6bn", "USD 5bn", "", "", ""],
            vec![
                "2",
                "Lyra → Umbra",
                "lyra-umbra",
                "not stated",
                "not stated",
                "not stated",
                "",
                "not known",
                "out of order",
                "Closed"
            ],
            vec!["", "Umbra → Lyra", "unknown", "not stated", "not stated", "not stated", "", "", "", ""],
        ]
    );
    let prints: Vec<&str> = table.rows.iter().filter_map(Iterator::last).collect();
    assert_eq!((prints[1], prints[3]), ("", ""));
    assert!(!prints[0].is_empty() && !prints[2].is_empty() && prints[0] != prints[2], "{prints:?}");
    assert_eq!(report.items[0]["finding"]["fingerprint"], prints[0]);
    assert_eq!(report.notes[0], "back for 1 out: the last hop over the first; ranges are rounded outwards");
    assert!(report.notes.iter().all(|note| !note.contains("within one deal")), "{:?}", report.notes);
    assert_eq!(report.truncated, None);
}

#[test]
fn a_loop_as_data_has_its_hops_its_ratios_and_what_was_added() {
    let book = two_loops();
    let answer = found(&book);
    let report = told(&book, &answer, &breakers(&answer.loops), None);
    let one = &report.items[0];
    assert_eq!(one["route"], "Acme → Orion → Acme");
    assert_eq!((&one["in_time"], &one["strength"]), (&json!("in order"), &json!("Reported")));
    assert_eq!(one["hops"][1]["deals"], json!(["new", "old"]));
    assert_eq!(one["hops"][1]["adds"][0]["to"], "old");
    assert_eq!(one["hops"][1]["adds"][0]["by"]["text"], "USD 5bn");
    assert_eq!((&one["returned"]["firm"], &one["returned"]["headline"]["shown"]), (&json!(null), &json!("2.00")));
    assert_eq!(report.items[1]["hops"][0]["deals_without_amount"], 1);
    assert_eq!(report.answer["loops"], json!(report.items));
}

#[test]
fn deals_that_break_loops_are_told_with_the_loops_they_stand_in() {
    let book = two_loops();
    let answer = found(&book);
    let fewest = breakers(&answer.loops);
    let report = told(&book, &answer, &fewest, None);
    let section = &report.sections[1];
    assert_eq!(section.heading, "The fewest deals whose removal breaks every loop: 2");
    assert_eq!(section.rows.len(), 2);
    assert!(section.rows.iter().all(|row| row.at(2) == "1"), "each stands in one: {:?}", section.rows);
    assert_eq!(report.answer["breakers"]["fewest"], true);
    // A search that has used up its budget has found some deals, and knows how few there surely are.
    let some = Breakers { at_least: 1, ..fewest };
    assert!(!some.is_fewest());
    let report = told(&book, &answer, &some, None);
    assert_eq!(report.sections[1].heading, "Deals whose removal breaks every loop: 2");
    let said = "the search for breaking deals stopped at 2; it takes 1 or more";
    assert_eq!((report.truncated.as_deref(), &report.answer["breakers"]["fewest"]), (Some(said), &json!(false)));
}

#[test]
fn where_there_is_no_loop_nothing_is_told_of_breaking_one() {
    let book = book(&invests("acme", "orion", "amount: \"USD 3bn\""));
    let answer = found(&book);
    let report = told(&book, &answer, &breakers(&answer.loops), None);
    assert_eq!((report.sections.len(), report.sections[0].heading.as_str()), (1, "0 loops"));
    assert_eq!((report.sections[0].rows.len(), report.notes.len(), report.truncated), (0, 0, None));
}

#[test]
fn chance_is_told_exactly_and_where_webs_are_missing_it_says_so() {
    let book = two_loops();
    let answer = found(&book);
    // Samples of 1, 2, 3 and 4 cycles: mean 2.5, deviation 1.29.
    let below = Chance { seen: 0, samples: 4, asked: 4, seed: 7, sum: 10, squares: 30, as_many: 4 };
    let fewest = breakers(&answer.loops);
    let values = |chance: &Chance| {
        let report = told(&book, &answer, &fewest, Some(chance));
        let rows = &report.sections.last().expect("a section").rows;
        let values: Vec<String> = rows.iter().map(|row| row.at(1).to_owned()).collect();
        (values, report.answer["significance"].clone(), report.truncated)
    };
    let (rows, data, truncated) = values(&below);
    assert_eq!(rows, ["0", "4", "7", "2.50", "-1.93", "5/5"]);
    let p = json!({"numerator": 5, "denominator": 5});
    assert_eq!(data, json!({"seen": 0, "samples": 4, "seed": 7, "mean": "2.50", "z": "-1.93", "p": p}));
    assert_eq!(truncated, None);
    let (rows, ..) = values(&Chance { seen: 5, as_many: 0, ..below });
    assert_eq!(rows[3..], ["2.50", "1.93", "1/5"]);
    let (rows, data, _) = values(&Chance { sum: 8, squares: 16, ..below });
    assert_eq!((rows[4].as_str(), &data["z"]), ("not defined: all samples are alike", &json!(null)));
    let (.., truncated) = values(&Chance { asked: 9, ..below });
    let said = format!("only 4 of 9 webs were drawn: the next, or the web itself, has {MOST_CYCLES} cycles or more");
    assert_eq!(truncated, Some(said));
}

#[test]
fn the_finding_of_a_loop_names_its_way_and_warns_of_what_is_not_sure() {
    let parts = |first: &str, second: &str| {
        let finding = finding(&book(&(invests("acme", "orion", first) + &buys("buy", "orion", "acme", second))));
        (finding.claim, finding.caveats)
    };
    let (claim, caveats) =
        parts("amount: \"USD 3bn\", announced: \"2025-01-10\"", "amount: \"USD 1bn\", announced: \"2025-02-01\"");
    assert_eq!(claim, "money goes round: Acme → Orion → Acme");
    assert!(caveats.is_empty(), "{caveats:?}");
    let (_, caveats) = parts("amount: \"up to USD 3bn\", announced: \"2025-03-10\"", "announced: \"2025-02-01\"");
    assert_eq!(
        caveats,
        [
            "the money from Acme to Orion is only contingent or reported, none of it committed",
            "nobody states how much goes from Orion to Acme",
            "in time the deals are not in the order of the loop",
        ]
    );
    let (_, caveats) = parts("amount: \"USD 3bn\", announced: \"2025\"", "amount: \"USD 1bn\", announced: \"2025-02\"");
    assert_eq!(caveats, ["in time the deals are only possibly in the order of the loop"]);
}

#[test]
fn a_limit_counts_loops_in_every_format_and_cuts_none_in_two() {
    let print = |format: &str| {
        let output = dealgraph(&["loops", "--limit", "2", "-f", format]);
        [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("text"))
    };
    let [table, _] = print("table");
    let (all, _) =
        table.split_once(" loops\n").and_then(|(head, rest)| Some((head.lines().last()?, rest))).expect("a heading");
    let cut = format!("2 of {all} loops shown (--limit)");
    assert!(table.contains(&cut) && table.contains("removal breaks every loop"), "{table}");
    let [csv, said] = print("csv");
    let ranks: Vec<String> = csv::Reader::from_reader(csv.as_bytes())
        .records()
        .map(|row| row.expect("a row").get(0).unwrap_or_default().to_owned())
        .collect();
    assert_eq!(ranks, ["1", "", "2", ""], "each with both of its hops");
    assert!(said.contains(&cut), "{said}");
    let [ndjson, said] = print("ndjson");
    assert_eq!(ndjson.lines().count(), 2);
    assert!(said.contains(&cut), "{said}");
    let [json, _] = print("json");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["answer"]["loops"].as_array().map(Vec::len), Some(2));
    assert_eq!(json["left_out"], json!(cut));
    let [md, _] = print("md");
    assert_eq!(md.lines().filter(|line| line.starts_with("| 1 |") || line.starts_with("| 2 |")).count(), 2, "{md}");
    assert!(md.contains(&cut), "{md}");
    // Those shown are the first of all, not the first found.
    let whole = dealgraph(&["loops", "-f", "ndjson"]);
    let whole = String::from_utf8(whole.stdout).expect("text");
    assert!(whole.starts_with(&ndjson) && whole.lines().count().to_string() == all);
}

#[test]
fn deals_that_break_some_of_the_loops_are_not_said_to_break_all() {
    let book = two_loops();
    let graph = DealGraph::new(&book, View::default());
    let search = Search { most: 1, ..Search::default() };
    let answer = loops(&graph, &search);
    let report = answer.report(&graph, &search, &breakers(&answer.loops), None);
    assert_eq!(report.sections[1].heading, "The fewest deals whose removal breaks the 1 loop kept, of more: 1");
    assert_eq!(report.answer["breakers"]["every_loop"], json!(false));
    assert_eq!(report.truncated.as_deref(), Some("there are more than the 1 loop kept; ask with --limit"));
    let all = found(&book);
    let report = told(&book, &all, &breakers(&all.loops), None);
    assert!(report.sections[1].heading.starts_with("The fewest deals whose removal breaks every loop: "));
    assert_eq!(report.answer["breakers"]["every_loop"], json!(true));
}

#[test]
fn the_rate_at_which_what_comes_back_is_converted_is_told() {
    let deals = invests("acme", "orion", "amount: \"EUR 8bn\"") + &buys("back", "orion", "acme", "amount: \"USD 2bn\"");
    let text = format!(
        r#"(
    entities: [(id: "acme", name: "Acme", kind: Company), (id: "orion", name: "Orion", kind: Company)],
    sources: [(id: "daily", title: "Rates", publisher: "The Daily", date: "2026-02-27", kind: News)],
    rates: [(from: "EUR", to: "USD", rate: "1.1", date: "2026-02", source: "daily")],
    deals: [{deals}],
)"#
    );
    let book = dealgraph::load::load_str(&text).expect("the book is sound");
    let answer = found(&book);
    let report = told(&book, &answer, &breakers(&answer.loops), None);
    let note = "converted for what is back for 1 out: EUR/USD 1.1 of 2026-02";
    assert!(report.notes.iter().any(|it| it == note), "{:?}", report.notes);
    assert_eq!(report.answer["loops"][0]["rates"], json!(["EUR/USD 1.1 of 2026-02"]));
    let plain = two_loops();
    let answer = found(&plain);
    let report = told(&plain, &answer, &breakers(&answer.loops), None);
    assert!(!report.notes.iter().any(|it| it.starts_with("converted")), "{:?}", report.notes);
    assert_eq!(report.answer["loops"][0]["rates"], json!([]));
}

/// What comes back of an investment of USD 10m and whatever else goes out, for USD 20m or whatever comes back.
fn returned(out: &str, back: &str, money: MoneyLevel) -> [Option<String>; 3] {
    let book = book(&(invests("acme", "orion", "amount: \"USD 10m\"") + out + back));
    let answer = loops(&DealGraph::new(&book, View { money, ..View::default() }), &Search::default());
    MoneyLevel::ALL.map(|level| answer.loops[0].returned.at(level).map(|ratio| ratio.to_string()))
}

#[test]
fn money_that_nobody_states_opens_only_the_levels_that_it_may_have_reached() {
    let back = buys("back", "orion", "acme", "amount: \"USD 20m\"");
    let ratios = |out: &str| returned(out, &back, MoneyLevel::Headline).map(|ratio| ratio.expect("told"));
    let unstated = |rest: &str| buys("more", "acme", "orion", rest);
    assert_eq!(ratios(""), ["2.00"; 3]);
    assert_eq!(ratios(&unstated("")), ["0.00..2.00"; 3]);
    assert_eq!(ratios(&unstated("status: Announced")), ["2.00", "0.00..2.00", "0.00..2.00"]);
    assert_eq!(ratios(&unstated("status: Reported")), ["2.00", "2.00", "0.00..2.00"]);
    // Of a closed deal all of which hangs on a condition nothing is firm.
    let conditional = "amount: \"undisclosed\", on: [\"an IPO\"]";
    let conditional = unstated(&format!("tranches: [(id: \"later\", {conditional})]"));
    assert_eq!(ratios(&conditional), ["2.00", "2.00", "0.00..2.00"]);
    // There may be more than the tranche where an amount is spoken of.
    let and_more = "amount: \"undisclosed\", tranches: [(id: \"later\", amount: \"undisclosed\", on: [\"an IPO\"])]";
    assert_eq!(ratios(&unstated(and_more)), ["0.00..2.00"; 3]);
    let guarantee = "(who: \"acme\", role: Guarantor), (who: \"orion\", role: Debtor)";
    assert_eq!(ratios(&deal("more", "Guarantee", guarantee, ""))[..2], ["2.00", "2.00"]);
}

#[test]
fn what_comes_back_is_none_of_what_is_not_firm() {
    let back = buys("back", "orion", "acme", "amount: \"USD 20m\", status: Announced");
    let unstated = |status: &str| back.clone() + &buys("more", "orion", "acme", &format!("status: {status}"));
    let told = |back: &str| returned("", back, MoneyLevel::Headline).map(|ratio| ratio.expect("told"));
    assert_eq!(told(&unstated("Announced")), ["0.00", "at least 2.00", "at least 2.00"]);
    assert_eq!(told(&unstated("Signed")), ["any", "at least 2.00", "at least 2.00"]);
}

#[test]
fn a_ratio_is_told_at_the_levels_of_which_the_view_has_all_money() {
    let out = buys("more", "acme", "orion", "status: Announced");
    let back = buys("back", "orion", "acme", "amount: \"USD 20m\"");
    let two = || Some("2.00".to_owned());
    assert_eq!(returned(&out, &back, MoneyLevel::Firm), [two(), None, None]);
    let open = Some("0.00..2.00".to_owned());
    assert_eq!(returned(&out, &back, MoneyLevel::Committed), [two(), open, None]);
}
