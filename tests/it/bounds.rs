//! Bounds on what is found: a large web has more findings than anybody reads, and what is left out is told.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::common::{book_with, deal, dealgraph, invests};
use dealgraph::finding::{Beyond, Cut, Finding, Findings, Selection, Severity, Sink, Whom};
use dealgraph::graph::{DealGraph, View};
use dealgraph::load::{load_embedded, load_files};
use dealgraph::model::pattern::Pattern;
use dealgraph::model::{Book, EntityIx};
use dealgraph::query::pattern::{Question, Wanted, matches_on, strongest_on};
use dealgraph::query::rivalry::Rivals;
use dealgraph::rules::{Case, Catalogue, all_findings, changes, comparable, compare, selected_findings};
use dealgraph::synth::{Plan, book_files};

/// Umbra backs `number` companies of one market: those of odd number by a deal that is closed, the others by one that
/// is only announced.
fn market(number: usize) -> Book {
    let firm = |n: usize| format!("firm-{n:03}");
    let entities: String = (0..number)
        .map(|n| format!("(id: \"{}\", name: \"Firm {n}\", kind: Company, markets: [\"m\"]),", firm(n)))
        .collect();
    let status = |n: usize| if n % 2 == 1 { "status: Closed," } else { "status: Announced," };
    let deals: String = (0..number).map(|n| invests("umbra", &firm(n), status(n))).collect();
    book_with(&entities, &deals)
}

fn find(book: &Book, rule: &str, selection: Selection) -> Findings {
    let graph = DealGraph::new(book, View::default());
    let mut sink = Sink::default().keeping(selection);
    Catalogue::of(book).expect("codes differ").run(&Case::new(&graph), |code| code == rule, &mut sink);
    sink.finish()
}

fn rival_backers(book: &Book, selection: Selection) -> Findings {
    find(book, "rival-backer", selection)
}

fn ids(book: &Book, finding: &Finding) -> Vec<String> {
    finding.parties.iter().map(|party| book.entity(*party).id.to_string()).collect()
}

#[test]
fn of_more_findings_than_are_kept_the_strongest_are_and_all_are_counted() {
    let book = market(20);
    let all = rival_backers(&book, Selection::default());
    assert_eq!((all.list.len(), all.cuts.len(), all.left_out.len()), (190, 0, 0));
    let few = rival_backers(&book, Selection { most: 12, ..Selection::default() });
    let cut = Cut { code: "rival-backer".to_owned(), kept: 12, found: 190, at_least: false };
    assert_eq!(few.cuts, [cut]);
    assert_eq!(few.left_out, ["rival-backer: 12 of 190 findings are kept, the gravest and strongest first"]);
    // Two deals that are closed are stronger than one that is only announced; of equals, the first by id.
    let closed = ["firm-001", "firm-003"];
    assert_eq!(ids(&book, &few.list[0])[1..], closed);
    assert!(few.list.iter().all(|it| it.strength == dealgraph::model::Status::Closed), "{:?}", few.list);
    assert!(few.list.iter().all(|it| all.list.contains(it)), "what is kept is as it would be without a bound");
}

#[test]
fn whom_one_asks_about_and_how_grave_is_asked_before_the_bound() {
    let book = market(20);
    let last = book.find_entity("firm-018").expect("it is there");
    let about = |whom| rival_backers(&book, Selection { most: 19, whom, ..Selection::default() });
    let all_of = about(Whom::all_of(&[last]));
    assert_eq!((all_of.list.len(), all_of.cuts.len()), (19, 0));
    let other = book.find_entity("firm-016").expect("it is there");
    assert_eq!(about(Whom::all_of(&[last, other])).list.len(), 1);
    let any_of = about(Whom::any_of(&[last, other]));
    assert_eq!((any_of.cuts[0].kept, any_of.cuts[0].found), (19, 37), "what is about both counts once");
    let grave = rival_backers(&book, Selection { most: 5, least: Severity::High, ..Selection::default() });
    let milder = grave.milder[&Severity::Medium];
    assert_eq!((grave.list.len(), grave.cuts.len(), milder.number, milder.at_least), (0, 0, 190, false));
}

#[test]
fn a_subject_that_is_asked_for_is_kept_beyond_the_bound() {
    let book = market(20);
    let all = rival_backers(&book, Selection::default());
    let weak = all.list.iter().find(|it| ids(&book, it)[1..] == ["firm-016", "firm-018"]).expect("it is found");
    let besides = BTreeSet::from([weak.to_subject()]);
    let kept = rival_backers(&book, Selection { most: 3, besides, ..Selection::default() });
    assert!(kept.list.contains(weak));
    assert_eq!((kept.list.len(), kept.cuts[0].kept, kept.cuts[0].found), (4, 4, 190));
}

#[test]
fn what_is_proven_already_takes_no_room_and_is_counted_with_the_others() {
    let book = market(5);
    let all = rival_backers(&book, Selection::default());
    assert!(all.list.len() > 4 && !all.is_cut("rival-backer"));
    let proven: BTreeSet<_> = all.list.iter().skip(1).map(Finding::to_subject).collect();
    let with = |most| Selection { most, proven: Arc::new(proven.clone()), ..Selection::default() };
    let again = rival_backers(&book, with(all.list.len()));
    assert_eq!((&again.list[..], again.is_cut("rival-backer")), (&all.list[..1], false));
    assert_eq!(again.held.iter().cloned().collect::<BTreeSet<_>>(), proven);
    let bounded = rival_backers(&book, with(all.list.len() - 1));
    assert!(bounded.is_cut("rival-backer"), "a bound is reached by as many as without");
}

#[test]
fn rules_in_code_keep_no_more_than_the_bound_either() {
    let number = 30;
    let entities: String = (0..number)
        .map(|n| format!("(id: \"firm-{n:03}\", name: \"Firm {n}\", kind: Company, markets: [\"m\"]),"))
        .collect();
    let supplies = |from: usize, to: usize| {
        let parties = format!("(who: \"firm-{from:03}\", role: Supplier), (who: \"firm-{to:03}\", role: Customer)");
        deal(&format!("sale-{from}-{to}"), "Supply", &parties, "")
    };
    let backs = |from: usize, to: usize| {
        let parties = format!("(who: \"firm-{from:03}\", role: Investor), (who: \"firm-{to:03}\", role: Investee)");
        deal(&format!("round-{from}-{to}"), "Investment", &parties, "")
    };
    let deals: String = (1..number).map(|n| supplies(0, n) + &backs(n, 0)).collect();
    let book = book_with(&entities, &deals);
    for rule in ["depends-on-rival", "competes-with-holding"] {
        let all = find(&book, rule, Selection::default());
        let few = find(&book, rule, Selection { most: 7, ..Selection::default() });
        assert_eq!((few.list.len(), few.cuts[0].kept, few.cuts[0].found), (7, 7, all.list.len() as u64), "{rule}");
        assert_eq!(few.list, all.list[..7], "{rule}");
    }
}

#[test]
fn codes_that_are_cut_on_one_side_are_not_compared() {
    let book = market(6);
    let mut before = rival_backers(&book, Selection { most: 2, ..Selection::default() });
    let mut after = rival_backers(&book, Selection::default());
    let told = comparable(&mut [&mut before, &mut after]);
    assert_eq!(told, ["rival-backer is not compared: there are more findings than the 10000 kept"]);
    assert!(before.list.is_empty() && after.list.is_empty());
    let mut whole = rival_backers(&book, Selection::default());
    assert!(comparable(&mut [&mut whole]).is_empty());
    assert_eq!(whole.list.len(), 15);
}

#[test]
fn a_rule_with_more_than_are_kept_is_given_up_where_only_all_are_wanted() {
    let given_up = |book: &Book, most| {
        let selection = Selection { most, beyond: Beyond::GivenUp, ..Selection::default() };
        selected_findings(&DealGraph::new(book, View::default()), selection).expect("no rule of its own")
    };
    // A rule that is a pattern, on one thread and on many; 120 firms have more candidates than one thread takes.
    for number in [7, 120] {
        let book = market(number);
        let pairs = number * (number - 1) / 2;
        let all = given_up(&book, pairs);
        assert_eq!(
            all.list,
            selected_findings(&DealGraph::new(&book, View::default()), Selection::default()).unwrap().list
        );
        let few = given_up(&book, pairs - 1);
        assert!(few.is_cut("rival-backer") && few.list.iter().all(|finding| finding.code != "rival-backer"));
        let others =
            |found: &Findings| found.list.iter().filter(|it| it.code != "rival-backer").cloned().collect::<Vec<_>>();
        assert_eq!(others(&few), others(&all));
    }
    let book = load_embedded().expect("sound");
    let all = selected_findings(&DealGraph::new(&book, View::default()), Selection::default()).unwrap().list;
    let codes: BTreeSet<&str> = all.iter().map(|finding| finding.code.as_str()).collect();
    let number = |code: &str| all.iter().filter(|finding| finding.code == code).count();
    assert!(codes.contains("circular-financing") && codes.contains("depends-on-rival"), "{codes:?}");
    for most in [1, 2, 5, 20, 1000] {
        let found = given_up(&book, most);
        let kept: Vec<Finding> = all.iter().filter(|finding| number(&finding.code) <= most).cloned().collect();
        assert_eq!(found.list, kept, "{most}");
        let cut: BTreeSet<&str> = found.cuts.iter().map(|cut| cut.code.as_str()).collect();
        assert_eq!(cut, codes.iter().copied().filter(|code| number(code) > most).collect(), "{most}");
    }
}

#[test]
fn a_comparison_leaves_out_what_is_too_much_on_either_side() {
    let (few, many) = (market(5), market(160));
    for (before, after) in [(&few, &many), (&many, &few), (&many, &many), (&few, &few)] {
        let [before, after] = [before, after].map(|book| DealGraph::new(book, View::default()));
        let mut sides = [&before, &after].map(|graph| all_findings(graph).expect("no rule of its own"));
        let [then, now] = &mut sides;
        let left_out = comparable(&mut [then, now]);
        let wanted = changes((before.book(), &sides[0].list), (after.book(), &sides[1].list));
        let told = compare(&before, &after).expect("no rule of its own");
        assert_eq!((told.changes, told.left_out), (wanted, left_out));
    }
}

fn invented(legs: u64) -> Book {
    load_files(book_files(Plan { legs, seed: 3 })).expect("an invented web is sound")
}

#[test]
fn neither_matches_nor_the_strongest_depend_on_the_number_of_threads() {
    let book = invented(20_000);
    let graph = DealGraph::new(&book, View::default());
    let rivals = Rivals::new(&graph);
    for text in [
        "x -[Money Investment]-> a, x -[Money Investment]-> b, a rivals b, a < b",
        "x -[Goods]-> y, y -[Goods status>=Signed]-> z, x rivals z",
        "x -[Money]-> y, not y -[Goods]-> x",
    ] {
        let pattern: Pattern = text.parse().expect("a pattern");
        let question = Question::new(&book, &graph, &pattern).expect("no names");
        for most in [7, 500, usize::MAX] {
            let one = matches_on(1, &graph, &rivals, &question, most);
            assert_eq!(one, matches_on(3, &graph, &rivals, &question, most), "{text}, {most}");
            assert_eq!(one.cut.is_some(), one.rows.len() == most);
        }
        let all = matches_on(2, &graph, &rivals, &question, usize::MAX);
        let counts = |row: &[EntityIx]| row[0].get() % 3 != 1;
        let beyond = Beyond::Counted;
        let wanted = Wanted { most: 40, beyond, first: &[1, 0], counts: &counts, besides: None };
        let best = strongest_on(1, &graph, &rivals, &question, &wanted);
        assert_eq!(best, strongest_on(4, &graph, &rivals, &question, &wanted), "{text}");
        assert_eq!(best.found, all.rows.iter().filter(|row| counts(row)).count() as u64, "{text}");
        assert_eq!(best.rows.len() as u64, best.found.min(40));
    }
}

#[test]
fn a_bound_on_all_findings_is_told_of_each_rule() {
    let book = market(12);
    let graph = DealGraph::new(&book, View::default());
    let few = selected_findings(&graph, Selection { most: 4, ..Selection::default() }).expect("no rule of its own");
    assert!(few.is_cut("rival-backer") && !few.is_cut("interlock"), "{:?}", few.cuts);
}

#[test]
fn what_a_limit_leaves_out_is_told_once_and_only_of_what_the_format_holds() {
    let told = |arguments: &[&str]| {
        let output = dealgraph(arguments);
        [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("text"))
    };
    let exposure = |format: &str| told(&["exposure", "openai", "--limit", "3", "-f", format]);
    let [json, _] = exposure("json");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let left_out = json["left_out"].as_str().expect("something is left out");
    assert_eq!(json["answer"]["lines"].as_array().map(Vec::len), Some(3));
    assert!(left_out.starts_with("3 of ") && !left_out.contains("\"lines\""), "the lines are the rows: {left_out}");
    assert_eq!(left_out.matches("(--limit)").count(), 2, "one table and the other: {left_out}");
    let [table, _] = exposure("table");
    let rows = table.lines().skip_while(|line| !line.starts_with("total")).take_while(|line| !line.is_empty());
    let first = rows.filter(|line| !line.starts_with(' ')).collect::<Vec<_>>();
    assert!(first[..2].iter().all(|line| line.starts_with("total")) && first.len() == 5, "{table}");
    for (format, rows) in [("csv", 6), ("ndjson", 3)] {
        let [out, said] = exposure(format);
        assert_eq!(out.lines().count(), rows, "{format}: {out}");
        assert_eq!(said.matches("(--limit)").count(), 1, "{format}: {said}");
    }
    let [_, said] = told(&["loops", "--limit", "2", "-f", "csv"]);
    assert!(said.contains("2 of ") && said.contains("loops shown (--limit)") && !said.contains("removal"), "{said}");
    let [table, _] = told(&["loops", "--limit", "2"]);
    assert!(table.contains("of \"The fewest deals whose removal breaks every loop"), "{table}");
}
