//! The deals of a book as a view tells them: when, by whom, how certain.

use crate::common::{book, deal, invests};
use dealgraph::graph::{DealGraph, Ended, Rollup, Told, Trust, View, node};
use dealgraph::load::{load_embedded, load_files};
use dealgraph::model::{Book, Flow, Interval, Known, MoneyLevel, Status};
use dealgraph::query::exposure::{By, exposure};
use dealgraph::synth::{Plan, book_files};

const BN: u128 = 1_000_000_000;

/// The ids of the deals that a view sees.
fn seen(book: &Book, view: View) -> Vec<String> {
    Told::new(book, view).deals().map(|(_, deal)| deal.id.to_string()).collect()
}

/// The firm, committed and headline intervals of a deal, in whole dollars.
fn split(book: &Book, view: View, id: &str) -> [(u128, Option<u128>); 3] {
    let told = Told::new(book, view);
    let deal = told.deal(book.deal_by_id(id).expect("the deal is there")).expect("the view sees the deal");
    let Known::Stated(stated) = deal.money() else { panic!("{id} states an amount") };
    [MoneyLevel::Firm, MoneyLevel::Committed, MoneyLevel::Headline].map(|level| {
        let interval = stated.split.at(level);
        (interval.lower() / 100, interval.upper().map(|upper| upper / 100))
    })
}

fn date(text: &str) -> Option<dealgraph::model::PartialDate> {
    text.parse().ok()
}

#[test]
fn a_deal_is_unseen_before_it_was_announced() {
    let book = book(&invests("acme", "orion", "announced: \"2026-02-27\""));
    let as_of = |text| View { as_of: date(text), ..View::default() };
    assert!(seen(&book, as_of("2026-02-26")).is_empty());
    assert_eq!(seen(&book, as_of("2026-02-27")), ["acme-orion"]);
    assert_eq!(seen(&book, as_of("2026-02")), ["acme-orion"]);
}

#[test]
fn a_purchase_ends_with_its_period_and_an_investment_does_not() {
    let purchase = deal(
        "orion-buys",
        "Purchase",
        "(who: \"orion\", role: Customer), (who: \"acme\", role: Supplier)",
        "announced: \"2020\", period: \"2020..2022\"",
    );
    let book = book(&(purchase + &invests("acme", "orion", "announced: \"2020\", period: \"2020..2022\"")));
    assert_eq!(seen(&book, View { as_of: date("2022-12-31"), ..View::default() }), ["acme-orion", "orion-buys"]);
    assert_eq!(seen(&book, View { as_of: date("2023"), ..View::default() }), ["acme-orion"]);
}

#[test]
fn a_status_with_a_history_is_what_it_was_at_the_time() {
    let history = "announced: \"2026-02-27\", status: Closed, \
        history: [(date: \"2026-02-27\", status: Announced), (date: \"2026-03-31\", status: Closed)]";
    let book = book(&invests("acme", "orion", history));
    let status = |as_of| {
        let told = Told::new(&book, View { as_of: date(as_of), ..View::default() });
        told.deals().next().map(|(_, deal)| deal.status)
    };
    assert_eq!(status("2026-03-01"), Some(Status::Announced));
    assert_eq!(status("2026-03-31"), Some(Status::Closed));
}

#[test]
fn a_tranche_that_fell_due_later_was_not_paid_yet() {
    let rest = "announced: \"2026-02-27\", amount: \"USD 9bn\", status: Closed, \
        history: [(date: \"2026-02-27\", status: Announced), (date: \"2026-06\", status: Closed)], tranches: [\
        (id: \"first\", amount: \"USD 1bn\", due: \"2026-03\", status: Signed), \
        (id: \"later\", amount: \"USD 6bn\", due: \"2026-06\", status: Closed, on: [\"an IPO\"])]";
    let told = |rest: &str, as_of| {
        let book = book(&invests("acme", "orion", rest));
        split(&book, View { as_of: date(as_of), ..View::default() }, "acme-orion")
            .map(|(lower, upper)| (lower / BN, upper.map(|it| it / BN)))
    };
    let then = [(0, Some(0)), (3, Some(3)), (3, Some(9))];
    assert_eq!(told(rest, "2026-03"), then, "neither part had come farther than the deal, and one was conditional");
    assert_eq!(told(rest, "2026-06"), [(9, Some(9)); 3]);
    // A part that was paid when it fell due need not wait for the rest, whether or not the deal is told to have closed by then.
    let early = rest.replace("status: Signed", "status: Closed");
    assert_eq!(told(&early, "2026-03"), [(1, Some(1)), (3, Some(3)), (3, Some(9))]);
    let paid = rest.replace("status: Signed", "status: Closed").replace("status: Announced", "status: Closed");
    assert_eq!(told(&paid, "2026-03"), [(3, Some(3)), (3, Some(3)), (3, Some(9))]);
}

#[test]
fn what_is_owed_later_is_signed_until_then() {
    let rest = "announced: \"2026-02\", amount: \"USD 10bn\", status: Closed, tranches: [\
        (id: \"first\", amount: \"USD 4bn\", due: \"2026-02\", status: Closed), \
        (id: \"later\", amount: \"USD 6bn\", due: \"2026-06\", status: Closed)]";
    let book = book(&invests("acme", "orion", rest));
    let later = |view| {
        let told = Told::new(&book, view);
        let deal = told.deals().next().expect("one deal").1.into_owned();
        deal.tranches.iter().map(|tranche| tranche.status).collect::<Vec<_>>()
    };
    let [closed, signed] = [Some(Status::Closed), Some(Status::Signed)];
    let view = View { as_of: date("2026-03"), ..View::default() };
    assert_eq!(later(view), [closed, signed]);
    assert_eq!(later(View { as_of: date("2026-06"), ..view }), [closed, closed]);
}

#[test]
fn an_umbrella_has_not_what_later_pieces_bring() {
    let parties = "(who: \"acme\", role: Investor), (who: \"orion\", role: Investee)";
    let umbrella = |status| {
        deal(
            "all",
            "Investment",
            parties,
            &format!("announced: \"2019\", period: \"2019..2025\", amount: \"USD 13bn\", status: {status}"),
        ) + &deal(
            "first",
            "Investment",
            parties,
            "announced: \"2019\", amount: \"USD 1bn\", status: Closed, part_of: \"all\"",
        ) + &deal(
            "last",
            "Investment",
            parties,
            "announced: \"2023-01\", amount: \"USD 12bn\", status: Closed, part_of: \"all\"",
        )
    };
    let firm = |status, as_of, level: MoneyLevel| {
        let book = book(&umbrella(status));
        let graph = DealGraph::new(&book, View { as_of: date(as_of), ..View::default() });
        let paid = exposure(&graph, book.find_entity("acme").expect("acme"), By::Counterparty).paid;
        paid.totals.values().map(|split| split.at(level).upper().map(|cents| cents / 100 / BN)).collect::<Vec<_>>()
    };
    assert_eq!(firm("Closed", "2020", MoneyLevel::Headline), [Some(1)]);
    assert_eq!(firm("Closed", "2023-01", MoneyLevel::Firm), [Some(13)]);
    assert_eq!(firm("Announced", "2020", MoneyLevel::Firm), [Some(1)], "what was promised as a whole stays so");
    assert_eq!(firm("Announced", "2020", MoneyLevel::Committed), [Some(13)]);
}

#[test]
fn ended_deals_are_hidden_unless_asked_for() {
    let book = book(&invests("acme", "orion", "status: Cancelled"));
    assert!(seen(&book, View::default()).is_empty());
    assert_eq!(seen(&book, View { ended: Ended::Shown, ..View::default() }), ["acme-orion"]);
}

#[test]
fn a_superseded_deal_gives_way_once_its_successor_is_there() {
    let newer = deal(
        "acme-orion-new",
        "Investment",
        "(who: \"acme\", role: Investor), (who: \"orion\", role: Investee)",
        "announced: \"2026-05\", supersedes: [\"acme-orion\"]",
    );
    let book = book(&(invests("acme", "orion", "announced: \"2026-01\"") + &newer));
    assert_eq!(seen(&book, View { as_of: date("2026-03"), ..View::default() }), ["acme-orion"]);
    assert_eq!(seen(&book, View::default()), ["acme-orion-new"]);
}

const TOLD_TWICE: &str = "announced: \"2026-02-27\", amount: \"USD 50bn\", status: Signed, \
    tranches: [(id: \"initial\", amount: \"USD 15bn\"), (id: \"later\", amount: \"USD 35bn\", on: [\"an IPO\"])], \
    claims: [(source: \"daily\", says: {\"amount\": \"USD 40bn\", \"tranches.later.amount\": \"USD 25bn\"}), \
             (source: \"blog\", says: {\"tranches\": \"none\"})]";

#[test]
fn contingent_money_is_headline_only() {
    let book = book(&invests("acme", "orion", TOLD_TWICE));
    let [firm, committed, headline] = split(&book, View::default(), "acme-orion");
    assert_eq!(firm, (15 * BN, Some(15 * BN)));
    assert_eq!(committed, firm);
    assert_eq!(headline, (15 * BN, Some(50 * BN)));
}

#[test]
fn a_trusted_source_has_its_word() {
    let book = book(&invests("acme", "orion", TOLD_TWICE));
    let trust = |id: &str| View { trust: Trust::Source(book.source_by_id(id).expect("a source")), ..View::default() };
    assert_eq!(split(&book, trust("daily"), "acme-orion")[2], (15 * BN, Some(40 * BN)));
    // The blog tells the deal without tranches, so all of it is under the deal's own status.
    assert_eq!(split(&book, trust("blog"), "acme-orion")[0], (50 * BN, Some(50 * BN)));
    assert!(seen(&book, trust("filing")).is_empty());
    assert!(seen(&book, View { trust: Trust::Official, ..View::default() }).is_empty());
}

#[test]
fn the_latest_source_has_the_last_word() {
    let claims = "amount: \"USD 5bn\", claims: [(source: \"daily\", says: {\"amount\": \"USD 4bn\"}), \
        (source: \"blog\", says: {\"amount\": \"USD 6bn\"})]";
    let book = book(&invests("acme", "orion", claims));
    let latest = View { trust: Trust::Latest, ..View::default() };
    assert_eq!(split(&book, latest, "acme-orion")[2].0, 6_000_000_000);
    assert_eq!(split(&book, View::default(), "acme-orion")[2].0, 5_000_000_000);
}

#[test]
fn what_nobody_had_published_was_not_known() {
    let claims = "amount: \"USD 6bn\", claims: [(source: \"daily\", says: {\"amount\": \"USD 4bn\"}), \
        (source: \"blog\", says: {\"amount\": \"USD 6bn\"})]";
    let book = book(&invests("acme", "orion", claims));
    let known_at = |text| View { known_at: date(text), ..View::default() };
    assert!(seen(&book, known_at("2026-02-26")).is_empty());
    assert_eq!(split(&book, known_at("2026-03"), "acme-orion")[2].0, 4_000_000_000);
    assert_eq!(split(&book, known_at("2026-04-10"), "acme-orion")[2].0, 6_000_000_000);
}

#[test]
fn a_reading_that_no_later_source_gives_was_known() {
    // "daily" is of February 2026, "filing" of March and "blog" of April.
    let told = |claims: &str| {
        let rest = format!("amount: \"USD 100m\", claims: [(source: \"daily\"), {claims}]");
        let book = book(&invests("acme", "orion", &rest));
        let told = Told::new(&book, View { known_at: date("2026-03-01"), ..View::default() });
        told.deals().next().expect("one deal").1.amount.map(|amount| amount.to_string())
    };
    let says = |source: &str, amount: &str| format!("(source: \"{source}\", says: {{\"amount\": \"{amount}\"}}),");
    let known = Some("USD 100m".to_owned());
    assert_eq!(told(&says("filing", "USD 80m")), known);
    assert_eq!(told(&(says("filing", "USD 80m") + &says("blog", "USD 90m"))), known);
    // It may come from any later one that gives it, were it less exactly.
    assert_eq!(told(&says("filing", "USD 100m")), None);
    assert_eq!(told(&says("filing", "about USD 100m")), None);
    assert_eq!(told(&(says("filing", "USD 80m") + &says("blog", "USD 100m"))), None);
}

#[test]
fn what_only_later_sources_say_was_not_known() {
    // "daily" is of February 2026, and "blog" of April.
    let told = |rest: &str, known_at: &str| {
        let book = book(&invests("acme", "orion", rest));
        let told = Told::new(&book, View { known_at: date(known_at), ..View::default() });
        let deal = told.deals().next().expect("one deal").1.into_owned();
        (deal.status, deal.announced.is_some(), deal.amount.is_some(), deal.post_money.is_some(), deal.clauses.len())
    };
    let (early, late) = ("2026-03", "2026-04-10");
    let claims = "claims: [(source: \"daily\"), (source: \"blog\", says: {\"status\": \"Closed\", \"amount\": \"USD 5bn\", \
        \"post_money\": \"USD 9bn\", \"clauses.sole.period\": \"2026-04..\"})], clauses: [(id: \"sole\", kind: Exclusivity, \
        beneficiary: \"acme\", bound: \"orion\", period: \"2026-04..\")], amount: \"USD 5bn\", post_money: \"USD 9bn\", status: Closed";
    assert_eq!(told(claims, early), (Status::Reported, false, false, false, 0));
    assert_eq!(told(claims, late), (Status::Closed, false, true, true, 1));
    let announced = format!("announced: \"2026-02-20\", {claims}");
    assert_eq!(told(&announced, early), (Status::Announced, true, false, false, 0));
    let ahead = announced.replace("2026-02-20", "2026-04-01");
    assert_eq!(told(&ahead, early), (Status::Reported, false, false, false, 0));
    // What no source says is the curator's own reading.
    let own = "amount: \"USD 5bn\", status: Closed, claims: [(source: \"daily\"), (source: \"blog\")]";
    assert_eq!(told(own, early), (Status::Closed, false, true, false, 0));
    // A word of the time stands, though no source ever says what the curator does.
    let weighed = own.replace("\"daily\"", "\"daily\", says: {\"status\": \"Reported\"}");
    assert_eq!(told(&weighed, early).0, Status::Reported);
    assert_eq!(told(&weighed, late).0, Status::Closed);
}

#[test]
fn a_status_of_the_time_holds_for_tranches_and_an_end_holds_against_older_claims() {
    let told = |rest: &str, known_at: &str| {
        let book = book(&invests("acme", "orion", rest));
        let told = Told::new(&book, View { known_at: date(known_at), ended: Ended::Shown, ..View::default() });
        let deal = told.deals().next().expect("one deal").1.into_owned();
        (deal.status, deal.tranches.first().and_then(|tranche| tranche.status))
    };
    let placement = "amount: \"USD 5bn\", status: Closed, \
        tranches: [(id: \"placement\", amount: \"USD 5bn\", status: Closed, on: [\"approval\"])], claims: [\
        (source: \"daily\", says: {\"status\": \"Announced\"}), (source: \"blog\", says: {\"status\": \"Closed\"})]";
    assert_eq!(told(placement, "2026-03"), (Status::Announced, None));
    assert_eq!(told(placement, "2026-04-10"), (Status::Closed, Some(Status::Closed)));
    let ended = "announced: \"2026-01\", amount: \"USD 5bn\", status: Cancelled, \
        history: [(date: \"2026-01\", status: Announced), (date: \"2026-03-05\", status: Cancelled)], claims: [\
        (source: \"daily\", says: {\"status\": \"Closed\"}), (source: \"blog\", says: {\"status\": \"Cancelled\"})]";
    assert_eq!(told(ended, "2026-03-01").0, Status::Closed, "as was said");
    assert_eq!(told(ended, "2026-03-31").0, Status::Cancelled, "though nobody had told of it");
}

#[test]
fn of_a_deal_that_has_come_less_far_the_tranches_that_have_are_seen() {
    let parties = "(who: \"acme\", role: Investor, commits: \"USD 25bn\"), (who: \"orion\", role: Investee)";
    let rest = |status| {
        format!(
            "amount: \"USD 25bn\", status: {status}, tranches: [(id: \"first\", amount: \"USD 5bn\", status: Closed), \
             (id: \"second\", amount: \"USD 4bn\", status: Signed), (id: \"later\", amount: \"USD 16bn\", on: [\"an IPO\"])]"
        )
    };
    let book = |status| book(&deal("paid-in-part", "Investment", parties, &rest(status)));
    let told = |book: &Book, least| {
        let view = View { min_status: Some(least), ..View::default() };
        let told = Told::new(book, view);
        let deal = told.deals().next().map(|(_, deal)| deal.into_owned())?;
        let cents = |money: Known| money.stated().map(|stated| stated.split.headline);
        assert_eq!(cents(deal.money()), cents(deal.money_by(0)), "the investor pays all of it");
        Some((
            deal.status,
            split(book, view, "paid-in-part").map(|(lower, upper)| (lower / BN, upper.map(|it| it / BN))),
        ))
    };
    let announced = book("Announced");
    let sure = |amount| [(amount, Some(amount)); 3];
    assert_eq!(told(&announced, Status::Closed), Some((Status::Closed, sure(5))));
    assert_eq!(told(&announced, Status::Signed), Some((Status::Signed, sure(9))), "as far as the weakest of it");
    let all = [(9, Some(9)), (9, Some(9)), (9, Some(25))];
    assert_eq!(told(&announced, Status::Announced), Some((Status::Announced, all)));
    assert_eq!(told(&book("Cancelled"), Status::Closed), None, "what has ended has ended in all its parts");
}

#[test]
fn legs_of_a_part_count_for_the_whole() {
    let purchase = deal(
        "orion-buys",
        "Purchase",
        "(who: \"orion-models\", role: Customer), (who: \"acme-cloud\", role: Supplier)",
        "",
    );
    let book = book(&purchase);
    let ends = |rollup| {
        let graph = DealGraph::new(&book, View { rollup, ..View::default() });
        let money: Vec<(String, String)> = graph
            .legs()
            .filter(|(.., leg)| leg.flow == Flow::Money)
            .map(|(from, to, _)| (book.entity(from).id.to_string(), book.entity(to).id.to_string()))
            .collect();
        money
    };
    assert_eq!(ends(Rollup::Wholes), [("orion".to_owned(), "acme".to_owned())]);
    assert_eq!(ends(Rollup::Parts), [("orion-models".to_owned(), "acme-cloud".to_owned())]);
}

#[test]
fn the_graph_for_other_algorithms_has_an_edge_a_leg_between_the_nodes_of_its_ends() {
    let book = book(&(invests("acme", "orion", "") + &invests("umbra", "lyra", "")));
    let graph = DealGraph::new(&book, View::default());
    let web = graph.web();
    let edges: Vec<(usize, usize)> = web
        .edge_indices()
        .filter_map(|edge| web.edge_endpoints(edge))
        .map(|(from, to)| (web[from].get(), web[to].get()))
        .collect();
    let legs: Vec<(usize, usize)> = graph.legs().map(|(from, to, _)| (from.get(), to.get())).collect();
    assert_eq!(edges, legs);
    assert_eq!(graph.leg_count(), 4, "money and equity of two deals");
    assert_eq!((web.node_count(), web.edge_count()), (book.entities().len(), 4));
    for entity in book.entity_indices() {
        assert_eq!(web[node(entity)], entity);
    }
}

#[test]
fn a_leg_inside_one_whole_is_counted_and_left_out() {
    let parties = "(who: \"acme\", role: Customer), (who: \"acme-cloud\", role: Supplier)";
    let book = book(&deal("in-house", "Purchase", parties, ""));
    let graph = DealGraph::new(&book, View::default());
    assert_eq!((graph.web().edge_count(), graph.internal()), (0, 2));
}

#[test]
fn a_book_that_threads_read_in_shares_has_the_legs_of_all_of_them() {
    let pays = |id: usize, supplier: &str| {
        let parties = format!("(who: \"acme\", role: Customer), (who: \"{supplier}\", role: Supplier)");
        deal(&format!("d{id:05}"), "Purchase", &parties, "")
    };
    let number = 20_004;
    let book =
        book(&(0..number).map(|id| pays(id, if id % 3 == 0 { "acme-cloud" } else { "orion" })).collect::<String>());
    let graph = DealGraph::new(&book, View::default());
    // Every purchase has a leg of money and one of goods, and a third of them are inside of Acme.
    assert_eq!((graph.internal(), graph.leg_count()), (2 * number / 3, 4 * number / 3));
    assert!(graph.legs().is_sorted_by_key(|(.., leg)| leg.deal));
}

#[test]
fn an_up_to_amount_is_never_firm() {
    let book = book(&invests("acme", "orion", "amount: \"up to USD 5bn\""));
    assert_eq!(split(&book, View::default(), "acme-orion"), [(0, Some(0)), (0, Some(0)), (0, Some(5_000_000_000))]);
}

#[test]
fn a_guarantee_moves_money_only_if_called() {
    let parties = "(who: \"acme\", role: Guarantor), (who: \"orion\", role: Debtor)";
    let book = book(&deal("backstop", "Guarantee", parties, "amount: \"USD 1bn\""));
    assert_eq!(split(&book, View::default(), "backstop")[0], (0, Some(0)));
    assert_eq!(split(&book, View::default(), "backstop")[2].1, Some(1_000_000_000));
}

#[test]
fn a_rounded_amount_leaves_nothing_over_its_tranches() {
    let rest = "amount: \"about USD 27bn\", tranches: [(id: \"debt\", amount: \"USD 27bn\")]";
    let book = book(&invests("acme", "orion", rest));
    let exactly = Interval::exactly(2_700_000_000_000);
    let told = Told::new(&book, View::default());
    let (_, deal) = told.deals().next().expect("one deal");
    assert_eq!(deal.money().stated().map(|stated| stated.split.headline), Some(exactly));
}

#[test]
fn a_later_source_that_speaks_of_tranches_brings_them_back() {
    let rest = "amount: \"USD 50bn\", status: Signed, tranches: [(id: \"later\", amount: \"USD 35bn\", on: [\"an IPO\"])], \
        claims: [(source: \"daily\", says: {\"tranches\": \"none\"}), \
                 (source: \"blog\", says: {\"tranches.later.on\": \"a vote\"})]";
    let book = book(&invests("acme", "orion", rest));
    let latest = View { trust: Trust::Latest, ..View::default() };
    assert_eq!(split(&book, latest, "acme-orion")[0].0, 15_000_000_000);
    let early = View { known_at: date("2026-03"), ..latest };
    assert_eq!(split(&book, early, "acme-orion")[0].0, 50_000_000_000);
}

#[test]
fn tranches_up_to_a_sum_do_not_count_twice() {
    let rest = "amount: \"up to USD 25bn\", tranches: [(id: \"now\", amount: \"USD 5bn\"), (id: \"later\", amount: \"up to USD 20bn\")]";
    let book = book(&invests("acme", "orion", rest));
    assert_eq!(split(&book, View::default(), "acme-orion")[2], (5_000_000_000, Some(25_000_000_000)));
}

#[test]
fn ranges_of_parts_never_exceed_the_whole() {
    let rest = "amount: \"USD 10bn\", tranches: [(id: \"debt\", amount: \"USD 3bn..6bn\")]";
    let book = book(&invests("acme", "orion", rest));
    assert_eq!(split(&book, View::default(), "acme-orion")[0].1, Some(10_000_000_000));
}

#[test]
fn one_source_silent_about_tranches_does_not_undo_what_others_say() {
    let rest = "amount: \"USD 50bn\", status: Signed, tranches: [(id: \"later\", amount: \"USD 35bn\", on: [\"an IPO\"])], \
        claims: [(source: \"daily\"), (source: \"blog\", says: {\"tranches\": \"none\"})]";
    let book = book(&invests("acme", "orion", rest));
    let known = |text| View { known_at: date(text), ..View::default() };
    assert_eq!(split(&book, known("2026-04-10"), "acme-orion")[0].0, 15_000_000_000);
    let trust = View { trust: Trust::Source(book.source_by_id("blog").expect("a source")), ..View::default() };
    assert_eq!(split(&book, trust, "acme-orion")[0].0, 50_000_000_000);
}

#[test]
fn tranches_that_all_who_had_spoken_knew_nothing_of_were_not_there_yet() {
    let rest = |claims: &str| {
        format!(
            "amount: \"USD 50bn\", status: Signed, claims: [{claims}], \
             tranches: [(id: \"later\", amount: \"USD 35bn\", on: [\"an IPO\"])]"
        )
    };
    let silent = "(source: \"daily\", says: {\"tranches\": \"none\"})";
    let firm = |claims: &str, known_at| {
        let book = book(&invests("acme", "orion", &rest(claims)));
        split(&book, View { known_at: date(known_at), ..View::default() }, "acme-orion")[0].0
    };
    let two = format!("{silent}, (source: \"blog\", says: {{\"tranches.later.on\": \"an IPO\"}})");
    assert_eq!(firm(&two, "2026-03"), 50 * BN);
    assert_eq!(firm(&two, "2026-04-10"), 15 * BN);
    assert_eq!(firm(silent, "2026-03"), 15 * BN, "the curator knew all that was ever said, and weighed it");
}

#[test]
fn a_date_after_the_last_source_changes_nothing() {
    let claims =
        "amount: \"USD 5bn\", claims: [(source: \"daily\", says: {\"amount\": \"USD 9bn\"}), (source: \"blog\")]";
    let book = book(&invests("acme", "orion", claims));
    let late = View { known_at: date("2030"), ..View::default() };
    assert_eq!(split(&book, late, "acme-orion"), split(&book, View::default(), "acme-orion"));
}

#[test]
fn what_was_published_later_is_not_shown_earlier() {
    let claims = "claims: [(source: \"daily\"), (source: \"blog\")]";
    let book = book(&invests("acme", "orion", claims));
    let heard = |known_at| {
        let told = Told::new(&book, View { known_at: date(known_at), ..View::default() });
        let (_, deal) = told.deals().next().expect("one deal");
        deal.claims.iter().map(|claim| book.source(claim.source).id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(heard("2026-02-27"), ["daily"], "published on that very day");
    assert_eq!(heard("2026-03"), ["daily"]);
    assert_eq!(heard("2026-04-10"), ["blog", "daily"]);
}

#[test]
fn of_a_deal_unseen_no_claim_is_heard() {
    let book = book(&(invests("acme", "orion", "status: Cancelled") + &invests("umbra", "orion", "")));
    let told = Told::new(&book, View::default());
    let of = |id: &str| {
        let deal = book.deal_by_id(id).expect("the deal is there");
        (told.sees(deal), told.claims(deal).len())
    };
    assert_eq!((of("acme-orion"), of("umbra-orion")), ((false, 0), (true, 1)));
    assert_eq!((told.seen(), told.unseen()), (1, 1));
}

#[test]
fn parties_that_name_whom_they_deal_with_have_legs_to_those_alone() {
    let parties = "(who: \"acme\", role: Customer, with: [\"orion\"]), (who: \"umbra\", role: Customer, with: [\"lyra\"]), \
        (who: \"orion\", role: Supplier), (who: \"lyra\", role: Supplier)";
    let book = book(&deal("both", "Purchase", parties, "announced: \"2026-01\""));
    // As it is written, and as a date makes the view work it out.
    for as_of in [None, date("2026-02")] {
        let graph = DealGraph::new(&book, View { as_of, ..View::default() });
        let pays: Vec<(&str, &str)> = graph
            .legs()
            .filter(|(.., leg)| leg.flow == Flow::Money)
            .map(|(from, to, _)| (book.entity(from).id.as_str(), book.entity(to).id.as_str()))
            .collect();
        assert_eq!(pays, [("acme", "orion"), ("umbra", "lyra")], "{as_of:?}");
    }
}

#[test]
fn what_a_conditional_tranche_leaves_of_a_range_is_not_made_conditional() {
    let rest = "amount: \"USD 10bn..13bn\", tranches: [(id: \"later\", amount: \"USD 4bn\", on: [\"an IPO\"])]";
    let book = book(&invests("acme", "orion", rest));
    assert_eq!(split(&book, View::default(), "acme-orion")[0], (6 * BN, Some(9 * BN)));
}

#[test]
fn deals_told_in_shares_are_those_told_one_by_one() {
    let built_in = load_embedded().expect("the built-in book is sound");
    let large = load_files(book_files(Plan { legs: 90_000, seed: 5 })).expect("an invented web is sound");
    assert!(large.deal_count() > 20_000, "records of a smaller book are kept");
    let date = |text: &str| Some(text.parse().expect("a date"));
    for book in [&built_in, &large] {
        for (trust, known_at, as_of) in [
            (Trust::All, None, date("2021-06")),
            (Trust::All, date("2025-10"), None),
            (Trust::Official, None, date("2025")),
            (Trust::Latest, date("2026-01-15"), date("2026-01")),
        ] {
            let view = View { trust, known_at, as_of, ..View::default() };
            let (told, wanted) = (Told::new(book, view), Told::supposing(book, view, |_, deal| Some(deal)));
            assert!(told.deals().eq(wanted.deals()), "{view:?}");
            assert_eq!(told.seen(), wanted.seen());
        }
    }
}

#[test]
fn tranches_that_only_later_sources_tell_make_nothing_certain_before() {
    // "daily" is of February 2026, and "blog" of April.
    let rest = |later: &str| {
        format!(
            "announced: \"2026-02-01\", amount: \"USD 4bn\", status: Closed, history: [(date: \"2026-02-01\", status: \
             Announced), (date: \"2026-03-20\", status: Closed)], tranches: [(id: \"first\", amount: \"USD 1bn\", due: \
             \"2026-02-01\", status: Closed), (id: \"second\", amount: \"USD 3bn\"{later})], claims: [(source: \"daily\", \
             says: {{\"amount\": \"up to USD 4bn\", \"status\": \"Announced\"}}), (source: \"blog\", says: {{\"amount\": \
             \"USD 4bn\", \"tranches.first.amount\": \"USD 1bn\", \"tranches.second.amount\": \"USD 3bn\"}})]"
        )
    };
    let told = |rest: &str, known_at: &str| {
        let view = View { known_at: date(known_at), ..View::default() };
        split(&book(&invests("acme", "orion", rest)), view, "acme-orion")
            .map(|(lower, most)| (lower / BN, most.map(|it| it / BN)))
    };
    let up_to_four = [(0, Some(0)), (0, Some(0)), (0, Some(4))];
    assert_eq!(told(&rest(""), "2026-03"), up_to_four);
    assert_eq!(told(&rest(""), "2026-04-10"), [(4, Some(4)); 3]);
    // What was replaced stays, and so does what hangs on something, since without it more would seem certain.
    let replaced = "amount: \"USD 4bn\", status: Closed, tranches: [(id: \"gone\", amount: \"USD 3bn\", status: Superseded)], \
        claims: [(source: \"daily\"), (source: \"blog\", says: {\"tranches.gone.amount\": \"USD 3bn\"})]";
    assert_eq!(told(replaced, "2026-03"), [(1, Some(1)); 3]);
    let of_nothing = rest(", on: [\"an IPO\"]").replace("\"amount\": \"up to USD 4bn\", ", "");
    let view = View { known_at: date("2026-03"), ..View::default() };
    let untold = book(&invests("acme", "orion", &of_nothing));
    let graph = DealGraph::new(&untold, view);
    let money = graph.told().deals().next().map(|(_, deal)| deal.money());
    assert_eq!(money, Some(Known::Undisclosed), "how much hangs on it was not told either");
    let sure = rest(", on: [\"an IPO\"]").replace("up to USD 4bn", "USD 4bn");
    assert_eq!(told(&sure, "2026-03"), [(0, Some(0)), (1, Some(1)), (1, Some(4))]);
    let less = sure.replacen("\"amount\": \"USD 4bn\"", "\"amount\": \"USD 2bn\"", 1);
    assert_eq!(told(&less, "2026-03"), [(0, Some(0)), (0, Some(2)), (2, Some(2))], "and no more than there was");
}

#[test]
fn a_later_word_against_the_curator_changes_nothing_before_it() {
    let told = |rest: &str, known_at: &str| {
        let book = book(&invests("acme", "orion", rest));
        let told = Told::new(&book, View { known_at: date(known_at), ..View::default() });
        let deal = told.deals().next().expect("one deal").1.into_owned();
        (deal.status, deal.amount.is_some())
    };
    let doubted = "announced: \"2026-02-01\", amount: \"USD 5bn\", status: Closed, claims: [(source: \"daily\"), \
        (source: \"blog\", says: {\"status\": \"Rumoured\"})]";
    assert_eq!(told(doubted, "2026-03").0, Status::Closed);
    assert_eq!(told(doubted, "2026-04-10").0, Status::Closed, "the curator has weighed it");
    // What one source says was announced, another's doubt does not make less than that.
    let announced = "announced: \"2026-02-01\", amount: \"USD 5bn\", status: Closed, claims: [(source: \"daily\", says: \
        {\"announced\": \"2026-02-01\", \"status\": \"Reported\"}), (source: \"blog\", says: {\"status\": \"Closed\"})]";
    assert_eq!(told(announced, "2026-03").0, Status::Announced);
    assert_eq!(told(&announced.replace("\"announced\": \"2026-02-01\", ", ""), "2026-03").0, Status::Reported);
    // A word that the curator weighed and left out stays out, whatever is said of other fields later.
    let left_out = "announced: \"2026-02-01\", status: Closed, claims: [(source: \"daily\", says: {\"amount\": \
        \"USD 70bn\"}), (source: \"blog\", says: {\"announced\": \"2026-02-01\"})]";
    assert!(!told(left_out, "2026-03").1);
    let corrected = left_out.replace("{\"announced\"", "{\"amount\": \"USD 7bn\", \"announced\"");
    assert!(told(&corrected, "2026-03").1, "a later word on the field may be why");
}

#[test]
fn before_its_end_a_deal_had_come_as_far_as_it_was_announced() {
    let rest = "announced: \"2025-05\", amount: \"USD 3bn\", status: Cancelled, history: [(date: \"2025-07\", status: Cancelled)]";
    let book = book(&invests("acme", "orion", rest));
    let told = |as_of: &str| {
        let told = Told::new(&book, View { as_of: date(as_of), ..View::default() });
        told.deals().next().map(|(_, deal)| deal.status)
    };
    assert_eq!([told("2025-04"), told("2025-06"), told("2025-07")], [None, Some(Status::Announced), None]);
}

#[test]
fn a_contract_that_goes_on_enlarged_keeps_what_was_paid_for_it() {
    let parties = "(who: \"orion\", role: Customer), (who: \"acme\", role: Supplier)";
    let first = "announced: \"2024\", period: \"2024..2025\", amount: \"USD 6bn\", status: Closed";
    let larger = "announced: \"2025\", period: \"2025..2030\", amount: \"USD 16bn\", status: Announced, \
        expands: (deal: \"first\", by: \"USD 10bn\")";
    let both = book(&(deal("first", "Purchase", parties, first) + &deal("larger", "Purchase", parties, larger)));
    let at = |as_of: &str| seen(&both, View { as_of: date(as_of), ..View::default() });
    assert_eq!(at("2025"), ["first", "larger"]);
    assert_eq!(at("2027"), ["first", "larger"], "its own period is over, and it goes on");
    assert_eq!(at("2031"), Vec::<String>::new());
    let history =
        "status: Cancelled, history: [(date: \"2025\", status: Announced), (date: \"2026-06\", status: Cancelled)]";
    let cancelled = larger.replace("status: Announced", history);
    let ended = book(&(deal("first", "Purchase", parties, first) + &deal("larger", "Purchase", parties, &cancelled)));
    let at_end = |as_of: &str| seen(&ended, View { as_of: date(as_of), ..View::default() });
    assert_eq!((at_end("2026-03").len(), at_end("2027").len()), (2, 0), "what it went on in has ended");
    let alone = book(&deal("first", "Purchase", parties, first));
    assert!(seen(&alone, View { as_of: date("2027"), ..View::default() }).is_empty());
}

#[test]
fn of_a_deal_that_has_come_far_the_tranches_that_have_not_are_not_seen() {
    let rest = "amount: \"USD 27bn\", status: Closed, tranches: [(id: \"cash\", amount: \"USD 7bn\"), (id: \"works\", \
        amount: \"USD 20bn\", status: Announced)]";
    let book = book(&invests("acme", "orion", rest));
    let told = |least| {
        let view = View { min_status: least, ..View::default() };
        split(&book, view, "acme-orion").map(|(lower, most)| (lower / BN, most.map(|it| it / BN)))
    };
    let sure = |amount| (amount, Some(amount));
    assert_eq!(told(None), [sure(7), sure(27), sure(27)]);
    assert_eq!(told(Some(Status::Announced)), [sure(7), sure(27), sure(27)]);
    assert_eq!(told(Some(Status::Signed)), [sure(7); 3]);
}

#[test]
fn who_pays_only_what_has_not_come_so_far_is_no_party_of_what_is_told() {
    let parties = "(who: \"acme\", role: Investor, stake: \"3%\"), (who: \"umbra\", role: Investor), \
        (who: \"orion\", role: Investee)";
    let tranches = "tranches: [(id: \"first\", amount: \"USD 3bn\", by: \"acme\", status: Closed), \
        (id: \"second\", amount: \"USD 7bn\", by: \"umbra\", status: Announced)]";
    let clauses = "clauses: [(id: \"only\", kind: Exclusivity, beneficiary: \"acme\", bound: \"orion\", scope: ())]";
    for status in ["Announced", "Closed"] {
        let rest = format!("amount: \"USD 10bn\", capacity: \"2 GW\", status: {status}, {tranches}, {clauses}");
        let book =
            book(&(deal("round", "Investment", parties, &rest) + &invests("umbra", "lyra", "amount: \"USD 5bn\"")));
        let graph = DealGraph::new(&book, View { min_status: Some(Status::Closed), ..View::default() });
        let [acme, umbra, orion] = ["acme", "umbra", "orion"].map(|id| book.find_entity(id).expect("known"));
        let ends: Vec<_> =
            graph.legs().filter(|(_, _, leg)| leg.flow == Flow::Money).map(|(from, to, _)| (from, to)).collect();
        assert!(ends.contains(&(acme, orion)) && !ends.contains(&(umbra, orion)), "{status}: {ends:?}");
        let out = exposure(&graph, umbra, By::Counterparty).paid;
        assert_eq!((out.counted.len(), out.unstated.len()), (1, 0), "what umbra pays orion has not come so far");
        let told = graph.told().deal(book.deal_by_id("round").expect("a deal")).expect("it is seen");
        // What was agreed of the whole has come as far as the whole.
        let whole = (told.clauses.len(), told.capacity.is_some(), told.parties[0].stake.is_some());
        assert_eq!(whole, if status == "Closed" { (1, true, true) } else { (0, false, false) });
    }
}
