//! The laws that hold for every book, whatever is in it: over books drawn at random, each with every kind of record.

use std::num::NonZeroUsize;

use crate::common::everything;
use crate::common::generated::{self, Draw};
use dealgraph::export;
use dealgraph::finding::{Finding, Ground};
use dealgraph::graph::{DealGraph, Ended, Rollup, Tally, Told, Trust, View};
use dealgraph::load::{load_files, load_str, write_book};
use dealgraph::model::{Book, DealIx, Interval, MoneyLevel, PartialDate, Status};
use dealgraph::query::loops::{self, MoneyWeb, Search, Starts, cycles};
use dealgraph::query::pattern::{Question, matches};
use dealgraph::query::rivalry::Rivals;
use dealgraph::query::roles::roles;
use dealgraph::query::timeline::report as timeline;
use dealgraph::report::{Format, Portion, Records, Report, Style, Wanted, print, write_with};
use proptest::prelude::*;

const LEVELS: [MoneyLevel; 3] = [MoneyLevel::Firm, MoneyLevel::Committed, MoneyLevel::Headline];

/// The bytes that a book is drawn from.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..700)
}

fn drawn(bytes: &[u8], most: usize) -> (generated::Records, Book) {
    generated::records(&mut Draw::new(bytes), most).sound()
}

/// A view of any kind.
fn view() -> impl Strategy<Value = View> {
    let date = || prop::option::weighted(0.3, prop::sample::select(vec!["2024", "2025-11", "2026-03-01"]));
    let trust = prop::sample::select(vec![Trust::All, Trust::Official, Trust::Latest]);
    let least = prop::option::weighted(0.3, prop::sample::select(Status::ALL[..5].to_vec()));
    (date(), date(), trust, least, any::<bool>(), any::<bool>()).prop_map(
        |(as_of, known_at, trust, least, parts, ended)| {
            let read = |date: Option<&str>| date.map(|date| date.parse::<PartialDate>().expect("a date"));
            View {
                as_of: read(as_of),
                known_at: read(known_at),
                trust,
                min_status: least,
                rollup: if parts { Rollup::Parts } else { Rollup::Wholes },
                ended: if ended { Ended::Shown } else { Ended::Hidden },
                ..View::default()
            }
        },
    )
}

fn runs_forwards(interval: Interval) -> bool {
    interval.upper().is_none_or(|upper| interval.lower() <= upper)
}

fn tally(told: &Told<'_>) -> Tally {
    Tally::of(told, told.deals().map(|(index, deal)| (index, deal.money())))
}

/// Every piece of a finding's evidence is there and seen: deals in the view, sources that it hears.
fn unresolved(graph: &DealGraph<'_>, finding: &Finding) -> Option<String> {
    let (book, told) = (graph.book(), graph.told());
    let known_at = graph.view().known_at.map(PartialDate::last);
    for evidence in finding.evidence() {
        if let Ground::Deal(deal) = evidence.ground {
            if told.deal(deal).is_none() {
                return Some(format!("{} rests on a deal that is not seen", finding.claim));
            }
            if evidence.sources.is_empty() {
                return Some(format!("{} rests on a deal without a source", finding.claim));
            }
        }
        for source in evidence.sources.iter().chain(&evidence.disputed_by) {
            let published = book.source(*source).date.map(PartialDate::last);
            if known_at.is_some_and(|day| published.is_none_or(|published| published > day)) {
                return Some(format!("{} rests on a source not published yet", finding.claim));
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_amount_and_total_runs_forwards_and_certainty_only_takes_away(bytes in bytes(), view in view()) {
        let (_, book) = drawn(&bytes, 10);
        let told = Told::new(&book, view);
        let tally = tally(&told);
        let deals = told.deals().filter_map(|(_, deal)| deal.money().stated()).map(|stated| stated.split);
        let parts = tally.parts.values().flat_map(|by_currency| by_currency.values().copied());
        for split in deals.chain(tally.totals.values().copied()).chain(parts) {
            for level in LEVELS {
                prop_assert!(runs_forwards(split.at(level)), "{split:?}");
            }
            for (less, more) in [(split.firm, split.committed), (split.committed, split.headline)] {
                prop_assert!(less.lower() <= more.lower(), "{split:?}");
                prop_assert!(more.upper().is_none_or(|more| less.upper().is_some_and(|less| less <= more)), "{split:?}");
            }
        }
    }

    #[test]
    fn totals_are_the_sum_of_deals_and_none_is_counted_inside_of_another(bytes in bytes(), view in view()) {
        let (_, book) = drawn(&bytes, 10);
        let told = Told::new(&book, view);
        let tally = tally(&told);
        for deal in &tally.counted {
            prop_assert!(!tally.absorbed.iter().any(|(inside, _)| inside == deal), "counted alone and inside");
            prop_assert!(!told.is_replaced(*deal), "a replaced deal is counted");
        }
        for (inside, around) in &tally.absorbed {
            // What it counts inside of counts itself, or inside of a further one.
            let further = tally.absorbed.iter().any(|(it, _)| it == around);
            prop_assert!(tally.counted.contains(around) || further, "{inside:?} counts inside of what does not count");
        }
        for (currency, total) in &tally.totals {
            for level in LEVELS {
                // Where nothing is inside of a deal, it comes to what it says itself.
                let own = |deal: DealIx| told.deal(deal)?.money().stated();
                let alone = |deal: DealIx| own(deal).filter(|it| it.currency == *currency).map(|it| it.split);
                let part = |deal: &DealIx| {
                    tally.parts.get(deal).map_or_else(|| alone(*deal), |part| part.get(currency).copied())
                };
                let parts = tally.counted.iter().filter_map(part).map(|split| split.at(level));
                prop_assert_eq!(total.at(level), parts.sum::<Interval>());
            }
        }
    }

    #[test]
    fn every_finding_rests_on_deals_and_sources_that_its_view_has(bytes in bytes(), view in view()) {
        let (_, book) = drawn(&bytes, 10);
        let graph = DealGraph::new(&book, view);
        for finding in everything::findings(&graph).list {
            prop_assert_eq!(unresolved(&graph, &finding), None);
            for leg in finding.legs() {
                prop_assert!(graph.told().deal(leg.deal).is_some());
            }
        }
    }

    #[test]
    fn a_book_reads_back_as_itself_from_ron_and_json(bytes in bytes()) {
        let (_, book) = drawn(&bytes, 10);
        prop_assert_eq!(&load_str(&write_book(&book)).expect("what is written loads"), &book);
        let graph = DealGraph::new(&book, View::default());
        let json = export::format_named("json").expect("a format").write(&graph, &export::Options::default());
        let text = String::from_utf8(json.expect("written").files[0].bytes.clone()).expect("text");
        let files = [dealgraph::import::Text::of("book.json", text)];
        let mapping = dealgraph::import::Mapping::default();
        let names = dealgraph::import::Names::default();
        let given = dealgraph::import::Given { files: &files, mapping: &mapping, names: &names, watch: None };
        let format = dealgraph::import::import_format("json").expect("a format");
        let imported = dealgraph::import::import(format, &given, None).expect("read");
        prop_assert_eq!(&load_str(&imported.ron()).expect("what is imported loads"), &book);
    }

    #[test]
    fn a_search_that_stopped_early_says_so_and_one_that_did_not_does_not(bytes in bytes(), most in 1_usize..6) {
        let (_, book) = drawn(&bytes, 12);
        let graph = DealGraph::new(&book, View::default());
        let all = loops::loops(&graph, &Search { max_length: 4, most: 10_000, about: Vec::new() });
        prop_assert!(!all.more);
        let few = loops::loops(&graph, &Search { max_length: 4, most, about: Vec::new() });
        prop_assert_eq!((few.loops.len(), few.more), (all.loops.len().min(most), all.loops.len() > most));
        let rivals = Rivals::new(&graph);
        let pattern = "a --> b, b --> c".parse().expect("a pattern");
        let question = Question::new(&book, &graph, &pattern).expect("a question");
        let all = matches(&graph, &rivals, &question, 100_000);
        let few = matches(&graph, &rivals, &question, most);
        prop_assert_eq!((few.rows.len(), few.cut.is_some()), (all.rows.len().min(most), all.rows.len() > most));
    }

    #[test]
    fn the_number_of_threads_changes_no_loop_and_no_order(bytes in bytes(), threads in 2_usize..9) {
        let (_, book) = drawn(&bytes, 14);
        let graph = DealGraph::new(&book, View::default());
        let web = MoneyWeb::new(&graph);
        for most in [3, 10_000] {
            let alone = cycles(&web, Starts::Every, 5, most, 1);
            prop_assert_eq!(alone, cycles(&web, Starts::Every, 5, most, threads));
        }
    }
}

proptest! {
    // Every output of a book is some hundreds of texts.
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn files_in_any_order_and_split_in_any_way_give_the_same_bytes_in_every_output(
        bytes in bytes(), view in view(), keys in prop::collection::vec(any::<u32>(), 8),
    ) {
        let (records, book) = drawn(&bytes, 8);
        let apart = load_files(records.scattered(&keys)).expect("the same records are sound");
        prop_assert_eq!(&apart, &book);
        let mut backwards = records.files();
        backwards.reverse();
        let backwards = load_files(backwards).expect("the same records are sound");
        let outputs = everything::outputs(&DealGraph::new(&book, view));
        for other in [apart, backwards] {
            let others = everything::outputs(&DealGraph::new(&other, view));
            prop_assert_eq!(outputs.len(), others.len());
            for (one, two) in outputs.iter().zip(&others) {
                prop_assert_eq!(&one.0, &two.0);
                prop_assert!(one.1 == two.1, "{} differs", one.0);
            }
        }
    }

    #[test]
    fn many_at_once_write_the_same_bytes_as_one_alone(bytes in bytes(), view in view()) {
        let (_, book) = drawn(&bytes, 6);
        let alone = everything::outputs(&DealGraph::new(&book, view));
        let together: Vec<_> = std::thread::scope(|scope| {
            let running: Vec<_> =
                (0..3).map(|_| scope.spawn(|| everything::outputs(&DealGraph::new(&book, view)))).collect();
            running.into_iter().map(|one| one.join().expect("no panic")).collect()
        });
        prop_assert!(together.iter().all(|outputs| *outputs == alone));
    }

    #[test]
    fn a_limited_report_counts_what_it_leaves_out(bytes in bytes(), most in 1_usize..4) {
        let (_, book) = drawn(&bytes, 8);
        let graph = DealGraph::new(&book, View::default());
        let mut entities = book.entity_indices();
        let one = entities.next().expect("a drawn book has entities");
        for (name, report) in everything::reports(&graph, one, one) {
            each_format_tells_of_what_it_cuts(name, &report, most);
            let limited = report.limited(most);
            let is_cut = report.sections.iter().any(|section| section.rows.len() > most + section.totals);
            prop_assert!(limited.sections.iter().all(|section| section.rows.len() <= most + section.totals));
            prop_assert!(!is_cut || limited.truncated.is_some(), "{name} is cut silently");
            let json = limited.to_json();
            prop_assert_eq!(json["truncated"].as_bool(), Some(limited.truncated.is_some()));
            if limited.truncated == report.truncated {
                prop_assert_eq!(&limited, &report, "{} is cut silently", name);
            }
        }
    }
}

/// Holds of every format that a report which is cut says so, and no other one does.
fn each_format_tells_of_what_it_cuts(name: &str, report: &Report, most: usize) {
    for format in [Format::Table, Format::Json, Format::Ndjson, Format::Csv, Format::Markdown] {
        let limited = report.limited_for(most, format);
        let is_told = limited.truncated != report.truncated;
        let [cut, whole] = [&limited, report]
            .map(|report| print(&Report { truncated: None, ..report.clone() }, format, Style::default()));
        assert_eq!(is_told, cut != whole, "{name} as {format:?}, {most}: {:?}", limited.truncated);
    }
}

#[test]
fn a_note_of_what_is_cut_tells_of_the_format_that_is_written() {
    let book = load_files(dealgraph::load::embedded_files()).expect("the built-in book loads");
    let graph = DealGraph::new(&book, View::default());
    let [one, two] = ["openai", "microsoft"].map(|id| book.entity_by_id(id).expect("they are there"));
    for (name, report) in everything::reports(&graph, one, two) {
        for most in [1, 3, 20] {
            each_format_tells_of_what_it_cuts(name, &report, most);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn what_is_not_told_need_not_be_made(bytes in bytes(), most in 1_usize..6, view in view(), least in 1_usize..3) {
        let (_, book) = drawn(&bytes, 8);
        let graph = DealGraph::new(&book, view);
        let named: Vec<_> = book.entity_indices().take(most % 3).collect();
        let roles = roles(&graph, &named, least);
        let made = |portion: Portion| [roles.report(&graph, portion), timeline(&graph, &named, portion)];
        for (some, all) in made(Portion { most, wanted: Wanted::All }).into_iter().zip(made(Portion::ALL)) {
            prop_assert_eq!(some.limited(most), all.limited(most));
        }
        for (wanted, format) in [
            (Wanted::Rows, Format::Table),
            (Wanted::Rows, Format::Csv),
            (Wanted::Rows, Format::Markdown),
            (Wanted::Answer, Format::Json),
            (Wanted::Items, Format::Ndjson),
        ] {
            for most in [most, usize::MAX] {
                for (some, all) in made(Portion { most, wanted }).into_iter().zip(made(Portion::ALL)) {
                    let [some, all] =
                        [some, all].map(|report| print(&report.limited_for(most, format), format, Style::default()));
                    prop_assert_eq!(some, all);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// What the commands write piece by piece is what the library holds.
    #[test]
    fn records_that_are_not_held_are_written_as_those_that_are(bytes in bytes(), most in 1_usize..6, view in view()) {
        let (_, book) = drawn(&bytes, 8);
        let graph = DealGraph::new(&book, view);
        let written = |frame: &Report, records: &Records<'_>, format| {
            let mut bytes = Vec::new();
            write_with(frame, records, format, Style::default(), &mut bytes).expect("memory takes every byte");
            String::from_utf8(bytes).expect("text")
        };
        let Some(one) = book.entity_indices().next() else { return Ok(()) };
        for most in [most, usize::MAX] {
            everything::each_long_list(&graph, one, most, |name, held, frame, records| {
                let records = records.first(most);
                for format in [Format::Json, Format::Ndjson] {
                    let [held, frame] = [held, frame].map(|report| report.limited_for(most, format));
                    assert_eq!(written(&frame, &records, format), print(&held, format, Style::default()), "{name}");
                }
            });
        }
    }
}

#[test]
fn drawn_books_hold_every_kind_of_record() {
    // Properties over books without clauses, or without findings, would hold of nothing.
    let mut texts = String::new();
    let (mut found, mut loops_found) = (std::collections::BTreeSet::new(), 0);
    for seed in 0..150_u32 {
        let bytes: Vec<u8> = (0..600_u32)
            .map(|at| u8::try_from((seed * 7919 + at).wrapping_mul(2_654_435_761) >> 24).expect("eight bits"))
            .collect();
        let (_, book) = drawn(&bytes, 14);
        texts += &write_book(&book);
        let graph = DealGraph::new(&book, View::default());
        found.extend(everything::findings(&graph).list.into_iter().map(|finding| finding.code));
        loops_found += loops::loops(&graph, &Search::default()).loops.len();
    }
    for word in ["tranches:", "clauses:", "carve_outs:", "part_of:", "supersedes:", "expands:", "says:", "history:"] {
        assert!(texts.contains(word), "no drawn book has {word}");
    }
    assert!(loops_found > 5, "{loops_found} loops in all");
    assert!(found.len() >= 8, "few rules ever find anything: {found:?}");
    assert!(NonZeroUsize::new(texts.matches("kind: Rivalry").count()).is_some());
}
