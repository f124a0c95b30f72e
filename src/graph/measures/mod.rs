//! Measures of a web: how central an entity is, and which ones belong together.
//!
//! They work on [`Ties`], a plain picture of who deals with whom. petgraph has a page rank that costs n²·m a
//! round and leaves the random jump out wherever two nodes are joined, so that it agrees with no textbook;
//! rustworkx-core has betweenness and core numbers, and neither page rank nor communities, for thirty crates
//! more (ndarray, rayon, rand) to build. So these four are our own, one file each, and the tests hold them
//! against `NetworkX` on the built-in book and against brute force on small webs. [`reach`], [`shortest_chain`],
//! [`neighbourhood`] and [`dominators`] walk the sorted lists of the graph itself.

mod betweenness;
mod communities;
mod core_numbers;
mod dominators;
mod neighbourhood;
mod page_rank;
mod reach;
mod ties;

pub use betweenness::betweenness;
pub use communities::{Modularity, communities, modularity};
pub use core_numbers::core_numbers;
pub use dominators::{Dominators, dominators};
pub use neighbourhood::{legs_among, neighbourhood};
pub use page_rank::{DAMPING, page_rank};
pub use reach::{Reach, reach, shortest_chain};
pub use ties::Ties;
