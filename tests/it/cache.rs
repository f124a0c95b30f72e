//! Snapshots that are kept of large books: the same book, under what its files hold and nothing else.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::{Duration, SystemTime};

use dealgraph::cache::{Cache, Came, LEAST};
use dealgraph::load::{BookFile, Step, embedded_files, load_files};
use dealgraph::model::Book;
use dealgraph::synth::{Plan, book_files};
use tempfile::TempDir;

use crate::common::{code, program};

fn folder() -> TempDir {
    TempDir::new().expect("there is room")
}

/// A book on the disk, in a folder of its own.
fn book_at(folder: &Path, seed: u64) -> PathBuf {
    let path = folder.join("web");
    fs::create_dir_all(&path).expect("room");
    for file in book_files(Plan { legs: 60, seed }) {
        fs::write(path.join(file.name), file.text).expect("room");
    }
    path
}

/// One of its files.
fn file_of(book: &Path) -> PathBuf {
    let files = book_files(Plan { legs: 60, seed: 1 });
    book.join(&files.first().expect("a web has files").name)
}

/// Puts a text behind what stands in a file.
fn append(file: &Path, text: &str) {
    let before = fs::read_to_string(file).expect("it is there");
    fs::write(file, before + text).expect("room");
}

fn load(cache: &Cache, paths: &[&Path]) -> (Book, Came) {
    let paths: Vec<PathBuf> = paths.iter().map(|path| path.to_path_buf()).collect();
    cache.load(&paths, Vec::new(), &|_| ()).expect("the book is sound")
}

fn snapshot(came: Came) -> PathBuf {
    match came {
        Came::Kept { snapshot, bytes } => {
            assert_eq!(fs::metadata(&snapshot).expect("it is there").len(), bytes);
            snapshot
        }
        came => panic!("kept now, and not {came:?}"),
    }
}

/// The snapshots of a cache.
fn kept(cache: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(cache) else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.filter(|path| path.extension().is_some_and(|ending| ending == "dgz")).collect()
}

#[test]
fn a_book_comes_out_of_its_snapshot_until_a_byte_of_it_changes() {
    let (books, place) = (folder(), folder());
    let cache = Cache::new(place.path().join("deep/below")).from_bytes(0);
    let path = book_at(books.path(), 1);
    let (read, came) = load(&cache, &[&path]);
    let first = snapshot(came);
    let (again, came) = load(&cache, &[&path]);
    assert_eq!(came, Came::FromSnapshot(first.clone()));
    assert!(again == read && again.damage().is_none());

    // Wherever it lies and whatever it is called.
    let moved = books.path().join("moved");
    fs::create_dir(&moved).expect("room");
    let moved_path = book_at(&moved, 1);
    assert_eq!(load(&cache, &[&moved_path]).1, Came::FromSnapshot(first.clone()));

    append(&file_of(&path), "\n");
    let (changed, came) = load(&cache, &[&path]);
    assert_ne!(snapshot(came), first);
    assert!(changed == read, "a line's end says nothing");
    book_at(books.path(), 2);
    let (other, came) = load(&cache, &[&path]);
    assert_ne!(snapshot(came), first);
    assert!(other != read && other == load_files(book_files(Plan { legs: 60, seed: 2 })).expect("sound"));
}

#[test]
fn another_reader_and_other_texts_beside_it_have_a_snapshot_of_their_own() {
    let (books, place) = (folder(), folder());
    let cache = Cache::new(place.path()).from_bytes(0);
    let path = book_at(books.path(), 3);
    let first = snapshot(load(&cache, &[&path]).1);
    let second = snapshot(load(&cache.clone().read_by("another program"), &[&path]).1);
    assert_ne!(first, second);
    let beside = || vec![BookFile { name: "beside.ron".to_owned(), text: "()".to_owned() }];
    let paths = [path];
    let third = snapshot(cache.load(&paths, beside(), &|_| ()).expect("sound").1);
    assert!(third != first && third != second);
    let (joined, came) = cache.load(&paths, embedded_files(), &|_| ()).expect("sound");
    let fourth = snapshot(came);
    assert_eq!(cache.load(&paths, beside(), &|_| ()).expect("sound").1, Came::FromSnapshot(third));
    let (again, came) = cache.load(&paths, embedded_files(), &|_| ()).expect("sound");
    assert!(came == Came::FromSnapshot(fourth) && again == joined && again.find_entity("OpenAI").is_ok());
}

#[test]
fn where_a_file_ends_and_the_next_begins_is_part_of_the_key() {
    let (books, place) = (folder(), folder());
    let cache = Cache::new(place.path()).from_bytes(0);
    let [one, two] = ["one.ron", "two.ron"].map(|name| books.path().join(name));
    let mut keys = Vec::new();
    for (first, second) in [("() ", "()"), ("()", " ()")] {
        fs::write(&one, first).expect("room");
        fs::write(&two, second).expect("room");
        keys.push(snapshot(load(&cache, &[books.path()]).1));
    }
    assert_ne!(keys[0], keys[1]);
}

#[test]
fn a_broken_snapshot_is_written_anew() {
    let (books, place) = (folder(), folder());
    let cache = Cache::new(place.path()).from_bytes(0);
    let path = book_at(books.path(), 4);
    let (read, came) = load(&cache, &[&path]);
    let snapshot_at = snapshot(came);
    let whole = fs::read(&snapshot_at).expect("it is there");
    for broken in [&whole[..whole.len() / 2], b"", b"something else"] {
        fs::write(&snapshot_at, broken).expect("room");
        let (again, came) = load(&cache, &[&path]);
        assert!(again == read);
        assert_eq!(
            (snapshot(came), fs::read(&snapshot_at).expect("it is there")),
            (snapshot_at.clone(), whole.clone())
        );
    }
}

#[test]
fn the_snapshot_of_another_book_is_no_answer_whatever_it_is_called() {
    let (books, place) = (folder(), folder());
    let cache = Cache::new(place.path()).from_bytes(0);
    let other = snapshot(load(&cache, &[&book_at(books.path(), 15)]).1);
    let path = book_at(books.path(), 16);
    let (read, came) = load(&cache, &[&path]);
    let own = snapshot(came);
    fs::copy(&other, &own).expect("room");
    let (again, came) = load(&cache, &[&path]);
    assert!(again == read && snapshot(came) == own);
}

#[test]
fn a_book_that_changes_while_it_is_read_is_not_kept() {
    let (books, place) = (folder(), folder());
    let cache = Cache::new(place.path()).from_bytes(0);
    let path = book_at(books.path(), 5);
    let change = |step: Step| {
        if matches!(step, Step::Read(_)) {
            append(&file_of(&path), "\n");
        }
    };
    let (_, came) = cache.load(std::slice::from_ref(&path), Vec::new(), &change).expect("sound");
    assert_eq!((came, kept(place.path())), (Came::FromText, Vec::new()));
}

#[test]
fn what_was_used_longest_ago_goes_first_and_other_files_stay() {
    let (books, place) = (folder(), folder());
    let cache = Cache::new(place.path()).from_bytes(0);
    let ago = |path: &Path, seconds: u64| {
        let file = fs::File::options().write(true).open(path).expect("it is there");
        file.set_modified(SystemTime::now() - Duration::from_secs(seconds)).expect("a time");
    };
    let mut snapshots = Vec::new();
    for seed in [7, 8, 9] {
        snapshots.push(snapshot(load(&cache, &[&book_at(books.path(), seed)]).1));
    }
    for (path, seconds) in snapshots.iter().zip([300, 200, 100]) {
        ago(path, seconds);
    }
    // The first one is asked again.
    assert_eq!(load(&cache, &[&book_at(books.path(), 7)]).1, Came::FromSnapshot(snapshots[0].clone()));
    let [others, left, fresh] = ["web.dgz", ".dealgraph-left", ".dealgraph-fresh"].map(|name| place.path().join(name));
    for path in [&others, &left, &fresh] {
        fs::write(path, "x".repeat(100_000)).expect("room");
    }
    for path in [&others, &left] {
        ago(path, 1_000_000);
    }
    let bytes: u64 = snapshots.iter().map(|path| fs::metadata(path).expect("it is there").len()).sum();
    let newest = snapshot(load(&cache.up_to_bytes(bytes), &[&book_at(books.path(), 10)]).1);
    assert!(newest.exists() && snapshots[0].exists(), "the newest, and the one that was used last, stay");
    assert!(!snapshots[1].exists(), "the one that was used longest ago went");
    assert!(others.exists() && fresh.exists() && !left.exists());
    let (_, came) = load(&Cache::new(place.path()).from_bytes(0).up_to_bytes(10), &[&book_at(books.path(), 11)]);
    assert_eq!(came, Came::FromText, "one that is too large by itself is not kept");
}

#[test]
fn small_books_and_books_where_nothing_can_be_written_are_read_as_ever() {
    let (books, place) = (folder(), folder());
    let path = book_at(books.path(), 12);
    assert_eq!(load(&Cache::new(place.path()), &[&path]).1, Came::FromText);
    assert!(kept(place.path()).is_empty());
    // The place of the folder is a file.
    assert_eq!(load(&Cache::new(file_of(&path)).from_bytes(0), &[&path]).1, Came::FromText);
    assert!(
        Cache::new(place.path()).from_bytes(0).load(&[books.path().join("none.ron")], Vec::new(), &|_| ()).is_err()
    );
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_for_its_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (books, place) = (folder(), folder());
    let own = place.path().join("own");
    let snapshot = snapshot(load(&Cache::new(&own).from_bytes(0), &[&book_at(books.path(), 13)]).1);
    let rights = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!((rights(&own), rights(&snapshot)), (0o700, 0o600));
}

/// A book that is long enough to be kept by the program: most of it is a comment.
fn long_book(folder: &Path) -> PathBuf {
    let path = book_at(folder, 14);
    let comment = format!("// {}\n", "-".repeat(1000));
    let times = usize::try_from(LEAST).expect("it fits") / comment.len() + 1;
    append(&file_of(&path), &format!("\n{}", comment.repeat(times)));
    path
}

fn ask(cache: &str, arguments: &[&str]) -> Output {
    program(arguments).env("DEALGRAPH_CACHE", cache).output().expect("the program starts")
}

fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_program_says_where_a_book_is_kept_and_answers_the_same_from_there() {
    let (books, place) = (folder(), folder());
    let path = long_book(books.path());
    let (path, cache) = (path.to_str().expect("text"), place.path().join("kept"));
    let asked = ["stats", "--data", path];
    let cache_name = cache.to_str().expect("text");
    let plain = said(&ask("off", &asked));
    assert_eq!(said(&ask(cache_name, &["stats", "--no-cache", "--data", path])), plain);
    assert!(!cache.exists() && plain.1.is_empty(), "{}", plain.1);

    let first = ask(cache_name, &asked);
    let (stdout, stderr) = said(&first);
    assert_eq!((code(&first), &stdout), (0, &plain.0));
    assert!(
        stderr.starts_with("note: a snapshot of the book (1 MB) is kept in ") && stderr.contains(cache_name),
        "{stderr}"
    );
    let snapshots = kept(&cache);
    assert_eq!(snapshots.len(), 1);
    assert_eq!(said(&ask(cache_name, &asked)), plain);

    // `pack` reads the text, and `check` as well, whatever is kept.
    let mut bytes = fs::read(&snapshots[0]).expect("it is there");
    let last = bytes.len() - 9;
    bytes[last] ^= 1;
    fs::write(&snapshots[0], &bytes).expect("room");
    let packed = books.path().join("web.dgz");
    for asked in [&["pack", "-o", packed.to_str().expect("text"), "--data", path][..], &["check", "--data", path]] {
        assert_eq!(code(&ask(cache_name, asked)), 0, "{asked:?}");
    }

    // What is broken gives no answer, and is gone the next time.
    let listed = ["list", "deals", "--data", path];
    let broken = ask(cache_name, &listed);
    let (stdout, stderr) = said(&broken);
    assert_eq!((code(&broken), stdout.as_str()), (2, ""), "{stderr}");
    assert!(stderr.contains("it was removed: ask again") && kept(&cache).is_empty(), "{stderr}");
    assert_eq!((code(&ask(cache_name, &listed)), kept(&cache).len()), (0, 1));
}
