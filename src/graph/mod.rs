//! The graph of a book under a view, and the counting of money on it.

mod absorber;
mod along;
mod by_then;
mod certain;
pub(crate) mod common;
mod deal_graph;
mod enlarged;
mod heard;
pub(crate) mod marks;
pub mod measures;
mod nest;
mod overlap;
mod rates;
pub(crate) mod shares;
mod sought;
mod standing;
mod sums;
mod supposition;
mod tally;
mod tell;
#[cfg(test)]
mod tests;
mod told;
mod view;

pub use crate::model::{Leg, legs};
pub use along::MoneyAlong;
pub use deal_graph::{DealGraph, Web, node};
pub(crate) use nest::{by_currency, nested_sums, still_standing};
pub use overlap::Overlap;
pub use rates::Rates;
pub use standing::{Nesting, Standing, standing};
pub use sums::{Summing, Sums, knotted};
pub use supposition::Supposition;
pub use tally::{Converted, Rank, Ranking, Tally, TallyRecord};
pub(crate) use told::Sight;
pub use told::Told;
pub use view::{Ended, Rollup, Trust, View};
