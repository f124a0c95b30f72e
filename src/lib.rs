//! Explores webs of companies and deals: who backs both, who depends on whom, what is firm and what is
//! contingent, each answer with the deals and sources that prove it.
//!
//! ```
//! use dealgraph::graph::{DealGraph, View};
//! use dealgraph::query::backers::{Quorum, backers};
//!
//! let book = dealgraph::load::load_embedded().expect("the built-in book is sound");
//! let graph = DealGraph::new(&book, View::default());
//! let named = |name: &str| book.find_entity(name).expect("the built-in book has it");
//! let both = backers(&graph, &[named("OpenAI"), named("Anthropic")], Quorum::All);
//! assert!(both.backers.iter().any(|backer| backer.investor == named("Amazon")));
//! ```
//!
//! The modules are layers; each may use those before it: [`model`], [`load`] and [`graph`], [`report`],
//! [`finding`], [`query`], [`rules`], [`diagram`], [`export`] and [`import`], and [`cache`]. See ARCHITECTURE.md.

pub mod cache;
pub mod diagram;
pub mod export;
pub mod finding;
pub mod graph;
pub mod import;
pub mod load;
pub mod model;
pub mod query;
pub mod report;
pub mod rules;
pub mod synth;

/// The program in the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
