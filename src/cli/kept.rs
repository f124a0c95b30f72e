//! The snapshots of large books that the program keeps for the next time, in its user's folder for such files.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use dealgraph::cache::{Cache, Came};
use dealgraph::model::Book;

use super::arguments::Global;
use super::output;

/// Names the folder, or says `off`.
const VARIABLE: &str = "DEALGRAPH_CACHE";

/// Where snapshots are kept; `None` where none are.
pub fn cache(global: &Global) -> Option<Cache> {
    if global.no_cache {
        return None;
    }
    Some(Cache::new(folder()?).read_by(&this_program()))
}

/// Tells where a book was kept, and watches one that comes out of a snapshot.
pub fn tell(book: &Book, came: &Came) {
    match came {
        Came::FromText => {}
        Came::FromSnapshot(snapshot) => output::watch_kept(book, snapshot),
        Came::Kept { snapshot, bytes } => {
            let megabytes = bytes.div_ceil(1_000_000);
            let told = format!(
                "a snapshot of the book ({megabytes} MB) is kept in {}, so that it opens at once until it changes; --no-cache or \
                 {VARIABLE}=off keeps none",
                snapshot.parent().unwrap_or(Path::new(".")).display(),
            );
            output::tell_notes(&[told]);
        }
    }
}

/// The folder that `DEALGRAPH_CACHE` names, or one of the user's own, as the system has it for files that can be made anew.
fn folder() -> Option<PathBuf> {
    match std::env::var_os(VARIABLE) {
        Some(named) if named.is_empty() || named == "off" || named == "0" => None,
        Some(named) => Some(PathBuf::from(named)),
        None => Some(usual()?.join("dealgraph")),
    }
}

/// The folder for files that can be made anew; `None` where nobody knows it.
fn usual() -> Option<PathBuf> {
    // One that is no whole path says nothing (XDG Base Directory Specification).
    let named = |variable: &str| std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    let in_home = |place: &str| Some(std::env::home_dir().filter(|home| home.is_absolute())?.join(place));
    if cfg!(windows) {
        named("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        in_home("Library/Caches")
    } else {
        named("XDG_CACHE_HOME").or_else(|| in_home(".cache"))
    }
}

/// What tells this program from another of the same version: one that was built later may read a text otherwise.
fn this_program() -> String {
    let about = std::env::current_exe().and_then(std::fs::metadata);
    let built = about.as_ref().ok().and_then(|about| about.modified().ok()?.duration_since(UNIX_EPOCH).ok());
    format!("{} bytes of {} ns", about.map_or(0, |about| about.len()), built.unwrap_or_default().as_nanos())
}
