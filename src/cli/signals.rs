//! Signals that stop the program: Ctrl-C, a request to end, and a terminal that has gone.

use std::sync::Once;

use super::unfinished::stop;

/// A signal that stops the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stopping {
    number: i32,
    /// What it means for the work.
    why: &'static str,
}

/// Exit statuses are 128 and the number, as shells have it.
const SIGNALS: [Stopping; 3] = [
    Stopping { number: 1, why: "hung up" },
    Stopping { number: 2, why: "interrupted" },
    Stopping { number: 15, why: "terminated" },
];

impl Stopping {
    fn stop(self) {
        stop(self.why, 128_u8.saturating_add(u8::try_from(self.number).unwrap_or(u8::MAX)), None);
    }
}

/// From now on, signals remove what is half-written before they end the program. Where somebody else sees to a signal
/// (`nohup`, a job in the background), that stays.
pub fn stop_on_signals() {
    static SET: Once = Once::new();
    SET.call_once(listen);
}

#[cfg(unix)]
fn listen() {
    let heeded = heeded();
    let Ok(mut signals) = signal_hook::iterator::Signals::new(heeded.iter().map(|it| it.number)) else { return };
    std::thread::spawn(move || {
        for number in signals.forever() {
            heeded.iter().filter(|it| it.number == number).for_each(|it| it.stop());
        }
    });
}

/// Windows has no more than Ctrl-C and its like.
#[cfg(not(unix))]
fn listen() {
    let _ = ctrlc::try_set_handler(|| SIGNALS[1].stop());
}

/// The signals that nobody has told the program to ignore. Linux says which those are; elsewhere all are left alone where
/// any of them is seen to.
#[cfg(unix)]
fn heeded() -> Vec<Stopping> {
    if let Some(ignored) = std::fs::read_to_string("/proc/self/status").ok().as_deref().and_then(ignored) {
        return SIGNALS.into_iter().filter(|it| (ignored >> (it.number - 1)) & 1 == 0).collect();
    }
    if ctrlc::try_set_handler(|| ()).is_ok() { SIGNALS.to_vec() } else { Vec::new() }
}

/// The signals that Linux says a process ignores, the first in the lowest bit.
#[cfg(unix)]
fn ignored(status: &str) -> Option<u64> {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    u64::from_str_radix(mask.trim(), 16).ok()
}

#[cfg(all(test, unix))]
mod tests {
    use super::ignored;

    #[test]
    fn what_is_ignored_is_read_of_the_line_that_says_so() {
        let status =
            "Name:\tdealgraph\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000001003\nSigCgt:\t0000000000000000\n";
        assert_eq!(ignored(status), Some(0x1003));
        assert_eq!((ignored("Name:\tdealgraph\n"), ignored("SigIgn:\tnone\n")), (None, None));
    }
}
