//! What joins two entities, and the matrix of roles.

use std::collections::BTreeSet;

use crate::common::{book, book_with, deal, invests};
use dealgraph::graph::{DealGraph, Rollup, View};
use dealgraph::model::{Book, Role};
use dealgraph::query::between::{Between, between};
use dealgraph::query::paths::{Bounds, Cut, USUAL_WORK};
use dealgraph::query::roles::roles;
use proptest::prelude::*;

const BOUNDS: Bounds = Bounds { longest: 6, most: 5, work: USUAL_WORK };

fn ask(book: &Book, view: View, one: &str, two: &str, bounds: Bounds) -> Between {
    let entity = |name: &str| book.find_entity(name).expect("a known name");
    between(&DealGraph::new(book, view), entity(one), entity(two), bounds)
}

/// Acme invests in Orion, hosts its models, and sells a model of its own; Orion develops with Acme.
fn tangled() -> Book {
    let nova = "(id: \"nova\", name: \"Nova\", kind: Product, part_of: \"acme\", markets: [\"models\"]),";
    let host = deal("host", "Hosting", "(who: \"acme-cloud\", role: Host), (who: \"orion-models\", role: Tenant)", "");
    let joint =
        deal("joint", "JointDevelopment", "(who: \"acme\", role: Partner), (who: \"orion\", role: Partner)", "");
    book_with(nova, &(invests("acme", "orion", "") + &host + &joint))
}

#[test]
fn an_investor_can_be_host_partner_and_competitor_at_once() {
    let book = tangled();
    let answer = ask(&book, View::default(), "acme", "orion", BOUNDS);
    let words = |roles: &std::collections::BTreeMap<Role, _>| roles.keys().copied().collect::<Vec<_>>();
    assert_eq!(words(&answer.roles_of_one), [Role::Investor, Role::Host, Role::Partner]);
    assert_eq!(words(&answer.roles_of_two), [Role::Investee, Role::Tenant, Role::Partner]);
    assert_eq!(answer.contests.len(), 1);
    assert_eq!(answer.contests[0].market, "models");
    let nova = book.find_entity("nova").expect("known");
    assert_eq!(answer.contests[0].ones, [nova]);
}

#[test]
fn parts_told_apart_have_only_their_own_roles() {
    let book = tangled();
    let apart = View { rollup: Rollup::Parts, ..View::default() };
    let answer = ask(&book, apart, "acme-cloud", "orion-models", BOUNDS);
    assert_eq!(answer.roles_of_one.keys().copied().collect::<Vec<_>>(), [Role::Host]);
    assert!(ask(&book, apart, "acme-cloud", "orion", BOUNDS).is_apart());
}

#[test]
fn two_investors_of_one_round_are_joined_through_the_company_only() {
    let book = book(&(invests("acme", "orion", "") + &invests("umbra", "orion", "")));
    let answer = ask(&book, View::default(), "acme", "umbra", BOUNDS);
    assert!(answer.is_apart());
    let stops: Vec<&str> = answer.connections[0].stops.iter().map(|it| book.entity(*it).id.as_str()).collect();
    assert_eq!(stops, ["acme", "orion", "umbra"]);
}

#[test]
fn rivalry_and_a_common_regulator_are_no_connection() {
    let rivalry = deal("rivals", "Rivalry", "(who: \"acme\", role: Rival), (who: \"lyra\", role: Rival)", "");
    let watched = |it: &str| {
        let parties = format!("(who: \"umbra\", role: Regulator), (who: \"{it}\", role: Subject)");
        deal(&format!("watch-{it}"), "Regulation", &parties, "")
    };
    let book = book(&(rivalry + &invests("lyra", "orion", "") + &watched("acme") + &watched("orion")));
    assert!(ask(&book, View::default(), "acme", "orion", BOUNDS).connections.is_empty());
}

#[test]
fn a_deal_that_ended_gives_no_role() {
    let book = book(&invests("acme", "orion", "status: Lapsed"));
    assert!(ask(&book, View::default(), "acme", "orion", BOUNDS).is_apart());
}

#[test]
fn clauses_in_force_between_the_two_are_told() {
    let clause = "clauses: [(id: \"only\", kind: Exclusivity, beneficiary: \"acme-cloud\", bound: \"orion\", period: \"2025..2027\")],";
    let book = book(&invests("acme", "orion", clause));
    let at = |date: &str| View { as_of: date.parse().ok(), ..View::default() };
    assert_eq!(ask(&book, at("2026"), "acme", "orion", BOUNDS).clauses.len(), 1);
    assert!(ask(&book, at("2028"), "acme", "orion", BOUNDS).clauses.is_empty());
    assert!(ask(&book, at("2026"), "acme", "lyra", BOUNDS).clauses.is_empty());
}

#[test]
fn the_matrix_has_the_roles_of_between_in_both_directions() {
    let book = tangled();
    let graph = DealGraph::new(&book, View::default());
    let answer = roles(&graph, &[], 1);
    assert_eq!(answer.rows.len(), 2);
    for row in &answer.rows {
        let two = between(&graph, row.who, row.towards, BOUNDS);
        assert_eq!(answer.roles_of(row), two.roles_of_one);
        assert_eq!(answer.contests_of(row), two.contests);
        assert_eq!(row.count(), 4, "three roles by deals, and competitor");
    }
    assert!(roles(&graph, &[], 5).rows.is_empty());
    assert!(roles(&graph, &[book.find_entity("umbra").expect("known")], 1).rows.is_empty());
}

fn all_paths(edges: &BTreeSet<(u8, u8)>, walk: &mut Vec<u8>, to: u8, found: &mut Vec<Vec<u8>>) {
    let here = *walk.last().expect("a walk begins somewhere");
    if here == to {
        found.push(walk.clone());
        return;
    }
    for there in 0..6 {
        let joined = edges.contains(&(here, there)) || edges.contains(&(there, here));
        if joined && !walk.contains(&there) {
            walk.push(there);
            all_paths(edges, walk, to, found);
            walk.pop();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_shortest_connections_are_those_of_brute_force(pairs in prop::collection::btree_set((0_u8..6, 0_u8..6), 0..10), one in 0_u8..6, two in 0_u8..6, most in 1_usize..6) {
        prop_assume!(one != two);
        let mut edges: BTreeSet<(u8, u8)> = pairs.into_iter().filter(|(from, to)| from != to).collect();
        let entities: String = (0..6).map(|n| format!("(id: \"e{n}\", name: \"E {n}\", kind: Company),")).collect();
        let deals: String = edges.iter().map(|(from, to)| invests(&format!("e{from}"), &format!("e{to}"), "")).collect();
        let book = book_with(&entities, &deals);
        let bounds = Bounds { most, ..BOUNDS };
        let answer = ask(&book, View::default(), &format!("e{one}"), &format!("e{two}"), bounds);
        prop_assert_eq!(answer.is_apart(), !edges.contains(&(one, two)) && !edges.contains(&(two, one)));
        edges.remove(&(one, two));
        edges.remove(&(two, one));
        let mut expected = Vec::new();
        all_paths(&edges, &mut vec![one], two, &mut expected);
        expected.sort_by_key(|walk| (walk.len(), walk.clone()));
        let is_cut = expected.len() > most;
        expected.truncate(most);
        let found: Vec<Vec<u8>> = answer
            .connections
            .iter()
            .map(|it| it.stops.iter().map(|it| book.entity(*it).id.as_str()[1..].parse().expect("numbered")).collect())
            .collect();
        prop_assert_eq!(found, expected);
        prop_assert_eq!(matches!(answer.cut, Some(Cut::Enough { .. })), is_cut);
    }
}

/// The lines of the roles of Acme and Orion: who, is, through, by deal and amount.
fn role_lines(book: &Book, one: &str, two: &str) -> Vec<String> {
    let report = ask(book, View::default(), one, two, BOUNDS).report(&DealGraph::new(book, View::default()));
    let line = |cells: Vec<&str>| [0, 1, 3, 4, 5].map(|at| cells[at]).join(" | ");
    report.sections[0].rows.iter().map(|row| line(row.collect())).collect()
}

#[test]
fn a_role_that_several_parts_play_in_one_deal_has_the_money_of_all_of_them() {
    let another = "(id: \"acme-fund\", name: \"Acme Fund\", kind: Fund, part_of: \"acme\"),";
    let round = |parties: &str| {
        let parties = format!("{parties}, (who: \"lyra\", role: Investor), (who: \"orion\", role: Investee)");
        book_with(another, &deal("round", "Investment", &parties, "amount: \"USD 100m\""))
    };
    let two_parts = round(
        "(who: \"acme-cloud\", role: Investor, commits: \"USD 10m\"), \
         (who: \"acme-fund\", role: Investor, commits: \"USD 30m\")",
    );
    let pairs = "Acme Cloud – Orion\nAcme Fund – Orion";
    assert_eq!(
        role_lines(&two_parts, "acme", "orion")[0],
        format!("Acme | investor | {pairs} | round | USD 40m of USD 100m")
    );
    // The whole beside its part is a pair of its own.
    let whole_and_part = round(
        "(who: \"acme\", role: Investor, commits: \"USD 40m\"), \
         (who: \"acme-fund\", role: Investor, commits: \"up to USD 20m\")",
    );
    assert_eq!(
        role_lines(&whole_and_part, "acme", "orion"),
        [
            "Acme | investor | Acme – Orion\nAcme Fund – Orion | round | USD 40m..60m of USD 100m",
            "Orion | investee | Orion – Acme\nOrion – Acme Fund | round | USD 40m..60m of USD 100m",
        ]
    );
    let one_untold =
        round("(who: \"acme\", role: Investor, commits: \"USD 40m\"), (who: \"acme-fund\", role: Investor)");
    assert!(role_lines(&one_untold, "acme", "orion")[0].ends_with("| at least USD 40m of USD 100m"));
}

#[test]
fn one_of_two_who_are_paid_is_not_told_to_get_all() {
    let sold = |sellers: &str| {
        let parties = format!("(who: \"orion\", role: Acquirer), (who: \"lyra\", role: Target), {sellers}");
        book(&deal("sale", "Acquisition", &parties, "amount: \"USD 70m\""))
    };
    let two = sold("(who: \"acme\", role: Seller), (undisclosed: \"others\", role: Seller)");
    assert_eq!(
        role_lines(&two, "acme", "orion"),
        ["Acme | seller |  | sale | a part of USD 70m", "Orion | acquirer |  | sale | a part of USD 70m"]
    );
    // Who acquires something pays for all of it, whoever sells it.
    assert_eq!(role_lines(&two, "orion", "lyra")[0], "Orion | acquirer |  | sale | USD 70m");
    // Two parts of one whole get all of it between them.
    let parts = sold("(who: \"acme\", role: Seller), (who: \"acme-cloud\", role: Seller)");
    assert!(role_lines(&parts, "acme", "orion")[0].ends_with("| sale | USD 70m"));
}
