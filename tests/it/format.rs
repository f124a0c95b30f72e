//! The canonical layout: comments stay, meaning stays, and twice is once.

use dealgraph::load::{BookFile, Strictness, WIDEST_LINE, format_text, read_book};

fn formatted(text: &str) -> String {
    format_text(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn a_short_group_stands_on_one_line_and_a_long_one_does_not() {
    let text = "(entities:[(id:\"acme\",name:\"Acme\",kind:Company,),\n(id:\"orion\",name:\"Orion\",kind:Company,\
        note:\"long enough that the record does not fit on one line of a hundred and ten columns\")])";
    assert_eq!(
        formatted(text),
        "(\n    entities: [\n        (id: \"acme\", name: \"Acme\", kind: Company),\n        (\n            id: \"orion\",\n            \
         name: \"Orion\",\n            kind: Company,\n            note: \"long enough that the record does not fit on one \
         line of a hundred and ten columns\",\n        ),\n    ],\n)\n"
    );
}

#[test]
fn comments_stay_with_what_they_speak_of() {
    let text = "// A book.\n#![enable(implicit_some)]\n(\n  // who\n  entities: [\n    (id: \"a\", name: \"A\", kind: Company), // the first\n\n\n\n    /* the\n second */\n    (id: \"b\", name: \"B\", kind: Company),\n    // nothing more\n  ],\n)\n// end";
    assert_eq!(
        formatted(text),
        "// A book.\n#![enable(implicit_some)]\n(\n    // who\n    entities: [\n        (id: \"a\", name: \"A\", kind: Company), // the first\n\n        /* the\n second */\n        (id: \"b\", name: \"B\", kind: Company),\n        // nothing more\n    ],\n)\n// end\n"
    );
}

#[test]
fn brackets_and_comment_marks_inside_strings_are_text() {
    let text = "(entities: [(id: \"a\", name: \"A // (not] a {comment\", kind: Company, note: r#\"a \"raw\" one\"#, aliases: [\"q\\\"uote\"])])";
    let once = formatted(text);
    assert!(
        once.contains("\"A // (not] a {comment\"")
            && once.contains("r#\"a \"raw\" one\"#")
            && once.contains("\"q\\\"uote\""),
        "{once}"
    );
}

#[test]
fn broken_text_is_refused() {
    for text in ["(entities: [", "(entities: \"no end)", "(a: 1))"] {
        assert!(format_text(text).is_err(), "{text}");
    }
}

#[test]
fn every_file_at_hand_keeps_its_meaning_and_is_laid_out_once() {
    let mut seen = 0;
    for entry in ["data/ai", "tests/invalid"].iter().flat_map(|folder| std::fs::read_dir(folder).expect("a folder")) {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("a text");
        let Ok(once) = format_text(&text) else { continue };
        assert_eq!(formatted(&once), once, "{}: twice is not once", path.display());
        let read = |text: &str| {
            let reading = read_book(vec![BookFile { name: String::new(), text: text.to_owned() }], Strictness::Faults);
            (
                reading.book,
                reading.problems.into_iter().map(|problem| problem.message).collect::<std::collections::BTreeSet<_>>(),
            )
        };
        if !path.to_string_lossy().contains("syntax") {
            assert_eq!(read(&text), read(&once), "{}: the meaning changed", path.display());
        }
        seen += 1;
    }
    assert!(seen > 50, "only {seen} files were formatted");
}

#[test]
fn the_built_in_book_is_in_the_canonical_layout() {
    for file in dealgraph::load::embedded_files() {
        assert!(format_text(&file.text).as_ref() == Ok(&file.text), "run `dealgraph fmt data`: {}", file.name);
    }
}

#[test]
fn a_group_is_broken_exactly_where_its_line_would_be_too_wide() {
    let note = |length: usize| format!("(\n    deals: [\n        (note: \"{}\"),\n    ],\n)\n", "é".repeat(length));
    let widest = WIDEST_LINE - "        (note: \"\"),".len();
    let lay_out = |length| format_text(&note(length)).expect("it is RON");
    assert_eq!(lay_out(widest), note(widest));
    assert_ne!(lay_out(widest + 1), note(widest + 1), "characters count, and not bytes");
    let many = format!("(deals: [{}])", "(note: \"short\"), ".repeat(40));
    assert_eq!(
        format_text(&many).expect("it is RON").lines().count(),
        44,
        "a list that is too long has an item a line"
    );
}
