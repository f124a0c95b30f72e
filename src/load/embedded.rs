//! The book that is built into the program.

use include_dir::{Dir, include_dir};

use super::files::BookFile;

static DATA: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/data/ai");

/// The files of the AI deal web, by name.
pub fn embedded_files() -> Vec<BookFile> {
    let mut files: Vec<BookFile> = DATA
        .files()
        .filter_map(|file| {
            let name = file.path().to_str().filter(|name| name.ends_with(".ron"))?;
            Some(BookFile { name: format!("<built-in>/{name}"), text: file.contents_utf8()?.to_owned() })
        })
        .collect();
    files.sort_by(|one, two| one.name.cmp(&two.name));
    files
}
