//! What has become of findings.

use std::process::Command;

use crate::common::{book, book_with, deal, invests};
use dealgraph::graph::{DealGraph, View};
use dealgraph::model::{Book, MoneyLevel, Status};
use dealgraph::rules::{Change, all_findings, changes};

fn between(book: &Book, before: &str, after: &str) -> Vec<Change> {
    let at = |date: &str| {
        let as_of = Some(date.parse().expect("a date"));
        all_findings(&DealGraph::new(book, View { as_of, ..View::default() })).expect("no rule of its own").list
    };
    let loops_of = |change: &Change| change.finding().code == "circular-financing";
    changes((book, &at(before)), (book, &at(after))).into_iter().filter(loops_of).collect()
}

fn looped() -> Book {
    let parties = "(who: \"orion\", role: Customer), (who: \"acme\", role: Supplier)";
    let rest = "announced: \"2025-06-01\", period: \"2025-06..2026\", status: Closed, \
                history: [(date: \"2025-06-01\", status: Announced), (date: \"2026-01-01\", status: Closed)]";
    book(&(invests("acme", "orion", "announced: \"2025-01-01\"") + &deal("buy", "Purchase", parties, rest)))
}

#[test]
fn a_loop_appears_with_its_last_deal_and_vanishes_with_it() {
    let book = looped();
    assert!(matches!(between(&book, "2025-03-01", "2025-07-01")[..], [Change::Appeared(_)]));
    assert!(matches!(between(&book, "2026-03-01", "2027-03-01")[..], [Change::Vanished(_)]));
}

#[test]
fn a_deal_that_closes_changes_the_strength() {
    let [Change::Changed(then, now)] = &between(&looped(), "2025-07-01", "2026-03-01")[..] else {
        panic!("the loop is told anew");
    };
    assert_eq!((then.strength, now.strength), (Status::Announced, Status::Closed));
}

#[test]
fn where_nothing_happens_nothing_changes() {
    assert!(between(&looped(), "2025-07-01", "2025-08-01").is_empty());
}

/// What differs between two books, as `change code: claim`.
fn between_books(before: &Book, after: &Book) -> Vec<String> {
    let all = |book: &Book| all_findings(&DealGraph::new(book, View::default())).expect("no rule of its own").list;
    changes((before, &all(before)), (after, &all(after)))
        .iter()
        .map(|change| format!("{} {}: {}", change.word(), change.finding().code, change.finding().claim))
        .collect()
}

#[test]
fn findings_of_two_books_are_matched_by_ids_wherever_their_records_stand() {
    let deals = invests("umbra", "orion", "") + &invests("umbra", "lyra", "");
    let small = book(&deals);
    // Entities and deals that come before all others by id, so that every position differs.
    let others = "(id: \"aaa\", name: \"Aaa\", kind: Company), (id: \"aab\", name: \"Aab\", kind: Company),";
    let large = book_with(others, &(deals + &invests("aaa", "aab", "")));
    assert_ne!(small.find_entity("umbra"), large.find_entity("umbra"), "the books number their entities otherwise");
    assert_eq!(between_books(&small, &large), [""; 0]);
    assert_eq!(between_books(&large, &small), [""; 0]);
}

#[test]
fn a_book_with_a_deal_more_or_less_has_findings_more_or_less() {
    let one = book(&invests("umbra", "orion", ""));
    let two = book(&(invests("umbra", "orion", "") + &invests("umbra", "lyra", "")));
    let backs = "rival-backer: Umbra backs the rivals Lyra and Orion";
    assert_eq!(between_books(&one, &two), [format!("appears {backs}")]);
    assert_eq!(between_books(&two, &one), [format!("vanishes {backs}")]);
    let weaker = book(&(invests("umbra", "orion", "status: Rumoured,") + &invests("umbra", "lyra", "")));
    let backs = "rival-backer: Umbra backs the rivals Lyra and Orion (in part only rumoured)";
    assert_eq!(between_books(&two, &weaker), [format!("changes {backs}")]);
}

#[test]
fn a_change_of_deals_alone_is_said() {
    let round = |id: &str| {
        let parties = "(who: \"umbra\", role: Investor), (who: \"orion\", role: Investee)";
        book(&(deal(id, "Investment", parties, "") + &invests("umbra", "lyra", "")))
    };
    let (one, two) = (round("first"), round("second"));
    let all = |book: &Book| all_findings(&DealGraph::new(book, View::default())).expect("no rule of its own").list;
    let [change] = &changes((&one, &all(&one)), (&two, &all(&two)))[..] else { panic!("one change") };
    assert_eq!(change.differences(MoneyLevel::Headline), ["rests on other deals"]);
}

#[test]
fn the_program_compares_books_and_says_by_its_status_whether_they_differ() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, money: &str| {
        let stake = invests("acme", "orion", &format!("announced: \"2025-01-01\", amount: \"{money}\""));
        let parties = "(who: \"orion\", role: Customer), (who: \"acme\", role: Supplier)";
        let buys = deal("buy", "Purchase", parties, "announced: \"2025-06-01\"");
        let text = format!(
            "(entities: [(id: \"acme\", name: \"Acme\", kind: Company), (id: \"orion\", name: \"Orion\", kind: Company)],
            sources: [(id: \"daily\", title: \"t\", publisher: \"p\", date: \"2025\", kind: News)], deals: [{stake}{buys}])"
        );
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.to_str().expect("a path").to_owned()
    };
    let (small, large) = (write("small.ron", "USD 1bn"), write("large.ron", "USD 2bn"));
    let run = |arguments: &[&str]| {
        let program = Command::new(env!("CARGO_BIN_EXE_dealgraph")).arg("diff").args(arguments).output();
        let output = program.expect("the program starts");
        (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    let (code, said) = run(&["--from", &small, "--to", &large]);
    assert_eq!(code, Some(1));
    assert!(said.contains("changes") && said.contains("money USD 1bn → USD 2bn"), "{said}");
    assert_eq!(run(&["--from", &small, "--to", &small]).0, Some(0));
    assert_eq!(run(&["--from", &small, "--data", &small]).0, Some(0), "--data is the other side");
    assert_eq!(run(&["2025-03", "--from", &small, "--to", &large]).0, Some(0), "no loop is closed yet");
    let (code, said) = run(&["2025-03", "2025-07", "--from", &small, "--to", &large, "-f", "ndjson"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("\"change\":\"appears\""), "{said}");
    for refused in [
        &["--from", &small, "--to", &large, "--data", &small][..],
        &["--from", "no-such-book", "--to", &large],
        &["--known", "--from", &small, "--to", &large],
        &["2025-03", "2025-07", "--as-of", "2025"],
        &["2025-03"],
    ] {
        assert_eq!(run(refused).0, Some(2), "{refused:?}");
    }
}
