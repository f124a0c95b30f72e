//! Every fault that a book can have, one file each in `tests/invalid/`, with the message it must give.
//!
//! Regenerate the messages with `INSTA_UPDATE=always cargo test invalid::`, and read what changed.

use dealgraph::load::{BookFile, Strictness, read_book};

/// The problems of a text, as a person and as a program sees them.
fn problems(name: &str, text: &str) -> (String, Vec<serde_json::Value>) {
    let file = BookFile { name: name.to_owned(), text: text.to_owned() };
    let reading = read_book(vec![file], Strictness::Faults);
    assert!(reading.book.is_none(), "{name}: a faulty book must not load");
    assert!(!reading.problems.is_empty(), "{name}: a refused book must say why");
    let rendered: Vec<String> = reading.problems.iter().map(|problem| problem.render(&reading.files, false)).collect();
    let records = reading.problems.iter().map(|problem| serde_json::json!(problem.record(&reading.files)));
    (rendered.join("\n\n"), records.collect())
}

#[test]
fn every_fault_is_told_where_it_stands() {
    insta::glob!("../invalid", "*.ron", |path| {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a fixture has a name");
        let text = std::fs::read_to_string(path).expect("a fixture can be read");
        let (rendered, records) = problems(name, &text);
        let places: Vec<String> = records
            .iter()
            .map(|record| format!("{}:{} {}", record["line"], record["column"], record["code"].as_str().unwrap_or("?")))
            .collect();
        insta::assert_snapshot!(format!("{rendered}\n\n-- as data --\n{}", places.join("\n")));
    });
}

#[test]
fn a_fixture_is_named_after_its_fault() {
    for entry in std::fs::read_dir("tests/invalid").expect("the folder of fixtures is there") {
        let path = entry.expect("an entry can be read").path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a fixture has a name").to_owned();
        let text = std::fs::read_to_string(&path).expect("a fixture can be read");
        let codes: Vec<String> =
            problems(&stem, &text).1.iter().filter_map(|record| record["code"].as_str().map(str::to_owned)).collect();
        let exempt = ["several-faults-in-one-record", "terminal-escapes", "unknown-section"];
        assert!(
            exempt.contains(&stem.as_str()) || codes.iter().any(|code| stem.starts_with(code.as_str())),
            "{stem} gives {codes:?}"
        );
    }
}

#[test]
fn all_faults_of_all_files_are_told_in_one_run() {
    let file = |name: &str, text: &str| BookFile { name: name.to_owned(), text: text.to_owned() };
    let files = vec![
        file("a.ron", "(entities: [(id: \"acme\", name: \"Acme\", kind: Compny)])"),
        file("b.ron", "(entities: [(id: \"orion\", name: \"Orion\", kind: Company, part_of: \"acmee\")"),
        file("c.ron", "(sources: [(id: \"s\", title: \"\", publisher: \"\", kind: News, date: \"2026-13\")])"),
    ];
    let reading = read_book(files, Strictness::Faults);
    let codes: Vec<(usize, &str)> = reading.problems.iter().map(|problem| (problem.place.file, problem.code)).collect();
    assert!(codes.contains(&(0, "unknown-variant")), "{codes:?}");
    assert!(codes.contains(&(1, "syntax")), "{codes:?}");
    assert!(codes.contains(&(2, "bad-date")), "{codes:?}");
    assert!(reading.is_partly_checked);
    let sound_but_for_a_date =
        file("c.ron", "(sources: [(id: \"s\", title: \"\", publisher: \"\", kind: News, date: \"2026-13\")])");
    assert!(!read_book(vec![sound_but_for_a_date], Strictness::Faults).is_partly_checked);
    let typo = "(entities: [(id: \"acme\", name: \"Acme\", kind: Compny, part_of: \"nobody\")])";
    let told = dealgraph::load::load_str(typo).map(drop).expect_err("a typo").to_string();
    assert!(told.starts_with("the book has 1 fault; what else is wrong"), "{told}");
}

#[test]
fn a_slip_late_in_a_book_is_told_first_and_no_id_behind_it_is_called_unknown() {
    let deal = |id: usize| {
        format!(
            "(id: \"d-{id}\", kind: Investment, title: \"T\", status: Closed, claims: [(source: \"s\")], announced: \"2025\",
             parties: [(who: \"acme\", role: Investor), (who: \"orion\", role: Investee)]),\n"
        )
    };
    let deals: String = (1..100).map(deal).collect();
    let late = deal(100).replace("announced: \"2025\"", "amount = \"USD 20bn\"");
    let early = deal(0).replace("\"2025\"", "\"2025-13\"");
    let text = format!(
        "(entities: [(id: \"acme\", name: \"Acme\", kind: Company)],
          deals: [\n{early}{deals}{late}],
          sources: [(id: \"s\", title: \"S\", publisher: \"S\", kind: News)])"
    );
    let orion = BookFile { name: "b.ron".to_owned(), text: "(entities: [)".to_owned() };
    let reading = read_book(vec![BookFile { name: "a.ron".to_owned(), text }, orion], Strictness::Faults);
    let told: Vec<(usize, &str, u64)> = reading
        .problems
        .iter()
        .map(|problem| {
            let line = serde_json::json!(problem.record(&reading.files))["line"].as_u64().expect("a line");
            (problem.place.file, problem.code, line)
        })
        .collect();
    assert_eq!(told, [(0, "syntax", 203), (1, "syntax", 1), (0, "bad-date", 3)], "each deal has two lines");
    assert!(
        reading.problems.iter().any(|it| it.message.starts_with("expected a colon in the place of `=`")),
        "{told:?}"
    );
    assert!(reading.is_partly_checked, "more may show");
}

#[test]
fn deals_of_a_faulty_entity_have_no_faults_of_their_own() {
    let of = |entities: &str| {
        let deal = "(id: \"d\", kind: Investment, title: \"T\", status: Closed, claims: [(source: \"s\")], parties: [
            (who: \"Acme\", role: Investor), (who: \"orion\", role: Investee)])";
        let text = format!(
            "(entities: [{entities}, (id: \"orion\", name: \"Orion\", kind: Company)], deals: [{}],
              sources: [(id: \"s\", title: \"S\", publisher: \"S\", kind: News)])",
            if entities.contains("Acme\", name") { deal.to_owned() } else { deal.replace("Acme", "acme") }
        );
        problems("book.ron", &text).1.iter().filter_map(|it| it["code"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(of("(id: \"acme\", name: \"Acme\", knd: Company)"), ["missing-field", "unknown-field"]);
    assert_eq!(of("(id: \"acme\", name: \"Acme\", kind: Compny)"), ["unknown-variant"]);
    assert_eq!(of("(id: \"Acme\", name: \"Acme\", kind: Company)"), ["bad-id"]);
}
