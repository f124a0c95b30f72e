//! Questions about a deal graph. A query does no input or output and cannot fail.

pub mod backers;
pub mod disputes;
pub mod list;
pub mod loops;
pub mod pattern;
pub mod rivalry;
pub mod show;
pub mod stats;
pub mod words;
