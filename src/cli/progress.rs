//! A bar on standard error for work that takes longer than a second.

use std::cell::Cell;
use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work shorter than this shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// How far the reading of files has come. Nothing is shown where standard error is no terminal.
pub struct Progress {
    bar: ProgressBar,
    began: Instant,
    is_shown: Cell<bool>,
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
        Self { bar, began: Instant::now(), is_shown: Cell::new(!std::io::stderr().is_terminal()) }
    }

    /// Counts bytes that were read.
    pub fn add(&self, bytes: u64) {
        self.bar.inc(bytes);
        if !self.is_shown.get() && self.began.elapsed() > PATIENCE {
            self.is_shown.set(true);
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
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
