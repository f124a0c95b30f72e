//! Imports run one way. A module may use modules of a lower rank, and itself; peers do not know each other.

use std::fs;
use std::path::{Path, PathBuf};

/// The rank of each module, with the reason for its place.
const RANKS: &[(&str, u8, &str)] = &[
    ("model", 0, "the deal model stands alone, so that everything else can speak its words"),
    ("load", 1, "reading files is one way to a book; nothing that asks questions may depend on it"),
    ("graph", 1, "a graph is built from a book, however it was read"),
    ("report", 2, "an answer is printed from data alone"),
    ("finding", 3, "a finding is made of a graph's legs and printed as a report"),
    ("query", 4, "a query asks a graph and makes a report"),
    ("rules", 5, "rules build on queries"),
    ("diagram", 6, "a picture is made of an answer"),
    ("export", 6, "an export is made of a book, a graph and findings"),
    ("synth", 6, "an invented web is written as text; nothing that reads or asks may know it"),
    ("import", 6, "an import makes the text of a book"),
    ("cache", 7, "what is kept of a book is read as a book and written as an export"),
];

fn rank(module: &str) -> Option<(u8, &'static str)> {
    RANKS.iter().find(|(name, ..)| *name == module).map(|(_, rank, why)| (*rank, *why))
}

fn sources_under(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a source folder can be listed") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            found.extend(sources_under(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The module that a source file belongs to: `src/graph/view.rs` to `graph`.
fn module_of(path: &Path) -> Option<String> {
    let inside = path.strip_prefix("src").ok()?;
    let first = inside.components().next()?.as_os_str().to_str()?;
    Some(first.trim_end_matches(".rs").to_owned())
}

/// The modules named after `crate::` in a text, `use crate::{a, b}` included.
fn modules_used(text: &str) -> Vec<String> {
    let mut used = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let names = match rest.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or_default(),
            None => rest,
        };
        let limit = if rest.starts_with('{') { usize::MAX } else { 1 };
        for name in names.split(',').take(limit) {
            let name: String = name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            used.push(name);
        }
    }
    used
}

#[test]
fn imports_run_from_high_ranks_to_low_ones() {
    let mut broken = Vec::new();
    for path in sources_under(Path::new("src")) {
        let module = module_of(&path).expect("a source file is in a module");
        let Some((own_rank, _)) = rank(&module) else { continue };
        // Tests are no part of what is built, and may ask anybody for their data.
        if path.file_name().is_some_and(|name| name == "tests.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source file can be read");
        let code: String =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|l| format!("{l}\n")).collect();
        for used in modules_used(&code) {
            if let Some((rank, why)) = rank(&used)
                && used != module
                && rank >= own_rank
            {
                broken.push(format!("{}: {module} uses {used}, but {why}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "imports that run the wrong way:\n{}", broken.join("\n"));
}

#[test]
fn every_library_module_has_a_rank() {
    let library = fs::read_to_string("src/lib.rs").expect("the library root can be read");
    for line in library.lines().filter_map(|line| line.strip_prefix("pub mod ")) {
        let module = line.trim_end_matches(';');
        assert!(rank(module).is_some(), "give module {module} a rank and a reason in tests/layering.rs");
    }
}

#[test]
fn the_library_does_not_know_the_command_line() {
    for path in sources_under(Path::new("src")) {
        let module = module_of(&path).expect("a source file is in a module");
        if module == "cli" || module == "main" {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source file can be read");
        assert!(!text.contains("clap"), "{} names the command-line parser", path.display());
        assert!(!text.contains("println!"), "{} prints; only the command line may", path.display());
    }
}
