//! The pattern language: what it reads, what it refuses and where, and that the join finds what trying everything
//! finds.

use std::collections::BTreeSet;

use crate::common;
use crate::common::{book, book_with, deal, invests};
use dealgraph::finding::Sink;
use dealgraph::graph::{DealGraph, Leg, View};
use dealgraph::load::{LoadError, load_str};
use dealgraph::model::pattern::{Condition, LegFilter, Pattern};
use dealgraph::model::{Book, EntityIx, Facet, FacetValue};
use dealgraph::query::pattern::{Question, matches, proof, report};
use dealgraph::query::rivalry::Rivals;
use dealgraph::rules::{Case, Catalogue, CatalogueError};
use proptest::prelude::*;

/// The matches of a pattern, each as `variable=id …`.
fn answer(book: &Book, pattern: &str) -> Vec<String> {
    let pattern: Pattern = pattern.parse().expect("a pattern");
    let graph = DealGraph::new(book, View::default());
    let question = Question::new(book, &graph, &pattern).expect("known names");
    let found = matches(&graph, &Rivals::new(&graph), &question, 10_000);
    assert_eq!(found.cut, None);
    let one = |row: &[EntityIx]| {
        let named: Vec<String> = (0..row.len())
            .filter(|variable| pattern.variable(pattern.name(*variable)) == Some(*variable))
            .map(|variable| format!("{}={}", pattern.name(variable), book.entity(row[variable]).id))
            .collect();
        named.join(" ")
    };
    found.rows.iter().map(one).collect()
}

fn refusal(pattern: &str) -> String {
    pattern.parse::<Pattern>().expect_err("no pattern").shown(pattern)
}

fn supplies(supplier: &str, customer: &str, rest: &str) -> String {
    let parties = format!("(who: \"{supplier}\", role: Supplier), (who: \"{customer}\", role: Customer)");
    deal(&format!("{supplier}-supplies-{customer}"), "Supply", &parties, rest)
}

#[test]
fn a_leg_is_asked_for_by_flow_kind_status_and_role() {
    let book = book(
        &(invests("umbra", "orion", "status: Announced,")
            + &supplies("acme", "orion", "")
            + &supplies("orion", "lyra", "")),
    );
    assert_eq!(answer(&book, "x -[Goods]-> y"), ["x=acme y=orion", "x=orion y=lyra"]);
    assert_eq!(answer(&book, "x -[Money|Goods Investment]-> y"), ["x=umbra y=orion"]);
    assert_eq!(answer(&book, "y <-[Equity]- x"), ["y=umbra x=orion"]);
    assert!(answer(&book, "x -[Investment status>=Signed]-> y").is_empty());
    assert_eq!(answer(&book, "x -[Closed Money]-> y"), ["x=lyra y=orion", "x=orion y=acme"]);
    assert_eq!(answer(&book, "x -[Money Investor]-> y"), ["x=umbra y=orion"]);
    assert_eq!(answer(&book, "x -[Goods]-> y -[Goods]-> z"), ["x=acme y=orion z=lyra"]);
}

#[test]
fn entities_anybody_absence_kinds_and_markets() {
    let fund = "(id: \"pine\", name: \"Pine Fund\", kind: Fund),";
    let book = book_with(
        fund,
        &(invests("umbra", "orion", "") + &invests("pine", "lyra", "") + &supplies("umbra", "orion", "")),
    );
    assert_eq!(answer(&book, "x -[Investment Money]-> \"Orion\""), ["x=umbra"]);
    assert_eq!(answer(&book, "x -[Investment Money]-> _"), ["x=pine", "x=umbra"]);
    assert_eq!(answer(&book, "x -[Investment Money]-> _, not x -[Goods]-> _"), ["x=pine"]);
    assert_eq!(answer(&book, "x -[Investment Money]-> y, x is Fund|Person"), ["x=pine y=lyra"]);
    assert_eq!(answer(&book, "x in \"models\""), ["x=lyra", "x=orion"]);
    assert_eq!(answer(&book, "x in \"cloud\""), ["x=acme"], "a whole competes where its part does");
    assert_eq!(answer(&book, "x rivals y, x < y"), ["x=lyra y=orion"]);
    assert_eq!(answer(&book, "\"umbra\" -[Goods]-> \"orion\""), [""], "a question without variables holds once");
}

#[test]
fn a_scope_is_asked_for_and_must_surely_lie_within() {
    let hosted = |scope: &str| {
        let parties = "(who: \"acme\", role: Host), (who: \"orion-models\", role: Tenant)";
        book(&deal("hosted", "Hosting", parties, &format!("scope: ({scope}),")))
    };
    let within = hosted("product: \"orion-models\", activity: \"hosting/api\", mode: \"stateless\"");
    assert_eq!(answer(&within, "x -[Goods product=\"orion\" activity=hosting]-> y"), ["x=acme y=orion"]);
    assert!(answer(&within, "x -[Goods mode=stateful]-> y").is_empty());
    assert!(answer(&hosted("activity: \"hosting\""), "x -[Goods activity=hosting/api]-> y").is_empty());
}

#[test]
fn a_refused_pattern_shows_where_and_what_would_mend_it() {
    let said = [
        refusal("x -[Equty]-> y"),
        refusal("x -[Goods]-> y x rivals y"),
        refusal("x -[Goods]-> y, not z -[Goods]-> x"),
        refusal("x is Compny, x --> y"),
        refusal("x -[Money|Investment]-> y"),
        refusal("x -[Goods]-> \"orion"),
        refusal("x -[Goods"),
        refusal(""),
        refusal("x -[status>=Sined]-> y"),
        refusal("_ rivals y"),
        refusal("not x --> y --> z"),
        refusal("x -[Goods]-> y,\n  § rivals x"),
    ];
    insta::assert_snapshot!(said.join("\n\n"));
}

#[test]
fn a_name_that_nothing_bears_is_told_with_its_place() {
    let book = book(&invests("umbra", "orion", ""));
    let text = "x -[Money]-> \"orin\"";
    let pattern: Pattern = text.parse().expect("a pattern");
    let graph = DealGraph::new(&book, View::default());
    let error = Question::new(&book, &graph, &pattern).expect_err("unknown").shown(text);
    assert!(error.starts_with("no entity is called \"orin\"; did you mean \"orion\"?"), "{error}");
    assert!(error.ends_with("^^^^^^"), "{error}");
    for (text, said) in [
        ("x in \"clod\"", "nobody competes in \"clod\"; did you mean \"cloud\"?"),
        ("x -[Goods product=\"orion-modls\"]-> y", "no entity is called \"orion-modls\""),
    ] {
        let pattern: Pattern = text.parse().expect("a pattern");
        let error = Question::new(&book, &graph, &pattern).expect_err("unknown").shown(text);
        assert!(error.starts_with(said), "{error}");
    }
}

#[test]
fn a_bound_that_was_reached_is_said() {
    let book = book(&(invests("umbra", "orion", "") + &invests("umbra", "lyra", "")));
    let pattern: Pattern = "x -[Equity]-> y".parse().expect("a pattern");
    let graph = DealGraph::new(&book, View::default());
    let question = Question::new(&book, &graph, &pattern).expect("known");
    let rivals = Rivals::new(&graph);
    let found = matches(&graph, &rivals, &question, 1);
    assert_eq!(found.rows.len(), 1);
    let report = report(&graph, &rivals, &question, &found);
    assert_eq!(report.to_json()["truncated"], true);
}

fn own_rule(id: &str, pattern: &str, claim: &str) -> String {
    format!(
        "(entities: [(id: \"acme\", name: \"Acme\", kind: Company), (id: \"orion\", name: \"Orion\", kind: Company)],
        sources: [(id: \"daily\", title: \"A deal\", publisher: \"The Daily\", date: \"2026\", kind: News)],
        deals: [{}{}],
        rules: [(id: \"{id}\", severity: \"high\", finds: \"x\", why: \"y\", pattern: \"{pattern}\", claim: \"{claim}\")])",
        deal("loan", "Loan", "(who: \"acme\", role: Lender), (who: \"orion\", role: Borrower)", "amount: \"USD 5m\","),
        supplies("acme", "orion", "")
    )
}

#[test]
fn a_rule_of_a_book_runs_with_the_others() {
    let text = own_rule(
        "lender-is-supplier",
        "lender -[Money Loan]-> company, lender -[Goods]-> company, not company -[Control]-> lender",
        "{lender} lends to its customer {company}",
    );
    let book = load_str(&text).unwrap_or_else(|error| panic!("{}", common::told(&error)));
    let graph = DealGraph::new(&book, View::default());
    let mut sink = Sink::default();
    Catalogue::of(&book).expect("codes differ").run(&Case::new(&graph), |_| true, &mut sink);
    let findings = sink.finish();
    let [finding] = &findings.list[..] else { panic!("one finding: {findings:?}") };
    assert_eq!(
        (finding.code.as_str(), finding.claim.as_str()),
        ("lender-is-supplier", "Acme lends to its customer Orion")
    );
    assert_eq!(finding.money.stated[0].split.firm.lower(), 500_000_000);
    assert_eq!(finding.caveats, ["rests on no deal telling that there is Control from Orion to Acme"]);
}

#[test]
fn a_rule_may_not_take_the_code_of_a_built_in_one() {
    for code in ["interlock", "rival-backer"] {
        let book = load_str(&own_rule(code, "x --> y", "{x} and {y}")).expect("sound by itself");
        assert_eq!(Catalogue::of(&book).expect_err("taken"), CatalogueError::Taken(code.to_owned()));
    }
}

#[test]
fn a_faulty_rule_is_a_fault_of_the_book() {
    let codes = |pattern: &str, claim: &str| match load_str(&own_rule("mine", pattern, claim)) {
        Err(LoadError::Faults(reading)) => reading.problems.iter().map(|it| it.code).collect::<Vec<_>>(),
        other => panic!("not refused: {other:?}"),
    };
    assert_eq!(codes("x -[Gods]-> y", "{x}"), ["bad-pattern"]);
    assert_eq!(codes("x -[Goods]-> y", "{z}"), ["unknown-variable"]);
    assert_eq!(codes("x -[Goods]-> \\\"acne\\\"", "{x}"), ["unknown-id"]);
}

#[test]
fn a_triangle_at_a_hub_costs_its_legs_and_never_their_square() {
    let number = 60_u64;
    let entities: String = (0..number).map(|n| format!("(id: \"f{n}\", name: \"Firm {n}\", kind: Company),")).collect();
    let pays = |id: String, from: &str, to: &str| {
        deal(&id, "RevenueShare", &format!("(who: \"{from}\", role: Payer), (who: \"{to}\", role: Payee)"), "")
    };
    let deals: String = (0..number)
        .map(|n| {
            pays(format!("out{n}"), "acme", &format!("f{n}")) + &pays(format!("back{n}"), &format!("f{n}"), "acme")
        })
        .collect();
    let book = book_with(&entities, &deals);
    let graph = DealGraph::new(&book, View::default());
    let pattern: Pattern = "x -[Money]-> y, y -[Money]-> z, z -[Money]-> x".parse().expect("a pattern");
    let question = Question::new(&book, &graph, &pattern).expect("no names");
    let found = matches(&graph, &Rivals::new(&graph), &question, 1000);
    assert!(found.rows.is_empty(), "two legs there and back are no triangle");
    assert!(found.steps <= 6 * number, "{} steps for {} legs", found.steps, 2 * number);
}

#[test]
fn the_search_begins_at_the_rarest_leg() {
    let buyers: String = (0..50).map(|n| format!("(id: \"f{n}\", name: \"Firm {n}\", kind: Company),")).collect();
    let sales: String = (0..50).map(|n| supplies("acme", &format!("f{n}"), "")).collect();
    let book = book_with(&buyers, &(sales + &invests("umbra", "f7", "")));
    let graph = DealGraph::new(&book, View::default());
    let pattern: Pattern = "x -[Goods]-> y, z -[Money Investment]-> y".parse().expect("a pattern");
    let question = Question::new(&book, &graph, &pattern).expect("no names");
    let found = matches(&graph, &Rivals::new(&graph), &question, 1000);
    assert_eq!((found.rows.len(), found.steps), (1, 3), "one investment, one company, one supplier");
}

// The join against trying everything.

const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

/// One deal of a small book: who gives, who takes, and which of the kinds, statuses and scopes below.
type Made = (usize, usize, usize, usize, usize);

const KINDS: [(&str, &str, &str); 3] =
    [("Guarantee", "Guarantor", "Debtor"), ("RevenueShare", "Payer", "Payee"), ("Hosting", "Host", "Tenant")];
const STATUSES: [&str; 4] = ["Rumoured", "Announced", "Signed", "Closed"];
const SCOPES: [&str; 4] =
    ["", "activity: \"hosting\"", "activity: \"hosting/api\"", "activity: \"hosting/api\", mode: \"stateless\""];

/// A book of five entities, three of them in one market and two of them funds, with the given deals.
fn small_book(made: &[Made]) -> Book {
    let entities: Vec<String> = NAMES
        .iter()
        .enumerate()
        .map(|(rank, id)| {
            let market = if rank < 3 { "markets: [\"m\"]," } else { "" };
            let kind = if rank % 2 == 1 { "Fund" } else { "Company" };
            format!("(id: \"{id}\", name: \"{id}\", kind: {kind}, {market}),")
        })
        .collect();
    let deals: Vec<String> = made
        .iter()
        .enumerate()
        .filter(|(_, (from, to, ..))| from != to)
        .map(|(rank, (from, to, kind, status, scope))| {
            let (kind, giver, taker) = KINDS[*kind];
            let parties =
                format!("(who: \"{}\", role: {giver}), (who: \"{}\", role: {taker})", NAMES[*from], NAMES[*to]);
            let scope =
                if SCOPES[*scope].is_empty() { String::new() } else { format!(", scope: ({})", SCOPES[*scope]) };
            deal(&format!("deal-{rank}"), kind, &parties, &format!("status: {}{scope}", STATUSES[*status]))
        })
        .collect();
    let source = "(id: \"daily\", title: \"t\", publisher: \"p\", date: \"2026\", kind: News)";
    let text = format!("(entities: [{}], sources: [{source}], deals: [{}])", entities.concat(), deals.concat());
    load_str(&text).unwrap_or_else(|error| panic!("{}", common::told(&error)))
}

/// Whether a leg is what a filter asks for, word by word.
fn leg_fits(graph: &DealGraph<'_>, filter: &LegFilter, leg: Leg) -> bool {
    let told = graph.deal(leg);
    let roles = [leg.from, leg.to].map(|party| told.parties[usize::from(party)].role);
    let says = |facet: Facet| match told.scope.as_ref()?.get(facet)? {
        FacetValue::Word(word) => Some(word.to_string()),
        FacetValue::Product(_) => None,
    };
    let lies_within = |facet: Facet, wanted: &str| {
        says(facet).is_some_and(|said| said == wanted || said.starts_with(&format!("{wanted}/")))
    };
    (filter.flows.is_empty() || filter.flows.contains(&leg.flow))
        && (filter.kinds.is_empty() || filter.kinds.contains(&told.kind))
        && (filter.statuses.is_empty() || filter.statuses.contains(&told.status))
        && filter.least.is_none_or(|least| told.status >= least)
        && (filter.roles.is_empty() || roles.iter().any(|role| filter.roles.contains(role)))
        && filter.facets.iter().all(|(facet, wanted)| lies_within(*facet, wanted))
}

/// Whether a condition holds for a row, read off the legs one by one.
fn holds(graph: &DealGraph<'_>, condition: &Condition, row: &[EntityIx]) -> bool {
    let rivals = |one: EntityIx, two: EntityIx| one != two && one.get() < 3 && two.get() < 3;
    match condition {
        Condition::Leg { holds, from, to, filter } => {
            let fits = |(giver, taker, leg): (EntityIx, EntityIx, Leg)| {
                from.is_none_or(|from| row[from] == giver)
                    && to.is_none_or(|to| row[to] == taker)
                    && leg_fits(graph, filter, leg)
            };
            graph.legs().any(fits) == *holds
        }
        Condition::Rivals { holds, one, two } => rivals(row[*one], row[*two]) == *holds,
        Condition::Differ(one, two) => row[*one] != row[*two],
        Condition::Before(one, two) => row[*one] < row[*two],
        Condition::InMarket(one, _) => row[*one].get() < 3,
        Condition::Is(one, kinds) => kinds.contains(&graph.book().entity(row[*one]).kind),
    }
}

fn tried(graph: &DealGraph<'_>, pattern: &Pattern) -> BTreeSet<Vec<EntityIx>> {
    let all: Vec<EntityIx> = graph.book().entity_indices().collect();
    let mut rows: Vec<Vec<EntityIx>> = vec![Vec::new()];
    for _ in &pattern.variables {
        rows = rows.iter().flat_map(|row| all.iter().map(move |it| [row.as_slice(), &[*it]].concat())).collect();
    }
    rows.into_iter().filter(|row| pattern.conditions.iter().all(|it| holds(graph, it, row))).collect()
}

const SHAPES: [&str; 22] = [
    "x -[Money]-> y",
    "x -[Money]-> y, y -[Money]-> x",
    "x -[Money]-> y, y -[Rights]-> z, z -[Money]-> x",
    "x -[Money]-> y -[Money]-> z, x < z",
    "x -[Rights]-> y, x -[Rights]-> z, y rivals z, y < z",
    "x -[Money]-> y, not x -[Rights]-> y",
    "x -[Money]-> y, not y --> _",
    "x --> y, x != y, x in \"m\"",
    "x rivals y, not x --> y",
    "x -[Money]-> _, _ -[Rights]-> x",
    "w --> x, y --> z, w < y, x != z",
    "x -[Money]-> y, x -[Rights]-> y, y rivals z, not z rivals x",
    "x -[Goods Hosting]-> y, y -[Money status>=Signed]-> z",
    "x -[Hosting|Guarantee status>=Announced]-> y, y is Fund",
    "x -[Rumoured|Closed]-> y, not y -[Closed]-> x",
    "x -[Money Tenant]-> y, x is Company|Fund, x < y",
    "x -[Payer|Guarantor]-> y -[Host Goods]-> z",
    "x -[Goods activity=hosting]-> y",
    "x -[Goods activity=hosting/api]-> y, not x -[Goods mode=stateless]-> y",
    "x -[Goods activity=hosting mode=stateless]-> y, y in \"m\"",
    "x -[Goods]-> y, not _ -[Signed Money]-> x, x is Company",
    "x -[Goods]-> y, z -[Rights]-> y, x rivals z, x -[Money Closed]-> _",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_join_finds_what_trying_everything_finds(
        made in proptest::collection::vec((0_usize..5, 0_usize..5, 0_usize..3, 0_usize..4, 0_usize..4), 0..14),
        shape in 0_usize..SHAPES.len(),
    ) {
        let book = small_book(&made);
        let graph = DealGraph::new(&book, View::default());
        let pattern: Pattern = SHAPES[shape].parse().expect("a pattern");
        let question = Question::new(&book, &graph, &pattern).expect("no names");
        let rivals = Rivals::new(&graph);
        let found = matches(&graph, &rivals, &question, 100_000);
        let rows: BTreeSet<Vec<EntityIx>> = found.rows.iter().map(<[EntityIx]>::to_vec).collect();
        prop_assert_eq!(rows.len(), found.rows.len(), "no match is told twice");
        prop_assert_eq!(&rows, &tried(&graph, &pattern), "{}", SHAPES[shape]);
        for row in found.rows.iter() {
            let (premises, _) = proof(&graph, &rivals, &pattern, row);
            prop_assert!(premises.iter().all(|premise| !premise.alternatives.is_empty()), "every premise is shown");
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[a-z_\"<>=!|,\\-\\[\\] §A-Z]{0,40}") {
        if let Err(error) = text.parse::<Pattern>() {
            let _ = error.shown(&text);
        }
    }
}
