//! What depends on what, and what a failure does: small cases, and agreement with brute force.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::{book, book_with, deal};
use dealgraph::graph::{DealGraph, Told, View};
use dealgraph::model::{Book, EntityIx, Status};
use dealgraph::query::chains::{Asked, Chains, Which, chains};
use dealgraph::query::impact::{Impact, StandIn, impact};
use dealgraph::query::needs::{Belonging, Needs};
use dealgraph::query::paths::{Bounds, Cut, USUAL_WORK};
use dealgraph::report::Portion;
use proptest::prelude::*;

fn supply(supplier: &str, customer: &str, rest: &str) -> String {
    let parties = format!("(who: \"{supplier}\", role: Supplier), (who: \"{customer}\", role: Customer)");
    deal(&format!("{supplier}-to-{customer}"), "Supply", &parties, rest)
}

fn hosting(host: &str, tenant: &str) -> String {
    let parties = format!("(who: \"{host}\", role: Host), (who: \"{tenant}\", role: Tenant)");
    deal(&format!("{host}-hosts-{tenant}"), "Hosting", &parties, "")
}

fn distribution(maker: &str, distributor: &str, customer: Option<&str>) -> String {
    let customer_party = customer.map_or_else(String::new, |it| format!(", (who: \"{it}\", role: Customer)"));
    let parties =
        format!("(who: \"{maker}\", role: Maker), (who: \"{distributor}\", role: Distributor){customer_party}");
    deal(&format!("{maker}-through-{distributor}"), "Distribution", &parties, "")
}

fn ask(book: &Book, from: &str, to: Option<&str>, longest: usize) -> Chains {
    ask_from(book, View::default(), from, to, longest)
}

fn ask_from(book: &Book, view: View, from: &str, to: Option<&str>, longest: usize) -> Chains {
    let needs = Needs::new(&Told::new(book, view));
    let entity = |name: &str| book.find_entity(name).expect("a known name");
    let bounds = Bounds { longest, most: 100, work: USUAL_WORK };
    chains(&needs, Asked { from: entity(from), to: to.map(entity), which: Which::All, bounds })
}

fn routes(book: &Book, answer: &Chains) -> Vec<String> {
    let route =
        |stops: Vec<EntityIx>| stops.into_iter().map(|it| book.entity(it).id.to_string()).collect::<Vec<_>>().join(" ");
    answer.chains.iter().map(|chain| route(chain.stops())).collect()
}

#[test]
fn a_part_depends_on_what_supplies_it_and_on_what_hosts_its_supplier() {
    let book = book(&(supply("orion-models", "acme-cloud", "") + &hosting("umbra", "orion-models")));
    let answer = ask(&book, "acme-cloud", Some("umbra"), 6);
    assert_eq!(routes(&book, &answer), ["acme-cloud orion-models umbra"]);
    assert_eq!(answer.cut, None);
    let choke: Vec<&str> = answer.chokepoints.iter().map(|it| book.entity(it.entity).id.as_str()).collect();
    assert_eq!(choke, ["orion-models"]);
}

#[test]
fn a_part_needs_its_whole_and_a_whole_what_its_part_needs() {
    let book = book(&(hosting("umbra", "orion-models") + &supply("lyra", "orion", "")));
    assert_eq!(routes(&book, &ask(&book, "orion", Some("umbra"), 6)), ["orion orion-models umbra"]);
    let up = ask(&book, "orion-models", Some("lyra"), 6);
    assert_eq!(routes(&book, &up), ["orion-models orion lyra"]);
    assert_eq!(up.chains[0].steps[0].belonging, Some(Belonging::PartOf));
    assert_eq!(up.chains[0].strength(), Some(Status::Closed), "belonging is as sure as the book");
}

#[test]
fn what_a_sibling_needs_is_no_need_of_mine() {
    let sibling = "(id: \"orion-chat\", name: \"Orion chat\", kind: Product, part_of: \"orion\"),";
    let book = book_with(sibling, &hosting("umbra", "orion-models"));
    assert!(ask(&book, "orion-chat", Some("umbra"), 6).chains.is_empty());
    assert_eq!(routes(&book, &ask(&book, "orion", Some("umbra"), 6)).len(), 1);
}

#[test]
fn a_company_that_supplies_may_depend_on_any_of_its_parts() {
    let book = book(&(supply("orion", "lyra", "") + &hosting("umbra", "orion-models")));
    assert_eq!(routes(&book, &ask(&book, "lyra", Some("umbra"), 6)), ["lyra orion orion-models umbra"]);
}

#[test]
fn who_rents_from_a_reseller_needs_nothing_of_what_it_resells() {
    let book = book(&(distribution("orion-models", "acme-cloud", None) + &hosting("acme-cloud", "lyra")));
    assert!(ask(&book, "lyra", Some("orion-models"), 6).chains.is_empty());
    assert_eq!(routes(&book, &ask(&book, "acme-cloud", Some("orion-models"), 6)).len(), 1);
}

#[test]
fn a_customer_of_a_distribution_needs_its_maker() {
    let book = book(&distribution("orion-models", "acme-cloud", Some("lyra")));
    assert_eq!(routes(&book, &ask(&book, "lyra", Some("orion"), 6)), ["lyra acme-cloud orion-models orion"]);
}

#[test]
fn shorter_chains_come_first_and_a_bound_that_is_met_is_told() {
    let deals = supply("orion", "lyra", "") + &supply("umbra", "orion", "") + &supply("umbra", "lyra", "");
    let book = book(&deals);
    let all = ask(&book, "lyra", Some("umbra"), 6);
    assert_eq!(routes(&book, &all), ["lyra umbra", "lyra orion umbra"]);
    assert!(all.chokepoints.is_empty(), "two ways apart have no chokepoint");
    let short = ask(&book, "lyra", Some("umbra"), 1);
    assert_eq!((routes(&book, &short).len(), short.cut), (1, Some(Cut::Longer)));
    let entity = |name: &str| book.find_entity(name).expect("known");
    let bounds = Bounds { longest: 6, most: 1, work: USUAL_WORK };
    let asked = Asked { from: entity("lyra"), to: Some(entity("umbra")), which: Which::All, bounds };
    let few = chains(&Needs::new(&Told::new(&book, View::default())), asked);
    assert_eq!((few.chains.len(), few.cut), (1, Some(Cut::Enough { length: 2 })));
    let spent = chains(
        &Needs::new(&Told::new(&book, View::default())),
        Asked { bounds: Bounds { longest: 6, most: 9, work: 1 }, ..asked },
    );
    assert!(matches!(spent.cut, Some(Cut::Work { .. })), "{:?}", spent.cut);
}

#[test]
fn a_supply_that_has_ended_is_no_step() {
    let book = book(&supply("umbra", "lyra", "period: \"2024..2025\", announced: \"2024\","));
    let at = |date: &str| View { as_of: date.parse().ok(), ..View::default() };
    assert_eq!(ask_from(&book, at("2025"), "lyra", Some("umbra"), 6).chains.len(), 1);
    assert!(ask_from(&book, at("2026"), "lyra", Some("umbra"), 6).chains.is_empty());
}

#[test]
fn parallel_deals_are_alternatives_and_the_strongest_makes_the_step() {
    let parties = "(who: \"umbra\", role: Supplier), (who: \"lyra\", role: Customer)";
    let rumour = deal("rumour", "Purchase", parties, "status: Rumoured,");
    let book = book(&(supply("umbra", "lyra", "") + &rumour));
    let answer = ask(&book, "lyra", Some("umbra"), 6);
    assert_eq!(answer.chains[0].steps[0].legs.len(), 2);
    assert_eq!(answer.chains[0].strength(), Some(Status::Closed));
    assert_eq!(answer.legs().len(), 2);
}

#[test]
fn the_report_tells_clause_and_source_of_a_step_and_leaves_out_clauses_on_other_products() {
    let clauses = "clauses: [
        (id: \"alone\", kind: Exclusivity, beneficiary: \"umbra\", bound: \"orion\", scope: (product: \"orion-models\")),
        (id: \"other\", kind: Exclusivity, beneficiary: \"umbra\", bound: \"orion\", scope: (product: \"orion-chat\")),
    ],";
    let parties = "(who: \"umbra\", role: Licensee), (who: \"orion\", role: Licensor)";
    let extra = "(id: \"orion-chat\", name: \"Orion chat\", kind: Product, part_of: \"orion\"),";
    let book = book_with(extra, &(hosting("umbra", "orion-models") + &deal("licence", "License", parties, clauses)));
    let graph = DealGraph::new(&book, View::default());
    let needs = Needs::new(graph.told());
    let report = ask(&book, "orion-models", Some("umbra"), 6).report(&graph, &needs, 6, Portion::ALL);
    let step = &report.answer["chains"][0]["steps"][0];
    assert_eq!(step["clauses"], serde_json::json!(["licence.alone"]));
    assert_eq!(step["deals"][0]["sources"], serde_json::json!(["daily"]));
}

fn fail(book: &Book, entity: &str, stand_in: StandIn) -> Impact {
    let needs = Needs::new(&Told::new(book, View::default()));
    impact(book, &needs, book.find_entity(entity).expect("known"), stand_in)
}

fn cut_off(book: &Book, answer: &Impact) -> Vec<String> {
    answer.cut_off.keys().filter(|it| **it != answer.failed).map(|it| book.entity(*it).id.to_string()).collect()
}

#[test]
fn the_only_host_cuts_off_and_one_of_two_weakens() {
    let second = "(id: \"sky\", name: \"Sky\", kind: Company, markets: [\"cloud\"]),";
    let deals = hosting("acme-cloud", "orion") + &hosting("acme-cloud", "lyra") + &hosting("sky", "lyra");
    let book = book_with(second, &deals);
    let answer = fail(&book, "acme-cloud", StandIn::SameMarket);
    assert_eq!(cut_off(&book, &answer), ["orion", "orion-models"], "a part fails with its whole");
    let lyra = book.find_entity("lyra").expect("known");
    let (_, others) = answer.weakened[&lyra].lost.values().next().expect("a loss");
    assert_eq!(others, &[book.find_entity("sky").expect("known")]);
    assert!(answer.weakened.contains_key(&book.find_entity("acme").expect("known")), "a whole is weakened by its part");
    assert!(answer.untouched.contains(&book.find_entity("umbra").expect("known")));
}

#[test]
fn a_supplier_of_something_else_stands_in_only_if_any_supplier_may() {
    let chips = "(id: \"chips\", name: \"Chips\", kind: Company, markets: [\"chips\"]),";
    let book = book_with(chips, &(hosting("acme-cloud", "lyra") + &supply("chips", "lyra", "")));
    assert_eq!(cut_off(&book, &fail(&book, "chips", StandIn::SameMarket)), ["lyra"]);
    assert!(cut_off(&book, &fail(&book, "chips", StandIn::AnySupplier)).is_empty());
}

#[test]
fn losing_what_it_resells_weakens_a_distributor_and_cuts_off_the_customer() {
    let book = book(&distribution("orion-models", "acme-cloud", Some("lyra")));
    let answer = fail(&book, "orion", StandIn::SameMarket);
    assert_eq!(cut_off(&book, &answer), ["lyra", "orion-models"]);
    assert!(answer.weakened.contains_key(&book.find_entity("acme-cloud").expect("known")));
}

// ---- A twin by brute force ----

const SIZE: usize = 6;

/// A book of a few entities, written down as plainly as can be.
#[derive(Debug, Clone)]
struct Sketch {
    /// For each entity its whole, always a later one.
    wholes: Vec<Option<usize>>,
    markets: Vec<Option<usize>>,
    supplies: BTreeSet<(usize, usize)>,
    /// Maker, distributor, customer.
    sold: Vec<(usize, usize, Option<usize>)>,
}

fn sketch() -> impl Strategy<Value = Sketch> {
    let wholes = prop::collection::vec(prop::option::weighted(0.3, 0_usize..SIZE), SIZE);
    let markets = prop::collection::vec(prop::option::of(0_usize..2), SIZE);
    let supplies = prop::collection::btree_set((0_usize..SIZE, 0_usize..SIZE), 0..8);
    let sold = prop::collection::vec((0_usize..SIZE, 0_usize..SIZE, prop::option::of(0_usize..SIZE)), 0..3);
    (wholes, markets, supplies, sold).prop_map(|(wholes, markets, supplies, sold)| Sketch {
        wholes: wholes.into_iter().enumerate().map(|(at, whole)| whole.filter(|whole| *whole > at)).collect(),
        markets,
        supplies: supplies.into_iter().filter(|(from, to)| from != to).collect(),
        sold: sold
            .into_iter()
            .filter(|(maker, distributor, customer)| {
                maker != distributor && *customer != Some(*maker) && *customer != Some(*distributor)
            })
            .collect(),
    })
}

/// Giver, taker, and for a distribution its number and whether the taker resells.
type Goods = (usize, usize, Option<(usize, bool)>);

impl Sketch {
    fn book(&self) -> Book {
        let name = |at: usize| format!("e{at}");
        let entities: String = (0..SIZE)
            .map(|at| {
                let whole = self.wholes[at].map_or_else(String::new, |it| format!("part_of: \"{}\",", name(it)));
                let market = self.markets[at].map_or_else(String::new, |it| format!("markets: [\"m{it}\"],"));
                format!("(id: \"{0}\", name: \"E {0}\", kind: Company, {whole} {market}),", name(at))
            })
            .collect();
        let mut deals: String = self.supplies.iter().map(|(from, to)| supply(&name(*from), &name(*to), "")).collect();
        for (number, (maker, distributor, customer)) in self.sold.iter().enumerate() {
            let text = distribution(&name(*maker), &name(*distributor), customer.map(name).as_deref());
            let old = format!("(id: \"{}-through-{}\"", name(*maker), name(*distributor));
            deals.push_str(&text.replace(&old, &format!("(id: \"sold-{number}\"")));
        }
        book_with(&entities, &deals)
    }

    /// Every way goods move: giver, taker, and for a distribution its number and whether the taker resells.
    fn goods(&self) -> Vec<Goods> {
        let plain = self.supplies.iter().map(|(from, to)| (*from, *to, None));
        let sold = self.sold.iter().enumerate().flat_map(|(number, (maker, distributor, customer))| {
            let on = customer.map(|customer| (*distributor, customer, Some((number, false))));
            [Some((*maker, *distributor, Some((number, true)))), on]
        });
        plain.chain(sold.flatten()).collect()
    }

    /// Where a walk can go from `here`, entered as told: begun, climbed, or by these distributions.
    fn onward(&self, here: usize, entry: &Entry) -> Vec<(usize, Entry)> {
        let mut onward = Vec::new();
        for there in 0..SIZE {
            let usable: Vec<_> = self
                .goods()
                .into_iter()
                .filter(|(from, to, how)| {
                    *from == there
                        && *to == here
                        && match (how, entry) {
                            (Some((number, true)), Entry::By(sold)) => sold.contains(number),
                            (Some((_, true)), Entry::Climbed) => false,
                            _ => true,
                        }
                })
                .collect();
            let is_part = self.wholes[there] == Some(here);
            let by: BTreeSet<usize> =
                usable.iter().filter_map(|(.., how)| how.filter(|(_, resells)| !resells).map(|it| it.0)).collect();
            let next = match entry {
                Entry::Begun if is_part => Some(Entry::Begun),
                _ if !usable.is_empty() => Some(Entry::By(by)),
                _ if self.wholes[here] == Some(there) => Some(Entry::Climbed),
                Entry::By(_) if is_part => Some(Entry::By(BTreeSet::new())),
                _ => None,
            };
            onward.extend(next.map(|next| (there, next)));
        }
        onward
    }

    fn simple(&self, walk: &mut Vec<usize>, entry: &Entry, to: usize, longest: usize, found: &mut Vec<Vec<usize>>) {
        let here = *walk.last().expect("a walk begins somewhere");
        if here == to {
            found.push(walk.clone());
            return;
        }
        if walk.len() > longest {
            return;
        }
        for (there, entry) in self.onward(here, entry) {
            if !walk.contains(&there) {
                walk.push(there);
                self.simple(walk, &entry, to, longest, found);
                walk.pop();
            }
        }
    }

    fn reached(&self, from: usize, without: Option<usize>) -> BTreeSet<usize> {
        let mut seen = BTreeSet::from([(from, Entry::Begun)]);
        loop {
            let more: Vec<_> = seen
                .iter()
                .flat_map(|(here, entry)| self.onward(*here, entry))
                .filter(|place| Some(place.0) != without && !seen.contains(place))
                .collect();
            if more.is_empty() {
                return seen.into_iter().map(|(here, _)| here).filter(|here| *here != from).collect();
            }
            seen.extend(more);
        }
    }

    fn trade(&self, of: usize) -> BTreeSet<usize> {
        let mut at = Some(of);
        while let Some(here) = at {
            if let Some(market) = self.markets[here] {
                return BTreeSet::from([market]);
            }
            at = self.wholes[here];
        }
        (0..SIZE).filter(|part| self.lineage(*part).contains(&of)).filter_map(|part| self.markets[part]).collect()
    }

    fn lineage(&self, of: usize) -> Vec<usize> {
        std::iter::successors(Some(of), |here| self.wholes[*here]).collect()
    }

    /// Whom a failure cuts off and weakens, any supplier standing in or only those of one market.
    fn impact(&self, failed: usize, any: bool) -> (BTreeSet<usize>, BTreeSet<usize>) {
        let mut down: BTreeSet<usize> = (0..SIZE).filter(|it| self.lineage(*it).contains(&failed)).collect();
        let dead = |down: &BTreeSet<usize>, (from, _, how): Goods| {
            down.contains(&from) || matches!(how, Some((number, false)) if down.contains(&self.sold[number].0))
        };
        let cut = |down: &BTreeSet<usize>, customer: usize| {
            (0..SIZE).any(|supplier| {
                let legs: Vec<_> = self
                    .goods()
                    .into_iter()
                    .filter(|it| it.0 == supplier && it.1 == customer && dead(down, *it))
                    .collect();
                let only_resold = legs.iter().all(|(.., how)| matches!(how, Some((_, true))));
                let wanted = self.trade(supplier);
                let stands = |other: Goods| {
                    self.lineage(customer).contains(&other.1)
                        && other.0 != customer
                        && !dead(down, other)
                        && (any || wanted.is_empty() || !wanted.is_disjoint(&self.trade(other.0)))
                };
                !only_resold && !self.goods().into_iter().any(stands)
            })
        };
        loop {
            let mut next = down.clone();
            next.extend((0..SIZE).filter(|it| !down.contains(it) && cut(&down, *it)));
            next = (0..SIZE).filter(|it| self.lineage(*it).iter().any(|whole| next.contains(whole))).collect();
            if next == down {
                break;
            }
            down = next;
        }
        let weak = (0..SIZE).filter(|it| !down.contains(it)).filter(|it| {
            let loses = self.goods().into_iter().any(|leg| leg.1 == *it && dead(&down, leg));
            loses || down.iter().any(|part| self.lineage(*part).contains(it))
        });
        let weak = weak.collect();
        down.remove(&failed);
        (down, weak)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Entry {
    Begun,
    By(BTreeSet<usize>),
    Climbed,
}

fn number(book: &Book, entity: EntityIx) -> usize {
    book.entity(entity).id.as_str()[1..].parse().expect("entities of a sketch are numbered")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn chains_are_those_of_brute_force(sketch in sketch(), from in 0..SIZE, to in 0..SIZE, longest in 1_usize..7) {
        prop_assume!(from != to);
        let book = sketch.book();
        let answer = ask(&book, &format!("e{from}"), Some(&format!("e{to}")), longest);
        let found: Vec<Vec<usize>> =
            answer.chains.iter().map(|chain| chain.stops().into_iter().map(|it| number(&book, it)).collect()).collect();
        let mut expected = Vec::new();
        sketch.simple(&mut vec![from], &Entry::Begun, to, longest, &mut expected);
        expected.sort_by_key(|walk| (walk.len(), walk.clone()));
        prop_assert_eq!(&found, &expected);
        let mut all = Vec::new();
        sketch.simple(&mut vec![from], &Entry::Begun, to, SIZE, &mut all);
        prop_assert_eq!(answer.cut.is_some(), all.len() > expected.len());
        for chain in &answer.chains {
            prop_assert!(chain.steps.windows(2).all(|pair| pair[0].needed == pair[1].needer));
            prop_assert!(chain.steps.iter().all(|step| !step.legs.is_empty() || step.belonging.is_some()));
        }
    }

    #[test]
    fn what_is_needed_and_its_chokepoints_are_those_of_brute_force(sketch in sketch(), from in 0..SIZE) {
        let book = sketch.book();
        let answer = ask(&book, &format!("e{from}"), None, 6);
        let found: BTreeSet<usize> = answer.needed.keys().map(|it| number(&book, *it)).collect();
        let expected = sketch.reached(from, None);
        prop_assert_eq!(&found, &expected);
        let points: BTreeMap<usize, BTreeSet<usize>> = answer
            .chokepoints
            .iter()
            .map(|it| (number(&book, it.entity), it.behind.iter().map(|it| number(&book, *it)).collect()))
            .collect();
        let by_hand: BTreeMap<usize, BTreeSet<usize>> = expected
            .iter()
            .map(|point| {
                let left = sketch.reached(from, Some(*point));
                (*point, expected.iter().copied().filter(|it| it != point && !left.contains(it)).collect())
            })
            .filter(|(_, behind): &(usize, BTreeSet<usize>)| !behind.is_empty())
            .collect();
        prop_assert_eq!(&points, &by_hand);
        for to in &expected {
            let answer = ask(&book, &format!("e{from}"), Some(&format!("e{to}")), 6);
            let points: BTreeSet<usize> = answer.chokepoints.iter().map(|it| number(&book, it.entity)).collect();
            let by_hand: BTreeSet<usize> =
                by_hand.iter().filter(|(_, behind)| behind.contains(to)).map(|(point, _)| *point).collect();
            prop_assert_eq!(points, by_hand);
        }
    }

    #[test]
    fn impact_is_that_of_brute_force(sketch in sketch(), failed in 0..SIZE, any in any::<bool>()) {
        let book = sketch.book();
        let stand_in = if any { StandIn::AnySupplier } else { StandIn::SameMarket };
        let answer = fail(&book, &format!("e{failed}"), stand_in);
        let numbers = |it: &EntityIx| book.entity(*it).id.as_str().strip_prefix('e').and_then(|it| it.parse().ok());
        let mut cut: BTreeSet<usize> = answer.cut_off.keys().filter_map(numbers).collect();
        cut.remove(&failed);
        let weak: BTreeSet<usize> = answer.weakened.keys().filter_map(numbers).collect();
        prop_assert_eq!((cut, weak), sketch.impact(failed, any));
        prop_assert_eq!(
            answer.cut_off.len() + answer.weakened.len() + answer.untouched.len(),
            book.entity_count(),
            "everybody is in one of the three"
        );
    }
}

#[test]
fn a_goal_that_is_too_far_away_is_told_once_and_by_its_name() {
    let book = book(&(supply("lyra", "acme", "") + &supply("umbra", "lyra", "")));
    let needs = Needs::new(&Told::new(&book, View::default()));
    let graph = DealGraph::new(&book, View::default());
    let told = |to: Option<&str>| {
        let report = ask(&book, "acme", to, 1).report(&graph, &needs, 1, Portion::ALL);
        (report.truncated.unwrap_or_default(), report.notes)
    };
    let (truncated, notes) = told(Some("umbra"));
    assert_eq!(
        truncated,
        "Umbra is 2 steps away at the least, and chains of more than 1 step were not looked for (--max-hops)"
    );
    assert!(notes.iter().all(|note| !note.contains("steps") && !note.contains("--max-hops")), "{notes:?}");
    assert!(told(None).0.ends_with("more than 1 step away: Umbra"));
}
