//! What goes out and comes in, and what is kept whichever rival wins.

use std::collections::BTreeMap;

use crate::common;
use crate::common::{book, book_with, buys, deal, invests};
use dealgraph::graph::{DealGraph, Ended, Tally, Told, View};
use dealgraph::model::{Book, Currency, Flow, Interval, Known, MoneyLevel, Split, Stated};
use dealgraph::query::exposure::{
    By, Counterparty, Exposure, Key, Way, capacity_of, dealings_of, exposure, over_years,
};
use dealgraph::query::hedge::{Hedge, Ratio, hedge};
use dealgraph::query::show::{Subject, show};
use proptest::prelude::*;

/// One billion dollars, in cents.
const BN: u128 = 100_000_000_000;

fn ask(book: &Book, name: &str, by: By) -> Exposure {
    exposure(&DealGraph::new(book, View::default()), book.find_entity(name).expect("a known name"), by)
}

fn with(book: &Book, answer: &Exposure, name: &str, way: Way) -> Option<Split> {
    let key = Key::With(Counterparty::Entity(book.find_entity(name).expect("a known name")));
    let line = answer.lines.iter().find(|line| line.key == key && line.way == way)?;
    Some(dollars(&line.money))
}

fn dollars(tally: &Tally) -> Split {
    tally.totals.get(&Currency::USD).copied().unwrap_or(Split::ZERO)
}

#[test]
fn contingent_money_is_in_the_headline_and_not_in_what_is_firm() {
    let tranches = "amount: \"USD 50bn\", tranches: [
        (id: \"first\", amount: \"USD 15bn\"), (id: \"later\", amount: \"USD 35bn\", on: [\"a listing\"]),
    ],";
    let book =
        book(&(invests("acme", "orion", tranches) + &buys("cloud", "orion", "acme-cloud", "amount: \"USD 100bn\",")));
    let answer = ask(&book, "orion", By::Counterparty);
    let money_in = with(&book, &answer, "acme", Way::In).expect("a line");
    assert_eq!(money_in.firm, Interval::exactly(15 * BN));
    assert_eq!(money_in.headline, Interval::new(15 * BN, Some(50 * BN)).expect("forwards"));
    assert_eq!(with(&book, &answer, "acme", Way::Out).expect("a line").firm, Interval::exactly(100 * BN));
    assert_eq!(answer.uncertain.len(), 1, "the purchase is firm");
    let graph = DealGraph::new(&book, View { money: MoneyLevel::Firm, ..View::default() });
    let firm = exposure(&graph, answer.entity, By::Counterparty).report(&graph);
    assert!(firm.notes[0].contains("left out") && firm.notes[0].contains("acme-orion"), "{}", firm.notes[0]);
    let graph = DealGraph::new(&book, View::default());
    let headline = answer.report(&graph);
    assert!(headline.notes[0].contains("beyond what is firm"), "{}", headline.notes[0]);
}

#[test]
fn a_round_without_told_shares_counts_in_the_total_alone() {
    let parties = "(who: \"acme\", role: Investor), (who: \"umbra\", role: Investor), (who: \"orion\", role: Investee)";
    let book = book(&deal("round", "Investment", parties, "amount: \"USD 10bn\","));
    let answer = ask(&book, "orion", By::Counterparty);
    assert_eq!(with(&book, &answer, "acme", Way::In), Some(Split::ZERO));
    assert_eq!(dollars(&answer.received).firm, Interval::exactly(10 * BN));
    assert_eq!(dollars(&ask(&book, "acme", By::Counterparty).paid), Split::ZERO);
}

#[test]
fn an_umbrella_counts_once_with_its_pieces() {
    let umbrella = buys("umbrella", "orion", "acme", "amount: \"USD 30bn\", capacity: \"3 GW\",");
    let piece = buys("piece", "orion", "acme", "amount: \"USD 10bn\", capacity: \"1 GW\", part_of: \"umbrella\",");
    let answer = ask(&book(&(umbrella + &piece)), "orion", By::Counterparty);
    assert_eq!(dollars(&answer.paid).firm, Interval::exactly(30 * BN));
    let capacity: Vec<String> = answer.lines[0].capacity.iter().map(ToString::to_string).collect();
    assert_eq!(capacity, ["3 GW"]);
}

#[test]
fn a_capacity_is_left_out_only_beside_a_deal_above_that_states_one() {
    let piece = |id: &str| buys(id, "orion", "acme", "capacity: \"1 GW\", part_of: \"middle\",");
    let middle = buys("middle", "orion", "acme", "part_of: \"umbrella\",");
    let total = |umbrella: &str, of: &[&str]| {
        let umbrella = buys("umbrella", "orion", "acme", umbrella);
        let book = book(&(piece("one") + &piece("two") + &middle + &umbrella));
        let deals = of.iter().map(|id| book.find_deal(id).expect("the deal is there")).collect();
        capacity_of(&Told::new(&book, View::default()), &deals).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let all = ["one", "two", "middle", "umbrella"];
    assert_eq!(total("capacity: \"3 GW\",", &all), ["3 GW"], "a piece of a piece is inside");
    assert_eq!(total("", &all), ["2 GW"], "the umbrella states none");
    assert_eq!(total("capacity: \"3 GW\",", &["one", "two"]), ["2 GW"], "the umbrella is not asked about");
}

#[test]
fn money_inside_one_whole_is_no_exposure() {
    let book = book(&buys("inside", "acme", "acme-cloud", "amount: \"USD 1bn\","));
    assert!(ask(&book, "acme", By::Counterparty).lines.is_empty());
}

#[test]
fn goods_that_nobody_prices_stand_with_those_who_give_them() {
    let host = deal(
        "host",
        "Hosting",
        "(who: \"acme-cloud\", role: Host), (who: \"orion\", role: Tenant)",
        "capacity: \"2 GW\",",
    );
    let book = book(&host);
    let answer = ask(&book, "orion", By::Counterparty);
    assert_eq!(with(&book, &answer, "acme", Way::Out), Some(Split::ZERO));
    assert_eq!(answer.lines[0].capacity.len(), 1);
}

#[test]
fn years_split_a_contract_evenly_and_add_up() {
    let book = book(&buys("cloud", "orion", "acme", "amount: \"USD 38bn\", period: \"2026..2032\","));
    let answer = ask(&book, "orion", By::Year);
    assert_eq!(answer.lines.len(), 7);
    let sum: u128 = answer.lines.iter().map(|line| dollars(&line.money).firm.lower()).sum();
    assert_eq!(sum, 38 * BN);
    assert_eq!(answer.lines[0].key, Key::Year(Some(2026)));
    for line in &answer.lines {
        // A seventh of 38 billion is 5.43; a leap year has a little more.
        let tenths = dollars(&line.money).firm.lower() / (BN / 10);
        assert_eq!(tenths, 54, "{:?}", line.key);
    }
    let open = common::book(&buys("cloud", "orion", "acme", "amount: \"USD 38bn\", period: \"2026..\","));
    assert_eq!(ask(&open, "orion", By::Year).lines[0].key, Key::Year(None));
}

/// What goes out of an entity and comes in, firm, with how many deals of each state no amount for it.
fn sums(book: &Book, name: &str) -> [(Interval, usize); 2] {
    let answer = ask(book, name, By::Counterparty);
    [&answer.paid, &answer.received].map(|tally| (dollars(tally).firm, tally.unstated.len()))
}

const NOTHING: (Interval, usize) = (Interval::ZERO, 0);

#[test]
fn a_payer_of_itself_and_another_has_no_share_that_is_told() {
    let parties =
        "(who: \"acme\", role: Customer), (who: \"acme-cloud\", role: Supplier), (who: \"orion\", role: Supplier)";
    let both = book(&deal("both", "Purchase", parties, "amount: \"USD 5bn\","));
    assert_eq!(sums(&both, "acme"), [(Interval::ZERO, 1), NOTHING]);
    // What moves within one whole is neither paid nor received.
    let parties = "(who: \"acme\", role: Customer, with: [\"acme-cloud\"]), (who: \"acme-cloud\", role: Supplier), \
        (who: \"umbra\", role: Customer, with: [\"orion\"]), (who: \"orion\", role: Supplier)";
    assert_eq!(sums(&book(&deal("apart", "Purchase", parties, "amount: \"USD 5bn\",")), "acme"), [NOTHING, NOTHING]);
}

#[test]
fn parts_of_one_whole_that_alone_pay_for_a_deal_pay_all_of_it_and_with_others_what_is_told_is_the_least() {
    let customers = "(who: \"acme\", role: Customer), (who: \"acme-cloud\", role: Customer)";
    let supplied = |customers: &str, rest: &str| {
        book(&deal(
            "both",
            "Purchase",
            &format!("{customers}, (who: \"orion\", role: Supplier)"),
            &format!("amount: \"USD 5bn\", {rest}"),
        ))
    };
    let five = (Interval::exactly(5 * BN), 0);
    let both = supplied(customers, "");
    assert_eq!([sums(&both, "acme"), sums(&both, "orion")], [[five, NOTHING], [NOTHING, five]]);
    let answer = ask(&both, "orion", By::Counterparty);
    assert_eq!(with(&both, &answer, "acme", Way::In).map(|split| split.firm), Some(Interval::exactly(5 * BN)));
    let two = supplied("(who: \"acme\", role: Customer), (who: \"umbra\", role: Customer)", "");
    assert_eq!(sums(&two, "acme"), [(Interval::ZERO, 1), NOTHING], "who of two pays how much is not told");
    // Of three, one commits: more may come of the other part, and as data, too, no most is told.
    let three = "(who: \"acme\", role: Customer, commits: \"USD 3bn\"), (who: \"acme-cloud\", role: Customer), (who: \"umbra\", role: Customer)";
    let three = supplied(three, "");
    let graph = DealGraph::new(&three, View::default());
    let answer = ask(&three, "acme", By::Counterparty).report(&graph).answer.to_string();
    assert!(answer.contains("\"firm\":{\"lower\":300000000000,\"upper\":null}"), "{answer}");
}

#[test]
fn of_a_round_for_several_companies_each_has_what_its_own_investors_commit() {
    let round = |investees: &str| {
        let parties = format!(
            "(who: \"umbra\", role: Investor, commits: \"USD 4bn\", with: [{investees}]), \
             (who: \"lyra\", role: Investor, commits: \"USD 3bn\", with: [\"orion\"]), \
             (who: \"acme\", role: Investee), (who: \"acme-cloud\", role: Investee), (who: \"orion\", role: Investee)"
        );
        book(&deal("round", "Investment", &parties, "amount: \"USD 7bn\","))
    };
    let four = (Interval::exactly(4 * BN), 0);
    let one = round("\"acme\"");
    assert_eq!(sums(&one, "acme"), [NOTHING, four]);
    assert_eq!(sums(&one, "umbra"), [four, NOTHING], "what others pay to others is not received");
    assert_eq!(sums(&one, "orion"), [NOTHING, (Interval::exactly(3 * BN), 0)]);
    let parts = round("\"acme\", \"acme-cloud\"");
    assert_eq!(sums(&parts, "acme"), [NOTHING, four], "two parts of one whole are paid once");
}

#[test]
fn who_is_given_goods_by_a_distributor_stands_beside_the_maker_who_is_paid() {
    let parties = "(who: \"acme\", role: Maker), (who: \"orion\", role: Distributor), (who: \"lyra\", role: Customer)";
    let book = book(&deal("resale", "Distribution", parties, "amount: \"USD 2bn\","));
    let answer = ask(&book, "orion", By::Counterparty);
    assert_eq!(answer.lines.len(), 2);
    assert_eq!(with(&book, &answer, "acme", Way::Out).map(|split| split.firm), Some(Interval::exactly(2 * BN)));
    assert_eq!(with(&book, &answer, "lyra", Way::In), Some(Split::ZERO));
    let graph = DealGraph::new(&book, View::default());
    assert_eq!(dealings_of(&graph, answer.entity).len(), 2, "goods that are paid for are not told twice");
    // Goods, rights and money between the maker and the distributor; what the customer is given is no leg of the maker.
    assert_eq!(ask(&book, "acme", By::Counterparty).legs(&graph).len(), 3);
}

#[test]
fn flows_stand_apart_and_money_alone_has_amounts() {
    let book = book(
        &(invests("acme", "orion", "amount: \"USD 5bn\",")
            + &buys("cloud", "orion", "acme-cloud", "amount: \"USD 9bn\",")
            + &invests("umbra", "lyra", "amount: \"USD 7bn\",")
            + &buys("elsewhere", "lyra", "acme", "amount: \"USD 3bn\",")),
    );
    let answer = ask(&book, "orion", By::Flow);
    let lines: Vec<(Flow, Way, Vec<&str>, Interval)> = answer
        .lines
        .iter()
        .map(|line| {
            let Key::Flow(flow) = line.key else { panic!("{:?} is no flow", line.key) };
            let ids = line.deals.iter().map(|deal| book.deal(*deal).id.as_str()).collect();
            (flow, line.way, ids, dollars(&line.money).firm)
        })
        .collect();
    assert_eq!(
        lines,
        [
            (Flow::Money, Way::Out, vec!["cloud"], Interval::exactly(9 * BN)),
            (Flow::Equity, Way::Out, vec!["acme-orion"], Interval::ZERO),
            (Flow::Money, Way::In, vec!["acme-orion"], Interval::exactly(5 * BN)),
            (Flow::Goods, Way::In, vec!["cloud"], Interval::ZERO),
        ]
    );
    let graph = DealGraph::new(&book, View::default());
    let legs: Vec<&str> = answer.legs(&graph).iter().map(|leg| book.deal(leg.deal).id.as_str()).collect();
    assert_eq!(legs, ["acme-orion", "acme-orion", "cloud", "cloud"], "and none of whom it does not deal with");
}

#[test]
fn a_leap_day_counts_in_the_year_that_has_it() {
    // Ten million a day: it was counted in the year before.
    let book = book(&buys("cloud", "orion", "acme", "amount: \"USD 7310m\", period: \"2023..2024\","));
    let answer = ask(&book, "orion", By::Year);
    let years: Vec<u128> = answer.lines.iter().map(|line| dollars(&line.money).firm.lower() / 100_000_000).collect();
    assert_eq!(years, [3_650, 3_660]);
}

fn hedged(book: &Book, hedger: &str, rivals: &[&str]) -> Hedge {
    let entity = |name: &&str| book.find_entity(name).expect("a known name");
    hedge(&DealGraph::new(book, View::default()), entity(&hedger), &rivals.iter().map(entity).collect::<Vec<_>>())
}

#[test]
fn stakes_are_compared_firm_and_headline() {
    let tranches = "amount: \"USD 50bn\", tranches: [
        (id: \"first\", amount: \"USD 15bn\"), (id: \"later\", amount: \"USD 35bn\", on: [\"a listing\"]),
    ],";
    let book = book(&(invests("acme", "orion", tranches) + &invests("acme", "lyra", "amount: \"USD 8bn\",")));
    let graph = DealGraph::new(&book, View::default());
    for answer in [hedged(&book, "acme", &["orion", "lyra"]), hedged(&book, "acme", &[])] {
        let race = &answer.races[0];
        let orion =
            race.positions.iter().find(|it| it.rival == book.find_entity("orion").expect("known")).expect("held");
        let ratio = |level| race.ratio(&graph, orion, level).map(Ratio::words);
        assert_eq!(ratio(MoneyLevel::Firm).as_deref(), Some("1.875"));
        assert_eq!(ratio(MoneyLevel::Headline).as_deref(), Some("1.875..6.25"));
        assert_eq!(race.kept(&graph, MoneyLevel::Headline), Interval::exactly(8 * BN));
        assert!(answer.no_rivals.is_empty(), "they share a market");
    }
}

#[test]
fn sales_to_rivals_are_kept_apart_from_stakes() {
    let deals =
        invests("acme", "orion", "amount: \"USD 1bn\",") + &buys("cloud", "lyra", "acme-cloud", "amount: \"USD 9bn\",");
    let book = book(&deals);
    let answer = hedged(&book, "acme", &["orion", "lyra"]);
    let positions = &answer.races[0].positions;
    assert_eq!(
        (dollars(&positions[0].stake.money).firm, dollars(&positions[1].sales).firm),
        (Interval::exactly(BN), Interval::exactly(9 * BN))
    );
    assert!(dollars(&positions[0].sales).firm.is_zero() && positions[1].stake.deals.is_empty());
}

#[test]
fn those_whom_nothing_tells_as_rivals_are_named_as_such() {
    let book = book(&(invests("acme", "orion", "") + &invests("acme", "umbra", "")));
    assert_eq!(hedged(&book, "acme", &["orion", "umbra"]).no_rivals.len(), 1);
    assert!(hedged(&book, "acme", &[]).races.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn sums_are_those_of_adding_by_hand(deals in prop::collection::vec((0_u8..4, 0_u8..4, any::<bool>(), 0_usize..4, 1_u64..1000), 0..8)) {
        let entities: String = (0..4).map(|n| format!("(id: \"e{n}\", name: \"E {n}\", kind: Company),")).collect();
        let statuses = ["Closed", "Announced", "Reported", "Cancelled"];
        let deals: Vec<_> = deals.into_iter().filter(|(from, to, ..)| from != to).collect();
        let text: String = deals
            .iter()
            .enumerate()
            .map(|(number, (from, to, is_stake, status, millions))| {
                let (kind, payer, payee) = if *is_stake { ("Investment", "Investor", "Investee") } else { ("Purchase", "Customer", "Supplier") };
                let parties = format!("(who: \"e{from}\", role: {payer}), (who: \"e{to}\", role: {payee})");
                let rest = format!("amount: \"USD {millions}m\", status: {},", statuses[*status]);
                deal(&format!("d{number}"), kind, &parties, &rest)
            })
            .collect();
        let book = book_with(&entities, &text);
        let answer = ask(&book, "e0", By::Counterparty);
        let mut expected: BTreeMap<(u8, Way), [u128; 3]> = BTreeMap::new();
        for (from, to, _, status, millions) in deals.iter().filter(|it| it.3 < 3) {
            let (other, way) = match (from, to) {
                (0, to) => (*to, Way::Out),
                (from, 0) => (*from, Way::In),
                _ => continue,
            };
            let levels = expected.entry((other, way)).or_default();
            for level in levels.iter_mut().skip(*status) {
                *level += u128::from(*millions) * 100_000_000;
            }
        }
        let found: BTreeMap<(u8, Way), [u128; 3]> = (1..4_u8)
            .flat_map(|other| [(other, Way::Out), (other, Way::In)])
            .filter_map(|(other, way)| {
                let split = with(&book, &answer, &format!("e{other}"), way)?;
                Some(((other, way), [split.firm, split.committed, split.headline].map(Interval::lower)))
            })
            .collect();
        prop_assert_eq!(&found, &expected);
        for (way, total) in [(Way::Out, &answer.paid), (Way::In, &answer.received)] {
            let by_hand: u128 = expected.iter().filter(|(key, _)| key.1 == way).map(|(_, levels)| levels[2]).sum();
            prop_assert_eq!(dollars(total).headline, Interval::exactly(by_hand));
        }
    }

    #[test]
    fn yearly_parts_add_up_to_the_whole(first in 2000_u16..2030, years in 0_u16..12, lower in 0_u64..50_000, more in 0_u64..50_000) {
        let period = format!("period: \"{first}-03..{}-10\",", first + years);
        let book = book(&buys("cloud", "orion", "acme", &period));
        let interval = Interval::new(u128::from(lower) * 12_345_678, Some(u128::from(lower + more) * 12_345_678)).expect("forwards");
        let split = Split { firm: Interval::ZERO, committed: interval, headline: interval };
        let parts = over_years(book.deal(dealgraph::model::DealIx::new(0)), Known::Stated(Stated { currency: Currency::USD, split }));
        prop_assert_eq!(parts.len(), usize::from(years) + 1);
        let stated: Vec<Split> = parts.iter().filter_map(|(_, it)| it.stated()).map(|it| it.split).collect();
        let sum: Interval = stated.iter().map(|it| it.headline).sum();
        prop_assert_eq!(sum.upper(), interval.upper());
        prop_assert!(sum.lower() <= interval.lower(), "cutting never promises more");
        if more == 0 {
            prop_assert_eq!(sum, interval);
        }
    }
}

#[test]
fn a_total_is_spread_only_as_far_as_its_pieces_leave_it_open() {
    let piece = |id: &str, year: &str, rest: &str| {
        let parties = "(who: \"acme\", role: Investor), (who: \"orion\", role: Investee)";
        deal(id, "Investment", parties, &format!("announced: \"{year}\", {rest}"))
    };
    let all = "amount: \"at least USD 13bn\", period: \"2020..2023\",";
    let pieces = piece("first", "2020", "amount: \"USD 1bn\", part_of: \"all\",")
        + &piece("third", "2022-01", "amount: \"USD 10bn\", part_of: \"all\",");
    let in_years = |deals: String| -> Vec<(Option<u16>, u128)> {
        let answer = ask(&book(&deals), "orion", By::Year);
        let lines = answer.lines.iter().map(|line| match line.key {
            Key::Year(year) => (year, dollars(&line.money).firm.lower() / 100_000_000),
            _ => panic!("years were asked for"),
        });
        lines.collect()
    };
    let year = |year| Some(year);
    assert_eq!(
        in_years(piece("all", "2020", all) + &pieces),
        [(year(2020), 1501), (year(2021), 499), (year(2022), 10_500), (year(2023), 500)]
    );
    let own = piece("first", "2019", "amount: \"USD 4bn\", period: \"2025..2026\", part_of: \"all\",");
    let of_own = in_years(piece("all", "2020", "amount: \"USD 4bn\", period: \"2020..2023\",") + &own);
    assert_eq!(of_own, [(year(2025), 2000), (year(2026), 2000)], "a piece with a period has years of its own");
    let unclear = piece("first", "2020", "amount: \"USD 5bn..9bn\", part_of: \"all\",");
    let of_unclear = in_years(piece("all", "2020", "amount: \"USD 8bn\", period: \"2020..2023\",") + &unclear);
    assert_eq!(of_unclear.iter().map(|(_, millions)| millions).sum::<u128>(), 8000, "{of_unclear:?}");
    let answer = ask(&book(&(piece("all", "2020", all) + &pieces)), "orion", By::Year);
    let graph_book = book(&(piece("all", "2020", all) + &pieces));
    let report = answer.report(&DealGraph::new(&graph_book, View::default()));
    assert!(report.notes.iter().any(|note| note.contains("years of their own")), "{:?}", report.notes);
}

#[test]
fn where_there_is_no_money_none_of_it_is_called_firm() {
    let note = |deals: &str| {
        let book = book(deals);
        let graph = DealGraph::new(&book, View::default());
        let entity = book.find_entity("orion").expect("it is there");
        exposure(&graph, entity, By::Counterparty).report(&graph).notes.remove(0)
    };
    assert_eq!(note(""), "counted at headline money: there is none, since no deal that moves any is seen");
    let unstated = invests("acme", "orion", "");
    assert_eq!(note(&unstated), "counted at headline money: there is none, since no deal states an amount");
    let two = "(who: \"orion\", role: Investor), (who: \"acme\", role: Investor), (who: \"lyra\", role: Investee)";
    let shares = deal("round", "Investment", two, "amount: \"USD 1bn\",");
    let said = "counted at headline money: there is none, since 1 deal does not say which part of its amount this is";
    assert_eq!(note(&shares), said);
    assert_eq!(note(&(shares + &unstated)), said.replace("since", "since 1 deal states no amount and"));
    let firm = invests("acme", "orion", "amount: \"USD 1bn\",");
    assert_eq!(note(&firm), "counted at headline money: all of it is firm");
    let both = firm + &invests("umbra", "orion", "");
    assert_eq!(note(&both), "counted at headline money: all that is stated of it is firm");
}

#[test]
fn what_has_ended_is_not_told_as_never_stated() {
    let book = book(&invests("acme", "orion", "amount: \"USD 1bn\", status: Cancelled,"));
    let graph = DealGraph::new(&book, View { ended: Ended::Shown, ..View::default() });
    let report = exposure(&graph, book.find_entity("orion").expect("it is there"), By::Counterparty).report(&graph);
    assert_eq!(report.notes[0], "counted at headline money: there is none, since 1 deal has ended");
}

#[test]
fn a_share_told_in_part_is_not_the_whole_share() {
    let two = "(who: \"acme\", role: Investor), (who: \"lyra\", role: Investor), (who: \"orion\", role: Investee)";
    let rest = "amount: \"USD 10bn\", status: Signed, tranches: [(id: \"first\", amount: \"USD 3bn\", by: \"acme\")],";
    let book = book(&deal("round", "Investment", two, rest));
    let answer = ask(&book, "acme", By::Counterparty);
    let between = Interval::new(3 * BN, Some(10 * BN)).expect("forwards");
    assert_eq!(dollars(&answer.paid), Split { firm: between, committed: between, headline: between });
    assert_eq!(ask(&book, "lyra", By::Counterparty).paid.totals.len(), 0, "nobody says whether it pays the rest");
}

/// What the lines of one way add up to.
fn sum_of_lines(answer: &Exposure, way: Way) -> BTreeMap<Currency, Split> {
    let mut sums: BTreeMap<Currency, Split> = BTreeMap::new();
    for line in answer.lines.iter().filter(|line| line.way == way) {
        for (currency, split) in &line.money.totals {
            let sum = sums.entry(*currency).or_insert(Split::ZERO);
            *sum = *sum + *split;
        }
    }
    sums
}

#[test]
fn firm_money_inside_of_a_deal_that_is_merely_reported_stands_in_its_years() {
    let book = book(
        &(buys("base", "orion", "acme", "amount: \"USD 10bn\", period: \"2020..2023\", status: Signed,")
            + &buys(
                "more",
                "orion",
                "acme",
                "expands: (deal: \"base\", by: \"USD 4bn\"), period: \"2020..2023\", status: Reported,",
            )),
    );
    let answer = ask(&book, "orion", By::Year);
    let total = dollars(&answer.paid);
    assert_eq!((total.firm, total.headline), (Interval::exactly(10 * BN), Interval::exactly(14 * BN)));
    assert_eq!(sum_of_lines(&answer, Way::Out), answer.paid.totals);
    let of_2021 = answer.lines.iter().find(|line| line.key == Key::Year(Some(2021))).expect("the deal runs in it");
    assert!(dollars(&of_2021.money).firm.lower() > 2 * BN, "{:?}", of_2021.money);
    let [(_, _, stated)] = answer.uncertain[..] else { panic!("one deal counts: {:?}", answer.uncertain) };
    assert_eq!(stated.split, total, "what is not firm of it is 4bn, not all of it");
}

#[test]
fn years_add_up_to_all_that_goes_out_and_comes_in() {
    let book = dealgraph::load::load_embedded().expect("sound");
    for money in [MoneyLevel::Firm, MoneyLevel::Headline] {
        let graph = DealGraph::new(&book, View { money, ..View::default() });
        for entity in book.entity_indices().filter(|entity| graph.owner(*entity) == *entity) {
            let answer = exposure(&graph, entity, By::Year);
            for (way, total) in [(Way::Out, &answer.paid), (Way::In, &answer.received)] {
                assert_eq!(sum_of_lines(&answer, way), total.totals, "{}: {way:?}", book.entity(entity).id);
            }
        }
    }
}

#[test]
fn deals_that_are_over_are_named_as_not_counted_and_met_conditions_are_none() {
    let buy = buys(
        "old",
        "orion",
        "acme-cloud",
        "announced: \"2024\", amount: \"USD 2bn\", status: Closed, period: \"2024..2024\"",
    );
    let new = buys("new", "orion", "acme-cloud", "announced: \"2024\", amount: \"USD 8bn\", status: Closed");
    let with_old = book(&(buy + &new));
    let view = View { as_of: "2026".parse().ok(), ..View::default() };
    let graph = DealGraph::new(&with_old, view);
    let orion = with_old.find_entity("orion").expect("known");
    let report = exposure(&graph, orion, By::Counterparty).report(&graph);
    let said = "not counted, since this view does not see it: old";
    assert!(report.notes.iter().any(|note| note == said), "{:?}", report.notes);
    let rest = "announced: \"2024\", amount: \"USD 9bn\", status: Announced, tranches: [(id: \"met\", amount: \"USD 4bn\", \
        on: [\"a listing\"], status: Closed), (id: \"open\", amount: \"USD 5bn\", on: [\"a vote\"])]";
    let book = book(&invests("acme", "orion", rest));
    let graph = DealGraph::new(&book, View::default());
    let orion = book.find_entity("orion").expect("known");
    let report = exposure(&graph, orion, By::Counterparty).report(&graph);
    let conditions: Vec<String> = report.sections[1].rows.iter().map(|row| row.at(7).to_owned()).collect();
    assert_eq!(conditions, ["open (USD 5bn): a vote"]);
}

#[test]
fn what_is_firm_is_not_told_as_nothing_where_some_of_it_is_not_stated() {
    let parties = "(who: \"acme\", role: Investor), (who: \"lyra\", role: Investor), (who: \"orion\", role: Investee)";
    let round = deal("round", "Investment", parties, "amount: \"USD 50bn\", status: Closed");
    let book = book(&(round + &invests("acme", "orion", "amount: \"USD 12bn\", status: Reported")));
    let graph = DealGraph::new(&book, View::default());
    let report = exposure(&graph, book.find_entity("acme").expect("known"), By::Counterparty).report(&graph);
    let total: Vec<&str> =
        report.sections[0].rows.iter().next().map(|row| vec![row.at(4), row.at(6)]).unwrap_or_default();
    assert_eq!(total, ["1 not stated", "USD 12bn + 1 not stated"]);
}

#[test]
fn what_hangs_on_something_is_told_though_nobody_says_how_much_the_whole_is_at_most() {
    let told = |amount: &str, on: &str| {
        let part = format!("amount: \"{amount}\", tranches: [(id: \"later\", amount: \"USD 10bn\"{on})],");
        let book = book(&invests("acme", "orion", &part));
        let graph = DealGraph::new(&book, View::default());
        let report =
            exposure(&graph, book.find_entity("orion").expect("a known name"), By::Counterparty).report(&graph);
        let rows: Vec<String> = report.sections[1].rows.iter().map(|row| row.at(7).to_owned()).collect();
        (rows, report.notes[0].clone())
    };
    let (rows, note) = told("at least USD 10bn", ", on: [\"an IPO\"]");
    assert_eq!(rows, ["later (USD 10bn): an IPO"]);
    assert!(note.contains("beyond what is firm it counts money of acme-orion"), "{note}");
    let (rows, note) = told("at least USD 12bn", "");
    assert!(rows.is_empty() && note.contains("all of it is firm"), "{note}");
    let (rows, note) = told("USD 12bn..15bn", "");
    assert!(rows.is_empty() && note.contains("all of it is firm"), "{note}");
}

#[test]
fn shares_that_come_to_more_than_the_total_are_told_as_such() {
    let parties = "(who: \"acme\", role: Investor, commits: \"USD 4bn\"), \
        (who: \"umbra\", role: Investor, commits: \"USD 6bn\"), (who: \"orion\", role: Investee)";
    let claims =
        "amount: \"USD 10bn\", claims: [(source: \"daily\"), (source: \"blog\", says: {\"amount\": \"USD 8bn\"})]";
    let book = book(&deal("round", "Investment", parties, claims));
    let blog = dealgraph::graph::Trust::Source(book.find_source("blog").expect("known"));
    let notes = |view: View| {
        let graph = DealGraph::new(&book, view);
        let orion = book.find_entity("orion").expect("known");
        let shown = show(&graph, Subject::Deal(book.find_deal("round").expect("known"))).notes;
        [exposure(&graph, orion, By::Counterparty).report(&graph).notes, shown]
    };
    let said = "the shares told of round come to USD 10bn, and its total to USD 8bn";
    for notes in notes(View { trust: blog, ..View::default() }) {
        assert!(notes.iter().any(|it| it.contains(said)), "{notes:?}");
        assert!(!notes.iter().any(|it| it.contains("not told")), "{notes:?}");
    }
    assert!(!notes(View::default()).iter().flatten().any(|it| it.contains("come to")));
}
