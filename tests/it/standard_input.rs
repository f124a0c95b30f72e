//! `-` is standard input wherever a file is read, and is refused where it cannot be.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

fn dealgraph(arguments: &[&str], input: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_dealgraph"));
    let program = program.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = program.spawn().expect("the program starts");
    // One that refuses its arguments reads nothing.
    let _ = running.stdin.take().expect("a pipe").write_all(input.as_bytes());
    running.wait_with_output().expect("the program ends")
}

/// What a run says: its answer, and on a failure why there is none.
fn said(output: &Output) -> String {
    String::from_utf8([&output.stdout[..], &output.stderr[..]].concat()).expect("text")
}

const BOOK: &str = r#"(
    entities: [(id: "acme", name: "Acme", kind: Company), (id: "orion", name: "Orion", kind: Company)],
    deals: [
        (
            id: "acme-orion",
            kind: Investment,
            title: "Acme invests in Orion",
            parties: [(who: "acme", role: Investor), (who: "orion", role: Investee)],
            amount: "USD 5m",
            status: Closed,
            claims: [(source: "daily")],
        ),
    ],
    sources: [(id: "daily", title: "The Daily", publisher: "The Daily", kind: News)],
)
"#;

const ROWS: &str = "from,to,source\nAcme,Orion,s\nAcme,=cmd,s\n";

#[test]
fn a_mark_of_utf_8_that_comes_in_pieces_is_passed_over() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_dealgraph"));
    let program = program.args(["import", "deals-csv", "-", "--preview"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut running = program.stderr(Stdio::piped()).spawn().expect("the program starts");
    let mut pipe = running.stdin.take().expect("a pipe");
    for piece in [&b"\xef"[..], b"\xbb", b"\xbffrom,to,source\n", b"Acme,Orion,s\n"] {
        pipe.write_all(piece).and_then(|()| pipe.flush()).expect("it reads");
        std::thread::sleep(std::time::Duration::from_millis(30));
    }
    drop(pipe);
    let answer = running.wait_with_output().expect("the program ends");
    assert!(answer.status.success() && said(&answer).contains("acme-orion"), "{}", said(&answer));
}

#[test]
fn a_book_is_read_from_standard_input() {
    for mark in ["", "\u{feff}"] {
        let book = format!("{mark}{BOOK}");
        let answer = dealgraph(&["backers", "orion", "--data", "-"], &book);
        assert!(answer.status.success() && said(&answer).contains("USD 5m"), "{}", said(&answer));
        let checked = dealgraph(&["check", "--data", "-"], &book);
        assert!(said(&checked).contains("sound: 2 entities, 1 deal, 1 source in 1 file"), "{}", said(&checked));
    }
    let joined = dealgraph(&["show", "openai", "--data", "-", "--with-embedded"], BOOK);
    assert!(joined.status.success(), "{}", said(&joined));
}

#[test]
fn a_fault_on_standard_input_is_told_with_its_place() {
    let faulty = BOOK.replace("who: \"orion\"", "who: \"orin\"");
    let output = dealgraph(&["check", "--data", "-"], &faulty);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("standard input:8:"), "{}", said(&output));
}

#[test]
fn a_table_is_imported_from_standard_input() {
    let output = dealgraph(&["import", "deals-csv", "-", "--preview"], ROWS);
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert!(
        said.contains("read 2 rows: 2 entities, 1 deal, 1 source; 1 mention of")
            && said.contains("refused standard input:3:"),
        "{said}"
    );
}

#[test]
fn decisions_and_baselines_are_read_from_standard_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    let rows = path("rows.csv", "from,to,source\nAcme,Orion,s\nAcme Inc,Orion,s\n");
    let decisions = "name,near_name,decision\nAcme Inc,Acme,join\n";
    let output = dealgraph(&["import", "deals-csv", &rows, "--names", "-", "--preview"], decisions);
    assert!(said(&output).contains("2 entities, 2 deals"), "{}", said(&output));
    let output =
        dealgraph(&["import", "deals-csv", &rows, "--mapping", "-", "--preview"], "status := Closed\nnonsense\n");
    assert!(said(&output).contains("standard input: line 2"), "{}", said(&output));
}

#[test]
fn standard_input_is_laid_out_onto_standard_output() {
    let untidy = BOOK.replace("    ", " ");
    let output = dealgraph(&["fmt", "-"], &untidy);
    assert_eq!(String::from_utf8(output.stdout).expect("text"), BOOK);
    assert_eq!(dealgraph(&["fmt", "--check", "-"], BOOK).status.code(), Some(0));
    assert_eq!(dealgraph(&["fmt", "--check", "-"], &untidy).status.code(), Some(1));
    let output = dealgraph(&["fmt", "-", "book.ron"], BOOK);
    assert!(output.status.code() == Some(2) && said(&output).contains("name - alone"), "{}", said(&output));
}

#[test]
fn standard_input_is_read_only_once() {
    for arguments in [
        &["check", "--data", "-", "--data", "-"][..],
        &["diff", "--from", "-", "--to", "-"],
        &["import", "deals-csv", "-", "-", "--preview"],
        &["import", "deals-csv", "-", "--data", "-", "--preview"],
        &["conflicts", "--data", "-", "--baseline", "-"],
    ] {
        let output = dealgraph(arguments, BOOK);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        let why = "- is named twice, and standard input can be read only once";
        assert!(said(&output).contains(why), "{arguments:?}: {}", said(&output));
    }
}
