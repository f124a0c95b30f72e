//! Work shared out over the processors, with results in the order asked for.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// What a source of work answers.
#[derive(Debug)]
pub enum Next<I> {
    /// Something to work on.
    Piece(I),
    /// That was all.
    End,
    /// There is more, and it cannot be had.
    Broken,
}

/// Returns what `work` makes of each piece that `next` hands out, in that order; `None` as soon as any of them makes
/// nothing. Pieces are handed out one at a time, to whoever is free.
///
/// What is returned does not depend on how many processors there are.
pub fn each<I: Send, T: Send>(
    threads: usize,
    next: impl FnMut() -> Next<I> + Send,
    work: impl Fn(I) -> Option<T> + Sync,
) -> Option<Vec<T>> {
    let source = Mutex::new((0_usize, next));
    let (made, failed) = (Mutex::new(Vec::new()), AtomicBool::new(false));
    let turn = || {
        while !failed.load(Ordering::Relaxed) {
            let piece = {
                let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
                let (number, next) = &mut *source;
                match next() {
                    Next::Piece(piece) => {
                        *number = number.saturating_add(1);
                        Some((*number, piece))
                    }
                    Next::End => return,
                    Next::Broken => None,
                }
            };
            match piece.and_then(|(number, piece)| Some((number, work(piece)?))) {
                Some(result) => made.lock().unwrap_or_else(PoisonError::into_inner).push(result),
                None => failed.store(true, Ordering::Relaxed),
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(turn);
        }
        turn();
    });
    let mut made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
    made.sort_unstable_by_key(|(number, _)| *number);
    (!failed.into_inner()).then(|| made.into_iter().map(|(_, result)| result).collect())
}
