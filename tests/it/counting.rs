//! Every dollar is counted once: umbrellas, expansions, replacements, shares of a round.

use crate::common::{book, buys, deal, invests};
use dealgraph::graph::{DealGraph, Ranking, Rates, Tally, Told, Trust, View};
use dealgraph::load::{BookFile, load_files};
use dealgraph::model::{Book, Currency, MoneyLevel};
use dealgraph::query::backers::{Quorum, backers};
use dealgraph::query::exposure::{By, exposure};
use dealgraph::query::show::{Subject, show};
use proptest::prelude::*;
use serde_json::json;

const BN: u128 = 100_000_000_000;

fn total(book: &Book, level: MoneyLevel) -> (u128, Option<u128>) {
    let told = Told::new(book, View::default());
    let tally = Tally::of(&told, told.deals().map(|(index, deal)| (index, deal.money())));
    let interval = tally.totals.get(&Currency::USD).map(|split| split.at(level)).unwrap_or_default();
    (interval.lower(), interval.upper())
}

#[test]
fn a_piece_is_not_counted_next_to_its_umbrella() {
    let piece = deal(
        "piece",
        "Investment",
        "(who: \"acme\", role: Investor), (who: \"orion\", role: Investee)",
        "amount: \"USD 3bn\", part_of: \"acme-orion\"",
    );
    let book = book(&(invests("acme", "orion", "amount: \"USD 8bn\"") + &piece));
    assert_eq!(total(&book, MoneyLevel::Firm), (8 * BN, Some(8 * BN)));
}

#[test]
fn an_umbrella_without_an_amount_leaves_its_pieces_to_count() {
    let piece = |id: &str| {
        deal(
            id,
            "Investment",
            "(who: \"acme\", role: Investor), (who: \"orion\", role: Investee)",
            "amount: \"USD 3bn\", part_of: \"acme-orion\"",
        )
    };
    let book = book(&(invests("acme", "orion", "") + &piece("one") + &piece("two")));
    assert_eq!(total(&book, MoneyLevel::Firm), (6 * BN, Some(6 * BN)));
}

#[test]
fn an_expansion_holds_the_new_total() {
    let parties = "(who: \"orion\", role: Customer), (who: \"acme-cloud\", role: Supplier)";
    let old = deal("old", "Purchase", parties, "amount: \"USD 38bn\"");
    let new = deal("new", "Purchase", parties, "expands: (deal: \"old\", by: \"USD 100bn\")");
    let book = book(&(old + &new));
    assert_eq!(total(&book, MoneyLevel::Firm), (138 * BN, Some(138 * BN)));
}

#[test]
fn a_deal_and_its_expansion_in_one_umbrella_are_counted_once() {
    let parties = "(who: \"orion\", role: Customer), (who: \"acme-cloud\", role: Supplier)";
    let umbrella = deal("umbrella", "Purchase", parties, "amount: \"USD 60bn\"");
    let old = deal("old", "Purchase", parties, "amount: \"USD 50bn\", part_of: \"umbrella\"");
    let new = "expands: (deal: \"old\", by: \"USD 25bn\"), part_of: \"umbrella\"";
    let new = deal("new", "Purchase", parties, new);
    assert_eq!(total(&book(&(umbrella + &old + &new)), MoneyLevel::Firm), (75 * BN, Some(75 * BN)));
}

#[test]
fn an_umbrella_that_is_a_piece_of_the_expansion_of_its_piece_is_counted_in_it() {
    let parties = "(who: \"orion\", role: Customer), (who: \"acme-cloud\", role: Supplier)";
    let umbrella = deal("umbrella", "Purchase", parties, "amount: \"USD 60bn\", part_of: \"new\"");
    let old = deal("old", "Purchase", parties, "amount: \"USD 50bn\", part_of: \"umbrella\"");
    let new = deal("new", "Purchase", parties, "expands: (deal: \"old\", by: \"USD 25bn\")");
    assert_eq!(total(&book(&(umbrella + &old + &new)), MoneyLevel::Firm), (75 * BN, Some(75 * BN)));
}

#[test]
fn an_investor_of_a_round_has_its_own_share() {
    let round = deal(
        "round",
        "Investment",
        "(who: \"acme\", role: LeadInvestor, commits: \"up to USD 50bn\"), (who: \"umbra\", role: Investor, commits: \"USD 30bn\"), \
         (undisclosed: \"funds\", role: Investor), (who: \"orion\", role: Investee)",
        "amount: \"USD 110bn\", tranches: [(id: \"now\", amount: \"USD 15bn\", by: \"acme\"), \
         (id: \"later\", amount: \"USD 35bn\", by: \"acme\", on: [\"an IPO\"])]",
    );
    let book = book(&round);
    let graph = DealGraph::new(&book, View::default());
    let orion = book.find_entity("orion").expect("orion");
    let answer = backers(&graph, &[orion], Quorum::All);
    let shares: Vec<(String, u128, Option<u128>)> = answer
        .backers
        .iter()
        .map(|backer| {
            let split = backer.holdings[0].money.totals[&Currency::USD];
            (
                book.entity(backer.investor).id.to_string(),
                split.firm.lower() / BN,
                split.headline.upper().map(|it| it / BN),
            )
        })
        .collect();
    assert_eq!(shares, [("acme".to_owned(), 15, Some(50)), ("umbra".to_owned(), 30, Some(30))]);
    assert_eq!(answer.undisclosed.len(), 1);
}

#[test]
fn without_written_pairs_the_parts_of_a_round_are_not_guessed() {
    let round = deal(
        "round",
        "Investment",
        "(who: \"acme\", role: Investor), (who: \"umbra\", role: Investor), (who: \"orion\", role: Investee)",
        "amount: \"USD 10bn\"",
    );
    let book = book(&round);
    let told = Told::new(&book, View::default());
    let (_, deal) = told.deals().next().expect("one deal");
    assert!(deal.money_by(0).stated().is_none());
    assert!(deal.money().stated().is_some());
}

/// A small random web: deals with amounts, some inside others.
fn web() -> impl Strategy<Value = Vec<String>> {
    let amount = prop::sample::select(vec![
        "USD 1bn",
        "up to USD 2bn",
        "about USD 3bn",
        "USD 4bn..5bn",
        "at least USD 6bn",
        "undisclosed",
        "EUR 7bn",
    ]);
    let status = prop::sample::select(vec!["Rumoured", "Reported", "Announced", "Signed", "Closed", "Cancelled"]);
    let one = (amount, status, any::<prop::sample::Index>(), 0_u8..4, any::<bool>());
    prop::collection::vec(one, 1..9).prop_map(|deals| {
        deals
            .iter()
            .enumerate()
            .map(|(position, (amount, status, other, relation, conditional))| {
                let parties = "(who: \"acme\", role: Investor), (who: \"orion\", role: Investee)";
                // Only earlier deals are referred to, so that nothing goes round in circles.
                let older = (position > 0).then(|| format!("d{}", other.index(position)));
                let relation = match (relation, older) {
                    (1, Some(older)) => format!("part_of: \"{older}\","),
                    (2, Some(older)) => format!("supersedes: [\"{older}\"],"),
                    _ => String::new(),
                };
                let condition = if *conditional { ", on: [\"an IPO\"]" } else { "" };
                let tranche = if amount.starts_with("USD 1") {
                    format!("tranches: [(id: \"t\", amount: \"USD 500m\"{condition})],")
                } else {
                    String::new()
                };
                deal(
                    &format!("d{position}"),
                    "Investment",
                    parties,
                    &format!("amount: \"{amount}\", status: {status}, {relation} {tranche}"),
                )
            })
            .collect()
    })
}

fn file(name: &str, section: &str, records: &str) -> BookFile {
    BookFile { name: name.to_owned(), text: format!("({section}: [{records}])") }
}

const ENTITIES: &str = "(id: \"acme\", name: \"Acme\", kind: Company), (id: \"orion\", name: \"Orion\", kind: Company)";
const SOURCES: &str = "(id: \"daily\", title: \"A deal\", publisher: \"The Daily\", kind: News)";

proptest! {
    #[test]
    fn totals_do_not_depend_on_how_a_book_is_spread_over_files(deals in web(), keys in prop::collection::vec(any::<u32>(), 12)) {
        let together = load_files(vec![file("a", "deals", &deals.concat()), file("b", "entities", ENTITIES), file("c", "sources", SOURCES)]).expect("sound");
        let mut apart: Vec<(u32, BookFile)> = deals.iter().enumerate().map(|(rank, deal)| (keys[rank], file("x", "deals", deal))).collect();
        apart.push((keys[10], file("e", "entities", ENTITIES)));
        apart.push((keys[11], file("s", "sources", SOURCES)));
        apart.sort_by_key(|(key, _)| *key);
        let apart = load_files(apart.into_iter().map(|(_, file)| file).collect()).expect("sound");
        prop_assert_eq!(&together, &apart);
        for level in [MoneyLevel::Firm, MoneyLevel::Committed, MoneyLevel::Headline] {
            prop_assert_eq!(total(&together, level), total(&apart, level));
        }
    }

    #[test]
    fn certainty_only_ever_adds(deals in web()) {
        let book = load_files(vec![file("a", "deals", &deals.concat()), file("b", "entities", ENTITIES), file("c", "sources", SOURCES)]).expect("sound");
        let told = Told::new(&book, View::default());
        for (_, deal) in told.deals() {
            if let Some(stated) = deal.money().stated() {
                let split = stated.split;
                for (less, more) in [(split.firm, split.committed), (split.committed, split.headline)] {
                    prop_assert!(less.lower() <= more.lower());
                    prop_assert!(more.upper().is_none_or(|more| less.upper().is_some_and(|less| less <= more)));
                }
            }
        }
    }

    #[test]
    fn no_deal_is_counted_with_the_one_that_absorbs_it(deals in web()) {
        let book = load_files(vec![file("a", "deals", &deals.concat()), file("b", "entities", ENTITIES), file("c", "sources", SOURCES)]).expect("sound");
        let told = Told::new(&book, View::default());
        let tally = Tally::of(&told, told.deals().map(|(index, deal)| (index, deal.money())));
        for deal in &tally.counted {
            for above in book.absorbed_by(*deal) {
                prop_assert!(!tally.counted.contains(&above), "{:?} is counted with {:?}", deal, above);
            }
        }
    }
}

fn pair(id: &str, rest: &str) -> String {
    deal(id, "Investment", "(who: \"acme\", role: Investor), (who: \"orion\", role: Investee)", rest)
}

#[test]
fn a_weak_umbrella_never_hides_what_a_piece_has_paid() {
    let umbrella = pair("umbrella", "amount: \"USD 10bn\", status: Rumoured");
    let piece = pair("piece", "amount: \"USD 4bn\", part_of: \"umbrella\"");
    let book = book(&(umbrella + &piece));
    assert_eq!(total(&book, MoneyLevel::Firm), (4 * BN, Some(4 * BN)));
    assert_eq!(total(&book, MoneyLevel::Headline), (10 * BN, Some(10 * BN)));
}

#[test]
fn a_weak_expansion_never_hides_what_was_signed() {
    let parties = "(who: \"orion\", role: Customer), (who: \"acme-cloud\", role: Supplier)";
    let old = deal("old", "Purchase", parties, "amount: \"USD 38bn\"");
    let new = deal("new", "Purchase", parties, "status: Reported, expands: (deal: \"old\", by: \"USD 100bn\")");
    let book = book(&(old + &new));
    assert_eq!(total(&book, MoneyLevel::Firm), (38 * BN, Some(38 * BN)));
    assert_eq!(total(&book, MoneyLevel::Headline), (138 * BN, Some(138 * BN)));
}

#[test]
fn a_rumoured_successor_replaces_nothing_yet() {
    let old = pair("old", "amount: \"USD 5bn\", status: Signed");
    let rumour = pair("new", "amount: \"USD 9bn\", status: Rumoured, supersedes: [\"old\"]");
    let book = book(&(old + &rumour));
    assert_eq!(total(&book, MoneyLevel::Firm), (5 * BN, Some(5 * BN)));
}

#[test]
fn pieces_of_a_replaced_umbrella_count_inside_its_successor() {
    let umbrella = pair("umbrella", "amount: \"USD 5bn\"");
    let piece = pair("piece", "amount: \"USD 3bn\", part_of: \"umbrella\"");
    let successor = pair("successor", "amount: \"USD 9bn\", supersedes: [\"umbrella\"]");
    let book = book(&(umbrella + &piece + &successor));
    assert_eq!(total(&book, MoneyLevel::Headline), (9 * BN, Some(9 * BN)));
}

#[test]
fn a_cancelled_umbrella_hides_nothing_even_where_it_is_shown() {
    let umbrella = pair("umbrella", "amount: \"USD 10bn\", status: Cancelled");
    let piece = pair("piece", "amount: \"USD 4bn\", part_of: \"umbrella\"");
    let book = book(&(umbrella + &piece));
    let told = Told::new(&book, View { ended: dealgraph::graph::Ended::Shown, ..View::default() });
    let tally = Tally::of(&told, told.deals().map(|(index, deal)| (index, deal.money())));
    assert_eq!(tally.totals[&Currency::USD].firm.upper(), Some(4 * BN));
    let counted: Vec<&str> = tally.counted.iter().map(|deal| book.deal(*deal).id.as_str()).collect();
    assert_eq!((counted, tally.absorbed), (vec!["piece", "umbrella"], vec![]), "the piece counts by itself");
}

#[test]
fn totals_as_data_stand_by_currency_in_minor_units() {
    let book =
        book(&(invests("acme", "orion", "amount: \"up to USD 5\"") + &invests("lyra", "orion", "amount: \"JPY 7\"")));
    let told = Told::new(&book, View::default());
    let tally = Tally::of(&told, told.deals().map(|(index, deal)| (index, deal.money())));
    let interval = |lower, upper| json!({"lower": lower, "upper": upper});
    let expected = json!([
        {"currency": "JPY", "decimals": 0, "firm": interval(7, 7), "committed": interval(7, 7), "headline": interval(7, 7)},
        {"currency": "USD", "decimals": 2, "firm": interval(0, 0), "committed": interval(0, 0), "headline": interval(0, 500)},
    ]);
    assert_eq!(serde_json::to_value(tally.records()).expect("it is data"), expected);
}

#[test]
fn a_payer_of_two_companies_has_no_share_in_each_that_is_told() {
    let parties = "(who: \"acme\", role: Investor), (who: \"orion\", role: Investee), (who: \"lyra\", role: Investee)";
    let book = book(&deal("both", "Investment", parties, "amount: \"USD 5bn\""));
    let graph = DealGraph::new(&book, View::default());
    let answer = backers(&graph, &[book.find_entity("orion").expect("orion")], Quorum::All);
    assert!(answer.backers[0].holdings[0].money.totals.is_empty());
}

#[test]
fn stronger_views_never_show_more_firm_money_than_weaker_ones_of_one_umbrella() {
    let umbrella = pair("umbrella", "amount: \"USD 10bn\", status: Announced");
    let piece = pair("piece", "amount: \"USD 4bn\", part_of: \"umbrella\"");
    let book = book(&(umbrella + &piece));
    let firm = |least| {
        let told = Told::new(&book, View { min_status: least, ..View::default() });
        let tally = Tally::of(&told, told.deals().map(|(index, deal)| (index, deal.money())));
        tally.totals[&Currency::USD].firm.lower()
    };
    assert_eq!(firm(None), firm(Some(dealgraph::model::Status::Closed)));
}

/// A book in which Acme backs Orion with an amount, and the given rates hold.
fn with_rates(amount: &str, rates: &str) -> Book {
    let text = format!(
        r#"(
    entities: [(id: "acme", name: "Acme", kind: Company), (id: "orion", name: "Orion", kind: Company)],
    sources: [(id: "daily", title: "Rates", publisher: "The Daily", date: "2026-02-27", kind: News)],
    rates: [{rates}],
    deals: [{}],
)"#,
        invests("acme", "orion", &format!("amount: \"{amount}\""))
    );
    load_files(vec![BookFile { name: "book.ron".to_owned(), text }]).expect("the book is sound")
}

fn rate(from: &str, to: &str, rate: &str, date: &str) -> String {
    format!("(from: \"{from}\", to: \"{to}\", rate: \"{rate}\", date: \"{date}\", source: \"daily\"),")
}

/// The whole of a book in one currency: its firm end points, the rates used and the currencies left out.
fn converted(book: &Book, currency: Currency) -> (u128, Option<u128>, Vec<String>, usize) {
    let told = Told::new(book, View::default());
    let tally = Tally::of(&told, told.deals().map(|(index, deal)| (index, deal.money())));
    let converted = tally.in_currency(Rates::of(&told), currency);
    let firm = converted.split.firm;
    assert_eq!((converted.split.committed, converted.split.headline), (firm, firm), "a closed deal is firm throughout");
    let dates = converted.rates.iter().map(|rate| rate.date.to_string()).collect();
    (firm.lower(), firm.upper(), dates, converted.unconverted.len())
}

#[test]
fn a_total_is_converted_by_a_rate_of_the_book_either_way() {
    let euros = with_rates("EUR 2m", &rate("EUR", "USD", "1.1735", "2026-01-02"));
    assert_eq!(converted(&euros, Currency::USD), (234_700_000, Some(234_700_000), vec!["2026-01-02".to_owned()], 0));
    assert_eq!(converted(&euros, Currency::EUR), (200_000_000, Some(200_000_000), vec![], 0), "nothing to convert");
    let backwards = with_rates("EUR 2m", &rate("USD", "EUR", "0.8", "2026-01-02"));
    assert_eq!(
        converted(&backwards, Currency::USD),
        (250_000_000, Some(250_000_000), vec!["2026-01-02".to_owned()], 0)
    );
}

#[test]
fn ends_of_a_converted_total_are_rounded_outwards() {
    let thirds = with_rates("EUR 0.01", &rate("USD", "EUR", "3", "2026-01-02"));
    assert_eq!(converted(&thirds, Currency::USD), (0, Some(1), vec!["2026-01-02".to_owned()], 0));
    let open = with_rates("at least EUR 100", &rate("EUR", "USD", "1.5", "2026-01-02"));
    assert_eq!(converted(&open, Currency::USD), (15_000, None, vec!["2026-01-02".to_owned()], 0));
}

#[test]
fn minor_units_of_both_currencies_are_heeded_in_converting() {
    let yen = with_rates("JPY 300", &rate("JPY", "USD", "0.0067", "2026-01-02"));
    assert_eq!(converted(&yen, Currency::USD), (201, Some(201), vec!["2026-01-02".to_owned()], 0));
    let dinars = with_rates("KWD 1.5", &rate("KWD", "USD", "3.25", "2026-01-02"));
    assert_eq!(converted(&dinars, Currency::USD), (487, Some(488), vec!["2026-01-02".to_owned()], 0));
}

#[test]
fn the_latest_rate_converts_and_none_leaves_a_currency_out() {
    let rates =
        rate("EUR", "USD", "2", "2025-12") + &rate("EUR", "USD", "3", "2026-01") + &rate("USD", "EUR", "0.25", "2025");
    assert_eq!(converted(&with_rates("EUR 1", &rates), Currency::USD), (300, Some(300), vec!["2026-01".to_owned()], 0));
    // Of two of one day, the one that is told in the direction asked for.
    let rates = rate("USD", "EUR", "0.3333", "2026-01") + &rate("EUR", "USD", "3", "2026-01");
    let one = converted(&with_rates("EUR 100", &rates), Currency::USD);
    assert_eq!(one, (30_000, Some(30_000), vec!["2026-01".to_owned()], 0));
    let rates = rate("GBP", "USD", "2", "2026-01") + &rate("EUR", "GBP", "2", "2026-01");
    assert_eq!(converted(&with_rates("EUR 1", &rates), Currency::USD), (0, Some(0), vec![], 1));
}

#[test]
fn one_rate_given_twice_is_harmless_whichever_way_it_is_written() {
    for (one, two) in [("1.1735", "1.17350"), ("3", "3.0")] {
        let rates = rate("EUR", "USD", one, "2026-01-02") + &rate("EUR", "USD", two, "2026-01-02");
        assert_eq!(with_rates("EUR 1", &rates).rates().len(), 2);
    }
    for (one, back) in [("1.1735", "0.8522"), ("1.1735", "0.852152"), ("0.0067", "149.3"), ("2", "0.5")] {
        let rates = rate("EUR", "USD", one, "2026-01-02") + &rate("USD", "EUR", back, "2026-01-02");
        assert_eq!(with_rates("EUR 1", &rates).rates().len(), 2);
    }
}

#[test]
fn a_converted_total_past_what_a_number_holds_knows_no_most() {
    // It was told as the largest number divided by the rate: an upper end below the truth.
    let book = with_rates("EUR 1000tn", &rate("EUR", "KWD", "18446744073709551615", "2026-01-02"));
    let dinars = Currency::from_code("KWD").expect("a currency");
    let (lower, upper, ..) = converted(&book, dinars);
    assert_eq!(upper, None);
    assert!(lower > 0, "what is surely there stays told");
}

#[test]
fn totals_are_ranked_by_dollars_before_others_at_the_level_asked_for() {
    let told = |deals: &str, money: MoneyLevel| {
        let book = book(deals);
        let told = Told::new(&book, View { money, ..View::default() });
        let total = Tally::of(&told, told.deals().map(|(index, deal)| (index, deal.money())));
        Ranking::over(&told, [&total]).of([&total]).compared
    };
    let promised = invests("acme", "orion", "amount: \"USD 5\", status: Announced");
    let paid = invests("lyra", "orion", "amount: \"EUR 9\"");
    assert_eq!(told(&promised, MoneyLevel::Firm), 0);
    assert_eq!(told(&promised, MoneyLevel::Committed), 500);
    assert_eq!(told(&(promised + &paid), MoneyLevel::Committed), 500, "dollars come first");
    assert_eq!(told(&paid, MoneyLevel::Firm), 900);
    assert_eq!(told(&invests("acme", "orion", "amount: \"at least USD 3\""), MoneyLevel::Firm), 300);
    assert_eq!(told("", MoneyLevel::Headline), 0);
}

#[test]
fn of_very_many_deals_inside_of_others_some_are_told_and_the_rest_counted() {
    let piece = |number: usize| {
        let parties = "(who: \"acme\", role: Investor), (who: \"orion\", role: Investee)";
        deal(&format!("piece-{number:03}"), "Investment", parties, "amount: \"USD 1m\", part_of: \"acme-orion\"")
    };
    let pieces: String = (0..300).map(piece).collect();
    let book = book(&(invests("acme", "orion", "amount: \"USD 8bn\"") + &pieces));
    let graph = DealGraph::new(&book, View::default());
    let orion = book.find_entity("orion").expect("it is there");
    let report = backers(&graph, &[orion], Quorum::All).report(&graph, Quorum::All);
    let note = report.notes.iter().find(|note| note.starts_with("not counted again")).expect("it is told");
    assert!(note.ends_with("piece-199 (in acme-orion) and 100 more"), "{note}");
}

#[test]
fn of_a_deal_and_one_inside_of_it_in_another_currency_the_larger_stands_in_one_currency() {
    let pair = |id: &str, fields: &str| {
        deal(id, "Loan", "(who: \"acme\", role: Lender), (who: \"orion\", role: Borrower)", fields)
    };
    let web = |outer: &str, rate_to: &str| {
        let text = format!(
            r#"(entities: [(id: "acme", name: "Acme", kind: Company), (id: "orion", name: "Orion", kind: Company)],
            sources: [(id: "daily", title: "Rates", publisher: "The Daily", date: "2026-02-27", kind: News)],
            rates: [{}], deals: [{}{}{}])"#,
            rate("EUR", rate_to, "1.25", "2026-01-02"),
            pair("outer", &format!("amount: \"{outer}\"")),
            pair("piece", "amount: \"EUR 4bn\", part_of: \"outer\""),
            pair("other", "amount: \"EUR 1bn\""),
        );
        load_files(vec![BookFile { name: "book.ron".to_owned(), text }]).expect("the book is sound")
    };
    let firm = |book: &Book| {
        let (lower, upper, _, left_out) = converted(book, Currency::USD);
        assert_eq!(Some(lower), upper);
        (lower / 10_000_000, left_out)
    };
    assert_eq!(firm(&web("USD 9bn", "USD")), (102_500, 0), "the piece is part of the nine");
    assert_eq!(firm(&web("USD 3bn", "USD")), (62_500, 0), "the piece is more than what it is said to be part of");
    assert_eq!(firm(&web("USD 9bn", "GBP")), (90_000, 1), "what no rate leads from is left out");
}

#[test]
fn a_view_of_a_day_converts_at_a_rate_of_that_day_or_before() {
    let rates = rate("EUR", "USD", "1.25", "2025-01-01") + &rate("EUR", "USD", "2", "2026-01-01");
    let book = with_rates("EUR 2m", &rates);
    let cents = |view: View| {
        let told = Told::new(&book, view);
        Rates::of(&told).between(Currency::EUR, Currency::USD).expect("a rate").date.to_string()
    };
    let day = |text: &str| Some(text.parse().expect("a date"));
    assert_eq!(cents(View::default()), "2026-01-01");
    assert_eq!(cents(View { as_of: day("2025-06"), ..View::default() }), "2025-01-01");
    assert_eq!(cents(View { known_at: day("2025-12-31"), ..View::default() }), "2025-01-01");
    assert_eq!(cents(View { as_of: day("2026"), ..View::default() }), "2026-01-01");
    assert_eq!(cents(View { as_of: day("2024-12"), ..View::default() }), "2025-01-01", "the first one behind it");
}

/// A conditional part that one source tells in another currency is no less conditional for that.
#[test]
fn a_part_told_in_another_currency_makes_nothing_firm() {
    let waits = "tranches: [(id: \"later\", amount: \"USD 6bn\", on: [\"an IPO\"])],";
    let told = |says: &str| {
        let claims = format!("claims: [(source: \"daily\"), (source: \"blog\", says: {says})],");
        book(&invests("acme", "orion", &format!("amount: \"USD 10bn\", {waits} {claims}")))
    };
    for (says, currency) in
        [("{\"tranches.later.amount\": \"EUR 5bn\"}", "USD 10bn"), ("{\"amount\": \"EUR 9bn\"}", "EUR 9bn")]
    {
        let book = told(says);
        let view = View { trust: Trust::Source(book.source_by_id("blog").expect("a source")), ..View::default() };
        let graph = DealGraph::new(&book, view);
        let acme = book.find_entity("acme").expect("an entity");
        let report = exposure(&graph, acme, By::Counterparty).report(&graph);
        let row: Vec<&str> = report.sections[0].rows.at(0).skip(4).take(3).collect();
        let up_to = format!("up to {currency}");
        assert_eq!(row, [up_to.as_str(), up_to.as_str(), currency]);
        let conditions: Vec<&str> = report.sections[1].rows.iter().map(|row| row.at(7)).collect();
        let part = if currency == "USD 10bn" { "EUR 5bn" } else { "USD 6bn" };
        assert_eq!(conditions, [format!("later ({part}): an IPO")]);
        assert!(!report.notes[0].contains("all of it is firm"), "{:?}", report.notes);
        let said = format!("nobody knows how much of it they are: later of acme-orion ({part})");
        assert!(report.notes.iter().any(|note| note.contains(&said)), "{:?}", report.notes);
        let shown = show(&graph, Subject::Deal(book.find_deal("acme-orion").expect("a deal")));
        assert!(shown.notes.iter().any(|note| note.contains(&said)), "{:?}", shown.notes);
    }
}

#[test]
fn a_rumour_replaces_nothing_that_was_signed_and_bounds_nothing_of_it() {
    let old = buys("old", "orion", "acme-cloud", "amount: \"up to USD 7bn\", status: Signed,");
    let talk = |amount: &str| {
        buys("talk", "orion", "acme-cloud", &format!("amount: \"{amount}\", status: Rumoured, supersedes: [\"old\"],"))
    };
    assert_eq!(total(&book(&(old.clone() + &talk("USD 4bn"))), MoneyLevel::Headline), (4 * BN, Some(7 * BN)));
    assert_eq!(total(&book(&(old + &talk("USD 9bn"))), MoneyLevel::Headline), (9 * BN, Some(9 * BN)));
    // What is inside of a frame is no more than the frame.
    let piece = buys("piece", "orion", "acme-cloud", "amount: \"up to USD 7bn\", part_of: \"frame\",");
    let frame = buys("frame", "orion", "acme-cloud", "amount: \"USD 4bn\",");
    assert_eq!(total(&book(&(piece + &frame)), MoneyLevel::Headline), (4 * BN, Some(4 * BN)));
}
