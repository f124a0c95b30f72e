//! What `show` tells of a deal, and how that deal counts in totals.

use crate::common::{book, buys, deal, invests};
use dealgraph::graph::{DealGraph, Ended, Trust, View};
use dealgraph::model::{Book, Status};
use dealgraph::query::exposure::{By, exposure};
use dealgraph::query::list::deals;
use dealgraph::query::show::{Subject, show};
use dealgraph::query::stats::stats;
use dealgraph::query::timeline::report as timeline;
use dealgraph::report::{Format, Portion, Report, Style, print};
use serde_json::json;

const STYLE: Style = Style { colours: false, width: None };

fn shown(book: &Book, deal: &str, view: View) -> Report {
    show(&DealGraph::new(book, view), Subject::Deal(book.find_deal(deal).expect("a known deal")))
}

fn plainly(book: &Book, deal: &str) -> Report {
    shown(book, deal, View::default())
}

/// A fact of the first table.
fn fact<'r>(report: &'r Report, name: &str) -> Option<&'r str> {
    report.sections[0].rows.iter().find_map(|mut row| (row.next() == Some(name)).then(|| row.next())?)
}

/// A contract that was enlarged twice; the last says "up to", the others are sure.
fn enlarged_twice() -> Book {
    let first = buys("first", "orion", "acme-cloud", "amount: \"USD 12bn\", status: Announced,");
    let second = buys(
        "second",
        "orion",
        "acme-cloud",
        "amount: \"USD 16bn\", status: Announced, expands: (deal: \"first\", by: \"USD 4bn\"),",
    );
    let third = buys(
        "third",
        "orion",
        "acme-cloud",
        "amount: \"up to USD 22bn\", status: Announced, expands: (deal: \"second\", by: \"USD 6bn\"),",
    );
    book(&(first + &second + &third))
}

#[test]
fn a_deal_that_holds_others_tells_what_it_comes_to_with_them() {
    let book = enlarged_twice();
    let third = plainly(&book, "third");
    assert_eq!(fact(&third, "money"), Some("firm –, committed –, headline up to USD 22bn"));
    let together = "firm –, committed USD 16bn, headline USD 16bn..22bn";
    assert_eq!(fact(&third, "counted with those inside"), Some(together));
    let inside = third.sections.iter().find(|section| section.heading == "Deals inside of it").expect("a table");
    let rows: Vec<(&str, &str, &str)> = inside.rows.iter().map(|row| (row.at(0), row.at(1), row.at(6))).collect();
    assert_eq!(rows, [("first", "enlarged by second", "second"), ("second", "enlarged by third", "third")]);
    assert!(third.notes.iter().any(|note| note.contains(together)), "{:?}", third.notes);
    for format in [Format::Table, Format::Markdown, Format::Csv, Format::Json, Format::Ndjson] {
        let printed = print(&third, format, STYLE);
        let said = if matches!(format, Format::Json | Format::Ndjson) { "1600000000000" } else { together };
        assert!(printed.contains(said), "{format:?}: {printed}");
    }
}

#[test]
fn show_and_exposure_agree_on_what_a_deal_comes_to() {
    let book = enlarged_twice();
    let third = plainly(&book, "third");
    let graph = DealGraph::new(&book, View::default());
    let orion = book.find_entity("orion").expect("orion");
    let report = exposure(&graph, orion, By::Counterparty).report(&graph);
    assert_eq!(third.answer["counting"]["together"], report.answer["out"]);
    let counted = &report.answer["not_firm"][0];
    assert_eq!(counted["deal"], "third");
    assert_eq!(counted["inside"], json!(["first", "second"]));
    assert_eq!(counted["by_itself"]["committed"]["upper"], 0);
    let said = "third comes to firm –, committed USD 16bn, headline USD 16bn..22bn (by itself firm –, committed –, headline up to USD 22bn)";
    assert!(report.notes.iter().any(|note| note.contains(said)), "{:?}", report.notes);
}

#[test]
fn what_a_deal_comes_to_by_itself_is_said_once_whatever_the_currencies() {
    let piece = |id: &str, amount: &str| {
        buys(id, "orion", "acme-cloud", &format!("amount: \"{amount}\", part_of: \"umbrella\","))
    };
    let umbrella = buys("umbrella", "orion", "acme-cloud", "amount: \"USD 2bn\",");
    let book = book(&(umbrella + &piece("one", "USD 3bn") + &piece("two", "EUR 1bn")));
    let graph = DealGraph::new(&book, View::default());
    let report = exposure(&graph, book.find_entity("orion").expect("orion"), By::Counterparty).report(&graph);
    let note = report.notes.iter().find(|note| note.contains("umbrella comes to")).expect("a note");
    assert_eq!(note.matches("by itself").count(), 1, "{note}");
    let said = "umbrella comes to firm EUR 1bn + USD 3bn, committed EUR 1bn + USD 3bn, headline EUR 1bn + USD 3bn \
                (by itself firm USD 2bn, committed USD 2bn, headline USD 2bn, which they exceed in USD)";
    assert!(note.contains(said), "{note}");
    let said = "EUR 1bn is inside of USD 2bn (two in umbrella)";
    assert!(report.notes.iter().any(|note| note.contains(said)), "{:?}", report.notes);
}

#[test]
fn every_sentence_of_a_deal_tells_its_pieces_in_every_currency() {
    let piece = |id: &str, amount: &str| {
        buys(id, "orion", "acme-cloud", &format!("amount: \"{amount}\", part_of: \"umbrella\","))
    };
    let umbrella = buys("umbrella", "orion", "acme-cloud", "amount: \"USD 10bn\", status: Announced,");
    let book = book(&(umbrella + &piece("one", "EUR 8bn") + &piece("two", "USD 3bn")));
    let all = ["EUR 8bn + USD 3bn", "EUR 8bn + USD 10bn", "EUR 8bn + USD 10bn"];
    let words = format!("firm {}, committed {}, headline {}", all[0], all[1], all[2]);
    let shown = plainly(&book, "umbrella");
    assert_eq!(fact(&shown, "counted with those inside"), Some(words.as_str()));
    assert!(
        shown.notes.iter().any(|note| note.contains(&format!("it comes to {words} (by itself"))),
        "{:?}",
        shown.notes
    );
    let graph = DealGraph::new(&book, View::default());
    let report = exposure(&graph, book.find_entity("orion").expect("orion"), By::Counterparty).report(&graph);
    let rows: Vec<[&str; 4]> = report.sections[1].rows.iter().map(|row| [0, 3, 4, 5].map(|at| row.at(at))).collect();
    assert_eq!(rows, [["umbrella", all[0], all[1], all[2]]]);
}

#[test]
fn a_deal_inside_of_another_says_where_it_counts() {
    let second = plainly(&enlarged_twice(), "second");
    assert_eq!((fact(&second, "enlarged by"), fact(&second, "counted in")), (Some("third"), Some("third")));
    assert_eq!(second.answer["counting"]["counted_in"], "third");
    let said = "second is not counted again in totals that third belongs to";
    assert!(second.notes.iter().any(|note| note.contains(said)), "{:?}", second.notes);
}

#[test]
fn an_umbrella_without_an_amount_leaves_its_pieces_to_count_by_themselves() {
    let piece = |id: &str| buys(id, "orion", "acme-cloud", "amount: \"USD 3bn\", part_of: \"umbrella\",");
    let book = book(&(buys("umbrella", "orion", "acme-cloud", "") + &piece("one") + &piece("two")));
    let umbrella = plainly(&book, "umbrella");
    let six = "firm USD 6bn, committed USD 6bn, headline USD 6bn";
    assert_eq!(fact(&umbrella, "those inside, by themselves"), Some(six));
    assert_eq!(fact(&umbrella, "counted with those inside"), None);
    let said = "the deals inside of umbrella count by themselves in totals, since it states no amount";
    assert!(umbrella.notes.iter().any(|note| note == said), "{:?}", umbrella.notes);
    let one = plainly(&book, "one");
    assert_eq!((fact(&one, "piece of"), fact(&one, "counted in")), (Some("umbrella"), None));
    let said = "one counts by itself in totals, since umbrella states no amount";
    assert!(one.notes.iter().any(|note| note.contains(said)), "{:?}", one.notes);
}

#[test]
fn an_umbrella_that_is_over_or_not_seen_says_why_its_pieces_count_by_themselves() {
    let umbrella = buys("umbrella", "orion", "acme-cloud", "amount: \"USD 5bn\", status: Cancelled,");
    let piece = buys("piece", "orion", "acme-cloud", "amount: \"USD 3bn\", part_of: \"umbrella\",");
    let book = book(&(umbrella + &piece));
    for (ended, why) in [(Ended::Hidden, "this view does not see it"), (Ended::Shown, "it is over")] {
        let umbrella = shown(&book, "umbrella", View { ended, ..View::default() });
        let said = format!("the deals inside of umbrella count by themselves in totals, since {why}");
        assert!(umbrella.notes.contains(&said), "{:?}", umbrella.notes);
        let three = "firm USD 3bn, committed USD 3bn, headline USD 3bn";
        assert_eq!(fact(&umbrella, "those inside, by themselves"), Some(three));
    }
}

#[test]
fn pieces_that_exceed_their_umbrella_are_told_as_such() {
    let piece = |id: &str| buys(id, "orion", "acme-cloud", "amount: \"at least USD 3bn\", part_of: \"umbrella\",");
    let umbrella = buys("umbrella", "orion", "acme-cloud", "amount: \"USD 5bn\",");
    let book = book(&(umbrella + &piece("one") + &piece("two")));
    let umbrella = plainly(&book, "umbrella");
    let words = "firm at least USD 6bn, committed at least USD 6bn, headline at least USD 6bn";
    assert_eq!(fact(&umbrella, "counted with those inside"), Some(words), "nobody says that it is six at most");
    assert!(umbrella.notes.iter().any(|note| note.contains("which they exceed")), "{:?}", umbrella.notes);
}

#[test]
fn a_deal_that_was_replaced_counts_nothing_and_says_so() {
    let old = buys("old", "orion", "acme-cloud", "amount: \"USD 3bn\",");
    let new = buys("new", "orion", "acme-cloud", "amount: \"USD 5bn\", supersedes: [\"old\"],");
    let book = book(&(old + &new));
    let said = "old counts nothing in totals: new has replaced it";
    for ended in [Ended::Hidden, Ended::Shown] {
        let old = shown(&book, "old", View { ended, ..View::default() });
        assert!(old.notes.iter().any(|note| note == said), "{:?}", old.notes);
        assert_eq!((fact(&old, "replaced by"), fact(&old, "counted in")), (Some("new"), None));
        let new = shown(&book, "new", View { ended, ..View::default() });
        let five = "firm USD 5bn, committed USD 5bn, headline USD 5bn";
        assert_eq!(fact(&new, "counted with those inside"), (ended == Ended::Shown).then_some(five));
    }
}

#[test]
fn a_replaced_deal_inside_of_another_is_told_to_count_in_none() {
    let old = buys("old", "orion", "acme-cloud", "amount: \"USD 8bn\", status: Reported,");
    let outer = buys("outer", "orion", "acme-cloud", "amount: \"USD 2bn\", supersedes: [\"old\"],");
    let new = buys("new", "orion", "acme-cloud", "supersedes: [\"old\"], part_of: \"outer\",");
    let new = shown(&book(&(old + &outer + &new)), "new", View { ended: Ended::Shown, ..View::default() });
    let inside = new.sections.iter().find(|section| section.heading == "Deals inside of it").expect("a table");
    assert_eq!((inside.rows.at(0).at(0), inside.rows.at(0).at(6)), ("old", "nothing, as it is replaced"));
    assert!(!new.notes.iter().any(|note| note.contains("old")), "{:?}", new.notes);
    let told = &new.answer["counting"]["inside"][0];
    assert_eq!((&told["deal"], &told["counted_in"]), (&json!("old"), &json!(null)));
}

#[test]
fn a_deal_that_stands_alone_says_nothing_of_counting() {
    let book = book(&buys("alone", "orion", "acme-cloud", "amount: \"USD 3bn\","));
    let alone = plainly(&book, "alone");
    assert!(alone.notes.is_empty(), "{:?}", alone.notes);
    assert!(!alone.sections.iter().any(|section| section.heading == "Deals inside of it"));
    assert_eq!(fact(&alone, "counted with those inside"), None);
}

#[test]
fn what_counts_in_a_deal_outside_is_told_to_count_there() {
    let top = buys("top", "orion", "acme-cloud", "amount: \"USD 20bn\", status: Announced,");
    let middle = buys("middle", "orion", "acme-cloud", "amount: \"USD 10bn\", status: Signed, part_of: \"top\",");
    let leaf = buys("leaf", "orion", "acme-cloud", "amount: \"USD 50bn\", status: Closed, part_of: \"middle\",");
    let outside = "status: Announced, part_of: \"frame\", expands: (deal: \"leaf\", by: \"USD 25bn\"),";
    let outside = buys("outside", "orion", "acme-cloud", outside);
    let frame = buys("frame", "orion", "acme-cloud", "status: Announced, part_of: \"middle\",");
    let held = book(&(top.clone() + &middle + &leaf + &outside + &frame));
    let top_alone = "firm USD 50bn, committed USD 75bn, headline USD 75bn";
    assert_eq!(fact(&plainly(&held, "top"), "counted with those inside"), Some(top_alone), "all of it is inside");

    let outside =
        buys("outside", "orion", "acme-cloud", "status: Announced, expands: (deal: \"leaf\", by: \"USD 25bn\"),");
    let book = book(&(top + &middle + &leaf + &outside));
    let of_top = plainly(&book, "top");
    let counted_in = |report: &Report, deal: &str| {
        let table = report.sections.iter().find(|it| it.heading == "Deals inside of it").expect("there are some");
        table.rows.iter().find(|row| row.at(0) == deal).and_then(|row| row.last().map(str::to_owned))
    };
    assert_eq!(fact(&plainly(&book, "leaf"), "counted in"), counted_in(&of_top, "leaf").as_deref());
    assert_eq!(counted_in(&plainly(&book, "middle"), "leaf"), counted_in(&of_top, "leaf"));
}

#[test]
fn a_part_of_a_deal_is_told_as_such_and_what_was_cancelled_of_it_does_not_stand() {
    let tranches = "amount: \"USD 10bn\", status: Reported, tranches: [(id: \"paid\", amount: \"USD 3bn\", status: Closed), \
        (id: \"later\", amount: \"USD 7bn\")]";
    let book = book(&buys("part", "orion", "acme-cloud", tranches));
    let part = shown(&book, "part", View { min_status: Some(Status::Closed), ..View::default() });
    assert_eq!(fact(&part, "status"), Some("Closed"));
    let said = "the deal is reported: told is only what of it is at least closed, without later, and the status is that of this part";
    assert!(part.notes.iter().any(|note| note == said), "{:?}", part.notes);
    let two =
        "(who: \"orion\", role: Customer), (who: \"umbra\", role: Customer), (who: \"acme-cloud\", role: Supplier)";
    let theirs = tranches.replace("USD 7bn\"", "USD 7bn\", by: \"umbra\"");
    let theirs = theirs.replace("USD 3bn\"", "USD 3bn\", by: \"orion\"");
    let book_of_two = crate::common::book(&deal("part", "Purchase", two, &theirs));
    let part = shown(&book_of_two, "part", View { min_status: Some(Status::Closed), ..View::default() });
    assert!(part.notes.iter().any(|note| note == "nothing that has come so far is told of Umbra"), "{:?}", part.notes);
    let theirs = tranches.replace("amount: \"USD 10bn\"", "capacity: \"2 GW\"");
    let book_of_two = crate::common::book(&deal("part", "Purchase", two, &theirs));
    let part = shown(&book_of_two, "part", View { min_status: Some(Status::Closed), ..View::default() });
    assert!(part.notes.iter().any(|note| note == "nobody says who of those told here pays paid"), "{:?}", part.notes);
    assert_eq!(fact(&part, "capacity"), None, "it is one of the whole");
    let graph = DealGraph::new(&book_of_two, View { min_status: Some(Status::Closed), ..View::default() });
    let umbra = exposure(&graph, book_of_two.find_entity("umbra").expect("known"), By::Counterparty).report(&graph);
    let said = "nobody says who of its payers pays what is at least closed of part";
    assert!(umbra.notes.iter().any(|note| note == said), "{:?}", umbra.notes);
    let cancelled = tranches.replace("Reported", "Closed").replace("\"USD 7bn\"", "\"USD 7bn\", status: Cancelled");
    let book = crate::common::book(&buys("part", "orion", "acme-cloud", &cancelled));
    let orion =
        show(&DealGraph::new(&book, View::default()), Subject::Entity(book.find_entity("orion").expect("known")));
    let amounts: Vec<String> = orion.sections[1].rows.iter().map(|row| row.at(4).to_owned()).collect();
    assert_eq!(amounts, ["USD 10bn (USD 3bn of it stands)"]);
}

#[test]
fn what_counts_though_it_was_replaced_by_what_a_view_does_not_see_is_told() {
    let newer = "amount: \"USD 2bn\", status: Announced, supersedes: [\"acme-orion\"]";
    let parties = "(who: \"acme\", role: Investor), (who: \"orion\", role: Investee)";
    let old = invests("acme", "orion", "amount: \"USD 10bn\", status: Signed");
    let note = "replaced by what this view does not see, and so told here: acme-orion (by newer)";
    let signed = View { min_status: Some(Status::Signed), ..View::default() };
    let notes = |book: &Book, view: View| {
        let graph = DealGraph::new(book, view);
        let acme = book.find_entity("acme").expect("known");
        let exposed = exposure(&graph, acme, By::Counterparty).report(&graph).notes;
        let shown = show(&graph, Subject::Deal(book.find_deal("acme-orion").expect("known"))).notes;
        let listed = [timeline(&graph, &[acme], Portion::ALL).notes, deals(&graph, Portion::ALL).notes];
        listed.into_iter().chain([shown, exposed, stats(&graph).notes]).collect::<Vec<_>>()
    };
    let replaced = book(&(old.clone() + &deal("newer", "Investment", parties, newer)));
    for notes in notes(&replaced, signed) {
        assert!(notes.iter().any(|it| it == note), "{notes:?}");
    }
    let official = View { trust: Trust::Official, ..View::default() };
    let told = old.replace("daily", "filing");
    let told_by_some = book(&(told + &deal("newer", "Investment", parties, newer)));
    assert!(notes(&told_by_some, official).iter().flatten().any(|it| it == note), "of which those trusted do not tell");
    // One that is only rumoured, or came later, replaces nothing.
    let rumoured =
        book(&(old.clone() + &deal("newer", "Investment", parties, &newer.replace("Announced", "Rumoured"))));
    assert!(!notes(&rumoured, signed).iter().flatten().any(|it| it == note));
    let later = book(&(old + &deal("newer", "Investment", parties, &format!("announced: \"2026\", {newer}"))));
    assert!(!notes(&later, View { as_of: "2025".parse().ok(), ..signed }).iter().flatten().any(|it| it == note));
    assert!(!notes(&replaced, View::default()).iter().flatten().any(|it| it == note), "where it is seen, it counts");
}

#[test]
fn a_whole_that_is_undisclosed_beside_a_stated_part_is_told_as_stated_in_part() {
    let note =
        |rest: &str| stats(&DealGraph::new(&book(&invests("acme", "orion", rest)), View::default())).notes[0].clone();
    let part = "amount: \"undisclosed\", tranches: [(id: \"first\", amount: \"USD 3bn\")]";
    assert_eq!(note(part), "0 deals state no amount, of the whole or of a part");
    assert_eq!(note("amount: \"undisclosed\""), "1 deal states no amount, of the whole or of a part");
}

#[test]
fn an_entity_is_told_its_part_of_a_deal_and_not_the_whole() {
    let sellers = "(who: \"orion\", role: Acquirer), (who: \"lyra\", role: Target), \
                   (who: \"acme\", role: Seller), (undisclosed: \"others\", role: Seller)";
    let round = "(who: \"acme\", role: Investor), (who: \"umbra\", role: Investor, commits: \"USD 1bn\"), \
                 (who: \"orion\", role: Investee)";
    let book = book(
        &(deal("a-sale", "Acquisition", sellers, "amount: \"USD 70m\"")
            + &deal("b-round", "Investment", round, "amount: \"USD 5bn\"")
            + &buys("c-buy", "orion", "acme", "amount: \"USD 9bn\"")),
    );
    let amounts = |name: &str| -> Vec<String> {
        let entity = book.find_entity(name).expect("known");
        let report = show(&DealGraph::new(&book, View::default()), Subject::Entity(entity));
        report.sections[1].rows.iter().filter_map(|mut row| row.nth(4).map(str::to_owned)).collect()
    };
    assert_eq!(amounts("acme"), ["a part of USD 70m", "a part of USD 5bn", "USD 9bn"]);
    assert_eq!(amounts("umbra"), ["USD 1bn of USD 5bn"]);
    assert_eq!(amounts("orion"), ["USD 70m", "USD 5bn", "USD 9bn"]);
}

#[test]
fn the_amount_of_a_clause_is_told() {
    let least = "clauses: [(id: \"least\", kind: MinimumSpend, beneficiary: \"acme\", bound: \"orion\", \
                 amount: \"USD 70m\", period: \"2025..2027\")]";
    let book = book(&buys("buy", "orion", "acme", least));
    let graph = DealGraph::new(&book, View::default());
    let [acme, orion] = ["acme", "orion"].map(|name| book.find_entity(name).expect("known"));
    let bounds = dealgraph::query::paths::Bounds { longest: 2, most: 1, work: 100 };
    let between = dealgraph::query::between::between(&graph, acme, orion, bounds).report(&graph);
    for report in [plainly(&book, "buy"), between] {
        let table = report.sections.iter().find(|it| it.heading.starts_with("Clauses")).expect("a table of clauses");
        let at = table.columns.iter().position(|column| column.name == "amount").expect("a column");
        assert_eq!(table.rows.iter().next().and_then(|mut row| row.nth(at)), Some("USD 70m"));
    }
    let events = timeline(&graph, &[], Portion::ALL);
    assert!(
        events.sections[0].rows.iter().any(|row| row.into_iter().any(|cell| cell == "least USD 70m (MinimumSpend)"))
    );
}
