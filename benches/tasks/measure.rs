//! Medians of repeated calls, and the memory of this process.

use std::time::{Duration, Instant};

/// The times of some repetitions, and what the last one answered.
pub struct Measured<A> {
    pub times: Vec<Duration>,
    pub answer: A,
}

/// The most repetitions; enough for a median.
const MOST: usize = 201;

/// The least, unless one call alone takes longer than [`PATIENCE`].
const LEAST: usize = 3;

const PATIENCE: Duration = Duration::from_secs(10);

/// Calls once to warm up, and then again and again for about `budget`. Dropping an answer is not measured.
pub fn repeat<A>(budget: Duration, mut call: impl FnMut() -> A) -> Measured<A> {
    let begun = Instant::now();
    let mut answer = std::hint::black_box(call());
    let first = begun.elapsed();
    if first > PATIENCE {
        return Measured { times: vec![first], answer };
    }
    let mut times = Vec::new();
    let mut spent = Duration::ZERO;
    while times.len() < LEAST || (spent < budget && times.len() < MOST) {
        let begun = Instant::now();
        let next = std::hint::black_box(call());
        let time = begun.elapsed();
        answer = next;
        times.push(time);
        spent += time;
    }
    Measured { times, answer }
}

/// The middle one (the lower of two); zero of none.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len().saturating_sub(1) / 2).copied().unwrap_or_default()
}

/// Memory of this process in KiB; zero where the system does not tell.
#[derive(Debug, Clone, Copy, Default)]
pub struct Memory {
    /// Held now.
    pub resident: u64,
    /// Held at the most.
    pub peak: u64,
}

/// The memory of this process a moment later, when its allocator has given back what nobody holds: it does so by and by,
/// whenever it is asked for more.
pub fn settled() -> Memory {
    for _ in 0..10 {
        std::thread::sleep(Duration::from_millis(50));
        drop(std::hint::black_box(vec![0_u8; 4 << 20]));
    }
    memory()
}

/// Reads the memory of this process from `/proc/self/status`.
pub fn memory() -> Memory {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.split_whitespace().next()).and_then(|number| number.parse().ok()).unwrap_or(0)
    };
    Memory { resident: field("VmRSS:"), peak: field("VmHWM:") }
}
