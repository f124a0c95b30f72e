//! Umbrellas, what is inside of them by what it enlarges or replaces, and pieces that are less certain than they are.

use crate::common::{book, buys};
use dealgraph::export::{Options, format_named};
use dealgraph::graph::{DealGraph, Ended, Tally, Told, View};
use dealgraph::import::{Given, Mapping, Names, Text, import, import_format};
use dealgraph::load::load_str;
use dealgraph::model::{Book, Currency, MoneyLevel, Split, Status};
use dealgraph::query::exposure::{By, exposure};
use dealgraph::query::show::{Subject, show};
use proptest::prelude::*;

/// One million dollars, in cents.
const M: u128 = 100_000_000;

fn order(id: &str, status: &str, amount: u32, rest: &str) -> String {
    buys(id, "orion", "acme", &format!("status: {status}, amount: \"USD {amount}m\", {rest}"))
}

fn total(book: &Book, view: View) -> Split {
    let told = Told::new(book, view);
    let tally = Tally::of(&told, told.deals().map(|(index, deal)| (index, deal.money())));
    tally.totals.get(&Currency::USD).copied().unwrap_or_default()
}

/// The least and the most at each level, in millions.
fn millions(split: Split) -> [(u128, Option<u128>); 3] {
    MoneyLevel::ALL.map(|level| {
        let interval = split.at(level);
        (interval.lower() / M, interval.upper().map(|most| most / M))
    })
}

const fn exactly(levels: [u128; 3]) -> [(u128, Option<u128>); 3] {
    let [firm, committed, headline] = levels;
    [(firm, Some(firm)), (committed, Some(committed)), (headline, Some(headline))]
}

/// What is told beside the exposure of an entity.
fn notes(book: &Book, who: &str, view: View) -> String {
    let graph = DealGraph::new(book, view);
    exposure(&graph, book.find_entity(who).expect("there"), By::Counterparty).report(&graph).notes.join("\n")
}

/// What is told of a deal by itself.
fn shown(book: &Book, id: &str) -> String {
    let graph = DealGraph::new(book, View::default());
    let subject = Subject::Deal(book.find_deal(id).expect("there"));
    show(&graph, subject).notes.join("\n")
}

/// The book that comes of what a view exports.
fn exported(graph: &DealGraph<'_>) -> Book {
    let json = format_named("json").expect("a format").write(graph, &Options::default()).expect("written");
    let text = String::from_utf8(json.files[0].bytes.clone()).expect("text");
    let (files, mapping, names) = ([Text::of("book.json", text)], Mapping::default(), Names::default());
    let given = Given { files: &files, mapping: &mapping, names: &names, watch: None };
    let imported = import(import_format("json").expect("a format"), &given, None).expect("read");
    load_str(&imported.ron()).expect("sound")
}

const UMBRELLA: &str = "announced: \"2025-04\"";
const PIECE: &str = "announced: \"2025-05\", part_of: \"u\"";
const LATER: [&str; 2] = ["expands: (deal: \"p\")", "supersedes: [\"p\"]"];

#[test]
fn what_enlarges_or_replaces_a_piece_is_in_its_umbrella() {
    for later in LATER {
        let later = format!("announced: \"2025-09\", {later}");
        let deals =
            [order("u", "Signed", 200, UMBRELLA), order("p", "Signed", 80, PIECE), order("e", "Signed", 120, &later)];
        let all = book(&deals.concat());
        assert_eq!(millions(total(&all, View::default())), exactly([200; 3]), "{later}");
        assert!(notes(&all, "orion", View::default()).contains("e (in u)"), "{later}");
        assert!(shown(&all, "e").contains("e is not counted again in totals that u belongs to"), "{later}");
        let before = View { as_of: "2025-06".parse().ok(), ..View::default() };
        assert_eq!(millions(total(&all, before)), exactly([200; 3]), "{later}");
        // Where the umbrella is not told, what is inside of it counts once.
        let silent = buys("u", "orion", "acme", "status: Signed");
        let silent = book(&[silent.as_str(), &deals[1], &deals[2]].concat());
        assert_eq!(millions(total(&silent, View::default())), exactly([120; 3]), "{later}");
        // It is told what it is, and in data too.
        let graph = DealGraph::new(&all, View::default());
        let answer = show(&graph, Subject::Deal(all.find_deal("u").expect("there"))).answer.to_string();
        assert!(answer.contains("in-place-of-part-of"), "{answer}");
    }
}

#[test]
fn what_is_less_certain_than_the_piece_that_it_enlarges_counts_with_it_in_the_umbrella() {
    let text = [
        buys("u", "orion", "acme", "status: Announced, amount: \"up to USD 200m\""),
        order("p", "Signed", 80, PIECE),
        order("q", "Announced", 50, PIECE),
        order("e", "Announced", 120, "expands: (deal: \"p\", by: \"USD 40m\")"),
    ];
    let all = book(&text.concat());
    assert_eq!(millions(total(&all, View::default())), [(80, Some(80)), (170, Some(170)), (170, Some(200))]);
    let signed = View { min_status: Some(Status::Signed), ..View::default() };
    assert_eq!(millions(total(&all, signed)), exactly([80; 3]));
}

#[test]
fn a_chain_of_pieces_and_a_piece_of_a_piece_lead_to_the_umbrella() {
    let text = [
        order("u", "Signed", 200, ""),
        order("p", "Signed", 80, PIECE),
        order("q", "Signed", 30, "part_of: \"p\""),
        order("q2", "Signed", 40, "supersedes: [\"q\"]"),
        order("e", "Signed", 120, "expands: (deal: \"p\")"),
        order("e2", "Signed", 150, "supersedes: [\"e\"]"),
    ];
    for ended in [Ended::Hidden, Ended::Shown] {
        assert_eq!(millions(total(&book(&text.concat()), View { ended, ..View::default() })), exactly([200; 3]));
    }
}

#[test]
fn what_a_view_exports_without_the_replaced_piece_comes_to_the_same() {
    let text = [
        order("u", "Signed", 200, UMBRELLA),
        order("p", "Signed", 80, PIECE),
        order("e", "Signed", 120, "supersedes: [\"p\"]"),
    ];
    let all = book(&text.concat());
    let view = View { as_of: "2026".parse().ok(), ..View::default() };
    let graph = DealGraph::new(&all, view);
    let again = exported(&graph);
    assert_eq!(again.deal_count(), 2, "the piece is replaced");
    assert_eq!(total(&again, View::default()), total(&all, view));
}

#[test]
fn a_piece_of_a_piece_is_in_the_umbrella_though_the_one_between_has_ended_or_is_not_seen() {
    let signed = View { min_status: Some(Status::Signed), ..View::default() };
    for (between, view) in [("Cancelled", View::default()), ("Rumoured", View::default()), ("Rumoured", signed)] {
        for last in ["part_of: \"p\"", "part_of: \"p\", supersedes: [\"old\"]"] {
            let old =
                if last.contains("old") { order("old", "Superseded", 10, "part_of: \"p\"") } else { String::new() };
            let text = [
                order("u", "Signed", 100, UMBRELLA),
                order("p", between, 80, PIECE),
                order("q", "Signed", 50, last),
                old,
            ];
            let all = book(&text.concat());
            assert_eq!(millions(total(&all, view)), exactly([100; 3]), "{between} {last}");
            let graph = DealGraph::new(&all, view);
            let again = exported(&graph);
            assert_eq!(millions(total(&again, View::default())), exactly([100; 3]), "{between} {last}, exported");
        }
    }
    // What would enlarge a deal brings it into no umbrella before it has come so far.
    let text = [
        order("u", "Signed", 100, UMBRELLA),
        order("o", "Signed", 50, ""),
        order("e", "Rumoured", 70, "expands: (deal: \"o\"), part_of: \"u\""),
    ];
    assert_eq!(millions(total(&book(&text.concat()), signed)), exactly([150; 3]));
}

#[test]
fn an_umbrella_that_grew_by_what_replaced_a_piece_tells_no_amount_of_a_day_before() {
    let text = [
        order("u", "Closed", 200, UMBRELLA),
        order("p", "Closed", 80, PIECE),
        order("e", "Closed", 200, "announced: \"2025-09\", expands: (deal: \"p\")"),
    ];
    let all = book(&text.concat());
    let before = View { as_of: "2025-06".parse().ok(), ..View::default() };
    assert_eq!(millions(total(&all, before)), exactly([80; 3]));
    assert_eq!(millions(total(&all, View::default())), exactly([200; 3]));
}

#[test]
fn what_several_may_yet_replace_counts_once_with_all_of_them() {
    let n = |id: &str, status: &str, amount: u32| order(id, status, amount, "supersedes: [\"o\"]");
    let of = |deals: &[String]| book(&(order("o", "Signed", 100, "") + &deals.concat()));
    let two = of(&[n("n1", "Rumoured", 60), n("n2", "Rumoured", 60)]);
    assert_eq!(millions(total(&two, View::default())), exactly([100, 100, 120]));
    let told = notes(&two, "orion", View::default());
    assert!(told.contains("not counted again: n1 (in o), n2 (in o)"), "{told}");
    assert!(told.contains("o comes to firm USD 100m, committed USD 100m, headline USD 120m"), "{told}");
    let told = shown(&two, "o");
    assert!(told.contains("headline USD 120m") && !told.contains("counts by itself"), "{told}");
    assert!(shown(&two, "n1").contains("n1 is not counted again in totals that o belongs to"));
    let small = of(&[n("n1", "Rumoured", 30), n("n2", "Reported", 30)]);
    assert_eq!(millions(total(&small, View::default())), exactly([100; 3]));
    // Of two of which one replaces the other, the later counts, and a third counts with it.
    let chain = [n("n1", "Rumoured", 60), order("n2", "Rumoured", 70, "supersedes: [\"n1\", \"o\"]")];
    assert_eq!(millions(total(&of(&chain), View::default())), exactly([100; 3]));
    let third = [chain[0].clone(), chain[1].clone(), n("n3", "Rumoured", 50)];
    assert_eq!(millions(total(&of(&third), View::default())), exactly([100, 100, 120]));
    // One that replaces another deal besides counts where it did: what is firm is never lost.
    let other = [order("x", "Signed", 100, ""), order("n1", "Rumoured", 60, "supersedes: [\"o\", \"x\"]")];
    let other = of(&[other.concat(), n("n2", "Rumoured", 60)]);
    assert_eq!(millions(total(&other, View::default()))[0], (200, Some(200)));
}

#[test]
fn what_several_may_yet_replace_stays_in_its_umbrella() {
    let text = [
        order("u", "Signed", 110, ""),
        order("o", "Signed", 100, "part_of: \"u\""),
        order("n1", "Rumoured", 60, "supersedes: [\"o\"]"),
        order("n2", "Rumoured", 60, "supersedes: [\"o\"]"),
    ];
    assert_eq!(millions(total(&book(&text.concat()), View::default())), exactly([110, 110, 120]));
}

const ON_AN_IPO: &str = "part_of: \"v\", tranches: [(id: \"later\", amount: \"USD 60m\", on: [\"an IPO\"])]";

#[test]
fn an_umbrella_of_which_a_piece_is_over_or_conditional_is_not_told_as_surely_firm() {
    let umbrella = |status: &str| order("v", status, 100, "");
    for (piece, said) in [
        (order("v1", "Cancelled", 70, "part_of: \"v\""), "USD 70m of v is in v1 (Cancelled)"),
        (order("v1", "Announced", 70, ON_AN_IPO), "USD 60m of v is in v1 (later, on condition of: an IPO)"),
    ] {
        let all = book(&(umbrella("Signed") + &piece));
        assert_eq!(millions(total(&all, View::default())), exactly([100; 3]), "the figures are those of the umbrella");
        let said = format!("less may be firm than is counted: {said}");
        for ended in [Ended::Hidden, Ended::Shown] {
            let told = notes(&all, "orion", View { ended, ..View::default() });
            assert!(told.contains(&said), "{told}");
            assert!(!told.contains("all of it is firm") && !told.contains("stated of it is firm"), "{told}");
            assert!(told.contains("told as firm, though less may be of v"), "{told}");
        }
        assert!(shown(&all, "v").contains(&said));
        let strict = View { min_status: Some(Status::Signed), ..View::default() };
        assert!(notes(&all, "orion", strict).contains(&said));
    }
    let committed = book(&(umbrella("Announced") + &order("v1", "Lapsed", 70, "part_of: \"v\"")));
    let told = notes(&committed, "orion", View::default());
    assert!(told.contains("less may be committed than is counted: USD 70m of v is in v1 (Lapsed)"), "{told}");
}

#[test]
fn a_cancelled_tranche_of_a_piece_of_a_piece_is_told_of_both() {
    let cancelled = "part_of: \"w\", tranches: [(id: \"b\", amount: \"USD 30m\", status: Cancelled)]";
    let text = [
        order("v", "Signed", 100, ""),
        order("w", "Signed", 80, "part_of: \"v\""),
        order("x", "Signed", 70, cancelled),
    ];
    let all = book(&text.concat());
    let said = |of: &str| format!("less may be firm than is counted: USD 30m of {of} is in x (b, Cancelled)");
    assert!(notes(&all, "orion", View::default()).contains(&said("v")));
    assert!(shown(&all, "w").contains(&said("w")));
}

#[test]
fn an_umbrella_that_has_what_it_says_without_its_weaker_pieces_is_not_in_doubt() {
    let doubt = "less may be";
    let cancelled = order("v1", "Cancelled", 70, "part_of: \"v\"");
    let of = |umbrella: &str, rest: &str| {
        let umbrella = buys("v", "orion", "acme", &format!("status: Signed, amount: \"{umbrella}\""));
        book(&(umbrella + &cancelled + rest))
    };
    assert!(notes(&of("USD 100m", ""), "orion", View::default()).contains(doubt));
    // Nobody knows what there is beside the piece.
    assert!(!notes(&of("at least USD 100m", ""), "orion", View::default()).contains(doubt));
    // What is firm of it is in another piece.
    let other = order("v2", "Signed", 100, "part_of: \"v\"");
    assert!(!notes(&of("USD 100m", &other), "orion", View::default()).contains(doubt));
    // Another deal goes on in the place of the cancelled one.
    let instead = order("v2", "Signed", 60, "supersedes: [\"v1\"]");
    assert!(!notes(&of("USD 100m", &instead), "orion", View::default()).contains(doubt));
    // Before it was cancelled, it was not.
    let later = "part_of: \"v\", announced: \"2025-01\", \
                 history: [(date: \"2025-01\", status: Signed), (date: \"2025-08\", status: Cancelled)]";
    let all = book(&(order("v", "Signed", 100, "announced: \"2025-01\"") + &order("v1", "Cancelled", 70, later)));
    let then = View { as_of: "2025-06".parse().ok(), ..View::default() };
    let told = notes(&all, "orion", then);
    assert!(!told.contains(doubt) && told.contains("all of it is firm"), "{told}");
    assert!(notes(&all, "orion", View::default()).contains(doubt));
}

#[test]
fn the_built_in_book_has_no_such_umbrella() {
    let all = dealgraph::load::load_embedded().expect("sound");
    let graph = DealGraph::new(&all, View::default());
    for entity in all.entity_indices() {
        let told = exposure(&graph, entity, By::Counterparty).report(&graph).notes.join("\n");
        assert!(!told.contains("less may be"), "{told}");
    }
}

fn status() -> impl Strategy<Value = Status> {
    prop::sample::select(Status::ALL.to_vec())
}

fn view() -> impl Strategy<Value = View> {
    let date = prop::option::weighted(0.4, prop::sample::select(vec!["2025-04", "2025-06", "2025-12"]));
    let least = prop::option::weighted(0.4, prop::sample::select(Status::ALL[..5].to_vec()));
    (date, least, any::<bool>()).prop_map(|(date, min_status, ended)| View {
        as_of: date.map(|date| date.parse().expect("a date")),
        min_status,
        ended: if ended { Ended::Shown } else { Ended::Hidden },
        ..View::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_enlarges_or_replaces_a_piece_counts_as_if_it_were_written_to_be_one(
        statuses in prop::array::uniform4(status()), amounts in prop::array::uniform4(1_u32..300),
        later in prop::sample::select(LATER.to_vec()), again in prop::sample::select(LATER.to_vec()), view in view(),
    ) {
        let again = again.replace("\"p\"", "\"e\"");
        let written = |rank: usize, id: &str, rest: &str| order(id, &format!("{:?}", statuses[rank]), amounts[rank], rest);
        let of = |part: &str| {
            let text = [
                written(0, "u", UMBRELLA),
                written(1, "p", PIECE),
                written(2, "e", &format!("announced: \"2025-09\", {later}{part}")),
                written(3, "f", &format!("announced: \"2025-11\", {again}{part}")),
            ];
            book(&text.concat())
        };
        let (told, as_if) = (of(""), of(", part_of: \"u\""));
        prop_assert_eq!(total(&told, view), total(&as_if, view));
        let line = |book: &Book| {
            let graph = DealGraph::new(book, view);
            let exposure = exposure(&graph, book.find_entity("orion").expect("there"), By::Year);
            exposure.lines.into_iter().map(|line| line.money.totals).collect::<Vec<_>>()
        };
        prop_assert_eq!(line(&told), line(&as_if));
    }

    #[test]
    fn of_a_deal_and_those_that_may_yet_replace_it_the_larger_counts(
        amounts in prop::array::uniform4(1_u32..300), ranks in prop::array::uniform3(0_usize..2), old in 3_usize..5,
    ) {
        let status = |rank: usize| Status::ALL[rank];
        let newer = |at: usize| {
            order(&format!("n{at}"), &format!("{:?}", status(ranks[at])), amounts[at], "supersedes: [\"o\"]")
        };
        let text = order("o", &format!("{:?}", status(old)), amounts[3], "") + &newer(0) + &newer(1) + &newer(2);
        let (first, others) = (u128::from(amounts[3]), amounts[..3].iter().map(|it| u128::from(*it)).sum::<u128>());
        prop_assert_eq!(millions(total(&book(&text), View::default())), exactly([first, first, first.max(others)]));
    }
}
