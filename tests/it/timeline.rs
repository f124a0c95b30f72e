//! What happens when.

use crate::common::{book, deal, invests};
use dealgraph::graph::{DealGraph, Rollup, View};
use dealgraph::load;
use dealgraph::model::Book;
use dealgraph::query::show::{Subject, show};
use dealgraph::query::timeline::{EventKind, report, timeline};
use dealgraph::report::Portion;
use dealgraph::rules::{Seen, all_findings, first_seen};

/// The events as `date kind deal`.
fn told(book: &Book, about: &[&str]) -> Vec<String> {
    let graph = DealGraph::new(book, View::default());
    let about: Vec<_> = about.iter().map(|name| book.find_entity(name).expect("the entity is there")).collect();
    timeline(&graph, &about)
        .iter()
        .map(|event| {
            let date = event.date.map_or_else(|| "undated".to_owned(), |date| date.to_string());
            format!("{date} {} {}", event.kind.word(), book.deal(event.deal).id)
        })
        .collect()
}

fn staged() -> Book {
    let rest = "announced: \"2025-03\", amount: \"USD 40bn\", status: Closed, \
                history: [(date: \"2025-03\", status: Announced), (date: \"2025-06-01\", status: Closed)], \
                tranches: [(id: \"now\", amount: \"USD 10bn\"), \
                           (id: \"later\", amount: \"USD 30bn\", due: \"2027\")], \
                clauses: [(id: \"only\", kind: Exclusivity, beneficiary: \"acme\", bound: \"orion\", \
                           period: \"2025-04..2026-12\")]";
    let parties = "(who: \"orion\", role: Customer), (who: \"acme-cloud\", role: Supplier)";
    book(&(invests("acme", "orion", rest) + &deal("buy", "Purchase", parties, "")))
}

#[test]
fn events_come_by_date_and_undated_ones_last() {
    assert_eq!(
        told(&staged(), &[]),
        [
            "2025-03 announced acme-orion",
            "2025-03 status acme-orion",
            "2025-04 clause begins acme-orion",
            "2025-06-01 status acme-orion",
            "2026-12 clause ends acme-orion",
            "2027 due acme-orion",
            "undated announced buy",
        ]
    );
}

#[test]
fn the_deals_of_a_part_are_its_wholes_and_not_the_other_way_round() {
    let book = staged();
    assert_eq!(told(&book, &["acme-cloud"]), ["undated announced buy"]);
    assert_eq!(told(&book, &["acme"]), told(&book, &[]));
    assert!(told(&book, &["umbra"]).is_empty());
}

#[test]
fn the_built_in_book_is_told_in_order_and_every_deal_once_announced() {
    let book = load::load_embedded().expect("the built-in book is sound");
    let graph = DealGraph::new(&book, View::default());
    let events = timeline(&graph, &[]);
    assert!(events.is_sorted_by_key(|event| (event.date.is_none(), event.date)));
    let announced = events.iter().filter(|event| event.kind == EventKind::Announced).count();
    assert_eq!(announced, graph.told().seen());
    assert_eq!(report(&graph, &[], Portion::ALL).sections[0].rows.len(), events.len());
}

#[test]
fn a_loop_first_holds_with_its_last_deal_and_is_told_once() {
    let parties = "(who: \"orion\", role: Customer), (who: \"acme\", role: Supplier)";
    let buy = deal("buy", "Purchase", parties, "announced: \"2025-06\", period: \"2025-06..2025-12\"");
    let later = invests("umbra", "lyra", "announced: \"2026-09\"");
    let book = book(&(invests("acme", "orion", "announced: \"2025-01-01\"") + &buy + &later));
    let loops = |view: View| -> Vec<String> {
        let first = first_seen(&book, view, &[]).expect("the book has no rule of its own");
        let loops = first.findings.iter().filter(|seen| seen.finding.code == "circular-financing");
        let dates =
            |seen: &Seen| format!("{}..{}", seen.date, seen.gone.map_or_else(String::new, |gone| gone.to_string()));
        loops.map(dates).collect()
    };
    assert_eq!(loops(View::default()), ["2025-06..2026-02-27"], "gone at the first date after its end");
    let before = View { as_of: Some("2025-03".parse().expect("a date")), ..View::default() };
    assert!(loops(before).is_empty());
}

#[test]
fn findings_are_told_as_asking_all_rules_anew_at_every_date_tells_them() {
    let book = load::load_embedded().expect("sound");
    let amazon = book.find_entity("amazon").expect("amazon");
    for (until, about, rollup) in [("2025-02", vec![], Rollup::Parts), ("2025-06", vec![amazon], Rollup::Wholes)] {
        let view = View { as_of: until.parse().ok(), rollup, ..View::default() };
        let told = first_seen(&book, view, &about).expect("the book has no rule of its own");
        assert!(
            told.dates.len() > 10 && told.findings.len() > 2,
            "{} dates, {} findings",
            told.dates.len(),
            told.findings.len()
        );
        let mut expected: Vec<Seen> = Vec::new();
        for date in &told.dates {
            let graph = DealGraph::new(&book, View { as_of: Some(*date), ..view });
            let mut found = all_findings(&graph).expect("the same rules").list;
            found.retain(|finding| about.is_empty() || about.iter().any(|it| finding.is_about(*it)));
            found.sort_by(|one, two| one.subject().cmp(&two.subject()));
            for seen in &mut expected {
                let holds = found.iter().any(|finding| finding.subject() == seen.finding.subject());
                seen.gone = if holds { None } else { seen.gone.or(Some(*date)) };
            }
            for finding in found {
                if !expected.iter().any(|seen| seen.finding.subject() == finding.subject()) {
                    expected.push(Seen { date: *date, gone: None, finding });
                }
            }
        }
        assert_eq!(told.findings, expected);
    }
}

#[test]
fn as_of_a_day_what_was_settled_to_come_is_told_and_no_status_that_came_later() {
    let staged = staged();
    let graph = DealGraph::new(&staged, View { as_of: "2025-05".parse().ok(), ..View::default() });
    let report = report(&graph, &[], Portion::ALL);
    let events: Vec<String> =
        report.sections[0].rows.iter().map(|row| format!("{} {}", row.at(0), row.at(1))).collect();
    assert_eq!(
        events,
        [
            "2025-03 announced",
            "2025-03 status",
            "2025-04 clause begins",
            "2026-12 clause ends, to come",
            "2027 due, to come"
        ]
    );
    let coming: Vec<(&str, bool)> = report.answer["events"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| (it["event"].as_str().expect("a word"), it["to_come"] == true))
        .collect();
    assert_eq!(coming[2..], [("clause begins", false), ("clause ends", true), ("due", true)]);
    // Of a date that only a part of has come, nobody knows.
    let within = DealGraph::new(&staged, View { as_of: "2026-12-10".parse().ok(), ..View::default() });
    let within = self::report(&within, &[], Portion::ALL);
    assert!(within.sections[0].rows.iter().any(|row| row.at(1) == "clause ends, perhaps to come"));
    let ends = within.answer["events"].as_array().and_then(|list| list.iter().find(|it| it["event"] == "clause ends"));
    let ends = ends.expect("the clause ends");
    assert_eq!((&ends["perhaps_to_come"], &ends["to_come"]), (&true.into(), &serde_json::Value::Null));
    let plain = self::report(&DealGraph::new(&staged, View::default()), &[], Portion::ALL);
    assert!(!plain.sections[0].rows.iter().any(|row| row.at(1).contains("to come")));
    let note = "1 later change of status is not told: to come on the day asked about";
    assert!(report.notes.iter().any(|it| it == note), "{:?}", report.notes);
    let shown = show(&graph, Subject::Deal(staged.deal_indices().next().expect("a deal")));
    assert!(shown.notes.iter().any(|it| it == note), "{:?}", shown.notes);
    let history = shown.sections[0].rows.iter().find(|row| row.at(0) == "history").expect("it has one");
    assert_eq!(history.at(1), "2025-03 Announced");
    assert_eq!(shown.answer["history"].as_array().map(Vec::len), Some(1));
    // Nobody knew of what was to come.
    let known_at = View { known_at: "2026-03".parse().ok(), as_of: "2025-05".parse().ok(), ..View::default() };
    let known = self::report(&DealGraph::new(&staged, known_at), &[], Portion::ALL);
    assert!(!known.notes.iter().any(|it| it == note), "{:?}", known.notes);
    let later = DealGraph::new(&staged, View { as_of: "2025-06".parse().ok(), ..View::default() });
    assert!(!self::report(&later, &[], Portion::ALL).notes.iter().any(|it| it.contains("later change")));
}
