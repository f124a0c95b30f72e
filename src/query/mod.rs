//! Questions about a deal graph. A query does no input or output and cannot fail.

pub mod backers;
pub mod ledger;
pub mod list;
pub mod show;
pub mod stats;
pub mod words;
