//! The book that is built into the program.

use include_dir::{Dir, include_dir};

use super::files::BookFile;

static DATA: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/data/ai");
static RULES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/data/rules");

/// The files of the AI deal web, by name.
pub fn embedded_files() -> Vec<BookFile> {
    files_of(&DATA, "<built-in>")
}

/// The files of the rules that are built in and written as patterns, by name.
pub fn embedded_rules() -> Vec<BookFile> {
    files_of(&RULES, "<built-in rules>")
}

fn files_of(folder: &Dir<'_>, shown: &str) -> Vec<BookFile> {
    let mut files: Vec<BookFile> = folder
        .files()
        .filter_map(|file| {
            let name = file.path().to_str().filter(|name| name.ends_with(".ron"))?;
            Some(BookFile { name: format!("{shown}/{name}"), text: file.contents_utf8()?.to_owned() })
        })
        .collect();
    files.sort_by(|one, two| one.name.cmp(&two.name));
    files
}
