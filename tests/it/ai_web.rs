//! What the built-in book must say, whatever else is added to it. Each expectation rests on the texts that the
//! book started from; `--known-at 2026-04-15` sees what those texts knew.

use std::collections::{BTreeMap, BTreeSet};

use dealgraph::graph::{DealGraph, Tally, Told, Trust, View};
use dealgraph::load::{Strictness, embedded_files, load_embedded, read_book};
use dealgraph::model::{Book, ClauseKind, Currency, MoneyLevel, Split};
use dealgraph::query::backers::{Backers, Quorum, backers};

const BN: u128 = 100_000_000_000;

fn book() -> Book {
    load_embedded().expect("the built-in book is sound")
}

fn at_the_seeds() -> View {
    View { known_at: "2026-04-15".parse().ok(), ..View::default() }
}

fn ask(graph: &DealGraph<'_>, companies: &[&str]) -> Backers {
    let asked: Vec<_> = companies.iter().map(|name| graph.book().find_entity(name).expect("known")).collect();
    backers(graph, &asked, Quorum::All)
}

fn stake(graph: &DealGraph<'_>, investor: &str, company: &str) -> Split {
    let investor = graph.book().find_entity(investor).expect("known");
    let answer = ask(graph, &[company]);
    let backer = answer.backers.iter().find(|backer| backer.investor == investor).expect("a backer");
    backer.holdings[0].money.totals[&Currency::USD]
}

#[test]
fn the_book_is_sound_and_nothing_in_it_is_doubtful() {
    let reading = read_book(embedded_files(), Strictness::Lints);
    let said: Vec<String> = reading.problems.iter().map(|problem| problem.render(&reading.files, false)).collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
}

#[test]
fn amazon_microsoft_and_nvidia_back_both_labs_and_google_backs_one() {
    let book = book();
    for view in [View::default(), at_the_seeds()] {
        let graph = DealGraph::new(&book, view);
        let both: Vec<&str> = ask(&graph, &["openai", "anthropic"])
            .backers
            .iter()
            .map(|it| book.entity(it.investor).id.as_str())
            .collect();
        for backer in ["amazon", "microsoft", "nvidia"] {
            assert!(both.contains(&backer), "{backer} is not among {both:?}");
        }
        assert!(!both.contains(&"google"), "{both:?}");
        let one: Vec<_> = ask(&graph, &["anthropic"]).backers.iter().map(|it| it.investor).collect();
        assert!(one.contains(&book.find_entity("google").expect("google")));
    }
}

#[test]
fn amazons_fifty_billion_is_fifteen_and_thirty_five_contingent() {
    let book = book();
    let split = stake(&DealGraph::new(&book, at_the_seeds()), "amazon", "openai");
    assert_eq!((split.committed.lower(), split.committed.upper()), (15 * BN, Some(15 * BN)));
    assert_eq!(split.headline.upper(), Some(50 * BN));
    assert_eq!(split.contingent().upper(), Some(35 * BN));
}

#[test]
fn headline_and_firm_stakes_of_amazon_are_in_the_ratios_told() {
    let book = book();
    let graph = DealGraph::new(&book, at_the_seeds());
    let (openai, anthropic) = (stake(&graph, "amazon", "openai"), stake(&graph, "amazon", "anthropic"));
    let most = |split: Split, level| split.at(level).upper().expect("a known most");
    assert_eq!(most(openai, MoneyLevel::Headline) * 100, most(anthropic, MoneyLevel::Headline) * 625);
    assert_eq!(most(openai, MoneyLevel::Firm) * 1000, most(anthropic, MoneyLevel::Firm) * 1875);
}

#[test]
fn two_sources_disagree_on_the_condition_of_the_later_tranche() {
    let book = book();
    let deal = book.deal(book.find_deal("openai-round-2026").expect("the round"));
    let conditions: BTreeSet<&str> = deal
        .claims
        .iter()
        .filter_map(|claim| claim.says.as_ref())
        .filter(|said| said.field == "tranches.amazon-later.on")
        .map(|said| said.value.as_str())
        .collect();
    assert!(conditions.len() >= 2, "{conditions:?}");
    assert!(conditions.iter().any(|condition| condition.contains("AGI")), "{conditions:?}");
}

#[test]
fn openais_aws_commitment_counts_once_as_138() {
    let book = book();
    let told = Told::new(&book, View::default());
    let contracts = ["openai-aws-2025", "openai-aws-2026"].map(|id| book.find_deal(id).expect("the contract"));
    let parts = contracts.iter().filter_map(|index| Some((*index, told.deal(*index)?.money())));
    let total = Tally::of(&told, parts).totals[&Currency::USD];
    assert_eq!((total.headline.lower(), total.headline.upper()), (138 * BN, Some(138 * BN)));
    assert_eq!(total.firm.upper(), Some(38 * BN));
}

#[test]
fn microsoft_holds_the_stateless_exclusivity_with_the_open_weights_carved_out() {
    let book = book();
    let microsoft = book.find_entity("microsoft").expect("microsoft");
    let open_weights = book.find_entity("gpt-oss").expect("gpt-oss");
    let deal = book.deal(book.find_deal("openai-azure-hosting").expect("the hosting"));
    let clause = deal.clause("stateless-exclusivity").expect("the clause");
    assert_eq!((clause.kind, clause.beneficiary), (ClauseKind::Exclusivity, microsoft));
    assert!(clause.scope.describe(&book).contains("mode stateless"), "{}", clause.scope.describe(&book));
    let carved = clause.carve_outs.iter().any(|carve_out| {
        carve_out.scope.facets().any(|(_, value)| *value == dealgraph::model::FacetValue::Product(open_weights))
    });
    assert!(carved);
}

#[test]
fn every_view_tells_a_sound_web() {
    let book = book();
    let mut views: Vec<View> = [Trust::All, Trust::Official, Trust::Latest]
        .into_iter()
        .map(|trust| View { trust, ..View::default() })
        .collect();
    views.extend(
        (0..book.source_count())
            .map(|source| View { trust: Trust::Source(dealgraph::model::SourceIx::new(source)), ..View::default() }),
    );
    for view in views {
        let graph = DealGraph::new(&book, view);
        let everything = graph.told().deals().map(|(index, deal)| (index, deal.money()));
        for split in Tally::of(graph.told(), everything).totals.values() {
            assert!(split.firm.lower() <= split.committed.lower() && split.committed.lower() <= split.headline.lower());
        }
        for (_, _, leg) in graph.legs() {
            let deal = graph.deal(leg);
            assert!(usize::from(leg.from) < deal.parties.len() && usize::from(leg.to) < deal.parties.len());
        }
    }
}

#[test]
fn every_collected_fact_is_accounted_for_and_every_deal_named_exists() {
    let book = book();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut told: BTreeSet<String> = BTreeSet::new();
    for entry in std::fs::read_dir("data/ledger").expect("the ledger is there") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "tsv") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a ledger can be read");
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [fact, disposition, deals, rest @ ..] = cells.as_slice() else { panic!("{line}") };
            assert!(seen.insert((*fact).to_owned(), (*disposition).to_owned()).is_none(), "{fact} stands twice");
            let named: Vec<&str> = deals.split(';').map(str::trim).filter(|id| !id.is_empty()).collect();
            match *disposition {
                "used" | "merged" => assert!(!named.is_empty(), "{fact} names no deal"),
                "left-out" => assert!(rest.iter().any(|reason| !reason.trim().is_empty()), "{fact} gives no reason"),
                other => panic!("{fact}: {other} is no disposition"),
            }
            for id in named {
                assert!(book.deal_by_id(id).is_some(), "{fact}: there is no deal {id}");
                told.insert(id.to_owned());
            }
        }
    }
    assert_eq!(seen.len(), 732);
    let untold: Vec<String> =
        book.deals().map(|deal| deal.id.to_string()).filter(|id| !told.contains(id.as_str())).collect();
    assert!(untold.is_empty(), "no fact tells {untold:?}");
}

#[test]
fn the_page_about_the_data_is_what_its_command_writes() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_dealgraph"))
        .args(["stats", "--ledger", "data/ledger", "--format", "md"])
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let page = String::from_utf8(output.stdout).expect("text");
    let page = format!(
        "# What the built-in book was made of\n\nWritten by `dealgraph stats --ledger data/ledger --format md`.\n\n{page}"
    );
    if std::env::var_os("DEALGRAPH_REDRAW").is_some() {
        std::fs::write("data/README.md", &page).expect("the page is written");
    }
    let kept = std::fs::read_to_string("data/README.md").unwrap_or_default();
    assert!(kept == page, "run `DEALGRAPH_REDRAW=1 cargo test ai_web::` and read what changed");
}

#[test]
fn hosting_frontier_on_azure_collides_only_for_the_source_that_leaves_the_qualifier_out() {
    let book = book();
    let collides = |view: View| {
        let graph = DealGraph::new(&book, view);
        let found = dealgraph::rules::all_findings(&graph).expect("the built-in rules are sound");
        let frontier = book.find_deal("openai-frontier-aws-2026").expect("the distribution");
        found.list.iter().any(|finding| finding.code == "exclusivity-collision" && finding.deals().contains(&frontier))
    };
    let told_by = |id: &str| Trust::Source(book.find_source(id).expect("a source"));
    assert!(!collides(View::default()));
    assert!(collides(View { trust: told_by("business-insider-2026-03-11"), ..View::default() }));
    assert!(!collides(View { trust: told_by("aws-newsletter-2026-02-27"), ..View::default() }));
}
