//! Each conflict rule: a book in which it fires, one in which it must not, and an edge.

#![expect(clippy::needless_range_loop, reason = "the plain loops read as the rules are worded")]

use std::collections::BTreeMap;

use crate::common;
use crate::common::{book, book_with, buys, deal, invests};
use dealgraph::finding::{Finding, Findings, Severity, Sink};
use dealgraph::graph::{DealGraph, Rollup, Trust, View};
use dealgraph::model::{Book, Status};
use dealgraph::rules::{Case, Catalogue};

fn run(book: &Book, code: &str, view: View) -> Findings {
    let graph = DealGraph::new(book, view);
    let catalogue = Catalogue::of(book).expect("codes differ");
    catalogue.card(code).expect("the rule exists");
    let mut sink = Sink::default();
    catalogue.run(&Case::new(&graph), |other| other == code, &mut sink);
    sink.finish()
}

fn parties(book: &Book, finding: &Finding) -> String {
    let ids: Vec<&str> = finding.parties.iter().map(|party| book.entity(*party).id.as_str()).collect();
    ids.join(" ")
}

/// The parties of each finding of one rule, in the order told.
fn found(book: &Book, code: &str) -> Vec<String> {
    run(book, code, View::default()).list.iter().map(|finding| parties(book, finding)).collect()
}

fn check(deals: &str, code: &str, expected: &[&str]) {
    assert_eq!(found(&book(deals), code), expected, "{code}");
}

fn supplies(supplier: &str, customer: &str, rest: &str) -> String {
    let parties = format!("(who: \"{supplier}\", role: Supplier), (who: \"{customer}\", role: Customer)");
    deal(&format!("{supplier}-supplies-{customer}"), "Supply", &parties, rest)
}

fn as_of(date: &str) -> View {
    View { as_of: date.parse().ok(), ..View::default() }
}

// rival-backer

#[test]
fn a_backer_of_two_rivals_is_found_once_with_the_money_of_both() {
    let book =
        book(&(invests("umbra", "orion", "amount: \"USD 3bn\",") + &invests("umbra", "lyra", "amount: \"USD 2bn\",")));
    let findings = run(&book, "rival-backer", View::default());
    let [finding] = &findings.list[..] else { panic!("one finding: {findings:?}") };
    assert_eq!(finding.claim, "Umbra backs the rivals Lyra and Orion");
    assert_eq!(parties(&book, finding), "umbra lyra orion");
    assert_eq!(finding.money.stated.len(), 1);
    assert_eq!(finding.money.stated[0].split.firm.lower(), 500_000_000_000);
    assert_eq!(finding.severity, Severity::Medium);
}

#[test]
fn a_backer_of_companies_in_different_markets_is_no_rival_backer() {
    check(&(invests("umbra", "orion", "") + &invests("umbra", "acme", "")), "rival-backer", &[]);
}

#[test]
fn a_rumoured_stake_makes_a_finding_as_weak_as_a_rumour() {
    let book = book(&(invests("umbra", "orion", "status: Rumoured,") + &invests("umbra", "lyra", "")));
    assert_eq!(run(&book, "rival-backer", View::default()).list[0].strength, Status::Rumoured);
    let sure = View { min_status: Some(Status::Announced), ..View::default() };
    assert!(run(&book, "rival-backer", sure).list.is_empty());
}

#[test]
fn a_second_round_is_another_derivation_of_the_same_finding() {
    let again = deal(
        "second-round",
        "Investment",
        "(who: \"umbra\", role: Investor), (who: \"orion\", role: Investee)",
        "status: Signed,",
    );
    let book = book(&(invests("umbra", "orion", "status: Rumoured,") + &invests("umbra", "lyra", "") + &again));
    let findings = run(&book, "rival-backer", View::default());
    let [finding] = &findings.list[..] else { panic!("one finding") };
    assert_eq!(dealgraph::finding::derivations(&finding.proof), 2);
    assert_eq!(finding.strength, Status::Signed, "the strongest derivation counts");
    assert_eq!(finding.deals().len(), 3);
}

// rival-supplier

#[test]
fn a_supplier_of_two_rivals_is_found_and_of_one_is_not() {
    check(&(supplies("acme", "orion", "") + &supplies("acme", "lyra", "")), "rival-supplier", &["acme lyra orion"]);
    check(&(supplies("acme", "orion", "") + &supplies("acme", "umbra", "")), "rival-supplier", &[]);
}

#[test]
fn a_part_supplies_for_its_whole_unless_roll_up_is_off() {
    let book = book(&(supplies("acme-cloud", "orion", "") + &supplies("acme", "lyra", "")));
    assert_eq!(found(&book, "rival-supplier"), ["acme lyra orion"]);
    let parts = View { rollup: Rollup::Parts, ..View::default() };
    assert!(run(&book, "rival-supplier", parts).list.is_empty());
}

#[test]
fn a_stake_in_one_part_of_a_rival_by_another_part_is_said_to_be_so() {
    let parts =
        "(id: \"umbra-models\", name: \"Umbra models\", kind: Product, part_of: \"umbra\", markets: [\"models\"]),
        (id: \"umbra-power\", name: \"Umbra Power\", kind: Company, part_of: \"umbra\"),";
    let caveats = |second: &str| {
        let book = book_with(parts, &(invests("acme", "orion", "") + &invests("acme", second, "")));
        let findings = run(&book, "rival-backer", View::default()).list;
        let [finding] = &findings[..] else { panic!("one finding: {findings:?}") };
        finding.caveats.iter().filter(|it| it.contains("competes")).cloned().collect::<Vec<_>>()
    };
    assert_eq!(caveats("umbra-power"), ["of Umbra, the deals are with Umbra Power, and Umbra models competes"]);
    assert!(caveats("umbra-models").is_empty());
    assert!(caveats("umbra").is_empty(), "who holds the whole holds the part that competes");
}

// competes-with-holding

#[test]
fn a_backer_competes_with_its_holding_by_a_part_of_its_own() {
    let nova = "(id: \"acme-models\", name: \"Acme models\", kind: Product, part_of: \"acme\", markets: [\"models\"]),";
    let book = book_with(nova, &(invests("acme", "orion", "") + &invests("umbra", "orion", "")));
    assert_eq!(found(&book, "competes-with-holding"), ["acme orion"]);
    let parts = View { rollup: Rollup::Parts, ..View::default() };
    assert!(run(&book, "competes-with-holding", parts).list.is_empty());
}

#[test]
fn a_rivalry_deal_makes_rivals_without_a_market_and_only_while_it_is_told() {
    let rivalry = deal(
        "acme-against-orion",
        "Rivalry",
        "(who: \"acme\", role: Rival), (who: \"orion\", role: Rival)",
        "announced: \"2026-01\", status: Reported,",
    );
    let book = book(&(invests("acme", "orion", "announced: \"2024\",") + &rivalry));
    let findings = run(&book, "competes-with-holding", View::default());
    assert_eq!(findings.list.len(), 1);
    assert_eq!(findings.list[0].strength, Status::Reported);
    assert!(run(&book, "competes-with-holding", as_of("2025")).list.is_empty());
}

// investor-is-supplier, investor-is-customer

#[test]
fn a_backer_that_sells_to_its_holding_and_one_that_buys_from_it_are_told_apart() {
    let deals = invests("acme", "orion", "")
        + &supplies("acme-cloud", "orion-models", "")
        + &invests("umbra", "lyra", "")
        + &supplies("lyra", "umbra", "");
    check(&deals, "investor-is-supplier", &["acme orion"]);
    check(&deals, "investor-is-customer", &["umbra lyra"]);
}

#[test]
fn a_cancelled_stake_backs_nobody() {
    let deals = invests("acme", "orion", "status: Cancelled,") + &supplies("acme", "orion", "");
    check(&deals, "investor-is-supplier", &[]);
}

#[test]
fn who_buys_from_its_holding_is_its_customer_for_as_long_as_it_buys() {
    let bought = supplies("orion", "acme", "announced: \"2025-01\", period: \"2025-01..2025-06\",");
    let book = book(&(invests("acme", "orion", "announced: \"2024\",") + &bought));
    assert_eq!(run(&book, "investor-is-customer", as_of("2025-03")).list.len(), 1);
    assert!(run(&book, "investor-is-customer", as_of("2025-12")).list.is_empty());
    check(&(invests("acme", "orion", "") + &supplies("orion", "umbra", "")), "investor-is-customer", &[]);
    let lends = deal("loan", "Loan", "(who: \"acme\", role: Lender), (who: \"orion\", role: Borrower)", "");
    check(&(lends + &supplies("orion", "acme", "")), "investor-is-customer", &[]);
}

#[test]
fn a_supply_that_is_over_serves_one_rival_only() {
    let over = supplies("acme", "lyra", "announced: \"2024\", period: \"2024..2025-03\",");
    let book = book(&(supplies("acme", "orion", "announced: \"2025-01\",") + &over));
    assert_eq!(run(&book, "rival-supplier", as_of("2025-02")).list.len(), 1);
    assert!(run(&book, "rival-supplier", as_of("2025-06")).list.is_empty());
}

// exclusivity-collision and carved-out

fn exclusive(scope: &str, rest: &str) -> String {
    deal(
        "acme-hosts",
        "Hosting",
        "(who: \"acme-cloud\", role: Host), (who: \"orion-models\", role: Tenant)",
        &format!(
            "announced: \"2025-01\", clauses: [(id: \"only\", kind: Exclusivity, beneficiary: \"acme\", bound: \"orion\", \
             scope: ({scope}), {rest})],"
        ),
    )
}

fn other_host(scope: &str, rest: &str) -> String {
    let scope = if scope.is_empty() { String::new() } else { format!("scope: ({scope}),") };
    deal(
        "lyra-hosts",
        "Hosting",
        "(who: \"lyra\", role: Host), (who: \"orion-models\", role: Tenant)",
        &format!("announced: \"2025-06\", {scope} {rest}"),
    )
}

const STATELESS: &str = "product: \"orion-models\", activity: \"hosting/api\", mode: \"stateless\"";

#[test]
fn the_same_right_given_to_another_collides_for_certain() {
    let book = book(&(exclusive(STATELESS, "") + &other_host(STATELESS, "")));
    let findings = run(&book, "exclusivity-collision", View::default());
    let [finding] = &findings.list[..] else { panic!("one finding: {findings:?}") };
    assert_eq!(finding.claim, "what Orion gives Lyra collides with Acme's exclusivity");
    assert_eq!(finding.severity, Severity::High);
    assert_eq!(parties(&book, finding), "orion acme lyra");
    assert!(found(&book, "carved-out").is_empty());
}

#[test]
fn a_right_silent_on_a_facet_may_collide() {
    let book =
        book(&(exclusive(STATELESS, "") + &other_host("product: \"orion-models\", activity: \"hosting/api\"", "")));
    let findings = run(&book, "exclusivity-collision", View::default());
    let [finding] = &findings.list[..] else { panic!("one finding: {findings:?}") };
    assert_eq!(finding.severity, Severity::Medium);
    assert!(finding.caveats.iter().any(|it| it.contains("silent on mode (stateless in the clause)")), "{finding:?}");
}

#[test]
fn a_carve_out_saves_and_is_shown_as_such() {
    let carved = "carve_outs: [(scope: (product: \"orion-models\", mode: \"stateless\"), note: \"open weights\")],";
    let book = book(&(exclusive(STATELESS, carved) + &other_host(STATELESS, "")));
    assert!(found(&book, "exclusivity-collision").is_empty());
    let findings = run(&book, "carved-out", View::default());
    assert_eq!(findings.list.len(), 1);
    assert!(findings.list[0].caveats.contains(&"open weights".to_owned()));
}

#[test]
fn another_manner_is_carved_out_by_the_wording_and_another_activity_is_no_matter() {
    let stateful = "product: \"orion-models\", activity: \"hosting/runtime\", mode: \"stateful\"";
    let by_mode = book(&(exclusive(STATELESS, "") + &other_host(stateful, "")));
    let findings = run(&by_mode, "carved-out", View::default());
    assert_eq!(
        findings.list.iter().map(|it| it.claim.as_str()).collect::<Vec<_>>(),
        ["what Orion gives Lyra is carved out of Acme's exclusivity by mode (stateful; the clause says stateless)"]
    );
    assert!(found(&by_mode, "exclusivity-collision").is_empty());
    let elsewhere =
        book(&(exclusive(STATELESS, "") + &other_host("product: \"orion-models\", activity: \"training\"", "")));
    assert!(found(&elsewhere, "carved-out").is_empty());
    assert!(found(&elsewhere, "exclusivity-collision").is_empty());
}

#[test]
fn a_runtime_that_passes_the_exclusivity_by_may_still_collide_by_what_it_runs_on() {
    let entities = "(id: \"runtime\", name: \"Runtime\", kind: Product, part_of: \"lyra\"),";
    let runtime = deal(
        "lyra-runtime",
        "Hosting",
        "(who: \"lyra\", role: Host), (who: \"runtime\", role: Tenant)",
        "announced: \"2025-06\", scope: (product: \"orion-models\", activity: \"hosting/runtime\", mode: \"stateful\"),",
    );
    let calls = deal(
        "runtime-calls",
        "Hosting",
        "(who: \"acme-cloud\", role: Host), (who: \"runtime\", role: Tenant)",
        &format!("announced: \"2025-06\", scope: ({STATELESS}),"),
    );
    let both = book_with(entities, &(exclusive(STATELESS, "") + &runtime + &calls));
    assert_eq!(run(&both, "carved-out", View::default()).list.len(), 1);
    let findings = run(&both, "exclusivity-collision", View::default());
    let [finding] = &findings.list[..] else { panic!("one finding: {findings:?}") };
    assert_eq!(finding.severity, Severity::Medium);
    assert!(finding.claim.contains("may collide"), "{}", finding.claim);
    let alone = book_with(entities, &(exclusive(STATELESS, "") + &runtime));
    assert!(found(&alone, "exclusivity-collision").is_empty());
}

#[test]
fn the_beneficiarys_own_house_may_do_what_it_alone_may_do() {
    let own = deal(
        "acme-hosts-again",
        "Hosting",
        "(who: \"acme\", role: Host), (who: \"orion-models\", role: Tenant)",
        &format!("scope: ({STATELESS}),"),
    );
    check(&(exclusive(STATELESS, "") + &own), "exclusivity-collision", &[]);
}

#[test]
fn lapsed_exclusivity_raises_no_conflict() {
    let over = exclusive(STATELESS, "period: \"2025-01..2025-05\",");
    check(&(over.clone() + &other_host(STATELESS, "")), "exclusivity-collision", &[]);
    let until_june = exclusive(STATELESS, "period: \"2025-01..2025-06\",");
    let book = book(&(until_june + &other_host(STATELESS, "")));
    assert_eq!(found(&book, "exclusivity-collision").len(), 1, "June is in both");
    assert_eq!(run(&book, "exclusivity-collision", as_of("2025-06")).list.len(), 1);
    assert!(run(&book, "exclusivity-collision", as_of("2025-07")).list.is_empty());
}

#[test]
fn an_exclusivity_told_without_its_qualifier_collides_only_for_that_source() {
    let third_party = "product: \"orion-models\", activity: \"distribution\", channel: \"third-party\"";
    let clause = exclusive(third_party, "").replace(
        "claims: [(source: \"daily\")],",
        "claims: [(source: \"daily\"), (source: \"blog\", says: {\"clauses.only.scope.channel\": \"any\", \
         \"clauses.only.scope.activity\": \"any\"})],",
    );
    let hosting = other_host("product: \"orion-models\", activity: \"hosting\"", "")
        .replace("[(source: \"daily\")]", "[(source: \"daily\"), (source: \"blog\")]");
    let book = book(&(clause + &hosting));
    assert!(found(&book, "exclusivity-collision").is_empty());
    let blog = book.find_source("blog").expect("a source");
    let told = View { trust: Trust::Source(blog), ..View::default() };
    assert_eq!(run(&book, "exclusivity-collision", told).list.len(), 1);
}

#[test]
fn what_would_be_carved_out_of_a_clause_that_has_run_out_is_not_told() {
    let carved = "carve_outs: [(scope: (product: \"orion-models\", mode: \"stateless\"))],";
    let over = exclusive(STATELESS, &format!("period: \"2025-01..2025-05\", {carved}"));
    check(&(over + &other_host(STATELESS, "")), "carved-out", &[]);
    let within = exclusive(STATELESS, &format!("period: \"2025-01..2025-06\", {carved}"));
    check(&(within + &other_host(STATELESS, "")), "carved-out", &["orion acme lyra"]);
}

#[test]
fn a_cancelled_right_collides_with_nothing() {
    let cancelled = other_host(STATELESS, "status: Cancelled,");
    check(&(exclusive(STATELESS, "") + &cancelled), "exclusivity-collision", &[]);
}

#[test]
fn a_purchase_of_stated_power_is_compute_and_may_collide() {
    let clause = exclusive("activity: \"compute\"", "");
    let buys = |capacity: &str| {
        deal(
            "orion-buys",
            "Purchase",
            "(who: \"orion\", role: Customer), (who: \"lyra\", role: Supplier)",
            &format!("announced: \"2025-06\", {capacity}"),
        )
    };
    check(&(clause.clone() + &buys("capacity: \"2 GW\",")), "exclusivity-collision", &["orion acme lyra"]);
    check(&(clause + &buys("")), "exclusivity-collision", &[]);
}

// first-refusal-bypassed

#[test]
fn a_first_refusal_is_passed_over_only_by_what_is_given_while_it_stands() {
    let clause = exclusive(STATELESS, "period: \"2025-03..2025-12\",").replace("Exclusivity", "RightOfFirstRefusal");
    check(&(clause.clone() + &other_host(STATELESS, "")), "first-refusal-bypassed", &["orion acme lyra"]);
    let earlier = other_host(STATELESS, "").replace("2025-06", "2025-02");
    check(&(clause.clone() + &earlier), "first-refusal-bypassed", &[]);
    let carved = clause.replace(
        "period: \"2025-03..2025-12\",",
        "period: \"2025-03..2025-12\", carve_outs: [(scope: (product: \"orion-models\"))],",
    );
    check(&(carved + &other_host(STATELESS, "")), "first-refusal-bypassed", &[]);
}

// depends-on-rival

#[test]
fn goods_of_a_rival_are_found_directly_and_through_one_other() {
    let direct = book(&supplies("lyra", "orion", ""));
    assert_eq!(found(&direct, "depends-on-rival"), ["orion lyra"]);
    let through = book(&(supplies("lyra", "umbra", "") + &supplies("umbra", "orion", "")));
    let findings = run(&through, "depends-on-rival", View::default());
    assert_eq!(findings.list.len(), 1);
    assert_eq!(findings.list[0].severity, Severity::Low);
    assert_eq!(findings.list[0].legs().len(), 2);
    let too_far = supplies("lyra", "umbra", "") + &supplies("umbra", "acme", "") + &supplies("acme", "orion", "");
    check(&too_far, "depends-on-rival", &[]);
}

#[test]
fn goods_of_a_rival_that_were_cancelled_are_depended_on_by_nobody() {
    check(&supplies("lyra", "orion", "status: Cancelled,"), "depends-on-rival", &[]);
    let part = "(id: \"lyra-cloud\", name: \"Lyra Cloud\", kind: Product, part_of: \"lyra\"),";
    let book = book_with(part, &supplies("lyra-cloud", "orion-models", ""));
    assert_eq!(found(&book, "depends-on-rival"), ["orion lyra"], "a part depends and supplies for its whole");
}

#[test]
fn where_a_rival_supplies_directly_its_longer_chains_are_not_told() {
    let book =
        book(&(supplies("lyra", "orion", "") + &supplies("lyra", "umbra", "") + &supplies("umbra", "orion", "")));
    let findings = run(&book, "depends-on-rival", View::default());
    assert_eq!(findings.list.len(), 1);
    assert_eq!(findings.list[0].legs().len(), 1);
}

// rights-without-control

#[test]
fn a_holder_of_rights_without_a_seat_is_found_until_it_has_one() {
    let deals = invests("acme", "orion", "") + &exclusive(STATELESS, "");
    check(&deals, "rights-without-control", &["acme orion"]);
    let seat = deal("acme-seat", "Board", "(who: \"acme\", role: Director), (who: \"orion\", role: Company)", "");
    check(&(deals + &seat), "rights-without-control", &[]);
    check(&invests("acme", "orion", ""), "rights-without-control", &[]);
}

#[test]
fn a_right_that_has_run_out_is_none_at_that_date() {
    let deals =
        invests("acme", "orion", "announced: \"2025-01\",") + &exclusive(STATELESS, "period: \"2025-01..2025-05\",");
    let book = book(&deals);
    assert_eq!(run(&book, "rights-without-control", as_of("2025-03")).list.len(), 1);
    assert!(run(&book, "rights-without-control", as_of("2025-12")).list.is_empty());
}

// contingent-majority

#[test]
fn most_of_a_headline_on_conditions_is_found_and_half_is_not() {
    let tranches = |later: &str| {
        format!(
            "amount: \"USD 50bn\", status: Announced, tranches: [(id: \"first\", amount: \"USD 15bn\", status: Closed), \
             (id: \"later\", amount: \"{later}\", on: [\"an IPO\"])],"
        )
    };
    let book_of = |later: &str| book(&invests("acme", "orion", &tranches(later)));
    let findings = run(&book_of("USD 35bn"), "contingent-majority", View::default());
    assert_eq!(findings.list.len(), 1);
    assert!(findings.list[0].claim.contains("only USD 15bn"), "{}", findings.list[0].claim);
    assert!(findings.list[0].claim.ends_with("the rest is on condition: an IPO"), "{}", findings.list[0].claim);
    assert!(found(&book_of("USD 25bn"), "contingent-majority").is_empty(), "half is no majority");
}

#[test]
fn a_reported_amount_is_not_conditional_and_an_up_to_is() {
    check(&invests("acme", "orion", "amount: \"USD 50bn\", status: Reported,"), "contingent-majority", &[]);
    check(&invests("acme", "orion", "amount: \"up to USD 50bn\","), "contingent-majority", &["acme orion"]);
    check(&invests("acme", "orion", "amount: \"at least USD 50bn\","), "contingent-majority", &[]);
}

fn frame(rest: &str) -> String {
    buys("frame", "acme", "lyra", &format!("amount: \"up to USD 22bn\", {rest}"))
}

#[test]
fn what_is_inside_of_a_deal_is_committed_in_it() {
    let piece = |amount: &str, rest: &str| {
        buys("piece", "acme", "lyra", &format!("amount: \"{amount}\", part_of: \"frame\", {rest}"))
    };
    check(&frame(""), "contingent-majority", &["acme lyra"]);
    check(&(frame("") + &piece("USD 16bn", "")), "contingent-majority", &[]);
    check(&(frame("status: Announced,") + &piece("USD 16bn", "status: Announced,")), "contingent-majority", &[]);
    let first = buys("first", "acme", "lyra", "amount: \"USD 16bn\",");
    let enlarged = first + &frame("expands: (deal: \"first\"),");
    check(&enlarged, "contingent-majority", &[]);
    let book_of = |piece: String| book(&(frame("") + &piece));
    let less = book_of(piece("USD 5bn", ""));
    let findings = run(&less, "contingent-majority", View::default());
    let [finding] = &findings.list[..] else { panic!("one finding: {findings:?}") };
    assert_eq!(
        finding.claim,
        "only USD 5bn of the USD 5bn..22bn of \"frame\" is unconditional, through piece; the rest is an \"up to\""
    );
    assert_eq!(finding.deals().len(), 2, "the piece is part of the proof");
    assert_eq!(finding.money.stated[0].split.committed.lower(), 500_000_000_000);
    let rumoured = book_of(piece("USD 16bn", "status: Rumoured,"));
    let findings = run(&rumoured, "contingent-majority", View::default());
    let [finding] = &findings.list[..] else { panic!("one finding: {findings:?}") };
    assert!(finding.claim.starts_with("all of the up to USD 22bn"), "{}", finding.claim);
    assert!(finding.caveats.iter().any(|it| it.ends_with(": piece")), "{:?}", finding.caveats);
    assert!(found(&book_of(piece("USD 16bn", "status: Cancelled,")), "contingent-majority") == ["acme lyra"]);
}

// interlock

#[test]
fn a_person_on_two_rivals_and_a_holder_on_its_own_are_interlocked() {
    let seat = |who: &str, company: &str, role: &str| {
        let parties = format!("(who: \"{who}\", role: {role}), (who: \"{company}\", role: Company)");
        deal(&format!("{who}-at-{company}"), "Board", &parties, "")
    };
    let person = "(id: \"kim\", name: \"Kim\", kind: Person),";
    let fires = book_with(person, &(seat("kim", "orion", "Director") + &seat("kim", "lyra", "Observer")));
    assert_eq!(found(&fires, "interlock"), ["kim lyra orion"]);
    let apart = book_with(person, &(seat("kim", "orion", "Director") + &seat("kim", "acme", "Director")));
    assert!(found(&apart, "interlock").is_empty());
    let own = book(&seat("lyra", "orion", "Observer"));
    let findings = run(&own, "interlock", View::default());
    assert_eq!(findings.list.len(), 1);
    assert_eq!(findings.list[0].claim, "Lyra has an observer's seat at Orion, its own rival");
    assert_eq!(findings.list[0].severity, Severity::Medium, "an observer has no vote");
}

#[test]
fn a_seat_given_up_interlocks_only_while_it_was_held() {
    let person = "(id: \"kim\", name: \"Kim\", kind: Person),";
    let seat = |company: &str, period: &str| {
        let parties = format!("(who: \"kim\", role: Director), (who: \"{company}\", role: Company)");
        deal(&format!("kim-at-{company}"), "Board", &parties, &format!("announced: \"2024\", period: \"{period}\","))
    };
    let book = book_with(person, &(seat("orion", "2024..") + &seat("lyra", "2024..2025-06")));
    assert_eq!(run(&book, "interlock", as_of("2025-03")).list.len(), 1);
    assert!(run(&book, "interlock", as_of("2025-09")).list.is_empty());
}

#[test]
fn a_condition_that_was_met_is_no_condition_any_more() {
    let rest = "amount: \"USD 50bn\", status: Announced, tranches: [(id: \"first\", amount: \"USD 15bn\", status: \
                Closed), (id: \"later\", amount: \"USD 35bn\", status: Closed, on: [\"an IPO\"])],";
    check(&invests("acme", "orion", rest), "contingent-majority", &[]);
}

// all of them

#[test]
fn what_rests_on_a_report_or_a_rumour_is_told_as_such() {
    let claims = |status: &str, code: &str| -> Vec<(String, Vec<String>)> {
        let reported = format!("status: {status},");
        let book = book(
            &(invests("lyra", "orion", &reported)
                + &invests("umbra", "orion", "")
                + &invests("umbra", "lyra", &reported)),
        );
        let findings = run(&book, code, View::default()).list.into_iter();
        findings.map(|it| (it.claim, it.proof.into_iter().map(|premise| premise.says).collect())).collect()
    };
    let (claim, premises) = claims("Reported", "competes-with-holding").remove(0);
    assert_eq!(claim, "Lyra is reported to back Orion, with which it competes");
    assert_eq!(premises[0], "Lyra is reported to back Orion");
    let (claim, premises) = claims("Rumoured", "rival-backer").remove(0);
    assert_eq!(claim, "Umbra is rumoured to back the rivals Lyra and Orion");
    let rumoured: Vec<bool> = premises.iter().map(|it| it.ends_with("(only rumoured)")).collect();
    assert_eq!(rumoured.iter().filter(|it| **it).count(), 1, "{premises:?}");
    let (claim, _) = claims("Announced", "rival-backer").remove(0);
    assert_eq!(claim, "Umbra backs the rivals Lyra and Orion");
    let up_to = run(&book(&frame("status: Reported,")), "contingent-majority", View::default());
    assert!(up_to.list[0].claim.starts_with("it is reported that all of the up to"), "{}", up_to.list[0].claim);
}

#[test]
fn no_two_findings_of_the_built_in_book_have_one_subject() {
    let book = dealgraph::load::load_embedded().expect("the built-in book is sound");
    let all = dealgraph::rules::all_findings(&DealGraph::new(&book, View::default())).expect("no rule of its own");
    let subjects: std::collections::BTreeSet<_> = all.list.iter().map(Finding::subject).collect();
    assert_eq!(subjects.len(), all.list.len());
}

#[test]
fn severities_are_overridden_in_the_sink_and_nowhere_else() {
    let book = book(&(invests("umbra", "orion", "") + &invests("umbra", "lyra", "")));
    let graph = DealGraph::new(&book, View::default());
    let mut sink = Sink::new(BTreeMap::from([("rival-backer".to_owned(), Severity::High)]));
    Catalogue::of(&book).expect("codes differ").run(&Case::new(&graph), |_| true, &mut sink);
    assert_eq!(sink.finish().list[0].severity, Severity::High);
}

#[test]
fn every_rule_named_in_the_design_is_there_with_a_full_card() {
    let book = book("");
    let catalogue = Catalogue::of(&book).expect("codes differ");
    let codes: Vec<&str> = catalogue.cards().iter().map(|card| card.code).collect();
    assert_eq!(
        codes,
        [
            "carved-out",
            "competes-with-holding",
            "contingent-majority",
            "depends-on-rival",
            "exclusivity-collision",
            "first-refusal-bypassed",
            "interlock",
            "investor-is-customer",
            "investor-is-supplier",
            "rights-without-control",
            "rival-backer",
            "rival-supplier",
        ]
    );
    for card in catalogue.cards() {
        for text in [card.finds, card.why, card.example, card.limits] {
            assert!(text.len() > 20, "{}: \"{text}\" says too little", card.code);
        }
        assert!(!card.finds.ends_with('.'), "{}: what it finds is a phrase", card.code);
    }
    let near = catalogue.card("rival-baker").expect_err("no such rule").to_string();
    assert_eq!(near, "no rule has the code \"rival-baker\"; did you mean \"rival-backer\"?");
}

#[test]
fn the_page_of_rules_is_what_the_cards_say() {
    let book = book("");
    let page = dealgraph::rules::page(&Catalogue::of(&book).expect("codes differ"));
    let written = std::fs::read_to_string("docs/rules.md").expect("docs/rules.md");
    assert!(page == written, "docs/rules.md is not up to date: run `dealgraph explain -f md > docs/rules.md`");
}

// Random books against plain loops.

const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// A book of six companies with legs of goods or investments between them; the first four share a market.
fn small_book(legs: &[(usize, usize, bool)]) -> Book {
    let entities: String = NAMES.iter().enumerate().fold(String::new(), |all, (rank, id)| {
        let market = if rank < 4 { "markets: [\"m\"]," } else { "" };
        all + &format!("(id: \"{id}\", name: \"{id}\", kind: Company, {market}),")
    });
    let deals = legs.iter().enumerate().filter(|(_, (from, to, _))| from != to).fold(
        String::new(),
        |all, (rank, (from, to, goods))| {
            let (kind, giver, taker) =
                if *goods { ("Hosting", "Host", "Tenant") } else { ("Investment", "Investor", "Investee") };
            let parties =
                format!("(who: \"{}\", role: {giver}), (who: \"{}\", role: {taker})", NAMES[*from], NAMES[*to]);
            all + &deal(&format!("deal-{rank}"), kind, &parties, "")
        },
    );
    let source = "(id: \"daily\", title: \"t\", publisher: \"p\", date: \"2026\", kind: News)";
    let text = format!("(entities: [{entities}], sources: [{source}], deals: [{deals}])");
    dealgraph::load::load_str(&text).unwrap_or_else(|error| panic!("{}", common::told(&error)))
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn rules_find_what_plain_loops_find(
        legs in proptest::collection::vec((0_usize..6, 0_usize..6, proptest::prelude::any::<bool>()), 0..16),
    ) {
        let book = small_book(&legs);
        let hosts = |from: usize, to: usize| from != to && legs.contains(&(from, to, true));
        let backs = |from: usize, to: usize| from != to && legs.contains(&(from, to, false));
        let rivals = |one: usize, two: usize| one != two && one < 4 && two < 4;
        let (mut backers, mut holdings, mut suppliers, mut direct, mut through) = (vec![], vec![], vec![], vec![], vec![]);
        for x in 0..6 {
            for y in 0..6 {
                if backs(x, y) && rivals(x, y) {
                    holdings.push(format!("{} {}", NAMES[x], NAMES[y]));
                }
                if backs(x, y) && hosts(x, y) {
                    suppliers.push(format!("{} {}", NAMES[x], NAMES[y]));
                }
                if rivals(x, y) && hosts(y, x) {
                    direct.push(format!("{} {}", NAMES[x], NAMES[y]));
                } else if rivals(x, y) && (0..6).any(|z| z != x && z != y && !rivals(x, z) && hosts(y, z) && hosts(z, x)) {
                    through.push(format!("{} {}", NAMES[x], NAMES[y]));
                }
                for z in y + 1..6 {
                    if backs(x, y) && backs(x, z) && rivals(y, z) {
                        backers.push(format!("{} {} {}", NAMES[x], NAMES[y], NAMES[z]));
                    }
                }
            }
        }
        proptest::prop_assert_eq!(found(&book, "rival-backer"), backers);
        proptest::prop_assert_eq!(found(&book, "competes-with-holding"), holdings);
        proptest::prop_assert_eq!(found(&book, "investor-is-supplier"), suppliers);
        // Direct dependence is graver, so it comes first.
        proptest::prop_assert_eq!(found(&book, "depends-on-rival"), [direct, through].concat());
    }
}
