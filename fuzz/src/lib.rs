//! What each fuzz target does with its bytes. A target must not crash, hang, or break a law it states.

#[path = "../../tests/it/common/everything.rs"]
pub mod everything;
#[path = "../../tests/it/common/generated.rs"]
pub mod generated;

mod books;
mod ground;
mod imports;
mod notation;
mod rules;
mod seeds;
mod snapshots;

use std::path::Path;
use std::process::exit;
use std::sync::OnceLock;

/// What is done with the bytes of one input.
type Check = fn(&[u8]);

/// Every target.
const TARGETS: &[(&str, Check)] = &[
    ("answers", books::answers),
    ("baseline", rules::baseline),
    ("bods", |bytes| imports::one("bods", bytes)),
    ("book", books::book),
    ("claim", rules::claim),
    ("crunchbase", |bytes| imports::tables("crunchbase", bytes)),
    ("dates", notation::dates),
    ("deals-csv", |bytes| imports::one("deals-csv", bytes)),
    ("format", books::format),
    ("ftm", |bytes| imports::one("ftm", bytes)),
    ("graphml", |bytes| imports::one("graphml", bytes)),
    ("json", |bytes| imports::one("json", bytes)),
    ("legs-csv", |bytes| imports::one("legs-csv", bytes)),
    ("mapping", imports::mapping),
    ("money", notation::money),
    ("names", imports::names),
    ("pack", snapshots::pack),
    ("parquet", imports::parquet),
    ("pattern", rules::pattern),
    ("quick", books::quick),
    ("rule", rules::rule),
    ("scope", notation::scope),
    ("snapshot", snapshots::snapshot),
    ("tables", |bytes| imports::tables("csv", bytes)),
];

/// The target that runs.
static CHOSEN: OnceLock<Check> = OnceLock::new();

/// Chooses the target that `FUZZ_TARGET` names; `list` prints the names of all. With `FUZZ_SEEDS`, writes the seeds
/// that the program itself can make into that folder, and ends.
pub fn begin() {
    let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
    let names = || TARGETS.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    if name == "list" {
        println!("{}", names().join("\n"));
        exit(0);
    }
    let Some((_, check)) = TARGETS.iter().find(|(known, _)| *known == name) else {
        eprintln!("FUZZ_TARGET is \"{name}\", which is no target; known are {}", names().join(", "));
        exit(2);
    };
    CHOSEN.get_or_init(|| *check);
    if let Some(folder) = std::env::var_os("FUZZ_SEEDS") {
        seeds::write(&name, *check, Path::new(&folder));
        exit(0);
    }
}

/// Runs the chosen target.
pub fn run(bytes: &[u8]) {
    CHOSEN.get().expect("a target was chosen")(bytes);
}

/// The parts of an input that stands for several files: each begins with a line `=== name`. The line break before such
/// a line belongs to it, since the files need not be texts.
fn parts(bytes: &[u8]) -> Vec<(String, &[u8])> {
    const START: &[u8] = b"=== ";
    let begins = |at: &usize| bytes[*at..].starts_with(START) && (*at == 0 || bytes[*at - 1] == b'\n');
    let starts: Vec<usize> = (0..bytes.len()).filter(begins).collect();
    let ends = starts.iter().skip(1).map(|next| next - 1).chain([bytes.len()]);
    let part = |(start, end): (&usize, usize)| {
        let whole = bytes.get(start + START.len()..end).unwrap_or_default();
        let line = whole.iter().position(|byte| *byte == b'\n').unwrap_or(whole.len());
        let (name, content) = whole.split_at(line);
        (String::from_utf8_lossy(name).into_owned(), content.get(1..).unwrap_or_default())
    };
    starts.iter().zip(ends).map(part).collect()
}
