//! What findings tell of money that nobody states.

use crate::common::{book, buys, deal, invests};
use dealgraph::finding::{Finding, Sink, finding_record, money_words};
use dealgraph::graph::{DealGraph, View};
use dealgraph::model::{Book, MoneyLevel};
use dealgraph::query::exposure::{By, exposure};
use dealgraph::query::loops::{Search, findings, loops};
use dealgraph::report::tally_cell;
use dealgraph::rules::{Case, Catalogue, changes};
use serde_json::{Value, json};

fn finding(book: &Book, code: &str) -> Finding {
    let graph = DealGraph::new(book, View::default());
    let mut sink = Sink::default();
    Catalogue::of(book).expect("codes differ").run(&Case::new(&graph), |other| other == code, &mut sink);
    findings(&graph, &loops(&graph, &Search::default()).loops, &mut sink);
    sink.finish().list.into_iter().find(|it| it.code == code).expect("such a finding")
}

/// The firm, committed and headline money of a finding in words, and the upper ends as data.
fn told(book: &Book, code: &str) -> ([String; 3], Vec<Value>) {
    let finding = finding(book, code);
    let record = finding_record(&DealGraph::new(book, View::default()), &finding);
    let uppers = ["firm", "committed", "headline"].map(|level| record["money"][0][level]["upper"].clone());
    (MoneyLevel::ALL.map(|level| money_words(&finding.money, level)), uppers.to_vec())
}

#[test]
fn a_stake_that_nobody_states_leaves_no_most_of_the_money_of_two() {
    let backs =
        |rest: &str| book(&(invests("umbra", "orion", "amount: \"USD 3bn\"") + &invests("umbra", "lyra", rest)));
    let (words, uppers) = told(&backs("amount: \"undisclosed\""), "rival-backer");
    assert_eq!(words, ["USD 3bn + 1 not stated"; 3]);
    assert_eq!(uppers, [json!(null), json!(null), json!(null)]);
    // What is merely announced is missing in no sum of firm money.
    let (words, uppers) = told(&backs("status: Announced"), "rival-backer");
    assert_eq!(words, ["USD 3bn", "USD 3bn + 1 not stated", "USD 3bn + 1 not stated"]);
    assert_eq!(uppers, [json!(300_000_000_000_u64), json!(null), json!(null)]);
    let (words, uppers) = told(&backs("amount: \"USD 1bn\""), "rival-backer");
    assert_eq!((words, uppers), (["USD 4bn"; 3].map(str::to_owned), vec![json!(400_000_000_000_u64); 3]));
    // Where nobody states any, that is said, and not that there is none.
    let silent = book(&(invests("umbra", "orion", "") + &invests("umbra", "lyra", "")));
    assert_eq!(told(&silent, "rival-backer").0, ["not stated"; 3]);
}

#[test]
fn a_part_of_a_deal_that_nobody_states_leaves_no_most_either() {
    let parties = "(who: \"acme\", role: Investor, commits: \"USD 10m\"), (who: \"acme-cloud\", role: Investor), \
                   (who: \"orion\", role: Investee)";
    let book = book(&(deal("round", "Investment", parties, "") + &buys("buy", "orion", "acme", "amount: \"USD 9m\"")));
    assert_eq!(told(&book, "investor-is-supplier").0, ["at least USD 10m"; 3]);
    let graph = DealGraph::new(&book, View::default());
    let paid = exposure(&graph, book.find_entity("acme").expect("known"), By::Kind).paid;
    assert_eq!(tally_cell(&paid, MoneyLevel::Firm), "at least USD 10m");
}

#[test]
fn a_loop_has_no_most_where_a_deal_of_it_states_nothing() {
    let book =
        book(&(invests("acme", "orion", "amount: \"USD 10m\"") + &buys("buy", "orion", "acme", "status: Announced")));
    let (words, uppers) = told(&book, "circular-financing");
    assert_eq!(words, ["USD 10m", "USD 10m + 1 not stated", "USD 10m + 1 not stated"]);
    assert_eq!(uppers, [json!(1_000_000_000), json!(null), json!(null)]);
}

#[test]
fn an_amount_that_comes_to_be_stated_is_a_change_of_the_money() {
    let backs =
        |rest: &str| book(&(invests("umbra", "orion", "amount: \"USD 3bn\"") + &invests("umbra", "lyra", rest)));
    let (then, now) = (backs(""), backs("amount: \"USD 1bn\""));
    let [before, after] = [&then, &now].map(|book| vec![finding(book, "rival-backer")]);
    let changes = changes((&then, &before), (&now, &after));
    assert_eq!(changes[0].differences(MoneyLevel::Firm)[0], "money USD 3bn + 1 not stated → USD 4bn");
}
