//! What each fuzz target does with its bytes. A target must not crash, hang, or break a law it states.

#[path = "../../tests/common/everything.rs"]
pub mod everything;
#[path = "../../tests/common/generated.rs"]
pub mod generated;

use std::sync::OnceLock;

use dealgraph::finding::Baseline;
use dealgraph::graph::{DealGraph, Ended, Rollup, Trust, View};
use dealgraph::import::{Given, Mapping, Names, Text, import as import_files, import_format};
use dealgraph::load::snapshot::verify;
use dealgraph::load::{BookFile, Strictness, format_text, load_str, read_book, write_book};
use dealgraph::model::{Book, Capacity, Cover, Currency, Id, Money, PartialDate, Pattern, Period, Share, Status, fold, kebab};
use dealgraph::query::pattern::{Question, matches, report};
use dealgraph::query::rivalry::Rivals;

/// A text as a book; where it is sound, everything that can be asked of it, and the text that it is written as.
pub fn book(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let files = vec![BookFile { name: "book.ron".to_owned(), text: text.to_owned() }];
    let reading = read_book(files, Strictness::Lints);
    for problem in &reading.problems {
        let said = problem.render(&reading.files, false);
        assert!(!said.contains('\x1b'), "an escape reached a terminal: {said:?}");
        let _ = problem.record(&reading.files);
    }
    let Some(book) = reading.book else { return };
    assert_eq!(load_str(&write_book(&book)).expect("what is written loads"), book);
    // Small books only: the questions of a large one take longer than a fuzzer waits.
    if book.entity_indices().len() <= 12 && book.deal_indices().len() <= 12 {
        everything::outputs(&DealGraph::new(&book, View::default()));
    }
}

/// A drawn book, its view drawn too: every answer, picture and export.
pub fn answers(bytes: &[u8]) {
    let mut draw = generated::Draw::new(bytes);
    let view = View {
        as_of: draw.chance(60).then(|| date(draw.one_of(&["2024", "2025-11", "2026-03-01"]))),
        known_at: draw.chance(40).then(|| date("2025-12")),
        trust: draw.one_of(&[Trust::All, Trust::Official, Trust::Latest]),
        min_status: draw.chance(40).then_some(Status::Signed),
        rollup: draw.one_of(&[Rollup::Wholes, Rollup::Parts]),
        ended: draw.one_of(&[Ended::Hidden, Ended::Shown]),
        ..View::default()
    };
    let (_, book) = generated::records(&mut draw, 10).sound();
    let graph = DealGraph::new(&book, view);
    let outputs = everything::outputs(&graph);
    assert!(!outputs.is_empty());
    assert_eq!(load_str(&write_book(&book)).expect("what is written loads"), book);
}

fn date(text: &str) -> PartialDate {
    text.parse().expect("a date")
}

/// The canonical layout is a fixed point, and holds the same book.
pub fn format(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(once) = format_text(text) else { return };
    assert_eq!(format_text(&once).expect("what is laid out is RON"), once, "laying out twice changes more");
    if let Ok(book) = load_str(text) {
        assert_eq!(load_str(&once).expect("the layout changes no record"), book);
    }
}

/// Money, shares and capacities: what is read is an interval, and reads back from its own text.
pub fn money(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(money) = text.parse::<Money>() {
        let interval = money.interval();
        assert!(interval.upper().is_none_or(|upper| interval.lower() <= upper));
        assert_eq!(money.to_string().parse(), Ok(money), "{money}");
        assert!(!money.short().is_empty());
        assert_eq!(money.plus(money).is_some(), money.currency().is_some());
    }
    if let Ok(share) = text.parse::<Share>() {
        assert_eq!(share.to_string().parse(), Ok(share), "{share}");
    }
    if let Ok(capacity) = text.parse::<Capacity>() {
        assert_eq!(capacity.to_string().parse(), Ok(capacity), "{capacity}");
    }
    let _ = Currency::from_code(text);
    if let Ok(id) = text.parse::<Id>() {
        assert_eq!(kebab(id.as_str()), id.as_str());
    }
    assert!(kebab(text).is_empty() || kebab(text).parse::<Id>().is_ok());
    assert_eq!(fold(&fold(text)), fold(text));
}

/// Dates and periods: spans that run forwards, and read back from their own text.
pub fn dates(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(date) = text.parse::<PartialDate>() {
        assert!(date.first() <= date.last());
        assert_eq!(date.to_string(), text);
    }
    for announced in [None, Some(date("2025-11-30")), Some(date("9999"))] {
        if let Ok(period) = Period::read(text, announced) {
            assert_eq!(Period::read(&period.to_string(), None), Ok(period));
            assert!(period.overlaps(period));
        }
    }
}

/// The book that scopes, patterns and claims are asked of.
fn ground() -> &'static Book {
    static BOOK: OnceLock<Book> = OnceLock::new();
    BOOK.get_or_init(|| {
        let bytes: Vec<u8> = (0..2000_u32).map(|it| (it.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        generated::records(&mut generated::Draw::new(&bytes), 12).sound().1
    })
}

/// A text between quotes in RON.
fn quoted(text: &str) -> String {
    text.chars().flat_map(char::escape_default).collect()
}

/// Scopes written in two deals: covering is reflexive, and silence only ever makes it less certain.
pub fn scope(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut words = text.splitn(6, '\n').map(quoted);
    let mut scope = || {
        let mut written = String::new();
        for facet in ["product", "activity", "mode"] {
            if let Some(word) = words.next().filter(|word| !word.is_empty()) {
                written += &format!("{facet}: \"{word}\", ");
            }
        }
        written
    };
    let text = format!(
        "(entities: [(id: \"a\", name: \"A\", kind: Company), (id: \"p\", name: \"P\", kind: Product), \
         (id: \"q\", name: \"Q\", kind: Product, part_of: \"p\")], \
         sources: [(id: \"s\", title: \"S\", publisher: \"S\", kind: News)], deals: [\
         (id: \"d\", kind: License, title: \"D\", parties: [(who: \"a\", role: Licensor), (who: \"p\", role: Licensee)], \
         status: Closed, scope: ({}), claims: [(source: \"s\")]),\
         (id: \"e\", kind: License, title: \"E\", parties: [(who: \"a\", role: Licensor), (who: \"p\", role: Licensee)], \
         status: Closed, scope: ({}), claims: [(source: \"s\")])])",
        scope(),
        scope(),
    );
    let Ok(book) = load_str(&text) else { return };
    let scopes: Vec<_> = book.deal_indices().filter_map(|deal| book.deal(deal).scope.clone()).collect();
    for one in &scopes {
        assert_eq!(one.covers(one, &book), Cover::Certain);
        for two in &scopes {
            let (there, back) = (one.covers(two, &book), two.covers(one, &book));
            assert_eq!(there == Cover::No, back == Cover::No, "only one of two scopes rules the other out");
        }
        let _ = one.describe(&book);
    }
}

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

/// A rule of a book: severity, pattern and claim on lines of their own.
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
    let files = vec![
        BookFile { name: "ground.ron".to_owned(), text: write_book(ground()) },
        BookFile { name: "rule.ron".to_owned(), text: rule },
    ];
    let reading = read_book(files, Strictness::Lints);
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

/// A mapping file.
pub fn mapping(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(mapping) = Mapping::read(text) else { return };
    let rows = b"from,to,amount,date,source\nAcme,Orion,USD 1bn,2025,s\n".to_vec();
    let files = [Text::of("rows.csv", rows)];
    let format = import_format("deals-csv").expect("a format");
    if let Ok(imported) = import_files(format, &given(&files, &mapping), None) {
        load_str(&imported.ron).expect("what is imported loads");
    }
}

fn given<'g>(files: &'g [Text], mapping: &'g Mapping) -> Given<'g> {
    static NAMES: OnceLock<Names> = OnceLock::new();
    Given { files, mapping, names: NAMES.get_or_init(Names::default), watch: None }
}

/// The bytes of a snapshot: refused, or every record and column of it can be read. While fuzzing all checksums are
/// zero, so that what changes inside gets past them.
pub fn snapshot(bytes: &[u8]) {
    let path = std::env::temp_dir().join(format!("dealgraph-fuzz-{}.dgz", std::process::id()));
    std::fs::write(&path, bytes).expect("there is room");
    let _ = verify(&path);
    let _ = std::fs::remove_file(&path);
}

/// A baseline file.
pub fn baseline(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(baseline) = Baseline::read(text) {
        baseline.hide_accepted(&mut everything::findings(&DealGraph::new(ground(), View::default())));
    }
}

/// A file of a format that is imported: what comes of it loads, and every row is accounted for.
pub fn import(name: &str, bytes: &[u8]) {
    let format = import_format(name).expect("a format");
    let mapping = Mapping::default();
    let files = [Text::of(&format!("rows.{}", format.endings[0]), bytes.to_vec())];
    for base in [None, Some(ground())] {
        let Ok(imported) = import_files(format, &given(&files, &mapping), base) else { return };
        let whole = imported.refused.iter().all(|refusal| refusal.place.line > 0);
        let mut texts = vec![BookFile { name: "import.ron".to_owned(), text: imported.ron }];
        texts.extend(base.map(|book| BookFile { name: "base.ron".to_owned(), text: write_book(book) }));
        let reading = read_book(texts, Strictness::Faults);
        assert!(
            !whole || reading.book.is_some(),
            "what is imported does not load: {}",
            reading.problems.iter().map(|it| it.render(&reading.files, false)).collect::<String>()
        );
    }
}

/// Tables of `export csv`: the bytes are cut into files at lines `=== name`.
pub fn tables(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut files = Vec::new();
    for part in text.split("=== ").filter(|part| !part.is_empty()) {
        let (name, rows) = part.split_once('\n').unwrap_or((part, ""));
        files.push(Text::of(name, rows.as_bytes().to_vec()));
    }
    let mapping = Mapping::default();
    let format = import_format("csv").expect("a format");
    let _ = import_files(format, &given(&files, &mapping), None);
}
