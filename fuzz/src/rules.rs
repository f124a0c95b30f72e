//! Patterns, rules of a book, claims and baselines.

use dealgraph::finding::Baseline;
use dealgraph::graph::{DealGraph, Trust, View};
use dealgraph::load::{BookFile, Strictness, load_str, read_book, write_book};
use dealgraph::model::Pattern;
use dealgraph::query::pattern::{Question, matches, report};
use dealgraph::query::rivalry::Rivals;

use crate::everything;
use crate::ground::{ground, ground_text, quoted};

/// Patterns, asked of a book.
pub fn pattern(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let pattern = match text.parse::<Pattern>() {
        Ok(pattern) => pattern,
        Err(error) => {
            assert!(!error.shown(text).contains('\x1b'));
            return;
        }
    };
    let graph = DealGraph::new(ground(), View::default());
    let rivals = Rivals::new(&graph);
    match Question::new(ground(), &graph, &pattern) {
        Ok(question) => {
            let found = matches(&graph, &rivals, &question, 20);
            let _ = report(&graph, &rivals, &question, &found).to_json();
        }
        Err(error) => assert!(!error.shown(text).contains('\x1b')),
    }
}

/// A rule of a book: severity, claim and pattern on lines of their own.
pub fn rule(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut lines = text.splitn(3, '\n').map(quoted);
    let mut next = || lines.next().unwrap_or_default();
    let rule = format!(
        "(rules: [(id: \"own\", severity: \"{}\", finds: \"f\", why: \"w\", claim: \"{}\", pattern: \"{}\")])",
        next(),
        next(),
        next(),
    );
    let alone = read_book(vec![BookFile { name: "rule.ron".to_owned(), text: rule.clone() }], Strictness::Lints);
    for problem in &alone.problems {
        assert!(!problem.render(&alone.files, false).contains('\x1b'));
    }
    if alone.book.is_none() {
        return;
    }
    let files = vec![
        BookFile { name: "ground.ron".to_owned(), text: ground_text().to_owned() },
        BookFile { name: "rule.ron".to_owned(), text: rule },
    ];
    let reading = read_book(files, Strictness::Faults);
    for problem in &reading.problems {
        let _ = problem.render(&reading.files, false);
    }
    if let Some(book) = reading.book {
        let graph = DealGraph::new(&book, View::default());
        let _ = everything::findings(&graph).report(&graph, "Findings").to_json();
    }
}

/// A claim: its field and its value on lines of their own.
pub fn claim(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (field, value) = text.split_once('\n').unwrap_or((text, ""));
    let (field, value) = (quoted(field), quoted(value));
    let text = format!(
        "(entities: [(id: \"a\", name: \"A\", kind: Company), (id: \"b\", name: \"B\", kind: Company)], \
         sources: [(id: \"s\", title: \"S\", publisher: \"S\", kind: Filing), \
         (id: \"t\", title: \"T\", publisher: \"T\", kind: News)], deals: [\
         (id: \"d\", kind: Investment, title: \"D\", amount: \"USD 10bn\", announced: \"2025\", \
         parties: [(who: \"a\", role: Investor, commits: \"USD 5bn\"), (who: \"b\", role: Investee)], \
         tranches: [(id: \"t\", amount: \"USD 1bn\", on: [\"an IPO\"])], \
         clauses: [(id: \"c\", kind: Exclusivity, beneficiary: \"a\", bound: \"b\", period: \"2025..2030\")], \
         status: Signed, claims: [(source: \"s\", says: {{\"{field}\": \"{value}\"}}), (source: \"t\")])])"
    );
    let Ok(book) = load_str(&text) else { return };
    assert_eq!(load_str(&write_book(&book)).expect("what is written loads"), book);
    for trust in [Trust::Official, Trust::Latest] {
        let graph = DealGraph::new(&book, View { trust, ..View::default() });
        let entity = book.entity_indices().next().expect("two entities");
        everything::answered(&graph, entity, entity);
    }
}

/// A baseline file.
pub fn baseline(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(baseline) = Baseline::read(text) {
        let mut found = everything::findings(&DealGraph::new(ground(), View::default()));
        let gone = baseline.gone(&found.list, |_| true).len();
        let before = found.list.len();
        baseline.hide_accepted(&mut found);
        assert!(found.list.len() <= before);
        let again = Baseline::read(&Baseline::write(&found.list)).expect("what is written reads back");
        assert!(again.gone(&found.list, |_| true).is_empty() && gone <= text.len());
    }
}
