//! Reads the files that a command is given beside its book, and standard input, which `-` stands for.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Read};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use dealgraph::load::{BookFile, LARGEST_FILE};

use super::output::Failure;

/// What standard input is called in messages.
const STANDARD_INPUT: &str = "standard input";

/// Whether a path stands for standard input; a file of that name is `./-`.
pub fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// A path as messages call it.
pub fn shown(path: &Path) -> String {
    if is_standard_input(path) { STANDARD_INPUT.to_owned() } else { path.display().to_string() }
}

/// Claims standard input for whoever reads it: there is one, and it can be read once.
pub fn claim_standard_input() -> Result<(), Failure> {
    static CLAIMED: AtomicBool = AtomicBool::new(false);
    if CLAIMED.swap(true, Ordering::SeqCst) {
        return Err(Failure::Usage("- is named twice, and standard input can be read only once".to_owned()));
    }
    if io::stdin().is_terminal() {
        return Err(Failure::Usage(
            "- is standard input, which is a terminal; send a file or a pipe into it".to_owned(),
        ));
    }
    Ok(())
}

/// Reads a file of a book from standard input.
pub fn read_book_file() -> Result<BookFile, Failure> {
    let text = read_text(Path::new("-"))?;
    // Some editors begin a file with a byte order mark, which is no part of the text.
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(BookFile { name: STANDARD_INPUT.to_owned(), text })
}

fn standard_input() -> Result<Vec<u8>, Failure> {
    claim_standard_input()?;
    let failed = |reason: String| Failure::Read { path: STANDARD_INPUT.to_owned(), reason };
    let mut bytes = Vec::new();
    io::stdin().take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(|error| failed(error.to_string()))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(failed(format!("more than {LARGEST_FILE} bytes, the most that is read")));
    }
    Ok(bytes)
}

/// Reads a file or a pipe whole. A device that never ends, and a file that is too large, are refused.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    if is_standard_input(path) {
        return standard_input();
    }
    let failed = |reason: String| Failure::Read { path: path.display().to_string(), reason };
    let io = |error: io::Error| failed(error.to_string());
    let about = fs::metadata(path).map_err(io)?;
    if about.is_dir() {
        return Err(failed("is a folder".to_owned()));
    }
    if !about.is_file() && !is_pipe(about.file_type()) {
        return Err(failed("neither a file nor a pipe".to_owned()));
    }
    let mut bytes = Vec::new();
    if about.len() <= LARGEST_FILE {
        File::open(path).map_err(io)?.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(io)?;
    }
    let size = about.len().max(bytes.len() as u64);
    if size > LARGEST_FILE {
        return Err(failed(format!("more than {LARGEST_FILE} bytes, the most that is read")));
    }
    Ok(bytes)
}

/// Reads a text.
pub fn read_text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read_bytes(path)?).map_err(|error| Failure::Read {
        path: shown(path),
        reason: format!("not a text file: byte {} is not UTF-8", error.utf8_error().valid_up_to()),
    })
}

/// Whether it is what a shell passes for `<(command)`, or standard input.
#[cfg(unix)]
fn is_pipe(kind: fs::FileType) -> bool {
    use std::os::unix::fs::FileTypeExt;
    kind.is_fifo()
}

#[cfg(not(unix))]
fn is_pipe(_: fs::FileType) -> bool {
    false
}
