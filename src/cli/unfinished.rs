//! What is being done just now, so that whoever stops it can say so and leave nothing half-written behind.
//!
//! Two things stop a command from outside: its time is up (`--timeout`), or somebody presses Ctrl-C. Both end in
//! [`stop`], which removes the files that are still being written. A file takes its name under the same lock, so it
//! is there whole or not at all.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::time::Duration;

use serde_json::json;

use super::arguments::FormatArg;

/// Exit status when the time given with `--timeout` was up.
pub const EXIT_TIMEOUT: u8 = 3;
/// Exit status after Ctrl-C, as shells have it.
const EXIT_INTERRUPTED: u8 = 130;

/// Work that is not done yet.
#[derive(Debug)]
pub struct Unfinished {
    doing: String,
    /// Files that have no name of their own yet.
    files: Vec<PathBuf>,
    is_over: bool,
}

static UNFINISHED: Mutex<Unfinished> =
    Mutex::new(Unfinished { doing: String::new(), files: Vec::new(), is_over: false });
static ANSWER_BEGUN: AtomicBool = AtomicBool::new(false);

/// Holds off whoever would stop the work.
pub fn lock() -> MutexGuard<'static, Unfinished> {
    // What is kept here is sound at any time, so a panic elsewhere takes nothing from it.
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Unfinished {
    /// Notes a file that must go if the work is stopped.
    pub fn begin(&mut self, file: &Path) {
        self.files.push(file.to_owned());
    }

    /// Forgets a file, which is gone or has its name.
    pub fn end(&mut self, file: &Path) {
        self.files.retain(|it| it != file);
    }
}

/// Says what is being done, as in "while …".
pub fn doing(what: impl Into<String>) {
    lock().doing = what.into();
}

/// Says that bytes of the answer are on their way.
pub fn answer_begins() {
    ANSWER_BEGUN.store(true, Ordering::SeqCst);
    doing("writing the answer");
}

/// Says that nothing is left to do.
pub fn over() {
    lock().is_over = true;
}

/// Ends the program after some time, unless it is over by then.
pub fn stop_after(time: Duration, format: FormatArg) {
    std::thread::spawn(move || {
        std::thread::sleep(time);
        stop(&format!("not finished within {} s (--timeout)", time.as_secs_f64()), EXIT_TIMEOUT, Some(format));
    });
}

/// From now on, Ctrl-C removes what is half-written before it ends the program. Where somebody else sees to signals
/// (`nohup`, a job in the background), that stays.
pub fn stop_on_interrupt() {
    static SET: Once = Once::new();
    SET.call_once(|| {
        let _ = ctrlc::try_set_handler(|| stop("interrupted", EXIT_INTERRUPTED, None));
    });
}

fn stop(why: &str, status: u8, format: Option<FormatArg>) {
    let unfinished = lock();
    if unfinished.is_over {
        return;
    }
    for file in &unfinished.files {
        let _ = std::fs::remove_file(file);
    }
    let while_doing = if unfinished.doing.is_empty() { "beginning" } else { &unfinished.doing };
    let begun = ANSWER_BEGUN.load(Ordering::SeqCst);
    let kept = if begun { "the answer on standard output is cut off" } else { "there is no answer" };
    let said = format!("{why}: stopped while {while_doing}; {kept}");
    // Whoever reads data is told in the data, too, where none has come yet.
    if matches!(format, Some(FormatArg::Json | FormatArg::Ndjson)) && !begun {
        let record = json!({ "answer": null, "truncated": true, "left_out": said });
        let _ = io::stdout().write_all(format!("{record}\n").as_bytes());
        let _ = io::stdout().flush();
    }
    let _ = io::stderr().write_all(format!("error: {}\n", dealgraph::model::visible(&said)).as_bytes());
    // The lock is never given back, so that no file takes its name any more.
    std::process::exit(i32::from(status));
}
