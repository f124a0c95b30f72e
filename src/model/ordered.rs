//! Pieces of a large output, made by all threads and taken in order.

use std::num::NonZero;
use std::sync::mpsc::sync_channel;

/// How many finished pieces of each thread may wait to be taken, so that a slow taker does not fill the memory.
const WAITING: usize = 4;

/// Makes so many pieces and hands each over in order; stops where `take` fails.
///
/// # Errors
/// The first failure of `take`.
pub(crate) fn in_order<T: Send, E>(
    pieces: usize,
    make: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(pieces);
    if threads < 2 {
        return (0..pieces).try_for_each(|piece| take(make(piece)));
    }
    std::thread::scope(|scope| {
        let make = &make;
        let lines: Vec<_> = (0..threads)
            .map(|rank| {
                let (finished, line) = sync_channel(WAITING);
                scope.spawn(move || {
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

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn pieces_come_in_order_however_long_each_takes() {
        let slow = |piece: usize| (0..(piece % 7) * 10_000).fold(piece, |sum, _| std::hint::black_box(sum));
        let mut taken = Vec::new();
        let done: Result<(), ()> = in_order(500, slow, |piece| {
            taken.push(piece);
            Ok(())
        });
        assert_eq!((done, taken), (Ok(()), (0..500).collect::<Vec<_>>()));
    }

    #[test]
    fn nothing_more_is_taken_after_a_failure() {
        let mut taken = 0;
        let done = in_order(
            500,
            |piece| piece,
            |piece| {
                taken += 1;
                if piece == 100 { Err("the disk is full") } else { Ok(()) }
            },
        );
        assert_eq!((done, taken), (Err("the disk is full"), 101));
    }
}
