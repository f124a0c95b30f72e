//! A bar on standard error for work that takes longer than a second.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use dealgraph::load::{BookFile, Step, find_files};
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

    /// A bar for the texts of a book.
    pub fn of(files: &[BookFile]) -> Self {
        Self::new(files.iter().map(|file| file.text.len() as u64).sum())
    }

    /// A bar for the books below some paths.
    pub fn below(paths: &[PathBuf]) -> Self {
        let files = find_files(paths).unwrap_or_default();
        Self::new(files.iter().filter_map(|file| file.metadata().ok()).map(|about| about.len()).sum())
    }

    /// Follows the reading of a book.
    pub fn step(&self, step: Step) {
        match step {
            Step::Read(bytes) => self.add(bytes),
            Step::Again => {
                self.bar.set_position(0);
                self.bar.set_message("looking closer");
                self.add(0);
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
