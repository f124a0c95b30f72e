//! The matrix of roles and the weighing of hedges, each against adding up by hand.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::{book_with, deal};
use dealgraph::graph::{DealGraph, View};
use dealgraph::model::{Book, Currency, Interval, MoneyLevel, Role};
use dealgraph::query::hedge::hedge;
use dealgraph::query::roles::roles;
use proptest::prelude::*;

const LEVELS: [MoneyLevel; 3] = [MoneyLevel::Firm, MoneyLevel::Committed, MoneyLevel::Headline];
const STATUSES: [&str; 4] = ["Closed", "Announced", "Reported", "Cancelled"];
const KINDS: [(&str, Role, Role); 4] = [
    ("Investment", Role::Investor, Role::Investee),
    ("Purchase", Role::Customer, Role::Supplier),
    ("Hosting", Role::Host, Role::Tenant),
    ("JointDevelopment", Role::Partner, Role::Partner),
];

/// Four companies, and a part of each of the first two.
fn companies() -> String {
    let whole: String = (0..4).map(|n| format!("(id: \"e{n}\", name: \"E {n}\", kind: Company),")).collect();
    let part = |n: u8| format!("(id: \"p{n}\", name: \"P {n}\", kind: Product, part_of: \"e{n}\"),");
    whole + &part(0) + &part(1)
}

/// The id and the outermost whole of one of the six.
fn member(number: u8) -> (String, u8) {
    if number < 4 { (format!("e{number}"), number) } else { (format!("p{}", number - 4), number - 4) }
}

fn index(book: &Book, whole: u8) -> dealgraph::model::EntityIx {
    book.find_entity(&format!("e{whole}")).expect("a known company")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_matrix_of_roles_is_that_of_reading_deal_by_deal(
        deals in prop::collection::vec((0_u8..6, 0_u8..6, 0_usize..4, 0_usize..4), 0..9),
        least in 1_usize..3,
    ) {
        let deals: Vec<_> = deals.into_iter().filter(|(one, two, ..)| one != two).collect();
        let text: String = deals
            .iter()
            .enumerate()
            .map(|(number, (one, two, kind, status))| {
                let (kind, first, second) = KINDS[*kind];
                let (one, two) = (member(*one).0, member(*two).0);
                let parties = format!("(who: \"{one}\", role: {first}), (who: \"{two}\", role: {second})");
                deal(&format!("d{number}"), kind, &parties, &format!("status: {},", STATUSES[*status]))
            })
            .collect();
        let book = book_with(&companies(), &text);
        let graph = DealGraph::new(&book, View::default());

        let mut expected: BTreeMap<(u8, u8), BTreeSet<Role>> = BTreeMap::new();
        for (one, two, kind, status) in &deals {
            let ((_, one), (_, two)) = (member(*one), member(*two));
            let (_, first, second) = KINDS[*kind];
            if *status < 3 && one != two {
                expected.entry((one, two)).or_default().insert(first);
                expected.entry((two, one)).or_default().insert(second);
            }
        }
        expected.retain(|_, roles| roles.len() >= least);

        let answer = roles(&graph, &[], least);
        let whole_of = |entity| (0..4).find(|whole| index(&book, *whole) == entity).expect("a whole");
        let found: BTreeMap<(u8, u8), BTreeSet<Role>> = answer
            .rows
            .iter()
            .map(|row| ((whole_of(row.who), whole_of(row.towards)), answer.roles_of(row).into_keys().collect()))
            .collect();
        prop_assert_eq!(found, expected);
        let in_order = answer.rows.windows(2).all(|pair| {
            (std::cmp::Reverse(pair[0].count()), pair[0].who, pair[0].towards)
                < (std::cmp::Reverse(pair[1].count()), pair[1].who, pair[1].towards)
        });
        prop_assert!(in_order);
    }

    #[test]
    fn a_hedge_weighs_what_adding_by_hand_weighs(
        deals in prop::collection::vec((0_u8..6, 0_u8..6, any::<bool>(), 0_usize..4, 1_u64..1000), 0..9),
    ) {
        let deals: Vec<_> = deals.into_iter().filter(|(from, to, ..)| from != to).collect();
        let text: String = deals
            .iter()
            .enumerate()
            .map(|(number, (from, to, is_stake, status, millions))| {
                let (kind, payer, payee) = KINDS[usize::from(!*is_stake)];
                let (from, to) = (member(*from).0, member(*to).0);
                let parties = format!("(who: \"{from}\", role: {payer}), (who: \"{to}\", role: {payee})");
                let rest = format!("amount: \"USD {millions}m\", status: {},", STATUSES[*status]);
                deal(&format!("d{number}"), kind, &parties, &rest)
            })
            .collect();
        let book = book_with(&companies(), &text);
        let graph = DealGraph::new(&book, View::default());
        let answer = hedge(&graph, index(&book, 0), &[index(&book, 1), index(&book, 2)]);

        // By rival: stakes of the first company in it, and what it pays the first company; firm, committed, headline.
        let mut by_hand: BTreeMap<u8, [[u128; 3]; 2]> = BTreeMap::from([(1, [[0; 3]; 2]), (2, [[0; 3]; 2])]);
        for (from, to, is_stake, status, millions) in deals.iter().filter(|it| it.3 < 3) {
            let ((_, from), (_, to)) = (member(*from), member(*to));
            let (rival, which) = match (from, to, is_stake) {
                (0, rival, true) => (rival, 0),
                (rival, 0, false) => (rival, 1),
                _ => continue,
            };
            if let Some(sums) = by_hand.get_mut(&rival) {
                for level in sums[which].iter_mut().skip(*status) {
                    *level += u128::from(*millions) * 100_000_000;
                }
            }
        }
        for position in answer.positions() {
            let rival = (1..3).find(|whole| index(&book, *whole) == position.rival).expect("one of those asked for");
            for (at, level) in LEVELS.into_iter().enumerate() {
                let stake = position.stake.money.totals.get(&Currency::USD).map_or(Interval::ZERO, |it| it.at(level));
                let sales = position.sales.totals.get(&Currency::USD).map_or(Interval::ZERO, |it| it.at(level));
                prop_assert_eq!(stake, Interval::exactly(by_hand[&rival][0][at]));
                prop_assert_eq!(sales, Interval::exactly(by_hand[&rival][1][at]));
            }
        }
        prop_assert_eq!(answer.no_rivals, vec![(index(&book, 1), index(&book, 2))]);
        prop_assert_eq!(answer.races.len(), 1);
        for race in &answer.races {
            prop_assert_eq!(race.positions.len(), 2);
            for (at, level) in LEVELS.into_iter().enumerate() {
                let least = |which: usize| by_hand.values().map(|sums| sums[which][at]).min().unwrap_or(0);
                prop_assert_eq!(race.kept(&graph, level), Interval::exactly(least(0)));
                prop_assert_eq!(race.kept_sales(&graph, level), Interval::exactly(least(1)));
            }
        }
    }
}
