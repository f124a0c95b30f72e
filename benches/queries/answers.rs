//! Every query, and every rule.

use dealgraph::finding::Sink;
use dealgraph::query::backers::{Quorum, backers as ask_backers};
use dealgraph::query::chains::{Asked, Which, chains as ask_chains};
use dealgraph::query::exposure::By;
use dealgraph::query::groups::Rank;
use dealgraph::query::impact::StandIn;
use dealgraph::query::loops::Search;
use dealgraph::query::paths::{Bounds, USUAL_WORK};
use dealgraph::query::{between as ask_between, co_investors as ask_co_investors, disputes as ask_disputes};
use dealgraph::query::{exposure as ask_exposure, groups as ask_groups, hedge as ask_hedge, impact as ask_impact};
use dealgraph::query::{loops as ask_loops, roles as ask_roles, timeline as ask_timeline};
use dealgraph::rules::{Catalogue, Court, all_findings};
use divan::Bencher;

use super::web::{At, each, sizes, small_sizes, web};

const BOUNDS: Bounds = Bounds { longest: 4, most: 1000, work: USUAL_WORK };

/// Who backs both of two companies.
#[divan::bench(args = sizes(), max_time = 2)]
fn backers(bencher: Bencher<'_, '_>, legs: u64) {
    let web = web(legs);
    bencher.bench_local(|| ask_backers(web.graph, &web.companies, Quorum::All));
}

/// Who holds what the largest fund holds.
#[divan::bench(args = sizes(), max_time = 2)]
fn co_investors(bencher: Bencher<'_, '_>, legs: u64) {
    let web = web(legs);
    bencher.bench_local(|| ask_co_investors::co_investors(web.graph, Some(web.fund), None));
}

/// All pairs of co-investors.
#[divan::bench(args = small_sizes(), max_time = 2, sample_count = 5)]
fn co_investors_all(bencher: Bencher<'_, '_>, legs: u64) {
    let web = web(legs);
    bencher.bench_local(|| ask_co_investors::co_investors(web.graph, None, None));
}

/// Circular financing of up to five hops, the first ten thousand loops.
#[divan::bench(args = small_sizes(), max_time = 3, sample_count = 5)]
fn loops(bencher: Bencher<'_, '_>, legs: u64) {
    let web = web(legs);
    bencher.bench_local(|| ask_loops::loops(web.graph, &Search::default()));
}

/// One of the shortest chains from a company to each thing that it needs, within four steps.
#[divan::bench(args = sizes(), max_time = 3, sample_count = 5)]
fn chains(bencher: Bencher<'_, '_>, legs: u64) {
    let web = web(legs);
    let [from, to] = web.companies;
    let asked = Asked { from, to: Some(to), which: Which::Shortest, bounds: BOUNDS };
    bencher.bench_local(|| ask_chains(&web.needs, asked));
}

/// Who is cut off or weakened if a supplier fails.
#[divan::bench(args = sizes(), max_time = 3, sample_count = 5)]
fn impact(bencher: Bencher<'_, '_>, legs: u64) {
    let web = web(legs);
    bencher.bench_local(|| ask_impact::impact(web.book, &web.needs, web.companies[0], StandIn::default()));
}

/// Money in and out of a company by counterparty.
#[divan::bench(args = sizes(), max_time = 2)]
fn exposure(bencher: Bencher<'_, '_>, legs: u64) {
    let web = web(legs);
    bencher.bench_local(|| ask_exposure::exposure(web.graph, web.companies[0], By::default()));
}

/// Everything between two companies, with paths of up to three steps.
#[divan::bench(args = sizes(), max_time = 3, sample_count = 5)]
fn between(bencher: Bencher<'_, '_>, legs: u64) {
    let web = web(legs);
    let [one, two] = web.companies;
    bencher.bench_local(|| ask_between::between(web.graph, one, two, Bounds { longest: 3, ..BOUNDS }));
}

/// A fund's stakes and sales over two companies.
#[divan::bench(args = sizes(), max_time = 2)]
fn hedge(bencher: Bencher<'_, '_>, legs: u64) {
    let web = web(legs);
    bencher.bench_local(|| ask_hedge::hedge(web.graph, web.fund, &web.companies));
}

/// Who plays several roles towards another.
#[divan::bench(args = sizes(), max_time = 2, sample_count = 20)]
fn roles(bencher: Bencher<'_, '_>, legs: u64) {
    let web = web(legs);
    bencher.bench_local(|| ask_roles::roles(web.graph, &[], 2));
}

/// Betweenness, cores, ranks and communities.
#[divan::bench(args = small_sizes(), max_time = 3, sample_count = 3)]
fn groups(bencher: Bencher<'_, '_>, legs: u64) {
    let web = web(legs);
    bencher.bench_local(|| ask_groups::groups(web.graph, None, Rank::default(), Some(usize::MAX)));
}

/// Where sources disagree.
#[divan::bench(args = sizes(), max_time = 2, sample_count = 20)]
fn disputes(bencher: Bencher<'_, '_>, legs: u64) {
    let web = web(legs);
    bencher.bench_local(|| ask_disputes::disputes(web.graph, &[]));
}

/// Everything by date.
#[divan::bench(args = sizes(), max_time = 2, sample_count = 20)]
fn timeline(bencher: Bencher<'_, '_>, legs: u64) {
    let web = web(legs);
    bencher.bench_local(|| ask_timeline::timeline(web.graph, &[]));
}

fn rules() -> Vec<At> {
    let book = web(1_000).book;
    let catalogue = Catalogue::of(book).expect("an invented web has no rules of its own");
    each(catalogue.cards().iter().map(|card| card.code), &sizes())
}

/// Every conflict rule.
#[divan::bench(args = rules(), max_time = 2, sample_count = 3)]
fn conflicts(bencher: Bencher<'_, '_>, at: &At) {
    let web = web(at.legs);
    let catalogue = Catalogue::of(web.book).expect("an invented web has no rules of its own");
    bencher.bench_local(|| {
        let mut sink = Sink::default();
        catalogue.run(&web.case, |code| code == at.what, &mut sink);
        sink.finish()
    });
}

/// Whether the first finding holds whomever one trusts: all findings under each policy.
#[divan::bench(args = [1_000], max_time = 3, sample_count = 3)]
fn verdict(bencher: Bencher<'_, '_>, legs: u64) {
    let web = web(legs);
    let findings = all_findings(web.graph).expect("an invented web has no rules of its own");
    let Some(first) = findings.list.first() else {
        return;
    };
    bencher.bench_local(|| Court::new(web.graph).verdict(first));
}
