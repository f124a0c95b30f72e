//! What pictures tell of how certain money is: never more than is.

use crate::common::pictures::{draw, draw_view, says};
use crate::common::{book, buys, deal, invests};
use dealgraph::diagram::picture::{Line, Picture, Sample};
use dealgraph::diagram::preset::{Options, PRESETS};
use dealgraph::diagram::theme::THEMES;
use dealgraph::diagram::{d2, dot, mermaid, svg};
use dealgraph::graph::{Ended, Rollup, Trust, View};
use dealgraph::model::{Book, MoneyLevel, Status};

/// The labels of the edges of a picture with their lines.
fn lines(picture: &Picture) -> Vec<(&str, Line)> {
    picture.edges.iter().map(|edge| (edge.label.as_str(), edge.line)).collect()
}

fn plain(book: &Book, name: &str) -> Picture {
    draw(book, name, &Options::default())
}

fn at(book: &Book, money: MoneyLevel, name: &str) -> Picture {
    draw_view(book, View { money, ..View::default() }, name, &Options::default())
}

/// The second line of a node.
fn detail<'p>(picture: &'p Picture, id: &str) -> &'p str {
    picture.nodes.iter().find(|node| node.id == id).map_or("", |node| node.detail.as_str())
}

/// Another investment of acme in orion.
fn more(id: &str, rest: &str) -> String {
    deal(id, "Investment", "(who: \"acme\", role: Investor), (who: \"orion\", role: Investee)", rest)
}

const ALL: &str = "amount: \"USD 10bn\"";

/// Ten billion paid, five promised, three on conditions, by the same to the same.
fn three_levels() -> Book {
    book(
        &(invests("acme", "orion", ALL)
            + &more("promise", "amount: \"USD 5bn\", status: Announced")
            + &more("perhaps", "amount: \"up to USD 3bn\", status: Signed")),
    )
}

#[test]
fn what_is_firm_promised_and_contingent_are_lines_of_their_own() {
    let all = three_levels();
    let wanted = [("$10B", Line::Solid), ("$5B", Line::Dashed), ("up to $3B", Line::DashDotted)];
    let picture = plain(&all, "money");
    assert_eq!(lines(&picture), wanted);
    let widths: Vec<u32> = picture.edges.iter().map(|edge| edge.width).collect();
    assert!(widths.is_sorted_by(|wider, narrower| wider > narrower), "{widths:?}");
    assert_eq!(lines(&at(&all, MoneyLevel::Committed, "money")), wanted[..2]);
    assert_eq!(lines(&at(&all, MoneyLevel::Firm, "money")), wanted[..1]);
    // What is all of one level is one line.
    let promised = book(&buys("all", "acme", "orion", "amount: \"USD 250bn\", status: Announced"));
    assert_eq!(lines(&plain(&promised, "money")), [("$250B", Line::Dashed)]);
}

#[test]
fn where_all_is_one_line_its_label_tells_what_is_only_promised() {
    let all = three_levels();
    let wanted = [("$10B + $5B promised + up to $3B", Line::Solid)];
    let who = Options { subjects: vec![all.find_entity("orion").expect("it is there")], ..Options::default() };
    assert_eq!(lines(&plain(&all, "ecosystem")), wanted);
    assert_eq!(lines(&draw(&all, "who-backs", &who)), wanted);
    assert_eq!(lines(&at(&all, MoneyLevel::Committed, "ecosystem")), [("$10B + $5B promised", Line::Solid)]);
    assert_eq!(lines(&at(&all, MoneyLevel::Firm, "ecosystem")), [("$10B", Line::Solid)]);
    let firm = View { money: MoneyLevel::Firm, ..View::default() };
    assert_eq!(lines(&draw_view(&all, firm, "who-backs", &who)), [("$10B", Line::Solid)]);
}

#[test]
fn what_hangs_on_conditions_is_told_beside_what_has_no_known_most() {
    let open = more("open", "amount: \"at least USD 10bn\"");
    let on = |amount: &str| format!("{ALL}, tranches: [(id: \"later\", amount: \"{amount}\", on: [\"an IPO\"])]");
    for (part, sure, perhaps) in [("USD 4bn", "$16B+", "up to $4B"), ("undisclosed", "$10B+", "up to $10B")] {
        let book = book(&(invests("acme", "orion", &on(part)) + &open));
        let picture = plain(&book, "money");
        assert_eq!(lines(&picture), [(sure, Line::Solid), (perhaps, Line::DashDotted)]);
        says(&picture, "they count what hangs on conditions");
        assert_eq!(lines(&plain(&book, "ecosystem")), [(format!("{sure} and {perhaps}").as_str(), Line::Solid)]);
        let firm = at(&book, MoneyLevel::Firm, "money");
        assert_eq!(lines(&firm), [(sure, Line::Solid)]);
        assert!(!firm.footnotes.iter().any(|note| note.contains("conditions")), "{:?}", firm.footnotes);
    }
    // One deal alone, of which nobody knows the most.
    let alone = "amount: \"at least USD 4bn\", tranches: [(id: \"later\", amount: \"USD 3bn\", on: [\"an IPO\"])]";
    let picture = plain(&book(&invests("acme", "orion", alone)), "money");
    assert_eq!(lines(&picture), [("$1B+", Line::Solid), ("up to $3B", Line::DashDotted)]);
    // Another's part on conditions is not its own.
    let parties = "(who: \"acme\", role: Investor, commits: \"at least USD 2bn\"), \
                   (who: \"lyra\", role: Investor, commits: \"up to USD 5bn\"), (who: \"orion\", role: Investee)";
    let picture = plain(&book(&deal("round", "Investment", parties, "amount: \"at least USD 7bn\"")), "money");
    assert_eq!(lines(&picture), [("$2B+", Line::Solid), ("up to $5B", Line::DashDotted)]);
}

#[test]
fn of_a_whole_that_nobody_states_the_picture_tells_the_least_of_it() {
    let rest = "amount: \"undisclosed\", status: Announced, tranches: [(id: \"first\", amount: \"USD 2bn\", status: Closed), \
                (id: \"later\", amount: \"USD 5bn\", on: [\"an IPO\"])]";
    let undisclosed = book(&invests("acme", "orion", rest));
    let wanted = [("$2B", Line::Solid), ("more", Line::Dashed), ("up to $5B", Line::DashDotted)];
    assert_eq!(lines(&plain(&undisclosed, "money")), wanted);
    assert_eq!(lines(&plain(&undisclosed, "ecosystem")), [("$2B + more promised + up to $5B", Line::Solid)]);
    let signed = book(&invests("acme", "orion", &rest.replace("Announced", "Signed")));
    assert_eq!(lines(&plain(&signed, "ecosystem")), [("$2B+ and up to $5B", Line::Solid)]);
}

#[test]
fn every_line_drawn_is_in_the_legend_and_told_apart_by_every_printer() {
    let picture = plain(&three_levels(), "money");
    let legend: Vec<(Line, &str)> = picture
        .legend
        .iter()
        .filter_map(|entry| match entry.sample {
            Sample::Edge { line, width: 18, .. } => Some((line, entry.text.as_str())),
            _ => None,
        })
        .collect();
    let wanted = [
        (Line::Solid, "Signed or closed: firm"),
        (Line::Dashed, "Announced or promised"),
        (Line::DashDotted, "On conditions, or “up to”"),
    ];
    assert_eq!(legend, wanted);
    let edges = |line: Line| {
        let mut one = picture.clone();
        one.legend.clear();
        one.edges.iter_mut().for_each(|edge| edge.line = line);
        let theme = THEMES[0];
        [svg::print(&one, theme), dot::print(&one, theme), mermaid::print(&one, theme), d2::print(&one, theme)]
    };
    let lines = [Line::Solid, Line::Dashed, Line::DashDotted, Line::Dotted];
    for (at, line) in lines.iter().enumerate() {
        for other in &lines[..at] {
            for (one, two) in edges(*line).iter().zip(&edges(*other)) {
                assert_ne!(one, two, "{line:?}, {other:?}");
            }
        }
    }
}

#[test]
fn signed_money_on_conditions_is_no_solid_line() {
    let all = book(&(invests("acme", "orion", "amount: \"up to USD 3bn\", status: Signed")));
    for name in ["money", "ecosystem", "who-backs"] {
        let who = Options { subjects: vec![all.find_entity("orion").expect("it is there")], ..Options::default() };
        assert_eq!(lines(&draw(&all, name, &who)), [("up to $3B", Line::DashDotted)], "{name}");
    }
    let reported = book(&(invests("acme", "orion", "amount: \"USD 3bn\", status: Reported")));
    for name in ["money", "ecosystem", "who-backs"] {
        let who = Options { subjects: vec![reported.find_entity("orion").expect("it is there")], ..Options::default() };
        assert_eq!(lines(&draw(&reported, name, &who)), [("$3B", Line::Dotted)], "{name}");
    }
}

/// A deal of sixty billion, of which one part is signed, nobody says how large, and another hangs on a condition.
fn blurred(status: &str) -> String {
    format!(
        "amount: \"USD 60bn\", status: {status}, tranches: [
            (id: \"first\", amount: \"undisclosed\", status: Signed),
            (id: \"rest\", amount: \"USD 10bn..50bn\", on: [\"an order\"]),
        ]"
    )
}

#[test]
fn what_hangs_on_conditions_is_told_in_full_and_what_is_certain_as_its_least() {
    let signed = book(&invests("acme", "orion", &blurred("Signed")));
    assert_eq!(lines(&plain(&signed, "money")), [("$10B", Line::Solid), ("up to $50B", Line::DashDotted)]);
    assert_eq!(lines(&plain(&signed, "ecosystem")), [("$10B + up to $50B", Line::Solid)]);
    let announced = book(&invests("acme", "orion", &blurred("Announced")));
    assert_eq!(lines(&plain(&announced, "money")), [("$10B", Line::Dashed), ("up to $50B", Line::DashDotted)]);
    // Without the condition all of the range is firm.
    assert_eq!(lines(&at(&signed, MoneyLevel::Firm, "money")), [("$10B–$50B", Line::Solid)]);
    // Rounded money and conditions of two deals have nothing to do with each other.
    let apart = invests("acme", "orion", "amount: \"about USD 20bn\"") + &more("perhaps", "amount: \"up to USD 5bn\"");
    assert_eq!(lines(&plain(&book(&apart), "money")), [("~$20B", Line::Solid), ("up to $5B", Line::DashDotted)]);
}

#[test]
fn sums_at_entities_run_from_the_least_to_the_most_and_say_what_is_not_firm() {
    let sums = |deals: &str| {
        let picture = plain(&book(deals), "money");
        let notes: Vec<String> = picture
            .footnotes
            .iter()
            .filter(|note| note.to_lowercase().contains("sum"))
            .map(ToString::to_string)
            .collect();
        (detail(&picture, "orion").to_owned(), notes.join(" "))
    };
    let (firm, note) = sums(&invests("acme", "orion", ALL));
    assert_eq!((firm.as_str(), note.as_str()), ("in $10B", ""));
    let (ceiling, note) = sums(&invests("acme", "orion", "amount: \"up to USD 3bn\""));
    assert_eq!(ceiling, "in up to $3B");
    assert!(note.contains("they count what hangs on conditions or is only reported as well"), "{note}");
    let both = invests("acme", "orion", ALL) + &invests("lyra", "orion", "amount: \"up to USD 3bn\"");
    let (range, note) = sums(&both);
    assert_eq!(range, "in $10B–$13B");
    assert!(note.contains("A sum runs from the least to the most that is told."), "{note}");
    let (promised, note) = sums(&invests("acme", "orion", "amount: \"USD 250bn\", status: Announced"));
    assert_eq!(
        (promised.as_str(), note.as_str()),
        ("in $250B", "Sums at entities are not all firm: they count what is promised as well.",)
    );
    let (reported, note) = sums(&invests("acme", "orion", "amount: \"USD 9bn\", status: Reported"));
    assert_eq!(reported, "in $9B");
    assert!(note.contains("only reported"), "{note}");
}

#[test]
fn the_sums_of_a_view_count_what_it_asks_for() {
    let all = three_levels();
    for (money, wanted, words) in [
        (MoneyLevel::Headline, "in $15B–$18B", "what is promised, hangs on conditions or is only reported"),
        (MoneyLevel::Committed, "in $15B", "they count what is promised as well"),
    ] {
        let picture = at(&all, money, "money");
        assert_eq!(detail(&picture, "orion"), wanted);
        says(&picture, words);
    }
    let firm = at(&all, MoneyLevel::Firm, "money");
    assert_eq!(detail(&firm, "orion"), "in $10B");
    assert!(!firm.footnotes.iter().any(|note| note.contains("not all firm")), "{:?}", firm.footnotes);
}

#[test]
fn a_title_tells_how_certain_the_money_drawn_is() {
    let all = three_levels();
    let subjects = vec![all.find_entity("acme").expect("it is there")];
    let title = |money, subjects: &[_]| {
        let options = Options { subjects: subjects.to_vec(), ..Options::default() };
        draw_view(&all, View { money, ..View::default() }, "money", &options).title
    };
    assert_eq!(title(MoneyLevel::Headline, &subjects), "Money of Acme, and how much of it is certain");
    assert_eq!(title(MoneyLevel::Committed, &subjects), "Committed money of Acme: what is firm and what is promised");
    assert_eq!(title(MoneyLevel::Firm, &subjects), "Firm money of Acme: what is paid, or owed without condition");
    assert_eq!(title(MoneyLevel::Headline, &[]), "Where the money goes, and how much of it is certain");
    assert_eq!(title(MoneyLevel::Committed, &[]), "Where committed money goes: what is firm and what is promised");
    assert_eq!(title(MoneyLevel::Firm, &[]), "Where firm money goes: what is paid, or owed without condition");
}

#[test]
fn the_sources_counted_are_those_that_the_view_hears() {
    let claims = "claims: [(source: \"daily\"), (source: \"filing\", says: {\"status\": \"Closed\"}), (source: \"blog\")], \
                  history: [(status: Announced, date: \"2026-02\"), (status: Closed, date: \"2026-03-30\")]";
    let all = book(&invests("acme", "orion", &format!("{ALL}, announced: \"2026-02\", {claims}")));
    let known_at = |text: &str| View { known_at: Some(text.parse().expect("a date")), ..View::default() };
    for preset in PRESETS.iter().filter(|preset| ["money", "ecosystem", "who-backs", "timeline"].contains(&preset.name))
    {
        let drawn = |view| draw_view(&all, view, preset.name, &Options::default());
        says(&drawn(View::default()), "1 deal from 3 sources, published 2026.");
        says(&drawn(known_at("2026-03-31")), "1 deal from 2 sources, published 2026. As known at 2026-03-31.");
        says(&drawn(known_at("2026-02-28")), "1 deal from 1 source, published 2026. As known at 2026-02-28.");
    }
}

#[test]
fn lines_that_tell_of_no_deal_have_no_certainty_in_the_legend() {
    let book = book(
        &(buys("frame", "acme", "orion", "announced: \"2025-01\", amount: \"USD 9bn\", status: Announced")
            + &buys("piece", "acme", "orion", "announced: \"2025-05\", amount: \"USD 4bn\", part_of: \"frame\"")),
    );
    let picture = plain(&book, "timeline");
    let legend: Vec<(Line, &str)> = picture
        .legend
        .iter()
        .filter_map(|entry| match entry.sample {
            Sample::Edge { line, .. } => Some((line, entry.text.as_str())),
            Sample::Node(_) => None,
        })
        .collect();
    assert_eq!(legend, [(Line::Dashed, "Has as a part")]);
}

#[test]
fn what_is_only_reported_is_not_drawn_as_conditional_because_of_what_another_pays() {
    let parties = "(who: \"acme\", role: Investor), (who: \"lyra\", role: Investor), (who: \"orion\", role: Investee)";
    let round = "announced: \"2025\", amount: \"USD 50bn\", status: Signed, tranches: [(id: \"first\", amount: \"USD 15bn\", \
        by: \"acme\"), (id: \"later\", amount: \"USD 35bn\", by: \"acme\", on: [\"an IPO\"])]";
    let book = book(
        &(deal("round", "Investment", parties, round)
            + &invests("lyra", "orion", "announced: \"2025\", amount: \"USD 12bn\", status: Reported")),
    );
    let picture = draw(&book, "money", &Options::default());
    let line = |label: &str| picture.edges.iter().find(|edge| edge.label == label).map(|edge| edge.line);
    assert_eq!(line("$12B"), Some(Line::Dotted));
    assert_eq!(line("up to $35B"), Some(Line::DashDotted));
}

#[test]
fn what_has_no_line_in_the_money_picture_is_told_and_sums_say_that_there_is_more() {
    let unstated = invests("lyra", "orion", "announced: \"2025\", status: Closed");
    let unnamed = "(undisclosed: \"others\", role: Investor), (who: \"orion\", role: Investee)";
    let unnamed = deal("unnamed", "Investment", unnamed, "announced: \"2025\", amount: \"USD 2bn\", status: Closed");
    let book = book(
        &(unstated + &unnamed + &invests("acme", "orion", "announced: \"2025\", amount: \"USD 8bn\", status: Closed")),
    );
    let orion = |picture: &Picture| picture.nodes.iter().find(|node| node.id == "orion").map(|it| it.detail.clone());
    let all = draw(&book, "money", &Options::default());
    assert_eq!(orion(&all).as_deref(), Some("in $10B+"));
    says(&all, "Not drawn: 1 deal with somebody whom nobody names.");
    let focus = Options { focus: vec![book.find_entity("orion").expect("known")], ..Options::default() };
    says(
        &draw(&book, "money", &focus),
        "Not drawn: 1 deal of which nobody says how much goes from whom to whom, and 1 deal with somebody whom nobody names.",
    );
}

#[test]
fn a_timeline_tells_how_certain_its_deals_are_and_how_many_have_no_date() {
    let book = book(
        &(invests("acme", "orion", "announced: \"2025-03\", amount: \"USD 30bn\", status: Rumoured")
            + &invests("lyra", "orion", "announced: \"2025-04\", amount: \"USD 5bn\", status: Closed")
            + &invests("lyra", "umbra", "amount: \"USD 5bn\", status: Closed")),
    );
    let picture = draw(&book, "timeline", &Options::default());
    let details: Vec<&str> = picture.nodes.iter().map(|node| node.detail.as_str()).collect();
    assert_eq!(details, ["$30B\n2025-03, rumoured", "$5B\n2025-04"]);
    says(&picture, "1 deal has no date and is not drawn.");
}

#[test]
fn a_picture_says_whom_it_trusts_and_what_else_its_view_sees() {
    let book = book(&invests("acme", "orion", "announced: \"2025\", amount: \"USD 8bn\", status: Closed"));
    let source = book.source_indices().next().expect("a source");
    for (view, words) in [
        (View { trust: Trust::Latest, ..View::default() }, "As the most recent source of each field tells it."),
        (View { trust: Trust::Source(source), ..View::default() }, "As blog tells it."),
        (View { ended: Ended::Shown, ..View::default() }, "Deals that are over are there, too."),
        (View { rollup: Rollup::Parts, ..View::default() }, "Parts stand for themselves."),
        (View { min_status: Some(Status::Closed), ..View::default() }, "Only what is at least closed"),
    ] {
        says(&draw_view(&book, view, "ecosystem", &Options::default()), words);
    }
}

#[test]
fn a_line_is_solid_only_where_some_money_surely_is_firm() {
    let commit = |acme: &str, umbra: &str, rest: &str| {
        let commits =
            |amount: &str| if amount.is_empty() { String::new() } else { format!(", commits: \"USD {amount}m\"") };
        let parties = format!(
            "(who: \"acme\", role: Investor{}), (who: \"umbra\", role: Investor{}), (who: \"orion\", role: Investee)",
            commits(acme),
            commits(umbra)
        );
        let book = book(&deal("round", "Investment", &parties, &format!("status: Signed, {rest}")));
        let drawn = |name: &str| {
            let picture = plain(&book, name);
            let line =
                |from: &str| picture.edges.iter().find(|edge| picture.nodes[edge.from].id == from).map(|it| it.line);
            [line("acme"), line("umbra")]
        };
        [drawn("money"), drawn("ecosystem")]
    };
    let (solid, open) = (Some(Line::Solid), Some(Line::DashDotted));
    let part = |amount: u32| {
        format!("amount: \"USD 100m\", tranches: [(id: \"later\", amount: \"USD {amount}m\", on: [\"a listing\"])]")
    };
    // The part on a condition may be all that either commits.
    assert_eq!(commit("40", "60", &part(60)), [[open; 2]; 2]);
    assert_eq!(commit("40", "60", &part(30)), [[solid; 2]; 2]);
    // Amounts that nobody tells of an unconditional deal are as firm as it is; and beside a condition nobody knows.
    assert_eq!(commit("", "", "amount: \"USD 100m\""), [[None; 2], [solid; 2]]);
    assert_eq!(commit("", "", &part(30)), [[None; 2], [open; 2]]);
    let announced = part(60).replace("on: [\"a listing\"]", "status: Announced");
    assert_eq!(commit("40", "60", &announced), [[Some(Line::Dashed); 2]; 2]);
}
