//! What the relations of the built-in book must say, whatever else is added to it.

use std::collections::BTreeSet;

use dealgraph::graph::{DealGraph, View};
use dealgraph::load::load_embedded;
use dealgraph::model::{Book, Interval, MoneyLevel, Role};
use dealgraph::query::between::{Between, between};
use dealgraph::query::chains::{Asked, Chains, Which, chains};
use dealgraph::query::exposure::{By, exposure};
use dealgraph::query::hedge::{Ratio, hedge};
use dealgraph::query::needs::Needs;
use dealgraph::query::paths::{Bounds, USUAL_WORK};

fn book() -> Book {
    load_embedded().expect("the built-in book is sound")
}

fn ask_chains(book: &Book, from: &str, to: &str) -> Chains {
    let graph = DealGraph::new(book, View::default());
    let entity = |name: &str| book.find_entity(name).expect("known");
    let bounds = Bounds { longest: 6, most: 500, work: USUAL_WORK };
    let asked = Asked { from: entity(from), to: Some(entity(to)), which: Which::All, bounds };
    chains(&Needs::new(graph.told()), asked)
}

fn routes(book: &Book, answer: &Chains) -> BTreeSet<Vec<String>> {
    let ids = |chain: &dealgraph::query::chains::Chain| {
        chain.stops().into_iter().map(|it| book.entity(it).id.to_string()).collect()
    };
    answer.chains.iter().map(ids).collect()
}

fn ask_between(book: &Book, one: &str, two: &str) -> Between {
    let entity = |name: &str| book.find_entity(name).expect("known");
    let bounds = Bounds { longest: 4, most: 5, work: USUAL_WORK };
    between(&DealGraph::new(book, View::default()), entity(one), entity(two), bounds)
}

#[test]
fn the_stateful_runtime_depends_on_microsoft_by_the_stateless_route() {
    let book = book();
    let answer = ask_chains(&book, "bedrock-sre", "microsoft");
    let stateless = ["bedrock-sre", "openai-models", "azure", "microsoft"].map(str::to_owned).to_vec();
    assert!(routes(&book, &answer).contains(&stateless), "{:?}", routes(&book, &answer));
    let azure = book.find_entity("azure").expect("known");
    assert!(answer.chokepoints.iter().any(|it| it.entity == azure), "every chain to Microsoft passes Azure");
}

#[test]
fn parts_lead_up_to_their_wholes() {
    let book = book();
    let up = ask_chains(&book, "bedrock-sre", "aws");
    let expected = ["bedrock-sre", "bedrock", "aws"].map(str::to_owned).to_vec();
    assert!(routes(&book, &up).contains(&expected), "{:?}", routes(&book, &up));
    assert!(!ask_chains(&book, "trainium4", "aws").chains.is_empty());
}

#[test]
fn amazon_is_investor_supplier_customer_distributor_partner_and_competitor_of_openai() {
    let book = book();
    let answer = ask_between(&book, "amazon", "openai");
    for role in [Role::Investor, Role::Supplier, Role::Customer, Role::Distributor, Role::Partner] {
        assert!(answer.roles_of_one.contains_key(&role), "{role} is missing");
    }
    let nova = book.find_entity("nova").expect("known");
    let quick = book.find_entity("quick").expect("known");
    let standing: BTreeSet<_> = answer.contests.iter().flat_map(|it| it.ones.iter().copied()).collect();
    assert!(standing.contains(&nova) && standing.contains(&quick), "{:?}", answer.contests);
}

#[test]
fn amazon_is_investor_cloud_distributor_partner_and_competitor_of_anthropic() {
    let answer = ask_between(&book(), "amazon", "anthropic");
    for role in [Role::Investor, Role::Supplier, Role::Host, Role::Distributor, Role::Partner] {
        assert!(answer.roles_of_one.contains_key(&role), "{role} is missing");
    }
    assert!(!answer.contests.is_empty());
}

#[test]
fn amazons_stakes_stood_fifteen_to_eight_firm_and_up_to_fifty_to_eight() {
    let book = book();
    let view = View { known_at: "2026-04-15".parse().ok(), ..View::default() };
    let graph = DealGraph::new(&book, view);
    let entity = |name: &str| book.find_entity(name).expect("known");
    let answer = hedge(&graph, entity("amazon"), &[entity("openai"), entity("anthropic")]);
    let race = &answer.races[0];
    let ratio = |level| race.ratio(&graph, &race.positions[0], level).map(Ratio::words);
    assert_eq!(ratio(MoneyLevel::Firm).as_deref(), Some("1.875"));
    assert_eq!(ratio(MoneyLevel::Headline).as_deref(), Some("1.875..6.25"));
}

#[test]
fn openais_exposure_tells_what_is_not_firm() {
    let book = book();
    let graph = DealGraph::new(&book, View::default());
    let answer = exposure(&graph, book.find_entity("openai").expect("known"), By::Counterparty);
    let round = book.deal_by_id("openai-round-2026").expect("a known deal");
    let (.., stated) = answer.uncertain.iter().find(|(_, deal, _)| *deal == round).expect("its later tranche hangs");
    let difference = stated.split.headline.upper().zip(stated.split.firm.upper()).map(|(most, firm)| most - firm);
    assert_eq!(difference.map(Interval::exactly), Some(Interval::exactly(35 * 100_000_000_000)));
}
