//! Questions about a deal graph. A query does no input or output and cannot fail.
//!
//! An answer that can be drawn tells the legs it rests on (`legs()`), so that a diagram can put them in front
//! of the rest.

pub mod backers;
pub mod between;
pub mod chains;
mod chains_report;
pub mod clauses;
pub mod co_investors;
pub mod concentration;
pub mod counting;
mod deal_record;
pub mod dealings;
pub mod disputes;
pub mod exposure;
mod exposure_report;
pub mod groups;
pub mod hedge;
pub mod impact;
pub mod ledger;
pub mod list;
pub mod loops;
pub mod needs;
mod part_words;
pub mod paths;
pub mod pattern;
mod reachable;
mod reading;
mod relation;
pub mod rivalry;
pub mod roles;
pub mod show;
pub mod stats;
pub mod timeline;
mod weaker_pieces;
pub mod words;
mod years;

/// Everything once, in order.
fn in_order<T: Ord>(things: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut things: Vec<T> = things.into_iter().collect();
    things.sort_unstable();
    things.dedup();
    things
}
