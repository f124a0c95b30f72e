//! Every answer, picture and export of a book, as bytes: what no input may break and no order may change.
#![allow(dead_code, reason = "each test file uses a part of it")]

use dealgraph::diagram::picture::Picture;
use dealgraph::diagram::preset::{self, ClusterBy, Labels, PRESETS, Parallel};
use dealgraph::diagram::theme::THEMES;
use dealgraph::diagram::{d2, dot, mermaid, svg};
use dealgraph::export;
use dealgraph::finding::{Findings, proof_record, proof_tree, sarif};
use dealgraph::graph::DealGraph;
use dealgraph::model::{EntityIx, SourceIx};
use dealgraph::query::chains::{Asked, Which, chains};
use dealgraph::query::exposure::{By, exposure};
use dealgraph::query::groups::{Rank, groups};
use dealgraph::query::impact::{StandIn, impact};
use dealgraph::query::loops::{self, Search};
use dealgraph::query::needs::Needs;
use dealgraph::query::paths::Bounds;
use dealgraph::query::show::{Subject, show};
use dealgraph::query::{backers, between, co_investors, disputes, hedge, list, roles, stats, timeline};
use dealgraph::report::{Format, Portion, Records, Report, Style, Wanted, print};
use dealgraph::rules::{Catalogue, all_findings};

/// Small bounds, so that a dense book is answered at once.
const BOUNDS: Bounds = Bounds { longest: 5, most: 50, work: 20_000 };

/// A file's bytes and what it is.
pub type Output = (String, Vec<u8>);

/// The findings of every rule and of the search for loops.
pub fn findings(graph: &DealGraph<'_>) -> Findings {
    all_findings(graph).expect("no rule of the book has the code of a built-in one")
}

/// Every question, asked of `one` and `two` where it asks about somebody.
pub fn reports(graph: &DealGraph<'_>, one: EntityIx, two: EntityIx) -> Vec<(&'static str, Report)> {
    let book = graph.book();
    let needs = Needs::new(graph.told());
    let asked = Asked { from: one, to: None, which: Which::Shortest, bounds: BOUNDS };
    let search = Search { max_length: 4, most: 50, ..Search::default() };
    let found = loops::loops(graph, &search);
    let about = disputes::disputes(graph, &[]);
    let quorum = backers::Quorum::All;
    let mut reports = vec![
        ("list entities", list::entities(graph, Portion::ALL)),
        ("list deals", list::deals(graph, Portion::ALL)),
        ("list legs", list::legs(graph, Portion::ALL)),
        ("list sources", list::sources(graph, Portion::ALL)),
        ("stats", stats::stats(graph)),
        ("backers", backers::backers(graph, &[one, two], quorum).report(graph, quorum)),
        ("co-investors", co_investors::co_investors(graph, None, None).report(graph, Some(20))),
        ("chains", chains(&needs, asked).report(graph, &needs, BOUNDS.longest, Portion::ALL)),
        ("impact", impact(book, &needs, one, StandIn::SameMarket).report(graph, &needs, Portion::ALL)),
        ("exposure", exposure(graph, one, By::Counterparty).report(graph)),
        ("exposure by year", exposure(graph, one, By::Year).report(graph)),
        ("exposure by flow", exposure(graph, one, By::Flow).report(graph)),
        ("between", between::between(graph, one, two, BOUNDS).report(graph)),
        ("hedge", hedge::hedge(graph, one, &[]).report(graph)),
        ("roles", roles::roles(graph, &[], 1).report(graph, Portion::ALL)),
        ("groups", groups(graph, None, Rank::Betweenness, None).report(graph, Portion::ALL)),
        ("disputes", disputes::report(graph, &about, &[])),
        ("timeline", timeline::report(graph, &[], Portion::ALL)),
        ("loops", found.report(graph, &search, &loops::breakers(&found.loops), None)),
        ("show entity", show(graph, Subject::Entity(one))),
        ("findings", findings(graph).report(graph, "Findings")),
    ];
    reports.extend(book.deal_indices().map(|deal| ("show deal", show(graph, Subject::Deal(deal)))));
    let sources = 0..book.source_count();
    reports.extend(sources.map(|source| ("show source", show(graph, Subject::Source(SourceIx::new(source))))));
    reports
}

/// Tells of every answer that commands write piece by piece its report with all records, its report without them, of which
/// `most` are wanted, and the records.
pub fn each_long_list(
    graph: &DealGraph<'_>,
    one: EntityIx,
    most: usize,
    mut tell: impl FnMut(&str, &Report, &Report, Records<'_>),
) {
    let (all, frame) = (Portion::ALL, Portion { most, wanted: Wanted::Frame });
    let entities = |portion| list::entities(graph, portion);
    tell("list entities", &entities(all), &entities(frame), list::entity_records(graph));
    tell("list deals", &list::deals(graph, all), &list::deals(graph, frame), list::deal_records(graph));
    tell("list legs", &list::legs(graph, all), &list::legs(graph, frame), list::leg_records(graph));
    tell("list sources", &list::sources(graph, all), &list::sources(graph, frame), list::source_records(graph));
    let timeline = |portion| timeline::report(graph, &[], portion);
    let framed = timeline(frame);
    tell("timeline", &timeline(all), &framed, timeline::records(&framed.sections[0]));
    let found = roles::roles(graph, &[], 1);
    tell("roles", &found.report(graph, all), &found.report(graph, frame), found.records(graph));
    let needs = Needs::new(graph.told());
    let found = chains(&needs, Asked { from: one, to: None, which: Which::All, bounds: BOUNDS });
    let report = |portion| found.report(graph, &needs, BOUNDS.longest, portion);
    tell("chains", &report(all), &report(frame), found.records(graph));
    let search = Search { max_length: 4, most: 50, ..Search::default() };
    let found = loops::loops(graph, &search);
    let breakers = loops::breakers(&found.loops);
    let report = |wanted| found.report_for(graph, &search, &breakers, None, Portion { most, wanted });
    tell("loops", &report(Wanted::All), &report(Wanted::Frame), found.records(graph));
    if most == usize::MAX {
        // Of these what is not shown is cut before a report is made.
        let found = findings(graph);
        let report = |wanted| found.report_for(graph, "Findings", wanted);
        tell("findings", &report(Wanted::All), &report(Wanted::Frame), found.records(graph));
    }
}

/// Every preset, and a few of its options.
pub fn pictures(graph: &DealGraph<'_>, one: EntityIx, two: EntityIx) -> Vec<(String, Picture)> {
    let plain = preset::Options { subjects: vec![one, two], ..preset::Options::default() };
    let busy =
        preset::Options { parallel: Parallel::Kept, labels: Labels::All, cluster: ClusterBy::Market, ..plain.clone() };
    let variants = [("plain", &plain), ("busy", &busy)];
    let drawn = PRESETS.iter().flat_map(|preset| {
        variants.map(|(name, options)| (format!("{} {name}", preset.name), (preset.draw)(graph, options)))
    });
    let found = findings(graph);
    let spotlit =
        found.list.iter().take(2).map(|it| (format!("finding {}", it.code), preset::draw_finding(graph, it, &plain)));
    drawn.chain(spotlit).collect()
}

/// A picture in every language.
pub fn drawn(name: &str, picture: &Picture) -> Vec<Output> {
    let theme = THEMES[0];
    let texts = [
        ("svg", svg::print(picture, theme)),
        ("dot", dot::print(picture, theme)),
        ("mmd", mermaid::print(picture, theme)),
        ("d2", d2::print(picture, theme)),
    ];
    texts.map(|(ending, text)| (format!("diagram {name}.{ending}"), text.into_bytes())).into()
}

/// Every answer in every format.
pub fn answered(graph: &DealGraph<'_>, one: EntityIx, two: EntityIx) -> Vec<Output> {
    let formats = [
        (Format::Table, "table"),
        (Format::Json, "json"),
        (Format::Ndjson, "ndjson"),
        (Format::Csv, "csv"),
        (Format::Markdown, "md"),
    ];
    let mut outputs = Vec::new();
    for (name, report) in reports(graph, one, two) {
        for (format, ending) in formats {
            outputs.push((format!("{name}.{ending}"), print(&report, format, Style::default()).into_bytes()));
        }
    }
    let found = findings(graph);
    let catalogue = Catalogue::of(graph.book()).expect("sound rules");
    outputs.push(("findings.sarif".to_owned(), sarif(graph, &found, &catalogue.cards()).to_string().into_bytes()));
    outputs.push(("memo.md".to_owned(), found.memo(graph, "Findings").into_bytes()));
    for finding in found.list.iter().take(5) {
        outputs.push((format!("why {}.table", finding.code), proof_tree(graph, finding).into_bytes()));
        outputs.push((format!("why {}.json", finding.code), proof_record(graph, finding).to_string().into_bytes()));
    }
    outputs
}

/// Every export in every dialect.
pub fn exported(graph: &DealGraph<'_>) -> Vec<Output> {
    let mut outputs = Vec::new();
    for format in export::FORMATS {
        let named = format.dialects.iter().map(|dialect| Some((*dialect).to_owned()));
        for dialect in std::iter::once(None).chain(named) {
            let made = format.write(graph, &export::Options { dialect: dialect.clone() }).expect("a dialect of it");
            for file in made.files {
                outputs.push((
                    format!("export {} {} {}", format.name, dialect.as_deref().unwrap_or(""), file.name),
                    file.bytes,
                ));
            }
        }
    }
    outputs
}

/// Everything that a graph can be written as.
pub fn outputs(graph: &DealGraph<'_>) -> Vec<Output> {
    let mut entities = graph.book().entity_indices();
    let Some(one) = entities.next() else { return exported(graph) };
    let two = entities.last().unwrap_or(one);
    let mut outputs = answered(graph, one, two);
    for (name, picture) in pictures(graph, one, two) {
        outputs.extend(drawn(&name, &picture));
    }
    outputs.extend(exported(graph));
    outputs
}
