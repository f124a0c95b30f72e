//! Work shared out over the processors, with results in the order asked for.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Returns what `work` makes of each position below `count`; `None` as soon as any of them makes nothing.
///
/// What is returned does not depend on how many processors there are.
pub fn each<T: Send>(count: usize, threads: usize, work: impl Fn(usize) -> Option<T> + Sync) -> Option<Vec<T>> {
    if threads < 2 || count < 2 {
        return (0..count).map(work).collect();
    }
    let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let results: Vec<Mutex<Option<T>>> = (0..count).map(|_| Mutex::new(None)).collect();
    let turn = || {
        while !failed.load(Ordering::Relaxed) {
            let position = next.fetch_add(1, Ordering::Relaxed);
            let Some(slot) = results.get(position) else {
                return;
            };
            let made = work(position);
            failed.fetch_or(made.is_none(), Ordering::Relaxed);
            if let Ok(mut slot) = slot.lock() {
                *slot = made;
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.min(count) {
            scope.spawn(turn);
        }
        turn();
    });
    results.into_iter().map(|slot| slot.into_inner().ok().flatten()).collect()
}
