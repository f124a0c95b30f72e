//! Every stage and every query on invented webs of 10³, 10⁴ and 10⁵ legs, and of 10⁶ where the environment says
//! `DEALGRAPH_BENCH_LARGE=1`.
//!
//! ```text
//! cargo bench --bench queries [-- NAME]
//! ```
//! What grows faster than the web is measured on the small ones alone, unless the environment says
//! `DEALGRAPH_BENCH_ALL=1`; `benches/growth.py` fits the exponent of each. Compare ratios within one run.

mod answers;
mod pictures;
mod stages;
mod web;

fn main() {
    divan::main();
}
