//! Work on very many things, shared out over the processors in runs of their positions.

use crate::model::{Next, each, processors};

/// So many deals are a share that is neither a burden to hand out nor a wait for the last one.
pub(crate) const SHARE: usize = 1 << 14;

/// Returns what `work` makes of the things from one position up to another, for shares of so many things, in their order.
/// What is but one share is not worth other threads.
pub(crate) fn of<T: Send>(things: usize, share: usize, work: impl Fn(usize, usize) -> T + Sync) -> Vec<T> {
    let share = share.max(1);
    let threads = processors().min(things.div_ceil(share));
    let mut starts = (0..things).step_by(share);
    let next = || starts.next().map_or(Next::End, Next::Piece);
    // Of every share something is made, be it nothing.
    each(threads, next, |from| Some(work(from, things.min(from.saturating_add(share))))).unwrap_or_default()
}
