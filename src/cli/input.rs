//! Reads the files that a command is given beside its book.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use dealgraph::load::LARGEST_FILE;

use super::output::Failure;

/// Reads a file or a pipe whole. A device that never ends, and a file that is too large, are refused.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |reason: String| Failure::Read { path: path.display().to_string(), reason };
    let io = |error: std::io::Error| failed(error.to_string());
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
        path: path.display().to_string(),
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
