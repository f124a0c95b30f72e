//! What is being done just now, so that whoever stops it can say so and leave nothing half-written behind.
//!
//! Two things stop a command from outside: its time is up (`--timeout`), or a signal comes (Ctrl-C and its like). Both
//! end in [`stop`], which removes the files that are still being written, and folders that were made for them. A file
//! takes its name under the same lock, so it is there whole or not at all.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::json;

use super::arguments::FormatArg;

/// Exit status when the time given with `--timeout` was up.
pub const EXIT_TIMEOUT: u8 = 3;

/// Work that is not done yet.
#[derive(Debug)]
pub struct Unfinished {
    doing: String,
    /// Files that have no name of their own yet.
    files: Vec<PathBuf>,
    /// Folders that were made here, outer ones first.
    folders: Vec<PathBuf>,
    /// Whether every file has its name, and no more is left than to tell so.
    is_written: bool,
    is_over: bool,
}

static UNFINISHED: Mutex<Unfinished> = Mutex::new(Unfinished {
    doing: String::new(),
    files: Vec::new(),
    folders: Vec::new(),
    is_written: false,
    is_over: false,
});
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

    /// Makes a folder, and those above it, where they are missing.
    pub fn make_folder(&mut self, folder: &Path) -> io::Result<()> {
        let missing = folder.ancestors().take_while(|it| !it.as_os_str().is_empty() && !it.exists());
        let missing: Vec<&Path> = missing.collect();
        std::fs::create_dir_all(folder)?;
        self.folders.extend(missing.into_iter().rev().map(Path::to_owned));
        Ok(())
    }

    /// Removes the folders that were made here and hold nothing.
    fn remove_empty_folders(&mut self) {
        for folder in self.folders.drain(..).rev() {
            // One that holds something is refused by the system.
            let _ = std::fs::remove_dir(folder);
        }
    }

    /// Says that every file has its name.
    pub fn all_written(&mut self) {
        self.is_written = true;
        "telling what was written".clone_into(&mut self.doing);
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

/// Says that nothing is left to do. A command that failed leaves no empty folder behind.
pub fn over(has_failed: bool) {
    let mut unfinished = lock();
    unfinished.is_over = true;
    if has_failed {
        unfinished.remove_empty_folders();
    }
}

/// Ends the program after some time, unless it is over by then.
pub fn stop_after(time: Duration, format: FormatArg) {
    std::thread::spawn(move || {
        std::thread::sleep(time);
        stop(&format!("not finished within {} s (--timeout)", time.as_secs_f64()), EXIT_TIMEOUT, Some(format));
    });
}

/// Ends the program: nothing half-written stays, and what was being done is told.
pub fn stop(why: &str, status: u8, format: Option<FormatArg>) {
    let mut unfinished = lock();
    if unfinished.is_over {
        return;
    }
    for file in &unfinished.files {
        let _ = std::fs::remove_file(file);
    }
    unfinished.remove_empty_folders();
    let while_doing = if unfinished.doing.is_empty() { "beginning" } else { &unfinished.doing };
    let begun = ANSWER_BEGUN.load(Ordering::SeqCst);
    let kept = match (begun, unfinished.is_written) {
        (true, _) => "the answer on standard output is cut off",
        (false, true) => "the files are written",
        (false, false) => "there is no answer",
    };
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
