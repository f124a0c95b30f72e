//! Circular financing.

use std::collections::BTreeSet;

use crate::common::loop_webs::{found, pairs, swap, web};
use crate::common::{book, buys, deal, invests};
use dealgraph::graph::{DealGraph, View};
use dealgraph::model::{Book, Currency, MoneyLevel, PartialDate, Status};
use dealgraph::query::loops::{MoneyWeb, Search, Starts, TimeOrder, breakers, chance, cycles, loops};
use proptest::prelude::*;

const BN: u128 = 100_000_000_000;

fn routes(book: &Book, view: View) -> Vec<Vec<String>> {
    let name = |it: &dealgraph::model::EntityIx| book.entity(*it).id.to_string();
    found(book, view).loops.iter().map(|it| it.entities().iter().map(name).collect()).collect()
}

#[test]
fn an_investor_paid_by_its_own_investee_makes_a_loop_told_from_the_investment() {
    let book = book(&(invests("orion", "acme", "") + &buys("buy", "acme", "orion", "")));
    assert_eq!(routes(&book, View::default()), [["orion", "acme"]]);
}

#[test]
fn money_that_does_not_come_back_makes_none() {
    let book = book(&(invests("acme", "orion", "") + &buys("buy", "orion", "lyra", "")));
    assert!(routes(&book, View::default()).is_empty());
}

#[test]
fn a_cancelled_deal_closes_no_loop() {
    let book = book(&(invests("acme", "orion", "") + &buys("buy", "orion", "acme", "status: Cancelled")));
    assert!(routes(&book, View::default()).is_empty());
}

#[test]
fn a_part_that_sells_closes_the_loop_of_its_whole() {
    let book = book(&(invests("acme", "orion", "") + &buys("buy", "orion", "acme-cloud", "")));
    assert_eq!(routes(&book, View::default()), [["acme", "orion"]]);
    let apart = View { rollup: dealgraph::graph::Rollup::Parts, ..View::default() };
    assert!(routes(&book, apart).is_empty());
}

#[test]
fn one_deal_that_pays_both_ways_is_no_loop() {
    let book = book(&swap());
    let graph = DealGraph::new(&book, View::default());
    let answer = loops(&graph, &Search::default());
    assert_eq!((answer.loops.len(), answer.within_one_deal), (0, 1));
    let report = answer.report(&graph, &Search::default(), &breakers(&answer.loops), None);
    assert_eq!(report.notes, ["1 cycle within one deal, which is no loop"]);
    assert_eq!(report.answer["within_one_deal"], 1);
}

#[test]
fn contingent_money_makes_no_firm_loop() {
    let book = book(
        &(invests("acme", "orion", "amount: \"up to USD 5bn\"") + &buys("buy", "orion", "acme", "amount: \"USD 9bn\"")),
    );
    assert_eq!(routes(&book, View::default()).len(), 1);
    assert!(routes(&book, View { money: MoneyLevel::Firm, ..View::default() }).is_empty());
    let one = &found(&book, View::default()).loops[0];
    assert_eq!(one.returned.firm, None);
    assert_eq!(one.returned.headline.expect("stated").to_string(), "at least 1.80");
}

#[test]
fn a_hop_of_which_conditions_may_take_all_is_not_firm() {
    let parties = "(who: \"acme\", role: Investor, commits: \"USD 40m\"), \
        (who: \"umbra\", role: Investor, commits: \"USD 60m\"), (who: \"orion\", role: Investee)";
    let of = |rest: &str, level: MoneyLevel| {
        let round = deal("round", "Investment", parties, &format!("amount: \"USD 100m\", status: Signed, {rest}"));
        let book = book(&(round + &buys("buy", "orion", "acme", "amount: \"USD 9m\", status: Signed")));
        assert_eq!(routes(&book, View::default()).len(), 1, "{rest}");
        !routes(&book, View { money: level, ..View::default() }).is_empty()
    };
    let part = |amount: &str, rest: &str| format!("tranches: [(id: \"part\", amount: \"{amount}\", {rest})]");
    for (tranche, is_firm, is_committed) in [
        (String::new(), true, true),
        (part("USD 60m", ""), true, true),
        (part("USD 60m", "on: [\"a listing\"]"), false, false),
        (part("USD 60m", "status: Announced"), false, true),
        (part("undisclosed", "on: [\"a listing\"]"), false, false),
        (part("undisclosed", "status: Cancelled"), false, false),
        // What another pays on a condition takes nothing of this.
        (part("USD 60m", "on: [\"a listing\"], by: \"umbra\""), true, true),
        // Some of what acme commits is beyond the condition.
        (part("USD 30m", "on: [\"a listing\"]"), true, true),
    ] {
        let told = [of(&tranche, MoneyLevel::Firm), of(&tranche, MoneyLevel::Committed)];
        assert_eq!(told, [is_firm, is_committed], "{tranche}");
    }
}

#[test]
fn money_makes_a_loop_as_certain_as_its_least_certain_hop() {
    for (stake, order, firm, committed) in
        [("Closed", "Signed", true, true), ("Closed", "Announced", false, true), ("Reported", "Closed", false, false)]
    {
        let dated = |amount: &str, status: &str| format!("amount: \"{amount}\", status: {status}");
        let book = book(
            &(invests("acme", "orion", &dated("USD 5bn", stake))
                + &buys("buy", "orion", "acme", &dated("USD 9bn", order))),
        );
        let is_there = |money| !routes(&book, View { money, ..View::default() }).is_empty();
        let levels = [MoneyLevel::Firm, MoneyLevel::Committed, MoneyLevel::Headline];
        assert_eq!(levels.map(is_there), [firm, committed, true], "{stake} and {order}");
    }
}

#[test]
fn a_deal_that_has_ended_makes_no_hop_stronger_where_it_is_shown() {
    let book = book(
        &(invests("acme", "orion", "")
            + &buys("lapsed", "orion", "acme", "status: Lapsed")
            + &buys("order", "orion", "acme", "status: Announced")),
    );
    let shown = found(&book, View { ended: dealgraph::graph::Ended::Shown, ..View::default() });
    assert_eq!((shown.loops[0].back().deals.len(), shown.loops[0].strength), (2, Status::Announced));
}

#[test]
fn an_expansion_shows_what_it_adds_beside_the_total_and_counts_once() {
    let stake = invests(
        "acme",
        "orion",
        "amount: \"USD 50bn\", tranches: [(id: \"now\", amount: \"USD 15bn\"), (id: \"later\", amount: \"USD 35bn\", on: [\"an IPO\"])]",
    );
    let book = book(
        &(stake
            + &buys("old", "orion", "acme", "amount: \"USD 38bn\"")
            + &buys("new", "orion", "acme", "expands: (deal: \"old\", by: \"USD 100bn\")")),
    );
    let answer = found(&book, View::default());
    assert_eq!(answer.loops.len(), 1);
    let one = &answer.loops[0];
    let out = one.out().money.totals[&Currency::USD];
    let back = one.back().money.totals[&Currency::USD];
    assert_eq!((out.firm.lower() / BN, out.headline.upper().map(|it| it / BN)), (15, Some(50)));
    assert_eq!(back.headline.upper().map(|it| it / BN), Some(138));
    let added: Vec<String> = one.back().additions().map(|(_, adds)| adds.by.expect("stated").to_string()).collect();
    assert_eq!(added, ["USD 100bn"]);
    assert_eq!(one.back().deals.len(), 2, "parallel deals are alternatives of one hop");
    // 138/50 = 2.76 and 138/15 = 9.2, exactly.
    assert_eq!(one.returned.headline.expect("stated").to_string(), "2.76..9.20");
}

#[test]
fn ratios_are_rounded_outwards() {
    let book =
        book(&(invests("acme", "orion", "amount: \"USD 3bn\"") + &buys("buy", "orion", "acme", "amount: \"USD 1bn\"")));
    assert_eq!(found(&book, View::default()).loops[0].returned.firm.expect("stated").to_string(), "0.33..0.34");
}

#[test]
fn the_weakest_hop_is_the_strength_and_a_hop_is_as_strong_as_its_strongest_deal() {
    let book = book(
        &(invests("acme", "orion", "")
            + &buys("rumour", "orion", "acme", "status: Rumoured")
            + &buys("order", "orion", "acme", "status: Signed")),
    );
    assert_eq!(found(&book, View::default()).loops[0].strength, Status::Signed);
}

#[test]
fn time_runs_from_the_investment_and_a_bare_year_leaves_it_open() {
    let order = |first: &str, second: &str| {
        let dated = |date: &str| if date.is_empty() { String::new() } else { format!("announced: \"{date}\"") };
        let book = book(&(invests("acme", "orion", &dated(first)) + &buys("buy", "orion", "acme", &dated(second))));
        found(&book, View::default()).loops[0].order
    };
    assert_eq!(order("2025-01-10", "2025-02-01"), TimeOrder::InOrder);
    assert_eq!(order("2025-01-10", "2025-01-10"), TimeOrder::InOrder);
    assert_eq!(order("2025", "2025-02-01"), TimeOrder::Possible);
    assert_eq!(order("2025-01-10", ""), TimeOrder::Possible);
    assert_eq!(order("2025-03-01", "2025-02-01"), TimeOrder::OutOfOrder);
}

#[test]
fn about_tells_each_loop_from_the_one_asked_for() {
    let book = book(
        &(invests("acme", "orion", "")
            + &buys("one", "orion", "lyra", "")
            + &buys("two", "lyra", "acme", "")
            + &invests("umbra", "lyra", "")
            + &buys("three", "lyra", "umbra", "")),
    );
    let graph = DealGraph::new(&book, View::default());
    let orion = book.find_entity("orion").expect("orion");
    let answer = loops(&graph, &Search { about: vec![orion], ..Search::default() });
    assert_eq!((answer.loops.len(), answer.within_one_deal), (1, 0));
    let one = &answer.loops[0];
    assert_eq!((one.out().from, one.back().to), (orion, orion));
    // Told plainly, it begins with the hop that finances, whoever was asked about.
    let plainly = one.plainly();
    assert_eq!(plainly.out().from, book.find_entity("acme").expect("acme"));
    assert_eq!((plainly.back().to, plainly.deals()), (plainly.out().from, one.deals()));
}

#[test]
fn what_is_returned_is_asked_by_level() {
    let stake = invests(
        "acme",
        "orion",
        "amount: \"USD 4bn\", tranches: [(id: \"now\", amount: \"USD 1bn\"), (id: \"later\", amount: \"USD 3bn\", on: [\"an IPO\"])]",
    );
    let book = book(&(stake + &buys("buy", "orion", "acme", "amount: \"USD 2bn\", status: Announced")));
    let returned = found(&book, View::default()).loops[0].returned;
    let at = |level| returned.at(level).expect("stated").to_string();
    assert_eq!(at(MoneyLevel::Firm), "0.00");
    assert_eq!(at(MoneyLevel::Committed), "2.00");
    assert_eq!(at(MoneyLevel::Headline), "0.50..2.00");
}

#[test]
fn money_of_two_currencies_is_compared_by_a_rate_or_not_at_all() {
    let returned = |rest: &str, first: &str, second: &str| {
        let text = format!(
            r#"(
    entities: [(id: "acme", name: "Acme", kind: Company), (id: "orion", name: "Orion", kind: Company)],
    sources: [(id: "daily", title: "Rates", publisher: "The Daily", date: "2026-02-27", kind: News)],
    {rest}
    deals: [{}{}],
)"#,
            invests("acme", "orion", first),
            second
                .split(" and ")
                .enumerate()
                .map(|(at, amount)| buys(&format!("buy{at}"), "orion", "acme", amount))
                .collect::<String>()
        );
        let book = dealgraph::load::load_str(&text).expect("the book is sound");
        found(&book, View::default()).loops[0].returned.firm.map(|ratio| ratio.to_string())
    };
    let rate = "rates: [(from: \"EUR\", to: \"USD\", rate: \"2\", date: \"2026-01\", source: \"daily\")],";
    let (euros, dollars) = ("amount: \"EUR 1bn\"", "amount: \"USD 3bn\"");
    assert_eq!(returned(rate, euros, dollars).as_deref(), Some("1.50"));
    assert_eq!(returned("", euros, dollars), None);
    assert_eq!(returned("", euros, euros).as_deref(), Some("1.00"), "one currency needs no rate");
    assert_eq!(returned("", euros, ""), None, "nobody states what comes back");
    assert_eq!(returned("", dollars, ""), None, "in dollars, either");
    assert_eq!(returned("", "", dollars), None, "nobody states what goes out");
    // Several currencies are compared in dollars, to which each has its rate.
    let rates = "rates: [(from: \"EUR\", to: \"USD\", rate: \"2\", date: \"2026-01\", source: \"daily\"), \
        (from: \"GBP\", to: \"USD\", rate: \"4\", date: \"2026-01\", source: \"daily\")],";
    let both = "amount: \"EUR 1bn\" and amount: \"GBP 1bn\"";
    assert_eq!(returned(rates, euros, both).as_deref(), Some("3.00"));
    assert_eq!(returned(rate, euros, both), None, "for one of them there is no rate");
}

#[test]
fn loops_with_a_hop_that_cannot_be_compared_stand_behind_by_what_is_known_of_them() {
    let pair = |company: &str, there: &str, back: &str| {
        invests("acme", company, there) + &buys(&format!("{company}-buys"), company, "acme", back)
    };
    let (unknown, won) = ("", |amount: u32| format!("amount: \"KRW {amount}tn\""));
    let dollars = |amount: u32| format!("amount: \"USD {amount}m\"");
    // By id the order is another one.
    let firms: String = ('a'..='g').map(|it| format!("(id: \"{it}\", name: \"Firm {it}\", kind: Company),")).collect();
    let deals = pair("g", &dollars(1), &dollars(1))
        + &pair("f", &dollars(9), &won(1))
        + &pair("e", &dollars(9), unknown)
        + &pair("d", &dollars(3), &won(9))
        + &pair("c", unknown, &dollars(2))
        + &pair("b", &won(9), &won(8))
        + &pair("a", unknown, &won(9));
    let book = crate::common::book_with(&firms, &deals);
    let order: Vec<String> = routes(&book, View::default()).into_iter().map(|route| route.concat()).collect();
    let firms: Vec<&str> = order.iter().map(|route| &route[route.len() - 1..]).collect();
    assert_eq!(firms, ["g", "f", "e", "d", "c", "b", "a"], "{order:?}");
}

#[test]
fn a_hop_whose_amount_nobody_states_is_as_certain_as_its_deal() {
    let is_there = |status: &str, money: MoneyLevel| {
        let book = book(&(invests("acme", "orion", "") + &buys("buy", "orion", "acme", &format!("status: {status}"))));
        !routes(&book, View { money, ..View::default() }).is_empty()
    };
    for (status, firm, committed) in
        [("Closed", true, true), ("Signed", true, true), ("Announced", false, true), ("Reported", false, false)]
    {
        assert_eq!(is_there(status, MoneyLevel::Firm), firm, "{status}");
        assert_eq!(is_there(status, MoneyLevel::Committed), committed, "{status}");
        assert!(is_there(status, MoneyLevel::Headline), "{status}");
    }
}

#[test]
fn loops_stand_by_length_then_by_the_least_money_of_a_hop() {
    let book = book(
        &(invests("acme", "orion", "amount: \"USD 1bn\"")
            + &buys("one", "orion", "acme", "amount: \"USD 9bn\"")
            + &invests("acme", "lyra", "amount: \"USD 2bn\"")
            + &buys("two", "lyra", "acme", "amount: \"USD 2bn\"")
            + &buys("three", "orion", "lyra", "amount: \"USD 90bn\"")),
    );
    assert_eq!(
        routes(&book, View::default()),
        [vec!["acme", "lyra"], vec!["acme", "orion"], vec!["acme", "orion", "lyra"]]
    );
}

#[test]
fn the_order_of_time_has_its_words() {
    let words = [TimeOrder::InOrder, TimeOrder::Possible, TimeOrder::OutOfOrder].map(TimeOrder::word);
    assert_eq!(words, ["in order", "possibly in order", "out of order"]);
}

#[test]
fn a_bound_on_loops_is_told() {
    let book = book(
        &(invests("acme", "orion", "")
            + &buys("one", "orion", "acme", "")
            + &invests("acme", "lyra", "")
            + &buys("two", "lyra", "acme", "")),
    );
    let graph = DealGraph::new(&book, View::default());
    let search = Search { most: 1, ..Search::default() };
    let answer = loops(&graph, &search);
    assert!(answer.more);
    let report = answer.report(&graph, &search, &breakers(&answer.loops), None);
    assert!(report.truncated.is_some_and(|said| said.contains("more than the 1 loop kept")));
    assert_eq!(answer.loops.len(), 1);
    let just_enough = loops(&graph, &Search { most: 2, ..Search::default() });
    assert_eq!((just_enough.loops.len(), just_enough.more), (2, false));
}

#[test]
fn the_same_seed_gives_the_same_chance() {
    let book = web(&[(0, 1), (1, 0), (1, 2), (2, 3), (3, 1), (4, 2), (0, 4), (4, 5), (5, 0)]);
    let graph = DealGraph::new(&book, View::default());
    let web = MoneyWeb::new(&graph);
    let one = chance(&web, None, 4, 50, 7);
    assert_eq!(one, chance(&web, None, 4, 50, 7));
    assert_ne!(one.sum, chance(&web, None, 4, 50, 8).sum, "another seed draws other webs");
    assert_eq!(one.seen, found(&book, View::default()).loops.iter().filter(|it| it.hops.len() <= 4).count());
    let (above, below) = one.p();
    assert!(above >= 1 && above <= below);
}

#[test]
fn a_web_that_cannot_be_rewired_has_no_z() {
    let book = web(&[(0, 1), (1, 0)]);
    let graph = DealGraph::new(&book, View::default());
    let chance = chance(&MoneyWeb::new(&graph), None, 5, 20, 1);
    assert_eq!((chance.z_hundredths(), chance.p()), (None, (21, 21)));
    assert_eq!((chance.seen, chance.samples, chance.asked), (1, 20, 20));
    assert_eq!((chance.sum, chance.squares, chance.as_many), (20, 20, 20), "each web has its one cycle");
}

/// Every simple cycle, by trying every sequence of different firms that starts with its smallest.
fn cycles_by_hand(pairs: &BTreeSet<(usize, usize)>, max_length: usize) -> BTreeSet<Vec<usize>> {
    let mut found = BTreeSet::new();
    let mut open: Vec<Vec<usize>> = (0..7).map(|start| vec![start]).collect();
    while let Some(path) = open.pop() {
        let (first, last) = (path[0], path[path.len() - 1]);
        if path.len() >= 2 && pairs.contains(&(last, first)) {
            found.insert(path.clone());
        }
        if path.len() < max_length {
            for next in (first + 1..7).filter(|next| !path.contains(next) && pairs.contains(&(last, *next))) {
                open.push(path.iter().copied().chain([next]).collect());
            }
        }
    }
    found
}

fn from_smallest(mut cycle: Vec<usize>) -> Vec<usize> {
    let at = (0..cycle.len()).min_by_key(|at| cycle[*at]).unwrap_or(0);
    cycle.rotate_left(at);
    cycle
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_cycles_are_those_of_trying_every_sequence(pairs in pairs(28), length in 2_usize..8, threads in 1_usize..4) {
        let book = web(&pairs);
        let graph = DealGraph::new(&book, View::default());
        let web = MoneyWeb::new(&graph);
        let number = |id: &str| id[1..].parse::<usize>().expect("a firm's number");
        let raw = cycles(&web, Starts::Every, length, usize::MAX, threads);
        prop_assert_eq!(&raw, &cycles(&web, Starts::Every, length, usize::MAX, 1), "threads change nothing");
        let found: Vec<Vec<usize>> = raw
            .iter()
            .map(|cycle| from_smallest(cycle.iter().map(|it| number(book.entity(*it).id.as_str())).collect()))
            .collect();
        let distinct: BTreeSet<Vec<usize>> = found.iter().cloned().collect();
        prop_assert_eq!(distinct.len(), found.len(), "each cycle once");
        let expected = cycles_by_hand(&pairs.iter().copied().collect(), length);
        prop_assert_eq!(&distinct, &expected);
        let f3 = book.find_entity("f3").expect("f3");
        let through = cycles(&web, Starts::One(f3), length, usize::MAX, threads).len();
        prop_assert_eq!(through, expected.iter().filter(|cycle| cycle.contains(&3)).count());
    }
}

#[test]
fn openai_and_amazon_of_the_built_in_book_go_round_as_the_texts_say() {
    let book = dealgraph::load::load_embedded().expect("the built-in book is sound");
    let known_at: PartialDate = "2026-04-15".parse().expect("a date");
    let graph = DealGraph::new(&book, View { known_at: Some(known_at), ..View::default() });
    let named = |name: &str| book.find_entity(name).expect("a known name");
    let search = Search { about: vec![named("amazon"), named("openai")], max_length: 2, ..Search::default() };
    let answer = loops(&graph, &search);
    let one = &answer.loops[0];
    let (out, back) = (one.out().money.totals[&Currency::USD], one.back().money.totals[&Currency::USD]);
    assert_eq!(out.firm, dealgraph::model::Interval::exactly(15 * BN));
    assert_eq!(out.headline.upper(), Some(50 * BN));
    assert_eq!(back.headline, dealgraph::model::Interval::exactly(138 * BN));
    let added: Vec<String> = one.back().additions().filter_map(|(_, adds)| Some(adds.by?.to_string())).collect();
    assert_eq!(added, ["USD 100bn"]);
}
