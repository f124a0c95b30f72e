//! What is written where: a book is never replaced by an answer about it, and what people have made is kept.

use std::fs;
use std::path::Path;

use crate::common::{code, dealgraph};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn shown(path: &Path) -> &str {
    path.to_str().expect("a path")
}

/// A folder with a book in two files.
fn folder() -> (tempfile::TempDir, [String; 2]) {
    let folder = tempfile::tempdir().expect("a folder");
    let below = folder.path().join("book/below");
    fs::create_dir_all(&below).expect("made");
    let export = dealgraph(&["export", "ron"]);
    let files = [folder.path().join("book/all.ron"), below.join("more.ron")];
    fs::write(&files[0], &export.stdout).expect("written");
    fs::write(&files[1], "(entities: [(id: \"acme\", name: \"Acme\", kind: Company)])").expect("written");
    let files = files.map(|path| shown(&path).to_owned());
    (folder, files)
}

#[test]
fn no_answer_replaces_a_file_of_the_book() {
    let (folder, [all, more]) = folder();
    let book = shown(&folder.path().join("book")).to_owned();
    let before = [&all, &more].map(|path| fs::read(path).expect("there"));
    for arguments in [
        &["export", "ron", "-d", &all, "-o", &all][..],
        &["export", "graphml", "-d", &book, "-o", &more],
        &["pack", "-d", &all, "-o", &all],
        &["pack", "-d", &book, "-o", &more],
        &["diagram", "money", "-d", &book, "--to", "dot", "-o", &all],
        &["conflicts", "-d", &book, "--write-baseline", &more],
        &["export", "ron", "-d", &book, "-o", &format!("{book}/below/../below/more.ron")],
    ] {
        let output = dealgraph(arguments);
        let said = text(&output.stderr);
        assert!(code(&output) == 2 && said.contains("is a file of the book"), "{arguments:?}: {said}");
        assert_eq!([&all, &more].map(|path| fs::read(path).expect("there")), before, "{arguments:?}");
    }
    #[cfg(unix)]
    {
        let link = folder.path().join("link.ron");
        std::os::unix::fs::symlink(&all, &link).expect("a link");
        assert_eq!(code(&dealgraph(&["export", "ron", "-d", &book, "-o", shown(&link)])), 2);
        assert_eq!(fs::read(&all).expect("there"), before[0]);
    }
    let snapshot = format!("{}/book.dgz", shown(folder.path()));
    assert_eq!(code(&dealgraph(&["pack", "-d", &book, "-o", &snapshot])), 0);
    let output = dealgraph(&["export", "json", "-d", &snapshot, "-o", &all]);
    assert_eq!(code(&output), 2, "what a snapshot was packed from is the book: {}", text(&output.stderr));
    assert_eq!(fs::read(&all).expect("there"), before[0]);
    let beside = format!("{book}/web.graphml");
    for _ in 0..2 {
        assert_eq!(code(&dealgraph(&["export", "graphml", "-d", &book, "-o", &beside])), 0, "beside the book is room");
    }
    assert_eq!(code(&dealgraph(&["fmt", &book])), 0, "`fmt` lays out the book itself");
}

#[test]
fn what_gen_writes_replaces_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let deals = folder.path().join("deals.ron");
    fs::write(&deals, "(deals: [])").expect("written");
    let output = dealgraph(&["gen", "--legs", "10", "-o", shown(folder.path())]);
    let said = text(&output.stderr);
    assert!(code(&output) == 2 && said.contains("exists already; nothing was written"), "{said}");
    assert_eq!(fs::read_to_string(&deals).expect("there"), "(deals: [])");
    assert_eq!(fs::read_dir(folder.path()).expect("there").count(), 1);
}

#[test]
fn reviewed_names_are_kept_where_the_book_beside_them_is_gone() {
    let folder = tempfile::tempdir().expect("a folder");
    let (rows, book) = (folder.path().join("rows.csv"), folder.path().join("book"));
    fs::write(&rows, "from,to,source\nMicrosoft,Orion,s\nMicrosft,Orion,s\n").expect("written");
    let import = || dealgraph(&["import", "deals-csv", shown(&rows), "-o", shown(&book)]);
    assert_eq!(code(&import()), 0);
    let names = book.join("near-names.csv");
    fs::write(&names, "name,near_name,decision\nMicrosft,Microsoft,join\n").expect("written");
    fs::remove_file(book.join("book.ron")).expect("there");
    let again = import();
    let said = text(&again.stderr);
    assert!(code(&again) == 2 && said.contains("near-names.csv exists already"), "{said}");
    assert!(fs::read_to_string(&names).expect("there").contains("join"));
}

#[test]
#[cfg(unix)]
fn a_folder_that_is_a_link_is_told_and_capitals_are_a_book_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let (book, elsewhere) = (folder.path().join("book"), folder.path().join("elsewhere"));
    for path in [&book, &elsewhere] {
        fs::create_dir(path).expect("made");
    }
    let entity = |id: &str| format!("(entities: [(id: \"{id}\", name: \"{id}\", kind: Company)])");
    fs::write(book.join("A.RON"), entity("acme")).expect("written");
    fs::write(elsewhere.join("b.ron"), entity("orion")).expect("written");
    std::os::unix::fs::symlink(&elsewhere, book.join("linked")).expect("a link");
    let output = dealgraph(&["check", "-d", shown(&book)]);
    let said = text(&output.stderr);
    assert!(text(&output.stdout).contains("1 entity"), "{said}");
    assert!(said.contains("linked is a link and was not followed"), "{said}");
    assert!(text(&dealgraph(&["stats", "-d", shown(&book)]).stderr).contains("was not followed"));
}

#[test]
fn a_baseline_accepts_what_was_shown_and_what_was_accepted() {
    let folder = tempfile::tempdir().expect("a folder");
    let (one, two) = (folder.path().join("one.txt"), folder.path().join("two.txt"));
    let lines = |path: &Path| {
        let text = fs::read_to_string(path).expect("written");
        text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect::<Vec<_>>()
    };
    dealgraph(&["conflicts", "--limit", "3", "--write-baseline", shown(&one)]);
    assert_eq!(lines(&one).len(), 3);
    let more = ["conflicts", "--limit", "2", "--baseline", shown(&one), "--write-baseline", shown(&two)];
    dealgraph(&more);
    assert_eq!(lines(&two).len(), 5);
    assert!(lines(&one).iter().all(|line| lines(&two).contains(line)));
}
