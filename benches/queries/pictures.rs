//! From a graph to a drawing.

use dealgraph::diagram::layout::lay_out;
use dealgraph::diagram::preset::{Options, preset};
use dealgraph::diagram::theme::THEMES;
use dealgraph::diagram::{dot, picture::Picture, svg};
use divan::Bencher;

use super::web::{sizes, web};

/// How many entities the laid-out pictures have.
const TOPS: [usize; 3] = [12, 24, 48];

fn picture(legs: u64, top: Option<usize>) -> Picture {
    let ecosystem = preset("ecosystem").expect("there is such a preset");
    (ecosystem.draw)(web(legs).graph, &Options { top, ..Options::default() })
}

/// The ecosystem picture, thinned to what can be read.
#[divan::bench(args = sizes(), max_time = 3, sample_count = 10)]
fn ecosystem(bencher: Bencher<'_, '_>, legs: u64) {
    web(legs);
    bencher.bench_local(|| picture(legs, None));
}

/// The layout of pictures of so many entities.
#[divan::bench(args = TOPS, max_time = 3, sample_count = 10)]
fn layout(bencher: Bencher<'_, '_>, top: usize) {
    let picture = picture(1_000, Some(top));
    bencher.bench_local(|| lay_out(&picture));
}

/// SVG of pictures of so many entities, layout included.
#[divan::bench(args = TOPS, max_time = 3, sample_count = 10)]
fn drawn_svg(bencher: Bencher<'_, '_>, top: usize) {
    let picture = picture(1_000, Some(top));
    bencher.bench_local(|| svg::print(&picture, THEMES[0]));
}

/// DOT of pictures of so many entities.
#[divan::bench(args = TOPS, max_time = 3, sample_count = 10)]
fn drawn_dot(bencher: Bencher<'_, '_>, top: usize) {
    let picture = picture(1_000, Some(top));
    bencher.bench_local(|| dot::print(&picture, THEMES[0]));
}
