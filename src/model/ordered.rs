//! Work shared out over the processors, with results in the order asked for.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};

/// How many processors there are.
pub(crate) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// How many finished pieces of each thread may wait to be taken, so that a slow taker does not fill the memory.
const WAITING: usize = 4;

/// Makes so many pieces and hands each over in order; stops where `take` fails. Each thread has a maker of its own, which
/// may keep something from piece to piece.
///
/// # Errors
/// The first failure of `take`.
pub(crate) fn in_order<T: Send, E, M: FnMut(usize) -> T>(
    pieces: usize,
    maker: impl Fn() -> M + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let threads = processors().min(pieces);
    if threads < 2 {
        let mut make = maker();
        return (0..pieces).try_for_each(|piece| take(make(piece)));
    }
    std::thread::scope(|scope| {
        let maker = &maker;
        let lines: Vec<_> = (0..threads)
            .map(|rank| {
                let (finished, line) = sync_channel(WAITING);
                scope.spawn(move || {
                    let mut make = maker();
                    for piece in (rank..pieces).step_by(threads) {
                        // Nobody takes any more once taking has failed.
                        if finished.send(make(piece)).is_err() {
                            break;
                        }
                    }
                });
                line
            })
            .collect();
        for line in lines.iter().cycle().take(pieces) {
            // A thread that ends without its piece has panicked, which the scope passes on.
            let Ok(made) = line.recv() else { break };
            take(made)?;
        }
        Ok(())
    })
}

/// Makes pieces one after another, until there are no more, while a second thread makes something of each and a third
/// takes that, in their order. What is but one piece is not worth other threads.
pub(crate) fn hand_over<T: Send, U: Send>(
    mut make: impl FnMut() -> Option<T>,
    mut change: impl FnMut(T) -> U + Send,
    mut take: impl FnMut(U) + Send,
) {
    let Some(first) = make() else { return };
    let Some(second) = make() else { return take(change(first)) };
    let mut all = [first, second].into_iter().chain(std::iter::from_fn(make));
    if processors() < 2 {
        return all.for_each(|piece| take(change(piece)));
    }
    std::thread::scope(|scope| {
        let ((made, pieces), (changed, finished)) = (sync_channel(WAITING), sync_channel(WAITING));
        // Nobody takes any more where taking has panicked, which the scope passes on.
        scope.spawn(move || pieces.into_iter().try_for_each(|piece| changed.send(change(piece))));
        scope.spawn(move || finished.into_iter().for_each(take));
        let _ = all.try_for_each(|piece| made.send(piece));
    });
}

/// What a source of work answers.
#[derive(Debug)]
pub(crate) enum Next<I> {
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
pub(crate) fn each<I: Send, T: Send>(
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

#[cfg(test)]
mod tests {
    use super::{hand_over, in_order};

    #[test]
    fn pieces_are_handed_over_in_order_however_many_there_are() {
        for count in [0, 1, 2, 3, 500] {
            let mut pieces = 0..count;
            let mut taken = Vec::new();
            hand_over(|| pieces.next(), |piece| piece * 2, |doubled| taken.push(doubled));
            assert_eq!(taken, (0..count).map(|piece| piece * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn pieces_come_in_order_however_long_each_takes() {
        let slow = |piece: usize| (0..(piece % 7) * 10_000).fold(piece, |sum, _| std::hint::black_box(sum));
        let mut taken = Vec::new();
        let done: Result<(), ()> = in_order(
            500,
            || slow,
            |piece| {
                taken.push(piece);
                Ok(())
            },
        );
        assert_eq!((done, taken), (Ok(()), (0..500).collect::<Vec<_>>()));
    }

    #[test]
    fn nothing_more_is_taken_after_a_failure() {
        let mut taken = 0;
        let done = in_order(
            500,
            || |piece| piece,
            |piece| {
                taken += 1;
                if piece == 100 { Err("the disk is full") } else { Ok(()) }
            },
        );
        assert_eq!((done, taken), (Err("the disk is full"), 101));
    }
}
