//! A bar on standard error for work that takes longer than a second.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use dealgraph::load::Step;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work shorter than this shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the bar is drawn anew.
const TICK: Duration = Duration::from_millis(200);

/// How far the reading of files has come. Nothing is shown where standard error is no terminal.
pub struct Progress {
    bar: ProgressBar,
    began: Instant,
    is_shown: AtomicBool,
}

impl Progress {
    /// A bar for this many bytes.
    pub fn new(bytes: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::hidden());
        let form = "{msg} [{bar:30}] {bytes} of {total_bytes}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message("reading");
        Self { bar, began: Instant::now(), is_shown: AtomicBool::new(!std::io::stderr().is_terminal()) }
    }

    /// A bar for a book, which tells itself how much there is to read.
    pub fn of_book() -> Self {
        Self::new(0)
    }

    /// Follows the reading of a book.
    pub fn step(&self, step: Step) {
        match step {
            Step::Read(bytes) => self.add(bytes),
            Step::Begin(bytes) => {
                if self.bar.length() != Some(0) {
                    self.bar.set_message("looking closer");
                }
                self.bar.set_length(bytes);
                self.bar.set_position(0);
            }
        }
    }

    /// Counts bytes that were read.
    pub fn add(&self, bytes: u64) {
        self.bar.inc(bytes);
        if self.began.elapsed() > PATIENCE && !self.is_shown.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.enable_steady_tick(TICK);
        }
        let is_read = self.bar.length().is_some_and(|length| self.bar.position() >= length);
        if is_read {
            self.bar.set_message("checking");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
