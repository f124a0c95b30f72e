//! Invented webs, each made once and kept for the whole run.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use dealgraph::graph::{DealGraph, View};
use dealgraph::load::{BookFile, load_files};
use dealgraph::model::{Book, EntityIx};
use dealgraph::query::needs::Needs;
use dealgraph::rules::Case;
use dealgraph::synth::{Plan, book_files};

/// A web of a size, and whom to ask about in it.
pub struct Web {
    pub book: &'static Book,
    pub graph: &'static DealGraph<'static>,
    pub needs: Needs,
    pub case: Case<'static, 'static>,
    /// The fund with the largest portfolio.
    pub fund: EntityIx,
    /// The two companies with the most deals.
    pub companies: [EntityIx; 2],
}

/// One thing measured at one size.
#[derive(Debug, Clone)]
pub struct At {
    pub what: String,
    pub legs: u64,
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.what, self.legs)
    }
}

fn is_set(name: &str) -> bool {
    std::env::var(name).is_ok_and(|value| value == "1")
}

/// The sizes of what grows as the web does, or little faster.
pub fn sizes() -> Vec<u64> {
    let large = is_set("DEALGRAPH_BENCH_LARGE").then_some(1_000_000);
    [1_000, 10_000, 100_000].into_iter().chain(large).collect()
}

/// The sizes of what grows much faster.
pub fn small_sizes() -> Vec<u64> {
    if is_set("DEALGRAPH_BENCH_ALL") { sizes() } else { vec![1_000, 10_000] }
}

/// Each of some things at each of some sizes.
pub fn each<'w>(things: impl IntoIterator<Item = &'w str>, sizes: &[u64]) -> Vec<At> {
    let at = |what: &str| sizes.iter().map(|legs| At { what: what.to_owned(), legs: *legs }).collect::<Vec<_>>();
    things.into_iter().flat_map(at).collect()
}

/// The texts of a web.
pub fn texts(legs: u64) -> Vec<BookFile> {
    book_files(Plan { legs, seed: 1 })
}

/// The web of a size.
pub fn web(legs: u64) -> &'static Web {
    static WEBS: Mutex<BTreeMap<u64, &'static Web>> = Mutex::new(BTreeMap::new());
    let mut webs = WEBS.lock().unwrap_or_else(PoisonError::into_inner);
    webs.entry(legs).or_insert_with(|| Box::leak(Box::new(make(legs))))
}

fn make(legs: u64) -> Web {
    let book: &'static Book = Box::leak(Box::new(load_files(texts(legs)).expect("an invented web is sound")));
    let graph: &'static DealGraph<'static> = Box::leak(Box::new(DealGraph::new(book, View::default())));
    let named = |number: u64| book.entity_by_id(&format!("e{number}")).expect("a web has so many entities");
    // Both funds and companies come in order of rank, the funds first.
    let first = Plan { legs, seed: 1 }.funds();
    Web {
        book,
        graph,
        needs: Needs::new(graph.told()),
        case: Case::new(graph),
        fund: named(0),
        companies: [named(first), named(first + 1)],
    }
}
